package theme

import (
	"strings"

	"wxlens/ui/qr"
)

// Signs are the characters that screens are drawn with.
type Signs struct {
	H, V                     string // lines
	TopLeft, TopRight        string
	BottomLeft, BottomRight  string
	TeeLeft, TeeRight        string // where a separator meets a side
	Cursor, Done, Bad, None  string
	Warn, On, Off            string
	In, Out, Act             string // directions of an exchange
	LineEnd, Space, Tab      string
	Ellipsis, Arrow, Handed  string
	Scroll, Edit, Flag, Next string
	Marked, Differs          string
	TabBar                   string
	Languages                string // beside the key that switches them
	Spinner                  []string
	QR                       qr.Ink // of a QR code on paper
}

var fine = Signs{
	QR: qr.DarkBlocks,
	H:  "─", V: "│", TopLeft: "┌", TopRight: "┐", BottomLeft: "└", BottomRight: "┘", TeeLeft: "├", TeeRight: "┤",
	Cursor: "▸", Done: "✔", Bad: "✘", None: "–", Warn: "!", On: "●", Off: "○",
	In: "←", Out: "→", Act: "◆", LineEnd: "⏎", Space: "·", Tab: "→",
	Ellipsis: "…", Arrow: "──▸", Handed: "↓", Scroll: "┃", Edit: "▏", Flag: "◇", Next: "→", Marked: "◆", Differs: "!", TabBar: "│", Languages: "中/EN",
	Spinner: []string{"⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"},
}

var ascii = Signs{
	QR: qr.DarkSigns,
	H:  "-", V: "|", TopLeft: "+", TopRight: "+", BottomLeft: "+", BottomRight: "+", TeeLeft: "+", TeeRight: "+",
	Cursor: ">", Done: "v", Bad: "x", None: "-", Warn: "!", On: "*", Off: "o",
	In: "<-", Out: "->", Act: "#", LineEnd: "$", Space: ".", Tab: ">",
	Ellipsis: "~", Arrow: "-->", Handed: "^", Scroll: "#", Edit: "|", Flag: "?", Next: "->", Marked: "M", Differs: "!", TabBar: "|", Languages: "zh/EN",
	Spinner: []string{"|", "/", "-", "\\"},
}

// SignsFor returns the set to draw with.
func SignsFor(asciiOnly bool) *Signs {
	if asciiOnly {
		return &ascii
	}
	return &fine
}

// toASCII replaces what texts are written with, one column for one column. The
// pictures of controls tell only that there is one.
var toASCII = strings.NewReplacer(
	"␀", "?", "␉", "?", "␊", "?", "␍", "?", "␛", "?", "␡", "?",
	"·", ".", "…", "~", "‹", "<", "›", ">", "←", "<", "→", ">", "↑", "^", "↓", "v", "–", "-", "—", "-", "“", `"`, "”", `"`, "±", "~", "×", "x",
)

// ASCII replaces the signs inside texts whose width terminals dispute.
func ASCII(s string) string { return toASCII.Replace(s) }
