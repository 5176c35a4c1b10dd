package diagnose

import (
	"bytes"
	"crypto/hmac"
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"encoding"
	"encoding/base64"
	"encoding/hex"
	"hash"
	"slices"
	"strings"

	"wxlens/wxpay"
	"wxlens/wxpay/v2"
)

// digestKind is how a V2 text becomes a value.
type digestKind uint8

const (
	digestMD5 digestKind = iota
	digestHMAC
	digestSHA256 // without a key, which no rule asks for
	digestSHA1
)

func (k digestKind) String() string {
	return [...]string{string(v2.MD5), string(v2.HMACSHA256), "SHA-256", "SHA-1"}[k]
}

func (k digestKind) size() int {
	return [...]int{md5.Size, sha256.Size, sha256.Size, sha1.Size}[k]
}

// v2Seal is one way to end a V2 text by a key and to digest it.
type v2Seal struct {
	found  []found
	lead   string // before the text
	tail   string // after it: "&key=" and the key
	macKey string
	digest digestKind
}

// v2Matcher compares V2 texts with a value.
type v2Matcher struct {
	value v2Value
	seals [maxDepth + 1][]v2Seal // by the number of departures
	plain []v2Seal               // by the rule, but for the key, which is to be filled in
}

// v2Key is a key that may have been used.
type v2Key struct {
	value wxpay.Secret
	found []found // none: the key that belongs there
}

// sealForms are the ways in which people end the text by the key.
func sealForms(key string) []v2Seal {
	at := func(detail string) []found { return []found{{"v2-key-suffix-missing", detail}} }
	return []v2Seal{
		{tail: "&key=" + key},
		{found: at("key"), tail: ""},
		{found: at("key="), tail: "key=" + key},
		{found: at("&KEY="), tail: "&KEY=" + key},
		{found: at("&key"), tail: "&key" + key},
		{found: at("&"), tail: "&" + key},
		{found: at("key"), tail: key},
		{found: at("key=…&"), lead: "key=" + key + "&"},
		{found: at("&key=&"), tail: "&key=" + key + "&"},
	}
}

// newV2Matcher prepares the comparison with an observed value. declared is the
// digest that the message asks for; mismatch is the mistake of taking another.
func newV2Matcher(observed string, keys []v2Key, declared v2.SignType, mismatch Slug) *v2Matcher {
	m := &v2Matcher{value: readV2Value(observed)}
	rule := digestOf(declared)
	for _, d := range m.value.digests() {
		plain := v2Seal{digest: d}
		if d != rule {
			plain.found = append(plain.found, found{mismatch, d.String()})
		}
		m.plain = append(m.plain, plain)
		for _, key := range keys {
			for _, seal := range sealForms(key.value.Reveal()) {
				seal.digest, seal.macKey = d, key.value.Reveal()
				seal.found = slices.Concat(key.found, seal.found, plain.found)
				m.add(seal)
			}
		}
	}
	for i := range m.plain {
		m.plain[i].found = append(m.plain[i].found, m.value.found...)
	}
	return m
}

func (m *v2Matcher) add(s v2Seal) {
	s.found = append(s.found, m.value.found...)
	if len(s.found) > maxDepth {
		return
	}
	for _, others := range m.seals {
		for _, o := range others { // a key may be known under two names
			if o.lead == s.lead && o.tail == s.tail && o.digest == s.digest && o.macKey == s.macKey && len(o.found) < len(s.found) {
				return
			}
		}
	}
	m.seals[len(s.found)] = append(m.seals[len(s.found)], s)
}

// ways implements [matcher].
func (m *v2Matcher) ways(cost int) int { return len(m.seals[cost]) }

// try implements [matcher].
func (m *v2Matcher) try(mem *memory, text []byte, whole func([]byte) []byte, cost int) (hits []sealed) {
	seals := m.seals[cost]
	shared := len(seals) > 1 && whole == nil
	if shared {
		mem.v2.begin(text)
	}
	for i := range seals {
		s := &seals[i]
		var sum []byte
		if shared && s.digest == digestMD5 && s.lead == "" {
			sum = mem.v2.end(s.tail)
		} else {
			sum = mem.v2.digest(s, text, whole)
		}
		if m.value.is(sum) {
			hits = append(hits, sealed{s.found, s.textOf})
		}
	}
	return hits
}

// textOf returns the whole text that a seal makes of a draft, key and all.
func (s *v2Seal) textOf(d *draft) wxpay.Text {
	t := wxpay.NewText(1024, len(d.fields)+1)
	s.write(&t, s.lead)
	d.writeTo(&t)
	s.write(&t, s.tail)
	if d.whole != nil {
		return wxpay.PlainText(d.whole(t.Bytes()))
	}
	return t
}

// write appends what holds the key.
func (s *v2Seal) write(t *wxpay.Text, piece string) {
	before, after, keyed := strings.Cut(piece, s.macKey)
	if !keyed || s.macKey == "" {
		t.Literal(piece)
		return
	}
	t.Literal(before)
	t.Hidden("key", wxpay.NewSecret(s.macKey))
	t.Literal(after)
}

// sealMemory computes digests without allocating.
type sealMemory struct {
	text  []byte
	state []byte
	sum   [sha256.Size]byte
	md5   hash.Hash
	macs  map[string]hash.Hash
}

// begin reads the text that several seals share.
func (m *sealMemory) begin(text []byte) {
	if m.md5 == nil {
		m.md5 = md5.New()
	}
	m.md5.Reset()
	m.md5.Write(text)
	m.state, _ = m.md5.(encoding.BinaryAppender).AppendBinary(m.state[:0])
}

func (m *sealMemory) end(tail string) []byte {
	_ = m.md5.(encoding.BinaryUnmarshaler).UnmarshalBinary(m.state) // it is our own
	m.text = append(m.text[:0], tail...)
	m.md5.Write(m.text)
	return m.md5.Sum(m.sum[:0])
}

func (m *sealMemory) digest(s *v2Seal, text []byte, whole func([]byte) []byte) []byte {
	m.text = append(append(append(m.text[:0], s.lead...), text...), s.tail...)
	all := m.text
	if whole != nil {
		all = whole(all)
	}
	switch s.digest {
	case digestHMAC:
		mac := m.macs[s.macKey]
		if mac == nil {
			if m.macs == nil {
				m.macs = map[string]hash.Hash{}
			}
			mac = hmac.New(sha256.New, []byte(s.macKey))
			m.macs[s.macKey] = mac
		}
		mac.Reset()
		mac.Write(all)
		return mac.Sum(m.sum[:0])
	case digestSHA256:
		m.sum = sha256.Sum256(all)
	case digestSHA1:
		sum := sha1.Sum(all)
		copy(m.sum[:], sum[:])
	default:
		sum := md5.Sum(all)
		copy(m.sum[:], sum[:])
	}
	return m.sum[:s.digest.size()]
}

// v2Value is an observed V2 signature, read back from how it was written.
type v2Value struct {
	digest []byte  // nil where it is not whole
	part   string  // of a digest: what is there of its hexadecimal digits
	found  []found // how it was written instead of upper-case hexadecimal digits
}

// readV2Value reads a signature in the forms that people write it in.
func readV2Value(s string) v2Value {
	encoding := []found{{"v2-hmac-encoding", ""}}
	if raw, err := hex.DecodeString(s); err == nil {
		switch len(raw) {
		case md5.Size, sha256.Size, sha1.Size:
			v := v2Value{digest: raw}
			if s != strings.ToUpper(s) {
				v.found = []found{{"v2-sign-case", ""}}
			}
			if inner, err := hex.DecodeString(string(raw)); err == nil && len(raw) == sha256.Size && len(inner) == md5.Size {
				return v2Value{digest: inner, found: encoding}
			}
			return v
		case 2 * sha256.Size:
			if inner, err := hex.DecodeString(string(raw)); err == nil {
				return v2Value{digest: inner, found: encoding}
			}
		case md5.Size / 2:
			return v2Value{part: strings.ToLower(s), found: encoding}
		}
	}
	if isHex(s) && len(s) < 2*sha256.Size {
		return v2Value{part: strings.ToLower(s), found: []found{{"v2-md5-leading-zero", ""}}}
	}
	if raw, err := base64.StdEncoding.DecodeString(s); err == nil {
		if inner, err := hex.DecodeString(string(raw)); err == nil {
			raw = inner
		}
		return v2Value{digest: raw, found: encoding}
	}
	return v2Value{}
}

func isHex(s string) bool {
	return s != "" && strings.Trim(s, "0123456789abcdefABCDEF") == ""
}

// digests are those that make values of this length.
func (v *v2Value) digests() []digestKind {
	switch {
	case len(v.digest) == md5.Size, v.digest == nil && len(v.part) < 2*md5.Size && v.part != "":
		return []digestKind{digestMD5}
	case len(v.digest) == sha256.Size, v.digest == nil && v.part != "":
		return []digestKind{digestHMAC, digestSHA256}
	case len(v.digest) == sha1.Size:
		return []digestKind{digestSHA1}
	}
	return nil
}

// is reports whether a digest is the one that was observed.
func (v *v2Value) is(sum []byte) bool {
	if v.digest != nil {
		return bytes.Equal(sum, v.digest)
	}
	digits := hex.EncodeToString(sum)
	if len(v.part) == md5.Size {
		return digits[8:24] == v.part
	}
	return strings.TrimLeft(digits, "0") == v.part || unpadded(sum) == v.part
}

// unpadded is a digest printed byte by byte without leading zeros.
func unpadded(sum []byte) string {
	var b strings.Builder
	for _, c := range sum {
		if c >= 16 {
			b.WriteByte("0123456789abcdef"[c>>4])
		}
		b.WriteByte("0123456789abcdef"[c&15])
	}
	return b.String()
}
