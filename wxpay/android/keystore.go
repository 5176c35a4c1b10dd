package android

import (
	"bytes"
	"crypto/sha1"
	"crypto/subtle"
	"encoding/asn1"
	"encoding/binary"
	"errors"
	"slices"
	"strings"
	"unicode/utf16"

	"software.sslmate.com/src/go-pkcs12"
)

// entry is a certificate of a keystore.
type entry struct {
	alias string
	cert  []byte
	key   bool // a private key belongs to it
}

// storeOf makes a file of the entries that can sign, or of all where none can.
func storeOf(form Form, entries []entry, alias string) (*File, error) {
	if slices.ContainsFunc(entries, func(e entry) bool { return e.key }) {
		entries = slices.DeleteFunc(entries, func(e entry) bool { return !e.key })
	}
	slices.SortStableFunc(entries, func(a, b entry) int { return strings.Compare(a.alias, b.alias) })
	if alias != "" {
		var names []string
		for _, e := range entries {
			names = append(names, e.alias)
		}
		if entries = slices.DeleteFunc(entries, func(e entry) bool { return !strings.EqualFold(e.alias, alias) }); len(entries) == 0 {
			return nil, fault(CodeAliasUnknown, alias+" ("+strings.Join(names, ", ")+")")
		}
	}
	var certs [][]byte
	for _, e := range entries {
		certs = append(certs, e.cert)
	}
	f, err := fileOf(Keystore, form, certs)
	if err != nil {
		return nil, err
	}
	for i := range f.Signatures {
		f.Signatures[i].Alias = entries[i].alias
	}
	return f, nil
}

// scanner takes a keystore of Java apart. Its lengths are claims: nothing is
// allocated for them.
type scanner struct {
	rest []byte
	bad  bool
}

func (s *scanner) take(n uint32) []byte {
	if s.bad || uint64(n) > uint64(len(s.rest)) {
		s.bad = true
		return nil
	}
	taken := s.rest[:n]
	s.rest = s.rest[n:]
	return taken
}

func (s *scanner) uint32() uint32 {
	if b := s.take(4); b != nil {
		return binary.BigEndian.Uint32(b)
	}
	return 0
}

func (s *scanner) text() string {
	if b := s.take(2); b != nil {
		return string(s.take(uint32(binary.BigEndian.Uint16(b))))
	}
	return ""
}

// cert reads a certificate; the second version of the format names its type.
func (s *scanner) cert(version uint32) []byte {
	if version == 2 {
		s.text()
	}
	return s.take(s.uint32())
}

// readJKS reads a keystore of Java, JKS or JCEKS. Its certificates are not
// encrypted; the password only seals it.
func readJKS(form Form, data []byte, o Options) (*File, error) {
	const tagKey, tagTrusted, tagSecret, stamp = 1, 2, 3, 8
	s := scanner{rest: data[4:]}
	version, count := s.uint32(), s.uint32()
	if version != 1 && version != 2 {
		return nil, fault(CodeStoreDamaged, string(form))
	}
	var entries []entry
	for ; count > 0 && !s.bad; count-- {
		tag := s.uint32()
		e := entry{alias: s.text(), key: tag == tagKey}
		s.take(stamp)
		switch tag {
		case tagKey:
			s.take(s.uint32()) // the encrypted key
			for chain := s.uint32(); chain > 0 && !s.bad; chain-- {
				if cert := s.cert(version); e.cert == nil {
					e.cert = cert
				}
			}
		case tagTrusted:
			e.cert = s.cert(version)
		case tagSecret: // an object of Java follows, whose length nothing tells
			if form == JCEKS && !s.bad {
				return nil, fault(CodeStoreJCEKS, "")
			}
			s.bad = true
		default:
			s.bad = true
		}
		if !s.bad && e.cert != nil {
			entries = append(entries, e)
		}
	}
	sealed := data[:len(data)-len(s.rest)]
	seal := s.take(sha1.Size)
	if s.bad || len(s.rest) > 0 {
		return nil, fault(CodeStoreDamaged, string(form))
	}
	if !o.Password.IsZero() && subtle.ConstantTimeCompare(seal, jksSeal(sealed, o.Password.Reveal())) != 1 {
		return nil, fault(CodePasswordWrong, string(form))
	}
	f, err := storeOf(form, entries, o.Alias)
	if err == nil {
		f.Unchecked = o.Password.IsZero()
	}
	return f, err
}

// jksSeal is the sum over a keystore and its password.
func jksSeal(data []byte, password string) []byte {
	h := sha1.New()
	for _, unit := range utf16.Encode([]rune(password)) {
		h.Write([]byte{byte(unit >> 8), byte(unit)})
	}
	h.Write([]byte("Mighty Aphrodite")) // a constant of the format
	h.Write(data)
	return h.Sum(nil)
}

// looksLikePKCS12 knows a PFX: version 3, then a PKCS#7 of type data (RFC 7292 §4).
func looksLikePKCS12(data []byte) bool {
	var p struct {
		Version int
		Safe    contentInfo
		Mac     asn1.RawValue `asn1:"optional"`
	}
	_, err := asn1.Unmarshal(data, &p)
	return err == nil && p.Version == 3
}

// readPKCS12 reads a PKCS#12 keystore.
func readPKCS12(data []byte, o Options) (f *File, err error) {
	if costly(data) {
		return nil, fault(CodeStoreUnsupported, "iterations")
	}
	defer func() { // the library leaves the length of an IV to crypto/cipher, which panics
		if recover() != nil {
			f, err = nil, fault(CodeStoreDamaged, string(PKCS12))
		}
	}()
	entries, err := entriesOf(data, o.Password.Reveal())
	unknown := pkcs12.NotImplementedError("")
	switch {
	case errors.Is(err, pkcs12.ErrIncorrectPassword) && o.Password.IsZero():
		return nil, fault(CodePasswordNeeded, string(PKCS12))
	case errors.Is(err, pkcs12.ErrIncorrectPassword) || errors.Is(err, pkcs12.ErrDecryption):
		return nil, fault(CodePasswordWrong, string(PKCS12))
	case errors.As(err, &unknown):
		return nil, fault(CodeStoreUnsupported, strings.TrimPrefix(string(unknown), "pkcs12: "))
	case damaged(err):
		return nil, fault(CodeStoreDamaged, string(PKCS12))
	case err != nil: // what the right password opened is whole
		return nil, fault(CodeStoreUnsupported, strings.TrimPrefix(err.Error(), "pkcs12: "))
	}
	return storeOf(PKCS12, entries, o.Alias)
}

// damaged reports whether an error is about the outline of the file rather than
// about an entry that the library does not know, such as a secret key.
func damaged(err error) bool {
	structure, syntax := asn1.StructuralError{}, asn1.SyntaxError{}
	return errors.As(err, &structure) || errors.As(err, &syntax) || err != nil && strings.Contains(err.Error(), "P12 data")
}

// entriesOf lists the certificates of a PKCS#12 keystore, those of private keys
// with the key's alias.
func entriesOf(data []byte, password string) ([]entry, error) {
	//lint:ignore SA1019 only its certificates and names are taken, and it alone opens stores with several keys
	blocks, err := pkcs12.ToPEM(data, password)
	if errors.Is(err, pkcs12.ErrIncorrectPassword) {
		return nil, err
	}
	if err != nil {
		if trusted, trustErr := pkcs12.DecodeTrustStore(data, password); trustErr == nil {
			var entries []entry
			for _, cert := range trusted {
				entries = append(entries, entry{cert: cert.Raw})
			}
			return entries, nil
		}
		if _, cert, _, chainErr := pkcs12.DecodeChain(data, password); chainErr == nil {
			return []entry{{cert: cert.Raw, key: true}}, nil
		}
		return nil, err
	}
	const id, name = "localKeyId", "friendlyName"
	keys := map[string]string{} // alias by id
	for _, b := range blocks {
		if b.Type == "PRIVATE KEY" {
			keys[b.Headers[id]] = b.Headers[name]
		}
	}
	var entries []entry
	for _, b := range blocks {
		if b.Type != "CERTIFICATE" {
			continue
		}
		alias, own := keys[b.Headers[id]]
		own = own && (b.Headers[id] != "" || len(keys) == 1 && len(entries) == 0)
		if alias == "" || !own {
			alias = b.Headers[name]
		}
		entries = append(entries, entry{alias: alias, cert: bytes.Clone(b.Bytes), key: own})
	}
	return entries, nil
}

// Bounds of what deriving the keys of a whole keystore may cost. The most that tools
// use by default is 600,000 iterations for each of some keys.
const (
	maxIterations = 4_000_000
	maxKeyLength  = 64 // bytes
	maxDepth      = 24
)

// costly reports whether a keystore asks for more work than any tool would: numbers
// after a salt are iterations and then the length of a key (RFC 8018 §A). What is
// encrypted is not looked into: who can write there knows the password.
func costly(data []byte) bool { return iterations(data, 0) > maxIterations }

// iterations adds up what the salts of a text are followed by; more than is allowed
// where one of them cannot be meant.
func iterations(data []byte, depth int) (sum int64) {
	if depth > maxDepth {
		return maxIterations + 1
	}
	salted := 0 // numbers since the salt, and one
	for len(data) > 0 && sum <= maxIterations {
		var v asn1.RawValue
		rest, err := asn1.Unmarshal(data, &v)
		if err != nil {
			return sum // it is no ASN.1
		}
		data = rest
		switch {
		case v.Class == asn1.ClassUniversal && v.Tag == asn1.TagOctetString && !v.IsCompound:
			salted = 1
			if len(v.Bytes) > 0 && v.Bytes[0] == 0x30 { // a sequence
				sum += iterations(v.Bytes, depth+1)
			}
		case v.Class == asn1.ClassUniversal && v.Tag == asn1.TagInteger && salted > 0:
			var n int64
			if _, err := asn1.Unmarshal(v.FullBytes, &n); err != nil || n > maxIterations || salted > 1 && n > maxKeyLength {
				return maxIterations + 1
			}
			if salted == 1 {
				sum += max(n, 0)
			}
			salted++
		default:
			salted = 0
			if v.IsCompound {
				sum += iterations(v.Bytes, depth+1)
			}
		}
	}
	return sum
}
