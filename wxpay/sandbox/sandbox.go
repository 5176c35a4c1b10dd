package sandbox

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"sync"
	"time"

	"wxlens/wxpay"
	"wxlens/wxpay/v3"
)

// Config is how a sandbox is set up.
type Config struct {
	Credentials *Credentials
	StatePath   string // file that keeps orders and notifications; "" forgets them
	Virtual     bool   // the business clock stands still until it is moved
	Trust       Trust
	Random      io.Reader // ids, nonces and numbers
	Dated       time.Time // what ids are dated, so that a fixed Random repeats them; zero: by the business clock
	Now         func() time.Time
	// Transport sends notifications.
	Transport http.RoundTripper
	// OnEvent is told of every request and every notification attempt, from the
	// goroutine that handled it. It may be nil.
	OnEvent func(Event)
}

// Event is something that happened in the sandbox.
type Event struct {
	Request *RequestEvent
	Attempt *AttemptEvent
}

// RequestEvent is one answered request.
type RequestEvent struct {
	Method, Target string
	Status         int
	Code           string // error code, if it was refused
}

// AttemptEvent is one sent notification.
type AttemptEvent struct {
	Notification string
	OutTradeNo   wxpay.OutTradeNo
	URL          string
	Attempt      Attempt
}

// Sandbox is an http.Handler that plays WeChat Pay. Close ends its notifier.
type Sandbox struct {
	cfg      Config
	clock    *Clock
	verifier v3.RSAVerifier // of the merchant
	keys     *keyring       // of WeChat Pay
	v2Key    wxpay.Secret
	v3Key    wxpay.Secret
	random   *random
	notifier *notifier

	mu    sync.Mutex // guards what follows
	store *store
}

// New opens a sandbox and starts its notifier, which goes on with what was not
// acknowledged before.
func New(cfg Config) (*Sandbox, error) {
	c := cfg.Credentials
	if cfg.Transport == nil {
		cfg.Transport = c.transport()
	}
	if cfg.OnEvent == nil {
		cfg.OnEvent = func(Event) {}
	}
	state, err := openStore(cfg.StatePath)
	if err != nil {
		return nil, err
	}
	keys, err := openKeyring(c, state.rotated)
	if err != nil {
		return nil, errors.Join(err, state.close())
	}
	s := &Sandbox{
		cfg: cfg, clock: NewClock(cfg.Now, cfg.Virtual), store: state,
		verifier: v3.RSAVerifier{Key: &c.MerchantKey.PublicKey},
		keys:     keys,
		v2Key:    wxpay.NewSecret(c.Merchant.APIv2Key), v3Key: wxpay.NewSecret(c.Merchant.APIv3Key),
		random: &random{source: cfg.Random},
	}
	s.notifier = newNotifier(s)
	return s, nil
}

// Close stops the notifier, waits for attempts under way and closes the state.
func (s *Sandbox) Close() error {
	s.notifier.stop()
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.store.close()
}

func (s *Sandbox) merchant() *Merchant { return &s.cfg.Credentials.Merchant }

// Bounds of a request body, in bytes.
const (
	maxRequest = 1 << 20
	maxUpload  = 3 << 20 // an image of 2 MiB with what is around it
)

func bodyLimit(path string) int64 {
	if path == uploadPath {
		return maxUpload
	}
	return maxRequest
}

// ServeHTTP implements [http.Handler].
func (s *Sandbox) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, bodyLimit(r.URL.Path)))
	if err != nil {
		http.Error(w, "request body too large", http.StatusRequestEntityTooLarge)
		return
	}
	if strings.HasPrefix(r.URL.Path, controlPrefix) {
		s.control(w, r, body)
		return
	}
	if s.injectFault(w, r, body) {
		return
	}
	answer := s.answer(w.Header(), r, body)
	s.loseReply(r)
	s.send(w, r, answer)
}

func (s *Sandbox) answer(header http.Header, r *http.Request, body []byte) reply {
	switch path := r.URL.Path; {
	case strings.HasPrefix(path, "/v3/"):
		return s.answerV3(header, r, body)
	case strings.HasPrefix(path, loginPrefix):
		return s.login(r)
	case isV2(path):
		return s.answerV2(r, body)
	}
	return reply{status: http.StatusNotFound}
}

// send writes an answer and tells of it.
func (s *Sandbox) send(w http.ResponseWriter, r *http.Request, answer reply) {
	if answer.contentType != "" {
		w.Header().Set("Content-Type", answer.contentType)
	}
	if answer.digest != "" {
		w.Header().Set("Digest", answer.digest)
	}
	w.WriteHeader(answer.status)
	_, _ = w.Write(answer.body) // the client may be gone
	s.cfg.OnEvent(Event{Request: &RequestEvent{r.Method, targetOf(r), answer.status, answer.code}})
}
