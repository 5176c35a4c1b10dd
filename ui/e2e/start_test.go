//go:build unix

package e2e

import (
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"wxlens/ui/text"
	"wxlens/ui/workbench/workbenchtest"
	"wxlens/wxpay"
)

func TestTermEndsItAndRestoresTheTerminal(t *testing.T) {
	term := start(t, 100, 30, filepath.Join(t.TempDir(), "home"), "en_US.UTF-8")
	term.shows("Orders")
	if err := term.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	_ = term.waitEnd() // by a signal: the exit code is not 0
	if screen := term.screen(); strings.Contains(screen, "Orders") {
		t.Errorf("the alternate screen is still shown:\n%s", screen)
	}
}

// BenchmarkFirstFrame is the time from starting the program to a drawn frame:
// "first-run" makes the home with all its keys, "again" finds it there. The goal
// is 30 ms for both.
func BenchmarkFirstFrame(b *testing.B) {
	for _, c := range []struct {
		name  string
		fresh bool
	}{{"first-run", true}, {"again", false}} {
		b.Run(c.name, func(b *testing.B) {
			home := filepath.Join(b.TempDir(), "home")
			for b.Loop() {
				if c.fresh {
					home = filepath.Join(b.TempDir(), "home")
				}
				term := start(b, 120, 40, home, "en_US.UTF-8")
				term.shows("Orders")
				b.StopTimer()
				term.press(ctrlC, ctrlC)
				_ = term.waitEnd()
				b.StartTimer()
			}
		})
	}
}

// BenchmarkKeyToFrame is the time from a key to the first change of the screen.
func BenchmarkKeyToFrame(b *testing.B) {
	term := start(b, 120, 40, filepath.Join(b.TempDir(), "home"), "en_US.UTF-8")
	term.press("S")
	term.shows("REFUND", text.In(wxpay.English).Checks[wxpay.CheckInBill])
	term.press("3")
	keys := []string{"k", "j"}
	for i := 0; b.Loop(); i++ {
		b.StopTimer()
		term.quiet(30 * time.Millisecond)
		before := term.screen()
		b.StartTimer()
		term.press(keys[i%2])
		term.until("another frame", func(screen string) bool { return screen != before })
	}
	b.StopTimer()
	term.press(ctrlC, ctrlC)
	_ = term.waitEnd()
}

// TestAnIdleScreenIsQuiet waits for a second and a half in which nothing is drawn.
func TestAnIdleScreenIsQuiet(t *testing.T) {
	term := start(t, 120, 40, workbenchtest.Home(t), "en_US.UTF-8")
	term.press("S")
	term.shows("REFUND", text.In(wxpay.English).Checks[wxpay.CheckInBill])
	ended := make(chan struct{})
	go func() {
		term.quiet(1500 * time.Millisecond)
		close(ended)
	}()
	select {
	case <-ended:
	case <-time.After(patience):
		t.Errorf("the screen is drawn again and again:\n%s", term.screen())
	}
	term.press(ctrlC, ctrlC)
	_ = term.waitEnd()
}
