// Package cell knows how wide text is on a terminal, cuts and pads it, and makes
// text of unknown origin safe to draw. It is the only place where widths are
// measured.
package cell

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
)

// plain returns the width of a rune that never joins its neighbours and needs no
// cleaning, and 0 for every other rune, which goes the slow way.
func plain(r rune) int {
	switch {
	case r < 0x20:
		return 0
	case r < 0x7f:
		return 1
	case r < 0x3000:
		return plainNarrow(r)
	case r <= 0x303e:
		if r >= 0x302a && r <= 0x3030 {
			return 0
		}
		return 2
	case r >= 0x3041 && r <= 0x3096, r >= 0x309b && r <= 0x30ff, r >= 0x3400 && r <= 0x4dbf,
		r >= 0x4e00 && r <= 0x9fff, r >= 0xac00 && r <= 0xd7a3, r >= 0xff01 && r <= 0xff60, r >= 0xffe0 && r <= 0xffe6:
		return 2
	}
	return 0
}

func plainNarrow(r rune) int {
	switch {
	case r >= 0xa1 && r <= 0x2ff:
		if r == 0xa9 || r == 0xad || r == 0xae {
			return 0
		}
		return 1
	case r >= 0x2010 && r <= 0x2027, r >= 0x2190 && r <= 0x2193, r >= 0x2500 && r <= 0x25a9,
		r == 0x23ce, r == 0x25b8, r == 0x25cb, r == 0x25cf, r == 0x25c6, r == 0x25c7, r == 0x2714, r == 0x2718, r >= 0x2800 && r <= 0x28ff, r >= 0x2400 && r <= 0x2421:
		return 1
	}
	return 0
}

// plainWidth measures a text of plain runes; ok is false when it has others.
func plainWidth(s string) (width int, ok bool) {
	for _, r := range s {
		n := plain(r)
		if n == 0 {
			return 0, false
		}
		width += n
	}
	return width, true
}

// Width returns how many columns a clean text takes.
func Width(s string) int {
	if w, ok := plainWidth(s); ok {
		return w
	}
	return ansi.StringWidth(s)
}

// Cut returns what of a clean text fits in width columns, ended by tail when
// something was left out.
func Cut(s string, width int, tail string) string {
	if Width(s) <= width {
		return s
	}
	room := width - Width(tail)
	if room < 0 {
		tail, room = "", width
	}
	return head(s, room) + tail
}

// CutLeft is Cut at the beginning: what tells names apart is often their end.
func CutLeft(s string, width int, tail string) string {
	over := Width(s) - width
	if over <= 0 {
		return s
	}
	over += Width(tail)
	for at := 0; at < len(s); {
		n, w := next(s[at:])
		at, over = at+n, over-w
		if over <= 0 {
			return tail + s[at:]
		}
	}
	return ""
}

// head returns the longest beginning of s that takes at most width columns.
func head(s string, width int) string {
	used := 0
	for at := 0; at < len(s); {
		n, w := next(s[at:])
		if used += w; used > width {
			return s[:at]
		}
		at += n
	}
	return s
}

// next returns the bytes and columns of the first character of a text as people
// count characters.
func next(s string) (size, width int) {
	r, n := utf8.DecodeRuneInString(s)
	if w := plain(r); w > 0 {
		following, _ := utf8.DecodeRuneInString(s[n:])
		if n == len(s) || plain(following) > 0 {
			return n, w
		}
	}
	cluster, w := ansi.FirstGraphemeCluster(s, ansi.GraphemeWidth)
	if cluster == "" {
		return n, 0
	}
	return len(cluster), w
}

// Blank returns n blanks.
func Blank(n int) string {
	if n <= 0 {
		return ""
	}
	if n <= len(blanks) {
		return blanks[:n]
	}
	return strings.Repeat(" ", n)
}

const blanks = "                                                                                                                                "

// Wrap breaks a clean text into rows of at most width columns, at blanks or
// between wide characters where it can. Line feeds break too.
func Wrap(s string, width int) []string {
	if width < 1 {
		return nil
	}
	var rows []string
	for paragraph := range strings.SplitSeq(s, "\n") {
		rows = append(rows, wrapParagraph(paragraph, width)...)
	}
	return rows
}

func wrapParagraph(s string, width int) []string {
	var rows []string
	start, used, last := 0, 0, -1 // last: where the row may be broken
	for at := 0; at < len(s); {
		n, w := next(s[at:])
		if used+w > width && at > start {
			end, resume := at, at
			if last > start {
				end, resume = last, last
			}
			if s[at] == ' ' {
				end, resume = at, at+1
			}
			rows = append(rows, strings.TrimRight(s[start:end], " "))
			start, last = resume, -1
			if resume > at {
				at = resume
			}
			used = Width(s[start:at])
			continue
		}
		at, used = at+n, used+w
		if breakable(s[at-n:at], s[at:], w) {
			last = at
		}
	}
	return append(rows, s[start:])
}

// closing characters do not begin a row.
const closing = "，。；：？！、）】》”’…,.;:?!)]}"

// breakable reports whether a row may end after this character.
func breakable(char, rest string, width int) bool {
	following, _ := utf8.DecodeRuneInString(rest)
	if strings.ContainsRune(closing, following) {
		return false
	}
	return char == " " || width == 2 && !strings.Contains("“‘（《【", char)
}

// Clean makes a text of unknown origin safe to draw on one line: controls become
// visible pictures, overrides of the writing direction and other invisible
// characters their code points, and what changes the width of its neighbours
// (variation selectors, joiners, skin tones) is dropped. Cleaning twice changes
// nothing more.
func Clean(s string) string {
	if _, ok := plainWidth(s); ok {
		return s
	}
	var b strings.Builder
	b.Grow(len(s) + 16)
	for _, r := range s {
		writeClean(&b, r)
	}
	return b.String()
}

func writeClean(b *strings.Builder, r rune) {
	switch {
	case plain(r) > 0:
		b.WriteRune(r)
	case r < 0x20:
		b.WriteRune(0x2400 + r)
	case r == 0x7f:
		b.WriteRune(0x2421)
	case r >= 0xfe00 && r <= 0xfe0f, r >= 0xe0000 && r <= 0xe01ef, r == 0x200c, r == 0x200d,
		r >= 0x1f3fb && r <= 0x1f3ff, r == 0x20e3:
	case r >= 0x1f1e6 && r <= 0x1f1ff: // flags: two letters whose joint width terminals dispute
		b.WriteRune('A' + r - 0x1f1e6)
	case unicode.IsControl(r), unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Co, unicode.Cs), r == 0x115f, r == 0x1160, r == 0x3164, r == 0xffa0:
		b.WriteString(CodePoint(r))
	case unicode.In(r, unicode.Mn, unicode.Me, unicode.Mc): // a mark may pile up on anything
		b.WriteString(CodePoint(r))
	case r >= 0x1100 && r <= 0x11ff, r >= 0xa960 && r <= 0xa97f, r >= 0xd7b0 && r <= 0xd7ff: // parts of syllables
		b.WriteString(CodePoint(r))
	default:
		b.WriteRune(r)
	}
}

// CodePoint names a character that cannot be seen, "<U+3000>".
func CodePoint(r rune) string {
	const hex = "0123456789ABCDEF"
	digits := []byte{hex[r>>12&15], hex[r>>8&15], hex[r>>4&15], hex[r&15]}
	if r > 0xffff {
		digits = append([]byte{hex[r>>20&15], hex[r>>16&15]}, digits...)
		if digits[0] == '0' {
			digits = digits[1:]
		}
	}
	return "<U+" + string(digits) + ">"
}

// Visible shows one character of a text whose every byte matters: what Clean
// would drop, and every blank but the space, appears as its code point.
func Visible(r rune) string {
	if r == 0x3000 || r != ' ' && unicode.IsSpace(r) && r > 0x7f {
		return CodePoint(r)
	}
	if plain(r) > 0 {
		return string(r)
	}
	var b strings.Builder
	if writeClean(&b, r); b.Len() == 0 || r >= 0x1f1e6 && r <= 0x1f1ff {
		return CodePoint(r)
	}
	return b.String()
}
