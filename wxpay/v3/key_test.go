package v3

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"testing"
	"time"

	"github.com/wechatpay-apiv3/wechatpay-go/utils"
)

func inPEM(t *testing.T, kind string, der []byte, err error) []byte {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	return pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der})
}

func TestParsePrivateKeyOfBothForms(t *testing.T) {
	pkcs8, err := x509.MarshalPKCS8PrivateKey(platform())
	for _, data := range [][]byte{
		inPEM(t, "PRIVATE KEY", pkcs8, err),
		inPEM(t, "RSA PRIVATE KEY", x509.MarshalPKCS1PrivateKey(platform()), nil),
	} {
		if key, err := ParsePrivateKey(data); err != nil || !key.Equal(platform()) {
			t.Errorf("%.40s: %v", data, err)
		}
	}
}

func TestParsePublicKey(t *testing.T) {
	der, err := x509.MarshalPKIXPublicKey(&platform().PublicKey)
	if key, err := ParsePublicKey(inPEM(t, "PUBLIC KEY", der, err)); err != nil || !key.Equal(&platform().PublicKey) {
		t.Errorf("read %v, %v", key, err)
	}
}

func TestSerialOfCertificateIsWrittenAsByTheSDK(t *testing.T) {
	const serial = "5157F09EFDC096DE15EBE81A47057A7232F1B8E1"
	cert, err := ParseCertificate(certificate(t, serial, now, now.Add(time.Hour)))
	if err != nil || SerialOf(cert) != serial || string(SerialOf(cert)) != utils.GetCertificateSerialNumber(*cert) {
		t.Errorf("serial %s, %v", SerialOf(cert), err)
	}
}

func TestSerialOfCertificateHasFortyDigits(t *testing.T) {
	cert, err := ParseCertificate(certificate(t, "ABC", now, now.Add(time.Hour)))
	if err != nil || SerialOf(cert) != "0000000000000000000000000000000000000ABC" {
		t.Errorf("serial %s, %v", SerialOf(cert), err)
	}
}

func TestKeysThatAreNotRSA(t *testing.T) {
	curve, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	private, err := x509.MarshalPKCS8PrivateKey(curve)
	if _, err := ParsePrivateKey(inPEM(t, "PRIVATE KEY", private, err)); !errors.Is(err, ErrNotRSA) {
		t.Errorf("private key: %v", err)
	}
	public, err := x509.MarshalPKIXPublicKey(&curve.PublicKey)
	if _, err := ParsePublicKey(inPEM(t, "PUBLIC KEY", public, err)); !errors.Is(err, ErrNotRSA) {
		t.Errorf("public key: %v", err)
	}
	if _, err := CertificateKey(&x509.Certificate{PublicKey: &curve.PublicKey}); !errors.Is(err, ErrNotRSA) {
		t.Errorf("certificate: %v", err)
	}
}

// The usual mix-ups: each file in the place of another.
func TestKeyMaterialInTheWrongPlace(t *testing.T) {
	private := published(t, "key.pem")
	cert := certificate(t, "1", now, now.Add(time.Hour))
	if _, err := ParsePrivateKey(cert); !errors.Is(err, ErrWrongPEMBlock) {
		t.Errorf("certificate as private key: %v", err)
	}
	if _, err := ParseCertificate(private); !errors.Is(err, ErrWrongPEMBlock) {
		t.Errorf("private key as certificate: %v", err)
	}
	if _, err := ParsePublicKey(cert); !errors.Is(err, ErrWrongPEMBlock) {
		t.Errorf("certificate as public key: %v", err)
	}
	for what, parse := range parsers {
		if err := parse([]byte("MIIEvAIBADANBgkqhkiG9w0BAQEFAASCBKYw")); !errors.Is(err, ErrNotPEM) {
			t.Errorf("%s without PEM: %v", what, err)
		}
		if err := parse(pem.EncodeToMemory(&pem.Block{Type: what, Bytes: []byte("garbage")})); err == nil || errors.Is(err, ErrWrongPEMBlock) {
			t.Errorf("%s of garbage: %v", what, err)
		}
	}
}

// parsers are the readers by the PEM block that they want.
var parsers = map[string]func([]byte) error{
	"PRIVATE KEY":     func(data []byte) error { _, err := ParsePrivateKey(data); return err },
	"RSA PRIVATE KEY": func(data []byte) error { _, err := ParsePrivateKey(data); return err },
	"CERTIFICATE":     func(data []byte) error { _, err := ParseCertificate(data); return err },
	"PUBLIC KEY":      func(data []byte) error { _, err := ParsePublicKey(data); return err },
}

func FuzzParsePEM(f *testing.F) {
	f.Add(published(f, "key.pem"))
	f.Add([]byte("-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----\n"))
	f.Add([]byte("-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n"))
	f.Add([]byte("-----BEGIN PUBLIC KEY-----\nMA==\n-----END PUBLIC KEY-----\n"))
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, data []byte) {
		accepted := 0
		if key, err := ParsePrivateKey(data); err == nil && key.Validate() == nil {
			accepted++
		}
		if cert, err := ParseCertificate(data); err == nil && len(SerialOf(cert)) >= 40 {
			accepted++
		}
		if key, err := ParsePublicKey(data); err == nil && key.N != nil {
			accepted++
		}
		if accepted > 1 {
			t.Fatalf("%q is %d things at once", data, accepted)
		}
	})
}
