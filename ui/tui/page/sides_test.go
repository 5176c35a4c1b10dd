package page

import (
	"fmt"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"wxlens/ui/text"
	"wxlens/ui/tui/look"
	"wxlens/ui/tui/theme"
	"wxlens/wxpay"
)

const hiddenKey = "192006250b4c09247ec02edce69f6a2d"

// signed is a V2 text that ends in a key.
func signed(fields, key string) wxpay.Text {
	t := wxpay.NewText(64, 2)
	t.Value("fields", fields)
	t.Literal("&key=")
	t.Hidden("key", wxpay.NewSecret(key))
	return t
}

// shownSides draws everything that is drawn of two texts, in one width.
func shownSides(a, b wxpay.Text, width int) (all, carets string) {
	d, _ := a.Diff(b)
	s := &Sides{Names: [2]string{"应当", "was"}, Texts: [2]wxpay.Text{a, b}, At: d.Byte, Outside: func(n int) string { return fmt.Sprintf("%d left out", n) }}
	l := &look.Look{Text: text.In(wxpay.English), Style: &theme.Theme{}, Signs: theme.SignsFor(false)}
	p := New(l, width)
	p.Excerpts(s)
	p.Both(s)
	if len(p.Anchors) == 0 {
		return "no row is marked", ""
	}
	for _, line := range p.Lines[p.Anchors[0].Line : p.Anchors[0].Line+2] {
		carets += line + "\n"
	}
	p.Hexes(s)
	for _, line := range p.Lines {
		if got := ansi.StringWidth(line); got != width {
			return fmt.Sprintf("a line of %d columns, not %d: %q", got, width, line), ""
		}
	}
	return strings.Join(p.Lines, "\n"), carets
}

func TestTheFirstDifferenceIsMarked(t *testing.T) {
	for name, c := range map[string]struct {
		a, b  wxpay.Text
		first string // the character that is marked
		has   []string
	}{
		"inside a character": {wxpay.PlainText("描述=浌x"), wxpay.PlainText("描述=测x"), "浌", []string{"[8c]", "[8b]"}},
		"at the end":         {wxpay.PlainText("a\nb\n"), wxpay.PlainText("a\nb"), "⏎", []string{"[0a]", "[  ]"}},
		"at the beginning":   {wxpay.PlainText("\ufeffa"), wxpay.PlainText("a"), "<", []string{"<U+FEFF>", "[ef]", "[61]"}},
		"a blank":            {wxpay.PlainText("a b"), wxpay.PlainText("a\tb"), "·", []string{"␉", "[20]", "[09]"}},
		"a carriage return":  {wxpay.PlainText("a\nb"), wxpay.PlainText("a\r\nb"), "⏎", []string{"␍", "[0a]", "[0d]"}},
		"not UTF-8":          {wxpay.PlainText("a\xb2\xe2b"), wxpay.PlainText("a测b"), "<", []string{"<B2>", "[b2]", "[e6]"}},
		"in the secret":      {signed("a=1", hiddenKey), signed("a=1", strings.ToUpper(hiddenKey)), "*", []string{"***", "[2a]"}},
		"before a secret":    {signed("a=1", hiddenKey), signed("a=12", hiddenKey), "&", []string{"a=12&key=***", "[26]", "[32]"}},
	} {
		for _, width := range []int{12, 20, 43, 60, 80, 99, 100, 120, 200} {
			all, carets := shownSides(c.a, c.b, width)
			for _, want := range c.has {
				if joined := strings.NewReplacer("\n", "", " ", "").Replace(all); width >= 20 && !strings.Contains(joined, strings.ReplaceAll(want, " ", "")) {
					t.Errorf("%s in %d columns lacks %q:\n%s", name, width, want, all)
				}
			}
			if strings.Contains(strings.ToLower(all), hiddenKey[:8]) {
				t.Errorf("%s shows the key:\n%s", name, all)
			}
			row, caret, _ := strings.Cut(carets, "\n")
			column := strings.Index(caret, "^")
			if width >= 20 && (column < 0 || !strings.HasPrefix(ansi.Cut(row, column, width), c.first)) {
				t.Errorf("%s in %d columns: the caret is not below %q:\n%s", name, width, c.first, carets)
			}
		}
	}
}

func TestOfLongTextsTheSurroundingsAreShown(t *testing.T) {
	long := strings.Repeat("一行文字\n", 60_000)
	all, _ := shownSides(wxpay.PlainText(long+"A"+long), wxpay.PlainText(long+"B"+long), 120)
	if lines := strings.Count(all, "\n"); lines < 2000 || lines > 12_000 || !strings.Contains(all, "left out") || !strings.Contains(all, "60001") {
		t.Errorf("%d lines", lines)
	}
}
