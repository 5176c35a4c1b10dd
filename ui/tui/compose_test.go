package tui

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
)

func TestDialogCutsWideCharactersClean(t *testing.T) {
	const line, dialog = "\x1b[38;5;79m│微信\x1b[m支\x1b[1;48;5;237m付 商户 平台\x1b[m│", "\x1b[1m│签 名│\x1b[m"
	plain, width, over := ansi.Strip(line), ansi.StringWidth(line), ansi.StringWidth(dialog)
	for x := 1; x+over < width; x++ {
		lines := compose([]string{line, line}, width, []string{dialog, dialog}, x)
		if len(lines) != 2 || lines[0] != lines[1] {
			t.Fatalf("at %d: %q", x, lines)
		}
		got := ansi.Strip(lines[0])
		if w := ansi.StringWidth(got); w != width || !strings.HasSuffix(got, "│") {
			t.Errorf("at %d: %d columns: %q", x, w, got)
		}
		if shown := ansi.Cut(got, x, x+over); shown != ansi.Strip(dialog) {
			t.Errorf("at %d the dialog shows %q", x, shown)
		}
		for _, side := range [][2]int{{0, x}, {x + over, width}} {
			for at, column := range whole(plain) {
				if column[0] >= side[0] && column[1] <= side[1] && ansi.Cut(got, column[0], column[1]) != at {
					t.Errorf("at %d: %q is gone from column %d: %q", x, at, column[0], got)
				}
			}
		}
	}
}

// whole returns the wide characters of a text with the columns they take.
func whole(s string) map[string][2]int {
	at, used := map[string][2]int{}, 0
	for _, r := range s {
		w := ansi.StringWidth(string(r))
		if w == 2 {
			at[string(r)] = [2]int{used, used + 2}
		}
		used += w
	}
	return at
}

func TestComposedLinesKeepTheirStyles(t *testing.T) {
	const line = "\x1b[38;5;79mab\x1b[mcd\x1b[1mef\x1b[m"
	if got := compose([]string{line}, 6, []string{"XY"}, 2)[0]; got != "\x1b[38;5;79mab\x1b[mXY\x1b[1mef\x1b[m" {
		t.Errorf("%q", got)
	}
}
