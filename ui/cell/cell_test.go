package cell

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
)

func TestPlainWidthsAgreeWithTheTerminals(t *testing.T) {
	for r := rune(0); r <= unicode.MaxRune; r++ {
		if w := plain(r); w > 0 && w != ansi.StringWidth(string(r)) {
			t.Errorf("%q U+%04X: table says %d, terminals %d", r, r, w, ansi.StringWidth(string(r)))
		}
	}
}

func TestCutAndPad(t *testing.T) {
	for _, c := range []struct {
		in    string
		width int
		want  string
	}{
		{"微信支付", 8, "微信支付"}, {"微信支付", 7, "微信支…"}, {"微信支付", 6, "微信… "}, {"微信支付", 1, "…"}, {"微信", 0, ""}, {"abc", 5, "abc  "},
	} {
		if got := NewLine(c.width, "", "…").Cell("", c.in, c.width).String(); got != c.want {
			t.Errorf("%q in a cell of %d is %q", c.in, c.width, got)
		}
	}
	if got := CutLeft("T20261120-0007", 6, "…"); got != "…-0007" {
		t.Errorf("CutLeft gives %q", got)
	}
}

func TestWrapKeepsWordsAndPunctuation(t *testing.T) {
	got := Wrap("sign the body, then send", 10)
	if strings.Join(got, "|") != "sign the|body, then|send" {
		t.Errorf("%q", got)
	}
	for _, row := range Wrap("请求用商户私钥签名：方法、路径、时间戳、随机串、请求体各占一行，每行以换行结束。", 11) {
		if Width(row) > 11 || strings.ContainsAny(string([]rune(row)[0]), "，。：、") {
			t.Errorf("row %q", row)
		}
	}
}

func TestVisibleHidesNothing(t *testing.T) {
	for _, r := range "\u200b\u200d\ufe0f\u3000\u00a0\u202e\ufeff\x00\x1b\t" {
		if s := Visible(r); Width(s) < 1 || s == string(r) {
			t.Errorf("U+%04X is shown as %q", r, s)
		}
	}
}

func FuzzClean(f *testing.F) {
	for _, s := range []string{"微信支付", "\x1b[31mred\x1b]0;title\a", "a\u202eb\u2066c", "👩‍👩‍👧‍👦 👍🏽 🇨🇳 ✔️", "e\u0301\u0489", "\xff\xfe", "\r\n\t", "\u1100\u1161", "\U000e0041"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		clean := Clean(s)
		if Clean(clean) != clean {
			t.Errorf("cleaning %q twice gives %q, once %q", s, Clean(clean), clean)
		}
		if !utf8.ValidString(clean) {
			t.Errorf("%q becomes %q", s, clean)
		}
		for _, r := range clean {
			if unicode.IsControl(r) || unicode.In(r, unicode.Cf) {
				t.Errorf("%q keeps %q", s, r)
			}
		}
		if w := Width(clean); w != ansi.StringWidth(clean) {
			t.Errorf("%q is measured %d, terminals say %d", clean, w, ansi.StringWidth(clean))
		}
		for _, width := range []int{0, 1, 2, 5, 13} {
			if got := Width(NewLine(width, "", "…").Cell("", clean, width).String()); got != width {
				t.Errorf("%q in a cell of %d is %d wide", clean, width, got)
			}
			l := NewLine(width, "", "…").Put("", s).String()
			if got := ansi.StringWidth(l); got != width {
				t.Errorf("%q on a line of %d is %d wide: %q", s, width, got, l)
			}
		}
	})
}
