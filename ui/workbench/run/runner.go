package run

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"

	"wxlens/profiles"
	"wxlens/ui/workbench/outgoing"
	"wxlens/wxpay"
	"wxlens/wxpay/catalog"
	"wxlens/wxpay/client"
	"wxlens/wxpay/flow"
	"wxlens/wxpay/journal"
)

// Deps are what a runner needs of the workbench.
type Deps struct {
	Journal interface {
		Append(ctx context.Context, records ...journal.Record) (journal.Appended, error)
	}
	// Merchant returns a profile with its keys.
	Merchant func(profile string) (*profiles.Merchant, error)
	// BaseURL returns where an endpoint is reached under a profile, without I/O.
	BaseURL func(*profiles.Merchant, *catalog.Endpoint) string
	// Ready makes sure that what a profile calls is there: it starts the sandbox.
	Ready func(context.Context, *profiles.Merchant) error
	// NotifyURL returns where notifications are received, and whether that is a
	// public address, which goes before the one that a profile names.
	NotifyURL func() (url string, public bool)
	// Delivered waits for the first judged notification of an event's family
	// (TRANSACTION.…, REFUND.…) about an order since a moment and returns it with
	// the text that was verified.
	Delivered func(ctx context.Context, no wxpay.OutTradeNo, event string, since time.Time) (Delivery, error)
	Transport func(*profiles.Merchant) http.RoundTripper
	Now       func() time.Time
	Random    io.Reader
}

// Delivery is a received notification as the flow needs it.
type Delivery struct {
	Exchange wxpay.Exchange
	Text     wxpay.Text
	Trace    wxpay.Trace
	Plain    []byte
}

// Runner does the steps of flows.
type Runner struct {
	deps   Deps
	pauses []time.Duration // between the queries of a wait
}

// New returns a runner.
func New(d Deps) *Runner { return &Runner{d, pollPauses} }

// defaultTotal is one fen, the least that can be paid.
const defaultTotal = "1"

// NewSession starts a walk through a flow under a profile.
func (r *Runner) NewSession(profile, flowID string, s flow.Scenario) (*Session, error) {
	f, ok := flow.ByID(flowID)
	if !ok {
		return nil, fmt.Errorf("there is no flow %q; \"wxlens run --list\" names them", flowID)
	}
	m, err := r.deps.Merchant(profile)
	if err != nil {
		return nil, err
	}
	now := r.deps.Now()
	notifyURL, public := r.deps.NotifyURL()
	if !public && m.Profile.NotifyURL != "" {
		notifyURL = m.Profile.NotifyURL
	}
	session := newSession(f, s, profile, map[flow.Slot]string{
		flow.SlotAppID: string(m.Profile.AppID), flow.SlotMchID: string(m.Profile.MchID),
		flow.SlotAppSecret: m.AppSecret.Reveal(), flow.SlotNotifyURL: notifyURL, flow.SlotOpenID: string(m.Profile.OpenID),
		flow.SlotOutTradeNo:  client.Number("T", now, r.deps.Random),
		flow.SlotTotal:       defaultTotal,
		flow.SlotDescription: "wxlens 测试商品",
		flow.SlotJSCode:      client.Nonce(r.deps.Random),
		flow.SlotSignType:    "MD5",
		flow.SlotBillDate:    now.In(beijing).Format(dayLayout[f.API]),
	})
	session.refresh = func() (string, string) {
		return strconv.FormatInt(r.deps.Now().Unix(), 10), client.Nonce(r.deps.Random)
	}
	session.renew()
	return session, nil
}

// Do does a step. What stands in the way of doing it at all is the result's Err;
// everything else is a check.
func (r *Runner) Do(ctx context.Context, j Job) Result {
	j.fresh(r.deps.Now())
	started := r.deps.Now()
	result := r.do(ctx, j)
	result.Step, result.Started = j.Step.Name, started
	result.Elapsed = r.deps.Now().Sub(started)
	result.OK = result.Err == nil && wxpay.OK(result.Checks)
	return result
}

// errLive keeps real money safe until it can be unlocked on purpose.
var errLive = errors.New("this profile is LIVE, and flows that could move real money are not run under it")

func (r *Runner) do(ctx context.Context, j Job) Result {
	m, err := r.deps.Merchant(j.Profile)
	if err != nil {
		return Result{Err: err}
	}
	if m.Live() {
		return Result{Err: errLive}
	}
	if err := r.deps.Ready(ctx, m); err != nil {
		return Result{Err: err}
	}
	switch j.Step.Kind {
	case flow.Call:
		if j.needless() {
			return Result{Checks: []wxpay.Check{wxpay.Skip(wxpay.CheckResultCode, wxpay.ReasonGivenByHand, "", j.slots[flow.SlotOpenID])}}
		}
		return r.call(ctx, m, j)
	case flow.Fetch:
		return r.fetch(ctx, m, j)
	case flow.Sign:
		return r.sign(m, j)
	case flow.Act:
		return r.act(ctx, m, j)
	}
	return r.await(ctx, m, j)
}

func (r *Runner) sign(m *profiles.Merchant, j Job) Result {
	d := r.draftPay(m, j)
	result := Result{Text: d.Text, Signature: d.Signature, Trace: d.Trace, ClientParams: d.ClientParams, Mistake: d.Mistake, Err: d.Err}
	if d.Err == nil && j.API == wxpay.V3 && d.Mistake == "" { // the client is to find a mistake, not we
		result.Checks = []wxpay.Check{verifyOwn(m, d.Text, d.Signature)}
	}
	return result
}

// ProblemError says which values stopped a call from being sent.
type ProblemError struct{ Problems []catalog.Problem }

func (e *ProblemError) Error() string { return e.Problems[0].Words().EN }

// call signs a call, keeps it, sends it, and judges the reply.
func (r *Runner) call(ctx context.Context, m *profiles.Merchant, j Job) Result {
	d := r.draftCall(m, j)
	result := Result{Text: d.Text, Signature: d.Signature, Trace: d.Trace, Mistake: d.Mistake, Err: d.Err}
	if errs := catalog.Errors(d.Problems); len(errs) > 0 {
		result.Err = &ProblemError{errs}
	}
	if result.Err != nil {
		return result
	}
	judge := func(x *wxpay.Exchange) { r.judgeCall(m, j, x) }
	x, err := r.exchange(ctx, m, j, d.Request, j.Step.Endpoint, judge)
	if err == nil && x.Probe { // its reply is discarded and the call made again (签名探测流量)
		x, err = r.exchange(ctx, m, j, d.Request, j.Step.Endpoint, judge)
	}
	result.Exchange, result.Err = x, err
	if err != nil {
		return result
	}
	result.Checks = x.Checks
	if c, applies := expected(j, x.Facts); applies && wxpay.OK(x.Checks) {
		result.Checks = append(x.Checks[:len(x.Checks):len(x.Checks)], c)
	}
	result.gives = handedOn(x)
	return result
}

// exchange makes one outgoing request as an exchange, see [outgoing.Line].
func (r *Runner) exchange(ctx context.Context, m *profiles.Merchant, j Job, request wxpay.Request, call string, judge func(*wxpay.Exchange)) (*wxpay.Exchange, error) {
	line := outgoing.Line{Journal: r.deps.Journal, Transport: r.deps.Transport(m), Now: r.deps.Now, Random: r.deps.Random}
	return line.Exchange(ctx, outgoing.Call{
		Profile: j.Profile, API: j.API, Name: call, Request: request, About: wxpay.OutTradeNo(j.slots[flow.SlotOutTradeNo]),
	}, judge)
}

// expected is the check that an order or a refund is in the state that the
// scenario expects at this step.
func expected(j Job, f wxpay.Facts) (wxpay.Check, bool) {
	switch j.Step.Name {
	case flow.Query:
		want := wxpay.NotPay
		switch {
		case j.Scenario == flow.Pay:
			want = wxpay.Success
		case j.Last:
			want = j.Scenario.Want()
		}
		paid := want == wxpay.Success && f.State == wxpay.Refunding // refunded since
		return stateIs(wxpay.CheckTradeState, f.State == want || paid, string(want), string(f.State)), true
	case flow.RefundQuery, flow.RefundNotify:
		return stateIs(wxpay.CheckRefundState, f.RefundState == wxpay.RefundSuccess, string(wxpay.RefundSuccess), string(f.RefundState)), true
	}
	return wxpay.Check{}, false
}

func stateIs(name wxpay.CheckName, ok bool, want, got string) wxpay.Check {
	if !ok {
		return wxpay.Fail(name, wxpay.ReasonStateDiffers, want, got)
	}
	return wxpay.Pass(name, want, got)
}

// handedOn returns what an exchange gives to later steps.
func handedOn(x *wxpay.Exchange) map[flow.Slot]string {
	f, gives := x.Facts, map[flow.Slot]string{}
	for slot, v := range map[flow.Slot]string{
		flow.SlotOpenID: string(f.OpenID), flow.SlotPrepayID: string(f.PrepayID), flow.SlotTransactionID: string(f.TransactionID),
		flow.SlotCodeURL: f.CodeURL, flow.SlotH5URL: f.H5URL, flow.SlotRefundID: string(f.RefundID), flow.SlotBillDate: billDate(x),
	} {
		if v != "" {
			gives[slot] = v
		}
	}
	return gives
}
