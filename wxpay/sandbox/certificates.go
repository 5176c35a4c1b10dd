package sandbox

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"time"

	"wxlens/wxpay"
	"wxlens/wxpay/v3"
)

// keyring are the keys of this WeChat Pay: one public key and one platform
// certificate, more after each rotation.
type keyring struct {
	public *v3.Signer

	mu    sync.Mutex
	certs []platformCertificate // oldest first
}

type platformCertificate struct {
	cert   *x509.Certificate
	signer *v3.Signer
}

// rotation is a platform certificate that was made later, both in PEM.
type rotation struct {
	Cert string `json:"cert"`
	Key  string `json:"key"`
}

func openKeyring(c *Credentials, rotated []rotation) (*keyring, error) {
	k := &keyring{public: &v3.Signer{SerialNo: c.Merchant.PublicKeyID, Key: c.PublicKey}}
	if err := k.add(c.PlatformCert, c.PlatformKey); err != nil {
		return nil, err
	}
	for _, r := range rotated {
		key, err := v3.ParsePrivateKey([]byte(r.Key))
		if err != nil {
			return nil, fmt.Errorf("sandbox state: %w", err)
		}
		if err := k.add([]byte(r.Cert), key); err != nil {
			return nil, fmt.Errorf("sandbox state: %w", err)
		}
	}
	return k, nil
}

func (k *keyring) add(certificate []byte, key *rsa.PrivateKey) error {
	cert, err := v3.ParseCertificate(certificate)
	if err != nil {
		return err
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	k.certs = append(k.certs, platformCertificate{cert, &v3.Signer{SerialNo: v3.SerialOf(cert), Key: key}})
	return nil
}

// all returns the certificates, oldest first.
func (k *keyring) all() []platformCertificate {
	k.mu.Lock()
	defer k.mu.Unlock()
	return slices.Clone(k.certs)
}

// newest is the key that signs where a platform certificate does.
func (k *keyring) newest() *v3.Signer {
	all := k.all()
	return all[len(all)-1].signer
}

// next is when the next certificate may be issued: clients take the one that
// came into force last for the newest, and certificates count in seconds.
func (k *keyring) next(now time.Time) time.Time {
	all := k.all()
	if after := all[len(all)-1].cert.NotBefore.Add(backdated + time.Second); now.Before(after) {
		return after
	}
	return now
}

// find returns the key with this id, an older certificate's too.
func (k *keyring) find(id wxpay.KeyID) (*v3.Signer, bool) {
	if id == k.public.SerialNo {
		return k.public, true
	}
	for _, c := range k.all() {
		if c.signer.SerialNo == id {
			return c.signer, true
		}
	}
	return nil, false
}

// privateOf is the key for what was encrypted for this WeChat Pay.
func privateOf(key *v3.Signer) *rsa.PrivateKey { return key.Key.(*rsa.PrivateKey) }

// listCertificates answers 下载平台证书: all of them, encrypted. The caller holds
// the lock.
func (s *Sandbox) listCertificates(*callV3) reply {
	var list v3.CertificateList
	for _, c := range s.keys.all() {
		sealed, err := v3.SealCertificate(s.v3Key, s.random.text(alnum, 12), c.cert)
		if err != nil {
			return systemErrorV3()
		}
		list.Data = append(list.Data, sealed)
	}
	return answerJSON(list)
}

// controlRotate answers POST /_sandbox/rotate: a new platform certificate signs
// from now on, the older ones stay listed.
func (s *Sandbox) controlRotate(w http.ResponseWriter, _ []byte) {
	cert, err := s.rotate()
	if err != nil {
		controlError(w, http.StatusInternalServerError, err.Error())
		return
	}
	controlJSON(w, http.StatusOK, struct {
		OK          bool        `json:"ok"`
		SerialNo    wxpay.KeyID `json:"serial_no"`
		Certificate string      `json:"certificate"`
	}{true, s.keys.newest().SerialNo, string(cert)})
}

// rotate makes a platform certificate and returns it in PEM.
func (s *Sandbox) rotate() ([]byte, error) {
	c := s.cfg.Credentials
	if c.Authority == nil {
		return nil, errors.New("these sandbox credentials have no CA")
	}
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		return nil, fmt.Errorf("make a platform key: %w", err)
	}
	cert, err := c.Authority.issue(platformName, &key.PublicKey, s.keys.next(s.cfg.Now()))
	if err != nil {
		return nil, err
	}
	private, err := privatePEM(key)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.store.put(line{Rotation: &rotation{string(cert), string(private)}}); err != nil {
		return nil, err
	}
	return cert, s.keys.add(cert, key)
}
