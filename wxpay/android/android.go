// Package android finds the application signature of an Android app: what the Open
// Platform calls 应用签名 is the MD5 of the signing certificate, 32 lower-case
// hexadecimal digits. It reads the certificate from an APK, a keystore or the
// certificate itself, and checks the rest of what WeChat compares before it lets an
// app pay: the package name and its WXPayEntryActivity.
//
// [Read] recognises a file by its content. It tells which certificates a package
// names, not whether the package is signed rightly: that is what installing it
// does. Whatever lengths a file claims, no more than a few times [MaxPart] and the
// directory of a package are held in memory, and no work is done twice for each of
// many things that it names.
//
// JKS, PKCS#7 and binary XML are read here because the libraries for them allocate
// by the counts that stand in a file of some bytes (a chain of 2³² certificates, a
// pool of 2³² strings), which no limit on the file's size prevents, or refuse
// certificates that have sums all the same.
package android

import (
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"io"
	"slices"
	"strings"
	"time"

	"wxlens/wxpay"
)

// Kind is what a file is good for.
type Kind string

const (
	Package     Kind = "apk"
	Keystore    Kind = "keystore"
	Certificate Kind = "certificate"
)

// Form is how a file is written.
type Form string

const (
	APK    Form = "APK"
	AAB    Form = "AAB"
	PKCS12 Form = "PKCS#12"
	JKS    Form = "JKS"
	JCEKS  Form = "JCEKS"
	PEM    Form = "PEM"
	DER    Form = "DER"
	PKCS7  Form = "PKCS#7"
)

// Scheme is a way to sign a package (APK signature scheme).
type Scheme string

const (
	V1  Scheme = "v1"
	V2  Scheme = "v2"
	V3  Scheme = "v3"
	V31 Scheme = "v3.1"
)

// MaxPart is the largest part of a file that is read whole, in bytes: a keystore, a
// manifest, the signers of a scheme.
const MaxPart = 4 << 20

// File is what a file holds.
type File struct {
	Kind       Kind
	Form       Form
	Signatures []Signature // the one to register first
	Schemes    []Scheme    // of a package, in their order
	Stripped   bool        // v1 says that another scheme was there, and it is not
	Manifest   *Manifest   // of a package; nil: it could not be read
	// ManifestErr says why there is no manifest.
	ManifestErr error
	// Unchecked says that a keystore was read without its password, which does not
	// hide certificates there.
	Unchecked bool
}

// Signature is a certificate that signs, and its sums.
type Signature struct {
	MD5, SHA1, SHA256   string // lower-case hexadecimal; MD5 is the application signature
	Subject             string // empty: the certificate could not be read, its sums are right
	NotBefore, NotAfter time.Time
	Alias               string // in a keystore
	Signer              int    // from 1
	Uses                []Use  // in a package
	Past                bool   // was replaced by another one of the list (v3 key rotation)
}

// Use says where a certificate of a package counts.
type Use struct {
	Scheme Scheme
	MinSDK int // the first API level of Android that goes by it
	MaxSDK int // the last one; 0: there is no last
}

// Schemes lists those that a certificate is used by.
func (s *Signature) Schemes() []Scheme {
	var all []Scheme
	for _, u := range s.Uses {
		if !slices.Contains(all, u.Scheme) {
			all = append(all, u.Scheme)
		}
	}
	return all
}

// Debug reports whether it is the certificate that the build tools make for builds
// that are not published.
func (s *Signature) Debug() bool { return strings.Contains(s.Subject, "CN=Android Debug") }

// signatureOf computes the sums of a certificate.
func signatureOf(der []byte) Signature {
	m, s1, s256 := md5.Sum(der), sha1.Sum(der), sha256.Sum256(der)
	s := Signature{MD5: hex.EncodeToString(m[:]), SHA1: hex.EncodeToString(s1[:]), SHA256: hex.EncodeToString(s256[:])}
	if cert, err := x509.ParseCertificate(der); err == nil {
		s.Subject, s.NotBefore, s.NotAfter = cert.Subject.String(), cert.NotBefore, cert.NotAfter
	}
	return s
}

// Code is a stable slug for why a file gives no signature; the faces hold the
// sentence and the remedy for each.
type Code string

const (
	CodeNoFile           Code = "android-no-file" // a folder, a device
	CodeNotRecognised    Code = "android-not-recognised"
	CodeTooLarge         Code = "android-too-large"
	CodeZIPDamaged       Code = "android-zip-damaged"
	CodeZIPOther         Code = "android-zip-other"       // no package
	CodeZIPOfPackages    Code = "android-zip-of-packages" // APKS, XAPK, APKM
	CodeBlockDamaged     Code = "android-block-damaged"   // the APK signing block
	CodePasswordNeeded   Code = "android-password-needed"
	CodePasswordWrong    Code = "android-password-wrong"
	CodeStoreDamaged     Code = "android-store-damaged"
	CodeStoreEmpty       Code = "android-store-empty"
	CodeStoreUnsupported Code = "android-store-unsupported" // a form, or a cipher in it
	CodeStoreBKS         Code = "android-store-bks"
	CodeStoreJCEKS       Code = "android-store-jceks" // with secret keys
	CodeAliasUnknown     Code = "android-alias-unknown"
	CodeCertDamaged      Code = "android-certificate-damaged"
	CodeEncryptedPEM     Code = "android-encrypted-pem"
	CodePrivateKey       Code = "android-private-key"
	CodePublicKey        Code = "android-public-key"
	CodeRequest          Code = "android-certificate-request"
	CodeMerchantCert     Code = "android-merchant-certificate" // apiclient_cert
	CodePlatformCert     Code = "android-platform-certificate" // WeChat Pay's own
)

// Error says why a file gives no signature.
type Error struct {
	Code  Code
	About string // what it is about: a part, an alias, a form; may be empty
}

func (e *Error) Error() string {
	if e.About == "" {
		return string(e.Code)
	}
	return string(e.Code) + ": " + e.About
}

// Slug returns the code.
func (e *Error) Slug() string { return string(e.Code) }

func fault(c Code, about string) error { return &Error{c, about} }

// Options are what opening a file may need.
type Options struct {
	Password wxpay.Secret // of a keystore; zero: none is known
	Alias    string       // of a keystore's entry; empty: all
}

// Read finds the signing certificates of a file of this size.
func Read(r io.ReaderAt, size int64, o Options) (*File, error) {
	var head [4]byte
	if n, err := r.ReadAt(head[:], 0); err != nil && err != io.EOF {
		return nil, err
	} else if n == len(head) && string(head[:]) == "PK\x03\x04" {
		return readPackage(r, size)
	}
	if size > MaxPart {
		return nil, fault(CodeTooLarge, "")
	}
	data := make([]byte, max(size, 0))
	if n, err := r.ReadAt(data, 0); err != nil && (err != io.EOF || n < len(data)) {
		return nil, err
	}
	return readPart(data, o)
}

// readPart reads what is no package.
func readPart(data []byte, o Options) (*File, error) {
	switch {
	case len(data) >= 8 && string(data[:4]) == "\xfe\xed\xfe\xed":
		return readJKS(JKS, data, o)
	case len(data) >= 8 && string(data[:4]) == "\xce\xce\xce\xce":
		return readJKS(JCEKS, data, o)
	case looksLikeBKS(data):
		return nil, fault(CodeStoreBKS, "")
	case looksLikePEM(data):
		return readPEM(data)
	}
	return readDER(data, o)
}

// looksLikeBKS knows the stores of Bouncy Castle, BKS and UBER: a version and a
// salt of twenty bytes, whose length stands before it.
func looksLikeBKS(data []byte) bool {
	const salt = "\x00\x00\x00\x14"
	return len(data) > 28 && (string(data[:8]) == "\x00\x00\x00\x02"+salt || string(data[:8]) == "\x00\x00\x00\x01"+salt)
}
