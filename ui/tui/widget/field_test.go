package widget

import (
	"strings"
	"testing"
)

func TestColumnsAreCountedInCells(t *testing.T) {
	f := NewField("")
	f.Insert("微信支付")
	f.Fit(40)
	if _, column := f.Shown(); column != 8 {
		t.Errorf("the cursor stands in column %d", column)
	}
	f.Key("left")
	if _, column := f.Shown(); column != 6 {
		t.Errorf("one to the left it stands in column %d", column)
	}
}

func TestScrolledFieldShowsItsCursor(t *testing.T) {
	f := NewField(strings.Repeat("商户号", 30))
	for _, width := range []int{1, 2, 3, 10, 11, 40} {
		for _, key := range []string{"end", "left", "left", "home", "right", "right", "end"} {
			f.Key(key)
			f.Fit(width)
			if _, column := f.Shown(); column < 0 || column >= width && width > 2 {
				t.Errorf("after %s in %d columns the cursor stands in column %d", key, width, column)
			}
		}
	}
}

func TestEditing(t *testing.T) {
	f := NewField("hello wide 世界")
	for _, step := range []struct{ key, want string }{
		{"backspace", "hello wide 世"}, {"ctrl+w", "hello wide "}, {"ctrl+a", "hello wide "}, {"delete", "ello wide "},
		{"ctrl+right", "ello wide "}, {"ctrl+k", "ello"}, {"ctrl+u", ""},
	} {
		if !f.Key(step.key) || f.Value() != step.want {
			t.Errorf("after %s: %q", step.key, f.Value())
		}
	}
	f.Insert("a\nb\x1bc")
	if f.Value() != "abc" {
		t.Errorf("controls were inserted: %q", f.Value())
	}
}
