package wxpay

import (
	"net/http"
	"time"
)

// Exchange is one request with its reply, in either direction, raw bytes kept.
// It is the only truth about what happened; orders and inbox are computed from
// exchanges.
type Exchange struct {
	ID        string
	Direction Direction
	Profile   string // name of the profile it was made under or received for
	API       API
	Call      string // what it was: a catalogue id ("v3.pay.jsapi"), "notify", "cashier", …
	Request   Request
	Reply     *Reply // nil: never answered, or the answer was lost in a crash
	Fault     string // why there is no reply, when known
	Started   time.Time
	Elapsed   time.Duration // from Started to the reply
	From      string        // incoming: IP address of who asked, "" if unknown

	Checks []Check
	Facts  Facts

	Attempt     int    // 1 for the first delivery of a notification, counted here
	DuplicateOf string // exchange that first brought the same event, if any
	Probe       bool   // a deliberately wrong signature, see protocol-v3 签名探测流量

	Forwards []Forward // of a notification to the developer's own server, in order
	Marked   bool
	Note     string // of the user, about this exchange
	Pruned   bool   // its headers and bodies were let go to keep the journal small
}

// Forward is one sending of a received notification to the developer's server:
// while it arrived, or again later.
type Forward struct {
	At      time.Time
	URL     string
	Trial   string   // what was changed on purpose, see the trials of a replay; "": nothing, byte for byte
	Passed  bool     // the reply was handed on to WeChat Pay (pass mode)
	Request *Request // what was sent where that is not the notification itself
	Reply   *Reply   // nil: there was none, for the reason in Fault
	Fault   string
	Elapsed time.Duration

	Acknowledged bool   // WeChat Pay would take the reply as acknowledgement
	Reason       Reason // why it would not, or what is amiss although it would
}

// Direction is who asked whom.
type Direction string

const (
	Outgoing Direction = "out" // we called WeChat Pay
	Incoming Direction = "in"  // WeChat Pay called us
)

// Request is what was asked, as it stood on the wire.
type Request struct {
	Method string
	URL    string // outgoing: absolute; incoming: the request target
	Header http.Header
	Body   []byte
}

// Reply is what was answered, as it stood on the wire.
type Reply struct {
	Status int
	Header http.Header
	Body   []byte
}

// TradeState is WeChat Pay's own word for the state of an order (交易状态).
type TradeState string

const (
	NotPay     TradeState = "NOTPAY"
	Success    TradeState = "SUCCESS"
	Refunding  TradeState = "REFUND"
	Closed     TradeState = "CLOSED"
	Revoked    TradeState = "REVOKED"
	UserPaying TradeState = "USERPAYING"
	PayError   TradeState = "PAYERROR"
	Accepted   TradeState = "ACCEPT"
)

// RefundState is the state of one refund (退款状态) in the words of V3; V2 says
// CHANGE for ABNORMAL and REFUNDCLOSE for CLOSED.
type RefundState string

const (
	RefundProcessing RefundState = "PROCESSING" // accepted, the money is on its way
	RefundSuccess    RefundState = "SUCCESS"
	RefundClosed     RefundState = "CLOSED"
	RefundAbnormal   RefundState = "ABNORMAL" // the payer's account cannot take it: to be settled by hand
)

// Facts are what an exchange says about an order, read out once, after its
// checks. Zero values mean that it says nothing about that.
type Facts struct {
	MchID         MchID         `json:"mchid,omitempty"`
	AppID         AppID         `json:"appid,omitempty"`
	OutTradeNo    OutTradeNo    `json:"out_trade_no,omitempty"`
	TransactionID TransactionID `json:"transaction_id,omitempty"`
	PrepayID      PrepayID      `json:"prepay_id,omitempty"`
	OpenID        OpenID        `json:"openid,omitempty"`
	EventType     string        `json:"event_type,omitempty"` // of a notification
	State         TradeState    `json:"trade_state,omitempty"`
	Total         Fen           `json:"total,omitempty"`
	PayerTotal    Fen           `json:"payer_total,omitempty"`
	Currency      string        `json:"currency,omitempty"`
	TradeType     string        `json:"trade_type,omitempty"`
	SuccessTime   string        `json:"success_time,omitempty"` // as the message wrote it
	CreateTime    string        `json:"create_time,omitempty"`  // of a refund: when it was accepted, as the message wrote it
	OutRefundNo   OutRefundNo   `json:"out_refund_no,omitempty"`
	RefundID      RefundID      `json:"refund_id,omitempty"`
	RefundState   RefundState   `json:"refund_state,omitempty"`
	Refund        Fen           `json:"refund,omitempty"` // amount of this one refund
	CodeURL       string        `json:"code_url,omitempty"`
	H5URL         string        `json:"h5_url,omitempty"`
	DownloadURL   string        `json:"download_url,omitempty"` // of a bill
	HashType      string        `json:"hash_type,omitempty"`
	HashValue     string        `json:"hash_value,omitempty"`
	ErrorCode     string        `json:"error_code,omitempty"`
	ErrorMessage  string        `json:"error_message,omitempty"`
}
