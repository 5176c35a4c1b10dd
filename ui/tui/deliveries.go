package tui

import (
	tea "charm.land/bubbletea/v2"

	"wxlens/ui/tui/detail"
	"wxlens/ui/tui/keys"
	"wxlens/ui/tui/layout"
	"wxlens/ui/workbench/ledger"
)

// What is done with deliveries: where the focus is on the inbox, or on a delivery
// in the detail.

// annotated is what came of marking a delivery or writing a note about it.
type annotated struct {
	said string
	err  error
}

// onDelivery reports whether a delivery is at hand.
func (m *Model) onDelivery() bool {
	return m.focus == layout.Inbox || m.focus == layout.Detail && m.detail.Subject.Kind == detail.Delivery
}

// delivery returns the delivery that is at hand: the one that the detail shows,
// or the one under the cursor of the inbox.
func (m *Model) delivery() (ledger.Delivery, bool) {
	if m.focus == layout.Detail && m.detail.Subject.Kind == detail.Delivery {
		return m.inbox.Of(m.detail.Subject.ID)
	}
	return m.inbox.At()
}

// handleDelivery does the actions of deliveries.
func (m *Model) handleDelivery(a keys.Action) (cmd tea.Cmd, ok bool) {
	switch a {
	case keys.Mark:
		return m.mark(), true
	case keys.NextMark:
		return m.toMarked(), true
	case keys.Note:
		return m.askNote(), true
	case keys.Compare:
		return m.compare(), true
	case keys.Export:
		return m.askExport(), true
	case keys.Target:
		return m.askTarget(), true
	case keys.Resend:
		return m.resend(), true
	case keys.Trials:
		return m.askTrial(), true
	case keys.EditSend:
		return m.editSend(), true
	case keys.Group:
		return m.group(), true
	case keys.Following:
		m.inbox.Moved(!m.inbox.Follow)
		return m.showSelected(), true
	}
	return nil, false
}

// mark marks the delivery at hand, or takes its mark away.
func (m *Model) mark() tea.Cmd {
	d, ok := m.delivery()
	words := m.look.Words().Inbox
	if !ok {
		return m.say(calm, words.NoneChosen)
	}
	said := words.MarkedNow
	if d.Marked {
		said = words.UnmarkedNow
	}
	engine, ctx := m.engine, m.ctx
	return m.tasks.run(func() tea.Msg { return annotated{said, engine.Annotate(ctx, d.ID, !d.Marked, d.Note)} })
}

// askNote asks for a note about the delivery at hand.
func (m *Model) askNote() tea.Cmd {
	d, ok := m.delivery()
	words := m.look.Words().Inbox
	if !ok {
		return m.say(calm, words.NoneChosen)
	}
	m.overlay = newAsk(words.NoteTitle, words.NoteFoot, d.Note, func(m *Model, note string) tea.Cmd {
		engine, ctx := m.engine, m.ctx
		return m.tasks.run(func() tea.Msg { return annotated{words.Noted, engine.Annotate(ctx, d.ID, d.Marked, note)} })
	})
	return nil
}

// annotated shows the delivery anew where the detail has it.
func (m *Model) annotated(msg annotated) tea.Cmd {
	if msg.err != nil {
		return m.say(alarm, m.look.Words().Failure(msg.err.Error()))
	}
	return tea.Batch(m.say(glad, msg.said), m.reread())
}

// reread reads the delivery again that the detail shows, at the same place.
func (m *Model) reread() tea.Cmd {
	if m.detail.Subject.Kind != detail.Delivery {
		return nil
	}
	return m.readDelivery(m.detail.Subject.ID)
}

func (m *Model) toMarked() tea.Cmd {
	if !m.inbox.ToMarked() {
		return m.say(calm, m.look.Words().Inbox.NoMarks)
	}
	return m.showSelected()
}

func (m *Model) group() tea.Cmd {
	words := m.look.Words().Inbox
	m.inbox.Group(!m.inbox.Grouped)
	said := words.NotGrouped
	if m.inbox.Grouped {
		said = words.AllNow
	}
	if m.focus != layout.Inbox {
		return m.say(calm, said)
	}
	return tea.Batch(m.say(calm, said), m.showSelected())
}

// suspend stops the program until the shell continues it, after a question:
// nothing is received meanwhile.
func (m *Model) suspend() tea.Cmd {
	words := m.look.Words().Inbox
	m.overlay = &question{small: small{over{m.overlay}}, title: words.SuspendTitle, body: words.SuspendBody, yes: func(*Model) tea.Cmd { return tea.Suspend }}
	return nil
}
