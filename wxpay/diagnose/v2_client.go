package diagnose

import (
	"context"
	"strconv"
	"strings"

	"wxlens/wxpay"
	"wxlens/wxpay/v2"
)

// opening is a client call read: what was passed, by the names of the rule.
type opening struct {
	app                                 bool // of an app; else of a page or mini program
	packet                              bool // opens a red packet, whose signType is not signed
	appID, timestamp, nonce, pkg, sign  string
	signType, prepay, partner           string
	orderAppID, subAppID, orderSignType string
	request, reply                      v2.Message // of the order; nil where it is unknown or no XML
}

// readOpening reads the parameters of a client call, whatever they are called.
func (e *examination) readOpening() opening {
	p := &e.c.Opening
	get := func(names ...string) string {
		for _, f := range p.Params {
			for _, name := range names {
				if strings.EqualFold(f.Name, name) {
					return f.Value
				}
			}
		}
		return ""
	}
	o := opening{
		appID: get("appId"), timestamp: get("timeStamp", "time_stamp"), nonce: get("nonceStr", "nonce_str"),
		pkg: get("package", "packageValue", "payPackage"), signType: get("signType", "sign_type"),
		sign: get("paySign", "sign"), prepay: get("prepayId", "prepay_id"), partner: get("partnerId", "mch_id"),
	}
	o.request, _ = v2.Parse(p.OrderRequest)
	o.reply, _ = v2.Parse(p.OrderReply)
	o.orderAppID, o.subAppID, o.orderSignType = o.request.Get("appid"), o.request.Get("sub_appid"), o.request.Get("sign_type")
	if o.request == nil {
		o.orderAppID, o.subAppID = appsOf(p.OrderRequest)
	}
	api := strings.ToLower(p.ClientAPI)
	o.app = o.partner != "" || o.prepay != "" && o.pkg == v2.AppPackage || strings.Contains(api, "app") && !strings.Contains(api, "mini")
	o.packet = strings.Contains(api, "redpack")
	if o.prepay == "" {
		o.prepay = string(p.PrepayID)
	}
	if o.prepay == "" {
		o.prepay = o.reply.Get("prepay_id")
	}
	if o.prepay == "" {
		o.prepay = strings.TrimPrefix(o.pkg, prepayPrefix)
	}
	if e.c.Observed != "" {
		o.sign = e.c.Observed
	}
	return o
}

const prepayPrefix = "prepay_id="

// client is the application that opens the payment, as far as anything tells.
func (o *opening) client(k *Keys) string {
	for _, id := range []string{o.appID, o.subAppID, string(k.AppID), o.orderAppID} {
		if id != "" {
			return id
		}
	}
	return ""
}

// v2Client diagnoses the paySign of a V2 order (group B).
func (e *examination) v2Client(ctx context.Context) error {
	o := e.readOpening()
	fields := o.v2Fields(e.c.Keys)
	for _, f := range fields {
		if f.Value == "" && f.Name != "signType" {
			e.miss(Missing(f.Name))
		}
	}
	b := &builder{base: draftOf(fields, byName, v2Form)}
	e.d.Text = rightV2(&b.base, &e.c.Keys)
	if e.c.Keys.APIv2Key.IsZero() {
		e.miss("v2-key")
	}
	for _, order := range []v2.Message{o.request, o.reply} {
		if sign := order.Get("sign"); sign != "" && sign == o.sign {
			e.find("v2-paysign-reused-order-sign", "sign")
			return nil
		}
	}
	if o.sign == "" {
		e.miss("observed-signature")
		e.shapeV2Client(&o)
		return nil
	}
	declared := v2.SignType(o.signType)
	if o.app {
		declared = v2.SignType(o.orderSignType)
	}
	keys := v2Keys(&e.c.Keys, paySignKeys)
	m := newV2Matcher(strings.TrimSpace(o.sign), keys, declared, "v2-paysign-digest-mismatch")
	e.v2ClientDepartures(b, &o)
	s := newSearch(b.base, b.all, m, e.o.Workers)
	stamp := "timeStamp"
	if o.app {
		stamp = "timestamp"
	}
	result, err := s.solve(ctx, e.o, append(s.clockwork(stamp, o.timestamp, "v2-paysign-values-differ", "v2-paysign-timestamp-ms", e.c.Opening.SignedAt),
		s.oneEdit(m, keys, "v2-paysign-wrong-key"), s.subsets("v2-param-not-signed"))...)
	e.conclude(s, result)
	if err == nil {
		e.shapeV2Client(&o)
	}
	return err
}

// v2Fields are what the rule signs, with the values that were passed.
func (o *opening) v2Fields(k Keys) []wxpay.Field {
	if o.app {
		partner, pkg := o.partner, o.pkg
		if partner == "" {
			partner = string(k.MchID)
		}
		if pkg == "" {
			pkg = v2.AppPackage
		}
		return []wxpay.Field{
			{Name: "appid", Value: o.client(&k)}, {Name: "partnerid", Value: partner}, {Name: "prepayid", Value: o.prepay},
			{Name: "package", Value: pkg}, {Name: "noncestr", Value: o.nonce}, {Name: "timestamp", Value: o.timestamp},
		}
	}
	page := []wxpay.Field{{Name: "appId", Value: o.client(&k)}, {Name: "timeStamp", Value: o.timestamp}, {Name: "nonceStr", Value: o.nonce}}
	if o.packet {
		return append(page, wxpay.Field{Name: "package", Value: unescapePercent(o.pkg)})
	}
	return append(page, wxpay.Field{Name: "package", Value: o.pkg}, wxpay.Field{Name: "signType", Value: o.declared()})
}

// declared is the signType of a page's call.
func (o *opening) declared() string {
	if o.signType == "" {
		return string(v2.MD5)
	}
	return o.signType
}

// clockwork sweeps the time of a client call or a request: made anew, or in
// milliseconds. signedAt is when the server signed, in Unix milliseconds, 0 if
// unknown.
func (s *search) clockwork(name, timestamp string, differs, millis Slug, signedAt int64) []late {
	seconds, err := strconv.ParseInt(timestamp, 10, 64)
	if err != nil {
		return nil
	}
	if len(timestamp) == 13 {
		seconds /= 1000
	}
	stages := []late{s.sweeping(sweep{
		field: name, count: 2*window + 1, beside: true,
		value: func(b []byte, i int) []byte { return strconv.AppendInt(b, seconds+int64(i-window), 10) },
		found: func(i int) found { return found{differs, signed(i-window) + " s"} },
	})}
	from := seconds * 1000
	if signedAt != 0 {
		from = signedAt
	}
	for _, reach := range []int{1000, window * 1000} {
		stages = append(stages, s.sweeping(sweep{
			field: name, count: 2*reach + 1,
			value: func(b []byte, i int) []byte { return strconv.AppendInt(b, from+int64(i-reach), 10) },
			found: func(i int) found { return found{millis, strconv.FormatInt(from+int64(i-reach), 10)} },
		}))
	}
	return stages
}

func (e *examination) v2ClientDepartures(b *builder, o *opening) {
	if o.app {
		e.appDepartures(b, o)
	} else {
		e.pageDepartures(b, o)
	}
	if o.packet {
		const special = "v2-paysign-special-call"
		b.addField(special, "signType", o.declared())
		b.value(special, "package", "%", func(string) string { return o.pkg })
	}
	b.addField("v2-sign-in-set", "paySign", "")
	b.addField("v2-sign-in-set", "sign", "")
	b.encodings()
	b.orders("v2-sort-order")
	b.joins("v2-join-form")
	b.foldings()
	b.blanks()
	e.applications(b, o)
	for _, f := range o.reply {
		b.addField("v2-paysign-extra-param", f.Name, f.Value)
	}
	b.addField("v2-paysign-extra-param", "mch_id", string(e.c.Keys.MchID))
	b.addField("v2-paysign-extra-param", "key", e.c.Keys.APIv2Key.Reveal())
}

// applications signs for another application or merchant than the one that opens.
func (e *examination) applications(b *builder, o *opening) {
	for _, id := range []string{string(e.c.Keys.AppID), o.orderAppID, o.subAppID, o.reply.Get("appid"), o.reply.Get("sub_appid")} {
		for _, name := range []string{"appId", "appid"} {
			if id != "" {
				b.setField("v2-paysign-subappid", name, id)
			}
		}
	}
	for _, id := range []string{string(e.c.Keys.MchID), o.request.Get("mch_id"), o.request.Get("sub_mch_id")} {
		if id != "" {
			b.setField("v2-paysign-subappid", "partnerid", id)
		}
	}
}

// spellings are the names of a page's call in the forms that are taken for them.
var spellings = []struct{ name, lower, underscored string }{
	{"appId", "appid", "app_id"}, {"timeStamp", "timestamp", "time_stamp"}, {"nonceStr", "noncestr", "nonce_str"}, {"signType", "signtype", "sign_type"},
}

func (e *examination) pageDepartures(b *builder, o *opening) {
	const nameCase = "v2-paysign-name-case"
	for mask := 1; mask < 1<<len(spellings); mask++ {
		var detail []string
		for i, s := range spellings {
			if mask&(1<<i) != 0 {
				detail = append(detail, s.lower)
			}
		}
		b.add(nameCase, stageNames, wxpay.JoinNames(detail), func(d *draft) {
			for i, s := range spellings {
				if mask&(1<<i) != 0 {
					d.rename(s.name, s.lower)
				}
			}
		})
	}
	for _, s := range spellings {
		b.add(nameCase, stageNames, s.underscored, func(d *draft) { d.rename(s.name, s.underscored) })
	}
	b.add(nameCase, stageNames, "a_b", func(d *draft) {
		for _, s := range spellings {
			d.rename(s.name, s.underscored)
		}
	})
	b.add("v2-paysign-appid-missing", stageFields, "appId", func(d *draft) { d.drop("appId") })
	b.dropped("v2-param-not-signed", "appId")
	packages(b, "v2-paysign-package-prefix", "package", o.prepay)
	b.setField("v2-paysign-package-prefix", "package", v2.AppPackage)
	for _, name := range []string{"packageValue", "payPackage"} {
		b.add("v2-paysign-package-prefix", stageNames, name, func(d *draft) { d.rename("package", name) })
	}
	b.setField("v2-paysign-timestamp-ms", "timeStamp", o.timestamp+"000")
	for _, t := range []v2.SignType{v2.MD5, v2.HMACSHA256} {
		b.setField("v2-paysign-digest-mismatch", "signType", string(t))
	}
}

// packages are what stands for "prepay_id=…" where something went wrong.
func packages(b *builder, slug Slug, name, prepay string) {
	for _, value := range []string{
		prepay, prepayPrefix + prepay, prepayPrefix + prepayPrefix + prepay, prepayPrefix, prepayPrefix + "undefined", prepayPrefix + "null",
		prepayPrefix + "None", "undefined", "null", "prepay_id%3D" + prepay, "prepayid=" + prepay, "prepay_id:" + prepay,
	} {
		b.setField(slug, name, value)
	}
}

func (e *examination) appDepartures(b *builder, o *opening) {
	const fieldSet = "v2-paysign-app-field-set"
	b.dropped(fieldSet)
	packages(b, "v2-paysign-package-prefix", "package", o.prepay)
	b.setField("v2-paysign-package-prefix", "prepayid", prepayPrefix+o.prepay)
	b.setField("v2-paysign-timestamp-ms", "timestamp", o.timestamp+"000")
	b.addField(fieldSet, "signType", string(v2.MD5))
	b.addField(fieldSet, "sign_type", string(v2.MD5))
	b.add(fieldSet, stageFields, "appId, timeStamp, nonceStr, package, signType", func(d *draft) {
		fields := []field{
			{name: "appId", value: d.get("appid")}, {name: "timeStamp", value: d.get("timestamp")}, {name: "nonceStr", value: d.get("noncestr")},
			{name: "package", value: prepayPrefix + d.get("prepayid")}, {name: "signType", value: string(v2.MD5)},
		}
		d.fields = append(d.fields[:0], fields...)
	})
	names := [][2]string{{"appid", "appId"}, {"partnerid", "partnerId"}, {"prepayid", "prepayId"}, {"noncestr", "nonceStr"}, {"timestamp", "timeStamp"}}
	for _, n := range names {
		b.add("v2-paysign-name-case", stageNames, n[1], func(d *draft) { d.rename(n[0], n[1]) })
	}
	b.add("v2-paysign-name-case", stageNames, "aB", func(d *draft) {
		for _, n := range names {
			d.rename(n[0], n[1])
		}
	})
	b.add("v2-paysign-name-case", stageNames, "a_b", func(d *draft) {
		d.rename("partnerid", "partner_id")
		d.rename("prepayid", "prepay_id")
		d.rename("noncestr", "nonce_str")
	})
}

// isPackage reports whether a package is the prefix, once, and what may be an id.
func isPackage(pkg string) bool {
	id, ok := strings.CutPrefix(pkg, prepayPrefix)
	return ok && len(id) >= 10 && !strings.Contains(id, prepayPrefix)
}

// shapeV2Client finds what is wrong with the values that were passed, though the
// signature over them may be right.
func (e *examination) shapeV2Client(o *opening) {
	if e.solved && e.d.Verdict == Unexplained {
		return
	}
	if len(o.timestamp) == 13 {
		e.find("v2-paysign-timestamp-ms", o.timestamp)
	}
	if !o.app && !o.packet && o.pkg != "" && !isPackage(o.pkg) {
		e.find("v2-paysign-package-prefix", o.pkg)
	}
	if orderType, err := v2.ParseSignType(o.orderSignType); err == nil && !o.app && o.request != nil && e.right {
		if signType, err := v2.ParseSignType(o.signType); err == nil && signType != orderType {
			e.find("v2-paysign-digest-mismatch", string(orderType)+" ≠ "+string(signType))
		}
	}
	if !o.app && e.right && o.appID != "" && o.subAppID != "" && o.appID != o.subAppID {
		e.find("v2-paysign-subappid", o.appID)
	}
	for _, f := range e.c.Opening.Params {
		if !o.app && !strings.Contains(e.c.Opening.ClientAPI, "chooseWXPay") {
			for _, s := range spellings[1:] {
				if e.right && f.Name != s.name && strings.EqualFold(f.Name, s.name) {
					e.find("v2-paysign-name-case", f.Name)
				}
			}
		}
	}
}
