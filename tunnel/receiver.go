// Package tunnel brings notifications to this machine.
package tunnel

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strconv"
	"time"

	"wxlens/wxpay"
	"wxlens/wxpay/notify"
)

// Arrival is one request as it came in.
type Arrival struct {
	Request wxpay.Request // the body was cut at [notify.MaxBody]+1 bytes
	Broken  error         // why the body ended early, nil if it did not
	From    string        // IP address of the sender, "" if unknown
	At      time.Time
}

// Receive keeps and judges one request. It returns once the request is durable;
// an error means that it is not, and so it is not acknowledged.
type Receive func(ctx context.Context, a Arrival) (Reception, error)

// Reception is what to answer, and whom to tell when that was done.
type Reception struct {
	Answer   wxpay.Reply
	Answered func(elapsed time.Duration)
}

// Receiver is the HTTP server that notifications come to. It accepts POST on any
// path.
type Receiver struct {
	server   *http.Server
	listener net.Listener
	receive  Receive
	now      func() time.Time
	done     chan error
}

// Bounds of a request.
const (
	maxHeader   = 64 << 10 // bytes
	readTimeout = 10 * time.Second
	closeWait   = 2 * time.Second
)

// Serve starts a receiver on a listener, which it owns from then on.
func Serve(listener net.Listener, receive Receive, now func() time.Time) *Receiver {
	r := &Receiver{listener: listener, receive: receive, now: now, done: make(chan error, 1)}
	r.server = &http.Server{
		Handler: r, ReadHeaderTimeout: readTimeout, ReadTimeout: readTimeout, WriteTimeout: readTimeout, MaxHeaderBytes: maxHeader,
	}
	go func() { r.done <- r.server.Serve(listener) }()
	return r
}

// Addr returns the address that is listened on.
func (r *Receiver) Addr() string { return r.listener.Addr().String() }

// Close stops listening, lets what is being answered finish within 2 s and
// returns when the server is gone.
func (r *Receiver) Close() error {
	ctx, cancel := context.WithTimeout(context.Background(), closeWait)
	defer cancel()
	err := r.server.Shutdown(ctx)
	if errors.Is(err, context.DeadlineExceeded) { // a connection that says nothing is no reason to wait longer
		err = r.server.Close()
	}
	if served := <-r.done; !errors.Is(served, http.ErrServerClosed) {
		err = errors.Join(err, served)
	}
	return err
}

// ServeHTTP implements [http.Handler].
func (r *Receiver) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	start := r.now()
	if req.Method != http.MethodPost {
		w.Header().Set("Allow", http.MethodPost)
		http.Error(w, "notifications are POSTed", http.StatusMethodNotAllowed)
		return
	}
	body, broken := io.ReadAll(io.LimitReader(req.Body, notify.MaxBody+1))
	reception, err := r.receive(req.Context(), Arrival{
		Request: wxpay.Request{Method: req.Method, URL: req.RequestURI, Header: req.Header.Clone(), Body: body},
		Broken:  broken, From: sender(req), At: start,
	})
	if err != nil {
		http.Error(w, "the notification could not be kept", http.StatusInternalServerError)
		return
	}
	answer := reception.Answer
	for name, values := range answer.Header {
		w.Header()[name] = values
	}
	if len(answer.Body) > 0 {
		w.Header().Set("Content-Length", strconv.Itoa(len(answer.Body)))
	}
	w.WriteHeader(answer.Status)
	_, _ = w.Write(answer.Body)               // the sender may be gone; it will send again
	_ = http.NewResponseController(w).Flush() // before the answer is recorded: nobody waits for that
	reception.Answered(r.now().Sub(start))
}

// sender returns the IP address that a request came from.
func sender(req *http.Request) string {
	host, _, err := net.SplitHostPort(req.RemoteAddr)
	if err != nil {
		return ""
	}
	return host
}
