package sandbox_test

import (
	"strings"
	"testing"
	"time"

	"wxlens/wxpay"
	"wxlens/wxpay/v2"
	"wxlens/wxpay/v3"
)

const stamp = "1554208460"

// call is what the client app is called with.
func call(api string, params []wxpay.Field) map[string]any {
	values := map[string]any{"totalFee": 1} // which clients ignore
	for _, f := range params {
		values[f.Name] = f.Value
	}
	return map[string]any{"client_api": api, "client_params": values}
}

func signedPay(t *testing.T, prepay wxpay.PrepayID) v3.PayParams {
	t.Helper()
	p, _, err := signer().SignPay(merchant().AppID, prepay, stamp, "N")
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestEveryClientCallPays(t *testing.T) {
	for api, params := range map[string]func(v3.PayParams) []wxpay.Field{
		"": v3.PayParams.MiniProgram, "wx.requestPayment": v3.PayParams.MiniProgram, "WeixinJSBridge": v3.PayParams.JSAPI,
		"wx.chooseWXPay": func(p v3.PayParams) []wxpay.Field {
			fields := p.MiniProgram()
			fields[0].Name = "timestamp"
			return fields
		},
	} {
		w := open(t)
		p := signedPay(t, w.place("order-1", nowhere))
		if answer := w.cashier("order-1", "pay", call(api, params(p))); answer != (paid{OK: true, TradeState: wxpay.Success}) {
			t.Errorf("%s: %+v", api, answer)
		}
	}
}

func TestEveryV2ClientCallPays(t *testing.T) {
	for _, signType := range []v2.SignType{v2.MD5, v2.HMACSHA256} {
		for api, params := range map[string]func(v2.PayParams) []wxpay.Field{
			"wx.requestPayment": v2.PayParams.MiniProgram, "WeixinJSBridge": v2.PayParams.JSAPI, "wx.chooseWXPay": v2.PayParams.ChooseWXPay,
		} {
			w := open(t)
			p, _ := v2.SignPay(merchant().AppID, w.placeV2("order-1", nowhere, string(signType)), v2Key(), signType, stamp, "N")
			if answer := w.cashier("order-1", "pay", call(api, params(p))); answer != (paid{OK: true, TradeState: wxpay.Success}) {
				t.Errorf("%s, %s: %+v", api, signType, answer)
			}
		}
	}
}

// wrong expects that the client refuses and nothing is paid.
func (w *world) wrong(what, api string, params []wxpay.Field, message string) {
	w.t.Helper()
	answer := w.cashier("order-1", "pay", call(api, params))
	if answer.OK || answer.TradeState != wxpay.NotPay || !strings.HasPrefix(answer.Error, message) {
		w.t.Errorf("%s: %+v, want %s", what, answer, message)
	}
}

func TestTheClientRefusesWrongParameters(t *testing.T) {
	w := open(t)
	older, other := w.place("order-1", nowhere), w.place("order-2", nowhere)
	good := signedPay(t, w.place("order-1", nowhere))
	mini, page := good.MiniProgram(), good.JSAPI()
	const wrongSign, wrongScene = "支付验证签名失败", "支付场景非法"
	for _, c := range []struct {
		what, api string
		params    []wxpay.Field
		message   string
	}{
		{"no paySign", "wx.requestPayment", with(mini, "paySign", ""), "缺少参数paySign"},
		{"no timestamp", "wx.requestPayment", with(mini, "timeStamp", ""), "缺少参数timeStamp"},
		{"timeStamp for chooseWXPay", "wx.chooseWXPay", mini, "缺少参数timestamp"},
		{"bare prepay_id", "wx.requestPayment", with(mini, "package", strings.TrimPrefix(good.Package, "prepay_id=")), "缺少参数total_fee"},
		{"milliseconds", "wx.requestPayment", with(mini, "timeStamp", stamp+"000"), "timeStamp: ten digits"},
		{"other nonce", "wx.requestPayment", with(mini, "nonceStr", "M"), wrongSign},
		{"other timestamp", "wx.requestPayment", with(mini, "timeStamp", "1554208461"), wrongSign},
		{"signType MD5", "wx.requestPayment", with(mini, "signType", "MD5"), wrongSign},
		{"no base64", "wx.requestPayment", with(mini, "paySign", "!"), wrongSign},
		{"other appId", "WeixinJSBridge", with(page, "appId", "wx0"), wrongSign},
		{"no appId", "WeixinJSBridge", mini, wrongSign},
		{"another order's prepay_id", "wx.requestPayment", signedPay(t, other).MiniProgram(), wrongScene},
		{"a replaced prepay_id", "wx.requestPayment", signedPay(t, older).MiniProgram(), wrongScene},
		{"an unknown prepay_id", "wx.requestPayment", signedPay(t, "wx0").MiniProgram(), wrongScene},
		{"client of another product", "APP", mini, wrongScene},
		{"unknown client", "alipay", mini, wrongScene},
	} {
		w.wrong(c.what, c.api, c.params, c.message)
	}
	if answer := w.cashier("order-1", "pay", call("wx.requestPayment", mini)); !answer.OK {
		t.Errorf("the right ones: %+v", answer)
	}
}

// A number is not a text, as developers find out on iOS.
func TestTheClientWantsTexts(t *testing.T) {
	w := open(t)
	more := call("wx.requestPayment", signedPay(t, w.place("order-1", nowhere)).MiniProgram())
	more["client_params"].(map[string]any)["timeStamp"] = 1554208460
	if answer := w.cashier("order-1", "pay", more); answer.OK || !strings.HasPrefix(answer.Error, "缺少参数timeStamp") {
		t.Errorf("%+v", answer)
	}
}

func TestTheV2ClientRefusesWrongParameters(t *testing.T) {
	w := open(t)
	w.placeV2("order-1", nowhere, "MD5")
	prepay := w.placeV2("order-1", nowhere, "HMAC-SHA256") // the last order decides
	p, _ := v2.SignPay(merchant().AppID, prepay, v2Key(), v2.HMACSHA256, stamp, "N")
	md5, _ := v2.SignPay(merchant().AppID, prepay, v2Key(), v2.MD5, stamp, "N")
	otherKey, _ := v2.SignPay(merchant().AppID, prepay, wxpay.NewSecret(merchant().APIv3Key), v2.HMACSHA256, stamp, "N")
	const wrongSign = "支付验证签名失败"
	w.wrong("other sign type", "wx.requestPayment", md5.MiniProgram(), wrongSign)
	w.wrong("other key", "wx.requestPayment", otherKey.MiniProgram(), wrongSign)
	w.wrong("signed like V3", "wx.requestPayment", signedPay(t, prepay).MiniProgram(), wrongSign)
	w.wrong("other nonce", "WeixinJSBridge", with(p.JSAPI(), "nonceStr", "M"), wrongSign)
	if answer := w.cashier("order-1", "pay", call("wx.requestPayment", p.MiniProgram())); !answer.OK {
		t.Errorf("the right ones: %+v", answer)
	}
}

func TestPrepayIDLivesForTwoHours(t *testing.T) {
	w := open(t)
	p := signedPay(t, w.place("order-1", nowhere))
	w.advance(2*time.Hour - time.Second)
	if answer := w.cashier("order-1", "cancel", call("", p.MiniProgram())); !answer.OK {
		t.Errorf("a second before: %+v", answer)
	}
	w.advance(time.Second)
	if answer := w.cashier("order-1", "pay", call("", p.MiniProgram())); answer.OK || !strings.HasPrefix(answer.Error, "支付已过期") || answer.TradeState != wxpay.NotPay {
		t.Errorf("after two hours: %+v", answer)
	}
	w.place("order-1", nowhere) // a new one
	w.pay("order-1")
}

func TestCancelAndFailPayNothing(t *testing.T) {
	w, r := open(t), listen(t, always(204, ""))
	w.place("order-1", r.url)
	for _, action := range []string{"cancel", "fail"} {
		if answer := w.cashier("order-1", action, nil); answer != (paid{OK: true, TradeState: wxpay.NotPay}) {
			t.Errorf("%s: %+v", action, answer)
		}
	}
	var list []sent
	if w.control("GET notifications", nil, &list); len(list) != 0 {
		t.Errorf("notified %+v", list)
	}
}

func TestNothingIsPaidTwice(t *testing.T) {
	w := open(t)
	w.place("order-1", nowhere)
	w.pay("order-1")
	if answer := w.cashier("order-1", "pay", nil); answer.OK || answer.TradeState != wxpay.Success || !strings.HasPrefix(answer.Error, "该订单已支付") {
		t.Errorf("paid twice: %+v", answer)
	}
	w.place("order-2", nowhere)
	w.closeV3("order-2")
	if answer := w.cashier("order-2", "pay", nil); answer.OK || answer.TradeState != wxpay.Closed || !strings.HasPrefix(answer.Error, "该订单已关闭") {
		t.Errorf("paid a closed order: %+v", answer)
	}
}

func TestTheCashierKnowsItsOrders(t *testing.T) {
	w := open(t)
	w.place("order-1", nowhere)
	for _, answer := range []paid{w.cashier("order-2", "pay", nil), w.cashier("order-1", "pay", map[string]any{"mchid": "1"})} {
		if answer.OK || !strings.HasPrefix(answer.Error, "订单不存在") {
			t.Errorf("%+v", answer)
		}
	}
	var answer paid
	if status := w.control("POST pay", map[string]string{"out_trade_no": "order-1", "action": "steal"}, &answer); status != 400 || answer.Error == "" {
		t.Errorf("%d %+v", status, answer)
	}
}
