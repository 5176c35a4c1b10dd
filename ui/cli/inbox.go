package cli

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"wxlens/ui/workbench"
	"wxlens/ui/workbench/ledger"
	"wxlens/ui/workbench/query"
	"wxlens/wxpay"
)

// lookFlags are the flags by which deliveries are chosen.
type lookFlags struct {
	filter string
	limit  int
}

func (f *lookFlags) add(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.filter, "filter", "", "")
	cmd.Flags().IntVar(&f.limit, "limit", 0, "")
}

func (a *app) inboxCommand() *cobra.Command {
	parent := &cobra.Command{Use: "inbox", Args: noArgs, RunE: needSubcommand}
	parent.AddCommand(a.inboxListCommand(), a.inboxShowCommand(), a.inboxReplayCommand(), a.inboxExportCommand(), a.inboxImportCommand(), a.inboxPruneCommand())
	var off bool
	mark := &cobra.Command{Use: "mark ID", Args: exactArgs(1), RunE: func(cmd *cobra.Command, args []string) error {
		return a.annotate(cmd.Context(), args[0], func(x *wxpay.Exchange) { x.Marked = !off })
	}}
	mark.Flags().BoolVar(&off, "off", false, "")
	note := &cobra.Command{Use: "note ID TEXT", Args: exactArgs(2), RunE: func(cmd *cobra.Command, args []string) error {
		return a.annotate(cmd.Context(), args[0], func(x *wxpay.Exchange) { x.Note = args[1] })
	}}
	parent.AddCommand(a.describe(mark), a.describe(note))
	return a.describe(parent)
}

// withInbox does something with the deliveries of a home and words its errors.
func (a *app) withInbox(ctx context.Context, do func(*workbench.Workbench) error) (err error) {
	w, err := a.open(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, w.Close()) }()
	err = do(w)
	if errors.Is(err, workbench.ErrNotKept) {
		return &failure{exit: ExitFailed, code: "unknown-delivery", err: err}
	}
	return err
}

// annotate changes what the user thinks of a delivery.
func (a *app) annotate(ctx context.Context, id string, change func(*wxpay.Exchange)) error {
	return a.withInbox(ctx, func(w *workbench.Workbench) error {
		x, err := w.Exchange(ctx, id)
		if err != nil {
			return err
		}
		change(&x)
		return w.Annotate(ctx, id, x.Marked, x.Note)
	})
}

// query reads --filter.
func (a *app) query(text string) (query.Query, error) {
	q, err := query.Parse(text, a.env.Now())
	fault := (*query.Error)(nil)
	if !errors.As(err, &fault) {
		return q, err
	}
	t := a.text.CLI
	said := fmt.Sprintf(t.AtByte, fault.At) + ": " + t.Inbox.QueryFaults[string(fault.Reason)]
	if fault.Term != "" {
		said = fault.Term + ", " + said
	}
	return q, &failure{exit: ExitUsage, code: "bad-query", err: errors.New(said), hint: fmt.Sprintf(t.Inbox.Wanted, fault.Want)}
}

// find calls each for the deliveries that the flags choose, in order of arrival: all
// that the filter finds, or the newest so many of them.
func (a *app) find(ctx context.Context, w *workbench.Workbench, f lookFlags, each func(*ledger.Delivery) bool) error {
	q, err := a.query(f.filter)
	if err != nil {
		return err
	}
	if f.limit < 0 {
		return usage("--limit %d (1, 2, …)", f.limit)
	}
	if f.limit == 0 {
		return w.Find(ctx, q, each)
	}
	var newest []ledger.Delivery
	next := 0
	err = w.Find(ctx, q, func(d *ledger.Delivery) bool {
		if len(newest) < f.limit {
			newest = append(newest, *d)
		} else {
			newest[next] = *d
			next = (next + 1) % f.limit
		}
		return true
	})
	for i := range newest {
		if err != nil || !each(&newest[(next+i)%len(newest)]) {
			break
		}
	}
	return err
}

func (a *app) inboxListCommand() *cobra.Command {
	var f lookFlags
	cmd := &cobra.Command{Use: "list", Args: noArgs, RunE: func(cmd *cobra.Command, _ []string) error {
		return a.withInbox(cmd.Context(), func(w *workbench.Workbench) error {
			err := a.find(cmd.Context(), w, f, func(d *ledger.Delivery) bool {
				a.printDelivery(d)
				return a.out.err == nil && cmd.Context().Err() == nil
			})
			return errors.Join(err, cmd.Context().Err())
		})
	}}
	f.add(cmd)
	return a.describe(cmd)
}

// deliveryEvent is one row of the list in JSON. What does not apply is null.
type deliveryEvent struct {
	Event         string               `json:"event"`
	ID            string               `json:"id"`
	At            time.Time            `json:"at"`
	API           wxpay.API            `json:"api"`
	Profile       *string              `json:"profile"`
	Path          string               `json:"path"`
	From          *string              `json:"from"`
	Type          *string              `json:"type"`
	OutTradeNo    *wxpay.OutTradeNo    `json:"out_trade_no"`
	TransactionID *wxpay.TransactionID `json:"transaction_id"`
	Total         *wxpay.Fen           `json:"total"`
	Verified      bool                 `json:"verified"`
	OK            bool                 `json:"ok"`
	Check         *wxpay.CheckName     `json:"failed_check"`
	Reason        *wxpay.Reason        `json:"reason"`
	Probe         bool                 `json:"probe"`
	Status        *int                 `json:"status"`
	Attempt       int                  `json:"attempt"` // 1 too where nobody can tell which event it is about
	DuplicateOf   *string              `json:"duplicate_of"`
	Forward       *forwardRow          `json:"forward"`
	Marked        bool                 `json:"marked"`
	Note          *string              `json:"note"`
}

type forwardRow struct {
	Status  *int   `json:"status"`
	Verdict string `json:"verdict"`
}

func forwardRowOf(d *ledger.Delivery) *forwardRow {
	switch d.Forward {
	case ledger.Acknowledged:
		return &forwardRow{orNull(d.ForwardStatus), "acknowledged"}
	case ledger.WouldRetry:
		return &forwardRow{orNull(d.ForwardStatus), "would-retry"}
	}
	return nil
}

func (a *app) printDelivery(d *ledger.Delivery) {
	if a.out.json {
		a.out.event(deliveryEvent{
			"delivery", d.ID, d.At, d.API, orNull(d.Profile), d.Path, orNull(d.From), orNull(d.EventType), orNull(d.OutTradeNo), orNull(d.TransactionID),
			orNull(d.Total), d.Verified, d.OK, orNull(d.Failure), orNull(d.Reason), d.Probe, orNull(d.Status), max(d.Attempt, 1), orNull(d.DuplicateOf),
			forwardRowOf(d), d.Marked, orNull(d.Note),
		})
		return
	}
	t := a.text.CLI.Inbox
	verdict, what := a.out.mark(verdictOf(d.OK)), d.EventType
	switch {
	case d.Probe:
		verdict = a.out.paint(faint, "⚑")
	case !d.Judged:
		verdict = a.out.mark(wxpay.NotApplicable)
	}
	if what == "" {
		what = t.Unknown
	}
	line := fmt.Sprintf("%s  %s  %s %-20s %s  %s", d.At.Local().Format("01-02 15:04:05"), d.ID, verdict, a.drawn(what), statusText(d.Status), a.drawn(string(d.OutTradeNo)))
	if d.Total != 0 {
		line += "  ¥" + d.Total.Yuan()
	}
	if d.DuplicateOf != "" {
		line += "  " + fmt.Sprintf(t.Repeat, d.Attempt)
	}
	if f := forwardRowOf(d); f != nil {
		line += "  ==> " + statusText(d.ForwardStatus) + " " + a.out.mark(verdictOf(d.Forward == ledger.Acknowledged))
	}
	if d.Reason != "" && !d.Probe {
		line += "  " + a.text.Reasons[d.Reason].Why
	}
	if d.Marked {
		line += "  ★"
	}
	if d.Note != "" {
		line += "  — " + a.drawn(d.Note)
	}
	a.out.line("%s", line)
}

// showEvent is a delivery whole.
type showEvent struct {
	notificationEvent
	OK         bool         `json:"ok"`
	Request    *requestJSON `json:"request"`
	Reply      *answerJSON  `json:"reply"`
	SignString string       `json:"sign_string"`
	Trace      []traceStep  `json:"trace"`
	Pruned     bool         `json:"pruned"` // headers and body were let go
	Marked     bool         `json:"marked"`
	Note       *string      `json:"note"`
}

func (a *app) inboxShowCommand() *cobra.Command {
	var reveal bool
	cmd := &cobra.Command{Use: "show ID", Args: exactArgs(1), RunE: func(cmd *cobra.Command, args []string) error {
		return a.withInbox(cmd.Context(), func(w *workbench.Workbench) error { return a.show(cmd.Context(), w, args[0], reveal) })
	}}
	cmd.Flags().BoolVar(&reveal, "reveal", false, "")
	return a.describe(cmd)
}

func (a *app) show(ctx context.Context, w *workbench.Workbench, id string, reveal bool) error {
	d, err := w.Delivery(ctx, id)
	if d.Exchange.ID == "" {
		return err // else its profile is gone, and what was kept is shown
	}
	x := &d.Exchange
	if x.Direction != wxpay.Incoming {
		return &failure{exit: ExitFailed, code: "unknown-delivery", err: errors.New(id)}
	}
	if m, err := w.MerchantOf(x.Profile); err == nil {
		reveal = shows(m, reveal)
	}
	told := toldOf(d)
	if a.out.json {
		e := showEvent{
			notificationEvent: a.notificationOf(told), OK: wxpay.OK(x.Checks), Request: requestOf(x.Request),
			SignString: show(d.Text, reveal), Trace: traceOf(d.Trace, a.text, reveal), Pruned: x.Pruned, Marked: x.Marked, Note: orNull(x.Note),
		}
		if e.Reply = e.notificationEvent.Reply; e.Reply != nil {
			e.Reply.Headers = headersOf(x.Reply.Header)
		}
		a.out.event(e)
		return nil
	}
	a.printNotification(told)
	a.printText(d.Text, "", reveal)
	a.printChecks(x.Checks)
	a.out.line("%s %s", a.drawn(x.Request.Method), a.drawn(x.Request.URL))
	for _, name := range slices.Sorted(maps.Keys(x.Request.Header)) {
		for _, v := range x.Request.Header[name] {
			a.out.line("%s: %s", a.drawn(name), a.drawn(v))
		}
	}
	if x.Pruned {
		a.out.line("%s", a.text.TUI.Inbox.Pruned)
	}
	a.out.line("\n%s", a.drawn(string(x.Request.Body)))
	if d.Plain != nil {
		a.out.line("\n%s", a.drawn(string(d.Plain)))
	}
	if x.Note != "" {
		a.out.line("— %s", a.drawn(x.Note))
	}
	return nil
}
