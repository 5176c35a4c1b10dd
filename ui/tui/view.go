package tui

import (
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"

	"wxlens/ui/tui/layout"
	"wxlens/ui/tui/page"
	"wxlens/ui/tui/panel"
	"wxlens/ui/tui/theme"
)

// frame is the screen as drawn.
type frame struct {
	lines  []string
	cursor *tea.Cursor // where text is typed, nil: nowhere
	dialog layout.Rect // inside the border of the dialog, empty: none
}

// drawn keeps what a panel drew, and for what.
type drawn struct {
	key   drawnKey
	lines []string
}

type drawnKey struct {
	version, look int
	unseen        int // deliveries, which the tab strip counts
	rect          layout.Rect
	focused       bool
	kind          layout.Kind
	note          string
}

// View implements [tea.Model].
func (m *Model) View() tea.View {
	var v tea.View
	v.AltScreen = true
	if m.mouse {
		v.MouseMode = tea.MouseModeCellMotion
	}
	v.WindowTitle = "wxlens"
	if n := m.inbox.Unseen(); n > 0 {
		v.WindowTitle += " (" + strconv.Itoa(n) + ")"
	}
	if m.width < 1 || m.height < 1 {
		return v
	}
	f := m.draw()
	v.Cursor = f.cursor
	v.Content = strings.Join(f.lines, "\n")
	if m.env.ASCII {
		v.Content = theme.ASCII(v.Content)
	}
	return v
}

// draw draws the screen: as many lines as it is high, each exactly as wide as it
// and ending in a character that is no blank. Terminals lose wide characters at
// the end of lines that end in a blank, in the version of the renderer we use.
func (m *Model) draw() frame {
	f := frame{lines: make([]string, 0, m.height)}
	if m.frame.Status {
		f.lines = append(f.lines, m.statusLine())
	}
	switch {
	case m.phase == failed:
		f.lines = append(f.lines, m.failure()...)
	case m.frame.Kind == layout.Wide:
		left := m.stack(layout.Orders, layout.Inbox, layout.Flow, layout.Profiles)
		right := m.stack(layout.Detail, layout.Timeline)
		for i := range left {
			f.lines = append(f.lines, left[i]+right[i])
		}
	case m.below(layout.Detail):
		f.lines = append(f.lines, m.stack(layout.Flow, layout.Detail)...)
	default:
		f.lines = append(f.lines, m.stack(m.focus)...)
	}
	if m.frame.Hints {
		f.lines = append(f.lines, m.hintLine())
	}
	f.cursor = m.caret()
	if m.overlay != nil {
		m.drawOverlay(&f, m.overlay)
	}
	return f
}

// stack draws panels that share the borders between them.
func (m *Model) stack(panels ...int) []string {
	var lines []string
	for i, p := range panels {
		drawn := m.panel(p)
		if i > 0 {
			lines = lines[:len(lines)-1]
		}
		lines = append(lines, drawn...)
	}
	return lines
}

// below reports whether a panel is the detail below the flow of a small screen.
func (m *Model) below(p int) bool {
	return m.frame.Kind == layout.Single && p == layout.Detail && m.focus == layout.Flow && !m.frame.Panels[p].Empty()
}

// panel draws a panel with its border, or returns what it drew before.
func (m *Model) panel(p int) []string {
	r := m.frame.Panels[p]
	key := drawnKey{
		version: m.version(p), look: m.look.Version, unseen: m.inbox.Unseen(), rect: r, focused: m.focus == p, kind: m.frame.Kind, note: m.note(p),
	}
	if m.drawn[p].key == key && m.drawn[p].lines != nil {
		return m.drawn[p].lines
	}
	in := m.inner(p)
	var lines []string
	if !in.Empty() {
		lines = m.contents(p, in.W, in.H)
	}
	if m.bordered(r) {
		lines = m.border(p, r, lines)
	} else {
		lines = m.bare(r, lines)
	}
	m.drawn[p] = drawn{key, lines}
	return lines
}

func (m *Model) version(p int) int {
	switch p {
	case layout.Orders:
		return m.orders.Version()
	case layout.Inbox:
		return m.inbox.Version()
	case layout.Flow:
		return m.flow.Version()
	case layout.Profiles:
		return m.profiles.Version()
	case layout.Timeline:
		return m.timeline.Version()
	}
	return m.detail.Version()*4 + int(m.phase)
}

func (m *Model) contents(p, w, h int) []string {
	l, focused := &m.look, m.focus == p
	switch p {
	case layout.Orders:
		return m.orders.Draw(l, w, h, focused)
	case layout.Inbox:
		return m.inbox.Draw(l, w, h, focused)
	case layout.Flow:
		return m.flow.Draw(l, w, h, focused)
	case layout.Profiles:
		return m.profiles.Draw(l, w, h, focused)
	case layout.Timeline:
		return m.timeline.Draw(l, w, h, focused)
	}
	if m.phase != open {
		starting := page.New(l, w)
		starting.Words(l.Style.Muted, 1, l.Words().Starting)
		return panel.Fill(l, starting.Lines, w, h)
	}
	return m.detail.Draw(l, w, h)
}

// failure says why the workbench did not open.
func (m *Model) failure() []string {
	words, l := m.look.Words(), &m.look
	r := layout.Rect{W: m.width, H: m.height}
	if m.frame.Status {
		r.H--
	}
	if m.frame.Hints {
		r.H--
	}
	if r.W < 8 || r.H < 4 {
		p := page.New(l, max(r.W-1, 1))
		p.Words(l.Style.Bad, 0, words.OpenFailed)
		lines := panel.Fill(l, p.Lines, p.Width(), r.H)
		for i := range lines {
			if r.W == 1 {
				lines[i] = ""
			}
			lines[i] += l.Signs.V
		}
		return lines
	}
	p := page.New(l, r.W-2)
	p.Put("", "")
	p.Marked(l.Style.Bad, l.Signs.Bad, words.OpenFailed)
	p.Put("", "")
	p.Heading(words.OpenWhy, "")
	p.Words(l.Style.Text, 1, m.openErr.Error())
	p.Put("", "")
	p.Words(l.Style.Text, 1, words.OpenDo)
	return m.box("wxlens", r.W, panel.Fill(l, p.Lines, r.W-2, r.H-2))
}

// caret returns where text is typed in a panel.
func (m *Model) caret() *tea.Cursor {
	if m.phase != open {
		return nil
	}
	if in := m.inner(layout.Detail); !in.Empty() {
		if x, y, ok := m.detail.Caret(in.W, in.H); ok {
			return bar(in.X+x, in.Y+y)
		}
	}
	for _, p := range [...]int{layout.Orders, layout.Inbox} {
		in := m.inner(p)
		x, ok := m.orders.Caret(in.W)
		if p == layout.Inbox {
			x, ok = m.inbox.Caret(in.W)
		}
		if ok && !in.Empty() {
			return bar(in.X+x, in.Y)
		}
	}
	return nil
}

func bar(x, y int) *tea.Cursor {
	c := tea.NewCursor(x, y)
	c.Shape = tea.CursorBar
	return c
}
