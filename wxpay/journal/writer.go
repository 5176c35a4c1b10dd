package journal

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// Appended is what became known while records were written.
type Appended struct {
	// FirstSeen is the id of the exchange that first brought the event of the
	// (last) Judged record that names one; the own id when the event is new.
	FirstSeen string
	// Attempt counts the exchanges that brought that event, this one included; 0
	// when none was named.
	Attempt int
}

// Append makes the records durable together and returns after the commit. Two
// calls one after the other are stored in that order.
//
// It waits for other processes until ctx ends, or ten seconds where ctx has no
// deadline. An error that wraps the context's means that nothing was stored.
func (j *Journal) Append(ctx context.Context, records ...Record) (Appended, error) {
	rows, err := encode(records)
	if err != nil {
		return Appended{}, failed("append", err)
	}
	a := &appending{rows: rows, done: make(chan struct{})}
	if _, bounded := ctx.Deadline(); !bounded {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, patience)
		defer cancel()
	}
	if ctx.Err() != nil {
		return Appended{}, failed("append", unstored(ctx))
	}
	if !j.writer.enqueue(a) {
		return Appended{}, failed("append", ErrClosed)
	}
	select {
	case <-a.done:
	case <-ctx.Done():
		if a.state.CompareAndSwap(queued, withdrawn) {
			return Appended{}, failed("append", unstored(ctx))
		}
		<-a.done // already inside a transaction: a moment, and the answer is exact
	}
	if a.err != nil {
		return Appended{}, failed("append", a.err)
	}
	return a.appended, nil
}

// AppendLater stores records that promise nothing to anybody, such as how a
// delivery was answered: it does not wait. They are committed with whatever is
// appended next, or by themselves a moment later, and before Close returns; in
// the order of the calls, those of Append included. By themselves they are not
// synced, so that a delivery never costs more than one sync: the next commit that
// somebody waits for takes them to the disk too, and until then a crash of the
// machine may lose them. While the disk is full they wait for space.
func (j *Journal) AppendLater(records ...Record) error {
	rows, err := encode(records)
	if err != nil {
		return failed("append", err)
	}
	if !j.writer.enqueue(&appending{rows: rows, later: true, done: make(chan struct{})}) {
		return failed("append", ErrClosed)
	}
	return nil
}

// appending is one call of Append. Whoever moves its state away from queued owns
// it: the writer, or the caller who gave up.
type appending struct {
	rows  []row
	later bool // nobody waits for it
	state atomic.Int32

	done     chan struct{} // closed when appended and err are set
	appended Appended
	err      error
}

const (
	queued int32 = iota
	taken
	withdrawn
)

// idle is how long records that nobody waits for wait for company: long enough
// for the next of a stream of deliveries, no time to a reader.
const idle = 10 * time.Millisecond

// writer is the one goroutine that writes. Whatever is queued when it holds the
// write lock goes into one transaction: while one group syncs the next gathers.
type writer struct {
	pen       *pen
	written   atomic.Int64 // seq of the last record this writer committed
	committed func()       // called after each commit
	ended     chan struct{}

	mu      sync.Mutex
	queue   []*appending
	closing time.Time     // when close was called; zero before
	lost    error         // why records that nobody waited for were not written
	wake    chan struct{} // holds one token while the queue may be filled
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
	return errors.Join(w.lost, w.pen.close())
}

func (w *writer) isClosed() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return !w.closing.IsZero()
}

func (w *writer) enqueue(a *appending) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if !w.closing.IsZero() {
		return false
	}
	w.queue = append(w.queue, a)
	select {
	case w.wake <- struct{}{}:
	default:
	}
	return true
}

func (w *writer) run() {
	defer close(w.ended)
	for {
		urgent, more := w.await()
		if !more {
			return
		}
		w.group(urgent)
	}
}

// await returns when something is to be written now: somebody waits for it
// (urgent), or nobody does and it has waited for company long enough. There is no
// more when the journal is closed and everything is written.
func (w *writer) await() (urgent, more bool) {
	var company <-chan time.Time
	for {
		urgent, later, closing := w.waiting()
		switch {
		case urgent:
			return true, true
		case !closing.IsZero():
			return false, later && w.isTime(closing)
		case later && company == nil:
			pause := time.NewTimer(idle)
			defer pause.Stop()
			company = pause.C
		}
		select {
		case <-w.wake:
		case <-company:
			return false, true
		}
	}
}

// waiting drops those who gave up and tells what is left: records that somebody
// waits for, records that nobody does.
func (w *writer) waiting() (urgent, later bool, closing time.Time) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.queue = slices.DeleteFunc(w.queue, func(a *appending) bool { return a.state.Load() == withdrawn })
	for _, a := range w.queue {
		urgent, later = urgent || !a.later, later || a.later
	}
	return urgent, later, w.closing
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
	for _, a := range w.queue[:n] {
		if a.state.CompareAndSwap(queued, taken) {
			group = append(group, a)
		}
	}
	w.queue = slices.Delete(w.queue, 0, n)
	return group
}

// group writes what is queued in one transaction and answers after its commit,
// which is synced if it is urgent. Nothing is taken before the write lock is held:
// while another process has it, callers can still give up and know that nothing
// was stored.
func (w *writer) group(urgent bool) {
	err := w.pen.begin(urgent)
	if isBusy(err) {
		return
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
		a.err = err
		close(a.done)
	}
	if err == nil {
		w.committed()
	}
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
			kept = append(kept, &appending{rows: a.rows, later: true, done: make(chan struct{})})
			continue
		}
		w.lost = fmt.Errorf("records that came last were not written: %w", err)
	}
	w.queue = append(kept, w.queue...)
}
