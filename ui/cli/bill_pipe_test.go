//go:build unix

package cli_test

import (
	"context"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"wxlens/ui/cli"
)

// A pipe that nobody writes to does not keep an interrupted program, and has no rows
// to look up.
func TestAPipeThatNobodyWritesTo(t *testing.T) {
	pipe := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	for args, want := range map[string]int{
		"bill": cli.ExitInterrupted, "bill rows": cli.ExitInterrupted, "bill --reconcile": cli.ExitInterrupted, "bill rows --sort 订单金额": cli.ExitUsage,
	} {
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan ran, 1)
		go func() {
			ended <- onInput(ctx, strings.NewReader(""), append([]string{"--home", t.TempDir()}, append(strings.Fields(args), pipe)...)...)
		}()
		cancel()
		select {
		case r := <-ended:
			if r.exit != want {
				t.Errorf("%s: exit %d, %s", args, r.exit, r.stderr)
			}
		case <-time.After(15 * time.Second):
			t.Errorf("%s: still waits", args)
		}
	}
}
