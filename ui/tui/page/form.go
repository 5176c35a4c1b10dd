package page

import (
	"strings"

	"wxlens/ui/cell"
	"wxlens/ui/tui/widget"
	"wxlens/wxpay"
	"wxlens/wxpay/catalog"
)

// FormState is how a form is operated at the moment.
type FormState struct {
	Cursor  int
	Focused bool
	Typing  *widget.Field // the value under the cursor, being typed; nil: none
	Rows    int           // show so many fields around the cursor; 0: all
}

// FormField is one line of a form.
type FormField struct {
	ID       string // what its anchor is called
	Name     string // as in the message; a heading has no value
	Depth    int    // of the objects around it
	Label    string
	Value    string
	Hint     string // in place of a value, where there is none
	Required bool
	Secret   bool
	Handed   bool // made by an earlier step or the profile
	Heading  bool
	Problems []catalog.Problem
}

const nameColumn = 4 // of a form: before it stand the cursor and the mark

// shownName is the name of a field as far as it leads to it, indented.
func (f *FormField) shownName() string { return strings.Repeat("  ", f.Depth) + f.Name }

// nameWidth is the width of the column of names.
func nameWidth(fields []FormField, width int) int {
	name := 8
	for i := range fields {
		name = max(name, cell.Width(fields[i].shownName()))
	}
	return min(name, max(width/2, 8))
}

// Form shows fields with what is wrong with them.
func (p *Page) Form(fields []FormField, s FormState) {
	name := nameWidth(fields, p.width)
	from, to := 0, len(fields)
	if s.Rows > 0 && s.Rows < to {
		from = max(min(s.Cursor-s.Rows/2, to-s.Rows), 0)
		to = from + s.Rows
	}
	p.First = from
	for i := from; i < to; i++ {
		f := &fields[i]
		current := i == s.Cursor
		p.anchor(f.ID)
		p.field(f, name, current && s.Focused, s.Typing, current)
		for _, problem := range f.Problems {
			p.problem(problem, nameColumn+name+2)
		}
	}
}

// ValueRoom returns the columns that a value takes in a form with these fields.
func ValueRoom(fields []FormField, width int) int {
	return max(width-nameColumn-nameWidth(fields, width)-3, 1)
}

func (p *Page) field(f *FormField, name int, focused bool, typing *widget.Field, current bool) {
	style, signs := p.look.Style, p.look.Signs
	var base cell.Style
	if focused {
		base = style.Selected
	}
	l := p.look.Line(p.width, base)
	cursor, mark := " ", " "
	if focused {
		cursor = signs.Cursor
	}
	if f.Handed && f.Value != "" {
		mark = signs.Handed
	} else if f.Required {
		mark = "*"
	}
	named := style.Key
	if f.Heading {
		named = style.Strong
	}
	l.Cell(style.Accent, cursor, 2).Cell(style.Muted, mark, 2).Cell(named, cell.CutLeft(f.shownName(), name, signs.Ellipsis), name).Gap(2)
	if current && typing != nil {
		shown, column := typing.Shown()
		p.Caret = &Caret{p.width - l.Room() + column, len(p.Lines)}
		l.Put(style.Input, shown)
		p.add(l)
		return
	}
	switch {
	case f.Heading:
	case f.Value == "" && f.Hint != "":
		l.Put(style.Muted, f.Hint)
	case f.Value == "":
		l.Put(style.Muted, signs.None)
	case f.Secret && !p.look.Reveal:
		l.Put(style.Text, wxpay.Mask)
	default:
		room := l.Room()
		if w := cell.Width(f.Label); room > 3*w && w > 0 {
			room -= w + 3
		}
		l.Put(style.Text, cell.Cut(cell.Clean(visible(f.Value)), room, signs.Ellipsis))
	}
	if l.Room() > cell.Width(f.Label)+2 {
		l.Right(style.Muted, f.Label, 1)
	}
	p.add(l)
}

// visible shows what a value hides.
func visible(s string) string {
	for _, r := range s {
		if r != ' ' && cell.Visible(r) != string(r) {
			b := make([]byte, 0, len(s)+16)
			for _, r := range s {
				b = append(b, cell.Visible(r)...)
			}
			return string(b)
		}
	}
	return s
}

func (p *Page) problem(problem catalog.Problem, indent int) {
	sign, st := p.look.Signs.Bad, p.look.Style.Bad
	if problem.Warning {
		sign, st = p.look.Signs.Warn, p.look.Style.Warn
	}
	indent = min(indent, p.width/3)
	rows := cell.Wrap(cell.Clean(problem.Words().In(p.look.Lang())), max(p.width-indent-3, 8))
	for i, row := range rows {
		if i > 0 {
			sign = ""
		}
		p.add(p.line().Gap(indent).Cell(st, sign, 2).Put(st, row))
	}
}

// Problems shows what is wrong with the fields of a step, led by their names.
func (p *Page) Problems(problems []catalog.Problem) {
	for _, problem := range problems {
		p.problem(problem, 1)
	}
}
