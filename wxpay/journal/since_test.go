package journal_test

import (
	"fmt"
	"reflect"
	"testing"
	"time"

	"wxlens/wxpay"
	"wxlens/wxpay/journal"
)

// fill appends n exchanges whose records lie between each other's.
func fill(t testing.TB, j *journal.Journal, n int, body []byte) {
	t.Helper()
	var records []journal.Record
	for i := range n {
		id := fmt.Sprintf("x%06d", (i*7919)%1_000_000) // not in the order of age
		records = append(records, opened(id, body))
		if i%3 > 0 {
			records = append(records, judged(id, wxpay.Facts{OutTradeNo: "T1"}, fmt.Sprint(i/4)))
		}
		if i > 10 && i%2 > 0 {
			id = fmt.Sprintf("x%06d", ((i-10)*7919)%1_000_000)
			records = append(records, journal.Record{Exchange: id, At: noon, Entry: journal.Answered{
				Reply: &wxpay.Reply{Status: 200, Body: body}, Elapsed: time.Duration(i)}})
		}
	}
	add(t, j, records...)
}

func TestSinceInPagesEqualsSinceAtOnce(t *testing.T) {
	j := open(t, newPath(t))
	fill(t, j, 200, []byte("body"))
	all, last, more, err := j.Since(t.Context(), 0, 0)
	if err != nil || more || len(all) != 200 {
		t.Fatalf("%d heads, more %v, %v", len(all), more, err)
	}
	for i, x := range all {
		if want := fmt.Sprintf("x%06d", (i*7919)%1_000_000); x.ID != want {
			t.Fatalf("head %d is %s, the order of age has %s", i, x.ID, want)
		}
		w := exchange(t, j, x.ID)
		w.Request.Header, w.Request.Body = nil, nil
		if w.Reply != nil {
			w.Reply.Header, w.Reply.Body = nil, nil
		}
		if !reflect.DeepEqual(x, w) {
			t.Fatalf("head %+v\nis not that of %+v", x, w)
		}
	}
	for _, limit := range []int{1, 7, int(last) - 1, int(last), int(last) + 1} {
		got := map[string]wxpay.Exchange{}
		var seq int64
		for more := true; more; {
			var page []wxpay.Exchange
			before := seq
			if page, seq, more, err = j.Since(t.Context(), seq, limit); err != nil {
				t.Fatal(err)
			}
			if len(page) > limit || seq <= before {
				t.Fatalf("limit %d: %d heads from %d to %d", limit, len(page), before, seq)
			}
			for _, x := range page {
				got[x.ID] = x
			}
		}
		if seq != last || len(got) != len(all) {
			t.Errorf("limit %d: ended at %d with %d heads", limit, seq, len(got))
		}
		for _, x := range all {
			if !reflect.DeepEqual(got[x.ID], x) {
				t.Errorf("limit %d: %+v\nwant %+v", limit, got[x.ID], x)
			}
		}
	}
}

func TestSinceTellsOnlyWhatIsNew(t *testing.T) {
	j := open(t, newPath(t))
	add(t, j, opened("x1", nil), opened("x2", nil))
	_, seq, _, err := j.Since(t.Context(), 0, 0)
	if err != nil {
		t.Fatal(err)
	}
	if heads, next, more, err := j.Since(t.Context(), seq, 5); len(heads) != 0 || next != seq || more || err != nil {
		t.Errorf("nothing happened, but %v, %d, %v, %v", heads, next, more, err)
	}
	add(t, j, journal.Record{Exchange: "x1", At: noon, Entry: journal.Answered{Fault: "refused"}})
	heads, next, more, err := j.Since(t.Context(), seq, 0)
	if err != nil || more || next <= seq || len(heads) != 1 || heads[0].Call != "notify" || heads[0].Fault != "refused" {
		t.Errorf("an answer came back as %+v, %d, %v, %v", heads, next, more, err)
	}
}
