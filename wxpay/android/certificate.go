package android

import (
	"bytes"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/pem"
	"math/big"
	"strings"
)

func looksLikePEM(data []byte) bool { return bytes.Contains(data, []byte("-----BEGIN ")) }

// readPEM reads the certificates of a PEM file. Keys beside them do not matter;
// where there is no certificate, what is there instead is named.
func readPEM(data []byte) (*File, error) {
	var certs [][]byte
	var instead error
	for rest := data; ; {
		var block *pem.Block
		if block, rest = pem.Decode(rest); block == nil {
			break
		}
		switch t := block.Type; {
		case t == "CERTIFICATE" || t == "X509 CERTIFICATE" || t == "TRUSTED CERTIFICATE":
			certs = append(certs, block.Bytes)
		case t == "PKCS7" || t == "CMS":
			own, err := signersOf(block.Bytes)
			if err != nil {
				return nil, fault(CodeCertDamaged, string(PKCS7))
			}
			certs = append(certs, own...)
		case strings.Contains(t, "PRIVATE KEY") && (strings.HasPrefix(t, "ENCRYPTED") || block.Headers["DEK-Info"] != ""):
			instead = fault(CodeEncryptedPEM, t)
		case strings.Contains(t, "PRIVATE KEY"):
			instead = fault(CodePrivateKey, t)
		case strings.Contains(t, "PUBLIC KEY"):
			instead = fault(CodePublicKey, t)
		case strings.HasSuffix(t, "CERTIFICATE REQUEST"):
			instead = fault(CodeRequest, t)
		}
	}
	switch {
	case len(certs) > 0:
		return fileOf(Certificate, PEM, certs)
	case instead != nil:
		return nil, instead
	}
	return nil, fault(CodeCertDamaged, string(PEM))
}

// readDER tells apart what begins with an ASN.1 sequence.
func readDER(data []byte, o Options) (*File, error) {
	if len(data) < 2 || data[0] != 0x30 {
		return nil, fault(CodeNotRecognised, "")
	}
	if looksLikePKCS12(data) {
		return readPKCS12(data, o)
	}
	if looksLikePKCS7(data) {
		certs, err := signersOf(data)
		if err != nil {
			return nil, fault(CodeCertDamaged, string(PKCS7))
		}
		return fileOf(Certificate, PKCS7, certs)
	}
	if _, err := x509.ParseCertificate(data); err == nil {
		return fileOf(Certificate, DER, [][]byte{data})
	}
	other := otherDER(data)
	if other == CodeNotRecognised && looksLikeCertificate(data) {
		return fileOf(Certificate, DER, [][]byte{data})
	}
	return nil, fault(other, "")
}

// otherDER names what is no certificate.
func otherDER(data []byte) Code {
	if _, err := x509.ParsePKCS8PrivateKey(data); err == nil {
		return CodePrivateKey
	}
	if _, err := x509.ParsePKCS1PrivateKey(data); err == nil {
		return CodePrivateKey
	}
	if _, err := x509.ParseECPrivateKey(data); err == nil {
		return CodePrivateKey
	}
	if _, err := x509.ParsePKIXPublicKey(data); err == nil {
		return CodePublicKey
	}
	if _, err := x509.ParsePKCS1PublicKey(data); err == nil {
		return CodePublicKey
	}
	if _, err := x509.ParseCertificateRequest(data); err == nil {
		return CodeRequest
	}
	return CodeNotRecognised
}

// fileOf makes a file of certificates; those of WeChat Pay are refused.
func fileOf(kind Kind, form Form, certs [][]byte) (*File, error) {
	f := &File{Kind: kind, Form: form}
	for i, der := range certs {
		if code := foreign(der); code != "" {
			return nil, fault(code, "")
		}
		s := signatureOf(der)
		s.Signer = i + 1
		f.Signatures = append(f.Signatures, s)
	}
	if len(f.Signatures) == 0 {
		return nil, fault(CodeStoreEmpty, string(form))
	}
	return f, nil
}

// foreign tells the certificates of WeChat Pay from those of apps: merchants get
// theirs from the same CA that issues the platform's.
func foreign(der []byte) Code {
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		return ""
	}
	names := strings.Join(append(append(cert.Issuer.Organization, cert.Issuer.CommonName), cert.Subject.Organization...), "\n")
	switch {
	case !strings.Contains(names, "Tenpay.com") && !strings.Contains(names, "微信商户系统") && !strings.Contains(names, "wxlens sandbox"):
		return ""
	case strings.Contains(cert.Subject.CommonName, "Tenpay.com") || strings.Contains(cert.Subject.CommonName, "platform"):
		return CodePlatformCert
	}
	return CodeMerchantCert
}

// looksLikeCertificate knows a certificate by its outline, so that one which the
// library refuses, as it does a negative serial number, still has its sums.
func looksLikeCertificate(data []byte) bool {
	var c struct {
		Body      asn1.RawValue
		Algorithm struct {
			OID    asn1.ObjectIdentifier
			Params asn1.RawValue `asn1:"optional"`
		}
		Signature asn1.BitString
	}
	rest, err := asn1.Unmarshal(data, &c)
	if err != nil || len(rest) > 0 || c.Body.Tag != asn1.TagSequence {
		return false
	}
	_, _, ok := issuerAndSerial(data)
	return ok
}

// signedData is what is needed of PKCS#7 (RFC 2315 §9.1).
type signedData struct {
	Version      int
	Digests      asn1.RawValue
	Content      asn1.RawValue
	Certificates asn1.RawValue `asn1:"optional,tag:0"`
	CRLs         asn1.RawValue `asn1:"optional,tag:1"`
	Signers      []signerInfo  `asn1:"set"`
}

type signerInfo struct {
	Version int
	Issuer  struct {
		Name   asn1.RawValue
		Serial *big.Int
	}
	Rest asn1.RawValue // the digest's algorithm; what follows is not read
}

type contentInfo struct {
	Type    asn1.ObjectIdentifier
	Content asn1.RawValue `asn1:"explicit,optional,tag:0"`
}

var oidSignedData = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 7, 2}

func looksLikePKCS7(data []byte) bool {
	var c contentInfo
	_, err := asn1.Unmarshal(data, &c)
	return err == nil && c.Type.Equal(oidSignedData)
}

// maxCertificates is how many certificates of PKCS#7 are read; a chain has a handful.
const maxCertificates = 100

// signersOf returns the certificates in PKCS#7 that its signers name, or all where
// nobody signed.
func signersOf(data []byte) ([][]byte, error) {
	var c contentInfo
	if _, err := asn1.Unmarshal(data, &c); err != nil {
		return nil, err
	}
	if !c.Type.Equal(oidSignedData) {
		return nil, fault(CodeCertDamaged, string(PKCS7))
	}
	var s signedData
	if _, err := asn1.Unmarshal(c.Content.Bytes, &s); err != nil {
		return nil, err
	}
	var all [][]byte
	for rest := s.Certificates.Bytes; len(rest) > 0; {
		var cert asn1.RawValue
		var err error
		if rest, err = asn1.Unmarshal(rest, &cert); err != nil {
			return nil, err
		}
		if all = append(all, cert.FullBytes); len(all) > maxCertificates {
			return nil, fault(CodeCertDamaged, string(PKCS7))
		}
	}
	if len(s.Signers) == 0 {
		return all, nil
	}
	var own [][]byte
	for _, signer := range s.Signers[:min(len(s.Signers), maxSigners)] {
		if cert := named(all, &signer); cert != nil {
			own = append(own, cert)
		}
	}
	if len(own) == 0 {
		return nil, fault(CodeCertDamaged, string(PKCS7))
	}
	return own, nil
}

// named finds the certificate that a signer names by its issuer and serial number.
func named(certs [][]byte, s *signerInfo) []byte {
	for _, cert := range certs {
		issuer, serial, ok := issuerAndSerial(cert)
		if ok && serial.Cmp(s.Issuer.Serial) == 0 && sameName(issuer, s.Issuer.Name.FullBytes) {
			return cert
		}
	}
	return nil
}

// sameName compares names: tools write the texts in them as other types of strings
// than the certificate does.
func sameName(a, b []byte) bool {
	var one, other pkix.RDNSequence
	if bytes.Equal(a, b) {
		return true
	}
	_, err := asn1.Unmarshal(a, &one)
	_, otherErr := asn1.Unmarshal(b, &other)
	return err == nil && otherErr == nil && one.String() == other.String()
}

// issuerAndSerial reads from a certificate what names it (RFC 5280 §4.1).
func issuerAndSerial(der []byte) (issuer []byte, serial *big.Int, ok bool) {
	var c, body asn1.RawValue
	if _, err := asn1.Unmarshal(der, &c); err != nil || c.Tag != asn1.TagSequence {
		return nil, nil, false
	}
	if _, err := asn1.Unmarshal(c.Bytes, &body); err != nil || body.Tag != asn1.TagSequence {
		return nil, nil, false
	}
	rest := body.Bytes
	var v asn1.RawValue
	next := func() bool {
		var err error
		rest, err = asn1.Unmarshal(rest, &v)
		return err == nil
	}
	if !next() || v.Class == asn1.ClassContextSpecific && !next() { // the version may be left out
		return nil, nil, false
	}
	if _, err := asn1.Unmarshal(v.FullBytes, &serial); err != nil || !next() || !next() || v.Tag != asn1.TagSequence {
		return nil, nil, false
	}
	return v.FullBytes, serial, true
}
