package v2

import (
	"bytes"
	"io"
	"net/http"
	"testing"

	"github.com/go-pay/gopay/wechat"

	"wxlens/wxpay"
)

// gopay is an independent implementation: what it signs we verify, what we sign
// it verifies, each over the bytes that the other wrote.

// hard are values that XML and signing tend to damage, minus the empty ones,
// which gopay does not write.
func hard() []wxpay.Field {
	return append(order(MD5),
		wxpay.Field{Name: "attach", Value: ` 0&<>"'%20+中文😀 `},
		wxpay.Field{Name: "Upper_Case", Value: "a]]>b]]"},
		wxpay.Field{Name: "lines", Value: "one\ntwo\n"},
		wxpay.Field{Name: "zero", Value: "0"})
}

func TestGopayVerifiesWhatWeSign(t *testing.T) {
	for _, st := range []SignType{MD5, HMACSHA256} {
		body := with(hard(), Sign(hard(), officialKey, st).Signature).XML()
		bm, err := wechat.ParseNotifyToBodyMap(&http.Request{Body: io.NopCloser(bytes.NewReader(body))})
		if err != nil {
			t.Fatal(err)
		}
		if ok, err := wechat.VerifySign(officialKey.Reveal(), string(st), bm); !ok || err != nil {
			t.Errorf("%s: refused, %v", st, err)
		}
	}
}

func TestWeVerifyWhatGopaySigns(t *testing.T) {
	for _, st := range []SignType{MD5, HMACSHA256} {
		bm := bodyMap(hard())
		bm.Set("sign", wechat.GetReleaseSign(officialKey.Reveal(), string(st), bm))
		m, err := Parse([]byte(wechat.GenerateXml(bm)))
		if err != nil {
			t.Fatal(err)
		}
		if v := Verify(m, officialKey); !v.OK() || v.SignType != st {
			t.Errorf("%s: judged %+v", st, v.Checks)
		}
	}
}

func TestGopayMakesTheSamePaySign(t *testing.T) {
	for _, st := range []SignType{MD5, HMACSHA256} {
		p, _ := SignPay("wxd930ea5d5a258f4f", prepay, officialKey, st, "1414561699", nonce)
		mini := wechat.GetMiniPaySign(string(p.AppID), nonce, p.Package, string(st), p.TimeStamp, officialKey.Reveal())
		jsapi := wechat.GetJsapiPaySign(string(p.AppID), nonce, p.Package, string(st), p.TimeStamp, officialKey.Reveal())
		if p.PaySign != mini || p.PaySign != jsapi {
			t.Errorf("%s: ours %s, gopay %s and %s", st, p.PaySign, mini, jsapi)
		}
	}
}
