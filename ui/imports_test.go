// Package ui_test holds the rules that no single package can hold.
package ui_test

import (
	"encoding/json"
	"errors"
	"go/parser"
	"go/token"
	"io"
	"os/exec"
	"path"
	"path/filepath"
	"strings"
	"testing"
)

// pkg is what go list tells of a package.
type pkg struct {
	ImportPath string
	Dir        string
	GoFiles    []string
	Imports    []string
}

func packages(t *testing.T) []pkg {
	t.Helper()
	cmd := exec.Command("go", "list", "-json=ImportPath,Dir,GoFiles,Imports", "wxlens/...")
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var all []pkg
	for dec := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p pkg
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			return all
		} else if err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
}

// allowed names what each package may import of ours: whole paths, or everything
// below a path that ends in "/...". What is not named may import nothing of ours.
var allowed = map[string][]string{
	"wxlens":                        {"ui/tui", "ui/cli", "ui/workbench"},
	"wxlens/wxpay":                  {},
	"wxlens/wxpay/v2":               {"wxpay"},
	"wxlens/wxpay/v3":               {"wxpay"},
	"wxlens/wxpay/catalog":          {"wxpay"},
	"wxlens/wxpay/flow":             {"wxpay", "wxpay/v2", "wxpay/v3", "wxpay/catalog"},
	"wxlens/wxpay/order":            {"wxpay", "wxpay/v2", "wxpay/v3", "wxpay/catalog"},
	"wxlens/wxpay/notify":           {"wxpay", "wxpay/v2", "wxpay/v3", "wxpay/catalog"},
	"wxlens/wxpay/diagnose":         {"wxpay", "wxpay/v2", "wxpay/v3"},
	"wxlens/wxpay/diagnose/paste":   {"wxpay", "wxpay/v2", "wxpay/v3", "wxpay/message", "wxpay/diagnose"},
	"wxlens/wxpay/decode":           {"wxpay", "wxpay/catalog", "wxpay/diagnose"},
	"wxlens/wxpay/diagnose/snippet": {"wxpay", "wxpay/v3", "wxpay/diagnose"},
	"wxlens/wxpay/message":          {},
	"wxlens/wxpay/bill":             {"wxpay"},
	"wxlens/wxpay/android":          {"wxpay"},
	"wxlens/wxpay/client":           {"wxpay", "wxpay/v2", "wxpay/v3"},
	"wxlens/wxpay/journal":          {"wxpay", "wxpay/order"},
	"wxlens/wxpay/sandbox":          {"wxpay", "wxpay/v2", "wxpay/v3", "wxpay/catalog", "wxpay/notify"},
	"wxlens/profiles":               {"wxpay", "wxpay/v3"},
	"wxlens/profiles/snippet":       {"wxpay", "wxpay/v3", "profiles"},
	"wxlens/tunnel":                 {"wxpay", "wxpay/notify"},
	"wxlens/ui/text":                {"wxpay", "wxpay/bill", "wxpay/order", "wxpay/message", "wxpay/diagnose", "wxpay/diagnose/paste", "wxpay/decode", "wxpay/android"},
	"wxlens/ui/qr":                  {},
	"wxlens/ui/cell":                {},
	"wxlens/ui/workbench":           {"wxpay/...", "profiles/...", "tunnel", "ui/workbench/..."},
	"wxlens/ui/workbench/run":       {"wxpay/...", "profiles", "ui/workbench/outgoing"},
	"wxlens/ui/workbench/outgoing":  {"wxpay/...", "profiles"},
	"wxlens/ui/workbench/control":   {"wxpay", "wxpay/client"},
	"wxlens/ui/workbench/bills":     {"wxpay/...", "profiles", "ui/workbench/outgoing"},
	"wxlens/ui/workbench/trust":     {"wxpay/...", "profiles", "ui/workbench/outgoing"},
	"wxlens/ui/workbench/bench":     {"wxpay/...", "profiles", "ui/workbench/outgoing"},
	"wxlens/ui/workbench/composer":  {"wxpay/...", "profiles"},
	"wxlens/ui/workbench/diagnoser": {"wxpay/...", "profiles", "ui/workbench/outgoing"},
	"wxlens/ui/workbench/inbox":     {"wxpay/...", "profiles", "tunnel"},
	"wxlens/ui/workbench/ledger":    {"wxpay/..."},
	"wxlens/ui/workbench/forward":   {"wxpay"},
	"wxlens/ui/workbench/replay":    {"wxpay/...", "profiles"},
	"wxlens/ui/workbench/query":     {"wxpay", "ui/workbench/ledger"},
	"wxlens/ui/workbench/archive":   {"wxpay/...", "ui/workbench/ledger"},
	"wxlens/ui/workbench/link":      {"tunnel"},
	"wxlens/ui/workbench/state":     {"wxpay"},
	"wxlens/ui/workbench/appsign":   {"wxpay", "wxpay/android"},
	"wxlens/ui/workbench/configure": {"profiles", "profiles/snippet", "wxpay/sandbox"},
	"wxlens/ui/workbench/settings":  {},
	"wxlens/ui/cli":                 {"ui/text", "ui/qr", "ui/cell", "ui/workbench/...", "profiles", "wxpay", "wxpay/flow", "wxpay/order", "wxpay/catalog", "wxpay/message", "wxpay/bill", "wxpay/diagnose", "wxpay/sandbox", "wxpay/decode", "wxpay/android"},
}

// tuiMay is what any package of the screens may import beside its own.
var tuiMay = []string{
	"ui/tui/...", "ui/cell", "ui/text", "ui/qr", "ui/workbench/run", "ui/workbench/bench", "ui/workbench/composer", "ui/workbench/control", "ui/workbench/bills", "ui/workbench/trust",
	"ui/workbench/inbox", "ui/workbench/ledger", "ui/workbench/query",
	"ui/workbench/replay", "ui/workbench/settings", "ui/workbench/state", "ui/workbench/diagnoser",
	"wxpay", "wxpay/bill", "wxpay/diagnose", "wxpay/diagnose/paste", "wxpay/flow", "wxpay/order", "wxpay/catalog", "wxpay/decode", "wxpay/android", "ui/workbench/appsign", "ui/workbench/configure",
}

func matches(rule, importPath string) bool {
	below, all := strings.CutSuffix(rule, "/...")
	full := path.Join("wxlens", below)
	return importPath == full || (all && strings.HasPrefix(importPath, full+"/"))
}

func TestImportsGoOneWay(t *testing.T) {
	seen := 0
	for _, p := range packages(t) {
		if len(p.GoFiles) == 0 || strings.HasSuffix(p.ImportPath, "test") {
			continue // only tests
		}
		rules, named := allowed[p.ImportPath]
		if strings.HasPrefix(p.ImportPath, "wxlens/ui/tui") {
			rules, named = tuiMay, true
		}
		if !named {
			t.Errorf("%s has no import rule: add one", p.ImportPath)
		}
		for _, imported := range p.Imports {
			if imported != "wxlens" && !strings.HasPrefix(imported, "wxlens/") {
				continue
			}
			seen++
			ok := false
			for _, rule := range rules {
				ok = ok || matches(rule, imported)
			}
			if !ok {
				t.Errorf("%s must not import %s", p.ImportPath, imported)
			}
		}
	}
	if seen == 0 {
		t.Fatal("no import of ours was looked at")
	}
}

// pure packages compute from what they are given: they read no clock, no random
// source, no file and no network.
var pure = []string{"wxlens/wxpay", "wxlens/wxpay/v2", "wxlens/wxpay/v3", "wxlens/wxpay/catalog", "wxlens/wxpay/flow", "wxlens/wxpay/order", "wxlens/wxpay/notify", "wxlens/wxpay/message", "wxlens/wxpay/bill", "wxlens/wxpay/diagnose", "wxlens/wxpay/diagnose/paste", "wxlens/wxpay/decode", "wxlens/wxpay/android"}

func TestCoreIsPure(t *testing.T) {
	forbidden := []string{"os", "io/fs", "net", "crypto/rand", "math/rand", "math/rand/v2", "log", "database/sql", "os/exec"}
	for _, p := range packages(t) {
		for _, name := range pure {
			if p.ImportPath != name {
				continue
			}
			for _, imported := range p.Imports {
				for _, bad := range forbidden {
					if imported == bad {
						t.Errorf("%s imports %s", p.ImportPath, imported)
					}
				}
			}
		}
	}
}

// home names the only packages that may import a third-party module.
var home = map[string][]string{
	"charm.land/":                       {"wxlens/ui/tui"},
	"github.com/charmbracelet/":         {"wxlens/ui/tui", "wxlens/ui/cell"},
	"github.com/spf13/cobra":            {"wxlens/ui/cli"},
	"modernc.org/sqlite":                {"wxlens/wxpay/journal"},
	"github.com/pelletier/go-toml":      {"wxlens/profiles", "wxlens/ui/workbench/settings"},
	"software.sslmate.com/":             {"wxlens/wxpay/sandbox", "wxlens/wxpay/android"},
	"google.golang.org/protobuf":        {"wxlens/wxpay/android"},
	"github.com/pavlo-v-chernykh/":      {},
	"github.com/smallstep/":             {},
	"github.com/shogo82148/":            {},
	"github.com/wechatpay-apiv3/":       {},
	"github.com/go-pay/":                {},
	"testing":                           {},
	"github.com/creack/pty":             {},
	"github.com/rogpeppe/go-internal":   {},
	"github.com/google/go-cmp":          {},
	"github.com/klauspost/compress":     {"wxlens/wxpay/bill"},
	"github.com/gofrs/flock":            {"wxlens/ui/workbench"},
	"github.com/natefinch/atomic":       {"wxlens/ui/workbench"},
	"github.com/sahilm/fuzzy":           {"wxlens/wxpay/decode"},
	"github.com/adrg/xdg":               {"wxlens/ui/workbench"},
	"golang.ngrok.com/":                 {"wxlens/tunnel"},
	"go.yaml.in/yaml":                   {"wxlens/tunnel"},
	"golang.org/x/net":                  {"wxlens/tunnel"},
	"github.com/zalando/go-keyring":     {"wxlens/profiles"},
	"github.com/mattn/go-runewidth":     {},
	"github.com/charmbracelet/x/vttest": {},
}

func TestLibrariesStayWhereTheyBelong(t *testing.T) {
	for _, p := range packages(t) {
		if strings.HasSuffix(p.ImportPath, "test") {
			continue // packages that only tests import
		}
		for _, imported := range p.Imports {
			for prefix, homes := range home {
				if !strings.HasPrefix(imported, prefix) {
					continue
				}
				ok := false
				for _, h := range homes {
					ok = ok || p.ImportPath == h || strings.HasPrefix(p.ImportPath, h+"/")
				}
				if !ok {
					t.Errorf("%s must not import %s", p.ImportPath, imported)
				}
			}
		}
	}
}

// TestOneFileKnowsNgrok: the traps of its library are wrapped in one place.
func TestOneFileKnowsNgrok(t *testing.T) {
	files, err := filepath.Glob("../tunnel/*.go")
	if err != nil || len(files) == 0 {
		t.Fatal("no files of tunnel", err)
	}
	for _, file := range files {
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly)
		if err != nil {
			t.Fatal(err)
		}
		for _, imported := range parsed.Imports {
			if strings.Contains(imported.Path.Value, "golang.ngrok.com/") && filepath.Base(file) != "ngrok.go" {
				t.Errorf("%s imports %s", file, imported.Path.Value)
			}
		}
	}
}
