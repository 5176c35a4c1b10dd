package bench

import (
	"errors"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"wxlens/wxpay"
	"wxlens/wxpay/flow"
	"wxlens/wxpay/message"
	"wxlens/wxpay/v2"
)

// Signed is what came of signing.
type Signed struct {
	Text          wxpay.Text
	Signature     string
	Authorization string        // V3 request: the header
	Body          []byte        // V2 message: the XML with its sign
	ClientParams  []wxpay.Field // pay parameters, as the client call takes them
	Trace         wxpay.Trace
}

// SignV3 signs a request. The address may be whole or a path; of a whole one the
// path and query are signed exactly as written.
func (b *Bench) SignV3(method, address string, body []byte, f Fixed) (Signed, error) {
	m, err := b.holder(wxpay.V3)
	if err != nil {
		return Signed{}, err
	}
	if method, err = methodOf(method); err != nil {
		return Signed{}, err
	}
	target, err := targetOf(address)
	if err != nil {
		return Signed{}, err
	}
	if err := f.fill(b); err != nil {
		return Signed{}, err
	}
	a, err := m.Signer.Authorize(method, target, f.Timestamp, f.Nonce, body)
	return Signed{Text: a.Text, Signature: a.Signature, Authorization: a.Authorization.String(), Trace: a.Trace()}, err
}

// methodOf writes a method as it stands on the wire.
func methodOf(method string) (string, error) {
	upper := strings.ToUpper(method)
	if upper == "" || strings.ContainsFunc(upper, func(r rune) bool { return r < 'A' || r > 'Z' }) {
		return "", &Error{Code: BadMethod, Detail: strconv.Quote(method)}
	}
	return upper, nil
}

// targetOf cuts path and query out of an address and leaves their bytes alone.
func targetOf(address string) (string, error) {
	if strings.ContainsFunc(address, func(r rune) bool { return r <= ' ' || r == 0x7f }) {
		return "", &Error{Code: BadURL, Detail: strconv.Quote(address)}
	}
	target, _, _ := strings.Cut(address, "#") // a fragment is never sent
	if scheme, rest, whole := strings.Cut(target, "://"); whole && (scheme == "http" || scheme == "https") {
		if _, err := url.Parse(target); err != nil {
			return "", &Error{Code: BadURL, Detail: strconv.Quote(address)}
		}
		from := strings.IndexAny(rest, "/?")
		switch {
		case from < 0:
			return "/", nil
		case rest[from] == '?':
			return "/" + rest[from:], nil
		}
		return rest[from:], nil
	}
	if !strings.HasPrefix(target, "/") {
		return "", &Error{Code: BadURL, Detail: strconv.Quote(address)}
	}
	return target, nil
}

// SignV2 signs the fields of an XML message: a sign that it has is replaced, and
// HMAC-SHA256 is stated in it, because the gateway expects MD5 of a message that
// states nothing. sign is a sign type, or "" for the one that the message states.
func (b *Bench) SignV2(xml []byte, sign string, f Fixed) (Signed, error) {
	m, err := b.holder(wxpay.V2)
	if err != nil {
		return Signed{}, err
	}
	fields, err := parseXML(xml)
	if err != nil {
		return Signed{}, err
	}
	if f.Nonce != "" {
		if err := f.fill(b); err != nil {
			return Signed{}, err
		}
		fields = with(fields, "nonce_str", f.Nonce)
	}
	fields, t, err := stateSignType(fields, sign)
	if err != nil {
		return Signed{}, err
	}
	signed := v2.Sign(fields, m.APIv2Key, t)
	return Signed{
		Text: signed.Text, Signature: signed.Signature, Trace: signed.Trace(),
		Body: append(slices.Clone(fields), wxpay.Field{Name: "sign", Value: signed.Signature}).XML(),
	}, nil
}

// stateSignType takes the sign out of a message and makes its sign_type agree
// with the one that is asked for.
func stateSignType(fields v2.Message, asked string) (v2.Message, v2.SignType, error) {
	fields = slices.DeleteFunc(slices.Clone(fields), func(f wxpay.Field) bool { return f.Name == "sign" })
	stated := fields.Get("sign_type")
	if asked == "" {
		asked = stated
	}
	t, err := signType(asked)
	if err != nil {
		return nil, "", err
	}
	if agreed, err := v2.ParseSignType(stated); err != nil || agreed != t {
		fields = with(fields, "sign_type", string(t))
	}
	return fields, t, nil
}

// with returns a message with a field set; a new one stands at the end.
func with(fields v2.Message, name, value string) v2.Message {
	fields = slices.Clone(fields)
	for i := range fields {
		if fields[i].Name == name {
			fields[i].Value = value
			return fields
		}
	}
	return append(fields, wxpay.Field{Name: name, Value: value})
}

func parseXML(data []byte) (v2.Message, error) {
	if form := message.FormOf(data); form != message.XML {
		return nil, &Error{Code: Unrecognised, Form: form}
	}
	fields, err := v2.Parse(message.Unmarked(data))
	if fault := (*v2.XMLError)(nil); errors.As(err, &fault) {
		return nil, &Error{
			Code: BadXML, Reason: fault.Reason, Line: fault.Line, Byte: fault.Byte,
			Detail: strings.TrimSpace(fault.Field + " " + fault.Detail),
		}
	}
	return fields, err
}

// SignPay signs the client call for a prepay id with the application of the
// profile. sign is a V2 sign type, "" for MD5; V3 knows one only.
func (b *Bench) SignPay(api wxpay.API, client flow.Client, prepay, sign string, f Fixed) (Signed, error) {
	m, err := b.holder(api)
	if err != nil {
		return Signed{}, err
	}
	if prepay == "" || strings.ContainsFunc(prepay, func(r rune) bool { return r <= ' ' || r > '~' || r == '=' || r == '&' }) {
		return Signed{}, &Error{Code: BadPrepayID, Detail: strconv.Quote(prepay)}
	}
	if err := f.fill(b); err != nil {
		return Signed{}, err
	}
	t, err := signType(sign)
	if err != nil {
		return Signed{}, err
	}
	appID, id := m.Profile.AppID, wxpay.PrepayID(prepay)
	if api == wxpay.V2 {
		params, signed := client.SignV2(appID, m.Profile.MchID, id, m.APIv2Key, t, f.Timestamp, f.Nonce)
		return Signed{Text: signed.Text, Signature: signed.Signature, Trace: signed.Trace(), ClientParams: params}, nil
	}
	params, signed, err := client.SignV3(m.Signer, appID, id, f.Timestamp, f.Nonce)
	return Signed{Text: signed.Text, Signature: signed.Signature, Trace: signed.Trace(), ClientParams: params}, err
}
