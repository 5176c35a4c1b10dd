package cli

import (
	"context"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"wxlens/profiles"
	"wxlens/ui/workbench"
	"wxlens/ui/workbench/bench"
	"wxlens/wxpay"
)

func (a *app) verifyCommand() *cobra.Command {
	var at string
	var reveal bool
	cmd := &cobra.Command{Use: "verify FILE", Args: exactArgs(1), RunE: func(cmd *cobra.Command, args []string) error {
		return a.verify(cmd.Context(), args[0], at, reveal)
	}}
	cmd.Flags().StringVar(&at, "at", "", "")
	cmd.Flags().BoolVar(&reveal, "reveal", false, "")
	return a.describe(cmd)
}

func (a *app) verify(ctx context.Context, file, at string, reveal bool) error {
	var moment time.Time
	if at != "" {
		var err error
		if moment, err = time.Parse(time.RFC3339, at); err != nil {
			return usage("--at %s (RFC 3339: 2026-11-21T14:00:00+08:00)", at)
		}
	}
	data, err := a.readInput(file)
	if err != nil {
		return err
	}
	return a.withBench(ctx, "verify", func(w *workbench.Workbench, m *profiles.Merchant) error {
		v, err := w.Bench().Verify(data, moment)
		if err != nil {
			return err
		}
		return a.printVerdict(v, shows(m, reveal))
	})
}

// printVerdict tells a verdict and ends the program by it.
func (a *app) printVerdict(v bench.Verdict, reveal bool) error {
	ok := v.OK()
	if a.out.json {
		plain, raw := bodyOf(v.Plain)
		a.out.event(struct {
			Event       string      `json:"event"`
			OK          bool        `json:"ok"`
			Kind        bench.Kind  `json:"kind"`
			API         wxpay.API   `json:"api"`
			SignString  string      `json:"sign_string,omitempty"`
			Signature   string      `json:"signature,omitempty"`
			Checks      []checkJSON `json:"checks"`
			Trace       []traceStep `json:"trace"`
			Plain       string      `json:"plain,omitempty"`
			PlainBase64 []byte      `json:"plain_base64,omitempty"`
		}{
			"verified", ok, v.Kind, v.API, show(v.Text, reveal), v.Signature, checksOf(v.Checks, a.text), traceOf(v.Trace, a.text, reveal), plain, raw,
		})
	} else {
		why := ""
		if c, failed := wxpay.FirstFailure(v.Checks); failed {
			why = "  " + a.text.Checks[c.Name] + ": " + a.drawn(a.text.Detail(c))
		}
		a.out.line("%s %s %s%s", a.out.mark(verdictOf(ok)), strings.ToUpper(string(v.API)), a.text.CLI.Kinds[string(v.Kind)], why)
	}
	if !a.out.json && !a.out.plain {
		a.printText(v.Text, v.Signature, reveal)
		a.printChecks(v.Checks)
		if v.Plain != nil {
			a.out.line("%s", a.drawn(string(v.Plain)))
		}
	}
	if !ok {
		return &failure{exit: ExitFailed, silent: true}
	}
	return nil
}
