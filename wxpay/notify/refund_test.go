package notify

import (
	"strings"
	"testing"

	"wxlens/wxpay"
	"wxlens/wxpay/v2"
	"wxlens/wxpay/v3"
)

// refundNotice is 退款结果通知 of V2: outside in clear, inside encrypted.
func refundNotice(key wxpay.Secret, inner v2.Message) []byte {
	return v2.Message{
		{Name: "return_code", Value: "SUCCESS"}, {Name: "appid", Value: string(merchant().AppIDs[0])}, {Name: "mch_id", Value: string(merchant().MchID)},
		{Name: "nonce_str", Value: "N"}, {Name: "req_info", Value: v2.SealReqInfo(inner.XMLRoot("root"), key)},
	}.XML()
}

func refunded(total string) v2.Message {
	return v2.Message{
		{Name: "out_trade_no", Value: string(number)}, {Name: "transaction_id", Value: "4200"}, {Name: "out_refund_no", Value: "R1"},
		{Name: "refund_id", Value: "5000"}, {Name: "refund_fee", Value: "30"}, {Name: "total_fee", Value: total}, {Name: "refund_status", Value: "SUCCESS"},
	}
}

// It may arrive at an address that was meant for V3, too.
func TestRefundNoticeOfV2(t *testing.T) {
	m := merchant()
	total, _ := m.Order(number)
	j := Judge(nil, refundNotice(apiV2Key, refunded(total.Total.String())), m, now)
	if !j.Acceptable() || !j.Verified || j.API != wxpay.V2 || j.Facts.Refund != 30 || j.Facts.EventType != v3.EventRefunded || len(j.Plain) == 0 {
		t.Errorf("judged %+v", j)
	}
	if want := "v2 " + string(m.MchID) + " REFUND.SUCCESS 4200 5000"; j.Event != want {
		t.Errorf("event %q, want %q", j.Event, want)
	}
	if trace := j.Trace(); len(trace) != 2 || trace[1].Output.Reveal() != string(j.Plain) || strings.Contains(trace[0].Output.String(), trace[0].Output.Reveal()) {
		t.Errorf("opened by %+v", trace)
	}
	for what, body := range map[string][]byte{
		"encrypted with another key": refundNotice(wxpay.NewSecret("another"), refunded(total.Total.String())),
		"not XML inside":             v2.Message{{Name: "req_info", Value: v2.SealReqInfo([]byte("text"), apiV2Key)}}.XML(),
		"another amount":             refundNotice(apiV2Key, refunded((total.Total + 1).String())),
	} {
		if j := Judge(nil, body, m, now); j.Acceptable() {
			t.Errorf("%s: accepted as %+v", what, j.Facts)
		}
	}
}

// A refund names no currency, and its total is the order's.
func TestRefundNoticeOfV3(t *testing.T) {
	m := merchant()
	total, _ := m.Order(number)
	notice := v3.RefundNotice{
		MchID: m.MchID, OutTradeNo: number, TransactionID: "4200", OutRefundNo: "R1", RefundID: "5000", RefundStatus: wxpay.RefundClosed,
		Amount: v3.NoticeAmount{Total: total.Total, Refund: 30},
	}
	header, body := sealed(t, v3.OriginalRefund, v3.EventRefundClosed, notice)
	j := Judge(header, body, m, now)
	if !j.Acceptable() || j.Facts.RefundState != wxpay.RefundClosed || j.Facts.EventType != v3.EventRefundClosed {
		t.Errorf("judged %+v %+v", j.Facts, j.Checks)
	}
	if trace := j.Trace(); len(trace) != 5 || trace[4].Name != wxpay.StepOpenGCM || trace[4].Output.Reveal() != string(j.Plain) {
		t.Errorf("verified and opened by %+v", trace)
	}
	notice.Amount.Total++
	header, body = sealed(t, v3.OriginalRefund, v3.EventRefundClosed, notice)
	if c, failed := wxpay.FirstFailure(Judge(header, body, m, now).Checks); !failed || c.Name != wxpay.CheckAmount {
		t.Errorf("another total fails %+v", c)
	}
}

// Events of other kinds are shown and acknowledged, and compared with nothing.
func TestEventOfAnotherKind(t *testing.T) {
	header, body := sealed(t, "mch_payment", "MCHTRANSFER.BILL.FINISHED", map[string]string{"out_bill_no": "B1"})
	j := Judge(header, body, merchant(), now)
	if !j.Acceptable() || !j.Verified || string(j.Plain) != `{"out_bill_no":"B1"}` || j.Facts.EventType != "MCHTRANSFER.BILL.FINISHED" {
		t.Errorf("judged %s %+v %+v", j.Plain, j.Facts, j.Checks)
	}
}
