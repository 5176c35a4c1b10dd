package composer_test

import (
	"context"
	"crypto/rand"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"wxlens/profiles"
	"wxlens/ui/workbench/composer"
	"wxlens/wxpay"
	"wxlens/wxpay/catalog"
)

// journal holds nothing.
type journal struct{}

func (journal) Sent(context.Context, int) ([]wxpay.Exchange, error) { return nil, nil }
func (journal) Exchange(context.Context, string) (wxpay.Exchange, error) {
	return wxpay.Exchange{Direction: wxpay.Incoming}, nil
}

func newComposer(t testing.TB) (c *composer.Composer, dir string) {
	t.Helper()
	dir = filepath.Join(t.TempDir(), "requests")
	m := &profiles.Merchant{Profile: profiles.Profile{AppID: "wxd678efh567hg6787", MchID: "1900000001", OpenID: "oUpF8uMuAJO_M2pxb1Q9zNjWeS6o"}}
	return composer.New(composer.Deps{
		Dir: dir, Merchant: func() (*profiles.Merchant, error) { return m, nil }, NotifyURL: func() string { return "https://shop.example/n" },
		Journal: journal{}, Now: func() time.Time { return time.Date(2026, 11, 21, 1, 0, 0, 0, time.UTC) }, Random: rand.Reader,
	}), dir
}

func codeOf(err error) string {
	fault := (*composer.Fault)(nil)
	if errors.As(err, &fault) {
		return fault.Code
	}
	return ""
}

// A new request lacks nothing that the profile knows, and its days are Beijing's.
func TestNewRequestsAreFilledIn(t *testing.T) {
	c, _ := newComposer(t)
	for id, want := range map[string]catalog.Values{
		catalog.V3JSAPI: {
			"appid": "wxd678efh567hg6787", "mchid": "1900000001", "description": "wxlens 测试商品", "notify_url": "https://shop.example/n",
			"amount.total": "1", "payer.openid": "oUpF8uMuAJO_M2pxb1Q9zNjWeS6o",
		},
		catalog.V3TradeBill:    {"bill_date": "2026-11-20"},
		catalog.V2DownloadBill: {"bill_date": "20261120"},
		catalog.V3Close:        {"mchid": "1900000001"},
	} {
		r, err := c.New(id)
		if err != nil {
			t.Fatal(id, err)
		}
		if no := r.Values["out_trade_no"]; id == catalog.V3JSAPI && !strings.HasPrefix(no, "T261121-") {
			t.Errorf("out_trade_no %q", no)
		}
		delete(r.Values, "out_trade_no")
		delete(r.Values, "bill_type")
		if !reflect.DeepEqual(r.Values, want) {
			t.Errorf("%s: %v, want %v", id, r.Values, want)
		}
	}
	if _, err := c.New("v3.nothing"); codeOf(err) != composer.UnknownCall {
		t.Error(err)
	}
}

// What is typed by hand goes to the byte; it becomes a form again where the form
// holds all of it.
func TestFormsAndTextsTurnIntoEachOther(t *testing.T) {
	c, _ := newComposer(t)
	for _, e := range catalog.All() {
		if e.Upload || e.ID == catalog.Code2Session {
			continue
		}
		r, err := c.New(e.ID)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range e.Fields {
			if f.In == catalog.Path {
				r.Values[f.Name] = "a|b 1"
			}
		}
		typed := r.Typed()
		back, err := typed.Filled()
		if err != nil || !reflect.DeepEqual(back, r) {
			t.Errorf("%s: %v\n%v, was\n%v", e.ID, err, back, r)
		}
	}
	for _, c := range []struct{ method, target, body, want string }{
		{"POST", "/v3/pay/transactions/native", `{"appid":"a","other":1}`, composer.BeyondForm},
		{"POST", "/v3/pay/transactions/native", `{"amount":{"total":1,"tip":2}}`, composer.BeyondForm},
		{"POST", "/v3/pay/transactions/native", `{`, composer.BeyondForm},
		{"POST", "/v3/pay/transactions/native", `{"description":5}`, composer.BeyondForm},
		{"GET", "/v3/bill/tradebill?bill_date=2026-11-20&x=1", "", composer.BeyondForm},
		{"POST", "/pay/orderquery", "<xml><no_such>1</no_such></xml>", composer.BeyondForm},
		{"GET", "/v3/nothing", "", composer.UnknownCall},
		{"GET", "/v3/bill/tradebill?bill_date=2026-11-20", "", ""},
		{"POST", "/pay/orderquery", "<xml><out_trade_no>1</out_trade_no><sign>A</sign></xml>", ""},
	} {
		r := composer.Request{Method: c.method, Target: c.target, Body: c.body}
		if _, err := r.Filled(); codeOf(err) != c.want || (err == nil) != (c.want == "") {
			t.Errorf("%s %s: %v, want %q", c.target, c.body, err, c.want)
		}
		if method, target, body := r.Wire(); method != c.method || target != c.target || string(body) != c.body {
			t.Errorf("%s %s: sent as %s %s %s", c.target, c.body, method, target, body)
		}
	}
}

// The commands are as the documentation, a browser and people write them.
func TestCurlCommandsAreTakenOver(t *testing.T) {
	for _, c := range []struct {
		command string
		want    composer.Request
		code    string
	}{
		{`$ curl -X POST https://api.mch.weixin.qq.com/v3/pay/transactions/out-trade-no/T1/close -H 'Authorization: WECHATPAY2-SHA256-RSA2048 mchid="1",nonce_str="n",signature="s",timestamp="1",serial_no="5"' -H "Content-Type: application/json" -d '{"mchid":"1900000001"}'`,
			composer.Request{Endpoint: catalog.V3Close, Values: catalog.Values{"out_trade_no": "T1", "mchid": "1900000001"}}, ""},
		{"curl 'https://api.mch.weixin.qq.com/v3/pay/transactions/id/4200?mchid=1900000001' \\\n  -H 'Accept: application/json'",
			composer.Request{Endpoint: catalog.V3QueryByID, Values: catalog.Values{"transaction_id": "4200", "mchid": "1900000001"}}, ""},
		{`curl api.mch.weixin.qq.com/pay/orderquery --data-binary '<xml><appid>wx1</appid><nonce_str>n</nonce_str><out_trade_no><![CDATA[T1]]></out_trade_no><sign>ABC</sign></xml>'`,
			composer.Request{Endpoint: catalog.V2OrderQuery, Values: catalog.Values{"appid": "wx1", "out_trade_no": "T1"}}, ""},
		{`curl -X post http://127.0.0.1:18080/v3/some/thing -d '{"a": 1}'`, composer.Request{Method: "POST", Target: "/v3/some/thing", Body: `{"a": 1}`}, ""},
		{`curl -X POST https://api.mch.weixin.qq.com/v3/x -d @body.json`, composer.Request{}, composer.CurlFile},
		{`curl`, composer.Request{}, composer.NoCurl},
		{`wget https://api.mch.weixin.qq.com/v3/x`, composer.Request{}, composer.NoCurl},
	} {
		got, err := composer.FromCurl([]byte(c.command))
		if codeOf(err) != c.code || (err == nil) != (c.code == "") || !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s\n%+v %v, want %+v", c.command, got, err, c.want)
		}
	}
}

func TestRequestsAreSavedUnderNames(t *testing.T) {
	c, dir := newComposer(t)
	r := composer.Request{Endpoint: catalog.V3Close, Values: catalog.Values{"out_trade_no": "T1"}}
	byHand := composer.Request{Method: "POST", Target: "/v3/x", Body: "{\"a\": \"<&>\u2028\"}\n"}
	for name, r := range map[string]composer.Request{"关单": r, "by hand": byHand} {
		if err := c.Save(name, r, false); err != nil {
			t.Fatal(err)
		}
		if got, err := c.Load(name); err != nil || !reflect.DeepEqual(got, r) {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
	if err := c.Save("关单", byHand, false); codeOf(err) != composer.NameTaken {
		t.Error(err)
	}
	if err := c.Save("关单", byHand, true); err != nil {
		t.Error(err)
	}
	if err := c.Copy("关单", "copy"); err != nil {
		t.Error(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "broken.json"), []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	list, err := c.List()
	var names []string
	for _, s := range list {
		names = append(names, s.Name)
		if (s.Err != nil) != (s.Name == "broken") {
			t.Errorf("%s: %v", s.Name, s.Err)
		}
	}
	if want := "broken by hand copy 关单"; err != nil || strings.Join(names, " ") != want {
		t.Errorf("%q, want %q", names, want)
	}
	if info, err := os.Stat(filepath.Join(dir, "copy.json")); err != nil || info.Mode().Perm() != 0o600 {
		t.Error(info.Mode(), err)
	}
	if err := errors.Join(c.Remove("copy"), c.Remove("broken")); err != nil {
		t.Error(err)
	}
	for _, name := range []string{"", "a/b", "..", ".x", " a", "a\n", strings.Repeat("长", 65), `a\b`, "a."} {
		if err := c.Save(name, r, false); codeOf(err) != composer.BadName {
			t.Errorf("%q: %v", name, err)
		}
	}
	for _, err := range []error{c.Remove("copy"), c.Copy("copy", "x")} {
		if codeOf(err) != composer.NoRequest {
			t.Error(err)
		}
	}
	if err := c.Save("x", composer.Request{Method: "POST", Target: "/v3/x", Body: "\xff"}, false); codeOf(err) != composer.NotText {
		t.Error(err)
	}
}

func TestWhatWasReceivedIsNoCall(t *testing.T) {
	c, _ := newComposer(t)
	if _, err := c.Again(t.Context(), "x"); codeOf(err) != composer.NotACall {
		t.Error(err)
	}
}

func FuzzFromCurl(f *testing.F) {
	f.Add([]byte(`curl -X POST https://api.mch.weixin.qq.com/v3/pay/transactions/native -d '{"appid":"a","amount":{"total":1}}'`))
	f.Add([]byte(`curl api.mch.weixin.qq.com/pay/orderquery -d '<xml><a>1</a></xml>'`))
	f.Add([]byte(`curl 'https://api.mch.weixin.qq.com/papay/entrustweb?appid=a&sign=b'`))
	f.Fuzz(func(t *testing.T, text []byte) {
		r, err := composer.FromCurl(text)
		if err != nil {
			return
		}
		method, target, _ := r.Wire()
		if method == "" || !strings.HasPrefix(target, "/") {
			t.Errorf("%q gives %q %q", text, method, target)
		}
		typed := r.Typed()
		if typed.Method != method || typed.Target != target {
			t.Errorf("%q typed is %q %q, was %q %q", text, typed.Method, typed.Target, method, target)
		}
	})
}

// What is saved holds no AppSecret, wherever it was typed.
func TestTheSecretOfALoginIsNotSaved(t *testing.T) {
	c, dir := newComposer(t)
	const target = "/sns/jscode2session?appid=wx1&secret=0123456789abcdef&js_code=x"
	if err := c.Save("login", composer.Request{Method: "GET", Target: target}, false); err != nil {
		t.Fatal(err)
	}
	if r, err := c.Load("login"); err != nil || r.Target != "/sns/jscode2session?appid=wx1&js_code=x" {
		t.Errorf("%+v, %v", r, err)
	}
	if text, err := os.ReadFile(filepath.Join(dir, "login.json")); err != nil || strings.Contains(string(text), "0123456789abcdef") {
		t.Errorf("%s, %v", text, err)
	}
}

// A folder or a pipe is nothing to upload.
func TestOnlyFilesAreUploaded(t *testing.T) {
	if _, err := composer.ReadFile(t.TempDir()); codeOf(err) != composer.FileForbidden {
		t.Error(err)
	}
}
