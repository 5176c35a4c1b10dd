package paste

import (
	"bytes"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"wxlens/wxpay/message"
)

// role is what a body is for.
type role string

const (
	roleRequest role = "request"
	roleReply   role = "reply"
	roleNotice  role = "notice"
	roleHeader  role = "header"
	roleSigned  role = "signed"
	roleParams  role = "params"
)

var (
	requestStart = regexp.MustCompile(`^(GET|POST|PUT|PATCH|DELETE|HEAD) (https?://[^\s"'<>` + "`" + `]+|/[^\s"'<>` + "`" + `]*)( HTTP/[0-9](?:\.[0-9])?)?`)
	statusStart  = regexp.MustCompile(`^HTTP/[0-9](?:\.[0-9])? ([1-5][0-9]{2})\b[^\n\x22'` + "`" + `]{0,40}`)
	headerLine   = regexp.MustCompile(`^[ \t\x{200b}\x{feff}]*([A-Za-z][A-Za-z0-9-]{1,60})[ \t]*(:|：)[ \t]*([^\r\n]*)`)
)

// readRequest reads a raw request, or the method and address that a log names.
func readRequest(r *reader, at []int) int {
	start, end := at[0], at[1]
	m := message.HTTP{Method: string(r.src[at[2]:at[3]]), Target: strings.TrimRight(string(r.src[at[4]:at[5]]), "，。,;；)）]"), Header: http.Header{}, Declared: -1}
	bare := at[6] < 0
	if !r.alone(start) {
		return start
	}
	body, headed := r.headers(end, m.Header)
	if bare && !headed {
		if !strings.HasPrefix(m.Target, "http") && !strings.HasPrefix(m.Target, "/v3/") && !v2Path.MatchString(m.Target) {
			return start
		}
		r.got.call(call{method: m.Method, url: m.Target, header: nil})
		r.piece(FormRequest, start, end)
		return end
	}
	end = body
	if headed {
		end = r.body(body, &m)
	}
	r.got.message(m)
	r.piece(FormRequest, start, end)
	return end
}

// v2Path matches the paths of V2 calls.
var v2Path = regexp.MustCompile(`^/(?:pay|secapi|mmpaymkttransfers|mmpaysptrans|sandboxnew|xdc|papay|risk|tools|billcommentsp|deposit|vehicle|cgi-bin|promotion|v2)/`)

// readStatus reads a raw response.
func readStatus(r *reader, at []int) int {
	m := message.HTTP{Header: http.Header{}, Declared: -1}
	if !r.alone(at[0]) {
		return at[0]
	}
	m.Status, _ = strconv.Atoi(string(r.src[at[2]:at[3]])) // three digits
	body, headed := r.headers(r.lineEnd(at[0]), m.Header)
	end := r.lineEnd(at[0])
	if headed {
		end = r.body(body, &m)
	} else if rest := bytes.TrimLeft(r.src[end:], "\r\n"); end < len(r.src) && len(rest) > 0 && strings.IndexByte("{[<", rest[0]) >= 0 {
		end = r.body(len(r.src)-len(rest), &m) // its headers were left out
	}
	r.got.message(m)
	r.piece(FormResponse, at[0], end)
	return end
}

// alone reports whether a word begins at a byte.
func (r *reader) alone(at int) bool {
	if at == 0 {
		return true
	}
	c := r.src[at-1]
	return c != '_' && c != '.' && c != '/' && !(c >= '0' && c <= '9') && !(c|0x20 >= 'a' && c|0x20 <= 'z')
}

// headers reads the lines of a head behind its first one and returns where the body
// begins. Characters that nobody sees are left out of names.
func (r *reader) headers(at int, h http.Header) (int, bool) {
	pos, found := at, false
	last := ""
	for first := true; pos < len(r.src); first = false {
		if !first || r.src[pos] == '\n' || r.src[pos] == '\r' {
			if pos += len(lineBreak(r.src[pos:])); pos >= len(r.src) {
				break
			}
		}
		end := r.lineEnd(pos)
		line := r.src[pos:end]
		m := headerLine.FindSubmatchIndex(line)
		switch {
		case len(bytes.TrimSpace(line)) == 0 && found:
			return min(len(r.src), end+len(lineBreak(r.src[end:]))), true
		case m != nil:
			r.headerOddities(pos, line[:m[6]])
			last = http.CanonicalHeaderKey(string(line[m[2]:m[3]]))
			h[last] = append(h[last], strings.Trim(string(line[m[6]:m[7]]), " \t"))
			found = true
		case found && wrapsSignature(h[last], line):
			h[last][len(h[last])-1] += strings.TrimSpace(string(line))
			r.odd(OddWrapped, pos, last, true)
		default:
			return r.beforeBreak(pos, at), found
		}
		if pos = end; end == len(r.src) {
			break
		}
	}
	return min(pos, len(r.src)), found
}

// beforeBreak returns a byte without the line end before it.
func (r *reader) beforeBreak(pos, least int) int {
	for pos > least && (r.src[pos-1] == '\n' || r.src[pos-1] == '\r') {
		pos--
	}
	return pos
}

func lineBreak(b []byte) []byte {
	if bytes.HasPrefix(b, []byte("\r\n")) {
		return b[:2]
	}
	if len(b) > 0 && (b[0] == '\n' || b[0] == '\r') {
		return b[:1]
	}
	return nil
}

// headerOddities notes what stands for a plain name and colon.
func (r *reader) headerOddities(at int, name []byte) {
	if i := bytes.Index(name, []byte("：")); i >= 0 {
		r.odd(OddFullWidth, at+i, "U+FF1A", true)
	}
}

var base64Line = regexp.MustCompile(`^[ \t]*[A-Za-z0-9+/]{8,}={0,2}"?[ \t]*$`)

// wrapsSignature reports whether a line goes on with the signature of the value
// before it, as terminals and mails break long lines.
func wrapsSignature(values []string, line []byte) bool {
	if len(values) == 0 || !base64Line.Match(line) {
		return false
	}
	value := values[len(values)-1]
	return strings.Count(value, `"`)%2 == 1 || !strings.Contains(value, `"`) && len(value) >= 60 && base64Line.MatchString(value)
}

// body reads the body of a message: what the head declares, else as far as a JSON
// or XML text goes, else the lines up to an empty one.
func (r *reader) body(at int, m *message.HTTP) int {
	if m.Chunked() {
		if whole, err := message.ParseHTTP(slices.Concat([]byte("HTTP/1.1 200\r\nTransfer-Encoding: chunked\r\n\r\n"), r.src[at:])); err == nil && r.src[at] != '{' && r.src[at] != '<' {
			r.charge(len(r.src) - at)
			m.Body = whole.Body
			return len(r.src)
		}
	}
	if n, err := strconv.Atoi(m.Header.Get("Content-Length")); err == nil && n > 0 && n <= len(r.src)-at && endsWell(r.src[at:at+n]) && r.pauses(at+n) {
		m.Body = bytes.Clone(r.src[at : at+n])
		return at + n
	}
	start := at + len(r.src[at:]) - len(bytes.TrimLeft(r.src[at:], " \t\r\n"))
	if start == len(r.src) {
		return at
	}
	m.Body = nil
	end := at
	switch c := r.src[start]; {
	case c == '{' || c == '[':
		m.Body, end = r.jsonBody(start)
	case c == '<':
		m.Body, end = r.xmlBody(start)
	}
	if m.Body == nil {
		if kind := m.Header.Get("Content-Type"); start-at > 2 || !strings.Contains(kind, "form") && !strings.Contains(kind, "plain") {
			return at
		}
		end = r.lineEnd(start)
		m.Body = bytes.Clone(r.src[start:end])
	}
	if n, err := strconv.Atoi(m.Header.Get("Content-Length")); err == nil && n != len(m.Body) && m.Header.Get("Content-Encoding") == "" {
		if n > len(m.Body) && n <= len(r.src)-start && len(bytes.TrimSpace(r.src[start+len(m.Body):start+n])) == 0 {
			m.Body, end = bytes.Clone(r.src[start:start+n]), start+n // blanks that belong to it
			return end
		}
		r.odd(OddLength, start, strconv.Itoa(n)+" / "+strconv.Itoa(len(m.Body)), false)
	}
	return end
}

func endsWell(body []byte) bool {
	body = bytes.TrimRight(body, " \t\r\n")
	return len(body) == 0 || strings.IndexByte("}]>", body[len(body)-1]) >= 0
}

// pauses reports whether what stands before a byte may end there.
func (r *reader) pauses(at int) bool {
	return at == len(r.src) || strings.IndexByte("\r\n", r.src[at]) >= 0 || at > 0 && r.src[at-1] == '\n'
}

// jsonBody reads a JSON body to the byte. Where it ends early all of it is taken.
func (r *reader) jsonBody(at int) ([]byte, int) {
	l, ok := message.ReadLiteral(r.src, at)
	r.charge(l.Examined)
	if !ok {
		if bytes.HasPrefix(r.src[at:], []byte(`{\x22`)) {
			end := r.lineEnd(at)
			r.odd(OddHexEscaped, at, "", false)
			return bytes.Clone(r.src[at:end]), end
		}
		return nil, at
	}
	r.repaired(l.Repairs)
	if l.Truncated {
		r.odd(OddTruncated, l.End, "json", false)
		return bytes.Clone(bytes.TrimRight(r.src[at:l.End], " \t\r\n")), l.End
	}
	body, exact := l.JSON(r.src)
	if !exact {
		r.odd(OddReprinted, at, "", true)
	}
	return body, l.End
}
