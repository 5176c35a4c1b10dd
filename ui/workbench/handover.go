package workbench

import (
	"context"
	"net/http"
	"os"
	"time"
)

// handover carries the calls of the steps. Where another process holds the
// sandbox, it may end between our look and our call; the call then goes to its
// successor, ourselves perhaps. A holder answers what it has begun before it
// ends, so what got no answer from it was not done.
type handover struct {
	host *sandboxHost
	base http.RoundTripper
}

// RoundTrip implements [http.RoundTripper].
func (t handover) RoundTrip(req *http.Request) (*http.Response, error) {
	term := t.host.term()
	res, err := t.base.RoundTrip(req)
	if err == nil || req.GetBody == nil || "http://"+req.URL.Host != t.host.URL() || !t.host.succeeded(req.Context(), term) {
		return res, err
	}
	again := req.Clone(req.Context())
	if again.Body, err = req.GetBody(); err != nil {
		return nil, err
	}
	return t.base.RoundTrip(again)
}

// term identifies the time of one holder: each writes the address anew.
func (h *sandboxHost) term() time.Time {
	info, err := os.Stat(h.files.address)
	if err != nil {
		return time.Time{}
	}
	return info.ModTime()
}

// succeeded reports whether the holder of a term was followed by another, who
// answers at the same address.
func (h *sandboxHost) succeeded(ctx context.Context, term time.Time) bool {
	url := h.URL()
	return h.ensure(ctx) == nil && h.URL() == url && !h.term().Equal(term)
}

// takeOverEvery is how often a process looks whether the holder has ended. Until
// somebody takes over, no notification is sent.
const takeOverEvery = 200 * time.Millisecond

// follow takes over when the holder has ended, until the context ends.
func (h *sandboxHost) follow(ctx context.Context) {
	tick := time.NewTicker(takeOverEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			h.takeOver()
		}
	}
}

func (h *sandboxHost) takeOver() {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.own != nil {
		return
	}
	if ours, err := h.lock.TryLock(); err != nil || !ours {
		return
	}
	if h.serve() != nil {
		_ = h.lock.Unlock() // the next step tries again and says what is wrong
	}
}
