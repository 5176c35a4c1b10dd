package bench_test

import (
	"encoding/json"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/wechatpay-apiv3/wechatpay-go/core/auth/credentials"
	"github.com/wechatpay-apiv3/wechatpay-go/core/auth/signers"
	"github.com/wechatpay-apiv3/wechatpay-go/utils"

	"wxlens/ui/workbench/bench"
	"wxlens/wxpay"
	"wxlens/wxpay/v2"
	"wxlens/wxpay/v3"
)

// sdkRequest is a request of ours as the official SDK signs it.
func sdkRequest(t *testing.T, method, target, body string) string {
	t.Helper()
	key, err := utils.LoadPrivateKey(string(read(t, "key.pem")))
	if err != nil {
		t.Fatal(err)
	}
	c := credentials.WechatPayCredentials{Signer: &signers.SHA256WithRSASigner{MchID: mchID, CertificateSerialNo: serialNo, PrivateKey: key}}
	header, err := c.GenerateAuthorizationHeader(t.Context(), method, target, body)
	if err != nil {
		t.Fatal(err)
	}
	return raw(method+" "+target+" HTTP/1.1", map[string]string{"Host": "api.mch.weixin.qq.com", "Authorization": header, "Wechatpay-Serial": platformID}, body)
}

func verify(t *testing.T, b *bench.Bench, message string, at time.Time) bench.Verdict {
	t.Helper()
	v, err := b.Verify([]byte(message), at)
	if err != nil {
		t.Fatalf("%.60q: %v", message, err)
	}
	return v
}

func TestWhatTheOfficialSDKSignsVerifies(t *testing.T) {
	b := newTestBench(t)
	for _, c := range []struct{ method, target, body string }{
		{"POST", "/v3/pay/transactions/jsapi", `{"mchid":"1900007291","description":"中文"}`}, {"GET", "/v3/certificates?a=%7C", ""},
		{"POST", "/v3/x", "ends in a line\n"},
	} {
		message := sdkRequest(t, c.method, c.target, c.body)
		for _, m := range []string{message, strings.Replace(message, "\r\n", "\n", strings.Count(message, "\r\n"))} {
			v := verify(t, b, m, time.Time{})
			if !v.OK() || v.Kind != bench.OwnRequest || v.API != wxpay.V3 || len(v.Trace) == 0 || !strings.HasPrefix(v.Text.Reveal(), c.method+"\n"+c.target+"\n") {
				t.Errorf("%s: %s %s, %+v", c.target, v.Kind, failures(v.Checks), v.Text)
			}
		}
	}
}

func TestFaultsOfOwnRequestsAreNamed(t *testing.T) {
	b := newTestBench(t)
	good := sdkRequest(t, "POST", "/v3/x", `{"mchid":"1900007291"}`)
	for what, c := range map[string]struct {
		message, want string
	}{
		"body changed":    {good + " ", "signature:signature-mismatch"},
		"method changed":  {strings.Replace(good, "POST", "PUT", 1), "signature:signature-mismatch"},
		"other serial":    {strings.Replace(good, serialNo, platformID, 1), "key-known:other-certificate"},
		"other merchant":  {strings.Replace(good, `mchid="1900007291"`, `mchid="1900000000"`, 1), "merchant-and-app:other-merchant"},
		"scheme":          {strings.Replace(good, "WECHATPAY2-SHA256-RSA2048 ", "WECHATPAY2-SHA256 ", 1), "headers-present:authorization-form"},
		"pair missing":    {strings.Replace(good, `nonce_str="`, `nonce="`, 1), "headers-present:authorization-form"},
		"nothing at all":  {"POST /v3/x HTTP/1.1\r\n\r\n{}", "headers-present:header-missing"},
		"other body":      {sdkRequest(t, "POST", "/v3/x", `{"mchid":"1900000000"}`), "merchant-and-app:other-merchant"},
		"whole URL below": {strings.Replace(good, "POST /v3/x", "POST https://api.mch.weixin.qq.com/v3/x", 1), ""},
	} {
		if v := verify(t, b, c.message, time.Time{}); failures(v.Checks) != c.want || v.OK() != (c.want == "") {
			t.Errorf("%s: %q, want %q", what, failures(v.Checks), c.want)
		}
	}
	if v := verify(t, b, good, now().Add(-24*365*time.Hour)); failures(v.Checks) == "" {
		t.Error("freshness is not judged at the moment asked for")
	}
}

const plain = `{"mchid":"1900007291","appid":"wx2421b1c4370ec43b","out_trade_no":"T1","transaction_id":"42","trade_state":"SUCCESS","amount":{"total":1,"currency":"CNY"}}`

// notification is a signed and encrypted notification, kept long ago.
func notification(t testing.TB) (message, body string) {
	t.Helper()
	r, err := v3.Seal(wxpay.NewSecret(apiKey), "transaction", "transaction", "nonce of 12b", []byte(plain))
	if err != nil {
		t.Fatal(err)
	}
	data, err := json.Marshal(v3.Envelope{ID: "1", EventType: "TRANSACTION.SUCCESS", ResourceType: "encrypt-resource", Resource: r})
	if err != nil {
		t.Fatal(err)
	}
	return raw("POST /notify HTTP/1.1", signed(t, 1554208460, string(data)), string(data)), string(data)
}

func TestAKeptNotificationVerifies(t *testing.T) {
	b := newTestBench(t)
	message, body := notification(t)
	for what, m := range map[string]string{
		"as it was": message, "LF": strings.ReplaceAll(message, "\r\n", "\n"),
		"with its length":  strings.Replace(message, "\r\n", "\r\nContent-Length: "+strconv.Itoa(len(body))+"\r\n", 1) + "\n",
		"in chunks":        strings.TrimSuffix(strings.Replace(message, "\r\n", "\r\nTransfer-Encoding: chunked\r\n", 1), body) + strconv.FormatInt(int64(len(body)), 16) + "\r\n" + body + "\r\n0\r\n\r\n",
		"without HTTP/1.1": strings.Replace(message, " HTTP/1.1", "", 1),
	} {
		v := verify(t, b, m, time.Time{})
		if !v.OK() || string(v.Plain) != plain || v.Kind != bench.Notification || v.Trace[len(v.Trace)-1].Name != wxpay.StepOpenGCM {
			t.Errorf("%s: %s, plain %s", what, failures(v.Checks), v.Plain)
		}
	}
}

func TestFaultsOfNotificationsAreNamed(t *testing.T) {
	b := newTestBench(t)
	message, body := notification(t)
	for what, c := range map[string]struct {
		message string
		at      time.Time
		want    string
	}{
		"a line end more":  {message + "\n", time.Time{}, "signature:line-end-added"},
		"CRLF more":        {message + "\r\n", time.Time{}, "signature:line-end-added"},
		"two more":         {message + "\n\n", time.Time{}, "signature:signature-mismatch"},
		"stale":            {message, now(), "timestamp-fresh:stale"},
		"just fresh":       {message, time.Unix(1554208460+299, 0), ""},
		"unknown serial":   {strings.Replace(message, platformID, "PUB_KEY_ID_0", 1), time.Time{}, "key-known:unknown-serial"},
		"headers lost":     {"POST /notify HTTP/1.1\r\n\r\n" + body, time.Time{}, "headers-present:unsigned"},
		"too short":        {strings.Replace(message, "\r\n", "\r\nContent-Length: "+strconv.Itoa(len(body)+9)+"\r\n", 1), time.Time{}, "well-formed:truncated"},
		"more than agreed": {strings.Replace(message, "\r\n", "\r\nContent-Length: "+strconv.Itoa(len(body))+"\r\n", 1) + "{}", time.Time{}, "well-formed:length-differs"},
	} {
		if v := verify(t, b, c.message, c.at); failures(v.Checks) != c.want {
			t.Errorf("%s: %q, want %q", what, failures(v.Checks), c.want)
		}
	}
}

func TestRepliesAreJudgedByTheirStatusFirst(t *testing.T) {
	b := newTestBench(t)
	const body = `{"prepay_id":"wx1"}`
	good := raw("HTTP/1.1 200 OK", signed(t, 1554208460, body), body)
	for what, c := range map[string]struct{ message, want string }{
		"signed":          {good, ""},
		"signed, empty":   {raw("HTTP/1.1 204 No Content", signed(t, 1554208460, ""), ""), ""},
		"changed":         {good + " ", "signature:signature-mismatch"},
		"unsigned":        {raw("HTTP/1.1 200 OK", nil, body), "headers-present:unsigned"},
		"unsigned error":  {raw("HTTP/1.1 401 Unauthorized", nil, `{"code":"SIGN_ERROR","message":"x"}`), "status:error-answer"},
		"file":            {raw("HTTP/1.1 200 OK", nil, "交易时间,公众账号ID\n"), ""},
		"V2 failure":      {raw("HTTP/1.1 200 OK", nil, "<xml><return_code>FAIL</return_code><return_msg>签名错误</return_msg></xml>"), "return-code:unsigned-failure"},
		"V2 out of order": {raw("HTTP/1.1 502 Bad Gateway", nil, "<html></html>"), "status:error-answer"},
	} {
		if v := verify(t, b, c.message, time.Time{}); failures(v.Checks) != c.want || v.Kind != bench.Reply {
			t.Errorf("%s: %s %q, want %q", what, v.Kind, failures(v.Checks), c.want)
		}
	}
}

// v2Notice is the notification of the vectors: own fields, known signature.
const v2Notice = "<xml><appid>wx2421b1c4370ec43b</appid><attach>支付测试</attach><bank_type>CFT</bank_type><cash_fee>90</cash_fee><coupon_count>1</coupon_count>" +
	"<coupon_fee>10</coupon_fee><coupon_fee_0>10</coupon_fee_0><coupon_id_0>10000</coupon_id_0><coupon_type_0>CASH</coupon_type_0><fee_type>CNY</fee_type>" +
	"<is_subscribe>N</is_subscribe><mch_id>10000100</mch_id><nonce_str>5d2b6c2a8db53831f7eda20af46e531c</nonce_str><openid>oUpF8uMEb4qRXf22hE3X68TekukE</openid>" +
	"<out_trade_no>1409811653</out_trade_no><result_code>SUCCESS</result_code><return_code>SUCCESS</return_code><time_end>20140903131540</time_end>" +
	"<total_fee>100</total_fee><trade_type>JSAPI</trade_type><transaction_id>1004400740201409030005092168</transaction_id><sign>0359E60324EBE8A6644F8CDED5CADB6A</sign></xml>"

func TestV2Messages(t *testing.T) {
	m := merchant(t)
	m.Profile.MchID = "10000100"
	b := newBench(m, &wire{})
	own := example + "<sign>9A0A8659F005D6984697E2CA0A9CF3B7</sign></xml>"
	hmac := example + "<sign_type>HMAC-SHA256</sign_type><sign>2C9DF1156522C0B2B03B4DBF3BCA5CACB602CBD5CA0F9E112458CF3E9855303B</sign></xml>"
	for what, c := range map[string]struct {
		message string
		kind    bench.Kind
		want    string
	}{
		"bare notification":     {v2Notice + "\n", bench.Notification, ""},
		"notification":          {raw("POST /notify HTTP/1.1", nil, v2Notice), bench.Notification, ""},
		"reply":                 {raw("HTTP/1.1 200 OK", nil, v2Notice), bench.Reply, ""},
		"tampered":              {strings.Replace(v2Notice, "<total_fee>100<", "<total_fee>1<", 1), bench.Notification, "signature:signature-mismatch"},
		"our own":               {own, bench.OwnRequest, ""},
		"our own over HTTP":     {raw("POST /pay/unifiedorder HTTP/1.1", nil, own), bench.OwnRequest, ""},
		"our own, HMAC":         {hmac, bench.OwnRequest, ""},
		"sign type not stated":  {example + "<sign>6A9AE1657590FD6257D693A078E1C3E4BB6BA4DC30B23E0EE2496E54170DACD6</sign></xml>", bench.OwnRequest, "signature:sign-type-differs"},
		"unsigned":              {example + "</xml>", bench.OwnRequest, "signature:unsigned"},
		"of another merchant":   {strings.Replace(own, "10000100", "10000101", 1), bench.OwnRequest, "signature:signature-mismatch merchant-and-app:other-merchant"},
		"broken XML over HTTP":  {raw("POST /notify HTTP/1.1", nil, "<xml><a>"), bench.Notification, "well-formed:truncated"},
		"refund, wrong padding": {"<xml><mch_id>10000100</mch_id><req_info>FTuPWOW4npLOTY8GQp+JtWXKe3ZFa2wsJC6v9gFoATU=</req_info><return_code>SUCCESS</return_code></xml>", bench.Notification, "decrypts:decrypt-failed"},
	} {
		if v := verify(t, b, c.message, time.Time{}); failures(v.Checks) != c.want || v.Kind != c.kind || v.API != wxpay.V2 {
			t.Errorf("%s: %s %q, want %q", what, v.Kind, failures(v.Checks), c.want)
		}
	}
}

func TestARefundNoticeIsOpened(t *testing.T) {
	const inner = "<root><out_refund_no>R1</out_refund_no><refund_status>SUCCESS</refund_status></root>"
	message := v2.Message{
		{Name: "return_code", Value: "SUCCESS"}, {Name: "mch_id", Value: mchID},
		{Name: "req_info", Value: v2.SealReqInfo([]byte(inner), wxpay.NewSecret(v2Key))},
	}.XML()
	v := verify(t, newTestBench(t), string(message), time.Time{})
	if !v.OK() || string(v.Plain) != inner || len(v.Trace) != 2 || strings.Contains(v.Trace[0].Input.String(), v2Key) {
		t.Errorf("%s, plain %s, trace %v", failures(v.Checks), v.Plain, v.Trace)
	}
}

func TestWhatCannotBeVerifiedIsRefused(t *testing.T) {
	b := newTestBench(t)
	for input, want := range map[string]bench.Code{
		"": bench.Unrecognised, "hello": bench.Unrecognised, `{"id":"1","resource":{}}`: bench.Unrecognised, "<html></html>": bench.Unrecognised,
		"<xml><a>": bench.BadXML, "POST /notify HTTP/1.1\nno colon\n\n{}": bench.BadHTTP, "POST /notify HTTP/1.1\r\n\r\n{}": bench.Unrecognised,
		"GET /index.html HTTP/1.1\r\n\r\n": bench.Unrecognised, "HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n": bench.BadHTTP,
		"HTTP/1.1 200 OK\r\n\r\n" + strings.Repeat("x", 11<<20): bench.TooLarge,
	} {
		if v, err := b.Verify([]byte(input), time.Time{}); code(err) != want {
			t.Errorf("%.40q: %+v, %v; want %s", input, v.Kind, err, want)
		}
	}
}

// What a merchant answers to a V2 notification is signed by nobody; WeChat Pay
// takes it with status 200 alone.
func TestAnAcknowledgementOfV2(t *testing.T) {
	const body = "<xml><return_code><![CDATA[SUCCESS]]></return_code><return_msg>OK</return_msg></xml>"
	for start, want := range map[string]string{"HTTP/1.1 200 OK": "", "HTTP/1.1 201 Created": "status:error-answer"} {
		v, err := newTestBench(t).Verify([]byte(raw(start, map[string]string{"Content-Type": "text/xml"}, body)), time.Time{})
		if err != nil || v.Kind != bench.Answer || failures(v.Checks) != want {
			t.Errorf("%s: %s %+v, %v", start, v.Kind, v.Checks, err)
		}
	}
}
