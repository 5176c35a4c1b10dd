package bench

import (
	"bytes"
	"crypto/rsa"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strconv"
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

// encrypted returns a body with the sensitive fields of a call encrypted for the
// key that Wechatpay-Serial will name (敏感信息加解密), and how many those were. All
// other bytes stay as they are.
func (b *Bench) encrypted(m *profiles.Merchant, e *catalog.Endpoint, body []byte, seals *Seals) ([]byte, int, error) {
	if !slices.ContainsFunc(e.Fields, func(f catalog.Field) bool { return f.Encrypted }) {
		return body, 0, nil
	}
	texts, err := textsOf(body)
	if err != nil {
		return nil, 0, &Error{Code: BadBody, Detail: err.Error()}
	}
	key := m.Keys.Preferred(b.deps.Now())
	var out bytes.Buffer
	last, n := 0, 0
	for _, t := range texts {
		sensitive := slices.ContainsFunc(e.Fields, func(f catalog.Field) bool { return f.Encrypted && f.Name == t.name })
		if !sensitive || t.value == "" || isSealed(t.value) {
			continue
		}
		if key == nil {
			return nil, 0, &Error{Code: NoKey, Detail: "PUB_KEY_ID_…, wechatpay_*.pem"}
		}
		sealed, err := seals.encrypt(key, b.deps.Random, t.value)
		if err != nil {
			return nil, 0, &Error{Code: BadBody, Detail: t.name + ": " + err.Error()}
		}
		out.Write(body[last:t.start])
		out.WriteString(strconv.Quote(sealed)) // base64 needs no escape
		last = t.end
		n++
	}
	out.Write(body[last:])
	return out.Bytes(), n, nil
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
