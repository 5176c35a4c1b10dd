package journal_test

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"wxlens/wxpay"
	"wxlens/wxpay/journal"
)

// storedForm is what version 2 of the file holds. It must be readable for ever.
var storedForm = []struct{ kind, head, header, body string }{
	{"opened", `{"d":"out","p":"demo","v":"v3","c":"notify","m":"POST","u":{"b64":"L/8="}}`, `{"A":["b"]}`, "body"},
	{"answered", `{"s":401,"e":5,"h":{},"b":"YQ=="}`, "", ""},
	{"judged", `{"c":[{"n":"signature","v":"fail","g":"x","r":"stale"},{"n":"status","v":"pass"},{"n":"order-known","v":"skip"}],` +
		`"f":{"out_trade_no":"T1","total":100},"p":true,"t":"2026-11-20T12:00:00Z","k":["5A0D"]}`, "", ""},
	{"received", `{"o":{"d":"in"},"t":1795176000123456790,"j":{"f":{"out_trade_no":"T2"}}}`, "", "微"},
	{"answered", `{"s":200,"e":0}`, "", strings.Repeat("x", 600)},
}

// storedRecords are the records of that form, of one exchange out and one in.
func storedRecords(out, in string) []journal.Record {
	return []journal.Record{
		{Exchange: out, At: noon, Entry: journal.Opened{
			Direction: wxpay.Outgoing, Profile: "demo", API: wxpay.V3, Call: "notify",
			Request: wxpay.Request{Method: "POST", URL: "/\xff", Header: http.Header{"A": {"b"}}, Body: []byte("body")}}},
		{Exchange: out, At: noon, Entry: journal.Answered{
			Reply: &wxpay.Reply{Status: 401, Header: http.Header{}, Body: []byte("a")}, Elapsed: 5}},
		{Exchange: out, At: noon, Entry: journal.Judged{
			Checks: []wxpay.Check{wxpay.Fail(wxpay.CheckSignature, wxpay.ReasonStale, "", "x"),
				wxpay.Pass(wxpay.CheckStatus, "", ""), wxpay.Skip(wxpay.CheckOrderKnown, "", "", "")},
			Facts: wxpay.Facts{OutTradeNo: "T1", Total: 100}, Probe: true, ClockAt: noon.Truncate(time.Second), KeyIDs: []wxpay.KeyID{"5A0D"}}},
		{Exchange: in, At: noon, Entry: journal.Opened{Direction: wxpay.Incoming, Request: wxpay.Request{Body: []byte("微")}}},
		{Exchange: in, At: noon.Add(1), Entry: journal.Judged{Facts: wxpay.Facts{OutTradeNo: "T2"}}},
		{Exchange: in, At: noon, Entry: journal.Answered{Reply: &wxpay.Reply{Status: 200, Body: []byte(strings.Repeat("x", 600))}}},
	}
}

func TestStoredForm(t *testing.T) {
	path := newPath(t)
	j := open(t, path)
	add(t, j, storedRecords("x1", "x2")...)
	conn := raw(t, path)
	for i, want := range storedForm {
		got := want
		err := conn.QueryRowContext(t.Context(), `SELECT kind, head, coalesce(header, ''), CAST(coalesce(body, '') AS TEXT)
			FROM records AS r LEFT JOIN contents AS c ON c.seq = r.seq WHERE r.seq = ?`, i+1).Scan(&got.kind, &got.head, &got.header, &got.body)
		if err != nil || got != want {
			t.Errorf("record %d is %q, %v; want %q", i+1, got, err, want)
		}
		id, seq := "y1", i+101
		if i > 2 {
			id = "y2"
		}
		run(t, conn, "INSERT INTO records (seq, exchange, part, incoming, at, kind, head) VALUES (?, ?, ?, 0, ?, ?, ?)",
			seq, id, seq, noon.UnixNano(), want.kind, want.head)
		run(t, conn, "INSERT INTO contents (seq, header, body) VALUES (?, nullif(?, ''), CAST(nullif(?, '') AS BLOB))", seq, want.header, want.body)
	}
	got, err := j.Records(t.Context(), "y1")
	more, errMore := j.Records(t.Context(), "y2")
	if got = append(got, more...); err != nil || errMore != nil || !reflect.DeepEqual(got, storedRecords("y1", "y2")) {
		t.Errorf("read %+v %v %v", got, err, errMore)
	}
}

// version1 is the file of the first program, with what a notification, its
// repeat and a call of ours left in it.
const version1 = `
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
	INSERT INTO records VALUES
		(1, 'a', 1000, 'opened', '{"d":"in","p":"demo","v":"v3","c":"notify","m":"POST","u":{"b64":"L/8="}}', NULL, NULL, NULL, '{"A":["b\u003c"],"N":null}', CAST('body' AS BLOB)),
		(2, 'b', 2000, 'opened', '{"d":"in","c":"notify"}', NULL, NULL, NULL, NULL, CAST('' AS BLOB)),
		(3, 'a', 3000, 'judged', '{"c":[{"n":"signature","v":"pass","w":"RSA","g":"RSA"}],"f":{"out_trade_no":"T1","transaction_id":"42","total":100},"t":"2026-11-20T12:00:00Z","k":["5A0D"]}', 'E', 'T1', '42', NULL, NULL),
		(4, 'b', 4000, 'judged', '{"f":{"out_trade_no":"T1","transaction_id":"42"},"p":true}', 'E', 'T1', '42', NULL, NULL),
		(5, 'a', 5000, 'answered', '{"s":204,"e":5}', NULL, NULL, NULL, '{}', NULL),
		(6, 'c', 6000, 'opened', '{"d":"out","c":"v3.pay.jsapi"}', NULL, NULL, NULL, NULL, NULL),
		(7, 'c', 7000, 'judged', '{"f":{"out_trade_no":"T1","total":100}}', NULL, 'T1', NULL, NULL, NULL),
		(8, 'a', 8000, 'forwarded', '{"u":"http://a/","s":200,"e":7,"a":true}', NULL, NULL, NULL, '{"r":{"Date":["x"]},"q":{"m":"POST","b":"YQ=="}}', CAST('ok' AS BLOB)),
		(9, 'a', 9000, 'noted', '{"m":true,"n":"看"}', NULL, NULL, NULL, NULL, NULL);
	INSERT INTO deliveries VALUES ('E', 1, 'a'), ('E', 2, 'b');
	PRAGMA application_id = 0x77786c6a;
	PRAGMA user_version = 1;`

func TestAJournalOfVersion1IsBroughtUpToDate(t *testing.T) {
	path := newPath(t)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	run(t, raw(t, path), version1)
	j := open(t, path)
	want := wxpay.Exchange{
		ID: "a", Direction: wxpay.Incoming, Profile: "demo", API: wxpay.V3, Call: "notify", Started: time.Unix(0, 1000).UTC(), Elapsed: 5,
		Request: wxpay.Request{Method: "POST", URL: "/\xff", Header: http.Header{"A": {"b<"}, "N": nil}, Body: []byte("body")},
		Reply:   &wxpay.Reply{Status: 204, Header: http.Header{}},
		Checks:  []wxpay.Check{wxpay.Pass(wxpay.CheckSignature, "RSA", "RSA")}, Attempt: 1,
		Facts: wxpay.Facts{OutTradeNo: "T1", TransactionID: "42", Total: 100}, Marked: true, Note: "看",
		Forwards: []wxpay.Forward{{At: time.Unix(0, 8000).UTC(), URL: "http://a/", Elapsed: 7, Acknowledged: true,
			Request: &wxpay.Request{Method: "POST", Body: []byte("a")},
			Reply:   &wxpay.Reply{Status: 200, Header: http.Header{"Date": {"x"}}, Body: []byte("ok")}}},
	}
	if got := exchange(t, j, "a"); !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	if b := exchange(t, j, "b"); b.Attempt != 2 || b.DuplicateOf != "a" || b.Request.Body == nil || !b.Probe {
		t.Errorf("the repeat is %+v", b)
	}
	if got := add(t, j, opened("d", nil), judged("d", wxpay.Facts{}, "E")); got.Attempt != 3 || got.FirstSeen != "a" {
		t.Errorf("the next repeat is %+v", got)
	}
	of, err := j.OfOrder(t.Context(), "T1")
	if err != nil || len(of) != 3 {
		t.Errorf("the order has %d exchanges, %v", len(of), err)
	}
	calls, err := j.Calls(t.Context(), "T1")
	if err != nil || len(calls) != 1 || calls[0].ID != "c" {
		t.Errorf("our calls are %+v, %v", calls, err)
	}
	heads, next, _, err := j.Since(t.Context(), 0, 0)
	if err != nil || len(heads) != 4 || next != 10 || !heads[0].Marked {
		t.Errorf("the journal tells of %d exchanges up to %d, %v", len(heads), next, err)
	}
}

// Every fact has a key of its own in the file.
func TestEveryFactIsKept(t *testing.T) {
	var want wxpay.Facts
	for v, i := reflect.ValueOf(&want).Elem(), 0; i < v.NumField(); i++ {
		if f := v.Field(i); f.Kind() == reflect.String {
			f.SetString(fmt.Sprint("微\x00\"\\<", i))
		} else {
			f.SetInt(int64(i + 1))
		}
	}
	j := open(t, newPath(t))
	add(t, j, opened("x1", nil), judged("x1", want, ""))
	if got := exchange(t, j, "x1").Facts; got != want {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}

func TestUnknownWordsAreRefused(t *testing.T) {
	path := newPath(t)
	j := open(t, path)
	conn := raw(t, path)
	for id, row := range map[string][2]string{
		"unknown verdict": {"judged", `{"c":[{"n":"signature","v":"maybe"}]}`},
		"no verdict":      {"judged", `{"c":[{"n":"signature"}]}`},
		"kind":            {"guessed", `{}`},
		"invalid":         {"opened", `{`},
		"more":            {"opened", `{"d":"in"} {}`},
		"no string":       {"opened", `{"d":1}`},
		"no number":       {"answered", `{"s":"x"}`},
		"cut string":      {"opened", `{"d":"in`},
		"cut escape":      {"opened", `{"d":"in\`},
		"no base64":       {"opened", `{"u":{"b64":"*"}}`},
	} {
		run(t, conn, "INSERT INTO records (exchange, part, incoming, at, kind, head) VALUES (?, 0, 0, 1, ?, ?)", id, row[0], row[1])
		if x, err := j.Exchange(t.Context(), id); err == nil || !strings.Contains(err.Error(), "cannot be read") {
			t.Errorf("%s: read as %+v, %v", id, x, err)
		}
	}
}
