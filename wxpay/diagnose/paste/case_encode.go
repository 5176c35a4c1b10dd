package paste

import (
	"bytes"
	"encoding/json"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"unicode/utf8"

	"wxlens/wxpay"
	"wxlens/wxpay/diagnose"
)

// The members of a case file, in the order in which they are written.
type (
	caseFile struct {
		API      wxpay.API     `json:"api"`
		Kind     diagnose.Kind `json:"kind"`
		Observed string        `json:"observed_signature,omitempty"`
		Computed string        `json:"developer_computed_sign,omitempty"`
		Profile  caseProfile   `json:"profile,omitzero"`

		Request *caseRequest    `json:"request,omitempty"`
		Status  int             `json:"server_status,omitempty"`
		Reply   json.RawMessage `json:"server_reply,omitempty"`
		Reply64 []byte          `json:"server_reply_base64,omitempty"`

		ClientAPI string        `json:"client_api,omitempty"`
		Params    *wxpay.Object `json:"client_params,omitempty"`
		Order     *string       `json:"unifiedorder_request,omitempty"`
		Order64   []byte        `json:"unifiedorder_request_base64,omitempty"`
		Ordered   *string       `json:"unifiedorder_response,omitempty"`
		Ordered64 []byte        `json:"unifiedorder_response_base64,omitempty"`
		Log       caseLog       `json:"server_log,omitzero"`

		MessageStatus int        `json:"status,omitempty"`
		Header        *headerMap `json:"headers,omitempty"`
		Body          *string    `json:"body_given_to_verifier,omitempty"`
		Body64        []byte     `json:"body_given_to_verifier_base64,omitempty"`
		Notice        *string    `json:"notification_body,omitempty"`
		Notice64      []byte     `json:"notification_body_base64,omitempty"`
		URL           string     `json:"notification_url,omitempty"`
		VerifierKey   string     `json:"verifier_key_used,omitempty"`
		OrderSignType string     `json:"order_sign_type,omitempty"`
		PlatformSign  string     `json:"platform_sign,omitempty"`

		Resource caseResource `json:"resource,omitzero"`
		ReqInfo  string       `json:"req_info,omitempty"`
		Cipher   string       `json:"cipher,omitempty"`
		KeyUsed  string       `json:"key_used,omitempty"`
		AADUsed  *string      `json:"associated_data_used,omitempty"`
		Nonce    *string      `json:"nonce_used,omitempty"`

		Signed      *string     `json:"developer_sign_string,omitempty"`
		Signed64    []byte      `json:"developer_sign_string_base64,omitempty"`
		Others      []caseOther `json:"other_merchant_keys,omitempty"`
		ClientError string      `json:"client_error,omitempty"`
		Note        string      `json:"note_from_developer,omitempty"`
	}
	caseProfile struct {
		MchID     string     `json:"mchid,omitempty"`
		AppID     string     `json:"appid,omitempty"`
		AppSecret string     `json:"app_secret,omitempty"`
		V2Key     string     `json:"v2_key,omitempty"`
		Previous  []string   `json:"v2_previous_keys,omitempty"`
		V3Key     string     `json:"apiv3_key,omitempty"`
		Private   string     `json:"merchant_private_key_pem,omitempty"`
		Cert      string     `json:"merchant_cert_pem,omitempty"`
		Serial    string     `json:"merchant_cert_serial,omitempty"`
		Certs     []caseCert `json:"platform_certs,omitempty"`
		Public    any        `json:"platform_public_key,omitempty"` // one, or several in an array
	}
	caseCert struct {
		Serial string `json:"serial,omitempty"`
		PEM    string `json:"pem,omitempty"`
	}
	casePublic struct {
		ID  string `json:"id"`
		PEM string `json:"pem,omitempty"`
	}
	caseRequest struct {
		Method string     `json:"method,omitempty"`
		URL    string     `json:"url,omitempty"`
		Header *headerMap `json:"headers,omitempty"`
		Body   *string    `json:"body,omitempty"`
		Body64 []byte     `json:"body_base64,omitempty"`
	}
	caseReply struct {
		Header *headerMap `json:"headers"`
		Body   *string    `json:"body,omitempty"`
		Body64 []byte     `json:"body_base64,omitempty"`
	}
	caseLog struct {
		PrepayID string `json:"prepay_id,omitempty"`
		SignedAt int64  `json:"signed_at_unix_ms,omitempty"`
	}
	caseResource struct {
		Algorithm      string `json:"algorithm,omitempty"`
		Ciphertext     string `json:"ciphertext,omitempty"`
		AssociatedData string `json:"associated_data,omitempty"`
		OriginalType   string `json:"original_type,omitempty"`
		Nonce          string `json:"nonce,omitempty"`
	}
	caseOther struct {
		Label   string `json:"label,omitempty"`
		Serial  string `json:"cert_serial,omitempty"`
		Private string `json:"private_key_pem,omitempty"`
	}
)

// headerMap writes a header with one value as text, with several as an array.
type headerMap http.Header

// MarshalJSON implements [json.Marshaler], by name.
func (h headerMap) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, name := range slices.Sorted(maps.Keys(h)) {
		if i > 0 {
			b.WriteByte(',')
		}
		key, _ := wxpay.JSON(name) // text always encodes
		var value []byte
		if values := h[name]; len(values) == 1 {
			value, _ = wxpay.JSON(values[0])
		} else {
			value, _ = wxpay.JSON(append([]string{}, values...))
		}
		b.Write(append(append(key, ':'), value...))
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

// Encode writes a case for [ParseCase] to read: the same members in the same order
// every time. Without keys it writes no secret, and hides one that stands in a
// text; with them the file is as secret as they are.
func Encode(c diagnose.Case, keys bool) ([]byte, error) {
	f := caseFile{API: c.API, Kind: c.Kind, ClientError: c.ClientError, Note: c.Note}
	f.profile(&c.Keys)
	f.Signed, f.Signed64 = textOrBytes(c.Signed)
	if c.API == wxpay.V2 && (c.Kind == diagnose.Notify || c.Kind == diagnose.Response) {
		f.Computed = c.Observed
	} else {
		f.Observed = c.Observed
	}
	switch c.Kind {
	case diagnose.Request:
		if err := f.call(c.Call); err != nil {
			return nil, err
		}
	case diagnose.PaySign:
		f.opening(c.Opening)
	case diagnose.Notify, diagnose.Response:
		f.message(c.Message, c.API)
	case diagnose.Decrypt:
		f.sealed(c.Sealed)
	}
	if keys {
		return indented(f)
	}
	secrets := f.secrets()
	f.hide(secrets)
	data, err := indented(f)
	return masked(data, secrets), err
}

func indented(f caseFile) ([]byte, error) {
	data, err := wxpay.JSON(f)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if err := json.Indent(&b, data, "", "  "); err != nil {
		return nil, err
	}
	b.WriteByte('\n')
	return b.Bytes(), nil
}

func (f *caseFile) profile(k *diagnose.Keys) {
	p := &f.Profile
	p.MchID, p.AppID, p.AppSecret = string(k.MchID), string(k.AppID), k.AppSecret.Reveal()
	p.V2Key, p.V3Key, p.Private = k.APIv2Key.Reveal(), k.APIv3Key.Reveal(), k.PrivateKey.Reveal()
	p.Cert, p.Serial = k.Certificate, k.CertificateSerial
	for _, key := range k.PreviousV2Keys {
		p.Previous = append(p.Previous, key.Reveal())
	}
	var public []casePublic
	for _, key := range k.Platform {
		if key.Public {
			public = append(public, casePublic{string(key.ID), key.PEM})
		} else {
			p.Certs = append(p.Certs, caseCert{string(key.ID), key.PEM})
		}
	}
	switch len(public) {
	case 0:
	case 1:
		p.Public = public[0]
	default:
		p.Public = public
	}
	for _, key := range k.Others {
		f.Others = append(f.Others, caseOther{key.Label, key.Serial, key.PrivateKey.Reveal()})
	}
}

func (f *caseFile) call(c diagnose.Call) error {
	request := caseRequest{Method: c.Method, URL: c.URL, Header: headers(c.Header)}
	request.Body, request.Body64 = textOrBytes(c.Body)
	if request.Method != "" || request.URL != "" || request.Header != nil || c.Body != nil {
		f.Request = &request
	}
	f.Status = c.Status
	body, raw := textOrBytes(c.Reply)
	var err error
	switch {
	case c.ReplyHeader != nil:
		f.Reply, err = wxpay.JSON(caseReply{headers(c.ReplyHeader), body, raw})
	case body != nil:
		f.Reply, err = wxpay.JSON(*body)
	default:
		f.Reply64 = raw
	}
	return err
}

func (f *caseFile) opening(o diagnose.Opening) {
	f.ClientAPI, f.Log = o.ClientAPI, caseLog{string(o.PrepayID), o.SignedAt}
	if o.Params != nil {
		f.Params = (*wxpay.Object)(&o.Params)
	}
	f.Order, f.Order64 = textOrBytes(o.OrderRequest)
	f.Ordered, f.Ordered64 = textOrBytes(o.OrderReply)
}

func (f *caseFile) message(m diagnose.Message, api wxpay.API) {
	f.MessageStatus, f.Header, f.URL, f.VerifierKey = m.Status, headers(m.Header), m.URL, m.VerifierKey
	f.OrderSignType, f.PlatformSign = m.OrderSignType, m.PlatformSign
	if api == wxpay.V2 {
		f.Notice, f.Notice64 = textOrBytes(m.Body)
	} else {
		f.Body, f.Body64 = textOrBytes(m.Body)
	}
}

func (f *caseFile) sealed(s diagnose.Sealed) {
	f.Resource = caseResource{s.Algorithm, s.Ciphertext, s.AssociatedData, s.OriginalType, s.Nonce}
	f.ReqInfo, f.Cipher, f.KeyUsed = s.ReqInfo, s.Cipher, s.KeyUsed.Reveal()
	if s.HasAssociatedDataUsed {
		f.AADUsed = &s.AssociatedDataUsed
	}
	if s.HasNonce {
		f.Nonce = &s.NonceUsed
	}
}

func headers(h http.Header) *headerMap { return (*headerMap)(nilOr(h)) }

func nilOr(h http.Header) *http.Header {
	if h == nil {
		return nil
	}
	return &h
}

// textOrBytes returns what JSON can carry to the byte, else the bytes for base64.
func textOrBytes(b []byte) (*string, []byte) {
	switch {
	case b == nil:
		return nil, nil
	case utf8.Valid(b):
		text := string(b)
		return &text, nil
	}
	return nil, b
}

// secrets returns every secret that the file holds.
func (f *caseFile) secrets() []string {
	p := &f.Profile
	all := append([]string{p.AppSecret, p.V2Key, p.V3Key, p.Private, f.KeyUsed}, p.Previous...)
	for _, other := range f.Others {
		all = append(all, other.Private)
	}
	return all
}

// keyTail is the APIv2 key at the end of a text that was signed.
var keyTail = regexp.MustCompile(`([&?]key=)[^&\s]*`)

// hide empties the members that hold nothing but secrets.
func (f *caseFile) hide(secrets []string) {
	p := &f.Profile
	p.AppSecret, p.V2Key, p.V3Key, p.Private, p.Previous, f.KeyUsed = "", "", "", "", nil, ""
	for i := range f.Others {
		f.Others[i].Private = ""
	}
	for _, text := range []*string{f.Signed, &f.ClientError, &f.Note} {
		if text != nil {
			*text = keyTail.ReplaceAllString(*text, "${1}"+wxpay.Mask)
		}
	}
	f.Signed64 = nil // it cannot be told whether a key is in it
	for _, raw := range []*[]byte{&f.Reply64, &f.Order64, &f.Ordered64, &f.Body64, &f.Notice64} {
		*raw = masked(*raw, secrets)
	}
	if f.Request != nil {
		f.Request.Body64 = masked(f.Request.Body64, secrets)
	}
}

// shortestSecret is the least number of bytes that is looked for in a text:
// shorter ones stand in it by chance.
const shortestSecret = 8

func masked(data []byte, secrets []string) []byte {
	for _, secret := range secrets {
		if len(secret) < shortestSecret {
			continue
		}
		written, _ := wxpay.JSON(secret)
		data = bytes.ReplaceAll(data, written[1:len(written)-1], []byte(wxpay.Mask))
	}
	return data
}
