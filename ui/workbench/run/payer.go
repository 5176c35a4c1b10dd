package run

import (
	"context"
	"encoding/json"
	"net/http"

	"wxlens/profiles"
	"wxlens/wxpay"
	"wxlens/wxpay/client"
	"wxlens/wxpay/flow"
	"wxlens/wxpay/order"
)

// act lets the payer of the sandbox do what the scenario says.
func (r *Runner) act(ctx context.Context, m *profiles.Merchant, j Job) Result {
	switch {
	case j.realPay: // the notification, or the query, will tell
		return Result{ClientParams: j.HandOver(), Checks: []wxpay.Check{wxpay.Skip(wxpay.CheckPayParams, wxpay.ReasonHandedOver, "", string(j.client))}}
	case j.Scenario == flow.Timeout:
		return Result{} // the payer does nothing
	}
	pay := struct {
		OutTradeNo   string            `json:"out_trade_no"`
		MchID        string            `json:"mchid"`
		Action       flow.Scenario     `json:"action"`
		ClientAPI    string            `json:"client_api,omitempty"`
		ClientParams map[string]string `json:"client_params,omitempty"`
	}{OutTradeNo: j.slots[flow.SlotOutTradeNo], MchID: j.slots[flow.SlotMchID], Action: j.Scenario}
	if j.client.Signed() {
		pay.ClientAPI, pay.ClientParams = string(j.client), map[string]string{}
		for _, p := range j.params {
			pay.ClientParams[p.Name] = p.Value
		}
	}
	request, err := client.Control(http.MethodPost, r.deps.BaseURL(m, nil), "pay", pay)
	if err != nil {
		return Result{Err: err}
	}
	x, err := r.exchange(ctx, m, j, request, order.CallCashier, func(x *wxpay.Exchange) { judgeCashier(j, x) })
	result := Result{Exchange: x, Err: err}
	if err == nil {
		result.Checks = x.Checks
	}
	return result
}

// HandOver are what a real client needs: the signed parameters of its call, or the
// address that it opens. Values that no step has given yet are empty.
func (j *Job) HandOver() []wxpay.Field {
	switch j.client {
	case flow.Scan:
		return []wxpay.Field{{Name: string(flow.SlotCodeURL), Value: j.slots[flow.SlotCodeURL]}}
	case flow.Browser:
		return []wxpay.Field{{Name: string(flow.SlotH5URL), Value: j.slots[flow.SlotH5URL]}}
	}
	return j.params
}

// judgeCashier reads what the client app reported.
func judgeCashier(j Job, x *wxpay.Exchange) {
	var answer struct {
		OK         bool             `json:"ok"`
		TradeState wxpay.TradeState `json:"trade_state"`
		Error      string           `json:"error"`
	}
	x.Facts = wxpay.Facts{OutTradeNo: wxpay.OutTradeNo(j.slots[flow.SlotOutTradeNo])}
	if err := json.Unmarshal(x.Reply.Body, &answer); err != nil {
		x.Checks = []wxpay.Check{wxpay.Fail(wxpay.CheckPayParams, wxpay.ReasonNotJSON, "JSON", err.Error())}
		return
	}
	x.Facts.State = answer.TradeState
	if !answer.OK {
		x.Checks = []wxpay.Check{wxpay.Fail(wxpay.CheckPayParams, wxpay.ReasonRefused, string(j.Scenario), answer.Error)}
		return
	}
	x.Checks = []wxpay.Check{wxpay.Pass(wxpay.CheckPayParams, string(j.Scenario), string(answer.TradeState))}
}
