package tui

import (
	"errors"
	"strings"

	tea "charm.land/bubbletea/v2"

	"wxlens/ui/tui/keys"
	"wxlens/ui/workbench/composer"
)

// askCall asks which call to compose.
func (s *composeScreen) askCall(m *Model) tea.Cmd {
	words, lang := m.look.Words().Compose, m.look.Lang()
	find := func(typed string) []pick {
		found := composer.Find(typed)
		picks := make([]pick, len(found))
		for i, e := range found {
			picks[i] = pick{id: e.ID, name: e.Title.In(lang), about: e.Method + " " + e.Path, note: strings.ToUpper(string(e.API))}
		}
		return picks
	}
	p := newPicker(s, words.CallTitle, find, func(m *Model, p pick) tea.Cmd {
		r, err := m.engine.Composer().New(p.id)
		if err != nil {
			return m.say(alarm, m.look.Text.Error(err))
		}
		s.take(m, r, "")
		return nil
	})
	p.foot = words.CallFoot
	m.overlay = p
	return nil
}

// askSaved asks which saved request to open.
func (s *composeScreen) askSaved(m *Model) tea.Cmd {
	words := m.look.Words().Compose
	list, err := m.engine.Composer().List()
	if err != nil {
		return m.say(alarm, m.look.Words().Failure(err.Error()))
	}
	l := &m.look
	find := func(typed string) []pick {
		var found []pick
		for _, one := range list {
			method, target, _ := one.Request.Wire()
			p := pick{id: one.Name, name: one.Name, about: method + " " + target, note: one.Changed.Local().Format("01-02 15:04")}
			if one.Err != nil {
				p.about, p.sign, p.style = l.Text.Error(one.Err), l.Signs.Bad, l.Style.Bad
			}
			if containsWords(p.name+" "+p.about, typed) {
				found = append(found, p)
			}
		}
		return found
	}
	p := newPicker(s, words.SavedTitle, find, func(m *Model, p pick) tea.Cmd {
		r, err := m.engine.Composer().Load(p.id)
		if err != nil {
			return m.say(alarm, m.look.Text.Error(err))
		}
		s.take(m, r, p.id)
		if r.Uploads() && r.File != "" {
			return s.readFile(m, false)
		}
		return nil
	})
	p.foot, p.empty = words.SavedFoot, words.NoSaved
	p.remove = s.askRemove
	m.overlay = p
	return nil
}

// askRemove forgets a saved request, after a question.
func (s *composeScreen) askRemove(m *Model, p pick) tea.Cmd {
	words := m.look.Words().Compose
	m.overlay = &question{small: small{over{s}}, title: words.RemoveTitle, body: words.RemoveBody(p.id), yes: func(m *Model) tea.Cmd {
		if err := m.engine.Composer().Remove(p.id); err != nil {
			return m.say(alarm, m.look.Text.Error(err))
		}
		if s.name == p.id {
			s.name, s.changed = "", true
		}
		return tea.Batch(s.askSaved(m), m.say(glad, words.Removed(p.id)))
	}}
	return nil
}

// save keeps the request under its name; without one it is asked for.
func (s *composeScreen) save(m *Model) tea.Cmd {
	if s.name == "" {
		return s.askName(m, m.look.Words().Compose.SaveTitle)
	}
	return s.saveAs(m, s.name, true)
}

func (s *composeScreen) askName(m *Model, title string) tea.Cmd {
	m.overlay = newAsk(title, m.look.Words().Compose.SaveFoot, s.name, func(m *Model, name string) tea.Cmd {
		return s.saveAs(m, strings.TrimSpace(name), false)
	}).over(s)
	return nil
}

// saveAs keeps the request under a name; one that has it is replaced after a question.
func (s *composeScreen) saveAs(m *Model, name string, replace bool) tea.Cmd {
	words := m.look.Words().Compose
	err := m.engine.Composer().Save(name, s.request, replace)
	fault := (*composer.Fault)(nil)
	switch {
	case errors.As(err, &fault) && fault.Code == composer.NameTaken:
		m.overlay = &question{small: small{over{s}}, title: words.ReplaceTitle, body: words.ReplaceBody(name), yes: func(m *Model) tea.Cmd {
			return s.saveAs(m, name, true)
		}}
		return nil
	case err != nil:
		return m.say(alarm, m.look.Text.Error(err))
	}
	s.name, s.changed = name, false
	return m.say(glad, words.SavedAs(name))
}

// askCurl asks for a curl command, or for the file that holds one.
func (s *composeScreen) askCurl(m *Model) tea.Cmd {
	words := m.look.Words().Compose
	m.overlay = newAsk(words.CurlTitle, words.CurlFoot, "", func(m *Model, typed string) tea.Cmd {
		if strings.Contains(typed, "curl") && strings.Contains(typed, " ") {
			return s.takeCurl(m, []byte(typed))
		}
		token, _ := s.asking.begin(m.ctx)
		return m.tasks.run(func() tea.Msg {
			data, err := composer.ReadFile(strings.TrimSpace(typed))
			return curlRead{token, data, err}
		})
	}).over(s)
	return nil
}

func (m *Model) curlRead(msg curlRead) tea.Cmd {
	s := m.composer
	if s == nil || !s.asking.finish(msg.token) {
		return nil
	}
	if msg.err != nil {
		return m.say(alarm, m.look.Text.Error(msg.err))
	}
	return s.takeCurl(m, msg.text)
}

// takeCurl begins with the request of a curl command.
func (s *composeScreen) takeCurl(m *Model, text []byte) tea.Cmd {
	r, err := composer.FromCurl(text)
	if err != nil {
		return m.say(alarm, m.look.Text.Error(err))
	}
	s.take(m, r, "")
	return m.say(glad, m.look.Words().Compose.TakenFromCurl(s.callName(&m.look)))
}

// askCopy asks what to copy of the request and its reply.
func (s *composeScreen) askCopy(m *Model) tea.Cmd {
	words := m.look.Words()
	c := &choice{small: small{over{s}}, title: words.CopyTitle}
	c.foot = words.Actions[string(keys.Accept)].Short + " enter   " + words.Actions[string(keys.Back)].Short + " esc"
	var values []string
	add := func(name, value string) {
		if value != "" {
			c.names, values = append(c.names, name+"  "+words.Bytes(len(value))), append(values, value)
		}
	}
	if s.list.Cursor < len(s.rows) {
		add(words.CopyValue+" "+s.rows[s.list.Cursor].Field.Name, s.rows[s.list.Cursor].value)
	}
	if s.err == nil {
		request := s.call.Request()
		add("curl", composer.Curl(request, s.call.Secrets))
		add(words.CopyText, shownText(&m.look, s.call.Text()))
		add(words.CopyAuthorization, request.Header.Get("Authorization"))
		add(words.CopySignature, s.call.Signature())
		add(words.CopyBody, string(request.Body))
	}
	if s.sent != nil && s.sent.result.Exchange != nil && s.sent.result.Exchange.Reply != nil {
		add(words.Compose.ReplyBody, string(s.sent.result.Exchange.Reply.Body))
		add("id", s.sent.result.Exchange.ID)
	}
	if len(values) == 0 {
		return m.say(calm, words.NothingToCopy)
	}
	c.chosen = func(m *Model, i int) tea.Cmd {
		name, _, _ := strings.Cut(c.names[i], "  ")
		return m.copied(copied{name: name, value: values[i]})
	}
	m.overlay = c
	return nil
}
