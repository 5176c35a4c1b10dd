package cli

import (
	"strconv"
	"strings"

	"wxlens/ui/cell"
)

// table is lines whose columns stand one below the other.
type table [][]string

// printTable writes lines so that their columns stand below each other; the last of
// each is as long as it is.
func (a *app) printTable(t table) {
	widths := t.widths()
	for _, line := range t {
		var b strings.Builder
		for i, value := range line {
			if i < len(line)-1 {
				value = padded(value, widths[i]+2)
			}
			b.WriteString(value)
		}
		a.out.line("%s", strings.TrimRight(b.String(), " "))
	}
}

func (t table) widths() []int {
	var widths []int
	for _, line := range t {
		for i, value := range line {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], cell.Width(value))
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
