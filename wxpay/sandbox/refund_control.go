package sandbox

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"

	"wxlens/wxpay"
)

// outcome is what becomes of a refund.
type outcome string

const (
	outcomeSuccess  outcome = "success"
	outcomeAbnormal outcome = "abnormal"
	outcomeClosed   outcome = "closed"
	outcomeHold     outcome = "hold" // stays under way until it is settled by a control call
)

func (o outcome) state() wxpay.RefundState {
	switch o {
	case outcomeAbnormal:
		return wxpay.RefundAbnormal
	case outcomeClosed:
		return wxpay.RefundClosed
	case outcomeHold:
		return wxpay.RefundProcessing
	}
	return wxpay.RefundSuccess
}

// planned is the outcome of the next refunds.
type planned struct {
	Outcome outcome `json:"outcome"`
	Times   int     `json:"times"`
}

// nextOutcome takes the outcome of the next refund.
func (s *Sandbox) nextOutcome() outcome {
	plans := s.store.settings.Outcomes
	if len(plans) == 0 {
		return outcomeSuccess
	}
	s.used(func(all *settings) {
		rest := slices.Clone(plans)
		if rest[0].Times--; rest[0].Times == 0 {
			rest = rest[1:]
		}
		all.Outcomes = rest
	})
	return plans[0].Outcome
}

// refundRequest is the body of POST /_sandbox/refund.
type refundRequest struct {
	Outcome     outcome           `json:"outcome"`
	OutRefundNo wxpay.OutRefundNo `json:"out_refund_no"`
	Times       int               `json:"times"`
	PlatformURL *string           `json:"platform_url"`
}

// controlRefund answers POST /_sandbox/refund: it settles the refund that is
// named, else it plans what becomes of the next ones; platform_url is the
// refund address of the merchant platform.
func (s *Sandbox) controlRefund(w http.ResponseWriter, body []byte) {
	var req refundRequest
	if !readControl(w, body, &req) {
		return
	}
	if message := req.fault(); message != "" {
		controlError(w, http.StatusBadRequest, message)
		return
	}
	if req.PlatformURL != nil {
		s.changeSettings(w, func(all *settings) { all.RefundURL = *req.PlatformURL })
		return
	}
	s.mu.Lock()
	state, err := s.direct(req)
	s.mu.Unlock()
	if err != nil {
		controlError(w, http.StatusBadRequest, err.Error())
		return
	}
	controlJSON(w, http.StatusOK, struct {
		OK     bool              `json:"ok"`
		Status wxpay.RefundState `json:"status"`
	}{true, state})
}

func (r refundRequest) fault() string {
	switch known := []outcome{outcomeSuccess, outcomeAbnormal, outcomeClosed, outcomeHold}; {
	case r.PlatformURL != nil && r.Outcome != "":
		return "platform_url stands alone"
	case r.PlatformURL != nil:
		if u, err := url.Parse(*r.PlatformURL); err != nil || *r.PlatformURL != "" && (u.Host == "" || u.Scheme != "http" && u.Scheme != "https") {
			return `platform_url: want an absolute http(s) address, or "" for none`
		}
	case !slices.Contains(known, r.Outcome):
		return "outcome: want success, abnormal, closed or hold"
	case r.Times < 0:
		return "times: want 1 or more"
	case r.OutRefundNo != "" && (r.Times != 0 || r.Outcome == outcomeHold):
		return "a refund is settled once, as success, abnormal or closed"
	}
	return ""
}

// direct does what was asked and returns the state that it leads to.
func (s *Sandbox) direct(req refundRequest) (wxpay.RefundState, error) {
	if req.OutRefundNo == "" {
		return req.Outcome.state(), s.set(func(all *settings) {
			all.Outcomes = append(slices.Clone(all.Outcomes), planned{req.Outcome, max(req.Times, 1)})
		})
	}
	r, ok := s.store.refunds[req.OutRefundNo]
	switch {
	case !ok:
		return "", fmt.Errorf("there is no refund %s", req.OutRefundNo)
	case r.State != wxpay.RefundProcessing:
		return "", fmt.Errorf("refund %s is %s, not PROCESSING", req.OutRefundNo, r.State)
	}
	return req.Outcome.state(), s.settle(r, req.Outcome.state())
}

// controlRefunds answers GET /_sandbox/refunds.
func (s *Sandbox) controlRefunds(w http.ResponseWriter, _ []byte) {
	type item struct {
		OutRefundNo   wxpay.OutRefundNo   `json:"out_refund_no"`
		RefundID      wxpay.RefundID      `json:"refund_id"`
		OutTradeNo    wxpay.OutTradeNo    `json:"out_trade_no"`
		TransactionID wxpay.TransactionID `json:"transaction_id"`
		Status        wxpay.RefundState   `json:"status"`
		Refund        wxpay.Fen           `json:"refund"`
		Total         wxpay.Fen           `json:"total"`
		NotifyURL     string              `json:"notify_url,omitempty"`
	}
	s.mu.Lock()
	list := make([]item, 0, len(s.store.refundNumbers))
	for _, no := range s.store.refundNumbers {
		r := s.store.refunds[no]
		o := s.store.orders[r.OutTradeNo]
		list = append(list, item{r.OutRefundNo, r.ID, r.OutTradeNo, o.TransactionID, r.State, r.Amount, o.Total, r.NotifyURL})
	}
	s.mu.Unlock()
	controlJSON(w, http.StatusOK, list)
}
