package cli_test

import (
	"crypto/md5"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"wxlens/ui/cli"
	"wxlens/ui/text"
	"wxlens/ui/workbench/workbenchtest"
	"wxlens/wxpay"
	"wxlens/wxpay/diagnose"
)

const v2CaseKey = "192006250b4c09247ec02edce69f6a2d"

// v2Case is a case file whose sign was made over a text, by the standard library.
func v2Case(t *testing.T, signed string) string {
	t.Helper()
	data, err := json.Marshal(map[string]any{
		"api": "v2", "kind": "request", "observed_signature": fmt.Sprintf("%X", md5.Sum([]byte(signed))),
		"profile": map[string]any{"mchid": "10000100", "appid": "wxd930ea5d5a258f4f", "v2_key": v2CaseKey, "v2_previous_keys": []string{"OLDOLDOLDOLDOLDOLDOLDOLDOLDOLDOL"}},
		"request": map[string]any{
			"method": "POST", "url": "https://api.mch.weixin.qq.com/pay/unifiedorder",
			"body": "<xml><appid>wxd930ea5d5a258f4f</appid><attach></attach><body>测试</body><mch_id>10000100</mch_id><nonce_str>ibuaiVcKdpRxkhJA</nonce_str></xml>",
		},
		"server_reply": map[string]any{"return_code": "FAIL", "return_msg": "签名错误"},
	})
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "case.json")
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

const rightV2 = "appid=wxd930ea5d5a258f4f&body=测试&mch_id=10000100&nonce_str=ibuaiVcKdpRxkhJA&key=" + v2CaseKey

func TestDiagnoseCases(t *testing.T) {
	t.Parallel()
	home := workbenchtest.Home(t)
	for _, c := range []struct {
		name, signed, verdict string
		exit                  int
		slugs                 []string
	}{
		{"explained", strings.Replace(rightV2, "&body", "&attach=&body", 1), "explained", cli.ExitOK, []string{"v2-empty-value-signed"}},
		{"two causes", strings.Replace(strings.Replace(rightV2, "&body", "&attach=&body", 1), v2CaseKey, "OLDOLDOLDOLDOLDOLDOLDOLDOLDOLDOL", 1), "explained", cli.ExitOK,
			[]string{"v2-empty-value-signed", "v2-old-key"}},
		{"correct", rightV2, "correct", cli.ExitOK, []string{"v2-key-not-on-platform"}},
		{"unexplained", "nobody knows", "unexplained", cli.ExitFailed, nil},
	} {
		r := wxlens(t, "--home", home, "--json", "diagnose", v2Case(t, c.signed))
		events := r.events(t)
		if r.exit != c.exit || len(events) != 1 || events[0]["event"] != "diagnosis" || events[0]["verdict"] != c.verdict {
			t.Errorf("%s: %+v", c.name, r)
			continue
		}
		e := events[0]
		has(t, e, "causes", "ties", "sign_string", "tried", "elapsed_ms")
		var got []string
		for _, cause := range e["causes"].([]any) {
			has(t, cause.(map[string]any), "slug", "title", "explanation", "fix")
			got = append(got, cause.(map[string]any)["slug"].(string))
		}
		if strings.Join(got, " ") != strings.Join(c.slugs, " ") {
			t.Errorf("%s: causes %v", c.name, got)
		}
		if strings.Contains(r.stdout, v2CaseKey) || strings.Contains(r.stdout, "OLDOLD") {
			t.Errorf("%s shows a key: %s", c.name, r.stdout)
		}
		if at, ok := e["first_difference"].(map[string]any); c.verdict == "explained" && (!ok || at["line"] != 1.0 || at["field"] == "") {
			t.Errorf("%s: first difference %v", c.name, e["first_difference"])
		}
	}
	entries, err := os.ReadDir(home)
	if err != nil || len(entries) > 1 {
		t.Errorf("a case with its own keys needs no home, and made %v, %v", entries, err)
	}
}

func TestDiagnoseForPeople(t *testing.T) {
	t.Parallel()
	path := v2Case(t, strings.Replace(rightV2, "&body", "&attach=&body", 1))
	for _, lang := range []wxpay.Lang{wxpay.Chinese, wxpay.English} {
		r := wxlens(t, "--home", workbenchtest.Home(t), "--lang", string(lang), "diagnose", "--program", "python", path)
		m, _ := diagnose.Find("v2-empty-value-signed")
		for _, want := range []string{m.Title.In(lang), m.Fix.In(lang), text.In(lang).Diagnosis.Should, "attach=&body", "hashlib.md5"} {
			if r.exit != cli.ExitOK || !strings.Contains(r.stdout, want) {
				t.Errorf("%s: no %q in %+v", lang, want, r)
			}
		}
	}
}

func TestWhatASandboxRefusedIsDiagnosedAndBundled(t *testing.T) {
	t.Parallel()
	home := workbenchtest.Home(t)
	r := wxlens(t, "--home", home, "--json", "run", "native-v3", "--until", "order", "--break", "order=v3-crlf")
	events := r.events(t)
	failed := events[len(events)-2]
	if r.exit != cli.ExitFailed || failed["mistake"] != "v3-crlf" {
		t.Fatalf("%+v", r)
	}
	r = wxlens(t, "--home", home, "--json", "diagnose", "--exchange", failed["exchange"].(string), "--bundle", "--save-case")
	if e := r.events(t)[0]; r.exit != cli.ExitOK || e["causes"].([]any)[0].(map[string]any)["slug"] != "v3-crlf" || e["profile"] != "demo" {
		t.Fatalf("%+v", r)
	}
	for _, kind := range []string{"case", "bundle"} {
		files, err := filepath.Glob(filepath.Join(home, "cases", kind+"-*.json"))
		if err != nil || len(files) != 1 || !strings.Contains(r.stderr, files[0]) {
			t.Fatalf("%s: %v, %v, %s", kind, files, err, r.stderr)
		}
		again := wxlens(t, "--home", home, "--json", "diagnose", files[0])
		if e := again.events(t)[0]; again.exit != cli.ExitOK || e["causes"].([]any)[0].(map[string]any)["slug"] != "v3-crlf" {
			t.Errorf("%s read again: %+v", kind, again)
		}
		if data := string(readFile(t, files[0])); strings.Contains(data, "PRIVATE KEY") != (kind == "bundle") {
			t.Errorf("the %s holds keys: %v", kind, kind != "bundle")
		}
	}
}

func TestDiagnoseRefuses(t *testing.T) {
	t.Parallel()
	home := workbenchtest.Home(t)
	nothing := filepath.Join(t.TempDir(), "nothing")
	if err := os.WriteFile(nothing, []byte("hello"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		exit int
		code string
		args []string
	}{
		{cli.ExitUsage, "unrecognised", []string{"diagnose", nothing}},
		{cli.ExitUsage, "unreadable", []string{"diagnose", nothing + "x"}},
		{cli.ExitUsage, "usage", []string{"diagnose"}},
		{cli.ExitUsage, "usage", []string{"diagnose", nothing, "--exchange", "x"}},
		{cli.ExitUsage, "usage", []string{"diagnose", nothing, "--program", "cobol"}},
		{cli.ExitUsage, "usage", []string{"run", "native-v3", "--break", "order=nonsense"}},
		{cli.ExitUsage, "usage", []string{"run", "native-v3", "--break", "nowhere=v3-crlf"}},
		{cli.ExitUsage, "usage", []string{"run", "native-v3", "--until", "order", "--break", "order=v2-old-key"}},
	} {
		r := wxlens(t, append([]string{"--home", home, "--json"}, c.args...)...)
		events := r.events(t)
		if found := strings.Contains(r.stdout, `"code":"`+c.code+`"`); r.exit != c.exit || len(events) == 0 || !found {
			t.Errorf("%v: %+v", c.args, r)
		}
	}
}

func TestTheCatalogueIsListed(t *testing.T) {
	t.Parallel()
	r := wxlens(t, "--json", "mistakes")
	events := r.events(t)
	if r.exit != cli.ExitOK || len(events) != len(diagnose.Catalogue()) {
		t.Errorf("exit %d, %d mistakes", r.exit, len(events))
	}
	for _, e := range events {
		has(t, e, "slug", "group", "title", "explanation", "fix", "sources")
	}
}
