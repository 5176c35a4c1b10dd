package cli

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"unicode/utf8"

	"wxlens/profiles"
	"wxlens/ui/cell"
	"wxlens/ui/text"
	"wxlens/wxpay"
	"wxlens/wxpay/sandbox"
)

// output writes what a command says: JSON events, or lines for people.
type output struct {
	w      io.Writer
	json   bool
	plain  bool
	colour bool
	err    error // of the first write that failed
}

// event writes one JSON object as one line.
func (o *output) event(v any) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		panic("cli: an event does not encode: " + err.Error()) // plain values only
	}
	o.write(b.Bytes())
}

// line writes one line for people.
func (o *output) line(format string, args ...any) { o.write(fmt.Appendf(nil, format+"\n", args...)) }

// write keeps the first error: a full disk shows in the exit code. (A closed pipe
// ends the program by its signal.)
func (o *output) write(data []byte) {
	if _, err := o.w.Write(data); err != nil && o.err == nil {
		o.err = err
	}
}

// paint puts text between a colour and its end.
func (o *output) paint(colour int, s string) string {
	if !o.colour {
		return s
	}
	return fmt.Sprintf("\x1b[%dm%s\x1b[0m", colour, s)
}

// onPaper puts text in black on white.
func (o *output) onPaper(s string) string {
	if !o.colour {
		return s
	}
	return "\x1b[30;107m" + s + "\x1b[0m"
}

const (
	red   = 31
	green = 32
	faint = 2
)

// padded fills a text up with blanks to a number of columns.
func padded(s string, columns int) string {
	return s + strings.Repeat(" ", max(columns-cell.Width(s), 0))
}

// mark shows a verdict as a sign and, with colour, in colour.
func (o *output) mark(v wxpay.Verdict) string {
	switch v {
	case wxpay.Passed:
		return o.paint(green, "✔")
	case wxpay.Failed:
		return o.paint(red, "✘")
	}
	return o.paint(faint, "–")
}

func verdictOf(ok bool) wxpay.Verdict {
	if ok {
		return wxpay.Passed
	}
	return wxpay.Failed
}

// traceStep, requestJSON, replyJSON and checkJSON are parts of events.
type traceStep struct {
	Name   wxpay.StepName `json:"name"`
	Input  string         `json:"input"`
	Output string         `json:"output"`
	Note   string         `json:"note"`
}

type requestJSON struct {
	Method  string            `json:"method"`
	URL     string            `json:"url"`
	Headers map[string]string `json:"headers"`
	Body    string            `json:"body"`
	// BodyBase64 stands beside a body that is not UTF-8.
	BodyBase64 []byte `json:"body_base64,omitempty"`
}

type replyJSON struct {
	Status     int               `json:"status"`
	Headers    map[string]string `json:"headers"`
	Body       string            `json:"body"`
	BodyBase64 []byte            `json:"body_base64,omitempty"`
}

type checkJSON struct {
	Name   wxpay.CheckName `json:"name"`
	OK     bool            `json:"ok"`
	Want   string          `json:"want"`
	Got    string          `json:"got"`
	Detail string          `json:"detail"`
}

func headersOf(h http.Header) map[string]string {
	flat := make(map[string]string, len(h))
	for name, values := range h {
		flat[name] = strings.Join(values, ", ")
	}
	return flat
}

func bodyOf(b []byte) (string, []byte) {
	if utf8.Valid(b) {
		return string(b), nil
	}
	return string(b), b
}

func requestOf(r wxpay.Request) *requestJSON {
	body, raw := bodyOf(r.Body)
	return &requestJSON{r.Method, r.URL, headersOf(r.Header), body, raw}
}

func replyOf(r *wxpay.Reply) *replyJSON {
	if r == nil {
		return nil
	}
	body, raw := bodyOf(r.Body)
	return &replyJSON{r.Status, headersOf(r.Header), body, raw}
}

// checksOf leaves out what does not apply.
func checksOf(checks []wxpay.Check, t *text.Text) []checkJSON {
	list := make([]checkJSON, 0, len(checks))
	for _, c := range checks {
		if c.Verdict != wxpay.NotApplicable {
			list = append(list, checkJSON{c.Name, c.Verdict == wxpay.Passed, c.Want, c.Got, t.Detail(c)})
		}
	}
	return list
}

// shows reports whether output may hold the secrets of a profile: a sandbox's own
// keys protect nothing, those of any other merchant are shown only on request.
func shows(m *profiles.Merchant, reveal bool) bool {
	return reveal || !m.Live() && sandbox.Issued(m.Certificate)
}

// show returns a text as this profile's output may hold it.
func show(t wxpay.Text, reveal bool) string {
	if reveal {
		return t.Reveal()
	}
	return t.String()
}

func traceOf(trace wxpay.Trace, t *text.Text, reveal bool) []traceStep {
	steps := make([]traceStep, 0, len(trace))
	for _, s := range trace {
		steps = append(steps, traceStep{s.Name, show(s.Input, reveal), show(s.Output, reveal), t.Note(s)})
	}
	return steps
}
