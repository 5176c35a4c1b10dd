package sandbox

import (
	"strconv"
	"time"

	"wxlens/wxpay"
	"wxlens/wxpay/v2"
)

// refundV2 accepts a refund (申请退款).
func (s *Sandbox) refundV2(c *callV2) reply {
	amount, err := wxpay.ParseFen(c.Get("refund_fee"))
	if err != nil {
		return s.failV2(c.signType, "PARAM_ERROR", "refund_fee参数格式错误")
	}
	total, err := wxpay.ParseFen(c.Get("total_fee"))
	if err != nil {
		return s.failV2(c.signType, "PARAM_ERROR", "total_fee参数格式错误")
	}
	o := s.findV2(c)
	r, fault := s.takeBack(o, &refund{
		API: wxpay.V2, OutRefundNo: wxpay.OutRefundNo(c.Get("out_refund_no")), Amount: amount,
		Account: c.Get("refund_account"), NotifyURL: c.Get("notify_url"), Asked: asked(c.Message),
	}, total)
	if fault != noFault {
		return s.refuseRuleV2(c, fault)
	}
	return s.succeedV2(c,
		wxpay.Field{Name: "transaction_id", Value: string(o.TransactionID)}, wxpay.Field{Name: "out_trade_no", Value: string(o.OutTradeNo)},
		wxpay.Field{Name: "out_refund_no", Value: string(r.OutRefundNo)}, wxpay.Field{Name: "refund_id", Value: string(r.ID)},
		wxpay.Field{Name: "refund_channel", Value: r.Channel}, wxpay.Field{Name: "refund_fee", Value: r.Amount.String()},
		wxpay.Field{Name: "coupon_refund_fee", Value: "0"}, wxpay.Field{Name: "coupon_refund_count", Value: "0"},
		wxpay.Field{Name: "total_fee", Value: o.Total.String()}, wxpay.Field{Name: "fee_type", Value: o.Currency},
		wxpay.Field{Name: "cash_fee", Value: o.Total.String()}, wxpay.Field{Name: "cash_refund_fee", Value: r.Amount.String()},
	)
}

// refundPage is how many refunds one answer lists.
const refundPage = 10

// queryRefundV2 lists refunds (查询退款): one that is named, else those of an
// order, from an offset on.
func (s *Sandbox) queryRefundV2(c *callV2) reply {
	o, list := s.findRefundsV2(c)
	if len(list) == 0 {
		return s.refuseRuleV2(c, noRefund)
	}
	offset, _ := strconv.Atoi(c.Get("offset")) // digits, or nothing
	if offset < 0 || offset >= len(list) {
		return s.failV2(c.signType, "PARAM_ERROR", "offset参数错误")
	}
	page := list[offset:min(len(list), offset+refundPage)]
	fields := []wxpay.Field{
		{Name: "transaction_id", Value: string(o.TransactionID)}, {Name: "out_trade_no", Value: string(o.OutTradeNo)},
		{Name: "total_fee", Value: o.Total.String()}, {Name: "fee_type", Value: o.Currency}, {Name: "cash_fee", Value: o.Total.String()},
		{Name: "total_refund_count", Value: strconv.Itoa(len(s.store.refundsOf(o.OutTradeNo)))}, {Name: "refund_count", Value: strconv.Itoa(len(page))},
	}
	for i, r := range page {
		fields = append(fields, r.indexed(strconv.Itoa(i))...)
	}
	return s.succeedV2(c, fields...)
}

// findRefundsV2 finds what a query asks for, by the first number of these that it
// gives: refund_id, out_refund_no, transaction_id, out_trade_no.
func (s *Sandbox) findRefundsV2(c *callV2) (*order, []*refund) {
	var one *refund
	switch {
	case c.Get("refund_id") != "":
		one, _ = s.store.byRefundID(wxpay.RefundID(c.Get("refund_id")))
	case c.Get("out_refund_no") != "":
		one = s.store.refunds[wxpay.OutRefundNo(c.Get("out_refund_no"))]
	default:
		if o := s.findV2(c); o != nil {
			return o, s.store.refundsOf(o.OutTradeNo)
		}
	}
	if one == nil {
		return nil, nil
	}
	return s.store.orders[one.OutTradeNo], []*refund{one}
}

// indexed are the fields of one refund in a list.
func (r *refund) indexed(n string) []wxpay.Field {
	return present([]wxpay.Field{
		{Name: "out_refund_no_" + n, Value: string(r.OutRefundNo)}, {Name: "refund_id_" + n, Value: string(r.ID)},
		{Name: "refund_channel_" + n, Value: r.Channel}, {Name: "refund_fee_" + n, Value: r.Amount.String()},
		{Name: "refund_status_" + n, Value: stateV2(r.State)}, {Name: "refund_account_" + n, Value: r.accountV2()},
		{Name: "refund_recv_accout_" + n, Value: r.receivedBy()}, // spelt so
		{Name: "refund_success_time_" + n, Value: r.successV2()},
	})
}

// noticeV2 is the content of a refund notification (退款结果通知), before it is
// encrypted.
func (r *refund) noticeV2(o *order, variant Variant) v2.Message {
	amount := r.Amount
	if variant == VariantWrongAmount {
		amount++
	}
	return present([]wxpay.Field{
		{Name: "transaction_id", Value: string(o.TransactionID)}, {Name: "out_trade_no", Value: string(o.OutTradeNo)},
		{Name: "refund_id", Value: string(r.ID)}, {Name: "out_refund_no", Value: string(r.OutRefundNo)},
		{Name: "total_fee", Value: o.Total.String()}, {Name: "refund_fee", Value: amount.String()},
		{Name: "settlement_refund_fee", Value: amount.String()}, {Name: "refund_status", Value: stateV2(r.State)},
		{Name: "success_time", Value: r.successV2()}, {Name: "refund_recv_accout", Value: r.receivedBy()},
		{Name: "refund_account", Value: r.accountV2()}, {Name: "refund_request_source", Value: "API"},
	})
}

// stateV2 is refund_status in the words of V2.
func stateV2(s wxpay.RefundState) string {
	switch s {
	case wxpay.RefundAbnormal:
		return "CHANGE"
	case wxpay.RefundClosed:
		return "REFUNDCLOSE"
	}
	return string(s)
}

// accountV2 is the account that pays, as V2 calls it.
func (r *refund) accountV2() string {
	switch r.Account {
	case "AVAILABLE", "REFUND_SOURCE_RECHARGE_FUNDS":
		return "REFUND_SOURCE_RECHARGE_FUNDS"
	}
	return "REFUND_SOURCE_UNSETTLED_FUNDS"
}

func (r *refund) successV2() string {
	if r.State != wxpay.RefundSuccess {
		return ""
	}
	return r.Settled.In(beijing).Format(time.DateTime)
}
