// Package trust keeps the keys that WeChat Pay is believed by: it downloads the
// platform certificates of a merchant and adds them to the profile.
package trust

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"time"

	"wxlens/profiles"
	"wxlens/ui/workbench/outgoing"
	"wxlens/wxpay"
	"wxlens/wxpay/catalog"
	"wxlens/wxpay/client"
	"wxlens/wxpay/journal"
	"wxlens/wxpay/v3"
)

// Deps are what a keeper needs of the workbench.
type Deps struct {
	// Merchant returns the profile in use with its keys.
	Merchant func() (*profiles.Merchant, error)
	// BaseURL returns where an endpoint is reached under a profile, without I/O.
	BaseURL func(*profiles.Merchant, *catalog.Endpoint) string
	// Ready makes sure that what a profile calls is there: it starts the sandbox.
	Ready func(context.Context, *profiles.Merchant) error
	// Trust adds platform certificates to a profile.
	Trust   func(profile string, certs []*x509.Certificate) error
	Journal interface {
		Append(ctx context.Context, records ...journal.Record) (journal.Appended, error)
	}
	Transport func(*profiles.Merchant) http.RoundTripper
	Now       func() time.Time
	Random    io.Reader
}

// Keeper keeps platform certificates.
type Keeper struct{ deps Deps }

// New returns a keeper.
func New(d Deps) *Keeper { return &Keeper{d} }

// Certificate is a platform certificate that was downloaded.
type Certificate struct {
	SerialNo  wxpay.KeyID
	Subject   string
	NotBefore time.Time
	NotAfter  time.Time
	InForce   bool
	Newest    bool // the one to encrypt sensitive fields with
	Known     bool // the profile had it before
}

// Downloaded is what came of a download.
type Downloaded struct {
	Text         wxpay.Text // what was signed
	Signature    string
	Trace        wxpay.Trace
	Exchange     *wxpay.Exchange
	Certificates []Certificate // the newest first
	// First says that the reply was verified by a certificate in itself: the
	// first download cannot be verified otherwise, and the APIv3 key vouches for
	// what it decrypts (下载平台证书).
	First bool

	profile string
	certs   []*x509.Certificate
}

// OK reports whether every check of the reply holds.
func (d *Downloaded) OK() bool { return wxpay.OK(d.Exchange.Checks) }

// Download fetches the platform certificates, decrypts them, and verifies the
// reply. A merchant that has only a WeChat Pay public key is answered with
// RESOURCE_NOT_EXISTS.
func (k *Keeper) Download(ctx context.Context) (Downloaded, error) {
	m, err := k.deps.Merchant()
	if err != nil {
		return Downloaded{}, err
	}
	if err := k.deps.Ready(ctx, m); err != nil {
		return Downloaded{}, err
	}
	endpoint, ok := catalog.ByID(catalog.V3Certificates)
	if !ok {
		return Downloaded{}, errors.New("the catalogue does not hold " + catalog.V3Certificates)
	}
	// No Wechatpay-Serial: it would ask for an answer signed by a key that may be
	// gone.
	p, err := client.SignV3(k.deps.BaseURL(m, endpoint), m.Signer, endpoint.Method, endpoint.Path, nil,
		fmt.Sprint(k.deps.Now().Unix()), client.Nonce(k.deps.Random), "")
	if err != nil {
		return Downloaded{}, err
	}
	d := Downloaded{Text: p.Text, Signature: p.Signature, Trace: p.Trace(), profile: m.Name}
	line := outgoing.Line{Journal: k.deps.Journal, Transport: k.deps.Transport(m), Now: k.deps.Now, Random: k.deps.Random}
	d.Exchange, err = line.Exchange(ctx, outgoing.Call{Profile: m.Name, API: wxpay.V3, Name: endpoint.ID, Request: p.Request},
		func(x *wxpay.Exchange) { d.judge(m, x, k.deps.Now()) })
	if err == nil && d.OK() {
		d.list(m, k.deps.Now())
	}
	return d, err
}

// judge opens the list before it verifies the reply, since a new certificate may
// be what the reply is signed by.
func (d *Downloaded) judge(m *profiles.Merchant, x *wxpay.Exchange, now time.Time) {
	trusted := m.Keys
	certs, openErr := v3.OpenCertificates(x.Reply.Body, m.APIv3Key)
	if x.Reply.Status == http.StatusOK && openErr == nil {
		trusted, d.certs = withCertificates(trusted, certs), certs
	}
	v := v3.CheckReply(x.Reply.Status, x.Reply.Header, x.Reply.Body, trusted, now)
	x.Checks, x.Facts = v.Checks, v3.ReplyFacts(x.Reply.Status, x.Reply.Body)
	if _, before := m.Keys.Find(v.Serial); v.OK() && !before {
		d.First = true
	}
	if !wxpay.OK(x.Checks) {
		return
	}
	x.Facts = wxpay.Facts{}
	x.Checks = append(x.Checks, decrypts(openErr, len(certs)))
}

func decrypts(err error, n int) wxpay.Check {
	fault := (*v3.OpenError)(nil)
	switch {
	case errors.As(err, &fault):
		return wxpay.Fail(wxpay.CheckDecrypts, fault.Reason, fault.Want, fault.Got)
	case err != nil:
		return wxpay.Fail(wxpay.CheckDecrypts, wxpay.ReasonPlainNotJSON, "X.509", err.Error())
	}
	return wxpay.Pass(wxpay.CheckDecrypts, v3.AlgorithmAESGCM, fmt.Sprint(n))
}

// withCertificates adds certificates to keys that do not hold them.
func withCertificates(keys v3.Keys, certs []*x509.Certificate) v3.Keys {
	all := slices.Clone(keys)
	for _, cert := range certs {
		if _, known := keys.Find(v3.SerialOf(cert)); known {
			continue
		}
		if key, err := v3.CertificateKey(cert); err == nil { // else it verifies nothing
			all = append(all, key)
		}
	}
	return all
}

func (d *Downloaded) list(m *profiles.Merchant, now time.Time) {
	newest := withCertificates(nil, d.certs).PreferredID(now)
	for _, cert := range d.certs {
		c := Certificate{
			SerialNo: v3.SerialOf(cert), Subject: cert.Subject.String(), NotBefore: cert.NotBefore, NotAfter: cert.NotAfter,
			InForce: !now.Before(cert.NotBefore) && !now.After(cert.NotAfter), Newest: v3.SerialOf(cert) == newest,
		}
		_, c.Known = m.Keys.Find(c.SerialNo)
		d.Certificates = append(d.Certificates, c)
	}
	slices.SortStableFunc(d.Certificates, func(a, b Certificate) int { return b.NotBefore.Compare(a.NotBefore) })
}

// Save adds the certificates that the profile does not have and returns how many
// those were.
func (k *Keeper) Save(d Downloaded) (int, error) {
	var unknown []*x509.Certificate
	for _, cert := range d.certs {
		if slices.ContainsFunc(d.Certificates, func(c Certificate) bool { return c.SerialNo == v3.SerialOf(cert) && !c.Known }) {
			unknown = append(unknown, cert)
		}
	}
	if len(unknown) == 0 {
		return 0, nil
	}
	return len(unknown), k.deps.Trust(d.profile, unknown)
}
