package tunnel

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"time"
)

// Bounds of a tunnel through ngrok.
const (
	drainTimeout   = 2 * time.Second        // for requests in progress when the tunnel ends
	partTimeout    = 500 * time.Millisecond // for saying goodbye
	closeTimeout   = 4 * time.Second        // for all of that
	slowestRequest = 30 * time.Second       // to arrive whole
)

// The redials of the SDK after a failure: these, doubled each time. It tells
// nobody when it will try again.
const (
	firstRedial = 500 * time.Millisecond
	lastRedial  = 30 * time.Second
)

// ngrokTunnel is one tunnel through ngrok. A goroutine of its own calls the SDK;
// the SDK's events come on goroutines of the SDK, some with its locks held, so
// that they may only copy values.
type ngrokTunnel struct {
	*board
	config  NgrokConfig
	handler http.Handler
	once    sync.Once     // for ending
	ending  chan struct{} // closed when the tunnel is to end
	done    chan struct{}

	mu     sync.Mutex
	cancel context.CancelFunc // of the life in progress
	linked bool               // to the service, as its last event said
	bound  bool               // to a public address
	over   bool               // nothing that still happens counts
	beats  bool               // heartbeats are as the SDK likes them
	again  bool               // a life ended only for the next to begin
}

// OpenNgrok opens a tunnel through ngrok for a handler and returns at once. It
// fails only if the configuration cannot work, with a [*Problem].
func OpenNgrok(config NgrokConfig, handler http.Handler) (Tunnel, error) {
	config, problem := config.check()
	if problem != nil {
		return nil, problem
	}
	first := Status{State: Connecting, Kind: KindNgrok, Attempt: 1, Restricted: len(config.Restrict) > 0}
	t := &ngrokTunnel{
		board: newBoard(first, config.Now), config: config, handler: handler,
		ending: make(chan struct{}), done: make(chan struct{}),
	}
	go t.run()
	return t, nil
}

// Done implements [Tunnel].
func (t *ngrokTunnel) Done() <-chan struct{} { return t.done }

// Close implements [Tunnel].
func (t *ngrokTunnel) Close() {
	t.end()
	select {
	case <-t.done: // every wait of ours on the way there is bounded
	case <-time.After(closeTimeout):
	}
	t.update(func(s *Status) { s.State, s.NextTry = Closed, time.Time{} })
}

// end lets the life in progress end: one that serves by itself, in good order,
// any other by losing its context, which is all that the SDK listens to then.
func (t *ngrokTunnel) end() {
	t.once.Do(func() {
		t.mu.Lock()
		t.over = true
		if t.cancel != nil && !(t.linked && t.bound) {
			t.cancel()
		}
		t.mu.Unlock()
		close(t.ending)
	})
}

// fail ends the tunnel for a reason.
func (t *ngrokTunnel) fail(p *Problem) {
	t.mu.Lock()
	over := t.over
	t.over = true
	t.mu.Unlock()
	if over {
		return
	}
	p.Fatal = true
	t.update(func(s *Status) { s.State, s.Problem, s.NextTry = Failed, p, time.Time{} })
	t.end()
}

// guard runs a part of the tunnel; a panic in it is the tunnel's end, not the
// program's.
func (t *ngrokTunnel) guard(part func()) {
	defer func() {
		if r := recover(); r != nil {
			t.fail(&Problem{Code: CodeInternal, Detail: clean(fmt.Sprint(r), t.config.secrets())})
		}
	}()
	part()
}

// run lives once, and once more if only the heartbeats were refused.
func (t *ngrokTunnel) run() {
	defer close(t.done)
	for {
		t.guard(t.live)
		t.mu.Lock()
		again := t.again && !t.over
		t.again = false
		t.mu.Unlock()
		if !again {
			t.end()
			return
		}
	}
}

// link notes that the service was reached.
func (t *ngrokTunnel) link() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.linked = true
	if t.over {
		return
	}
	t.update(func(s *Status) {
		s.NextTry = time.Time{}
		if t.bound {
			s.State, s.Attempt, s.Problem = Online, 0, nil
		}
	})
}

// lose notes that the service was lost or could not be reached. The SDK tries
// again for ever, whatever the reason; where trying is in vain, this ends it.
func (t *ngrokTunnel) lose(err error) {
	problem := t.explain(err)
	if t.lost(problem) {
		return
	}
	if !t.restart(problem) {
		t.fail(problem)
	}
}

// lost notes a loss that may pass, and reports whether it is one.
func (t *ngrokTunnel) lost(problem *Problem) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	was := t.linked
	t.linked = false
	if t.over {
		return true
	}
	if class := ClassOf(problem.Code); class == Fatal || class == StartFatal && !t.bound {
		return false
	}
	now := t.now()
	t.update(func(s *Status) {
		s.Problem = problem
		if t.bound {
			s.State = Reconnecting
		}
		if was { // it redials at once
			s.Attempt, s.NextTry = 1, now
			return
		}
		s.NextTry = now.Add(redial(s.Attempt))
		s.Attempt++
	})
	return true
}

// redial is how long the SDK waits after a failed attempt, counted from 1.
func redial(attempt int) time.Duration {
	wait := firstRedial
	for ; attempt > 1 && wait < lastRedial; attempt-- {
		wait *= 2
	}
	return min(wait, lastRedial)
}

// restart begins another life, with the library's heartbeats, if the service
// refused ours.
func (t *ngrokTunnel) restart(p *Problem) bool {
	if p.Code != "ERR_NGROK_111" && p.Code != "ERR_NGROK_112" {
		return false
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.beats {
		return false
	}
	t.beats, t.again = true, true
	t.cancel()
	return true
}

func (t *ngrokTunnel) isEnding() bool {
	select {
	case <-t.ending:
		return true
	default:
		return false
	}
}

func (t *ngrokTunnel) explain(err error) *Problem { return Explain(err, t.config.secrets()...) }

// ended is why the service ended the tunnel.
func (t *ngrokTunnel) ended(err error) *Problem {
	problem := t.explain(err)
	if Documentation(problem.Code) == "" {
		problem.Code = CodeStopped
	}
	return problem
}

var errEnding = errors.New("the tunnel ends")
