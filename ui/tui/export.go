package tui

import (
	tea "charm.land/bubbletea/v2"
)

// formats of an export; the first is offered first.
var formats = []string{"har", "ndjson", "curl"}

// askExport asks in which form deliveries are written to a file: those that are
// listed, or the one at hand.
func (m *Model) askExport() tea.Cmd {
	words := m.look.Words().Inbox
	d, ok := m.delivery()
	if !ok {
		return m.say(calm, words.NoneChosen)
	}
	shown := m.inbox.Shown()
	type option struct {
		format string
		ids    []string
	}
	var options []option
	c := &choice{title: words.ExportTitle, foot: words.ExportFoot}
	for _, f := range formats[:2] {
		options, c.names = append(options, option{f, shown}), append(c.names, words.ExportAll(f, len(shown)))
	}
	for _, f := range formats {
		options, c.names = append(options, option{f, []string{d.ID}}), append(c.names, words.ExportOne(f, 1))
	}
	redact := true
	c.sideways = func(by int) string {
		if by != 0 {
			redact = !redact
		}
		if redact {
			return "‹ " + words.Redacted + " ›"
		}
		return "‹ " + words.Whole + " ›"
	}
	c.beside = c.sideways(0)
	c.chosen = func(m *Model, i int) tea.Cmd {
		engine, ctx, o := m.engine, m.ctx, options[i]
		return m.tasks.run(func() tea.Msg {
			path, err := engine.ExportDeliveries(ctx, o.ids, o.format, redact)
			return saved{path, err}
		})
	}
	m.overlay = c
	return nil
}

// imported is what came of an import.
type imported struct {
	n   int
	err error
}

// askImport asks for a file to import.
func (m *Model) askImport() tea.Cmd {
	words := m.look.Words().Inbox
	m.overlay = newAsk(words.ImportTitle, words.ImportFoot, "", func(m *Model, path string) tea.Cmd {
		engine, ctx := m.engine, m.ctx
		return m.tasks.run(func() tea.Msg {
			n, err := engine.ImportFile(ctx, path)
			return imported{n, err}
		})
	})
	return nil
}

func (m *Model) imported(msg imported) tea.Cmd {
	if msg.err != nil {
		return m.say(alarm, m.look.Words().Failure(m.look.Text.Error(msg.err)))
	}
	return m.say(glad, m.look.Words().Inbox.Imported(msg.n))
}

// pasteMessage offers to import a pasted HTTP message.
func (m *Model) pasteMessage(content string) {
	words := m.look.Words().Inbox
	m.overlay = &question{title: words.PasteTitle, body: words.PasteQuestion, yes: func(m *Model) tea.Cmd {
		engine, ctx := m.engine, m.ctx
		return m.tasks.run(func() tea.Msg {
			n, err := engine.ImportMessage(ctx, []byte(content))
			return imported{n, err}
		})
	}}
}
