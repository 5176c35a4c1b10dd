package replay_test

import (
	"context"
	"crypto/rand"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/go-pay/gopay/wechat"
	"github.com/wechatpay-apiv3/wechatpay-go/core/auth/verifiers"
	sdknotify "github.com/wechatpay-apiv3/wechatpay-go/core/notify"

	"wxlens/profiles"
	"wxlens/tunnel"
	"wxlens/ui/workbench"
	"wxlens/ui/workbench/forward"
	"wxlens/ui/workbench/replay"
	"wxlens/ui/workbench/workbenchtest"
	"wxlens/wxpay"
	"wxlens/wxpay/flow"
	"wxlens/wxpay/journal"
	"wxlens/wxpay/notify"
	"wxlens/wxpay/sandbox"
)

// paid walks a flow up to a step and returns the notification of it.
func paid(t *testing.T, w *workbench.Workbench, id string, until flow.StepName) string {
	t.Helper()
	session, err := w.NewSession(id, flow.Pay)
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
		if session.Steps[at].Name == until {
			return r.Exchange.ID
		}
	}
	t.Fatalf("%s has no step %s", id, until)
	return ""
}

// developer is a server that verifies as the official SDK does, and compares the
// amount.
func developer(t *testing.T, home string) string {
	t.Helper()
	c := credentialsOf(t, home)
	handler := sdknotify.NewNotifyHandler(c.Merchant.APIv3Key, verifiers.NewSHA256WithRSAPubkeyVerifier(string(c.Merchant.PublicKeyID), c.PublicKey.PublicKey))
	return serve(t, func(w http.ResponseWriter, r *http.Request) {
		var told struct{ Amount struct{ Total, Refund int } }
		if _, err := handler.ParseNotifyRequest(context.Background(), r, &told); err != nil || told.Amount.Total != 1 || told.Amount.Refund > 1 {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		w.WriteHeader(http.StatusNoContent)
	})
}

// developerV2 is the same in V2, with another library.
func developerV2(t *testing.T, key string) string {
	t.Helper()
	return serve(t, func(w http.ResponseWriter, r *http.Request) {
		told, err := wechat.ParseNotifyToBodyMap(r)
		if err == nil {
			var ok bool
			if ok, err = wechat.VerifySign(key, wechat.SignType_MD5, told); !ok {
				err = errors.New("another sign")
			}
		}
		answer := wechat.NotifyResponse{ReturnCode: "SUCCESS", ReturnMsg: "OK"}
		if err != nil || told.GetString("total_fee") != "1" {
			answer.ReturnCode = "FAIL"
		}
		_, _ = io.WriteString(w, answer.ToXmlString())
	})
}

func serve(t *testing.T, handle http.HandlerFunc) string {
	t.Helper()
	s := httptest.NewServer(handle)
	t.Cleanup(s.Close)
	return s.URL
}

func TestACorrectServerPassesTheExam(t *testing.T) {
	home := workbenchtest.Home(t)
	w := workbenchtest.Open(t, home)
	m, err := w.Merchant()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		flow   string
		step   flow.StepName
		server string
		trials int
	}{
		{"miniprogram-v3", flow.Notify, developer(t, home), 12},
		{"miniprogram-v3", flow.RefundNotify, developer(t, home), 11},
		{"native-v2", flow.Notify, developerV2(t, m.APIv2Key.Reveal()), 9},
	} {
		id := paid(t, w, c.flow, c.step)
		told := 0
		report, err := w.Replayer().Exam(t.Context(), replay.Plan{Delivery: id, To: c.server, Progress: func(replay.Row) { told++ }})
		if err != nil {
			t.Fatal(err)
		}
		trials := map[replay.Trial]bool{}
		for _, row := range report.Rows {
			trials[row.Trial] = true
			refused := slices.Contains([]replay.Trial{replay.WrongAmount, replay.BadSignature, replay.Tampered, replay.Stale, replay.UnknownSerial, replay.Probe}, row.Trial)
			if !row.OK || row.Expect == refused || (row.Next != nil) != refused || (row.Refusal.Reason != "") != refused {
				t.Errorf("%s %s: %+v", c.flow, c.step, row)
			}
		}
		if !report.OK() || report.Foreign() || len(trials) != c.trials || told != len(report.Rows) {
			t.Errorf("%s %s: %d trials, %d rows, %d told", c.flow, c.step, len(trials), len(report.Rows), told)
		}
		x, err := w.Exchange(t.Context(), id)
		if err != nil || len(x.Forwards) != len(report.Rows) {
			t.Fatalf("%s: the journal holds %d forwards, %v", c.flow, len(x.Forwards), err)
		}
		for _, f := range x.Forwards {
			if (f.Request == nil) != (f.Trial == "") {
				t.Errorf("%s: kept as %q with request %v", c.flow, f.Trial, f.Request != nil)
			}
		}
	}
}

func TestAServerThatTakesEverythingFails(t *testing.T) {
	w := workbenchtest.Open(t, workbenchtest.Home(t))
	id := paid(t, w, "miniprogram-v3", flow.Notify)
	always := serve(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusOK) })
	report, err := w.Replayer().Exam(t.Context(), replay.Plan{Delivery: id, To: always})
	if err != nil || report.OK() {
		t.Errorf("passed, %v", err)
	}
	for _, row := range report.Rows {
		if row.OK != row.Expect {
			t.Errorf("%s: %+v", row.Trial, row)
		}
	}
	gone := "http://127.0.0.1:9"
	report, err = w.Replayer().Send(t.Context(), replay.Plan{Delivery: id, To: gone, Trial: replay.Probe})
	if err != nil || report.OK() || report.Rows[0].Verdict.Reason != wxpay.ReplyRefused {
		t.Errorf("a server that is not there refuses well: %+v, %v", report.Rows, err)
	}
}

func TestManyAtOnceAreBounded(t *testing.T) {
	w := workbenchtest.Open(t, workbenchtest.Home(t))
	id := paid(t, w, "miniprogram-v3", flow.Notify)
	var now, most atomic.Int32
	var mu sync.Mutex
	bodies := map[string]bool{}
	server := serve(t, func(w http.ResponseWriter, r *http.Request) {
		n := now.Add(1)
		defer now.Add(-1)
		for old := most.Load(); n > old && !most.CompareAndSwap(old, n); old = most.Load() {
		}
		body, _ := io.ReadAll(r.Body)
		mu.Lock()
		bodies[string(body)] = true
		mu.Unlock()
		w.WriteHeader(http.StatusOK)
	})
	report, err := w.Replayer().Send(t.Context(), replay.Plan{Delivery: id, To: server, Trial: replay.Concurrent, Times: 60, Concurrency: 7})
	if err != nil || len(report.Rows) != 60 || !report.OK() || most.Load() > 7 || len(bodies) != 1 {
		t.Errorf("%d rows, %d at once, %d bodies, %v", len(report.Rows), most.Load(), len(bodies), err)
	}
	for i, row := range report.Rows {
		if row.N != i+1 {
			t.Errorf("row %d is number %d", i, row.N)
		}
	}
	for _, p := range []replay.Plan{{Times: -1}, {Concurrency: replay.MaxAtOnce + 1}, {Times: replay.MaxTimes + 1}} {
		p.Delivery, p.To, p.Trial = id, server, replay.SignedAgain
		if _, err := w.Replayer().Send(t.Context(), p); !errors.Is(err, replay.ErrMany) {
			t.Errorf("%+v: %v", p, err)
		}
	}
}

// A server that never looks at a notification refuses nothing, whatever it answers.
func TestAnEvasiveAnswerIsNoRefusal(t *testing.T) {
	w := workbenchtest.Open(t, workbenchtest.Home(t))
	ids := map[wxpay.API]string{wxpay.V3: paid(t, w, "miniprogram-v3", flow.Notify), wxpay.V2: paid(t, w, "native-v2", flow.Notify)}
	for _, c := range []struct {
		api    wxpay.API
		status int
		body   string
		evades bool
	}{
		{wxpay.V3, 302, "", true}, {wxpay.V3, 404, "", true}, {wxpay.V3, 502, "", true}, {wxpay.V3, 401, "", false}, {wxpay.V3, 500, "", false},
		{wxpay.V2, 200, "<html>log in</html>", true}, {wxpay.V2, 200, "ok", true}, {wxpay.V2, 200, "fail", false},
		{wxpay.V2, 200, "<xml><return_code>FAIL</return_code></xml>", false}, {wxpay.V2, 404, "", true},
	} {
		server := serve(t, func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(c.status)
			_, _ = io.WriteString(w, c.body)
		})
		report, err := w.Replayer().Send(t.Context(), replay.Plan{Delivery: ids[c.api], To: server, Trial: replay.Tampered})
		if err != nil || len(report.Rows) != 1 || report.Rows[0].Evaded != c.evades || report.OK() == c.evades {
			t.Errorf("%s %d %s: %+v, %v", c.api, c.status, c.body, report.Rows, err)
		}
	}
}

// Ten thousand answers of a talkative server do not stay in memory; whoever follows
// gets them whole.
func TestAReportOfThousandsHoldsLittle(t *testing.T) {
	w := workbenchtest.Open(t, workbenchtest.Home(t))
	id := paid(t, w, "miniprogram-v3", flow.Notify)
	page := strings.Repeat("x", 32<<10)
	server := serve(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, page) })
	const times = 300
	told, held := 0, 0
	report, err := w.Replayer().Send(t.Context(), replay.Plan{
		Delivery: id, To: server, Trial: replay.ExtraFields, Times: times, Concurrency: 8,
		Progress: func(r replay.Row) { told += len(r.Forward.Reply.Body) },
	})
	if err != nil || len(report.Rows) != times || !report.OK() || told != times*len(page) {
		t.Fatalf("%d rows, %d bytes told, %v", len(report.Rows), told, err)
	}
	for _, row := range report.Rows[times/2:] {
		held += cap(row.Forward.Reply.Body)
		if row.Forward.Request != nil {
			t.Fatalf("row %d holds what was sent", row.N)
		}
	}
	if whole := report.Rows[0].Forward; held > 1<<20 || len(whole.Reply.Body) != len(page) || whole.Request == nil {
		t.Errorf("%d bytes are held; the first is %d", held, len(whole.Reply.Body))
	}
}

func TestNothingIsSentAfterTheEnd(t *testing.T) {
	w := workbenchtest.Open(t, workbenchtest.Home(t))
	id := paid(t, w, "miniprogram-v3", flow.Notify)
	ctx, cancel := context.WithCancel(t.Context())
	var asked atomic.Int32
	server := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		asked.Add(1)
		w.WriteHeader(http.StatusOK)
	})
	report, err := w.Replayer().Send(ctx, replay.Plan{
		Delivery: id, To: server, Trial: replay.AsReceived, Times: 100, Progress: func(r replay.Row) {
			if r.N == 3 {
				cancel()
			}
		},
	})
	if !errors.Is(err, context.Canceled) || len(report.Rows) != 3 || asked.Load() != 3 {
		t.Errorf("%d rows, asked %d times, %v", len(report.Rows), asked.Load(), err)
	}
}

func TestEditsAreSignedAgain(t *testing.T) {
	home := workbenchtest.Home(t)
	w := workbenchtest.Open(t, home)
	server := developer(t, home)
	if err := w.Relay().SetTargets(forward.Target{URL: server, Mode: forward.Shadow}); err != nil {
		t.Fatal(err)
	}
	id := paid(t, w, "miniprogram-v3", flow.Notify)
	send := func(e *replay.Edit) (replay.Row, error) {
		report, err := w.Replayer().Send(t.Context(), replay.Plan{Delivery: id, Trial: replay.Edited, Edit: e}) // to the forward target
		if len(report.Rows) == 0 {
			return replay.Row{}, err
		}
		return report.Rows[0], err
	}
	if row, err := send(&replay.Edit{Plain: []byte(`{"amount":{"total":1},"note":"edited"}`)}); err != nil || row.Forward.Reply.Status != 204 {
		t.Errorf("edited: %+v, %v", row, err)
	}
	if row, err := send(&replay.Edit{Plain: []byte(`{"amount":{"total":2}}`)}); err != nil || row.Forward.Reply.Status != 401 {
		t.Errorf("another amount: %+v, %v", row, err)
	}
	row, err := send(&replay.Edit{Body: []byte(`{"resource":`)})
	if err != nil || row.Forward.Reply.Status != 401 || row.Expect || string(row.Forward.Request.Body) != `{"resource":` {
		t.Errorf("a broken body: %+v, %v", row, err)
	}
	if _, err := send(nil); !errors.Is(err, replay.ErrNoEdit) {
		t.Errorf("no edit: %v", err)
	}
}

func TestWhatCannotBeSentAgain(t *testing.T) {
	w := workbenchtest.Open(t, workbenchtest.Home(t))
	id := paid(t, w, "native-v2", flow.Notify)
	for _, c := range []struct {
		want error
		plan replay.Plan
	}{
		{replay.ErrNoTarget, replay.Plan{Delivery: id, Trial: replay.AsReceived}},
		{journal.ErrNotFound, replay.Plan{Delivery: "none", To: "http://127.0.0.1:9", Trial: replay.AsReceived}},
		{replay.ErrNoTrial, replay.Plan{Delivery: id, To: "http://127.0.0.1:9", Trial: replay.Probe}},
		{replay.ErrNoTrial, replay.Plan{Delivery: id, To: "http://127.0.0.1:9", Trial: "unheard-of"}},
	} {
		if _, err := w.Replayer().Send(t.Context(), c.plan); !errors.Is(err, c.want) {
			t.Errorf("%+v: %v, want %v", c.plan, err, c.want)
		}
	}
}

// Only the merchant's server knows what an order was about that was not placed here.
func TestAWrongAmountIsToBeRefusedOfAnyOrder(t *testing.T) {
	home := workbenchtest.Home(t)
	w := workbenchtest.Open(t, home)
	id := paid(t, w, "miniprogram-v3", flow.Notify)
	x, err := w.Exchange(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	elsewhere := workbenchtest.Open(t, workbenchtest.Home(t)) // the same merchant, without the order
	m, err := elsewhere.Merchant()
	if err != nil {
		t.Fatal(err)
	}
	r := replayerOf(m, x, credentialsOf(t, home))
	report, err := r.Send(t.Context(), replay.Plan{Delivery: id, To: developer(t, home), Trial: replay.WrongAmount})
	if err != nil || !report.OK() || report.Rows[0].Expect || report.Foreign() {
		t.Errorf("%+v, %v", report, err)
	}
}

func credentialsOf(t *testing.T, home string) *sandbox.Credentials {
	t.Helper()
	c, err := sandbox.LoadCredentials(filepath.Join(workbench.HomeAt(home).Sandbox, "credentials"))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// replayerOf sends one exchange again, for a merchant that knows no orders.
func replayerOf(m *profiles.Merchant, x wxpay.Exchange, c *sandbox.Credentials) *replay.Replayer {
	f := tunnel.Forwarder{Now: time.Now}
	return replay.New(replay.Deps{
		Journal: kept{x}, Merchant: func(string) (*profiles.Merchant, error) { return m, nil }, Send: f.Send,
		Credentials: func() (*sandbox.Credentials, error) { return c, nil },
		Target:      func() string { return "" }, Now: time.Now, Random: rand.Reader,
		Judge: func(m *profiles.Merchant, r wxpay.Request, at time.Time) notify.Judgement {
			return notify.Judge(r.Header, r.Body, notify.Merchant{
				MchID: m.Profile.MchID, AppIDs: []wxpay.AppID{m.Profile.AppID}, Keys: m.Keys, APIv3Key: m.APIv3Key,
				Order: func(wxpay.OutTradeNo) (notify.Expected, bool) { return notify.Expected{}, false },
			}, at)
		},
	})
}

// A merchant of another WeChat Pay holds other keys: its server must refuse what
// the sandbox signs.
func TestWhatTheSandboxCannotSignForOthersIsTold(t *testing.T) {
	w := workbenchtest.Open(t, workbenchtest.Home(t))
	id := paid(t, w, "miniprogram-v3", flow.Notify)
	x, err := w.Exchange(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	own, err := w.Merchant()
	if err != nil {
		t.Fatal(err)
	}
	other := *own
	other.Keys = nil
	strangers, err := sandbox.NewCredentials(time.Now())
	if err != nil {
		t.Fatal(err)
	}
	r := replayerOf(&other, x, strangers)
	refusing := serve(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusUnauthorized) })
	report, err := r.Send(t.Context(), replay.Plan{Delivery: id, To: refusing, Trial: replay.SignedAgain})
	if err != nil || !report.Foreign() || report.Rows[0].Expect || !report.OK() {
		t.Errorf("signed again: %+v, %v", report, err)
	}
	report, err = r.Send(t.Context(), replay.Plan{Delivery: id, To: refusing, Trial: replay.Duplicate})
	if err != nil || report.Rows[1].Forward.Request != nil {
		t.Errorf("a repeat is not what was received: %+v, %v", report, err)
	}
}

// kept is a journal of one exchange that takes everything.
type kept struct{ x wxpay.Exchange }

func (k kept) Exchange(context.Context, string) (wxpay.Exchange, error) { return k.x, nil }

func (k kept) Append(context.Context, ...journal.Record) (journal.Appended, error) {
	return journal.Appended{}, nil
}
