package tui

import (
	tea "charm.land/bubbletea/v2"

	"wxlens/ui/tui/layout"
	"wxlens/ui/tui/widget"
)

// click focuses the panel that is clicked and selects in it.
func (m *Model) click(at tea.Mouse) tea.Cmd {
	if m.phase != open || at.Button != tea.MouseLeft {
		return nil
	}
	if m.overlay != nil {
		return m.clickDialog(at)
	}
	if m.filtering() != nil {
		m.setTyping(nil)
	}
	for p := 1; p < layout.Panels; p++ {
		r, in := m.frame.Panels[p], m.inner(p)
		switch {
		case in.Contains(at.X, at.Y):
			return m.clickInside(p, at.X-in.X, at.Y-in.Y)
		case !r.Contains(at.X, at.Y):
		case m.frame.Kind == layout.Single && at.Y == r.Y:
			if shown, ok := m.tabAt(at.X-r.X, p, r.W); ok {
				return m.setFocus(shown)
			}
		default:
			return m.setFocus(p)
		}
	}
	return nil
}

func (m *Model) clickDialog(at tea.Mouse) tea.Cmd {
	f := m.draw()
	if f.dialog.Contains(at.X, at.Y) {
		return m.overlay.click(m, at.X-f.dialog.X, at.Y-f.dialog.Y)
	}
	if _, busy := m.overlay.(interface{ leave() }); !busy { // what may be at work is left by its keys
		m.closeDialog()
	}
	return nil
}

func (m *Model) clickInside(p, x, y int) tea.Cmd {
	if p == layout.Detail {
		return m.clickDetail(x, y)
	}
	m.detail.End()
	m.focus, m.back = p, p
	switch p {
	case layout.Orders:
		selectRow(&m.orders.List, y-m.orders.Header())
		m.orders.Moved(false)
	case layout.Inbox:
		selectRow(&m.inbox.List, y-m.inbox.Header())
		m.inbox.Moved(false)
	case layout.Flow:
		selectRow(&m.flow.List, y)
		m.flow.Moved()
	case layout.Profiles:
		selectRow(&m.profiles.List, y)
		m.profiles.Moved(false)
	case layout.Timeline:
		selectRow(&m.timeline.List, y)
		m.timeline.Moved(false)
	}
	return m.showSelected()
}

func selectRow(l *widget.List, line int) {
	if from, to := l.Window(); line >= 0 && from+line < to {
		l.To(from + line)
	}
}

// clickDetail turns to the tab or the field that is clicked; a second click on a
// field begins to edit it.
func (m *Model) clickDetail(x, y int) tea.Cmd {
	was := m.focus
	m.focus = layout.Detail
	m.detail.Touch()
	if y == 0 {
		if t, ok := m.detail.TabAt(&m.look, x); ok {
			m.detail.End()
			m.detail.SetTab(t)
		}
		return nil
	}
	i, ok := m.detail.FieldAt(y - m.detail.HeaderLines(m.inner(layout.Detail).H))
	if !ok || i == m.detail.Field && m.detail.Typing != nil {
		return nil
	}
	again := i == m.detail.Field && was == layout.Detail
	m.detail.End()
	m.detail.SetField(i)
	if again {
		return m.edit()
	}
	return nil
}

// wheelStep is how many rows one notch of the wheel moves.
const wheelStep = 3

// wheel scrolls the panel under the pointer, focused or not.
func (m *Model) wheel(at tea.Mouse) {
	by := wheelStep
	switch at.Button {
	case tea.MouseWheelUp:
		by = -wheelStep
	case tea.MouseWheelDown:
	default:
		return
	}
	if m.overlay != nil {
		m.overlay.wheel(by)
		return
	}
	for p := 1; p < layout.Panels; p++ {
		if !m.frame.Panels[p].Contains(at.X, at.Y) {
			continue
		}
		switch p {
		case layout.Orders:
			m.orders.Scroll(by)
			m.orders.Moved(false)
		case layout.Inbox:
			m.inbox.Scroll(by)
			m.inbox.Moved(by > 0 && m.inbox.Cursor == m.inbox.Len-1)
		case layout.Timeline:
			m.timeline.Scroll(by)
			m.timeline.Moved(false)
		case layout.Detail:
			m.detail.Scroll(by)
		}
	}
}
