package journal

import (
	"fmt"
	"time"

	"wxlens/wxpay"
)

// The heads. Their keys belong to the file: what they are called in package
// wxpay may change, these may not.

func (w *writing) opened(e *Opened) {
	w.open('{')
	w.name("d")
	w.value(string(e.Direction))
	w.text("p", e.Profile)
	w.text("v", string(e.API))
	w.text("c", e.Call)
	w.text("m", e.Request.Method)
	w.text("u", e.Request.URL)
	w.text("r", e.From)
	w.close('}')
}

func (r *reading) opened(e *Opened) {
	r.members(func(name []byte) {
		switch string(name) {
		case "d":
			e.Direction = wxpay.Direction(r.word())
		case "p":
			e.Profile = r.word()
		case "v":
			e.API = wxpay.API(r.word())
		case "c":
			e.Call = r.word()
		case "m":
			e.Request.Method = r.word()
		case "u":
			e.Request.URL = r.word()
		case "r":
			e.From = r.word()
		default:
			r.skip()
		}
	})
}

func (r *row) opened(e *Opened) error {
	in := r.reading()
	in.opened(e)
	if err := in.end(); err != nil {
		return err
	}
	return r.request(&e.Request)
}

// request puts in what lies apart of the head.
func (r *row) request(q *wxpay.Request) (err error) {
	q.Body = r.body
	q.Header, err = decodeHeader(r.header)
	return err
}

func (r *row) reading() *reading { return &reading{b: r.head, words: r.words} }

func (w *writing) received(o *Opened, at time.Time, j *Judged) error {
	w.open('{')
	w.name("o")
	w.opened(o)
	w.number("t", at.UnixNano())
	w.name("j")
	err := w.judged(j)
	w.close('}')
	return err
}

// received reads what [writing.received] wrote and returns when it was judged.
func (r *row) received(o *Opened, j *Judged) (at time.Time, err error) {
	in := r.reading()
	in.members(func(name []byte) {
		switch string(name) {
		case "o":
			in.opened(o)
		case "t":
			at = time.Unix(0, in.number()).UTC()
		case "j":
			in.judged(j, r.detail)
		default:
			in.skip()
		}
	})
	j.Event = r.event
	if err := in.end(); err != nil {
		return at, err
	}
	return at, r.request(&o.Request)
}

// maxInline is the longest answer, in bytes, that lies in its head: ours are
// short, and a row of their own would cost more than it holds.
const maxInline = 512

func (w *writing) answered(e *Answered, out *contents) (err error) {
	w.open('{')
	if e.Reply != nil {
		w.number("s", int64(e.Reply.Status))
	}
	w.text("f", e.Fault)
	w.number("e", int64(e.Elapsed))
	if e.Reply != nil {
		if out.header, err = encodeHeader(e.Reply.Header); err != nil {
			return err
		}
		if out.body = e.Reply.Body; len(out.header)+len(out.body) <= maxInline {
			if out.header != nil {
				w.name("h")
				w.b = append(w.b, out.header...)
			}
			w.bytes("b", out.body)
			*out = contents{}
		}
	}
	w.close('}')
	return nil
}

func (r *row) answered(e *Answered) error {
	in := r.reading()
	var reply wxpay.Reply
	inline := false
	in.members(func(name []byte) {
		switch string(name) {
		case "s":
			reply.Status, e.Reply = int(in.number()), &reply
		case "f":
			e.Fault = in.text()
		case "e":
			e.Elapsed = time.Duration(in.number())
		case "h":
			if r.detail == headsOnly {
				in.skip()
				return
			}
			reply.Header = in.header()
		case "b":
			inline = true
			if r.detail == headsOnly {
				in.skip()
				return
			}
			reply.Body = in.bytes()
		default:
			in.skip()
		}
	})
	err := in.end()
	if err == nil && e.Reply != nil && !inline {
		reply.Body = r.body
		reply.Header, err = decodeHeader(r.header)
	}
	return err
}

// The verdicts, as they stand in the file.
var (
	verdictWords = [...]string{wxpay.Passed: "pass", wxpay.Failed: "fail", wxpay.NotApplicable: "skip"}
	verdictsOf   = map[string]wxpay.Verdict{"pass": wxpay.Passed, "fail": wxpay.Failed, "skip": wxpay.NotApplicable}
)

func (w *writing) judged(e *Judged) error {
	w.open('{')
	if len(e.Checks) > 0 {
		w.name("c")
		w.open('[')
		for i := range e.Checks {
			if err := w.check(&e.Checks[i]); err != nil {
				return err
			}
		}
		w.close(']')
	}
	if e.Facts != (wxpay.Facts{}) {
		w.name("f")
		w.facts(&e.Facts)
	}
	w.flag("p", e.Probe)
	if !e.ClockAt.IsZero() {
		w.name("t")
		w.value(e.ClockAt.Format(time.RFC3339Nano))
	}
	if len(e.KeyIDs) > 0 {
		w.name("k")
		w.open('[')
		for _, id := range e.KeyIDs {
			w.comma()
			w.value(string(id))
		}
		w.close(']')
	}
	w.close('}')
	return nil
}

func (w *writing) check(c *wxpay.Check) error {
	if int(c.Verdict) >= len(verdictWords) {
		return fmt.Errorf("check %s has the unknown verdict %d", c.Name, c.Verdict)
	}
	w.comma()
	w.open('{')
	w.name("n")
	w.value(string(c.Name))
	w.name("v")
	w.value(verdictWords[c.Verdict])
	w.text("w", c.Want)
	w.text("g", c.Got)
	w.text("r", string(c.Reason))
	w.close('}')
	return nil
}

func (r *reading) judged(e *Judged, d detail) {
	r.members(func(name []byte) {
		switch key := string(name); {
		case key == "c":
			e.Checks = make([]wxpay.Check, 0, 10)
			r.items(func() { e.Checks = append(e.Checks, r.check(d)) })
		case key == "f":
			r.facts(&e.Facts)
		case key == "p":
			e.Probe = r.flag()
		case key == "t" && d == whole:
			at, err := time.Parse(time.RFC3339Nano, r.text())
			if e.ClockAt = at; err != nil {
				r.fail(err)
			}
		case key == "k" && d == whole:
			r.items(func() { e.KeyIDs = append(e.KeyIDs, wxpay.KeyID(r.text())) })
		default:
			r.skip()
		}
	})
}

func (r *reading) check(d detail) (c wxpay.Check) {
	verdict := ""
	r.members(func(name []byte) {
		switch key := string(name); {
		case key == "n":
			c.Name = wxpay.CheckName(r.word())
		case key == "v":
			verdict = r.word()
		case key == "r":
			c.Reason = wxpay.Reason(r.word())
		case key == "w" && d == whole:
			c.Want = r.text()
		case key == "g" && d == whole:
			c.Got = r.text()
		default:
			r.skip()
		}
	})
	known := false
	if c.Verdict, known = verdictsOf[verdict]; !known && r.bad == nil {
		r.fail(fmt.Errorf("check %s has the unknown verdict %q", c.Name, verdict))
	}
	return c
}

func (r *row) judged(e *Judged) error {
	in := r.reading()
	in.judged(e, r.detail)
	e.Event = r.event
	return in.end()
}

func (w *writing) noted(e *Noted) {
	w.open('{')
	w.flag("m", e.Marked)
	w.text("n", e.Note)
	w.close('}')
}

func (r *row) noted(e *Noted) error {
	in := r.reading()
	in.members(func(name []byte) {
		switch string(name) {
		case "m":
			e.Marked = in.flag()
		case "n":
			e.Note = in.text()
		default:
			in.skip()
		}
	})
	return in.end()
}

// The facts: texts and amounts by their keys. Both lists name every field of
// [wxpay.Facts].
type (
	textFact struct {
		key   string
		often bool // the same in many exchanges
		field func(*wxpay.Facts) *string
	}
	amountFact struct {
		key   string
		field func(*wxpay.Facts) *wxpay.Fen
	}
)

var textFacts = []textFact{
	{"mchid", true, func(f *wxpay.Facts) *string { return (*string)(&f.MchID) }},
	{"appid", true, func(f *wxpay.Facts) *string { return (*string)(&f.AppID) }},
	{"out_trade_no", false, func(f *wxpay.Facts) *string { return (*string)(&f.OutTradeNo) }},
	{"transaction_id", false, func(f *wxpay.Facts) *string { return (*string)(&f.TransactionID) }},
	{"prepay_id", false, func(f *wxpay.Facts) *string { return (*string)(&f.PrepayID) }},
	{"openid", false, func(f *wxpay.Facts) *string { return (*string)(&f.OpenID) }},
	{"event_type", true, func(f *wxpay.Facts) *string { return &f.EventType }},
	{"trade_state", true, func(f *wxpay.Facts) *string { return (*string)(&f.State) }},
	{"currency", true, func(f *wxpay.Facts) *string { return &f.Currency }},
	{"trade_type", true, func(f *wxpay.Facts) *string { return &f.TradeType }},
	{"success_time", false, func(f *wxpay.Facts) *string { return &f.SuccessTime }},
	{"create_time", false, func(f *wxpay.Facts) *string { return &f.CreateTime }},
	{"out_refund_no", false, func(f *wxpay.Facts) *string { return (*string)(&f.OutRefundNo) }},
	{"refund_id", false, func(f *wxpay.Facts) *string { return (*string)(&f.RefundID) }},
	{"refund_state", true, func(f *wxpay.Facts) *string { return (*string)(&f.RefundState) }},
	{"code_url", false, func(f *wxpay.Facts) *string { return &f.CodeURL }},
	{"h5_url", false, func(f *wxpay.Facts) *string { return &f.H5URL }},
	{"download_url", false, func(f *wxpay.Facts) *string { return &f.DownloadURL }},
	{"hash_type", true, func(f *wxpay.Facts) *string { return &f.HashType }},
	{"hash_value", false, func(f *wxpay.Facts) *string { return &f.HashValue }},
	{"error_code", true, func(f *wxpay.Facts) *string { return &f.ErrorCode }},
	{"error_message", false, func(f *wxpay.Facts) *string { return &f.ErrorMessage }},
}

var amountFacts = []amountFact{
	{"total", func(f *wxpay.Facts) *wxpay.Fen { return &f.Total }},
	{"payer_total", func(f *wxpay.Facts) *wxpay.Fen { return &f.PayerTotal }},
	{"refund", func(f *wxpay.Facts) *wxpay.Fen { return &f.Refund }},
}

// factFields finds the field of a key.
var factFields = func() map[string]any {
	fields := make(map[string]any, len(textFacts)+len(amountFacts))
	for _, t := range textFacts {
		fields[t.key] = t
	}
	for _, a := range amountFacts {
		fields[a.key] = a
	}
	return fields
}()

func (w *writing) facts(f *wxpay.Facts) {
	w.open('{')
	for _, t := range textFacts {
		w.text(t.key, *t.field(f))
	}
	for _, a := range amountFacts {
		if n := *a.field(f); n != 0 {
			w.number(a.key, int64(n))
		}
	}
	w.close('}')
}

func (r *reading) facts(f *wxpay.Facts) {
	r.members(func(name []byte) {
		switch field := factFields[string(name)].(type) {
		case textFact:
			if field.often {
				*field.field(f) = r.word()
			} else {
				*field.field(f) = r.text()
			}
		case amountFact:
			*field.field(f) = wxpay.Fen(r.number())
		default:
			r.skip()
		}
	})
}
