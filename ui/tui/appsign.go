package tui

import (
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"wxlens/ui/tui/keys"
	"wxlens/ui/tui/page"
	"wxlens/ui/tui/widget"
	"wxlens/ui/workbench/appsign"
	"wxlens/wxpay"
	"wxlens/wxpay/android"
)

// appScreen is where the application signature of an Android app is read and
// checked. What was typed stays while it is left and opened again, but for the
// password.
type appScreen struct {
	over
	fields [appFields]*widget.Field
	at     appField // where text is typed
	typing bool
	asks   bool // the file needs a password

	file    *android.File // nil: none was read
	err     error         // why the last reading failed
	checks  []wxpay.Check
	now     time.Time // that the checks were made for
	known   android.Known
	reading guard
	era     int // of the ticks
	spun    int

	view    widget.View
	shown   *page.Page
	version int
	made    appMade
}

// appField is one of the fields.
type appField uint8

const (
	pathField appField = iota
	passwordField
	packageField
	registeredField
	appFields
)

// fieldNames are the keys of the names of the fields.
var fieldNames = [appFields]string{"path", "password", "package", "registered"}

// appMade is what a page was made for.
type appMade struct{ version, look, width int }

type (
	appRead struct {
		token uint64
		file  *android.File
		err   error
	}
	appTick struct{ era int }
)

// openApp opens the screen as it was left.
func (m *Model) openApp() tea.Cmd {
	if m.appOpen() != nil {
		return nil
	}
	if m.app == nil {
		m.app = &appScreen{typing: true}
		for i := range m.app.fields {
			m.app.fields[i] = widget.NewField("")
		}
		m.app.fields[passwordField].Secret = true
	}
	m.app.below = m.overlay
	m.overlay = m.app
	m.app.check(m)
	return nil
}

// appOpen returns the screen where it is open, nil where it is not.
func (m *Model) appOpen() *appScreen {
	for o := m.overlay; o != nil; o = o.under() {
		if s, ok := o.(*appScreen); ok {
			return s
		}
	}
	return nil
}

// leave gives up what is under way and forgets the password.
func (s *appScreen) leave() {
	s.reading.stop()
	s.fields[passwordField] = widget.NewField("")
	s.fields[passwordField].Secret = true
}

func (s *appScreen) chain() keys.Chain {
	if s.typing {
		return keys.Chain{keys.AppTyping, keys.Always}
	}
	return keys.Chain{keys.App, keys.Always}
}

func (s *appScreen) room(m *Model) (w, h int) { return m.roomOfScreen() }
func (s *appScreen) wheel(by int)             { s.view.To(s.view.Top + by) }
func (s *appScreen) touch()                   { s.version++ }

// shownFields lists the fields there are now.
func (s *appScreen) shownFields() []appField {
	if s.asks {
		return []appField{pathField, passwordField, packageField, registeredField}
	}
	return []appField{pathField, packageField, registeredField}
}

func (s *appScreen) key(m *Model, msg tea.KeyPressMsg) tea.Cmd {
	name := msg.String()
	if !s.typing {
		name = keys.Normal(name)
	}
	if a, ok := s.chain().Resolve(name); ok {
		return m.Do(a)
	}
	if !s.typing {
		return nil
	}
	if f := s.fields[s.at]; !f.Key(msg) {
		f.Insert(msg.Text)
	}
	s.touch()
	return nil
}

// paste goes to the field where text is typed; a path is what is dropped elsewhere.
func (s *appScreen) paste(_ *Model, text string) tea.Cmd {
	if !s.typing {
		s.typing, s.at = true, pathField
		s.fields[pathField] = widget.NewField("")
	}
	s.fields[s.at].Insert(text)
	s.touch()
	return nil
}

// registered is what was typed of what the Open Platform has.
func (s *appScreen) registered() android.Known {
	return android.Known{Package: s.fields[packageField].Value(), Signature: s.fields[registeredField].Value()}
}

// check makes the checklist, which takes no time.
func (s *appScreen) check(m *Model) {
	s.known = s.registered()
	s.now = m.opts.Now()
	s.checks = appsign.Against(s.file, s.known, s.now).Checks
	s.touch()
}

// idle says why an action does nothing now, "" when it does.
func (s *appScreen) idle(m *Model, a keys.Action) string {
	if a == keys.Copy && (s.file == nil || len(s.file.Signatures) == 0) {
		return m.look.Words().NothingToCopy
	}
	return ""
}

func (s *appScreen) works(m *Model, a keys.Action) bool { return s.idle(m, a) == "" }

func (s *appScreen) halt(*Model) bool {
	s.touch()
	return s.reading.halt()
}

// act does what an action says on this screen.
func (s *appScreen) act(m *Model, a keys.Action) tea.Cmd {
	if why := s.idle(m, a); why != "" {
		return m.say(calm, why)
	}
	switch a {
	case keys.Accept:
		return s.accept(m)
	case keys.Write:
		s.typing = true
	case keys.NextField:
		s.turn(1)
	case keys.PrevField:
		s.turn(-1)
	case keys.Copy:
		return s.askCopy(m)
	case keys.Help:
		m.overlay = newHelp(m)
	case keys.Back:
		return s.back(m)
	default:
		by := map[keys.Action]int{keys.Up: -1, keys.Down: 1, keys.PageUp: -s.view.Height, keys.PageDown: s.view.Height, keys.First: -s.view.Len, keys.Last: s.view.Len}
		s.wheel(by[a])
	}
	s.touch()
	return nil
}

// turn goes to another field.
func (s *appScreen) turn(by int) {
	fields := s.shownFields()
	if !s.typing {
		s.typing = true
		return
	}
	for i, f := range fields {
		if f == s.at {
			s.at = fields[(i+by+len(fields))%len(fields)]
			return
		}
	}
}

// accept reads the file, or goes to what was found where a value of the checklist
// is typed.
func (s *appScreen) accept(m *Model) tea.Cmd {
	if s.at == packageField || s.at == registeredField {
		s.typing = false
		return nil
	}
	if strings.TrimSpace(s.fields[pathField].Value()) == "" {
		s.at = packageField
		return nil
	}
	q := appsign.Question{Path: s.fields[pathField].Value(), Password: wxpay.NewSecret(s.fields[passwordField].Value())}
	token, ctx := s.reading.begin(m.ctx)
	s.era++
	s.spun = 0
	now := m.opts.Now()
	return tea.Batch(s.tick(m), m.tasks.run(func() tea.Msg {
		a, err := appsign.Ask(ctx, q, now)
		return appRead{token, a.File, err}
	}))
}

// back undoes the last deepening: a reading, typing, the screen.
func (s *appScreen) back(m *Model) tea.Cmd {
	switch {
	case s.halt(m):
		return m.say(alarm, m.look.Words().Cancelled)
	case s.typing && s.file != nil:
		s.typing = false
		s.touch()
	default:
		m.closeDialog()
	}
	return nil
}

// appRead takes over what was read. Where a password is needed its field opens.
func (m *Model) appRead(msg appRead) tea.Cmd {
	s := m.app
	if s == nil || !s.reading.finish(msg.token) {
		return nil
	}
	s.file, s.err = msg.file, msg.err
	code := android.Code("")
	if fault := faultOf(msg.err); fault != nil {
		code = fault.Code
	}
	needs := code == android.CodePasswordNeeded || code == android.CodePasswordWrong
	s.asks = needs || s.asks && msg.err == nil && msg.file.Kind == android.Keystore
	switch {
	case needs:
		s.typing, s.at = true, passwordField
	case msg.err == nil:
		s.typing = false
		s.at = pathField
	}
	s.view.To(0)
	s.check(m)
	return nil
}

func (s *appScreen) tick(m *Model) tea.Cmd {
	if !s.reading.active() {
		return nil
	}
	era := s.era
	return m.tasks.run(func() tea.Msg {
		if !pause(m.ctx, spin) {
			return nil
		}
		return appTick{era}
	})
}

func (m *Model) appTick(msg appTick) tea.Cmd {
	s := m.app
	if s == nil || s.era != msg.era || !s.reading.active() {
		return nil
	}
	s.spun++
	s.touch()
	return s.tick(m)
}

// askCopy asks what to copy, the application signature first.
func (s *appScreen) askCopy(m *Model) tea.Cmd {
	words, names := m.look.Words(), &m.look.Text.Android
	c := &choice{small: small{over{s}}, title: words.CopyTitle, foot: words.Desk.MenuKeys}
	var values []string
	add := func(name, value string) {
		if value != "" {
			c.names, values = append(c.names, name+"  "+value), append(values, value)
		}
	}
	for i := range s.file.Signatures {
		one := &s.file.Signatures[i]
		add("MD5 "+one.Alias, one.MD5)
		add("SHA-1", one.SHA1)
		add("SHA-256", one.SHA256)
	}
	if s.file.Manifest != nil {
		add(names.Package, s.file.Manifest.Package)
		add(android.EntryActivity, android.EntryName(s.file.Manifest.Package))
	}
	c.chosen = func(m *Model, i int) tea.Cmd {
		name, _, _ := strings.Cut(c.names[i], "  ")
		return m.copied(copied{name: name, value: values[i]})
	}
	m.overlay = c
	return nil
}
