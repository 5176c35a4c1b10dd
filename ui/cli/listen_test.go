package cli_test

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-pay/gopay/wechat"
	"github.com/wechatpay-apiv3/wechatpay-go/core/auth/verifiers"
	sdknotify "github.com/wechatpay-apiv3/wechatpay-go/core/notify"

	"wxlens/ui/cli"
	"wxlens/ui/workbench/workbenchtest"
)

// soon bounds every wait for something that must come.
const soon = 15 * time.Second

// listener is "wxlens listen" while it runs.
type listener struct {
	t         *testing.T
	lines     chan string
	stop      context.CancelFunc
	ended     chan ran
	listen    string
	publicURL string
	notifyURL string
}

// listening starts "wxlens listen" on a home and reads its first line.
func listening(t *testing.T, home string, args ...string) *listener {
	t.Helper()
	out := &lineWriter{make(chan string, 2000)}
	l := listenTo(t, out, home, args...)
	l.lines = out.lines
	ready := l.next("ready")
	l.listen, l.publicURL, l.notifyURL = ready["listen"].(string), ready["public_url"].(string), ready["notify_url"].(string)
	return l
}

func listenTo(t *testing.T, out io.Writer, home string, args ...string) *listener {
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	l := &listener{t: t, stop: stop, ended: make(chan ran, 1)}
	go func() {
		l.ended <- command(ctx, out, nil, append([]string{"--home", home, "--json", "listen"}, args...)...)
	}()
	t.Cleanup(func() {
		stop()
		if r := <-l.ended; r.exit != cli.ExitInterrupted {
			t.Errorf("listen ended with %+v", r)
		}
	})
	return l
}

// next returns the next line, which must be of this kind.
func (l *listener) next(event string) map[string]any {
	l.t.Helper()
	deadline := time.NewTimer(soon)
	defer deadline.Stop()
	select {
	case line := <-l.lines:
		var e map[string]any
		if err := json.Unmarshal([]byte(line), &e); err != nil || e["event"] != event || !strings.HasSuffix(line, "}\n") || strings.Count(line, "\n") != 1 {
			l.t.Fatalf("line %q, want %s: %v", line, event, err)
		}
		return e
	case r := <-l.ended:
		l.ended <- r
		l.t.Fatalf("listen ended with %+v", r)
	case <-deadline.C:
		l.t.Fatalf("no line of %s", event)
	}
	return nil
}

// paid lets a flow be paid for, notified of at this listener.
func (l *listener) paid(home, flow string) {
	l.t.Helper()
	if r := wxlens(l.t, "--home", home, "run", flow, "--json", "--until", "notify", "--set", "notify_url="+l.notifyURL); r.exit != cli.ExitOK {
		l.t.Fatalf("%s: exit %d: %s", flow, r.exit, r.stderr)
	}
}

// post sends a body to the listener and returns the answer.
func (l *listener) post(body string) (status int, answer string) {
	l.t.Helper()
	res, err := http.Post(l.notifyURL, "application/json", strings.NewReader(body))
	if err != nil {
		l.t.Fatal(err)
	}
	defer res.Body.Close()
	data, err := io.ReadAll(res.Body)
	if err != nil {
		l.t.Fatal(err)
	}
	return res.StatusCode, string(data)
}

// members of a notification, as the contract has them.
var members = []string{
	"event", "id", "api", "type", "out_trade_no", "transaction_id", "verified", "decrypted", "checks", "attempt", "duplicate_of", "probe", "reply", "forward",
}

func has(t *testing.T, e map[string]any, names ...string) {
	t.Helper()
	for _, name := range names {
		if _, there := e[name]; !there {
			t.Errorf("%s is missing in %v", name, e)
		}
	}
}

// server starts a developer's server.
func server(t *testing.T, handle http.HandlerFunc) string {
	t.Helper()
	s := httptest.NewServer(handle)
	t.Cleanup(s.Close)
	return s.URL
}

// developer verifies by the official SDK, with what a merchant holds.
func developer(t *testing.T, home string) string {
	t.Helper()
	dir := filepath.Join(home, "sandbox", "credentials")
	var m struct {
		APIv3Key string `json:"api_v3_key"`
		KeyID    string `json:"wechatpay_public_key_id"`
	}
	if err := json.Unmarshal(readFile(t, filepath.Join(dir, "merchant.json")), &m); err != nil {
		t.Fatal(err)
	}
	handler := sdknotify.NewNotifyHandler(m.APIv3Key, verifiers.NewSHA256WithRSAPubkeyVerifier(m.KeyID, *publicKey(t, filepath.Join(dir, "wechatpay_public_key.pem"))))
	return server(t, func(w http.ResponseWriter, r *http.Request) {
		var told struct{ Amount struct{ Total int } }
		if _, err := handler.ParseNotifyRequest(context.Background(), r, &told); err != nil || told.Amount.Total != 1 {
			w.WriteHeader(http.StatusUnauthorized)
			_, _ = io.WriteString(w, `{"code":"FAIL","message":"refused by the SDK"}`)
			return
		}
		_, _ = io.WriteString(w, `{"code":"SUCCESS","message":"taken by the SDK"}`)
	})
}

func TestTheOfficialSDKTakesWhatIsPassedOn(t *testing.T) {
	t.Parallel()
	home := workbenchtest.Home(t)
	own := developer(t, home)
	l := listening(t, home, "--forward-to", own+"/wechat/notify")
	if l.publicURL != "" || l.notifyURL != l.listen+"/notify" || !strings.HasPrefix(l.listen, "http://127.0.0.1:") {
		t.Errorf("ready with %+v", l)
	}
	l.paid(home, "miniprogram-v3")
	e := l.next("notification")
	has(t, e, members...)
	decrypted, reply, forward := e["decrypted"].(map[string]any), e["reply"].(map[string]any), e["forward"].(map[string]any)
	if e["api"] != "v3" || e["type"] != "TRANSACTION.SUCCESS" || e["verified"] != true || e["probe"] != false || e["duplicate_of"] != nil || e["attempt"] != 1.0 {
		t.Errorf("%v", e)
	}
	if decrypted["out_trade_no"] != e["out_trade_no"] || decrypted["amount"].(map[string]any)["total"] != 1.0 || decrypted["transaction_id"] != e["transaction_id"] {
		t.Errorf("decrypted %v", decrypted)
	}
	if reply["status"] != 200.0 || !strings.Contains(reply["body"].(string), "taken by the SDK") || reply["elapsed_ms"] == nil {
		t.Errorf("WeChat Pay got %v", reply)
	}
	has(t, forward, "url", "status", "body", "elapsed_ms", "verdict", "reason")
	if forward["url"] != own+"/wechat/notify" || forward["status"] != 200.0 || forward["verdict"] != "acknowledged" || forward["reason"] != nil {
		t.Errorf("forward %v", forward)
	}

	// What fails our checks goes there too: that server must refuse it itself.
	if status, answer := l.post(`{"resource":{"ciphertext":"x"}}`); status != 401 || !strings.Contains(answer, "refused by the SDK") {
		t.Errorf("answered %d %s", status, answer)
	}
	e = l.next("notification")
	has(t, e, members...)
	if e["verified"] != false || e["decrypted"] != nil || e["type"] != nil || e["attempt"] != 1.0 || e["forward"].(map[string]any)["reason"] != "reply-unauthorized" {
		t.Errorf("%v", e)
	}
}

func TestGopayTakesWhatIsPassedOn(t *testing.T) {
	t.Parallel()
	home := workbenchtest.Home(t)
	key := readMerchant(t, filepath.Join(home, "sandbox", "credentials")).APIv2Key
	own := server(t, func(w http.ResponseWriter, r *http.Request) {
		told, err := wechat.ParseNotifyToBodyMap(r)
		ok := false
		if err == nil {
			ok, err = wechat.VerifySign(key, wechat.SignType_MD5, told)
		}
		answer := wechat.NotifyResponse{ReturnCode: "SUCCESS", ReturnMsg: "OK"}
		if err != nil || !ok {
			answer.ReturnCode = "FAIL"
		}
		_, _ = io.WriteString(w, answer.ToXmlString())
	})
	l := listening(t, home, "--forward-to", own)
	l.paid(home, "native-v2")
	e := l.next("notification")
	has(t, e, members...)
	decrypted, forward := e["decrypted"].(map[string]any), e["forward"].(map[string]any)
	if e["api"] != "v2" || e["verified"] != true || decrypted["out_trade_no"] != e["out_trade_no"] || decrypted["total_fee"] != "1" || decrypted["return_code"] != "SUCCESS" {
		t.Errorf("%v", e)
	}
	if forward["verdict"] != "acknowledged" || forward["url"] != own+"/notify" || e["reply"].(map[string]any)["body"] != forward["body"] {
		t.Errorf("forward %v, reply %v", forward, e["reply"])
	}
}

// In shadow mode WeChat Pay gets our answer whatever the server does.
func TestAServerInTheShadowIsOnlyWatched(t *testing.T) {
	t.Parallel()
	home := workbenchtest.Home(t)
	page := server(t, func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, "<!DOCTYPE html><html>Login</html>")
	})
	away := server(t, func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/login", http.StatusFound) })
	gone := "http://" + freeAddress(t)
	l := listening(t, home, "--mode", "shadow", "--forward-to", page, "--forward-to", away, "--forward-to", gone)
	for flow, status := range map[string]float64{"native-v3": 204, "native-v2": 200} {
		l.paid(home, flow)
		e := l.next("notification")
		if e["reply"].(map[string]any)["status"] != status {
			t.Errorf("%s: WeChat Pay got %v", flow, e["reply"])
		}
		var verdicts, reasons []any
		for _, f := range e["forwards"].([]any) {
			f := f.(map[string]any)
			verdicts, reasons = append(verdicts, f["verdict"]), append(reasons, f["reason"])
			if next := f["next"]; (next == nil) != (f["verdict"] == "acknowledged") {
				t.Errorf("%s: next %v after %v", flow, next, f["verdict"])
			}
		}
		if !slices.Equal(reasons, []any{"reply-web-page", "reply-redirect", "reply-refused"}) || (verdicts[0] == "acknowledged") != (flow == "native-v3") || verdicts[1] != "would-retry" {
			t.Errorf("%s: %v %v", flow, verdicts, reasons)
		}
		next, _ := e["forwards"].([]any)[1].(map[string]any)["next"].(map[string]any)
		if next["in_ms"] != 15000.0 || next["attempt"] != 2.0 || next["of"] != 16.0 {
			t.Errorf("%s: next %v", flow, next)
		}
	}
}

func freeAddress(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	return listener.Addr().String()
}

func TestADeadServerMakesWeChatPayComeAgain(t *testing.T) {
	t.Parallel()
	l := listening(t, workbenchtest.Home(t), "--forward-to", freeAddress(t))
	if status, answer := l.post("{}"); status != 502 || !strings.Contains(answer, "reply-refused") || strings.Contains(answer, "127.0.0.1") {
		t.Errorf("answered %d %s", status, answer)
	}
	f := l.next("notification")["forward"].(map[string]any)
	if f["status"] != nil || f["body"] != nil || f["verdict"] != "would-retry" || f["reason"] != "reply-refused" || f["fault"] == nil {
		t.Errorf("forward %v", f)
	}
}

func TestAnAddressOfOnesOwn(t *testing.T) {
	t.Parallel()
	for public, want := range map[string]string{"https://shop.example": `https://shop.example/notify/[2-9a-z]{16}`, "https://shop.example/wx/": "https://shop.example/wx"} {
		addr := freeAddress(t)
		l := listening(t, workbenchtest.Home(t), "--public-url", public, "--addr", addr)
		if l.listen != "http://"+addr || !regexp.MustCompile("^"+want+"$").MatchString(l.notifyURL) || l.publicURL != strings.TrimSuffix(public, "/") {
			t.Errorf("%s: %s %s", public, l.notifyURL, l.publicURL)
		}
		if e := l.next("tunnel"); e["state"] != "online" {
			t.Errorf("tunnel %v", e)
		}
	}
}

// gate is an output that nobody reads until it is opened.
type gate struct {
	open chan struct{}
	lineWriter
}

func (g *gate) Write(p []byte) (int, error) {
	if !strings.Contains(string(p), `"ready"`) {
		<-g.open
	}
	return g.lineWriter.Write(p)
}

// A reader that sleeps holds up nobody, and misses nothing when it wakes.
func TestASlowReaderLosesNothing(t *testing.T) {
	t.Parallel()
	const many = 200 // of 64 KiB: more than is held in memory
	out := &gate{make(chan struct{}), lineWriter{make(chan string, many+10)}}
	l := listenTo(t, out, workbenchtest.Home(t))
	l.lines = out.lines
	l.notifyURL = l.next("ready")["notify_url"].(string)
	for i := range many {
		if status, _ := l.post(fmt.Sprintf(`{"n":%d,"much":%q}`, i, strings.Repeat("x", 64<<10))); status != 400 {
			t.Fatalf("number %d was answered %d", i, status)
		}
	}
	close(out.open)
	last := ""
	for i := range many {
		e := l.next("notification")
		if id := e["id"].(string); id <= last {
			t.Fatalf("number %d is %s, after %s", i, id, last)
		} else {
			last = id
		}
		if e["reply"].(map[string]any)["status"] != 400.0 || len(e["checks"].([]any)) == 0 {
			t.Fatalf("number %d: %v", i, e)
		}
	}
}

// What came in before the end is told before the end.
func TestTheEndWritesWhatIsLeft(t *testing.T) {
	t.Parallel()
	out := &lineWriter{make(chan string, 100)}
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	ended := make(chan ran, 1)
	home := workbenchtest.Home(t)
	go func() { ended <- command(ctx, out, nil, "--home", home, "listen") }() // a program reads it: JSON
	l := &listener{t: t, lines: out.lines, ended: ended}
	l.notifyURL = l.next("ready")["notify_url"].(string)
	for range 5 {
		l.post("{}")
	}
	stop()
	r := <-ended
	if r.exit != cli.ExitInterrupted || len(out.lines) != 5 {
		t.Errorf("exit %d, %d lines: %s", r.exit, len(out.lines), r.stderr)
	}
	if _, err := net.Dial("tcp", strings.TrimSuffix(strings.TrimPrefix(l.notifyURL, "http://"), "/notify")); err == nil {
		t.Error("somebody still listens")
	}
}

// brokenPipe takes the first line only.
type brokenPipe struct{ wrote bool }

func (b *brokenPipe) Write(p []byte) (int, error) {
	if b.wrote {
		return 0, errors.New("broken pipe")
	}
	b.wrote = true
	return len(p), nil
}

func TestListenEndsWithItsReader(t *testing.T) {
	t.Parallel()
	home, addr := workbenchtest.Home(t), freeAddress(t)
	ended := make(chan ran, 1)
	go func() { ended <- command(t.Context(), &brokenPipe{}, nil, "--home", home, "listen", "--addr", addr) }()
	deadline := time.After(soon)
	for {
		res, err := http.Post("http://"+addr, "text/plain", strings.NewReader("x"))
		if err == nil {
			_ = res.Body.Close()
		}
		select {
		case r := <-ended:
			if r.exit != cli.ExitOutside {
				t.Errorf("%+v", r)
			}
			return
		case <-deadline:
			t.Fatal("it listens on for nobody")
		default:
		}
	}
}

func TestPeopleReadTwoLines(t *testing.T) {
	t.Parallel()
	home := workbenchtest.Home(t)
	out := &lineWriter{make(chan string, 100)}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan ran, 1)
	addr := freeAddress(t)
	go func() {
		ended <- command(ctx, out, nil, "--home", home, "--lang", "zh", "--plain", "listen", "--addr", addr, "--forward-to", freeAddress(t))
	}()
	if line := <-out.lines; !strings.Contains(line, "正在接收") || !strings.Contains(line, addr) {
		t.Errorf("first line %q", line)
	}
	l := &listener{t: t, notifyURL: "http://" + addr + "/notify"}
	l.post("{}")
	if line := <-out.lines; !strings.Contains(line, "-->") || !strings.Contains(line, "<--  502") || !strings.Contains(line, "验签不过") || !strings.Contains(line, "15s") {
		t.Errorf("line %q", line)
	}
	stop()
	if r := <-ended; r.exit != cli.ExitInterrupted {
		t.Errorf("%+v", r)
	}
}

func TestListenRefusesWhatCannotBe(t *testing.T) {
	t.Parallel()
	home := workbenchtest.Home(t)
	for _, args := range [][]string{
		{"--mode", "both"}, {"--tunnel", "frp"}, {"--addr", "8080"}, {"--addr", "127.0.0.1:0x"}, {"--addr", "127.0.0.1:99999"}, {"--tunnel", "direct"}, {"--tunnel", "none", "--public-url", "https://x"},
		{"--public-url", "https://x/?a=1"}, {"--restrict"}, {"--public-url", "https://x", "--ngrok-domain", "x"}, {"--forward-to", "ftp://x"}, {"--forward-to", "1", "--forward-to", "2", "--forward-to", "3", "--forward-to", "4"},
	} {
		if r := wxlens(t, append([]string{"--home", home, "--json", "listen"}, args...)...); r.exit != cli.ExitUsage || r.events(t)[0]["code"] != "usage" {
			t.Errorf("%v: %+v", args, r)
		}
	}
	for _, args := range [][]string{
		{"--forward-to", "http://u:sesame@h"}, {"--forward-to", "http://u:sesame @h x"}, {"--public-url", "https://u:sesame@h/?a=1"}, {"--public-url", "https://u:sesame @h"},
		{"--tunnel", "ngrok", "--ngrok-proxy", "socks5://u:sesame@127.0.0.1:1"},
	} {
		r := wxlens(t, append([]string{"--home", home, "--json", "--lang", "zh", "listen"}, args...)...)
		if r.exit != cli.ExitUsage || strings.Contains(r.stdout+r.stderr, "sesame") {
			t.Errorf("%v: %+v", args, r)
		}
	}
	own := freeAddress(t)
	if r := wxlens(t, "--home", home, "--json", "--lang", "zh", "listen", "--addr", own, "--forward-to", own); !strings.Contains(r.stderr, "转圈") || strings.Contains(r.stderr, "ever") {
		t.Errorf("in Chinese: %s", r.stderr)
	}
	if r := wxlens(t, "--home", home, "--json", "listen", "--addr", own, "--forward-to", own); r.exit != cli.ExitUsage || !strings.Contains(r.stdout, "round for ever") {
		t.Errorf("sent on to itself: %+v", r)
	}
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	if r := wxlens(t, "--home", home, "--json", "listen", "--addr", taken.Addr().String()); r.exit != cli.ExitOutside || r.events(t)[0]["code"] != "network" {
		t.Errorf("an address that is taken: %+v", r)
	}
}

func readFile(t *testing.T, path string) []byte {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// What came first is told first, though its forward ends last.
func TestLinesFollowTheOrderOfArrival(t *testing.T) {
	t.Parallel()
	second := make(chan struct{})
	slow := server(t, func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		if strings.Contains(string(body), "first") {
			<-second
		} else {
			close(second)
		}
		w.WriteHeader(http.StatusNoContent)
	})
	l := listening(t, workbenchtest.Home(t), "--mode", "shadow", "--forward-to", slow)
	l.post(`"first"`)
	l.post(`"second"`)
	a, b := l.next("notification"), l.next("notification")
	if a["id"].(string) >= b["id"].(string) || a["forward"] == nil {
		t.Errorf("%v\nthen %v", a, b)
	}
}

// refuse lets the journal of a home take nothing, until the returned function is
// called.
func refuse(t *testing.T, home string) (accept func()) {
	t.Helper()
	db, err := sql.Open("sqlite", filepath.Join(home, "journal.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() }) // it was only a tool
	do := func(statement string) {
		t.Helper()
		if _, err := db.Exec(statement); err != nil {
			t.Fatal(err)
		}
	}
	do("CREATE TRIGGER full BEFORE INSERT ON records BEGIN SELECT RAISE(ABORT, 'no space left'); END")
	return func() { do("DROP TRIGGER full") }
}

// A journal that takes nothing more is told of: nobody looks at a screen here.
func TestWhatCouldNotBeKeptIsTold(t *testing.T) {
	t.Parallel()
	home := workbenchtest.Home(t)
	l := listening(t, home)
	accept := refuse(t, home)
	if status, answer := l.post("{}"); status != http.StatusInternalServerError {
		t.Errorf("answered %d %s", status, answer)
	}
	if e := l.next("refused"); e["times"] != 1.0 || !strings.Contains(e["message"].(string), "no space left") {
		t.Errorf("told %v", e)
	}
	accept()
	if status, answer := l.post("{}"); status != http.StatusBadRequest {
		t.Errorf("with space again answered %d %s", status, answer)
	}
	l.next("notification")
	l.stop()
	r := l.end()
	if !strings.Contains(r.stderr, "no space left") {
		t.Errorf("diagnostics %q", r.stderr)
	}
	l.ended <- r
}

// Where somebody's relay leads to is worth a word when it is another receiver.
func TestARelayThatLeadsElsewhereIsTold(t *testing.T) {
	t.Parallel()
	home := workbenchtest.Home(t)
	first := listening(t, home)
	second := listening(t, home, "--public-url", "https://pay.example.com")
	second.stop()
	r := second.end()
	if first.listen == second.listen || !strings.Contains(r.stderr, strings.TrimPrefix(first.listen, "http://")) {
		t.Errorf("listening at %s and at %s: %q", first.listen, second.listen, r.stderr)
	}
	second.ended <- r
	fixed := listening(t, home, "--public-url", "https://pay.example.com", "--addr", freeAddress(t))
	fixed.stop()
	r = fixed.end()
	if r.stderr != "" {
		t.Errorf("at an address that was asked for: %q", r.stderr)
	}
	fixed.ended <- r
}

func TestWhatWouldGoRoundForEverIsToldAndNotSent(t *testing.T) {
	t.Parallel()
	l := listening(t, workbenchtest.Home(t), "--public-url", "https://pay.example.com", "--forward-to", "https://pay.example.com/notify")
	l.notifyURL = l.listen + "/notify"
	if status, answer := l.post("{}"); status != http.StatusBadRequest {
		t.Errorf("answered %d %s", status, answer)
	}
	l.next("tunnel")
	if e := l.next("notification"); e["forward"] != nil {
		t.Errorf("sent on: %v", e["forward"])
	}
	l.stop()
	r := l.end()
	if !strings.Contains(r.stderr, "go round for ever (https://pay.example.com/notify)") {
		t.Errorf("diagnostics %q", r.stderr)
	}
	l.ended <- r
}

// What came in part is no notification: nobody is sent it, and nobody acknowledges it.
func TestAPartIsNotSentOn(t *testing.T) {
	t.Parallel()
	sent := make(chan struct{}, 10)
	l := listening(t, workbenchtest.Home(t), "--forward-to", server(t, func(http.ResponseWriter, *http.Request) { sent <- struct{}{} }))
	if status, _ := l.post(strings.Repeat("x", 1<<20+1)); status != 413 {
		t.Errorf("more than 1 MiB is answered %d", status)
	}
	conn, err := net.Dial("tcp", strings.TrimSuffix(strings.TrimPrefix(l.notifyURL, "http://"), "/notify"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	fmt.Fprint(conn, "POST /notify HTTP/1.1\r\nHost: x\r\nContent-Length: 20\r\n\r\n{}..")
	if err := conn.(*net.TCPConn).CloseWrite(); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		e := l.next("notification")
		if e["forward"] != nil || e["verified"] != false {
			t.Errorf("sent on: %v", e["forward"])
		}
	}
	if len(sent) > 0 {
		t.Error("the server got a part")
	}
}
