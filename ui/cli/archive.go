package cli

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"

	"wxlens/ui/workbench"
	"wxlens/ui/workbench/archive"
	"wxlens/ui/workbench/ledger"
)

type exportFlags struct {
	lookFlags
	format, to string
	redact     bool
}

func (a *app) inboxExportCommand() *cobra.Command {
	var f exportFlags
	cmd := &cobra.Command{Use: "export [ID]…", RunE: func(cmd *cobra.Command, args []string) error {
		return a.withInbox(cmd.Context(), func(w *workbench.Workbench) error { return a.export(cmd.Context(), w, args, f) })
	}}
	f.add(cmd)
	cmd.Flags().StringVar(&f.format, "format", string(archive.HAR), "")
	cmd.Flags().StringVar(&f.to, "to", "", "")
	cmd.Flags().BoolVar(&f.redact, "redact", false, "")
	return a.describe(cmd)
}

// export writes deliveries to standard output: those that are named, else those
// that the filter finds.
func (a *app) export(ctx context.Context, w *workbench.Workbench, ids []string, f exportFlags) error {
	format := archive.Format(f.format)
	if !slices.Contains(archive.Formats, format) {
		return usage("--format %s (har|ndjson|curl)", f.format)
	}
	if len(ids) == 0 {
		err := a.find(ctx, w, f.lookFlags, func(d *ledger.Delivery) bool {
			ids = append(ids, d.ID)
			return true
		})
		if err != nil {
			return err
		}
	}
	if f.to == "" {
		f.to = "8080"
	}
	to, err := targetOf(f.to)
	if err != nil {
		return err
	}
	address := func(target string) string { return workbench.ForwardURL(to, target) }
	alive := func(yield func(string) bool) {
		for _, id := range ids {
			if ctx.Err() != nil || !yield(id) {
				return
			}
		}
	}
	_, err = w.Archive().Export(ctx, exportTo{&a.out}, alive, archive.Options{Format: format, Redact: f.redact, URL: address})
	return errors.Join(err, ctx.Err())
}

// exportTo is standard output as a writer.
type exportTo struct{ out *output }

func (e exportTo) Write(p []byte) (int, error) {
	e.out.write(p)
	if e.out.err != nil {
		return 0, e.out.err
	}
	return len(p), nil
}

func (a *app) inboxImportCommand() *cobra.Command {
	return a.describe(&cobra.Command{Use: "import FILE", Args: exactArgs(1), RunE: func(cmd *cobra.Command, args []string) error {
		return a.withInbox(cmd.Context(), func(w *workbench.Workbench) error { return a.importFile(cmd.Context(), w, args[0]) })
	}})
}

// importFile brings a HAR file or one HTTP request in.
func (a *app) importFile(ctx context.Context, w *workbench.Workbench, path string) error {
	in := a.env.Stdin
	if path != "-" {
		file, err := os.Open(path)
		if err != nil {
			return &failure{exit: ExitUsage, code: "unreadable", err: err}
		}
		defer file.Close()
		in = file
	}
	done, err := w.Archive().Import(ctx, in, filepath.Base(path))
	if err == nil || len(done.IDs) > 0 { // what came before an error was brought in
		a.printImported(done)
	}
	var form *archive.FormError
	var unkept *archive.KeepError
	var unread *fs.PathError
	switch {
	case errors.As(err, &unkept):
		return err
	case errors.As(err, &unread):
		return &failure{exit: ExitUsage, code: "unreadable", err: err}
	case errors.As(err, &form):
		return &failure{exit: ExitUsage, code: "unrecognised", err: errors.New(a.text.CLI.Forms[form.Form]), hint: a.text.CLI.Wants["import"]}
	case err != nil:
		return &failure{exit: ExitUsage, code: "unrecognised", err: err, hint: a.text.CLI.Wants["import"]}
	}
	return nil
}

func (a *app) printImported(done archive.Imported) {
	if a.out.json {
		a.out.event(struct {
			Event   string   `json:"event"`
			IDs     []string `json:"ids"`
			Skipped int      `json:"skipped"`
		}{"imported", append([]string{}, done.IDs...), done.Skipped})
		return
	}
	a.out.line(a.text.CLI.Inbox.Imported, len(done.IDs), done.Skipped)
}
