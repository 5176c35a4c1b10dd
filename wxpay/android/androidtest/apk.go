package androidtest

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"strconv"
)

// APK is a package to be made.
type APK struct {
	Manifest    []byte // as it stands in the file
	Bundle      bool   // an AAB
	V1, V2, V3  []Key
	V31         []Key
	Lineage     []Key  // of the first signer of v3.1, or else of v3; the oldest first
	Claims      string // that v1 makes about other schemes, such as "2, 3"
	Extra       map[string][]byte
	SpoilScheme uint32 // id of a scheme whose value is cut off
}

// Ids of the schemes in a signing block.
const (
	IDV2  = 0x7109871a
	IDV3  = 0xf05368c0
	IDV31 = 0x1b93ad61
)

// Bytes makes the package.
func (a APK) Bytes() []byte {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	add := func(name string, data []byte) {
		_, err := must(z.Create(name)).Write(data)
		check(err)
	}
	name := "AndroidManifest.xml"
	if a.Bundle {
		name = "base/manifest/AndroidManifest.xml"
	}
	if a.Manifest != nil {
		add(name, a.Manifest)
	}
	add("classes.dex", []byte("dex\n035\x00"))
	for name, data := range a.Extra {
		add(name, data)
	}
	for i, k := range a.V1 {
		sf := []byte("Signature-Version: 1.0\r\nCreated-By: 1.0 (Android)\r\n")
		if a.Claims != "" {
			sf = append(sf, "X-Android-APK-Signed: "+a.Claims+"\r\n"...)
		}
		base := "META-INF/CERT" + strconv.Itoa(i)
		add(base+".SF", append(sf, "\r\n"...))
		add(base+".EC", k.PKCS7(sf))
	}
	check(z.Close())
	return a.insert(b.Bytes())
}

// insert puts the signing block before the directory.
func (a APK) insert(plain []byte) []byte {
	var pairs []byte
	put := func(id uint32, value []byte) {
		if id == a.SpoilScheme {
			value = value[:len(value)/2]
		}
		pairs = binary.LittleEndian.AppendUint64(pairs, uint64(4+len(value)))
		pairs = append(u32(pairs, id), value...)
	}
	if a.V2 != nil {
		put(IDV2, signers(a.V2, 0, 0, nil))
	}
	const last = 1<<31 - 1
	switch {
	case a.V31 != nil:
		put(IDV3, signers(a.V3, 28, 32, nil))
		put(IDV31, signers(a.V31, 33, last, a.Lineage))
	case a.V3 != nil:
		put(IDV3, signers(a.V3, 28, last, a.Lineage))
	}
	if pairs == nil {
		return plain
	}
	put(0x42726577, make([]byte, 100)) // padding
	size := uint64(len(pairs) + 24)
	block := binary.LittleEndian.AppendUint64(nil, size)
	block = binary.LittleEndian.AppendUint64(append(block, pairs...), size)
	block = append(block, "APK Sig Block 42"...)
	end := bytes.LastIndex(plain, []byte("PK\x05\x06"))
	at := binary.LittleEndian.Uint32(plain[end+16:])
	out := append(append(append([]byte{}, plain[:at]...), block...), plain[at:]...)
	binary.LittleEndian.PutUint32(out[len(block)+end+16:], at+uint32(len(block)))
	return out
}

// led puts the length before what it is of.
func led(parts ...[]byte) []byte {
	var all []byte
	for _, p := range parts {
		all = append(all, p...)
	}
	return append(u32(nil, uint32(len(all))), all...)
}

func signers(keys []Key, first, last uint32, lineage []Key) []byte {
	var list []byte
	for i, k := range keys {
		digests := led(led(u32(nil, 0x0201), led(make([]byte, 32))))
		data := append(digests, led(led(k.Cert.Raw))...)
		levels := []byte(nil)
		if last > 0 {
			levels = u32(u32(nil, first), last)
			data = append(data, levels...)
		}
		attributes := []byte(nil)
		if i == 0 && lineage != nil {
			attributes = led(u32(nil, 0x3ba06f8c), proof(lineage))
		}
		data = append(data, led(attributes)...)
		public := k.Cert.RawSubjectPublicKeyInfo
		list = append(list, led(led(data), levels, led(led(u32(nil, 0x0201), led(make([]byte, 70)))), led(public))...)
	}
	return led(list)
}

// proof writes a lineage.
func proof(lineage []Key) []byte {
	b := u32(nil, 1)
	for _, k := range lineage {
		node := led(led(k.Cert.Raw), u32(nil, 0x0201))
		b = append(b, led(node, u32(u32(nil, 0x17), 0x0201), led(make([]byte, 70)))...)
	}
	return b
}
