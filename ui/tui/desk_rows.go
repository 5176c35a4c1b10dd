package tui

import (
	"time"

	"wxlens/ui/workbench/control"
	"wxlens/wxpay"
)

// deskRow is one line of the list: an order, a refund or a notification.
type deskRow struct {
	order  *control.Order
	refund *control.Refund
	notice *control.Notification
	depth  int // 0: stands by itself
}

// id tells rows apart.
func (r *deskRow) id() string {
	switch {
	case r.order != nil:
		return "order " + string(r.order.OutTradeNo)
	case r.refund != nil:
		return "refund " + string(r.refund.OutRefundNo)
	}
	return "notification " + r.notice.ID
}

// deskRows lists the orders, the newest first, below each its notifications, and
// its refunds with theirs. Notifications about no order come last.
func deskRows(s *control.State) []deskRow {
	refunds, notices := map[wxpay.OutTradeNo][]*control.Refund{}, map[string][]*control.Notification{}
	for i := range s.Refunds {
		r := &s.Refunds[i]
		refunds[r.OutTradeNo] = append(refunds[r.OutTradeNo], r)
	}
	for i := range s.Notifications {
		n := &s.Notifications[i]
		about := subject(n.OutTradeNo, n.OutRefundNo)
		notices[about] = append(notices[about], n)
	}
	rows := make([]deskRow, 0, len(s.Orders)+len(s.Refunds)+len(s.Notifications))
	tell := func(about string, depth int) {
		for _, n := range notices[about] {
			rows = append(rows, deskRow{notice: n, depth: depth})
		}
		delete(notices, about)
	}
	for i := len(s.Orders) - 1; i >= 0; i-- {
		o := &s.Orders[i]
		rows = append(rows, deskRow{order: o})
		tell(subject(o.OutTradeNo, ""), 1)
		for _, r := range refunds[o.OutTradeNo] {
			rows = append(rows, deskRow{refund: r, depth: 1})
			tell(subject(o.OutTradeNo, r.OutRefundNo), 2)
		}
	}
	for i := range s.Notifications {
		n := &s.Notifications[i]
		tell(subject(n.OutTradeNo, n.OutRefundNo), 0)
	}
	return rows
}

// subject names what a notification is about.
func subject(no wxpay.OutTradeNo, refund wxpay.OutRefundNo) string {
	return string(no) + "\n" + string(refund)
}

// nextDue returns when the next notification is due.
func (d *desk) nextDue() (due time.Time, ok bool) {
	for i := range d.state.Notifications {
		if at := d.state.Notifications[i].NextAt; at != nil && (due.IsZero() || at.Before(due)) {
			due = *at
		}
	}
	return due, !due.IsZero()
}
