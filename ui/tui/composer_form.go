package tui

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"wxlens/ui/tui/keys"
	"wxlens/ui/tui/look"
	"wxlens/ui/tui/page"
	"wxlens/ui/tui/widget"
	"wxlens/ui/workbench/composer"
	"wxlens/wxpay"
	"wxlens/wxpay/catalog"
)

// composeRow is one line of the form: a field of the call, or a part of a request
// that is typed by hand.
type composeRow struct {
	composer.Row
	kind  rowKind
	value string
}

type rowKind uint8

const (
	fieldRow rowKind = iota
	methodRow
	targetRow
	bodyRow
	fileRow
)

// set takes over a value that was typed.
func (r *composeRow) set(to *composer.Request, value string) {
	switch r.kind {
	case methodRow:
		to.Method = strings.ToUpper(strings.TrimSpace(value))
	case targetRow:
		to.Target = strings.TrimSpace(value)
	case fileRow:
		to.File = strings.TrimSpace(value)
	case fieldRow:
		to.Set(r.Field.Name, value)
	}
}

// lay lays the form out anew. The cursor stays on its field, whatever comes and goes
// around it.
func (s *composeScreen) lay() {
	at := composeRow{kind: fieldRow}
	if s.list.Cursor < len(s.rows) {
		at = s.rows[s.list.Cursor]
	}
	s.rows = s.layRows(at.Field.Name)
	s.list.Resize(len(s.rows), max(s.list.Height, 1))
	for i, row := range s.rows {
		if row.kind == at.kind && row.Field.Name == at.Field.Name {
			s.list.To(i)
		}
	}
}

// layRows are the rows of the form. Fields without a value are left out unless all
// are shown, or it is the one to stay.
func (s *composeScreen) layRows(stays string) []composeRow {
	if !s.begun {
		return nil
	}
	r := &s.request
	var rows []composeRow
	if r.ByHand() {
		rows = append(rows, composeRow{kind: methodRow, value: r.Method}, composeRow{kind: targetRow, value: r.Target})
	}
	switch {
	case r.Uploads():
		return append(rows, composeRow{kind: fileRow, value: r.File})
	case r.ByHand():
		return append(rows, composeRow{kind: bodyRow, value: r.Body})
	}
	for _, row := range r.Form(s.call.Problems) {
		if s.whole || row.Value != "" || row.Field.Required && row.Depth == 0 || len(row.Problems) > 0 || row.Field.Name == stays {
			rows = append(rows, composeRow{Row: row, value: row.Value})
		}
	}
	return rows
}

// formFields are the rows as a page shows them.
func (s *composeScreen) formFields(l *look.Look) []page.FormField {
	words := l.Words().Compose
	fields := make([]page.FormField, len(s.rows))
	for i, row := range s.rows {
		switch row.kind {
		case methodRow:
			fields[i] = page.FormField{ID: "method", Name: "method", Label: words.Method, Value: row.value, Required: true}
		case targetRow:
			fields[i] = page.FormField{ID: "target", Name: "path", Label: words.Target, Value: row.value, Required: true}
		case bodyRow:
			fields[i] = page.FormField{ID: "body", Name: "body", Hint: words.BodyHint, Heading: false}
			if row.value != "" {
				fields[i].Value, _, _ = strings.Cut(row.value, "\n")
				fields[i].Label = l.Words().Bytes(len(row.value))
			}
		case fileRow:
			fields[i] = page.FormField{ID: "file", Name: "file", Label: words.File, Value: row.value, Hint: words.FileHint, Required: true}
			if len(s.data) > 0 {
				fields[i].Label = l.Words().Bytes(len(s.data))
			}
		default:
			fields[i] = formField(l, &row.Row)
		}
	}
	return fields
}

func formField(l *look.Look, row *composer.Row) page.FormField {
	words := l.Words().Compose
	f := page.FormField{
		ID: row.Field.Name, Name: row.Field.Name[strings.LastIndexByte(row.Field.Name, '.')+1:], Depth: row.Depth, Label: row.Field.Label.In(l.Lang()),
		Value: row.Value, Required: row.Field.Required, Heading: row.Group, Problems: row.Problems,
	}
	switch {
	case row.Made:
		f.Hint = words.FilledIn
	case row.Field.Encrypted:
		f.Hint = words.WillEncrypt
		if row.Value != "" {
			f.Label = "RSA-OAEP · " + f.Label
		}
	case len(row.Field.OneOf) > 0:
		f.Hint = strings.Join(row.Field.OneOf, " | ")
	}
	return f
}

// edit begins to type the value under the cursor.
func (s *composeScreen) edit(m *Model) tea.Cmd {
	if s.list.Cursor >= len(s.rows) {
		return nil
	}
	s.tab = composeForm
	row := &s.rows[s.list.Cursor]
	switch {
	case row.kind == bodyRow:
		s.writing = true
		s.version++
		return nil
	case row.kind == fieldRow && row.Group:
		s.list.By(1)
		s.version++
		return nil
	case row.kind == fieldRow && len(row.Field.OneOf) > 1:
		return s.askOne(m, row)
	case row.kind == fieldRow && row.Field.Type == catalog.Boolean:
		s.turnBoolean(m, row)
		return nil
	}
	s.typing, s.before = widget.NewField(row.value), row.value
	s.version++
	return nil
}

// turnBoolean goes round true, false and nothing.
func (s *composeScreen) turnBoolean(m *Model, row *composeRow) {
	next := map[string]string{"": "true", "true": "false"}
	row.set(&s.request, next[row.value])
	s.touched(m)
}

// askOne asks which of the listed values a field has.
func (s *composeScreen) askOne(m *Model, row *composeRow) tea.Cmd {
	c := &choice{small: small{over{s}}, title: row.Field.Name, foot: row.Field.Label.In(m.look.Lang())}
	values := append([]string{""}, row.Field.OneOf...)
	for i, v := range values {
		if v == "" {
			v = m.look.Words().Compose.NoValue
		}
		c.names = append(c.names, v)
		if values[i] == row.value {
			c.Cursor = i
		}
	}
	chosen := *row
	c.chosen = func(m *Model, i int) tea.Cmd {
		chosen.set(&s.request, values[i])
		s.touched(m)
		return nil
	}
	m.overlay = c
	return nil
}

// accept ends typing; the file that was named is read.
func (s *composeScreen) accept(m *Model) tea.Cmd {
	row := s.rows[s.list.Cursor]
	s.typing = nil
	s.version++
	if row.kind == fileRow {
		return s.readFile(m, false)
	}
	return nil
}

// move moves the cursor of the form, or what is shown beside it.
func (s *composeScreen) move(m *Model, a keys.Action) tea.Cmd {
	w, _ := s.room(m)
	split := composeSplit(w)
	switch a {
	case keys.Edit, keys.Open:
		return s.edit(m)
	case keys.Accept:
		return s.accept(m)
	case keys.NextField, keys.PrevField:
		by := 1
		if a == keys.PrevField {
			by = -1
		}
		cmd := s.accept(m)
		s.step(by)
		if again := s.edit(m); again != nil {
			return tea.Batch(cmd, again)
		}
		return cmd
	case keys.NextTab, keys.PrevTab:
		s.turn(a, split)
	case keys.Up, keys.Down, keys.First, keys.Last:
		if split || s.tab == composeForm {
			moved(&s.list, a)
			s.version++
			return nil
		}
		s.scroll(a)
	case keys.PageUp, keys.PageDown:
		if !split && s.tab == composeForm {
			moved(&s.list, a)
			s.version++
			return nil
		}
		s.scroll(a)
	}
	return nil
}

// step goes to the next field that takes a value.
func (s *composeScreen) step(by int) {
	for range s.rows {
		was := s.list.Cursor
		s.list.By(by)
		if row := &s.rows[s.list.Cursor]; was == s.list.Cursor || row.kind != fieldRow || !row.Group {
			return
		}
	}
}

// turn goes to the next tab; the form stands beside the others where there is room.
func (s *composeScreen) turn(a keys.Action, split bool) {
	by := 1
	if a == keys.PrevTab {
		by = int(composeTabs) - 1
	}
	s.tab = composeTab((int(s.shownTab(split)) + by) % int(composeTabs))
	if split && s.tab == composeForm {
		s.tab = composeTab((int(s.tab) + by) % int(composeTabs))
	}
	s.version++
}

// shownTab is the tab that is seen: where the form stands beside, it is the text.
func (s *composeScreen) shownTab(split bool) composeTab {
	if split && s.tab == composeForm {
		return composeText
	}
	return s.tab
}

func (s *composeScreen) scroll(a keys.Action) {
	v := &s.views[s.tab]
	if s.tab == composeForm {
		v = &s.views[composeText] // which stands beside the form
	}
	by := map[keys.Action]int{keys.Up: -1, keys.Down: 1, keys.PageUp: -v.Height, keys.PageDown: v.Height, keys.First: -v.Len, keys.Last: v.Len}
	v.To(v.Top + by[a])
}

func (s *composeScreen) wheel(by int) {
	if s.writing {
		s.text.Scroll(by)
		return
	}
	v := &s.views[s.tab]
	v.To(v.Top + by)
}

// showProblem goes to the first field that would stop the call.
func (s *composeScreen) showProblem(errs []catalog.Problem) {
	s.tab = composeForm
	for i := range s.rows {
		if s.rows[i].Field.Name == errs[0].Field.Name && s.rows[i].kind == fieldRow {
			s.list.To(i)
		}
	}
	s.version++
}

// amountOf words the money that a call is about.
func amountOf(l *look.Look, f wxpay.Fen) string {
	if f == 0 {
		return ""
	}
	return l.Words().Amount(f.Yuan(), f.String())
}
