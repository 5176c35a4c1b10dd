package tui_test

import (
	"bytes"
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/vt"

	"wxlens/ui/tui"
	"wxlens/ui/tui/tuitest"
	"wxlens/wxpay"
)

// moved is poked when something was drawn or written; one slot is enough.
type moved chan struct{}

func (m moved) poke() {
	select {
	case m <- struct{}{}:
	default:
	}
}

// terminal counts what is written to it and shows it as a terminal would.
type terminal struct {
	mu    sync.Mutex
	emu   *vt.Emulator
	bytes int
	moved moved
}

func (s *terminal) Write(b []byte) (int, error) {
	defer s.moved.poke()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.bytes += len(b)
	// Without a terminal as input Bubble Tea counts on the driver of one to turn
	// line feeds into line ends.
	_, err := s.emu.Write(bytes.ReplaceAll(b, []byte("\n"), []byte("\r\n")))
	return len(b), err
}

func (s *terminal) screen() (string, int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.emu.String(), s.bytes
}

// recorder remembers what the screens drew last.
type recorder struct {
	*tui.Model
	mu    sync.Mutex
	drawn string
	count int
	moved moved
}

func (r *recorder) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	_, cmd := r.Model.Update(msg)
	return r, cmd
}

func (r *recorder) View() tea.View {
	v := r.Model.View()
	defer r.moved.poke()
	r.mu.Lock()
	defer r.mu.Unlock()
	r.drawn, r.count = ansi.Strip(v.Content), r.count+1
	return v
}

func (r *recorder) last() (string, int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.drawn, r.count
}

// TestTerminalShowsWhatIsDrawn plays keys over Chinese rows through the renderer
// into an emulator: it must show what was drawn, and a cursor key may not cost
// more than 600 bytes on average.
func TestTerminalShowsWhatIsDrawn(t *testing.T) {
	f := newBench(t)
	f.fill(200)
	poked := make(moved, 1)
	term := &terminal{emu: vt.NewEmulator(120, 40), moved: poked}
	go drainReplies(term.emu)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	model := &recorder{moved: poked, Model: tui.New(ctx, tui.Options{Lang: wxpay.Chinese, Version: "v0.1.0", Env: []string{"TERM=xterm-256color", "COLORFGBG=15;0"},
		Open: func(context.Context) (tui.Engine, error) { return f, nil }})}
	p := tea.NewProgram(model, tea.WithContext(ctx), tea.WithInput(nil), tea.WithOutput(term), tea.WithoutSignalHandler(),
		tea.WithWindowSize(120, 40), tea.WithFPS(120), tea.WithEnvironment([]string{"TERM=xterm-256color"}))
	ended := make(chan error, 1)
	go func() { _, err := p.Run(); ended <- err }()

	settled := func(what string, met func(drawn string, count int) bool) int {
		t.Helper()
		late := time.After(tuitest.Limit)
		for {
			want, n := model.last()
			got, bytes := term.screen()
			if met(want, n) && trimmed(got) == trimmed(want) {
				return bytes
			}
			select {
			case <-poked:
			case <-late:
				t.Fatalf("%s: the terminal shows\n%s\nbut this was drawn:\n%s", what, got, want)
			}
		}
	}
	press := func(key string) int {
		_, count := model.last()
		_, before := term.screen()
		p.Send(tuitest.Key(key))
		return settled(key, func(_ string, n int) bool { return n > count }) - before
	}
	settled("start", func(drawn string, _ int) bool { return strings.Contains(drawn, "第 1/10 步") })
	press("1")
	const lists, n = 4, 40
	sum := 0
	for _, list := range [lists]string{"1", "2", "6", "3"} { // the last turns the whole detail with every key
		press(list)
		total := 0
		for i := range n {
			key := "j"
			if i/8%2 == 1 {
				key = "k"
			}
			total += press(key)
		}
		t.Logf("panel %s: %d bytes per cursor key", list, total/n)
		sum += total
	}
	if mean := sum / n / lists; mean > 600 {
		t.Errorf("a cursor key costs %d bytes", mean)
	}
	for _, key := range []string{"L", "z", "5", "]", "b", "b", "b", "z", "?", "down", "esc", "n", "right", "esc", "y", "esc", "L", "e"} {
		press(key)
	}
	p.Quit()
	if err := <-ended; err != nil {
		t.Error(err)
	}
	if err := model.Close(); err != nil {
		t.Error(err)
	}
}

// drainReplies takes what the emulator answers to queries.
func drainReplies(e *vt.Emulator) {
	b := make([]byte, 256)
	for {
		if _, err := e.Read(b); err != nil {
			return
		}
	}
}

// trimmed drops what a terminal cannot tell: blanks at the ends of lines.
func trimmed(s string) string {
	var b strings.Builder
	for line := range strings.SplitSeq(strings.TrimRight(s, "\n"), "\n") {
		b.WriteString(strings.TrimRight(line, " \r"))
		b.WriteByte('\n')
	}
	return b.String()
}
