package notify

import (
	"crypto/rand"
	"crypto/rsa"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"wxlens/wxpay"
	"wxlens/wxpay/v2"
	"wxlens/wxpay/v3"
)

const (
	keyID  = wxpay.KeyID("PUB_KEY_ID_0119000072912024101100397200000006")
	number = wxpay.OutTradeNo("1217752501201407033233368018")
)

var (
	now      = time.Unix(1554208460, 0)
	apiV3Key = wxpay.NewSecret("0123456789abcdef0123456789abcdef")
	apiV2Key = wxpay.NewSecret("192006250b4c09247ec02edce69f6a2d")

	platform = sync.OnceValue(func() *rsa.PrivateKey {
		key, err := rsa.GenerateKey(rand.Reader, 2048)
		if err != nil {
			panic(err)
		}
		return key
	})
)

// merchant knows one order, of 100 fen.
func merchant() Merchant {
	return Merchant{
		MchID: "1900007291", AppIDs: []wxpay.AppID{"wx1", "wx2"}, APIv3Key: apiV3Key, APIv2Key: apiV2Key,
		Keys: v3.Keys{{ID: keyID, Kind: v3.PublicKey, Verifier: v3.RSAVerifier{Key: &platform().PublicKey}}},
		Order: func(no wxpay.OutTradeNo) (Expected, bool) {
			return Expected{Total: 100, Currency: "CNY"}, no == number
		},
	}
}

// paid is the payment of that order.
func paid() v3.Transaction {
	return v3.Transaction{
		AppID: "wx2", MchID: "1900007291", OutTradeNo: number, TransactionID: "4200", TradeState: wxpay.Success, TradeType: "JSAPI",
		Amount: &v3.Amount{Total: 100, PayerTotal: 90, Currency: "CNY"}, Payer: &v3.Payer{OpenID: "o"},
	}
}

// notified is a genuine V3 notification of a payment.
func notified(t *testing.T, payment v3.Transaction) (http.Header, []byte) {
	t.Helper()
	return sealed(t, v3.OriginalTransaction, v3.EventPaid, payment)
}

// sealed is a signed notification of any kind.
func sealed(t *testing.T, originalType, event string, content any) (http.Header, []byte) {
	t.Helper()
	plain, err := json.Marshal(content)
	if err != nil {
		t.Fatal(err)
	}
	resource, err := v3.Seal(apiV3Key, originalType, originalType, "fdasflkja484", plain)
	if err != nil {
		t.Fatal(err)
	}
	body, err := json.Marshal(v3.Envelope{ID: "1", EventType: event, ResourceType: "encrypt-resource", Resource: resource})
	if err != nil {
		t.Fatal(err)
	}
	return signed(t, body), body
}

func signed(t *testing.T, body []byte) http.Header {
	t.Helper()
	timestamp := strconv.FormatInt(now.Unix(), 10)
	s := v3.Signer{Key: platform()}
	made, err := s.Sign(v3.ResponseText(timestamp, "N", body))
	if err != nil {
		t.Fatal(err)
	}
	return http.Header{
		v3.HeaderTimestamp: {timestamp}, v3.HeaderNonce: {"N"}, v3.HeaderSerial: {string(keyID)}, v3.HeaderSignature: {made.Signature},
	}
}

// notifiedV2 is a genuine V2 notification with these fields changed or added.
func notifiedV2(change ...string) []byte {
	m := v2.Message{
		{Name: "return_code", Value: "SUCCESS"}, {Name: "appid", Value: "wx2"}, {Name: "mch_id", Value: "1900007291"}, {Name: "nonce_str", Value: "N"},
		{Name: "result_code", Value: "SUCCESS"}, {Name: "openid", Value: "o"}, {Name: "trade_type", Value: "JSAPI"}, {Name: "total_fee", Value: "100"},
		{Name: "cash_fee", Value: "90"}, {Name: "transaction_id", Value: "4200"}, {Name: "out_trade_no", Value: string(number)},
	}
	for _, pair := range change {
		name, value, _ := strings.Cut(pair, "=")
		if _, has := m.Lookup(name); !has {
			m = append(m, wxpay.Field{Name: name})
		}
		for i := range m {
			if m[i].Name == name {
				m[i].Value = value
			}
		}
	}
	return append(m, wxpay.Field{Name: "sign", Value: v2.Sign(m, apiV2Key, v2.MD5).Signature}).XML()
}

// told lists the checks as "name", or "name: reason" where one did not pass.
func told(checks []wxpay.Check) []string {
	var list []string
	for _, c := range checks {
		text := string(c.Name)
		switch c.Verdict {
		case wxpay.Failed:
			text += ": " + string(c.Reason)
		case wxpay.NotApplicable:
			text += "? " + string(c.Reason)
		}
		list = append(list, text)
	}
	return list
}

func expect(t *testing.T, j Judgement, want ...string) {
	t.Helper()
	if diff := cmp.Diff(want, told(j.Checks)); diff != "" {
		t.Error(diff)
	}
}

var (
	sender   = []string{"well-formed", "headers-present", "timestamp-fresh", "key-known", "signature", "decrypts"}
	senderV2 = []string{"well-formed", "return-code", "signature", "result-code"}
)

func after(checks []string, more ...string) []string {
	return append(append([]string{}, checks...), more...)
}

func TestJudgeV3InOrder(t *testing.T) {
	header, body := notified(t, paid())
	j := Judge(header, body, merchant(), now)
	expect(t, j, after(sender, "merchant-and-app", "order-known", "amount-and-currency")...)
	if !j.Acceptable() || !j.Verified || j.API != wxpay.V3 || j.Serial != keyID || j.Probe || j.Event != "v3 1900007291 TRANSACTION.SUCCESS 4200" {
		t.Errorf("judged %+v", j)
	}
	if j.Facts.PayerTotal != 90 || len(j.Plain) == 0 || len(j.Trace()) == 0 || !strings.HasSuffix(j.Text.Reveal(), string(body)+"\n") {
		t.Errorf("facts %+v, plain %s", j.Facts, j.Plain)
	}
}

func TestJudgeV2InOrder(t *testing.T) {
	j := Judge(nil, notifiedV2(), merchant(), now)
	expect(t, j, after(senderV2, "merchant-and-app", "order-known", "amount-and-currency")...)
	if !j.Acceptable() || !j.Verified || j.API != wxpay.V2 || j.Event != "v2 1900007291 TRANSACTION.SUCCESS 4200" || len(j.Trace()) == 0 {
		t.Errorf("judged %+v", j)
	}
}

// The checks that need to know the merchant and the order, in either generation.
func TestJudgeComparesWithTheOrder(t *testing.T) {
	for _, c := range []struct {
		what   string
		change func(*v3.Transaction)
		v2     []string
		want   []string
	}{
		{"other merchant", func(p *v3.Transaction) { p.MchID = "1" }, []string{"mch_id=1"}, []string{"merchant-and-app: other-merchant"}},
		{"other app", func(p *v3.Transaction) { p.AppID = "wx3" }, []string{"appid=wx3"}, []string{"merchant-and-app: other-app"}},
		{"another amount", func(p *v3.Transaction) { p.Amount.Total = 101 }, []string{"total_fee=101"},
			[]string{"merchant-and-app", "order-known", "amount-and-currency: amount-differs"}},
		{"another currency", func(p *v3.Transaction) { p.Amount.Currency = "USD" }, []string{"fee_type=USD"},
			[]string{"merchant-and-app", "order-known", "amount-and-currency: currency-differs"}},
		{"unknown order", func(p *v3.Transaction) { p.OutTradeNo = "another" }, []string{"out_trade_no=another"},
			[]string{"merchant-and-app", "order-known? order-unknown"}},
		{"paid by coupon", func(p *v3.Transaction) { p.Amount.PayerTotal = 0 }, []string{"cash_fee=0"},
			[]string{"merchant-and-app", "order-known", "amount-and-currency"}},
	} {
		t.Run(c.what, func(t *testing.T) {
			payment := paid()
			c.change(&payment)
			header, body := notified(t, payment)
			acceptable := !strings.Contains(strings.Join(c.want, " "), ": ")
			for _, j := range []Judgement{Judge(header, body, merchant(), now), Judge(nil, notifiedV2(c.v2...), merchant(), now)} {
				first := sender
				if j.API == wxpay.V2 {
					first = senderV2
				}
				if expect(t, j, after(first, c.want...)...); j.Acceptable() != acceptable || !j.Verified {
					t.Errorf("%s: acceptable %v, verified %v", j.API, j.Acceptable(), j.Verified)
				}
			}
		})
	}
}

func TestJudgeV3RefusesTheSender(t *testing.T) {
	header, body := notified(t, paid())
	with := func(name, value string) http.Header {
		h := header.Clone()
		h.Set(name, value)
		return h
	}
	for _, c := range []struct {
		what     string
		header   http.Header
		body     []byte
		at       time.Time
		want     []string
		status   int
		verified bool
	}{
		{"unsigned", http.Header{}, body, now, []string{"well-formed", "headers-present: unsigned"}, 401, false},
		{"without nonce", with(v3.HeaderNonce, ""), body, now, []string{"well-formed", "headers-present: header-missing"}, 401, false},
		{"stale", header, body, now.Add(v3.Window), []string{"well-formed", "headers-present", "timestamp-fresh: stale", "key-known", "signature"}, 401, false},
		{"unknown serial", with(v3.HeaderSerial, "X"), body, now, []string{"well-formed", "headers-present", "timestamp-fresh", "key-known: unknown-serial"}, 401, false},
		{"tampered", header, append([]byte(" "), body...), now,
			[]string{"well-formed", "headers-present", "timestamp-fresh", "key-known", "signature: signature-mismatch"}, 401, false},
		{"probe", with(v3.HeaderSignature, "WECHATPAY/SIGNTEST/x"), body, now,
			[]string{"well-formed", "headers-present", "timestamp-fresh", "key-known", "signature: signature-probe"}, 401, false},
		{"truncated", signed(t, body[:40]), body[:40], now,
			[]string{"well-formed: truncated", "headers-present", "timestamp-fresh", "key-known", "signature"}, 400, true},
		{"empty", http.Header{}, nil, now, []string{"well-formed: empty-body", "headers-present: unsigned"}, 400, false},
		{"too large", header, make([]byte, 2<<20), now, []string{"well-formed: too-large"}, 413, false},
	} {
		t.Run(c.what, func(t *testing.T) {
			j := Judge(c.header, c.body, merchant(), c.at)
			expect(t, j, c.want...)
			if j.Acceptable() || j.Verified != c.verified || j.Event != "" || j.Facts.OutTradeNo != "" || j.Probe != (c.what == "probe") {
				t.Errorf("judged %+v", j)
			}
			if a := j.Answer(); a.Status != c.status {
				t.Errorf("answered %d, want %d", a.Status, c.status)
			}
		})
	}
}

func TestJudgeV3WithTheWrongKey(t *testing.T) {
	m := merchant()
	m.APIv3Key = apiV2Key
	header, body := notified(t, paid())
	j := Judge(header, body, m, now)
	expect(t, j, after(sender[:5], "decrypts: decrypt-failed")...)
	if a := j.Answer(); a.Status != http.StatusInternalServerError || !j.Verified {
		t.Errorf("answered %d", a.Status)
	}
	if trace := j.Trace(); len(trace) != 4 || trace[3].Output.Reveal() != "✔" {
		t.Errorf("the signature was right, and the trace says %+v", trace)
	}
}

func TestJudgeV2RefusesTheSender(t *testing.T) {
	genuine := notifiedV2()
	for _, c := range []struct {
		what string
		body []byte
		want []string
	}{
		{"tampered", []byte(strings.Replace(string(genuine), "100<", "101<", 1)),
			[]string{"well-formed", "return-code", "signature: signature-mismatch", "result-code? signature-mismatch"}},
		{"failure", []byte("<xml><return_code>FAIL</return_code></xml>"), []string{"well-formed", "return-code: unsigned-failure"}},
		{"cut", genuine[:len(genuine)-8], []string{"well-formed: truncated"}},
		{"DOCTYPE", append([]byte(`<!DOCTYPE xml [<!ENTITY e SYSTEM "file:///etc/passwd">]>`), genuine...), []string{"well-formed: unsafe-xml"}},
		{"field twice", []byte("<xml><a>1</a><a>2</a></xml>"), []string{"well-formed: duplicate-field"}},
		{"too large", append([]byte("<xml>"), make([]byte, 2<<20)...), []string{"well-formed: too-large"}},
	} {
		t.Run(c.what, func(t *testing.T) {
			j := Judge(nil, c.body, merchant(), now)
			expect(t, j, c.want...)
			if j.Acceptable() || j.Verified || j.Event != "" || j.Facts != (wxpay.Facts{}) {
				t.Errorf("judged %+v", j)
			}
			if a := j.Answer(); a.Status != 200 || Acknowledged(wxpay.V2, a.Status, a.Body) {
				t.Errorf("answered %d %s", a.Status, a.Body)
			}
		})
	}
}

// A refund may be announced in V2 form at an address given to V3.
func TestTheBodyTellsTheGeneration(t *testing.T) {
	header, _ := notified(t, paid())
	if j := Judge(header, append([]byte("\ufeff\r\n "), notifiedV2()...), merchant(), now); j.API != wxpay.V2 {
		t.Errorf("judged as %s: %v", j.API, told(j.Checks))
	}
	if api := APIOf([]byte(` {"a":"<xml>"}`)); api != wxpay.V3 {
		t.Errorf("JSON is %s", api)
	}
}

func TestEventIsTheSameForARepeatAlone(t *testing.T) {
	header, body := notified(t, paid())
	first := Judge(header, body, merchant(), now).Event
	payment := paid()
	payment.TransactionID = "4201"
	header, body = notified(t, payment)
	if second := Judge(header, body, merchant(), now).Event; first == second {
		t.Errorf("two payments are one event %q", first)
	}
	if a, b := Judge(nil, notifiedV2(), merchant(), now).Event, Judge(nil, notifiedV2("nonce_str=M"), merchant(), now).Event; a != b || a == "" {
		t.Errorf("a repeat is another event: %q, %q", a, b)
	}
}

func TestSeenBeforeIsNoFailure(t *testing.T) {
	if c := Seen("x1", "x2"); c.Verdict != wxpay.NotApplicable || c.Reason != wxpay.ReasonSeenBefore || c.Got != "x1" {
		t.Errorf("a repeat: %+v", c)
	}
	for _, first := range []string{"", "x2"} {
		if c := Seen(first, "x2"); c.Verdict != wxpay.Passed || c.Name != wxpay.CheckNotSeen {
			t.Errorf("first seen in %q: %+v", first, c)
		}
	}
}
