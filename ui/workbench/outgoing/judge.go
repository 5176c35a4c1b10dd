package outgoing

import (
	"bytes"
	"encoding/json"
	"regexp"
	"strconv"
	"time"

	"wxlens/profiles"
	"wxlens/wxpay"
	"wxlens/wxpay/catalog"
	"wxlens/wxpay/v2"
	"wxlens/wxpay/v3"
)

// Judge sets the checks of a reply and what it says, by the keys of a merchant.
func Judge(m *profiles.Merchant, x *wxpay.Exchange, now time.Time) {
	if x.Call == catalog.Code2Session {
		judgeLogin(x)
		return
	}
	endpoint, known := catalog.ByID(x.Call)
	var expected Unsigned
	if known {
		expected = Unsigned{File: endpoint.File, Call: endpoint.Unsigned}
	}
	v := JudgeReply(m, x.API, x.Reply, expected, now)
	x.Checks, x.Facts = v.Checks, v.Facts
	failure, _ := wxpay.FirstFailure(v.Checks)
	x.Probe = failure.Reason == wxpay.ReasonProbe
}

// Verdict is the verdict on a reply.
type Verdict struct {
	Checks []wxpay.Check
	Facts  wxpay.Facts // an unverified reply says nothing but its error
	Text   wxpay.Text  // that was verified; empty when it did not come to that
	trace  func() wxpay.Trace
}

// Trace tells how the reply was verified; nil when it did not come to that.
func (v *Verdict) Trace() wxpay.Trace {
	if v.trace == nil {
		return nil
	}
	return v.trace()
}

// Unsigned is what may come without a signature and is no forgery then.
type Unsigned struct {
	File bool // the reply is a file
	Call bool // no reply of the call is signed
}

// JudgeReply judges a reply.
func JudgeReply(m *profiles.Merchant, api wxpay.API, r *wxpay.Reply, u Unsigned, now time.Time) Verdict {
	var v Verdict
	switch {
	case api == wxpay.V2:
		v.judgeV2(m, r, u)
	case u.File || u.Call:
		v.Checks = v3.CheckFile(r.Status, r.Body).Checks
		if !wxpay.OK(v.Checks) {
			v.Facts = v3.ReplyFacts(r.Status, r.Body)
		}
	default:
		checked := v3.CheckReply(r.Status, r.Header, r.Body, m.Keys, now)
		v.Checks, v.Facts = checked.Checks, v3.ReplyFacts(r.Status, r.Body)
		if v.Text = checked.Text; v.Text.Len() > 0 {
			v.trace = checked.Trace
		}
	}
	if !wxpay.OK(v.Checks) {
		v.Facts = wxpay.Facts{ErrorCode: v.Facts.ErrorCode, ErrorMessage: v.Facts.ErrorMessage}
	}
	return v
}

// judgeV2 judges a V2 reply: HTTP status, XML, return_code, signature over all
// fields, result_code (协议规则). Files are text, their refusals XML (下载交易账单).
func (v *Verdict) judgeV2(m *profiles.Merchant, r *wxpay.Reply, u Unsigned) {
	const want = "200"
	if r.Status != 200 {
		v.Checks = []wxpay.Check{wxpay.Fail(wxpay.CheckStatus, wxpay.ReasonErrorAnswer, want, strconv.Itoa(r.Status))}
		return
	}
	v.Checks = []wxpay.Check{wxpay.Pass(wxpay.CheckStatus, want, want)}
	if u.File && !bytes.HasPrefix(bytes.TrimSpace(r.Body), []byte("<")) {
		v.Checks = append(v.Checks, wxpay.Skip(wxpay.CheckSignature, wxpay.ReasonUnsignedFile, "", ""))
		return
	}
	message, err := v2.Parse(r.Body)
	if err != nil {
		v.Checks = append(v.Checks, v2.Malformed(err))
		return
	}
	checked := v2.Verify(message, m.APIv2Key)
	if u.Call && message.Get("sign") == "" {
		checked = v2.CheckUnsigned(message)
	}
	v.Checks = append(v.Checks, checked.Checks...)
	v.Facts, v.Text, v.trace = v2.FactsOf(message), checked.Text, checked.Trace
}

// judgeLogin reads the answer of code2Session, which is not signed.
func judgeLogin(x *wxpay.Exchange) {
	var answer struct {
		OpenID  wxpay.OpenID `json:"openid"`
		Code    int          `json:"errcode"`
		Message string       `json:"errmsg"`
	}
	const want = "openid"
	switch err := json.Unmarshal(x.Reply.Body, &answer); {
	case err != nil:
		x.Checks = []wxpay.Check{wxpay.Fail(wxpay.CheckWellFormed, wxpay.ReasonNotJSON, "JSON", err.Error())}
	case answer.Code != 0 || answer.OpenID == "":
		x.Checks = []wxpay.Check{wxpay.Fail(wxpay.CheckResultCode, wxpay.ReasonErrorAnswer, want, strconv.Itoa(answer.Code)+" "+answer.Message)}
		x.Facts = wxpay.Facts{ErrorCode: strconv.Itoa(answer.Code), ErrorMessage: answer.Message}
	default:
		x.Checks = []wxpay.Check{wxpay.Pass(wxpay.CheckResultCode, want, string(answer.OpenID))}
		x.Facts = wxpay.Facts{OpenID: answer.OpenID}
	}
}

var (
	sessionKey = regexp.MustCompile(`("session_key"\s*:\s*")[^"]*(")`)
	appSecret  = regexp.MustCompile(`([?&]secret=)[^&"\s]*`)
)

// masked returns an exchange as it may be kept and shown: without the AppSecret
// and the session_key of a login, the one exception to raw bytes. Other calls
// carry no secret.
func masked(x *wxpay.Exchange) wxpay.Exchange {
	m := *x
	if x.Call != catalog.Code2Session {
		return m
	}
	m.Request.URL = maskSecret(x.Request.URL)
	if x.Reply != nil {
		reply := *x.Reply
		reply.Body = sessionKey.ReplaceAll(x.Reply.Body, []byte("${1}"+wxpay.Mask+"${2}"))
		m.Reply = &reply
	}
	return m
}

// maskSecret hides the AppSecret in an address, also where an error quotes one.
func maskSecret(s string) string { return appSecret.ReplaceAllString(s, "${1}"+wxpay.Mask) }
