package flow

import "wxlens/wxpay"

// Flow is one payment product in one generation of the API.
type Flow struct {
	ID     string // "miniprogram-v3"
	API    wxpay.API
	Title  wxpay.Words
	Client Client
	steps  []Step
}

// Client is what starts the payment at the payer's side.
type Client string

const (
	MiniProgram Client = "wx.requestPayment"
	JSAPI       Client = "WeixinJSBridge"
	App         Client = "APP" // the OpenSDK's PayReq
	Scan        Client = "scan"
	Browser     Client = "browser"
)

// Signed reports whether the client call has a signature of its own; a QR code
// and a page to open have none.
func (c Client) Signed() bool { return c == MiniProgram || c == JSAPI || c == App }

// Scenario is what the payer does.
type Scenario string

const (
	Pay     Scenario = "pay"
	Cancel  Scenario = "cancel"
	Fail    Scenario = "fail"
	Timeout Scenario = "timeout"
)

// Scenarios lists all scenarios, the usual one first.
var Scenarios = []Scenario{Pay, Cancel, Fail, Timeout}

// Step is one step of a flow.
type Step struct {
	Name     StepName
	Kind     Kind
	Endpoint string // catalogue id of a Call or Fetch
	File     string // of a Fetch: endpoint that the file is then downloaded from, "" when the reply is the file
	Event    string // of an Await: the event that is waited for
	Title    wxpay.Words
	Explain  wxpay.Words
	Inputs   []Input
}

// Calls reports whether the step calls WeChat Pay.
func (s *Step) Calls() bool { return s.Kind == Call || s.Kind == Fetch }

// StepName is the stable name of a step.
type StepName string

const (
	Login        StepName = "login"
	Order        StepName = "order"
	PaySign      StepName = "paysign"
	Cashier      StepName = "pay"
	Notify       StepName = "notify"
	Query        StepName = "query"
	Close        StepName = "close"
	Refund       StepName = "refund"
	RefundNotify StepName = "refund-notify"
	RefundQuery  StepName = "refund-query"
	Bill         StepName = "bill"
)

// Kind is what a step does.
type Kind uint8

const (
	Call  Kind = iota // calls WeChat Pay
	Sign              // signs the client's pay parameters
	Act               // the payer acts at the cashier
	Await             // waits for a notification
	Fetch             // calls WeChat Pay for a file and downloads it
)

// Input binds one field of a step to a slot, or fixes its value.
type Input struct {
	Field string
	Slot  Slot
	Else  Slot   // used when Slot holds nothing
	Const string // used when Slot is empty
}

// Slot is a value that steps share.
type Slot string

const (
	// From the profile.
	SlotAppID     Slot = "appid"
	SlotMchID     Slot = "mchid"
	SlotAppSecret Slot = "app_secret"
	SlotNotifyURL Slot = "notify_url"

	// Made for the run.
	SlotOutTradeNo  Slot = "out_trade_no"
	SlotTotal       Slot = "total"
	SlotDescription Slot = "description"
	SlotJSCode      Slot = "js_code"
	SlotOutRefundNo Slot = "out_refund_no" // anew for every refund
	SlotRefund      Slot = "refund"        // empty: all of it
	SlotSignType    Slot = "sign_type"
	SlotNonce       Slot = "nonce_str" // anew for every step
	SlotTimestamp   Slot = "timestamp" // anew for every step

	// Handed on by steps.
	SlotOpenID        Slot = "openid"
	SlotPrepayID      Slot = "prepay_id"
	SlotTransactionID Slot = "transaction_id"
	SlotCodeURL       Slot = "code_url"
	SlotH5URL         Slot = "h5_url"
	SlotRefundID      Slot = "refund_id"
	SlotBillDate      Slot = "bill_date" // the day of the payment, as the API writes it
)

// Paths through a flow, as far as the product has the steps.
var (
	paid   = []StepName{Login, Order, PaySign, Cashier, Notify, Query, Refund, RefundNotify, RefundQuery, Bill}
	unpaid = []StepName{Login, Order, PaySign, Cashier, Query, Close, Query}
)

// Steps returns the steps of the flow in this scenario.
func (f *Flow) Steps(s Scenario) []Step {
	names := paid
	if s != Pay {
		names = unpaid
	}
	steps := make([]Step, 0, len(names))
	for _, name := range names {
		for _, step := range f.steps {
			if step.Name == name {
				steps = append(steps, step)
			}
		}
	}
	return steps
}

// Want returns the state that the order has when the scenario went as expected.
func (s Scenario) Want() wxpay.TradeState {
	if s == Pay {
		return wxpay.Refunding
	}
	return wxpay.Closed
}

// All lists the flows.
func All() []*Flow { return flows }

// ByID returns the flow with this id.
func ByID(id string) (*Flow, bool) {
	for _, f := range flows {
		if f.ID == id {
			return f, true
		}
	}
	return nil, false
}
