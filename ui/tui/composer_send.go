package tui

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"

	"wxlens/ui/cell"
	"wxlens/ui/tui/keys"
	"wxlens/ui/tui/look"
	"wxlens/ui/tui/page"
	"wxlens/ui/workbench/bench"
	"wxlens/ui/workbench/composer"
	"wxlens/wxpay/catalog"
)

// Messages of the composer.
type (
	composed struct {
		token uint64
		sent  composeSent
	}
	composeTick struct{ era int }
	fileRead    struct {
		token uint64
		data  []byte
		err   error
		send  bool // the call was to be sent
	}
	curlRead struct {
		token uint64
		text  []byte
		err   error
	}
	historyRead struct {
		token   uint64
		history []composer.Sent
		err     error
	}
	againRead struct {
		token   uint64
		request composer.Request
		err     error
	}
)

func (s *composeScreen) asked() (composer.Request, bench.Extras) {
	return s.request, bench.Extras{Encrypt: true, Seals: s.seals, Fixed: s.fixed, Data: s.data}
}

// askSend sends the request, after a question where it would be refused as it is, or
// takes effect for real.
func (s *composeScreen) askSend(m *Model) tea.Cmd {
	words := m.look.Words().Compose
	if s.typing != nil {
		s.typing = nil
	}
	s.writing = false
	s.version++
	switch errs := catalog.Errors(s.call.Problems); {
	case s.sending.active():
		return m.say(calm, words.Sending)
	case s.request.Uploads() && s.request.File != "" && s.data == nil:
		return s.readFile(m, true)
	case s.err != nil:
		return m.say(alarm, s.wordsOf(&m.look, s.err))
	case len(errs) > 0:
		s.showProblem(errs)
		body := errs[0].Words().In(m.look.Lang())
		m.overlay = &question{small: small{over{s}}, title: words.WrongTitle, body: body + "\n\n" + words.WrongBody, yes: s.confirm}
		return nil
	}
	return s.confirm(m)
}

// confirm asks before something happens for real.
func (s *composeScreen) confirm(m *Model) tea.Cmd {
	words := m.look.Words().Compose
	amount, grave := grave(&s.call)
	if !grave {
		return s.send(m, false)
	}
	body := words.GraveBody(s.call.Profile, s.call.Method+" "+s.call.Target, amountOf(&m.look, amount))
	m.overlay = &question{small: small{over{s}}, title: words.GraveTitle, body: body, yes: func(m *Model) tea.Cmd { return s.send(m, true) }}
	return nil
}

// send signs the request anew and sends it.
func (s *composeScreen) send(m *Model, confirmed bool) tea.Cmd {
	token, ctx := s.sending.begin(m.ctx)
	request, extras := s.asked()
	extras.Fixed = bench.Fixed{}
	engine, edits := m.engine, s.edits
	s.began = m.opts.Now()
	return tea.Batch(s.spin(m), m.tasks.run(func() tea.Msg {
		call, result, err := sendComposed(ctx, engine, request, extras, confirmed)
		return composed{token, composeSent{call, result, err, edits}}
	}))
}

// sendComposed reads what is uploaded as it is now, signs and sends.
func sendComposed(ctx context.Context, engine Engine, r composer.Request, x bench.Extras, confirmed bool) (call bench.Call, sent bench.Sent, err error) {
	if r.Uploads() {
		if x.Data, err = composer.ReadFile(r.File); err != nil {
			return call, sent, err
		}
	}
	call, err = engine.PrepareComposed(ctx, r, x)
	if err != nil {
		return call, sent, err
	}
	call.Confirmed = confirmed
	sent, err = engine.Bench().Send(ctx, call)
	return call, sent, err
}

// composed takes over what came of sending.
func (m *Model) composed(msg composed) tea.Cmd {
	s := m.composer
	if s == nil || !s.sending.finish(msg.token) {
		return nil
	}
	s.sent = &msg.sent
	s.fixed = bench.Fixed{} // the next draft has a time of its own
	if s.edits == msg.sent.edits {
		s.call, s.err = msg.sent.call, nil // what was signed, to the byte
		if msg.sent.err != nil {
			s.draft(m)
		}
	}
	s.tab = composeReply
	s.views[composeReply].To(0)
	s.version++
	words := m.look.Words()
	switch {
	case errors.Is(msg.sent.err, context.Canceled):
		return nil
	case msg.sent.err != nil:
		return m.say(alarm, s.wordsOf(&m.look, msg.sent.err))
	case !msg.sent.result.OK():
		return m.say(alarm, words.StepFailed(s.callName(&m.look), m.whyFailed(nil, msg.sent.result.Exchange, msg.sent.result.Checks)))
	}
	return m.say(glad, words.StepDone(s.callName(&m.look), page.Elapsed(msg.sent.result.Elapsed)))
}

// callName names the call in a message.
func (s *composeScreen) callName(l *look.Look) string {
	if e := s.endpoint(); e != nil {
		return e.Title.In(l.Lang())
	}
	method, target, _ := s.request.Wire()
	return method + " " + target
}

// wordsOf tells why a request cannot be made, in the words of the commands.
func (s *composeScreen) wordsOf(l *look.Look, err error) string {
	fault := (*bench.Error)(nil)
	if !errors.As(err, &fault) {
		return l.Text.Error(err)
	}
	t := &l.Text.CLI
	said := []string{t.Failures[string(fault.Code)]}
	for _, words := range []string{t.Forms[fault.Form], l.Text.Reasons[fault.Reason].Why, fault.Detail} {
		if words != "" {
			said = append(said, words)
		}
	}
	return strings.Join(said, ": ") + "\n" + t.Hints[string(fault.Code)]
}

func (s *composeScreen) spin(m *Model) tea.Cmd {
	s.era++
	s.spun = 0
	return s.tick(m)
}

func (s *composeScreen) tick(m *Model) tea.Cmd {
	era := s.era
	return m.tasks.run(func() tea.Msg {
		if !pause(m.ctx, spin) {
			return nil
		}
		return composeTick{era}
	})
}

func (m *Model) composeTick(msg composeTick) tea.Cmd {
	s := m.composer
	if s == nil || s.era != msg.era || !s.sending.active() {
		return nil
	}
	s.spun++
	return s.tick(m)
}

// readFile reads what is to be uploaded, and lets the call be sent then.
func (s *composeScreen) readFile(m *Model, send bool) tea.Cmd {
	path := s.request.File
	token, _ := s.asking.begin(m.ctx)
	return m.tasks.run(func() tea.Msg {
		data, err := composer.ReadFile(path)
		return fileRead{token, data, err, send}
	})
}

func (m *Model) fileRead(msg fileRead) tea.Cmd {
	s := m.composer
	if s == nil || !s.asking.finish(msg.token) {
		return nil
	}
	s.data = msg.data
	s.draft(m)
	if msg.err != nil {
		return m.say(alarm, m.look.Text.Error(msg.err))
	}
	if msg.send {
		return s.askSend(m)
	}
	return nil
}

// mostCalls bounds the history that is read.
const mostCalls = 500

func (s *composeScreen) readHistory(m *Model) tea.Cmd {
	token, ctx := s.asking.begin(m.ctx)
	c := m.engine.Composer()
	return m.tasks.run(func() tea.Msg {
		history, err := c.History(ctx, mostCalls)
		return historyRead{token, history, err}
	})
}

// historyRead lets one of the calls that were made be taken up again.
func (m *Model) historyRead(msg historyRead) tea.Cmd {
	s := m.composer
	if s == nil || !s.asking.finish(msg.token) {
		return nil
	}
	if msg.err != nil {
		return m.say(alarm, m.look.Words().Failure(msg.err.Error()))
	}
	words, l := m.look.Words().Compose, &m.look
	find := func(typed string) []pick {
		var found []pick
		for _, one := range msg.history {
			p := pickOf(l, one)
			if containsWords(p.name+" "+p.about+" "+p.note, typed) {
				found = append(found, p)
			}
		}
		return found
	}
	p := newPicker(s, words.HistoryTitle, find, s.again)
	p.foot, p.empty = words.SearchFoot, words.NoHistory
	m.overlay = p
	return nil
}

// pickOf is a call that was made, as a line to choose.
func pickOf(l *look.Look, s composer.Sent) pick {
	p := pick{id: s.Exchange, name: s.At.Local().Format("01-02 15:04:05"), about: s.Method + " " + s.Target, sign: l.Signs.Done, style: l.Style.Good}
	if !s.OK {
		p.sign, p.style = l.Signs.Bad, l.Style.Bad
	}
	switch {
	case s.Status == 0:
		p.note = l.Words().NoReply
	case s.Code != "":
		p.note = s.Code
	default:
		p.note = strconv.Itoa(s.Status) + " " + http.StatusText(s.Status)
	}
	if title := s.Title.In(l.Lang()); title != "" {
		p.name += "  " + title
	}
	p.note = cell.Clean(p.note)
	return p
}

// containsWords reports whether every word that was typed occurs.
func containsWords(text, typed string) bool {
	text = strings.ToLower(text)
	for word := range strings.FieldsSeq(strings.ToLower(typed)) {
		if !strings.Contains(text, word) {
			return false
		}
	}
	return true
}

// again takes a call of the history up.
func (s *composeScreen) again(m *Model, p pick) tea.Cmd {
	token, ctx := s.asking.begin(m.ctx)
	c := m.engine.Composer()
	return m.tasks.run(func() tea.Msg {
		r, err := c.Again(ctx, p.id)
		return againRead{token, r, err}
	})
}

func (m *Model) againRead(msg againRead) tea.Cmd {
	s := m.composer
	if s == nil || !s.asking.finish(msg.token) {
		return nil
	}
	if msg.err != nil {
		return m.say(alarm, m.look.Text.Error(msg.err))
	}
	s.take(m, msg.request, "")
	return m.say(calm, m.look.Words().Compose.TakenUp)
}

// click turns to the tab that is clicked, or goes to the field; a second click on a
// field begins to type.
func (s *composeScreen) click(m *Model, x, line int) tea.Cmd {
	w, h := s.room(m)
	head := composeHead(h)
	left, _ := composeWidths(w)
	switch {
	case line == 0:
		if t, ok := s.tabAt(&m.look, x, w); ok {
			s.tab = t
			s.version++
		}
		return nil
	case line < head || s.form == nil || composeSplit(w) && x >= left || !composeSplit(w) && s.tab != composeForm:
		return nil
	}
	at := line - head + s.views[composeForm].Top
	for i, a := range s.form.Anchors {
		if a.Line != at || i >= len(s.rows) {
			continue
		}
		again := i == s.list.Cursor && s.typing == nil
		s.typing = nil
		s.list.To(i)
		s.version++
		if again {
			return m.Do(keys.Edit)
		}
	}
	return nil
}
