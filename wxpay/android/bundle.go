package android

import (
	"google.golang.org/protobuf/encoding/protowire"
)

// Fields of an element of the manifest in an AAB (aapt.pb.XmlNode of Android's
// build tools).
const (
	nodeElement = 1

	elementName      = 3
	elementAttribute = 4
	elementChild     = 5

	attributeName     = 2
	attributeValue    = 3
	attributeResource = 5
)

// parseBundleManifest reads the manifest of an AAB, where values are written as in
// the source.
func parseBundleManifest(b []byte) (*Manifest, error) {
	var r reader
	if !r.node(b) || r.m.Package == "" {
		return nil, errManifest
	}
	return &r.m, nil
}

// fields calls f with every field of a message that has a length.
func fields(b []byte, f func(n protowire.Number, value []byte) bool) bool {
	for len(b) > 0 {
		n, kind, size := protowire.ConsumeTag(b)
		if size < 0 {
			return false
		}
		b = b[size:]
		if kind != protowire.BytesType {
			if size = protowire.ConsumeFieldValue(n, kind, b); size < 0 {
				return false
			}
			if kind == protowire.VarintType && !f(n, b[:size]) {
				return false
			}
			b = b[size:]
			continue
		}
		value, size := protowire.ConsumeBytes(b)
		if size < 0 || !f(n, value) {
			return false
		}
		b = b[size:]
	}
	return true
}

// node takes an element and what is in it; a text is passed over.
func (r *reader) node(b []byte) bool {
	return fields(b, func(n protowire.Number, value []byte) bool { return n != nodeElement || r.element(value) })
}

func (r *reader) element(b []byte) bool {
	if len(r.open) >= maxElementDepth {
		return false
	}
	e := element{attrs: map[string]string{}}
	var children [][]byte
	ok := fields(b, func(n protowire.Number, value []byte) bool {
		switch n {
		case elementName:
			e.name = string(value)
		case elementAttribute:
			return attribute(value, e.attrs)
		case elementChild:
			children = append(children, value)
		}
		return true
	})
	if !ok {
		return false
	}
	r.start(e)
	for _, child := range children {
		if !r.node(child) {
			return false
		}
	}
	r.end()
	return true
}

// attribute keeps an attribute that is of use.
func attribute(b []byte, attrs map[string]string) bool {
	var name, value string
	ok := fields(b, func(n protowire.Number, v []byte) bool {
		switch n {
		case attributeName:
			name = string(v)
		case attributeValue:
			value = string(v)
		case attributeResource:
			id, _ := protowire.ConsumeVarint(v)
			if known := attributeIDs[uint32(id)]; known != "" {
				name = known
			}
		}
		return true
	})
	if name == "launchMode" {
		for number, word := range launchModes {
			if word == value {
				value = number
			}
		}
	}
	attrs[name] = value
	return ok
}
