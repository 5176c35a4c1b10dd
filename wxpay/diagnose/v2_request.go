package diagnose

import (
	"context"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"

	"wxlens/wxpay"
	"wxlens/wxpay/v2"
)

// v2Request diagnoses a refused V2 call (group A).
func (e *examination) v2Request(ctx context.Context) error {
	message, charset, err := parseAny(e.c.Call.Body)
	if err != nil {
		return e.cannotRead("request-body")
	}
	fields, sign := withoutSign(message)
	if e.c.Observed != "" {
		sign = e.c.Observed
	}
	keys := v2Keys(&e.c.Keys, requestKeys)
	declared := v2.SignType(message.Get("sign_type"))
	if declared == "" && hmacOnly(e.c.Call.URL) {
		declared = v2.HMACSHA256
	}
	m := newV2Matcher(strings.TrimSpace(sign), keys, declared, "v2-digest-mismatch")
	b := &builder{base: draftOf(fields, byName, v2Form)}
	e.v2RequestDepartures(b)
	s := newSearch(b.base, b.all, m, e.o.Workers)
	e.d.Text = rightV2(&b.base, &e.c.Keys)
	if e.c.Keys.APIv2Key.IsZero() {
		e.miss("v2-key")
	}
	if sign == "" {
		e.miss("observed-signature")
		e.shapeV2Request(message)
		return nil
	}
	late := []late{s.oneEdit(m, keys, "v2-wrong-key"), s.subsets("v2-param-not-signed")}
	late = append(late, s.regenerated("v2-value-regenerated")...)
	result, err := s.solve(ctx, e.o, late...)
	e.conclude(s, result)
	if err == nil {
		if e.right && charset != "" {
			e.find("v2-charset", charset)
		}
		e.shapeV2Request(message)
	}
	return err
}

var declaredCharset = regexp.MustCompile(`^(\s*<\?xml[^>]*?)\s+encoding\s*=\s*["'][^"']*["']`)

// parseAny reads XML that may have been sent in another charset than UTF-8, which
// it names then.
func parseAny(body []byte) (m v2.Message, charset string, err error) {
	m, err = v2.Parse(body)
	if err == nil || utf8.Valid(body) {
		return m, "", err
	}
	text, err := simplifiedchinese.GB18030.NewDecoder().Bytes(body)
	if err != nil {
		return nil, "", err
	}
	m, err = v2.Parse(declaredCharset.ReplaceAll(text, []byte("$1")))
	return m, "GBK", err
}

// withoutSign parts a message into what is signed and the signature, which people
// also call sgin.
func withoutSign(m v2.Message) (fields []wxpay.Field, sign string) {
	for _, f := range m {
		switch f.Name {
		case "sign", "sgin", "Sign", "paySign":
			sign = f.Value
		default:
			fields = append(fields, f)
		}
	}
	return fields, sign
}

// messageOf is the message of a draft.
func messageOf(base *draft) v2.Message {
	fields := make(v2.Message, len(base.fields))
	for i, f := range base.fields {
		fields[i] = wxpay.Field{Name: f.name, Value: f.value}
	}
	return fields
}

// rightV2 is the text that should be signed.
func rightV2(base *draft, k *Keys) wxpay.Text { return v2.SignText(messageOf(base), k.APIv2Key) }

// hmacOnly reports whether a call takes HMAC-SHA256 alone, whatever it says (分账,
// 支付分).
func hmacOnly(address string) bool {
	return strings.Contains(address, "profitsharing") || strings.Contains(address, "payscore")
}

func (e *examination) v2RequestDepartures(b *builder) {
	b.base.named("sign_type", func(string) {
		b.add("v2-sign-type-not-signed", stageFields, "sign_type", func(d *draft) { d.drop("sign_type") })
	})
	b.dropped("v2-param-not-signed", "sign_type")
	b.zeros()
	e.extras(b)
	b.addField("v2-sign-in-set", "sign", "")
	b.addField("v2-sign-in-set", "paySign", "")
	e.signedTwice(b)
	b.misspellings("v2-param-misspelled")
	for _, t := range e.misspelled(messageOf(&b.base)) {
		b.renamed("v2-param-misspelled", t.sent, t.meant)
	}
	b.amounts()
	b.encodings()
	b.nested()
	b.blanks()
	b.empties("v2-empty-value-signed")
	b.absentNulls()
	b.orders("v2-sort-order")
	b.joins("v2-join-form")
	b.charsets("v2-charset")
	b.foldings()
	e.mixedMerchant(b)
}

// extras are signed but not sent: values that the program has at hand.
func (e *examination) extras(b *builder) {
	const slug = "v2-extra-param-signed"
	k := &e.c.Keys
	for _, f := range []wxpay.Field{
		{Name: "appid", Value: string(k.AppID)}, {Name: "mch_id", Value: string(k.MchID)},
		{Name: "device_info", Value: "WEB"}, {Name: "fee_type", Value: "CNY"},
		{Name: "package", Value: "prepay_id="}, {Name: "total_fee", Value: "0"},
	} {
		if f.Value != "" {
			b.addField(slug, f.Name, f.Value)
		}
	}
	if b.base.get("sign_type") == "" {
		b.addField(slug, "sign_type", string(v2.MD5))
		b.addField(slug, "sign_type", string(v2.HMACSHA256))
	}
	if address, err := url.Parse(e.c.Call.URL); err == nil {
		for name, values := range address.Query() {
			b.addField(slug, name, values[0])
		}
	}
	if reply, err := v2.Parse(e.c.Call.Reply); err == nil {
		for _, f := range reply {
			b.addField(slug, f.Name, f.Value)
		}
	}
}

// signedTwice signs the sign of the first time as well.
func (e *examination) signedTwice(b *builder) {
	key := e.c.Keys.APIv2Key
	if key.IsZero() {
		return
	}
	for _, t := range []v2.SignType{v2.MD5, v2.HMACSHA256} {
		first := v2.Sign(messageOf(&b.base), key, t).Signature
		b.put(departure{slug: "v2-sign-in-set", stage: stageFields, detail: "sign=" + string(t), axis: "+sign", change: func(d *draft) {
			d.add(field{name: "sign", value: first})
		}})
	}
}

// mixedMerchant signs with the numbers of the profile where others are sent.
func (e *examination) mixedMerchant(b *builder) {
	for name, value := range map[string]string{"mch_id": string(e.c.Keys.MchID), "appid": string(e.c.Keys.AppID)} {
		if value != "" {
			b.setField("v2-merchant-mixed", name, value)
		}
	}
}

// named calls what is to be done about a field that is there.
func (d *draft) named(name string, do func(value string)) {
	if i := d.index(name); i >= 0 && d.fields[i].value != "" {
		do(d.fields[i].value)
	}
}

// shapeV2Request finds what is wrong with a call though its signature may be right.
func (e *examination) shapeV2Request(m v2.Message) {
	if e.d.Verdict == Unexplained && e.solved {
		return
	}
	k := &e.c.Keys
	sandbox := strings.Contains(e.c.Call.URL, "/sandboxnew/")
	switch key := k.APIv2Key.Reveal(); {
	case !e.right:
	case key != strings.Trim(key, "\ufeff\u200b\u00a0\"' \t\r\n"):
		e.find("v2-key-whitespace", "")
	case len(key) > keyLength:
		e.find("v2-key-truncated", "")
	case sandbox:
		e.find("v2-sandbox-key", "/sandboxnew/")
	}
	if id := invisibleOut(strings.TrimSpace(m.Get("mch_id"))); id != "" && k.MchID != "" && id != string(k.MchID) {
		e.find("v2-merchant-mixed", "mch_id="+id)
	}
	for _, typo := range e.misspelled(m) {
		e.find("v2-param-misspelled", typo.sent+" → "+typo.meant)
	}
}

// v2Names are the names of the calls about orders, in the words of the gateway.
var v2Names = []string{
	"appid", "mch_id", "device_info", "nonce_str", "sign", "sign_type", "body", "detail", "attach", "out_trade_no", "fee_type", "total_fee",
	"spbill_create_ip", "time_start", "time_expire", "goods_tag", "notify_url", "trade_type", "product_id", "limit_pay", "openid", "receipt",
	"scene_info", "sub_appid", "sub_mch_id", "sub_openid", "transaction_id", "out_refund_no", "refund_fee", "refund_desc", "refund_account",
	"auth_code", "bill_date", "bill_type", "profit_sharing", "version",
}

// typo is a name that is nearly another.
type typo struct{ sent, meant string }

// misspelled lists names that are nearly one of the gateway's, which is missing.
// Calls that are not about orders, transfers for one, have names of their own.
func (e *examination) misspelled(m v2.Message) (typos []typo) {
	path := pathOf(e.c.Call.URL)
	if path != "" && !strings.Contains(path, "/pay/") {
		return nil
	}
	for _, f := range m {
		if slices.Contains(v2Names, f.Name) {
			continue
		}
		for _, name := range v2Names {
			if _, has := m.Lookup(name); !has && (letters(f.Name) == letters(name) || len(name) > 3 && swapped(f.Name, name)) {
				typos = append(typos, typo{f.Name, name})
			}
		}
	}
	return typos
}

// swapped reports whether two names differ by one exchanged, missing, added or
// other character.
func swapped(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	switch {
	case len(b)-len(a) > 1:
		return false
	case len(b) > len(a):
		return a[i:] == b[i+1:]
	case i == len(a):
		return false
	}
	return a[i+1:] == b[i+1:] || i+1 < len(a) && a[i] == b[i+1] && a[i+1] == b[i] && a[i+2:] == b[i+2:]
}
