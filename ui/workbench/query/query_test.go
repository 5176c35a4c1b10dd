package query_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"wxlens/ui/workbench/ledger"
	"wxlens/ui/workbench/query"
	"wxlens/wxpay"
)

var now = time.Date(2026, 11, 21, 14, 0, 0, 0, time.FixedZone("CST", 8*3600))

func parse(t *testing.T, text string) query.Query {
	t.Helper()
	q, err := query.Parse(text, now)
	if err != nil {
		t.Fatalf("%q: %v", text, err)
	}
	return q
}

// row is a paid notification of half an hour ago.
func row() *ledger.Delivery {
	return &ledger.Delivery{
		ID: "0abc", At: now.Add(-30 * time.Minute), API: wxpay.V3, Profile: "demo", Path: "/pay/notify", From: "101.226.103.7",
		EventType: "TRANSACTION.SUCCESS", OutTradeNo: "T2026-7", TransactionID: "4200001", Total: 1990, Judged: true, OK: true, Verified: true,
		Status: 204, Attempt: 2, DuplicateOf: "0aaa", Forward: ledger.WouldRetry, ForwardStatus: 500, Marked: true, Note: "ask 小李",
	}
}

func TestConditionsOnRows(t *testing.T) {
	for text, want := range map[string]bool{
		"": true, "type:payment": true, "type:支付": true, "type:refund": false, "type:退款": false, "type:transaction.success": true, "type:success": true, "-type:refund": true,
		"verified:yes": true, "verified:no": false, "Verified:YES": true, "probe:no": true, "marked:yes": true, "duplicate:no": false, "duplicate:是": true,
		"api:v3": true, "api:V2": false, "api:3": true, "profile:demo": true, "profile:live": false, "-profile:demo": false,
		"order:T2026": true, "order:t2026": true, "order:2026": false, "transaction:42": true, "from:101.226": true, "from:101.227": false, "id:0abc": true,
		"note:小李": true, "note:ASK": true, `note:"ask 小"`: true, "note:x": false, "path:/pay": true,
		"amount>100": true, "amount>1990": false, "amount>=1990": true, "amount<=1990": true, "amount<1990": false, "amount=1990": true, "amount:1990": true,
		"amount=19.90yuan": true, "amount>19.89元": true, "amount=¥19.9": true, "amount=1990fen": true, "amount=1990分": true, "amount≥1991": false,
		"status:204": true, "status:2xx": true, "status:5xx": false, "status>=200": true, "status<200": false, "attempt>1": true, "attempt:1": false,
		"forward:failed": true, "forward:acknowledged": false, "forward:none": false,
		"since:1h": true, "since:10m": false, "until:10m": true, "since:2d": true, "since:13:00": true, "since:13:45": false, "since:2026-11-21": true,
		"since:2026-11-21T13:45": false, "until:2026-11-21T05:45:00Z": true, "since:15:00": true,
		"type:payment amount>100 since:1h verified:yes": true, "type:payment amount>100 probe:yes": false,
		"ｔｙｐｅ：支付": true, "ａｍｏｕｎｔ＞１００": true, "status：２０４　api：ｖ３": true, "－type：refund": true, "ｎｏｔｅ：“ask 小”": true,
	} {
		q := parse(t, text)
		if got := q.Match(row()); got != want || len(q.Words()) != 0 {
			t.Errorf("%q: %v, want %v; words %q", text, got, want, q.Words())
		}
	}
	if parse(t, "amount<100").Match(&ledger.Delivery{}) {
		t.Error("a row without an amount has a small one")
	}
	if !parse(t, "").IsZero() || parse(t, "x").IsZero() || parse(t, "-x").IsZero() || parse(t, "ok:yes").IsZero() {
		t.Error("what is empty?")
	}
}

func TestPlainWords(t *testing.T) {
	for text, want := range map[string][]string{
		"hello World": {"hello", "World"}, `"two words" third`: {"two words", "third"}, `a\"b`: {`a\"b`}, `"say \"yes\" \\ now"`: {`say "yes" \ now`},
		"/notify?x=1&y=2": {"/notify?x=1&y=2"}, `"event_type":"REFUND.SUCCESS"`: {`"event_type":"REFUND.SUCCESS"`}, "return_code><![CDATA[SUCCESS": {"return_code><![CDATA[SUCCESS"},
		"EV-2018:1": {"EV-2018:1"}, "Wechatpay-Serial:": {"Wechatpay-Serial:"}, "id=5": {"id=5"}, "-": {"-"}, "a-b": {"a-b"}, "茶（大）": {"茶（大）"}, "ＡＢＣ": {"ABC"},
		`"amount>100"`: {"amount>100"}, "http://x": {"http://x"}, `""`: nil, "99%": {"99%"},
	} {
		if q := parse(t, text); !slices.Equal(q.Words(), want) || !q.Match(row()) {
			t.Errorf("%q: words %q, want %q", text, q.Words(), want)
		}
	}
	q := parse(t, `-gone -"two words" here type:payment`)
	if !slices.Equal(q.Words(), []string{"here"}) || !slices.Equal(q.Without(), []string{"gone", "two words"}) {
		t.Errorf("words %q without %q", q.Words(), q.Without())
	}
}

func TestFaultsSayWhereAndWhatIsAllowed(t *testing.T) {
	for text, want := range map[string]query.Error{
		"type:payment verified:maybe": {At: 13, Term: "verified:maybe", Reason: query.BadValue, Want: "yes, no"},
		"amount>many":                 {At: 0, Term: "amount>many", Reason: query.BadValue, Want: "100, 100fen, 1.00yuan"},
		"amount>1.5":                  {At: 0, Term: "amount>1.5", Reason: query.BadValue, Want: "100, 100fen, 1.00yuan"},
		"x -api:v4":                   {At: 2, Term: "-api:v4", Reason: query.BadValue, Want: "v2, v3"},
		"order:":                      {At: 0, Term: "order:", Reason: query.NoValue, Want: "TEXT"},
		`a "b c`:                      {At: 2, Term: `"b c`, Reason: query.OpenQuote, Want: `"`},
		"verifed:no":                  {At: 0, Term: "verifed:no", Reason: query.UnknownField, Want: "verified:"},
		"satus:500":                   {At: 0, Term: "satus:500", Reason: query.UnknownField, Want: "status:"},
		"since:-1h":                   {At: 0, Term: "since:-1h", Reason: query.BadValue, Want: "1h30m, 2d, 15:04, 2006-01-02, 2006-01-02T15:04:05+08:00"},
		"since:soon":                  {At: 0, Term: "since:soon", Reason: query.BadValue, Want: "1h30m, 2d, 15:04, 2006-01-02, 2006-01-02T15:04:05+08:00"},
		"status:2000":                 {At: 0, Term: "status:2000", Reason: query.BadValue, Want: "200, 4xx, 5xx"},
		"forward:maybe":               {At: 0, Term: "forward:maybe", Reason: query.BadValue, Want: "acknowledged, failed, none"},
	} {
		_, err := query.Parse(text, now)
		fault := (*query.Error)(nil)
		if !errors.As(err, &fault) || *fault != want {
			t.Errorf("%q: %+v", text, err)
		}
	}
	if _, err := query.Parse(strings.Repeat("x", query.MaxLength+1), now); err == nil {
		t.Error("a query without end is read")
	}
}

func TestMatchingARowAllocatesNothing(t *testing.T) {
	q := parse(t, "type:refund -verified:no order:T amount>=1.00yuan since:1h status:2xx api:v3 profile:demo probe:no marked:yes from:101 forward:failed note:小李 -type:退款 until:1m attempt>1 reason:x")
	d := row()
	d.EventType = "REFUND.SUCCESS"
	if n := testing.AllocsPerRun(100, func() { q.Match(d) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{"type:refund -verified:no", `"a b" -"c`, "amount>=1.00yuan", "ｔｙｐｅ：支付", "since:1h until:9999999999h", "-", `\"`, "“x”", "attempt>99999999999999999999"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		q, err := query.Parse(text, now)
		if err != nil {
			fault := (*query.Error)(nil)
			if !errors.As(err, &fault) || fault.Want == "" || fault.At > len(text) {
				t.Errorf("%q: %v", text, err)
			}
			return
		}
		q.Match(row())
	})
}
