package workbench_test

import (
	"crypto/tls"
	"crypto/x509"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"wxlens/ui/workbench"
	"wxlens/ui/workbench/workbenchtest"
	"wxlens/wxpay/sandbox"
)

// Over TLS the sandbox is trusted by the CA of its folder, and by nothing else.
func TestSandboxOverTLS(t *testing.T) {
	home := workbenchtest.Home(t)
	s, err := workbench.ServeSandbox(workbench.HomeAt(home), workbench.SandboxOptions{Addr: "127.0.0.1:0", TLS: true, OnEvent: func(sandbox.Event) {}}, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}()
	ca, err := os.ReadFile(filepath.Join(s.Credentials, sandbox.FileCA))
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(ca)
	transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots}}
	defer transport.CloseIdleConnections()
	res, err := (&http.Client{Transport: transport}).Get(s.URL + "/_sandbox/ready")
	if err != nil || !strings.HasPrefix(s.URL, "https://127.0.0.1:") {
		t.Fatalf("%s: %v", s.URL, err)
	}
	defer res.Body.Close()
	if body, err := io.ReadAll(res.Body); err != nil || res.StatusCode != 200 || !strings.Contains(string(body), "true") {
		t.Errorf("answered %d %s, %v", res.StatusCode, body, err)
	}
}
