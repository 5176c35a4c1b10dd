package decode

import (
	"regexp"
	"strconv"

	"wxlens/wxpay"
)

// errorBytes bounds what of a reply is looked at: errors are short.
const errorBytes = 16 << 10

// Said is what of a reply is to be decoded: the body and the Request-Id.
func Said(r *wxpay.Reply) string {
	text := string(r.Body[:min(len(r.Body), errorBytes)])
	if id := r.Header.Get("Request-Id"); id != "" {
		text += "\nRequest-Id: " + id
	}
	return text
}

// Refusal explains the error that a reply tells of best, by its status where it says
// nothing known; false where it is no error.
func (b *Book) Refusal(r *wxpay.Reply) (Finding, bool) {
	if r == nil || !refuses(r) {
		return Finding{}, false
	}
	if found := b.Decode(Said(r)); len(found) > 0 {
		return found[0], true
	}
	for _, e := range b.codes[strconv.Itoa(r.Status)] {
		if e.Kind == Status {
			return Finding{Entry: e, Exact: true}, true
		}
	}
	return Finding{}, false
}

// failing is how a reply with status 200 says that it is an error.
var failing = regexp.MustCompile(`<(?:return_code|result_code)>(?:<!\[CDATA\[)?FAIL|"errcode"\s*:\s*-?[1-9]`)

func refuses(r *wxpay.Reply) bool {
	return r.Status >= 300 || failing.Match(r.Body[:min(len(r.Body), errorBytes)])
}
