package v2

import (
	"crypto/subtle"
	"strconv"
	"strings"

	"wxlens/wxpay"
)

// Verification is what became of checking a reply or a notification. Only what
// it calls OK may be acted upon.
type Verification struct {
	Text               wxpay.Text // what the signature must have been made over
	SignType           SignType
	Received, Computed string // signatures; Received as it was written
	Checks             []wxpay.Check

	fields []wxpay.Field
	digest digest
}

// Verify checks a reply or a notification in the order that the documentation
// demands (支付验收指引): return_code, then the signature, then result_code. A
// layer that the message does not have is left out; the signature is not.
//
// All received fields are signed, also those that nobody knows yet. The message
// does not say reliably which digest it was signed with, sign_type usually being
// absent; the length of sign does.
//
// A failure reply carries no signature (协议规则). It is an unsigned failure, not
// a forged message, and no signature is checked or computed.
//
// The message must stay as it is for as long as the trace may be asked for.
func Verify(m Message, key wxpay.Secret) Verification {
	v := Verification{Received: m.Get("sign"), Checks: make([]wxpay.Check, 0, 3)}
	if code, has := m.Lookup("return_code"); has {
		check := returnCode(m, code, v.Received)
		v.Checks = append(v.Checks, check)
		if check.Reason == wxpay.ReasonUnsignedFailure {
			return v
		}
	}
	signature := v.signature(m, key)
	v.Checks = append(v.Checks, signature)
	if code, has := m.Lookup("result_code"); has {
		v.Checks = append(v.Checks, resultCode(m, code, signature))
	}
	return v
}

// CheckUnsigned checks the reply of a call whose replies carry no signature, such
// as red packets and transfers: only its two codes. Should it carry one, it is for
// [Verify].
func CheckUnsigned(m Message) Verification {
	v := Verification{Checks: make([]wxpay.Check, 0, 3)}
	if code, has := m.Lookup("return_code"); has {
		v.Checks = append(v.Checks, returnCode(m, code, ""))
		if code != success {
			return v
		}
	}
	v.Checks = append(v.Checks, wxpay.Skip(wxpay.CheckSignature, wxpay.ReasonUnsignedCall, "", ""))
	if code, has := m.Lookup("result_code"); has {
		v.Checks = append(v.Checks, resultCode(m, code, wxpay.Pass(wxpay.CheckSignature, "", "")))
	}
	return v
}

// OK reports whether every check held.
func (v Verification) OK() bool { return len(v.Checks) > 0 && wxpay.OK(v.Checks) }

// Trace tells how the expected signature came about and, last, sets it against
// the received one. There is none when no signature was computed.
func (v Verification) Trace() wxpay.Trace {
	if v.Computed == "" {
		return nil
	}
	trace := Signed{v.Text, v.SignType, v.Computed, v.fields, v.digest}.Trace()
	if v.Received == "" {
		return trace
	}
	return append(trace, wxpay.Step{
		Name:   wxpay.StepCompare,
		Input:  wxpay.PlainText(v.Computed),
		Output: wxpay.PlainText(v.Received),
	})
}

func returnCode(m Message, code, sign string) wxpay.Check {
	if code == success {
		return wxpay.Pass(wxpay.CheckReturnCode, success, code)
	}
	reason := wxpay.ReasonErrorAnswer
	if sign == "" {
		reason = wxpay.ReasonUnsignedFailure
	}
	return wxpay.Fail(wxpay.CheckReturnCode, reason, success, words(code, m.Get("return_msg")))
}

// signature computes what sign must be and compares. An empty key would let
// anyone sign, so nothing verifies under it.
func (v *Verification) signature(m Message, key wxpay.Secret) wxpay.Check {
	if key.IsZero() {
		return wxpay.Fail(wxpay.CheckSignature, wxpay.ReasonNoKey, "", "")
	}
	t, sized := signTypeOf(v.Received)
	if !sized {
		// Nothing to compare with; ours is still worth showing.
		t, _ = ParseSignType(m.Get("sign_type"))
	}
	ours := Sign(m, key, t)
	v.Text, v.SignType, v.Computed = ours.Text, ours.SignType, ours.Signature
	v.fields, v.digest = ours.fields, ours.digest

	switch {
	case v.Received == "":
		return wxpay.Fail(wxpay.CheckSignature, wxpay.ReasonUnsigned, "sign", "")
	case !sized:
		return wxpay.Fail(wxpay.CheckSignature, wxpay.ReasonSignatureLength, "32 / 64", strconv.Itoa(len(v.Received)))
	case subtle.ConstantTimeCompare([]byte(v.Computed), []byte(strings.ToUpper(v.Received))) != 1:
		return wxpay.Fail(wxpay.CheckSignature, wxpay.ReasonSignatureMismatch, v.Computed, v.Received)
	}
	return wxpay.Pass(wxpay.CheckSignature, v.Computed, v.Received)
}

func signTypeOf(sign string) (SignType, bool) {
	switch len(sign) {
	case 32:
		return MD5, true
	case 64:
		return HMACSHA256, true
	}
	return "", false
}

// resultCode believes the code only under a good signature.
func resultCode(m Message, code string, signature wxpay.Check) wxpay.Check {
	got := code
	if reason := words(m.Get("err_code"), m.Get("err_code_des")); code != success && reason != "" {
		got = reason
	}
	switch {
	case signature.Verdict != wxpay.Passed:
		return wxpay.Skip(wxpay.CheckResultCode, signature.Reason, success, got)
	case code != success:
		return wxpay.Fail(wxpay.CheckResultCode, wxpay.ReasonErrorAnswer, success, got)
	}
	return wxpay.Pass(wxpay.CheckResultCode, success, got)
}

func words(code, description string) string { return strings.TrimSpace(code + " " + description) }
