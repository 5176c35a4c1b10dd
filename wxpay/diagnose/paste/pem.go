package paste

import (
	"bytes"
	"regexp"
	"strings"

	"wxlens/wxpay"
	"wxlens/wxpay/diagnose"
	"wxlens/wxpay/v3"
)

var (
	pemStart = regexp.MustCompile(`^-----BEGIN ([A-Z0-9 ]{3,40})-----`)
	// pemJoint matches what a program's text has around a line of a key.
	pemJoint    = regexp.MustCompile(`^\s*["']\s*[+.;,)\\]+\s*$|^\s*[+.]?\s*["']|["']\s*[+.;,)\\]*\s*$|\\r?\s*$`)
	publicKeyID = regexp.MustCompile(`^PUB_KEY_ID_[0-9A-Za-z]+`)
	anyKeyID    = regexp.MustCompile(`PUB_KEY_ID_[0-9A-Za-z]+`)
	merchantCN  = regexp.MustCompile(`^[0-9]{8,10}$`)
)

// maxPEM bounds a key or certificate, in bytes.
const maxPEM = 32 << 10

// readPEM reads a key or certificate. Escaped line ends and the joints of a
// program's text, which PEM cannot hold, are undone.
func readPEM(r *reader, at []int) int {
	label := r.labelled(at[0])
	kind := string(r.src[at[2]:at[3]])
	rest := r.src[at[0]:min(len(r.src), at[0]+maxPEM)]
	tag := []byte("-----END " + kind + "-----")
	end := bytes.Index(rest, tag)
	if end < 0 {
		end = r.paragraph(at[0]) - at[0]
		if next := bytes.Index(rest[1:], []byte("-----BEGIN ")); next >= 0 {
			end = min(end, next+1)
		}
		r.odd(OddTruncated, at[0]+min(end, len(rest)), "pem", false)
		end = min(end, len(rest))
	} else {
		end += len(tag)
	}
	text := r.cleanPEM(at[0], string(rest[:end]))
	stop := at[0] + end
	r.piece(r.keep(kind, text, at[0], label), at[0], stop)
	return stop
}

func (r *reader) cleanPEM(at int, text string) string {
	if i := strings.Index(text, `\n`); i >= 0 {
		r.odd(OddEscapedNewline, at+i, `\n`, true)
		text = strings.ReplaceAll(text, `\n`, "\n")
	}
	if strings.ContainsAny(text, `"'`) || strings.Contains(text, "\n ") || strings.Contains(text, "\n\t") {
		var b strings.Builder
		for line := range strings.Lines(text) {
			line = pemJoint.ReplaceAllString(strings.TrimRight(line, "\n"), "")
			if line = strings.TrimSpace(line); line != "" {
				b.WriteString(line)
				b.WriteByte('\n')
			}
		}
		text = strings.TrimRight(b.String(), "\n")
	}
	return text + "\n"
}

// keep puts a key where it belongs and returns what it is.
func (r *reader) keep(kind, text string, at int, label role) Form {
	k := &r.got.keys
	switch {
	case strings.HasSuffix(kind, "PRIVATE KEY"):
		switch {
		case k.PrivateKey.IsZero():
			k.PrivateKey = wxpay.NewSecret(text)
		case k.PrivateKey.Reveal() != text:
			k.Others = append(k.Others, diagnose.OtherKey{PrivateKey: wxpay.NewSecret(text)})
		}
		return FormPrivateKey
	case strings.HasSuffix(kind, "PUBLIC KEY"):
		k.Platform = append(k.Platform, diagnose.PlatformKey{ID: wxpay.KeyID(r.nearestID(at)), PEM: text, Public: true})
		return FormPublicKey
	}
	return r.certificate(text, at)
}

// certificate tells the certificate of WeChat Pay from that of the merchant, whose
// common name is the merchant number. One that is the merchant's and called the
// platform's is both: that it is held for the other is a mistake.
func (r *reader) certificate(text string, at int) Form {
	k := &r.got.keys
	before := strings.ToLower(string(r.src[max(0, at-80):at]))
	platform := strings.Contains(before, "平台") || strings.Contains(before, "platform") || strings.Contains(before, "wechatpay")
	serial := ""
	if cert, err := v3.ParseCertificate([]byte(text)); err == nil {
		serial = string(v3.SerialOf(cert))
		switch cn := cert.Subject.CommonName; {
		case merchantCN.MatchString(cn):
			if platform { // the developer takes it for one
				k.Platform = append(k.Platform, diagnose.PlatformKey{ID: wxpay.KeyID(serial), PEM: text})
			}
			platform = false
			if k.MchID == "" {
				k.MchID = wxpay.MchID(cn)
			}
		case strings.Contains(cn, "Tenpay.com"):
			platform = true
		}
	}
	if platform || k.Certificate != "" && k.Certificate != text {
		k.Platform = append(k.Platform, diagnose.PlatformKey{ID: wxpay.KeyID(serial), PEM: text})
		return FormPlatformCert
	}
	k.Certificate, k.CertificateSerial = text, serial
	return FormCertificate
}

// nearestID returns the id of a public key that stands nearest to a byte.
func (r *reader) nearestID(at int) string {
	from, to := max(0, at-600), min(len(r.src), at+1400)
	best, distance := "", to
	for _, m := range anyKeyID.FindAllIndex(r.src[from:to], -1) {
		gap := from + m[0] - at
		if gap < 0 {
			gap = at - (from + m[1])
		}
		if gap < distance {
			best, distance = string(r.src[from+m[0]:from+m[1]]), gap
		}
	}
	return best
}

// readKeyID reads the id of a public key.
func readKeyID(r *reader, at []int) int {
	r.got.publicIDs = append(r.got.publicIDs, string(r.src[at[0]:at[1]]))
	r.piece(FormPublicKeyID, at[0], at[1])
	return at[1]
}
