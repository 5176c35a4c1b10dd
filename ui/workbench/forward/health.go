package forward

import (
	"context"
	"net"
	"net/url"
	"sync"
	"time"

	"wxlens/wxpay"
)

// lookEvery is how often a server is looked after that no notification went to.
const lookEvery = 3 * time.Second

// lookWait is how long a connection may take: a server on this machine takes less
// than a millisecond.
const lookWait = 2 * time.Second

// State is whether a server is there.
type State string

const (
	Unknown State = "unknown" // nobody has looked yet
	Up      State = "up"      // it takes connections
	Down    State = "down"    // it does not
)

// Health is what is known of a server.
type Health struct {
	URL   string
	Mode  Mode
	State State
	Since time.Time // of the state

	// Of the last notification that was sent there; zero when there was none.
	At           time.Time
	Status       int // 0: no answer
	Elapsed      time.Duration
	Acknowledged bool
	Reason       wxpay.Reason // why not, or what is amiss all the same
}

// server is a target and what is known of it, guarded by the relay's lock.
type server struct {
	target Target
	health Health
	seen   time.Time     // when anything was learnt of it last
	asked  chan struct{} // holds a token for each notification that it is to answer
}

// Bounds of what one server has to answer at a time: one that hangs must not use up
// the files of this process, by which notifications come in.
const (
	atOnce = 256
	turn   = 5 * time.Second // to wait for; WeChat Pay waits no longer
)

// enter takes one of a server's turns, or says why there is none.
func (s *server) enter(ctx context.Context) (why wxpay.Reason) {
	select {
	case s.asked <- struct{}{}:
		return ""
	default:
	}
	patience := time.NewTimer(turn)
	defer patience.Stop()
	select {
	case s.asked <- struct{}{}:
		return ""
	case <-patience.C:
		return wxpay.ReplyTimeout
	case <-ctx.Done():
		return wxpay.ReplyInterrupted
	}
}

func (s *server) leave() { <-s.asked }

// outcome is what was learnt of a server at a moment.
type outcome struct {
	at   time.Time
	up   bool
	sent *wxpay.Forward // nil: it was only looked after
}

// outcomeOf takes any answer for a sign of life, and no answer only where none
// could be had.
func outcomeOf(sent wxpay.Forward) outcome {
	up := sent.Reply != nil
	switch sent.Reason {
	case wxpay.ReplyReset, wxpay.ReplyBroken, wxpay.ReplyTimeout: // somebody took the connection
		up = true
	}
	return outcome{at: sent.At.Add(sent.Elapsed), up: up, sent: &sent}
}

// Health tells of every target how it is, in their order.
func (r *Relay) Health() []Health {
	r.mu.Lock()
	defer r.mu.Unlock()
	all := make([]Health, len(r.servers))
	for i, s := range r.servers {
		all[i] = s.health
		if all[i].State == "" {
			all[i].State = Unknown
		}
	}
	return all
}

// Changed is poked when [Relay.Health] or [Relay.Targets] has something new to
// tell; it is for one reader.
func (r *Relay) Changed() <-chan struct{} { return r.changed }

// learn keeps what was learnt of a server and tells whoever follows, unless it was
// known.
func (r *Relay) learn(s *server, o outcome) {
	state := Down
	if o.up {
		state = Up
	}
	r.mu.Lock()
	for _, now := range r.servers { // targets may have been set anew meanwhile
		if now.target.URL == s.target.URL {
			s = now
		}
	}
	h := &s.health
	news := h.State != state || o.sent != nil
	if h.State != state {
		h.State, h.Since = state, o.at
	}
	s.seen = o.at
	if f := o.sent; f != nil {
		h.At, h.Status, h.Elapsed, h.Acknowledged, h.Reason = f.At, 0, f.Elapsed, f.Acknowledged, f.Reason
		if f.Reply != nil {
			h.Status = f.Reply.Status
		}
	}
	r.mu.Unlock()
	if news {
		poke(r.changed)
	}
}

// look keeps an eye on idle servers until the relay ends.
func (r *Relay) look() {
	tick := time.NewTicker(r.cfg.Every)
	defer tick.Stop()
	for {
		var idle sync.WaitGroup
		for _, s := range r.idle() {
			idle.Go(func() { r.lookAfter(s) })
		}
		idle.Wait()
		select {
		case <-r.ctx.Done():
			return
		case <-tick.C:
		case <-r.wake:
		}
	}
}

// idle returns the servers of which nothing was learnt lately.
func (r *Relay) idle() (idle []*server) {
	now := r.cfg.Now()
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, s := range r.servers {
		if s.seen.IsZero() || now.Sub(s.seen) >= r.cfg.Every/2 {
			idle = append(idle, s)
		}
	}
	return idle
}

// lookAfter connects to a server and hangs up: nothing is asked of it.
func (r *Relay) lookAfter(s *server) {
	ctx, cancel := context.WithTimeout(r.ctx, lookWait)
	defer cancel()
	conn, err := r.cfg.Dial(ctx, "tcp", addressOf(s.target.URL))
	if err == nil {
		_ = conn.Close() // it was there
	}
	if r.ctx.Err() == nil {
		r.learn(s, outcome{at: r.cfg.Now(), up: err == nil})
	}
}

// addressOf returns host and port of a target.
func addressOf(target string) string {
	to, err := url.Parse(target)
	if err != nil {
		return ""
	}
	port := to.Port()
	if port == "" {
		port = map[string]string{"https": "443"}[to.Scheme]
	}
	if port == "" {
		port = "80"
	}
	return net.JoinHostPort(to.Hostname(), port)
}
