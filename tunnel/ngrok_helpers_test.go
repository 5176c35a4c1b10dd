package tunnel_test

import (
	"bytes"
	"io"
	"net/http"
	"runtime"
	"strings"
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
