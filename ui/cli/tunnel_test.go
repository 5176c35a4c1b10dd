package cli_test

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"
	"time"

	"wxlens/tunnel"
	"wxlens/tunnel/edgetest"
	"wxlens/ui/cli"
	"wxlens/ui/workbench"
	"wxlens/ui/workbench/workbenchtest"
)

// token is an authtoken as ngrok makes them.
const token = "2abcDEFghiJKLmnoPQRstuVWXyz_1234567890ABCDEFGHIJK"

// edgeCA writes who vouches for an edge to a file.
func edgeCA(t *testing.T, edge *edgetest.Edge) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(file, edge.CAPEM(), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// tunnelled is "wxlens listen" through an edge until it is stopped or ends.
func tunnelled(t *testing.T, edge *edgetest.Edge, env map[string]string, args ...string) *listener {
	t.Helper()
	out := &lineWriter{make(chan string, 2000)}
	ctx, stop := context.WithCancel(context.Background())
	l := &listener{t: t, lines: out.lines, stop: stop, ended: make(chan ran, 1)}
	args = append([]string{"--home", workbenchtest.Home(t), "--json", "listen", "--tunnel", "ngrok", "--ngrok-connect-addr", edge.Addr(), "--ngrok-ca", edgeCA(t, edge)}, args...)
	go func() { l.ended <- command(ctx, out, env, args...) }()
	t.Cleanup(func() {
		stop()
		l.ended <- l.end()
	})
	return l
}

// end waits for the end of the command.
func (l *listener) end() ran {
	l.t.Helper()
	select {
	case r := <-l.ended:
		return r
	case <-time.After(soon):
		l.t.Fatal("listen does not end")
		return ran{}
	}
}

// rest returns what was written and not read, after the end.
func (l *listener) rest() string {
	var b strings.Builder
	for {
		select {
		case line := <-l.lines:
			b.WriteString(line)
		default:
			return b.String()
		}
	}
}

// state reads the next line, which tells of the tunnel.
func (l *listener) state(want string) map[string]any {
	l.t.Helper()
	e := l.next("tunnel")
	if e["state"] != want {
		l.t.Fatalf("tunnel %v, want %s", e, want)
	}
	return e
}

// online reads what a tunnel tells until it is ready.
func (l *listener) online() {
	l.t.Helper()
	l.state("connecting")
	if e := l.state("online"); e["public_url"] != edgetest.DefaultURL || e["code"] != nil {
		l.t.Errorf("online as %v", e)
	}
	ready := l.next("ready")
	l.listen, l.publicURL, l.notifyURL = ready["listen"].(string), ready["public_url"].(string), ready["notify_url"].(string)
}

// arrive posts a body to the public side of an edge.
func arrive(t *testing.T, edge *edgetest.Edge, url string, header http.Header, body []byte) (status int) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url, bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header = header
	res, err := edge.Client().Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if _, err := io.Copy(io.Discard, res.Body); err != nil {
		t.Fatal(err)
	}
	return res.StatusCode
}

func withToken(value string) map[string]string { return map[string]string{"NGROK_AUTHTOKEN": value} }

// genuine is a notification as the sandbox of a home sends it.
func genuine(t *testing.T, home string) (http.Header, []byte) {
	t.Helper()
	byName := steps(t, wxlens(t, "--home", home, "--json", "run", "native-v3", "--until", "notify").events(t))
	request := byName["notify"]["request"].(map[string]any)
	header := http.Header{}
	for name, value := range request["headers"].(map[string]any) {
		if strings.HasPrefix(name, "Wechatpay-") || name == "Content-Type" {
			header.Set(name, value.(string))
		}
	}
	return header, []byte(request["body"].(string))
}

func TestNotificationsComeThroughATunnel(t *testing.T) {
	t.Parallel()
	edge := edgetest.New(t)
	edge.Require(token)
	header, body := genuine(t, workbenchtest.Home(t)) // every home of a test run has the same sandbox keys
	l := tunnelled(t, edge, withToken(token))
	l.online()
	if !strings.HasPrefix(l.listen, "http://127.0.0.1:") || l.publicURL != edgetest.DefaultURL ||
		!regexp.MustCompile(`^`+edgetest.DefaultURL+`/notify/[2-9a-z]{16}$`).MatchString(l.notifyURL) {
		t.Errorf("ready with %s %s %s", l.listen, l.publicURL, l.notifyURL)
	}
	if status := arrive(t, edge, l.notifyURL, header, body); status != http.StatusNoContent {
		t.Errorf("answered %d", status)
	}
	e := l.next("notification")
	has(t, e, members...)
	if e["verified"] != true || e["type"] != "TRANSACTION.SUCCESS" || e["decrypted"].(map[string]any)["out_trade_no"] != e["out_trade_no"] || e["duplicate_of"] != nil {
		t.Errorf("%v", e)
	}

	edge.Kill()
	l.state("reconnecting")
	back := l.next("tunnel")
	for back["state"] == "reconnecting" { // the service may hold the address a moment longer
		back = l.next("tunnel")
	}
	if back["state"] != "online" || back["public_url"] != edgetest.DefaultURL {
		t.Errorf("back as %v", back)
	}
	if status := arrive(t, edge, l.notifyURL, header, body); status != http.StatusNoContent {
		t.Errorf("after the loss answered %d", status)
	}
	if again := l.next("notification"); again["duplicate_of"] != e["id"] || again["attempt"] != 2.0 {
		t.Errorf("after the loss %v", again)
	}

	l.stop()
	r := l.end()
	if r.exit != cli.ExitInterrupted || !edge.Await(soon, func() bool { return edge.Sessions() == 0 }) {
		t.Errorf("exit %d, %d sessions are left: %s", r.exit, edge.Sessions(), r.stderr)
	}
	if left := l.rest(); strings.Contains(left+r.stderr, token) {
		t.Errorf("the token is in %s%s", left, r.stderr)
	}
	l.ended <- r
}

func TestWithoutAProperTokenThereIsNoTunnel(t *testing.T) {
	t.Parallel()
	// A developer may use ngrok's own program.
	of := map[string]string{"HOME": t.TempDir()}
	of["USERPROFILE"] = of["HOME"]
	file := tunnel.NgrokFiles(runtime.GOOS, of["HOME"], func(name string) string { return of[name] })[0]
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte("agent:\n  authtoken: "+token+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		env  map[string]string
		code string
	}{
		"wrong":  {withToken(token), "ERR_NGROK_107"},
		"none":   {nil, "no-token"},
		"kept":   {of, "ERR_NGROK_107"},
		"nobody": {map[string]string{"HOME": t.TempDir()}, "no-token"},
	} {
		t.Run(name, func(t *testing.T) {
			edge := edgetest.New(t)
			edge.Require("2anotherTOKEN_of_somebody_else_1234567890ABCDEF")
			start := time.Now()
			l := tunnelled(t, edge, c.env)
			r := l.end()
			took := time.Since(start)
			l.ended <- r
			all := l.rest()
			events := ran{stdout: all}.events(t)
			failed, last := events[len(events)-2], events[len(events)-1]
			if r.exit != cli.ExitOutside || failed["event"] != "tunnel" || failed["state"] != "failed" || failed["code"] != c.code || failed["message"] == "" || last["event"] != "error" || last["code"] != c.code || last["hint"] == "" {
				t.Errorf("exit %d: %s%s", r.exit, all, r.stderr)
			}
			if strings.Contains(all+r.stderr, token) || strings.Contains(all+r.stderr, token[:16]) {
				t.Errorf("the token is in %s%s", all, r.stderr)
			}
			if took > 5*time.Second { // two where nothing else runs
				t.Errorf("it took %v", took)
			}
		})
	}
}

func TestTunnelsThatCannotBeAreRefused(t *testing.T) {
	t.Parallel()
	edge := edgetest.New(t)
	empty := filepath.Join(t.TempDir(), "empty.pem")
	if err := os.WriteFile(empty, []byte("no certificate"), 0o600); err != nil {
		t.Fatal(err)
	}
	home := workbenchtest.Home(t)
	for code, args := range map[string][]string{
		"bad-ca":      {"--ngrok-ca", empty},
		"bad-domain":  {"--ngrok-domain", "not a domain"},
		"bad-proxy":   {"--ngrok-proxy", "ftp://127.0.0.1:1"},
		"bad-address": {"--ngrok-connect-addr", "nowhere"},
	} {
		r := command(t.Context(), nil, withToken(token), append([]string{"--home", home, "--json", "listen", "--tunnel", "ngrok", "--ngrok-connect-addr", edge.Addr()}, args...)...)
		events := r.events(t)
		if e := events[len(events)-1]; r.exit != cli.ExitUsage || len(events) != 1 || e["event"] != "error" || e["code"] != code || e["hint"] == "" {
			t.Errorf("%s: exit %d: %s%s", code, r.exit, r.stdout, r.stderr)
		}
	}
	env := withToken(token)
	env[workbench.ProxyVariable] = "ftp://u:sesame@127.0.0.1:1"
	r := command(t.Context(), nil, env, "--home", home, "--json", "listen", "--tunnel", "ngrok", "--ngrok-connect-addr", edge.Addr())
	if events := r.events(t); r.exit != cli.ExitUsage || events[0]["code"] != "bad-proxy" || strings.Contains(r.stdout+r.stderr, "sesame") {
		t.Errorf("a proxy of the environment: %+v", r)
	}
	if calls := edge.Calls(""); len(calls) != 0 {
		t.Errorf("the service was called: %v", calls)
	}
}

func TestATunnelThatIsStoppedEndsTheProgram(t *testing.T) {
	t.Parallel()
	edge := edgetest.New(t)
	l := tunnelled(t, edge, withToken(token))
	l.online()
	if err := edge.StopTunnel("stopped by an administrator", "ERR_NGROK_8888"); err != nil {
		t.Fatal(err)
	}
	if e := l.state("failed"); e["code"] != "ERR_NGROK_8888" {
		t.Errorf("%v", e)
	}
	r := l.end()
	if r.exit != cli.ExitOutside || !edge.Await(soon, func() bool { return edge.Sessions() == 0 }) {
		t.Errorf("exit %d, %d sessions are left", r.exit, edge.Sessions())
	}
	l.ended <- r
}

func TestASecondCopyIsRefused(t *testing.T) {
	t.Parallel()
	edge := edgetest.New(t)
	first := tunnelled(t, edge, withToken(token), "--ngrok-domain", "shop.ngrok.test")
	first.state("connecting")
	first.state("online")
	second := tunnelled(t, edge, withToken(token), "--ngrok-domain", "https://shop.ngrok.test/")
	r := second.end()
	second.ended <- r
	if all := second.rest(); r.exit != cli.ExitOutside || !strings.Contains(all, `"state":"failed"`) || !strings.Contains(all, `"ERR_NGROK_334"`) {
		t.Errorf("exit %d: %s", r.exit, all)
	}
	if urls := edge.URLs(); len(urls) != 1 || urls[0] != "https://shop.ngrok.test" {
		t.Errorf("online are %v", urls)
	}
}

func TestARestrictionIsLeftToTheService(t *testing.T) {
	t.Parallel()
	edge := edgetest.New(t)
	l := tunnelled(t, edge, withToken(token), "--restrict")
	l.online()
	calls := edge.Calls("Bind")
	if len(calls) != 1 || !strings.Contains(string(calls[0].JSON), "restrict-ips") || !strings.Contains(string(calls[0].JSON), "101.226.103.0/25") {
		t.Errorf("asked for %s", calls)
	}
}
