package tui

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"

	"wxlens/ui/cell"
	"wxlens/ui/tui/keys"
	"wxlens/ui/tui/layout"
	"wxlens/ui/tui/look"
	"wxlens/ui/tui/page"
	"wxlens/ui/tui/widget"
	"wxlens/wxpay/flow"
)

// overlay is a dialog over the panels. It takes every key but those that work
// always.
type overlay interface {
	key(m *Model, msg tea.KeyPressMsg) tea.Cmd
	under() overlay // what it was opened from and closing returns to, nil: the panels
	room(m *Model) (width, height int)
	paste(m *Model, s string) tea.Cmd
	fit(m *Model)
	chain() keys.Chain
	click(m *Model, x, line int) tea.Cmd // inside the border
	wheel(by int)
	// draw returns the title and the lines inside the border, at most of this
	// size, and where text is typed: a negative column means nowhere.
	draw(l *look.Look, width, height int) (title string, lines []string, caretX, caretY int)
}

// screen is an overlay as large as the terminal, with actions of its own.
type screen interface {
	overlay
	act(m *Model, a keys.Action) tea.Cmd
	works(m *Model, a keys.Action) bool // an action does something here and now
	halt(m *Model) bool                 // gives up what is under way, if anything is
	leave()                             // the same when the screen is closed
}

// over is the part that all dialogs share: where closing leads. Those in which
// nothing is typed take no paste.
type over struct{ below overlay }

func (o over) under() overlay             { return o.below }
func (over) paste(*Model, string) tea.Cmd { return nil }

// small is the room inside a dialog that asks something.
type small struct{ over }

func (small) wheel(int) {}

func (small) room(m *Model) (width, height int) {
	return min(dialogWidth(m.width-2), 56), dialogHeight(m.height)
}

// large is the room inside a dialog with a long list.
type large struct{ over }

func (large) room(m *Model) (width, height int) {
	return dialogWidth(m.width - 2), dialogHeight(m.height)
}

// roomOfScreen is the room inside a dialog that takes the whole terminal but its
// last line, which shows hints and toasts, and on a high one its first.
func (m *Model) roomOfScreen() (width, height int) {
	height = m.height - 2
	if m.frame.Hints {
		height--
	}
	if m.frame.Status && m.height >= roomy {
		height--
	}
	return m.width - 2, max(height, 1)
}

// roomy is the height from which the status line stays in sight.
const roomy = 30

// closeDialog closes the dialog on top.
func (m *Model) closeDialog() {
	if o, ok := m.overlay.(interface{ leave() }); ok {
		o.leave()
	}
	m.overlay = m.overlay.under()
}

// choice is a list to choose one line of.
type choice struct {
	small
	widget.List
	title, foot string
	names       []string
	letters     []string // keys that choose a line at once, one a line; nil: none
	chosen      func(m *Model, i int) tea.Cmd
	// sideways is called by left and right and returns the line that shows what
	// they chose; nil: there is nothing sideways.
	sideways func(by int) string
	beside   string
}

func (c *choice) chain() keys.Chain { return keys.Chain{keys.Dialog, keys.Always} }
func (c *choice) fit(*Model)        { c.Resize(len(c.names), len(c.names)) }

func (c *choice) key(m *Model, msg tea.KeyPressMsg) tea.Cmd {
	name := keys.Normal(msg.String())
	if i := slices.Index(c.letters, name); i >= 0 {
		m.closeDialog()
		return c.chosen(m, i)
	}
	a, _ := c.chain().Resolve(name)
	switch a {
	case keys.Accept:
		m.closeDialog()
		return c.chosen(m, c.Cursor)
	case keys.Back:
		m.closeDialog()
	case keys.Left, keys.Right:
		if c.sideways != nil {
			by := 1
			if a == keys.Left {
				by = -1
			}
			c.beside = c.sideways(by)
		}
	default:
		moved(&c.List, a)
	}
	return nil
}

func (c *choice) click(m *Model, _, line int) tea.Cmd {
	if line < 0 || line >= len(c.names) {
		return nil
	}
	c.To(line)
	m.closeDialog()
	return c.chosen(m, line)
}

func (c *choice) draw(l *look.Look, width, _ int) (string, []string, int, int) {
	var lines []string
	for i, name := range c.names {
		bg, cursor := cell.Style(""), ""
		if i == c.Cursor {
			bg, cursor = l.Style.Selected, l.Signs.Cursor
		}
		lines = append(lines, l.Line(width, bg).Gap(1).Cell(l.Style.Accent, cursor, 2).Put(l.Style.Text, name).String())
	}
	p := page.New(l, width)
	if c.beside != "" {
		p.Put("", "")
		p.Put(l.Style.Accent, " "+c.beside)
	}
	p.Put("", "")
	p.Words(l.Style.Muted, 1, c.foot)
	return c.title, append(lines, p.Lines...), -1, 0
}

// askNewRun asks which flow to run and what the payer does in it.
func (m *Model) askNewRun() tea.Cmd {
	words := m.look.Words()
	if m.step.active() {
		return m.say(calm, words.BusyNow)
	}
	flows, scenario := flow.All(), 0
	c := &choice{title: words.NewRun, foot: words.NewRunKeys}
	for i, f := range flows {
		c.names = append(c.names, f.Title.In(m.look.Lang()))
		if m.session != nil && m.session.Flow == f {
			c.Cursor = i
		}
	}
	for i, s := range flow.Scenarios {
		if m.session != nil && m.session.Scenario == s {
			scenario = i
		}
	}
	c.sideways = func(by int) string {
		n := len(flow.Scenarios)
		scenario = (scenario + by + n) % n
		name := string(flow.Scenarios[scenario])
		return words.ScenarioLabel + "  ‹ " + words.Scenarios[name] + " ›"
	}
	c.beside = c.sideways(0)
	c.chosen = func(m *Model, i int) tea.Cmd { return m.begin(flows[i].ID, flow.Scenarios[scenario]) }
	m.overlay = c
	return nil
}

// question asks for yes or no.
type question struct {
	small
	title, body string
	yes         func(m *Model) tea.Cmd
}

func (q *question) chain() keys.Chain              { return keys.Chain{keys.Question, keys.Always} }
func (q *question) fit(*Model)                     {}
func (q *question) click(*Model, int, int) tea.Cmd { return nil }

func (q *question) key(m *Model, msg tea.KeyPressMsg) tea.Cmd {
	a, _ := q.chain().Resolve(keys.Normal(msg.String()))
	if a == keys.Yes || a == keys.No {
		m.closeDialog()
	}
	if a == keys.Yes {
		return q.yes(m)
	}
	return nil
}

func (q *question) draw(l *look.Look, width, _ int) (string, []string, int, int) {
	p := page.New(l, width)
	p.Put("", "")
	p.Words(l.Style.Text, 1, q.body)
	p.Put("", "")
	words := l.Words()
	p.Words(l.Style.Muted, 1, "y "+words.Actions[string(keys.Yes)].Short+"   n "+words.Actions[string(keys.No)].Short)
	return q.title, p.Lines, -1, 0
}

// dialogWidth and dialogHeight are the room inside a dialog.
func dialogWidth(screen int) int  { return max(min(screen-4, 84), 1) }
func dialogHeight(screen int) int { return max(min(screen-6, 36), 1) }

// drawOverlay lays a dialog over the middle of the frame, and before it what it
// was opened from.
func (m *Model) drawOverlay(f *frame, o overlay) {
	if m.width < 12 || m.height < 5 {
		return
	}
	if below := o.under(); below != nil {
		m.drawOverlay(f, below)
	}
	w, h := o.room(m)
	title, lines, x, y := o.draw(&m.look, w, h)
	lines = lines[:min(len(lines), h)]
	box := m.box(title, w+2, lines)
	left, top := (m.width-w-2)/2, max((m.height-len(box))/2, 0)
	if left > 0 {
		box = compose(f.lines[top:top+len(box)], m.width, box, left)
	}
	copy(f.lines[top:], box)
	f.dialog = layout.Rect{X: left + 1, Y: top + 1, W: w, H: len(lines)}
	f.cursor = nil
	if x >= 0 {
		f.cursor = bar(f.dialog.X+min(x, w-1), f.dialog.Y+y)
	}
}

// compose lays a dialog over the lines of a frame that it covers. It takes them
// apart into cells, many times the work of drawing them, so it is called only
// while a dialog is open. A wide character that the dialog's edge cuts becomes a
// blank.
func compose(lines []string, width int, dialog []string, x int) []string {
	canvas := lipgloss.NewCanvas(width, len(lines))
	canvas.Compose(lipgloss.NewLayer(strings.Join(lines, "\n")))
	canvas.Compose(lipgloss.NewCompositor(lipgloss.NewLayer(strings.Join(dialog, "\n")).X(x)))
	return strings.Split(canvas.Render(), "\n")
}
