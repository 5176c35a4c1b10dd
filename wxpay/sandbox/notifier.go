package sandbox

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"sync"
	"time"

	"wxlens/wxpay"
	"wxlens/wxpay/notify"
)

// notifier sends what falls due. One goroutine waits for the next due moment;
// every attempt has a goroutine of its own, so that a slow receiver holds up
// nobody else.
type notifier struct {
	sandbox *Sandbox
	client  *http.Client
	ctx     context.Context
	cancel  context.CancelFunc
	wake    chan struct{}
	loop    sync.WaitGroup
	moving  sync.Mutex // one move of the clock at a time

	underWay int        // attempts; guarded by the sandbox's lock
	idle     *sync.Cond // of that lock: none is under way
}

func newNotifier(s *Sandbox) *notifier {
	n := &notifier{sandbox: s, wake: make(chan struct{}, 1), client: &http.Client{
		Transport: s.cfg.Transport, Timeout: notify.Deadline,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
	n.ctx, n.cancel = context.WithCancel(context.Background())
	n.idle = sync.NewCond(&s.mu)
	n.loop.Go(n.run)
	return n
}

func (n *notifier) stop() {
	n.cancel()
	n.loop.Wait()
	n.wait()
	n.client.CloseIdleConnections()
}

// begin counts an attempt as under way, unless the notifier was stopped. The
// caller holds the sandbox's lock.
func (n *notifier) begin() bool {
	if n.ctx.Err() != nil {
		return false
	}
	n.underWay++
	return true
}

// end is the counterpart of begin.
func (n *notifier) end() {
	if n.underWay--; n.underWay == 0 {
		n.idle.Broadcast()
	}
}

// wait returns when no attempt is under way.
func (n *notifier) wait() {
	n.sandbox.mu.Lock()
	defer n.sandbox.mu.Unlock()
	for n.underWay > 0 {
		n.idle.Wait()
	}
}

// poke makes the loop look at what is due.
func (n *notifier) poke() {
	select {
	case n.wake <- struct{}{}:
	default:
	}
}

// enqueue makes a notification due at once; without an APIv3 key there is none in
// V3, having nothing to encrypt it with. The caller holds the sandbox's lock.
func (n *notifier) enqueue(item *notification) error {
	s := n.sandbox
	if item.API == wxpay.V3 && s.store.settings.Merchant == MerchantNoAPIv3Key {
		return nil
	}
	now := s.clock.Now()
	item.ID, item.random, item.Created, item.NextAt = s.newNotificationID(), s.random.fork(), now, &now
	err := s.store.put(line{Notification: item})
	n.poke()
	return err
}

func (n *notifier) run() {
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		select {
		case <-n.ctx.Done():
			return
		case <-n.wake:
		case <-timer.C:
		}
		n.sendDue()
		if due, ok := n.nextDue(); ok && !n.sandbox.cfg.Virtual {
			timer.Reset(max(0, due.Sub(n.sandbox.clock.Now())))
		}
	}
}

// sendDue starts every attempt that is due.
func (n *notifier) sendDue() {
	s := n.sandbox
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.clock.Now()
	for _, id := range s.store.queue {
		item := s.store.notifications[id]
		if item.sending || item.NextAt == nil || item.NextAt.After(now) || !n.begin() {
			continue
		}
		item.sending = true
		go n.attempt(item)
	}
}

// nextDue returns the earliest moment at which something not under way is due.
func (n *notifier) nextDue() (time.Time, bool) {
	s := n.sandbox
	s.mu.Lock()
	defer s.mu.Unlock()
	var due time.Time
	for _, item := range s.store.notifications {
		if !item.sending && item.NextAt != nil && (due.IsZero() || item.NextAt.Before(due)) {
			due = *item.NextAt
		}
	}
	return due, !due.IsZero()
}

// attempt makes the scheduled delivery of a notification and sets the next.
func (n *notifier) attempt(item *notification) {
	s := n.sandbox
	sent, m := n.deliver(item, VariantNormal)
	s.mu.Lock()
	item.sending = false
	n.end()
	if n.ctx.Err() == nil && s.store.notifications[item.ID] == item { // not reset meanwhile
		item.Attempts = append(item.Attempts, sent)
		item.last = m
		due := *item.NextAt
		item.NextAt = nil
		if !sent.Acknowledged && item.Repeats < len(notify.Ladder) {
			next := due.Add(notify.Ladder[item.Repeats])
			if next.Before(sent.At) { // due while no sandbox ran; what was missed is not made up for
				next = sent.At.Add(notify.Ladder[item.Repeats])
			}
			item.NextAt = &next
			item.Repeats++
		}
		_ = s.store.put(line{Notification: item}) // kept in memory in any case
	}
	s.mu.Unlock()
	n.poke()
}

// deliver sends a notification once and returns what came of it.
func (n *notifier) deliver(item *notification, variant Variant) (Attempt, *message) {
	s := n.sandbox
	s.mu.Lock()
	about, ok := s.subjectOf(item)
	last := item.last
	s.mu.Unlock()
	sent := Attempt{At: s.clock.Now()}
	if !ok {
		sent.Error = "what it is about is gone"
		return sent, nil
	}
	m, err := s.compose(about, item, variant, last)
	if err != nil {
		sent.Error = err.Error()
		return sent, nil
	}
	start := time.Now()
	sent.Status, sent.Acknowledged, err = n.post(item.URL, about.api, m)
	sent.ElapsedMS = time.Since(start).Milliseconds()
	if err != nil {
		sent.Error = err.Error()
	}
	s.cfg.OnEvent(Event{Attempt: &AttemptEvent{item.ID, item.OutTradeNo, item.URL, sent}})
	return sent, m
}

// maxAnswer bounds what is read of an answer, in bytes.
const maxAnswer = 64 << 10

func (n *notifier) post(url string, api wxpay.API, m *message) (status int, acknowledged bool, err error) {
	req, err := http.NewRequestWithContext(n.ctx, http.MethodPost, url, bytes.NewReader(m.body))
	if err != nil {
		return 0, false, err
	}
	req.Header = m.header.Clone()
	res, err := n.client.Do(req)
	if err != nil {
		return 0, false, err
	}
	defer res.Body.Close()
	body, err := io.ReadAll(io.LimitReader(res.Body, maxAnswer))
	if err != nil {
		return res.StatusCode, false, errors.Join(errors.New("the answer broke off"), err)
	}
	return res.StatusCode, notify.Acknowledged(api, res.StatusCode, body), nil
}

// advance moves the clock on by d, stopping at every moment at which something
// falls due, in order, and returns when those attempts are over.
func (n *notifier) advance(d time.Duration) time.Time {
	n.moving.Lock()
	defer n.moving.Unlock()
	clock := n.sandbox.clock
	target := clock.Now().Add(d)
	for n.ctx.Err() == nil {
		n.sendDue()
		n.wait()
		due, ok := n.nextDue()
		if !ok || due.After(target) {
			break
		}
		clock.moveTo(due)
	}
	clock.moveTo(target)
	n.poke()
	return clock.Now()
}
