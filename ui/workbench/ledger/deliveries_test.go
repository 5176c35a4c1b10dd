package ledger

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"wxlens/wxpay"
	"wxlens/wxpay/catalog"
	"wxlens/wxpay/order"
)

// received is the n-th delivery of a made-up journal; most are plain, some are not.
func received(n int) wxpay.Exchange {
	x := wxpay.Exchange{
		ID: fmt.Sprintf("0sgcr4bzp7mnqh3cn%07d", n), Direction: wxpay.Incoming, Profile: "demo", API: wxpay.V3, Call: order.CallNotify, From: "127.0.0.1",
		Started: time.Unix(1795176000, int64(n)*1000).UTC(), Request: wxpay.Request{Method: "POST", URL: "/notify"}, Attempt: 1,
		Checks: []wxpay.Check{wxpay.Pass(wxpay.CheckTimestamp, "", ""), wxpay.Pass(wxpay.CheckSignature, "", "")},
		Facts: wxpay.Facts{
			MchID: "1900007291", AppID: "wx1", OutTradeNo: wxpay.OutTradeNo(fmt.Sprintf("T20261121-%010d", n)), EventType: "TRANSACTION.SUCCESS",
			TransactionID: wxpay.TransactionID(fmt.Sprintf("42000000%020d", n)), State: wxpay.Success, Total: wxpay.Fen(n % 1000), Currency: "CNY",
		},
	}
	switch n % 50 {
	case 7:
		x.Note, x.Marked = "看这个", true
	case 11:
		x.Checks = []wxpay.Check{wxpay.Fail(wxpay.CheckWellFormed, wxpay.ReasonNotJSON, "", "")}
		x.Facts = wxpay.Facts{}
	case 13:
		x.Request.URL = "/" + strings.Repeat("long", 100)
	case 17:
		x.Facts.Total = 1 << 40
	case 19:
		x.ID += strings.Repeat("x", 300)
	case 23:
		x.Probe = true
		x.Checks = []wxpay.Check{wxpay.Fail(wxpay.CheckSignature, wxpay.ReasonProbe, "", "")}
	case 29:
		x.Started = time.Date(1903, 1, 1, 0, 0, 0, 0, time.UTC)
	case 31:
		x.Checks = append(x.Checks, wxpay.Fail(wxpay.CheckAmount, wxpay.ReasonAmountDiffers, "1", "2"))
	}
	return x
}

func answer(x *wxpay.Exchange) {
	x.Reply, x.Elapsed = &wxpay.Reply{Status: 204}, 3*time.Millisecond
	x.Forwards = []wxpay.Forward{{Acknowledged: true, Reply: &wxpay.Reply{Status: 200}}}
}

// plainly is what a ledger holds, without packing anything.
type plainly struct {
	deliveries []Delivery
	places     map[string]int
	book       *order.Book
}

func (p *plainly) add(x *wxpay.Exchange) {
	p.book.Add(x)
	if x.Direction != wxpay.Incoming {
		return
	}
	d := deliveryOf(x)
	if at, known := p.places[x.ID]; known {
		p.deliveries[at] = d
		return
	}
	p.places[x.ID] = len(p.deliveries)
	p.deliveries = append(p.deliveries, d)
}

// same compares a snapshot with the plain lists. An order that a single
// notification tells all of also learns when that was answered.
func same(t *testing.T, s Snapshot, p *plainly) {
	t.Helper()
	if s.Deliveries.Len() != len(p.deliveries) {
		t.Fatalf("%d deliveries, want %d", s.Deliveries.Len(), len(p.deliveries))
	}
	at := 0
	for d := range s.Deliveries.All() {
		if diff := cmp.Diff(p.deliveries[at], d); diff != "" {
			t.Fatalf("delivery %d: %s", at, diff)
		}
		at++
	}
	list := p.book.List()
	if s.Orders.Len() != len(list) {
		t.Fatalf("%d orders, want %d", s.Orders.Len(), len(list))
	}
	at = 0
	for o := range s.Orders.All() {
		want := *list[at]
		if o.Updated != want.Updated && o.Updated.Sub(want.Updated) == 3*time.Millisecond {
			want.Updated = o.Updated
		}
		if diff := cmp.Diff(&want, o); diff != "" {
			t.Fatalf("order %d: %s", at, diff)
		}
		if at++; at%97 == 0 {
			if diff := cmp.Diff(o, s.Orders.Of(o.OutTradeNo)); diff != "" {
				t.Fatal(diff)
			}
		}
	}
}

func TestPackedIsTheSameAsPlain(t *testing.T) {
	l := New(nil)
	p := &plainly{places: map[string]int{}, book: order.NewBook()}
	var all []wxpay.Exchange
	var earlier []Snapshot
	var plain [][]Delivery
	add := func(x wxpay.Exchange) {
		l.add(&x)
		p.add(&x)
	}
	random := rand.New(rand.NewPCG(1, 2))
	for n := range 3000 {
		x := received(n)
		switch {
		case n > 0 && n%9 == 0: // a repeat
			first := all[random.IntN(len(all))]
			x.Facts, x.DuplicateOf, x.Attempt = first.Facts, first.ID, 2
		case n > 0 && n%21 == 0: // a call of ours about an order that was notified of, or not
			x.Direction, x.Call, x.Reply = wxpay.Outgoing, catalog.V3JSAPI, &wxpay.Reply{Status: 200}
			if n%2 == 0 {
				x.Facts.OutTradeNo = all[random.IntN(len(all))].Facts.OutTradeNo
			}
		}
		add(x)
		all = append(all, x)
		if n%3 == 0 { // something older gains a record
			old := &all[random.IntN(len(all))]
			answer(old)
			old.Marked = n%6 == 0
			if n%30 == 0 {
				old.Facts.TransactionID += "9"
			}
			if n%33 == 0 {
				old.Facts.State, old.Facts.OutRefundNo, old.Facts.RefundState = wxpay.Refunding, "R1", wxpay.RefundSuccess
			}
			add(*old)
		}
		if n%250 == 0 {
			earlier = append(earlier, l.snapshot())
			plain = append(plain, append([]Delivery{}, p.deliveries...))
			same(t, earlier[len(earlier)-1], p)
		}
	}
	same(t, l.snapshot(), p)
	for i, s := range earlier { // nothing of what was handed out has changed
		at := 0
		for d := range s.Deliveries.All() {
			if diff := cmp.Diff(plain[i][at], d); diff != "" {
				t.Fatalf("snapshot %d changed at %d: %s", i, at, diff)
			}
			at++
		}
	}
}

func TestDeliveriesOf(t *testing.T) {
	want := []Delivery{{ID: "a", Note: "x"}, {ID: "b", DuplicateOf: "a", At: time.Unix(5, 0).UTC()}, {ID: "c", DuplicateOf: "nobody"}}
	var got []Delivery
	for d := range DeliveriesOf(want...).All() {
		got = append(got, d)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
