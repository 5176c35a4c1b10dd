package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"wxlens/ui/workbench"
	"wxlens/ui/workbench/forward"
	"wxlens/ui/workbench/replay"
	"wxlens/wxpay"
)

// examVariant puts a server through every trial.
const examVariant = "exam"

type replayFlags struct {
	to, variant        string
	times, concurrency int
	plain, body        string // files of an edit
}

func (a *app) inboxReplayCommand() *cobra.Command {
	var f replayFlags
	cmd := &cobra.Command{Use: "replay ID", Args: exactArgs(1), RunE: func(cmd *cobra.Command, args []string) error {
		return a.withInbox(cmd.Context(), func(w *workbench.Workbench) error { return a.replay(cmd.Context(), w, args[0], f) })
	}}
	flags := cmd.Flags()
	flags.StringVar(&f.to, "to", "", "")
	flags.StringVar(&f.variant, "variant", string(replay.AsReceived), "")
	flags.IntVar(&f.times, "times", 0, "")
	flags.IntVar(&f.concurrency, "concurrency", 0, "")
	flags.StringVar(&f.plain, "plain-file", "", "")
	flags.StringVar(&f.body, "body", "", "")
	return a.describe(cmd)
}

// targetOf reads the address of a server.
func targetOf(address string) (string, error) {
	t, err := forward.ParseTarget(address, forward.Shadow)
	if err != nil {
		return "", usage("--to %w", err)
	}
	return t.URL, nil
}

// plan reads the flags of a replay.
func (a *app) plan(id string, f replayFlags) (p replay.Plan, err error) {
	p = replay.Plan{Delivery: id, Times: f.times, Concurrency: f.concurrency}
	if f.times < 0 || f.concurrency < 0 {
		return p, usage("--times, --concurrency (1, 2, …)")
	}
	edited := f.plain != "" || f.body != ""
	if f.variant == examVariant && (edited || f.times != 0 || f.concurrency != 0) {
		return p, usage("--variant exam: alone (without --times, --concurrency, --plain-file, --body)")
	}
	if edited && f.variant != string(replay.AsReceived) {
		return p, usage("--plain-file, --body: without --variant")
	}
	if f.to != "" {
		if p.To, err = targetOf(f.to); err != nil {
			return p, err
		}
	}
	if edited {
		edit := &replay.Edit{}
		if edit.Plain, err = a.readOptional(f.plain); err != nil {
			return p, err
		}
		if edit.Body, err = a.readOptional(f.body); err != nil {
			return p, err
		}
		p.Trial, p.Edit = replay.Edited, edit
		return p, nil
	}
	trial, known := replay.ParseTrial(f.variant)
	if !known && f.variant != examVariant {
		names := []string{examVariant}
		for _, t := range replay.Trials {
			names = append(names, string(t))
		}
		return p, usage("--variant %s (%s)", f.variant, strings.Join(names, "|"))
	}
	p.Trial = trial
	return p, nil
}

func (a *app) replay(ctx context.Context, w *workbench.Workbench, id string, f replayFlags) error {
	p, err := a.plan(id, f)
	if err != nil {
		return err
	}
	p.Progress = a.printRow
	send := w.Replayer().Send
	if f.variant == examVariant && p.Edit == nil {
		send = w.Replayer().Exam
	}
	report, err := send(ctx, p)
	if err != nil {
		return replayFailure(err)
	}
	held := 0
	for _, row := range report.Rows {
		if row.OK {
			held++
		}
	}
	if !a.out.json {
		a.out.line("%s "+a.text.CLI.Inbox.Held, a.out.mark(verdictOf(report.OK())), held, len(report.Rows))
		if report.Foreign() {
			a.out.line("  %s", a.text.CLI.Inbox.Foreign)
		}
	}
	switch {
	case report.OK():
		return nil
	case unanswered(report):
		return &failure{exit: ExitOutside, silent: true}
	}
	return &failure{exit: ExitFailed, silent: true}
}

// unanswered reports whether no server answered at all.
func unanswered(r replay.Report) bool {
	for _, row := range r.Rows {
		if row.Forward.Reply != nil {
			return false
		}
	}
	return true
}

// replayFailure words why a notification cannot be sent again.
func replayFailure(err error) error {
	for code, cause := range map[string]error{
		"no-target": replay.ErrNoTarget, "unknown-delivery": replay.ErrNoDelivery, "pruned": replay.ErrPruned, "no-trial": replay.ErrNoTrial,
		"usage": replay.ErrMany,
	} {
		if errors.Is(err, cause) {
			return &failure{exit: ExitUsage, code: code, err: err}
		}
	}
	return err
}

// rowEvent is one answer of a replay in JSON.
type rowEvent struct {
	Event string       `json:"event"`
	Trial replay.Trial `json:"trial"`
	N     int          `json:"n"`
	OK    bool         `json:"ok"`
	// Expected is what a correct server does: acknowledge or refuse.
	Expected string        `json:"expected"`
	Because  *wxpay.Reason `json:"expected_reason"` // why a correct server refuses
	URL      string        `json:"url"`
	Status   *int          `json:"status"`
	Body     *string       `json:"body"`
	Elapsed  int64         `json:"elapsed_ms"`
	Verdict  string        `json:"verdict"`
	Reason   *wxpay.Reason `json:"reason"`
	Got      string        `json:"got"`
	Detail   string        `json:"detail"`
	Fault    string        `json:"fault,omitempty"`
	Next     *nextJSON     `json:"next"`
	Foreign  bool          `json:"foreign_key"` // signed with a key that the real server does not hold
}

func (a *app) printRow(r replay.Row) {
	f, expected := r.Forward, "refuse"
	if r.Expect {
		expected = "acknowledge"
	}
	if !a.out.json {
		a.printRowLine(r, expected)
		return
	}
	e := rowEvent{
		Event: "replay", Trial: r.Trial, N: r.N, OK: r.OK, Expected: expected, Because: orNull(r.Refusal.Reason), URL: f.URL, Elapsed: f.Elapsed.Milliseconds(), Verdict: "would-retry",
		Reason: orNull(r.Verdict.Reason), Got: r.Verdict.Got, Detail: a.advice(r.Verdict.Reason), Fault: f.Fault, Foreign: r.Foreign,
	}
	if r.Verdict.Acknowledged {
		e.Verdict = "acknowledged"
	}
	if f.Reply != nil {
		body, _ := bodyOf(f.Reply.Body)
		e.Status, e.Body = &f.Reply.Status, &body
	}
	if r.Next != nil {
		e.Next = &nextJSON{r.Next.In.Milliseconds(), r.Next.Attempt, r.Next.Of}
	}
	a.out.event(e)
}

// printRowLine is a row of the table for people.
func (a *app) printRowLine(r replay.Row, expected string) {
	t, status := a.text.CLI.Inbox, 0
	if r.Forward.Reply != nil {
		status = r.Forward.Reply.Status
	}
	did := t.Answers["refuse"]
	switch {
	case r.Verdict.Acknowledged:
		did = t.Answers["acknowledge"]
	case r.Forward.Reply == nil:
		did = t.Answers["none"]
	case r.Evaded:
		did = t.Answers["evade"]
	}
	line := fmt.Sprintf("%s %-14s %4d  %4s %6d ms  "+t.Expected, a.out.mark(verdictOf(r.OK)), r.Trial, r.N, statusText(status), r.Forward.Elapsed.Milliseconds(), t.Answers[expected], did)
	if why := a.text.Reasons[r.Refusal.Reason].Why; why != "" {
		line += "  " + fmt.Sprintf(t.Because, why)
	}
	if r.Verdict.Reason != "" && !r.OK {
		line += "  " + a.advice(r.Verdict.Reason)
	}
	if r.Next != nil && !r.OK {
		line += "  " + fmt.Sprintf(t.Again, brief(r.Next.In), r.Next.Attempt, r.Next.Of)
	}
	a.out.line("%s", line)
}
