package sandbox_test

import (
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"wxlens/wxpay"
	"wxlens/wxpay/notify"
	"wxlens/wxpay/sandbox"
	"wxlens/wxpay/v2"
)

// eventually waits for a condition.
func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	deadline := time.After(10 * time.Second)
	for !holds() {
		select {
		case <-tick.C:
		case <-deadline:
			t.Fatalf("never: %s", what)
		}
	}
}

// during serves a sandbox for a while and closes it.
func during(t *testing.T, cfg sandbox.Config, do func(*world)) {
	t.Helper()
	s, err := sandbox.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(s)
	w := &world{t, s, server.URL, http.DefaultTransport}
	defer w.close(server)
	do(w)
}

func kept(path string) sandbox.Config {
	cfg := config()
	cfg.StatePath = path
	return cfg
}

func TestStateSurvivesARestart(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state")
	r := listen(t, always(500, ""))
	var before sent
	var orders any
	during(t, kept(path), func(w *world) {
		w.place("order-1", r.url)
		w.place("order-2", nowhere)
		w.pay("order-1")
		w.advance(0)
		before = w.notification()
		w.control("GET orders", nil, &orders)
	})
	r.next()
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("state file %v, %v", info, err)
	}
	during(t, kept(path), func(w *world) {
		var after any
		w.control("GET orders", nil, &after)
		if fmt.Sprint(after) != fmt.Sprint(orders) {
			t.Errorf("orders before %v\nafter %v", orders, after)
		}
		n := w.notification()
		if n.ID != before.ID || len(n.Attempts) != 1 || !n.NextAt.Equal(*before.NextAt) {
			t.Errorf("notification before %+v\nafter %+v", before, n)
		}
		w.advance(20 * time.Second)
		expectMoments(t, w.notification(), 2)
		w.place("order-2", nowhere)
		w.pay("order-2")
	})
}

// A state of before there were refunds: its notifications do not say their form,
// which is that of their order.
func TestAnOlderStateIsRead(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state")
	r := listen(t, always(200, string(v2.Acknowledge())))
	older := `{"order":{"api":"v2","mchid":"` + string(merchant().MchID) + `","appid":"` + string(merchant().AppID) + `","out_trade_no":"order-1","openid":"o","total":1990,"currency":"CNY","notify_url":"` + r.url + `","trade_type":"JSAPI","sign_type":"MD5","created":"2026-01-02T03:04:05Z","expires":"2026-01-09T03:04:05Z","prepay_id":"wx1","prepay_at":"2026-01-02T03:04:05Z","paid":"2026-01-02T03:04:06Z","transaction_id":"42000","asked":"x"}}
{"notification":{"id":"n1","out_trade_no":"order-1","event_type":"TRANSACTION.SUCCESS","url":"` + r.url + `","created":"2026-01-02T03:04:06Z","attempts":[],"next_at":null,"repeats":0}}
`
	if err := os.WriteFile(path, []byte(older), 0o600); err != nil {
		t.Fatal(err)
	}
	during(t, kept(path), func(w *world) {
		if a := w.notify("order-1", sandbox.VariantNormal); !a.Acknowledged {
			t.Errorf("attempt %+v", a)
		}
		d := r.next()
		if j := notify.Judge(d.header, d.body, judge(t), time.Now()); j.API != wxpay.V2 || !j.Verified || j.Facts.TransactionID != "42000" {
			t.Errorf("notified of %+v %+v", j.Facts, j.Checks)
		}
	})
}

// After days of rest one attempt is made at once; those missed are not made up
// for in a burst, and the clock does not go back to them.
func TestRestartAfterDays(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state")
	r := listen(t, always(500, ""))
	during(t, kept(path), func(w *world) {
		w.place("order-1", r.url)
		w.pay("order-1")
		w.advance(0)
	})
	later := time.Now().Add(72 * time.Hour)
	cfg := kept(path)
	cfg.Now = func() time.Time { return later }
	during(t, cfg, func(w *world) {
		w.advance(0)
		n := w.notification()
		if len(n.Attempts) != 2 || !n.Attempts[1].At.Equal(later) || !n.NextAt.Equal(later.Add(15*time.Second)) {
			t.Errorf("attempts %+v, next at %s", n.Attempts, n.NextAt)
		}
	})
}

func TestTornLastLineIsDropped(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state")
	during(t, kept(path), func(w *world) { w.place("order-1", nowhere) })
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	torn := append(append([]byte{}, whole...), whole[:len(whole)/2]...)
	if err := os.WriteFile(path, torn, 0o600); err != nil {
		t.Fatal(err)
	}
	during(t, kept(path), func(w *world) {
		w.pay("order-1")
		w.place("order-2", nowhere)
	})
	during(t, kept(path), func(w *world) {
		var list []map[string]any
		if w.control("GET orders", nil, &list); len(list) != 2 || list[0]["trade_state"] != "SUCCESS" {
			t.Errorf("orders %v", list)
		}
	})
}

func TestDamagedLineIsAnError(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state")
	if err := os.WriteFile(path, []byte("{\"order\":\n{}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := sandbox.New(kept(path)); err == nil || !strings.Contains(err.Error(), "line 1") || !strings.Contains(err.Error(), path) {
		t.Errorf("opened with %v", err)
	}
	if _, err := sandbox.New(kept(filepath.Join(path, "below-a-file"))); err == nil {
		t.Error("opened a state below a file")
	}
}

func TestResetForgetsOrdersAndKeepsKeys(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state")
	r := listen(t, always(500, ""))
	empty := func(w *world) {
		for _, call := range []string{"GET orders", "GET notifications"} {
			var list []any
			if w.control(call, nil, &list); len(list) != 0 {
				t.Errorf("%s: %v", call, list)
			}
		}
	}
	during(t, kept(path), func(w *world) {
		w.place("order-1", r.url)
		w.pay("order-1")
		w.advance(0)
		if status := w.control("POST reset", nil, nil); status != 200 {
			t.Fatalf("reset answered %d", status)
		}
		empty(w)
		r.next()
		w.advance(time.Hour)
		r.quiet()
		w.place("order-1", nowhere)
		w.control("POST reset", nil, nil)
	})
	during(t, kept(path), empty)
}

// What was under way while everything was forgotten does not come back.
func TestResetDuringAnAttempt(t *testing.T) {
	arrived, release := make(chan struct{}, 2), make(chan struct{})
	r := listen(t, func(int) (int, string) {
		arrived <- struct{}{}
		<-release
		return 204, ""
	})
	w := open(t)
	w.place("order-1", r.url)
	w.pay("order-1")
	<-arrived
	w.control("POST reset", nil, nil)
	close(release)
	w.advance(0)
	var list []sent
	if w.control("GET notifications", nil, &list); len(list) != 0 {
		t.Errorf("notifications %+v", list)
	}
}

func TestResetDuringAVariant(t *testing.T) {
	arrived, release := make(chan struct{}, 2), make(chan struct{})
	r := listen(t, func(n int) (int, string) {
		if n > 1 {
			arrived <- struct{}{}
			<-release
		}
		return 204, ""
	})
	w := open(t)
	w.place("order-1", r.url)
	w.pay("order-1")
	w.advance(0)
	done := make(chan struct{})
	go func() {
		defer close(done)
		w.notify("order-1", sandbox.VariantNormal)
	}()
	<-arrived
	w.control("POST reset", nil, nil)
	close(release)
	<-done
	var list []sent
	if w.control("GET notifications", nil, &list); len(list) != 0 {
		t.Errorf("notifications %+v", list)
	}
}

func TestTheSameSeedMakesTheSameIDs(t *testing.T) {
	ids := func(seed byte) string {
		w := open(t, func(c *sandbox.Config) { c.Random = rand.NewChaCha8([32]byte{seed}) })
		prepay := w.place("order-1", nowhere)
		w.pay("order-1")
		w.advance(0)
		var list []struct {
			TransactionID wxpay.TransactionID `json:"transaction_id"`
		}
		w.control("GET orders", nil, &list)
		return string(prepay[16:]) + " " + string(list[0].TransactionID) + " " + w.notification().ID
	}
	first, second, other := ids(1), ids(1), ids(2)
	if first != second {
		t.Errorf("%s, then %s", first, second)
	}
	if first == other {
		t.Errorf("another seed makes %s too", other)
	}
}

// Attempts are made beside the requests: what they draw must not shift what
// comes next, or a seed would give what the faster one left over.
func TestNotificationsDoNotShiftWhatASeedMakes(t *testing.T) {
	second := func(variants ...sandbox.Variant) string {
		w := open(t)
		w.place("order-1", nowhere)
		w.pay("order-1")
		w.advance(0)
		for _, v := range variants {
			w.control("POST notify", map[string]any{"out_trade_no": "order-1", "variant": v}, nil)
		}
		return string(w.place("order-2", nowhere)[16:])
	}
	if first, other := second(), second(sandbox.VariantNormal, sandbox.VariantProbe); first != other {
		t.Errorf("the next prepay_id ends in %s, after more notifications in %s", first, other)
	}
}

// A sandbox that starts again with its seed draws the same numbers once more;
// what it kept must not be overwritten by what comes new.
func TestARestartWithTheSameSeedRepeatsNoID(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state")
	for _, no := range []string{"order-1", "order-2"} {
		during(t, kept(path), func(w *world) {
			w.place(no, nowhere)
			w.pay(no)
			w.advance(0)
		})
	}
	during(t, kept(path), func(w *world) {
		var orders []struct {
			TransactionID wxpay.TransactionID `json:"transaction_id"`
		}
		var list []sent
		w.control("GET orders", nil, &orders)
		w.control("GET notifications", nil, &list)
		if len(orders) != 2 || orders[0].TransactionID == orders[1].TransactionID {
			t.Errorf("orders %+v", orders)
		}
		if len(list) != 2 {
			t.Errorf("notifications %+v", list)
		}
	})
}

// A sandbox leaves nothing behind: neither its loop nor what it was sending.
func TestCloseLeavesNoGoroutine(t *testing.T) {
	arrived := make(chan struct{}, 1)
	stuck := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body) // only then does the server notice that the sender left
		arrived <- struct{}{}
		<-r.Context().Done()
	}))
	defer stuck.Close()
	r := listen(t, always(204, "")) // its connection stays open for more
	before := runtime.NumGoroutine()
	cfg := config()
	cfg.Transport = &http.Transport{}
	during(t, cfg, func(w *world) {
		w.place("order-1", stuck.URL)
		w.place("order-2", r.url)
		w.pay("order-1")
		w.pay("order-2")
		<-arrived
		r.next()
		eventually(t, "the answer is noted", func() bool {
			var list []sent
			w.control("GET notifications", nil, &list)
			return len(list[1].Attempts) == 1
		})
	})
	http.DefaultTransport.(*http.Transport).CloseIdleConnections() // of this test's own calls
	eventually(t, "as many goroutines as before", func() bool { return runtime.NumGoroutine() <= before })
}

// What could not be written did not happen.
func TestUnwrittenChangesAreNotKept(t *testing.T) {
	w := open(t, func(c *sandbox.Config) { c.StatePath = filepath.Join(t.TempDir(), "state") })
	w.place("order-1", nowhere)
	w.placeV2("order-2", nowhere, "")
	if err := w.Close(); err != nil { // now nothing can be written
		t.Fatal(err)
	}
	if got := refused(t, w.v3("POST", placing, build(t, order("order-3", nowhere)))); got.Status != 500 || got.Code != "SYSTEM_ERROR" {
		t.Errorf("placing: %+v", got)
	}
	if got := refused(t, w.closeV3("order-1")); got.Status != 500 || got.Code != "SYSTEM_ERROR" {
		t.Errorf("closing: %+v", got)
	}
	for _, path := range []string{"/pay/unifiedorder", "/pay/closeorder"} {
		if m := w.v2(path, orderV2("order-2", nowhere, "")); m.Get("err_code") != "SYSTEMERROR" {
			t.Errorf("%s: %v", path, m)
		}
	}
	if status := w.control("POST pay", map[string]string{"out_trade_no": "order-1", "action": "pay"}, nil); status != 500 {
		t.Errorf("paying: %d", status)
	}
	var list []map[string]any
	if w.control("GET orders", nil, &list); len(list) != 2 || list[0]["trade_state"] != "NOTPAY" || list[1]["trade_state"] != "NOTPAY" {
		t.Errorf("orders %v", list)
	}
}
