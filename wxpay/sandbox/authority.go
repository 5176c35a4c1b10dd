package sandbox

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"time"

	"wxlens/wxpay/v3"
)

// Authority issues the certificates of this sandbox: the merchant's, the
// platform's and the server's own.
type Authority struct {
	Cert []byte // PEM
	Key  *rsa.PrivateKey

	cert *x509.Certificate
}

// backdated is how long before they were made certificates are good, for clocks
// that are slow.
const backdated = time.Hour

func newAuthority(now time.Time) (*Authority, error) {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		return nil, fmt.Errorf("make sandbox CA: %w", err)
	}
	serial, err := serialNumber()
	if err != nil {
		return nil, err
	}
	template := &x509.Certificate{
		SerialNumber: serial, IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageCRLSign,
		Subject:   pkix.Name{CommonName: authorityName, Organization: []string{"wxlens"}, Country: []string{"CN"}},
		NotBefore: now.Add(-backdated), NotAfter: now.AddDate(10, 0, 0),
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		return nil, fmt.Errorf("make sandbox CA: %w", err)
	}
	return openAuthority(certificatePEM(der), key)
}

// authorityName is the subject of every sandbox's CA.
const authorityName = "wxlens sandbox CA"

// Issued reports whether a sandbox made a merchant's certificate, and with it
// keys that protect nothing.
func Issued(cert *x509.Certificate) bool { return cert.Issuer.CommonName == authorityName }

func openAuthority(cert []byte, key *rsa.PrivateKey) (*Authority, error) {
	parsed, err := v3.ParseCertificate(cert)
	if err != nil {
		return nil, err
	}
	if !key.PublicKey.Equal(parsed.PublicKey) {
		return nil, errors.New("the key does not belong to the certificate")
	}
	return &Authority{cert, key, parsed}, nil
}

// serialNumber draws a serial of 40 hex digits, as the real ones have.
func serialNumber() (*big.Int, error) {
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 158))
	if err != nil {
		return nil, fmt.Errorf("make sandbox certificate: %w", err)
	}
	return serial.SetBit(serial, 158, 1), nil
}

// issue makes a certificate of five years for a signing key.
func (a *Authority) issue(name string, key *rsa.PublicKey, now time.Time) ([]byte, error) {
	return a.sign(key, &x509.Certificate{
		Subject:   pkix.Name{CommonName: name, Organization: []string{"wxlens sandbox"}, Country: []string{"CN"}},
		NotBefore: now.Add(-backdated), NotAfter: now.AddDate(5, 0, 0),
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageKeyEncipherment, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth},
	})
}

// issueServer makes a certificate for a server on loopback. It lives for a year:
// some systems refuse server certificates that live much longer.
func (a *Authority) issueServer(key crypto.PublicKey, now time.Time) ([]byte, error) {
	return a.sign(key, &x509.Certificate{
		Subject:   pkix.Name{CommonName: "localhost", Organization: []string{"wxlens sandbox"}, Country: []string{"CN"}},
		NotBefore: now.Add(-backdated), NotAfter: now.AddDate(1, 0, 0),
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		DNSNames: []string{"localhost"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1), net.IPv6loopback},
	})
}

func (a *Authority) sign(key crypto.PublicKey, template *x509.Certificate) ([]byte, error) {
	var err error
	if template.SerialNumber, err = serialNumber(); err != nil {
		return nil, err
	}
	der, err := x509.CreateCertificate(rand.Reader, template, a.cert, key, a.Key)
	if err != nil {
		return nil, fmt.Errorf("make sandbox certificate: %w", err)
	}
	return certificatePEM(der), nil
}

func certificatePEM(der []byte) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
}

// loadAuthority reads the CA of a folder. It fails with [fs.ErrNotExist] in
// folders of before sandboxes had one.
func loadAuthority(dir string) (*Authority, error) {
	cert, err := os.ReadFile(filepath.Join(dir, FileCA))
	if err != nil {
		return nil, fmt.Errorf("sandbox credentials: %w", err)
	}
	data, err := os.ReadFile(filepath.Join(dir, fileCAKey))
	if err != nil {
		return nil, fmt.Errorf("sandbox credentials: %w", err)
	}
	key, err := v3.ParsePrivateKey(data)
	if err != nil {
		return nil, fmt.Errorf("sandbox credentials: %s: %w", filepath.Join(dir, fileCAKey), err)
	}
	a, err := openAuthority(cert, key)
	if err != nil {
		return nil, fmt.Errorf("sandbox credentials: %s: %w", filepath.Join(dir, FileCA), err)
	}
	return a, nil
}

// save writes the CA: the key first, so that a certificate is never without one.
func (a *Authority) save(dir string) error {
	key, err := privatePEM(a.Key)
	if err != nil {
		return err
	}
	for _, file := range []struct {
		name string
		data []byte
	}{{fileCAKey, key}, {FileCA, a.Cert}} {
		if err := os.WriteFile(filepath.Join(dir, file.name), file.data, 0o600); err != nil {
			return fmt.Errorf("save sandbox credentials: %w", err)
		}
	}
	return nil
}

// ensureAuthority gives a folder of before sandboxes had a CA one of its own.
func (c *Credentials) ensureAuthority(dir string, now time.Time) error {
	var err error
	if c.Authority != nil {
		return nil
	}
	if c.Authority, err = newAuthority(now); err != nil {
		return err
	}
	return c.Authority.save(dir)
}

// readAuthority reads the CA of a folder, if it has one.
func (c *Credentials) readAuthority(dir string) error {
	a, err := loadAuthority(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	c.Authority = a
	return err
}
