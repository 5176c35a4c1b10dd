package catalog

import (
	"encoding/json"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
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
	NotUTF8       ProblemKind = "not-utf8"
	FourByte      ProblemKind = "four-byte-character"
	NotInXML      ProblemKind = "not-in-xml"
	Invisible     ProblemKind = "invisible-character"
	OuterSpaces   ProblemKind = "outer-spaces"
	OneTooMany    ProblemKind = "one-too-many"
	UnknownMember ProblemKind = "unknown-member"
	Milliseconds  ProblemKind = "milliseconds"
	LowerCase     ProblemKind = "lower-case"
	PlainHTTP     ProblemKind = "plain-http"
	PrivateHost   ProblemKind = "private-host"
	BadIP         ProblemKind = "bad-ip"
	PrivateIP     ProblemKind = "private-ip"
	DisputedLimit ProblemKind = "disputed-limit"
	DisputedChars ProblemKind = "disputed-characters"
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
	if v == "" {
		if f.Required {
			return []Problem{{Field: f, Kind: Missing}}
		}
		return nil
	}
	kind := f.fault(v, api)
	if kind == "" {
		return f.warn(v, api)
	}
	return []Problem{f.problem(kind, v)}
}

func (f Field) problem(kind ProblemKind, v string) Problem {
	return Problem{Field: f, Kind: kind, Value: v, Length: utf8.RuneCountInString(v), Warning: warnings[kind]}
}

// fault finds the first rule that a value breaks, or "".
func (f Field) fault(v string, api wxpay.API) ProblemKind {
	switch {
	case f.Type == Object && !jsonObject(v):
		return NotObject
	case f.Type == Object:
		return ""
	case f.Type.number():
		return f.faultOfInteger(v)
	case f.Type == Boolean:
		if v != "true" && v != "false" {
			return NotBoolean
		}
		return ""
	}
	switch n := utf8.RuneCountInString(v); {
	case f.Type == Seconds && milliseconds(v): // says more than its length
		return Milliseconds
	case f.Max > 0 && n > f.Max:
		return TooLong
	case n < f.Min:
		return TooShort
	}
	if !utf8.ValidString(v) {
		return NotUTF8
	}
	for i := range len(v) {
		if !f.Chars.allow(v[i]) {
			return BadChars
		}
	}
	if kind := f.faultOfType(v, api); kind != "" {
		return kind
	}
	for _, r := range v {
		switch {
		case r > 0xFFFF: // the character set is UTF-8 of one to three bytes (协议规则)
			return FourByte
		case api == wxpay.V2 && !inXML(r):
			return NotInXML
		}
	}
	return ""
}

// inXML reports whether XML can hold a character, escaped or not (XML 1.0, Char);
// r is no surrogate.
func inXML(r rune) bool {
	return r >= ' ' && r != 0xFFFE && r != 0xFFFF || r == '\t' || r == '\n' || r == '\r'
}

func (f Field) faultOfInteger(v string) ProblemKind {
	n, err := strconv.ParseInt(v, 10, 64)
	switch {
	case err != nil || v != strconv.FormatInt(n, 10): // no sign, no leading zero
		return NotInteger
	case n < int64(f.Min):
		return BelowMin
	case f.Max > 0 && n > int64(f.Max):
		return AboveMax
	}
	return ""
}

func (f Field) faultOfType(v string, api wxpay.API) ProblemKind {
	switch f.Type {
	case URL:
		return faultOfURL(v)
	case Time:
		if !reads(v, api, "20060102150405", time.RFC3339) {
			return BadTime
		}
	case Date:
		if !reads(v, api, "20060102", time.DateOnly) {
			return BadDate
		}
	case Seconds:
		if _, err := strconv.ParseUint(v, 10, 63); err != nil {
			return NotInteger
		}
	case JSON:
		if !json.Valid([]byte(v)) {
			return BadJSON
		}
	}
	listed := v
	if f.Type == Currency && api == wxpay.V2 {
		listed = strings.ToUpper(v)
	}
	if f.OneOf != nil && !slices.Contains(f.OneOf, listed) {
		return NotListed
	}
	return ""
}

func faultOfURL(v string) ProblemKind {
	u, err := url.Parse(v)
	switch {
	case err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "":
		return BadURL
	case u.RawQuery != "" || u.ForceQuery || u.Fragment != "":
		return QueryInURL
	}
	return ""
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
