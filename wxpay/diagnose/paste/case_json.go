package paste

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"

	"wxlens/wxpay"
	"wxlens/wxpay/diagnose"
	"wxlens/wxpay/message"
	"wxlens/wxpay/v2"
)

// CaseError says where and why a case cannot be read. It names members and
// places, never a value.
type CaseError struct {
	Line, Byte int    // 1-based, 0-based
	Member     string // with its parents, "profile.mchid"; "" of the whole
	Problem    string // what is wrong and what is wanted
}

func (e *CaseError) Error() string {
	where := fmt.Sprintf("case: line %d, byte %d", e.Line, e.Byte)
	if e.Member != "" {
		where += ": " + e.Member
	}
	return where + ": " + e.Problem
}

// ParseCase reads a case that [Encode] or a person wrote: one JSON object. Members
// that it does not know are ignored, text may stand for a number and a number for
// text. A body is a string, taken to the byte, or an object or array, of which the
// very bytes are taken. It fails with a [*CaseError].
func ParseCase(data []byte) (diagnose.Case, error) {
	if len(data) > message.MaxInput {
		return diagnose.Case{}, &CaseError{Line: 1, Problem: fmt.Sprintf("%d bytes, at most %d: leave out what does not belong to the failure", len(data), message.MaxInput)}
	}
	r := &caseReader{data: data}
	o := r.whole()
	c := diagnose.Case{API: r.api(o), Kind: r.kind(o)}
	if r.err != nil {
		return diagnose.Case{}, r.err
	}
	c.Signed = o.body("developer_sign_string")
	c.ClientError, c.Note = o.text("client_error"), o.text("note_from_developer", "note")
	r.keys(&c.Keys, o)
	switch c.Kind {
	case diagnose.Request:
		c.Call = r.call(o, c.API)
	case diagnose.PaySign:
		c.Opening = r.opening(o, c.API)
	case diagnose.Notify, diagnose.Response:
		c.Message = r.message(o, c.API)
	case diagnose.Decrypt:
		c.Sealed = r.sealed(o)
	}
	c.Observed = o.text("developer_computed_sign")
	if sign := o.text("observed_signature"); c.Observed == "" {
		c.Observed = sign
	} else if c.Message.PlatformSign == "" && sign != c.Observed {
		c.Message.PlatformSign = sign
	}
	if r.err != nil {
		return diagnose.Case{}, r.err
	}
	return c, nil
}

func (r *caseReader) api(o object) wxpay.API {
	switch api := strings.ToLower(o.text("api")); api {
	case "v2", "apiv2":
		return wxpay.V2
	case "v3", "apiv3":
		return wxpay.V3
	}
	r.fail(o.place("api"), "api", `want "v2" or "v3"`)
	return ""
}

func (r *caseReader) kind(o object) diagnose.Kind {
	kind := diagnose.Kind(strings.ToLower(o.text("kind")))
	switch kind {
	case diagnose.Request, diagnose.PaySign, diagnose.Notify, diagnose.Response, diagnose.Decrypt:
		return kind
	}
	r.fail(o.place("kind"), "kind", `want "request", "paysign", "notify", "response" or "decrypt"`)
	return ""
}

func (r *caseReader) keys(k *diagnose.Keys, o object) {
	p := o.object("profile")
	k.MchID, k.AppID = wxpay.MchID(p.text("mchid")), wxpay.AppID(p.text("appid"))
	k.AppSecret, k.APIv2Key, k.APIv3Key = p.secret("app_secret"), p.secret("v2_key"), p.secret("apiv3_key")
	for _, key := range p.list("v2_previous_keys") {
		k.PreviousV2Keys = append(k.PreviousV2Keys, wxpay.NewSecret(key.scalar()))
	}
	k.PrivateKey, k.Certificate = p.secret("merchant_private_key_pem"), p.text("merchant_cert_pem")
	k.CertificateSerial = p.text("merchant_cert_serial")
	for _, m := range p.list("platform_certs") {
		cert := r.object(m)
		k.Platform = append(k.Platform, diagnose.PlatformKey{ID: wxpay.KeyID(cert.text("serial")), PEM: cert.text("pem")})
	}
	for _, m := range p.list("platform_public_key") {
		if public := r.object(m); len(public.members) > 0 {
			k.Platform = append(k.Platform, diagnose.PlatformKey{ID: wxpay.KeyID(public.text("id")), PEM: public.text("pem"), Public: true})
		}
	}
	for _, m := range o.list("other_merchant_keys") {
		other := r.object(m)
		k.Others = append(k.Others, diagnose.OtherKey{Label: other.text("label"), Serial: other.text("cert_serial"), PrivateKey: other.secret("private_key_pem")})
	}
}

func (r *caseReader) call(o object, api wxpay.API) diagnose.Call {
	request := o.object("request")
	c := diagnose.Call{
		Method: request.text("method"), URL: request.text("url"),
		Header: request.header("headers"), Body: request.body("body"),
	}
	r.reply(&c, o, api)
	if status := o.number("server_status"); status != 0 {
		c.Status = int(status)
	}
	return c
}

// reply reads server_reply, which is the body, or {status, headers, body}, or the
// fields of a V2 reply.
func (r *caseReader) reply(c *diagnose.Call, o object, api wxpay.API) {
	m, ok := o.get("server_reply")
	if !ok || !m.isObject() {
		c.Reply = o.body("server_reply")
		return
	}
	inner := r.object(m)
	_, headed := inner.get("headers")
	if _, bodied := inner.get("body"); !headed && !bodied {
		c.Reply = fieldsOrBytes(m.value, api)
		return
	}
	c.Status, c.ReplyHeader = int(inner.number("status", "status_code")), inner.header("headers")
	c.Reply = inner.body("body")
	if body, ok := inner.get("body"); ok && body.isObject() {
		c.Reply = fieldsOrBytes(body.value, api)
	}
}

func (r *caseReader) opening(o object, api wxpay.API) diagnose.Opening {
	log := o.object("server_log")
	return diagnose.Opening{
		ClientAPI: o.text("client_api"), Params: o.fields("client_params"),
		OrderRequest: o.message("unifiedorder_request", api), OrderReply: o.message("unifiedorder_response", api),
		PrepayID: wxpay.PrepayID(log.text("prepay_id")), SignedAt: log.number("signed_at_unix_ms"),
	}
}

func (r *caseReader) message(o object, api wxpay.API) diagnose.Message {
	m := diagnose.Message{
		Status: int(o.number("status")), Header: o.header("headers"), Body: o.message("body_given_to_verifier", api),
		URL: o.text("notification_url"), VerifierKey: o.text("verifier_key_used"),
		OrderSignType: o.text("order_sign_type"), PlatformSign: o.text("platform_sign"),
	}
	if m.Body == nil {
		m.Body = o.message("notification_body", api)
	}
	return m
}

func (r *caseReader) sealed(o object) diagnose.Sealed {
	resource := o.object("resource")
	if inner := resource.object("resource"); len(inner.members) > 0 {
		resource = inner // the whole notification was given
	}
	s := diagnose.Sealed{
		Algorithm: resource.text("algorithm"), Ciphertext: resource.text("ciphertext"), Nonce: resource.text("nonce"),
		AssociatedData: resource.text("associated_data"), OriginalType: resource.text("original_type"),
		ReqInfo: o.text("req_info"), Cipher: o.text("cipher"), KeyUsed: o.secret("key_used"),
	}
	_, s.HasAssociatedDataUsed = o.get("associated_data_used") // null: none was passed
	s.AssociatedDataUsed = o.text("associated_data_used")
	if nonce, ok := o.get("nonce_used"); ok && !nonce.isNull() {
		s.HasNonce, s.NonceUsed = true, o.text("nonce_used")
	}
	return s
}

// message is [object.body], save that the fields of a V2 message may be given in
// its place.
func (o object) message(name string, api wxpay.API) []byte {
	if m, ok := o.get(name); ok && m.isObject() {
		return fieldsOrBytes(m.value, api)
	}
	return o.body(name)
}

// fieldsOrBytes turns the flat object that stands for a V2 message into the
// message, as a body of V2 is never JSON. Anything else is taken to the byte.
func fieldsOrBytes(value json.RawMessage, api wxpay.API) []byte {
	if api != wxpay.V2 {
		return bytes.Clone(value)
	}
	fields, flat := flatFields(value)
	body := v2.Message(fields).XML()
	if _, err := v2.Parse(body); err != nil || !flat {
		return bytes.Clone(value)
	}
	return body
}

// addHeader adds a header under its canonical name.
func addHeader(h http.Header, name, value string) {
	name = http.CanonicalHeaderKey(strings.TrimSpace(name))
	h[name] = append(h[name], value)
}
