package tui

import (
	"fmt"
	"time"

	"wxlens/ui/cell"
	"wxlens/ui/tui/detail"
	"wxlens/ui/tui/look"
	"wxlens/ui/tui/page"
	"wxlens/ui/tui/panel"
	"wxlens/wxpay"
)

// composeSplit reports whether the form stands beside what it makes.
func composeSplit(width int) bool { return width >= 108 }

// composeHead is how many lines stand above the form and above a tab.
func composeHead(height int) int {
	if height >= 12 {
		return 2
	}
	return min(1, height)
}

// composeWidths divides the width between the form and what it makes.
func composeWidths(width int) (form, beside int) {
	if !composeSplit(width) {
		return width, width
	}
	form = width * 46 / 100
	return form, width - form - 1
}

func (s *composeScreen) fit(m *Model) {
	w, h := s.room(m)
	s.split = composeSplit(w)
	body := max(h-composeHead(h), 0)
	left, right := composeWidths(w)
	l := &m.look
	s.list.Resize(len(s.rows), max(body, 1))
	s.text.Fit(max(left-2, 1), max(body-len(s.rows), 1), s.writing)
	formed := composeMade{s.version, l.Version, left, body, composeForm}
	if s.form == nil || s.formed != formed {
		s.formed = formed
		s.form = s.formPage(l, left, body)
	}
	tab := s.shownTab(s.split)
	if tab == composeForm {
		return
	}
	now := composeMade{s.version, l.Version, right, body, tab}
	if s.shown == nil || s.made != now {
		s.made = now
		s.shown = s.page(l, right, tab)
	}
	s.views[tab].Resize(len(s.shown.Lines), body)
}

// formPage lays the form out, and scrolls it so that the cursor is seen.
func (s *composeScreen) formPage(l *look.Look, width, height int) *page.Page {
	p := page.New(l, width)
	if !s.begun {
		p.Words(l.Style.Muted, 1, l.Words().Compose.NoCall)
		return p
	}
	fields := s.formFields(l)
	if s.typing != nil {
		s.typing.Fit(page.ValueRoom(fields, width))
	}
	state := page.FormState{Cursor: s.list.Cursor, Focused: !s.writing, Typing: s.typing}
	made := s.making(l, width)
	if s.typing != nil && made != nil && len(fields)+len(made.Lines) > height {
		state.Rows = max(height-len(made.Lines), min(5, height/2)) // what is typed is seen in what it makes
	}
	p.Form(fields, state)
	last := len(p.Lines) - 1
	if made != nil && (state.Rows > 0 || height-len(p.Lines) >= 6) {
		p.Append(made)
	}
	view := &s.views[composeForm]
	view.Resize(len(p.Lines), height)
	if at := s.list.Cursor - p.First; at >= 0 && at < len(p.Anchors) {
		if at+1 < len(p.Anchors) {
			last = p.Anchors[at+1].Line - 1
		}
		view.Show(last) // the problems of the field, too
		view.Show(p.Anchors[at].Line)
	}
	return p
}

// making is what the form makes, where it does not stand beside.
func (s *composeScreen) making(l *look.Look, width int) *page.Page {
	if s.split || s.request.ByHand() || s.err != nil {
		return nil
	}
	p := page.New(l, width)
	p.Hide(s.call.Secrets...)
	if s.call.Text().Len() == 0 {
		return nil
	}
	p.Heading(l.Words().SigningText, l.Words().Bytes(s.call.Text().Len()))
	p.SignText(s.call.Text())
	p.Chain(s.call.Trace(), s.call.Signature())
	return p
}

func (s *composeScreen) draw(l *look.Look, width, height int) (title string, lines []string, x, y int) {
	split := composeSplit(width)
	left, right := composeWidths(width)
	head := composeHead(height)
	tab := s.shownTab(split)
	x = -1
	var form, beside []string
	if split || tab == composeForm {
		form, x, y = s.drawForm(l, left, height-head)
	}
	if tab != composeForm {
		beside = s.window(l, right, height-head, tab)
	}
	lines = append(lines, s.tabLine(l, width, split))
	if head == 2 {
		lines = append(lines, l.Line(width, "").String())
	}
	for i := range height - head {
		switch {
		case split:
			lines = append(lines, form[i]+l.Line(1, "").Put(l.Style.Border, l.Signs.V).String()+beside[i])
		case tab == composeForm:
			lines = append(lines, form[i])
		default:
			lines = append(lines, beside[i])
		}
	}
	if x >= 0 {
		y += head
	}
	return s.title(l), panel.Fill(l, lines, width, height), x, y
}

// drawForm draws the form, and below it the body that is typed by hand.
func (s *composeScreen) drawForm(l *look.Look, width, height int) (lines []string, x, y int) {
	x = -1
	view := s.views[composeForm]
	if s.form != nil {
		to := min(view.Top+height, len(s.form.Lines))
		lines = append(lines, s.form.Lines[min(view.Top, to):to]...)
		if c := s.form.Caret; c != nil && s.typing != nil {
			if at := c.Line - view.Top; at >= 0 && at < height {
				x, y = min(c.X, width-1), at
			}
		}
	}
	if s.request.ByHand() && s.begun && !s.request.Uploads() {
		rows := len(lines)
		for _, row := range s.text.Window(l.Reveal) {
			lines = append(lines, l.Line(width, "").Gap(2).Put(l.Style.Text, row.Text).String())
		}
		if cx, cy, ok := s.text.Caret(); ok && s.writing && rows+cy < height {
			x, y = cx+2, rows+cy
		}
	}
	return panel.Fill(l, lines, width, height), x, y
}

func (s *composeScreen) window(l *look.Look, width, height int, tab composeTab) []string {
	v := &s.views[tab]
	var lines []string
	if s.shown != nil {
		lines = s.shown.Lines[min(v.Top, len(s.shown.Lines)):min(v.Top+v.Height, len(s.shown.Lines))]
	}
	return panel.Fill(l, lines, width, height)
}

func (s *composeScreen) title(l *look.Look) string {
	words := l.Words().Compose
	title := words.Title
	if s.begun {
		method, target, _ := s.request.Wire()
		if e := s.endpoint(); e != nil {
			title += " · " + e.Title.In(l.Lang())
		}
		title += " · " + method + " " + target
	}
	if s.name != "" {
		title += " · " + s.name
		if s.changed {
			title += "*"
		}
	}
	if s.sending.active() && s.spun > quiet {
		title += " · " + l.Signs.Spinner[s.spun%len(l.Signs.Spinner)] + " " + page.Elapsed(time.Duration(s.spun)*spin)
	}
	return cell.Clean(title)
}

func (s *composeScreen) tabLine(l *look.Look, width int, split bool) string {
	line := l.Line(width, "")
	shown := s.shownTab(split)
	first := composeForm
	if split {
		left, _ := composeWidths(width)
		line.Gap(1).Put(l.Style.Strong, l.Words().Tabs[string(detail.FormTab)])
		line.Gap(left-(width-line.Room())).Put(l.Style.Border, l.Signs.V)
		first = composeText
	}
	panel.Tabs(line, l, s.tabNames(l, first), int(shown)-int(first))
	if s.sent != nil && s.sent.result.Exchange != nil {
		note, st := s.verdict(l)
		line.Right(st, note, 1)
	}
	return line.String()
}

// verdict tells in a word what came of sending.
func (s *composeScreen) verdict(l *look.Look) (string, cell.Style) {
	x := s.sent.result.Exchange
	note := l.Words().Compose.Sent(page.Elapsed(s.sent.result.Elapsed))
	if x.Reply != nil {
		note = fmt.Sprintf("%d  %s", x.Reply.Status, note)
	}
	switch {
	case s.stale():
		return note + " · " + l.Words().Compose.Edited, l.Style.Muted
	case s.sent.result.OK():
		return l.Signs.Done + " " + note, l.Style.Good
	}
	return l.Signs.Bad + " " + note, l.Style.Bad
}

// tabAt returns the tab that stands at a column of the tab line.
func (s *composeScreen) tabAt(l *look.Look, x, width int) (composeTab, bool) {
	at, first := 0, composeForm
	if composeSplit(width) {
		left, _ := composeWidths(width)
		at, first = left+1, composeText
	}
	i, ok := panel.TabAt(s.tabNames(l, first), x-at)
	return first + composeTab(i), ok
}

func (s *composeScreen) tabNames(l *look.Look, first composeTab) []string {
	var names []string
	for _, t := range composeTabNames[first:] {
		names = append(names, l.Words().Tabs[string(t)])
	}
	return names
}

// page lays a tab out.
func (s *composeScreen) page(l *look.Look, width int, tab composeTab) *page.Page {
	p := page.New(l, width)
	p.Hide(s.call.Secrets...)
	words := l.Words()
	if s.sent != nil {
		p.Hide(s.sent.call.Secrets...)
	}
	switch {
	case !s.begun:
		p.Words(l.Style.Muted, 1, words.Compose.NoCall)
	case tab == composeReply:
		s.reply(p, l)
	case s.err != nil:
		p.Marked(l.Style.Bad, l.Signs.Bad, s.wordsOf(l, s.err))
	case tab == composeRequest:
		p.Request(s.call.Request())
	default:
		s.signed(p, l)
	}
	return p
}

// signed shows what is signed, and what is wrong or to be known.
func (s *composeScreen) signed(p *page.Page, l *look.Look) {
	words := l.Words()
	if advice := s.call.Advice.In(l.Lang()); advice != "" {
		p.Marked(l.Style.Warn, l.Signs.Warn, advice)
		p.Blank()
	}
	if s.call.Text().Len() == 0 {
		p.Words(l.Style.Muted, 1, words.Compose.NotSigned)
	} else {
		p.SignText(s.call.Text())
		p.Blank()
		p.Chain(s.call.Trace(), s.call.Signature())
	}
	if s.call.Sealed > 0 {
		p.Marked(l.Style.Good, l.Signs.Done, words.Compose.Encrypted(s.call.Sealed))
	}
	if s.call.Amount > 0 {
		p.Blank()
		p.Words(l.Style.Muted, 1, words.Compose.About+amountOf(l, s.call.Amount))
	}
	if len(s.call.Problems) > 0 {
		p.Blank()
		p.Problems(s.call.Problems)
	}
	if e := s.endpoint(); e == nil {
		p.Blank()
		p.Marked(l.Style.Muted, l.Signs.Warn, words.Compose.UnknownCall)
	} else if e.MovesMoney && s.call.Grave {
		p.Blank()
		p.Marked(l.Style.Warn, l.Signs.Warn, words.Compose.Moves)
	}
}

// reply shows what came back, with the verdict on it.
func (s *composeScreen) reply(p *page.Page, l *look.Look) {
	words := l.Words()
	switch {
	case s.sent == nil:
		p.Words(l.Style.Muted, 1, words.NotSentYet)
	case s.sent.err != nil:
		p.Marked(l.Style.Bad, l.Signs.Bad, s.wordsOf(l, s.sent.err))
	default:
		if s.stale() {
			p.Marked(l.Style.Muted, l.Signs.Warn, words.Compose.EditedSince)
			p.Blank()
		}
		x := s.sent.result.Exchange
		if e := s.endpoint(); e != nil && e.File && x.Reply != nil && wxpay.OK(x.Checks) {
			p.Words(l.Style.Muted, 1, words.Compose.IsFile)
		}
		detail.ShowExchange(p, l, x, s.sent.result.Checks, detail.ReplyTab)
	}
}
