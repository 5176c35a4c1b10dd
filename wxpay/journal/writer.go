package journal

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"sync"
	"sync/atomic"
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
	a := &appending{rows: make([]row, len(records)), done: make(chan struct{})}
	for i, r := range records {
		var err error
		if a.rows[i], err = encode(r); err != nil {
			return Appended{}, failed("append", err)
		}
	}
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

// appending is one call of Append. Whoever moves its state away from queued owns
// it: the writer, or the caller who gave up.
type appending struct {
	rows  []row
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

// writer is the one goroutine that writes. Whatever is queued when it holds the
// write lock goes into one transaction: while one group syncs the next gathers.
type writer struct {
	conn                   *sql.Conn
	insert, deliver, first *sql.Stmt
	written                atomic.Int64 // seq of the last record this writer committed
	committed              func()       // called after each commit
	ended                  chan struct{}

	mu     sync.Mutex
	queue  []*appending
	closed bool
	wake   chan struct{} // holds one token while the queue may be filled
}

func newWriter(ctx context.Context, conn *sql.Conn, committed func()) (*writer, error) {
	w := &writer{conn: conn, committed: committed, ended: make(chan struct{}), wake: make(chan struct{}, 1)}
	for statement, text := range map[**sql.Stmt]string{
		&w.insert: `INSERT INTO records
			(exchange, at, kind, head, event, out_trade_no, transaction_id, header, body)
			VALUES (?, ?, ?, ?, nullif(?, ''), nullif(?, ''), nullif(?, ''), ?, ?)`,
		&w.deliver: `INSERT INTO deliveries (event, attempt, exchange)
			SELECT ?1, 1 + coalesce(max(attempt), 0), ?2 FROM deliveries WHERE event = ?1
			ON CONFLICT (event, exchange) DO NOTHING`,
		&w.first: `SELECT f.exchange, d.attempt FROM deliveries AS f JOIN deliveries AS d ON d.event = f.event
			WHERE f.event = ?1 AND f.attempt = 1 AND d.exchange = ?2`,
	} {
		var err error
		if *statement, err = conn.PrepareContext(ctx, text); err != nil {
			return nil, err
		}
	}
	go w.run()
	return w, nil
}

// close waits for what is queued and gives the connection back.
func (w *writer) close() error {
	w.mu.Lock()
	w.closed = true
	close(w.wake)
	w.mu.Unlock()
	<-w.ended
	return errors.Join(w.insert.Close(), w.deliver.Close(), w.first.Close(), w.conn.Close())
}

func (w *writer) isClosed() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.closed
}

func (w *writer) enqueue(a *appending) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.closed {
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
	for open := true; open; {
		_, open = <-w.wake
		for w.hasWaiting() {
			w.group()
		}
	}
}

// hasWaiting drops those who gave up and reports whether any are left.
func (w *writer) hasWaiting() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.queue = slices.DeleteFunc(w.queue, func(a *appending) bool { return a.state.Load() == withdrawn })
	return len(w.queue) > 0
}

// take empties the queue; whoever is returned cannot give up any more.
func (w *writer) take() (group []*appending) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, a := range w.queue {
		if a.state.CompareAndSwap(queued, taken) {
			group = append(group, a)
		}
	}
	w.queue = nil
	return group
}

// group writes what is queued in one transaction and answers after its commit.
// Nothing is taken before the write lock is held: while another process has it,
// callers can still give up and know that nothing was stored.
func (w *writer) group() {
	ctx := context.Background() // a commit under way is not cancelled
	err := execute(ctx, w.conn, "BEGIN IMMEDIATE")
	if isBusy(err) {
		return
	}
	group := w.take()
	if err == nil {
		err = w.commit(ctx, group)
	}
	if err != nil {
		err = errors.Join(err, w.rollback(ctx))
	}
	for _, a := range group {
		a.err = err
		close(a.done)
	}
	if err == nil {
		w.committed()
	}
}

func (w *writer) commit(ctx context.Context, group []*appending) error {
	last := w.written.Load()
	for _, a := range group {
		for _, r := range a.rows {
			result, err := w.insert.ExecContext(ctx, r.exchange, r.at, r.kind, r.head,
				r.event, r.outTradeNo, r.transactionID, r.header, r.body)
			if err != nil {
				return err
			}
			if last, err = result.LastInsertId(); err != nil {
				return err
			}
			if r.event == "" {
				continue
			}
			if _, err := w.deliver.ExecContext(ctx, r.event, r.exchange); err != nil {
				return err
			}
			if err := w.first.QueryRowContext(ctx, r.event, r.exchange).Scan(&a.appended.FirstSeen, &a.appended.Attempt); err != nil {
				return err
			}
		}
	}
	if err := execute(ctx, w.conn, "COMMIT"); err != nil {
		return err
	}
	w.written.Store(last)
	return nil
}

// rollback leaves a failed transaction. After some faults, a full disk for one,
// SQLite has left it by itself; only a transaction that stays open is a fault.
func (w *writer) rollback(ctx context.Context) error {
	if err := execute(ctx, w.conn, "ROLLBACK"); err != nil && code(err) != codeNoTransaction {
		return err
	}
	return nil
}
