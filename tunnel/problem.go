package tunnel

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"regexp"
	"strings"
	"syscall"
	"unicode"

	"wxlens/wxpay"
)

// Problem is why a tunnel is not online, or why something about it cannot be.
// The words for its code are in the catalogue of texts.
type Problem struct {
	Code   string // the service's own, such as ERR_NGROK_107, or one of ours
	Detail string // what was said: without secrets, on one line, safe to draw
	Fatal  bool   // the tunnel gave up; only somebody's doing helps
}

func (p *Problem) Error() string {
	if p.Detail == "" {
		return p.Code
	}
	return p.Code + ": " + p.Detail
}

// Explanation returns the parts that are worded for people.
func (p *Problem) Explanation() (code, detail string) { return p.Code, p.Detail }

// Codes of problems that no service names.
const (
	CodeNoToken        = "no-token"        // no authtoken was found anywhere
	CodeBadDomain      = "bad-domain"      // the domain asked for is none
	CodeBadAddress     = "bad-address"     // the service's address is not host:port
	CodeBadProxy       = "bad-proxy"       // the proxy is no socks5, socks5h or http URL
	CodeBadCA          = "bad-ca"          // the CA file holds no certificate
	CodeBindTimeout    = "bind-timeout"    // connected, but the service did not say which address it gives
	CodeTLSIntercepted = "tls-intercepted" // another certificate than the service's: somebody re-signs TLS
	CodeTLSExpired     = "tls-expired"     // by this machine's clock the certificate is not valid
	CodeTLS            = "tls-failed"      // no TLS could be agreed on
	CodeDNS            = "dns"             // the name has no address
	CodeRefused        = "refused"         // nobody listens there
	CodeUnreachable    = "unreachable"     // no route
	CodeTimeout        = "timeout"         // no answer
	CodeLost           = "lost"            // the connection ended
	CodeProxy          = "proxy-refused"   // the proxy does not connect
	CodeProxyAuth      = "proxy-auth"      // the proxy wants other credentials
	CodePortInUse      = "port-in-use"     // another program listens on the address
	CodeNotLoopback    = "not-loopback"    // others than this machine could reach the address
	CodeStopped        = "stopped"         // the service ended the tunnel without naming a reason
	CodeInternal       = "internal"        // our own fault
)

// ownCodes are the codes of ours with their classes.
var ownCodes = map[string]Class{
	CodeNoToken: Fatal, CodeBadDomain: Fatal, CodeBadAddress: Fatal, CodeBadProxy: Fatal, CodeBadCA: Fatal,
	CodeBindTimeout: Fatal, CodeTLSIntercepted: Fatal, CodeTLSExpired: Fatal, CodeTLS: Wait,
	CodeDNS: Wait, CodeRefused: Wait, CodeUnreachable: Wait, CodeTimeout: Wait, CodeLost: Wait,
	CodeProxy: Wait, CodeProxyAuth: Fatal, CodePortInUse: Fatal, CodeNotLoopback: Fatal, CodeStopped: Fatal, CodeInternal: Fatal,
	URLMalformed: Fatal, URLNotHTTPS: Fatal, URLQuery: Fatal, URLFragment: Fatal, URLUserinfo: Fatal, URLPrivate: Fatal,
	CheckRedirected: Notice, CheckPage: Notice, CheckNotFound: Notice, CheckRefused: Notice, CheckGateway: Notice, CheckOther: Notice,
}

var serviceCode = regexp.MustCompile(`(?i)ERR_NGROK_(\d+)`)

// Explain turns an error into a problem. The secrets are what its text must not
// hold.
func Explain(err error, secrets ...wxpay.Secret) *Problem {
	var known *Problem
	if errors.As(err, &known) {
		return known
	}
	code, text := codeOf(err), err.Error()
	var verify *tls.CertificateVerificationError
	if errors.As(err, &verify) && len(verify.UnverifiedCertificates) > 0 {
		text += " (signed by " + verify.UnverifiedCertificates[0].Issuer.String() + ")"
	}
	return &Problem{Code: code, Detail: clean(text, secrets), Fatal: ClassOf(code) == Fatal}
}

// codeOf finds the service's code in an error, else names what happened on the
// network. Texts are looked at only where libraries and systems leave no type.
func codeOf(err error) string {
	if code := serviceCodeOf(err); code != "" {
		return code
	}
	text := err.Error()
	var (
		certificate x509.CertificateInvalidError
		verify      *tls.CertificateVerificationError
		unknown     x509.UnknownAuthorityError
		name        x509.HostnameError
		record      tls.RecordHeaderError
		alert       tls.AlertError
		dns         *net.DNSError
		proxy       *proxyError
		network     net.Error
	)
	switch {
	case errors.As(err, &proxy):
		return proxy.code
	case errors.As(err, &certificate) && certificate.Reason == x509.Expired, strings.Contains(text, "x509: certificate has expired or is not yet valid"):
		return CodeTLSExpired
	case errors.As(err, &unknown), errors.As(err, &name), errors.As(err, &verify), errors.As(err, &certificate), strings.Contains(text, "x509: "):
		return CodeTLSIntercepted
	case errors.As(err, &record), errors.As(err, &alert), errors.Is(err, http.ErrSchemeMismatch), strings.Contains(text, "tls: "):
		return CodeTLS
	case errors.As(err, &dns) && !dns.IsTimeout:
		return CodeDNS
	case errors.Is(err, syscall.EADDRINUSE), strings.Contains(text, "Only one usage of each socket address"):
		return CodePortInUse
	case errors.Is(err, syscall.ECONNREFUSED), strings.Contains(text, "actively refused"):
		return CodeRefused
	case errors.Is(err, syscall.EHOSTUNREACH), errors.Is(err, syscall.ENETUNREACH), strings.Contains(text, "unreachable "):
		return CodeUnreachable
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, os.ErrDeadlineExceeded), errors.As(err, &network) && network.Timeout():
		return CodeTimeout
	}
	return CodeLost
}

// serviceCodeOf returns the service's code of an error, "" if it has none. Some
// errors carry it as a value, those of events only in their text.
func serviceCodeOf(err error) string {
	var coded interface{ ErrorCode() string }
	if errors.As(err, &coded) && coded.ErrorCode() != "" {
		return strings.ToUpper(coded.ErrorCode())
	}
	return strings.ToUpper(serviceCode.FindString(err.Error()))
}

// maxDetail bounds the text of a problem, in runes.
const maxDetail = 400

// clean makes one line of a text that somebody else wrote: no secret, no control
// or invisible character, no code that stands beside it anyway.
func clean(text string, secrets []wxpay.Secret) string {
	for _, s := range secrets {
		if !s.IsZero() {
			text = strings.ReplaceAll(text, s.Reveal(), wxpay.Mask)
		}
	}
	text = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsControl(r), unicode.IsSpace(r):
			return ' '
		case unicode.Is(unicode.Cf, r), r == unicode.ReplacementChar:
			return -1
		}
		return r
	}, text)
	words := strings.Fields(text)
	for len(words) > 0 && serviceCode.MatchString(words[len(words)-1]) {
		words = words[:len(words)-1] // a last line that holds the code or its address
	}
	runes := []rune(strings.Join(words, " "))
	if len(runes) > maxDetail {
		return string(runes[:maxDetail]) + "…"
	}
	return string(runes)
}

// Documentation returns the address of the service's page about a code, "" for a
// code of ours.
func Documentation(code string) string {
	if m := serviceCode.FindStringSubmatch(code); m != nil && m[0] == code {
		return fmt.Sprintf("https://ngrok.com/docs/errors/err_ngrok_%s", m[1])
	}
	return ""
}
