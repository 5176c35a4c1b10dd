package tui

import (
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"wxlens/ui/tui/detail"
	"wxlens/ui/tui/keys"
	"wxlens/ui/tui/layout"
	"wxlens/ui/tui/look"
	"wxlens/ui/tui/widget"
)

// twice is how soon a second ctrl+c must follow the first to end the program.
const twice = 2 * time.Second

// key acts on a key press.
func (m *Model) key(msg tea.KeyPressMsg) tea.Cmd {
	name := msg.String()
	m.toast.words = "" // it has been read
	if a, ok := (keys.Chain{keys.Always}).Resolve(name); ok {
		return m.Do(a)
	}
	switch {
	case m.phase == failed:
		if a, _ := (keys.Chain{keys.Global}).Resolve(keys.Normal(name)); a == keys.Quit || a == keys.Language {
			return m.Do(a)
		}
		return nil
	case m.phase != open:
		m.queue = append(m.queue, msg)
		return nil
	case m.overlay != nil:
		return m.overlay.key(m, msg)
	case m.detail.Typing != nil:
		return m.typeValue(msg)
	case m.filtering() != nil:
		return m.typeFilter(msg)
	}
	if a, ok := m.chain().Resolve(keys.Normal(name)); ok {
		return m.Do(a)
	}
	return nil
}

// chain returns the scopes that keys are looked up in.
func (m *Model) chain() keys.Chain {
	switch {
	case m.overlay != nil:
		return m.overlay.chain()
	case m.detail.Typing != nil || m.filtering() != nil:
		return keys.Chain{keys.Field, keys.Always}
	case m.focus == layout.Inbox:
		return keys.Chain{keys.Failure, keys.Deliveries, keys.List, keys.Global, keys.Always}
	case m.focus == layout.Profiles || m.focus == layout.Detail && m.detail.Subject.Kind == detail.Profile:
		return keys.Chain{keys.Merchants, keys.Failure, keys.Run, keys.Global, keys.Always}
	case m.onDelivery():
		return keys.Chain{keys.Failure, keys.Deliveries, keys.Global, keys.Always}
	case m.focus == layout.Orders:
		return keys.Chain{keys.Failure, keys.List, keys.Run, keys.Global, keys.Always}
	}
	return keys.Chain{keys.Failure, keys.Run, keys.Global, keys.Always}
}

// Do does what an action says.
func (m *Model) Do(a keys.Action) tea.Cmd {
	switch a {
	case keys.Cancel:
		return m.interrupt()
	case keys.Secrets:
		return m.toggleSecrets()
	case keys.Language:
		return m.language()
	case keys.Mouse:
		return m.toggleMouse()
	case keys.Suspend:
		return m.suspend()
	case keys.Quit:
		return m.quit()
	}
	if m.phase != open {
		return nil
	}
	if s, ok := m.overlay.(screen); ok {
		return s.act(m, a)
	}
	if cmd, ok := m.operate(a); ok {
		return cmd
	}
	if cmd, ok := m.handleDelivery(a); ok {
		return cmd
	}
	return m.navigate(a)
}

// operate does the actions of the loop that is repeated many times a minute.
func (m *Model) operate(a keys.Action) (cmd tea.Cmd, ok bool) {
	switch a {
	case keys.Step:
		return m.do(false), true
	case keys.RunAll:
		return m.do(true), true
	case keys.Again:
		return m.again(), true
	case keys.Edit:
		return m.edit(), true
	case keys.NewRun:
		return m.askNewRun(), true
	case keys.Client:
		return m.turnClient(), true
	case keys.Mistake:
		return m.askMistake(), true
	case keys.Bytes:
		return m.turnBytes(), true
	case keys.Copy:
		return m.askCopy(), true
	case keys.Filter:
		m.beginFilter()
		return nil, true
	case keys.Tunnel:
		return m.openLink(), true
	case keys.Bench:
		return m.openBench(), true
	case keys.Bills:
		return m.openBills(), true
	case keys.Compose:
		return m.openComposer(), true
	case keys.DiagnoseThis:
		return m.diagnoseThis(), true
	case keys.Decode:
		return m.openDecoder(), true
	case keys.Configure:
		return m.openConfiguration(), true
	case keys.Command:
		m.overlay = newPrompt()
		return nil, true
	case keys.Help:
		m.overlay = newHelp(m)
		return nil, true
	}
	return nil, false
}

// navigate moves between panels, tabs and rows.
func (m *Model) navigate(a keys.Action) tea.Cmd {
	switch a {
	case keys.NextPanel:
		return m.setFocus(m.focus%layout.Timeline + 1)
	case keys.PrevPanel:
		return m.setFocus((m.focus+layout.Timeline-2)%layout.Timeline + 1)
	case keys.Panel1, keys.Panel2, keys.Panel3, keys.Panel4, keys.Panel5, keys.Panel6:
		return m.setFocus(panelOf[a])
	case keys.NextTab:
		m.detail.NextTab(1)
	case keys.PrevTab:
		m.detail.NextTab(-1)
	case keys.Zoom:
		m.zoom = !m.zoom
	case keys.Open:
		return m.open()
	case keys.Back:
		return m.goBack()
	default:
		return m.move(a)
	}
	return nil
}

var panelOf = map[keys.Action]int{
	keys.Panel1: layout.Orders, keys.Panel2: layout.Inbox, keys.Panel3: layout.Flow,
	keys.Panel4: layout.Profiles, keys.Panel5: layout.Detail, keys.Panel6: layout.Timeline,
}

// setFocus goes to a panel. The detail follows the lists at the left.
func (m *Model) setFocus(p int) tea.Cmd {
	m.focus = p
	m.detail.Touch()
	if p == layout.Detail {
		return nil
	}
	m.back = p
	return m.showSelected()
}

// open goes deeper.
func (m *Model) open() tea.Cmd {
	switch m.focus {
	case layout.Profiles:
		return m.useProfile()
	case layout.Timeline:
		return m.showEvent()
	case layout.Detail:
		if m.detail.OnForm() {
			return m.edit()
		}
		return nil
	}
	cmd := m.showSelected()
	if m.focus == layout.Inbox {
		m.inbox.Moved(false) // who reads one does not follow
	}
	m.focus, m.back = layout.Detail, m.focus
	m.detail.Touch()
	return cmd
}

// goBack undoes the last deepening: a filter, the zoom, the detail. Where there
// is nothing to go back from it cancels the running step.
func (m *Model) goBack() tea.Cmd {
	switch {
	case m.query() != "":
		return tea.Batch(m.setQuery(""), m.showSelected())
	case m.zoom:
		m.zoom = false
	case m.focus == layout.Detail || m.focus == layout.Timeline:
		if m.focus == layout.Timeline {
			m.back = layout.Flow
		}
		m.focus = m.back
		m.detail.Touch()
	case m.step.active():
		m.cancelStep()
		return m.say(alarm, m.look.Words().StepCancelled)
	}
	return nil
}

// move moves the cursor of the focused panel.
func (m *Model) move(a keys.Action) tea.Cmd {
	switch m.focus {
	case layout.Orders:
		if moved(&m.orders.List, a) {
			m.orders.Moved(a == keys.First)
			return m.showSelected()
		}
	case layout.Inbox:
		if moved(&m.inbox.List, a) {
			m.inbox.Moved(a == keys.Last)
			return m.showSelected()
		}
	case layout.Flow:
		if moved(&m.flow.List, a) {
			m.flow.Moved()
			return m.showSelected()
		}
	case layout.Profiles:
		if moved(&m.profiles.List, a) {
			m.profiles.Moved(false)
			return m.showSelected()
		}
	case layout.Timeline:
		if moved(&m.timeline.List, a) {
			m.timeline.Moved(a == keys.Last)
		}
	case layout.Detail:
		m.detail.Move(a)
	}
	return nil
}

// moved moves a list's cursor and reports whether the action does that.
func moved(l *widget.List, a keys.Action) bool {
	switch a {
	case keys.Up:
		l.By(-1)
	case keys.Down:
		l.By(1)
	case keys.First:
		l.To(0)
	case keys.Last:
		l.To(l.Len)
	case keys.PageUp:
		l.Page(-1)
	case keys.PageDown:
		l.Page(1)
	default:
		return false
	}
	return true
}

// typeValue acts on a key while a value of a form is typed.
func (m *Model) typeValue(msg tea.KeyPressMsg) tea.Cmd {
	field := m.detail.Typing
	if a, ok := m.chain().Resolve(msg.String()); ok {
		m.fieldKey(a)
		return nil
	}
	before := field.Value()
	if !field.Key(msg) {
		field.Insert(msg.Text)
	}
	if field.Value() != before {
		m.typed(field.Value())
	}
	m.detail.Touch()
	return nil
}

// paste inserts where text is typed; elsewhere what is pasted is to be diagnosed.
func (m *Model) paste(s string) tea.Cmd {
	switch {
	case m.phase != open:
	case m.overlay != nil:
		return m.overlay.paste(m, s)
	case m.detail.Typing != nil:
		m.detail.Typing.Insert(s)
		m.typed(m.detail.Typing.Value())
		m.detail.Touch()
	case m.filtering() != nil:
		m.filtering().Insert(s)
		return m.setQuery(m.filtering().Value())
	case m.onDelivery() && strings.ContainsAny(s, "\r\n"):
		m.pasteMessage(s)
	case strings.TrimSpace(s) != "":
		return tea.Batch(m.openBench(), m.bench.paste(m, s))
	}
	return nil
}

// interrupt cancels what is running; the second of two ends the program.
func (m *Model) interrupt() tea.Cmd {
	now := m.opts.Now()
	if !m.ctrlC.IsZero() && now.Sub(m.ctrlC) < twice {
		return tea.Quit
	}
	m.ctrlC = now
	for o := m.overlay; o != nil; o = o.under() {
		if s, ok := o.(screen); ok && s.halt(m) {
			return m.say(alarm, m.look.Words().Cancelled)
		}
	}
	if m.step.active() {
		m.cancelStep()
		return m.say(alarm, m.look.Words().Cancelled)
	}
	return m.say(calm, m.look.Words().CtrlCAgain)
}

// quit ends the program, after a question when that would cancel something.
func (m *Model) quit() tea.Cmd {
	words := m.look.Words()
	body := ""
	switch state := m.status.Link.State; {
	case m.step.active():
		body = words.QuitBody
	case state == "online" || state == "connecting" || state == "reconnecting":
		body = words.Link.QuitBody
	default:
		return tea.Quit
	}
	m.overlay = &question{title: words.QuitTitle, body: body, yes: func(*Model) tea.Cmd { return tea.Quit }}
	return nil
}

func (m *Model) toggleSecrets() tea.Cmd {
	m.look.Reveal = !m.look.Reveal
	m.look.Version++
	var rewrite tea.Cmd
	if s := m.configurationOpen(); s != nil {
		rewrite = s.write(m)
	}
	if m.look.Reveal {
		return tea.Batch(rewrite, m.say(alarm, m.look.Words().SecretsShown))
	}
	return tea.Batch(rewrite, m.say(calm, m.look.Words().SecretsHidden))
}

func (m *Model) toggleMouse() tea.Cmd {
	m.mouse = !m.mouse
	if m.mouse {
		return m.say(calm, m.look.Words().MouseOn)
	}
	return m.say(calm, m.look.Words().MouseOff)
}

// turnBytes shows bytes in the next of the ways there are.
func (m *Model) turnBytes() tea.Cmd {
	m.look.Bytes = (m.look.Bytes + 1) % look.ByteModes
	m.look.Version++
	words := m.look.Words()
	return m.say(calm, [...]string{words.BytesText, words.BytesControls, words.BytesHex}[m.look.Bytes])
}

// works reports whether an action does something here and now, for hints.
func (m *Model) works(a keys.Action) bool {
	if s, ok := m.overlay.(screen); ok {
		return s.works(m, a)
	}
	switch a {
	case keys.DiagnoseThis:
		return m.failedHere() != ""
	case keys.Decode:
		return m.detail.Refusal() != nil
	case keys.Configure:
		return m.configures() != ""
	case keys.Step, keys.RunAll:
		return m.session != nil && !m.session.Over()
	case keys.Again:
		return m.session != nil && len(m.session.Results) > 0 && !m.step.active()
	case keys.Mistake:
		return m.session != nil && !m.session.Over() && detail.Signs(m.session.Steps[m.session.Next()])
	case keys.Edit:
		return m.detail.Subject.Kind == detail.Step && len(m.detail.Tabs()) > 0 && m.detail.Tabs()[0] == detail.FormTab
	case keys.NextTab, keys.Bytes:
		return len(m.detail.Tabs()) > 1
	case keys.Copy:
		return m.detail.Subject.Kind != detail.Nothing
	}
	return true
}
