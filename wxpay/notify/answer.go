package notify

import (
	"encoding/json"
	"net/http"
	"strings"
	"time"

	"wxlens/wxpay"
	"wxlens/wxpay/v2"
)

// Ladder are the pauses before the repeats of an unacknowledged notification:
// 15 repeats within 24 h 4 min (支付成功回调通知). Delivery is never guaranteed.
var Ladder = []time.Duration{
	15 * time.Second, 15 * time.Second, 30 * time.Second, 3 * time.Minute, 10 * time.Minute,
	20 * time.Minute, 30 * time.Minute, 30 * time.Minute, 30 * time.Minute, 60 * time.Minute,
	3 * time.Hour, 3 * time.Hour, 3 * time.Hour, 6 * time.Hour, 6 * time.Hour,
}

// Deadline is how long WeChat Pay waits for the answer.
const Deadline = 5 * time.Second

// Answer is what a correct server replies to a notification.
func (j *Judgement) Answer() wxpay.Reply {
	c, failed := wxpay.FirstFailure(j.Checks)
	message := string(c.Name) + ": " + string(c.Reason)
	switch {
	case j.API == wxpay.V2 && failed:
		return answer(http.StatusOK, "text/xml; charset=utf-8", v2.Refuse(message))
	case j.API == wxpay.V2:
		return answer(http.StatusOK, "text/xml; charset=utf-8", v2.Acknowledge())
	case failed:
		body, _ := json.Marshal(map[string]string{"code": "FAIL", "message": message})
		return answer(refusalStatus(c), "application/json; charset=utf-8", body)
	}
	return wxpay.Reply{Status: http.StatusNoContent}
}

// Unreachable is what WeChat Pay is told when the server that was to answer did
// not: that it shall repeat the notification. Of why only the reason is told, as
// the rest may name addresses that are nobody else's business.
func Unreachable(api wxpay.API, why string) wxpay.Reply {
	why, _, _ = strings.Cut(why, ": ")
	if api == wxpay.V2 {
		return answer(http.StatusBadGateway, "text/xml; charset=utf-8", v2.Refuse(why))
	}
	body, _ := json.Marshal(map[string]string{"code": "FAIL", "message": why})
	return answer(http.StatusBadGateway, "application/json; charset=utf-8", body)
}

func answer(status int, contentType string, body []byte) wxpay.Reply {
	return wxpay.Reply{Status: status, Header: http.Header{"Content-Type": {contentType}}, Body: body}
}

func refusalStatus(c wxpay.Check) int {
	switch c.Name {
	case wxpay.CheckHeaders, wxpay.CheckTimestamp, wxpay.CheckKeyKnown, wxpay.CheckSignature:
		return http.StatusUnauthorized
	case wxpay.CheckDecrypts:
		return http.StatusInternalServerError
	}
	if c.Reason == wxpay.ReasonTooLarge {
		return http.StatusRequestEntityTooLarge
	}
	return http.StatusBadRequest
}

// Acknowledged reports whether WeChat Pay takes an answer as acknowledgement,
// provided that it came in time, see [JudgeReply].
func Acknowledged(api wxpay.API, status int, body []byte) bool {
	return JudgeReply(api, &wxpay.Reply{Status: status, Body: body}, "", 0).Acknowledged
}
