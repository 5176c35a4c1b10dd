package run

import (
	"wxlens/profiles"
	"wxlens/ui/workbench/outgoing"
	"wxlens/wxpay"
	"wxlens/wxpay/catalog"
	"wxlens/wxpay/flow"
	"wxlens/wxpay/v2"
	"wxlens/wxpay/v3"
)

// judgeCall sets the checks of a reply and what it says.
func (r *Runner) judgeCall(m *profiles.Merchant, j Job, x *wxpay.Exchange) {
	outgoing.Judge(m, x, r.deps.Now())
	if j.Step.Endpoint == catalog.Code2Session {
		x.Facts.OutTradeNo = wxpay.OutTradeNo(j.slots[flow.SlotOutTradeNo]) // of the payment that it begins
		return
	}
	own(j, &x.Facts, wxpay.OK(x.Checks))
}

// own adds what the reply need not say because we said it ourselves.
func own(j Job, f *wxpay.Facts, ok bool) {
	f.OutTradeNo = wxpay.OutTradeNo(j.slots[flow.SlotOutTradeNo])
	if !ok {
		return
	}
	switch j.Step.Name {
	case flow.Order:
		f.MchID, f.AppID = wxpay.MchID(j.slots[flow.SlotMchID]), wxpay.AppID(j.slots[flow.SlotAppID])
		f.Total, _ = wxpay.ParseFen(j.slots[flow.SlotTotal]) // it was accepted
		f.Currency = "CNY"
	case flow.Close:
		f.State = wxpay.Closed
	}
}

// signatureOf returns the signature that a notification carries.
func signatureOf(x *wxpay.Exchange) string {
	if s := x.Request.Header.Get(v3.HeaderSignature); s != "" {
		return s
	}
	message, err := v2.Parse(x.Request.Body)
	if err != nil {
		return ""
	}
	return message.Get("sign")
}
