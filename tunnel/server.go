package tunnel

import (
	"context"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"time"
)

// Server serves a handler on a listener.
type Server struct {
	server   *http.Server
	listener net.Listener
	done     chan error
}

// Bounds of a request. An answer may take long: in pass mode it is that of a
// server which is given its time.
const (
	maxHeader    = 64 << 10 // bytes
	readTimeout  = 10 * time.Second
	writeTimeout = 30 * time.Second
	idleTimeout  = 30 * time.Second
	closeWait    = 2 * time.Second
)

// newServer returns a server that neither slow senders nor large headers harm.
func newServer(handler http.Handler) *http.Server {
	return &http.Server{
		Handler: handler, ReadHeaderTimeout: readTimeout, ReadTimeout: readTimeout, WriteTimeout: writeTimeout,
		IdleTimeout: idleTimeout, MaxHeaderBytes: maxHeader,
		ErrorLog: log.New(io.Discard, "", 0), // what it says would stand between the lines of who listens
	}
}

// Serve starts a server on a listener, which it owns from then on.
func Serve(listener net.Listener, handler http.Handler) *Server {
	s := &Server{server: newServer(handler), listener: listener, done: make(chan error, 1)}
	go func() { s.done <- s.server.Serve(listener) }()
	return s
}

// Addr returns the address that is listened on.
func (s *Server) Addr() string { return s.listener.Addr().String() }

// Close stops listening, lets what is being answered finish within 2 s and
// returns when the server is gone.
func (s *Server) Close() error {
	ctx, cancel := context.WithTimeout(context.Background(), closeWait)
	defer cancel()
	err := s.server.Shutdown(ctx)
	if errors.Is(err, context.DeadlineExceeded) { // a connection that says nothing is no reason to wait longer
		err = s.server.Close()
	}
	if served := <-s.done; !errors.Is(served, http.ErrServerClosed) {
		err = errors.Join(err, served)
	}
	return err
}
