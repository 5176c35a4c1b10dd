package journal

import (
	"context"
	"database/sql"
	"errors"
	"time"
)

// look is how often other processes' commits are looked for: soon enough to feel
// immediate, and one pragma a look costs nothing.
const look = 250 * time.Millisecond

// Changed is poked after every commit of this process, and soon after a commit of
// another. Pokes that nobody took merge into one, so it serves one reader: read
// [Journal.Since] after each. It is never closed.
func (j *Journal) Changed() <-chan struct{} { return j.changed }

func (j *Journal) poke() {
	select {
	case j.changed <- struct{}{}:
	default:
	}
}

// watcher notices what other processes commit. It has a connection to itself:
// PRAGMA data_version compares with what the same connection saw before.
type watcher struct {
	conn    *sql.Conn
	seen    int64 // data version at the last look
	last    func(ctx context.Context) (int64, error)
	written func() int64 // seq of the last record of this process
	poke    func()
	stop    context.CancelFunc
	ended   chan struct{}
}

// newWatcher takes its first look before it returns, so that nothing committed
// from then on is missed.
func newWatcher(ctx context.Context, j *Journal) (*watcher, error) {
	conn, err := j.db.Conn(ctx)
	if err != nil {
		return nil, err
	}
	w := &watcher{conn: conn, last: j.lastSeq, written: j.writer.written.Load, poke: j.poke, ended: make(chan struct{})}
	if _, err := w.news(ctx); err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	ctx, w.stop = context.WithCancel(context.Background())
	go w.run(ctx)
	return w, nil
}

// close ends the goroutine and waits for it.
func (w *watcher) close() error {
	w.stop()
	<-w.ended
	return w.conn.Close()
}

func (w *watcher) run(ctx context.Context) {
	defer close(w.ended)
	tick := time.NewTicker(look)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		// If the file cannot be looked at, whoever reads it next shall see why.
		if news, err := w.news(ctx); news || err != nil && ctx.Err() == nil {
			w.poke()
		}
	}
}

// news reports whether others committed since the last call. The version also
// moves with our own commits; what stands below the last of them was there when
// that commit was announced.
func (w *watcher) news(ctx context.Context) (bool, error) {
	var version int64
	if err := w.conn.QueryRowContext(ctx, "PRAGMA data_version").Scan(&version); err != nil {
		return false, err
	}
	if version == w.seen {
		return false, nil
	}
	last, err := w.last(ctx)
	if err != nil {
		return false, err
	}
	w.seen = version
	return last > w.written(), nil
}
