package tunnel_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"wxlens/tunnel"
	"wxlens/wxpay"
	"wxlens/wxpay/notify"
)

// kept is what a receiver was given.
type kept struct {
	request wxpay.Request
	broken  error
}

// serve starts a receiver that keeps what it is given and answers with this.
func serve(t *testing.T, answer wxpay.Reply, fault error) (url string, received chan kept, answered chan time.Duration) {
	t.Helper()
	received, answered = make(chan kept, 200), make(chan time.Duration, 200)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	r := tunnel.Serve(listener, tunnel.NewReceiver(func(_ context.Context, a tunnel.Arrival) (tunnel.Reception, error) {
		received <- kept{a.Request, a.Broken}
		return tunnel.Reception{Answer: answer, Answered: func(d time.Duration) { answered <- d }}, fault
	}, time.Now))
	t.Cleanup(func() {
		if err := r.Close(); err != nil {
			t.Error("close:", err)
		}
	})
	return "http://" + r.Addr(), received, answered
}

func TestRawBytesAreHandedOver(t *testing.T) {
	url, received, answered := serve(t, wxpay.Reply{Status: 204}, nil)
	body := []byte("{\"a\": \xff\x00\r\n \"微信\"}\n")
	res, err := http.Post(url+"/any/path?x=1", "application/json", bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if res.StatusCode != 204 || res.Header["Content-Type"] != nil {
		t.Errorf("answered %d %v", res.StatusCode, res.Header)
	}
	got := <-received
	if !bytes.Equal(got.request.Body, body) || got.request.URL != "/any/path?x=1" || got.broken != nil {
		t.Errorf("received %+v", got)
	}
	<-answered
}

func TestTheAnswerIsWrittenAsItIs(t *testing.T) {
	url, _, _ := serve(t, wxpay.Reply{Status: 401, Header: http.Header{"Content-Type": {"application/json"}}, Body: []byte(`{"code":"FAIL"}`)}, nil)
	res, err := http.Post(url, "application/json", strings.NewReader("{}"))
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != 401 || string(body) != `{"code":"FAIL"}` || res.Header.Get("Content-Type") != "application/json" {
		t.Errorf("%d %q %v", res.StatusCode, body, err)
	}
}

func TestWhatIsNotKeptIsNotAcknowledged(t *testing.T) {
	url, _, answered := serve(t, wxpay.Reply{Status: 204}, errors.New("the disk is full"))
	res, err := http.Post(url, "application/json", strings.NewReader("{}"))
	if err != nil {
		t.Fatal(err)
	}
	if res.StatusCode != http.StatusInternalServerError {
		t.Errorf("answered %d", res.StatusCode)
	}
	if len(answered) != 0 {
		t.Error("a reception that failed was told to be answered")
	}
}

func TestOnlyPOST(t *testing.T) {
	url, received, _ := serve(t, wxpay.Reply{Status: 204}, nil)
	res, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	if res.StatusCode != http.StatusMethodNotAllowed || len(received) != 0 {
		t.Errorf("answered %d, %d received", res.StatusCode, len(received))
	}
}

func TestALargeBodyIsCut(t *testing.T) {
	url, received, _ := serve(t, wxpay.Reply{Status: 413}, nil)
	res, err := http.Post(url, "text/xml", bytes.NewReader(make([]byte, 2<<20)))
	if err == nil && res.StatusCode != 413 {
		t.Errorf("answered %d", res.StatusCode)
	}
	if got := <-received; len(got.request.Body) != notify.MaxBody+1 {
		t.Errorf("%d bytes handed over", len(got.request.Body))
	}
}

func TestABodyThatBreaksOffIsHandedOverAsFarAsItCame(t *testing.T) {
	url, received, _ := serve(t, wxpay.Reply{Status: 400}, nil)
	conn, err := net.Dial("tcp", strings.TrimPrefix(url, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	fmt.Fprintf(conn, "POST /n HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{\"half\":")
	if err := conn.Close(); err != nil {
		t.Fatal(err)
	}
	if got := <-received; string(got.request.Body) != `{"half":` || got.broken == nil {
		t.Errorf("received %q, %v", got.request.Body, got.broken)
	}
}

func TestManyAtOnce(t *testing.T) {
	url, received, _ := serve(t, wxpay.Reply{Status: 204}, nil)
	var clients sync.WaitGroup
	for range 100 {
		clients.Go(func() {
			res, err := http.Post(url, "application/json", strings.NewReader("{}"))
			if err != nil || res.StatusCode != 204 {
				t.Errorf("%v %v", res, err)
				return
			}
			_ = res.Body.Close()
		})
	}
	clients.Wait()
	if len(received) != 100 {
		t.Errorf("%d received", len(received))
	}
}
