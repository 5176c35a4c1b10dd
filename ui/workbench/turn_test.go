package workbench_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"wxlens/ui/workbench/workbenchtest"
)

// Walks of one home move one clock: the second begins when the first has closed
// its sandbox, not before.
func TestFlowsTakeTurns(t *testing.T) {
	home := workbenchtest.Home(t)
	first, second := workbenchtest.OpenUnowned(t, home), workbenchtest.Open(t, home)
	if err := first.TakeTurn(t.Context()); err != nil {
		t.Fatal(err)
	}
	short, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if err := second.TakeTurn(short); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("both have their turn: %v", err)
	}
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	if err := second.TakeTurn(t.Context()); err != nil {
		t.Error(err)
	}
}
