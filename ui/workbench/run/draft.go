package run

import (
	"errors"
	"fmt"
	"strconv"
	"time"

	"wxlens/profiles"
	"wxlens/wxpay"
	"wxlens/wxpay/catalog"
	"wxlens/wxpay/client"
	"wxlens/wxpay/diagnose"
	"wxlens/wxpay/flow"
	"wxlens/wxpay/v2"
)

// Draft is a step as it would be done now: what would be signed and sent.
type Draft struct {
	Text         wxpay.Text // to be signed; empty where nothing is
	Signature    string
	Trace        wxpay.Trace
	Request      wxpay.Request // as it would be sent; Method "" for a step that calls nobody
	ClientParams []wxpay.Field // paysign step: what the client API takes
	Problems     []catalog.Problem
	Mistake      diagnose.Slug // that is made on purpose
	Err          error         // why it cannot be made
}

// Draft makes a step ready without doing it: about a millisecond, no I/O.
func (r *Runner) Draft(j Job) Draft {
	m, err := r.deps.Merchant(j.Profile)
	if err != nil {
		return Draft{Err: err}
	}
	switch j.Step.Kind {
	case flow.Call, flow.Fetch:
		if j.needless() {
			return Draft{}
		}
		return r.draftCall(m, j)
	case flow.Sign:
		return r.draftPay(m, j)
	}
	return Draft{}
}

func (r *Runner) draftCall(m *profiles.Merchant, j Job) Draft { return spoil(m, j, r.rightCall(m, j)) }

func (r *Runner) draftPay(m *profiles.Merchant, j Job) Draft { return spoil(m, j, r.rightPay(m, j)) }

func (r *Runner) rightCall(m *profiles.Merchant, j Job) Draft {
	endpoint, ok := catalog.ByID(j.Step.Endpoint)
	if !ok {
		return Draft{Err: fmt.Errorf("step %s calls %q, which the catalogue does not hold", j.Step.Name, j.Step.Endpoint)}
	}
	call, problems := endpoint.Build(j.values)
	if endpoint.API == wxpay.V3 && endpoint.ID != catalog.Code2Session {
		problems = append(problems, catalog.CheckTimestamp(j.slots[flow.SlotTimestamp])...)
	}
	d := Draft{Problems: problems}
	var p client.Prepared
	switch base := r.deps.BaseURL(m, endpoint); {
	case endpoint.ID == catalog.Code2Session:
		p = client.Plain(base, call.Method, call.Target)
	case endpoint.API == wxpay.V2:
		t, err := v2.ParseSignType(j.slots[flow.SlotSignType])
		if err != nil {
			d.Err = err
		}
		p = client.SignV2(base, m.APIv2Key, t, call.Target, call.Fields)
	default:
		var err error
		p, err = client.SignV3(base, m.Signer, call.Method, call.Target, call.Body,
			j.slots[flow.SlotTimestamp], j.slots[flow.SlotNonce], m.Keys.PreferredID(r.deps.Now()))
		if err != nil {
			d.Err = err
		}
	}
	d.Text, d.Signature, d.Trace, d.Request = p.Text, p.Signature, p.Trace(), p.Request
	return d
}

var errNoPrepay = errors.New("there is no prepay_id yet: the order must be placed first")

func (r *Runner) rightPay(m *profiles.Merchant, j Job) Draft {
	appID, prepay := wxpay.AppID(j.slots[flow.SlotAppID]), wxpay.PrepayID(j.slots[flow.SlotPrepayID])
	timestamp, nonce := j.slots[flow.SlotTimestamp], j.slots[flow.SlotNonce]
	d := Draft{Problems: catalog.CheckTimestamp(timestamp)}
	if prepay == "" {
		d.Err = errNoPrepay
	}
	if j.API == wxpay.V2 {
		t, err := v2.ParseSignType(j.slots[flow.SlotSignType])
		if err != nil {
			d.Err = err
		}
		var signed v2.Signed
		d.ClientParams, signed = j.client.SignV2(appID, m.Profile.MchID, prepay, m.APIv2Key, t, timestamp, nonce)
		d.Text, d.Signature, d.Trace = signed.Text, signed.Signature, signed.Trace()
		return d
	}
	params, signed, err := j.client.SignV3(m.Signer, appID, prepay, timestamp, nonce)
	if err != nil {
		d.Err = err
		return d
	}
	d.Text, d.Signature, d.Trace, d.ClientParams = signed.Text, signed.Signature, signed.Trace(), params
	return d
}

// needless reports whether the step asks for what is known already.
func (j *Job) needless() bool { return j.Step.Name == flow.Login && j.pinnedOpenID }

// fresh gives a job the timestamp of its moment, unless that was set by hand.
func (j *Job) fresh(now time.Time) {
	if !j.pinnedTime {
		j.slots[flow.SlotTimestamp] = strconv.FormatInt(now.Unix(), 10)
	}
}

// verifyOwn checks a signature made here under the merchant's own certificate: a
// key that does not belong to the certificate shows before WeChat Pay says so.
func verifyOwn(m *profiles.Merchant, text wxpay.Text, signature string) wxpay.Check {
	const want = "apiclient_cert.pem"
	if err := m.VerifyOwn(text, signature); err != nil {
		return wxpay.Fail(wxpay.CheckOwnSignature, wxpay.ReasonSignatureMismatch, want, err.Error())
	}
	return wxpay.Pass(wxpay.CheckOwnSignature, want, string(m.Profile.SerialNo))
}
