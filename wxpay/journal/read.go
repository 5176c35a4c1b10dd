package journal

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"

	"wxlens/wxpay"
)

// ErrNotFound is returned for an exchange that the journal does not hold.
var ErrNotFound = errors.New("no such exchange in this journal; list the exchanges to see their ids")

// Exchange returns an exchange whole, or [ErrNotFound].
func (j *Journal) Exchange(ctx context.Context, id string) (wxpay.Exchange, error) {
	var found foldings
	err := j.rows(ctx, whole, "r.exchange = ?", []any{id}, found.add)
	if err == nil && len(found) == 0 {
		err = ErrNotFound
	}
	if err != nil {
		return wxpay.Exchange{}, j.unread(fmt.Sprintf("exchange %q", id), err)
	}
	return found[0].exchange, nil
}

// Records returns the records of an exchange as they were appended: the evidence
// that its fold leaves out, such as earlier judgements and the keys and clock
// that they were made with. There are none of an unknown exchange.
func (j *Journal) Records(ctx context.Context, id string) ([]Record, error) {
	var records []Record
	err := j.rows(ctx, whole, "r.exchange = ?", []any{id}, func(r row) error {
		record, err := r.record()
		records = append(records, record)
		return err
	})
	if err != nil {
		return nil, j.unread(fmt.Sprintf("records of exchange %q", id), err)
	}
	return records, nil
}

// OfOrder returns the exchanges whose facts name the order, whole and oldest
// first; also those that name a transaction_id of the order, whatever else they
// say. Numbers of different merchants may be equal: look at Profile or
// Facts.MchID.
func (j *Journal) OfOrder(ctx context.Context, no wxpay.OutTradeNo) ([]wxpay.Exchange, error) {
	var found foldings
	err := j.rows(ctx, whole, `r.exchange IN (
		SELECT exchange FROM records WHERE out_trade_no = ?1
		UNION
		SELECT b.exchange FROM records AS a JOIN records AS b ON b.transaction_id = a.transaction_id
			WHERE a.out_trade_no = ?1)`, []any{string(no)}, found.add)
	if err != nil {
		return nil, j.unread(fmt.Sprintf("exchanges of order %q", no), err)
	}
	// The index knows every judgement, also those that a later one replaced.
	transactions := map[wxpay.TransactionID]bool{}
	for _, f := range found {
		if facts := f.exchange.Facts; facts.OutTradeNo == no && facts.TransactionID != "" {
			transactions[facts.TransactionID] = true
		}
	}
	found = slices.DeleteFunc(found, func(f folding) bool {
		facts := f.exchange.Facts
		return facts.OutTradeNo != no && !transactions[facts.TransactionID]
	})
	return found.oldestFirst(), nil
}

// Since returns the heads (no headers, no bodies) of every exchange that gained a
// record after seq, oldest first, each folded whole, and the seq to go on from.
// It reads up to limit records of news, all of them for 0; more says that there
// are others. An exchange may come again, on the next page or the next call: what
// comes later replaces what came before. Start with seq 0.
func (j *Journal) Since(ctx context.Context, seq int64, limit int) (heads []wxpay.Exchange, next int64, more bool, err error) {
	last, err := lastSeq(ctx, j.db)
	if err != nil {
		return nil, seq, false, j.unread("what is new", err)
	}
	next = max(last, seq)
	if limit > 0 {
		next = min(next, seq+int64(limit)) // seq has no gaps, as nothing is ever removed
	}
	var found foldings
	err = j.rows(ctx, headOnly, "r.exchange IN (SELECT exchange FROM records WHERE seq > ? AND seq <= ?)",
		[]any{seq, next}, found.add)
	if err != nil {
		return nil, seq, false, j.unread("what is new", err)
	}
	return found.oldestFirst(), next, next < last, nil
}

// unread reports why something could not be read.
func (j *Journal) unread(what string, err error) error {
	if j.writer.isClosed() {
		err = ErrClosed // the driver has words of its own for it
	}
	return failed("read "+what, err)
}

// The columns that heads do not need.
const (
	whole    = "r.header, r.body"
	headOnly = "NULL, NULL"
)

// rows calls each for the records that the condition selects, sorted by exchange
// and seq. One statement sees one state of the file.
func (j *Journal) rows(ctx context.Context, columns, condition string, args []any, each func(row) error) (err error) {
	rows, err := j.db.QueryContext(ctx, `SELECT r.seq, r.exchange, r.at, r.kind, r.head,
			coalesce(r.event, ''), coalesce(d.attempt, 0), coalesce(f.exchange, ''), `+columns+`
		FROM records AS r
		LEFT JOIN deliveries AS d ON d.event = r.event AND d.exchange = r.exchange
		LEFT JOIN deliveries AS f ON f.event = r.event AND f.attempt = 1
		WHERE `+condition+` ORDER BY r.exchange, r.seq`, args...)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var r row
		var body sql.Null[[]byte]
		err := rows.Scan(&r.seq, &r.exchange, &r.at, &r.kind, &r.head, &r.event, &r.attempt, &r.first, &r.header, &body)
		if err != nil {
			return err
		}
		if r.body = body.V; body.Valid && r.body == nil {
			r.body = []byte{} // the driver returns an empty body as nil
		}
		if err := each(r); err != nil {
			return err
		}
	}
	return rows.Err()
}

// lastSeq returns the seq of the newest record, 0 if there is none.
func lastSeq(ctx context.Context, db interface {
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}) (seq int64, err error) {
	err = db.QueryRowContext(ctx, "SELECT coalesce(max(seq), 0) FROM records").Scan(&seq)
	return seq, err
}
