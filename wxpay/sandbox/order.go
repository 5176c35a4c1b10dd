package sandbox

import (
	"time"

	"wxlens/wxpay"
)

// orderLife is the life of an order without time_expire.
const orderLife = 7 * 24 * time.Hour

// order is what WeChat Pay knows of an order.
type order struct {
	API           wxpay.API           `json:"api"`
	MchID         wxpay.MchID         `json:"mchid"`
	AppID         wxpay.AppID         `json:"appid"`
	OutTradeNo    wxpay.OutTradeNo    `json:"out_trade_no"`
	OpenID        wxpay.OpenID        `json:"openid"`
	Total         wxpay.Fen           `json:"total"`
	Currency      string              `json:"currency"`
	Description   string              `json:"description,omitempty"`
	Device        string              `json:"device,omitempty"`
	Attach        string              `json:"attach,omitempty"`
	NotifyURL     string              `json:"notify_url"`
	TradeType     string              `json:"trade_type"`
	SignType      string              `json:"sign_type,omitempty"` // V2: of the order
	Created       time.Time           `json:"created"`
	Expires       time.Time           `json:"expires"`
	Prepay        wxpay.PrepayID      `json:"prepay_id"`
	PrepayAt      time.Time           `json:"prepay_at"`
	PayURL        string              `json:"pay_url,omitempty"` // code_url or h5_url
	Paid          time.Time           `json:"paid,omitzero"`
	Refunded      time.Time           `json:"refunded,omitzero"` // when the first refund was accepted
	ClosedAt      time.Time           `json:"closed,omitzero"`
	TransactionID wxpay.TransactionID `json:"transaction_id,omitempty"`
	// Asked is the order as it was first asked for, to compare a repeat with.
	Asked string `json:"asked"`
}

// state returns the trade state at a moment.
func (o *order) state(now time.Time) wxpay.TradeState {
	switch {
	case !o.Refunded.IsZero():
		return wxpay.Refunding
	case !o.Paid.IsZero():
		return wxpay.Success
	case !o.ClosedAt.IsZero() || !now.Before(o.Expires):
		return wxpay.Closed
	}
	return wxpay.NotPay
}

// paid reports whether the payer has paid, whatever was refunded since.
func (o *order) paid() bool { return !o.Paid.IsZero() }

// stateText is trade_state_desc.
func stateText(s wxpay.TradeState) string {
	switch s {
	case wxpay.Success:
		return "支付成功"
	case wxpay.Refunding:
		return "订单发生过退款，退款详情请查询退款单"
	case wxpay.Closed:
		return "订单已关闭"
	}
	return "订单未支付"
}

// dated returns the time that an id made at a moment carries.
func (s *Sandbox) dated(now time.Time) time.Time {
	if !s.cfg.Dated.IsZero() {
		return s.cfg.Dated
	}
	return now
}

// newTransactionID draws a transaction_id that no order has: with a seed, a
// sandbox that was started again draws the old ones once more.
func (s *Sandbox) newTransactionID(now time.Time) wxpay.TransactionID {
	for {
		id := wxpay.TransactionID("42000" + s.random.text("0123456789", 5) + s.dated(now).In(beijing).Format("20060102") + s.random.text("0123456789", 10))
		if _, used := s.store.byTransaction(id); !used {
			return id
		}
	}
}

// newNotificationID draws an id that no notification has, for the same reason.
func (s *Sandbox) newNotificationID() string {
	for {
		id := s.random.uuid()
		if _, used := s.store.notifications[id]; !used {
			return id
		}
	}
}

// newRefundID draws a refund_id that no refund has.
func (s *Sandbox) newRefundID(now time.Time) wxpay.RefundID {
	for {
		id := wxpay.RefundID("50300" + s.random.text("0123456789", 5) + s.dated(now).In(beijing).Format("20060102") + s.random.text("0123456789", 10))
		if _, used := s.store.byRefundID(id); !used {
			return id
		}
	}
}

// beijing is the zone of WeChat Pay's own times.
var beijing = time.FixedZone("UTC+8", 8*60*60)

// v2Time writes a time as V2 messages do, yyyyMMddHHmmss in Beijing.
func v2Time(t time.Time) string { return t.In(beijing).Format("20060102150405") }

// v3Time writes a time as V3 messages do, RFC 3339 in Beijing.
func v3Time(t time.Time) string { return t.In(beijing).Format("2006-01-02T15:04:05+08:00") }
