package sandbox

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"time"

	"wxlens/wxpay"
	"wxlens/wxpay/v3"
)

// Trust is the key that signs what no request asked to be signed by another.
type Trust string

const (
	TrustPublicKey    Trust = "public-key"
	TrustPlatformCert Trust = "platform-cert"
	TrustMixed        Trust = "mixed" // by chance, as during a migration
)

// ParseTrust reads a Trust; "" is the default, the public key.
func ParseTrust(s string) (Trust, error) {
	switch t := Trust(s); t {
	case "":
		return TrustPublicKey, nil
	case TrustPublicKey, TrustPlatformCert, TrustMixed:
		return t, nil
	}
	return "", fmt.Errorf("trust %q: want platform-cert, public-key or mixed", s)
}

// signer returns the key for a message: the one that was asked for by
// Wechatpay-Serial, else as trust says.
func (s *Sandbox) signer(r *random, asked wxpay.KeyID, trust Trust) *v3.Signer {
	if key, ok := s.keys.find(asked); ok {
		return key
	}
	if trust == TrustPlatformCert || (trust == TrustMixed && r.below(2) == 0) {
		return s.keys.newest()
	}
	return s.keys.public
}

// signHeaders signs a V3 body as WeChat Pay does.
func signHeaders(r *random, h http.Header, signer *v3.Signer, at time.Time, body []byte) error {
	timestamp, nonce := fmt.Sprint(at.Unix()), r.text(alnum, 32)
	signed, err := signer.Sign(v3.ResponseText(timestamp, nonce, body))
	if err != nil {
		return err
	}
	h.Set(v3.HeaderTimestamp, timestamp)
	h.Set(v3.HeaderNonce, nonce)
	h.Set(v3.HeaderSerial, string(signer.SerialNo))
	h.Set(v3.HeaderSignature, signed.Signature)
	h.Set(v3.HeaderSignatureType, v3.SchemeRSA)
	return nil
}

// probe replaces a signature by a deliberately wrong one (签名探测流量).
func probe(r *random, h http.Header) {
	h.Set(v3.HeaderSignature, "WECHATPAY/SIGNTEST/"+base64.StdEncoding.EncodeToString([]byte(r.text(alnum, 240))))
}

// tamper changes a signed JSON body without changing what it means.
func tamper(body []byte) []byte {
	if len(body) == 0 {
		return []byte{' '}
	}
	return append([]byte{body[0], ' '}, body[1:]...)
}
