package tui

import (
	tea "charm.land/bubbletea/v2"

	"wxlens/ui/cell"
	"wxlens/ui/tui/keys"
	"wxlens/ui/tui/look"
	"wxlens/ui/tui/page"
	"wxlens/ui/tui/widget"
)

// pick is one line to choose.
type pick struct {
	id    string // what is chosen
	name  string
	about string
	note  string // at the end of the line
	sign  string
	style cell.Style // of the sign
}

// picker is a long list that is searched while one types.
type picker struct {
	large
	widget.List
	title, empty string
	foot         string
	typed        *widget.Field
	find         func(typed string) []pick
	chosen       func(m *Model, p pick) tea.Cmd
	remove       func(m *Model, p pick) tea.Cmd

	query  string
	shown  []pick
	column int // of the names
}

func newPicker(below overlay, title string, find func(typed string) []pick, chosen func(m *Model, p pick) tea.Cmd) *picker {
	p := &picker{title: title, typed: widget.NewField(""), find: find, chosen: chosen}
	p.below = below
	p.search()
	return p
}

// search finds what matches, and how wide the names are.
func (p *picker) search() {
	p.query = p.typed.Value()
	p.shown, p.column = p.find(p.query), 8
	for _, one := range p.shown {
		p.column = max(p.column, cell.Width(one.name))
	}
	p.To(0)
}

func (p *picker) chain() keys.Chain {
	if p.remove != nil {
		return keys.Chain{keys.Removing, keys.Search, keys.Always}
	}
	return keys.Chain{keys.Search, keys.Always}
}

func (p *picker) wheel(by int) { p.By(by) }

func (p *picker) paste(_ *Model, s string) tea.Cmd {
	p.typed.Insert(s)
	p.search()
	return nil
}

func (p *picker) fit(m *Model) {
	w, h := p.room(m)
	p.typed.Fit(max(w-4, 1))
	p.Resize(len(p.shown), max(h-2, 1))
}

func (p *picker) key(m *Model, msg tea.KeyPressMsg) tea.Cmd {
	a, ok := p.chain().Resolve(msg.String())
	switch {
	case a == keys.Back:
		m.closeDialog()
	case (a == keys.Accept || a == keys.Remove) && p.Cursor >= len(p.shown):
		return m.say(calm, m.look.Words().NoMatch)
	case a == keys.Accept:
		return p.choose(m, p.Cursor)
	case a == keys.Remove:
		return p.remove(m, p.shown[p.Cursor])
	case ok:
		moved(&p.List, a)
	default:
		if !p.typed.Key(msg) {
			p.typed.Insert(msg.Text)
		}
		if p.typed.Value() != p.query {
			p.search()
		}
	}
	return nil
}

func (p *picker) choose(m *Model, i int) tea.Cmd {
	m.closeDialog()
	return p.chosen(m, p.shown[i])
}

func (p *picker) click(m *Model, _, line int) tea.Cmd {
	if i := line - 2 + p.Top; line >= 2 && i < len(p.shown) {
		return p.choose(m, i)
	}
	return nil
}

func (p *picker) draw(l *look.Look, width, height int) (string, []string, int, int) {
	shown, column := p.typed.Shown()
	line := l.Line(width, "").Put(l.Style.Accent, " "+l.Signs.Cursor+" ")
	caret := width - line.Room() + column
	if shown == "" {
		line.Put(l.Style.Muted, p.foot)
	} else {
		line.Put(l.Style.Input, shown)
	}
	lines := []string{line.String(), l.Line(width, "").String()}
	names := min(p.column, width/2)
	from, to := p.Window()
	for i := from; i < to; i++ {
		one := p.shown[i]
		bg, cursor := cell.Style(""), ""
		if i == p.Cursor {
			bg, cursor = l.Style.Selected, l.Signs.Cursor
		}
		row := l.Line(width, bg).Gap(1).Cell(l.Style.Accent, cursor, 2)
		if one.sign != "" {
			row.Cell(one.style, one.sign, 2)
		}
		row.Cell(l.Style.Strong, cell.Cut(cell.Clean(one.name), names, l.Signs.Ellipsis), names+2)
		room := row.Room()
		if one.note != "" {
			room -= cell.Width(one.note) + 2
		}
		row.Put(l.Style.Muted, cell.CutLeft(cell.Clean(one.about), max(room, 0), l.Signs.Ellipsis))
		lines = append(lines, row.Right(l.Style.Muted, one.note, 1).String())
	}
	if len(p.shown) == 0 {
		words := page.New(l, width)
		why := l.Words().NoMatch
		if p.query == "" && p.empty != "" {
			why = p.empty
		}
		words.Words(l.Style.Muted, 3, why)
		lines = append(lines, words.Lines...)
	}
	for len(lines) < height {
		lines = append(lines, l.Line(width, "").String())
	}
	return p.title, lines, caret, 0
}
