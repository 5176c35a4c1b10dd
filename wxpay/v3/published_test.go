package v3

import (
	"os"
	"path/filepath"
	"testing"
)

// published reads a file of the documentation's worked example; its README names
// the pages.
func published(tb testing.TB, name string) []byte {
	tb.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", "published", name))
	if err != nil {
		tb.Fatal(err)
	}
	return data
}

// merchant is the documentation's example merchant.
func merchant(tb testing.TB) *Signer {
	tb.Helper()
	key, err := ParsePrivateKey(published(tb, "key.pem"))
	if err != nil {
		tb.Fatal(err)
	}
	return &Signer{MchID: mchID, SerialNo: serialNo, Key: key}
}

func TestPublishedOrder(t *testing.T) {
	a, err := merchant(t).Authorize("POST", "/v3/pay/transactions/jsapi", moment, nonce, published(t, "order.json"))
	if err != nil || a.Signature != string(published(t, "order.sig")) {
		t.Errorf("signed %s, %v", a.Signature, err)
	}
}

func TestPublishedQueryWithoutBody(t *testing.T) {
	a, err := merchant(t).Authorize("GET", "/v3/refund/domestic/refunds/123123123123", moment, nonce, nil)
	if err != nil || a.Signature != string(published(t, "refund.sig")) {
		t.Errorf("signed %s, %v", a.Signature, err)
	}
}

func TestPublishedPaySign(t *testing.T) {
	p, _, err := merchant(t).SignPay("wx2421b1c4370ec43b", "wx201410272009395522657a690389285100", moment, nonce)
	if err != nil || p.PaySign != string(published(t, "paysign.sig")) {
		t.Errorf("signed %s, %v", p.PaySign, err)
	}
}
