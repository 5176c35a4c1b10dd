package diagnose

import (
	"encoding/base64"
	"encoding/hex"
	"strconv"
	"strings"

	"wxlens/wxpay"
	"wxlens/wxpay/v2"
)

// breakV2 makes the mistakes that any V2 text can suffer; put writes the value into
// the case.
func (e *examination) breakV2(w ways, b *builder, names keyNames, rule digestKind, mismatch Slug, put func(c *Case, sign string)) {
	key := e.c.Keys.APIv2Key.Reveal()
	var right draft
	b.base.copyTo(&right)
	text := right.build(nil)
	sealing := func(s v2Seal, text []byte, whole func([]byte) []byte) string {
		var m sealMemory
		return strings.ToUpper(hex.EncodeToString(m.digest(&s, text, whole)))
	}
	plain := v2Seal{tail: "&key=" + key, macKey: key, digest: rule}
	w.departing(b, func(text []byte, whole func([]byte) []byte) (Case, error) {
		return e.c.with(func(c *Case) { put(c, sealing(plain, text, whole)) })
	})
	made := func(slug Slug, sign string) {
		w.add(slug, func() (Case, error) { return e.c.with(func(c *Case) { put(c, sign) }) })
	}
	for _, k := range v2Keys(&e.c.Keys, names) {
		if len(k.found) > 0 {
			s := plain
			s.tail, s.macKey = "&key="+k.value.Reveal(), k.value.Reveal()
			made(k.found[0].slug, sealing(s, text, nil))
		}
	}
	if len(key) > 0 {
		near := neighbours(key)[5]
		made(names.wrong, sealing(v2Seal{tail: "&key=" + near, macKey: near, digest: rule}, text, nil))
	}
	for _, s := range sealForms(key)[1:] {
		s.macKey, s.digest = key, rule
		made("v2-key-suffix-missing", sealing(s, text, nil))
	}
	for _, d := range []digestKind{digestMD5, digestHMAC} {
		if d != rule {
			s := plain
			s.digest = d
			made(mismatch, sealing(s, text, nil))
		}
	}
	sign := sealing(plain, text, nil)
	raw, _ := hex.DecodeString(sign) // it was just encoded
	made("v2-sign-case", strings.ToLower(sign))
	made("v2-hmac-encoding", base64.StdEncoding.EncodeToString(raw))
	if short := strings.ToUpper(unpadded(raw)); short != sign && rule == digestMD5 {
		made("v2-md5-leading-zero", short)
	}
}

func digestOf(t v2.SignType) digestKind {
	if t == v2.HMACSHA256 {
		return digestHMAC
	}
	return digestMD5
}

func (e *examination) breakV2Request(w ways) {
	message, err := v2.Parse(e.c.Call.Body)
	if err != nil {
		return
	}
	fields, _ := withoutSign(message)
	b := &builder{base: draftOf(fields, byName, v2Form)}
	e.v2RequestDepartures(b)
	declared := v2.SignType(message.Get("sign_type"))
	if declared == "" && hmacOnly(e.c.Call.URL) {
		declared = v2.HMACSHA256
	}
	e.breakV2(w, b, requestKeys, digestOf(declared), "v2-digest-mismatch", func(c *Case, sign string) {
		c.Call.Body = append(v2.Message(fields[:len(fields):len(fields)]), wxpay.Field{Name: "sign", Value: sign}).XML()
	})
}

func (e *examination) breakV2Client(w ways) {
	o := e.readOpening()
	b := &builder{base: draftOf(o.v2Fields(e.c.Keys), byName, v2Form)}
	e.v2ClientDepartures(b, &o)
	declared := v2.SignType(o.signType)
	if o.app {
		declared = v2.SignType(o.orderSignType)
	}
	put := func(c *Case, sign string) { c.putPaySign(sign) }
	e.breakV2(w, b, paySignKeys, digestOf(declared), "v2-paysign-digest-mismatch", put)
	if sign := o.request.Get("sign"); sign != "" {
		w.add("v2-paysign-reused-order-sign", func() (Case, error) { return e.c.with(func(c *Case) { put(c, sign) }) })
	}
	stamp := "timeStamp"
	if o.app {
		stamp = "timestamp"
	}
	if seconds, err := strconv.ParseInt(o.timestamp, 10, 64); err == nil {
		w.add("v2-paysign-values-differ", func() (Case, error) {
			var d draft
			b.base.copyTo(&d)
			d.set(stamp, strconv.FormatInt(seconds+7, 10))
			key := e.c.Keys.APIv2Key.Reveal()
			s := v2Seal{tail: "&key=" + key, macKey: key, digest: digestOf(declared)}
			var m sealMemory
			sign := strings.ToUpper(hex.EncodeToString(m.digest(&s, d.build(nil), nil)))
			return e.c.with(func(c *Case) { put(c, sign) })
		})
	}
}

// putPaySign writes the signature of a client call.
func (c *Case) putPaySign(sign string) {
	for i, f := range c.Opening.Params {
		if strings.EqualFold(f.Name, "paySign") || strings.EqualFold(f.Name, "sign") {
			c.Opening.Params[i].Value = sign
			return
		}
	}
	c.Opening.Params = append(c.Opening.Params, wxpay.Field{Name: "paySign", Value: sign})
}

func (e *examination) breakV2Notice(w ways) {
	message, err := v2.Parse(e.c.Message.Body)
	if err != nil {
		return
	}
	fields, platform := withoutSign(message)
	b := &builder{base: draftOf(fields, byName, v2Form)}
	e.v2NoticeDepartures(b)
	rule := digestOf(digestOfLength(platform, v2.MD5))
	e.breakV2(w, b, noticeKeys, rule, "v2-notify-digest-mismatch", func(c *Case, sign string) { c.Observed = sign })
	w.add("notify-body-not-read-raw", func() (Case, error) {
		return e.c.with(func(c *Case) { c.Message.Body = []byte{} })
	})
	for _, s := range []style{{"xHH", escapeLog}} {
		altered := draftOf(fields, nil, v2Form)
		changed := false
		var out v2.Message
		for _, f := range altered.fields {
			value := s.write(f.value)
			changed = changed || value != f.value
			out = append(out, wxpay.Field{Name: f.name, Value: value})
		}
		if changed {
			w.add("v2-notify-data-altered", func() (Case, error) {
				return e.c.with(func(c *Case) {
					c.Message.Body = append(out, wxpay.Field{Name: "sign", Value: platform}).XML()
					c.Observed = ""
				})
			})
		}
	}
}

// escapeLog writes what is not plain ASCII as web servers do in their logs.
func escapeLog(s string) string {
	var b strings.Builder
	for i := range len(s) {
		if c := s[i]; c < ' ' || c > '~' || c == '"' || c == '\\' {
			b.WriteString(`\x` + strings.ToUpper(hex.EncodeToString([]byte{c})))
		} else {
			b.WriteByte(c)
		}
	}
	return b.String()
}
