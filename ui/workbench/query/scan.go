package query

import (
	"strings"
	"unicode/utf8"
)

// token is one term as it was written.
type token struct {
	at       int
	source   string
	negated  bool
	field    *field // nil: a plain word
	operator operator
	value    string
}

// operator stands between a field and its value.
type operator byte

const (
	is operator = iota // ":" or "="
	above
	below
	atLeast
	atMost
)

// scanner cuts a query into tokens.
type scanner struct {
	text string
	pos  int
}

// peek returns the next character, of a full-width form also the narrow one.
func (s *scanner) peek() (narrow, raw rune, size int) {
	raw, size = utf8.DecodeRuneInString(s.text[s.pos:])
	switch {
	case raw >= '！' && raw <= '～':
		return raw - '！' + '!', raw, size
	case raw == '\u3000':
		return ' ', raw, size
	case raw == '“' || raw == '”':
		return '"', raw, size
	}
	return raw, raw, size
}

func blank(r rune) bool { return r == ' ' || r == '\t' || r == '\n' || r == '\r' || r == '\u00a0' }

func (s *scanner) next() (t token, ok bool, err error) {
	for s.pos < len(s.text) {
		r, _, size := s.peek()
		if !blank(r) {
			break
		}
		s.pos += size
	}
	if s.pos == len(s.text) {
		return token{}, false, nil
	}
	t.at = s.pos
	if r, _, size := s.peek(); r == '-' {
		t.negated = true
		s.pos += size
	}
	err = s.term(&t)
	t.source = s.text[t.at:s.pos]
	switch {
	case err != nil:
		return t, false, err
	case t.source == "-":
		t.negated, t.value = false, "-" // a dash alone is a word
	case t.field == nil && !strings.Contains(t.source, `"`):
		if name, colon := misspelt(t.value); colon {
			return t, false, &Error{t.at, t.source, UnknownField, name + ":"}
		}
	}
	return t, true, nil
}

// term reads up to the next blank: a field, its operator and value, or a plain
// word. Only names that exist make fields, and only quotes around the whole value
// quote, so that words may hold any punctuation.
func (s *scanner) term(t *token) error {
	var typed written
	for s.pos < len(s.text) {
		r, raw, size := s.peek()
		if blank(r) {
			break
		}
		if r == '"' && typed.raw.Len() == 0 {
			if value, end, ok := s.quoted(); ok {
				s.pos, t.value = end, value
				return nil
			} else if end < 0 {
				s.pos = len(s.text)
				return &Error{t.at, s.text[t.at:], OpenQuote, `"`}
			}
		}
		s.pos += size
		if f := fieldOf(typed.narrow.String(), r); t.field == nil && f != nil {
			t.field, t.operator, typed = f, s.operatorOf(r), written{}
			continue
		}
		typed.add(r, raw)
	}
	t.value = typed.narrow.String()
	if t.field == nil {
		t.value = typed.word()
	}
	return nil
}

// operatorOf completes an operator that begins with r.
func (s *scanner) operatorOf(r rune) operator {
	equal := false
	if r == '>' || r == '<' {
		if next, _, size := s.peek(); next == '=' {
			s.pos += size
			equal = true
		}
	}
	switch {
	case r == '>' && equal, r == '≥':
		return atLeast
	case r == '<' && equal, r == '≤':
		return atMost
	case r == '>':
		return above
	case r == '<':
		return below
	}
	return is
}

// quoted reads what stands between quotes, as it is; \" and \\ are a quote and a
// backslash. It is none when more follows the second quote, and end is -1 when
// there is no second quote.
func (s *scanner) quoted() (value string, end int, ok bool) {
	var b strings.Builder
	at := scanner{s.text, s.pos}
	_, _, size := at.peek()
	for at.pos += size; at.pos < len(at.text); {
		r, raw, size := at.peek()
		rest := at.text[at.pos+size:]
		switch {
		case r == '"':
			at.pos += size
			next, _, _ := at.peek()
			return b.String(), at.pos, rest == "" || blank(next)
		case raw == '\\' && rest != "" && (rest[0] == '"' || rest[0] == '\\'):
			b.WriteByte(rest[0])
			at.pos += size + 1
		default:
			b.WriteString(at.text[at.pos : at.pos+size])
			at.pos += size
		}
	}
	return "", -1, false
}

// written is a piece of a query, as it was typed and with narrow letters.
type written struct {
	raw, narrow strings.Builder
	han         bool // it holds what has no narrow form: it was not typed in full width by mistake
}

func (w *written) add(narrow, raw rune) {
	w.narrow.WriteRune(narrow)
	w.raw.WriteRune(raw)
	if raw == narrow && raw >= utf8.RuneSelf {
		w.han = true
	}
}

// word is the piece as a plain word: with narrow letters only where everything
// could be.
func (w *written) word() string {
	if w.han {
		return w.raw.String()
	}
	return w.narrow.String()
}

// misspelt finds the field that a word of the form name:value was meant for, if its
// name is but one letter off.
func misspelt(word string) (name string, ok bool) {
	typed, value, colon := strings.Cut(strings.ToLower(word), ":")
	if !colon || value == "" || len(typed) < 4 {
		return "", false
	}
	for _, f := range fields {
		if len(f.name) >= 4 && oneOff(typed, f.name) {
			return f.name, true
		}
	}
	return "", false
}

// oneOff reports whether two words differ by one letter: left out, added, another,
// or two changed places.
func oneOff(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	switch len(b) - len(a) {
	case 1:
		return a[i:] == b[i+1:]
	case 0:
		return a != b && (a[i+1:] == b[i+1:] || i+1 < len(a) && a[i] == b[i+1] && a[i+1] == b[i] && a[i+2:] == b[i+2:])
	}
	return false
}
