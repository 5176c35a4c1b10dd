package sandbox

import (
	"fmt"
	"io"
	randv2 "math/rand/v2"
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
	Now         func() time.Time
	// Transport sends notifications.
	Transport http.RoundTripper
	// OnEvent is told of every request and every notification attempt, from the
	// goroutine that handled it. It may be nil.
	OnEvent func(Event)
}

// Trust is the key that signs what no request asked to be signed by another.
type Trust string

const (
	TrustPublicKey    Trust = "public-key"
	TrustPlatformCert Trust = "platform-cert"
	TrustMixed        Trust = "mixed" // by chance, as during a migration
)

// ParseTrust reads a Trust; "" is the default, the public key.
func ParseTrust(s string) (Trust, error) {
	switch t := Trust(s); t {
	case "":
		return TrustPublicKey, nil
	case TrustPublicKey, TrustPlatformCert, TrustMixed:
		return t, nil
	}
	return "", fmt.Errorf("trust %q: want platform-cert, public-key or mixed", s)
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
	cert     *v3.Signer     // signs with the platform certificate
	public   *v3.Signer     // signs with the WeChat Pay public key
	v2Key    wxpay.Secret
	random   *random
	notifier *notifier

	mu     sync.Mutex // guards what follows
	store  *store
	faults []*fault
	codes  map[string]bool // login codes that were used
}

// New opens a sandbox and starts its notifier, which goes on with what was not
// acknowledged before.
func New(cfg Config) (*Sandbox, error) {
	if cfg.Transport == nil {
		cfg.Transport = http.DefaultTransport
	}
	if cfg.OnEvent == nil {
		cfg.OnEvent = func(Event) {}
	}
	state, err := openStore(cfg.StatePath)
	if err != nil {
		return nil, err
	}
	c := cfg.Credentials
	s := &Sandbox{
		cfg: cfg, clock: NewClock(cfg.Now, cfg.Virtual), store: state,
		verifier: v3.RSAVerifier{Key: &c.MerchantKey.PublicKey},
		cert:     &v3.Signer{SerialNo: c.Merchant.PlatformSerialNo, Key: c.PlatformKey},
		public:   &v3.Signer{SerialNo: c.Merchant.PublicKeyID, Key: c.PublicKey},
		v2Key:    wxpay.NewSecret(c.Merchant.APIv2Key),
		random:   &random{source: cfg.Random}, codes: map[string]bool{},
	}
	for _, id := range state.queue {
		state.notifications[id].random = s.random.fork()
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

// maxRequest bounds a request body, in bytes.
const maxRequest = 1 << 20

// reply is an answer before it is signed.
type reply struct {
	status int
	body   []byte
	code   string // error code, for the event
}

// ServeHTTP implements [http.Handler].
func (s *Sandbox) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxRequest))
	if err != nil {
		http.Error(w, "request body too large", http.StatusRequestEntityTooLarge)
		return
	}
	if strings.HasPrefix(r.URL.Path, controlPrefix) {
		s.control(w, r, body)
		return
	}
	if s.injectFault(w, r) {
		return
	}
	var answer reply
	switch {
	case strings.HasPrefix(r.URL.Path, "/v3/"):
		answer = s.answerV3(w.Header(), r, body)
	case r.URL.Path == loginPath:
		answer = s.login(r)
		w.Header().Set("Content-Type", "text/plain") // as the real one says of its JSON
	case strings.HasPrefix(r.URL.Path, "/pay/"):
		answer = s.answerV2(r, body)
		w.Header().Set("Content-Type", "text/plain")
	default:
		answer = reply{status: http.StatusNotFound}
	}
	w.WriteHeader(answer.status)
	_, _ = w.Write(answer.body) // the client may be gone
	s.cfg.OnEvent(Event{Request: &RequestEvent{r.Method, targetOf(r), answer.status, answer.code}})
}

// signer returns the key for a message: the one that was asked for by
// Wechatpay-Serial, else as trust says.
func (s *Sandbox) signer(r *random, asked wxpay.KeyID) *v3.Signer {
	switch {
	case asked == s.cert.SerialNo:
		return s.cert
	case asked == s.public.SerialNo:
		return s.public
	case s.cfg.Trust == TrustPlatformCert:
		return s.cert
	case s.cfg.Trust == TrustMixed && r.below(2) == 0:
		return s.cert
	}
	return s.public
}

// signHeaders signs a V3 body as WeChat Pay does.
func (s *Sandbox) signHeaders(r *random, h http.Header, signer *v3.Signer, at time.Time, body []byte) error {
	timestamp, nonce := fmt.Sprint(at.Unix()), r.text(alnum, 32)
	signed, err := signer.Sign(v3.ResponseText(timestamp, nonce, body))
	if err != nil {
		return err
	}
	h.Set(v3.HeaderTimestamp, timestamp)
	h.Set(v3.HeaderNonce, nonce)
	h.Set(v3.HeaderSerial, string(signer.SerialNo))
	h.Set(v3.HeaderSignature, signed.Signature)
	h.Set(v3.HeaderSignatureType, v3.SchemeRSA)
	return nil
}

// random makes ids, nonces and numbers from the configured source.
type random struct {
	mu     sync.Mutex
	source io.Reader
}

// fork returns a source of its own, fixed by this one. What runs beside other
// things draws from a fork, so that a seed gives the same whoever is faster.
func (r *random) fork() *random {
	r.mu.Lock()
	defer r.mu.Unlock()
	var seed [32]byte
	r.read(seed[:])
	return &random{source: randv2.NewChaCha8(seed)}
}

// read fills b. The caller holds the lock.
func (r *random) read(b []byte) {
	if _, err := io.ReadFull(r.source, b); err != nil {
		panic("sandbox: the random source failed: " + err.Error())
	}
}

func (r *random) below(n int) int {
	r.mu.Lock()
	defer r.mu.Unlock()
	var b [1]byte
	limit := 256 - 256%n // rejection keeps every value equally likely
	for {
		r.read(b[:])
		if int(b[0]) < limit {
			return int(b[0]) % n
		}
	}
}

func (r *random) text(alphabet string, n int) string {
	text := make([]byte, n)
	for i := range text {
		text[i] = alphabet[r.below(len(alphabet))]
	}
	return string(text)
}

func (r *random) uuid() string {
	h := r.text("0123456789abcdef", 32)
	return h[:8] + "-" + h[8:12] + "-5" + h[13:16] + "-a" + h[17:20] + "-" + h[20:]
}
