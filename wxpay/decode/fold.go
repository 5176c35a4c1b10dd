package decode

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// cleaned is a text without its escapes, that knows where each byte came from.
type cleaned struct {
	text []byte
	at   []int32 // offset in what was pasted, one more than there are bytes
}

// clean undoes what programs do to texts in logs: colours, JSON and URL escapes,
// HTML entities, bytes as \xHH, invisible characters; and the wide forms of ASCII.
func clean(s string) *cleaned {
	c := &cleaned{text: make([]byte, 0, len(s)), at: make([]int32, 0, len(s)+1)}
	for i := 0; i < len(s); {
		from := i
		var out string
		switch s[i] {
		case 0x1b:
			i = escapeEnd(s, i)
		case '\\':
			out, i = backslash(s, i)
		case '%':
			out, i = percent(s, i)
		case '&':
			out, i = entity(s, i)
		default:
			r, size := utf8.DecodeRuneInString(s[i:])
			i += size
			if r = narrow(r); r < utf8.RuneSelf {
				out = string(r)
			} else if !unicode.Is(unicode.Cf, r) {
				out = s[from:i]
			}
		}
		c.put(out, from)
	}
	c.at = append(c.at, int32(len(s)))
	return c
}

// narrow returns the ASCII character that a wide one or a minus sign stands for, and
// any other as it is.
func narrow(r rune) rune {
	const minus = '\u2212'
	switch {
	case r > 0xff00 && r < 0xff5f:
		return r - 0xfee0
	case r == minus:
		return '-'
	}
	return r
}

func (c *cleaned) put(s string, from int) {
	for i := range len(s) {
		c.text = append(c.text, s[i])
		c.at = append(c.at, int32(from))
	}
}

// escapeEnd returns where a terminal's escape sequence ends.
func escapeEnd(s string, i int) int {
	i++
	if i >= len(s) || s[i] != '[' {
		return i
	}
	for i++; i < len(s) && (s[i] < 0x40 || s[i] > 0x7e); i++ {
	}
	return min(i+1, len(s))
}

// backslash reads an escape, however often it was escaped again.
func backslash(s string, i int) (string, int) {
	from := i
	for i < len(s) && s[i] == '\\' {
		i++
	}
	if i == len(s) {
		return s[from:i], i
	}
	switch s[i] {
	case 'n', 'r':
		return "\n", i + 1
	case 't':
		return "\t", i + 1
	case '"', '\'', '/':
		return s[i : i+1], i + 1
	case 'x':
		if v, ok := hex(s, i+1, 2); ok {
			return string([]byte{byte(v)}), i + 3
		}
	case 'u':
		if r, end, ok := unicodeEscape(s, i); ok {
			return string(r), end
		}
	}
	return "\\", from + 1
}

func unicodeEscape(s string, i int) (rune, int, bool) {
	v, ok := hex(s, i+1, 4)
	if !ok {
		return 0, i, false
	}
	i += 5
	if utf16.IsSurrogate(rune(v)) {
		next := i
		for next < len(s) && s[next] == '\\' {
			next++
		}
		if low, ok := hex(s, next+1, 4); ok && next < len(s) && s[next] == 'u' {
			return utf16.DecodeRune(rune(v), rune(low)), next + 5, true
		}
	}
	return rune(v), i, true
}

func hex(s string, i, n int) (uint64, bool) {
	if i+n > len(s) {
		return 0, false
	}
	v, err := strconv.ParseUint(s[i:i+n], 16, 32)
	return v, err == nil
}

// percent undoes the escapes of URLs, twice escaped ones included.
func percent(s string, i int) (string, int) {
	at := i + 1
	for strings.HasPrefix(s[at:], "25") {
		at += 2
	}
	if v, ok := hex(s, at, 2); ok {
		return string([]byte{byte(v)}), at + 2
	}
	return "%", i + 1
}

var entities = map[string]string{"quot": `"`, "amp": "&", "lt": "<", "gt": ">", "apos": "'", "nbsp": " ", "ldquo": "“", "rdquo": "”"}

func entity(s string, i int) (string, int) {
	name, _, found := strings.Cut(s[i+1:min(len(s), i+10)], ";")
	if !found {
		return "&", i + 1
	}
	end := i + len(name) + 2
	if out, ok := entities[name]; ok {
		return out, end
	}
	digits, numeric := strings.CutPrefix(name, "#")
	base := 10
	if h, ok := strings.CutPrefix(strings.ToLower(digits), "x"); ok {
		digits, base = h, 16
	}
	if v, err := strconv.ParseUint(digits, base, 21); numeric && err == nil {
		return string(rune(v)), end
	}
	return "&", i + 1
}

// folded is a text of which only letters and digits are left, in one width and
// case, that knows where each came from.
type folded struct {
	runes []rune
	at    []int32 // offset in the cleaned text
	ends  []int32 // where the character ends
}

func fold(text []byte) *folded {
	f := &folded{runes: make([]rune, 0, len(text)), at: make([]int32, 0, len(text)), ends: make([]int32, 0, len(text))}
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRune(text[i:])
		if r = foldRune(r); r != 0 {
			f.runes = append(f.runes, r)
			f.at = append(f.at, int32(i))
			f.ends = append(f.ends, int32(i+size))
		}
		i += size
	}
	return f
}

// foldRune returns a letter or digit as it is compared, 0 for anything else.
func foldRune(r rune) rune {
	switch r = narrow(r); {
	case r < utf8.RuneSelf:
		if 'A' <= r && r <= 'Z' {
			return r + 'a' - 'A'
		}
		if 'a' <= r && r <= 'z' || '0' <= r && r <= '9' {
			return r
		}
		return 0
	case r == utf8.RuneError || !unicode.IsLetter(r) && !unicode.IsDigit(r):
		return 0
	}
	return unicode.ToLower(r)
}

func foldText(s string) string { return string(fold([]byte(s)).runes) }

func isHan(r rune) bool { return r >= 0x2e80 }

func hasHan(s string) bool { return strings.ContainsFunc(s, isHan) }
