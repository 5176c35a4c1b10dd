package bill_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha1"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"wxlens/wxpay/bill"
)

// all is a trade bill in the form of the specification: a payment, its partial
// refund that gives fees back, a payment whose goods hold commas, quotes and
// back-quotes, and one that was paid with a coupon.
const (
	columns = "交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,手续费,费率,订单金额,申请退款金额,费率备注"
	rowPaid = "`2026-01-02 03:04:05,`wx8888888888888888,`1900009191,`0,`,`4200000001202601020000000001,`T1,`oUpF8uMuAJO_M2pxb1Q9zNjWeS6o,`JSAPI,`SUCCESS,`OTHERS,`CNY,`19.90,`0.00,`0,`0,`0.00,`0.00,`,`,`茶,`a&b,`0.11940,`0.60%,`19.90,`0.00,`"
	rowBack = "`2026-01-02 03:05:00,`wx8888888888888888,`1900009191,`0,`,`4200000001202601020000000001,`T1,`oUpF8uMuAJO_M2pxb1Q9zNjWeS6o,`JSAPI,`REFUND,`OTHERS,`CNY,`0.00,`0.00,`50300000012026010200001,`R1,`9.90,`0.00,`ORIGINAL,`SUCCESS,`茶,`a&b,`-0.05940,`0.60%,`0.00,`9.90,`"
	rowOdd  = "`2026-01-02 04:00:00,`wx8888888888888888,`1900009191,`0,`,`4200000001202601020000000002,`T2,`oUpF8uMuAJO_M2pxb1Q9zNjWeS6o,`NATIVE,`SUCCESS,`CMB_DEBIT,`CNY,`0.01,`0.00,`0,`0,`0.00,`0.00,`,`,`A,B \"spe`cial\",C,,`,`0.00006,`0.60%,`0.01,`0.00,`"
	rowCash = "`2026-01-02 05:00:00,`wx8888888888888888,`1900009191,`0,`,`4200000001202601020000000003,`T3,`oUpF8uMuAJO_M2pxb1Q9zNjWeS6o,`APP,`SUCCESS,`LQT,`CNY,`90.00,`10.00,`0,`0,`0.00,`0.00,`,`,`票,`,`0.54000,`0.60%,`100.00,`0.00,`"
	names   = "总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额"
	totals  = "`4.0,`109.91,`9.90,`0.00,`0.60006,`119.91,`9.90"
)

func lines(text ...string) string { return "\ufeff" + strings.Join(text, "\r\n") + "\r\n" }

var whole = lines(columns, rowPaid, rowBack, rowOdd, rowCash, names, totals)

func packed(t testing.TB, text string) string {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := io.WriteString(z, text); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func read(t testing.TB, text string, o bill.Options) *bill.Report {
	t.Helper()
	r, err := bill.Read(t.Context(), strings.NewReader(text), o)
	if err != nil {
		t.Fatalf("%.80q: %v", text, err)
	}
	return r
}

func hashOf(text string) string {
	sum := sha1.Sum([]byte(text))
	return hex.EncodeToString(sum[:])
}

// sameBills are forms in which the same bill may come.
func sameBills(t testing.TB) map[string]string {
	return map[string]string{
		"as specified": whole, "without a mark": strings.TrimPrefix(whole, "\ufeff"), "line feeds alone": strings.ReplaceAll(whole, "\r\n", "\n"),
		"no last line end": strings.TrimSuffix(whole, "\r\n"), "an empty last line": whole + "\r\n", "a count without decimals": strings.Replace(whole, "`4.0,", "`4,", 1),
	}
}

func TestABillInEveryFormItMayHave(t *testing.T) {
	for what, text := range sameBills(t) {
		for _, file := range []string{text, packed(t, text)} {
			r := read(t, file, bill.Options{})
			if r.Kind != bill.Trade || r.Type != "ALL" || r.Rows != 4 || r.Total.Fen() != 11991 || r.RefundTotal.Fen() != 990 || r.FeeTotal != 60006 || r.FeeTotal.Fen() != 60 {
				t.Errorf("%s: %s %s, %d rows, %s %s %s", what, r.Kind, r.Type, r.Rows, r.Total, r.RefundTotal, r.FeeTotal)
			}
			if !r.OK() || r.SHA1 != hashOf(text) || r.Bytes != int64(len(text)) || r.GZIP != (file != text) || r.BOM != strings.HasPrefix(text, "\ufeff") {
				t.Errorf("%s: %+v", what, r)
			}
			if r.First != "2026-01-02" || r.Last != "2026-01-02" || len(r.Totals) != 7 {
				t.Errorf("%s: %s to %s, %+v", what, r.First, r.Last, r.Totals)
			}
		}
	}
}

func TestRowsComeWholeAndInOrder(t *testing.T) {
	var goods, numbers []string
	var offsets []int64
	read(t, whole, bill.Options{Rows: func(r *bill.Row) error {
		if !r.Whole() || r.Len() != 27 {
			t.Errorf("row %d has %d values", r.Number, r.Len())
		}
		goods = append(goods, string(r.Value(20)))
		numbers = append(numbers, fmt.Sprintf("%d %d %s", r.Number, r.Line, r.Value(6)))
		offsets = append(offsets, r.Offset)
		return nil
	}})
	if got, want := strings.Join(goods, "|"), "茶|茶|A,B \"spe`cial\",C,|票"; got != want {
		t.Errorf("goods %q, want %q", got, want)
	}
	if got, want := strings.Join(numbers, ";"), "1 2 T1;2 3 T1;3 4 T2;4 5 T3"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	for i, row := range []string{rowPaid, rowBack, rowOdd, rowCash} {
		if !strings.HasPrefix(whole[offsets[i]:], row+"\r\n") {
			t.Errorf("row %d does not begin at %d", i+1, offsets[i])
		}
	}
	if got := bill.Values([]byte(rowOdd)); len(got) != 27 || got[20] != "A,B \"spe`cial\",C," || got[26] != "" {
		t.Errorf("%q", got)
	}
}

// TestBillsOf2014: the sample of the documentation of those years (下载对账单), its
// typography put right.
func TestBillsOf2014(t *testing.T) {
	const old = "交易时间,公众账号ID,商户号,子商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,总金额,企业红包金额,微信退款单号,商户退款单号,退款金额,企业红包退款金额,退款类型,退款状态,商品名称,商户数据包,手续费,费率\n" +
		"`2014-11-10 16:33:45,`wx2421b1c4370ec43b,`10000100,`0,`1000,`1001690740201411100005734289,`1415640626,`085e9858e3ba5186aafcbaed1,`MICROPAY,`SUCCESS,`CFT,`CNY,`0.01,`0.0,`0,`0,`0,`0,`,`,`被扫支付测试,`订单额外描述,`0,`0.60%\n" +
		"`2014-11-10 16:46:14,`wx2421b1c4370ec43b,`10000100,`0,`1000,`1002780740201411100005729794,`1415635270,`085e9858e90ca40c0b5aee463,`MICROPAY,`SUCCESS,`CFT,`CNY,`0.01,`0.0,`0,`0,`0,`0,`,`,`被扫支付测试,`订单额外描述,`0,`0.60%\n" +
		"总交易单数,总交易额,总退款金额,总企业红包退款金额,手续费总金额\n`2,`0.02,`0.0,`0.0,`0\n"
	r := read(t, old, bill.Options{})
	if !r.OK() || len(r.Columns) != 24 || r.Rows != 2 || r.Total.Fen() != 2 || r.Type != "ALL" {
		t.Errorf("%+v", r)
	}
	for _, c := range r.Columns {
		if !c.Known || c.Words.ZH == "" || c.Words.EN == "" {
			t.Errorf("column %q is not known", c.Name)
		}
	}
}

func TestAFundFlowBill(t *testing.T) {
	const flow = "记账时间,微信支付业务单号,资金流水单号,业务名称,业务类型,收支类型,收支金额(元),账户结余(元),资金变更提交申请人,备注,业务凭证号\r\n"
	text := "\ufeff" + flow +
		"`2026-01-02 03:04:05,`4200,`42001,`交易,`交易,`收入,`19.90,`19.90,`system,`结算总金额19.90元,`T1\r\n" +
		"`2026-01-02 03:04:05,`4200,`42002,`扣除交易手续费,`交易,`支出,`0.12,`19.78,`system,`交易手续费,`T1\r\n" +
		"`2026-01-02 03:05:00,`5030,`50301,`退款,`退款,`支出,`9.84,`9.94,`system,`退款总金额9.90元;含手续费0.06元,`R1\r\n" +
		"资金流水总笔数,收入笔数,收入金额,支出笔数,支出金额\r\n`3.0,`1.0,`19.90,`2.0,`9.96\r\n"
	r := read(t, text, bill.Options{})
	if !r.OK() || r.Kind != bill.FundFlow || r.Rows != 3 || r.Total.Fen() != 1990 || r.RefundTotal.Fen() != 984 || r.FeeTotal.Fen() != 12 || r.Expense.Sum.Fen() != 996 {
		t.Errorf("%+v", r)
	}
	wrong := read(t, strings.Replace(text, "`支出,`0.12", "`收入,`0.12", 1), bill.Options{})
	if wrong.SumMatches || len(wrong.Faults) != 4 || wrong.Faults[0].Column != "收入笔数" || wrong.Faults[0].Want != "2" {
		t.Errorf("one direction changed: %+v", wrong.Faults)
	}
	if _, err := bill.Reconcile(t.Context(), strings.NewReader(text), bill.Options{}, bill.NewBooks(), bill.Scope{}, nil); err == nil {
		t.Error("a fund-flow bill was compared with orders")
	}
}

func TestAnEmptyBill(t *testing.T) {
	r := read(t, lines(columns, names, "`0.0,`0.00,`0.00,`0.00,`0.00000,`0.00,`0.00"), bill.Options{})
	if !r.OK() || r.Rows != 0 || r.First != "" {
		t.Errorf("%+v", r)
	}
}

func TestColumnsThatNobodyKnowsAreKept(t *testing.T) {
	text := lines("新列,商户订单号,订单金额", "`x,`T1,`1.00", "总交易单数,订单总金额,某个总数", "`1,`1.00,`7")
	r := read(t, text, bill.Options{})
	if !r.OK() || len(r.Columns) != 3 || r.Columns[0].Name != "新列" || r.Columns[0].Known || r.Type != "SUCCESS" {
		t.Errorf("%+v", r)
	}
	if last := r.Totals[2]; last.Text != "7" || last.Want != "" || !last.OK {
		t.Errorf("%+v", last)
	}
}

// TestWhatDoesNotHoldIsTold gives each broken form its place.
func TestWhatDoesNotHoldIsTold(t *testing.T) {
	replace := func(old, new string) string {
		if !strings.Contains(whole, old) {
			t.Fatalf("%q is not there", old)
		}
		return strings.Replace(whole, old, new, 1)
	}
	for _, c := range []struct {
		what, text string
		bad        []bill.Bad
		faults     []bill.Bad
	}{
		{"a row too few", replace(rowOdd+"\r\n", ""), nil, []bill.Bad{
			{Row: 3, Line: 6, Column: "总交易单数", Value: "4.0", Want: "3", Fault: bill.TotalsDiffer}, {Row: 3, Line: 6, Column: "应结订单总金额", Value: "109.91", Want: "109.90", Fault: bill.TotalsDiffer},
			{Row: 3, Line: 6, Column: "手续费总金额", Value: "0.60006", Want: "0.60", Fault: bill.TotalsDiffer}, {Row: 3, Line: 6, Column: "订单总金额", Value: "119.91", Want: "119.90", Fault: bill.TotalsDiffer},
		}},
		{"wrong totals", replace("`119.91,`9.90\r\n", "`119.92,`9.90\r\n"), nil, []bill.Bad{{Row: 4, Line: 7, Column: "订单总金额", Value: "119.92", Want: "119.91", Fault: bill.TotalsDiffer}}},
		{"totals that are none", replace("`119.91,`9.90\r\n", "`much,`9.90\r\n"), nil, []bill.Bad{{Row: 4, Line: 7, Column: "订单总金额", Value: "much", Want: "119.91", Fault: bill.TotalsForm}}},
		{"no totals", replace(names+"\r\n"+totals+"\r\n", ""), nil, []bill.Bad{{Row: 4, Line: 5, Fault: bill.TotalsMissing}}},
		{"totals without values", replace(totals+"\r\n", ""), nil, []bill.Bad{{Row: 4, Line: 6, Fault: bill.TotalsNoRow}}},
		{"totals too few", replace(",`119.91,`9.90\r\n", ",`119.91\r\n"), nil, []bill.Bad{{Row: 4, Line: 7, Value: "6", Want: "7", Fault: bill.TotalsCount}}},
		{"totals of no known name", lines(columns, "总甲", "`1"), nil, []bill.Bad{{Row: 0, Line: 3, Value: "总甲", Fault: bill.TotalsUnknown}}},
		{"a value too many", replace("`票,`,", "`票,`x,`,"), []bill.Bad{{Row: 4, Line: 5, Value: "28", Want: "27", Fault: bill.ColumnCount}}, []bill.Bad{}},
		{"a row cut off", replace(rowBack, rowBack[:120]), []bill.Bad{{Row: 2, Line: 3, Value: "8", Want: "27", Fault: bill.ColumnCount}}, []bill.Bad{}},
		{"no back-quotes", replace(rowBack, strings.ReplaceAll(rowBack, "`", "")), []bill.Bad{{Row: 2, Line: 3, Value: shortened(strings.ReplaceAll(rowBack, "`", "")), Fault: bill.NotARow}}, []bill.Bad{}},
		{"no amount", replace("`90.00,", "`90.OO,"), []bill.Bad{{Row: 4, Line: 5, Column: "应结订单金额", Value: "90.OO", Fault: bill.AmountForm}}, []bill.Bad{}},
		{"an empty amount", replace("`90.00,", "`,"), []bill.Bad{{Row: 4, Line: 5, Column: "应结订单金额", Value: "", Fault: bill.AmountEmpty}}, []bill.Bad{}},
		{"a third decimal", replace("`90.00,", "`90.001,"), []bill.Bad{{Row: 4, Line: 5, Column: "应结订单金额", Value: "90.001", Fault: bill.AmountTooPrecise}}, []bill.Bad{}},
		{"a time as spreadsheets write it", replace("2026-01-02 05:00:00", "2026/1/2 5:00"), []bill.Bad{{Row: 4, Line: 5, Column: "交易时间", Value: "2026/1/2 5:00", Fault: bill.TimeForm}}, nil},
		{"a month too many", replace("2026-01-02 05:00:00", "2026-13-02 05:00:00"), []bill.Bad{{Row: 4, Line: 5, Column: "交易时间", Value: "2026-13-02 05:00:00", Fault: bill.TimeForm}}, nil},
		{"a rate that is none", replace("`0.54000,`0.60%", "`0.54000,`cheap"), []bill.Bad{{Row: 4, Line: 5, Column: "费率", Value: "cheap", Fault: bill.RateForm}}, nil},
		{"something after the totals", whole + rowPaid + "\r\n", []bill.Bad{{Row: 4, Line: 8, Value: shortened(rowPaid), Fault: bill.AfterTotals}}, nil},
		{"gzip that breaks off", packed(t, whole)[:len(packed(t, whole))-40], nil, []bill.Bad{{Fault: bill.Truncated}}},
	} {
		r := read(t, c.text, bill.Options{})
		if r.OK() {
			t.Errorf("%s: everything holds", c.what)
		}
		same(t, c.what+": rows", c.bad, r.Bad)
		if r.BadRows != int64(len(c.bad)) {
			t.Errorf("%s: %d bad rows", c.what, r.BadRows)
		}
		switch {
		case c.what == "gzip that breaks off":
			if len(r.Faults) != 1 || r.Faults[0].Fault != bill.Truncated {
				t.Errorf("%s: %+v", c.what, r.Faults)
			}
		case c.faults == nil:
			same(t, c.what+": file", nil, r.Faults)
		case len(c.faults) > 0:
			same(t, c.what+": file", c.faults, r.Faults)
		}
	}
}

func shortened(s string) string { return strings.ToValidUTF8(s[:60], "") + "…" }

func same(t *testing.T, what string, want, got []bill.Bad) {
	t.Helper()
	if fmt.Sprint(want) != fmt.Sprint(got) && len(want)+len(got) > 0 {
		t.Errorf("%s:\n got %+v\nwant %+v", what, got, want)
	}
}

func TestABadChecksumOfGzipIsTold(t *testing.T) {
	file := []byte(packed(t, whole))
	file[len(file)-6] ^= 1
	r := read(t, string(file), bill.Options{})
	if len(r.Faults) != 1 || r.Faults[0].Fault != bill.Damaged || r.OK() {
		t.Errorf("%+v", r.Faults)
	}
}

func TestBadRowsAreCountedBeyondThoseThatAreNoted(t *testing.T) {
	row := strings.Replace(rowPaid, "`19.90,`0.00,`0", "`x,`0.00,`0", 1)
	text := lines(columns, strings.TrimSuffix(strings.Repeat(row+"\r\n", 5000), "\r\n"), names, totals)
	r := read(t, text, bill.Options{MaxBad: 7})
	if len(r.Bad) != 7 || r.BadRows != 5000 || r.Bad[6].Row != 7 || r.Bad[6].Line != 8 {
		t.Errorf("%d of %d: %+v", len(r.Bad), r.BadRows, r.Bad)
	}
}

func TestWhatIsNoBill(t *testing.T) {
	for text, want := range map[string]string{
		"": "empty", "\ufeff\r\n": "empty", rowPaid: "header-missing", "a,b,c\r\n`1,`2,`3\r\n": "header-unknown", "商户订单号,商户订单号\r\n": "header-repeated",
		"\xbd\xbb\xd2\xd7\xca\xb1\xbc\xe4,\xc9\xcc\r\n": "not-utf-8", strings.Repeat("x", 100<<10): "line-too-long", "\x1f\x8b\x08": "truncated",
		"商户号" + strings.Repeat(",x", 200): "too-many-columns",
	} {
		_, err := bill.Read(t.Context(), strings.NewReader(text), bill.Options{})
		if form := (*bill.FormError)(nil); !errors.As(err, &form) || string(form.Fault) != want {
			t.Errorf("%.40q: %v, want %s", text, err, want)
		}
	}
	for text, want := range map[string]bill.RefusalError{
		"<xml><return_code><![CDATA[FAIL]]></return_code><return_msg><![CDATA[No Bill Exist]]></return_msg><error_code><![CDATA[20002]]></error_code></xml>": {"20002", "No Bill Exist"},
		"<xml><return_code>SUCCESS</return_code><result_code>FAIL</result_code><err_code>NO_BILL_EXIST</err_code><err_code_des>账单不存在</err_code_des></xml>":   {"NO_BILL_EXIST", "账单不存在"},
		`{"code":"NO_STATEMENT_EXIST","message":"账单文件不存在"}`:                                                                                                  {"NO_STATEMENT_EXIST", "账单文件不存在"},
	} {
		for _, file := range []string{text, packed(t, text)} {
			_, err := bill.Read(t.Context(), strings.NewReader(file), bill.Options{})
			if refusal := (*bill.RefusalError)(nil); !errors.As(err, &refusal) || *refusal != want {
				t.Errorf("%.40q: %v", text, err)
			}
		}
	}
}

// TestBlocksDoNotShow lets the end of a block fall everywhere around the totals.
func TestBlocksDoNotShow(t *testing.T) {
	const block, header = 256 << 10, len(columns + "\n")
	row := func(pad int) string {
		return strings.Replace(rowPaid, "`茶,", "`"+strings.Repeat("x", pad)+",", 1) + "\n"
	}
	n := block/len(row(0)) - 2
	end := names + "\n" + fmt.Sprintf("`%d,`%s,`0,`0,`%d.%05d,`%s,`0", n, yuan(int64(n)*1990), n*11940/100_000, n*11940%100_000, yuan(int64(n)*1990))
	rows := strings.Repeat(row(0), n-1)
	for size := block - len(end) - 2; size < block+2; size++ { // of the rows
		text := columns + "\n" + rows + row(size-len(rows)-len(row(0)))
		if len(text) != header+size {
			t.Fatalf("rows of %d bytes, want %d", len(text)-header, size)
		}
		if r := read(t, text+end, bill.Options{}); !r.OK() || r.Rows != int64(n) {
			t.Fatalf("%d bytes before the totals: %d rows, %+v %+v", size, r.Rows, r.Faults, r.Bad)
		}
	}
}

func TestALineTooLongEndsTheReading(t *testing.T) {
	text := lines(columns, rowPaid, strings.Replace(rowPaid, "`茶", "`"+strings.Repeat("茶", 200_000), 1), names, totals)
	r := read(t, text, bill.Options{})
	if len(r.Faults) != 1 || r.Faults[0].Fault != bill.LineTooLong || r.Faults[0].Line != 3 || r.OK() {
		t.Errorf("%+v", r.Faults)
	}
}

func TestReadingStops(t *testing.T) {
	before := runtime.NumGoroutine()
	endless := func() io.Reader {
		return io.MultiReader(strings.NewReader("商户订单号,订单金额\n"), &repeated{line: "`T1,`1.00\n"})
	}
	ctx, cancel := context.WithCancel(t.Context())
	seen := 0
	_, err := bill.Read(ctx, endless(), bill.Options{Rows: func(*bill.Row) error {
		if seen++; seen == 100_000 {
			cancel()
		}
		return nil
	}})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	stop := errors.New("enough")
	if _, err := bill.Read(t.Context(), endless(), bill.Options{Rows: func(*bill.Row) error { return stop }}); !errors.Is(err, stop) {
		t.Errorf("an error of the caller's: %v", err)
	}
	broken := errors.New("the disk is gone")
	if _, err := bill.Read(t.Context(), io.MultiReader(strings.NewReader(whole), iotest.ErrReader(broken)), bill.Options{}); !errors.Is(err, broken) {
		t.Errorf("a reader that fails: %v", err)
	}
	for deadline := time.Now().Add(15 * time.Second); runtime.NumGoroutine() > before; runtime.Gosched() {
		if time.Now().After(deadline) {
			t.Fatalf("%d goroutines, %d before", runtime.NumGoroutine(), before)
		}
	}
}

// repeated is a text without an end.
type repeated struct {
	line string
	at   int
}

func (r *repeated) Read(b []byte) (int, error) {
	for i := range b {
		b[i] = r.line[r.at]
		r.at = (r.at + 1) % len(r.line)
	}
	return len(b), nil
}

// A day of more than a thousand million yuan adds up; what no sum can hold is never
// called right.
func TestLargeTotals(t *testing.T) {
	const head, total = "商户订单号,订单金额", "总交易单数,订单总金额"
	r := read(t, lines(head, "`T1,`999999999.99", "`T2,`1000000000.01", total, "`2,`2000000000.00"), bill.Options{})
	if !r.OK() || r.Total.Fen() != 200_000_000_000 {
		t.Errorf("%d %+v %+v", r.Total.Fen(), r.Faults, r.Bad)
	}
	const rows, most = 1000, "`T,`999999999999.99\r\n" // together they leave 63 bits
	r = read(t, head+"\r\n"+strings.Repeat(most, rows)+total+"\r\n`1000,`999999999999.99\r\n", bill.Options{})
	if r.SumMatches || r.Rows != rows {
		t.Errorf("%d rows, sum %s holds: %v", r.Rows, r.Total, r.SumMatches)
	}
}
