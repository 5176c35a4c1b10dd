package paste

import (
	"bytes"
	"regexp"
	"strconv"
	"strings"

	"wxlens/wxpay"
	"wxlens/wxpay/diagnose"
	"wxlens/wxpay/message"
	"wxlens/wxpay/v2"
)

var literalStart = regexp.MustCompile(`^(?:[{]|｛|\[\s*["'{]|array\()`)

// readLiteral reads JSON, and what programs print in its place.
func readLiteral(r *reader, at []int) int {
	start := at[0]
	label := r.labelled(start)
	if bytes.HasPrefix(r.src[start:], []byte(`{\x22`)) {
		data, end := r.jsonBody(start)
		r.got.bodies = append(r.got.bodies, body{orRole(label, roleNotice), wxpay.V3, data, nil})
		r.piece(FormNotification, start, end)
		return end
	}
	l, ok := message.ReadLiteral(r.src, start)
	r.charge(l.Examined)
	if !ok || len(l.Members) == 0 {
		r.charge(3 * l.Examined)
		return r.readEscaped(start, label)
	}
	t := &told{r: r, src: r.src, text: &l}
	form := t.object(&l.Literal, label)
	if form == "" {
		return start
	}
	r.repaired(l.Repairs)
	if l.Truncated {
		r.odd(OddTruncated, l.End, "json", false)
	}
	r.piece(form, start, l.End)
	return l.End
}

func orRole(a, b role) role {
	if a != "" {
		return a
	}
	return b
}

// readEscaped reads JSON that is a text inside of JSON: its quotes are escaped.
func (r *reader) readEscaped(start int, label role) int {
	rest := r.src[start:]
	if i := bytes.IndexByte(rest[:min(len(rest), 64)], '"'); i < 1 || rest[i-1] != '\\' || len(bytes.Trim(rest[1:i-1], " \t\r\n\\nrt[{")) > 0 {
		return start
	}
	plain, ends := unescape(rest)
	r.charge(len(plain))
	l, ok := message.ReadLiteral(plain, 0)
	r.charge(l.Examined)
	if !ok || len(l.Members) == 0 {
		return start
	}
	t := &told{r: r, src: plain, text: &l}
	form := t.object(&l.Literal, label)
	if form == "" {
		return start
	}
	r.odd(OddEscapedQuote, start+bytes.IndexByte(rest, '\\'), `\"`, true)
	end := start + ends(l.End)
	if l.Truncated {
		r.odd(OddTruncated, end, "json", false)
	}
	r.piece(form, start, end)
	return end
}

// unescape undoes the escapes of a JSON text up to its end, and tells for a byte of
// the result where it stood.
func unescape(src []byte) (plain []byte, ends func(int) int) {
	marks := []cut{} // of plain: from here on src lies further
	for i := 0; i < len(src) && src[i] != '"' && src[i] != '\n'; i++ {
		c := src[i]
		if c == '\\' && i+1 < len(src) {
			i++
			switch c = src[i]; c {
			case 'n':
				c = '\n'
			case 'r':
				c = '\r'
			case 't':
				c = '\t'
			case 'u':
				c = '\\' // of a character, which the literal reader knows
				i--
			}
			marks = append(marks, cut{len(plain) + 1, i + 1 - len(plain) - 1})
		}
		plain = append(plain, c)
	}
	v := view{cut: marks}
	return plain, v.origin
}

// told reads one literal into what was found.
type told struct {
	r     *reader
	src   []byte
	text  *message.LiteralText
	depth int
}

// bytes returns the body that an object is.
func (t *told) bytes(l *message.Literal) []byte {
	if l.Start == t.text.Start && t.text.Truncated {
		return bytes.Clone(bytes.TrimRight(t.src[l.Start:t.text.End], " \t\r\n"))
	}
	part := message.LiteralText{Literal: *l, Repairs: t.text.Repairs}
	data, exact := part.JSON(t.src)
	if !exact {
		t.r.odd(OddReprinted, min(t.text.Start, len(t.r.src)), "", true)
	}
	return data
}

// object puts an object where its members say that it belongs, and returns what it
// is; "" if it has nothing to do with WeChat Pay.
func (t *told) object(l *message.Literal, label role) Form {
	if l.Kind == message.LiteralArray {
		return t.within(l, label)
	}
	switch {
	case isParams(l):
		t.r.got.params = append(t.r.got.params, clientCall{params: paramsOf(l)})
		t.masked(l)
		t.wholeBase64(textOf(l, "paySign", "sign"), "paySign")
		return FormParams
	case isEnvelope(l):
		t.add(roleNotice, l)
		if resource, ok := l.Get("resource"); ok && !t.text.Truncated {
			t.wholeBase64(textOf(resource, "ciphertext"), "ciphertext")
		}
		return FormNotification
	case hasText(l, "ciphertext") && has(l, "nonce") && !has(l, "encrypt_certificate"):
		sealed := sealedOf(l)
		t.r.got.sealed = &sealed
		t.wholeBase64(sealed.Ciphertext, "ciphertext")
		return FormResource
	case hasHeader(l):
		t.headers(l, label)
		return FormHeader
	case has(l, "return_code"), has(l, "mch_id", "mch_appid", "wxappid") && has(l, "sign", "nonce_str"):
		return t.fields(l, label)
	case isReply(l):
		t.add(orRole(label, roleReply), l)
		return FormReply
	case isExchange(l):
		return t.exchange(l)
	case isOrder(l):
		t.add(orRole(label, roleRequest), l)
		return FormBody
	case label == roleRequest:
		if form := t.within(l, label); form != "" {
			return form
		}
		t.add(label, l)
		return FormBody
	case label == roleReply:
		if form := t.within(l, label); form != "" {
			return form
		}
		t.add(label, l)
		return FormReply
	}
	return t.within(l, label)
}

func (t *told) add(role role, l *message.Literal) {
	t.r.got.bodies = append(t.r.got.bodies, body{role, wxpay.V3, t.bytes(l), nil})
}

// within looks for the known inside of an object of somebody's own: settings,
// members that are objects, texts that are bodies.
func (t *told) within(l *message.Literal, label role) Form {
	if t.depth++; t.depth > 200 {
		return ""
	}
	form := Form("")
	for i := range l.Members {
		m := &l.Members[i]
		inner := roleOfName(m.Name)
		if inner == "" && (m.Name == "" || bodyName[m.Name]) {
			inner = label
		}
		got := Form("")
		switch m.Value.Kind {
		case message.LiteralObject, message.LiteralArray:
			got = t.object(&m.Value, inner)
		case message.LiteralString, message.LiteralNumber:
			got = t.scalar(m.Name, m.Value.Text, inner)
		}
		if form == "" || form == FormSetting {
			form = firstForm(got, form)
		}
	}
	return form
}

// bodyName are the names that leave it to what is around them whose body it is.
var bodyName = map[string]bool{"body": true, "data": true, "json": true, "content": true, "text": true, "rawBody": true, "raw": true, "xml": true}

func firstForm(a, b Form) Form {
	if a != "" {
		return a
	}
	return b
}

// scalar reads a member that is text: a setting, or a body that was printed into it.
func (t *told) scalar(name, text string, label role) Form {
	inner := strings.TrimSpace(text)
	switch {
	case strings.HasPrefix(inner, "<xml"):
		if fields := fieldsOf([]byte(inner)); len(fields) > 0 {
			if role := roleOfXML(fields); role != "" {
				if label == roleRequest || label == roleReply {
					role = label
				}
				t.r.got.bodies = append(t.r.got.bodies, body{role, wxpay.V2, []byte(text), fields})
				return FormXML
			}
		}
	case strings.HasPrefix(inner, "{"):
		if l, ok := message.ReadLiteral([]byte(text), 0); ok && t.depth < 200 {
			part := &told{r: t.r, src: []byte(text), text: &l, depth: t.depth + 1}
			return part.object(&l.Literal, label)
		}
	}
	if form := t.r.inside(text); form != "" {
		return form
	}
	s := slotOf(name)
	if s == "" || !t.r.set(s, text, t.text.Start) {
		return ""
	}
	return FormSetting
}

// inside reads a text that stands in another one, such as the message of an error.
func (r *reader) inside(text string) Form {
	if r.nested || !strings.ContainsAny(text, "{<") && !strings.Contains(text, "WECHATPAY2") || len(text) < 24 {
		return ""
	}
	inner := newReader([]byte(text))
	inner.nested, inner.got, inner.budget = true, r.got, min(inner.budget, r.budget)
	inner.run()
	r.got = inner.got
	r.charge(len(text))
	if len(inner.out.Pieces) == 0 {
		return ""
	}
	return inner.out.Pieces[0].Form
}

// sealedOf reads what does not open.
func sealedOf(l *message.Literal) diagnose.Sealed {
	return diagnose.Sealed{
		Algorithm: textOf(l, "algorithm"), Ciphertext: textOf(l, "ciphertext"), Nonce: textOf(l, "nonce"),
		AssociatedData: textOf(l, "associated_data"), OriginalType: textOf(l, "original_type"),
	}
}

// fields makes a V2 message of what a program printed of one.
func (t *told) fields(l *message.Literal, label role) Form {
	var m v2.Message
	for _, f := range l.Members {
		if text, ok := f.Value.Scalar(); ok {
			m = append(m, wxpay.Field{Name: f.Name, Value: text})
		} else if f.Value.Kind != message.LiteralExpression {
			m = append(m, wxpay.Field{Name: f.Name, Value: string(f.Value.Append(nil))})
		}
	}
	role := roleOfXML(m)
	if role == "" {
		return ""
	}
	if role != roleNotice {
		role = orRole(label, role)
	}
	t.r.got.bodies = append(t.r.got.bodies, body{role, wxpay.V2, m.XML(), m})
	t.r.odd(OddReprinted, t.text.Start, "", true)
	return FormFields
}

// headers reads an object of headers, and the body that a program keeps beside
// them.
func (t *told) headers(l *message.Literal, label role) {
	for _, m := range l.Members {
		values := []message.Literal{m.Value}
		if m.Value.Kind == message.LiteralArray {
			values = nil
			for _, inner := range m.Value.Members {
				values = append(values, inner.Value)
			}
		}
		for _, v := range values {
			text, ok := v.Scalar()
			if !ok {
				continue
			}
			if name := headerOf(m.Name); name != "" {
				t.r.header(name, text, t.text.Start)
			} else {
				t.scalar(m.Name, text, orRole(roleOfName(m.Name), label))
			}
		}
		if m.Value.Kind == message.LiteralObject {
			t.object(&m.Value, orRole(roleOfName(m.Name), label))
		}
	}
}

// exchange reads an object that tells of a call: method, address, headers, body.
func (t *told) exchange(l *message.Literal) Form {
	c := call{method: strings.ToUpper(textOf(l, "method", "httpMethod")), url: textOf(l, "url", "uri", "path")}
	form := Form("")
	if n, err := strconv.Atoi(textOf(l, "status", "statusCode", "status_code")); err == nil && n >= 100 && n < 600 {
		t.r.got.values[slotStatus] = strconv.Itoa(n)
		form = FormResponse
	}
	before := len(t.r.got.bodies)
	label := roleRequest
	if form != "" {
		label = roleReply
	}
	if got := t.within(l, label); form == "" {
		form = got
	}
	if c.url == "" || !looksLikeAddress(c.url) {
		return form
	}
	for _, b := range t.r.got.bodies[before:] {
		if b.role == roleRequest && c.body == nil {
			c.body = b.data
		}
	}
	t.r.got.call(c)
	return FormRequest
}

// wholeBase64 notes a value that is longer than a short digest and that base64 cannot
// have made.
func (t *told) wholeBase64(value, name string) {
	if len(value) > 40 && len(value)%4 != 0 && !elided(value) {
		t.r.odd(OddBase64, min(t.text.Start, len(t.r.src)), name, false)
	}
}

// masked notes values that somebody made unreadable.
func (t *told) masked(l *message.Literal) {
	for _, m := range l.Members {
		if text, ok := m.Value.Scalar(); ok && elided(text) {
			t.r.odd(OddMasked, min(m.Value.Start, len(t.r.src)), m.Name, false)
		}
	}
}
