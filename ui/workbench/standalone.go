package workbench

import (
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	randv2 "math/rand/v2"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/gofrs/flock"

	"wxlens/wxpay/sandbox"
)

// SandboxOptions are how a sandbox runs alone.
type SandboxOptions struct {
	Addr        string // TCP address; loopback and a free port by default
	Credentials string // folder, made if missing; "" is that of the home
	Seed        *uint64
	Virtual     bool
	Trust       sandbox.Trust
	OnEvent     func(sandbox.Event)
}

// StandaloneSandbox is a sandbox that runs alone.
type StandaloneSandbox struct {
	URL         string
	Credentials string

	lock *flock.Flock
	own  *servedSandbox
}

// ErrSandboxInUse is why a folder's sandbox cannot be started a second time.
var ErrSandboxInUse = errors.New("another wxlens is running the sandbox of this folder")

// ServeSandbox runs a sandbox alone until it is closed. Its state lies beside
// its credentials. With the credentials of the home it is the home's sandbox,
// which every process of that home uses.
func ServeSandbox(home Home, o SandboxOptions, now func() time.Time) (*StandaloneSandbox, error) {
	dir, state, lock := o.Credentials, filepath.Join(o.Credentials, "sandbox_state.jsonl"), filepath.Join(o.Credentials, ".lock")
	if dir == "" {
		dir = filepath.Join(home.Sandbox, "credentials")
		state, lock = filepath.Join(home.Sandbox, "state.jsonl"), filepath.Join(home.Sandbox, "lock")
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("make the credentials folder: %w", err)
	}
	s := &StandaloneSandbox{Credentials: dir, lock: flock.New(lock, flock.SetPermissions(0o600))}
	if ours, err := s.lock.TryLock(); err != nil {
		return nil, fmt.Errorf("lock %s: %w", lock, err)
	} else if !ours {
		return nil, fmt.Errorf("%w: %s", ErrSandboxInUse, dir)
	}
	listener, err := net.Listen("tcp", o.Addr)
	if err == nil && o.Credentials == "" {
		err = keepAddr(filepath.Join(home.Sandbox, "address"), listener)
	}
	if err == nil {
		err = s.start(listener, o, state, now)
	}
	if err != nil {
		return nil, errors.Join(err, s.lock.Unlock())
	}
	return s, nil
}

// keepAddr writes where other processes of this machine reach a listener, which
// is closed when that fails.
func keepAddr(path string, listener net.Listener) error {
	addr := listener.Addr().(*net.TCPAddr)
	host := addr.IP.String()
	if addr.IP.IsUnspecified() {
		host = "127.0.0.1"
	}
	if err := os.WriteFile(path, []byte(net.JoinHostPort(host, strconv.Itoa(addr.Port))), 0o600); err != nil {
		return errors.Join(fmt.Errorf("keep the address: %w", err), listener.Close())
	}
	return nil
}

func (s *StandaloneSandbox) start(listener net.Listener, o SandboxOptions, state string, now func() time.Time) (err error) {
	s.own, err = serveSandbox(listener, s.Credentials, sandbox.Config{
		StatePath: state, Virtual: o.Virtual, Trust: o.Trust, Random: randomSource(o.Seed), Now: now, OnEvent: o.OnEvent,
	})
	if err != nil {
		return err
	}
	s.URL = s.own.url
	return nil
}

// randomSource returns the system's random source, or a repeatable one.
func randomSource(seed *uint64) io.Reader {
	if seed == nil {
		return rand.Reader
	}
	var key [32]byte
	binary.LittleEndian.PutUint64(key[:], *seed)
	return randv2.NewChaCha8(key)
}

// Close ends the sandbox.
func (s *StandaloneSandbox) Close() error {
	return errors.Join(s.own.close(), s.lock.Unlock())
}
