package tui

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"wxlens/ui/cell"
	"wxlens/ui/tui/keys"
	"wxlens/ui/tui/look"
	"wxlens/ui/tui/widget"
)

// help lists the keys, those of the focused panel first, and does what is chosen.
type help struct {
	large
	widget.List
	search *widget.Field
	here   []keys.Row
	rest   []keys.Row
	shown  []helpRow
}

type helpRow struct {
	heading string // of a group of rows
	row     keys.Row
}

func newHelp(m *Model) *help {
	h := &help{search: widget.NewField("")}
	h.below = m.overlay
	for _, row := range m.chain().Rows() {
		if row.Scope == keys.Sandbox || row.Scope == keys.Link || row.Scope == keys.Deliveries || row.Scope == keys.Reading || row.Scope == keys.Writing || row.Scope == keys.App || row.Scope == keys.AppTyping || row.Scope == keys.Configuring || row.Hint && m.works(row.Action) {
			h.here = append(h.here, row)
		} else {
			h.rest = append(h.rest, row)
		}
	}
	return h
}

func (h *help) chain() keys.Chain { return keys.Chain{keys.Search, keys.Always} }

func (h *help) paste(_ *Model, s string) tea.Cmd {
	h.search.Insert(s)
	return nil
}
func (h *help) wheel(by int) { h.By(by) }

// fit matches the rows against what was typed.
func (h *help) fit(m *Model) {
	words := m.look.Words()
	h.shown = h.shown[:0]
	group := func(heading string, rows []keys.Row) {
		first := true
		for _, row := range rows {
			if !matches(row, words.Actions[string(row.Action)].Short+words.Actions[string(row.Action)].Long, h.search.Value()) {
				continue
			}
			if first {
				h.shown = append(h.shown, helpRow{heading: heading})
				first = false
			}
			h.shown = append(h.shown, helpRow{row: row})
		}
	}
	group(words.Scopes["here"], h.here)
	group(words.Scopes["global"], h.rest)
	group(words.Scopes["field"], keys.Chain{keys.Field}.Rows())
	w, rows := h.room(m)
	h.search.Fit(max(w-4, 1))
	h.Resize(len(h.shown), max(rows-2, 1))
	h.onRow(1)
}

func matches(row keys.Row, words, query string) bool {
	query = strings.ToLower(query)
	return strings.Contains(strings.ToLower(words), query) || strings.Contains(strings.Join(row.Keys, " "), query)
}

// onRow moves the cursor off a heading.
func (h *help) onRow(by int) {
	if h.Cursor < len(h.shown) && h.shown[h.Cursor].heading != "" {
		if h.Cursor+by < 0 {
			by = 1
		}
		h.By(by)
	}
}

func (h *help) key(m *Model, msg tea.KeyPressMsg) tea.Cmd {
	a, ok := h.chain().Resolve(msg.String())
	switch {
	case a == keys.Back:
		m.closeDialog()
	case a == keys.Accept:
		return h.click(m, 0, h.Cursor-h.Top+2)
	case ok:
		moved(&h.List, a)
		if a == keys.Up || a == keys.PageUp {
			h.onRow(-1)
		}
	default:
		if !h.search.Key(msg) {
			h.search.Insert(msg.Text)
		}
		h.To(0)
	}
	return nil
}

func (h *help) click(m *Model, _, line int) tea.Cmd {
	i := line - 2 + h.Top
	if line < 2 || i >= len(h.shown) || h.shown[i].heading != "" {
		return nil
	}
	m.closeDialog()
	return m.Do(h.shown[i].row.Action)
}

func (h *help) draw(l *look.Look, width, height int) (string, []string, int, int) {
	words := l.Words()
	shown, column := h.search.Shown()
	line := l.Line(width, "").Put(l.Style.Accent, " / ")
	if shown == "" {
		line.Put(l.Style.Muted, words.HelpSearch)
	} else {
		line.Put(l.Style.Input, shown)
	}
	lines := []string{line.Right(l.Style.Muted, words.HelpKeys, 1).String(), l.Line(width, "").String()}
	from, to := h.Window()
	for i := from; i < to && len(lines) < height; i++ {
		r := h.shown[i]
		if r.heading != "" {
			lines = append(lines, l.Line(width, "").Gap(1).Put(l.Style.Strong, r.heading).String())
			continue
		}
		bg := cell.Style("")
		if i == h.Cursor {
			bg = l.Style.Selected
		}
		names := make([]string, len(r.row.Keys))
		for k, key := range r.row.Keys {
			names[k] = keys.Show(key)
		}
		cursor := ""
		if i == h.Cursor {
			cursor = l.Signs.Cursor
		}
		lines = append(lines, l.Line(width, bg).Gap(1).Cell(l.Style.Accent, cursor, 2).
			Cell(l.Style.Accent, strings.Join(names, " "), min(18, width/3)).
			Gap(1).Put(l.Style.Text, words.Actions[string(r.row.Action)].Long).String())
	}
	for len(lines) < height {
		lines = append(lines, l.Line(width, "").String())
	}
	return words.HelpTitle, lines, 3 + column, 0
}
