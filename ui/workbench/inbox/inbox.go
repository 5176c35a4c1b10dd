// Package inbox receives notifications: it judges them, makes them durable,
// answers as a correct server would, and opens them again.
package inbox

import (
	"context"
	"io"
	"time"

	"wxlens/tunnel"
	"wxlens/wxpay"
	"wxlens/wxpay/journal"
	"wxlens/wxpay/notify"
	"wxlens/wxpay/order"
)

// Journal is where deliveries are kept.
type Journal interface {
	Append(ctx context.Context, records ...journal.Record) (journal.Appended, error)
	Exchange(ctx context.Context, id string) (wxpay.Exchange, error)
}

// Candidate is a profile that a notification may be for.
type Candidate struct {
	Name     string
	Merchant notify.Merchant
}

// Inbox receives notifications for the profiles it is given.
type Inbox struct {
	journal   Journal
	merchants func() []Candidate // the current profile first
	now       func() time.Time
	random    io.Reader
}

// New returns an inbox. merchants returns the profiles that may be meant, the
// current one first, and is called for every delivery.
func New(j Journal, merchants func() []Candidate, now func() time.Time, random io.Reader) *Inbox {
	return &Inbox{journal: j, merchants: merchants, now: now, random: random}
}

// Receive implements [tunnel.Receive]: what arrived and the verdict on it are
// durable when it returns.
func (b *Inbox) Receive(ctx context.Context, request wxpay.Request, broken error, at time.Time) (tunnel.Reception, error) {
	id := journal.NewID(at, b.random)
	profile, j := b.judge(request, at)
	if broken != nil {
		j.Checks = []wxpay.Check{wxpay.Fail(wxpay.CheckWellFormed, wxpay.ReasonTruncated, "", broken.Error())}
		j.Event = ""
	}
	var keys []wxpay.KeyID
	if j.Serial != "" {
		keys = []wxpay.KeyID{j.Serial}
	}
	_, err := b.journal.Append(context.WithoutCancel(ctx), // a sender that hangs up does not undo a delivery
		journal.Record{Exchange: id, At: at, Entry: journal.Opened{
			Direction: wxpay.Incoming, Profile: profile, API: j.API, Call: order.CallNotify, Request: request,
		}},
		journal.Record{Exchange: id, At: b.now(), Entry: journal.Judged{
			Checks: j.Checks, Facts: j.Facts, Probe: j.Probe, ClockAt: at, KeyIDs: keys, Event: j.Event,
		}})
	if err != nil {
		return tunnel.Reception{}, err
	}
	answer := j.Answer()
	return tunnel.Reception{Answer: answer, Answered: func(elapsed time.Duration) {
		// Should this be lost, the delivery shows as unanswered: it may have been.
		_, _ = b.journal.Append(context.WithoutCancel(ctx), journal.Record{Exchange: id, At: b.now(), Entry: journal.Answered{
			Reply: &answer, Elapsed: elapsed,
		}})
	}}, nil
}

// judge finds the profile that a delivery is for: the first that can verify it,
// else the current one, whose verdict then says what is wrong.
func (b *Inbox) judge(request wxpay.Request, at time.Time) (string, notify.Judgement) {
	var profile string
	var verdict notify.Judgement
	for i, c := range b.merchants() {
		j := notify.Judge(request.Header, request.Body, c.Merchant, at)
		if j.Acceptable() {
			return c.Name, j
		}
		if i == 0 || (j.Verified && !verdict.Verified) {
			profile, verdict = c.Name, j
		}
	}
	if verdict.Checks == nil { // there is no profile at all
		verdict = notify.Judge(request.Header, request.Body, notify.Merchant{}, at)
	}
	return profile, verdict
}
