package message

import (
	"bytes"
	"strings"
	"unicode/utf8"
)

// Invisible reports whether a character takes no room: zero-width characters,
// joiners, direction marks, the byte order mark.
func Invisible(u rune) bool {
	return u >= 0x200b && u <= 0x200f || u >= 0x202a && u <= 0x202e || u >= 0x2060 && u <= 0x2064 || u == 0xfeff || u == 0xad
}

// NoBreakSpace reports whether a character looks like a blank and is none.
func NoBreakSpace(u rune) bool {
	return u == 0xa0 || u >= 0x2000 && u <= 0x200a || u == 0x202f || u == 0x205f || u == 0x3000
}

// quotes are the signs that open a text and those that close it.
var quotes = []struct{ open, end string }{
	{`"`, `"`}, {"'", "'"}, {"`", "`"}, {"“", "”"}, {"”", "”"}, {"‘", "’"}, {"’", "’"}, {"＂", "＂"}, {"「", "」"}, {"″", "″"},
}

func quoteAt(text []byte) (end string, width int) {
	if len(text) == 0 || text[0] < utf8.RuneSelf && !strings.ContainsRune("\"'`", rune(text[0])) {
		return "", 0
	}
	for _, q := range quotes {
		if bytes.HasPrefix(text, []byte(q.open)) {
			return q.end, len(q.open)
		}
	}
	return "", 0
}
