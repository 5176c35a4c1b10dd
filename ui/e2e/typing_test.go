//go:build unix

package e2e

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"wxlens/ui/workbench/workbenchtest"
)

// TestTheCursorStandsWhereChineseIsTyped compares the terminal's real cursor with
// what is drawn: an input method puts its window there.
func TestTheCursorStandsWhereChineseIsTyped(t *testing.T) {
	term := start(t, 120, 40, workbenchtest.Home(t), "zh_CN.UTF-8")
	term.shows("js_code")
	term.press("s")
	term.shows("✔  1")
	term.press("j", "e", "\x1b[B", "\x1b[B", ctrlU)
	term.until("an empty description", func(screen string) bool { return !strings.Contains(screen, "测试商品") })
	x0, y0 := term.settledCursor()
	term.press("微信支付")
	term.until("the text in form and text to sign", func(screen string) bool { return strings.Count(screen, "微信支付") == 2 })
	x, y := term.settledCursor()
	if x-x0 != 8 || y != y0 {
		t.Errorf("the cursor moved from %d,%d to %d,%d, want 8 columns", x0, y0, x, y)
	}
	term.press(strings.Repeat("商户", 50) + "尾")
	term.shows("尾")
	x, y = term.settledCursor()
	line := strings.Split(term.screen(), "\n")[y]
	if shown := ansi.Cut(line, x-2, x); shown != "尾" {
		t.Errorf("scrolled, %q stands before the cursor in %q", shown, line)
	}
	term.press(ctrlC, ctrlC)
	_ = term.waitEnd()
}
