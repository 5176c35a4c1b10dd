package tunnel_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"crypto/x509"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"wxlens/tunnel"
	"wxlens/tunnel/edgetest"
	"wxlens/wxpay"
)

// limit is how long a test waits for what must come.
const limit = 15 * time.Second

// prompt is a second, with room for a busy machine.
const prompt = 3 * time.Second

// token has the form of a real one; the edge takes it.
const token = "2abcDEFghiJKLmnoPQRstuVWXyz_1234567890ABCDEFGHIJK"

// leftovers returns the goroutines of tunnels that have not ended within the
// limit. The SDK sleeps through its wait for a redial, whatever happens. The timers
// of its heartbeats run out by themselves within 20 s, which are not waited for.
func leftovers() string {
	left := ""
	for end := time.Now().Add(limit); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		buf := make([]byte, 1<<20)
		left = ""
		for g := range strings.SplitSeq(string(buf[:runtime.Stack(buf, true)]), "\n\n") {
			if strings.Contains(g, "golang.ngrok.com") && !strings.Contains(g, "muxado/v2.(*Heartbeat)") || strings.Contains(g, "wxlens/tunnel.") {
				left += g + "\n\n"
			}
		}
		if left == "" {
			return ""
		}
	}
	return left
}

// config is what reaches an edge.
func config(e *edgetest.Edge) tunnel.NgrokConfig {
	return tunnel.NgrokConfig{Token: wxpay.NewSecret(token), ConnectAddr: e.Addr(), CA: e.CA()}
}

// echo answers with what it got, and whence.
var echo = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	w.Header().Set("Seen-From", r.RemoteAddr)
	w.Header().Set("Seen-Host", r.Host)
	w.Header().Set("Seen-Forwarded", strings.Join(r.Header["X-Forwarded-For"], ", "))
	_, _ = w.Write(body)
})

// open opens a tunnel that is closed with the test.
func open(t *testing.T, c tunnel.NgrokConfig, h http.Handler) tunnel.Tunnel {
	t.Helper()
	tun, err := tunnel.OpenNgrok(c, h)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(tun.Close)
	return tun
}

// until waits for a status and returns it.
func until(t *testing.T, tun tunnel.Tunnel, what string, holds func(tunnel.Status) bool) tunnel.Status {
	t.Helper()
	timer := time.NewTimer(limit)
	defer timer.Stop()
	for {
		s := tun.Status()
		if holds(s) {
			return s
		}
		select {
		case <-tun.Changed():
		case <-timer.C:
			t.Fatalf("not %s: %+v, %v", what, s, s.Problem)
		}
	}
}

func in(state tunnel.State) func(tunnel.Status) bool {
	return func(s tunnel.Status) bool { return s.State == state }
}

// heard is that a heartbeat came since the tunnel is online.
func heard(s tunnel.Status) bool { return s.State == tunnel.Online && s.LatencyAt.After(s.Since) }

func online(t *testing.T, tun tunnel.Tunnel) tunnel.Status {
	t.Helper()
	return until(t, tun, "online", in(tunnel.Online))
}

// post sends a body to the public side and returns the reply's.
func post(t *testing.T, e *edgetest.Edge, url string, body []byte) (*http.Response, []byte) {
	t.Helper()
	res, err := e.Client().Post(url, "application/json", bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	got, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res, got
}

// await waits for a condition of the edge.
func await(t *testing.T, e *edgetest.Edge, what string, holds func() bool) {
	t.Helper()
	if !e.Await(limit, holds) {
		t.Fatal("the edge never had", what)
	}
}

func TestNgrokFromOpenToClose(t *testing.T) {
	t.Parallel()
	e := edgetest.New(t)
	tun := open(t, config(e), echo)
	s := online(t, tun)
	if s.PublicURL != edgetest.DefaultURL || s.Kind != tunnel.KindNgrok || s.Region != "jp" || s.Account != "Edge Tester" || s.Plan != "Free" ||
		s.Attempt != 0 || s.Problem != nil || s.Restricted || s.Since.IsZero() {
		t.Errorf("status %+v", s)
	}
	req, err := http.NewRequest(http.MethodPost, s.PublicURL+"/notify/a?b=c", strings.NewReader(`{"id":"微信"}`))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set(edgetest.FromHeader, "101.226.103.5:4433")
	res, err := e.Client().Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if body, _ := io.ReadAll(res.Body); string(body) != `{"id":"微信"}` {
		t.Errorf("body %q", body)
	}
	if from, host, fwd := res.Header.Get("Seen-From"), res.Header.Get("Seen-Host"), res.Header.Get("Seen-Forwarded"); from != "101.226.103.5:4433" || host != "abc.ngrok.test" || fwd != "101.226.103.5" {
		t.Errorf("from %q (forwarded for %q), host %q", from, fwd, host)
	}
	start := time.Now()
	tun.Close()
	tun.Close()
	if took := time.Since(start); took > prompt {
		t.Errorf("closing took %s", took)
	}
	<-tun.Done()
	if s := tun.Status(); s.State != tunnel.Closed {
		t.Errorf("state %s", s.State)
	}
	await(t, e, "no session left", func() bool { return e.Sessions() == 0 })
	if len(e.Calls("Unbind")) != 1 {
		t.Error("the address was not given back")
	}
	if res, _ := post(t, e, s.PublicURL, nil); res.StatusCode != http.StatusNotFound || res.Header.Get("Ngrok-Error-Code") != "ERR_NGROK_3200" {
		t.Errorf("after closing: %s", res.Status)
	}
}

func TestNgrokAsksForTheDomainAndPolicyThatAreWanted(t *testing.T) {
	t.Parallel()
	e := edgetest.New(t)
	c := config(e)
	c.Domain = "https://shop.ngrok.test/"
	c.Restrict = []netip.Prefix{netip.MustParsePrefix("101.226.103.0/25"), netip.MustParsePrefix("175.24.214.208/32")}
	s := online(t, open(t, c, echo))
	if s.PublicURL != "https://shop.ngrok.test" || !s.Restricted {
		t.Errorf("status %+v", s)
	}
	var bind struct {
		Opts struct{ URL, TrafficPolicy string }
	}
	if err := json.Unmarshal(e.Calls("Bind")[0].JSON, &bind); err != nil {
		t.Fatal(err)
	}
	want := `{"on_http_request":[{"actions":[{"type":"restrict-ips","config":{"enforce":true,"allow":["101.226.103.0/25","175.24.214.208/32"]}}]}]}`
	if bind.Opts.TrafficPolicy != want || bind.Opts.URL != "https://shop.ngrok.test" {
		t.Errorf("bind %+v", bind)
	}
	var auth struct {
		Extra struct{ HeartbeatInterval, HeartbeatTolerance time.Duration }
	}
	if err := json.Unmarshal(e.Calls("Auth")[0].JSON, &auth); err != nil {
		t.Fatal(err)
	}
	if auth.Extra.HeartbeatInterval != 10*time.Second || auth.Extra.HeartbeatTolerance != 10*time.Second {
		t.Errorf("heartbeats %+v", auth)
	}
}

// failed waits for the failure of a tunnel and checks what can be checked of all.
func failed(t *testing.T, e *edgetest.Edge, tun tunnel.Tunnel, code string) tunnel.Status {
	t.Helper()
	start := time.Now()
	s := until(t, tun, "failed", in(tunnel.Failed))
	if took := time.Since(start); took > prompt {
		t.Errorf("noticed after %s", took)
	}
	if s.Problem == nil || s.Problem.Code != code || !s.Problem.Fatal || strings.Contains(s.Problem.Detail, token) || !s.NextTry.IsZero() {
		t.Errorf("problem %+v, want %s", s.Problem, code)
	}
	select {
	case <-tun.Done():
	case <-time.After(limit):
		t.Fatal("a failed tunnel is not done")
	}
	if e != nil {
		await(t, e, "no session left", func() bool { return e.Sessions() == 0 && e.Connections() == 0 })
	}
	return s
}

func TestNgrokWrongToken(t *testing.T) {
	t.Parallel()
	e := edgetest.New(t)
	e.Require("another")
	tun := open(t, config(e), echo)
	s := failed(t, e, tun, "ERR_NGROK_107")
	if !strings.Contains(s.Problem.Detail, "Your authtoken: ***") || strings.ContainsAny(s.Problem.Detail, "\r\n") || strings.Contains(s.Problem.Detail, "ERR_") {
		t.Errorf("detail %q", s.Problem.Detail)
	}
	if n := len(e.Calls("Auth")); n != 1 {
		t.Errorf("%d attempts", n)
	}
	tun.Close()
	if s := tun.Status(); s.State != tunnel.Closed {
		t.Errorf("closed: %s", s.State)
	}
}

func TestNgrokSecondCopy(t *testing.T) {
	t.Parallel()
	e := edgetest.New(t)
	first := open(t, config(e), echo)
	online(t, first)
	second := open(t, config(e), echo)
	failed(t, nil, second, "ERR_NGROK_334")
	await(t, e, "one session", func() bool { return e.Sessions() == 1 })
	if s := first.Status(); s.State != tunnel.Online {
		t.Errorf("the first is %s", s.State)
	}
}

func TestNgrokUnknownCA(t *testing.T) {
	t.Parallel()
	e := edgetest.New(t)
	for _, pool := range []*x509.CertPool{x509.NewCertPool(), nil} { // nil: ngrok's own
		c := config(e)
		c.CA = pool
		failed(t, nil, open(t, c, echo), tunnel.CodeTLSIntercepted)
	}
}

func TestNgrokRefusedThenThere(t *testing.T) {
	t.Parallel()
	e := edgetest.New(t)
	e.StopListening()
	var clock atomic.Int64 // seconds
	c := config(e)
	c.Now = func() time.Time { return time.Unix(1_800_000_000+clock.Load(), 0) }
	tun := open(t, c, echo)
	s := until(t, tun, "refused twice", func(s tunnel.Status) bool { return s.Attempt == 3 })
	if s.State != tunnel.Connecting || s.Problem == nil || s.Problem.Code != tunnel.CodeRefused || s.Problem.Fatal {
		t.Errorf("status %+v, %v", s, s.Problem)
	}
	if wait := s.NextTry.Sub(c.Now()); wait != time.Second {
		t.Errorf("next try in %s, want 1s", wait)
	}
	if err := e.Listen(); err != nil {
		t.Fatal(err)
	}
	if s := online(t, tun); s.Attempt != 0 || s.Problem != nil || !s.NextTry.IsZero() {
		t.Errorf("status %+v", s)
	}
}

func TestNgrokUnknownName(t *testing.T) {
	t.Parallel()
	c := tunnel.NgrokConfig{Token: wxpay.NewSecret(token), ConnectAddr: "nowhere.invalid:443"}
	tun := open(t, c, echo)
	s := until(t, tun, "unresolved", func(s tunnel.Status) bool { return s.Problem != nil })
	if s.State != tunnel.Connecting || s.Problem.Code != tunnel.CodeDNS && s.Problem.Code != tunnel.CodeTimeout {
		t.Errorf("status %+v, %v", s, s.Problem)
	}
}

func TestNgrokReconnects(t *testing.T) {
	t.Parallel()
	for name, lose := range map[string]func(*edgetest.Edge){"reset": (*edgetest.Edge).Kill, "goodbye": (*edgetest.Edge).HangUp} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := edgetest.New(t)
			tun := open(t, config(e), echo)
			url := online(t, tun).PublicURL
			for round := 1; round <= 2; round++ {
				lose(e)
				await(t, e, "the address given again", func() bool { return e.Granted() == 1+round })
				s := online(t, tun)
				if s.PublicURL != url || s.Attempt != 0 || s.Problem != nil {
					t.Errorf("status %+v", s)
				}
				if _, got := post(t, e, url, []byte("again")); string(got) != "again" {
					t.Errorf("served %q", got)
				}
			}
		})
	}
}

func TestNgrokOutage(t *testing.T) {
	t.Parallel()
	e := edgetest.New(t)
	tun := open(t, config(e), echo)
	online(t, tun)
	e.StopListening()
	e.Kill()
	s := until(t, tun, "at the third attempt", func(s tunnel.Status) bool { return s.Attempt == 3 })
	if s.State != tunnel.Reconnecting || s.PublicURL != edgetest.DefaultURL || s.Problem == nil || s.Problem.Code != tunnel.CodeRefused {
		t.Errorf("status %+v, %v", s, s.Problem)
	}
	if err := e.Listen(); err != nil {
		t.Fatal(err)
	}
	online(t, tun)
	if _, got := post(t, e, edgetest.DefaultURL, []byte("back")); string(got) != "back" {
		t.Errorf("served %q", got)
	}
}

// TestNgrokOldSession: the service counts the lost session as online for a while;
// that passes, and is no reason to give up.
func TestNgrokOldSession(t *testing.T) {
	t.Parallel()
	e := edgetest.New(t)
	var refusals atomic.Int32
	e.OnBind(func(edgetest.Call) string {
		if n := refusals.Add(1); n == 2 || n == 3 {
			return "The endpoint is already online.\r\n\r\nERR_NGROK_334\r\n"
		}
		return ""
	})
	tun := open(t, config(e), echo)
	online(t, tun)
	e.Kill()
	s := until(t, tun, "refused", func(s tunnel.Status) bool { return s.Problem != nil && s.Problem.Code == "ERR_NGROK_334" })
	if s.State != tunnel.Reconnecting || s.Problem.Fatal {
		t.Errorf("status %+v", s)
	}
	online(t, tun)
}

func TestNgrokTokenRevokedWhileOnline(t *testing.T) {
	t.Parallel()
	e := edgetest.New(t)
	tun := open(t, config(e), echo)
	online(t, tun)
	e.Require("another")
	e.Kill()
	failed(t, e, tun, "ERR_NGROK_107")
}

func TestNgrokSilence(t *testing.T) {
	t.Parallel()
	e := edgetest.New(t)
	c := config(e)
	c.HeartbeatInterval, c.HeartbeatTolerance = 200*time.Millisecond, time.Second
	tun := open(t, c, echo)
	online(t, tun)
	s := until(t, tun, "heard", heard)
	if s.LatencyAt.IsZero() || s.Latency > time.Second {
		t.Errorf("latency %s at %s", s.Latency, s.LatencyAt)
	}
	e.Freeze(true)
	until(t, tun, "lost", in(tunnel.Reconnecting))
	e.Freeze(false)
	online(t, tun)
	if _, got := post(t, e, edgetest.DefaultURL, []byte("heard")); string(got) != "heard" {
		t.Errorf("served %q", got)
	}
}

// TestNgrokStopped: an administrator's stop is final, and nothing stays behind
// that would bind the address again.
func TestNgrokStopped(t *testing.T) {
	t.Parallel()
	for code, want := range map[string]string{"ERR_NGROK_3210": "ERR_NGROK_3210", "": tunnel.CodeStopped} {
		e := edgetest.New(t)
		tun := open(t, config(e), echo)
		online(t, tun)
		if err := e.StopTunnel("stopped on the \x1b[31mdashboard", code); err != nil {
			t.Fatal(err)
		}
		s := failed(t, e, tun, want)
		if !strings.Contains(s.Problem.Detail, "dashboard") || strings.Contains(s.Problem.Detail, "\x1b") {
			t.Errorf("detail %q", s.Problem.Detail)
		}
		if len(e.Calls("Bind")) != 1 || len(e.URLs()) != 0 {
			t.Error("the address was bound again")
		}
	}
}

func TestNgrokHeartbeatsRefused(t *testing.T) {
	t.Parallel()
	e := edgetest.New(t)
	e.OnAuth(func(c edgetest.Call) string {
		var call struct {
			Extra struct{ HeartbeatInterval, HeartbeatTolerance time.Duration }
		}
		if err := json.Unmarshal(c.JSON, &call); err != nil || call.Extra.HeartbeatTolerance < 15*time.Second {
			return "Invalid heartbeat tolerance.\r\n\r\nERR_NGROK_112\r\n"
		}
		return ""
	})
	online(t, open(t, config(e), echo))
	e.OnAuth(func(edgetest.Call) string { return "Invalid heartbeat interval.\r\n\r\nERR_NGROK_111\r\n" })
	failed(t, nil, open(t, config(e), echo), "ERR_NGROK_111")
}

func TestNgrokBindThatPasses(t *testing.T) {
	t.Parallel()
	e := edgetest.New(t)
	var refused atomic.Bool
	e.OnBind(func(edgetest.Call) string {
		if !refused.Swap(true) {
			return "Something went wrong here.\r\n\r\nERR_NGROK_9999\r\n"
		}
		return ""
	})
	tun := open(t, config(e), echo)
	until(t, tun, "told why", func(s tunnel.Status) bool {
		return s.State == tunnel.Connecting && s.Problem != nil && s.Problem.Code == "ERR_NGROK_9999" || s.State == tunnel.Online
	})
	online(t, tun)
}

func TestNgrokBindUnanswered(t *testing.T) {
	t.Parallel()
	e := edgetest.New(t)
	release := make(chan struct{})
	t.Cleanup(func() { close(release) })
	e.OnBind(func(edgetest.Call) string { <-release; return "too late" })
	c := config(e)
	c.BindTimeout = 200 * time.Millisecond
	failed(t, nil, open(t, c, echo), tunnel.CodeBindTimeout)
}

func TestNgrokHundredAtOnce(t *testing.T) {
	t.Parallel()
	e := edgetest.New(t)
	const n = 100
	var inside sync.WaitGroup
	inside.Add(n)
	tun := open(t, config(e), http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		inside.Done()
		inside.Wait() // all are in progress at once
		echo(w, r)
	}))
	url := online(t, tun).PublicURL
	var clients sync.WaitGroup
	for i := range n {
		clients.Go(func() {
			body := fmt.Sprint("request ", i)
			res, err := e.Client().Post(url, "text/plain", strings.NewReader(body))
			if err != nil {
				t.Error(err)
				return
			}
			defer res.Body.Close()
			if got, err := io.ReadAll(res.Body); err != nil || string(got) != body {
				t.Errorf("%q answered %s %q %v", body, res.Status, got, err)
			}
		})
	}
	clients.Wait()
}

func TestNgrokTenMebibytes(t *testing.T) {
	t.Parallel()
	e := edgetest.New(t)
	url := online(t, open(t, config(e), echo)).PublicURL
	body := bytes.Repeat([]byte("0123456789abcdef"), 10<<20/16)
	body[7<<20] = 'x'
	_, got := post(t, e, url, body)
	if sha256.Sum256(got) != sha256.Sum256(body) {
		t.Errorf("%d bytes came back, others than went", len(got))
	}
}

// TestNgrokClose closes a tunnel in every state that it can be in.
func TestNgrokClose(t *testing.T) {
	t.Parallel()
	quick := func(c *tunnel.NgrokConfig) {
		c.HeartbeatInterval, c.HeartbeatTolerance = 200*time.Millisecond, time.Second
	}
	for name, c := range map[string]struct {
		before func(*testing.T, *edgetest.Edge)
		change func(*tunnel.NgrokConfig)
		reach  func(*testing.T, *edgetest.Edge, tunnel.Tunnel)
		within time.Duration
	}{
		"at once": {within: prompt},
		"silent service": {before: func(_ *testing.T, e *edgetest.Edge) { e.Mute(true) }, reach: func(t *testing.T, e *edgetest.Edge, _ tunnel.Tunnel) {
			await(t, e, "a connection", func() bool { return e.Connections() == 1 })
		}, within: prompt},
		"between attempts": {before: func(_ *testing.T, e *edgetest.Edge) { e.StopListening() }, reach: func(t *testing.T, _ *edgetest.Edge, tun tunnel.Tunnel) {
			until(t, tun, "refused", func(s tunnel.Status) bool { return s.Attempt == 2 })
		}, within: prompt},
		"while binding": {before: func(t *testing.T, e *edgetest.Edge) {
			release := make(chan struct{})
			t.Cleanup(func() { close(release) })
			e.OnBind(func(edgetest.Call) string { <-release; return "too late" })
		}, reach: func(t *testing.T, e *edgetest.Edge, _ tunnel.Tunnel) {
			await(t, e, "a bind", func() bool { return len(e.Calls("Bind")) == 1 })
		}, within: prompt},
		"reconnecting": {reach: func(t *testing.T, e *edgetest.Edge, tun tunnel.Tunnel) {
			online(t, tun)
			e.StopListening()
			e.Kill()
			until(t, tun, "lost", in(tunnel.Reconnecting))
		}, within: prompt},
		"frozen": {reach: func(t *testing.T, e *edgetest.Edge, tun tunnel.Tunnel) {
			online(t, tun)
			e.Freeze(true)
		}, within: 4 * time.Second},
		"frozen and noticed": {change: quick, reach: func(t *testing.T, e *edgetest.Edge, tun tunnel.Tunnel) {
			until(t, tun, "heard", heard)
			e.Freeze(true)
			until(t, tun, "lost", in(tunnel.Reconnecting))
		}, within: prompt},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := edgetest.New(t)
			if c.before != nil {
				c.before(t, e)
			}
			settings := config(e)
			if c.change != nil {
				c.change(&settings)
			}
			tun := open(t, settings, echo)
			if c.reach != nil {
				c.reach(t, e, tun)
			}
			start := time.Now()
			tun.Close()
			if took := time.Since(start); took > c.within {
				t.Errorf("took %s", took)
			}
			if s := tun.Status(); s.State != tunnel.Closed {
				t.Errorf("state %s", s.State)
			}
			select {
			case <-tun.Done():
			default:
				t.Error("it is not done")
			}
			await(t, e, "no connection left", func() bool { return e.Connections() == 0 })
		})
	}
}

// TestNgrokLeavesNoSession closes tunnels in the middle of redials, after which the
// SDK alone would come back to life.
func TestNgrokLeavesNoSession(t *testing.T) {
	t.Parallel()
	e := edgetest.New(t)
	logins := make(chan struct{}, 1000)
	e.OnAuth(func(edgetest.Call) string { logins <- struct{}{}; return "" })
	for round := range 20 {
		tun := open(t, config(e), echo)
		online(t, tun)
		<-logins
		e.Kill()
		if round%2 == 0 {
			<-logins // it is logging in again
		}
		tun.Close()
		await(t, e, "no session left", func() bool { return e.Sessions() == 0 && e.Connections() == 0 })
		for len(logins) > 0 {
			<-logins
		}
	}
}

func TestNgrokCloseLetsRequestsFinish(t *testing.T) {
	t.Parallel()
	e := edgetest.New(t)
	arrived, release := make(chan struct{}), make(chan struct{})
	tun := open(t, config(e), http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		close(arrived)
		<-release
		echo(w, r)
	}))
	url := online(t, tun).PublicURL
	answered := make(chan string, 1)
	go func() {
		res, err := e.Client().Post(url, "text/plain", strings.NewReader("last"))
		if err != nil {
			answered <- err.Error()
			return
		}
		defer res.Body.Close()
		body, _ := io.ReadAll(res.Body)
		answered <- string(body)
	}()
	<-arrived
	closed := make(chan struct{})
	go func() { defer close(closed); tun.Close() }()
	await(t, e, "the address given back", func() bool { return len(e.URLs()) == 0 })
	close(release)
	if got := <-answered; got != "last" {
		t.Errorf("answered %q", got)
	}
	<-closed
}

// TestNgrokSlowRequests: deadlines for reading end one request and leave the
// connection that all share.
func TestNgrokSlowRequests(t *testing.T) {
	t.Parallel()
	e := edgetest.New(t)
	broken := make(chan error, 1)
	tun := open(t, config(e), http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/slow" {
			_ = http.NewResponseController(w).SetReadDeadline(time.Now().Add(100 * time.Millisecond))
			_, err := io.ReadAll(r.Body)
			broken <- err
			return
		}
		echo(w, r)
	}))
	url := online(t, tun).PublicURL
	reader, writer := io.Pipe()
	defer writer.Close()
	ctx, cancel := context.WithTimeout(t.Context(), limit)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, url+"/slow", reader)
	if err != nil {
		t.Fatal(err)
	}
	go func() {
		if res, err := e.Client().Do(req); err == nil {
			_ = res.Body.Close()
		}
	}()
	if _, err := io.WriteString(writer, "half"); err != nil {
		t.Fatal(err)
	}
	if err := <-broken; err == nil || !os.IsTimeout(err) {
		t.Errorf("the slow body ended with %v", err)
	}
	if _, got := post(t, e, url, []byte("quick")); string(got) != "quick" {
		t.Errorf("afterwards: %q", got)
	}
	if len(e.Calls("Auth")) != 1 {
		t.Error("the connection was lost")
	}
}

func TestNgrokConfigurationThatCannotWork(t *testing.T) {
	for code, change := range map[string]func(*tunnel.NgrokConfig){
		tunnel.CodeNoToken:    func(c *tunnel.NgrokConfig) { c.Token = wxpay.NewSecret(" \n") },
		tunnel.CodeBadDomain:  func(c *tunnel.NgrokConfig) { c.Domain = "http://abc.ngrok.test" },
		tunnel.CodeBadAddress: func(c *tunnel.NgrokConfig) { c.ConnectAddr = "https://connect.ngrok-agent.com" },
		tunnel.CodeBadProxy:   func(c *tunnel.NgrokConfig) { c.Proxy = "https://user:hush@127.0.0.1:7890" },
	} {
		c := tunnel.NgrokConfig{Token: wxpay.NewSecret(token)}
		change(&c)
		tun, err := tunnel.OpenNgrok(c, echo)
		problem, ok := err.(*tunnel.Problem)
		if tun != nil || !ok || problem.Code != code || strings.Contains(problem.Error(), "hush") {
			t.Errorf("%s: %v", code, err)
		}
	}
	path := t.TempDir() + "/ca.pem"
	if err := os.WriteFile(path, []byte("no PEM"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, file := range []string{path, path + ".missing"} {
		if _, err := tunnel.LoadCA(file); err == nil || err.(*tunnel.Problem).Code != tunnel.CodeBadCA {
			t.Errorf("%s: %v", file, err)
		}
	}
	e := edgetest.New(t)
	if err := os.WriteFile(path, e.CAPEM(), 0o600); err != nil {
		t.Fatal(err)
	}
	pool, err := tunnel.LoadCA(path)
	if err != nil || !pool.Equal(e.CA()) {
		t.Errorf("the edge's CA: %v", err)
	}
}

func TestDiagnose(t *testing.T) {
	t.Parallel()
	e := edgetest.New(t)
	good := config(e)
	good.Token = wxpay.Secret{}
	d := tunnel.Diagnose(t.Context(), good)
	if d.Problem != nil || d.Step != "" || d.Region != "jp" || d.Latency <= 0 || d.Address != e.Addr() {
		t.Errorf("diagnosis %+v, %v", d, d.Problem)
	}
	if len(e.Calls("Auth")) != 0 {
		t.Error("it logged in")
	}
	foreign := good
	foreign.CA = nil
	if d := tunnel.Diagnose(t.Context(), foreign); d.Step != tunnel.StepTLS || d.Problem == nil || d.Problem.Code != tunnel.CodeTLSIntercepted || !strings.Contains(d.Problem.Detail, "edgetest CA") {
		t.Errorf("unknown CA: %+v, %v", d, d.Problem)
	}
	silent := edgetest.New(t)
	silent.Mute(true)
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	if d := tunnel.Diagnose(ctx, config(silent)); d.Step != tunnel.StepTLS || d.Problem == nil || d.Problem.Code != tunnel.CodeTimeout {
		t.Errorf("silence: %+v, %v", d, d.Problem)
	}
	e.StopListening()
	if d := tunnel.Diagnose(t.Context(), good); d.Step != tunnel.StepConnect || d.Problem == nil || d.Problem.Code != tunnel.CodeRefused {
		t.Errorf("refused: %+v, %v", d, d.Problem)
	}
	good.Proxy = "ftp://127.0.0.1"
	if d := tunnel.Diagnose(t.Context(), good); d.Problem == nil || d.Problem.Code != tunnel.CodeBadProxy {
		t.Errorf("proxy: %+v, %v", d, d.Problem)
	}
}

// TestNothingIsWrittenOnTheTerminal runs an eventful life in a process of its own.
func TestNothingIsWrittenOnTheTerminal(t *testing.T) {
	t.Parallel()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self)
	cmd.Env = append(os.Environ(), quietVariable+"=1")
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil {
		t.Error(err)
	}
	if stdout.Len() > 0 || stderr.Len() > 0 {
		t.Errorf("stdout %q\nstderr %q", &stdout, &stderr)
	}
}

// eventful goes through connecting, a refusal, a panic of the handler, a broken
// request, a loss and the end.
func eventful() error {
	e, err := edgetest.Start()
	if err != nil {
		return err
	}
	defer e.Close()
	tun, err := tunnel.OpenNgrok(config(e), http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic("a handler's") }))
	if err != nil {
		return err
	}
	defer tun.Close()
	wait := func(state tunnel.State) error {
		for end := time.After(limit); ; {
			if tun.Status().State == state {
				return nil
			}
			select {
			case <-tun.Changed():
			case <-end:
				return fmt.Errorf("never %s", state)
			}
		}
	}
	if err := wait(tunnel.Online); err != nil {
		return err
	}
	if res, err := e.Client().Post(edgetest.DefaultURL, "text/plain", nil); err == nil {
		_ = res.Body.Close()
	}
	conn, err := net.Dial("tcp", e.PublicAddr())
	if err != nil {
		return err
	}
	_ = conn.Close()
	e.StopListening()
	e.Kill()
	if err := wait(tunnel.Reconnecting); err != nil {
		return err
	}
	if err := e.Listen(); err != nil {
		return err
	}
	if err := wait(tunnel.Online); err != nil {
		return err
	}
	e.Require("another")
	e.Kill()
	return wait(tunnel.Failed)
}
