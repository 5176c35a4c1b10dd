package paste_test

import (
	"bytes"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"wxlens/wxpay"
	"wxlens/wxpay/diagnose"
	"wxlens/wxpay/diagnose/paste"
	"wxlens/wxpay/message"
	"wxlens/wxpay/v2"
)

// prints are texts in which programs print what they hold.
func prints() []pasted {
	m := order()
	list := func(open, each, end string) string {
		var b strings.Builder
		for i, f := range m {
			if i > 0 && strings.HasPrefix(each, "NAME") {
				b.WriteString(map[bool]string{true: " ", false: ", "}[strings.Contains(each, ":")])
			}
			b.WriteString(strings.NewReplacer("NAME", f.Name, "VALUE", f.Value).Replace(each))
		}
		return open + b.String() + end
	}
	auth := authorization("POST", native, orderBody)
	var chunks strings.Builder
	for part := range strings.SplitSeq(orderBody, ",") {
		if chunks.Len() > 0 {
			part = "," + part
		}
		fmt.Fprintf(&chunks, "%x\r\n%s\r\n", len(part), part)
	}
	nested := strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`, "/", `\/`).Replace("Client error: `POST https://api.mch.weixin.qq.com" + native + "` resulted in a `401 Unauthorized` response:\n" + refusedBody + "\n")
	body := noticeBody()
	return []pasted{
		{"a map of Java", "签名参数：" + list("{", "NAME=VALUE", "}"), wxpay.V2, diagnose.Request, "v2-fields", "reprinted", "v2-key", verifiesOrder},
		{"a map of Go", list("map[", "NAME:VALUE", "]"), wxpay.V2, diagnose.Request, "v2-fields", "reprinted", "v2-key", verifiesOrder},
		{"an array of PHP", list("Array\n(\n", "    [NAME] => VALUE\n", ")\n"), wxpay.V2, diagnose.Request, "v2-fields", "reprinted", "v2-key", verifiesOrder},
		{"an error inside of an error", `{"success":false,"code":500,"message":"` + nested + `"}`, wxpay.V3, diagnose.Request, "http-request", "", "merchant-certificate-or-key observed-signature request-body", func(t *testing.T, c diagnose.Case) {
			if c.Call.URL != "https://api.mch.weixin.qq.com"+native || string(c.Call.Reply) != refusedBody {
				t.Errorf("%+v", c.Call)
			}
		}},
		{"a wire log", strings.ReplaceAll("\n"+rawRequest(native, ""), "\n", "\n2024-01-01 10:00:00.123 DEBUG 12 --- [main] org.apache.http.headers : http-outgoing-0 >> ") + "\n" + orderBody, wxpay.V3, diagnose.Request, "http-request", "", "merchant-certificate-or-key", func(t *testing.T, c diagnose.Case) {
			if string(c.Call.Body) != orderBody || c.Call.URL != native {
				t.Errorf("%+v", c.Call)
			}
		}},
		{"a log of a container", strings.ReplaceAll("\n"+orderXML(), "\n", "\npay_1    | "), wxpay.V2, diagnose.Request, "v2-xml", "", "v2-key", verifiesOrder},
		{"chunks", "POST " + native + " HTTP/1.1\r\nAuthorization: " + auth + "\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks.String() + "0\r\n\r\n", wxpay.V3, diagnose.Request, "http-request", "", "merchant-certificate-or-key", verifiesRequest},
		{"a sheet of headers", "Headers\nAuthorization " + auth + "\nContent-Type application/json\nBody\n" + orderBody + "\nPOST https://api.mch.weixin.qq.com" + native, wxpay.V3, diagnose.Request, "authorization json-request http-request", "", "merchant-certificate-or-key", verifiesRequest},
		{"a body that is a text of JSON", `header: {` + wechatHeaders(body, `"NAME":"VALUE",`) + `"a":"b"}, body: "` + strings.ReplaceAll(body, `"`, `\"`) + `"`, wxpay.V3, diagnose.Notify, "header notification", "escaped-quote", "platform-key", verifiesMessage},
		{"values under plain names", "timestamp: " + at + "\nnonce: " + nonce + "\nsignature: " + signatureOf(body) + "\nserial: " + platform().serial + "\nbody: " + body + "\n验签失败", wxpay.V3, diagnose.Notify, "named-value notification error-log", "", "platform-key", verifiesMessage},
		{"an order of V3 and its client call", "下单：POST https://api.mch.weixin.qq.com/v3/pay/transactions/jsapi\n" + orderBody + "\n返回 {\"prepay_id\":\"" + prepay + "\"}\n前端：\n" + wxpay.Object(payV3().JSAPI()).String() + "\ngetBrandWCPayRequest:fail_invalid signature", wxpay.V3, diagnose.PaySign, "http-request json-request json-reply client-params error-log", "", "merchant-certificate-or-key", func(t *testing.T, c diagnose.Case) {
			if string(c.Opening.OrderRequest) != orderBody || string(c.Opening.OrderReply) != `{"prepay_id":"`+prepay+`"}` {
				t.Errorf("%+v", c.Opening)
			}
		}},
		{"an error of WxJava", "WxPayException: 返回代码：[FAIL]，返回信息：[签名错误，请检查后再试]，微信返回的原始报文：\n" + refusedXML + "\n\tat com.github.binarywang.wxpay", wxpay.V2, diagnose.Request, "error-log v2-xml", "", "observed-signature request-body v2-key", nil},
		{"a ciphertext that lost a character", strings.Replace(body, `","associated_data"`, `x","associated_data"`, 1), wxpay.V3, diagnose.Decrypt, "notification", "base64-length", "apiv3-key", nil},
		{"a signature that lost a character", wechatHeaders(body, "NAME: VALUE\n")[:200] + "\nWechatpay-Serial: A\n" + body, wxpay.V3, diagnose.Notify, "header notification", "base64-length", "platform-key", nil},
		{"GBK", "POST /pay/unifiedorder HTTP/1.1\nHost: x\n\n<xml><body>\xb2\xe2\xca\xd4</body><mch_id>1900000109</mch_id><sign>A</sign></xml>", wxpay.V2, diagnose.Request, "http-request", "not-utf8", "v2-key", func(t *testing.T, c diagnose.Case) {
			if !bytes.Contains(c.Call.Body, []byte("\xb2\xe2\xca\xd4")) {
				t.Errorf("%q", c.Call.Body)
			}
		}},
		{"the fields that were signed and the text", `Wechat Generate Sign Content Before Trim [{"appid":"` + appID + `","mch_id":"` + mchID + `","nonce_str":"` + nonce + `"},"appid=` + appID + `&mch_id=` + mchID + `&nonce_str=` + nonce + `&"]`, wxpay.V2, diagnose.Request, "v2-fields sign-string", "reprinted", "observed-signature v2-key", func(t *testing.T, c diagnose.Case) {
			if !bytes.HasPrefix(c.Signed, []byte("appid=")) {
				t.Errorf("%q", c.Signed)
			}
		}},
	}
}

func TestAHARFileIsRead(t *testing.T) {
	var b bytes.Buffer
	w, err := message.NewHARWriter(&b, "wxlens", "1")
	if err != nil {
		t.Fatal(err)
	}
	err = w.Write(message.Entry{
		Request: message.HTTP{Method: "POST", Target: native, Header: http.Header{"Authorization": {authorization("POST", native, orderBody)}}, Body: []byte(orderBody)},
		Reply:   &message.HTTP{Status: 401, Header: http.Header{"Request-Id": {"08"}}, Body: []byte(refusedBody)},
	})
	if err != nil || w.Close() != nil {
		t.Fatal(err)
	}
	r, err := paste.Read(b.Bytes())
	if err != nil || r.Case.Kind != diagnose.Request || r.Case.Call.Status != 401 || len(r.Pieces) != 1 || r.Pieces[0].Form != paste.FormHAR {
		t.Fatalf("%+v %v", r, err)
	}
	verifiesRequest(t, r.Case)
}

func TestAMessageOfV2KeepsItsFields(t *testing.T) {
	r, err := paste.Read([]byte("return_code FAIL\n" + paidXML()))
	if err != nil {
		t.Fatal(err)
	}
	if m, err := v2.Parse(r.Case.Message.Body); err != nil || m.Get("transaction_id") == "" {
		t.Errorf("%s %v", r.Case.Message.Body, err)
	}
}
