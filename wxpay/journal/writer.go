package journal

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// idle is how long records that nobody waits for wait for company: long enough
// for the next of a stream of deliveries, no time to a reader.
const idle = 10 * time.Millisecond

// busyPause is how long the writer leaves the lock to another process that has it.
const busyPause = 2 * time.Millisecond

// writer writes one group after the other. Whatever is queued when it holds the
// write lock goes into one transaction: while one group syncs the next gathers. A
// caller who finds nobody writing does it himself, so that a lone one waits for no
// other goroutine; everything else is written by one that the writer has.
type writer struct {
	turn      sync.Mutex // held by who writes; for good once the pen is closed
	pen       *pen
	written   atomic.Int64 // seq of the last record this writer committed
	committed func()       // called after each commit
	ended     chan struct{}

	mu      sync.Mutex
	queue   []*appending
	many    bool          // callers shared the last group
	timed   bool          // the goroutine looks again at what nobody waits for by itself
	closing time.Time     // when close was called; zero before
	lost    error         // why records that nobody waited for were not written
	wake    chan struct{} // holds one token while the goroutine is to look at the queue
}

func newWriter(p *pen, committed func()) *writer {
	w := &writer{pen: p, committed: committed, ended: make(chan struct{}), wake: make(chan struct{}, 1)}
	go w.run()
	return w
}

// close waits for what is queued and gives the connection back.
func (w *writer) close() error {
	w.mu.Lock()
	w.closing = time.Now()
	close(w.wake)
	w.mu.Unlock()
	<-w.ended
	w.turn.Lock()
	return errors.Join(w.lost, w.pen.close())
}

func (w *writer) isClosed() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return !w.closing.IsZero()
}

// enqueue queues what somebody waits for, and tells whether he seems to be the only
// one. Where there are many, the goroutine makes larger groups than they would.
func (w *writer) enqueue(a *appending) (alone, open bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if !w.closing.IsZero() {
		return false, false
	}
	alone = !w.many && !slices.ContainsFunc(w.queue, func(a *appending) bool { return !a.later })
	w.queue = append(w.queue, a)
	return alone, true
}

// enqueueLater queues what nobody waits for.
func (w *writer) enqueueLater(a *appending) (open bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if open = w.closing.IsZero(); open {
		w.queue = append(w.queue, a)
	}
	if !w.timed {
		w.nudge()
	}
	return open
}

// rouse has the goroutine look at the queue.
func (w *writer) rouse() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.nudge()
}

// nudge is rouse for who holds mu.
func (w *writer) nudge() {
	if !w.closing.IsZero() {
		return // it is awake until the queue is empty
	}
	select {
	case w.wake <- struct{}{}:
	default:
	}
}

// writeNow writes what is queued, unless somebody is writing, here or elsewhere.
func (w *writer) writeNow() bool {
	if !w.turn.TryLock() {
		return false
	}
	defer w.turn.Unlock()
	return w.group(true)
}

func (w *writer) run() {
	defer close(w.ended)
	for {
		urgent, more := w.await()
		if !more {
			return
		}
		w.turn.Lock()
		free := w.group(urgent)
		w.turn.Unlock()
		if !free {
			time.Sleep(busyPause)
		}
	}
}

// await returns when something is to be written now: somebody waits for it
// (urgent), or nobody does and it has waited for company long enough. There is no
// more when the journal is closed and everything is written.
func (w *writer) await() (urgent, more bool) {
	for {
		urgent, oldest, closing := w.waiting()
		var company <-chan time.Time
		switch later := !oldest.IsZero(); {
		case urgent:
			return true, true
		case !closing.IsZero():
			return false, later && w.isTime(closing)
		case later:
			left := idle - time.Since(oldest)
			if left <= 0 {
				return false, true
			}
			company = time.After(left)
		}
		select {
		case <-w.wake:
		case <-company:
		}
	}
}

// waiting drops those who gave up and tells what is left: records that somebody
// waits for, and since when there are records that nobody does, zero for none.
func (w *writer) waiting() (urgent bool, oldest, closing time.Time) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.queue = slices.DeleteFunc(w.queue, func(a *appending) bool { return a.state.Load() == withdrawn })
	for _, a := range w.queue {
		urgent = urgent || !a.later
		if a.later && oldest.IsZero() {
			oldest = a.since
		}
	}
	w.timed = !oldest.IsZero()
	return urgent, oldest, w.closing
}

// holds reports whether the queue still holds something: that somebody waits for,
// where it is urgent.
func (w *writer) holds(urgent bool) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.ContainsFunc(w.queue, func(a *appending) bool { return !urgent || !a.later })
}

// isTime reports whether a journal that is being closed still waits for another
// process; what nobody waits for is given up when it takes too long.
func (w *writer) isTime(closing time.Time) bool {
	if time.Since(closing) < patience {
		return true
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.lost = errors.New("the last records were not written; " + remedies[codeBusy])
	return false
}

// take empties the queue, but for what comes after the first that somebody waits
// for where the group is not urgent. Whoever is returned cannot give up any more.
func (w *writer) take(urgent bool) (group []*appending) {
	w.mu.Lock()
	defer w.mu.Unlock()
	n := len(w.queue)
	if !urgent {
		if i := slices.IndexFunc(w.queue, func(a *appending) bool { return !a.later }); i >= 0 {
			n = i
		}
	}
	waiting := 0
	for _, a := range w.queue[:n] {
		if a.state.CompareAndSwap(queued, taken) {
			group = append(group, a)
			if !a.later {
				waiting++
			}
		}
	}
	w.many = waiting > 1
	w.queue = slices.Delete(w.queue, 0, n)
	return group
}

// group writes what is queued in one transaction and answers after its commit,
// which is synced if it is urgent. Nothing is taken before the write lock is held:
// while another process has it, which group returns false for, callers can still
// give up and know that nothing was stored. It is called by who has the turn.
func (w *writer) group(urgent bool) (free bool) {
	if !w.holds(urgent) { // who had the turn before has written it
		return true
	}
	err := w.pen.begin(urgent)
	if isBusy(err) {
		return false
	}
	group := w.take(urgent)
	last := w.written.Load()
	if err == nil {
		last, err = w.pen.write(group)
	}
	if err != nil {
		err = errors.Join(err, w.pen.rollback())
		w.keepLater(group, err)
	} else {
		w.written.Store(last)
	}
	for _, a := range group {
		if a.err = err; !a.later {
			close(a.done)
		}
	}
	if err == nil {
		w.committed()
	}
	return true
}

// keepLater queues again what nobody waits for when a group failed for want of
// space; the next group may have it. Of other faults the last is told by close.
func (w *writer) keepLater(group []*appending, err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	var kept []*appending
	for _, a := range group {
		if !a.later {
			continue
		}
		if c := code(err); w.closing.IsZero() && (c == codeFull || c == codeIO) {
			kept = append(kept, &appending{rows: a.rows, later: true, since: time.Now()})
			continue
		}
		w.lost = fmt.Errorf("records that came last were not written: %w", err)
	}
	if w.queue = append(kept, w.queue...); len(kept) > 0 {
		w.nudge()
	}
}
