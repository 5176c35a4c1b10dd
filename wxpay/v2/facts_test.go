package v2

import (
	"testing"

	"wxlens/wxpay"
)

func TestFactsOfNotification(t *testing.T) {
	want := wxpay.Facts{
		MchID: "10000100", AppID: "wx2421b1c4370ec43b", OutTradeNo: "1409811653",
		TransactionID: "1004400740201409030005092168", OpenID: "oUpF8uMEb4qRXf22hE3X68TekukE",
		EventType: "TRANSACTION.SUCCESS", State: wxpay.Success, Total: 100, PayerTotal: 90,
		Currency: "CNY", TradeType: "JSAPI", SuccessTime: "20140903131540",
	}
	if got := FactsOf(notification()); got != want {
		t.Errorf("read %+v", got)
	}
}

func TestFactsOfOrderReply(t *testing.T) {
	got := FactsOf(fields("return_code=SUCCESS&return_msg=OK&appid=a&mch_id=1&result_code=SUCCESS&trade_type=JSAPI&prepay_id=" + prepay))
	want := wxpay.Facts{AppID: "a", MchID: "1", PrepayID: prepay, TradeType: "JSAPI"}
	if got != want {
		t.Errorf("read %+v", got)
	}
}

func TestFactsOfQueryGiveItsState(t *testing.T) {
	for _, state := range []wxpay.TradeState{wxpay.Success, wxpay.NotPay, wxpay.Refunding, wxpay.Closed} {
		got := FactsOf(append(notification(), wxpay.Field{Name: "trade_state", Value: string(state)}))
		if got.State != state || got.EventType != "" {
			t.Errorf("%s read as %s, event %q", state, got.State, got.EventType)
		}
	}
}

func TestFactsOfCodePaymentAreNoNotification(t *testing.T) {
	got := FactsOf(fields("return_code=SUCCESS&result_code=SUCCESS&trade_type=MICROPAY&transaction_id=1"))
	if got.State != wxpay.Success || got.EventType != "" {
		t.Errorf("read %+v", got)
	}
}

func TestFactsOfRefundReplyAreNotPaid(t *testing.T) {
	got := FactsOf(fields("return_code=SUCCESS&result_code=SUCCESS&transaction_id=1&out_trade_no=2&out_refund_no=3&refund_id=4&total_fee=100"))
	if got.State != "" || got.EventType != "" || got.Total != 100 {
		t.Errorf("read %+v", got)
	}
}

func TestFactsOfFailureAreNotPaid(t *testing.T) {
	for _, text := range []string{
		"return_code=SUCCESS&result_code=FAIL&trade_type=JSAPI&transaction_id=1",
		"return_code=FAIL&result_code=SUCCESS&trade_type=JSAPI&transaction_id=1",
	} {
		if got := FactsOf(fields(text)); got.State != "" || got.EventType != "" {
			t.Errorf("%s read as %+v", text, got)
		}
	}
}

func TestFactsOfErrors(t *testing.T) {
	rows := []struct{ text, code, message string }{
		{"return_code=FAIL&return_msg=签名错误", "", "签名错误"},
		{"return_code=FAIL&return_msg=No Bill Exist&error_code=20002", "20002", "No Bill Exist"},
		{"return_code=SUCCESS&return_msg=OK&result_code=FAIL&err_code=ORDERPAID&err_code_des=该订单已支付", "ORDERPAID", "该订单已支付"},
		{"return_code=SUCCESS&return_msg=OK&result_code=SUCCESS&err_code=SUCCESS&err_code_des=ok", "", ""},
	}
	for _, r := range rows {
		if got := FactsOf(fields(r.text)); got.ErrorCode != r.code || got.ErrorMessage != r.message {
			t.Errorf("%s read as %q, %q", r.text, got.ErrorCode, got.ErrorMessage)
		}
	}
}

func TestFactsOfCurrency(t *testing.T) {
	rows := []struct{ text, want string }{
		{"total_fee=1", "CNY"},
		{"total_fee=1&fee_type=", "CNY"},
		{"total_fee=1&fee_type=HKD", "HKD"},
		{"prepay_id=1", ""},
	}
	for _, r := range rows {
		if got := FactsOf(fields(r.text)).Currency; got != r.want {
			t.Errorf("%s read as %q", r.text, got)
		}
	}
}

func TestFactsOfUnreadableAmountAreZero(t *testing.T) {
	for _, text := range []string{"total_fee=1.00", "total_fee=-1", "total_fee=", "total_fee=99999999999999999999"} {
		if got := FactsOf(fields(text)).Total; got != 0 {
			t.Errorf("%s read as %d", text, got)
		}
	}
}
