package workbench

import (
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"
)

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func TestACallOutlivesTheHolderOfTheSandbox(t *testing.T) {
	dir := t.TempDir()
	first, second := newSandboxHost(dir, time.Now), newSandboxHost(dir, time.Now)
	for _, h := range []*sandboxHost{first, second} {
		if err := h.ensure(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	defer second.close()
	var once sync.Once
	client := http.Client{Transport: handover{second, roundTripper(func(r *http.Request) (*http.Response, error) {
		once.Do(func() {
			if err := first.close(); err != nil { // after the caller has looked, before it calls
				t.Error(err)
			}
		})
		return http.DefaultTransport.RoundTrip(r)
	})}}
	res, err := client.Post(second.URL()+"/_sandbox/reset", "application/json", strings.NewReader("{}"))
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK || second.own == nil {
		t.Errorf("answered %d", res.StatusCode)
	}
}
