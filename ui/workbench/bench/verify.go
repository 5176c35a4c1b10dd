package bench

import (
	"bytes"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"wxlens/profiles"
	"wxlens/ui/workbench/outgoing"
	"wxlens/wxpay"
	"wxlens/wxpay/message"
	"wxlens/wxpay/notify"
	"wxlens/wxpay/v2"
	"wxlens/wxpay/v3"
)

// Verdict is what came of verifying or decrypting.
type Verdict struct {
	Kind      Kind
	API       wxpay.API
	Checks    []wxpay.Check
	Text      wxpay.Text // what was verified; empty when it did not come to that
	Signature string     // as received
	Trace     wxpay.Trace
	Plain     []byte // decrypted; nil when nothing was
}

// OK reports whether every check holds.
func (v *Verdict) OK() bool { return len(v.Checks) > 0 && wxpay.OK(v.Checks) }

// Kind is what a message is.
type Kind string

const (
	OwnRequest   Kind = "request" // that we send to WeChat Pay
	Reply        Kind = "reply"   // of WeChat Pay
	Notification Kind = "notification"
	Resource     Kind = "resource"
	Certificates Kind = "certificates"
	ReqInfo      Kind = "req-info"
	Sensitive    Kind = "sensitive-field"
	Answer       Kind = "acknowledgement" // that a merchant gives to a V2 notification
)

// Verify judges a raw HTTP message or bare V2 XML with the keys of the profile in
// use. Freshness is judged at a moment; zero stands for the message's own, so
// that a kept message verifies. It fails with an [*Error] when the input is no
// such message.
func (b *Bench) Verify(data []byte, at time.Time) (Verdict, error) {
	m, err := b.deps.Merchant()
	if err != nil {
		return Verdict{}, err
	}
	switch form := message.FormOf(data); form {
	case message.XML:
		if _, err := parseXML(data); err != nil {
			return Verdict{}, err
		}
		return b.xml(m, message.Unmarked(data)), nil
	case message.Request, message.Response:
		h, err := parseHTTP(data)
		if err != nil {
			return Verdict{}, err
		}
		v, err := b.http(m, h, at)
		if err != nil {
			return Verdict{}, err
		}
		b.explainLineEnd(&v, m, h, at)
		v.Checks = framed(h, v.Checks)
		return v, nil
	default:
		return Verdict{}, &Error{Code: Unrecognised, Form: form}
	}
}

// http judges a message by who sent it.
func (b *Bench) http(m *profiles.Merchant, h *message.HTTP, at time.Time) (Verdict, error) {
	switch {
	case !h.IsRequest():
		return b.reply(m, h, at), nil
	case signsItself(h):
		return b.ownV3(m, h, at)
	case notify.APIOf(h.Body) == wxpay.V2:
		return b.xml(m, h.Body), nil
	case isNotification(h):
		return b.notification(m, h.Header, h.Body, at), nil
	}
	return Verdict{}, &Error{Code: Unrecognised, Form: message.Request}
}

// explainLineEnd finds the line end that editors put behind a body: the message
// is still not the one that was signed, but now it is known why.
func (b *Bench) explainLineEnd(v *Verdict, m *profiles.Merchant, h *message.HTTP, at time.Time) {
	trimmed := *h
	trimmed.Body = bytes.TrimSuffix(bytes.TrimSuffix(h.Body, []byte("\n")), []byte("\r"))
	i := slices.IndexFunc(v.Checks, func(c wxpay.Check) bool { return c.Reason == wxpay.ReasonSignatureMismatch })
	if i < 0 || len(trimmed.Body) == len(h.Body) {
		return
	}
	if without, err := b.http(m, &trimmed, at); err == nil && len(without.Checks) > i && without.Checks[i].Verdict == wxpay.Passed {
		v.Checks[i].Reason = wxpay.ReasonLineEndAdded
	}
}

func parseHTTP(data []byte) (*message.HTTP, error) {
	h, err := message.ParseHTTP(data)
	return h, httpError(err)
}

func httpError(err error) error {
	if fault := (*message.Error)(nil); errors.As(err, &fault) {
		code := BadHTTP
		if fault.Fault == message.TooLarge {
			code = TooLarge
		}
		return &Error{Code: code, Fault: fault.Fault, Line: fault.Line, Detail: fault.Detail}
	}
	return err
}

// signsItself tells the V3 requests that we send from those that we receive.
func signsItself(h *message.HTTP) bool {
	target, _ := targetOf(h.Target)
	return strings.HasPrefix(h.Header.Get("Authorization"), "WECHATPAY") || strings.HasPrefix(target, "/v3/")
}

// isNotification recognises a V3 notification, also one that lost its headers.
func isNotification(h *message.HTTP) bool {
	for name := range h.Header {
		if strings.HasPrefix(name, "Wechatpay-") {
			return true
		}
	}
	var envelope v3.Envelope
	return json.Unmarshal(h.Body, &envelope) == nil && envelope.Resource.Ciphertext != ""
}

// framed adds what the length of the body says.
func framed(h *message.HTTP, checks []wxpay.Check) []wxpay.Check {
	want := "Content-Length: " + strconv.Itoa(h.Declared)
	var c wxpay.Check
	switch {
	case h.Declared > len(h.Body):
		c = wxpay.Fail(wxpay.CheckWellFormed, wxpay.ReasonTruncated, want, strconv.Itoa(len(h.Body))+" bytes")
	case h.Surplus > 0:
		c = wxpay.Fail(wxpay.CheckWellFormed, wxpay.ReasonLengthDiffers, want, strconv.Itoa(h.Surplus)+" bytes more")
	default:
		return checks
	}
	all := []wxpay.Check{c}
	for _, other := range checks {
		if other.Name != wxpay.CheckWellFormed {
			all = append(all, other)
		}
	}
	return all
}

// moment is when freshness is judged: as asked, or when the message says it was
// signed.
func (b *Bench) moment(at time.Time, timestamp string) time.Time {
	if !at.IsZero() {
		return at
	}
	if seconds, err := strconv.ParseInt(timestamp, 10, 64); err == nil && len(timestamp) <= 10 {
		return time.Unix(seconds, 0)
	}
	return b.deps.Now()
}

func (b *Bench) merchant(m *profiles.Merchant) notify.Merchant {
	return notify.Merchant{
		MchID: m.Profile.MchID, AppIDs: []wxpay.AppID{m.Profile.AppID}, Keys: m.Keys,
		APIv3Key: m.APIv3Key, APIv2Key: m.APIv2Key, Order: b.deps.Expected,
	}
}

// notification judges what WeChat Pay told us, as the inbox does.
func (b *Bench) notification(m *profiles.Merchant, header http.Header, body []byte, at time.Time) Verdict {
	j := notify.Judge(header, body, b.merchant(m), b.moment(at, header.Get(v3.HeaderTimestamp)))
	return Verdict{
		Kind: Notification, API: j.API, Checks: j.Checks, Text: j.Text, Trace: j.Trace(), Plain: j.Plain,
		Signature: header.Get(v3.HeaderSignature),
	}
}

// xml judges a V2 message, which parses: what names a return_code came from
// WeChat Pay, anything else we send.
func (b *Bench) xml(m *profiles.Merchant, body []byte) Verdict {
	fields, err := v2.Parse(body)
	if err != nil {
		return Verdict{Kind: Notification, API: wxpay.V2, Checks: []wxpay.Check{v2.Malformed(err)}}
	}
	_, answers := fields.Lookup("return_code")
	if !answers && !v2.IsRefundNotice(fields) {
		return ownV2(m, fields)
	}
	j := notify.Judge(nil, body, b.merchant(m), b.deps.Now())
	return Verdict{
		Kind: Notification, API: wxpay.V2, Checks: j.Checks, Text: j.Text, Trace: j.Trace(), Plain: j.Plain, Signature: fields.Get("sign"),
	}
}

// reply judges what WeChat Pay answered. A success that is neither JSON nor XML
// and carries no signature is a file: downloads are not signed.
func (b *Bench) reply(m *profiles.Merchant, h *message.HTTP, at time.Time) Verdict {
	api := notify.APIOf(h.Body)
	if answered(h.Body) {
		return acknowledgement(h)
	}
	timestamp := h.Header.Get(v3.HeaderTimestamp)
	file := timestamp == "" && h.Header.Get(v3.HeaderSignature) == "" && len(h.Body) > 0 && !json.Valid(h.Body)
	r := &wxpay.Reply{Status: h.Status, Header: h.Header, Body: h.Body}
	verdict := outgoing.JudgeReply(m, api, r, outgoing.Unsigned{File: file}, b.moment(at, timestamp))
	v := Verdict{
		Kind: Reply, API: api, Checks: verdict.Checks, Text: verdict.Text, Trace: verdict.Trace(), Signature: h.Header.Get(v3.HeaderSignature),
	}
	if api == wxpay.V2 {
		fields, _ := v2.Parse(h.Body) // what does not parse has no sign
		v.Signature = fields.Get("sign")
	}
	return v
}

// answered reports whether a body is what a merchant answers to a V2
// notification (支付结果通知): return_code SUCCESS and nothing but return_msg beside.
// No reply of WeChat Pay is so short without being a failure.
func answered(body []byte) bool {
	fields, err := v2.Parse(body)
	if err != nil || fields.Get("return_code") != "SUCCESS" {
		return false
	}
	return !slices.ContainsFunc(fields, func(f wxpay.Field) bool { return f.Name != "return_code" && f.Name != "return_msg" })
}

// acknowledgement judges the merchant's own answer as WeChat Pay does; nobody
// signs those.
func acknowledgement(h *message.HTTP) Verdict {
	v := Verdict{Kind: Answer, API: wxpay.V2, Checks: []wxpay.Check{
		wxpay.Pass(wxpay.CheckReturnCode, "SUCCESS", "SUCCESS"), wxpay.Skip(wxpay.CheckSignature, wxpay.ReasonUnsignedCall, "", ""),
	}}
	const want = "200"
	status := wxpay.Pass(wxpay.CheckStatus, want, strconv.Itoa(h.Status))
	if !notify.Acknowledged(wxpay.V2, h.Status, h.Body) {
		status = wxpay.Fail(wxpay.CheckStatus, wxpay.ReasonErrorAnswer, want, strconv.Itoa(h.Status))
	}
	v.Checks = append([]wxpay.Check{status}, v.Checks...)
	return v
}
