package tui

import (
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"

	"wxlens/ui/tui/cell"
	"wxlens/ui/tui/keys"
	"wxlens/ui/tui/layout"
	"wxlens/ui/tui/page"
	"wxlens/ui/tui/panel"
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
	default:
		f.lines = append(f.lines, m.stack(m.focus)...)
	}
	if m.frame.Hints {
		f.lines = append(f.lines, m.hintLine())
	}
	f.cursor = m.caret()
	if m.overlay != nil {
		m.drawOverlay(&f)
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

// panel draws a panel with its border, or returns what it drew before.
func (m *Model) panel(p int) []string {
	r := m.frame.Panels[p]
	key := drawnKey{
		version: m.version(p), look: m.look.Version, rect: r, focused: m.focus == p, kind: m.frame.Kind, note: m.note(p),
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

// note is what the right end of a panel's title says.
func (m *Model) note(p int) string {
	switch p {
	case layout.Orders:
		if n := m.orders.Rows(); n > 0 {
			return strconv.Itoa(n)
		}
	case layout.Inbox:
		return m.inbox.Note(&m.look)
	case layout.Flow:
		if m.session != nil {
			return m.session.Flow.ID + " " + string(m.session.Scenario)
		}
	}
	return ""
}

// title is what the border of a panel says.
func (m *Model) title(p int) string {
	name := m.look.Words().Panels[p]
	switch {
	case p == layout.Detail && m.phase == open:
		name = m.detail.Title(&m.look)
	case p == layout.Timeline && m.timeline.Order != nil:
		name += " · " + string(m.timeline.Order.OutTradeNo)
	}
	return name
}

// border puts a border around what a panel drew. The detail's right side is its
// scroll bar.
func (m *Model) border(p int, r layout.Rect, inside []string) []string {
	signs, focused := m.look.Signs, m.focus == p
	st := m.look.Style.Border
	if focused && m.frame.Kind == layout.Wide {
		st = m.look.Style.Focus
	}
	lines := make([]string, 0, r.H)
	if m.frame.Kind == layout.Single {
		lines = append(lines, m.tabStrip(p, r.W, st))
	} else {
		lines = append(lines, m.topBorder(p, r.W, st, focused))
	}
	side := m.look.Line(1, "").Put(st, signs.V).String()
	thumb := m.look.Line(1, "").Put(m.look.Style.Muted, signs.Scroll).String()
	from, to := 0, 0
	if p == layout.Detail {
		from, to = m.detail.Thumb(len(inside))
	}
	for i, s := range inside {
		right := side
		if i >= from && i < to {
			right = thumb
		}
		lines = append(lines, side+s+right)
	}
	bottom := m.look.Line(r.W, "").Put(st, signs.BottomLeft)
	if m.frame.Kind == layout.Single && (p == layout.Detail || p == layout.Timeline) {
		title := cell.Cut(cell.Clean(m.title(p)), max(r.W-6, 0), signs.Ellipsis)
		bottom.Put(st, signs.H+" ").Put(m.look.Style.Strong, title).Put(st, " ")
	}
	bottom.Put(st, strings.Repeat(signs.H, max(bottom.Room()-1, 0))).Put(st, signs.BottomRight)
	return append(lines, bottom.String())
}

func (m *Model) topBorder(p, width int, st cell.Style, focused bool) string {
	signs := m.look.Signs
	left, right := signs.TeeLeft, signs.TeeRight
	if m.frame.Kind != layout.Wide || p == layout.Orders || p == layout.Detail {
		left, right = signs.TopLeft, signs.TopRight
	}
	line := m.look.Line(width, "").Put(st, left)
	name := m.look.Style.Text
	if focused {
		name = m.look.Style.Focus
		if m.look.Style.Strong != "" && name != m.look.Style.Strong {
			name += ";" + m.look.Style.Strong
		}
	}
	note := cell.Clean(m.note(p))
	room := width - 4
	if w := cell.Width(note); w > 0 && room-w-4 > 10 {
		room -= w + 4
	} else {
		note = ""
	}
	line.Put(m.look.Style.Muted, strconv.Itoa(p)+" ").Put(name, cell.Cut(cell.Clean(m.title(p)), max(room-2, 0), signs.Ellipsis)).Gap(1)
	rest := line.Room() - 1
	if note != "" {
		rest -= cell.Width(note) + 3
	}
	line.Put(st, strings.Repeat(signs.H, max(rest, 0)))
	if note != "" {
		line.Gap(1).Put(m.look.Style.Muted, note).Gap(1).Put(st, signs.H)
	}
	return line.Put(st, right).String()
}

// tabStrip names all panels in the border of the only one that is shown.
func (m *Model) tabStrip(shown, width int, st cell.Style) string {
	signs := m.look.Signs
	line := m.look.Line(width-1, "").Put(st, signs.TopLeft)
	for p := 1; p < layout.Panels; p++ {
		style := m.look.Style.Muted
		name := m.look.Words().Panels[p]
		if p == layout.Inbox && m.inbox.Unseen() > 0 {
			name += " +" + strconv.Itoa(m.inbox.Unseen())
		}
		label := strconv.Itoa(p) + " " + name
		switch {
		case p == shown && m.look.Style.Tab == "":
			line.Put("", "["+label+"]")
			continue
		case p == shown:
			style = m.look.Style.Tab
		}
		line.Gap(1).Put(style, label).Gap(1)
	}
	line.Put(st, strings.Repeat(signs.H, line.Room()))
	return line.String() + m.look.Line(1, "").Put(st, signs.TopRight).String()
}

// tabAt returns the panel that stands at a column of the tab strip.
func (m *Model) tabAt(x int) (int, bool) {
	at := 1
	for p := 1; p < layout.Panels; p++ {
		w := cell.Width(m.look.Words().Panels[p]) + 4
		if p == layout.Inbox && m.inbox.Unseen() > 0 {
			w += 2 + len(strconv.Itoa(m.inbox.Unseen()))
		}
		if x >= at && x < at+w {
			return p, true
		}
		at += w
	}
	return 0, false
}

// bare draws a panel on a screen that is too small for a border.
func (m *Model) bare(r layout.Rect, lines []string) []string {
	side := m.look.Line(1, "").Put(m.look.Style.Border, m.look.Signs.V).String()
	for i := range r.H {
		if i >= len(lines) {
			lines = append(lines, side)
			continue
		}
		lines[i] += side
	}
	return lines
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

// box draws a border with a title around lines.
func (m *Model) box(title string, width int, inside []string) []string {
	signs, st := m.look.Signs, m.look.Style.Focus
	top := m.look.Line(width-1, "").Put(st, signs.TopLeft).Gap(1).Put(m.look.Style.Strong, title).Gap(1)
	top.Put(st, strings.Repeat(signs.H, top.Room()))
	lines := []string{top.String() + m.look.Line(1, "").Put(st, signs.TopRight).String()}
	side := m.look.Line(1, "").Put(st, signs.V).String()
	for _, s := range inside {
		lines = append(lines, side+s+side)
	}
	bottom := m.look.Line(width, "").Put(st, signs.BottomLeft+strings.Repeat(signs.H, max(width-2, 0))+signs.BottomRight)
	return append(lines, bottom.String())
}

// statusLine tells where everything runs.
func (m *Model) statusLine() string {
	l, words, s := &m.look, m.look.Words(), m.status
	line := l.Line(m.width, "").Gap(1).Put(l.Style.Strong, "wxlens").Gap(2)
	right, rightStyle := m.opts.Version, l.Style.Muted
	if n := m.inbox.Unseen(); n > 0 {
		right, rightStyle = words.New(n), l.Style.Accent
	}
	if right == "" {
		right = l.Signs.None
	}
	keep := cell.Width(right) + 1
	if m.engine == nil {
		if m.phase != failed && line.Room() > keep+cell.Width(words.Starting) {
			line.Put(l.Style.Muted, words.Starting)
		}
		return rightEnd(line, rightStyle, right)
	}
	line.Put(l.Style.Good, l.Signs.On).Gap(1).Put(l.Style.Text, cell.Cut(cell.Clean(s.Profile), 24, l.Signs.Ellipsis)).Gap(2)
	if s.Live {
		line.Put(l.Style.Live, " "+words.Live+" ").Gap(2)
	} else {
		line.Put(l.Style.Sandbox, words.Sandbox).Gap(2)
	}
	if m.session != nil {
		line.Put(l.Style.Muted, string(m.session.Flow.API)).Gap(3)
	}
	for _, at := range [...]struct{ name, url string }{{words.SandboxAt, s.SandboxURL}, {words.Notify, s.ReceiverURL}} {
		sign, st := l.Signs.On, l.Style.Good
		host := strings.TrimPrefix(strings.TrimPrefix(at.url, "http://"), "https://")
		if at.url == "" {
			sign, st, host = l.Signs.Off, l.Style.Muted, words.ClockNone
		}
		short := cell.Width(at.name) + 3
		if line.Room() > keep+short+cell.Width(host)+2 {
			line.Put(l.Style.Muted, at.name).Gap(1).Put(st, sign).Gap(1).Put(l.Style.Text, host).Gap(3)
		} else if line.Room() > keep+short {
			line.Put(l.Style.Muted, at.name).Gap(1).Put(st, sign).Gap(1)
		}
	}
	return rightEnd(line, rightStyle, right)
}

// rightEnd ends a line with a text that must stand there.
func rightEnd(line *cell.Line, st cell.Style, s string) string {
	line.Gap(line.Room() - cell.Width(s))
	return line.Put(st, s).String()
}

// hintLine shows the keys that work here, or a toast.
func (m *Model) hintLine() string {
	l := &m.look
	end := l.Signs.Languages
	keep := cell.Width(end) + 1
	if m.width < keep+10 {
		end, keep = "?", 2
	}
	line := l.Line(m.width-keep, "").Gap(1)
	if m.toast.words != "" {
		st := [...]cell.Style{calm: l.Style.Text, glad: l.Style.Good, alarm: l.Style.Warn}[m.toast.tone]
		sign := [...]string{calm: l.Signs.None, glad: l.Signs.Done, alarm: l.Signs.Warn}[m.toast.tone]
		line.Put(st, sign+" "+m.toast.words)
		return line.String() + " " + l.Line(keep-1, "").Put(l.Style.Muted, end).String()
	}
	m.hints(line)
	return line.String() + " " + l.Line(keep-1, "").Put(l.Style.Muted, end).String()
}

// hints puts as many hints on the line as fit; help and quit always have room.
func (m *Model) hints(line *cell.Line) {
	words, l := m.look.Words(), &m.look
	var rows, last []keys.Row
	room := line.Room()
	width := func(r keys.Row) int {
		return cell.Width(keys.Show(r.Keys[0])) + 1 + cell.Width(words.Actions[string(r.Action)].Short) + 2
	}
	for _, row := range m.chain().Rows() {
		switch {
		case !row.Hint || m.phase != open || !m.works(row.Action):
		case row.Action == keys.Help || row.Action == keys.Quit:
			last = append(last, row)
			room -= width(row)
		default:
			rows = append(rows, row)
		}
	}
	for _, row := range append(rows, last...) {
		need := width(row)
		reserved := row.Action == keys.Help || row.Action == keys.Quit
		if !reserved {
			if need > room {
				continue
			}
			room -= need
		}
		if need > line.Room()+2 {
			continue
		}
		line.Put(l.Style.Accent, keys.Show(row.Keys[0])).Gap(1).Put(l.Style.Muted, words.Actions[string(row.Action)].Short).Gap(2)
	}
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

// dialogWidth and dialogHeight are the room inside a dialog.
func dialogWidth(screen int) int  { return max(min(screen-4, 84), 1) }
func dialogHeight(screen int) int { return max(min(screen-6, 36), 1) }

// drawOverlay lays the dialog over the middle of the frame.
func (m *Model) drawOverlay(f *frame) {
	w, h := dialogWidth(m.width-2), dialogHeight(m.height)
	if m.width < 12 || m.height < 5 {
		return
	}
	if _, small := m.overlay.(*help); !small {
		w = min(w, 56)
	}
	title, lines, x, y := m.overlay.draw(&m.look, w, h)
	lines = lines[:min(len(lines), h)]
	box := m.box(title, w+2, lines)
	left, top := (m.width-w-2)/2, max((m.height-len(box))/2, 0)
	for i, s := range box {
		if top+i < len(f.lines) {
			f.lines[top+i] = cell.Over(f.lines[top+i], left, s, w+2)
		}
	}
	f.dialog = layout.Rect{X: left + 1, Y: top + 1, W: w, H: len(lines)}
	f.cursor = nil
	if x >= 0 {
		f.cursor = bar(f.dialog.X+min(x, w-1), f.dialog.Y+y)
	}
}
