package journal

import (
	"context"
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
	if ctx.Err() != nil {
		return Appended{}, failed("append", unstored(ctx))
	}
	a := &appending{rows: rows, done: make(chan struct{})}
	alone, open := j.writer.enqueue(a)
	if !open {
		return Appended{}, failed("append", ErrClosed)
	}
	if !alone || !j.writer.writeNow() {
		j.writer.rouse()
	}
	if err := a.wait(ctx); err != nil {
		return Appended{}, failed("append", err)
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
	if !j.writer.enqueueLater(&appending{rows: rows, later: true, since: time.Now()}) {
		return failed("append", ErrClosed)
	}
	return nil
}

// Settle returns when everything that was appended before can be read, what
// nobody waited for included.
func (j *Journal) Settle(ctx context.Context) error {
	_, err := j.Append(ctx) // a group takes all that was queued before it
	return err
}

// appending is one call of Append. Whoever moves its state away from queued owns
// it: the writer, or the caller who gave up.
type appending struct {
	rows  []row
	later bool      // nobody waits for it
	since time.Time // when it was queued, if nobody does
	state atomic.Int32

	done     chan struct{} // closed when appended and err are set; nil if nobody waits
	appended Appended
	err      error
}

const (
	queued int32 = iota
	taken
	withdrawn
)

// wait returns when it is known what came of an append, or the context ends before
// anything was stored.
func (a *appending) wait(ctx context.Context) error {
	select {
	case <-a.done:
		return a.err
	default:
	}
	if _, bounded := ctx.Deadline(); !bounded {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, patience)
		defer cancel()
	}
	select {
	case <-a.done:
	case <-ctx.Done():
		if a.state.CompareAndSwap(queued, withdrawn) {
			return unstored(ctx)
		}
		<-a.done // already inside a transaction: a moment, and the answer is exact
	}
	return a.err
}
