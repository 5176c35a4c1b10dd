package sandbox_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-pay/gopay/wechat"
	sdknotify "github.com/wechatpay-apiv3/wechatpay-go/core/notify"

	"wxlens/wxpay"
	"wxlens/wxpay/notify"
	"wxlens/wxpay/sandbox"
	"wxlens/wxpay/v2"
	"wxlens/wxpay/v3"
)

func rewriter() *sandbox.Rewriter {
	return &sandbox.Rewriter{
		Credentials: credentials(), APIv3Key: wxpay.NewSecret(merchant().APIv3Key), APIv2Key: v2Key(), Now: time.Now, Random: rand.Reader,
	}
}

func asRequest(header http.Header, body []byte) *http.Request {
	return &http.Request{Method: http.MethodPost, Header: header, Body: io.NopCloser(bytes.NewReader(body))}
}

// What is written anew an hour later is accepted by the official SDK, in both ways
// of trust; what is spoilt on purpose is not.
func TestOfficialSDKTakesWhatIsWrittenAnew(t *testing.T) {
	for name, mode := range modes(t) {
		t.Run(name, func(t *testing.T) {
			w, r := open(t, trusting(mode.trust)), listen(t, always(204, ""))
			w.place("order|1", r.url)
			w.pay("order|1")
			got := r.next()
			handler := sdknotify.NewNotifyHandler(merchant().APIv3Key, mode.verifier)
			rw := rewriter()
			c := rw.Open(wxpay.V3, got.header, got.body)
			if len(c.Plain) == 0 || c.Envelope.EventType != v3.EventPaid {
				t.Fatalf("opened %+v", c)
			}
			for _, variant := range c.Variants() {
				header, body, err := rw.Write(c, variant)
				if err != nil {
					t.Fatalf("%s: %v", variant, err)
				}
				var told struct {
					OutTradeNo string `json:"out_trade_no"`
					Amount     struct{ Total int }
				}
				_, err = handler.ParseNotifyRequest(context.Background(), asRequest(header, body), &told)
				good := slices.Contains([]sandbox.Variant{sandbox.VariantNormal, sandbox.VariantWrongAmount, sandbox.VariantExtraFields, sandbox.VariantFourCoupons}, variant)
				if (err == nil) != good {
					t.Errorf("%s: %v", variant, err)
				}
				want := 1990
				if variant == sandbox.VariantWrongAmount {
					want++
				}
				if good && (told.OutTradeNo != "order|1" || told.Amount.Total != want) {
					t.Errorf("%s tells %+v", variant, told)
				}
				if bytes.Equal(body, got.body) && good {
					t.Errorf("%s was not encrypted anew", variant)
				}
			}
		})
	}
}

func TestAnEditIsEncryptedAndSigned(t *testing.T) {
	w, r := open(t), listen(t, always(204, ""))
	w.place("order-1", r.url)
	w.pay("order-1")
	got := r.next()
	rw := rewriter()
	c := rw.Open(wxpay.V3, got.header, got.body)
	c.Plain = bytes.Replace(c.Plain, []byte(`"order-1"`), []byte(`"order-2"`), 1)
	header, body, err := rw.Write(c, sandbox.VariantNormal)
	if err != nil {
		t.Fatal(err)
	}
	j := notify.Judge(header, body, judge(t), time.Now())
	if !j.Verified || j.Facts.OutTradeNo != "order-2" {
		t.Errorf("judged %+v %+v", j.Facts, j.Checks)
	}
}

// What cannot be opened is signed as it is.
func TestAnUnreadableNotificationKeepsItsBody(t *testing.T) {
	rw := rewriter()
	for _, body := range []string{"", "not JSON", `{"resource":{"ciphertext":"eA=="}}`} {
		c := rw.Open(wxpay.V3, nil, []byte(body))
		header, got, err := rw.Write(c, sandbox.VariantNormal)
		if err != nil || string(got) != body {
			t.Fatalf("%q became %q, %v", body, got, err)
		}
		if v := v3.Verify(header, got, keys(t), time.Now()); !v.OK() {
			t.Errorf("%q: %+v", body, v.Checks)
		}
		if _, got, err := rw.Write(c, sandbox.VariantTampered); err != nil || string(got) == body {
			t.Errorf("%q was not changed: %v", body, err)
		}
		if _, _, err := rw.Write(c, sandbox.VariantWrongAmount); err == nil {
			t.Errorf("%q has an amount", body)
		}
	}
	if _, _, err := rw.Write(rw.Open(wxpay.V2, nil, []byte("<xml>")), sandbox.VariantNormal); !errors.Is(err, sandbox.ErrUnreadable) {
		t.Errorf("broken XML: %v", err)
	}
}

// Other V2 libraries take what is written anew, in both sign types.
func TestGopayTakesWhatIsWrittenAnew(t *testing.T) {
	for _, signType := range []string{wechat.SignType_MD5, wechat.SignType_HMAC_SHA256} {
		w, r := open(t), listen(t, always(200, string(v2.Acknowledge())))
		w.placeV2("order-1", r.url, signType)
		w.pay("order-1")
		got := r.next()
		rw := rewriter()
		c := rw.Open(wxpay.V2, got.header, got.body)
		for _, variant := range c.Variants() {
			header, body, err := rw.Write(c, variant)
			if err != nil {
				t.Fatalf("%s: %v", variant, err)
			}
			told, err := wechat.ParseNotifyToBodyMap(asRequest(header, body))
			if err != nil {
				t.Fatal(err)
			}
			ok, err := wechat.VerifySign(merchant().APIv2Key, signType, told)
			if good := variant != sandbox.VariantBadSignature && variant != sandbox.VariantTampered; ok != good || err != nil {
				t.Errorf("%s %s: %v %v", signType, variant, ok, err)
			}
			if variant == sandbox.VariantWrongAmount && told.GetString("total_fee") != "1991" {
				t.Errorf("%s: %v", variant, told)
			}
		}
	}
}

func TestGopayOpensARefundNoticeWrittenAnew(t *testing.T) {
	inner := v2.Message{{Name: "out_trade_no", Value: "order-1"}, {Name: "refund_fee", Value: "10"}, {Name: "total_fee", Value: "1990"}, {Name: "refund_id", Value: "5000"}}
	kept := v2.Message{
		{Name: "return_code", Value: "SUCCESS"}, {Name: "mch_id", Value: string(merchant().MchID)}, {Name: "nonce_str", Value: "N"},
		{Name: "req_info", Value: v2.SealReqInfo(inner.XMLRoot("root"), v2Key())},
	}.XML()
	rw := rewriter()
	c := rw.Open(wxpay.V2, nil, kept)
	for variant, want := range map[sandbox.Variant]string{sandbox.VariantNormal: "10", sandbox.VariantWrongAmount: "11"} {
		_, body, err := rw.Write(c, variant)
		if err != nil {
			t.Fatal(err)
		}
		told, err := wechat.ParseNotifyToBodyMap(asRequest(nil, body))
		if err != nil {
			t.Fatal(err)
		}
		opened, err := wechat.DecryptRefundNotifyReqInfo(told.GetString("req_info"), merchant().APIv2Key)
		if err != nil || opened.RefundFee != want || opened.OutTradeNo != "order-1" {
			t.Errorf("%s: %+v, %v", variant, opened, err)
		}
	}
	_, body, err := rw.Write(c, sandbox.VariantTampered)
	if j := notify.Judge(nil, body, judge(t), time.Now()); err != nil || j.Acceptable() {
		t.Errorf("a changed one is accepted: %+v %v", j.Facts, err)
	}
	if _, _, err := rw.Write(c, sandbox.VariantBadSignature); err == nil || !strings.Contains(err.Error(), "bad-signature") {
		t.Errorf("there is no signature to be bad: %v", err)
	}
}

func FuzzRewrite(f *testing.F) {
	rw := rewriter()
	f.Add(true, []byte(`{"resource":{}}`))
	f.Add(false, []byte("<xml><sign>1</sign></xml>"))
	f.Fuzz(func(t *testing.T, isV3 bool, body []byte) {
		api := wxpay.V2
		if isV3 {
			api = wxpay.V3
		}
		c := rw.Open(api, nil, body)
		for _, variant := range c.Variants() {
			header, out, err := rw.Write(c, variant)
			if err == nil && isV3 && variant == sandbox.VariantNormal && !json.Valid(out) && json.Valid(body) {
				t.Errorf("%q became %q %v", body, out, header)
			}
		}
	})
}
