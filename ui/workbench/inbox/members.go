package inbox

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"wxlens/wxpay"
	"wxlens/wxpay/notify"
	"wxlens/wxpay/v2"
)

// Members lists the leaves of a message in its own order, each under its path:
// "amount.total", "goods_detail[0].name". Of XML these are the fields. It is empty
// where the bytes are neither.
func Members(body []byte) []wxpay.Field {
	if notify.APIOf(body) == wxpay.V2 {
		message, _ := parseXML(body)
		return message
	}
	leaves, err := jsonLeaves(body)
	if err != nil {
		return nil
	}
	fields := make([]wxpay.Field, len(leaves))
	for i, l := range leaves {
		fields[i] = wxpay.Field{Name: l.path, Value: l.value}
	}
	return fields
}

// WithMember returns the message with another value under a path of [Members]; of
// JSON every other byte stays. A number, true, false or null stays one where the
// value is such; a text stays a text.
func WithMember(body []byte, path, value string) ([]byte, error) {
	if notify.APIOf(body) == wxpay.V2 {
		return withXMLMember(body, path, value)
	}
	leaves, err := jsonLeaves(body)
	if err != nil {
		return nil, err
	}
	for _, l := range leaves {
		if l.path == path {
			return slices.Concat(body[:l.from], l.encode(value), body[l.to:]), nil
		}
	}
	return nil, fmt.Errorf("the message has no member %q", path)
}

// parseXML reads XML whose root is xml, or root: a decrypted req_info.
func parseXML(body []byte) (message v2.Message, root string) {
	for _, root := range []string{"xml", "root"} {
		if m, err := v2.ParseRoot(body, root); err == nil {
			return m, root
		}
	}
	return nil, ""
}

func withXMLMember(body []byte, name, value string) ([]byte, error) {
	message, root := parseXML(body)
	message = slices.Clone(message)
	for i := range message {
		if message[i].Name == name {
			message[i].Value = value
			return message.XMLRoot(root), nil
		}
	}
	return nil, fmt.Errorf("the message has no field %q", name)
}

// jsonLeaf is a leaf of a JSON document and where it stands.
type jsonLeaf struct {
	path, value string
	text        bool // a JSON string
	from, to    int64
}

func (l *jsonLeaf) encode(value string) []byte {
	if !l.text && json.Valid([]byte(value)) && !strings.ContainsAny(value[:1], `"{[`) {
		return []byte(value)
	}
	b, _ := wxpay.JSON(value) // a string always encodes
	return b
}

func jsonLeaves(body []byte) ([]jsonLeaf, error) {
	w := walk{body: body, dec: json.NewDecoder(bytes.NewReader(body))}
	w.dec.UseNumber()
	err := w.value("", 0)
	return w.leaves, err
}

// walk gathers the leaves of a JSON document.
type walk struct {
	body   []byte
	dec    *json.Decoder
	leaves []jsonLeaf
}

// maxDepth bounds how deep a document is followed.
const maxDepth = 64

func (w *walk) value(path string, depth int) error {
	before := w.dec.InputOffset()
	token, err := w.dec.Token()
	if err != nil {
		return err
	}
	delim, nested := token.(json.Delim)
	switch {
	case !nested:
		to := w.dec.InputOffset()
		from := to - int64(len(bytes.TrimLeft(w.body[before:to], " \t\r\n:,")))
		_, text := token.(string)
		w.leaves = append(w.leaves, jsonLeaf{path, leafText(token), text, from, to})
		return nil
	case depth > maxDepth:
		return fmt.Errorf("the JSON is nested deeper than %d", maxDepth)
	}
	for i := 0; w.dec.More(); i++ {
		child := path + "[" + strconv.Itoa(i) + "]"
		if delim == '{' {
			name, err := w.dec.Token()
			if err != nil {
				return err
			}
			if child, _ = name.(string); path != "" {
				child = path + "." + child
			}
		}
		if err := w.value(child, depth+1); err != nil {
			return err
		}
	}
	_, err = w.dec.Token() // the end of it
	return err
}

func leafText(token json.Token) string {
	switch v := token.(type) {
	case string:
		return v
	case json.Number:
		return v.String()
	case bool:
		return strconv.FormatBool(v)
	}
	return "null"
}

// Raw writes a request as it would stand on the wire. The order of its headers was
// lost; they come by name.
func Raw(x *wxpay.Exchange) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s %s HTTP/1.1\r\n", x.Request.Method, x.Request.URL)
	for _, f := range headers(x.Request.Header) {
		fmt.Fprintf(&b, "%s: %s\r\n", f.Name, f.Value)
	}
	b.WriteString("\r\n")
	b.Write(x.Request.Body)
	return b.Bytes()
}
