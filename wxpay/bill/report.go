package bill

import (
	"encoding/hex"
	"slices"
	"strconv"
	"strings"

	"wxlens/wxpay"
)

// Report is what a bill says and what of it does not hold.
type Report struct {
	Kind    Kind
	Type    string // of a trade bill: ALL, SUCCESS or REFUND, by its columns
	Columns []Column
	Rows    int64
	Lines   int64
	Bytes   int64  // of the text, unpacked
	SHA1    string // of the text, unpacked, lower-case hex
	GZIP    bool
	BOM     bool
	First   string // the first day that rows are of, YYYY-MM-DD; "" if there is none
	Last    string

	Sums        []Sum // of every column of amounts
	Total       Money // orders (订单金额); of a fund flow what came in
	RefundTotal Money // refunds (申请退款金额); of a fund flow what went out for them
	FeeTotal    Money // fees (手续费)
	Income      Way   // of a fund flow
	Expense     Way

	Totals     []Stated // the totals as the bill states them
	SumMatches bool     // there are totals, and they are those of the rows
	BadRows    int64    // how many rows do not hold
	Bad        []Bad    // the first of them
	Faults     []Bad    // what is wrong with the file as a whole

	layout   *layout
	overflow bool
}

// Sum is what the values of a column add up to.
type Sum struct {
	Column string
	Money  Money
}

// Way is one direction of a fund flow.
type Way struct {
	Rows int64
	Sum  Money
}

// Stated is one of the totals as the bill states it, beside what the rows add up to.
type Stated struct {
	Name  string
	Words wxpay.Words
	Text  string // as it stands there
	Want  string // what the rows add up to; "" where that cannot be told
	OK    bool   // it agrees, or cannot be told
}

// OK reports whether everything holds.
func (r *Report) OK() bool { return r.SumMatches && r.BadRows == 0 && len(r.Faults) == 0 }

// Checks are the verdict on a bill: its form, and its hash where one was announced.
func (r *Report) Checks(hashType, announced string) []wxpay.Check {
	var checks []wxpay.Check
	if announced != "" {
		want, got := strings.TrimSpace(hashType+" "+announced), r.SHA1
		if !strings.EqualFold(announced, r.SHA1) {
			return append(checks, wxpay.Fail(wxpay.CheckBillHash, wxpay.ReasonHashDiffers, want, got))
		}
		checks = append(checks, wxpay.Pass(wxpay.CheckBillHash, want, got))
	}
	rows := strconv.FormatInt(r.Rows, 10)
	switch {
	case slices.ContainsFunc(r.Faults, func(b Bad) bool { return b.Fault == Truncated || b.Fault == Damaged }):
		return append(checks, wxpay.Fail(wxpay.CheckBillForm, wxpay.ReasonTruncated, "gzip", string(r.Faults[0].Fault)))
	case r.BadRows > 0:
		return append(checks, wxpay.Fail(wxpay.CheckBillForm, wxpay.ReasonBadRows, "0", strconv.FormatInt(r.BadRows, 10)+": "+r.Bad[0].String()))
	case !r.SumMatches:
		return append(checks, wxpay.Fail(wxpay.CheckBillForm, wxpay.ReasonSumsDiffer, r.stated(), r.added()))
	}
	return append(checks, wxpay.Pass(wxpay.CheckBillForm, rows, rows))
}

// stated and added are the totals that differ, as the bill has them and as its rows
// have them.
func (r *Report) stated() string {
	return r.differing(func(s Stated) string { return s.Name + " " + s.Text })
}

func (r *Report) added() string {
	return r.differing(func(s Stated) string { return s.Name + " " + s.Want })
}

func (r *Report) differing(words func(Stated) string) string {
	var list []string
	for _, s := range r.Totals {
		if !s.OK {
			list = append(list, words(s))
		}
	}
	if list == nil && len(r.Faults) > 0 {
		return string(r.Faults[0].Fault)
	}
	return strings.Join(list, ", ")
}

// String tells a bad row in protocol words and figures.
func (b Bad) String() string {
	parts := []string{}
	if b.Row > 0 {
		parts = append(parts, "row "+strconv.FormatInt(b.Row, 10))
	}
	if b.Line > 0 {
		parts = append(parts, "line "+strconv.FormatInt(b.Line, 10))
	}
	parts = append(parts, b.Column, string(b.Fault), b.Value)
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), " ")
}

func number(n int) string { return strconv.Itoa(n) }

func (r *Report) begin(l *layout) {
	r.layout, r.Kind, r.Columns, r.Lines = l, l.kind, l.columns, 1
	for _, i := range l.sums {
		r.Sums = append(r.Sums, Sum{Column: l.columns[i].Name})
	}
	if l.kind != Trade {
		return
	}
	switch {
	case slices.ContainsFunc(l.columns, func(c Column) bool { return c.Name == "退款申请时间" }):
		r.Type = "REFUND"
	case l.column(RoleOutRefundNo) >= 0:
		r.Type = "ALL"
	default:
		r.Type = "SUCCESS"
	}
}

// fault notes what is wrong with the file where its reading stands.
func (r *Report) fault(b Bad) {
	b.Row, b.Line = r.Rows, r.Lines
	r.Faults = append(r.Faults, b)
}

func (r *Report) sum(to *Money, more Money) {
	sum, ok := to.add(more)
	*to = sum
	r.overflow = r.overflow || !ok
}

// add adds what a block adds up to.
func (r *Report) add(t *tally, maxBad int) {
	for _, b := range t.bad {
		if len(r.Bad) < maxBad {
			b.Row, b.Line = b.Row+r.Rows, b.Line+r.Lines
			r.Bad = append(r.Bad, b)
		}
	}
	for i, m := range t.sums {
		r.sum(&r.Sums[i].Money, m)
	}
	r.sum(&r.Income.Sum, t.in.sum)
	r.sum(&r.Expense.Sum, t.out.sum)
	r.overflow = r.overflow || t.overflow
	r.Income.Rows += t.in.rows
	r.Expense.Rows += t.out.rows
	if r.Kind == FundFlow {
		r.sum(&r.RefundTotal, t.refunds)
		r.sum(&r.FeeTotal, t.fees)
	}
	if first := t.first; first != (day{}) && (r.First == "" || string(first[:]) < r.First) {
		r.First = string(first[:])
	}
	if last := t.last; last != (day{}) && string(last[:]) > r.Last {
		r.Last = string(last[:])
	}
	r.Rows, r.Lines, r.BadRows = r.Rows+t.rows, r.Lines+t.lines, r.BadRows+t.badRows
}

// finish compares with the totals.
func (re *reading) finish() {
	r := re.report
	r.Bytes, r.SHA1 = re.offset, hex.EncodeToString(re.sum.Sum(nil))
	if r.Kind == FundFlow {
		r.Total = r.Income.Sum
	} else {
		r.Total = r.sumOf(RoleTotal, RoleSettled)
		r.RefundTotal, r.FeeTotal = r.sumOf(RoleRefund, RoleRefundDue), r.sumOf(RoleFee)
	}
	switch {
	case len(r.Faults) > 0: // nobody expects the totals of a file that breaks off
		return
	case re.section == inRows:
		r.fault(Bad{Fault: TotalsMissing})
		return
	case re.section == inTotals:
		r.fault(Bad{Fault: TotalsNoRow})
		return
	}
	re.compare(strings.Split(string(re.names), ","), Values(re.values))
}

func (r *Report) sumOf(roles ...Role) Money {
	if slot, ok := r.layout.slotOf(roles...); ok {
		return r.Sums[slot].Money
	}
	return 0
}

func (re *reading) compare(names, values []string) {
	r := re.report
	if len(names) != len(values) {
		r.fault(Bad{Value: number(len(values)), Want: number(len(names)), Fault: TotalsCount})
		return
	}
	told := 0
	for i, name := range names {
		s := Stated{Name: strings.Trim(name, " `"), Text: values[i], OK: true}
		fault := r.judge(&s)
		switch {
		case fault != "":
			s.OK = false
			r.fault(Bad{Column: s.Name, Value: s.Text, Want: s.Want, Fault: fault})
		case s.Want != "":
			told++
		}
		r.Totals = append(r.Totals, s)
	}
	if told == 0 && len(r.Faults) == 0 {
		r.fault(Bad{Value: shortened(re.names), Fault: TotalsUnknown})
	}
	r.SumMatches = len(r.Faults) == 0
}

// judge compares one of the totals with the rows.
func (r *Report) judge(s *Stated) Fault {
	list := Totals(r.Kind)
	i := slices.IndexFunc(list, func(t Total) bool { return t.Name == s.Name })
	if i < 0 {
		return ""
	}
	t := list[i]
	s.Words = t.Words
	if t.of == "" {
		return s.count(r.counted(t.only))
	}
	want, ok := r.summed(t)
	if !ok {
		return ""
	}
	s.Want = want.String()
	got, fault := parseMoney([]byte(s.Text), 5)
	switch {
	case fault != "":
		return TotalsForm
	case got != want || r.overflow:
		return TotalsDiffer
	}
	return ""
}

func (s *Stated) count(want int64) Fault {
	s.Want = strconv.FormatInt(want, 10)
	got, fault := parseCount([]byte(s.Text))
	switch {
	case fault != "":
		return TotalsForm
	case got != want:
		return TotalsDiffer
	}
	return ""
}

func (r *Report) counted(only string) int64 {
	switch only {
	case income:
		return r.Income.Rows
	case expense:
		return r.Expense.Rows
	}
	return r.Rows
}

func (r *Report) summed(t Total) (Money, bool) {
	i := slices.IndexFunc(r.Sums, func(s Sum) bool { return s.Column == t.of })
	switch {
	case i < 0:
		return 0, false
	case t.only == income:
		return r.Income.Sum, true
	case t.only == expense:
		return r.Expense.Sum, true
	}
	return r.Sums[i].Money, true
}
