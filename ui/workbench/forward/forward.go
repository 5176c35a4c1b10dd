// Package forward sends received notifications on to the developer's own servers
// and keeps an eye on whether those are there.
package forward

import (
	"context"
	"fmt"
	"net"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"

	"wxlens/wxpay"
)

// Mode is whose answer WeChat Pay gets.
type Mode string

const (
	Pass   Mode = "pass"   // the server's own
	Shadow Mode = "shadow" // ours; the server is only observed
)

// Target is one server of the developer's.
type Target struct {
	URL  string
	Mode Mode
}

// MaxTargets bounds how many servers a notification is sent on to.
const MaxTargets = 3

// Why targets are refused.
var (
	ErrManyTargets = error(&fault{"many-targets", fmt.Sprintf("at most %d servers", MaxTargets)})
	ErrTwoPass     = error(&fault{"two-pass", "only one server's answer can be passed on"})
	ErrOwnAddress  = error(&fault{"own-address", "this is where notifications come in: they would go round for ever"})
	ErrTarget      = error(&fault{"bad-target", "want http://HOST:PORT/PATH, https://…, HOST:PORT or a port of this machine"})
	ErrPassword    = error(&fault{"target-password", "an address with a password would be kept and shown"})
)

// fault is an error that the catalogue of texts has words for.
type fault struct{ slug, words string }

func (f *fault) Error() string { return f.words }

// Slug names it there.
func (f *fault) Slug() string { return f.slug }

// ParseTarget reads the address of a server: a URL, HOST:PORT, or a port of this
// machine alone.
func ParseTarget(address string, mode Mode) (Target, error) {
	full := strings.TrimSpace(address)
	switch {
	case full != "" && strings.Trim(full, "0123456789") == "":
		full = "http://127.0.0.1:" + full
	case strings.HasPrefix(full, ":"):
		full = "http://127.0.0.1" + full
	case !strings.Contains(full, "://"):
		full = "http://" + full
	}
	to, err := url.Parse(full)
	if _, authority, _ := strings.Cut(full, "://"); strings.Contains(authority[:hostEnd(authority)], "@") {
		return Target{}, ErrPassword // whatever else is wrong with it: it is not repeated
	}
	if err != nil || (to.Scheme != "http" && to.Scheme != "https") || to.Hostname() == "" {
		return Target{}, fmt.Errorf("%q: %w", address, ErrTarget)
	}
	return Target{full, mode}, nil
}

// hostEnd is where host and port of what follows "://" end.
func hostEnd(s string) int {
	if at := strings.IndexAny(s, "/?#"); at >= 0 {
		return at
	}
	return len(s)
}

// Config is what a relay works with.
type Config struct {
	// Send posts a notification to a server and never fails: what came of it is in
	// the result.
	Send func(ctx context.Context, server string, api wxpay.API, request wxpay.Request) wxpay.Forward
	// Dial makes the connections by which idle servers are looked after.
	Dial  func(ctx context.Context, network, address string) (net.Conn, error)
	Now   func() time.Time
	Every time.Duration // between two looks; 0: [lookEvery]
}

// Relay sends notifications on to its targets. Its methods may be called by
// several goroutines.
type Relay struct {
	cfg     Config
	ctx     context.Context
	cancel  context.CancelFunc
	changed chan struct{}
	wake    chan struct{} // the targets are others now
	looking sync.WaitGroup

	mu      sync.Mutex
	own     string // host:port where notifications come in, "" while unknown
	public  string // URL under which that is reached from elsewhere, "" for none
	servers []*server
	sending sync.WaitGroup // grown under mu while not closed
	closed  bool
}

// New returns a relay without targets. Close ends it.
func New(c Config) *Relay {
	if c.Every == 0 {
		c.Every = lookEvery
	}
	r := &Relay{cfg: c, changed: make(chan struct{}, 1), wake: make(chan struct{}, 1)}
	r.ctx, r.cancel = context.WithCancel(context.Background())
	r.looking.Go(r.look)
	return r
}

// closeWait is how long forwards under way may take to end by themselves.
const closeWait = time.Second

// Close takes no more notifications, waits a second for those under way, then
// interrupts them, and returns when everything has ended.
func (r *Relay) Close() {
	r.mu.Lock()
	r.closed = true
	r.mu.Unlock()
	ended := make(chan struct{})
	go func() {
		r.sending.Wait()
		close(ended)
	}()
	patience := time.NewTimer(closeWait)
	defer patience.Stop()
	select {
	case <-ended:
	case <-patience.C:
	}
	r.cancel()
	<-ended
	r.looking.Wait()
}

// SetTargets changes where notifications go from the next one on. What is known
// of a server that stays is kept.
func (r *Relay) SetTargets(targets ...Target) error {
	if len(targets) > MaxTargets {
		return ErrManyTargets
	}
	passing := 0
	for _, t := range targets {
		if _, err := ParseTarget(t.URL, t.Mode); err != nil {
			return err
		}
		if t.Mode == Pass {
			passing++
		}
	}
	if passing > 1 {
		return ErrTwoPass
	}
	r.mu.Lock()
	for _, t := range targets {
		if circle(r.own, t.URL) || around(r.public, t.URL) {
			r.mu.Unlock()
			return fmt.Errorf("%s: %w", t.URL, ErrOwnAddress)
		}
	}
	known := map[string]*server{}
	for _, s := range r.servers {
		known[s.target.URL] = s
	}
	r.servers = make([]*server, 0, len(targets))
	for _, t := range targets {
		s := &server{target: t, health: Health{URL: t.URL, Mode: t.Mode, Since: r.cfg.Now()}, asked: make(chan struct{}, atOnce)}
		if old := known[t.URL]; old != nil {
			s.health, s.seen, s.asked = old.health, old.seen, old.asked
			s.health.Mode = t.Mode
		}
		r.servers = append(r.servers, s)
	}
	r.mu.Unlock()
	poke(r.wake)
	poke(r.changed)
	return nil
}

// Beside tells the relay where notifications come in, host:port, so that it never
// sends them there. It fails if a target is that place already.
func (r *Relay) Beside(receiver string) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.own = receiver
	for _, s := range r.servers {
		if circle(receiver, s.target.URL) {
			return fmt.Errorf("%s: %w", s.target.URL, ErrOwnAddress)
		}
	}
	return nil
}

// Reached tells the relay under which URL notifications come in from elsewhere, ""
// for none. A target that leads there gets nothing while it does.
func (r *Relay) Reached(public string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.public = public
}

// Circular returns the first target that gets nothing because it leads back here,
// "" if there is none.
func (r *Relay) Circular() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, s := range r.servers {
		if around(r.public, s.target.URL) {
			return s.target.URL
		}
	}
	return ""
}

// circle reports whether a target is the receiver itself, under any of this
// machine's own names.
func circle(receiver, target string) bool {
	ownHost, ownPort, err := net.SplitHostPort(receiver)
	if err != nil {
		return false // it is not known
	}
	host, port, err := net.SplitHostPort(addressOf(target))
	return err == nil && port == ownPort && (host == ownHost || isOwn(host))
}

// around reports whether a target is reached where notifications come in from
// elsewhere. One without a path gets the path of the notification.
func around(public, target string) bool {
	in, err := url.Parse(public)
	to, bad := url.Parse(target)
	if public == "" || err != nil || bad != nil || !strings.EqualFold(addressOf(public), addressOf(target)) {
		return false
	}
	base, path := strings.TrimSuffix(in.Path, "/"), strings.TrimSuffix(to.Path, "/")
	return path == "" || path == base || strings.HasPrefix(path, base+"/")
}

func isOwn(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && (ip.IsLoopback() || ip.IsUnspecified())
}

// Idle reports whether there is no target.
func (r *Relay) Idle() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.servers) == 0
}

// Targets returns where notifications go.
func (r *Relay) Targets() []Target {
	r.mu.Lock()
	defer r.mu.Unlock()
	targets := make([]Target, len(r.servers))
	for i, s := range r.servers {
		targets[i] = s.target
	}
	return targets
}

// Pass sends a notification to the server whose answer WeChat Pay is to get; ok is
// false when there is none such. A relay that was closed sends nothing, and says so
// in place of that server.
func (r *Relay) Pass(ctx context.Context, api wxpay.API, request wxpay.Request) (sent wxpay.Forward, ok bool) {
	servers, done := r.begin(Pass)
	switch {
	case len(servers) == 0:
		return wxpay.Forward{}, false
	case done == nil:
		why := wxpay.ReplyInterrupted
		return wxpay.Forward{At: r.cfg.Now(), URL: servers[0].target.URL, Fault: string(why), Reason: why}, true
	}
	defer done()
	return r.send(ctx, servers[0], api, request), true
}

// Watch sends a notification to all other servers at once.
func (r *Relay) Watch(ctx context.Context, api wxpay.API, request wxpay.Request) []wxpay.Forward {
	servers, done := r.begin(Shadow)
	if len(servers) == 0 || done == nil {
		return nil
	}
	defer done()
	all := make([]wxpay.Forward, len(servers))
	var sending sync.WaitGroup
	for i, s := range servers {
		sending.Go(func() { all[i] = r.send(ctx, s, api, request) })
	}
	sending.Wait()
	return all
}

// begin returns the servers of a mode. If there are any it counts a sending as
// under way until done is called; done is nil when the relay was closed.
func (r *Relay) begin(mode Mode) (servers []*server, done func()) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, s := range r.servers {
		if s.target.Mode == mode && !around(r.public, s.target.URL) {
			servers = append(servers, s)
		}
	}
	if r.closed || len(servers) == 0 {
		return servers, nil
	}
	r.sending.Add(1)
	return servers, r.sending.Done
}

func (r *Relay) send(ctx context.Context, s *server, api wxpay.API, request wxpay.Request) wxpay.Forward {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(r.ctx, cancel)()
	began := r.cfg.Now()
	if why := s.enter(ctx); why != "" {
		fault := string(why) + ": it has " + strconv.Itoa(atOnce) + " others to answer"
		return wxpay.Forward{At: began, URL: s.target.URL, Elapsed: r.cfg.Now().Sub(began), Fault: fault, Reason: why}
	}
	defer s.leave()
	sent := r.cfg.Send(ctx, s.target.URL, api, request)
	if sent.Reason != wxpay.ReplyInterrupted {
		r.learn(s, outcomeOf(sent))
	}
	return sent
}

func poke(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default: // poked already
	}
}
