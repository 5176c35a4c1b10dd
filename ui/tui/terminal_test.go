package tui_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"strings"
	"testing"
	"unicode"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"wxlens/ui/text"
	"wxlens/ui/tui"
	"wxlens/ui/tui/keys"
	"wxlens/ui/tui/tuitest"
	"wxlens/wxpay"
)

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
