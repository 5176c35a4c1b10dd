package bill

import (
	"bytes"
	"encoding/binary"
	"math"
)

// section is where in a bill a line stands.
type section uint8

const (
	inRows    section = iota
	inTotals          // after the names of the totals
	afterward         // after their values
)

// Bad is a row that does not hold, or one thing about the file that does not.
type Bad struct {
	Row    int64  // 1-based; of what is about the file: the last row before it
	Line   int64  // 1-based in the file, of the same
	Column string // "" if it is about no single column
	Value  string // shortened
	Want   string // what was expected, where that is a figure
	Fault  Fault
}

// tally is what the lines of one block add up to.
type tally struct {
	rows, lines int64
	sums        []Money
	overflow    bool // some sum is not one
	in, out     way
	refunds     Money // of a fund flow
	fees        Money

	bad     []Bad // the first of them; rows and lines count from the block's beginning
	badRows int64

	first, last day // of the rows, in their order of the calendar

	names, values []byte // lines of the totals
	section       section
}

// way is what came in, or what went out.
type way struct {
	rows int64
	sum  Money
}

// day is YYYY-MM-DD; zero: none.
type day [10]byte

// rower reads the lines of blocks. It belongs to one goroutine.
type rower struct {
	*layout
	maxBad int
	tally  tally
	starts [maxColumns + 1]int
	day    day    // of the row before
	rate   []byte // that was right before
	room   [16]byte
}

// read adds up b[:end], whole lines but for the last of the file, from a section
// on. Some bytes beyond end may be read.
func (r *rower) read(b []byte, end int, from section) *tally {
	t := &r.tally
	*t = tally{sums: t.sums[:0], bad: t.bad[:0], section: from, names: t.names[:0], values: t.values[:0]}
	t.sums = append(t.sums, make([]Money, len(r.sums))...)
	r.day = day{}
	for at := 0; at < end; {
		stop, next := end, end
		if i := bytes.IndexByte(b[at:end], '\n'); i >= 0 {
			stop, next = at+i, at+i+1
		}
		if stop > at && b[stop-1] == '\r' {
			stop--
		}
		t.lines++
		switch {
		case stop == at: // an empty line
		case t.section == inRows && b[at] == '`':
			t.rows++
			if !r.row(b, at, stop) {
				t.badRows++
			}
		default:
			r.other(b[at:stop])
		}
		at = next
	}
	return t
}

// other takes a line that is no row: totals, or what should not be there.
func (r *rower) other(line []byte) {
	t := &r.tally
	switch {
	case t.section == inRows && namesTotals(line):
		t.names, t.section = append(t.names, line...), inTotals
	case t.section == inTotals && line[0] == '`':
		t.values, t.section = append(t.values, line...), afterward
	case t.section == inRows:
		t.rows++
		t.badRows++
		r.note(Bad{Value: shortened(line), Fault: NotARow})
	default:
		t.badRows++
		r.note(Bad{Value: shortened(line), Fault: AfterTotals})
	}
}

// namesTotals tells the names of totals: they begin with 总 or name a 总笔数.
func namesTotals(line []byte) bool {
	first, _, _ := bytes.Cut(line, []byte(","))
	return bytes.Contains(first, []byte("总")) && first[0] != '`'
}

func (r *rower) note(b Bad) {
	t := &r.tally
	if len(t.bad) < r.maxBad {
		b.Row, b.Line = t.rows, t.lines
		t.bad = append(t.bad, b)
	}
}

// row checks the values of a row and adds its amounts; false: something does not
// hold.
func (r *rower) row(b []byte, at, end int) bool {
	t := &r.tally
	n := split(b, at, end, &r.starts)
	if n != len(r.columns) {
		r.note(Bad{Value: number(n), Want: number(len(r.columns)), Fault: ColumnCount})
		return false
	}
	ok := true
	for _, c := range r.typed {
		from, to := r.starts[c.column], r.starts[c.column+1]-2
		var fault Fault
		switch c.form {
		case Amount, Fee:
			decimals := 2
			if c.form == Fee {
				decimals = 5
			}
			m, short := parseShort(b, from, to-from, decimals)
			if !short {
				m, fault = parseMoney(b[from:to], decimals)
				t.add(&t.sums[c.slot], m)
			} else {
				t.sums[c.slot] += m // too little to leave 63 bits within a block
			}
		case Time:
			fault = r.time(b, from, to, c.column == r.when)
		case Rate:
			fault = r.rated(b[from:to])
		case Direction:
			if v := string(b[from:to]); v != income && v != expense {
				fault = DirectionForm
			}
		}
		if fault != "" && ok {
			ok = false
			r.note(Bad{Column: r.columns[c.column].Name, Value: shortened(b[from:to]), Fault: fault})
		}
	}
	if r.split >= 0 && r.moved >= 0 {
		r.flow(b)
	}
	return ok
}

// add sums, and notes a sum that comes near the end of 63 bits.
func (t *tally) add(to *Money, more Money) {
	const most = math.MaxInt64 / 2
	sum, ok := to.add(more)
	*to = sum
	t.overflow = t.overflow || !ok || sum > most || sum < -most
}

// value is a value of the row that was split last.
func (r *rower) value(b []byte, i int) []byte { return b[r.starts[i] : r.starts[i+1]-2] }

// flow adds a fund flow to what came in or went out.
func (r *rower) flow(b []byte) {
	t := &r.tally
	m, _ := parseMoney(r.value(b, r.moved), 2) // what is wrong with it was noted
	switch string(r.value(b, r.split)) {
	case income:
		t.in.rows++
		t.add(&t.in.sum, m)
	case expense:
		t.out.rows++
		t.add(&t.out.sum, m)
		if r.about < 0 {
			return
		}
		switch about := r.value(b, r.about); {
		case string(about) == "退款":
			t.add(&t.refunds, m)
		case bytes.Contains(about, []byte("手续费")):
			t.add(&t.fees, m)
		}
	}
}

// rated checks a rate: digits, perhaps with decimals, then a per cent sign.
func (r *rower) rated(v []byte) Fault {
	if bytes.Equal(v, r.rate) || len(v) == 0 {
		return ""
	}
	digits := bytes.TrimPrefix(bytes.TrimSuffix(v, []byte("%")), []byte("-"))
	if _, fault := parseMoney(digits, 5); fault != "" {
		return RateForm
	}
	if len(v) <= len(r.room) { // most rows have the rate of the row before
		r.rate = append(r.room[:0], v...)
	}
	return ""
}

// time checks a time of Beijing and, for that of the row, notes its day.
func (r *rower) time(b []byte, from, to int, own bool) Fault {
	if from == to && !own {
		return ""
	}
	if to-from != len("2006-01-02 15:04:05") || !isTime(b[from:]) {
		return TimeForm
	}
	if d := day(b[from : from+10]); own && d != r.day {
		r.day = d
		t := &r.tally
		if t.first == (day{}) || bytes.Compare(d[:], t.first[:]) < 0 {
			t.first = d
		}
		if bytes.Compare(d[:], t.last[:]) > 0 {
			t.last = d
		}
	}
	return ""
}

// Three words of a time: its punctuation, and where its digits are.
const (
	marks1, digits1 = uint64('-')<<32 | uint64('-')<<56, 0x00FFFF00FFFFFFFF
	marks2, digits2 = uint64(' ')<<16 | uint64(':')<<40, 0xFFFF00FFFF00FFFF
	marks3, digits3 = uint64(':'), 0xFFFF00
)

// isTime reports whether YYYY-MM-DD HH:MM:SS stands there. The rest of 24 bytes may
// be anything.
func isTime(b []byte) bool {
	x, y := binary.LittleEndian.Uint64(b), binary.LittleEndian.Uint64(b[8:])
	z := uint64(b[16]) | uint64(b[17])<<8 | uint64(b[18])<<16
	if x&^digits1 != marks1 || y&^digits2 != marks2 || z&^digits3 != marks3 ||
		!allDigits(x&digits1|zeros&^digits1) || !allDigits(y&digits2|zeros&^digits2) || !allDigits(z&digits3|zeros&^digits3) {
		return false
	}
	two := func(i int) byte { return (b[i]-'0')*10 + b[i+1] - '0' }
	month, date := two(5), two(8)
	return month-1 < 12 && date-1 < 31 && two(11) < 24 && two(14) < 60 && two(17) < 61
}

func allDigits(x uint64) bool { return x&highs == zeros && (x+overNines)&highs == zeros }
