package tui

import (
	"time"

	tea "charm.land/bubbletea/v2"
)

// toast is a sentence in the last line that goes away by itself.
type toast struct {
	words string
	tone  tone
	era   int
}

type tone uint8

const (
	calm tone = iota
	glad
	alarm
)

// stay is how long a toast can be read.
const stay = 5 * time.Second

// say shows a toast.
func (m *Model) say(t tone, words string) tea.Cmd {
	m.toast = toast{words: words, tone: t, era: m.toast.era + 1}
	era := m.toast.era
	return m.tasks.run(func() tea.Msg {
		if !pause(m.ctx, stay) {
			return nil
		}
		return toastExpired{era}
	})
}
