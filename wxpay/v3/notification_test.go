package v3

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/wechatpay-apiv3/wechatpay-go/core/auth/verifiers"
	sdknotify "github.com/wechatpay-apiv3/wechatpay-go/core/notify"
	"github.com/wechatpay-apiv3/wechatpay-go/services/payments"

	"wxlens/wxpay"
)

// paid is a payment with members that no struct here names.
const paid = `{"transaction_id":"1217752501201407033233368018","amount":{"payer_total":90,"total":100,"currency":"CNY","payer_currency":"CNY"},` +
	`"mchid":"1900007291","trade_state":"SUCCESS","bank_type":"CMC","promotion_detail":[{"amount":10,"coupon_id":"109519","scope":"GLOBAL",` +
	`"name":"单品惠-6","currency":"CNY","stock_id":"931386","goods_detail":[{"quantity":1,"discount_amount":1,"goods_id":"M1006","unit_price":100}]}],` +
	`"success_time":"2018-06-08T10:34:56+08:00","payer":{"openid":"oUpF8uMuAJO_M2pxb1Q9zNjWeS6o"},"out_trade_no":"1217752501201407033233368018",` +
	`"appid":"wxd678efh567hg6787","trade_state_desc":"支付成功","trade_type":"JSAPI","attach":"","scene_info":{"device_id":"013467007045764"}}`

// notification is an envelope around an encrypted plaintext.
func notification(tb testing.TB, plain string) []byte {
	tb.Helper()
	body, err := json.Marshal(Envelope{
		ID: "EV-2018022511223320873", CreateTime: "2015-05-20T13:29:35+08:00", EventType: "TRANSACTION.SUCCESS",
		ResourceType: "encrypt-resource", Summary: "支付成功", Resource: sealed(tb, "transaction", plain),
	})
	if err != nil {
		tb.Fatal(err)
	}
	return body
}

func open(header http.Header, body []byte) Notification {
	return OpenNotification(header, body, platformKeys(), apiV3Key, now)
}

func TestOpenNotificationReadsThePayment(t *testing.T) {
	body := notification(t, paid)
	n := open(signed(t, body), body)
	outcome(t, n.Checks, append(append([]wxpay.Check{pass(wxpay.CheckWellFormed)}, genuine...), pass(wxpay.CheckDecrypts))...)
	want := wxpay.Facts{
		MchID: "1900007291", AppID: "wxd678efh567hg6787", OutTradeNo: "1217752501201407033233368018", TransactionID: "1217752501201407033233368018",
		OpenID: "oUpF8uMuAJO_M2pxb1Q9zNjWeS6o", EventType: "TRANSACTION.SUCCESS", State: wxpay.Success, Total: 100, PayerTotal: 90,
		Currency: "CNY", TradeType: "JSAPI", SuccessTime: "2018-06-08T10:34:56+08:00",
	}
	if diff := cmp.Diff(want, n.Facts); diff != "" {
		t.Error(diff)
	}
	if string(n.Plain) != paid || n.Envelope.ID != "EV-2018022511223320873" {
		t.Errorf("plain %s of %s", n.Plain, n.Envelope.ID)
	}
}

// What is not a transaction is decrypted and shown, but says nothing of an order.
func TestOpenNotificationOfAnotherKind(t *testing.T) {
	body := bytes.Replace(notification(t, `{"echo_message":"x"}`), []byte(`"transaction","algorithm"`), []byte(`"security","algorithm"`), 1)
	n := open(signed(t, body), body)
	if !n.OK() || string(n.Plain) != `{"echo_message":"x"}` || n.Facts != (wxpay.Facts{EventType: "TRANSACTION.SUCCESS"}) {
		t.Errorf("%+v says %+v", n.Checks, n.Facts)
	}
}

func TestOpenNotificationBodies(t *testing.T) {
	body := string(notification(t, paid))
	for _, c := range []struct {
		what, body string
		reason     wxpay.Reason
	}{
		{"empty", "", wxpay.ReasonEmptyBody},
		{"cut", body[:len(body)-1], wxpay.ReasonTruncated},
		{"cut within a name", body[:len(body)/2], wxpay.ReasonTruncated},
		{"XML", "<xml></xml>", wxpay.ReasonNotJSON},
		{"list", "[]", wxpay.ReasonNotJSON},
		{"more after it", body + "x", wxpay.ReasonNotJSON},
		{"no resource", `{"id":"1","event_type":"TRANSACTION.SUCCESS"}`, wxpay.ReasonNoResource},
	} {
		t.Run(c.what, func(t *testing.T) {
			n := open(signed(t, []byte(c.body)), []byte(c.body))
			outcome(t, n.Checks, append([]wxpay.Check{fail(wxpay.CheckWellFormed, c.reason)}, genuine...)...)
			if n.Plain != nil {
				t.Errorf("decrypted %s", n.Plain)
			}
		})
	}
}

func TestOpenNotificationDecryptsNothingUnverified(t *testing.T) {
	body := notification(t, paid)
	for what, header := range map[string]http.Header{
		"unsigned": {}, "of another key": signedBy(t, stranger(), publicKeyID, now, body),
		"stale": signedBy(t, platform(), publicKeyID, now.Add(-Window), body), "of an unknown key": signedBy(t, platform(), "X", now, body),
	} {
		if n := open(header, body); n.OK() || n.Plain != nil || n.Facts.OutTradeNo != "" {
			t.Errorf("%s: decrypted %s, says %+v", what, n.Plain, n.Facts)
		}
	}
}

func TestOpenNotificationTellsWhyItDoesNotDecrypt(t *testing.T) {
	for _, c := range []struct {
		what, plain string
		key         wxpay.Secret
		reason      wxpay.Reason
	}{
		{"other key", paid, wxpay.NewSecret(strings.Repeat("8", 32)), wxpay.ReasonDecryptFailed},
		{"no key", paid, wxpay.Secret{}, wxpay.ReasonNoKey},
		{"V2 key with a space", paid, wxpay.NewSecret(strings.Repeat("8", 32) + " "), wxpay.ReasonKeyLength},
		{"plaintext is no JSON", "{", apiV3Key, wxpay.ReasonPlainNotJSON},
	} {
		body := notification(t, c.plain)
		n := OpenNotification(signed(t, body), body, platformKeys(), c.key, now)
		want := append(append([]wxpay.Check{pass(wxpay.CheckWellFormed)}, genuine...), fail(wxpay.CheckDecrypts, c.reason))
		if outcome(t, n.Checks, want...); n.Facts.OutTradeNo != "" {
			t.Errorf("%s: says %+v", c.what, n.Facts)
		}
	}
}

// sdkHandler parses notifications with the official SDK.
func sdkHandler(tb testing.TB) *sdknotify.Handler {
	tb.Helper()
	h, err := sdknotify.NewRSANotifyHandler(apiV3Key.Reveal(), verifiers.NewSHA256WithRSAPubkeyVerifier(string(publicKeyID), platform().PublicKey))
	if err != nil {
		tb.Fatal(err)
	}
	return h
}

func request(header http.Header, body []byte) *http.Request {
	return &http.Request{Header: header, Body: io.NopCloser(bytes.NewReader(body))}
}

// The SDK reads the clock itself, so these messages are of this moment.
func TestOpenNotificationAgreesWithTheSDK(t *testing.T) {
	sdk := sdkHandler(t)
	body := notification(t, paid)
	at := time.Now()
	h := signedBy(t, platform(), publicKeyID, at, body)
	sm := notification(t, paid)
	sm = bytes.Replace(sm, []byte(AlgorithmAESGCM), []byte("AEAD_SM4_GCM"), 1)
	associated := bytes.Replace(body, []byte(`"associated_data":"transaction"`), []byte(`"associated_data":"refund"`), 1)
	broken := notification(t, "{")
	for _, c := range []struct {
		what   string
		header http.Header
		body   []byte
		ok     bool
	}{
		{"genuine", h, body, true},
		{"no signature type", instead(h, HeaderSignatureType, ""), body, true},
		{"other signature type", instead(h, HeaderSignatureType, "WECHATPAY2-SM2-WITH-SM3"), body, false},
		{"probe", instead(h, HeaderSignature, "WECHATPAY/SIGNTEST/x"), body, false},
		{"no nonce", instead(h, HeaderNonce, ""), body, false},
		{"changed body", h, append([]byte(" "), body...), false},
		{"other algorithm", signedBy(t, platform(), publicKeyID, at, sm), sm, false},
		{"other associated data", signedBy(t, platform(), publicKeyID, at, associated), associated, false},
		{"broken plaintext", signedBy(t, platform(), publicKeyID, at, broken), broken, false},
		{"stale", signedBy(t, platform(), publicKeyID, at.Add(-310*time.Second), body), body, false},
	} {
		var theirs payments.Transaction
		_, err := sdk.ParseNotifyRequest(context.Background(), request(c.header, c.body), &theirs)
		ours := OpenNotification(c.header, c.body, platformKeys(), apiV3Key, at)
		if ours.OK() != c.ok || (err == nil) != c.ok {
			t.Errorf("%s: ours %+v, theirs %v", c.what, ours.Checks, err)
		}
		if c.ok && (*theirs.OutTradeNo != string(ours.Facts.OutTradeNo) || *theirs.Amount.PayerTotal != int64(ours.Facts.PayerTotal)) {
			t.Errorf("%s: read %+v, theirs %s", c.what, ours.Facts, theirs)
		}
	}
}

func TestNotificationStaysWithinItsAllocations(t *testing.T) {
	body := notification(t, paid)
	h, keys := signed(t, body), platformKeys()
	n := testing.AllocsPerRun(100, func() {
		if n := OpenNotification(h, body, keys, apiV3Key, now); !n.OK() {
			t.Fatalf("checks %+v", n.Checks)
		}
	})
	if n > 100 {
		t.Errorf("%v allocations, want at most 100", n)
	}
}

func FuzzOpenNotification(f *testing.F) {
	for _, body := range [][]byte{notification(f, paid), notification(f, "{"), []byte("{}"), []byte("null"), nil, []byte(`{"resource":{"ciphertext":1}}`)} {
		f.Add(body, gcmNonce, "transaction", []byte(paid))
	}
	keys := Keys{{ID: publicKeyID, Verifier: anySignature{}}}
	h := signed(f, nil)
	f.Fuzz(func(t *testing.T, body []byte, nonce, associated string, plain []byte) {
		if n := OpenNotification(h, body, keys, apiV3Key, now); n.OK() && n.Plain == nil {
			t.Fatalf("%q is OK, but nothing was read", body)
		}
		r, err := Seal(apiV3Key, OriginalTransaction, associated, nonce, plain)
		if err != nil {
			return // a nonce of another length
		}
		if again, err := r.Open(apiV3Key); err != nil || !bytes.Equal(again, plain) {
			t.Fatalf("sealed %q, opened %q, %v", plain, again, err)
		}
	})
}
