package cli

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// describe gives a command its help, which is written when it is asked for, in
// the language that was chosen by then.
func (a *app) describe(cmd *cobra.Command) *cobra.Command {
	cmd.SetHelpFunc(func(c *cobra.Command, _ []string) {
		_ = a.readGlobals() // a bad --lang shows the help in the locale's language
		fmt.Fprint(c.OutOrStdout(), a.help(c))
	})
	cmd.SetUsageFunc(func(c *cobra.Command) error {
		_, err := fmt.Fprint(c.OutOrStderr(), a.help(c))
		return err
	})
	return cmd
}

// path is the command's path below the program.
func path(c *cobra.Command) string {
	_, below, _ := strings.Cut(c.CommandPath(), " ")
	return below
}

func (a *app) help(c *cobra.Command) string {
	t := a.text.CLI
	var b strings.Builder
	words := t.Commands[path(c)]
	fmt.Fprintf(&b, "%s\n", words.Short)
	if words.Long != "" {
		fmt.Fprintf(&b, "\n%s\n", words.Long)
	}
	fmt.Fprintf(&b, "\n%s:\n  %s\n", t.Usage.Usage, c.UseLine())
	if c.HasAvailableSubCommands() {
		fmt.Fprintf(&b, "\n%s:\n", t.Usage.Commands)
		for _, sub := range c.Commands() {
			if sub.IsAvailableCommand() {
				fmt.Fprintf(&b, "  %-14s %s\n", sub.Name(), t.Commands[path(sub)].Short)
			}
		}
	}
	a.flags(&b, t.Usage.Flags, c.LocalNonPersistentFlags())
	a.flags(&b, t.Usage.GlobalFlags, c.Root().PersistentFlags())
	if c.HasAvailableSubCommands() {
		fmt.Fprintf(&b, "\n"+t.Usage.More+"\n", c.CommandPath())
	}
	return b.String()
}

func (a *app) flags(b *strings.Builder, title string, flags *pflag.FlagSet) {
	if !flags.HasAvailableFlags() {
		return
	}
	fmt.Fprintf(b, "\n%s:\n", title)
	flags.VisitAll(func(f *pflag.Flag) {
		fmt.Fprintf(b, "  --%-14s %s\n", f.Name, a.text.CLI.Flags[f.Name])
	})
}
