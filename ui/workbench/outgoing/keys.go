package outgoing

import (
	"crypto/x509"
	"encoding/pem"

	"wxlens/profiles"
	"wxlens/wxpay"
	"wxlens/wxpay/diagnose"
	"wxlens/wxpay/v3"
)

// Keys are the keys of a profile as the diagnoser takes them. It fails when a key
// cannot be encoded.
func Keys(m *profiles.Merchant) (diagnose.Keys, error) {
	k := diagnose.Keys{
		MchID: m.Profile.MchID, AppID: m.Profile.AppID, AppSecret: m.AppSecret, APIv2Key: m.APIv2Key, APIv3Key: m.APIv3Key,
	}
	if m.Certificate != nil {
		k.Certificate = encoded("CERTIFICATE", m.Certificate.Raw)
	}
	if m.Signer != nil {
		k.CertificateSerial = string(m.Signer.SerialNo)
		der, err := x509.MarshalPKCS8PrivateKey(m.Signer.Key)
		if err != nil {
			return k, err
		}
		k.PrivateKey = wxpay.NewSecret(encoded("PRIVATE KEY", der))
	}
	for _, p := range m.Keys {
		verifier, ok := p.Verifier.(v3.RSAVerifier)
		if !ok {
			continue
		}
		der, err := x509.MarshalPKIXPublicKey(verifier.Key)
		if err != nil {
			return k, err
		}
		k.Platform = append(k.Platform, diagnose.PlatformKey{ID: p.ID, PEM: encoded("PUBLIC KEY", der), Public: p.Kind == v3.PublicKey})
	}
	return k, nil
}

func encoded(kind string, der []byte) string {
	return string(pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}))
}
