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
	TLS         bool // with the CA of its credentials folder
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
// which every process of that home uses; under TLS, which those do not speak to
// it, it stands beside that one and shares only its merchant.
func ServeSandbox(home Home, o SandboxOptions, now func() time.Time) (*StandaloneSandbox, error) {
	files := sandboxOf(o.Credentials)
	if own := sandboxIn(home.Sandbox); o.Credentials == "" && o.TLS {
		files = sandboxOf(own.credentials)
	} else if o.Credentials == "" {
		files = own
	}
	if err := os.MkdirAll(files.credentials, 0o700); err != nil {
		return nil, fmt.Errorf("make the credentials folder: %w", err)
	}
	s := &StandaloneSandbox{Credentials: files.credentials, lock: flock.New(files.lock, flock.SetPermissions(0o600))}
	if ours, err := s.lock.TryLock(); err != nil {
		return nil, fmt.Errorf("lock %s: %w", files.lock, err)
	} else if !ours {
		return nil, fmt.Errorf("%w: %s", ErrSandboxInUse, files.credentials)
	}
	if err := s.start(o, files, now); err != nil {
		return nil, errors.Join(err, s.lock.Unlock())
	}
	return s, nil
}

func (s *StandaloneSandbox) start(o SandboxOptions, files sandboxFiles, now func() time.Time) error {
	listener, err := net.Listen("tcp", o.Addr)
	if err != nil {
		return err
	}
	if files.address != "" {
		if err := keepAddr(files.address, listener); err != nil {
			return errors.Join(err, listener.Close())
		}
	}
	s.own, err = startSandbox(listener, o.TLS, files.credentials, sandbox.Config{
		StatePath: files.state, Virtual: o.Virtual, Trust: o.Trust, Random: randomSource(o.Seed), Now: now, OnEvent: o.OnEvent,
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
