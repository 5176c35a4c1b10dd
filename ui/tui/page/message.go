package page

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"wxlens/ui/cell"
	"wxlens/ui/tui/look"
	"wxlens/ui/tui/markup"
	"wxlens/wxpay"
)

// shownBytes bounds what of a body is laid out; bodies may be a mebibyte long.
const shownBytes = 128 << 10

// Request shows a request as it stands on the wire.
func (p *Page) Request(r wxpay.Request) {
	style := p.look.Style
	rows := wrapHard(cell.Clean(p.mask(r.URL)), max(p.width-len(r.Method)-3, 8))
	for i, row := range rows {
		l := p.line().Gap(1)
		if i == 0 {
			l.Put(style.Accent, r.Method).Gap(1)
		} else {
			l.Gap(len(r.Method) + 1)
		}
		p.add(l.Put(style.Strong, row))
	}
	p.headers(r.Header)
	p.Blank()
	p.Body(r.Body)
}

// Reply shows a reply as it stood on the wire.
func (p *Page) Reply(r *wxpay.Reply) {
	style, st := p.look.Style, p.look.Style.Good
	sign := p.look.Signs.Done
	if r.Status >= 300 {
		sign, st = p.look.Signs.Bad, style.Bad
	}
	p.add(p.line().Gap(1).Put(st, fmt.Sprintf("%s %d", sign, r.Status)).Gap(1).Put(style.Muted, http.StatusText(r.Status)))
	if _, known := p.known[r]; known {
		p.Explanation(r)
		p.Blank()
	}
	p.headers(r.Header)
	p.Blank()
	p.Body(r.Body)
}

func (p *Page) headers(h http.Header) {
	names := make([]string, 0, len(h))
	column := 0
	for name := range h {
		names = append(names, name)
		column = max(column, len(name))
	}
	slices.Sort(names)
	column = min(column, max(p.width/3, 10))
	for _, name := range names {
		for _, value := range h[name] {
			p.Pair(name, p.mask(value), p.look.Style.Text, column)
		}
	}
}

// Body shows the bytes of a message in the way that is asked for.
func (p *Page) Body(b []byte) {
	words := p.look.Words()
	if len(b) == 0 {
		p.add(p.line().Gap(1).Put(p.look.Style.Muted, words.NoBody))
		return
	}
	more := len(b) - shownBytes
	b = b[:min(len(b), shownBytes)]
	switch p.look.Bytes {
	case look.Hex:
		p.hexDump(wxpay.PlainText(p.mask(string(b))))
	case look.Controls:
		p.raw(b)
	default:
		p.document(b)
	}
	if more > 0 {
		p.add(p.line().Gap(1).Put(p.look.Style.Muted, words.MoreBytes(more)))
	}
}

// raw shows bytes as they stand, line ends and blanks visible.
func (p *Page) raw(b []byte) {
	s := signText{page: p, text: wxpay.PlainText(p.mask(string(b)))}
	s.draw()
}

// document shows JSON or XML indented and coloured.
func (p *Page) document(b []byte) {
	style := p.look.Style
	styles := [...]cell.Style{
		markup.Plain: style.Text, markup.Punct: style.Muted, markup.Name: style.Key,
		markup.String: style.String, markup.Number: style.Number,
	}
	for _, line := range markup.Split([]byte(p.mask(string(b)))) {
		indent := min(1+2*line.Depth, p.width/2)
		l := p.line().Gap(indent)
		for _, piece := range line.Pieces {
			text := strings.TrimSuffix(piece.Text, "\r")
			for text = cell.Clean(text); text != ""; {
				if l.Room() < 1 {
					p.add(l)
					l = p.line().Gap(min(indent+2, p.width-1))
				}
				row := cell.Cut(text, l.Room(), "")
				if row == "" {
					l.Gap(l.Room())
					if p.width-indent < 4 {
						break
					}
					continue
				}
				l.Put(styles[piece.Kind], row)
				text = text[len(row):]
			}
		}
		p.add(l)
	}
}

// Fields shows named values, such as what the client call takes.
func (p *Page) Fields(fields []wxpay.Field) {
	column := 0
	for _, f := range fields {
		column = max(column, cell.Width(f.Name))
	}
	column = min(column, max(p.width/3, 10))
	for _, f := range fields {
		p.Pair(f.Name, p.mask(f.Value), p.look.Style.Text, column)
	}
}
