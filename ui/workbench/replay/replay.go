// Package replay sends kept notifications to a developer's server again: as they
// were, or changed on purpose, and tells what a correct server would have answered.
package replay

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"time"

	"wxlens/profiles"
	"wxlens/wxpay"
	"wxlens/wxpay/journal"
	"wxlens/wxpay/notify"
	"wxlens/wxpay/sandbox"
	"wxlens/wxpay/v2"
)

// Deps are what a replayer needs of the workbench.
type Deps struct {
	Journal interface {
		Append(ctx context.Context, records ...journal.Record) (journal.Appended, error)
		Exchange(ctx context.Context, id string) (wxpay.Exchange, error)
	}
	// Merchant returns a profile with its keys.
	Merchant func(profile string) (*profiles.Merchant, error)
	// Credentials are those of the home's sandbox, whose platform keys sign.
	Credentials func() (*sandbox.Credentials, error)
	// Judge is what a correct server of that merchant makes of a notification.
	Judge func(m *profiles.Merchant, request wxpay.Request, at time.Time) notify.Judgement
	// Send posts a notification to a server, see [tunnel.Forwarder].
	Send func(ctx context.Context, server string, api wxpay.API, request wxpay.Request) wxpay.Forward
	// Target is where notifications are sent on to, "" if nowhere.
	Target func() string
	Now    func() time.Time
	Random io.Reader
}

// Replayer sends kept notifications again.
type Replayer struct{ deps Deps }

// New returns a replayer.
func New(d Deps) *Replayer { return &Replayer{d} }

// Bounds of one replay.
const (
	MaxAtOnce = 100
	MaxTimes  = 10_000
)

// Why a notification cannot be sent again.
var (
	ErrNoTarget   = error(&fault{"no-target", "there is no server to send it to"})
	ErrNoDelivery = error(&fault{"no-delivery", "this exchange is not a received notification"})
	ErrPruned     = error(&fault{"pruned", "its bytes were let go to keep the journal small"})
	ErrNoEdit     = error(&fault{"no-edit", "nothing was edited"})
	ErrMany       = error(&fault{"many-times", fmt.Sprintf("at most %d times, %d at once", MaxTimes, MaxAtOnce)})
	// ErrNoTrial is why a trial cannot be made of a notification.
	ErrNoTrial = error(&fault{"no-trial", "it does not exist for this notification"})
)

// fault is an error that the catalogue of texts has words for.
type fault struct{ slug, words string }

func (f *fault) Error() string { return f.words }

// Slug names it there.
func (f *fault) Slug() string { return f.slug }

// Plan is what to send.
type Plan struct {
	Delivery    string // id of the received notification
	To          string // server; "": where notifications are sent on to, or else where this one went before
	Trial       Trial
	Times       int       // 0: as the trial does
	Concurrency int       // how many at once; 0: as the trial does
	Edit        *Edit     // of the trial [Edited]
	Progress    func(Row) // told of each answer, one at a time, in the order in which they come; may be nil
}

// Edit is what a notification is to say instead. One of the two is set.
type Edit struct {
	// Plain replaces what is said: in V3 the decrypted resource, in V2 the fields as
	// <xml>, or of a refund notification its content as <root>.
	Plain []byte
	// Body replaces the whole body, which is then signed as it is.
	Body []byte
}

// Row is one sending and what came of it.
type Row struct {
	Trial   Trial
	N       int         // 1 for the first of its trial
	Expect  bool        // a correct server acknowledges it
	OK      bool        // it was answered as a correct server would
	Evaded  bool        // it was answered, but neither acknowledged nor refused
	Refusal wxpay.Check // by which a correct server refuses it; without a name where it acknowledges it
	Forward wxpay.Forward
	Verdict notify.ReplyVerdict
	Next    *notify.Repeat // what WeChat Pay would do after a first attempt; nil: nothing more
	Foreign bool           // signed with the sandbox's key, which a server with the real keys must refuse
}

// Report is what came of a replay.
type Report struct {
	API  wxpay.API
	Rows []Row // by trial and number; of thousands only the first with all their bytes
}

// Foreign reports whether anything was signed with a key that a server with the
// real keys must refuse.
func (r *Report) Foreign() bool {
	return slices.ContainsFunc(r.Rows, func(row Row) bool { return row.Foreign })
}

// OK reports whether the server answered everything as a correct one would.
func (r *Report) OK() bool {
	for _, row := range r.Rows {
		if !row.OK {
			return false
		}
	}
	return len(r.Rows) > 0
}

// subject is a kept notification, opened.
type subject struct {
	exchange wxpay.Exchange
	merchant *profiles.Merchant
	rewriter *sandbox.Rewriter
	content  sandbox.Content
	to       string
	foreign  bool
}

// Send does one trial. When the context ends nothing more is sent; what was sent
// is told together with the error.
func (r *Replayer) Send(ctx context.Context, p Plan) (Report, error) {
	s, err := r.open(ctx, p.Delivery, p.To)
	if err != nil {
		return Report{}, err
	}
	if !p.Trial.exists(&s.content) {
		return Report{}, fmt.Errorf("trial %s: %w", p.Trial, ErrNoTrial)
	}
	if p.Trial == Edited {
		if err := s.edit(p.Edit); err != nil {
			return Report{}, err
		}
	}
	report := Report{API: s.exchange.API}
	report.Rows, err = r.run(ctx, s, p)
	return report, err
}

// Exam puts a server through every trial that exists for the notification.
func (r *Replayer) Exam(ctx context.Context, p Plan) (Report, error) {
	s, err := r.open(ctx, p.Delivery, p.To)
	if err != nil {
		return Report{}, err
	}
	report := Report{API: s.exchange.API}
	for _, trial := range exam {
		if !trial.exists(&s.content) {
			continue
		}
		one := p
		one.Trial, one.Times, one.Concurrency = trial, 0, 0
		rows, err := r.run(ctx, s, one)
		report.Rows = append(report.Rows, rows...)
		if errors.Is(err, sandbox.ErrNoAmount) || errors.Is(err, sandbox.ErrUnreadable) {
			continue // there is nothing of that kind to get wrong
		}
		if err != nil {
			return report, err
		}
	}
	return report, nil
}

func (r *Replayer) open(ctx context.Context, id, to string) (*subject, error) {
	x, err := r.deps.Journal.Exchange(ctx, id)
	if err != nil {
		return nil, err
	}
	if to == "" {
		to = r.deps.Target()
	}
	if to == "" {
		to = sentTo(&x)
	}
	switch {
	case x.Direction != wxpay.Incoming:
		return nil, ErrNoDelivery
	case x.Pruned:
		return nil, ErrPruned
	case to == "":
		return nil, ErrNoTarget
	}
	m, err := r.deps.Merchant(x.Profile)
	if err != nil {
		return nil, err
	}
	credentials, err := r.deps.Credentials()
	if err != nil {
		return nil, err
	}
	s := &subject{exchange: x, merchant: m, to: to, rewriter: &sandbox.Rewriter{
		Credentials: credentials, APIv3Key: m.APIv3Key, APIv2Key: m.APIv2Key, Now: r.deps.Now, Random: r.deps.Random,
	}}
	s.content = s.rewriter.Open(x.API, x.Request.Header, x.Request.Body)
	signer, err := s.rewriter.Signer(&s.content)
	if err != nil {
		return nil, err
	}
	_, known := m.Keys.Find(signer.SerialNo)
	s.foreign = !provable(x.API, known)
	return s, nil
}

// sentTo is where a notification was sent before, "" if nowhere. Its query comes from
// the notification itself.
func sentTo(x *wxpay.Exchange) string {
	if len(x.Forwards) == 0 {
		return ""
	}
	server, _, _ := strings.Cut(x.Forwards[len(x.Forwards)-1].URL, "?")
	return server
}

// edit changes what the notification says.
func (s *subject) edit(e *Edit) error {
	c := &s.content
	switch {
	case e == nil || e.Plain == nil && e.Body == nil:
		return ErrNoEdit
	case e.Body != nil:
		*c = s.rewriter.Open(c.API, c.Header, e.Body)
		c.Plain = nil // signed as it stands
		return nil
	case c.API == wxpay.V3:
		c.Plain = e.Plain
		return nil
	}
	root, into := "xml", &c.Fields
	if c.Inner != nil {
		root, into = "root", &c.Inner
	}
	fields, err := v2.ParseRoot(e.Plain, root)
	if err != nil {
		return err
	}
	*into = nil
	for _, f := range fields {
		if f.Name != "sign" {
			*into = append(*into, f)
		}
	}
	return nil
}

// run sends what a trial asks for, so many at once, and returns what came of it.
func (r *Replayer) run(ctx context.Context, s *subject, p Plan) ([]Row, error) {
	times, concurrency := p.Trial.defaults()
	if p.Times != 0 {
		times = p.Times
	}
	if p.Concurrency != 0 {
		concurrency = p.Concurrency
	} else if p.Trial == Concurrent {
		concurrency = min(times, MaxAtOnce)
	}
	if times < 1 || times > MaxTimes || concurrency < 1 || concurrency > MaxAtOnce {
		return nil, ErrMany
	}
	g := &going{replayer: r, subject: s, plan: p, rows: make([]Row, times)}
	if p.Trial.same() {
		var err error
		if g.bytes, err = s.request(p.Trial); err != nil {
			return nil, err
		}
	}
	var sending sync.WaitGroup
	for range min(concurrency, times) {
		sending.Go(func() { g.work(ctx) })
	}
	sending.Wait()
	return g.done(), errors.Join(g.err, ctx.Err())
}

// request writes one notification of a trial. What the merchant could not verify
// is repeated as it was received.
func (s *subject) request(t Trial) (wxpay.Request, error) {
	request := s.exchange.Request
	if t == AsReceived || (t == Duplicate || t == Concurrent) && (s.foreign || s.unreadable()) {
		return request, nil
	}
	var err error
	request.Header, request.Body, err = s.rewriter.Write(s.content, t.variant())
	return request, err
}

// unreadable reports whether a notification of V2 cannot be signed anew.
func (s *subject) unreadable() bool {
	return s.exchange.API == wxpay.V2 && (s.content.Fields == nil || s.merchant.APIv2Key.IsZero())
}
