package tui

import (
	"errors"

	tea "charm.land/bubbletea/v2"

	"wxlens/ui/tui/detail"
	"wxlens/ui/tui/keys"
	"wxlens/ui/tui/layout"
	"wxlens/ui/tui/look"
	"wxlens/ui/tui/page"
	"wxlens/ui/tui/panel"
	"wxlens/ui/tui/widget"
	"wxlens/ui/workbench/configure"
)

// configuration is the dialog that shows how an SDK is configured for a profile.
type configuration struct {
	over
	profile  string
	language int  // among [configure.Languages]
	reveal   bool // the secrets stand in the text
	text     string
	err      error
	writing  guard

	view  widget.View
	shown *page.Page
	look  int // version of the look that it was laid out for
}

type configurationWritten struct {
	of     *configuration
	token  uint64
	text   string
	reveal bool // the secrets stand in it
	err    error
}

// configures names the profile whose configuration is at hand, "" where none is.
func (m *Model) configures() string {
	switch {
	case m.focus == layout.Profiles:
		if p, ok := m.profiles.At(); ok && p.Fault == "" {
			return p.Name
		}
		return ""
	case m.detail.Subject.Kind == detail.Profile && m.focus == layout.Detail:
		if p := m.detail.Content.Profile; p != nil && p.Fault == "" {
			return p.Name
		}
		return ""
	}
	return m.status.Profile
}

// openConfiguration shows how SDKs are configured for a profile.
func (m *Model) openConfiguration() tea.Cmd {
	name := m.configures()
	if name == "" {
		return nil
	}
	s := &configuration{profile: name}
	s.below = m.overlay
	m.overlay = s
	return s.write(m)
}

// configurationOpen returns the dialog where it is open, nil where it is not.
func (m *Model) configurationOpen() *configuration {
	for o := m.overlay; o != nil; o = o.under() {
		if s, ok := o.(*configuration); ok {
			return s
		}
	}
	return nil
}

func (s *configuration) leave()                         { s.writing.stop() }
func (s *configuration) halt(*Model) bool               { return s.writing.halt() }
func (s *configuration) works(*Model, keys.Action) bool { return true }

func (s *configuration) now() configure.Language { return configure.Languages[s.language] }

// write has the configuration written. Where secrets are shown, those of a sandbox
// are written too.
func (s *configuration) write(m *Model) tea.Cmd {
	token, _ := s.writing.begin(m.ctx)
	w, name, l, reveal := m.engine.Configure(), s.profile, s.now(), m.look.Reveal
	return m.tasks.run(func() tea.Msg {
		text, err := w.Write(name, l, reveal)
		if errors.Is(err, configure.ErrNotSandbox) {
			reveal = false
			text, err = w.Write(name, l, reveal)
		}
		return configurationWritten{s, token, text, reveal, err}
	})
}

func (m *Model) configurationWritten(msg configurationWritten) tea.Cmd {
	s := m.configurationOpen()
	if s != msg.of || !s.writing.finish(msg.token) {
		return nil
	}
	s.text, s.reveal, s.err, s.shown = msg.text, msg.reveal, msg.err, nil
	s.view.To(0)
	return nil
}

func (s *configuration) chain() keys.Chain              { return keys.Chain{keys.Configuring, keys.Always} }
func (s *configuration) wheel(by int)                   { s.view.To(s.view.Top + by) }
func (s *configuration) click(*Model, int, int) tea.Cmd { return nil }
func (s *configuration) room(m *Model) (w, h int)       { return m.roomOfScreen() }

func (s *configuration) key(m *Model, msg tea.KeyPressMsg) tea.Cmd {
	if a, ok := s.chain().Resolve(keys.Normal(msg.String())); ok {
		return m.Do(a)
	}
	return nil
}

// act does what an action says in this dialog.
func (s *configuration) act(m *Model, a keys.Action) tea.Cmd {
	n := len(configure.Languages)
	switch a {
	case keys.NextTab:
		s.language = (s.language + 1) % n
		return s.write(m)
	case keys.PrevTab:
		s.language = (s.language + n - 1) % n
		return s.write(m)
	case keys.Copy:
		if s.text == "" {
			return m.say(calm, m.look.Words().NothingToCopy)
		}
		return m.copied(copied{name: m.look.Words().App.Configuration(string(s.now())), value: s.text})
	case keys.Help:
		m.overlay = newHelp(m)
	case keys.Back:
		m.closeDialog()
	default:
		by := map[keys.Action]int{keys.Up: -1, keys.Down: 1, keys.PageUp: -s.view.Height, keys.PageDown: s.view.Height, keys.First: -s.view.Len, keys.Last: s.view.Len}
		s.wheel(by[a])
	}
	return nil
}

func (s *configuration) fit(m *Model) {
	w, h := s.room(m)
	if s.shown == nil || s.look != m.look.Version || s.shown.Width() != w {
		s.shown, s.look = s.page(&m.look, w), m.look.Version
	}
	s.view.Resize(len(s.shown.Lines), max(h-1, 0))
}

func (s *configuration) page(l *look.Look, width int) *page.Page {
	p := page.New(l, width)
	if s.err != nil {
		p.Marked(l.Style.Bad, l.Signs.Bad, l.Words().Failure(l.Text.Error(s.err)))
		return p
	}
	p.Code(s.text)
	return p
}

func (s *configuration) draw(l *look.Look, width, height int) (string, []string, int, int) {
	line := l.Line(width, "")
	for i, language := range configure.Languages {
		name := " " + string(language) + " "
		st := l.Style.Muted
		if i == s.language {
			if st = l.Style.Tab; st == "" {
				name = "[" + string(language) + "]"
			}
		}
		line.Put(st, name).Gap(1)
	}
	if !s.reveal {
		line.Right(l.Style.Muted, l.Words().App.FromEnvironment, 1)
	}
	lines := append([]string{line.String()}, s.shown.Lines[min(s.view.Top, len(s.shown.Lines)):min(s.view.Top+s.view.Height, len(s.shown.Lines))]...)
	return l.Words().App.ConfigurationOf(s.profile), panel.Fill(l, lines, width, height), -1, 0
}
