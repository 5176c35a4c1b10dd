package diagnose

import (
	"bytes"
	"crypto"
	"crypto/md5"
	"crypto/rsa"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"crypto/subtle"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/binary"
	"encoding/hex"
	"math/big"
	"slices"

	"wxlens/wxpay"
)

// v3Key is an RSA key that may have signed.
type v3Key struct {
	label  string
	public *rsa.PublicKey
	found  []found // none: the key that belongs there
}

// opened is what a signature says under one key.
type opened struct {
	key    *v3Key
	hash   crypto.Hash // 0: the block names none
	digest []byte      // or whatever else was signed
	pss    bool        // the digest is that of the text's digest and the salt
	salt   []byte
}

// openSignature raises a signature to the public exponent. What lies inside tells
// at once whether this key made it, with which padding and which digest
// (RFC 8017, 8.2.2 and 9.2). ok is false where the key did not make it.
func openSignature(signature []byte, key *v3Key) (o opened, ok bool) {
	public := key.public
	if len(signature) != public.Size() {
		return o, false
	}
	n := new(big.Int).SetBytes(signature)
	if n.Cmp(public.N) >= 0 {
		return o, false
	}
	n.Exp(n, big.NewInt(int64(public.E)), public.N)
	block := n.FillBytes(make([]byte, public.Size()))
	o.key = key
	if rest, ok := bytes.CutPrefix(block, []byte{0, 1, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff}); ok {
		rest = bytes.TrimLeft(rest, "\xff")
		if content, ok := bytes.CutPrefix(rest, []byte{0}); ok {
			o.hash, o.digest = digestInfo(content)
			return o, true
		}
	}
	o.digest, o.salt, o.pss = openPSS(block, public.N.BitLen()-1)
	return o, o.pss
}

// openPSS takes the digest and the salt out of a block that is padded with PSS and
// SHA-256 (RFC 8017, 9.1.2). One block in 256 ends like one by chance, so the padding
// must be whole. bits is the length of the modulus less one.
func openPSS(block []byte, bits int) (digest, salt []byte, ok bool) {
	block = block[len(block)-(bits+7)/8:]
	end := len(block) - 1 - sha256.Size
	if end < 1 || block[len(block)-1] != 0xbc {
		return nil, nil, false
	}
	digest = block[end : len(block)-1]
	padded := bytes.Clone(block[:end])
	for counter, at := uint32(0), 0; at < end; counter, at = counter+1, at+sha256.Size {
		mask := sha256.Sum256(binary.BigEndian.AppendUint32(bytes.Clone(digest), counter))
		subtle.XORBytes(padded[at:], padded[at:], mask[:])
	}
	padded[0] &= 0xff >> (8*len(block) - bits)
	salt, ok = bytes.CutPrefix(bytes.TrimLeft(padded, "\x00"), []byte{1})
	return digest, salt, ok
}

var digestOIDs = map[string]crypto.Hash{
	"2.16.840.1.101.3.4.2.1": crypto.SHA256, "2.16.840.1.101.3.4.2.2": crypto.SHA384, "2.16.840.1.101.3.4.2.3": crypto.SHA512,
	"1.3.14.3.2.26": crypto.SHA1, "1.2.840.113549.2.5": crypto.MD5,
}

// digestInfo reads what PKCS #1 v1.5 wraps a digest in; whatever is not wrapped is
// returned as it is.
func digestInfo(content []byte) (crypto.Hash, []byte) {
	var info struct {
		Algorithm pkix.AlgorithmIdentifier
		Digest    []byte
	}
	if rest, err := asn1.Unmarshal(content, &info); err == nil && len(rest) == 0 {
		if h := digestOIDs[info.Algorithm.Algorithm.String()]; h != 0 && h.Size() == len(info.Digest) {
			return h, info.Digest
		}
	}
	return 0, content
}

// v3Seal is one signature that was opened: what its text must digest to.
type v3Seal struct {
	opened
	found []found
}

// v3Matcher compares the digests of texts with those that signatures hold.
type v3Matcher struct {
	seals [maxDepth + 1][]v3Seal // by the number of departures
}

// newV3Matcher opens a signature under every key. There are no seals where none of
// them made it.
func newV3Matcher(signature []byte, keys []v3Key, more []found) *v3Matcher {
	m := &v3Matcher{}
	for i := range keys {
		o, ok := openSignature(signature, &keys[i])
		if !ok {
			continue
		}
		s := v3Seal{opened: o, found: append([]found(nil), keys[i].found...)}
		switch {
		case o.pss:
			s.found = append(s.found, found{"v3-rsa-padding", "PSS"})
		case o.hash == 0:
			s.found = append(s.found, found{"v3-rsa-padding", "DigestInfo"})
		case o.hash != crypto.SHA256:
			s.found = append(s.found, found{"v3-digest-sha1", o.hash.String()})
		}
		s.found = append(s.found, more...)
		if len(s.found) <= maxDepth {
			m.seals[len(s.found)] = append(m.seals[len(s.found)], s)
		}
	}
	return m
}

// signedBy returns the signatures that opened, those with fewer departures first.
func (m *v3Matcher) signedBy() (all []v3Seal) {
	for _, seals := range m.seals {
		all = append(all, seals...)
	}
	return all
}

// ways implements [matcher].
func (m *v3Matcher) ways(cost int) int { return len(m.seals[cost]) }

// try implements [matcher].
func (m *v3Matcher) try(_ *memory, text []byte, whole func([]byte) []byte, cost int) (hits []sealed) {
	if whole != nil {
		text = whole(text)
	}
	sum := sha256.Sum256(text)
	for i := range m.seals[cost] {
		if s := &m.seals[cost][i]; s.holds(text, &sum) {
			hits = append(hits, sealed{s.found, (*draft).textOf})
		}
	}
	return hits
}

// holds reports whether a text, with its SHA-256, is the one that was signed.
func (o *opened) holds(text []byte, sum *[sha256.Size]byte) bool {
	switch {
	case o.pss:
		salted := sha256.Sum256(slices.Concat(make([]byte, 8), sum[:], o.salt))
		return bytes.Equal(o.digest, salted[:])
	case o.hash == crypto.SHA256:
		return bytes.Equal(o.digest, sum[:])
	case o.hash == crypto.SHA1:
		other := sha1.Sum(text)
		return bytes.Equal(o.digest, other[:])
	case o.hash == crypto.MD5:
		other := md5.Sum(text)
		return bytes.Equal(o.digest, other[:])
	case o.hash == crypto.SHA512:
		other := sha512.Sum512(text)
		return bytes.Equal(o.digest, other[:])
	case o.hash == crypto.SHA384:
		other := sha512.Sum384(text)
		return bytes.Equal(o.digest, other[:])
	}
	return bytes.Equal(o.digest, sum[:]) || bytes.Equal(o.digest, text) || string(o.digest) == hex.EncodeToString(sum[:])
}

// textOf returns the text of a draft.
func (d *draft) textOf() wxpay.Text {
	t := wxpay.NewText(1024, len(d.fields))
	d.writeTo(&t)
	if d.whole != nil {
		return wxpay.PlainText(d.whole(t.Bytes()))
	}
	return t
}
