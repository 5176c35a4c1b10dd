package edgetest

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httputil"
	"time"
)

// FromHeader names the address that a public request is to come from, host:port.
// It is not passed on.
const FromHeader = "Edgetest-From"

var errOffline = errors.New("nobody serves this host")

type fromKey struct{}

// startPublic starts the side that the internet sees: TLS for every host below
// ngrok.test, on one loopback address.
func (e *Edge) startPublic() error {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	transport := &http.Transport{
		DisableKeepAlives: true, // one stream per request
		DialContext: func(ctx context.Context, _, address string) (net.Conn, error) {
			host, _, err := net.SplitHostPort(address)
			if err != nil {
				return nil, err
			}
			from, _ := ctx.Value(fromKey{}).(string)
			return e.through(host, from)
		},
	}
	silent := log.New(io.Discard, "", 0)
	proxy := &httputil.ReverseProxy{Transport: transport, ErrorLog: silent, ErrorHandler: offline, Rewrite: func(r *httputil.ProxyRequest) {
		r.Out.URL.Scheme, r.Out.URL.Host = "http", r.In.Host
		r.Out.Host = r.In.Host
		from, _ := r.In.Context().Value(fromKey{}).(string)
		if host, _, err := net.SplitHostPort(from); err == nil {
			before := r.In.Header["X-Forwarded-For"] // appended to, as the real service does
			r.Out.Header["X-Forwarded-For"] = append(before[:len(before):len(before)], host)
		}
		r.Out.Header.Set("X-Forwarded-Proto", "https")
		r.Out.Header.Set("X-Forwarded-Host", r.In.Host)
	}}
	e.public = listener
	e.server = &http.Server{ErrorLog: silent, ReadHeaderTimeout: 30 * time.Second, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		from := r.RemoteAddr
		if given := r.Header.Get(FromHeader); given != "" {
			from = given
			r.Header.Del(FromHeader)
		}
		proxy.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), fromKey{}, from)))
	})}
	config := &tls.Config{Certificates: []tls.Certificate{e.authority.leaf}, MinVersion: tls.VersionTLS12}
	e.work.Go(func() { _ = e.server.Serve(tls.NewListener(listener, config)) })
	return nil
}

// offline is the page of a host that nobody serves, or whose server broke off.
func offline(w http.ResponseWriter, _ *http.Request, err error) {
	code, status := "ERR_NGROK_3004", http.StatusBadGateway
	if errors.Is(err, errOffline) {
		code, status = "ERR_NGROK_3200", http.StatusNotFound
	}
	w.Header().Set("Ngrok-Error-Code", code)
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, _ = io.WriteString(w, "<!DOCTYPE html><title>"+code+"</title>")
}

// PublicAddr is where the public side listens: host:port, the same for all hosts.
func (e *Edge) PublicAddr() string { return e.public.Addr().String() }

// Client returns an HTTP client for which every host is the public side. Each
// request has a connection of its own.
func (e *Edge) Client() *http.Client {
	return &http.Client{Timeout: 30 * time.Second, Transport: &http.Transport{
		DisableKeepAlives: true, TLSClientConfig: &tls.Config{RootCAs: e.CA(), MinVersion: tls.VersionTLS12},
		DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
			return new(net.Dialer).DialContext(ctx, network, e.PublicAddr())
		},
	}}
}
