package sandbox

import (
	"slices"
	"time"

	"wxlens/wxpay"
)

// billAsked is which bill a request wants.
type billAsked struct {
	Fund bool      `json:"fund,omitempty"` // 资金账单, not 交易账单
	Day  time.Time `json:"day"`            // its beginning, Beijing time
	Type string    `json:"type"`           // bill_type or account_type, as V3 writes it
	GZIP bool      `json:"gzip,omitempty"`
}

// Types of bills that the sandbox has anything to put into.
const (
	billAll     = "ALL"
	billSuccess = "SUCCESS"
	billRefund  = "REFUND"
	billBasic   = "BASIC"
)

// askedBill reads the day of a bill; V2 and V3 write it in their own ways.
func askedBill(layout, day, kind string, fund, gzip bool) (billAsked, error) {
	at, err := time.ParseInLocation(layout, day, beijing)
	return billAsked{fund, at, kind, gzip}, err
}

const (
	billHour   = 10 // of the next day, when a bill is made
	billMonths = 3  // that bills are kept
)

// made is when the bill of a day is made: it tells what was so at that moment.
func (b billAsked) made() time.Time { return b.Day.AddDate(0, 0, 1).Add(billHour * time.Hour) }

// bill writes a bill, not compressed. The caller holds the lock.
func (s *Sandbox) bill(b billAsked) ([]byte, ruleFault) {
	now := s.clock.Now()
	if now.Before(b.made()) {
		return nil, billEarly
	}
	if b.Day.Before(now.AddDate(0, -billMonths, 0)) {
		return nil, billNone
	}
	plan := s.store.settings.Bill
	events := plan.plant(s.events(b.made()), b)
	file, any := tradeBill(events, b)
	if b.Fund {
		file, any = fundFlow(events, b)
	}
	if !any {
		return nil, billNone
	}
	return plan.spoil(file), noFault
}

// event is a payment, or a refund of one, as bills list them.
type event struct {
	at     time.Time
	order  *order
	refund *refund // nil: the payment
	state  string  // 退款状态; of a payment REVOKED, else empty
}

func (e event) in(b billAsked) bool {
	return !e.at.Before(b.Day) && e.at.Before(b.Day.AddDate(0, 0, 1))
}

// events are all payments and refunds up to the moment at which a bill is made,
// in the order of time.
func (s *Sandbox) events(made time.Time) []event {
	var list []event
	for _, no := range s.store.numbers {
		if o := s.store.orders[no]; o.paid() {
			list = append(list, event{at: o.Paid, order: o})
		}
	}
	for _, no := range s.store.refundNumbers {
		r := s.store.refunds[no]
		state := "PROCESSING"
		if !r.Settled.IsZero() && r.Settled.Before(made) {
			state = stateV2(r.State)
		}
		if state != stateV2(wxpay.RefundClosed) { // what was closed never left
			list = append(list, event{r.Created, s.store.orders[r.OutTradeNo], r, state})
		}
	}
	slices.SortStableFunc(list, func(a, b event) int { return a.at.Compare(b.at) })
	return list
}

// feePermyriad is the merchant's fee (手续费), in hundredths of a per cent.
const feePermyriad = 60

// fee is that of an amount, in hundred-thousandths of a yuan, as bills write it.
func fee(amount wxpay.Fen) int64 { return int64(amount) * feePermyriad / 10 }

// feeFen is the fee as it is booked: rounded to fen.
func feeFen(amount wxpay.Fen) wxpay.Fen { return wxpay.Fen((fee(amount) + 500) / 1000) }
