// Package workbench is everything that lives while the program runs: home,
// profiles, journal, sandbox, receiver, clock and randomness. The jobs below it
// hold what a user can do; both faces call the same methods.
package workbench

import (
	"context"
	"crypto/rand"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gofrs/flock"

	"wxlens/profiles"
	"wxlens/tunnel"
	"wxlens/ui/workbench/forward"
	"wxlens/ui/workbench/inbox"
	"wxlens/ui/workbench/ledger"
	"wxlens/ui/workbench/link"
	"wxlens/ui/workbench/run"
	"wxlens/ui/workbench/settings"
	"wxlens/ui/workbench/state"
	"wxlens/wxpay"
	"wxlens/wxpay/catalog"
	"wxlens/wxpay/journal"
	"wxlens/wxpay/notify"
)

// Config is how a workbench is set up.
type Config struct {
	Home    Home
	Profile string // "" is the current one
	Now     func() time.Time
	Random  io.Reader                // nil: the system's
	Version string                   // of this program, for exports
	Getenv  func(name string) string // nil: the process's own

	ListenAddr string           // TCP address of the receiver; "": loopback, on the port it had before
	Forward    []forward.Target // where notifications are sent on to from the start
	AsSet      bool             // send on as the user has set it, in place of Forward
	Tell       func(inbox.Told) // nil: nobody is told of deliveries that are over; called from many goroutines, must not wait
	// Arrived is told of a delivery that comes in, at a time unlike every other's, in
	// their order; lost is called when it could not be kept. It must not wait and may
	// be nil.
	Arrived func(at time.Time) (lost func())
}

// Workbench is open between Open and Close.
type Workbench struct {
	cfg      Config
	store    *profiles.Store
	ledger   *ledger.Ledger
	inbox    *inbox.Inbox
	runner   *run.Runner
	changed  <-chan struct{}
	journal  *journal.Journal
	sandbox  *sandboxHost
	receiver *tunnel.Server
	arrivals *arrivals
	relay    *forward.Relay
	link     *link.Link
	settings *settings.File
	path     string // the last part of a public notify_url
	before   string // host:port that the receiver had before, "" if it was told one

	linkChanged chan struct{}
	kept        atomic.Pointer[state.Kept] // when the journal was measured last

	stop   context.CancelFunc
	follow sync.WaitGroup

	transports transports
	turn       *flock.Flock // held, or nil

	mu      sync.Mutex
	profile string
	last    paidOrder
}

// DemoProfile is the name of the built-in profile, whose merchant lives in the
// embedded sandbox.
const DemoProfile = "demo"

// Open opens the workbench: on the very first time it makes the sandbox's keys
// and the demo profile, which takes a few tenths of a second.
func Open(ctx context.Context, cfg Config) (w *Workbench, err error) {
	if cfg.Random == nil {
		cfg.Random = rand.Reader
	}
	if cfg.Getenv == nil {
		cfg.Getenv = os.Getenv
	}
	if err := cfg.Home.make(); err != nil {
		return nil, err
	}
	w = &Workbench{
		cfg: cfg, store: profiles.Open(cfg.Home.Profiles), sandbox: newSandboxHost(cfg.Home.Sandbox, cfg.Now),
		settings: settings.In(cfg.Home.Config), linkChanged: make(chan struct{}, 1),
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, w.Close())
			w = nil
		}
	}()
	if w.journal, err = journal.Open(filepath.Join(cfg.Home.Data, "journal.db")); err != nil {
		return w, err
	}
	w.ledger = ledger.New(w.journal)
	w.changed, _ = w.ledger.Subscribe() // for as long as the workbench lives
	follow, stop := context.WithCancel(context.WithoutCancel(ctx))
	w.stop = stop
	w.follow.Go(func() { w.ledger.Follow(follow) })
	if err = w.sandbox.ensure(ctx); err != nil {
		return w, err
	}
	w.follow.Go(func() { w.sandbox.follow(follow) })
	if err = w.chooseProfile(cfg.Profile); err != nil {
		return w, err
	}
	if err = w.openRelay(); err != nil {
		return w, err
	}
	merchants := candidates{store: w.store, dir: cfg.Home.Profiles, inUse: w.Profile, judge: w.judgedBy}
	w.inbox = inbox.New(inbox.Config{
		Journal: w.journal, Merchants: merchants.get, Relay: passing{w.relay}, Tell: cfg.Tell, Now: cfg.Now, Random: cfg.Random,
	})
	w.arrivals = &arrivals{keep: w.inbox.Receive, tell: cfg.Arrived}
	if err = w.openReceiver(); err != nil {
		return w, err
	}
	w.follow.Go(func() { w.followLink(follow) })
	w.follow.Go(func() { w.keeping(follow) })
	w.runner = run.New(run.Deps{
		Journal: w.journal, Merchant: w.store.Load, BaseURL: w.baseURL, Ready: w.ready, NotifyURL: w.notifyURL,
		Delivered: w.delivered, Transport: w.transport, Now: cfg.Now, Random: cfg.Random,
	})
	return w, nil
}

// Close ends what Open started, in the reverse order, and waits for it.
func (w *Workbench) Close() error {
	var errs []error
	if w.relay != nil {
		w.relay.Close() // first: a slow server must not hold up the receiver
	}
	if w.link != nil {
		w.link.Close()
	}
	if w.receiver != nil {
		errs = append(errs, w.receiver.Close())
	}
	if w.inbox != nil {
		w.inbox.Close()
	}
	if w.stop != nil {
		w.stop()
		w.follow.Wait()
	}
	w.transports.close()
	errs = append(errs, w.sandbox.close())
	if w.journal != nil {
		errs = append(errs, w.journal.Close())
	}
	errs = append(errs, w.giveTurn())
	return errors.Join(errs...)
}

// chooseProfile makes the demo profile when it is missing and settles which
// profile this process works under.
func (w *Workbench) chooseProfile(name string) error {
	if _, err := w.store.Get(DemoProfile); errors.Is(err, profiles.ErrNotFound) {
		if err := w.makeDemo(); err != nil {
			return err
		}
	}
	if name == "" {
		name = w.store.Current()
	}
	if name == "" {
		name = DemoProfile
	}
	if _, err := w.store.Get(name); err != nil {
		return err
	}
	w.mu.Lock()
	w.profile = name
	w.mu.Unlock()
	return nil
}

// makeDemo makes the demo profile of the sandbox's merchant. Another process may
// do so at the same time; one of them wins, and both have it.
func (w *Workbench) makeDemo() error {
	current := w.store.Current()
	_, err := w.store.Import(w.sandbox.files.credentials, profiles.ImportOptions{Name: DemoProfile})
	if _, missing := w.store.Get(DemoProfile); err != nil && missing != nil {
		return err
	}
	if current == "" {
		return nil
	}
	return w.store.Use(current) // an import makes itself current; this one is no choice of the user's
}

// Profile returns the name of the profile in use.
func (w *Workbench) Profile() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.profile
}

// UseProfile switches to another profile, for this process and for the next.
func (w *Workbench) UseProfile(_ context.Context, name string) error {
	if _, err := w.store.Load(name); err != nil {
		return err
	}
	if err := w.store.Use(name); err != nil {
		return err
	}
	w.mu.Lock()
	w.profile = name
	w.mu.Unlock()
	return nil
}

// baseURL returns where an endpoint is reached; a nil endpoint stands for the
// sandbox's control calls.
func (w *Workbench) baseURL(m *profiles.Merchant, e *catalog.Endpoint) string {
	url := m.Profile.URL()
	if e != nil && e.ID == catalog.Code2Session {
		url = m.Profile.LoginURL()
	}
	if url == "" {
		return w.sandbox.URL()
	}
	return url
}

// ready makes sure that the sandbox is there when the profile calls it.
func (w *Workbench) ready(ctx context.Context, m *profiles.Merchant) error {
	if m.Profile.URL() != "" {
		return nil
	}
	if err := w.sandbox.ensure(ctx); err != nil {
		return err
	}
	return w.sandbox.knows(m.Profile.MchID)
}

// NotifyURL returns where notifications are received: the public address where a
// tunnel is open, else one of this machine.
func (w *Workbench) NotifyURL() string {
	url, _ := w.notifyURL()
	return url
}

// judgedBy is what the notifications of a profile are judged by.
func (w *Workbench) judgedBy(m *profiles.Merchant) notify.Merchant {
	return notify.Merchant{
		MchID: m.Profile.MchID, AppIDs: []wxpay.AppID{m.Profile.AppID}, Keys: m.Keys,
		APIv3Key: m.APIv3Key, APIv2Key: m.APIv2Key, Order: w.expected,
	}
}

// expected tells a judge what is known of an order that was placed here. What a
// notification said before about an order is nothing to compare with.
func (w *Workbench) expected(no wxpay.OutTradeNo) (notify.Expected, bool) {
	total, currency, ok := w.ledger.Ordered(context.Background(), no)
	return notify.Expected{Total: total, Currency: currency}, ok
}

// delivered waits for the first judged delivery of an event's family about an
// order since a moment. When the time is up, one that nobody can tell the order
// of must do: its checks say why.
func (w *Workbench) delivered(ctx context.Context, no wxpay.OutTradeNo, event string, since time.Time) (run.Delivery, error) {
	family, _, _ := strings.Cut(event, ".")
	changed, stop := w.ledger.Subscribe()
	defer stop()
	for {
		deliveries, err := w.ledger.Deliveries(ctx, no)
		if err != nil {
			return run.Delivery{}, err
		}
		for _, d := range deliveries {
			if d.Judged && d.Status != 0 && !d.At.Before(since) && strings.HasPrefix(d.EventType, family+".") {
				opened, err := w.inbox.Open(ctx, d.ID)
				return run.Delivery(opened), err
			}
		}
		select {
		case <-changed:
		case <-ctx.Done():
			if id, ok := w.refusedSince(since); ok && errors.Is(ctx.Err(), context.DeadlineExceeded) {
				opened, err := w.inbox.Open(context.WithoutCancel(ctx), id)
				return run.Delivery(opened), err
			}
			return run.Delivery{}, ctx.Err()
		}
	}
}

// refusedSince finds the last delivery since a moment that could not be verified
// or read, so that nobody knows which order it is about. It may well be the one
// that somebody waits for.
func (w *Workbench) refusedSince(since time.Time) (id string, ok bool) {
	snapshot, err := w.ledger.Whole(context.Background())
	if err != nil {
		return "", false
	}
	for i := snapshot.Deliveries.Len() - 1; i >= 0; i-- {
		switch d := snapshot.Deliveries.At(i); {
		case d.At.Before(since):
			return "", false
		case d.Judged && !d.OK && d.OutTradeNo == "":
			return d.ID, true
		}
	}
	return "", false
}

// SandboxURL returns the address of the embedded sandbox.
func (w *Workbench) SandboxURL() string { return w.sandbox.URL() }

// ExportCredentials writes the sandbox merchant's folder, as "wxlens sandbox
// --credentials" does, for the profile in use.
func (w *Workbench) ExportCredentials(dir string) error {
	m, err := w.store.Load(w.Profile())
	if err != nil {
		return err
	}
	return w.sandbox.export(dir, m.Profile.MchID)
}
