package workbench

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"
)

// A flow's bill moves the clock that every process of the home shares, and with
// it whatever another's flow has under way: its prepay_id is then too old. So
// processes that walk a flow on their own take turns.

// turnWait is how long a process waits for its turn; then it goes on without, as
// a process that was stopped by hand would hold up all others.
const turnWait = time.Minute

// TakeTurn waits until no other process of this home walks a flow by itself, and
// keeps others waiting until the workbench is closed. It fails when the context
// ends first.
func (w *Workbench) TakeTurn(ctx context.Context) error {
	w.turn = flock.New(filepath.Join(w.cfg.Home.Sandbox, "turn"), flock.SetPermissions(0o600))
	waiting, cancel := context.WithTimeout(ctx, turnWait)
	defer cancel()
	_, err := w.turn.TryLockContext(waiting, 10*time.Millisecond)
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case err != nil && !errors.Is(err, context.DeadlineExceeded):
		return fmt.Errorf("wait for the flows of other processes: %w", err)
	}
	return nil
}

// giveTurn lets the next process walk its flow.
func (w *Workbench) giveTurn() error {
	if w.turn == nil {
		return nil
	}
	return w.turn.Close()
}
