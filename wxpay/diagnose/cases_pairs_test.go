package diagnose_test

import (
	"context"
	"encoding/base64"
	"encoding/hex"
	"net/url"
	"strings"
	"testing"

	"wxlens/wxpay/diagnose"
)

// v2Program signs as a program does, which makes one mistake or another on the way.
type v2Program struct {
	fields func(fields) fields
	text   func(fields) string // of the fields, without the key
	key    string
	whole  func(string) string
	hmac   bool
	tail   string // before the key
	output func(string) string
}

func (p *v2Program) sign(fs fields) string {
	text := p.whole(p.text(p.fields(fs)) + p.tail + p.key)
	sum := md5Hex(text)
	if p.hmac {
		sum = hex.EncodeToString(hmacSum(text, p.key))
	}
	return p.output(sum)
}

// slip is a mistake that a program makes, on one of its axes.
type slip[P any] struct {
	slug diagnose.Slug
	axis int
	make func(*P)
}

// v2Slips are mistakes that change whatever is signed, so that none hides another.
var v2Slips = []slip[v2Program]{
	{"v2-param-not-signed", 0, func(p *v2Program) { p.fields = func(fs fields) fields { return without(fs, "out_trade_no") } }},
	{"v2-extra-param-signed", 0, func(p *v2Program) { p.fields = func(fs fields) fields { return with(fs, "fee_type", "CNY") } }},
	{"v2-amount-float", 0, func(p *v2Program) {
		p.fields = func(fs fields) fields { return with(fs, "total_fee", value(fs, "total_fee")+".0") }
	}},
	{"v2-url-encoded-values", 0, func(p *v2Program) { p.fields = func(fs fields) fields { return mapped(fs, url.QueryEscape) } }},
	{"v2-xml-escaping-signed", 0, func(p *v2Program) {
		p.fields = func(fs fields) fields {
			return mapped(fs, wrapped)
		}
	}},
	{"v2-empty-value-signed", 1, func(p *v2Program) { p.text = func(fs fields) string { return pairs(inOrder(fs, byBytes)) } }},
	{"v2-sort-order", 1, func(p *v2Program) { p.text = func(fs fields) string { return pairs(filled(fs)) } }},
	{"v2-join-form", 1, func(p *v2Program) { p.text = func(fs fields) string { return "?" + ruled(fs) } }},
	{"v2-old-key", 2, func(p *v2Program) { p.key = v2OldKey }},
	{"v2-key-is-appsecret", 2, func(p *v2Program) { p.key = appSecret }},
	{"v2-key-is-apiv3-key", 2, func(p *v2Program) { p.key = apiV3Key }},
	{"v2-key-whitespace", 2, func(p *v2Program) { p.key = v2Key + "\n" }},
	{"v2-html-entity", 3, func(p *v2Program) { p.whole = func(s string) string { return strings.ReplaceAll(s, "&", "&amp;") } }},
	{"v2-charset", 3, func(p *v2Program) { p.whole = gbk }},
	{"v2-digest-mismatch", 4, func(p *v2Program) { p.hmac = true }},
	{"v2-key-suffix-missing", 5, func(p *v2Program) { p.tail = "key=" }},
	{"v2-sign-case", 6, func(p *v2Program) { p.output = strings.ToLower }},
}

func TestPairsOfV2Slips(t *testing.T) {
	order := with(without(wap(), "spbill_create_ip", "scene_info"), "attach", "")
	for i, first := range v2Slips {
		for _, second := range v2Slips[i+1:] {
			if first.axis == second.axis || first.slug == "v2-url-encoded-values" && second.slug == "v2-charset" { // nothing is left to encode
				continue
			}
			p := v2Program{func(fs fields) fields { return fs }, ruled, v2Key, func(s string) string { return s }, false, "&key=", strings.ToUpper}
			first.make(&p)
			second.make(&p)
			wantBoth(t, v2Call(unifiedPath, order, p.sign(order)), first.slug, second.slug)
		}
	}
}

func wantBoth(t *testing.T, c *diagnose.Case, first, second diagnose.Slug) {
	t.Helper()
	d, err := diagnose.Diagnose(context.Background(), c, diagnose.Options{Depth: 2})
	if err != nil {
		t.Fatal(err)
	}
	if d.Verdict != diagnose.Explained || !names(d, []diagnose.Slug{first, second}) {
		t.Errorf("%s and %s: %s %s", first, second, d.Verdict, printed(d))
	}
}

// v3Program signs as a program does that makes one mistake or another.
type v3Program struct {
	lines  func(call) call
	join   func(call) string
	signer holder
	rsa    func(holder, string) string
	output func(string) string
}

var v3Slips = []slip[v3Program]{
	{"v3-url-absolute", 0, func(p *v3Program) { p.lines = func(c call) call { c.target = mchHost + c.target; return c } }},
	{"v3-url-no-leading-slash", 0, func(p *v3Program) { p.lines = func(c call) call { c.target = c.target[1:]; return c } }},
	{"v3-method-case", 0, func(p *v3Program) { p.lines = func(c call) call { c.method = strings.ToLower(c.method); return c } }},
	{"v3-body-missing", 0, func(p *v3Program) { p.lines = func(c call) call { c.body = ""; return c } }},
	{"v3-body-slash-escaped", 0, func(p *v3Program) {
		p.lines = func(c call) call { c.body = strings.ReplaceAll(c.body, "/", `\/`); return c }
	}},
	{"v3-body-reserialised", 0, func(p *v3Program) {
		p.lines = func(c call) call { c.body = strings.NewReplacer(`":`, `": `, `,"`, `, "`).Replace(c.body); return c }
	}},
	{"v3-final-newline-missing", 1, func(p *v3Program) { p.join = func(c call) string { return strings.TrimSuffix(c.text(), "\n") } }},
	{"v3-crlf", 1, func(p *v3Program) { p.join = func(c call) string { return strings.Join(c.lines(), "\r\n") + "\r\n" } }},
	{"v3-literal-backslash-n", 1, func(p *v3Program) { p.join = func(c call) string { return strings.Join(c.lines(), `\n`) + `\n` } }},
	{"v3-message-order", 1, func(p *v3Program) { p.join = func(c call) string { return reordered(c, 0, 1, 3, 2, 4) } }},
	{"v3-wrong-private-key", 3, func(p *v3Program) { p.signer = formerly() }},
	{"v3-digest-sha1", 4, func(p *v3Program) { p.rsa = sha1Signed }},
	{"v3-sig-encoding", 5, func(p *v3Program) {
		p.output = func(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }
	}},
}

func TestPairsOfV3Slips(t *testing.T) {
	order := h5Order()
	for i, first := range v3Slips {
		for _, second := range v3Slips[i+1:] {
			if first.axis == second.axis {
				continue
			}
			p := v3Program{func(c call) call { return c }, call.text, merchant(), sha256RSA, func(s string) string { return s }}
			first.make(&p)
			second.make(&p)
			wantBoth(t, order.refused(p.output(p.rsa(p.signer, p.join(p.lines(order))))), first.slug, second.slug)
		}
	}
}

var clientSlips = []slip[v2Program]{
	{"v2-paysign-name-case", 0, func(p *v2Program) {
		p.fields = func(fs fields) fields { return renamed(renamed(fs, "timeStamp", "timestamp"), "nonceStr", "noncestr") }
	}},
	{"v2-paysign-appid-missing", 0, func(p *v2Program) { p.fields = func(fs fields) fields { return without(fs, "appId") } }},
	{"v2-paysign-package-prefix", 0, func(p *v2Program) { p.fields = func(fs fields) fields { return with(fs, "package", prepayID) } }},
	{"v2-paysign-timestamp-ms", 0, func(p *v2Program) { p.fields = func(fs fields) fields { return with(fs, "timeStamp", clientAt+"000") } }},
	{"v2-paysign-extra-param", 0, func(p *v2Program) { p.fields = func(fs fields) fields { return with(fs, "mch_id", mchID) } }},
	{"v2-paysign-wrong-key", 2, func(p *v2Program) { p.key = v2OldKey }},
	{"v2-paysign-digest-mismatch", 4, func(p *v2Program) { p.hmac = true }},
	{"v2-sign-case", 6, func(p *v2Program) { p.output = strings.ToLower }},
	{"v2-key-suffix-missing", 5, func(p *v2Program) { p.tail = "" }},
}

// TestPairsOfClientSlips makes the second mistake with the fields after the first.
func TestPairsOfClientSlips(t *testing.T) {
	signed := with(jsapiSigned(), "signType", "MD5")
	for i, first := range clientSlips {
		for _, second := range clientSlips[i+1:] {
			p := v2Program{func(fs fields) fields { return fs }, ruled, v2Key, func(s string) string { return s }, false, "&key=", strings.ToUpper}
			second.make(&p)
			after := p.fields
			first.make(&p)
			if before := p.fields; second.axis == 0 {
				p.fields = func(fs fields) fields { return before(after(fs)) }
			}
			wantBoth(t, v2Opening(bridge, signed, p.sign(signed)), first.slug, second.slug)
		}
	}
}

// wrapped is a value in CDATA, if there is one.
func wrapped(s string) string {
	if s == "" {
		return ""
	}
	return "<![CDATA[" + s + "]]>"
}
