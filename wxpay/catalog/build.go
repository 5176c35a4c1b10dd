package catalog

import (
	"bytes"
	"encoding/json"
	"net/url"
	"strings"

	"wxlens/wxpay"
)

// Values are the values of a call's fields by name, as people type them.
type Values map[string]string

// Call is a request as it will be sent, but for its signature.
type Call struct {
	Method string
	Target string        // path and query, percent-encoded
	Body   []byte        // V3: JSON, nil when the call has none
	Fields []wxpay.Field // V2: the message, not yet signed; of a GET it is the query
}

// Build makes the call with these values and tells what is wrong with them. It
// always returns a call, so that the text to sign can be shown while values are
// still being typed; a call with an error among its problems should not be sent.
// Values without a field are ignored, fields without a value left out.
func (e *Endpoint) Build(values Values) (Call, []Problem) {
	c := Call{Method: e.Method, Target: e.target(values)}
	switch {
	case e.API == wxpay.V2:
		c.Fields = e.fields(values)
	case e.hasBody():
		c.Body = e.json(values)
	}
	return c, e.Check(values)
}

func (e *Endpoint) hasBody() bool {
	for _, f := range e.Fields {
		if f.In == Body {
			return true
		}
	}
	return false
}

func (e *Endpoint) target(values Values) string {
	target, query := e.Path, make([]string, 0, 2)
	for _, f := range e.Fields {
		v := values[f.Name]
		switch {
		case f.In == Path && v != "":
			target = strings.ReplaceAll(target, "{"+f.Name+"}", url.PathEscape(v))
		case f.In == Query && v != "" && !e.signsQuery():
			query = append(query, f.Name+"="+url.QueryEscape(v))
		}
	}
	if len(query) > 0 {
		target += "?" + strings.Join(query, "&")
	}
	return target
}

// signsQuery reports whether the query is the signed message: V2 calls by GET
// carry their fields and sign there.
func (e *Endpoint) signsQuery() bool { return e.API == wxpay.V2 && e.Method == "GET" }

func (e *Endpoint) fields(values Values) []wxpay.Field {
	fields := make([]wxpay.Field, 0, len(e.Fields)+1) // room for sign
	for _, f := range e.Fields {
		if v := values[f.Name]; v != "" && (f.In == Body || e.signsQuery()) {
			fields = append(fields, wxpay.Field{Name: f.Name, Value: v})
		}
	}
	return fields
}

// json writes the body in the order of the field table, members of one object
// together. Elements of arrays stand in the order of their indices.
func (e *Endpoint) json(values Values) []byte {
	w := writer{values: values, shape: shapeOf(values)}
	w.object(e.form, "")
	return w.Bytes()
}

type writer struct {
	bytes.Buffer
	values Values
	shape  shape
}

func (w *writer) object(nodes []*node, prefix string) {
	w.WriteByte('{')
	first := true
	for _, n := range nodes {
		name := prefix + n.member
		if n.field.In != Body || !w.has(n, name) {
			continue
		}
		if !first {
			w.WriteByte(',')
		}
		first = false
		w.WriteString(quote(n.member) + ":")
		if n.array {
			w.array(n, name)
		} else {
			w.one(n, name)
		}
	}
	w.WriteByte('}')
}

func (w *writer) has(n *node, name string) bool {
	if n.array || n.field.Type == Object && !n.whole() {
		return w.shape.has(name)
	}
	return w.values[name] != ""
}

func (w *writer) array(n *node, name string) {
	w.WriteByte('[')
	for at, i := range w.shape[name] {
		if at > 0 {
			w.WriteByte(',')
		}
		w.one(n, indexed(name, i))
	}
	w.WriteByte(']')
}

func (w *writer) one(n *node, name string) {
	if n.field.Type == Object && !n.whole() {
		w.object(n.children, name+".")
	} else {
		w.WriteString(n.field.literal(w.values[name]))
	}
}

// literal writes a value as JSON. What is no number is written as a text even in
// an integer field: it is shown as typed, beside the problem it is.
func (f Field) literal(v string) string {
	if f.Type == Object && jsonObject(v) {
		return v
	}
	if f.Type.number() || f.Type == Boolean {
		if bare := strings.IndexByte("-0123456789tf", v[0]) >= 0 && strings.TrimSpace(v) == v; bare && json.Valid([]byte(v)) {
			return v
		}
	}
	return quote(v)
}

func jsonObject(v string) bool {
	return strings.HasPrefix(v, "{") && strings.HasSuffix(v, "}") && json.Valid([]byte(v))
}

func quote(s string) string {
	data, _ := wxpay.JSON(s) // a string always encodes
	return string(data)
}
