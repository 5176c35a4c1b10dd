package bills

import (
	"bytes"
	"strings"

	"wxlens/wxpay/bill"
)

// ColumnOf finds a column by its name, or by what this program calls it
// (out_trade_no, trade_state, refund, …).
func ColumnOf(columns []bill.Column, name string) (int, bool) {
	for i, c := range columns {
		if c.Name == name || c.Role != "" && strings.EqualFold(string(c.Role), name) {
			return i, true
		}
	}
	return 0, false
}

// Filter finds rows: each of its words must stand in a row, or in one of its
// columns where the word is column:value. Letters of either case are the same.
type Filter struct {
	conditions []condition
	room       []byte
}

type condition struct {
	column int // -1: anywhere
	want   []byte
}

// ParseFilter reads a filter for a bill with these columns. A word before a colon
// that names no column is text like any other.
func ParseFilter(text string, columns []bill.Column) *Filter {
	f := &Filter{}
	for _, word := range strings.Fields(text) {
		c := condition{-1, lower(nil, []byte(word))}
		if name, value, ok := strings.Cut(word, ":"); ok {
			if i, known := ColumnOf(columns, name); known {
				c = condition{i, lower(nil, []byte(value))}
			}
		}
		f.conditions = append(f.conditions, c)
	}
	return f
}

// lower appends b with the letters A to Z in lower case.
func lower(to, b []byte) []byte {
	at := len(to)
	to = append(to, b...)
	for i, c := range to[at:] {
		if c >= 'A' && c <= 'Z' {
			to[at+i] = c + 'a' - 'A'
		}
	}
	return to
}

// Match reports whether a filter finds a row. One filter is not for use by several
// goroutines at once.
func (f *Filter) Match(r *bill.Row) bool {
	for _, c := range f.conditions {
		text := r.Raw()
		if c.column >= 0 {
			if c.column >= r.Len() {
				return false
			}
			text = r.Value(c.column)
		}
		f.room = lower(f.room[:0], text)
		if !bytes.Contains(f.room, c.want) {
			return false
		}
	}
	return true
}
