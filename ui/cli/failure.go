package cli

import (
	"context"
	"errors"
	"fmt"
	"net"

	"wxlens/profiles"
	"wxlens/ui/workbench"
	"wxlens/ui/workbench/run"
)

// failure is an error with the exit code it ends the program with.
type failure struct {
	exit   int
	code   string // stable slug
	err    error
	hint   string
	silent bool // everything was said already
}

func (f *failure) Error() string {
	if f.err == nil {
		return fmt.Sprintf("exit %d", f.exit)
	}
	return f.err.Error()
}

func (f *failure) Unwrap() error { return f.err }

// errorEvent is a failure in JSON.
type errorEvent struct {
	Event   string `json:"event"`
	Code    string `json:"code"`
	Message string `json:"message"`
	Hint    string `json:"hint"`
}

// report tells an error and returns the exit code.
func (a *app) report(err error) int {
	if err == nil {
		return ExitOK
	}
	f := (*failure)(nil)
	if !errors.As(err, &f) {
		f = &failure{exit: exitOf(err), code: codeOf(err), err: err}
	}
	if f.silent {
		return f.exit
	}
	if f.hint == "" {
		f.hint = a.text.CLI.Hints[f.code]
	}
	message := a.text.Error(f)
	if words := a.text.CLI.Failures[f.code]; words != "" { // the codes of a tunnel's provider are its own
		message = words + ": " + message
	}
	if a.out.json {
		a.out.event(errorEvent{"error", f.code, message, f.hint})
	}
	fmt.Fprintf(a.env.Stderr, "wxlens: %s\n", message)
	if f.hint != "" {
		fmt.Fprintf(a.env.Stderr, "  %s\n", f.hint)
	}
	return f.exit
}

// codeOf names an error by a stable slug.
func codeOf(err error) string {
	problem, network := (*run.ProblemError)(nil), (*net.OpError)(nil)
	switch {
	case errors.As(err, &problem):
		return "bad-field"
	case errors.Is(err, profiles.ErrNotFound):
		return "unknown-profile"
	case errors.Is(err, profiles.ErrBadName):
		return "bad-profile-name"
	case errors.Is(err, workbench.ErrOtherSandbox):
		return "other-sandbox"
	case errors.Is(err, workbench.ErrSandboxInUse):
		return "sandbox-in-use"
	case errors.Is(err, context.DeadlineExceeded):
		return "timeout"
	case errors.As(err, &network):
		return "network"
	}
	return "failed"
}

func exitOf(err error) int {
	switch codeOf(err) {
	case "timeout", "network", "sandbox-in-use":
		return ExitOutside
	}
	return ExitUsage
}
