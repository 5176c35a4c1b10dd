package v3

import (
	"crypto"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"strings"
	"time"

	"wxlens/wxpay"
)

// KeyKind tells the two ways of trusting WeChat Pay apart.
type KeyKind string

const (
	PlatformCertificate KeyKind = "platform-certificate" // 微信支付平台证书: five years, rotated
	PublicKey           KeyKind = "public-key"           // 微信支付公钥: no expiry
)

// PlatformKey is a key that WeChat Pay signs replies and notifications with.
type PlatformKey struct {
	ID        wxpay.KeyID
	Kind      KeyKind
	Verifier  Verifier
	NotBefore time.Time // zero for a public key
	NotAfter  time.Time
}

// Verifier checks an RSASSA-PKCS1-v1_5 signature over a SHA-256 digest.
type Verifier interface {
	Verify(digest, signature []byte) error
}

// RSAVerifier is the Verifier of an RSA public key.
type RSAVerifier struct{ Key *rsa.PublicKey }

// Verify implements [Verifier].
func (v RSAVerifier) Verify(digest, signature []byte) error {
	return rsa.VerifyPKCS1v15(v.Key, crypto.SHA256, digest, signature)
}

// Keys are the keys a message may be verified with, found by the serial it
// names. During the change from certificate to public key both arrive
// interleaved, so both are kept.
type Keys []PlatformKey

// Find returns the key with exactly this id.
func (k Keys) Find(id wxpay.KeyID) (*PlatformKey, bool) {
	for i := range k {
		if k[i].ID == id {
			return &k[i], true
		}
	}
	return nil, false
}

// Preferred returns the key to ask replies of and to encrypt sensitive fields
// with; Wechatpay-Serial names it. It is the WeChat Pay public key where there is
// one, else the certificate in force that came into force last, else nil.
func (k Keys) Preferred(now time.Time) *PlatformKey {
	var best *PlatformKey
	for i := range k {
		key := &k[i]
		switch inForce := !now.Before(key.NotBefore) && !now.After(key.NotAfter); {
		case key.Kind == PublicKey:
			return key
		case inForce && (best == nil || key.NotBefore.After(best.NotBefore)):
			best = key
		}
	}
	return best
}

// PreferredID returns the id of the preferred key, "" when there is none.
func (k Keys) PreferredID(now time.Time) wxpay.KeyID {
	if key := k.Preferred(now); key != nil {
		return key.ID
	}
	return ""
}

// Errors of reading key material. The error texts say what was found instead.
var (
	ErrNotPEM        = errors.New("no PEM block found")
	ErrNotRSA        = errors.New("the key is not RSA")
	ErrWrongPEMBlock = errors.New("another kind of PEM block")
)

// ParsePrivateKey reads apiclient_key.pem: PKCS#8, or the older PKCS#1.
func ParsePrivateKey(data []byte) (*rsa.PrivateKey, error) {
	block, _ := pem.Decode(data)
	if block == nil {
		return nil, fmt.Errorf("merchant private key: %w", ErrNotPEM)
	}
	switch block.Type {
	case "PRIVATE KEY":
		key, err := x509.ParsePKCS8PrivateKey(block.Bytes)
		if err != nil {
			return nil, fmt.Errorf("merchant private key: %w", err)
		}
		if rsaKey, ok := key.(*rsa.PrivateKey); ok {
			return rsaKey, nil
		}
		return nil, fmt.Errorf("merchant private key: %w", ErrNotRSA)
	case "RSA PRIVATE KEY":
		key, err := x509.ParsePKCS1PrivateKey(block.Bytes)
		if err != nil {
			return nil, fmt.Errorf("merchant private key: %w", err)
		}
		return key, nil
	}
	return nil, fmt.Errorf("merchant private key: %w: %s", ErrWrongPEMBlock, block.Type)
}

// ParseCertificate reads an X.509 certificate in PEM: the merchant's
// (apiclient_cert.pem) or a platform certificate.
func ParseCertificate(data []byte) (*x509.Certificate, error) {
	block, _ := pem.Decode(data)
	switch {
	case block == nil:
		return nil, fmt.Errorf("certificate: %w", ErrNotPEM)
	case block.Type != "CERTIFICATE":
		return nil, fmt.Errorf("certificate: %w: %s", ErrWrongPEMBlock, block.Type)
	}
	cert, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		return nil, fmt.Errorf("certificate: %w", err)
	}
	return cert, nil
}

// ParsePublicKey reads the WeChat Pay public key (pub_key.pem), which has no
// serial: its id stands beside it on the merchant platform.
func ParsePublicKey(data []byte) (*rsa.PublicKey, error) {
	block, _ := pem.Decode(data)
	switch {
	case block == nil:
		return nil, fmt.Errorf("WeChat Pay public key: %w", ErrNotPEM)
	case block.Type != "PUBLIC KEY":
		return nil, fmt.Errorf("WeChat Pay public key: %w: %s", ErrWrongPEMBlock, block.Type)
	}
	key, err := x509.ParsePKIXPublicKey(block.Bytes)
	if err != nil {
		return nil, fmt.Errorf("WeChat Pay public key: %w", err)
	}
	if rsaKey, ok := key.(*rsa.PublicKey); ok {
		return rsaKey, nil
	}
	return nil, fmt.Errorf("WeChat Pay public key: %w", ErrNotRSA)
}

// SerialOf writes a certificate's serial number as WeChat Pay does: upper-case
// hex, 40 digits for the certificates it issues.
func SerialOf(cert *x509.Certificate) wxpay.KeyID {
	return wxpay.KeyID(strings.ToUpper(fmt.Sprintf("%040x", cert.SerialNumber)))
}

// CertificateKey makes the platform key of a platform certificate.
func CertificateKey(cert *x509.Certificate) (PlatformKey, error) {
	key, ok := cert.PublicKey.(*rsa.PublicKey)
	if !ok {
		return PlatformKey{}, fmt.Errorf("platform certificate: %w", ErrNotRSA)
	}
	return PlatformKey{
		ID: SerialOf(cert), Kind: PlatformCertificate, Verifier: RSAVerifier{key},
		NotBefore: cert.NotBefore, NotAfter: cert.NotAfter,
	}, nil
}
