package profiles_test

import (
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"wxlens/profiles"
	"wxlens/wxpay"
)

func TestTheTokenIsKeptAmongTheSecrets(t *testing.T) {
	store, root, c := imported(t)
	if _, err := store.Load("shop"); err != nil {
		t.Fatal(err)
	}
	if err := store.KeepNgrokToken("shop", wxpay.NewSecret("2abcDEF")); err != nil {
		t.Fatal(err)
	}
	for _, s := range []*profiles.Store{store, profiles.Open(root)} {
		m, err := s.Load("shop")
		if err != nil || m.NgrokToken.Reveal() != "2abcDEF" || m.APIv3Key.Reveal() != c.Merchant.APIv3Key || m.AppSecret.Reveal() != c.Merchant.AppSecret {
			t.Errorf("loaded %v %v", m, err)
		}
	}
	info, err := os.Stat(filepath.Join(root, "shop", "secrets.toml"))
	if err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
	if err := store.KeepNgrokToken("nobody", wxpay.NewSecret("x")); err == nil {
		t.Error("a profile that is not there took a token")
	}
}
