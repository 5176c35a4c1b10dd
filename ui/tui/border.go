package tui

import (
	"strconv"
	"strings"

	"wxlens/ui/cell"
	"wxlens/ui/tui/layout"
)

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
	if m.frame.Kind == layout.Single && !m.below(p) {
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
	if m.frame.Kind == layout.Single && (p == layout.Detail || p == layout.Timeline) && !m.below(p) {
		title := cell.Cut(cell.Clean(m.title(p)), max(r.W-6, 0), signs.Ellipsis)
		bottom.Put(st, signs.H+" ").Put(m.look.Style.Strong, title).Put(st, " ")
	}
	bottom.Put(st, strings.Repeat(signs.H, max(bottom.Room()-1, 0))).Put(st, signs.BottomRight)
	return append(lines, bottom.String())
}

func (m *Model) topBorder(p, width int, st cell.Style, focused bool) string {
	signs := m.look.Signs
	left, right := signs.TeeLeft, signs.TeeRight
	if !m.below(p) && (m.frame.Kind != layout.Wide || p == layout.Orders || p == layout.Detail) {
		left, right = signs.TopLeft, signs.TopRight
	}
	line := m.look.Line(width, "").Put(st, left)
	name := m.look.Style.Text
	if focused {
		name = m.look.Style.Title
	}
	note := cell.Clean(m.note(p))
	room := width - 4
	if w := cell.Width(note); w > 0 && room-w-4 > 6 {
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
	for i, label := range m.tabLabels(shown, width) {
		style := m.look.Style.Muted
		switch {
		case i+1 == shown && m.look.Style.Tab == "":
			line.Put("", "["+label+"]")
			continue
		case i+1 == shown:
			style = m.look.Style.Tab
		}
		line.Gap(1).Put(style, label).Gap(1)
	}
	line.Put(st, strings.Repeat(signs.H, line.Room()))
	return line.String() + m.look.Line(1, "").Put(st, signs.TopRight).String()
}

// tabLabels returns what the tab strip says of each panel: number and name, or
// only the number of those not shown where the names do not fit.
func (m *Model) tabLabels(shown, width int) []string {
	labels, total := make([]string, 0, layout.Panels-1), 2
	for p := 1; p < layout.Panels; p++ {
		label := strconv.Itoa(p) + " " + m.look.Words().Panels[p]
		if n := m.inbox.Unseen(); p == layout.Inbox && n > 0 {
			label += " +" + strconv.Itoa(n)
		}
		labels = append(labels, label)
		total += cell.Width(label) + 2
	}
	if total > width {
		for i := range labels {
			if i+1 != shown {
				labels[i] = strconv.Itoa(i + 1)
			}
		}
	}
	return labels
}

// tabAt returns the panel that stands at a column of the tab strip.
func (m *Model) tabAt(x, shown, width int) (int, bool) {
	at := 1
	for i, label := range m.tabLabels(shown, width) {
		w := cell.Width(label) + 2
		if x >= at && x < at+w {
			return i + 1, true
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
