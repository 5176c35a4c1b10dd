package tui_test

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/wechatpay-apiv3/wechatpay-go/core/auth/verifiers"
	sdknotify "github.com/wechatpay-apiv3/wechatpay-go/core/notify"

	"wxlens/ui/text"
	"wxlens/ui/tui/keys"
	"wxlens/ui/tui/tuitest"
	"wxlens/ui/workbench"
	"wxlens/ui/workbench/inbox"
	"wxlens/ui/workbench/replay"
	"wxlens/ui/workbench/settings"
	"wxlens/ui/workbench/workbenchtest"
	"wxlens/wxpay"
	"wxlens/wxpay/flow"
	"wxlens/wxpay/sandbox"
)

// receiving opens the screens at the inbox, over a workbench that has received the
// notification of a payment.
func receiving(t testing.TB, b *bench, lang wxpay.Lang) (d *tuitest.Driver, no wxpay.OutTradeNo) {
	t.Helper()
	no = b.ordered("", flow.Notify)
	d = open(t, b, lang)
	d.Do(keys.Panel2)
	d.Has(string(no))
	d.Has(text.In(lang).Checks[wxpay.CheckNotSeen])
	return d, no
}

// again lets the sandbox notify of an order once more.
func (b *bench) again(no wxpay.OutTradeNo, variant sandbox.Variant) {
	b.t.Helper()
	if _, err := b.Workbench.Desk().Notify(b.t.Context(), "", no, string(variant)); err != nil {
		b.t.Fatal(err)
	}
}

// merchantServer is a developer's server that keeps what it gets.
type merchantServer struct {
	url  string
	mu   sync.Mutex
	got  [][]byte
	said []map[string]any // what the SDK decrypted of them
}

// serve starts a server that answers by handle.
func serve(t testing.TB, handle func(s *merchantServer, r *http.Request, body []byte) (status int, answer string)) *merchantServer {
	t.Helper()
	s := &merchantServer{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		r.Body = io.NopCloser(strings.NewReader(string(body)))
		s.mu.Lock()
		defer s.mu.Unlock()
		s.got = append(s.got, body)
		status, answer := handle(s, r, body)
		w.WriteHeader(status)
		_, _ = io.WriteString(w, answer)
	}))
	t.Cleanup(server.Close)
	s.url = server.URL
	return s
}

// credulous takes everything.
func credulous(t testing.TB) *merchantServer {
	return serve(t, func(*merchantServer, *http.Request, []byte) (int, string) { return http.StatusOK, "" })
}

// careful verifies by the official SDK and compares the amount.
func careful(t testing.TB, b *bench, total float64) *merchantServer {
	t.Helper()
	c, err := sandbox.LoadCredentials(filepath.Join(workbench.HomeAt(b.home).Sandbox, "credentials"))
	if err != nil {
		t.Fatal(err)
	}
	handler := sdknotify.NewNotifyHandler(c.Merchant.APIv3Key, verifiers.NewSHA256WithRSAPubkeyVerifier(string(c.Merchant.PublicKeyID), c.PublicKey.PublicKey))
	return serve(t, func(s *merchantServer, r *http.Request, _ []byte) (int, string) {
		said := map[string]any{}
		if _, err := handler.ParseNotifyRequest(context.Background(), r, &said); err != nil {
			return http.StatusUnauthorized, err.Error()
		}
		s.said = append(s.said, said)
		if said["amount"].(map[string]any)["total"] != total {
			return http.StatusUnauthorized, "another amount"
		}
		return http.StatusNoContent, ""
	})
}

func (s *merchantServer) calls() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.got)
}

// target sets where notifications are sent on to, by keys.
func target(d *tuitest.Driver, words *text.Deliveries, urls string, shadow bool) {
	d.Do(keys.Target)
	d.Has(words.TargetTitle)
	d.Press("ctrl+u")
	d.Type(urls)
	d.Do(keys.Accept)
	if urls == "" {
		d.Has(words.TargetNone)
		return
	}
	d.Has(words.Modes["shadow"])
	if shadow {
		d.Press("down")
	}
	d.Do(keys.Accept)
	d.Until(func(s string) bool { return !strings.Contains(s, words.ModeTitle) })
}

// turn turns the detail to the side of the delivery at hand that holds a text.
func turn(d *tuitest.Driver, want string) {
	d.Until(func(s string) bool {
		return !strings.Contains(s, text.In(wxpay.English).TUI.Loading) && !strings.Contains(s, text.In(wxpay.Chinese).TUI.Loading)
	})
	d.Press("5")
	for range 7 {
		if strings.Contains(d.Screen(), want) {
			break
		}
		d.Press("]")
	}
	d.Press("2")
	d.Has(want)
}

func TestEveryKeyOfDeliveriesDoesSomething(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.fill(20)
	d, no := receiving(t, b, wxpay.English)
	b.again(no, sandbox.VariantNormal)
	d.Has(text.In(wxpay.English).TUI.RepeatShort)
	for _, row := range (keys.Chain{keys.Deliveries}).Rows() {
		for _, key := range row.Keys {
			d.Press("2")
			d.Press("k")
			before := d.Screen()
			d.Press(key)
			d.Until(func(s string) bool { return s != before })
			for d.KeyOf(keys.Panel2) == "" { // a dialog lies over the lists
				d.Press("esc")
				d.Drain()
			}
		}
	}
}

func TestMarksAndNotesAreKept(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.fill(20)
	d, no := receiving(t, b, wxpay.Chinese)
	words := text.In(wxpay.Chinese).TUI.Inbox
	d.Do(keys.NextMark)
	d.Has(words.NoMarks)
	d.Do(keys.Mark)
	d.Has(words.MarkedNow)
	d.Until(func(s string) bool { return strings.Contains(s, "▸◆") })
	d.Do(keys.Note)
	d.Has(words.NoteTitle)
	d.Type("先问财务，再发货")
	d.Do(keys.Accept)
	d.Has(words.Noted)
	turn(d, words.InClear)
	d.Has("◆ 先问财务，再发货")
	for range 5 {
		d.Press("k")
	}
	d.Until(func(s string) bool { return !strings.Contains(s, "先问财务，再发货") })
	d.Do(keys.NextMark)
	d.Until(func(s string) bool { return shownFirst(s, string(no)) })
	turn(d, words.InClear)
	d.Has("◆ 先问财务，再发货")
	d.Do(keys.Mark)
	d.Has(words.UnmarkedNow)
}

func TestAttemptsOfAnEventAreOneRow(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	d, no := receiving(t, b, wxpay.English)
	words := text.In(wxpay.English).TUI
	b.again(no, sandbox.VariantNormal)
	b.again(no, sandbox.VariantNormal)
	d.Until(func(s string) bool { return strings.Count(s, words.RepeatShort) >= 2 })
	d.Do(keys.Group)
	d.Has(words.Inbox.Grouped + " " + words.Following)
	d.Has(words.Verified + " x3")
	d.Until(func(s string) bool { return !strings.Contains(s, words.RepeatShort) })
	turn(d, words.Inbox.InClear)
	d.Has(words.Inbox.Attempts(3))
	d.Do(keys.Group)
	d.Has(words.Inbox.NotGrouped)
	d.Until(func(s string) bool { return strings.Count(s, words.RepeatShort) >= 2 })
}

func TestWhoReadsDoesNotFollow(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	d, no := receiving(t, b, wxpay.English)
	words := text.In(wxpay.English).TUI
	d.Has(words.Following)
	d.Do(keys.Following)
	d.Has(words.Paused(0))
	other := b.ordered("", flow.Notify)
	d.Has(words.Paused(1))
	if screen := d.Screen(); !shownFirst(screen, string(no)) {
		t.Errorf("what was read went away:\n%s", screen)
	}
	d.Do(keys.Following)
	d.Has(words.Following)
	d.Until(func(s string) bool { return shownFirst(s, string(other)) })
}

// shownFirst reports whether the title of the detail, in the second line of a wide
// screen, holds a text.
func shownFirst(screen, want string) bool {
	return strings.Contains(strings.Split(screen, "\n")[1], want)
}

func TestTwoDeliveriesAreCompared(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	d, no := receiving(t, b, wxpay.English)
	words := text.In(wxpay.English).TUI.Inbox
	b.again(no, sandbox.VariantWrongAmount)
	d.Has("✘ " + text.In(wxpay.English).TUI.ShortReasons[wxpay.ReasonAmountDiffers])
	d.Do(keys.Compare)
	d.Has(words.CompareNext)
	d.Press("k")
	d.Do(keys.Compare)
	d.Has(words.CompareKeys[:20])
	d.Has("amount.total")
	d.Until(func(s string) bool { return !strings.Contains(s, "trade_type") })
	d.Do(keys.Accept)
	d.Do(keys.First)
	for range 10 {
		if strings.Contains(d.Screen(), "trade_type") {
			break
		}
		d.Do(keys.PageDown)
	}
	d.Has("trade_type")
	d.Do(keys.Back)
	d.Until(func(s string) bool { return !strings.Contains(s, words.CompareKeys[:20]) })
}

func TestEveryPartIsCopied(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	d, no := receiving(t, b, wxpay.English)
	all := text.In(wxpay.English)
	id := b.deliveries(no)[0]
	x, err := b.Exchange(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	opened, err := b.Delivery(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	signature := x.Request.Header.Get("Wechatpay-Signature")
	var got []string
	for i := range 9 {
		d.Do(keys.Copy)
		d.Has(all.TUI.CopyTitle)
		for range i {
			d.Press("down")
		}
		before := d.Copied()
		d.Do(keys.Accept)
		d.Until(func(string) bool { return d.Copied() != before })
		got = append(got, d.Copied())
	}
	for _, want := range []string{
		opened.Text.Reveal(), signature, string(opened.Plain), string(x.Request.Body), string(inbox.Raw(&x)), string(no), string(x.Facts.TransactionID), id,
	} {
		if !slices.Contains(got, want) {
			t.Errorf("%.60q was not copied", want)
		}
	}
	if curl := got[len(got)-1]; !strings.Contains(curl, "curl -g -sS -i -X 'POST'") || !strings.Contains(curl, signature) || !strings.Contains(curl, "http://127.0.0.1:8080/notify") {
		t.Errorf("the command is %s", curl)
	}
}

// deliveries lists the ids of what was received about an order, in order.
func (b *bench) deliveries(no wxpay.OutTradeNo) (ids []string) {
	b.t.Helper()
	s, err := b.Whole(b.t.Context())
	if err != nil {
		b.t.Fatal(err)
	}
	for i := range s.Deliveries.Len() {
		if d := s.Deliveries.At(i); d.OutTradeNo == no {
			ids = append(ids, d.ID)
		}
	}
	return ids
}

func TestExportsHoldWhatTheyShould(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	d, no := receiving(t, b, wxpay.English)
	words := text.In(wxpay.English).TUI
	x, err := b.Exchange(t.Context(), b.deliveries(no)[0])
	if err != nil {
		t.Fatal(err)
	}
	var envelope struct{ Resource struct{ Ciphertext string } }
	if err := json.Unmarshal(x.Request.Body, &envelope); err != nil {
		t.Fatal(err)
	}
	signature := x.Request.Header.Get("Wechatpay-Signature")
	exports := filepath.Join(workbench.HomeAt(b.home).Data, "exports")
	for i, extension := range []string{".har", ".ndjson", ".har", ".ndjson", ".sh"} {
		for _, whole := range []bool{false, true} {
			if err := os.RemoveAll(exports); err != nil {
				t.Fatal(err)
			}
			d.Do(keys.Export)
			d.Has(words.Inbox.ExportTitle)
			for range i {
				d.Press("down")
			}
			if whole {
				d.Press("right")
				d.Has("‹ " + words.Inbox.Whole + " ›")
			}
			d.Do(keys.Accept)
			d.Has(exports)
			files, err := filepath.Glob(filepath.Join(exports, "*"+extension))
			if err != nil || len(files) != 1 {
				t.Fatalf("%s: %v %v", extension, files, err)
			}
			data, err := os.ReadFile(files[0])
			if err != nil {
				t.Fatal(err)
			}
			info, err := os.Stat(files[0])
			if err != nil || runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0 {
				t.Errorf("%s: mode %v, %v", extension, info.Mode(), err)
			}
			for _, secret := range []string{signature, envelope.Resource.Ciphertext, string(x.Facts.OpenID)} {
				if secret != "" && strings.Contains(string(data), secret) != whole && (secret != string(x.Facts.OpenID) || !whole) {
					t.Errorf("%s whole %v: holds %.20s: %v", extension, whole, secret, !whole)
				}
			}
			if !strings.Contains(string(data), "TRANSACTION.SUCCESS") {
				t.Errorf("%s whole %v: %s", extension, whole, data)
			}
			d.Press("esc")
		}
	}
}

func TestExportsAndMessagesAreImported(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	d, no := receiving(t, b, wxpay.English)
	words := text.In(wxpay.English).TUI.Inbox
	ids := b.deliveries(no)
	path, err := b.ExportDeliveries(t.Context(), ids, "har", false)
	if err != nil {
		t.Fatal(err)
	}
	d.Press(":")
	d.Type("import")
	d.Press("enter")
	d.Has(words.ImportTitle)
	d.Type(path)
	d.Do(keys.Accept)
	d.Has(words.Imported(1))
	x, err := b.Exchange(t.Context(), ids[0])
	if err != nil {
		t.Fatal(err)
	}
	d.Send(tea.PasteMsg{Content: string(inbox.Raw(&x))})
	d.Has(words.PasteQuestion[:30])
	d.Do(keys.Yes)
	d.Has(words.Imported(1))
	d.Until(func(string) bool { return len(b.deliveries(no)) == 3 })
	for _, id := range b.deliveries(no)[1:] {
		in, err := b.Exchange(t.Context(), id)
		if err != nil || string(in.Request.Body) != string(x.Request.Body) || in.Request.Header.Get("Wechatpay-Signature") != x.Request.Header.Get("Wechatpay-Signature") || !wxpay.Verified(in.Checks) {
			t.Errorf("%s came in as %+v, %v", id, in.Request, err)
		}
	}
	d.Press(":")
	d.Type("import")
	d.Press("enter")
	d.Type(filepath.Join(b.home, "nowhere.har"))
	d.Do(keys.Accept)
	d.Has("nowhere.har")
}

func TestQueriesFindWhatOnlyTheBodyHolds(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.fill(5)
	d, _ := receiving(t, b, wxpay.English)
	all := text.In(wxpay.English)
	post := func(body string) {
		t.Helper()
		res, err := http.Post(b.ReceiverURL()+"/notify", "application/json", strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		if err := res.Body.Close(); err != nil {
			t.Fatal(err)
		}
	}
	post(`{"word":"Kaleidoscope"}`)
	d.Do(keys.Filter)
	d.Type("kaleidoscope")
	d.Has(all.TUI.Inbox.Searching)
	d.Until(func(s string) bool {
		return !strings.Contains(s, all.TUI.Inbox.Searching) && strings.Contains(s, "/kaleidoscope") && !strings.Contains(inboxRows(s), "000000") && strings.Contains(inboxRows(s), "400")
	})
	d.Press("esc")
	d.Do(keys.Filter)
	d.Type("-kaleidoscope status:400")
	d.Until(func(s string) bool {
		return !strings.Contains(s, all.TUI.Inbox.Searching) && strings.Contains(s, "/-kaleidoscope") && !strings.Contains(inboxRows(s), "400")
	})
	post(`{"word":"Periscope"}`) // what arrives later is followed, too
	d.Until(func(s string) bool { return strings.Contains(inboxRows(s), "400") })
	d.Press("esc")
	d.Do(keys.Filter)
	d.Type("verified:yes type:payment")
	d.Do(keys.Accept)
	d.Until(func(s string) bool {
		return strings.Contains(inboxRows(s), "204") && !strings.Contains(inboxRows(s), "400")
	})
	before := inboxRows(d.Screen())
	d.Do(keys.Filter)
	d.Send(tea.PasteMsg{Content: " verifed:no"})
	d.Has("verifed:no: " + all.CLI.Inbox.QueryFaults["unknown-field"])
	if after := inboxRows(d.Screen()); after != before {
		t.Errorf("a query that cannot be read changed the rows:\n%s\nwere\n%s", after, before)
	}
}

// inboxRows returns the rows of the inbox that a wide screen shows.
func inboxRows(screen string) string {
	var b strings.Builder
	inside := false
	for line := range strings.Lines(screen) {
		switch {
		case strings.HasPrefix(line, "├2 "):
			inside = true
		case strings.HasPrefix(line, "├"):
			inside = false
		case inside && !strings.HasPrefix(line, "│ /"):
			left, _, _ := strings.Cut(strings.TrimPrefix(line, "│"), "│")
			b.WriteString(left + "\n")
		}
	}
	return b.String()
}

func TestTargetsAreKeptOverARestart(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	d, _ := receiving(t, b, wxpay.English)
	words := text.In(wxpay.English).TUI
	passed, watched := credulous(t), credulous(t)
	target(d, &words.Inbox, passed.url+" "+watched.url, false)
	d.Has(words.Link.App)
	no := b.ordered("", flow.Notify)
	d.Has(string(no))
	turn(d, words.Inbox.PassedOn)
	d.Has(words.Inbox.SideBySide)
	if passed.calls() != 1 || watched.calls() != 1 {
		t.Errorf("the servers were called %d and %d times", passed.calls(), watched.calls())
	}
	again := func() []string {
		t.Helper()
		w, err := workbench.Open(t.Context(), workbench.Config{Home: workbench.HomeAt(b.home), Now: time.Now, AsSet: true, Getenv: workbenchtest.NoEnv})
		if err != nil {
			t.Fatal(err)
		}
		defer func() {
			if err := w.Close(); err != nil {
				t.Error(err)
			}
		}()
		var all []string
		for _, s := range w.Status().Link.Targets {
			mode := "shadow "
			if s.Pass {
				mode = "pass "
			}
			all = append(all, mode+s.URL)
		}
		return all
	}
	if got := again(); !slices.Equal(got, []string{"pass " + passed.url, "shadow " + watched.url}) {
		t.Errorf("after a restart %v", got)
	}
	target(d, &words.Inbox, watched.url, true)
	d.Has(words.Link.Shadow)
	if got := again(); !slices.Equal(got, []string{"shadow " + watched.url}) {
		t.Errorf("after a restart %v", got)
	}
	target(d, &words.Inbox, "", false)
	if got := again(); len(got) != 0 {
		t.Errorf("after a restart %v", got)
	}
	target(d, &words.Inbox, "ftp://127.0.0.1", true)
	d.Has("ftp://127.0.0.1")
	if got := again(); len(got) != 0 {
		t.Errorf("after a target that cannot be %v", got)
	}
}

func TestDeliveriesAreSentAgain(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	d, no := receiving(t, b, wxpay.English)
	all := text.In(wxpay.English)
	words := all.TUI.Inbox
	own, trusting := careful(t, b, 1), credulous(t)
	d.Do(keys.Resend) // where to is asked while nothing is set
	d.Has(words.ResendTo)
	d.Press("ctrl+u")
	d.Type(own.url)
	d.Do(keys.Accept)
	d.Has(words.ResultsTitle(words.AsReceived))
	d.Has(words.Acknowledged) // 204 stands in the list, too
	x, err := b.Exchange(t.Context(), b.deliveries(no)[0])
	if err != nil {
		t.Fatal(err)
	}
	if own.calls() != 1 || string(own.got[0]) != string(x.Request.Body) {
		t.Errorf("the server got %q", own.got)
	}
	d.Do(keys.Back)

	target(d, &words, own.url, true)
	d.Do(keys.Trials)
	d.Has(words.TrialsTitle)
	for range slices.Index(replay.Trials, replay.BadSignature) - 1 { // edited has a key of its own
		d.Press("down")
	}
	d.Do(keys.Accept)
	d.Has(words.ResultsTitle(words.Trials["bad-signature"]))
	d.Has(" 401")
	d.Has(all.Reasons[wxpay.ReasonSignatureMismatch].Why[:40])
	d.Do(keys.Back)

	for server, right := range map[*merchantServer]int{own: 22, trusting: 16} {
		target(d, &words, server.url, true)
		d.Do(keys.Trials)
		d.Press("G")
		d.Do(keys.Accept)
		d.Has(words.ExamResult(right, 22))
		d.Do(keys.Back)
	}
}

func TestAnEditIsSignedAnewAndSent(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	d, _ := receiving(t, b, wxpay.English)
	words := text.In(wxpay.English).TUI.Inbox
	own := careful(t, b, 990)
	target(d, &words, own.url, true)
	d.Do(keys.EditSend)
	d.Has(words.EditTitle)
	for !strings.Contains(editedLine(d), "amount.total") {
		d.Press("j")
	}
	d.Do(keys.Accept)
	d.Press("ctrl+u")
	d.Type("990")
	d.Do(keys.Accept)
	d.Until(func(string) bool {
		return strings.Contains(editedLine(d), "*") && strings.Contains(editedLine(d), "990")
	})
	d.Press("r")
	d.Has(words.ResultsTitle(words.Trials["edited"]))
	d.Has(" 204")
	own.mu.Lock()
	defer own.mu.Unlock()
	if len(own.said) != 1 || own.said[0]["amount"].(map[string]any)["total"] != 990.0 {
		t.Errorf("the server read %v", own.said)
	}
}

// editedLine returns the line of a dialog that has the cursor.
func editedLine(d *tuitest.Driver) string {
	lines := strings.Split(d.Screen(), "\n")
	for i := range lines {
		if line := lines[len(lines)-1-i]; strings.Contains(line, "▸") {
			return line
		}
	}
	return ""
}

func TestMoneyAtStakeIsLoud(t *testing.T) {
	t.Parallel()
	for _, lang := range []wxpay.Lang{wxpay.Chinese, wxpay.English} {
		b := newBench(t)
		d, no := receiving(t, b, lang)
		words := text.In(lang).TUI
		b.again(no, sandbox.VariantWrongAmount)
		d.Has(words.ShortReasons[wxpay.ReasonAmountDiffers])
		d.Do(keys.Last)
		d.Has(words.Inbox.AtStake)
		d.Resize(80, 24)
		d.Press("5")
		d.Has(words.Inbox.AtStake)
	}
}

func TestWhatWasLetGoSaysSo(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	d, _ := receiving(t, b, wxpay.Chinese)
	words := text.In(wxpay.Chinese).TUI.Inbox
	other := b.ordered("", flow.Notify)
	d.Until(func(s string) bool { return shownFirst(s, string(other)) })
	later, err := workbench.Open(t.Context(), workbench.Config{Home: workbench.HomeAt(b.home), Getenv: workbenchtest.NoEnv, Now: func() time.Time { return time.Now().AddDate(1, 0, 0) }})
	if err != nil {
		t.Fatal(err)
	}
	pruned, err := later.Prune(t.Context(), settings.Keep{})
	if err := later.Close(); err != nil {
		t.Fatal(err)
	}
	if err != nil || pruned.Exchanges != 2 {
		t.Fatalf("pruned %+v, %v", pruned, err)
	}
	d.Press("k")
	turn(d, words.InClear)
	d.Has(words.Pruned)
	target(d, &words, credulous(t).url, true)
	d.Do(keys.Resend)
	d.Until(func(s string) bool {
		return strings.Count(s, words.Pruned) >= 1 && strings.Contains(s, words.ResultsTitle(words.AsReceived))
	})
	d.Do(keys.Back)
	d.Do(keys.EditSend)
	d.Has(words.NothingToSend)
}

// Half a million members are not laid out with every key.
func TestAHugeEnvelopeDoesNotHoldTheScreensUp(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	d, _ := receiving(t, b, wxpay.English)
	body := "[" + strings.Repeat("1,", 500_000) + "1]"
	res, err := http.Post(b.ReceiverURL()+"/notify", "application/json", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if err := res.Body.Close(); err != nil {
		t.Fatal(err)
	}
	all := text.In(wxpay.English)
	d.Has(all.TUI.ShortReasons[wxpay.ReasonNotJSON])
	turn(d, all.TUI.Inbox.InClear)
	d.Until(func(s string) bool {
		return strings.Contains(s, all.Reasons[wxpay.ReasonTooLarge].Why) && !strings.Contains(s, "[0]")
	})
}

func TestALongJournalIsReadWithoutNews(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.fill(3000)
	d := open(t, b, wxpay.Chinese)
	words := text.In(wxpay.Chinese).TUI
	d.Do(keys.Panel3)
	d.Has(words.Inbox.Reading)
	d.Until(func(s string) bool { return !strings.Contains(s, words.Inbox.Reading) })
	if title := d.View().WindowTitle; title != "wxlens" {
		t.Errorf("what was there before is news: %q", title)
	}
}
