package tui_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"strconv"
	"testing"
	"time"

	"wxlens/ui/tui"
	"wxlens/wxpay"
)

// TestMain plays the screens over canned answers when WXLENS_TUI_DEMO is set, so
// that they can be looked at in a terminal before there is a workbench.
func TestMain(m *testing.M) {
	if os.Getenv("WXLENS_TUI_DEMO") == "" {
		os.Exit(m.Run())
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	engine := newFake()
	engine.delay = 150 * time.Millisecond
	rows, _ := strconv.Atoi(os.Getenv("WXLENS_TUI_DEMO"))
	engine.fill(rows)
	err := tui.Run(ctx, tui.Options{
		Open: func(context.Context) (tui.Engine, error) {
			time.Sleep(200 * time.Millisecond)
			if os.Getenv("WXLENS_TUI_FAIL") != "" {
				return nil, errors.New("listen tcp 127.0.0.1:18080: bind: address already in use")
			}
			return engine, nil
		},
		Lang: wxpay.Lang(os.Getenv("WXLENS_TUI_LANG")), Version: "v0.1.0", Env: os.Environ(),
	})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
