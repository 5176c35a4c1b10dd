package v2

import (
	"net/url"
	"strings"
	"testing"

	"wxlens/wxpay"
)

var (
	officialKey = wxpay.NewSecret("192006250b4c09247ec02edce69f6a2d") // published in 安全规范
	eights      = wxpay.NewSecret(strings.Repeat("8", 32))
)

const (
	nonce  = "5K8264ILTKCH16CQ2502SI8ZNMTM67VS"
	prepay = "wx201410272009395522657a690389285100"
)

// fields reads "name=value&name=value"; values may hold further "=".
func fields(text string) []wxpay.Field {
	var list []wxpay.Field
	for pair := range strings.SplitSeq(text, "&") {
		name, value, _ := strings.Cut(pair, "=")
		list = append(list, wxpay.Field{Name: name, Value: value})
	}
	return list
}

// official is the example of 安全规范, in the order in which that page lists it.
func official() []wxpay.Field {
	return fields("appid=wxd930ea5d5a258f4f&mch_id=10000100&device_info=1000&body=test&nonce_str=ibuaiVcKdpRxkhJA")
}

func officialBody(body string) []wxpay.Field {
	list := official()
	list[3].Value = body
	return list
}

func order(t SignType) []wxpay.Field {
	return fields("appid=wxd930ea5d5a258f4f&body=JSAPI支付测试" +
		`&detail={ "goods_detail":[ { "goods_id":"iphone6s_16G", "quantity":1, "price":528800 } ] }` +
		"&mch_id=10000100&nonce_str=ibuaiVcKdpRxkhJA&notify_url=https://example.com/notify" +
		"&openid=oUpF8uMuAJO_M2pxb1Q9zNjWeS6o&out_trade_no=1415659990&sign_type=" + string(t) +
		"&spbill_create_ip=14.23.150.211&total_fee=1&trade_type=JSAPI")
}

func notification() []wxpay.Field {
	return fields("transaction_id=1004400740201409030005092168&appid=wx2421b1c4370ec43b&attach=支付测试&bank_type=CFT" +
		"&cash_fee=90&coupon_count=1&coupon_fee=10&coupon_fee_0=10&coupon_id_0=10000&coupon_type_0=CASH&fee_type=CNY" +
		"&is_subscribe=N&mch_id=10000100&nonce_str=5d2b6c2a8db53831f7eda20af46e531c&openid=oUpF8uMEb4qRXf22hE3X68TekukE" +
		"&out_trade_no=1409811653&result_code=SUCCESS&return_code=SUCCESS&time_end=20140903131540&total_fee=100&trade_type=JSAPI")
}

// knownAnswers were computed by others: by the documentation, by test suites of
// SDKs, or twice by hand from its rules.
var knownAnswers = []struct {
	name      string
	fields    []wxpay.Field
	key       wxpay.Secret
	signType  SignType
	signature string
}{
	{"official, MD5", official(), officialKey, MD5, "9A0A8659F005D6984697E2CA0A9CF3B7"},
	{"official, HMAC-SHA256", official(), officialKey, HMACSHA256, "6A9AE1657590FD6257D693A078E1C3E4BB6BA4DC30B23E0EE2496E54170DACD6"},
	{"official with sign_type, HMAC-SHA256", append(official(), fields("sign_type=HMAC-SHA256")...), officialKey, HMACSHA256, "2C9DF1156522C0B2B03B4DBF3BCA5CACB602CBD5CA0F9E112458CF3E9855303B"},
	{"official with sign_type, MD5", append(official(), fields("sign_type=MD5")...), officialKey, MD5, "6B4978B16793D0C2604CD59C47425A27"},
	{"official with an empty field", append(official(), fields("attach=")...), officialKey, MD5, "9A0A8659F005D6984697E2CA0A9CF3B7"},
	{"Chinese, UTF-8", officialBody("测试"), officialKey, MD5, "1E37F102F496D60FC98713A5D66CA56C"},

	{"mini program page", fields("appId=wxd678efh567hg6787&nonceStr=" + nonce + "&package=prepay_id=wx2017033010242291fcfe0db70013231072&signType=MD5&timeStamp=1490840662"),
		wxpay.NewSecret("qazwsxedcrfvtgbyhnujmikolp111111"), MD5, "22D9B4E54AB1950F51E0649E8810ACD6"},
	{"JSAPI, MD5", fields("appId=wxd930ea5d5a258f4f&nonceStr=" + nonce + "&package=prepay_id=" + prepay + "&signType=MD5&timeStamp=1414561699"),
		officialKey, MD5, "FD19D752A746E5F238A6E53BD99EEBD0"},
	{"JSAPI, HMAC-SHA256", fields("appId=wxd930ea5d5a258f4f&nonceStr=" + nonce + "&package=prepay_id=" + prepay + "&signType=HMAC-SHA256&timeStamp=1414561699"),
		officialKey, HMACSHA256, "FC7A79E4918B4FFA96E836F5AD4A510F31241FB46C14C971D6D7B4F8E15AF262"},
	{"APP, MD5", fields("appid=wxd930ea5d5a258f4f&noncestr=" + nonce + "&package=Sign=WXPay&partnerid=10000100&prepayid=" + prepay + "&timestamp=1414561699"),
		officialKey, MD5, "1F88CC0F1B0560FF6D5EED1FBB7AE9C0"},
	{"APP, HMAC-SHA256", fields("appid=wxd930ea5d5a258f4f&noncestr=" + nonce + "&package=Sign=WXPay&partnerid=10000100&prepayid=" + prepay + "&timestamp=1414561699"),
		officialKey, HMACSHA256, "62E940627B1AE23A7FA957793AD576177906BAFF190D103D0CC6F55B75F8DD2F"},
	{"native mode 1", fields("appid=wxd930ea5d5a258f4f&mch_id=10000100&nonce_str=f6808210402125e30663234f94c87a8c&product_id=1&time_stamp=1415949957"),
		officialKey, MD5, "A7BB6FF261AB6FDD6E5CE5F8D18964B5"},
	{"getsignkey", fields("mch_id=10000100&nonce_str=" + nonce), officialKey, MD5, "663F5D1546FE61FA6E1E4502C475CF5A"},

	{"order, MD5", order(MD5), officialKey, MD5, "688289E4B33AB937A43C32E45CE9C174"},
	{"order, HMAC-SHA256", order(HMACSHA256), officialKey, HMACSHA256, "BBAE1222F89813F035C5E4C501EAABA8950025D9CEBCA79AD1849705782FAD88"},
	{"notification", notification(), officialKey, MD5, "0359E60324EBE8A6644F8CDED5CADB6A"},
	{"notification with a new field", append(notification(), fields("brand_new_field=x")...), officialKey, MD5, "FD9662A3AA7490C8765BBF63F844F51E"},

	{"PowerWeChat, MD5", fields("mch_id=2323532&d=34&c=12&appid=f323"), wxpay.NewSecret("HelloPowerWeChat"), MD5, "D18B5A9F4D01EB18CDEFFA39C78EB0F5"},
	{"PowerWeChat, HMAC-SHA256", fields("mch_id=2323532&d=34&c=12&appid=f323"), wxpay.NewSecret("HelloPowerWeChat"), HMACSHA256, "CF3C3C7B038A12682967DC5ABADDAD56CE612FEE9B0E0A885B3B41E9E72B9A10"},
	{"EasyWeChat", fields("foo=bar"), eights, MD5, "834A25C9A5B48305AB997C9A7E101530"},
	{"EasyWeChat, short key", fields("foo=bar"), wxpay.NewSecret("foo-merchant-key"), MD5, "280F9CB28E99DC917792FCC7AC1B88C4"},
	{"EasyWeChat, empty sign_type", fields("foo=bar&nonce_str=5c3bfd3227348&sign_type="), eights, MD5, "82125D68D3C25B2B78D53F66E12EC89A"},
	{"EasyWeChat, sign_type MD5", fields("foo=bar&nonce_str=5c3bfe0343bab&sign_type=MD5"), eights, MD5, "A9237F1A2DF77FF900CFFB7B432CD1A9"},
	{"EasyWeChat, sign_type HMAC-SHA256", fields("foo=bar&nonce_str=5c3bfe6716023&sign_type=HMAC-SHA256"), eights, HMACSHA256, "A890BD78E9B1563C546D07F21E8C8D96B146CFE5B18941C312678B5636263DE6"},
}

func TestSignKnownAnswers(t *testing.T) {
	for _, k := range knownAnswers {
		t.Run(k.name, func(t *testing.T) {
			if got := Sign(k.fields, k.key, k.signType).Signature; got != k.signature {
				t.Errorf("signed %s, want %s", got, k.signature)
			}
		})
	}
}

func TestVerifyKnownAnswersThroughXML(t *testing.T) {
	for _, k := range knownAnswers {
		t.Run(k.name, func(t *testing.T) {
			m := reparse(t, with(k.fields, k.signature))
			if v := Verify(m, k.key); !v.OK() || v.SignType != k.signType {
				t.Errorf("judged %+v as %s", v.Checks, v.SignType)
			}
		})
	}
}

// What goes wrong in practice gives these signatures; none may pass.
func TestVerifyRefusesWrongVariants(t *testing.T) {
	second := fields("appId=wxd930ea5d5a258f4f&nonceStr=" + nonce + "&package=prepay_id=" + prepay + "&signType=MD5&timeStamp=1414561699")
	rows := []struct {
		name      string
		fields    []wxpay.Field
		signature string
	}{
		{"empty field kept", append(official(), fields("attach=")...), "C14A961532040E73C3BE6ECE35946C13"},
		{"HMAC without the key tail", official(), "F734F0E6B3509F9701F4A27CA72985EE10313DD0F96B71CAB42985D0F4F56376"},
		{"plain SHA-256", official(), "7413C0B16EB07CCD8F78044956E41815A52E6E94BC037A17534EA867F813C5E2"},
		{"GBK bytes", officialBody("测试"), "857650699146C6C72C0AF5700C530B71"},
		{"URL-encoded", officialBody("测试"), "E23F23128C921CA2911DD3D96C9A03A0"},
		{"appid for appId", second, "0EB6846608D70A557476F02F71C234F4"},
		{"timestamp for timeStamp", second, "4DF55F6E55A8ED5D5DC70065354BD61A"},
	}
	for _, r := range rows {
		t.Run(r.name, func(t *testing.T) {
			v := Verify(with(r.fields, r.signature), officialKey)
			if v.OK() || v.Checks[0].Reason != wxpay.ReasonSignatureMismatch {
				t.Errorf("judged %+v", v.Checks)
			}
		})
	}
}

// The wrong signatures are right for the wrong texts, which shows that they are
// refused for their reason and not for a slip in the table.
func TestWrongVariantsAreWhatTheyClaim(t *testing.T) {
	rows := []struct {
		name, signature string
		fields          []wxpay.Field
	}{
		{"GBK bytes", "857650699146C6C72C0AF5700C530B71", officialBody("\xb2\xe2\xca\xd4")},
		{"URL-encoded", "E23F23128C921CA2911DD3D96C9A03A0", officialBody(url.QueryEscape("测试"))},
		{"appid for appId", "0EB6846608D70A557476F02F71C234F4", fields("appid=wxd930ea5d5a258f4f&nonceStr=" + nonce + "&package=prepay_id=" + prepay + "&signType=MD5&timeStamp=1414561699")},
		{"timestamp for timeStamp", "4DF55F6E55A8ED5D5DC70065354BD61A", fields("appId=wxd930ea5d5a258f4f&nonceStr=" + nonce + "&package=prepay_id=" + prepay + "&signType=MD5&timestamp=1414561699")},
	}
	for _, r := range rows {
		if got := Sign(r.fields, officialKey, MD5).Signature; got != r.signature {
			t.Errorf("%s: signed %s, want %s", r.name, got, r.signature)
		}
	}
}

func with(fields []wxpay.Field, signature string) Message {
	m := append(Message(nil), fields...)
	return append(m, wxpay.Field{Name: "sign", Value: signature})
}

// reparse sends a message over the wire.
func reparse(t *testing.T, m Message) Message {
	t.Helper()
	got, err := Parse(m.XML())
	if err != nil {
		t.Fatal(err)
	}
	return got
}
