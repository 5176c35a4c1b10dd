package cli_test

import (
	"path/filepath"
	"strings"
	"testing"

	"wxlens/ui/cli"
	"wxlens/ui/workbench"
	"wxlens/ui/workbench/workbenchtest"
)

// The snippet names the sandbox of the home, its files, and no secret unless asked.
func TestSnippets(t *testing.T) {
	home := workbenchtest.Home(t)
	if r := wxlens(t, "--home", home, "run", "native-v3", "--until", "order"); r.exit != cli.ExitOK { // starts the sandbox
		t.Fatal(r.stderr)
	}
	m := readMerchant(t, filepath.Join(home, "sandbox", "credentials"))
	url := workbench.HomeAt(home).SandboxURL()
	for _, language := range []string{"go", "Java", "php", "node"} {
		r := wxlens(t, "--home", home, "profile", "snippet", "--language", language, "--json")
		e := r.events(t)[0]
		text, _ := e["text"].(string)
		if r.exit != cli.ExitOK || e["event"] != "snippet" || !strings.EqualFold(e["language"].(string), language) || !strings.Contains(text, m.MchID) {
			t.Fatalf("%d %v %s", r.exit, e, r.stderr)
		}
		if strings.Contains(text, m.APIv3Key) || strings.Contains(text, m.APIv2Key) {
			t.Errorf("a secret stands in\n%s", text)
		}
		if port := url[strings.LastIndex(url, ":")+1:]; !strings.Contains(text, port) {
			t.Errorf("no %s in\n%s", url, text)
		}
		r = wxlens(t, "--home", home, "profile", "snippet", "demo", "--language", language, "--reveal")
		if r.exit != cli.ExitOK || !strings.Contains(r.stdout, m.APIv3Key) {
			t.Errorf("%d %s %s", r.exit, r.stdout, r.stderr)
		}
	}
	for code, args := range map[string][]string{"usage": {"--language", "cobol"}, "unknown-profile": {"none", "--language", "go"}} {
		r := wxlens(t, append([]string{"--home", home, "--json", "profile", "snippet"}, args...)...)
		if e := r.events(t)[0]; r.exit != cli.ExitUsage || e["code"] != code {
			t.Errorf("%d %v", r.exit, e)
		}
	}
}

// A program runs where it likes: its files are named from the root.
func TestSnippetsOfARelativeHome(t *testing.T) {
	home := workbenchtest.Home(t)
	if r := wxlens(t, "--home", home, "run", "native-v3", "--until", "order"); r.exit != cli.ExitOK {
		t.Fatal(r.stderr)
	}
	t.Chdir(filepath.Dir(home))
	r := wxlens(t, "--home", filepath.Base(home), "profile", "snippet", "demo", "--language", "php")
	if want := "file://" + filepath.ToSlash(filepath.Join(home, "profiles")); r.exit != cli.ExitOK || !strings.Contains(r.stdout, want) {
		t.Errorf("%d no %s in\n%s%s", r.exit, want, r.stdout, r.stderr)
	}
}

func TestLiveSecretsAreNotWritten(t *testing.T) {
	home, key := liveHome(t)
	r := wxlens(t, "--home", home, "profile", "snippet", "--language", "go", "--reveal", "--json")
	if e := r.events(t)[0]; r.exit != cli.ExitUsage || e["code"] != "not-revealed" || strings.Contains(r.stdout+r.stderr, key) {
		t.Errorf("%d %v", r.exit, e)
	}
}
