package sandbox_test

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/go-pay/gopay"
	"github.com/go-pay/gopay/wechat"

	"wxlens/wxpay"
	"wxlens/wxpay/client"
	"wxlens/wxpay/sandbox"
	"wxlens/wxpay/v2"
)

// openTLS serves a sandbox over TLS, to a client that trusts its CA and shows the
// merchant's certificate.
func openTLS(t *testing.T) *world {
	t.Helper()
	s, err := sandbox.New(config())
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewUnstartedServer(s)
	if server.TLS, err = credentials().ServerTLS(time.Now()); err != nil {
		t.Fatal(err)
	}
	server.Config.ErrorLog = log.New(io.Discard, "", 0) // of refused handshakes
	server.StartTLS()
	w := &world{t, s, server.URL, trust(t, pair(t, credentials()))}
	t.Cleanup(func() { w.close(server) })
	return w
}

// trust is a transport that knows the sandbox's CA and shows a certificate, if
// one is given.
func trust(t *testing.T, shown ...tls.Certificate) *http.Transport {
	t.Helper()
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM(credentials().Authority.Cert) {
		t.Fatal("the CA is no certificate")
	}
	transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots, Certificates: shown}}
	t.Cleanup(transport.CloseIdleConnections)
	return transport
}

// files saves the credentials and returns the path of one of their files.
func files(t *testing.T) func(string) string {
	t.Helper()
	dir := t.TempDir()
	if err := credentials().Save(dir); err != nil {
		t.Fatal(err)
	}
	return func(name string) string { return filepath.Join(dir, name) }
}

func pair(t *testing.T, c *sandbox.Credentials) tls.Certificate {
	t.Helper()
	dir := t.TempDir()
	if err := c.Save(dir); err != nil {
		t.Fatal(err)
	}
	cert, err := tls.LoadX509KeyPair(filepath.Join(dir, sandbox.FileMerchantCert), filepath.Join(dir, sandbox.FileMerchantKey))
	if err != nil {
		t.Fatal(err)
	}
	return cert
}

// The certificate is asked for where money leaves, and only the merchant's is
// good. What the gateway answers is a web page.
func TestClientCertificates(t *testing.T) {
	w := openTLS(t)
	stranger, err := sandbox.NewCredentials(time.Now())
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		what      string
		transport *http.Transport
		page      string
	}{
		{"none", trust(t), "<title>400 No required SSL certificate was sent</title>"},
		{"another's", trust(t, pair(t, stranger)), "<title>400 The SSL certificate error</title>"},
		{"the merchant's", trust(t, pair(t, credentials())), ""},
	} {
		for path, demanded := range map[string]bool{"/secapi/pay/refund": true, "/pay/downloadfundflow": true, "/pay/orderquery": false, "/pay/downloadbill": false} {
			reply, err := client.Send(context.Background(), c.transport, wxpay.Request{Method: "POST", URL: w.url + path, Body: []byte("<xml></xml>")})
			if err != nil {
				t.Fatal(err)
			}
			if refused := demanded && c.page != ""; refused != (reply.Status == 400) || refused != bytes.Contains(reply.Body, []byte("<title>")) || refused && !bytes.Contains(reply.Body, []byte(c.page)) {
				t.Errorf("%s at %s: %d %s", c.what, path, reply.Status, reply.Body)
			}
		}
	}
	if _, err := client.Send(context.Background(), http.DefaultTransport, wxpay.Request{Method: "POST", URL: w.url}); err == nil {
		t.Error("the system trusts the sandbox's CA")
	}
	for _, host := range []string{"localhost", "127.0.0.1"} {
		if _, err := client.Send(context.Background(), trust(t), wxpay.Request{Method: "GET", URL: strings.Replace(w.url, "127.0.0.1", host, 1)}); err != nil {
			t.Errorf("as %s: %v", host, err)
		}
	}
}

// A bill lies where the request came from, and a V2 refund needs the certificate
// that this client shows.
func TestMerchantOverTLS(t *testing.T) {
	w := openTLS(t)
	w.place("order-1", nowhere)
	w.pay("order-1")
	if m := w.v2("/secapi/pay/refund", refundV2("order-1", "refund-1", "10", "1990", nowhere)); m.Get("refund_id") == "" {
		t.Errorf("refunded %v", m)
	}
	w.advance(48 * time.Hour)
	file, reply := w.ask("/v3/bill/tradebill?bill_date=" + time.Now().In(beijing).Format(time.DateOnly))
	if !strings.HasPrefix(file.DownloadURL, "https://") {
		t.Fatalf("announced %s", reply.Body)
	}
	if got := w.download(file); got.Status != 200 || !bytes.Contains(got.Body, []byte("`refund-1,`0.10,")) {
		t.Errorf("downloaded %d %s", got.Status, got.Body)
	}
}

// gopay refunds and fetches the fund flow with the merchant's certificate, from
// PEM and from the p12. It does not look at the server's certificate at all
// (InsecureSkipVerify), so it needs no CA; that is its defect, not a need.
func TestGopayOverTLS(t *testing.T) {
	ctx := context.Background()
	path := files(t)
	for what, add := range map[string]func(*wechat.Client) error{
		"PEM": func(c *wechat.Client) error {
			return c.AddCertPemFilePath(path(sandbox.FileMerchantCert), path(sandbox.FileMerchantKey))
		},
		"p12": func(c *wechat.Client) error { return c.AddCertPkcs12FilePath(path(sandbox.FileMerchantP12)) },
	} {
		w, r := openTLS(t), listen(t, always(200, string(v2.Acknowledge())))
		c := wechat.NewClient(string(merchant().AppID), string(merchant().MchID), merchant().APIv2Key, true)
		c.BaseURL = w.url
		about := func() gopay.BodyMap {
			return gopay.BodyMap{"nonce_str": "N", "sign_type": wechat.SignType_HMAC_SHA256, "out_trade_no": "order-1"}
		}
		refund := about().Set("out_refund_no", "refund-1").Set("total_fee", 1990).Set("refund_fee", 990).Set("notify_url", r.url)
		if _, _, err := c.Refund(ctx, refund); err == nil || !strings.Contains(err.Error(), "StatusCode = 400") {
			t.Errorf("without a certificate: %v", err)
		}
		if err := add(c); err != nil {
			t.Fatalf("%s: %v", what, err)
		}
		w.placeV2("order-1", nowhere, "")
		w.pay("order-1")
		refund.Remove("sign")
		accepted, all, err := c.Refund(ctx, refund)
		if err != nil || accepted.ResultCode != "SUCCESS" || accepted.RefundFee != "990" || accepted.RefundId == "" {
			t.Fatalf("%s: accepted %+v, %v", what, accepted, err)
		}
		if ok, err := wechat.VerifySign(merchant().APIv2Key, wechat.SignType_HMAC_SHA256, all); !ok || err != nil { // which Refund itself does not do
			t.Errorf("%s: gopay refuses %v, %v", what, all, err)
		}
		told, err := wechat.ParseNotifyToBodyMap(r.next().request())
		if err != nil {
			t.Fatal(err)
		}
		inner, err := wechat.DecryptRefundNotifyReqInfo(told.GetString("req_info"), merchant().APIv2Key)
		if err != nil || inner.RefundStatus != "SUCCESS" || inner.RefundFee != "990" || inner.OutRefundNo != "refund-1" {
			t.Errorf("%s: notified of %+v, %v", what, inner, err)
		}
		flow, err := c.DownloadFundFlow(ctx, gopay.BodyMap{"nonce_str": "N", "bill_date": time.Now().Format("20060102"), "account_type": "Basic"})
		if err != nil || !strings.Contains(flow, "BILL_CREATING") {
			t.Errorf("%s: fund flow %s, %v", what, flow, err)
		}
	}
}

// Receivers may hold a certificate of the sandbox's CA.
func TestNotificationsOverTLS(t *testing.T) {
	came := make(chan struct{}, 16)
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusNoContent)
		came <- struct{}{}
	}))
	var err error
	if server.TLS, err = credentials().ServerTLS(time.Now()); err != nil {
		t.Fatal(err)
	}
	server.StartTLS()
	defer server.Close()
	w := open(t)
	w.place("order-1", server.URL)
	w.pay("order-1")
	<-came
	w.advance(0)
	if n := w.notification(); len(n.Attempts) != 1 || !n.Attempts[0].Acknowledged {
		t.Errorf("attempts %+v", n.Attempts)
	}
}

// A folder of before sandboxes had a CA gets one, and keeps it.
func TestAnOldFolderGetsACA(t *testing.T) {
	dir := t.TempDir()
	if err := credentials().Save(dir); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{sandbox.FileCA, "sandbox_ca_key.pem"} {
		if err := os.Remove(filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	old, err := sandbox.LoadCredentials(dir)
	if err != nil || old.Authority != nil {
		t.Fatalf("loaded %v, %v", old.Authority, err)
	}
	if _, err := old.ServerTLS(time.Now()); err == nil {
		t.Error("served TLS without a CA")
	}
	var first []byte
	for range 2 {
		c, err := sandbox.LoadOrMake(dir, time.Now())
		if err != nil || c.Merchant != merchant() {
			t.Fatal(errors.Join(err, errors.New("another merchant")))
		}
		kept, err := os.ReadFile(filepath.Join(dir, sandbox.FileCA))
		if err != nil || !bytes.Equal(kept, c.Authority.Cert) || first != nil && !bytes.Equal(first, kept) {
			t.Errorf("the CA is another: %v", err)
		}
		first = kept
	}
	if err := os.WriteFile(filepath.Join(dir, sandbox.FileCA), credentials().MerchantCert, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := sandbox.LoadCredentials(dir); err == nil || !strings.Contains(err.Error(), sandbox.FileCA) {
		t.Errorf("another certificate in its place: %v", err)
	}
}
