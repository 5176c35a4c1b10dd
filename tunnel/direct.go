package tunnel

import (
	"net"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"
)

// Codes of what keeps a URL from being one that WeChat Pay can notify.
const (
	URLMalformed = "url-malformed"
	URLNotHTTPS  = "url-not-https"
	URLQuery     = "url-query"    // WeChat Pay refuses a notify_url with a query string
	URLFragment  = "url-fragment" // never sent
	URLUserinfo  = "url-userinfo" // a password that everybody would see
	URLPrivate   = "url-private"  // an address or name that only this network knows
)

// CheckPublicURL returns what is wrong with a public URL, nothing if it can be
// used. It may have a path.
func CheckPublicURL(raw string) []string {
	u, err := url.Parse(raw)
	if err != nil || u.Hostname() == "" || strings.ContainsAny(raw, " \t\r\n\\") || u.Scheme != "https" && u.Scheme != "http" {
		return []string{URLMalformed}
	}
	var wrong []string
	for _, c := range []struct {
		code string
		is   bool
	}{
		{URLNotHTTPS, u.Scheme != "https"},
		{URLQuery, u.RawQuery != "" || u.ForceQuery},
		{URLFragment, strings.Contains(raw, "#")},
		{URLUserinfo, u.User != nil},
		{URLPrivate, private(u.Hostname())},
	} {
		if c.is {
			wrong = append(wrong, c.code)
		}
	}
	return wrong
}

// sharedSpace are the addresses that providers share among their customers
// (RFC 6598).
var sharedSpace = netip.MustParsePrefix("100.64.0.0/10")

// private reports whether a host is one that the internet does not know.
func private(host string) bool {
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	if addr, err := netip.ParseAddr(host); err == nil {
		addr = addr.Unmap()
		return !addr.IsGlobalUnicast() || addr.IsPrivate() || sharedSpace.Contains(addr)
	}
	if !strings.Contains(host, ".") || strings.Trim(host, "0123456789.") == "" { // no domain, or an address written oddly
		return true
	}
	for _, suffix := range []string{".localhost", ".local", ".internal", ".home.arpa", ".lan"} {
		if strings.HasSuffix(host, suffix) {
			return true
		}
	}
	return false
}

// CheckListen returns [CodeNotLoopback] for an address that others than this
// machine could reach, [CodeBadAddress] for what is none, else "".
func CheckListen(address string) string {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return CodeBadAddress
	}
	if addr, err := netip.ParseAddr(host); host == "localhost" || err == nil && addr.IsLoopback() {
		return ""
	}
	return CodeNotLoopback
}

// DirectConfig is what a tunnel of the user's own is opened with.
type DirectConfig struct {
	PublicURL string // where their proxy or relay is reached, a path allowed
	Listen    string // host:port that it passes requests on to, where a receiver listens already
	AnyURL    bool   // also one that WeChat Pay would refuse: the sandbox takes it
	Now       func() time.Time
}

// OpenDirect stands for a tunnel that the user runs: it is online as long as
// somebody listens, that is until it is closed. Whether requests come through only
// a [SelfTest] can tell. It fails only if the configuration cannot work, with a
// [*Problem].
func OpenDirect(config DirectConfig) (Tunnel, error) {
	publicURL := strings.TrimRight(strings.TrimSpace(config.PublicURL), "/")
	if wrong := CheckPublicURL(publicURL); len(wrong) > 0 && (!config.AnyURL || slices.Contains(wrong, URLMalformed)) {
		p := &Problem{Code: wrong[0], Fatal: true}
		if wrong[0] != URLUserinfo {
			p.Detail = clean(publicURL, nil)
		}
		return nil, p
	}
	if code := CheckListen(config.Listen); code != "" {
		return nil, &Problem{Code: code, Detail: clean(config.Listen, nil), Fatal: true}
	}
	return standing(KindDirect, publicURL, config.Now), nil
}

// OpenNone stands for no tunnel: only programs on this machine, such as the
// sandbox, reach the receiver at its own address.
func OpenNone(listen string, now func() time.Time) Tunnel {
	return standing(KindNone, "http://"+listen, now)
}

// standingTunnel is a tunnel in which nothing happens.
type standingTunnel struct {
	*board
	once sync.Once
	done chan struct{}
}

func standing(kind, publicURL string, now func() time.Time) *standingTunnel {
	return &standingTunnel{board: newBoard(Status{State: Online, Kind: kind, PublicURL: publicURL}, now), done: make(chan struct{})}
}

// Done implements [Tunnel].
func (t *standingTunnel) Done() <-chan struct{} { return t.done }

// Close implements [Tunnel].
func (t *standingTunnel) Close() {
	t.once.Do(func() {
		t.update(func(s *Status) { s.State = Closed })
		close(t.done)
	})
}
