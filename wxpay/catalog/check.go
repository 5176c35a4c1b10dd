package catalog

import (
	"encoding/json"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"wxlens/wxpay"
)

// Problem is something wrong, or dubious, with the value of one field.
type Problem struct {
	Field   Field // its name is that of the value, with indices
	Kind    ProblemKind
	Warning bool // WeChat Pay may accept it
	Value   string
	Length  int      // what was counted, for the kinds about length and number
	Among   []string // the fields that a [Choice] is about
}

// ProblemKind is the rule that a value breaks.
type ProblemKind string

const (
	Missing       ProblemKind = "missing"
	NotInteger    ProblemKind = "not-integer"
	NotText       ProblemKind = "not-text"
	NotBoolean    ProblemKind = "not-boolean"
	NotObject     ProblemKind = "not-object"
	NotArray      ProblemKind = "not-array"
	NotListed     ProblemKind = "not-listed"
	BelowMin      ProblemKind = "below-min"
	AboveMax      ProblemKind = "above-max"
	TooShort      ProblemKind = "too-short"
	TooLong       ProblemKind = "too-long"
	TooFew        ProblemKind = "too-few"
	TooMany       ProblemKind = "too-many"
	TooLarge      ProblemKind = "too-large"
	BadChars      ProblemKind = "bad-chars"
	BadURL        ProblemKind = "bad-url"
	QueryInURL    ProblemKind = "query-in-url"
	BadTime       ProblemKind = "bad-time"
	BadDate       ProblemKind = "bad-date"
	BadJSON       ProblemKind = "bad-json"
	FourByte      ProblemKind = "four-byte-character"
	Invisible     ProblemKind = "invisible-character"
	OuterSpaces   ProblemKind = "outer-spaces"
	OneTooMany    ProblemKind = "one-too-many"
	UnknownMember ProblemKind = "unknown-member"
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

func (t Type) number() bool { return t == Integer || t == Amount }

// textOf returns the text of a JSON value, or the value as JSON with the rule
// that its very type breaks. A text without characters is too short, not missing.
func (f Field) textOf(raw []byte) (text string, fault ProblemKind) {
	switch c := raw[0]; {
	case c == 'n': // null is as if absent
		return "", ""
	case f.Type.number():
		if c == '-' || '0' <= c && c <= '9' {
			return string(raw), ""
		}
		return string(raw), NotInteger
	case f.Type == Boolean:
		if c == 't' || c == 'f' {
			return string(raw), ""
		}
		return string(raw), NotBoolean
	case c == '"':
		_ = json.Unmarshal(raw, &text) // it came out of a decoder
		if text == "" && f.Min > 0 {
			return "", TooShort
		}
		return text, ""
	}
	return string(raw), NotText
}

// check judges one value; the first error ends it, warnings may follow.
func (f Field) check(v string, api wxpay.API) []Problem {
	problem := func(kind ProblemKind) []Problem {
		return []Problem{{Field: f, Kind: kind, Value: v, Length: utf8.RuneCountInString(v)}}
	}
	switch {
	case v == "" && f.Required:
		return problem(Missing)
	case v == "":
		return nil
	case f.Type.number():
		return f.checkInteger(v, problem)
	case f.Type == Boolean:
		if v != "true" && v != "false" {
			return problem(NotBoolean)
		}
		return nil
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
		if !reads(v, api, "20060102150405", time.RFC3339) {
			return problem(BadTime)
		}
	case Date:
		if !reads(v, api, "20060102", time.DateOnly) {
			return problem(BadDate)
		}
	case JSON:
		if !json.Valid([]byte(v)) {
			return problem(BadJSON)
		}
	}
	if f.OneOf != nil && !slices.Contains(f.OneOf, v) {
		return problem(NotListed)
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

// reads reports whether a time or date has the form of its generation.
func reads(v string, api wxpay.API, v2, v3 string) bool {
	layout := v3
	if api == wxpay.V2 {
		layout = v2
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
