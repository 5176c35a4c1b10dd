package v2

import "wxlens/wxpay"

// Events that refund notifications are named by. V2 has no such words and
// borrows those of V3, so that both generations read alike.
const (
	refunded       = "REFUND.SUCCESS"
	refundAbnormal = "REFUND.ABNORMAL"
	refundClosed   = "REFUND.CLOSED"
)

// IsRefundNotice reports whether a message is a refund notification
// (退款结果通知): not signed, its content encrypted in req_info.
func IsRefundNotice(m Message) bool { return m.Get("req_info") != "" }

// RefundNoticeFacts reads what a refund notification says: outer names the
// merchant, inner is the decrypted req_info.
func RefundNoticeFacts(outer, inner Message) wxpay.Facts {
	f := wxpay.Facts{
		MchID: wxpay.MchID(outer.Get("mch_id")), AppID: wxpay.AppID(outer.Get("appid")),
		OutTradeNo: wxpay.OutTradeNo(inner.Get("out_trade_no")), TransactionID: wxpay.TransactionID(inner.Get("transaction_id")),
		OutRefundNo: wxpay.OutRefundNo(inner.Get("out_refund_no")), RefundID: wxpay.RefundID(inner.Get("refund_id")),
		RefundState: refundState(inner.Get("refund_status")), Refund: fen(inner.Get("refund_fee")), Total: fen(inner.Get("total_fee")),
		SuccessTime: inner.Get("success_time"),
	}
	switch f.RefundState {
	case wxpay.RefundSuccess:
		f.EventType = refunded
	case wxpay.RefundAbnormal:
		f.EventType = refundAbnormal
	case wxpay.RefundClosed:
		f.EventType = refundClosed
	}
	return f
}

// refundState maps 退款状态 to the words of V3.
func refundState(s string) wxpay.RefundState {
	switch s {
	case "CHANGE":
		return wxpay.RefundAbnormal
	case "REFUNDCLOSE":
		return wxpay.RefundClosed
	}
	return wxpay.RefundState(s)
}

// refundFacts adds what the reply of a refund or of a refund query says. A
// refund that was accepted is under way; a query lists refunds by index, of which
// the first is read.
func refundFacts(m Message, f *wxpay.Facts) {
	switch {
	case m.Get("refund_id") != "":
		f.RefundID, f.OutRefundNo = wxpay.RefundID(m.Get("refund_id")), wxpay.OutRefundNo(m.Get("out_refund_no"))
		f.Refund, f.RefundState = fen(m.Get("refund_fee")), wxpay.RefundProcessing
	case m.Get("refund_id_0") != "":
		f.RefundID, f.OutRefundNo = wxpay.RefundID(m.Get("refund_id_0")), wxpay.OutRefundNo(m.Get("out_refund_no_0"))
		f.Refund, f.RefundState = fen(m.Get("refund_fee_0")), refundState(m.Get("refund_status_0"))
		f.SuccessTime = m.Get("refund_success_time_0")
	}
}
