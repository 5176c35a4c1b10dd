package v2

import (
	"strings"

	"wxlens/wxpay"
)

// The scanner is our own because the general one fits this job badly. A V2
// message is one flat list of elements, while encoding/xml accepts a DOCTYPE,
// attributes, nested elements, repeated fields and a second root, each of which
// lets the signed value and the used value differ (关于XML解析存在的安全问题指引,
// CVE-2018-13439); and it takes several times as long as the digest it serves.

// Limits of a message. Genuine ones are a few kB with some thirty fields.
const (
	MaxMessage = 1 << 20 // bytes

	maxFields = 256
	maxName   = 64 // bytes
)

// Parse reads a message, whose root element is "xml". Values are kept to the
// letter, as the signature demands: only entities and CDATA marks are resolved
// and line ends become LF, as XML requires. The error is an [*XMLError].
func Parse(data []byte) (Message, error) { return ParseRoot(data, "xml") }

// ParseRoot is [Parse] for another root element, such as "root" inside the
// req_info of a refund notification (退款结果通知); "" stands for any.
func ParseRoot(data []byte, root string) (Message, error) {
	if len(data) > MaxMessage {
		return nil, &XMLError{Reason: wxpay.ReasonTooLarge, Line: 1, Detail: "more than 1 MiB"}
	}
	// The one copy: names and values are cut out of this string.
	s := scanner{doc: string(data)}
	return s.message(root)
}

// scanner walks once over a document. Its methods expect to stand at the start
// of what they read and leave it just behind.
type scanner struct {
	doc   string
	pos   int
	value value
}

func (s *scanner) message(root string) (Message, error) {
	if err := s.prolog(); err != nil {
		return nil, err
	}
	start := s.pos
	name, empty, err := s.startTag()
	switch {
	case err != nil:
		return nil, err
	case root != "" && name != root:
		return nil, s.fail(wxpay.ReasonNotXML, start, name, "another root element")
	}
	m := make(Message, 0, 32)
	for !empty {
		if err := s.gap(); err != nil {
			return nil, err
		}
		if s.at("</") {
			if err := s.endTag(name); err != nil {
				return nil, err
			}
			break
		}
		start := s.pos
		field, err := s.field()
		if err != nil {
			return nil, err
		}
		// One reader would take the first value, another the last.
		if _, twice := m.Lookup(field.Name); twice {
			return nil, s.fail(wxpay.ReasonDuplicateField, start, field.Name, "")
		}
		if len(m) == maxFields {
			return nil, s.fail(wxpay.ReasonTooLarge, start, "", "more than 256 fields")
		}
		m = append(m, field)
	}
	if s.space(); s.pos < len(s.doc) {
		return nil, s.fail(wxpay.ReasonNotXML, s.pos, "", "content after the root element")
	}
	return m, nil
}

// field reads one element under the root.
func (s *scanner) field() (wxpay.Field, error) {
	name, empty, err := s.startTag()
	if err != nil || empty {
		return wxpay.Field{Name: name}, err
	}
	s.value.reset()
	if err := s.content(name); err != nil {
		return wxpay.Field{}, err
	}
	if err := s.endTag(name); err != nil {
		return wxpay.Field{}, err
	}
	return wxpay.Field{Name: name, Value: s.value.text()}, nil
}

// content reads what stands in a field up to its end tag: text and CDATA
// sections in any number and order, since "]]>" can only be written in two.
func (s *scanner) content(field string) error {
	for {
		switch rest := s.doc[s.pos:]; {
		case s.at("</"):
			return nil
		case s.at(cdataStart):
			s.pos += len(cdataStart)
			if err := s.characters(field, true); err != nil {
				return err
			}
		case s.endsIn(cdataStart), s.endsIn("<!--"):
			return s.truncated(field)
		case rest[0] != '<':
			if err := s.characters(field, false); err != nil {
				return err
			}
		case s.at("<!--"):
			return s.fail(wxpay.ReasonNotXML, s.pos, field, "comment inside a value")
		case rest[1] == '!', rest[1] == '?':
			return s.unsafe(field)
		case kinds[rest[1]]&nameStart == 0:
			return s.fail(wxpay.ReasonNotXML, s.pos, field, "unescaped < in a value")
		default:
			return s.fail(wxpay.ReasonNotXML, s.pos, field, "nested element")
		}
	}
}

// startTag reads <name> or <name/>.
func (s *scanner) startTag() (name string, empty bool, err error) {
	s.pos++
	if name, err = s.name(); err != nil {
		return "", false, err
	}
	end := s.pos
	s.space()
	switch {
	case s.at(">"):
		s.pos++
		return name, false, nil
	case s.at("/>"):
		s.pos += 2
		return name, true, nil
	case s.endsIn("/>"):
		return "", false, s.truncated(name)
	case s.doc[s.pos] == '/':
		return "", false, s.fail(wxpay.ReasonNotXML, s.pos, name, "malformed tag")
	case s.pos == end:
		return "", false, s.fail(wxpay.ReasonNotXML, s.pos, "", "character not allowed in an element name")
	}
	return "", false, s.fail(wxpay.ReasonNotXML, s.pos, name, "attribute")
}

// endTag reads </name>.
func (s *scanner) endTag(name string) error {
	start := s.pos
	s.pos += len("</")
	switch {
	case s.endsIn(name):
		return s.truncated(name)
	case !s.at(name):
		return s.fail(wxpay.ReasonNotXML, start, name, "end tag of another element")
	}
	s.pos += len(name)
	switch s.space(); {
	case s.pos == len(s.doc):
		return s.truncated(name)
	case s.doc[s.pos] != '>':
		return s.fail(wxpay.ReasonNotXML, start, name, "end tag of another element")
	}
	s.pos++
	return nil
}

func (s *scanner) name() (string, error) {
	rest, n := s.doc[s.pos:], 0
	for n < len(rest) && kinds[rest[n]]&nameRest != 0 {
		n++
	}
	switch {
	case rest == "":
		return "", s.truncated("")
	case kinds[rest[0]]&nameStart == 0:
		return "", s.fail(wxpay.ReasonNotXML, s.pos, "", "character not allowed in an element name")
	case n > maxName:
		return "", s.fail(wxpay.ReasonNotXML, s.pos, "", "element name longer than 64 bytes")
	}
	s.pos += n
	return rest[:n], nil
}

// gap skips white space and comments, all that may stand between elements, and
// stops at the next tag.
func (s *scanner) gap() error {
	for {
		switch s.space(); {
		case s.endsIn("<!--"), s.endsIn(cdataStart):
			return s.truncated("")
		case s.at("<!--"):
			if err := s.comment(); err != nil {
				return err
			}
		case s.doc[s.pos] != '<', s.at(cdataStart):
			return s.fail(wxpay.ReasonNotXML, s.pos, "", "text between elements")
		case s.doc[s.pos+1] == '!', s.doc[s.pos+1] == '?':
			return s.unsafe("")
		default:
			return nil
		}
	}
}

func (s *scanner) comment() error {
	start := s.pos
	for s.pos += len("<!--"); s.pos < len(s.doc); {
		switch {
		case s.at("-->"):
			s.pos += len("-->")
			return nil
		case s.at("--") && !s.endsIn("-->"):
			return s.fail(wxpay.ReasonNotXML, s.pos, "", "-- inside a comment")
		}
		n, err := s.character(s.pos, "")
		if err != nil {
			return err
		}
		s.pos += n
	}
	return s.fail(wxpay.ReasonTruncated, start, "", "unfinished comment")
}

func (s *scanner) space() {
	rest, n := s.doc[s.pos:], 0
	for n < len(rest) && kinds[rest[n]]&white != 0 {
		n++
	}
	s.pos += n
}

// at reports whether the token stands here.
func (s *scanner) at(token string) bool { return strings.HasPrefix(s.doc[s.pos:], token) }

// endsIn reports whether the document ends here before the token is complete.
func (s *scanner) endsIn(token string) bool {
	rest := s.doc[s.pos:]
	return len(rest) < len(token) && strings.HasPrefix(token, rest)
}

// atFold is at without regard to case, as HTML is written.
func (s *scanner) atFold(token string) bool {
	rest := s.doc[s.pos:]
	return len(rest) >= len(token) && strings.EqualFold(rest[:len(token)], token)
}

func (s *scanner) fail(reason wxpay.Reason, at int, field, detail string) error {
	line := 1 + strings.Count(s.doc[:at], "\n")
	return &XMLError{Reason: reason, Line: line, Byte: at, Field: field, Detail: detail}
}

func (s *scanner) truncated(field string) error {
	return s.fail(wxpay.ReasonTruncated, len(s.doc), field, "the body ends too early")
}

// unsafe refuses what starts with "<!" or "<?" here.
func (s *scanner) unsafe(field string) error {
	detail := "processing instruction"
	switch {
	case s.atFold("<!doctype html"):
		detail = "the body is HTML"
	case s.atFold("<!doctype"):
		detail = "document type declaration"
	case s.at("<!"):
		detail = "markup declaration"
	}
	return s.fail(wxpay.ReasonUnsafeXML, s.pos, field, detail)
}

const cdataStart, cdataEnd = "<![CDATA[", "]]>"
