package workbench

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"wxlens/profiles"
	"wxlens/wxpay/sandbox"
)

// firstOf returns name and merchant id of the first candidate, "" for none.
func firstOf(c *candidates) string {
	list := c.get()
	if len(list) == 0 {
		return ""
	}
	return list[0].Name + " " + string(list[0].Merchant.MchID)
}

func TestCandidatesFollowTheProfiles(t *testing.T) {
	made, err := sandbox.NewCredentials(time.Now())
	if err != nil {
		t.Fatal(err)
	}
	from := t.TempDir()
	if err := made.Save(from); err != nil {
		t.Fatal(err)
	}
	dir, inUse := t.TempDir(), "a"
	c := &candidates{store: profiles.Open(dir), dir: dir, inUse: func() string { return inUse }, judge: (&Workbench{}).judgedBy}
	other := profiles.Open(dir) // as another process has one
	if got := firstOf(c); got != "" {
		t.Fatalf("without a profile there is %s", got)
	}
	if _, err := c.store.Import(from, profiles.ImportOptions{Name: "a"}); err != nil {
		t.Fatal(err)
	}
	mchID := string(made.Merchant.MchID)
	if got := firstOf(c); got != "a "+mchID {
		t.Fatalf("an own change is not seen at once: %q", got)
	}
	if first, again := c.get(), c.get(); &first[0] != &again[0] {
		t.Error("nothing changed, and the list was made again")
	}
	if _, err := other.Import(from, profiles.ImportOptions{Name: "b"}); err != nil {
		t.Fatal(err)
	}
	until(t, "another process's profile", func() bool { return len(c.get()) == 2 })
	inUse = "b"
	if got := firstOf(c); got != "b "+mchID {
		t.Errorf("the profile in use is not the first: %q", got)
	}
	path := filepath.Join(dir, "b", "profile.toml")
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	changed := strings.Replace(string(data), mchID, "1999999999", 1)
	if err := os.WriteFile(path, []byte(changed), 0o600); err != nil {
		t.Fatal(err)
	}
	until(t, "a file that was edited", func() bool { return firstOf(c) == "b 1999999999" })
}

// until waits for a condition that nothing announces.
func until(t *testing.T, what string, condition func() bool) {
	t.Helper()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	end := time.After(15 * time.Second)
	for !condition() {
		select {
		case <-tick.C:
		case <-end:
			t.Fatalf("waited in vain for: %s", what)
		}
	}
}
