package run

import (
	"context"
	"errors"
	"fmt"
	"time"

	"wxlens/profiles"
	"wxlens/wxpay"
	"wxlens/wxpay/flow"
)

// How long a notification is waited for before the flow says that none came: a
// sandbox sends it at once, a real payer takes a while.
const (
	awaitLimit     = 20 * time.Second
	realAwaitLimit = time.Hour
)

// pollPauses are the pauses before the queries that are made while a notification
// is waited for (支付回调和查单实现指引).
var pollPauses = []time.Duration{
	5 * time.Second, 30 * time.Second, time.Minute, 3 * time.Minute, 5 * time.Minute, 10 * time.Minute, 30 * time.Minute,
}

// Waiting is how a wait for a notification stands.
type Waiting struct {
	Since     time.Time
	NextQuery time.Time // zero: no more queries are due
	Queries   int       // made so far
	Said      string    // state that the last of them told, "" if none did
}

type delivered struct {
	Delivery
	err error
}

// await waits for a notification and queries meanwhile, on the schedule that the
// documentation asks for: a notification may never come.
func (r *Runner) await(ctx context.Context, m *profiles.Merchant, j Job) Result {
	limit := awaitLimit
	if j.realPay {
		limit = realAwaitLimit
	}
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	came := make(chan delivered, 1)
	go func() {
		d, err := r.deps.Delivered(ctx, wxpay.OutTradeNo(j.slots[flow.SlotOutTradeNo]), j.Step.Event, j.since)
		came <- delivered{d, err}
	}()
	w := Waiting{Since: r.deps.Now()}
	for {
		due := r.nextPoll(&w)
		j.tell(w)
		select {
		case d := <-came:
			if d.err != nil {
				return Result{Err: j.nothingCame(w, limit, d.err)}
			}
			return r.notified(j, d.Delivery)
		case <-due:
			w.Queries++
			w.Said = r.poll(ctx, m, j)
		}
	}
}

// nextPoll starts the pause before the next query; due is nil when none is left.
func (r *Runner) nextPoll(w *Waiting) (due <-chan time.Time) {
	if w.Queries >= len(r.pauses) {
		w.NextQuery = time.Time{}
		return nil
	}
	pause := r.pauses[w.Queries]
	w.NextQuery = r.deps.Now().Add(pause)
	return time.After(pause)
}

// poll makes the query that belongs to what is waited for and returns the state
// that it tells.
func (r *Runner) poll(ctx context.Context, m *profiles.Merchant, j Job) string {
	if j.poll == nil {
		return ""
	}
	query := *j.poll
	query.fresh(r.deps.Now())
	result := r.call(ctx, m, query)
	switch x := result.Exchange; {
	case x == nil:
		return ""
	case x.Facts.RefundState != "":
		return string(x.Facts.RefundState)
	default:
		return string(x.Facts.State)
	}
}

// nothingCame says why a wait ended without a notification.
func (j *Job) nothingCame(w Waiting, limit time.Duration, err error) error {
	if !errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	said := "the queries made meanwhile told no state"
	if w.Said != "" {
		said = "the last query says " + w.Said
	}
	return fmt.Errorf("no notification about order %s arrived within %s at %s (%s); the sandbox lists its attempts at /_sandbox/notifications: %w",
		j.slots[flow.SlotOutTradeNo], limit, j.slots[flow.SlotNotifyURL], said, err)
}

// notified makes a delivery the result of the step that waited for it.
func (r *Runner) notified(j Job, d Delivery) Result {
	result := Result{
		Exchange: &d.Exchange, Text: d.Text, Trace: d.Trace, Plain: d.Plain, Checks: d.Exchange.Checks,
		Signature: signatureOf(&d.Exchange), gives: handedOn(&d.Exchange),
	}
	if d.Exchange.Facts.OutTradeNo == "" { // nobody can tell what it is about
		return result
	}
	if c, applies := expected(j, d.Exchange.Facts); applies && wxpay.OK(result.Checks) {
		result.Checks = append(result.Checks[:len(result.Checks):len(result.Checks)], c)
	}
	return result
}
