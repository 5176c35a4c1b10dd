package tui

import (
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"wxlens/ui/tui/detail"
	"wxlens/ui/tui/keys"
	"wxlens/ui/tui/page"
	"wxlens/ui/tui/widget"
	"wxlens/ui/workbench/bench"
	"wxlens/ui/workbench/composer"
	"wxlens/wxpay"
	"wxlens/wxpay/catalog"
)

// composeScreen is where one call is composed, by form or by hand, sent, and its
// reply looked at. It stays as it is while it is left and opened again.
type composeScreen struct {
	over
	request composer.Request
	name    string // under which it is saved, "": none
	changed bool   // since it was loaded or saved
	edits   int
	begun   bool // there is a request

	rows    []composeRow
	list    widget.List // of the rows
	whole   bool        // fields without a value are shown, too
	typing  *widget.Field
	before  string // the value that is typed over
	text    *widget.Area
	writing bool

	data  []byte // of the file to upload
	seals *bench.Seals
	fixed bench.Fixed
	call  bench.Call // the draft
	err   error      // why there is none

	sending guard
	began   time.Time
	era     int // of the ticks
	spun    int
	sent    *composeSent // nil: not sent yet
	asking  guard        // history, files

	split   bool // the form stands beside the others
	tab     composeTab
	views   [composeTabs]widget.View
	version int
	shown   *page.Page
	made    composeMade
	form    *page.Page
	formed  composeMade
}

// composeSent is what came of sending.
type composeSent struct {
	call   bench.Call
	result bench.Sent
	err    error
	edits  int // of the request that was sent
}

type composeTab uint8

const (
	composeForm composeTab = iota // beside the others where there is room
	composeText
	composeRequest
	composeReply
	composeTabs
)

// composeTabNames are the keys of the names of the tabs, those of the detail.
var composeTabNames = [composeTabs]detail.Tab{detail.FormTab, detail.TextTab, detail.RequestTab, detail.ReplyTab}

// composeMade is what a page was made for.
type composeMade struct {
	version, look, width, height int
	tab                          composeTab
}

// openComposer opens the composer as it was left; at first with the calls to choose
// from.
func (m *Model) openComposer() tea.Cmd {
	if m.composerOpen() != nil {
		return nil
	}
	if m.composer == nil {
		m.composer = &composeScreen{text: widget.NewArea(), whole: true}
	}
	s := m.composer
	s.below = m.overlay
	m.overlay = s
	if !s.begun {
		return s.askCall(m)
	}
	s.draft(m)
	return nil
}

// composerOpen returns the composer where it is open, nil where it is not.
func (m *Model) composerOpen() *composeScreen {
	for o := m.overlay; o != nil; o = o.under() {
		if s, ok := o.(*composeScreen); ok {
			return s
		}
	}
	return nil
}

// take begins with a request.
func (s *composeScreen) take(m *Model, r composer.Request, name string) {
	s.request, s.name, s.begun = r, name, true
	s.typing, s.writing, s.data, s.sent = nil, false, nil, nil
	s.text.Set([]byte(r.Body))
	s.seals, s.fixed = &bench.Seals{}, bench.Fixed{}
	s.rows = nil // the cursor begins anew
	s.list.To(0)
	s.tab = composeForm
	for i := range s.views {
		s.views[i].To(0)
	}
	s.touched(m)
	s.changed = false
}

// touched is called after every change of the request: the text to sign follows.
func (s *composeScreen) touched(m *Model) {
	s.edits++
	s.changed = true
	s.draft(m)
}

func (s *composeScreen) draft(m *Model) {
	if s.request.Uploads() && s.data == nil { // it is being read, or there is none
		s.call, s.err = bench.Call{}, &composer.Fault{Code: composer.NoFile}
	} else {
		s.call, s.err = m.engine.DraftComposed(s.asked())
	}
	if s.err == nil {
		s.fixed = s.call.Fixed
	}
	s.lay()
	s.version++
}

func (s *composeScreen) leave() {
	s.sending.stop()
	s.asking.stop()
}

func (s *composeScreen) halt(*Model) bool { return s.sending.halt() || s.asking.halt() }

func (s *composeScreen) chain() keys.Chain {
	switch {
	case s.typing != nil:
		return keys.Chain{keys.ComposeText, keys.Field, keys.Always}
	case s.writing:
		return keys.Chain{keys.ComposeText, keys.ComposeBody, keys.Always}
	}
	return keys.Chain{keys.Failure, keys.Composing, keys.Always}
}

func (s *composeScreen) room(m *Model) (w, h int) { return m.roomOfScreen() }

func (s *composeScreen) key(m *Model, msg tea.KeyPressMsg) tea.Cmd {
	name := msg.String()
	if s.typing == nil && !s.writing {
		name = keys.Normal(name)
	}
	if a, ok := s.chain().Resolve(name); ok {
		return m.Do(a)
	}
	switch {
	case s.typing != nil:
		if !s.typing.Key(msg) {
			s.typing.Insert(msg.Text)
		}
		s.typed(m)
	case s.writing:
		before := s.text.Bytes()
		if !s.text.Key(msg) {
			s.text.Insert(msg.Text)
		}
		s.written(m, before)
	}
	return nil
}

// paste types what is pasted; where nothing is typed a curl command, or the body of
// the call, is taken over.
func (s *composeScreen) paste(m *Model, content string) tea.Cmd {
	switch {
	case s.typing != nil:
		s.typing.Insert(content)
		s.typed(m)
	case s.writing:
		before := s.text.Bytes()
		s.text.Insert(lineFeeds(content))
		s.written(m, before)
	case strings.TrimSpace(content) != "":
		return s.takePasted(m, lineFeeds(content))
	}
	return nil
}

// takePasted takes over what was copied elsewhere.
func (s *composeScreen) takePasted(m *Model, content string) tea.Cmd {
	words := m.look.Words()
	if r, err := composer.FromCurl([]byte(content)); err == nil {
		s.take(m, r, "")
		return m.say(glad, words.Compose.TakenFromCurl(s.callName(&m.look)))
	}
	trimmed := strings.TrimSpace(content)
	if !s.begun || !strings.HasPrefix(trimmed, "{") && !strings.HasPrefix(trimmed, "<") {
		return m.say(alarm, words.Compose.NotPasted)
	}
	typed := s.request.Typed()
	typed.Body = content
	if filled, err := typed.Filled(); err == nil && !s.request.ByHand() {
		typed = filled
	}
	name := s.name
	s.take(m, typed, name)
	s.changed = true
	return m.say(glad, words.Compose.BodyPasted)
}

// typed takes over the value as far as it is typed.
func (s *composeScreen) typed(m *Model) {
	row := s.rows[s.list.Cursor]
	if value := s.typing.Value(); value != row.value {
		if row.kind == fileRow {
			s.data = nil
		}
		row.set(&s.request, value)
		s.touched(m)
	}
	s.version++
}

// written takes over the body as far as it is written.
func (s *composeScreen) written(m *Model, before []byte) {
	if now := s.text.Bytes(); string(now) != string(before) {
		s.request.Body = string(now)
		s.touched(m)
	}
	s.version++
}

// back undoes the last deepening: what is under way, typing, the screen.
func (s *composeScreen) back(m *Model) tea.Cmd {
	switch {
	case s.halt(m):
		return m.say(alarm, m.look.Words().Cancelled)
	case s.typing != nil:
		s.rows[s.list.Cursor].set(&s.request, s.before)
		s.typing = nil
		s.touched(m)
	case s.writing:
		s.writing = false
		s.version++
	default:
		m.closeDialog()
	}
	return nil
}

// act does what an action says on this screen.
func (s *composeScreen) act(m *Model, a keys.Action) tea.Cmd {
	if why := s.idle(m, a); why != "" {
		return m.say(calm, why)
	}
	switch a {
	case keys.Send:
		return s.askSend(m)
	case keys.NewCall:
		return s.askCall(m)
	case keys.SavedCalls:
		return s.askSaved(m)
	case keys.History:
		return s.readHistory(m)
	case keys.Save:
		return s.save(m)
	case keys.Duplicate:
		return s.askName(m, m.look.Words().Compose.DuplicateTitle)
	case keys.ByHand:
		return s.turnByHand(m)
	case keys.AllFields:
		s.whole = !s.whole
		s.draft(m)
	case keys.FromCurl:
		return s.askCurl(m)
	case keys.Copy:
		return s.askCopy(m)
	case keys.Bytes:
		return m.turnBytes()
	case keys.Decode:
		return m.openDecoder()
	case keys.DiagnoseThis:
		return m.diagnoseThis()
	case keys.Help:
		m.overlay = newHelp(m)
	case keys.Back:
		return s.back(m)
	default:
		return s.move(m, a)
	}
	return nil
}

// idle says why an action does nothing now, "" when it does.
func (s *composeScreen) idle(m *Model, a keys.Action) string {
	words := m.look.Words()
	switch a {
	case keys.Send, keys.Save, keys.Duplicate, keys.Copy, keys.AllFields, keys.Edit:
		if !s.begun {
			return words.Compose.NoCall
		}
	case keys.ByHand:
		if s.request.Uploads() {
			return words.Compose.UploadHasForm
		}
	}
	if a == keys.AllFields && s.request.ByHand() {
		return words.Compose.NoForm
	}
	return ""
}

func (s *composeScreen) works(m *Model, a keys.Action) bool {
	return s.idle(m, a) == "" && (a != keys.DiagnoseThis && a != keys.Decode || s.failed() != "")
}

// failed implements [failing].
func (s *composeScreen) failed() string { return failedOf(s.failing()) }

// failing returns what was sent last, if anything was.
func (s *composeScreen) failing() *wxpay.Exchange {
	if s.sent == nil {
		return nil
	}
	return s.sent.result.Exchange
}

// turnByHand goes from the form to the text of the request, or back where the form
// has room for all of it.
func (s *composeScreen) turnByHand(m *Model) tea.Cmd {
	words := m.look.Words().Compose
	var turned composer.Request
	switch {
	case !s.begun:
		turned = composer.Request{Method: "POST", Target: "/v3/"}
	case s.request.ByHand():
		filled, err := s.request.Filled()
		if err != nil {
			return m.say(alarm, m.look.Text.Error(err))
		}
		turned = filled
	default:
		turned = s.request.Typed()
	}
	name, changed := s.name, s.changed
	s.take(m, turned, name)
	s.changed = changed
	if turned.ByHand() {
		return m.say(calm, words.NowByHand)
	}
	return m.say(calm, words.NowForm)
}

// endpoint is the call that is composed, nil for one that nobody knows.
func (s *composeScreen) endpoint() *catalog.Endpoint { return s.request.Call() }

// stale reports whether the request was changed since it was sent.
func (s *composeScreen) stale() bool { return s.sent == nil || s.sent.edits != s.edits }

// grave is what a live call moves, to be asked about.
func grave(c *bench.Call) (amount wxpay.Fen, is bool) { return c.Amount, c.Grave }
