package ledger

import (
	"context"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"wxlens/wxpay"
	"wxlens/wxpay/catalog"
	"wxlens/wxpay/journal"
	"wxlens/wxpay/order"
)

// kept is a journal of a few exchanges that counts how often it is read.
type kept struct {
	exchanges []wxpay.Exchange
	reads     int
}

func (k *kept) OfOrder(context.Context, wxpay.OutTradeNo) ([]wxpay.Exchange, error) {
	return k.exchanges, nil
}

func (k *kept) Calls(context.Context, wxpay.OutTradeNo) ([]wxpay.Exchange, error) {
	k.reads++
	return slices.DeleteFunc(slices.Clone(k.exchanges), func(x wxpay.Exchange) bool { return x.Call == order.CallNotify }), nil
}

func (k *kept) Since(context.Context, int64, int) ([]wxpay.Exchange, int64, bool, error) {
	return nil, 0, false, nil
}

func (k *kept) Changed() <-chan struct{} { return nil }

func exchange(id, call string, state wxpay.TradeState) wxpay.Exchange {
	return wxpay.Exchange{
		ID: id, Call: call, Reply: &wxpay.Reply{Status: 200}, Checks: []wxpay.Check{wxpay.Pass(wxpay.CheckSignature, "", "")},
		Facts: wxpay.Facts{OutTradeNo: "T1", Total: 100, Currency: "CNY", State: state},
	}
}

// What a notification says of an order that was not placed here is nothing to
// compare the next one with.
func TestOnlyWhatWasPlacedHereIsExpected(t *testing.T) {
	k := &kept{exchanges: []wxpay.Exchange{exchange("1", order.CallNotify, wxpay.Success)}}
	l := New(k)
	if total, _, ok := l.Ordered(t.Context(), "T1"); ok {
		t.Errorf("expected %d", total)
	}
	k.exchanges = append([]wxpay.Exchange{exchange("0", catalog.V3JSAPI, "")}, k.exchanges...)
	for range 3 {
		if total, currency, ok := l.Ordered(t.Context(), "T1"); !ok || total != 100 || currency != "CNY" {
			t.Errorf("expected %d %s, %v", total, currency, ok)
		}
	}
	if k.reads != 2 {
		t.Errorf("the journal was read %d times", k.reads)
	}
}

func open(t *testing.T, path string) *journal.Journal {
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

// A long journal is there in parts, each of them right, and whoever watches is
// told until all of it is.
func TestALongJournalLoadsInParts(t *testing.T) {
	j := open(t, filepath.Join(t.TempDir(), "journal.db"))
	const n = 4000
	var records []journal.Record
	for i := range n {
		records = append(records, told(i)...)
	}
	if _, err := j.Append(t.Context(), records...); err != nil {
		t.Fatal(err)
	}
	l := New(j)
	changed, stop := l.Subscribe()
	defer stop()
	s, err := l.Refresh(t.Context())
	if err != nil || !s.Loading || s.Deliveries.Len() == 0 || s.Deliveries.Len() >= n {
		t.Fatalf("the first part has %d, loading %v, %v", s.Deliveries.Len(), s.Loading, err)
	}
	for parts := 1; s.Loading; parts++ {
		<-changed
		before := s.Deliveries.Len()
		if s, err = l.Refresh(t.Context()); err != nil || s.Deliveries.Len() <= before || parts > n {
			t.Fatalf("part %d has %d after %d, %v", parts, s.Deliveries.Len(), before, err)
		}
	}
	whole, err := New(j).Whole(t.Context())
	if err != nil || whole.Loading || s.Deliveries.Len() != n || whole.Deliveries.Len() != n || s.Orders.Len() != whole.Orders.Len() {
		t.Fatalf("%d and %d, %v", s.Deliveries.Len(), whole.Deliveries.Len(), err)
	}
	for i := range n {
		if s.Deliveries.At(i) != whole.Deliveries.At(i) {
			t.Fatalf("delivery %d differs", i)
		}
	}
}

// What another process places is known with the next notification.
func TestAnOrderThatIsPlacedElsewhereIsKnownAtOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal.db")
	j, other := open(t, path), open(t, path)
	l := New(j)
	no := received(0).Facts.OutTradeNo
	if _, err := j.Append(t.Context(), told(0)...); err != nil {
		t.Fatal(err)
	}
	if total, _, ok := l.Ordered(t.Context(), no); ok {
		t.Errorf("before it is placed %d is expected", total)
	}
	x := exchange("placed", catalog.V3JSAPI, "")
	x.Facts.OutTradeNo = no
	_, err := other.Append(t.Context(),
		journal.Record{Exchange: x.ID, At: time.Now(), Entry: journal.Opened{Direction: wxpay.Outgoing, Call: x.Call}},
		journal.Record{Exchange: x.ID, At: time.Now(), Entry: journal.Answered{Reply: x.Reply}},
		journal.Record{Exchange: x.ID, At: time.Now(), Entry: journal.Judged{Checks: x.Checks, Facts: x.Facts}})
	if err != nil {
		t.Fatal(err)
	}
	if total, currency, ok := l.Ordered(t.Context(), no); !ok || total != 100 || currency != "CNY" {
		t.Errorf("then %d %s, %v", total, currency, ok)
	}
}
