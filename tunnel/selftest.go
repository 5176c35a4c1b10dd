package tunnel

import (
	"context"
	"crypto/rand"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"
)

// Codes of what a self-test met beside a network's.
const (
	CheckRedirected = "check-redirected" // sent elsewhere, by a login or a wrong scheme
	CheckPage       = "check-page"       // a page for people: a login or a warning
	CheckNotFound   = "check-not-found"  // another server answers there
	CheckRefused    = "check-refused"    // somebody on the way answers 401 or 403
	CheckGateway    = "check-gateway"    // somebody on the way does not reach this program
	CheckOther      = "check-other"      // an answer that is not ours
)

const (
	checkFolder  = "wxlens-check"
	checkAgent   = "wxlens-check/1"
	checkTimeout = 10 * time.Second
	maxCheckBody = 64 << 10
)

// SelfTest asks for an address of its own through the public side, to tell whether
// requests get here. It stands before the handler that notifications go to, and
// answers only what it asked itself.
type SelfTest struct {
	now     func() time.Time
	mu      sync.Mutex
	answers map[string]string // by nonce
}

// NewSelfTest returns a self-test that takes its times from a clock.
func NewSelfTest(now func() time.Time) *SelfTest {
	return &SelfTest{now: now, answers: map[string]string{}}
}

// Wrap returns a handler that answers self-tests and leaves the rest to next.
func (t *SelfTest) Wrap(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodGet {
			if answer, ok := t.answer(r.URL.Path); ok {
				w.Header().Set("Content-Type", "text/plain; charset=utf-8")
				w.Header().Set("Cache-Control", "no-store")
				_, _ = io.WriteString(w, answer)
				return
			}
		}
		next.ServeHTTP(w, r)
	})
}

// answer returns what a path ending in /wxlens-check/<nonce> is answered.
func (t *SelfTest) answer(path string) (string, bool) {
	before, nonce, ok := cutLast(path, "/")
	if !ok || !strings.HasSuffix(before, "/"+checkFolder) {
		return "", false
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	answer, ok := t.answers[nonce]
	return answer, ok
}

func cutLast(s, sep string) (before, after string, found bool) {
	if i := strings.LastIndex(s, sep); i >= 0 {
		return s[:i], s[i+len(sep):], true
	}
	return s, "", false
}

// TestResult is what came of a self-test.
type TestResult struct {
	URL     string
	At      time.Time
	Elapsed time.Duration
	Status  int      // of the answer, 0 if there was none
	Problem *Problem // nil if requests get here
}

// Run asks for an address below a public URL and tells what came back. The client
// is what the request goes through, nil for a connection of its own.
func (t *SelfTest) Run(ctx context.Context, client *http.Client, publicURL string) TestResult {
	nonce, answer := rand.Text(), rand.Text()
	t.mu.Lock()
	t.answers[nonce] = answer
	t.mu.Unlock()
	defer func() {
		t.mu.Lock()
		delete(t.answers, nonce)
		t.mu.Unlock()
	}()
	result := TestResult{URL: strings.TrimRight(publicURL, "/") + "/" + checkFolder + "/" + nonce, At: t.now()}
	ctx, cancel := context.WithTimeout(ctx, checkTimeout)
	defer cancel()
	result.Status, result.Problem = ask(ctx, client, result.URL, answer)
	result.Elapsed = t.now().Sub(result.At)
	return result
}

// ask sends the request and judges the answer.
func ask(ctx context.Context, client *http.Client, address, want string) (int, *Problem) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return 0, &Problem{Code: URLMalformed, Detail: clean(address, nil)}
	}
	req.Header.Set("User-Agent", checkAgent) // no browser's: ngrok shows those a warning first
	req.Header.Set("Ngrok-Skip-Browser-Warning", "1")
	if client == nil {
		transport := http.DefaultTransport.(*http.Transport).Clone()
		transport.DisableKeepAlives = true
		client = &http.Client{Transport: transport}
	}
	once := *client
	once.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	res, err := once.Do(req)
	if inner := (*url.Error)(nil); errors.As(err, &inner) {
		return 0, Explain(inner.Err) // the address is known
	}
	if err != nil {
		return 0, Explain(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(io.LimitReader(res.Body, maxCheckBody))
	if err != nil {
		return res.StatusCode, Explain(err)
	}
	return res.StatusCode, judgeCheck(res, string(body), want)
}

// judgeCheck tells whose answer came back.
func judgeCheck(res *http.Response, body, want string) *Problem {
	if res.StatusCode == http.StatusOK && body == want {
		return nil
	}
	detail := clean("HTTP "+res.Status, nil)
	if code := serviceCodeOf(errors.New(res.Header.Get("Ngrok-Error-Code"))); code != "" {
		return &Problem{Code: code, Detail: detail}
	}
	html := strings.Contains(res.Header.Get("Content-Type"), "html")
	switch {
	case html && serviceCodeOf(errors.New(body)) != "":
		return &Problem{Code: serviceCodeOf(errors.New(body)), Detail: detail}
	case res.StatusCode/100 == 3:
		return &Problem{Code: CheckRedirected, Detail: clean(detail+" → "+res.Header.Get("Location"), nil)}
	case res.StatusCode == http.StatusUnauthorized, res.StatusCode == http.StatusForbidden, res.StatusCode == http.StatusProxyAuthRequired:
		return &Problem{Code: CheckRefused, Detail: detail}
	case res.StatusCode == http.StatusNotFound, res.StatusCode == http.StatusMethodNotAllowed:
		return &Problem{Code: CheckNotFound, Detail: detail}
	case res.StatusCode >= http.StatusBadGateway && res.StatusCode <= http.StatusGatewayTimeout, res.StatusCode >= 520 && res.StatusCode <= 530:
		return &Problem{Code: CheckGateway, Detail: detail} // 520–530 are Cloudflare's
	case html:
		return &Problem{Code: CheckPage, Detail: detail}
	}
	return &Problem{Code: CheckOther, Detail: detail}
}
