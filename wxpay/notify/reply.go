package notify

import (
	"bytes"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"wxlens/wxpay"
	"wxlens/wxpay/v2"
)

// ReplyVerdict is what WeChat Pay makes of a server's answer to a notification.
type ReplyVerdict struct {
	Acknowledged bool         // it will not send the notification again
	Reason       wxpay.Reason // why it will, or what is amiss although it will not; "" for a good answer
	Want, Got    string       // protocol words and figures
}

// noReply are the reasons for which there may be no answer at all; a fault begins
// with one of them, see [Fault].
var noReply = []wxpay.Reason{
	wxpay.ReplyRefused, wxpay.ReplyReset, wxpay.ReplyTimeout, wxpay.ReplyTLS, wxpay.ReplyNoHost, wxpay.ReplyUnreachable,
	wxpay.ReplyBroken, wxpay.ReplyInterrupted, wxpay.ReplyNone,
}

// Fault writes why there was no answer: a reason that [JudgeReply] reads, and the
// words of whoever noticed.
func Fault(reason wxpay.Reason, detail string) string {
	if detail == "" {
		return string(reason)
	}
	return string(reason) + ": " + detail
}

// JudgeReply judges the answer of a developer's server as WeChat Pay does. V3
// looks at the status alone; V2 wants status 200 and XML with return_code SUCCESS,
// nothing around it; both want it within [Deadline] and follow no redirect
// (支付成功回调通知, 回调通知注意事项). A nil reply means that there was none, for
// the reason in fault.
func JudgeReply(api wxpay.API, reply *wxpay.Reply, fault string, elapsed time.Duration) ReplyVerdict {
	v := ReplyVerdict{Want: "200, 204"}
	if api == wxpay.V2 {
		v.Want = "200 return_code SUCCESS"
	}
	switch {
	case reply == nil:
		v.Reason, v.Got = faultOf(fault)
		return v
	case !statusOK(api, reply.Status):
		v.Reason, v.Got = statusReason(reply.Status), strconv.Itoa(reply.Status)
		if location := reply.Header.Get("Location"); v.Reason == wxpay.ReplyRedirect && location != "" {
			v.Got += " " + location
		}
		return v
	case api == wxpay.V2:
		v.Reason, v.Got = judgeBodyV2(reply.Body)
		v.Acknowledged = v.Reason == ""
	default:
		v.Reason, v.Got = warnBodyV3(reply.Body)
		v.Acknowledged = true
	}
	v.Got = strings.TrimSpace(strconv.Itoa(reply.Status) + " " + v.Got)
	if v.Acknowledged && elapsed > Deadline {
		return ReplyVerdict{Reason: wxpay.ReplyLate, Want: "≤ " + Deadline.String(), Got: elapsed.Round(time.Millisecond).String()}
	}
	return v
}

func faultOf(fault string) (wxpay.Reason, string) {
	reason, detail, _ := strings.Cut(fault, ": ")
	if slices.Contains(noReply, wxpay.Reason(reason)) {
		return wxpay.Reason(reason), detail
	}
	return wxpay.ReplyNone, fault
}

func statusOK(api wxpay.API, status int) bool {
	return status == http.StatusOK || api == wxpay.V3 && status == http.StatusNoContent
}

func statusReason(status int) wxpay.Reason {
	switch {
	case status == http.StatusUnauthorized, status == http.StatusForbidden:
		return wxpay.ReplyUnauthorized
	case status == http.StatusNotFound, status == http.StatusMethodNotAllowed, status == http.StatusGone:
		return wxpay.ReplyNotFound
	case status == http.StatusBadGateway, status == http.StatusServiceUnavailable, status == http.StatusGatewayTimeout:
		return wxpay.ReplyGateway
	case status >= 500:
		return wxpay.ReplyServerError
	case status >= 400:
		return wxpay.ReplyClientError
	case status >= 300 && status != http.StatusNotModified:
		return wxpay.ReplyRedirect
	}
	return wxpay.ReplyStatus
}

// warnBodyV3 tells what is amiss with a body that WeChat Pay does not read: the
// server may believe that it refused, or never have seen the notification.
func warnBodyV3(body []byte) (wxpay.Reason, string) {
	switch {
	case isPage(body):
		return wxpay.ReplyWebPage, "HTML"
	case saysFail(body):
		return wxpay.ReplySaysFail, "FAIL"
	}
	return "", ""
}

// judgeBodyV2 says why a body is no acknowledgement in V2; of one that is, it
// tells how the code was written, as both ways are taken.
func judgeBodyV2(body []byte) (wxpay.Reason, string) {
	message, err := v2.Parse(body)
	if err != nil {
		return formV2(body, err)
	}
	code, has := message.Lookup("return_code")
	switch {
	case !has:
		return wxpay.ReplyNoCode, "return_code"
	case code == "SUCCESS" && bytes.Contains(body, []byte("<![CDATA[SUCCESS]]>")):
		return "", "return_code SUCCESS (CDATA)"
	case code == "SUCCESS":
		return "", "return_code SUCCESS"
	case strings.EqualFold(strings.TrimSpace(code), "SUCCESS"):
		return wxpay.ReplyLowerCase, strconv.Quote(code)
	}
	return wxpay.ReplySaysFail, strings.TrimSpace(code + " " + message.Get("return_msg"))
}

// formV2 tells what a body is that [v2.Parse] refuses.
func formV2(body []byte, err error) (wxpay.Reason, string) {
	text := bytes.TrimSpace(body)
	word := strings.ToLower(string(text[:min(len(text), 32)]))
	switch {
	case len(text) == 0:
		return wxpay.ReplyEmpty, strconv.Itoa(len(body)) + " bytes"
	case bytes.HasPrefix(body, []byte("\ufeff")):
		return wxpay.ReplyMarked, "EF BB BF"
	case isPage(body):
		return wxpay.ReplyWebPage, "HTML"
	case word == "success", word == "ok", word == "fail", word == "true":
		return wxpay.ReplyWord, string(text)
	case text[0] == '"' && bytes.Contains(text, []byte("<xml>")):
		return wxpay.ReplyQuoted, "\"<xml>…\""
	case text[0] == '{', text[0] == '[', text[0] == '"':
		return wxpay.ReplyJSON, "JSON"
	case bytes.Contains(text, []byte("<return_code>")):
		return wxpay.ReplySurplus, place(err)
	}
	return wxpay.ReplyNotXML, place(err)
}

// place is where a body stops being a message.
func place(err error) string {
	if x := (*v2.XMLError)(nil); errors.As(err, &x) {
		return "byte " + strconv.Itoa(x.Byte)
	}
	return ""
}

// isPage recognises a web page by how it begins.
func isPage(body []byte) bool {
	text := bytes.TrimLeft(body, " \t\r\n\ufeff")
	start := bytes.ToLower(text[:min(len(text), 256)])
	return bytes.HasPrefix(start, []byte("<!doctype html")) || bytes.HasPrefix(start, []byte("<html")) ||
		bytes.HasPrefix(start, []byte("<head")) || bytes.HasPrefix(start, []byte("<!--")) && bytes.Contains(start, []byte("<html"))
}

// Repeat is when WeChat Pay would send a notification again.
type Repeat struct {
	In      time.Duration // after the answer it did not take
	Attempt int           // which sending that is
	Of      int           // how many there are at most
}

// Forecast tells what follows an attempt, 1 for the first, that was not
// acknowledged. After the last nothing does.
func Forecast(attempt int) (next Repeat, ok bool) {
	attempt = max(attempt, 1)
	if attempt > len(Ladder) {
		return Repeat{}, false
	}
	return Repeat{In: Ladder[attempt-1], Attempt: attempt + 1, Of: len(Ladder) + 1}, true
}

// saysFail reports whether a JSON or XML body says that the notification is
// refused.
func saysFail(body []byte) bool {
	var answer struct {
		Code string `json:"code"`
	}
	if json.Unmarshal(body, &answer) == nil {
		return strings.EqualFold(answer.Code, "FAIL")
	}
	message, err := v2.Parse(body)
	return err == nil && message.Get("return_code") == "FAIL"
}
