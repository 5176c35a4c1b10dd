package tunnel

import (
	"crypto/x509"
	"encoding/json"
	"net"
	"net/netip"
	"net/url"
	"os"
	"strconv"
	"strings"
	"time"

	"wxlens/wxpay"
)

// NgrokConfig is what a tunnel through ngrok is opened with. Only the token is
// needed.
type NgrokConfig struct {
	Token  wxpay.Secret
	Domain string // with or without https://; "" lets the account decide

	ConnectAddr string         // host:port of the service, "" for the public one
	CA          *x509.CertPool // who may vouch for it, nil for ngrok's own
	Proxy       string         // socks5://, socks5h:// or http:// URL on the way to it, "" for none

	Restrict []netip.Prefix // addresses that callers may have; empty: any

	// HeartbeatInterval and HeartbeatTolerance tell how soon a silent loss is
	// noticed. 0 means 10 s each. Should the service refuse them, the values of its
	// own library are taken.
	HeartbeatInterval, HeartbeatTolerance time.Duration

	BindTimeout time.Duration // for the service to give a public address, 0: 15 s

	Now func() time.Time // nil: time.Now
}

const (
	heartbeat   = 10 * time.Second
	bindTimeout = 15 * time.Second // the SDK has no bound
)

// check returns the configuration with what was left out filled in, and refuses
// what cannot work.
func (c NgrokConfig) check() (NgrokConfig, *Problem) {
	c.Token = wxpay.NewSecret(strings.TrimSpace(c.Token.Reveal()))
	if c.Token.IsZero() {
		return c, &Problem{Code: CodeNoToken, Fatal: true}
	}
	domain, ok := bareDomain(c.Domain)
	if !ok {
		return c, &Problem{Code: CodeBadDomain, Detail: clean(c.Domain, nil), Fatal: true}
	}
	c.Domain = domain
	if _, problem := c.checkLine(); problem != nil {
		return c, problem
	}
	if c.HeartbeatInterval <= 0 {
		c.HeartbeatInterval = heartbeat
	}
	if c.HeartbeatTolerance <= 0 {
		c.HeartbeatTolerance = heartbeat
	}
	if c.BindTimeout <= 0 {
		c.BindTimeout = bindTimeout
	}
	return c, nil
}

// checkLine refuses a way to the service that cannot work.
func (c NgrokConfig) checkLine() (*dialer, *Problem) {
	if c.ConnectAddr != "" {
		host, port, err := net.SplitHostPort(c.ConnectAddr)
		if _, numeric := strconv.ParseUint(port, 10, 16); err != nil || host == "" || numeric != nil {
			return nil, &Problem{Code: CodeBadAddress, Detail: clean(c.ConnectAddr, nil), Fatal: true}
		}
	}
	return newDialer(c.Proxy)
}

// Steps of a diagnosis.
const (
	StepConnect  = "connect"  // TCP, through the proxy if there is one
	StepTLS      = "tls"      // who vouches for the other side
	StepProtocol = "protocol" // whether it is the service at all
)

// Diagnosis is how far a connection to the service came.
type Diagnosis struct {
	Address string
	Step    string   // that failed, "" if none did or none was taken
	Problem *Problem // why, nil if all is well
	Region  string
	Latency time.Duration // of one call, 0 if none was answered
}

// secrets are what no text about the tunnel may hold.
func (c NgrokConfig) secrets() []wxpay.Secret {
	all := []wxpay.Secret{c.Token}
	if u, err := url.Parse(c.Proxy); err == nil {
		if password, ok := u.User.Password(); ok {
			all = append(all, wxpay.NewSecret(password))
		}
	}
	return all
}

// bareDomain returns the host (and port) of a domain as people write it.
func bareDomain(s string) (string, bool) {
	s = strings.TrimSpace(s)
	s = strings.TrimSuffix(strings.TrimPrefix(s, "https://"), "/")
	if s == "" {
		return "", true
	}
	u, err := url.Parse("https://" + s)
	return s, err == nil && u.Host == s && u.Hostname() != "" && !strings.ContainsAny(s, " \t")
}

// LoadCA reads the certificates of a PEM file: those of whoever re-signs TLS on
// this network.
func LoadCA(path string) (*x509.CertPool, error) {
	pem, err := os.ReadFile(path)
	if err != nil {
		return nil, &Problem{Code: CodeBadCA, Detail: clean(err.Error(), nil), Fatal: true}
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(pem) {
		return nil, &Problem{Code: CodeBadCA, Detail: clean(path, nil), Fatal: true}
	}
	return pool, nil
}

// trafficPolicy tells the service to refuse callers from elsewhere, "" if any may
// come.
func trafficPolicy(allow []netip.Prefix) (string, error) {
	if len(allow) == 0 {
		return "", nil
	}
	type config struct {
		Enforce bool           `json:"enforce"`
		Allow   []netip.Prefix `json:"allow"`
	}
	type action struct {
		Type   string `json:"type"`
		Config config `json:"config"`
	}
	type rule struct {
		Actions []action `json:"actions"`
	}
	text, err := json.Marshal(map[string][]rule{"on_http_request": {{[]action{{"restrict-ips", config{true, allow}}}}}})
	return string(text), err
}
