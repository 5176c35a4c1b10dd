package catalog

import (
	"slices"
	"strings"
	"testing"
)

func TestWarnings(t *testing.T) {
	h5 := order()
	delete(h5, "payer.openid")
	h5["scene_info.h5_info.type"], h5["scene_info.payer_client_ip"] = "Wap", "14.23.150.211"
	v2 := Values{
		"appid": "wx1", "mch_id": "1", "nonce_str": "n", "out_trade_no": "1", "body": "b", "total_fee": "1",
		"spbill_create_ip": "1.1.1.1", "notify_url": "https://example.com/n", "trade_type": "APP",
	}
	for _, c := range []struct {
		id     string
		base   Values
		name   string
		value  string
		kind   ProblemKind // "": none
		zh, en string
	}{
		{V3JSAPI, order(), "notify_url", "http://example.com/n", PlainHTTP, "“notify_url”是 http 地址：有的文档只接受 https", "some pages accept https only"},
		{V3JSAPI, order(), "notify_url", "http://127.0.0.1:8080/n", PrivateHost, "“notify_url”是本机或内网地址：沙箱能通知到，真实环境访问不到", "no notification arrives"},
		{V3JSAPI, order(), "notify_url", "https://localhost/n", PrivateHost, "", ""},
		{V3JSAPI, order(), "notify_url", "https://192.168.1.7/n", PrivateHost, "", ""},
		{V3JSAPI, order(), "notify_url", "https://[::1]/n", PrivateHost, "", ""},
		{V3JSAPI, order(), "notify_url", "https://[::ffff:10.0.0.1]/n", PrivateHost, "", ""},
		{V3JSAPI, order(), "notify_url", "https://169.254.0.1/n", PrivateHost, "", ""},
		{V3JSAPI, order(), "notify_url", "https://intranet/n", PrivateHost, "", ""},
		{V3JSAPI, order(), "notify_url", "https://shop.local/n", PrivateHost, "", ""},
		{V3JSAPI, order(), "notify_url", "https://0.0.0.0/n", PrivateHost, "", ""},
		{V3JSAPI, order(), "notify_url", "https://8.8.8.8/n", "", "", ""},
		{V3JSAPI, order(), "out_trade_no", "2026|0001", DisputedChars, "“out_trade_no”含有 U+007C：文档对是否允许它说法不一", "out_trade_no holds U+007C: the documents disagree"},
		{V3JSAPI, order(), "attach", strings.Repeat("a", 127), "", "", ""},
		{V3JSAPI, order(), "attach", strings.Repeat("a", 128), DisputedLimit, "（127 或 128）", "(127 or 128)"},
		{V3JSAPI, order(), "scene_info.payer_client_ip", "127.0.0.1", "", "", ""},
		{V3JSAPI, order(), "scene_info.payer_client_ip", "1.2.3", BadIP, "不是 IPv4 或 IPv6 地址", "neither an IPv4 nor an IPv6"},
		{V3H5, h5, "scene_info.payer_client_ip", "127.0.0.1", PrivateIP, "H5 支付在调起时会失败", "the H5 payment fails"},
		{V3H5, h5, "scene_info.payer_client_ip", "192.168.0.1", PrivateIP, "", ""},
		{V3H5, h5, "scene_info.payer_client_ip", "2001:4860:4860::8888", "", "", ""},
		{V2Unified, v2, "out_trade_no", "a@1", DisputedChars, "U+0040", "U+0040"},
		{V2Unified, v2, "out_trade_no", "a|1", "", "", ""},
		{V2Unified, v2, "fee_type", "cny", LowerCase, "应为大写", "upper-case"},
		{V2Unified, v2, "fee_type", "CNY", "", "", ""},
		{V2Unified, v2, "detail", `{"x":"` + strings.Repeat("茶", 6000) + `"}`, DisputedLimit, "（6000 或 6144）", "(6000 or 6144)"},
	} {
		values := Values{}
		for name, v := range c.base {
			values[name] = v
		}
		values[c.name] = c.value
		problems := endpoint(t, c.id).Check(values)
		if c.kind == "" {
			if len(problems) != 0 {
				t.Errorf("%s %s %q: %v", c.id, c.name, c.value, faults(problems))
			}
			continue
		}
		if len(problems) != 1 || problems[0].Kind != c.kind || !problems[0].Warning || problems[0].Field.Name != c.name {
			t.Errorf("%s %s %q: %v, want %s", c.id, c.name, c.value, faults(problems), c.kind)
			continue
		}
		if w := problems[0].Words(); !strings.Contains(w.ZH, c.zh) || !strings.Contains(w.EN, c.en) {
			t.Errorf("%s %s %q: %+v", c.id, c.name, c.value, w)
		}
	}
}

func TestErrorsThatLookLikeWarnings(t *testing.T) {
	for _, c := range []struct {
		id, name, value string
		kind            ProblemKind
	}{
		{V3JSAPI, "out_trade_no", "2026@0001", BadChars},
		{V3JSAPI, "attach", strings.Repeat("a", 129), TooLong},
		{V2Unified, "fee_type", "USD", NotListed},
		{V2Unified, "fee_type", "usd", NotListed},
		{V3Refund, "amount.currency", "cny", NotListed},
		{V2Unified, "detail", "{'a':1}", BadJSON},
		{V3H5, "scene_info.h5_info.type", "wap", NotListed},
		{V3TradeBill, "tar_type", "gzip", NotListed},
		{V3JSAPI, "attach", "\xb8\xbd", NotUTF8},
		{V3Refund, "out_refund_no", "R 1", BadChars},
		{V2Unified, "sign_type", "md5", NotListed},
		{"v2.face-authinfo", "now", "1554208460000", Milliseconds},
	} {
		problems := Errors(endpoint(t, c.id).Check(Values{c.name: c.value}))
		if !slices.ContainsFunc(problems, func(p Problem) bool { return p.Field.Name == c.name && p.Kind == c.kind }) {
			t.Errorf("%s %s %q: %v", c.id, c.name, c.value, faults(problems))
		}
	}
}

func TestCheckTimestamp(t *testing.T) {
	for v, want := range map[string]ProblemKind{
		"1554208460": "", "1554208460000": Milliseconds, "": Missing, "15542084601": TooLong, "155420846x": NotInteger, "-1": NotInteger, "155420846000x": TooLong, "15542084600000": TooLong,
	} {
		problems := CheckTimestamp(v)
		if want == "" && len(problems) != 0 || want != "" && (len(problems) != 1 || problems[0].Kind != want || !problems[0].Warning) {
			t.Errorf("%q: %v", v, faults(problems))
		}
	}
	if w := CheckTimestamp("1554208460000")[0].Words(); w.ZH != "“timestamp”是 13 位的毫秒，应为 10 位的秒" || w.EN != "timestamp has 13 digits, which are milliseconds; seconds have 10" {
		t.Errorf("%+v", w)
	}
}

// The PHP sample of an old guide sends "mchid " when it closes an order.
func TestBlanksAroundANameAreNamed(t *testing.T) {
	_, problems, err := endpoint(t, V3Close).CheckJSON([]byte(`{"mchid ":"1230000109"}`))
	if err != nil || len(problems) != 2 || problems[0].Kind != Missing || problems[1].Kind != UnknownMember || !problems[1].Warning {
		t.Fatalf("%v, %v", faults(problems), err)
	}
	if w := problems[1].Words(); w.ZH != `参数名 "mchid " 首尾有空白，应为 "mchid"` || w.EN != `the name "mchid " has blanks around it; it should be "mchid"` {
		t.Errorf("%+v", w)
	}
}

// An open call takes members beyond its table, but no misspelled ones of it.
func TestOpenCallsTakeOtherMembers(t *testing.T) {
	e := endpoint(t, "v3.payscore-pay")
	if _, problems, _ := e.CheckJSON([]byte(`{"appid":"wx1","service_id":"5","more":{"x":1}}`)); len(problems) != 0 {
		t.Errorf("%v", faults(problems))
	}
	_, problems, _ := e.CheckJSON([]byte(`{"appid":"wx1","service_id":"5","appid\t":"x"}`))
	if len(problems) != 1 || problems[0].Kind != UnknownMember {
		t.Errorf("%v", faults(problems))
	}
}

// Only amounts are told to be in fen.
func TestOnlyAmountsAreInFen(t *testing.T) {
	for name, fen := range map[string]bool{"detail.cost_price": true, "detail.goods_detail[0].quantity": false} {
		for _, p := range endpoint(t, V3JSAPI).Check(Values{name: "1.5"}) {
			if p.Field.Name == name && (strings.Contains(p.Words().EN, "in fen") != fen || strings.Contains(p.Words().ZH, "以分为单位") != fen) {
				t.Errorf("%s: %+v", name, p.Words())
			}
		}
	}
}

// Every kind of problem has words of its own in both languages.
func TestEveryKindHasWords(t *testing.T) {
	kinds := []ProblemKind{
		Missing, NotInteger, NotText, NotBoolean, NotObject, NotArray, NotListed, BelowMin, AboveMax, TooShort, TooLong, TooFew, TooMany, TooLarge,
		BadChars, BadURL, QueryInURL, NotUTF8, BadTime, BadDate, BadJSON, FourByte, NotInXML, Invisible, OuterSpaces, OneTooMany, UnknownMember,
		Milliseconds, LowerCase, PlainHTTP, PrivateHost, BadIP, PrivateIP, DisputedLimit, DisputedChars,
	}
	f, _ := endpoint(t, V3JSAPI).Field("attach")
	for _, kind := range kinds {
		w := Problem{Field: f, Kind: kind, Value: "x ", Among: []string{"a", "b"}}.Words()
		if strings.HasPrefix(w.ZH, string(kind)) || strings.HasPrefix(w.EN, string(kind)) || w.ZH == "" || w.EN == "" || strings.Contains(w.ZH+w.EN, "{") {
			t.Errorf("%s: %+v", kind, w)
		}
	}
}

func TestAV2GetSignsItsQuery(t *testing.T) {
	call, _ := endpoint(t, "v2.entrustweb").Build(Values{"appid": "wx1", "mch_id": "1", "plan_id": "5"})
	if call.Target != "/papay/entrustweb" || len(call.Fields) != 3 || call.Fields[2].Name != "plan_id" {
		t.Errorf("%+v", call)
	}
	call, _ = endpoint(t, "v2.submchmanage").Build(Values{"action": "add", "mch_id": "1"})
	if call.Target != "/secapi/mch/submchmanage?action=add" || len(call.Fields) != 1 {
		t.Errorf("%+v", call)
	}
}
