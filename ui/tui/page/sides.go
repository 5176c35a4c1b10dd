package page

import (
	"bytes"
	"fmt"
	"strings"
	"unicode/utf8"

	"wxlens/ui/cell"
	"wxlens/wxpay"
)

// Sides are two texts that should be equal, and where they part.
type Sides struct {
	Names [2]string
	Texts [2]wxpay.Text
	At    int // byte of both texts
	// Outside says how many bytes of a long text are left out.
	Outside func(bytes int) string
}

// AnchorDifference is the row in which the texts part.
const AnchorDifference = "difference"

// side is one of the texts as it is shown, secrets masked.
type side struct {
	name string
	text []byte
	byte int // that differs first
	at   int // where the character of that byte begins
	end  int // behind which the texts are equal again, or over
}

func (p *Page) sides(s *Sides) (shown [2]side) {
	for i, t := range s.Texts {
		shown[i] = side{name: s.Names[i], text: t.Bytes(), byte: s.At}
		if !p.look.Reveal {
			shown[i].text, shown[i].byte = t.Masked().Bytes(), maskedAt(t, s.At)
		}
	}
	inside := max(shown[0].inside(), shown[1].inside())
	for i := range shown {
		shown[i].at = shown[i].byte - inside
	}
	a, b := shown[0].text, shown[1].text
	equal, most := 0, min(len(a)-shown[0].byte, len(b)-shown[1].byte)
	for equal < most && a[len(a)-1-equal] == b[len(b)-1-equal] {
		equal++
	}
	for equal > 0 && !utf8.RuneStart(a[len(a)-equal]) {
		equal--
	}
	shown[0].end, shown[1].end = len(a)-equal, len(b)-equal
	return shown
}

// inside returns how many bytes of its character stand before the byte that differs.
func (s *side) inside() int {
	for n := 1; n < utf8.UTFMax && n <= s.byte && s.byte < len(s.text); n++ {
		if _, size := utf8.DecodeRune(s.text[s.byte-n:]); size > n {
			return n
		}
	}
	return 0
}

// maskedAt returns where a byte of a text stands once its secrets are masked; a byte
// of a secret is the first of its mask.
func maskedAt(t wxpay.Text, at int) int {
	shift := 0
	for _, part := range t.Parts() {
		switch {
		case !part.Secret || part.Start > at:
		case part.End > at:
			return part.Start + shift
		default:
			shift += len(wxpay.Mask) - (part.End - part.Start)
		}
	}
	return at + shift
}

// sideGlyph shows one character so that nothing is overlooked: line ends, controls,
// and a blank that stands beside another, at an end, or where the texts part.
func (p *Page) sideGlyph(b []byte, at, marked int) (shown string, size int, plain bool) {
	r, n := utf8.DecodeRune(b[at:])
	switch {
	case r == utf8.RuneError && n <= 1:
		return fmt.Sprintf("<%02X>", b[at]), 1, false
	case r == '\n':
		return p.look.Signs.LineEnd, n, false
	case r == ' ' && (at == marked || at+1 == len(b) || b[at+1] == '\n' || b[at+1] == ' ' || at > 0 && b[at-1] == ' '):
		return p.look.Signs.Space, n, false
	}
	return cell.Visible(r), n, true
}

// Excerpts shows the place where the texts part, one text below the other.
func (p *Page) Excerpts(s *Sides) {
	style, column := p.look.Style, max(cell.Width(s.Names[0]), cell.Width(s.Names[1]))
	own := p.width < column+40 // the names stand above
	indent := column + 4
	if own {
		indent = 3
	}
	room := max(p.width-indent-1, 2)
	for i, side := range p.sides(s) {
		if own {
			p.Put(style.Muted, " "+side.name)
		}
		from, used, cut := side.at, 0, ""
		for from > 0 {
			_, n := utf8.DecodeLastRune(side.text[:from])
			shown, _, _ := p.sideGlyph(side.text, from-n, side.at)
			if used+cell.Width(shown) > room/3 {
				cut = p.look.Signs.Ellipsis
				break
			}
			from, used = from-n, used+cell.Width(shown)
		}
		l := p.line()
		if own {
			l.Gap(indent)
		} else {
			l.Gap(1).Cell(style.Muted, side.name, column).Gap(3)
		}
		used += cell.Width(cut)
		l.Put(style.Muted, cut)
		for at := from; at < len(side.text) && l.Room() > 1; {
			shown, n, plain := p.sideGlyph(side.text, at, side.at)
			l.Put(p.sideStyle(&side, at, plain), shown)
			at += n
		}
		if side.at == len(side.text) {
			l.Put(style.Live, " ")
		}
		p.add(l)
		if i == 0 || own {
			p.add(p.line().Gap(indent+used).Put(style.Bad, "^"))
		}
	}
}

// sideStyle is how a character of a text is shown, by where the texts part.
func (p *Page) sideStyle(s *side, at int, plain bool) cell.Style {
	switch {
	case at == s.at:
		return p.look.Style.Live
	case at > s.at && at < s.end:
		return p.look.Style.Warn
	case !plain:
		return p.look.Style.Muted
	}
	return p.look.Style.Text
}

// sideRow is one row of a text.
type sideRow struct {
	line  int // number of its line where it is the first row of it, else 0
	from  int // bytes
	to    int
	caret int // column of the difference, -1: not in this row
}

// around is how much of a text is laid out before the difference, and after it.
const around = 32 << 10

// rows lays a text out: the rows of each of its lines, and how much is left out
// before and after.
func (p *Page) sideRows(s *side, width int) (lines [][]sideRow, before, after int) {
	from, to := max(s.at-around, 0), min(s.at+around, len(s.text))
	for from > 0 && !utf8.RuneStart(s.text[from]) {
		from--
	}
	row := sideRow{line: 1 + bytes.Count(s.text[:from], []byte("\n")), from: from, caret: -1}
	number, used := row.line, 0
	lines = append(lines, nil)
	end := func(at int, more bool) {
		row.to = at
		lines[len(lines)-1] = append(lines[len(lines)-1], row)
		row, used = sideRow{from: at, caret: -1}, 0
		if more {
			number++
			row.line = number
			lines = append(lines, nil)
		}
	}
	for at := from; at < to; {
		shown, n, _ := p.sideGlyph(s.text, at, s.at)
		if used > 0 && used+cell.Width(shown) > width {
			end(at, false)
		}
		if at == s.at {
			row.caret = used
		}
		at, used = at+n, used+cell.Width(shown)
		if s.text[at-n] == '\n' {
			end(at, true)
		}
	}
	if s.at == len(s.text) {
		if used >= width {
			end(to, false)
		}
		row.caret = used
	}
	end(to, false)
	if to == len(s.text) && to > from && s.text[to-1] == '\n' && s.at != to {
		lines = lines[:len(lines)-1] // nothing stands behind the last line feed
	}
	return lines, from, len(s.text) - to
}

// BothFrom is the width from which two texts stand beside each other.
const BothFrom = 100

// Both shows both texts whole, side by side or one below the other, a caret below
// the place where they part.
func (p *Page) Both(s *Sides) {
	both := p.sides(s)
	if p.width < BothFrom {
		for i := range both {
			p.one(&both[i], s)
		}
		return
	}
	half := (p.width - 1) / 2
	a, aBefore, aAfter := p.sideRows(&both[0], half-numberWidth-1)
	b, bBefore, bAfter := p.sideRows(&both[1], half-numberWidth-1)
	p.beside(half, func(l *cell.Line, i int) { l.Gap(1).Put(p.look.Style.Strong, both[i].name) })
	p.besideOutside(half, s, aBefore, bBefore)
	for i := range max(len(a), len(b)) {
		one, two := lineOf(a, i), lineOf(b, i)
		for j := range max(len(one), len(two)) {
			rows := [2]sideRow{rowOf(one, j), rowOf(two, j)}
			p.mark(rows[0].caret, rows[1].caret)
			p.beside(half, func(l *cell.Line, i int) { p.sideRow(l, &both[i], rows[i]) })
			if rows[0].caret >= 0 || rows[1].caret >= 0 {
				p.beside(half, func(l *cell.Line, i int) { p.caret(l, rows[i].caret) })
			}
		}
	}
	p.besideOutside(half, s, aAfter, bAfter)
}

// one shows one of the texts.
func (p *Page) one(side *side, s *Sides) {
	p.Blank()
	p.Put(p.look.Style.Strong, " "+side.name)
	lines, before, after := p.sideRows(side, max(p.width-numberWidth-1, 1))
	p.outside(s, before)
	for _, rows := range lines {
		for _, row := range rows {
			p.mark(row.caret, -1)
			l := p.line()
			p.sideRow(l, side, row)
			p.add(l)
			if row.caret >= 0 {
				l := p.line()
				p.caret(l, row.caret)
				p.add(l)
			}
		}
	}
	p.outside(s, after)
}

func (p *Page) outside(s *Sides, n int) {
	if n > 0 {
		p.Put(p.look.Style.Muted, " "+p.look.Signs.Ellipsis+" "+s.Outside(n))
	}
}

func (p *Page) besideOutside(half int, s *Sides, a, b int) {
	if a == 0 && b == 0 {
		return
	}
	n := [2]int{a, b}
	p.beside(half, func(l *cell.Line, i int) {
		if n[i] > 0 {
			l.Gap(1).Put(p.look.Style.Muted, p.look.Signs.Ellipsis+" "+s.Outside(n[i]))
		}
	})
}

// mark remembers the first row in which the texts part.
func (p *Page) mark(carets ...int) {
	for _, c := range carets {
		if c >= 0 && len(p.Anchors) == 0 {
			p.anchor(AnchorDifference)
		}
	}
}

func (p *Page) beside(half int, put func(l *cell.Line, i int)) {
	l := p.line()
	put(l, 0)
	l.Gap(l.Room()-(p.width-half)).Put(p.look.Style.Border, p.look.Signs.V)
	put(l, 1)
	p.add(l)
}

func (p *Page) caret(l *cell.Line, column int) {
	if column >= 0 {
		l.Gap(numberWidth+column).Put(p.look.Style.Bad, "^")
	}
}

func (p *Page) sideRow(l *cell.Line, s *side, row sideRow) {
	if row.from == row.to && row.line == 0 && row.caret < 0 {
		return
	}
	number := ""
	if row.line > 0 {
		number = fmt.Sprintf("%3d", row.line)
	}
	l.Cell(p.look.Style.Muted, number, numberWidth)
	var run strings.Builder
	style := cell.Style("")
	flush := func(next cell.Style) {
		l.Put(style, run.String())
		run.Reset()
		style = next
	}
	for at := row.from; at < row.to; {
		shown, n, plain := p.sideGlyph(s.text, at, s.at)
		if st := p.sideStyle(s, at, plain); st != style {
			flush(st)
		}
		run.WriteString(shown)
		at += n
	}
	flush("")
	if s.at == len(s.text) && row.caret >= 0 {
		l.Put(p.look.Style.Live, " ")
	}
}

func lineOf(lines [][]sideRow, i int) []sideRow {
	if i < len(lines) {
		return lines[i]
	}
	return nil
}

func rowOf(rows []sideRow, i int) sideRow {
	if i < len(rows) {
		return rows[i]
	}
	return sideRow{caret: -1}
}
