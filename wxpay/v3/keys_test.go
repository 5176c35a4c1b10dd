package v3

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net/http"
	"strconv"
	"sync"
	"testing"
	"time"

	"wxlens/wxpay"
)

const (
	mchID       = wxpay.MchID("1900007291")
	serialNo    = wxpay.KeyID("408B07E79B8269FEC3D5D3E6AB8ED163A6A380DB")
	publicKeyID = wxpay.KeyID("PUB_KEY_ID_0119000072912024101100397200000006")
	nonce       = "593BEC0C930BF1AFEB40B4A08C8FB242"
	moment      = "1554208460"
)

var (
	now      = time.Unix(1554208460, 0)
	apiV3Key = wxpay.NewSecret("0123456789abcdef0123456789abcdef")
)

// Keys are made once; making one takes a while.
var (
	platform = sync.OnceValue(makeKey) // signs as WeChat Pay
	stranger = sync.OnceValue(makeKey) // belongs to nobody
)

func makeKey() *rsa.PrivateKey {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err)
	}
	return key
}

// platformKeys trusts the platform key under its id.
func platformKeys() Keys {
	return Keys{{ID: publicKeyID, Kind: PublicKey, Verifier: RSAVerifier{&platform().PublicKey}}}
}

// certificate issues a platform certificate with this serial number.
func certificate(t *testing.T, serial string, from, to time.Time) []byte {
	t.Helper()
	number, ok := new(big.Int).SetString(serial, 16)
	if !ok {
		t.Fatalf("serial %q", serial)
	}
	cert := &x509.Certificate{SerialNumber: number, Subject: pkix.Name{CommonName: "Tenpay.com sign"}, NotBefore: from, NotAfter: to}
	der, err := x509.CreateCertificate(rand.Reader, cert, cert, &platform().PublicKey, platform())
	if err != nil {
		t.Fatal(err)
	}
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
}

// signedBy returns the headers of a message that a key signed at a moment.
func signedBy(tb testing.TB, key *rsa.PrivateKey, id wxpay.KeyID, at time.Time, body []byte) http.Header {
	tb.Helper()
	timestamp := strconv.FormatInt(at.Unix(), 10)
	s := Signer{Key: key}
	signed, err := s.Sign(ResponseText(timestamp, nonce, body))
	if err != nil {
		tb.Fatal(err)
	}
	return http.Header{
		HeaderTimestamp: {timestamp}, HeaderNonce: {nonce}, HeaderSerial: {string(id)},
		HeaderSignature: {signed.Signature}, HeaderSignatureType: {SchemeRSA}, "Request-Id": {"08F78BB5AF0610D302-0"},
	}
}

// signed is signedBy the platform key, now.
func signed(tb testing.TB, body []byte) http.Header {
	tb.Helper()
	return signedBy(tb, platform(), publicKeyID, now, body)
}

// outcome checks names, verdicts and reasons, in order.
func outcome(t *testing.T, checks []wxpay.Check, want ...wxpay.Check) {
	t.Helper()
	if len(checks) != len(want) {
		t.Fatalf("checks %+v", checks)
	}
	for i, c := range checks {
		w := want[i]
		if c.Name != w.Name || c.Verdict != w.Verdict || c.Reason != w.Reason {
			t.Errorf("check %d is %+v, want %+v", i, c, w)
		}
	}
}

func pass(name wxpay.CheckName) wxpay.Check { return wxpay.Check{Name: name, Verdict: wxpay.Passed} }

func fail(name wxpay.CheckName, reason wxpay.Reason) wxpay.Check {
	return wxpay.Check{Name: name, Verdict: wxpay.Failed, Reason: reason}
}
