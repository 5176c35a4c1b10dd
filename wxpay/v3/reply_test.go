package v3

import (
	"testing"

	"wxlens/wxpay"
)

func TestCheckReplyLooksAtTheStatusFirst(t *testing.T) {
	body := []byte(`{"code":"SIGN_ERROR","message":"错误的签名，验签失败","detail":{"field":"signature"}}`)
	v := CheckReply(401, nil, body, platformKeys(), now)
	outcome(t, v.Checks, fail(wxpay.CheckStatus, wxpay.ReasonErrorAnswer))
	if got := v.Checks[0].Got; got != "401 SIGN_ERROR: 错误的签名，验签失败" || v.OK() {
		t.Errorf("got %q", got)
	}
}

func TestCheckReplyWithoutErrorBody(t *testing.T) {
	for _, body := range []string{"", "<html>502</html>", "{}"} {
		if v := CheckReply(502, nil, []byte(body), platformKeys(), now); v.Checks[0].Got != "502" {
			t.Errorf("%q: got %q", body, v.Checks[0].Got)
		}
	}
}

func TestCheckReplyVerifiesSuccess(t *testing.T) {
	for _, status := range []int{200, 202, 204} {
		v := CheckReply(status, signed(t, nil), nil, platformKeys(), now)
		outcome(t, v.Checks, append([]wxpay.Check{pass(wxpay.CheckStatus)}, genuine...)...)
	}
	v := CheckReply(200, nil, []byte("{}"), platformKeys(), now)
	outcome(t, v.Checks, pass(wxpay.CheckStatus), fail(wxpay.CheckHeaders, wxpay.ReasonUnsigned))
}

func TestReplyFacts(t *testing.T) {
	for _, c := range []struct {
		what   string
		status int
		body   string
		want   wxpay.Facts
	}{
		{"order", 200, `{"prepay_id":"wx1"}`, wxpay.Facts{PrepayID: "wx1"}},
		{"query", 200, `{"appid":"a","mchid":"m","out_trade_no":"o","transaction_id":"t","trade_state":"SUCCESS","trade_type":"JSAPI",
			"success_time":"2026-01-02T03:04:05+08:00","payer":{"openid":"u"},"amount":{"total":100,"payer_total":90,"currency":"CNY"},"new":{}}`,
			wxpay.Facts{AppID: "a", MchID: "m", OutTradeNo: "o", TransactionID: "t", State: wxpay.Success, TradeType: "JSAPI",
				SuccessTime: "2026-01-02T03:04:05+08:00", OpenID: "u", Total: 100, PayerTotal: 90, Currency: "CNY"}},
		{"unpaid", 200, `{"out_trade_no":"o","trade_state":"NOTPAY"}`, wxpay.Facts{OutTradeNo: "o", State: wxpay.NotPay}},
		{"close", 204, ``, wxpay.Facts{}},
		{"error", 400, `{"code":"ORDERPAID","message":"该订单已支付"}`, wxpay.Facts{ErrorCode: "ORDERPAID", ErrorMessage: "该订单已支付"}},
		{"gateway page", 502, `<html>`, wxpay.Facts{}},
		{"amount as text", 200, `{"out_trade_no":"o","amount":{"total":"100"}}`, wxpay.Facts{}},
	} {
		if got := ReplyFacts(c.status, []byte(c.body)); got != c.want {
			t.Errorf("%s: %+v, want %+v", c.what, got, c.want)
		}
	}
}
