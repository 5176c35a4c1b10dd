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
		`{"appid":"wxd678efh567hg6787","mchid":"1900000001","description":"Image形象店-深圳腾大-QQ公仔","out_trade_no":"T1","notify_url":"https://shop.example/n","detail":"😀","amount":{"total":100,"currency":"CNY"},"attach":""}`},
	{"GET", "https://api.mch.weixin.qq.com/v3/pay/transactions/out-trade-no/T20261121001a?mchid=1900000001&note=a%20b+c%3A", ""},
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

func (e *examination) v3BaseText(auth *v3.Authorization) []byte {
	d := e.v3Base(auth, &seen{})
	return d.build(nil)
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
	if got := diagnosed(t, v3RequestCase(r, rsaSign(t, nobody, text))); got.Verdict != Unexplained || len(got.Causes) > 0 || got.Likely[0].Slug != "v3-wrong-private-key" {
		t.Errorf("a key that nobody knows: %s %v", got.Verdict, slugsOf(got.Causes))
	}
	start := time.Now()
	got := diagnosed(t, v3RequestCase(r, rsaSign(t, ownMerchant().key, []byte("something else"))))
	t.Log(got.Tried, time.Since(start))
	if got.Verdict != Unexplained || len(got.Causes) > 0 || got.Likely[0].Slug != "v3-body-reserialised" {
		t.Errorf("another text: %s %v", got.Verdict, slugsOf(got.Causes))
	}
}

// A block that another key leaves behind ends in 0xbc once in 256, and is no PSS for
// that; one that is, opens whatever the length of its salt.
func TestPSSIsToldFromChance(t *testing.T) {
	own := v3Key{public: &ownMerchant().key.PublicKey}
	sum := sha256.Sum256([]byte("text"))
	for _, salt := range []int{rsa.PSSSaltLengthAuto, 1, 20, sha256.Size} {
		signature, err := rsa.SignPSS(rand.Reader, ownMerchant().key, crypto.SHA256, sum[:], &rsa.PSSOptions{SaltLength: salt})
		if err != nil {
			t.Fatal(err)
		}
		o, ok := openSignature(signature, &own)
		if !ok || !o.pss || !o.holds([]byte("text"), &sum) {
			t.Errorf("salt %d: opened %v", salt, ok)
		}
		if other := sha256.Sum256([]byte("other")); ok && o.holds([]byte("other"), &other) {
			t.Errorf("salt %d: holds for another text", salt)
		}
	}
	chance := 0
	for i := 0; chance < 3; i++ {
		signature := new(big.Int).Exp(big.NewInt(int64(i)+2), big.NewInt(1<<20+7), own.public.N)
		block := new(big.Int).Exp(signature, big.NewInt(int64(own.public.E)), own.public.N)
		if block.Bits()[0]&0xff != 0xbc {
			continue
		}
		chance++
		if _, ok := openSignature(signature.FillBytes(make([]byte, own.public.Size())), &own); ok {
			t.Errorf("a number that ends in 0xbc is taken for a signature")
		}
	}
}

func mustDecode(s string) []byte {
	raw, err := base64.StdEncoding.DecodeString(s)
	if err != nil {
		panic(err)
	}
	return raw
}
