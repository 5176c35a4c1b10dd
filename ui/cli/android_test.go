package cli_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"wxlens/ui/cli"
	"wxlens/wxpay/android/androidtest"
)

// onDisk writes a file into a folder of its own.
func onDisk(t *testing.T, name string, data []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func demoAPK(keys ...androidtest.Key) []byte {
	manifest := androidtest.Manifest("com.example.pay", 34, androidtest.Entry("com.example.pay.wxapi.WXPayEntryActivity"))
	return androidtest.APK{Manifest: manifest.Binary(), V1: keys, V2: keys, V3: keys, Claims: "2, 3"}.Bytes()
}

func TestAndroidPackage(t *testing.T) {
	key := androidtest.Release()
	apk := onDisk(t, "app.apk", demoAPK(key))
	r := wxlens(t, "android", apk, "--package", "com.example.pay", "--registered", key.MD5(), "--json")
	e := r.events(t)[0]
	if r.exit != cli.ExitOK || e["event"] != "android" || e["kind"] != "apk" || e["package"] != "com.example.pay" {
		t.Fatalf("%d %v %s", r.exit, e, r.stderr)
	}
	one := e["signatures"].([]any)[0].(map[string]any)
	if one["md5"] != key.MD5() || !slices.Equal(one["schemes"].([]any), []any{"v1", "v2", "v3"}) || one["signer"] != 1.0 {
		t.Errorf("%v", one)
	}
	if end, err := time.Parse(time.RFC3339, one["not_after"].(string)); err != nil || !end.Equal(key.Cert.NotAfter) {
		t.Error(one["not_after"], err)
	}
	for _, c := range e["checks"].([]any) {
		if c := c.(map[string]any); c["ok"] != true || c["source"] == "" {
			t.Errorf("%v", c)
		}
	}
	r = wxlens(t, "android", apk, "--registered", strings.ToUpper(key.MD5()), "--json", "--lang", "en")
	if r.exit != cli.ExitFailed || !strings.Contains(r.stdout, "upper case") {
		t.Errorf("%d %s", r.exit, r.stdout)
	}
	for _, lang := range []string{"zh", "en"} {
		r = wxlens(t, "android", apk, "--package", "com.example.other", "--lang", lang)
		if r.exit != cli.ExitFailed || !strings.Contains(r.stdout, key.MD5()) || !strings.Contains(r.stdout, "com.example.other") || !strings.Contains(r.stdout, "app-minus-one") {
			t.Errorf("%d %s", r.exit, r.stdout)
		}
	}
}

func TestAndroidFromStandardInput(t *testing.T) {
	key := androidtest.Release()
	var out, errs bytes.Buffer
	exit := cli.Main(t.Context(), cli.Env{
		Args: []string{"android", "-", "--json"}, Stdin: bytes.NewReader(demoAPK(key)), Stdout: &out, Stderr: &errs, Getenv: func(string) string { return "" }, Now: time.Now,
	})
	if exit != cli.ExitOK || !strings.Contains(out.String(), key.MD5()) {
		t.Errorf("%d %s %s", exit, out.String(), errs.String())
	}
}

func TestAndroidKeystore(t *testing.T) {
	key, other := androidtest.Release(), androidtest.Debug()
	p12 := onDisk(t, "release.p12", key.PKCS12("secret 1"))
	jks := onDisk(t, "release.jks", androidtest.JKS("secret 1", map[string]androidtest.Key{"upload": key, "debug": other}))
	password := onDisk(t, "password", []byte("secret 1\r\n"))
	r := wxlens(t, "android", p12, "--password-file", password, "--json")
	if r.exit != cli.ExitOK || !strings.Contains(r.stdout, key.MD5()) {
		t.Errorf("%d %s %s", r.exit, r.stdout, r.stderr)
	}
	r = wxlens(t, "android", jks, "--password-file", password, "--alias", "Upload", "--json")
	if r.exit != cli.ExitOK || !strings.Contains(r.stdout, key.MD5()) || strings.Contains(r.stdout, other.MD5()) || !strings.Contains(r.stdout, `"alias":"upload"`) {
		t.Errorf("%d %s", r.exit, r.stdout)
	}
	if r = command(t.Context(), nil, map[string]string{"WXLENS_STORE_PASSWORD": "secret 1"}, "android", p12); r.exit != cli.ExitOK {
		t.Errorf("%d %s", r.exit, r.stderr)
	}
	for code, args := range map[string][]string{
		"android-password-needed": {p12}, "android-alias-unknown": {jks, "--alias", "none"}, "unreadable": {p12 + ".none"}, "usage": {p12, jks},
		"android-not-recognised": {onDisk(t, "text", []byte("hello"))},
	} {
		r := wxlens(t, append([]string{"android", "--json"}, args...)...)
		if e := r.events(t)[0]; r.exit != cli.ExitUsage || e["code"] != code || e["message"] == "" {
			t.Errorf("%v: %d %v", args, r.exit, e)
		}
	}
	r = command(t.Context(), nil, map[string]string{"WXLENS_STORE_PASSWORD": "no-such-1"}, "android", p12, "--json")
	if e := r.events(t)[0]; r.exit != cli.ExitUsage || e["code"] != "android-password-wrong" || strings.Contains(r.stdout+r.stderr, "no-such-1") {
		t.Errorf("%d %v", r.exit, e)
	}
}

// On a terminal the password is asked for, and not shown.
func TestAndroidAsksForThePassword(t *testing.T) {
	key := androidtest.Release()
	var out, errs bytes.Buffer
	asked := 0
	exit := cli.Main(t.Context(), cli.Env{
		Args: []string{"android", onDisk(t, "release.p12", key.PKCS12("secret 1")), "--lang", "en"}, Stdin: strings.NewReader(""), Stdout: &out, Stderr: &errs,
		Getenv: func(string) string { return "" }, Now: time.Now, Terminal: true,
		ReadPassword: func(context.Context) ([]byte, error) { asked++; return []byte("secret 1"), nil },
	})
	if exit != cli.ExitOK || asked != 1 || !strings.Contains(out.String(), key.MD5()) || !strings.Contains(errs.String(), "Password") || strings.Contains(out.String()+errs.String(), "secret 1") {
		t.Errorf("%d %d %s %s", exit, asked, out.String(), errs.String())
	}
}

func TestAndroidWithoutAFile(t *testing.T) {
	r := wxlens(t, "android", "--package", "com.example.pay", "--json")
	e := r.events(t)[0]
	if r.exit != cli.ExitOK || len(e["unknown"].([]any)) < 6 || len(e["result_codes"].([]any)) != 3 || e["kind"] != nil {
		t.Errorf("%d %v", r.exit, e)
	}
	if r := wxlens(t, "android", "--registered", "AA:BB"); r.exit != cli.ExitFailed {
		t.Errorf("%d %s", r.exit, r.stdout)
	}
}
