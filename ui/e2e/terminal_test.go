//go:build unix

// Package e2e drives the built program in a real pseudo-terminal.
package e2e

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/charmbracelet/x/vt"
	"github.com/creack/pty"
)

// program is the path of the program, built once.
var program string

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "wxlens-e2e")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	program = filepath.Join(dir, "wxlens")
	if out, err := exec.Command("go", "build", "-o", program, "wxlens").CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "go build: %v\n%s", err, out)
		os.Exit(1)
	}
	code := m.Run()
	_ = os.RemoveAll(dir)
	os.Exit(code)
}

// terminal is a program in a pseudo-terminal with an emulator before it.
type terminal struct {
	t   testing.TB
	cmd *exec.Cmd
	tty *os.File

	mu      sync.Mutex // guards what follows
	em      *vt.Emulator
	changed chan struct{} // closed and replaced when the screen may have changed
	ended   chan struct{} // closed when the program has ended
	exit    error
}

// patience bounds every wait; nothing waits this long unless it fails.
const patience = 20 * time.Second

// start runs the program in a terminal of this size.
func start(t testing.TB, cols, rows int, home, locale string, env ...string) *terminal {
	t.Helper()
	return begin(t, cols, rows, exec.Command(program, "--home", home), locale, env...)
}

// begin runs a command in a terminal of this size.
func begin(t testing.TB, cols, rows int, cmd *exec.Cmd, locale string, env ...string) *terminal {
	t.Helper()
	cmd.Env = append(append(os.Environ(), "TERM=xterm-256color", "COLORTERM=truecolor", "LC_ALL="+locale, "NO_COLOR=", "NGROK_AUTHTOKEN="), env...)
	term := &terminal{
		t: t, cmd: cmd, em: vt.NewEmulator(cols, rows), changed: make(chan struct{}), ended: make(chan struct{}),
	}
	tty, err := pty.StartWithSize(cmd, &pty.Winsize{Cols: uint16(cols), Rows: uint16(rows)})
	if err != nil {
		t.Fatal(err)
	}
	term.tty = tty
	var copies sync.WaitGroup
	copies.Go(func() { _, _ = io.Copy(tty, term.em) }) // the emulator's answers to queries
	copies.Go(term.read)
	go func() {
		err := cmd.Wait()
		term.mu.Lock()
		term.exit = err
		term.mu.Unlock()
		close(term.ended)
		term.notify()
	}()
	t.Cleanup(func() {
		select {
		case <-term.ended:
		default:
			_ = cmd.Process.Kill() // the test has failed before it ended the program
			<-term.ended
		}
		if replies, ok := term.em.InputPipe().(io.Closer); ok { // the emulator's own Close races with Read
			_ = replies.Close()
		}
		_ = tty.Close()
		copies.Wait()
	})
	return term
}

func (term *terminal) read() {
	buffer := make([]byte, 64<<10)
	for {
		n, err := term.tty.Read(buffer)
		if n > 0 {
			term.mu.Lock()
			_, _ = term.em.Write(buffer[:n]) // an emulator takes everything
			term.mu.Unlock()
			term.notify()
		}
		if err != nil {
			return
		}
	}
}

func (term *terminal) notify() {
	term.mu.Lock()
	defer term.mu.Unlock()
	close(term.changed)
	term.changed = make(chan struct{})
}

// screen returns what the terminal shows.
func (term *terminal) screen() string {
	term.mu.Lock()
	defer term.mu.Unlock()
	return term.em.String()
}

// until waits for a condition of the screen.
func (term *terminal) until(what string, ok func(screen string) bool) {
	term.t.Helper()
	deadline := time.NewTimer(patience)
	defer deadline.Stop()
	for {
		term.mu.Lock()
		changed := term.changed
		term.mu.Unlock()
		if ok(term.screen()) {
			return
		}
		select {
		case <-changed:
		case <-deadline.C:
			term.t.Fatalf("waited in vain for %s; the screen shows:\n%s", what, term.screen())
		}
	}
}

// shows waits for texts to stand on the screen together.
func (term *terminal) shows(texts ...string) {
	term.t.Helper()
	term.until(strings.Join(texts, " and "), func(screen string) bool {
		for _, text := range texts {
			if !strings.Contains(screen, text) {
				return false
			}
		}
		return true
	})
}

// press sends keys as a terminal would.
func (term *terminal) press(keys ...string) {
	term.t.Helper()
	for _, key := range keys {
		if _, err := io.WriteString(term.tty, key); err != nil {
			term.t.Fatal(err)
		}
	}
}

// quiet waits until nothing was drawn for a while.
func (term *terminal) quiet(d time.Duration) {
	for {
		term.mu.Lock()
		changed := term.changed
		term.mu.Unlock()
		select {
		case <-changed:
		case <-time.After(d):
			return
		}
	}
}

func (term *terminal) resize(cols, rows int) {
	term.t.Helper()
	term.mu.Lock()
	term.em.Resize(cols, rows)
	term.mu.Unlock()
	if err := pty.Setsize(term.tty, &pty.Winsize{Cols: uint16(cols), Rows: uint16(rows)}); err != nil {
		term.t.Fatal(err)
	}
}

// settledCursor returns the column and row of the real cursor once nothing is
// drawn any more.
func (term *terminal) settledCursor() (x, y int) {
	term.quiet(100 * time.Millisecond)
	term.mu.Lock()
	defer term.mu.Unlock()
	at := term.em.CursorPosition()
	return at.X, at.Y
}

// waitEnd waits for the program to end and returns how.
func (term *terminal) waitEnd() error {
	term.t.Helper()
	select {
	case <-term.ended:
	case <-time.After(patience):
		term.t.Fatalf("the program did not end; the screen shows:\n%s", term.screen())
	}
	term.mu.Lock()
	defer term.mu.Unlock()
	if exited := (*exec.ExitError)(nil); term.exit != nil && !errors.As(term.exit, &exited) {
		term.t.Fatal(term.exit)
	}
	return term.exit
}

// Keys as terminals send them.
const (
	enter = "\r"
	esc   = "\x1b"
	ctrlC = "\x03"
	ctrlU = "\x15"
	ctrlZ = "\x1a"
)
