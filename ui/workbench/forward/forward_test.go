package forward_test

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"wxlens/tunnel"
	"wxlens/ui/workbench/forward"
	"wxlens/wxpay"
)

// soon bounds every wait of these tests.
const soon = 15 * time.Second

var notification = wxpay.Request{Method: http.MethodPost, URL: "/notify", Header: http.Header{}, Body: []byte("{}")}

func relay(t *testing.T, targets ...forward.Target) *forward.Relay {
	t.Helper()
	f := tunnel.Forwarder{Now: time.Now}
	r := forward.New(forward.Config{Send: f.Send, Dial: (&net.Dialer{}).DialContext, Now: time.Now, Every: 2 * time.Millisecond})
	t.Cleanup(r.Close)
	if err := r.SetTargets(targets...); err != nil {
		t.Fatal(err)
	}
	return r
}

// server answers with a status and counts.
func server(t *testing.T, status int) (url string, asked chan string) {
	t.Helper()
	asked = make(chan string, 100)
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked <- r.URL.Path
		w.WriteHeader(status)
	}))
	t.Cleanup(s.Close)
	return s.URL, asked
}

// until waits for a state of a target.
func until(t *testing.T, r *forward.Relay, url string, want func(forward.Health) bool) forward.Health {
	t.Helper()
	deadline := time.NewTimer(soon)
	defer deadline.Stop()
	for {
		all := r.Health()
		if i := slices.IndexFunc(all, func(h forward.Health) bool { return h.URL == url }); i >= 0 && want(all[i]) {
			return all[i]
		}
		select {
		case <-r.Changed():
		case <-deadline.C:
			t.Fatalf("still %+v", r.Health())
		}
	}
}

func TestOneServerAnswersAndTheOthersWatch(t *testing.T) {
	passing, asked := server(t, 418)
	watching, seen := server(t, 204)
	failing, failed := server(t, 500)
	r := relay(t, forward.Target{URL: watching, Mode: forward.Shadow}, forward.Target{URL: passing, Mode: forward.Pass}, forward.Target{URL: failing, Mode: forward.Shadow})
	sent, ok := r.Pass(t.Context(), wxpay.V3, notification)
	if !ok || sent.Reply == nil || sent.Reply.Status != 418 || sent.Acknowledged || <-asked != "/notify" {
		t.Errorf("passed %v %+v", ok, sent)
	}
	all := r.Watch(t.Context(), wxpay.V3, notification)
	if len(all) != 2 || !all[0].Acknowledged || all[1].Acknowledged || <-seen != "/notify" || <-failed != "/notify" {
		t.Errorf("watched %+v", all)
	}
	h := until(t, r, passing, func(h forward.Health) bool { return h.State == forward.Up && h.Status != 0 })
	if h.Status != 418 || h.Reason != wxpay.ReplyClientError || h.Elapsed <= 0 || h.Since.IsZero() || h.Mode != forward.Pass {
		t.Errorf("health %+v", h)
	}
}

func TestNothingIsSentWithoutTargets(t *testing.T) {
	r := relay(t)
	if _, ok := r.Pass(t.Context(), wxpay.V3, notification); ok || len(r.Watch(t.Context(), wxpay.V3, notification)) != 0 || len(r.Health()) != 0 {
		t.Error("something was sent")
	}
}

func TestTargetsChangeWhileItRuns(t *testing.T) {
	first, _ := server(t, 200)
	second, asked := server(t, 200)
	r := relay(t, forward.Target{URL: first, Mode: forward.Pass})
	until(t, r, first, func(h forward.Health) bool { return h.State == forward.Up })
	var sending sync.WaitGroup
	for range 8 {
		sending.Go(func() {
			for range 10 {
				r.Pass(context.Background(), wxpay.V3, notification)
			}
		})
	}
	if err := r.SetTargets(forward.Target{URL: second, Mode: forward.Pass}, forward.Target{URL: first, Mode: forward.Shadow}); err != nil {
		t.Fatal(err)
	}
	sending.Wait()
	if sent, ok := r.Pass(t.Context(), wxpay.V3, notification); !ok || !strings.HasPrefix(sent.URL, second) || len(asked) == 0 {
		t.Errorf("sent to %s", sent.URL)
	}
	if h := r.Health(); h[1].URL != first || h[1].State != forward.Up || h[1].Mode != forward.Shadow {
		t.Errorf("what was known of the first is now %+v", h[1])
	}
}

func TestTargetsThatCannotBe(t *testing.T) {
	r := relay(t)
	target := func(url string, mode forward.Mode) forward.Target { return forward.Target{URL: url, Mode: mode} }
	for _, c := range []struct {
		want    error
		targets []forward.Target
	}{
		{forward.ErrTwoPass, []forward.Target{target("http://a", forward.Pass), target("http://b", forward.Pass)}},
		{forward.ErrManyTargets, slices.Repeat([]forward.Target{target("http://a", forward.Shadow)}, forward.MaxTargets+1)},
		{forward.ErrTarget, []forward.Target{target("ftp://a", forward.Pass)}},
	} {
		if err := r.SetTargets(c.targets...); !errors.Is(err, c.want) {
			t.Errorf("%v: %v", c.targets, err)
		}
	}
	if err := r.Beside("127.0.0.1:4187"); err != nil {
		t.Fatal(err)
	}
	for _, own := range []string{"http://127.0.0.1:4187/x", "http://localhost:4187", "http://[::1]:4187", "http://0.0.0.0:4187"} {
		if err := r.SetTargets(target(own, forward.Pass)); !errors.Is(err, forward.ErrOwnAddress) {
			t.Errorf("%s: %v", own, err)
		}
	}
	if err := r.SetTargets(target("http://localhost:4188", forward.Pass)); err != nil {
		t.Error(err)
	}
	if err := r.Beside("127.0.0.1:4188"); !errors.Is(err, forward.ErrOwnAddress) {
		t.Errorf("a receiver where a target is: %v", err)
	}
	for address, want := range map[string]string{
		"8080": "http://127.0.0.1:8080", ":8080/x": "http://127.0.0.1:8080/x", "localhost:8080": "http://localhost:8080", "https://h/p?q=1": "https://h/p?q=1",
		"": "", "ftp://h": "", "http://": "", "http://user:secret@h": "",
	} {
		got, err := forward.ParseTarget(address, forward.Pass)
		if got.URL != want || (err == nil) != (want != "") {
			t.Errorf("%q is read as %q, %v", address, got.URL, err)
		}
		if err != nil && strings.Contains(err.Error(), "secret") {
			t.Errorf("the error tells a password: %v", err)
		}
	}
}

// What leads back here through the tunnel would go round for ever, whichever of the
// two was there first.
func TestATargetBehindTheOwnTunnelGetsNothing(t *testing.T) {
	sent := 0
	r := forward.New(forward.Config{
		Send: func(_ context.Context, server string, _ wxpay.API, _ wxpay.Request) wxpay.Forward {
			sent++
			return wxpay.Forward{URL: server, Acknowledged: true}
		},
		Dial: (&net.Dialer{}).DialContext, Now: time.Now, Every: time.Hour,
	})
	t.Cleanup(r.Close)
	for public, targets := range map[string]map[string]bool{
		"https://abc.ngrok.test":   {"https://abc.ngrok.test/notify/x": true, "https://ABC.ngrok.test:443": true, "https://other.ngrok.test/notify/x": false},
		"https://shop.test/wxlens": {"https://shop.test/wxlens/": true, "https://shop.test": true, "https://shop.test/wxlens2": false, "https://shop.test/pay": false},
	} {
		for target, circular := range targets {
			r.Reached("")
			if err := r.SetTargets(forward.Target{URL: target, Mode: forward.Pass}); err != nil {
				t.Fatal(err)
			}
			r.Reached(public)
			if _, ok := r.Pass(t.Context(), wxpay.V3, wxpay.Request{}); ok == circular || (r.Circular() == target) != circular {
				t.Errorf("%s behind %s: sent %v", target, public, ok)
			}
			if err := r.SetTargets(forward.Target{URL: target, Mode: forward.Shadow}); errors.Is(err, forward.ErrOwnAddress) != circular {
				t.Errorf("%s behind %s: set with %v", target, public, err)
			}
		}
	}
	if sent != 3 {
		t.Errorf("%d were sent", sent)
	}
}

// A server that goes and comes is noticed although nothing is sent to it.
func TestIdleServersAreLookedAfter(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := listener.Addr().String()
	r := relay(t, forward.Target{URL: "http://" + address, Mode: forward.Pass})
	up := until(t, r, "http://"+address, func(h forward.Health) bool { return h.State == forward.Up })
	if err := listener.Close(); err != nil {
		t.Fatal(err)
	}
	down := until(t, r, "http://"+address, func(h forward.Health) bool { return h.State == forward.Down })
	if !down.Since.After(up.Since) || down.Status != 0 {
		t.Errorf("down since %s, up since %s", down.Since, up.Since)
	}
	if listener, err = net.Listen("tcp", address); err != nil {
		t.Fatal("somebody took the port meanwhile: ", err)
	}
	until(t, r, "http://"+address, func(h forward.Health) bool { return h.State == forward.Up })
	if err := listener.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestCloseInterruptsWhatDoesNotEnd(t *testing.T) {
	began := make(chan struct{})
	r := forward.New(forward.Config{
		Send: func(ctx context.Context, _ string, _ wxpay.API, _ wxpay.Request) wxpay.Forward {
			close(began)
			<-ctx.Done()
			return wxpay.Forward{Reason: wxpay.ReplyInterrupted}
		},
		Dial: (&net.Dialer{}).DialContext, Now: time.Now,
	})
	if err := r.SetTargets(forward.Target{URL: "http://127.0.0.1:9", Mode: forward.Pass}); err != nil {
		t.Fatal(err)
	}
	ended := make(chan wxpay.Forward, 1)
	go func() {
		sent, _ := r.Pass(context.Background(), wxpay.V3, notification)
		ended <- sent
	}()
	<-began
	r.Close()
	select {
	case sent := <-ended:
		if sent.Reason != wxpay.ReplyInterrupted {
			t.Errorf("ended as %+v", sent)
		}
	case <-time.After(soon):
		t.Fatal("it goes on")
	}
	if sent, ok := r.Pass(t.Context(), wxpay.V3, notification); !ok || sent.Reason != wxpay.ReplyInterrupted {
		t.Errorf("after the end: %+v", sent)
	}
}

// A server that hangs is asked by so many at once and no more; the others get their
// turn when it answers.
func TestAServerThatHangsIsNotAskedWithoutEnd(t *testing.T) {
	const all, atOnce = 400, 256
	var now, most atomic.Int32
	asked, answer := make(chan struct{}, all), make(chan struct{})
	r := forward.New(forward.Config{
		Send: func(_ context.Context, server string, _ wxpay.API, _ wxpay.Request) wxpay.Forward {
			n := now.Add(1)
			defer now.Add(-1)
			for old := most.Load(); n > old && !most.CompareAndSwap(old, n); old = most.Load() {
			}
			asked <- struct{}{}
			<-answer
			return wxpay.Forward{URL: server, Acknowledged: true}
		},
		Dial: (&net.Dialer{}).DialContext, Now: time.Now, Every: time.Hour,
	})
	t.Cleanup(r.Close)
	if err := r.SetTargets(forward.Target{URL: "http://server.test", Mode: forward.Pass}); err != nil {
		t.Fatal(err)
	}
	var sending sync.WaitGroup
	var acknowledged atomic.Int32
	for range all {
		sending.Go(func() {
			if sent, ok := r.Pass(context.Background(), wxpay.V3, notification); ok && sent.Acknowledged {
				acknowledged.Add(1)
			}
		})
	}
	for range atOnce {
		<-asked
	}
	close(answer)
	sending.Wait()
	if most.Load() != atOnce || acknowledged.Load() != all {
		t.Errorf("%d were asked at once, %d of %d answered", most.Load(), acknowledged.Load(), all)
	}
}
