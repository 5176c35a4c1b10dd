package diagnose

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/pem"
	"fmt"
	"math/big"
	mathrand "math/rand/v2"
	"net/http"
	"sync"
	"testing"
	"time"

	"wxlens/wxpay"
	"wxlens/wxpay/v3"
)

// testMerchant is a key with its certificate.
type testMerchant struct {
	key    *rsa.PrivateKey
	cert   string
	pem    string
	serial string
}

func makeMerchant(name string, serial int64) testMerchant {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err)
	}
	n := new(big.Int).Lsh(big.NewInt(0x7132d72a03), 120)
	n.Add(n, big.NewInt(serial))
	t := &x509.Certificate{SerialNumber: n, Subject: pkix.Name{CommonName: name}, NotBefore: time.Unix(0, 0), NotAfter: time.Unix(1<<33, 0)}
	der, err := x509.CreateCertificate(rand.Reader, t, t, &key.PublicKey, key)
	if err != nil {
		panic(err)
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		panic(err)
	}
	return testMerchant{
		key, string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})),
		string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: private})), fmt.Sprintf("%040X", n),
	}
}

var (
	ownMerchant   = sync.OnceValue(func() testMerchant { return makeMerchant("1900000001", 1) })
	otherMerchant = sync.OnceValue(func() testMerchant { return makeMerchant("1900000002", 2) })
	platform      = sync.OnceValue(func() testMerchant { return makeMerchant("Tenpay.com sign", 3) })
)

func rsaSign(t testing.TB, key *rsa.PrivateKey, text []byte) string {
	t.Helper()
	sum := sha256.Sum256(text)
	raw, err := rsa.SignPKCS1v15(nil, key, crypto.SHA256, sum[:])
	if err != nil {
		t.Fatal(err)
	}
	return base64.StdEncoding.EncodeToString(raw)
}

type v3Request struct{ method, url, body string }

var v3Requests = []v3Request{
	{"POST", "https://api.mch.weixin.qq.com/v3/pay/transactions/jsapi",
		`{"appid":"wxd678efh567hg6787","mchid":"1900000001","description":"Image形象店-深圳腾大-QQ公仔","out_trade_no":"T1","notify_url":"https://shop.example/n","amount":{"total":100,"currency":"CNY"},"attach":""}`},
	{"GET", "https://api.mch.weixin.qq.com/v3/pay/transactions/out-trade-no/T2026/0a?mchid=1900000001&note=a%20b+c%3A", ""},
	{"GET", "https://api.mch.weixin.qq.com/v3/certificates", ""},
}

func v3RequestCase(r v3Request, signature string) *Case {
	m := ownMerchant()
	auth := v3.Authorization{Scheme: v3.SchemeRSA, MchID: "1900000001", SerialNo: wxpay.KeyID(m.serial), Nonce: "593BEC0C930BF1AFEB40B4A08C8FB242", Timestamp: "1554208460", Signature: signature}
	return &Case{
		API: wxpay.V3, Kind: Request,
		Call: Call{Method: r.method, URL: r.url, Body: []byte(r.body), Header: http.Header{"Authorization": {auth.String()}}},
		Keys: Keys{MchID: "1900000001", Certificate: m.cert, PrivateKey: wxpay.NewSecret(m.pem),
			Others: []OtherKey{{Label: "old", PrivateKey: wxpay.NewSecret(otherMerchant().pem)}}},
	}
}

// everyDeparture makes each departure by itself, and some together, and asks for
// their names.
func everyDeparture(t *testing.T, b *builder, key *rsa.PrivateKey, caseOf func(signature string) *Case) {
	t.Helper()
	s := newSearch(b.base, b.all, &v3Matcher{}, 1)
	var mem memory
	plain, _ := s.make(&mem, combo{})
	base := string(plain)
	check := func(c combo) {
		text, whole := s.make(&mem, c)
		if whole == nil && string(text) == base {
			return
		}
		if whole != nil {
			text = whole(text)
		}
		var want []Slug
		said := ""
		for _, i := range c.list() {
			want = append(want, s.departures[i].slug)
			said += fmt.Sprintf(" %s(%s)", s.departures[i].slug, s.departures[i].detail)
		}
		got := diagnosed(t, caseOf(rsaSign(t, key, text)))
		switch {
		case c.n == 1 && !named(&got, want...):
			t.Errorf("%s: %s %v", said, got.Verdict, slugsOf(got.Causes))
		case got.Verdict == Unexplained:
			t.Errorf("%s: %s", said, got.Verdict)
		}
	}
	for i := range s.departures {
		check(combo{}.with(i))
	}
	random := mathrand.New(mathrand.NewPCG(3, 4))
	for range 60 {
		i, j := random.IntN(len(s.departures)), random.IntN(len(s.departures))
		if i < j && !s.excluded(combo{}.with(i), j) {
			check(combo{}.with(i).with(j))
		}
	}
}

func TestV3RequestEveryDeparture(t *testing.T) {
	for _, r := range v3Requests {
		c := v3RequestCase(r, "x")
		e := &examination{c: c}
		auth, _ := e.authorization()
		b := &builder{base: e.v3Base(&auth, &seen{})}
		right := diagnosed(t, v3RequestCase(r, rsaSign(t, ownMerchant().key, e.v3BaseText(&auth))))
		if right.Verdict != Correct || len(right.Causes) > 0 {
			t.Errorf("%s %s: a right signature is %s %v", r.method, r.url, right.Verdict, slugsOf(right.Causes))
		}
		e.v3RequestDepartures(b, &seen{})
		everyDeparture(t, b, ownMerchant().key, func(s string) *Case { return v3RequestCase(r, s) })
	}
}

func (e *examination) v3BaseText(auth *v3.Authorization) []byte {
	d := e.v3Base(auth, &seen{})
	return d.build(nil)
}

func TestV3ClientEveryDeparture(t *testing.T) {
	for _, api := range []string{"wx.requestPayment", "app"} {
		caseOf := func(signature string) *Case {
			params := []wxpay.Field{
				{Name: "appId", Value: "wxd678efh567hg6787"}, {Name: "timeStamp", Value: "1414561699"}, {Name: "nonceStr", Value: "5K8264ILTKCH16CQ2502SI8ZNMTM67VS"},
				{Name: "package", Value: "prepay_id=wx201410272009395522657a690389285100"}, {Name: "signType", Value: "RSA"}, {Name: "paySign", Value: signature},
			}
			if api == "app" {
				params = []wxpay.Field{
					{Name: "appid", Value: "wxd678efh567hg6787"}, {Name: "partnerid", Value: "1900000001"}, {Name: "prepayid", Value: "wx201410272009395522657a690389285100"},
					{Name: "package", Value: "Sign=WXPay"}, {Name: "noncestr", Value: "5K8264ILTKCH16CQ2502SI8ZNMTM67VS"}, {Name: "timestamp", Value: "1414561699"}, {Name: "sign", Value: signature},
				}
			}
			m := ownMerchant()
			return &Case{API: wxpay.V3, Kind: PaySign, Keys: Keys{MchID: "1900000001", AppID: "wxffffffffffffffff", Certificate: m.cert, PrivateKey: wxpay.NewSecret(m.pem), APIv2Key: wxpay.NewSecret(v2TestKey)},
				Opening: Opening{ClientAPI: api, Params: params}}
		}
		c := caseOf("x")
		e := &examination{c: c}
		o := e.readOpening()
		last := field{name: v3.FieldPackage, value: o.pkg}
		if o.app {
			last = field{name: v3.FieldPrepayID, value: o.prepay}
		}
		b := &builder{base: draft{form: v3Form, fields: []field{{name: v3.FieldAppID, value: o.appID}, {name: v3.FieldTimestamp, value: o.timestamp}, {name: v3.FieldNonce, value: o.nonce}, last}}}
		e.v3ClientDepartures(b, &o)
		everyDeparture(t, b, ownMerchant().key, caseOf)
	}
}

func TestV3OtherSeals(t *testing.T) {
	r := v3Requests[0]
	e := &examination{c: v3RequestCase(r, "x")}
	auth, _ := e.authorization()
	text := e.v3BaseText(&auth)
	sum := sha256.Sum256(text)
	pss, err := rsa.SignPSS(rand.Reader, ownMerchant().key, crypto.SHA256, sum[:], nil)
	if err != nil {
		t.Fatal(err)
	}
	for slug, signature := range map[Slug]string{
		"v3-rsa-padding":       base64.StdEncoding.EncodeToString(pss),
		"v3-wrong-private-key": rsaSign(t, otherMerchant().key, text),
		"v3-sig-encoding":      base64.URLEncoding.EncodeToString(mustDecode(rsaSign(t, ownMerchant().key, text))),
	} {
		got := diagnosed(t, v3RequestCase(r, signature))
		if !named(&got, slug) {
			t.Errorf("%s: %s %v", slug, got.Verdict, slugsOf(got.Causes))
		}
	}
	nobody, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	if got := diagnosed(t, v3RequestCase(r, rsaSign(t, nobody, text))); got.Verdict != Unexplained || len(got.Causes) > 0 {
		t.Errorf("a key that nobody knows: %s %v", got.Verdict, slugsOf(got.Causes))
	}
	start := time.Now()
	got := diagnosed(t, v3RequestCase(r, rsaSign(t, ownMerchant().key, []byte("something else"))))
	t.Log(got.Tried, time.Since(start))
	if got.Verdict != Unexplained || len(got.Causes) > 0 {
		t.Errorf("another text: %s %v", got.Verdict, slugsOf(got.Causes))
	}
}

func mustDecode(s string) []byte {
	raw, err := base64.StdEncoding.DecodeString(s)
	if err != nil {
		panic(err)
	}
	return raw
}
