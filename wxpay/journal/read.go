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
	rows, err := j.asked.whole.QueryContext(ctx, id)
	if err == nil {
		err = read(rows, whole, found.add)
	}
	if err == nil && len(found.exchanges) == 0 {
		err = ErrNotFound
	}
	if err != nil {
		return wxpay.Exchange{}, j.unread(fmt.Sprintf("exchange %q", id), err)
	}
	return found.exchanges[0], nil
}

// Records returns the records of an exchange as they were appended: the evidence
// that its fold leaves out, such as earlier judgements and the keys and clock
// that they were made with. There are none of an unknown exchange.
func (j *Journal) Records(ctx context.Context, id string) ([]Record, error) {
	var records []Record
	err := j.rows(ctx, whole, "r.exchange = ?", []any{id}, func(r *row) error {
		more, err := r.records()
		records = append(records, more...)
		return err
	})
	if err != nil {
		return nil, j.unread(fmt.Sprintf("records of exchange %q", id), err)
	}
	return records, nil
}

// OfOrder returns the exchanges whose facts name the order, whole and oldest
// first; also those that name no order but a transaction_id of this one. Numbers of different merchants may be equal: look at Profile or
// Facts.MchID.
func (j *Journal) OfOrder(ctx context.Context, no wxpay.OutTradeNo) ([]wxpay.Exchange, error) {
	var found foldings
	err := j.rows(ctx, whole, `r.exchange IN (
		SELECT exchange FROM records WHERE out_trade_no = ?1
		UNION
		SELECT b.exchange FROM records AS a JOIN records AS b ON b.transaction_id = a.transaction_id
			WHERE a.out_trade_no = ?1 AND b.out_trade_no IS NULL)`, []any{string(no)}, found.add)
	if err != nil {
		return nil, j.unread(fmt.Sprintf("exchanges of order %q", no), err)
	}
	// The index knows every judgement, also those that a later one replaced.
	transactions := map[wxpay.TransactionID]bool{}
	for i := range found.exchanges {
		if facts := &found.exchanges[i].Facts; facts.OutTradeNo == no && facts.TransactionID != "" {
			transactions[facts.TransactionID] = true
		}
	}
	found.keep(func(x *wxpay.Exchange) bool { return x.Facts.OutTradeNo == no || transactions[x.Facts.TransactionID] })
	return found.oldestFirst(), nil
}

// Calls returns the heads of our own calls about an order, oldest first. However
// many notifications there are about it, this costs the same.
func (j *Journal) Calls(ctx context.Context, no wxpay.OutTradeNo) ([]wxpay.Exchange, error) {
	called, err := j.ear.isCalled(string(no))
	if err != nil || !called {
		return nil, j.unread(fmt.Sprintf("calls about order %q", no), err)
	}
	var found foldings
	err = j.rows(ctx, headsOnly, "r.exchange IN (SELECT exchange FROM records WHERE out_trade_no = ? AND incoming = 0)",
		[]any{string(no)}, found.add)
	if err != nil {
		return nil, j.unread(fmt.Sprintf("calls about order %q", no), err)
	}
	found.keep(func(x *wxpay.Exchange) bool { return x.Direction != wxpay.Incoming && x.Facts.OutTradeNo == no })
	return found.oldestFirst(), nil
}

// Sent returns the heads of our own calls, the newest first and at most so many.
func (j *Journal) Sent(ctx context.Context, most int) ([]wxpay.Exchange, error) {
	var found foldings
	err := j.rows(ctx, headsOnly, "r.exchange IN (SELECT exchange FROM records WHERE incoming = 0 AND part = 0 ORDER BY seq DESC LIMIT ?)",
		[]any{most}, found.add)
	if err != nil {
		return nil, j.unread("calls", err)
	}
	calls := found.oldestFirst()
	slices.Reverse(calls)
	return calls, nil
}

// asked are the questions that are asked again and again, after every commit.
type asked struct{ last, news, of, whole *sql.Stmt }

func (a *asked) prepare(ctx context.Context, db *sql.DB) error {
	for statement, text := range map[**sql.Stmt]string{
		&a.last:  "SELECT coalesce(max(seq), 0) FROM records",
		&a.news:  "SELECT " + headColumns + " FROM records AS r WHERE r.seq > ? AND r.seq <= ? ORDER BY r.seq",
		&a.of:    "SELECT " + headColumns + " FROM records AS r WHERE r.exchange = ? AND r.seq <= ? ORDER BY r.part",
		&a.whole: wholeRecords + " WHERE r.exchange = ? ORDER BY r.part",
	} {
		var err error
		if *statement, err = db.PrepareContext(ctx, text); err != nil {
			return err
		}
	}
	return nil
}

func (a *asked) close() error {
	return errors.Join(a.last.Close(), a.news.Close(), a.of.Close(), a.whole.Close())
}

// unread reports why something could not be read.
func (j *Journal) unread(what string, err error) error {
	if err == nil {
		return nil
	}
	if j.writer.isClosed() {
		err = ErrClosed // the driver has words of its own for it
	}
	return failed("read "+what, err)
}

// What is read of each record. As BLOB, because the driver asks after the
// declared type of every TEXT.
const (
	headColumns = `r.seq, CAST(r.exchange AS BLOB), r.part, r.at, CAST(r.kind AS BLOB), CAST(r.head AS BLOB),
		coalesce(r.attempt, 0), CAST(r.first AS BLOB)`
	wholeColumns = headColumns + ", CAST(r.event AS BLOB), CAST(c.header AS BLOB), c.body, p.seq IS NOT NULL"
	wholeRecords = "SELECT " + wholeColumns + " FROM records AS r LEFT JOIN contents AS c ON c.seq = r.seq LEFT JOIN pruned AS p ON p.seq = r.seq"
)

// rows calls each for the records that the condition selects, sorted by exchange
// and seq. One statement sees one state of the file. The row is valid until each
// returns.
func (j *Journal) rows(ctx context.Context, d detail, condition string, args []any, each func(*row) error) error {
	query := "SELECT " + headColumns + " FROM records AS r"
	if d == whole {
		query = wholeRecords
	}
	rows, err := j.db.QueryContext(ctx, query+" WHERE "+condition+" ORDER BY r.exchange, r.part", args...)
	if err != nil {
		return err
	}
	return read(rows, d, each)
}

// read calls each for rows that have the columns of a detail.
func read(rows *sql.Rows, d detail, each func(*row) error) (err error) {
	defer func() { err = errors.Join(err, rows.Close()) }()
	known := words{}
	var exchange, kind, first, event, head sql.RawBytes
	var part int64
	var body sql.Null[[]byte]
	var r row // one for all: a start reads hundreds of thousands
	dest := []any{&r.seq, &exchange, &part, &r.at, &kind, &head, &r.attempt, &first}
	if d == whole {
		dest = append(dest, &event, &r.header, &body, &r.pruned)
	}
	for rows.Next() {
		r = row{detail: d, words: known}
		if err := rows.Scan(dest...); err != nil {
			return err
		}
		r.exchange, r.kind, r.first, r.event, r.head = string(exchange), known.of(kind), string(first), string(event), head
		r.opens = part == 0
		if r.body = body.V; body.Valid && r.body == nil {
			r.body = []byte{} // the driver returns an empty body as nil
		}
		if err := each(&r); err != nil {
			return err
		}
	}
	return rows.Err()
}

// lastSeq returns the seq of the newest record, 0 if there is none.
func (j *Journal) lastSeq(ctx context.Context) (seq int64, err error) {
	err = j.asked.last.QueryRowContext(ctx).Scan(&seq)
	return seq, err
}
