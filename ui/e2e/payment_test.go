//go:build unix

package e2e

import (
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"wxlens/ui/text"
	"wxlens/wxpay"
)

// locales are the environments that the screens must work in.
var locales = map[wxpay.Lang]string{wxpay.Chinese: "zh_CN.UTF-8", wxpay.English: "en_US.UTF-8"}

// TestAPaymentFromLoginToQuery is what a newcomer does: start with nothing
// configured and press s six times, resizing the window on the way.
func TestAPaymentFromLoginToQuery(t *testing.T) {
	for lang, locale := range locales {
		t.Run(string(lang), func(t *testing.T) {
			home := filepath.Join(t.TempDir(), "home")
			term := start(t, 120, 40, home, locale)
			term.press("s", "s") // at once: keys are queued while the keys are being made
			term.shows("NOTPAY")
			term.resize(80, 24)
			term.press("s", "s")
			term.resize(200, 60)
			term.press("s", "s")
			term.shows("SUCCESS", text.In(lang).Checks[wxpay.CheckTradeState], text.In(lang).TUI.Verified)
			term.press("2", enter)
			term.shows(text.In(lang).Checks[wxpay.CheckNotSeen], text.In(lang).Checks[wxpay.CheckAmount])
			if screen := term.screen(); strings.Contains(screen, "✘") {
				t.Errorf("something failed:\n%s", screen)
			}
			term.press(ctrlC, ctrlC)
			if err := term.waitEnd(); err != nil {
				t.Errorf("it ended with %v", err)
			}
			out, err := exec.Command(program, "--home", home, "orders", "list", "--json").Output()
			if err != nil || strings.Count(string(out), "\n") != 1 || !strings.Contains(string(out), `"state":"SUCCESS"`) {
				t.Errorf("orders afterwards: %s %v", out, err)
			}
		})
	}
}

func TestRunToTheEndInV2(t *testing.T) {
	home := filepath.Join(t.TempDir(), "home")
	if out, err := exec.Command(program, "--home", home, "run", "miniprogram-v2").CombinedOutput(); err != nil {
		t.Fatalf("%v %s", err, out)
	}
	term := start(t, 120, 40, home, "en_US.UTF-8")
	term.shows("REFUND") // of the order that the command left
	term.press("S")
	term.shows(text.In(wxpay.English).Checks[wxpay.CheckInBill])
	term.press("q")
	if err := term.waitEnd(); err != nil {
		t.Errorf("it ended with %v", err)
	}
}

// TestTheTerminalIsRestored looks for the end of alternate screen, mouse and
// paste modes after the program was left in the hard way.
func TestTheTerminalIsRestored(t *testing.T) {
	term := start(t, 100, 30, filepath.Join(t.TempDir(), "home"), "en_US.UTF-8")
	term.shows("Orders")
	term.press(ctrlC, ctrlC)
	if err := term.waitEnd(); err != nil {
		t.Errorf("it ended with %v", err)
	}
	if screen := term.screen(); strings.Contains(screen, "Orders") {
		t.Errorf("the alternate screen is still shown:\n%s", screen)
	}
}
