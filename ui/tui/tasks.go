package tui

import (
	"context"
	"sync"
	"time"

	tea "charm.land/bubbletea/v2"
)

// tasks owns the commands that are running: Bubble Tea forgets them at quit, we
// wait. It also holds the engine, which may be opened by a command whose message
// nobody receives any more.
type tasks struct {
	mu     sync.Mutex
	closed bool
	group  sync.WaitGroup
	opened Engine
}

// run makes a command that is waited for. It does nothing once waiting has begun.
func (t *tasks) run(f func() tea.Msg) tea.Cmd {
	return func() tea.Msg {
		t.mu.Lock()
		if t.closed {
			t.mu.Unlock()
			return nil
		}
		t.group.Add(1)
		t.mu.Unlock()
		defer t.group.Done()
		return f()
	}
}

// wait lets no command begin any more and waits for those that have. It reports
// whether all ended in time.
func (t *tasks) wait(limit time.Duration) bool {
	t.mu.Lock()
	t.closed = true
	t.mu.Unlock()
	done := make(chan struct{})
	go func() {
		t.group.Wait()
		close(done)
	}()
	select {
	case <-done:
		return true
	case <-time.After(limit):
		return false
	}
}

func (t *tasks) keep(e Engine) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.opened = e
}

func (t *tasks) engine() Engine {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.opened
}

// guard lets the answer to the latest question in and drops all others.
type guard struct {
	token  uint64
	cancel context.CancelFunc
}

// begin cancels the question before and returns the token and the context of a
// new one.
func (g *guard) begin(ctx context.Context) (uint64, context.Context) {
	g.stop()
	ctx, g.cancel = context.WithCancel(ctx)
	return g.token, ctx
}

// stop drops the answer that is waited for.
func (g *guard) stop() {
	g.token++
	if g.cancel != nil {
		g.cancel()
		g.cancel = nil
	}
}

// halt drops the answer that is waited for, and reports whether there was one.
func (g *guard) halt() bool {
	waited := g.active()
	if waited {
		g.stop()
	}
	return waited
}

// finish reports whether an answer is the one waited for, and ends the waiting.
func (g *guard) finish(token uint64) bool {
	if token != g.token || g.cancel == nil {
		return false
	}
	g.stop()
	return true
}

// active reports whether an answer is waited for.
func (g *guard) active() bool { return g.cancel != nil }

// pause waits unless ctx ends first, which it reports.
func pause(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-timer.C:
		return true
	}
}
