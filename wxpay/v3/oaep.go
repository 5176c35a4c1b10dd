package v3

import (
	"crypto/rsa"
	"crypto/sha1"
	"encoding/base64"
	"fmt"
	"io"
)

// Encrypt encrypts a sensitive field (敏感信息加密): RSAES-OAEP with SHA-1 and
// MGF1, no label, in base64. The key is WeChat Pay's, named by Wechatpay-Serial
// in the request. It fails when the text is longer than the key allows: 214
// bytes for 2048 bits.
func Encrypt(key *rsa.PublicKey, random io.Reader, plain string) (string, error) {
	sealed, err := rsa.EncryptOAEP(sha1.New(), random, key, []byte(plain), nil)
	if err != nil {
		return "", fmt.Errorf("encrypt a sensitive field: %w", err)
	}
	return base64.StdEncoding.EncodeToString(sealed), nil
}

// Encrypt encrypts a sensitive field with this key; see [Encrypt].
func (k *PlatformKey) Encrypt(random io.Reader, plain string) (string, error) {
	key, ok := k.Verifier.(RSAVerifier)
	if !ok {
		return "", fmt.Errorf("encrypt a sensitive field with %s: %w", k.ID, ErrNotRSA)
	}
	return Encrypt(key.Key, random, plain)
}

// Decrypt decrypts a sensitive field that [Encrypt] made for the key.
func Decrypt(key *rsa.PrivateKey, ciphertext string) (string, error) {
	sealed, err := base64.StdEncoding.DecodeString(ciphertext)
	if err != nil {
		return "", fmt.Errorf("decrypt a sensitive field: %w", err)
	}
	plain, err := rsa.DecryptOAEP(sha1.New(), nil, key, sealed, nil)
	if err != nil {
		return "", fmt.Errorf("decrypt a sensitive field: %w", err)
	}
	return string(plain), nil
}
