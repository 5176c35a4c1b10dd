package page

import (
	"strings"

	"wxlens/ui/cell"
	"wxlens/ui/tui/keys"
	"wxlens/wxpay"
	"wxlens/wxpay/decode"
	"wxlens/wxpay/diagnose"
)

// Explain gives the page what is known of replies that are errors. They are decoded
// when they come, not when they are drawn.
func (p *Page) Explain(known map[*wxpay.Reply]decode.Finding) *Page {
	p.known = known
	return p
}

// Explanation tells of a reply that is a known error what it means and what to do.
func (p *Page) Explanation(r *wxpay.Reply) {
	f, ok := p.known[r]
	if !ok {
		return
	}
	p.Brief(&f)
	p.Words(p.look.Style.Muted, 3, p.look.Words().Decoder.More(keys.Chain{keys.Failure}.KeyOf(keys.Decode)))
}

// Brief tells what an error means and what to do, in a few lines.
func (p *Page) Brief(f *decode.Finding) {
	style, lang := p.look.Style, p.look.Lang()
	p.add(p.line().Gap(1).Put(style.Strong, cell.Clean(f.Name())).Gap(1).Put(style.Text, cell.Clean(f.Title.In(lang))))
	if field := f.Reply.Field; strings.HasPrefix(field, "/") || f.Reply.Label.ZH != "" {
		said := field + " " + f.Reply.Label.In(lang)
		if f.Reply.Value != "" {
			said += " = " + f.Reply.Value
		}
		p.Words(style.Key, 3, said)
	}
	p.Words(style.Text, 3, f.Meaning.In(lang))
	p.Words(style.Text, 3, p.look.Words().Do+f.Fix.In(lang))
}

// Entry shows everything that is known of an error.
func (p *Page) Entry(f *decode.Finding) {
	style, lang, words := p.look.Style, p.look.Lang(), &p.look.Text.Decoding
	p.add(p.line().Gap(1).Put(style.Accent, cell.Clean(f.Name())).Gap(2).Put(style.Strong, f.Title.In(lang)))
	kind := words.Kinds[f.Kind]
	if f.Status > 0 && f.Kind != decode.Status {
		kind += " · HTTP " + itoa(f.Status)
	}
	if f.Matched != "" && !f.Exact {
		kind += " · " + words.Near
	}
	p.Put(style.Muted, " "+kind)
	p.Blank()
	column := cell.Width(words.Meaning)
	pair := func(name, value string, st cell.Style) {
		if value == "" {
			return
		}
		for i, row := range cell.Wrap(cell.Clean(value), max(p.width-column-3, 8)) {
			if i > 0 {
				name = ""
			}
			p.add(p.line().Gap(1).Cell(style.Muted, name, column).Gap(2).Put(st, row))
		}
	}
	if !f.Exact {
		pair(words.Matched, f.Matched, style.Warn)
	}
	pair(words.Field, strings.TrimSpace(f.Reply.Field+" "+f.Reply.Label.In(lang)), style.Key)
	pair(words.Value, f.Reply.Value, style.Text)
	pair(words.Issue, f.Reply.Issue, style.Text)
	pair(words.Meaning, f.Meaning.In(lang), style.Text)
	p.Blank()
	pair(words.Cause, f.Cause.In(lang), style.Text)
	p.Blank()
	pair(words.Fix, f.Fix.In(lang), style.Strong)
	p.Blank()
	if calls := f.Calls(); len(calls) > 0 {
		pair(words.Calls, strings.Join(calls[:min(len(calls), mostCalls)], ", "), style.Muted)
	}
	texts := strings.Join(f.Says[:min(len(f.Says), mostTexts)], "   ")
	pair(words.Texts, strings.ReplaceAll(texts, "*", "…"), style.Muted)
	p.mistakes(f.Entry, column)
	pair(words.Doc, f.Doc, style.Text)
}

// mostCalls and mostTexts bound the lists of an entry.
const (
	mostCalls = 4
	mostTexts = 6
)

// mistakes lists by their titles what leads to an error.
func (p *Page) mistakes(e *decode.Entry, column int) {
	name := p.look.Text.Decoding.Mistakes
	for _, slug := range e.Mistakes {
		m, ok := diagnose.Find(slug)
		if !ok {
			continue
		}
		for _, row := range cell.Wrap(m.Title.In(p.look.Lang()), max(p.width-column-3, 8)) {
			p.add(p.line().Gap(1).Cell(p.look.Style.Muted, name, column).Gap(2).Put(p.look.Style.Muted, row))
			name = ""
		}
	}
}
