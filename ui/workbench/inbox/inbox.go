// Package inbox receives notifications: it judges them, makes them durable,
// answers as a correct server would, and opens them again.
package inbox

import (
	"context"
	"io"
	"sync"
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
	AppendLater(records ...journal.Record) error
	Exchange(ctx context.Context, id string) (wxpay.Exchange, error)
}

// Candidate is a profile that a notification may be for.
type Candidate struct {
	Name     string
	Merchant notify.Merchant
}

// Notice is a notification that was kept, as it is sent on.
type Notice struct {
	API     wxpay.API
	Request wxpay.Request
}

// Relay sends notifications on to the developer's servers. Its methods return
// what came of it and never panic for what a server does.
type Relay interface {
	// Idle reports whether there is no server to send to.
	Idle() bool
	// Pass sends a notification to the server whose answer WeChat Pay is to get;
	// ok is false when there is none such.
	Pass(ctx context.Context, n Notice) (sent wxpay.Forward, ok bool)
	// Watch sends it to all other servers.
	Watch(ctx context.Context, n Notice) []wxpay.Forward
}

// Told is a delivery that is over: answered, and sent on.
type Told struct {
	Exchange wxpay.Exchange
	Verified bool
	Plain    []byte // the decrypted resource (V3) or req_info (V2), nil if there is none
}

// Config is what an inbox works with.
type Config struct {
	Journal   Journal
	Merchants func() []Candidate // that may be meant, the current one first; called for every delivery
	Relay     Relay              // nil: nothing is sent on
	Tell      func(Told)         // nil: nobody is told; called from many goroutines
	Now       func() time.Time
	Random    io.Reader
}

// Inbox receives notifications for the profiles it is given.
type Inbox struct {
	Config
	relaying sync.WaitGroup
	refusals refusals
}

// New returns an inbox.
func New(c Config) *Inbox { return &Inbox{Config: c, refusals: newRefusals()} }

// Close waits for what is being sent on.
func (b *Inbox) Close() { b.relaying.Wait() }

// Receive implements [tunnel.Receive]: what arrived and the verdict on it are
// durable when it returns.
func (b *Inbox) Receive(ctx context.Context, a tunnel.Arrival) (tunnel.Reception, error) {
	ctx = context.WithoutCancel(ctx) // a sender that hangs up does not undo a delivery
	id := journal.NewID(a.At, b.Random)
	profile, j := b.judge(a.Request, a.At)
	if a.Broken != nil {
		j.Checks = []wxpay.Check{wxpay.Fail(wxpay.CheckWellFormed, wxpay.ReasonTruncated, "", a.Broken.Error())}
		j.Event = ""
	}
	var keys []wxpay.KeyID
	if j.Serial != "" {
		keys = []wxpay.KeyID{j.Serial}
	}
	appended, err := b.Journal.Append(ctx,
		journal.Record{Exchange: id, At: a.At, Entry: journal.Opened{
			Direction: wxpay.Incoming, Profile: profile, API: j.API, Call: order.CallNotify, From: a.From, Request: a.Request,
		}},
		journal.Record{Exchange: id, At: b.Now(), Entry: journal.Judged{
			Checks: j.Checks, Facts: j.Facts, Probe: j.Probe, ClockAt: a.At, KeyIDs: keys, Event: j.Event,
		}})
	if b.refusals.note(err, a.At); err != nil {
		return tunnel.Reception{}, err
	}
	told := Told{Verified: j.Verified, Plain: j.Plain, Exchange: wxpay.Exchange{
		ID: id, Direction: wxpay.Incoming, Profile: profile, API: j.API, Call: order.CallNotify, From: a.From, Request: a.Request,
		Started: a.At, Checks: j.Checks, Facts: j.Facts, Probe: j.Probe, Attempt: appended.Attempt,
	}}
	if appended.FirstSeen != id {
		told.Exchange.DuplicateOf = appended.FirstSeen
	}
	whole := a.Broken == nil && len(a.Request.Body) <= notify.MaxBody
	return b.answer(ctx, told, j.Answer(), whole), nil
}

// answer sends a delivery on that came whole and returns what WeChat Pay is
// answered: that server's own reply in pass mode, else ours. A part would be taken
// for the notification, and acknowledged.
func (b *Inbox) answer(ctx context.Context, told Told, ours wxpay.Reply, whole bool) tunnel.Reception {
	x := &told.Exchange
	x.Reply = &ours
	idle := !whole || b.Relay == nil || b.Relay.Idle()
	if idle && b.Tell == nil { // there is nothing to wait for
		return tunnel.Reception{Answer: ours, Answered: func(elapsed time.Duration) {
			x.Elapsed = elapsed
			b.finish(told, nil)
		}}
	}
	watched := make(chan []wxpay.Forward, 1)
	if !idle {
		n := Notice{x.API, x.Request}
		b.relaying.Go(func() { watched <- b.Relay.Watch(ctx, n) })
		if sent, ok := b.Relay.Pass(ctx, n); ok {
			x.Reply, x.Forwards = passedOn(x.API, &sent), append(x.Forwards, sent)
		}
	} else {
		watched <- nil
	}
	return tunnel.Reception{Answer: *x.Reply, Answered: func(elapsed time.Duration) {
		x.Elapsed = elapsed
		b.relaying.Go(func() { b.finish(told, watched) })
	}}
}

// passedOn is what WeChat Pay gets in pass mode: the server's own reply, or that
// there was none.
func passedOn(api wxpay.API, sent *wxpay.Forward) *wxpay.Reply {
	sent.Passed = true
	if sent.Reply != nil {
		return sent.Reply
	}
	refusal := notify.Unreachable(api, sent.Fault)
	return &refusal
}

// finish records how the delivery ended, in its own time: should that be lost, the
// delivery shows as unanswered, and it may have been. Then it tells of it.
func (b *Inbox) finish(told Told, watched <-chan []wxpay.Forward) {
	x := &told.Exchange
	answered := journal.Record{Exchange: x.ID, At: b.Now(), Entry: journal.Answered{Reply: x.Reply, Elapsed: x.Elapsed}}
	_ = b.Journal.AppendLater(append([]journal.Record{answered}, forwards(x.ID, x.Forwards)...)...)
	if watched != nil {
		if more := <-watched; len(more) > 0 {
			_ = b.Journal.AppendLater(forwards(x.ID, more)...)
			x.Forwards = append(x.Forwards, more...)
		}
	}
	if b.Tell != nil {
		x.Checks = withSeen(x)
		b.Tell(told)
	}
}

func forwards(id string, sent []wxpay.Forward) []journal.Record {
	records := make([]journal.Record, len(sent))
	for i, f := range sent {
		records[i] = journal.Record{Exchange: id, At: f.At, Entry: journal.Forwarded{Forward: f}}
	}
	return records
}

// judge finds the profile that a delivery is for: the first that can verify it,
// else the current one, whose verdict then says what is wrong.
func (b *Inbox) judge(request wxpay.Request, at time.Time) (string, notify.Judgement) {
	var profile string
	var verdict notify.Judgement
	for i, c := range b.Merchants() {
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
