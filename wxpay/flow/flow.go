package flow

import "wxlens/wxpay"

// Flow is one payment product in one generation of the API.
type Flow struct {
	ID    string // "miniprogram-v3"
	API   wxpay.API
	Title wxpay.Words
	steps []Step
}

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
	Endpoint string // catalogue id of a Call
	Title    wxpay.Words
	Explain  wxpay.Words
	Inputs   []Input
}

// StepName is the stable name of a step.
type StepName string

const (
	Login   StepName = "login"
	Order   StepName = "order"
	PaySign StepName = "paysign"
	Cashier StepName = "pay"
	Notify  StepName = "notify"
	Query   StepName = "query"
	Close   StepName = "close"
)

// Kind is what a step does.
type Kind uint8

const (
	Call  Kind = iota // calls WeChat Pay
	Sign              // signs the client's pay parameters
	Act               // the payer acts at the cashier
	Await             // waits for the notification
)

// Input binds one field of a step to a slot, or fixes its value.
type Input struct {
	Field string
	Slot  Slot
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
	SlotSignType    Slot = "sign_type"
	SlotNonce       Slot = "nonce_str" // anew for every step
	SlotTimestamp   Slot = "timestamp" // anew for every step

	// Handed on by steps.
	SlotOpenID        Slot = "openid"
	SlotPrepayID      Slot = "prepay_id"
	SlotTransactionID Slot = "transaction_id"
)

// Steps returns the steps of the flow in this scenario.
func (f *Flow) Steps(s Scenario) []Step {
	names := []StepName{Login, Order, PaySign, Cashier, Notify, Query}
	if s != Pay {
		names = []StepName{Login, Order, PaySign, Cashier, Query, Close, Query}
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
		return wxpay.Success
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
