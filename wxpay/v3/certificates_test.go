package v3

import (
	"crypto/x509"
	"encoding/json"
	"errors"
	"testing"
	"time"

	"github.com/wechatpay-apiv3/wechatpay-go/utils"

	"wxlens/wxpay"
)

const newSerial = "5157F09EFDC096DE15EBE81A47057A7232F1B8E1"

// issued makes two platform certificates as they overlap at a rotation.
func issued(t *testing.T) []*x509.Certificate {
	t.Helper()
	var certs []*x509.Certificate
	for serial, from := range map[string]time.Time{string(serialNo): now.AddDate(-5, 0, 5), newSerial: now.AddDate(0, 0, -5)} {
		cert, err := ParseCertificate(certificate(t, serial, from, from.AddDate(5, 0, 0)))
		if err != nil {
			t.Fatal(err)
		}
		certs = append(certs, cert)
	}
	return certs
}

func list(t *testing.T, certs []*x509.Certificate) CertificateList {
	t.Helper()
	var l CertificateList
	for _, c := range certs {
		sealed, err := SealCertificate(apiV3Key, gcmNonce, c)
		if err != nil {
			t.Fatal(err)
		}
		l.Data = append(l.Data, sealed)
	}
	return l
}

func TestCertificatesDuringRotation(t *testing.T) {
	sent := issued(t)
	l := list(t, sent)
	body, err := json.Marshal(l)
	if err != nil {
		t.Fatal(err)
	}
	got, err := OpenCertificates(body, apiV3Key)
	if err != nil || len(got) != 2 || !got[0].Equal(sent[0]) || !got[1].Equal(sent[1]) {
		t.Fatalf("opened %d, %v", len(got), err)
	}
	for _, sealed := range l.Data {
		e := sealed.Encrypted
		plain, err := utils.DecryptAES256GCM(apiV3Key.Reveal(), e.AssociatedData, e.Nonce, e.Ciphertext)
		if err != nil {
			t.Fatal(err)
		}
		if cert, err := utils.LoadCertificate(plain); err != nil || utils.GetCertificateSerialNumber(*cert) != string(sealed.SerialNo) {
			t.Errorf("the SDK reads %v", err)
		}
	}
	var keys Keys
	for _, cert := range got {
		key, err := CertificateKey(cert)
		if err != nil {
			t.Fatal(err)
		}
		keys = append(keys, key)
	}
	for days, want := range map[int]wxpay.KeyID{0: newSerial, -10: serialNo, 3650: ""} {
		if id := keys.PreferredID(now.AddDate(0, 0, days)); id != want {
			t.Errorf("after %d days %q is preferred, want %q", days, id, want)
		}
	}
	if id := append(keys, platformKeys()...).PreferredID(now); id != publicKeyID {
		t.Errorf("beside a public key %s is preferred", id)
	}
}

func TestCertificatesThatCannotBeOpened(t *testing.T) {
	l := list(t, issued(t))
	whole, err := json.Marshal(l)
	if err != nil {
		t.Fatal(err)
	}
	var fault *OpenError
	if _, err := OpenCertificates(whole, wxpay.NewSecret("00000000000000000000000000000000")); !errors.As(err, &fault) || fault.Reason != wxpay.ReasonDecryptFailed {
		t.Errorf("another key: %v", err)
	}
	l.Data[0].SerialNo = wxpay.KeyID("00" + newSerial[2:])
	swapped, err := json.Marshal(l)
	if err != nil {
		t.Fatal(err)
	}
	for _, body := range []string{"", "[]", "{", string(swapped)} {
		if certs, err := OpenCertificates([]byte(body), apiV3Key); err == nil {
			t.Errorf("%.30q opened to %d", body, len(certs))
		}
	}
}

// FuzzReplies holds the readers of V3 replies to never panic, and the opener of
// certificates to hand out only what decrypted.
func FuzzReplies(f *testing.F) {
	for _, seed := range []string{
		`{"data":[{"serial_no":"5A","encrypt_certificate":{"algorithm":"AEAD_AES_256_GCM","nonce":"fdasflkja484","associated_data":"certificate","ciphertext":"AAAA"}}]}`,
		`{"data":[]}`, `{"data":null}`, `[]`, `{"refund_id":"5","amount":{"total":"1"}}`, `{"prepay_id":1}`, `{"code":{}}`, "",
	} {
		f.Add(200, []byte(seed))
	}
	f.Fuzz(func(t *testing.T, status int, body []byte) {
		if certs, err := OpenCertificates(body, apiV3Key); err == nil && len(certs) > 0 {
			t.Fatalf("%q opened to %d certificates", body, len(certs))
		}
		facts := ReplyFacts(status, body)
		if status/100 != 2 && facts.State != "" {
			t.Fatalf("an error of %d says %s", status, facts.State)
		}
	})
}
