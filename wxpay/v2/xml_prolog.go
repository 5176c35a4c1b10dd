package v2

import (
	"strings"

	"wxlens/wxpay"
)

const blank = " \t\r\n"

// prolog reads what may stand before the root element: the XML declaration,
// white space and comments. Here a body that is no message at all shows itself,
// and the error names what came instead, such as a gateway's HTML page.
func (s *scanner) prolog() error {
	switch {
	case strings.Trim(s.doc, blank) == "":
		return s.fail(wxpay.ReasonEmptyBody, 0, "", "")
	case s.at("\uFEFF"), s.at("\xFE\xFF"), s.at("\xFF\xFE"):
		return s.fail(wxpay.ReasonNotXML, 0, "", "byte order mark")
	case s.endsIn("<?xml "):
		return s.truncated("")
	case s.at("<?xml") && (s.doc[5] == '?' || kinds[s.doc[5]]&white != 0):
		if err := s.declaration(); err != nil {
			return err
		}
	}
	switch s.space(); {
	case s.at("{"), s.at("["):
		return s.fail(wxpay.ReasonNotXML, s.pos, "", "the body is JSON")
	case s.pos < len(s.doc) && s.doc[s.pos] != '<':
		return s.fail(wxpay.ReasonNotXML, s.pos, "", "the body does not begin with an element")
	}
	if err := s.gap(); err != nil {
		return err
	}
	if s.atFold("<html") {
		return s.fail(wxpay.ReasonNotXML, s.pos, "", "the body is HTML")
	}
	return nil
}

// declaration reads <?xml version="1.0" encoding="…" standalone="…"?>. Messages
// are UTF-8 whatever they declare (协议规则); another name means that the sender
// signed other bytes than a reader would see.
func (s *scanner) declaration() error {
	start := s.pos
	inside, _, found := strings.Cut(s.doc[start+len("<?xml"):], "?>")
	if !found {
		return s.truncated("")
	}
	s.pos += len("<?xml") + len(inside) + len("?>")

	version, rest, found := pseudoAttribute(inside, "version")
	if !found || version != "1.0" {
		return s.fail(wxpay.ReasonNotXML, start, "", "malformed xml declaration")
	}
	if encoding, after, found := pseudoAttribute(rest, "encoding"); found {
		if !strings.EqualFold(encoding, "UTF-8") {
			return s.fail(wxpay.ReasonUnsafeXML, start, "", "encoding other than UTF-8")
		}
		rest = after
	}
	if standalone, after, found := pseudoAttribute(rest, "standalone"); found && (standalone == "yes" || standalone == "no") {
		rest = after
	}
	if strings.Trim(rest, blank) != "" {
		return s.fail(wxpay.ReasonNotXML, start, "", "malformed xml declaration")
	}
	return nil
}

// pseudoAttribute reads name="value" with white space before it, if it is there.
func pseudoAttribute(text, name string) (value, rest string, found bool) {
	body := strings.TrimLeft(text, blank)
	if len(body) == len(text) || !strings.HasPrefix(body, name) {
		return "", text, false
	}
	body = strings.TrimLeft(body[len(name):], blank)
	if body, found = strings.CutPrefix(body, "="); !found {
		return "", text, false
	}
	body = strings.TrimLeft(body, blank)
	if body == "" || (body[0] != '"' && body[0] != '\'') {
		return "", text, false
	}
	return strings.Cut(body[1:], body[:1])
}
