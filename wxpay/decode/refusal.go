package decode

import (
	"regexp"

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

// Refusal explains the error that a reply tells of best; false where it tells of
// none, or of an unknown one.
func (b *Book) Refusal(r *wxpay.Reply) (Finding, bool) {
	if r == nil || !refuses(r) {
		return Finding{}, false
	}
	found := b.Decode(Said(r))
	if len(found) == 0 {
		return Finding{}, false
	}
	return found[0], true
}

// failing is how a reply with status 200 says that it is an error.
var failing = regexp.MustCompile(`<(?:return_code|result_code)>(?:<!\[CDATA\[)?FAIL|"errcode"\s*:\s*-?[1-9]`)

func refuses(r *wxpay.Reply) bool {
	return r.Status >= 300 || failing.Match(r.Body[:min(len(r.Body), errorBytes)])
}
