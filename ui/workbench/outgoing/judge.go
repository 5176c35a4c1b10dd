package outgoing

import (
	"encoding/json"
	"regexp"
	"strconv"
	"time"

	"wxlens/profiles"
	"wxlens/wxpay"
	"wxlens/wxpay/catalog"
	"wxlens/wxpay/notify"
	"wxlens/wxpay/v2"
	"wxlens/wxpay/v3"
)

// Judge sets the checks of a reply and what it says, by the keys of a merchant.
// Unverified replies say nothing but their error.
func Judge(m *profiles.Merchant, x *wxpay.Exchange, now time.Time) {
	endpoint, known := catalog.ByID(x.Call)
	switch {
	case x.Call == catalog.Code2Session:
		judgeLogin(x)
		return
	case known && endpoint.File && !refusedV2(x):
		x.Checks = v3.CheckFile(x.Reply.Status, x.Reply.Body).Checks
		if !wxpay.OK(x.Checks) {
			x.Facts = v3.ReplyFacts(x.Reply.Status, x.Reply.Body)
		}
	case x.API == wxpay.V2:
		judgeV2(m, x)
	default:
		v := v3.CheckReply(x.Reply.Status, x.Reply.Header, x.Reply.Body, m.Keys, now)
		x.Checks = v.Checks
		x.Facts = v3.ReplyFacts(x.Reply.Status, x.Reply.Body)
	}
	if !wxpay.OK(x.Checks) {
		x.Facts = wxpay.Facts{ErrorCode: x.Facts.ErrorCode, ErrorMessage: x.Facts.ErrorMessage}
	}
}

// refusedV2 reports whether a V2 call for a file was answered with XML instead:
// the reason why there is none (下载交易账单).
func refusedV2(x *wxpay.Exchange) bool {
	return x.API == wxpay.V2 && notify.APIOf(x.Reply.Body) == wxpay.V2
}

// judgeV2 judges a V2 reply: HTTP status, XML, return_code, signature over all
// fields, result_code (协议规则).
func judgeV2(m *profiles.Merchant, x *wxpay.Exchange) {
	const want = "200"
	if x.Reply.Status != 200 {
		x.Checks = []wxpay.Check{wxpay.Fail(wxpay.CheckStatus, wxpay.ReasonErrorAnswer, want, strconv.Itoa(x.Reply.Status))}
		return
	}
	x.Checks = []wxpay.Check{wxpay.Pass(wxpay.CheckStatus, want, want)}
	message, err := v2.Parse(x.Reply.Body)
	if err != nil {
		x.Checks = append(x.Checks, v2.Malformed(err))
		return
	}
	x.Checks = append(x.Checks, v2.Verify(message, m.APIv2Key).Checks...)
	x.Facts = v2.FactsOf(message)
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
