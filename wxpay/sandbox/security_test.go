package sandbox_test

import (
	"crypto/x509"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"wxlens/wxpay"
	"wxlens/wxpay/sandbox"
	"wxlens/wxpay/v3"
)

// certificates downloads the platform certificates, verified with what is in
// them.
func (w *world) certificates(change ...func(*wxpay.Request)) []wxpay.KeyID {
	w.t.Helper()
	reply := w.v3("GET", "/v3/certificates", "", change...)
	certs, err := v3.OpenCertificates(reply.Body, wxpay.NewSecret(merchant().APIv3Key))
	if err != nil {
		w.t.Fatalf("%d %s: %v", reply.Status, reply.Body, err)
	}
	var known v3.Keys
	var serials []wxpay.KeyID
	for _, cert := range certs {
		key, err := v3.CertificateKey(cert)
		if err != nil {
			w.t.Fatal(err)
		}
		known, serials = append(known, key), append(serials, key.ID)
	}
	if v := v3.CheckReply(reply.Status, reply.Header, reply.Body, known, time.Now()); !v.OK() {
		w.t.Errorf("the list does not verify with itself: %+v", v.Checks)
	}
	return serials
}

// Whoever knows no key yet verifies the list with what is in it, whatever else
// the sandbox signs with.
func TestTheListOfCertificatesVerifiesItself(t *testing.T) {
	for _, trust := range []sandbox.Trust{sandbox.TrustPublicKey, sandbox.TrustMixed} {
		for range 4 {
			open(t, trusting(trust)).certificates()
		}
	}
}

// Clients take the certificate that came into force last for the newest.
func TestRotationsWithinASecond(t *testing.T) {
	now := time.Now()
	w := open(t, func(c *sandbox.Config) { c.Now = func() time.Time { return now } })
	var rotated struct {
		Serial wxpay.KeyID `json:"serial_no"`
	}
	for range 2 {
		w.control("POST rotate", nil, &rotated)
	}
	reply := w.v3("GET", "/v3/certificates", "")
	certs, err := v3.OpenCertificates(reply.Body, wxpay.NewSecret(merchant().APIv3Key))
	if err != nil || len(certs) != 3 {
		t.Fatalf("%d certificates, %v", len(certs), err)
	}
	newest := slices.MaxFunc(certs, func(a, b *x509.Certificate) int { return a.NotBefore.Compare(b.NotBefore) }) // the first of equals
	if v3.SerialOf(newest) != rotated.Serial {
		t.Errorf("the newest is %s, want %s", v3.SerialOf(newest), rotated.Serial)
	}
}

func TestRotation(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state")
	cfg := kept(path)
	cfg.Trust = sandbox.TrustPlatformCert
	var rotated struct {
		Serial wxpay.KeyID `json:"serial_no"`
	}
	signed := func(w *world, asked wxpay.KeyID) wxpay.KeyID {
		reply := w.v3("POST", placing, build(t, order("order-1", nowhere)), header(v3.HeaderSerial, string(asked)))
		return wxpay.KeyID(reply.Header.Get(v3.HeaderSerial))
	}
	during(t, cfg, func(w *world) {
		if serials := w.certificates(); len(serials) != 1 || serials[0] != merchant().PlatformSerialNo {
			t.Errorf("before: %v", serials)
		}
		w.control("POST rotate", nil, &rotated)
		if by := signed(w, ""); by != rotated.Serial || rotated.Serial == merchant().PlatformSerialNo {
			t.Errorf("signed by %s", by)
		}
		w.control("POST reset", nil, nil) // keeps keys
	})
	during(t, cfg, func(w *world) {
		if serials := w.certificates(); len(serials) != 2 || serials[1] != rotated.Serial {
			t.Errorf("after a restart: %v", serials)
		}
		for asked, want := range map[wxpay.KeyID]wxpay.KeyID{
			"": rotated.Serial, rotated.Serial: rotated.Serial, merchant().PlatformSerialNo: merchant().PlatformSerialNo, merchant().PublicKeyID: merchant().PublicKeyID,
		} {
			if by := signed(w, asked); by != want {
				t.Errorf("asked for %s: signed by %s", asked, by)
			}
		}
	})
	withoutCA := *credentials()
	withoutCA.Authority = nil
	w := open(t, func(c *sandbox.Config) { c.Credentials = &withoutCA })
	if status := w.control("POST rotate", nil, nil); status != 500 {
		t.Errorf("rotated without a CA: %d", status)
	}
}

func TestEchoRefuses(t *testing.T) {
	w := open(t)
	for _, c := range []struct{ what, body, serial, message string }{
		{"no serial", `{"echo_message":"x"}`, "", "HTTP header缺少微信支付平台证书序列号(Wechatpay-Serial)"},
		{"unknown serial", `{"echo_message":"x"}`, "PUB_KEY_ID_0", "平台证书序列号Wechatpay-Serial错误"},
		{"not encrypted", `{"echo_message":"x","encrypted_echo_message":"x"}`, string(merchant().PublicKeyID), "敏感信息解密失败：encrypted_echo_message"},
		{"no message", `{}`, string(merchant().PublicKeyID), "输入源“/body/echo_message”映射到字段“回显消息”必填性规则校验失败，此字段为必填项"},
	} {
		if got := refused(t, w.v3("POST", "/v3/security/echo", c.body, header(v3.HeaderSerial, c.serial))); got.Code != "PARAM_ERROR" || got.Message != c.message {
			t.Errorf("%s: %+v", c.what, got)
		}
	}
	reply := w.v3("POST", "/v3/security/echo", `{"echo_message":"x"}`, header(v3.HeaderSerial, string(merchant().PublicKeyID)))
	if string(reply.Body) != `{"echo_message":"x"}` {
		t.Errorf("nothing encrypted: %d %s", reply.Status, reply.Body)
	}
}

// A self-test's notification is found by its id, and has neither coupons nor an
// amount.
func TestEchoVariants(t *testing.T) {
	w, r := open(t), listen(t, always(204, ""))
	w.v3("POST", "/v3/security/echo", `{"echo_message":"x","notify_url":"`+r.url+`"}`, header(v3.HeaderSerial, string(merchant().PublicKeyID)))
	r.next()
	w.advance(0)
	id := w.notification().ID
	for _, variant := range sandbox.Variants {
		want := 200
		if variant == sandbox.VariantFourCoupons || variant == sandbox.VariantWrongAmount {
			want = 400
		}
		if status := w.control("POST notify", map[string]any{"id": id, "variant": variant}, nil); status != want {
			t.Errorf("%s: %d", variant, status)
		}
	}
	if status := w.control("POST notify", map[string]any{"variant": "normal"}, nil); status != 400 {
		t.Errorf("of no order: %d", status)
	}
}

// What control calls set, what was refunded and which login codes were used
// outlive the sandbox; a reset forgets it.
func TestEverythingSurvivesARestart(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state")
	r := listen(t, always(500, ""))
	during(t, kept(path), func(w *world) {
		w.place("order-1", nowhere)
		w.pay("order-1")
		w.control("POST refund", map[string]string{"outcome": "hold"}, nil)
		w.refund("order-1", "refund-1", 10, 1990, r.url)
		w.refund("order-1", "refund-2", 20, 1990, r.url)
		r.next()
		w.login("code-1", "", "")
		w.control("POST refund", map[string]string{"platform_url": r.url}, nil)
		w.control("POST merchant", map[string]string{"state": "revoked"}, nil)
	})
	during(t, kept(path), func(w *world) {
		if answer := w.login("code-1", "", ""); answer["errcode"] != 40163.0 {
			t.Errorf("the login code is good again: %v", answer)
		}
		if got := refused(t, w.v3("GET", refunding+"/refund-1", "")); got.Message != "商户证书已作废" {
			t.Errorf("the merchant is well again: %+v", got)
		}
		w.control("POST merchant", map[string]string{"state": "ok"}, nil)
		if one, two := w.queryRefund("refund-1"), w.queryRefund("refund-2"); one.Status != wxpay.RefundProcessing || two.Status != wxpay.RefundSuccess || one.RefundID == two.RefundID {
			t.Errorf("refunds %+v, %+v", one, two)
		}
		if state := w.tradeState("order-1"); state != wxpay.Refunding {
			t.Errorf("the order is %s", state)
		}
		w.control("POST refund", map[string]string{"outcome": "success", "out_refund_no": "refund-1"}, nil)
		if d := r.next(); d.header.Get(v3.HeaderSignature) == "" {
			t.Errorf("notified %s", d.body)
		}
		w.refund("order-1", "refund-3", 30, 1990, "")
		for { // refund-2 may be due again before
			if d := r.next(); d.header.Get("Content-Type") == "text/xml" {
				break
			}
		}
		w.control("POST reset", nil, nil)
		var list []any
		if w.control("GET refunds", nil, &list); len(list) != 0 {
			t.Errorf("refunds after a reset: %v", list)
		}
		if answer := w.login("code-1", "", ""); answer["errcode"] != nil {
			t.Errorf("login after a reset: %v", answer)
		}
	})
}

func TestTheSameSeedMakesTheSameRefundIDs(t *testing.T) {
	ids := func() wxpay.RefundID {
		w := open(t)
		w.place("order-1", nowhere)
		w.pay("order-1")
		return w.refund("order-1", "refund-1", 1, 1990, nowhere).RefundID
	}
	if first, second := ids(), ids(); first != second || len(first) < 28 {
		t.Errorf("%s, then %s", first, second)
	}
}

// What is planned for the next calls waits for them, through restarts, and is
// used up once.
func TestPlansSurviveARestart(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state")
	during(t, kept(path), func(w *world) {
		w.place("order-1", nowhere)
		w.pay("order-1")
		w.control("POST refund", map[string]any{"outcome": "abnormal", "times": 2}, nil)
		w.control("POST faults", map[string]any{"path": refunding, "code": "FREQUENCY_LIMITED", "times": 2}, nil)
		if got := refused(t, w.v3("GET", refunding+"/refund-1", "")); got.Code != "FREQUENCY_LIMITED" {
			t.Errorf("planted: %+v", got)
		}
	})
	during(t, kept(path), func(w *world) {
		if got := refused(t, w.v3("GET", refunding+"/refund-1", "")); got.Code != "FREQUENCY_LIMITED" {
			t.Errorf("planted before the restart: %+v", got)
		}
		w.refund("order-1", "refund-1", 10, 1990, "")
		if r := w.queryRefund("refund-1"); r.Status != wxpay.RefundAbnormal {
			t.Errorf("planned before the restart: %+v", r)
		}
	})
	during(t, kept(path), func(w *world) {
		w.refund("order-1", "refund-2", 10, 1990, "")
		w.refund("order-1", "refund-3", 10, 1990, "")
		if two, three := w.queryRefund("refund-2"), w.queryRefund("refund-3"); two.Status != wxpay.RefundAbnormal || three.Status != wxpay.RefundSuccess {
			t.Errorf("planned twice: %s, %s", two.Status, three.Status)
		}
	})
}
