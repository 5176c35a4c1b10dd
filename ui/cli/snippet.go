package cli

import (
	"errors"

	"github.com/spf13/cobra"

	"wxlens/profiles"
	"wxlens/ui/workbench"
	"wxlens/ui/workbench/configure"
)

func (a *app) snippetCommand() *cobra.Command {
	var language string
	var reveal bool
	cmd := &cobra.Command{Use: "snippet [NAME]", Args: maximumArgs(1), RunE: func(_ *cobra.Command, args []string) error {
		return a.snippet(first(args), language, reveal)
	}}
	cmd.Flags().StringVar(&language, "language", "", "")
	cmd.Flags().BoolVar(&reveal, "reveal", false, "")
	return a.describe(cmd)
}

// snippet prints how an SDK is configured for a profile.
func (a *app) snippet(name, language string, reveal bool) error {
	l, ok := configure.LanguageOf(language)
	if !ok {
		return usage("--language %s (go|java|php|node)", language)
	}
	store := a.store()
	for _, other := range []string{a.Profile, store.Current()} {
		if name == "" {
			name = other
		}
	}
	if name == "" {
		return &failure{exit: ExitUsage, code: "unknown-profile", err: profiles.ErrNotFound, hint: a.text.CLI.NoProfiles}
	}
	w := configure.Writer{Store: store, SandboxURL: workbench.HomeAt(a.HomeDir).SandboxURL}
	text, err := w.Write(name, l, reveal)
	if errors.Is(err, configure.ErrNotSandbox) {
		return &failure{exit: ExitUsage, code: "not-revealed", err: err}
	}
	if err != nil {
		return err
	}
	if a.out.json {
		a.out.event(struct {
			Event    string             `json:"event"`
			Profile  string             `json:"profile"`
			Language configure.Language `json:"language"`
			Text     string             `json:"text"`
		}{"snippet", name, l, text})
		return nil
	}
	a.out.write([]byte(text))
	return nil
}
