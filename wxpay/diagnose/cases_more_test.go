package diagnose_test

import (
	"encoding/base64"
	"html"
	"net/http"
	"strings"
	"testing"

	"wxlens/wxpay"
	"wxlens/wxpay/diagnose"
)

func TestMoreCases(t *testing.T) {
	check(t, moreV2Cases())
	check(t, moreV3Cases())
	check(t, moreKeyCases())
}

// htmlspecialchars is PHP's, and what Java's and Python's escapers write too.
var htmlspecialchars = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;", "'", "&#039;")

func moreV2Cases() []known {
	sign := func(fs fields) string { return signMD5(fs, v2Key) }
	detail := value(unified(), "detail")
	sent := v2Call(unifiedPath, unified(), sign(unified()))
	sent.Call.Body = []byte(strings.Replace(gbk(strings.ReplaceAll(string(sent.Call.Body), "\ufeff", "")), "<xml>", `<?xml version="1.0" encoding="GBK"?><xml>`, 1))
	doubles := with(with(without(refund(), "sign_type"), "total_fee", "100.0"), "refund_fee", "100.0")
	app := html.UnescapeString(keyed(ruled(appSigned()), v2Key))
	sorted := `{"goods_detail":[{"goods_id":"iphone6s_16G","goods_name":"测试商品","price":1990,"quantity":1}]}`
	var noise []byte
	for i := range 16 {
		noise = append(noise, byte(i*17+3))
	}
	return []known{
		explained("PHP, htmlspecialchars over detail", v2Call(unifiedPath, unified(), sign(with(unified(), "detail", htmlspecialchars.Replace(detail)))), "v2-xml-escaping-signed"),
		explained("PHP, htmlspecialchars over a string with quotes", v2Call(unifiedPath, unified(), md5Upper(htmlspecialchars.Replace(keyed(ruled(unified()), v2Key)))), "v2-html-entity"),
		explained("Java, both fees as Double", v2Call(refundPath, without(refund(), "sign_type"), sign(doubles)), "v2-amount-float"),
		explained("APP string through HTML", v2Opening(appPay, appSigned(), md5Upper(app)), "v2-html-entity"),
		explained("small letters for a page", v2Opening(bridge, jsapiSigned(), strings.ToLower(sign(jsapiSigned()))), "v2-sign-case"),
		explained("detail with sorted members signed", v2Call(unifiedPath, unified(), sign(with(unified(), "detail", sorted))), "v2-nested-json-differs"),
		explained("HMAC over the string without sign_type, MD5 order", v2Call(unifiedPath, native(), signHMAC(without(native(), "sign_type"), v2Key)), "v2-sign-type-not-signed", "v2-digest-mismatch"),
		explained("key in small letters", v2Call(queryPath, query(), signMD5(query(), strings.ToLower(v2Key))), "v2-wrong-key"),
		explained("XML in GBK, signed in UTF-8", sent, "v2-charset"),
		explained("old key for HMAC without suffix", v2Call(refundPath, refund(), hmacUpper(ruled(refund()), v2OldKey)), "v2-old-key", "v2-key-suffix-missing"),
		unexplained("base64 of 16 bytes that are no digest of it", v2Call(queryPath, query(), base64.StdEncoding.EncodeToString(noise))),
	}
}

func moreV3Cases() []known {
	o, q := jsapiOrder(), queryCall()
	template := q.changed(func(c *call) { c.target = "/v3/pay/transactions/out-trade-no/{out_trade_no}?mchid=" + mchID })
	encoded := q.changed(func(c *call) { c.target = "/v3/pay/transactions/out-trade-no/%7Bout_trade_no%7D?mchid=" + mchID })
	noScheme := o.refused(o.sign())
	noScheme.Call.Header.Set("Authorization", strings.TrimPrefix(noScheme.Call.Header.Get("Authorization"), "WECHATPAY2-SHA256-RSA2048 "))
	agent := o.answered(o.sign(), 400, `{"code":"INVALID_REQUEST","message":"Http头缺少Accept或User-Agent"}`)
	agent.Call.Header.Del("User-Agent")
	serial := func(s string) *diagnose.Case {
		c := o.changed(func(c *call) { c.serial = s })
		return c.answered(c.sign(), 401, `{"code":"SIGN_ERROR","message":"商户证书序列号有误。请使用签名私钥匹配的证书序列号"}`)
	}
	colons := merchant().serial[:2]
	for i := 2; i < 40; i += 2 {
		colons += ":" + merchant().serial[i:i+2]
	}
	nonce := q.changed(func(c *call) { c.nonce = "signedNonce0000000001" })
	sentNonce := q.refused(nonce.sign())
	retried := q.refused(nonce.sign())
	retried.Call.Reply = []byte(nonce.oracle())
	bom := o.changed(func(c *call) { c.body = "\ufeff" + c.body })
	ended := o.changed(func(c *call) { c.body += "\n" })
	goText := strings.NewReplacer("&", `\u0026`, "<", `\u003c`, ">", `\u003e`).Replace(o.body)
	return []known{
		correct("template signed and sent", template.answered(template.sign(), 404, ""), "v3-path-placeholder"),
		correct("template signed and sent, escaped", encoded.answered(encoded.sign(), 404, ""), "v3-path-placeholder"),
		correct("scheme left out", noScheme, "v3-auth-format"),
		correct("no User-Agent", agent, "v3-header-not-sent"),
		correct("serial with colons", serial(colons), "v3-serial-format"),
		correct("serial parsed to 0", serial("0"), "v3-serial-format"),
		explained("nonce of another attempt in the log", retried, "v3-nonce-differs"),
		unexplained("nonce made twice", sentNonce),
		explained("BOM before the body that is signed", o.refused(bom.sign()), "v3-body-charset"),
		explained("line end after the body that is signed", o.refused(ended.sign()), "v3-body-reserialised"),
		correct("HTML escapes in what was sent, by the reply", o.answered(o.sign(), 401, o.changed(func(c *call) { c.body = goText }).oracle()), "v3-body-reserialised"),
		correct("slashes escaped in what was sent, by the reply", o.answered(o.sign(), 401, o.changed(func(c *call) { c.body = strings.ReplaceAll(c.body, "/", `\/`) }).oracle()), "v3-body-slash-escaped"),
		correct("three bytes more, by the reply", o.answered(o.sign(), 401, bom.oracle()), "v3-body-charset"),
		unexplained("HMAC by the APIv3 key for RSA", o.refused(base64.StdEncoding.EncodeToString(hmacSum(o.text(), apiV3Key)))),
	}
}

func moreKeyCases() []known {
	o := jsapiOrder()
	none := func(change func(k *diagnose.Keys), message string) *diagnose.Case {
		d := o.refused("")
		d.Observed, d.Call.Header, d.Call.Status, d.Call.Reply, d.ClientError = "", http.Header{}, 0, nil, message
		change(&d.Keys)
		return d
	}
	return []known{
		explained("certificate for the private key", none(func(k *diagnose.Keys) { k.PrivateKey = wxpay.NewSecret(merchant().certificate) }, "decode private key err"), "key-is-other-kind"),
		explained("private key on one line without its frame", none(func(k *diagnose.Keys) {
			k.PrivateKey = wxpay.NewSecret(strings.Join(strings.Fields(merchant().private[28:]), "")[:200])
		}, "Could not deserialize key data"), "key-file-unreadable"),
		explained("p12 with a wrong password", none(func(*diagnose.Keys) {}, "error:23076071:PKCS12 routines:PKCS12_parse:mac verify failure"), "p12-password"),
	}
}
