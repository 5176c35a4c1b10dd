// Package workbenchtest makes workbenches for tests: real ones, on homes of
// their own, whose keys were made once for the whole run.
package workbenchtest

import (
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"wxlens/ui/workbench"
	"wxlens/wxpay/sandbox"
)

// credentials are those of every sandbox of a test run: making keys is slow.
var credentials = sync.OnceValues(func() (*sandbox.Credentials, error) {
	return sandbox.NewCredentials(time.Now())
})

// Home returns a home folder whose sandbox has its keys already.
func Home(t testing.TB) string {
	t.Helper()
	c, err := credentials()
	if err != nil {
		t.Fatal(err)
	}
	home := filepath.Join(t.TempDir(), "home")
	dir := filepath.Join(workbench.HomeAt(home).Sandbox, "credentials")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := c.Save(dir); err != nil {
		t.Fatal(err)
	}
	return home
}

// NoEnv is an environment without variables: what a developer has set, an authtoken
// of ngrok's among it, disturbs no test.
func NoEnv(string) string { return "" }

// Open opens a workbench on a home; the test ends by closing it.
func Open(t testing.TB, home string) *workbench.Workbench {
	t.Helper()
	w := OpenUnowned(t, home)
	t.Cleanup(func() {
		if err := w.Close(); err != nil {
			t.Error("close the workbench:", err)
		}
	})
	return w
}

// OpenUnowned opens a workbench that the test closes itself.
func OpenUnowned(t testing.TB, home string) *workbench.Workbench {
	t.Helper()
	w, err := workbench.Open(t.Context(), workbench.Config{Home: workbench.HomeAt(home), Now: time.Now, Getenv: NoEnv})
	if err != nil {
		t.Fatal(err)
	}
	return w
}
