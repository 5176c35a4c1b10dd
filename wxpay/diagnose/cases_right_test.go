package diagnose_test

import (
	"encoding/base64"
	"math/rand/v2"
	"net/http"
	"strings"
	"testing"

	"wxlens/wxpay/diagnose"
)

func TestRightSignatureCases(t *testing.T) {
	check(t, v2RightCases())
	check(t, v3RightCases())
	check(t, rightOpeningCases())
}

func TestInexplicableCases(t *testing.T) {
	check(t, v2InexplicableCases())
	check(t, v3InexplicableCases())
}

// failed is a V2 reply whose communication worked and whose business did not.
func failed(code, words string) string {
	return `<xml><return_code><![CDATA[SUCCESS]]></return_code><return_msg><![CDATA[OK]]></return_msg><appid><![CDATA[` + appID +
		`]]></appid><mch_id><![CDATA[` + mchID + `]]></mch_id><result_code><![CDATA[FAIL]]></result_code><err_code><![CDATA[` + code +
		`]]></err_code><err_code_des><![CDATA[` + words + `]]></err_code_des></xml>`
}

func v2RightCases() []known {
	sign := func(fs fields) string { return signMD5(fs, v2Key) }
	right := func(path string, fs fields, reply string) *diagnose.Case {
		return v2Answered(path, fs, sign(fs), reply)
	}
	noCert := v2Answered(refundPath, refund(), signHMAC(refund(), v2Key), "<html>\r\n<head><title>400 No required SSL certificate was sent</title></head>\r\n</html>")
	noCert.Call.Status = 400
	mixed := with(query(), "mch_id", "1900007777")
	customs := fieldsOf("appid", appID, "mch_id", mchID, "out_trade_no", "15112496832609", "customs", "SHANGHAI_ZS", "mch_customs_no", "D00411", "notify_url", "https://shop.example.cn/c")
	sandbox := right("/sandboxnew/pay/unifiedorder", unified(), "<xml><return_code>FAIL</return_code><return_msg>沙箱验证签名失败，请确认沙箱签名key是否正确（通过getsignkey调用生成）</return_msg></xml>")
	return []known{
		correct("right, and still refused", right(unifiedPath, unified(), refusal), "v2-key-not-on-platform"),
		correct("right HMAC, and still refused", v2Answered(refundPath, refund(), signHMAC(refund(), v2Key), refusal), "v2-key-not-on-platform"),
		correct("201 order number", right(unifiedPath, native(), failed("INVALID_REQUEST", "201 商户订单号重复")), "order-no-duplicate"),
		correct("appid and mch_id", right(unifiedPath, unified(), `<xml><return_code>FAIL</return_code><return_msg>appid和mch_id不匹配</return_msg></xml>`), "appid-mchid-unbound"),
		correct("openid", right(unifiedPath, unified(), failed("PARAM_ERROR", "appid和openid不匹配")), "openid-appid"),
		correct("product", right(unifiedPath, wap(), failed("NO_AUTH", "商户号该产品权限未开通，请前往商户平台>产品中心检查后重试")), "product-not-enabled"),
		correct("no client certificate", noCert, "v2-client-cert-missing"),
		correct("customs call with a parameter that it does not know", right("/cgi-bin/mch/customs/customdeclareorder", customs, failed("PARAM_ERROR", "不识别的参数notify_url")), "v2-api-shape"),
		explained("live key in the sandbox", sandbox, "v2-sandbox-key"),
		explained("another merchant's number over this merchant's key", right(queryPath, mixed, refusal), "v2-merchant-mixed"),
		correct("no reply known", v2Answered(queryPath, query(), sign(query()), "")),
		correct("answered with success", v2Answered(queryPath, query(), sign(query()), "<xml><return_code>SUCCESS</return_code><result_code>SUCCESS</result_code></xml>")),
	}
}

func v3RightCases() []known {
	o, q, h := jsapiOrder(), queryCall(), h5Order()
	right := func(c call, status int, reply string) *diagnose.Case { return c.answered(c.sign(), status, reply) }
	lost := o.changed(func(c *call) { c.body = "" })
	reentered := right(o, 400, `{"code":"INVALID_REQUEST","message":"请求重入时，参数与首次请求时不一致"}`)
	reentered.Call.ReplyHeader = http.Header{"Request-Id": {"08F78BB5AF0610D302189FC1C95B20E8F80328C6E103-268498688"}}
	text := o.changed(func(c *call) { c.body = strings.Replace(c.body, `"total":1990`, `"total":"19.90"`, 1) })
	return []known{
		correct("body lost on the way", right(o, 401, lost.oracle()), "v3-body-not-transmitted"),
		correct("serial refused", right(q, 401, `{"code":"SIGN_ERROR","message":"商户证书序列号有误。请使用签名私钥匹配的证书序列号"}`), "v3-serial-mismatch"),
		correct("re-entered with other parameters", reentered, "reentry-params-differ"),
		correct("order number used", right(o, 400, `{"code":"INVALID_REQUEST","message":"201 商户订单号重复"}`), "order-no-duplicate"),
		correct("total is text", right(text, 400, `{"code":"PARAM_ERROR","detail":{"location":"body","value":"19.90"},"message":"无法将 JSON 输入源“/body/amount/total”映射到目标字段“总金额”中，此字段需要一个合法的 64 位有符号整数"}`), "amount-type"),
		correct("product", right(h, 403, `{"code":"NO_AUTH","message":"商户号该产品权限未开通，请前往商户平台>产品中心检查后重试"}`), "product-not-enabled"),
		correct("no platform certificate", right(certificatesCall(), 404, `{"code":"RESOURCE_NOT_EXISTS","message":"无可用的平台证书，请在商户平台-API安全申请使用微信支付公钥。"}`), "platform-cert-none"),
		correct("address not on the list", right(refundCall(), 403, `{"code":"INVALID_REQUEST","message":"此IP地址不允许调用该接口"}`), "ip-whitelist"),
		correct("appid not bound", right(nativeOrder(), 400, `{"code":"APPID_MCHID_NOT_MATCH","message":"appid和mch_id不匹配,请检查后再试"}`), "appid-mchid-unbound"),
		correct("refused without a word", right(o, 401, blind401)),
		correct("answered with an order", right(o, 200, `{"prepay_id":"`+v3Prepay+`"}`)),
		correct("right query string", right(billCall(), 0, "")),
	}
}

func rightOpeningCases() []known {
	page := v2Opening(bridge, jsapiSigned(), signMD5(jsapiSigned(), v2Key))
	page.ClientError = "当前页面的URL未注册：https://shop.example.cn/pay/"
	phone := v2Opening(appPay, appSigned(), signMD5(appSigned(), v2Key))
	phone.ClientError = "errCode: -1"
	hmac := v2OpeningOf(hmacOrder(), chooser, with(renamed(jsapiHMAC(), "timeStamp", "timestamp"), "appId", appID), signHMAC(jsapiHMAC(), v2Key))
	hmac.ClientError = ""
	v3Phone := v3Opening(appPay, v3AppParams(), sha256RSA(merchant(), fourLines(appID, clientAt, clientRnd, v3Prepay)))
	v3Phone.ClientError = "errCode = -1, errStr = null"
	old := v3Opening(miniProgram, v3Params(), sha256RSA(merchant(), fourLines(appID, clientAt, clientRnd, "prepay_id="+v3Prepay)))
	old.ClientError = "支付请求已失效，请重新发起支付"
	return []known{
		correct("prepay_id too old", old, "prepay-expired"),
		correct("payment directory", page, "jsapi-directory"),
		correct("APP -1", phone, "app-minus-one"),
		correct("chooseWXPay passes timestamp and signs timeStamp", hmac),
		correct("V3 APP -1", v3Phone, "app-minus-one"),
	}
}

func v2InexplicableCases() []known {
	dice := rand.New(rand.NewPCG(7, 11))
	token := func(n int) string {
		var b strings.Builder
		for range n {
			b.WriteByte("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"[dice.IntN(36)])
		}
		return b.String()
	}
	half := signMD5(unified(), v2Key)[:20] + "000000000000"
	return []known{
		unexplained("a key that nobody has", v2Call(unifiedPath, unified(), signMD5(unified(), token(32)))),
		unexplained("a nonce made anew", v2Call(refundPath, refund(), signHMAC(with(refund(), "nonce_str", token(32)), v2Key))),
		unexplained("another body altogether", v2Call(queryPath, query(), signMD5(with(query(), "transaction_id", "4200009999999999999999999999"), v2Key))),
		unexplained("twenty right characters", v2Call(unifiedPath, unified(), half)),
		unexplained("a paySign of an unknown nonce", v2Opening(miniProgram, passed(jsapiSigned()), signMD5(with(jsapiSigned(), "nonceStr", token(16)), v2Key))),
		unexplained("a notice under an unknown key", v2Notice(paid(), signMD5(paid(), token(32)), signMD5(paid(), v2Key))),
	}
}

func v3InexplicableCases() []known {
	o, q := jsapiOrder(), queryCall()
	noise := make([]byte, 256)
	dice := rand.NewChaCha8([32]byte{9})
	_, _ = dice.Read(noise)
	noise[0] = 0
	other := q.changed(func(c *call) { c.nonce = "anothernonceofthesamekind" })
	return []known{
		unexplained("a key that nobody has", o.refused(sha256RSA(stranger(), o.text()))),
		unexplained("a nonce made anew", q.refused(sha256RSA(merchant(), other.text()))),
		unexplained("256 random bytes", o.refused(base64.StdEncoding.EncodeToString(noise))),
		unexplained("another order signed", o.refused(sha256RSA(merchant(), o.changed(func(c *call) { c.body = `{"a":1}` }).text()))),
		unexplained("a client call of another prepay_id", v3Opening(miniProgram, v3Params(), sha256RSA(merchant(), fourLines(appID, clientAt, clientRnd, "prepay_id=wx999")))),
		unexplained("a notification by a stranger", delivery{stranger(), tenpay().serial, "1772340901", "n0nce", noticeBody}.notice(tenpay().serial)),
	}
}
