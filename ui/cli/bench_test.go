package cli_test

import (
	"bytes"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/pem"
	"fmt"
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"wxlens/ui/cli"
	"wxlens/ui/workbench/workbenchtest"
)

// withInput runs a command with something on standard input, at a terminal or
// not.
func withInput(t *testing.T, input string, terminal bool, args ...string) ran {
	t.Helper()
	var out, errs bytes.Buffer
	exit := cli.Main(t.Context(), cli.Env{
		Args: args, Stdin: strings.NewReader(input), Stdout: &out, Stderr: &errs,
		Getenv: func(string) string { return "" }, Now: time.Now, Version: "test", Terminal: terminal,
	})
	return ran{exit, out.String(), errs.String()}
}

// tool runs one of the tools on a home and returns its only event.
func tool(t *testing.T, home, input string, want int, args ...string) map[string]any {
	t.Helper()
	r := withInput(t, input, false, append([]string{"--home", home, "--json"}, args...)...)
	events := r.events(t)
	if r.exit != want || len(events) != 1 {
		t.Fatalf("%v: exit %d, want %d: %s%s", args, r.exit, want, r.stdout, r.stderr)
	}
	return events[0]
}

// keep writes a request of an event to a file, as it stood on the wire.
func keep(t *testing.T, message map[string]any, end string) string {
	t.Helper()
	start := fmt.Sprintf("%v %v HTTP/1.1", message["method"], message["url"])
	if status := message["status"]; status != nil {
		start = fmt.Sprintf("HTTP/1.1 %v OK", status)
	}
	lines := []string{start}
	for name, value := range message["headers"].(map[string]any) {
		lines = append(lines, name+": "+value.(string))
	}
	path := filepath.Join(t.TempDir(), "message.http")
	if err := os.WriteFile(path, []byte(strings.Join(lines, end)+end+end+message["body"].(string)), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// failed names the checks that do not hold.
func failed(event map[string]any) string {
	var names []string
	for _, c := range event["checks"].([]any) {
		if c := c.(map[string]any); c["ok"] != true {
			names = append(names, c["name"].(string))
		}
	}
	return strings.Join(names, " ")
}

func TestEveryMessageOfAFlowVerifiesAfterwards(t *testing.T) {
	for _, flow := range []string{"miniprogram-v3", "miniprogram-v2"} {
		home := workbenchtest.Home(t)
		byName := steps(t, wxlens(t, "--home", home, "--json", "run", flow, "--until", "refund-query").events(t))
		for _, end := range []string{"\r\n", "\n"} {
			notice := byName["notify"]["request"].(map[string]any)
			e := tool(t, home, "", cli.ExitOK, "verify", keep(t, notice, end))
			if e["event"] != "verified" || e["ok"] != true || e["kind"] != "notification" || e["signature"] != byName["notify"]["signature"] {
				t.Errorf("%s notify: %v", flow, e)
			}
			if plain, _ := e["plain"].(string); strings.HasSuffix(flow, "v3") && !strings.Contains(plain, `"trade_state":"SUCCESS"`) {
				t.Errorf("plain %q", plain)
			}
			original := notice["body"].(string)
			notice["body"] = strings.Replace(original, "1", "2", 1)
			if e := tool(t, home, "", cli.ExitFailed, "verify", keep(t, notice, end)); e["ok"] != false || failed(e) == "" {
				t.Errorf("%s tampered: %v", flow, e)
			}
			notice["body"] = original
		}
		refund := tool(t, home, "", cli.ExitOK, "verify", keep(t, byName["refund-notify"]["request"].(map[string]any), "\r\n"))
		if plain, _ := refund["plain"].(string); !strings.Contains(plain, "out_refund_no") {
			t.Errorf("%s refund-notify: %v", flow, refund)
		}
		for _, name := range []string{"order", "query", "refund", "refund-query"} {
			for _, part := range []string{"request", "response"} {
				e := tool(t, home, "", cli.ExitOK, "verify", keep(t, byName[name][part].(map[string]any), "\r\n"))
				if part == "request" && e["sign_string"] != byName[name]["sign_string"] {
					t.Errorf("%s %s: %v", name, part, e)
				}
			}
		}
	}
}

func TestFreshnessIsJudgedWhenItIsAsked(t *testing.T) {
	home := workbenchtest.Home(t)
	byName := steps(t, wxlens(t, "--home", home, "--json", "run", "miniprogram-v3", "--until", "notify").events(t))
	file := keep(t, byName["notify"]["request"].(map[string]any), "\r\n")
	if e := tool(t, home, "", cli.ExitFailed, "verify", file, "--at", "2030-01-01T00:00:00+08:00"); failed(e) != "timestamp-fresh" {
		t.Errorf("%v", e)
	}
	if e := tool(t, home, "", cli.ExitOK, "decrypt", file); !strings.Contains(e["plain"].(string), `"trade_state":"SUCCESS"`) {
		t.Errorf("%v", e)
	}
	if e := tool(t, home, byName["notify"]["request"].(map[string]any)["body"].(string), cli.ExitOK, "decrypt", "-"); e["event"] != "verified" || e["ok"] != true {
		t.Errorf("%v", e)
	}
}

func TestWhatIsSentIsKept(t *testing.T) {
	home := workbenchtest.Home(t)
	body := `{"appid":"%s","mchid":"%s","description":"d","out_trade_no":"SENT-0001","notify_url":"http://127.0.0.1:1/n","amount":{"total":1990},"payer":{"openid":"%s"}}`
	openid := steps(t, wxlens(t, "--home", home, "--json", "run", "miniprogram-v3", "--until", "login").events(t))["login"]["response"].(map[string]any)["body"].(string)
	openid = strings.Split(strings.SplitN(openid, `"openid":"`, 2)[1], `"`)[0]
	show := tool(t, home, "", cli.ExitOK, "profile", "list")
	e := tool(t, home, fmt.Sprintf(body, show["appid"], show["mchid"], openid), cli.ExitOK, "send", "POST", "/v3/pay/transactions/jsapi", "--body", "-")
	if e["event"] != "step" || e["step"] != "send" || e["ok"] != true || !strings.HasPrefix(e["sign_string"].(string), "POST\n/v3/pay/transactions/jsapi\n") || len(e["warnings"].([]any)) != 1 { // its notify URL is on this machine
		t.Errorf("%v", e)
	}
	if !strings.Contains(e["response"].(map[string]any)["body"].(string), "prepay_id") || e["request"] == nil || e["trace"] == nil || e["elapsed_ms"] == nil {
		t.Errorf("%v", e)
	}
	if o := tool(t, home, "", cli.ExitOK, "orders", "show", "SENT-0001"); o["state"] != "NOTPAY" || o["total"] != 1990.0 {
		t.Errorf("%v", o)
	}
	tool(t, home, fmt.Sprintf(`{"mchid":"%s","extra":1}`, show["mchid"]), cli.ExitOK, "send", "post", "/v3/pay/transactions/out-trade-no/SENT-0001/close", "--body", "-", "--force")
	if o := tool(t, home, "", cli.ExitOK, "orders", "show", "SENT-0001"); o["state"] != "CLOSED" || o["total"] != 1990.0 {
		t.Errorf("%v", o)
	}
	if e := tool(t, home, "<xml><out_trade_no>SENT-0001</out_trade_no></xml>", cli.ExitOK, "send", "POST", "/pay/orderquery", "--body", "-"); !strings.Contains(e["sign_string"].(string), "&key=") {
		t.Errorf("%v", e)
	}
}

func TestRefusalsOfTheOtherSideAreShown(t *testing.T) {
	home := workbenchtest.Home(t)
	e := tool(t, home, "", cli.ExitFailed, "send", "GET", "/v3/pay/transactions/id/42?mchid=1")
	if e["ok"] != false || e["response"].(map[string]any)["status"] == nil || failed(e) != "status" {
		t.Errorf("%v", e)
	}
}

func TestWhatThePlatformCertificatesHold(t *testing.T) {
	home := workbenchtest.Home(t)
	e := tool(t, home, "", cli.ExitOK, "send", "GET", "/v3/certificates")
	plain := tool(t, home, e["response"].(map[string]any)["body"].(string), cli.ExitOK, "decrypt", "-")["plain"].(string)
	want, err := os.ReadFile(filepath.Join(home, "sandbox", "credentials", "wechatpay_platform_cert.pem"))
	if err != nil || strings.TrimSpace(plain) != strings.TrimSpace(string(want)) {
		t.Errorf("%v, %s", err, plain)
	}
}

func TestUploadsAreSignedAndSent(t *testing.T) {
	home, image := workbenchtest.Home(t), filepath.Join(t.TempDir(), "图.png")
	if err := os.WriteFile(image, []byte("\x89PNG\r\n\x1a\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	e := tool(t, home, "", cli.ExitOK, "send", "POST", "/v3/merchant/media/upload", "--file", image)
	if !strings.Contains(e["sign_string"].(string), `{"filename":"图.png","sha256":"`) {
		t.Errorf("%v", e)
	}
	if e := tool(t, home, "", cli.ExitOK, "verify", keepRaw(t, e["request"].(map[string]any))); e["kind"] != "request" {
		t.Errorf("%v", e)
	}
}

// keepRaw keeps a request whose body is not UTF-8.
func keepRaw(t *testing.T, request map[string]any) string {
	t.Helper()
	if raw, ok := request["body_base64"].(string); ok {
		request["body"] = string(decode(t, raw))
	}
	return keep(t, request, "\r\n")
}

// liveHome is a home whose current profile is LIVE.
func liveHome(t *testing.T) (home, key string) {
	t.Helper()
	home = workbenchtest.Home(t)
	if r := wxlens(t, "--home", home, "orders", "list"); r.exit != cli.ExitOK { // makes the demo profile
		t.Fatal(r.stderr)
	}
	path := filepath.Join(home, "profiles", "demo", "profile.toml")
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	changed := strings.Replace(string(data), "'sandbox'", "'live'", 1)
	if changed == string(data) {
		t.Fatalf("no environment in %s", data)
	}
	if err := os.WriteFile(path, []byte(changed), 0o600); err != nil {
		t.Fatal(err)
	}
	return home, readMerchant(t, filepath.Join(home, "sandbox", "credentials")).APIv2Key
}

// A real merchant's folder may be imported for the sandbox's sake: what it signs
// with is hidden all the same.
func TestKeysThatNoSandboxMadeAreHidden(t *testing.T) {
	home := workbenchtest.Home(t)
	if r := wxlens(t, "--home", home, "orders", "list"); r.exit != cli.ExitOK { // makes the demo profile
		t.Fatal(r.stderr)
	}
	dir := filepath.Join(home, "profiles", "demo")
	data, err := os.ReadFile(filepath.Join(dir, "apiclient_key.pem"))
	if err != nil {
		t.Fatal(err)
	}
	block, _ := pem.Decode(data)
	key, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "Tenpay.com Root CA"}}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.(*rsa.PrivateKey).PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "apiclient_cert.pem"), pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), 0o600); err != nil {
		t.Fatal(err)
	}
	v2Key := readMerchant(t, filepath.Join(home, "sandbox", "credentials")).APIv2Key
	for _, args := range [][]string{{"sign", "--api", "v2", "-"}, {"paysign", "--api", "v2", "--client", "jsapi", "--prepay-id", "wx1"}, {"run", "native-v2", "--until", "order"}} {
		r := withInput(t, "<xml><appid>wx1</appid></xml>", false, append([]string{"--home", home, "--json"}, args...)...)
		if r.exit != cli.ExitOK || strings.Contains(r.stdout, v2Key) || !strings.Contains(r.stdout, "&key=***") {
			t.Errorf("%v: %+v", args, r)
		}
	}
}

func TestALiveProfileAsksAndHides(t *testing.T) {
	home, key := liveHome(t)
	const message = "<xml><appid>wx1</appid></xml>"
	for _, args := range [][]string{{"sign", "--api", "v2", "-"}, {"paysign", "--api", "v2", "--client", "app", "--prepay-id", "wx1"}} {
		all := append([]string{"--home", home, "--json"}, args...)
		if r := withInput(t, message, false, all...); r.exit != cli.ExitOK || strings.Contains(r.stdout, key) || !strings.Contains(r.stdout, "&key=***") {
			t.Errorf("%v: %+v", args, r)
		}
		if r := withInput(t, message, false, append(all, "--reveal")...); r.exit != cli.ExitOK || !strings.Contains(r.stdout, "&key="+key) {
			t.Errorf("%v --reveal: %+v", args, r)
		}
	}
	refund := filepath.Join(t.TempDir(), "refund.json")
	if err := os.WriteFile(refund, []byte(`{"out_trade_no":"T1-order","out_refund_no":"R1","amount":{"refund":1990,"total":1990,"currency":"CNY"}}`), 0o600); err != nil {
		t.Fatal(err)
	}
	if e := tool(t, home, "", cli.ExitUsage, "send", "POST", "/v3/refund/domestic/refunds", "--body", refund); e["code"] != "unconfirmed" || e["hint"] == "" {
		t.Errorf("%v", e)
	}
	r := withInput(t, "no\n", true, "--home", home, "--lang", "en", "send", "POST", "/v3/refund/domestic/refunds", "--body", refund)
	if r.exit != cli.ExitUsage || !strings.Contains(r.stderr, "POST /v3/refund/domestic/refunds") || !strings.Contains(r.stderr, "¥19.90 (1990 fen)") {
		t.Errorf("%+v", r)
	}
	if e := tool(t, home, "", cli.ExitUsage, "send", "GET", "http://127.0.0.1:9/v3/certificates"); e["code"] != "foreign-host" {
		t.Errorf("%v", e)
	}
	if list := wxlens(t, "--home", home, "--json", "orders", "list"); list.stdout != "" {
		t.Errorf("something was sent: %s", list.stdout)
	}
}

func TestToolsSayWhatIsWrongWithTheirInput(t *testing.T) {
	home := workbenchtest.Home(t)
	for _, c := range []struct {
		input, code string
		args        []string
	}{
		{"", "usage", []string{"sign"}},
		{"", "usage", []string{"sign", "--api", "v4"}},
		{"", "usage", []string{"sign", "--api", "v3", "--method", "GET"}},
		{"", "usage", []string{"sign", "--api", "v3", "--method", "GET", "--url", "/", "x.xml"}},
		{"", "usage", []string{"sign", "--api", "v2"}},
		{"", "usage", []string{"sign", "--api", "v2", "a", "b"}},
		{"", "usage", []string{"paysign", "--api", "v3", "--client", "h5", "--prepay-id", "wx1"}},
		{"", "usage", []string{"paysign", "--api", "v3", "--client", "app", "--prepay-id", "wx1", "--sign-type", "MD5"}},
		{"", "usage", []string{"verify"}},
		{"", "usage", []string{"verify", "-", "--at", "yesterday"}},
		{"", "usage", []string{"send", "GET"}},
		{"", "usage", []string{"send", "POST", "/v3/x", "--body", "-", "--file", "-"}},
		{"", "unreadable", []string{"verify", filepath.Join(home, "nowhere")}},
		{"", "unreadable", []string{"decrypt", home}},
		{"", "unrecognised", []string{"verify", "-"}},
		{`{"id":"1"}`, "unrecognised", []string{"verify", "-"}},
		{"curl -X POST https://x", "unrecognised", []string{"decrypt", "-"}},
		{"{", "bad-json", []string{"decrypt", "-"}},
		{"<xml><a>", "bad-xml", []string{"sign", "--api", "v2", "-"}},
		{"POST /n HTTP/1.1\nno colon\n\n", "bad-http", []string{"verify", "-"}},
		{strings.Repeat("x", 11<<20), "too-large", []string{"verify", "-"}},
		{"", "bad-url", []string{"sign", "--api", "v3", "--method", "GET", "--url", "v3/x"}},
		{"", "bad-method", []string{"send", "G-T", "/v3/x"}},
		{"", "bad-timestamp", []string{"sign", "--api", "v3", "--method", "GET", "--url", "/", "--timestamp", "now"}},
		{"", "bad-nonce", []string{"paysign", "--api", "v3", "--client", "app", "--prepay-id", "wx1", "--nonce", "a b"}},
		{"<xml></xml>", "bad-sign-type", []string{"sign", "--api", "v2", "-", "--sign-type", "md5"}},
		{"", "bad-prepay-id", []string{"paysign", "--api", "v3", "--client", "app", "--prepay-id", "prepay_id=wx1"}},
		{"[]", "bad-body", []string{"send", "POST", "/v3/pay/transactions/jsapi", "--body", "-"}},
		{"{}", "bad-field", []string{"send", "POST", "/v3/pay/transactions/jsapi", "--body", "-"}},
		{"", "foreign-host", []string{"send", "GET", "https://example.com/v3/x"}},
		{"", "not-by-hand", []string{"send", "GET", "/sns/jscode2session?secret=0"}},
	} {
		for _, lang := range []string{"en", "zh"} {
			e := tool(t, home, c.input, cli.ExitUsage, append([]string{"--lang", lang}, c.args...)...)
			message, _ := e["message"].(string)
			if e["event"] != "error" || e["code"] != c.code || message == "" || strings.HasPrefix(message, ":") || e["hint"] == "" {
				t.Errorf("%v: %v, want %s", c.args, e, c.code)
			}
		}
	}
}

func TestToolsSpeakToPeople(t *testing.T) {
	home := workbenchtest.Home(t)
	for _, lang := range []struct{ code, word string }{{"en", "notification"}, {"zh", "通知"}} {
		for _, plain := range []bool{false, true} {
			args := []string{"--home", home, "--lang", lang.code, "verify", "-"}
			if plain {
				args = append(args, "--plain")
			}
			r := withInput(t, "<xml><return_code>SUCCESS</return_code><sign>A</sign></xml>", false, args...)
			lines := strings.Count(r.stdout, "\n")
			if r.exit != cli.ExitFailed || !strings.Contains(r.stdout, lang.word) || (lines == 1) != plain {
				t.Errorf("%v: %+v", args, r)
			}
		}
	}
	for _, name := range []string{"sign", "paysign", "verify", "decrypt", "send"} {
		for _, lang := range []string{"en", "zh"} {
			r := wxlens(t, "--lang", lang, name, "--help")
			for line := range strings.Lines(r.stdout) {
				if strings.HasPrefix(line, "  --") && len(strings.Fields(line)) < 2 {
					t.Errorf("%s: a flag without help: %q", name, line)
				}
			}
			if r.exit != cli.ExitOK || strings.HasPrefix(r.stdout, "\n") {
				t.Errorf("%s: %+v", name, r)
			}
		}
	}
}

func decode(t *testing.T, s string) []byte {
	t.Helper()
	data, err := base64.StdEncoding.DecodeString(s)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func TestNoEscapeSequenceReachesATerminal(t *testing.T) {
	home := workbenchtest.Home(t)
	const message = "HTTP/1.1 200 OK\r\nWechatpay-Timestamp: 1\r\nWechatpay-Nonce: \x1b[2J\r\nWechatpay-Serial: \x1b]0;x\x07\r\nWechatpay-Signature: \x1b[H\r\n\r\n{\"a\":\"\x1b[31m\u009b31m\u202e\u200b\"}"
	for _, terminal := range []bool{true, false} {
		var out bytes.Buffer
		cli.Main(t.Context(), cli.Env{
			Args: []string{"--home", home, "verify", "-"}, Stdin: strings.NewReader(message), Stdout: &out, Stderr: &bytes.Buffer{},
			Getenv: func(name string) string { return map[string]string{"NO_COLOR": "1"}[name] }, Now: time.Now, OutTerminal: terminal,
		})
		if strings.ContainsAny(out.String(), "\x1b\x07\u009b\u202e\u200b") == terminal || !strings.Contains(out.String(), "31m") {
			t.Errorf("terminal %v: %q", terminal, out.String())
		}
	}
}
