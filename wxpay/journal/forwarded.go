package journal

import (
	"encoding/json"
	"net/http"
	"time"

	"wxlens/wxpay"
)

// sentAside is what stands in the header column of a forward: the header of its
// reply, and the request where that was not the notification itself.
type sentAside struct {
	Reply   *headerText  `json:"r,omitempty"`
	Request *storedQuery `json:"q,omitempty"`
}

type storedQuery struct {
	Method text        `json:"m,omitempty"`
	URL    text        `json:"u,omitempty"`
	Header *headerText `json:"h,omitempty"`
	Body   []byte      `json:"b"`
}

// encode puts everything but the head into the row.
func (f Forwarded) encode(out *row) (forwardedHead, error) {
	head := forwardedHead{
		URL: text(f.URL), Trial: text(f.Trial), Passed: f.Passed, Fault: text(f.Fault), Elapsed: f.Elapsed,
		Acknowledged: f.Acknowledged, Reason: f.Reason,
	}
	var aside sentAside
	var err error
	if f.Reply != nil {
		head.Status, out.body = &f.Reply.Status, f.Reply.Body
		if aside.Reply, err = headerTextOf(f.Reply.Header); err != nil {
			return head, err
		}
	}
	if q := f.Request; q != nil {
		stored := &storedQuery{Method: text(q.Method), URL: text(q.URL), Body: q.Body}
		if stored.Header, err = headerTextOf(q.Header); err != nil {
			return head, err
		}
		aside.Request = stored
	}
	if aside == (sentAside{}) {
		return head, nil
	}
	b, err := json.Marshal(aside)
	s := string(b)
	out.header = &s
	return head, err
}

func (r row) forwarded(at time.Time) (Entry, error) {
	var h forwardedHead
	if err := json.Unmarshal([]byte(r.head), &h); err != nil {
		return nil, err
	}
	f := wxpay.Forward{
		At: at, URL: string(h.URL), Trial: string(h.Trial), Passed: h.Passed, Fault: string(h.Fault), Elapsed: h.Elapsed,
		Acknowledged: h.Acknowledged, Reason: h.Reason,
	}
	var aside sentAside
	if r.header != nil {
		if err := json.Unmarshal([]byte(*r.header), &aside); err != nil {
			return nil, err
		}
	}
	if h.Status != nil {
		f.Reply = &wxpay.Reply{Status: *h.Status, Header: aside.Reply.header(), Body: r.body}
	}
	if q := aside.Request; q != nil {
		f.Request = &wxpay.Request{Method: string(q.Method), URL: string(q.URL), Header: q.Header.header(), Body: q.Body}
	}
	return Forwarded{f}, nil
}

// header returns the header as it was; nil of nil.
func (h *headerText) header() http.Header {
	if h == nil {
		return nil
	}
	out := make(http.Header, len(*h))
	for name, values := range *h {
		out[name] = convert[string](values)
	}
	return out
}
