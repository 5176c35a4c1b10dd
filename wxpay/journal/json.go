package journal

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"unicode/utf8"
)

// Heads and headers stand in the file as JSON, for every SQLite program to read.
// It is written and read by hand: a start reads the heads of every delivery that
// was ever kept, and a reader that looks at types by reflection takes ten times
// as long and leaves ten times as much garbage.

var errNotJSON = errors.New("it is not the JSON that a journal holds")

// writing builds one JSON text. Members that are zero are left out.
type writing struct{ b []byte }

func (w *writing) comma() {
	if n := len(w.b); n > 0 && w.b[n-1] != '{' && w.b[n-1] != '[' {
		w.b = append(w.b, ',')
	}
}

func (w *writing) name(name string) {
	w.comma()
	w.b = append(append(append(w.b, '"'), name...), '"', ':')
}

func (w *writing) open(bracket byte) { w.b = append(w.b, bracket) }

func (w *writing) close(bracket byte) { w.b = append(w.b, bracket) }

func (w *writing) text(name, s string) {
	if s != "" {
		w.name(name)
		w.value(s)
	}
}

func (w *writing) flag(name string, is bool) {
	if is {
		w.name(name)
		w.b = append(w.b, "true"...)
	}
}

func (w *writing) number(name string, n int64) {
	w.name(name)
	w.b = strconv.AppendInt(w.b, n, 10)
}

// bytes writes bytes in base64, and null of nil.
func (w *writing) bytes(name string, b []byte) {
	w.name(name)
	if b == nil {
		w.b = append(w.b, "null"...)
		return
	}
	w.b = append(base64.StdEncoding.AppendEncode(append(w.b, '"'), b), '"')
}

// value writes a string. JSON holds UTF-8 only, so that a string from the wire
// that is none (a header in GBK, say) stands as {"b64":"…"}.
func (w *writing) value(s string) {
	plain := true
	for i := range len(s) {
		if c := s[i]; c < ' ' || c == '"' || c == '\\' || c >= utf8.RuneSelf {
			plain = false
			break
		}
	}
	switch {
	case plain:
		w.b = append(append(append(w.b, '"'), s...), '"')
	case utf8.ValidString(s):
		quoted, _ := json.Marshal(s) // of a string: cannot fail
		w.b = append(w.b, quoted...)
	default:
		w.b = append(w.b, `{"b64":"`...)
		w.b = base64.StdEncoding.AppendEncode(w.b, []byte(s))
		w.b = append(w.b, `"}`...)
	}
}

// reading takes one JSON text apart. After the first fault everything reads as
// zero and bad is set.
type reading struct {
	b     []byte
	at    int
	bad   error
	words words
}

// words are strings that were read before, so that what is the same in many
// heads is in memory once.
type words map[string]string

const (
	maxWords = 4096 // strings
	longWord = 64   // bytes; longer ones hardly come twice
)

func (w words) of(b []byte) string {
	if w == nil || len(b) > longWord {
		return string(b)
	}
	if s, known := w[string(b)]; known {
		return s
	}
	if len(w) >= maxWords {
		clear(w)
	}
	s := string(b)
	w[s] = s
	return s
}

func (r *reading) fail(err error) {
	if r.bad == nil {
		r.bad = err
	}
	r.at = len(r.b)
}

// next skips white space and returns the byte that follows; 0 at the end.
func (r *reading) next() byte {
	for ; r.at < len(r.b); r.at++ {
		if c := r.b[r.at]; c != ' ' && c != '\n' && c != '\t' && c != '\r' {
			return c
		}
	}
	return 0
}

func (r *reading) take(c byte) bool {
	if r.next() != c {
		return false
	}
	r.at++
	return true
}

// null takes a null, if one follows.
func (r *reading) null() bool {
	if r.next() != 'n' {
		return false
	}
	r.literal("null")
	return true
}

func (r *reading) literal(word string) {
	if !bytes.HasPrefix(r.b[r.at:], []byte(word)) {
		r.fail(errNotJSON)
		return
	}
	r.at += len(word)
}

// members calls each at every member of an object; it must take the value.
func (r *reading) members(each func(name []byte)) {
	if r.null() {
		return
	}
	r.list('{', '}', func() {
		name := r.quoted()
		if !r.take(':') {
			r.fail(errNotJSON)
			return
		}
		each(name)
	})
}

// items calls each at every item of an array; it must take the value.
func (r *reading) items(each func()) {
	if !r.null() {
		r.list('[', ']', each)
	}
}

func (r *reading) list(open, end byte, each func()) {
	if !r.take(open) {
		r.fail(errNotJSON)
		return
	}
	if r.take(end) {
		return
	}
	for r.bad == nil {
		each()
		switch {
		case r.take(','):
		case r.take(end):
			return
		default:
			r.fail(errNotJSON)
		}
	}
}

// quoted takes a string and returns what stands between its quotes, unescaped.
func (r *reading) quoted() []byte {
	if !r.take('"') {
		r.fail(errNotJSON)
		return nil
	}
	start := r.at
	for escaped := false; r.at < len(r.b); r.at++ {
		switch r.b[r.at] {
		case '\\':
			escaped = true
			r.at++
		case '"':
			r.at++
			if !escaped {
				return r.b[start : r.at-1]
			}
			var s string
			if err := json.Unmarshal(r.b[start-1:r.at], &s); err != nil {
				r.fail(err)
			}
			return []byte(s)
		}
	}
	r.fail(errNotJSON)
	return nil
}

// word takes a text that is likely to come again.
func (r *reading) word() string {
	if r.next() != '"' {
		return r.text()
	}
	return r.words.of(r.quoted())
}

// text takes what [writing.value] wrote.
func (r *reading) text() string {
	if r.next() != '{' {
		return string(r.quoted())
	}
	var raw []byte
	r.members(func(name []byte) {
		if string(name) == "b64" {
			raw = r.bytes()
			return
		}
		r.skip()
	})
	return string(raw)
}

// bytes takes what [writing.bytes] wrote.
func (r *reading) bytes() []byte {
	if r.null() {
		return nil
	}
	encoded := r.quoted()
	raw := make([]byte, base64.StdEncoding.DecodedLen(len(encoded)))
	n, err := base64.StdEncoding.Decode(raw, encoded)
	if err != nil {
		r.fail(err)
	}
	return raw[:n]
}

func (r *reading) number() int64 {
	r.next()
	start := r.at
	for r.at < len(r.b) && (r.b[r.at] == '-' || '0' <= r.b[r.at] && r.b[r.at] <= '9') {
		r.at++
	}
	n, err := strconv.ParseInt(string(r.b[start:r.at]), 10, 64)
	if err != nil {
		r.fail(err)
	}
	return n
}

func (r *reading) flag() bool {
	if r.next() == 't' {
		r.literal("true")
		return r.bad == nil
	}
	r.literal("false")
	return false
}

// skip takes a value of any kind.
func (r *reading) skip() {
	switch r.next() {
	case '{':
		r.members(func([]byte) { r.skip() })
	case '[':
		r.items(r.skip)
	case '"':
		r.quoted()
	case 't', 'f':
		r.flag()
	case 'n':
		r.null()
	default:
		r.number()
	}
}

// end returns the fault, if there was one.
func (r *reading) end() error {
	if r.bad == nil && r.next() != 0 {
		r.bad = errNotJSON
	}
	if r.bad != nil {
		return fmt.Errorf("at byte %d: %w", r.at, r.bad)
	}
	return nil
}
