package page

import (
	"fmt"
	"strconv"
	"unicode/utf8"

	"wxlens/ui/cell"
	"wxlens/ui/tui/look"
	"wxlens/wxpay"
)

// SignText shows a text byte for byte: numbered lines with their ends, each part
// in the colour of its field, what is invisible made visible.
func (p *Page) SignText(t wxpay.Text) {
	whole := t.Len()
	if !p.look.Reveal {
		t = t.Masked()
	}
	if p.look.Bytes == look.Hex {
		p.hexDump(t)
		return
	}
	s := signText{page: p, text: t, parts: t.Parts(), notes: noteWidth(p.width), masked: whole - t.Len()}
	s.draw()
}

// noteWidth is the width of the margin notes; narrow pages have none.
func noteWidth(width int) int {
	switch {
	case width >= 76:
		return 30
	case width >= 64:
		return 22
	}
	return 0
}

const numberWidth = 5 // of the line numbers with the blanks around them

// signText walks over a text once.
type signText struct {
	page   *Page
	text   wxpay.Text
	parts  []wxpay.Part
	notes  int
	masked int // bytes that masks hide
	part   int // index of the part that the walk is in or before

	row    *cell.Line
	number int
	first  bool // the row is the first of its line
	start  int  // of the line, in bytes
	run    []byte
	style  cell.Style
	limit  int
	used   int
}

func (s *signText) draw() {
	b := s.text.Bytes()
	s.open(0)
	for at := 0; at < len(b); {
		r, n := utf8.DecodeRune(b[at:])
		style := s.styleAt(at)
		switch {
		case r == '\n':
			s.put(s.page.look.Signs.LineEnd, s.page.look.Style.Muted)
			s.close(at + 1)
			if at+1 < len(b) {
				s.open(at + 1)
			}
		case b[at] == '&' && style == "" && s.used > 0 && s.used+s.pairWidth(at) > s.limit:
			// A pair that does not fit begins a row: names stay whole.
			s.wrap()
			s.put("&", s.page.look.Style.Muted)
		default:
			s.put(s.glyph(b, at, n, r), style)
		}
		at += n
	}
	if len(b) == 0 || b[len(b)-1] != '\n' {
		s.close(len(b))
	}
}

// pairWidth is how long the pair after an ampersand is, bounded: a long value
// is wrapped in any case.
func (s *signText) pairWidth(at int) int {
	b := s.text.Bytes()
	end := at + 1
	for end < len(b) && b[end] != '&' {
		end++
	}
	return min(end-at, s.limit)
}

// styleAt returns the style of the part that a byte belongs to, "" for none.
func (s *signText) styleAt(at int) cell.Style {
	for s.part < len(s.parts) && s.parts[s.part].End <= at {
		s.part++
	}
	if s.part == len(s.parts) || at < s.parts[s.part].Start {
		return ""
	}
	return s.page.partStyle(s.part)
}

func (p *Page) partStyle(i int) cell.Style {
	return p.look.Style.Parts[i%len(p.look.Style.Parts)]
}

// glyph shows one character. Blanks show where they are easily overlooked: at
// the ends of a value, or everywhere when controls are asked for.
func (s *signText) glyph(b []byte, at, n int, r rune) string {
	switch {
	case r == utf8.RuneError && n == 1:
		return fmt.Sprintf("<%02X>", b[at])
	case r != ' ':
		return cell.Visible(r)
	case s.page.look.Bytes == look.Controls || s.atEdge(at):
		return s.page.look.Signs.Space
	}
	return " "
}

func (s *signText) atEdge(at int) bool {
	if s.part == len(s.parts) {
		return true
	}
	part := s.parts[s.part]
	return at == part.Start || at+1 == part.End
}

func (s *signText) put(glyph string, st cell.Style) {
	w := cell.Width(glyph)
	if s.used+w > s.limit && s.used > 0 {
		s.wrap()
	}
	if st != s.style {
		s.flush()
		s.style = st
	}
	s.run = append(s.run, glyph...)
	s.used += w
}

func (s *signText) flush() {
	if len(s.run) > 0 {
		s.row.Put(s.style, string(s.run))
		s.run = s.run[:0]
	}
}

func (s *signText) open(start int) {
	s.number++
	s.start, s.first, s.used = start, true, 0
	s.limit = max(s.page.width-numberWidth-s.notes, 4)
	s.row = s.page.line().Put(s.page.look.Style.Muted, fmt.Sprintf("%3d  ", s.number))
}

func (s *signText) wrap() {
	s.flush()
	s.finish(-1)
	s.first, s.used = false, 0
	s.limit = max(s.page.width-numberWidth, 4) // notes stand beside first rows only
	s.row = s.page.line().Gap(numberWidth)
}

func (s *signText) close(end int) {
	s.flush()
	s.finish(end)
}

// finish ends a row. The note stands beside the first row of a line, when its
// end is known to the walk or can be looked up.
func (s *signText) finish(end int) {
	if s.first && s.notes > 0 {
		if end < 0 {
			end = s.lineEnd()
		}
		s.row.Gap(s.row.Room() - s.notes + 1)
		s.note(end)
	}
	s.page.add(s.row)
}

func (s *signText) lineEnd() int {
	b := s.text.Bytes()
	for i := s.start; i < len(b); i++ {
		if b[i] == '\n' {
			return i + 1
		}
	}
	return len(b)
}

// note names the field of a line and says what matters about its form.
func (s *signText) note(end int) {
	words, style := s.page.look.Words(), s.page.look.Style
	only, count := 0, 0
	for i, part := range s.parts {
		if part.Start >= s.start && part.Start < end && part.End <= end {
			only, count = i, count+1
		}
	}
	if count != 1 {
		s.row.Put(style.Muted, words.BytesOneLine(end-s.start+s.masked))
		return
	}
	part := s.parts[only]
	s.row.Put(s.page.partStyle(only), part.Field).Gap(1)
	if note := words.Notes[part.Field]; note != "" {
		s.row.Put(style.Muted, note)
		return
	}
	s.row.Put(style.Muted, words.Bytes(part.End-part.Start))
}

// hexDump shows a text as bytes, in the colours of its parts.
func (p *Page) hexDump(t wxpay.Text) {
	b, parts, part := t.Bytes(), t.Parts(), 0
	per := 16
	if p.width < 76 {
		per = 8
	}
	for from := 0; from < len(b); from += per {
		l := p.line().Put(p.look.Style.Muted, fmt.Sprintf(" %06x  ", from))
		styles := make([]cell.Style, per)
		for i := range per {
			at := from + i
			if at >= len(b) {
				l.Gap(3)
				continue
			}
			for part < len(parts) && parts[part].End <= at {
				part++
			}
			if part < len(parts) && at >= parts[part].Start {
				styles[i] = p.partStyle(part)
			} else {
				styles[i] = p.look.Style.Muted
			}
			l.Put(styles[i], fmt.Sprintf("%02x", b[at])).Gap(1)
		}
		l.Gap(1)
		for i := range min(per, len(b)-from) {
			char := "."
			if c := b[from+i]; c >= 0x20 && c < 0x7f {
				char = string(rune(c))
			}
			l.Put(styles[i], char)
		}
		p.add(l)
	}
}

// Chain shows in one line how a signature came of a text.
func (p *Page) Chain(trace wxpay.Trace, signature string) {
	if len(trace) == 0 {
		return
	}
	style, words := p.look.Style, p.look.Words()
	type link struct{ name, value string }
	var links []link
	for _, step := range trace {
		out := step.Output.String()
		switch step.Name {
		case wxpay.StepSHA256:
			links = append(links, link{"SHA256", short(out, 8)})
		case wxpay.StepMD5:
			links = append(links, link{"MD5", short(out, 8)})
		case wxpay.StepHMAC:
			links = append(links, link{"HMAC-SHA256", short(out, 8)})
		case wxpay.StepUpperHex:
			links = append(links, link{"HEX", short(out, 8)})
		case wxpay.StepRSASign, wxpay.StepRSAVerify:
			serial := ""
			if len(step.Fields) > 0 {
				serial = "(" + words.Serial + " " + short(step.Fields[0], 12) + ")"
			}
			links = append(links, link{"RSA", serial})
		}
	}
	if signature != "" {
		links = append(links, link{words.Signature, strconv.Itoa(len(signature))})
	}
	l := p.line().Gap(1)
	for i, k := range links {
		need := cell.Width(k.name) + cell.Width(k.value) + 1
		if i > 0 {
			if l.Room() < need+4 {
				p.add(l)
				l = p.line().Gap(1)
			}
			l.Put(style.Muted, " "+p.look.Signs.Next+" ")
		}
		l.Put(style.Strong, k.name).Gap(1).Put(style.Accent, k.value)
	}
	p.add(l)
}

// short cuts a digest or a serial to what people compare.
func short(s string, n int) string {
	if len(s) <= n+1 {
		return s
	}
	return s[:n] + "…"
}
