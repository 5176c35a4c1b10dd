package sandbox

import (
	"encoding/json"

	"wxlens/wxpay"
	"wxlens/wxpay/v3"
)

// refundV3 accepts a refund (申请退款).
func (s *Sandbox) refundV3(c *callV3) reply {
	amount, err := wxpay.ParseFen(c.values["amount.refund"])
	if err != nil {
		return badParam("退款金额格式错误")
	}
	total, err := wxpay.ParseFen(c.values["amount.total"])
	if err != nil {
		return badParam("原订单金额格式错误")
	}
	asked, _ := json.Marshal(c.values) // maps encode with sorted keys
	o := s.findV3(c)
	accepted, fault := s.takeBack(o, &refund{
		API: wxpay.V3, OutRefundNo: wxpay.OutRefundNo(c.values["out_refund_no"]), Amount: amount,
		Account: c.values["funds_account"], NotifyURL: c.values["notify_url"], Asked: string(asked),
	}, total)
	if fault != noFault {
		return refuseV3(fault)
	}
	return answerJSON(describeRefund(o, accepted))
}

func (s *Sandbox) queryRefundV3(c *callV3) reply {
	r, ok := s.store.refunds[wxpay.OutRefundNo(c.values["out_refund_no"])]
	if !ok {
		return refuseV3(noRefund)
	}
	return answerJSON(describeRefund(s.store.orders[r.OutTradeNo], r))
}

// repeatRefundV3 sends an abnormal refund again (发起异常退款).
func (s *Sandbox) repeatRefundV3(c *callV3) reply {
	r, ok := s.store.byRefundID(wxpay.RefundID(c.values["refund_id"]))
	if !ok || r.OutRefundNo != wxpay.OutRefundNo(c.values["out_refund_no"]) {
		return refuseV3(noRefund)
	}
	again, fault := s.repeat(r)
	if fault != noFault {
		return refuseV3(fault)
	}
	return answerJSON(describeRefund(s.store.orders[r.OutTradeNo], again))
}

// describeRefund describes a refund as the API does.
func describeRefund(o *order, r *refund) v3.Refund {
	account := r.Account
	if account == "" {
		account = "UNSETTLED"
	}
	d := v3.Refund{
		RefundID: r.ID, OutRefundNo: r.OutRefundNo, TransactionID: o.TransactionID, OutTradeNo: o.OutTradeNo,
		Channel: r.Channel, UserReceivedAccount: r.receivedBy(), CreateTime: v3Time(r.Created), Status: r.State, FundsAccount: account,
		Amount: v3.RefundAmount{
			Total: o.Total, Refund: r.Amount, PayerTotal: o.Total, PayerRefund: r.Amount,
			SettlementRefund: r.Amount, SettlementTotal: o.Total, Currency: o.Currency,
		},
	}
	if r.State == wxpay.RefundSuccess {
		d.SuccessTime = v3Time(r.Settled)
	}
	return d
}

// notice describes a refund as its notification does (退款结果通知).
func (r *refund) notice(o *order, variant Variant) v3.RefundNotice {
	amount := r.Amount
	if variant == VariantWrongAmount {
		amount++
	}
	n := v3.RefundNotice{
		MchID: o.MchID, OutTradeNo: o.OutTradeNo, TransactionID: o.TransactionID, OutRefundNo: r.OutRefundNo, RefundID: r.ID,
		RefundStatus: r.State, UserReceivedAccount: r.receivedBy(),
		Amount: v3.NoticeAmount{Total: o.Total, Refund: amount, PayerTotal: o.Total, PayerRefund: amount},
	}
	if r.State == wxpay.RefundSuccess {
		n.SuccessTime = v3Time(r.Settled)
	}
	return n
}
