package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"wxlens/ui/text"
	"wxlens/ui/workbench"
	"wxlens/ui/workbench/inbox"
	"wxlens/ui/workbench/settings"
	"wxlens/ui/workbench/state"
	"wxlens/wxpay"
)

func (a *app) listen(ctx context.Context, f listenFlags) (err error) {
	if !a.env.OutTerminal && !a.out.plain { // a program reads it, not a person
		a.out.json = true
	}
	if err := f.check(&a.text.CLI.Inbox); err != nil {
		return err
	}
	cfg := a.config()
	if cfg.Forward, err = f.targets(); err != nil {
		return err
	}
	if strings.HasPrefix(f.publicURL, "http:") {
		fmt.Fprintf(a.env.Stderr, "wxlens: %s\n", a.text.CLI.Inbox.WantsHTTPS)
	}
	if reachable(f.addr) {
		fmt.Fprintf(a.env.Stderr, "wxlens: --addr %s: %s\n", f.addr, a.text.Tunnel.Remedy("not-loopback").Why)
	}
	own := *a // its output is written by the spool alone
	s := newSpool()
	cfg.ListenAddr, cfg.Arrived, cfg.Tell = f.addr, s.expect, s.tell
	w, err := workbench.Open(ctx, cfg)
	if err != nil {
		return &failure{exit: exitOf(err), code: codeOf(err), err: err}
	}
	broken := make(chan error, 1)
	s.write = func(told *inbox.Told) {
		own.printNotification(told)
		own.passOn(broken)
	}
	s.open = reader(w)
	defer func() { err = errors.Join(err, a.endListening(w, s)) }()
	if err := a.openWay(w, f); err != nil {
		go s.run()
		return err
	}
	return own.follow(ctx, w, s, broken)
}

// passOn tells whoever waits of an output that cannot be written to.
func (a *app) passOn(broken chan<- error) {
	if a.out.err != nil {
		select {
		case broken <- a.out.err:
		default:
		}
	}
}

// reader opens deliveries for the spool.
func reader(w *workbench.Workbench) func(context.Context, string) (*inbox.Told, error) {
	return func(ctx context.Context, id string) (*inbox.Told, error) {
		d, err := w.Delivery(ctx, id)
		if d.Exchange.ID == "" {
			return nil, err
		}
		return toldOf(d), nil
	}
}

// toldOf is a delivery of the journal as one that was just told of.
func toldOf(d inbox.Detail) *inbox.Told {
	return &inbox.Told{Exchange: d.Exchange, Verified: wxpay.Verified(d.Exchange.Checks), Plain: d.Plain}
}

// stuckWait is how long a reader of the output that is stuck is waited for.
const stuckWait = 2 * time.Second

// endListening ends receiver and workbench and writes what was told until then.
func (a *app) endListening(w *workbench.Workbench, s *spool) error {
	s.drain(stuckWait)
	err := w.Close()
	if !s.end(stuckWait) {
		fmt.Fprintf(a.env.Stderr, "wxlens: %s\n", a.text.CLI.Inbox.Stuck)
	}
	return err
}

// noToken is the problem of a tunnel that no authtoken was found for.
const noToken = "no-token"

// openWay opens the way that the flags ask for, and refuses what cannot work. That
// there is no authtoken is a state of the tunnel, as is that ngrok refuses one.
func (a *app) openWay(w *workbench.Workbench, f listenFlags) error {
	if f.tunnel == tunnelNone {
		return nil
	}
	err := w.OpenTunnel(settings.Tunnel{
		Kind: f.tunnel, PublicURL: f.publicURL, Domain: f.ngrok.domain, ConnectAddr: f.ngrok.connectAddr, CAFile: f.ngrok.ca,
		Proxy: f.ngrok.proxy, Restrict: f.ngrok.restrict,
	})
	problem := text.TunnelProblem(nil)
	if !errors.As(err, &problem) {
		return err
	}
	code, detail := problem.Explanation()
	if code == noToken {
		return nil
	}
	r := a.worded(code, detail)
	return &failure{exit: ExitUsage, code: code, err: errors.New(r.Message), hint: r.do}
}

// States of a tunnel.
const (
	stateConnecting   = "connecting"
	stateOnline       = "online"
	stateReconnecting = "reconnecting"
	stateFailed       = "failed"
)

// follow tells how the way in stands until it fails, the output breaks or the
// context ends.
func (a *app) follow(ctx context.Context, w *workbench.Workbench, s *spool, broken <-chan error) error {
	told, ready, refused := reach{State: stateConnecting}, false, 0
	say := func(line func()) { line() } // before anything that came in
	for {
		now := a.reachOf(w)
		if !ready && now.standing() {
			ready = true
			a.warn(w)
			say(func() { a.printReady(w) })
		}
		for _, step := range told.until(now) {
			say(func() { a.printTunnel(step) })
		}
		if !ready && now.State == stateOnline {
			ready = true
			a.warn(w)
			say(func() { a.printReady(w) })
		}
		if told.Kind == "" {
			say = s.say
			go s.run()
		}
		if r := w.Status().Link.Refused; r.Times > refused {
			refused = r.Times
			said := a.text.TUI.Link.Refused(r.Times, r.Why)
			fmt.Fprintf(a.env.Stderr, "wxlens: %s\n", said)
			say(func() { a.printRefused(r, said) })
		}
		if told = now; told.State == stateFailed {
			return &failure{exit: ExitOutside, code: orWord(told.Code, "no-tunnel"), err: errors.New(told.Message), hint: told.do}
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case err := <-broken:
			return &failure{exit: ExitOutside, code: "unreadable", err: err}
		case <-w.LinkChanged():
		}
	}
}

// reach is how the way in stands, as it is told.
type reach struct {
	Kind, State, PublicURL, Code, Message string

	since time.Time
	do    string // what to do about it
}

// standing reports whether the way in is simply there.
func (r reach) standing() bool { return r.Kind == tunnelNone || r.Kind == tunnelDirect }

// until returns the states from one that was told up to the one of now. A loss
// that was mended faster than anybody looked is told all the same.
func (r reach) until(now reach) []reach {
	switch {
	case now == r || now.Kind == tunnelNone:
		return nil
	case now.standing() || now.State != stateOnline:
		return []reach{now}
	case r.Kind == "":
		return []reach{{State: stateConnecting}, now}
	case r.State == stateOnline && now.since != r.since:
		return []reach{{State: stateReconnecting}, now}
	}
	return []reach{now}
}

func (a *app) reachOf(w *workbench.Workbench) reach {
	l := w.Status().Link
	r := a.worded(l.Problem.Code, l.Problem.Detail)
	r.Kind, r.State, r.PublicURL, r.since = l.Kind, l.State, l.PublicURL, l.Since
	return r
}

// worded words a problem of the way in; a code of "" is none.
func (a *app) worded(code, detail string) (r reach) {
	if r.Code = code; code == "" {
		return r
	}
	remedy := a.text.Tunnel.Remedy(code)
	r.Message, r.do = remedy.Why, strings.Join(remedy.Do, "; ")
	if detail != "" {
		r.Message += " (" + detail + ")"
	}
	return r
}

func orWord(s, other string) string {
	if s == "" {
		return other
	}
	return s
}

func (a *app) printReady(w *workbench.Workbench) {
	public, notify := w.Status().Link.PublicURL, w.NotifyURL()
	if a.out.json {
		a.out.event(struct {
			Event     string `json:"event"`
			Listen    string `json:"listen"`
			PublicURL string `json:"public_url"`
			NotifyURL string `json:"notify_url"`
		}{"ready", w.ReceiverURL(), public, notify})
		return
	}
	a.out.line(a.text.CLI.Inbox.Ready, w.ReceiverURL(), notify)
}

// warn says what should worry about the way in from its start.
func (a *app) warn(w *workbench.Workbench) {
	for _, warning := range w.Status().Link.Warnings {
		advice := a.text.Tunnel.Warnings[warning.Slug]
		fmt.Fprintf(a.env.Stderr, "wxlens: %s (%s)\n  %s\n", advice.Why, warning.About, advice.Do)
	}
}

// printRefused tells programs of deliveries that could not be kept; people read the
// diagnostics.
func (a *app) printRefused(r state.Refused, said string) {
	if !a.out.json {
		return
	}
	a.out.event(struct {
		Event   string    `json:"event"`
		Times   int       `json:"times"` // since the start
		At      time.Time `json:"at"`    // of the last
		Message string    `json:"message"`
	}{"refused", r.Times, r.At, said})
}

func (a *app) printTunnel(s reach) {
	if a.out.json {
		a.out.event(struct {
			Event     string `json:"event"`
			State     string `json:"state"`
			PublicURL string `json:"public_url,omitempty"`
			Code      string `json:"code,omitempty"`
			Message   string `json:"message,omitempty"`
		}{"tunnel", s.State, s.PublicURL, s.Code, s.Message})
		return
	}
	line := a.text.CLI.Inbox.States[s.State]
	for _, more := range []string{s.PublicURL, s.Code, s.Message} {
		if more != "" {
			line += "  " + a.drawn(more)
		}
	}
	a.out.line("%s", line)
}
