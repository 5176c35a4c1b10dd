package tui

import (
	"context"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"wxlens/ui/text"
	"wxlens/ui/tui/keys"
	"wxlens/ui/tui/page"
	"wxlens/ui/tui/widget"
	"wxlens/ui/workbench/state"
	"wxlens/wxpay"
)

// link is the screen of the tunnel: how notifications reach this machine, where
// they are sent on, what is kept.
type link struct {
	over
	view    widget.View
	shown   *page.Page
	at      time.Time // that ages are told for
	doing   guard     // a test, a diagnosis, an opening
	begun   time.Time
	era     int
	spun    int
	results []state.Finding // of the last test or diagnosis
	tested  string          // its title
}

type (
	linkChanged struct{} // the status of the tunnel, a server or the receiver
	linkDone    struct {
		link  *link
		token uint64
		title string // of findings; "": there are none
		found []state.Finding
		said  string
		err   error
	}
	linkTick struct {
		link *link
		era  int
	}
	linkLook struct{} // time may have made a warning due
)

// openLink opens the screen of the tunnel.
func (m *Model) openLink() tea.Cmd {
	if m.linkScreen() != nil {
		return nil
	}
	s := &link{at: m.opts.Now()}
	s.below = m.overlay
	m.overlay = s
	return s.spin(m)
}

// linkScreen returns the screen of the tunnel where it is open, nil where it is
// not.
func (m *Model) linkScreen() *link {
	for o := m.overlay; o != nil; o = o.under() {
		if s, ok := o.(*link); ok {
			return s
		}
	}
	return nil
}

// watchLink waits until something about the tunnel has changed.
func (m *Model) watchLink() tea.Cmd {
	engine, ctx := m.engine, m.ctx
	return m.tasks.run(func() tea.Msg {
		select {
		case <-ctx.Done():
			return nil
		case <-engine.LinkChanged():
		}
		if !pause(ctx, gather) {
			return nil
		}
		return linkChanged{}
	})
}

// lookEvery is how often it is looked whether time has made a warning due.
const lookEvery = 5 * time.Second

// watchTime looks at the link now and then: that nothing arrives makes no noise.
func (m *Model) watchTime() tea.Cmd {
	return m.tasks.run(func() tea.Msg {
		if !pause(m.ctx, lookEvery) {
			return nil
		}
		return linkLook{}
	})
}

func (m *Model) linkLook() tea.Cmd {
	was := m.status.Link
	m.status = m.engine.Status()
	return tea.Batch(m.watchTime(), m.warn(was))
}

// warn says the first warning that was not there before.
func (m *Model) warn(was state.Link) tea.Cmd {
	for _, w := range m.status.Link.Warnings {
		if !slices.Contains(was.Warnings, w) {
			return m.say(alarm, strings.TrimSpace(m.look.Text.Tunnel.Warnings[w.Slug].Why+"  "+w.About))
		}
	}
	return nil
}

// linkChanged takes the new status over, and says what must not be overlooked.
func (m *Model) linkChanged() tea.Cmd {
	was := m.status.Link
	m.status = m.engine.Status()
	m.readdress()
	now, words := m.status.Link, m.look.Words().Link
	cmds := []tea.Cmd{m.watchLink(), m.warn(was)}
	switch {
	case now.Refused.Times > was.Refused.Times:
		cmds = append(cmds, m.say(alarm, words.Refused(now.Refused.Times, now.Refused.Why)))
	case now.State != was.State && now.Problem.Code != "":
		cmds = append(cmds, m.say(alarm, words.Tunnel+" "+m.look.Text.Tunnel.States[now.State]+": "+now.Problem.Code+" "+m.look.Text.Tunnel.Remedy(now.Problem.Code).Why))
	case now.State != was.State && now.State == "online":
		cmds = append(cmds, m.say(glad, words.Tunnel+" "+m.look.Text.Tunnel.States[now.State]+": "+now.PublicURL))
	}
	return tea.Batch(cmds...)
}

func (s *link) leave() { s.doing.stop() }

func (s *link) works(m *Model, a keys.Action) bool { return s.idle(m, a) == "" }
func (s *link) halt(*Model) bool                   { return s.doing.halt() }

// linkPace is how often ages are told anew.
const linkPace = time.Second

func (s *link) spin(m *Model) tea.Cmd {
	s.era++
	s.spun, s.begun = 0, m.opts.Now()
	return s.tick(m, spin)
}

func (s *link) tick(m *Model, after time.Duration) tea.Cmd {
	era := s.era
	return m.tasks.run(func() tea.Msg {
		if !pause(m.ctx, after) {
			return nil
		}
		return linkTick{s, era}
	})
}

func (m *Model) linkTick(msg linkTick) tea.Cmd {
	s := m.linkScreen()
	if s != msg.link || s.era != msg.era {
		return nil
	}
	s.at = m.opts.Now()
	if s.doing.active() {
		s.spun++
		return s.tick(m, spin)
	}
	m.status = m.engine.Status()
	return s.tick(m, linkPace)
}

func (s *link) chain() keys.Chain              { return keys.Chain{keys.Link, keys.Always} }
func (s *link) wheel(by int)                   { s.view.To(s.view.Top + by) }
func (s *link) click(*Model, int, int) tea.Cmd { return nil }
func (s *link) room(m *Model) (w, h int)       { return m.roomOfScreen() }

func (s *link) fit(m *Model) {
	w, h := s.room(m)
	s.shown = s.page(m, w)
	s.view.Resize(len(s.shown.Lines), h)
}

func (s *link) key(m *Model, msg tea.KeyPressMsg) tea.Cmd {
	if a, ok := s.chain().Resolve(keys.Normal(msg.String())); ok {
		return m.Do(a)
	}
	return nil
}

// idle says why an action does nothing now, "" when it does.
func (s *link) idle(m *Model, a keys.Action) string {
	words, now := m.look.Words().Link, m.status.Link
	open := now.State != "" && now.State != "closed"
	switch a {
	case keys.CloseTunnel:
		if !open {
			return words.NotOpen
		}
	case keys.Retry:
		if now.State != "failed" && now.State != "reconnecting" && now.State != "connecting" {
			return words.NotOpen
		}
	case keys.SelfTest:
		if now.PublicURL == "" {
			return words.NotOpen
		}
	}
	return ""
}

// act does what an action says on this screen.
func (s *link) act(m *Model, a keys.Action) tea.Cmd {
	if why := s.idle(m, a); why != "" {
		return m.say(calm, why)
	}
	engine, words := m.engine, m.look.Words().Link
	switch a {
	case keys.OpenNgrok:
		return s.askDomain(m)
	case keys.OpenDirect:
		return s.askPublicURL(m)
	case keys.CloseTunnel:
		return s.do(m, "", func(context.Context) ([]state.Finding, string, error) {
			engine.CloseTunnel()
			return nil, words.Closing, nil
		})
	case keys.Retry:
		return s.do(m, "", func(context.Context) ([]state.Finding, string, error) {
			return nil, words.Opening, engine.RetryTunnel()
		})
	case keys.SelfTest:
		return s.do(m, words.SelfTest, func(ctx context.Context) ([]state.Finding, string, error) {
			return []state.Finding{engine.TestTunnel(ctx)}, "", nil
		})
	case keys.Diagnose:
		return s.do(m, words.Diagnosis, func(ctx context.Context) ([]state.Finding, string, error) {
			return engine.DiagnoseTunnel(ctx), "", nil
		})
	case keys.Restrict:
		return s.restrict(m)
	case keys.Prune:
		return s.do(m, "", func(ctx context.Context) ([]state.Finding, string, error) {
			n, freed, err := engine.PruneAsSet(ctx)
			return nil, words.Pruned(n, text.Size(freed)), err
		})
	case keys.CopyURL:
		url := m.status.Link.NotifyURL
		return tea.Batch(tea.SetClipboard(url), m.say(glad, m.look.Words().Copied(words.CopiedURL, len(url))))
	case keys.Target:
		return m.askTarget()
	case keys.Help:
		m.overlay = newHelp(m)
	case keys.Back:
		m.closeDialog()
	default:
		s.scroll(a)
	}
	return nil
}

func (s *link) scroll(a keys.Action) {
	by := map[keys.Action]int{keys.Up: -1, keys.Down: 1, keys.PageUp: -s.view.Height, keys.PageDown: s.view.Height, keys.First: -s.view.Len, keys.Last: s.view.Len}
	s.view.To(s.view.Top + by[a])
}

// do starts something that takes its time; esc and ctrl+c give it up.
func (s *link) do(m *Model, title string, f func(ctx context.Context) (found []state.Finding, said string, err error)) tea.Cmd {
	token, ctx := s.doing.begin(m.ctx)
	return tea.Batch(s.spin(m), m.tasks.run(func() tea.Msg {
		found, said, err := f(ctx)
		return linkDone{s, token, title, found, said, err}
	}))
}

func (m *Model) linkDone(msg linkDone) tea.Cmd {
	s := m.linkScreen()
	if s != msg.link || !s.doing.finish(msg.token) {
		return nil
	}
	m.status = m.engine.Status()
	switch now := m.status.Link; {
	case msg.err != nil && now.Problem.Code == noToken:
		return s.askToken(m)
	case msg.err != nil:
		return m.say(alarm, m.look.Words().Failure(m.look.Text.Error(msg.err)))
	case msg.title != "":
		s.tested, s.results = msg.title, msg.found
		s.fit(m)
		s.view.To(s.view.Len) // where they stand
		return nil
	}
	return m.say(glad, msg.said)
}

// askDomain asks for the domain of an ngrok tunnel and opens it.
func (s *link) askDomain(m *Model) tea.Cmd {
	words := m.look.Words().Link
	m.overlay = newAsk(words.DomainTitle, words.DomainFoot, m.engine.TunnelSettings().Domain, func(m *Model, domain string) tea.Cmd {
		engine := m.engine
		return s.do(m, "", func(context.Context) ([]state.Finding, string, error) {
			return nil, words.Opening, engine.OpenNgrok(domain)
		})
	}).over(s)
	return nil
}

// noToken is the problem of a tunnel that no authtoken was found for.
const noToken = "no-token"

// askToken asks for an authtoken, keeps it in the profile and opens the tunnel.
func (s *link) askToken(m *Model) tea.Cmd {
	words := m.look.Words().Link
	a := newAsk(words.TokenTitle, words.TokenFoot, "", func(m *Model, token string) tea.Cmd {
		engine := m.engine
		return s.do(m, "", func(context.Context) ([]state.Finding, string, error) {
			if err := engine.KeepNgrokToken(wxpay.NewSecret(token)); err != nil {
				return nil, "", err
			}
			return nil, words.Opening, engine.RetryTunnel()
		})
	}).over(s)
	a.field.Secret = true
	m.overlay = a
	return nil
}

// askPublicURL asks for the user's own address and opens a tunnel with it.
func (s *link) askPublicURL(m *Model) tea.Cmd {
	words := m.look.Words().Link
	m.overlay = newAsk(words.DirectTitle, words.DirectFoot, m.engine.TunnelSettings().PublicURL, func(m *Model, url string) tea.Cmd {
		engine := m.engine
		return s.do(m, "", func(context.Context) ([]state.Finding, string, error) {
			return nil, words.Opening, engine.OpenDirect(url)
		})
	}).over(s)
	return nil
}

func (s *link) restrict(m *Model) tea.Cmd {
	engine, words, on := m.engine, m.look.Words().Link, !m.engine.TunnelSettings().Restrict
	said := words.FreeNow
	if on {
		said = words.RestrictNow
	}
	return s.do(m, "", func(context.Context) ([]state.Finding, string, error) { return nil, said, engine.RestrictTunnel(on) })
}
