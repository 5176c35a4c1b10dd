package link_test

import (
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"wxlens/tunnel"
	"wxlens/tunnel/edgetest"
	"wxlens/ui/workbench/link"
	"wxlens/wxpay"
)

const (
	limit = 15 * time.Second
	token = "2abcDEFghiJKLmnoPQRstuVWXyz_1234567890ABCDEFGHIJK"
)

func hasToken() (tunnel.Token, error) {
	return tunnel.Token{Secret: wxpay.NewSecret(token), Source: tunnel.TokenFromProfile}, nil
}

// start returns a link whose handler answers 204, and the edge that it may reach.
func start(t *testing.T, change func(*link.Deps)) (*link.Link, *edgetest.Edge, link.Config) {
	t.Helper()
	e := edgetest.New(t)
	deps := link.Deps{
		Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) }),
		Listen:  "127.0.0.1:41873", Token: hasToken, Client: e.Client(), Now: time.Now,
	}
	if change != nil {
		change(&deps)
	}
	l := link.New(deps)
	t.Cleanup(l.Close)
	return l, e, link.Config{Kind: tunnel.KindNgrok, Ngrok: tunnel.NgrokConfig{ConnectAddr: e.Addr(), CA: e.CA()}}
}

// until waits for a status.
func until(t *testing.T, l *link.Link, what string, holds func(link.Status) bool) link.Status {
	t.Helper()
	changed, stop := l.Subscribe()
	defer stop()
	timer := time.NewTimer(limit)
	defer timer.Stop()
	for {
		if s := l.Status(); holds(s) {
			return s
		}
		select {
		case <-changed:
		case <-timer.C:
			t.Fatalf("not %s: %+v", what, l.Status())
		}
	}
}

func in(state tunnel.State) func(link.Status) bool {
	return func(s link.Status) bool { return s.State == state }
}

func post(t *testing.T, client *http.Client, url string) {
	t.Helper()
	res, err := client.Post(url, "application/json", strings.NewReader("{}"))
	if err != nil {
		t.Fatal(err)
	}
	_ = res.Body.Close()
	if res.StatusCode != http.StatusNoContent {
		t.Errorf("answered %s", res.Status)
	}
}

func TestLinkThroughNgrok(t *testing.T) {
	t.Parallel()
	l, e, config := start(t, nil)
	if s := l.Status(); s.State != tunnel.Closed || l.NotifyURL("x") != "" {
		t.Errorf("before: %+v", s)
	}
	if err := l.Retry(); !errors.Is(err, link.ErrNeverOpened) {
		t.Errorf("retry: %v", err)
	}
	if err := l.Open(config); err != nil {
		t.Fatal(err)
	}
	s := until(t, l, "online", in(tunnel.Online))
	if s.PublicURL != edgetest.DefaultURL || s.TokenSource != tunnel.TokenFromProfile || s.TokenLast4 != "HIJK" || s.Requests != 0 {
		t.Errorf("status %+v", s)
	}
	url := l.NotifyURL("/wxpay/7f3a")
	if url != edgetest.DefaultURL+"/wxpay/7f3a" {
		t.Errorf("notify URL %s", url)
	}
	before := time.Now()
	post(t, e.Client(), url)
	post(t, e.Client(), url)
	s = until(t, l, "counted", func(s link.Status) bool { return s.Requests == 2 })
	if s.LastRequest.Before(before) || l.RequestsSince(before) != 2 || l.RequestsSince(time.Now().Add(time.Hour)) != 0 {
		t.Errorf("last %s, %d since", s.LastRequest, l.RequestsSince(before))
	}
	if result := l.SelfTest(t.Context()); result.Problem != nil {
		t.Errorf("self-test: %+v, %v", result, result.Problem)
	}
	if s := l.Status(); s.Requests != 2 || s.Test == nil || s.Test.Problem != nil {
		t.Errorf("after the self-test: %+v", s)
	}
	if d := l.Diagnose(t.Context(), tunnel.NgrokConfig{}); d.Problem != nil || d.Region != "jp" {
		t.Errorf("diagnosis %+v", d)
	}
	l.Close()
	l.Close()
	if s := l.Status(); s.State != tunnel.Closed || s.Requests != 2 {
		t.Errorf("closed: %+v", s)
	}
}

func TestLinkRetries(t *testing.T) {
	t.Parallel()
	l, e, config := start(t, nil)
	e.Require("another")
	if err := l.Open(config); err != nil {
		t.Fatal(err)
	}
	s := until(t, l, "failed", in(tunnel.Failed))
	if s.Problem == nil || s.Problem.Code != "ERR_NGROK_107" || strings.Contains(s.Problem.Detail, token) {
		t.Errorf("problem %+v", s.Problem)
	}
	e.Require(token)
	if err := l.Retry(); err != nil {
		t.Fatal(err)
	}
	until(t, l, "online", in(tunnel.Online))
	e.StopListening()
	e.Kill()
	until(t, l, "reconnecting", in(tunnel.Reconnecting))
	if err := e.Listen(); err != nil {
		t.Fatal(err)
	}
	if err := l.Retry(); err != nil { // rather than wait
		t.Fatal(err)
	}
	until(t, l, "online again", in(tunnel.Online))
	if !e.Await(limit, func() bool { return e.Sessions() == 1 }) {
		t.Errorf("%d sessions", e.Sessions())
	}
}

func TestLinkThatCannotWork(t *testing.T) {
	t.Parallel()
	l, _, config := start(t, func(d *link.Deps) {
		d.Token = func() (tunnel.Token, error) {
			return tunnel.Token{}, &tunnel.Problem{Code: tunnel.CodeNoToken, Fatal: true}
		}
	})
	for code, c := range map[string]link.Config{
		tunnel.CodeNoToken: config,
		tunnel.URLNotHTTPS: {Kind: tunnel.KindDirect, PublicURL: "http://pay.example.com"},
	} {
		err := l.Open(c)
		var problem *tunnel.Problem
		if !errors.As(err, &problem) || problem.Code != code {
			t.Errorf("%s: %v", code, err)
		}
		if s := l.Status(); s.State != tunnel.Failed || s.Kind != c.Kind || s.Problem == nil || s.Problem.Code != code {
			t.Errorf("%s: %+v", code, s)
		}
	}
}

// TestLinkDirect: the user's own relay is a listener and a URL; what came through
// the one before counts on.
func TestLinkDirect(t *testing.T) {
	t.Parallel()
	var l *link.Link
	server := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { l.Handler().ServeHTTP(w, r) }))
	defer server.Close()
	relay := server.Client().Transport.(*http.Transport).Clone()
	relay.DialContext = nil
	relay.TLSClientConfig.ServerName = "example.com" // of the test server's certificate
	var down atomic.Bool
	client := &http.Client{Transport: roundTripper(func(r *http.Request) (*http.Response, error) {
		if down.Load() {
			return nil, &net.DNSError{Err: "no such host", IsNotFound: true}
		}
		r = r.Clone(r.Context())
		r.URL.Host = server.Listener.Addr().String()
		return relay.RoundTrip(r)
	})}
	defer relay.CloseIdleConnections()
	l, _, _ = start(t, func(d *link.Deps) { d.Client = client })
	if err := l.Open(link.Config{Kind: tunnel.KindDirect, PublicURL: "https://pay.example.com/in/"}); err != nil {
		t.Fatal(err)
	}
	s := until(t, l, "online", in(tunnel.Online))
	if s.Kind != tunnel.KindDirect || l.NotifyURL("a") != "https://pay.example.com/in/a" || s.TokenSource != "" {
		t.Errorf("status %+v, %s", s, l.NotifyURL("a"))
	}
	post(t, client, l.NotifyURL("a"))
	if result := l.SelfTest(t.Context()); result.Problem != nil || l.Status().Requests != 1 {
		t.Errorf("self-test: %+v, %v", result, result.Problem)
	}
	down.Store(true)
	if result := l.SelfTest(t.Context()); result.Problem == nil || result.Problem.Code != tunnel.CodeDNS {
		t.Errorf("self-test: %+v", result)
	}
	if err := l.Open(link.Config{Kind: tunnel.KindNone}); err != nil {
		t.Fatal(err)
	}
	if s := l.Status(); s.Kind != tunnel.KindNone || l.NotifyURL("/a") != "http://127.0.0.1:41873/a" || s.Requests != 1 || s.Test != nil {
		t.Errorf("none: %+v", s)
	}
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func TestRequestsAreCountedWithoutEnd(t *testing.T) {
	t.Parallel()
	var clock atomic.Int64
	l := link.New(link.Deps{Handler: http.NotFoundHandler(), Now: func() time.Time { return time.Unix(clock.Add(1), 0) }})
	for range 3000 {
		l.Handler().ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodPost, "/", io.NopCloser(strings.NewReader(""))))
	}
	if s := l.Status(); s.Requests != 3000 || l.RequestsSince(time.Unix(0, 0)) != 1024 || l.RequestsSince(s.LastRequest) != 1 {
		t.Errorf("%d requests, %d remembered, %d last", s.Requests, l.RequestsSince(time.Unix(0, 0)), l.RequestsSince(s.LastRequest))
	}
}

func TestWarn(t *testing.T) {
	t.Parallel()
	now := time.Unix(1_800_000_000, 0)
	status := func(url string, p *tunnel.Problem) link.Status {
		return link.Status{Status: tunnel.Status{State: tunnel.Online, Kind: tunnel.KindNgrok, PublicURL: url, Problem: p}}
	}
	calm := status("https://abc.ngrok.test", nil)
	arrived := calm
	arrived.LastRequest = now.Add(-30 * time.Second)
	restricted := calm
	restricted.Restricted = true
	direct := calm
	direct.Kind = tunnel.KindDirect
	for name, c := range map[string]struct {
		facts link.Facts
		want  []link.Slug
	}{
		"all is well":     {link.Facts{Status: calm, NotifyURL: "https://abc.ngrok.test/x", OrderURL: "https://abc.ngrok.test/x", PaidAt: now.Add(-59 * time.Second)}, nil},
		"other URL":       {link.Facts{Status: calm, OrderURL: "https://old.ngrok.test/x"}, []link.Slug{link.URLChanged}},
		"longer name":     {link.Facts{Status: calm, OrderURL: "https://abc.ngrok.test.example.com/x"}, []link.Slug{link.URLChanged}},
		"nothing arrived": {link.Facts{Status: calm, PaidAt: now.Add(-time.Minute)}, []link.Slug{link.NothingArrived}},
		"it did arrive":   {link.Facts{Status: arrived, PaidAt: now.Add(-time.Minute)}, nil},
		"older arrived":   {link.Facts{Status: arrived, PaidAt: now.Add(-time.Second)}, nil},
		"another copy":    {link.Facts{Status: status("", &tunnel.Problem{Code: "ERR_NGROK_334"})}, []link.Slug{link.AnotherCopy}},
		"unfit":           {link.Facts{Status: calm, NotifyURL: "http://abc.ngrok.test/x?y=1"}, []link.Slug{link.URLUnfit}},
		"the sandbox's":   {link.Facts{Status: calm, NotifyURL: "http://127.0.0.1:1/x", Sandbox: true}, nil},
		"another port":    {link.Facts{Status: direct, Listen: "127.0.0.1:2", Before: "127.0.0.1:1"}, []link.Slug{link.PortMoved}},
		"the same port":   {link.Facts{Status: direct, Listen: "127.0.0.1:1", Before: "127.0.0.1:1"}, nil},
		"a port of ngrok": {link.Facts{Status: calm, Listen: "127.0.0.1:2", Before: "127.0.0.1:1"}, nil},
		"goes round":      {link.Facts{Status: calm, Circular: "https://abc.ngrok.test"}, []link.Slug{link.GoesRound}},
		"restricted":      {link.Facts{Status: restricted}, []link.Slug{link.Restricted}},
	} {
		c.facts.Now = now
		var got []link.Slug
		for _, w := range link.Warn(c.facts) {
			got = append(got, w.Slug)
			if w.Slug == link.URLUnfit && !slices.Equal(w.Codes, []string{tunnel.URLNotHTTPS, tunnel.URLQuery}) {
				t.Errorf("%s: %v", name, w.Codes)
			}
			if w.Slug == link.NothingArrived && w.Waited != time.Minute {
				t.Errorf("%s: %s", name, w.Waited)
			}
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}
