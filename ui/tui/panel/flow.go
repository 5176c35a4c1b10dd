package panel

import (
	"time"

	"wxlens/ui/cell"
	"wxlens/ui/tui/look"
	"wxlens/ui/tui/page"
	"wxlens/ui/tui/widget"
	"wxlens/ui/workbench/run"
	"wxlens/wxpay/flow"
)

// Flow lists the steps of the run with what came of them.
type Flow struct {
	widget.List
	steps   []flow.Step
	results []run.Result
	next    int
	version int

	running int // step that is being done, -1: none
	tick    int
	elapsed time.Duration
	due     *Countdown // of the query while a notification is waited for

	realPay bool
}

// Countdown tells when the next query is made, and what the last one said.
type Countdown struct {
	Left time.Duration
	Said string
}

// NewFlow returns the list of these steps, none of them done.
func NewFlow(steps []flow.Step) *Flow { return &Flow{steps: steps, running: -1} }

// Version changes with everything that is drawn.
func (f *Flow) Version() int { return f.version }

// Set shows a session.
func (f *Flow) Set(s *run.Session) {
	f.steps, f.results, f.next, f.realPay = s.Steps, s.Results, s.Next(), s.RealPay
	f.version++
	f.Resize(len(f.steps), f.Height)
}

// Running says which step is being done and for how long, -1: none.
func (f *Flow) Running(step int, elapsed time.Duration, due *Countdown) {
	f.running, f.elapsed, f.due = step, elapsed, due
	f.tick++
	f.version++
}

// Progress tells of the running step where the list itself is not seen, "" when
// none is running.
func (f *Flow) Progress(l *look.Look) string {
	if f.running < 0 {
		return ""
	}
	return l.Signs.Spinner[f.tick%len(l.Signs.Spinner)] + " " + f.progress(l)
}

// progress says how long the running step takes, or when it asks next.
func (f *Flow) progress(l *look.Look) string {
	if f.due == nil {
		return Seconds(f.elapsed)
	}
	said := l.Words().NextQuery(int((f.due.Left + time.Second - 1) / time.Second))
	if f.due.Said != "" {
		said = f.due.Said + " " + said
	}
	return said
}

// Steps returns how many steps there are.
func (f *Flow) Steps() int { return len(f.steps) }

// Fit says how many lines there are inside the border.
func (f *Flow) Fit(lines int) {
	if lines != f.Height || f.Len != len(f.steps) {
		f.version++
	}
	f.Resize(len(f.steps), max(lines, 1))
}

// Moved is called after the cursor was moved.
func (f *Flow) Moved() { f.version++ }

// Draw draws what is inside the border.
func (f *Flow) Draw(l *look.Look, width, height int, focused bool) []string {
	lines := make([]string, 0, height)
	from, to := f.Window()
	for i := from; i < to && len(lines) < height; i++ {
		lines = append(lines, f.row(l, i, width, focused))
	}
	return Fill(l, lines, width, height)
}

func (f *Flow) row(l *look.Look, i, width int, focused bool) string {
	bg, cursor := base(l, i == f.Cursor, focused)
	line := l.Line(width, bg).Cell(l.Style.Accent, cursor, 2)
	sign, st := f.sign(l, i)
	line.Cell(st, sign, 2).Put(l.Style.Muted, cell.Blank(len(itoa(len(f.steps)))-len(itoa(i+1)))+itoa(i+1)).Gap(1)
	title := l.Style.Text
	switch {
	case i == f.next || i == f.running:
		title = l.Style.Strong
	case i > f.next:
		title = l.Style.Muted
	}
	right, rightStyle := f.note(l, i)
	room := line.Room()
	if right != "" {
		room -= cell.Width(right) + 2
	}
	line.Cell(title, f.steps[i].Title.In(l.Lang()), max(room, 0))
	return line.Right(rightStyle, right, 1).String()
}

func (f *Flow) sign(l *look.Look, i int) (string, cell.Style) {
	switch {
	case i == f.running:
		return l.Signs.Spinner[f.tick%len(l.Signs.Spinner)], l.Style.Accent
	case i >= len(f.results):
		return "", ""
	case f.results[i].OK:
		return l.Signs.Done, l.Style.Good
	}
	return l.Signs.Bad, l.Style.Bad
}

// note says at the right of a step how long it took, or takes.
func (f *Flow) note(l *look.Look, i int) (string, cell.Style) {
	switch {
	case i == f.running:
		return f.progress(l), l.Style.Accent
	case i < len(f.results):
		return page.Elapsed(f.results[i].Elapsed), l.Style.Muted
	case f.realPay && f.steps[i].Kind == flow.Act:
		return l.Words().RealClient, l.Style.Accent
	}
	return "", ""
}

// Seconds writes a duration that grows while it is watched.
func Seconds(d time.Duration) string {
	tenths := int(d / (100 * time.Millisecond))
	return itoa(tenths/10) + "." + itoa(tenths%10) + "s"
}
