package tunnel_test

import (
	"bufio"
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"wxlens/tunnel"
	"wxlens/wxpay"
)

// received is a notification as the receiver keeps it.
func received() wxpay.Request {
	return wxpay.Request{
		Method: http.MethodPost, URL: "/pay/notify?a=1", Body: []byte("{\"a\": \"茶\"}\r\n\x00"),
		Header: http.Header{
			"Wechatpay-Signature": {"abc="}, "Wechatpay-Serial": {"PUB_KEY_ID_1"}, "Content-Type": {"application/json"}, "User-Agent": {"Mozilla/4.0"},
			"X-Forwarded-For": {"101.226.103.1"}, "X-Twice": {"1", "2"},
			"Connection": {"keep-alive, X-Hop"}, "X-Hop": {"1"}, "Transfer-Encoding": {"chunked"}, "Content-Length": {"999"}, "Te": {"trailers"},
		},
	}
}

func forward(t *testing.T, server string) wxpay.Forward {
	t.Helper()
	f := tunnel.Forwarder{Now: time.Now}
	return f.Send(t.Context(), server, wxpay.V3, received())
}

// wire serves raw bytes to whoever asks, and tells what was asked.
func wire(t *testing.T, answer string) (url string, asked chan string) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	asked = make(chan string, 10)
	done := make(chan struct{})
	go func() {
		defer close(done)
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			asked <- readRequest(conn)
			_, _ = io.WriteString(conn, answer) // the client may have seen enough
			_ = conn.Close()
		}
	}()
	t.Cleanup(func() {
		_ = listener.Close()
		<-done
	})
	return "http://" + listener.Addr().String(), asked
}

// readRequest reads a head and as much body as it announces.
func readRequest(conn net.Conn) string {
	var all strings.Builder
	r := bufio.NewReader(conn)
	length := 0
	for {
		line, err := r.ReadString('\n')
		all.WriteString(line)
		if _, err := fmt.Sscanf(line, "Content-Length: %d", &length); err != nil && strings.TrimSpace(line) == "" {
			break
		}
		if err != nil {
			return all.String()
		}
	}
	body := make([]byte, length)
	_, _ = io.ReadFull(r, body) // what is missing shows in the text
	return all.String() + string(body)
}

func TestAForwardIsWhatWasReceived(t *testing.T) {
	url, asked := wire(t, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX-Own: 1\r\nConnection: close\r\n\r\nok")
	sent := forward(t, url)
	if !sent.Acknowledged || sent.Reply == nil || sent.Reply.Status != 200 || string(sent.Reply.Body) != "ok" || sent.URL != url+"/pay/notify?a=1" {
		t.Fatalf("sent %+v", sent)
	}
	if h := sent.Reply.Header; h.Get("X-Own") != "1" || h.Get("Content-Length") != "" || h.Get("Connection") != "" {
		t.Errorf("the answer has headers %v", h)
	}
	got := <-asked
	if !strings.HasPrefix(got, "POST /pay/notify?a=1 HTTP/1.1\r\nHost: "+strings.TrimPrefix(url, "http://")+"\r\n") || !strings.HasSuffix(got, "\r\n\r\n"+string(received().Body)) {
		t.Errorf("asked %q", got)
	}
	for _, want := range []string{
		"Wechatpay-Signature: abc=\r\n", "Wechatpay-Serial: PUB_KEY_ID_1\r\n", "User-Agent: Mozilla/4.0\r\n", "X-Forwarded-For: 101.226.103.1\r\n",
		"X-Twice: 1\r\nX-Twice: 2\r\n", fmt.Sprintf("Content-Length: %d\r\n", len(received().Body)),
	} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is missing in %q", want, got)
		}
	}
	for _, gone := range []string{"X-Hop", "Te:", "Transfer-Encoding", "999", "Accept-Encoding", "Go-http-client"} {
		if strings.Contains(got, gone) {
			t.Errorf("%s was sent: %q", gone, got)
		}
	}
}

func TestNoUserAgentIsAdded(t *testing.T) {
	url, asked := wire(t, "HTTP/1.1 204 No Content\r\n\r\n")
	f := tunnel.Forwarder{Now: time.Now}
	if sent := f.Send(t.Context(), url, wxpay.V3, wxpay.Request{URL: "/"}); !sent.Acknowledged {
		t.Errorf("sent %+v", sent)
	}
	if got := <-asked; strings.Contains(got, "User-Agent") || !strings.Contains(got, "Content-Length: 0") {
		t.Errorf("asked %q", got)
	}
}

func TestTheTargetsPathGoesFirst(t *testing.T) {
	for _, c := range []struct{ server, requested, want string }{
		{"http://h:1", "/notify", "http://h:1/notify"},
		{"http://h:1/", "/notify", "http://h:1/notify"},
		{"http://h:1/own", "/notify", "http://h:1/own"},
		{"http://h:1/own/", "/notify?a=1", "http://h:1/own/?a=1"},
		{"http://h:1/own?x=1", "/notify?a=1&b=%20", "http://h:1/own?x=1&a=1&b=%20"},
		{"https://h", "/a%2Fb?", "https://h/a%2Fb"},
		{"http://h", "*", "http://h"},
	} {
		if got, err := tunnel.ForwardURL(c.server, c.requested); err != nil || got != c.want {
			t.Errorf("%s of %s: %s %v, want %s", c.requested, c.server, got, err, c.want)
		}
	}
	for _, server := range []string{"", "localhost:8080", "ftp://h", "http://", "/path", "http://[::1", "http://h:x"} {
		if got, err := tunnel.ForwardURL(server, "/"); err == nil {
			t.Errorf("%q is taken as %s", server, got)
		}
	}
}

func TestWhateverAServerAnswersIsTold(t *testing.T) {
	for what, c := range map[string]struct {
		answer string
		want   wxpay.Reason
	}{
		"nothing":             {"", wxpay.ReplyReset},
		"half a head":         {"HTTP/1.1 200 O", wxpay.ReplyReset},
		"half a body":         {"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf", wxpay.ReplyReset},
		"half a chunk":        {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab", wxpay.ReplyReset},
		"a broken chunk":      {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nab\r\n", wxpay.ReplyBroken},
		"garbage":             {"\x00\x01\x02 what\r\n\r\n", wxpay.ReplyBroken},
		"another protocol":    {"SSH-2.0-OpenSSH_9.6\r\n", wxpay.ReplyBroken},
		"no status":           {"HTTP/1.1 000 None\r\nContent-Length: 0\r\n\r\n", wxpay.ReplyBroken},
		"another protocol on": {"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\nabc", wxpay.ReplyBroken},
		"a huge head":         {"HTTP/1.1 200 OK\r\nX: " + strings.Repeat("x", 100_000) + "\r\n\r\n", wxpay.ReplyBroken},
		"early hints":         {"HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n", wxpay.ReplyServerError},
		"a page":              {"HTTP/1.1 200 OK\r\nContent-Length: 15\r\n\r\n<!doctype html>", wxpay.ReplyWebPage},
	} {
		url, _ := wire(t, c.answer)
		sent := forward(t, url)
		if sent.Reason != c.want || (sent.Reply == nil) != (sent.Fault != "") {
			t.Errorf("%s: %+v", what, sent)
		}
	}
}

func TestALongAnswerIsCut(t *testing.T) {
	url, _ := wire(t, "HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n"+strings.Repeat("x", 1_000_000))
	if sent := forward(t, url); !sent.Acknowledged || len(sent.Reply.Body) != 64<<10 {
		t.Errorf("sent %v, %d bytes", sent.Acknowledged, len(sent.Reply.Body))
	}
}

func TestARedirectIsNotFollowed(t *testing.T) {
	var asked atomic.Int32
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked.Add(1)
		http.Redirect(w, r, "/login", http.StatusFound)
	}))
	defer server.Close()
	if sent := forward(t, server.URL); sent.Acknowledged || sent.Reason != wxpay.ReplyRedirect || asked.Load() != 1 {
		t.Errorf("asked %d times: %+v", asked.Load(), sent)
	}
}

func TestAServerThatDoesNotAnswer(t *testing.T) {
	released := make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { <-released }))
	defer server.Close()
	defer close(released)
	f := tunnel.Forwarder{Now: time.Now, Timeout: 50 * time.Millisecond}
	if sent := f.Send(t.Context(), server.URL, wxpay.V3, received()); sent.Reason != wxpay.ReplyTimeout || sent.Elapsed < 50*time.Millisecond {
		t.Errorf("sent %+v", sent)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if sent := f.Send(ctx, server.URL, wxpay.V3, received()); sent.Reason != wxpay.ReplyInterrupted {
		t.Errorf("sent %+v", sent)
	}
}

// The clock decides whether an answer was late.
func TestALateAnswerIsTold(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) }))
	defer server.Close()
	moments := []time.Time{time.Unix(1000, 0), time.Unix(1006, 0)}
	f := tunnel.Forwarder{Now: func() time.Time {
		now := moments[0]
		moments = moments[1:]
		return now
	}}
	if sent := f.Send(t.Context(), server.URL, wxpay.V3, received()); sent.Acknowledged || sent.Reason != wxpay.ReplyLate || sent.Elapsed != 6*time.Second || sent.Reply.Status != 204 {
		t.Errorf("sent %+v", sent)
	}
}

func TestAServerThatIsNotThere(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	gone := "http://" + listener.Addr().String()
	if err := listener.Close(); err != nil {
		t.Fatal(err)
	}
	if sent := forward(t, gone); sent.Reason != wxpay.ReplyRefused {
		t.Errorf("sent %+v", sent)
	}
	transport := tunnel.NewForwardTransport() // without asking a name server of others
	transport.DialContext = func(context.Context, string, string) (net.Conn, error) {
		return nil, &net.DNSError{Err: "no such host", Name: "nobody.invalid", IsNotFound: true}
	}
	f := tunnel.Forwarder{Now: time.Now, Transport: transport}
	if sent := f.Send(t.Context(), "http://nobody.invalid", wxpay.V3, received()); sent.Reason != wxpay.ReplyNoHost {
		t.Errorf("sent %+v", sent)
	}
	if sent := forward(t, "localhost"); sent.Reason != wxpay.ReplyNone || sent.Fault == "" {
		t.Errorf("sent %+v", sent)
	}
}

func TestTLSFaultsAreTold(t *testing.T) {
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(204) }))
	server.Config.ErrorLog = silent()
	server.StartTLS()
	defer server.Close()
	if sent := forward(t, server.URL); sent.Reason != wxpay.ReplyTLS {
		t.Errorf("an unknown authority: %+v", sent)
	}
	plain := httptest.NewServer(http.NotFoundHandler())
	defer plain.Close()
	if sent := forward(t, strings.Replace(plain.URL, "http:", "https:", 1)); sent.Reason != wxpay.ReplyTLS {
		t.Errorf("no TLS at all: %+v", sent)
	}
	transport := tunnel.NewForwardTransport()
	transport.TLSClientConfig = &tls.Config{RootCAs: server.Client().Transport.(*http.Transport).TLSClientConfig.RootCAs}
	f := tunnel.Forwarder{Now: time.Now, Transport: transport}
	if sent := f.Send(t.Context(), server.URL, wxpay.V3, received()); !sent.Acknowledged {
		t.Errorf("a known authority: %+v", sent)
	}
}

// silent keeps a server of a test from printing what it is provoked to.
func silent() *log.Logger { return log.New(io.Discard, "", 0) }
