package journal

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// applicationID marks the file as a journal of ours ("wxlj"), so that another
// program's database is not mistaken for an empty one.
const applicationID = 0x77786c6a

// migrations lead from each version of the file (PRAGMA user_version) to the
// next. A released one is never edited.
//
// In records, seq grows in the order of commits, so that whoever read up to a
// seq never misses one below it.
//
// Since version 2 headers and bodies lie apart, so that lists read past none of
// them and pruning leaves records as they are (pruned names those whose contents
// were let go); part is 0 in the record that begins
// an exchange and the seq in all others, so that a reader knows whether there is
// more to an exchange before; incoming tells calls of our own about an order from
// the notifications about it, which may be many; and the row of an event counts
// the exchanges that brought it. Version 3 finds the newest calls among any number
// of notifications.
var migrations = []string{`
	CREATE TABLE records (
		seq            INTEGER PRIMARY KEY,
		exchange       TEXT NOT NULL,
		at             INTEGER NOT NULL,
		kind           TEXT NOT NULL,
		head           TEXT NOT NULL,
		event          TEXT,
		out_trade_no   TEXT,
		transaction_id TEXT,
		header         TEXT,
		body           BLOB
	) STRICT;
	CREATE INDEX records_exchange ON records (exchange);
	CREATE INDEX records_out_trade_no ON records (out_trade_no) WHERE out_trade_no IS NOT NULL;
	CREATE INDEX records_transaction_id ON records (transaction_id) WHERE transaction_id IS NOT NULL;

	CREATE TABLE deliveries (
		event    TEXT NOT NULL,
		attempt  INTEGER NOT NULL,
		exchange TEXT NOT NULL,
		PRIMARY KEY (event, attempt),
		UNIQUE (event, exchange)
	) STRICT, WITHOUT ROWID;
`, `
	ALTER TABLE records RENAME TO records_1;
	CREATE TABLE records (
		seq            INTEGER PRIMARY KEY,
		exchange       TEXT NOT NULL,
		part           INTEGER NOT NULL,
		incoming       INTEGER NOT NULL,
		at             INTEGER NOT NULL,
		kind           TEXT NOT NULL,
		head           TEXT NOT NULL,
		event          TEXT,
		attempt        INTEGER,
		first          TEXT,
		out_trade_no   TEXT,
		transaction_id TEXT
	) STRICT;
	CREATE TABLE contents (
		seq    INTEGER PRIMARY KEY,
		header TEXT,
		body   BLOB
	) STRICT;
	CREATE TABLE pruned (
		seq INTEGER PRIMARY KEY
	) STRICT;
	CREATE TABLE events (
		event    TEXT PRIMARY KEY,
		attempts INTEGER NOT NULL,
		first    TEXT NOT NULL
	) STRICT, WITHOUT ROWID;

	INSERT INTO records
		SELECT r.seq, r.exchange,
			CASE WHEN r.seq = (SELECT min(seq) FROM records_1 AS b WHERE b.exchange = r.exchange) THEN 0 ELSE r.seq END,
			EXISTS (SELECT 1 FROM records_1 AS o
				WHERE o.exchange = r.exchange AND o.kind = 'opened' AND o.head LIKE '{"d":"in"%'),
			r.at, r.kind, r.head, r.event, d.attempt, nullif(f.exchange, r.exchange), r.out_trade_no, r.transaction_id
		FROM records_1 AS r
		LEFT JOIN deliveries AS d ON d.event = r.event AND d.exchange = r.exchange
		LEFT JOIN deliveries AS f ON f.event = r.event AND f.attempt = 1
		ORDER BY r.seq;
	INSERT INTO contents
		SELECT seq, header, body FROM records_1 WHERE header IS NOT NULL OR body IS NOT NULL ORDER BY seq;
	INSERT INTO events
		SELECT event, max(attempt), (SELECT exchange FROM deliveries AS f WHERE f.event = d.event AND f.attempt = 1)
		FROM deliveries AS d GROUP BY event;
	DROP TABLE records_1;
	DROP TABLE deliveries;

	CREATE UNIQUE INDEX records_exchange ON records (exchange, part);
	CREATE INDEX records_out_trade_no ON records (out_trade_no) WHERE out_trade_no IS NOT NULL;
	CREATE INDEX records_called ON records (out_trade_no) WHERE out_trade_no IS NOT NULL AND incoming = 0;
	CREATE INDEX records_transaction_id ON records (transaction_id)
		WHERE transaction_id IS NOT NULL AND out_trade_no IS NULL;
`, `
	CREATE INDEX records_sent ON records (seq) WHERE incoming = 0 AND part = 0;
`}

// shape is that of a new file: pages that hold three notifications rather than
// one and a half of them, and the means to give the space of pruned ones back.
const shape = "PRAGMA page_size = 8192; PRAGMA auto_vacuum = INCREMENTAL"

// migrate brings a journal, or an empty file, to the present version. Anything
// else is refused before the first write.
func migrate(ctx context.Context, conn *sql.Conn) error {
	version, err := versionOf(ctx, conn)
	if err != nil {
		return err
	}
	if version == 0 { // has an effect on an empty file only
		if err := execute(ctx, conn, shape); err != nil {
			return err
		}
	}
	var mode string
	err = retry(ctx, func() error { // SQLite does not wait by itself where it changes the mode
		return conn.QueryRowContext(ctx, "PRAGMA journal_mode = WAL").Scan(&mode)
	})
	if err != nil {
		return err
	}
	if mode != "wal" {
		return fmt.Errorf("the folder cannot hold a write-ahead log (mode %s); keep the journal on a local disk", mode)
	}
	if version == len(migrations) {
		return nil
	}
	if err := retry(ctx, func() error { return execute(ctx, conn, "BEGIN IMMEDIATE") }); err != nil {
		return err
	}
	if err := advance(ctx, conn); err != nil {
		return errors.Join(err, execute(ctx, conn, "ROLLBACK"))
	}
	return execute(ctx, conn, "COMMIT")
}

// advance makes the migrations that are missing, inside a transaction: another
// process may have made them since the version was read first.
func advance(ctx context.Context, conn *sql.Conn) error {
	version, err := versionOf(ctx, conn)
	if err != nil {
		return err
	}
	for ; version < len(migrations); version++ {
		if err := execute(ctx, conn, migrations[version]); err != nil {
			return err
		}
	}
	return execute(ctx, conn, fmt.Sprintf("PRAGMA application_id = %d; PRAGMA user_version = %d", applicationID, version))
}

// versionOf returns the version of a journal, 0 for an empty file.
func versionOf(ctx context.Context, conn *sql.Conn) (int, error) {
	var application, version, tables int
	err := conn.QueryRowContext(ctx, `SELECT a.application_id, v.user_version, (SELECT count(*) FROM sqlite_schema)
		FROM pragma_application_id AS a, pragma_user_version AS v`).Scan(&application, &version, &tables)
	switch {
	case err != nil:
		return 0, err
	case application != applicationID && (application != 0 || version != 0 || tables != 0):
		return 0, errors.New("the file is another program's database; choose another path")
	case version > len(migrations):
		return 0, fmt.Errorf("the file has version %d and this program knows versions up to %d; use the newer wxlens that wrote it",
			version, len(migrations))
	}
	return version, nil
}

func execute(ctx context.Context, conn *sql.Conn, statement string) error {
	_, err := conn.ExecContext(ctx, statement)
	return err
}

// retry repeats what another process is in the way of, until ctx ends.
func retry(ctx context.Context, do func() error) error {
	for {
		err := do()
		if !isBusy(err) {
			return err
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(5 * time.Millisecond):
		}
	}
}
