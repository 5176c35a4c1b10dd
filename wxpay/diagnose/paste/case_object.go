package paste

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"wxlens/wxpay"
)

// caseReader reads the JSON of a case. It keeps the first error, so that the
// members can be read one after the other.
type caseReader struct {
	data []byte
	err  error
}

// member is a member of an object or an element of an array, with its place.
type member struct {
	r     *caseReader
	name  string
	path  string // with the names of its parents
	value json.RawMessage
	at    int // byte of the file
}

// object is a JSON object whose members keep their order and their bytes.
type object struct {
	r       *caseReader
	path    string
	at      int
	members []member
}

func (r *caseReader) fail(at int, path, problem string) {
	if r.err == nil {
		at = min(at, len(r.data))
		r.err = &CaseError{Line: 1 + bytes.Count(r.data[:at], []byte("\n")), Byte: at, Member: path, Problem: problem}
	}
}

// whole reads the file, which holds one object and nothing else.
func (r *caseReader) whole() object {
	data := bytes.TrimPrefix(r.data, []byte("\ufeff"))
	mark := len(r.data) - len(data)
	var value json.RawMessage
	var syntax *json.SyntaxError
	switch err := json.Unmarshal(data, &value); {
	case errors.As(err, &syntax):
		r.fail(mark+int(syntax.Offset), "", "this is no JSON: "+syntax.Error()+"; a case is one JSON object")
		return object{r: r}
	case err != nil:
		r.fail(0, "", "this is no JSON; a case is one JSON object")
		return object{r: r}
	}
	start := mark + bytes.Index(data, value)
	if value[0] != '{' {
		r.fail(start, "", "a case is one JSON object")
		return object{r: r}
	}
	return r.object(member{r: r, value: value, at: start})
}

// object reads the members of an object; null is one without members.
func (r *caseReader) object(m member) object {
	o := object{r: r, path: m.path, at: m.at}
	if m.isNull() || len(m.value) == 0 {
		return o
	}
	if !m.isObject() {
		r.fail(m.at, m.path, "want an object {…}")
		return o
	}
	dec := json.NewDecoder(bytes.NewReader(m.value))
	_, _ = dec.Token() // the whole is known to be valid
	for dec.More() {
		name, _ := dec.Token()
		inner := r.element(dec, m)
		inner.name = name.(string)
		inner.path = strings.TrimPrefix(m.path+"."+inner.name, ".")
		o.members = append(o.members, inner)
	}
	return o
}

// element reads the next value of an object or array.
func (r *caseReader) element(dec *json.Decoder, m member) member {
	var value json.RawMessage
	_ = dec.Decode(&value) // valid as well
	return member{r: r, path: m.path, value: value, at: m.at + int(dec.InputOffset()) - len(value)}
}

// list reads an array, or one element that stands for one.
func (o object) list(name string) []member {
	m, ok := o.get(name)
	if !ok {
		return nil
	}
	return m.list()
}

func (m member) list() []member {
	if m.isNull() {
		return nil
	}
	if m.value[0] != '[' {
		return []member{m}
	}
	var all []member
	dec := json.NewDecoder(bytes.NewReader(m.value))
	_, _ = dec.Token()
	for n := 0; dec.More(); n++ {
		inner := m.r.element(dec, m)
		inner.path = fmt.Sprintf("%s[%d]", m.path, n)
		all = append(all, inner)
	}
	return all
}

// get returns the first of the names that is there. Of a name that is there twice
// the last counts, as with most readers.
func (o object) get(names ...string) (member, bool) {
	for _, name := range names {
		for i := len(o.members) - 1; i >= 0; i-- {
			if m := o.members[i]; m.name == name {
				return m, true
			}
		}
	}
	return member{}, false
}

func (o object) place(name string) int {
	if m, ok := o.get(name); ok {
		return m.at
	}
	return o.at
}

func (o object) object(name string) object {
	m, ok := o.get(name)
	if !ok {
		return object{r: o.r, path: name, at: o.at}
	}
	return o.r.object(m)
}

func (o object) text(names ...string) string {
	m, ok := o.get(names...)
	if !ok {
		return ""
	}
	return m.scalar()
}

func (o object) secret(name string) wxpay.Secret { return wxpay.NewSecret(o.text(name)) }

func (o object) number(names ...string) int64 {
	m, ok := o.get(names...)
	text := ""
	if ok {
		text = strings.TrimSpace(m.scalar())
	}
	if text == "" {
		return 0
	}
	if n, err := strconv.ParseInt(text, 10, 64); err == nil {
		return n
	}
	f, err := strconv.ParseFloat(text, 64)
	if err != nil || f != float64(int64(f)) {
		o.r.fail(m.at, m.path, "want a whole number")
		return 0
	}
	return int64(f)
}

// body returns bytes: those of a string, or those that an object or array stands
// in; where the file was indented they are compact, as a body is sent. Bytes that are no UTF-8 stand as base64 under the name and "_base64".
func (o object) body(name string) []byte {
	if m, ok := o.get(name + "_base64"); ok && !m.isNull() {
		raw, err := base64.StdEncoding.DecodeString(m.scalar())
		if err != nil {
			o.r.fail(m.at, m.path, "want base64")
		}
		return raw
	}
	m, ok := o.get(name)
	if !ok || m.isNull() {
		return nil
	}
	if m.value[0] == '{' || m.value[0] == '[' {
		var compact bytes.Buffer
		if bytes.IndexByte(m.value, '\n') < 0 || json.Compact(&compact, m.value) != nil {
			return bytes.Clone(m.value)
		}
		return compact.Bytes()
	}
	return append([]byte{}, m.scalar()...)
}

// header reads {"name": "value" or ["value"…]}, or an array of {name, value}.
func (o object) header(name string) http.Header {
	m, ok := o.get(name)
	if !ok || m.isNull() {
		return nil
	}
	h := http.Header{}
	if m.value[0] == '[' {
		for _, pair := range m.list() {
			p := o.r.object(pair)
			addHeader(h, p.text("name"), p.text("value"))
		}
		return h
	}
	for _, inner := range o.r.object(m).members {
		for _, value := range inner.list() {
			if !value.isNull() {
				addHeader(h, inner.name, value.scalar())
			}
		}
	}
	return h
}

// fields reads an object of scalars in its order.
func (o object) fields(name string) []wxpay.Field {
	m, ok := o.get(name)
	if !ok || m.isNull() {
		return nil
	}
	fields := []wxpay.Field{}
	for _, inner := range o.r.object(m).members {
		value := string(inner.value)
		if inner.value[0] != '{' && inner.value[0] != '[' {
			value = inner.scalar()
		}
		fields = append(fields, wxpay.Field{Name: inner.name, Value: value})
	}
	return fields
}

// flatFields reads the members of an object whose values are all scalars.
func flatFields(value json.RawMessage) ([]wxpay.Field, bool) {
	r := &caseReader{data: value}
	fields := []wxpay.Field{}
	for _, m := range r.object(member{r: r, value: value}).members {
		fields = append(fields, wxpay.Field{Name: m.name, Value: m.scalar()})
	}
	return fields, r.err == nil
}

func (m member) isObject() bool { return len(m.value) > 0 && m.value[0] == '{' }
func (m member) isNull() bool   { return string(m.value) == "null" }

// scalar returns text; null has none. A number keeps its digits.
func (m member) scalar() string {
	switch {
	case m.isNull():
		return ""
	case m.value[0] == '"':
		var text string
		_ = json.Unmarshal(m.value, &text) // it is valid
		return text
	case m.value[0] == '{', m.value[0] == '[':
		m.r.fail(m.at, m.path, "want text")
		return ""
	}
	return string(m.value)
}
