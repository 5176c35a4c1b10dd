package decode_test

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"wxlens/wxpay"
	"wxlens/wxpay/decode"
	"wxlens/wxpay/diagnose"
)

func escaped(s string) string { return strings.Trim(strconv.QuoteToASCII(s), `"`) }

// inBytes writes what is not ASCII as web servers log it.
func inBytes(s string) string {
	var b strings.Builder
	for i := range len(s) {
		if s[i] > 126 || s[i] == '"' {
			fmt.Fprintf(&b, `\x%02X`, s[i])
		} else {
			b.WriteByte(s[i])
		}
	}
	return b.String()
}

func fullWidth(s string) string {
	return strings.Map(func(r rune) rune {
		if r > ' ' && r < 0x7f {
			return r + 0xfee0
		}
		return r
	}, s)
}

// Messages as developers paste them: each in its own noise, and the mistake that
// is the first to be named.
var pasted = []struct {
	text string
	slug diagnose.Slug
}{
	{"2026-03-02 14:02:11.482 ERROR [http-nio-8080-exec-3] c.e.pay.WxPayService - 下单失败: 签名错误，请检查后再试 (cost 212ms)", "v2-wrong-key"},
	{`[2026-03-02 14:02:11] production.ERROR: Client error: 401 {"code":"SIGN_ERROR","detail":{"detail":{"issue":"sign not match"},"field":"signature","location":"authorization"},"message":"` + escaped("错误的签名，验签失败") + `"} {"exception":"[object]"}`, "v3-final-newline-missing"},
	{"\x1b[31mERR\x1b[0m pay \x1b[1m支付验证\x1b[22m签名失败\x1b[0m uid=88213", "v3-paysign-timestamp-differs"},
	{`{"level":"error","msg":"{\"errMsg\":\"requestPayment:fail [payment微信:-1]General errors\"}"}`, "app-minus-one"},
	{"用户反馈：点支付弹 “调用支付JSAPI缺少参数：total_fee”，截图见附件", "jsapi-missing-total-fee"},
	{"WeixinJSBridge err_desc=" + url.QueryEscape("调用支付JSAPI缺少参数: appId") + "&ua=MicroMessenger%2F8.0", "jsapi-missing-other"},
	{"verify notify: crypto/rsa: verification error\n\tgithub.com/acme/shop/pay.(*Handler).Notify(0xc0001)\n\t\t/srv/app/pay/notify.go:88", "v3-verify-merchant-cert"},
	{"Caused by: javax.crypto.AEADBadTagException: Tag mismatch!\n\tat com.sun.crypto.provider.GaloisCounterMode.decryptFinal(GaloisCounterMode.java:571)", "v3-apiv3-key-wrong"},
	{"Error: Unsupported state or unable to authenticate data\n    at Decipheriv.final (node:internal/crypto/cipher:193:29)", "v3-apiv3-key-wrong"},
	{"panic: cipher: message authentication failed [recovered]", "v3-apiv3-key-wrong"},
	{"  File \"/app/pay.py\", line 41, in decrypt\ncryptography.exceptions.InvalidTag", "v3-apiv3-key-wrong"},
	{`<xml><return_code><![CDATA[FAIL]]></return_code>` + "\r\n" + `<return_msg><![CDATA[appid和mch_id不匹配,请检查后再试]]></return_msg></xml>`, "appid-mchid-unbound"},
	{"<pre>&lt;return_msg&gt;无效的openid&lt;/return_msg&gt;</pre>", "v2-null-literal"},
	{`127.0.0.1 - - [02/Mar/2026:14:02:11 +0800] "POST /refund HTTP/1.1" 500 "` + inBytes("此IP地址不允许调用该接口") + `"`, "ip-whitelist"},
	{"HTTP/1.1 400 Bad Request\r\nServer: nginx\r\n\r\n<html><head><title>400 No required SSL certificate was sent</title></head>\r\n<body bgcolor=\"white\"><center><h1>400 Bad Request</h1></center></body></html>", "v2-client-cert-missing"},
	{"curl: (58) could not load PEM client certificate\ncurl 58, refund aborted", "v2-client-cert-missing"},
	{"msg=" + fullWidth("Http") + "头" + fullWidth("Authorization") + "值格式错误，请参考《微信支付商户ＲＥＳＴ　ＡＰＩ签名规则》", "v3-auth-format"},
	{"401 Unauthorized: Http头Authorization中的timestamp与发起请求的时间\n不得超过5分钟", "v3-clock-skew"},
	{"[WARN] wxpay resp: 商户证书序列号有误。请使用签名私钥匹配的证书序列号 (serial=5A0D…)", "v3-serial-mismatch"},
	{"{'code': 'PARAM_ERROR', 'message': 'http header中的mchid与post payload中的mchid不匹配'}", "v3-mchid-mismatch"},
	{"Array\n(\n    [code] => RESOURCE_NOT_EXISTS\n    [message] => 无可用的平台证书，请在商户平台-API安全申请使用微信支付公钥\n)\n", "platform-cert-none"},
	{"https://example.com/err?m=" + url.PathEscape("平台证书序列号Wechatpay-Serial错误") + "#top", "sensitive-serial"},
	{"java.io.IOException: keystore password was incorrect\n\tat sun.security.pkcs12.PKCS12KeyStore.engineLoad(Unknown Source)", "p12-password"},
	{"OpenSSL: 140735:error:23076071:PKCS12 routines:PKCS12_parse:mac verify failure:p12_kiss.c:112:", "p12-password"},
	{"Traceback (most recent call last):\nValueError: ('Could not deserialize key data. The data may be in an incorrect format', [])", "key-file-unreadable"},
	{"java.security.InvalidKeyException: Illegal key size or default parameters", "v3-jce-policy"},
	{"crypto/aes: invalid key size 33", "v3-apiv3-key-length"},
	{"客服：页面提示【商家存在未配置的参数，请联系商家解决】怎么办？", "h5-referer"},
	{"iOS  getBrandWCPayRequest:fail_no permission to execute  /m/#/pay", "jsapi-directory"},
	{"当 前 页 面 的 URL 未 注 册：https://m.example.com/pay/", "jsapi-directory"},
	{`\"message\":\"\\u5546\\u6237\\u53f7\\u8be5\\u4ea7\\u54c1\\u6743\\u9650\\u672a\\u5f00\\u901a\"`, "product-not-enabled"},
	{"err_code_des=201 商户订单号重复;trace=9f", "order-no-duplicate"},
	{"notify req: Wechatpay-Signature: WECHATPAY/SIGNTEST/b2k0cmF5 serial=PUB_KEY_ID_01", "v3-signtest-probe"},
	{"javax.crypto.BadPaddingException: Given final block not properly padded. Such issues can arise if a bad key is used", "v2-reqinfo-key"},
	{"downloading bill: ValidationException: empty [Wechatpay-Serial]", "v3-verify-unsigned-reply"},
	{"→ {\"return_code\":\"FAIL\",\"return_msg\":\"不识别的参数notify_url\"}", "v2-api-shape"},
	{"<td>&#20135;&#21697;&#26435;&#38480;&#39564;&#35777;&#22833;&#36133;</td><td>&#x73;pan</td>", "product-not-enabled"},
	{"W/pay ( 2213): 支\u200b付\u200b请求已失效", "prepay-expired"},
	{"Response: 400 &#123;&quot;message&quot;:&quot;&#x65E0;&#x6CD5;&#x5C06; JSON 输入源“/body/amount/total”映射到目标字段“总金额”中，此字段需要一个合法的 64 位有符号整数&quot;&#125;", "amount-type"},
}

func TestMessagesInTheirNoise(t *testing.T) {
	if len(pasted) < 30 {
		t.Fatalf("only %d messages", len(pasted))
	}
	for _, c := range pasted {
		found := decode.Decode(c.text)
		if len(found) == 0 || !slices.Contains(found[0].Mistakes, c.slug) {
			t.Errorf("%q\n  wants %s, found %s", c.text, c.slug, told(found))
			continue
		}
		f := found[0]
		if !f.Exact || f.Start < 0 || f.End > len(c.text) || f.Start >= f.End || f.Matched == "" {
			t.Errorf("%q: %d to %d, exact %v, %q", c.text, f.Start, f.End, f.Exact, f.Matched)
		}
	}
}

func told(found []decode.Finding) string {
	var b strings.Builder
	for _, f := range found {
		fmt.Fprintf(&b, "[%s %s %v %q %v] ", f.Kind, f.Name(), f.Exact, f.Matched, f.Mistakes)
	}
	return b.String()
}

// Texts that differ a little are taken for what they nearly are, and said to be so.
func TestTextsThatDifferALittle(t *testing.T) {
	for text, want := range map[string]diagnose.Slug{
		"签名的类型不支持":                               "v2-digest-mismatch",
		"返回：Http头Authorization值的格式有错误，请重试":       "v3-auth-format",
		"请求内容中传入了非UTF8的参数":                       "v3-body-charset",
		"提示该IP地址不允许调用此接口":                        "ip-whitelist",
		"无可用平台证书，请到商户平台API安全申请使用微信支付公钥":          "platform-cert-none",
		"平台证书的序列号Wechatpay-Serial有误":             "sensitive-serial",
		"请确认待处理消息是否为加密后密文":                       "sensitive-serial",
		"Http头Authorization中的timestamp与发起请求的时…":  "v3-clock-skew",
		"Unsupported state or unable to auth...": "v3-apiv3-key-wrong",
		"该公众号支付签名无效，无法发起这笔交易":                    "v3-paysign-timestamp-differs",
		"无法将输入源 /body/xml/total_fee 映射":          "v2-amount-float",
		"非法请求，头部信息校验失败":                          "v3-verify-merchant-cert",
	} {
		found := decode.Decode(text)
		if len(found) == 0 || !slices.Contains(found[0].Mistakes, want) {
			t.Errorf("%q: wants %s, found %s", text, want, told(found))
		}
	}
	found := decode.Decode("请求内容中传入了非UTF8的参数")
	if len(found) > 0 && found[0].Exact {
		t.Error("what differs was called exact")
	}
}

// Ordinary texts name nothing.
func TestOrdinaryTextsNameNothing(t *testing.T) {
	for name, text := range map[string]string{
		"access log": strings.Repeat(`10.1.2.3 - - [02/Mar/2026:14:02:11 +0800] "GET /api/orders/20260302?page=2&size=50 HTTP/1.1" 200 5123 "https://shop.example.com/" "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/122.0 Safari/537.36"`+"\n"+
			`10.1.2.4 - - [02/Mar/2026:14:02:12 +0800] "POST /v3/pay/transactions/jsapi HTTP/1.1" 502 157 "-" "Go-http-client/1.1" rt=0.268 id=4bf92f3577b34da6a3ce929d0e0e4736-0`+"\n", 40),
		"go stack":       "panic: runtime error: invalid memory address or nil pointer dereference\n[signal SIGSEGV: segmentation violation code=0x1 addr=0x18 pc=0x6f1f00]\n\ngoroutine 34 [running]:\nmain.(*server).handle(0xc00011e000, {0x7f3c40, 0xc0001b6000}, 0xc0001ac100)\n\t/srv/app/server.go:118 +0x1c5\nnet/http.HandlerFunc.ServeHTTP(0xc0000a6a80?, {0x7f3c40?, 0xc0001b6000?}, 0x0?)\n\t/usr/local/go/src/net/http/server.go:2220 +0x29\ncreated by net/http.(*Server).Serve in goroutine 1\nexit status 2\n",
		"java log":       "2026-03-02 14:02:11.482 ERROR 1 --- [nio-8080-exec-3] o.a.c.c.C.[.[.[/].[dispatcherServlet] : Servlet.service() for servlet threw exception\njava.lang.NullPointerException: Cannot invoke \"String.length()\" because \"s\" is null\n\tat com.example.Shop.run(Shop.java:42)\n",
		"lorem":          "Lorem ipsum dolor sit amet, consectetur adipiscing elit, sed do eiusmod tempor incididunt ut labore et dolore magna aliqua. Ut enim ad minim veniam, quis nostrud exercitation ullamco laboris nisi ut aliquip ex ea commodo consequat.",
		"chinese":        "今天下午系统升级，请各位同事提前保存数据。订单列表页增加了按商户筛选的功能，支付成功后跳转到结果页，退款申请需要主管审批。证书下周到期，记得更新；签名图片请上传到素材库，请求参数见接口文档。",
		"json log":       `{"level":"info","code":0,"message":"ok","errcode":"","ts":1772431331,"user":{"id":268435400,"name":"张三"},"value":12,"field":"name"}`,
		"python":         "SystemError: <built-in method> returned a result with an exception set\nKeyError: 'name'",
		"parts of words": "class RevalidationExceptional; mycurl 58; uninvalid sign; uninvalid signs; mcurl 580 requests; certificate not matched; subinvalid tagger; /api/no_auth2 and XSIGN_ERRORS",
		"courtesy":       "请检查后再试", "exceptions": "jakarta.validation.ValidationException: HV000028: Unexpected exception\n} catch (BadPaddingException e) {",
		"status":  "HTTP/1.1 200 OK\nServer: nginx\n\n<html>",
		"nothing": "", "blank": " \n\t ", "punctuation": "……——《》！！",
	} {
		if found := decode.Decode(text); len(found) > 0 {
			t.Errorf("%s: %s", name, told(found))
		}
	}
}

// What a reply adds stands beside the entry, with the catalogue's name of the field.
func TestRepliesAddTheirField(t *testing.T) {
	for text, want := range map[string]decode.Reply{
		`{"code":"PARAM_ERROR","detail":{"location":"body","value":0,"issue":"值低于最小值","field":"/body/amount/total"},"message":"参数错误"}`: {Field: "/body/amount/total", Value: "0", Issue: "值低于最小值", Location: "body"},
		`{"code":"PARAM_ERROR","message":"输入源“/body/amount/total”映射到数值字段“总金额”规则校验失败，值低于最小值 1"}`:                                        {Field: "/body/amount/total"},
		`log: \"code\":\"PARAM_ERROR\",\"detail\":{\"field\":\"/body/goods/7/name\",\"value\":36}`:                                     {Field: "/body/goods/7/name", Value: "36"},
	} {
		found := decode.Decode(text)
		if len(found) == 0 || found[0].Code != "PARAM_ERROR" {
			t.Errorf("%s: %s", text, told(found))
			continue
		}
		got := found[0].Reply
		if strings.HasSuffix(want.Field, "total") && (got.Label.ZH != "总金额" || got.Label.EN == "") {
			t.Errorf("%s: the field is called %+v", text, got.Label)
		}
		got.Label = want.Label
		if got != want {
			t.Errorf("%s:\n got %+v\nwant %+v", text, got, want)
		}
	}
}

// The shape of a reply decides which API's code is meant.
func TestTheShapeTellsTheAPI(t *testing.T) {
	for text, want := range map[string]decode.Kind{
		`{"code":"INVALID_REQUEST","message":"x"}`:                               decode.V3Code,
		`<xml><err_code><![CDATA[INVALID_REQUEST]]></err_code></xml>`:            decode.V2Code,
		`<error_code>20002</error_code>`:                                         decode.V2Code,
		`Request-ID: 08B8B3C0B40610EA0218BAA2CFB40120E9A6E92B28B2B00E-268447840`: decode.RequestID,
		`08B8B3C0B40610EA0218BAA2CFB40120E9A6E92B28B2B00E-0`:                     decode.RequestID,
		`{"errcode":-1,"errmsg":"system error"}`:                                 decode.Login,
		`{"errcode":40029,"errmsg":"invalid code, rid: 65f1"}`:                   decode.Login,
		`onResp: errCode = -1, errStr = null`:                                    decode.Client,
		`{"errMsg":"requestPayment:fail cancel"}`:                                decode.Client,
	} {
		if found := decode.Decode(text); len(found) == 0 || found[0].Kind != want {
			t.Errorf("%s: wants %s, found %s", text, want, told(found))
		}
	}
}

// Codes and names are known in the forms in which people and programs write them.
func TestFormsOfCodes(t *testing.T) {
	for text, want := range map[string]string{
		"−2": "-2", "－１": "-1", "ＯＲＤＥＲＰＡＩＤ": "ORDERPAID", "fail no permission": "102",
		"Traceback (most recent call last):\n  File \"pay.py\", line 3, in decrypt\n    raise InvalidTag": "cipher: message authentication failed",
		"Caused by: javax.crypto.AEADBadTagException at Pay.java:41":                                      "cipher: message authentication failed",
		"HTTP/1.1 404 Not Found\r\nServer: nginx\r\nContent-Length: 0\r\n\r\n":                            "404",
		"* Connected\n> GET /v3/x HTTP/1.1\n< HTTP/2 405 \n< server: nginx":                               "405",
		"HTTP/1.1 404 Not Found\r\n\r\n" + `{"code":"ORDER_NOT_EXIST","message":"订单不存在"}`:                 "ORDER_NOT_EXIST",
	} {
		if found := decode.Decode(text); len(found) == 0 || found[0].Name() != want {
			t.Errorf("%q: wants %s, found %s", text, want, told(found))
		}
	}
}

// A title says what was said; what is only likely stands under the cause.
func TestTitlesDoNotGuess(t *testing.T) {
	for text, guess := range map[string]string{
		"商户证书已过期": "更换", "验证签名失败": "算法", "签名类型不支持": "不一致", "invalid total_fee": "浮点", "invalid sign": "丢掉", "此字段需要一个合法的 64 位有符号整数": "金额",
	} {
		if found := decode.Decode(text); len(found) == 0 || strings.Contains(found[0].Title.ZH, guess) {
			t.Errorf("%q: %s", text, told(found))
		}
	}
}

// Text beyond the bound is not looked at, and characters are not torn.
func TestInputIsBounded(t *testing.T) {
	long := strings.Repeat("错", decode.MaxInput/3) + "SIGN_ERROR"
	if found := decode.Decode(long); len(found) > 0 {
		t.Errorf("found %s beyond the bound", told(found))
	}
	if found := decode.Decode("SIGN_ERROR " + long); len(found) != 1 || !utf8.ValidString(found[0].Matched) {
		t.Errorf("found %s", told(found))
	}
}

// A reply is explained by what it says, else by its status; one that is no error is
// not explained.
func TestRefusals(t *testing.T) {
	book := decode.NewBook(decode.Entries())
	for name, c := range map[string]struct {
		reply wxpay.Reply
		want  string
	}{
		"code":           {wxpay.Reply{Status: 400, Body: []byte(`{"code":"ORDER_CLOSED","message":"x"}`)}, "ORDER_CLOSED"},
		"request id":     {wxpay.Reply{Status: 400, Header: http.Header{"Request-Id": {"08B8B3C0B40610EA0218BAA2CFB40120-268443704"}}}, "268443704"},
		"empty":          {wxpay.Reply{Status: 404}, "404"},
		"page":           {wxpay.Reply{Status: 502, Body: []byte("<html>x</html>")}, "502"},
		"v2":             {wxpay.Reply{Status: 200, Body: []byte("<xml><return_code><![CDATA[FAIL]]></return_code><return_msg>签名错误</return_msg></xml>")}, "SIGN_ERROR"},
		"login":          {wxpay.Reply{Status: 200, Body: []byte(`{"errcode":40029,"errmsg":"invalid code"}`)}, "40029"},
		"success":        {wxpay.Reply{Status: 200, Body: []byte(`{"trade_state":"PAYERROR","attach":"SIGN_ERROR"}`)}, ""},
		"v2 success":     {wxpay.Reply{Status: 200, Body: []byte("<xml><return_code>SUCCESS</return_code><trade_state>FAIL</trade_state></xml>")}, ""},
		"login success":  {wxpay.Reply{Status: 200, Body: []byte(`{"errcode":0,"errmsg":"ok"}`)}, ""},
		"no content":     {wxpay.Reply{Status: 204}, ""},
		"unknown status": {wxpay.Reply{Status: 418}, ""},
	} {
		f, ok := book.Refusal(&c.reply)
		if ok != (c.want != "") || ok && f.Code != c.want {
			t.Errorf("%s: %v, wants %q", name, ok, c.want)
		}
	}
	if _, ok := book.Refusal(nil); ok {
		t.Error("no reply was explained")
	}
}

func TestSearchWhileTyping(t *testing.T) {
	for query, want := range map[string]string{
		"sign_e": "SIGN_ERROR", "noauth": "NO_AUTH", "268443": "268443715", "no_auth": "NO_AUTH", "prmerr": "PARAM_ERROR", "余额": "NOT_ENOUGH",
		"payment code has exp": "AUTHCODEEXPIRE", "40029": "40029", "缺少参数": "调用支付JSAPI缺少参数: total_fee", "ORDERP": "ORDERPAID",
	} {
		found := decode.Search(query, 8)
		if !slices.ContainsFunc(found, func(e *decode.Entry) bool { return e.Name() == want }) {
			var names []string
			for _, e := range found {
				names = append(names, e.Name())
			}
			t.Errorf("%q: wants %s, found %q", query, want, names)
		}
	}
	for _, query := range []string{"", "   ", "zzqqxxyy", strings.Repeat("签", 500)} {
		if found := decode.Search(query, 8); len(found) > 0 {
			t.Errorf("%q: %d entries", query, len(found))
		}
	}
	if found := decode.Search("e", 3); len(found) != 3 {
		t.Errorf("a limit of 3 gave %d", len(found))
	}
}

func FuzzDecode(f *testing.F) {
	for _, c := range pasted {
		f.Add(c.text)
	}
	for _, s := range said {
		f.Add(s)
	}
	f.Add("\\u\\ud83d\\ude00%25%E9%&#x110000;&#0;\x1b[\x1b")
	f.Fuzz(func(t *testing.T, text string) {
		for _, found := range decode.Decode(text) {
			if found.Start < 0 || found.End > len(text) || found.Start > found.End {
				t.Fatalf("%d to %d of %d", found.Start, found.End, len(text))
			}
		}
	})
}

func FuzzSearch(f *testing.F) {
	for _, s := range []string{"sign", "签名", "268443", "no_auth", "\xff\u200b", "ＳＩＧＮ"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, query string) {
		if found := decode.Search(query, 5); len(found) > 5 {
			t.Fatalf("%d entries", len(found))
		}
	})
}

func BenchmarkSearch(b *testing.B) {
	decode.Search("x", 1)
	for b.Loop() {
		decode.Search("sign", 60)
	}
}

func BenchmarkDecodeReply(b *testing.B) {
	decode.Decode("")
	for b.Loop() {
		decode.Decode(pasted[1].text)
	}
}

func BenchmarkDecode(b *testing.B) {
	noise := `2026-03-02 14:02:11.482 INFO 支付网关 请求完成 order=T20260302 cost=212ms 签名校验通过 商户号=1900000001 {"code":0,"message":"成功"}` + "\n"
	log := strings.Repeat(noise, 64<<10/len(noise)/2)
	log += pasted[1].text + "\n" + log
	decode.Decode("")
	b.SetBytes(int64(len(log)))
	for b.Loop() {
		if len(decode.Decode(log)) == 0 {
			b.Fatal("nothing found")
		}
	}
}
