package tui_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"wxlens/tunnel/edgetest"
	"wxlens/ui/text"
	"wxlens/ui/tui/keys"
	"wxlens/ui/tui/tuitest"
	"wxlens/ui/workbench"
	"wxlens/ui/workbench/settings"
	"wxlens/ui/workbench/workbenchtest"
	"wxlens/wxpay"
	"wxlens/wxpay/flow"
)

// token is an authtoken as ngrok makes them.
const token = "2abcDEFghiJKLmnoPQRstuVWXyz_1234567890ABCDEFGHIJK"

// edged opens a workbench whose tunnels go to a local edge, with an authtoken in
// its environment or without one.
func edged(t testing.TB, authtoken string) (*bench, *edgetest.Edge) {
	t.Helper()
	home, edge := workbenchtest.Home(t), edgetest.New(t)
	edge.Require(token)
	ca := filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(ca, edge.CAPEM(), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := settings.In(home).Change(func(s *settings.Settings) { s.Tunnel.ConnectAddr, s.Tunnel.CAFile = edge.Addr(), ca }); err != nil {
		t.Fatal(err)
	}
	env := map[string]string{"NGROK_AUTHTOKEN": authtoken}
	w, err := workbench.Open(t.Context(), workbench.Config{
		Home: workbench.HomeAt(home), Now: time.Now, Getenv: func(name string) string { return env[name] },
	})
	if err != nil {
		t.Fatal(err)
	}
	return &bench{Workbench: w, t: t, home: home}, edge
}

// openTunnel opens a tunnel through the edge by keys, under a domain or the
// account's own, and waits until it is online.
func openTunnel(d *tuitest.Driver, lang wxpay.Lang, domain, url string) {
	d.Do(keys.OpenNgrok)
	d.Has(text.In(lang).TUI.Link.DomainTitle)
	d.Press("ctrl+u")
	d.Type(domain)
	d.Do(keys.Accept)
	d.Has("● " + text.In(lang).Tunnel.States["online"])
	d.Has(url)
}

func TestEveryKeyOfTheTunnelDoesSomething(t *testing.T) {
	t.Parallel()
	b, _ := edged(t, token)
	d := open(t, b, wxpay.English)
	words := text.In(wxpay.English).TUI.Link
	d.Resize(80, 10)
	ages := regexp.MustCompile(`\([^)]*\)`)
	shown := func(s string) string { return ages.ReplaceAllString(s, "") }
	for _, row := range (keys.Chain{keys.Link}).Rows() {
		for _, key := range row.Keys {
			if d.KeyOf(keys.OpenNgrok) == "" {
				d.Do(keys.Tunnel)
			}
			for _, to := range []string{"G", "k", "k"} { // somewhere in the middle, nothing said
				d.Press(to)
			}
			before := shown(d.Screen())
			d.Press(key)
			d.Until(func(s string) bool { return shown(s) != before })
			switch {
			case d.Ended():
				t.Fatalf("%s ended the program", key)
			case row.Action == keys.Language:
				d.Press(key)
			case row.Action == keys.Diagnose:
				d.Has(words.Diagnosis)
			case d.KeyOf(keys.OpenNgrok) == "" && d.KeyOf(keys.Tunnel) == "": // a dialog lies over the screen
				d.Press("esc")
			}
		}
	}
}

func TestAWrongTokenIsTriedAgain(t *testing.T) {
	t.Parallel()
	for _, lang := range []wxpay.Lang{wxpay.Chinese, wxpay.English} {
		b, edge := edged(t, token)
		edge.Require("2another_token_of_somebody_else_1234567890ABCDEF")
		d := open(t, b, lang)
		all := text.In(lang)
		d.Do(keys.Tunnel)
		d.Has(all.TUI.Link.OnlyHere[:12])
		d.Do(keys.OpenNgrok)
		d.Do(keys.Accept)
		d.Has(all.Tunnel.States["failed"])
		d.Has("ERR_NGROK_107")
		d.Has(all.Tunnel.Remedy("ERR_NGROK_107").Do[0])
		if s := d.Screen(); strings.Contains(s, token) || strings.Contains(s, token[:20]) {
			t.Errorf("the token is shown:\n%s", s)
		}
		edge.Require(token)
		d.Do(keys.Retry)
		d.Has("● " + all.Tunnel.States["online"])
		d.Has(edgetest.DefaultURL)
		d.Has("…" + token[len(token)-4:])
		edge.Kill()
		if !edge.Await(tuitest.Limit, func() bool { return edge.Granted() == 2 }) {
			t.Fatal("the tunnel does not come back")
		}
		d.Has("● " + all.Tunnel.States["online"])
		d.Do(keys.CloseTunnel)
		d.Has(all.TUI.Link.Closing)
		if !edge.Await(tuitest.Limit, func() bool { return edge.Sessions() == 0 }) {
			t.Error("the tunnel stays open")
		}
		d.Do(keys.CloseTunnel)
		d.Has(all.TUI.Link.NotOpen)
	}
}

func TestATokenIsAskedForAndKept(t *testing.T) {
	t.Parallel()
	b, _ := edged(t, "")
	d := open(t, b, wxpay.Chinese)
	words := text.In(wxpay.Chinese)
	d.Do(keys.Tunnel)
	d.Do(keys.OpenNgrok)
	d.Do(keys.Accept)
	d.Has(words.TUI.Link.TokenTitle + " ")
	d.Has(words.TUI.Link.TokenFoot[:30])
	for i, r := range token {
		d.Type(string(r))
		if i > 3 && strings.Contains(d.Screen(), token[:i]) {
			t.Fatalf("what is typed is shown:\n%s", d.Screen())
		}
	}
	d.Has("*****")
	d.Do(keys.Accept)
	d.Has("● " + words.Tunnel.States["online"])
	d.Has(words.Tunnel.Sources["profile"])
	if strings.Contains(d.Screen(), token) {
		t.Errorf("the token is shown:\n%s", d.Screen())
	}
	m, err := b.Merchant()
	if err != nil || m.NgrokToken.Reveal() != token {
		t.Errorf("the profile keeps %v, %v", m.NgrokToken, err)
	}
}

func TestAnAddressOfOnesOwn(t *testing.T) {
	t.Parallel()
	b, _ := edged(t, "")
	d := open(t, b, wxpay.English)
	all := text.In(wxpay.English)
	words := all.TUI.Link
	d.Do(keys.Tunnel)
	d.Do(keys.OpenDirect)
	d.Has(words.DirectTitle)
	d.Type("no address")
	d.Do(keys.Accept)
	d.Has(all.Tunnel.Remedy("url-malformed").Why)
	d.Do(keys.OpenDirect)
	d.Press("ctrl+u")
	d.Type(strings.TrimSuffix(b.Status().ReceiverURL, "/notify"))
	d.Do(keys.Accept)
	d.Has("● " + all.Tunnel.States["online"])
	d.Do(keys.SelfTest)
	d.Has(words.SelfTest + " ─")
	d.Has("✔ http://127.0.0.1:")
	d.Do(keys.CopyURL)
	d.Until(func(string) bool {
		return strings.HasPrefix(d.Copied(), "http://127.0.0.1:") && strings.Contains(d.Copied(), "/notify/")
	})
	d.Do(keys.Diagnose)
	d.Has("✔ " + all.Tunnel.Steps["connect"])
	d.Has("✔ " + all.Tunnel.Steps["protocol"])
}

func TestARestrictionIsSet(t *testing.T) {
	t.Parallel()
	b, edge := edged(t, token)
	d := open(t, b, wxpay.English)
	all := text.In(wxpay.English)
	words := all.TUI.Link
	d.Do(keys.Tunnel)
	d.Do(keys.Restrict)
	d.Has(words.RestrictNow)
	d.Do(keys.Restrict)
	d.Has(words.FreeNow)
	openTunnel(d, wxpay.English, "", edgetest.DefaultURL)
	d.Do(keys.Restrict)
	d.Has(words.On[:20])
	d.Has(all.Tunnel.Warnings["restricted"].Why[:20])
	calls := edge.Calls("Bind")
	if last := string(calls[len(calls)-1].JSON); len(calls) != 2 || strings.Contains(string(calls[0].JSON), "restrict-ips") || !strings.Contains(last, "restrict-ips") {
		t.Errorf("asked for %s", calls)
	}
	d.Do(keys.Restrict)
	d.Has(words.Off[:20])
}

func TestOrdersGetTheAddressOfTheTunnel(t *testing.T) {
	t.Parallel()
	b, _ := edged(t, token)
	b.live = true
	d := open(t, b, wxpay.English)
	all := text.In(wxpay.English)
	words := all.TUI.Link
	d.Do(keys.Step)
	d.Has("✔  1")
	d.Do(keys.Step) // nothing would bring the notification of an order with real money
	d.Has(words.MissingBody[:30])
	d.Do(keys.No)
	if s, err := b.Whole(t.Context()); err != nil || s.Orders.Len() != 0 {
		t.Errorf("%d orders were placed, %v", s.Orders.Len(), err)
	}
	d.Do(keys.Step)
	d.Has(words.MissingBody[:30])
	d.Do(keys.Yes)
	d.Has(words.OnlyHere[:20])
	openTunnel(d, wxpay.English, "", edgetest.DefaultURL)
	d.Do(keys.Back)
	d.Do(keys.Step)
	d.Has("✔  2")
	if body := b.placed(); !strings.Contains(body, `"notify_url":"`+edgetest.DefaultURL+`/notify/`) {
		t.Errorf("ordered with %s", body)
	}

	d.Do(keys.Tunnel) // another address, of which that order knows nothing
	openTunnel(d, wxpay.English, "shop.ngrok.test", "https://shop.ngrok.test")
	d.Has(all.Tunnel.Warnings["url-changed"].Why[:30])
	d.Do(keys.Back)

	d.Do(keys.Quit)
	d.Has(words.QuitBody[:30])
	d.Do(keys.No)
	d.Press("ctrl+z")
	d.Has(all.TUI.Inbox.SuspendBody[:30])
	d.Do(keys.No)
	d.Do(keys.Quit)
	d.Do(keys.Yes)
	d.Until(func(string) bool { return d.Ended() })
}

// placed returns the body of the last order that was placed.
func (b *bench) placed() string {
	b.t.Helper()
	s, err := b.Whole(b.t.Context())
	if err != nil {
		b.t.Fatal(err)
	}
	for o := range s.Orders.All() {
		events, err := b.Timeline(b.t.Context(), o.OutTradeNo)
		if err != nil {
			b.t.Fatal(err)
		}
		for _, e := range events {
			x, err := b.Exchange(b.t.Context(), e.Exchange)
			if err != nil {
				b.t.Fatal(err)
			}
			if x.Direction == wxpay.Outgoing && len(x.Request.Body) > 0 {
				return string(x.Request.Body)
			}
		}
	}
	b.t.Fatal("no order was placed")
	return ""
}

func TestAnAddressTypedByHandStays(t *testing.T) {
	t.Parallel()
	b, _ := edged(t, token)
	d := open(t, b, wxpay.English)
	d.Do(keys.Step)
	d.Has("✔  1")
	d.Press("j")
	d.Do(keys.Edit)
	for range 4 {
		d.Press("down")
	}
	d.Press("ctrl+u")
	d.Type("https://shop.example/paid")
	d.Do(keys.Accept)
	d.Do(keys.Tunnel)
	openTunnel(d, wxpay.English, "", edgetest.DefaultURL)
	d.Do(keys.Back)
	d.Do(keys.Step)
	d.Has("✔  2")
	if body := b.placed(); !strings.Contains(body, `"notify_url":"https://shop.example/paid"`) {
		t.Errorf("ordered with %s", body)
	}
}

// What could not be kept was not acknowledged either, and must not be overlooked.
func TestWhatCouldNotBeKeptIsSaid(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	d := open(t, b, wxpay.Chinese)
	words := text.In(wxpay.Chinese).TUI.Link
	b.refused.Times, b.refused.Why = 3, "database or disk is full"
	if err := b.SetTargets([]string{"http://127.0.0.1:1"}, false); err != nil { // something about the link changes
		t.Fatal(err)
	}
	d.Has(words.Refused(3, b.refused.Why)[:20])
	d.Do(keys.Tunnel)
	d.Has("database or disk is full")
}

func TestALiveProfileIsReachedAtAnAddressOfItsOwn(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.live = true
	s, err := b.Workbench.NewSession("native-v3", flow.Pay)
	if err != nil {
		t.Fatal(err)
	}
	if !s.SetByName("notify_url", "https://shop.example/paid") {
		t.Fatal("the flow has no notify_url")
	}
	b.session = s
	d := open(t, b, wxpay.English)
	d.Do(keys.Step) // it has an address, so nothing is asked
	d.Has("✔ 1 place the order")
}
