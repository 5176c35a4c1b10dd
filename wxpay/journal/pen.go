package journal

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"io"
)

// pen writes records over a connection of its own, by statements that were
// prepared once. It speaks to the driver itself: what package sql does around
// each statement costs as much as a small insert.
type pen struct {
	conn  *sql.Conn
	args  []driver.NamedValue
	eased bool // commits are not synced

	// Statements of the driver, for use inside conn.Raw.
	start, commit, undo, last, record, content, event, count, counted, known statement
}

type statement interface {
	driver.Stmt
	driver.StmtExecContext
	driver.StmtQueryContext
}

func newPen(conn *sql.Conn) (*pen, error) {
	p := &pen{conn: conn}
	texts := map[*statement]string{
		&p.start:  "BEGIN IMMEDIATE",
		&p.commit: "COMMIT",
		&p.undo:   "ROLLBACK",
		&p.last:   "SELECT coalesce(max(seq), 0) FROM records",
		&p.record: `INSERT INTO records
			(seq, exchange, part, incoming, at, kind, head, event, attempt, first, out_trade_no, transaction_id)
			VALUES (?, ?, ?, ?, ?, ?, CAST(? AS TEXT), ?, ?, ?, ?, ?)`,
		&p.content: "INSERT INTO contents (seq, header, body) VALUES (?, CAST(? AS TEXT), ?)",
		&p.event:   "INSERT OR IGNORE INTO events (event, attempts, first) VALUES (?, 1, ?)",
		&p.count:   "UPDATE events SET attempts = attempts + 1 WHERE event = ?",
		&p.counted: "SELECT attempts, first FROM events WHERE event = ?",
		&p.known:   "SELECT attempt, coalesce(first, exchange) FROM records WHERE exchange = ? AND event = ? LIMIT 1",
	}
	err := conn.Raw(func(c any) error {
		// The writer waits for other processes by itself: callers can give up meanwhile.
		if _, err := c.(driver.ExecerContext).ExecContext(context.Background(), "PRAGMA busy_timeout = 0", nil); err != nil {
			return err
		}
		for s, text := range texts {
			prepared, err := c.(driver.ConnPrepareContext).PrepareContext(context.Background(), text)
			if err != nil {
				return err
			}
			*s = prepared.(statement)
		}
		return nil
	})
	return p, err
}

func (p *pen) close() error {
	err := p.conn.Raw(func(any) error {
		return errors.Join(p.start.Close(), p.commit.Close(), p.undo.Close(), p.last.Close(), p.record.Close(),
			p.content.Close(), p.event.Close(), p.count.Close(), p.counted.Close(), p.known.Close())
	})
	return errors.Join(err, p.conn.Close())
}

// begin takes the write lock for a group whose commit is synced or not. FULL syncs
// the log at the commit, whatever it has gained since it was synced last; NORMAL
// leaves that to a later commit.
func (p *pen) begin(synced bool) error {
	return p.conn.Raw(func(c any) error {
		if p.eased == synced {
			level := "PRAGMA synchronous = NORMAL" // takes effect when it is prepared, so it cannot be beforehand
			if synced {
				level = "PRAGMA synchronous = FULL"
			}
			if _, err := c.(driver.ExecerContext).ExecContext(context.Background(), level, nil); err != nil {
				return err
			}
			p.eased = !synced
		}
		return p.exec(p.start)
	})
}

// rollback leaves a failed transaction. After some faults, a full disk for one,
// SQLite has left it by itself; only a transaction that stays open is a fault.
func (p *pen) rollback() error {
	err := p.conn.Raw(func(any) error { return p.exec(p.undo) })
	if err != nil && code(err) != codeNoTransaction {
		return err
	}
	return nil
}

// write writes a group and commits it. It returns the seq of its last record.
func (p *pen) write(group []*appending) (last int64, err error) {
	err = p.conn.Raw(func(any) error {
		err := p.query(p.last, func(v []driver.Value) { last = v[0].(int64) })
		if err != nil {
			return err
		}
		for _, a := range group {
			for i := range a.rows {
				last++
				a.rows[i].seq = last
				if err := p.add(&a.rows[i], &a.appended); err != nil {
					return err
				}
			}
		}
		return p.exec(p.commit)
	})
	return last, err
}

func (p *pen) add(r *row, out *Appended) error {
	if r.event != "" {
		if err := p.see(r); err != nil {
			return err
		}
		*out = Appended{r.first, r.attempt}
		if r.first == r.exchange {
			r.first = ""
		}
	}
	part := r.seq
	if r.opens {
		part = 0
	}
	err := p.insert(r, part)
	if code(err) == codeConstraint && r.opens { // it was opened before
		err = p.insert(r, r.seq)
	}
	if err != nil || r.header == nil && r.body == nil {
		return err
	}
	return p.exec(p.content, r.seq, blob(r.header), blob(r.body))
}

func (p *pen) insert(r *row, part int64) error {
	var incoming, attempt int64 = 0, int64(r.attempt)
	if r.incoming {
		incoming = 1
	}
	return p.exec(p.record, r.seq, r.exchange, part, incoming, r.at, r.kind, r.head,
		word(r.event), attempt, word(r.first), word(r.outTradeNo), word(r.transactionID))
}

// see counts the event of a record. Who judges an exchange again does not count
// it again. Most events are new, which one plain statement finds out: one that
// counts and answers at once costs SQLite several times as much.
func (p *pen) see(r *row) error {
	result, err := p.event.ExecContext(context.Background(), p.named([]driver.Value{r.event, r.exchange}))
	if err != nil {
		return err
	}
	if added, err := result.RowsAffected(); added > 0 || err != nil {
		r.attempt, r.first = 1, r.exchange
		return err
	}
	again := false
	heard := func(v []driver.Value) { r.attempt, r.first, again = int(v[0].(int64)), v[1].(string), true }
	if err := p.query(p.known, heard, r.exchange, r.event); again || err != nil {
		return err
	}
	if err := p.exec(p.count, r.event); err != nil {
		return err
	}
	return p.query(p.counted, heard, r.event)
}

// named puts values in the form that the driver takes. The form is used again by
// the next statement.
func (p *pen) named(values []driver.Value) []driver.NamedValue {
	p.args = p.args[:0]
	for i, v := range values {
		p.args = append(p.args, driver.NamedValue{Ordinal: i + 1, Value: v})
	}
	return p.args
}

func (p *pen) exec(s statement, values ...driver.Value) error {
	_, err := s.ExecContext(context.Background(), p.named(values)) // a commit under way is not cancelled
	return err
}

// query calls each for the rows of an answer.
func (p *pen) query(s statement, each func([]driver.Value), values ...driver.Value) (err error) {
	rows, err := s.QueryContext(context.Background(), p.named(values))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	dest := make([]driver.Value, len(rows.Columns()))
	for {
		switch err := rows.Next(dest); {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		}
		each(dest)
	}
}

// word is a text as SQLite keeps it; NULL for none.
func word(s string) driver.Value {
	if s == "" {
		return nil
	}
	return s
}

// blob keeps nil and empty apart.
func blob(b []byte) driver.Value {
	if b == nil {
		return nil
	}
	return b
}
