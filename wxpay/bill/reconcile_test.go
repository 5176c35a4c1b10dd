package bill_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"wxlens/wxpay"
	"wxlens/wxpay/bill"
)

const merchant = "1900009191"

func payment(no string, amount wxpay.Fen, state, day string) bill.Entry {
	return bill.Entry{OutTradeNo: wxpay.OutTradeNo(no), MchID: merchant, Amount: amount, State: state, Day: day}
}

func refund(no, refundNo string, amount wxpay.Fen, state, day string) bill.Entry {
	e := payment(no, amount, state, day)
	e.OutRefundNo = wxpay.OutRefundNo(refundNo)
	return e
}

// agreed are the books that agree with the whole bill.
func agreed() []bill.Entry {
	return []bill.Entry{
		payment("T1", 1990, "REFUND", "2026-01-02"), refund("T1", "R1", 990, "SUCCESS", "2026-01-02"),
		payment("T2", 1, "SUCCESS", "2026-01-02"), payment("T3", 10000, "SUCCESS", "2026-01-02"),
		payment("never-paid", 5, "NOTPAY", ""), payment("closed", 5, "CLOSED", ""), payment("next-day", 5, "SUCCESS", "2026-01-03"),
	}
}

// reconcile returns the differences, one line each.
func reconcile(t *testing.T, text string, books []bill.Entry, scope bill.Scope) (*bill.Result, []string) {
	t.Helper()
	b := bill.NewBooks()
	for _, e := range books {
		b.Add(e)
	}
	side := func(s *bill.Side) string {
		if s == nil {
			return "-"
		}
		return fmt.Sprintf("%d %s", s.Amount, s.State)
	}
	var list []string
	r, err := bill.Reconcile(t.Context(), strings.NewReader(text), bill.Options{}, b, scope, func(d bill.Difference) error {
		list = append(list, strings.TrimSpace(fmt.Sprintf("%s %s%s bill %s here %s row %d", d.Kind, d.OutTradeNo, d.OutRefundNo, side(d.Bill), side(d.Here), d.Row)))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if r.Differences() != int64(len(list)) {
		t.Errorf("%d differences counted, %d told", r.Differences(), len(list))
	}
	return r, list
}

func TestBooksThatAgree(t *testing.T) {
	r, differences := reconcile(t, whole, agreed(), bill.Scope{})
	if len(differences) != 0 || r.Matched != 4 || !r.OK() {
		t.Errorf("%d matched, %q", r.Matched, differences)
	}
}

func TestEveryDifferenceIsTold(t *testing.T) {
	with := func(change func([]bill.Entry) []bill.Entry) []bill.Entry { return change(agreed()) }
	for _, c := range []struct {
		what  string
		text  string
		books []bill.Entry
		want  []string
	}{
		{"an amount", whole, with(func(e []bill.Entry) []bill.Entry { e[2].Amount = 2; return e }), []string{"amount T2 bill 1 SUCCESS here 2 SUCCESS row 3"}},
		{"a payment that was never heard of", whole, with(func(e []bill.Entry) []bill.Entry { e[3].State, e[3].Day = "NOTPAY", ""; return e }), []string{"state T3 bill 10000 SUCCESS here 10000 NOTPAY row 4"}},
		{"both", whole, with(func(e []bill.Entry) []bill.Entry { e[3] = payment("T3", 7, "CLOSED", ""); return e }), []string{"amount T3 bill 10000 SUCCESS here 7 CLOSED row 4", "state T3 bill 10000 SUCCESS here 7 CLOSED row 4"}},
		{"an order that nobody placed", whole, with(func(e []bill.Entry) []bill.Entry { return append(e[:3], e[4:]...) }), []string{"only-in-bill T3 bill 10000 SUCCESS here - row 4"}},
		{"a refund that nobody asked for", whole, with(func(e []bill.Entry) []bill.Entry { return append(e[:1], e[2:]...) }), []string{"only-in-bill T1R1 bill 990 SUCCESS here - row 2"}},
		{"a refund of another amount", whole, with(func(e []bill.Entry) []bill.Entry { e[1].Amount = 991; return e }), []string{"amount T1R1 bill 990 SUCCESS here 991 SUCCESS row 2"}},
		{"a refund thought to have failed", whole, with(func(e []bill.Entry) []bill.Entry { e[1].State = "ABNORMAL"; return e }), []string{"state T1R1 bill 990 SUCCESS here 990 ABNORMAL row 2"}},
		{"a refund not heard of again", whole, with(func(e []bill.Entry) []bill.Entry { e[1].State = "PROCESSING"; return e }), []string{"state T1R1 bill 990 SUCCESS here 990 PROCESSING row 2"}},
		{"a refund under way when the bill was made", strings.Replace(whole, "`ORIGINAL,`SUCCESS,", "`ORIGINAL,`PROCESSING,", 1), agreed(), nil},
		{"an abnormal refund, settled since", strings.Replace(whole, "`ORIGINAL,`SUCCESS,", "`ORIGINAL,`CHANGE,", 1), agreed(), nil},
		{"paid here and not in the bill", whole, append(agreed(), payment("T9", 3, "SUCCESS", "2026-01-02"), refund("T9", "R9", 1, "SUCCESS", "2026-01-02")), []string{"only-here T9 bill - here 3 SUCCESS row 0", "only-here T9R9 bill - here 1 SUCCESS row 0"}},
		{"another merchant's order of the same number", whole, with(func(e []bill.Entry) []bill.Entry { e[2].MchID = "1900000000"; return e }), []string{"only-in-bill T2 bill 1 SUCCESS here - row 3"}},
		{"another merchant's order", whole, append(agreed(), bill.Entry{OutTradeNo: "T9", MchID: "1900000000", Day: "2026-01-02", State: "SUCCESS"}), nil},
		{"a row that stands there twice", lines(columns, rowPaid, rowPaid, names, "`2,`39.80,`0,`0,`0.23880,`39.80,`0"), agreed()[:1], []string{"only-in-bill T1 bill 1990 SUCCESS here - row 2"}},
		{"a reversal", strings.Replace(whole, "`NATIVE,`SUCCESS,", "`NATIVE,`REVOKED,", 1), with(func(e []bill.Entry) []bill.Entry { e[2].State, e[2].Day = "REVOKED", ""; return e }), nil},
	} {
		r, got := reconcile(t, c.text, c.books, bill.Scope{})
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s: %s", c.what, diff)
		}
		if c.what == "a row that stands there twice" && r.Repeated != 1 {
			t.Errorf("%s: %d repeated", c.what, r.Repeated)
		}
	}
}

func TestTypesOfBillsMissWhatTheyDoNotList(t *testing.T) {
	success := lines("交易时间,商户号,商户订单号,交易状态,订单金额", "`2026-01-02 03:04:05,`"+merchant+",`T1,`SUCCESS,`19.90", "总交易单数,订单总金额", "`1.0,`19.90")
	if _, got := reconcile(t, success, agreed()[:2], bill.Scope{}); len(got) != 0 {
		t.Errorf("a bill of payments misses refunds: %q", got)
	}
	back := lines("退款申请时间,交易时间,商户号,商户订单号,交易状态,订单金额,商户退款单号,退款金额,退款状态", "`,`2026-01-02 03:04:05,`"+merchant+",`T1,`REFUND,`0.00,`R1,`9.90,`SUCCESS", "总交易单数,退款总金额", "`1.0,`9.90")
	if _, got := reconcile(t, back, agreed(), bill.Scope{}); len(got) != 0 {
		t.Errorf("a bill of refunds misses payments: %q", got)
	}
	empty := lines(columns, names, "`0.0,`0.00,`0.00,`0.00,`0.00000,`0.00,`0.00")
	if _, got := reconcile(t, empty, agreed(), bill.Scope{}); len(got) != 0 {
		t.Errorf("nobody knows the day of an empty bill: %q", got)
	}
	if _, got := reconcile(t, empty, agreed(), bill.Scope{Day: "2026-01-02", MchID: merchant}); len(got) != 4 {
		t.Errorf("an empty bill of that day: %q", got)
	}
}
