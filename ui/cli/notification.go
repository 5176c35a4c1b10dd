package cli

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"wxlens/ui/workbench/inbox"
	"wxlens/wxpay"
)

// notificationEvent is a delivery in JSON. What does not apply is null.
type notificationEvent struct {
	Event         string               `json:"event"`
	ID            string               `json:"id"`
	At            time.Time            `json:"at"`
	API           wxpay.API            `json:"api"`
	Profile       *string              `json:"profile"`
	Type          *string              `json:"type"`
	OutTradeNo    *wxpay.OutTradeNo    `json:"out_trade_no"`
	TransactionID *wxpay.TransactionID `json:"transaction_id"`
	Verified      bool                 `json:"verified"`
	Decrypted     json.RawMessage      `json:"decrypted"`
	Checks        []checkJSON          `json:"checks"`
	Attempt       int                  `json:"attempt"` // 1 too where nobody can tell which event it is about
	DuplicateOf   *string              `json:"duplicate_of"`
	Probe         bool                 `json:"probe"`
	Alarm         *wxpay.Reason        `json:"alarm"` // money is not what or whose it should be
	From          *string              `json:"from"`
	Published     bool                 `json:"from_published"` // one of WeChat Pay's published addresses; no proof
	Reply         *answerJSON          `json:"reply"`
	Forward       *forwardJSON         `json:"forward"`
	Forwards      []forwardJSON        `json:"forwards,omitempty"` // where there are several
}

// answerJSON is what was answered to WeChat Pay.
type answerJSON struct {
	Status     int               `json:"status"`
	Headers    map[string]string `json:"headers,omitempty"`
	Body       string            `json:"body"`
	BodyBase64 []byte            `json:"body_base64,omitempty"`
	ElapsedMS  int64             `json:"elapsed_ms"`
}

// forwardJSON is one sending to the developer's server.
type forwardJSON struct {
	URL        string        `json:"url"`
	Passed     bool          `json:"passed"`
	Trial      string        `json:"trial,omitempty"`
	Status     *int          `json:"status"`
	Body       *string       `json:"body"`
	BodyBase64 []byte        `json:"body_base64,omitempty"`
	ElapsedMS  int64         `json:"elapsed_ms"`
	Verdict    string        `json:"verdict"`
	Reason     *wxpay.Reason `json:"reason"`
	Detail     string        `json:"detail,omitempty"`
	Fault      string        `json:"fault,omitempty"`
	Next       *nextJSON     `json:"next"` // what WeChat Pay would do
}

// nextJSON is a repeat to come.
type nextJSON struct {
	InMS    int64 `json:"in_ms"`
	Attempt int   `json:"attempt"`
	Of      int   `json:"of"`
}

// orNull is a value, or null in place of the zero value.
func orNull[T comparable](v T) *T {
	var zero T
	if v == zero {
		return nil
	}
	return &v
}

func (a *app) notificationOf(told *inbox.Told) notificationEvent {
	x := &told.Exchange
	e := notificationEvent{
		Event: "notification", ID: x.ID, At: x.Started, API: x.API, Profile: orNull(x.Profile), Type: orNull(x.Facts.EventType),
		OutTradeNo: orNull(x.Facts.OutTradeNo), TransactionID: orNull(x.Facts.TransactionID), Verified: told.Verified,
		Decrypted: utf8JSON(inbox.Said(x, told.Plain)), Checks: checksOf(x.Checks, a.text), Attempt: max(x.Attempt, 1), DuplicateOf: orNull(x.DuplicateOf),
		Probe: x.Probe, From: orNull(x.From), Published: inbox.Published(x),
	}
	if c, alarming := wxpay.MoneyAtStake(x.Checks); alarming {
		e.Alarm = &c.Reason
	}
	if r := x.Reply; r != nil {
		body, raw := bodyOf(r.Body)
		e.Reply = &answerJSON{Status: r.Status, Body: body, BodyBase64: raw, ElapsedMS: x.Elapsed.Milliseconds()}
	}
	for _, f := range x.Forwards {
		e.Forwards = append(e.Forwards, a.forwardOf(x, f))
	}
	e.Forward = mainForward(e.Forwards)
	return e
}

// mainForward is the one that counts: whose answer was passed on, else the last
// that was sent as it was received.
func mainForward(all []forwardJSON) (main *forwardJSON) {
	for i := range all {
		f := &all[i]
		if f.Passed {
			return f
		}
		if main == nil || f.Trial == "" {
			main = f
		}
	}
	return main
}

// utf8JSON makes sure that a line of output is UTF-8.
func utf8JSON(data json.RawMessage) json.RawMessage {
	if data == nil {
		return nil
	}
	return json.RawMessage(strings.ToValidUTF8(string(data), "\ufffd"))
}

func (a *app) forwardOf(x *wxpay.Exchange, f wxpay.Forward) forwardJSON {
	j := forwardJSON{
		URL: f.URL, Passed: f.Passed, Trial: f.Trial, ElapsedMS: f.Elapsed.Milliseconds(), Verdict: "would-retry", Reason: orNull(f.Reason),
		Detail: a.advice(f.Reason), Fault: f.Fault,
	}
	if f.Acknowledged {
		j.Verdict = "acknowledged"
	}
	if f.Reply != nil {
		body, raw := bodyOf(f.Reply.Body)
		j.Status, j.Body, j.BodyBase64 = &f.Reply.Status, &body, raw
	}
	if next, ok := inbox.Next(x, f.Acknowledged); ok {
		j.Next = &nextJSON{next.In.Milliseconds(), next.Attempt, next.Of}
	}
	return j
}

// advice is the sentence for a reason, with what to do about it.
func (a *app) advice(r wxpay.Reason) string {
	said := a.text.Reasons[r]
	if said.Do == "" {
		return said.Why
	}
	return said.Why + " → " + said.Do
}

// printNotification tells of a delivery: to people what came in, then what was
// answered.
func (a *app) printNotification(told *inbox.Told) {
	if a.out.json {
		e := a.notificationOf(told)
		if len(e.Forwards) == 1 {
			e.Forwards = nil // it stands there already
		}
		a.out.event(e)
		return
	}
	lines := []string{a.cameIn(told), a.wentOut(&told.Exchange)}
	for _, f := range told.Exchange.Forwards {
		lines = append(lines, a.wentOn(&told.Exchange, f))
	}
	if a.out.plain {
		a.out.line("%s", strings.Join(lines, "  "))
		return
	}
	for _, l := range lines {
		a.out.line("%s", l)
	}
}

// cameIn is the line of a notification: when, what, whether it is genuine, how
// much, which order.
func (a *app) cameIn(told *inbox.Told) string {
	x, t := &told.Exchange, a.text.CLI.Inbox
	what := x.Facts.EventType
	if what == "" {
		what = strings.ToUpper(string(x.API)) + " " + t.Unknown
	}
	parts := []string{x.Started.Local().Format(time.TimeOnly), "-->", a.drawn(what)}
	failure, failed := wxpay.FirstFailure(x.Checks)
	switch {
	case x.Probe:
		parts = append(parts, a.out.paint(faint, "⚑ "+t.Probe))
	case failed && told.Verified:
		parts = append(parts, a.out.paint(red, "✘ "+a.text.Checks[failure.Name]+": "+a.drawn(a.text.Detail(failure))))
	case failed:
		parts = append(parts, a.out.paint(red, "✘ "+t.NotVerified), a.drawn(a.text.Detail(failure)))
	default:
		parts = append(parts, a.out.paint(green, "✔ "+t.Verified))
	}
	if _, alarming := wxpay.MoneyAtStake(x.Checks); alarming {
		parts = append(parts, a.out.paint(red, "⚠ "+t.Alarm))
	}
	if x.Facts.Total != 0 {
		parts = append(parts, "¥"+x.Facts.Total.Yuan())
	}
	if x.Facts.OutTradeNo != "" {
		parts = append(parts, a.drawn(string(x.Facts.OutTradeNo)))
	}
	if x.DuplicateOf != "" {
		parts = append(parts, fmt.Sprintf(t.Repeat, x.Attempt))
	}
	return strings.Join(append(parts, a.out.paint(faint, x.ID)), "  ")
}

// wentOut is the line of the answer that WeChat Pay got.
func (a *app) wentOut(x *wxpay.Exchange) string {
	status := 0
	if x.Reply != nil {
		status = x.Reply.Status
	}
	return fmt.Sprintf("%s  <--  %s  %d ms", x.Started.Add(x.Elapsed).Local().Format(time.TimeOnly), statusText(status), x.Elapsed.Milliseconds())
}

// wentOn is the line of a sending to the developer's server.
func (a *app) wentOn(x *wxpay.Exchange, f wxpay.Forward) string {
	t, status := a.text.CLI.Inbox, 0
	if f.Reply != nil {
		status = f.Reply.Status
	}
	line := fmt.Sprintf("          ==>  %s  %s  %d ms  %s", a.drawn(f.URL), statusText(status), f.Elapsed.Milliseconds(), a.out.mark(verdictOf(f.Acknowledged)))
	if f.Reason != "" {
		line += "  " + a.advice(f.Reason)
	}
	if next, ok := inbox.Next(x, f.Acknowledged); ok {
		line += "  " + fmt.Sprintf(t.Again, brief(next.In), next.Attempt, next.Of)
	}
	return line
}

// brief writes a pause without what is zero: 15s, 3m, 6h.
func brief(d time.Duration) string {
	s := d.String()
	for _, zero := range []string{"m0s", "h0m"} {
		if cut, ok := strings.CutSuffix(s, zero); ok {
			s = cut + zero[:1]
		}
	}
	return s
}
