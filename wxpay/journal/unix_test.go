//go:build unix

package journal_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

func TestOnlyTheOwnerMayRead(t *testing.T) {
	for _, umask := range []int{0, 0o377} {
		path := newPath(t)
		old := syscall.Umask(umask)
		j := open(t, path)
		add(t, j, opened("x1", nil))
		syscall.Umask(old)
		modes(t, path)
		if err := j.Close(); err != nil {
			t.Fatal(err)
		}

		if err := os.Chmod(path, 0o644); err != nil {
			t.Fatal(err)
		}
		add(t, open(t, path), opened("x2", nil))
		modes(t, path)
	}
}

func modes(t *testing.T, path string) {
	t.Helper()
	for file, want := range map[string]fs.FileMode{
		path: 0o600, path + "-wal": 0o600, path + "-shm": 0o600, filepath.Dir(path): 0o700 | fs.ModeDir,
	} {
		if info, err := os.Stat(file); err != nil {
			t.Error(err)
		} else if info.Mode() != want {
			t.Errorf("%s is %v", file, info.Mode())
		}
	}
}

func TestKilledInMidLoadLosesNothingAcknowledged(t *testing.T) {
	path := newPath(t)
	acknowledged := map[string]bool{}
	for range 3 {
		c := start(t, "load", path)
		for range 200 {
			acknowledged[c.line(t)] = true
		}
		if err := c.cmd.Process.Signal(syscall.SIGKILL); err != nil {
			t.Fatal(err)
		}
		for c.out.Scan() {
			acknowledged[c.out.Text()] = true
		}
		if err := c.cmd.Wait(); err == nil {
			t.Error("the child ended before it was killed")
		}
	}
	j := open(t, path)
	for id := range acknowledged {
		if got := string(exchange(t, j, id).Request.Body); got != id {
			t.Errorf("%s came back as %q", id, got)
		}
	}
}
