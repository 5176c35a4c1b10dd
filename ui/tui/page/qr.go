package page

import (
	"wxlens/ui/cell"
	"wxlens/ui/qr"
)

// QR draws a text as a QR code: black on white where there are colours, else for
// a dark screen. What does not fit is said instead.
func (p *Page) QR(text string, lines int) {
	words := p.look.Words()
	code, err := qr.New(text)
	if err != nil {
		p.Marked(p.look.Style.Warn, p.look.Signs.Warn, err.Error())
		return
	}
	ink := p.look.Signs.QR
	if p.look.Style.Paper == "" {
		ink = ink.Light()
	}
	width, height := code.Size(ink)
	if width > p.width || height > lines {
		p.Marked(p.look.Style.Warn, p.look.Signs.Warn, words.QRTooLarge(width, height))
		return
	}
	for _, line := range code.Lines(ink) {
		p.add(p.line().Gap((p.width-width)/2).Put(p.look.Style.Paper, line))
	}
}

// Link shows an address that is to be opened elsewhere, whole.
func (p *Page) Link(name, address string) {
	p.Pair(name, address, p.look.Style.Strong, cell.Width(name))
}
