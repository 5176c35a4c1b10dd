package bench_test

import (
	"bytes"
	"context"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"io"
	"math/big"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"wxlens/profiles"
	"wxlens/ui/workbench/bench"
	"wxlens/wxpay"
	"wxlens/wxpay/catalog"
	"wxlens/wxpay/flow"
	"wxlens/wxpay/journal"
	"wxlens/wxpay/notify"
	"wxlens/wxpay/v3"
)

// The merchant of the documentation's worked examples; see the README of the
// folder.
const (
	published = "../../../wxpay/v3/testdata/published"
	mchID     = "1900007291"
	serialNo  = "408B07E79B8269FEC3D5D3E6AB8ED163A6A380DB"
	moment    = "1554208460"
	nonce     = "593BEC0C930BF1AFEB40B4A08C8FB242"

	v2Key  = "192006250b4c09247ec02edce69f6a2d" // of 安全规范
	apiKey = "0123456789abcdef0123456789abcdef"
)

func read(t testing.TB, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(published, name))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// platform is the key that WeChat Pay signs with in these tests.
var platform = sync.OnceValues(func() (*rsa.PrivateKey, error) { return rsa.GenerateKey(rand.Reader, 2048) })

const platformID = "PUB_KEY_ID_0119000072912026"

func platformKey(t testing.TB) *rsa.PrivateKey {
	t.Helper()
	key, err := platform()
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// merchant holds the published key and a certificate for it.
func merchant(t testing.TB) *profiles.Merchant {
	t.Helper()
	key, err := v3.ParsePrivateKey(read(t, "key.pem"))
	if err != nil {
		t.Fatal(err)
	}
	number, _ := new(big.Int).SetString(serialNo, 16)
	der, err := x509.CreateCertificate(rand.Reader, &x509.Certificate{SerialNumber: number}, &x509.Certificate{SerialNumber: number}, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return &profiles.Merchant{
		Name: "test", Certificate: cert, APIv2Key: wxpay.NewSecret(v2Key), APIv3Key: wxpay.NewSecret(apiKey),
		Profile: profiles.Profile{Environment: profiles.Sandbox, MchID: mchID, AppID: "wx2421b1c4370ec43b", SerialNo: serialNo, BaseURL: "http://127.0.0.1:9"},
		Signer:  &v3.Signer{MchID: mchID, SerialNo: serialNo, Key: key},
		Keys:    v3.Keys{{ID: platformID, Kind: v3.PublicKey, Verifier: v3.RSAVerifier{Key: &platformKey(t).PublicKey}}},
	}
}

// wire records what is kept and answers what is sent, in one order.
type wire struct {
	happened []string
	requests []*http.Request
	answer   func(*http.Request) (*http.Response, error)
}

func (w *wire) Append(_ context.Context, records ...journal.Record) (journal.Appended, error) {
	for _, r := range records {
		switch e := r.Entry.(type) {
		case journal.Opened:
			w.happened = append(w.happened, "opened "+e.Call)
		case journal.Answered:
			w.happened = append(w.happened, "answered")
		case journal.Judged:
			w.happened = append(w.happened, "judged "+string(e.Facts.OutTradeNo)+" "+string(e.Facts.State)+" "+e.Facts.Total.String())
		}
	}
	return journal.Appended{}, nil
}

func (w *wire) RoundTrip(r *http.Request) (*http.Response, error) {
	w.happened = append(w.happened, "sent "+r.URL.Host)
	w.requests = append(w.requests, r)
	return w.answer(r)
}

func now() time.Time { return time.Unix(1795269534, 0) }

func newBench(m *profiles.Merchant, w *wire) *bench.Bench {
	return bench.New(bench.Deps{
		Merchant: func() (*profiles.Merchant, error) { return m, nil },
		BaseURL:  func(m *profiles.Merchant, _ *catalog.Endpoint) string { return m.Profile.URL() },
		Ready:    func(context.Context, *profiles.Merchant) error { return nil },
		Expected: func(wxpay.OutTradeNo) (notify.Expected, bool) { return notify.Expected{}, false },
		Journal:  w, Now: now, Random: rand.Reader,
		Transport: func(*profiles.Merchant) http.RoundTripper { return w },
	})
}

func newTestBench(t testing.TB) *bench.Bench {
	t.Helper()
	return newBench(merchant(t), &wire{})
}

// code is the slug of a bench error.
func code(err error) bench.Code {
	if e := (*bench.Error)(nil); errors.As(err, &e) {
		return e.Code
	}
	return ""
}

// signed returns the headers that WeChat Pay signs a body with, made with the
// standard library alone.
func signed(t testing.TB, at int64, body string) map[string]string {
	t.Helper()
	timestamp := strconv.FormatInt(at, 10)
	digest := sha256.Sum256([]byte(timestamp + "\nNONCE\n" + body + "\n"))
	raw, err := rsa.SignPKCS1v15(nil, platformKey(t), crypto.SHA256, digest[:])
	if err != nil {
		t.Fatal(err)
	}
	return map[string]string{
		"Wechatpay-Timestamp": timestamp, "Wechatpay-Nonce": "NONCE", "Wechatpay-Serial": platformID,
		"Wechatpay-Signature": base64.StdEncoding.EncodeToString(raw),
	}
}

// raw writes a message as it stands on the wire.
func raw(start string, header map[string]string, body string) string {
	var b strings.Builder
	b.WriteString(start + "\r\n")
	for name, value := range header {
		b.WriteString(name + ": " + value + "\r\n")
	}
	b.WriteString("\r\n" + body)
	return b.String()
}

// failures lists the checks that failed, as name:reason.
func failures(checks []wxpay.Check) string {
	var failed []string
	for _, c := range checks {
		if c.Verdict == wxpay.Failed {
			failed = append(failed, string(c.Name)+":"+string(c.Reason))
		}
	}
	return strings.Join(failed, " ")
}

func TestEveryKeyThatIsMissingIsNamed(t *testing.T) {
	m := merchant(t)
	m.APIv2Key, m.Signer = wxpay.Secret{}, nil
	b := newBench(m, &wire{})
	if _, err := b.SignV3("GET", "/v3/x", nil, bench.Fixed{}); code(err) != bench.NoKey {
		t.Errorf("V3: %v", err)
	}
	if _, err := b.SignV2([]byte("<xml><a>b</a></xml>"), "", bench.Fixed{}); code(err) != bench.NoKey {
		t.Errorf("V2: %v", err)
	}
	if _, err := b.SignPay(wxpay.V2, flow.App, "wx1", "", bench.Fixed{}); code(err) != bench.NoKey {
		t.Errorf("pay: %v", err)
	}
}

// reply makes an HTTP response.
func reply(status int, header map[string]string, body string) *http.Response {
	res := &http.Response{StatusCode: status, Header: http.Header{}, Body: io.NopCloser(bytes.NewReader([]byte(body)))}
	for name, value := range header {
		res.Header.Set(name, value)
	}
	return res
}
