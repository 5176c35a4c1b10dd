package paste_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"wxlens/wxpay/diagnose/paste"
	"wxlens/wxpay/message"
)

func TestNothingIsFoundWhereThereIsNothing(t *testing.T) {
	for _, text := range []string{
		"", " \n", "hello", "今天天气不错，我们去吃饭吧。", "{}", "[1,2,3]", "{\"a\":1}", "a=b&c=d", "GET /index.html", "curl is a program",
		"http://example.com/?a=1&b=2", "function f() { return {a: 1} }", "<html><body>x</body></html>", "def f(x): return [i for i in x]", "key: value",
		"<xml><return_code><![CDATA[SUCCESS]]></return_code><return_msg><![CDATA[OK]]></return_msg></xml>",
	} {
		r, err := paste.Read([]byte(text))
		if err != nil || len(r.Pieces) > 0 || len(r.Missing) > 0 || r.Case.Kind != "" {
			t.Errorf("%q: %+v %v", text, r, err)
		}
	}
}

func TestTheFileOfACertificateIsNamed(t *testing.T) {
	r, err := paste.Read(append([]byte{0x30, 0x82, 0x0a, 0xf4, 2, 1, 3, 0x30}, make([]byte, 400)...))
	if err != nil || len(r.Pieces) != 1 || r.Pieces[0].Form != paste.FormP12 {
		t.Errorf("%+v %v", r.Pieces, err)
	}
}

func TestACaseIsReadAsOne(t *testing.T) {
	for name, c := range everyKind {
		data, err := paste.Encode(c, true)
		if err != nil {
			t.Fatal(err)
		}
		r, err := paste.Read(data)
		if err != nil || len(r.Pieces) != 1 || r.Pieces[0].Form != paste.FormCase || r.Case.Kind != c.Kind {
			t.Errorf("%s: %+v %v", name, r.Pieces, err)
		}
	}
	if _, err := paste.Read([]byte(`{"api":"v9","kind":"request"}`)); err == nil {
		t.Error("a case with a fault is taken for a text")
	}
}

func TestPlacesAreToldInLinesAndCharacters(t *testing.T) {
	r, err := paste.Read([]byte("第一行\n返回：{“code”:\"SIGN_ERROR\",\"message\":\"x\"}\n\nmch_id=1900000109"))
	if err != nil || len(r.Pieces) != 2 || len(r.Oddities) != 2 {
		t.Fatalf("%+v %v", r, err)
	}
	if p := r.Pieces[0]; p.First != 2 || p.Last != 2 || p.Start != 19 {
		t.Errorf("%+v", p)
	}
	if p := r.Pieces[1]; p.First != 4 {
		t.Errorf("%+v", p)
	}
	if o := r.Oddities[0]; o.Line != 2 || o.Column != 5 || o.Detail != "U+201C" || !o.Repaired {
		t.Errorf("%+v", o)
	}
}

func TestTheLastReplyAndTheFirstCallCount(t *testing.T) {
	r, err := paste.Read([]byte(refusedXML + "\n\n重试\n\n" + strings.Replace(refusedXML, "签名错误", "第二次", 1)))
	if err != nil || !strings.Contains(string(r.Case.Call.Reply), "第二次") {
		t.Errorf("%s %v", r.Case.Call.Reply, err)
	}
}

func TestSecretsShowInNoDetail(t *testing.T) {
	secret := "192006250b4c09247ec02edce69f6a\u200b2d"
	text := "mch_key=\"" + secret + "\"\nPOST /v3/x HTTP/1.1\nAuthorization: " + secret + "\n\n{“key”:“" + secret + "”}"
	r, err := paste.Read([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	if shown := fmt.Sprintf("%+v %+v %+v", r.Pieces, r.Oddities, r.Missing); strings.Contains(shown, "192006") {
		t.Error(shown)
	}
	if shown := fmt.Sprintf("%+v", r.Case.Keys); strings.Contains(shown, "192006") {
		t.Error(shown)
	}
	if _, err := paste.Read(bytes.Repeat([]byte(secret), message.MaxInput/len(secret)+1)); err == nil || strings.Contains(err.Error(), "192006") {
		t.Error(err)
	}
}

// hostile texts make a reader that looks again and again at the same bytes slow.
var hostile = []string{
	"{", "[", "{\"", "{\"a\":", "{\"a\":{", "[{\"a\":1},", "{\"a\":\"", "{a:'\n", "{a:(", "{\\\"", "{\\\"a\\\":", "“", "｛", "{/*", "{a:[function(){", "{\"a\":\"\\u", "{...", "[[[[{", "{a=>",
	"<xml>", "<xml><a>", "<xml><![CDATA[", "<?xml", "</xml>", "&lt;xml&gt;", "<xml>\"+\"", "<xml>\\n<", "-----BEGIN PRIVATE KEY-----", "-----BEGIN CERTIFICATE-----\\n\"",
	"curl 'https://x/", "curl -d '", "curl https://x.cn/ ", "curl \\\n", "curl ^\"", "curl $'\\", "GET /v3/", "GET /v3/x HTTP/1.1\n", "GET /v3/x HTTP/1.1\nA: b\n", "HTTP/1.1 200", "HTTP/1.1 200 OK\n{", "HTTP/1.1 200 OK\nContent-Length: 9\n\n",
	"WECHATPAY2-SHA256-RSA2048 mchid=\"", "WECHATPAY2", "WECHATPAY2 ", "mchid=\"", "map[a:", "Array\n(\n[a", "{a=b, ", "{\"m\":\"{", "message[", "message[1\n2\n3", "message[] sign[", "wx.requestPayment({", "getBrandWCPayRequest", "request.sign=\"1\"", ".prepayId = \"\";", "a.sign=\"",
	"a=b&c=", "appid=1&mch_id=", "appid=&", "a", "a=", "a:", "商", "商户号：", "商户号", "key=\"", "sign: ", "1554208460\nabcdefgh\n{", "GET\n/\n1554208460\n", "POST\\n/", "wx0123456789abcdef\n",
	"> ", ">\n", "> a\n", "< HTTP/1.1 200\n", "2022-01-01 00:00:00 ", "签名错误", "签名错误\n", "crypto/rsa: verification error ", "PUB_KEY_ID_1 ", "PUB_KEY_ID_", "https://", "https://api.mch.weixin.qq.com/v3/ ",
	"error http response:[StatusCode: 401 Code: \"A\"\nDetail:\n{", "\u200b", "\ufeff", "\u00a0", "\xff", "\x00", "\r", "\r\n", "\n", "`", "\\", "\"", "{\\x22", "string_to_sign: \"", "Wechatpay-Signature: ", "Wechatpay-Signature: AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\nAAAAAAAA\n",
}

func TestTimeGrowsWithLengthAlone(t *testing.T) {
	const size = 24 << 10
	for _, unit := range hostile {
		text := []byte(strings.Repeat(unit, size/len(unit)+1))
		begun := time.Now()
		if _, err := paste.Read(text); err != nil {
			continue
		}
		if took := time.Since(begun); took > 3*time.Second {
			t.Errorf("%q: %v for %d bytes", unit, took, len(text))
		}
	}
}

// The value of each name is all the rest: nothing of it may be looked at closely
// before it is known to be short enough for a key.
func TestNamesWithoutEndAreReadInTime(t *testing.T) {
	text := []byte(strings.Repeat("key=", 100<<10/4))
	begun := time.Now()
	if _, err := paste.Read(text); err != nil {
		t.Fatal(err)
	}
	if took := time.Since(begun); took > 3*time.Second {
		t.Errorf("%v for %d bytes", took, len(text))
	}
}

func FuzzRead(f *testing.F) {
	for _, group := range [][]pasted{calls(), callsV2(), clients(), messages(), logs(), prints(), keyPastes()} {
		for _, p := range group {
			f.Add([]byte(p.text))
		}
	}
	for _, unit := range hostile {
		f.Add([]byte(strings.Repeat(unit, 5)))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		r, err := paste.Read(text)
		if err == nil {
			holds(t, text, r)
		}
	})
}
