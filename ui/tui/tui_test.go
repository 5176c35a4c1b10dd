package tui_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"strings"
	"testing"
	"time"
	"unicode"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"wxlens/ui/text"
	"wxlens/ui/tui"
	"wxlens/ui/tui/keys"
	"wxlens/ui/tui/tuitest"
	"wxlens/wxpay"
	"wxlens/wxpay/catalog"
	"wxlens/wxpay/flow"
)

func open(t testing.TB, f *bench, lang wxpay.Lang) *tuitest.Driver {
	t.Helper()
	return tuitest.New(t, f, tui.Options{Lang: lang, Version: "v0.1.0"})
}

func TestSixStepsWalkAPayment(t *testing.T) {
	for _, lang := range []wxpay.Lang{wxpay.Chinese, wxpay.English} {
		t.Run(string(lang), func(t *testing.T) {
			d := open(t, newBench(t), lang)
			for range 6 {
				d.Do(keys.Step)
			}
			words := text.In(lang).TUI
			d.Has("✔  6")
			d.Until(func(s string) bool { return strings.Count(s, "SUCCESS") > 3 && strings.Contains(s, words.Verified) })
			if title := d.View().WindowTitle; title != "wxlens (1)" {
				t.Errorf("the title is %q", title)
			}
			d.Do(keys.Panel2)
			d.Has(words.Tabs["verdict"])
			if title := d.View().WindowTitle; title != "wxlens" {
				t.Errorf("after the inbox was looked at the title is %q", title)
			}
		})
	}
}

func TestKeysPressedWhileOpeningAreKept(t *testing.T) {
	f, wait := newBench(t), make(chan struct{})
	d := tuitest.Start(t, tui.Options{Lang: wxpay.English, Open: func(context.Context) (tui.Engine, error) {
		<-wait
		return f, nil
	}})
	for range 6 {
		d.Press("s")
	}
	close(wait)
	d.Has("✔  6")
}

func TestStepsAskedForWhileOneRunsFollow(t *testing.T) {
	f := newBench(t)
	f.hold = make(chan struct{})
	d := open(t, f, wxpay.English)
	for range 3 {
		d.Do(keys.Step)
	}
	close(f.hold)
	d.Has("4 the payer pays")
	d.Has("✔  3 sign the pay")
}

func TestFailedStepStopsTheRunAndSaysWhy(t *testing.T) {
	f := newBench(t)
	f.plant("/v3/pay/transactions/jsapi", 500)
	d := open(t, f, wxpay.English)
	d.Do(keys.RunAll)
	d.Has("✘  2 place the order")
	d.Has(text.In(wxpay.English).Reasons[wxpay.ReasonErrorAnswer].Why)
	d.Do(keys.Again)
	d.Has("✔  2 place the order")
}

func TestTextToSignFollowsTyping(t *testing.T) {
	d := open(t, newBench(t), wxpay.Chinese)
	d.Do(keys.Step)
	d.Has("✔  1")
	d.Do(keys.Panel3)
	d.Press("j")
	d.Do(keys.Edit)
	for range 2 {
		d.Do(keys.NextField)
	}
	d.Type("微信支付")
	d.Until(func(s string) bool { return strings.Count(s, "微信支付") == 2 })
	d.Press("esc")
	d.Until(func(s string) bool { return !strings.Contains(s, "微信支付") })
}

func TestErrorsInTheFormRefuseTheStep(t *testing.T) {
	d := open(t, newBench(t), wxpay.English)
	d.Do(keys.Step)
	d.Has("✔  1")
	d.Press("j")
	d.Do(keys.Edit)
	for range 5 {
		d.Press("down")
	}
	d.Press("ctrl+u")
	d.Type("1.00")
	d.Do(keys.Accept)
	d.Do(keys.Step)
	d.Has(text.In(wxpay.English).TUI.StepRefused("amount.total"))
	d.Has("without a decimal point")
}

func TestCursorStandsWhereTextIsTyped(t *testing.T) {
	d := open(t, newBench(t), wxpay.Chinese)
	d.Do(keys.Step)
	d.Has("✔  1")
	d.Press("j")
	d.Do(keys.Edit)
	d.Press("down")
	d.Press("down")
	d.Press("ctrl+u")
	at := func() (x, y int) {
		c := d.View().Cursor
		if c == nil {
			t.Fatal("there is no cursor")
		}
		return c.X, c.Y
	}
	x0, y0 := at()
	d.Type("微信支付")
	x, y := at()
	if x-x0 != 8 || y != y0 {
		t.Errorf("after four wide characters the cursor moved by %d columns and %d rows", x-x0, y-y0)
	}
	line := strings.Split(d.Screen(), "\n")[y]
	if shown := ansi.Cut(line, x0, x); shown != "微信支付" {
		t.Errorf("%q stands before the cursor", shown)
	}
	d.Type(strings.Repeat("商户", 60))
	x, y = at()
	line = strings.Split(d.Screen(), "\n")[y]
	if shown := ansi.Cut(line, x-4, x); shown != "商户" {
		t.Errorf("scrolled, %q stands before the cursor", shown)
	}
}

func TestFullWidthKeysWork(t *testing.T) {
	d := open(t, newBench(t), wxpay.Chinese)
	d.Press("？")
	d.Has(text.In(wxpay.Chinese).TUI.HelpSearch)
	d.Press("esc")
	d.Press("ｓ")
	d.Has("✔  1")
	d.Press("Ｌ")
	d.Has(text.In(wxpay.English).TUI.LanguageNow)
}

func TestCtrlCTwiceEnds(t *testing.T) {
	now := noon
	f := newBench(t)
	f.hold = make(chan struct{})
	d := tuitest.New(t, f, tui.Options{Lang: wxpay.English, Now: func() time.Time { return now }})
	d.Do(keys.Step)
	d.Press("ctrl+c")
	d.Has(text.In(wxpay.English).TUI.Cancelled)
	now = now.Add(3 * time.Second)
	d.Press("ctrl+c")
	if d.Drain(); d.Ended() {
		t.Fatal("one ctrl+c ended the program")
	}
	d.Press("ctrl+c")
	d.Until(func(string) bool { return d.Ended() })
}

func TestEscCancelsTheRunningStep(t *testing.T) {
	f := newBench(t)
	f.hold = make(chan struct{})
	d := open(t, f, wxpay.English)
	d.Do(keys.Step)
	d.Do(keys.Back)
	d.Has(text.In(wxpay.English).TUI.StepCancelled)
	close(f.hold)
	d.Do(keys.Step)
	d.Has("✔  1")
}

func TestQuitAsksWhileAStepRuns(t *testing.T) {
	f := newBench(t)
	f.hold = make(chan struct{})
	d := open(t, f, wxpay.English)
	d.Do(keys.Step)
	d.Do(keys.Quit)
	d.Has(text.In(wxpay.English).TUI.QuitBody)
	d.Do(keys.No)
	d.Do(keys.Quit)
	d.Do(keys.Yes)
	d.Until(func(string) bool { return d.Ended() })
}

func TestOpeningThatFailsIsExplained(t *testing.T) {
	d := tuitest.Start(t, tui.Options{Lang: wxpay.English, Open: func(context.Context) (tui.Engine, error) {
		return nil, errors.New("port 18080 is taken")
	}})
	d.Has("port 18080 is taken")
	d.Has(text.In(wxpay.English).TUI.OpenDo[:40])
	d.Press("q")
	d.Until(func(string) bool { return d.Ended() })
}

func TestInboxFollowsUntilMoved(t *testing.T) {
	f := newBench(t)
	f.fill(30)
	d := open(t, f, wxpay.English)
	words := text.In(wxpay.English).TUI
	d.Do(keys.Panel2)
	d.Has("✘ unknown key 500")
	d.Has(words.Following)
	d.Press("k")
	d.Has(words.Paused(0))
	f.fill(3)
	d.Has(words.Paused(3))
	d.Press("G")
	d.Has(words.Following)
}

func TestSecretsAreMaskedUntilRevealed(t *testing.T) {
	f := newBench(t)
	secret, key := f.secrets()
	d := open(t, f, wxpay.English)
	d.Has(wxpay.Mask)
	if s := d.Screen(); strings.Contains(s, secret) {
		t.Error("the AppSecret is shown")
	}
	d.Do(keys.NewRun)
	d.Press("down")
	d.Do(keys.Accept)
	d.Press("2")
	d.Press("3")
	d.Press("j")
	d.Has("&key=***")
	d.Press("ctrl+g")
	d.Has(key)
	d.Press("ctrl+g")
	d.Until(func(s string) bool { return !strings.Contains(s, key) })
}

func TestCopySaysHow(t *testing.T) {
	d := open(t, newBench(t), wxpay.English)
	d.Press("j")
	d.Do(keys.Copy)
	d.Has("text to sign")
	d.Press("down")
	d.Do(keys.Accept)
	d.Has("OSC 52")
	d.Until(func(string) bool { return strings.HasPrefix(d.Copied(), "POST\n/v3/") })
}

func TestEveryScenarioEnds(t *testing.T) {
	for api := range 2 {
		for sideways := range flow.Scenarios {
			d := open(t, newBench(t), wxpay.Chinese)
			d.Do(keys.NewRun)
			for range api {
				d.Press("down")
			}
			for range sideways {
				d.Press("right")
			}
			d.Do(keys.Accept)
			d.Do(keys.RunAll)
			d.Has(text.In(wxpay.Chinese).TUI.FlowDone(string(flow.Scenarios[sideways].Want())))
		}
	}
}

func TestProfileIsChanged(t *testing.T) {
	f := newBench(t)
	f.addProfiles()
	d := open(t, f, wxpay.English)
	words := text.In(wxpay.English).TUI
	d.Do(keys.Panel4)
	d.Press("G")
	d.Do(keys.Open)
	d.Has("apiclient_key.pem")
	d.Press("4")
	d.Press("k")
	d.Do(keys.Open)
	d.Has(words.ProfileUsed("second"))
	d.Has("● second")
}

func TestWithoutASessionTheReasonIsShown(t *testing.T) {
	f := newBench(t)
	f.refuse = errors.New("the profile has no APIv3 key")
	d := open(t, f, wxpay.English)
	d.Has(f.refuse.Error())
	for _, key := range []string{"s", "S", "e", "r", "y", "b", "j", "2", "5", "]", "z"} {
		d.Press(key)
		geometry(t, d, 120, 40, key)
	}
}

func TestTimelineOpensExchanges(t *testing.T) {
	d := open(t, newBench(t), wxpay.English)
	d.Do(keys.RunAll)
	d.Has(text.In(wxpay.English).TUI.FlowDone("REFUND"))
	last, _ := catalog.ByID(catalog.V3BillDownload)
	d.Has("→ " + last.Title.EN)
	d.Do(keys.Panel6)
	d.Press("g")
	d.Do(keys.Open)
	d.Has("Exchange · ")
	d.Press("]")
	d.Press("]")
	d.Has("session_key")
	d.Press("esc")
	d.Press("G")
	for range 3 { // bill, application for it, refund query
		d.Press("k")
	}
	d.Do(keys.Open)
	d.Has("Notification · ")
}

func TestHiddenSecretIsTypedUnseen(t *testing.T) {
	d := open(t, newBench(t), wxpay.English)
	d.Do(keys.Edit)
	d.Press("down")
	d.Type("topsecret")
	d.Has("*********")
	if s := d.Screen(); strings.Contains(s, "topsecret") {
		t.Error("a hidden secret is shown while it is typed")
	}
}

func TestHelpIsSearched(t *testing.T) {
	d := open(t, newBench(t), wxpay.English)
	d.Do(keys.Help)
	d.Type("inbox")
	d.Has("go to the inbox")
	d.Press("down")
	d.Do(keys.Accept)
	d.Until(func(s string) bool { return !strings.Contains(s, text.In(wxpay.English).TUI.HelpKeys) })
}

func TestFilterKeepsMatchingRows(t *testing.T) {
	f := newBench(t)
	f.fill(50)
	d := open(t, f, wxpay.English)
	d.Do(keys.Panel1)
	d.Has("000009")
	d.Do(keys.Filter)
	d.Type("000003")
	d.Until(func(s string) bool { return !strings.Contains(s, "000009") && strings.Contains(s, "000003") })
	d.Do(keys.Accept)
	d.Press("esc")
	d.Has("000009")
}

func TestNoColourWithNoColor(t *testing.T) {
	f := newBench(t)
	f.fill(20)
	d := tuitest.New(t, f, tui.Options{Lang: wxpay.English, Env: []string{"NO_COLOR=1", "TERM=xterm-256color"}})
	d.Do(keys.RunAll)
	d.Has(text.In(wxpay.English).TUI.FlowDone("REFUND"))
	for seq := range strings.SplitSeq(d.Styled(), "\x1b[") {
		params, _, _ := strings.Cut(seq, "m")
		for p := range strings.SplitSeq(params, ";") {
			if len(p) == 2 && (p[0] == '3' || p[0] == '4' || p[0] == '9') {
				t.Fatalf("colour %q is set", params)
			}
		}
	}
	for _, word := range []string{"✔", "✘", "SANDBOX", "SUCCESS"} {
		d.Has(word)
	}
}

func TestDumbTerminalGetsNoSequences(t *testing.T) {
	d := tuitest.New(t, newBench(t), tui.Options{Lang: wxpay.English, Env: []string{"TERM=dumb"}})
	d.Has("[form]")
	if strings.Contains(d.Styled(), "\x1b[1") || strings.Contains(d.Styled(), "\x1b[3") {
		t.Error("a dumb terminal gets attributes")
	}
}

func TestASCIIOnly(t *testing.T) {
	d := tuitest.New(t, newBench(t), tui.Options{Lang: wxpay.English, Env: []string{"WXLENS_ASCII=1"}})
	d.Do(keys.RunAll)
	d.Has(text.In(wxpay.English).TUI.FlowDone("REFUND"))
	for i, line := range strings.Split(d.Screen(), "\n") {
		for _, r := range line {
			if r > 0x7e && !unicode.Is(unicode.Han, r) && (r < 0xff00 || r > 0xffef) {
				t.Errorf("line %d holds %q", i, r)
			}
		}
	}
}

func TestMouse(t *testing.T) {
	f := newBench(t)
	f.fill(20)
	d := open(t, f, wxpay.English)
	find := func(word string) (x, y int) {
		for y, line := range strings.Split(d.Screen(), "\n") {
			if at := strings.Index(line, word); at >= 0 {
				return ansi.StringWidth(line[:at]), y
			}
		}
		t.Fatalf("%q is not on the screen\n%s", word, d.Screen())
		return 0, 0
	}
	d.Has("000002")
	d.Click(find("2 place the order"))
	d.Has("Step 2 of 10")
	d.Click(find("explain"))
	d.Has("merchant's private key")
	d.Click(find("000002"))
	d.Has("Order · ")
	d.Send(tea.MouseWheelMsg{X: 3, Y: 14, Button: tea.MouseWheelUp})
	d.Has(text.In(wxpay.English).TUI.Paused(0))
}

func TestTabStripIsClicked(t *testing.T) {
	d := open(t, newBench(t), wxpay.English)
	for _, width := range []int{60, 80} {
		d.Resize(width, 24)
		d.Press("3")
		at := strings.Index(strings.Split(d.Screen(), "\n")[1], "5")
		d.Click(ansi.StringWidth(strings.Split(d.Screen(), "\n")[1][:at]), 1)
		d.Has("form │ request")
	}
}

// geometry fails unless the frame is exactly as large as the screen and every
// line ends in a character that is no blank.
func geometry(t *testing.T, d *tuitest.Driver, w, h int, what string) {
	t.Helper()
	lines := strings.Split(d.Styled(), "\n")
	if len(lines) != h {
		t.Fatalf("%s at %dx%d: %d lines", what, w, h, len(lines))
	}
	for i, line := range lines {
		if got := ansi.StringWidth(line); got != w {
			t.Fatalf("%s at %dx%d: line %d is %d wide: %q", what, w, h, i, got, ansi.Strip(line))
		}
		if plain := ansi.Strip(line); strings.HasSuffix(plain, " ") {
			t.Fatalf("%s at %dx%d: line %d ends in a blank: %q", what, w, h, i, plain)
		}
	}
}

var (
	widths  = []int{1, 2, 3, 5, 8, 13, 20, 39, 40, 59, 60, 79, 80, 100, 119, 120, 121, 160, 200, 240}
	heights = []int{1, 2, 3, 4, 5, 7, 8, 12, 19, 20, 24, 25, 40, 70}
)

func TestGeometry(t *testing.T) {
	for _, lang := range []wxpay.Lang{wxpay.Chinese, wxpay.English} {
		t.Run(string(lang), func(t *testing.T) {
			t.Parallel()
			f := newBench(t)
			f.fill(40)
			d := open(t, f, lang)
			d.Do(keys.RunAll)
			d.Has(text.In(lang).TUI.FlowDone("REFUND"))
			for _, w := range widths {
				for _, h := range heights {
					d.Resize(w, h)
					for _, panel := range []string{"1", "2", "3", "4", "5", "6"} {
						d.Press(panel)
						geometry(t, d, w, h, "panel "+panel)
					}
					d.Press("3")
					d.Press("?")
					geometry(t, d, w, h, "help")
					d.Press("esc")
					d.Press("n")
					geometry(t, d, w, h, "new run")
					d.Press("esc")
					d.Press(":")
					geometry(t, d, w, h, "prompt")
					d.Press("esc")
				}
			}
		})
	}
}

func TestGeometryBeforeAndWithoutAWorkbench(t *testing.T) {
	for _, fail := range []bool{false, true} {
		d := tuitest.Start(t, tui.Options{Lang: wxpay.Chinese, Open: func(ctx context.Context) (tui.Engine, error) {
			if !fail {
				<-ctx.Done()
			}
			return nil, errors.New("端口 18080 已被占用")
		}})
		if fail {
			d.Has("18080")
		}
		for _, w := range []int{1, 2, 7, 8, 30, 60, 80, 120, 200} {
			for _, h := range []int{1, 2, 3, 5, 8, 24, 40} {
				d.Resize(w, h)
				geometry(t, d, w, h, "opening")
			}
		}
	}
}

func TestMonkey(t *testing.T) {
	f := newBench(t)
	f.fill(60)
	d := open(t, f, wxpay.Chinese)
	random := rand.New(rand.NewPCG(7, 11))
	rows := keys.All()
	sizes := [][2]int{{120, 40}, {80, 24}, {59, 20}, {200, 60}, {20, 6}, {1, 1}, {130, 21}}
	w, h := 120, 40
	for i := range 2000 {
		switch n := random.IntN(20); {
		case n == 0:
			size := sizes[random.IntN(len(sizes))]
			w, h = size[0], size[1]
			d.Resize(w, h)
		case n == 1:
			d.Type("支付abc")
		case n == 2:
			d.Click(random.IntN(w), random.IntN(h))
		case n == 3:
			d.Send(tea.MouseWheelMsg{X: random.IntN(w), Y: random.IntN(h), Button: tea.MouseWheelDown})
		default:
			row := rows[random.IntN(len(rows))]
			if row.Action == keys.Quit || row.Action == keys.Cancel {
				continue
			}
			d.Press(row.Keys[random.IntN(len(row.Keys))])
		}
		d.Drain()
		geometry(t, d, w, h, "step "+string(rune('0'+i%10)))
	}
}

// An order may be refunded in parts: the refund step is done again, each time
// under a number of its own.
func TestSeveralRefundsOfOneOrder(t *testing.T) {
	d := open(t, newBench(t), wxpay.English)
	edit := func(step, fields int, erase int, typed string) {
		d.Do(keys.Panel3)
		d.Do(keys.First)
		for range step {
			d.Do(keys.Down)
		}
		d.Do(keys.Edit)
		for range fields {
			d.Do(keys.NextField)
		}
		for range erase {
			d.Press("backspace")
		}
		d.Type(typed)
		d.Do(keys.Accept)
	}
	d.Do(keys.Step)
	d.Has("✔  1")
	edit(1, 5, 1, "100") // amount.total
	for range 5 {
		d.Do(keys.Step)
	}
	d.Has("✔  6")
	edit(6, 4, 3, "30") // amount.refund
	d.Do(keys.RunAll)
	d.Has(text.In(wxpay.English).TUI.FlowDone("REFUND"))

	d.Do(keys.Panel3)
	d.Do(keys.First)
	for range 6 {
		d.Do(keys.Down)
	}
	d.Do(keys.Again)
	d.Has("-R2")
	d.Do(keys.RunAll)
	d.Has("✔ 10")
	d.Do(keys.Panel1)
	d.Do(keys.Open)
	d.Until(func(s string) bool {
		return strings.Contains(s, "-R1") && strings.Contains(s, "-R2") && strings.Contains(s, text.In(wxpay.English).TUI.Amount("0.60", "60"))
	})
}

func TestCertificatesAreReadFromThePrompt(t *testing.T) {
	d := open(t, newBench(t), wxpay.English)
	d.Press(":")
	d.Type("certificates")
	d.Press("enter")
	d.Has(text.In(wxpay.English).TUI.CertificatesRead(1, 0))
	d.Has("AEAD_AES_256_GCM")
}
