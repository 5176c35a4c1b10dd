package page

import (
	"fmt"
)

// hexRows is how many rows of bytes are shown before the one in which the texts
// part, and after it.
const hexRows = 2

// Hexes shows the bytes around the place where the texts part, one text below the
// other. The byte is in brackets.
func (p *Page) Hexes(s *Sides) {
	per := 16
	switch {
	case p.width < 28:
		per = 2
	case p.width < 44:
		per = 4
	case p.width < 78:
		per = 8
	}
	for _, side := range p.sides(s) {
		p.Blank()
		p.Put(p.look.Style.Strong, " "+side.name)
		first := max(side.byte/per-hexRows, 0) * per
		for from := first; from <= side.byte+hexRows*per && (from < len(side.text) || from == first || from <= side.byte); from += per {
			p.hexRow(&side, from, per)
		}
	}
}

func (p *Page) hexRow(s *side, from, per int) {
	style := p.look.Style
	l := p.line().Put(style.Muted, fmt.Sprintf(" %06x ", from))
	between := " "
	for i := range per {
		at, shown := from+i, "  "
		if at < len(s.text) {
			shown = fmt.Sprintf("%02x", s.text[at])
		}
		st := style.Text
		if at > s.byte && at < s.end {
			st = style.Warn
		}
		if at == s.byte {
			l.Put(style.Bad, "[").Put(style.Live, shown)
			between = "]"
			continue
		}
		l.Put(style.Bad, between).Put(st, shown)
		between = " "
	}
	l.Put(style.Bad, between).Gap(1)
	for i := range min(per, max(len(s.text)-from, 0)) {
		at, char := from+i, "."
		if c := s.text[at]; c >= 0x20 && c < 0x7f {
			char = string(rune(c))
		}
		st := style.Muted
		if at == s.byte {
			st = style.Live
		}
		l.Put(st, char)
	}
	p.add(l)
}
