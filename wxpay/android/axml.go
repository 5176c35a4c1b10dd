package android

import (
	"encoding/binary"
	"errors"
	"strconv"
	"unicode/utf16"
)

// errManifest says that a manifest is damaged.
var errManifest = errors.New("AndroidManifest.xml is damaged")

// Chunks of binary XML (ResourceTypes.h of Android).
const (
	chunkStrings  = 0x0001
	chunkXML      = 0x0003
	chunkStart    = 0x0102
	chunkEnd      = 0x0103
	chunkResource = 0x0180

	typeString  = 0x03
	typeDecimal = 0x10
	typeHex     = 0x11
	typeBoolean = 0x12

	none = 0xffffffff // no string

	maxElementDepth = 64

	// maxText is the longest string that is of use, in bytes or units; a file can name
	// a long one again and again.
	maxText = 1024
)

// axml is binary XML being read. Strings are looked up where they stand, so that
// no count is believed.
type axml struct {
	strings []byte // the chunk of strings
	ids     []byte // resource ids of the first strings
	utf8    bool
	count   uint32
	data    uint32 // where the strings begin
}

// parseManifest reads the manifest of an APK.
func parseManifest(b []byte) (*Manifest, error) {
	le := binary.LittleEndian
	if len(b) < 8 || le.Uint16(b) != chunkXML {
		return nil, errManifest
	}
	var x axml
	var r reader
	for b = b[min(int(le.Uint16(b[2:])), len(b)):]; len(b) >= 8; {
		kind, head, size := le.Uint16(b), uint32(le.Uint16(b[2:])), le.Uint32(b[4:])
		if size < 8 || head < 8 || head > size || uint64(size) > uint64(len(b)) {
			return nil, errManifest
		}
		c := b[:size]
		b = b[size:]
		switch kind {
		case chunkStrings:
			if x.strings == nil && !x.pool(c) {
				return nil, errManifest
			}
		case chunkResource:
			x.ids = c[head:]
		case chunkStart:
			e, ok := x.element(c, head)
			if !ok || len(r.open) >= maxElementDepth {
				return nil, errManifest
			}
			r.start(e)
		case chunkEnd:
			r.end()
		}
	}
	if r.m.Package == "" {
		return nil, errManifest
	}
	return &r.m, nil
}

// pool takes over the strings.
func (x *axml) pool(c []byte) bool {
	const header, flagUTF8 = 28, 1 << 8
	if len(c) < header {
		return false
	}
	le := binary.LittleEndian
	x.strings, x.count, x.utf8, x.data = c, le.Uint32(c[8:]), le.Uint32(c[16:])&flagUTF8 != 0, le.Uint32(c[20:])
	return uint64(x.count)*4+header <= uint64(len(c))
}

// text returns a string of the pool, empty where it is too long to be of use; ok is
// false where the pool does not hold it.
func (x *axml) text(i uint32) (s string, ok bool) {
	if i == none {
		return "", true
	}
	if i >= x.count {
		return "", false
	}
	const header = 28
	at := uint64(x.data) + uint64(binary.LittleEndian.Uint32(x.strings[header+4*i:]))
	if at >= uint64(len(x.strings)) {
		return "", false
	}
	b := x.strings[at:]
	if x.utf8 {
		if _, b, ok = length8(b); !ok { // in characters
			return "", false
		}
		n, rest, ok := length8(b)
		if !ok || n > len(rest) {
			return "", false
		}
		if n > maxText {
			return "", true
		}
		return string(rest[:n]), true
	}
	return text16(b)
}

// length8 reads a length of one or two bytes.
func length8(b []byte) (n int, rest []byte, ok bool) {
	switch {
	case len(b) >= 1 && b[0] < 0x80:
		return int(b[0]), b[1:], true
	case len(b) >= 2:
		return int(b[0]&0x7f)<<8 | int(b[1]), b[2:], true
	}
	return 0, nil, false
}

// text16 reads a string of two bytes a unit, whose length has one unit or two.
func text16(b []byte) (string, bool) {
	le := binary.LittleEndian
	if len(b) < 2 {
		return "", false
	}
	n := int(le.Uint16(b))
	b = b[2:]
	if n&0x8000 != 0 {
		if len(b) < 2 {
			return "", false
		}
		n, b = (n&0x7fff)<<16|int(le.Uint16(b)), b[2:]
	}
	if n > len(b)/2 {
		return "", false
	}
	if n > maxText {
		return "", true
	}
	units := make([]uint16, n)
	for i := range units {
		units[i] = le.Uint16(b[2*i:])
	}
	return string(utf16.Decode(units)), true
}

// element reads a start tag with the attributes that are of use.
func (x *axml) element(c []byte, head uint32) (e element, ok bool) {
	const fixed, least = 20, 20 // bytes of the tag, and of an attribute
	le := binary.LittleEndian
	if uint64(head)+fixed > uint64(len(c)) {
		return e, false
	}
	tag := c[head:]
	if e.name, ok = x.text(le.Uint32(tag[4:])); !ok {
		return e, false
	}
	start, size, count := int(le.Uint16(tag[8:])), int(le.Uint16(tag[10:])), int(le.Uint16(tag[12:]))
	if count > 0 && size < least || start+count*size > len(tag) {
		return e, false
	}
	e.attrs = map[string]string{}
	for i := range count {
		a := tag[start+i*size:]
		name, wanted, ok := x.attribute(le.Uint32(a[4:]))
		if !ok {
			return e, false
		}
		if !wanted {
			continue
		}
		if e.attrs[name], ok = x.value(le.Uint32(a[8:]), a[15], le.Uint32(a[16:])); !ok {
			return e, false
		}
	}
	return e, true
}

// attribute names an attribute, by its resource id where it has one.
func (x *axml) attribute(i uint32) (name string, wanted, ok bool) {
	if uint64(i)*4+4 <= uint64(len(x.ids)) {
		if name := attributeIDs[binary.LittleEndian.Uint32(x.ids[4*i:])]; name != "" {
			return name, true, true
		}
	}
	name, ok = x.text(i)
	return name, name == "package", ok
}

// value writes a value as the source has it; what a resource decides is empty.
func (x *axml) value(raw uint32, kind byte, data uint32) (string, bool) {
	switch {
	case kind == typeBoolean:
		return strconv.FormatBool(data != 0), true
	case kind == typeDecimal || kind == typeHex:
		return strconv.FormatInt(int64(int32(data)), 10), true
	case kind == typeString:
		return x.text(data)
	}
	return x.text(raw)
}
