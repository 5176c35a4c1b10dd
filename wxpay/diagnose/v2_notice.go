package diagnose

import (
	"context"
	"net/url"
	"regexp"
	"strings"

	"wxlens/wxpay/v2"
)

// v2Notice diagnoses why a V2 notification or reply did not verify (group C).
func (e *examination) v2Notice(ctx context.Context) error {
	body := e.c.Message.Body
	message, err := v2.Parse(body)
	if err != nil {
		e.miss("message-body")
		if !e.c.Message.unknownBody() {
			e.shapeBody(body)
		}
		return nil
	}
	fields, platform := withoutSign(message)
	if e.c.Message.PlatformSign != "" {
		platform = e.c.Message.PlatformSign
	}
	own := e.c.Observed
	if own == platform {
		own = ""
	}
	b := &builder{base: draftOf(fields, byName, v2Form)}
	e.d.Text = rightV2(&b.base, &e.c.Keys)
	if e.c.Keys.APIv2Key.IsZero() {
		e.miss("v2-key")
	}
	keys := v2Keys(&e.c.Keys, noticeKeys)
	declared := digestOfLength(platform, v2.SignType(message.Get("sign_type")))
	if platform != "" {
		if err := e.platformSign(ctx, b.base, platform, keys, declared); err != nil || own == "" {
			return err
		}
	}
	if own == "" {
		e.miss("observed-signature")
		return nil
	}
	genuine, altered := e.right, e.d.Causes
	e.d.Causes, e.d.Verdict = nil, Unexplained
	m := newV2Matcher(strings.TrimSpace(own), keys, declared, "v2-notify-digest-mismatch")
	e.v2NoticeDepartures(b)
	s := newSearch(b.base, b.all, m, e.o.Workers)
	result, err := s.solve(ctx, e.o, s.subsets("v2-notify-unknown-fields-dropped", noticeCore...), s.oneEdit(m, keys, "v2-wrong-key"))
	e.conclude(s, result)
	if e.right && !genuine { // we reckoned rightly: what is wrong is the message, if that is known
		e.right, e.d.Verdict = false, Unexplained
		for _, c := range altered {
			e.find(c.Slug, c.Detail)
		}
	}
	return err
}

// digestOfLength tells the digest by the length of a value.
func digestOfLength(sign string, declared v2.SignType) v2.SignType {
	switch len(strings.TrimSpace(sign)) {
	case 64:
		return v2.HMACSHA256
	case 32:
		return v2.MD5
	}
	return declared
}

// platformSign verifies the sign that came with the notice: by the rule, under
// another key, or over what the notice was before something changed it.
func (e *examination) platformSign(ctx context.Context, base draft, sign string, keys []v2Key, declared v2.SignType) error {
	m := newV2Matcher(strings.TrimSpace(sign), keys, declared, "v2-notify-digest-mismatch")
	for i := range m.seals { // WeChat Pay ends its texts by the rule
		for j := 0; j < len(m.seals[i]); j++ {
			if !strings.HasPrefix(m.seals[i][j].tail, "&key=") || m.seals[i][j].lead != "" {
				m.seals[i] = append(m.seals[i][:j], m.seals[i][j+1:]...)
				j--
			}
		}
	}
	b := &builder{base: base}
	restorations(b, "v2-notify-data-altered")
	s := newSearch(b.base, b.all, m, e.o.Workers)
	result, err := s.solve(ctx, Options{Depth: 2, Quick: e.o.Quick})
	e.conclude(s, result)
	return err
}

var hexEscape = regexp.MustCompile(`\\x[0-9A-Fa-f]{2}`)

// restorations undo what programs and logs do to values that arrived.
func restorations(b *builder, slug Slug) {
	undo := []style{
		{`\xHH`, unescapeLog},
		{"&quot;", xmlStyles[3].write},
		{"ISO-8859-1", func(s string) string { return charsetStyles[2].write(s) }},
		{"%", func(s string) string { return unescapePercent(s) }},
	}
	undo = append(undo, charsetStyles[:2]...)
	for _, u := range undo {
		b.values(slug, u.name, u.write)
	}
	for _, f := range b.base.fields {
		if isAmount(f.name) {
			b.value(slug, f.name, f.name, func(s string) string { return strings.TrimSuffix(strings.TrimSuffix(s, ".00"), ".0") })
		}
		b.value(slug, f.name, f.name, strings.TrimSpace)
		if f.value == "null" || f.value == "None" {
			name := f.name
			b.add(slug, stageFields, name, func(d *draft) { d.drop(name) })
		}
	}
	b.dropped(slug)
}

// unescapeLog undoes the \xHH that web servers write into their logs.
func unescapeLog(s string) string {
	return hexEscape.ReplaceAllStringFunc(s, func(e string) string {
		return string([]byte{hexValue(e[2])<<4 | hexValue(e[3])})
	})
}

func hexValue(c byte) byte {
	switch {
	case c >= 'a':
		return c - 'a' + 10
	case c >= 'A':
		return c - 'A' + 10
	}
	return c - '0'
}

func unescapePercent(s string) string {
	if out, err := url.QueryUnescape(s); err == nil {
		return out
	}
	return s
}

// noticeCore are the fields that every implementation knows.
var noticeCore = []string{
	"appid", "mch_id", "nonce_str", "result_code", "return_code", "out_trade_no", "transaction_id", "total_fee", "time_end", "openid", "trade_type",
}

var numbered = regexp.MustCompile(`_\d+$`)

func (e *examination) v2NoticeDepartures(b *builder) {
	const dropped = "v2-notify-unknown-fields-dropped"
	set := func(detail string, in func(name string) bool) {
		b.add(dropped, stageFields, detail, func(d *draft) {
			kept := d.fields[:0]
			for _, f := range d.fields {
				if !in(f.name) {
					kept = append(kept, f)
				}
			}
			d.fields = kept
		})
	}
	set("…_n", numbered.MatchString)
	set("coupon_…", func(name string) bool { return strings.HasPrefix(name, "coupon_") })
	set("coupon_…_n, coupon_count", func(name string) bool {
		return strings.HasPrefix(name, "coupon_") && name != "coupon_fee"
	})
	set("sub_…", func(name string) bool { return strings.HasPrefix(name, "sub_") })
	b.dropped(dropped, "sign_type")
	b.base.named("sign_type", func(string) {
		b.add("v2-notify-sign-type-dropped", stageFields, "sign_type", func(d *draft) { d.drop("sign_type") })
	})
	if b.base.get("sign_type") == "" {
		b.addField("v2-notify-extra-field", "sign_type", string(v2.MD5))
		b.addField("v2-notify-extra-field", "sign_type", string(v2.HMACSHA256))
	}
	if address, err := url.Parse(e.c.Message.URL); err == nil {
		query := address.Query()
		for name, values := range query {
			b.addField("v2-notify-extra-field", name, values[0])
		}
		if len(query) > 1 {
			b.add("v2-notify-extra-field", stageFields, "?…", func(d *draft) {
				for name, values := range query {
					if d.index(name) < 0 {
						d.add(field{name: name, value: values[0], kept: true})
					}
				}
			})
		}
	}
	b.zeros()
	b.addField("v2-sign-in-set", "sign", "")
	if sign := e.c.Message.PlatformSign; sign != "" {
		b.addField("v2-sign-in-set", "sign", sign)
	}
	b.encodings()
	b.blanks()
	b.amounts()
	b.empties("v2-notify-empty-kept")
	b.orders("v2-sort-order")
	b.joins("v2-join-form")
	b.charsets("v2-charset")
	b.foldings()
}

// shapeBody says what a notification is that is no XML.
func (e *examination) shapeBody(body []byte) {
	if len(strings.TrimSpace(string(body))) == 0 {
		e.find("notify-body-not-read-raw", "0 bytes")
	}
}
