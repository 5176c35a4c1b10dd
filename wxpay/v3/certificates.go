package v3

import (
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"time"

	"wxlens/wxpay"
)

// CertificateList is the reply of GET /v3/certificates (下载平台证书): several
// while they are rotated.
type CertificateList struct {
	Data []SealedCertificate `json:"data"`
}

// SealedCertificate is a platform certificate, encrypted with the APIv3 key.
type SealedCertificate struct {
	SerialNo      wxpay.KeyID `json:"serial_no"`
	EffectiveTime string      `json:"effective_time"` // RFC 3339
	ExpireTime    string      `json:"expire_time"`
	Encrypted     Resource    `json:"encrypt_certificate"`
}

// associatedCertificate is the associated data of every sealed certificate.
const associatedCertificate = "certificate"

// SealCertificate encrypts a certificate, as WeChat Pay does. nonce must be 12
// bytes.
func SealCertificate(key wxpay.Secret, nonce string, cert *x509.Certificate) (SealedCertificate, error) {
	plain := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: cert.Raw})
	sealed, err := Seal(key, "", associatedCertificate, nonce, plain)
	return SealedCertificate{
		SerialNo:      SerialOf(cert),
		EffectiveTime: cert.NotBefore.In(china).Format(time.RFC3339), ExpireTime: cert.NotAfter.In(china).Format(time.RFC3339),
		Encrypted: sealed,
	}, err
}

// china is the zone in which WeChat Pay writes times.
var china = time.FixedZone("UTC+8", 8*60*60)

// OpenCertificates decrypts the reply of GET /v3/certificates. The reply of the
// first download cannot be verified before: it is verified with what is in it,
// which the APIv3 key vouches for. It fails with an [*OpenError] when the key is
// wrong.
func OpenCertificates(body []byte, key wxpay.Secret) ([]*x509.Certificate, error) {
	var list CertificateList
	if err := json.Unmarshal(body, &list); err != nil {
		return nil, fmt.Errorf("platform certificates: %w", err)
	}
	certs := make([]*x509.Certificate, 0, len(list.Data))
	for _, sealed := range list.Data {
		plain, err := sealed.Encrypted.Open(key)
		if err != nil {
			return nil, fmt.Errorf("platform certificate %s: %w", sealed.SerialNo, err)
		}
		cert, err := ParseCertificate(plain)
		if err != nil {
			return nil, fmt.Errorf("platform certificate %s: %w", sealed.SerialNo, err)
		}
		if SerialOf(cert) != sealed.SerialNo {
			return nil, fmt.Errorf("platform certificate %s: its own serial number is %s", sealed.SerialNo, SerialOf(cert))
		}
		certs = append(certs, cert)
	}
	return certs, nil
}
