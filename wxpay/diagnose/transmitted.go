package diagnose

import (
	"strconv"
	"strings"

	"wxlens/wxpay/v3"
)

// transmitted compares what was signed, rightly, with what the server saw.
func (e *examination) transmitted(oracle *seen) {
	call := &e.c.Call
	rewritten := false
	if oracle.Method != "" && call.Method != "" && !strings.EqualFold(oracle.Method, call.Method) {
		e.elsewhere("v3-method-mismatch", call.Method+" → "+oracle.Method)
		rewritten = true
	}
	if target := targetOf(call.URL); oracle.URL != "" && target != "" && oracle.URL != target {
		e.elsewhere("v3-path-rewritten", target+" → "+oracle.URL)
	}
	if n, ok := oracle.bodyLength(); ok && !(rewritten && n == 0) { // another method takes the body along
		e.transmittedBody(oracle, n)
	}
}

// transmittedBody tells from its length and its beginning what became of a body.
func (e *examination) transmittedBody(oracle *seen, n int) {
	signed := ""
	for _, p := range e.d.Text.Parts() {
		if p.Field == v3.FieldBody {
			signed = string(e.d.Text.Bytes()[p.Start:p.End])
		}
	}
	detail := strconv.Itoa(len(signed)) + " → " + strconv.Itoa(n) + " bytes"
	switch {
	case n == len(signed):
	case n == 0:
		e.elsewhere("v3-body-not-transmitted", detail)
	case signed == "":
		e.elsewhere("v3-body-on-get", detail+" "+oracle.body())
	default:
		e.elsewhere(becameOf(signed, oracle.body(), n), detail+" "+oracle.body())
	}
}

// becameOf names the mistake that makes a body of so many bytes, with that
// beginning, of another.
func becameOf(signed, head string, n int) Slug {
	b := &builder{base: draft{form: v3Form, fields: []field{{name: v3.FieldBody, value: signed}}}}
	b.bodies("v3-body-reserialised", "v3-body-slash-escaped", "v3-body-charset")
	for _, d := range b.all {
		var sent draft
		b.base.copyTo(&sent)
		d.change(&sent)
		if body := sent.get(v3.FieldBody); len(body) == n && strings.HasPrefix(body, head) {
			return d.slug
		}
	}
	if !isASCII(signed) && strings.HasPrefix(signed, head) {
		return "v3-body-charset"
	}
	return "v3-body-reserialised"
}
