package sandbox

import (
	"time"

	"wxlens/wxpay"
	"wxlens/wxpay/v3"
)

// notification is one event that a merchant is told of until it acknowledges: a
// payment, what became of a refund, or a self-test.
type notification struct {
	ID          string            `json:"id"`
	API         wxpay.API         `json:"api,omitempty"` // its form; "": that of the order
	OutTradeNo  wxpay.OutTradeNo  `json:"out_trade_no,omitempty"`
	OutRefundNo wxpay.OutRefundNo `json:"out_refund_no,omitempty"`
	Refund      *refund           `json:"refund,omitempty"` // as it was when it settled
	Echo        *echo             `json:"echo,omitempty"`
	EventType   string            `json:"event_type"`
	URL         string            `json:"url"`
	Created     time.Time         `json:"created"`
	Attempts    []Attempt         `json:"attempts"`
	NextAt      *time.Time        `json:"next_at"` // nil: acknowledged, or given up
	Repeats     int               `json:"repeats"` // attempts of the ladder so far

	sending bool
	last    *message // as last sent, for an exact duplicate
	random  *random  // its own, as attempts run beside everything else; nil until one is made after a restart
}

// Attempt is one delivery and what came of it.
type Attempt struct {
	At           time.Time `json:"at"`
	Status       int       `json:"status"` // 0: no answer
	ElapsedMS    int64     `json:"elapsed_ms"`
	Error        string    `json:"error"`
	Acknowledged bool      `json:"acknowledged"`
}

// subject is what a notification is about, and the generation that tells it.
type subject struct {
	api    wxpay.API
	order  *order
	refund *refund
	echo   *echo
}

// subjectOf finds what a notification is about. The caller holds the lock.
func (s *Sandbox) subjectOf(n *notification) (subject, bool) {
	about := subject{api: n.API, order: s.store.orders[n.OutTradeNo], refund: n.Refund, echo: n.Echo}
	if about.api == "" && about.order != nil {
		about.api = about.order.API
	}
	return about, about.echo != nil || about.order != nil
}

// notifyPaid tells of a payment. The caller holds the lock.
func (s *Sandbox) notifyPaid(o *order) error {
	return s.notifier.enqueue(&notification{API: o.API, OutTradeNo: o.OutTradeNo, EventType: v3.EventPaid, URL: o.NotifyURL})
}

// notifyRefund tells what became of a refund: at the refund's own address, or in
// the form of V2 at the one that is set on the merchant platform (退款结果通知).
// Without either nobody is told. The caller holds the lock.
func (s *Sandbox) notifyRefund(r *refund) error {
	n := &notification{
		API: r.API, OutTradeNo: r.OutTradeNo, OutRefundNo: r.OutRefundNo, Refund: r, EventType: r.event(), URL: r.NotifyURL,
	}
	if n.URL == "" {
		n.API, n.URL = wxpay.V2, s.store.settings.RefundURL
	}
	if n.URL == "" {
		return nil
	}
	return s.notifier.enqueue(n)
}
