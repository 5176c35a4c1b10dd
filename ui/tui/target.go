package tui

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"wxlens/ui/workbench/state"
)

// askTarget asks which servers of the developer notifications are sent on to, and
// then whose answer WeChat Pay gets.
func (m *Model) askTarget() tea.Cmd {
	words, below := m.look.Words().Inbox, m.overlay
	m.overlay = newAsk(words.TargetTitle, words.TargetFoot, strings.Join(m.targets(), " "), func(m *Model, typed string) tea.Cmd {
		urls := strings.Fields(typed)
		if len(urls) == 0 {
			return m.setTargets(nil, false)
		}
		return m.askMode(below, urls)
	}).over(below)
	return nil
}

// targets lists the addresses that are set.
func (m *Model) targets() []string {
	urls := make([]string, len(m.status.Link.Targets))
	for i, t := range m.status.Link.Targets {
		urls[i] = t.URL
	}
	return urls
}

func (m *Model) askMode(below overlay, urls []string) tea.Cmd {
	words := m.look.Words().Inbox
	c := &choice{small: small{over{below}}, title: words.ModeTitle, foot: words.TargetFoot, names: []string{words.Modes["pass"], words.Modes["shadow"]}}
	c.foot = m.look.Words().Desk.MenuKeys
	c.chosen = func(m *Model, i int) tea.Cmd { return m.setTargets(urls, i == 0) }
	m.overlay = c
	return nil
}

func (m *Model) setTargets(urls []string, pass bool) tea.Cmd {
	words := m.look.Words()
	if err := m.engine.SetTargets(urls, pass); err != nil {
		return m.say(alarm, words.Failure(m.look.Text.Error(err)))
	}
	m.status = m.engine.Status()
	if len(urls) == 0 {
		return m.say(calm, words.Inbox.TargetNone)
	}
	mode := words.Link.Shadow
	if pass {
		mode = words.Link.Pass
	}
	return m.say(glad, words.Inbox.TargetSet(strings.Join(m.targets(), " "), mode))
}

// firstTarget returns the server that a notification is sent to again, "" if none
// is set.
func firstTarget(l state.Link) string {
	if len(l.Targets) == 0 {
		return ""
	}
	return l.Targets[0].URL
}
