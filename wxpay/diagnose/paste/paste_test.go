package paste_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"wxlens/wxpay"
	"wxlens/wxpay/diagnose"
	"wxlens/wxpay/diagnose/paste"
)

// paste is a text with what it should be recognised as.
type pasted struct {
	name, text string
	api        wxpay.API
	kind       diagnose.Kind
	forms      string // of the pieces, in their order
	odd        string // slugs, each once, in their order
	missing    string
	check      func(*testing.T, diagnose.Case)
}

const native = "/v3/pay/transactions/native"

func calls() []pasted {
	raw, reply := rawRequest(native, orderBody), "HTTP/1.1 401 Unauthorized\nRequest-ID: 08F78BB5AF0610D302180-268443699\nDate: Sat, 15 Oct 2022 15:43:37 GMT\n\n"+refusedBody
	auth := authorization("POST", native, orderBody)
	curl := "curl -i -X POST 'https://api.mch.weixin.qq.com" + native + "' \\\n  -H 'Authorization: " + auth + "' \\\n  -H 'Content-Type: application/json' \\\n  -d '" + orderBody + "'\n"
	replied := func(t *testing.T, c diagnose.Case) {
		t.Helper()
		verifiesRequest(t, c)
		if string(c.Call.Reply) != refusedBody {
			t.Errorf("reply %s", c.Call.Reply)
		}
	}
	return []pasted{
		{"a raw request", raw, wxpay.V3, diagnose.Request, "http-request", "", "merchant-certificate-or-key", verifiesRequest},
		{"a raw request with CRLF", strings.ReplaceAll(raw, "\n", "\r\n"), wxpay.V3, diagnose.Request, "http-request", "", "merchant-certificate-or-key", verifiesRequest},
		{"request and reply", raw + "\n\n" + reply, wxpay.V3, diagnose.Request, "http-request http-response", "", "merchant-certificate-or-key", func(t *testing.T, c diagnose.Case) {
			replied(t, c)
			if c.Call.Status != 401 || c.Call.ReplyHeader.Get("Date") == "" {
				t.Errorf("%d %v", c.Call.Status, c.Call.ReplyHeader)
			}
		}},
		{"a length that is declared", strings.Replace(raw, "Accept:", fmt.Sprintf("Content-Length: %d\nAccept:", len(orderBody)), 1) + "\n好的", wxpay.V3, diagnose.Request, "http-request", "", "merchant-certificate-or-key", verifiesRequest},
		{"a length that is not there", strings.Replace(raw, "Accept:", "Content-Length: 999\nAccept:", 1), wxpay.V3, diagnose.Request, "http-request", "content-length", "merchant-certificate-or-key", verifiesRequest},
		{"curl and reply in prose", "大家好，我用curl调用下单接口：\n```bash\n" + curl + "```\n微信返回：\n" + refusedBody + "\n请问哪里错了？", wxpay.V3, diagnose.Request, "curl json-reply", "", "merchant-certificate-or-key", replied},
		{"curl on one line with data-raw", strings.ReplaceAll(strings.Replace(curl, "-d '", "--data-raw $'", 1), "\\\n", ""), wxpay.V3, diagnose.Request, "curl", "", "merchant-certificate-or-key", verifiesRequest},
		{"curl of cmd", `curl.exe -i -X POST "https://api.mch.weixin.qq.com` + native + "\" ^\r\n  -H \"Authorization: " + strings.ReplaceAll(auth, `"`, `\"`) + "\" ^\r\n  --data-binary \"" + strings.ReplaceAll(orderBody, `"`, `\"`) + "\"\r\n", wxpay.V3, diagnose.Request, "curl", "crlf", "merchant-certificate-or-key", verifiesRequest},
		{"curl of cmd as browsers copy it", "curl ^\"https://api.mch.weixin.qq.com" + native + "^\" ^\n  -H ^\"Authorization: " + strings.ReplaceAll(auth, `"`, `^\^"`) + "^\" ^\n  --data-raw ^\"" + strings.ReplaceAll(orderBody, `"`, `^\^"`) + "^\"", wxpay.V3, diagnose.Request, "curl", "", "merchant-certificate-or-key", verifiesRequest},
		{"curl of PowerShell", "curl.exe `\n -X POST `\n 'https://api.mch.weixin.qq.com" + native + "' `\n -H 'Authorization: " + auth + "' `\n -d \"" + strings.ReplaceAll(orderBody, `"`, "`\"") + "\"", wxpay.V3, diagnose.Request, "curl", "", "merchant-certificate-or-key", verifiesRequest},
		{"curl with typographic quotes", strings.NewReplacer("'https", "“https", "native'", "native”", "-d '", "-d “", "}}'", "}}”").Replace(curl), wxpay.V3, diagnose.Request, "curl", "smart-quote", "merchant-certificate-or-key", verifiesRequest},
		{"curl with a file", "curl -X POST https://api.mch.weixin.qq.com" + native + " -H 'Authorization: " + auth + "' -d @order.json", wxpay.V3, diagnose.Request, "curl", "", "merchant-certificate-or-key request-body request-body-file", nil},
		{"a verbose curl", "> POST " + native + " HTTP/2\n> Host: api.mch.weixin.qq.com\n> authorization: " + auth + "\n> content-type: application/json\n> \n* upload completely sent off\n< HTTP/2 401 \n< server: nginx\n< request-id: 08\n< \n" + refusedBody + "\n", wxpay.V3, diagnose.Request, "http-request http-response", "", "merchant-certificate-or-key request-body", func(t *testing.T, c diagnose.Case) {
			if c.Call.Status != 401 || string(c.Call.Reply) != refusedBody || c.Call.Header.Get("Authorization") != auth {
				t.Errorf("%+v", c.Call)
			}
		}},
		{"an Authorization line", "Authorization: " + auth, wxpay.V3, diagnose.Request, "authorization", "", "merchant-certificate-or-key request-line", func(t *testing.T, c diagnose.Case) {
			if c.Call.Header.Get("Authorization") != auth || c.Keys.MchID != mchID {
				t.Errorf("%v", c.Call.Header)
			}
		}},
		{"the value of one, wrapped", "我的头是\n" + auth[:150] + "\n" + auth[150:260] + "\n    " + auth[260:] + "\n不知道为什么", wxpay.V3, diagnose.Request, "authorization", "wrapped-base64", "merchant-certificate-or-key request-line", func(t *testing.T, c diagnose.Case) {
			if got := c.Call.Header.Get("Authorization"); got != auth {
				t.Errorf("%s\n%s", got, auth)
			}
		}},
		{"an escaped one", `ERROR headers="Authorization: ` + strings.ReplaceAll(auth, `"`, `\"`) + `" x`, wxpay.V3, diagnose.Request, "authorization", "escaped-quote", "merchant-certificate-or-key request-line", func(t *testing.T, c diagnose.Case) {
			if got := c.Call.Header.Get("Authorization"); got != auth {
				t.Errorf("%s\n%s", got, auth)
			}
		}},
		{"a masked one", "Authorization: WECHATPAY2-SHA256-RSA2048 mchid=\"****\",nonce_str=\"abc\",timestamp=\"1554208460\",serial_no=\"***\",signature=\"...\"", wxpay.V3, diagnose.Request, "authorization", "masked", "merchant-certificate-or-key request-line", nil},
		{"only the reply", refusedBody, wxpay.V3, diagnose.Request, "json-reply", "", "merchant-certificate-or-key observed-signature request-body", func(t *testing.T, c diagnose.Case) {
			if c.Call.Method != "POST" || c.Call.URL != native {
				t.Errorf("%s %s is not what the server saw", c.Call.Method, c.Call.URL)
			}
		}},
		{"a reply whose quotes are escaped", `[ERROR] resp="` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(refusedBody) + `" cost=12ms`, wxpay.V3, diagnose.Request, "json-reply", "escaped-quote", "merchant-certificate-or-key observed-signature request-body", func(t *testing.T, c diagnose.Case) {
			if string(c.Call.Reply) != refusedBody {
				t.Errorf("%s\n%s", c.Call.Reply, refusedBody)
			}
		}},
		{"a reply with Chinese signs", "返回｛“code”：“SIGN_ERROR”，“message”：“签名错误，请检查后再试”｝", wxpay.V3, diagnose.Request, "json-reply", "full-width smart-quote", "merchant-certificate-or-key observed-signature request-line", func(t *testing.T, c diagnose.Case) {
			if got := string(c.Call.Reply); got != `{"code":"SIGN_ERROR","message":"签名错误，请检查后再试"}` {
				t.Error(got)
			}
		}},
		{"a text that was signed", "签名串如下：\nPOST\n" + native + "\n" + at + "\n" + nonce + "\n" + orderBody + "\n\nAuthorization: " + auth, wxpay.V3, diagnose.Request, "sign-string authorization", "", "merchant-certificate-or-key", func(t *testing.T, c diagnose.Case) {
			verifiesRequest(t, c)
			if want := "POST\n" + native + "\n" + at + "\n" + nonce + "\n" + orderBody + "\n"; string(c.Signed) != want {
				t.Errorf("%q", c.Signed)
			}
		}},
		{"a text that was signed, in one line", `sign message: "GET\n/v3/certificates\n1554208460\n593BEC0C\n\n"`, wxpay.V3, diagnose.Request, "sign-string", "escaped-newline", "merchant-certificate-or-key observed-signature request-line", func(t *testing.T, c diagnose.Case) {
			if string(c.Signed) != `GET\n/v3/certificates\n1554208460\n593BEC0C\n\n` {
				t.Errorf("%q", c.Signed)
			}
		}},
	}
}

func callsV2() []pasted {
	xml := orderXML()
	lines := regexp.MustCompile(`(</[a-z_]+>)<`).ReplaceAllString(xml, "$1\n<")
	return []pasted{
		{"an order of V2", xml, wxpay.V2, diagnose.Request, "v2-xml", "", "v2-key", verifiesOrder},
		{"an order and its reply", "请求报文：\n" + xml + "\n\n响应报文：\n" + refusedXML + "\n商户密钥：" + v2Key.Reveal(), wxpay.V2, diagnose.Request, "v2-xml v2-xml setting", "", "", func(t *testing.T, c diagnose.Case) {
			verifiesOrder(t, c)
			if string(c.Call.Reply) != refusedXML || c.Keys.APIv2Key != v2Key || c.Call.Method != "POST" {
				t.Errorf("%+v", c.Call)
			}
		}},
		{"a log of WxJava", "2023-08-08 21:47:26.107  INFO 1 --- [nio-1] c.g.b.w.s.impl.WxPayServiceImpl : \n【请求地址】：https://api.mch.weixin.qq.com/pay/unifiedorder\n【请求数据】：" + xml + "\n【响应数据】：" + refusedXML, wxpay.V2, diagnose.Request, "named-value v2-xml v2-xml", "", "v2-key", func(t *testing.T, c diagnose.Case) {
			verifiesOrder(t, c)
			if c.Call.URL != "https://api.mch.weixin.qq.com/pay/unifiedorder" {
				t.Error(c.Call.URL)
			}
		}},
		{"a raw request of V2", "POST /pay/unifiedorder HTTP/1.1\r\nHost: api.mch.weixin.qq.com\r\nContent-Type: text/xml\r\n\r\n" + xml, wxpay.V2, diagnose.Request, "http-request", "", "v2-key", verifiesOrder},
		{"curl of V2", "curl https://api.mch.weixin.qq.com/pay/unifiedorder -d '" + xml + "'", wxpay.V2, diagnose.Request, "curl", "", "v2-key", verifiesOrder},
		{"quoted", "> " + strings.ReplaceAll(lines, "\n", "\n> ") + "\n\n怎么办", wxpay.V2, diagnose.Request, "v2-xml", "", "v2-key", verifiesOrder},
		{"line ends in two characters", "raw: " + strings.ReplaceAll(lines, "\n", `\n`), wxpay.V2, diagnose.Request, "v2-xml", "escaped-newline", "v2-key", verifiesOrder},
		{"inside of JSON", `{"level":"error","msg":"pay","body":"` + strings.NewReplacer("</", `<\/`, `"`, `\"`).Replace(xml) + `"}`, wxpay.V2, diagnose.Request, "v2-xml", "", "v2-key", verifiesOrder},
		{"HTML", "<p>" + strings.NewReplacer("<", "&lt;", ">", "&gt;").Replace(xml) + "</p>", wxpay.V2, diagnose.Request, "v2-xml", "html-escaped", "v2-key", verifiesOrder},
		{"cut off", "发送的xml " + xml[:len(xml)-40], wxpay.V2, diagnose.Request, "v2-xml", "truncated", "observed-signature v2-key", nil},
		{"in a program", "String xml = \"<xml>\" +\n  \"<appid>wx</appid>\" +\n  \"<mch_id>1900000109</mch_id>\" +\n  \"<sign>" + strings.Repeat("A", 32) + "</sign>\" +\n  \"</xml>\";", wxpay.V2, diagnose.Request, "v2-xml", "reprinted", "v2-key", func(t *testing.T, c diagnose.Case) {
			if string(c.Call.Body) != "<xml><appid>wx</appid><mch_id>1900000109</mch_id><sign>"+strings.Repeat("A", 32)+"</sign></xml>" {
				t.Errorf("%s", c.Call.Body)
			}
		}},
		{"fields of PHP", "$params = [\n 'appid' => '" + appID + "',\n 'mch_id' => '" + mchID + "', // 商户号\n 'nonce_str' => '" + nonce + "',\n 'sign' => 'C380BEC2BFD727A4B6845133519F3AD6',\n];", wxpay.V2, diagnose.Request, "v2-fields", "reprinted", "v2-key", func(t *testing.T, c diagnose.Case) {
			if !strings.Contains(string(c.Call.Body), "<mch_id>"+mchID+"</mch_id>") {
				t.Errorf("%s", c.Call.Body)
			}
		}},
		{"the text that was signed", "stringSignTemp=\"appid=" + appID + "&body=测试&mch_id=" + mchID + "&nonce_str=" + nonce + "&key=" + v2Key.Reveal() + "\" sign=9A0A8659F005D6984697E2CA0A9CF3B7", wxpay.V2, diagnose.Request, "sign-string named-value", "", "request-body", func(t *testing.T, c diagnose.Case) {
			if !strings.HasPrefix(string(c.Signed), "appid=") || !strings.HasSuffix(string(c.Signed), v2Key.Reveal()) || c.Observed != "9A0A8659F005D6984697E2CA0A9CF3B7" || c.Keys.APIv2Key != v2Key {
				t.Errorf("%q %s", c.Signed, c.Observed)
			}
		}},
	}
}

func clients() []pasted {
	p2, p3 := payV2(), payV3()
	js := func(call, sign string) string {
		return call + "{\n  timeStamp: '" + at + "', // 秒\n  nonceStr: \"" + nonce + "\",\n  \"package\": \"prepay_id=\" + '" + prepay + "',\n  signType: 'MD5',\n  paySign: `" + sign + "`,\n  success: function (res) { if (res) { console.log('}') } },\n  fail(e) { wx.showToast({title: '失败'}) },\n  complete: (r) => {},\n})"
	}
	want := func(api string, members string) func(*testing.T, diagnose.Case) {
		return func(t *testing.T, c diagnose.Case) {
			t.Helper()
			if c.Opening.ClientAPI != api || params(c) != members {
				t.Errorf("%s %s, want %s", c.Opening.ClientAPI, params(c), members)
			}
		}
	}
	mini := wxpay.Object(p2.MiniProgram()).String()
	return []pasted{
		{"wx.requestPayment", js("wx.requestPayment(", p2.PaySign) + "\n报错 requestPayment:fail 支付验证签名失败", wxpay.V2, diagnose.PaySign, "client-params error-log", "", "appid v2-key", want("wx.requestPayment", mini)},
		{"uni.requestPayment", js("uni.requestPayment(", p2.PaySign), wxpay.V2, diagnose.PaySign, "client-params", "", "appid v2-key", want("wx.requestPayment", mini)},
		{"getBrandWCPayRequest", "WeixinJSBridge.invoke(\n 'getBrandWCPayRequest', " + wxpay.Object(p3.JSAPI()).String() + ",\n function(res){ alert(res.err_msg) });", wxpay.V3, diagnose.PaySign, "client-params", "", "merchant-certificate-or-key", want("jsapi", wxpay.Object(p3.JSAPI()).String())},
		{"chooseWXPay", "wx.chooseWXPay({\n timestamp: " + at + ",\n nonceStr: '" + nonce + "',\n package: 'prepay_id=" + prepay + "',\n signType: 'RSA',\n paySign: '" + p3.PaySign + "',\n success: res => { next(res) }\n});", wxpay.V3, diagnose.PaySign, "client-params", "", "appid merchant-certificate-or-key", func(t *testing.T, c diagnose.Case) {
			if c.Opening.ClientAPI != "wx.chooseWXPay" || c.Opening.Params[0] != (wxpay.Field{Name: "timestamp", Value: at}) {
				t.Errorf("%+v", c.Opening)
			}
		}},
		{"as JSON of a server", `{"success":true,"data":` + wxpay.Object(p3.JSAPI()).String() + `}`, wxpay.V3, diagnose.PaySign, "client-params", "", "merchant-certificate-or-key", want("jsapi", wxpay.Object(p3.JSAPI()).String())},
		{"of an app", `{"appid":"` + appID + `","partnerid":"` + mchID + `","prepayid":"` + prepay + `","package":"Sign=WXPay","noncestr":"` + nonce + `","timestamp":` + at + `,"sign":"C380BEC2BFD727A4B6845133519F3AD6"}`, wxpay.V2, diagnose.PaySign, "client-params", "", "v2-key", func(t *testing.T, c diagnose.Case) {
			if c.Opening.ClientAPI != "app" || c.Keys.AppID != appID {
				t.Errorf("%+v", c.Opening)
			}
		}},
		{"of an app of uni", "uni.requestPayment({provider: 'wxpay', orderInfo: {appid: '" + appID + "', noncestr: 'n', package: 'Sign=WXPay', partnerid: '" + mchID + "', prepayid: '" + prepay + "', timestamp: " + at + ", sign: 'C380BEC2BFD727A4B6845133519F3AD6'}})", wxpay.V2, diagnose.PaySign, "client-params", "", "v2-key", func(t *testing.T, c diagnose.Case) {
			if c.Opening.ClientAPI != "app" || len(c.Opening.Params) != 7 {
				t.Errorf("%+v", c.Opening)
			}
		}},
		{"a PayReq", "PayReq request = new PayReq();\nrequest.appId = \"" + appID + "\";\nrequest.partnerId = \"" + mchID + "\";\nrequest.prepayId= \"" + prepay + "\";\nrequest.packageValue = \"Sign=WXPay\";\nrequest.nonceStr= \"" + nonce + "\";\nrequest.timeStamp= \"" + at + "\";\nrequest.sign= \"C380BEC2BFD727A4B6845133519F3AD6\";\napi.sendReq(request);", wxpay.V2, diagnose.PaySign, "client-params", "", "v2-key", func(t *testing.T, c diagnose.Case) {
			if c.Opening.ClientAPI != "app" || len(c.Opening.Params) != 7 || c.Keys.AppID != appID {
				t.Errorf("%+v", c.Opening)
			}
		}},
		{"with its order", "下单请求\n" + orderXML() + "\n下单返回\n<xml><return_code>SUCCESS</return_code><result_code>SUCCESS</result_code><prepay_id>" + prepay + "</prepay_id><sign>A</sign></xml>\n小程序\n" + js("wx.requestPayment(", p2.PaySign), wxpay.V2, diagnose.PaySign, "v2-xml v2-xml client-params", "", "v2-key", func(t *testing.T, c diagnose.Case) {
			if string(c.Opening.OrderRequest) != orderXML() || !strings.Contains(string(c.Opening.OrderReply), prepay) || c.Keys.AppID != appID {
				t.Errorf("%+v", c.Opening)
			}
		}},
		{"with values of a program", "wx.requestPayment({timeStamp: res.data.timeStamp, nonceStr: res.data.nonceStr, package: res.data.package, signType: 'MD5', paySign: res.data.paySign})", wxpay.V2, diagnose.PaySign, "client-params", "", "appid observed-signature order-request v2-key", want("wx.requestPayment", `{"signType":"MD5"}`)},
		{"masked", "wx.requestPayment({timeStamp:'" + at + "',nonceStr:'xxxxxx',package:'prepay_id=wx2014…',signType:'MD5',paySign:'C380BEC2BFD727A4B6845133519F3AD6'})", wxpay.V2, diagnose.PaySign, "client-params", "masked", "appid v2-key", nil},
	}
}

func messages() []pasted {
	body := noticeBody()
	java := "Processing WechatPay notification,signature verification failed,signType[WECHATPAY2-SHA256-RSA2048]\tserial[" + platform().serial + "]\tmessage[" + at + "\n" + nonce + "\n" + body + "\n]\tsign[" + signatureOf(body) + "]"
	const reply = `{"prepay_id":"` + prepay + `"}`
	return []pasted{
		{"a notification", "POST /notify HTTP/1.1\n" + wechatHeaders(body, "NAME: VALUE\n") + "Content-Type: application/json\n\n" + body, wxpay.V3, diagnose.Notify, "http-request", "", "platform-key", verifiesMessage},
		{"headers and body apart", "回调头：\n" + wechatHeaders(body, "NAME: VALUE\n") + "回调body：\n" + body, wxpay.V3, diagnose.Notify, "header notification", "", "platform-key", verifiesMessage},
		{"headers as JSON", "headers: {" + wechatHeaders(body, `"NAME":"VALUE",`) + `"host":"x"}` + "\nbody: " + body, wxpay.V3, diagnose.Notify, "header notification", "", "platform-key", verifiesMessage},
		{"headers of Python", "{" + wechatHeaders(body, "'NAME': 'VALUE', ") + "'Accept': '*/*'}\n" + body, wxpay.V3, diagnose.Notify, "header notification", "", "platform-key", verifiesMessage},
		{"headers of PHP", strings.ToUpper(strings.ReplaceAll(wechatHeaders("", "HTTP_NAME => \n"), "-", "_")) + "\n" + strings.NewReplacer("Wechatpay-", "HTTP_WECHATPAY_").Replace(wechatHeaders(body, "NAME => VALUE\n")) + body, wxpay.V3, diagnose.Notify, "header notification", "", "platform-key", verifiesMessage},
		{"the Java client", "2023-09-05 10:56:34 ERROR com.wechat.pay.java.core.exception.ValidationException: " + java + "\n\tat com.wechat.pay.java.core.notification.NotificationParser.validateRequest(NotificationParser.java:122)", wxpay.V3, diagnose.Notify, "error-log named-value notification named-value", "", "platform-key", verifiesMessage},
		{"the older Java client", "signature verify fail: serial=[" + platform().serial + "] message=[" + at + "\n" + nonce + "\n" + reply + "\n] sign=[" + signatureOf(reply) + "], request-id=[08]", wxpay.V3, diagnose.Notify, "error-log named-value notification named-value header", "", "platform-key", verifiesMessage},
		{"a reply that the Java client refused", "Validate response failed,the WechatPay signature is incorrect.\nRequest-ID[08A8]\tresponseHeader[Keep-Alive=timeout=8," + wechatHeaders(reply, "NAME=VALUE,") + "Content-Length=52]\tresponseBody[" + reply + "]", wxpay.V3, diagnose.Response, "error-log header json-reply", "", "platform-key", verifiesMessage},
		{"a raw reply", "HTTP/1.1 200 OK\n" + wechatHeaders(reply, "NAME: VALUE\n") + "\n" + reply + "\n\n" + platform().cert, wxpay.V3, diagnose.Response, "http-response platform-certificate", "", "", verifiesMessage},
		{"the three lines", "应答的微信支付签名验证失败\n" + at + "\n" + nonce + "\n" + body + "\n签名：\n" + signatureOf(body) + "\nWechatpay-Serial: " + platform().serial, wxpay.V3, diagnose.Notify, "error-log sign-string header", "", "observed-signature platform-key", nil},
		{"the Go client", "validate verify fail serial=[" + platform().serial + "] request-id=[08] err=verify signature with public key err:crypto/rsa: verification error", wxpay.V3, diagnose.Response, "error-log named-value header error-log", "", "message-body nonce observed-signature platform-key timestamp", nil},
		{"a notification of V2", "微信回调内容：" + paidXML() + "\nmch_key=" + v2Key.Reveal(), wxpay.V2, diagnose.Notify, "v2-xml setting", "", "", verifiesNotice},
		{"a raw notification of V2", "POST /pay/notify HTTP/1.1\r\nUser-Agent: Mozilla/4.0\r\nContent-Type: text/xml\r\n\r\n" + paidXML(), wxpay.V2, diagnose.Notify, "http-request", "", "v2-key", verifiesNotice},
		{"a refund notice", refundXML(), wxpay.V2, diagnose.Decrypt, "v2-xml", "", "v2-key", func(t *testing.T, c diagnose.Case) {
			if c.Sealed.ReqInfo == "" {
				t.Error("no req_info")
			}
		}},
		{"a resource", noticeBody()[strings.Index(noticeBody(), `{"original_type"`) : len(noticeBody())-1], wxpay.V3, diagnose.Decrypt, "resource", "", "apiv3-key", opensResource},
		{"a notification that does not open", "java.security: javax.crypto.AEADBadTagException: Tag mismatch!\n" + body + "\napiV3Key: " + v3Key.Reveal(), wxpay.V3, diagnose.Decrypt, "error-log notification setting", "", "", func(t *testing.T, c diagnose.Case) {
			opensResource(t, c)
			if c.Keys.APIv3Key != v3Key {
				t.Error("no key")
			}
		}},
		{"a notification without headers", body, wxpay.V3, diagnose.Decrypt, "notification", "", "apiv3-key", opensResource},
		{"a notification that a web server logged", "验签失败 body=" + strings.ReplaceAll(body, `"`, `\x22`) + "\n", wxpay.V3, diagnose.Notify, "error-log notification", "hex-escaped", "headers platform-key", func(t *testing.T, c diagnose.Case) {
			if !strings.HasPrefix(string(c.Message.Body), `{\x22id`) {
				t.Errorf("%s", c.Message.Body)
			}
		}},
		{"a notification that ends early", "通知：" + body[:300], wxpay.V3, diagnose.Decrypt, "notification", "truncated", "apiv3-key nonce", nil},
	}
}

func logs() []pasted {
	auth := authorization("POST", native, orderBody)
	return []pasted{
		{"the Go client refused", "error http response:[StatusCode: 401 Code: \"SIGN_ERROR\"\nMessage: 错误的签名，验签失败\nDetail:\n{\n  \"field\": \"signature\",\n  \"sign_information\": {\n    \"method\": \"GET\",\n    \"url\": \"/v3/certificates\"\n  }\n}\nHeader:\n - Request-Id=[08A8-0]\n - Date=[Sat, 15 Oct 2022 15:43:37 GMT]\n]", wxpay.V3, diagnose.Request, "error-log header", "reprinted", "merchant-certificate-or-key observed-signature", func(t *testing.T, c diagnose.Case) {
			if c.Call.Status != 401 || c.Call.URL != "/v3/certificates" || !strings.HasPrefix(string(c.Call.Reply), `{"code":"SIGN_ERROR"`) || c.Call.ReplyHeader.Get("Request-Id") != "08A8-0" {
				t.Errorf("%+v", c.Call)
			}
		}},
		{"the Java client refused", "Wrong HttpStatusCode[401]\nhttpResponseBody[" + refusedBody + "]\tHttpRequest[httpMethod=POST url=https://api.mch.weixin.qq.com" + native + "]", wxpay.V3, diagnose.Request, "named-value json-reply named-value", "", "merchant-certificate-or-key observed-signature request-body", func(t *testing.T, c diagnose.Case) {
			if c.Call.Status != 401 || string(c.Call.Reply) != refusedBody || c.Call.URL != "https://api.mch.weixin.qq.com"+native {
				t.Errorf("%+v", c.Call)
			}
		}},
		{"the older Java client refused", "应答的状态码不为200-299。status code[401]\trequest headers[[Accept: application/json, Authorization: " + auth + ", Host: api.mch.weixin.qq.com, User-Agent: WechatPay-Apache-HttpClient/0.4.8]]\n应答的状态码不为200-299。request body[" + orderBody + "]\nPOST https://api.mch.weixin.qq.com" + native, wxpay.V3, diagnose.Request, "named-value authorization json-request http-request", "", "merchant-certificate-or-key", verifiesRequest},
		{"Guzzle", "Client error: `POST https://api.mch.weixin.qq.com" + native + "` resulted in a `401 Unauthorized` response:\n{\"code\":\"SIGN_ERROR\",\"message\":\"错误的签名，验签失败\",\"detail\":{\"field\":\"sig (truncated...)\n", wxpay.V3, diagnose.Request, "http-request json-reply", "truncated", "merchant-certificate-or-key observed-signature request-body", nil},
		{"Guzzle with its messages", ">>>>>>>>\n" + rawRequest(native, orderBody) + "\n<<<<<<<<\nHTTP/1.1 401 Unauthorized\nServer: nginx\n\n" + refusedBody + "\n--------\nNULL", wxpay.V3, diagnose.Request, "http-request http-response", "", "merchant-certificate-or-key", verifiesRequest},
		{"Node", "==request " + orderBody + " {\n  Authorization: '" + auth + "',\n  'Content-Type': 'application/json'\n}\n==response " + refusedBody, wxpay.V3, diagnose.Request, "json-request header json-reply", "", "merchant-certificate-or-key", verifiesRequest},
		{"axios", "AxiosError: Request failed with status code 401 {\n  code: 'ERR_BAD_REQUEST',\n  config: {\n    transitional: [Object],\n    adapter: [Function: httpAdapter],\n    headers: AxiosHeaders {\n      Authorization: 'x'\n    },\n    method: 'post',\n    url: 'https://api.mch.weixin.qq.com" + native + "',\n    data: '" + orderBody + "'\n  },\n  request: <ref *1> ClientRequest { a: 1 },\n  response: {\n    status: 401,\n    statusText: 'Unauthorized',\n    data: { code: 'SIGN_ERROR', message: '错误的签名，验签失败' }\n  }\n}", wxpay.V3, diagnose.Request, "", "reprinted", "merchant-certificate-or-key observed-signature", func(t *testing.T, c diagnose.Case) {
			if string(c.Call.Body) != orderBody || c.Call.Status != 401 || c.Call.URL == "" || string(c.Call.Reply) != `{"code":"SIGN_ERROR","message":"错误的签名，验签失败"}` {
				t.Errorf("%+v", c.Call)
			}
		}},
		{"Python", "DEBUG:wx:Request url: https://api.mch.weixin.qq.com" + native + "\nDEBUG:wx:Request type: POST\nDEBUG:wx:Request headers: {'Content-Type': 'application/json', 'Authorization': '" + auth + "'}\nDEBUG:wx:Request params: {'mchid': '" + mchID + "', 'amount': {'total': 1}, 'description': None, 'ok': True}\nDEBUG:wx:Response status code: 401\nDEBUG:wx:Response content: " + refusedBody, wxpay.V3, diagnose.Request, "named-value header json-request named-value json-reply", "reprinted", "merchant-certificate-or-key", func(t *testing.T, c diagnose.Case) {
			if string(c.Call.Body) != `{"mchid":"`+mchID+`","amount":{"total":1},"description":null,"ok":true}` || c.Call.Method != "POST" || c.Call.Status != 401 || c.Call.Header.Get("Authorization") != auth {
				t.Errorf("%+v", c.Call)
			}
		}},
		{"Python's requests", "<Response [401]>\nrequests.post('https://api.mch.weixin.qq.com" + native + "')\n{'code': 'SIGN_ERROR', 'message': '签名错误，请检查后再试'}", wxpay.V3, diagnose.Request, "json-reply", "reprinted", "merchant-certificate-or-key observed-signature request-line", func(t *testing.T, c diagnose.Case) {
			if string(c.Call.Reply) != `{"code":"SIGN_ERROR","message":"签名错误，请检查后再试"}` {
				t.Errorf("%s", c.Call.Reply)
			}
		}},
	}
}

func TestPastesAreRecognised(t *testing.T) {
	for _, group := range [][]pasted{calls(), callsV2(), clients(), messages(), logs(), prints(), keyPastes()} {
		for _, p := range group {
			t.Run(p.name, func(t *testing.T) { p.run(t) })
		}
	}
}

func (p *pasted) run(t *testing.T) {
	r, err := paste.Read([]byte(p.text))
	if err != nil {
		t.Fatal(err)
	}
	if r.Case.API != p.api || r.Case.Kind != p.kind {
		t.Errorf("%s %s, want %s %s", r.Case.API, r.Case.Kind, p.api, p.kind)
	}
	var forms, odd, missing []string
	for _, piece := range r.Pieces {
		forms = append(forms, string(piece.Form))
	}
	for _, o := range r.Oddities {
		odd = append(odd, string(o.Slug))
	}
	slices.Sort(odd)
	for _, m := range r.Missing {
		missing = append(missing, string(m))
	}
	if got := strings.Join(forms, " "); got != p.forms && p.forms != "" {
		t.Errorf("pieces %s, want %s", got, p.forms)
	}
	if got := strings.Join(slices.Compact(odd), " "); got != p.odd {
		t.Errorf("oddities %v, want %s", r.Oddities, p.odd)
	}
	if got := strings.Join(missing, " "); got != p.missing {
		t.Errorf("missing %s, want %s", got, p.missing)
	}
	if p.check != nil {
		p.check(t, r.Case)
	}
	holds(t, []byte(p.text), r)
	if t.Failed() {
		data, _ := paste.Encode(r.Case, true)
		t.Logf("%s\n%v\n%s", p.text, r.Pieces, data)
	}
}

// holds checks what is true of every text that was read.
func holds(t *testing.T, text []byte, r paste.Recognised) {
	t.Helper()
	end := 0
	for _, p := range r.Pieces {
		if p.Start < end || p.End <= p.Start || p.End > len(text) || p.First < 1 || p.Last < p.First {
			t.Fatalf("piece %+v after byte %d of %d", p, end, len(text))
		}
		if line := 1 + strings.Count(string(text[:p.Start]), "\n"); line != p.First {
			t.Errorf("piece %+v begins in line %d", p, line)
		}
		end = p.End
	}
	for _, o := range r.Oddities {
		if o.Line < 1 || o.Column < 1 || o.Line > 1+strings.Count(string(text), "\n") {
			t.Errorf("oddity %+v", o)
		}
	}
	if r.Case.Kind == "" {
		return
	}
	roundTrips(t, r.Case)
	data, err := paste.Encode(r.Case, true)
	if err != nil {
		t.Fatal(err)
	}
	again, err := paste.Read(data)
	if err != nil || len(again.Pieces) != 1 || again.Pieces[0].Form != paste.FormCase {
		t.Errorf("its case is read as %v: %v", again.Pieces, err)
	}
}
