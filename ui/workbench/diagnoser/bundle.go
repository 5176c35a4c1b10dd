package diagnoser

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"

	"wxlens/wxpay"
	"wxlens/wxpay/diagnose"
	"wxlens/wxpay/diagnose/paste"
	"wxlens/wxpay/sandbox"
)

// Bundle makes the failure of a question again with the keys of the sandbox, and
// writes it, keys and all, as a case that can be shown to anybody; it returns its
// path. It fails with [diagnose.ErrNotRekeyed] where that cannot be done.
func (d *Diagnoser) Bundle(ctx context.Context, q Question, a *Answer) (string, error) {
	credentials, err := d.Sandbox()
	if err != nil {
		return "", err
	}
	to, err := d.stranger(credentials)
	if err != nil {
		return "", err
	}
	c, err := diagnose.Rekey(ctx, &q.Case, &a.Diagnosis, to)
	if err != nil {
		return "", err
	}
	data, err := paste.Encode(c, true)
	if err != nil {
		return "", err
	}
	return d.write("bundle", data)
}

// stranger is the merchant of the sandbox.
func (d *Diagnoser) stranger(c *sandbox.Credentials) (*diagnose.Stranger, error) {
	private, err := x509.MarshalPKCS8PrivateKey(c.MerchantKey)
	if err != nil {
		return nil, err
	}
	public, err := x509.MarshalPKIXPublicKey(&c.PublicKey.PublicKey)
	if err != nil {
		return nil, err
	}
	other, err := rsa.GenerateKey(rand.Reader, c.MerchantKey.N.BitLen())
	if err != nil {
		return nil, err
	}
	m := c.Merchant
	return &diagnose.Stranger{
		Keys: diagnose.Keys{
			MchID: m.MchID, AppID: m.AppID, AppSecret: wxpay.NewSecret(m.AppSecret), APIv2Key: wxpay.NewSecret(m.APIv2Key), APIv3Key: wxpay.NewSecret(m.APIv3Key),
			PrivateKey: wxpay.NewSecret(encoded("PRIVATE KEY", private)), Certificate: string(c.MerchantCert), CertificateSerial: string(m.MerchantSerialNo),
			Platform: []diagnose.PlatformKey{
				{ID: m.PlatformSerialNo, PEM: string(c.PlatformCert)}, {ID: m.PublicKeyID, PEM: encoded("PUBLIC KEY", public), Public: true},
			},
		},
		Merchant: c.MerchantKey, Other: other, Random: rand.Reader,
		Platform: map[wxpay.KeyID]*rsa.PrivateKey{m.PlatformSerialNo: c.PlatformKey, m.PublicKeyID: c.PublicKey},
	}, nil
}

func encoded(kind string, der []byte) string {
	return string(pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}))
}
