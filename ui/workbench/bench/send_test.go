package bench_test

import (
	"crypto/rsa"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"wxlens/profiles"
	"wxlens/ui/workbench/bench"
	"wxlens/wxpay"
	"wxlens/wxpay/catalog"
	"wxlens/wxpay/v2"
	"wxlens/wxpay/v3"
)

// live is the same merchant with real money.
func live(t *testing.T) *profiles.Merchant {
	t.Helper()
	m := merchant(t)
	m.Profile.Environment, m.Profile.BaseURL = profiles.Live, ""
	return m
}

func TestASignatureGoesToItsOwnHostAlone(t *testing.T) {
	for _, c := range []struct {
		m    *profiles.Merchant
		url  string
		want bench.Code
	}{
		{merchant(t), "/v3/certificates", ""}, {merchant(t), "http://127.0.0.1:1234/v3/certificates", ""}, {merchant(t), "http://localhost/v3/certificates", ""},
		{merchant(t), "http://[::1]:80/v3/certificates", ""},
		{merchant(t), "https://api.mch.weixin.qq.com/v3/certificates", bench.ForeignHost}, {merchant(t), "http://127.0.0.1.example.com/v3/certificates", bench.ForeignHost},
		{live(t), "/v3/certificates", ""}, {live(t), "https://api2.mch.weixin.qq.com/v3/certificates", ""},
		{live(t), "http://api.mch.weixin.qq.com/v3/certificates", bench.ForeignHost}, {live(t), "https://api.mch.weixin.qq.com:444/v3/certificates", bench.ForeignHost},
		{live(t), "http://127.0.0.1/v3/certificates", bench.ForeignHost}, {live(t), "https://api.mch.weixin.qq.com@example.com/v3/x", bench.ForeignHost},
		{live(t), "https://example.com/v3/certificates", bench.ForeignHost},
	} {
		if _, err := newBench(c.m, &wire{}).Prepare(t.Context(), bench.Order{Method: "GET", URL: c.url}); code(err) != c.want || (err == nil) != (c.want == "") {
			t.Errorf("%s %s: %v, want %q", c.m.Profile.Environment, c.url, err, c.want)
		}
	}
}

func TestALiveProfileWithAForeignAddressIsRefused(t *testing.T) {
	m := live(t)
	m.Profile.BaseURL = "https://proxy.example.com"
	if _, err := newBench(m, &wire{}).Prepare(t.Context(), bench.Order{Method: "GET", URL: "/v3/certificates"}); code(err) != bench.ForeignHost {
		t.Error(err)
	}
}

const refund = `{"out_trade_no":"T1-order","out_refund_no":"R1","amount":{"refund":100,"total":1990,"currency":"CNY"}}`

func TestGraveCallsAreConfirmed(t *testing.T) {
	for _, c := range []struct {
		m                 *profiles.Merchant
		method, url, body string
		grave             bool
		amount            wxpay.Fen
	}{
		{live(t), "POST", "/v3/refund/domestic/refunds", refund, true, 100},
		{live(t), "POST", "/v3/unknown", refund, true, 100},
		{live(t), "DELETE", "/v3/unknown", "", true, 0},
		{live(t), "GET", "/v3/unknown", "", false, 0},
		{live(t), "POST", "/pay/orderquery", "<xml><out_trade_no>T1</out_trade_no></xml>", false, 0},
		{live(t), "POST", "/pay/unifiedorder", "<xml><total_fee>1990</total_fee></xml>", true, 1990},
		{merchant(t), "POST", "/v3/refund/domestic/refunds", refund, false, 100},
	} {
		c2, err := newBench(c.m, &wire{}).Prepare(t.Context(), bench.Order{Method: c.method, URL: c.url, Body: []byte(c.body)})
		if err != nil || c2.Grave != c.grave || c2.Amount != c.amount {
			t.Errorf("%s %s: grave %v, amount %d, %v", c.method, c.url, c2.Grave, c2.Amount, err)
		}
	}
}

func TestNothingUnconfirmedIsSent(t *testing.T) {
	w := &wire{}
	b := newBench(live(t), w)
	c, err := b.Prepare(t.Context(), bench.Order{Method: "POST", URL: "/v3/refund/domestic/refunds", Body: []byte(refund)})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.Send(t.Context(), c); code(err) != bench.Unconfirmed || len(w.happened) != 0 {
		t.Errorf("%v, happened: %q", err, w.happened)
	}
	w.answer = func(*http.Request) (*http.Response, error) { return nil, errors.New("nobody there") }
	c.Confirmed = true
	s, err := b.Send(t.Context(), c)
	want := []string{"opened " + catalog.V3Refund, "sent api.mch.weixin.qq.com", "answered", "judged T1-order  0"}
	if err != nil || !slices.Equal(w.happened, want) || failures(s.Checks) != "answered:no-answer" {
		t.Errorf("%v, happened %q, %s", err, w.happened, failures(s.Checks))
	}
}

func TestASentOrderIsKeptWithWhatItSays(t *testing.T) {
	w := &wire{answer: func(*http.Request) (*http.Response, error) {
		const body = `{"prepay_id":"wx1"}`
		return reply(200, signed(t, now().Unix(), body), body), nil
	}}
	b := newBench(merchant(t), w)
	body := `{"mchid":"1900007291","out_trade_no":"T1-order","appid":"wx2421b1c4370ec43b","description":"d","notify_url":"https://a.example/n","amount":{"total":1990},"payer":{"openid":"o"}}`
	c, err := b.Prepare(t.Context(), bench.Order{Method: "POST", URL: "/v3/pay/transactions/jsapi", Body: []byte(body)})
	if err != nil || len(c.Problems) != 0 {
		t.Fatal(err, c.Problems)
	}
	s, err := b.Send(t.Context(), c)
	if want := "judged T1-order  1990"; err != nil || !s.OK() || w.happened[len(w.happened)-1] != want {
		t.Errorf("%v, %s, happened %q", err, failures(s.Checks), w.happened)
	}
	if sent := w.requests[0]; sent.Header.Get(v3.HeaderSerial) != platformID || s.Exchange.Facts.PrepayID != "wx1" || s.Exchange.Facts.MchID != mchID {
		t.Errorf("sent %v, facts %+v", sent.Header, s.Exchange.Facts)
	}
}

// The target is signed as the HTTP client writes it on the wire.
func TestTheWireCarriesWhatWasSigned(t *testing.T) {
	for _, target := range []string{"/v3/a|b?c=d e", "/v3/a%7Cb?c=%2f", "/v3/中文?x=中", "/v3/a?"} {
		target = strings.ReplaceAll(target, " ", "%20")
		w := &wire{answer: func(*http.Request) (*http.Response, error) { return reply(404, nil, ""), nil }}
		b := newBench(merchant(t), w)
		c, err := b.Prepare(t.Context(), bench.Order{Method: "GET", URL: target})
		if err != nil {
			t.Fatal(err)
		}
		s, err := b.Send(t.Context(), c)
		if lines := strings.Split(s.Text.Reveal(), "\n"); err != nil || lines[1] != w.requests[0].URL.RequestURI() {
			t.Errorf("%s: signed %q, sent %q, %v", target, lines[1], w.requests[0].URL.RequestURI(), err)
		}
	}
}

func TestAV2CallIsCompleted(t *testing.T) {
	w := &wire{answer: func(*http.Request) (*http.Response, error) {
		return reply(200, nil, "<xml><return_code>FAIL</return_code></xml>"), nil
	}}
	b := newBench(merchant(t), w)
	c, err := b.Prepare(t.Context(), bench.Order{Method: "POST", URL: "/pay/downloadfundflow", Body: []byte("<xml><bill_date>20261119</bill_date><account_type>Basic</account_type><sign>OLD</sign></xml>")})
	if err != nil || len(catalog.Errors(c.Problems)) != 0 {
		t.Fatal(err, c.Problems)
	}
	if _, err := b.Send(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(w.requests[0].Body)
	if err != nil {
		t.Fatal(err)
	}
	message, err := v2.Parse(body)
	if err != nil || message.Get("appid") != "wx2421b1c4370ec43b" || message.Get("mch_id") != mchID || len(message.Get("nonce_str")) != 32 || message.Get("sign_type") != "HMAC-SHA256" {
		t.Errorf("sent %s, %v", body, err)
	}
	if !v2.Verify(message, wxpay.NewSecret(v2Key)).OK() || len(message.Get("sign")) != 64 {
		t.Errorf("sign of %s", body)
	}
}

func TestAnUploadSignsItsMetaAndCarriesTheFile(t *testing.T) {
	w := &wire{answer: func(*http.Request) (*http.Response, error) { return reply(404, nil, ""), nil }}
	b := newBench(merchant(t), w)
	data := []byte("\x89PNG\r\n\x1a\n")
	c, err := b.Prepare(t.Context(), bench.Order{Method: "POST", URL: "/v3/merchant/media/upload", File: &bench.File{Name: `/tmp/a "b".png`, Data: data}})
	if err != nil || len(c.Problems) != 0 {
		t.Fatal(err, c.Problems)
	}
	s, err := b.Send(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	_, params, err := mime.ParseMediaType(w.requests[0].Header.Get("Content-Type"))
	if err != nil {
		t.Fatal(err)
	}
	form, err := multipart.NewReader(w.requests[0].Body, params["boundary"]).ReadForm(1 << 20)
	if err != nil {
		t.Fatal(err)
	}
	meta := string(v3.UploadMeta(`a "b".png`, data))
	if form.Value["meta"][0] != meta || !strings.HasSuffix(s.Text.Reveal(), "\n"+meta+"\n") {
		t.Errorf("meta %q, signed %q", form.Value["meta"], s.Text.Reveal())
	}
	file, err := form.File["file"][0].Open()
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if got, err := io.ReadAll(file); err != nil || string(got) != string(data) || form.File["file"][0].Filename != `a "b".png` {
		t.Errorf("file %q, %v", got, err)
	}
}

func TestCallsThatCannotBeMadeAreRefused(t *testing.T) {
	b := newTestBench(t)
	for _, c := range []struct {
		method, url, body string
		want              bench.Code
	}{
		{"GET", "/sns/jscode2session?secret=typed", "", bench.NotByHand}, {"POST", "/sns/jscode2session", "", bench.NotByHand},
		{"GET", "/sns/other", "", bench.NotByHand}, {"GET", "https://example.com/sns/jscode2session", "", bench.ForeignHost}, {"GET", "/pay/orderquery", "", bench.BadMethod}, {"POST", "/pay/orderquery", "{}", bench.Unrecognised},
		{"POST", "/v3/refund/domestic/refunds", "[]", bench.BadBody}, {"POST", "/v3/refund/domestic/refunds", "", bench.BadBody}, {"POST", "v3", "", bench.BadURL},
	} {
		if _, err := b.Prepare(t.Context(), bench.Order{Method: c.method, URL: c.url, Body: []byte(c.body)}); code(err) != c.want {
			t.Errorf("%s %s: %v, want %s", c.method, c.url, err, c.want)
		}
	}
}

// The AppSecret comes from the profile, and is told as what must not be shown.
func TestALoginTakesItsSecretFromTheProfile(t *testing.T) {
	m := merchant(t)
	m.AppSecret, m.Profile.AppID = wxpay.NewSecret("0123456789abcdef0123456789abcdef"), "wxd678efh567hg6787"
	c, err := newBench(m, &wire{}).Draft(bench.Order{Method: "GET", URL: "/sns/jscode2session?js_code=a+b"})
	if err != nil {
		t.Fatal(err)
	}
	const want = "/sns/jscode2session?appid=wxd678efh567hg6787&secret=0123456789abcdef0123456789abcdef&js_code=a+b&grant_type=authorization_code"
	if got := c.Request().URL; !strings.HasSuffix(got, want) {
		t.Errorf("%s, want %s", got, want)
	}
	if c.Text().Len() > 0 || !slices.Equal(c.Secrets, []string{m.AppSecret.Reveal()}) || strings.Contains(c.Target, "secret") {
		t.Errorf("text %q, secrets %d, target %s", c.Text(), len(c.Secrets), c.Target)
	}
}

// A page of V2 carries its fields, with the sign over them unescaped, in the query.
func TestAPageOfV2IsSignedInItsQuery(t *testing.T) {
	c, err := newTestBench(t).Draft(bench.Order{Method: "GET", URL: "/papay/entrustweb?appid=wx1&contract_display_account=" + url.QueryEscape("张三 a") + "&mch_id=1"})
	if err != nil {
		t.Fatal(err)
	}
	at, err := url.Parse(c.Request().URL)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(c.Text().Reveal(), "appid=wx1&contract_display_account=张三 a&mch_id=1&") {
		t.Errorf("signed %q", c.Text())
	}
	if q := at.Query(); c.Request().Method != "GET" || q.Get("contract_display_account") != "张三 a" || q.Get("sign") != c.Signature() || c.Request().Body != nil {
		t.Errorf("%s", at)
	}
}

// A value inside an object that the catalogue does not know asks for it itself.
func TestAMarkedValueIsEncrypted(t *testing.T) {
	m := merchant(t)
	signer, ok := m.Signer.Key.(*rsa.PrivateKey)
	if !ok {
		t.Fatal("no RSA key")
	}
	m.Keys = v3.Keys{{ID: "PUB_KEY_ID_1", Kind: v3.PublicKey, Verifier: v3.RSAVerifier{Key: &signer.PublicKey}}}
	const body = `{"business_code":"B1","contact_info":{"contact_name":"{{encrypt:张三}}","list":["{{encrypt:a}}","b"]}}`
	for _, path := range []string{"/v3/applyment4sub/applyment/", "/v3/nobody/knows/this"} {
		checkMarked(t, newBench(m, &wire{}), signer, path, body)
	}
}

func checkMarked(t *testing.T, b *bench.Bench, key *rsa.PrivateKey, path, body string) {
	t.Helper()
	c, err := b.Draft(bench.Order{Method: "POST", URL: path, Body: []byte(body), Extras: bench.Extras{Encrypt: true}})
	if err != nil {
		t.Fatal(err)
	}
	var sent struct {
		Contact struct {
			Name string   `json:"contact_name"`
			List []string `json:"list"`
		} `json:"contact_info"`
	}
	if err := json.Unmarshal(c.Request().Body, &sent); err != nil {
		t.Fatal(err)
	}
	for sealed, want := range map[string]string{sent.Contact.Name: "张三", sent.Contact.List[0]: "a"} {
		if plain, err := v3.Decrypt(key, sealed); err != nil || plain != want {
			t.Errorf("%q is %q, %v", want, plain, err)
		}
	}
	if c.Sealed != 2 || sent.Contact.List[1] != "b" {
		t.Errorf("%d were encrypted, list %q", c.Sealed, sent.Contact.List)
	}
}

// What was encrypted is not encrypted again, and a draft that is made anew keeps the
// ciphertexts of values that did not change.
func TestSealsStayWhileOtherValuesAreTyped(t *testing.T) {
	m := merchant(t)
	signer, ok := m.Signer.Key.(*rsa.PrivateKey)
	if !ok {
		t.Fatal("no RSA key")
	}
	m.Keys = v3.Keys{{ID: "PUB_KEY_ID_1", Kind: v3.PublicKey, Verifier: v3.RSAVerifier{Key: &signer.PublicKey}}}
	b, seals := newBench(m, &wire{}), &bench.Seals{}
	sealed := func(message, secret string) string {
		t.Helper()
		body, err := wxpay.JSON(map[string]string{"echo_message": message, "encrypted_echo_message": secret})
		if err != nil {
			t.Fatal(err)
		}
		c, err := b.Draft(bench.Order{Method: "POST", URL: "/v3/security/echo", Body: body, Extras: bench.Extras{Encrypt: true, Seals: seals}})
		if err != nil {
			t.Fatal(err)
		}
		var sent map[string]string
		if err := json.Unmarshal(c.Request().Body, &sent); err != nil {
			t.Fatal(err)
		}
		return sent["encrypted_echo_message"]
	}
	first := sealed("a", "secret")
	if plain, err := v3.Decrypt(signer, first); err != nil || plain != "secret" {
		t.Fatalf("%q, %v", plain, err)
	}
	if again := sealed("ab", "secret"); again != first {
		t.Error("the ciphertext changed though the value did not")
	}
	if other := sealed("ab", "secrets"); other == first {
		t.Error("another value has the same ciphertext")
	}
	if kept := sealed("ab", first); kept != first {
		t.Error("a ciphertext was encrypted again")
	}
}

// An application names people: their names are encrypted however deep they stand,
// and nothing else is (提交申请单).
func TestMembersBeyondTheFormAreEncrypted(t *testing.T) {
	m := merchant(t)
	signer, ok := m.Signer.Key.(*rsa.PrivateKey)
	if !ok {
		t.Fatal("no RSA key")
	}
	m.Keys = v3.Keys{{ID: "PUB_KEY_ID_1", Kind: v3.PublicKey, Verifier: v3.RSAVerifier{Key: &signer.PublicKey}}}
	const body = `{"business_code":"B1","contact_info":{"contact_name":"张三","contact_type":"LEGAL"},` +
		`"subject_info":{"subject_type":"张三","ubo_info_list":[{"ubo_id_doc_name":"李四"},{"ubo_id_doc_name":"王五"}]}}`
	c, err := newBench(m, &wire{}).Draft(bench.Order{Method: "POST", URL: "/v3/applyment4sub/applyment/", Body: []byte(body), Extras: bench.Extras{Encrypt: true}})
	if err != nil {
		t.Fatal(err)
	}
	var sent struct {
		Contact struct {
			Name string `json:"contact_name"`
			Type string `json:"contact_type"`
		} `json:"contact_info"`
		Subject struct {
			Type   string `json:"subject_type"`
			Owners []struct {
				Name string `json:"ubo_id_doc_name"`
			} `json:"ubo_info_list"`
		} `json:"subject_info"`
	}
	if err := json.Unmarshal(c.Request().Body, &sent); err != nil || len(sent.Subject.Owners) != 2 || c.Sealed != 3 {
		t.Fatalf("%d sealed, %+v, %v", c.Sealed, sent, err)
	}
	for ciphertext, want := range map[string]string{sent.Contact.Name: "张三", sent.Subject.Owners[0].Name: "李四", sent.Subject.Owners[1].Name: "王五"} {
		if plain, err := v3.Decrypt(signer, ciphertext); err != nil || plain != want {
			t.Errorf("%q, want %q: %v", plain, want, err)
		}
	}
	if sent.Contact.Type != "LEGAL" || sent.Subject.Type != "张三" {
		t.Errorf("%+v", sent)
	}
}
