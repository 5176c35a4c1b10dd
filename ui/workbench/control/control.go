// Package control steers the sandbox of a profile through its control calls,
// whichever process serves it: what the payer does, what becomes of refunds and
// notifications, what time it is, and what goes wrong.
package control

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"wxlens/wxpay"
	"wxlens/wxpay/client"
)

// Deps are what a desk needs of the workbench.
type Deps struct {
	// Sandbox returns the address of the sandbox of the profile in use, once it
	// answers, and what its calls go through.
	Sandbox func(context.Context) (url string, transport http.RoundTripper, err error)
}

// Desk is where a sandbox is steered.
type Desk struct{ deps Deps }

// New returns a desk.
func New(d Deps) *Desk { return &Desk{d} }

// State is a sandbox at one moment.
type State struct {
	URL           string
	Now           time.Time // business time
	Orders        []Order   // oldest first, as all lists here
	Refunds       []Refund
	Notifications []Notification
}

// Order is an order as the sandbox knows it.
type Order struct {
	OutTradeNo    wxpay.OutTradeNo    `json:"out_trade_no"`
	MchID         wxpay.MchID         `json:"mchid"`
	TradeState    wxpay.TradeState    `json:"trade_state"`
	TradeType     string              `json:"trade_type"`
	Total         wxpay.Fen           `json:"total"`
	Refunded      wxpay.Fen           `json:"refunded"`
	TransactionID wxpay.TransactionID `json:"transaction_id,omitempty"`
	NotifyURL     string              `json:"notify_url"`
}

// Refund is a refund as the sandbox knows it.
type Refund struct {
	OutRefundNo wxpay.OutRefundNo `json:"out_refund_no"`
	OutTradeNo  wxpay.OutTradeNo  `json:"out_trade_no"`
	Status      wxpay.RefundState `json:"status"`
	Refund      wxpay.Fen         `json:"refund"`
	Total       wxpay.Fen         `json:"total"`
	NotifyURL   string            `json:"notify_url,omitempty"`
}

// Notification is one event that the merchant is told of.
type Notification struct {
	ID          string            `json:"id"`
	OutTradeNo  wxpay.OutTradeNo  `json:"out_trade_no"`
	OutRefundNo wxpay.OutRefundNo `json:"out_refund_no,omitempty"`
	EventType   string            `json:"event_type"`
	URL         string            `json:"url"`
	Attempts    []Attempt         `json:"attempts"`
	NextAt      *time.Time        `json:"next_at"` // nil: acknowledged, or given up
}

// Acknowledged reports whether the merchant has taken the notification.
func (n *Notification) Acknowledged() bool {
	for _, a := range n.Attempts {
		if a.Acknowledged {
			return true
		}
	}
	return false
}

// Attempt is one delivery and what came of it.
type Attempt struct {
	At           time.Time `json:"at"`
	Status       int       `json:"status"` // 0: no answer
	ElapsedMS    int64     `json:"elapsed_ms"`
	Error        string    `json:"error"`
	Acknowledged bool      `json:"acknowledged"`
}

// Fault is trouble to be planted for requests whose path begins with Path.
type Fault struct {
	Path    string `json:"path"`
	Status  int    `json:"status,omitempty"`
	Code    string `json:"code,omitempty"`
	DelayMS int64  `json:"delay_ms,omitempty"`
	Drop    bool   `json:"drop,omitempty"`
	Probe   bool   `json:"probe,omitempty"`
	Tamper  bool   `json:"tamper,omitempty"`
	Times   int    `json:"times,omitempty"`
}

// RefusedError is what the sandbox said to a control call that it refused.
type RefusedError struct{ Message string }

func (e *RefusedError) Error() string { return e.Message }

// State reads everything that the sandbox holds.
func (d *Desk) State(ctx context.Context) (State, error) {
	var s State
	var err error
	if s.URL, _, err = d.deps.Sandbox(ctx); err != nil {
		return s, err
	}
	if s.Now, err = d.Advance(ctx, 0); err != nil {
		return s, err
	}
	for name, list := range map[string]any{"orders": &s.Orders, "refunds": &s.Refunds, "notifications": &s.Notifications} {
		if err := d.call(ctx, http.MethodGet, name, nil, list); err != nil {
			return s, err
		}
	}
	return s, nil
}

// Pay lets the payer of an order act: "pay", "cancel" or "fail".
func (d *Desk) Pay(ctx context.Context, no wxpay.OutTradeNo, action string) (wxpay.TradeState, error) {
	var answer struct {
		OK         bool             `json:"ok"`
		TradeState wxpay.TradeState `json:"trade_state"`
		Error      string           `json:"error"`
	}
	err := d.call(ctx, http.MethodPost, "pay", map[string]string{"out_trade_no": string(no), "action": action}, &answer)
	if err == nil && !answer.OK {
		err = &RefusedError{answer.Error}
	}
	return answer.TradeState, err
}

// Settle ends a refund that is under way: "success", "abnormal" or "closed".
func (d *Desk) Settle(ctx context.Context, no wxpay.OutRefundNo, outcome string) (wxpay.RefundState, error) {
	return d.refund(ctx, map[string]any{"outcome": outcome, "out_refund_no": no})
}

// PlanRefunds says what becomes of the next refunds: as in Settle, or "hold",
// which leaves them under way.
func (d *Desk) PlanRefunds(ctx context.Context, outcome string, times int) (wxpay.RefundState, error) {
	return d.refund(ctx, map[string]any{"outcome": outcome, "times": times})
}

func (d *Desk) refund(ctx context.Context, body map[string]any) (wxpay.RefundState, error) {
	var answer struct {
		Status wxpay.RefundState `json:"status"`
	}
	err := d.call(ctx, http.MethodPost, "refund", body, &answer)
	return answer.Status, err
}

// Notify sends one more delivery at once: of the notification with this id, else
// of the payment of an order.
func (d *Desk) Notify(ctx context.Context, id string, no wxpay.OutTradeNo, variant string) (Attempt, error) {
	var sent Attempt
	body := map[string]string{"variant": variant}
	if id != "" {
		body["id"] = id
	} else {
		body["out_trade_no"] = string(no)
	}
	err := d.call(ctx, http.MethodPost, "notify", body, &sent)
	return sent, err
}

// Advance moves the business clock on and returns its time; what falls due is
// sent before it answers.
func (d *Desk) Advance(ctx context.Context, by time.Duration) (time.Time, error) {
	var answer struct {
		Now time.Time `json:"now"`
	}
	err := d.call(ctx, http.MethodPost, "clock", map[string]string{"advance": by.String()}, &answer)
	return answer.Now, err
}

// Plant makes the next matching requests go wrong.
func (d *Desk) Plant(ctx context.Context, f Fault) error {
	return d.call(ctx, http.MethodPost, "faults", f, nil)
}

// BillPlan is how bills are to differ on purpose from what happened; what is nil stays
// as it is.
type BillPlan struct {
	Seconds *int      `json:"url_seconds,omitempty"` // that a download_url is good for
	Plant   *int      `json:"plant,omitempty"`       // how many differences; 0 takes them back
	Kinds   *[]string `json:"kinds,omitempty"`       // in place of a number: amount, state, missing, extra
	Fault   *string   `json:"fault,omitempty"`       // wrong-hash, wrong-totals, no-totals, bad-row, column-count; "" takes it back
}

// PlanBills makes bills differ from what happened, until it is changed.
func (d *Desk) PlanBills(ctx context.Context, p BillPlan) error {
	return d.call(ctx, http.MethodPost, "bill", p, nil)
}

// Rotate makes a new platform certificate, which signs from then on.
func (d *Desk) Rotate(ctx context.Context) error {
	return d.call(ctx, http.MethodPost, "rotate", struct{}{}, nil)
}

// Reset forgets orders, refunds, notifications and faults; keys are kept.
func (d *Desk) Reset(ctx context.Context) error {
	return d.call(ctx, http.MethodPost, "reset", struct{}{}, nil)
}

// call makes one control call. answer may be nil.
func (d *Desk) call(ctx context.Context, method, name string, body, answer any) error {
	url, transport, err := d.deps.Sandbox(ctx)
	if err != nil {
		return err
	}
	request, err := client.Control(method, url, name, body)
	if err != nil {
		return fmt.Errorf("sandbox %s: %w", name, err)
	}
	reply, err := client.Send(ctx, transport, request)
	if err != nil {
		return fmt.Errorf("sandbox %s: %w", name, err)
	}
	if reply.Status != http.StatusOK {
		return refusal(name, reply)
	}
	if answer == nil {
		return nil
	}
	if err := json.Unmarshal(reply.Body, answer); err != nil {
		return fmt.Errorf("sandbox %s: its answer is not the JSON it should be: %w", name, err)
	}
	return nil
}

func refusal(name string, reply *wxpay.Reply) error {
	var said struct {
		Error string `json:"error"`
	}
	if json.Unmarshal(reply.Body, &said) != nil || said.Error == "" {
		return fmt.Errorf("sandbox %s: it answered %d; is this a wxlens sandbox?", name, reply.Status)
	}
	return &RefusedError{said.Error}
}
