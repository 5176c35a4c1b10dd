package message

import (
	"bytes"
	"encoding/json"
	"unicode/utf8"
)

// Literal is an object, an array or a scalar as it stands in a text: JSON, or what
// JavaScript, Python and PHP write or print in its place.
type Literal struct {
	Kind       LiteralKind
	Start, End int    // bytes of the text
	Text       string // of a string, a number and a name
	Members    []LiteralMember
}

// LiteralMember is a member of an object, or an element of an array without name.
type LiteralMember struct {
	Name  string
	Value Literal
}

// LiteralKind is what a literal is.
type LiteralKind byte

const (
	LiteralObject LiteralKind = iota
	LiteralArray
	LiteralString
	LiteralNumber
	LiteralName       // true, null, undefined, …
	LiteralExpression // what only running the program would tell
)

// Get returns the member of an object.
func (l *Literal) Get(name string) (*Literal, bool) {
	for i := range l.Members {
		if l.Members[i].Name == name {
			return &l.Members[i].Value, true
		}
	}
	return nil, false
}

// Scalar returns the text of a string, number or name; that of null is empty.
func (l *Literal) Scalar() (string, bool) {
	if l.Kind == LiteralName && jsonNames[l.Text] == "null" {
		return "", true
	}
	return l.Text, l.Kind == LiteralString || l.Kind == LiteralNumber || l.Kind == LiteralName
}

// Repair is a place of a text that was read as something else.
type Repair struct {
	Start, End int // bytes of the text
	Kind       RepairKind
	With       string // what it was read as
}

// RepairKind is why a place was not read as it stands.
type RepairKind string

const (
	RepairFullWidth RepairKind = "full-width"
	RepairQuote     RepairKind = "smart-quote"
	RepairInvisible RepairKind = "zero-width"
	RepairBlank     RepairKind = "no-break-space"
	RepairWrapped   RepairKind = "wrapped"  // a line end inside a word
	RepairElided    RepairKind = "ellipsis" // something was left out here
)

// LiteralText is a literal with what its reading took.
type LiteralText struct {
	Literal
	Repairs []Repair
	// Truncated says that the text ends before the literal does.
	Truncated bool
	// Examined is how many bytes were looked at, also where nothing was found; those
	// that were looked at twice count twice.
	Examined int
}

// maxDepth bounds how deep literals are nested.
const maxDepth = 48

// ReadLiteral reads the object or array that begins at a byte of the text. Names
// may lack quotes, quotes may be any, "=>" and "=" may stand for ":" (behind "=" texts need no quotes), texts may be
// joined by "+" or ".", and comments, trailing commas and functions are passed over.
func ReadLiteral(text []byte, at int) (LiteralText, bool) {
	r := literalReader{text: text, pos: at}
	value, ok := r.composite(0)
	out := LiteralText{Literal: value, Repairs: r.repairs, Truncated: r.truncated, Examined: r.pos - at + r.ahead}
	return out, ok
}

// JSON returns the literal as the JSON that it is, to the byte; else with its
// repairs made; else, exact false, written anew.
func (l *LiteralText) JSON(text []byte) (body []byte, exact bool) {
	raw := text[l.Start:l.End]
	if json.Valid(raw) {
		return bytes.Clone(raw), true
	}
	var b []byte
	last := l.Start
	for _, r := range l.Repairs {
		if r.Start >= last && r.End <= l.End {
			b = append(append(b, text[last:r.Start]...), r.With...)
			last = r.End
		}
	}
	if b = append(b, text[last:l.End]...); json.Valid(b) {
		return b, true
	}
	return l.Literal.Append(nil), false
}

// Append writes a literal as compact JSON. Expressions, whose value is not known,
// are left out.
func (l *Literal) Append(b []byte) []byte {
	switch l.Kind {
	case LiteralObject, LiteralArray:
		open, end := byte('{'), byte('}')
		if l.Kind == LiteralArray {
			open, end = '[', ']'
		}
		b = append(b, open)
		for _, m := range l.Members {
			if m.Value.Kind == LiteralExpression {
				continue
			}
			if b[len(b)-1] != open {
				b = append(b, ',')
			}
			if l.Kind == LiteralObject {
				b = append(appendString(b, m.Name), ':')
			}
			b = m.Value.Append(b)
		}
		return append(b, end)
	case LiteralNumber:
		if json.Valid([]byte(l.Text)) {
			return append(b, l.Text...)
		}
	case LiteralName:
		if word, ok := jsonNames[l.Text]; ok {
			return append(b, word...)
		}
	}
	return appendString(b, l.Text)
}

// jsonNames are the names that programs print for the three of JSON.
var jsonNames = map[string]string{
	"true": "true", "True": "true", "TRUE": "true", "false": "false", "False": "false", "FALSE": "false",
	"null": "null", "None": "null", "NULL": "null", "nil": "null", "undefined": "null",
}

func appendString(b []byte, s string) []byte {
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	_ = enc.Encode(s) // text always encodes
	return append(b, bytes.TrimSuffix(out.Bytes(), []byte("\n"))...)
}

// literalReader walks over a text once.
type literalReader struct {
	text      []byte
	pos       int
	ahead     int // bytes that were looked at beyond pos
	repairs   []Repair
	truncated bool
}

// composite reads an object or array.
func (r *literalReader) composite(depth int) (Literal, bool) {
	l := Literal{Start: r.pos}
	end, ok := r.open(&l)
	if !ok || depth == maxDepth {
		return l, false
	}
	for {
		r.blank()
		if r.pos == len(r.text) {
			r.truncated, l.End = true, r.pos
			return l, len(l.Members) > 0
		}
		if r.take(end) {
			l.End = r.pos
			return l, true
		}
		if r.elided() {
			continue
		}
		m, ok := r.member(&l, depth)
		if !ok {
			return l, false
		}
		if l.Members = append(l.Members, m); r.truncated {
			l.End = r.pos
			return l, true
		}
		r.blank()
		if !r.take(',') && r.pos < len(r.text) && !r.sees(end) {
			return l, false
		}
	}
}

// open reads "{", "[" or "array(" and returns what ends it.
func (r *literalReader) open(l *Literal) (byte, bool) {
	switch {
	case r.take('{'):
		return '}', true
	case r.take('['):
		l.Kind = LiteralArray
		return ']', true
	case bytes.HasPrefix(r.text[r.pos:], []byte("array(")):
		r.pos += len("array(")
		l.Kind = LiteralArray
		return ')', true
	}
	return 0, false
}

// member reads one member. An array whose members have names is an object, as PHP
// writes it.
func (r *literalReader) member(l *Literal, depth int) (LiteralMember, bool) {
	first, ok := r.value(depth)
	if !ok {
		return LiteralMember{}, false
	}
	if r.truncated {
		if l.Kind == LiteralObject {
			return LiteralMember{Name: first.Text, Value: Literal{Kind: LiteralExpression, Start: r.pos, End: r.pos}}, true
		}
		return LiteralMember{Value: first}, true
	}
	r.blank()
	switch {
	case r.separator():
		l.Kind = LiteralObject
		printed := r.text[r.pos-1] == '='
		r.blank()
		if r.pos == len(r.text) {
			r.truncated = true
			return LiteralMember{first.Text, Literal{Kind: LiteralExpression, Start: r.pos, End: r.pos}}, true
		}
		if printed {
			if value, ok := r.printed(); ok {
				return LiteralMember{Name: first.Text, Value: value}, true
			}
		}
		value, ok := r.value(depth)
		if r.blank(); bytes.HasPrefix(r.text[r.pos:], []byte("=>")) { // a function of one argument
			r.expression()
			value = Literal{Kind: LiteralExpression, Start: value.Start, End: r.pos}
		}
		if _, known := jsonNames[value.Text]; value.Kind == LiteralName && !known {
			value.Kind = LiteralExpression // of a variable
		}
		return LiteralMember{Name: first.Text, Value: value}, ok
	case l.Kind == LiteralArray:
		return LiteralMember{Value: first}, true
	case first.Kind == LiteralExpression, first.Kind == LiteralName: // {timeStamp, success(res) {…}}
		return LiteralMember{first.Text, Literal{Kind: LiteralExpression, Start: first.Start, End: first.End}}, true
	}
	return LiteralMember{}, r.pos == len(r.text)
}

// separator reads what stands between name and value.
func (r *literalReader) separator() bool {
	if bytes.HasPrefix(r.text[r.pos:], []byte("=>")) {
		r.pos += 2
		return true
	}
	return r.take(':') || r.take('=')
}

// fullWidth are the signs of JSON as Chinese keyboards write them.
var fullWidth = map[byte]string{':': "：", ',': "，", '{': "｛", '}': "｝", '[': "［", ']': "］", '(': "（", ')': "）", '=': "＝"}

func (r *literalReader) sees(sign byte) bool {
	rest := r.text[r.pos:]
	return len(rest) > 0 && (rest[0] == sign || wideSign(rest, sign))
}

func wideSign(rest []byte, sign byte) bool {
	wide := fullWidth[sign]
	return wide != "" && bytes.HasPrefix(rest, []byte(wide))
}

// take reads a sign, also a full-width one.
func (r *literalReader) take(sign byte) bool {
	switch rest := r.text[r.pos:]; {
	case len(rest) == 0:
		return false
	case rest[0] == sign:
		r.pos++
		return true
	case wideSign(rest, sign):
		r.repair(len(fullWidth[sign]), RepairFullWidth, string(sign))
		return true
	}
	return false
}

// repair reads n bytes as something else.
func (r *literalReader) repair(n int, kind RepairKind, with string) {
	r.repairs = append(r.repairs, Repair{r.pos, r.pos + n, kind, with})
	r.pos += n
}

// blank passes over white space, invisible characters and comments.
func (r *literalReader) blank() {
	for r.pos < len(r.text) {
		switch c := r.text[r.pos]; {
		case c == ' ', c == '\t', c == '\r', c == '\n':
			r.pos++
		case c == '/' && r.comment():
		case c < utf8.RuneSelf:
			return
		default:
			u, n := utf8.DecodeRune(r.text[r.pos:])
			switch {
			case Invisible(u):
				r.repair(n, RepairInvisible, "")
			case NoBreakSpace(u):
				r.repair(n, RepairBlank, " ")
			default:
				return
			}
		}
	}
}

func (r *literalReader) comment() bool {
	rest := r.text[r.pos:]
	end := []byte("\n")
	switch {
	case bytes.HasPrefix(rest, []byte("//")):
	case bytes.HasPrefix(rest, []byte("/*")):
		end = []byte("*/")
	default:
		return false
	}
	if i := bytes.Index(rest[2:], end); i >= 0 {
		r.pos += 2 + i + len(end)
	} else {
		r.pos = len(r.text)
	}
	return true
}

// elided passes over the dots that stand for what was left out, and over what is
// spread into an object.
func (r *literalReader) elided() bool {
	for _, dots := range []string{"...", "……", "…"} {
		if !bytes.HasPrefix(r.text[r.pos:], []byte(dots)) {
			continue
		}
		r.repair(len(dots), RepairElided, "")
		r.expression()
		r.blank()
		r.take(',')
		return true
	}
	return false
}
