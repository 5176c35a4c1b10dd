package journal

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"

	"wxlens/wxpay"
)

// Size is how large a journal is.
type Size struct {
	Bytes     int64 // on disk, the write-ahead log included
	Exchanges int
	Oldest    time.Time // when the first of them was appended; zero if there are none
}

// Size measures the journal.
func (j *Journal) Size(ctx context.Context) (Size, error) {
	var s Size
	for _, suffix := range []string{"", "-wal"} {
		info, err := os.Stat(j.path + suffix)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return s, j.unread("the size", err)
		}
		if err == nil {
			s.Bytes += info.Size()
		}
	}
	var oldest sql.NullInt64
	err := j.db.QueryRowContext(ctx, `SELECT (SELECT count(DISTINCT exchange) FROM records),
		(SELECT at FROM records ORDER BY seq LIMIT 1)`).Scan(&s.Exchanges, &oldest)
	if oldest.Valid {
		s.Oldest = time.Unix(0, oldest.Int64).UTC()
	}
	return s, j.unread("the size", err)
}

// Limits are how much is kept whole. Zero is no limit.
type Limits struct {
	MaxAge   time.Duration
	MaxBytes int64 // of the file
	// Acknowledged reports whether WeChat Pay took the reply of an exchange as
	// acknowledgement. It is asked of exchanges that have one.
	Acknowledged func(x *wxpay.Exchange) bool
}

// Pruned is what [Journal.Prune] has let go.
type Pruned struct {
	Exchanges int
	Bytes     int64 // that the file became smaller by
}

// batch is how many exchanges are let go in one transaction, and page is how many
// pages of the file are given back in one: a few milliseconds, which intake waits.
const (
	batch = 64
	pages = 128
)

// Prune lets go of headers and bodies of acknowledged deliveries past a limit, the
// oldest first, and gives their space back. Deliveries that were not answered, not
// acknowledged, or are marked stay whole; so do our own calls. Heads, checks and
// facts stay of all. It may run beside writers, of other processes too, and be
// stopped at any moment.
func (j *Journal) Prune(ctx context.Context, l Limits, now time.Time) (Pruned, error) {
	var p Pruned
	conn, err := j.db.Conn(ctx)
	if err != nil {
		return p, failed("prune", err)
	}
	before, _, err := space(ctx, conn)
	if err == nil {
		p.Exchanges, err = j.pruneAll(ctx, conn, l, now)
	}
	if err == nil && p.Exchanges > 0 {
		err = giveBack(ctx, conn)
	}
	if err == nil {
		var after int64
		after, _, err = space(ctx, conn)
		p.Bytes = max(before-after, 0)
	}
	if err = errors.Join(err, conn.Close()); err != nil {
		return p, failed("prune", err)
	}
	return p, nil
}

// pruneAll prunes in batches and returns how many exchanges it pruned.
func (j *Journal) pruneAll(ctx context.Context, conn *sql.Conn, l Limits, now time.Time) (n int, err error) {
	cut := int64(-1 << 63)
	if l.MaxAge > 0 {
		cut = now.Add(-l.MaxAge).UnixNano()
	}
	for seq, more := int64(0), true; more; {
		size, free, err := space(ctx, conn)
		if err != nil {
			return n, err
		}
		limit := cut
		if l.MaxBytes > 0 && size-free > l.MaxBytes {
			limit = 1<<63 - 1
		}
		var ids []string
		if ids, seq, err = candidates(ctx, conn, seq, limit); err != nil {
			return n, err
		}
		more = len(ids) > 0
		pruned, err := j.pruneBatch(ctx, conn, ids, l)
		if n += pruned; err != nil {
			return n, err
		}
	}
	return n, nil
}

// candidates returns deliveries after a seq that came before a moment and have
// contents, and the seq of the last.
func candidates(ctx context.Context, conn *sql.Conn, seq, before int64) (ids []string, last int64, err error) {
	rows, err := conn.QueryContext(ctx, `SELECT r.seq, r.exchange FROM records AS r JOIN contents AS c ON c.seq = r.seq
		WHERE r.seq > ? AND r.at < ? AND r.incoming = 1 AND r.kind IN ('received', 'opened')
		ORDER BY r.seq LIMIT ?`, seq, before, batch)
	if err != nil {
		return nil, seq, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for last = seq; rows.Next(); {
		var id string
		if err := rows.Scan(&last, &id); err != nil {
			return nil, seq, err
		}
		ids = append(ids, id)
	}
	return ids, last, rows.Err()
}

// pruneBatch prunes those of the deliveries that may be, in one transaction.
func (j *Journal) pruneBatch(ctx context.Context, conn *sql.Conn, ids []string, l Limits) (n int, err error) {
	var may []string
	for _, id := range ids {
		x, err := j.Exchange(ctx, id)
		if err != nil {
			return 0, err
		}
		if !x.Marked && x.Reply != nil && l.Acknowledged(&x) {
			may = append(may, id)
		}
	}
	if len(may) == 0 {
		return 0, nil
	}
	if err := retry(ctx, func() error { return execute(ctx, conn, "BEGIN IMMEDIATE") }); err != nil {
		return 0, err
	}
	for _, id := range may {
		let, err := letGo(ctx, conn, id)
		if err != nil {
			return 0, errors.Join(err, execute(context.WithoutCancel(ctx), conn, "ROLLBACK"))
		}
		if let {
			n++
		}
	}
	return n, execute(ctx, conn, "COMMIT")
}

// letGo removes the contents of an exchange, unless it was marked in the meantime.
func letGo(ctx context.Context, conn *sql.Conn, id string) (bool, error) {
	result, err := conn.ExecContext(ctx, `INSERT INTO pruned
		SELECT c.seq FROM records AS r JOIN contents AS c ON c.seq = r.seq WHERE r.exchange = ?1 AND NOT EXISTS (
			SELECT 1 FROM (SELECT head FROM records WHERE exchange = ?1 AND kind = 'noted' ORDER BY seq DESC LIMIT 1)
			WHERE json_extract(head, '$.m'))`, id)
	if err != nil {
		return false, err
	}
	n, err := result.RowsAffected()
	if err != nil || n == 0 {
		return false, err
	}
	_, err = conn.ExecContext(ctx, "DELETE FROM contents WHERE seq IN (SELECT seq FROM records WHERE exchange = ?)", id)
	return true, err
}

// giveBack makes the file as small as what it holds. A file of version 1 cannot
// give space back in steps and is written anew, once; from then on it can.
func giveBack(ctx context.Context, conn *sql.Conn) error {
	var mode int
	if err := conn.QueryRowContext(ctx, "PRAGMA auto_vacuum").Scan(&mode); err != nil {
		return err
	}
	const incremental = 2
	if mode != incremental {
		err := retry(ctx, func() error { return execute(ctx, conn, "PRAGMA auto_vacuum = INCREMENTAL; VACUUM") })
		if err != nil {
			return err
		}
	}
	for {
		_, free, err := space(ctx, conn)
		if err != nil {
			return err
		}
		if free == 0 {
			break
		}
		step := fmt.Sprintf("PRAGMA incremental_vacuum(%d)", pages)
		if err := retry(ctx, func() error { return execute(ctx, conn, step) }); err != nil {
			return err
		}
	}
	// What others read or write meanwhile keeps the log: it is emptied later then.
	return execute(ctx, conn, "PRAGMA wal_checkpoint(TRUNCATE)")
}

// space returns the bytes of the file and those of them that hold nothing.
func space(ctx context.Context, conn *sql.Conn) (size, free int64, err error) {
	err = conn.QueryRowContext(ctx, `SELECT page_count * page_size, freelist_count * page_size
		FROM pragma_page_count, pragma_page_size, pragma_freelist_count`).Scan(&size, &free)
	return size, free, err
}
