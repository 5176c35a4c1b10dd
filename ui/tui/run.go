package tui

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	tea "charm.land/bubbletea/v2"

	"wxlens/wxpay"
)

// Options are what the screens need to begin.
type Options struct {
	// Open opens the workbench. It is called after the first frame, off the event
	// loop; keys pressed meanwhile are kept and acted on afterwards.
	Open    func(context.Context) (Engine, error)
	Lang    wxpay.Lang
	Version string
	Env     []string
	Input   io.Reader // nil: the terminal
	Output  io.Writer // nil: the terminal
	Now     func() time.Time
}

// frameRate is the highest that Bubble Tea draws at. At 60 the median key waits
// 9 ms for its frame, at 120 6 ms, for half a percent more of an idle core.
const frameRate = 120

// leave is how long commands that were cancelled may take to end at quit. The
// terminal is restored by then.
const leave = 3 * time.Second

// Run opens the workbench's screens and returns when the user has left them or
// ctx has ended. Every command has ended and the engine is closed then.
func Run(ctx context.Context, o Options) error {
	m := New(ctx, o)
	options := []tea.ProgramOption{
		tea.WithContext(m.ctx), tea.WithFPS(frameRate), tea.WithEnvironment(o.Env),
		tea.WithoutSignalHandler(), // signals end ctx; a second handler would wait for an event loop that has ended
	}
	if o.Input != nil {
		options = append(options, tea.WithInput(o.Input))
	}
	if o.Output != nil {
		options = append(options, tea.WithOutput(o.Output))
	}
	_, err := tea.NewProgram(m, options...).Run()
	closed := m.Close()
	if errors.Is(err, tea.ErrInterrupted) || ctx.Err() != nil {
		err = nil
	}
	if err != nil {
		return fmt.Errorf("screens: %w", err)
	}
	return closed
}

// Close cancels what is running, waits for it and closes the engine. It is
// called once, after the last Update.
func (m *Model) Close() error {
	m.cancel()
	if !m.tasks.wait(leave) || m.tasks.engine() == nil {
		return nil
	}
	err := m.tasks.engine().Close()
	if m.bills != nil {
		err = errors.Join(err, m.bills.show(nil))
	}
	if err != nil {
		return fmt.Errorf("close the workbench: %w", err)
	}
	return nil
}
