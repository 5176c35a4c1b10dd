package tunnel_test

import (
	"context"
	"io"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"wxlens/tunnel"
	"wxlens/tunnel/edgetest"
)

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
