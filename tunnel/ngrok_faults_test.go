package tunnel_test

import (
	"crypto/x509"
	"encoding/json"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"wxlens/tunnel"
	"wxlens/tunnel/edgetest"
	"wxlens/wxpay"
)

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
