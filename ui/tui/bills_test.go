package tui_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"wxlens/ui/text"
	"wxlens/ui/tui"
	"wxlens/ui/tui/keys"
	"wxlens/ui/tui/tuitest"
	"wxlens/ui/workbench/control"
	"wxlens/wxpay"
	"wxlens/wxpay/bill"
	"wxlens/wxpay/flow"
)

// billed opens the screens over four paid orders, one of them refunded, whose bills
// are made as planned.
func billed(t *testing.T, lang wxpay.Lang, env []string, plan control.BillPlan) (*tuitest.Driver, *text.Text) {
	t.Helper()
	b := newBench(t)
	for range 3 {
		b.ordered("", flow.Notify)
	}
	b.ordered("", flow.RefundNotify)
	if err := b.Desk().PlanBills(t.Context(), plan); err != nil {
		t.Fatal(err)
	}
	return tuitest.New(t, b, tui.Options{Lang: lang, Env: env}), text.In(lang)
}

// fetched fetches the bill of today.
func fetched(d *tuitest.Driver, words *text.Text) {
	d.Do(keys.Bills)
	d.Has(words.TUI.Bills.AskTitle)
	d.Until(func(s string) bool { return strings.Contains(s, "20") && strings.Contains(s, "‹ ALL ›") })
	d.Do(keys.Accept)
}

// Three differences that were planted are found, these and no others, and each leads
// to its order.
func TestABillIsReconciled(t *testing.T) {
	three := 3
	d, words := billed(t, wxpay.English, nil, control.BillPlan{Plant: &three})
	fetched(d, words)
	d.Has("T2") // rows
	d.Has(words.TUI.Bills.Holds)
	d.Do(keys.Reconcile)
	d.Has(words.TUI.Bills.Differences(3))
	seen := 0
	for _, kind := range words.Bills.Differences {
		seen += strings.Count(d.Screen(), " "+kind+" ")
	}
	if seen != 3 {
		t.Errorf("%d differences are listed:\n%s", seen, d.Screen())
	}
	for i := 0; i < 3 && !strings.Contains(rowAtCursor(d), words.Bills.Differences[bill.AmountKind]); i++ {
		d.Press("down")
	}
	d.Resize(80, 24)
	if row := rowAtCursor(d); strings.Count(row, " SUCCESS")+strings.Count(row, " REFUND") != 2 {
		t.Errorf("one of the sides is not seen: %q", row)
	}
	d.Resize(120, 40)
	d.Do(keys.Open)
	d.Has(words.TUI.OrderTitle)
}

// rowAtCursor is the line that the cursor is on.
func rowAtCursor(d *tuitest.Driver) string {
	for line := range strings.Lines(d.Screen()) {
		if strings.Contains(line, "▸") {
			return line
		}
	}
	return ""
}

// A bill that does not hold says what, and where.
func TestABillThatDoesNotHold(t *testing.T) {
	for fault, want := range map[string]bill.Fault{"no-totals": bill.TotalsMissing, "wrong-totals": bill.TotalsDiffer, "column-count": bill.ColumnCount} {
		t.Run(fault, func(t *testing.T) {
			d, words := billed(t, wxpay.Chinese, nil, control.BillPlan{Fault: &fault})
			fetched(d, words)
			d.Has(words.TUI.Bills.HoldsNot)
			said := words.Bills.Faults[want].Why
			for range 6 {
				if strings.Contains(d.Screen(), said) {
					return
				}
				d.Do(keys.PageDown)
			}
			if want != bill.TotalsDiffer { // which is told beside each total
				t.Errorf("%q is not said:\n%s", said, d.Screen())
			}
		})
	}
	wrong := "wrong-hash"
	d, words := billed(t, wxpay.English, nil, control.BillPlan{Fault: &wrong})
	fetched(d, words)
	d.Has(words.Reasons[wxpay.ReasonHashDiffers].Why)
}

// Rows are found, sorted and opened, and amounts told in fen, in any file.
func TestAnyFileIsOpened(t *testing.T) {
	path := filepath.Join(t.TempDir(), "账单.csv")
	columns := "交易时间,商户订单号,交易状态,订单金额"
	rows := "`2026-11-20 10:00:00,`T1,`SUCCESS,`12.34\r\n`2026-11-20 11:00:00,`T2, with, commas,`SUCCESS,`0.01\r\n"
	if err := os.WriteFile(path, []byte("\ufeff"+columns+"\r\n"+rows+"总交易单数,订单总金额\r\n`2,`12.35\r\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	d := tuitest.New(t, newBench(t), tui.Options{Lang: wxpay.English})
	words := text.In(wxpay.English)
	d.Do(keys.Bills)
	d.Has(words.TUI.Bills.AskTitle)
	d.Press("esc")
	d.Do(keys.OpenFile)
	d.Type(path + ".gone")
	d.Do(keys.Accept)
	d.Has("no such file")
	d.Do(keys.OpenFile)
	d.Type(path)
	d.Do(keys.Accept)
	d.Has("T2, with, commas")
	d.Has(words.TUI.Bills.Holds)
	for range 3 {
		d.Press("right")
	}
	d.Has("12.34  = 1234 fen")
	d.Do(keys.Sort)
	if !strings.Contains(d.Screen(), "订单金额↑") {
		t.Errorf("what is under way is not seen:\n%s", d.Screen())
	}
	d.Press("esc") // before it is through
	d.Has(words.TUI.Cancelled)
	if strings.Contains(d.Screen(), "订单金额↑") {
		t.Errorf("rows that are not sorted are called so:\n%s", d.Screen())
	}
	d.Do(keys.Sort)
	d.Has("订单金额↑")
	d.Has("= 1 fen")
	d.Do(keys.Filter)
	d.Type("T1")
	d.Until(func(s string) bool { return !strings.Contains(s, "T2, with") })
	d.Do(keys.Accept)
	d.Do(keys.Open)
	d.Has(words.Bills.At(1, 2))
	d.Press("esc")
	d.Press("esc") // takes the filter back
	d.Has("T2, with, commas")
	d.Do(keys.Copy)
	d.Do(keys.Accept)
	d.Until(func(string) bool { return d.Copied() == "0.01" })
}

func TestGeometryOfTheBills(t *testing.T) {
	plain := []string{"WXLENS_ASCII=1", "NO_COLOR=1"}
	for name, c := range map[string]struct {
		lang wxpay.Lang
		env  []string
	}{"zh": {wxpay.Chinese, nil}, "en": {wxpay.English, nil}, "zh plain": {wxpay.Chinese, plain}, "en plain": {wxpay.English, plain}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			three, fault := 3, "bad-row"
			d, words := billed(t, c.lang, c.env, control.BillPlan{Plant: &three, Fault: &fault})
			ascii := c.env != nil
			d.Do(keys.Bills)
			d.Has(words.TUI.Bills.AskTitle)
			sweep(t, d, "asking for a bill", ascii)
			d.Do(keys.Edit)
			sweep(t, d, "typing the day", ascii)
			d.Press("esc")
			d.Do(keys.Accept)
			d.Has(words.TUI.Bills.HoldsNot)
			d.Do(keys.Reconcile)
			d.Has(words.TUI.Bills.Difference)
			for range 5 {
				sweep(t, d, "a tab of a bill", ascii)
				d.Do(keys.NextTab)
			}
			d.Do(keys.PrevTab)
			for _, a := range []keys.Action{keys.Copy, keys.SavedCalls, keys.OpenFile} {
				d.Do(a)
				sweep(t, d, string(a), ascii)
				d.Press("esc")
			}
			d.Do(keys.Filter)
			d.Type("微")
			sweep(t, d, "filtering rows", ascii)
		})
	}
}

// What was asked for in a sandbox is not asked for under a live profile, whose clock
// nobody moves.
func TestTheClockOfALiveProfileIsLeftAlone(t *testing.T) {
	b := newBench(t)
	b.ordered("", flow.Notify)
	d := tuitest.New(t, b, tui.Options{Lang: wxpay.English})
	words := text.In(wxpay.English)
	fetched(d, words)
	d.Has(words.TUI.Bills.Holds)
	before, err := b.Bills().Clock(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	b.live = true
	b.ordered("", flow.Order) // the screens hear of it
	d.Has(words.TUI.Live)
	d.Do(keys.Fetch)
	d.Press("right") // the day after
	d.Do(keys.Accept)
	d.Has("400 Bad Request")
	if after, err := b.Bills().Clock(t.Context()); err != nil || after.Sub(before) > time.Hour {
		t.Errorf("the clock went from %v to %v, %v", before, after, err)
	}
}
