package v3

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/wechatpay-apiv3/wechatpay-go/core/auth/validators"
	"github.com/wechatpay-apiv3/wechatpay-go/core/auth/verifiers"

	"wxlens/wxpay"
)

var genuine = []wxpay.Check{
	pass(wxpay.CheckHeaders), pass(wxpay.CheckTimestamp), pass(wxpay.CheckKeyKnown), pass(wxpay.CheckSignature),
}

// instead returns headers with one of them changed; "" removes it.
func instead(h http.Header, name, value string) http.Header {
	h = h.Clone()
	if h.Del(name); value != "" {
		h.Set(name, value)
	}
	return h
}

func TestVerifyGenuineMessages(t *testing.T) {
	for _, body := range []string{`{"prepay_id":"wx1"}`, "", "{}\n", `{"名":"图"}`} {
		v := Verify(signed(t, []byte(body)), []byte(body), platformKeys(), now)
		if outcome(t, v.Checks, genuine...); !v.OK() || v.Key == nil || v.Key.ID != publicKeyID || v.Probe {
			t.Errorf("%q: %+v", body, v)
		}
	}
}

func TestVerifyNamesEachMissingHeader(t *testing.T) {
	for _, name := range []string{HeaderTimestamp, HeaderNonce, HeaderSignature, HeaderSerial} {
		v := Verify(instead(signed(t, nil), name, ""), nil, platformKeys(), now)
		outcome(t, v.Checks, fail(wxpay.CheckHeaders, wxpay.ReasonHeaderMissing))
		if v.Checks[0].Got != "- "+name {
			t.Errorf("without %s: got %q", name, v.Checks[0].Got)
		}
	}
}

func TestVerifyUnsignedMessage(t *testing.T) {
	v := Verify(http.Header{}, []byte("{}"), platformKeys(), now)
	if outcome(t, v.Checks, fail(wxpay.CheckHeaders, wxpay.ReasonUnsigned)); v.OK() {
		t.Error("not signed, but OK")
	}
}

// The signature type may be left out, but not be another.
func TestVerifyKnowsOneSignatureType(t *testing.T) {
	if v := Verify(instead(signed(t, nil), HeaderSignatureType, ""), nil, platformKeys(), now); !v.OK() {
		t.Errorf("without a type: %+v", v.Checks)
	}
	v := Verify(instead(signed(t, nil), HeaderSignatureType, "WECHATPAY2-SM2-WITH-SM3"), nil, platformKeys(), now)
	outcome(t, v.Checks, genuine[0], genuine[1], genuine[2], fail(wxpay.CheckSignature, wxpay.ReasonSignatureType))
}

func TestVerifyTimestampWindow(t *testing.T) {
	for _, c := range []struct {
		away   time.Duration
		reason wxpay.Reason
	}{
		{-299 * time.Second, ""}, {299 * time.Second, ""},
		{-300 * time.Second, wxpay.ReasonStale}, {300 * time.Second, wxpay.ReasonFromFuture},
		{-24 * time.Hour, wxpay.ReasonStale}, {24 * time.Hour, wxpay.ReasonFromFuture},
	} {
		v := Verify(signedBy(t, platform(), publicKeyID, now.Add(c.away), nil), nil, platformKeys(), now)
		want := append([]wxpay.Check{}, genuine...)
		if c.reason != "" { // the signature is judged all the same
			want[1] = fail(wxpay.CheckTimestamp, c.reason)
		}
		outcome(t, v.Checks, want...)
		if seconds := strconv.Itoa(int(c.away.Seconds())); !strings.Contains(v.Checks[1].Got, "("+seconds+" s)") {
			t.Errorf("%s away: got %q", c.away, v.Checks[1].Got)
		}
	}
}

func TestVerifyTimestampForm(t *testing.T) {
	for timestamp, reason := range map[string]wxpay.Reason{
		"1554208460000": wxpay.ReasonTimestampMillis, "2019-04-02T20:34:20+08:00": wxpay.ReasonTimestampForm,
		"1554208460.5": wxpay.ReasonTimestampForm, " 1554208460": wxpay.ReasonTimestampForm, "99999999999999999999": wxpay.ReasonTimestampForm,
	} {
		v := Verify(instead(signed(t, nil), HeaderTimestamp, timestamp), nil, platformKeys(), now)
		outcome(t, v.Checks, genuine[0], fail(wxpay.CheckTimestamp, reason), genuine[2], fail(wxpay.CheckSignature, wxpay.ReasonSignatureMismatch))
	}
}

func TestVerifyUnknownSerialListsTheKnown(t *testing.T) {
	keys := append(platformKeys(), PlatformKey{ID: serialNo})
	v := Verify(instead(signed(t, nil), HeaderSerial, "ANOTHER"), nil, keys, now)
	outcome(t, v.Checks, genuine[0], genuine[1], fail(wxpay.CheckKeyKnown, wxpay.ReasonUnknownSerial))
	if c := v.Checks[2]; c.Want != string(publicKeyID)+", "+string(serialNo) || c.Got != "ANOTHER" || v.Key != nil {
		t.Errorf("check %+v", c)
	}
}

// A serial is looked up whole: no prefix, no other case.
func TestVerifyFindsKeysByTheWholeID(t *testing.T) {
	for _, id := range []string{string(publicKeyID[:20]), strings.ToLower(string(publicKeyID)), string(publicKeyID) + " "} {
		if _, ok := platformKeys().Find(wxpay.KeyID(id)); ok {
			t.Errorf("found %q", id)
		}
	}
}

func TestVerifyUnderCertificate(t *testing.T) {
	const serial = "5157F09EFDC096DE15EBE81A47057A7232F1B8E1"
	cert, err := ParseCertificate(certificate(t, serial, now.Add(-time.Hour), now.Add(time.Hour)))
	if err != nil {
		t.Fatal(err)
	}
	key, err := CertificateKey(cert)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		at     time.Time
		inside bool
	}{
		{now, true}, {now.Add(time.Hour), true}, {now.Add(time.Hour + time.Second), false}, {now.Add(-time.Hour - time.Second), false},
	} {
		v := Verify(signedBy(t, platform(), serial, c.at, nil), nil, Keys{key}, c.at)
		want := genuine
		if !c.inside {
			want = []wxpay.Check{genuine[0], genuine[1], fail(wxpay.CheckKeyKnown, wxpay.ReasonKeyExpired)}
		}
		outcome(t, v.Checks, want...)
	}
}

func TestVerifyWrongSignatures(t *testing.T) {
	h := signed(t, []byte("{}"))
	good := h.Get(HeaderSignature)
	mismatch := wxpay.ReasonSignatureMismatch
	for _, c := range []struct {
		what   string
		header http.Header
		body   string
		reason wxpay.Reason
	}{
		{"other key", signedBy(t, stranger(), publicKeyID, now, []byte("{}")), "{}", mismatch},
		{"other body", h, "{ }", mismatch},
		{"body with LF", h, "{}\n", mismatch},
		{"other nonce", instead(h, HeaderNonce, "N"), "{}", mismatch},
		{"shorter", instead(h, HeaderSignature, "c2lnbg=="), "{}", mismatch},
		{"no base64", instead(h, HeaderSignature, "!"+good[1:]), "{}", wxpay.ReasonSignatureEncoding},
		{"cut base64", instead(h, HeaderSignature, good[:343]), "{}", wxpay.ReasonSignatureEncoding},
		{"base64 for URLs", instead(h, HeaderSignature, "-_"+good[2:]), "{}", wxpay.ReasonSignatureEncoding},
		{"probe", instead(h, HeaderSignature, "WECHATPAY/SIGNTEST/"+good[19:]), "{}", wxpay.ReasonProbe},
	} {
		t.Run(c.what, func(t *testing.T) {
			v := Verify(c.header, []byte(c.body), platformKeys(), now)
			outcome(t, v.Checks, genuine[0], genuine[1], genuine[2], fail(wxpay.CheckSignature, c.reason))
			if v.OK() || v.Probe != (c.reason == wxpay.ReasonProbe) {
				t.Errorf("OK %v, probe %v", v.OK(), v.Probe)
			}
		})
	}
}

// The SDK reads the clock itself, so these messages are of this moment.
func TestVerifyAgreesWithTheSDK(t *testing.T) {
	sdk := validators.NewWechatPayResponseValidator(
		verifiers.NewSHA256WithRSAPubkeyVerifier(string(publicKeyID), platform().PublicKey))
	for _, away := range []time.Duration{0, -290 * time.Second, 290 * time.Second, -310 * time.Second, 310 * time.Second} {
		body := []byte(`{"code_url":"weixin://wxpay/bizpayurl?pr=1"}`)
		at := time.Now()
		h := signedBy(t, platform(), publicKeyID, at.Add(away), body)
		for _, change := range [][2]string{
			{"X", ""}, {HeaderNonce, ""}, {HeaderNonce, "N"}, {HeaderSerial, ""}, {HeaderSerial, "X"}, {HeaderSignature, ""},
			{HeaderSignature, "bad"}, {HeaderTimestamp, ""}, {HeaderTimestamp, "x"},
		} {
			changed := instead(h, change[0], change[1])
			theirs := sdk.Validate(context.Background(), &http.Response{Header: changed, Body: io.NopCloser(bytes.NewReader(body))})
			ours := Verify(changed, body, platformKeys(), at)
			if ours.OK() != (theirs == nil) {
				t.Errorf("%s away, %s %q: ours %+v, theirs %v", away, change[0], change[1], ours.Checks, theirs)
			}
		}
	}
}

func TestVerificationTraceShowsWhatWasReceived(t *testing.T) {
	body := []byte("{}")
	v := Verify(signed(t, body), body, platformKeys(), now)
	trace := v.Trace()
	if len(trace) != 4 || trace[0].Output.Reveal() != moment+"\n"+nonce+"\n{}\n" || trace[2].Input.Reveal() != v.Signature ||
		trace[3].Output.Reveal() != "✔" || trace[3].Fields[0] != string(publicKeyID) {
		t.Errorf("trace %v", trace)
	}
	v = Verify(signed(t, body), []byte("[]"), platformKeys(), now)
	if trace = v.Trace(); trace[3].Output.Reveal() != "✘" {
		t.Errorf("a wrong signature ends in %s", trace[3].Output)
	}
}

func TestVerifyStaysWithinItsAllocations(t *testing.T) {
	body := bytes.Repeat([]byte("x"), 600)
	h, keys := signed(t, body), Keys{{ID: publicKeyID, Verifier: anySignature{}}}
	n := testing.AllocsPerRun(100, func() {
		if v := CheckReply(200, h, body, keys, now); !v.OK() {
			t.Fatalf("checks %+v", v.Checks)
		}
	})
	if n > 15 {
		t.Errorf("%v allocations, want at most 15", n)
	}
}

// anySignature accepts whatever it is given, so that all but RSA is measured.
type anySignature struct{}

func (anySignature) Verify(_, _ []byte) error { return nil }
