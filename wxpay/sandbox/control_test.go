package sandbox_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"wxlens/wxpay"
	"wxlens/wxpay/client"
	"wxlens/wxpay/sandbox"
)

// serve calls the handler as if a request came from this address.
func (w *world) serve(remote, method, target, body string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, target, strings.NewReader(body))
	r.RemoteAddr = remote
	recorder := httptest.NewRecorder()
	w.ServeHTTP(recorder, r)
	return recorder
}

func TestControlIsAnsweredOnLoopbackOnly(t *testing.T) {
	w := open(t)
	for remote, want := range map[string]int{
		"127.0.0.1:1": 200, "127.8.8.8:1": 200, "[::1]:1": 200, "[::ffff:127.0.0.1]:1": 200,
		"192.168.1.2:1": 403, "10.0.0.1:1": 403, "[fe80::1%eth0]:1": 403, "[2001:db8::1]:1": 403, "0.0.0.0:1": 403, "localhost:1": 403, "": 403, "127.0.0.1": 403,
	} {
		for _, call := range []string{"GET /_sandbox/orders", "POST /_sandbox/reset"} {
			method, target, _ := strings.Cut(call, " ")
			if got := w.serve(remote, method, target, "{}"); got.Code != want {
				t.Errorf("%s from %q: %d %s", call, remote, got.Code, got.Body)
			}
		}
	}
}

func TestControlCallsThatAreNone(t *testing.T) {
	w := open(t)
	for _, c := range []struct {
		call string
		body any
		want int
	}{
		{"GET pay", nil, 404}, {"POST orders", nil, 404}, {"POST nothing", nil, 404},
		{"POST pay", "text", 400}, {"POST notify", []int{1}, 400}, {"POST clock", "text", 400}, {"POST faults", "text", 400},
		{"POST clock", map[string]string{"advance": "-1s"}, 400}, {"POST clock", map[string]string{"advance": "soon"}, 400}, {"POST clock", map[string]string{}, 400},
	} {
		var answer paid
		if status := w.control(c.call, c.body, &answer); status != c.want || answer.OK || answer.Error == "" {
			t.Errorf("%s %v: %d %+v", c.call, c.body, status, answer)
		}
	}
}

func TestClockTellsTheTime(t *testing.T) {
	start := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	w := open(t, func(c *sandbox.Config) { c.Now = func() time.Time { return start } })
	for _, want := range []time.Time{start.Add(2 * time.Hour), start.Add(4 * time.Hour)} {
		var answer struct{ Now time.Time }
		if w.control("POST clock", map[string]string{"advance": "2h"}, &answer); !answer.Now.Equal(want) {
			t.Errorf("it is %s, want %s", answer.Now, want)
		}
	}
}

// The other clock goes on by itself and can be moved as well.
func TestRealClock(t *testing.T) {
	w, r := open(t, func(c *sandbox.Config) { c.Virtual = false }), listen(t, func(n int) (int, string) {
		if n == 1 {
			return 500, ""
		}
		return 204, ""
	})
	w.place("order-1", r.url)
	w.pay("order-1")
	r.next()
	w.advance(15 * time.Second)
	r.next()
	w.advance(0)
	if n := w.notification(); len(n.Attempts) != 2 || n.Attempts[1].At.Sub(n.Attempts[0].At) < 14*time.Second || !n.Attempts[1].Acknowledged {
		t.Errorf("attempts %+v", n.Attempts)
	}
}

func TestPlantedStatus(t *testing.T) {
	w := open(t)
	w.control("POST faults", map[string]any{"path": "/v3/pay/transactions", "status": 503, "times": 2}, nil)
	for _, want := range []int{503, 503, 200} {
		if reply := w.v3("POST", placing, build(t, order("order-1", nowhere))); reply.Status != want {
			t.Errorf("replied %d, want %d", reply.Status, want)
		}
	}
}

func TestPlantedFaultsMeetTheirPathOnly(t *testing.T) {
	w := open(t)
	w.control("POST faults", map[string]any{"path": "/pay/", "status": 502}, nil)
	w.place("order-1", nowhere)
	if reply := w.send(wxpay.Request{Method: "POST", URL: w.url + "/pay/orderquery"}); reply.Status != 502 {
		t.Errorf("replied %d", reply.Status)
	}
	w.control("POST faults", map[string]any{"path": "/", "status": 502}, nil)
	w.control("POST reset", nil, nil)
	w.place("order-1", nowhere)
}

func TestPlantedDropEndsTheConnection(t *testing.T) {
	events := make(chan sandbox.Event, 8)
	w := open(t, func(c *sandbox.Config) { c.OnEvent = func(e sandbox.Event) { events <- e } })
	w.control("POST faults", map[string]any{"path": placing, "drop": true}, nil)
	r := wxpay.Request{Method: "POST", URL: w.url + placing, Body: []byte("{}")}
	if reply, err := client.Send(context.Background(), http.DefaultTransport, r); err == nil {
		t.Errorf("replied %d %s", reply.Status, reply.Body)
	}
	if e := (<-events).Request; e == nil || *e != (sandbox.RequestEvent{Method: "POST", Target: placing, Code: "planted"}) {
		t.Errorf("told %+v", e)
	}
	w.place("order-1", nowhere)
}

func TestPlantedDelayAnswersLater(t *testing.T) {
	w := open(t)
	w.control("POST faults", map[string]any{"path": placing, "delay_ms": 50}, nil)
	start := time.Now()
	w.place("order-1", nowhere)
	if waited := time.Since(start); waited < 50*time.Millisecond {
		t.Errorf("answered after %s", waited)
	}
}

func TestPlantedDelayEndsWithItsClient(t *testing.T) {
	w := open(t)
	w.control("POST faults", map[string]any{"path": placing, "delay_ms": 3600_000}, nil)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	recorder := httptest.NewRecorder()
	w.ServeHTTP(recorder, httptest.NewRequestWithContext(ctx, "POST", placing, strings.NewReader("{}")))
	if recorder.Code != 401 {
		t.Errorf("answered %d", recorder.Code)
	}
}

func TestFaultsThatAreNone(t *testing.T) {
	w := open(t)
	for _, body := range []map[string]any{
		{"status": 500}, {"path": "v3", "status": 500}, {"path": "/v3"}, {"path": "/v3", "status": 200}, {"path": "/v3", "status": 600},
		{"path": "/v3", "status": 500, "times": -1}, {"path": "/v3", "delay_ms": -1},
	} {
		if status := w.control("POST faults", body, nil); status != 400 {
			t.Errorf("%v: %d", body, status)
		}
	}
}

func TestEventsTellOfRequestsAndAttempts(t *testing.T) {
	events := make(chan sandbox.Event, 8)
	w := open(t, func(c *sandbox.Config) { c.OnEvent = func(e sandbox.Event) { events <- e } })
	w.place("order-1", nowhere)
	if e := (<-events).Request; e == nil || *e != (sandbox.RequestEvent{Method: "POST", Target: placing, Status: 200}) {
		t.Errorf("told %+v", e)
	}
	w.v3("POST", placing, "{}", header("Authorization", ""))
	if e := (<-events).Request; e == nil || e.Status != 401 || e.Code != "SIGN_ERROR" {
		t.Errorf("told %+v", e)
	}
	w.pay("order-1")
	if e := (<-events).Attempt; e == nil || e.OutTradeNo != "order-1" || e.URL != nowhere || e.Attempt.Error == "" || e.Notification != w.notification().ID {
		t.Errorf("told %+v", e)
	}
}

// Many at once, for the race detector.
func TestManyAtOnce(t *testing.T) {
	w, r := open(t), listen(t, always(204, ""))
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			no := "order-" + strconv.Itoa(i)
			w.place(no, r.url)
			w.pay(no)
			w.control("GET orders", nil, nil)
			w.advance(time.Minute)
			w.control("GET notifications", nil, nil)
			w.notify(no, sandbox.VariantNormal)
		})
	}
	all.Wait()
	for range 16 {
		r.next()
	}
	r.quiet()
}
