package run

import (
	"context"
	"crypto/rand"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"testing"
	"time"

	"wxlens/profiles"
	"wxlens/wxpay"
	"wxlens/wxpay/catalog"
	"wxlens/wxpay/flow"
	"wxlens/wxpay/journal"
	"wxlens/wxpay/sandbox"
)

// shop is a runner for a merchant of a sandbox of its own.
func shop(t *testing.T, delivered func(context.Context) (Delivery, error)) *Runner {
	t.Helper()
	credentials, err := sandbox.NewCredentials(time.Now())
	if err != nil {
		t.Fatal(err)
	}
	s, err := sandbox.New(sandbox.Config{Credentials: credentials, Random: rand.Reader, Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(s)
	j, err := journal.Open(filepath.Join(t.TempDir(), "journal.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		server.Close()
		if err := s.Close(); err != nil {
			t.Error(err)
		}
		if err := j.Close(); err != nil {
			t.Error(err)
		}
	})
	dir, store := t.TempDir(), profiles.Open(filepath.Join(t.TempDir(), "profiles"))
	if err := credentials.Save(dir); err != nil {
		t.Fatal(err)
	}
	if _, err := store.Import(dir, profiles.ImportOptions{Name: "shop", BaseURL: server.URL}); err != nil {
		t.Fatal(err)
	}
	return New(Deps{
		Journal: j, Merchant: store.Load, Now: time.Now, Random: rand.Reader,
		BaseURL:   func(m *profiles.Merchant, _ *catalog.Endpoint) string { return m.Profile.URL() },
		Ready:     func(context.Context, *profiles.Merchant) error { return nil },
		NotifyURL: func() (string, bool) { return "http://127.0.0.1:9/notify", false },
		Transport: func(*profiles.Merchant) http.RoundTripper { return http.DefaultTransport },
		Delivered: func(ctx context.Context, _ wxpay.OutTradeNo, _ string, _ time.Time) (Delivery, error) {
			return delivered(ctx)
		},
	})
}

// While nothing arrives the order is asked for, and what the answer says is told.
func TestAWaitAsksForTheOrder(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	r := shop(t, func(ctx context.Context) (Delivery, error) { <-ctx.Done(); return Delivery{}, ctx.Err() })
	r.pauses = []time.Duration{time.Millisecond, time.Hour}
	s, err := r.NewSession("shop", "native-v3", flow.Pay)
	if err != nil {
		t.Fatal(err)
	}
	s.RealPay = true
	for range 2 { // order, pay
		result := r.Do(ctx, s.Job(s.Next()))
		if s.Apply(result); !result.OK {
			t.Fatalf("%s: %v %+v", result.Step, result.Err, result.Checks)
		}
	}
	job, said := s.Job(s.Next()), ""
	job.Progress = func(w Waiting) {
		if said = w.Said; w.Queries > 0 {
			cancel()
		}
	}
	if result := r.Do(ctx, job); result.OK || said != string(wxpay.NotPay) {
		t.Errorf("the query said %q; %v", said, result.Err)
	}
}
