package bench

import (
	"bytes"
	"crypto/rsa"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"net/url"
	"strconv"
	"strings"
	"sync"

	"wxlens/profiles"
	"wxlens/wxpay"
	"wxlens/wxpay/catalog"
	"wxlens/wxpay/v3"
)

// Seals remember what was encrypted, so that a draft that is made anew at every key
// press does not change where nothing was typed: encryption is random.
type Seals struct {
	mu          sync.Mutex
	ciphertexts map[seal]string
}

type seal struct {
	key   wxpay.KeyID
	plain string
}

// encrypt encrypts a value, or returns what that gave before.
func (s *Seals) encrypt(key *v3.PlatformKey, random io.Reader, plain string) (string, error) {
	if s == nil {
		return key.Encrypt(random, plain)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	at := seal{key.ID, plain}
	if known, ok := s.ciphertexts[at]; ok {
		return known, nil
	}
	sealed, err := key.Encrypt(random, plain)
	if err != nil {
		return "", err
	}
	if s.ciphertexts == nil {
		s.ciphertexts = map[seal]string{}
	}
	s.ciphertexts[at] = sealed
	return sealed, nil
}

// isSealed reports whether a value has the form of a ciphertext: base64 of as many
// bytes as an RSA key of 2048 bits has.
func isSealed(value string) bool {
	raw, err := base64.StdEncoding.DecodeString(value)
	return err == nil && len(raw) == 2048/8
}

// sealing encrypts the sensitive fields of one call for the key that
// Wechatpay-Serial will name (敏感信息加解密).
type sealing struct {
	key      *v3.PlatformKey // nil: there is none
	random   io.Reader
	seals    *Seals
	endpoint *catalog.Endpoint // nil: the catalogue does not know it
	sealed   int               // fields that were encrypted
}

// marked begins a value that is to be encrypted whatever the catalogue says of it.
const marked = "{{encrypt:"

// sensitive returns what of a value is to be encrypted. ok is false for a value that
// goes as it is. In calls whose objects the catalogue does not know in detail, such
// as those of onboarding, a value says so itself: {{encrypt:…}}.
func (s *sealing) sensitive(name, value string, in catalog.Place) (plain string, ok bool) {
	if inner, asks := strings.CutPrefix(value, marked); asks && strings.HasSuffix(inner, "}}") {
		return strings.TrimSuffix(inner, "}}"), true
	}
	if value == "" || s.endpoint == nil || isSealed(value) {
		return value, false
	}
	return value, s.endpoint.Encrypts(name, in)
}

func (s *sealing) encrypt(name, value string) (string, error) {
	if s.key == nil {
		return "", &Error{Code: NoKey, Detail: "PUB_KEY_ID_…, wechatpay_*.pem"}
	}
	sealed, err := s.seals.encrypt(s.key, s.random, value)
	if err != nil {
		return "", &Error{Code: BadBody, Detail: name + ": " + err.Error()}
	}
	s.sealed++
	return sealed, nil
}

// body returns a JSON body with its sensitive fields encrypted. All other bytes stay
// as they are.
func (s *sealing) body(body []byte) ([]byte, error) {
	if len(body) == 0 {
		return body, nil
	}
	texts, err := textsOf(body)
	if err != nil {
		return nil, &Error{Code: BadBody, Detail: err.Error()}
	}
	var out bytes.Buffer
	last := 0
	for _, t := range texts {
		plain, sensitive := s.sensitive(t.name, t.value, catalog.Body)
		if !sensitive {
			continue
		}
		sealed, err := s.encrypt(t.name, plain)
		if err != nil {
			return nil, err
		}
		out.Write(body[last:t.start])
		out.WriteString(strconv.Quote(sealed)) // base64 needs no escape
		last = t.end
	}
	out.Write(body[last:])
	return out.Bytes(), nil
}

// target returns a target with the sensitive fields of its query encrypted.
func (s *sealing) target(target string) (string, error) {
	path, query, asked := strings.Cut(target, "?")
	if !asked {
		return target, nil
	}
	pairs := strings.Split(query, "&")
	for i, pair := range pairs {
		name, escaped, _ := strings.Cut(pair, "=")
		value, err := url.QueryUnescape(escaped)
		plain, sensitive := s.sensitive(name, value, catalog.Query)
		if err != nil || !sensitive {
			continue
		}
		sealed, err := s.encrypt(name, plain)
		if err != nil {
			return "", err
		}
		pairs[i] = name + "=" + url.QueryEscape(sealed)
	}
	return path + "?" + strings.Join(pairs, "&"), nil
}

// text is one string in a JSON body: where it stands, quotes included, and its
// name as the catalogue writes it.
type text struct {
	name       string
	value      string
	start, end int
}

// textsOf finds the strings of a JSON body that are values of members.
func textsOf(body []byte) ([]text, error) {
	dec := json.NewDecoder(bytes.NewReader(body))
	dec.UseNumber()
	if token, err := dec.Token(); err != nil || token != json.Delim('{') {
		return nil, errors.Join(errors.New("the body must be a JSON object"), err)
	}
	var found []text
	return found, walkObject(dec, body, "", &found)
}

func walkObject(dec *json.Decoder, body []byte, prefix string, found *[]text) error {
	for dec.More() {
		name, err := dec.Token()
		if err != nil {
			return err
		}
		member, _ := name.(string)
		if err := walkValue(dec, body, prefix+member, found); err != nil {
			return err
		}
	}
	_, err := dec.Token()
	return err
}

func walkValue(dec *json.Decoder, body []byte, name string, found *[]text) error {
	before := int(dec.InputOffset())
	token, err := dec.Token()
	if err != nil {
		return err
	}
	switch token := token.(type) {
	case string:
		end := int(dec.InputOffset())
		start := before + bytes.IndexByte(body[before:end], '"')
		*found = append(*found, text{name, token, start, end})
	case json.Delim:
		if token == '{' {
			return walkObject(dec, body, name+".", found)
		}
		for dec.More() {
			if err := walkValue(dec, body, name+"[]", found); err != nil {
				return err
			}
		}
		_, err = dec.Token()
	}
	return err
}

// decryptSensitive opens a sensitive field of a reply, which is encrypted for the
// merchant's certificate. ok is false for what is no such field.
func decryptSensitive(m *profiles.Merchant, ciphertext string) (v Verdict, ok bool) {
	if m.Signer == nil {
		return v, false
	}
	key, isRSA := m.Signer.Key.(*rsa.PrivateKey)
	if !isRSA {
		return v, false
	}
	plain, err := v3.Decrypt(key, ciphertext)
	if err != nil {
		return v, false
	}
	const algorithm = "RSAES-OAEP, SHA-1"
	return Verdict{Kind: Sensitive, API: wxpay.V3, Plain: []byte(plain), Checks: []wxpay.Check{
		wxpay.Pass(wxpay.CheckDecrypts, algorithm, string(m.Profile.SerialNo)),
	}}, true
}
