package diagnose

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strings"

	"wxlens/wxpay/v3"
)

// probePrefix marks the deliberately wrong signatures of WeChat Pay (签名探测流量).
const probePrefix = "WECHATPAY/SIGNTEST/"

// v3Message diagnoses why a V3 reply or notification did not verify (group F).
func (e *examination) v3Message(ctx context.Context) error {
	msg := &e.c.Message
	header := e.foldedHeader(msg.Header)
	timestamp, nonce := header.Get(v3.HeaderTimestamp), header.Get(v3.HeaderNonce)
	signature, serial := header.Get(v3.HeaderSignature), header.Get(v3.HeaderSerial)
	if e.c.Observed != "" {
		signature = e.c.Observed
	}
	var misplaced []found
	for _, other := range []*string{&serial, &nonce, &timestamp} {
		if !isSigned(signature) && isSigned(*other) {
			misplaced = []found{{"v3-verify-header-slots", v3.HeaderSignature}}
			signature, *other = *other, signature
		}
	}
	base := draft{form: v3Form, fields: []field{
		{name: v3.FieldTimestamp, value: timestamp}, {name: v3.FieldNonce, value: nonce}, {name: v3.FieldBody, value: string(msg.Body)},
	}}
	e.d.Text = base.textOf()
	if strings.HasPrefix(signature, probePrefix) {
		e.find("v3-signtest-probe", probePrefix)
		return nil
	}
	if signature == "" {
		e.unsignedMessage()
		return nil
	}
	if msg.unknownBody() && e.c.Kind == Notify {
		e.miss("message-body")
		return nil
	}
	if len(msg.Body) == 0 && e.c.Kind == Notify { // a notification always has one
		e.find("v3-verify-body-consumed", "0 bytes")
		return nil
	}
	for _, f := range base.fields[:2] {
		if f.value == "" {
			e.miss(Missing(f.name))
		}
	}
	keys := e.platformKeys(serial)
	if len(e.c.Keys.Platform) == 0 {
		e.miss("platform-key")
		if e.replyPath() == "/v3/certificates" || bytes.Contains(msg.Body, []byte(`"encrypt_certificate"`)) {
			e.find("v3-verify-bootstrap", "/v3/certificates")
			return nil
		}
	}
	raw, repaired := e.signature(signature, "v3-sig-plus-space")
	m := newV3Matcher(raw, keys, append(repaired, misplaced...))
	b := &builder{base: base}
	e.v3MessageDepartures(b, signature, serial)
	s := newSearch(b.base, b.all, m, e.o.Workers)
	if len(m.signedBy()) == 0 {
		e.conclude(s, solution{})
		e.verifier(serial)
		return nil
	}
	result, err := s.solve(ctx, e.o, s.reordered("v3-verify-body-reserialised"))
	e.conclude(s, result)
	if err == nil {
		e.verifier(serial)
	}
	return err
}

// unknownBody reports whether nobody said what the body was. If the headers say that
// there was one, the program has lost it.
func (m *Message) unknownBody() bool {
	length := m.Header.Get("Content-Length")
	return m.Body == nil && (length == "" || length == "0")
}

// foldedHeader finds the headers under the names that frameworks give them.
func (e *examination) foldedHeader(h http.Header) http.Header {
	folded := http.Header{}
	for name, values := range h {
		plain := strings.ReplaceAll(strings.TrimPrefix(strings.ToUpper(name), "HTTP_"), "_", "-")
		folded[http.CanonicalHeaderKey(plain)] = values
		if strings.HasPrefix(strings.ToUpper(name), "HTTP_WECHATPAY") {
			e.later = append(e.later, found{"v3-verify-header-names", name})
		}
	}
	return folded
}

// isSigned reports whether a header looks like a signature: base64 of an RSA key's
// length, or a probe.
func isSigned(value string) bool {
	return len(value) > 300 || strings.HasPrefix(value, "WECHATPAY/SIGNTEST/")
}

// replyPath is the path that a reply came from.
func (e *examination) replyPath() string {
	return orWord(pathOf(e.c.Message.URL), pathOf(e.c.Call.URL))
}

// unsignedMessage explains a message without a signature.
func (e *examination) unsignedMessage() {
	msg := &e.c.Message
	switch path := e.replyPath(); {
	case strings.Contains(path, "/v3/billdownload/file"), len(msg.Body) > 0 && !json.Valid(msg.Body) && msg.Status == http.StatusOK:
		e.find("v3-verify-bill-download", path)
	case msg.Status != 0:
		e.find("v3-verify-unsigned-reply", http.StatusText(msg.Status))
	case len(msg.Header) == 0:
		e.miss("headers")
	default:
		e.find("v3-verify-header-names", v3.HeaderSignature)
	}
}

func (e *examination) v3MessageDepartures(b *builder, signature, serial string) {
	b.permuted("v3-verify-header-slots")
	for _, f := range []string{v3.FieldTimestamp, v3.FieldNonce} {
		b.setField("v3-verify-header-slots", f, signature)
		b.setField("v3-verify-header-slots", f, serial)
	}
	b.bodies("v3-verify-body-reserialised", "", "v3-verify-charset")
	restoreBody(b)
	b.value("v3-verify-newline", v3.FieldBody, `\n`, func(s string) string { return s + "\n" })
	b.value("v3-verify-newline", v3.FieldBody, "", strings.TrimSpace)
	b.value("v3-verify-newline", v3.FieldBody, `\r\n`, func(s string) string { return strings.ReplaceAll(s, "\n", "\r\n") })
	b.value("v3-verify-newline", v3.FieldBody, `\n`, func(s string) string { return strings.ReplaceAll(s, "\r\n", "\n") })
}

// restoreBody undoes what frameworks, logs and charsets do to a body.
func restoreBody(b *builder) {
	for _, name := range []string{"ISO-8859-1", "GBK", "windows-1252"} {
		b.value("v3-verify-charset", v3.FieldBody, name, func(s string) string { return misread(s, name) })
	}
	b.value("v3-verify-body-log-escaped", v3.FieldBody, `\xHH`, unescapeLog)
	b.value("v3-verify-body-log-escaped", v3.FieldBody, `\"`, func(s string) string {
		return strings.NewReplacer(`\"`, `"`, `\\`, `\`, `\/`, "/").Replace(s)
	})
	b.value("v3-verify-body-reserialised", v3.FieldBody, `"…"`, unquoted)
	b.value("v3-verify-body-reserialised", v3.FieldBody, "a_b", snakeNames)
	b.value("v3-verify-body-reserialised", v3.FieldBody, "a_b, without nulls", func(s string) string {
		return printed(printer{skip: "null"})(snakeNames(s))
	})
	b.value("v3-verify-body-reserialised", v3.FieldBody, "envelope", func(s string) string { return inPlatformOrder(s, printer{}) })
	b.value("v3-verify-body-reserialised", v3.FieldBody, "envelope, without nulls", func(s string) string {
		return inPlatformOrder(snakeNames(s), printer{skip: "null"})
	})
}

// misread undoes that UTF-8 was read in another charset.
func misread(s, charset string) string {
	for _, c := range misreadings {
		if c.name == charset {
			return c.write(s)
		}
	}
	return s
}

func unquoted(s string) string {
	var inner string
	if json.Unmarshal([]byte(s), &inner) == nil {
		return inner
	}
	return s
}

// snakeNames writes aB as a_b in the names of JSON.
func snakeNames(s string) string {
	tree, err := parseJSON(s)
	if err != nil {
		return s
	}
	if !rename(&tree) {
		return s
	}
	var b strings.Builder
	printer{comma: ",", colon: ":"}.value(&b, tree, "")
	return b.String()
}

// rename reports whether any name was changed.
func rename(v *jsonValue) (changed bool) {
	for i, name := range v.names {
		v.names[i] = snake(name)
		changed = changed || v.names[i] != name
	}
	for i := range v.items {
		changed = rename(&v.items[i]) || changed
	}
	return changed
}

func snake(s string) string {
	var b strings.Builder
	for i, r := range s {
		if r >= 'A' && r <= 'Z' {
			if i > 0 {
				b.WriteByte('_')
			}
			r += 'a' - 'A'
		}
		b.WriteRune(r)
	}
	return b.String()
}

// The order in which WeChat Pay writes a notification (支付成功回调通知, 回调报文).
var (
	envelopeOrder = []string{"id", "create_time", "resource_type", "event_type", "summary", "resource"}
	resourceOrder = []string{"original_type", "algorithm", "ciphertext", "associated_data", "nonce"}
)

func inPlatformOrder(s string, p printer) string {
	tree, err := parseJSON(s)
	if err != nil || !tree.object {
		return s
	}
	arrange(&tree, envelopeOrder)
	for i, name := range tree.names {
		if name == "resource" {
			arrange(&tree.items[i], resourceOrder)
		}
	}
	p.comma, p.colon = ",", ":"
	var b strings.Builder
	p.value(&b, tree, "")
	return b.String()
}

func arrange(v *jsonValue, names []string) {
	place := func(name string) int {
		if i := slices.Index(names, name); i >= 0 {
			return i
		}
		return len(names)
	}
	order := make([]int, len(v.names))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return place(v.names[a]) - place(v.names[b]) })
	v.pick(order)
}

// pick puts the members into an order.
func (v *jsonValue) pick(order []int) {
	names, items := make([]string, len(order)), make([]jsonValue, len(order))
	for i, at := range order {
		names[i], items[i] = v.names[at], v.items[at]
	}
	v.names, v.items = names, items
}

// most members of an object of which all orders are tried.
const maxMembers = 6

// reordered tries all orders of the members of a notification, and of those of its
// resource.
func (s *search) reordered(slug Slug) late {
	return func(ctx context.Context) ([]hit, error) {
		tree, err := parseJSON(s.base.get(v3.FieldBody))
		if err != nil || !tree.object || len(tree.names) > maxMembers {
			return nil, nil
		}
		inner := slices.Index(tree.names, "resource")
		orders := permutations(places(len(tree.names)))
		innerOrders := [][]int{nil}
		if inner >= 0 && tree.items[inner].object && len(tree.items[inner].names) <= maxMembers {
			innerOrders = permutations(places(len(tree.items[inner].names)))
		}
		pieces := memberTexts(&tree, inner, innerOrders)
		w := sweep{
			field: v3.FieldBody, count: len(orders) * len(innerOrders),
			value: func(b []byte, i int) []byte { return pieces.write(b, orders[i/len(innerOrders)], i%len(innerOrders)) },
			found: func(int) found { return found{slug, "{…}"} },
		}
		return s.sweep(ctx, &w, combo{})
	}
}

func places(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = i
	}
	return out
}

// members are the members of an object, printed; one of them in several ways.
type members struct {
	texts   []string
	inner   int
	choices []string
}

func memberTexts(tree *jsonValue, inner int, orders [][]int) members {
	p := printer{comma: ",", colon: ":"}
	text := func(name string, v jsonValue) string {
		var b strings.Builder
		p.quote(&b, name)
		b.WriteByte(':')
		p.value(&b, v, "")
		return b.String()
	}
	m := members{inner: inner}
	for i, name := range tree.names {
		m.texts = append(m.texts, text(name, tree.items[i]))
	}
	for _, order := range orders {
		if order == nil {
			m.choices = append(m.choices, "")
			continue
		}
		v := tree.items[inner]
		v.pick(order)
		m.choices = append(m.choices, text(tree.names[inner], v))
	}
	return m
}

func (m *members) write(b []byte, order []int, choice int) []byte {
	b = append(b, '{')
	for n, i := range order {
		if n > 0 {
			b = append(b, ',')
		}
		if i == m.inner && m.choices[choice] != "" {
			b = append(b, m.choices[choice]...)
		} else {
			b = append(b, m.texts[i]...)
		}
	}
	return append(b, '}')
}
