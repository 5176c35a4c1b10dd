package diagnose

import (
	"wxlens/wxpay"
	"wxlens/wxpay/v3"
)

// guess tells what is most likely where nothing explains a case: what the search
// cannot find because it cannot know it, another key, a random value, or a body that
// nobody kept. It is a place to look at, not a finding.
func (e *examination) guess() {
	if e.d.Verdict != Unexplained || !e.solved && e.d.Tried == 0 { // found out, or there was nothing to look at
		return
	}
	slug := e.likeliest()
	if m, ok := Find(slug); ok {
		e.d.Likely = []Cause{{Mistake: m}}
	}
}

func (e *examination) likeliest() Slug {
	v2, kind := e.c.API == wxpay.V2, e.c.Kind
	switch {
	case kind == Decrypt && v2:
		return "v2-reqinfo-key"
	case kind == Decrypt:
		return "v3-apiv3-key-wrong"
	case v2 && kind == PaySign:
		return "v2-paysign-wrong-key"
	case v2:
		return "v2-wrong-key"
	case !e.opens(e.c.Signature()): // by no key that is known
		return map[Kind]Slug{
			Request: "v3-wrong-private-key", PaySign: "v3-paysign-wrong-key", Notify: "v3-verify-serial-not-loaded", Response: "v3-verify-serial-not-loaded",
		}[kind]
	case kind == PaySign:
		return "v3-paysign-timestamp-differs"
	case kind == Request && e.bodyLength() == 0:
		return "v3-nonce-differs"
	case kind == Request:
		return "v3-body-reserialised"
	}
	return "v3-verify-body-reserialised"
}

// bodyLength is how long the body is in the text that should have been signed.
func (e *examination) bodyLength() int {
	for _, p := range e.d.Text.Parts() {
		if p.Field == v3.FieldBody {
			return p.End - p.Start
		}
	}
	return 0
}
