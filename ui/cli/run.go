package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"wxlens/ui/qr"
	"wxlens/ui/workbench"
	"wxlens/ui/workbench/run"
	"wxlens/wxpay"
	"wxlens/wxpay/diagnose"
	"wxlens/wxpay/flow"
	"wxlens/wxpay/order"
)

// runFlags are the flags of "wxlens run".
type runFlags struct {
	list        bool
	until       string
	scenario    string
	sets        []string
	total       string
	credentials string
	reveal      bool
	payer       string
	mistakes    []string // STEP=SLUG
}

// Who pays in a run: the sandbox's own payer, or a real client that the
// parameters are handed to.
const (
	sandboxPayer = "sandbox"
	realPayer    = "real"
)

func (a *app) runCommand() *cobra.Command {
	var f runFlags
	cmd := &cobra.Command{
		Use: "run FLOW", Args: func(cmd *cobra.Command, args []string) error {
			if f.list {
				return noArgs(cmd, args)
			}
			return exactArgs(1)(cmd, args)
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			if f.list {
				a.listFlows()
				return nil
			}
			return a.runFlow(cmd.Context(), args[0], f)
		},
	}
	flags := cmd.Flags()
	flags.BoolVar(&f.list, "list", false, "")
	flags.StringVar(&f.until, "until", "", "")
	flags.StringVar(&f.scenario, "scenario", string(flow.Pay), "")
	flags.StringArrayVar(&f.sets, "set", nil, "")
	flags.StringVar(&f.total, "total", "", "")
	flags.StringVar(&f.credentials, "credentials", "", "")
	flags.BoolVar(&f.reveal, "reveal", false, "")
	flags.StringVar(&f.payer, "payer", sandboxPayer, "")
	flags.StringArrayVar(&f.mistakes, "break", nil, "")
	return a.describe(cmd)
}

func (a *app) listFlows() {
	type event struct {
		Flow  string          `json:"flow"`
		Title string          `json:"title"`
		API   wxpay.API       `json:"api"`
		Steps []flow.StepName `json:"steps"`
	}
	for _, f := range flow.All() {
		var steps []flow.StepName
		for _, s := range f.Steps(flow.Pay) {
			steps = append(steps, s.Name)
		}
		if a.out.json {
			a.out.event(event{f.ID, f.Title.In(a.Lang), f.API, steps})
			continue
		}
		a.out.line("%-18s %s", f.ID, f.Title.In(a.Lang))
	}
}

func usage(format string, args ...any) error {
	return &failure{exit: ExitUsage, code: "usage", err: fmt.Errorf(format, args...)}
}

// session opens the workbench and prepares the walk that the flags ask for.
func (a *app) session(ctx context.Context, id string, f runFlags) (w *workbench.Workbench, s *run.Session, steps int, err error) {
	scenario := flow.Scenario(f.scenario)
	if !slices.Contains(flow.Scenarios, scenario) {
		return nil, nil, 0, usage("--scenario %s (pay|cancel|fail|timeout)", f.scenario)
	}
	if f.payer != sandboxPayer && f.payer != realPayer {
		return nil, nil, 0, usage("--payer %s (%s|%s)", f.payer, sandboxPayer, realPayer)
	}
	if _, ok := flow.ByID(id); !ok {
		return nil, nil, 0, &failure{exit: ExitUsage, code: "unknown-flow", err: errors.New(id)}
	}
	if w, err = a.open(ctx); err != nil {
		return nil, nil, 0, err
	}
	if s, err = w.NewSession(id, scenario); err != nil {
		return w, nil, 0, err
	}
	s.RealPay = f.payer == realPayer
	for _, set := range f.sets {
		name, value, ok := strings.Cut(set, "=")
		if name == "secret" || name == string(flow.SlotAppSecret) {
			return w, nil, 0, &failure{exit: ExitUsage, code: "usage", err: fmt.Errorf("--set %s: a secret is never taken as an argument, where other users can read it", name)}
		}
		if !ok {
			return w, nil, 0, usage("--set %s (NAME=VALUE)", set)
		}
		if !s.SetByName(name, value) {
			return w, nil, 0, usage("--set %s (%s)", name, strings.Join(s.Names(), "|"))
		}
	}
	for _, mistake := range f.mistakes {
		if err := makeMistake(s, mistake); err != nil {
			return w, nil, 0, err
		}
	}
	if f.total != "" {
		if _, err := wxpay.ParseFen(f.total); err != nil {
			return w, nil, 0, &failure{exit: ExitUsage, code: "bad-amount", err: errors.New("--total " + a.text.Error(err))}
		}
		s.SetByName(string(flow.SlotTotal), f.total)
	}
	steps = len(s.Steps)
	if f.until != "" {
		at := slices.IndexFunc(s.Steps, func(st flow.Step) bool { return st.Name == flow.StepName(f.until) })
		if at < 0 {
			return w, nil, 0, usage("--until %s (%s)", f.until, stepNames(s))
		}
		steps = at + 1
	}
	if f.credentials != "" {
		err = w.ExportCredentials(f.credentials)
	}
	return w, s, steps, err
}

// makeMistake has a step make a mistake on purpose.
func makeMistake(s *run.Session, mistake string) error {
	step, slug, ok := strings.Cut(mistake, "=")
	if !ok || !slices.ContainsFunc(s.Steps, func(st flow.Step) bool { return st.Name == flow.StepName(step) }) {
		return usage("--break %s (STEP=MISTAKE; %s)", mistake, stepNames(s))
	}
	if _, known := diagnose.Find(diagnose.Slug(slug)); !known {
		return usage("--break %s (wxlens mistakes)", mistake)
	}
	s.Mistakes[flow.StepName(step)] = run.Mistake{Slug: diagnose.Slug(slug)}
	return nil
}

// stepNames lists the steps of a walk.
func stepNames(s *run.Session) string {
	names := make([]string, len(s.Steps))
	for i, st := range s.Steps {
		names[i] = string(st.Name)
	}
	return strings.Join(names, "|")
}

func (a *app) runFlow(ctx context.Context, id string, f runFlags) (err error) {
	w, s, steps, err := a.session(ctx, id, f)
	if w != nil {
		defer func() { err = errors.Join(err, w.Close()) }()
	}
	if err != nil {
		return err
	}
	m, err := w.Merchant()
	if err != nil {
		return err
	}
	if !s.RealPay { // a real payer takes his time, and nobody should wait for him
		if err := w.TakeTurn(ctx); err != nil {
			return err
		}
	}
	reveal := shows(m, f.reveal)
	exit := a.walk(ctx, w, s, steps, reveal)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	o, err := a.orderOf(ctx, w, wxpay.OutTradeNo(s.Slot(flow.SlotOutTradeNo)))
	if err != nil {
		return err
	}
	a.printDone(exit == ExitOK, o)
	if exit != ExitOK {
		return &failure{exit: exit, silent: true}
	}
	return nil
}

// walk does the steps up to a number of them, tells of each, and returns the exit
// code: that of the first that does not hold.
func (a *app) walk(ctx context.Context, w *workbench.Workbench, s *run.Session, steps int, reveal bool) int {
	for s.Next() < steps {
		at := s.Next()
		job := s.Job(at)
		if s.RealPay && !a.out.json {
			job.Progress = a.printWaiting
		}
		r := w.Do(ctx, job)
		s.Apply(r)
		a.printStep(s.Steps[at], r, reveal)
		switch {
		case r.Err != nil && ctx.Err() == nil:
			return a.report(a.stepFailure(r.Err))
		case !r.OK:
			return exitOfStep(r)
		}
	}
	return ExitOK
}

// stepFailure words why a step could not be done.
func (a *app) stepFailure(err error) error {
	if errors.Is(err, run.ErrNoMistake) {
		return usage("--break: %w", err)
	}
	problem := (*run.ProblemError)(nil)
	if !errors.As(err, &problem) {
		return err
	}
	said := make([]string, len(problem.Problems))
	for i, p := range problem.Problems {
		said[i] = p.Words().In(a.Lang)
	}
	return &failure{exit: ExitUsage, code: "bad-field", err: errors.New(strings.Join(said, "; "))}
}

// exitOfStep tells an outside failure from a check that does not hold.
func exitOfStep(r run.Result) int {
	if c, failed := wxpay.FirstFailure(r.Checks); failed && c.Name == wxpay.CheckAnswered {
		return ExitOutside
	}
	return ExitFailed
}

func (a *app) orderOf(ctx context.Context, w *workbench.Workbench, no wxpay.OutTradeNo) (*order.Order, error) {
	o, err := w.Order(ctx, no)
	if o == nil {
		o = &order.Order{OutTradeNo: no}
	}
	return o, err
}

// stepEvent is one step in JSON.
type stepEvent struct {
	Event        string        `json:"event"`
	Step         flow.StepName `json:"step"`
	OK           bool          `json:"ok"`
	SignString   string        `json:"sign_string,omitempty"`
	Signature    string        `json:"signature,omitempty"`
	ClientParams wxpay.Object  `json:"client_params,omitempty"`
	Trace        []traceStep   `json:"trace"`
	Request      *requestJSON  `json:"request,omitempty"`
	Response     *replyJSON    `json:"response,omitempty"`
	Download     *downloadJSON `json:"download,omitempty"`
	Plain        string        `json:"plain,omitempty"`
	Checks       []checkJSON   `json:"checks"`
	Exchange     string        `json:"exchange,omitempty"` // its id in the journal
	Mistake      diagnose.Slug `json:"mistake,omitempty"`  // that was made on purpose
	ElapsedMS    int64         `json:"elapsed_ms"`
}

// downloadJSON is the second call of a step that fetches a file.
type downloadJSON struct {
	SignString string       `json:"sign_string"`
	Signature  string       `json:"signature"`
	Request    *requestJSON `json:"request"`
	Response   *replyJSON   `json:"response"`
}

func (a *app) printStep(st flow.Step, r run.Result, reveal bool) {
	if a.out.json {
		a.out.event(a.stepEventOf(r, reveal))
		return
	}
	a.printStepLines(st.Title, r, reveal)
}

func (a *app) stepEventOf(r run.Result, reveal bool) stepEvent {
	e := stepEvent{
		Event: "step", Step: r.Step, OK: r.OK, SignString: show(r.Text, reveal), Signature: r.Signature, ClientParams: r.ClientParams,
		Trace: traceOf(r.Trace, a.text, reveal), Plain: string(r.Plain), Checks: checksOf(r.Checks, a.text), Mistake: r.Mistake, ElapsedMS: r.Elapsed.Milliseconds(),
	}
	if r.Exchange != nil {
		e.Exchange, e.Request, e.Response = r.Exchange.ID, requestOf(r.Exchange.Request), replyOf(r.Exchange.Reply)
	}
	if d := r.Download; d != nil {
		e.Download = &downloadJSON{show(d.Text, reveal), d.Signature, requestOf(d.Exchange.Request), replyOf(d.Exchange.Reply)}
	}
	return e
}

// printStepLines tells of a step to people.
func (a *app) printStepLines(title wxpay.Words, r run.Result, reveal bool) {
	a.out.line("%s %-13s %s  %s  %d ms", a.out.mark(verdictOf(r.OK)), r.Step, title.In(a.Lang), wire(r), r.Elapsed.Milliseconds())
	if a.out.plain {
		return
	}
	a.printText(r.Text, r.Signature, reveal)
	if x := r.Exchange; x != nil && x.Facts.CodeURL != "" {
		a.printQR(x.Facts.CodeURL)
	}
	a.printChecks(r.Checks)
	if !r.OK && r.Exchange != nil {
		a.sayRefusal(failedCall(r))
		a.out.line("    wxlens diagnose --exchange %s", r.Exchange.ID)
	}
}

// printQR draws an address that a phone is to scan: in black on white where there
// is colour, else for a dark terminal.
func (a *app) printQR(address string) {
	if code, err := qr.New(address); err == nil { // else the address in the reply must do
		ink := qr.LightBlocks
		if a.out.colour {
			ink = qr.DarkBlocks
		}
		for _, line := range code.Lines(ink) {
			a.out.line("    %s", a.out.onPaper(line))
		}
	}
	a.out.line("    %s", address)
}

// printWaiting tells how a wait for a notification stands.
func (a *app) printWaiting(w run.Waiting) {
	if w.NextQuery.IsZero() {
		a.out.line(a.text.CLI.WaitingOn, w.Said)
		return
	}
	a.out.line(a.text.CLI.Waiting, w.NextQuery.Local().Format(time.TimeOnly), w.Said)
}

// wire tells what a step sent, and what it got, in a line.
func wire(r run.Result) string {
	exchanges := []*wxpay.Exchange{r.Exchange}
	if r.Download != nil {
		exchanges = append(exchanges, r.Download.Exchange)
	}
	var said []string
	for _, x := range exchanges {
		if x == nil {
			continue
		}
		line := x.Request.Method + " " + x.Request.URL
		if x.Reply != nil {
			line += fmt.Sprintf(" → %d", x.Reply.Status)
		}
		said = append(said, line)
	}
	return strings.Join(said, ", ")
}

// orderJSON is an order in JSON.
type orderJSON struct {
	OutTradeNo    wxpay.OutTradeNo    `json:"out_trade_no"`
	TransactionID wxpay.TransactionID `json:"transaction_id"`
	State         wxpay.TradeState    `json:"state"`
	Total         wxpay.Fen           `json:"total"`
	Refunded      wxpay.Fen           `json:"refunded"`
}

func orderJSONOf(o *order.Order) orderJSON {
	return orderJSON{o.OutTradeNo, o.TransactionID, o.State, o.Total, o.Refunded}
}

func (a *app) printDone(ok bool, o *order.Order) {
	if a.out.json {
		a.out.event(struct {
			Event string    `json:"event"`
			OK    bool      `json:"ok"`
			Order orderJSON `json:"order"`
		}{"done", ok, orderJSONOf(o)})
		return
	}
	a.out.line("%s %s  %s  ¥%s  %s", a.out.mark(verdictOf(ok)), o.OutTradeNo, o.State, o.Total.Yuan(), o.TransactionID)
}
