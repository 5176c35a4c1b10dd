package ledger

import (
	"iter"
	"slices"

	"wxlens/wxpay"
	"wxlens/wxpay/order"
)

// Orders is a list of orders that never changes, the newest first.
type Orders struct {
	entries    []int32        // oldest first: a place among the deliveries, or ^ a place among those that are whole
	whole      []*order.Order // that have more to tell than one notification
	deliveries Deliveries
}

// OrdersOf returns a list of these, the newest first.
func OrdersOf(list ...*order.Order) Orders {
	var o Orders
	for _, one := range slices.Backward(list) {
		o.entries = append(o.entries, ^int32(len(o.whole)))
		o.whole = append(o.whole, one)
	}
	return o
}

// Len returns how many there are.
func (o Orders) Len() int { return len(o.entries) }

// At returns one of them, the newest first.
func (o Orders) At(i int) *order.Order {
	e := o.entries[len(o.entries)-1-i]
	if e < 0 {
		return o.whole[^e]
	}
	return o.paid(int(e))
}

// Of returns the order with a number, or nil.
func (o Orders) Of(no wxpay.OutTradeNo) *order.Order {
	for i, e := range slices.Backward(o.entries) {
		if o.no(e) == no {
			return o.At(len(o.entries) - 1 - i)
		}
	}
	return nil
}

// All yields them, the newest first.
func (o Orders) All() iter.Seq[*order.Order] {
	return func(yield func(*order.Order) bool) {
		for i := range o.Len() {
			if !yield(o.At(i)) {
				return
			}
		}
	}
}

func (o Orders) no(entry int32) wxpay.OutTradeNo {
	if entry < 0 {
		return o.whole[^entry].OutTradeNo
	}
	return o.deliveries.outTradeNo(int(entry))
}

// paid is an order that one notification tells all of.
func (o Orders) paid(delivery int) *order.Order {
	d, more := o.deliveries.At(delivery), o.deliveries.rest(delivery)
	return &order.Order{
		OutTradeNo: d.OutTradeNo, TransactionID: d.TransactionID, MchID: more.mchID, AppID: more.appID, Profile: d.Profile, API: d.API,
		Total: d.Total, Currency: more.currency, State: more.state, Created: d.At, Updated: d.At.Add(more.elapsed),
		Evidence: []order.Evidence{{Exchange: d.ID, At: d.At, Source: order.FromNotification, Says: more.state}},
	}
}

// folding is the list while it grows.
type folding struct {
	list       Orders
	book       *order.Book // of those that are whole
	deliveries *packing
	places     index
	shared     bool // a snapshot holds entries and whole: they are copied before a change
}

func newFolding(p *packing) *folding {
	return &folding{book: order.NewBook(), deliveries: p, places: newIndex()}
}

// snapshot returns the list as it is, for a snapshot of the deliveries.
func (f *folding) snapshot(d Deliveries) Orders {
	f.shared = true
	entries, whole := f.list.entries, f.list.whole
	return Orders{entries[:len(entries):len(entries)], whole[:len(whole):len(whole)], d}
}

// text implements [texts]: orders are found by their numbers.
func (f *folding) text(at int) string {
	e := f.list.entries[at]
	if e < 0 {
		return string(f.list.whole[^e].OutTradeNo)
	}
	p := f.deliveries
	c := &p.list.chunks[e/chunkSize]
	if r := &c.rows[e%chunkSize]; r.flags&flagOdd == 0 {
		return p.texts(int(e))[r.id : r.id+r.order]
	}
	return string(c.odd[int(e)%chunkSize].OutTradeNo)
}

// add folds an exchange in; delivery is its place among the deliveries, -1 if it
// is none.
func (f *folding) add(x *wxpay.Exchange, delivery int) {
	if !order.IsEvidence(x) {
		return
	}
	no := string(x.Facts.OutTradeNo)
	at, known := f.places.find(no, f)
	plain := delivery >= 0 && isPlain(x)
	switch {
	case !known && plain:
		f.list.entries = append(f.list.entries, int32(delivery))
		f.places.add(no, len(f.list.entries)-1, f)
		return
	case !known:
		f.book.Add(x)
		o, _ := f.book.Get(x.Facts.OutTradeNo)
		f.list.entries = append(f.list.entries, ^int32(len(f.list.whole)))
		f.list.whole = append(f.list.whole, o)
		f.places.add(no, len(f.list.entries)-1, f)
		return
	}
	if e := f.list.entries[at]; e >= 0 {
		if plain && int(e) == delivery {
			return // told again, with its answer
		}
		f.unpack(at, int(e))
	}
	place := ^f.list.entries[at]
	f.book.Add(x)
	if o, _ := f.book.Get(x.Facts.OutTradeNo); o != f.list.whole[place] {
		f.own()
		f.list.whole[place] = o
	}
}

// isPlain reports whether a notification tells no more of its order than is kept
// of a delivery.
func isPlain(x *wxpay.Exchange) bool {
	return x.Call == order.CallNotify && wxpay.OK(x.Checks) && x.Facts.State != "" && x.Facts.OutRefundNo == ""
}

// keep is called before a delivery changes. An order that it alone told of keeps
// what it said, should it say something else now.
func (f *folding) keep(delivery int, x *wxpay.Exchange) {
	f.deliveries.settle()
	d, more := f.deliveries.list.At(delivery), f.deliveries.list.rest(delivery)
	at, known := f.places.find(string(d.OutTradeNo), f)
	if !known || f.list.entries[at] != int32(delivery) {
		return
	}
	now := restOf(x)
	now.elapsed = more.elapsed
	if isPlain(x) && order.IsEvidence(x) && now == more && x.Facts.OutTradeNo == d.OutTradeNo &&
		x.Facts.TransactionID == d.TransactionID && x.Facts.Total == d.Total && x.Started.Equal(d.At) {
		return
	}
	f.unpack(at, delivery)
}

// own makes sure that no snapshot holds what is changed next.
func (f *folding) own() {
	if f.shared {
		f.list.entries, f.list.whole = slices.Clone(f.list.entries), slices.Clone(f.list.whole)
		f.shared = false
	}
}

// unpack gives an order that one notification told all of to the book.
func (f *folding) unpack(at, delivery int) {
	f.deliveries.settle()
	d, more := f.deliveries.list.At(delivery), f.deliveries.list.rest(delivery)
	f.book.Add(&wxpay.Exchange{
		ID: d.ID, Direction: wxpay.Incoming, Profile: d.Profile, API: d.API, Call: order.CallNotify, Started: d.At, Elapsed: more.elapsed,
		Checks: []wxpay.Check{wxpay.Pass(wxpay.CheckSignature, "", "")},
		Facts: wxpay.Facts{
			OutTradeNo: d.OutTradeNo, TransactionID: d.TransactionID, MchID: more.mchID, AppID: more.appID, Total: d.Total,
			Currency: more.currency, State: more.state, EventType: d.EventType,
		},
	})
	o, _ := f.book.Get(d.OutTradeNo)
	f.own()
	f.list.entries[at] = ^int32(len(f.list.whole))
	f.list.whole = append(f.list.whole, o)
}

// restOf is what a delivery tells of its order beyond itself.
func restOf(x *wxpay.Exchange) rest {
	more := rest{elapsed: x.Elapsed}
	if x.Facts.OutTradeNo != "" {
		more.mchID, more.appID, more.currency, more.state = x.Facts.MchID, x.Facts.AppID, x.Facts.Currency, x.Facts.State
	}
	return more
}
