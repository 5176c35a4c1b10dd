package diagnose

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"strings"

	"wxlens/wxpay/v3"
)

// isSensitive reports whether what does not open is a sensitive field (敏感信息):
// RSA, which has no nonce, and as long as a key of 2048 bits or more.
func (s *Sealed) isSensitive() bool {
	if s.Algorithm != "" || s.Nonce != "" || s.AssociatedData != "" {
		return false
	}
	raw, err := base64.StdEncoding.DecodeString(s.Ciphertext)
	return err == nil && (len(raw) == 256 || len(raw) == 384 || len(raw) == 512)
}

// sensitive diagnoses a field that only the merchant's private key opens (G8).
func (e *examination) sensitive() {
	const slug = "v3-sensitive-field-decrypt"
	k := &e.c.Keys
	own, err := v3.ParsePrivateKey([]byte(k.PrivateKey.Reveal()))
	if err != nil {
		e.miss("merchant-private-key")
	} else {
		e.d.Tried++
		if _, err := v3.Decrypt(own, e.c.Sealed.Ciphertext); err == nil {
			e.d.Verdict, e.right = Correct, true
			if used := e.keyUsed(); used != "" && !isKey(used, own) {
				e.find(slug, "KeyUsed")
			}
			return
		}
		raw, _ := base64.StdEncoding.DecodeString(e.c.Sealed.Ciphertext) // isSensitive decoded it
		if _, err := rsa.DecryptOAEP(sha256.New(), nil, own, raw, nil); err == nil {
			e.find(slug, "OAEP SHA-256")
			return
		}
	}
	for _, o := range k.Others {
		e.d.Tried++
		if other, err := v3.ParsePrivateKey([]byte(o.PrivateKey.Reveal())); err == nil {
			if _, err := v3.Decrypt(other, e.c.Sealed.Ciphertext); err == nil {
				e.find(slug, orWord(o.Label, o.Serial))
				return
			}
		}
	}
	if own != nil && isKey(e.keyUsed(), own) { // as was to be expected: it was not encrypted for the merchant
		e.find(slug, "≠ "+k.merchantSerial())
	}
}

// isKey reports whether a PEM holds a private key.
func isKey(pem string, key *rsa.PrivateKey) bool {
	parsed, err := v3.ParsePrivateKey([]byte(pem))
	return err == nil && parsed.Equal(key)
}

// untagged reports whether a resource opens as soon as nobody asks for its tag,
// which was cut off or lies elsewhere: GCM encrypts by counting from two.
func (e *examination) untagged() bool {
	s, key := &e.c.Sealed, e.c.Keys.APIv3Key.Reveal()
	raw, err := base64.StdEncoding.DecodeString(s.Ciphertext)
	if err != nil || len(key) != keyLength || len(s.Nonce) != 12 || len(raw) == 0 {
		return false
	}
	block, err := aes.NewCipher([]byte(key))
	if err != nil {
		return false
	}
	cipher.NewCTR(block, append([]byte(s.Nonce), 0, 0, 0, 2)).XORKeyStream(raw, raw)
	return json.Valid(raw) || strings.HasPrefix(string(raw), "-----BEGIN")
}
