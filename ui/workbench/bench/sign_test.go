package bench_test

import (
	"strings"
	"testing"

	"wxlens/ui/workbench/bench"
	"wxlens/wxpay"
	"wxlens/wxpay/flow"
	"wxlens/wxpay/v2"
)

var fixed = bench.Fixed{Timestamp: moment, Nonce: nonce}

func TestPublishedRequestSignatures(t *testing.T) {
	b := newTestBench(t)
	for _, c := range []struct{ method, url, body, want string }{
		{"POST", "https://api.mch.weixin.qq.com/v3/pay/transactions/jsapi", string(read(t, "order.json")), "order.sig"},
		{"post", "/v3/pay/transactions/jsapi#fragment", string(read(t, "order.json")), "order.sig"},
		{"GET", "/v3/refund/domestic/refunds/123123123123", "", "refund.sig"},
	} {
		s, err := b.SignV3(c.method, c.url, []byte(c.body), fixed)
		if err != nil || s.Signature != string(read(t, c.want)) || !strings.Contains(s.Authorization, `signature="`+s.Signature+`"`) {
			t.Errorf("%s %s: %s, %v", c.method, c.url, s.Signature, err)
		}
	}
}

func TestTargetsAreSignedAsWritten(t *testing.T) {
	b := newTestBench(t)
	for url, want := range map[string]string{
		"/v3/a?b=%7C&c=d%20e&": "/v3/a?b=%7C&c=d%20e&", "https://host:8443/v3/a%2Fb?": "/v3/a%2Fb?", "http://host": "/", "https://host?a=b": "/?a=b",
		"/v3/a?url=https://x/y": "/v3/a?url=https://x/y", "/v3/{id}|": "/v3/{id}|",
	} {
		s, err := b.SignV3("GET", url, nil, fixed)
		if want := "GET\n" + want + "\n" + moment + "\n" + nonce + "\n\n"; err != nil || s.Text.Reveal() != want {
			t.Errorf("%s signs %q, %v", url, s.Text.Reveal(), err)
		}
	}
}

func TestWhatWouldBreakATextIsRefused(t *testing.T) {
	b := newTestBench(t)
	for _, c := range []struct {
		method, url string
		f           bench.Fixed
		want        bench.Code
	}{
		{"G ET", "/", fixed, bench.BadMethod}, {"", "/", fixed, bench.BadMethod}, {"GET", "v3", fixed, bench.BadURL}, {"GET", "/a\nb", fixed, bench.BadURL},
		{"GET", "", fixed, bench.BadURL}, {"GET", "/a b", fixed, bench.BadURL}, {"GET", "/", bench.Fixed{Timestamp: "now"}, bench.BadTimestamp},
		{"GET", "/", bench.Fixed{Nonce: "a\nb"}, bench.BadNonce}, {"GET", "/", bench.Fixed{Nonce: `a"b`}, bench.BadNonce},
	} {
		if s, err := b.SignV3(c.method, c.url, nil, c.f); code(err) != c.want {
			t.Errorf("%+v: signed %q, %v", c, s.Text, err)
		}
	}
}

// example is the example of 安全规范.
const example = "<xml><appid>wxd930ea5d5a258f4f</appid><mch_id>10000100</mch_id><device_info>1000</device_info><body>test</body><nonce_str>ibuaiVcKdpRxkhJA</nonce_str>"

func TestKnownV2Signatures(t *testing.T) {
	b := newTestBench(t)
	for _, c := range []struct{ what, xml, signType, want string }{
		{"official", example + "</xml>", "", "9A0A8659F005D6984697E2CA0A9CF3B7"},
		{"official, asked for", example + "</xml>", "MD5", "9A0A8659F005D6984697E2CA0A9CF3B7"},
		{"its sign is replaced", "\ufeff" + example + "<sign>OLD</sign></xml>\n", "", "9A0A8659F005D6984697E2CA0A9CF3B7"},
		{"an empty field", example + "<attach></attach></xml>", "", "9A0A8659F005D6984697E2CA0A9CF3B7"},
		{"sign type added", example + "</xml>", "HMAC-SHA256", "2C9DF1156522C0B2B03B4DBF3BCA5CACB602CBD5CA0F9E112458CF3E9855303B"},
		{"sign type stated", example + "<sign_type>HMAC-SHA256</sign_type></xml>", "", "2C9DF1156522C0B2B03B4DBF3BCA5CACB602CBD5CA0F9E112458CF3E9855303B"},
		{"sign type changed", example + "<sign_type>MD5</sign_type></xml>", "HMAC-SHA256", "2C9DF1156522C0B2B03B4DBF3BCA5CACB602CBD5CA0F9E112458CF3E9855303B"},
		{"MD5 stated", example + "<sign_type>MD5</sign_type></xml>", "", "6B4978B16793D0C2604CD59C47425A27"},
		{"UTF-8", strings.Replace(example, "test", "<![CDATA[测试]]>", 1) + "</xml>", "", "1E37F102F496D60FC98713A5D66CA56C"},
	} {
		s, err := b.SignV2([]byte(c.xml), c.signType, bench.Fixed{})
		if err != nil || s.Signature != c.want {
			t.Errorf("%s: %s, %v", c.what, s.Signature, err)
			continue
		}
		message, err := v2.Parse(s.Body)
		if err != nil || message.Get("sign") != c.want || !v2.Verify(message, wxpay.NewSecret(v2Key)).OK() {
			t.Errorf("%s: the body %s, %v", c.what, s.Body, err)
		}
	}
}

func TestANonceReplacesTheOneOfTheMessage(t *testing.T) {
	s, err := newTestBench(t).SignV2([]byte(strings.Replace(example, "ibuaiVcKdpRxkhJA", "other", 1)+"</xml>"), "", bench.Fixed{Nonce: "ibuaiVcKdpRxkhJA"})
	if err != nil || s.Signature != "9A0A8659F005D6984697E2CA0A9CF3B7" {
		t.Errorf("%s, %v", s.Signature, err)
	}
}

func TestWhatIsNoV2MessageIsRefused(t *testing.T) {
	b := newTestBench(t)
	for input, want := range map[string]bench.Code{
		"": bench.Unrecognised, `{"a":1}`: bench.Unrecognised, "POST / HTTP/1.1\n\n<xml></xml>": bench.Unrecognised, "<xml><a>": bench.BadXML,
		"<xml><a>1</a><a>2</a></xml>": bench.BadXML, "<!DOCTYPE xml [<!ENTITY a 'b'>]><xml></xml>": bench.BadXML,
		"<xml><sign_type>md5</sign_type></xml>": bench.BadSignType,
	} {
		if s, err := b.SignV2([]byte(input), "", bench.Fixed{}); code(err) != want {
			t.Errorf("%q: %s, %v", input, s.Signature, err)
		}
	}
	if _, err := b.SignV2([]byte(example+"</xml>"), "SHA256", bench.Fixed{}); code(err) != bench.BadSignType {
		t.Error(err)
	}
}

func TestPublishedPaySignatures(t *testing.T) {
	b := newTestBench(t)
	const prepay = "wx201410272009395522657a690389285100"
	for _, client := range []flow.Client{flow.MiniProgram, flow.JSAPI} {
		s, err := b.SignPay(wxpay.V3, client, prepay, "", fixed)
		if err != nil || s.Signature != string(read(t, "paysign.sig")) {
			t.Errorf("%s: %s, %v", client, s.Signature, err)
		}
	}
	if s, err := b.SignPay(wxpay.V3, flow.App, prepay, "", fixed); err != nil || !strings.HasPrefix(s.Signature, "gXx9KhTP6Ioo") {
		t.Errorf("app: %s, %v", s.Signature, err)
	}
}

func TestKnownV2PaySignatures(t *testing.T) {
	m := merchant(t)
	m.Profile.AppID, m.Profile.MchID = "wxd930ea5d5a258f4f", "10000100"
	b := newBench(m, &wire{})
	f := bench.Fixed{Timestamp: "1414561699", Nonce: "5K8264ILTKCH16CQ2502SI8ZNMTM67VS"}
	for _, c := range []struct {
		client         flow.Client
		signType, want string
		members        string
	}{
		{flow.JSAPI, "", "FD19D752A746E5F238A6E53BD99EEBD0", "appId timeStamp nonceStr package signType paySign"},
		{flow.MiniProgram, "HMAC-SHA256", "FC7A79E4918B4FFA96E836F5AD4A510F31241FB46C14C971D6D7B4F8E15AF262", "timeStamp nonceStr package signType paySign"},
		{flow.App, "MD5", "1F88CC0F1B0560FF6D5EED1FBB7AE9C0", "appId partnerId prepayId package packageValue nonceStr timeStamp sign"},
		{flow.App, "HMAC-SHA256", "62E940627B1AE23A7FA957793AD576177906BAFF190D103D0CC6F55B75F8DD2F", "appId partnerId prepayId package packageValue nonceStr timeStamp sign"},
	} {
		s, err := b.SignPay(wxpay.V2, c.client, "wx201410272009395522657a690389285100", c.signType, f)
		var names []string
		for _, p := range s.ClientParams {
			names = append(names, p.Name)
		}
		if err != nil || s.Signature != c.want || strings.Join(names, " ") != c.members || s.ClientParams[len(names)-1].Value != c.want {
			t.Errorf("%s %s: %s with %v, %v", c.client, c.signType, s.Signature, names, err)
		}
	}
	for _, prepay := range []string{"", "prepay_id=wx1", "wx1\n", "wx 1"} {
		if _, err := b.SignPay(wxpay.V2, flow.JSAPI, prepay, "", f); code(err) != bench.BadPrepayID {
			t.Errorf("%q: %v", prepay, err)
		}
	}
}
