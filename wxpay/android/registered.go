package android

import "strings"

// Registered is a signature as someone wrote it down.
type Registered struct {
	Value string // lower-case hexadecimal without anything between
	Sum   Sum
	Form  RegisteredForm
}

// Sum is what a value is the sum of a certificate by, told by its length.
type Sum string

const (
	SumNone   Sum = ""
	SumMD5    Sum = "MD5"
	SumSHA1   Sum = "SHA-1"
	SumSHA256 Sum = "SHA-256"
)

// RegisteredForm says what is wrong with the way in which a value is written.
type RegisteredForm string

const (
	FormRight     RegisteredForm = ""
	FormUpperCase RegisteredForm = "upper-case"
	FormColons    RegisteredForm = "colons"
	FormSpaces    RegisteredForm = "spaces"
	FormNotHex    RegisteredForm = "not-hexadecimal"
	FormLength    RegisteredForm = "length"
)

// ParseRegistered reads a signature in any of the forms in which tools print it.
func ParseRegistered(typed string) Registered {
	var r Registered
	trimmed := strings.TrimSpace(typed)
	for _, name := range []string{"MD5", "SHA1", "SHA-1", "SHA256", "SHA-256"} {
		if rest, ok := strings.CutPrefix(strings.ToUpper(trimmed), name); ok && strings.HasPrefix(strings.TrimLeft(rest, " "), ":") {
			trimmed = strings.TrimSpace(trimmed[strings.IndexByte(trimmed, ':')+1:])
			break
		}
	}
	plain := strings.NewReplacer(":", "", "：", "", "-", "", " ", "", "\t", "").Replace(trimmed)
	r.Value = strings.ToLower(plain)
	r.Sum = map[int]Sum{32: SumMD5, 40: SumSHA1, 64: SumSHA256}[len(r.Value)]
	switch {
	case strings.ContainsFunc(r.Value, func(c rune) bool { return (c < '0' || c > '9') && (c < 'a' || c > 'f') }):
		r.Form, r.Sum = FormNotHex, SumNone
	case r.Sum == SumNone:
		r.Form = FormLength
	case strings.ContainsAny(trimmed, ":：-"):
		r.Form = FormColons
	case plain != trimmed || trimmed != typed:
		r.Form = FormSpaces
	case plain != r.Value:
		r.Form = FormUpperCase
	}
	return r
}

// Is reports whether the value is that sum of a certificate.
func (r Registered) Is(s *Signature) bool {
	switch r.Sum {
	case SumMD5:
		return r.Value == s.MD5
	case SumSHA1:
		return r.Value == s.SHA1
	case SumSHA256:
		return r.Value == s.SHA256
	}
	return false
}
