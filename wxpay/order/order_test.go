package order

import (
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"wxlens/wxpay"
	"wxlens/wxpay/catalog"
)

const number = wxpay.OutTradeNo("1217752501201407033233368018")

var start = time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)

// story makes exchanges that follow each other by a second.
type story struct {
	book *Book
	n    int
}

func newStory() *story { return &story{book: NewBook()} }

// tell adds a genuine exchange about the order and returns it.
func (s *story) tell(call string, facts wxpay.Facts, checks ...wxpay.Check) *wxpay.Exchange {
	s.n++
	facts.OutTradeNo = number
	x := &wxpay.Exchange{
		ID: strconv.Itoa(s.n), Call: call, Profile: "demo", API: wxpay.V3, Reply: &wxpay.Reply{Status: 200},
		Started: start.Add(time.Duration(s.n) * time.Second), Elapsed: time.Millisecond, Facts: facts,
		Checks: append([]wxpay.Check{wxpay.Pass(wxpay.CheckSignature, "", "")}, checks...),
	}
	s.book.Add(x)
	return x
}

func (s *story) place() { s.tell(catalog.V3JSAPI, ordered) }

func (s *story) query(state wxpay.TradeState) { s.tell(catalog.V3Query, wxpay.Facts{State: state}) }

func (s *story) order(t *testing.T) *Order {
	t.Helper()
	o, ok := s.book.Get(number)
	if !ok {
		t.Fatal("no such order")
	}
	return o
}

var (
	ordered = wxpay.Facts{MchID: "m", AppID: "a", Total: 100, Currency: "CNY"}
	payment = wxpay.Facts{MchID: "m", AppID: "a", TransactionID: "4200", State: wxpay.Success, Total: 100, Currency: "CNY", EventType: "TRANSACTION.SUCCESS"}
)

// says lists what the evidence says, a contradiction with a mark before it.
func (o *Order) says() []string {
	var list []string
	for _, e := range o.Evidence {
		mark := ""
		if e.Contradiction {
			mark = "!"
		}
		list = append(list, mark+string(e.Source)+" "+string(e.Says))
	}
	return list
}

func (s *story) expect(t *testing.T, state wxpay.TradeState, evidence ...string) {
	t.Helper()
	o := s.order(t)
	if o.State != state {
		t.Errorf("state %q, want %q", o.State, state)
	}
	if diff := cmp.Diff(evidence, o.says()); diff != "" {
		t.Error(diff)
	}
}

func TestOrderFromPlacingToPayment(t *testing.T) {
	s := newStory()
	s.place()
	s.query(wxpay.NotPay)
	s.tell(CallNotify, payment)
	s.query(wxpay.Success)
	s.expect(t, wxpay.Success, "placed NOTPAY", "query NOTPAY", "notification SUCCESS", "query SUCCESS")

	o := s.order(t)
	want := &Order{
		OutTradeNo: number, TransactionID: "4200", MchID: "m", AppID: "a", Profile: "demo", API: wxpay.V3, Total: 100, Currency: "CNY",
		State: wxpay.Success, Created: start.Add(time.Second), Updated: start.Add(4*time.Second + time.Millisecond), Evidence: o.Evidence,
	}
	if diff := cmp.Diff(want, o); diff != "" {
		t.Error(diff)
	}
	if e := o.Evidence[2]; e.Exchange != "3" || !e.At.Equal(start.Add(3*time.Second)) {
		t.Errorf("evidence %+v", e)
	}
}

func TestOrderIsClosed(t *testing.T) {
	s := newStory()
	s.place()
	s.tell(catalog.V3Close, wxpay.Facts{})
	s.query(wxpay.Closed)
	s.expect(t, wxpay.Closed, "placed NOTPAY", "closed CLOSED", "query CLOSED")
}

func TestContradictionsAreShownAndChangeNothing(t *testing.T) {
	for _, c := range []struct {
		what  string
		tell  func(*story)
		state wxpay.TradeState
		last  string
	}{
		{"payment after closing", func(s *story) { s.tell(catalog.V3Close, wxpay.Facts{}); s.tell(CallNotify, payment) }, wxpay.Closed, "!notification SUCCESS"},
		{"unpaid after payment", func(s *story) { s.tell(CallNotify, payment); s.query(wxpay.NotPay) }, wxpay.Success, "!query NOTPAY"},
		{"closing a paid order", func(s *story) { s.query(wxpay.Success); s.tell(catalog.V3Close, wxpay.Facts{}) }, wxpay.Success, "!closed CLOSED"},
		{"paid after refund", func(s *story) { s.query(wxpay.Success); s.query(wxpay.Refunding); s.query(wxpay.Success) }, wxpay.Refunding, "!query SUCCESS"},
		{"unpaid after closing", func(s *story) { s.query(wxpay.Closed); s.query(wxpay.NotPay) }, wxpay.Closed, "!query NOTPAY"},
	} {
		t.Run(c.what, func(t *testing.T) {
			s := newStory()
			s.place()
			c.tell(s)
			o := s.order(t)
			if list := o.says(); o.State != c.state || list[len(list)-1] != c.last {
				t.Errorf("%s after %v", o.State, list)
			}
		})
	}
}

// WeChat Pay notifies until it is answered.
func TestRepeatedNotificationChangesNothing(t *testing.T) {
	s := newStory()
	s.place()
	first := s.tell(CallNotify, payment)
	before := s.order(t)
	repeat := *first
	repeat.ID, repeat.DuplicateOf = "repeat", first.ID
	s.book.Add(&repeat)
	if s.order(t) != before {
		t.Errorf("the order became %+v", s.order(t))
	}
}

// An exchange is added again when records about it were added.
func TestTheSameExchangeCountsOnce(t *testing.T) {
	s := newStory()
	x := s.tell(CallNotify, payment)
	again := *x
	s.book.Add(&again)
	s.expect(t, wxpay.Success, "notification SUCCESS")
}

func TestTheClientAppProvesNothing(t *testing.T) {
	s := newStory()
	s.place()
	s.tell(CallCashier, wxpay.Facts{State: wxpay.Success, Total: 1, TransactionID: "x"})
	s.expect(t, wxpay.NotPay, "placed NOTPAY", "client SUCCESS")
	if o := s.order(t); o.TransactionID != "" || o.Total != 100 {
		t.Errorf("learned %+v", o)
	}
}

func TestWhatIsNotGenuineSaysNothing(t *testing.T) {
	for _, c := range []struct {
		what   string
		change func(*wxpay.Exchange)
	}{
		{"wrong signature", func(x *wxpay.Exchange) {
			x.Checks = []wxpay.Check{wxpay.Fail(wxpay.CheckSignature, wxpay.ReasonSignatureMismatch, "", "")}
		}},
		{"stale", func(x *wxpay.Exchange) {
			x.Checks = append(x.Checks, wxpay.Fail(wxpay.CheckTimestamp, wxpay.ReasonStale, "", ""))
		}},
		{"other merchant", func(x *wxpay.Exchange) {
			x.Checks = append(x.Checks, wxpay.Fail(wxpay.CheckMerchantApp, wxpay.ReasonOtherMerchant, "", ""))
		}},
		{"never verified", func(x *wxpay.Exchange) { x.Checks = nil }},
		{"names no order", func(x *wxpay.Exchange) { x.Facts.OutTradeNo = "" }},
	} {
		s := newStory()
		s.place()
		before := s.order(t)
		x := wxpay.Exchange{ID: "x", Call: CallNotify, Facts: payment, Checks: []wxpay.Check{wxpay.Pass(wxpay.CheckSignature, "", "")}}
		x.Facts.OutTradeNo = number
		c.change(&x)
		if s.book.Add(&x); s.order(t) != before || len(s.book.List()) != 1 {
			t.Errorf("%s: %+v", c.what, s.order(t))
		}
	}
}

func TestCallsThatFailedSayNothing(t *testing.T) {
	for what, change := range map[string]func(*wxpay.Exchange){
		"no reply":     func(x *wxpay.Exchange) { x.Reply = nil },
		"error":        func(x *wxpay.Exchange) { x.Facts.ErrorCode = "ORDERPAID" },
		"no order":     func(x *wxpay.Exchange) { x.Call = catalog.Code2Session },
		"unknown call": func(x *wxpay.Exchange) { x.Call = "v9.jsapi" },
	} {
		x := wxpay.Exchange{
			ID: "x", Call: catalog.V3Close, Facts: wxpay.Facts{OutTradeNo: number}, Reply: &wxpay.Reply{Status: 204},
			Checks: []wxpay.Check{wxpay.Pass(wxpay.CheckSignature, "", "")},
		}
		change(&x)
		book := NewBook()
		if book.Add(&x); len(book.List()) != 0 {
			t.Errorf("%s: %+v", what, book.List()[0])
		}
	}
}

// Genuine, but of another amount: shown, and not believed.
func TestAnotherAmountIsAContradiction(t *testing.T) {
	s := newStory()
	s.place()
	facts := payment
	facts.Total = 1
	s.tell(CallNotify, facts, wxpay.Fail(wxpay.CheckAmount, wxpay.ReasonAmountDiffers, "100 CNY", "1 CNY"))
	s.expect(t, wxpay.NotPay, "placed NOTPAY", "!notification SUCCESS")
	if o := s.order(t); o.Total != 100 || o.TransactionID != "" {
		t.Errorf("learned %+v", o)
	}
}

func TestOrdersHandedOutNeverChange(t *testing.T) {
	s := newStory()
	s.place()
	held := s.order(t)
	kept := *held
	kept.Evidence = append([]Evidence{}, held.Evidence...)
	s.query(wxpay.NotPay)
	s.tell(CallNotify, payment)
	if diff := cmp.Diff(&kept, held); diff != "" {
		t.Error(diff)
	}
	if s.order(t) == held {
		t.Error("the book still holds the old order")
	}
}

func TestBookListsTheNewestFirst(t *testing.T) {
	book := NewBook()
	for i := range 3 {
		no := strconv.Itoa(i)
		book.Add(&wxpay.Exchange{
			ID: no, Call: CallNotify, Facts: wxpay.Facts{OutTradeNo: wxpay.OutTradeNo(no), State: wxpay.Success},
			Checks: []wxpay.Check{wxpay.Pass(wxpay.CheckSignature, "", "")},
		})
	}
	var got []string
	for _, o := range book.List() {
		got = append(got, string(o.OutTradeNo))
	}
	if diff := cmp.Diff([]string{"2", "1", "0"}, got); diff != "" {
		t.Error(diff)
	}
}

func TestActionsPerState(t *testing.T) {
	for state, want := range map[wxpay.TradeState][]string{
		wxpay.NotPay: {"pay", "query", "close"}, wxpay.Success: {"query", "refund"}, wxpay.Refunding: {"query", "refund"},
		wxpay.Closed: {"query"}, "": {"query"},
	} {
		if diff := cmp.Diff(want, Actions(state)); diff != "" {
			t.Errorf("%s: %s", state, diff)
		}
	}
}

func (s *story) refund(call string, no wxpay.OutRefundNo, amount wxpay.Fen, state wxpay.RefundState, checks ...wxpay.Check) {
	s.tell(call, wxpay.Facts{TransactionID: "4200", OutRefundNo: no, RefundID: wxpay.RefundID("50" + no), Refund: amount, RefundState: state, Total: 100}, checks...)
}

func TestSeveralRefundsOfOneOrder(t *testing.T) {
	s := newStory()
	s.place()
	s.tell(CallNotify, payment)
	s.refund(catalog.V3Refund, "R1", 30, wxpay.RefundProcessing)
	if o := s.order(t); o.Refunded != 0 || o.State != wxpay.Refunding {
		t.Errorf("accepted: %d refunded, state %s", o.Refunded, o.State)
	}
	s.refund(CallNotify, "R1", 30, wxpay.RefundSuccess)
	before := s.order(t)
	s.refund(catalog.V3Refund, "R1", 30, wxpay.RefundProcessing) // repeated with the same number
	s.refund(catalog.V2Refund, "R2", 20, wxpay.RefundProcessing)
	s.refund(catalog.V3RefundQuery, "R2", 20, wxpay.RefundAbnormal)
	s.refund(catalog.V3RefundQuery, "R1", 30, wxpay.RefundSuccess)

	want := []Refund{{"R1", "50R1", 30, wxpay.RefundSuccess}, {"R2", "50R2", 20, wxpay.RefundAbnormal}}
	o := s.order(t)
	if diff := cmp.Diff(want, o.Refunds); diff != "" || o.Refunded != 30 {
		t.Errorf("refunded %d %s", o.Refunded, diff)
	}
	if len(before.Refunds) != 1 {
		t.Errorf("an order that was handed out changed to %+v", before.Refunds)
	}
	s.expect(t, wxpay.Refunding, "placed NOTPAY", "notification SUCCESS", "refund REFUND", "notification REFUND", "refund REFUND", "refund REFUND",
		"refund-query REFUND", "refund-query REFUND")

	s.refund(catalog.V3RefundQuery, "R1", 30, wxpay.RefundProcessing)
	if e := s.order(t).Evidence; !e[len(e)-1].Contradiction || s.order(t).Refunded != 30 {
		t.Errorf("money that was back is under way again: %+v", e[len(e)-1])
	}
}
