package message

import (
	"bytes"
	"fmt"
	"net/http"
	"regexp"
	"strconv"
	"strings"
)

// MaxInput bounds an input, in bytes.
const MaxInput = 10 << 20

const (
	maxLine    = 64 << 10 // bytes of one line of the head
	maxHeaders = 500      // lines
)

// HTTP is one HTTP message as it stood on the wire.
type HTTP struct {
	Method string // of a request
	Target string // of a request, as written
	Status int    // of a response; 0 for a request
	Header http.Header
	Body   []byte // transfer coding and compression undone
	// Declared is the Content-Length where it says how long Body must be, else -1.
	Declared int
	// Surplus is what follows the declared body, blanks aside, in bytes.
	Surplus int
}

// IsRequest reports whether it is a request.
func (m *HTTP) IsRequest() bool { return m.Status == 0 }

// Error says where and why an input is not an HTTP message.
type Error struct {
	Fault  Fault
	Line   int // 1-based; 0 where no line is concerned
	Detail string
}

// Fault is the kind of fault found in an input.
type Fault string

const (
	TooLarge         Fault = "too-large"
	NoStartLine      Fault = "no-start-line"
	LongLine         Fault = "long-line"
	ManyHeaders      Fault = "many-headers"
	BadHeader        Fault = "bad-header" // not "name: value"
	BadLength        Fault = "bad-content-length"
	BadChunk         Fault = "bad-chunk"
	BadCompression   Fault = "bad-compression"
	OtherCompression Fault = "other-compression" // neither gzip nor none
	BadMultipart     Fault = "bad-multipart"
)

func (e *Error) Error() string {
	text := "HTTP message: " + string(e.Fault)
	if e.Line > 0 {
		text += fmt.Sprintf(": line %d", e.Line)
	}
	if e.Detail != "" {
		text += ": " + e.Detail
	}
	return text
}

var (
	requestLine = regexp.MustCompile(`^([A-Z]+) (/\S*|https?://\S+)( HTTP/[0-9](\.[0-9])?)?$`)
	statusLine  = regexp.MustCompile(`^HTTP/[0-9](\.[0-9])? ([1-9][0-9]{2})( .*)?$`)
	headerName  = regexp.MustCompile("^[0-9A-Za-z!#$%&'*+.^_`|~-]+$")
)

// ParseHTTP reads a request or a response. Lines of the head end in CRLF or LF;
// the body is every byte after the blank line, as far as Content-Length or
// chunks do not say otherwise. What other programs have undone already, chunks
// or compression, is not undone twice. It fails with an [*Error].
func ParseHTTP(data []byte) (*HTTP, error) {
	if len(data) > MaxInput {
		return nil, &Error{Fault: TooLarge, Detail: fmt.Sprintf("%d bytes, at most %d", len(data), MaxInput)}
	}
	h := head{rest: Unmarked(data)}
	h.line = bytes.Count(data[:len(data)-len(h.rest)], []byte("\n"))
	m := &HTTP{Header: http.Header{}, Declared: -1}
	if err := m.start(&h); err != nil {
		return nil, err
	}
	if err := m.headers(&h); err != nil {
		return nil, err
	}
	m.Body = h.rest
	return m, m.frame()
}

// head reads the lines of a head.
type head struct {
	rest []byte
	line int // of the line read last, 1-based
}

// next returns the next line without its end; there is none at the end.
func (h *head) next() (line string, ok bool, err error) {
	if len(h.rest) == 0 {
		return "", false, nil
	}
	raw, rest, _ := bytes.Cut(h.rest, []byte("\n"))
	h.rest = rest
	h.line++
	if len(raw) > maxLine {
		return "", false, &Error{LongLine, h.line, fmt.Sprintf("%d bytes, at most %d", len(raw), maxLine)}
	}
	return string(bytes.TrimSuffix(raw, []byte("\r"))), true, nil
}

func (m *HTTP) start(h *head) error {
	line, _, err := h.next()
	if err != nil {
		return err
	}
	if found := requestLine.FindStringSubmatch(line); found != nil {
		m.Method, m.Target = found[1], found[2]
		return nil
	}
	if found := statusLine.FindStringSubmatch(line); found != nil {
		m.Status, _ = strconv.Atoi(found[2]) // three digits
		return nil
	}
	return &Error{NoStartLine, h.line, ""}
}

func (m *HTTP) headers(h *head) error {
	last := ""
	for n := 0; ; n++ {
		line, ok, err := h.next()
		switch {
		case err != nil:
			return err
		case !ok || line == "":
			return nil
		case n == maxHeaders:
			return &Error{ManyHeaders, h.line, fmt.Sprintf("at most %d", maxHeaders)}
		}
		if last != "" && (line[0] == ' ' || line[0] == '\t') { // a folded value goes on
			values := m.Header[last]
			values[len(values)-1] += " " + strings.Trim(line, " \t")
			continue
		}
		name, value, colon := strings.Cut(line, ":")
		if !colon || !headerName.MatchString(name) {
			return &Error{BadHeader, h.line, ""} // the line may hold a secret
		}
		last = http.CanonicalHeaderKey(name)
		m.Header[last] = append(m.Header[last], strings.Trim(value, " \t"))
	}
}
