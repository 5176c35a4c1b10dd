package cli_test

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"wxlens/ui/cli"
	"wxlens/ui/workbench/workbenchtest"
	known "wxlens/wxpay/decode"
)

// piped runs a command with a standard input.
func piped(t *testing.T, stdin string, args ...string) ran {
	t.Helper()
	var out, errs bytes.Buffer
	exit := cli.Main(t.Context(), cli.Env{
		Args: args, Stdin: strings.NewReader(stdin), Stdout: &out, Stderr: &errs,
		Getenv: func(string) string { return "" }, Now: time.Now, Version: "test",
	})
	return ran{exit, out.String(), errs.String()}
}

func TestDecodeTellsInBothLanguages(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		args []string
		kind known.Kind
		code string
	}{
		{[]string{"SIGN_ERROR"}, known.V3Code, "SIGN_ERROR"},
		{[]string{"noauth"}, known.V2Code, "NOAUTH"},
		{[]string{"Request-ID:", "08B8B3C0B40610EA0218BAA2CFB40120E9A6E92B28B2B00E-268443699"}, known.RequestID, "268443699"},
		{[]string{"-1"}, known.Client, "-1"},
		{[]string{"签名错误，请检查后再试"}, known.Message, "SIGN_ERROR"},
		{[]string{"requestPayment:fail", "cancel"}, known.Client, "requestPayment:fail cancel"},
		{[]string{"ERR_NGROK_105"}, known.Tunnel, "ERR_NGROK_105"},
		{[]string{`{"errcode":40163,"errmsg":"code been used"}`}, known.Login, "40163"},
	} {
		r := wxlens(t, append([]string{"--json", "--lang", "zh", "decode"}, c.args...)...)
		events := r.events(t)
		if r.exit != cli.ExitOK || len(events) == 0 {
			t.Errorf("%q: %+v", c.args, r)
			continue
		}
		e := events[0]
		has(t, e, "event", "kind", "code", "status", "api", "title", "meaning", "cause", "fix", "doc", "mistakes", "match", "matched", "zh", "en")
		if e["event"] != "decoded" || e["kind"] != string(c.kind) || e["code"] != c.code || e["match"] != "exact" {
			t.Errorf("%q: %v", c.args, e)
		}
		zh, en := e["zh"].(map[string]any), e["en"].(map[string]any)
		for _, part := range []string{"title", "meaning", "cause", "fix"} {
			if e[part] != zh[part] || zh[part] == en[part] || en[part] == "" {
				t.Errorf("%q: %s is %q, in Chinese %q, in English %q", c.args, part, e[part], zh[part], en[part])
			}
		}
	}
}

func TestDecodeReadsFilesAndStandardInput(t *testing.T) {
	t.Parallel()
	reply := `{"code":"PARAM_ERROR","detail":{"location":"body","value":0,"field":"/body/amount/total"},"message":"参数错误"}`
	path := filepath.Join(t.TempDir(), "reply.log")
	if err := os.WriteFile(path, []byte("2026-03-02 ERROR "+reply+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{"@" + path}, {"--file", path}, {"-"}, {}} {
		r := piped(t, reply, append([]string{"--json", "--lang", "en", "decode"}, args...)...)
		events := r.events(t)
		if r.exit != cli.ExitOK || len(events) == 0 || events[0]["code"] != "PARAM_ERROR" || events[0]["field"] != "/body/amount/total" || events[0]["value"] != "0" || events[0]["label"] == "" {
			t.Errorf("%q: %+v", args, r)
		}
	}
}

func TestDecodeEndsByWhatItFound(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		args []string
		exit int
	}{
		{[]string{"nothing", "of", "the", "kind"}, cli.ExitFailed},
		{[]string{"@/does/not/exist"}, cli.ExitUsage},
		{[]string{}, cli.ExitUsage},
		{[]string{"--file", "x", "SIGN_ERROR"}, cli.ExitUsage},
		{[]string{"签名的类型不支持"}, cli.ExitOK},
	} {
		r := piped(t, " \n", append([]string{"--json", "decode"}, c.args...)...)
		if r.exit != c.exit {
			t.Errorf("%q: %+v", c.args, r)
		}
	}
	near := wxlens(t, "--json", "decode", "签名的类型不支持").events(t)
	if len(near) == 0 || near[0]["match"] != "near" {
		t.Errorf("%v", near)
	}
}

func TestDecodeListsEverything(t *testing.T) {
	t.Parallel()
	home := filepath.Join(t.TempDir(), "untouched")
	events := wxlens(t, "--home", home, "--json", "decode", "--list").events(t)
	kinds := map[string]int{}
	for _, e := range events {
		kinds[e["kind"].(string)]++
	}
	for _, kind := range known.Kinds {
		if kinds[string(kind)] == 0 {
			t.Errorf("none of the kind %s", kind)
		}
	}
	if _, err := os.Stat(home); err == nil {
		t.Error("a home was made")
	}
	if lines := strings.Count(wxlens(t, "--plain", "decode", "--list").stdout, "\n"); lines != len(events) {
		t.Errorf("%d lines, %d events", lines, len(events))
	}
}

func TestDecodeForPeople(t *testing.T) {
	t.Parallel()
	for lang, want := range map[string][]string{
		"zh": {"SIGN_ERROR", "含义", "原因", "改法", "文档", "HTTP 401", "https://pay.weixin.qq.com/"},
		"en": {"SIGN_ERROR", "means", "cause", "do", "docs", "HTTP 401", "https://pay.weixin.qq.com/"},
	} {
		r := wxlens(t, "--lang", lang, "decode", "SIGN_ERROR")
		for _, s := range want {
			if !strings.Contains(r.stdout, s) {
				t.Errorf("%s lacks %q:\n%s", lang, s, r.stdout)
			}
		}
		if strings.Contains(r.stdout, "\x1b") {
			t.Errorf("%s: colours without a terminal", lang)
		}
	}
	plain := wxlens(t, "--plain", "--lang", "zh", "decode", "SIGN_ERROR")
	if strings.Count(plain.stdout, "\n") != 1 {
		t.Errorf("--plain: %q", plain.stdout)
	}
}

// A failed call says what its reply means.
func TestFailuresAreDecoded(t *testing.T) {
	t.Parallel()
	r := wxlens(t, "--home", workbenchtest.Home(t), "--lang", "en", "run", "miniprogram-v3", "--break", "order=v3-crlf")
	lines := strings.Split(r.stdout, "\n")
	at := slices.IndexFunc(lines, func(line string) bool { return strings.Contains(line, "SIGN_ERROR  ") })
	if r.exit != cli.ExitFailed || at < 0 || !strings.Contains(r.stdout, "wxlens diagnose") || !strings.Contains(strings.Join(lines[at:], "\n"), "→ ") {
		t.Errorf("exit %d:\n%s", r.exit, r.stdout)
	}
}
