package cli

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strconv"
	"sync"

	"github.com/spf13/cobra"

	"wxlens/ui/workbench"
	"wxlens/wxpay/sandbox"
)

type sandboxFlags struct {
	addr, credentials, seed, clock, trust string
	tls                                   bool
}

func (a *app) sandboxCommand() *cobra.Command {
	var f sandboxFlags
	cmd := &cobra.Command{Use: "sandbox", Args: noArgs, RunE: func(cmd *cobra.Command, _ []string) error {
		return a.serveSandbox(cmd.Context(), f)
	}}
	flags := cmd.Flags()
	flags.StringVar(&f.addr, "addr", "127.0.0.1:0", "")
	flags.StringVar(&f.credentials, "credentials", "", "")
	flags.StringVar(&f.seed, "seed", "", "")
	flags.StringVar(&f.clock, "clock", "real", "")
	flags.StringVar(&f.trust, "trust", "", "")
	flags.BoolVar(&f.tls, "tls", false, "")
	cmd.AddCommand(a.deskCommands()...)
	return a.describe(cmd)
}

func (a *app) serveSandbox(ctx context.Context, f sandboxFlags) (err error) {
	if !a.env.OutTerminal && !a.out.plain { // a program reads the address, not a person
		a.out.json = true
	}
	var printing sync.Mutex // events come from many goroutines
	o := workbench.SandboxOptions{Addr: f.addr, Credentials: f.credentials, TLS: f.tls, OnEvent: a.sandboxEvents(&printing)}
	if _, _, err := net.SplitHostPort(f.addr); err != nil {
		return usage("--addr %s (HOST:PORT)", f.addr)
	}
	if o.Trust, err = sandbox.ParseTrust(f.trust); err != nil {
		return usage("--trust %s (platform-cert|public-key|mixed)", f.trust)
	}
	switch f.clock {
	case "real":
	case "virtual":
		o.Virtual = true
	default:
		return usage("--clock %s (real|virtual)", f.clock)
	}
	if f.seed != "" {
		seed, err := strconv.ParseUint(f.seed, 10, 64)
		if err != nil {
			return usage("--seed %s (0, 1, 2, …)", f.seed)
		}
		o.Seed = &seed
	}
	printing.Lock() // what was due while no sandbox ran is sent at once; the address is told first
	s, err := workbench.ServeSandbox(workbench.HomeAt(a.HomeDir), o, a.env.Now)
	if err != nil {
		return pathError(err)
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	if a.out.json {
		a.out.event(struct {
			Event       string `json:"event"`
			BaseURL     string `json:"base_url"`
			Credentials string `json:"credentials"`
		}{"ready", s.URL, s.Credentials})
	} else {
		a.out.line(a.text.CLI.SandboxReady, s.URL, s.Credentials)
	}
	printing.Unlock()
	<-ctx.Done()
	return ctx.Err()
}

// sandboxEvents prints what happens in the sandbox, one line each.
func (a *app) sandboxEvents(mu *sync.Mutex) func(sandbox.Event) {
	return func(e sandbox.Event) {
		mu.Lock()
		defer mu.Unlock()
		switch {
		case e.Request != nil && a.out.json:
			a.out.event(struct {
				Event  string `json:"event"`
				Method string `json:"method"`
				URL    string `json:"url"`
				Status int    `json:"status"`
				Code   string `json:"code,omitempty"`
			}{"request", e.Request.Method, e.Request.Target, e.Request.Status, e.Request.Code})
		case e.Request != nil:
			a.out.line("--> %s %s  %d %s", e.Request.Method, e.Request.Target, e.Request.Status, e.Request.Code)
		case a.out.json:
			a.out.event(struct {
				Event        string `json:"event"`
				Notification string `json:"notification"`
				OutTradeNo   string `json:"out_trade_no"`
				URL          string `json:"url"`
				sandbox.Attempt
			}{"attempt", e.Attempt.Notification, string(e.Attempt.OutTradeNo), e.Attempt.URL, e.Attempt.Attempt})
		default:
			t := e.Attempt.Attempt
			a.out.line("<-- %s %s  %s %s", e.Attempt.OutTradeNo, e.Attempt.URL, statusText(t.Status), t.Error)
		}
	}
}

func statusText(status int) string {
	if status == 0 {
		return "–"
	}
	return fmt.Sprint(status)
}
