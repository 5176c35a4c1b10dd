package sandbox

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"software.sslmate.com/src/go-pkcs12"

	"wxlens/wxpay"
	"wxlens/wxpay/v3"
)

// Names of the files of a credentials folder.
const (
	FileMerchantKey  = "apiclient_key.pem"
	FileMerchantCert = "apiclient_cert.pem"
	FileMerchantP12  = "apiclient_cert.p12" // password: the mchid
	FilePlatformCert = "wechatpay_platform_cert.pem"
	FilePublicKey    = "wechatpay_public_key.pem"
	FileMerchant     = "merchant.json"
	FileCA           = "sandbox_ca.pem"            // whom to trust when the sandbox serves TLS
	filePlatformKeys = "sandbox_platform_keys.pem" // the private keys of this WeChat Pay, which only the sandbox needs
	fileCAKey        = "sandbox_ca_key.pem"        // as is this one
)

// Merchant is merchant.json: what the merchant platform shows in clear.
type Merchant struct {
	MchID            wxpay.MchID  `json:"mchid"`
	AppID            wxpay.AppID  `json:"appid"`
	AppSecret        string       `json:"app_secret"`
	APIv2Key         string       `json:"api_v2_key"`
	APIv3Key         string       `json:"api_v3_key"`
	MerchantSerialNo wxpay.KeyID  `json:"merchant_serial_no"`
	PlatformSerialNo wxpay.KeyID  `json:"platform_serial_no"`
	PublicKeyID      wxpay.KeyID  `json:"wechatpay_public_key_id"`
	OpenID           wxpay.OpenID `json:"openid"`
}

// Credentials are a sandbox merchant and the keys of the WeChat Pay that it
// deals with.
type Credentials struct {
	Merchant     Merchant
	MerchantKey  *rsa.PrivateKey
	MerchantCert []byte // PEM
	PlatformKey  *rsa.PrivateKey
	PlatformCert []byte // PEM
	PublicKey    *rsa.PrivateKey
	Authority    *Authority // nil when they were read from a folder of before sandboxes had one
}

// NewCredentials makes a merchant with keys of its own. It takes a few tenths of
// a second.
func NewCredentials(now time.Time) (*Credentials, error) {
	r := &random{source: rand.Reader}
	c := &Credentials{Merchant: Merchant{
		MchID: wxpay.MchID("19" + r.text("0123456789", 8)), AppID: wxpay.AppID("wx" + r.text("0123456789abcdef", 16)),
		AppSecret: r.text("0123456789abcdef", 32), APIv2Key: r.text(alnum, 32), APIv3Key: r.text(alnum, 32),
		PublicKeyID: wxpay.KeyID("PUB_KEY_ID_01" + r.text("0123456789", 30)),
		OpenID:      wxpay.OpenID("o" + r.text(alnum, 27)),
	}}
	var err error
	if c.Authority, err = newAuthority(now); err != nil {
		return nil, err
	}
	for _, key := range []**rsa.PrivateKey{&c.MerchantKey, &c.PlatformKey, &c.PublicKey} {
		if *key, err = rsa.GenerateKey(rand.Reader, 2048); err != nil {
			return nil, fmt.Errorf("make sandbox keys: %w", err)
		}
	}
	if c.MerchantCert, err = c.Authority.issue(string(c.Merchant.MchID), &c.MerchantKey.PublicKey, now); err != nil {
		return nil, err
	}
	if c.PlatformCert, err = c.Authority.issue(platformName, &c.PlatformKey.PublicKey, now); err != nil {
		return nil, err
	}
	return c, c.nameSerials()
}

// platformName is the subject of platform certificates.
const platformName = "Tenpay.com sign (sandbox)"

func (c *Credentials) nameSerials() error {
	for _, s := range []struct {
		cert []byte
		id   *wxpay.KeyID
	}{{c.MerchantCert, &c.Merchant.MerchantSerialNo}, {c.PlatformCert, &c.Merchant.PlatformSerialNo}} {
		cert, err := v3.ParseCertificate(s.cert)
		if err != nil {
			return err
		}
		*s.id = v3.SerialOf(cert)
	}
	return nil
}

// LoadMerchant reads the description of the merchant alone.
func LoadMerchant(dir string) (m Merchant, err error) {
	path := filepath.Join(dir, FileMerchant)
	data, err := os.ReadFile(path)
	if err != nil {
		return m, fmt.Errorf("sandbox credentials: %w", err)
	}
	if err := json.Unmarshal(data, &m); err != nil {
		return m, fmt.Errorf("sandbox credentials: %s: %w", path, err)
	}
	return m, nil
}

// LoadCredentials reads a folder that [Credentials.Save] wrote. It fails with
// [fs.ErrNotExist] when there is none.
func LoadCredentials(dir string) (*Credentials, error) {
	c := &Credentials{}
	read := func(name string) ([]byte, error) { return os.ReadFile(filepath.Join(dir, name)) }
	var err error
	if c.Merchant, err = LoadMerchant(dir); err != nil {
		return nil, err
	}
	data, err := read(FileMerchantKey)
	if err == nil {
		c.MerchantKey, err = v3.ParsePrivateKey(data)
	}
	if err != nil {
		return nil, fmt.Errorf("sandbox credentials: %s: %w", filepath.Join(dir, FileMerchantKey), err)
	}
	if c.MerchantCert, err = read(FileMerchantCert); err != nil {
		return nil, fmt.Errorf("sandbox credentials: %w", err)
	}
	if c.PlatformCert, err = read(FilePlatformCert); err != nil {
		return nil, fmt.Errorf("sandbox credentials: %w", err)
	}
	keys, err := read(filePlatformKeys)
	if err != nil {
		return nil, fmt.Errorf("sandbox credentials: %w", err)
	}
	for _, key := range []**rsa.PrivateKey{&c.PlatformKey, &c.PublicKey} {
		block, rest := pem.Decode(keys)
		if block == nil {
			return nil, fmt.Errorf("sandbox credentials: %s: %w", filepath.Join(dir, filePlatformKeys), v3.ErrNotPEM)
		}
		if *key, err = v3.ParsePrivateKey(pem.EncodeToMemory(block)); err != nil {
			return nil, fmt.Errorf("sandbox credentials: %s: %w", filepath.Join(dir, filePlatformKeys), err)
		}
		keys = rest
	}
	return c, c.readAuthority(dir)
}

// LoadOrMake reads the credentials of a folder, or makes them there.
func LoadOrMake(dir string, now time.Time) (*Credentials, error) {
	c, err := LoadCredentials(dir)
	if err == nil {
		return c, c.ensureAuthority(dir, now)
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	if Foreign(dir) {
		return nil, fmt.Errorf("sandbox credentials: %s holds a merchant's key but is no sandbox folder; name an empty folder", dir)
	}
	if c, err = NewCredentials(now); err != nil {
		return nil, err
	}
	return c, c.Save(dir)
}

// Foreign reports whether a folder holds a merchant's key that no sandbox made,
// which must not be overwritten.
func Foreign(dir string) bool {
	_, noKey := os.Stat(filepath.Join(dir, FileMerchantKey))
	_, notOurs := os.Stat(filepath.Join(dir, filePlatformKeys))
	return noKey == nil && notOurs != nil
}

// Save writes the folder: what a merchant would hold, and the platform's private
// keys, so that the same sandbox comes back. Private files have mode 0600.
func (c *Credentials) Save(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("save sandbox credentials: %w", err)
	}
	merchant, err := json.MarshalIndent(c.Merchant, "", "  ")
	if err != nil {
		return fmt.Errorf("save sandbox credentials: %w", err)
	}
	cert, err := v3.ParseCertificate(c.MerchantCert)
	if err != nil {
		return err
	}
	// In the older encryption: many libraries read nothing newer.
	p12, err := pkcs12.LegacyDES.Encode(c.MerchantKey, cert, nil, string(c.Merchant.MchID))
	if err != nil {
		return fmt.Errorf("save sandbox credentials: %w", err)
	}
	public, err := x509.MarshalPKIXPublicKey(&c.PublicKey.PublicKey)
	if err != nil {
		return fmt.Errorf("save sandbox credentials: %w", err)
	}
	merchantKey, err := privatePEM(c.MerchantKey)
	if err != nil {
		return err
	}
	platform, err := privatePEM(c.PlatformKey, c.PublicKey)
	if err != nil {
		return err
	}
	for _, file := range []struct {
		name string
		data []byte
	}{
		{filePlatformKeys, platform}, // first: it says that a sandbox made the folder, however far that came
		{FileMerchantKey, merchantKey}, {FileMerchantCert, c.MerchantCert}, {FileMerchantP12, p12}, {FilePlatformCert, c.PlatformCert},
		{FilePublicKey, pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: public})},
		{FileMerchant + ".new", append(merchant, '\n')},
	} {
		if err := os.WriteFile(filepath.Join(dir, file.name), file.data, 0o600); err != nil {
			return fmt.Errorf("save sandbox credentials: %w", err)
		}
	}
	if c.Authority != nil {
		if err := c.Authority.save(dir); err != nil {
			return err
		}
	}
	// Last, and whole: it says that the folder is complete.
	if err := os.Rename(filepath.Join(dir, FileMerchant+".new"), filepath.Join(dir, FileMerchant)); err != nil {
		return fmt.Errorf("save sandbox credentials: %w", err)
	}
	return nil
}

func privatePEM(keys ...*rsa.PrivateKey) ([]byte, error) {
	var out []byte
	for _, key := range keys {
		der, err := x509.MarshalPKCS8PrivateKey(key)
		if err != nil {
			return nil, fmt.Errorf("save sandbox credentials: %w", err)
		}
		out = append(out, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})...)
	}
	return out, nil
}

const alnum = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
