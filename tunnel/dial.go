package tunnel

import (
	"bufio"
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"golang.org/x/net/proxy"
)

// dialTimeout bounds a connection to the service, a proxy's part included. The
// SDK itself has no bound.
const dialTimeout = 15 * time.Second

// dialer makes the connections to the service and keeps hold of them, so that
// none outlives its tunnel, whatever the SDK still does.
type dialer struct {
	dial func(ctx context.Context, network, address string) (net.Conn, error)

	mu   sync.Mutex
	over bool
	open map[*heldConn]struct{}
}

// newDialer returns a dialer that goes through a proxy, or directly if it is "".
func newDialer(through string) (*dialer, *Problem) {
	direct := &net.Dialer{}
	d := &dialer{dial: direct.DialContext, open: map[*heldConn]struct{}{}}
	if through == "" {
		return d, nil
	}
	u, err := url.Parse(through)
	if err != nil || u.Hostname() == "" {
		return nil, &Problem{Code: CodeBadProxy, Fatal: true} // an error would quote it, with its password
	}
	switch u.Scheme {
	case "socks5", "socks5h":
		socks, err := proxy.FromURL(u, direct)
		dialContext, ok := socks.(proxy.ContextDialer)
		if err != nil || !ok {
			return nil, &Problem{Code: CodeBadProxy, Detail: clean(u.Redacted(), nil), Fatal: true}
		}
		d.dial = func(ctx context.Context, network, address string) (net.Conn, error) {
			conn, err := dialContext.DialContext(ctx, network, address)
			return conn, throughProxy(err)
		}
	case "http":
		d.dial = connector(u)
	default:
		return nil, &Problem{Code: CodeBadProxy, Detail: clean(u.Redacted(), nil), Fatal: true}
	}
	return d, nil
}

// Dial implements the SDK's interface of dialers.
func (d *dialer) Dial(network, address string) (net.Conn, error) {
	return d.DialContext(context.Background(), network, address)
}

// DialContext implements the SDK's interface of dialers.
func (d *dialer) DialContext(ctx context.Context, network, address string) (net.Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, dialTimeout)
	defer cancel()
	conn, err := d.dial(ctx, network, address)
	if err != nil {
		return nil, err
	}
	held := &heldConn{conn, d}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.over {
		_ = conn.Close()
		return nil, net.ErrClosed
	}
	d.open[held] = struct{}{}
	return held, nil
}

// cut ends every connection and lets no further one be made.
func (d *dialer) cut() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.over = true
	for conn := range d.open {
		_ = conn.Conn.Close()
	}
	clear(d.open)
}

// heldConn is a connection that its dialer can end.
type heldConn struct {
	net.Conn
	dialer *dialer
}

func (c *heldConn) Close() error {
	c.dialer.mu.Lock()
	delete(c.dialer.open, c)
	c.dialer.mu.Unlock()
	return c.Conn.Close()
}

// proxyError is that a proxy did not connect us.
type proxyError struct {
	code string
	err  error
}

func (e *proxyError) Error() string { return "proxy: " + e.err.Error() }
func (e *proxyError) Unwrap() error { return e.err }

// throughProxy marks an error of the SOCKS library as the proxy's.
func throughProxy(err error) error {
	switch {
	case err == nil || errors.Is(err, context.Canceled):
		return err
	case strings.Contains(err.Error(), "authentication"):
		return &proxyError{CodeProxyAuth, err}
	}
	return &proxyError{CodeProxy, err}
}

// connector returns a dial function through an HTTP proxy, by its CONNECT method
// (RFC 9110, 9.3.6).
func connector(u *url.URL) func(ctx context.Context, network, address string) (net.Conn, error) {
	at := u.Host
	if u.Port() == "" {
		at = net.JoinHostPort(u.Hostname(), "80")
	}
	header := http.Header{}
	if u.User != nil {
		password, _ := u.User.Password()
		header.Set("Proxy-Authorization", "Basic "+base64.StdEncoding.EncodeToString([]byte(u.User.Username()+":"+password)))
	}
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		conn, err := new(net.Dialer).DialContext(ctx, network, at)
		if err != nil {
			return nil, throughProxy(err)
		}
		stop := context.AfterFunc(ctx, func() { _ = conn.SetDeadline(time.Unix(1, 0)) })
		through, err := connect(conn, address, header)
		if !stop() && err == nil {
			err = ctx.Err() // the deadline was, or will be, put on a connection that must live
		}
		if err != nil {
			_ = conn.Close()
			return nil, err
		}
		return through, nil
	}
}

// maxConnectReply bounds the header of a proxy's reply, in bytes.
const maxConnectReply = 16 << 10

// connect asks a proxy to go on to an address.
func connect(conn net.Conn, address string, header http.Header) (net.Conn, error) {
	req := &http.Request{Method: http.MethodConnect, URL: &url.URL{Opaque: address}, Host: address, Header: header}
	if err := req.Write(conn); err != nil {
		return nil, throughProxy(err)
	}
	reader := bufio.NewReader(io.LimitReader(conn, maxConnectReply))
	res, err := http.ReadResponse(reader, req)
	if err != nil {
		return nil, throughProxy(err)
	}
	switch {
	case res.StatusCode == http.StatusProxyAuthRequired:
		return nil, &proxyError{CodeProxyAuth, fmt.Errorf("HTTP %s", res.Status)}
	case res.StatusCode/100 != 2:
		return nil, &proxyError{CodeProxy, fmt.Errorf("HTTP %s", res.Status)}
	}
	early, err := reader.Peek(reader.Buffered())
	if err != nil {
		return nil, throughProxy(err)
	}
	return &readConn{conn, io.MultiReader(bytes.NewReader(early), conn)}, nil
}

// readConn is a connection of which some bytes were read already.
type readConn struct {
	net.Conn
	reader io.Reader
}

func (c *readConn) Read(p []byte) (int, error) { return c.reader.Read(p) }
