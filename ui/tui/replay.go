package tui

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"sync"
	"time"

	tea "charm.land/bubbletea/v2"

	"wxlens/ui/cell"
	"wxlens/ui/tui/detail"
	"wxlens/ui/tui/keys"
	"wxlens/ui/tui/look"
	"wxlens/ui/tui/page"
	"wxlens/ui/tui/panel"
	"wxlens/ui/tui/widget"
	"wxlens/ui/workbench/replay"
)

// replayed is a dialog that shows what a server answers while a notification is
// sent to it again.
type replayed struct {
	over
	widget.List
	title   string
	exam    bool
	sending guard
	era     int
	spun    int
	shown   []replay.Row
	err     error

	mu   sync.Mutex // guards what the sending goroutines report
	rows []replay.Row
}

type (
	replayDone struct {
		dialog *replayed
		token  uint64
		report replay.Report
		err    error
	}
	replayTick struct {
		dialog *replayed
		era    int
	}
)

// resend sends the delivery at hand to the developer's server again, as it was.
func (m *Model) resend() tea.Cmd { return m.replay(replay.Plan{Trial: replay.AsReceived}, false) }

// askTrial asks in which other way the delivery at hand is sent again.
func (m *Model) askTrial() tea.Cmd {
	words := m.look.Words().Inbox
	if _, ok := m.delivery(); !ok {
		return m.say(calm, words.NoneChosen)
	}
	c := &choice{title: words.TrialsTitle, foot: words.TrialsFoot}
	var trials []replay.Trial
	for _, t := range replay.Trials {
		if t == replay.Edited { // has a key of its own
			continue
		}
		trials = append(trials, t)
		c.names = append(c.names, cell.Cut(string(t)+cell.Blank(trialColumn-len(t)), trialColumn, "")+detail.Trial(&m.look, string(t)))
	}
	c.names = append(c.names, "exam"+cell.Blank(trialColumn-len("exam"))+words.Exam)
	c.chosen = func(m *Model, i int) tea.Cmd {
		if i == len(trials) {
			return m.replay(replay.Plan{}, true)
		}
		return m.replay(replay.Plan{Trial: trials[i]}, false)
	}
	m.overlay = c
	return nil
}

// trialColumn holds the name of every trial.
const trialColumn = 16

// replay sends the delivery at hand again; where to is asked when nothing is set.
func (m *Model) replay(plan replay.Plan, exam bool) tea.Cmd {
	d, ok := m.delivery()
	words := m.look.Words().Inbox
	if !ok {
		return m.say(calm, words.NoneChosen)
	}
	plan.Delivery = d.ID
	if firstTarget(m.status.Link) != "" {
		return m.beginReplay(plan, exam)
	}
	m.overlay = newAsk(words.ResendTo, words.TrialsFoot, "http://127.0.0.1:8080", func(m *Model, to string) tea.Cmd {
		var err error
		if plan.To, err = m.engine.ServerAddress(to); err != nil {
			return m.say(alarm, m.look.Words().Failure(m.look.Text.Error(err)))
		}
		return m.beginReplay(plan, exam)
	})
	return nil
}

func (m *Model) beginReplay(plan replay.Plan, exam bool) tea.Cmd {
	words := m.look.Words().Inbox
	d := &replayed{exam: exam, title: words.ResultsTitle(detail.Trial(&m.look, string(plan.Trial)))}
	if exam {
		d.title = words.ResultsTitle(words.Exam)
	}
	m.overlay = d
	token, ctx := d.sending.begin(m.ctx)
	plan.Progress = func(r replay.Row) {
		d.mu.Lock()
		d.rows = append(d.rows, r)
		d.mu.Unlock()
	}
	replayer := m.engine.Replayer()
	return tea.Batch(d.spin(m), m.tasks.run(func() tea.Msg {
		do := replayer.Send
		if exam {
			do = replayer.Exam
		}
		report, err := do(ctx, plan)
		return replayDone{d, token, report, err}
	}))
}

func (d *replayed) leave() { d.sending.stop() }

func (d *replayed) spin(m *Model) tea.Cmd {
	d.era++
	return d.tick(m)
}

func (d *replayed) tick(m *Model) tea.Cmd {
	era := d.era
	return m.tasks.run(func() tea.Msg {
		if !pause(m.ctx, spin) {
			return nil
		}
		return replayTick{d, era}
	})
}

func (m *Model) replayTick(msg replayTick) tea.Cmd {
	d := msg.dialog
	if m.overlay != d || d.era != msg.era || !d.sending.active() {
		return nil
	}
	d.spun++
	d.take()
	return d.tick(m)
}

// take shows what has been answered so far.
func (d *replayed) take() {
	d.mu.Lock()
	d.shown = append(d.shown[:0], d.rows...)
	d.mu.Unlock()
	d.Resize(len(d.shown), d.Height)
	d.To(len(d.shown) - 1)
}

func (m *Model) replayDone(msg replayDone) tea.Cmd {
	d := msg.dialog
	if !d.sending.finish(msg.token) {
		return nil
	}
	d.shown, d.err = msg.report.Rows, msg.err
	d.Resize(len(d.shown), d.Height)
	d.To(0)
	if msg.err != nil && !errors.Is(msg.err, context.Canceled) {
		return tea.Batch(m.say(alarm, m.look.Words().Failure(d.why(&m.look))), m.reread())
	}
	return m.reread()
}

// why says why nothing, or not everything, was sent.
func (d *replayed) why(l *look.Look) string {
	if errors.Is(d.err, replay.ErrPruned) {
		return l.Words().Inbox.Pruned
	}
	return l.Text.Error(d.err)
}

func (d *replayed) chain() keys.Chain              { return keys.Chain{keys.Dialog, keys.Always} }
func (d *replayed) wheel(by int)                   { d.By(by) }
func (d *replayed) click(*Model, int, int) tea.Cmd { return nil }
func (d *replayed) room(m *Model) (w, h int)       { return m.roomOfScreen() }

// replayBelow is how many lines tell more of the row under the cursor.
const replayBelow = 8

func (d *replayed) fit(m *Model) {
	_, h := d.room(m)
	d.Resize(len(d.shown), max(h-1-replayBelow, 1))
}

func (d *replayed) key(m *Model, msg tea.KeyPressMsg) tea.Cmd {
	a, _ := d.chain().Resolve(keys.Normal(msg.String()))
	switch a {
	case keys.Back, keys.Accept:
		sending := d.sending.active()
		m.closeDialog()
		if sending {
			return m.say(alarm, m.look.Words().Cancelled)
		}
	default:
		moved(&d.List, a)
	}
	return nil
}

func (d *replayed) draw(l *look.Look, width, height int) (string, []string, int, int) {
	words := l.Words().Inbox
	title := d.title
	switch right := d.right(); {
	case d.sending.active():
		title += " · " + l.Signs.Spinner[d.spun%len(l.Signs.Spinner)] + " " + strconv.Itoa(len(d.shown)) + " · " + page.Elapsed(time.Duration(d.spun)*spin)
	case d.exam && d.err == nil:
		title += " · " + words.ExamResult(right, len(d.shown))
	}
	lines := []string{d.head(l, width)}
	from, to := d.Window()
	for i := from; i < to; i++ {
		lines = append(lines, d.row(l, i, width))
	}
	lines = panel.Fill(l, lines, width, max(height-replayBelow, 1))
	return title, panel.Fill(l, append(lines, d.about(l, width)...), width, height), -1, 0
}

// right counts the answers that a correct server would have given.
func (d *replayed) right() (n int) {
	for _, r := range d.shown {
		if r.OK {
			n++
		}
	}
	return n
}

// Columns of an answer.
const (
	replayNumber  = 5
	replayStatus  = 6
	replayElapsed = 9
	replayVerdict = 14
)

func (d *replayed) head(l *look.Look, width int) string {
	words := l.Words().Inbox
	line := l.Line(width, "").Gap(4).Cell(l.Style.Muted, "", trialColumn).Cell(l.Style.Muted, "#", replayNumber)
	return line.Cell(l.Style.Muted, words.GotWord, replayStatus+replayElapsed+replayVerdict).Put(l.Style.Muted, words.Expected).String()
}

func (d *replayed) row(l *look.Look, i, width int) string {
	words, r := l.Words().Inbox, &d.shown[i]
	bg, cursor := cell.Style(""), ""
	if i == d.Cursor {
		bg, cursor = l.Style.Selected, l.Signs.Cursor
	}
	sign, st := l.Signs.Bad, l.Style.Bad
	if r.OK {
		sign, st = l.Signs.Done, l.Style.Good
	}
	status := l.Signs.None
	if r.Forward.Reply != nil {
		status = strconv.Itoa(r.Forward.Reply.Status)
	}
	line := l.Line(width, bg).Cell(l.Style.Accent, cursor, 2).Cell(st, sign, 2)
	line.Cell(l.Style.Text, detail.Trial(l, string(r.Trial)), trialColumn).Cell(l.Style.Muted, strconv.Itoa(r.N), replayNumber)
	line.Cell(st, status, replayStatus).Cell(l.Style.Muted, page.Elapsed(r.Forward.Elapsed), replayElapsed)
	line.Cell(st, acknowledged(words.Acknowledged, words.WouldRetry, r.Verdict.Acknowledged), replayVerdict)
	answers := l.Text.CLI.Inbox.Answers
	return line.Put(l.Style.Muted, acknowledged(answers["acknowledge"], answers["refuse"], r.Expect)).String()
}

func acknowledged(yes, no string, is bool) string {
	if is {
		return yes
	}
	return no
}

// about tells more of the answer under the cursor.
func (d *replayed) about(l *look.Look, width int) []string {
	words, p := l.Words().Inbox, page.New(l, width)
	switch {
	case d.err != nil && !errors.Is(d.err, context.Canceled):
		p.Marked(l.Style.Bad, l.Signs.Bad, d.why(l))
		return p.Lines
	case d.Cursor >= len(d.shown):
		return nil
	}
	r := &d.shown[d.Cursor]
	p.Heading(r.Forward.URL, "")
	if r.Forward.Fault != "" {
		p.Words(l.Style.Bad, 1, r.Forward.Fault)
	}
	if why := l.Text.Reasons[r.Verdict.Reason]; why.Why != "" {
		p.Words(l.Style.Text, 1, why.Why+"  "+why.Do)
	}
	if why := l.Text.Reasons[r.Refusal.Reason].Why; why != "" {
		p.Marked(l.Style.Text, l.Signs.Next, fmt.Sprintf(l.Text.CLI.Inbox.Because, why))
	}
	if r.Next != nil {
		p.Words(l.Style.Muted, 1, words.Forecast(page.Span(r.Next.In), r.Next.Attempt, r.Next.Of))
	}
	if r.Foreign {
		p.Marked(l.Style.Warn, l.Signs.Warn, words.Foreign)
	}
	if r.Forward.Reply != nil {
		p.Words(l.Style.Muted, 1, cell.Cut(string(r.Forward.Reply.Body), 4*width, l.Signs.Ellipsis))
	}
	return p.Lines
}
