package cli

import (
	"context"

	"github.com/spf13/cobra"

	"wxlens/profiles"
	"wxlens/ui/workbench"
)

func (a *app) decryptCommand() *cobra.Command {
	var reveal bool
	cmd := &cobra.Command{Use: "decrypt FILE", Args: exactArgs(1), RunE: func(cmd *cobra.Command, args []string) error {
		return a.decrypt(cmd.Context(), args[0], reveal)
	}}
	cmd.Flags().BoolVar(&reveal, "reveal", false, "")
	return a.describe(cmd)
}

func (a *app) decrypt(ctx context.Context, file string, reveal bool) error {
	data, err := a.readInput(file)
	if err != nil {
		return err
	}
	return a.withBench(ctx, "decrypt", func(w *workbench.Workbench, m *profiles.Merchant) error {
		v, err := w.Bench().Decrypt(data)
		if err != nil {
			return err
		}
		return a.printVerdict(v, shows(m, reveal))
	})
}
