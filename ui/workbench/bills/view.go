package bills

import (
	"bytes"
	"cmp"
	"context"
	"encoding/binary"
	"io"
	"math"
	"slices"
	"strings"

	"wxlens/wxpay/bill"
)

// View is the rows of a sheet, some of them and in some order. It never changes.
type View struct {
	sheet *Sheet
	n     int
	order []int32 // numbers of rows, from 0; nil: all, as they stand in the bill
}

// Len returns how many rows there are.
func (v *View) Len() int { return v.n }

// Rows reads rows, those before to from from on.
func (v *View) Rows(from, to int) ([]Line, error) {
	from, to = max(from, 0), min(to, v.n)
	lines := make([]Line, 0, max(to-from, 0))
	for i := from; i < to; i++ {
		at := int64(i)
		if v.order != nil {
			at = int64(v.order[i])
		}
		line, err := v.sheet.line(at)
		if err != nil {
			return lines, err
		}
		lines = append(lines, line)
	}
	return lines, nil
}

// Arrangement is which rows to see, and in what order.
type Arrangement struct {
	Filter     string // see [ParseFilter]
	Sorted     bool
	Column     int // to sort by
	Descending bool
}

// Arrange finds and sorts rows: it reads the bill once more. It may run beside
// others and beside the reading of views. progress is told of the bytes that were
// read, of Report.Bytes; it may be nil.
func (s *Sheet) Arrange(ctx context.Context, a Arrangement, progress func(bytes int64)) (*View, error) {
	if !a.Sorted && strings.TrimSpace(a.Filter) == "" {
		return s.All(), nil
	}
	k := newKeys(s.Report.Columns, a)
	filter := ParseFilter(a.Filter, s.Report.Columns)
	if strings.TrimSpace(a.Filter) == "" {
		k.all = make([]key, 0, s.Report.Rows)
	}
	_, err := bill.Read(ctx, io.NewSectionReader(s.file, 0, math.MaxInt64), bill.Options{
		Kind: s.Report.Kind, Progress: progress,
		Rows: func(r *bill.Row) error {
			if filter.Match(r) {
				k.add(r)
			}
			return nil
		},
	})
	if err != nil {
		return nil, err
	}
	order := k.sorted()
	return &View{s, len(order), order}, ctx.Err()
}

// keys are what rows are sorted by. Text is kept up to some length in one piece of
// memory.
type keys struct {
	Arrangement
	form bill.Form
	all  []key
	text []byte
}

// key is a number, or the beginning of a text and where all of it lies.
type key struct {
	value  int64
	row    int32
	at     uint32
	length uint16
}

// maxKey is how much of a text counts for the order, in bytes.
const maxKey = 64

func newKeys(columns []bill.Column, a Arrangement) *keys {
	k := &keys{Arrangement: a}
	if a.Sorted && a.Column >= 0 && a.Column < len(columns) {
		k.form = columns[a.Column].Form
	} else {
		k.Sorted = false
	}
	return k
}

func (k *keys) add(r *bill.Row) {
	e := key{row: int32(r.Number - 1)}
	switch {
	case !k.Sorted:
	case k.Column >= r.Len():
		e.value = math.MinInt64
	case k.numeric():
		e.value = math.MinInt64 // what is no number comes first
		if m, ok := numberOf(k.form, r.Value(k.Column)); ok {
			e.value = int64(m)
		}
	default:
		v := r.Value(k.Column)
		v = v[:min(len(v), maxKey)]
		var first [8]byte
		copy(first[:], v)
		e.value = int64(binary.BigEndian.Uint64(first[:]) ^ 1<<63) // bytes compare like the numbers do
		if len(v) > len(first) {
			e.at, e.length = uint32(len(k.text)), uint16(len(v)-len(first))
			k.text = append(k.text, v[len(first):]...)
		}
	}
	k.all = append(k.all, e)
}

func (k *keys) numeric() bool {
	return k.form == bill.Amount || k.form == bill.Fee || k.form == bill.Rate || k.form == bill.Count
}

func numberOf(f bill.Form, v []byte) (bill.Money, bool) {
	if f != bill.Amount {
		f = bill.Fee
	}
	m, fault := bill.AmountOf(f, string(bytes.TrimSuffix(v, []byte("%"))))
	return m, fault == ""
}

// sorted returns the numbers of the rows in their order. Rows that are alike stay
// in the order of the bill.
func (k *keys) sorted() []int32 {
	if k.Sorted {
		slices.SortFunc(k.all, func(x, y key) int {
			order := cmp.Compare(x.value, y.value)
			if order == 0 && (x.length > 0 || y.length > 0) {
				order = bytes.Compare(k.text[x.at:x.at+uint32(x.length)], k.text[y.at:y.at+uint32(y.length)])
			}
			if k.Descending {
				order = -order
			}
			return cmp.Or(order, cmp.Compare(x.row, y.row))
		})
	}
	order := make([]int32, len(k.all))
	for i, e := range k.all {
		order[i] = e.row
	}
	return order
}

// Title is a short name of a kept bill for people: day, kind, type.
func (k Kept) Title() string { return strings.Join([]string{k.Day, string(k.Kind), k.Type}, " ") }
