package sandbox

import (
	"time"

	"wxlens/wxpay"
)

// orderFault is why an order cannot be placed or closed; each generation words
// it in its own way.
type orderFault uint8

const (
	noFault orderFault = iota
	numberUsed
	alreadyPaid
	alreadyClosed
	notKept // the state file could not be written
)

// minimumLife is what a time_expire too near is raised to.
const minimumLife = time.Minute

// place makes an order, or a new prepay_id for one that was asked for in just
// the same way and is not paid. The caller holds the lock.
func (s *Sandbox) place(o *order) (*order, orderFault) {
	now := s.clock.Now()
	if before, ok := s.store.orders[o.OutTradeNo]; ok {
		switch {
		case before.state(now) == wxpay.Success:
			return nil, alreadyPaid
		case before.state(now) == wxpay.Closed:
			return nil, alreadyClosed
		case before.Asked != o.Asked || before.API != o.API:
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
	o.Prepay = wxpay.PrepayID("wx" + v2Time(now) + s.random.text("0123456789abcdef", 20))
	o.PrepayAt = now
	if s.store.put(line{Order: o}) != nil {
		return nil, notKept
	}
	return o, noFault
}

// closeOrder closes an unpaid order; closing a closed one succeeds. The caller
// holds the lock.
func (s *Sandbox) closeOrder(o *order) orderFault {
	now := s.clock.Now()
	switch o.state(now) {
	case wxpay.Success:
		return alreadyPaid
	case wxpay.Closed:
		return noFault
	}
	closed := *o
	closed.ClosedAt = now
	if s.store.put(line{Order: &closed}) != nil {
		return notKept
	}
	return noFault
}
