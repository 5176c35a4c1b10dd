package cli

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"wxlens/profiles"
	"wxlens/ui/workbench"
	"wxlens/ui/workbench/bench"
	"wxlens/ui/workbench/run"
	"wxlens/wxpay"
	"wxlens/wxpay/catalog"
)

type sendFlags struct {
	composeFlags
	force, reveal bool
	fixedFlags
}

func (a *app) sendCommand() *cobra.Command {
	var f sendFlags
	cmd := &cobra.Command{Use: "send METHOD PATH|URL | CALL", Args: maximumArgs(2), RunE: func(cmd *cobra.Command, args []string) error {
		return a.send(cmd.Context(), args, &f)
	}}
	f.register(cmd)
	flags := cmd.Flags()
	flags.BoolVar(&f.force, "force", false, "")
	flags.BoolVar(&f.reveal, "reveal", false, "")
	flags.StringVar(&f.timestamp, "timestamp", "", "")
	flags.StringVar(&f.nonce, "nonce", "", "")
	return a.describe(cmd)
}

func (a *app) send(ctx context.Context, args []string, f *sendFlags) error {
	if f.print != "" && f.print != "curl" && f.print != "request" {
		return usage("--print %s (curl|request)", f.print)
	}
	return a.withBench(ctx, "send", func(w *workbench.Workbench, m *profiles.Merchant) error {
		request, extras, err := a.compose(ctx, w, args, &f.composeFlags)
		if err != nil {
			return err
		}
		extras.Fixed = f.fixed()
		if f.saveAs != "" {
			if err := w.Composer().Save(f.saveAs, request, f.replace); err != nil {
				return a.composeFailure(err)
			}
		}
		if f.print != "" {
			c, err := w.DraftComposed(request, extras)
			if err != nil {
				return a.composeFailure(err)
			}
			return a.printDraft(&c, f.print, shows(m, f.reveal))
		}
		c, err := w.PrepareComposed(ctx, request, extras)
		if err != nil {
			return a.composeFailure(err)
		}
		if errs := catalog.Errors(c.Problems); len(errs) > 0 && !f.force {
			return a.badFields(errs)
		}
		if err := a.confirm(ctx, &c); err != nil {
			return err
		}
		s, err := w.Bench().Send(ctx, c)
		if err != nil {
			return err
		}
		return a.printSent(c, s, shows(m, f.reveal))
	})
}

// printDraft shows what would be sent, as a curl command or as a step does.
func (a *app) printDraft(c *bench.Call, as string, reveal bool) error {
	if as == "curl" {
		a.printCurl(c.Request(), c.Secrets)
		return nil
	}
	request := c.Request()
	for _, s := range c.Secrets { // of a login, which is masked even for the sandbox's merchant
		request.URL = strings.ReplaceAll(request.URL, s, wxpay.Mask)
	}
	r := run.Result{
		Step: "send", OK: len(catalog.Errors(c.Problems)) == 0, Text: c.Text(), Signature: c.Signature(), Trace: c.Trace(),
		Exchange: &wxpay.Exchange{Request: request},
	}
	if a.out.json {
		a.out.event(a.stepEventOf(r, reveal))
	} else {
		a.printStepLines(c.Title, r, reveal)
	}
	for _, said := range a.problemTexts(c.Problems) {
		if !a.out.json {
			a.out.line("  ⚠ %s", said)
		}
	}
	return nil
}

// badFields words which values stop a call.
func (a *app) badFields(problems []catalog.Problem) error {
	return &failure{
		exit: ExitUsage, code: "bad-field", err: errors.New(strings.Join(a.problemTexts(problems), "; ")), hint: a.text.CLI.ForceHint,
	}
}

func (a *app) problemTexts(problems []catalog.Problem) []string {
	said := make([]string, len(problems))
	for i, p := range problems {
		said[i] = p.Words().In(a.Lang)
	}
	return said
}

// confirm asks whoever sits at the terminal before something happens for real.
func (a *app) confirm(ctx context.Context, c *bench.Call) error {
	if !c.Grave || !a.env.Terminal {
		return nil // the bench refuses what needs a word and has none
	}
	amount := ""
	if c.Amount > 0 {
		amount = fmt.Sprintf(a.text.CLI.ConfirmFen, c.Amount.Yuan(), c.Amount)
	}
	fmt.Fprintf(a.env.Stderr, a.text.CLI.ConfirmSend, c.Profile, c.Method, c.Target, c.Title.In(a.Lang), amount)
	answer := make(chan string, 1)
	go func() { // a terminal that is being read cannot be interrupted otherwise
		line, _ := bufio.NewReader(a.env.Stdin).ReadString('\n')
		answer <- strings.TrimSpace(line)
	}()
	select {
	case said := <-answer:
		c.Confirmed = said == "yes"
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (a *app) printSent(c bench.Call, s bench.Sent, reveal bool) error {
	r := run.Result{
		Step: "send", OK: s.OK(), Text: s.Text, Signature: s.Signature, Trace: s.Trace, Exchange: s.Exchange, Checks: s.Checks, Elapsed: s.Elapsed,
	}
	warnings := a.problemTexts(c.Problems)
	if advice := c.Advice.In(a.Lang); advice != "" {
		warnings = append(warnings, advice)
	}
	if a.out.json {
		a.out.event(struct {
			stepEvent
			Warnings []string `json:"warnings,omitempty"`
		}{a.stepEventOf(r, reveal), warnings})
	} else {
		a.printStepLines(c.Title, r, reveal)
		if c.Sealed > 0 {
			a.out.line("  "+a.text.CLI.FieldsEncrypted, c.Sealed)
		}
	}
	if !a.out.json && !a.out.plain {
		for _, w := range warnings {
			a.out.line("  ⚠ %s", w)
		}
		if x := s.Exchange; x.Reply != nil && len(x.Reply.Body) > 0 {
			a.out.line("%s", a.drawn(string(x.Reply.Body)))
		}
	}
	if !r.OK {
		return &failure{exit: exitOfStep(r), silent: true}
	}
	return nil
}
