// Package tunnel brings notifications to this machine.
package tunnel

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
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
// an error means that it is not, and so it is not acknowledged. What it was given
// is its own from then on.
type Receive func(ctx context.Context, a Arrival) (Reception, error)

// Reception is what to answer, and whom to tell when that was done.
type Reception struct {
	Answer   wxpay.Reply
	Answered func(elapsed time.Duration)
}

// Receiver is the handler that notifications come to. It accepts POST on any
// path. A tunnel that has a server of its own is handed it as it is; [Serve]
// serves it on a listener.
type Receiver struct {
	receive  Receive
	now      func() time.Time
	proxied  bool
	patience time.Duration // with a body that comes slowly
}

// NewReceiver returns a receiver that takes the sender's address from the
// connection.
func NewReceiver(receive Receive, now func() time.Time) *Receiver {
	return &Receiver{receive: receive, now: now, patience: readTimeout}
}

// BehindProxy returns a receiver whose connections come from a proxy or tunnel
// that is trusted: the sender's address is the last one in X-Forwarded-For, which
// that proxy has put there. Whatever stands before it anybody can have written.
func (r *Receiver) BehindProxy() *Receiver {
	behind := *r
	behind.proxied = true
	return &behind
}

// ServeHTTP implements [http.Handler].
func (r *Receiver) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	start := r.now()
	if req.Method != http.MethodPost {
		w.Header().Set("Allow", http.MethodPost)
		http.Error(w, "notifications are POSTed", http.StatusMethodNotAllowed)
		return
	}
	control := http.NewResponseController(w)
	_ = control.SetReadDeadline(time.Now().Add(r.patience)) // a server that is not ours may set none
	body, broken := readBody(req.Body, req.ContentLength)
	reception, err := r.receive(req.Context(), Arrival{
		Request: wxpay.Request{Method: req.Method, URL: req.RequestURI, Header: req.Header, Body: body},
		Broken:  broken, From: r.sender(req), At: start,
	})
	if err != nil {
		refusal := notify.Unreachable(notify.APIOf(body), "the notification could not be kept")
		refusal.Status = http.StatusInternalServerError
		write(w, refusal)
		return
	}
	write(w, reception.Answer)
	_ = control.Flush() // before the answer is recorded: nobody waits for that
	reception.Answered(max(r.now().Sub(start), 0))
}

// write sends an answer. The sender may be gone; it will send again.
func write(w http.ResponseWriter, answer wxpay.Reply) {
	w.Header()["Content-Type"] = nil // else one is made up where the answer has none
	for name, values := range answer.Header {
		w.Header()[name] = values
	}
	if len(answer.Body) > 0 {
		w.Header().Set("Content-Length", strconv.Itoa(len(answer.Body)))
	}
	w.WriteHeader(answer.Status)
	_, _ = w.Write(answer.Body)
}

// Room for a body before its first byte came, in bytes. What a sender announces
// is believed up to the larger: thousands may announce much and send nothing.
const (
	leastRoom = 512
	mostRoom  = 16 << 10
)

// readBody reads a body, up to one byte more than a notification may have. It
// returns what came and why no more did.
func readBody(from io.Reader, announced int64) ([]byte, error) {
	body := make([]byte, 0, min(max(announced+1, leastRoom), mostRoom))
	for {
		n, err := from.Read(body[len(body):min(cap(body), notify.MaxBody+1)])
		body = body[:len(body)+n]
		switch {
		case errors.Is(err, io.EOF):
			return body, nil
		case err != nil:
			return body, err
		case len(body) > notify.MaxBody:
			return body, nil
		case len(body) == cap(body):
			body = append(body, 0)[:len(body)]
		}
	}
}

// sender returns the IP address that a request came from.
func (r *Receiver) sender(req *http.Request) string {
	if !r.proxied {
		host, _, err := net.SplitHostPort(req.RemoteAddr)
		if err != nil {
			return ""
		}
		return host
	}
	values := req.Header.Values("X-Forwarded-For")
	if len(values) == 0 {
		return ""
	}
	last := values[len(values)-1]
	last = strings.TrimSpace(last[strings.LastIndexByte(last, ',')+1:])
	if net.ParseIP(last) == nil {
		return ""
	}
	return last
}
