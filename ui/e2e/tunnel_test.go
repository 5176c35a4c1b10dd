//go:build unix

package e2e

import (
	"bytes"
	"crypto/rand"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"wxlens/tunnel/edgetest"
	"wxlens/ui/text"
	"wxlens/ui/workbench/settings"
	"wxlens/wxpay"
	"wxlens/wxpay/sandbox"
	"wxlens/wxpay/v3"
)

// token is an authtoken as ngrok makes them.
const token = "2abcDEFghiJKLmnoPQRstuVWXyz_1234567890ABCDEFGHIJK"

// reachable makes a home whose tunnels go to a local edge.
func reachable(t *testing.T) (home string, edge *edgetest.Edge) {
	t.Helper()
	home, edge = filepath.Join(t.TempDir(), "home"), edgetest.New(t)
	edge.Require(token)
	ca := filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(ca, edge.CAPEM(), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := settings.In(home).Change(func(s *settings.Settings) {
		s.Tunnel.ConnectAddr, s.Tunnel.CAFile = edge.Addr(), ca
	})
	if err != nil {
		t.Fatal(err)
	}
	return home, edge
}

// notification is a payment of an order that nobody here placed, signed by the
// sandbox of a home.
func notification(t *testing.T, home, no string) (http.Header, []byte) {
	t.Helper()
	c, err := sandbox.LoadCredentials(filepath.Join(home, "sandbox", "credentials"))
	if err != nil {
		t.Fatal(err)
	}
	plain, err := wxpay.JSON(v3.Transaction{
		AppID: c.Merchant.AppID, MchID: c.Merchant.MchID, OutTradeNo: wxpay.OutTradeNo(no), TransactionID: wxpay.TransactionID("42" + no),
		TradeState: wxpay.Success, Amount: &v3.Amount{Total: 4711, PayerTotal: 4711, Currency: "CNY"},
	})
	if err != nil {
		t.Fatal(err)
	}
	r := sandbox.Rewriter{
		Credentials: c, APIv3Key: wxpay.NewSecret(c.Merchant.APIv3Key), APIv2Key: wxpay.NewSecret(c.Merchant.APIv2Key), Now: time.Now, Random: rand.Reader,
	}
	header, body, err := r.Write(sandbox.Content{
		API: wxpay.V3, Plain: plain,
		Envelope: v3.Envelope{ID: "E" + no, EventType: v3.EventPaid, ResourceType: "encrypt-resource", Resource: v3.Resource{OriginalType: v3.OriginalTransaction, AssociatedData: "transaction"}},
	}, sandbox.VariantNormal)
	if err != nil {
		t.Fatal(err)
	}
	return header, body
}

// arrive posts a notification to the public side of the edge.
func arrive(t *testing.T, edge *edgetest.Edge, url string, header http.Header, body []byte) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url, bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header = header.Clone()
	res, err := edge.Client().Do(req)
	if err != nil {
		t.Fatal(err)
	}
	_ = res.Body.Close()
	if res.StatusCode != http.StatusNoContent {
		t.Errorf("answered %s", res.Status)
	}
}

// TestANotificationArrivesThroughATunnel is a developer's first quarter of an hour:
// open the tunnel, read one notification while another arrives, send it to the own
// server.
func TestANotificationArrivesThroughATunnel(t *testing.T) {
	home, edge := reachable(t)
	words := text.In(wxpay.English)
	received := make(chan []byte, 1)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		received <- body
		w.WriteHeader(http.StatusNoContent)
	}))
	defer server.Close()

	term := start(t, 120, 40, home, "en_US.UTF-8", "NGROK_AUTHTOKEN="+token)
	term.shows("demo")
	term.press("t")
	term.shows(words.TUI.Link.NoServers)
	term.press("n", enter)
	term.shows(edgetest.DefaultURL, words.Tunnel.States["online"], token[len(token)-4:])
	if screen := term.screen(); strings.Contains(screen, token) {
		t.Errorf("the token is shown:\n%s", screen)
	}
	url := notifyURL(t, term)
	term.press(esc)
	term.shows("abc.ngrok.test", words.TUI.Panels[1]) // in the status line, over the panels

	header, body := notification(t, home, "FIRST00001")
	arrive(t, edge, url, header, body)
	term.press("2")
	term.shows("FIRST00001", words.TUI.Verified)
	term.press(enter)
	term.shows(words.Checks[wxpay.CheckNotSeen])

	header, body = notification(t, home, "SECOND0002")
	arrive(t, edge, url, header, body)
	term.shows(words.TUI.New(1))
	if screen := term.screen(); !strings.Contains(screen, "FIRST00001") || cursorRow(screen) != 0 {
		t.Errorf("what is read went away:\n%s", screen)
	}
	term.press("2", "j", enter)
	term.shows("SECOND0002", words.Checks[wxpay.CheckDecrypts], words.TUI.Verified)
	term.press("]", "]")
	term.shows("4711", `"out_trade_no"`)

	term.press("f")
	term.shows(words.TUI.Inbox.TargetTitle)
	term.press(server.URL, enter)
	term.shows(words.TUI.Inbox.ModeTitle)
	term.press(enter)
	term.shows(words.TUI.Link.App)
	term.press("r")
	term.shows(words.TUI.Inbox.ResultsTitle(words.TUI.Inbox.AsReceived), words.TUI.Inbox.Acknowledged)
	select {
	case sent := <-received:
		if !bytes.Equal(sent, body) {
			t.Errorf("sent on as %s", sent)
		}
	case <-time.After(patience):
		t.Fatal("nothing was sent to the server")
	}
	term.press(enter)
	term.shows(words.TUI.Panels[1])
	term.press("q")
	term.shows(words.TUI.QuitTitle)
	term.press("y")
	if err := term.waitEnd(); err != nil {
		t.Errorf("it ended with %v", err)
	}
	if edge.Sessions() != 0 {
		t.Error("the tunnel outlives the program")
	}
}

// notifyURL reads the notify_url off the screen of the tunnel.
func notifyURL(t *testing.T, term *terminal) string {
	t.Helper()
	for line := range strings.Lines(term.screen()) {
		if _, after, ok := strings.Cut(line, "notify_url"); ok {
			if fields := strings.Fields(after); len(fields) > 0 && strings.HasPrefix(fields[0], "https://") {
				return fields[0]
			}
		}
	}
	t.Fatalf("no notify_url on the screen:\n%s", term.screen())
	return ""
}

// cursorRow returns which delivery of the inbox has the cursor, counted from 0.
func cursorRow(screen string) int {
	row := -1
	for line := range strings.Lines(screen) {
		left, _, _ := strings.Cut(line, "││")
		switch {
		case strings.Contains(left, ":") && strings.Contains(left, "pay"):
			row++
			if strings.Contains(left, "▸") {
				return row
			}
		}
	}
	return -1
}

func TestAWrongTokenIsExplained(t *testing.T) {
	home, edge := reachable(t)
	edge.Require("another")
	words := text.In(wxpay.Chinese)
	term := start(t, 80, 24, home, "zh_CN.UTF-8", "NGROK_AUTHTOKEN="+token)
	term.shows("demo")
	term.press("t", "n", enter)
	term.shows("ERR_NGROK_107", words.Tunnel.States["failed"], words.Tunnel.Remedy("ERR_NGROK_107").Do[0])
	if screen := term.screen(); strings.Contains(screen, token) || strings.Contains(screen, token[:20]) {
		t.Errorf("the token is shown:\n%s", screen)
	}
	edge.Require(token)
	term.press("r")
	term.shows(words.Tunnel.States["online"], edgetest.DefaultURL)
	edge.Kill()
	if !edge.Await(patience, func() bool { return edge.Granted() == 2 }) {
		t.Fatalf("the tunnel does not come back:\n%s", term.screen())
	}
	term.shows(words.Tunnel.States["online"])
	header, body := notification(t, home, "AFTERWARDS1")
	arrive(t, edge, notifyURL(t, term), header, body)
	term.until("the request to be counted", func(screen string) bool { return !strings.Contains(screen, words.TUI.Link.NoRequest) })
	term.press(ctrlC, ctrlC)
	if err := term.waitEnd(); err != nil {
		t.Errorf("it ended with %v", err)
	}
}

// A terminal that is closed ends the program as if it had been told to, and the
// tunnel with it; a suspended one would receive nothing, which is asked about.
func TestAClosedTerminalEndsTheTunnel(t *testing.T) {
	home, edge := reachable(t)
	words := text.In(wxpay.English)
	term := start(t, 120, 40, home, "en_US.UTF-8", "NGROK_AUTHTOKEN="+token)
	term.shows("demo")
	term.press("t", "n", enter)
	term.shows(edgetest.DefaultURL)
	term.press(ctrlZ)
	term.shows(words.TUI.Inbox.SuspendTitle)
	term.press("n")
	term.until("the question to go", func(screen string) bool { return !strings.Contains(screen, words.TUI.Inbox.SuspendTitle) })
	header, body := notification(t, home, "LASTWORD01")
	arrive(t, edge, notifyURL(t, term), header, body)
	if err := term.cmd.Process.Signal(syscall.SIGHUP); err != nil {
		t.Fatal(err)
	}
	const interrupted = 130
	if exit := (*exec.ExitError)(nil); !errors.As(term.waitEnd(), &exit) || exit.ExitCode() != interrupted {
		t.Errorf("it ended with %v", exit)
	}
	if !edge.Await(patience, func() bool { return edge.Sessions() == 0 }) {
		t.Error("the tunnel outlives the program")
	}
	out, err := exec.Command(program, "--home", home, "inbox", "list", "--json").Output()
	if err != nil || !strings.Contains(string(out), "LASTWORD01") || !strings.Contains(string(out), `"status":204`) {
		t.Errorf("kept %s, %v", out, err)
	}
}
