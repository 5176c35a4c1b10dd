package tunnel_test

import (
	"context"
	"crypto/tls"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"wxlens/tunnel"
	"wxlens/tunnel/edgetest"
)

func TestSelfTestThroughNgrok(t *testing.T) {
	t.Parallel()
	e := edgetest.New(t)
	check := tunnel.NewSelfTest(time.Now)
	passed := make(chan string, 10)
	tun := open(t, config(e), check.Wrap(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		passed <- r.Method + " " + r.URL.Path
		w.WriteHeader(http.StatusMethodNotAllowed)
	})))
	url := online(t, tun).PublicURL
	for _, base := range []string{url, url + "/inbox/7f3a/"} {
		result := check.Run(t.Context(), e.Client(), base)
		if result.Problem != nil || result.Status != 200 || result.Elapsed <= 0 || !strings.HasPrefix(result.URL, strings.TrimSuffix(base, "/")+"/wxlens-check/") {
			t.Errorf("%+v, %v", result, result.Problem)
		}
		if res, err := e.Client().Get(result.URL); err != nil || res.StatusCode == 200 { // an old one
			t.Errorf("asked again: %v %v", res, err)
		} else if got := <-passed; !strings.HasPrefix(got, "GET /") {
			t.Errorf("passed on %q", got)
		}
	}
	tun.Close()
	if result := check.Run(t.Context(), e.Client(), url); result.Problem == nil || result.Problem.Code != "ERR_NGROK_3200" {
		t.Errorf("closed: %+v, %v", result, result.Problem)
	}
}

func TestSelfTestTellsWhatAnswers(t *testing.T) {
	t.Parallel()
	check := tunnel.NewSelfTest(time.Now)
	answer := func(status int, header, value, body string) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			if r.UserAgent() != "wxlens-check/1" || r.Header.Get("ngrok-skip-browser-warning") == "" {
				t.Errorf("asked as %q", r.UserAgent())
			}
			if header != "" {
				w.Header().Set(header, value)
			}
			w.WriteHeader(status)
			_, _ = w.Write([]byte(body))
		}
	}
	for name, c := range map[string]struct {
		handler http.HandlerFunc
		code    string
		detail  string
	}{
		"login":        {answer(200, "Content-Type", "text/html", "<html>please log in"), tunnel.CheckPage, ""},
		"redirect":     {answer(302, "Location", "https://login.example.com/\u202e", ""), tunnel.CheckRedirected, "login.example.com"},
		"interstitial": {answer(200, "Content-Type", "text/html", "<html>You are about to visit… ERR_NGROK_6024"), "ERR_NGROK_6024", ""},
		"restricted":   {answer(403, "Ngrok-Error-Code", "ERR_NGROK_3205", "no"), "ERR_NGROK_3205", ""},
		"not found":    {answer(404, "Content-Type", "text/html", "<html>nginx"), tunnel.CheckNotFound, "404"},
		"forbidden":    {answer(403, "", "", "no"), tunnel.CheckRefused, "403"},
		"gateway":      {answer(502, "", "", "bad gateway"), tunnel.CheckGateway, "502"},
		"tunnel down":  {answer(530, "", "", "error code: 1033"), tunnel.CheckGateway, "530"},
		"other":        {answer(200, "", "", "ok"), tunnel.CheckOther, ""},
	} {
		server := httptest.NewTLSServer(c.handler)
		result := check.Run(t.Context(), server.Client(), server.URL)
		server.Close()
		if p := result.Problem; p == nil || p.Code != c.code || !strings.Contains(p.Detail, c.detail) || strings.Contains(p.Detail, "\u202e") || result.Status == 0 {
			t.Errorf("%s: %+v, %v", name, result, p)
		}
	}
}

func TestSelfTestTellsWhereItEnds(t *testing.T) {
	t.Parallel()
	check := tunnel.NewSelfTest(time.Now)
	fails := func(name, url string, client *http.Client, code string) {
		t.Helper()
		patience := limit
		if code == tunnel.CodeTimeout {
			patience = 200 * time.Millisecond
		}
		ctx, cancel := context.WithTimeout(t.Context(), patience)
		defer cancel()
		if result := check.Run(ctx, client, url); result.Problem == nil || result.Problem.Code != code || result.Status != 0 {
			t.Errorf("%s: %+v, %v", name, result, result.Problem)
		}
	}
	server := httptest.NewUnstartedServer(http.NotFoundHandler())
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.StartTLS()
	defer server.Close()
	fails("unknown CA", server.URL, &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{}, DisableKeepAlives: true}}, tunnel.CodeTLSIntercepted)
	plain := httptest.NewServer(http.NotFoundHandler())
	defer plain.Close()
	fails("no TLS", strings.Replace(plain.URL, "http:", "https:", 1), nil, tunnel.CodeTLS)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	silent := listener.Addr().String()
	fails("silence", "https://"+silent, nil, tunnel.CodeTimeout)
	_ = listener.Close()
	fails("nobody", "https://"+silent, nil, tunnel.CodeRefused)
	unknown := &http.Client{Transport: &http.Transport{DialContext: func(context.Context, string, string) (net.Conn, error) {
		return nil, &net.DNSError{Err: "no such host", Name: "gone.example.com", IsNotFound: true}
	}}}
	fails("no name", "https://gone.example.com", unknown, tunnel.CodeDNS)
}
