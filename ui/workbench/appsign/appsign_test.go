package appsign_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"wxlens/ui/workbench/appsign"
	"wxlens/wxpay"
	"wxlens/wxpay/android"
	"wxlens/wxpay/android/androidtest"
)

func TestAsk(t *testing.T) {
	key, home := androidtest.Release(), t.TempDir()
	t.Setenv("HOME", home)
	t.Setenv("USERPROFILE", home)
	path := filepath.Join(home, "release key.p12")
	if err := os.WriteFile(path, key.PKCS12("secret"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, typed := range []string{path, "'" + path + "'", "~/release key.p12", " " + path + "\n"} {
		a, err := appsign.Ask(t.Context(), appsign.Question{Path: typed, Password: wxpay.NewSecret("secret"), Known: android.Known{Signature: key.MD5()}}, time.Now())
		if err != nil || a.File.Signatures[0].MD5 != key.MD5() || !a.OK() {
			t.Errorf("%q: %+v %v", typed, a, err)
		}
	}
	fault := (*android.Error)(nil)
	if _, err := appsign.Ask(t.Context(), appsign.Question{Path: path}, time.Now()); !errors.As(err, &fault) || fault.Code != android.CodePasswordNeeded {
		t.Error(err)
	}
	if _, err := appsign.Ask(t.Context(), appsign.Question{Path: home}, time.Now()); !errors.As(err, &fault) || fault.Code != android.CodeNoFile {
		t.Error("a folder:", err)
	}
	if _, err := appsign.Ask(t.Context(), appsign.Question{Path: filepath.Join(home, "none")}, time.Now()); !errors.Is(err, os.ErrNotExist) {
		t.Error(err)
	}
	given, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := appsign.Ask(given, appsign.Question{Path: path}, time.Now()); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	if a, err := appsign.Ask(t.Context(), appsign.Question{}, time.Now()); err != nil || a.File != nil || len(a.Checks) == 0 {
		t.Errorf("%+v %v", a, err)
	}
}
