package tunnel_test

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"wxlens/tunnel"
	"wxlens/wxpay"
)

// deadline bounds every wait; it is never reached unless something is broken.
const deadline = 15 * time.Second

// idle opens connections, every second with half a header sent, says so, and
// holds them until its standard input ends. It runs in a process of its own, as
// one may hold too few files for both ends.
func idle(to string) error {
	addr, count, _ := strings.Cut(to, " ")
	n, err := strconv.Atoi(count)
	if err != nil {
		return err
	}
	for i := range n {
		conn, err := net.DialTimeout("tcp", addr, deadline)
		if err != nil {
			return fmt.Errorf("connection %d: %w", i, err)
		}
		defer conn.Close()
		if i%2 == 0 {
			if _, err := io.WriteString(conn, "POST / HTTP/1.1\r\nHost:"); err != nil {
				return err
			}
		}
	}
	fmt.Println("open")
	_, err = io.Copy(io.Discard, os.Stdin)
	return err
}

func TestThousandsOfIdleConnectionsDoNoHarm(t *testing.T) {
	const n = 5000
	url, received, _ := serve(t, wxpay.Reply{Status: 204}, nil)
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	ctx, cancel := context.WithTimeout(t.Context(), deadline)
	defer cancel()
	cmd := exec.CommandContext(ctx, os.Args[0])
	cmd.Env = append(os.Environ(), fmt.Sprintf("%s=%s %d", idleVariable, strings.TrimPrefix(url, "http://"), n))
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if lines := bufio.NewScanner(out); !lines.Scan() {
		t.Fatal("they could not be opened:", cmd.Wait())
	}
	start := time.Now()
	if res, err := http.Post(url, "application/json", strings.NewReader("{}")); err != nil || res.StatusCode != 204 || len(received) != 1 {
		t.Errorf("beside them: %d", res.StatusCode)
	}
	if took := time.Since(start); took > 2*time.Second {
		t.Errorf("beside them an answer took %v", took)
	}
	runtime.ReadMemStats(&after)
	if each := int64(after.Sys-before.Sys) / n; each > 64<<10 {
		t.Errorf("each takes %d bytes", each)
	}
	if err := in.Close(); err != nil {
		t.Error(err)
	}
	if err := cmd.Wait(); err != nil {
		t.Error(err)
	}
}

// exchange writes raw bytes and returns what comes back until the end.
func exchange(t *testing.T, url, raw string) string {
	t.Helper()
	conn, err := net.Dial("tcp", strings.TrimPrefix(url, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if err := conn.SetDeadline(time.Now().Add(deadline)); err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(conn, raw); err != nil {
		t.Fatal(err)
	}
	if err := conn.(*net.TCPConn).CloseWrite(); err != nil {
		t.Fatal(err)
	}
	answer, err := io.ReadAll(conn)
	if err != nil && len(answer) == 0 {
		t.Fatal(err)
	}
	return string(answer)
}

func TestHugeHeadersAreRefused(t *testing.T) {
	url, received, _ := serve(t, wxpay.Reply{Status: 204}, nil)
	answer := exchange(t, url, "POST / HTTP/1.1\r\nHost: x\r\nX-Long: "+strings.Repeat("x", 100<<10)+"\r\n\r\n")
	if !strings.HasPrefix(answer, "HTTP/1.1 431") || len(received) != 0 {
		t.Errorf("answered %.40q, %d received", answer, len(received))
	}
}

func TestWhoeverSendsHalfABodyIsAnswered(t *testing.T) {
	url, received, answered := serve(t, wxpay.Reply{Status: 400, Body: []byte("half")}, nil)
	answer := exchange(t, url, "POST /n HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf a bo")
	if !strings.HasPrefix(answer, "HTTP/1.1 400") {
		t.Errorf("answered %.40q", answer)
	}
	if got := <-received; string(got.request.Body) != "half a bo" || !errors.Is(got.broken, io.ErrUnexpectedEOF) {
		t.Errorf("received %q, %v", got.request.Body, got.broken)
	}
	if took := <-answered; took < 0 {
		t.Errorf("it took %v", took)
	}
}

// The server of a tunnel may set no bounds; the receiver does.
func TestASlowBodyIsHandedOverAsFarAsItCame(t *testing.T) {
	got := make(chan kept, 1)
	receiver := tunnel.NewReceiver(func(_ context.Context, a tunnel.Arrival) (tunnel.Reception, error) {
		got <- kept{a.Request, a.Broken}
		return tunnel.Reception{Answer: wxpay.Reply{Status: 400}, Answered: func(time.Duration) {}}, nil
	}, time.Now)
	receiver.SetPatience(50 * time.Millisecond)
	server := httptest.NewServer(receiver)
	defer server.Close()
	body, _ := io.Pipe() // nothing more ever comes
	req, err := http.NewRequest(http.MethodPost, server.URL, io.MultiReader(strings.NewReader("slow"), body))
	if err != nil {
		t.Fatal(err)
	}
	req.ContentLength = 100
	res, err := http.DefaultClient.Do(req)
	if err != nil || res.StatusCode != 400 {
		t.Fatal(res, err)
	}
	if k := <-got; string(k.request.Body) != "slow" || !errors.Is(k.broken, os.ErrDeadlineExceeded) {
		t.Errorf("received %q, %v", k.request.Body, k.broken)
	}
	if err := body.Close(); err != nil {
		t.Error(err)
	}
}

func TestNonsenseIsRefused(t *testing.T) {
	url, received, _ := serve(t, wxpay.Reply{Status: 204}, nil)
	for _, raw := range []string{"\x16\x03\x01\x02\x00\x01", "POST\r\n\r\n", "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n"} {
		if answer := exchange(t, url, raw); !strings.HasPrefix(answer, "HTTP/1.1 400") {
			t.Errorf("%q was answered %.40q", raw, answer)
		}
	}
	if len(received) != 0 {
		t.Errorf("%d received", len(received))
	}
}

// Whoever announces much and sends little gets no memory for what it announced.
func TestAnnouncementsAreNotBelieved(t *testing.T) {
	receiver := tunnel.NewReceiver(func(_ context.Context, a tunnel.Arrival) (tunnel.Reception, error) {
		if c := cap(a.Request.Body); c > 32<<10 {
			t.Errorf("%d bytes of room for %d", c, len(a.Request.Body))
		}
		return tunnel.Reception{Answer: wxpay.Reply{Status: 204}, Answered: func(time.Duration) {}}, nil
	}, time.Now)
	req := httptest.NewRequest(http.MethodPost, "/", bytes.NewReader([]byte("little")))
	req.ContentLength = 1 << 20
	receiver.ServeHTTP(httptest.NewRecorder(), req)
}

// A tunnel with a server of its own is handed the receiver as a handler; it tells
// who the sender is.
func TestTheSenderBehindAProxy(t *testing.T) {
	from := make(chan string, 1)
	direct := tunnel.NewReceiver(func(_ context.Context, a tunnel.Arrival) (tunnel.Reception, error) {
		from <- a.From
		return tunnel.Reception{Answer: wxpay.Reply{Status: 204}, Answered: func(time.Duration) {}}, nil
	}, time.Now)
	for _, c := range []struct {
		receiver  *tunnel.Receiver
		forwarded []string
		want      string
	}{
		{direct, []string{"101.226.103.7"}, "127.0.0.1"}, // anybody can write that
		{direct.BehindProxy(), []string{"101.226.103.7"}, "101.226.103.7"},
		{direct.BehindProxy(), []string{"1.1.1.1, 101.226.103.7"}, "101.226.103.7"},
		{direct.BehindProxy(), []string{"1.1.1.1", "2.2.2.2,2001:db8::1 "}, "2001:db8::1"},
		{direct.BehindProxy(), []string{"nobody"}, ""},
		{direct.BehindProxy(), nil, ""},
	} {
		server := httptest.NewServer(c.receiver)
		req, err := http.NewRequest(http.MethodPost, server.URL, strings.NewReader("{}"))
		if err != nil {
			t.Fatal(err)
		}
		req.Header["X-Forwarded-For"] = c.forwarded
		res, err := http.DefaultClient.Do(req)
		if err != nil || res.StatusCode != 204 {
			t.Fatal(res, err)
		}
		if got := <-from; got != c.want {
			t.Errorf("%v: the sender is %q, want %q", c.forwarded, got, c.want)
		}
		server.Close()
	}
}
