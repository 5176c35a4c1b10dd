package sandbox

import (
	"time"

	"wxlens/wxpay"
	"wxlens/wxpay/v3"
)

// Rules of refunds (申请退款).
const (
	maxRefunds      = 50 // per order
	refundableYears = 1  // after the payment
)

// refund is what WeChat Pay knows of a refund.
type refund struct {
	API         wxpay.API         `json:"api"`
	ID          wxpay.RefundID    `json:"refund_id"`
	OutRefundNo wxpay.OutRefundNo `json:"out_refund_no"`
	OutTradeNo  wxpay.OutTradeNo  `json:"out_trade_no"`
	Amount      wxpay.Fen         `json:"amount"`
	Account     string            `json:"account,omitempty"` // that pays, as V3 calls it
	Channel     string            `json:"channel"`
	NotifyURL   string            `json:"notify_url,omitempty"`
	State       wxpay.RefundState `json:"state"`
	Created     time.Time         `json:"created"`
	Settled     time.Time         `json:"settled,omitzero"`
	// Asked is the refund as it was first asked for, to compare a repeat with.
	Asked string `json:"asked"`
}

// Where refunded money goes (退款渠道).
const (
	channelOriginal  = "ORIGINAL"
	channelOtherCard = "OTHER_BANKCARD"
)

// takeBack accepts a refund of an order, or finds the one that was asked for in
// just the same way; total is what the request says of the order. It is under
// way when it is answered, and settles at once. The caller holds the lock.
func (s *Sandbox) takeBack(o *order, r *refund, total wxpay.Fen) (*refund, ruleFault) {
	now := s.clock.Now()
	if before, ok := s.store.refunds[r.OutRefundNo]; ok {
		if before.Asked != r.Asked || before.API != r.API {
			return nil, refundDiffers
		}
		return before, noFault
	}
	if fault := s.refundable(o, r, total, now); fault != noFault {
		return nil, fault
	}
	r.ID, r.OutTradeNo, r.State, r.Created, r.Channel = s.newRefundID(now), o.OutTradeNo, wxpay.RefundProcessing, now, channelOriginal
	if s.store.put(line{Refund: r}) != nil {
		return nil, notKept
	}
	if o.Refunded.IsZero() {
		changed := *o
		changed.Refunded = now
		if s.store.put(line{Order: &changed}) != nil {
			return nil, notKept
		}
	}
	return r, s.goOn(r)
}

// refundable says why an order cannot be refunded like that.
func (s *Sandbox) refundable(o *order, r *refund, total wxpay.Fen, now time.Time) ruleFault {
	switch {
	case o == nil:
		return noRefundableOrder
	case !o.paid():
		return notPaid
	case now.After(o.Paid.AddDate(refundableYears, 0, 0)):
		return tooLate
	case total != o.Total:
		return totalDiffers
	case s.refunded(o)+r.Amount > o.Total:
		return tooMuch
	case len(s.store.refundsOf(o.OutTradeNo)) >= maxRefunds:
		return tooManyRefunds
	}
	return noFault
}

// refunded is what an order has been refunded, or is about to be.
func (s *Sandbox) refunded(o *order) (sum wxpay.Fen) {
	for _, r := range s.store.refundsOf(o.OutTradeNo) {
		if r.State != wxpay.RefundClosed { // what was closed never left
			sum += r.Amount
		}
	}
	return sum
}

// goOn settles a refund under way as was planned for the next one: by itself it
// succeeds.
func (s *Sandbox) goOn(r *refund) ruleFault {
	outcome := s.nextOutcome()
	if outcome == outcomeHold {
		return noFault
	}
	if s.settle(r, outcome.state()) != nil {
		return notKept
	}
	return noFault
}

// settle ends a refund and tells of it.
func (s *Sandbox) settle(r *refund, state wxpay.RefundState) error {
	settled := *r
	settled.State, settled.Settled = state, s.clock.Now()
	if err := s.store.put(line{Refund: &settled}); err != nil {
		return err
	}
	return s.notifyRefund(&settled)
}

// repeat sends an abnormal refund again, to a bank account (发起异常退款).
func (s *Sandbox) repeat(r *refund) (*refund, ruleFault) {
	if r.State != wxpay.RefundAbnormal {
		return nil, notAbnormal
	}
	again := *r
	again.State, again.Settled, again.Channel = wxpay.RefundProcessing, time.Time{}, channelOtherCard
	if s.store.put(line{Refund: &again}) != nil {
		return nil, notKept
	}
	return &again, s.goOn(&again)
}

// event is the event_type of the refund's notification.
func (r *refund) event() string {
	switch r.State {
	case wxpay.RefundAbnormal:
		return v3.EventRefundAbnormal
	case wxpay.RefundClosed:
		return v3.EventRefundClosed
	}
	return v3.EventRefunded
}

// summary is that of the refund's notification.
func (r *refund) summary() string {
	switch r.State {
	case wxpay.RefundAbnormal:
		return "退款异常"
	case wxpay.RefundClosed:
		return "退款关闭"
	}
	return "退款成功"
}

// receivedBy is where the money goes, for people (退款入账账户).
func (r *refund) receivedBy() string {
	if r.Channel == channelOtherCard {
		return "银行卡"
	}
	return "支付用户零钱"
}
