package sandbox

import (
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"slices"
	"time"

	"wxlens/wxpay"
)

const controlPrefix = "/_sandbox/"

// control answers the calls that steer the sandbox, from loopback only.
func (s *Sandbox) control(w http.ResponseWriter, r *http.Request, body []byte) {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if ip := net.ParseIP(host); err != nil || ip == nil || !ip.IsLoopback() {
		controlError(w, http.StatusForbidden, "control calls are answered on loopback only")
		return
	}
	call := r.Method + " " + r.URL.Path
	handle, ok := controls[call]
	if !ok {
		controlError(w, http.StatusNotFound, call+" does not exist")
		return
	}
	handle(s, w, body)
}

// controls are the control calls by method and path.
var controls = map[string]func(*Sandbox, http.ResponseWriter, []byte){
	"GET /_sandbox/ready":         (*Sandbox).controlReady,
	"POST /_sandbox/pay":          (*Sandbox).controlPay,
	"GET /_sandbox/orders":        (*Sandbox).controlOrders,
	"GET /_sandbox/notifications": (*Sandbox).controlNotifications,
	"POST /_sandbox/notify":       (*Sandbox).controlNotify,
	"POST /_sandbox/clock":        (*Sandbox).controlClock,
	"POST /_sandbox/faults":       (*Sandbox).controlFaults,
	"POST /_sandbox/refund":       (*Sandbox).controlRefund,
	"GET /_sandbox/refunds":       (*Sandbox).controlRefunds,
	"POST /_sandbox/merchant":     (*Sandbox).controlMerchant,
	"POST /_sandbox/bill":         (*Sandbox).controlBill,
	"POST /_sandbox/rotate":       (*Sandbox).controlRotate,
	"POST /_sandbox/reset":        (*Sandbox).controlReset,
}

func controlError(w http.ResponseWriter, status int, message string) {
	controlJSON(w, status, map[string]any{"ok": false, "error": message})
}

func controlJSON(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v) // the client may be gone
}

// readControl reads a body; a false result has been answered.
func readControl(w http.ResponseWriter, body []byte, v any) bool {
	if err := json.Unmarshal(body, v); err != nil {
		controlError(w, http.StatusBadRequest, "the body must be a JSON object: "+err.Error())
		return false
	}
	return true
}

// controlReady answers whoever wants to know whether a sandbox is there.
func (s *Sandbox) controlReady(w http.ResponseWriter, _ []byte) {
	controlJSON(w, http.StatusOK, map[string]any{"ok": true})
}

func (s *Sandbox) controlPay(w http.ResponseWriter, body []byte) {
	var req payRequest
	if !readControl(w, body, &req) {
		return
	}
	if !slices.Contains(actions, req.Action) {
		controlError(w, http.StatusBadRequest, fmt.Sprintf("action %q: want pay, cancel or fail", req.Action))
		return
	}
	answer, err := s.pay(req)
	if err != nil {
		controlError(w, http.StatusInternalServerError, err.Error())
		return
	}
	controlJSON(w, http.StatusOK, answer)
}

func (s *Sandbox) controlOrders(w http.ResponseWriter, _ []byte) {
	type item struct {
		OutTradeNo    wxpay.OutTradeNo    `json:"out_trade_no"`
		MchID         wxpay.MchID         `json:"mchid"`
		TradeState    wxpay.TradeState    `json:"trade_state"`
		TradeType     string              `json:"trade_type"`
		Total         wxpay.Fen           `json:"total"`
		Refunded      wxpay.Fen           `json:"refunded"`
		TransactionID wxpay.TransactionID `json:"transaction_id,omitempty"`
		NotifyURL     string              `json:"notify_url"`
	}
	s.mu.Lock()
	list := make([]item, 0, len(s.store.numbers))
	for _, no := range s.store.numbers {
		o := s.store.orders[no]
		list = append(list, item{o.OutTradeNo, o.MchID, o.state(s.clock.Now()), o.TradeType, o.Total, s.refunded(o), o.TransactionID, o.NotifyURL})
	}
	s.mu.Unlock()
	controlJSON(w, http.StatusOK, list)
}

func (s *Sandbox) controlNotifications(w http.ResponseWriter, _ []byte) {
	type item struct {
		ID          string            `json:"id"`
		OutTradeNo  wxpay.OutTradeNo  `json:"out_trade_no"`
		OutRefundNo wxpay.OutRefundNo `json:"out_refund_no,omitempty"`
		EventType   string            `json:"event_type"`
		URL         string            `json:"url"`
		Attempts    []Attempt         `json:"attempts"`
		NextAt      *time.Time        `json:"next_at"`
	}
	s.mu.Lock()
	list := make([]item, 0, len(s.store.queue))
	for _, id := range s.store.queue {
		n := s.store.notifications[id]
		list = append(list, item{n.ID, n.OutTradeNo, n.OutRefundNo, n.EventType, n.URL, append([]Attempt{}, n.Attempts...), n.NextAt})
	}
	s.mu.Unlock()
	controlJSON(w, http.StatusOK, list)
}

func (s *Sandbox) controlNotify(w http.ResponseWriter, body []byte) {
	var req struct {
		ID         string           `json:"id"`
		OutTradeNo wxpay.OutTradeNo `json:"out_trade_no"`
		Variant    Variant          `json:"variant"`
	}
	if !readControl(w, body, &req) {
		return
	}
	if req.Variant == "" {
		req.Variant = VariantNormal
	}
	if !slices.Contains(Variants, req.Variant) {
		controlError(w, http.StatusBadRequest, "unknown variant "+string(req.Variant))
		return
	}
	sent, err := s.sendVariant(req.ID, req.OutTradeNo, req.Variant)
	if err != nil {
		controlError(w, http.StatusBadRequest, err.Error())
		return
	}
	controlJSON(w, http.StatusOK, sent)
}

func (s *Sandbox) controlClock(w http.ResponseWriter, body []byte) {
	var req struct {
		Advance string `json:"advance"`
	}
	if !readControl(w, body, &req) {
		return
	}
	d, err := time.ParseDuration(req.Advance)
	if err != nil || d < 0 {
		controlError(w, http.StatusBadRequest, `"advance" must be a duration such as "2h"; the clock never goes back`)
		return
	}
	controlJSON(w, http.StatusOK, map[string]any{"ok": true, "now": s.notifier.advance(d)})
}

func (s *Sandbox) controlReset(w http.ResponseWriter, _ []byte) {
	s.mu.Lock()
	err := s.store.reset()
	s.mu.Unlock()
	if err != nil {
		controlError(w, http.StatusInternalServerError, err.Error())
		return
	}
	controlJSON(w, http.StatusOK, map[string]any{"ok": true})
}
