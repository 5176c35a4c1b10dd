package tui

import (
	"fmt"
	"strconv"
	"strings"

	"wxlens/ui/cell"
	"wxlens/ui/tui/look"
	"wxlens/ui/tui/page"
	"wxlens/ui/tui/panel"
	"wxlens/wxpay"
	"wxlens/wxpay/diagnose"
)

// benchHead is how many lines stand above what a tab shows.
func benchHead(height int) int {
	if height >= 10 {
		return 2
	}
	return min(1, height)
}

// gutter is how wide the line numbers of the text are.
func (s *benchScreen) gutter(width int) int {
	if width < 40 {
		return 0
	}
	_, lines := s.text.Size()
	return max(len(strconv.Itoa(lines)), 3) + 2
}

func (s *benchScreen) fit(m *Model) {
	w, h := s.room(m)
	body := max(h-benchHead(h), 0)
	s.text.Fit(w-s.gutter(w), body, s.writing)
	if s.tab == inputTab {
		return
	}
	now := benchMade{s.version, m.look.Version, w, s.tab}
	if s.shown == nil || s.made != now {
		s.made = now
		s.shown = s.page(&m.look, w)
	}
	s.views[s.tab].Resize(len(s.shown.Lines), body)
}

func (s *benchScreen) draw(l *look.Look, width, height int) (title string, lines []string, x, y int) {
	lines = []string{s.tabLine(l, width)}
	head := benchHead(height)
	if head == 2 {
		lines = append(lines, l.Line(width, "").String())
	}
	title = s.title(l)
	x = -1
	if s.tab == inputTab {
		lines = append(lines, s.input(l, width)...)
		if cx, cy, ok := s.text.Caret(); ok && s.writing {
			x, y = cx+s.gutter(width), cy+head
		}
	} else if s.shown != nil {
		v := &s.views[s.tab]
		lines = append(lines, s.shown.Lines[min(v.Top, len(s.shown.Lines)):min(v.Top+v.Height, len(s.shown.Lines))]...)
	}
	return title, panel.Fill(l, lines, width, height), x, y
}

func (s *benchScreen) title(l *look.Look) string {
	title := l.Words().Bench.Title
	if s.read && s.question.Case.Kind != "" {
		title += " · " + s.what(l)
	}
	if s.asking.active() && s.spun > quiet {
		title += " · " + l.Signs.Spinner[s.spun%len(l.Signs.Spinner)] + " " + page.Elapsed(s.elapsed())
	}
	return title
}

// what says what kind of failure it is.
func (s *benchScreen) what(l *look.Look) string {
	c := &s.question.Case
	return strings.ToUpper(string(c.API)) + " " + l.Text.Diagnosis.Kinds[c.Kind]
}

func (s *benchScreen) tabLine(l *look.Look, width int) string {
	words := l.Words().Bench
	line := l.Line(width, "")
	panel.Tabs(line, l, s.tabNames(l), int(s.tab))
	size, count := s.text.Size()
	if holds := words.Holds(size, count); size > 0 && line.Room() > cell.Width(holds)+2 {
		line.Right(l.Style.Muted, holds, 1)
	}
	return line.String()
}

// tabAt returns the tab that stands at a column of the tab line.
func (s *benchScreen) tabAt(l *look.Look, x int) (benchTab, bool) {
	i, ok := panel.TabAt(s.tabNames(l), x)
	return benchTab(i), ok
}

func (s *benchScreen) tabNames(l *look.Look) []string {
	var names []string
	for _, name := range tabNames {
		names = append(names, l.Words().Bench.Tabs[name])
	}
	return names
}

// input draws the text; where there is none what to do with it.
func (s *benchScreen) input(l *look.Look, width int) (lines []string) {
	if size, _ := s.text.Size(); size == 0 {
		p := page.New(l, width)
		p.Put("", "")
		p.Put("", "")
		s.intro(p, l)
		return p.Lines
	}
	gutter := s.gutter(width)
	for _, row := range s.text.Window(l.Reveal) {
		line := l.Line(width, "")
		if gutter > 0 {
			number := ""
			if row.Line > 0 {
				number = fmt.Sprintf("%*d", gutter-2, row.Line)
			}
			line.Cell(l.Style.Muted, number, gutter)
		}
		lines = append(lines, line.Put(l.Style.Text, row.Text).String())
	}
	return lines
}

func (s *benchScreen) intro(p *page.Page, l *look.Look) {
	words := l.Words().Bench
	p.Words(l.Style.Muted, 1, words.Intro)
	p.Put("", "")
	p.Words(l.Style.Muted, 1, words.IntroKeys)
}

// page lays a tab out.
func (s *benchScreen) page(l *look.Look, width int) *page.Page {
	p := page.New(l, width)
	switch s.tab {
	case textsTab:
		s.compare(p, l, func(sides *page.Sides) {
			if width < page.BothFrom { // the second text may be out of sight
				p.Excerpts(sides)
				p.Blank()
			}
			p.Both(sides)
		})
	case hexTab:
		s.compare(p, l, p.Hexes)
	case programTab:
		s.program(p, l)
	default:
		s.verdict(p, l)
	}
	return p
}

// names are those of the two texts: what we sign is compared with what should be
// signed, what was received with what its signature is of.
func (s *benchScreen) names(l *look.Look) [2]string {
	switch s.question.Case.Kind {
	case diagnose.Notify, diagnose.Response:
		return [2]string{l.Words().Bench.AsReceived, l.Words().Bench.AsSigned}
	}
	return [2]string{l.Text.Diagnosis.Should, l.Text.Diagnosis.Was}
}

// sides are the two texts and where they part.
func (s *benchScreen) sides(l *look.Look) *page.Sides {
	at, _ := s.answer.Difference()
	return &page.Sides{
		Names: s.names(l), Texts: [2]wxpay.Text{s.answer.Text, s.answer.Observed}, At: at.Byte, Outside: l.Words().Bench.Outside,
	}
}

// compare shows both texts where there are two, and says what there is where not.
func (s *benchScreen) compare(p *page.Page, l *look.Look, show func(*page.Sides)) {
	words := l.Words().Bench
	at, differ := s.answer.Difference()
	switch {
	case !s.answered || s.answer.Text.Len() == 0:
		p.Words(l.Style.Muted, 1, words.NoText)
	case differ:
		p.Marked(l.Style.Strong, l.Signs.Differs, words.Differ(at.Byte, at.Line, at.Field))
		p.Blank()
		show(s.sides(l))
	default:
		why := words.NoObserved
		if s.answer.Observed.Len() > 0 {
			why = words.Same
		}
		p.Words(l.Style.Muted, 1, why)
		p.Heading(s.names(l)[0], "")
		whole := *l
		if s.tab == hexTab {
			whole.Bytes = look.Hex
		}
		text := page.New(&whole, p.Width())
		text.SignText(s.answer.Text)
		p.Append(text)
	}
}
