package cli

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"wxlens/ui/workbench"
	"wxlens/ui/workbench/control"
	"wxlens/wxpay"
)

// deskCommands steer the sandbox of the profile in use, as the screens do.
func (a *app) deskCommands() []*cobra.Command {
	return []*cobra.Command{
		a.sandboxShowCommand(), a.sandboxPayCommand(), a.sandboxRefundCommand(), a.sandboxNotifyCommand(),
		a.sandboxAdvanceCommand(), a.sandboxFaultCommand(), a.sandboxBillCommand(),
		a.describe(&cobra.Command{Use: "rotate", Args: noArgs, RunE: func(cmd *cobra.Command, _ []string) error {
			return a.steer(cmd.Context(), a.rotate)
		}}),
		a.describe(&cobra.Command{Use: "reset", Args: noArgs, RunE: func(cmd *cobra.Command, _ []string) error {
			return a.steer(cmd.Context(), a.reset)
		}}),
	}
}

// steer opens the workbench and lets f steer its sandbox.
func (a *app) steer(ctx context.Context, f func(context.Context, *control.Desk) error) (err error) {
	w, err := a.open(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, w.Close()) }()
	err = f(ctx, w.Desk())
	switch refused := (*control.RefusedError)(nil); {
	case errors.As(err, &refused):
		return &failure{exit: ExitFailed, code: "refused", err: refused}
	case errors.Is(err, workbench.ErrNoSandbox):
		return &failure{exit: ExitUsage, code: "no-sandbox", err: err}
	}
	return err
}

func (a *app) sandboxShowCommand() *cobra.Command {
	return a.describe(&cobra.Command{Use: "show", Args: noArgs, RunE: func(cmd *cobra.Command, _ []string) error {
		return a.steer(cmd.Context(), a.showSandbox)
	}})
}

func (a *app) showSandbox(ctx context.Context, desk *control.Desk) error {
	s, err := desk.State(ctx)
	if err != nil {
		return err
	}
	if a.out.json {
		a.out.event(struct {
			Event   string    `json:"event"`
			BaseURL string    `json:"base_url"`
			Now     time.Time `json:"now"`
		}{"sandbox", s.URL, s.Now})
	} else {
		a.out.line("%s  %s", s.URL, moment(s.Now))
	}
	for _, o := range s.Orders {
		a.printSandboxOrder(o)
	}
	for _, r := range s.Refunds {
		a.printSandboxRefund(r)
	}
	for _, n := range s.Notifications {
		a.printSandboxNotification(n)
	}
	return nil
}

func (a *app) printSandboxOrder(o control.Order) {
	if a.out.json {
		a.out.event(struct {
			Event string `json:"event"`
			control.Order
		}{"order", o})
		return
	}
	a.out.line("%-10s %-8s ¥%s  %s  %s", o.TradeState, o.TradeType, o.Total.Yuan(), o.OutTradeNo, o.TransactionID)
}

func (a *app) printSandboxRefund(r control.Refund) {
	if a.out.json {
		a.out.event(struct {
			Event string `json:"event"`
			control.Refund
		}{"refund", r})
		return
	}
	a.out.line("%-10s refund   ¥%s  %s  %s", r.Status, r.Refund.Yuan(), r.OutRefundNo, r.OutTradeNo)
}

func (a *app) printSandboxNotification(n control.Notification) {
	if a.out.json {
		a.out.event(struct {
			Event string `json:"event"`
			control.Notification
		}{"notification", n})
		return
	}
	next := ""
	if n.NextAt != nil {
		next = "  → " + moment(*n.NextAt)
	}
	a.out.line("%s %s  %s  %s%s", a.out.mark(verdictOf(n.Acknowledged())), n.EventType, n.ID, n.OutTradeNo, next)
	for _, t := range n.Attempts {
		a.out.line("    %s", a.attempt(t))
	}
}

// attempt writes a delivery and what came of it.
func (a *app) attempt(t control.Attempt) string {
	line := moment(t.At) + "  " + a.out.mark(verdictOf(t.Acknowledged)) + " " + statusText(t.Status)
	if t.Error != "" {
		line += "  " + t.Error
	}
	return line
}

func moment(t time.Time) string { return t.Local().Format(time.DateTime) }

func (a *app) sandboxPayCommand() *cobra.Command {
	action := ""
	cmd := &cobra.Command{Use: "pay OUT_TRADE_NO", Args: exactArgs(1), RunE: func(cmd *cobra.Command, args []string) error {
		if !slices.Contains([]string{"pay", "cancel", "fail"}, action) {
			return usage("--action %s (pay|cancel|fail)", action)
		}
		return a.steer(cmd.Context(), func(ctx context.Context, desk *control.Desk) error {
			return a.pay(ctx, desk, wxpay.OutTradeNo(args[0]), action)
		})
	}}
	cmd.Flags().StringVar(&action, "action", "pay", "")
	return a.describe(cmd)
}

func (a *app) pay(ctx context.Context, desk *control.Desk, no wxpay.OutTradeNo, action string) error {
	state, err := desk.Pay(ctx, no, action)
	if err != nil {
		return err
	}
	if a.out.json {
		a.out.event(struct {
			Event      string           `json:"event"`
			OutTradeNo wxpay.OutTradeNo `json:"out_trade_no"`
			Action     string           `json:"action"`
			TradeState wxpay.TradeState `json:"trade_state"`
		}{"pay", no, action, state})
		return nil
	}
	a.out.line("%s  %s", no, state)
	return nil
}

func (a *app) sandboxRefundCommand() *cobra.Command {
	no, times := "", 1
	cmd := &cobra.Command{Use: "refund OUTCOME", Args: exactArgs(1), RunE: func(cmd *cobra.Command, args []string) error {
		switch outcome := args[0]; {
		case !slices.Contains([]string{"success", "abnormal", "closed", "hold"}, outcome):
			return usage("%s (success|abnormal|closed|hold)", outcome)
		case no != "" && (outcome == "hold" || cmd.Flags().Changed("times")):
			return usage("--refund %s (success|abnormal|closed)", no)
		case times < 1:
			return usage("--times %d (1, 2, …)", times)
		default:
			return a.steer(cmd.Context(), func(ctx context.Context, desk *control.Desk) error {
				return a.refund(ctx, desk, outcome, wxpay.OutRefundNo(no), times)
			})
		}
	}}
	cmd.Flags().StringVar(&no, "refund", "", "")
	cmd.Flags().IntVar(&times, "times", 1, "")
	return a.describe(cmd)
}

// refund settles the refund that is named, else plans what becomes of the next.
func (a *app) refund(ctx context.Context, desk *control.Desk, outcome string, no wxpay.OutRefundNo, times int) error {
	said := struct {
		Event       string            `json:"event"`
		Outcome     string            `json:"outcome"`
		OutRefundNo wxpay.OutRefundNo `json:"out_refund_no,omitempty"`
		Times       int               `json:"times,omitempty"`
		Status      wxpay.RefundState `json:"status"`
	}{Event: "outcome", Outcome: outcome, OutRefundNo: no}
	var err error
	if no != "" {
		said.Status, err = desk.Settle(ctx, no, outcome)
	} else {
		said.Times = times
		said.Status, err = desk.PlanRefunds(ctx, outcome, times)
	}
	switch {
	case err != nil:
		return err
	case a.out.json:
		a.out.event(said)
	case no != "":
		a.out.line("%s  %s", no, said.Status)
	default:
		a.out.line("→ %s × %d", said.Status, times)
	}
	return nil
}

func (a *app) sandboxNotifyCommand() *cobra.Command {
	variant := ""
	cmd := &cobra.Command{Use: "notify ID|OUT_TRADE_NO", Args: exactArgs(1), RunE: func(cmd *cobra.Command, args []string) error {
		return a.steer(cmd.Context(), func(ctx context.Context, desk *control.Desk) error {
			return a.notify(ctx, desk, args[0], variant)
		})
	}}
	cmd.Flags().StringVar(&variant, "variant", "normal", "")
	return a.describe(cmd)
}

// notify sends one more delivery: of the notification with this id, else of the
// payment of the order with this number.
func (a *app) notify(ctx context.Context, desk *control.Desk, name, variant string) error {
	s, err := desk.State(ctx)
	if err != nil {
		return err
	}
	id, no := "", wxpay.OutTradeNo(name)
	for _, n := range s.Notifications {
		if n.ID == name {
			id, no = n.ID, n.OutTradeNo
		}
	}
	sent, err := desk.Notify(ctx, id, no, variant)
	if err != nil {
		return err
	}
	if a.out.json {
		a.out.event(struct {
			Event        string           `json:"event"`
			Notification string           `json:"notification,omitempty"`
			OutTradeNo   wxpay.OutTradeNo `json:"out_trade_no"`
			Variant      string           `json:"variant"`
			control.Attempt
		}{"attempt", id, no, variant, sent})
		return nil
	}
	a.out.line("%s", a.attempt(sent))
	return nil
}

func (a *app) sandboxAdvanceCommand() *cobra.Command {
	return a.describe(&cobra.Command{Use: "advance DURATION", Args: exactArgs(1), RunE: func(cmd *cobra.Command, args []string) error {
		by, err := time.ParseDuration(args[0])
		if err != nil || by < 0 {
			return usage("%s (15s, 10m, 2h, …)", args[0])
		}
		return a.steer(cmd.Context(), func(ctx context.Context, desk *control.Desk) error {
			return a.advance(ctx, desk, by)
		})
	}})
}

func (a *app) advance(ctx context.Context, desk *control.Desk, by time.Duration) error {
	now, err := desk.Advance(ctx, by)
	switch {
	case err != nil:
		return err
	case a.out.json:
		a.out.event(struct {
			Event string    `json:"event"`
			Now   time.Time `json:"now"`
		}{"clock", now})
	default:
		a.out.line("%s", moment(now))
	}
	return nil
}

func (a *app) sandboxFaultCommand() *cobra.Command {
	var f control.Fault
	var delay time.Duration
	cmd := &cobra.Command{Use: "fault PATH", Args: exactArgs(1), RunE: func(cmd *cobra.Command, args []string) error {
		if delay < 0 || f.Times < 1 {
			return usage("--delay %s --times %d", delay, f.Times)
		}
		f.Path, f.DelayMS = args[0], delay.Milliseconds()
		return a.steer(cmd.Context(), func(ctx context.Context, desk *control.Desk) error { return a.plant(ctx, desk, f) })
	}}
	flags := cmd.Flags()
	flags.IntVar(&f.Status, "status", 0, "")
	flags.StringVar(&f.Code, "code", "", "")
	flags.DurationVar(&delay, "delay", 0, "")
	flags.BoolVar(&f.Drop, "drop", false, "")
	flags.BoolVar(&f.Probe, "probe", false, "")
	flags.BoolVar(&f.Tamper, "tamper", false, "")
	flags.IntVar(&f.Times, "times", 1, "")
	return a.describe(cmd)
}

func (a *app) plant(ctx context.Context, desk *control.Desk, f control.Fault) error {
	if err := desk.Plant(ctx, f); err != nil {
		return err
	}
	if a.out.json {
		a.out.event(struct {
			Event string `json:"event"`
			control.Fault
		}{"fault", f})
		return nil
	}
	a.out.line("%s × %d", f.Path, f.Times)
	return nil
}

func (a *app) rotate(ctx context.Context, desk *control.Desk) error {
	return a.done("rotated", desk.Rotate(ctx))
}

func (a *app) reset(ctx context.Context, desk *control.Desk) error {
	return a.done("reset", desk.Reset(ctx))
}

// done tells of something that answers nothing.
func (a *app) done(event string, err error) error {
	switch {
	case err != nil:
		return err
	case a.out.json:
		a.out.event(struct {
			Event string `json:"event"`
		}{event})
	default:
		a.out.line("%s", event)
	}
	return nil
}
