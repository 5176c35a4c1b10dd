package wxpay

import (
	"bytes"
	"encoding/json"
)

// Object is a JSON object of texts whose members keep their order, such as the
// parameters of a client call.
type Object []Field

// MarshalJSON implements [json.Marshaler].
func (o Object) MarshalJSON() ([]byte, error) { return []byte(o.String()), nil }

// String writes the object as JSON, "&" and "<" as they are.
func (o Object) String() string {
	var b bytes.Buffer
	text := func(s string) {
		data, _ := JSON(s) // a string always encodes
		b.Write(data)
	}
	b.WriteByte('{')
	for i, f := range o {
		if i > 0 {
			b.WriteByte(',')
		}
		text(f.Name)
		b.WriteByte(':')
		text(f.Value)
	}
	b.WriteByte('}')
	return b.String()
}

// JSON encodes a value as WeChat Pay writes it, with "&", "<" and ">" as they
// are, and fails where [json.Marshal] does.
func JSON(v any) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	err := enc.Encode(v)
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), err
}
