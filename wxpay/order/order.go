// Package order computes what is known about an order from the exchanges that
// speak of it. Every state names its evidence; evidence that contradicts is
// shown, never hidden. What the client app reports is not evidence of payment.
package order

import (
	"slices"
	"time"

	"wxlens/wxpay"
	"wxlens/wxpay/catalog"
)

// Order is one order as its evidence tells of it.
type Order struct {
	OutTradeNo    wxpay.OutTradeNo
	TransactionID wxpay.TransactionID
	MchID         wxpay.MchID
	AppID         wxpay.AppID
	Profile       string
	API           wxpay.API
	Total         wxpay.Fen // as ordered
	Currency      string
	State         wxpay.TradeState // "" while nothing trustworthy was said
	Refunded      wxpay.Fen        // money given back: refunds that succeeded
	Refunds       []Refund         // in the order in which they became known
	Created       time.Time
	Updated       time.Time
	Evidence      []Evidence
}

// Evidence is what one exchange says about the order.
type Evidence struct {
	Exchange      string
	At            time.Time
	Source        Source
	Says          wxpay.TradeState // "" when it says nothing about the state
	Contradiction bool             // it cannot follow from what was known before

	OutRefundNo wxpay.OutRefundNo // the refund that it is about, if it is about one
	Refund      wxpay.RefundState // what it says of that
}

// Refund is one refund of an order. The order's own state says only that there is
// one (转入退款); what became of the money, the refund says.
type Refund struct {
	OutRefundNo wxpay.OutRefundNo
	RefundID    wxpay.RefundID
	Amount      wxpay.Fen
	State       wxpay.RefundState
}

// Placed reports whether the order was placed here, so that its amount as ordered
// is known.
func (o *Order) Placed() bool {
	return slices.ContainsFunc(o.Evidence, func(e Evidence) bool { return e.Source == FromPlacing })
}

// Source is where evidence comes from.
type Source string

const (
	FromPlacing      Source = "placed"       // our order call was accepted
	FromQuery        Source = "query"        // WeChat Pay answered a query
	FromNotification Source = "notification" // WeChat Pay told us
	FromClosing      Source = "closed"       // our close call was accepted
	FromRefunding    Source = "refund"       // our refund call was accepted
	FromRefundQuery  Source = "refund-query" // WeChat Pay answered a refund query
	FromClient       Source = "client"       // the client app; proves nothing
)

// Names that exchanges carry where they are no call of the catalogue.
const (
	CallNotify  = "notify"  // a notification came in
	CallCashier = "cashier" // the client app reported what the payer did
)

// Book holds the orders of exchanges folded in the order they happened.
type Book struct {
	orders map[wxpay.OutTradeNo]*Order
	newest []wxpay.OutTradeNo // in order of creation, oldest first
	seen   map[told]bool      // evidence already counted
}

// told is what an exchange says.
type told struct {
	exchange string
	says     wxpay.TradeState
	refund   wxpay.RefundState
}

// NewBook returns an empty book.
func NewBook() *Book {
	return &Book{orders: map[wxpay.OutTradeNo]*Order{}, seen: map[told]bool{}}
}

// Get returns the order with this number.
func (b *Book) Get(no wxpay.OutTradeNo) (*Order, bool) {
	o, ok := b.orders[no]
	return o, ok
}

// List returns the orders, the newest first.
func (b *Book) List() []*Order {
	list := make([]*Order, 0, len(b.newest))
	for i := len(b.newest) - 1; i >= 0; i-- {
		list = append(list, b.orders[b.newest[i]])
	}
	return list
}

// Add folds one exchange in. An exchange may come again when it has gained
// records; what it already said is not counted twice.
func (b *Book) Add(x *wxpay.Exchange) {
	source, ok := sourceOf(x)
	if !ok {
		return
	}
	e := Evidence{Exchange: x.ID, At: x.Started, Source: source, Says: says(source, x.Facts), OutRefundNo: x.Facts.OutRefundNo, Refund: x.Facts.RefundState}
	key := told{x.ID, e.Says, e.Refund}
	if b.seen[key] {
		return
	}
	b.seen[key] = true

	o := b.copyOf(x)
	switch {
	case !wxpay.OK(x.Checks): // genuine, but of another amount than was ordered
		e.Contradiction = true
	case source == FromClient || e.Says == "":
	case follows(o.State, e.Says) && o.learnRefund(source, x.Facts):
		o.State = e.Says
		o.learn(x.Facts)
	default:
		e.Contradiction = true
	}
	o.Evidence = append(o.Evidence, e) // beyond what orders that were handed out look at
	o.Updated = x.Started.Add(x.Elapsed)
	b.orders[o.OutTradeNo] = o
}

// copyOf returns a copy of the order that an exchange speaks of, or a new one:
// orders that were handed out never change.
func (b *Book) copyOf(x *wxpay.Exchange) *Order {
	if o, ok := b.orders[x.Facts.OutTradeNo]; ok {
		changed := *o
		return &changed
	}
	b.newest = append(b.newest, x.Facts.OutTradeNo)
	return &Order{OutTradeNo: x.Facts.OutTradeNo, Profile: x.Profile, API: x.API, Created: x.Started}
}

// learn keeps what the facts say beyond the state. The amount as ordered is
// never overwritten: another amount is a contradiction for checks to find.
func (o *Order) learn(f wxpay.Facts) {
	if f.TransactionID != "" {
		o.TransactionID = f.TransactionID
	}
	if o.MchID == "" {
		o.MchID, o.AppID = f.MchID, f.AppID
	}
	if o.Total == 0 {
		o.Total, o.Currency = f.Total, f.Currency
	}
}

// learnRefund takes over what the facts say about a refund, if they speak of one.
// It is false when that cannot follow from what was known.
func (o *Order) learnRefund(source Source, f wxpay.Facts) bool {
	if f.OutRefundNo == "" {
		return true
	}
	refunds := slices.Clone(o.Refunds) // orders that were handed out never change
	at := slices.IndexFunc(refunds, func(r Refund) bool { return r.OutRefundNo == f.OutRefundNo })
	switch {
	case at < 0:
		refunds = append(refunds, Refund{f.OutRefundNo, f.RefundID, f.Refund, f.RefundState})
	case source == FromRefunding: // the acceptance, told again or late
		return true
	case !refundFollows(refunds[at].State, f.RefundState):
		return false
	default:
		refunds[at].State = f.RefundState
	}
	o.Refunds, o.Refunded = refunds, 0
	for _, r := range refunds {
		if r.State == wxpay.RefundSuccess {
			o.Refunded += r.Amount
		}
	}
	return true
}

// refundFollows reports whether a state of a refund may be learned after another
// (退款状态): what is under way ends in any way, and what is abnormal may be taken
// up again (异常退款).
func refundFollows(from, to wxpay.RefundState) bool {
	return from == to || from == wxpay.RefundProcessing || from == wxpay.RefundAbnormal
}

// IsEvidence reports whether an exchange says anything about an order that can be
// trusted.
func IsEvidence(x *wxpay.Exchange) bool {
	_, ok := sourceOf(x)
	return ok
}

// sourceOf tells what kind of evidence an exchange is, if it is any: it must
// name an order, and what WeChat Pay said must be signed by it and have passed
// every check of who said it. A repeated notification counts for nothing.
func sourceOf(x *wxpay.Exchange) (Source, bool) {
	if x.Facts.OutTradeNo == "" || !genuine(x.Checks) || x.DuplicateOf != "" {
		return "", false
	}
	switch {
	case x.Call == CallCashier:
		return FromClient, true
	case !signed(x.Checks):
		return "", false
	case x.Call == CallNotify:
		return FromNotification, true
	}
	endpoint, known := catalog.ByID(x.Call)
	if !known || x.Reply == nil || x.Facts.ErrorCode != "" {
		return "", false
	}
	switch endpoint.Effect {
	case catalog.Places:
		return FromPlacing, true
	case catalog.Queries:
		return FromQuery, true
	case catalog.Closes:
		return FromClosing, true
	case catalog.Refunds:
		return FromRefunding, true
	case catalog.QueriesRefund:
		return FromRefundQuery, true
	}
	return "", false
}

// genuine reports whether nothing but the amount is amiss.
func genuine(checks []wxpay.Check) bool {
	return !slices.ContainsFunc(checks, func(c wxpay.Check) bool {
		return c.Verdict == wxpay.Failed && c.Name != wxpay.CheckAmount
	})
}

// signed reports whether a signature was verified; without any check nothing is
// known about who said it.
func signed(checks []wxpay.Check) bool {
	return slices.ContainsFunc(checks, func(c wxpay.Check) bool {
		return c.Name == wxpay.CheckSignature && c.Verdict == wxpay.Passed
	})
}

func says(source Source, f wxpay.Facts) wxpay.TradeState {
	switch source {
	case FromPlacing:
		return wxpay.NotPay
	case FromClosing:
		return wxpay.Closed
	}
	if f.OutRefundNo != "" {
		return wxpay.Refunding // with the first accepted refund, also a partial one
	}
	return f.State
}

// follows reports whether a state may be learned after another (订单状态流转).
// Learning the same again is fine; so is anything when nothing was known.
func follows(from, to wxpay.TradeState) bool {
	return from == "" || from == to || slices.Contains(Next(from), to)
}

// Next returns the states that may follow a state.
func Next(s wxpay.TradeState) []wxpay.TradeState {
	switch s {
	case wxpay.NotPay:
		return []wxpay.TradeState{wxpay.Success, wxpay.Closed, wxpay.UserPaying, wxpay.PayError, wxpay.Refunding}
	case wxpay.UserPaying, wxpay.Accepted:
		return []wxpay.TradeState{wxpay.Success, wxpay.PayError, wxpay.Revoked, wxpay.NotPay}
	case wxpay.Success:
		return []wxpay.TradeState{wxpay.Refunding}
	}
	return nil
}

// Actions returns what may be asked for in a state: the legal next steps.
func Actions(s wxpay.TradeState) []string {
	switch s {
	case wxpay.NotPay:
		return []string{"pay", "query", "close"}
	case wxpay.Success, wxpay.Refunding:
		return []string{"query", "refund"}
	}
	return []string{"query"}
}
