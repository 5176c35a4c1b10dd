package cli_test

import (
	"bytes"
	"context"
	"crypto"
	"crypto/md5"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
	"unicode"

	"wxlens/ui/cli"
	"wxlens/ui/text"
	"wxlens/ui/workbench/forward"
	"wxlens/ui/workbench/replay"
	"wxlens/wxpay"
)

// ran is what a command left behind.
type ran struct {
	exit           int
	stdout, stderr string
}

// events reads standard output as one JSON object per line.
func (r ran) events(t *testing.T) []map[string]any {
	t.Helper()
	var all []map[string]any
	for line := range strings.Lines(r.stdout) {
		var e map[string]any
		if err := json.Unmarshal([]byte(line), &e); err != nil {
			t.Fatalf("not a JSON object: %q: %v", line, err)
		}
		all = append(all, e)
	}
	return all
}

func command(ctx context.Context, stdout io.Writer, env map[string]string, args ...string) ran {
	var out, errs bytes.Buffer
	if stdout == nil {
		stdout = &out
	}
	exit := cli.Main(ctx, cli.Env{
		Args: args, Stdin: strings.NewReader(""), Stdout: stdout, Stderr: &errs,
		Getenv: func(name string) string { return env[name] }, Now: time.Now, Version: "test",
	})
	return ran{exit, out.String(), errs.String()}
}

func wxlens(t *testing.T, args ...string) ran {
	t.Helper()
	return command(t.Context(), nil, nil, args...)
}

// merchant is what an integrator reads from a credentials folder.
type merchant struct {
	MchID    string `json:"mchid"`
	AppID    string `json:"appid"`
	APIv2Key string `json:"api_v2_key"`
	APIv3Key string `json:"api_v3_key"`
}

func readMerchant(t *testing.T, dir string) (m merchant) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(dir, "merchant.json"))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, &m); err != nil {
		t.Fatal(err)
	}
	return m
}

// publicKey reads an RSA public key of a PEM file with the standard library alone.
func publicKey(t *testing.T, path string) *rsa.PublicKey {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	block, _ := pem.Decode(data)
	if block == nil {
		t.Fatalf("%s is no PEM", path)
	}
	var key any
	if block.Type == "CERTIFICATE" {
		cert, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			t.Fatal(err)
		}
		key = cert.PublicKey
	} else if key, err = x509.ParsePKIXPublicKey(block.Bytes); err != nil {
		t.Fatal(err)
	}
	rsaKey, ok := key.(*rsa.PublicKey)
	if !ok {
		t.Fatalf("%s holds no RSA key", path)
	}
	return rsaKey
}

func verify(t *testing.T, key *rsa.PublicKey, text, signature string) {
	t.Helper()
	raw, err := base64.StdEncoding.DecodeString(signature)
	if err != nil {
		t.Fatal(err)
	}
	digest := sha256.Sum256([]byte(text))
	if err := rsa.VerifyPKCS1v15(key, crypto.SHA256, digest[:], raw); err != nil {
		t.Errorf("signature over %q: %v", text, err)
	}
}

func steps(t *testing.T, events []map[string]any) map[string]map[string]any {
	t.Helper()
	byName := map[string]map[string]any{}
	for _, e := range events {
		if e["event"] == "step" {
			byName[e["step"].(string)] = e
		}
	}
	return byName
}

func TestV3SignaturesCanBeRecomputedFromThePrintedTexts(t *testing.T) {
	home, dir := t.TempDir(), filepath.Join(t.TempDir(), "credentials")
	r := wxlens(t, "--home", home, "run", "miniprogram-v3", "--json", "--credentials", dir, "--total", "1990")
	if r.exit != cli.ExitOK {
		t.Fatalf("exit %d: %s", r.exit, r.stderr)
	}
	events := r.events(t)
	byName := steps(t, events)
	own, platform := publicKey(t, filepath.Join(dir, "apiclient_cert.pem")), publicKey(t, filepath.Join(dir, "wechatpay_public_key.pem"))
	for _, name := range []string{"order", "paysign", "query", "refund", "refund-query", "bill"} {
		verify(t, own, byName[name]["sign_string"].(string), byName[name]["signature"].(string))
	}
	for _, name := range []string{"notify", "refund-notify"} {
		verify(t, platform, byName[name]["sign_string"].(string), byName[name]["signature"].(string))
	}
	download := byName["bill"]["download"].(map[string]any)
	verify(t, own, download["sign_string"].(string), download["signature"].(string))

	params := byName["paysign"]["client_params"].(map[string]any)
	m := readMerchant(t, dir)
	text := fmt.Sprintf("%s\n%s\n%s\n%s\n", m.AppID, params["timeStamp"], params["nonceStr"], params["package"])
	verify(t, own, text, params["paySign"].(string))
	if params["signType"] != "RSA" || len(params) != 5 {
		t.Errorf("client_params: %v", params)
	}
	sent := byName["order"]["request"].(map[string]any)
	if !strings.HasSuffix(byName["order"]["sign_string"].(string), "\n"+sent["body"].(string)+"\n") {
		t.Error("the body that was sent is not the body that was signed")
	}
	done := events[len(events)-1]
	o := done["order"].(map[string]any)
	if done["event"] != "done" || done["ok"] != true || o["state"] != "REFUND" || o["total"] != 1990.0 || o["refunded"] != 1990.0 {
		t.Errorf("done: %v", done)
	}
}

func TestV2SignaturesCanBeRecomputedFromThePrintedTexts(t *testing.T) {
	home, dir := t.TempDir(), filepath.Join(t.TempDir(), "credentials")
	r := wxlens(t, "--home", home, "run", "miniprogram-v2", "--json", "--credentials", dir)
	if r.exit != cli.ExitOK {
		t.Fatalf("exit %d: %s", r.exit, r.stderr)
	}
	byName, key := steps(t, r.events(t)), readMerchant(t, dir).APIv2Key
	for _, name := range []string{"order", "paysign", "notify", "query"} {
		text := byName[name]["sign_string"].(string)
		if !strings.HasSuffix(text, "&key="+key) {
			t.Errorf("%s: the sandbox's own key belongs in %q", name, text)
		}
		if got := fmt.Sprintf("%X", md5.Sum([]byte(text))); got != byName[name]["signature"] {
			t.Errorf("%s: MD5 is %s, printed %s", name, got, byName[name]["signature"])
		}
	}
	params := byName["paysign"]["client_params"].(map[string]any)
	if params["paySign"] != byName["paysign"]["signature"] || params["signType"] != "MD5" || len(params) != 5 {
		t.Errorf("client_params: %v", params)
	}
}

func TestOrdersReadsWhatRunLeft(t *testing.T) {
	home := t.TempDir()
	done := wxlens(t, "--home", home, "run", "miniprogram-v3", "--json", "--scenario", "cancel").events(t)
	no := done[len(done)-1]["order"].(map[string]any)["out_trade_no"].(string)
	r := wxlens(t, "--home", home, "orders", "show", no, "--json")
	if r.exit != cli.ExitOK {
		t.Fatalf("exit %d: %s", r.exit, r.stderr)
	}
	o := r.events(t)[0]
	evidence := o["evidence"].([]any)
	if o["event"] != "order" || o["state"] != "CLOSED" || o["out_trade_no"] != no || len(evidence) == 0 {
		t.Errorf("order: %v", o)
	}
	if list := wxlens(t, "--home", home, "orders", "list", "--json").events(t); len(list) != 1 || list[0]["out_trade_no"] != no {
		t.Errorf("list: %v", list)
	}
	if r := wxlens(t, "--home", home, "orders", "show", "UNKNOWN-1", "--json"); r.exit != cli.ExitFailed || r.events(t)[0]["code"] != "unknown-order" {
		t.Errorf("an unknown order: %+v", r)
	}
}

func TestWrongUsageSaysWhatAndHow(t *testing.T) {
	home := t.TempDir()
	for _, c := range []struct {
		code string
		args []string
	}{
		{"usage", []string{"bogus"}},
		{"usage", []string{"run"}},
		{"usage", []string{"run", "miniprogram-v3", "--nope"}},
		{"usage", []string{"run", "miniprogram-v3", "--scenario", "win"}},
		{"usage", []string{"run", "miniprogram-v3", "--until", "nowhere"}},
		{"usage", []string{"run", "miniprogram-v3", "--set", "nosuchfield=1"}},
		{"usage", []string{"run", "miniprogram-v3", "--set", "=1"}},
		{"usage", []string{"run", "miniprogram-v3", "--set", "secret=1"}},
		{"unknown-flow", []string{"run", "nope"}},
		{"bad-amount", []string{"run", "miniprogram-v3", "--total", "19.999"}},
		{"bad-amount", []string{"run", "miniprogram-v3", "--total=-1"}},
		{"bad-field", []string{"run", "miniprogram-v3", "--total", "0"}},
		{"bad-field", []string{"run", "miniprogram-v3", "--set", "out_trade_no=A\u3000B12345"}},
		{"usage", []string{"orders"}},
		{"usage", []string{"sandbox", "--addr", "nonsense"}},
		{"usage", []string{"sandbox", "--trust", "nobody"}},
		{"usage", []string{"sandbox", "--seed", "x"}},
		{"unknown-profile", []string{"profile", "use", "nobody"}},
		{"bad-profile-name", []string{"profile", "use", "../etc"}},
		{"usage", []string{"--lang", "fr", "version"}},
	} {
		r := wxlens(t, append([]string{"--home", home, "--json"}, c.args...)...)
		events := r.events(t)
		if r.exit != cli.ExitUsage || len(events) == 0 {
			t.Errorf("%v: exit %d, %q", c.args, r.exit, r.stdout)
			continue
		}
		last := events[len(events)-1]
		if last["event"] == "done" { // a flow that was begun ends in that line
			if last["ok"] != false {
				t.Errorf("%v: %v", c.args, last)
			}
			last = events[len(events)-2]
		}
		if last["event"] != "error" || last["code"] != c.code || last["message"] == "" || last["hint"] == "" {
			t.Errorf("%v: %v, want code %s", c.args, last, c.code)
		}
		if r.stderr == "" {
			t.Errorf("%v: nothing on standard error", c.args)
		}
	}
}

func TestABusyPortIsAnOutsideFailure(t *testing.T) {
	busy, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer busy.Close()
	r := wxlens(t, "--home", t.TempDir(), "--json", "sandbox", "--addr", busy.Addr().String())
	events := r.events(t)
	if r.exit != cli.ExitOutside || len(events) != 1 || events[0]["code"] != "network" {
		t.Errorf("%+v", r)
	}
}

func TestWithoutATerminalItPrintsUsage(t *testing.T) {
	r := wxlens(t)
	if r.exit != cli.ExitUsage || r.stdout != "" || !strings.Contains(r.stderr, "Usage") {
		t.Errorf("%+v", r)
	}
}

func TestHelpSpeaksTheChosenLanguage(t *testing.T) {
	for lang, word := range map[string]string{"zh": "用法", "en": "Usage"} {
		for _, args := range [][]string{{"--help"}, {"run", "--help"}, {"sandbox", "--help"}, {"profile", "import", "--help"}} {
			r := wxlens(t, append([]string{"--lang", lang}, args...)...)
			if r.exit != cli.ExitOK || !strings.Contains(r.stdout, word) {
				t.Errorf("%s %v: %+v", lang, args, r)
			}
		}
	}
}

func TestListNamesFlowsAndSteps(t *testing.T) {
	events := wxlens(t, "run", "--list", "--json").events(t)
	if len(events) != 10 || events[0]["flow"] != "miniprogram-v3" || len(events[0]["steps"].([]any)) != 10 || events[1]["api"] != "v2" || events[9]["flow"] != "h5-v2" {
		t.Errorf("%v", events)
	}
}

func TestUntilStopsThere(t *testing.T) {
	r := wxlens(t, "--home", t.TempDir(), "run", "miniprogram-v3", "--json", "--until", "paysign")
	byName := steps(t, r.events(t))
	if r.exit != cli.ExitOK || len(byName) != 3 || byName["paysign"] == nil {
		t.Errorf("exit %d, steps %v", r.exit, byName)
	}
}

func TestPlainIsOneLineAnEventWithoutColour(t *testing.T) {
	r := wxlens(t, "--home", t.TempDir(), "run", "miniprogram-v3", "--plain")
	if lines := strings.Count(r.stdout, "\n"); r.exit != cli.ExitOK || lines != 11 || strings.Contains(r.stdout, "\x1b") {
		t.Errorf("exit %d, %d lines: %s", r.exit, lines, r.stdout)
	}
}

// What a step hands on or makes anew must not replace what was asked for.
func TestSetHoldsForTheWholeFlow(t *testing.T) {
	home := t.TempDir()
	for name, value := range map[string]string{"timestamp": "1500000000", "nonce_str": "5K8264ILTKCH16CQ2502SI8ZNMTM67VS", "payer.openid": "oNobody"} {
		r := wxlens(t, "--home", home, "run", "miniprogram-v3", "--json", "--until", "order", "--set", name+"="+value)
		if text := steps(t, r.events(t))["order"]["sign_string"].(string); !strings.Contains(text, value) {
			t.Errorf("--set %s=%s is not in %q", name, value, text)
		}
	}
	r := wxlens(t, "--home", home, "run", "miniprogram-v3", "--json", "--until", "paysign", "--set", "prepay_id=wxother")
	if params := steps(t, r.events(t))["paysign"]["client_params"].(map[string]any); params["package"] != "prepay_id=wxother" {
		t.Errorf("--set prepay_id: %v", params)
	}
}

func TestCredentialsLeaveAMerchantsOwnKeyAlone(t *testing.T) {
	dir := t.TempDir()
	key := filepath.Join(dir, "apiclient_key.pem")
	if err := os.WriteFile(key, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	r := wxlens(t, "--home", t.TempDir(), "run", "miniprogram-v3", "--json", "--until", "login", "--credentials", dir)
	if kept, err := os.ReadFile(key); err != nil || string(kept) != "mine" || r.exit != cli.ExitUsage {
		t.Errorf("exit %d, the key is %q", r.exit, kept)
	}
}

func TestRunUsesTheSandboxThatServesItsHome(t *testing.T) {
	home := t.TempDir()
	url, lines := startSandbox(t, "--home", home)
	r := wxlens(t, "--home", home, "run", "miniprogram-v3", "--json")
	if r.exit != cli.ExitOK || !strings.Contains(r.stdout, url) {
		t.Errorf("exit %d, not at %s: %s", r.exit, url, r.stderr)
	}
	if login := <-lines; !strings.Contains(login, "jscode2session") || !strings.Contains(login, "secret=***&") {
		t.Errorf("a login is shown unmasked: %s", login)
	}
}

// Whoever names a field that the flow does not have is told which it has, and all
// of those can be set.
func TestAnUnknownFieldNamesTheKnown(t *testing.T) {
	home := t.TempDir()
	for _, args := range [][]string{{"run", "jsapi-v3", "--json"}, {"run", "native-v2", "--json", "--scenario", "cancel"}} {
		all := append([]string{"--home", home}, args...)
		r := wxlens(t, append(all, "--set", "nosuchfield=1")...)
		message, _ := r.events(t)[0]["message"].(string)
		_, list, _ := strings.Cut(message, "nosuchfield (")
		names := strings.Split(strings.TrimSuffix(list, ")"), "|")
		if r.exit != cli.ExitUsage || !slices.Contains(names, "out_trade_no") || !slices.Contains(names, "timestamp") || slices.Contains(names, "secret") {
			t.Fatalf("%v: %s", args, message)
		}
		for _, name := range names {
			all = append(all, "--set", name+"=")
		}
		if r := wxlens(t, append(all, "--until", "order")...); r.events(t)[0]["code"] == "usage" {
			t.Errorf("%v with all of them: %s", args, r.stdout)
		}
	}
}

func TestSecretsAreMaskedUnlessRevealed(t *testing.T) {
	home, dir := t.TempDir(), filepath.Join(t.TempDir(), "c")
	if r := wxlens(t, "--home", home, "run", "miniprogram-v3", "--until", "login", "--credentials", dir); r.exit != cli.ExitOK {
		t.Fatal(r.stderr)
	}
	m := readMerchant(t, dir)
	masked := wxlens(t, "--home", home, "profile", "show", "--json")
	if strings.Contains(masked.stdout, m.APIv2Key) || strings.Contains(masked.stdout, m.APIv3Key) {
		t.Errorf("secrets show: %s", masked.stdout)
	}
	if revealed := wxlens(t, "--home", home, "profile", "show", "--json", "--reveal"); !strings.Contains(revealed.stdout, m.APIv2Key) {
		t.Errorf("--reveal shows no key: %s", revealed.stdout)
	}
}

// fullDisk takes nothing.
type fullDisk struct{}

func (fullDisk) Write([]byte) (int, error) { return 0, syscall.ENOSPC }

func TestWhatCannotBeWrittenIsAFailure(t *testing.T) {
	home := t.TempDir()
	for _, args := range [][]string{{"run", "--list"}, {"run", "--list", "--json"}, {"orders", "list", "--json"}, {"version"}} {
		r := command(t.Context(), fullDisk{}, nil, append([]string{"--home", home}, args...)...)
		if said := args[0] != "orders"; r.exit == cli.ExitOutside != said || strings.Contains(r.stderr, "no space left") != said {
			t.Errorf("%v: %+v", args, r)
		}
	}
}

// lineWriter hands every written line on.
type lineWriter struct{ lines chan string }

func (w *lineWriter) Write(p []byte) (int, error) {
	w.lines <- string(p)
	return len(p), nil
}

// startSandbox runs "wxlens sandbox" until the test ends and returns its address.
func startSandbox(t *testing.T, args ...string) (baseURL string, lines chan string) {
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	out := &lineWriter{make(chan string, 1000)}
	ended := make(chan ran, 1)
	go func() {
		ended <- command(ctx, out, nil, append([]string{"--home", t.TempDir(), "--json", "sandbox"}, args...)...)
	}()
	t.Cleanup(func() {
		stop()
		if r := <-ended; r.exit != cli.ExitInterrupted {
			t.Errorf("the sandbox ended with %+v", r)
		}
	})
	var ready struct {
		Event   string `json:"event"`
		BaseURL string `json:"base_url"`
	}
	select {
	case line := <-out.lines:
		if err := json.Unmarshal([]byte(line), &ready); err != nil || ready.Event != "ready" {
			t.Fatalf("first line %q: %v", line, err)
		}
	case r := <-ended:
		ended <- r
		t.Fatalf("the sandbox ended at once: %+v", r)
	}
	return ready.BaseURL, out.lines
}

func TestImportedCredentialsRunAgainstTheirSandbox(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "shop")
	base, _ := startSandbox(t, "--credentials", dir)
	home := t.TempDir()
	if r := wxlens(t, "--home", home, "profile", "import", dir, "--name", "lost"); r.exit != cli.ExitOK {
		t.Fatalf("import: %+v", r)
	}
	if r := wxlens(t, "--home", home, "run", "miniprogram-v3", "--json"); r.exit != cli.ExitUsage || !strings.Contains(r.stdout, "other-sandbox") {
		t.Errorf("without the address of its sandbox: %+v", r)
	}
	if r := wxlens(t, "--home", home, "profile", "import", dir, "--base-url", base); r.exit != cli.ExitOK {
		t.Fatalf("import: %+v", r)
	}
	if list := wxlens(t, "--home", home, "profile", "list", "--json").events(t); len(list) != 3 || list[2]["name"] != "shop" || list[2]["current"] != true {
		t.Errorf("list: %v", list)
	}
	for _, id := range []string{"miniprogram-v3", "miniprogram-v2"} {
		if r := wxlens(t, "--home", home, "run", id, "--json"); r.exit != cli.ExitOK {
			t.Errorf("%s: exit %d %s", id, r.exit, r.stderr)
		}
	}
	if r := wxlens(t, "--home", home, "profile", "import", dir); r.exit != cli.ExitUsage {
		t.Errorf("a second import of the same name: %+v", r)
	}
}

func TestSandboxKeepsItsCredentialsAndPrintsEvents(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "c")
	base, lines := startSandbox(t, "--credentials", dir)
	before := readMerchant(t, dir)
	res, err := http.Get(base + "/v3/pay/transactions/id/42?mchid=" + before.MchID)
	if err != nil {
		t.Fatal(err)
	}
	if res.StatusCode != http.StatusUnauthorized {
		t.Errorf("an unsigned request is answered %d", res.StatusCode)
	}
	if line := <-lines; !strings.Contains(line, `"event":"request"`) || !strings.Contains(line, "SIGN_ERROR") {
		t.Errorf("event %q", line)
	}
	info, err := os.Stat(filepath.Join(dir, "apiclient_key.pem"))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("key file: %v %v", info, err)
	}
	if r := wxlens(t, "--home", t.TempDir(), "--json", "sandbox", "--credentials", dir); r.exit != cli.ExitOutside || r.events(t)[0]["code"] != "sandbox-in-use" {
		t.Errorf("a second sandbox of the same folder: %+v", r)
	}
}

func TestSandboxTellsProgramsItsAddressUnasked(t *testing.T) {
	ctx, stop := context.WithCancel(context.Background())
	out := &lineWriter{make(chan string, 10)}
	ended := make(chan ran, 1)
	go func() { ended <- command(ctx, out, nil, "--home", t.TempDir(), "sandbox") }()
	if line := <-out.lines; !strings.Contains(line, `{"event":"ready","base_url":"http://127.0.0.1:`) {
		t.Errorf("first line %q", line)
	}
	stop()
	<-ended
}

func TestInterruptEndsWith130(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if r := command(ctx, nil, nil, "--home", t.TempDir(), "run", "miniprogram-v3"); r.exit != cli.ExitInterrupted {
		t.Errorf("%+v", r)
	}
}

// What is wrong with sending on and sending again has words in both languages.
func TestFaultsHaveWords(t *testing.T) {
	for _, err := range []error{
		forward.ErrManyTargets, forward.ErrTwoPass, forward.ErrOwnAddress, forward.ErrTarget, forward.ErrPassword,
		replay.ErrNoTarget, replay.ErrNoDelivery, replay.ErrPruned, replay.ErrNoEdit, replay.ErrMany, replay.ErrNoTrial,
	} {
		err = fmt.Errorf("here: %w", err)
		inChinese := text.In(wxpay.Chinese).Error(err)
		if !strings.HasPrefix(inChinese, "here: ") || !strings.ContainsFunc(inChinese, func(r rune) bool { return unicode.Is(unicode.Han, r) }) || inChinese == text.In(wxpay.English).Error(err) {
			t.Errorf("%v is told as %q", err, inChinese)
		}
	}
}
