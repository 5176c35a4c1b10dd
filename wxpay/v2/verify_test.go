package v2

import (
	"strings"
	"testing"

	"wxlens/wxpay"
)

// outcome checks names, verdicts and reasons of a verification, in order.
func outcome(t *testing.T, v Verification, want ...wxpay.Check) {
	t.Helper()
	if len(v.Checks) != len(want) {
		t.Fatalf("checks %+v", v.Checks)
	}
	for i, c := range v.Checks {
		w := want[i]
		if c.Name != w.Name || c.Verdict != w.Verdict || c.Reason != w.Reason {
			t.Errorf("check %d is %+v, want %+v", i, c, w)
		}
	}
}

func pass(name wxpay.CheckName) wxpay.Check { return wxpay.Check{Name: name, Verdict: wxpay.Passed} }

func fail(name wxpay.CheckName, reason wxpay.Reason) wxpay.Check {
	return wxpay.Check{Name: name, Verdict: wxpay.Failed, Reason: reason}
}

func skip(name wxpay.CheckName, reason wxpay.Reason) wxpay.Check {
	return wxpay.Check{Name: name, Reason: reason}
}

func TestVerifyNotification(t *testing.T) {
	v := Verify(with(notification(), "0359E60324EBE8A6644F8CDED5CADB6A"), officialKey)
	if outcome(t, v, pass(wxpay.CheckReturnCode), pass(wxpay.CheckSignature), pass(wxpay.CheckResultCode)); !v.OK() {
		t.Error("not OK")
	}
}

func TestVerifyCountsUnknownFields(t *testing.T) {
	list := append(notification(), fields("brand_new_field=x")...)
	if v := Verify(with(list, "FD9662A3AA7490C8765BBF63F844F51E"), officialKey); !v.OK() {
		t.Errorf("a genuine message with a new field was refused: %+v", v.Checks)
	}
	if v := Verify(with(list, "0359E60324EBE8A6644F8CDED5CADB6A"), officialKey); v.OK() {
		t.Error("an injected field went unnoticed")
	}
}

func TestVerifyTellsHMACByLength(t *testing.T) {
	s := Sign(notification(), officialKey, HMACSHA256)
	v := Verify(with(notification(), s.Signature), officialKey)
	if !v.OK() || v.SignType != HMACSHA256 {
		t.Errorf("judged %+v as %s", v.Checks, v.SignType)
	}
}

func TestVerifyTrustsLengthAboveSignType(t *testing.T) {
	list := append(notification(), fields("sign_type=MD5")...)
	s := Sign(list, officialKey, HMACSHA256)
	if v := Verify(with(list, s.Signature), officialKey); !v.OK() || v.SignType != HMACSHA256 {
		t.Errorf("judged %+v as %s", v.Checks, v.SignType)
	}
}

func TestVerifyAcceptsLowerCaseSignature(t *testing.T) {
	v := Verify(with(notification(), "0359e60324ebe8a6644f8cded5cadb6a"), officialKey)
	if !v.OK() || v.Received != "0359e60324ebe8a6644f8cded5cadb6a" {
		t.Errorf("judged %+v over %q", v.Checks, v.Received)
	}
}

func TestVerifyFailureReplyIsUnsignedNotForged(t *testing.T) {
	v := Verify(fields("return_code=FAIL&return_msg=签名错误"), officialKey)
	outcome(t, v, fail(wxpay.CheckReturnCode, wxpay.ReasonUnsignedFailure))
	if v.OK() || v.Checks[0].Got != "FAIL 签名错误" || v.Computed != "" || v.Trace() != nil {
		t.Errorf("verification %+v", v)
	}
}

func TestVerifySignedFailureReplyIsChecked(t *testing.T) {
	list := fields("return_code=FAIL&return_msg=x")
	v := Verify(with(list, Sign(list, eights, MD5).Signature), eights)
	outcome(t, v, fail(wxpay.CheckReturnCode, wxpay.ReasonErrorAnswer), pass(wxpay.CheckSignature))
	if v.OK() {
		t.Error("a failure is OK")
	}
}

func TestVerifyBusinessFailureIsSigned(t *testing.T) {
	list := fields("return_code=SUCCESS&result_code=FAIL&err_code=ORDERPAID&err_code_des=该订单已支付")
	v := Verify(with(list, Sign(list, eights, MD5).Signature), eights)
	outcome(t, v, pass(wxpay.CheckReturnCode), pass(wxpay.CheckSignature), fail(wxpay.CheckResultCode, wxpay.ReasonErrorAnswer))
	if got := v.Checks[2].Got; got != "ORDERPAID 该订单已支付" {
		t.Errorf("got %q", got)
	}
}

func TestVerifyBusinessFailureWithoutCode(t *testing.T) {
	list := fields("result_code=FAIL")
	v := Verify(with(list, Sign(list, eights, MD5).Signature), eights)
	outcome(t, v, pass(wxpay.CheckSignature), fail(wxpay.CheckResultCode, wxpay.ReasonErrorAnswer))
	if got := v.Checks[1].Got; got != "FAIL" {
		t.Errorf("got %q", got)
	}
}

func TestVerifyWithoutSignature(t *testing.T) {
	for _, m := range []Message{notification(), with(notification(), "")} {
		v := Verify(m, officialKey)
		outcome(t, v, pass(wxpay.CheckReturnCode), fail(wxpay.CheckSignature, wxpay.ReasonUnsigned), skip(wxpay.CheckResultCode, wxpay.ReasonUnsigned))
		if v.OK() || v.Computed != "0359E60324EBE8A6644F8CDED5CADB6A" {
			t.Errorf("verification %+v", v)
		}
	}
}

func TestVerifySignatureOfNoKnownLength(t *testing.T) {
	v := Verify(with(notification(), strings.Repeat("A", 40)), officialKey)
	outcome(t, v, pass(wxpay.CheckReturnCode), fail(wxpay.CheckSignature, wxpay.ReasonSignatureLength), skip(wxpay.CheckResultCode, wxpay.ReasonSignatureLength))
	if c := v.Checks[1]; c.Got != "40" {
		t.Errorf("check %+v", c)
	}
}

func TestVerifyDoesNotBelieveResultUnderBadSignature(t *testing.T) {
	v := Verify(with(notification(), strings.Repeat("A", 32)), officialKey)
	outcome(t, v, pass(wxpay.CheckReturnCode), fail(wxpay.CheckSignature, wxpay.ReasonSignatureMismatch), skip(wxpay.CheckResultCode, wxpay.ReasonSignatureMismatch))
}

func TestVerifyNoticesEveryChangedField(t *testing.T) {
	for i, f := range notification() {
		m := with(notification(), "0359E60324EBE8A6644F8CDED5CADB6A")
		m[i].Value += "0"
		if Verify(m, officialKey).OK() {
			t.Errorf("a changed %s went unnoticed", f.Name)
		}
	}
}

func TestVerifyUnderOtherKey(t *testing.T) {
	if Verify(with(notification(), "0359E60324EBE8A6644F8CDED5CADB6A"), eights).OK() {
		t.Error("verified under another key")
	}
}

// Anyone can sign with no key at all.
func TestVerifyNothingUnderNoKey(t *testing.T) {
	var none wxpay.Secret
	v := Verify(with(notification(), Sign(notification(), none, MD5).Signature), none)
	outcome(t, v, pass(wxpay.CheckReturnCode), fail(wxpay.CheckSignature, wxpay.ReasonNoKey), skip(wxpay.CheckResultCode, wxpay.ReasonNoKey))
}

func TestZeroVerificationIsNotOK(t *testing.T) {
	if (Verification{}).OK() {
		t.Error("OK without a check")
	}
}

func TestNotifyStaysWithinItsAllocations(t *testing.T) {
	body := with(notification(), "0359E60324EBE8A6644F8CDED5CADB6A").XML()
	n := testing.AllocsPerRun(100, func() {
		m, err := Parse(body)
		if err != nil || !Verify(m, officialKey).OK() {
			t.Fatal("does not verify")
		}
	})
	if n > 20 {
		t.Errorf("%v allocations, want at most 20", n)
	}
}

func TestRepliesThatAreNeverSigned(t *testing.T) {
	for _, c := range []struct {
		reply string
		want  []wxpay.Check
	}{
		{"return_code=SUCCESS&result_code=SUCCESS", []wxpay.Check{pass(wxpay.CheckReturnCode), skip(wxpay.CheckSignature, wxpay.ReasonUnsignedCall), pass(wxpay.CheckResultCode)}},
		{"return_code=SUCCESS&result_code=FAIL&err_code=NOTENOUGH", []wxpay.Check{
			pass(wxpay.CheckReturnCode), skip(wxpay.CheckSignature, wxpay.ReasonUnsignedCall), fail(wxpay.CheckResultCode, wxpay.ReasonErrorAnswer)}},
		{"return_code=FAIL&return_msg=x", []wxpay.Check{fail(wxpay.CheckReturnCode, wxpay.ReasonUnsignedFailure)}},
	} {
		outcome(t, CheckUnsigned(fields(c.reply)), c.want...)
	}
}
