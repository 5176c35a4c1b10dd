package settings_test

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"wxlens/ui/workbench/settings"
)

func TestWhatIsSetComesBack(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "home")
	file := settings.In(dir)
	if s, err := file.Load(); err != nil || s.Keep.Age() != 90*24*time.Hour || s.Keep.Bytes() != 2<<30 {
		t.Fatalf("without a file: %+v %v", s, err)
	}
	want := settings.Settings{
		Path: "k3", Tunnel: settings.Tunnel{Kind: "direct", PublicURL: "https://例.example/a", Restrict: true},
		Forward: settings.Forward{Targets: []string{"http://127.0.0.1:8080", "http://b"}, Mode: "shadow"}, Keep: settings.Keep{Days: 3, Megabytes: 5},
	}
	if _, err := file.Change(func(s *settings.Settings) { *s = want }); err != nil {
		t.Fatal(err)
	}
	got, err := settings.In(dir).Load()
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Error(diff, err)
	}
	if got.Keep.Age() != 72*time.Hour || got.Keep.Bytes() != 5<<20 {
		t.Errorf("kept for %s, %d bytes", got.Keep.Age(), got.Keep.Bytes())
	}
	info, err := os.Stat(filepath.Join(dir, "settings.toml"))
	if err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v %v", info.Mode(), err)
	}
	if left, err := filepath.Glob(filepath.Join(dir, ".settings-*")); err != nil || len(left) != 0 {
		t.Errorf("left over: %v %v", left, err)
	}
}

func TestADamagedFileIsLeftAsItIs(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "settings.toml")
	for _, damaged := range []string{"[tunnel", "tunel = 1", "[forward]\ntargets = 3"} {
		if err := os.WriteFile(path, []byte(damaged), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := settings.In(dir).Load(); err == nil || !strings.Contains(err.Error(), path) {
			t.Errorf("%q was read: %v", damaged, err)
		}
		if _, err := settings.In(dir).Change(func(*settings.Settings) {}); err == nil {
			t.Errorf("%q was replaced", damaged)
		}
		if data, err := os.ReadFile(path); err != nil || string(data) != damaged {
			t.Errorf("%q became %q, %v", damaged, data, err)
		}
	}
}
