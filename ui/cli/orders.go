package cli

import (
	"context"
	"errors"

	"github.com/spf13/cobra"

	"wxlens/wxpay"
	"wxlens/wxpay/order"
)

func (a *app) ordersCommand() *cobra.Command {
	parent := &cobra.Command{Use: "orders", Args: noArgs, RunE: needSubcommand}
	parent.AddCommand(
		a.describe(&cobra.Command{Use: "list", Args: noArgs, RunE: func(cmd *cobra.Command, _ []string) error {
			return a.listOrders(cmd.Context())
		}}),
		a.describe(&cobra.Command{Use: "show OUT_TRADE_NO", Args: exactArgs(1), RunE: func(cmd *cobra.Command, args []string) error {
			return a.showOrder(cmd.Context(), wxpay.OutTradeNo(args[0]))
		}}),
	)
	return a.describe(parent)
}

// needSubcommand says that a command is only a group.
func needSubcommand(cmd *cobra.Command, _ []string) error {
	return &failure{exit: ExitUsage, code: "usage", err: errors.New(cmd.CommandPath() + " …"), hint: cmd.CommandPath() + " --help"}
}

func (a *app) listOrders(ctx context.Context) (err error) {
	w, err := a.open(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, w.Close()) }()
	snapshot, err := w.Whole(ctx)
	if err != nil {
		return err
	}
	for o := range snapshot.Orders.All() {
		a.printOrder(o, false)
	}
	return nil
}

func (a *app) showOrder(ctx context.Context, no wxpay.OutTradeNo) (err error) {
	w, err := a.open(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, w.Close()) }()
	o, err := w.Order(ctx, no)
	if err != nil {
		return err
	}
	if o == nil {
		return &failure{exit: ExitFailed, code: "unknown-order", err: errors.New(string(no))}
	}
	a.printOrder(o, true)
	return nil
}

func (a *app) printOrder(o *order.Order, whole bool) {
	type evidence struct {
		Exchange      string           `json:"exchange"`
		Says          wxpay.TradeState `json:"says"`
		Source        order.Source     `json:"source"`
		Contradiction bool             `json:"contradiction,omitempty"`
	}
	type refund struct {
		OutRefundNo wxpay.OutRefundNo `json:"out_refund_no"`
		RefundID    wxpay.RefundID    `json:"refund_id"`
		Amount      wxpay.Fen         `json:"amount"`
		State       wxpay.RefundState `json:"state"`
	}
	if a.out.json {
		refunds := make([]refund, 0, len(o.Refunds))
		for _, r := range o.Refunds {
			refunds = append(refunds, refund(r))
		}
		list := make([]evidence, 0, len(o.Evidence))
		for _, e := range o.Evidence {
			list = append(list, evidence{e.Exchange, e.Says, e.Source, e.Contradiction})
		}
		a.out.event(struct {
			Event string `json:"event"`
			orderJSON
			Refunds  []refund   `json:"refunds"`
			Evidence []evidence `json:"evidence"`
		}{"order", orderJSONOf(o), refunds, list})
		return
	}
	a.out.line("%s  %-10s ¥%s  %s  %s", o.Created.Local().Format("2006-01-02 15:04:05"), o.State, o.Total.Yuan(), o.OutTradeNo, o.TransactionID)
	if !whole {
		return
	}
	for _, r := range o.Refunds {
		a.out.line("    %-10s ¥%s  %s  %s", r.State, r.Amount.Yuan(), r.OutRefundNo, r.RefundID)
	}
	for _, e := range o.Evidence {
		note := a.text.Sources[e.Source]
		switch {
		case e.Contradiction:
			note += "  " + a.text.Contradiction
		case e.Source == order.FromClient:
			note += "  " + a.text.NoEvidence
		}
		a.out.line("    %s  %-8s %s  %s", e.At.Local().Format("15:04:05.000"), e.Says, e.Exchange, note)
	}
}
