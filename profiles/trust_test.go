package profiles_test

import (
	"crypto/x509"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"wxlens/profiles"
	"wxlens/wxpay/sandbox"
	"wxlens/wxpay/v3"
)

// another is a platform certificate that no profile has.
func another(t *testing.T) *x509.Certificate {
	t.Helper()
	c, err := sandbox.NewCredentials(time.Now())
	if err != nil {
		t.Fatal(err)
	}
	cert, err := v3.ParseCertificate(c.PlatformCert)
	if err != nil {
		t.Fatal(err)
	}
	return cert
}

func TestTrustAddsWhatIsNew(t *testing.T) {
	store, root, _ := imported(t)
	name := store.Current()
	path := filepath.Join(root, name, "profile.toml")
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	remark := "# kept by hand\n" + string(before)
	write(t, path, remark)
	m, err := store.Load(name)
	if err != nil {
		t.Fatal(err)
	}
	cert := another(t)
	for range 2 { // the second changes nothing
		if err := store.Trust(name, []*x509.Certificate{cert}); err != nil {
			t.Fatal(err)
		}
	}
	for _, s := range []*profiles.Store{store, profiles.Open(root)} {
		after, err := s.Load(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, ok := after.Keys.Find(v3.SerialOf(cert)); !ok || len(after.Keys) != len(m.Keys)+1 {
			t.Errorf("%d keys after %d", len(after.Keys), len(m.Keys))
		}
	}
	written, err := os.ReadFile(path)
	if err != nil || !strings.HasPrefix(string(written), remark) {
		t.Errorf("the file was rewritten: %s, %v", written, err)
	}
}

func TestTrustReadsKeysListedInline(t *testing.T) {
	store, root, _ := imported(t)
	name := store.Current()
	path := filepath.Join(root, name, "profile.toml")
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	head, _, _ := strings.Cut(string(data), "[[platform_keys]]")
	write(t, path, head+"platform_keys = []\n")
	cert := another(t)
	if err := store.Trust(name, []*x509.Certificate{cert}); err != nil {
		t.Fatal(err)
	}
	m, err := store.Load(name)
	if err != nil || len(m.Keys) != 1 || m.Keys[0].ID != v3.SerialOf(cert) {
		t.Errorf("%+v, %v", m, err)
	}
}
