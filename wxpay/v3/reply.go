package v3

import (
	"encoding/json"
	"net/http"
	"strconv"
	"time"

	"wxlens/wxpay"
)

// APIError is the body of a failed reply (错误信息). The message is for people
// and unstable; the code is what programs decide on.
type APIError struct {
	Code    string          `json:"code"`
	Message string          `json:"message"`
	Detail  json.RawMessage `json:"detail,omitempty"`
}

// CheckReply judges a reply: status first, because whatever is not 2xx is
// unsigned; then [Verify].
func CheckReply(status int, header http.Header, body []byte, keys Keys, now time.Time) Verification {
	const want = "2xx"
	var v Verification
	if status/100 == 2 {
		v.check(wxpay.Pass(wxpay.CheckStatus, want, strconv.Itoa(status)))
		v.verify(header, body, keys, now)
		return v
	}
	got := strconv.Itoa(status)
	var e APIError
	if json.Unmarshal(body, &e) == nil && e.Code != "" {
		got += " " + e.Code + ": " + e.Message
	}
	v.check(wxpay.Fail(wxpay.CheckStatus, wxpay.ReasonErrorAnswer, want, got))
	return v
}

// ReplyFacts reads what the reply of an order call says about the order: the
// transaction of a query, the prepay_id of a creation, or an error.
func ReplyFacts(status int, body []byte) wxpay.Facts {
	if status/100 != 2 {
		var e APIError
		_ = json.Unmarshal(body, &e) // an empty or foreign body says nothing
		return wxpay.Facts{ErrorCode: e.Code, ErrorMessage: e.Message}
	}
	var reply struct {
		Transaction
		PrepayID wxpay.PrepayID `json:"prepay_id"`
	}
	if json.Unmarshal(body, &reply) != nil {
		return wxpay.Facts{}
	}
	f := reply.Transaction.Facts()
	f.PrepayID = reply.PrepayID
	return f
}
