// Package detail is the panel that shows one thing whole: a step of the flow, a
// delivery, an order, an exchange or a profile, each in tabs.
package detail

import (
	"wxlens/ui/tui/keys"
	"wxlens/ui/tui/look"
	"wxlens/ui/tui/page"
	"wxlens/ui/tui/widget"
	"wxlens/ui/workbench/inbox"
	"wxlens/ui/workbench/ledger"
	"wxlens/ui/workbench/run"
	"wxlens/ui/workbench/state"
	"wxlens/wxpay"
	"wxlens/wxpay/catalog"
	"wxlens/wxpay/decode"
	"wxlens/wxpay/flow"
	"wxlens/wxpay/order"
)

// Subject names what is shown.
type Subject struct {
	Kind Kind
	ID   string // of a delivery or an exchange, number of an order, name of a profile
	Step int
}

// Kind is what a subject is.
type Kind uint8

const (
	Nothing Kind = iota
	Step
	Delivery
	Order
	Exchange
	Profile
)

// Content is what there is to show; only what belongs to the subject is set.
type Content struct {
	Step     *StepContent
	Delivery *inbox.Detail
	Attempts []ledger.Delivery // of the event that the delivery tells of
	Order    *order.Order
	Exchange *wxpay.Exchange
	Profile  *state.Profile
	Err      error // why it could not be had
}

// StepContent is a step with what it would do and what it did.
type StepContent struct {
	Step    flow.Step
	Of      int // steps in the flow
	API     wxpay.API
	Form    []run.Field
	Draft   run.Draft
	Result  *run.Result // nil: not done
	Edited  bool        // the form was changed since, so the draft is of interest
	Secrets []string    // values that are masked wherever they stand

	Client   flow.Client
	HandOver []wxpay.Field // what a real client takes, for the step in which the payer acts
	RealPay  bool          // a real client pays
}

// ready reports whether there is something to hand to a client.
func (c *StepContent) ready() bool {
	return len(c.HandOver) > 0 && c.HandOver[0].Value != ""
}

// Tab is one side of a subject. Its name is the key of its text.
type Tab string

const (
	FormTab     Tab = "form"
	TextTab     Tab = "text"
	RequestTab  Tab = "request"
	ClientTab   Tab = "client"
	QRTab       Tab = "qr"
	ReplyTab    Tab = "reply"
	FileTab     Tab = "file"
	ExplainTab  Tab = "explain"
	VerdictTab  Tab = "verdict"
	VerifiedTab Tab = "verified"
	PlainTab    Tab = "plain"
	OrderTab    Tab = "order"
	ProfileTab  Tab = "profile"
	EnvelopeTab Tab = "envelope"
	RawTab      Tab = "raw"
	ForwardTab  Tab = "forward"
)

// Detail is the panel.
type Detail struct {
	Subject Subject
	Content Content
	Field   int           // cursor of the form
	Typing  *widget.Field // the value under the cursor while it is typed
	Before  run.Field     // the field as it was before

	tab     Tab
	view    widget.View
	version int
	page    *page.Page
	made    made
	known   map[*wxpay.Reply]decode.Finding // replies that are errors, decoded when they were set
}

// made is what a page was made for.
type made struct{ version, look, width, height int }

// Version changes with everything that is drawn.
func (d *Detail) Version() int { return d.version }

// Touch says that something that is drawn has changed.
func (d *Detail) Touch() { d.version++ }

// Show turns to a subject, at the tab that matters most.
func (d *Detail) Show(s Subject, c Content) {
	changed := s != d.Subject
	d.Subject, d.Content = s, c
	d.explain()
	d.Touch()
	if changed {
		d.Typing, d.Field = nil, 0
		d.SetTab(d.mostTelling())
		return
	}
	d.SetTab(d.tab)
}

// Tabs lists the sides of the subject.
func (d *Detail) Tabs() []Tab {
	switch d.Subject.Kind {
	case Delivery:
		return []Tab{EnvelopeTab, VerdictTab, VerifiedTab, PlainTab, RawTab, ReplyTab, ForwardTab}
	case Exchange:
		return []Tab{VerdictTab, RequestTab, ReplyTab}
	case Order:
		return []Tab{OrderTab}
	case Profile:
		return []Tab{ProfileTab}
	case Step:
		if d.Content.Step != nil {
			return stepTabs(d.Content.Step.Step)
		}
	}
	return nil
}

func stepTabs(s flow.Step) []Tab {
	switch {
	case s.Kind == flow.Sign:
		return []Tab{FormTab, TextTab, ClientTab, VerdictTab, ExplainTab}
	case s.Kind == flow.Act:
		return []Tab{ClientTab, QRTab, VerdictTab, ExplainTab}
	case s.Kind == flow.Await:
		return []Tab{VerdictTab, VerifiedTab, PlainTab, RequestTab, ReplyTab, ExplainTab}
	case !Signs(s):
		return []Tab{FormTab, RequestTab, ReplyTab, ExplainTab}
	case s.File != "":
		return []Tab{FormTab, TextTab, RequestTab, ReplyTab, FileTab, ExplainTab}
	}
	return []Tab{FormTab, TextTab, RequestTab, ReplyTab, ExplainTab}
}

// Signs reports whether a step makes a signature; the login call carries none.
func Signs(s flow.Step) bool {
	return s.Kind == flow.Sign || s.Calls() && s.Endpoint != catalog.Code2Session
}

// mostTelling returns the tab to begin with: the text to sign where there is
// one, else the result when there is one.
func (d *Detail) mostTelling() Tab {
	tabs := d.Tabs()
	c := d.Content.Step
	switch {
	case len(tabs) == 0:
		return ""
	case d.Subject.Kind == Delivery:
		return VerdictTab
	case d.Subject.Kind != Step:
		return tabs[0]
	case Signs(c.Step):
		return TextTab
	case c.Step.Calls() && c.Result != nil:
		return ReplyTab
	case c.Step.Kind == flow.Act && c.Result != nil && !c.RealPay:
		return VerdictTab
	case c.Step.Kind == flow.Act && c.Client == flow.Scan && c.ready():
		return QRTab
	case c.Step.Kind == flow.Act && c.ready():
		return ClientTab
	case !c.Step.Calls() && c.Result == nil:
		return ExplainTab
	}
	return tabs[0]
}

// ShowResult turns to the tab that tells what came of the step, but for steps
// that sign: their text stays.
func (d *Detail) ShowResult() {
	if c := d.Content.Step; c != nil && !Signs(c.Step) {
		d.SetTab(d.mostTelling())
	}
}

// Tab returns the tab that is shown.
func (d *Detail) Tab() Tab { return d.tab }

// SetTab turns to a tab, or to the first where the subject has no such tab.
func (d *Detail) SetTab(t Tab) {
	tabs := d.Tabs()
	found := len(tabs) > 0 && tabs[0] == t
	for _, has := range tabs {
		found = found || has == t
	}
	if !found && len(tabs) > 0 {
		t = tabs[0]
	}
	if t != d.tab {
		d.tab = t
		d.view = widget.View{}
		d.Touch()
	}
}

// NextTab turns n tabs further, round and round.
func (d *Detail) NextTab(n int) {
	tabs := d.Tabs()
	for i, t := range tabs {
		if t == d.tab {
			d.SetTab(tabs[(i+n+len(tabs))%len(tabs)])
			return
		}
	}
}

// OnForm reports whether a form is shown that has fields.
func (d *Detail) OnForm() bool {
	return d.tab == FormTab && d.Content.Step != nil && len(d.Content.Step.Form) > 0
}

// CurrentField returns the field under the form's cursor.
func (d *Detail) CurrentField() (f run.Field, ok bool) {
	if c := d.Content.Step; c != nil && d.Field < len(c.Form) {
		return c.Form[d.Field], true
	}
	return f, false
}

// Move moves the form's cursor or scrolls, and reports whether it knows the
// action.
func (d *Detail) Move(a keys.Action) bool {
	d.Touch()
	if d.OnForm() {
		n := len(d.Content.Step.Form)
		step := map[keys.Action]int{keys.Up: -1, keys.Down: 1, keys.First: -n, keys.Last: n, keys.PageUp: -5, keys.PageDown: 5}
		by, ok := step[a]
		if ok {
			d.SetField(d.Field + by)
		}
		return ok
	}
	page := max(d.view.Height-1, 1)
	switch a {
	case keys.Up:
		d.view.To(d.view.Top - 1)
	case keys.Down:
		d.view.To(d.view.Top + 1)
	case keys.First:
		d.view.To(0)
	case keys.Last:
		d.view.To(d.view.Len)
	case keys.PageUp:
		d.view.To(d.view.Top - page)
	case keys.PageDown:
		d.view.To(d.view.Top + page)
	default:
		return false
	}
	return true
}

// SetField moves the form's cursor.
func (d *Detail) SetField(i int) {
	if c := d.Content.Step; c != nil {
		d.Field = max(min(i, len(c.Form)-1), 0)
		d.made = made{} // its line is only known once it is laid out
		d.Touch()
	}
}

// FindField moves the form's cursor to a field by name.
func (d *Detail) FindField(name string) {
	for i, f := range d.Content.Step.Form {
		if f.Name == name {
			d.SetField(i)
			return
		}
	}
}

// Scroll moves the window.
func (d *Detail) Scroll(n int) {
	d.view.To(d.view.Top + n)
	d.Touch()
}

// Begin begins to type the value under the cursor. A secret that is hidden is
// not shown for that: it is typed anew, unseen.
func (d *Detail) Begin(reveal bool) bool {
	f, ok := d.CurrentField()
	if !ok {
		return false
	}
	d.Typing, d.Before = widget.NewField(f.Value), f
	if f.Secret && !reveal {
		d.Typing = widget.NewField("")
		d.Typing.Secret = true
	}
	d.Touch()
	return true
}

// End ends typing.
func (d *Detail) End() {
	d.Typing = nil
	d.Touch()
}

// FieldAt returns the field that stands in a line of the panel.
func (d *Detail) FieldAt(line int) (int, bool) {
	if !d.OnForm() || d.page == nil {
		return 0, false
	}
	line += d.view.Top
	for i, a := range d.page.Anchors {
		next := len(d.page.Lines)
		if i+1 < len(d.page.Anchors) {
			next = d.page.Anchors[i+1].Line
		}
		if line >= a.Line && line < next {
			return i + d.page.First, line == a.Line || i+1 < len(d.page.Anchors)
		}
	}
	return 0, false
}

// Title says what is shown.
func (d *Detail) Title(l *look.Look) string {
	words := l.Words()
	switch d.Subject.Kind {
	case Step:
		if c := d.Content.Step; c != nil {
			return words.StepOf(d.Subject.Step+1, c.Of, c.Step.Title.In(l.Lang()))
		}
	case Delivery:
		if x := d.Content.Delivery; x != nil {
			title := words.DeliveryTitle + " · " + page.Clock(x.Exchange.Started)
			if no := x.Exchange.Facts.OutTradeNo; no != "" {
				title += " · " + string(no)
			}
			return title
		}
		return words.DeliveryTitle
	case Exchange:
		if x := d.Content.Exchange; x != nil {
			return words.ExchangeTitle + " · " + page.Clock(x.Started) + " · " + page.CallName(l, x.Call)
		}
		return words.ExchangeTitle
	case Order:
		return words.OrderTitle + " · " + d.Subject.ID
	case Profile:
		return words.ProfileTitle + " · " + d.Subject.ID
	}
	return words.Panels[5]
}
