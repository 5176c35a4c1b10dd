// Package tuitest drives the screens in tests by actions and words.
package tuitest

import (
	"context"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"wxlens/ui/tui"
	"wxlens/ui/tui/keys"
)

// Driver runs the screens without a terminal: commands run in goroutines, and
// their messages are fed back while the driver waits for a condition.
type Driver struct {
	t     testing.TB
	model *tui.Model
	msgs  chan tea.Msg
	done  chan struct{}
	cmds  sync.WaitGroup
	quit  bool
	clip  string
}

// Limit bounds every wait for a condition.
const Limit = 20 * time.Second

// New opens the screens at 120 by 40 over an engine and waits until they are
// open. Options that are not set get values that suit tests.
func New(t testing.TB, engine tui.Engine, o tui.Options) *Driver {
	t.Helper()
	if o.Open == nil {
		o.Open = func(context.Context) (tui.Engine, error) { return engine, nil }
	}
	d := Start(t, o)
	d.Until(func(string) bool { return d.model.Ready() })
	return d
}

// Start opens the screens and does not wait.
func Start(t testing.TB, o tui.Options) *Driver {
	t.Helper()
	if o.Env == nil {
		o.Env = []string{"TERM=xterm-256color", "LANG=zh_CN.UTF-8", "COLORFGBG=15;0"}
	}
	d := &Driver{t: t, model: tui.New(t.Context(), o), msgs: make(chan tea.Msg), done: make(chan struct{})}
	t.Cleanup(d.close)
	d.Send(tea.WindowSizeMsg{Width: 120, Height: 40})
	return d
}

func (d *Driver) close() {
	close(d.done)
	if err := d.model.Close(); err != nil {
		d.t.Error(err)
	}
	d.cmds.Wait()
}

// Send hands a message to the screens.
func (d *Driver) Send(msg tea.Msg) {
	_, cmd := d.model.Update(msg)
	d.run(cmd)
}

// run runs a command. Its message comes back through pump.
func (d *Driver) run(cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	d.cmds.Go(func() {
		msg := cmd()
		select {
		case d.msgs <- msg:
		case <-d.done:
		}
	})
}

// take acts on a message that a command answered with.
func (d *Driver) take(msg tea.Msg) {
	switch msg := msg.(type) {
	case nil:
	case tea.BatchMsg:
		for _, cmd := range msg {
			d.run(cmd)
		}
	case tea.QuitMsg:
		d.quit = true
	default:
		if v := reflect.ValueOf(msg); v.Kind() == reflect.String && strings.Contains(v.Type().String(), "setClipboard") {
			d.clip = v.String()
			return
		}
		d.Send(msg)
	}
}

// Until feeds messages until the screen, as plain text, meets a condition.
func (d *Driver) Until(met func(screen string) bool) {
	d.t.Helper()
	late := time.After(Limit)
	for !met(d.Screen()) {
		select {
		case msg := <-d.msgs:
			d.take(msg)
		case <-late:
			d.t.Fatalf("the condition was not met in %v; the screen is\n%s", Limit, d.Screen())
		}
	}
}

// Drain takes what commands have answered so far and waits for nothing.
func (d *Driver) Drain() {
	for {
		select {
		case msg := <-d.msgs:
			d.take(msg)
		default:
			return
		}
	}
}

// Has waits until the screen holds a text.
func (d *Driver) Has(text string) {
	d.t.Helper()
	d.Until(func(screen string) bool { return strings.Contains(screen, text) })
}

// Do presses the first key of an action where the screens are.
func (d *Driver) Do(a keys.Action) {
	d.t.Helper()
	key := d.model.KeyOf(a)
	if key == "" {
		d.t.Fatalf("%s has no key here; the screen is\n%s", a, d.Screen())
	}
	d.Press(key)
}

// KeyOf returns the key of an action where the screens are, "" if it has none.
func (d *Driver) KeyOf(a keys.Action) string { return d.model.KeyOf(a) }

// Press presses a key by its name.
func (d *Driver) Press(name string) { d.Send(Key(name)) }

// Type types a text, one character at a time.
func (d *Driver) Type(text string) {
	for _, r := range text {
		d.Send(tea.KeyPressMsg{Code: r, Text: string(r)})
	}
}

// Resize changes the size of the terminal.
func (d *Driver) Resize(width, height int) {
	d.Send(tea.WindowSizeMsg{Width: width, Height: height})
}

// Click presses the left button on a cell.
func (d *Driver) Click(x, y int) {
	d.Send(tea.MouseClickMsg{X: x, Y: y, Button: tea.MouseLeft})
}

// Screen returns what is shown, without colours.
func (d *Driver) Screen() string { return ansi.Strip(d.Styled()) }

// Styled returns what is shown, with colours.
func (d *Driver) Styled() string { return d.View().Content }

// View returns what is shown with the cursor and the window's title.
func (d *Driver) View() tea.View { return d.model.View() }

// Ended reports whether the screens have asked to quit.
func (d *Driver) Ended() bool { return d.quit }

// Copied returns what was last sent to the clipboard.
func (d *Driver) Copied() string { return d.clip }

// Key makes the message of a key from its name.
func Key(name string) tea.KeyPressMsg {
	if code, ok := named[name]; ok {
		return tea.KeyPressMsg{Code: code}
	}
	for prefix, mod := range modifiers {
		if rest, ok := strings.CutPrefix(name, prefix); ok {
			return tea.KeyPressMsg{Code: Key(rest).Code, Mod: mod}
		}
	}
	return tea.KeyPressMsg{Code: []rune(name)[0], Text: name}
}

var modifiers = map[string]tea.KeyMod{"ctrl+": tea.ModCtrl, "alt+": tea.ModAlt, "shift+": tea.ModShift}

var named = map[string]rune{
	"enter": tea.KeyEnter, "esc": tea.KeyEscape, "tab": tea.KeyTab, "up": tea.KeyUp, "down": tea.KeyDown,
	"left": tea.KeyLeft, "right": tea.KeyRight, "home": tea.KeyHome, "end": tea.KeyEnd, "pgup": tea.KeyPgUp,
	"pgdown": tea.KeyPgDown, "backspace": tea.KeyBackspace, "delete": tea.KeyDelete, "f1": tea.KeyF1,
}
