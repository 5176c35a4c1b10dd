//go:build unix

package tui_test

import (
	"path/filepath"
	"syscall"
	"testing"

	"wxlens/ui/text"
	"wxlens/ui/tui/keys"
	"wxlens/wxpay"
)

// A pipe that nobody writes to does not stop the screens.
func TestACurlCommandIsNotAwaitedFromAPipe(t *testing.T) {
	pipe := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	d, words := composing(t, newBench(t), "")
	d.Do(keys.FromCurl)
	d.Has(words.CurlTitle)
	d.Type(pipe)
	d.Do(keys.Accept)
	d.Has(text.In(wxpay.English).Faults["unreadable-upload"])
}
