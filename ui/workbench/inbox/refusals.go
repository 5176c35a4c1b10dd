package inbox

import (
	"sync"
	"time"
)

// refusals remembers that deliveries could not be kept.
type refusals struct {
	mu      sync.Mutex
	err     error
	at      time.Time
	n       int
	changed chan struct{}
}

func newRefusals() refusals { return refusals{changed: make(chan struct{}, 1)} }

// note takes in how a delivery ended; err is nil when it was kept.
func (r *refusals) note(err error, at time.Time) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if err == nil && r.err == nil {
		return
	}
	if r.err = err; err != nil {
		r.at = at
		r.n++
	}
	select {
	case r.changed <- struct{}{}:
	default: // already poked
	}
}

// Refused tells of deliveries that the journal refused, so that they were answered
// with 500 and WeChat Pay sends them again: when the last one came, how many there
// were, and why. The error is nil once a delivery could be kept again.
func (b *Inbox) Refused() (at time.Time, n int, err error) {
	b.refusals.mu.Lock()
	defer b.refusals.mu.Unlock()
	return b.refusals.at, b.refusals.n, b.refusals.err
}

// RefusalChanged is poked when what [Inbox.Refused] says has changed; it is for
// one reader.
func (b *Inbox) RefusalChanged() <-chan struct{} { return b.refusals.changed }
