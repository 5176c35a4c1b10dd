package tui

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"wxlens/ui/cell"
	"wxlens/ui/text"
	"wxlens/ui/tui/keys"
	"wxlens/ui/tui/look"
	"wxlens/ui/tui/page"
	"wxlens/ui/tui/panel"
	"wxlens/ui/tui/widget"
	"wxlens/wxpay/decode"
)

// mostFound bounds what a query lists.
const mostFound = 60

// decoder explains errors: what is typed is looked up, what is pasted is decoded,
// and an entry is read whole.
type decoder struct {
	large
	widget.List
	typed  *widget.Field
	pasted string // a text of many lines; empty: what is typed counts
	shown  []decode.Finding
	asked  string // what shown answers

	reading bool // the entry under the cursor
	view    widget.View
	entry   *page.Page
	made    madeEntry
}

// madeEntry is what the page of an entry was laid out for.
type madeEntry struct {
	entry       *decode.Entry
	width, look int
}

// openDecoder opens the dialog; with the reply at hand where that is an error.
func (m *Model) openDecoder() tea.Cmd {
	d := &decoder{typed: widget.NewField("")}
	if r := m.refusalHere(); r != nil {
		d.take(decode.Said(r))
		if f, ok := text.Errors().Refusal(r); ok && len(d.shown) == 0 {
			d.shown = []decode.Finding{f} // by its status
		}
		d.reading = len(d.shown) > 0
	}
	d.below = m.overlay
	m.overlay = d
	return nil
}

// explaining lists the errors that fit what was typed at the prompt.
func explaining(typed string) []command {
	if len([]rune(typed)) < 2 {
		return nil
	}
	var found []command
	for _, e := range text.Errors().Search(typed, mostAtPrompt) {
		found = append(found, command{names: []string{cell.Clean(e.Name())}, entry: e, do: func(m *Model) tea.Cmd {
			d := &decoder{typed: widget.NewField(typed)}
			d.below = m.overlay
			d.look(typed)
			d.open(max(slices.IndexFunc(d.shown, func(f decode.Finding) bool { return f.Entry == e }), 0))
			m.overlay = d
			return nil
		}})
	}
	return found
}

// mostAtPrompt bounds the errors that are listed below commands.
const mostAtPrompt = 8

// chain returns the keys of the list, in which text is typed, or of the entry.
func (d *decoder) chain() keys.Chain {
	if d.reading {
		return keys.Chain{keys.Dialog, keys.Always}
	}
	return keys.Chain{keys.Search, keys.Always}
}

func (d *decoder) wheel(by int) {
	if d.reading {
		d.view.To(d.view.Top + by)
		return
	}
	d.By(by)
}

// longQuery is the length from which a line is a pasted text, not a query.
const longQuery = 80

// paste decodes a text; a short one is put where it can be changed.
func (d *decoder) paste(_ *Model, s string) tea.Cmd {
	d.reading = false
	if s = strings.TrimSpace(s); !strings.ContainsAny(s, "\r\n") && len(s) < longQuery {
		d.pasted = ""
		d.typed.Insert(s)
		d.look(d.typed.Value())
		return nil
	}
	d.take(s)
	return nil
}

// take decodes a text in place of a query.
func (d *decoder) take(s string) {
	d.pasted, d.asked = s, ""
	d.typed = widget.NewField("")
	d.shown = text.Errors().Decode(s)
	d.To(0)
}

// look answers a query: first what it says as a whole, then what fits it.
func (d *decoder) look(query string) {
	query = strings.TrimSpace(query)
	if query == d.asked && d.shown != nil {
		return
	}
	d.asked = query
	d.shown = []decode.Finding{}
	had := map[*decode.Entry]bool{}
	for _, f := range text.Errors().Decode(query) {
		d.shown, had[f.Entry] = append(d.shown, f), true
	}
	if query == "" {
		entries := text.Errors().Entries()
		for i := range entries {
			d.shown = append(d.shown, decode.Finding{Entry: &entries[i], Exact: true})
		}
	}
	for _, e := range text.Errors().Search(query, mostFound) {
		if !had[e] {
			d.shown = append(d.shown, decode.Finding{Entry: e, Exact: true})
		}
	}
	d.To(0)
}

func (d *decoder) fit(m *Model) {
	w, h := d.room(m)
	if d.pasted == "" {
		d.look(d.typed.Value())
	}
	d.typed.Fit(max(w-4, 1))
	d.Resize(len(d.shown), max(h-2, 1))
	if !d.reading || d.Cursor >= len(d.shown) {
		d.reading = false
		return
	}
	f := &d.shown[d.Cursor]
	if now := (madeEntry{f.Entry, w, m.look.Version}); d.made != now {
		d.entry = page.New(&m.look, w)
		d.entry.Entry(f)
		d.made = now
	}
	d.view.Resize(len(d.entry.Lines), max(h-1, 1))
}

func (d *decoder) key(m *Model, msg tea.KeyPressMsg) tea.Cmd {
	if d.reading {
		a, _ := d.chain().Resolve(keys.Normal(msg.String()))
		d.read(a)
		return nil
	}
	a, ok := d.chain().Resolve(msg.String())
	switch {
	case a == keys.Back:
		m.closeDialog()
	case a == keys.Accept:
		d.open(d.Cursor)
	case ok:
		moved(&d.List, a)
	default:
		if !d.typed.Key(msg) {
			d.typed.Insert(msg.Text)
		}
		if d.typed.Value() != "" {
			d.pasted = ""
		}
	}
	return nil
}

// read moves through an entry, and back to the list.
func (d *decoder) read(a keys.Action) {
	rows := max(d.view.Height-1, 1)
	switch a {
	case keys.Back, keys.Accept:
		d.reading = false
	case keys.Up:
		d.view.To(d.view.Top - 1)
	case keys.Down:
		d.view.To(d.view.Top + 1)
	case keys.PageUp:
		d.view.To(d.view.Top - rows)
	case keys.PageDown:
		d.view.To(d.view.Top + rows)
	case keys.First:
		d.view.To(0)
	case keys.Last:
		d.view.To(d.view.Len)
	}
}

func (d *decoder) open(i int) {
	if i < len(d.shown) {
		d.Resize(len(d.shown), d.Height)
		d.To(i)
		d.reading, d.view = true, widget.View{}
	}
}

func (d *decoder) click(_ *Model, _, line int) tea.Cmd {
	if i := line - 2 + d.Top; !d.reading && line >= 2 && i < len(d.shown) {
		d.open(i)
	}
	return nil
}

func (d *decoder) draw(l *look.Look, width, height int) (string, []string, int, int) {
	words := l.Words().Decoder
	if d.reading && d.entry != nil {
		to := min(d.view.Top+d.view.Height, len(d.entry.Lines))
		lines := []string{l.Line(width, "").Right(l.Style.Muted, words.ReadKeys, 1).String()}
		lines = append(lines, d.entry.Lines[min(d.view.Top, to):to]...)
		return words.Title, panel.Fill(l, lines, width, height), -1, 0
	}
	line, column := d.queryLine(l, width)
	lines := []string{line, l.Line(width, "").String()}
	from, to := d.Window()
	for i := from; i < min(to, len(d.shown)); i++ {
		lines = append(lines, d.row(l, i, width))
	}
	if len(d.shown) == 0 {
		said := words.Empty
		if d.pasted != "" {
			said = words.None
		}
		p := page.New(l, width)
		p.Words(l.Style.Muted, 3, said)
		lines = append(lines, p.Lines...)
	}
	return words.Title, panel.Fill(l, lines, width, height), 3 + column, 0
}

// queryLine shows what is typed, or what was pasted, and returns where the cursor
// stands.
func (d *decoder) queryLine(l *look.Look, width int) (string, int) {
	words := l.Words().Decoder
	shown, column := d.typed.Shown()
	line, foot := l.Line(width, "").Put(l.Style.Accent, " / "), words.Keys
	switch {
	case shown != "":
		line.Put(l.Style.Input, shown)
	case d.pasted != "":
		line.Put(l.Style.Text, words.Pasted(len(d.pasted))).Gap(2).Put(l.Style.Accent, words.Found(len(d.shown))).Gap(2)
		foot = words.PasteKeys
	default:
		line.Put(l.Style.Muted, words.Hint)
	}
	return line.Right(l.Style.Muted, foot, 1).String(), column
}

func (d *decoder) row(l *look.Look, i, width int) string {
	f := &d.shown[i]
	bg, cursor := cell.Style(""), ""
	if i == d.Cursor {
		bg, cursor = l.Style.Selected, l.Signs.Cursor
	}
	title := f.Title.In(l.Lang())
	if !f.Exact {
		title += "  " + l.Text.Decoding.Near
	}
	return l.Line(width, bg).Gap(1).Cell(l.Style.Accent, cursor, 2).
		Cell(l.Style.Strong, cell.Cut(cell.Clean(f.Name()), min(24, width/3), l.Signs.Ellipsis), min(25, width/3+1)).Gap(1).
		Put(l.Style.Text, title).Right(l.Style.Muted, l.Text.Decoding.Kinds[f.Kind], 1).String()
}
