// Package profiles keeps merchant profiles: who the merchant is, which keys it
// holds, and where WeChat Pay is reached.
//
// A profile is a folder: profile.toml, secrets.toml, and key files as they were
// given. Folders have mode 0700 and files 0600. A damaged profile is reported
// and left as it is.
package profiles

import (
	"crypto/tls"
	"crypto/x509"
	"strings"

	"wxlens/wxpay"
	"wxlens/wxpay/v3"
)

// Profile is profile.toml. It holds no secret.
type Profile struct {
	Version     int           `toml:"version"`
	Environment Environment   `toml:"environment"`
	BaseURL     string        `toml:"base_url,omitempty"` // empty: the environment's own
	MchID       wxpay.MchID   `toml:"mchid"`
	AppID       wxpay.AppID   `toml:"appid"`
	OpenID      wxpay.OpenID  `toml:"openid,omitempty"` // a payer to test with
	NotifyURL   string        `toml:"notify_url,omitempty"`
	SerialNo    wxpay.KeyID   `toml:"merchant_serial_no"`
	Platform    []PlatformKey `toml:"platform_keys"`
}

// PlatformKey names a file with a key that WeChat Pay signs with.
type PlatformKey struct {
	ID   wxpay.KeyID `toml:"id"`
	Kind v3.KeyKind  `toml:"kind"`
	File string      `toml:"file"`
}

// Environment tells play money from real money.
type Environment string

const (
	Sandbox Environment = "sandbox"
	Live    Environment = "live"
)

// Hosts of WeChat Pay and of the mini program server API.
const (
	liveURL  = "https://api.mch.weixin.qq.com"
	loginURL = "https://api.weixin.qq.com"
)

// URL returns where WeChat Pay is reached under this profile; "" means the
// sandbox of this home.
func (p *Profile) URL() string {
	switch {
	case p.BaseURL != "":
		return strings.TrimSuffix(p.BaseURL, "/")
	case p.Environment == Live:
		return liveURL
	}
	return ""
}

// LoginURL returns where code2Session is reached; "" means the sandbox.
func (p *Profile) LoginURL() string {
	if p.Environment == Live && p.BaseURL == "" {
		return loginURL
	}
	return p.URL()
}

// Merchant is a profile with its key material, ready to sign and verify.
type Merchant struct {
	Name    string
	Profile Profile

	AppSecret   wxpay.Secret
	APIv2Key    wxpay.Secret
	APIv3Key    wxpay.Secret
	NgrokToken  wxpay.Secret // of the developer's ngrok account; zero: none is kept here
	Signer      *v3.Signer
	Certificate *x509.Certificate
	Keys        v3.Keys
	Authorities *x509.CertPool // that the server's certificate is checked by; nil: the system's
}

// TLS returns how WeChat Pay is connected to: with the merchant's certificate for
// the calls of V2 that ask for it (安全规范, 商户证书).
func (m *Merchant) TLS() *tls.Config {
	return &tls.Config{
		MinVersion: tls.VersionTLS12, RootCAs: m.Authorities,
		Certificates: []tls.Certificate{{Certificate: [][]byte{m.Certificate.Raw}, PrivateKey: m.Signer.Key, Leaf: m.Certificate}},
	}
}

// VerifyOwn checks a base64 signature over a text under the merchant's own
// certificate, as WeChat Pay checks what the merchant signs.
func (m *Merchant) VerifyOwn(text wxpay.Text, signature string) error {
	key, err := v3.CertificateKey(m.Certificate)
	if err != nil {
		return err
	}
	return v3.VerifyText(key.Verifier, text, signature)
}

// Live reports whether calls under this profile move real money.
func (m *Merchant) Live() bool { return m.Profile.Environment == Live }
