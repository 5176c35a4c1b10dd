package tui

import (
	"strconv"
	"strings"
	"time"

	"wxlens/ui/cell"
	"wxlens/ui/text"
	"wxlens/ui/tui/look"
	"wxlens/ui/tui/page"
	"wxlens/ui/tui/panel"
	"wxlens/ui/workbench/state"
)

func (s *link) draw(l *look.Look, width, height int) (string, []string, int, int) {
	p := s.shown
	to := min(s.view.Top+height, len(p.Lines))
	title := l.Words().Link.Title
	if s.doing.active() && s.spun > quiet {
		title += " · " + l.Signs.Spinner[s.spun%len(l.Signs.Spinner)] + " " + page.Elapsed(time.Duration(s.spun)*spin)
	}
	return title, panel.Fill(l, p.Lines[min(s.view.Top, to):to], width, height), -1, 0
}

// linkColumn holds the names of the screen's values.
const linkColumn = 14

// page lays the screen out.
func (s *link) page(m *Model, width int) *page.Page {
	l, now := &m.look, m.status.Link
	p := page.New(l, width)
	s.tunnel(p, l, &now)
	s.trouble(p, l, &now)
	s.servers(p, l, &now)
	s.journal(p, l, &now)
	s.findings(p, l)
	return p
}

// linkSign is the sign and the style of a tunnel's state.
func linkSign(l *look.Look, state string) (string, cell.Style) {
	switch state {
	case "online":
		return l.Signs.On, l.Style.Good
	case "failed":
		return l.Signs.Bad, l.Style.Bad
	case "connecting", "reconnecting":
		return l.Signs.Off, l.Style.Warn
	}
	return l.Signs.Off, l.Style.Muted
}

func (s *link) ago(t time.Time) string { return page.Span(max(s.at.Sub(t), 0)) }

func (s *link) tunnel(p *page.Page, l *look.Look, now *state.Link) {
	words := l.Words().Link
	sign, st := linkSign(l, now.State)
	line := l.Line(p.Width(), "").Gap(1).Put(st, sign+" "+l.Text.Tunnel.States[now.State])
	if now.Kind != "" && now.Kind != "none" {
		line.Gap(2).Put(l.Style.Strong, now.Kind)
	}
	if !now.Since.IsZero() {
		line.Gap(2).Put(l.Style.Muted, words.Since(page.Clock(now.Since), s.ago(now.Since)))
	}
	p.Lines = append(p.Lines, line.String())
	p.Blank()
	pair := func(name, value string) {
		if value != "" {
			p.Pair(name, value, l.Style.Text, linkColumn)
		}
	}
	pair(words.PublicURL, now.PublicURL)
	p.Pair(words.NotifyURL, now.NotifyURL, l.Style.Accent, linkColumn)
	if now.PublicURL == "" {
		p.Words(l.Style.Muted, 1, words.OnlyHere)
		p.Words(l.Style.Muted, 1, words.HowToOpen)
		return
	}
	if now.Latency > 0 {
		pair(words.Latency, page.Elapsed(now.Latency))
	}
	pair(words.Region, now.Region)
	pair(words.Account, now.Account)
	pair(words.Plan, now.Plan)
	if now.TokenSource != "" {
		pair(words.Token, l.Text.Tunnel.Sources[now.TokenSource]+" …"+now.TokenEnd)
	}
	requests := words.NoRequest
	if now.Requests > 0 {
		requests = words.LastRequest(now.Requests, s.ago(now.LastRequest))
	}
	pair(words.Requests, requests)
	if now.Kind == "ngrok" {
		restriction := words.Off
		if now.Restricted {
			restriction = words.On
		}
		pair(words.Restriction, restriction)
	}
}

// trouble tells what is wrong with the tunnel and what to do about it.
func (s *link) trouble(p *page.Page, l *look.Look, now *state.Link) {
	words := l.Words().Link
	if now.Problem.Code != "" {
		p.Heading(words.Problem, now.Problem.Code)
		problem(p, l, &now.Problem)
		if now.Attempt > 0 {
			next := l.Signs.None
			if !now.NextTry.IsZero() {
				next = page.Span(max(now.NextTry.Sub(s.at), 0))
			}
			p.Words(l.Style.Muted, 1, words.Attempt(now.Attempt, next))
		}
	}
	if now.Refused.Times > 0 {
		p.Blank()
		p.Marked(l.Style.Bad, l.Signs.Bad, words.Refused(now.Refused.Times, now.Refused.Why))
	}
	if len(now.Warnings) > 0 {
		p.Heading(words.Warnings, "")
	}
	for _, w := range now.Warnings {
		said := l.Text.Tunnel.Warnings[w.Slug]
		p.Marked(l.Style.Warn, l.Signs.Warn, strings.TrimSpace(said.Why+"  "+w.About))
		p.Words(l.Style.Muted, 3, said.Do)
	}
}

// problem words a problem of the tunnel: what, why, what to do, where to read on.
func problem(p *page.Page, l *look.Look, what *state.Problem) {
	remedy := l.Text.Tunnel.Remedy(what.Code)
	p.Marked(l.Style.Bad, l.Signs.Bad, remedy.Why)
	for i, do := range remedy.Do {
		p.Marked(l.Style.Text, strconv.Itoa(i+1)+".", do)
	}
	if what.Detail != "" {
		p.Words(l.Style.Muted, 3, what.Detail)
	}
	if what.URL != "" {
		p.Pair(l.Words().Link.Documentation, what.URL, l.Style.Accent, linkColumn)
	}
}

func (s *link) servers(p *page.Page, l *look.Look, now *state.Link) {
	words := l.Words().Link
	p.Heading(words.Servers, "")
	if len(now.Targets) == 0 {
		p.Words(l.Style.Muted, 1, words.NoServers)
	}
	for _, t := range now.Targets {
		mode := words.Shadow
		if t.Pass {
			mode = words.Pass
		}
		sign, st, word := health(l, t.Up)
		line := l.Line(p.Width(), "").Gap(1).Put(st, sign+" "+word).Gap(2).Cell(l.Style.Muted, mode, 7).Put(l.Style.Text, cell.Clean(t.URL)).Gap(2)
		switch {
		case !t.Seen:
			line.Put(l.Style.Muted, words.NoAnswerYet)
		case t.OK:
			line.Put(l.Style.Good, words.LastAnswer(t.Status, page.Elapsed(t.Took)))
		default:
			line.Put(l.Style.Bad, words.LastAnswer(t.Status, page.Elapsed(t.Took)))
		}
		p.Lines = append(p.Lines, line.String())
	}
}

func health(l *look.Look, h state.Health) (sign string, st cell.Style, word string) {
	words := l.Words().Link
	switch h {
	case state.Up:
		return l.Signs.On, l.Style.Good, words.Up
	case state.Down:
		return l.Signs.Bad, l.Style.Bad, words.Down
	}
	return l.Signs.Off, l.Style.Muted, words.UnknownYet
}

func (s *link) journal(p *page.Page, l *look.Look, now *state.Link) {
	k, words := now.Kept, l.Words().Link
	p.Heading(words.Journal, "")
	p.Words(l.Style.Text, 1, words.KeptNow(k.Exchanges, text.Size(k.Bytes), text.Size(k.MaxBytes)))
	if !k.Oldest.IsZero() {
		p.Words(l.Style.Muted, 1, words.OldestKept(k.Oldest.Local().Format(time.DateTime), int(k.MaxAge/(24*time.Hour))))
	}
}

// findings shows the last test or diagnosis.
func (s *link) findings(p *page.Page, l *look.Look) {
	if s.tested == "" {
		return
	}
	p.Heading(s.tested, "")
	for _, f := range s.results {
		what := f.What
		if step := l.Text.Tunnel.Steps[what]; step != "" {
			what = step
		}
		if f.OK {
			p.Marked(l.Style.Good, l.Signs.Done, strings.TrimSpace(what+"  "+elapsed(f.Took)))
			continue
		}
		p.Marked(l.Style.Bad, l.Signs.Bad, what)
		problem(p, l, &f.Problem)
	}
}

// elapsed writes how long something took, "" when nobody measured.
func elapsed(d time.Duration) string {
	if d == 0 {
		return ""
	}
	return page.Elapsed(d)
}
