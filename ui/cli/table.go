package cli

import (
	"strconv"
	"strings"

	"golang.org/x/text/width"
)

// table is lines whose columns stand one below the other.
type table [][]string

// cells is how many columns of a terminal a text takes: Chinese takes two a
// character.
func cells(s string) int {
	n := 0
	for _, r := range s {
		n++
		if kind := width.LookupRune(r).Kind(); kind == width.EastAsianWide || kind == width.EastAsianFullwidth {
			n++
		}
	}
	return n
}

// printTable writes lines so that their columns stand below each other; the last of
// each is as long as it is.
func (a *app) printTable(t table) {
	widths := t.widths()
	for _, line := range t {
		var b strings.Builder
		for i, cell := range line {
			b.WriteString(cell)
			if i < len(line)-1 {
				b.WriteString(strings.Repeat(" ", widths[i]-cells(cell)+2))
			}
		}
		a.out.line("%s", strings.TrimRight(b.String(), " "))
	}
}

func (t table) widths() []int {
	var widths []int
	for _, line := range t {
		for i, cell := range line {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], cells(cell))
		}
	}
	return widths
}

// quoted shows a value of a file, whatever it holds.
func quoted(s string) string {
	if s == "" {
		return ""
	}
	return strconv.Quote(s)
}
