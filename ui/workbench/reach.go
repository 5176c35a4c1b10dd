package workbench

import (
	"cmp"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"wxlens/profiles"
	"wxlens/tunnel"
	"wxlens/ui/workbench/forward"
	"wxlens/ui/workbench/link"
	"wxlens/ui/workbench/run"
	"wxlens/ui/workbench/settings"
	"wxlens/ui/workbench/state"
	"wxlens/wxpay"
	"wxlens/wxpay/client"
	"wxlens/wxpay/flow"
	"wxlens/wxpay/notify"
)

// How notifications from elsewhere reach this machine.

// newLink returns the link of the receiver that listens on an address.
func (w *Workbench) newLink(addr string) *link.Link {
	receiver := tunnel.NewReceiver(w.arrivals.receive, w.cfg.Now)
	behind := receiver.BehindProxy()
	return link.New(link.Deps{
		Handler: http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
			if w.behindProxy(r) {
				behind.ServeHTTP(rw, r)
				return
			}
			receiver.ServeHTTP(rw, r)
		}),
		Listen: addr, Token: w.ngrokToken, Now: w.cfg.Now,
	})
}

// behindProxy reports whether a request came through the proxy of the user's own
// that a direct tunnel stands for; what such a proxy says of the sender is trusted.
func (w *Workbench) behindProxy(r *http.Request) bool {
	if r.Header.Get("X-Forwarded-For") == "" || w.link.Status().Kind != tunnel.KindDirect {
		return false
	}
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	ip := net.ParseIP(host)
	return err == nil && ip != nil && ip.IsLoopback()
}

// ngrokToken finds the authtoken: of the environment, of the profile in use, or
// what ngrok's own programs keep.
func (w *Workbench) ngrokToken() (tunnel.Token, error) {
	from := tunnel.TokenSources{Getenv: w.cfg.Getenv, ReadFile: os.ReadFile}
	if m, err := w.Merchant(); err == nil {
		from.Profile = m.NgrokToken
	}
	if home := w.cfg.Getenv(homeVariable()); home != "" {
		from.Files = tunnel.NgrokFiles(runtime.GOOS, home, w.cfg.Getenv)
	}
	return tunnel.FindToken(from)
}

// homeVariable names the environment variable that holds the user's home folder.
func homeVariable() string {
	if runtime.GOOS == "windows" {
		return "USERPROFILE"
	}
	return "HOME"
}

// KeepNgrokToken keeps an authtoken in the profile in use.
func (w *Workbench) KeepNgrokToken(token wxpay.Secret) error {
	return w.store.KeepNgrokToken(w.Profile(), token)
}

// Link returns the tunnel of this program.
func (w *Workbench) Link() *link.Link { return w.link }

// TunnelSettings returns how the tunnel was opened last.
func (w *Workbench) TunnelSettings() settings.Tunnel {
	kept, _ := w.settings.Load() // opening one says what is wrong with the file
	return kept.Tunnel
}

// OpenTunnel opens a tunnel in place of the one that was open. It returns before
// that is online, and fails with a [*tunnel.Problem] if it cannot be.
func (w *Workbench) OpenTunnel(t settings.Tunnel) error {
	ngrok, err := w.ngrokConfig(t)
	if err != nil {
		return err
	}
	err = w.link.Open(link.Config{Kind: t.Kind, PublicURL: t.PublicURL, AnyURL: w.sandboxed(), Ngrok: ngrok})
	w.relay.Reached(w.publicURL())
	return err
}

// ProxyVariable is the environment variable that holds the proxy on the way to
// ngrok where none is set: an argument would show its password to everybody here.
const ProxyVariable = "WXLENS_NGROK_PROXY"

// ngrokConfig is what was set, as a tunnel through ngrok takes it.
func (w *Workbench) ngrokConfig(t settings.Tunnel) (tunnel.NgrokConfig, error) {
	config := tunnel.NgrokConfig{Domain: t.Domain, ConnectAddr: t.ConnectAddr, Proxy: cmp.Or(t.Proxy, w.cfg.Getenv(ProxyVariable))}
	if t.CAFile != "" {
		pool, err := tunnel.LoadCA(t.CAFile)
		if err != nil {
			return config, err
		}
		config.CA = pool
	}
	if t.Restrict {
		config.Restrict = notify.PublishedRanges()
	}
	return config, nil
}

// OpenNgrok opens a tunnel through ngrok as it is set, under a domain or, where
// that is empty, the account's own. The choice is kept.
func (w *Workbench) OpenNgrok(domain string) error {
	return w.openKept(func(t *settings.Tunnel) { t.Kind, t.Domain = tunnel.KindNgrok, strings.TrimSpace(domain) })
}

// OpenDirect stands for a tunnel of the user's own with this public address. The
// choice is kept.
func (w *Workbench) OpenDirect(publicURL string) error {
	return w.openKept(func(t *settings.Tunnel) { t.Kind, t.PublicURL = tunnel.KindDirect, strings.TrimSpace(publicURL) })
}

// RestrictTunnel lets only the published addresses of WeChat Pay through, or
// everybody, and opens the tunnel anew when it is one of ngrok's.
func (w *Workbench) RestrictTunnel(on bool) error {
	if s := w.link.Status(); s.Kind == tunnel.KindNgrok && s.State != tunnel.Closed {
		return w.openKept(func(t *settings.Tunnel) { t.Restrict = on })
	}
	_, err := w.settings.Change(func(s *settings.Settings) { s.Tunnel.Restrict = on })
	return err
}

func (w *Workbench) openKept(change func(*settings.Tunnel)) error {
	kept, err := w.settings.Change(func(s *settings.Settings) { change(&s.Tunnel) })
	if err != nil {
		return err
	}
	return w.OpenTunnel(kept.Tunnel)
}

// notifyURL returns where notifications are received: the public address where a
// tunnel has one, else one of this machine.
func (w *Workbench) notifyURL() (url string, public bool) {
	s := w.link.Status()
	switch {
	case s.PublicURL == "" || s.Kind == tunnel.KindNone:
		return w.ReceiverURL() + localPath, false
	case s.Kind == tunnel.KindDirect && hasPath(s.PublicURL):
		return s.PublicURL, true // the user's proxy may know no other
	}
	return w.link.NotifyURL(localPath + "/" + w.path), true
}

// publicURL is the public address of the tunnel, "" without one.
func (w *Workbench) publicURL() string {
	if s := w.link.Status(); s.Kind != tunnel.KindNone && s.State != tunnel.Closed {
		return s.PublicURL
	}
	return ""
}

// localPath is the path of notifications from this machine.
const localPath = "/notify"

func hasPath(url string) bool {
	_, rest, _ := strings.Cut(url, "://")
	return strings.Contains(rest, "/")
}

// pathLength is how many characters make the path of a public address unguessable.
const pathLength = 16

// keptPath returns the last part of the public notify_url, which is made once.
func keptPath(file *settings.File, random io.Reader) (string, error) {
	kept, err := file.Load()
	if err != nil || kept.Path != "" {
		return kept.Path, err
	}
	made := strings.ToLower(client.RandomText(random, "23456789abcdefghjkmnpqrstuvwxyz", pathLength))
	kept, err = file.Change(func(s *settings.Settings) {
		if s.Path == "" { // else another process was faster
			s.Path = made
		}
	})
	return kept.Path, err
}

// SetTargets sets which servers of the developer notifications are sent on to; the
// first answers WeChat Pay if pass. The choice is kept.
func (w *Workbench) SetTargets(urls []string, pass bool) error {
	targets, err := parseTargets(urls, pass)
	if err != nil {
		return err
	}
	if err := w.relay.SetTargets(targets...); err != nil {
		return err
	}
	_, err = w.settings.Change(func(s *settings.Settings) {
		s.Forward = settings.Forward{Mode: string(modeOf(pass))}
		for _, t := range targets {
			s.Forward.Targets = append(s.Forward.Targets, t.URL)
		}
	})
	return err
}

// ServerAddress reads the address of a server as people type it: a port, host:port
// or a URL.
func (w *Workbench) ServerAddress(typed string) (url string, err error) {
	t, err := forward.ParseTarget(typed, forward.Shadow)
	return t.URL, err
}

func modeOf(pass bool) forward.Mode {
	if pass {
		return forward.Pass
	}
	return forward.Shadow
}

// parseTargets reads addresses of servers: in pass mode the first answers WeChat
// Pay, the others are observed.
func parseTargets(urls []string, pass bool) ([]forward.Target, error) {
	targets := make([]forward.Target, 0, len(urls))
	for i, url := range urls {
		t, err := forward.ParseTarget(url, modeOf(pass && i == 0))
		if err != nil {
			return nil, err
		}
		targets = append(targets, t)
	}
	return targets, nil
}

// paidOrder is the last order that was placed here, for warnings.
type paidOrder struct {
	no        wxpay.OutTradeNo
	notifyURL string
	paidAt    time.Time // zero while it is not paid
}

// watchOrder notes what a step that went well did to the last order.
func (w *Workbench) watchOrder(j *run.Job) {
	w.mu.Lock()
	defer w.mu.Unlock()
	no := wxpay.OutTradeNo(j.Slot(flow.SlotOutTradeNo))
	switch {
	case j.Step.Name == flow.Order:
		w.last = paidOrder{no: no, notifyURL: j.Slot(flow.SlotNotifyURL)}
	case w.last.no != no:
	case j.Step.Name == flow.Cashier && j.Scenario == flow.Pay:
		w.last.paidAt = w.cfg.Now()
	case j.Step.Name == flow.Notify:
		w.last.paidAt = time.Time{}
	}
}

// warnings returns what should worry about the tunnel now.
func (w *Workbench) warnings(s link.Status) []link.Warning {
	w.mu.Lock()
	last := w.last
	w.mu.Unlock()
	url, public := w.notifyURL()
	if !public {
		url = "" // nobody takes an address of this machine for a public one
	}
	return link.Warn(link.Facts{
		Status: s, Sandbox: w.sandboxed(), NotifyURL: url, OrderURL: last.notifyURL, PaidAt: last.paidAt, Now: w.cfg.Now(),
		Listen: w.receiver.Addr(), Before: w.before, Circular: w.relay.Circular(),
	})
}

// sandboxed reports whether notifications of the profile in use come from this
// machine, which takes any address.
func (w *Workbench) sandboxed() bool {
	p, err := w.inUse()
	return err == nil && p.Environment != profiles.Live
}

// inUse returns the profile in use. One that can be loaded is not read from the
// disk again.
func (w *Workbench) inUse() (profiles.Profile, error) {
	if m, err := w.Merchant(); err == nil {
		return m.Profile, nil
	}
	return w.store.Get(w.Profile())
}

// openRelay begins to send notifications on.
func (w *Workbench) openRelay() error {
	w.relay = w.newRelay()
	targets := w.cfg.Forward
	if w.cfg.AsSet {
		kept, err := w.settings.Load()
		if err != nil {
			return err
		}
		if targets, err = parseTargets(kept.Forward.Targets, kept.Forward.Mode != string(forward.Shadow)); err != nil {
			return err
		}
	}
	return w.relay.SetTargets(targets...)
}

// openReceiver begins to receive on this machine.
func (w *Workbench) openReceiver() (err error) {
	if w.path, err = keptPath(w.settings, w.cfg.Random); err != nil {
		return err
	}
	listener, err := w.listen()
	if err != nil {
		return err
	}
	if err := w.relay.Beside(listener.Addr().String()); err != nil {
		return errors.Join(err, listener.Close())
	}
	w.link = w.newLink(listener.Addr().String())
	w.receiver = tunnel.Serve(listener, w.link.Handler())
	return nil
}

// listen begins to listen: where it was told to, else on the port it had before
// if that is free, as the sandbox may still have notifications to repeat.
func (w *Workbench) listen() (net.Listener, error) {
	if addr := w.cfg.ListenAddr; addr != "" {
		return net.Listen("tcp", addr)
	}
	path := filepath.Join(w.cfg.Home.Data, "receiver")
	w.before, _ = readAddr(path) // what is wrong with the file is said now
	return listenAgain(path, false)
}

// TestTunnel asks for this program through its public address.
func (w *Workbench) TestTunnel(ctx context.Context) state.Finding {
	result := w.link.SelfTest(ctx)
	return state.Finding{What: result.URL, OK: result.Problem == nil, Took: result.Elapsed, Problem: problemOf(result.Problem)}
}

// DiagnoseTunnel checks the way to ngrok step by step, up to the first that fails.
func (w *Workbench) DiagnoseTunnel(ctx context.Context) []state.Finding {
	set, err := w.ngrokConfig(w.TunnelSettings())
	if problem := (*tunnel.Problem)(nil); errors.As(err, &problem) {
		return []state.Finding{{What: tunnel.StepTLS, Problem: problemOf(problem)}}
	}
	d := w.link.Diagnose(ctx, set)
	var found []state.Finding
	for _, step := range []string{tunnel.StepConnect, tunnel.StepTLS, tunnel.StepProtocol} {
		if step == d.Step || d.Problem != nil && d.Step == "" {
			return append(found, state.Finding{What: step, Problem: problemOf(d.Problem)})
		}
		found = append(found, state.Finding{What: step, OK: true})
	}
	found[len(found)-1].Took = d.Latency
	return found
}

func problemOf(p *tunnel.Problem) state.Problem {
	if p == nil {
		return state.Problem{}
	}
	return state.Problem{Code: p.Code, Detail: p.Detail, URL: tunnel.Documentation(p.Code)}
}

// linkState is the link as the faces show it.
func (w *Workbench) linkState() state.Link {
	s := w.link.Status()
	url, _ := w.notifyURL()
	l := state.Link{
		Kind: s.Kind, State: s.State.String(), Since: s.Since, NotifyURL: url, Attempt: s.Attempt, NextTry: s.NextTry, Latency: s.Latency,
		Region: s.Region, Account: s.Account, Plan: s.Plan, Restricted: s.Restricted, Requests: s.Requests, LastRequest: s.LastRequest,
		TokenSource: string(s.TokenSource), TokenEnd: s.TokenLast4, Kept: w.Kept(),
	}
	if s.Kind != tunnel.KindNone {
		l.PublicURL = s.PublicURL
	}
	l.Problem = problemOf(s.Problem)
	for _, warning := range w.warnings(s) {
		l.Warnings = append(l.Warnings, state.Warning{Slug: string(warning.Slug), About: cmp.Or(warning.Was, warning.URL)})
	}
	for _, h := range w.relay.Health() {
		l.Targets = append(l.Targets, state.Target{
			URL: h.URL, Pass: h.Mode == forward.Pass, Up: state.Health(h.State), Since: h.Since, Status: h.Status, Took: h.Elapsed, OK: h.Acknowledged, Seen: !h.At.IsZero(),
		})
	}
	if at, n, err := w.inbox.Refused(); err != nil {
		l.Refused = state.Refused{Times: n, Why: err.Error(), At: at}
	}
	return l
}

// followLink pokes who watches the link: the tunnel, the servers, the receiver.
func (w *Workbench) followLink(ctx context.Context) {
	changed, stop := w.link.Subscribe()
	defer stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-changed:
			w.relay.Reached(w.publicURL())
		case <-w.relay.Changed():
		case <-w.inbox.RefusalChanged():
		}
		select {
		case w.linkChanged <- struct{}{}:
		default: // poked already: a reader that wakes late sees everything
		}
	}
}

// LinkChanged is poked when the tunnel, a server that notifications are sent on to
// or the receiver has something new to tell; it is for one reader.
func (w *Workbench) LinkChanged() <-chan struct{} { return w.linkChanged }

// CloseTunnel closes the tunnel and returns when it is over, within 4 s.
func (w *Workbench) CloseTunnel() { w.link.Close() }

// RetryTunnel opens the last tunnel anew, at once.
func (w *Workbench) RetryTunnel() error { return w.link.Retry() }
