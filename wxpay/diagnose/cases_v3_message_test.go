package diagnose_test

import (
	"net/http"
	"strings"
	"testing"

	"wxlens/wxpay"
	"wxlens/wxpay/diagnose"
)

func TestV3MessageCases(t *testing.T) {
	check(t, v3VerifierCases())
	check(t, v3ReceivedCases())
	check(t, v3HeaderSlotCases())
	check(t, v3ReplyCases())
	check(t, v3MessagePairCases())
}

// delivery is something that WeChat Pay signed, as it left WeChat Pay.
type delivery struct {
	signer holder
	id     string // of the key
	at     string
	nonce  string
	body   string
}

func (d delivery) signature() string {
	return sha256RSA(d.signer, d.at+"\n"+d.nonce+"\n"+d.body+"\n")
}

// notice is a failed verification of it as a notification, with this key.
func (d delivery) notice(verifier string) *diagnose.Case {
	c := d.reply(verifier)
	c.Kind, c.Message.Status, c.Message.URL = diagnose.Notify, 0, "https://shop.example.cn/wxpay/notify"
	return c
}

func (d delivery) reply(verifier string) *diagnose.Case {
	return &diagnose.Case{
		API: wxpay.V3, Kind: diagnose.Response, Keys: allKeys(), ClientError: "应答的微信支付签名验证失败",
		Message: diagnose.Message{
			Status: 200, Body: []byte(d.body), VerifierKey: verifier,
			Header: http.Header{
				"Content-Type": {"application/json"}, "Wechatpay-Timestamp": {d.at}, "Wechatpay-Nonce": {d.nonce},
				"Wechatpay-Signature": {d.signature()}, "Wechatpay-Serial": {d.id},
			},
		},
	}
}

// received is the case with what the program made of the body.
func received(c *diagnose.Case, body string) *diagnose.Case {
	c.Message.Body = []byte(body)
	return c
}

func headed(c *diagnose.Case, name, value string) *diagnose.Case {
	c.Message.Header[name] = []string{value}
	return c
}

const noticeBody = `{"id":"7f8fcdb2-573a-547a-901e-4c34f9761293","create_time":"2026-03-01T12:54:12+08:00","resource_type":"encrypt-resource","event_type":"TRANSACTION.SUCCESS","summary":"支付成功","resource":{"original_type":"transaction","algorithm":"AEAD_AES_256_GCM","ciphertext":"m+8TKBc3NQAPapdskLACAFRX2W/g5TyrEihNRIVZdJau79OJjYU=","associated_data":"transaction","nonce":"yXb7Kd02Lq9s"}}`

func byPublicKey() delivery {
	return delivery{tenpayKey(), publicKeyID, "1772340855", "W3nQ0sYp8dRk5TzL", noticeBody}
}

func byCertificate() delivery {
	return delivery{tenpay(), tenpay().serial, "1772340901", "d9a5c1f0b3e24877a1c6", noticeBody}
}

func byLaterCertificate() delivery {
	return delivery{tenpayLater(), tenpayLater().serial, "1772340999", "Rr77xW", noticeBody}
}

func v3VerifierCases() []known {
	unloaded := byLaterCertificate()
	rotated := unloaded.notice(tenpay().serial)
	rotated.Keys.Platform = append(rotated.Keys.Platform, diagnose.PlatformKey{ID: wxpay.KeyID(tenpayLater().serial), PEM: tenpayLater().certificate})
	own := byCertificate().reply(merchant().serial)
	probe := byPublicKey().notice(publicKeyID)
	probe.Message.Header.Set("Wechatpay-Signature", "WECHATPAY/SIGNTEST/"+byPublicKey().signature()[:300])
	return []known{
		explained("merchant's own certificate", byCertificate().notice(merchant().serial), "v3-verify-merchant-cert"),
		explained("merchant's own certificate for a reply", own, "v3-verify-merchant-cert"),
		explained("new certificate not loaded", unloaded.notice(tenpay().serial), "v3-verify-serial-not-loaded"),
		explained("new certificate loaded, old one used", rotated, "v3-verify-serial-not-loaded"),
		explained("public key signs, certificate verifies", byPublicKey().notice(tenpay().serial), "v3-verify-pubkey-mode"),
		explained("certificate signs, public key verifies", byCertificate().notice(publicKeyID), "v3-verify-pubkey-mode"),
		explained("probe", probe, "v3-signtest-probe"),
		correct("verifies", byPublicKey().notice(publicKeyID)),
		correct("reply verifies", byCertificate().reply(tenpay().serial)),
	}
}

func v3ReceivedCases() []known {
	p, c := byPublicKey(), byCertificate()
	sortedBody := `{"create_time":"2026-03-01T12:54:12+08:00","event_type":"TRANSACTION.SUCCESS","id":"7f8fcdb2-573a-547a-901e-4c34f9761293","resource":{"algorithm":"AEAD_AES_256_GCM","associated_data":"transaction","ciphertext":"m+8TKBc3NQAPapdskLACAFRX2W/g5TyrEihNRIVZdJau79OJjYU=","nonce":"yXb7Kd02Lq9s","original_type":"transaction"},"resource_type":"encrypt-resource","summary":"支付成功"}`
	camel := strings.NewReplacer("create_time", "createTime", "resource_type", "resourceType", "event_type", "eventType", "original_type", "originalType", "associated_data", "associatedData").Replace(noticeBody)
	spaced := strings.NewReplacer(`":"`, `": "`, `":{`, `": {`, `","`, `", "`).Replace(noticeBody)
	logged := strings.NewReplacer(`"`, `\x22`, "支付成功", `\xE6\x94\xAF\xE4\xBB\x98\xE6\x88\x90\xE5\x8A\x9F`).Replace(noticeBody)
	ended := c
	ended.body += "\n"
	consumed := headed(received(p.notice(publicKeyID), ""), "Content-Length", "468")
	untold := p.notice(publicKeyID)
	untold.Message.Body = nil
	query := delivery{tenpayKey(), publicKeyID, "1772341501", "QueryReplyNonce1", `{"amount":{"currency":"CNY","payer_currency":"CNY","payer_total":1990,"total":1990},"appid":"` + appID + `","attach":"深圳分店","bank_type":"OTHERS","mchid":"` + mchID + `","out_trade_no":"JS20260301125346001","payer":{"openid":"oUpF8uMuAJO_M2pxb1Q9zNjWeS6o"},"promotion_detail":[],"success_time":"2026-03-01T12:54:12+08:00","trade_state":"SUCCESS","trade_state_desc":"支付成功","trade_type":"JSAPI","transaction_id":"4200001920202603010437865211"}`}
	return []known{
		explained("Python, request.json printed again", received(p.notice(publicKeyID), spaced), "v3-verify-body-reserialised"),
		explained("Go, map printed in another order", received(c.notice(tenpay().serial), sortedBody), "v3-verify-body-reserialised"),
		explained("Java, DTO printed in camel case", received(p.notice(publicKeyID), camel), "v3-verify-body-reserialised"),
		explained("Python, \\u escapes", received(p.notice(publicKeyID), jsonEscaped(spaced)), "v3-verify-body-reserialised"),
		explained("PHP, json_encode of the array", received(c.notice(tenpay().serial), strings.ReplaceAll(jsonEscaped(noticeBody), "/", `\/`)), "v3-verify-body-reserialised"),
		explained("reply printed with blanks", received(query.reply(publicKeyID), strings.NewReplacer(`":`, `": `, `,"`, `, "`).Replace(query.body)), "v3-verify-body-reserialised"),
		unexplained("body not told", untold),
		explained("body read before", consumed, "v3-verify-body-consumed"),
		explained("read as ISO-8859-1", received(p.notice(publicKeyID), asLatin1(noticeBody)), "v3-verify-charset"),
		explained("read as UTF-8, printed as GBK", received(c.notice(tenpay().serial), gbk(noticeBody)), "v3-verify-charset"),
		explained("end of the body trimmed", received(ended.notice(tenpay().serial), noticeBody), "v3-verify-newline"),
		explained("copied from nginx's log", received(p.notice(publicKeyID), logged), "v3-verify-body-log-escaped"),
		unexplained("an amount changed on the way", received(query.reply(publicKeyID), strings.Replace(query.body, `"payer_total":1990`, `"payer_total":1`, 1))),
	}
}

func v3HeaderSlotCases() []known {
	p, c := byPublicKey(), byCertificate()
	swapped := headed(headed(p.notice(publicKeyID), "Wechatpay-Timestamp", p.nonce), "Wechatpay-Nonce", p.at)
	serial := headed(headed(c.notice(tenpay().serial), "Wechatpay-Signature", tenpay().serial), "Wechatpay-Serial", c.signature())
	cgi := p.notice(publicKeyID)
	cgi.Message.Header = http.Header{"HTTP_WECHATPAY_TIMESTAMP": {p.at}, "HTTP_WECHATPAY_NONCE": {p.nonce}, "HTTP_WECHATPAY_SIGNATURE": {p.signature()}, "HTTP_WECHATPAY_SERIAL": {p.id}}
	plus := p
	for i := range 1000 {
		plus.nonce = "plus" + string(rune('a'+i%26)) + string(rune('a'+i/26))
		if strings.Contains(plus.signature(), "+") {
			break
		}
	}
	escaped := p
	for i := range 1000 {
		escaped.nonce = "slash" + string(rune('a'+i%26)) + string(rune('a'+i/26))
		if strings.Contains(escaped.signature(), "/") {
			break
		}
	}
	stale := p.notice(publicKeyID)
	stale.ClientError = "timestamp=[1772340855] expires"
	stale.Message.Header.Set("Date", "Sun, 01 Mar 2026 05:30:00 GMT")
	decode := p.notice(publicKeyID)
	decode.ClientError = "java.lang.IllegalArgumentException: Illegal base64 character 5f"
	return []known{
		explained("timestamp and nonce exchanged", swapped, "v3-verify-header-slots"),
		explained("signature and serial exchanged", serial, "v3-verify-header-slots"),
		explained("PHP, HTTP_ prefix", cgi, "v3-verify-header-names"),
		explained("plus signs became blanks", headed(plus.notice(publicKeyID), "Wechatpay-Signature", strings.ReplaceAll(plus.signature(), "+", " ")), "v3-sig-plus-space"),
		explained("slashes escaped", headed(escaped.notice(publicKeyID), "Wechatpay-Signature", strings.ReplaceAll(escaped.signature(), "/", `\/`)), "v3-sig-plus-space"),
		explained("replayed half an hour later", stale, "v3-verify-stale-timestamp"),
		explained("base64 not decoded", decode, "v3-verify-sig-decode"),
	}
}

func v3ReplyCases() []known {
	file := byPublicKey().reply(publicKeyID)
	file.Message.Header, file.Message.Body = http.Header{"Content-Type": {"text/plain"}}, []byte("\ufeff交易时间,公众账号ID\n`2026-02-28 10:00:00,`"+appID+"\n")
	file.Call = diagnose.Call{Method: "GET", URL: mchHost + "/v3/billdownload/file?token=6XIv5TUPto7pByrTQKhd6kwvyKLG2uY2wMMR8cNXqaA_Cv_isgaUtBzp4QtiozLO"}
	file.ClientError = "empty Wechatpay-Serial, verify signature failed"
	first := byCertificate().reply("")
	first.Keys.Platform, first.ClientError = nil, "自动获取平台证书失败"
	first.Call = diagnose.Call{Method: "GET", URL: mchHost + "/v3/certificates"}
	first.Message.Body = []byte(`{"data":[{"effective_time":"2024-03-01T10:00:00+08:00","encrypt_certificate":{"algorithm":"AEAD_AES_256_GCM","associated_data":"certificate","ciphertext":"m+8TKBc3NQAPapdskLACAFRX2W==","nonce":"61f9c719728a"},"expire_time":"2029-03-01T10:00:00+08:00","serial_no":"` + tenpay().serial + `"}]}`)
	chain := byCertificate().reply(tenpay().serial)
	chain.ClientError = "x509: certificate signed by unknown authority"
	bad := byPublicKey().reply(publicKeyID)
	bad.Message = diagnose.Message{Status: 404, Header: http.Header{"Content-Type": {"application/json"}}, Body: []byte(`{"code":"ORDER_NOT_EXIST","message":"订单不存在"}`)}
	bad.ClientError = "微信支付签名为空"
	silent := byCertificate().reply(publicKeyID)
	silent.Keys.Platform = silent.Keys.Platform[1:]
	silent.Call = diagnose.Call{Method: "GET", URL: mchHost + queryCall().target, Header: http.Header{"Authorization": {queryCall().authorization(queryCall().sign())}}}
	return []known{
		explained("bill file", file, "v3-verify-bill-download"),
		explained("first download of certificates", first, "v3-verify-bootstrap"),
		correct("chain checked against the system's authorities", chain, "v3-verify-trust-chain"),
		explained("404 without signature", bad, "v3-verify-unsigned-reply"),
		explained("public-key mode, request without Wechatpay-Serial", silent, "v3-request-serial-header-missing"),
	}
}

func v3MessagePairCases() []known {
	p, c := byPublicKey(), byCertificate()
	spaced := strings.NewReplacer(`":"`, `": "`, `":{`, `": {`, `","`, `", "`).Replace(noticeBody)
	plus := p
	for i := 0; !strings.Contains(plus.signature(), "+"); i++ {
		plus.nonce = "pair" + strings.Repeat("z", i)
	}
	lost := headed(plus.notice(tenpay().serial), "Wechatpay-Signature", strings.ReplaceAll(plus.signature(), "+", " "))
	silent := c.reply(publicKeyID)
	silent.Call = diagnose.Call{Method: "GET", URL: mchHost + queryCall().target, Header: http.Header{"Authorization": {queryCall().authorization(queryCall().sign())}}}
	return []known{
		explained("own certificate and printed body", received(c.notice(merchant().serial), spaced), "v3-verify-merchant-cert", "v3-verify-body-reserialised"),
		explained("certificate for the public key, plus signs lost", lost, "v3-verify-pubkey-mode", "v3-sig-plus-space"),
		explained("reply by certificate since the request lacks the header", silent, "v3-verify-pubkey-mode", "v3-request-serial-header-missing"),
	}
}

// A body that was printed in another form keeps its names, and the detail says so.
func TestDetailsOfAReprintedBody(t *testing.T) {
	spaced := strings.ReplaceAll(noticeBody, `":"`, `": "`)
	d, err := diagnose.Diagnose(t.Context(), received(byPublicKey().notice(publicKeyID), spaced), diagnose.Options{})
	if err != nil || len(d.Causes) != 1 || d.Causes[0].Slug != "v3-verify-body-reserialised" {
		t.Fatal(d, err)
	}
	if detail := d.Causes[0].Detail; strings.Contains(detail, "a_b") || strings.Contains(detail, "nulls") {
		t.Errorf("%q tells of names or nulls that were never changed", detail)
	}
}
