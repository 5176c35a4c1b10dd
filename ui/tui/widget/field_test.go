package widget_test

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"wxlens/ui/tui/tuitest"
	"wxlens/ui/tui/widget"
)

func TestColumnsAreCountedInCells(t *testing.T) {
	f := widget.NewField("")
	f.Insert("微信支付")
	f.Fit(40)
	if _, column := f.Shown(); column != 8 {
		t.Errorf("the cursor stands in column %d", column)
	}
	f.Key(tuitest.Key("left"))
	if _, column := f.Shown(); column != 6 {
		t.Errorf("one to the left it stands in column %d", column)
	}
}

func TestScrolledFieldShowsItsCursor(t *testing.T) {
	f := widget.NewField(strings.Repeat("商户号", 30))
	for _, width := range []int{1, 2, 3, 10, 11, 40} {
		for _, key := range []string{"end", "left", "left", "home", "right", "right", "end"} {
			f.Key(tuitest.Key(key))
			f.Fit(width)
			if _, column := f.Shown(); column < 0 || column >= width && width > 2 {
				t.Errorf("after %s in %d columns the cursor stands in column %d", key, width, column)
			}
		}
	}
}

func TestEditing(t *testing.T) {
	f := widget.NewField("hello wide 世界")
	for _, step := range []struct{ key, want string }{
		{"backspace", "hello wide 世"}, {"ctrl+w", "hello wide "}, {"ctrl+a", "hello wide "}, {"delete", "ello wide "},
		{"ctrl+right", "ello wide "}, {"ctrl+k", "ello"}, {"ctrl+u", ""},
	} {
		if !f.Key(tuitest.Key(step.key)) || f.Value() != step.want {
			t.Errorf("after %s: %q", step.key, f.Value())
		}
	}
	f.Insert("a\nb\x1bc")
	if f.Value() != "abc" {
		t.Errorf("controls were inserted: %q", f.Value())
	}
}

func TestWordBeforeTheCursorIsDeleted(t *testing.T) {
	for _, name := range []string{"ctrl+w", "alt+backspace", "ctrl+backspace"} {
		f := widget.NewField("微信 支付 v3/pay  ")
		for _, want := range []string{"微信 支付 ", "微信 ", "", ""} {
			if f.Key(tuitest.Key(name)); f.Value() != want {
				t.Errorf("after %s: %q, not %q", name, f.Value(), want)
			}
		}
	}
	secret := widget.NewField("")
	secret.Secret = true
	secret.Insert("two words")
	if secret.Key(tuitest.Key("ctrl+w")); secret.Value() != "" {
		t.Errorf("where the words of a secret end is told: %q", secret.Value())
	}
}

func TestHomeAndEnd(t *testing.T) {
	f := widget.NewField("支付")
	for _, step := range []struct{ key, typed, want string }{
		{"home", "微", "微支付"}, {"end", "。", "微支付。"}, {"ctrl+a", "《", "《微支付。"}, {"ctrl+e", "》", "《微支付。》"},
	} {
		f.Key(tuitest.Key(step.key))
		if f.Insert(step.typed); f.Value() != step.want {
			t.Errorf("after %s: %q", step.key, f.Value())
		}
	}
	f.Fit(40)
	if _, column := f.Shown(); column != 12 {
		t.Errorf("the cursor stands in column %d", column)
	}
}

func TestMarksStayOnTheirCharacter(t *testing.T) {
	const marked = "xe\u0301\u0302y" // two marks on the e
	for _, c := range []struct{ keys, want string }{
		{"left left", "x|e\u0301\u0302y"}, {"home right right", "xe\u0301\u0302|y"}, {"left backspace", "x|y"}, {"home right delete", "x|y"},
	} {
		f := widget.NewField(marked)
		for name := range strings.SplitSeq(c.keys, " ") {
			f.Key(tuitest.Key(name))
		}
		if f.Insert("|"); f.Value() != c.want {
			t.Errorf("after %s: %q", c.keys, f.Value())
		}
	}
}

func TestOtherKeysDoNothing(t *testing.T) {
	f := widget.NewField("pay")
	f.Key(tuitest.Key("left"))
	for _, name := range []string{"ctrl+v", "ctrl+n", "ctrl+p", "tab", "up", "alt+d", "alt+delete", "x"} {
		if f.Key(tuitest.Key(name)) || f.Value() != "pay" {
			t.Errorf("%s edits: %q", name, f.Value())
		}
	}
}

func TestEditingAnywhereIsSafe(t *testing.T) {
	for _, name := range []string{
		"left", "right", "home", "end", "backspace", "delete", "ctrl+w", "ctrl+u", "ctrl+k", "ctrl+d", "ctrl+h", "alt+left", "alt+right", "ctrl+left", "ctrl+right",
	} {
		for _, text := range []string{"", " ", "\u0301", "  a ", "微 \u0301\u0301 信"} {
			for at := range 8 {
				f := widget.NewField(text)
				f.Fit(3)
				for range at {
					f.Key(tea.KeyPressMsg{Code: tea.KeyLeft})
				}
				f.Key(tuitest.Key(name))
				f.Shown()
				f.Fit(3)
				f.Shown()
			}
		}
	}
}
