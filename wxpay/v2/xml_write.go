package v2

import "strings"

// XML writes the message under the root "xml". Every value comes back from
// [Parse] to the letter, because its characters are what was signed (安全规范):
// digits stand as they are, everything else in CDATA, as the documentation
// advises for quotes, "<" and "&".
//
// Names and values are written as given: a name must be an element name and a
// value UTF-8 that XML can carry, or else Parse refuses the result.
func (m Message) XML() []byte { return m.XMLRoot("xml") }

// XMLRoot is [Message.XML] for another root element, such as "root" inside the
// req_info of a refund notification.
func (m Message) XMLRoot(root string) []byte {
	size := 2*len(root) + len("<></>")
	for _, f := range m {
		size += 2*len(f.Name) + len("<></>") + len(cdataStart) + len(f.Value) + len(cdataEnd)
	}
	b := append(append(append(make([]byte, 0, size), '<'), root...), '>')
	for _, f := range m {
		b = append(append(append(b, '<'), f.Name...), '>')
		b = appendValue(b, f.Value)
		b = append(append(append(b, "</"...), f.Name...), '>')
	}
	return append(append(append(b, "</"...), root...), '>')
}

func appendValue(b []byte, v string) []byte {
	if onlyDigits(v) {
		return append(b, v...)
	}
	if strings.Contains(v, cdataEnd) || strings.IndexByte(v, '\r') >= 0 {
		v = splitCDATA.Replace(v)
	}
	return append(append(append(b, cdataStart...), v...), cdataEnd...)
}

// A CDATA section cannot hold its own end mark, so that is split over two. Nor
// can it keep a carriage return, which every reader turns into a line feed; that
// one steps outside as a reference.
var splitCDATA = strings.NewReplacer(
	"]]>", "]]]]><![CDATA[>",
	"\r", "]]>&#13;<![CDATA[",
)

// onlyDigits holds for the empty value too.
func onlyDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}
