// Package link owns the tunnel of a running program: which one is open, what came
// through it, whether it works, and what should worry about it.
package link

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"sync"
	"time"

	"wxlens/tunnel"
)

// ErrNeverOpened is that there is nothing to open again.
var ErrNeverOpened = errors.New("no tunnel was opened yet: choose one first")

// Deps is what a link works with.
type Deps struct {
	Handler http.Handler // what notifications go to
	Listen  string       // host:port where [Link.Handler] is served on this machine
	Token   func() (tunnel.Token, error)
	Client  *http.Client // for self-tests, nil for one of their own
	Now     func() time.Time
}

// Config says which tunnel to open.
type Config struct {
	Kind      string             // tunnel.KindNgrok, KindDirect or KindNone
	Ngrok     tunnel.NgrokConfig // for ngrok; the token comes from [Deps]
	PublicURL string             // for direct
	AnyURL    bool               // for direct, see [tunnel.DirectConfig]
}

// Status is the tunnel with what the program knows beyond it.
type Status struct {
	tunnel.Status
	TokenSource tunnel.TokenSource // "" if none was needed or found
	TokenLast4  string
	Requests    int       // since the program started, self-tests left out
	LastRequest time.Time // zero if none came
	Test        *tunnel.TestResult
}

// Link is the tunnel of a program. All methods may be called from any goroutine.
type Link struct {
	deps    Deps
	test    *tunnel.SelfTest
	handler http.Handler

	turn sync.Mutex // one opening or closing at a time

	mu       sync.Mutex
	config   *Config
	current  tunnel.Tunnel // nil while none was opened, or one could not be
	status   Status        // what is known beside current; its tunnel's part counts only without one
	arrivals []time.Time   // the latest, oldest first
	readers  map[chan struct{}]bool
	parted   chan struct{} // closed when current is let go
	watching sync.WaitGroup
}

// maxArrivals bounds the requests whose times are remembered.
const maxArrivals = 1024

// New returns a link without a tunnel.
func New(deps Deps) *Link {
	l := &Link{deps: deps, test: tunnel.NewSelfTest(deps.Now), readers: map[chan struct{}]bool{}}
	l.status.Kind, l.status.Since = tunnel.KindNone, deps.Now()
	l.handler = l.test.Wrap(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		l.count()
		deps.Handler.ServeHTTP(w, r)
	}))
	return l
}

// Handler returns what a listener on this machine has to serve: the handler of
// notifications, counted, with self-tests before it.
func (l *Link) Handler() http.Handler { return l.handler }

// count notes that a request came.
func (l *Link) count() {
	at := l.deps.Now()
	l.mu.Lock()
	defer l.mu.Unlock()
	l.status.Requests++
	l.status.LastRequest = at
	if l.arrivals = append(l.arrivals, at); len(l.arrivals) > maxArrivals {
		l.arrivals = append(l.arrivals[:0], l.arrivals[len(l.arrivals)-maxArrivals:]...)
	}
	l.tell()
}

// RequestsSince returns how many requests came at or after a moment, at most
// 1,024.
func (l *Link) RequestsSince(t time.Time) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	n := 0
	for _, at := range l.arrivals {
		if !at.Before(t) {
			n++
		}
	}
	return n
}

// Open opens a tunnel in place of the one that was open, and returns before it is
// online. It fails, with a [*tunnel.Problem], if the tunnel cannot work; the status
// then says so too.
func (l *Link) Open(config Config) error {
	l.turn.Lock()
	defer l.turn.Unlock()
	l.end()
	l.mu.Lock()
	l.config = &config
	l.mu.Unlock()
	opened, token, err := l.open(config)
	l.mu.Lock()
	defer l.mu.Unlock()
	l.status.Test = nil
	l.status.TokenSource, l.status.TokenLast4 = token.Source, token.Last4()
	if err != nil {
		problem := tunnel.Explain(err, token.Secret)
		l.status.Status = tunnel.Status{State: tunnel.Failed, Since: l.deps.Now(), Kind: config.Kind, Problem: problem}
		l.tell()
		return problem
	}
	parted := make(chan struct{})
	l.current, l.parted = opened, parted
	l.watching.Go(func() { l.watch(opened, parted) })
	l.tell()
	return nil
}

// open opens what a configuration names.
func (l *Link) open(config Config) (tunnel.Tunnel, tunnel.Token, error) {
	switch config.Kind {
	case tunnel.KindNone:
		return tunnel.OpenNone(l.deps.Listen, l.deps.Now), tunnel.Token{}, nil
	case tunnel.KindDirect:
		t, err := tunnel.OpenDirect(tunnel.DirectConfig{PublicURL: config.PublicURL, AnyURL: config.AnyURL, Listen: l.deps.Listen, Now: l.deps.Now})
		return t, tunnel.Token{}, err
	}
	token, err := l.deps.Token()
	if err != nil {
		return nil, tunnel.Token{}, err
	}
	ngrok := config.Ngrok
	ngrok.Token, ngrok.Now = token.Secret, l.deps.Now
	t, err := tunnel.OpenNgrok(ngrok, l.handler)
	return t, token, err
}

// watch passes on what changes about a tunnel until it is over or let go.
func (l *Link) watch(t tunnel.Tunnel, parted <-chan struct{}) {
	for over := false; !over; {
		select {
		case <-t.Changed():
		case <-t.Done():
			over = true
		case <-parted:
			return
		}
		l.mu.Lock()
		l.tell()
		l.mu.Unlock()
	}
}

// Retry opens the last tunnel anew, at once: what failed, or waits for its next
// attempt.
func (l *Link) Retry() error {
	l.mu.Lock()
	config := l.config
	l.mu.Unlock()
	if config == nil {
		return ErrNeverOpened
	}
	return l.Open(*config)
}

// Close closes the tunnel that is open and returns when it is over, within 4 s.
func (l *Link) Close() {
	l.turn.Lock()
	defer l.turn.Unlock()
	l.end()
	l.watching.Wait()
}

// end closes the current tunnel; the turn is held.
func (l *Link) end() {
	l.mu.Lock()
	current := l.current
	l.mu.Unlock()
	if current != nil {
		current.Close()
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if current != nil {
		l.status.Status, l.current = current.Status(), nil
		close(l.parted)
	} else if l.status.State != tunnel.Closed {
		l.status.State, l.status.Since = tunnel.Closed, l.deps.Now()
	}
	l.tell()
}

// Status returns what is known now.
func (l *Link) Status() Status {
	l.mu.Lock()
	defer l.mu.Unlock()
	s := l.status
	if l.current != nil {
		s.Status = l.current.Status()
	}
	return s
}

// Subscribe returns a channel that gets a value after changes, several fast ones
// being one, and what ends that.
func (l *Link) Subscribe() (changed <-chan struct{}, stop func()) {
	c := make(chan struct{}, 1)
	l.mu.Lock()
	defer l.mu.Unlock()
	l.readers[c] = true
	return c, func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		delete(l.readers, c)
	}
}

// tell wakes all subscribers; the lock is held.
func (l *Link) tell() {
	for c := range l.readers {
		select {
		case c <- struct{}{}:
		default: // it has one to come, and reads the newest then
		}
	}
}

// NotifyURL returns the public URL of a path, "" while there is none.
func (l *Link) NotifyURL(path string) string {
	base := l.Status().PublicURL
	if base == "" {
		return ""
	}
	return base + "/" + strings.TrimLeft(path, "/")
}

// SelfTest asks for this program through its public URL and keeps the result in
// the status.
func (l *Link) SelfTest(ctx context.Context) tunnel.TestResult {
	result := l.test.Run(ctx, l.deps.Client, l.Status().PublicURL)
	l.mu.Lock()
	defer l.mu.Unlock()
	l.status.Test = &result
	l.tell()
	return result
}

// Diagnose tells how far a connection to ngrok's service comes, with the settings
// of the last tunnel, or these where none was opened yet, and without a token.
func (l *Link) Diagnose(ctx context.Context, config tunnel.NgrokConfig) tunnel.Diagnosis {
	l.mu.Lock()
	if l.config != nil {
		config = l.config.Ngrok
	}
	l.mu.Unlock()
	return tunnel.Diagnose(ctx, config)
}
