package sandbox

import (
	"sync"
	"time"
)

// Clock is business time: it rules validity periods and the ladder of repeats.
type Clock struct {
	mu      sync.Mutex
	virtual bool
	real    func() time.Time
	at      time.Time     // virtual: now
	ahead   time.Duration // real: how far it was moved
}

// NewClock returns a clock that starts at real time. A virtual one stands still
// until it is moved; the other goes on by itself and can be moved as well.
func NewClock(real func() time.Time, virtual bool) *Clock {
	return &Clock{virtual: virtual, real: real, at: real()}
}

// Now returns the business time.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.virtual {
		return c.at
	}
	return c.real().Add(c.ahead)
}

// moveTo sets the clock forward; it never goes back.
func (c *Clock) moveTo(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.virtual {
		if t.After(c.at) {
			c.at = t
		}
		return
	}
	if ahead := t.Sub(c.real()); ahead > c.ahead {
		c.ahead = ahead
	}
}
