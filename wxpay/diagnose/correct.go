package diagnose

import (
	"strings"

	"wxlens/wxpay"
	"wxlens/wxpay/v2"
)

// Correction is what a program that does it right sends instead, with the same
// values.
type Correction struct {
	Name  string // "Authorization", "sign" or "paySign"
	Value string
	Whole string // the message that it belongs to: header line, XML, or parameters as JSON
}

// correct signs the right text; it needs the key for it. What WeChat Pay signs
// nobody else can.
func (e *examination) correct() {
	if e.d.Text.Len() == 0 || e.c.Kind == Notify || e.c.Kind == Response || e.c.Kind == Decrypt {
		return
	}
	if e.c.API == wxpay.V2 {
		if !e.c.Keys.APIv2Key.IsZero() {
			e.d.Correction = e.correctV2()
		}
		return
	}
	key := e.rsaKey()
	if key == nil {
		return
	}
	signature, err := signSHA256(key, e.d.Text.Bytes())
	if err != nil {
		return
	}
	if e.c.Kind == PaySign {
		e.d.Correction = e.correctOpening(signature)
		return
	}
	auth := lenient(e.c.Call.Header.Get("Authorization"))
	if auth.Timestamp == "" || auth.Nonce == "" {
		return
	}
	auth.Signature = signature
	if serial := e.c.Keys.merchantSerial(); serial != "" {
		auth.SerialNo = wxpay.KeyID(serial)
	}
	if e.c.Keys.MchID != "" {
		auth.MchID = e.c.Keys.MchID
	}
	e.d.Correction = Correction{Name: "Authorization", Value: auth.String(), Whole: "Authorization: " + auth.String()}
}

func (e *examination) correctV2() Correction {
	var fields []wxpay.Field
	declared := v2.MD5
	if e.c.Kind == PaySign {
		o := e.readOpening()
		fields = o.v2Fields(e.c.Keys)
		if declared = v2.SignType(o.signType); o.app {
			declared = v2.SignType(o.orderSignType)
		}
	} else {
		message, err := v2.Parse(e.c.Call.Body)
		if err != nil {
			return Correction{}
		}
		fields, _ = withoutSign(message)
		declared = v2.SignType(message.Get("sign_type"))
		if declared == "" && hmacOnly(e.c.Call.URL) {
			declared = v2.HMACSHA256
		}
	}
	sign := v2.Sign(fields, e.c.Keys.APIv2Key, declared).Signature
	if e.c.Kind == PaySign {
		return e.correctOpening(sign)
	}
	whole := append(v2.Message(fields[:len(fields):len(fields)]), wxpay.Field{Name: "sign", Value: sign})
	return Correction{Name: "sign", Value: sign, Whole: string(whole.XML())}
}

// correctOpening are the parameters of the client call with the right signature.
func (e *examination) correctOpening(signature string) Correction {
	fixed, _ := e.c.with(func(c *Case) { c.putPaySign(signature) })
	name := "paySign"
	for _, f := range fixed.Opening.Params {
		if strings.EqualFold(f.Name, "sign") {
			name = f.Name
		}
	}
	return Correction{Name: name, Value: signature, Whole: wxpay.Object(fixed.Opening.Params).String()}
}

// Difference returns the first place where what was signed departs from what
// should have been; ok is false where the two are equal or one is not known.
func (d *Diagnosis) Difference() (at wxpay.Difference, ok bool) {
	if d.Observed.Len() == 0 {
		return at, false
	}
	if at, ok = d.Text.Diff(d.Observed); ok && at.Field == "" {
		at.Field = fieldAfter(d.Text, at.Byte)
	}
	return at, ok
}

// fieldAfter names the field whose name or line end lies at an offset.
func fieldAfter(t wxpay.Text, at int) string {
	last := ""
	for _, p := range t.Parts() {
		if last = p.Field; p.End >= at {
			break
		}
	}
	return last
}
