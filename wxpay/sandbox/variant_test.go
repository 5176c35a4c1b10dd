package sandbox_test

import (
	"bytes"
	"slices"
	"testing"
	"time"

	"wxlens/wxpay"
	"wxlens/wxpay/notify"
	"wxlens/wxpay/sandbox"
	"wxlens/wxpay/v2"
)

// notify asks for one more notification and returns the attempt.
func (w *world) notify(no string, variant sandbox.Variant) sandbox.Attempt {
	w.t.Helper()
	var attempt sandbox.Attempt
	if status := w.control("POST notify", map[string]any{"out_trade_no": no, "variant": variant}, &attempt); status != 200 {
		w.t.Fatalf("%s: answered %d", variant, status)
	}
	return attempt
}

func TestEveryVariantIsOddInItsWay(t *testing.T) {
	for _, trust := range []sandbox.Trust{sandbox.TrustPublicKey, sandbox.TrustPlatformCert} {
		w, r := open(t, trusting(trust)), listen(t, always(204, ""))
		w.place("order-1", r.url)
		w.pay("order-1")
		normal := r.next()
		w.advance(0)
		for variant, reason := range map[sandbox.Variant]wxpay.Reason{
			"": "", sandbox.VariantNormal: "", sandbox.VariantDuplicate: "", sandbox.VariantExtraFields: "", sandbox.VariantFourCoupons: "",
			sandbox.VariantBadSignature: wxpay.ReasonSignatureMismatch, sandbox.VariantTampered: wxpay.ReasonSignatureMismatch,
			sandbox.VariantStale: wxpay.ReasonStale, sandbox.VariantUnknownSerial: wxpay.ReasonUnknownSerial,
			sandbox.VariantProbe: wxpay.ReasonProbe, sandbox.VariantWrongAmount: wxpay.ReasonAmountDiffers,
		} {
			if a := w.notify("order-1", variant); a.Status != 204 || !a.Acknowledged {
				t.Errorf("%s: %+v", variant, a)
			}
			d := r.next()
			j := notify.Judge(d.header, d.body, judge(t), time.Now())
			if failure, _ := wxpay.FirstFailure(j.Checks); failure.Reason != reason {
				t.Errorf("%s: %+v, want %q", variant, j.Checks, reason)
			}
			if j.Probe != (variant == sandbox.VariantProbe) {
				t.Errorf("%s: probe %v", variant, j.Probe)
			}
			switch variant {
			case sandbox.VariantExtraFields:
				if !bytes.Contains(j.Plain, []byte("brand_new_member")) {
					t.Errorf("extra fields: %s", j.Plain)
				}
			case sandbox.VariantFourCoupons:
				if bytes.Count(j.Plain, []byte(`"coupon_id"`)) != 4 {
					t.Errorf("coupons: %s", j.Plain)
				}
			}
		}
		if n := w.notification(); len(n.Attempts) != 12 || n.NextAt != nil {
			t.Errorf("%d attempts, next at %v", len(n.Attempts), n.NextAt)
		}
		if normal.header.Get("Content-Type") != "application/json" {
			t.Errorf("headers %v", normal.header)
		}
	}
}

func TestDuplicateIsTheVeryBytes(t *testing.T) {
	w, r := open(t), listen(t, always(204, ""))
	w.place("order-1", r.url)
	w.pay("order-1")
	first := r.next()
	w.advance(0) // until the answer was noted
	w.notify("order-1", sandbox.VariantDuplicate)
	second := r.next()
	if !bytes.Equal(first.body, second.body) || first.header.Get("Wechatpay-Signature") != second.header.Get("Wechatpay-Signature") {
		t.Errorf("first %v %s\nthen %v %s", first.header, first.body, second.header, second.body)
	}
}

func TestV2Variants(t *testing.T) {
	w, r := open(t), listen(t, always(200, string(v2.Acknowledge())))
	w.placeV2("order-1", r.url, "HMAC-SHA256")
	w.pay("order-1")
	r.next()
	w.advance(0)
	for variant, reason := range map[sandbox.Variant]wxpay.Reason{
		sandbox.VariantNormal: "", sandbox.VariantDuplicate: "", sandbox.VariantExtraFields: "", sandbox.VariantFourCoupons: "",
		sandbox.VariantBadSignature: wxpay.ReasonSignatureMismatch, sandbox.VariantTampered: wxpay.ReasonSignatureMismatch,
		sandbox.VariantWrongAmount: wxpay.ReasonAmountDiffers,
	} {
		w.notify("order-1", variant)
		d := r.next()
		j := notify.Judge(d.header, d.body, judge(t), time.Now())
		if failure, _ := wxpay.FirstFailure(j.Checks); failure.Reason != reason {
			t.Errorf("%s: %+v, want %q", variant, j.Checks, reason)
		}
	}
	for _, variant := range []sandbox.Variant{sandbox.VariantStale, sandbox.VariantUnknownSerial, sandbox.VariantProbe} {
		if status := w.control("POST notify", map[string]any{"out_trade_no": "order-1", "variant": variant}, nil); status != 400 {
			t.Errorf("%s exists in V2: %d", variant, status)
		}
	}
	if n := w.notification(); len(n.Attempts) != 8 {
		t.Errorf("%d attempts", len(n.Attempts))
	}
}

// A variant is one more; the ladder goes on beside it.
func TestVariantsLeaveTheLadderAlone(t *testing.T) {
	w, r := open(t), listen(t, always(500, ""))
	w.place("order-1", r.url)
	w.pay("order-1")
	w.advance(0)
	before := w.notification()
	w.notify("order-1", sandbox.VariantNormal)
	if n := w.notification(); n.NextAt == nil || !n.NextAt.Equal(*before.NextAt) || len(n.Attempts) != 2 {
		t.Errorf("before %+v\nthen %+v", before, n)
	}
}

func TestNothingToNotifyOf(t *testing.T) {
	w := open(t)
	w.place("order-1", nowhere)
	for _, body := range []map[string]any{
		{"out_trade_no": "order-1"}, {"out_trade_no": "order-2", "variant": "normal"}, {"out_trade_no": "order-1", "variant": "strange"},
	} {
		var answer paid
		if status := w.control("POST notify", body, &answer); status != 400 || answer.Error == "" {
			t.Errorf("%v: %d %+v", body, status, answer)
		}
	}
	if !slices.Contains(sandbox.Variants, sandbox.VariantProbe) || len(sandbox.Variants) != 10 {
		t.Errorf("variants %v", sandbox.Variants)
	}
}
