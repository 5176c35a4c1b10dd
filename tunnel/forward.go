package tunnel

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"syscall"
	"time"

	"wxlens/wxpay"
	"wxlens/wxpay/notify"
)

// Bounds of a forward. Waiting longer than WeChat Pay does tells a slow answer
// from none; the receiver must still be able to answer then.
const (
	ForwardTimeout = readTimeout - time.Second
	maxReply       = 64 << 10 // bytes kept of an answer's body, and allowed in its head
)

// Forwarder sends received notifications on to a developer's server.
type Forwarder struct {
	Transport http.RoundTripper // nil: [NewForwardTransport]
	Now       func() time.Time
	Timeout   time.Duration // 0: [ForwardTimeout]
}

// NewForwardTransport returns what forwards go through: a connection of its own
// for each, no proxy, nothing added to what was received.
func NewForwardTransport() *http.Transport {
	return &http.Transport{
		DisableCompression: true, DisableKeepAlives: true, MaxResponseHeaderBytes: maxReply,
		DialContext: (&net.Dialer{}).DialContext, TLSHandshakeTimeout: notify.Deadline,
	}
}

// ForwardURL returns where a request for a target goes: a server with a path is
// used as it is, one without gets the path that was asked for. The query of the
// request is kept.
func ForwardURL(server, requested string) (string, error) {
	to, err := url.Parse(server)
	if err != nil {
		return "", fmt.Errorf("forward to %s: %w", server, err)
	}
	if to.Scheme != "http" && to.Scheme != "https" || to.Host == "" {
		return "", fmt.Errorf("forward to %q: want http://HOST:PORT/PATH or https://…", server)
	}
	path, query, asked := strings.Cut(requested, "?")
	if (to.Path == "" || to.Path == "/") && strings.HasPrefix(path, "/") {
		plain, err := url.PathUnescape(path)
		if err != nil {
			plain = path
		}
		to.Path, to.RawPath = plain, path
	}
	if asked && query != "" {
		if to.RawQuery != "" {
			to.RawQuery += "&"
		}
		to.RawQuery += query
	}
	to.Fragment = ""
	return to.String(), nil
}

// Send posts a notification to a server, its body to the byte and its headers as
// they were, and judges the answer. Redirects are not followed. What a server
// does is told in the result, whatever it is.
func (f *Forwarder) Send(ctx context.Context, server string, api wxpay.API, request wxpay.Request) wxpay.Forward {
	timeout := f.Timeout
	if timeout == 0 {
		timeout = ForwardTimeout
	}
	sent := wxpay.Forward{At: f.Now(), URL: server}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	to, err := ForwardURL(server, request.URL)
	if err == nil {
		sent.URL = to
		sent.Reply, err = f.roundTrip(ctx, to, request)
	}
	sent.Elapsed = f.Now().Sub(sent.At)
	if err != nil {
		sent.Fault = faultOf(ctx, err)
	}
	v := notify.JudgeReply(api, sent.Reply, sent.Fault, sent.Elapsed)
	sent.Acknowledged, sent.Reason = v.Acknowledged, v.Reason
	return sent
}

func (f *Forwarder) roundTrip(ctx context.Context, to string, request wxpay.Request) (*wxpay.Reply, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, to, bytes.NewReader(request.Body))
	if err != nil {
		return nil, err
	}
	req.Header = endToEnd(request.Header)
	if _, named := req.Header["User-Agent"]; !named {
		req.Header["User-Agent"] = []string{""} // else one is added
	}
	transport := f.Transport
	if transport == nil {
		own := NewForwardTransport()
		defer own.CloseIdleConnections()
		transport = own
	}
	res, err := transport.RoundTrip(req)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	if res.StatusCode < http.StatusOK { // 101 changes the protocol, and less than 100 is none
		return nil, &brokenError{fmt.Sprintf("status %d", res.StatusCode)}
	}
	body, err := io.ReadAll(io.LimitReader(res.Body, maxReply))
	if err != nil {
		return nil, err
	}
	return &wxpay.Reply{Status: res.StatusCode, Header: endToEnd(res.Header), Body: body}, nil
}

// brokenError is an answer that is no HTTP.
type brokenError struct{ what string }

func (e *brokenError) Error() string { return e.what }

// hopByHop are the headers that concern one connection only (RFC 9110, 7.6.1), and
// the length, which is counted anew.
var hopByHop = []string{
	"Connection", "Proxy-Connection", "Keep-Alive", "Proxy-Authenticate", "Proxy-Authorization", "Te", "Trailer",
	"Transfer-Encoding", "Upgrade", "Host", "Content-Length",
}

// endToEnd returns the headers that a proxy passes on.
func endToEnd(h http.Header) http.Header {
	kept := h.Clone()
	if kept == nil {
		kept = http.Header{}
	}
	for _, list := range h["Connection"] {
		for name := range strings.SplitSeq(list, ",") {
			kept.Del(strings.TrimSpace(name))
		}
	}
	for _, name := range hopByHop {
		kept.Del(name)
	}
	return kept
}

// faultOf words why there was no answer, see [notify.Fault].
func faultOf(ctx context.Context, err error) string {
	return notify.Fault(reasonOf(ctx, err), err.Error())
}

// reasonOf tells apart what users can do something about. Some errors of the
// standard library and of Windows are known by their words only.
func reasonOf(ctx context.Context, err error) wxpay.Reason {
	var noHost *net.DNSError
	var broken *brokenError
	var network net.Error
	says := func(words ...string) bool {
		return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(err.Error(), w) })
	}
	switch {
	case errors.Is(err, context.DeadlineExceeded), ctx.Err() == nil && errors.As(err, &network) && network.Timeout():
		return wxpay.ReplyTimeout
	case errors.Is(err, context.Canceled):
		return wxpay.ReplyInterrupted
	case errors.As(err, &noHost):
		return wxpay.ReplyNoHost
	case says("tls: ", "x509: ", "HTTPS client"):
		return wxpay.ReplyTLS
	case errors.Is(err, syscall.ECONNREFUSED), says("refused"):
		return wxpay.ReplyRefused
	case errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE), errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), says("forcibly closed"):
		return wxpay.ReplyReset
	case errors.As(err, &broken), says("malformed", "headers exceeded", "1xx", "chunk", "transport connection broken"):
		return wxpay.ReplyBroken
	case errors.Is(err, syscall.EHOSTUNREACH), errors.Is(err, syscall.ENETUNREACH), says("unreachable"):
		return wxpay.ReplyUnreachable
	}
	return wxpay.ReplyNone
}
