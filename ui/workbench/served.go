package workbench

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"time"

	"wxlens/wxpay/sandbox"
)

// How long a client may take to send the head, and the whole, of a request.
const (
	headerTimeout  = 10 * time.Second
	requestTimeout = 30 * time.Second
)

// servedSandbox is a sandbox behind its HTTP server.
type servedSandbox struct {
	url     string
	sandbox *sandbox.Sandbox
	server  *http.Server
	served  chan error
}

// serveSandbox serves a sandbox with the credentials of a folder, made there if
// they are missing, on a listener that it owns from then on.
func serveSandbox(listener net.Listener, credentials string, cfg sandbox.Config) (*servedSandbox, error) {
	return startSandbox(listener, false, credentials, cfg)
}

// startSandbox is [serveSandbox], over TLS if that is asked for.
func startSandbox(listener net.Listener, overTLS bool, credentials string, cfg sandbox.Config) (*servedSandbox, error) {
	var err error
	if cfg.Credentials, err = sandbox.LoadOrMake(credentials, cfg.Now()); err != nil {
		return nil, errors.Join(err, listener.Close())
	}
	s := &servedSandbox{url: "http://" + listener.Addr().String(), served: make(chan error, 1)}
	if overTLS {
		config, err := cfg.Credentials.ServerTLS(cfg.Now())
		if err != nil {
			return nil, errors.Join(err, listener.Close())
		}
		s.url, listener = "https://"+listener.Addr().String(), tls.NewListener(listener, config)
	}
	if s.sandbox, err = sandbox.New(cfg); err != nil {
		return nil, errors.Join(err, listener.Close())
	}
	s.server = &http.Server{
		Handler: s.sandbox, ReadHeaderTimeout: headerTimeout, ReadTimeout: requestTimeout, ErrorLog: log.New(io.Discard, "", 0),
	}
	go func() { s.served <- s.server.Serve(listener) }()
	return s, nil
}

// answerWait is how long requests under way are given to be answered.
const answerWait = time.Second

// close ends server and sandbox and waits for both. What a request has begun is
// answered before, unless it takes longer than [answerWait].
func (s *servedSandbox) close() error {
	ctx, cancel := context.WithTimeout(context.Background(), answerWait)
	defer cancel()
	err := s.server.Shutdown(ctx)
	if errors.Is(err, context.DeadlineExceeded) {
		err = s.server.Close()
	}
	if served := <-s.served; !errors.Is(served, http.ErrServerClosed) {
		err = errors.Join(err, served)
	}
	return errors.Join(err, s.sandbox.Close())
}
