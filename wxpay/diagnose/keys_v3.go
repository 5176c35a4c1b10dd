package diagnose

import (
	"crypto/rsa"
	"crypto/x509"
	"fmt"
	"strings"

	"wxlens/wxpay"
	"wxlens/wxpay/v3"
)

// merchantKeys are the keys that a merchant may have signed with, the one that
// belongs to its certificate first. wrong is the mistake of taking another.
func (e *examination) merchantKeys(wrong Slug) []v3Key {
	var keys []v3Key
	add := func(label string, public *rsa.PublicKey, right bool) {
		for _, k := range keys {
			if k.public.Equal(public) {
				return
			}
		}
		key := v3Key{label: label, public: public}
		if !right {
			key.found = []found{{wrong, label}}
		}
		keys = append(keys, key)
	}
	cert, certErr := v3.ParseCertificate([]byte(e.c.Keys.Certificate))
	if certErr == nil {
		if public, ok := cert.PublicKey.(*rsa.PublicKey); ok {
			add(string(v3.SerialOf(cert)), public, true)
		}
	}
	if key, err := v3.ParsePrivateKey([]byte(e.c.Keys.PrivateKey.Reveal())); err == nil {
		add("apiclient_key.pem", &key.PublicKey, certErr != nil)
	} else if !e.c.Keys.PrivateKey.IsZero() {
		e.unreadableKey(err)
	}
	for _, o := range e.c.Keys.Others {
		if key, err := v3.ParsePrivateKey([]byte(o.PrivateKey.Reveal())); err == nil {
			add(orWord(o.Label, o.Serial), &key.PublicKey, false)
		}
	}
	return keys
}

func orWord(s, other string) string {
	if s == "" {
		return other
	}
	return s
}

// unreadableKey says why a private key does not parse.
func (e *examination) unreadableKey(err error) {
	pem := e.c.Keys.PrivateKey.Reveal()
	switch {
	case strings.Contains(pem, "BEGIN CERTIFICATE"), strings.Contains(pem, "BEGIN PUBLIC KEY"):
		e.later = append(e.later, found{"key-is-other-kind", "PRIVATE KEY"})
	default:
		e.later = append(e.later, found{"key-file-unreadable", strings.TrimPrefix(err.Error(), "merchant private key: ")})
	}
}

// merchantSerial is the serial number that belongs into the header, "" if unknown.
func (k *Keys) merchantSerial() string {
	if cert, err := v3.ParseCertificate([]byte(k.Certificate)); err == nil {
		return string(v3.SerialOf(cert))
	}
	return k.CertificateSerial
}

// merchantCertificate is the certificate of the merchant, nil if there is none.
func (k *Keys) merchantCertificate() *x509.Certificate {
	cert, err := v3.ParseCertificate([]byte(k.Certificate))
	if err != nil {
		return nil
	}
	return cert
}

// platformKeys are the keys of WeChat Pay that are known, and the merchant's own,
// which is often taken for one.
func (e *examination) platformKeys(serial string) []v3Key {
	var keys []v3Key
	for _, p := range e.c.Keys.Platform {
		public, err := p.public()
		if err != nil {
			continue
		}
		key := v3Key{label: string(p.ID), public: public}
		if string(p.ID) != serial && serial != "" {
			key.found = []found{{"v3-verify-serial-not-loaded", serial}}
		}
		keys = append(keys, key)
	}
	if cert := e.c.Keys.merchantCertificate(); cert != nil {
		if public, ok := cert.PublicKey.(*rsa.PublicKey); ok {
			keys = append(keys, v3Key{label: string(v3.SerialOf(cert)), public: public, found: []found{{"v3-verify-merchant-cert", ""}}})
		}
	}
	return keys
}

func (p *PlatformKey) public() (*rsa.PublicKey, error) {
	if key, err := v3.ParsePublicKey([]byte(p.PEM)); err == nil {
		return key, nil
	}
	cert, err := v3.ParseCertificate([]byte(p.PEM))
	if err != nil {
		return nil, err
	}
	key, ok := cert.PublicKey.(*rsa.PublicKey)
	if !ok {
		return nil, fmt.Errorf("platform certificate: %w", v3.ErrNotRSA)
	}
	return key, nil
}

// isPublicKeyID reports whether an id is that of a WeChat Pay public key.
func isPublicKeyID(id string) bool { return strings.HasPrefix(id, "PUB_KEY_ID_") }

// holds reports whether a key of WeChat Pay is known under an id.
func (k *Keys) holds(id string) bool {
	for _, p := range k.Platform {
		if p.ID == wxpay.KeyID(id) {
			return true
		}
	}
	return false
}
