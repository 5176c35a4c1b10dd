package widget_test

import (
	"strings"
	"testing"
	"time"

	"wxlens/ui/tui/tuitest"
	"wxlens/ui/tui/widget"
)

// shown is the window of a text, its rows one below the other.
func shown(a *widget.Area) string {
	var rows []string
	for _, r := range a.Window(false) {
		rows = append(rows, r.Text)
	}
	return strings.Join(rows, "\n")
}

func press(a *widget.Area, names ...string) {
	for _, name := range names {
		a.Key(tuitest.Key(name))
	}
}

func TestTypingOfManyLines(t *testing.T) {
	a := widget.NewArea()
	a.Insert("curl 'https://api'\n-d 微信\n")
	a.Fit(40, 5, true)
	for _, step := range []struct{ keys, typed, want string }{
		{"up end", "支付", "curl 'https://api'\n-d 微信支付\n"}, {"backspace", "", "curl 'https://api'\n-d 微信支\n"},
		{"home backspace", " ", "curl 'https://api' -d 微信支\n"}, {"ctrl+k", "x", "curl 'https://api' x\n"},
		{"ctrl+w", "", "curl 'https://api' \n"}, {"enter", "y", "curl 'https://api' \ny\n"}, {"ctrl+u delete", "", "curl 'https://api' \n"},
		{"ctrl+home delete", "C", "Curl 'https://api' \n"}, {"ctrl+end", "é\u0301", "Curl 'https://api' \né\u0301"}, {"backspace", "", "Curl 'https://api' \n"},
	} {
		press(a, strings.Fields(step.keys)...)
		a.Insert(step.typed)
		a.Fit(40, 5, true)
		if got := string(a.Bytes()); got != step.want {
			t.Fatalf("after %s and %q: %q, want %q", step.keys, step.typed, got, step.want)
		}
		if size, _ := a.Size(); size != len(step.want) {
			t.Fatalf("after %s: counted %d bytes of %d", step.keys, size, len(step.want))
		}
	}
}

func TestEveryByteIsKept(t *testing.T) {
	a := widget.NewArea()
	const odd = "\r\n\x00\xff\u200b\t\r\n\n"
	a.Set([]byte(odd))
	a.Fit(30, 9, true)
	if string(a.Bytes()) != odd {
		t.Errorf("%q", a.Bytes())
	}
	if got := shown(a); !strings.Contains(got, "␍") || !strings.Contains(got, "<FF>") || !strings.Contains(got, "<U+200B>") || !strings.Contains(got, "␉") {
		t.Errorf("something is not seen: %q", got)
	}
}

func TestWindowFollowsTheCursorThroughWrappedLines(t *testing.T) {
	a := widget.NewArea()
	a.Set([]byte(strings.Repeat("商户号", 100) + "\n" + strings.Repeat("b", 95)))
	for _, width := range []int{2, 7, 21, 40} {
		for _, keys := range []string{"ctrl+home", "down down down", "pgdown", "pgdown pgdown", "end", "ctrl+end", "up up", "pgup", "home", "right left"} {
			press(a, strings.Fields(keys)...)
			a.Fit(width, 4, true)
			x, y, ok := a.Caret()
			if !ok || x < 0 || x >= max(width, 3) || y < 0 || y >= 4 {
				t.Errorf("%d columns, after %s: the cursor stands at %d,%d, %v", width, keys, x, y, ok)
			}
		}
	}
	a.Fit(11, 4, true)
	press(a, "ctrl+end", "up", "up")
	a.Fit(11, 4, true)
	before, _, _ := a.Caret()
	press(a, "down")
	a.Fit(11, 4, true)
	if after, _, _ := a.Caret(); before != 5 || after != 5 {
		t.Errorf("the column was not kept: %d, %d", before, after)
	}
}

func TestSecretsAreHiddenAcrossRows(t *testing.T) {
	a := widget.NewArea()
	const secret = "192006250b4c09247ec02edce69f6a2d"
	a.Set([]byte("key=" + secret + "&key=" + secret))
	a.Secrets = []string{secret}
	for width := 2; width < 90; width++ {
		a.Fit(width, 100, false)
		got := strings.ReplaceAll(shown(a), "\n", "")
		if got != "key="+strings.Repeat("*", 32)+"&key="+strings.Repeat("*", 32) {
			t.Fatalf("in %d columns: %q", width, got)
		}
	}
	a.Fit(90, 4, false)
	if r := a.Window(true); r[0].Text != "key="+secret+"&key="+secret {
		t.Errorf("revealed: %q", r[0].Text)
	}
}

// TestALongTextIsTypedAtOnce: one line of a mebibyte is the worst.
func TestALongTextIsTypedAtOnce(t *testing.T) {
	for name, text := range map[string]string{"one line": strings.Repeat("x", 1<<20), "short lines": strings.Repeat("x\n", 1<<19)} {
		a := widget.NewArea()
		a.Insert(text)
		a.Fit(100, 40, true)
		const keys = 20
		start := time.Now()
		for range keys {
			a.Insert("y")
			press(a, "up", "down")
			a.Fit(100, 40, true)
			a.Window(false)
		}
		if each := time.Since(start) / keys; each > 50*time.Millisecond {
			t.Errorf("%s: a key takes %v", name, each)
		}
	}
}
