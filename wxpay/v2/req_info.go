package v2

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/md5"
	"encoding/base64"
	"encoding/hex"
	"fmt"

	"wxlens/wxpay"
)

// ReqInfoError says why a req_info does not decrypt.
type ReqInfoError struct {
	Reason wxpay.Reason
	Want   string
	Got    string
}

func (e *ReqInfoError) Error() string {
	return fmt.Sprintf("decrypt req_info: %s: want %s, got %s", e.Reason, e.Want, e.Got)
}

// AlgorithmECB names the cipher of req_info.
const AlgorithmECB = "AES-256-ECB, PKCS7"

// OpenReqInfo decrypts the req_info of a refund notification (退款结果通知):
// base64, then AES-256 in ECB mode with PKCS7 padding. The AES key is the 32
// lower-case hex digits of the APIv2 key's MD5. It fails with a [*ReqInfoError].
//
// ECB has no integrity: what decrypts is not thereby authentic. Read the result
// strictly with [ParseRoot] and confirm it by a refund query.
func OpenReqInfo(reqInfo string, key wxpay.Secret) ([]byte, error) {
	if key.IsZero() {
		return nil, &ReqInfoError{wxpay.ReasonNoKey, "APIv2 key", "none"}
	}
	sealed, err := base64.StdEncoding.DecodeString(reqInfo)
	if err != nil {
		return nil, &ReqInfoError{wxpay.ReasonCiphertextEncoding, "base64", err.Error()}
	}
	if len(sealed) == 0 || len(sealed)%aes.BlockSize != 0 {
		return nil, &ReqInfoError{wxpay.ReasonTruncated, "16-byte blocks", fmt.Sprintf("%d bytes", len(sealed))}
	}
	block := reqInfoCipher(key)
	for at := 0; at < len(sealed); at += aes.BlockSize {
		block.Decrypt(sealed[at:at+aes.BlockSize], sealed[at:at+aes.BlockSize])
	}
	padding := int(sealed[len(sealed)-1])
	if padding == 0 || padding > aes.BlockSize || !bytes.HasSuffix(sealed, bytes.Repeat([]byte{byte(padding)}, padding)) {
		return nil, &ReqInfoError{wxpay.ReasonDecryptFailed, "PKCS7", fmt.Sprintf("%d bytes", len(sealed))}
	}
	return sealed[:len(sealed)-padding], nil
}

// ReqInfoTrace tells how a req_info was opened; plain is what came of it.
func ReqInfoTrace(key wxpay.Secret, reqInfo string, plain []byte) wxpay.Trace {
	return wxpay.Trace{
		{Name: wxpay.StepDigestKey, Input: hidden("key", key), Output: hidden("key", wxpay.NewSecret(ReqInfoKey(key)))},
		{Name: wxpay.StepOpenECB, Input: wxpay.PlainText(reqInfo), Output: wxpay.PlainText(plain)},
	}
}

func hidden(name string, value wxpay.Secret) wxpay.Text {
	t := wxpay.NewText(0, 1)
	t.Hidden(name, value)
	return t
}

// SealReqInfo encrypts a req_info, as WeChat Pay does.
func SealReqInfo(plain []byte, key wxpay.Secret) string {
	padding := aes.BlockSize - len(plain)%aes.BlockSize
	sealed := append(bytes.Clone(plain), bytes.Repeat([]byte{byte(padding)}, padding)...)
	block := reqInfoCipher(key)
	for at := 0; at < len(sealed); at += aes.BlockSize {
		block.Encrypt(sealed[at:at+aes.BlockSize], sealed[at:at+aes.BlockSize])
	}
	return base64.StdEncoding.EncodeToString(sealed)
}

// ReqInfoKey is the AES key of a req_info, in characters: the lower-case
// hexadecimal MD5 of the APIv2 key (退款结果通知). It is as secret as that key.
func ReqInfoKey(key wxpay.Secret) string {
	sum := md5.Sum([]byte(key.Reveal()))
	return hex.EncodeToString(sum[:])
}

func reqInfoCipher(key wxpay.Secret) cipher.Block {
	block, err := aes.NewCipher([]byte(ReqInfoKey(key)))
	if err != nil {
		panic("v2: 32 hex digits are an AES-256 key: " + err.Error())
	}
	return block
}
