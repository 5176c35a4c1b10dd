package tui_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"
	"unicode"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"wxlens/ui/text"
	"wxlens/ui/tui"
	"wxlens/ui/tui/keys"
	"wxlens/ui/tui/tuitest"
	"wxlens/ui/workbench/control"
	"wxlens/ui/workbench/run"
	"wxlens/ui/workbench/state"
	"wxlens/wxpay"
	"wxlens/wxpay/flow"
)

// Desk hands out the workbench's own desk, or one whose sandbox never answers.
func (b *bench) Desk() *control.Desk {
	if b.silent == nil {
		return b.Workbench.Desk()
	}
	return control.New(control.Deps{Sandbox: func(ctx context.Context) (string, http.RoundTripper, error) {
		<-ctx.Done()
		b.silent <- struct{}{}
		return "", nil, ctx.Err()
	}})
}

func (b *bench) Status() state.Status {
	s := b.Workbench.Status()
	s.Live = s.Live || b.live
	if b.refused.Times > 0 {
		s.Link.Refused = b.refused
	}
	return s
}

// ordered does the steps of a Native payment up to one, notified at a URL, "" for
// the workbench's own, and returns the order's number.
func (b *bench) ordered(notifyURL string, last flow.StepName) wxpay.OutTradeNo {
	b.t.Helper()
	s, err := b.Workbench.NewSession("native-v3", flow.Pay)
	if err != nil {
		b.t.Fatal(err)
	}
	if notifyURL != "" && !s.SetByName("notify_url", notifyURL) {
		b.t.Fatal("the flow has no notify_url")
	}
	for {
		r := run.Result{}
		if r = b.Workbench.Do(b.t.Context(), s.Job(s.Next())); !r.OK {
			b.t.Fatalf("step %s: %v %+v", r.Step, r.Err, r.Checks)
		}
		if s.Apply(r); r.Step == last {
			return wxpay.OutTradeNo(s.Slot(flow.SlotOutTradeNo))
		}
	}
}

// refuser is a merchant that acknowledges nothing.
func refuser(t *testing.T) (url string, calls *atomic.Int32) {
	t.Helper()
	calls = &atomic.Int32{}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		calls.Add(1)
		w.WriteHeader(http.StatusInternalServerError)
	}))
	t.Cleanup(s.Close)
	return s.URL + "/notify", calls
}

// openSandbox opens the screen of the sandbox and waits for its content.
func openSandbox(d *tuitest.Driver, lang wxpay.Lang) text.Desk {
	words := text.In(lang).TUI.Desk
	d.Do(keys.Command)
	d.Type("sandbox")
	d.Do(keys.Accept)
	d.Has(words.Title + " · 127.0.0.1:")
	return words
}

func TestPayFromTheSandboxScreen(t *testing.T) {
	for _, lang := range []wxpay.Lang{wxpay.Chinese, wxpay.English} {
		b := newBench(t)
		no := b.ordered("", flow.Order)
		d := open(t, b, lang)
		words := openSandbox(d, lang)
		d.Has("NATIVE")
		d.Has("NOTPAY")
		d.Do(keys.FailOrder)
		d.Has(words.PayerGaveUp(string(no), "NOTPAY"))
		d.Do(keys.PayOrder)
		d.Has(words.OrderNow(string(no), "SUCCESS"))
		d.Has("TRANSACTION.SUCCESS")
		d.Has("✔ " + words.Acknowledged)
		d.Do(keys.PayOrder)
		d.Has(words.OrderIs("SUCCESS"))
	}
}

func TestRefusedDeliveryShowsItsAttemptsAndTheNext(t *testing.T) {
	b := newBench(t)
	url, calls := refuser(t)
	b.ordered(url, flow.Cashier)
	d := open(t, b, wxpay.English)
	words := openSandbox(d, wxpay.English)
	d.Has("✘ " + words.NotYet)
	d.Has("1/16  500")
	d.Has("next in 1")
	d.Press("j")
	d.Has(words.Attempts(1, 16))
	d.Has(url)
	d.Do(keys.MoveClock)
	d.Has(words.ToNextDue)
	d.Do(keys.Accept)
	d.Has("2/16  500")
	d.Until(func(s string) bool { return strings.Count(s, "✘ 500") == 2 })
	if n := calls.Load(); n != 2 {
		t.Errorf("the merchant was called %d times", n)
	}
	d.Do(keys.MoveClock)
	d.Press("G")
	for range 6 {
		d.Press("down")
	}
	d.Do(keys.Accept)
	d.Has("16/16")
	d.Has(words.GivenUp)
	d.Has(words.Ahead("7d0h"))
	d.Has("16  ")
	d.Do(keys.Earlier)
	d.Until(func(s string) bool { return !strings.Contains(s, "\n│ 16  ") })
	d.Do(keys.Later)
	d.Do(keys.Later)
	d.Has(words.AllSeen)
}

func TestVariantsAreSentFromTheSandboxScreen(t *testing.T) {
	b := newBench(t)
	b.ordered("", flow.Notify)
	d := open(t, b, wxpay.English)
	words := openSandbox(d, wxpay.English)
	d.Press("j")
	d.Do(keys.SendAgain)
	d.Has(words.VariantTitle)
	for range 3 {
		d.Press("down")
	}
	d.Do(keys.Accept)
	d.Has(words.Sent("tampered", "401", false))
	d.Has("2/16  401")
}

func TestRefundIsSettledFromTheSandboxScreen(t *testing.T) {
	b := newBench(t)
	if _, err := b.Desk().PlanRefunds(t.Context(), "hold", 1); err != nil {
		t.Fatal(err)
	}
	b.ordered("", flow.Refund)
	d := open(t, b, wxpay.Chinese)
	words := openSandbox(d, wxpay.Chinese)
	d.Has("PROCESSING")
	d.Do(keys.RefundAbnormal)
	d.Has(words.ForRefunds)
	d.Press("G")
	d.Do(keys.RefundAbnormal)
	d.Has("REFUND.ABNORMAL")
	d.Do(keys.RefundClosed)
	d.Has(words.RefundIs("ABNORMAL"))
}

func TestPlannedOutcomeAndFaultMeetTheNextCalls(t *testing.T) {
	b := newBench(t)
	d := open(t, b, wxpay.English)
	words := openSandbox(d, wxpay.English)
	d.Do(keys.NextRefund)
	d.Press("down")
	d.Do(keys.Accept)
	d.Has(words.Planned(words.Outcomes["abnormal"]))
	d.Do(keys.PlantFault)
	d.Has("/v3/pay/transactions/jsapi")
	d.Do(keys.Accept)
	d.Has(words.Planted(words.FaultsNamed["500"], "/v3/pay/transactions/jsapi"))
	d.Do(keys.Back)
	d.Do(keys.RunAll)
	d.Has("✘  2 place the order")
	d.Do(keys.Again)
	d.Has("✔  2 place the order")
	d.Do(keys.RunAll)
	d.Has("refund!")
}

func TestMenuAndQuestionReturnToTheSandboxScreen(t *testing.T) {
	b := newBench(t)
	no := b.ordered("", flow.Order)
	d := open(t, b, wxpay.English)
	words, all := openSandbox(d, wxpay.English), text.In(wxpay.English).TUI
	d.Has(string(no))
	d.Do(keys.Menu)
	d.Has(words.MenuTitle)
	d.Has(all.Actions["pay-order"].Long)
	d.Do(keys.Back)
	d.Until(func(s string) bool { return !strings.Contains(s, words.MenuTitle) && strings.Contains(s, string(no)) })
	d.Do(keys.Menu)
	d.Press("X")
	d.Has(words.ForgetBody[:40])
	d.Do(keys.No)
	d.Do(keys.Help)
	d.Has(all.HelpTitle)
	d.Type("forget")
	d.Do(keys.Accept)
	d.Has(words.ForgetBody[:40])
	d.Do(keys.Yes)
	d.Has(words.All)
	d.Has(words.Empty[:40])
}

// What others do in the sandbox shows without a key, though no journal grows.
func TestSandboxScreenLooksByItself(t *testing.T) {
	b := newBench(t)
	url, _ := refuser(t)
	no := b.ordered(url, flow.Order)
	d := open(t, b, wxpay.English)
	openSandbox(d, wxpay.English)
	d.Has("NOTPAY")
	title := func(s string) string { return strings.Split(s, "\n")[1] }
	first := title(d.Screen())
	d.Until(func(s string) bool { return title(s) != first }) // no reading of the beginning is under way any more
	if _, err := b.Desk().Pay(t.Context(), no, "pay"); err != nil {
		t.Fatal(err)
	}
	d.Has("1/16  500")
}

func TestSandboxScreenIsClicked(t *testing.T) {
	b := newBench(t)
	url, _ := refuser(t)
	b.ordered(url, flow.Cashier)
	d := open(t, b, wxpay.English)
	words := openSandbox(d, wxpay.English)
	d.Has("1/16")
	row := slices.IndexFunc(strings.Split(d.Screen(), "\n"), func(line string) bool { return strings.Contains(line, "1/16") })
	d.Click(30, row)
	d.Has(words.Attempts(1, 16))
	d.Click(30, row)
	d.Has(words.MenuTitle)
	d.Click(2, row)
	d.Until(func(s string) bool {
		return !strings.Contains(s, words.MenuTitle) && strings.Contains(s, words.Attempts(1, 16))
	})
	d.Send(tea.MouseWheelMsg{X: 30, Y: row, Button: tea.MouseWheelUp})
	d.Has("NATIVE")
}

func TestEveryKeyOfTheSandboxScreenDoesSomething(t *testing.T) {
	b := newBench(t)
	b.ordered("", flow.Order)
	b.ordered("", flow.Notify)
	d := open(t, b, wxpay.English)
	words := openSandbox(d, wxpay.English)
	d.Has(words.Acknowledged)
	shown := func(s string) string { // without the clock
		lines := strings.Split(s, "\n")
		return strings.Join(append(lines[:1], lines[2:]...), "\n")
	}
	for _, row := range (keys.Chain{keys.Sandbox}).Rows() {
		for _, key := range row.Keys {
			d.Press("g")
			d.Press("j") // the notification, a row above it and one below
			before := shown(d.Screen())
			d.Press(key)
			d.Until(func(s string) bool { return shown(s) != before })
			switch {
			case d.Ended():
				t.Fatalf("%s ended the program", key)
			case row.Action == keys.Back:
				openSandbox(d, wxpay.English)
				d.Has(words.Acknowledged)
			case row.Action == keys.Language:
				d.Press(key)
			case d.KeyOf(keys.MoveClock) == "": // a dialog lies over the screen
				d.Press("esc")
			}
		}
	}
}

func TestSilentSandboxShowsASpinnerAndEscCancels(t *testing.T) {
	b := newBench(t)
	b.silent = make(chan struct{}, 8)
	d := open(t, b, wxpay.English)
	words := text.In(wxpay.English).TUI
	d.Do(keys.Command)
	d.Type("sandbox")
	d.Do(keys.Accept)
	d.Has(words.Loading)
	d.Until(func(s string) bool {
		return strings.ContainsAny(s, "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏") && strings.Contains(s, "00ms")
	})
	d.Do(keys.Back)
	d.Has("1 mini program login")
	select {
	case <-b.silent:
	case <-time.After(tuitest.Limit):
		t.Error("what was under way goes on")
	}
}

func TestLiveProfileHasNoSandbox(t *testing.T) {
	b := newBench(t)
	b.live = true
	d := open(t, b, wxpay.English)
	d.Do(keys.Command)
	d.Type("sandbox")
	d.Do(keys.Accept)
	d.Has(text.In(wxpay.English).TUI.Desk.NoSandbox("demo"))
}

func TestPromptFindsCommandsByNameAndWords(t *testing.T) {
	d := open(t, newBench(t), wxpay.English)
	zh, en := text.In(wxpay.Chinese).TUI, text.In(wxpay.English).TUI
	d.Press("：")
	d.Has(en.Prompt.Hint)
	d.Type("ｌａｎｇ")
	d.Until(func(s string) bool {
		return strings.Contains(s, en.Actions["language"].Long) && !strings.Contains(s, en.Actions["quit"].Long)
	})
	d.Press("enter")
	d.Has(zh.LanguageNow)
	d.Press(":")
	d.Type("新流程")
	d.Press("enter")
	d.Has(zh.NewRunKeys)
	d.Press("esc")
	d.Press(":")
	x, _ := cursorOf(t, d)
	d.Type("支付q")
	if moved, _ := cursorOf(t, d); moved != x+5 {
		t.Errorf("the cursor moved from column %d to %d", x, moved)
	}
	d.Has(zh.Prompt.None)
	d.Press("enter")
	d.Has(zh.Prompt.Unknown("支付q"))
	for range 2 {
		d.Press("home")
		d.Press("delete")
	}
	d.Press("enter")
	d.Until(func(string) bool { return d.Ended() })
}

func cursorOf(t *testing.T, d *tuitest.Driver) (x, y int) {
	t.Helper()
	c := d.View().Cursor
	if c == nil {
		t.Fatal("there is no cursor")
	}
	return c.X, c.Y
}

func TestSandboxScreenGeometry(t *testing.T) {
	for _, lang := range []wxpay.Lang{wxpay.Chinese, wxpay.English} {
		t.Run(string(lang), func(t *testing.T) {
			t.Parallel()
			b := newBench(t)
			url, _ := refuser(t)
			b.ordered("", flow.Refund)
			b.ordered(url, flow.Cashier)
			d := open(t, b, lang)
			words := openSandbox(d, lang)
			d.Has(" 500")
			for _, w := range widths {
				for _, h := range heights {
					d.Resize(w, h)
					for _, key := range []string{"g", "j", "G"} {
						d.Press(key)
						geometry(t, d, w, h, "sandbox "+key)
					}
					for _, key := range []string{"enter", "X", "F", "?", "t"} {
						d.Press(key)
						geometry(t, d, w, h, "over the sandbox "+key)
						d.Press("esc")
					}
				}
			}
			for _, size := range [][2]int{{80, 24}, {120, 40}, {200, 60}} {
				d.Resize(size[0], size[1])
				d.Press("g")
				d.Press("j")
				s := d.Screen()
				for _, part := range []string{"TRANSACTION.SUCCESS", "✘ " + words.NotYet, "/16", "500", words.Attempts(1, 16), url} {
					if !strings.Contains(s, part) {
						t.Errorf("at %v %q is not seen\n%s", size, part, s)
					}
				}
				if !regexp.MustCompile(`\(\d\d:\d\d:\d\d\)`).MatchString(s) {
					t.Errorf("at %v the next due moment is cut\n%s", size, s)
				}
			}
		})
	}
}

func TestSandboxScreenInASCII(t *testing.T) {
	b := newBench(t)
	b.ordered("", flow.Notify)
	d := tuitest.New(t, b, tui.Options{Lang: wxpay.English, Env: []string{"WXLENS_ASCII=1", "NO_COLOR=1"}})
	d.Press(":")
	d.Type("sandbox")
	d.Press("enter")
	d.Has("v acknowledged")
	d.Press("enter")
	for i, line := range strings.Split(ansi.Strip(d.Styled()), "\n") {
		for _, r := range line {
			if r > unicode.MaxASCII {
				t.Errorf("line %d holds %q", i, r)
			}
		}
	}
}
