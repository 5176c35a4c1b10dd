package sandbox_test

import (
	"crypto/rsa"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/wechatpay-apiv3/wechatpay-go/utils"
	"software.sslmate.com/src/go-pkcs12"

	"wxlens/wxpay/sandbox"
)

func TestCredentialsHaveTheFormOfRealOnes(t *testing.T) {
	m := merchant()
	for _, c := range []struct{ what, value, form string }{
		{"mchid", string(m.MchID), `^[0-9]{10}$`}, {"appid", string(m.AppID), `^wx[0-9a-f]{16}$`}, {"app_secret", m.AppSecret, `^[0-9a-f]{32}$`},
		{"api_v2_key", m.APIv2Key, `^[0-9A-Za-z]{32}$`}, {"api_v3_key", m.APIv3Key, `^[0-9A-Za-z]{32}$`},
		{"merchant_serial_no", string(m.MerchantSerialNo), `^[0-9A-F]{40}$`}, {"platform_serial_no", string(m.PlatformSerialNo), `^[0-9A-F]{40}$`},
		{"wechatpay_public_key_id", string(m.PublicKeyID), `^PUB_KEY_ID_[0-9]+$`}, {"openid", string(m.OpenID), `^o[0-9A-Za-z]{27}$`},
	} {
		if !regexp.MustCompile(c.form).MatchString(c.value) {
			t.Errorf("%s is %s", c.what, c.value)
		}
	}
}

// The official SDK reads the folder as that of a merchant.
func TestSavedCredentialsAreAMerchantsFolder(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "made")
	if err := credentials().Save(dir); err != nil {
		t.Fatal(err)
	}
	path := func(name string) string { return filepath.Join(dir, name) }
	if key, err := utils.LoadPrivateKeyWithPath(path(sandbox.FileMerchantKey)); err != nil || !key.Equal(credentials().MerchantKey) {
		t.Errorf("merchant key: %v", err)
	}
	if key, err := utils.LoadPublicKeyWithPath(path(sandbox.FilePublicKey)); err != nil || !key.Equal(&credentials().PublicKey.PublicKey) {
		t.Errorf("public key: %v", err)
	}
	for name, want := range map[string]struct {
		serial string
		key    *rsa.PrivateKey
	}{
		sandbox.FileMerchantCert: {string(merchant().MerchantSerialNo), credentials().MerchantKey},
		sandbox.FilePlatformCert: {string(merchant().PlatformSerialNo), credentials().PlatformKey},
	} {
		cert, err := utils.LoadCertificateWithPath(path(name))
		if err != nil || utils.GetCertificateSerialNumber(*cert) != want.serial || !want.key.PublicKey.Equal(cert.PublicKey) {
			t.Errorf("%s: %v", name, err)
		}
	}
	p12, err := os.ReadFile(path(sandbox.FileMerchantP12))
	if err != nil {
		t.Fatal(err)
	}
	if key, _, err := pkcs12.Decode(p12, string(merchant().MchID)); err != nil || !credentials().MerchantKey.Equal(key) {
		t.Errorf("p12: %v", err)
	}
	err = filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if want := map[bool]fs.FileMode{true: 0o700, false: 0o600}[d.IsDir()]; err == nil && info.Mode().Perm() != want {
			t.Errorf("%s has mode %o", path, info.Mode().Perm())
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}

	again, err := sandbox.LoadOrMake(dir, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(merchant(), again.Merchant); diff != "" || !again.MerchantKey.Equal(credentials().MerchantKey) ||
		!again.PlatformKey.Equal(credentials().PlatformKey) || !again.PublicKey.Equal(credentials().PublicKey) {
		t.Errorf("read back another merchant %s", diff)
	}
}

func TestCredentialsOfARealMerchantAreLeftAlone(t *testing.T) {
	dir := t.TempDir()
	key := filepath.Join(dir, sandbox.FileMerchantKey)
	if err := os.WriteFile(key, []byte("real"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := sandbox.LoadOrMake(dir, time.Now()); err == nil {
		t.Error("made a sandbox merchant there")
	}
	if data, err := os.ReadFile(key); err != nil || string(data) != "real" {
		t.Errorf("the key is now %q, %v", data, err)
	}
}

func TestDamagedCredentialsNameTheFile(t *testing.T) {
	if _, err := sandbox.LoadCredentials(t.TempDir()); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("an empty folder: %v", err)
	}
	for _, name := range []string{sandbox.FileMerchant, sandbox.FileMerchantKey, "sandbox_platform_keys.pem"} {
		dir := t.TempDir()
		if err := credentials().Save(dir); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte("damaged"), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := sandbox.LoadCredentials(dir); err == nil || !regexp.MustCompile(regexp.QuoteMeta(name)).MatchString(err.Error()) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A first start that was killed while it wrote must not block every later one.
func TestAHalfWrittenFolderIsMadeAnew(t *testing.T) {
	dir := t.TempDir()
	if err := credentials().Save(dir); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{sandbox.FileMerchant, sandbox.FilePublicKey} {
		if err := os.Remove(filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	made, err := sandbox.LoadOrMake(dir, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	if again, err := sandbox.LoadCredentials(dir); err != nil || again.Merchant != made.Merchant {
		t.Errorf("read back %v, %v", again, err)
	}
}
