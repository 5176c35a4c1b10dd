package bill_test

import (
	"bytes"
	"compress/gzip"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os/exec"
	"runtime"
	"runtime/metrics"
	"strings"
	"testing"
	"time"

	"wxlens/wxpay/bill"
)

// benchRows is how many rows the bills of the benchmarks have: about 27 MB.
const benchRows = 100_000

// large is a bill of that many rows whose totals were added up while it was made.
func large(b *testing.B) []byte {
	b.Helper()
	r := rand.New(rand.NewPCG(1, 2))
	var out bytes.Buffer
	out.WriteString("\ufeff" + columns + "\r\n")
	goods := []string{"鲜榨橙汁大杯", "会员年卡续费", `A,B "special",C`, "Coffee latte", "手机话费充值100元"}
	var total, back, fees int64
	for i := range benchRows {
		amount, refund, state, no, outcome := 1+r.Int64N(50_000), int64(0), "SUCCESS", "0", ""
		if r.IntN(20) == 0 {
			amount, refund, state, no, outcome = 0, amount/2, "REFUND", fmt.Sprintf("R%020d", i), "SUCCESS"
		}
		fee := amount*600 - refund*600 // hundred-thousandths of a yuan
		total, back, fees = total+amount, back+refund, fees+fee
		fmt.Fprintf(&out, "`2026-01-02 %02d:%02d:%02d,`wx8888888888888888,`1900009191,`0,`,`4200%024d,`M%x%05d,`oUpF8uMuAJO_%016x,`JSAPI,`%s,`OTHERS,`CNY,`%s,`0.00,`%s,`%s,`%s,`0.00,`,`%s,`%s,`attach-%d,`%s,`0.60%%,`%s,`%s,`\r\n",
			i/3600%24, i/60%60, i%60, i, r.Uint64(), i%100000, r.Uint64(), state, yuan(amount), no, no, yuan(refund), outcome, goods[r.IntN(len(goods))], i%977, five(fee), yuan(amount), yuan(refund))
	}
	fmt.Fprintf(&out, "%s\r\n`%d.0,`%s,`%s,`0.00,`%s,`%s,`%s\r\n", names, benchRows, yuan(total), yuan(back), five(fees), yuan(total), yuan(back))
	return out.Bytes()
}

func yuan(fen int64) string { return fmt.Sprintf("%d.%02d", fen/100, fen%100) }

func five(n int64) string {
	sign := ""
	if n < 0 {
		sign, n = "-", -n
	}
	return fmt.Sprintf("%s%d.%05d", sign, n/100_000, n%100_000)
}

// byCSV does with the standard library what comes nearest: it reads every value and
// adds three columns. It takes bills without commas in their values alone.
func byCSV(b *testing.B, r io.Reader) (sum int64) {
	c := csv.NewReader(r)
	c.ReuseRecord, c.FieldsPerRecord, c.LazyQuotes = true, -1, true
	for {
		record, err := c.Read()
		if errors.Is(err, io.EOF) {
			return sum
		}
		if err != nil {
			b.Fatal(err)
		}
		if len(record) < 27 {
			continue
		}
		for _, i := range []int{12, 16, 22} {
			for _, d := range record[i] {
				if d >= '0' && d <= '9' {
					sum = sum*10 + int64(d-'0')
				}
			}
		}
	}
}

func readAll(b *testing.B, r io.Reader) {
	report, err := bill.Read(b.Context(), r, bill.Options{})
	if err != nil || !report.OK() || report.Rows != benchRows {
		b.Fatalf("%v %+v", err, report)
	}
}

// against reports how long f takes in relation to g. They take turns, so that a
// busy machine is busy for both.
func against(b *testing.B, size int, name string, f, g func()) {
	b.SetBytes(int64(size))
	var ours, theirs time.Duration
	for b.Loop() {
		begun := time.Now()
		f()
		middle := time.Now()
		g()
		ours, theirs = ours+middle.Sub(begun), theirs+time.Since(middle)
	}
	b.ReportMetric(float64(ours)/float64(theirs), "x-"+name)
	b.ReportMetric(float64(size)*float64(b.N)/1e6/ours.Seconds(), "MB/s")
	b.ReportMetric(0, "ns/op")
}

// BenchmarkAgainstCSV: run it with -cpu 1,2.
func BenchmarkAgainstCSV(b *testing.B) {
	text := large(b)
	against(b, len(text), "csv", func() { readAll(b, bytes.NewReader(text)) }, func() { byCSV(b, bytes.NewReader(text)) })
}

func BenchmarkAgainstGzip(b *testing.B) {
	text := large(b)
	var file bytes.Buffer
	z := gzip.NewWriter(&file)
	if _, err := z.Write(text); err != nil {
		b.Fatal(err)
	}
	if err := z.Close(); err != nil {
		b.Fatal(err)
	}
	if _, err := exec.LookPath("gzip"); err != nil {
		b.Skip("there is no gzip here")
	}
	against(b, len(text), "gzip", func() { readAll(b, bytes.NewReader(file.Bytes())) }, func() {
		cmd := exec.Command("gzip", "-dc")
		cmd.Stdin, cmd.Stdout = bytes.NewReader(file.Bytes()), io.Discard
		if err := cmd.Run(); err != nil {
			b.Fatal(err)
		}
	})
}

// heap is the live and not yet freed heap, in MiB.
func heap() float64 {
	s := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	metrics.Read(s)
	return float64(s[0].Value.Uint64()) / (1 << 20)
}

// BenchmarkPeakHeap reads a text without an end for a while: the heap must not grow
// with it.
func BenchmarkPeakHeap(b *testing.B) {
	line := rowPaid + "\r\n"
	runtime.GC()
	before, peak := heap(), 0.0
	for b.Loop() {
		text := io.MultiReader(strings.NewReader(columns+"\r\n"), io.LimitReader(&repeated{line: line}, int64(200_000*len(line))))
		if _, err := bill.Read(b.Context(), text, bill.Options{Progress: func(int64) { peak = max(peak, heap()) }}); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(peak-before, "peak-MiB")
}
