package diagnose

import (
	"context"
	"encoding/json"
	"regexp"
	"strings"

	"wxlens/wxpay"
	"wxlens/wxpay/v2"
	"wxlens/wxpay/v3"
)

var clientEnds = lineEnds{"v3-paysign-newline", "v3-paysign-newline", "v3-paysign-newline"}

var prepayInJSON = regexp.MustCompile(`"prepay_id"\s*:\s*"([^"]+)"`)

// v3Client diagnoses the paySign of a V3 order (group E).
func (e *examination) v3Client(ctx context.Context) error {
	o := e.readOpening()
	base := e.v3ClientBase(&o)
	for _, f := range base.fields {
		if f.value == "" {
			e.miss(Missing(f.name))
		}
	}
	e.d.Text = base.textOf()
	if o.sign == "" {
		e.miss("observed-signature")
		e.shapeV3Client(&o)
		return nil
	}
	if isHex(o.sign) && (len(o.sign) == 32 || len(o.sign) == 64) {
		return e.v2StyleClient(ctx, &o)
	}
	keys := e.merchantKeys("v3-paysign-wrong-key")
	if len(keys) == 0 {
		e.miss("merchant-certificate-or-key")
	}
	encoding := Slug("v3-sig-encoding")
	if strings.Contains(o.sign, " ") {
		encoding = "v3-paysign-plus-mangled"
	}
	raw, repaired := e.signature(o.sign, encoding)
	m := newV3Matcher(raw, keys, repaired)
	b := &builder{base: base}
	e.v3ClientDepartures(b, &o)
	s := newSearch(b.base, b.all, m, e.o.Workers)
	if len(m.signedBy()) == 0 {
		e.conclude(s, solution{})
		return nil
	}
	result, err := s.solve(ctx, e.o,
		s.clockwork(v3.FieldTimestamp, o.timestamp, "v3-paysign-timestamp-differs", "v3-paysign-timestamp-ms", e.c.Opening.SignedAt)...)
	e.conclude(s, result)
	if err == nil {
		e.shapeV3Client(&o)
	}
	return err
}

// v3ClientBase is the text that the rule signs, of the values that were passed.
func (e *examination) v3ClientBase(o *opening) draft {
	if found := prepayInJSON.FindSubmatch(e.c.Opening.OrderReply); found != nil && e.c.Opening.PrepayID == "" {
		o.prepay = string(found[1])
	}
	last := field{name: v3.FieldPackage, value: o.pkg}
	if o.app {
		last = field{name: v3.FieldPrepayID, value: o.prepay}
	}
	return draft{form: v3Form, fields: []field{
		{name: v3.FieldAppID, value: o.client(&e.c.Keys)}, {name: v3.FieldTimestamp, value: o.timestamp}, {name: v3.FieldNonce, value: o.nonce}, last,
	}}
}

// v2StyleClient explains a V3 order that was opened by the rules of V2.
func (e *examination) v2StyleClient(ctx context.Context, o *opening) error {
	fields := o.v2Fields(e.c.Keys)
	var keys []v2Key
	for _, k := range []wxpay.Secret{e.c.Keys.APIv2Key, e.c.Keys.APIv3Key} {
		if !k.IsZero() {
			keys = append(keys, v2Key{value: k})
		}
	}
	declared := digestOfLength(o.sign, v2.MD5)
	b := &builder{base: draftOf(fields, byName, v2Form)}
	e.v2ClientDepartures(b, o)
	s := newSearch(b.base, b.all, newV2Matcher(o.sign, keys, declared, "v3-paysign-v2-style"), e.o.Workers)
	result, err := s.solve(ctx, Options{Depth: 2, Quick: e.o.Quick})
	e.d.Tried += int(s.tried.Load())
	e.solved = true
	// A value of this form cannot be RSA, whether or not its text is found.
	e.find("v3-paysign-v2-style", string(declared))
	if len(result.hits) > 0 {
		for _, f := range result.hits[0].found {
			if f.slug != "v2-sign-case" {
				e.find(f.slug, f.detail)
			}
		}
	}
	return err
}

func (e *examination) v3ClientDepartures(b *builder, o *opening) {
	b.ends(clientEnds)
	b.permuted("v3-paysign-order")
	if o.app {
		for _, value := range []string{prepayPrefix + o.prepay, v2.AppPackage} {
			b.setField("v3-paysign-app-prefix", v3.FieldPrepayID, value)
		}
	} else {
		b.setField("v3-paysign-jsapi-no-prefix", v3.FieldPackage, o.prepay)
		b.setField("v3-paysign-jsapi-no-prefix", v3.FieldPackage, strings.TrimPrefix(o.pkg, prepayPrefix))
		packages(b, "v3-paysign-not-interpolated", v3.FieldPackage, o.prepay)
		b.setField("v3-paysign-app-prefix", v3.FieldPackage, v2.AppPackage)
	}
	for _, id := range e.appIDs(o) {
		b.setField("v3-paysign-wrong-appid", v3.FieldAppID, id)
	}
	b.setField("v3-paysign-timestamp-ms", v3.FieldTimestamp, o.timestamp+"000")
	b.add("v3-paysign-signtype-line", stageFields, "RSA", func(d *draft) { d.add(field{name: "signType", value: v3.SignTypeRSA}) })
	for _, f := range b.base.fields {
		for _, literal := range []string{f.name, "$" + f.name, "${" + f.name + "}", "{" + f.name + "}", "{{" + f.name + "}}", "undefined", "null"} {
			b.setField("v3-paysign-not-interpolated", f.name, literal)
		}
	}
	b.setField("v3-paysign-not-interpolated", v3.FieldPackage, "prepay_id=\\/"+o.prepay)
	b.templates("v3-paysign-not-interpolated")
	b.asPairs("v3-paysign-v2-style", "")
	e.pairsOfV2(b, o)
	b.noise("v3-template-noise")
	b.hashedBefore("v3-prehashed")
}

// callNames are the names that programs give to what a client call signs.
var callNames = [][4]string{
	{"appId", "timeStamp", "nonceStr", "package"}, {"appid", "timestamp", "nonce_str", "package"}, {"appid", "timestamp", "noncestr", "package"},
	{"appId", "timestamp", "nonceStr", "package"}, {"appId", "timestamp", "nonceStr", "prepayId"}, {"appid", "timestamp", "nonce_str", "prepay_id"},
	{"appid", "timestamp", "nonce", "prepay_id"}, {"app_id", "time_stamp", "nonce_str", "prepay_id"},
}

// templates sign the names of the values in all lines at once.
func (b *builder) templates(slug Slug) {
	defer b.rareSince(len(b.all))
	for _, names := range callNames {
		for _, marks := range [][2]string{{"", ""}, {"$", ""}, {"${", "}"}, {"{", "}"}, {"{{", "}}"}, {"#{", "}"}} {
			for _, prefix := range []string{"", prepayPrefix} {
				if prefix != "" && !strings.HasPrefix(names[3], "prepay") {
					continue
				}
				b.template(slug, [4]string{
					marks[0] + names[0] + marks[1], marks[0] + names[1] + marks[1], marks[0] + names[2] + marks[1], prefix + marks[0] + names[3] + marks[1],
				})
			}
		}
	}
	b.template(slug, [4]string{"%s", "%s", "%s", "%s"})
	b.template(slug, [4]string{"%s", "%s", "%s", "prepay_id=%s"})
	b.template(slug, [4]string{"{0}", "{1}", "{2}", "{3}"})
	b.template(slug, [4]string{"{0}", "{1}", "{2}", "prepay_id={3}"})
}

func (b *builder) template(slug Slug, lines [4]string) {
	b.put(departure{slug: slug, stage: stageValues, detail: strings.Join(lines[:], " "), axis: "template", change: func(d *draft) {
		for i := range min(len(d.fields), len(lines)) {
			d.fields[i].value = lines[i]
		}
	}})
}

// pairsOfV2 signs the V2 text by RSA.
func (e *examination) pairsOfV2(b *builder, o *opening) {
	fields := o.v2Fields(e.c.Keys)
	for _, signType := range []string{v3.SignTypeRSA, string(v2.MD5), string(v2.HMACSHA256)} {
		for _, key := range []string{"", e.c.Keys.APIv2Key.Reveal(), e.c.Keys.APIv3Key.Reveal()} {
			form := &form{equals: "=", sep: "&"}
			if key != "" {
				form.trail = "&key=" + key
			}
			b.add("v3-paysign-v2-style", stageForm, "a=b&c=d", func(d *draft) {
				d.fields = d.fields[:0]
				for _, f := range fields {
					if f.Name == "signType" {
						f.Value = signType
					}
					d.add(field{name: f.Name, value: f.Value})
				}
				d.form, d.order = form, byName
			})
		}
	}
}

// appsOf are the applications that a V3 order names: of who places it, and of the
// sub-merchant if its program is the one that opens the payment.
func appsOf(order []byte) (own, sub string) {
	var o struct {
		AppID    string `json:"appid"`
		SpAppID  string `json:"sp_appid"`
		SubAppID string `json:"sub_appid"`
		Payer    struct {
			SpOpenID string `json:"sp_openid"`
		} `json:"payer"`
	}
	if json.Unmarshal(order, &o) != nil {
		return "", ""
	}
	if o.Payer.SpOpenID != "" {
		o.SubAppID = ""
	}
	return orWord(o.SpAppID, o.AppID), o.SubAppID
}

var appIDInJSON = regexp.MustCompile(`"(?:sp_|sub_)?appid"\s*:\s*"([^"]+)"`)

// appIDs are the applications that the case knows of.
func (e *examination) appIDs(o *opening) (ids []string) {
	ids = append(ids, string(e.c.Keys.AppID), o.orderAppID, o.subAppID)
	for _, found := range appIDInJSON.FindAllSubmatch(e.c.Opening.OrderRequest, -1) {
		ids = append(ids, string(found[1]))
	}
	return ids
}

// shapeV3Client finds what is wrong with the values that were passed, though the
// signature over them may be right.
func (e *examination) shapeV3Client(o *opening) {
	if e.solved && e.d.Verdict == Unexplained {
		return
	}
	if len(o.timestamp) == 13 {
		e.find("v3-paysign-timestamp-ms", o.timestamp)
	}
	if !o.app && o.pkg != "" && !strings.HasPrefix(o.pkg, prepayPrefix) {
		e.find("v3-paysign-jsapi-no-prefix", o.pkg)
	}
	if !o.app && e.right && strings.HasPrefix(o.pkg, prepayPrefix) && !isPackage(o.pkg) {
		e.find("jsapi-missing-total-fee", o.pkg)
	}
	if o.app && strings.HasPrefix(o.prepay, prepayPrefix) {
		e.find("v3-paysign-app-prefix", o.prepay)
	}
	if !o.app && e.right && o.signType != "" && o.signType != v3.SignTypeRSA {
		e.find("v3-paysign-v2-style", "signType="+o.signType)
	}
	if e.right && o.appID == "" || e.right && o.appID == "undefined" {
		return
	}
	for _, id := range appIDInJSON.FindAllSubmatch(e.c.Opening.OrderRequest, -1) {
		if e.right && o.appID == string(id[1]) {
			return
		}
	}
	if e.right && o.appID != "" && appIDInJSON.Match(e.c.Opening.OrderRequest) {
		e.find("v3-paysign-wrong-appid", o.appID)
	}
}
