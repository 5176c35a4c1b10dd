package journal_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"wxlens/wxpay"
	"wxlens/wxpay/journal"
)

// acknowledged is an answer of status 200 or 204, whatever its body.
func acknowledged(x *wxpay.Exchange) bool { return x.Reply.Status == 200 || x.Reply.Status == 204 }

// delivered are the records of a delivery; status 0: it was not answered.
func delivered(id string, at time.Time, status int, body []byte) []journal.Record {
	records := []journal.Record{
		{Exchange: id, At: at, Entry: journal.Opened{Direction: wxpay.Incoming, API: wxpay.V3, Request: wxpay.Request{
			URL: "/notify", Header: map[string][]string{"A": {"b"}}, Body: body}}},
		{Exchange: id, At: at, Entry: journal.Judged{
			Checks: []wxpay.Check{wxpay.Pass(wxpay.CheckSignature, "RSA", "RSA")}, Facts: wxpay.Facts{OutTradeNo: wxpay.OutTradeNo(id)}}},
	}
	if status != 0 {
		records = append(records, journal.Record{Exchange: id, At: at, Entry: journal.Answered{Reply: &wxpay.Reply{Status: status}}})
	}
	return records
}

func bytesOf(n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(rand.IntN(256))
	}
	return b
}

func TestPruneByAge(t *testing.T) {
	j := open(t, newPath(t))
	day := func(n int) time.Time { return noon.AddDate(0, 0, n) }
	deliver := func(id string, at time.Time, status int) { add(t, j, delivered(id, at, status, []byte("body"))...) }
	deliver("old", day(-40), 204)
	deliver("unanswered", day(-40), 0)
	deliver("refused", day(-40), 401)
	deliver("marked", day(-40), 204)
	deliver("unmarked", day(-40), 204)
	deliver("young", day(-1), 204)
	deliver("jumped", day(-41), 204) // the clock went back
	add(t, j, journal.Record{Exchange: "ours", At: day(-40), Entry: journal.Opened{Direction: wxpay.Outgoing, Request: wxpay.Request{Body: []byte("body")}}})
	for id, marks := range map[string][]bool{"marked": {false, true}, "unmarked": {true, false}} {
		for _, m := range marks {
			add(t, j, journal.Record{Exchange: id, At: noon, Entry: journal.Noted{Marked: m}})
		}
	}
	add(t, j, journal.Record{Exchange: "old", At: noon, Entry: journal.Forwarded{Forward: wxpay.Forward{URL: "http://a/", Reply: &wxpay.Reply{Status: 200, Body: []byte("ok")}}}})
	before := exchange(t, j, "old")
	limits := journal.Limits{MaxAge: 30 * 24 * time.Hour, Acknowledged: acknowledged}
	p, err := j.Prune(t.Context(), limits, noon)
	if err != nil || p.Exchanges != 3 {
		t.Errorf("pruned %+v, %v", p, err)
	}
	for id, want := range map[string]bool{
		"old": true, "unmarked": true, "jumped": true, "unanswered": false, "refused": false, "marked": false, "young": false, "ours": false,
	} {
		x := exchange(t, j, id)
		if x.Pruned != want || (x.Request.Body == nil) != want {
			t.Errorf("%s: pruned %v, body %q", id, x.Pruned, x.Request.Body)
		}
	}
	after := exchange(t, j, "old")
	if after.Request.URL != "/notify" || after.Reply == nil || after.Reply.Status != 204 || after.Facts != before.Facts ||
		len(after.Checks) != 1 || after.Checks[0] != before.Checks[0] || len(after.Forwards) != 1 || !after.Forwards[0].Acknowledged != !before.Forwards[0].Acknowledged {
		t.Errorf("of the pruned one is left %+v", after)
	}
	if after.Forwards[0].Reply.Body != nil || after.Request.Header != nil {
		t.Error("a body or header is still there")
	}
	if p, err = j.Prune(t.Context(), limits, noon); err != nil || p.Exchanges != 0 {
		t.Errorf("pruned again: %+v, %v", p, err)
	}
}

// fileSize is what the file of a journal takes on the disk.
func fileSize(t testing.TB, path string) int64 {
	t.Helper()
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	return info.Size()
}

func TestPruneBySizeGivesTheSpaceBack(t *testing.T) {
	for _, old := range []bool{false, true} {
		path := newPath(t)
		if old {
			if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
				t.Fatal(err)
			}
			run(t, raw(t, path), version1)
		}
		j := open(t, path)
		const n, each = 1000, 4000 // bodies large beside heads and indices
		var records []journal.Record
		for i := range n {
			records = append(records, delivered(fmt.Sprintf("x%04d", i), noon, 204, bytesOf(each+i%500))...)
		}
		add(t, j, records...)
		size, err := j.Size(t.Context())
		if err != nil || size.Bytes < n*each || size.Exchanges < n || size.Oldest.IsZero() {
			t.Fatalf("size %+v, %v", size, err)
		}
		const limit = n * each / 3
		p, err := j.Prune(t.Context(), journal.Limits{MaxBytes: limit, Acknowledged: acknowledged}, noon)
		if err != nil || p.Exchanges < n/2 || p.Exchanges > n*19/20 || p.Bytes < n*each/3 {
			t.Errorf("old %v: pruned %+v, %v", old, p, err)
		}
		if got := fileSize(t, path); got > limit+limit/10 {
			t.Errorf("old %v: the file has %d bytes, the limit is %d", old, got, limit)
		}
		if !exchange(t, j, "x0000").Pruned || exchange(t, j, fmt.Sprintf("x%04d", n-1)).Pruned {
			t.Errorf("old %v: it was not the oldest that went first", old)
		}
	}
}

// Intake goes on while another process prunes.
func TestPruneBesideAWriter(t *testing.T) {
	path := newPath(t)
	j, other := open(t, path), open(t, path)
	for i := range 300 {
		add(t, j, delivered(fmt.Sprintf("x%04d", i), noon, 204, bytesOf(2000))...)
	}
	var pruning sync.WaitGroup
	pruning.Go(func() {
		p, err := other.Prune(t.Context(), journal.Limits{MaxAge: time.Hour, Acknowledged: acknowledged}, noon.AddDate(1, 0, 0))
		if err != nil || p.Exchanges < 300 {
			t.Errorf("pruned %+v, %v", p, err)
		}
	})
	slowest := time.Duration(0)
	for i := range 100 {
		start := time.Now()
		add(t, j, opened(fmt.Sprint("new", i), []byte("body")))
		slowest = max(slowest, time.Since(start))
	}
	pruning.Wait()
	if slowest > 2*time.Second {
		t.Errorf("an append waited %v", slowest)
	}
	for i := range 100 {
		if exchange(t, j, fmt.Sprint("new", i)).Pruned {
			t.Error("what was not answered is pruned")
		}
	}
}
