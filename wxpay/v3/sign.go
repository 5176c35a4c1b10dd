package v3

import (
	"crypto"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"

	"wxlens/wxpay"
)

// Signer signs in the name of a merchant with its API private key
// (apiclient_key.pem), whose certificate has the serial number SerialNo.
type Signer struct {
	MchID    wxpay.MchID
	SerialNo wxpay.KeyID
	Key      crypto.Signer // RSA; its Sign is called with crypto.SHA256
}

// Signed is a text with its signature.
type Signed struct {
	Text      wxpay.Text
	Digest    [sha256.Size]byte
	Signature string // base64, standard alphabet, padded; 344 characters for RSA-2048
	SerialNo  wxpay.KeyID
}

// Sign signs a text with RSASSA-PKCS1-v1_5 over SHA-256. It fails when the key
// does, for example because it is too short for the padding.
func (s *Signer) Sign(text wxpay.Text) (Signed, error) {
	digest := sha256.Sum256(text.Bytes())
	raw, err := s.Key.Sign(nil, digest[:], crypto.SHA256)
	if err != nil {
		return Signed{}, fmt.Errorf("sign with the merchant key: %w", err)
	}
	return Signed{
		Text: text, Digest: digest, SerialNo: s.SerialNo,
		Signature: base64.StdEncoding.EncodeToString(raw),
	}, nil
}

// Authorize signs a request and makes its Authorization header. timestamp is in
// Unix seconds, nonce at most 32 characters; body is nil for GET.
func (s *Signer) Authorize(method, target, timestamp, nonce string, body []byte) (Authorized, error) {
	signed, err := s.Sign(RequestText(method, target, timestamp, nonce, body))
	if err != nil {
		return Authorized{}, err
	}
	return Authorized{Signed: signed, Authorization: Authorization{
		Scheme: SchemeRSA, MchID: s.MchID, SerialNo: s.SerialNo,
		Nonce: nonce, Timestamp: timestamp, Signature: signed.Signature,
	}}, nil
}

// Authorized is a signed request.
type Authorized struct {
	Signed
	Authorization Authorization
}

// Trace tells how the signature came about.
func (s Signed) Trace() wxpay.Trace {
	digest := wxpay.PlainText(hex.EncodeToString(s.Digest[:]))
	raw, _ := base64.StdEncoding.DecodeString(s.Signature)
	signature := wxpay.PlainText(hex.EncodeToString(raw))
	return wxpay.Trace{
		{Name: wxpay.StepLines, Input: fieldsOf(s.Text), Output: s.Text},
		{Name: wxpay.StepSHA256, Input: s.Text, Output: digest},
		{Name: wxpay.StepRSASign, Input: digest, Output: signature, Fields: []string{string(s.SerialNo)}},
		{Name: wxpay.StepBase64, Input: signature, Output: wxpay.PlainText(s.Signature)},
	}
}

// Trace tells how the Authorization header came about.
func (a Authorized) Trace() wxpay.Trace {
	return append(a.Signed.Trace(), wxpay.Step{
		Name:   wxpay.StepHeader,
		Input:  wxpay.PlainText(a.Signature),
		Output: wxpay.PlainText(a.Authorization.String()),
	})
}

// fieldsOf lists the parts of a text as name=value lines: what went into it.
func fieldsOf(text wxpay.Text) wxpay.Text {
	t := wxpay.NewText(text.Len()+64, len(text.Parts()))
	for i, p := range text.Parts() {
		if i > 0 {
			t.Literal("\n")
		}
		t.Literal(p.Field + "=")
		t.Raw(p.Field, text.Bytes()[p.Start:p.End])
	}
	return t
}
