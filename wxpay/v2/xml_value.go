package v2

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"wxlens/wxpay"
)

// value collects the pieces of a field's value. A single piece, which is the
// rule, stays the stretch of the document that it is; only further pieces copy.
type value struct {
	first  string
	joined []byte // all pieces, once there are two
}

func (v *value) reset() { v.first, v.joined = "", v.joined[:0] }

func (v *value) add(piece string) {
	switch {
	case piece == "":
	case v.first == "":
		v.first = piece
	default:
		if len(v.joined) == 0 {
			v.joined = append(v.joined, v.first...)
		}
		v.joined = append(v.joined, piece...)
	}
}

func (v *value) text() string {
	if len(v.joined) == 0 {
		return v.first
	}
	return string(v.joined)
}

// characters reads character data into the value: text up to the next "<", or
// the inside of a CDATA section with its end mark.
func (s *scanner) characters(field string, cdata bool) error {
	doc, start, i := s.doc, s.pos, s.pos
	for {
		for i < len(doc) && kinds[doc[i]]&ordinary != 0 {
			i++
		}
		if i == len(doc) {
			return s.truncated(field)
		}
		switch c := doc[i]; {
		case c == ']' && strings.HasPrefix(doc[i:], cdataEnd):
			if !cdata {
				return s.fail(wxpay.ReasonNotXML, i, field, "]]> outside CDATA")
			}
			s.value.add(doc[start:i])
			s.pos = i + len(cdataEnd)
			return nil
		case c == '\r': // every line end reads as LF
			s.value.add(doc[start:i])
			s.value.add("\n")
			if i++; i < len(doc) && doc[i] == '\n' {
				i++
			}
			start = i
		case c == ']', cdata && (c == '<' || c == '&'):
			i++
		case c == '<':
			s.value.add(doc[start:i])
			s.pos = i
			return nil
		case c == '&':
			s.value.add(doc[start:i])
			s.pos = i
			char, err := s.reference(field)
			if err != nil {
				return err
			}
			s.value.add(char)
			start, i = s.pos, s.pos
		default:
			n, err := s.character(i, field)
			if err != nil {
				return err
			}
			i += n
		}
	}
}

// character returns the length of the character at i, which must be UTF-8 and
// allowed in XML.
func (s *scanner) character(i int, field string) (int, error) {
	r, n := utf8.DecodeRuneInString(s.doc[i:])
	switch {
	case r == utf8.RuneError && n == 1 && !utf8.FullRuneInString(s.doc[i:]):
		return 0, s.truncated(field)
	case r == utf8.RuneError && n == 1:
		return 0, s.fail(wxpay.ReasonNotXML, i, field, "not UTF-8")
	case !legal(r):
		return 0, s.fail(wxpay.ReasonNotXML, i, field, "character that XML forbids")
	}
	return n, nil
}

// longest is the length of "#x10FFFF" with some room for leading zeros.
const longest = 10

// reference reads one of the five named entities or a numeric character
// reference, which Go's encoder writes for quotes and line ends. Any other
// entity would need a declaration, and those are refused.
func (s *scanner) reference(field string) (string, error) {
	start := s.pos + 1
	end := start
	for end < len(s.doc) && end-start <= longest && (s.doc[end] == '#' || kinds[s.doc[end]]&nameRest != 0) {
		end++
	}
	if end == len(s.doc) {
		return "", s.truncated(field)
	}
	body := s.doc[start:end]
	if s.doc[end] != ';' {
		return "", s.fail(wxpay.ReasonUnsafeXML, s.pos, field, "& that begins no known entity")
	}
	char, known := entities[body]
	if digits, numeric := strings.CutPrefix(body, "#"); numeric {
		base := 10
		if hex, is := strings.CutPrefix(digits, "x"); is {
			digits, base = hex, 16
		}
		n, err := strconv.ParseUint(digits, base, 31)
		if known = err == nil && legal(rune(n)); known {
			char = string(rune(n))
		}
	}
	if !known {
		return "", s.fail(wxpay.ReasonUnsafeXML, s.pos, field, "entity that is not one of XML's own")
	}
	s.pos = end + 1
	return char, nil
}

var entities = map[string]string{"lt": "<", "gt": ">", "amp": "&", "quot": `"`, "apos": "'"}

// legal reports whether XML 1.0 allows the character at all.
func legal(r rune) bool {
	return r == '\t' || r == '\n' || r == '\r' ||
		r >= 0x20 && r <= 0xD7FF || r >= 0xE000 && r <= 0xFFFD || r >= 0x10000 && r <= 0x10FFFF
}

// kinds says what each byte may be to the scanner.
var kinds = func() (k [256]byte) {
	for i := range k {
		c := byte(i)
		switch {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c == '_':
			k[c] = nameStart | nameRest
		case c >= '0' && c <= '9', c == '.', c == '-':
			k[c] = nameRest
		case c == ' ', c == '\t', c == '\r', c == '\n':
			k[c] = white
		}
		switch {
		case c == '<', c == '&', c == ']', c == '\r':
		case c >= 0x20 && c < utf8.RuneSelf, c == '\t', c == '\n':
			k[c] |= ordinary
		}
	}
	return k
}()

const (
	nameStart byte = 1 << iota
	nameRest
	white
	ordinary // character data that needs no second look
)
