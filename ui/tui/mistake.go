package tui

import (
	tea "charm.land/bubbletea/v2"

	"wxlens/ui/workbench/run"
	"wxlens/wxpay/diagnose"
)

// askMistake asks which mistake the next step is to make, once: the sandbox refuses
// it as WeChat Pay would, and the bench finds it.
func (m *Model) askMistake() tea.Cmd {
	words := m.look.Words()
	switch {
	case m.session == nil:
		return nil
	case m.session.Over():
		return m.say(calm, words.RunIsOver)
	case m.step.active():
		return m.say(calm, words.BusyNow)
	}
	next := m.session.Next()
	step := m.session.Steps[next]
	slugs := m.engine.Mistakes(m.session.Job(next))
	if len(slugs) == 0 {
		return m.say(calm, words.NoMistakes(step.Title.In(m.look.Lang())))
	}
	c := &choice{title: words.MistakesTitle(step.Title.In(m.look.Lang())), foot: words.MistakesFoot, names: []string{words.NoMistake}}
	for _, slug := range slugs {
		c.names = append(c.names, titleOf(slug, m))
	}
	c.chosen = func(m *Model, i int) tea.Cmd {
		delete(m.session.Mistakes, step.Name)
		said := words.NoMistake
		if i > 0 {
			m.session.Mistakes[step.Name] = run.Mistake{Slug: slugs[i-1], Way: m.edited}
			said = words.Mistaken(titleOf(slugs[i-1], m))
		}
		m.touchSession()
		m.flow.To(next)
		m.showStep(next)
		return m.say(calm, said)
	}
	m.overlay = c
	return nil
}

func titleOf(slug diagnose.Slug, m *Model) string {
	if mistake, ok := diagnose.Find(slug); ok {
		return mistake.Title.In(m.look.Lang())
	}
	return string(slug)
}
