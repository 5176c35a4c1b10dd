package journal

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"sync"
)

// ear asks the one question that comes with every notification, over a connection
// of its own and, as [pen] writes, past package sql.
type ear struct {
	mu     sync.Mutex
	conn   *sql.Conn
	called statement
	args   [1]driver.NamedValue
	answer [1]driver.Value
}

func newEar(ctx context.Context, db *sql.DB) (*ear, error) {
	conn, err := db.Conn(ctx)
	if err != nil {
		return nil, err
	}
	e := &ear{conn: conn, args: [1]driver.NamedValue{{Ordinal: 1}}}
	err = conn.Raw(func(c any) error {
		prepared, err := c.(driver.ConnPrepareContext).PrepareContext(ctx,
			"SELECT EXISTS (SELECT 1 FROM records WHERE out_trade_no = ? AND incoming = 0)")
		if err == nil {
			e.called = prepared.(statement)
		}
		return err
	})
	if err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	return e, nil
}

// isCalled reports whether a call of our own is about an order.
func (e *ear) isCalled(no string) (called bool, err error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	err = e.conn.Raw(func(any) (err error) {
		e.args[0].Value = no
		rows, err := e.called.QueryContext(context.Background(), e.args[:]) // a moment, which is not cancelled
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, rows.Close()) }()
		if err := rows.Next(e.answer[:]); err != nil {
			return err
		}
		called = e.answer[0].(int64) != 0
		return nil
	})
	return called, err
}

func (e *ear) close() error {
	e.mu.Lock()
	defer e.mu.Unlock()
	return errors.Join(e.conn.Raw(func(any) error { return e.called.Close() }), e.conn.Close())
}
