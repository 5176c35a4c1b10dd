// Package androidtest makes packages, manifests, keystores and certificates of
// Android apps for tests. What signs is what libraries write that the product does
// not use; signatures over a package's content are made up, for nothing reads them.
package androidtest

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/md5"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/hex"
	"encoding/pem"
	"math/big"
	"time"

	"github.com/pavlo-v-chernykh/keystore-go/v4"
	"github.com/smallstep/pkcs7"
	"software.sslmate.com/src/go-pkcs12"
)

// Key is a signing key with its certificate.
type Key struct {
	Private *ecdsa.PrivateKey
	Cert    *x509.Certificate
}

// NewKey makes a key; its certificate is valid for a year around now.
func NewKey(name pkix.Name) Key {
	return NewKeyFor(name, time.Now().AddDate(0, -6, 0), time.Now().AddDate(0, 6, 0))
}

// NewKeyFor makes a key with a certificate of a given validity.
func NewKeyFor(name pkix.Name, from, to time.Time) Key {
	private := must(ecdsa.GenerateKey(elliptic.P256(), rand.Reader))
	template := &x509.Certificate{SerialNumber: must(rand.Int(rand.Reader, big.NewInt(1<<62))), Subject: name, NotBefore: from, NotAfter: to}
	der := must(x509.CreateCertificate(rand.Reader, template, template, &private.PublicKey, private))
	return Key{private, must(x509.ParseCertificate(der))}
}

// Release and Debug make keys as a publisher and as the build tools make them.
func Release() Key {
	return NewKey(pkix.Name{CommonName: "Demo Release", Organization: []string{"示例公司"}})
}

func Debug() Key {
	return NewKey(pkix.Name{CommonName: "Android Debug", Organization: []string{"Android"}, Country: []string{"US"}})
}

// MD5 is the application signature of a key.
func (k Key) MD5() string {
	sum := md5.Sum(k.Cert.Raw)
	return hex.EncodeToString(sum[:])
}

// PEM writes the certificate.
func (k Key) PEM() []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: k.Cert.Raw})
}

// PKCS7 signs a text as JAR signing does: the certificate is in it, the text is not.
func (k Key) PKCS7(text []byte) []byte {
	signed := must(pkcs7.NewSignedData(text))
	signed.SetDigestAlgorithm(pkcs7.OIDDigestAlgorithmSHA256)
	check(signed.AddSigner(k.Cert, k.Private, pkcs7.SignerInfoConfig{}))
	signed.Detach()
	return must(signed.Finish())
}

// JKS writes a keystore of Java with a key for each alias.
func JKS(password string, keys map[string]Key) []byte {
	store := keystore.New()
	for alias, k := range keys {
		check(store.SetPrivateKeyEntry(alias, keystore.PrivateKeyEntry{
			CreationTime: time.Now(), PrivateKey: must(x509.MarshalPKCS8PrivateKey(k.Private)),
			CertificateChain: []keystore.Certificate{{Type: "X509", Content: k.Cert.Raw}, {Type: "X509", Content: Debug().Cert.Raw}},
		}, []byte(password)))
	}
	check(store.SetTrustedCertificateEntry("ca", keystore.TrustedCertificateEntry{
		CreationTime: time.Now(), Certificate: keystore.Certificate{Type: "X509", Content: Release().Cert.Raw},
	}))
	var b bytes.Buffer
	check(store.Store(&b, []byte(password)))
	return b.Bytes()
}

// PKCS12 writes a keystore in the newer form.
func (k Key) PKCS12(password string) []byte {
	return must(pkcs12.Modern.Encode(k.Private, k.Cert, nil, password))
}

func must[T any](v T, err error) T {
	check(err)
	return v
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}
