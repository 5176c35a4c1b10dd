package profiles_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"wxlens/profiles"
	"wxlens/wxpay/sandbox"
)

// folder makes a sandbox's credentials folder, with the same keys for the whole
// test run: making them is slow.
func folder(t *testing.T) (dir string, c *sandbox.Credentials) {
	t.Helper()
	c, err := made()
	if err != nil {
		t.Fatal(err)
	}
	dir = filepath.Join(t.TempDir(), "shop")
	if err := c.Save(dir); err != nil {
		t.Fatal(err)
	}
	return dir, c
}

var made = sync.OnceValues(func() (*sandbox.Credentials, error) { return sandbox.NewCredentials(time.Now()) })

func imported(t *testing.T) (store *profiles.Store, root string, c *sandbox.Credentials) {
	t.Helper()
	dir, c := folder(t)
	root = filepath.Join(t.TempDir(), "profiles")
	store = profiles.Open(root)
	if name, err := store.Import(dir, profiles.ImportOptions{}); err != nil || name != "shop" {
		t.Fatalf("import: %q %v", name, err)
	}
	return store, root, c
}

func TestImportKeepsEverythingAndMakesItCurrent(t *testing.T) {
	store, root, c := imported(t)
	m, err := store.Load("shop")
	if err != nil {
		t.Fatal(err)
	}
	if m.Profile.MchID != c.Merchant.MchID || m.Signer.SerialNo != c.Merchant.MerchantSerialNo || m.Profile.Environment != profiles.Sandbox {
		t.Errorf("profile: %+v", m.Profile)
	}
	for what, pair := range map[string][2]string{
		"AppSecret":  {m.AppSecret.Reveal(), c.Merchant.AppSecret},
		"APIv2 key":  {m.APIv2Key.Reveal(), c.Merchant.APIv2Key},
		"APIv3 key":  {m.APIv3Key.Reveal(), c.Merchant.APIv3Key},
		"public key": {string(m.Keys[0].ID), string(c.Merchant.PublicKeyID)},
		"platform":   {string(m.Keys[1].ID), string(c.Merchant.PlatformSerialNo)},
	} {
		if pair[0] != pair[1] {
			t.Errorf("%s: %q, want %q", what, pair[0], pair[1])
		}
	}
	if store.Current() != "shop" {
		t.Errorf("current is %q", store.Current())
	}
	err = filepath.Walk(root, func(path string, info os.FileInfo, err error) error {
		if err == nil && info.Mode().IsRegular() && info.Mode().Perm() != 0o600 {
			t.Errorf("%s has mode %o", path, info.Mode().Perm())
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestImportDoesNotOverwrite(t *testing.T) {
	store, _, _ := imported(t)
	dir, _ := folder(t)
	if _, err := store.Import(dir, profiles.ImportOptions{}); err == nil || !strings.Contains(err.Error(), "--name") {
		t.Errorf("second import: %v", err)
	}
	if _, err := store.Import(dir, profiles.ImportOptions{Name: "another"}); err != nil {
		t.Errorf("under another name: %v", err)
	}
}

func TestImportOfAnotherFolderSaysWhatIsMissing(t *testing.T) {
	store := profiles.Open(filepath.Join(t.TempDir(), "profiles"))
	if _, err := store.Import(t.TempDir(), profiles.ImportOptions{Name: "x"}); err == nil || !strings.Contains(err.Error(), "merchant.json") {
		t.Errorf("an empty folder: %v", err)
	}
	dir := t.TempDir()
	write(t, filepath.Join(dir, "merchant.json"), `{"mchid":"1900000001"}`)
	if _, err := store.Import(dir, profiles.ImportOptions{Name: "x"}); err == nil || !strings.Contains(err.Error(), "appid, merchant_serial_no") {
		t.Errorf("an incomplete description: %v", err)
	}
	write(t, filepath.Join(dir, "merchant.json"), `not json`)
	if _, err := store.Import(dir, profiles.ImportOptions{Name: "x"}); err == nil || !strings.Contains(err.Error(), "JSON") {
		t.Errorf("no JSON: %v", err)
	}
	if entries, err := store.List(); err != nil || len(entries) != 0 {
		t.Errorf("something was left behind: %v %v", entries, err)
	}
}

func TestADamagedProfileIsListedWithItsFault(t *testing.T) {
	for _, c := range []struct{ name, content, want string }{
		{"syntax", "version = 1\nmchid = \"19", "line 2"},
		{"misspelt name", "version = 1\nenvironment = \"sandbox\"\nmchidd = \"19\"\n", "mchidd"},
		{"newer", "version = 99\nenvironment = \"sandbox\"\n", "newer"},
		{"no version", "environment = \"sandbox\"\n", "version = 1"},
		{"environment", "version = 1\nenvironment = \"test\"\n", "sandbox"},
	} {
		store, root, _ := imported(t)
		path := filepath.Join(root, "shop", "profile.toml")
		write(t, path, c.content)
		entries, err := store.List()
		if err != nil || len(entries) != 1 {
			t.Fatalf("%s: %v %v", c.name, entries, err)
		}
		if entries[0].Err == nil || !strings.Contains(entries[0].Err.Error(), c.want) || !strings.Contains(entries[0].Err.Error(), path) {
			t.Errorf("%s: %v", c.name, entries[0].Err)
		}
		if kept, err := os.ReadFile(path); err != nil || string(kept) != c.content {
			t.Errorf("%s: the file was changed", c.name)
		}
	}
}

func TestAWrongKeyFileIsNamed(t *testing.T) {
	store, root, c := imported(t)
	path := filepath.Join(root, "shop", "apiclient_key.pem")
	write(t, path, string(c.MerchantCert))
	if _, err := store.Load("shop"); err == nil || !strings.Contains(err.Error(), path) || !strings.Contains(err.Error(), "CERTIFICATE") {
		t.Errorf("a certificate in the key's place: %v", err)
	}
}

func TestSecretsFileErrorsQuoteNoValue(t *testing.T) {
	store, root, c := imported(t)
	write(t, filepath.Join(root, "shop", "secrets.toml"), fmt.Sprintf("version = 1\napi_v2_key = %q\napi_v3_key = %s\n", c.Merchant.APIv2Key, c.Merchant.APIv3Key))
	_, err := store.Load("shop")
	if err == nil {
		t.Fatal("a damaged secrets file was read")
	}
	for _, secret := range []string{c.Merchant.APIv2Key, c.Merchant.APIv3Key} {
		if strings.Contains(err.Error(), secret) {
			t.Errorf("the error quotes a secret: %v", err)
		}
	}
}

func TestALoadedMerchantPrintsNoSecret(t *testing.T) {
	store, _, c := imported(t)
	m, err := store.Load("shop")
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	fmt.Fprintf(&out, "%v %+v %#v %s", m.AppSecret, *m, m.APIv2Key, m.APIv3Key)
	if err := json.NewEncoder(&out).Encode(map[string]any{"a": m.AppSecret, "b": m.APIv2Key}); err != nil {
		t.Fatal(err)
	}
	slog.New(slog.NewTextHandler(&out, nil)).Info("merchant", "key", m.APIv3Key)
	for _, secret := range []string{c.Merchant.AppSecret, c.Merchant.APIv2Key, c.Merchant.APIv3Key} {
		if strings.Contains(out.String(), secret) {
			t.Errorf("a secret prints: %s", out.String())
		}
	}
}

func TestNamesStayInsideTheFolder(t *testing.T) {
	store, _, _ := imported(t)
	for _, name := range []string{"", "..", "../x", "a/b", ".hidden", strings.Repeat("x", 41)} {
		if err := store.Use(name); !errors.Is(err, profiles.ErrBadName) {
			t.Errorf("%q: %v", name, err)
		}
	}
	if err := store.Use("nobody"); !errors.Is(err, profiles.ErrNotFound) {
		t.Errorf("unknown: %v", err)
	}
}

func TestLiveProfilesPointAtWeChatPay(t *testing.T) {
	live := profiles.Profile{Environment: profiles.Live}
	if live.URL() != "https://api.mch.weixin.qq.com" || live.LoginURL() != "https://api.weixin.qq.com" {
		t.Errorf("%s %s", live.URL(), live.LoginURL())
	}
	play := profiles.Profile{Environment: profiles.Sandbox}
	if play.URL() != "" || play.LoginURL() != "" {
		t.Errorf("%s %s", play.URL(), play.LoginURL())
	}
	other := profiles.Profile{Environment: profiles.Sandbox, BaseURL: "http://127.0.0.1:1/"}
	if other.URL() != "http://127.0.0.1:1" || other.LoginURL() != other.URL() {
		t.Errorf("%s %s", other.URL(), other.LoginURL())
	}
}

func FuzzProfileFile(f *testing.F) {
	f.Add([]byte("version = 1\nenvironment = \"sandbox\"\nmchid = \"1900000001\"\n"))
	f.Add([]byte("version = \"1\""))
	f.Add([]byte("[[platform_keys]]\nid = 1"))
	root := f.TempDir()
	if err := os.MkdirAll(filepath.Join(root, "p"), 0o700); err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if err := os.WriteFile(filepath.Join(root, "p", "profile.toml"), data, 0o600); err != nil {
			t.Fatal(err)
		}
		p, err := profiles.Open(root).Get("p")
		if err == nil && p.Version != 1 {
			t.Errorf("accepted version %d", p.Version)
		}
	})
}

func write(t *testing.T, path, content string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}

// Processes that share a home write at the same time.
func TestConcurrentWritersDoNotFail(t *testing.T) {
	_, root, _ := imported(t)
	var writers sync.WaitGroup
	for range 8 {
		store := profiles.Open(root)
		writers.Go(func() {
			for range 50 {
				if err := store.Use("shop"); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	writers.Wait()
}

func TestConcurrentImportsInstallOneWhole(t *testing.T) {
	dir, _ := folder(t)
	root := filepath.Join(t.TempDir(), "profiles")
	var writers sync.WaitGroup
	for range 8 {
		writers.Go(func() { _, _ = profiles.Open(root).Import(dir, profiles.ImportOptions{}) }) // one is the first
	}
	writers.Wait()
	store := profiles.Open(root)
	if _, err := store.Load("shop"); err != nil {
		t.Error(err)
	}
	if entries, err := os.ReadDir(root); err != nil || len(entries) != 2 { // the profile and which is current
		t.Errorf("left behind: %v %v", entries, err)
	}
}
