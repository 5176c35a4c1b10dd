package paste

import (
	"bytes"
	"regexp"
	"strings"
)

var authorizationStart = regexp.MustCompile(`^((?:WECHATPAY2[-_A-Za-z0-9]{0,40}\s+){0,2}WECHATPAY2[-_A-Za-z0-9]{0,40}?)(\s{0,80},?\s{0,80})\\?["']?(?:mchid|nonce_str|timestamp|serial_no|signature)\b`)

// pairs of an Authorization value, however they are written.
var authorizationPair = regexp.MustCompile(`^[\s,;]*\\?["']?(mchid|mch_id|nonce_str|nonce|timestamp|serial_no|serial|signature|sign)\\?["']?\s*[=:]\s*(\\?["'“”]?)`)

// readAuthorization reads the value of an Authorization header, with its faults.
func readAuthorization(r *reader, at []int) int {
	start, pos := at[0], at[5]
	var value strings.Builder
	value.Write(r.src[start:at[3]])
	if between := string(r.src[at[4]:at[5]]); strings.ContainsAny(between, "\r\n") {
		value.WriteByte(' ')
	} else {
		value.WriteString(between)
	}
	for {
		m := authorizationPair.FindSubmatchIndex(r.src[pos:min(len(r.src), pos+200)])
		if m == nil {
			break
		}
		quote := string(r.src[pos+m[4] : pos+m[5]])
		value.WriteString(oneLine(r.src[pos : pos+m[1]]))
		end := r.authorizationEnd(pos+m[1], quote)
		value.WriteString(oneLine(r.src[pos+m[1] : end]))
		if bytes.ContainsAny(bytes.TrimRight(r.src[pos+m[1]:end], "\r\n"), "\r\n") {
			r.odd(OddWrapped, pos+m[1], string(r.src[pos+m[2]:pos+m[3]]), true)
		}
		if strings.HasPrefix(quote, `\`) {
			r.odd(OddEscapedQuote, pos+m[4], "Authorization", true)
		}
		if strings.ContainsAny(quote, "“”") {
			r.odd(OddSmartQuote, pos+m[4], name([]rune(quote)[0]), false)
		}
		pos = end
	}
	text := strings.ReplaceAll(value.String(), `\"`, `"`)
	if elided(text) {
		r.odd(OddMasked, start, "Authorization", false)
	} else {
		r.signatureForm(pos, text)
	}
	r.got.authorization(text)
	r.piece(FormAuthorization, start, pos)
	return pos
}

// maxValue bounds a value in quotes, in bytes.
const maxValue = 4 << 10

// authorizationEnd returns where a value of a pair ends, its quote included.
func (r *reader) authorizationEnd(at int, quote string) int {
	rest := r.src[at:min(len(r.src), at+maxValue)]
	if quote == "" {
		if i := bytes.IndexAny(rest, ", \t\r\n;\"'"); i >= 0 {
			return at + i
		}
		return at + len(rest)
	}
	closing := strings.NewReplacer("“", "”").Replace(quote)
	if i := bytes.Index(rest, []byte(closing)); i >= 0 {
		return at + i + len(closing)
	}
	return r.lineEnd(at)
}

// oneLine drops line ends, which a header cannot hold, and the blanks that they
// were indented with.
func oneLine(b []byte) string {
	if !bytes.ContainsAny(b, "\r\n") {
		return string(b)
	}
	var out strings.Builder
	for line := range bytes.Lines(b) {
		out.Write(bytes.TrimSpace(line))
	}
	return out.String()
}

// signatureForm notes a signature that base64 cannot have made.
func (r *reader) signatureForm(at int, authorization string) {
	_, after, ok := strings.Cut(authorization, `signature="`)
	signature, _, closed := strings.Cut(after, `"`)
	if ok && closed && len(strings.TrimRight(signature, "="))%4 == 1 || ok && closed && len(signature)%4 != 0 {
		r.odd(OddBase64, at, "signature", false)
	}
}
