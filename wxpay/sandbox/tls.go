package sandbox

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"net/http"
	"time"
)

// ServerTLS is how a server on loopback serves a sandbox over TLS: with a
// certificate of the sandbox's CA for 127.0.0.1, ::1 and localhost, and asking
// clients for a certificate, as WeChat Pay does, without insisting.
func (c *Credentials) ServerTLS(now time.Time) (*tls.Config, error) {
	if c.Authority == nil {
		return nil, errors.New("these sandbox credentials have no CA")
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("make the sandbox's server key: %w", err)
	}
	cert, err := c.Authority.issueServer(&key.PublicKey, now)
	if err != nil {
		return nil, err
	}
	block, _ := pem.Decode(cert)
	return &tls.Config{
		MinVersion: tls.VersionTLS12, ClientAuth: tls.RequestClientCert,
		Certificates: []tls.Certificate{{Certificate: [][]byte{block.Bytes}, PrivateKey: key}},
	}, nil
}

// transport returns the way to receivers: the system's, which trusts the
// sandbox's CA as well.
func (c *Credentials) transport() http.RoundTripper {
	t := http.DefaultTransport.(*http.Transport).Clone()
	if c.Authority == nil {
		return t
	}
	roots, err := x509.SystemCertPool()
	if err != nil {
		roots = x509.NewCertPool()
	}
	roots.AddCert(c.Authority.cert)
	t.TLSClientConfig = &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12}
	return t
}

// certificateRefusal is what the gateway answers to a client without the
// merchant's certificate where one is needed (退款, 下载资金账单): a web page, not
// XML. Without TLS nobody can show a certificate and none is asked for.
func (s *Sandbox) certificateRefusal(r *http.Request) (reply, bool) {
	switch {
	case r.TLS == nil:
		return reply{}, false
	case len(r.TLS.PeerCertificates) == 0:
		return gatewayPage("No required SSL certificate was sent"), true
	case !s.isMerchant(r.TLS.PeerCertificates[0]):
		return gatewayPage("The SSL certificate error"), true
	}
	return reply{}, false
}

func (s *Sandbox) isMerchant(cert *x509.Certificate) bool {
	block, _ := pem.Decode(s.cfg.Credentials.MerchantCert)
	return block != nil && bytes.Equal(block.Bytes, cert.Raw)
}

func gatewayPage(what string) reply {
	const form = "<html>\r\n<head><title>400 %[1]s</title></head>\r\n<body>\r\n" +
		"<center><h1>400 Bad Request</h1></center>\r\n<center>%[1]s</center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n"
	return reply{status: http.StatusBadRequest, contentType: "text/html", code: what, body: fmt.Appendf(nil, form, what)}
}
