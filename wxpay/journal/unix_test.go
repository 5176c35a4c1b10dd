//go:build unix

package journal_test

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"wxlens/wxpay/journal"
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

func TestKilledWhilePruningDamagesNothing(t *testing.T) {
	path := newPath(t)
	j := open(t, path)
	const n = 1000
	var records []journal.Record
	for i := range n {
		records = append(records, delivered(fmt.Sprintf("x%04d", i), noon, 204, bytesOf(2500))...)
		records = append(records, delivered(fmt.Sprintf("y%04d", i), noon, 0, []byte("unanswered"))...)
	}
	add(t, j, records...)
	pruned := func() (n int) {
		err := raw(t, path).QueryRowContext(t.Context(), "SELECT count(*) FROM pruned").Scan(&n)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	c := start(t, "prune", path)
	c.line(t)
	c.begin(t)
	until(t, "some to be pruned", func() bool { return pruned() > 0 })
	if err := c.cmd.Process.Signal(syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	_ = c.cmd.Wait() // it was killed, or had just ended
	var state string
	if err := raw(t, path).QueryRowContext(t.Context(), "PRAGMA integrity_check").Scan(&state); err != nil || state != "ok" {
		t.Errorf("the file is %s, %v", state, err)
	}
	whole := 0
	for i := range n {
		if y := exchange(t, j, fmt.Sprintf("y%04d", i)); y.Pruned || string(y.Request.Body) != "unanswered" {
			t.Errorf("what was not answered is %+v", y)
		}
		x := exchange(t, j, fmt.Sprintf("x%04d", i))
		if x.Pruned != (x.Request.Body == nil) {
			t.Errorf("half of a delivery is gone: %+v", x)
		}
		if !x.Pruned {
			whole++
		}
	}
	if left := n - pruned(); left != whole {
		t.Errorf("%d are whole, want %d", whole, left)
	}
	p, err := j.Prune(t.Context(), journal.Limits{MaxAge: time.Hour, Acknowledged: acknowledged}, noon.AddDate(1, 0, 0))
	if err != nil || p.Exchanges != whole {
		t.Errorf("the next goes on with %+v, %v; want %d", p, err, whole)
	}
}
