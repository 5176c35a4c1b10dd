package cli_test

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"wxlens/ui/cli"
	"wxlens/ui/text"
	"wxlens/ui/workbench/settings"
	"wxlens/ui/workbench/workbenchtest"
	"wxlens/wxpay"
	"wxlens/wxpay/journal"
)

// inDays runs a command as many days from now and returns its only event.
func inDays(t *testing.T, days int, args ...string) (ran, map[string]any) {
	t.Helper()
	var out, errs bytes.Buffer
	exit := cli.Main(t.Context(), cli.Env{
		Args: args, Stdin: strings.NewReader(""), Stdout: &out, Stderr: &errs, Version: "test",
		Getenv: func(string) string { return "" }, Now: func() time.Time { return time.Now().AddDate(0, 0, days) },
	})
	r := ran{exit, out.String(), errs.String()}
	events := r.events(t)
	if len(events) != 1 {
		t.Fatalf("%v: %+v", args, r)
	}
	return r, events[0]
}

func TestPruneKeepsWhatIsNotSettled(t *testing.T) {
	t.Parallel()
	home := workbenchtest.Home(t)
	l := listening(t, home)
	l.paid(home, "native-v3")
	l.paid(home, "native-v2")
	l.paid(home, "miniprogram-v3")
	l.post("never acknowledged")
	var ids []string
	for range 4 {
		ids = append(ids, l.next("notification")["id"].(string))
	}
	l.stop()
	l.ended <- l.end()
	inbox(t, home, "mark", ids[2])
	prune := func(days int, args ...string) map[string]any {
		t.Helper()
		r, e := inDays(t, days, append([]string{"--home", home, "--json", "inbox", "prune"}, args...)...)
		if r.exit != cli.ExitOK || e["event"] != "pruned" {
			t.Fatalf("%+v", r)
		}
		has(t, e, "pruned", "freed_bytes", "exchanges", "bytes", "max_bytes", "max_days", "oldest")
		return e
	}
	if e := prune(80); e["pruned"] != 0.0 || e["max_days"] != 90.0 || e["max_bytes"] != float64(2048<<20) {
		t.Errorf("within the limits: %v", e)
	}
	if _, err := settings.In(home).Change(func(s *settings.Settings) { s.Keep = settings.Keep{Days: 60, Megabytes: 100} }); err != nil {
		t.Fatal(err)
	}
	if e := prune(10); e["pruned"] != 0.0 || e["max_days"] != 60.0 || e["max_bytes"] != float64(100<<20) {
		t.Errorf("the limits that are set: %v", e)
	}
	if e := prune(10, "--days", "7", "--megabytes", "50"); e["pruned"] != 2.0 || e["max_days"] != 7.0 || e["max_bytes"] != float64(50<<20) {
		t.Errorf("the limits of the flags: %v", e)
	}
	for i, want := range []bool{true, true, false, false} {
		e := inbox(t, home, "show", ids[i])[0]
		if body := e["request"].(map[string]any)["body"]; e["pruned"] != want || (body == "") != want || len(e["checks"].([]any)) == 0 {
			t.Errorf("number %d: pruned %v, body %q", i, e["pruned"], body)
		}
	}
	if r := wxlens(t, "--home", home, "--lang", "zh", "inbox", "show", ids[0]); r.exit != cli.ExitOK || !strings.Contains(r.stdout, text.In(wxpay.Chinese).TUI.Inbox.Pruned) {
		t.Errorf("for people: %+v", r)
	}
	r := wxlens(t, "--home", home, "--json", "inbox", "replay", ids[0], "--to", "http://127.0.0.1:1")
	if e := r.events(t)[0]; r.exit != cli.ExitUsage || e["code"] != "pruned" {
		t.Errorf("a replay of what was let go: %+v", r)
	}
	if r := wxlens(t, "--home", home, "--json", "inbox", "prune", "--days", "-1"); r.exit != cli.ExitUsage {
		t.Errorf("a limit below nothing: %+v", r)
	}
	if len(inbox(t, home, "list")) != 4 {
		t.Error("rows went away")
	}
}

// An answer that is right and too late is no acknowledgement.
func TestPruneKeepsWhatWasAnsweredLate(t *testing.T) {
	t.Parallel()
	home := workbenchtest.Home(t)
	j, err := journal.Open(filepath.Join(home, "journal.db"))
	if err != nil {
		t.Fatal(err)
	}
	at := time.Now().AddDate(-1, 0, 0)
	for id, took := range map[string]time.Duration{"intime": time.Second, "late": 6 * time.Second} {
		_, err := j.Append(t.Context(),
			journal.Record{Exchange: id, At: at, Entry: journal.Opened{Direction: wxpay.Incoming, API: wxpay.V3, Request: wxpay.Request{Body: []byte("{}")}}},
			journal.Record{Exchange: id, At: at, Entry: journal.Answered{Reply: &wxpay.Reply{Status: 204}, Elapsed: took}})
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
	if _, e := inDays(t, 0, "--home", home, "--json", "inbox", "prune"); e["pruned"] != 1.0 {
		t.Errorf("pruned %v", e)
	}
	for id, want := range map[string]bool{"intime": true, "late": false} {
		if e := inbox(t, home, "show", id)[0]; e["pruned"] != want {
			t.Errorf("%s: pruned %v", id, e["pruned"])
		}
	}
}
