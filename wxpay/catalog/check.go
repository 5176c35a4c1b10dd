package catalog

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"wxlens/wxpay"
)

// Problem is something wrong, or dubious, with the value of one field.
type Problem struct {
	Field   Field
	Kind    ProblemKind
	Warning bool // WeChat Pay may accept it
	Value   string
	Length  int // characters, for the length kinds
}

// ProblemKind is the rule that a value breaks.
type ProblemKind string

const (
	Missing     ProblemKind = "missing"
	NotInteger  ProblemKind = "not-integer"
	NotText     ProblemKind = "not-text"
	BelowMin    ProblemKind = "below-min"
	AboveMax    ProblemKind = "above-max"
	TooShort    ProblemKind = "too-short"
	TooLong     ProblemKind = "too-long"
	BadChars    ProblemKind = "bad-chars"
	BadURL      ProblemKind = "bad-url"
	QueryInURL  ProblemKind = "query-in-url"
	BadTime     ProblemKind = "bad-time"
	FourByte    ProblemKind = "four-byte-character"
	Invisible   ProblemKind = "invisible-character"
	OuterSpaces ProblemKind = "outer-spaces"
)

// Errors returns the problems that are not mere warnings.
func Errors(problems []Problem) []Problem {
	var errs []Problem
	for _, p := range problems {
		if !p.Warning {
			errs = append(errs, p)
		}
	}
	return errs
}

// Check judges values as typed, field by field.
func (e *Endpoint) Check(values Values) []Problem {
	var problems []Problem
	for _, f := range e.Fields {
		problems = append(problems, f.check(values[f.Name], e.API)...)
	}
	return problems
}

// CheckFields judges a received V2 message, in the order of the field table.
func (e *Endpoint) CheckFields(fields []wxpay.Field) []Problem {
	values := Values{}
	for _, f := range fields {
		values[f.Name] = f.Value
	}
	return e.Check(values)
}

// CheckJSON judges a received V3 body, JSON types included. It fails when the
// body is not one JSON object.
func (e *Endpoint) CheckJSON(body []byte) (Values, []Problem, error) {
	doc, err := decodeObject(body)
	if err != nil {
		return nil, nil, fmt.Errorf("request body: %w", err)
	}
	values := Values{}
	var problems []Problem
	for _, f := range e.Fields {
		if f.In != Body {
			continue
		}
		text, fault := f.textOf(lookUp(doc, f.Name))
		values[f.Name] = text
		if fault != "" {
			problems = append(problems, Problem{Field: f, Kind: fault, Value: text})
		} else {
			problems = append(problems, f.check(text, e.API)...)
		}
	}
	return values, problems, nil
}

func decodeObject(body []byte) (map[string]any, error) {
	var doc map[string]any
	dec := json.NewDecoder(bytes.NewReader(body))
	dec.UseNumber()
	if err := dec.Decode(&doc); err != nil {
		return nil, err
	}
	if doc == nil {
		return nil, errors.New("null is no object")
	}
	if _, err := dec.Token(); err != io.EOF {
		return nil, errors.New("there is more after the object")
	}
	return doc, nil
}

func lookUp(doc map[string]any, name string) any {
	parent, member, nested := strings.Cut(name, ".")
	if !nested {
		return doc[name]
	}
	object, _ := doc[parent].(map[string]any)
	return object[member]
}

// textOf returns the text of a JSON value, or the value as JSON with the rule
// that its very type breaks. A text without characters is too short, not missing.
func (f Field) textOf(v any) (text string, fault ProblemKind) {
	switch v := v.(type) {
	case nil:
		return "", ""
	case string:
		if f.Type == Integer {
			break
		}
		if v == "" && f.Min > 0 {
			return "", TooShort
		}
		return v, ""
	case json.Number:
		if f.Type == Integer {
			return v.String(), ""
		}
	}
	literal, _ := json.Marshal(v) // it came out of a decoder
	if f.Type == Integer {
		return string(literal), NotInteger
	}
	return string(literal), NotText
}

// check judges one value; the first error ends it, warnings may follow.
func (f Field) check(v string, api wxpay.API) []Problem {
	problem := func(kind ProblemKind) []Problem {
		return []Problem{{Field: f, Kind: kind, Value: v, Length: utf8.RuneCountInString(v)}}
	}
	if v == "" {
		if f.Required {
			return problem(Missing)
		}
		return nil
	}
	if f.Type == Integer {
		return f.checkInteger(v, problem)
	}
	switch n := utf8.RuneCountInString(v); {
	case f.Max > 0 && n > f.Max:
		return problem(TooLong)
	case n < f.Min:
		return problem(TooShort)
	}
	for i := range len(v) {
		if !f.Chars.allow(v[i]) {
			return problem(BadChars)
		}
	}
	switch f.Type {
	case URL:
		return checkURL(v, problem)
	case Time:
		if !timeOK(v, api) {
			return problem(BadTime)
		}
	}
	return checkRunes(v, problem)
}

func (f Field) checkInteger(v string, problem func(ProblemKind) []Problem) []Problem {
	n, err := strconv.ParseInt(v, 10, 64)
	switch {
	case err != nil || v != strconv.FormatInt(n, 10): // no sign, no leading zero
		return problem(NotInteger)
	case n < int64(f.Min):
		return problem(BelowMin)
	case f.Max > 0 && n > int64(f.Max):
		return problem(AboveMax)
	}
	return nil
}

func checkURL(v string, problem func(ProblemKind) []Problem) []Problem {
	u, err := url.Parse(v)
	switch {
	case err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "":
		return problem(BadURL)
	case u.RawQuery != "" || u.ForceQuery || u.Fragment != "":
		return problem(QueryInURL)
	}
	return checkRunes(v, problem)
}

func timeOK(v string, api wxpay.API) bool {
	layout := time.RFC3339
	if api == wxpay.V2 {
		layout = "20060102150405"
	}
	_, err := time.Parse(layout, v)
	return err == nil
}

// checkRunes finds characters that WeChat Pay refuses or that people do not see.
// The character set is UTF-8 of one to three bytes (协议规则).
func checkRunes(v string, problem func(ProblemKind) []Problem) []Problem {
	for _, r := range v {
		switch {
		case r > 0xFFFF:
			return problem(FourByte)
		case r == '\u3000' || r == '\ufeff' || unicode.In(r, unicode.Cf) || unicode.IsControl(r):
			p := problem(Invisible)
			p[0].Warning = true
			return p
		}
	}
	if strings.TrimSpace(v) != v {
		p := problem(OuterSpaces)
		p[0].Warning = true
		return p
	}
	return nil
}
