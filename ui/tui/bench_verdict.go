package tui

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"wxlens/ui/cell"
	"wxlens/ui/tui/look"
	"wxlens/ui/tui/page"
	"wxlens/ui/workbench/diagnoser"
	"wxlens/wxpay"
	"wxlens/wxpay/diagnose"
	"wxlens/wxpay/diagnose/paste"
)

// headline says in words how the diagnosis ended.
func (s *benchScreen) headline(l *look.Look) string {
	return s.what(l) + " · " + l.Text.Diagnosis.Verdicts[s.answer.Verdict]
}

// verdict lays out what was found.
func (s *benchScreen) verdict(p *page.Page, l *look.Look) {
	words := l.Words().Bench
	if s.stage == notAsked {
		s.intro(p, l)
		return
	}
	if s.edits != s.asked {
		p.Marked(l.Style.Warn, l.Signs.Warn, words.Changed)
		p.Blank()
	}
	if s.answered && s.stage == diagnosed {
		s.conclusion(p, l)
	}
	s.progress(p, l)
	s.trouble(p, l)
	s.explained(p, l)
	if s.answered && s.answer.Verdict != diagnose.Unexplained {
		s.causes(p, l)
		s.difference(p, l)
	}
	if s.answered && s.answer.Correction.Value != "" {
		p.Blank()
		name := words.Right(s.answer.Correction.Name)
		p.Pair(name, s.answer.Correction.Value, l.Style.Good, max(cell.Width(name), 12))
	}
	if s.read {
		s.recognised(p, l)
		s.missing(p, l)
	}
	if s.answered {
		p.Blank()
		p.Words(l.Style.Muted, 1, fmt.Sprintf(l.Text.Diagnosis.Tried, s.answer.Tried, s.answer.Elapsed.Milliseconds()))
	}
}

// conclusion is the line that says how it ended, and what that means where no cause
// does.
func (s *benchScreen) conclusion(p *page.Page, l *look.Look) {
	words := l.Words().Bench
	switch s.answer.Verdict {
	case diagnose.Correct:
		p.Marked(l.Style.Good, l.Signs.Done, s.headline(l))
		if len(s.answer.Causes) == 0 {
			p.Words(l.Style.Text, 3, words.Correct)
		}
	case diagnose.Unexplained:
		p.Marked(l.Style.Warn, l.Signs.Warn, s.headline(l))
		p.Words(l.Style.Text, 3, l.Text.Diagnosis.Unexplained)
		for _, c := range s.answer.Likely {
			p.Blank()
			p.Marked(l.Style.Warn, l.Signs.Warn, l.Text.Diagnosis.Likely+" "+c.Title.In(l.Lang()))
			s.about(p, l, &c)
		}
	default:
		p.Marked(l.Style.Bad, l.Signs.Bad, s.headline(l)+" · "+words.Causes(len(s.answer.Causes)))
	}
}

// progress says what is under way.
func (s *benchScreen) progress(p *page.Page, l *look.Look) {
	words := l.Words().Bench
	sign := l.Signs.Spinner[s.spun%len(l.Signs.Spinner)]
	switch s.stage {
	case recognises:
		p.Marked(l.Style.Accent, sign, words.Reading)
	case quickly:
		p.Marked(l.Style.Accent, sign, words.Quickly(page.Elapsed(s.elapsed())))
	case fully:
		p.Marked(l.Style.Accent, sign, words.Searching(page.Elapsed(s.elapsed())))
	case stopped:
		p.Marked(l.Style.Warn, l.Signs.Warn, words.Stopped(page.Elapsed(s.took)))
	}
}

// trouble says why there is nothing to diagnose, or nothing to do it with.
func (s *benchScreen) trouble(p *page.Page, l *look.Look) {
	words := l.Words().Bench
	switch {
	case s.err == nil:
	case errors.Is(s.err, diagnoser.ErrNothing) && len(s.question.Pieces) > 0:
		p.Marked(l.Style.Warn, l.Signs.Warn, words.NotEnough)
	case errors.Is(s.err, diagnoser.ErrNothing):
		p.Marked(l.Style.Warn, l.Signs.Warn, words.Nothing)
	case s.answered || s.question.Case.Kind != "" && s.stage != diagnosed:
		p.Marked(l.Style.Warn, l.Signs.Warn, words.NoKeys(l.Text.Error(s.err)))
	default:
		p.Marked(l.Style.Bad, l.Signs.Bad, l.Text.Error(s.err))
	}
}

// mostErrors bounds the errors that are explained beside a diagnosis.
const mostErrors = 2

// explained tells what the errors in the text mean, where the signature explains
// nothing.
func (s *benchScreen) explained(p *page.Page, l *look.Look) {
	if len(s.said) == 0 || s.err == nil && (!s.answered || s.answer.Verdict != diagnose.Unexplained) {
		return
	}
	p.Heading(l.Words().Decoder.Title, l.Words().Decoder.Found(len(s.said)))
	for i := range s.said[:min(len(s.said), mostErrors)] {
		p.Brief(&s.said[i])
	}
}

func (s *benchScreen) causes(p *page.Page, l *look.Look) {
	for _, c := range s.answer.Causes {
		p.Blank()
		s.cause(p, l, &c)
	}
	for _, tie := range s.answer.Ties {
		p.Blank()
		p.Words(l.Style.Strong, 1, l.Text.Diagnosis.Or)
		for _, c := range tie {
			s.cause(p, l, &c)
		}
	}
}

// cause tells what is wrong, where, why that fails and what to do.
func (s *benchScreen) cause(p *page.Page, l *look.Look, c *diagnose.Cause) {
	p.Marked(l.Style.Bad, l.Signs.Bad, c.Title.In(l.Lang()))
	s.about(p, l, c)
}

// about tells of a mistake, whether it was made or only may have been.
func (s *benchScreen) about(p *page.Page, l *look.Look, c *diagnose.Cause) {
	where := string(c.Slug)
	if c.Detail != "" {
		where = s.masked(l, c.Detail) + "   " + where
	}
	p.Words(l.Style.Muted, 3, where)
	p.Words(l.Style.Text, 3, c.Explanation.In(l.Lang()))
	p.Marked(l.Style.Good, l.Signs.Next, c.Fix.In(l.Lang()))
}

// masked hides the secrets of the case in a text.
func (s *benchScreen) masked(l *look.Look, text string) string {
	if l.Reveal {
		return text
	}
	for _, secret := range s.text.Secrets {
		text = strings.ReplaceAll(text, secret, wxpay.Mask)
	}
	return text
}

func (s *benchScreen) difference(p *page.Page, l *look.Look) {
	at, differ := s.answer.Difference()
	if !differ {
		return
	}
	p.Blank()
	p.Marked(l.Style.Strong, l.Signs.Differs, l.Words().Bench.Differ(at.Byte, at.Line, at.Field))
	p.Excerpts(s.sides(l))
}

// Bounds of what is listed.
const (
	mostPieces   = 12
	mostOddities = 8
	formColumn   = 24
)

// recognised lists what the text holds, what is odd about it, and whose keys were
// used.
func (s *benchScreen) recognised(p *page.Page, l *look.Look) {
	words, q := l.Words().Bench, &s.question
	if len(q.Pieces) == 0 && q.Case.Kind == "" {
		return
	}
	p.Heading(words.Recognised, "")
	row := func(st cell.Style, sign, name, where string) {
		line := l.Line(p.Width(), "").Gap(1).Cell(st, sign, 2).Cell(l.Style.Text, name, max(min(formColumn, p.Width()/2), cell.Width(name)+1))
		p.Lines = append(p.Lines, line.Put(l.Style.Muted, where).String())
	}
	if len(q.Pieces) == 0 {
		p.Marked(l.Style.Good, l.Signs.Done, words.Captured(s.exchange()))
	}
	for i, piece := range q.Pieces {
		if i == mostPieces {
			p.Words(l.Style.Muted, 3, words.More(len(q.Pieces)-i))
			break
		}
		row(l.Style.Good, l.Signs.Done, formOf(words.Forms, piece.Form), words.Lines(piece.First, piece.Last))
	}
	for i, odd := range q.Oddities {
		if i == mostOddities {
			p.Words(l.Style.Muted, 3, words.More(len(q.Oddities)-i))
			break
		}
		where := words.At(odd.Line, odd.Column)
		if odd.Detail != "" {
			where += "  " + s.masked(l, odd.Detail)
		}
		if odd.Repaired {
			where += "  (" + words.Repaired + ")"
		}
		row(l.Style.Warn, l.Signs.Warn, formOf(words.Odd, odd.Slug), where)
	}
	switch {
	case q.Case.Kind == "":
	case q.Profile != "":
		p.Marked(l.Style.Muted, l.Signs.None, words.KeysOf(q.Profile))
		if s.other != "" && s.answered && s.answer.Verdict == diagnose.Unexplained {
			p.Marked(l.Style.Warn, l.Signs.Warn, words.OtherMerchant(q.Profile, string(q.Case.Keys.MchID), s.other))
		}
	case q.Case.Keys.Any():
		p.Marked(l.Style.Muted, l.Signs.None, words.OwnKeys)
	}
}

// formOf is the word for a slug, the slug where there is none.
func formOf[K ~string](words map[K]string, slug K) string {
	if word := words[slug]; word != "" {
		return word
	}
	return string(slug)
}

// exchange names the exchange that was captured.
func (s *benchScreen) exchange() string {
	c := &s.question.Case
	switch c.Kind {
	case diagnose.Request:
		return strings.TrimSpace(c.Call.Method + " " + c.Call.URL)
	case diagnose.PaySign:
		return c.Opening.ClientAPI
	}
	return c.Message.URL
}

// lacks lists what would have let the diagnosis look further. What the text lacks
// is no matter where the profile has it.
func (s *benchScreen) lacks() (all []diagnose.Missing) {
	for _, what := range s.question.Missing {
		switch what {
		case paste.MissingV2Key, paste.MissingV3Key, paste.MissingMerchantKey, paste.MissingPlatformKey, paste.MissingAppID:
			if s.question.Profile != "" {
				continue
			}
		}
		all = append(all, what)
	}
	if s.answered {
		all = append(all, s.answer.Missing...)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// missing lists it and says how to give it.
func (s *benchScreen) missing(p *page.Page, l *look.Look) {
	words, lacks := l.Words().Bench, s.lacks()
	if len(lacks) == 0 || s.answered && s.answer.Verdict == diagnose.Correct {
		return
	}
	p.Heading(strings.TrimRight(l.Text.Diagnosis.Lacks, "：:"), "")
	for _, what := range lacks {
		word := l.Text.Diagnosis.MissingWord(what)
		if how := words.Give[what]; how != "" {
			word += "   " + l.Signs.Next + " " + how
		}
		p.Marked(l.Style.Warn, l.Signs.Off, word)
	}
	p.Words(l.Style.Muted, 3, words.PasteMore)
}
