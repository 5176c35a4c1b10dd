package bill

import "bytes"

// Row is a row of a bill. It is good until the function returns that it was given to.
type Row struct {
	Number int64 // 1-based
	Line   int64 // 1-based in the file
	Offset int64 // where its line begins in the unpacked text

	layout  *layout
	b       []byte
	at, end int
	starts  [maxColumns + 1]int
	n       int
}

func (r *Row) split() {
	r.n = 0
	if r.at < r.end && r.b[r.at] == '`' {
		r.n = split(r.b, r.at, r.end, &r.starts)
	}
}

// Whole reports whether the row has a value for every column.
func (r *Row) Whole() bool { return r.n == len(r.layout.columns) }

// Len returns how many values there are.
func (r *Row) Len() int { return min(r.n, maxColumns) }

// Value returns a value.
func (r *Row) Value(i int) []byte { return r.b[r.starts[i] : r.starts[i+1]-2] }

// Of returns the value of the column with a role; nil if there is none.
func (r *Row) Of(role Role) []byte {
	if i := r.layout.column(role); i >= 0 && i < r.Len() {
		return r.Value(i)
	}
	return nil
}

// Raw returns the line as it stands in the file, without its end.
func (r *Row) Raw() []byte { return r.b[r.at:r.end] }

// Values returns the values of a line of a bill, which may have any number of them;
// a line that is no row is one value.
func Values(line []byte) []string {
	r := Row{b: append(bytes.Clone(line), make([]byte, slack)...), end: len(line)}
	if r.split(); r.n == 0 {
		return []string{string(line)}
	}
	values := make([]string, r.Len())
	for i := range values {
		values[i] = string(r.Value(i))
	}
	return values
}

// AmountOf reads an amount of a column of that form.
func AmountOf(f Form, value string) (Money, Fault) {
	if f == Fee {
		return parseMoney([]byte(value), 5)
	}
	return parseMoney([]byte(value), 2)
}
