package tui

import (
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"wxlens/ui/tui/keys"
	"wxlens/ui/tui/look"
	"wxlens/wxpay"
	"wxlens/wxpay/diagnose"
)

// askCopy asks what to copy of the diagnosis.
func (s *benchScreen) askCopy(m *Model) tea.Cmd {
	words, names := m.look.Words(), s.names(&m.look)
	c := &choice{small: small{over{s}}, title: words.CopyTitle}
	c.foot = words.Actions[string(keys.Accept)].Short + " enter   " + words.Actions[string(keys.Back)].Short + " esc"
	var values []string
	add := func(name, value string) {
		if value != "" {
			c.names, values = append(c.names, name+"  "+words.Bytes(len(value))), append(values, value)
		}
	}
	add(names[0], shownText(&m.look, s.answer.Text))
	add(names[1], shownText(&m.look, s.answer.Observed))
	add(words.Bench.Right(s.answer.Correction.Name), s.answer.Correction.Value)
	var fixes []string
	for _, cause := range s.answer.Causes {
		fixes = append(fixes, cause.Fix.In(m.look.Lang()))
	}
	add(words.Bench.CopyFix, strings.Join(fixes, "\n"))
	if text, ok := s.question.Program(&s.answer, s.languageNow()); ok {
		add(words.Bench.CopyProgram(string(s.languageNow())), text)
	}
	add(words.Bench.CopyReport, s.report(&m.look))
	c.chosen = func(m *Model, i int) tea.Cmd {
		name, _, _ := strings.Cut(c.names[i], "  ")
		return m.copied(copied{name: name, value: values[i]})
	}
	m.overlay = c
	return nil
}

// shownText is a text as it may leave the screen.
func shownText(l *look.Look, t wxpay.Text) string {
	if l.Reveal {
		return t.Reveal()
	}
	return t.String()
}

// report writes the whole diagnosis as plain text.
func (s *benchScreen) report(l *look.Look) string {
	t, lang := &l.Text.Diagnosis, l.Lang()
	var b strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	line("%s", s.headline(l))
	causes := func(list []diagnose.Cause) {
		for _, c := range list {
			line("")
			line("%s  (%s)", strings.TrimSpace(c.Title.In(lang)+"  "+s.masked(l, c.Detail)), c.Slug)
			line("%s", c.Explanation.In(lang))
			line("→ %s", c.Fix.In(lang))
		}
	}
	causes(s.answer.Causes)
	for _, tie := range s.answer.Ties {
		line("")
		line("%s", t.Or)
		causes(tie)
	}
	if at, differ := s.answer.Difference(); differ {
		line("")
		line("%s", l.Words().Bench.Differ(at.Byte, at.Line, at.Field))
	}
	sides := s.sides(l)
	for i, side := range sides.Texts {
		if side.Len() > 0 {
			line("")
			line("%s:", sides.Names[i])
			line("%s", strings.TrimSuffix(shownText(l, side), "\n"))
		}
	}
	if s.answer.Verdict == diagnose.Unexplained {
		line("")
		line("%s", t.Unexplained)
	}
	for _, what := range s.lacks() {
		line("%s %s", t.Lacks, t.MissingWord(what))
	}
	line("")
	line(t.Tried, s.answer.Tried, s.answer.Elapsed.Milliseconds())
	return b.String()
}

// save writes the question as a case file.
func (s *benchScreen) save(m *Model) tea.Cmd {
	d, q := m.engine.Diagnoser(), s.question
	return m.tasks.run(func() tea.Msg {
		path, err := d.Save(q)
		return saved{path, err}
	})
}
