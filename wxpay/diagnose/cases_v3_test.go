package diagnose_test

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"math/big"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"wxlens/wxpay/diagnose"
)

func TestV3RequestCases(t *testing.T) {
	check(t, v3LineCases())
	check(t, v3TargetCases())
	check(t, v3BodyCases())
	check(t, v3UploadCases())
	check(t, v3HeaderCases())
	check(t, v3KeyCases())
	check(t, v3PairCases())
}

// signedAs signs what the program built instead of the message.
func (c call) signedAs(text string) *diagnose.Case { return c.refused(sha256RSA(merchant(), text)) }

func v3LineCases() []known {
	o, q, b := jsapiOrder(), queryCall(), billCall()
	literal := func(c call) string { return strings.Join(c.lines(), `\n`) + `\n` }
	later := func(c call, at string) string { c.at = at; return c.text() }
	l := nativeOrder().lines()
	return []known{
		explained("PHP, no line feed after the body", o.signedAs(strings.TrimSuffix(o.text(), "\n")), "v3-final-newline-missing"),
		explained("Java, GET with one line feed at the end", q.signedAs(strings.TrimSuffix(q.text(), "\n")), "v3-final-newline-missing"),
		explained("C#, AppendLine on Windows", o.signedAs(strings.Join(o.lines(), "\r\n")+"\r\n"), "v3-crlf"),
		explained("Java, String.format with %n", b.signedAs(strings.ReplaceAll(b.text(), "\n", "\r\n")), "v3-crlf"),
		explained("PHP, single quotes", o.signedAs(literal(o)), "v3-literal-backslash-n"),
		explained("PHP, single quotes on GET", q.signedAs(literal(q)), "v3-literal-backslash-n"),
		explained("Node, time taken twice", o.signedAs(later(o, "1772341425")), "v3-timestamp-differs"),
		explained("Python, header made three minutes after signing", q.signedAs(later(q, "1772341320")), "v3-timestamp-differs"),
		explained("Go, timestamp and nonce exchanged", nativeOrder().signedAs(strings.Join([]string{l[0], l[1], l[3], l[2], l[4]}, "\n")+"\n"), "v3-message-order"),
		explained("timestamp and nonce first", refundCall().signedAs(reordered(refundCall(), 2, 3, 0, 1, 4)), "v3-message-order"),
		explained("line numbers of the document", q.signedAs(numbered(q)), "v3-template-noise"),
		explained("indented heredoc", b.signedAs("    "+strings.ReplaceAll(strings.TrimSuffix(b.text(), "\n"), "\n", "\n    ")+"\n"), "v3-template-noise"),
		explained("Python, triple quotes in an indented function", o.signedAs(strings.ReplaceAll(strings.TrimSuffix(o.text(), "\n"), "\n", "\n    ")+"\n"), "v3-template-noise"),
		explained("blank at each line's end", o.signedAs(strings.ReplaceAll(o.text(), "\n", " \n")), "v3-template-noise"),
	}
}

func reordered(c call, order ...int) string {
	var b strings.Builder
	for _, i := range order {
		b.WriteString(c.lines()[i] + "\n")
	}
	return b.String()
}

func numbered(c call) string {
	var b strings.Builder
	for i, line := range c.lines() {
		fmt.Fprintf(&b, "%d %s\n", i+1, line)
	}
	return b.String()
}

func v3TargetCases() []known {
	q, b, o := queryCall(), billCall(), jsapiOrder()
	other := func(c call, target string) string { c.target = target; return c.text() }
	path := func(c call) string { before, _, _ := strings.Cut(c.target, "?"); return before }
	method := func(c call, m string) string { c.method = m; return c.text() }
	f := favourCall()
	decoded, err := url.QueryUnescape(f.target)
	if err != nil {
		panic(err)
	}
	swapped := "/v3/bill/tradebill?tar_type=GZIP&bill_type=ALL&bill_date=2026-02-28"
	rewritten := o.changed(func(c *call) { c.target = "/gateway/wx" + c.target })
	return []known{
		explained("axios adds params after signing", q.signedAs(other(q, path(q))), "v3-query-missing"),
		explained("bill without its query", b.signedAs(other(b, path(b))), "v3-query-missing"),
		explained("complaints without their query", complaintCall().signedAs(other(complaintCall(), path(complaintCall()))), "v3-query-missing"),
		explained("query signed decoded", f.signedAs(other(f, decoded)), "v3-query-encoding"),
		explained("%20 signed, + sent", f.signedAs(other(f, strings.ReplaceAll(f.target, "+", "%20"))), "v3-query-encoding"),
		explained("small hexadecimal digits signed", f.signedAs(other(f, lowerEscapes(f.target))), "v3-query-encoding"),
		explained("parameters in another order", b.signedAs(other(b, swapped)), "v3-query-encoding"),
		explained("whole URL signed", o.signedAs(other(o, mchHost+o.target)), "v3-url-absolute"),
		explained("host and path signed", q.signedAs(other(q, strings.TrimPrefix(mchHost, "https://")+q.target)), "v3-url-absolute"),
		explained("relative to a base URL", o.signedAs(other(o, o.target[1:])), "v3-url-no-leading-slash"),
		explained("relative to a base URL that ends in /v3/", q.signedAs(other(q, strings.TrimPrefix(q.target, "/v3/"))), "v3-url-no-leading-slash"),
		explained("template signed", q.signedAs(other(q, "/v3/pay/transactions/out-trade-no/{out_trade_no}?mchid="+mchID)), "v3-path-placeholder"),
		correct("reverse proxy adds a prefix", o.answered(o.sign(), 401, rewritten.oracle()), "v3-path-rewritten"),
		explained("GET signed, POST sent", o.signedAs(method(o, "GET")), "v3-method-mismatch"),
		explained("POST signed, GET sent", q.signedAs(method(q, "POST")), "v3-method-mismatch"),
		correct("redirected: the server saw a GET", o.answered(o.sign(), 401, o.changed(func(c *call) { c.method, c.body = "GET", "" }).oracle()), "v3-method-mismatch"),
		explained("post in small letters", o.signedAs(method(o, "post")), "v3-method-case"),
		explained("Get from an enum", q.signedAs(method(q, "Get")), "v3-method-case"),
	}
}

func lowerEscapes(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		b.WriteByte(s[i])
		if s[i] == '%' {
			b.WriteString(strings.ToLower(s[i+1 : i+3]))
			i += 2
		}
	}
	return b.String()
}

func v3BodyCases() []known {
	o, q, n, h := jsapiOrder(), queryCall(), nativeOrder(), h5Order()
	other := func(c call, body string) string { c.body = body; return c.text() }
	sorted := `{"amount":{"currency":"CNY","total":1990},"appid":"` + appID + `","attach":"深圳分店","description":"测试商品 & <会员>","mchid":"` + mchID + `","notify_url":"https://shop.example.cn/wxpay/notify","out_trade_no":"JS20260301125346001","payer":{"openid":"oUpF8uMuAJO_M2pxb1Q9zNjWeS6o"}}`
	spaced := strings.NewReplacer(`":`, `": `, `,"`, `, "`).Replace(o.body)
	goEscaped := strings.NewReplacer("&", `\u0026`, "<", `\u003c`, ">", `\u003e`).Replace(o.body)
	two := `{"sp_mchid":"` + mchID + `","sub_mchid":"` + subMchID + `"}`
	jackson := "{\n  \"sp_mchid\" : \"" + mchID + "\",\n  \"sub_mchid\" : \"" + subMchID + "\"\n}"
	fastjson := "{\n\t\"sp_mchid\":\"" + mchID + "\",\n\t\"sub_mchid\":\"" + subMchID + "\"\n}"
	newtonsoft := "{\r\n  \"sp_mchid\": \"" + mchID + "\",\r\n  \"sub_mchid\": \"" + subMchID + "\"\r\n}"
	python := "{\n    \"sp_mchid\": \"" + mchID + "\",\n    \"sub_mchid\": \"" + subMchID + "\"\n}"
	closing := call{"POST", "/v3/pay/partner/transactions/out-trade-no/JS20260301125346001/close", two, "1772342222", "closeNonce7788", "", ""}
	hash := "{transaction_id=4200001920202603010437865211, out_refund_no=R2026030100017, reason=商品已售完, amount={refund=888, total=1990, currency=CNY}}"
	emoji := o.changed(func(c *call) { c.body = strings.Replace(c.body, "测试商品", "充值😀", 1) })
	withNull := strings.Replace(h.body, `,"mchid"`, `,"goods_tag":null,"mchid"`, 1)
	float := strings.Replace(h.body, `"total":2990`, `"total":2990.0`, 1)
	return []known{
		explained("axios sends {} on GET, signed", q.signedAs(other(q, "{}")), "v3-body-on-get"),
		explained("PHP, json_encode([]) signed on GET", billCall().signedAs(other(billCall(), "[]")), "v3-body-on-get"),
		explained("null signed on GET", certificatesCall().signedAs(other(certificatesCall(), "null")), "v3-body-on-get"),
		explained("query signed as JSON on GET", q.signedAs(other(q, `{"mchid":"`+mchID+`"}`)), "v3-body-on-get"),
		explained("body not yet there when signing", o.signedAs(other(o, "")), "v3-body-missing"),
		explained("Python, json.dumps with blanks signed", o.signedAs(other(o, spaced)), "v3-body-reserialised"),
		explained("Python, json= escapes Chinese in what is sent", sentAs(o, jsonEscaped(o.body)), "v3-body-reserialised"),
		explained("Python, blanks and \\u signed", o.signedAs(other(o, jsonEscaped(spaced))), "v3-body-reserialised"),
		explained("Go, json.Marshal escapes & and <", o.signedAs(other(o, goEscaped)), "v3-body-reserialised"),
		explained("Go, a map sorts the members", o.signedAs(other(o, sorted)), "v3-body-reserialised"),
		explained("Java, Jackson's pretty printer signed", closing.signedAs(other(closing, jackson)), "v3-body-reserialised"),
		explained("Java, fastjson's pretty printer signed", closing.signedAs(other(closing, fastjson)), "v3-body-reserialised"),
		explained("C#, Newtonsoft indented on Windows signed", closing.signedAs(other(closing, newtonsoft)), "v3-body-reserialised"),
		explained("Python, indent=4 sent", sentAs(closing, python), "v3-body-reserialised"),
		explained("compact signed, blanks sent", n.signedAs(other(n, strings.NewReplacer(`": `, `":`, `, "`, `,"`).Replace(n.body))), "v3-body-reserialised"),
		explained("Java, a null member sent, not signed", sentAs(h, withNull), "v3-body-reserialised"),
		explained("PHP, 2990.0 signed", h.signedAs(other(h, float)), "v3-body-reserialised"),
		explained("PHP, slashes escaped for signing", o.signedAs(other(o, strings.ReplaceAll(o.body, "/", `\/`))), "v3-body-slash-escaped"),
		explained("PHP, slashes escaped in what is sent", sentAs(o, strings.ReplaceAll(o.body, "/", `\/`)), "v3-body-slash-escaped"),
		correct("Java, StringEntity in ISO-8859-1, seen in the reply", o.answered(o.sign(), 401, o.changed(func(c *call) { c.body = questioned(c.body) }).oracle()), "v3-body-charset"),
		explained("C#, signed in GB2312", refundCall().signedAs(gbk(refundCall().text())), "v3-body-charset"),
		explained("Java, body sent in GBK", sentAs(h, gbk(h.body)), "v3-body-charset"),
		explained("Node, [object Object]", o.signedAs(other(o, "[object Object]")), "v3-body-object-tostring"),
		explained("Java, HashMap.toString", refundCall().signedAs(other(refundCall(), hash)), "v3-body-object-tostring"),
		explained("Node, JSON.stringify twice", closing.signedAs(other(closing, strconv.Quote(two))), "v3-body-object-tostring"),
		explained("MySQL utf8 turned the emoji into ?", emoji.signedAs(strings.Replace(emoji.text(), "😀", "?", 1)), "v3-utf8-4byte"),
	}
}

// sentAs signs the call by the rule and sends another body.
func sentAs(c call, body string) *diagnose.Case {
	d := c.refused(c.sign())
	d.Call.Body = []byte(body)
	return d
}

func v3UploadCases() []known {
	picture := "\x89PNG\r\n\x1a\n" + strings.Repeat("\x00\x01\x02pixel", 30)
	digest := sha256.Sum256([]byte(picture))
	meta := `{"filename":"licence.png","sha256":"` + hex.EncodeToString(digest[:]) + `"}`
	part := func(meta string) string {
		return "--boundary\r\nContent-Disposition: form-data; name=\"meta\";\r\nContent-Type: application/json\r\n\r\n" + meta +
			"\r\n--boundary\r\nContent-Disposition: form-data; name=\"file\"; filename=\"licence.png\";\r\nContent-Type: image/png\r\n\r\n" + picture + "\r\n--boundary--\r\n"
	}
	upload := call{"POST", "/v3/merchant/media/upload", meta, "1772361111", "uploadNonce99887766", "", ""}
	sent := func(signed, meta string) *diagnose.Case { // one part is the meta that goes out
		c := upload
		c.body = signed
		d := upload.refused(c.sign())
		d.Call.Header.Set("Content-Type", "multipart/form-data; boundary=boundary")
		d.Call.Body = []byte(part(meta))
		return d
	}
	return []known{
		explained("whole multipart body signed", sent(part(meta), meta), "v3-upload-meta"),
		explained("nothing signed", sent("", meta), "v3-upload-meta"),
		explained("meta printed twice", sent(`{"filename": "licence.png", "sha256": "`+hex.EncodeToString(digest[:])+`"}`, meta), "v3-upload-meta"),
		explained("meta signed with the file's name, sent with another", sent(meta, strings.Replace(meta, "licence.png", "upload.tmp", 1)), "v3-upload-meta"),
		correct("meta names the digest of another file", sent(strings.Replace(meta, hex.EncodeToString(digest[:4]), "00000000", 1), strings.Replace(meta, hex.EncodeToString(digest[:4]), "00000000", 1)), "v3-upload-meta"),
		correct("upload signed right", sent(meta, meta)),
	}
}

func v3HeaderCases() []known {
	o := jsapiOrder()
	ms := o.changed(func(c *call) { c.at = "1772341426123" })
	header := func(change func(string) string) *diagnose.Case {
		d := o.refused(o.sign())
		d.Call.Header.Set("Authorization", change(d.Call.Header.Get("Authorization")))
		d.Call.Status = 401
		d.Call.Reply = []byte(`{"code":"SIGN_ERROR","message":"Http头Authorization值格式错误，请参考《微信支付商户REST API签名规则》"}`)
		return d
	}
	cut := func(from, to string) func(string) string {
		return func(s string) string { return strings.Replace(s, from, to, 1) }
	}
	none := o.refused("")
	none.Call.Header.Set("Authorization", "{{auth}}")
	absent := o.refused("")
	absent.Call.Header.Del("Authorization")
	decimal, _ := new(big.Int).SetString(merchant().serial, 16)
	serial := func(s string) *diagnose.Case {
		c := o.changed(func(c *call) { c.serial = s })
		return c.answered(c.sign(), 401, `{"code":"SIGN_ERROR","message":"商户证书序列号有误。请使用签名私钥匹配的证书序列号"}`)
	}
	sub := o.changed(func(c *call) { c.mchid = subMchID })
	late := o.answered(o.sign(), 401, `{"code":"SIGN_ERROR","message":"Http头Authorization中的timestamp与发起请求的时间不得超过5分钟"}`)
	late.Call.ReplyHeader = map[string][]string{"Date": {"Sun, 01 Mar 2026 05:15:26 GMT"}}
	return []known{
		correct("milliseconds in the header, signed as sent", ms.answered(ms.sign(), 401, `{"code":"SIGN_ERROR","message":"Http头Authorization中的timestamp与发起请求的时间不得超过5分钟"}`), "v3-timestamp-ms"),
		correct("clock ten minutes slow", late, "v3-clock-skew"),
		correct("scheme twice", header(cut("WECHATPAY2-SHA256-RSA2048 ", "WECHATPAY2-SHA256-RSA2048 WECHATPAY2-SHA256-RSA2048 ")), "v3-auth-format"),
		correct("no blank after the scheme", header(cut("RSA2048 mchid", "RSA2048mchid")), "v3-auth-format"),
		correct("single quotes", header(func(s string) string { return strings.ReplaceAll(s, `"`, "'") }), "v3-auth-format"),
		correct("serial_no missing", header(cut(`serial_no="`+merchant().serial+`",`, "")), "v3-auth-field-missing"),
		explained("Postman variable not filled", none, "v3-header-not-sent"),
		explained("no Authorization at all", absent, "v3-header-not-sent"),
		correct("serial in decimal", serial(decimal.String()), "v3-serial-format"),
		correct("serial in small letters", serial(strings.ToLower(merchant().serial)), "v3-serial-format"),
		correct("platform certificate's serial", serial(tenpay().serial), "v3-serial-mismatch"),
		correct("earlier certificate's serial", serial(formerly().serial), "v3-serial-mismatch"),
		correct("sub-merchant in the header", sub.answered(sub.sign(), 400, `{"code":"PARAM_ERROR","message":"http header中的mchid与post payload中的mchid不匹配"}`), "v3-mchid-mismatch"),
	}
}

func v3KeyCases() []known {
	o, q := jsapiOrder(), queryCall()
	sum1 := sha1.Sum([]byte(o.text()))
	sum256 := sha256.Sum256([]byte(q.text()))
	pss, err := rsa.SignPSS(rand.Reader, merchant().key, crypto.SHA256, sum256[:], nil)
	if err != nil {
		panic(err)
	}
	raw, err := base64.StdEncoding.DecodeString(o.sign())
	if err != nil {
		panic(err)
	}
	plus := o
	for i := 0; !strings.Contains(plus.sign(), "+"); i++ {
		plus.nonce = fmt.Sprintf("plus%08d", i)
	}
	lined := o.sign()[:76] + "\n" + o.sign()[76:152] + "\n" + o.sign()[152:]
	sum := sha256.Sum256([]byte(o.text()))
	return []known{
		explained("key of the certificate of before", o.refused(sha256RSA(formerly(), o.text())), "v3-wrong-private-key"),
		explained("another merchant's key on GET", q.refused(sha256RSA(neighbour(), q.text())), "v3-wrong-private-key"),
		explained("PHP, openssl_sign without a digest", o.refused(pkcs1(merchant(), crypto.SHA1, sum1[:])), "v3-digest-sha1"),
		explained("Python, PSS", q.refused(base64.StdEncoding.EncodeToString(pss)), "v3-rsa-padding"),
		explained("hexadecimal", o.refused(hex.EncodeToString(raw)), "v3-sig-encoding"),
		explained("URL-safe base64", o.refused(base64.URLEncoding.EncodeToString(raw)), "v3-sig-encoding"),
		explained("base64 of base64", o.refused(base64.StdEncoding.EncodeToString([]byte(o.sign()))), "v3-sig-encoding"),
		explained("plus signs became blanks", plus.refused(strings.ReplaceAll(plus.sign(), "+", " ")), "v3-sig-encoding"),
		explained("wrapped after 76 characters", o.refused(lined), "v3-sig-encoding"),
		explained("hexadecimal digest signed", o.signedAs(hex.EncodeToString(sum[:])), "v3-prehashed"),
		explained("raw digest signed", o.signedAs(string(sum[:])), "v3-prehashed"),
	}
}

func v3PairCases() []known {
	o, q, h := jsapiOrder(), queryCall(), h5Order()
	literal := func(c call) string { return strings.Join(c.lines(), `\n`) + `\n` }
	body := func(c call, body string) call { c.body = body; return c }
	target := func(c call, target string) call { c.target = target; return c }
	slashes := strings.ReplaceAll(o.body, "/", `\/`)
	sorted := strings.ReplaceAll(`{"amount":{"currency":"CNY","total":1990},"appid":"`+appID+`","attach":"深圳分店","description":"测试商品 & <会员>","mchid":"`+mchID+`","notify_url":"https://shop.example.cn/wxpay/notify","out_trade_no":"JS20260301125346001","payer":{"openid":"oUpF8uMuAJO_M2pxb1Q9zNjWeS6o"}}`, "/", `\/`)
	path, _, _ := strings.Cut(q.target, "?")
	wrong := o.changed(func(c *call) { c.serial = neighbour().serial })
	wrong.serial = tenpay().serial
	get := func(c call) call { c.method = "POST"; return c }
	return []known{
		explained("PHP, literal \\n and \\/", o.signedAs(literal(body(o, slashes))), "v3-literal-backslash-n", "v3-body-slash-escaped"),
		explained("PHP, json_encode with \\u and \\/", o.signedAs(body(o, jsonEscaped(slashes)).text()), "v3-body-reserialised", "v3-body-slash-escaped"),
		explained("PHP, ksort and \\/", o.signedAs(body(o, sorted).text()), "v3-body-reserialised", "v3-body-slash-escaped"),
		explained("C# on Windows, CRLF and GB2312", h.signedAs(gbk(strings.ReplaceAll(h.text(), "\n", "\r\n"))), "v3-crlf", "v3-body-charset"),
		explained("GET without query and final line feed", q.signedAs(strings.TrimSuffix(target(q, path).text(), "\n")), "v3-query-missing", "v3-final-newline-missing"),
		explained("relative path, no final line feed", o.signedAs(strings.TrimSuffix(target(o, o.target[1:]).text(), "\n")), "v3-url-no-leading-slash", "v3-final-newline-missing"),
		explained("GET signed as POST with {}", q.signedAs(get(body(q, "{}")).text()), "v3-method-mismatch", "v3-body-on-get"),
		explained("CRLF and no query", q.signedAs(strings.ReplaceAll(target(q, path).text(), "\n", "\r\n")), "v3-crlf", "v3-query-missing"),
		explained("neighbour's key under the platform's serial", wrong.refused(sha256RSA(neighbour(), wrong.text())), "v3-wrong-private-key", "v3-serial-mismatch"),
		explained("earlier key, no final line feed", o.refused(sha256RSA(formerly(), strings.TrimSuffix(o.text(), "\n"))), "v3-wrong-private-key", "v3-final-newline-missing"),
		explained("SHA-1, no final line feed", o.refused(sha1Signed(merchant(), strings.TrimSuffix(o.text(), "\n"))), "v3-digest-sha1", "v3-final-newline-missing"),
	}
}

func sha1Signed(h holder, text string) string {
	sum := sha1.Sum([]byte(text))
	return pkcs1(h, crypto.SHA1, sum[:])
}
