package bench

import (
	"bytes"
	"encoding/json"
	"errors"
	"unicode/utf8"

	"wxlens/profiles"
	"wxlens/wxpay"
	"wxlens/wxpay/message"
	"wxlens/wxpay/v2"
	"wxlens/wxpay/v3"
)

// Decrypt opens what is encrypted in a notification (raw HTTP or its body), in a
// resource, in platform certificates, in a V2 req_info (whole XML or alone), or in
// a sensitive field of a reply.
// It does not ask for a signature: see [Bench.Verify]. It fails with an [*Error]
// when the input holds nothing of the kind.
func (b *Bench) Decrypt(data []byte) (Verdict, error) {
	m, err := b.deps.Merchant()
	if err != nil {
		return Verdict{}, err
	}
	form := message.FormOf(data)
	switch form {
	case message.Request, message.Response:
		h, err := parseHTTP(data)
		if err != nil {
			return Verdict{}, err
		}
		v, err := decryptBody(m, h.Body)
		if err == nil {
			v.Checks = framed(h, v.Checks)
		}
		return v, err
	case message.JSON, message.XML, message.Base64:
		return decryptBody(m, message.Unmarked(data))
	}
	return Verdict{}, &Error{Code: Unrecognised, Form: form}
}

func decryptBody(m *profiles.Merchant, body []byte) (Verdict, error) {
	form := message.FormOf(body)
	switch form {
	case message.JSON:
		return decryptJSON(m, body)
	case message.XML:
		fields, err := parseXML(body)
		if err != nil {
			return Verdict{}, err
		}
		if v2.IsRefundNotice(fields) {
			return decryptReqInfo(m, fields.Get("req_info")), nil
		}
	case message.Base64:
		text, _ := message.DecodeBase64(body)
		if v, ok := decryptSensitive(m, text); ok {
			return v, nil
		}
		return decryptReqInfo(m, text), nil
	}
	return Verdict{}, &Error{Code: Unrecognised, Form: form}
}

// sealed is every JSON that holds something encrypted with the APIv3 key.
type sealed struct {
	v3.Resource                        // alone
	Whole       *v3.Resource           `json:"resource"` // of a notification
	Certificate *v3.Resource           `json:"encrypt_certificate"`
	SerialNo    wxpay.KeyID            `json:"serial_no"`
	List        []v3.SealedCertificate `json:"data"`
}

func decryptJSON(m *profiles.Merchant, body []byte) (Verdict, error) {
	var s sealed
	into := any(&s)
	if body[0] == '[' {
		into = &s.List
	}
	if err := json.Unmarshal(body, into); err != nil {
		return Verdict{}, &Error{Code: BadJSON, Detail: err.Error()}
	}
	switch {
	case s.Whole != nil:
		return decryptResource(m, Notification, s.Whole), nil
	case s.Certificate != nil:
		return decryptCertificates(m, []v3.SealedCertificate{{SerialNo: s.SerialNo, Encrypted: *s.Certificate}}), nil
	case len(s.List) > 0 && s.List[0].Encrypted.Ciphertext != "":
		return decryptCertificates(m, s.List), nil
	case s.Ciphertext != "":
		return decryptResource(m, Resource, &s.Resource), nil
	}
	return Verdict{}, &Error{Code: Unrecognised, Form: message.JSON}
}

func decryptResource(m *profiles.Merchant, kind Kind, r *v3.Resource) Verdict {
	v := Verdict{Kind: kind, API: wxpay.V3, Checks: []wxpay.Check{wxpay.Pass(wxpay.CheckWellFormed, "JSON", r.OriginalType)}}
	plain, err := r.Open(m.APIv3Key)
	if err != nil {
		v.Checks = append(v.Checks, undecrypted(err))
		return v
	}
	v.Plain, v.Trace = plain, wxpay.Trace{r.Step(plain)}
	v.Checks = append(v.Checks, wxpay.Pass(wxpay.CheckDecrypts, v3.AlgorithmAESGCM, r.OriginalType))
	return v
}

// decryptCertificates opens platform certificates; their PEM texts follow each
// other.
func decryptCertificates(m *profiles.Merchant, list []v3.SealedCertificate) Verdict {
	v := Verdict{Kind: Certificates, API: wxpay.V3, Checks: []wxpay.Check{wxpay.Pass(wxpay.CheckWellFormed, "JSON", "")}}
	for i := range list {
		c := &list[i]
		plain, err := c.Encrypted.Open(m.APIv3Key)
		if err != nil {
			v.Checks = append(v.Checks, undecrypted(err))
			continue
		}
		v.Plain = append(v.Plain, plain...)
		v.Trace = append(v.Trace, c.Encrypted.Step(plain))
		v.Checks = append(v.Checks, checkCertificate(c.SerialNo, plain))
	}
	return v
}

// checkCertificate compares the serial number beside a certificate with its own.
func checkCertificate(serial wxpay.KeyID, plain []byte) wxpay.Check {
	cert, err := v3.ParseCertificate(plain)
	switch {
	case err != nil:
		return wxpay.Fail(wxpay.CheckDecrypts, wxpay.ReasonPlainNotJSON, "PEM", err.Error())
	case serial != "" && v3.SerialOf(cert) != serial:
		return wxpay.Fail(wxpay.CheckDecrypts, wxpay.ReasonUnknownSerial, string(serial), string(v3.SerialOf(cert)))
	}
	return wxpay.Pass(wxpay.CheckDecrypts, string(serial), string(v3.SerialOf(cert)))
}

func decryptReqInfo(m *profiles.Merchant, reqInfo string) Verdict {
	v := Verdict{Kind: ReqInfo, API: wxpay.V2}
	plain, err := v2.OpenReqInfo(reqInfo, m.APIv2Key)
	switch {
	case err != nil:
		v.Checks = []wxpay.Check{undecrypted(err)}
		return v
	case !utf8.Valid(plain) || !bytes.HasPrefix(bytes.TrimSpace(plain), []byte("<")): // the padding fits by chance
		v.Checks = []wxpay.Check{wxpay.Fail(wxpay.CheckDecrypts, wxpay.ReasonPlainNotXML, v2.AlgorithmECB, "")}
		return v
	}
	v.Plain, v.Trace = plain, v2.ReqInfoTrace(m.APIv2Key, reqInfo, plain)
	v.Checks = []wxpay.Check{wxpay.Pass(wxpay.CheckDecrypts, v2.AlgorithmECB, "")}
	return v
}

// undecrypted words why something does not decrypt.
func undecrypted(err error) wxpay.Check {
	if fault := (*v3.OpenError)(nil); errors.As(err, &fault) {
		return wxpay.Fail(wxpay.CheckDecrypts, fault.Reason, fault.Want, fault.Got)
	}
	if fault := (*v2.ReqInfoError)(nil); errors.As(err, &fault) {
		return wxpay.Fail(wxpay.CheckDecrypts, fault.Reason, fault.Want, fault.Got)
	}
	return wxpay.Fail(wxpay.CheckDecrypts, wxpay.ReasonDecryptFailed, "", err.Error())
}
