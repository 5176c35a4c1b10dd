package message

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// Entry is one exchange of a HAR file (HTTP Archive 1.2).
type Entry struct {
	ID      string // ours; "" of other programs
	Started time.Time
	Elapsed time.Duration
	From    string // IP address of who asked, as we write it
	Request HTTP
	Reply   *HTTP  // nil: none
	Comment string // such as that it was redacted
}

// MaxEntry bounds one exchange of a HAR file, in bytes.
const MaxEntry = 16 << 20

// harHost stands for the host of a received request, whose own name says nothing.
const harHost = "http://localhost"

// The parts of a HAR file. Members that begin with "_" are ours, as the format
// allows.
type (
	harEntry struct {
		Started  time.Time   `json:"startedDateTime"`
		Time     float64     `json:"time"` // ms
		Request  harRequest  `json:"request"`
		Response harResponse `json:"response"`
		Cache    struct{}    `json:"cache"`
		Timings  harTimings  `json:"timings"`
		Comment  string      `json:"comment,omitempty"`
		ID       string      `json:"_id,omitempty"`
		From     string      `json:"_from,omitempty"`
	}
	harTimings struct {
		Send    float64 `json:"send"`
		Wait    float64 `json:"wait"`
		Receive float64 `json:"receive"`
	}
	harPair struct {
		Name  string `json:"name"`
		Value string `json:"value"`
	}
	harRequest struct {
		Method      string    `json:"method"`
		URL         string    `json:"url"`
		Version     string    `json:"httpVersion"`
		Cookies     []harPair `json:"cookies"`
		Headers     []harPair `json:"headers"`
		Query       []harPair `json:"queryString"`
		Body        *harBody  `json:"postData,omitempty"`
		HeadersSize int       `json:"headersSize"`
		BodySize    int       `json:"bodySize"`
		Target      string    `json:"_target,omitempty"` // as it stood on the wire
	}
	harBody struct {
		Size     int    `json:"size,omitempty"` // of a response
		MIME     string `json:"mimeType"`
		Text     string `json:"text"`
		Encoding string `json:"encoding,omitempty"` // base64
	}
	harResponse struct {
		Status      int       `json:"status"` // 0: there was none
		StatusText  string    `json:"statusText"`
		Version     string    `json:"httpVersion"`
		Cookies     []harPair `json:"cookies"`
		Headers     []harPair `json:"headers"`
		Content     harBody   `json:"content"`
		RedirectURL string    `json:"redirectURL"`
		HeadersSize int       `json:"headersSize"`
		BodySize    int       `json:"bodySize"`
	}
)

// HARWriter writes a HAR file, one exchange after the other. Close completes it.
type HARWriter struct {
	out   io.Writer
	wrote bool
}

// NewHARWriter begins a file.
func NewHARWriter(out io.Writer, creator, version string) (*HARWriter, error) {
	by, err := json.Marshal(harPairVersion{creator, version})
	if err != nil {
		return nil, err
	}
	_, err = fmt.Fprintf(out, `{"log":{"version":"1.2","creator":%s,"entries":[`, by)
	return &HARWriter{out: out}, err
}

type harPairVersion struct {
	Name    string `json:"name"`
	Version string `json:"version"`
}

// Write adds an exchange. Bodies that are not UTF-8 are written as base64.
func (w *HARWriter) Write(e Entry) error {
	ms := float64(e.Elapsed) / float64(time.Millisecond)
	entry := harEntry{
		Started: e.Started, Time: ms, Timings: harTimings{Wait: ms}, Comment: e.Comment, ID: e.ID, From: e.From,
		Request: harRequest{
			Method: e.Request.Method, URL: absolute(e.Request.Target), Version: "HTTP/1.1", Cookies: []harPair{}, Headers: pairsOf(e.Request.Header),
			Query: queryOf(e.Request.Target), HeadersSize: -1, BodySize: len(e.Request.Body), Target: e.Request.Target,
		},
		Response: harResponse{Version: "HTTP/1.1", Cookies: []harPair{}, Headers: []harPair{}, HeadersSize: -1, BodySize: -1},
	}
	body := bodyOf(e.Request.Header, e.Request.Body)
	entry.Request.Body = &body
	if r := e.Reply; r != nil {
		entry.Response.Status, entry.Response.StatusText, entry.Response.Headers = r.Status, http.StatusText(r.Status), pairsOf(r.Header)
		entry.Response.Content, entry.Response.BodySize = bodyOf(r.Header, r.Body), len(r.Body)
		entry.Response.Content.Size, entry.Response.RedirectURL = len(r.Body), r.Header.Get("Location")
	}
	if w.wrote {
		if _, err := io.WriteString(w.out, ","); err != nil {
			return err
		}
	}
	w.wrote = true
	var line bytes.Buffer
	enc := json.NewEncoder(&line)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(entry); err != nil {
		return err
	}
	_, err := w.out.Write(bytes.TrimSuffix(line.Bytes(), []byte("\n"))) // the whole file is one line
	return err
}

// Close completes the file.
func (w *HARWriter) Close() error {
	_, err := io.WriteString(w.out, "]}}\n")
	return err
}

func absolute(target string) string {
	if strings.HasPrefix(target, "/") {
		return harHost + target
	}
	return target
}

func pairsOf(h http.Header) []harPair {
	pairs := []harPair{}
	for name, values := range h {
		for _, v := range values {
			pairs = append(pairs, harPair{name, v})
		}
	}
	slices.SortStableFunc(pairs, func(a, b harPair) int { return strings.Compare(a.Name, b.Name) })
	return pairs
}

func queryOf(target string) []harPair {
	pairs := []harPair{}
	_, query, _ := strings.Cut(target, "?")
	for part := range strings.SplitSeq(query, "&") {
		if name, value, _ := strings.Cut(part, "="); name != "" {
			pairs = append(pairs, harPair{name, value})
		}
	}
	return pairs
}

func bodyOf(h http.Header, body []byte) harBody {
	b := harBody{MIME: h.Get("Content-Type"), Text: string(body)}
	if !utf8.Valid(body) {
		b.Text, b.Encoding = base64.StdEncoding.EncodeToString(body), "base64"
	}
	return b
}

// ErrNotHAR is why a file cannot be read as one.
var ErrNotHAR = errors.New("this is no HAR file: there is no log with entries")

// ReadHAR calls each for the exchanges of a HAR file, one after the other, so that
// a file may be as long as it likes; one exchange has at most [MaxEntry] bytes.
func ReadHAR(in io.Reader, each func(Entry) error) error {
	m := &meter{in: in, left: MaxEntry}
	dec := json.NewDecoder(m)
	if err := enter(dec, m, "log"); err != nil {
		return err
	}
	if err := enter(dec, m, "entries"); err != nil {
		return err
	}
	if open, err := dec.Token(); err != nil || open != json.Delim('[') {
		return errors.Join(ErrNotHAR, err)
	}
	for n := 1; dec.More(); n++ {
		m.left = MaxEntry
		var entry harEntry
		if err := dec.Decode(&entry); err != nil {
			return fmt.Errorf("HAR entry %d: %w", n, err)
		}
		e, err := entry.read()
		if err != nil {
			return fmt.Errorf("HAR entry %d: %w", n, err)
		}
		if err := each(e); err != nil {
			return err
		}
	}
	if _, err := dec.Token(); err != nil {
		return fmt.Errorf("HAR: the end of the entries: %w", early(err))
	}
	return nil
}

// early is an error of reading, where the end is one.
func early(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}

// enter reads an object up to the value of a member, past all others.
func enter(dec *json.Decoder, m *meter, name string) error {
	if open, err := dec.Token(); err != nil || open != json.Delim('{') {
		return errors.Join(ErrNotHAR, err)
	}
	for dec.More() {
		m.left = MaxEntry
		key, err := dec.Token()
		if err != nil {
			return errors.Join(ErrNotHAR, err)
		}
		if key == name {
			return nil
		}
		var other json.RawMessage
		if err := dec.Decode(&other); err != nil {
			return errors.Join(ErrNotHAR, err)
		}
	}
	return ErrNotHAR
}

// meter bounds what is read before it is set anew.
type meter struct {
	in   io.Reader
	left int
}

func (m *meter) Read(p []byte) (int, error) {
	if m.left <= 0 {
		return 0, fmt.Errorf("more than %d MiB in one entry", MaxEntry>>20)
	}
	n, err := m.in.Read(p[:min(len(p), m.left)])
	m.left -= n
	return n, err
}

// maxElapsed is the longest time that an exchange is believed to take.
const maxElapsed = 24 * time.Hour

func (h *harEntry) read() (Entry, error) {
	e := Entry{ID: h.ID, Started: h.Started, From: h.From, Comment: h.Comment}
	if ms := h.Time; ms > 0 && ms < float64(maxElapsed/time.Millisecond) {
		e.Elapsed = time.Duration(ms * float64(time.Millisecond))
	}
	e.Request = HTTP{Method: h.Request.Method, Target: h.Request.Target, Header: headerOf(h.Request.Headers), Declared: -1}
	if e.Request.Target == "" {
		e.Request.Target = targetOf(h.Request.URL)
	}
	var err error
	if b := h.Request.Body; b != nil {
		if e.Request.Body, err = b.bytes(); err != nil {
			return e, err
		}
	}
	if h.Response.Status != 0 {
		e.Reply = &HTTP{Status: h.Response.Status, Header: headerOf(h.Response.Headers), Declared: -1}
		e.Reply.Body, err = h.Response.Content.bytes()
	}
	return e, err
}

func (b *harBody) bytes() ([]byte, error) {
	if b.Encoding == "base64" {
		return base64.StdEncoding.DecodeString(b.Text)
	}
	return []byte(b.Text), nil
}

func headerOf(pairs []harPair) http.Header {
	h := http.Header{}
	for _, p := range pairs {
		if headerName.MatchString(p.Name) { // leaves out ":method" and the like
			h.Add(p.Name, p.Value)
		}
	}
	return h
}

// targetOf returns path and query of a URL, as they are written.
func targetOf(address string) string {
	if u, err := url.Parse(address); err == nil && u.Host != "" {
		_, after, _ := strings.Cut(address, "://")
		if at := strings.IndexAny(after, "/?"); at >= 0 {
			path, _, _ := strings.Cut(after[at:], "#")
			return "/" + strings.TrimPrefix(path, "/")
		}
		return "/"
	}
	return address
}
