package android

import (
	"encoding/binary"
	"io"
)

// Names of what an APK signing block holds (APK Signature Scheme v2, v3, v3.1).
const (
	idV2  = 0x7109871a
	idV3  = 0xf05368c0
	idV31 = 0x1b93ad61

	idLineage = 0x3ba06f8c // proof of rotation, an attribute of v3
)

const (
	blockMagic  = "APK Sig Block 42"
	blockFooter = 8 + len(blockMagic)
	maxPairs    = 4096 // in a block; there are a handful
)

// blockSigners reads the signers of v2 and later, which stand before the ZIP's
// directory. A package without that block has none.
func blockSigners(r io.ReaderAt, directory int64) ([]signer, error) {
	if directory < int64(blockFooter) {
		return nil, nil
	}
	footer := make([]byte, blockFooter)
	if _, err := r.ReadAt(footer, directory-int64(len(footer))); err != nil {
		return nil, err
	}
	if string(footer[8:]) != blockMagic {
		return nil, nil
	}
	size := binary.LittleEndian.Uint64(footer)
	if size < uint64(blockFooter) || size > uint64(directory)-8 {
		return nil, fault(CodeBlockDamaged, "")
	}
	at, end := directory-int64(size), directory-int64(blockFooter)
	head := make([]byte, 12)
	if _, err := r.ReadAt(head[:8], at-8); err != nil {
		return nil, err
	}
	if binary.LittleEndian.Uint64(head) != size {
		return nil, fault(CodeBlockDamaged, "")
	}
	var all []signer
	for range maxPairs {
		if at == end {
			return all, nil
		}
		if end-at < int64(len(head)) {
			break
		}
		if _, err := r.ReadAt(head, at); err != nil {
			return nil, err
		}
		length := binary.LittleEndian.Uint64(head) // of the id and the value
		if length < 4 || length > uint64(end-at-8) {
			break
		}
		scheme, known := map[uint32]Scheme{idV2: V2, idV3: V3, idV31: V31}[binary.LittleEndian.Uint32(head[8:])]
		if known {
			if length > MaxPart {
				return nil, fault(CodeTooLarge, string(scheme))
			}
			value := make([]byte, length-4)
			if _, err := r.ReadAt(value, at+int64(len(head))); err != nil {
				return nil, err
			}
			signers, ok := parseSigners(scheme, value)
			if !ok {
				return nil, fault(CodeBlockDamaged, string(scheme))
			}
			all = append(all, signers...)
		}
		at += 8 + int64(length)
	}
	return nil, fault(CodeBlockDamaged, "")
}

// slices of a signing block: each is led by its length, four bytes, the least first.
type chunk []byte

// next takes a chunk off the front.
func (c *chunk) next() (value chunk, ok bool) {
	n, ok := c.uint32()
	if !ok || uint64(n) > uint64(len(*c)) {
		return nil, false
	}
	value, *c = (*c)[:n], (*c)[n:]
	return value, true
}

func (c *chunk) uint32() (n uint32, ok bool) {
	if len(*c) < 4 {
		return 0, false
	}
	n, *c = binary.LittleEndian.Uint32(*c), (*c)[4:]
	return n, true
}

// parseSigners reads the signers of a scheme.
func parseSigners(scheme Scheme, value chunk) (all []signer, ok bool) {
	list, ok := value.next()
	if !ok || len(value) > 0 {
		return nil, false
	}
	for len(list) > 0 {
		one, ok := list.next()
		if !ok || len(all) >= maxSigners {
			return nil, false
		}
		s, ok := parseSigner(scheme, one)
		if !ok {
			return nil, false
		}
		all = append(all, s)
	}
	return all, len(all) > 0
}

// parseSigner reads one signer: the signed data with digests, certificates and
// attributes; v3 adds the levels that it is for.
func parseSigner(scheme Scheme, c chunk) (s signer, ok bool) {
	s.scheme = scheme
	data, ok := c.next()
	if !ok {
		return s, false
	}
	if _, ok = data.next(); !ok { // digests
		return s, false
	}
	certs, ok := data.next()
	if !ok {
		return s, false
	}
	cert, ok := certs.next()
	if !ok || len(cert) == 0 {
		return s, false
	}
	s.cert = cert
	if scheme == V2 {
		return s, true
	}
	first, ok := data.uint32()
	if !ok {
		return s, false
	}
	last, ok := data.uint32()
	if !ok || first > last {
		return s, false
	}
	s.min, s.max = level(first), level(last)
	attributes, ok := data.next()
	if !ok {
		return s, false
	}
	for len(attributes) > 0 {
		a, ok := attributes.next()
		if !ok {
			return s, false
		}
		if id, ok := a.uint32(); !ok {
			return s, false
		} else if id != idLineage {
			continue
		}
		if s.past, ok = parseLineage(a); !ok {
			return s, false
		}
	}
	return s, true
}

// level is an API level as a plain number; signers write 2³¹-1 for no limit.
func level(n uint32) int { return int(min(n, 1<<31-1)) }

// maxLineage is how many rotations are read.
const maxLineage = 100

// parseLineage reads the certificates of a rotation, the oldest first.
func parseLineage(c chunk) (certs [][]byte, ok bool) {
	if version, ok := c.uint32(); !ok || version != 1 {
		return nil, false
	}
	for len(c) > 0 {
		node, ok := c.next()
		if !ok || len(certs) >= maxLineage {
			return nil, false
		}
		data, ok := node.next()
		if !ok {
			return nil, false
		}
		cert, ok := data.next()
		if !ok || len(cert) == 0 {
			return nil, false
		}
		certs = append(certs, cert)
	}
	return certs, true
}
