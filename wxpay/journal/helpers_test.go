package journal_test

import (
	"context"
	"crypto/rand"
	"database/sql"
	"net/http"
	"net/url"
	"path/filepath"
	"testing"
	"time"

	"wxlens/wxpay"
	"wxlens/wxpay/journal"
)

var noon = time.Date(2026, 11, 20, 12, 0, 0, 123456789, time.UTC)

// deadline bounds every wait; it is never reached unless something is broken.
const deadline = 15 * time.Second

func newPath(t testing.TB) string {
	t.Helper()
	return filepath.Join(t.TempDir(), "home", "journal 100% #1?.db")
}

func open(t testing.TB, path string) *journal.Journal {
	t.Helper()
	j, err := journal.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := j.Close(); err != nil {
			t.Error(err)
		}
	})
	return j
}

func add(t testing.TB, j *journal.Journal, records ...journal.Record) journal.Appended {
	t.Helper()
	appended, err := j.Append(t.Context(), records...)
	if err != nil {
		t.Fatal(err)
	}
	return appended
}

func exchange(t testing.TB, j *journal.Journal, id string) wxpay.Exchange {
	t.Helper()
	x, err := j.Exchange(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

func newID() string { return journal.NewID(time.Now(), rand.Reader) }

func opened(id string, body []byte) journal.Record {
	return journal.Record{Exchange: id, At: noon, Entry: journal.Opened{
		Direction: wxpay.Incoming, Profile: "demo", API: wxpay.V3, Call: "notify",
		Request: wxpay.Request{Method: "POST", URL: "/notify", Header: http.Header{"A": {"b"}}, Body: body},
	}}
}

func judged(id string, facts wxpay.Facts, event string) journal.Record {
	return journal.Record{Exchange: id, At: noon.Add(time.Second), Entry: journal.Judged{Facts: facts, Event: event}}
}

// raw opens the file as any SQLite program would.
func raw(t testing.TB, path string) *sql.Conn {
	t.Helper()
	db, err := sql.Open("sqlite", (&url.URL{Scheme: "file", Path: filepath.ToSlash(path)}).String())
	if err != nil {
		t.Fatal(err)
	}
	conn, err := db.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := conn.Close(); err != nil {
			t.Error(err)
		}
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return conn
}

func run(t testing.TB, conn *sql.Conn, statement string, args ...any) {
	t.Helper()
	if _, err := conn.ExecContext(t.Context(), statement, args...); err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
}

// until waits for a condition that nothing announces.
func until(t testing.TB, what string, condition func() bool) {
	t.Helper()
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	end := time.After(deadline)
	for !condition() {
		select {
		case <-tick.C:
		case <-end:
			t.Fatalf("waited in vain for: %s", what)
		}
	}
}

// follow reads what is new after each poke until every id has come by.
func follow(ctx context.Context, j *journal.Journal, ids map[string]bool) error {
	var seq int64
	for {
		heads, next, _, err := j.Since(ctx, seq, 0)
		if err != nil {
			return err
		}
		for _, x := range heads {
			delete(ids, x.ID)
		}
		if seq = next; len(ids) == 0 {
			return nil
		}
		select {
		case <-j.Changed():
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}
