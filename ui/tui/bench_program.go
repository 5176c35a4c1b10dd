package tui

import (
	"errors"
	"strings"

	tea "charm.land/bubbletea/v2"

	"wxlens/ui/tui/look"
	"wxlens/ui/tui/page"
	"wxlens/ui/workbench/diagnoser"
	"wxlens/wxpay/diagnose"
)

// languageNow is the language of the program that is shown.
func (s *benchScreen) languageNow() diagnoser.Language {
	return diagnoser.Languages[s.language%len(diagnoser.Languages)]
}

// turnProgram shows the program; where it is shown, in the next language.
func (s *benchScreen) turnProgram() {
	if s.tab == programTab {
		s.language = (s.language + 1) % len(diagnoser.Languages)
		s.views[programTab].To(0)
	}
	s.turn(programTab)
}

// program lays out the program that does it right.
func (s *benchScreen) program(p *page.Page, l *look.Look) {
	words := l.Words().Bench
	if !s.answered {
		p.Words(l.Style.Muted, 1, words.NoText)
		return
	}
	var names []string
	for i, language := range diagnoser.Languages {
		name := string(language)
		if i == s.language {
			name = "[" + name + "]"
		}
		names = append(names, name)
	}
	p.Words(l.Style.Muted, 1, strings.Join(names, "  ")+"   "+words.NextLanguage)
	p.Blank()
	text, ok := s.question.Program(&s.answer, s.languageNow())
	if !ok {
		p.Words(l.Style.Muted, 1, words.NoProgram(string(s.languageNow())))
		return
	}
	p.Code(text)
}

// bundle exports the failure with the keys of the sandbox.
func (s *benchScreen) bundle(m *Model) tea.Cmd {
	d, q, a := m.engine.Diagnoser(), s.question, s.answer
	said := m.look.Text.Diagnosis.NotRekeyed
	return m.tasks.run(func() tea.Msg {
		path, err := d.Bundle(m.ctx, q, &a)
		if errors.Is(err, diagnose.ErrNotRekeyed) {
			err = errors.New(said)
		}
		return saved{path, err}
	})
}
