package message_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"wxlens/wxpay/message"
)

var redactor = message.NewRedactor(bytes.Repeat([]byte{7}, 32))

func TestSecretsAreMaskedAndTheRestIsKept(t *testing.T) {
	for body, secrets := range map[string][]string{
		`{"mchid":"1900000109","payer":{"openid" : "oUpF8uMuAJO_M2pxb1Q9zNjWeS6o"},"amount":{"total":100},"out_trade_no":"T1"}`: {"1900000109", "oUpF8uMuAJO"},
		`{"resource":{"ciphertext":"abc\"def==","nonce":"n12"},"id":"T1"}`:                                                      {"abc", "def=="},
		`{"sub_mchid":1900000109,"x":"T1"}`: {"1900000109"},
		`{"x":"T1","openid":"cut off`:       {"cut off"},
		`<xml><mch_id><![CDATA[1900000109]]></mch_id><openid>oUpF8</openid><sign>C380BE</sign><out_trade_no>T1</out_trade_no></xml>`: {"1900000109", "oUpF8", "C380BE"},
		`<xml><req_info><![CDATA[secret]]></req_info><a>T1</a></xml>`:                                                                {"secret"},
		`<xml><a>T1</a><openid><![CDATA[cut off`:                                                                                     {"cut off"},
		"mchid=1900000109":                                                                                                           {"1900000109", "mchid"},
	} {
		got := string(redactor.Body([]byte(body)))
		for _, s := range secrets {
			if strings.Contains(got, s) {
				t.Errorf("%s shows %s", got, s)
			}
		}
		if strings.Contains(body, "T1") && !strings.Contains(got, "T1") {
			t.Errorf("%s lost what is no secret", got)
		}
		if json.Valid([]byte(body)) && !json.Valid([]byte(got)) {
			t.Errorf("%s is no JSON any more", got)
		}
		if again := string(redactor.Body([]byte(got))); strings.HasPrefix(body, "{") && json.Valid([]byte(body)) && again != got {
			t.Errorf("masked twice: %s", again)
		}
	}
}

func TestEqualValuesHaveEqualMasks(t *testing.T) {
	inJSON := redactor.Body([]byte(`{"openid":"o1","sub_openid":"o2"}`))
	inXML := redactor.Body([]byte(`<xml><openid>o1</openid></xml>`))
	mask := redactor.Mask("o1")
	if !bytes.Contains(inJSON, []byte(mask)) || !bytes.Contains(inXML, []byte(mask)) || bytes.Count(inJSON, []byte(mask)) != 1 {
		t.Errorf("%s %s, want %s", inJSON, inXML, mask)
	}
	if other := message.NewRedactor(bytes.Repeat([]byte{8}, 32)); other.Mask("o1") == mask {
		t.Error("a mask can be found by trying")
	}
}

func TestHeadersAndQueriesAreMasked(t *testing.T) {
	h := redactor.Header(http.Header{
		"Authorization": {"WECHATPAY2-SHA256-RSA2048 mchid=1"}, "Cookie": {"a=b"}, "Wechatpay-Signature": {"abc="}, "X-Auth-Token": {"t"},
		"Wechatpay-Serial": {"S"}, "Wechatpay-Signature-Type": {"WECHATPAY2-SHA256-RSA2048"},
	})
	for _, name := range []string{"Authorization", "Cookie", "Wechatpay-Signature", "X-Auth-Token"} {
		if !strings.HasPrefix(h.Get(name), message.Redacted) {
			t.Errorf("%s: %s", name, h.Get(name))
		}
	}
	if h.Get("Wechatpay-Serial") != "S" || h.Get("Wechatpay-Signature-Type") != "WECHATPAY2-SHA256-RSA2048" {
		t.Errorf("%v", h)
	}
	if got := redactor.Target("/notify?token=secret&alone"); strings.Contains(got, "secret") || strings.Contains(got, "alone") || !strings.HasPrefix(got, "/notify?token=") {
		t.Error(got)
	}
}

func FuzzRedact(f *testing.F) {
	f.Add([]byte(`{"openid":"x`))
	f.Add([]byte(`<xml><sign><![CDATA[`))
	f.Fuzz(func(t *testing.T, body []byte) {
		if got := redactor.Body(body); json.Valid(body) && message.FormOf(body) == message.JSON && !json.Valid(got) {
			t.Errorf("%q became %q", body, got)
		}
	})
}
