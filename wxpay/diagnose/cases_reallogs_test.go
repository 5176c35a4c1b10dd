package diagnose_test

import (
	"fmt"
	"strings"
	"testing"

	"wxlens/wxpay"
)

// TestRealLogs rebuilds published failures whose threads print what the server
// saw: its facts as they were, with our keys, and our values where the thread masks.
func TestRealLogs(t *testing.T) {
	check(t, logsOfLostBodies())
	check(t, logsOfOtherRequests())
	check(t, logsOfOtherBodies())
	check(t, logsOfRightSignatures())
}

// logged is sign_information as a thread printed it.
type logged struct {
	method, target, at, nonce, head string
	length                          int
	words                           string // message of the reply
}

func (l logged) reply() string {
	quoted, err := wxpay.JSON(strings.Join([]string{l.method, l.target, l.at, l.nonce, l.head}, "\n") + "\n")
	if err != nil {
		panic(err)
	}
	return fmt.Sprintf(`{"code":"SIGN_ERROR","detail":{"detail":{"issue":"sign not match"},"field":"signature","location":"authorization",`+
		`"sign_information":{"method":"%s","sign_message_length":%d,"truncated_sign_message":%s,"url":"%s"}},"message":"%s"}`,
		l.method, l.length, quoted, l.target, l.words)
}

// grown fills the body's description until the message has the length of the log.
func grown(t call, before, after string, length int) call {
	t.body = before + after
	missing := length - len(t.text())
	if missing < 0 {
		panic(fmt.Sprintf("%d bytes too long", -missing))
	}
	t.body = before + strings.Repeat("x", missing) + after
	return t
}

const (
	signError  = "错误的签名，验签失败"
	checkAgain = "签名错误，请检查后再试"
)

func logsOfLostBodies() []known {
	// wxc:oCJUsw6R50IIJG4Jfv-GLFDP27k8
	native := nativeOrder().changed(func(c *call) { c.nonce = "dCzNcVaDhJq8k0aT9y2uR5wXbE7mLp3s" })
	empty := logged{"POST", native.target, native.at, native.nonce, "", 78, signError}
	// TheNorthMemory/wechatpay-axios-plugin#58
	batch := call{
		"POST", "/v3/transfer/batches",
		`{"appid":"` + appID + `","out_batch_no":"0000000019","batch_name":"提现0.1元","batch_remark":"向用户6转账0.1元","total_amount":10,"total_num":1,"transfer_detail_list":[{"out_detail_no":"0000000019","transfer_amount":10,"transfer_remark":"提现0.1元","openid":"ow3us5YER2_UrA826XZGXWKHp2lY"}]}`,
		"1709745440", "5hMYYOOJpzdAfboMUB7QiPmfxmhVehVk", "", "",
	}
	axios := logged{"POST", batch.target, batch.at, batch.nonce, "", 71, signError}
	return []known{
		correct("78 bytes", native.answered(native.sign(), 401, empty.reply()), "v3-body-not-transmitted"),
		correct("axios: 71 bytes", batch.answered(batch.sign(), 401, axios.reply()), "v3-body-not-transmitted"),
	}
}

func logsOfOtherRequests() []known {
	// wxc:000e485d514220d4cdcb4af7651000
	q := queryCall()
	post := logged{"POST", q.target, q.at, q.nonce, "", len(q.text()) + 1, signError}
	posted := q.changed(func(c *call) { c.method = "POST" }).refused(q.sign())
	posted.Call.Reply = []byte(post.reply())
	// wxc:oCJUsw6m2mtQ6iOTVaRa8gwl2M2A
	get := certificatesCall()
	braces := logged{"GET", get.target, get.at, get.nonce, "{}", len(get.text()) + 2, signError}
	// doc: 401 FAQ, with the path alone signed
	score := call{"GET", "/payscore/user-service-state?service_id=500001&appid=wxeaf7bf1de621b0c2&openid=oWm9Z5JQwgV7BKAQUeKsUMVSjTpQ", "", "1559194069", "18a427e78d2344e1a71156a2690cc4d6", "", ""}
	old := `{"code":"SIGN_ERROR","message":"错误的签名，验签失败","detail":{"field":"signature","issue":"sign not match","location":"authorization","sign_information":{"method":"GET","url":"` + score.target +
		`","truncated_sign_message":"GET\n` + score.target + `\n1559194069\n18a427e78d2344e1a71156a2690cc4d6\n\n","sign_message_length":157}}}`
	noQuery := score.changed(func(c *call) { c.target = "/payscore/user-service-state" })
	// a fault report of a Python service: the lines in the order of a callback
	first := certificatesCall()
	seen := logged{"GET", first.target, first.at, first.nonce, "", 66, signError}
	// yansongda/pay#935: [] goes out as the body of a GET
	brackets := call{"GET", "/v3/pay/transactions/out-trade-no/595555833178228508S3?mchid=" + mchID, "[]", "1707224307", "0X8M9KEo0K3w8srZDRHZ4Si6UXwcKOfO", "", ""}
	return []known{
		correct("POST received for a GET, as the request shows", q.answered(q.sign(), 401, post.reply()), "v3-method-mismatch"),
		explained("GET signed, POST sent and received", posted, "v3-method-mismatch"),
		correct("{} received on GET", get.answered(get.sign(), 401, braces.reply()), "v3-body-on-get"),
		explained("157 bytes, no query signed", score.answered(sha256RSA(merchant(), noQuery.text()), 401, old), "v3-query-missing"),
		explained("66 bytes, lines in another order", first.answered(sha256RSA(merchant(), reordered(first, 2, 3, 0, 1, 4)), 401, seen.reply()), "v3-message-order"),
		explained("[] sent on GET, nothing signed", brackets.answered(sha256RSA(merchant(), brackets.changed(func(c *call) { c.body = "" }).text()), 401, brackets.oracle()), "v3-body-on-get"),
	}
}

func logsOfOtherBodies() []known {
	// wxc:oCJUsw8O6xlYgypnBBrpIfujwdaE: indented by .NET on Windows
	compact := call{"POST", "/v3/pay/transactions/app", `{"appid":"` + appID + `","mchid":"` + mchID + `","description":"测试商品","amount":{"total":1}}`, "1602732571", "b1d6e2f4c3a5978801234567890abcde", "", ""}
	crlf := compact.changed(func(c *call) {
		c.body = "{\r\n  \"appid\": \"" + appID + "\",\r\n  \"mchid\": \"" + mchID + "\",\r\n  \"description\": \"测试商品\",\r\n  \"amount\": {\r\n    \"total\": 1\r\n  }\r\n}"
	})
	sentIndented := crlf.answered(compact.sign(), 401, crlf.oracle())
	small := compact.changed(func(c *call) { c.method = "post" })
	// tmenier/Flurl#815: signed with Newtonsoft, sent with System.Text.Json
	flurl := call{"POST", "/v3/pay/transactions/jsapi", "", "1711459174", "2mi1q0t0.npa", "", ""}
	flurl = grown(flurl, `{"mchid":"`+mchID+`","appid":"`+appID+`","description":"`+jsonEscapedUpper("商品")+`","attach":"`, `","out_trade_no":"202403262119340001","notify_url":"https://shop.example.cn/notify","amount":{"total":1,"currency":"CNY"},"payer":{"openid":"oUpF8uMuAJO_M2pxb1Q9zNjWeS6o"}}`, 404)
	raw := flurl.changed(func(c *call) { c.body = strings.Replace(c.body, jsonEscapedUpper("商品"), "商品", 1) })
	// bin278/mvp_22_1: a template with a line per member signed, JSON.stringify sent
	lined := "{\n\"appid\":\"" + appID + "\",\n\"mchid\":\"" + mchID + "\",\n\"description\":\"1年 Enterprise 会员\",\n\"amount\":{\"total\":49900,\"currency\":\"CNY\"},\n\"attach\":\"{\\\"userId\\\":\\\"dev-user\\\"}\"\n}"
	node := call{"POST", "/v3/pay/transactions/native", strings.ReplaceAll(lined, "\n", ""), "1766332352", "XFMn5d47Yz56mQqlMu1E5LwRzY7TAabx", "", ""}
	return []known{
		explained("brace and CRLF", sentIndented, "v3-body-reserialised"),
		explained("brace and CRLF, post in small letters", crlf.answered(small.sign(), 401, crlf.oracle()), "v3-body-reserialised", "v3-method-case"),
		explained("404 bytes, \\u escapes", flurl.answered(raw.sign(), 401, flurl.oracle()), "v3-body-reserialised"),
		correct("404 bytes, the raw body is all that is known", raw.answered(raw.sign(), 401, flurl.oracle()), "v3-body-reserialised"),
		explained("a line per member signed", node.answered(node.changed(func(c *call) { c.body = lined }).sign(), 401, node.oracle()), "v3-body-reserialised"),
	}
}

// jsonEscapedUpper is System.Text.Json's form, with capital hexadecimal digits.
func jsonEscapedUpper(text string) string {
	var b strings.Builder
	for _, r := range text {
		fmt.Fprintf(&b, `\u%04X`, r)
	}
	return b.String()
}

func logsOfRightSignatures() []known {
	// wechatpay-apiv3/wechatpay-go#235: 66 bytes, all as sent, another key
	certs := certificatesCall()
	key := logged{"GET", certs.target, certs.at, certs.nonce, "", 66, signError}
	// minibear2021/wechatpayv3#56: 348 bytes, the serial is refused
	python := grown(call{"POST", "/v3/pay/transactions/jsapi", "", "1722492232", "1FAE111772BD4B97AD1100D6659C3868", "", ""},
		`{"notify_url":"https://shop.example.cn/n","appid":"`+appID+`","mchid":"`+mchID+`","description":"`, `","out_trade_no":"20240801060352000005","amount":{"total":100},"payer":{"openid":"oUpF8uMuAJO_M2pxb1Q9zNjWeS6o"}}`, 348)
	serial := logged{"POST", python.target, python.at, python.nonce, `{"notify`, 348, "商户证书序列号有误。"}
	// yansongda/pay#703: 363 bytes of a combined order, all as sent
	combined := grown(call{"POST", "/v3/combine-transactions/jsapi", "", "1667379575", "PdCQ9KSLtyHEX795NJkh9FGLtScbRi3D", "", ""},
		`{"combine_appid":"`+appID+`","combine_mchid":"`+mchID+`","combine_out_trade_no":"c20221102","sub_orders":[{"mchid":"`+mchID+`","attach":"a","amount":{"total":1,"currency":"CNY"},"out_trade_no":"s20221102","description":"`, `"}]}`, 363)
	busy := logged{"POST", combined.target, combined.at, combined.nonce, `{"combin`, 363, "系统繁忙，请稍后再试"}
	// fudiwei/DotNetCore.SKIT.FlurlHttpClient.Wechat#121: 329 bytes, nothing known of the key
	sdk := grown(call{"POST", "/v3/pay/transactions/jsapi", "", "1707795359", "295a3652e3e642548e19464e990ec16e", "", ""},
		`{"mchid":"`+mchID+`","appid":"`+appID+`","description":"`, `","out_trade_no":"TEST20240213113559","notify_url":"http://127.0.0.1","amount":{"total":1},"payer":{"openid":"oUpF8uMuAJO_M2pxb1Q9zNjWeS6o"}}`, 329)
	skit := logged{"POST", sdk.target, sdk.at, sdk.nonce, `{"mchid"`, 329, checkAgain}
	return []known{
		explained("66 bytes, key of another merchant", certs.answered(sha256RSA(neighbour(), certs.text()), 401, key.reply()), "v3-wrong-private-key"),
		unexplained("66 bytes, key unknown", certs.answered(sha256RSA(stranger(), certs.text()), 401, key.reply())),
		correct("348 bytes, serial refused", python.answered(python.sign(), 401, serial.reply()), "v3-serial-mismatch"),
		correct("363 bytes, a business fault answered as one of the signature", combined.answered(combined.sign(), 401, busy.reply())),
		correct("329 bytes, all as sent", sdk.answered(sdk.sign(), 401, skit.reply())),
	}
}
