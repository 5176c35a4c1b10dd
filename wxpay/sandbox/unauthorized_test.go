package sandbox_test

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"wxlens/wxpay"
	"wxlens/wxpay/client"
	"wxlens/wxpay/v3"
)

const (
	sayForm   = "Http头Authorization值格式错误，请参考《微信支付商户REST API签名规则》"
	sayClock  = "Http头Authorization中的timestamp与发起请求的时间不得超过5分钟"
	saySerial = "商户证书序列号有误。请使用签名私钥匹配的证书序列号"
	sayScheme = "HTTP头Authorization认证类型不正确"
	sayBare   = "签名信息错误，验签失败"
)

// signedAt signs a request again at another moment or by another signer.
func (w *world) signedAt(at int64, change func(*v3.Signer)) func(*wxpay.Request) {
	return func(r *wxpay.Request) {
		w.t.Helper()
		s := *signer()
		change(&s)
		p, err := client.SignV3(w.url, &s, r.Method, strings.TrimPrefix(r.URL, w.url), r.Body, strconv.FormatInt(at, 10), "N", "")
		if err != nil {
			w.t.Fatal(err)
		}
		r.Header = p.Request.Header
	}
}

func unchanged(*v3.Signer) {}

// authorization changes the header as it stands.
func authorization(old, new string) func(*wxpay.Request) {
	return func(r *wxpay.Request) {
		r.Header["Authorization"][0] = strings.Replace(r.Header["Authorization"][0], old, new, 1)
	}
}

// Every cause of a 401 up to the signature, in the order in which the server
// decides: each request is wrong in what its line says and in all that follows
// from it.
func TestUnauthorizedRequests(t *testing.T) {
	w := open(t)
	real := time.Now().Unix()
	for _, c := range []struct {
		what    string
		change  func(*wxpay.Request)
		message string
	}{
		{"no header", header("Authorization", ""), sayBare},
		{"a token", header("Authorization", "Bearer token"), sayBare},
		{"a pair too many", func(r *wxpay.Request) { r.Header["Authorization"][0] += `,brand_id="1"` }, sayForm},
		{"a nonce of 33 characters", authorization(`nonce_str="`, `nonce_str="`+strings.Repeat("x", 32)), sayForm},
		{"other scheme", authorization("WECHATPAY2-SHA256-RSA2048", "WECHATPAY2-SHA512-RSA2048"), sayScheme},
		{"other scheme in another case", authorization("WECHATPAY2", "Wechatpay2"), sayScheme},
		{"stale", w.signedAt(real-301, unchanged), sayClock},
		{"from the future", w.signedAt(real+310, unchanged), sayClock},
		{"milliseconds", w.signedAt(real*1000, unchanged), sayClock},
		{"timestamp in words", authorization(`timestamp="`, `timestamp="x`), sayClock},
		{"a signed timestamp", authorization(`timestamp="`, `timestamp="+`), sayClock},
		{"stale, of nobody", w.signedAt(real-301, func(s *v3.Signer) { s.MchID = "1" }), sayClock},
		{"unknown serial", w.signedAt(real, func(s *v3.Signer) { s.SerialNo = "5157F09EFDC096DE15EBE81A47057A7232F1B8E1" }), saySerial},
		{"platform serial", w.signedAt(real, func(s *v3.Signer) { s.SerialNo = merchant().PlatformSerialNo }), saySerial},
		{"unknown merchant", w.signedAt(real, func(s *v3.Signer) { s.MchID = "1900007291" }), saySerial},
	} {
		reply := w.v3("POST", placing, build(t, order("order-1", nowhere)), c.change)
		if got, want := refused(t, reply), (refusal{401, "SIGN_ERROR", c.message, nil}); got != want {
			t.Errorf("%s: %+v, want %+v", c.what, got, want)
		}
		if id := reply.Header.Get("Request-ID"); id != "" {
			t.Errorf("%s: Request-ID %s", c.what, id)
		}
	}
	for what, change := range map[string]func(*wxpay.Request){
		"290 seconds old": w.signedAt(real-290, unchanged),
		"serial in small letters": w.signedAt(real, func(s *v3.Signer) {
			s.SerialNo = wxpay.KeyID(strings.ToLower(string(s.SerialNo)))
		}),
	} {
		if reply := w.v3("POST", placing, build(t, order("order-1", nowhere)), change); reply.Status != 200 {
			t.Errorf("%s: %d %s", what, reply.Status, reply.Body)
		}
	}
}

// Beyond orders the words differ, a Request-ID is there, and who does not name
// itself is refused before anything else.
func TestUnauthorizedElsewhere(t *testing.T) {
	w := open(t)
	for _, target := range []string{"/v3/certificates", "/v3/refund/domestic/refunds/R1", "/v3/bill/tradebill?bill_date=2026-01-02"} {
		for _, c := range []struct {
			what   string
			change func(*wxpay.Request)
			want   refusal
			result string
		}{
			{"no Accept", header("Accept", ""), refusal{400, "INVALID_REQUEST", "Http头缺少Accept或User-Agent", nil}, "-268435461"},
			{"no User-Agent", func(r *wxpay.Request) { r.Header["User-Agent"] = []string{""} }, refusal{400, "INVALID_REQUEST", "Http头缺少Accept或User-Agent", nil}, "-268435461"},
			{"no header", header("Authorization", ""), refusal{401, "SIGN_ERROR", sayForm, nil}, "-268443699"},
			{"a token", header("Authorization", "Bearer token"), refusal{401, "SIGN_ERROR", sayScheme, nil}, "-268443699"},
		} {
			reply := w.v3("GET", target, "", c.change)
			if got := refused(t, reply); got != c.want || !strings.HasSuffix(reply.Header.Get("Request-ID"), c.result) {
				t.Errorf("%s of %s: %+v, Request-ID %s", c.what, target, got, reply.Header.Get("Request-ID"))
			}
		}
	}
	if reply := w.v3("POST", placing, build(t, order("order-1", nowhere)), header("Accept", "")); reply.Status != 200 {
		t.Errorf("an order without Accept: %d %s", reply.Status, reply.Body)
	}
}

// The merchant's own set-up may be what is wrong.
func TestMerchantStates(t *testing.T) {
	w := open(t)
	place := func() *wxpay.Reply { return w.v3("POST", placing, build(t, order("order-1", nowhere))) }
	for state, message := range map[string]string{
		"expired": "商户证书已过期", "revoked": "商户证书已作废", "replaced": "商户已更换证书，请使用新证书",
		"no-apiv3-key": "商户未设置APIv3密钥。", "no-certificate": "商户未申请过证书。",
	} {
		w.control("POST merchant", map[string]string{"state": state}, nil)
		if got, want := refused(t, place()), (refusal{401, "SIGN_ERROR", message, nil}); got != want {
			t.Errorf("%s: %+v, want %+v", state, got, want)
		}
	}
	if status := w.control("POST merchant", map[string]string{"state": "rich"}, nil); status != 400 {
		t.Errorf("an unknown state: %d", status)
	}
	w.control("POST merchant", map[string]string{"state": "ok"}, nil)
	w.place("order-2", nowhere)
	w.control("POST merchant", map[string]string{"state": "no-apiv3-key"}, nil)
	w.pay("order-2") // nobody is told: there is nothing to encrypt it with
	var list []sent
	if w.control("GET notifications", nil, &list); len(list) != 0 {
		t.Errorf("notifications without a key: %+v", list)
	}
	w.control("POST merchant", map[string]string{"state": "ok"}, nil)
	if reply := place(); reply.Status != 200 {
		t.Errorf("all well: %d %s", reply.Status, reply.Body)
	}
}
