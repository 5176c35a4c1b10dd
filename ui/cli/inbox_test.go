package cli_test

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"wxlens/ui/cli"
	"wxlens/ui/workbench/workbenchtest"
)

// inbox runs an inbox command that must succeed and returns its events.
func inbox(t *testing.T, home string, args ...string) []map[string]any {
	t.Helper()
	r := wxlens(t, append([]string{"--home", home, "--json", "inbox"}, args...)...)
	if r.exit != cli.ExitOK {
		t.Fatalf("inbox %v: exit %d: %s", args, r.exit, r.stderr)
	}
	return r.events(t)
}

// received fills a home with two genuine notifications and three others, and
// returns their ids in order of arrival.
func received(t *testing.T) (home string, ids []string) {
	t.Helper()
	home = workbenchtest.Home(t)
	l := listening(t, home)
	l.paid(home, "miniprogram-v3")
	l.paid(home, "native-v2")
	l.post("\xff\x00 not a notification")
	l.post(`{"word":"Kaleidoscope <>&"}`)
	l.post("")
	for range 5 {
		ids = append(ids, l.next("notification")["id"].(string))
	}
	l.stop()
	ended := <-l.ended
	l.ended <- ended
	return home, ids
}

// The inbox is filled once for all of these.
func TestInbox(t *testing.T) {
	t.Parallel()
	home, ids := received(t)
	for name, test := range map[string]func(t *testing.T, home string, ids []string){
		"inbox lists what was received":              inboxListsWhatWasReceived,
		"inbox shows one whole":                      inboxShowsOneWhole,
		"replays are answered by the official s d k": replaysAreAnsweredByTheOfficialSDK,
		"exit codes of replays":                      exitCodesOfReplays,
		"an edit is sent from a file":                anEditIsSentFromAFile,
		"what is exported can be imported elsewhere": whatIsExportedCanBeImportedElsewhere,
		"marks and notes are kept":                   marksAndNotesAreKept,
	} {
		t.Run(name, func(t *testing.T) { test(t, home, ids) })
	}
}

func idsOf(events []map[string]any) (ids []string) {
	for _, e := range events {
		ids = append(ids, e["id"].(string))
	}
	return ids
}

func inboxListsWhatWasReceived(t *testing.T, home string, ids []string) {
	if got := inbox(t, home, "list"); !slices.Equal(idsOf(got), ids) || got[0]["event"] != "delivery" || got[0]["verified"] != true || got[2]["verified"] != false || got[2]["status"] != 400.0 {
		t.Errorf("list %v, want %v", got, ids)
	}
	for filter, want := range map[string][]string{
		"type:payment": ids[:2], "verified:no": ids[2:], "api:v2": ids[1:2], "kaleidoscope": ids[3:4], `"KALEIDOSCOPE <>&"`: ids[3:4], "-kaleidoscope verified:no": {ids[2], ids[4]},
		"application/json verified:no": ids[2:], `{"word":"kal`: ids[3:4], "type:refund": nil, "since:1h": ids, "ｓｔａｔｕｓ：４ｘｘ": ids[2:], "mch_id><![CDATA": nil,
	} {
		if got := idsOf(inbox(t, home, "list", "--filter", filter)); !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", filter, got, want)
		}
	}
	if got := idsOf(inbox(t, home, "list", "--limit", "2")); !slices.Equal(got, ids[3:]) {
		t.Errorf("the newest two are %v", got)
	}
	if got := idsOf(inbox(t, home, "list", "--limit", "2", "--filter", "verified:yes")); !slices.Equal(got, ids[:2]) {
		t.Errorf("the newest two that are genuine are %v", got)
	}
	r := wxlens(t, "--home", home, "--json", "inbox", "list", "--filter", "type:payment verifed:no")
	if e := r.events(t)[0]; r.exit != cli.ExitUsage || e["code"] != "bad-query" || !strings.Contains(e["message"].(string), "byte 13") || !strings.Contains(e["hint"].(string), "verified:") {
		t.Errorf("a filter that cannot be read: %+v", r)
	}
	people := wxlens(t, "--home", home, "--lang", "zh", "inbox", "list")
	if !strings.Contains(people.stdout, ids[0]) || !strings.Contains(people.stdout, "¥0.01") || strings.Count(people.stdout, "\n") != 5 {
		t.Errorf("for people: %s", people.stdout)
	}
}

func inboxShowsOneWhole(t *testing.T, home string, ids []string) {
	e := inbox(t, home, "show", ids[0])[0]
	has(t, e, append(members, "request", "sign_string", "trace", "ok", "note", "marked")...)
	request, reply := e["request"].(map[string]any), e["reply"].(map[string]any)
	headers := request["headers"].(map[string]any)
	if e["event"] != "notification" || request["method"] != "POST" || request["url"] != "/notify" || headers["Wechatpay-Signature"] == nil || reply["status"] != 204.0 {
		t.Errorf("%v", e)
	}
	text := fmt.Sprintf("%s\n%s\n%s\n", headers["Wechatpay-Timestamp"], headers["Wechatpay-Nonce"], request["body"])
	verify(t, publicKey(t, filepath.Join(home, "sandbox", "credentials", "wechatpay_public_key.pem")), text, headers["Wechatpay-Signature"].(string))
	if e["sign_string"] != text || e["decrypted"].(map[string]any)["out_trade_no"] != e["out_trade_no"] {
		t.Errorf("sign_string %q", e["sign_string"])
	}
	raw := inbox(t, home, "show", ids[2])[0]["request"].(map[string]any)
	if data, err := base64.StdEncoding.DecodeString(raw["body_base64"].(string)); err != nil || string(data) != "\xff\x00 not a notification" {
		t.Errorf("the body is %q, %v", data, err)
	}
	if r := wxlens(t, "--home", home, "--json", "inbox", "show", "nobody"); r.exit != cli.ExitFailed || r.events(t)[0]["code"] != "unknown-delivery" {
		t.Errorf("an unknown id: %+v", r)
	}
	if r := wxlens(t, "--home", home, "inbox", "show", ids[0]); r.exit != cli.ExitOK || !strings.Contains(r.stdout, "Wechatpay-Serial: PUB_KEY_ID_") {
		t.Errorf("for people: %+v", r)
	}
}

func replaysAreAnsweredByTheOfficialSDK(t *testing.T, home string, ids []string) {
	own := developer(t, home)
	before, _ := inbox(t, home, "show", ids[0])[0]["forwards"].([]any)
	for variant, taken := range map[string]bool{
		"as-received": true, "signed-again": true, "normal": true, "extra-fields": true, "four-coupons": true,
		"bad-signature": false, "tampered": false, "stale": false, "unknown-serial": false, "wrong-amount": false, "probe": false,
	} {
		got := inbox(t, home, "replay", ids[0], "--to", own, "--variant", variant)
		if len(got) != 1 {
			t.Fatalf("%s: %v", variant, got)
		}
		e := got[0]
		want := map[bool]string{true: "acknowledge", false: "refuse"}[taken]
		if e["event"] != "replay" || e["ok"] != true || e["expected"] != want || (e["status"] == 200.0) != taken || e["url"] != own+"/notify" || e["foreign_key"] != false || (e["expected_reason"] == nil) != taken {
			t.Errorf("%s: %v", variant, e)
		}
	}
	if got := inbox(t, home, "replay", ids[0], "--to", own, "--times", "12", "--concurrency", "5"); len(got) != 12 {
		t.Errorf("%d answers", len(got))
	}
	if got := inbox(t, home, "replay", ids[0], "--to", own, "--variant", "exam"); len(got) != 22 {
		t.Errorf("the exam has %d answers", len(got))
	}
	shown := inbox(t, home, "show", ids[0])[0]["forwards"].([]any)
	if len(shown)-len(before) != 11+12+22 || inbox(t, home, "list", "--filter", "forward:acknowledged")[0]["id"] != ids[0] {
		t.Errorf("%d sendings are kept", len(shown))
	}
}

func exitCodesOfReplays(t *testing.T, home string, ids []string) {
	everything := server(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) })
	for _, c := range []struct {
		exit int
		code any
		args []string
	}{
		{cli.ExitOK, nil, []string{ids[0], "--to", everything}},
		{cli.ExitFailed, nil, []string{ids[0], "--to", everything, "--variant", "probe"}},
		{cli.ExitFailed, nil, []string{ids[0], "--to", everything, "--variant", "exam"}},
		{cli.ExitOutside, nil, []string{ids[0], "--to", freeAddress(t)}},
		{cli.ExitUsage, "no-target", []string{ids[4]}},
		{cli.ExitOutside, nil, []string{ids[0]}}, // where it went last
		{cli.ExitUsage, "no-trial", []string{ids[1], "--to", everything, "--variant", "probe"}},
		{cli.ExitUsage, "usage", []string{ids[0], "--to", everything, "--variant", "odd"}},
		{cli.ExitUsage, "usage", []string{ids[0], "--to", everything, "--variant", "exam", "--times", "2"}},
		{cli.ExitUsage, "usage", []string{ids[0], "--to", "ftp://x"}},
		{cli.ExitUsage, "usage", []string{ids[0], "--to", everything, "--concurrency", "101"}},
		{cli.ExitFailed, "unknown-delivery", []string{"nobody", "--to", everything}},
	} {
		r := wxlens(t, append([]string{"--home", home, "--json", "inbox", "replay"}, c.args...)...)
		if events := r.events(t); r.exit != c.exit || c.code != nil && events[len(events)-1]["code"] != c.code {
			t.Errorf("%v: %+v", c.args, r)
		}
	}
	people := wxlens(t, "--home", home, "--lang", "zh", "inbox", "replay", ids[0], "--to", everything, "--variant", "probe")
	if !strings.Contains(people.stdout, "应当拒绝，实际接受") || !strings.Contains(people.stdout, "0/1") {
		t.Errorf("for people: %s", people.stdout)
	}
}

func anEditIsSentFromAFile(t *testing.T, home string, ids []string) {
	said := inbox(t, home, "show", ids[0])[0]["decrypted"].(map[string]any)
	said["attach"] = "edited"
	data, err := json.Marshal(said)
	if err != nil {
		t.Fatal(err)
	}
	edit := filepath.Join(t.TempDir(), "edit.json")
	if err := os.WriteFile(edit, data, 0o600); err != nil {
		t.Fatal(err)
	}
	if e := inbox(t, home, "replay", ids[0], "--to", developer(t, home), "--plain-file", edit); e[0]["trial"] != "edited" || e[0]["status"] != 200.0 {
		t.Errorf("%v", e)
	}
}

func whatIsExportedCanBeImportedElsewhere(t *testing.T, home string, ids []string) {
	har := wxlens(t, "--home", home, "--json", "inbox", "export", "--format", "har")
	var file struct{ Log struct{ Entries []any } }
	if err := json.Unmarshal([]byte(har.stdout), &file); err != nil || len(file.Log.Entries) != 5 || strings.Count(har.stdout, "\n") != 1 {
		t.Fatalf("%d entries, %v", len(file.Log.Entries), err)
	}
	path := filepath.Join(t.TempDir(), "kept.har")
	if err := os.WriteFile(path, []byte(har.stdout), 0o600); err != nil {
		t.Fatal(err)
	}
	other := workbenchtest.Home(t) // the same merchant: all test homes share their keys
	if e := inbox(t, other, "import", path)[0]; e["event"] != "imported" || len(e["ids"].([]any)) != 5 || e["skipped"] != 0.0 {
		t.Errorf("imported %v", e)
	}
	list := inbox(t, other, "list", "--filter", "note:kept.har")
	if len(list) != 5 || list[0]["verified"] != true || list[0]["out_trade_no"] == nil {
		t.Errorf("listed %v", list)
	}
	was, is := inbox(t, home, "show", ids[2])[0]["request"], inbox(t, other, "show", list[2]["id"].(string))[0]["request"]
	if fmt.Sprint(was) != fmt.Sprint(is) {
		t.Errorf("%v\nwas %v", is, was)
	}

	lines := wxlens(t, "--home", home, "inbox", "export", "--format", "ndjson", "--filter", "verified:yes").events(t)
	if !slices.Equal(idsOf(lines), ids[:2]) {
		t.Errorf("lines %v", lines)
	}
	curl := wxlens(t, "--home", home, "inbox", "export", ids[0], "--format", "curl", "--to", "8080")
	if !strings.Contains(curl.stdout, "--data-raw '{") || !strings.Contains(curl.stdout, "'http://127.0.0.1:8080/notify'") {
		t.Errorf("curl: %s", curl.stdout)
	}
	absolute := filepath.Join(t.TempDir(), "absolute.http") // a proxy's form of a request
	if err := os.WriteFile(absolute, []byte("POST http://elsewhere/notify HTTP/1.1\r\n\r\n{}"), 0o600); err != nil {
		t.Fatal(err)
	}
	id := inbox(t, other, "import", absolute)[0]["ids"].([]any)[0].(string)
	if curl := wxlens(t, "--home", other, "inbox", "export", id, "--format", "curl"); !strings.Contains(curl.stdout, "'http://127.0.0.1:8080' ") {
		t.Errorf("curl to another server: %s", curl.stdout)
	}
	m := readMerchant(t, filepath.Join(home, "sandbox", "credentials"))
	for _, format := range []string{"har", "ndjson", "curl"} {
		if r := wxlens(t, "--home", home, "inbox", "export", "--format", format, "--redact"); r.exit != cli.ExitOK || strings.Contains(r.stdout, m.MchID) || !strings.Contains(r.stdout, "redacted") {
			t.Errorf("%s, redacted: exit %d, %s", format, r.exit, r.stderr)
		}
	}
	for code, args := range map[string][]string{
		"usage": {"export", "--format", "zip"}, "unreadable": {"import", filepath.Join(t.TempDir(), "none")}, "unrecognised": {"import", "-"}, "unknown-delivery": {"export", "nobody"},
	} {
		if r := wxlens(t, append([]string{"--home", home, "--json", "inbox"}, args...)...); r.exit == cli.ExitOK || !strings.Contains(r.stdout, `"code":"`+code+`"`) {
			t.Errorf("%v: %+v", args, r)
		}
	}
}

func marksAndNotesAreKept(t *testing.T, home string, ids []string) {
	inbox(t, home, "mark", ids[1])
	inbox(t, home, "mark", ids[2])
	inbox(t, home, "note", ids[1], "ask 小李")
	inbox(t, home, "mark", ids[2], "--off")
	if got := inbox(t, home, "list", "--filter", "marked:yes"); !slices.Equal(idsOf(got), ids[1:2]) || got[0]["note"] != "ask 小李" {
		t.Errorf("%v", got)
	}
	if r := wxlens(t, "--home", home, "inbox", "mark", "nobody"); r.exit != cli.ExitFailed {
		t.Errorf("%+v", r)
	}
}

// What a file brought in before its fault stays, so its ids are told; a journal that
// takes nothing is no fault of the file.
func TestAnImportThatBreaksOffSaysWhatItBrought(t *testing.T) {
	t.Parallel()
	home := workbenchtest.Home(t)
	const entry = `{"startedDateTime":"2026-11-21T10:00:00Z","request":{"method":"POST","url":"https://x/n","headers":[],"postData":{"text":"{}"}}}`
	write := func(name, content string) string {
		t.Helper()
		path := filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	for name, content := range map[string]string{
		"bad.har": `{"log":{"entries":[` + entry + `,{"startedDateTime":"yesterday"}]}}`,
		"cut.har": `{"log":{"entries":[` + entry,
	} {
		r := wxlens(t, "--home", home, "--json", "inbox", "import", write(name, content))
		events := r.events(t)
		if len(events) != 2 || r.exit != cli.ExitUsage || len(events[0]["ids"].([]any)) != 1 || events[1]["code"] != "unrecognised" || strings.HasSuffix(events[1]["message"].(string), ": EOF") {
			t.Errorf("%s: %+v", name, r)
		}
	}
	if r := wxlens(t, "--home", home, "--json", "inbox", "import", t.TempDir()); r.exit != cli.ExitUsage || r.events(t)[0]["code"] != "unreadable" {
		t.Errorf("a folder: %+v", r)
	}
	refuse(t, home)
	r := wxlens(t, "--home", home, "--json", "inbox", "import", write("good.har", `{"log":{"entries":[`+entry+`]}}`))
	if events := r.events(t); len(events) != 1 || events[0]["code"] == "unrecognised" || !strings.Contains(events[0]["message"].(string), "no space left") {
		t.Errorf("a full disk: %+v", r)
	}
}
