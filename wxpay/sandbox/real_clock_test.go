package sandbox_test

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"testing"
	"testing/synctest"
	"time"

	"wxlens/wxpay"
	"wxlens/wxpay/client"
	"wxlens/wxpay/sandbox"
)

// refusing is a network at whose other end a receiver always answers 500.
type refusing struct{ at *[]time.Time }

func (r refusing) RoundTrip(req *http.Request) (*http.Response, error) {
	*r.at = append(*r.at, time.Now())
	return &http.Response{StatusCode: 500, Body: io.NopCloser(&bytes.Buffer{}), Request: req}, req.Body.Close()
}

// A day of the real clock, which passes in no time here: what falls due is sent
// without anybody moving the clock.
func TestRealClockClimbsTheLadderByItself(t *testing.T) {
	credentials()
	synctest.Test(t, func(t *testing.T) {
		var at []time.Time
		cfg := config()
		cfg.Virtual, cfg.Transport = false, refusing{&at}
		s, err := sandbox.New(cfg)
		if err != nil {
			t.Fatal(err)
		}
		call := func(r wxpay.Request) {
			t.Helper()
			req := httptest.NewRequest(r.Method, r.URL, bytes.NewReader(r.Body))
			req.Header, req.RemoteAddr = r.Header, "127.0.0.1:1"
			recorder := httptest.NewRecorder()
			if s.ServeHTTP(recorder, req); recorder.Code != 200 {
				t.Fatalf("%s: %d %s", r.URL, recorder.Code, recorder.Body)
			}
		}
		p, err := client.SignV3("", signer(), "POST", placing, []byte(build(t, order("order-1", nowhere))), strconv.FormatInt(time.Now().Unix(), 10), "N", "")
		if err != nil {
			t.Fatal(err)
		}
		call(p.Request)
		call(wxpay.Request{Method: "POST", URL: "/_sandbox/pay", Body: []byte(`{"out_trade_no":"order-1","action":"pay"}`)})
		<-time.After(25 * time.Hour)
		if err := s.Close(); err != nil {
			t.Error(err)
		}
		if len(at) != len(published) {
			t.Fatalf("%d attempts at %v", len(at), at)
		}
		for i, moment := range at {
			if after := moment.Sub(at[0]); after != time.Duration(published[i])*time.Second {
				t.Errorf("attempt %d came after %s, want %d s", i+1, after, published[i])
			}
		}
	})
}
