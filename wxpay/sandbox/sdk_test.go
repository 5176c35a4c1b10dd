package sandbox_test

import (
	"context"
	"crypto/x509"
	"errors"
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/wechatpay-apiv3/wechatpay-go/core"
	"github.com/wechatpay-apiv3/wechatpay-go/core/auth"
	"github.com/wechatpay-apiv3/wechatpay-go/core/auth/verifiers"
	"github.com/wechatpay-apiv3/wechatpay-go/core/notify"
	"github.com/wechatpay-apiv3/wechatpay-go/core/option"
	"github.com/wechatpay-apiv3/wechatpay-go/services/payments"
	"github.com/wechatpay-apiv3/wechatpay-go/services/payments/jsapi"

	"wxlens/wxpay/sandbox"
	"wxlens/wxpay/v3"
)

// redirect sends the SDK's requests, meant for WeChat Pay, to the sandbox.
type redirect struct{ to *url.URL }

func (r redirect) RoundTrip(req *http.Request) (*http.Response, error) {
	req = req.Clone(req.Context())
	req.URL.Scheme, req.URL.Host = r.to.Scheme, r.to.Host
	return http.DefaultTransport.RoundTrip(req)
}

// mode is one of the two ways in which the official SDK trusts WeChat Pay.
type mode struct {
	trust    sandbox.Trust
	option   core.ClientOption
	verifier auth.Verifier
}

func modes(t *testing.T) map[string]mode {
	t.Helper()
	cert, err := v3.ParseCertificate(credentials().PlatformCert)
	if err != nil {
		t.Fatal(err)
	}
	m, c := merchant(), credentials()
	certs := []*x509.Certificate{cert}
	return map[string]mode{
		"public key": {sandbox.TrustPublicKey,
			option.WithWechatPayPublicKeyAuthCipher(string(m.MchID), string(m.MerchantSerialNo), c.MerchantKey, string(m.PublicKeyID), &c.PublicKey.PublicKey),
			verifiers.NewSHA256WithRSAPubkeyVerifier(string(m.PublicKeyID), c.PublicKey.PublicKey)},
		"platform certificate": {sandbox.TrustPlatformCert,
			option.WithWechatPayAuthCipher(string(m.MchID), string(m.MerchantSerialNo), c.MerchantKey, certs),
			verifiers.NewSHA256WithRSAVerifier(core.NewCertificateMapWithList(certs))},
	}
}

func (w *world) sdk(o core.ClientOption) jsapi.JsapiApiService {
	w.t.Helper()
	return jsapi.JsapiApiService{Client: w.client(o)}
}

// client is the official SDK's.
func (w *world) client(o ...core.ClientOption) *core.Client {
	w.t.Helper()
	to, err := url.Parse(w.url)
	if err != nil {
		w.t.Fatal(err)
	}
	c, err := core.NewClient(context.Background(), append(o, option.WithHTTPClient(&http.Client{Transport: redirect{to}}))...)
	if err != nil {
		w.t.Fatal(err)
	}
	return c
}

func prepay(no, notifyURL string) jsapi.PrepayRequest {
	return jsapi.PrepayRequest{
		Appid: core.String(string(merchant().AppID)), Mchid: core.String(string(merchant().MchID)), Description: core.String("茶"),
		OutTradeNo: core.String(no), NotifyUrl: core.String(notifyURL), Amount: &jsapi.Amount{Total: core.Int64(1990)},
		Payer: &jsapi.Payer{Openid: core.String(string(merchant().OpenID))},
	}
}

// The whole life of an order as the official SDK sees it: every reply must carry
// a signature that it accepts.
func TestOfficialSDK(t *testing.T) {
	for name, mode := range modes(t) {
		t.Run(name, func(t *testing.T) {
			ctx := context.Background()
			w, r := open(t, trusting(mode.trust)), listen(t, always(204, ""))
			sdk, mchID := w.sdk(mode.option), core.String(string(merchant().MchID))

			placed, _, err := sdk.Prepay(ctx, prepay("order|1", r.url))
			if err != nil || len(*placed.PrepayId) != 36 {
				t.Fatalf("placed %v, %v", placed, err)
			}
			byNumber := jsapi.QueryOrderByOutTradeNoRequest{OutTradeNo: core.String("order|1"), Mchid: mchID}
			unpaid, _, err := sdk.QueryOrderByOutTradeNo(ctx, byNumber)
			if err != nil || *unpaid.TradeState != "NOTPAY" || unpaid.TransactionId != nil {
				t.Fatalf("queried %s, %v", unpaid, err)
			}

			w.pay("order|1")
			handler := notify.NewNotifyHandler(merchant().APIv3Key, mode.verifier)
			var told payments.Transaction
			if n, err := handler.ParseNotifyRequest(ctx, r.next().request(), &told); err != nil || n.EventType != "TRANSACTION.SUCCESS" || n.Resource.OriginalType != "transaction" {
				t.Fatalf("notified %v, %v", n, err)
			}
			if *told.OutTradeNo != "order|1" || *told.Amount.Total != 1990 || *told.TradeState != "SUCCESS" || *told.Payer.Openid != string(merchant().OpenID) {
				t.Errorf("notified of %s", told)
			}

			found, _, err := sdk.QueryOrderById(ctx, jsapi.QueryOrderByIdRequest{TransactionId: told.TransactionId, Mchid: mchID})
			if err != nil || *found.TradeState != "SUCCESS" || found.String() != told.String() {
				t.Errorf("queried %s\nnotified of %s, %v", found, told, err)
			}

			if _, err := sdk.CloseOrder(ctx, jsapi.CloseOrderRequest{OutTradeNo: core.String("order|1"), Mchid: mchID}); code(err) != "ORDERPAID" {
				t.Errorf("closing a paid order: %v", err)
			}
			if _, _, err := sdk.Prepay(ctx, prepay("order-2", r.url)); err != nil {
				t.Fatal(err)
			}
			if _, err := sdk.CloseOrder(ctx, jsapi.CloseOrderRequest{OutTradeNo: core.String("order-2"), Mchid: mchID}); err != nil {
				t.Errorf("closing: %v", err)
			}
			byNumber.OutTradeNo = core.String("order-2")
			if closed, _, err := sdk.QueryOrderByOutTradeNo(ctx, byNumber); err != nil || *closed.TradeState != "CLOSED" {
				t.Errorf("queried %s, %v", closed, err)
			}
			byNumber.OutTradeNo = core.String("order-3")
			if _, _, err := sdk.QueryOrderByOutTradeNo(ctx, byNumber); code(err) != "ORDER_NOT_EXIST" {
				t.Errorf("querying an unknown order: %v", err)
			}
		})
	}
}

func code(err error) string {
	if api := (*core.APIError)(nil); errors.As(err, &api) {
		return api.Code
	}
	return ""
}

// Without Wechatpay-Serial the configured trust decides, by it the request does.
func TestRepliesAreSignedByTheKeyAskedFor(t *testing.T) {
	for _, c := range []struct {
		trust sandbox.Trust
		asked string
		want  string
	}{
		{sandbox.TrustPublicKey, "", string(merchant().PublicKeyID)},
		{sandbox.TrustPlatformCert, "", string(merchant().PlatformSerialNo)},
		{sandbox.TrustPublicKey, string(merchant().PlatformSerialNo), string(merchant().PlatformSerialNo)},
		{sandbox.TrustPlatformCert, string(merchant().PublicKeyID), string(merchant().PublicKeyID)},
		{sandbox.TrustPublicKey, "unknown", string(merchant().PublicKeyID)},
	} {
		w := open(t, trusting(c.trust))
		reply := w.v3("POST", placing, build(t, order("order-1", nowhere)), header(v3.HeaderSerial, c.asked))
		if got := reply.Header.Get(v3.HeaderSerial); got != c.want {
			t.Errorf("trust %s, asked for %q: signed by %s", c.trust, c.asked, got)
		}
		if v := v3.CheckReply(reply.Status, reply.Header, reply.Body, keys(t), time.Now()); !v.OK() {
			t.Errorf("trust %s, asked for %q: %+v", c.trust, c.asked, v.Checks)
		}
	}
}

func TestMixedTrustUsesBothKeys(t *testing.T) {
	w := open(t, trusting(sandbox.TrustMixed))
	seen := map[string]bool{}
	for range 20 {
		reply := w.v3("POST", placing, build(t, order("order-1", nowhere)))
		if v := v3.CheckReply(reply.Status, reply.Header, reply.Body, keys(t), time.Now()); !v.OK() {
			t.Fatalf("%+v", v.Checks)
		}
		seen[reply.Header.Get(v3.HeaderSerial)] = true
	}
	if len(seen) != 2 {
		t.Errorf("signed by %v", seen)
	}
}

func TestParseTrust(t *testing.T) {
	for text, want := range map[string]sandbox.Trust{"": sandbox.TrustPublicKey, "platform-cert": sandbox.TrustPlatformCert, "mixed": sandbox.TrustMixed} {
		if got, err := sandbox.ParseTrust(text); err != nil || got != want {
			t.Errorf("%q: %s, %v", text, got, err)
		}
	}
	if got, err := sandbox.ParseTrust("both"); err == nil {
		t.Errorf("both is %s", got)
	}
}
