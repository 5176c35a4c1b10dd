package decode

import (
	"regexp"
	"strings"
	"sync"

	"wxlens/wxpay"
	"wxlens/wxpay/catalog"
)

// member is a named value of a reply, however the reply was printed.
type member struct {
	name     string
	value    string
	from, to int // of the value
}

// maxMembers bounds the named values of a text.
const maxMembers = 512

var memberPattern = regexp.MustCompile(`\b(code|err_code|error_code|errcode|errCode|errno|err_code_des|return_code|result_code|return_msg|message|errmsg|errMsg|err_msg|err_desc|retmsg|field|value|issue|location)["'\]]?\s*(?:(?:=>|[:=])\s*(?:"([^"\n]*)|'([^'\n]*)|([^"'\s<\],;}&)]+))|>\s*(?:<!\[CDATA\[)?([^<\]\n]{1,400}))`)

// membersOf finds the named values of JSON, XML, forms and dumps.
func membersOf(text []byte) []member {
	var found []member
	for _, at := range memberPattern.FindAllSubmatchIndex(text, maxMembers) {
		m := member{name: string(text[at[2]:at[3]])}
		for i := 4; i < len(at); i += 2 {
			if at[i] >= 0 {
				m.from, m.to = at[i], at[i+1]
			}
		}
		if m.to > m.from {
			m.value = string(text[m.from:m.to])
			found = append(found, m)
		}
	}
	return found
}

// byMember takes values for what their names say they are.
func (l *look) byMember() {
	for _, m := range l.members {
		switch m.name {
		case "code":
			l.valued(m, V3Code, V2Code)
		case "err_code", "error_code":
			l.valued(m, V2Code, V3Code, Client)
		case "errcode":
			l.valued(m, Login, Client)
		case "errCode", "errno":
			l.valued(m, Client)
		case "return_code", "result_code":
			if m.value == "FAIL" {
				for _, e := range l.book.codes["FAIL"] {
					l.add(e, m.from, m.to, scoreFail, true, false)
				}
			}
		case "return_msg", "message", "errmsg", "errMsg", "err_msg", "err_desc", "err_code_des", "retmsg":
			if m.value != "ok" && m.value != "OK" {
				for _, e := range l.book.whole[foldText(m.value)] {
					l.add(e, m.from, m.to, scoreText, true, true)
				}
			}
		}
	}
	if at := statusLine.FindSubmatchIndex(l.clean.text); at != nil {
		for _, e := range l.book.codes[string(l.clean.text[at[2]:at[3]])] {
			if e.Kind == Status {
				l.add(e, at[0], at[3], scoreFail, true, false)
			}
		}
	}
	if !l.alone {
		return
	}
	if at := clientResult.FindSubmatchIndex(l.clean.text); at != nil {
		kinds := []Kind{Client, Login}
		if l.clean.text[at[2]] == 'c' { // as the server's are written
			kinds = []Kind{Login, Client}
		}
		l.valued(member{value: string(l.clean.text[at[4]:at[5]]), from: at[0], to: at[1]}, kinds...)
	}
}

// statusLine begins a raw reply, also as curl prints it.
var statusLine = regexp.MustCompile(`(?m)^(?:< )?HTTP/\d(?:\.\d)? (\d{3})\b`)

// clientResult is a result of a client as people tell it.
var clientResult = regexp.MustCompile(`(?i)\berr[ _]?(code|no)\D{0,6}?(-?\d+)\b`)

// valued adds the entries of a code that are of the kind, those of the first kind
// before the others.
func (l *look) valued(m member, kinds ...Kind) {
	for i, kind := range kinds {
		hit := false
		for _, e := range l.book.codes[spelling(strings.TrimSpace(m.value))] {
			if e.Kind == kind && (kind == Login || kind == Client || !isNumber(m.value) || e.alone) {
				l.add(e, m.from, m.to, scoreMember-100*i+exactly(e, m.value), true, false)
				hit = true
			}
		}
		if hit {
			return
		}
	}
}

func isNumber(s string) bool { return s != "" && strings.Trim(s, "-0123456789") == "" }

// requestIDPattern is a Request-Id: hexadecimal, and after a dash the number.
var requestIDPattern = regexp.MustCompile(`(?i)(request-?_?id\W{0,8})?\b[0-9a-f]{16,64}(?:-[0-9a-f]{1,8})?-(\d{1,10})\b`)

// requestID finds the number at the end of a Request-Id. That of success says
// something only where it is sure to be one.
func (l *look) requestID() {
	for _, at := range requestIDPattern.FindAllSubmatchIndex(l.clean.text, maxMembers) {
		number := string(l.clean.text[at[4]:at[5]])
		if number == "0" && at[2] < 0 && !l.alone {
			continue
		}
		for _, e := range l.book.codes[number] {
			if e.Kind == RequestID {
				l.add(e, at[4], at[5], scoreNumber, true, false)
			}
		}
	}
}

var (
	sourcePattern = regexp.MustCompile(`输入源\s*[“"「]([^”"」]{1,120})[”"」]`)
	labelPattern  = regexp.MustCompile(`字段\s*[“"「]([^”"」]{1,60})[”"」]`)
)

// reply collects what an error reply names. Without an error nothing is one.
func (l *look) reply() (r Reply) {
	for _, m := range l.members {
		for _, part := range []struct {
			name string
			to   *string
		}{{"field", &r.Field}, {"value", &r.Value}, {"issue", &r.Issue}, {"location", &r.Location}} {
			if m.name == part.name && *part.to == "" {
				*part.to = shortened(m.value)
			}
		}
	}
	if at := sourcePattern.FindSubmatch(l.clean.text); at != nil && r.Field == "" {
		r.Field = string(at[1])
	}
	if r.Field == "" {
		return r
	}
	r.Label = labels()[fieldName(r.Field)]
	if at := labelPattern.FindSubmatch(l.clean.text); at != nil && r.Label.ZH == "" {
		r.Label = wxpay.Words{ZH: string(at[1]), EN: string(at[1])}
	}
	return r
}

// shortened bounds a value that is shown.
func shortened(s string) string {
	if runes := []rune(s); len(runes) > 200 {
		return string(runes[:200]) + "…"
	}
	return s
}

var number = regexp.MustCompile(`^\d+$`)

// fieldName turns the place of a field into its name in the catalogue.
func fieldName(place string) string {
	var b strings.Builder
	for i, part := range strings.Split(strings.Trim(place, "/"), "/") {
		switch {
		case i == 0 && (part == "body" || part == "query" || part == "path" || part == "uri_template"), part == "xml":
		case number.MatchString(part):
			b.WriteString("[]")
		default:
			if b.Len() > 0 {
				b.WriteByte('.')
			}
			b.WriteString(part)
		}
	}
	return b.String()
}

// labels are the catalogue's names of fields; where calls differ the first holds.
var labels = sync.OnceValue(func() map[string]wxpay.Words {
	all := map[string]wxpay.Words{}
	for _, e := range catalog.All() {
		for _, f := range e.Fields {
			if _, known := all[f.Name]; !known && f.Label.ZH != "" {
				all[f.Name] = f.Label
			}
		}
	}
	return all
})
