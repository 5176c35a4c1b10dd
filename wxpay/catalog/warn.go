package catalog

import (
	"net/netip"
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"

	"wxlens/wxpay"
)

// warnings are the kinds that WeChat Pay may accept: where the documents
// disagree, where only what comes later fails, where people see no difference.
var warnings = map[ProblemKind]bool{
	Invisible: true, OuterSpaces: true, OneTooMany: true, UnknownMember: true, LowerCase: true, PlainHTTP: true,
	PrivateHost: true, BadIP: true, PrivateIP: true, DisputedLimit: true, DisputedChars: true,
}

// warn tells what is dubious about a value that breaks no rule.
func (f Field) warn(v string, api wxpay.API) []Problem {
	if f.Type == Object {
		return nil
	}
	var problems []Problem
	add := func(kind ProblemKind) { problems = append(problems, f.problem(kind, v)) }
	if kind := oddRune(v); kind != "" {
		add(kind)
	}
	if f.DisputedAbove > 0 && utf8.RuneCountInString(v) > f.DisputedAbove {
		add(DisputedLimit)
	}
	if strings.ContainsAny(v, f.Disputed) {
		add(DisputedChars)
	}
	if kind := f.dubious(v, api); kind != "" {
		add(kind)
	}
	return problems
}

func (f Field) dubious(v string, api wxpay.API) ProblemKind {
	switch f.Type {
	case URL:
		return dubiousURL(v)
	case IP, PublicIP:
		ip, err := netip.ParseAddr(v)
		switch {
		case err != nil:
			return BadIP
		case f.Type == PublicIP && !public(ip):
			return PrivateIP
		}
	case Currency:
		if api == wxpay.V2 && v != strings.ToUpper(v) {
			return LowerCase
		}
	}
	return ""
}

// dubiousURL finds addresses that WeChat Pay cannot reach, or that some pages
// refuse (回调通知注意事项).
func dubiousURL(v string) ProblemKind {
	u, err := url.Parse(v)
	if err != nil {
		return ""
	}
	host := u.Hostname()
	ip, err := netip.ParseAddr(host)
	switch {
	case err == nil && !public(ip), host == "localhost", strings.HasSuffix(host, ".localhost"), strings.HasSuffix(host, ".local"), err != nil && !strings.Contains(host, "."):
		return PrivateHost
	case u.Scheme == "http":
		return PlainHTTP
	}
	return ""
}

// public reports whether the internet may know the address.
func public(ip netip.Addr) bool {
	return ip.IsGlobalUnicast() && !ip.IsPrivate()
}

// oddRune finds characters that people do not see, but that are signed.
func oddRune(v string) ProblemKind {
	for _, r := range v {
		if invisible(r) {
			return Invisible
		}
	}
	if strings.TrimSpace(v) != v {
		return OuterSpaces
	}
	return ""
}

func invisible(r rune) bool {
	return r == '\u3000' || r == '\ufeff' || unicode.In(r, unicode.Cf) || unicode.IsControl(r)
}

// milliseconds reports whether a Unix time is in milliseconds: thirteen digits
// of seconds would be beyond the year 33000.
func milliseconds(v string) bool {
	return len(v) == 13 && strings.Trim(v, "0123456789") == ""
}

// CheckTimestamp judges a timestamp that stands outside a call's fields: in the
// Authorization header, in the parameters of a client call. Unix seconds
// (参数规定). What it finds are warnings: a wrong time may be sent to see what it
// leads to.
func CheckTimestamp(v string) []Problem {
	f := Field{Name: "timestamp", Required: true, Type: Seconds, Max: 10, Label: words("时间戳", "timestamp, in seconds")}
	problems := f.check(v, wxpay.V3)
	for i := range problems {
		problems[i].Warning = true
	}
	return problems
}
