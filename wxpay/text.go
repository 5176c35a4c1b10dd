package wxpay

import (
	"bytes"
	"fmt"
	"strings"
)

// Text is bytes that remember where they came from: a text that is signed, or
// any other stage on the way to a signature. It is built once, in one buffer;
// what screens and traces show is computed from buffer and parts.
//
// A part may be secret (the APIv2 key at the end of a V2 sign string). String
// masks it; Bytes is for hashing only; Reveal is for showing it on purpose.
type Text struct {
	buf   []byte
	parts []Part
}

// Part is the run of bytes [Start,End) of a text that one field's value fills.
// Bytes outside every part are punctuation: names, "=", "&", line ends.
type Part struct {
	Field      string // protocol name: "method", "body", "mch_id", "key", …
	Start, End int    // byte offsets
	Secret     bool
}

// NewText returns an empty text with room for size bytes and n parts.
func NewText(size, n int) Text {
	return Text{buf: make([]byte, 0, size), parts: make([]Part, 0, n)}
}

// PlainText wraps bytes that have no parts, such as a digest in hex.
func PlainText[T string | []byte](b T) Text { return Text{buf: []byte(b)} }

// Reset empties the text and keeps its memory.
func (t *Text) Reset() { t.buf, t.parts = t.buf[:0], t.parts[:0] }

// Literal appends punctuation.
func (t *Text) Literal(s string) { t.buf = append(t.buf, s...) }

// Value appends the value of a field and records where it lies.
func (t *Text) Value(field, value string) {
	start := len(t.buf)
	t.buf = append(t.buf, value...)
	t.parts = append(t.parts, Part{Field: field, Start: start, End: len(t.buf)})
}

// Raw is Value for bytes.
func (t *Text) Raw(field string, value []byte) {
	start := len(t.buf)
	t.buf = append(t.buf, value...)
	t.parts = append(t.parts, Part{Field: field, Start: start, End: len(t.buf)})
}

// Hidden appends the value of a secret field.
func (t *Text) Hidden(field string, value Secret) {
	start := len(t.buf)
	t.buf = append(t.buf, value.value...)
	t.parts = append(t.parts, Part{Field: field, Start: start, End: len(t.buf), Secret: true})
}

// Bytes returns the text itself, secrets included, for hashing. The caller must
// neither keep nor print it.
func (t Text) Bytes() []byte { return t.buf }

// Len returns the length in bytes, secrets included.
func (t Text) Len() int { return len(t.buf) }

// Parts returns the parts in ascending order. The caller must not change them.
func (t Text) Parts() []Part { return t.parts }

// Reveal returns the text with its secrets.
func (t Text) Reveal() string { return string(t.buf) }

// String returns the text with every secret part as [Mask].
func (t Text) String() string { return t.Masked().Reveal() }

// Format implements [fmt.Formatter], so that no verb prints a secret part.
func (t Text) Format(f fmt.State, verb rune) {
	_, _ = fmt.Fprintf(f, fmt.FormatString(f, verb), t.String())
}

// Masked returns the text with every secret part replaced by [Mask], its other
// parts moved accordingly, so that it can be shown and searched.
func (t Text) Masked() Text {
	if !t.HasSecret() {
		return t
	}
	m, last := NewText(len(t.buf), len(t.parts)), 0
	for _, p := range t.parts {
		m.buf = append(m.buf, t.buf[last:p.Start]...)
		if p.Secret {
			m.Value(p.Field, Mask)
		} else {
			m.Raw(p.Field, t.buf[p.Start:p.End])
		}
		last = p.End
	}
	m.buf = append(m.buf, t.buf[last:]...)
	return m
}

// HasSecret reports whether any part is secret.
func (t Text) HasSecret() bool {
	for _, p := range t.parts {
		if p.Secret {
			return true
		}
	}
	return false
}

// Difference is the first place where two texts disagree.
type Difference struct {
	Byte  int    // offset into both texts
	Line  int    // 1-based
	Field string // field of the first text at that place, if any
}

// Diff returns the first difference between t and other, and whether there is one.
func (t Text) Diff(other Text) (Difference, bool) {
	if bytes.Equal(t.buf, other.buf) {
		return Difference{}, false
	}
	at := 0
	for at < len(t.buf) && at < len(other.buf) && t.buf[at] == other.buf[at] {
		at++
	}
	d := Difference{Byte: at, Line: 1 + bytes.Count(t.buf[:at], []byte("\n"))}
	for _, p := range t.parts {
		if p.Start <= at && at <= p.End {
			d.Field = p.Field
			break
		}
	}
	return d, true
}

// JoinNames lists field names for people: "attach, detail".
func JoinNames(names []string) string { return strings.Join(names, ", ") }
