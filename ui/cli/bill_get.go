package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"wxlens/ui/workbench"
	"wxlens/ui/workbench/bills"
	"wxlens/ui/workbench/control"
	"wxlens/ui/workbench/run"
	"wxlens/wxpay"
	"wxlens/wxpay/bill"
	"wxlens/wxpay/catalog"
)

type billGetFlags struct {
	ask       bills.Ask
	api, kind string
	output    string
	reconcile bool
	reveal    bool
}

func (a *app) billGetCommand() *cobra.Command {
	var f billGetFlags
	cmd := &cobra.Command{Use: "get", Args: noArgs, RunE: func(cmd *cobra.Command, _ []string) error {
		f.ask.API, f.ask.Kind, f.ask.Type = wxpay.API(f.api), bill.Kind(f.kind), strings.ToUpper(f.ask.Type)
		return a.getBill(cmd.Context(), f)
	}}
	flags := cmd.Flags()
	flags.StringVar(&f.ask.Day, "date", "", "")
	flags.StringVar(&f.api, "api", "v3", "")
	flags.StringVar(&f.kind, "kind", "trade", "")
	flags.StringVar(&f.ask.Type, "type", "", "")
	flags.BoolVar(&f.ask.GZIP, "gzip", false, "")
	flags.BoolVar(&f.ask.MoveClock, "move-clock", false, "")
	flags.StringVarP(&f.output, "output", "o", "", "")
	flags.BoolVar(&f.reconcile, "reconcile", false, "")
	flags.BoolVar(&f.reveal, "reveal", false, "")
	return a.describe(cmd)
}

// getBill asks for a bill, tells of the calls and of the bill, and compares it with
// the orders if that is asked for.
func (a *app) getBill(ctx context.Context, f billGetFlags) (err error) {
	w, err := a.open(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, w.Close()) }()
	m, err := w.Merchant()
	if err != nil {
		return err
	}
	g, err := w.Bills().Get(ctx, f.ask, nil)
	a.printWarnings(g.Warnings)
	ask := (*bills.AskError)(nil)
	switch {
	case errors.As(err, &ask):
		return &failure{exit: ExitUsage, code: "bad-bill-request", err: fmt.Errorf("%s: %q", a.text.Bills.Asks[ask.Slug()], ask.Got)}
	case errors.Is(err, bills.ErrRealClock):
		return &failure{exit: ExitUsage, code: "real-clock", err: errors.New(a.text.Bills.ClockMoves)}
	case err != nil:
		return err
	}
	for _, c := range []*bills.Call{g.Applied, g.Loaded} {
		if c != nil {
			a.printBillCall(c, shows(m, f.reveal))
		}
	}
	if g.Report == nil {
		return &failure{exit: exitOfStep(run.Result{Checks: g.Checks}), silent: true}
	}
	return a.useBill(ctx, w, g, f)
}

func (a *app) printWarnings(warnings []bills.Warning) {
	for _, slug := range warnings {
		words := a.text.Bills.Warnings[string(slug)]
		if a.out.json {
			a.out.event(struct {
				Event  string        `json:"event"`
				Code   bills.Warning `json:"code"`
				Detail string        `json:"detail"`
			}{"warning", slug, words})
			continue
		}
		a.out.line("⚠ %s", words)
	}
}

// printBillCall tells of a call as every call is told of.
func (a *app) printBillCall(c *bills.Call, reveal bool) {
	r := run.Result{
		Step: "bill", OK: wxpay.OK(c.Exchange.Checks), Text: c.Text, Signature: c.Signature, Trace: c.Trace, Exchange: c.Exchange,
		Checks: c.Exchange.Checks, Elapsed: c.Exchange.Elapsed,
	}
	if a.out.json {
		a.out.event(a.stepEventOf(r, reveal))
		return
	}
	title := wxpay.Words{}
	if endpoint, known := catalog.ByID(c.Exchange.Call); known {
		title = endpoint.Title
	}
	a.printStepLines(title, r, reveal)
}

// useBill does with a bill that came what was asked for.
func (a *app) useBill(ctx context.Context, w *workbench.Workbench, g bills.Got, f billGetFlags) error {
	file := billFile{Path: g.Kept.Path, Output: f.output}
	in, err := os.Open(g.Kept.Path)
	if err != nil {
		return err
	}
	defer in.Close()
	if f.output != "" {
		if err := copyTo(f.output, in); err != nil {
			return &failure{exit: ExitUsage, code: "unreadable", err: err}
		}
		if _, err := in.Seek(0, io.SeekStart); err != nil {
			return err
		}
	}
	if !f.reconcile {
		return a.finishBill(g.Report, g.Hash, nil, file)
	}
	return a.reconcile(ctx, w, in, bill.Options{Kind: g.Ask.Kind}, bill.Scope{Day: g.Kept.Day, MchID: g.Kept.MchID}, g.Hash, file)
}

func copyTo(path string, in io.Reader) error {
	out, err := os.OpenFile(path, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Close())
}

func (a *app) billListCommand() *cobra.Command {
	return a.describe(&cobra.Command{Use: "list", Args: noArgs, RunE: func(*cobra.Command, []string) error { return a.listBills() }})
}

// listBills looks into the folder alone and opens no workbench.
func (a *app) listBills() error {
	list, err := bills.New(bills.Deps{Folder: workbench.HomeAt(a.HomeDir).Bills()}).List()
	if err != nil {
		return err
	}
	var rows table
	for _, k := range list {
		if a.out.json {
			a.out.event(struct {
				Event   string      `json:"event"`
				Path    string      `json:"path"`
				MchID   wxpay.MchID `json:"mchid"`
				Day     string      `json:"day"`
				Kind    bill.Kind   `json:"kind"`
				Type    string      `json:"type"`
				API     wxpay.API   `json:"api"`
				GZIP    bool        `json:"gzip"`
				Bytes   int64       `json:"bytes"`
				Fetched string      `json:"fetched"`
				Differs bool        `json:"hash_differs,omitempty"`
			}{"kept", k.Path, k.MchID, k.Day, k.Kind, k.Type, k.API, k.GZIP, k.Size, k.At.Format("2006-01-02T15:04:05Z07:00"), k.Differs})
			continue
		}
		rows = append(rows, []string{a.out.mark(verdictOf(!k.Differs)), k.Day, a.text.Bills.Kinds[k.Kind], k.Type, string(k.API), string(k.MchID), fmt.Sprint(k.Size), k.Path})
	}
	if len(list) == 0 && !a.out.json {
		a.out.line("%s", a.text.Bills.NoBills)
	}
	a.printTable(rows)
	return nil
}

func (a *app) sandboxBillCommand() *cobra.Command {
	var plant, seconds int
	var kinds, fault string
	cmd := &cobra.Command{Use: "bill", Args: noArgs, RunE: func(cmd *cobra.Command, _ []string) error {
		var p control.BillPlan
		given := cmd.Flags().Changed
		if given("plant") {
			p.Plant = &plant
		}
		if given("kinds") {
			list := slices.DeleteFunc(strings.Split(kinds, ","), func(s string) bool { return s == "" })
			p.Kinds = &list
		}
		if given("url-seconds") {
			p.Seconds = &seconds
		}
		if given("fault") {
			fault = strings.TrimPrefix(fault, "none")
			p.Fault = &fault
		}
		if p == (control.BillPlan{}) {
			return usage("sandbox bill --plant N | --kinds K,… | --fault F | --url-seconds N")
		}
		return a.steer(cmd.Context(), func(ctx context.Context, desk *control.Desk) error { return a.planBills(ctx, desk, p) })
	}}
	flags := cmd.Flags()
	flags.IntVar(&plant, "plant", 0, "")
	flags.StringVar(&kinds, "kinds", "", "")
	flags.StringVar(&fault, "fault", "", "")
	flags.IntVar(&seconds, "url-seconds", 0, "")
	return a.describe(cmd)
}

func (a *app) planBills(ctx context.Context, desk *control.Desk, p control.BillPlan) error {
	if err := desk.PlanBills(ctx, p); err != nil {
		return err
	}
	if a.out.json {
		a.out.event(struct {
			Event string `json:"event"`
			control.BillPlan
		}{"bill-plan", p})
		return nil
	}
	words := a.text.Bills.Planted
	if p.Plant != nil && *p.Plant == 0 {
		words = a.text.Bills.Unplanted
	}
	a.out.line("%s", words)
	return nil
}
