package diagnoser

import (
	"bytes"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"

	"wxlens/wxpay"
	"wxlens/wxpay/diagnose"
)

// Text writes what a captured exchange shows as a text that is recognised when it
// is read again, so that more can be added to it. Keys are left out.
func (q *Question) Text() []byte {
	var b bytes.Buffer
	c := &q.Case
	switch c.Kind {
	case diagnose.Request:
		writeHTTP(&b, c.Call.Method+" "+c.Call.URL+" HTTP/1.1", c.Call.Header, c.Call.Body)
		if c.Call.Status != 0 {
			writeHTTP(&b, status(c.Call.Status), c.Call.ReplyHeader, c.Call.Reply)
		}
	case diagnose.Response:
		writeHTTP(&b, status(c.Message.Status), c.Message.Header, c.Message.Body)
	case diagnose.Notify:
		writeHTTP(&b, "POST "+c.Message.URL+" HTTP/1.1", c.Message.Header, c.Message.Body)
	case diagnose.PaySign:
		params := wxpay.Object(c.Opening.Params).String()
		if strings.Contains(c.Opening.ClientAPI, ".") { // the name of a function
			params = c.Opening.ClientAPI + "(" + params + ")"
		}
		b.WriteString(params + "\n")
		for _, body := range [][]byte{c.Opening.OrderRequest, c.Opening.OrderReply} {
			if len(body) > 0 {
				b.WriteByte('\n')
				b.Write(body)
				b.WriteByte('\n')
			}
		}
	case diagnose.Decrypt:
		s := &c.Sealed
		if s.ReqInfo != "" {
			fmt.Fprintf(&b, "req_info=%s\n", s.ReqInfo)
			break
		}
		fmt.Fprintf(&b, "%s\n", wxpay.Object{
			{Name: "algorithm", Value: s.Algorithm}, {Name: "ciphertext", Value: s.Ciphertext}, {Name: "nonce", Value: s.Nonce},
			{Name: "associated_data", Value: s.AssociatedData}, {Name: "original_type", Value: s.OriginalType},
		})
	}
	return b.Bytes()
}

func status(code int) string { return fmt.Sprintf("HTTP/1.1 %d %s", code, http.StatusText(code)) }

// writeHTTP writes a message as it stands on the wire. Its length says where its
// body ends, so that another message can follow.
func writeHTTP(b *bytes.Buffer, start string, h http.Header, body []byte) {
	if b.Len() > 0 {
		b.WriteByte('\n')
	}
	b.WriteString(start + "\n")
	for _, name := range slices.Sorted(maps.Keys(h)) {
		if name == "Content-Length" || name == "Transfer-Encoding" {
			continue
		}
		for _, value := range h[name] {
			fmt.Fprintf(b, "%s: %s\n", name, value)
		}
	}
	fmt.Fprintf(b, "Content-Length: %d\n\n%s\n", len(body), body)
}
