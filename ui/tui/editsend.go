package tui

import (
	tea "charm.land/bubbletea/v2"

	"wxlens/ui/cell"
	"wxlens/ui/tui/detail"
	"wxlens/ui/tui/keys"
	"wxlens/ui/tui/look"
	"wxlens/ui/tui/page"
	"wxlens/ui/tui/panel"
	"wxlens/ui/tui/widget"
	"wxlens/ui/workbench/inbox"
	"wxlens/ui/workbench/replay"
	"wxlens/wxpay"
)

// editing is a dialog in which what a notification says is changed before it is
// signed anew and sent.
type editing struct {
	over
	widget.List
	plain   []byte
	members []wxpay.Field
	was     map[string]string
}

// editSend begins to edit what the delivery that is shown says.
func (m *Model) editSend() tea.Cmd {
	x := m.detail.Content.Delivery
	d, ok := m.delivery()
	words := m.look.Words().Inbox
	switch {
	case !ok:
		return m.say(calm, words.NoneChosen)
	case x == nil || x.Exchange.ID != d.ID || m.detail.Subject.Kind != detail.Delivery:
		return m.say(calm, m.look.Words().Loading)
	}
	plain := x.Plain
	if plain == nil && x.Exchange.API == wxpay.V2 {
		plain = x.Exchange.Request.Body // a payment of V2 is told in clear
	}
	e := &editing{plain: plain, members: inbox.Members(plain), was: map[string]string{}}
	if len(e.members) == 0 {
		return m.say(calm, words.NothingToSend)
	}
	for _, f := range e.members {
		e.was[f.Name] = f.Value
	}
	m.overlay = e
	return nil
}

func (e *editing) chain() keys.Chain        { return keys.Chain{keys.Dialog, keys.Always} }
func (e *editing) wheel(by int)             { e.By(by) }
func (e *editing) room(m *Model) (w, h int) { return m.roomOfScreen() }

func (e *editing) fit(m *Model) {
	_, h := e.room(m)
	e.Resize(len(e.members), max(h-2, 1))
}

func (e *editing) click(m *Model, _, line int) tea.Cmd {
	if from, to := e.Window(); line < 0 || from+line >= to {
		return nil
	}
	e.To(e.Top + line)
	return e.edit(m)
}

func (e *editing) key(m *Model, msg tea.KeyPressMsg) tea.Cmd {
	name := keys.Normal(msg.String())
	a, _ := e.chain().Resolve(name)
	switch {
	case name == (keys.Chain{keys.Deliveries}).KeyOf(keys.Resend):
		return e.send(m)
	case a == keys.Accept:
		return e.edit(m)
	case a == keys.Back:
		m.closeDialog()
	default:
		moved(&e.List, a)
	}
	return nil
}

// edit asks for the value under the cursor.
func (e *editing) edit(m *Model) tea.Cmd {
	if e.Cursor >= len(e.members) {
		return nil
	}
	f := e.members[e.Cursor]
	words := m.look.Words().Inbox
	m.overlay = newAsk(f.Name, words.NoteFoot, f.Value, func(m *Model, value string) tea.Cmd {
		changed, err := inbox.WithMember(e.plain, f.Name, value)
		if err != nil {
			return m.say(alarm, m.look.Words().Failure(m.look.Text.Error(err)))
		}
		e.plain, e.members = changed, inbox.Members(changed)
		return nil
	}).over(e)
	return nil
}

// send signs what is said now and sends it.
func (e *editing) send(m *Model) tea.Cmd {
	edit := &replay.Edit{Plain: e.plain}
	m.closeDialog()
	return m.replay(replay.Plan{Trial: replay.Edited, Edit: edit}, false)
}

func (e *editing) draw(l *look.Look, width, height int) (string, []string, int, int) {
	words := l.Words().Inbox
	column := 8
	for _, f := range e.members {
		column = max(column, cell.Width(cell.Clean(f.Name)))
	}
	column = min(column, width/2)
	var lines []string
	from, to := e.Window()
	for i := from; i < to; i++ {
		f := e.members[i]
		bg, cursor, mark := cell.Style(""), "", ""
		if i == e.Cursor {
			bg, cursor = l.Style.Selected, l.Signs.Cursor
		}
		st := l.Style.Text
		if e.was[f.Name] != f.Value {
			st, mark = l.Style.Accent, "*"
		}
		lines = append(lines, l.Line(width, bg).Cell(l.Style.Accent, cursor, 2).Cell(st, mark, 2).
			Cell(l.Style.Key, cell.Clean(f.Name), column).Gap(2).Put(st, cell.Clean(f.Value)).String())
	}
	lines = panel.Fill(l, lines, width, max(height-2, 1))
	foot := page.New(l, width)
	foot.Put("", "")
	foot.Words(l.Style.Muted, 1, words.EditFoot)
	return words.EditTitle, panel.Fill(l, append(lines, foot.Lines...), width, height), -1, 0
}
