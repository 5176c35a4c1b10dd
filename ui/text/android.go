package text

import (
	"time"

	"wxlens/wxpay"
	"wxlens/wxpay/android"
)

// Android are the texts about Android apps: their signatures and the checklist.
// Checks and reasons stand in [Text.Checks] and [Text.Reasons] too.
type Android struct {
	Faults  map[android.Code]Advice
	Checks  map[wxpay.CheckName]string
	Reasons map[wxpay.Reason]Advice
	Sources map[wxpay.CheckName]string // what an item of the checklist goes by
	Results map[int]Result             // by errCode

	Kinds     map[android.Kind]string
	Signature string // heading of the application signature
	ToFill    string // said below it
	Past      string // of a certificate that was replaced
	Unchecked string // of a keystore that was read without its password
	Uses      func(scheme, from, to string) string
	Checklist string
	Unknown   string // heading of items that the file does not decide
	ResultsOf string
	Mistake   string // slug of the mistake
	SourceOf  string

	Signer, Subject, Alias, Valid, Schemes, Package string // names of values
}

// Result explains a code that the client gets.
type Result struct {
	Title  string
	Means  string
	Causes []string // the usual ones, the first to be looked into first
}

// with adds the texts of a part to those of the whole.
func with[K comparable, V any](whole, part map[K]V) map[K]V {
	all := make(map[K]V, len(whole)+len(part))
	for _, m := range [...]map[K]V{whole, part} {
		for k, v := range m {
			all[k] = v
		}
	}
	return all
}

// AndroidVersion names the release that an API level belongs to.
func AndroidVersion(level int) string {
	name := ""
	for _, r := range releases {
		if level >= r.level {
			name = r.name
		}
	}
	return name
}

// releases are those at which what signs an app changes, and their neighbours.
var releases = []struct {
	level int
	name  string
}{
	{1, "1.0"}, {14, "4.0"}, {19, "4.4"}, {21, "5.0"}, {22, "5.1"}, {23, "6.0"}, {24, "7.0"}, {25, "7.1"}, {26, "8.0"}, {27, "8.1"}, {28, "9"}, {29, "10"},
	{30, "11"}, {31, "12"}, {32, "12L"}, {33, "13"}, {34, "14"}, {35, "15"}, {36, "16"},
}

// Range writes which releases a use of a certificate is for.
func (a *Android) Range(u android.Use) string {
	to := ""
	if u.MaxSDK > 0 {
		to = AndroidVersion(u.MaxSDK)
	}
	return a.Uses(string(u.Scheme), AndroidVersion(u.MinSDK), to)
}

// Fault tells why a file gives no signature and what to do.
func (a *Android) Fault(e *android.Error) Advice {
	words := a.Faults[e.Code]
	if e.About != "" {
		words.Why += " (" + e.About + ")"
	}
	return words
}

// Validity writes from when to when a certificate is good.
func Validity(s *android.Signature) string {
	if s.Subject == "" {
		return ""
	}
	return s.NotBefore.UTC().Format(time.DateOnly) + " – " + s.NotAfter.UTC().Format(time.DateOnly)
}
