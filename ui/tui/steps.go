package tui

import (
	"errors"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	tea "charm.land/bubbletea/v2"

	"wxlens/ui/text"
	"wxlens/ui/tui/detail"
	"wxlens/ui/tui/keys"
	"wxlens/ui/tui/layout"
	"wxlens/ui/tui/page"
	"wxlens/ui/tui/panel"
	"wxlens/ui/workbench/run"
	"wxlens/wxpay"
	"wxlens/wxpay/catalog"
	"wxlens/wxpay/flow"
)

// spin is how often a running step is redrawn.
const spin = 100 * time.Millisecond

// clean is the place of the edited step when no step is.
const clean = -1

// begin starts a run from its first step.
func (m *Model) begin(flowID string, s flow.Scenario) tea.Cmd {
	session, err := m.engine.NewSession(flowID, s)
	if err != nil {
		m.session, m.noSession = nil, err
		m.detail.Show(detail.Subject{}, detail.Content{Err: err})
		return m.say(alarm, m.look.Words().Failure(err.Error()))
	}
	m.session, m.dirty = session, clean
	m.touchSession()
	m.flow.To(0)
	m.focus, m.back = layout.Flow, layout.Flow
	m.showStep(0)
	return nil
}

// touchSession is called after every change of the session.
func (m *Model) touchSession() {
	m.edited++
	m.flow.Set(m.session)
}

// do starts the step that is next, or remembers to do so once the running one is
// done.
func (m *Model) do(all bool) tea.Cmd {
	words := m.look.Words()
	switch {
	case m.session == nil:
		return m.say(alarm, words.Failure(m.noSession.Error()))
	case m.step.active():
		m.step.queued++
		m.step.all = m.step.all || all
		return nil
	case m.session.Over():
		m.step.queued, m.step.all = 0, false
		return m.say(calm, words.RunIsOver)
	}
	m.detail.End()
	m.step.all = m.step.all || all
	next := m.session.Next()
	m.flow.To(next)
	m.flow.Moved()
	if m.focus != layout.Detail {
		m.focus = layout.Flow
	}
	m.back = layout.Flow
	m.showStep(next)
	job := m.session.Job(next)
	if refused := m.refused(m.engine.Draft(job).Problems); refused != nil {
		m.step.queued, m.step.all = 0, false
		return refused
	}
	if m.lacksAddress(next) {
		m.step.queued, m.step.all = 0, false
		return m.offerTunnel()
	}
	token, ctx := m.step.begin(m.ctx)
	waiting := &atomic.Pointer[run.Waiting]{}
	m.step.index, m.step.started, m.step.waiting = next, m.opts.Now(), waiting
	job.Progress = func(w run.Waiting) { waiting.Store(&w) }
	m.flow.Running(next, 0, nil)
	engine := m.engine
	return tea.Batch(m.spin(token), m.tasks.run(func() tea.Msg {
		return stepDone{token, engine.Do(ctx, job)}
	}))
}

// lacksAddress reports whether a step orders with real money and nothing would
// bring the notification of it.
func (m *Model) lacksAddress(step int) bool {
	return m.status.Live && m.session.Steps[step].Name == flow.Order && !strings.HasPrefix(m.session.Slot(flow.SlotNotifyURL), "https://")
}

// offerTunnel says what is missing and opens the screen that mends it.
func (m *Model) offerTunnel() tea.Cmd {
	words := m.look.Words().Link
	m.overlay = &question{title: words.MissingTitle, body: words.MissingBody, yes: (*Model).openLink}
	return nil
}

// readdress gives an order that was not placed yet the address at which it is
// heard of now.
func (m *Model) readdress() {
	if m.session != nil && m.session.Profile == m.status.Profile && m.session.Readdress(m.status.Link.NotifyURL) {
		m.touchSession()
	}
}

// refused shows the field that must be corrected first, if there is one.
func (m *Model) refused(problems []catalog.Problem) tea.Cmd {
	errs := catalog.Errors(problems)
	if len(errs) == 0 {
		return nil
	}
	m.detail.SetTab(detail.FormTab)
	m.detail.FindField(errs[0].Field.Name)
	m.focus = layout.Detail
	return m.say(alarm, m.look.Words().StepRefused(errs[0].Field.Name))
}

func (m *Model) spin(token uint64) tea.Cmd {
	return m.tasks.run(func() tea.Msg {
		if !pause(m.ctx, spin) {
			return nil
		}
		return tick{token}
	})
}

func (m *Model) tick(msg tick) tea.Cmd {
	if msg.token != m.step.token || !m.step.active() {
		return nil
	}
	m.flow.Running(m.step.index, m.opts.Now().Sub(m.step.started), m.countdown())
	return m.spin(msg.token)
}

// countdown tells when the next query is made while a notification is waited for.
func (m *Model) countdown() *panel.Countdown {
	w := m.step.waiting.Load()
	if w == nil || w.NextQuery.IsZero() {
		return nil
	}
	return &panel.Countdown{Left: max(w.NextQuery.Sub(m.opts.Now()), 0), Said: w.Said}
}

// turnClient lets a real client pay, or the sandbox's payer again.
func (m *Model) turnClient() tea.Cmd {
	words := m.look.Words()
	switch {
	case m.session == nil:
		return nil
	case m.step.active():
		return m.say(calm, words.BusyNow)
	}
	m.session.RealPay = !m.session.RealPay
	m.touchSession()
	if m.detail.Subject.Kind == detail.Step {
		m.showStep(m.detail.Subject.Step)
	}
	if m.session.RealPay {
		return m.say(calm, words.RealPays)
	}
	return m.say(calm, words.SandboxPays)
}

// stepDone takes over what came of a step, and goes on when more was asked for.
func (m *Model) stepDone(msg stepDone) tea.Cmd {
	if !m.step.finish(msg.token) {
		return nil
	}
	m.flow.Running(-1, 0, nil)
	m.session.Apply(msg.result)
	m.dirty = clean
	m.touchSession()
	m.settleStep()
	words, r := m.look.Words(), msg.result
	title := m.session.Steps[m.step.index].Title.In(m.look.Lang())
	switch {
	case !r.OK:
		m.step.queued, m.step.all = 0, false
		return m.say(alarm, words.StepFailed(title, m.whyFailed(r.Err, r.Exchange, r.Checks)))
	case m.session.Over():
		again := m.step.queued > 0
		m.step.queued, m.step.all = 0, false
		if again {
			return m.say(calm, words.RunIsOver)
		}
		return m.say(glad, words.FlowDone(page.State(m.session.Scenario.Want())))
	case m.step.all:
		return m.do(true)
	case m.step.queued > 0:
		m.step.queued--
		return m.do(false)
	}
	return m.say(glad, words.StepDone(title, page.Elapsed(r.Elapsed)))
}

// settleStep shows the result where the step is still what the detail shows.
func (m *Model) settleStep() {
	s := m.detail.Subject
	if s.Kind == detail.Step && s.Step == m.step.index {
		m.showStep(s.Step)
		m.detail.ShowResult()
	}
}

// whyFailed says in one line why something failed: what stood in its way, what the
// refusal of a call means, or the first check that does not hold.
func (m *Model) whyFailed(err error, x *wxpay.Exchange, checks []wxpay.Check) string {
	if err != nil {
		return err.Error()
	}
	if x != nil && x.Direction == wxpay.Outgoing {
		if f, ok := text.Errors().Refusal(x.Reply); ok {
			return f.Name() + " " + f.Title.In(m.look.Lang())
		}
	}
	c, _ := wxpay.FirstFailure(checks)
	if why := m.look.Text.Reasons[c.Reason].Why; why != "" {
		return m.look.Check(c.Name) + ": " + why
	}
	return m.look.Check(c.Name)
}

// cancelStep abandons the running step; its answer will be dropped.
func (m *Model) cancelStep() {
	m.step.stop()
	m.step.queued, m.step.all = 0, false
	m.flow.Running(-1, 0, nil)
}

// again does the step under the cursor again, or, on the last step of a run that
// is over, starts the run anew. A refund that is made again is another refund.
func (m *Model) again() tea.Cmd {
	words := m.look.Words()
	switch {
	case m.session == nil:
		return nil
	case m.step.active():
		return m.say(calm, words.BusyNow)
	case m.session.Over() && m.flow.Cursor == len(m.session.Steps)-1:
		return m.begin(m.session.Flow.ID, m.session.Scenario)
	}
	at := m.flow.Cursor
	switch next := m.session.Next(); {
	case at > next || at == next && len(m.session.Results) <= next:
		return m.say(calm, words.NothingToRepeat)
	case at < next:
		m.session.Rewind(at)
		m.touchSession()
	}
	return m.do(false)
}

// showStep turns the detail to a step.
func (m *Model) showStep(i int) {
	if m.session == nil || i >= len(m.session.Steps) {
		return
	}
	m.loading.stop()
	m.detail.Show(detail.Subject{Kind: detail.Step, Step: i}, detail.Content{Step: m.stepContent(i)})
	m.drafted = m.edited
}

func (m *Model) stepContent(i int) *detail.StepContent {
	s := m.session
	c := &detail.StepContent{
		Step: s.Steps[i], Of: len(s.Steps), API: s.Flow.API, Form: s.Form(i), Draft: m.engine.Draft(s.Job(i)),
		Secrets: []string{s.Slot(flow.SlotAppSecret)}, Client: s.Flow.Client, RealPay: s.RealPay,
	}
	if s.Steps[i].Kind == flow.Act {
		job := s.Job(i)
		c.HandOver = job.HandOver()
	}
	if i < len(s.Results) {
		c.Result = &s.Results[i]
	}
	c.Edited = m.dirty == i
	return c
}

// redraft recomputes the draft that is shown when the session has changed.
func (m *Model) redraft() {
	if m.drafted != m.edited && m.session != nil && m.detail.Subject.Kind == detail.Step {
		m.showStep(m.detail.Subject.Step)
	}
}

// edit begins to type in the form of the step that is shown or next.
func (m *Model) edit() tea.Cmd {
	if m.session == nil {
		return nil
	}
	if m.detail.Subject.Kind != detail.Step {
		m.showStep(m.flow.Cursor)
	}
	if m.step.active() && m.step.index == m.detail.Subject.Step {
		return m.say(calm, m.look.Words().BusyNow)
	}
	if !slices.Contains(m.detail.Tabs(), detail.FormTab) || !m.detail.Begin(m.look.Reveal) {
		return m.say(calm, m.look.Words().NothingToEdit)
	}
	m.detail.SetTab(detail.FormTab)
	m.focus = layout.Detail
	return nil
}

// typed hands what was typed to the session, so that the text to sign follows.
func (m *Model) typed(value string) {
	f, ok := m.detail.CurrentField()
	if !ok || f.Value == value {
		return
	}
	m.dirty = m.detail.Subject.Step
	m.session.Set(m.detail.Subject.Step, f.Name, value)
	m.touchSession()
}

// untyped takes back what was typed into a field: one that an earlier step or the
// profile gave is given again.
func (m *Model) untyped(before run.Field) {
	step := m.detail.Subject.Step
	if before.Handed {
		m.session.Unset(step, before.Name, before.Value)
	} else {
		m.session.Set(step, before.Name, before.Value)
	}
	m.touchSession()
}

// fieldKey acts on a key while a value is typed.
func (m *Model) fieldKey(a keys.Action) {
	d := m.detail
	switch a {
	case keys.Accept:
		d.End()
	case keys.Back:
		m.untyped(d.Before)
		d.End()
	case keys.NextField, keys.PrevField:
		by := 1
		if a == keys.PrevField {
			by = -1
		}
		d.End()
		d.SetField(d.Field + by)
		d.Begin(m.look.Reveal)
	}
}

// grown takes a new state of the journal and waits for the next.
func (m *Model) grown(msg changed) tea.Cmd {
	if msg.err != nil {
		if errors.Is(msg.err, m.ctx.Err()) {
			return nil
		}
		return tea.Batch(m.say(alarm, m.look.Words().Failure(msg.err.Error())), m.watch())
	}
	found := m.snapshot.Loading // what was there before is no news
	m.snapshot = msg.snapshot
	m.orders.Set(msg.snapshot.Orders)
	m.inbox.Loading = msg.snapshot.Loading
	m.inbox.Set(msg.snapshot.Deliveries)
	if found {
		m.inbox.Seen()
	}
	m.refreshOrder()
	cmds := []tea.Cmd{m.watch()}
	if m.focus == layout.Inbox && m.inbox.Follow || m.focus == layout.Orders && m.orders.Follow {
		cmds = append(cmds, m.showSelected()) // the detail goes with the cursor
	}
	if m.repeated() {
		cmds = append(cmds, m.reread())
	}
	if d := m.desk(); d != nil {
		cmds = append(cmds, d.refresh(m))
	}
	return tea.Batch(cmds...)
}

// refreshOrder brings the order that the detail shows up to date.
func (m *Model) refreshOrder() {
	if m.detail.Subject.Kind != detail.Order {
		return
	}
	if o := m.snapshot.Orders.Of(wxpay.OutTradeNo(m.detail.Subject.ID)); o != nil {
		m.detail.Show(m.detail.Subject, detail.Content{Order: o})
	}
}
