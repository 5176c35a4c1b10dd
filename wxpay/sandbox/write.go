package sandbox

import (
	"fmt"
	"net/http"
	"time"

	"wxlens/wxpay"
	"wxlens/wxpay/v2"
	"wxlens/wxpay/v3"
)

// message is a notification as it goes over the wire.
type message struct {
	header http.Header
	body   []byte
}

// userAgent is what notifications have been seen to carry.
const userAgent = "Mozilla/4.0"

func messageOf(contentType string, body []byte) *message {
	return &message{header: http.Header{"Content-Type": {contentType}, "User-Agent": {userAgent}, "Accept": {"*/*"}}, body: body}
}

// writer writes notifications from what they say: it encrypts with the merchant's
// keys and signs with one of the platform's. It does no I/O.
type writer struct {
	v3Key, v2Key wxpay.Secret
	signer       *v3.Signer // of WeChat Pay
	at           time.Time  // when it is signed
	random       *random
}

func (w *writer) nonce() string { return w.random.text(alnum, 32) }

// v3 writes a notification of V3: its content, encrypted with the APIv3 key,
// signed (回调通知). Of the envelope's resource the original type and the
// associated data are used.
func (w *writer) v3(e v3.Envelope, plain []byte, variant Variant) (*message, error) {
	var err error
	e.Resource, err = v3.Seal(w.v3Key, e.Resource.OriginalType, e.Resource.AssociatedData, w.random.text(alnum, 12), plain)
	if err != nil {
		return nil, err
	}
	body, err := wxpay.JSON(e)
	if err != nil {
		return nil, fmt.Errorf("write notification: %w", err)
	}
	m := messageOf("application/json", body)
	return m, w.signV3(m, variant)
}

// signV3 signs a message in its headers and does to it what the variant asks for.
func (w *writer) signV3(m *message, variant Variant) error {
	at := w.at
	if variant == VariantStale {
		at = at.Add(-2 * v3.Window)
	}
	if err := signHeaders(w.random, m.header, w.signer, at, m.body); err != nil {
		return err
	}
	switch variant {
	case VariantBadSignature:
		m.header.Set(v3.HeaderNonce, w.nonce()) // not the nonce that was signed
	case VariantTampered:
		m.body = tamper(m.body)
	case VariantUnknownSerial:
		m.header.Set(v3.HeaderSerial, w.random.text("0123456789ABCDEF", 40))
	case VariantProbe:
		probe(w.random, m.header)
	}
	return nil
}

// paidV2 writes a signed notification of V2, such as 支付结果通知.
func (w *writer) paidV2(m v2.Message, t v2.SignType, variant Variant) *message {
	sign := v2.Sign(m, w.v2Key, t).Signature
	switch variant {
	case VariantBadSignature:
		sign = w.random.text("0123456789ABCDEF", len(sign))
	case VariantTampered:
		m = oneFenMore(m, "total_fee")
	}
	m = append(m, wxpay.Field{Name: "sign", Value: sign})
	return messageOf("text/xml", m.XML())
}

// oneFenMore returns the message with another amount, or with a field that it did
// not have where it states no amount.
func oneFenMore(m v2.Message, name string) v2.Message {
	m = append(v2.Message{}, m...)
	for i := range m {
		if m[i].Name != name {
			continue
		}
		if amount, err := wxpay.ParseFen(m[i].Value); err == nil {
			m[i].Value = (amount + 1).String()
			return m
		}
	}
	return append(m, wxpay.Field{Name: "tampered", Value: "1"})
}

// refundV2 writes 退款结果通知: not signed, its content encrypted with the APIv2
// key.
func (w *writer) refundV2(outer, inner v2.Message, variant Variant) *message {
	sealed := v2.SealReqInfo(inner.XMLRoot("root"), w.v2Key)
	if variant == VariantTampered { // its first block decrypts to something else
		first := byte('A')
		if sealed[0] == first {
			first = 'B'
		}
		sealed = string(first) + sealed[1:]
	}
	return messageOf("text/xml", append(outer, wxpay.Field{Name: "req_info", Value: sealed}).XML())
}
