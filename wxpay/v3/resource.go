package v3

import (
	"crypto/aes"
	"crypto/cipher"
	"encoding/base64"
	"errors"
	"fmt"

	"wxlens/wxpay"
)

// AlgorithmAESGCM is the algorithm of encrypted resources. The key is the APIv3
// key, 32 ASCII characters used as they are; nonce (12 bytes) and associated
// data are the JSON strings as they stand; the ciphertext is base64 of cipher
// bytes and 16-byte tag (证书和回调报文解密).
const AlgorithmAESGCM = "AEAD_AES_256_GCM"

const (
	apiV3KeySize = 32
	gcmNonceSize = 12
)

// Resource is the encrypted part of a notification (通知数据).
type Resource struct {
	OriginalType   string `json:"original_type,omitempty"`
	Algorithm      string `json:"algorithm"`
	Ciphertext     string `json:"ciphertext"`
	AssociatedData string `json:"associated_data,omitempty"`
	Nonce          string `json:"nonce"`
}

// OpenError says why a resource does not decrypt.
type OpenError struct {
	Reason wxpay.Reason
	Want   string
	Got    string
}

func (e *OpenError) Error() string {
	return fmt.Sprintf("decrypt resource: %s: want %s, got %s", e.Reason, e.Want, e.Got)
}

// Open decrypts a resource with the APIv3 key. It fails with an [*OpenError].
func (r *Resource) Open(key wxpay.Secret) ([]byte, error) {
	if r.Algorithm != AlgorithmAESGCM {
		return nil, &OpenError{wxpay.ReasonWrongAlgorithm, AlgorithmAESGCM, r.Algorithm}
	}
	aead, err := newGCM(key)
	if err != nil {
		return nil, err
	}
	if len(r.Nonce) != gcmNonceSize {
		return nil, &OpenError{wxpay.ReasonNonceLength, "12 bytes", fmt.Sprintf("%d bytes", len(r.Nonce))}
	}
	sealed, err := base64.StdEncoding.DecodeString(r.Ciphertext)
	if err != nil {
		return nil, &OpenError{wxpay.ReasonCiphertextEncoding, "base64", err.Error()}
	}
	plain, err := aead.Open(sealed[:0], []byte(r.Nonce), sealed, []byte(r.AssociatedData))
	if err != nil {
		return nil, &OpenError{wxpay.ReasonDecryptFailed, "GCM tag", fmt.Sprintf("%d bytes", len(sealed))}
	}
	return plain, nil
}

// Seal encrypts a resource, as WeChat Pay does. nonce must be 12 bytes.
func Seal(key wxpay.Secret, originalType, associatedData, nonce string, plain []byte) (Resource, error) {
	aead, err := newGCM(key)
	if err != nil {
		return Resource{}, err
	}
	if len(nonce) != gcmNonceSize {
		return Resource{}, errors.New("seal resource: the nonce must be 12 bytes")
	}
	sealed := aead.Seal(nil, []byte(nonce), plain, []byte(associatedData))
	return Resource{
		OriginalType: originalType, Algorithm: AlgorithmAESGCM, Nonce: nonce,
		AssociatedData: associatedData, Ciphertext: base64.StdEncoding.EncodeToString(sealed),
	}, nil
}

func newGCM(key wxpay.Secret) (cipher.AEAD, error) {
	raw := []byte(key.Reveal())
	switch {
	case len(raw) == 0:
		return nil, &OpenError{wxpay.ReasonNoKey, "APIv3 key", "none"}
	case len(raw) != apiV3KeySize:
		return nil, &OpenError{wxpay.ReasonKeyLength, "32 bytes", fmt.Sprintf("%d bytes", len(raw))}
	}
	block, err := aes.NewCipher(raw)
	if err != nil {
		return nil, fmt.Errorf("decrypt resource: %w", err)
	}
	return cipher.NewGCM(block)
}

// Step tells what a resource was opened with; plain is what came of it.
func (r *Resource) Step(plain []byte) wxpay.Step {
	input := wxpay.NewText(len(r.Ciphertext)+64, 3)
	for _, f := range []wxpay.Field{
		{Name: "nonce", Value: r.Nonce}, {Name: "associated_data", Value: r.AssociatedData}, {Name: "ciphertext", Value: r.Ciphertext},
	} {
		input.Literal(f.Name + "=")
		input.Value(f.Name, f.Value)
		input.Literal("\n")
	}
	return wxpay.Step{Name: wxpay.StepOpenGCM, Input: input, Output: wxpay.PlainText(plain)}
}
