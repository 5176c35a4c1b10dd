//go:build unix

package e2e

import (
	"bytes"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
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

// Too many connections for one process: what the HTTP server has to say of it must
// not be written over the screens.
func TestAServerThatIsOutOfFilesLeavesTheScreenAlone(t *testing.T) {
	const files, senders = 48, 64
	home := filepath.Join(t.TempDir(), "home")
	cmd := exec.Command("sh", "-c", `ulimit -n "$0" && exec "$@"`, strconv.Itoa(files), program, "--home", home)
	var diagnostics bytes.Buffer // else they would go to the terminal
	cmd.Stderr = &diagnostics
	term := begin(t, 100, 30, cmd, "en_US.UTF-8")
	term.shows("Orders", "/notify")
	receiver, err := os.ReadFile(filepath.Join(home, "receiver"))
	if err != nil {
		t.Fatal(err)
	}
	address := strings.TrimSpace(string(receiver))
	conns := make([]net.Conn, senders)
	for i := range conns {
		if conns[i], err = net.DialTimeout("tcp", address, patience); err != nil {
			t.Fatal(err)
		}
	}
	term.press("?")
	term.shows("type to search")
	for _, conn := range conns {
		_ = conn.Close()
	}
	client := http.Client{Timeout: patience}
	res, err := client.Post("http://"+address+"/notify", "application/json", strings.NewReader("{}"))
	if err != nil {
		t.Fatal(err)
	}
	_ = res.Body.Close()
	term.press(ctrlC, ctrlC)
	if err := term.waitEnd(); err != nil {
		t.Error(err)
	}
	if diagnostics.Len() > 0 {
		t.Errorf("written beside the screens: %s", diagnostics.String())
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
