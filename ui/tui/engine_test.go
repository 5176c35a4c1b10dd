package tui_test

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"wxlens/profiles"
	"wxlens/ui/workbench"
	"wxlens/ui/workbench/run"
	"wxlens/ui/workbench/state"
	"wxlens/ui/workbench/workbenchtest"
	"wxlens/wxpay"
	"wxlens/wxpay/flow"
	"wxlens/wxpay/journal"
	"wxlens/wxpay/order"
)

// bench is a real workbench with a hand on it: a step can be held up, and a
// session refused.
type bench struct {
	*workbench.Workbench
	t      testing.TB
	home   string
	filled int

	hold   chan struct{} // Do waits until it is closed
	refuse error         // why no session can be made
	silent chan struct{} // told of every call of a sandbox that never answers, nil: it does
	live   bool          // the profile is said to be

	refused state.Refused // deliveries that are said not to have been kept
	session *run.Session  // to begin with, nil: a new one
}

// newBench opens a workbench; the driver that shows it closes it.
func newBench(t testing.TB) *bench {
	t.Helper()
	home := workbenchtest.Home(t)
	return &bench{Workbench: workbenchtest.OpenUnowned(t, home), t: t, home: home}
}

func (b *bench) NewSession(id string, s flow.Scenario) (*run.Session, error) {
	if b.refuse != nil {
		return nil, b.refuse
	}
	if b.session != nil {
		return b.session, nil
	}
	return b.Workbench.NewSession(id, s)
}

func (b *bench) Do(ctx context.Context, j run.Job) run.Result {
	if b.hold != nil {
		select {
		case <-b.hold:
		case <-ctx.Done():
			return run.Result{Step: j.Step.Name, Err: ctx.Err()}
		}
	}
	return b.Workbench.Do(ctx, j)
}

// plant makes the sandbox answer the next request below a path with a status.
func (b *bench) plant(path string, status int) {
	b.t.Helper()
	body := fmt.Sprintf(`{"path":%q,"status":%d,"times":1}`, path, status)
	res, err := http.Post(b.SandboxURL()+"/_sandbox/faults", "application/json", strings.NewReader(body))
	if err != nil {
		b.t.Fatal(err)
	}
	if err := res.Body.Close(); err != nil || res.StatusCode != http.StatusOK {
		b.t.Fatalf("plant a fault: %d %v", res.StatusCode, err)
	}
}

// secrets returns the secrets that may not be seen.
func (b *bench) secrets() (appSecret, apiV2Key string) {
	b.t.Helper()
	m, err := b.Merchant()
	if err != nil {
		b.t.Fatal(err)
	}
	return m.AppSecret.Reveal(), m.APIv2Key.Reveal()
}

// addProfiles makes one more profile that works and one that is live and lacks
// its key.
func (b *bench) addProfiles() {
	b.t.Helper()
	root := workbench.HomeAt(b.home).Profiles
	store := profiles.Open(root)
	if _, err := store.Import(filepath.Join(root, "demo"), profiles.ImportOptions{Name: "x"}); err == nil {
		b.t.Fatal("a profile's folder is no merchant's folder")
	}
	credentials := filepath.Join(workbench.HomeAt(b.home).Sandbox, "credentials")
	for _, name := range []string{"second", "正式商户"} {
		if _, err := store.Import(credentials, profiles.ImportOptions{Name: name}); err != nil {
			b.t.Fatal(err)
		}
	}
	path := filepath.Join(root, "正式商户", "profile.toml")
	data, err := os.ReadFile(path)
	if err != nil {
		b.t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(strings.Replace(string(data), "'sandbox'", "'live'", 1)), 0o600); err != nil {
		b.t.Fatal(err)
	}
	if err := os.Remove(filepath.Join(root, "正式商户", "apiclient_key.pem")); err != nil {
		b.t.Fatal(err)
	}
	if err := store.Use("demo"); err != nil {
		b.t.Fatal(err)
	}
}

var noon = time.Date(2026, 11, 20, 12, 0, 0, 0, time.Local)

// fill adds n deliveries of n/5 orders to the journal, as another process would,
// so that every list has rows.
func (b *bench) fill(n int) {
	b.t.Helper()
	j, err := journal.Open(filepath.Join(workbench.HomeAt(b.home).Data, "journal.db"))
	if err != nil {
		b.t.Fatal(err)
	}
	const group = 1000
	var records []journal.Record
	for i := range n {
		records = append(records, delivery(b.filled)...)
		b.filled++
		if len(records) < 3*group && i < n-1 {
			continue
		}
		if _, err := j.Append(b.t.Context(), records...); err != nil {
			b.t.Fatal(err)
		}
		records = records[:0]
	}
	if err := j.Close(); err != nil {
		b.t.Fatal(err)
	}
}

// delivery is the i-th made-up delivery: mostly genuine, some probes, some under
// an unknown key.
func delivery(i int) []journal.Record {
	id, at := fmt.Sprintf("filled%09d", i), noon.Add(time.Duration(i)*time.Second)
	status := http.StatusNoContent
	judged := journal.Judged{
		Checks: []wxpay.Check{wxpay.Pass(wxpay.CheckSignature, "", "RSA-SHA256")},
		Facts: wxpay.Facts{
			OutTradeNo: wxpay.OutTradeNo(fmt.Sprintf("订单T20261119-%06d", i/5)), EventType: "TRANSACTION.SUCCESS",
			State: wxpay.Success, Total: wxpay.Fen(100 + i), Currency: "CNY",
		},
	}
	switch i % 7 {
	case 3:
		status, judged.Probe = http.StatusUnauthorized, true
		judged.Checks = []wxpay.Check{wxpay.Fail(wxpay.CheckSignature, wxpay.ReasonProbe, "", "WECHATPAY/SIGNTEST/…")}
	case 5:
		status = http.StatusInternalServerError
		judged.Checks = []wxpay.Check{wxpay.Fail(wxpay.CheckKeyKnown, wxpay.ReasonUnknownSerial, "PUB_KEY_ID_01", "7132D72A03E93CDDF8C03BBD1F37EEDF")}
	}
	return []journal.Record{
		{Exchange: id, At: at, Entry: journal.Opened{
			Direction: wxpay.Incoming, Profile: "demo", API: wxpay.V3, Call: order.CallNotify,
			Request: wxpay.Request{Method: http.MethodPost, URL: "/notify", Body: []byte(`{"summary":"支付成功"}`)},
		}},
		{Exchange: id, At: at, Entry: judged},
		{Exchange: id, At: at, Entry: journal.Answered{Reply: &wxpay.Reply{Status: status}}},
	}
}
