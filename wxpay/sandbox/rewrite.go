package sandbox

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"time"

	"wxlens/wxpay"
	"wxlens/wxpay/v2"
	"wxlens/wxpay/v3"
)

// Rewriter writes notifications that somebody keeps anew, as this WeChat Pay would
// send them now: under the keys of their merchant, signed with a platform key of
// the credentials. It does no I/O.
type Rewriter struct {
	Credentials        *Credentials
	APIv3Key, APIv2Key wxpay.Secret // of the merchant
	Now                func() time.Time
	Random             io.Reader
}

// Content is a notification opened, so that what it says can be changed.
type Content struct {
	API      wxpay.API
	Header   http.Header // as received
	Body     []byte      // as received; V3 signs it as it is where Plain is nil
	Envelope v3.Envelope // V3
	Plain    []byte      // V3: the resource, decrypted; nil where it could not be
	Fields   v2.Message  // V2: what is signed; of a refund notification what is outside. Nil where it could not be read
	Inner    v2.Message  // V2: the content of a refund notification; nil of others, and where it could not be decrypted

	signType v2.SignType
}

// Open reads what a notification says, as far as the merchant's keys open it.
func (r *Rewriter) Open(api wxpay.API, header http.Header, body []byte) Content {
	c := Content{API: api, Header: header, Body: body, signType: v2.MD5}
	if api == wxpay.V3 {
		if json.Unmarshal(body, &c.Envelope) == nil {
			c.Plain, _ = c.Envelope.Resource.Open(r.APIv3Key) // else the body is signed as it is
		}
		return c
	}
	message, err := v2.Parse(body)
	if err != nil {
		return c
	}
	if len(message.Get("sign")) == 64 {
		c.signType = v2.HMACSHA256
	}
	for _, f := range message {
		if f.Name != "sign" && f.Name != "req_info" {
			c.Fields = append(c.Fields, f)
		}
	}
	if v2.IsRefundNotice(message) {
		if plain, err := v2.OpenReqInfo(message.Get("req_info"), r.APIv2Key); err == nil {
			c.Inner, _ = v2.ParseRoot(plain, "root")
		}
	}
	return c
}

// about tells what kind of event it is.
func (c *Content) about() subject {
	s := subject{api: c.API}
	switch {
	case c.Inner != nil, c.Envelope.Resource.OriginalType == v3.OriginalRefund:
		s.refund = &refund{}
	case c.Envelope.Resource.OriginalType == v3.OriginalSecurity:
		s.echo = &echo{}
	}
	return s
}

// Variants lists what can be asked of [Rewriter.Write] for it.
func (c *Content) Variants() []Variant {
	return slices.DeleteFunc(slices.Clone(Variants), func(v Variant) bool {
		return v == VariantDuplicate || c.about().refuses(v) != nil
	})
}

// Why a notification cannot be written anew.
var (
	ErrUnreadable = errors.New("it cannot be read with the keys of its profile")
	ErrNoAmount   = errors.New("it states no amount")
)

// Signer returns the key that a notification is signed with: the one that it named
// if that is the sandbox's, else the public key.
func (r *Rewriter) Signer(c *Content) (*v3.Signer, error) {
	keys, err := openKeyring(r.Credentials, nil)
	if err != nil {
		return nil, err
	}
	if key, ok := keys.find(wxpay.KeyID(c.Header.Get(v3.HeaderSerial))); ok {
		return key, nil
	}
	return keys.public, nil
}

// Write writes a notification anew: encrypted and signed now, with what the variant
// asks for. The headers that are not its signature stay as they were.
func (r *Rewriter) Write(c Content, variant Variant) (header http.Header, body []byte, err error) {
	if err := c.about().refuses(variant); err != nil {
		return nil, nil, err
	}
	signer, err := r.Signer(&c)
	if err != nil {
		return nil, nil, err
	}
	w := &writer{v3Key: r.APIv3Key, v2Key: r.APIv2Key, signer: signer, at: r.Now(), random: &random{source: r.Random}}
	var m *message
	if c.API == wxpay.V3 {
		m, err = w.again(c, variant)
	} else {
		m, err = w.againV2(c, variant)
	}
	if err != nil {
		return nil, nil, err
	}
	header = c.Header.Clone()
	if header == nil {
		header = http.Header{}
	}
	for _, name := range []string{v3.HeaderTimestamp, v3.HeaderNonce, v3.HeaderSerial, v3.HeaderSignature, v3.HeaderSignatureType} {
		header.Del(name)
		if value := m.header.Get(name); value != "" {
			header.Set(name, value)
		}
	}
	for name, values := range m.header { // Content-Type and what else a notification carries
		if header.Get(name) == "" {
			header[name] = values
		}
	}
	return header, m.body, nil
}

// again writes a notification of V3 anew. One that could not be decrypted keeps its
// body and is signed as it is.
func (w *writer) again(c Content, variant Variant) (*message, error) {
	plain, err := changed(c.Plain, variant)
	if err != nil {
		return nil, err
	}
	if plain != nil {
		return w.v3(c.Envelope, plain, variant)
	}
	m := messageOf("application/json", c.Body)
	return m, w.signV3(m, variant)
}

// changed does to a decrypted resource what a variant asks for.
func changed(plain []byte, variant Variant) ([]byte, error) {
	switch variant {
	case VariantWrongAmount, VariantExtraFields, VariantFourCoupons:
	default:
		return plain, nil
	}
	var object map[string]json.RawMessage
	if json.Unmarshal(plain, &object) != nil || object == nil {
		return nil, ErrUnreadable
	}
	if variant == VariantWrongAmount {
		if err := raise(object); err != nil {
			return nil, err
		}
		return wxpay.JSON(object)
	}
	more, err := wxpay.JSON(extraMembers(variant))
	if err != nil {
		return nil, fmt.Errorf("write notification: %w", err)
	}
	if err := json.Unmarshal(more, &object); err != nil {
		return nil, fmt.Errorf("write notification: %w", err)
	}
	return wxpay.JSON(object)
}

// raise adds a fen to the amount that a resource is about: what was given back, or
// else what was paid.
func raise(object map[string]json.RawMessage) error {
	var amount map[string]json.RawMessage
	if json.Unmarshal(object["amount"], &amount) != nil || amount == nil {
		return ErrNoAmount
	}
	for _, name := range []string{"refund", "total"} {
		var fen wxpay.Fen
		if json.Unmarshal(amount[name], &fen) != nil {
			continue
		}
		amount[name] = json.RawMessage((fen + 1).String())
		var err error
		object["amount"], err = wxpay.JSON(amount)
		return err
	}
	return ErrNoAmount
}

// againV2 writes a notification of V2 anew.
func (w *writer) againV2(c Content, variant Variant) (*message, error) {
	if c.Fields == nil || (c.Inner == nil && bytes.Contains(c.Body, []byte("<req_info>"))) {
		return nil, ErrUnreadable
	}
	fields := append(v2.Message{}, c.Fields...)
	for i := range fields {
		if fields[i].Name == "nonce_str" {
			fields[i].Value = w.nonce()
		}
	}
	stated, inside := &fields, "total_fee"
	if c.Inner != nil {
		inner := append(v2.Message{}, c.Inner...)
		stated, inside = &inner, "refund_fee"
	}
	if variant == VariantWrongAmount {
		if stated.Get(inside) == "" {
			return nil, ErrNoAmount
		}
		*stated = oneFenMore(*stated, inside)
	}
	*stated = append(*stated, extraFields(variant)...)
	if c.Inner != nil {
		return w.refundV2(fields, *stated, variant), nil
	}
	return w.paidV2(fields, c.signType, variant), nil
}
