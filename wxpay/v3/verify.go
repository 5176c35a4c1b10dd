package v3

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"net/http"
	"strconv"
	"strings"
	"time"

	"wxlens/wxpay"
)

// Names of the headers that carry a signature (签名验证).
const (
	HeaderTimestamp     = "Wechatpay-Timestamp"
	HeaderNonce         = "Wechatpay-Nonce"
	HeaderSignature     = "Wechatpay-Signature"
	HeaderSerial        = "Wechatpay-Serial"
	HeaderSignatureType = "Wechatpay-Signature-Type"
)

// Window is how far a timestamp may lie from the clock, on either side.
const Window = 5 * time.Minute

// probePrefix marks the deliberately wrong signatures by which WeChat Pay tests
// whether a receiver verifies (签名探测流量). They are verified like any other.
const probePrefix = "WECHATPAY/SIGNTEST/"

// Verification is the verdict on a reply or a notification.
type Verification struct {
	Text      wxpay.Text // the three lines
	Digest    [sha256.Size]byte
	Signature string       // as received
	Serial    wxpay.KeyID  // as received
	Key       *PlatformKey // the key that the serial names; nil when unknown
	Probe     bool         // the signature is one of WeChat Pay's probes
	Checks    []wxpay.Check
}

// OK reports whether every check passed.
func (v *Verification) OK() bool { return wxpay.OK(v.Checks) }

// Verify checks who sent a message: headers present, timestamp within five
// minutes of now, key known for the serial, signature right. It stops at the
// first failure, as a careful receiver does, but for the timestamp: a stale
// message is verified all the same, so that both facts are seen.
func Verify(header http.Header, body []byte, keys Keys, now time.Time) Verification {
	var v Verification
	v.verify(header, body, keys, now)
	return v
}

// verify adds the checks of [Verify] to those made before.
func (v *Verification) verify(header http.Header, body []byte, keys Keys, now time.Time) {
	timestamp, nonce := header.Get(HeaderTimestamp), header.Get(HeaderNonce)
	v.Signature = header.Get(HeaderSignature)
	v.Serial = wxpay.KeyID(header.Get(HeaderSerial))
	v.Text = ResponseText(timestamp, nonce, body)
	v.Digest = sha256.Sum256(v.Text.Bytes())
	v.Probe = strings.HasPrefix(v.Signature, probePrefix)

	if !v.check(v.checkHeaders(timestamp, nonce)) {
		return
	}
	v.check(CheckTimestampAt(timestamp, now))
	if v.check(v.findKey(keys, now)) {
		v.check(v.checkSignature(header.Get(HeaderSignatureType)))
	}
}

// maxChecks is the room for every check that is ever made of one message.
const maxChecks = 10

func (v *Verification) check(c wxpay.Check) bool {
	if v.Checks == nil {
		v.Checks = make([]wxpay.Check, 0, maxChecks)
	}
	v.Checks = append(v.Checks, c)
	return c.Verdict != wxpay.Failed
}

const wantHeaders = HeaderTimestamp + ", " + HeaderNonce + ", " + HeaderSignature + ", " + HeaderSerial

func (v *Verification) checkHeaders(timestamp, nonce string) wxpay.Check {
	var missing []string
	for _, h := range [...]struct{ name, value string }{
		{HeaderTimestamp, timestamp}, {HeaderNonce, nonce},
		{HeaderSignature, v.Signature}, {HeaderSerial, string(v.Serial)},
	} {
		if h.value == "" {
			missing = append(missing, h.name)
		}
	}
	switch len(missing) {
	case 0:
		return wxpay.Pass(wxpay.CheckHeaders, wantHeaders, wantHeaders)
	case 4:
		return wxpay.Fail(wxpay.CheckHeaders, wxpay.ReasonUnsigned, wantHeaders, "")
	}
	return wxpay.Fail(wxpay.CheckHeaders, wxpay.ReasonHeaderMissing, wantHeaders, "- "+wxpay.JoinNames(missing))
}

// CheckTimestampAt is the check that a timestamp in Unix seconds lies within
// [Window] of a moment.
func CheckTimestampAt(timestamp string, now time.Time) wxpay.Check {
	const want = "±300 s"
	seconds, err := strconv.ParseInt(timestamp, 10, 64)
	if err != nil {
		return wxpay.Fail(wxpay.CheckTimestamp, wxpay.ReasonTimestampForm, want, timestamp)
	}
	if len(timestamp) == 13 {
		return wxpay.Fail(wxpay.CheckTimestamp, wxpay.ReasonTimestampMillis, want, timestamp)
	}
	age := now.Unix() - seconds
	got := timestamp + " (" + strconv.FormatInt(-age, 10) + " s)"
	switch limit := int64(Window / time.Second); {
	case age >= limit:
		return wxpay.Fail(wxpay.CheckTimestamp, wxpay.ReasonStale, want, got)
	case age <= -limit:
		return wxpay.Fail(wxpay.CheckTimestamp, wxpay.ReasonFromFuture, want, got)
	}
	return wxpay.Pass(wxpay.CheckTimestamp, want, got)
}

func (v *Verification) findKey(keys Keys, now time.Time) wxpay.Check {
	key, ok := keys.Find(v.Serial)
	if !ok {
		return wxpay.Fail(wxpay.CheckKeyKnown, wxpay.ReasonUnknownSerial, keys.names(), string(v.Serial))
	}
	v.Key = key
	if !key.NotAfter.IsZero() && (now.After(key.NotAfter) || now.Before(key.NotBefore)) {
		return wxpay.Fail(wxpay.CheckKeyKnown, wxpay.ReasonKeyExpired,
			key.NotBefore.Format(time.DateOnly)+" – "+key.NotAfter.Format(time.DateOnly), now.Format(time.DateOnly))
	}
	return wxpay.Pass(wxpay.CheckKeyKnown, string(v.Serial), string(key.Kind))
}

func (k Keys) names() string {
	names := make([]string, len(k))
	for i := range k {
		names[i] = string(k[i].ID)
	}
	return wxpay.JoinNames(names)
}

// checkSignature verifies under the key that was found. A message that does not
// name the type of its signature is of the usual one.
func (v *Verification) checkSignature(signatureType string) wxpay.Check {
	const want = "RSA-SHA256"
	raw, err := base64.StdEncoding.DecodeString(v.Signature)
	switch {
	case signatureType != "" && signatureType != SchemeRSA:
		return wxpay.Fail(wxpay.CheckSignature, wxpay.ReasonSignatureType, SchemeRSA, signatureType)
	case v.Probe:
		return wxpay.Fail(wxpay.CheckSignature, wxpay.ReasonProbe, want, probePrefix+"…")
	case err != nil:
		return wxpay.Fail(wxpay.CheckSignature, wxpay.ReasonSignatureEncoding, "base64", err.Error())
	}
	if err := v.Key.Verifier.Verify(v.Digest[:], raw); err != nil {
		return wxpay.Fail(wxpay.CheckSignature, wxpay.ReasonSignatureMismatch, want, strconv.Itoa(len(raw))+" bytes")
	}
	return wxpay.Pass(wxpay.CheckSignature, want, want)
}

// Trace tells how the message was verified.
func (v *Verification) Trace() wxpay.Trace {
	digest := wxpay.PlainText(hex.EncodeToString(v.Digest[:]))
	raw, _ := base64.StdEncoding.DecodeString(v.Signature)
	signature := wxpay.PlainText(hex.EncodeToString(raw))
	verdict := "✘"
	for _, c := range v.Checks { // others may fail beside a right signature
		if c.Name == wxpay.CheckSignature && c.Verdict == wxpay.Passed {
			verdict = "✔"
		}
	}
	return wxpay.Trace{
		{Name: wxpay.StepLines, Input: fieldsOf(v.Text), Output: v.Text},
		{Name: wxpay.StepSHA256, Input: v.Text, Output: digest},
		{Name: wxpay.StepBase64Decode, Input: wxpay.PlainText(v.Signature), Output: signature},
		{Name: wxpay.StepRSAVerify, Input: signature, Output: wxpay.PlainText(verdict), Fields: []string{string(v.Serial)}},
	}
}

// VerifyText checks a base64 signature over a text under one key.
func VerifyText(key Verifier, text wxpay.Text, signature string) error {
	raw, err := base64.StdEncoding.DecodeString(signature)
	if err != nil {
		return err
	}
	digest := sha256.Sum256(text.Bytes())
	return key.Verify(digest[:], raw)
}
