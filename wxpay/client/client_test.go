package client_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"wxlens/wxpay"
	"wxlens/wxpay/client"
	"wxlens/wxpay/v2"
)

func serve(t *testing.T, handle http.HandlerFunc) string {
	t.Helper()
	server := httptest.NewServer(handle)
	t.Cleanup(server.Close)
	return server.URL
}

func TestWhatIsPreparedIsWhatGoesOverTheWire(t *testing.T) {
	var got *http.Request
	var body []byte
	base := serve(t, func(w http.ResponseWriter, r *http.Request) {
		got = r
		body, _ = io.ReadAll(r.Body)
		w.Header().Set("X-Answer", "yes")
		w.WriteHeader(http.StatusAccepted)
		_, _ = io.WriteString(w, "raw\x00\xff")
	})
	p := client.SignV2(base, wxpay.NewSecret("192006250b4c09247ec02edce69f6a2d"), v2.MD5, "/pay/orderquery?x=%7C",
		[]wxpay.Field{{Name: "mch_id", Value: "10000100"}, {Name: "nonce_str", Value: "abc"}})
	reply, err := client.Send(t.Context(), http.DefaultTransport, p.Request)
	if err != nil {
		t.Fatal(err)
	}
	if got.RequestURI != "/pay/orderquery?x=%7C" || got.Method != http.MethodPost || string(body) != string(p.Request.Body) {
		t.Errorf("%s %s %q", got.Method, got.RequestURI, body)
	}
	if !strings.Contains(string(body), p.Signature) {
		t.Errorf("%q lacks the signature %s", body, p.Signature)
	}
	if reply.Status != http.StatusAccepted || string(reply.Body) != "raw\x00\xff" || reply.Header.Get("X-Answer") != "yes" {
		t.Errorf("reply: %+v", reply)
	}
}

func TestARedirectIsAnAnswer(t *testing.T) {
	base := serve(t, func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "/elsewhere", http.StatusFound)
	})
	reply, err := client.Send(t.Context(), http.DefaultTransport, client.Plain(base, http.MethodGet, "/").Request)
	if err != nil || reply.Status != http.StatusFound {
		t.Errorf("%+v %v", reply, err)
	}
}

func TestAReplyThatIsTooLargeOrBreaksOffIsAnError(t *testing.T) {
	large := serve(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(make([]byte, 9<<20)) })
	if _, err := client.Send(t.Context(), http.DefaultTransport, client.Plain(large, http.MethodGet, "/").Request); err == nil || !strings.Contains(err.Error(), "larger") {
		t.Errorf("too large: %v", err)
	}
	broken := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "100")
		_, _ = io.WriteString(w, "half")
		_ = http.NewResponseController(w).Flush()
		panic(http.ErrAbortHandler)
	})
	if _, err := client.Send(t.Context(), http.DefaultTransport, client.Plain(broken, http.MethodGet, "/").Request); err == nil || !strings.Contains(err.Error(), "broke off") {
		t.Errorf("broken off: %v", err)
	}
}

func TestCancellingEndsTheCall(t *testing.T) {
	reached := make(chan struct{})
	base := serve(t, func(_ http.ResponseWriter, r *http.Request) {
		close(reached)
		<-r.Context().Done()
	})
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		<-reached
		cancel()
	}()
	if _, err := client.Send(ctx, http.DefaultTransport, client.Plain(base, http.MethodGet, "/").Request); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

func TestAFileIsWrittenAsItComes(t *testing.T) {
	large := strings.Repeat("0123456789abcdef", 1<<20) // 16 MiB, more than a reply may have
	base := serve(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/large":
			_, _ = io.WriteString(w, large)
		case "/refused":
			w.WriteHeader(http.StatusBadRequest)
			_, _ = io.WriteString(w, `{"code":"NO_STATEMENT_EXIST"}`)
		default:
			w.Header().Set("Content-Length", "100")
			_, _ = io.WriteString(w, "half")
			_ = http.NewResponseController(w).Flush()
			panic(http.ErrAbortHandler)
		}
	})
	var file strings.Builder
	reply, err := client.Save(t.Context(), http.DefaultTransport, client.Plain(base, http.MethodGet, "/large").Request, &file)
	if err != nil || reply.Body != nil || file.String() != large {
		t.Errorf("large: %d bytes in the file, %d in the reply, %v", file.Len(), len(reply.Body), err)
	}
	file.Reset()
	reply, err = client.Save(t.Context(), http.DefaultTransport, client.Plain(base, http.MethodGet, "/refused").Request, &file)
	if err != nil || reply.Status != http.StatusBadRequest || string(reply.Body) != file.String() || file.Len() == 0 {
		t.Errorf("refused: %+v %v", reply, err)
	}
	if _, err := client.Save(t.Context(), http.DefaultTransport, client.Plain(base, http.MethodGet, "/half").Request, &file); err == nil || !strings.Contains(err.Error(), "broke off") {
		t.Errorf("broken off: %v", err)
	}
}
