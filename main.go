// Command wxlens shows the inside of every WeChat Pay signature: a workbench in
// the terminal, and the same as commands.
package main

import (
	"context"
	"errors"
	"io"
	"log"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"
	"time"

	"golang.org/x/term"

	"wxlens/ui/cli"
	"wxlens/ui/tui"
	"wxlens/ui/workbench"
)

func main() { os.Exit(run()) }

func run() int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	defer stop()
	return cli.Main(ctx, cli.Env{
		Args: os.Args[1:], Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr,
		Getenv: os.Getenv, Now: time.Now, Version: version(),
		Terminal:     term.IsTerminal(int(os.Stdin.Fd())) && term.IsTerminal(int(os.Stdout.Fd())),
		OutTerminal:  term.IsTerminal(int(os.Stdout.Fd())),
		ReadPassword: readPassword,
		OpenTUI: func(ctx context.Context, g cli.Global) error {
			log.SetOutput(io.Discard) // an HTTP server that is out of files would write over the screens
			if os.Getenv("GOGC") == "" {
				debug.SetGCPercent(headroom)
			}
			return tui.Run(ctx, tui.Options{
				Open: func(ctx context.Context) (tui.Engine, error) {
					cfg := g.Config(time.Now, version())
					cfg.AsSet = true
					return workbench.Open(ctx, cfg)
				},
				Lang: g.Lang, Version: version(), Env: os.Environ(), Now: time.Now,
			})
		},
	})
}

// readPassword reads a line without showing it. A terminal that is being read cannot
// be interrupted otherwise, and would go on to show nothing.
func readPassword(ctx context.Context) ([]byte, error) {
	fd := int(os.Stdin.Fd())
	state, err := term.GetState(fd)
	if err != nil {
		return nil, err
	}
	type line struct {
		text []byte
		err  error
	}
	read := make(chan line, 1)
	go func() {
		text, err := term.ReadPassword(fd)
		read <- line{text, err}
	}()
	select {
	case l := <-read:
		return l.text, l.err
	case <-ctx.Done():
		return nil, errors.Join(ctx.Err(), term.Restore(fd, state))
	}
}

// headroom is how much garbage the screens may leave, in percent of what lives:
// half of the usual keeps an afternoon's 100,000 notifications below 60 MiB, for a
// tenth less of them a second.
const headroom = 50

// version is the module's version, as far as the build knows it.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Version == "" {
		return "(devel)"
	}
	return info.Main.Version
}
