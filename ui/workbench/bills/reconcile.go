package bills

import (
	"context"
	"io"
	"os"
	"time"

	"wxlens/wxpay"
	"wxlens/wxpay/bill"
	"wxlens/wxpay/order"
)

// Reconcile compares a kept trade bill with the orders of the journal and tells
// each difference. progress may be nil.
func (b *Bills) Reconcile(ctx context.Context, path string, progress func(bytes int64), each func(bill.Difference) error) (*bill.Result, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	scope := bill.Scope{}
	if info, err := file.Stat(); err == nil {
		if k, ok := keptOf(path, info); ok {
			scope = bill.Scope{Day: k.Day, MchID: k.MchID}
		}
	}
	return b.ReconcileFrom(ctx, file, bill.Options{Progress: progress}, scope, each)
}

// ReconcileFrom is [Bills.Reconcile] of a bill that is no kept file.
func (b *Bills) ReconcileFrom(ctx context.Context, r io.Reader, o bill.Options, scope bill.Scope, each func(bill.Difference) error) (*bill.Result, error) {
	books, err := b.books(ctx)
	if err != nil {
		return nil, err
	}
	return bill.Reconcile(ctx, r, o, books, scope, each)
}

// books enters what is known here of payments and refunds. An order's own state is
// enough to compare with; the day under which it must stand in a bill, the messages
// tell.
func (b *Bills) books(ctx context.Context) (*bill.Books, error) {
	orders, err := b.deps.Orders(ctx)
	if err != nil {
		return nil, err
	}
	days, err := b.days(ctx)
	if err != nil {
		return nil, err
	}
	books := bill.NewBooks()
	for o := range orders {
		e := bill.Entry{OutTradeNo: o.OutTradeNo, MchID: o.MchID, Amount: o.Total, State: string(o.State), Day: days.paid[o.OutTradeNo]}
		books.Add(e)
		for _, r := range o.Refunds {
			e.OutRefundNo, e.Amount, e.State, e.Day = r.OutRefundNo, r.Amount, string(r.State), ""
			if r.State != wxpay.RefundClosed { // what was closed never left
				e.Day = days.refunded[r.OutRefundNo]
			}
			books.Add(e)
		}
	}
	return books, nil
}

// days are when things happened, as messages told: the days of Beijing.
type days struct {
	paid     map[wxpay.OutTradeNo]string
	refunded map[wxpay.OutRefundNo]string
}

// page is how many records of the journal are read at once.
const page = 2048

func (b *Bills) days(ctx context.Context) (days, error) {
	d := days{map[wxpay.OutTradeNo]string{}, map[wxpay.OutRefundNo]string{}}
	for seq, more := int64(0), true; more; {
		var heads []wxpay.Exchange
		var err error
		if heads, seq, more, err = b.deps.Journal.Since(ctx, seq, page); err != nil {
			return d, err
		}
		for i := range heads {
			if x := &heads[i]; order.IsEvidence(x) {
				d.learn(x)
			}
		}
	}
	return d, nil
}

// learn takes over the days that an exchange tells. A bill lists a refund under the
// day on which it was accepted, which only V3 tells; the day of its success stands in.
func (d *days) learn(x *wxpay.Exchange) {
	f := &x.Facts
	switch {
	case f.OutRefundNo == "":
		if day := dayOf(f.SuccessTime); day != "" && f.State != "" && f.State != wxpay.NotPay {
			d.paid[f.OutTradeNo] = day
		}
	case dayOf(f.CreateTime) != "":
		d.refunded[f.OutRefundNo] = dayOf(f.CreateTime)
	case d.refunded[f.OutRefundNo] == "":
		d.refunded[f.OutRefundNo] = dayOf(f.SuccessTime)
	}
}

// dayOf returns the day in Beijing of a time as V3 writes it, or V2 in either way.
func dayOf(text string) string {
	for _, layout := range []string{time.RFC3339, "20060102150405", time.DateTime} {
		if at, err := time.ParseInLocation(layout, text, beijing); err == nil {
			return at.In(beijing).Format(time.DateOnly)
		}
	}
	return ""
}
