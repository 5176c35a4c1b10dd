package workbench

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gofrs/flock"

	"wxlens/wxpay"
	"wxlens/wxpay/sandbox"
)

// sandboxHost keeps one sandbox for a home. The process that holds the lock
// serves it and writes its address; others use that and take over when the
// holder has ended. The port is kept, so notify URLs and base URLs stay good.
type sandboxHost struct {
	files sandboxFiles
	now   func() time.Time

	mu   sync.Mutex
	lock *flock.Flock
	own  *servedSandbox // while this process serves it

	url atomic.Pointer[string] // read by screens, which must not wait for mu
}

func newSandboxHost(dir string, now func() time.Time) *sandboxHost {
	files := sandboxIn(dir)
	return &sandboxHost{files: files, now: now, lock: flock.New(files.lock, flock.SetPermissions(0o600))}
}

// URL returns the sandbox's address, "" until it is ready.
func (h *sandboxHost) URL() string {
	if url := h.url.Load(); url != nil {
		return *url
	}
	return ""
}

// takeOverWait is how long another process is given to answer or to end.
const takeOverWait = 5 * time.Second

// ensure returns when a sandbox answers: our own, or another process's.
func (h *sandboxHost) ensure(ctx context.Context) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.own != nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, takeOverWait)
	defer cancel()
	for {
		if err := h.tryOnce(ctx); err == nil || !errors.Is(err, errNotYet) {
			return err
		}
		pause := time.NewTimer(20 * time.Millisecond)
		select {
		case <-pause.C:
		case <-ctx.Done():
			pause.Stop()
			return fmt.Errorf("another wxlens holds this home's sandbox (%s) but does not answer: end it, or use another --home: %w", h.files.lock, ctx.Err())
		}
	}
}

var errNotYet = errors.New("not yet")

func (h *sandboxHost) tryOnce(ctx context.Context) error {
	ours, err := h.lock.TryLock()
	if err != nil {
		return fmt.Errorf("lock the sandbox of this home: %w", err)
	}
	if ours {
		if err := h.serve(); err != nil {
			return errors.Join(err, h.lock.Unlock())
		}
		return nil
	}
	addr, err := readAddr(h.files.address)
	if err != nil {
		return fmt.Errorf("read the address of this home's sandbox: %w", err)
	}
	if addr == "" || !answers(ctx, "http://"+addr) {
		return errNotYet
	}
	url := "http://" + addr
	h.url.Store(&url)
	return nil
}

func answers(ctx context.Context, url string) bool {
	ctx, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url+"/_sandbox/ready", nil)
	if err != nil {
		return false
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return false
	}
	defer res.Body.Close()
	return res.StatusCode == http.StatusOK
}

// serve starts our own sandbox, on the port that it had before if that is free.
func (h *sandboxHost) serve() error {
	listener, err := listenAgain(h.files.address, true)
	if err != nil {
		return err
	}
	h.own, err = serveSandbox(listener, h.files.credentials, sandbox.Config{
		StatePath: h.files.state, Trust: sandbox.TrustPublicKey, Random: rand.Reader, Now: h.now,
	})
	if err != nil {
		return err
	}
	h.url.Store(&h.own.url)
	return nil
}

// listenAgain listens on the loopback address kept in a file, or on a free port
// when that is taken. It keeps the address; one that another process still uses
// is replaced only on request.
func listenAgain(path string, replace bool) (net.Listener, error) {
	kept, err := readAddr(path)
	if err != nil {
		return nil, fmt.Errorf("read the kept address: %w", err)
	}
	var listener net.Listener
	if kept != "" {
		listener, err = net.Listen("tcp", kept)
	}
	if kept == "" || err != nil {
		if listener, err = net.Listen("tcp", "127.0.0.1:0"); err != nil {
			return nil, fmt.Errorf("listen on loopback: %w", err)
		}
	}
	if kept != "" && !replace {
		return listener, nil
	}
	if err := keepAddr(path, listener); err != nil {
		return nil, errors.Join(err, listener.Close())
	}
	return listener, nil
}

// close ends our own sandbox and lets another process take over.
func (h *sandboxHost) close() error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.own == nil {
		return nil
	}
	err := errors.Join(h.own.close(), h.lock.Unlock())
	h.own = nil
	return err
}

// ErrNoSandbox is why nothing can be steered under a profile.
var ErrNoSandbox = errors.New("it is LIVE and has no sandbox")

// ErrOtherSandbox is why a profile does not work against this home's sandbox.
var ErrOtherSandbox = errors.New("its merchant belongs to another sandbox than the one of this home")

// knows reports, as an error, when a merchant is not the sandbox's own.
func (h *sandboxHost) knows(mchID wxpay.MchID) error {
	m, err := sandbox.LoadMerchant(h.files.credentials)
	if err == nil && m.MchID != mchID {
		err = fmt.Errorf("merchant %s: %w", mchID, ErrOtherSandbox)
	}
	return err
}

// export writes the credentials folder of the sandbox's merchant.
func (h *sandboxHost) export(dir string, mchID wxpay.MchID) error {
	if err := h.knows(mchID); err != nil {
		return err
	}
	c, err := sandbox.LoadCredentials(h.files.credentials)
	if err != nil {
		return err
	}
	if sandbox.Foreign(dir) {
		return fmt.Errorf("%s holds a merchant's key that no sandbox made; it is left alone: name another folder", dir)
	}
	if err := c.Save(dir); err != nil {
		return fmt.Errorf("write the credentials folder: %w", err)
	}
	return nil
}
