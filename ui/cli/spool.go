package cli

import (
	"context"
	"net/http"
	"sync"
	"time"

	"wxlens/ui/workbench/inbox"
)

// spool writes lines in the order in which they were told, those of deliveries in
// the order of their arrival, however slowly they are read: whoever tells is never
// held up. Of a long queue only the ids are in memory.
type spool struct {
	write func(*inbox.Told)
	// open reads a delivery that was not kept in memory.
	open func(ctx context.Context, id string) (*inbox.Told, error)

	mu      sync.Mutex
	queue   []*spooled
	coming  map[int64]*spooled // deliveries that are not over, by when they arrived, in ns
	held    int                // bytes of the deliveries that the queue holds whole
	keepAll bool               // there is no reading again: the journal is about to close
	ended   bool
	wake    chan struct{} // something was put in, or the end
	empty   chan struct{} // the queue ran dry
	done    chan struct{} // the writing has ended
}

// spooled is one line to be written: something to say, or a delivery.
type spooled struct {
	say  func()
	told *inbox.Told
	id   string // of a delivery that is over
	lost bool   // a delivery that could not be kept
}

func (i *spooled) ready() bool { return i.say != nil || i.id != "" || i.lost }

// maxHeld bounds what waits in memory, in bytes: a burst, because reading a
// delivery again costs several times as much as writing its line.
const maxHeld = 8 << 20

// sizeOf is about how many bytes a delivery holds: its messages, and the rest.
func sizeOf(told *inbox.Told) int {
	const rest = 2 << 10
	x := &told.Exchange
	n := rest + len(told.Plain) + messageSize(x.Request.Header, x.Request.Body)
	for _, f := range x.Forwards {
		if n += rest; f.Reply != nil {
			n += messageSize(f.Reply.Header, f.Reply.Body)
		}
	}
	return n
}

func messageSize(header http.Header, body []byte) int {
	n := len(body)
	for name, values := range header {
		for _, v := range values {
			n += len(name) + len(v)
		}
	}
	return n
}

func newSpool() *spool {
	return &spool{
		coming: map[int64]*spooled{}, wake: make(chan struct{}, 1), empty: make(chan struct{}, 1), done: make(chan struct{}),
	}
}

// expect keeps a place for a delivery that has just arrived; it never waits.
func (s *spool) expect(at time.Time) (lost func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	item := &spooled{}
	s.coming[at.UnixNano()] = item
	s.put(item)
	return func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		item.lost = true
		delete(s.coming, at.UnixNano())
		signal(s.wake)
	}
}

// tell fills the place of a delivery that is over; it never waits.
func (s *spool) tell(told inbox.Told) {
	s.mu.Lock()
	defer s.mu.Unlock()
	at := told.Exchange.Started.UnixNano()
	item := s.coming[at]
	if item == nil {
		return // nobody said that it came
	}
	delete(s.coming, at)
	item.id = told.Exchange.ID
	if size := sizeOf(&told); s.held+size <= maxHeld || s.keepAll {
		item.told = &told
		s.held += size
	}
	signal(s.wake)
}

// say puts something else in; it never waits.
func (s *spool) say(line func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.put(&spooled{say: line})
}

func (s *spool) put(item *spooled) {
	s.queue = append(s.queue, item)
	signal(s.wake)
}

func signal(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

// take returns the next line that can be written; more is false when none will
// come. At the end nobody waits for a delivery that is not over.
func (s *spool) take() (item *spooled, more bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for len(s.queue) > 0 && (s.queue[0].ready() || s.ended) {
		item = s.queue[0]
		s.queue[0] = nil
		s.queue = s.queue[1:]
		if item.told != nil {
			s.held -= sizeOf(item.told)
		}
		if item.say != nil || item.id != "" {
			return item, true
		}
	}
	signal(s.empty)
	return nil, !s.ended
}

// run writes until the end, in a goroutine of its own.
func (s *spool) run() {
	defer close(s.done)
	for {
		item, more := s.take()
		switch {
		case item == nil && !more:
			return
		case item == nil:
			<-s.wake
		case item.say != nil:
			item.say()
		default:
			s.print(item)
		}
	}
}

func (s *spool) print(item *spooled) {
	if item.told == nil {
		told, err := s.open(context.Background(), item.id)
		if err != nil {
			return // it is in the journal, where it can be listed
		}
		item.told = told
	}
	s.write(item.told)
}

// drain waits until everything that is over was written, but not for a reader that
// is stuck. What is told from then on is kept in memory.
func (s *spool) drain(patience time.Duration) {
	s.mu.Lock()
	s.keepAll = true
	s.mu.Unlock()
	signal(s.wake)
	timer := time.NewTimer(patience)
	defer timer.Stop()
	for {
		s.mu.Lock()
		written := len(s.queue) == 0 || !s.queue[0].ready()
		s.mu.Unlock()
		if written {
			return
		}
		select {
		case <-s.empty:
		case <-timer.C:
			return
		}
	}
}

// end writes what is left and ends the writing, but does not wait for a reader
// that is stuck. It reports whether everything was written.
func (s *spool) end(patience time.Duration) bool {
	s.mu.Lock()
	s.ended = true
	s.mu.Unlock()
	signal(s.wake)
	timer := time.NewTimer(patience)
	defer timer.Stop()
	select {
	case <-s.done:
		return true
	case <-timer.C:
		return false
	}
}
