//go:build unix

package e2e

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"wxlens/ui/workbench/workbenchtest"
)

// listening is "wxlens listen" as a process of its own.
type listening struct {
	t      *testing.T
	cmd    *exec.Cmd
	out    *bufio.Reader
	notify string
}

func listen(t *testing.T, home string) *listening {
	t.Helper()
	l := &listening{t: t, cmd: exec.Command(program, "--home", home, "--json", "listen")}
	out, err := l.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := l.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.cmd.Process.Kill() }) // if it has not ended
	stuck := time.AfterFunc(patience, func() { _ = l.cmd.Process.Kill() })
	t.Cleanup(func() { stuck.Stop() })
	l.out = bufio.NewReader(out)
	l.notify, _ = l.line()["notify_url"].(string)
	return l
}

func (l *listening) line() map[string]any {
	l.t.Helper()
	line, err := l.out.ReadBytes('\n')
	var e map[string]any
	if err != nil || json.Unmarshal(line, &e) != nil {
		l.t.Fatalf("line %q, %v", line, err)
	}
	return e
}

func (l *listening) post(body string) {
	l.t.Helper()
	res, err := http.Post(l.notify, "text/plain", strings.NewReader(body))
	if err != nil {
		l.t.Fatal(err)
	}
	if err := res.Body.Close(); err != nil {
		l.t.Fatal(err)
	}
}

func TestSignalsEndListening(t *testing.T) {
	for _, signal := range []syscall.Signal{syscall.SIGTERM, syscall.SIGINT, syscall.SIGHUP} {
		l := listen(t, workbenchtest.Home(t))
		l.post("x")
		if err := l.cmd.Process.Signal(signal); err != nil {
			t.Fatal(err)
		}
		if e := l.line(); e["event"] != "notification" {
			t.Errorf("%s: the last line is %v", signal, e)
		}
		if rest, err := io.ReadAll(l.out); err != nil || len(rest) != 0 {
			t.Errorf("%s: then %q, %v", signal, rest, err)
		}
		exit := (*exec.ExitError)(nil)
		if err := l.cmd.Wait(); !errors.As(err, &exit) || exit.ExitCode() != 130 {
			t.Errorf("%s: ended with %v", signal, err)
		}
	}
}

// What was answered is in the journal, whatever becomes of the program.
func TestWhatWasAnsweredSurvivesAKill(t *testing.T) {
	home := workbenchtest.Home(t)
	l := listen(t, home)
	for range 3 {
		l.post("kept")
	}
	if err := l.cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = l.cmd.Wait() // by the kill
	out, err := exec.Command(program, "--home", home, "--json", "inbox", "list", "--filter", "kept").Output()
	if err != nil || bytes.Count(out, []byte("\n")) != 3 {
		t.Errorf("%s %v", out, err)
	}
}
