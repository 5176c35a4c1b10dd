package bench

import (
	"crypto/sha256"
	"encoding/json"
	"errors"
	"time"

	"wxlens/profiles"
	"wxlens/wxpay"
	"wxlens/wxpay/message"
	"wxlens/wxpay/v2"
	"wxlens/wxpay/v3"
)

// ownV3 judges a request of ours as WeChat Pay does: form of the header, clock,
// certificate, signature, merchant (签名验证失败排查). It fails with an [*Error]
// when the body of an upload is none.
func (b *Bench) ownV3(m *profiles.Merchant, h *message.HTTP, at time.Time) (Verdict, error) {
	v := Verdict{Kind: OwnRequest, API: wxpay.V3}
	body, err := h.SignedBody()
	if err != nil {
		return v, httpError(err)
	}
	target, err := targetOf(h.Target)
	if err != nil {
		return v, err
	}
	a, err := v3.ParseAuthorization(h.Header.Get("Authorization"))
	v.Signature = a.Signature
	if err != nil {
		v.Checks = []wxpay.Check{authorizationFault(err)}
		return v, nil
	}
	v.Text = v3.RequestText(h.Method, target, a.Timestamp, a.Nonce, body)
	v.Checks = append(v.Checks,
		wxpay.Pass(wxpay.CheckHeaders, "Authorization", a.Scheme),
		v3.CheckTimestampAt(a.Timestamp, b.moment(at, a.Timestamp)),
		checkSerial(m, a.SerialNo),
		checkOwnSignature(m, v.Text, a.Signature),
		checkMerchant(m, a.MchID, body),
	)
	verified := v3.Verification{
		Text: v.Text, Digest: sha256.Sum256(v.Text.Bytes()), Signature: a.Signature, Serial: a.SerialNo,
		Checks: v.Checks[3:4], // the trace tells of the signature alone
	}
	v.Trace = verified.Trace()
	return v, nil
}

func authorizationFault(err error) wxpay.Check {
	reason, got := wxpay.ReasonAuthorizationForm, err.Error()
	if fault := (*v3.AuthorizationError)(nil); errors.As(err, &fault) {
		got = string(fault.Fault) + " " + fault.Name
		if fault.Fault == v3.AuthorizationMissing {
			reason, got = wxpay.ReasonHeaderMissing, "- Authorization"
		}
	}
	return wxpay.Fail(wxpay.CheckHeaders, reason, "Authorization: "+v3.SchemeRSA+" …", got)
}

// checkSerial compares with the merchant certificate; the serial number of a
// platform key is the usual slip.
func checkSerial(m *profiles.Merchant, serial wxpay.KeyID) wxpay.Check {
	want, got := string(m.Profile.SerialNo), string(serial)
	if key, platform := m.Keys.Find(serial); platform {
		got += " (" + string(key.Kind) + ")"
	}
	if serial != m.Profile.SerialNo {
		return wxpay.Fail(wxpay.CheckKeyKnown, wxpay.ReasonOtherCertificate, want, got)
	}
	return wxpay.Pass(wxpay.CheckKeyKnown, want, got)
}

func checkOwnSignature(m *profiles.Merchant, text wxpay.Text, signature string) wxpay.Check {
	const want = "RSA-SHA256"
	if m.Certificate == nil {
		return wxpay.Fail(wxpay.CheckSignature, wxpay.ReasonNoKey, "apiclient_cert.pem", "")
	}
	if err := m.VerifyOwn(text, signature); err != nil {
		return wxpay.Fail(wxpay.CheckSignature, wxpay.ReasonSignatureMismatch, want, err.Error())
	}
	return wxpay.Pass(wxpay.CheckSignature, want, want)
}

// checkMerchant compares the merchant of the header with the profile and with
// the body: WeChat Pay refuses a difference.
func checkMerchant(m *profiles.Merchant, header wxpay.MchID, body []byte) wxpay.Check {
	var said struct {
		MchID wxpay.MchID `json:"mchid"`
	}
	_ = json.Unmarshal(body, &said) // a body that is not JSON names no merchant
	switch {
	case header != m.Profile.MchID:
		return wxpay.Fail(wxpay.CheckMerchantApp, wxpay.ReasonOtherMerchant, string(m.Profile.MchID), string(header))
	case said.MchID != "" && said.MchID != header:
		return wxpay.Fail(wxpay.CheckMerchantApp, wxpay.ReasonOtherMerchant, string(header), string(said.MchID))
	}
	return wxpay.Pass(wxpay.CheckMerchantApp, string(m.Profile.MchID), string(header))
}

// ownV2 judges a V2 request of ours.
func ownV2(m *profiles.Merchant, fields v2.Message) Verdict {
	checked := v2.Verify(fields, m.APIv2Key)
	v := Verdict{
		Kind: OwnRequest, API: wxpay.V2, Text: checked.Text, Trace: checked.Trace(), Signature: fields.Get("sign"),
		Checks: append([]wxpay.Check{wxpay.Pass(wxpay.CheckWellFormed, "XML", "XML")}, checked.Checks...),
	}
	if c, failed := wxpay.FirstFailure(v.Checks); !failed || c.Name != wxpay.CheckSignature {
		v.Checks = statedSignType(v.Checks, fields, checked.SignType)
	}
	if said := wxpay.MchID(fields.Get("mch_id")); said != "" {
		c := wxpay.Pass(wxpay.CheckMerchantApp, string(m.Profile.MchID), string(said))
		if said != m.Profile.MchID {
			c = wxpay.Fail(wxpay.CheckMerchantApp, wxpay.ReasonOtherMerchant, string(m.Profile.MchID), string(said))
		}
		v.Checks = append(v.Checks, c)
	}
	return v
}

// statedSignType fails the signature of a message that states another digest than
// it is signed with: the gateway goes by what is stated.
func statedSignType(checks []wxpay.Check, fields v2.Message, used v2.SignType) []wxpay.Check {
	stated, err := v2.ParseSignType(fields.Get("sign_type"))
	if err == nil && stated == used {
		return checks
	}
	for i, c := range checks {
		if c.Name == wxpay.CheckSignature {
			checks[i] = wxpay.Fail(wxpay.CheckSignature, wxpay.ReasonSignTypeDiffers, "sign_type="+string(used), "sign_type="+fields.Get("sign_type"))
		}
	}
	return checks
}
