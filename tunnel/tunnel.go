package tunnel

import (
	"sync"
	"time"
)

// Kinds of tunnels.
const (
	KindNgrok  = "ngrok"  // through ngrok's service
	KindDirect = "direct" // through something of the user's own, at a public URL typed in once
	KindNone   = "none"   // only programs on this machine reach the receiver
)

// State is how far a tunnel is.
type State uint8

// States of a tunnel. Failed and Closed are final.
const (
	Closed State = iota
	Connecting
	Online
	Reconnecting
	Failed
)

var stateNames = [...]string{"closed", "connecting", "online", "reconnecting", "failed"}

func (s State) String() string {
	if int(s) >= len(stateNames) {
		return "unknown"
	}
	return stateNames[s]
}

// Status is a tunnel at one moment.
type Status struct {
	State     State
	Since     time.Time // when it came into this state
	Kind      string
	PublicURL string // without a slash at the end, "" while unknown

	Attempt int       // to connect, from 1; 0 when connected
	NextTry time.Time // an estimate, zero when none is due

	Latency   time.Duration // of the last heartbeat, 0 while unknown
	LatencyAt time.Time

	Region, Account, Plan string // as the service names them
	Restricted            bool   // callers elsewhere than in given ranges are refused before they get here

	Problem *Problem // why it is not online; nil when it is
}

// Tunnel gives a handler a public address. All methods may be called from any
// goroutine.
type Tunnel interface {
	Status() Status
	// Changed gets a value after a change; changes that follow each other fast are
	// one. It is for one reader.
	Changed() <-chan struct{}
	// Done is closed when the tunnel is over, because it failed or was closed.
	Done() <-chan struct{}
	// Close ends the tunnel within 4 s. It may be called again.
	Close()
}

// board is where a tunnel writes its status and others read it.
type board struct {
	mu      sync.Mutex
	status  Status
	changed chan struct{}
	now     func() time.Time
}

func newBoard(first Status, now func() time.Time) *board {
	if now == nil {
		now = time.Now
	}
	first.Since = now()
	return &board{status: first, changed: make(chan struct{}, 1), now: now}
}

// Status returns a copy of what was last written.
func (b *board) Status() Status {
	b.mu.Lock()
	defer b.mu.Unlock()
	s := b.status
	if s.Problem != nil {
		p := *s.Problem
		s.Problem = &p
	}
	return s
}

// Changed implements [Tunnel].
func (b *board) Changed() <-chan struct{} { return b.changed }

// update changes the status and tells about it. Once the tunnel is over only its
// closing counts.
func (b *board) update(change func(s *Status)) {
	b.mu.Lock()
	defer b.mu.Unlock()
	was := b.status
	if was.State == Closed {
		return
	}
	next := was
	change(&next)
	if was.State == Failed && next.State != Closed {
		return
	}
	if next.State != was.State {
		next.Since = b.now()
	}
	b.status = next
	select {
	case b.changed <- struct{}{}:
	default: // the reader has one to come already, and reads the newest then
	}
}
