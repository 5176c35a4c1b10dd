package message

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"regexp"
	"strings"
)

// Redactor masks what must not leave the house: secrets, signatures, who paid and
// who was paid. Equal values get equal masks, so that what belongs together still
// shows; nobody without its key can find a value by trying.
type Redactor struct{ key []byte }

// NewRedactor returns a redactor. Its key is 32 random bytes that are kept nowhere.
func NewRedactor(key []byte) *Redactor { return &Redactor{key} }

// Redacted begins every mask.
const Redacted = "redacted-"

// Mask returns what stands for a value.
func (r *Redactor) Mask(value string) string {
	if value == "" || strings.HasPrefix(value, Redacted) {
		return value
	}
	mac := hmac.New(sha256.New, r.key)
	mac.Write([]byte(value))
	return Redacted + hex.EncodeToString(mac.Sum(nil)[:6])
}

// secretHeader names headers that are masked.
var secretHeader = regexp.MustCompile(`(?i)authorization|cookie|signature$|token|secret|api-?key|password`)

// Header returns the headers with their secrets masked.
func (r *Redactor) Header(h http.Header) http.Header {
	masked := h.Clone()
	for name, values := range masked {
		if !secretHeader.MatchString(name) {
			continue
		}
		for i := range values {
			values[i] = r.Mask(values[i])
		}
	}
	return masked
}

// Target returns a request target whose query says nothing.
func (r *Redactor) Target(target string) string {
	path, query, asked := strings.Cut(target, "?")
	if !asked {
		return target
	}
	parts := strings.Split(query, "&")
	for i, part := range parts {
		if name, value, ok := strings.Cut(part, "="); ok {
			parts[i] = name + "=" + r.Mask(value)
		} else {
			parts[i] = r.Mask(part)
		}
	}
	return path + "?" + strings.Join(parts, "&")
}

// secretFields are the members of JSON and the elements of XML that are masked.
const secretFields = `(?:sp_|sub_|combine_)?(?:openid|mchid|mch_id)|unionid|ciphertext|req_info|sign|paySign|signature|secret|app_?secret|session_key|` +
	`api_?v[23]_key|user_received_account|refund_recv_accout|payer_client_ip|spbill_create_ip`

var (
	secretJSON  = regexp.MustCompile(`("(?:` + secretFields + `)"\s*:\s*)("(?:[^"\\]|\\.)*"?|-?[0-9][0-9.eE+-]*)`)
	secretCDATA = regexp.MustCompile(`(?s)(<(?:` + secretFields + `)>\s*<!\[CDATA\[)(.*?)(\]\]>|$)`)
	secretXML   = regexp.MustCompile(`(<(?:` + secretFields + `)>)([^<]*)`)
)

// Body returns a body with its secrets masked, the rest to the byte. Of what is
// neither JSON nor XML nothing is shown.
func (r *Redactor) Body(body []byte) []byte {
	switch FormOf(body) {
	case Empty:
		return body
	case JSON:
		return r.replace(secretJSON, body, func(value string) string {
			if inner, ok := strings.CutPrefix(value, `"`); ok {
				return `"` + r.Mask(strings.TrimSuffix(inner, `"`)) + `"`
			}
			return `"` + r.Mask(value) + `"`
		})
	case XML:
		return r.replace(secretXML, r.replace(secretCDATA, body, r.Mask), func(value string) string {
			if strings.TrimSpace(value) == "" {
				return value
			}
			return r.Mask(value)
		})
	}
	return []byte(r.Mask(string(body)))
}

// replace masks the second group of every match.
func (r *Redactor) replace(pattern *regexp.Regexp, body []byte, mask func(string) string) []byte {
	out, last := make([]byte, 0, len(body)), 0
	for _, at := range pattern.FindAllSubmatchIndex(body, -1) {
		out = append(out, body[last:at[4]]...)
		out = append(out, mask(string(body[at[4]:at[5]]))...)
		last = at[5]
	}
	return append(out, body[last:]...)
}

// Message masks a whole message.
func (r *Redactor) Message(m HTTP) HTTP {
	m.Target, m.Header, m.Body = r.Target(m.Target), r.Header(m.Header), r.Body(m.Body)
	return m
}
