package v2

import (
	"testing"

	"wxlens/wxpay"
)

func TestFactsOfRefundReplies(t *testing.T) {
	success := fields("return_code=SUCCESS&result_code=SUCCESS&appid=a&mch_id=m&out_trade_no=o&transaction_id=t&total_fee=100")
	base := wxpay.Facts{AppID: "a", MchID: "m", OutTradeNo: "o", TransactionID: "t", Total: 100, Currency: "CNY"}
	accepted, queried := base, base
	accepted.OutRefundNo, accepted.RefundID, accepted.Refund, accepted.RefundState = "R1", "5000", 30, wxpay.RefundProcessing
	queried.OutRefundNo, queried.RefundID, queried.Refund, queried.RefundState = "R1", "5000", 30, wxpay.RefundClosed
	for _, c := range []struct {
		what, more string
		want       wxpay.Facts
	}{
		{"refund", "out_refund_no=R1&refund_id=5000&refund_fee=30", accepted},
		{"refund query", "out_refund_no_0=R1&refund_id_0=5000&refund_fee_0=30&refund_status_0=REFUNDCLOSE&refund_count=1", queried},
	} {
		m := append(success[:len(success):len(success)], fields(c.more)...)
		if got := FactsOf(m); got != c.want {
			t.Errorf("%s: %+v, want %+v", c.what, got, c.want)
		}
	}
}

func TestFactsOfRefundNotices(t *testing.T) {
	outer := Message(fields("return_code=SUCCESS&appid=a&mch_id=m&nonce_str=n&req_info=x"))
	for status, want := range map[string]struct {
		state wxpay.RefundState
		event string
	}{
		"SUCCESS": {wxpay.RefundSuccess, "REFUND.SUCCESS"}, "CHANGE": {wxpay.RefundAbnormal, "REFUND.ABNORMAL"}, "REFUNDCLOSE": {wxpay.RefundClosed, "REFUND.CLOSED"},
	} {
		inner := fields("out_trade_no=o&transaction_id=t&out_refund_no=R1&refund_id=5000&total_fee=100&refund_fee=30&success_time=2026-01-02 03:04:05&refund_status=" + status)
		facts := wxpay.Facts{
			AppID: "a", MchID: "m", OutTradeNo: "o", TransactionID: "t", OutRefundNo: "R1", RefundID: "5000", Total: 100, Refund: 30,
			RefundState: want.state, EventType: want.event, SuccessTime: "2026-01-02 03:04:05",
		}
		if got := RefundNoticeFacts(outer, inner); got != facts || !IsRefundNotice(outer) {
			t.Errorf("%s: %+v, want %+v", status, got, facts)
		}
	}
}
