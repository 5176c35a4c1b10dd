package androidtest

import (
	"encoding/binary"
	"strconv"
	"unicode/utf16"

	"google.golang.org/protobuf/encoding/protowire"
)

// Node is an element of a manifest. The name of an attribute of Android has the
// prefix "android:".
type Node struct {
	Name     string
	Attrs    []Attr
	Children []Node
}

// Attr is an attribute; true, false and numbers are written as such.
type Attr struct{ Name, Value string }

// Manifest writes the usual manifest of an app that pays: the activity as the
// documents want it, and what else is given to the application.
func Manifest(packageName string, target int, entry Node, more ...Attr) Node {
	return Node{"manifest", []Attr{{"package", packageName}, {"android:versionCode", "7"}}, []Node{
		{"uses-sdk", []Attr{{"android:minSdkVersion", "24"}, {"android:targetSdkVersion", strconv.Itoa(target)}}, nil},
		{"queries", nil, []Node{{"package", []Attr{{"android:name", "com.tencent.mm"}}, nil}}},
		{"application", more, []Node{
			{"activity", []Attr{{"android:name", ".MainActivity"}, {"android:exported", "true"}}, []Node{{"intent-filter", nil, nil}}},
			entry,
		}},
	}}
}

// Entry is the activity as it should be, with attributes added.
func Entry(name string, more ...Attr) Node {
	return Node{"activity", append([]Attr{{"android:name", name}, {"android:exported", "true"}, {"android:launchMode", "2"}}, more...), nil}
}

// ids are those of android.R.attr.
var ids = map[string]uint32{
	"android:name": 0x01010003, "android:permission": 0x01010006, "android:enabled": 0x0101000e, "android:debuggable": 0x0101000f, "android:exported": 0x01010010,
	"android:taskAffinity": 0x01010012, "android:launchMode": 0x0101001d, "android:minSdkVersion": 0x0101020c, "android:targetSdkVersion": 0x01010270,
	"android:versionCode": 0x0101021b,
}

const androidNS = "http://schemas.android.com/apk/res/android"

// writer writes binary XML.
type writer struct {
	strings []string
	at      map[string]uint32
	ids     []uint32
	body    []byte
}

// Binary writes a manifest as it stands in an APK.
func (n Node) Binary() []byte {
	w := &writer{at: map[string]uint32{}}
	n.names(w) // attributes with an id come first
	w.text("android")
	w.text(androidNS)
	w.node(0x0100, w.text("android"), w.text(androidNS))
	n.write(w)
	w.node(0x0101, w.text("android"), w.text(androidNS))
	var res []byte
	for _, id := range w.ids {
		res = u32(res, id)
	}
	inner := append(w.pool(), append(chunk(0x0180, nil, res), w.body...)...)
	return chunk(0x0003, nil, inner)
}

func (n Node) names(w *writer) {
	for _, a := range n.Attrs {
		if id := ids[a.Name]; id != 0 {
			if _, known := w.at[a.Name]; !known {
				w.at[a.Name] = uint32(len(w.strings))
				w.strings = append(w.strings, a.Name[len("android:"):])
				w.ids = append(w.ids, id)
			}
		}
	}
	for _, c := range n.Children {
		c.names(w)
	}
}

func (w *writer) text(s string) uint32 {
	if i, known := w.at["\x00"+s]; known {
		return i
	}
	w.at["\x00"+s] = uint32(len(w.strings))
	w.strings = append(w.strings, s)
	return uint32(len(w.strings) - 1)
}

func (w *writer) node(kind uint16, words ...uint32) {
	var b []byte
	for _, word := range words {
		b = u32(b, word)
	}
	w.body = append(w.body, chunk(kind, u32(u32(nil, 1), 0xffffffff), b)...)
}

func (n Node) write(w *writer) {
	tag := u32(u32(nil, 0xffffffff), w.text(n.Name))
	tag = u16(tag, 20, 20, len(n.Attrs), 0, 0, 0)
	for _, a := range n.Attrs {
		name, known := w.at[a.Name]
		ns := w.text(androidNS)
		if !known {
			name, ns = w.text(a.Name), 0xffffffff
		}
		tag = u32(u32(tag, ns), name)
		number, err := strconv.Atoi(a.Value)
		switch {
		case a.Value == "true" || a.Value == "false":
			data := uint32(0)
			if a.Value == "true" {
				data = 0xffffffff
			}
			tag = u32(append(u16(u32(tag, 0xffffffff), 8), 0, 0x12), data)
		case err == nil:
			tag = u32(append(u16(u32(tag, 0xffffffff), 8), 0, 0x10), uint32(number))
		default:
			s := w.text(a.Value)
			tag = u32(append(u16(u32(tag, s), 8), 0, 0x03), s)
		}
	}
	w.body = append(w.body, chunk(0x0102, u32(u32(nil, 1), 0xffffffff), tag)...)
	for _, c := range n.Children {
		c.write(w)
	}
	w.node(0x0103, 0xffffffff, w.text(n.Name))
}

// pool writes the strings, in UTF-16.
func (w *writer) pool() []byte {
	var offsets, data []byte
	for _, s := range w.strings {
		offsets = u32(offsets, uint32(len(data)))
		units := utf16.Encode([]rune(s))
		data = u16(data, len(units))
		for _, u := range units {
			data = u16(data, int(u))
		}
		data = u16(data, 0)
	}
	for len(data)%4 != 0 {
		data = append(data, 0)
	}
	head := u32(u32(u32(nil, uint32(len(w.strings))), 0), 0)
	head = u32(u32(head, uint32(28+len(offsets))), 0)
	return chunk(0x0001, head, append(offsets, data...))
}

func chunk(kind uint16, head, body []byte) []byte {
	b := u16(nil, int(kind), 8+len(head))
	b = u32(b, uint32(8+len(head)+len(body)))
	return append(append(b, head...), body...)
}

func u32(b []byte, n uint32) []byte { return binary.LittleEndian.AppendUint32(b, n) }

func u16(b []byte, all ...int) []byte {
	for _, n := range all {
		b = binary.LittleEndian.AppendUint16(b, uint16(n))
	}
	return b
}

// Proto writes a manifest as it stands in an AAB.
func (n Node) Proto() []byte {
	e := protowire.AppendString(protowire.AppendTag(nil, 3, protowire.BytesType), n.Name)
	for _, a := range n.Attrs {
		var b []byte
		name := a.Name
		if id := ids[name]; id != 0 {
			name = name[len("android:"):]
			b = protowire.AppendString(protowire.AppendTag(b, 1, protowire.BytesType), androidNS)
			b = protowire.AppendVarint(protowire.AppendTag(b, 5, protowire.VarintType), uint64(id))
		}
		value := a.Value
		if a.Name == "android:launchMode" {
			value = map[string]string{"0": "standard", "1": "singleTop", "2": "singleTask"}[value]
		}
		b = protowire.AppendString(protowire.AppendTag(b, 2, protowire.BytesType), name)
		b = protowire.AppendString(protowire.AppendTag(b, 3, protowire.BytesType), value)
		e = protowire.AppendBytes(protowire.AppendTag(e, 4, protowire.BytesType), b)
	}
	for _, c := range n.Children {
		e = protowire.AppendBytes(protowire.AppendTag(e, 5, protowire.BytesType), c.Proto())
	}
	return protowire.AppendBytes(protowire.AppendTag(nil, 1, protowire.BytesType), e)
}
