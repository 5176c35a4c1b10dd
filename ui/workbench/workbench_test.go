package workbench_test

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"wxlens/ui/workbench"
	"wxlens/ui/workbench/run"
	"wxlens/ui/workbench/workbenchtest"
	"wxlens/wxpay"
	"wxlens/wxpay/flow"
	"wxlens/wxpay/order"
)

// walkThrough does every step of a flow and fails on the first that does not
// hold.
func walkThrough(t *testing.T, w *workbench.Workbench, id string, s flow.Scenario) *run.Session {
	t.Helper()
	session, err := w.NewSession(id, s)
	if err != nil {
		t.Fatal(err)
	}
	for !session.Over() {
		at := session.Next()
		r := w.Do(t.Context(), session.Job(at))
		session.Apply(r)
		if !r.OK {
			t.Fatalf("%s, step %s: %v %+v", id, session.Steps[at].Name, r.Err, r.Checks)
		}
	}
	return session
}

func orderOf(t *testing.T, w *workbench.Workbench, s *run.Session) *order.Order {
	t.Helper()
	o, err := w.Order(t.Context(), wxpay.OutTradeNo(s.Slot(flow.SlotOutTradeNo)))
	if err != nil || o == nil {
		t.Fatal("the ledger does not know the order:", err)
	}
	return o
}

func TestEveryFlowReachesItsStateInEveryScenario(t *testing.T) {
	w := workbenchtest.Open(t, workbenchtest.Home(t))
	for _, f := range flow.All() {
		for _, s := range flow.Scenarios {
			t.Run(f.ID+" "+string(s), func(t *testing.T) {
				o := orderOf(t, w, walkThrough(t, w, f.ID, s))
				if o.State != s.Want() {
					t.Errorf("state %s, want %s", o.State, s.Want())
				}
				if o.Total != 1 || o.Currency != "CNY" {
					t.Errorf("ordered %s %s", o.Total, o.Currency)
				}
				for _, e := range o.Evidence {
					if e.Contradiction {
						t.Errorf("contradiction: %+v", e)
					}
				}
			})
		}
	}
}

func TestNotificationPassesEveryCheck(t *testing.T) {
	w := workbenchtest.Open(t, workbenchtest.Home(t))
	want := map[wxpay.API][]wxpay.CheckName{
		wxpay.V3: {
			wxpay.CheckWellFormed, wxpay.CheckHeaders, wxpay.CheckTimestamp, wxpay.CheckKeyKnown, wxpay.CheckSignature,
			wxpay.CheckDecrypts, wxpay.CheckMerchantApp, wxpay.CheckOrderKnown, wxpay.CheckAmount, wxpay.CheckNotSeen,
		},
		wxpay.V2: {
			wxpay.CheckWellFormed, wxpay.CheckReturnCode, wxpay.CheckSignature, wxpay.CheckResultCode,
			wxpay.CheckMerchantApp, wxpay.CheckOrderKnown, wxpay.CheckAmount, wxpay.CheckNotSeen,
		},
	}
	for _, f := range flow.All() {
		s := walkThrough(t, w, f.ID, flow.Pay)
		var got []wxpay.CheckName
		for _, r := range s.Results {
			if r.Step != flow.Notify {
				continue
			}
			for _, c := range r.Checks {
				if c.Verdict != wxpay.Passed {
					t.Errorf("%s: %+v", f.ID, c)
				}
				got = append(got, c.Name)
			}
		}
		if len(got) != len(want[f.API]) {
			t.Fatalf("%s: checks %v, want %v", f.ID, got, want[f.API])
		}
		for i := range got {
			if got[i] != want[f.API][i] {
				t.Errorf("%s: check %d is %s, want %s", f.ID, i, got[i], want[f.API][i])
			}
		}
	}
}

func TestOrdersAndDeliveriesSurviveARestart(t *testing.T) {
	home := workbenchtest.Home(t)
	first := workbenchtest.OpenUnowned(t, home)
	s := walkThrough(t, first, "miniprogram-v3", flow.Pay)
	sandboxURL, notifyURL := first.SandboxURL(), first.NotifyURL()
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	again := workbenchtest.Open(t, home)
	if o := orderOf(t, again, s); o.State != wxpay.Refunding || o.Refunded != o.Total {
		t.Errorf("after the restart: %s, %d refunded", o.State, o.Refunded)
	}
	snapshot, err := again.Refresh(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	deliveries := slices.Collect(snapshot.Deliveries.All())
	if len(deliveries) != 2 || !deliveries[0].OK || !deliveries[1].OK || deliveries[0].Status != http.StatusNoContent {
		t.Errorf("deliveries: %+v", deliveries)
	}
	if again.SandboxURL() != sandboxURL || again.NotifyURL() != notifyURL {
		t.Errorf("addresses changed: %s %s, were %s %s", again.SandboxURL(), again.NotifyURL(), sandboxURL, notifyURL)
	}
}

func TestASecondWorkbenchSharesTheSandboxAndTakesOver(t *testing.T) {
	home := workbenchtest.Home(t)
	first := workbenchtest.OpenUnowned(t, home)
	second := workbenchtest.Open(t, home)
	if first.SandboxURL() != second.SandboxURL() {
		t.Fatalf("two sandboxes: %s and %s", first.SandboxURL(), second.SandboxURL())
	}
	// The port that notifications are still repeated to belongs to the first.
	kept, err := os.ReadFile(filepath.Join(home, "receiver"))
	if err != nil || !strings.Contains(first.NotifyURL(), string(kept)) {
		t.Errorf("kept %q %v, want that of %s", kept, err, first.NotifyURL())
	}
	walkThrough(t, second, "miniprogram-v2", flow.Pay)
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	walkThrough(t, second, "miniprogram-v3", flow.Pay) // only possible when it took over
}

// Somebody who only waits for a notification needs a sandbox that sends it.
func TestASecondWorkbenchTakesOverWithoutBeingAsked(t *testing.T) {
	home := workbenchtest.Home(t)
	first := workbenchtest.OpenUnowned(t, home)
	second := workbenchtest.Open(t, home)
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	for {
		if res, err := http.Get(second.SandboxURL() + "/_sandbox/orders"); err == nil {
			res.Body.Close()
			return
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			t.Fatal("nobody serves the sandbox any more")
		}
	}
}

func TestARepeatedNotificationChangesNothing(t *testing.T) {
	w := workbenchtest.Open(t, workbenchtest.Home(t))
	for _, f := range flow.All() {
		s := walkThrough(t, w, f.ID, flow.Pay)
		before := orderOf(t, w, s)
		post(t, w.SandboxURL()+"/_sandbox/notify", `{"out_trade_no":"`+s.Slot(flow.SlotOutTradeNo)+`","variant":"duplicate"}`)
		snapshot, err := w.Refresh(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		last := snapshot.Deliveries.At(snapshot.Deliveries.Len() - 1)
		if last.DuplicateOf == "" || last.Attempt != 2 || !last.OK {
			t.Errorf("%s: the repeat is %+v", f.ID, last)
		}
		after := orderOf(t, w, s)
		if after.State != before.State || len(after.Evidence) != len(before.Evidence) {
			t.Errorf("%s: the repeat changed the order: %+v", f.ID, after)
		}
	}
}

// variantsRefused are the odd notifications that must not be acknowledged, with
// the reason.
var variantsRefused = map[string]wxpay.Reason{
	"bad-signature": wxpay.ReasonSignatureMismatch, "tampered": wxpay.ReasonSignatureMismatch, "stale": wxpay.ReasonStale,
	"unknown-serial": wxpay.ReasonUnknownSerial, "probe": wxpay.ReasonProbe, "wrong-amount": wxpay.ReasonAmountDiffers,
}

func TestOddNotificationsAreKeptAndRefusedWithAReason(t *testing.T) {
	w := workbenchtest.Open(t, workbenchtest.Home(t))
	s := walkThrough(t, w, "miniprogram-v3", flow.Pay)
	for variant, reason := range variantsRefused {
		answer := post(t, w.SandboxURL()+"/_sandbox/notify", `{"out_trade_no":"`+s.Slot(flow.SlotOutTradeNo)+`","variant":"`+variant+`"}`)
		if !strings.Contains(answer, `"acknowledged":false`) {
			t.Errorf("%s: %s", variant, answer)
		}
		snapshot, err := w.Refresh(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		last := snapshot.Deliveries.At(snapshot.Deliveries.Len() - 1)
		if last.OK || last.Reason != reason {
			t.Errorf("%s: %+v, want %s", variant, last, reason)
		}
		if last.Probe != (variant == "probe") {
			t.Errorf("%s: probe is %v", variant, last.Probe)
		}
	}
	if o := orderOf(t, w, s); o.State != wxpay.Refunding {
		t.Errorf("state %s", o.State)
	}
	for _, variant := range []string{"extra-fields", "four-coupons", "normal"} {
		answer := post(t, w.SandboxURL()+"/_sandbox/notify", `{"out_trade_no":"`+s.Slot(flow.SlotOutTradeNo)+`","variant":"`+variant+`"}`)
		if !strings.Contains(answer, `"acknowledged":true`) {
			t.Errorf("%s: %s", variant, answer)
		}
	}
}

func TestForeignContentIsKeptAndAnsweredWithoutHarm(t *testing.T) {
	w := workbenchtest.Open(t, workbenchtest.Home(t))
	for _, c := range []struct {
		name, body string
		status     int
		reason     wxpay.Reason
	}{
		{"empty", "", http.StatusBadRequest, wxpay.ReasonEmptyBody},
		{"not JSON", "hello", http.StatusBadRequest, wxpay.ReasonNotJSON},
		{"cut JSON", `{"id":"x","resource":{"ciphertext":"ab`, http.StatusBadRequest, wxpay.ReasonTruncated},
		{"no resource", `{}`, http.StatusBadRequest, wxpay.ReasonNoResource},
		{"cut XML", `<xml><return_code>SUCC`, http.StatusOK, wxpay.ReasonTruncated},
		{"DOCTYPE", `<!DOCTYPE xml [<!ENTITY a "b">]><xml><a>&a;</a></xml>`, http.StatusOK, wxpay.ReasonUnsafeXML},
		{"twice", `<xml><a>1</a><a>2</a></xml>`, http.StatusOK, wxpay.ReasonDuplicateField},
		{"2 MiB", strings.Repeat("x", 2<<20), http.StatusRequestEntityTooLarge, wxpay.ReasonTooLarge},
		{"bad V2 signature", `<xml><return_code>SUCCESS</return_code><result_code>SUCCESS</result_code><sign>` + strings.Repeat("A", 32) + `</sign></xml>`, http.StatusOK, wxpay.ReasonSignatureMismatch},
	} {
		res, err := http.Post(w.NotifyURL(), "application/json", strings.NewReader(c.body))
		if err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		answer, err := io.ReadAll(res.Body)
		if err != nil {
			t.Fatal(err)
		}
		if res.StatusCode != c.status {
			t.Errorf("%s: answered %d %s, want %d", c.name, res.StatusCode, answer, c.status)
		}
		if c.status == http.StatusOK && !bytes.Contains(answer, []byte("FAIL")) {
			t.Errorf("%s: a V2 refusal says FAIL, not %s", c.name, answer)
		}
		snapshot, err := w.Refresh(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		last := snapshot.Deliveries.At(snapshot.Deliveries.Len() - 1)
		if last.Reason != c.reason {
			t.Errorf("%s: %+v, want %s", c.name, last.Failure, c.reason)
		}
		x, err := w.Exchange(t.Context(), last.ID)
		if err != nil {
			t.Fatal(err)
		}
		if kept := min(len(c.body), 1<<20+1); len(x.Request.Body) != kept {
			t.Errorf("%s: %d bytes kept, want %d", c.name, len(x.Request.Body), kept)
		}
	}
}

func TestADamagedProfileIsReportedAndLeftAlone(t *testing.T) {
	home := workbenchtest.Home(t)
	w := workbenchtest.OpenUnowned(t, home)
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(home, "profiles", "demo", "profile.toml")
	damaged := []byte("version = 1\nmchid = \"19\nxx")
	if err := os.WriteFile(path, damaged, 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := workbench.Open(t.Context(), workbench.Config{Home: workbench.HomeAt(home), Now: time.Now})
	if err == nil || !strings.Contains(err.Error(), "line 2") || !strings.Contains(err.Error(), path) {
		t.Errorf("error: %v", err)
	}
	if kept, err := os.ReadFile(path); err != nil || !bytes.Equal(kept, damaged) {
		t.Errorf("the file was changed: %q %v", kept, err)
	}
}

func TestNothingKeptHoldsASecretOfTheLogin(t *testing.T) {
	home := workbenchtest.Home(t)
	w := workbenchtest.OpenUnowned(t, home)
	s := walkThrough(t, w, "miniprogram-v2", flow.Pay)
	m, err := w.Merchant()
	if err != nil {
		t.Fatal(err)
	}
	if body := string(s.Results[0].Exchange.Reply.Body); !strings.Contains(body, `"session_key":"***"`) {
		t.Errorf("the session_key shows: %s", body)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"journal.db", "journal.db-wal"} {
		data, err := os.ReadFile(filepath.Join(home, name))
		if os.IsNotExist(err) {
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		for what, secret := range map[string]wxpay.Secret{"AppSecret": m.AppSecret, "APIv2 key": m.APIv2Key, "APIv3 key": m.APIv3Key} {
			if bytes.Contains(data, []byte(secret.Reveal())) {
				t.Errorf("%s holds the %s", name, what)
			}
		}
	}
}

func TestEverythingBelowTheHomeIsPrivate(t *testing.T) {
	home := filepath.Join(t.TempDir(), "home") // made by the workbench, keys and all
	w := workbenchtest.Open(t, home)
	walkThrough(t, w, "miniprogram-v3", flow.Pay)
	err := filepath.Walk(home, func(path string, info os.FileInfo, err error) error {
		if err != nil {
			return err
		}
		want := os.FileMode(0o600)
		if info.IsDir() {
			want = 0o700
		}
		if info.Mode().Perm() != want {
			t.Errorf("%s has mode %o, want %o", path, info.Mode().Perm(), want)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestWrongValuesStopAStepBeforeItIsSent(t *testing.T) {
	w := workbenchtest.Open(t, workbenchtest.Home(t))
	for _, c := range []struct{ field, value string }{
		{"amount.total", "0"}, {"amount.total", "-1"}, {"amount.total", "19.999"}, {"amount.total", "１"},
		{"out_trade_no", "T\u3000123456"}, {"out_trade_no", "short"}, {"description", ""}, {"description", "hi 😀"},
		{"notify_url", "https://example.com/notify?a=1"}, {"notify_url", "example.com"},
	} {
		s, err := w.NewSession("miniprogram-v3", flow.Pay)
		if err != nil {
			t.Fatal(err)
		}
		s.Apply(w.Do(t.Context(), s.Job(0)))
		s.Set(1, c.field, c.value)
		r := w.Do(t.Context(), s.Job(1))
		if r.OK || r.Exchange != nil || r.Err == nil {
			t.Errorf("%s = %q was sent: %+v", c.field, c.value, r)
		}
		s.Apply(r)
		if s.Next() != 1 {
			t.Errorf("%s = %q: the flow went on to step %d", c.field, c.value, s.Next())
		}
	}
}

func TestAnEditedFieldReachesTheSignedTextAndLaterSteps(t *testing.T) {
	w := workbenchtest.Open(t, workbenchtest.Home(t))
	for _, f := range flow.All() {
		s, err := w.NewSession(f.ID, flow.Pay)
		if err != nil {
			t.Fatal(err)
		}
		at := func(name flow.StepName) run.Job {
			return s.Job(slices.IndexFunc(s.Steps, func(st flow.Step) bool { return st.Name == name }))
		}
		s.Set(at(flow.Order).Index, "out_trade_no", "EDITED-000001")
		if d := w.Draft(at(flow.Order)); !strings.Contains(d.Text.String(), "EDITED-000001") {
			t.Errorf("%s: the text to sign does not follow: %s", f.ID, d.Text)
		}
		if d := w.Draft(at(flow.Query)); !strings.Contains(d.Text.String(), "EDITED-000001") {
			t.Errorf("%s: the query does not follow: %s", f.ID, d.Text)
		}
		if d := w.Draft(at(flow.RefundQuery)); !strings.Contains(d.Text.String(), "EDITED-000001-R1") {
			t.Errorf("%s: the number of the refund does not follow: %s", f.ID, d.Text)
		}
	}
}

func TestCancellingEndsAStepThatWaits(t *testing.T) {
	w := workbenchtest.Open(t, workbenchtest.Home(t))
	s, err := w.NewSession("miniprogram-v3", flow.Pay)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if r := w.Do(ctx, s.Job(4)); r.OK || r.Err == nil {
		t.Errorf("a cancelled wait ended as %+v", r)
	}
}

func post(t *testing.T, url, body string) string {
	t.Helper()
	res, err := http.Post(url, "application/json", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	answer, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(answer)
}

func TestSeveralCanOpenANewHomeAtOnce(t *testing.T) {
	home := workbenchtest.Home(t)
	opened := make(chan error, 4)
	for range cap(opened) {
		go func() {
			w, err := workbench.Open(context.Background(), workbench.Config{Home: workbench.HomeAt(home), Now: time.Now})
			if err == nil {
				defer func() { err = w.Close(); opened <- err }()
				return
			}
			opened <- err
		}()
	}
	for range cap(opened) {
		if err := <-opened; err != nil {
			t.Error(err)
		}
	}
}
