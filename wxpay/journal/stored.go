package journal

import (
	"fmt"
	"net/http"
	"time"
	"unicode/utf8"

	"wxlens/wxpay"
)

// row is a record as the file holds it. The head is all of it but headers and
// bodies, which lists do not need; those lie in a table of their own, so that a
// start reads past none of them.
type row struct {
	seq      int64
	exchange string
	at       int64 // Unix time in nanoseconds
	kind     string
	head     []byte // JSON, see head.go
	incoming bool   // tells of a request that came in
	opens    bool   // begins its exchange

	event, outTradeNo, transactionID string

	contents
	detail  detail
	attempt int    // of the event
	first   string // exchange that brought the event first, "" for this one
	words   words  // strings read before, when many rows are read
}

// contents are headers and body of a record.
type contents struct {
	header []byte // JSON; nil if there is none
	body   []byte // nil if there is none
	pruned bool   // there were some, and they were let go
}

// detail tells how much of a record is read.
type detail int

const (
	headsOnly detail = iota // what lists show: no headers, no bodies, no evidence of checks
	whole
)

// kindReceived is [Opened] and [Judged] of an incoming request in one row: they
// are always appended together, and half the rows are half the work.
const kindReceived = "received"

// encode writes records down. What belongs in one row comes one after the other.
func encode(records []Record) ([]row, error) {
	rows := make([]row, 0, len(records))
	for i := 0; i < len(records); i++ {
		r := records[i]
		if err := r.validate(); err != nil {
			return nil, err
		}
		out := row{exchange: r.Exchange, at: r.At.UnixNano(), kind: r.Entry.kind()}
		w := writing{make([]byte, 0, 512)}
		var err error
		switch e := r.Entry.(type) {
		case Opened:
			out.opens, out.incoming = true, e.Direction == wxpay.Incoming
			judged, both := judgedAfter(records, i)
			if both = both && out.incoming; both {
				i++
				out.kind = kindReceived
				err = w.received(&e, records[i].At, &judged)
				out.about(&judged)
			} else {
				w.opened(&e)
			}
			if err == nil {
				out.body = e.Request.Body
				out.header, err = encodeHeader(e.Request.Header)
			}
		case Answered:
			err = w.answered(&e, &out.contents)
		case Judged:
			out.about(&e)
			err = w.judged(&e)
		case Forwarded:
			err = w.forwarded(&e.Forward, &out.contents)
		case Noted:
			w.noted(&e)
		default:
			err = fmt.Errorf("a %T is no entry; pass one by value", r.Entry)
		}
		if err != nil {
			return nil, err
		}
		out.head = w.b
		rows = append(rows, out)
	}
	return rows, nil
}

// judgedAfter returns the judgement that follows a record directly, of the same
// exchange.
func judgedAfter(records []Record, i int) (Judged, bool) {
	if i+1 == len(records) || records[i+1].Exchange != records[i].Exchange || records[i+1].At.IsZero() {
		return Judged{}, false
	}
	judged, ok := records[i+1].Entry.(Judged)
	return judged, ok
}

// about puts what is looked for into the row.
func (r *row) about(e *Judged) {
	r.event, r.outTradeNo, r.transactionID = e.Event, string(e.Facts.OutTradeNo), string(e.Facts.TransactionID)
}

// records reads the record, or the two that share the row, back.
func (r *row) records() ([]Record, error) {
	r.detail = whole
	out := []Record{{Exchange: r.exchange, At: time.Unix(0, r.at).UTC()}}
	var err error
	switch r.kind {
	case kindReceived:
		var o Opened
		var j Judged
		var at time.Time
		at, err = r.received(&o, &j)
		out[0].Entry = o
		out = append(out, Record{r.exchange, at, j})
	case kindOpened:
		var e Opened
		err = r.opened(&e)
		out[0].Entry = e
	case kindAnswered:
		var e Answered
		err = r.answered(&e)
		out[0].Entry = e
	case kindJudged:
		var e Judged
		err = r.judged(&e)
		out[0].Entry = e
	case kindForwarded:
		var e Forwarded
		err = r.forwarded(&e.Forward)
		out[0].Entry = e
	case kindNoted:
		var e Noted
		err = r.noted(&e)
		out[0].Entry = e
	default:
		err = fmt.Errorf("kind %q is unknown", r.kind)
	}
	return out, r.unreadable(err)
}

// unreadable names the record that could not be read.
func (r *row) unreadable(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("record %d of exchange %s cannot be read: %w; was the file changed by hand?", r.seq, r.exchange, err)
}

// encodeHeader keeps nil and empty apart. Names are tokens of HTTP and thereby
// text; a name that is none could not be read back and is refused.
func encodeHeader(h http.Header) ([]byte, error) {
	if h == nil {
		return nil, nil
	}
	w := writing{make([]byte, 0, 512)}
	err := w.header(h)
	return w.b, err
}

func (w *writing) header(h http.Header) error {
	w.open('{')
	for name, values := range h {
		if !utf8.ValidString(name) {
			return fmt.Errorf("header name %q is not UTF-8", name)
		}
		w.comma()
		w.value(name)
		w.b = append(w.b, ':')
		if values == nil {
			w.b = append(w.b, "null"...)
			continue
		}
		w.open('[')
		for _, v := range values {
			w.comma()
			w.value(v)
		}
		w.close(']')
	}
	w.close('}')
	return nil
}

// header takes a header; nil of null.
func (r *reading) header() http.Header {
	if r.null() {
		return nil
	}
	h := http.Header{}
	r.members(func(name []byte) {
		key := string(name)
		if r.next() == 'n' {
			r.null()
			h[key] = nil
			return
		}
		values := []string{}
		r.items(func() { values = append(values, r.text()) })
		h[key] = values
	})
	return h
}

func decodeHeader(stored []byte) (http.Header, error) {
	if stored == nil {
		return nil, nil
	}
	r := reading{b: stored}
	h := r.header()
	return h, r.end()
}
