package bill_test

import (
	"bytes"
	"math/big"
	"slices"
	"strings"
	"testing"

	"wxlens/wxpay/bill"
)

// plainly reads a bill in the simplest way: how many rows there are, how many of
// them have a value for each column, and what the good values of the columns of
// amounts add up to.
func plainly(text string, columns []bill.Column) (rows, whole int64, sums map[string]*big.Rat) {
	sums = map[string]*big.Rat{}
	for _, line := range strings.Split(text, "\n")[1:] {
		line = strings.TrimSuffix(line, "\r")
		if line == "" {
			continue
		}
		first, _, _ := strings.Cut(line, ",")
		if line[0] != '`' && strings.Contains(first, "总") {
			break
		}
		rows++
		values := strings.Split(strings.TrimPrefix(line, "`"), ",`")
		if line[0] != '`' || len(values) != len(columns) {
			continue
		}
		whole++
		for i, c := range columns {
			if c.Form != bill.Amount && c.Form != bill.Fee {
				continue
			}
			if _, fault := bill.AmountOf(c.Form, values[i]); fault == "" {
				v, _ := new(big.Rat).SetString(values[i])
				if sums[c.Name] == nil {
					sums[c.Name] = new(big.Rat)
				}
				sums[c.Name].Add(sums[c.Name], v)
			}
		}
	}
	return rows, whole, sums
}

// FuzzRead holds the reader to the plainest one, whatever the file. Goroutines make
// what a run covers vary: fuzz with -fuzzminimizetime 1x, or it minimizes forever.
func FuzzRead(f *testing.F) {
	for _, text := range sameBills(f) {
		f.Add([]byte(text))
	}
	f.Add([]byte(packed(f, whole)))
	f.Add([]byte("商户订单号,订单金额\n`a,`1.00\nx\n`,`,`2\n总\n`1\n`"))
	f.Add([]byte("<xml><error_code>1</error_code></xml>"))
	f.Fuzz(func(t *testing.T, file []byte) {
		var whole int64
		r, err := bill.Read(t.Context(), bytes.NewReader(file), bill.Options{Rows: func(r *bill.Row) error {
			if r.Whole() {
				whole++
			}
			if !slices.Equal(bill.Values(r.Raw()), values(r)) {
				t.Fatalf("row %d: %q", r.Number, r.Raw())
			}
			return nil
		}})
		if err != nil || r.GZIP || len(r.Faults) > 0 && r.Faults[0].Fault == bill.LineTooLong {
			return
		}
		if r.SHA1 != hashOf(string(file)) {
			t.Fatalf("hash %s, want %s", r.SHA1, hashOf(string(file)))
		}
		rows, wholeRows, sums := plainly(string(file), r.Columns)
		if r.Rows != rows || whole != wholeRows {
			t.Fatalf("%d rows, %d of them whole; want %d, %d", r.Rows, whole, rows, wholeRows)
		}
		for _, s := range r.Sums {
			want := sums[s.Column]
			if want == nil {
				want = new(big.Rat)
			}
			if got := big.NewRat(int64(s.Money), 100_000); got.Cmp(want) != 0 {
				t.Fatalf("%s adds up to %s, want %s", s.Column, got, want)
			}
		}
	})
}

func values(r *bill.Row) []string {
	if r.Len() == 0 {
		return []string{string(r.Raw())}
	}
	var list []string
	for i := range r.Len() {
		list = append(list, string(r.Value(i)))
	}
	return list
}

// FuzzReconcile holds every payment of the books to be matched, or told once.
func FuzzReconcile(f *testing.F) {
	f.Add([]byte(whole), "T1", int64(1990))
	f.Add([]byte("商户订单号,订单金额,交易状态,交易时间\n`a,`1.00,`SUCCESS,`2026-01-02 00:00:00\n"), "b", int64(3))
	f.Fuzz(func(t *testing.T, file []byte, no string, amount int64) {
		books := bill.NewBooks()
		books.Add(payment(no, 1990, "SUCCESS", "2026-01-02"))
		told, here := int64(0), 0
		r, err := bill.Reconcile(t.Context(), bytes.NewReader(file), bill.Options{}, books, bill.Scope{}, func(d bill.Difference) error {
			if told++; d.Kind == bill.OnlyHere {
				here++
			}
			if (d.Bill == nil) != (d.Kind == bill.OnlyHere) || (d.Here == nil) != (d.Kind == bill.OnlyInBill) {
				t.Fatalf("%+v", d)
			}
			return nil
		})
		if err == nil && (r.Differences() != told || here > 1 || r.Matched > r.Rows) {
			t.Fatalf("%d told, %+v", told, r)
		}
	})
}
