package sandbox_test

import (
	"encoding/json"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"wxlens/wxpay"
	"wxlens/wxpay/v3"
)

// refusal is the body of an error; Detail is compared as it stands.
type refusal struct {
	Status  int    `json:"-"`
	Code    string `json:"code"`
	Message string `json:"message"`
	Detail  any    `json:"detail"`
}

func refused(t *testing.T, reply *wxpay.Reply) refusal {
	t.Helper()
	r := refusal{Status: reply.Status}
	if err := json.Unmarshal(reply.Body, &r); err != nil {
		t.Fatalf("%d %s: %v", reply.Status, reply.Body, err)
	}
	if reply.Header.Get(v3.HeaderSignature) != "" {
		t.Errorf("the error %s is signed", reply.Body)
	}
	return r
}

// A wrong signature is answered with the server's own text, cut after eight
// bytes of the body, and its whole length in bytes.
func TestWrongSignatureShowsTheServersText(t *testing.T) {
	w := open(t)
	for _, c := range []struct {
		method, target, body, shown string
	}{
		{"POST", placing, build(t, order("order-1", nowhere)), `{"appid"`},
		{"POST", placing, "{}", "{}"},
		{"GET", "/v3/pay/transactions/out-trade-no/a%7Cb?mchid=1", "", ""},
	} {
		var stamp, nonce string
		reply := w.v3(c.method, c.target, "signed another body", func(r *wxpay.Request) {
			r.Body = []byte(c.body)
			a, err := v3.ParseAuthorization(r.Header.Get("Authorization"))
			if err != nil {
				t.Fatal(err)
			}
			stamp, nonce = a.Timestamp, a.Nonce
		})
		head := c.method + "\n" + c.target + "\n" + stamp + "\n" + nonce + "\n"
		want := refusal{401, "SIGN_ERROR", "错误的签名，验签失败", map[string]any{
			"detail": map[string]any{"issue": "sign not match"}, "field": "signature", "location": "authorization",
			"sign_information": map[string]any{
				"method": c.method, "url": c.target, "sign_message_length": float64(len(head) + len(c.body) + 1),
				"truncated_sign_message": head + c.shown + "\n",
			},
		}}
		if diff := cmp.Diff(want, refused(t, reply)); diff != "" {
			t.Error(diff)
		}
	}
}

func TestSignatureOfAnotherKind(t *testing.T) {
	w := open(t)
	for _, signature := range []string{"!", "c2lnbg==", strings.Repeat("A", 342) + "=="} {
		reply := w.v3("POST", placing, "{}", func(r *wxpay.Request) {
			a, err := v3.ParseAuthorization(r.Header.Get("Authorization"))
			if err != nil {
				t.Fatal(err)
			}
			a.Signature = signature
			r.Header.Set("Authorization", a.String())
		})
		if got := refused(t, reply); got.Status != 401 || got.Message != "错误的签名，验签失败" {
			t.Errorf("%.10s: %+v", signature, got)
		}
	}
}

func TestWrongParameters(t *testing.T) {
	w := open(t)
	good := build(t, order("order-1", nowhere))
	for _, c := range []struct {
		old, new string
		want     any // the detail
		message  string
	}{
		{`"total":1990`, `"total":0`, map[string]any{"field": "/body/amount/total", "location": "body", "value": 0.0},
			"输入源“/body/amount/total”映射到数值字段“总金额”规则校验失败，值低于最小值 1"},
		{`"total":1990`, `"total":19.9`, map[string]any{"field": "/body/amount/total", "location": "body", "value": 19.9},
			"无法将 JSON 输入源“/body/amount/total”映射到目标字段“总金额”中，此字段需要一个合法的 64 位有符号整数"},
		{`"total":1990`, `"total":"1990"`, map[string]any{"field": "/body/amount/total", "location": "body", "value": "1990"},
			"无法将 JSON 输入源“/body/amount/total”映射到目标字段“总金额”中，此字段需要一个合法的 64 位有符号整数"},
		{`"openid":`, `"open_id":`, map[string]any{"field": "/body/payer/openid", "location": "body", "value": ""},
			"输入源“/body/payer/openid”映射到字段“用户标识”必填性规则校验失败，此字段为必填项"},
		{`"description":"茶"`, `"description":""`, map[string]any{"field": "/body/description", "location": "body", "value": 0.0},
			"输入源“/body/description”映射到值字段“商品描述”字符串规则校验失败，字符数 0，小于最小值 1"},
		{`"order-1"`, `"` + strings.Repeat("1", 36) + `"`, map[string]any{"field": "/body/out_trade_no", "location": "body", "value": 36.0},
			"输入源“/body/out_trade_no”映射到值字段“商户订单号”字符串规则校验失败，字符数 36，大于最大值 32"},
		{`"order-1"`, `"order 1"`, map[string]any{"field": "/body/out_trade_no", "location": "body", "value": "order 1"},
			`输入源“/body/out_trade_no”映射到值字段“商户订单号”字符串规则校验失败，字符串必须匹配正则表达式“^[0-9a-zA-Z_\-\|\*]{1,}$”`},
		{`"total":1990`, `"total":1990,"currency":"USD"`, map[string]any{"field": "/body/amount/currency", "location": "body", "value": "USD"},
			"输入源“/body/amount/currency”映射到值字段“货币类型”枚举规则校验失败，值只能是 CNY"},
		{`"mchid":"` + string(merchant().MchID) + `"`, `"mchid":` + string(merchant().MchID), map[string]any{"field": "/body/mchid", "location": "body", "value": number(merchant().MchID)},
			"无法将 JSON 输入源“/body/mchid”映射到目标字段“商户号”中，此字段需要一个合法的字符串"},
	} {
		got := refused(t, w.v3("POST", placing, strings.Replace(good, c.old, c.new, 1)))
		detail := c.want.(map[string]any)
		detail["issue"] = c.message
		if diff := cmp.Diff(refusal{400, "PARAM_ERROR", c.message, detail}, got); diff != "" {
			t.Errorf("%s: %s", c.new, diff)
		}
	}
}

func number(id wxpay.MchID) float64 {
	n, _ := strconv.ParseFloat(string(id), 64) // digits
	return n
}

func TestParametersThatDoNotFit(t *testing.T) {
	w := open(t)
	good := build(t, order("order-1", nowhere))
	for _, c := range []struct {
		old, new string
		want     refusal
	}{
		{string(merchant().MchID), "1900007291", refusal{400, "PARAM_ERROR", "http header中的mchid与post payload中的mchid不匹配", nil}},
		{string(merchant().AppID), "wx0000000000000000", refusal{400, "APPID_MCHID_NOT_MATCH", "appid和mch_id不匹配,请检查后再试", nil}},
		{string(merchant().OpenID), "oAnother", refusal{400, "PARAM_ERROR", "无效的openid", nil}},
		{good, "<xml></xml>", refusal{400, "PARAM_ERROR", "请求体不是合法的 JSON 对象", nil}},
		{good, good + good, refusal{400, "PARAM_ERROR", "请求体不是合法的 JSON 对象", nil}},
	} {
		if got := refused(t, w.v3("POST", placing, strings.Replace(good, c.old, c.new, 1))); got != c.want {
			t.Errorf("%.40s: %+v, want %+v", c.new, got, c.want)
		}
	}
}

func TestQueryWantsTheMerchantInItsTarget(t *testing.T) {
	w := open(t)
	w.place("order-1", nowhere)
	const target = "/v3/pay/transactions/out-trade-no/order-1"
	if got := refused(t, w.v3("GET", target, "")); got.Status != 400 || got.Code != "PARAM_ERROR" || !strings.Contains(got.Message, "“/query/mchid”") {
		t.Errorf("without mchid: %+v", got)
	}
	if got := refused(t, w.v3("GET", target+"?mchid=1", "")); got.Status != 400 || got.Code != "PARAM_ERROR" {
		t.Errorf("with another mchid: %+v", got)
	}
	if reply := w.v3("GET", target+"?mchid="+string(merchant().MchID), ""); reply.Status != 200 {
		t.Errorf("with mchid: %d %s", reply.Status, reply.Body)
	}
}

// A path that does not exist has no error body, nor has one in another verb.
func TestUnknownPathsAnswerNothing(t *testing.T) {
	w := open(t)
	for _, c := range []struct {
		method, target string
		status         int
	}{
		{"POST", "/v3/pay/transactions/miniprogram", 404}, {"GET", "/v3/", 404}, {"GET", "/", 404}, {"POST", "/pay/micropay", 404}, {"POST", "/secapi/", 404},
		{"GET", placing, 405}, {"DELETE", placing, 405}, {"POST", "/v3/certificates", 405},
	} {
		if reply := w.v3(c.method, c.target, ""); reply.Status != c.status || len(reply.Body) != 0 || reply.Header.Get("Request-ID") != "" {
			t.Errorf("%s %s: %d %s", c.method, c.target, reply.Status, reply.Body)
		}
	}
}

func TestAnswersCarryARequestID(t *testing.T) {
	w := open(t)
	reply := w.v3("POST", placing, build(t, order("order-1", nowhere)))
	if id := reply.Header.Get("Request-ID"); !strings.HasSuffix(id, "-0") || reply.Header.Get("Content-Type") != "application/json; charset=utf-8" {
		t.Errorf("headers %v", reply.Header)
	}
}

func TestRequestsAreBounded(t *testing.T) {
	if reply := open(t).v3("POST", placing, strings.Repeat("x", 1<<20+1)); reply.Status != 413 {
		t.Errorf("replied %d", reply.Status)
	}
}
