package android

import (
	"bytes"
	"crypto/x509/pkix"
	"testing"
	"time"

	"wxlens/wxpay"
	"wxlens/wxpay/android/androidtest"
)

var seeds = func() (all struct{ apk, jks, p12, pkcs7, axml, proto []byte }) {
	old, now := androidtest.Release(), androidtest.NewKey(pkix.Name{CommonName: "b"})
	node := androidtest.Manifest("a.b", 34, androidtest.Entry("a.b.wxapi.WXPayEntryActivity"))
	all.apk = androidtest.APK{Manifest: node.Binary(), V1: []androidtest.Key{old}, V2: []androidtest.Key{old}, V3: []androidtest.Key{now}, Lineage: []androidtest.Key{old, now}}.Bytes()
	all.jks, all.p12, all.pkcs7 = androidtest.JKS("secret", map[string]androidtest.Key{"a": old}), old.PKCS12("secret"), old.PKCS7([]byte("x"))
	all.axml, all.proto = node.Binary(), node.Proto()
	return all
}

func FuzzRead(f *testing.F) {
	s := seeds()
	for _, seed := range [][]byte{s.apk, s.jks, s.p12, s.pkcs7, androidtest.Release().PEM(), androidtest.Release().Cert.Raw} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		file, err := Read(bytes.NewReader(data), int64(len(data)), Options{Password: wxpay.NewSecret("secret")})
		if (file == nil) == (err == nil) {
			t.Fatalf("%v %v", file, err)
		}
		if err == nil && file.Kind != Package && len(file.Signatures) == 0 {
			t.Fatal("no signature and no reason")
		}
		for _, c := range Checks(file, Known{Package: "a.b", Signature: "x"}, time.Time{}) {
			if c.Verdict != wxpay.Passed && c.Reason == "" {
				t.Fatalf("%+v", c)
			}
		}
	})
}

func FuzzManifest(f *testing.F) {
	s := seeds()
	f.Add(s.axml)
	f.Add(s.proto)
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, parse := range []func([]byte) (*Manifest, error){parseManifest, parseBundleManifest} {
			if m, err := parse(data); err == nil && m.Package == "" {
				t.Fatal("no package and no reason")
			}
		}
	})
}

func FuzzSigners(f *testing.F) {
	s := seeds()
	at := bytes.Index(s.apk, []byte{0xc0, 0x68, 0x53, 0xf0}) // the id of v3
	f.Add(s.apk[at+4:])
	f.Add(s.apk[bytes.Index(s.apk, []byte{0x1a, 0x87, 0x09, 0x71})+4:])
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, scheme := range []Scheme{V2, V3, V31} {
			// values are cut to their length as the block does it
			value := chunk(data)
			list, ok := value.next()
			if !ok {
				return
			}
			all, ok := parseSigners(scheme, data[:4+len(list)])
			if ok && (len(all) == 0 || len(all[0].cert) == 0) {
				t.Fatal("no certificate and no reason")
			}
		}
	})
}

func FuzzRegistered(f *testing.F) {
	f.Add("MD5: 0F:AA")
	f.Fuzz(func(t *testing.T, typed string) {
		r := ParseRegistered(typed)
		if r.Form == FormRight && (r.Sum == SumNone || r.Value != typed) {
			t.Fatalf("%q: %+v", typed, r)
		}
	})
}
