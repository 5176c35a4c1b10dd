package paste

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"slices"

	"wxlens/wxpay/diagnose"
	"wxlens/wxpay/message"
)

// Recognised is what was found in a text.
type Recognised struct {
	Case     diagnose.Case
	Pieces   []Piece // in the order of the text; they do not overlap
	Oddities []Oddity
	Missing  []diagnose.Missing // what this kind of case needs beyond it
}

// Piece is a part of the text that was recognised.
type Piece struct {
	Form        Form
	First, Last int // lines, 1-based
	Start, End  int // bytes of the text
}

// Form is what a piece is.
type Form string

const (
	FormRequest       Form = "http-request"
	FormResponse      Form = "http-response"
	FormCurl          Form = "curl"
	FormAuthorization Form = "authorization"
	FormHeader        Form = "header"
	FormXML           Form = "v2-xml"
	FormFields        Form = "v2-fields" // those of a V2 message, as a program prints them
	FormBody          Form = "json-request"
	FormReply         Form = "json-reply"
	FormNotification  Form = "notification"
	FormResource      Form = "resource"
	FormParams        Form = "client-params"
	FormSigned        Form = "sign-string"
	FormLog           Form = "error-log"
	FormValue         Form = "named-value" // of a log
	FormSetting       Form = "setting"
	FormPrivateKey    Form = "private-key"
	FormCertificate   Form = "certificate"
	FormPlatformCert  Form = "platform-certificate"
	FormPublicKey     Form = "public-key"
	FormPublicKeyID   Form = "public-key-id"
	FormP12           Form = "p12"
	FormHAR           Form = "har"
	FormCase          Form = "case"
)

// Limits of what is reported of one text.
const (
	maxPieces   = 500
	maxOddities = 100
)

// Read recognises what people paste: HTTP messages, commands, bodies, client
// parameters, logs, keys and settings, one or several with prose between them, and
// puts all of it into one case. It fails when the text is too long, or is a case
// file that cannot be read.
func Read(text []byte) (Recognised, error) {
	if len(text) > message.MaxInput {
		return Recognised{}, fmt.Errorf("the text has %d bytes, at most %d are read: paste the failing exchange alone", len(text), message.MaxInput)
	}
	if isCase(text) {
		return readCase(text)
	}
	r := newReader(text)
	switch {
	case isP12(text):
		r.piece(FormP12, 0, len(text))
	case r.archive():
		r.piece(FormHAR, 0, len(text))
	default:
		r.run()
	}
	c := r.got.compose()
	r.out.Case = c
	r.order()
	r.characters()
	r.out.Missing = missingOf(c)
	if len(r.out.Pieces) == 0 {
		r.out.Missing = nil
	}
	r.out.Missing = append(r.out.Missing, r.got.files...)
	slices.Sort(r.out.Missing)
	r.out.Missing = slices.Compact(r.out.Missing)
	return r.out, nil
}

// isCase reports whether a text is one JSON object with the members of a case.
func isCase(text []byte) bool {
	text = message.Unmarked(text)
	if len(text) == 0 || text[0] != '{' {
		return false
	}
	var head struct{ API, Kind json.RawMessage }
	return json.Unmarshal(text, &head) == nil && head.API != nil && head.Kind != nil
}

func readCase(text []byte) (Recognised, error) {
	c, err := ParseCase(text)
	if err != nil {
		return Recognised{}, err
	}
	r := newReader(text)
	r.piece(FormCase, 0, len(text))
	r.out.Case, r.out.Missing = c, missingOf(c)
	return r.out, nil
}

// reader walks over a text once. What it can examine in vain is bounded, so that
// no text takes more than its length's share of time.
type reader struct {
	view
	src    []byte // the text without what stands before its lines
	got    found
	out    Recognised
	budget int
	// label is what the words just before a body said of it.
	label    role
	labelEnd int  // byte of src
	nested   bool // the text stands in another one
}

func newReader(text []byte) *reader {
	v := newView(text)
	return &reader{view: v, src: v.clean, got: newFound(), budget: 4*len(text) + 1<<18}
}

// run reads the piece that begins next, again and again.
func (r *reader) run() {
	all := rules()
	seekers := make([]seeker, len(all))
	for i, rule := range all {
		seekers[i] = seeker{rule: rule, next: rule.begins(r.src)}
	}
	for pos := 0; pos < len(r.src) && r.budget > 0 && len(r.out.Pieces) < maxPieces; {
		var best *seeker
		for i := range seekers {
			s := &seekers[i]
			if s.seek(pos); s.start >= 0 && (best == nil || s.start < best.start) {
				best = s
			}
		}
		if best == nil {
			return
		}
		pos = best.start
		if at := best.matches(r.src); at != nil {
			if end := best.read(r, at); end > at[0] {
				pos = end
				continue
			}
			r.charge(at[1] - at[0])
		}
		best.skip() // nothing begins there for this rule
	}
}

// charge counts bytes that were examined.
func (r *reader) charge(n int) { r.budget -= n }

// piece records a part of src.
func (r *reader) piece(form Form, start, end int) {
	a, b := r.origin(start), r.originEnd(end)
	r.out.Pieces = append(r.out.Pieces, Piece{Form: form, First: r.line(a), Last: r.line(max(a, b-1)), Start: a, End: b})
}

// order sorts the pieces and joins neighbours that are lines of one list.
func (r *reader) order() {
	slices.SortStableFunc(r.out.Pieces, func(a, b Piece) int { return cmp.Compare(a.Start, b.Start) })
	joined := r.out.Pieces[:0]
	for _, p := range r.out.Pieces {
		if n := len(joined); n > 0 {
			last := &joined[n-1]
			if p.Start < last.End {
				continue // a part of what is named already
			}
			if p.Form == last.Form && (p.Form == FormHeader || p.Form == FormSetting || p.Form == FormValue) && p.First-last.Last <= 1 {
				last.Last, last.End = p.Last, p.End
				continue
			}
			if p.Form == last.Form && p.Form == FormLog && p.First == last.Last {
				last.End = p.End
				continue
			}
		}
		joined = append(joined, p)
	}
	r.out.Pieces = joined
}

// labelled returns what stands before a byte said of what begins there, and
// forgets it.
func (r *reader) labelled(at int) role {
	label := r.label
	r.label = ""
	if label == "" || at < r.labelEnd || len(bytes.Trim(r.src[r.labelEnd:at], " \t\r\n\"'`:：=>[(|-")) > 0 {
		return ""
	}
	return label
}

// archive reads a text that is a HAR file.
func (r *reader) archive() bool {
	if begun := message.Unmarked(r.text); len(begun) == 0 || begun[0] != '{' || !bytes.Contains(begun[:min(len(begun), 1<<10)], []byte(`"log"`)) {
		return false
	}
	err := message.ReadHAR(bytes.NewReader(message.Unmarked(r.text)), func(e message.Entry) error {
		if len(r.got.calls)+len(r.got.notices) < maxPieces {
			r.got.message(e.Request)
			if e.Reply != nil {
				r.got.message(*e.Reply)
			}
		}
		return nil
	})
	if err != nil {
		r.got = newFound()
	}
	return err == nil
}

// isP12 reports whether a text is the file apiclient_cert.p12 itself.
func isP12(text []byte) bool {
	return len(text) > 8 && text[0] == 0x30 && text[1] == 0x82 && bytes.Equal(text[4:7], []byte{2, 1, 3})
}
