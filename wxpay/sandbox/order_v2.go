package sandbox

import (
	"time"

	"wxlens/wxpay"
	"wxlens/wxpay/v2"
)

// placeV2 places an order (统一下单).
func (s *Sandbox) placeV2(c *callV2) reply {
	o, code, text := s.orderV2(c)
	if code != "" {
		return s.failV2(c.signType, code, text)
	}
	placed, fault := s.place(o)
	if fault != noFault {
		return s.refuseRuleV2(c, fault)
	}
	return s.succeedV2(c, present([]wxpay.Field{
		{Name: "prepay_id", Value: string(placed.Prepay)}, {Name: "trade_type", Value: placed.TradeType},
		{Name: "code_url", Value: only(placed.TradeType == typeNative, placed.PayURL)},
		{Name: "mweb_url", Value: only(placed.TradeType == typeH5, placed.PayURL)},
	})...)
}

// orderV2 reads an order; a code says what does not fit the merchant or the
// product.
func (s *Sandbox) orderV2(c *callV2) (o *order, code, text string) {
	currency := c.Get("fee_type")
	if currency == "" {
		currency = "CNY"
	}
	total, err := wxpay.ParseFen(c.Get("total_fee"))
	switch {
	case c.Get("trade_type") == typeJSAPI && c.Get("openid") != string(s.merchant().OpenID):
		return nil, "PARAM_ERROR", "无效的openid"
	case currency != "CNY":
		return nil, "PARAM_ERROR", "无效的fee_type"
	case err != nil:
		return nil, "PARAM_ERROR", "total_fee参数格式错误"
	}
	o = &order{
		API: wxpay.V2, MchID: s.merchant().MchID, AppID: s.merchant().AppID, OpenID: s.merchant().OpenID,
		OutTradeNo: wxpay.OutTradeNo(c.Get("out_trade_no")), Total: total, Currency: currency, SignType: string(c.signType),
		Description: c.Get("body"), Device: c.Get("device_info"), Attach: c.Get("attach"),
		NotifyURL: c.Get("notify_url"), TradeType: c.Get("trade_type"), Asked: asked(c.Message),
	}
	if at, err := time.ParseInLocation("20060102150405", c.Get("time_expire"), beijing); err == nil {
		o.Expires = at
	}
	return o, "", ""
}

// asked is what a repeated request must agree in: all but nonce and signature.
func asked(m v2.Message) string {
	kept := make([]wxpay.Field, 0, len(m))
	for _, f := range m {
		if f.Name != "nonce_str" && f.Name != "sign" && f.Name != "sign_type" {
			kept = append(kept, f)
		}
	}
	return v2.SignText(kept, wxpay.Secret{}).Reveal()
}

func (s *Sandbox) findV2(c *callV2) *order {
	return s.find(wxpay.TransactionID(c.Get("transaction_id")), wxpay.OutTradeNo(c.Get("out_trade_no")))
}

func (s *Sandbox) queryV2(c *callV2) reply {
	o := s.findV2(c)
	if o == nil {
		return s.refuseRuleV2(c, noOrder)
	}
	state := o.state(s.clock.Now())
	fields := []wxpay.Field{
		{Name: "trade_state", Value: string(state)}, {Name: "trade_state_desc", Value: stateText(state)},
	}
	if !o.paid() {
		return s.succeedV2(c, append(fields, wxpay.Field{Name: "out_trade_no", Value: string(o.OutTradeNo)}, wxpay.Field{Name: "attach", Value: o.Attach})...)
	}
	fields = append(fields, paidFields(o, o.Total)...)
	if o.Attach == "" { // an answer names it all the same, unlike a notification
		fields = append(fields, wxpay.Field{Name: "attach"})
	}
	return s.succeedV2(c, fields...)
}

// paidFields are what a query and a notification say about a paid order.
func paidFields(o *order, total wxpay.Fen) []wxpay.Field {
	return present([]wxpay.Field{
		{Name: "device_info", Value: o.Device},
		{Name: "openid", Value: string(o.OpenID)}, {Name: "is_subscribe", Value: "N"},
		{Name: "trade_type", Value: o.TradeType}, {Name: "bank_type", Value: "OTHERS"},
		{Name: "total_fee", Value: total.String()}, {Name: "fee_type", Value: o.Currency},
		{Name: "cash_fee", Value: total.String()}, {Name: "cash_fee_type", Value: o.Currency},
		{Name: "transaction_id", Value: string(o.TransactionID)}, {Name: "out_trade_no", Value: string(o.OutTradeNo)},
		{Name: "attach", Value: o.Attach}, {Name: "time_end", Value: v2Time(o.Paid)},
	})
}

func (s *Sandbox) closeV2(c *callV2) reply {
	if fault := s.closeOrder(s.findV2(c)); fault != noFault {
		return s.refuseRuleV2(c, fault)
	}
	return s.succeedV2(c, wxpay.Field{Name: "result_msg", Value: "OK"})
}
