package journal_test

import (
	"errors"
	"net/http"
	"reflect"
	"strings"
	"testing"
	"time"

	"wxlens/wxpay"
	"wxlens/wxpay/journal"
)

func everyByte() []byte {
	b := make([]byte, 256)
	for i := range b {
		b[i] = byte(i)
	}
	return b
}

// full is an exchange with everything in it, as records and as their fold.
func full(id string) ([]journal.Record, wxpay.Exchange) {
	gbk := "\xce\xa2\xd0\xc5\x00<&>"
	x := wxpay.Exchange{
		ID: id, Direction: wxpay.Outgoing, Profile: "演示", API: wxpay.V3, Call: "v3.pay.jsapi",
		Request: wxpay.Request{
			Method: "POST", URL: "https://api.example/v3/pay?x=" + gbk,
			Header: http.Header{"X-Gbk": {gbk, ""}, "X-None": nil, "X-Empty": {}, "x-Lower": {"微信"}}, Body: everyByte(),
		},
		Reply:   &wxpay.Reply{Status: 200, Header: http.Header{"Date": {"a", "b"}}, Body: []byte("\xff{\x00}")},
		Fault:   "late " + gbk,
		Started: noon, Elapsed: 41*time.Millisecond + 7,
		Checks: []wxpay.Check{
			wxpay.Pass(wxpay.CheckSignature, "want", gbk),
			wxpay.Fail(wxpay.CheckAmount, wxpay.ReasonAmountDiffers, "100", "101"),
			wxpay.Skip(wxpay.CheckNotSeen, wxpay.ReasonProbe, "", ""),
		},
		Facts: wxpay.Facts{OutTradeNo: "T20261120-0007", TransactionID: "4200", Total: 1990, State: wxpay.Success},
		Probe: true, Attempt: 1, From: "101.226.103.7", Marked: true, Note: "再看 " + gbk,
	}
	x.Forwards = []wxpay.Forward{
		{At: noon.Add(3), URL: "http://127.0.0.1:8080/notify", Fault: "refused", Elapsed: 5},
		{At: noon.Add(4), URL: "http://127.0.0.1:8080/notify", Trial: "edited", Passed: true, Elapsed: 6, Acknowledged: true,
			Reason: wxpay.ReasonErrorAnswer, Request: &x.Request, Reply: x.Reply},
		{At: noon.Add(5), URL: "http://b/" + gbk, Request: &wxpay.Request{}, Reply: &wxpay.Reply{Status: 204}},
	}
	return []journal.Record{
		{Exchange: id, At: noon, Entry: journal.Opened{
			Direction: x.Direction, Profile: x.Profile, API: x.API, Call: x.Call, From: x.From, Request: x.Request}},
		{Exchange: id, At: noon.Add(1), Entry: journal.Answered{Reply: x.Reply, Fault: x.Fault, Elapsed: x.Elapsed}},
		{Exchange: id, At: noon.Add(2), Entry: journal.Judged{Checks: x.Checks, Facts: x.Facts, Probe: true,
			ClockAt: noon.Add(time.Hour), KeyIDs: []wxpay.KeyID{"PUB_KEY_ID_1", "5A0D"}, Event: "E" + id}},
		{Exchange: id, At: noon.Add(3), Entry: journal.Forwarded{Forward: x.Forwards[0]}},
		{Exchange: id, At: noon.Add(4), Entry: journal.Forwarded{Forward: x.Forwards[1]}},
		{Exchange: id, At: noon.Add(5), Entry: journal.Forwarded{Forward: x.Forwards[2]}},
		{Exchange: id, At: noon.Add(6), Entry: journal.Noted{Note: "before"}},
		{Exchange: id, At: noon.Add(7), Entry: journal.Noted{Marked: x.Marked, Note: x.Note}},
	}, x
}

func TestEveryByteComesBack(t *testing.T) {
	path := newPath(t)
	records, want := full("x1")
	j := open(t, path)
	add(t, j, records...)
	for _, j := range []*journal.Journal{j, open(t, path)} {
		if got := exchange(t, j, "x1"); !reflect.DeepEqual(got, want) {
			t.Fatalf("got  %+v\nwant %+v", got, want)
		}
		got, err := j.Records(t.Context(), "x1")
		if err != nil || !reflect.DeepEqual(got, records) {
			t.Fatalf("got  %+v, %v\nwant %+v", got, err, records)
		}
	}
}

func TestEmptyIsNotAbsent(t *testing.T) {
	j := open(t, newPath(t))
	for id, request := range map[string]wxpay.Request{
		"absent": {}, "empty": {Header: http.Header{}, Body: []byte{}},
	} {
		reply := wxpay.Reply{Header: request.Header, Body: request.Body}
		add(t, j, journal.Record{Exchange: id, At: noon, Entry: journal.Opened{Request: request}},
			journal.Record{Exchange: id, At: noon, Entry: journal.Answered{Reply: &reply}})
		x := exchange(t, j, id)
		if !reflect.DeepEqual(x.Request, request) || x.Reply == nil || !reflect.DeepEqual(*x.Reply, reply) {
			t.Errorf("%s: request %#v, reply %#v", id, x.Request, x.Reply)
		}
	}
}

func TestUnansweredAfterReopen(t *testing.T) {
	path := newPath(t)
	j := open(t, path)
	add(t, j, opened("x1", []byte("body")))
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
	x := exchange(t, open(t, path), "x1")
	if x.Reply != nil || x.Fault != "" || string(x.Request.Body) != "body" || !x.Started.Equal(noon) {
		t.Errorf("unanswered exchange came back as %+v", x)
	}
}

func TestLastRecordOfAKindWins(t *testing.T) {
	j := open(t, newPath(t))
	add(t, j, opened("x1", nil), judged("x1", wxpay.Facts{OutTradeNo: "A"}, "E"),
		journal.Record{Exchange: "x1", At: noon, Entry: journal.Answered{Reply: &wxpay.Reply{Status: 500}}})
	add(t, j, judged("x1", wxpay.Facts{OutTradeNo: "B"}, ""),
		journal.Record{Exchange: "x1", At: noon, Entry: journal.Answered{Fault: "gone"}})
	x := exchange(t, j, "x1")
	if x.Facts.OutTradeNo != "B" || x.Attempt != 0 || x.Reply != nil || x.Fault != "gone" {
		t.Errorf("folded to %+v", x)
	}
	if of, err := j.OfOrder(t.Context(), "A"); err != nil || len(of) != 0 {
		t.Errorf("order of the replaced judgement still finds %v, %v", of, err)
	}
}

func TestAttemptsOfOneEvent(t *testing.T) {
	j := open(t, newPath(t))
	for i, id := range []string{"x1", "x2", "x3"} {
		// Judged twice: a second judgement is no further attempt.
		for range 2 {
			if got := add(t, j, opened(id, nil), judged(id, wxpay.Facts{}, "E")).FirstSeen; got != "x1" {
				t.Errorf("%s: first seen in %q", id, got)
			}
		}
		x, duplicateOf := exchange(t, j, id), ""
		if i > 0 {
			duplicateOf = "x1"
		}
		if x.Attempt != i+1 || x.DuplicateOf != duplicateOf {
			t.Errorf("%s: attempt %d, duplicate of %q", id, x.Attempt, x.DuplicateOf)
		}
	}
	if got := add(t, j, judged("x2", wxpay.Facts{}, "F")).FirstSeen; got != "x2" {
		t.Errorf("another event was first seen in %q", got)
	}
	if got := add(t, j, opened("x4", nil), judged("x4", wxpay.Facts{}, "")).FirstSeen; got != "" {
		t.Errorf("no event was first seen in %q", got)
	}
}

func TestOfOrder(t *testing.T) {
	j := open(t, newPath(t))
	add(t, j, opened("z-create", []byte("b")), judged("z-create", wxpay.Facts{OutTradeNo: "T1"}, ""))
	add(t, j, opened("a-other", nil), judged("a-other", wxpay.Facts{OutTradeNo: "T2", TransactionID: "43"}, ""))
	add(t, j, opened("y-paid", nil), judged("y-paid", wxpay.Facts{OutTradeNo: "T1", TransactionID: "42"}, ""))
	add(t, j, opened("b-refund", nil), judged("b-refund", wxpay.Facts{TransactionID: "42"}, ""))
	add(t, j, opened("c-none", nil), judged("c-none", wxpay.Facts{}, ""))
	for no, want := range map[wxpay.OutTradeNo]string{"T1": "z-create y-paid b-refund", "T2": "a-other", "T3": "", "": ""} {
		got, err := j.OfOrder(t.Context(), no)
		var ids []string
		for _, x := range got {
			ids = append(ids, x.ID)
		}
		if err != nil || strings.Join(ids, " ") != want {
			t.Errorf("order %q: %v, %v; want %s", no, ids, err, want)
		}
		if no == "T1" && string(got[0].Request.Body) != "b" {
			t.Error("the exchanges of an order are not whole")
		}
	}
}

func TestNotFound(t *testing.T) {
	if _, err := open(t, newPath(t)).Exchange(t.Context(), "x1"); !errors.Is(err, journal.ErrNotFound) {
		t.Error(err)
	}
}

func TestRecordsThatCannotBeFoldedAreRefused(t *testing.T) {
	j := open(t, newPath(t))
	for name, r := range map[string]journal.Record{
		"no exchange": {At: noon, Entry: journal.Answered{}},
		"no time":     {Exchange: "x1", Entry: journal.Answered{}},
		"no entry":    {Exchange: "x1", At: noon},
		"pointer":     {Exchange: "x1", At: noon, Entry: &journal.Answered{}},
		"verdict":     {Exchange: "x1", At: noon, Entry: journal.Judged{Checks: []wxpay.Check{{Verdict: 9}}}},
		"header name": {Exchange: "x1", At: noon, Entry: journal.Opened{Request: wxpay.Request{Header: http.Header{"\xff": nil}}}},
	} {
		if _, err := j.Append(t.Context(), opened("x0", nil), r); err == nil {
			t.Errorf("%s was accepted", name)
		}
	}
	if _, next, _, err := j.Since(t.Context(), 0, 0); next != 0 || err != nil {
		t.Errorf("a part of a refused append was stored: seq %d, %v", next, err)
	}
}
