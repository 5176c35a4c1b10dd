package detail

import (
	"slices"
	"strconv"
	"strings"

	"wxlens/ui/cell"
	"wxlens/ui/tui/look"
	"wxlens/ui/tui/page"
	"wxlens/ui/workbench/inbox"
	"wxlens/wxpay"
)

// buildForwards shows what the developer's servers answered: every sending in one
// line, then the last answers whole; two servers that got the same are compared.
func buildForwards(p *page.Page, l *look.Look, x *wxpay.Exchange) {
	words := l.Words().Inbox
	if len(x.Forwards) == 0 {
		p.Words(l.Style.Muted, 1, words.NotForwarded)
		return
	}
	for i := range x.Forwards {
		forwardRow(p, l, &x.Forwards[i])
	}
	last := &x.Forwards[len(x.Forwards)-1]
	other := besides(x.Forwards, last)
	for _, f := range []*wxpay.Forward{other, last} {
		if f != nil {
			advise(p, l, x, f)
		}
	}
	if other != nil {
		compareReplies(p, l, other, last)
		return
	}
	p.Heading(words.LastAnswer, last.URL)
	switch {
	case last.Reply == nil:
		p.Marked(l.Style.Bad, l.Signs.Bad, strings.TrimSpace(l.Words().NoReply+" "+last.Fault))
	default:
		p.Reply(last.Reply)
	}
	if last.Request != nil {
		p.Heading(words.SentInstead, "")
		p.Request(*last.Request)
	}
}

// advise says what is amiss with an answer, what to do about it, and what WeChat
// Pay would do.
func advise(p *page.Page, l *look.Look, x *wxpay.Exchange, f *wxpay.Forward) {
	advice := l.Text.Reasons[f.Reason]
	if f.Acknowledged && advice.Why == "" {
		return
	}
	p.Blank()
	p.Marked(l.Style.Warn, l.Signs.Warn, strings.TrimSpace(f.URL+"  "+advice.Why))
	if advice.Do != "" {
		p.Words(l.Style.Text, 3, l.Words().Do+advice.Do)
	}
	if !f.Acknowledged && f.Trial == "" {
		p.Words(l.Style.Text, 3, forecast(l, x))
	}
}

// forecast says when WeChat Pay would send the notification again.
func forecast(l *look.Look, x *wxpay.Exchange) string {
	next, ok := inbox.Next(x, false)
	if !ok {
		return l.Words().Inbox.NoForecast
	}
	return l.Words().Inbox.Forecast(page.Span(next.In), next.Attempt, next.Of)
}

func forwardRow(p *page.Page, l *look.Look, f *wxpay.Forward) {
	words := l.Words().Inbox
	line := l.Line(p.Width(), "").Gap(1).Cell(l.Style.Muted, page.Clock(f.At), 9)
	sign, st, word := l.Signs.Bad, l.Style.Bad, words.WouldRetry
	if f.Acknowledged {
		sign, st, word = l.Signs.Done, l.Style.Good, words.Acknowledged
	}
	code := l.Signs.None
	if f.Reply != nil {
		code = strconv.Itoa(f.Reply.Status)
	}
	trial := words.AsReceived
	if f.Trial != "" {
		trial = Trial(l, f.Trial)
	}
	line.Cell(st, sign, 2).Cell(st, code, 4).Cell(l.Style.Muted, page.Elapsed(f.Elapsed), 7).
		Cell(st, word, max(cell.Width(words.Acknowledged), cell.Width(words.WouldRetry))+2).
		Cell(l.Style.Text, trial, trialColumn)
	if f.Passed {
		line.Put(l.Style.Accent, words.PassedOn).Gap(2)
	}
	p.Lines = append(p.Lines, line.Put(l.Style.Muted, cell.Clean(f.URL)).String())
}

// trialColumn holds the name of every trial.
const trialColumn = 17

// Trial names what was changed on purpose in a replay.
func Trial(l *look.Look, name string) string {
	if word := l.Words().Inbox.Trials[name]; word != "" {
		return word
	}
	return name
}

// besides returns the last sending of the same to another server, nil if there
// was none.
func besides(all []wxpay.Forward, last *wxpay.Forward) *wxpay.Forward {
	for i := range slices.Backward(all) {
		if f := &all[i]; f.URL != last.URL && f.Trial == last.Trial {
			return f
		}
	}
	return nil
}

// compareReplies shows two answers side by side; what differs is marked.
func compareReplies(p *page.Page, l *look.Look, a, b *wxpay.Forward) {
	p.Heading(l.Words().Inbox.SideBySide, "")
	Sides(p, l, "", "A "+a.URL, "B "+b.URL, false)
	for _, side := range [...]struct {
		name string
		of   func(f *wxpay.Forward) string
	}{
		{"status", func(f *wxpay.Forward) string { return statusOf(f, l) }},
		{"elapsed", func(f *wxpay.Forward) string { return page.Elapsed(f.Elapsed) }},
		{"Content-Type", func(f *wxpay.Forward) string { return replyOf(f).Header.Get("Content-Type") }},
		{"body", func(f *wxpay.Forward) string { return string(replyOf(f).Body) }},
	} {
		one, two := side.of(a), side.of(b)
		Sides(p, l, side.name, one, two, one != two && side.name != "elapsed")
	}
}

func statusOf(f *wxpay.Forward, l *look.Look) string {
	if f.Reply == nil {
		return strings.TrimSpace(l.Words().NoReply + " " + f.Fault)
	}
	return strconv.Itoa(f.Reply.Status)
}

func replyOf(f *wxpay.Forward) *wxpay.Reply {
	if f.Reply == nil {
		return &wxpay.Reply{}
	}
	return f.Reply
}

// Sides puts a name and two values beside each other, wrapped in their halves.
// Where they differ a sign says so, for screens without colour.
func Sides(p *page.Page, l *look.Look, name, a, b string, differs bool) {
	column := min(22, p.Width()/4)
	half := max((p.Width()-column-6)/2, 4)
	one, two := chop(a, half), chop(b, half)
	sign, st := " ", l.Style.Text
	if differs {
		sign, st = l.Signs.Differs, l.Style.Warn
	}
	for i := range max(len(one), len(two)) {
		line := l.Line(p.Width(), "").Gap(1)
		if i > 0 {
			name, sign = "", " "
		}
		line.Cell(l.Style.Warn, sign, 2).Cell(l.Style.Muted, cell.Cut(name, column, l.Signs.Ellipsis), column).Gap(1)
		line.Cell(st, at(one, i), half).Put(l.Style.Border, l.Signs.TabBar).Gap(1).Put(st, at(two, i))
		p.Lines = append(p.Lines, line.String())
	}
}

func at(rows []string, i int) string {
	if i < len(rows) {
		return rows[i]
	}
	return ""
}

// shownRows bounds the rows of one value, which may be a long ciphertext.
const shownRows = 8

func chop(s string, width int) []string {
	var rows []string
	for s = cell.Clean(s); s != "" && len(rows) < shownRows; {
		row := cell.Cut(s, width, "")
		if row == "" {
			break
		}
		rows, s = append(rows, row), s[len(row):]
	}
	return rows
}
