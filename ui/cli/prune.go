package cli

import (
	"context"
	"time"

	"github.com/spf13/cobra"

	"wxlens/ui/text"
	"wxlens/ui/workbench"
	"wxlens/ui/workbench/settings"
)

func (a *app) inboxPruneCommand() *cobra.Command {
	var keep settings.Keep
	cmd := &cobra.Command{Use: "prune", Args: noArgs, RunE: func(cmd *cobra.Command, _ []string) error {
		if keep.Days < 0 || keep.Megabytes < 0 {
			return usage("--days %d --megabytes %d", keep.Days, keep.Megabytes)
		}
		return a.withInbox(cmd.Context(), func(w *workbench.Workbench) error { return a.prune(cmd.Context(), w, keep) })
	}}
	cmd.Flags().IntVar(&keep.Days, "days", 0, "")
	cmd.Flags().IntVar(&keep.Megabytes, "megabytes", 0, "")
	return a.describe(cmd)
}

// prune keeps the journal within the limits that are set, or these.
func (a *app) prune(ctx context.Context, w *workbench.Workbench, keep settings.Keep) error {
	set, err := w.KeepSettings()
	if err != nil {
		return err
	}
	if keep.Days == 0 {
		keep.Days = set.Days
	}
	if keep.Megabytes == 0 {
		keep.Megabytes = set.Megabytes
	}
	pruned, err := w.Prune(ctx, keep)
	if err != nil {
		return err
	}
	k := w.Kept()
	if a.out.json {
		a.out.event(struct {
			Event     string     `json:"event"`
			Pruned    int        `json:"pruned"`
			Freed     int64      `json:"freed_bytes"`
			Exchanges int        `json:"exchanges"`
			Bytes     int64      `json:"bytes"`
			MaxBytes  int64      `json:"max_bytes"`
			MaxDays   int        `json:"max_days"`
			Oldest    *time.Time `json:"oldest"`
		}{"pruned", pruned.Exchanges, pruned.Bytes, k.Exchanges, k.Bytes, k.MaxBytes, int(k.MaxAge / (24 * time.Hour)), dateOf(k.Oldest)})
		return nil
	}
	a.out.line("%s", a.text.TUI.Link.Pruned(pruned.Exchanges, text.Size(pruned.Bytes)))
	a.out.line("%s", a.text.TUI.Link.KeptNow(k.Exchanges, text.Size(k.Bytes), text.Size(k.MaxBytes)))
	return nil
}

// dateOf is nil for no time.
func dateOf(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}
