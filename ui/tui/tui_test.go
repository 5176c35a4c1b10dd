package tui_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

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
