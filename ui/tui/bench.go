package tui

import (
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"wxlens/ui/tui/keys"
	"wxlens/ui/tui/page"
	"wxlens/ui/tui/widget"
	"wxlens/ui/workbench/diagnoser"
	"wxlens/wxpay/decode"
)

// benchScreen is where something that failed is diagnosed: a text that was pasted,
// typed or read from a file, or an exchange of the journal. It stays as it is while
// it is left and opened again.
type benchScreen struct {
	over
	tab     benchTab
	text    *widget.Area
	writing bool
	edits   int // changes of the text

	captured string // id of the exchange that the text was written from; "": none
	asked    int    // changes of the text when it was asked about
	asking   guard
	stage    benchStage
	began    time.Time // of what is under way
	took     time.Duration
	era      int // of the ticks
	spun     int

	question diagnoser.Question
	other    string           // merchant that the text names, where the profile is of another
	read     bool             // the question is what was recognised
	said     []decode.Finding // errors that the text tells of
	err      error
	answer   diagnoser.Answer
	answered bool
	language int // of the program, among [diagnoser.Languages]

	views   [benchTabs]widget.View
	version int
	shown   *page.Page
	made    benchMade
}

type benchTab uint8

const (
	verdictTab benchTab = iota
	textsTab
	hexTab
	programTab
	inputTab
	benchTabs
)

// tabNames are the keys of the names of the tabs.
var tabNames = [benchTabs]string{"verdict", "texts", "hex", "program", "input"}

// benchStage is how far the diagnosis has come.
type benchStage uint8

const (
	notAsked   benchStage = iota
	recognises            // what the text holds
	quickly               // searches what takes no time
	fully                 // searches everything
	diagnosed
	stopped
)

// benchMade is what a page was made for.
type benchMade struct {
	version, look, width int
	tab                  benchTab
}

// openBench opens the bench as it was left.
func (m *Model) openBench() tea.Cmd {
	if m.benchOpen() != nil {
		return nil
	}
	if m.bench == nil {
		m.bench = &benchScreen{text: widget.NewArea()}
		m.bench.clear()
	}
	m.bench.below = m.overlay
	m.overlay = m.bench
	return m.bench.spin(m)
}

// benchOpen returns the bench where it is open, nil where it is not.
func (m *Model) benchOpen() *benchScreen {
	for o := m.overlay; o != nil; o = o.under() {
		if s, ok := o.(*benchScreen); ok {
			return s
		}
	}
	return nil
}

// clear begins anew, ready to be typed into.
func (s *benchScreen) clear() {
	s.asking.stop()
	s.text.Set(nil)
	s.text.Secrets = nil
	s.captured, s.stage, s.read, s.answered, s.err = "", notAsked, false, false, nil
	s.question, s.answer = diagnoser.Question{}, diagnoser.Answer{}
	s.edits++
	s.asked = s.edits
	s.turn(inputTab)
	s.writing = true
}

func (s *benchScreen) leave() { s.asking.stop() }

func (s *benchScreen) chain() keys.Chain {
	if s.writing {
		return keys.Chain{keys.Writing, keys.Always}
	}
	return keys.Chain{keys.Reading, keys.Always}
}

func (s *benchScreen) room(m *Model) (w, h int) { return m.roomOfScreen() }

// touch says that something that is drawn has changed.
func (s *benchScreen) touch() { s.version++ }

// turn goes to a tab. A text is typed on its own tab only.
func (s *benchScreen) turn(t benchTab) {
	s.tab = t
	if t != inputTab {
		s.writing = false
	}
	s.touch()
}

func (s *benchScreen) key(m *Model, msg tea.KeyPressMsg) tea.Cmd {
	name := msg.String()
	if !s.writing {
		name = keys.Normal(name)
	}
	if a, ok := s.chain().Resolve(name); ok {
		return m.Do(a)
	}
	if !s.writing {
		return nil
	}
	before, _ := s.text.Size()
	if !s.text.Key(msg) {
		s.text.Insert(msg.Text)
	}
	if after, _ := s.text.Size(); after != before {
		s.edited()
	}
	return nil
}

// edited is called after every change of the text.
func (s *benchScreen) edited() {
	s.edits++
	s.captured = ""
	s.touch()
}

// paste takes what was pasted and diagnoses at once. What is pasted while the text
// is typed stands at the cursor, else at the end; several lines begin one of their
// own.
func (s *benchScreen) paste(m *Model, content string) tea.Cmd {
	content = lineFeeds(content)
	if content == "" {
		return nil
	}
	if !s.writing {
		s.text.End()
	}
	if s.text.AtEnd() && (!s.writing || strings.Contains(content, "\n")) {
		content = "\n" + content
	}
	s.text.Insert(content)
	s.edited()
	return s.ask(m)
}

// lineFeeds writes the line ends of a paste as line feeds. Terminals send a carriage
// return for each; some send two for what was copied with both.
func lineFeeds(s string) string {
	s = strings.ReplaceAll(s, "\r\n", "\n")
	if !strings.Contains(s, "\n") && doubled(s) {
		return strings.ReplaceAll(s, "\r\r", "\n")
	}
	return strings.ReplaceAll(s, "\r", "\n")
}

// doubled reports whether every run of carriage returns, of several, has an even
// length.
func doubled(s string) bool {
	runs := 0
	for rest := s; ; {
		i := strings.IndexByte(rest, '\r')
		if i < 0 {
			return runs > 1
		}
		rest = rest[i:]
		n := len(rest) - len(strings.TrimLeft(rest, "\r"))
		if n%2 != 0 {
			return false
		}
		rest, runs = rest[n:], runs+1
	}
}

// idle says why an action does nothing now, "" when it does.
func (s *benchScreen) idle(m *Model, a keys.Action) string {
	words := m.look.Words()
	switch a {
	case keys.Copy:
		if !s.answered {
			return words.NothingToCopy
		}
	case keys.SaveCase:
		if !s.read || s.question.Case.Kind == "" {
			return words.Bench.NothingToSave
		}
	case keys.Bundle, keys.Program:
		if !s.answered {
			return words.Bench.NothingToSave
		}
	case keys.ToDifference:
		if !s.differs() {
			return words.Bench.NoText
		}
	case keys.Ask:
		if size, _ := s.text.Size(); size == 0 {
			return words.Bench.Nothing
		}
	case keys.Clear:
		if size, _ := s.text.Size(); size == 0 {
			return words.Bench.NoText
		}
	}
	return ""
}

func (s *benchScreen) works(m *Model, a keys.Action) bool {
	return s.idle(m, a) == "" && (a != keys.Ask || s.stale())
}

func (s *benchScreen) halt(m *Model) bool {
	if !s.asking.active() {
		return false
	}
	s.stop(m)
	return true
}

// stale reports whether diagnosing would tell anything new.
func (s *benchScreen) stale() bool {
	return s.edits != s.asked || s.stage == stopped || s.stage == notAsked
}

// differs reports whether there are two texts that part.
func (s *benchScreen) differs() bool {
	_, differ := s.answer.Difference()
	return s.answered && differ
}

// act does what an action says on this screen.
func (s *benchScreen) act(m *Model, a keys.Action) tea.Cmd {
	if why := s.idle(m, a); why != "" {
		return m.say(calm, why)
	}
	switch a {
	case keys.Ask:
		return s.ask(m)
	case keys.Write:
		s.turn(inputTab)
		s.writing = true
	case keys.Clear:
		s.clear()
	case keys.OpenFile:
		return s.askFile(m)
	case keys.Copy:
		return s.askCopy(m)
	case keys.SaveCase:
		return s.save(m)
	case keys.Bundle:
		return s.bundle(m)
	case keys.Program:
		s.turnProgram()
	case keys.ToDifference:
		if s.tab != hexTab {
			s.turn(textsTab)
		}
		s.showDifference(m)
	case keys.NextTab:
		s.turn((s.tab + 1) % benchTabs)
	case keys.PrevTab:
		s.turn((s.tab + benchTabs - 1) % benchTabs)
	case keys.Help:
		m.overlay = newHelp(m)
	case keys.Back:
		return s.back(m)
	default:
		s.scroll(a)
	}
	return nil
}

// back undoes the last deepening: a search that is under way, typing, the screen.
func (s *benchScreen) back(m *Model) tea.Cmd {
	switch {
	case s.asking.active():
		return s.stop(m)
	case s.writing && s.stage != notAsked:
		s.turn(verdictTab)
	default:
		m.closeDialog()
	}
	return nil
}

// stop gives up what is under way.
func (s *benchScreen) stop(m *Model) tea.Cmd {
	s.asking.stop()
	s.stage, s.took = stopped, m.opts.Now().Sub(s.began)
	s.touch()
	return m.say(alarm, m.look.Words().Bench.StoppedNow)
}

func (s *benchScreen) scroll(a keys.Action) {
	v := &s.views[s.tab]
	by := map[keys.Action]int{keys.Up: -1, keys.Down: 1, keys.PageUp: -v.Height, keys.PageDown: v.Height, keys.First: -v.Len, keys.Last: v.Len}
	s.roll(by[a])
}

// roll moves the window of the tab.
func (s *benchScreen) roll(by int) {
	if s.tab == inputTab {
		s.text.Scroll(by)
		return
	}
	v := &s.views[s.tab]
	v.To(v.Top + by)
}

func (s *benchScreen) wheel(by int) { s.roll(by) }

// showDifference scrolls so that the place where the texts part is in the middle.
func (s *benchScreen) showDifference(m *Model) {
	s.fit(m)
	v := &s.views[s.tab]
	if i := slices.IndexFunc(s.shown.Anchors, func(a page.Anchor) bool { return a.ID == page.AnchorDifference }); i >= 0 {
		v.To(s.shown.Anchors[i].Line - v.Height/2)
	}
}

// click turns to the tab that is clicked, or puts the cursor into the text.
func (s *benchScreen) click(m *Model, x, line int) tea.Cmd {
	_, h := s.room(m)
	head := benchHead(h)
	switch {
	case line == 0:
		if t, ok := s.tabAt(&m.look, x); ok {
			s.turn(t)
		}
	case line >= head && s.tab == inputTab:
		s.writing = true
		w, _ := s.room(m)
		s.text.Click(max(x-s.gutter(w), 0), line-head)
		s.touch()
	}
	return nil
}
