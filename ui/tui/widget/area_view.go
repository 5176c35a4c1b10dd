package widget

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"wxlens/ui/cell"
)

// glyph shows one character of a line: nothing is invisible.
func glyph(line string, at int) (shown string, size int) {
	r, n := utf8.DecodeRuneInString(line[at:])
	if r == utf8.RuneError && n == 1 {
		return fmt.Sprintf("<%02X>", line[at]), 1
	}
	return cell.Visible(r), n
}

// rowsOf returns where the rows of a line begin.
func (a *Area) rowsOf(line int) []int {
	l := &a.lines[line]
	if l.rows != nil {
		return l.rows
	}
	l.rows = []int{0}
	for at, used := 0, 0; at < len(l.text); {
		size, w := 1, 1
		if c := l.text[at]; c < ' ' || c >= 0x7f {
			var shown string
			shown, size = glyph(l.text, at)
			w = cell.Width(shown)
		}
		if used+w > a.wide && used > 0 {
			l.rows, used = append(l.rows, at), 0
		}
		at, used = at+size, used+w
	}
	return l.rows
}

// row returns the index of the row of its line that a place stands in.
func (a *Area) row(p place) int {
	i, found := slices.BinarySearch(a.rowsOf(p.line), p.byte)
	if found {
		return i
	}
	return i - 1
}

// step goes by rows from the beginning of one, as far as there are rows.
func (a *Area) step(p place, by int) place {
	line, row := p.line, a.row(p)
	for ; by > 0; by-- {
		switch {
		case row+1 < len(a.rowsOf(line)):
			row++
		case line+1 < len(a.lines):
			line, row = line+1, 0
		default:
			by = 1 // no more rows
		}
	}
	for ; by < 0; by++ {
		switch {
		case row > 0:
			row--
		case line > 0:
			line--
			row = len(a.rowsOf(line)) - 1
		default:
			by = -1
		}
	}
	return place{line, a.rowsOf(line)[row]}
}

// moveRows moves the cursor by rows and keeps its column.
func (a *Area) moveRows(by int) {
	column := a.goal
	if column < 0 {
		column = a.column()
	}
	a.place(a.step(a.at, by), column)
	a.goal = column
}

// place puts the cursor into a row, at a column or before.
func (a *Area) place(row place, column int) {
	line, end := a.lines[row.line].text, a.rowEnd(row)
	at := row.byte
	for used := 0; at < end; {
		shown, n := glyph(line, at)
		if used += cell.Width(shown); used > column {
			break
		}
		at += n
	}
	if at == end && end < len(line) { // that would be the beginning of the next row
		at = a.before(place{row.line, at}).byte
	}
	a.at = place{row.line, max(at, row.byte)}
}

// rowEnd returns where a row ends.
func (a *Area) rowEnd(p place) int {
	rows := a.rowsOf(p.line)
	if i := a.row(p); i+1 < len(rows) {
		return rows[i+1]
	}
	return len(a.lines[p.line].text)
}

// column is where in its row the cursor stands.
func (a *Area) column() (used int) {
	line := a.lines[a.at.line].text
	for at := a.rowsOf(a.at.line)[a.row(a.at)]; at < a.at.byte; {
		shown, n := glyph(line, at)
		at, used = at+n, used+cell.Width(shown)
	}
	return used
}

// Fit says how large the window is. While it follows, the cursor is in it.
func (a *Area) Fit(width, height int, follow bool) {
	width, height = max(width-1, 1), max(height, 1) // a column for the cursor behind a full row
	if width != a.wide {
		for i := range a.lines {
			a.lines[i].rows = nil
		}
	}
	a.wide, a.high = width, height
	a.top.line = min(a.top.line, len(a.lines)-1)
	a.top = a.step(place{a.top.line, min(a.top.byte, len(a.lines[a.top.line].text))}, 0)
	if !follow {
		return
	}
	if row := a.step(a.at, 0); above(row, a.top) {
		a.top = row
	} else if least := a.step(row, 1-height); above(a.top, least) {
		a.top = least
	}
}

// above reports whether one place comes before another.
func above(a, b place) bool { return a.line < b.line || a.line == b.line && a.byte < b.byte }

// Scroll moves the window by rows, not past the last full one.
func (a *Area) Scroll(by int) {
	end := place{len(a.lines) - 1, len(a.lines[len(a.lines)-1].text)}
	if least := a.step(end, 1-a.high); above(least, a.step(a.top, by)) {
		a.top = least
		return
	}
	a.top = a.step(a.top, by)
}

// ScrollTo shows a line, counted from 1, at the top or as near to it as can be.
func (a *Area) ScrollTo(line int) {
	a.top = place{max(min(line-1, len(a.lines)-1), 0), 0}
	a.Scroll(0)
}

// Click puts the cursor where a cell of the window is.
func (a *Area) Click(column, row int) {
	a.goal = -1
	a.place(a.step(a.top, row), column)
}

// Row is one row of the window.
type Row struct {
	Line int // number of its line where it is the first row of it, else 0
	Text string
}

// Window returns the rows that are seen; secrets as asterisks unless revealed.
func (a *Area) Window(reveal bool) []Row {
	rows := make([]Row, 0, a.high)
	for p := a.top; len(rows) < a.high; {
		r := Row{Text: a.show(p, reveal)}
		if p.byte == 0 {
			r.Line = p.line + 1
		}
		rows = append(rows, r)
		next := a.step(p, 1)
		if next == p {
			break
		}
		p = next
	}
	return rows
}

// Caret returns where the cursor stands in the window, and whether it does.
func (a *Area) Caret() (x, y int, ok bool) {
	row := a.step(a.at, 0)
	for p := a.top; y < a.high; y++ {
		if p == row {
			return a.column(), y, true
		}
		if p = a.step(p, 1); above(row, p) {
			break
		}
	}
	return 0, 0, false
}

// show draws the row that begins at a place.
func (a *Area) show(p place, reveal bool) string {
	line, end := a.lines[p.line].text, a.rowEnd(p)
	var hidden []bool
	if !reveal {
		hidden = a.hidden(line, p.byte, end)
	}
	var b strings.Builder
	for at := p.byte; at < end; {
		shown, n := glyph(line, at)
		if hidden != nil && hidden[at-p.byte] {
			shown = strings.Repeat("*", cell.Width(shown)) // as wide, so that no row moves
		}
		b.WriteString(shown)
		at += n
	}
	return b.String()
}

// hidden tells which bytes of a run of a line belong to secrets; nil: none does.
func (a *Area) hidden(line string, from, to int) (hidden []bool) {
	for _, secret := range a.Secrets {
		begin := max(from-len(secret)+1, 0)
		part := line[begin:min(to+len(secret)-1, len(line))]
		for at := 0; secret != ""; at += len(secret) {
			i := strings.Index(part[at:], secret)
			if i < 0 {
				break
			}
			at += i
			if hidden == nil {
				hidden = make([]bool, to-from)
			}
			for j := max(begin+at, from); j < min(begin+at+len(secret), to); j++ {
				hidden[j-from] = true
			}
		}
	}
	return hidden
}
