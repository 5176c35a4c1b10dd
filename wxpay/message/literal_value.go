package message

import (
	"bytes"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// value reads a value or a name. Texts that are joined become one.
func (r *literalReader) value(depth int) (Literal, bool) {
	start := r.pos
	if r.sees('{') || r.sees('[') || bytes.HasPrefix(r.text[r.pos:], []byte("array(")) {
		return r.composite(depth + 1)
	}
	r.prefix()
	end, width := quoteAt(r.text[r.pos:])
	if width == 0 {
		if bytes.HasPrefix(r.text[r.pos:], []byte(`\`)) { // what is escaped is none
			return Literal{}, false
		}
		return r.bare(start), r.pos > start
	}
	l := Literal{Kind: LiteralString, Start: start}
	for {
		text, ok := r.quoted(end, width)
		l.Text, l.End = l.Text+text, r.pos
		if !ok || r.truncated {
			return l, ok
		}
		after := r.pos
		r.blank()
		if r.pos == len(r.text) || r.text[r.pos] != '+' && r.text[r.pos] != '.' {
			r.pos = after
			return l, true
		}
		r.pos++
		r.blank()
		if end, width = quoteAt(r.text[r.pos:]); width == 0 {
			r.expression()
			return Literal{Kind: LiteralExpression, Text: l.Text, Start: start, End: r.pos}, true
		}
	}
}

// prefix passes over the letter that some languages write before a text.
func (r *literalReader) prefix() {
	rest := r.text[r.pos:]
	if len(rest) > 1 && strings.IndexByte("@ubrUBRf$", rest[0]) >= 0 && (rest[1] == '"' || rest[1] == '\'') {
		r.pos++
	}
}

// maxWrapped bounds how far behind a line end the end of a text is looked for.
const maxWrapped = 8 << 10

// quoted reads a text in quotes. A line end in it was put there by a terminal or a
// mail, if the text goes on; else the text ends early.
func (r *literalReader) quoted(end string, width int) (string, bool) {
	if width > 1 {
		r.repair(width, RepairQuote, `"`)
	} else {
		r.pos++
	}
	var b strings.Builder
	for r.pos < len(r.text) {
		rest := r.text[r.pos:]
		switch c := rest[0]; {
		case bytes.HasPrefix(rest, []byte(end)):
			if len(end) > 1 {
				r.repair(len(end), RepairQuote, `"`)
			} else {
				r.pos++
			}
			return b.String(), true
		case c == '\\' && len(rest) > 1:
			r.escape(&b)
		case (c == '\n' || c == '\r') && end != "`":
			if !r.wrapped(end) {
				r.truncated = true
				return b.String(), true
			}
		default:
			b.WriteByte(c)
			r.pos++
		}
	}
	r.truncated = true
	return b.String(), true
}

// wrapped reads a line end inside a text, if the text ends soon after it in a way
// in which members end.
func (r *literalReader) wrapped(end string) bool {
	rest := r.text[r.pos:min(len(r.text), r.pos+maxWrapped)]
	r.ahead += len(rest)
	close := bytes.Index(rest, []byte(end))
	if close < 0 {
		return false
	}
	after := bytes.TrimLeft(rest[close+len(end):], " \t\r\n")
	if len(after) > 0 && strings.IndexByte(",}]):", after[0]) < 0 {
		return false
	}
	if bytes.ContainsAny(rest[:close], "{}<>") { // another thing begins there
		return false
	}
	r.repair(len(rest)-len(bytes.TrimLeft(rest, "\r\n")), RepairWrapped, "")
	return true
}

// escape reads an escaped character.
func (r *literalReader) escape(b *strings.Builder) {
	c := r.text[r.pos+1]
	r.pos += 2
	switch c {
	case 'n':
		b.WriteByte('\n')
	case 'r':
		b.WriteByte('\r')
	case 't':
		b.WriteByte('\t')
	case 'b':
		b.WriteByte('\b')
	case 'f':
		b.WriteByte('\f')
	case '\n':
	case 'u':
		u := r.hex(4)
		if utf16.IsSurrogate(u) && bytes.HasPrefix(r.text[r.pos:], []byte(`\u`)) {
			r.pos += 2
			u = utf16.DecodeRune(u, r.hex(4))
		}
		b.WriteRune(u)
	case 'x':
		b.WriteRune(r.hex(2))
	default:
		b.WriteByte(c)
	}
}

// hex reads n hexadecimal digits.
func (r *literalReader) hex(n int) rune {
	if r.pos+n > len(r.text) {
		return utf8.RuneError
	}
	u, err := strconv.ParseUint(string(r.text[r.pos:r.pos+n]), 16, 32)
	if err != nil {
		return utf8.RuneError
	}
	r.pos += n
	return rune(u)
}

// bare reads what stands without quotes: a name, a number or an expression.
func (r *literalReader) bare(start int) Literal {
	word := r.word()
	l := Literal{Kind: LiteralName, Start: start, End: r.pos, Text: word}
	if word != "" && strings.Trim(word, "0123456789.-+eE") == "" && strings.ContainsAny(word[:1], "-0123456789") {
		l.Kind = LiteralNumber
	}
	after := r.pos
	r.blank()
	if r.pos == len(r.text) || r.ends() {
		r.pos = after
		return l
	}
	if at := r.pos; word != "" && r.separator() {
		r.pos = at
		return l
	}
	r.expression()
	return Literal{Kind: LiteralExpression, Text: word, Start: start, End: r.pos}
}

func (r *literalReader) word() string {
	start := r.pos
	for r.pos < len(r.text) {
		c := r.text[r.pos]
		if c != '_' && c != '$' && c != '.' && c != '-' && c != '+' && !(c >= '0' && c <= '9') && !(c|0x20 >= 'a' && c|0x20 <= 'z') {
			break
		}
		r.pos++
	}
	return string(r.text[start:r.pos])
}

// nextPrinted matches what stands behind a value that was printed without quotes.
var nextPrinted = regexp.MustCompile(`, [A-Za-z_][A-Za-z0-9_.-]*=|[}\]\n]`)

// maxPrinted bounds a value that was printed without quotes, in bytes.
const maxPrinted = 2 << 10

// printed reads a value as Java prints it: all up to the next name.
func (r *literalReader) printed() (Literal, bool) {
	rest := r.text[r.pos:min(len(r.text), r.pos+maxPrinted)]
	if _, quote := quoteAt(rest); quote > 0 || len(rest) == 0 || rest[0] == '{' || rest[0] == '[' {
		return Literal{}, false
	}
	end := nextPrinted.FindIndex(rest)
	if end == nil {
		r.ahead += 8 * len(rest) // a pattern takes longer
		return Literal{}, false
	}
	l := Literal{Kind: LiteralString, Start: r.pos, End: r.pos + end[0], Text: string(rest[:end[0]])}
	r.pos = l.End
	return l, true
}

// ends reports whether a member ends here.
func (r *literalReader) ends() bool {
	return r.sees(',') || r.sees('}') || r.sees(']') || r.sees(')')
}

// expression passes over an expression or a function up to the end of the member.
func (r *literalReader) expression() {
	depth := 0
	for r.pos < len(r.text) && (depth > 0 || !r.ends()) {
		switch c := r.text[r.pos]; c {
		case '(', '[', '{':
			depth++
		case ')', ']', '}':
			depth--
		case '"', '\'', '`':
			r.pos++
			for r.pos < len(r.text) && r.text[r.pos] != c && (c == '`' || r.text[r.pos] != '\n') {
				if r.text[r.pos] == '\\' {
					r.pos++
				}
				r.pos++
			}
			r.pos = min(r.pos, len(r.text)-1)
		case '/':
			if r.comment() {
				continue
			}
		}
		r.pos++
	}
}
