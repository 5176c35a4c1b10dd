// Package cli is the face without a screen: commands over the methods of the
// workbench. With --json, standard output carries one JSON object per line, each
// flushed when written, and nothing else; diagnostics go to standard error.
package cli

import (
	"context"
	"errors"
	"io"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"wxlens/ui/text"
	"wxlens/ui/workbench"
	"wxlens/wxpay"
)

// Exit codes.
const (
	ExitOK          = 0   // done, and all checks hold
	ExitFailed      = 1   // done, and something does not hold
	ExitUsage       = 2   // wrong usage or unreadable input
	ExitOutside     = 3   // an outside thing failed
	ExitInterrupted = 130 // SIGINT or SIGTERM
)

// Env is what a command has of the world.
type Env struct {
	Args    []string // without the program's name
	Stdin   io.Reader
	Stdout  io.Writer
	Stderr  io.Writer
	Getenv  func(string) string
	Now     func() time.Time
	Version string

	Terminal    bool // standard input and output are one
	OutTerminal bool // standard output is one
	// ReadPassword reads a line from the terminal without showing it; nil: nobody is there.
	ReadPassword func(ctx context.Context) ([]byte, error)
	// OpenTUI opens the screens.
	OpenTUI func(ctx context.Context, o Global) error
}

// Global are the settings that every command shares.
type Global struct {
	HomeDir string
	Profile string
	Lang    wxpay.Lang
}

// Config returns the workbench's configuration.
func (g Global) Config(now func() time.Time, version string) workbench.Config {
	return workbench.Config{Home: workbench.HomeAt(g.HomeDir), Profile: g.Profile, Now: now, Version: version}
}

// config is [Global.Config] in the environment of this run.
func (a *app) config() workbench.Config {
	cfg := a.Config(a.env.Now, a.env.Version)
	cfg.Getenv = a.env.Getenv
	return cfg
}

// app is one run of the program.
type app struct {
	env  Env
	out  output
	text *text.Text
	lang string
	Global
}

// Main runs a command and returns the exit code.
func Main(ctx context.Context, env Env) int {
	a := &app{env: env}
	a.out.w = env.Stdout
	root := a.rootCommand()
	root.SetArgs(sparing(env.Args))
	root.SetIn(env.Stdin)
	root.SetOut(env.Stdout)
	root.SetErr(env.Stderr)
	a.lang = langIn(env.Args)
	a.setLang(env.Getenv) // before flags are read, for errors about them
	err := root.ExecuteContext(ctx)
	if ctx.Err() != nil && (err == nil || errors.Is(err, context.Canceled)) {
		return ExitInterrupted
	}
	if err == nil && a.out.err != nil {
		err = &failure{exit: ExitOutside, code: "unreadable", err: a.out.err}
	}
	return a.report(err)
}

// langIn finds the value of --lang without reading the other flags.
func langIn(args []string) string {
	for i, arg := range args {
		if v, ok := strings.CutPrefix(arg, "--lang="); ok {
			return v
		}
		if arg == "--lang" && i+1 < len(args) {
			return args[i+1]
		}
	}
	return ""
}

func (a *app) rootCommand() *cobra.Command {
	root := a.describe(&cobra.Command{
		Use: "wxlens", SilenceErrors: true, SilenceUsage: true, Args: noArgs,
		PersistentPreRunE: func(*cobra.Command, []string) error { return a.readGlobals() },
		RunE: func(cmd *cobra.Command, _ []string) error {
			if !a.env.Terminal {
				cmd.SetOut(a.env.Stderr)
				_ = cmd.Usage() // to standard error
				return &failure{exit: ExitUsage, silent: true}
			}
			return a.env.OpenTUI(cmd.Context(), a.Global)
		},
	})
	flags := root.PersistentFlags()
	flags.StringVar(&a.HomeDir, "home", a.env.Getenv("WXLENS_HOME"), "")
	flags.StringVar(&a.Profile, "profile", "", "")
	flags.StringVar(&a.lang, "lang", a.lang, "")
	flags.BoolVar(&a.out.json, "json", false, "")
	flags.BoolVar(&a.out.plain, "plain", false, "")
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error {
		return &failure{exit: ExitUsage, code: "usage", err: err}
	})
	root.AddCommand(
		a.runCommand(), a.ordersCommand(), a.sandboxCommand(), a.listenCommand(), a.inboxCommand(),
		a.signCommand(), a.paysignCommand(), a.verifyCommand(), a.diagnoseCommand(), a.decodeCommand(), a.mistakesCommand(), a.decryptCommand(), a.sendCommand(), a.callsCommand(), a.requestsCommand(),
		a.profileCommand(), a.certificatesCommand(), a.billCommand(), a.androidCommand(), a.versionCommand(),
	)
	return root
}

func noArgs(cmd *cobra.Command, args []string) error {
	if err := cobra.NoArgs(cmd, args); err != nil {
		return &failure{exit: ExitUsage, code: "usage", err: err}
	}
	return nil
}

func exactArgs(n int) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if err := cobra.ExactArgs(n)(cmd, args); err != nil {
			return &failure{exit: ExitUsage, code: "usage", err: err, hint: cmd.UseLine()}
		}
		return nil
	}
}

func maximumArgs(n int) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if err := cobra.MaximumNArgs(n)(cmd, args); err != nil {
			return &failure{exit: ExitUsage, code: "usage", err: err, hint: cmd.UseLine()}
		}
		return nil
	}
}

// readGlobals settles what the flags and the environment say together.
func (a *app) readGlobals() error {
	if a.HomeDir == "" {
		a.HomeDir = a.env.Getenv("WXLENS_HOME")
	}
	switch a.lang {
	case "", "zh", "en":
	default:
		return &failure{exit: ExitUsage, code: "usage", err: errors.New("--lang " + a.lang + " (zh|en)")}
	}
	a.setLang(a.env.Getenv)
	a.out.colour = a.env.OutTerminal && !a.out.plain && a.env.Getenv("NO_COLOR") == ""
	return nil
}

func (a *app) setLang(getenv func(string) string) {
	a.Lang = text.Locale(getenv)
	if a.lang == string(wxpay.Chinese) || a.lang == string(wxpay.English) {
		a.Lang = wxpay.Lang(a.lang)
	}
	a.text = text.In(a.Lang)
}

// open opens the workbench for a command.
func (a *app) open(ctx context.Context) (*workbench.Workbench, error) {
	w, err := workbench.Open(ctx, a.config())
	if err != nil {
		return nil, &failure{exit: exitOf(err), code: codeOf(err), err: err}
	}
	return w, nil
}

// pathError makes an unreadable path a usage error.
func pathError(err error) error {
	if errors.Is(err, os.ErrNotExist) || errors.Is(err, os.ErrPermission) {
		return &failure{exit: ExitUsage, code: "unreadable", err: err}
	}
	return err
}
