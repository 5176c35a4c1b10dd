package v3

import (
	"encoding/json"
	"net/http"
	"strconv"
	"time"

	"wxlens/wxpay"
)

// CheckFile judges the reply of a call whose success is not signed, such as the
// download of a bill: status only. What the file is worth, its hash tells.
func CheckFile(status int, body []byte) Verification {
	var v Verification
	v.checkStatus(status, body)
	if v.OK() {
		v.check(wxpay.Skip(wxpay.CheckSignature, wxpay.ReasonUnsignedFile, "", ""))
	}
	return v
}

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
	var v Verification
	if v.checkStatus(status, body) {
		v.verify(header, body, keys, now)
	}
	return v
}

func (v *Verification) checkStatus(status int, body []byte) bool {
	const want = "2xx"
	got := strconv.Itoa(status)
	if status/100 == 2 {
		return v.check(wxpay.Pass(wxpay.CheckStatus, want, got))
	}
	var e APIError
	if json.Unmarshal(body, &e) == nil && e.Code != "" {
		got += " " + e.Code + ": " + e.Message
	}
	return v.check(wxpay.Fail(wxpay.CheckStatus, wxpay.ReasonErrorAnswer, want, got))
}

// ReplyFacts reads what the reply of a call says about an order: the transaction
// of a query, what a creation hands to the client, a refund, where a bill lies,
// or an error.
func ReplyFacts(status int, body []byte) wxpay.Facts {
	if status/100 != 2 {
		var e APIError
		_ = json.Unmarshal(body, &e) // an empty or foreign body says nothing
		return wxpay.Facts{ErrorCode: e.Code, ErrorMessage: e.Message}
	}
	var reply struct {
		Transaction
		PrepayID wxpay.PrepayID `json:"prepay_id"`
		CodeURL  string         `json:"code_url"`
		H5URL    string         `json:"h5_url"`
		RefundID wxpay.RefundID `json:"refund_id"`
		BillFile
	}
	if json.Unmarshal(body, &reply) != nil {
		return wxpay.Facts{}
	}
	if reply.RefundID != "" {
		var r Refund
		_ = json.Unmarshal(body, &r) // it is JSON; members of other types stay empty
		return r.Facts()
	}
	f := reply.Transaction.Facts()
	f.PrepayID, f.CodeURL, f.H5URL = reply.PrepayID, reply.CodeURL, reply.H5URL
	f.DownloadURL, f.HashType, f.HashValue = reply.DownloadURL, reply.HashType, reply.HashValue
	return f
}
