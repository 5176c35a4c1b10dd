package v3

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"time"

	"wxlens/wxpay"
)

// Envelope is the outer part of a notification (回调通知), before decryption.
type Envelope struct {
	ID           string   `json:"id"`
	CreateTime   string   `json:"create_time"`
	EventType    string   `json:"event_type"`
	ResourceType string   `json:"resource_type"`
	Summary      string   `json:"summary"`
	Resource     Resource `json:"resource"`
}

// Transaction is an order as queries and payment notifications describe it
// (支付成功回调通知, 查询订单).
type Transaction struct {
	AppID          wxpay.AppID         `json:"appid"`
	MchID          wxpay.MchID         `json:"mchid"`
	OutTradeNo     wxpay.OutTradeNo    `json:"out_trade_no"`
	TransactionID  wxpay.TransactionID `json:"transaction_id,omitempty"`
	TradeType      string              `json:"trade_type,omitempty"`
	TradeState     wxpay.TradeState    `json:"trade_state"`
	TradeStateDesc string              `json:"trade_state_desc"`
	BankType       string              `json:"bank_type,omitempty"`
	Attach         string              `json:"attach,omitempty"`
	SuccessTime    string              `json:"success_time,omitempty"` // RFC 3339
	Payer          *Payer              `json:"payer,omitempty"`
	Amount         *Amount             `json:"amount,omitempty"`
}

// Payer is who pays.
type Payer struct {
	OpenID wxpay.OpenID `json:"openid"`
}

// Amount is the money of an order, in fen.
type Amount struct {
	Total         wxpay.Fen `json:"total"`
	PayerTotal    wxpay.Fen `json:"payer_total,omitempty"`
	Currency      string    `json:"currency,omitempty"`
	PayerCurrency string    `json:"payer_currency,omitempty"`
}

// Facts returns what the transaction says about the order.
func (t *Transaction) Facts() wxpay.Facts {
	f := wxpay.Facts{
		MchID: t.MchID, AppID: t.AppID, OutTradeNo: t.OutTradeNo, TransactionID: t.TransactionID,
		State: t.TradeState, TradeType: t.TradeType, SuccessTime: t.SuccessTime,
	}
	if t.Payer != nil {
		f.OpenID = t.Payer.OpenID
	}
	if t.Amount != nil {
		f.Total, f.PayerTotal, f.Currency = t.Amount.Total, t.Amount.PayerTotal, t.Amount.Currency
	}
	return f
}

// Notification is one received notification with the verdict on it.
type Notification struct {
	Verification
	Envelope Envelope
	Plain    []byte // the decrypted resource; nil when it did not come to that
	Facts    wxpay.Facts
}

// Trace tells how the message was verified, and how its resource was opened.
func (n *Notification) Trace() wxpay.Trace {
	trace := n.Verification.Trace()
	if n.Plain != nil {
		trace = append(trace, n.Envelope.Resource.Step(n.Plain))
	}
	return trace
}

// What a notification is about: its original_type.
const (
	OriginalTransaction = "transaction"
	OriginalRefund      = "refund"
	OriginalSecurity    = "security"
)

// Events (event_type) of the notifications that are read further than their
// envelope; others are decrypted and shown as they are.
const (
	EventPaid           = "TRANSACTION.SUCCESS"
	EventRefunded       = "REFUND.SUCCESS"
	EventRefundAbnormal = "REFUND.ABNORMAL"
	EventRefundClosed   = "REFUND.CLOSED"
	EventEcho           = "SECURITY_ECHO.SUCCESS"
)

// OpenNotification judges a notification: well-formed, then [Verify], then
// decryption. A message whose signature is wrong is not decrypted.
func OpenNotification(header http.Header, body []byte, keys Keys, apiV3Key wxpay.Secret, now time.Time) Notification {
	var n Notification
	parsed := n.check(n.parse(body))
	n.verify(header, body, keys, now)
	if !parsed {
		return n
	}
	n.Facts.EventType = n.Envelope.EventType
	if n.OK() {
		n.check(n.open(apiV3Key))
	}
	return n
}

func (n *Notification) parse(body []byte) wxpay.Check {
	const want = "JSON"
	if len(body) == 0 {
		return wxpay.Fail(wxpay.CheckWellFormed, wxpay.ReasonEmptyBody, want, "0 bytes")
	}
	if err := json.Unmarshal(body, &n.Envelope); err != nil {
		reason := wxpay.ReasonNotJSON
		if truncated(body) {
			reason = wxpay.ReasonTruncated
		}
		return wxpay.Fail(wxpay.CheckWellFormed, reason, want, err.Error())
	}
	if n.Envelope.Resource.Ciphertext == "" {
		return wxpay.Fail(wxpay.CheckWellFormed, wxpay.ReasonNoResource, "resource.ciphertext", "")
	}
	return wxpay.Pass(wxpay.CheckWellFormed, want, n.Envelope.EventType)
}

// truncated reports whether the JSON ends too early, as opposed to being wrong.
func truncated(body []byte) bool {
	var whole json.RawMessage
	return errors.Is(json.NewDecoder(bytes.NewReader(body)).Decode(&whole), io.ErrUnexpectedEOF)
}

func (n *Notification) open(key wxpay.Secret) wxpay.Check {
	plain, err := n.Envelope.Resource.Open(key)
	if open := (*OpenError)(nil); errors.As(err, &open) {
		return wxpay.Fail(wxpay.CheckDecrypts, open.Reason, open.Want, open.Got)
	} else if err != nil {
		return wxpay.Fail(wxpay.CheckDecrypts, wxpay.ReasonDecryptFailed, AlgorithmAESGCM, err.Error())
	}
	n.Plain = plain
	facts, err := plainFacts(n.Envelope.Resource.OriginalType, plain)
	if err != nil {
		return wxpay.Fail(wxpay.CheckDecrypts, wxpay.ReasonPlainNotJSON, "JSON", err.Error())
	}
	facts.EventType = n.Envelope.EventType
	n.Facts = facts
	return wxpay.Pass(wxpay.CheckDecrypts, AlgorithmAESGCM, n.Envelope.Resource.OriginalType)
}

// plainFacts reads a decrypted resource. Of kinds that it does not know it only
// makes sure that they are JSON.
func plainFacts(originalType string, plain []byte) (wxpay.Facts, error) {
	switch originalType {
	case OriginalTransaction:
		var t Transaction
		err := json.Unmarshal(plain, &t)
		return t.Facts(), err
	case OriginalRefund:
		var r RefundNotice
		err := json.Unmarshal(plain, &r)
		return r.Facts(), err
	}
	var any json.RawMessage
	return wxpay.Facts{}, json.Unmarshal(plain, &any)
}
