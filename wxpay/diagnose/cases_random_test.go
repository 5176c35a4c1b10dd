package diagnose_test

import (
	"context"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"wxlens/wxpay"
	"wxlens/wxpay/diagnose"
)

// dice makes requests of any kind; the same seed makes the same ones.
type dice struct{ *rand.Rand }

func newDice(seed uint64) dice { return dice{rand.New(rand.NewPCG(seed, 2026))} }

func (d dice) of(choices ...string) string { return choices[d.IntN(len(choices))] }

func (d dice) token(n int) string {
	const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
	out := make([]byte, n)
	for i := range out {
		out[i] = letters[d.IntN(len(letters))]
	}
	return string(out)
}

func (d dice) words() string {
	return d.of("", "测试商品", "腾讯充值中心-QQ会员充值", "Coffee & <cake> \"2\"", "会员😀", `{"a":[1,2],"b":"深圳/分店"}`, " leading", "100%+1=?", "café", "0", "null", "a\nb")
}

var v2Calls = []struct {
	path  string
	order func() fields
}{
	{unifiedPath, unified}, {unifiedPath, native}, {unifiedPath, wap}, {refundPath, refund}, {queryPath, query}, {"/pay/micropay", micropay},
	{"/mmpaymkttransfers/promotion/transfers", transfer}, {"/secapi/pay/profitsharing", sharing}, {"/mmpaymkttransfers/sendredpack", redPacket},
}

// v2 is a right V2 case.
func (d dice) v2() *diagnose.Case {
	kind := v2Calls[d.IntN(len(v2Calls))]
	order := with(kind.order(), "nonce_str", d.token(8+d.IntN(25)))
	for range d.IntN(4) {
		order = with(order, d.of("attach", "goods_tag", "body", "remark", "device_info", "detail"), d.words())
	}
	sign := signMD5(order, v2Key)
	if value(order, "sign_type") == "HMAC-SHA256" {
		sign = signHMAC(order, v2Key)
	}
	switch d.IntN(3) {
	case 0:
		return v2Answered(kind.path, order, sign, "")
	case 1:
		return v2Notice(order, sign, sign)
	}
	params := with(jsapiSigned(), "nonceStr", d.token(16))
	return v2Opening(d.of(bridge, chooser), params, signMD5(params, v2Key))
}

// v3 is a right V3 case.
func (d dice) v3() *diagnose.Case {
	c := []call{jsapiOrder(), nativeOrder(), h5Order(), partnerOrder(), refundCall(), queryCall(), billCall(), complaintCall(), certificatesCall(), favourCall()}[d.IntN(10)]
	c.nonce, c.at = d.token(8+d.IntN(25)), fmt.Sprint(1772300000+d.IntN(100000))
	if words := d.words(); c.body != "" && words != "" {
		text, err := wxpay.JSON(words)
		if err != nil {
			panic(err)
		}
		c.body = strings.TrimSuffix(c.body, "}") + `,"attach2":` + string(text) + "}"
	}
	switch d.IntN(4) {
	case 0:
		m := []delivery{byPublicKey(), byCertificate()}[d.IntN(2)]
		m.nonce, m.at, m.body = c.nonce, c.at, strings.Replace(m.body, "支付成功", d.of("支付成功", "退款", "a/b", ""), 1)
		n := m.notice(m.id)
		n.ClientError = ""
		return n
	case 1:
		return v3Opening(miniProgram, with(with(v3Params(), "nonceStr", c.nonce), "timeStamp", c.at), sha256RSA(merchant(), fourLines(appID, c.at, c.nonce, "prepay_id="+v3Prepay)))
	}
	return c.answered(c.sign(), 0, "")
}

func TestRightValuesAreNeverBlamed(t *testing.T) {
	d := newDice(1)
	for i := range 500 {
		c := d.v2()
		if i%3 == 0 {
			c = d.v3()
		}
		c.ClientError = ""
		got, err := diagnose.Diagnose(context.Background(), c, diagnose.Options{Depth: 2})
		if err != nil {
			t.Fatal(err)
		}
		if got.Verdict != diagnose.Correct || len(got.Causes) > 0 {
			t.Errorf("%d: %s/%s with a right signature: %s %s\n%s\n%v", i, c.API, c.Kind, got.Verdict, printed(got), c.Call.Body, c.Opening.Params)
		}
	}
}

func TestRandomValuesAreNeverExplained(t *testing.T) {
	d := newDice(2)
	for i := range 500 {
		o := diagnose.Options{Quick: true}
		if i%50 == 0 {
			o = diagnose.Options{Depth: 2}
		}
		c := d.v2()
		value := make([]byte, []int{16, 32}[d.IntN(2)])
		if i%2 == 0 {
			c, value = d.v3(), make([]byte, 256)
		}
		for j := range value {
			value[j] = byte(d.IntN(256))
		}
		replaceSignature(c, value)
		got, err := diagnose.Diagnose(context.Background(), c, o)
		if err != nil {
			t.Fatal(err)
		}
		if got.Verdict != diagnose.Unexplained || len(got.Causes) > 0 {
			t.Errorf("%d: %s/%s with a random signature: %s %s", i, c.API, c.Kind, got.Verdict, printed(got))
		}
	}
}

// replaceSignature puts random bytes where the case has its signature.
func replaceSignature(c *diagnose.Case, value []byte) {
	text := strings.ToUpper(hex.EncodeToString(value))
	if c.API == wxpay.V3 {
		text = base64.StdEncoding.EncodeToString(value)
	}
	old := c.Observed
	c.Observed = text
	switch c.Kind {
	case diagnose.Notify:
		if c.API == wxpay.V3 {
			c.Observed = ""
			c.Message.Header.Set("Wechatpay-Signature", text)
		}
	case diagnose.PaySign:
		c.Opening.Params = mapped(c.Opening.Params, func(v string) string {
			if v == old {
				return text
			}
			return v
		})
	case diagnose.Request:
		if c.API == wxpay.V3 {
			c.Call.Header.Set("Authorization", strings.Replace(c.Call.Header.Get("Authorization"), old, text, 1))
		} else {
			body := string(c.Call.Body)
			at := strings.LastIndex(body, "<sign>")
			c.Call.Body = []byte(body[:at] + "<sign><![CDATA[" + text + "]]></sign>\n</xml>")
		}
	}
}
