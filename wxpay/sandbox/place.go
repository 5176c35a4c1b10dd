package sandbox

import (
	"time"

	"wxlens/wxpay"
)

// minimumLife is what a time_expire too near is raised to.
const minimumLife = time.Minute

// place makes an order, or a new prepay_id for one that was asked for in just
// the same way and is not paid. The caller holds the lock.
func (s *Sandbox) place(o *order) (*order, ruleFault) {
	now := s.clock.Now()
	if before, ok := s.store.orders[o.OutTradeNo]; ok {
		switch {
		case before.paid():
			return nil, alreadyPaid
		case before.state(now) == wxpay.Closed:
			return nil, alreadyClosed
		case before.Asked != o.Asked || before.API != o.API || before.TradeType != o.TradeType:
			return nil, numberUsed
		}
		again := *before
		again.SignType = o.SignType // the client call must sign as the last order did
		o = &again
	} else {
		o.Created = now
		switch {
		case o.Expires.IsZero():
			o.Expires = now.Add(orderLife)
		case o.Expires.Before(now.Add(minimumLife)):
			o.Expires = now.Add(minimumLife)
		}
	}
	o.Prepay = wxpay.PrepayID("wx" + v2Time(s.dated(now)) + s.random.text("0123456789abcdef", 20))
	o.PrepayAt = now
	o.PayURL = s.payURL(o)
	if s.store.put(line{Order: o}) != nil {
		return nil, notKept
	}
	return o, noFault
}

// closeOrder closes an unpaid order; closing a closed one succeeds. The caller
// holds the lock.
func (s *Sandbox) closeOrder(o *order) ruleFault {
	now := s.clock.Now()
	switch {
	case o == nil:
		return noOrder
	case o.paid():
		return closingPaid
	case o.state(now) == wxpay.Closed:
		return noFault
	}
	closed := *o
	closed.ClosedAt = now
	if s.store.put(line{Order: &closed}) != nil {
		return notKept
	}
	return noFault
}
