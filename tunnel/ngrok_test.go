package tunnel_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"wxlens/tunnel"
	"wxlens/tunnel/edgetest"
	"wxlens/wxpay"
)

func TestNgrokFromOpenToClose(t *testing.T) {
	t.Parallel()
	e := edgetest.New(t)
	tun := open(t, config(e), echo)
	s := online(t, tun)
	if s.PublicURL != edgetest.DefaultURL || s.Kind != tunnel.KindNgrok || s.Region != "jp" || s.Account != "Edge Tester" || s.Plan != "Free" ||
		s.Attempt != 0 || s.Problem != nil || s.Restricted || s.Since.IsZero() {
		t.Errorf("status %+v", s)
	}
	req, err := http.NewRequest(http.MethodPost, s.PublicURL+"/notify/a?b=c", strings.NewReader(`{"id":"微信"}`))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set(edgetest.FromHeader, "101.226.103.5:4433")
	res, err := e.Client().Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if body, _ := io.ReadAll(res.Body); string(body) != `{"id":"微信"}` {
		t.Errorf("body %q", body)
	}
	if from, host, fwd := res.Header.Get("Seen-From"), res.Header.Get("Seen-Host"), res.Header.Get("Seen-Forwarded"); from != "101.226.103.5:4433" || host != "abc.ngrok.test" || fwd != "101.226.103.5" {
		t.Errorf("from %q (forwarded for %q), host %q", from, fwd, host)
	}
	start := time.Now()
	tun.Close()
	tun.Close()
	if took := time.Since(start); took > prompt {
		t.Errorf("closing took %s", took)
	}
	<-tun.Done()
	if s := tun.Status(); s.State != tunnel.Closed {
		t.Errorf("state %s", s.State)
	}
	await(t, e, "no session left", func() bool { return e.Sessions() == 0 })
	if len(e.Calls("Unbind")) != 1 {
		t.Error("the address was not given back")
	}
	if res, _ := post(t, e, s.PublicURL, nil); res.StatusCode != http.StatusNotFound || res.Header.Get("Ngrok-Error-Code") != "ERR_NGROK_3200" {
		t.Errorf("after closing: %s", res.Status)
	}
}

func TestNgrokAsksForTheDomainAndPolicyThatAreWanted(t *testing.T) {
	t.Parallel()
	e := edgetest.New(t)
	c := config(e)
	c.Domain = "https://shop.ngrok.test/"
	c.Restrict = []netip.Prefix{netip.MustParsePrefix("101.226.103.0/25"), netip.MustParsePrefix("175.24.214.208/32")}
	s := online(t, open(t, c, echo))
	if s.PublicURL != "https://shop.ngrok.test" || !s.Restricted {
		t.Errorf("status %+v", s)
	}
	var bind struct {
		Opts struct{ URL, TrafficPolicy string }
	}
	if err := json.Unmarshal(e.Calls("Bind")[0].JSON, &bind); err != nil {
		t.Fatal(err)
	}
	want := `{"on_http_request":[{"actions":[{"type":"restrict-ips","config":{"enforce":true,"allow":["101.226.103.0/25","175.24.214.208/32"]}}]}]}`
	if bind.Opts.TrafficPolicy != want || bind.Opts.URL != "https://shop.ngrok.test" {
		t.Errorf("bind %+v", bind)
	}
	var auth struct {
		Extra struct{ HeartbeatInterval, HeartbeatTolerance time.Duration }
	}
	if err := json.Unmarshal(e.Calls("Auth")[0].JSON, &auth); err != nil {
		t.Fatal(err)
	}
	if auth.Extra.HeartbeatInterval != 10*time.Second || auth.Extra.HeartbeatTolerance != 10*time.Second {
		t.Errorf("heartbeats %+v", auth)
	}
}

func TestNgrokHundredAtOnce(t *testing.T) {
	t.Parallel()
	e := edgetest.New(t)
	const n = 100
	var inside sync.WaitGroup
	inside.Add(n)
	tun := open(t, config(e), http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		inside.Done()
		inside.Wait() // all are in progress at once
		echo(w, r)
	}))
	url := online(t, tun).PublicURL
	var clients sync.WaitGroup
	for i := range n {
		clients.Go(func() {
			body := fmt.Sprint("request ", i)
			res, err := e.Client().Post(url, "text/plain", strings.NewReader(body))
			if err != nil {
				t.Error(err)
				return
			}
			defer res.Body.Close()
			if got, err := io.ReadAll(res.Body); err != nil || string(got) != body {
				t.Errorf("%q answered %s %q %v", body, res.Status, got, err)
			}
		})
	}
	clients.Wait()
}

func TestNgrokTenMebibytes(t *testing.T) {
	t.Parallel()
	e := edgetest.New(t)
	url := online(t, open(t, config(e), echo)).PublicURL
	body := bytes.Repeat([]byte("0123456789abcdef"), 10<<20/16)
	body[7<<20] = 'x'
	_, got := post(t, e, url, body)
	if sha256.Sum256(got) != sha256.Sum256(body) {
		t.Errorf("%d bytes came back, others than went", len(got))
	}
}

func TestDiagnose(t *testing.T) {
	t.Parallel()
	e := edgetest.New(t)
	good := config(e)
	good.Token = wxpay.Secret{}
	d := tunnel.Diagnose(t.Context(), good)
	if d.Problem != nil || d.Step != "" || d.Region != "jp" || d.Latency <= 0 || d.Address != e.Addr() {
		t.Errorf("diagnosis %+v, %v", d, d.Problem)
	}
	if len(e.Calls("Auth")) != 0 {
		t.Error("it logged in")
	}
	foreign := good
	foreign.CA = nil
	if d := tunnel.Diagnose(t.Context(), foreign); d.Step != tunnel.StepTLS || d.Problem == nil || d.Problem.Code != tunnel.CodeTLSIntercepted || !strings.Contains(d.Problem.Detail, "edgetest CA") {
		t.Errorf("unknown CA: %+v, %v", d, d.Problem)
	}
	silent := edgetest.New(t)
	silent.Mute(true)
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	if d := tunnel.Diagnose(ctx, config(silent)); d.Step != tunnel.StepTLS || d.Problem == nil || d.Problem.Code != tunnel.CodeTimeout {
		t.Errorf("silence: %+v, %v", d, d.Problem)
	}
	e.StopListening()
	if d := tunnel.Diagnose(t.Context(), good); d.Step != tunnel.StepConnect || d.Problem == nil || d.Problem.Code != tunnel.CodeRefused {
		t.Errorf("refused: %+v, %v", d, d.Problem)
	}
	good.Proxy = "ftp://127.0.0.1"
	if d := tunnel.Diagnose(t.Context(), good); d.Problem == nil || d.Problem.Code != tunnel.CodeBadProxy {
		t.Errorf("proxy: %+v, %v", d, d.Problem)
	}
}

// TestNothingIsWrittenOnTheTerminal runs an eventful life in a process of its own.
func TestNothingIsWrittenOnTheTerminal(t *testing.T) {
	t.Parallel()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self)
	cmd.Env = append(os.Environ(), quietVariable+"=1")
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil {
		t.Error(err)
	}
	if stdout.Len() > 0 || stderr.Len() > 0 {
		t.Errorf("stdout %q\nstderr %q", &stdout, &stderr)
	}
}

// eventful goes through connecting, a refusal, a panic of the handler, a broken
// request, a loss and the end.
func eventful() error {
	e, err := edgetest.Start()
	if err != nil {
		return err
	}
	defer e.Close()
	tun, err := tunnel.OpenNgrok(config(e), http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic("a handler's") }))
	if err != nil {
		return err
	}
	defer tun.Close()
	wait := func(state tunnel.State) error {
		for end := time.After(limit); ; {
			if tun.Status().State == state {
				return nil
			}
			select {
			case <-tun.Changed():
			case <-end:
				return fmt.Errorf("never %s", state)
			}
		}
	}
	if err := wait(tunnel.Online); err != nil {
		return err
	}
	if res, err := e.Client().Post(edgetest.DefaultURL, "text/plain", nil); err == nil {
		_ = res.Body.Close()
	}
	conn, err := net.Dial("tcp", e.PublicAddr())
	if err != nil {
		return err
	}
	_ = conn.Close()
	e.StopListening()
	e.Kill()
	if err := wait(tunnel.Reconnecting); err != nil {
		return err
	}
	if err := e.Listen(); err != nil {
		return err
	}
	if err := wait(tunnel.Online); err != nil {
		return err
	}
	e.Require("another")
	e.Kill()
	return wait(tunnel.Failed)
}
