package workbench

import (
	"context"
	"time"

	"wxlens/ui/workbench/settings"
	"wxlens/ui/workbench/state"
	"wxlens/wxpay"
	"wxlens/wxpay/journal"
	"wxlens/wxpay/notify"
)

// The journal is measured some time after it has grown, and now and then made
// smaller where it is past its limits.
const (
	measureAfter = 3 * time.Second
	keepEvery    = time.Minute
)

// keeping keeps the journal within its limits until the context ends. What lives
// for a moment only measures it.
func (w *Workbench) keeping(ctx context.Context) {
	w.measureAsSet(ctx)
	grown, stop := w.ledger.Subscribe()
	defer stop()
	keep := time.NewTicker(keepEvery)
	defer keep.Stop()
	var measure <-chan time.Time // nil while it has not grown
	for {
		select {
		case <-ctx.Done():
			return
		case <-grown:
			if measure == nil {
				measure = time.After(measureAfter)
			}
		case <-measure:
			measure = nil
			w.measureAsSet(ctx)
		case <-keep.C:
			_, _, _ = w.PruneAsSet(ctx) // another process may be at it; the next round tries again
		}
	}
}

func (w *Workbench) measureAsSet(ctx context.Context) {
	if keep, err := w.KeepSettings(); err == nil {
		w.measure(ctx, keep)
	}
}

// Prune lets the bodies of acknowledged deliveries past the limits go, the oldest
// first, and gives their space back. What was not answered, not acknowledged, or is
// marked stays.
func (w *Workbench) Prune(ctx context.Context, keep settings.Keep) (journal.Pruned, error) {
	pruned, err := w.journal.Prune(ctx, journal.Limits{
		MaxAge: keep.Age(), MaxBytes: keep.Bytes(), Acknowledged: func(x *wxpay.Exchange) bool {
			return notify.JudgeReply(x.API, x.Reply, "", x.Elapsed).Acknowledged
		},
	}, w.cfg.Now())
	if err != nil {
		return pruned, err
	}
	w.measure(ctx, keep)
	return pruned, nil
}

// PruneAsSet is [Workbench.Prune] with the limits that are set.
func (w *Workbench) PruneAsSet(ctx context.Context) (deliveries int, freed int64, err error) {
	kept, err := w.settings.Load()
	if err != nil {
		return 0, 0, err
	}
	pruned, err := w.Prune(ctx, kept.Keep)
	return pruned.Exchanges, pruned.Bytes, err
}

// KeepSettings returns the limits that are set.
func (w *Workbench) KeepSettings() (settings.Keep, error) {
	kept, err := w.settings.Load()
	return kept.Keep, err
}

// Kept tells how large the journal was when it was measured last.
func (w *Workbench) Kept() state.Kept {
	if kept := w.kept.Load(); kept != nil {
		return *kept
	}
	return state.Kept{}
}

func (w *Workbench) measure(ctx context.Context, keep settings.Keep) {
	size, err := w.journal.Size(ctx)
	if err != nil {
		return // it is measured again soon
	}
	w.kept.Store(&state.Kept{
		Bytes: size.Bytes, MaxBytes: keep.Bytes(), Exchanges: size.Exchanges, Oldest: size.Oldest, MaxAge: keep.Age(),
	})
}
