package sandbox_test

import (
	"strings"
	"testing"

	"wxlens/wxpay"
	"wxlens/wxpay/v2"
)

// raw sends a V2 body as it stands.
func (w *world) raw(method, body string) v2.Message {
	w.t.Helper()
	return w.message(w.send(wxpay.Request{Method: method, URL: w.url + "/pay/unifiedorder", Body: []byte(body)}))
}

// What fails before or at the signature is answered unsigned.
func TestV2RefusesUnsigned(t *testing.T) {
	w := open(t)
	good := orderV2("order-1", nowhere, "")
	signed := func(fields []wxpay.Field, key wxpay.Secret, t v2.SignType) string {
		return string(append(append(v2.Message{}, fields...), wxpay.Field{Name: "sign", Value: v2.Sign(fields, key, t).Signature}).XML())
	}
	body := signed(good, v2Key(), v2.MD5)
	for _, c := range []struct {
		what, method, body, message string
	}{
		{"tampered", "POST", strings.Replace(body, ">1990<", ">1<", 1), "签名错误，请检查后再试"},
		{"V3 key", "POST", signed(good, wxpay.NewSecret(merchant().APIv3Key), v2.MD5), "签名错误，请检查后再试"},
		{"HMAC that is not named", "POST", signed(good, v2Key(), v2.HMACSHA256), "签名错误，请检查后再试"},
		{"no signature", "POST", string(v2.Message(good).XML()), "签名错误，请检查后再试"},
		{"sign_type md5", "POST", signed(with(good, "sign_type", "md5"), v2Key(), v2.MD5), "签名类型不支持"},
		{"GET", "GET", "", "请使用post方法"},
		{"empty", "POST", "", "post数据为空"},
		{"JSON", "POST", "{}", "XML格式错误"},
		{"DOCTYPE", "POST", `<!DOCTYPE xml [<!ENTITY e SYSTEM "file:///etc/passwd">]>` + body, "XML格式错误"},
		{"GBK", "POST", strings.Replace(body, "茶", "\xb2\xe8", 1), "编码格式错误"},
		{"body too long", "POST", signed(with(good, "body", strings.Repeat("茶", 129)), v2Key(), v2.MD5), "body参数格式错误"},
		{"mch_id in letters", "POST", signed(with(good, "mch_id", "19x"), v2Key(), v2.MD5), "mch_id参数格式错误"},
		{"no mch_id", "POST", signed(with(good, "mch_id", ""), v2Key(), v2.MD5), "mch_id参数格式错误"},
		{"unknown mch_id", "POST", signed(with(good, "mch_id", "1"), v2Key(), v2.MD5), "商户号mch_id或sub_mch_id不存在"},
		{"other appid", "POST", signed(with(good, "appid", "wx0"), v2Key(), v2.MD5), "appid和mch_id不匹配"},
	} {
		m := w.raw(c.method, c.body)
		if _, hasSign := m.Lookup("sign"); len(m) != 2 || hasSign || m.Get("return_code") != "FAIL" || m.Get("return_msg") != c.message {
			t.Errorf("%s: %v, want %s", c.what, m, c.message)
		}
	}
}

// The root is called as the SDK's XML writer likes.
func TestV2Root(t *testing.T) {
	w := open(t)
	for _, root := range []string{"xml", "root", "queryRequest"} {
		fields := orderV2("order-"+root, nowhere, "")
		sent := append(append(v2.Message{}, fields...), wxpay.Field{Name: "sign", Value: v2.Sign(fields, v2Key(), v2.MD5).Signature})
		if m := w.raw("POST", `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>`+string(sent.XMLRoot(root))); m.Get("result_code") != "SUCCESS" {
			t.Errorf("%s: %v", root, m)
		}
	}
}

// What fails after the signature is signed with the algorithm of the request.
func TestV2RefusesSigned(t *testing.T) {
	w := open(t)
	for _, signType := range []string{"MD5", "HMAC-SHA256"} {
		good := orderV2("order-1", nowhere, signType)
		for _, c := range []struct {
			name, value, code, text string
		}{
			{"body", "", "LACK_PARAMS", "缺少必要的请求参数：body"},
			{"notify_url", "", "LACK_PARAMS", "缺少必要的请求参数：notify_url"},
			{"appid", "", "APPID_NOT_EXIST", "APPID不存在"},
			{"openid", "", "LACK_PARAMS", "openid"},
			{"total_fee", "19.90", "PARAM_ERROR", "total_fee"},
			{"total_fee", "0", "PARAM_ERROR", "total_fee"},
			{"out_trade_no", "a b", "PARAM_ERROR", "out_trade_no"},
			{"openid", "oAnother", "PARAM_ERROR", "无效的openid"},
			{"trade_type", "NATIVE", "LACK_PARAMS", "product_id"},
			{"trade_type", "MWEB", "LACK_PARAMS", "scene_info"},
			{"trade_type", "MICROPAY", "PARAM_ERROR", "trade_type"},
			{"fee_type", "USD", "PARAM_ERROR", "fee_type"},
		} {
			m := w.v2("/pay/unifiedorder", with(good, c.name, c.value))
			if m.Get("result_code") != "FAIL" || m.Get("err_code") != c.code || !strings.Contains(m.Get("err_code_des"), c.text) {
				t.Errorf("%s %q: %v", c.name, c.value, m)
			}
			if v := v2.Verify(m, v2Key()); len(v.Checks) < 2 || v.Checks[1].Verdict != wxpay.Passed || string(v.SignType) != signType {
				t.Errorf("%s %q: %+v", c.name, c.value, v.Checks)
			}
		}
	}
}
