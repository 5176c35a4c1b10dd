package cli_test

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"wxlens/ui/cli"
	"wxlens/ui/workbench"
)

// one runs a command that prints one event and returns it.
func one(t *testing.T, home string, args ...string) map[string]any {
	t.Helper()
	r := wxlens(t, append([]string{"--home", home, "--json", "sandbox"}, args...)...)
	events := r.events(t)
	if r.exit != cli.ExitOK || len(events) != 1 {
		t.Fatalf("%v: exit %d, %s%s", args, r.exit, r.stdout, r.stderr)
	}
	return events[0]
}

// held returns what the sandbox holds, by the kind of event.
func held(t *testing.T, home string) map[string]map[string]any {
	t.Helper()
	r := wxlens(t, "--home", home, "--json", "sandbox", "show")
	if r.exit != cli.ExitOK {
		t.Fatalf("show: exit %d, %s", r.exit, r.stderr)
	}
	last := map[string]map[string]any{}
	for i, e := range r.events(t) {
		if kind := e["event"].(string); i == 0 && kind != "sandbox" {
			t.Errorf("the first event is %q", kind)
		}
		last[e["event"].(string)] = e
	}
	return last
}

func TestSandboxIsSteeredByCommands(t *testing.T) {
	home := t.TempDir()
	merchant := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusInternalServerError)
	}))
	defer merchant.Close()
	if e := one(t, home, "refund", "hold", "--times", "2"); e["status"] != "PROCESSING" || e["times"] != 2.0 {
		t.Errorf("plan: %v", e)
	}
	if r := wxlens(t, "--home", home, "run", "native-v3", "--until", "order", "--set", "notify_url="+merchant.URL); r.exit != cli.ExitOK {
		t.Fatal(r.stderr)
	}
	before := held(t, home)
	no, _ := before["order"]["out_trade_no"].(string)
	if o := before["order"]; no == "" || o["trade_state"] != "NOTPAY" || o["trade_type"] != "NATIVE" || o["total"] != 1.0 || o["notify_url"] != merchant.URL {
		t.Errorf("order: %v", o)
	}
	if s := before["sandbox"]; !strings.HasPrefix(s["base_url"].(string), "http://127.0.0.1:") || s["now"] == nil {
		t.Errorf("sandbox: %v", s)
	}
	if e := one(t, home, "pay", no, "--action", "cancel"); e["trade_state"] != "NOTPAY" {
		t.Errorf("cancelled: %v", e)
	}
	if e := one(t, home, "pay", no); e["event"] != "pay" || e["trade_state"] != "SUCCESS" || e["out_trade_no"] != no {
		t.Errorf("paid: %v", e)
	}
	if e := one(t, home, "advance", "15s"); e["event"] != "clock" || e["now"] == nil {
		t.Errorf("clock: %v", e)
	}
	n := held(t, home)["notification"]
	attempts, _ := n["attempts"].([]any)
	if n["event_type"] != "TRANSACTION.SUCCESS" || n["next_at"] == nil || len(attempts) < 2 || attempts[0].(map[string]any)["status"] != 500.0 {
		t.Fatalf("notification: %v", n)
	}
	for _, name := range []string{no, n["id"].(string)} {
		if e := one(t, home, "notify", name, "--variant", "stale"); e["event"] != "attempt" || e["out_trade_no"] != no || e["status"] != 500.0 || e["acknowledged"] != false {
			t.Errorf("notify %s: %v", name, e)
		}
	}
	if e := one(t, home, "fault", "/v3/", "--code", "FREQUENCY_LIMITED", "--delay", "1ms"); e["event"] != "fault" || e["delay_ms"] != 1.0 {
		t.Errorf("fault: %v", e)
	}
	if e := one(t, home, "rotate"); e["event"] != "rotated" {
		t.Errorf("rotate: %v", e)
	}
	if e := one(t, home, "reset"); e["event"] != "reset" {
		t.Errorf("reset: %v", e)
	}
	if after := held(t, home); len(after) != 1 {
		t.Errorf("after the reset: %v", after)
	}
}

func TestSandboxSettlesARefundByItsNumber(t *testing.T) {
	home := t.TempDir()
	base, _ := startSandbox(t, "--home", home)
	one(t, home, "refund", "hold")
	if r := wxlens(t, "--home", home, "run", "native-v3", "--until", "refund", "--json"); r.exit != cli.ExitOK {
		t.Fatal(r.stdout)
	}
	shown := held(t, home)
	if shown["sandbox"]["base_url"] != base {
		t.Errorf("another sandbox: %v", shown["sandbox"])
	}
	refund := shown["refund"]
	no, _ := refund["out_refund_no"].(string)
	if no == "" || refund["status"] != "PROCESSING" || refund["refund"] != 1.0 {
		t.Fatalf("held: %v", refund)
	}
	if e := one(t, home, "refund", "abnormal", "--refund", no); e["status"] != "ABNORMAL" || e["out_refund_no"] != no {
		t.Errorf("settled: %v", e)
	}
	if r := wxlens(t, "--home", home, "--json", "sandbox", "refund", "success", "--refund", no); r.exit != cli.ExitFailed || r.events(t)[0]["code"] != "refused" {
		t.Errorf("settled twice: %+v", r)
	}
	people := wxlens(t, "--home", home, "--lang", "zh", "sandbox", "show")
	for _, part := range []string{base, no, "ABNORMAL", "REFUND.ABNORMAL", "¥0.01"} {
		if !strings.Contains(people.stdout, part) {
			t.Errorf("people do not see %q in\n%s", part, people.stdout)
		}
	}
}

func TestSandboxCommandsRefuse(t *testing.T) {
	home := t.TempDir()
	for _, c := range []struct {
		exit int
		code string
		args []string
	}{
		{cli.ExitFailed, "refused", []string{"pay", "nobody"}},
		{cli.ExitFailed, "refused", []string{"notify", "nobody"}},
		{cli.ExitFailed, "refused", []string{"notify", "nobody", "--variant", "odd"}},
		{cli.ExitFailed, "refused", []string{"refund", "closed", "--refund", "nothing"}},
		{cli.ExitFailed, "refused", []string{"fault", "/v3/"}},
		{cli.ExitUsage, "usage", []string{"pay"}},
		{cli.ExitUsage, "usage", []string{"pay", "x", "--action", "steal"}},
		{cli.ExitUsage, "usage", []string{"refund", "maybe"}},
		{cli.ExitUsage, "usage", []string{"refund", "hold", "--refund", "x"}},
		{cli.ExitUsage, "usage", []string{"refund", "success", "--times", "0"}},
		{cli.ExitUsage, "usage", []string{"advance", "tomorrow"}},
		{cli.ExitUsage, "usage", []string{"advance", "--", "-1h"}},
		{cli.ExitUsage, "usage", []string{"fault", "/v3/", "--delay", "-1s"}},
		{cli.ExitUsage, "usage", []string{"nothing"}},
	} {
		r := wxlens(t, append([]string{"--home", home, "--json", "sandbox"}, c.args...)...)
		events := r.events(t)
		if r.exit != c.exit || len(events) != 1 || events[0]["event"] != "error" || events[0]["code"] != c.code || events[0]["hint"] == "" {
			t.Errorf("%v: exit %d, %s", c.args, r.exit, r.stdout)
		}
	}
}

func TestLiveProfileHasNoSandboxToSteer(t *testing.T) {
	home := t.TempDir()
	held(t, home)
	path := filepath.Join(workbench.HomeAt(home).Profiles, "demo", "profile.toml")
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(strings.Replace(string(data), "'sandbox'", "'live'", 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	r := wxlens(t, "--home", home, "--json", "sandbox", "show")
	if events := r.events(t); r.exit != cli.ExitUsage || events[0]["code"] != "no-sandbox" {
		t.Errorf("exit %d, %s", r.exit, r.stdout)
	}
}
