package paste

import (
	"net/http"
	"strings"

	"wxlens/wxpay"
	"wxlens/wxpay/diagnose"
	"wxlens/wxpay/message"
	"wxlens/wxpay/v2"
)

// found is what was recognised, before it is told what kind of case it makes.
type found struct {
	calls   []call
	replies []reply
	bodies  []body
	notices []notice
	params  []clientCall
	sealed  *diagnose.Sealed
	header  http.Header // loose lines, of whatever message
	values  map[slot]string
	keys    diagnose.Keys
	// merchant certificates that no key was found for yet, and ids of public keys.
	publicIDs  []string
	signed     []byte
	signedAPI  wxpay.API
	signedCall *call // that a text of V3 was signed for
	errors     []errorText
	files      []diagnose.Missing
}

func newFound() found {
	return found{header: http.Header{}, values: map[slot]string{}}
}

// call is a request as it was sent; nil where it is not known.
type call struct {
	method, url string
	header      http.Header
	body        []byte
}

// reply is what came back.
type reply struct {
	status int
	header http.Header
	body   []byte
}

// notice is something that WeChat Pay sent to us.
type notice struct {
	url    string
	header http.Header
	body   []byte
}

// body is a body that stood alone.
type body struct {
	role   role
	api    wxpay.API
	data   []byte
	fields v2.Message
}

// clientCall is what a client was called with.
type clientCall struct {
	api    string
	params []wxpay.Field
}

// message puts a whole HTTP message where it belongs: what carries our
// authorization was sent by us, what carries a signature was sent to us.
func (f *found) message(m message.HTTP) {
	header := headerOrNil(m.Header)
	switch {
	case m.Status != 0:
		f.replies = append(f.replies, reply{m.Status, header, m.Body})
	case m.Header.Get("Authorization") == "" && (m.Header.Get("Wechatpay-Signature") != "" || m.Header.Get("Wechatpay-Timestamp") != "") || isNotice(m.Body):
		f.notices = append(f.notices, notice{m.Target, header, m.Body})
	default:
		f.call(call{m.Method, m.Target, header, m.Body})
	}
}

func headerOrNil(h http.Header) http.Header {
	if len(h) == 0 {
		return nil
	}
	return h
}

// call adds a request, or what is told of one that is known in part.
func (f *found) call(c call) {
	if n := len(f.calls); n > 0 {
		last := &f.calls[n-1]
		if last.header == nil && last.body == nil && sameTarget(last.url, c.url) {
			*last = call{first(c.method, last.method), first(c.url, last.url), c.header, c.body}
			return
		}
		if c.header == nil && c.body == nil {
			return // named again by a log
		}
	}
	f.calls = append(f.calls, c)
}

func sameTarget(a, b string) bool {
	return a == "" || b == "" || strings.HasSuffix(a, b) || strings.HasSuffix(b, a)
}

func first(texts ...string) string {
	for _, s := range texts {
		if s != "" {
			return s
		}
	}
	return ""
}

// authorization adds the value of the header, which is the last one given.
func (f *found) authorization(value string) { f.header.Set("Authorization", value) }

// isNotice reports whether a body is one of a notification.
func isNotice(data []byte) bool {
	if len(data) == 0 || data[0] != '<' && data[0] != '{' {
		return false
	}
	if data[0] == '<' {
		m, err := v2.Parse(data)
		return err == nil && roleOfXML(m) == roleNotice
	}
	l, ok := message.ReadLiteral(data, 0)
	return ok && isEnvelope(&l.Literal)
}
