// Package query reads the language in which deliveries are looked for:
//
//	type:refund verified:no order:T2026 amount>100 since:1h status:500 -probe:yes "quoted words" text
//
// Terms are joined by "and"; "-" before one turns it round. What a row of the list
// tells is matched here; plain words are looked for in the journal, in path,
// headers and raw body. Full-width characters of Chinese input methods are read as
// their narrow twins.
package query

import (
	"strconv"
	"time"

	"wxlens/ui/workbench/ledger"
)

// MaxLength bounds a query, in bytes.
const MaxLength = 4096

// Query is a query that was read. The zero value matches everything.
type Query struct {
	terms []term
	words []string
	not   []string
}

// term is one condition on a row.
type term struct {
	negated bool
	match   func(*ledger.Delivery) bool
}

// IsZero reports whether the query matches everything.
func (q Query) IsZero() bool { return len(q.terms) == 0 && len(q.words) == 0 && len(q.not) == 0 }

// Words returns the plain words, which all must occur in path, headers or raw
// body, in whatever case. Rows do not hold those.
func (q Query) Words() []string { return q.words }

// Without returns the plain words that must not occur.
func (q Query) Without() []string { return q.not }

// Match reports whether a row meets all conditions on rows. It allocates nothing.
func (q Query) Match(d *ledger.Delivery) bool {
	for i := range q.terms {
		if q.terms[i].match(d) == q.terms[i].negated {
			return false
		}
	}
	return true
}

// Error says where and why a query cannot be read.
type Error struct {
	At     int    // offset into the query, in bytes
	Term   string // as it was written
	Reason Reason
	Want   string // what would be allowed
}

// Reason is the kind of fault found in a query.
type Reason string

const (
	UnknownField Reason = "unknown-field"
	BadValue     Reason = "bad-value"
	NoValue      Reason = "no-value"
	OpenQuote    Reason = "open-quote"
	TooLong      Reason = "too-long"
)

func (e *Error) Error() string {
	return "query: byte " + strconv.Itoa(e.At) + ": " + e.Term + ": " + string(e.Reason) + ": want " + e.Want
}

// Parse reads a query. Times such as since:1h count from now. It fails with an
// [*Error].
func Parse(text string, now time.Time) (Query, error) {
	var q Query
	if len(text) > MaxLength {
		return q, &Error{At: MaxLength, Reason: TooLong, Want: "≤ " + strconv.Itoa(MaxLength) + " bytes"}
	}
	s := scanner{text: text}
	for {
		t, ok, err := s.next()
		if err != nil {
			return Query{}, err
		}
		if !ok {
			return q, nil
		}
		if err := q.add(t, now); err != nil {
			return Query{}, err
		}
	}
}

func (q *Query) add(t token, now time.Time) error {
	if t.field == nil {
		switch {
		case t.value == "": // empty quotes
		case t.negated:
			q.not = append(q.not, t.value)
		default:
			q.words = append(q.words, t.value)
		}
		return nil
	}
	if t.value == "" {
		return &Error{t.at, t.source, NoValue, t.field.want}
	}
	match, ok := t.field.read(t.operator, t.value, now)
	if !ok {
		return &Error{t.at, t.source, BadValue, t.field.want}
	}
	q.terms = append(q.terms, term{t.negated, match})
	return nil
}
