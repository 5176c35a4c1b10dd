package journal_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"wxlens/wxpay/journal"
)

func TestFilesThatAreRefusedAreLeftAlone(t *testing.T) {
	for name, c := range map[string]struct {
		make func(t *testing.T, path string)
		says string
	}{
		"garbage": {func(t *testing.T, path string) { write(t, path, bytes.Repeat([]byte("no database "), 1000)) }, "is no journal"},
		"truncated": {func(t *testing.T, path string) {
			j := open(t, path)
			fill(t, j, 50, make([]byte, 2048))
			if err := j.Close(); err != nil {
				t.Fatal(err)
			}
			if err := os.Truncate(path, 20_000); err != nil {
				t.Fatal(err)
			}
		}, "is damaged"},
		"newer": {func(t *testing.T, path string) {
			if err := open(t, path).Close(); err != nil {
				t.Fatal(err)
			}
			write(t, path, patched(t, path, 60, 99)) // user_version in the header of the file
		}, "version 99"},
		"foreign": {func(t *testing.T, path string) {
			other := path + ".other"
			run(t, raw(t, other), "CREATE TABLE t (x)")
			write(t, path, read(t, other))
		}, "another program's"},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "journal.db")
			c.make(t, path)
			before := read(t, path)
			j, err := journal.Open(path)
			if err == nil {
				t.Fatalf("opened: %v", j.Close())
			}
			if !strings.Contains(err.Error(), c.says) || !strings.Contains(err.Error(), path) {
				t.Errorf("the error %q does not say %q and where", err, c.says)
			}
			if !bytes.Equal(read(t, path), before) {
				t.Error("the file was changed")
			}
		})
	}
}

func TestOpenOfAFolder(t *testing.T) {
	dir := t.TempDir()
	if j, err := journal.Open(dir); err == nil {
		t.Errorf("a folder was opened: %v", j.Close())
	} else if !strings.Contains(err.Error(), "check that the path names a file") {
		t.Error(err)
	}
}

func write(t *testing.T, path string, b []byte) {
	t.Helper()
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
}

func read(t *testing.T, path string) []byte {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// patched returns the file with a big-endian number below 256 put in its header.
func patched(t *testing.T, path string, at int, number byte) []byte {
	b := read(t, path)
	copy(b[at:], []byte{0, 0, 0, number})
	return b
}
