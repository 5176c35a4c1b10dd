package workbench_test

import (
	"bytes"
	"cmp"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"wxlens/ui/workbench"
	"wxlens/ui/workbench/bills"
	"wxlens/ui/workbench/control"
	"wxlens/ui/workbench/workbenchtest"
	"wxlens/wxpay"
	"wxlens/wxpay/bill"
	"wxlens/wxpay/flow"
)

// traded walks a flow up to its paid and refunded order and returns the day of the
// payment and the number of the order.
func traded(t *testing.T, w *workbench.Workbench, flowID string, until flow.StepName) (day string, no wxpay.OutTradeNo) {
	t.Helper()
	s, err := w.NewSession(flowID, flow.Pay)
	if err != nil {
		t.Fatal(err)
	}
	stepTo(t, w, s, until)
	at, err := w.Bills().Clock(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return at.Format(time.DateOnly), wxpay.OutTradeNo(s.Slot(flow.SlotOutTradeNo))
}

func get(t *testing.T, w *workbench.Workbench, a bills.Ask) bills.Got {
	t.Helper()
	g, err := w.Bills().Get(t.Context(), a, nil)
	if err != nil {
		t.Fatalf("%+v: %v", a, err)
	}
	return g
}

func TestBillsAreFetchedKeptAndCompared(t *testing.T) {
	home := workbenchtest.Home(t)
	w := workbenchtest.Open(t, home)
	day, _ := traded(t, w, "native-v3", flow.RefundQuery)
	traded(t, w, "native-v2", flow.RefundQuery)
	early := get(t, w, bills.Ask{Day: day})
	if failure, _ := wxpay.FirstFailure(early.Checks); early.OK() || early.Kept != nil || fmt.Sprint(early.Warnings) != "[bill-today]" || !strings.Contains(failure.Got, "STATEMENT_CREATING") {
		t.Errorf("before the bill is made: %v %+v", early.Warnings, early.Checks)
	}
	for i, c := range []struct {
		ask  bills.Ask
		rows int64
	}{
		{bills.Ask{Day: day, MoveClock: true}, 4}, {bills.Ask{Day: day, GZIP: true, Type: "SUCCESS"}, 2}, {bills.Ask{Day: day, Type: "REFUND"}, 2}, {bills.Ask{Day: day, Kind: bill.FundFlow}, 4},
		{bills.Ask{API: wxpay.V2, Day: day, GZIP: true}, 4}, {bills.Ask{API: wxpay.V2, Day: day, Kind: bill.FundFlow}, 4},
	} {
		g := get(t, w, c.ask)
		if !g.OK() || g.Report.Rows != c.rows || len(g.Warnings) != 0 || (g.Applied == nil) != (c.ask.API == wxpay.V2) {
			t.Fatalf("%+v: %d rows, %v, %+v, %+v", c.ask, g.Report.Rows, g.Warnings, g.Checks, g.Report.Bad)
		}
		if hashed := g.Hash != ""; hashed == (c.ask.API == wxpay.V2 && c.ask.Kind == "") {
			t.Errorf("%+v: announced %q", c.ask, g.Hash)
		}
		if info, err := os.Stat(g.Kept.Path); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 || filepath.Dir(g.Kept.Path) != workbench.HomeAt(home).Bills() {
			t.Errorf("%+v: %s %v %v", c.ask, g.Kept.Path, info.Mode(), err)
		}
		if x, err := w.Exchange(t.Context(), g.Loaded.Exchange.ID); err != nil || x.Reply.Status != 200 || len(x.Reply.Body) == 0 {
			t.Errorf("%+v: the journal has %+v %v", c.ask, x.Reply, err)
		}
		if kept, err := w.Bills().List(); err != nil || len(kept) != i+1 {
			t.Errorf("%+v: %d kept, %v", c.ask, len(kept), err)
		}
		if c.ask.Kind == bill.FundFlow {
			continue
		}
		r, err := w.Bills().Reconcile(t.Context(), g.Kept.Path, nil, func(d bill.Difference) error {
			t.Errorf("%+v: %+v", c.ask, d)
			return nil
		})
		if err != nil || r.Matched != c.rows {
			t.Errorf("%+v: %d matched, %v", c.ask, r.Matched, err)
		}
	}
}

func TestAPaymentThatTheBillLacksIsTold(t *testing.T) {
	w := workbenchtest.Open(t, workbenchtest.Home(t))
	day, no := traded(t, w, "native-v3", flow.Query)
	path := filepath.Join(t.TempDir(), "bill.csv")
	text := "交易时间,商户号,商户订单号,交易状态,订单金额\n`" + day + " 00:00:00,`" + string(mchID(t, w)) + ",`nobody,`SUCCESS,`1.00\n总交易单数,订单总金额\n`1,`1.00\n"
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	var told []string
	if _, err := w.Bills().Reconcile(t.Context(), path, nil, func(d bill.Difference) error {
		told = append(told, string(d.Kind)+" "+string(d.OutTradeNo))
		return nil
	}); err != nil || fmt.Sprint(told) != fmt.Sprintf("[only-in-bill nobody only-here %s]", no) {
		t.Errorf("%q %v", told, err)
	}
}

func mchID(t *testing.T, w *workbench.Workbench) wxpay.MchID {
	t.Helper()
	m, err := w.Merchant()
	if err != nil {
		t.Fatal(err)
	}
	return m.Profile.MchID
}

func TestBillsThatNobodyWillGetAreWarnedOf(t *testing.T) {
	at := func(text string) time.Time {
		moment, err := time.Parse(time.RFC3339, text)
		if err != nil {
			t.Fatal(err)
		}
		return moment
	}
	for _, c := range []struct{ day, now, want string }{
		{"2026-01-02", "2026-01-03T10:00:00+08:00", "[]"}, {"2026-01-02", "2026-01-03T02:00:00Z", "[]"}, {"2026-01-02", "2026-01-03T09:59:59+08:00", "[bill-too-early]"},
		{"2026-01-02", "2026-01-02T23:59:59+08:00", "[bill-today]"}, {"2026-01-02", "2026-01-01T16:00:00Z", "[bill-today]"}, {"2026-01-02", "2026-01-01T15:59:59Z", "[bill-future]"},
		{"2026-01-02", "2026-04-02T10:00:00+08:00", "[]"}, {"2026-01-02", "2026-04-04T10:00:00+08:00", "[bill-too-old]"}, {"02.01.2026", "2026-01-03T10:00:00+08:00", "[]"},
	} {
		if got := fmt.Sprint(bills.Ask{Day: c.day}.Warnings(at(c.now))); got != c.want {
			t.Errorf("%s at %s: %s, want %s", c.day, c.now, got, c.want)
		}
	}
}

func TestThreePlantedDifferencesAreTheOnlyOnes(t *testing.T) {
	w := workbenchtest.Open(t, workbenchtest.Home(t))
	day, _ := traded(t, w, "native-v3", flow.RefundQuery)
	traded(t, w, "native-v2", flow.RefundQuery)
	traded(t, w, "native-v3", flow.Query)
	for _, c := range []struct {
		kinds []string
		want  string
	}{
		{[]string{"amount", "missing", "extra"}, "amount only-here only-in-bill"}, {[]string{"state", "missing", "amount"}, "amount only-here state"},
		{[]string{"extra", "extra", "state"}, "only-in-bill only-in-bill state"}, {[]string{}, ""},
	} {
		if err := w.Desk().PlanBills(t.Context(), control.BillPlan{Kinds: &c.kinds}); err != nil {
			t.Fatal(err)
		}
		for _, api := range []wxpay.API{wxpay.V3, wxpay.V2} {
			g := get(t, w, bills.Ask{API: api, Day: day, GZIP: true, MoveClock: true})
			if !g.OK() {
				t.Fatalf("the bill does not agree with itself: %+v %+v", g.Checks, g.Report.Faults)
			}
			var told []string
			if _, err := w.Bills().Reconcile(t.Context(), g.Kept.Path, nil, func(d bill.Difference) error {
				told = append(told, string(d.Kind))
				return nil
			}); err != nil {
				t.Fatal(err)
			}
			if slices.Sort(told); strings.Join(told, " ") != c.want {
				t.Errorf("%s %q planted: told %q, want %q", api, c.kinds, told, c.want)
			}
		}
	}
}

func TestFaultsOfAFetchedBillAreTold(t *testing.T) {
	w := workbenchtest.Open(t, workbenchtest.Home(t))
	day, _ := traded(t, w, "native-v3", flow.RefundQuery)
	for fault, reason := range map[string]wxpay.Reason{
		"wrong-hash": wxpay.ReasonHashDiffers, "wrong-totals": wxpay.ReasonSumsDiffer, "no-totals": wxpay.ReasonSumsDiffer, "bad-row": wxpay.ReasonBadRows, "column-count": wxpay.ReasonBadRows,
	} {
		if err := w.Desk().PlanBills(t.Context(), control.BillPlan{Fault: &fault}); err != nil {
			t.Fatal(err)
		}
		g := get(t, w, bills.Ask{Day: day, MoveClock: true})
		if failure, _ := wxpay.FirstFailure(g.Checks); g.OK() || failure.Reason != reason || g.Kept.Differs != (fault == "wrong-hash") {
			t.Errorf("%s: %+v %+v", fault, g.Checks, g.Kept)
		}
	}
}

// TestSheetsShowSortAndFilter compares with the plainest way of doing so.
func TestSheetsShowSortAndFilter(t *testing.T) {
	home := workbenchtest.Home(t)
	w := workbenchtest.Open(t, home)
	const n = 3000
	var text, totals strings.Builder
	text.WriteString("\ufeff商户订单号,订单金额,商品名称,交易状态\r\n")
	sum := 0
	for i := range n {
		fen := i * 7919 % 10_007
		sum += fen
		fmt.Fprintf(&text, "`T%05d,`%d.%02d,`A,B \"%c\" 茶%d,`SUCCESS\r\n", i, fen/100, fen%100, 'a'+rune(i%3), i%10)
		if i%100 == 0 {
			text.WriteString("\r\n")
		}
	}
	fmt.Fprintf(&totals, "总交易单数,订单总金额\r\n`%d,`%d.%02d\r\n", n, sum/100, sum%100)
	dir := t.TempDir()
	plain, packed := filepath.Join(dir, "a.csv"), filepath.Join(dir, "a.csv.gz")
	if err := os.WriteFile(plain, []byte(text.String()+totals.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := z.Write([]byte(text.String() + totals.String())); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(z.Close(), os.WriteFile(packed, b.Bytes(), 0o600)); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{plain, packed} {
		s, err := w.Bills().Open(t.Context(), path, nil)
		if err != nil {
			t.Fatal(err)
		}
		if !s.Report.OK() || s.All().Len() != n {
			t.Fatalf("%d rows, %+v", s.All().Len(), s.Report.Faults)
		}
		for _, c := range []struct {
			a    bills.Arrangement
			keep func(i int) bool
			less func(i, j int) int
		}{
			{bills.Arrangement{}, nil, nil},
			{bills.Arrangement{Filter: "茶7"}, func(i int) bool { return i%10 == 7 }, nil},
			{bills.Arrangement{Filter: "out_trade_no:t0001 商品名称:\"B\""}, func(i int) bool { return i/10 == 1 && i%3 == 1 }, nil},
			{bills.Arrangement{Sorted: true, Column: 1}, nil, func(i, j int) int { return i*7919%10_007 - j*7919%10_007 }},
			{bills.Arrangement{Sorted: true, Column: 2, Descending: true, Filter: "T0"}, nil, func(i, j int) int { return cmp.Or(j%3-i%3, j%10-i%10) }},
		} {
			var want []int
			for i := range n {
				if c.keep == nil || c.keep(i) {
					want = append(want, i)
				}
			}
			if c.less != nil {
				slices.SortStableFunc(want, c.less)
			}
			v, err := s.Arrange(t.Context(), c.a, nil)
			if err != nil || v.Len() != len(want) {
				t.Fatalf("%+v: %d rows, want %d, %v", c.a, v.Len(), len(want), err)
			}
			lines, err := v.Rows(0, v.Len())
			if err != nil {
				t.Fatal(err)
			}
			for i, line := range lines {
				if int(line.Number) != want[i]+1 || line.Values[0] != fmt.Sprintf("T%05d", want[i]) || len(line.Values) != 4 {
					t.Fatalf("%+v: line %d is %+v, want %d", c.a, i, line, want[i])
				}
			}
		}
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := s.Arrange(ctx, bills.Arrangement{Filter: "x"}, nil); !errors.Is(err, context.Canceled) {
			t.Errorf("cancelled: %v", err)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
	if left, err := os.ReadDir(workbench.HomeAt(home).Bills()); err != nil || len(left) > 0 {
		t.Errorf("%d files are left, %v", len(left), err)
	}
}

// What is wrong with the packing of a bill is told on the screen as it is by the
// command; a row knows its line where lines are empty; a folder is no bill.
func TestASheetOfABrokenFile(t *testing.T) {
	const text = "商户订单号,订单金额\n\n`T1,`0.01\n\n\n`T2,`0.02\n总交易单数,订单总金额\n`2,`0.03\n"
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := z.Write([]byte(text)); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	whole, dir := b.Bytes(), t.TempDir()
	damaged := bytes.Clone(whole)
	damaged[len(damaged)-8]++ // of the checksum
	for want, file := range map[bill.Fault][]byte{"": whole, bill.Truncated: whole[:len(whole)-6], bill.Damaged: damaged} {
		path := filepath.Join(dir, "bill"+string(want))
		if err := os.WriteFile(path, file, 0o600); err != nil {
			t.Fatal(err)
		}
		s, err := bills.OpenSheet(t.Context(), path, filepath.Join(dir, "unpacked"), bill.Options{})
		if err != nil {
			t.Fatalf("%q: %v", want, err)
		}
		defer s.Close()
		if s.Report.OK() != (want == "") || want != "" && !slices.ContainsFunc(s.Report.Faults, func(b bill.Bad) bool { return b.Fault == want }) {
			t.Errorf("%q: %+v", want, s.Report.Faults)
		}
		lines, err := s.All().Rows(0, 2)
		if err != nil || lines[0].Line != 3 || lines[1].Line != 6 {
			t.Errorf("%q: %+v, %v", want, lines, err)
		}
	}
	if _, err := bills.OpenSheet(t.Context(), dir, dir, bill.Options{}); err == nil {
		t.Error("a folder was opened")
	}
}
