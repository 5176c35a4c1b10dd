package tui

import (
	tea "charm.land/bubbletea/v2"

	"wxlens/ui/tui/keys"
	"wxlens/ui/tui/look"
	"wxlens/ui/tui/page"
	"wxlens/ui/tui/widget"
)

// ask is a dialog in which one line is typed.
type ask struct {
	small
	title, foot string
	field       *widget.Field
	accept      func(m *Model, value string) tea.Cmd
}

func newAsk(title, foot, value string, accept func(m *Model, value string) tea.Cmd) *ask {
	return &ask{title: title, foot: foot, field: widget.NewField(value), accept: accept}
}

// over opens the dialog from another.
func (a *ask) over(below overlay) *ask {
	a.below = below
	return a
}

func (a *ask) chain() keys.Chain              { return keys.Chain{keys.Field, keys.Always} }
func (a *ask) click(*Model, int, int) tea.Cmd { return nil }

func (a *ask) paste(_ *Model, s string) tea.Cmd {
	a.field.Insert(s)
	return nil
}

func (a *ask) room(m *Model) (width, height int) {
	return dialogWidth(m.width - 2), dialogHeight(m.height)
}

func (a *ask) fit(m *Model) {
	w, _ := a.room(m)
	a.field.Fit(max(w-3, 1))
}

func (a *ask) key(m *Model, msg tea.KeyPressMsg) tea.Cmd {
	action, ok := a.chain().Resolve(msg.String())
	switch {
	case action == keys.Accept:
		m.closeDialog()
		return a.accept(m, a.field.Value())
	case action == keys.Back:
		m.closeDialog()
	case !ok && !a.field.Key(msg):
		a.field.Insert(msg.Text)
	}
	return nil
}

func (a *ask) draw(l *look.Look, width, _ int) (string, []string, int, int) {
	shown, column := a.field.Shown()
	p := page.New(l, width)
	p.Put("", "")
	p.Lines = append(p.Lines, l.Line(width, "").Gap(1).Put(l.Style.Input, shown).String())
	p.Put("", "")
	p.Words(l.Style.Muted, 1, a.foot)
	return a.title, p.Lines, 1 + column, 1
}
