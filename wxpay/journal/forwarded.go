package journal

import (
	"time"

	"wxlens/wxpay"
)

// forwarded writes the head. In the place of the header stand the header of the
// reply ("r") and the request ("q") where that was not the notification itself.
func (w *writing) forwarded(f *wxpay.Forward, out *contents) error {
	w.open('{')
	w.name("u")
	w.value(f.URL)
	w.text("t", f.Trial)
	w.flag("p", f.Passed)
	if f.Reply != nil {
		w.number("s", int64(f.Reply.Status))
		out.body = f.Reply.Body
	}
	w.text("f", f.Fault)
	w.number("e", int64(f.Elapsed))
	w.flag("a", f.Acknowledged)
	w.text("r", string(f.Reason))
	w.close('}')
	hasHeader := f.Reply != nil && f.Reply.Header != nil
	if !hasHeader && f.Request == nil {
		return nil
	}
	aside := writing{make([]byte, 0, 512)}
	aside.open('{')
	if hasHeader {
		aside.name("r")
		if err := aside.header(f.Reply.Header); err != nil {
			return err
		}
	}
	if f.Request != nil {
		aside.name("q")
		if err := aside.request(f.Request); err != nil {
			return err
		}
	}
	aside.close('}')
	out.header = aside.b
	return nil
}

func (w *writing) request(q *wxpay.Request) error {
	w.open('{')
	w.text("m", q.Method)
	w.text("u", q.URL)
	if q.Header != nil {
		w.name("h")
		if err := w.header(q.Header); err != nil {
			return err
		}
	}
	w.bytes("b", q.Body)
	w.close('}')
	return nil
}

func (r *reading) request() *wxpay.Request {
	q := &wxpay.Request{}
	r.members(func(name []byte) {
		switch string(name) {
		case "m":
			q.Method = r.text()
		case "u":
			q.URL = r.text()
		case "h":
			q.Header = r.header()
		case "b":
			q.Body = r.bytes()
		default:
			r.skip()
		}
	})
	return q
}

func (r *row) forwarded(f *wxpay.Forward) error {
	in := r.reading()
	var reply wxpay.Reply
	in.members(func(name []byte) {
		switch string(name) {
		case "u":
			f.URL = in.word()
		case "t":
			f.Trial = in.word()
		case "p":
			f.Passed = in.flag()
		case "s":
			reply.Status, f.Reply = int(in.number()), &reply
		case "f":
			f.Fault = in.text()
		case "e":
			f.Elapsed = time.Duration(in.number())
		case "a":
			f.Acknowledged = in.flag()
		case "r":
			f.Reason = wxpay.Reason(in.word())
		default:
			in.skip()
		}
	})
	f.At = time.Unix(0, r.at).UTC()
	if err := in.end(); err != nil {
		return err
	}
	reply.Body = r.body
	if r.contents.header == nil {
		return nil
	}
	aside := reading{b: r.contents.header}
	aside.members(func(name []byte) {
		switch string(name) {
		case "r":
			reply.Header = aside.header()
		case "q":
			f.Request = aside.request()
		default:
			aside.skip()
		}
	})
	return aside.end()
}
