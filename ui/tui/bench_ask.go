package tui

import (
	"errors"
	"os"
	"regexp"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"wxlens/ui/text"
	"wxlens/ui/workbench/diagnoser"
	"wxlens/wxpay"
	"wxlens/wxpay/decode"
	"wxlens/wxpay/diagnose"
	"wxlens/wxpay/diagnose/paste"
)

// What the bench asks about in the background. The text is recognised, then what
// takes no time is searched, and only if that explains nothing everything else.
type (
	benchRead struct {
		token    uint64
		question diagnoser.Question
		said     []decode.Finding // of errors, by the text
		err      error
	}
	benchAnswered struct {
		token  uint64
		answer diagnoser.Answer
		err    error
	}
	benchLoaded struct {
		token uint64
		text  []byte
		err   error
	}
	benchTick struct{ era int }
)

// ask diagnoses what the bench holds, and drops the question before.
func (s *benchScreen) ask(m *Model) tea.Cmd {
	s.begin(m, recognises)
	s.read, s.answered, s.err, s.asked = false, false, nil, s.edits
	s.answer = diagnoser.Answer{}
	s.turn(verdictTab)
	for i := range s.views {
		s.views[i].Top = 0
	}
	token, ctx := s.asking.begin(m.ctx)
	d, id := m.engine.Diagnoser(), s.captured
	var held []byte
	if id == "" {
		held = s.text.Bytes()
	}
	return tea.Batch(s.spin(m), m.tasks.run(func() tea.Msg {
		if id != "" {
			q, err := d.Captured(ctx, id)
			return benchRead{token, q, nil, err}
		}
		q, err := d.Read(held)
		return benchRead{token, q, text.Errors().Decode(string(held)), err}
	}))
}

func (s *benchScreen) begin(m *Model, stage benchStage) {
	s.stage, s.began = stage, m.opts.Now()
	s.touch()
}

// benchRead takes over what was recognised and begins to search.
func (m *Model) benchRead(msg benchRead) tea.Cmd {
	s := m.bench
	if s == nil || !s.asking.finish(msg.token) {
		return nil
	}
	s.question, s.said, s.err, s.read = msg.question, msg.said, msg.err, true
	s.touch()
	if s.captured != "" && msg.question.Case.Kind != "" {
		s.text.Set(msg.question.Text())
		s.text.ScrollTo(1)
	}
	s.other = otherMerchant(&s.question)
	s.text.Secrets = secretsOf(&s.question, s.text.Bytes())
	if s.question.Case.Kind == "" || errors.Is(msg.err, diagnoser.ErrNothing) {
		s.stage = diagnosed
		return nil
	}
	return s.search(m, quickly)
}

// search begins a search: the quick one, or the whole one.
func (s *benchScreen) search(m *Model, stage benchStage) tea.Cmd {
	s.begin(m, stage)
	token, ctx := s.asking.begin(m.ctx)
	d, q := m.engine.Diagnoser(), s.question
	return m.tasks.run(func() tea.Msg {
		answer, err := d.Ask(ctx, q, diagnose.Options{Quick: stage == quickly})
		return benchAnswered{token, answer, err}
	})
}

func (m *Model) benchAnswered(msg benchAnswered) tea.Cmd {
	s := m.bench
	if s == nil || !s.asking.finish(msg.token) {
		return nil
	}
	s.touch()
	if msg.err != nil {
		s.stage, s.err = diagnosed, msg.err
		return nil
	}
	s.answer, s.answered = msg.answer, true
	if s.stage == quickly && msg.answer.Verdict == diagnose.Unexplained {
		return s.search(m, fully)
	}
	s.stage = diagnosed
	if s.differs() && m.benchOpen() != nil {
		was := s.tab
		for _, t := range [...]benchTab{textsTab, hexTab} {
			s.tab = t
			s.keepInView(m)
		}
		s.tab = was
	}
	return nil
}

// keepInView scrolls a tab whose beginning does not show the difference.
func (s *benchScreen) keepInView(m *Model) {
	s.fit(m)
	for _, a := range s.shown.Anchors {
		if v := &s.views[s.tab]; a.Line+1 >= v.Top+v.Height {
			s.showDifference(m)
		}
	}
}

// spin begins the ticks anew.
func (s *benchScreen) spin(m *Model) tea.Cmd {
	s.era++
	s.spun = 0
	return s.tick(m)
}

func (s *benchScreen) tick(m *Model) tea.Cmd {
	if !s.asking.active() {
		return nil
	}
	era := s.era
	return m.tasks.run(func() tea.Msg {
		if !pause(m.ctx, spin) {
			return nil
		}
		return benchTick{era}
	})
}

func (m *Model) benchTick(msg benchTick) tea.Cmd {
	s := m.bench
	if s == nil || s.era != msg.era || !s.asking.active() {
		return nil
	}
	s.spun++
	s.touch()
	return s.tick(m)
}

// elapsed is how long what is under way has taken, as the ticks count.
func (s *benchScreen) elapsed() time.Duration { return time.Duration(s.spun) * spin }

// askFile asks for a file and adds what it holds.
func (s *benchScreen) askFile(m *Model) tea.Cmd {
	words := m.look.Words().Bench
	m.overlay = newAsk(words.OpenTitle, words.OpenFoot, "", func(m *Model, path string) tea.Cmd {
		token, _ := s.asking.begin(m.ctx)
		s.begin(m, recognises)
		return tea.Batch(s.spin(m), m.tasks.run(func() tea.Msg {
			text, err := diagnoser.Load(path)
			return benchLoaded{token, text, err}
		}))
	}).over(s)
	return nil
}

func (m *Model) benchLoaded(msg benchLoaded) tea.Cmd {
	s := m.bench
	if s == nil || !s.asking.finish(msg.token) {
		return nil
	}
	s.touch()
	if msg.err != nil {
		s.stage = notAsked
		if s.read {
			s.stage = diagnosed
		}
		why := msg.err.Error()
		if path := (*os.PathError)(nil); errors.As(msg.err, &path) {
			why = path.Path + ": " + path.Err.Error()
		}
		return m.say(alarm, m.look.Words().Failure(why))
	}
	s.text.End()
	if s.text.AtEnd() {
		s.text.Insert("\n")
	}
	s.text.Insert(string(msg.text))
	s.edited()
	return s.ask(m)
}

// merchantNamed finds the merchant that a message or a header names.
var merchantNamed = regexp.MustCompile(`\b(?:sp_)?mch_?id["'=:>\s]{1,6}(?:<!\[CDATA\[)?([0-9]{6,12})\b`)

// lookedFor bounds the part of a body in which a merchant is looked for, in bytes.
const lookedFor = 64 << 10

// otherMerchant returns the merchant that a case is about where the keys that were
// lent to it are those of another, "" where they fit or nothing tells.
func otherMerchant(q *diagnoser.Question) string {
	if q.Profile == "" {
		return ""
	}
	named := ""
	for _, text := range [][]byte{[]byte(q.Case.Call.Header.Get("Authorization")), q.Case.Call.Body, q.Case.Message.Body} {
		m := merchantNamed.FindSubmatch(text[:min(len(text), lookedFor)])
		switch {
		case m == nil:
		case string(m[1]) == string(q.Case.Keys.MchID):
			return ""
		case named == "":
			named = string(m[1])
		}
	}
	return named
}

// shortestHidden is the least length, in bytes, that a value is hidden from: any
// text is full of shorter ones.
const shortestHidden = 4

// privateKey finds where one begins that was not recognised.
var privateKey = regexp.MustCompile(`-----BEGIN [A-Z ]*PRIVATE KEY-----([^-]*)`)

// secretsOf lists the values that may not be shown: the keys of the case, and what
// is a private key, line by line.
func secretsOf(q *diagnoser.Question, text []byte) (all []string) {
	add := func(values ...string) {
		for _, value := range values {
			for line := range strings.Lines(value) {
				if line = strings.TrimSpace(line); len(line) >= shortestHidden && !strings.HasPrefix(line, "-----") {
					all = append(all, line)
				}
			}
		}
	}
	k := &q.Case.Keys
	for _, s := range append([]wxpay.Secret{k.APIv2Key, k.APIv3Key, k.AppSecret, k.PrivateKey, q.Case.Sealed.KeyUsed}, k.PreviousV2Keys...) {
		add(s.Reveal())
	}
	for _, o := range k.Others {
		add(o.PrivateKey.Reveal())
	}
	for _, p := range q.Pieces {
		if p.Form == paste.FormPrivateKey && p.End <= len(text) {
			add(string(text[p.Start:p.End]))
		}
	}
	for _, m := range privateKey.FindAllSubmatch(text, -1) {
		add(string(m[1]))
	}
	return all
}
