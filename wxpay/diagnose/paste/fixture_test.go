package paste_test

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"wxlens/wxpay"
	"wxlens/wxpay/diagnose"
	"wxlens/wxpay/v2"
	"wxlens/wxpay/v3"
)

const (
	mchID    = "1900000109"
	appID    = "wxd678ef0567a0678b"
	nonce    = "593BEC0C930BF1AFEB40B4A08C8FB242"
	at       = "1554208460"
	publicID = "PUB_KEY_ID_0119000001092024101000291400000001"
	prepay   = "wx201410272009395522657a690389285100"
)

var (
	v2Key = wxpay.NewSecret("192006250b4c09247ec02edce69f6a2d")
	v3Key = wxpay.NewSecret("0123456789abcdefghijklmnopqrstuv")
)

// owner is a key with its certificate.
type owner struct {
	key          *rsa.PrivateKey
	cert, serial string
}

func issue(commonName string) owner {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err)
	}
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 159))
	if err != nil {
		panic(err)
	}
	serial.SetBit(serial, 158, 1) // forty digits
	cert := &x509.Certificate{SerialNumber: serial, Subject: pkix.Name{CommonName: commonName}, NotBefore: time.Unix(1500000000, 0), NotAfter: time.Unix(1900000000, 0)}
	der, err := x509.CreateCertificate(rand.Reader, cert, cert, &key.PublicKey, key)
	if err != nil {
		panic(err)
	}
	return owner{key, string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})), strings.ToUpper(serial.Text(16))}
}

var (
	merchant = sync.OnceValue(func() owner { return issue(mchID) })
	platform = sync.OnceValue(func() owner { return issue("Tenpay.com sign") })
)

func (o owner) private() string {
	der, err := x509.MarshalPKCS8PrivateKey(o.key)
	if err != nil {
		panic(err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}))
}

func (o owner) pkcs1() string {
	return string(pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(o.key)}))
}

func (o owner) public() string {
	der, err := x509.MarshalPKIXPublicKey(&o.key.PublicKey)
	if err != nil {
		panic(err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der}))
}

func signer() v3.Signer {
	return v3.Signer{MchID: mchID, SerialNo: wxpay.KeyID(merchant().serial), Key: merchant().key}
}

// authorization signs a request of V3.
func authorization(method, target, body string) string {
	s := signer()
	a, err := s.Authorize(method, target, at, nonce, []byte(body))
	if err != nil {
		panic(err)
	}
	return a.Authorization.String()
}

// signatureOf signs a message as WeChat Pay does.
func signatureOf(body string) string {
	s := v3.Signer{Key: platform().key}
	signed, err := s.Sign(v3.ResponseText(at, nonce, []byte(body)))
	if err != nil {
		panic(err)
	}
	return signed.Signature
}

// wechatHeaders are the headers of a signed message, in a form.
func wechatHeaders(body, form string) string {
	var b strings.Builder
	for _, h := range [][2]string{{"Wechatpay-Timestamp", at}, {"Wechatpay-Nonce", nonce}, {"Wechatpay-Signature", signatureOf(body)}, {"Wechatpay-Serial", platform().serial}} {
		b.WriteString(strings.NewReplacer("NAME", h[0], "VALUE", h[1]).Replace(form))
	}
	return b.String()
}

const orderBody = `{"mchid":"` + mchID + `","out_trade_no":"native12177525012014070332333","appid":"` + appID + `","description":"Image形象店-深圳腾大-QQ公仔","notify_url":"https://weixin.qq.com/","amount":{"total":1,"currency":"CNY"}}`

const refusedBody = `{"code":"SIGN_ERROR","message":"错误的签名，验签失败","detail":{"field":"signature","issue":"sign not match","location":"authorization","sign_information":{"method":"POST","url":"/v3/pay/transactions/native","truncated_sign_message":"POST\n/v3/pay/transactions/native\n` + at + `\n` + nonce + `\n{\"mchid\n","sign_message_length":345}}}`

var noticeBody = sync.OnceValue(func() string {
	r, err := v3.Seal(v3Key, "transaction", "transaction", "fdasflkja484", []byte(`{"out_trade_no":"T1"}`))
	if err != nil {
		panic(err)
	}
	return `{"id":"EV-2018022511223320873","create_time":"2015-05-20T13:29:35+08:00","resource_type":"encrypt-resource","event_type":"TRANSACTION.SUCCESS","summary":"支付成功","resource":{"original_type":"transaction","algorithm":"AEAD_AES_256_GCM","ciphertext":"` + r.Ciphertext + `","associated_data":"transaction","nonce":"fdasflkja484"}}`
})

// order is a signed order of V2.
func order() v2.Message {
	m := v2.Message{{Name: "appid", Value: appID}, {Name: "attach", Value: "支付测试"}, {Name: "body", Value: "JSAPI支付测试"}, {Name: "mch_id", Value: mchID}, {Name: "nonce_str", Value: nonce}, {Name: "notify_url", Value: "https://wxpay.wxutil.com/notify"}, {Name: "openid", Value: "oUpF8uMuAJO_M2pxb1Q9zNjWeS6o"}, {Name: "out_trade_no", Value: "1415659990"}, {Name: "total_fee", Value: "1"}, {Name: "trade_type", Value: "JSAPI"}}
	return append(m, wxpay.Field{Name: "sign", Value: v2.Sign(m, v2Key, v2.MD5).Signature})
}

func orderXML() string { return string(order().XML()) }

func paidXML() string {
	m := v2.Message{{Name: "appid", Value: appID}, {Name: "bank_type", Value: "CFT"}, {Name: "mch_id", Value: mchID}, {Name: "nonce_str", Value: nonce}, {Name: "openid", Value: "oUpF8"}, {Name: "out_trade_no", Value: "1415659990"}, {Name: "result_code", Value: "SUCCESS"}, {Name: "return_code", Value: "SUCCESS"}, {Name: "time_end", Value: "20140903131540"}, {Name: "total_fee", Value: "1"}, {Name: "transaction_id", Value: "1004400740201409030005092168"}}
	return string(append(m, wxpay.Field{Name: "sign", Value: v2.Sign(m, v2Key, v2.MD5).Signature}).XML())
}

const refusedXML = `<xml><return_code><![CDATA[FAIL]]></return_code>
<return_msg><![CDATA[签名错误，请检查后再试]]></return_msg>
</xml>`

func refundXML() string {
	return string(v2.Message{{Name: "return_code", Value: "SUCCESS"}, {Name: "appid", Value: appID}, {Name: "mch_id", Value: mchID}, {Name: "nonce_str", Value: nonce}, {Name: "req_info", Value: v2.SealReqInfo([]byte("<root><a>1</a></root>"), v2Key)}}.XML())
}

func payV2() v2.PayParams {
	p, _ := v2.SignPay(appID, prepay, v2Key, v2.MD5, at, nonce)
	return p
}

func payV3() v3.PayParams {
	s := signer()
	p, _, err := s.SignPay(appID, prepay, at, nonce)
	if err != nil {
		panic(err)
	}
	return p
}

// The checks below verify what was recognised, to the byte.

func verifiesRequest(t *testing.T, c diagnose.Case) {
	t.Helper()
	auth, err := v3.ParseAuthorization(c.Call.Header.Get("Authorization"))
	if err != nil {
		t.Fatalf("%v in %v", err, c.Call.Header)
	}
	u, err := url.Parse(c.Call.URL)
	if err != nil {
		t.Fatal(err)
	}
	text := v3.RequestText(c.Call.Method, u.RequestURI(), auth.Timestamp, auth.Nonce, c.Call.Body)
	if err := v3.VerifyText(v3.RSAVerifier{Key: &merchant().key.PublicKey}, text, auth.Signature); err != nil {
		t.Errorf("%v: %q", err, text.Reveal())
	}
}

func verifiesMessage(t *testing.T, c diagnose.Case) {
	t.Helper()
	h := c.Message.Header
	text := v3.ResponseText(h.Get("Wechatpay-Timestamp"), h.Get("Wechatpay-Nonce"), c.Message.Body)
	if err := v3.VerifyText(v3.RSAVerifier{Key: &platform().key.PublicKey}, text, h.Get("Wechatpay-Signature")); err != nil {
		t.Errorf("%v: %q", err, text.Reveal())
	}
	if h.Get("Wechatpay-Serial") != platform().serial {
		t.Errorf("serial %s", h.Get("Wechatpay-Serial"))
	}
}

func verifiesV2(body func(diagnose.Case) []byte) func(*testing.T, diagnose.Case) {
	return func(t *testing.T, c diagnose.Case) {
		t.Helper()
		m, err := v2.Parse(body(c))
		if err != nil {
			t.Fatalf("%v: %s", err, body(c))
		}
		if got := v2.Sign(m, v2Key, v2.MD5).Signature; got != m.Get("sign") {
			t.Errorf("sign %s, want %s", m.Get("sign"), got)
		}
	}
}

var (
	verifiesOrder  = verifiesV2(func(c diagnose.Case) []byte { return c.Call.Body })
	verifiesNotice = verifiesV2(func(c diagnose.Case) []byte { return c.Message.Body })
)

func opensResource(t *testing.T, c diagnose.Case) {
	t.Helper()
	s := c.Sealed
	r := v3.Resource{Algorithm: s.Algorithm, Ciphertext: s.Ciphertext, Nonce: s.Nonce, AssociatedData: s.AssociatedData}
	if plain, err := r.Open(v3Key); err != nil || string(plain) != `{"out_trade_no":"T1"}` {
		t.Errorf("%s %v", plain, err)
	}
}

func params(c diagnose.Case) string { return wxpay.Object(c.Opening.Params).String() }

func rawRequest(target, body string) string {
	return "POST " + target + " HTTP/1.1\nHost: api.mch.weixin.qq.com\nAuthorization: " + authorization(http.MethodPost, target, body) +
		"\nContent-Type: application/json\nAccept: application/json\n\n" + body
}
