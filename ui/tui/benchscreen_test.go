package tui_test

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"wxlens/ui/text"
	"wxlens/ui/tui/keys"
	"wxlens/ui/tui/tuitest"
	"wxlens/ui/workbench"
	"wxlens/ui/workbench/diagnoser"
	"wxlens/wxpay"
	"wxlens/wxpay/diagnose"
	"wxlens/wxpay/flow"
	"wxlens/wxpay/sandbox"
)

// refusedCall is a curl command that the merchant's key signed as spoil says, with
// the server's answer. It is signed here, by the rule of the documentation, with
// none of the program's code.
func (b *bench) refusedCall(body string, spoil func(message string) string) string {
	b.t.Helper()
	dir := filepath.Join(workbench.HomeAt(b.home).Sandbox, "credentials")
	read := func(name string) []byte {
		data, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			b.t.Fatal(err)
		}
		block, _ := pem.Decode(data)
		return block.Bytes
	}
	key, err := x509.ParsePKCS8PrivateKey(read("apiclient_key.pem"))
	if err != nil {
		b.t.Fatal(err)
	}
	certificate, err := x509.ParseCertificate(read("apiclient_cert.pem"))
	if err != nil {
		b.t.Fatal(err)
	}
	const path, nonce = "/v3/pay/transactions/native", "593BEC0C930BF1AFEB40B4A08C8FB242"
	now, mchID := strconv.FormatInt(time.Now().Unix(), 10), certificate.Subject.CommonName
	body = strings.ReplaceAll(body, "MCHID", mchID)
	digest := sha256.Sum256([]byte(spoil("POST\n" + path + "\n" + now + "\n" + nonce + "\n" + body + "\n")))
	signature, err := rsa.SignPKCS1v15(rand.Reader, key.(*rsa.PrivateKey), crypto.SHA256, digest[:])
	if err != nil {
		b.t.Fatal(err)
	}
	return fmt.Sprintf(`$ curl -X POST https://api.mch.weixin.qq.com%s -H 'Accept: application/json' -H 'Content-Type: application/json' \
  -H 'Authorization: WECHATPAY2-SHA256-RSA2048 mchid="%s",nonce_str="%s",signature="%s",timestamp="%s",serial_no="%X"' \
  -d '%s'
HTTP/1.1 401 Unauthorized

{"code":"SIGN_ERROR","message":"签名错误，请检查后再试"}
`, path, mchID, nonce, base64.StdEncoding.EncodeToString(signature), now, certificate.SerialNumber, body)
}

const nativeBody = `{"appid":"wxd678efh567hg6787","mchid":"MCHID","description":"测试商品","out_trade_no":"1217752501201407033233368018","notify_url":"https://www.weixin.qq.com/wxpay/pay.php","amount":{"total":100,"currency":"CNY"}}`

func noLastLineFeed(message string) string { return strings.TrimSuffix(message, "\n") }

// titleOf is what a mistake is called.
func titleOf(t *testing.T, slug diagnose.Slug, lang wxpay.Lang) string {
	t.Helper()
	m, ok := diagnose.Find(slug)
	if !ok {
		t.Fatalf("no mistake %s", slug)
	}
	return m.Title.In(lang)
}

func pasted(d *tuitest.Driver, s string) { d.Send(tea.PasteMsg{Content: s}) }

// asTyped writes line ends as a terminal sends them inside a paste.
func asTyped(s string) string { return strings.ReplaceAll(s, "\n", "\r") }

func TestWhatIsPastedIsDiagnosed(t *testing.T) {
	t.Parallel()
	for _, lang := range []wxpay.Lang{wxpay.Chinese, wxpay.English} {
		b := newBench(t)
		d := open(t, b, lang)
		words, all := text.In(lang).TUI.Bench, text.In(lang)
		d.Do(keys.Bench)
		d.Has(words.IntroKeys[:12])
		if d.View().Cursor == nil {
			t.Error("an empty bench cannot be typed into")
		}
		pasted(d, asTyped(b.refusedCall(nativeBody, noLastLineFeed)))
		d.Has(titleOf(t, "v3-final-newline-missing", lang))
		d.Has(all.Diagnosis.Verdicts[diagnose.Explained])
		d.Has(words.Forms["curl"])
		d.Has(words.Lines(1, 3))
		d.Has(words.KeysOf("demo"))
		d.Has("    ^")
		d.Do(keys.NextTab)
		d.Has(`}}⏎`)
		d.Resize(80, 24)
		d.Has(all.Diagnosis.Was)
		d.Has("    ^")
		d.Do(keys.NextTab)
		d.Has("[0a]")
		d.Has("[  ]")
		d.Do(keys.NextTab)
		d.Has("package main")
		d.Do(keys.Program)
		d.Has("import java.")
		d.Do(keys.NextTab)
		d.Has("$ curl -X POST")
		d.Resize(120, 40)
		d.Press("esc")
		d.Has("js_code")
		d.Do(keys.Bench)
		d.Has("$ curl -X POST")
	}
}

func TestPastingAnywhereOpensTheBench(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	d := open(t, b, wxpay.English)
	pasted(d, b.refusedCall(nativeBody, func(m string) string { return strings.Replace(m, "\n/v3", "\nhttps://api.mch.weixin.qq.com/v3", 1) }))
	d.Has(titleOf(t, "v3-url-absolute", wxpay.English))
	d.Has("line 2")
}

// TestPiecesAreAdded: the published example of V2, whose key comes second.
func TestPiecesAreAdded(t *testing.T) {
	t.Parallel()
	const key = "192006250b4c09247ec02edce69f6a2d"
	d := open(t, newBench(t), wxpay.Chinese)
	all := text.In(wxpay.Chinese)
	words := all.TUI.Bench
	d.Do(keys.Bench)
	pasted(d, "你好，这里什么都没有")
	d.Has(words.Nothing)
	d.Do(keys.Clear)
	pasted(d, "<xml><appid>wxd930ea5d5a258f4f</appid><mch_id>10000100</mch_id><device_info>1000</device_info><body>test</body><nonce_str>ibuaiVcKdpRxkhJA</nonce_str><sign>9A0A8659F005D6984697E2CA0A9CF3B7</sign></xml>")
	d.Has(all.Diagnosis.Verdicts[diagnose.Unexplained])
	d.Has("10000100")
	pasted(d, "api_key="+key)
	d.Has(all.Diagnosis.Verdicts[diagnose.Correct])
	d.Has(words.OwnKeys)
	d.Do(keys.Write)
	d.Has("api_key=****")
	for _, tab := range []string{"tab", "[", "["} {
		if s := d.Screen(); strings.Contains(s, key) {
			t.Fatalf("the key is shown:\n%s", s)
		}
		d.Press(tab)
	}
	d.Do(keys.Secrets)
	d.Press("]")
	d.Has("api_key=" + key)
}

func TestAPrivateKeyIsNotShown(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	d := open(t, b, wxpay.Chinese)
	pem, err := os.ReadFile(filepath.Join(workbench.HomeAt(b.home).Sandbox, "credentials", "apiclient_key.pem"))
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(string(pem), "\n")
	for _, what := range []string{string(pem), lines[0] + "\n" + lines[1] + "\n" + lines[2], b.refusedCall(nativeBody, noLastLineFeed) + "\n" + string(pem)} {
		d.Do(keys.Bench)
		pasted(d, what)
		d.Has(text.In(wxpay.Chinese).TUI.Bench.Recognised)
		d.Do(keys.PrevTab)
		d.Press("G")
		d.Has("****************")
		if s := d.Screen(); strings.Contains(s, lines[1][8:40]) || strings.Contains(s, lines[2][:32]) {
			t.Fatalf("the private key is shown:\n%s", s)
		}
		d.Do(keys.Clear)
		d.Press("esc")
	}
}

func TestTypingOnTheBench(t *testing.T) {
	t.Parallel()
	d := open(t, newBench(t), wxpay.English)
	words := text.In(wxpay.English).TUI.Bench
	d.Do(keys.Bench)
	d.Type("q微信?")
	d.Has("q微信?")
	if c := d.View().Cursor; c == nil || c.X != 1+5+6 {
		t.Errorf("the cursor stands at %+v", c)
	}
	d.Press("enter")
	d.Type("x")
	d.Has(words.Holds(len("q微信?\nx"), 2))
	d.Press("ctrl+r")
	d.Has(words.Nothing[:40])
	d.Press("esc")
	if d.KeyOf(keys.Bench) == "" {
		t.Errorf("esc does not leave:\n%s", d.Screen())
	}
}

func TestAFileIsOpened(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	path := filepath.Join(t.TempDir(), "请求.txt")
	if err := os.WriteFile(path, []byte(b.refusedCall(nativeBody, noLastLineFeed)), 0o600); err != nil {
		t.Fatal(err)
	}
	d := open(t, b, wxpay.English)
	d.Do(keys.Bench)
	d.Do(keys.OpenFile)
	d.Type(path + "x")
	d.Press("enter")
	d.Has("no such file")
	d.Do(keys.OpenFile)
	d.Type(path)
	d.Press("enter")
	d.Has(titleOf(t, "v3-final-newline-missing", wxpay.English))
}

// TestALongSearchIsStopped: a mebibyte makes even the quick search long.
func TestALongSearchIsStopped(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	d := open(t, b, wxpay.English)
	words := text.In(wxpay.English).TUI.Bench
	long := strings.Replace(nativeBody, "测试商品", strings.Repeat("商", 1<<20/3), 1)
	wrong := b.refusedCall(long, func(string) string { return "nobody knows" })
	d.Do(keys.Bench)
	pasted(d, asTyped(wrong))
	d.Has(strings.TrimSpace(words.Quickly("")[:12]))
	d.Do(keys.PrevTab)
	d.Has("$ curl")
	d.Press("e")
	for _, step := range []string{"down", "y", "up", "ctrl+end", "z"} {
		start := time.Now()
		d.Press(step)
		d.View()
		if took := time.Since(start); took > 200*time.Millisecond {
			t.Errorf("%s takes %v while it searches", step, took)
		}
	}
	d.Press("esc")
	d.Has(words.StoppedNow)
	d.Press("tab")
	d.Has(words.Changed)
	d.Do(keys.Clear)
	pasted(d, asTyped(wrong))
	d.Has(strings.TrimSpace(words.Quickly("")[:12]))
	d.Do(keys.Clear)
	pasted(d, b.refusedCall(nativeBody, noLastLineFeed))
	d.Has(titleOf(t, "v3-final-newline-missing", wxpay.English))
}

func TestWhatCanBeTakenFromTheBench(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	d := open(t, b, wxpay.Chinese)
	all := text.In(wxpay.Chinese)
	d.Do(keys.Bench)
	pasted(d, b.refusedCall(nativeBody, noLastLineFeed))
	d.Has(titleOf(t, "v3-final-newline-missing", wxpay.Chinese))
	for _, c := range []struct{ name, want string }{
		{all.Diagnosis.Should, "POST\n/v3/pay/transactions/native\n"}, {all.Diagnosis.Was, `"CNY"}}`}, {all.TUI.Bench.CopyFix, `\n`}, {all.TUI.Bench.CopyReport, "v3-final-newline-missing"},
	} {
		d.Do(keys.Copy)
		for i := 0; !strings.Contains(line(d, "▸"), c.name); i++ {
			if i > 5 {
				t.Fatalf("%s is not offered:\n%s", c.name, d.Screen())
			}
			d.Press("down")
		}
		d.Press("enter")
		d.Until(func(string) bool { return strings.Contains(d.Copied(), c.want) })
	}
	d.Do(keys.SaveCase)
	d.Has(filepath.Join("cases", "case-"))
	found, err := filepath.Glob(filepath.Join(workbench.HomeAt(b.home).Cases(), "*.json"))
	if err != nil || len(found) != 1 {
		t.Fatalf("%v, %v", found, err)
	}
	data, err := diagnoser.Load(found[0])
	if err != nil || strings.Contains(string(data), "PRIVATE KEY") {
		t.Errorf("%v: %s", err, data)
	}
}

// line returns the line of the screen that holds a sign.
func line(d *tuitest.Driver, sign string) string {
	for s := range strings.Lines(d.Screen()) {
		if strings.Contains(s, sign) {
			return s
		}
	}
	return ""
}

// TestAFailedCheckIsDiagnosed presses the key wherever a failure can be at hand.
func TestAFailedCheckIsDiagnosed(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.again(b.ordered("", flow.Notify), sandbox.VariantTampered)
	b.plant("/v3/pay/transactions/out-trade-no", 500)
	d := open(t, b, wxpay.English)
	words, kinds := text.In(wxpay.English).TUI, text.In(wxpay.English).Diagnosis.Kinds
	offered := "d " + words.Actions[string(keys.DiagnoseThis)].Short
	if strings.Contains(hints(d), offered) {
		t.Errorf("offered where nothing failed:\n%s", d.Screen())
	}
	d.Press("d")
	d.Has(words.Bench.NoFailure)
	bench := func(kind diagnose.Kind, has, input string) {
		t.Helper()
		d.Until(func(string) bool { return strings.Contains(hints(d), offered) })
		d.Do(keys.DiagnoseThis)
		d.Has(words.Bench.Captured("")[:12])
		d.Has("V3 " + kinds[kind])
		d.Has(has)
		d.Press("[")
		d.Has(input)
		d.Press("esc")
		d.Has(offered)
	}
	reprinted := titleOf(t, "v3-verify-body-reserialised", wxpay.English) // the sandbox adds a blank
	d.Do(keys.Panel2)
	d.Press("G")
	bench(diagnose.Notify, reprinted, "Wechatpay-Signature: ")
	d.Do(keys.Open)
	bench(diagnose.Notify, reprinted, "POST ")
	right := text.In(wxpay.English).Diagnosis.Verdicts[diagnose.Correct]
	d.Do(keys.Panel3)
	d.Do(keys.RunAll)
	d.Has(" 500")
	d.Do(keys.Panel3) // what was said of the failure gives way to the hints
	bench(diagnose.Request, right, "Authorization: WECHATPAY2-SHA256-RSA2048")
	d.Do(keys.Panel1)
	d.Press("g")
	bench(diagnose.Request, right, "HTTP/1.1 500 ")
	d.Do(keys.Panel6)
	d.Press("G")
	bench(diagnose.Request, right, "GET http")
	d.Do(keys.Open)
	bench(diagnose.Request, right, "?mchid=")
	d.Do(keys.Bench) // more can be added to what was captured
	d.Press("]")
	pasted(d, "apiv3_key=0123456789abcdef0123456789abcdef")
	d.Has(words.Bench.OwnKeys)
	d.Has(words.Bench.Forms["http-request"])
}

func TestARefusedNotificationOfTheSandboxIsDiagnosed(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.again(b.ordered("", flow.Notify), sandbox.VariantTampered)
	d := open(t, b, wxpay.English)
	d.Do(keys.Command)
	d.Type("sandbox")
	d.Press("enter")
	d.Has("2/16  401")
	d.Press("d")
	d.Has(text.In(wxpay.English).TUI.Bench.NoDelivery)
	d.Press("G")
	d.Do(keys.DiagnoseThis)
	d.Has(titleOf(t, "v3-verify-body-reserialised", wxpay.English))
	d.Press("esc")
	d.Has("2/16  401")
}

// hints is the last line of the screen.
func hints(d *tuitest.Driver) string {
	lines := strings.Split(d.Screen(), "\n")
	return lines[len(lines)-1]
}

// A mistake is chosen, made once, refused by the sandbox, and found; done again the
// step goes through. What was found is exported with other keys than it had.
func TestAMistakeIsMadeRefusedAndFound(t *testing.T) {
	t.Parallel()
	for _, lang := range []wxpay.Lang{wxpay.Chinese, wxpay.English} {
		b := newBench(t)
		d := open(t, b, lang)
		words := text.In(lang).TUI
		d.Has("js_code")
		d.Do(keys.Mistake)
		d.Has(words.NoMistakes("x")[len(words.NoMistakes("x"))-6:]) // the login signs nothing
		d.Do(keys.Step)
		d.Has("200 OK")
		title := titleOf(t, "v3-crlf", lang)
		d.Do(keys.Mistake)
		d.Has(words.MistakesFoot)
		for i := 0; !strings.Contains(line(d, "▸"), title); i++ {
			if i > 60 {
				t.Fatalf("%s is not offered:\n%s", title, d.Screen())
			}
			d.Press("down")
		}
		d.Press("enter")
		d.Has("␍")
		d.Do(keys.Step)
		d.Has("SIGN_ERROR")
		d.Do(keys.DiagnoseThis)
		d.Has(title)
		d.Has(text.In(lang).Diagnosis.Verdicts[diagnose.Explained])
		d.Do(keys.Bundle)
		d.Has(filepath.Join("cases", "bundle-"))
		d.Press("esc")
		d.Do(keys.Step)
		d.Has("NOTPAY")
	}
}
