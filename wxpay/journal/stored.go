package journal

import (
	"encoding/json"
	"fmt"
	"net/http"
	"time"
	"unicode/utf8"

	"wxlens/wxpay"
)

// row is a record as the file holds it. The head is all of it but headers and
// body, which lists do not need.
type row struct {
	seq      int64
	exchange string
	at       int64 // Unix time in nanoseconds
	kind     string
	head     string  // JSON, see below
	header   *string // JSON; nil if there is none
	body     []byte  // nil if there is none

	event, outTradeNo, transactionID string

	attempt int    // of the event, when read
	first   string // exchange that brought the event first, when read
}

// The heads. Their keys belong to the file: what they are called in package
// wxpay may change, these may not.
type (
	openedHead struct {
		Direction wxpay.Direction `json:"d"`
		Profile   text            `json:"p,omitempty"`
		API       wxpay.API       `json:"v,omitempty"`
		Call      text            `json:"c,omitempty"`
		Method    text            `json:"m,omitempty"`
		URL       text            `json:"u,omitempty"`
		From      text            `json:"r,omitempty"`
	}
	answeredHead struct {
		Status  *int          `json:"s,omitempty"` // absent without a reply
		Fault   text          `json:"f,omitempty"`
		Elapsed time.Duration `json:"e"`
	}
	judgedHead struct {
		Checks  []storedCheck `json:"c,omitempty"`
		Facts   wxpay.Facts   `json:"f,omitzero"`
		Probe   bool          `json:"p,omitempty"`
		ClockAt time.Time     `json:"t,omitzero"`
		KeyIDs  []text        `json:"k,omitempty"`
	}
	forwardedHead struct {
		URL          text          `json:"u"`
		Trial        text          `json:"t,omitempty"`
		Passed       bool          `json:"p,omitempty"`
		Status       *int          `json:"s,omitempty"` // absent without a reply
		Fault        text          `json:"f,omitempty"`
		Elapsed      time.Duration `json:"e"`
		Acknowledged bool          `json:"a,omitempty"`
		Reason       wxpay.Reason  `json:"r,omitempty"`
	}
	notedHead struct {
		Marked bool `json:"m,omitempty"`
		Note   text `json:"n,omitempty"`
	}
	storedCheck struct {
		Name    wxpay.CheckName `json:"n"`
		Verdict string          `json:"v"`
		Want    text            `json:"w,omitempty"`
		Got     text            `json:"g,omitempty"`
		Reason  wxpay.Reason    `json:"r,omitempty"`
	}
)

// encode writes a record down.
func encode(r Record) (row, error) {
	if err := r.validate(); err != nil {
		return row{}, err
	}
	out := row{exchange: r.Exchange, at: r.At.UnixNano(), kind: r.Entry.kind()}
	var head any
	var err error
	switch e := r.Entry.(type) {
	case Opened:
		head = openedHead{e.Direction, text(e.Profile), e.API, text(e.Call), text(e.Request.Method), text(e.Request.URL), text(e.From)}
		out.body = e.Request.Body
		out.header, err = encodeHeader(e.Request.Header)
	case Answered:
		h := answeredHead{Fault: text(e.Fault), Elapsed: e.Elapsed}
		if e.Reply != nil {
			h.Status = &e.Reply.Status
			out.body = e.Reply.Body
			out.header, err = encodeHeader(e.Reply.Header)
		}
		head = h
	case Judged:
		h := judgedHead{Facts: e.Facts, Probe: e.Probe, ClockAt: e.ClockAt, KeyIDs: convert[text](e.KeyIDs)}
		h.Checks, err = encodeChecks(e.Checks)
		out.event = e.Event
		out.outTradeNo, out.transactionID = string(e.Facts.OutTradeNo), string(e.Facts.TransactionID)
		head = h
	case Forwarded:
		head, err = e.encode(&out)
	case Noted:
		head = notedHead{e.Marked, text(e.Note)}
	default:
		err = fmt.Errorf("a %T is no entry; pass one by value", r.Entry)
	}
	if err != nil {
		return row{}, err
	}
	b, err := json.Marshal(head)
	out.head = string(b)
	return out, err
}

// record reads a record back.
func (r row) record() (Record, error) {
	out := Record{Exchange: r.exchange, At: time.Unix(0, r.at).UTC()}
	var err error
	switch r.kind {
	case kindOpened:
		out.Entry, err = r.opened()
	case kindAnswered:
		out.Entry, err = r.answered()
	case kindJudged:
		out.Entry, err = r.judged()
	case kindForwarded:
		out.Entry, err = r.forwarded(out.At)
	case kindNoted:
		out.Entry, err = r.noted()
	default:
		err = fmt.Errorf("kind %q is unknown", r.kind)
	}
	if err != nil {
		return Record{}, fmt.Errorf("record %d of exchange %s cannot be read: %w; was the file changed by hand?",
			r.seq, r.exchange, err)
	}
	return out, nil
}

func (r row) opened() (Entry, error) {
	var h openedHead
	if err := json.Unmarshal([]byte(r.head), &h); err != nil {
		return nil, err
	}
	header, err := decodeHeader(r.header)
	return Opened{
		Direction: h.Direction, Profile: string(h.Profile), API: h.API, Call: string(h.Call), From: string(h.From),
		Request: wxpay.Request{Method: string(h.Method), URL: string(h.URL), Header: header, Body: r.body},
	}, err
}

func (r row) answered() (Entry, error) {
	var h answeredHead
	if err := json.Unmarshal([]byte(r.head), &h); err != nil {
		return nil, err
	}
	e := Answered{Fault: string(h.Fault), Elapsed: h.Elapsed}
	if h.Status == nil {
		return e, nil
	}
	header, err := decodeHeader(r.header)
	e.Reply = &wxpay.Reply{Status: *h.Status, Header: header, Body: r.body}
	return e, err
}

func (r row) judged() (Entry, error) {
	var h judgedHead
	if err := json.Unmarshal([]byte(r.head), &h); err != nil {
		return nil, err
	}
	checks, err := decodeChecks(h.Checks)
	return Judged{
		Checks: checks, Facts: h.Facts, Probe: h.Probe,
		ClockAt: h.ClockAt, KeyIDs: convert[wxpay.KeyID](h.KeyIDs), Event: r.event,
	}, err
}

func (r row) noted() (Entry, error) {
	var h notedHead
	err := json.Unmarshal([]byte(r.head), &h)
	return Noted{h.Marked, string(h.Note)}, err
}

// The verdicts, as they stand in the file.
var (
	verdictWords = map[wxpay.Verdict]string{wxpay.Passed: "pass", wxpay.Failed: "fail", wxpay.NotApplicable: "skip"}
	verdictsOf   = map[string]wxpay.Verdict{"pass": wxpay.Passed, "fail": wxpay.Failed, "skip": wxpay.NotApplicable}
)

func encodeChecks(checks []wxpay.Check) ([]storedCheck, error) {
	out := make([]storedCheck, len(checks))
	for i, c := range checks {
		word, known := verdictWords[c.Verdict]
		if !known {
			return nil, fmt.Errorf("check %s has the unknown verdict %d", c.Name, c.Verdict)
		}
		out[i] = storedCheck{c.Name, word, text(c.Want), text(c.Got), c.Reason}
	}
	return out, nil
}

func decodeChecks(stored []storedCheck) ([]wxpay.Check, error) {
	if len(stored) == 0 {
		return nil, nil
	}
	out := make([]wxpay.Check, len(stored))
	for i, c := range stored {
		verdict, known := verdictsOf[c.Verdict]
		if !known {
			return nil, fmt.Errorf("check %s has the unknown verdict %q", c.Name, c.Verdict)
		}
		out[i] = wxpay.Check{Name: c.Name, Verdict: verdict, Want: string(c.Want), Got: string(c.Got), Reason: c.Reason}
	}
	return out, nil
}

// headerText is a header as JSON holds it.
type headerText map[string][]text

// headerTextOf keeps nil and empty apart. Names are tokens of HTTP and thereby
// text; a name that is none could not be read back and is refused.
func headerTextOf(h http.Header) (*headerText, error) {
	if h == nil {
		return nil, nil
	}
	out := make(headerText, len(h))
	for name, values := range h {
		if !utf8.ValidString(name) {
			return nil, fmt.Errorf("header name %q is not UTF-8", name)
		}
		out[name] = convert[text](values)
	}
	return &out, nil
}

func encodeHeader(h http.Header) (*string, error) {
	t, err := headerTextOf(h)
	if t == nil || err != nil {
		return nil, err
	}
	b, err := json.Marshal(t)
	s := string(b)
	return &s, err
}

func decodeHeader(stored *string) (http.Header, error) {
	if stored == nil {
		return nil, nil
	}
	var in headerText
	err := json.Unmarshal([]byte(*stored), &in)
	return in.header(), err
}

// convert keeps nil and empty apart, too.
func convert[T, F ~string](from []F) []T {
	if from == nil {
		return nil
	}
	out := make([]T, len(from))
	for i, s := range from {
		out[i] = T(s)
	}
	return out
}

// text is a string from the wire. JSON holds UTF-8 only, so that other bytes
// (a header in GBK, say) stand as {"b64":"…"} and come back as they were.
type text string

type bytesText struct {
	Base64 []byte `json:"b64"`
}

// MarshalJSON implements [json.Marshaler].
func (t text) MarshalJSON() ([]byte, error) {
	if utf8.ValidString(string(t)) {
		return json.Marshal(string(t))
	}
	return json.Marshal(bytesText{[]byte(t)})
}

// UnmarshalJSON implements [json.Unmarshaler].
func (t *text) UnmarshalJSON(b []byte) error {
	if len(b) > 0 && b[0] == '"' {
		return json.Unmarshal(b, (*string)(t))
	}
	var raw bytesText
	err := json.Unmarshal(b, &raw)
	*t = text(raw.Base64)
	return err
}
