package page

import (
	"wxlens/ui/cell"
	"wxlens/wxpay"
)

// Checks shows a verdict as its list of checks with their evidence: never one
// word. A failure says why and what to do.
func (p *Page) Checks(checks []wxpay.Check) {
	name := 0
	for _, c := range checks {
		name = max(name, cell.Width(p.look.Check(c.Name)))
	}
	name = min(name, max(p.width/2-4, 8))
	for _, c := range checks {
		p.check(c, name)
	}
}

func (p *Page) check(c wxpay.Check, nameWidth int) {
	sign, st := p.look.Verdict(c.Verdict)
	style, words := p.look.Style, p.look.Words()
	l := p.line().Gap(1).Cell(st, sign, 2)
	named := style.Text
	if c.Verdict == wxpay.Failed {
		named = style.Strong
	}
	l.Cell(named, p.look.Check(c.Name), nameWidth).Gap(2)
	indent := 3 + nameWidth + 2
	failed := c.Verdict == wxpay.Failed
	advice := p.look.Text.Reasons[c.Reason]
	switch {
	case failed && c.Got == "" && c.Want == "" || c.Verdict == wxpay.NotApplicable && advice.Why != "":
		why := advice.Why
		if why == "" {
			why = string(c.Reason)
		}
		p.wrapped(l, indent, style.Muted, why)
	case c.Got != "" && (c.Want == "" || c.Want == c.Got):
		p.wrapped(l, indent, style.Muted, p.mask(c.Got))
	case !failed && c.Got != "":
		p.wrapped(l, indent, style.Muted, p.mask(c.Got)+"  ("+words.Want+" "+p.mask(c.Want)+")")
	case failed || c.Want != "":
		p.wrapped(l, indent, style.Muted, words.Want+" "+p.mask(c.Want))
		if c.Got != "" {
			p.wrapped(p.line().Gap(indent), indent, st, words.Got+" "+p.mask(c.Got))
		}
	default:
		p.add(l)
	}
	if failed {
		p.advice(c, 3)
	}
}

// wrapped puts evidence after the name of its check and under itself.
func (p *Page) wrapped(l *cell.Line, indent int, st cell.Style, s string) {
	if l.Room() < 16 && p.width > 24 {
		p.add(l)
		indent = 5
		l = p.line().Gap(indent)
	}
	for i, row := range cell.Wrap(cell.Clean(s), max(p.width-indent-1, 8)) {
		if i > 0 {
			l = p.line().Gap(indent)
		}
		p.add(l.Put(st, row))
	}
}

// advice says why a check failed and what to do about it.
func (p *Page) advice(c wxpay.Check, indent int) {
	a, words := p.look.Text.Reasons[c.Reason], p.look.Words()
	if a.Why == "" {
		a.Why = string(c.Reason)
	}
	if c.Want != "" || c.Got != "" {
		p.Words(p.look.Style.Bad, indent, words.Why+a.Why)
	}
	if a.Do != "" {
		p.Words(p.look.Style.Text, indent, words.Do+a.Do)
	}
}

// Disagreements names what does not agree with what is known here, above the
// message that says so.
func (p *Page) Disagreements(checks []wxpay.Check) {
	words, found := p.look.Words(), false
	for _, c := range checks {
		if c.Verdict != wxpay.Failed || c.Want == "" && c.Got == "" {
			continue
		}
		found = true
		p.Marked(p.look.Style.Bad, p.look.Signs.Bad, p.look.Check(c.Name)+": "+words.Want+" "+p.mask(c.Want)+", "+words.Got+" "+p.mask(c.Got))
	}
	if found {
		p.Blank()
	}
}
