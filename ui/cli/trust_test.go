package cli_test

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"wxlens/ui/cli"
	"wxlens/ui/workbench"
	"wxlens/ui/workbench/workbenchtest"
	"wxlens/wxpay/sandbox"
)

// A sensitive field goes out encrypted for WeChat Pay, comes back encrypted for
// the merchant, and the other bytes of the body are left alone.
func TestSensitiveFieldsThereAndBack(t *testing.T) {
	home := workbenchtest.Home(t)
	const body = `{"echo_message":"hi",  "encrypted_echo_message" : "机密 \"<>\""}`
	e := tool(t, home, body, cli.ExitOK, "send", "POST", "/v3/security/echo", "--body", "-", "--encrypt")
	sent := e["request"].(map[string]any)
	before, after, _ := strings.Cut(body, `"机密 \"<>\""`)
	if got := sent["body"].(string); !strings.HasPrefix(got, before) || !strings.HasSuffix(got, after) || strings.Contains(got, "机密") {
		t.Errorf("sent %s", got)
	}
	if serial := sent["headers"].(map[string]any)["Wechatpay-Serial"].(string); !strings.HasPrefix(serial, "PUB_KEY_ID_") {
		t.Errorf("the key is named %s", serial)
	}
	var reply struct {
		Message string `json:"encrypted_echo_message"`
	}
	if err := json.Unmarshal([]byte(e["response"].(map[string]any)["body"].(string)), &reply); err != nil {
		t.Fatal(err)
	}
	if v := tool(t, home, reply.Message, cli.ExitOK, "decrypt", "-"); v["plain"] != `机密 "<>"` || v["kind"] != "sensitive-field" {
		t.Errorf("came back as %v", v)
	}
}

// After a rotation the sandbox signs with a certificate that the profile does not
// have: it is downloaded, verified by itself, kept, and then known.
func TestPlatformCertificatesAreRotated(t *testing.T) {
	home, dir := t.TempDir(), filepath.Join(t.TempDir(), "credentials")
	s := serve(t, workbench.SandboxOptions{Credentials: dir, Trust: sandbox.TrustPlatformCert})
	if r := wxlens(t, "--home", home, "profile", "import", dir, "--name", "shop", "--base-url", s.URL); r.exit != cli.ExitOK {
		t.Fatalf("import: %s", r.stderr)
	}
	res, err := http.Post(s.URL+"/_sandbox/rotate", "application/json", strings.NewReader("{}"))
	if err != nil || res.StatusCode != http.StatusOK {
		t.Fatalf("rotate: %v %v", res, err)
	}
	if err := res.Body.Close(); err != nil {
		t.Fatal(err)
	}
	events := wxlens(t, "--home", home, "certificates", "--save", "--json").events(t)
	done := events[len(events)-1]
	if len(events) != 4 || done["first_download"] != true || done["added"] != 1.0 || events[1]["known"] != false || events[1]["newest"] != true || events[2]["known"] != true {
		t.Fatalf("%v", events)
	}
	if r := wxlens(t, "--home", home, "run", "jsapi-v3", "--json", "--until", "notify"); r.exit != cli.ExitOK {
		t.Errorf("a notification under the new certificate: exit %d %s", r.exit, r.stdout)
	}
	if again := wxlens(t, "--home", home, "certificates", "--save", "--json").events(t); again[len(again)-1]["added"] != 0.0 {
		t.Errorf("kept twice: %v", again)
	}
}

// serve runs a sandbox alone until the test ends.
func serve(t *testing.T, o workbench.SandboxOptions) *workbench.StandaloneSandbox {
	t.Helper()
	if o.Addr == "" {
		o.Addr = "127.0.0.1:0"
	}
	s, err := workbench.ServeSandbox(workbench.HomeAt(t.TempDir()), o, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error("close the sandbox:", err)
		}
	})
	return s
}

// V2 refunds need the merchant's certificate, which a profile presents; nobody
// else gets through.
func TestAProfileSpeaksTLSWithItsCertificate(t *testing.T) {
	home, dir := t.TempDir(), filepath.Join(t.TempDir(), "credentials")
	s := serve(t, workbench.SandboxOptions{Credentials: dir, TLS: true})
	if r := wxlens(t, "--home", home, "profile", "import", dir, "--name", "shop", "--base-url", s.URL); r.exit != cli.ExitOK {
		t.Fatalf("import: %s", r.stderr)
	}
	for _, flow := range []string{"app-v2", "app-v3"} {
		if r := wxlens(t, "--home", home, "run", flow, "--json"); r.exit != cli.ExitOK {
			t.Errorf("%s: exit %d %s", flow, r.exit, r.stdout)
		}
	}
	if err := os.Remove(filepath.Join(home, "profiles", "shop", "sandbox_ca.pem")); err != nil {
		t.Fatal(err)
	}
	if r := wxlens(t, "--home", home, "run", "app-v2", "--json"); r.exit != cli.ExitOutside || !strings.Contains(r.stdout, "certificate") {
		t.Errorf("an unknown authority: exit %d %s", r.exit, r.stdout)
	}

	stranger := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}} // it is the server that must refuse
	defer stranger.CloseIdleConnections()
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, s.URL+"/secapi/pay/refund", strings.NewReader("<xml></xml>"))
	if err != nil {
		t.Fatal(err)
	}
	res, err := stranger.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusBadRequest || !strings.HasPrefix(res.Header.Get("Content-Type"), "text/html") {
		t.Errorf("without a certificate: %d %s", res.StatusCode, res.Header.Get("Content-Type"))
	}
}

// A home whose own sandbox is served over TLS alone goes on working.
func TestTLSOfAHomeStandsBesideItsSandbox(t *testing.T) {
	home := workbenchtest.Home(t)
	s, err := workbench.ServeSandbox(workbench.HomeAt(home), workbench.SandboxOptions{Addr: "127.0.0.1:0", TLS: true}, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}()
	if !strings.HasPrefix(s.URL, "https://") {
		t.Errorf("served at %s", s.URL)
	}
	if r := wxlens(t, "--home", home, "run", "native-v2", "--json", "--until", "query"); r.exit != cli.ExitOK {
		t.Errorf("exit %d %s", r.exit, r.stdout)
	}
}
