// Package panel holds the lists of the workbench: orders, inbox, flow, profiles
// and the timeline. A panel draws what is inside its border and keeps its cursor;
// what it lists is handed in.
package panel

import (
	"slices"
	"strings"

	"wxlens/ui/cell"
	"wxlens/ui/tui/look"
	"wxlens/ui/tui/page"
	"wxlens/ui/tui/widget"
)

// rows is a list that never changes.
type rows[T any] interface {
	Len() int
	At(i int) T
}

// inMemory are rows that are simply there.
type inMemory[T any] []T

func (r inMemory[T]) Len() int   { return len(r) }
func (r inMemory[T]) At(i int) T { return r[i] }

// table is a list that can be filtered. It keeps the row under the cursor when
// rows come and go, unless it follows the end where new ones arrive.
type table[T any] struct {
	widget.List
	Follow bool
	Query  string
	Typing *widget.Field // the query while it is typed

	refused string // why the query cannot be used, "" if it can

	all     rows[T]
	sieve   func(row T) bool // lets the rows through that are shown; nil: all are
	index   []int            // of those rows
	sieved  int              // rows of all that were looked at
	room    int              // lines inside the border
	newest  func(length int) int
	match   func(row T, query string) bool
	id      func(row T) string
	version int
}

func newTable[T any]() table[T] { return table[T]{all: inMemory[T](nil)} }

// Version changes with everything that is drawn.
func (t *table[T]) Version() int { return t.version }

func (t *table[T]) touch() { t.version++ }

// Rows returns how many rows are shown.
func (t *table[T]) Rows() int {
	if t.sieve == nil {
		return t.all.Len()
	}
	return len(t.index)
}

func (t *table[T]) row(i int) T {
	if t.sieve == nil {
		return t.all.At(i)
	}
	return t.all.At(t.index[i])
}

// At returns the row under the cursor.
func (t *table[T]) At() (row T, ok bool) {
	if t.Cursor >= t.Rows() {
		return row, false
	}
	return t.row(t.Cursor), true
}

// set replaces the rows.
func (t *table[T]) set(all rows[T], grown bool) {
	old, had := t.At()
	if !grown {
		t.sieved, t.index = 0, nil
	}
	t.all = all
	t.touch()
	t.sift()
	switch {
	case t.Follow:
		t.To(t.newest(t.Rows()))
	case had:
		t.find(t.id(old))
	}
}

// sift looks at the rows that were not looked at yet.
func (t *table[T]) sift() {
	if t.sieve != nil {
		for ; t.sieved < t.all.Len(); t.sieved++ {
			if t.sieve(t.all.At(t.sieved)) {
				t.index = append(t.index, t.sieved)
			}
		}
	}
	t.fit()
}

// show lets other rows through, only some of those that were shown if narrower.
func (t *table[T]) show(sieve func(row T) bool, narrower bool) {
	old, had := t.At()
	narrower = narrower && t.sieve != nil && sieve != nil
	t.sieve = sieve
	t.touch()
	if narrower {
		t.index = slices.DeleteFunc(t.index, func(i int) bool { return !sieve(t.all.At(i)) })
		t.fit()
	} else {
		t.index, t.sieved = nil, 0
		t.sift()
	}
	if had {
		t.find(t.id(old))
	}
}

// find puts the cursor on a row; most often it has hardly moved.
func (t *table[T]) find(id string) {
	n := t.Rows()
	for i := range n {
		for _, at := range [2]int{t.Cursor + i, t.Cursor - i} {
			if at >= 0 && at < n && t.id(t.row(at)) == id {
				t.To(at)
				return
			}
		}
	}
}

// Select puts the cursor on a row by its id.
func (t *table[T]) Select(id string) {
	t.Follow = false
	t.touch()
	t.find(id)
}

// Filter keeps the rows that hold the query.
func (t *table[T]) Filter(query string) {
	query = strings.ToLower(query)
	if query == t.Query {
		return
	}
	narrower := t.Query != "" && strings.Contains(query, t.Query)
	t.Query = query
	if query == "" {
		t.show(nil, false)
		return
	}
	t.show(func(row T) bool { return t.match(row, query) }, narrower)
}

// Fit says how many lines there are inside the border.
func (t *table[T]) Fit(lines int) {
	if t.room != lines {
		t.room = lines
		t.touch()
	}
	t.fit()
}

func (t *table[T]) fit() { t.Resize(t.Rows(), max(t.room-t.Header(), 1)) }

// Header returns the lines above the rows.
func (t *table[T]) Header() int {
	if t.Query != "" || t.Typing != nil {
		return 1
	}
	return 0
}

// Moved is called after the cursor was moved: following ends, except at the
// place where new rows arrive.
func (t *table[T]) Moved(resume bool) {
	t.Follow = resume || t.Rows() == 0
	if t.Follow {
		t.To(t.newest(t.Rows()))
	}
	t.touch()
}

// draw draws the rows that are seen.
func (t *table[T]) draw(l *look.Look, width, height int, empty string, row func(i int) string) []string {
	lines := make([]string, 0, height)
	if t.Header() == 1 {
		lines = append(lines, t.filterLine(l, width))
	}
	if t.Rows() == 0 {
		if t.Query != "" {
			empty = l.Words().NoMatch
		}
		p := page.New(l, width)
		p.Words(l.Style.Muted, 1, empty)
		lines = append(lines, p.Lines...)
	}
	from, to := t.Window()
	for i := from; i < to && len(lines) < height; i++ {
		lines = append(lines, row(i))
	}
	return Fill(l, lines, width, height)
}

func (t *table[T]) filterLine(l *look.Look, width int) string {
	line := l.Line(width, "").Put(l.Style.Accent, " /")
	if t.Typing == nil {
		line.Put(l.Style.Strong, cell.Clean(t.Query))
	} else {
		shown, _ := t.Typing.Shown()
		line.Put(l.Style.Input, shown)
	}
	if t.refused != "" {
		return line.Gap(2).Put(l.Style.Bad, l.Signs.Bad+" "+t.refused).String()
	}
	return line.Right(l.Style.Muted, itoa(t.Rows()), 1).String()
}

// Caret returns where the query is typed, as an offset inside the border.
func (t *table[T]) Caret(width int) (x int, ok bool) {
	if t.Typing == nil {
		return 0, false
	}
	_, column := t.Typing.Shown()
	return min(2+column, width-1), true
}

// Fill cuts or fills lines to a height.
func Fill(l *look.Look, lines []string, width, height int) []string {
	if len(lines) > height {
		return lines[:height]
	}
	for len(lines) < height {
		lines = append(lines, l.Line(width, "").String())
	}
	return lines
}
