package cli_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha1"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"wxlens/ui/cli"
)

// billText is a bill of two rows whose goods hold commas and quotes.
const billText = "\ufeff交易时间,商户号,商户订单号,交易状态,商户退款单号,退款状态,商品名称,手续费,订单金额,申请退款金额\r\n" +
	"`2026-01-02 03:04:05,`1900009191,`T1,`SUCCESS,`0,`,`A,B \"x\",`0.11940,`19.90,`0.00\r\n" +
	"`2026-01-02 03:05:05,`1900009191,`T1,`REFUND,`R1,`SUCCESS,`茶,`-0.05940,`0.00,`9.90\r\n" +
	"总交易单数,手续费总金额,订单总金额,申请退款总金额\r\n`2.0,`0.06000,`19.90,`9.90\r\n"

// onInput runs a command on a standard input.
func onInput(ctx context.Context, stdin io.Reader, args ...string) ran {
	var out, errs bytes.Buffer
	exit := cli.Main(ctx, cli.Env{
		Args: args, Stdin: stdin, Stdout: &out, Stderr: &errs, Getenv: func(string) string { return "" }, Now: time.Now, Version: "test",
	})
	return ran{exit, out.String(), errs.String()}
}

func sha1Of(text string) string {
	sum := sha1.Sum([]byte(text))
	return hex.EncodeToString(sum[:])
}

func TestBillIsReadWithoutAHome(t *testing.T) {
	home := filepath.Join(t.TempDir(), "home")
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	if _, err := io.WriteString(z, billText); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	for what, file := range map[string]string{"plain": billText, "gzip": packed.String()} {
		r := onInput(t.Context(), strings.NewReader(file), "--home", home, "--json", "bill", "-", "--hash", strings.ToUpper(sha1Of(billText)))
		e := r.events(t)[0]
		got := fmt.Sprintln(r.exit, e["event"], e["kind"], e["type"], e["rows"], e["total"], e["refund_total"], e["fee_total"], e["fee_total_yuan"], e["sum_matches"], e["sha1"], e["hash_matches"], len(e["columns"].([]any)), e["bad_rows"])
		if want := fmt.Sprintln(0, "bill", "trade", "ALL", 2, 1990, 990, 6, "0.06", true, sha1Of(billText), true, 10, []any{}); got != want {
			t.Errorf("%s:\n got %swant %s%s", what, got, want, r.stderr)
		}
	}
	if _, err := os.Stat(home); err == nil {
		t.Error("reading a bill made a home")
	}
}

func TestWhatDoesNotHoldEndsABillByOne(t *testing.T) {
	for _, c := range []struct {
		old, new, want string
		exit           int
	}{
		{"`19.90,`0.00\r\n", "`19.9O,`0.00\r\n", "row 1 (line 2)  订单金额 \"19.9O\"", 1},
		{"`2.0,", "`3.0,", "row 2 (line 5)  总交易单数 \"3.0\"\n      the total is not what the rows add up to (want 2)", 1},
		{"`茶,", "`茶,`,", "there are more or fewer values than columns (want 10)", 1},
		{"总交易单数,手续费总金额,订单总金额,申请退款总金额\r\n`2.0,`0.06000,`19.90,`9.90\r\n", "", "there are no totals", 1},
		{"\ufeff", "", "✔ the totals agree with the rows", 0},
	} {
		r := onInput(t.Context(), strings.NewReader(strings.Replace(billText, c.old, c.new, 1)), "--lang", "en", "bill", "-")
		if r.exit != c.exit || !strings.Contains(r.stdout, c.want) {
			t.Errorf("%q: exit %d\n%s%s", c.new, r.exit, r.stdout, r.stderr)
		}
	}
	if r := onInput(t.Context(), strings.NewReader(billText), "--lang", "zh", "bill", "-", "--hash", "00"); r.exit != 1 || !strings.Contains(r.stdout, "✘ SHA1") {
		t.Errorf("another hash: exit %d\n%s", r.exit, r.stdout)
	}
	evil := strings.Replace(billText, "`19.90,`0.00\r\n", "`\x1b[2J,`0.00\r\n", 1)
	if r := onInput(t.Context(), strings.NewReader(evil), "bill", "-"); r.exit != 1 || strings.Contains(r.stdout, "\x1b") {
		t.Errorf("an escape sequence came through: %q", r.stdout)
	}
	if r := onInput(t.Context(), strings.NewReader("<xml><return_msg>\x1b[2J</return_msg></xml>"), "bill", "-"); r.exit != 1 || strings.Contains(r.stdout+r.stderr, "\x1b") {
		t.Errorf("an escape sequence came through: %q", r.stderr)
	}
	for text, code := range map[string]string{"a,b\n": "no-bill", "": "no-bill", "<xml><error_code>20002</error_code></xml>": "bill-refused"} {
		r := onInput(t.Context(), strings.NewReader(text), "--json", "bill", "-")
		if e := r.events(t)[0]; e["code"] != code || (r.exit == 2) != (code == "no-bill") {
			t.Errorf("%q: exit %d %v", text, r.exit, e)
		}
	}
	for _, args := range [][]string{{"bill"}, {"bill", "-", "--kind", "both"}, {"bill", "/does/not/exist"}, {"bill", "rows", "-", "--sort", "total"}} {
		if r := onInput(t.Context(), strings.NewReader(billText), args...); r.exit != cli.ExitUsage {
			t.Errorf("%q: exit %d", args, r.exit)
		}
	}
}

func TestAnInterruptedBillEnds(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	stdin, writer := io.Pipe()
	defer writer.Close()
	go func() {
		_, _ = io.WriteString(writer, billText[:100]) // taken: the command waits for more
		cancel()
	}()
	if r := onInput(ctx, stdin, "bill", "-"); r.exit != cli.ExitInterrupted {
		t.Errorf("exit %d %s", r.exit, r.stderr)
	}
}

func TestRowsAreFilteredAndSorted(t *testing.T) {
	file := filepath.Join(t.TempDir(), "bill.csv")
	if err := os.WriteFile(file, []byte(billText), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		args []string
		want string
	}{
		{nil, "1 2"}, {[]string{"--filter", "refund"}, "2"}, {[]string{"--filter", `trade_state:success "x"`}, "1"}, {[]string{"--limit", "1"}, "1"},
		{[]string{"--sort", "订单金额"}, "2 1"}, {[]string{"--sort", "total", "--desc"}, "1 2"}, {[]string{"--sort", "fee", "--limit", "1"}, "2"}, {[]string{"--filter", "nothing"}, ""},
	} {
		r := wxlens(t, append([]string{"--json", "bill", "rows", file}, c.args...)...)
		var got []string
		for _, e := range r.events(t) {
			got = append(got, fmt.Sprint(e["row"]))
			if goods := e["values"].(map[string]any)["商品名称"]; e["row"] == 1.0 && goods != `A,B "x"` {
				t.Errorf("goods %v", goods)
			}
		}
		if strings.Join(got, " ") != c.want || r.exit != 0 {
			t.Errorf("%q: %q, want %q, exit %d %s", c.args, got, c.want, r.exit, r.stderr)
		}
	}
	if r := wxlens(t, "bill", "rows", file, "--sort", "colour"); r.exit != cli.ExitUsage {
		t.Errorf("an unknown column: exit %d", r.exit)
	}
	if r := wxlens(t, "--json", "bill", "columns"); len(r.events(t)) != 35+11+11+5 {
		t.Errorf("%d columns and totals", len(r.events(t)))
	}
}

func TestThreePlantedDifferencesAreToldByCommand(t *testing.T) {
	home := t.TempDir()
	for range 2 {
		if r := wxlens(t, "--home", home, "run", "native-v3", "--until", "refund-query"); r.exit != 0 {
			t.Fatalf("exit %d %s", r.exit, r.stderr)
		}
	}
	if r := wxlens(t, "--home", home, "--json", "sandbox", "bill", "--kinds", "missing,amount,extra"); r.exit != 0 {
		t.Fatalf("exit %d %s", r.exit, r.stderr)
	}
	day := time.Now().In(time.FixedZone("UTC+8", 8*60*60)).Format(time.DateOnly)
	if r := wxlens(t, "--home", home, "--json", "bill", "get", "--date", day); r.exit != 1 || r.events(t)[0]["code"] != "bill-today" {
		t.Errorf("too early: exit %d %s", r.exit, r.stdout)
	}
	output := filepath.Join(t.TempDir(), "out.csv")
	r := wxlens(t, "--home", home, "--json", "bill", "get", "--date", day, "--move-clock", "--reconcile", "-o", output)
	kinds := map[string]int{}
	var bill, done map[string]any
	for _, e := range r.events(t) {
		switch e["event"] {
		case "difference":
			kinds[e["kind"].(string)]++
		case "bill":
			bill = e
		case "reconciled":
			done = e
		}
	}
	if r.exit != 1 || fmt.Sprint(kinds) != "map[amount:1 only-here:1 only-in-bill:1]" || done["differences"] != 3.0 || bill["sum_matches"] != true || bill["hash_matches"] != true {
		t.Errorf("exit %d: %v %v %v %s", r.exit, kinds, bill, done, r.stderr)
	}
	again := wxlens(t, "--home", home, "--json", "bill", output, "--reconcile")
	if got := strings.Count(again.stdout, `"event":"difference"`); got != 3 || again.exit != 1 {
		t.Errorf("the written file: %d differences, exit %d %s", got, again.exit, again.stderr)
	}
	list := wxlens(t, "--home", home, "--json", "bill", "list").events(t)
	if len(list) != 1 || list[0]["day"] != day || list[0]["path"] != bill["path"] {
		t.Errorf("kept: %v", list)
	}
	if one(t, home, "bill", "--plant", "0"); wxlens(t, "--home", home, "bill", "get", "--date", day, "--move-clock", "--reconcile").exit != 0 {
		t.Error("nothing is planted, and something differs")
	}
	for _, args := range [][]string{{"--date", "tomorrow"}, {"--date", day, "--type", "BEST"}, {"--date", day, "--api", "v4"}} {
		if r := wxlens(t, append([]string{"--home", home, "bill", "get"}, args...)...); r.exit != cli.ExitUsage {
			t.Errorf("%q: exit %d %s", args, r.exit, r.stderr)
		}
	}
}
