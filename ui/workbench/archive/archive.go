// Package archive takes kept notifications out of the journal, as files that other
// programs read, and brings messages of other programs in.
package archive

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"time"
	"unicode/utf8"

	"wxlens/wxpay"
	"wxlens/wxpay/journal"
	"wxlens/wxpay/message"
	"wxlens/wxpay/notify"
)

// Deps are what an archive needs of the workbench.
type Deps struct {
	Journal interface {
		Append(ctx context.Context, records ...journal.Record) (journal.Appended, error)
		Exchange(ctx context.Context, id string) (wxpay.Exchange, error)
	}
	// Judge finds the profile that a notification is for and judges it as if it had
	// come at a moment.
	Judge   func(request wxpay.Request, at time.Time) (profile string, j notify.Judgement)
	Now     func() time.Time
	Random  io.Reader
	Version string // of this program
}

// Archive exports and imports.
type Archive struct{ deps Deps }

// New returns an archive.
func New(d Deps) *Archive { return &Archive{d} }

// Format is a form of an export.
type Format string

const (
	HAR    Format = "har"    // HTTP Archive 1.2
	NDJSON Format = "ndjson" // one JSON object a line
	Curl   Format = "curl"   // commands for a POSIX shell
)

// Formats lists all formats.
var Formats = []Format{HAR, NDJSON, Curl}

// Options are how an export is made.
type Options struct {
	Format Format
	Redact bool                       // secrets, signatures and identities are masked
	URL    func(target string) string // Curl: where a request is to go
}

// writer writes exchanges in one format.
type writer interface {
	write(x *wxpay.Exchange, redacted string) error
	close() error
}

// redactedBody says what became of a body.
const redactedBody = "redacted: secrets, signatures and identities are masked, so signatures do not verify"

// Export writes the deliveries with these ids, one after the other, and returns how
// many.
func (a *Archive) Export(ctx context.Context, out io.Writer, ids iter.Seq[string], o Options) (n int, err error) {
	w, err := a.writerOf(out, o)
	if err != nil {
		return 0, err
	}
	var redactor *message.Redactor
	if o.Redact {
		key := make([]byte, 32)
		if _, err := io.ReadFull(a.deps.Random, key); err != nil {
			return 0, fmt.Errorf("redact: %w", err)
		}
		redactor = message.NewRedactor(key)
	}
	for id := range ids {
		x, err := a.deps.Journal.Exchange(ctx, id)
		if err != nil {
			return n, err
		}
		note := ""
		if redactor != nil {
			redact(&x, redactor)
			note = redactedBody
		}
		if err := w.write(&x, note); err != nil {
			return n, fmt.Errorf("export: %w", err)
		}
		n++
	}
	if err := w.close(); err != nil {
		return n, fmt.Errorf("export: %w", err)
	}
	return n, nil
}

func (a *Archive) writerOf(out io.Writer, o Options) (writer, error) {
	switch o.Format {
	case HAR:
		w, err := message.NewHARWriter(out, "wxlens", a.deps.Version)
		return harWriter{w}, err
	case NDJSON:
		enc := json.NewEncoder(out)
		enc.SetEscapeHTML(false)
		return lineWriter{enc}, nil
	case Curl:
		return &curlWriter{out: out, url: o.URL}, nil
	}
	return nil, errors.New("export: no such format: " + string(o.Format))
}

// redact masks an exchange. What checks found is left out of it, as it quotes the
// message.
func redact(x *wxpay.Exchange, r *message.Redactor) {
	m := r.Message(messageOf(x.Request))
	x.Request.URL, x.Request.Header, x.Request.Body = m.Target, m.Header, m.Body
	x.Reply = redactReply(x.Reply, r)
	for i := range x.Checks {
		x.Checks[i].Want, x.Checks[i].Got = "", ""
	}
	f := &x.Facts
	f.MchID, f.OpenID = wxpay.MchID(r.Mask(string(f.MchID))), wxpay.OpenID(r.Mask(string(f.OpenID)))
	for i := range x.Forwards {
		sent := &x.Forwards[i]
		sent.Reply, sent.Request, sent.Fault = redactReply(sent.Reply, r), nil, ""
		sent.URL = r.Target(sent.URL)
	}
}

func redactReply(reply *wxpay.Reply, r *message.Redactor) *wxpay.Reply {
	if reply == nil {
		return nil
	}
	return &wxpay.Reply{Status: reply.Status, Header: r.Header(reply.Header), Body: r.Body(reply.Body)}
}

func messageOf(r wxpay.Request) message.HTTP {
	return message.HTTP{Method: r.Method, Target: r.URL, Header: r.Header, Body: r.Body, Declared: -1}
}

type harWriter struct{ *message.HARWriter }

func (w harWriter) write(x *wxpay.Exchange, redacted string) error {
	e := message.Entry{ID: x.ID, Started: x.Started, Elapsed: x.Elapsed, From: x.From, Request: messageOf(x.Request), Comment: redacted}
	if x.Reply != nil {
		e.Reply = &message.HTTP{Status: x.Reply.Status, Header: x.Reply.Header, Body: x.Reply.Body}
	}
	return w.Write(e)
}

func (w harWriter) close() error { return w.Close() }

type curlWriter struct {
	out io.Writer
	url func(target string) string
	n   int
}

func (w *curlWriter) write(x *wxpay.Exchange, redacted string) error {
	if redacted != "" {
		redacted = "# " + redacted + "\n"
	}
	if w.n++; w.n > 1 {
		redacted = "\n" + redacted
	}
	command := message.CurlCommand(messageOf(x.Request), w.url(x.Request.URL))
	_, err := w.out.Write(append([]byte(redacted), command...))
	return err
}

func (w *curlWriter) close() error { return nil }

type lineWriter struct{ enc *json.Encoder }

func (w lineWriter) write(x *wxpay.Exchange, redacted string) error {
	return w.enc.Encode(lineOf(x, redacted))
}

func (w lineWriter) close() error { return nil }

// line is one delivery in NDJSON.
type line struct {
	ID          string        `json:"id"`
	At          time.Time     `json:"at"`
	API         wxpay.API     `json:"api"`
	Profile     string        `json:"profile"`
	From        string        `json:"from"`
	Request     body          `json:"request"`
	Reply       *body         `json:"reply"`
	ElapsedMS   int64         `json:"elapsed_ms"`
	Verified    bool          `json:"verified"`
	Checks      []lineCheck   `json:"checks"`
	Facts       wxpay.Facts   `json:"facts"`
	Probe       bool          `json:"probe"`
	Attempt     int           `json:"attempt"`
	DuplicateOf string        `json:"duplicate_of,omitempty"`
	Forwards    []lineForward `json:"forwards"`
	Marked      bool          `json:"marked"`
	Note        string        `json:"note"`
	Redacted    string        `json:"redacted,omitempty"`
}

type lineCheck struct {
	Name   wxpay.CheckName `json:"name"`
	OK     bool            `json:"ok"`
	Want   string          `json:"want"`
	Got    string          `json:"got"`
	Reason wxpay.Reason    `json:"reason,omitempty"`
}

type lineForward struct {
	At           time.Time    `json:"at"`
	URL          string       `json:"url"`
	Trial        string       `json:"trial,omitempty"`
	Reply        *body        `json:"reply"`
	ElapsedMS    int64        `json:"elapsed_ms"`
	Acknowledged bool         `json:"acknowledged"`
	Reason       wxpay.Reason `json:"reason,omitempty"`
}

// body is a request or a reply. Base64 stands beside a body that is not UTF-8.
type body struct {
	Method  string              `json:"method,omitempty"`
	Target  string              `json:"target,omitempty"`
	Status  int                 `json:"status,omitempty"`
	Headers map[string][]string `json:"headers"`
	Body    string              `json:"body"`
	Base64  []byte              `json:"body_base64,omitempty"`
}

func withBody(b body, data []byte) *body {
	b.Body = string(data)
	if !utf8.Valid(data) {
		b.Base64 = data
	}
	return &b
}

func replyLine(r *wxpay.Reply) *body {
	if r == nil {
		return nil
	}
	return withBody(body{Status: r.Status, Headers: r.Header}, r.Body)
}

func lineOf(x *wxpay.Exchange, redacted string) line {
	l := line{
		ID: x.ID, At: x.Started, API: x.API, Profile: x.Profile, From: x.From, Reply: replyLine(x.Reply), ElapsedMS: x.Elapsed.Milliseconds(),
		Request:  *withBody(body{Method: x.Request.Method, Target: x.Request.URL, Headers: x.Request.Header}, x.Request.Body),
		Verified: wxpay.Verified(x.Checks), Checks: []lineCheck{}, Facts: x.Facts, Probe: x.Probe, Attempt: x.Attempt, DuplicateOf: x.DuplicateOf,
		Forwards: []lineForward{}, Marked: x.Marked, Note: x.Note, Redacted: redacted,
	}
	for _, c := range x.Checks {
		if c.Verdict != wxpay.NotApplicable {
			l.Checks = append(l.Checks, lineCheck{c.Name, c.Verdict == wxpay.Passed, c.Want, c.Got, c.Reason})
		}
	}
	for _, f := range x.Forwards {
		l.Forwards = append(l.Forwards, lineForward{f.At, f.URL, f.Trial, replyLine(f.Reply), f.Elapsed.Milliseconds(), f.Acknowledged, f.Reason})
	}
	return l
}
