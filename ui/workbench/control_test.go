package workbench_test

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"wxlens/ui/workbench"
	"wxlens/ui/workbench/control"
	"wxlens/ui/workbench/run"
	"wxlens/ui/workbench/workbenchtest"
	"wxlens/wxpay"
	"wxlens/wxpay/flow"
	"wxlens/wxpay/order"
)

// stepTo does the steps of a session up to and with one.
func stepTo(t *testing.T, w *workbench.Workbench, s *run.Session, name flow.StepName) {
	t.Helper()
	for {
		r := w.Do(t.Context(), s.Job(s.Next()))
		if s.Apply(r); !r.OK {
			t.Fatalf("step %s: %v %+v", r.Step, r.Err, r.Checks)
		}
		if r.Step == name {
			return
		}
	}
}

func session(t *testing.T, w *workbench.Workbench) *run.Session {
	t.Helper()
	s, err := w.NewSession("native-v3", flow.Pay)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestTheDeskSteersPayerRefundsAndClock(t *testing.T) {
	w := workbenchtest.Open(t, workbenchtest.Home(t))
	desk := w.Desk()
	placed := session(t, w)
	stepTo(t, w, placed, flow.Order)
	no := wxpay.OutTradeNo(placed.Slot(flow.SlotOutTradeNo))

	if state, err := desk.Pay(t.Context(), no, "pay"); err != nil || state != wxpay.Success {
		t.Fatalf("paid: %s, %v", state, err)
	}
	refused := (*control.RefusedError)(nil)
	if _, err := desk.Pay(t.Context(), no, "pay"); !errors.As(err, &refused) {
		t.Errorf("paid twice: %v", err)
	}
	if _, err := desk.PlanRefunds(t.Context(), "abnormal", 1); err != nil {
		t.Fatal(err)
	}
	before, err := desk.Advance(t.Context(), 0)
	if err != nil {
		t.Fatal(err)
	}
	after, err := desk.Advance(t.Context(), time.Hour)
	if moved := after.Sub(before); err != nil || moved < time.Hour || moved > time.Hour+time.Minute {
		t.Errorf("the clock moved by %s, %v", moved, err)
	}
	s, err := desk.State(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if len(s.Orders) != 1 || s.Orders[0].OutTradeNo != no || s.Orders[0].TradeState != wxpay.Success || s.Orders[0].TradeType != "NATIVE" {
		t.Errorf("orders: %+v", s.Orders)
	}
	if len(s.Notifications) != 1 || !s.Notifications[0].Acknowledged() || s.Notifications[0].NextAt != nil {
		t.Fatalf("notifications: %+v", s.Notifications)
	}
	sent, err := desk.Notify(t.Context(), s.Notifications[0].ID, "", "tampered")
	if err != nil || sent.Acknowledged || sent.Status == 0 {
		t.Errorf("a tampered delivery: %+v, %v", sent, err)
	}
	if err := desk.Reset(t.Context()); err != nil {
		t.Fatal(err)
	}
	if s, err = desk.State(t.Context()); err != nil || len(s.Orders)+len(s.Refunds)+len(s.Notifications) > 0 {
		t.Errorf("after the reset: %+v, %v", s, err)
	}
}

func TestTheDeskPlansRefundsAndFaults(t *testing.T) {
	w := workbenchtest.Open(t, workbenchtest.Home(t))
	desk := w.Desk()
	if _, err := desk.PlanRefunds(t.Context(), "hold", 1); err != nil {
		t.Fatal(err)
	}
	if err := desk.Plant(t.Context(), control.Fault{Path: "/v3/pay/transactions/native", Code: "FREQUENCY_LIMITED"}); err != nil {
		t.Fatal(err)
	}
	s := session(t, w)
	if r := w.Do(t.Context(), s.Job(0)); r.OK || r.Exchange.Reply.Status != 429 {
		t.Errorf("planted: %+v", r.Checks)
	}
	stepTo(t, w, s, flow.Refund)
	state, err := desk.State(t.Context())
	if err != nil || len(state.Refunds) != 1 || state.Refunds[0].Status != wxpay.RefundProcessing {
		t.Fatalf("held: %+v, %v", state.Refunds, err)
	}
	if got, err := desk.Settle(t.Context(), state.Refunds[0].OutRefundNo, "closed"); err != nil || got != wxpay.RefundClosed {
		t.Errorf("settled: %s, %v", got, err)
	}
}

// A real client is handed what it needs and pays when it likes; the flow goes on
// with the notification.
func TestARealClientPays(t *testing.T) {
	w := workbenchtest.Open(t, workbenchtest.Home(t))
	s := session(t, w)
	s.RealPay = true
	stepTo(t, w, s, flow.Cashier)
	handed := s.Results[len(s.Results)-1].ClientParams
	if len(handed) != 1 || handed[0].Name != "code_url" || handed[0].Value != s.Slot(flow.SlotCodeURL) || handed[0].Value == "" {
		t.Errorf("handed over %v", handed)
	}
	no := wxpay.OutTradeNo(s.Slot(flow.SlotOutTradeNo))
	if o, err := w.Order(t.Context(), no); err != nil || o.State != wxpay.NotPay {
		t.Fatalf("before the payment: %+v, %v", o, err)
	}
	if _, err := w.Desk().Pay(t.Context(), no, "pay"); err != nil {
		t.Fatal(err)
	}
	stepTo(t, w, s, flow.Bill)
}

// Who knows the payer's openid need not log in, and orders under it.
func TestAKnownPayerNeedsNoLogin(t *testing.T) {
	w := workbenchtest.Open(t, workbenchtest.Home(t))
	s, err := w.NewSession("miniprogram-v3", flow.Pay)
	if err != nil {
		t.Fatal(err)
	}
	s.Set(0, "openid", "oSomebodyElse")
	r := w.Do(t.Context(), s.Job(0))
	if !r.OK || r.Exchange != nil {
		t.Fatalf("the login asked: %+v", r)
	}
	s.Apply(r)
	if d := w.Draft(s.Job(1)); !strings.Contains(d.Text.String(), `"openid":"oSomebodyElse"`) {
		t.Errorf("the order is for another: %s", d.Text)
	}
	if r := w.Do(t.Context(), s.Job(1)); r.OK || !strings.Contains(string(r.Exchange.Reply.Body), "openid") {
		t.Errorf("the sandbox takes an openid of another: %+v", r.Checks)
	}
}

// The same notification a hundred times at once is told of once.
func TestAHundredDeliveriesAtOnceChangeTheOrderOnce(t *testing.T) {
	w := workbenchtest.Open(t, workbenchtest.Home(t))
	s := session(t, w)
	s.RealPay = true
	stepTo(t, w, s, flow.Cashier)
	no := wxpay.OutTradeNo(s.Slot(flow.SlotOutTradeNo))
	if _, err := w.Desk().Pay(t.Context(), no, "pay"); err != nil {
		t.Fatal(err)
	}
	stepTo(t, w, s, flow.Notify)
	first := s.Results[len(s.Results)-1].Exchange

	const copies = 100
	answers := make(chan error, copies)
	deliver := func() error {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, w.NotifyURL(), bytes.NewReader(first.Request.Body))
		if err != nil {
			return err
		}
		req.Header = first.Request.Header.Clone()
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			return err
		}
		if err := res.Body.Close(); err != nil || res.StatusCode != http.StatusNoContent {
			return fmt.Errorf("answered %d %w", res.StatusCode, err)
		}
		return nil
	}
	for range copies {
		go func() { answers <- deliver() }()
	}
	for range copies {
		if err := <-answers; err != nil {
			t.Error("a copy:", err)
		}
	}
	snapshot, err := w.Refresh(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	repeats, attempts := 0, map[int]bool{}
	for d := range snapshot.Deliveries.All() {
		if d.DuplicateOf == first.ID {
			repeats++
		}
		attempts[d.Attempt] = true
	}
	if repeats != copies || len(attempts) != copies+1 {
		t.Errorf("%d repeats under %d attempt numbers", repeats, len(attempts))
	}
	o, err := w.Order(t.Context(), no)
	if err != nil {
		t.Fatal(err)
	}
	told := 0
	for _, e := range o.Evidence {
		if e.Source == order.FromNotification {
			told++
		}
	}
	if told != 1 || o.State != wxpay.Success {
		t.Errorf("told %d times, state %s", told, o.State)
	}
}

// A reply with a probe for a signature is discarded and the call made again.
func TestAProbedReplyIsAskedForAgain(t *testing.T) {
	w := workbenchtest.Open(t, workbenchtest.Home(t))
	if err := w.Desk().Plant(t.Context(), control.Fault{Path: "/v3/pay/transactions/native", Probe: true}); err != nil {
		t.Fatal(err)
	}
	s := session(t, w)
	stepTo(t, w, s, flow.Order)
	events, err := w.Timeline(t.Context(), wxpay.OutTradeNo(s.Slot(flow.SlotOutTradeNo)))
	if err != nil || len(events) != 2 {
		t.Fatalf("%+v, %v", events, err)
	}
	if !events[0].Probe || events[0].OK || events[0].Says != "" || events[1].Probe || !events[1].OK || events[1].Says != wxpay.NotPay {
		t.Errorf("%+v", events)
	}
}
