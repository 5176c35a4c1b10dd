package bench

import (
	"context"
	"time"

	"wxlens/ui/workbench/outgoing"
	"wxlens/wxpay"
	"wxlens/wxpay/catalog"
)

// Sent is what came of sending a call.
type Sent struct {
	Text      wxpay.Text // what was signed
	Signature string
	Trace     wxpay.Trace
	Exchange  *wxpay.Exchange
	Checks    []wxpay.Check
	Elapsed   time.Duration
}

// OK reports whether every check holds.
func (s *Sent) OK() bool { return wxpay.OK(s.Checks) }

// Send sends a call, keeps it and judges the reply. A grave call that nobody
// confirmed fails with an [*Error] and is not sent.
func (b *Bench) Send(ctx context.Context, c Call) (Sent, error) {
	s := Sent{Text: c.prepared.Text, Signature: c.prepared.Signature, Trace: c.prepared.Trace()}
	if c.Grave && !c.Confirmed {
		return s, &Error{Code: Unconfirmed, Detail: c.Method + " " + c.Target}
	}
	name := c.Method + " " + c.Target
	if c.endpoint != nil {
		name = c.endpoint.ID
	}
	line := outgoing.Line{Journal: b.deps.Journal, Transport: b.deps.Transport(c.merchant), Now: b.deps.Now, Random: b.deps.Random}
	x, err := line.Exchange(ctx, outgoing.Call{
		Profile: c.Profile, API: c.API, Name: name, Request: c.prepared.Request, About: wxpay.OutTradeNo(c.values["out_trade_no"]),
	}, func(x *wxpay.Exchange) {
		outgoing.Judge(c.merchant, x, b.deps.Now())
		c.own(&x.Facts, wxpay.OK(x.Checks))
	})
	if x != nil {
		s.Exchange, s.Checks, s.Elapsed = x, x.Checks, x.Elapsed
	}
	return s, err
}

// own adds what the reply need not say because we said it ourselves.
func (c *Call) own(f *wxpay.Facts, ok bool) {
	first := func(names ...string) string {
		for _, name := range names {
			if v := c.values[name]; v != "" {
				return v
			}
		}
		return ""
	}
	if f.OutTradeNo == "" {
		f.OutTradeNo = wxpay.OutTradeNo(c.values["out_trade_no"])
	}
	if !ok || c.endpoint == nil {
		return
	}
	switch c.endpoint.Effect {
	case catalog.Places:
		f.MchID, f.AppID = wxpay.MchID(first("mchid", "mch_id")), wxpay.AppID(c.values["appid"])
		f.Total, _ = wxpay.ParseFen(first("amount.total", "total_fee")) // it was accepted
		if f.Currency = first("amount.currency", "fee_type"); f.Currency == "" {
			f.Currency = "CNY"
		}
	case catalog.Closes:
		f.State = wxpay.Closed
	}
}
