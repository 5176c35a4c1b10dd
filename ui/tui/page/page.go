// Package page lays values of the workbench out as lines: texts to sign, checks,
// messages, forms, orders. A page is computed when what it shows changes and is
// only windowed while it is scrolled.
package page

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"wxlens/ui/cell"
	"wxlens/ui/tui/look"
	"wxlens/wxpay"
	"wxlens/wxpay/decode"
)

// Page is a text laid out in lines of one width.
type Page struct {
	Lines   []string
	Anchors []Anchor // rows that can be selected, in order
	First   int      // index of the first anchor among the rows of its kind
	Caret   *Caret   // where text is typed
	look    *look.Look
	width   int
	hide    []string
	known   map[*wxpay.Reply]decode.Finding // replies that are errors
}

// Anchor is a row that can be selected: what it stands for and where it is.
type Anchor struct {
	ID   string
	Line int
}

// Caret is the place of the terminal's cursor on a page.
type Caret struct{ X, Line int }

// New returns an empty page.
func New(l *look.Look, width int) *Page { return &Page{look: l, width: max(width, 1)} }

// Hide says which values are secrets wherever they stand in a message. They are
// masked unless secrets are revealed.
func (p *Page) Hide(secrets ...string) *Page {
	for _, s := range secrets {
		if s != "" {
			p.hide = append(p.hide, s)
		}
	}
	return p
}

func (p *Page) mask(s string) string {
	if p.look.Reveal {
		return s
	}
	for _, secret := range p.hide {
		s = strings.ReplaceAll(s, secret, wxpay.Mask)
	}
	return s
}

func (p *Page) line() *cell.Line            { return p.look.Line(p.width, "") }
func (p *Page) add(l *cell.Line)            { p.Lines = append(p.Lines, l.String()) }
func (p *Page) anchor(id string)            { p.Anchors = append(p.Anchors, Anchor{id, len(p.Lines)}) }
func (p *Page) Put(st cell.Style, s string) { p.add(p.line().Put(st, s)) }

// Blank adds an empty line, but never two.
func (p *Page) Blank() {
	if n := len(p.Lines); n > 0 && strings.TrimSpace(p.Lines[n-1]) != "" {
		p.add(p.line())
	}
}

// Heading adds a title with a rule after it.
func (p *Page) Heading(title, note string) {
	p.Blank()
	l := p.line().Gap(1).Put(p.look.Style.Strong, title).Gap(1)
	rest := l.Room() - 1
	if note != "" {
		rest -= cell.Width(cell.Clean(note)) + 1
	}
	if rest > 0 {
		l.Put(p.look.Style.Border, strings.Repeat(p.look.Signs.H, rest))
	}
	if note != "" {
		l.Gap(1).Put(p.look.Style.Muted, note)
	}
	p.add(l)
}

// Words adds a paragraph, wrapped and indented.
func (p *Page) Words(st cell.Style, indent int, s string) {
	width := min(p.width-indent, 96)
	for paragraph := range strings.SplitSeq(s, "\n") {
		for _, row := range cell.Wrap(cell.Clean(paragraph), max(width, 1)) {
			p.add(p.line().Gap(indent).Put(st, row))
		}
	}
}

// Marked adds a paragraph led by a sign.
func (p *Page) Marked(st cell.Style, sign, s string) {
	rows := cell.Wrap(cell.Clean(s), max(min(p.width-3, 96), 1))
	for i, row := range rows {
		if i > 0 {
			sign = ""
		}
		p.add(p.line().Gap(1).Cell(st, sign, 2).Put(st, row))
	}
}

// Pair adds a name and its value, which is wrapped under itself.
func (p *Page) Pair(name, value string, st cell.Style, column int) {
	rows := wrapHard(cell.Clean(value), max(p.width-column-2, 8))
	for i, row := range rows {
		if i > 0 {
			name = ""
		}
		p.add(p.line().Gap(1).Cell(p.look.Style.Muted, name, column).Gap(1).Put(st, row))
	}
}

// wrapHard breaks at the width whatever stands there: blanks count in protocol
// values.
func wrapHard(s string, width int) []string {
	var rows []string
	for s != "" {
		row := cell.Cut(s, width, "")
		if row == "" {
			break
		}
		rows, s = append(rows, row), s[len(row):]
	}
	if rows == nil {
		return []string{""}
	}
	return rows
}

// Code adds the lines of a program, as they are.
func (p *Page) Code(text string) {
	for line := range strings.Lines(strings.ReplaceAll(text, "\t", "    ")) {
		for _, row := range wrapHard(cell.Clean(strings.TrimSuffix(line, "\n")), max(p.width-2, 8)) {
			p.add(p.line().Gap(1).Put(p.look.Style.Text, row))
		}
	}
}

// Clock writes a time as lists and timelines show it.
func Clock(t time.Time) string { return t.Local().Format(time.TimeOnly) }

// Elapsed writes how long something took.
func Elapsed(d time.Duration) string {
	switch {
	case d < time.Millisecond:
		return "<1ms"
	case d < 10*time.Second:
		return fmt.Sprintf("%dms", d.Milliseconds())
	}
	return fmt.Sprintf("%.1fs", d.Seconds())
}

// Span writes how long something is, in its two largest units.
func Span(d time.Duration) string {
	s := int64(d.Round(time.Second) / time.Second)
	switch day, hour, minute := s/86400, s/3600%24, s/60%60; {
	case day > 0:
		return fmt.Sprintf("%dd%dh", day, hour)
	case hour > 0:
		return fmt.Sprintf("%dh%dm", hour, minute)
	case minute > 0:
		return fmt.Sprintf("%dm%ds", minute, s%60)
	}
	return fmt.Sprintf("%ds", s)
}

func itoa(n int) string { return strconv.Itoa(n) }

// Width returns the width of the lines.
func (p *Page) Width() int { return p.width }

// Append adds the lines of another page of the same width.
func (p *Page) Append(other *Page) { p.Lines = append(p.Lines, other.Lines...) }
