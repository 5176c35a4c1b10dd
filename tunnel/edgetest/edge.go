// Package edgetest is ngrok's service on loopback, as far as its SDK for Go can
// tell: it authenticates, gives public addresses and passes requests through. It
// mirrors the client's half of the protocol; limits and policies of the real
// service are what a test makes of its hooks.
package edgetest

import (
	"crypto/x509"
	"encoding/json"
	"net"
	"net/http"
	"slices"
	"sync"
	"testing"
	"time"
)

// DefaultURL is the public address of who asks for none.
const DefaultURL = "https://abc.ngrok.test"

// Call is one call of a client as it was made.
type Call struct {
	Name string          // Auth, Bind, Unbind, SrvInfo
	JSON json.RawMessage // the whole request
}

// Hook decides about a call: the text that it returns is the error of the reply,
// "" lets the call through. It may take its time.
type Hook func(Call) string

// Edge is the service. Its methods may be called from any goroutine.
type Edge struct {
	authority *authority
	addr      string
	public    net.Listener
	server    *http.Server
	work      sync.WaitGroup

	mu       sync.Mutex
	listener net.Listener // nil while it does not listen
	over     bool
	token    string
	hooks    map[string]Hook
	mute     bool
	frozen   bool
	calls    []Call
	changed  chan struct{} // closed and made anew when anything changes
	sessions map[*session]bool
	conns    map[*wire]bool
	serial   int
	granted  int
}

// Start starts a service that takes any token. Stop it with Close.
func Start() (*Edge, error) {
	a, err := newAuthority()
	if err != nil {
		return nil, err
	}
	e := &Edge{
		authority: a, hooks: map[string]Hook{}, changed: make(chan struct{}),
		sessions: map[*session]bool{}, conns: map[*wire]bool{},
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	if err := e.startPublic(); err != nil {
		_ = listener.Close()
		return nil, err
	}
	e.addr = listener.Addr().String()
	e.listenOn(listener)
	return e, nil
}

// New is Start for a test, which closes it.
func New(t testing.TB) *Edge {
	t.Helper()
	e, err := Start()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(e.Close)
	return e
}

// Close ends everything and returns when it has ended.
func (e *Edge) Close() {
	e.mu.Lock()
	e.over = true
	e.mu.Unlock()
	e.StopListening()
	_ = e.server.Close()
	e.Kill()
	e.work.Wait()
}

// Addr is what clients connect to: host:port.
func (e *Edge) Addr() string { return e.addr }

// CA is who vouches for the service and for its public side.
func (e *Edge) CA() *x509.CertPool { return e.authority.pool }

// CAPEM is CA as a file holds it.
func (e *Edge) CAPEM() []byte { return e.authority.pem }

// Require refuses every token but this, as the real service does, quoting it.
func (e *Edge) Require(token string) { e.set(func() { e.token = token }) }

// OnAuth has a hook decide about the calls by which clients log in.
func (e *Edge) OnAuth(h Hook) { e.set(func() { e.hooks["Auth"] = h }) }

// OnBind has a hook decide about the calls that ask for a public address.
func (e *Edge) OnBind(h Hook) { e.set(func() { e.hooks["Bind"] = h }) }

// Mute accepts connections from now on and never says a word on them.
func (e *Edge) Mute(mute bool) { e.set(func() { e.mute = mute }) }

// Freeze lets the bytes of all present and future connections vanish, while they
// stay open. A thaw helps only connections made after it.
func (e *Edge) Freeze(frozen bool) {
	e.set(func() {
		e.frozen = frozen
		for w := range e.conns {
			if frozen {
				w.freeze()
			}
		}
	})
}

func (e *Edge) set(change func()) {
	e.mu.Lock()
	defer e.mu.Unlock()
	change()
	e.tell()
}

// tell wakes who waits for a change; the lock is held.
func (e *Edge) tell() {
	close(e.changed)
	e.changed = make(chan struct{})
}

// Await waits until a condition holds and reports whether it came to that in
// time. It is looked at after every change.
func (e *Edge) Await(limit time.Duration, condition func() bool) bool {
	timer := time.NewTimer(limit)
	defer timer.Stop()
	for {
		e.mu.Lock()
		changed := e.changed
		e.mu.Unlock()
		if condition() {
			return true
		}
		select {
		case <-changed:
		case <-timer.C:
			return condition()
		}
	}
}

// Calls returns the calls of a name so far, all for "".
func (e *Edge) Calls(name string) []Call {
	e.mu.Lock()
	defer e.mu.Unlock()
	var found []Call
	for _, c := range e.calls {
		if name == "" || c.Name == name {
			found = append(found, c)
		}
	}
	return found
}

// Sessions returns how many clients are logged in.
func (e *Edge) Sessions() int {
	e.mu.Lock()
	defer e.mu.Unlock()
	n := 0
	for s := range e.sessions {
		if s.client != "" {
			n++
		}
	}
	return n
}

// Granted returns how many times a public address was given, renewals included.
func (e *Edge) Granted() int {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.granted
}

// URLs returns the public addresses in use, in order.
func (e *Edge) URLs() []string {
	e.mu.Lock()
	defer e.mu.Unlock()
	var all []string
	for s := range e.sessions {
		for _, b := range s.binds {
			all = append(all, b.url)
		}
	}
	slices.Sort(all)
	return all
}

// Connections returns how many connections of clients are open.
func (e *Edge) Connections() int {
	e.mu.Lock()
	defer e.mu.Unlock()
	return len(e.conns)
}

// StopListening refuses new connections.
func (e *Edge) StopListening() {
	e.mu.Lock()
	listener := e.listener
	e.listener = nil
	e.mu.Unlock()
	if listener != nil {
		_ = listener.Close()
	}
}

// Listen accepts connections again, on the same address.
func (e *Edge) Listen() error {
	listener, err := net.Listen("tcp", e.addr)
	if err == nil {
		e.listenOn(listener)
	}
	return err
}

func (e *Edge) listenOn(listener net.Listener) {
	e.set(func() { e.listener = listener })
	e.work.Go(func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			e.work.Go(func() { e.accept(conn.(*net.TCPConn)) })
		}
	})
}

// Kill resets all connections.
func (e *Edge) Kill() {
	e.mu.Lock()
	defer e.mu.Unlock()
	for w := range e.conns {
		_ = w.TCPConn.SetLinger(0)
		_ = w.Close()
	}
}

// HangUp ends all sessions with a goodbye.
func (e *Edge) HangUp() {
	for _, s := range e.all() {
		_ = s.mux.Close()
	}
}

func (e *Edge) all() []*session {
	e.mu.Lock()
	defer e.mu.Unlock()
	var all []*session
	for s := range e.sessions {
		all = append(all, s)
	}
	return all
}
