package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"unicode"

	"wxlens/profiles"
	"wxlens/ui/workbench"
	"wxlens/ui/workbench/bench"
	"wxlens/wxpay"
	"wxlens/wxpay/message"
)

// withBench does something with the bench under the profile in use and words its
// errors; wants names what the command reads.
func (a *app) withBench(ctx context.Context, wants string, do func(*workbench.Workbench, *profiles.Merchant) error) (err error) {
	w, err := a.open(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, w.Close()) }()
	m, err := w.Merchant()
	if err != nil {
		return err
	}
	return a.benchFailure(do(w, m), wants)
}

// readInput reads a file argument; "-" is standard input.
func (a *app) readInput(path string) ([]byte, error) {
	var in io.Reader = a.env.Stdin
	if path != "-" {
		file, err := os.Open(path)
		if err != nil {
			return nil, &failure{exit: ExitUsage, code: "unreadable", err: err}
		}
		defer file.Close()
		in = file
	}
	data, err := io.ReadAll(io.LimitReader(in, message.MaxInput+1))
	if err != nil {
		return nil, &failure{exit: ExitUsage, code: "unreadable", err: err}
	}
	if len(data) > message.MaxInput {
		return nil, &failure{exit: ExitUsage, code: string(bench.TooLarge), err: fmt.Errorf("%s: > %d MiB", path, message.MaxInput>>20)}
	}
	return data, nil
}

// readOptional reads a file that need not be named.
func (a *app) readOptional(path string) ([]byte, error) {
	if path == "" {
		return nil, nil
	}
	return a.readInput(path)
}

// benchFailure words why an input cannot be worked on.
func (a *app) benchFailure(err error, wants string) error {
	fault := (*bench.Error)(nil)
	if !errors.As(err, &fault) {
		return err
	}
	t := a.text.CLI
	var said []string
	for _, words := range []string{t.Forms[fault.Form], t.Faults[fault.Fault], a.text.Reasons[fault.Reason].Why} {
		if words != "" {
			said = append(said, words)
		}
	}
	if fault.Line > 0 {
		said = append(said, fmt.Sprintf(t.AtLine, fault.Line))
	}
	if fault.Byte > 0 {
		said = append(said, fmt.Sprintf(t.AtByte, fault.Byte))
	}
	if fault.Detail != "" {
		said = append(said, fault.Detail)
	}
	f := &failure{exit: ExitUsage, code: string(fault.Code), err: errors.New(strings.Join(said, ", "))}
	if fault.Code == bench.Unrecognised {
		f.hint = t.Wants[wants]
	}
	return f
}

// apiOf reads --api.
func apiOf(s string) (wxpay.API, error) {
	switch api := wxpay.API(s); api {
	case wxpay.V2, wxpay.V3:
		return api, nil
	}
	return "", usage("--api %s (v3|v2)", s)
}

// fixedFlags are the flags that fix what is otherwise made anew.
type fixedFlags struct{ timestamp, nonce string }

func (f fixedFlags) fixed() bench.Fixed { return bench.Fixed{Timestamp: f.timestamp, Nonce: f.nonce} }

// printText shows a text that was signed or verified and its signature to people.
func (a *app) printText(t wxpay.Text, signature string, reveal bool) {
	if t.Len() == 0 {
		return
	}
	for _, l := range strings.SplitAfter(show(t, reveal), "\n") {
		if l != "" {
			a.out.line("    %s", a.out.paint(faint, strings.ReplaceAll(a.drawn(l), "\n", "⏎")))
		}
	}
	if signature != "" {
		a.out.line("    → %s", a.drawn(signature))
	}
}

// drawn is text of others as a terminal may show it: control characters become
// their pictures, so that no escape sequence gets through, and what is invisible or
// turns the direction of writing round shows that it is there. Anything but a
// terminal gets the bytes as they are.
func (a *app) drawn(s string) string {
	if !a.env.OutTerminal {
		return s
	}
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return r
		case r < ' ':
			return '␀' + r
		case r == 0x7f:
			return '␡'
		case 0x80 <= r && r < 0xa0, unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp):
			return '�'
		}
		return r
	}, s)
}

func (a *app) printChecks(checks []wxpay.Check) {
	for _, c := range checks {
		a.out.line("  %s %s  %s", a.out.mark(c.Verdict), a.text.Checks[c.Name], a.drawn(a.text.Detail(c)))
	}
}
