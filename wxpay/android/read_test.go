package android_test

import (
	"archive/zip"
	"bytes"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/binary"
	"encoding/pem"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"wxlens/wxpay"
	"wxlens/wxpay/android"
	"wxlens/wxpay/android/androidtest"
)

func read(t *testing.T, data []byte, o android.Options) *android.File {
	t.Helper()
	f, err := android.Read(bytes.NewReader(data), int64(len(data)), o)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// refused reads what gives no signature and returns why.
func refused(t *testing.T, data []byte, o android.Options) *android.Error {
	t.Helper()
	f, err := android.Read(bytes.NewReader(data), int64(len(data)), o)
	fault := (*android.Error)(nil)
	if !errors.As(err, &fault) {
		t.Fatalf("%+v, %v", f, err)
	}
	return fault
}

const app = "com.example.pay"

func manifest() []byte {
	return androidtest.Manifest(app, 34, androidtest.Entry(app+".wxapi.WXPayEntryActivity")).Binary()
}

// sums and schemes of every signature, "past" where it was replaced.
func found(f *android.File) (all []string) {
	for i := range f.Signatures {
		s := &f.Signatures[i]
		line := s.MD5
		for _, scheme := range s.Schemes() {
			line += " " + string(scheme)
		}
		if s.Past {
			line += " past"
		}
		all = append(all, line)
	}
	return all
}

func TestPackagesBySchemes(t *testing.T) {
	old, now, other := androidtest.Release(), androidtest.Release(), androidtest.Release()
	one, two, three := []androidtest.Key{old}, []androidtest.Key{old, other}, []androidtest.Key{now}
	for name, c := range map[string]struct {
		apk  androidtest.APK
		want []string
	}{
		"unsigned":        {androidtest.APK{}, nil},
		"v1 only":         {androidtest.APK{V1: one}, []string{old.MD5() + " v1"}},
		"v2 only":         {androidtest.APK{V2: one}, []string{old.MD5() + " v2"}},
		"v3 only":         {androidtest.APK{V3: one}, []string{old.MD5() + " v3"}},
		"v1, v2 and v3":   {androidtest.APK{V1: one, V2: one, V3: one, Claims: "2, 3"}, []string{old.MD5() + " v1 v2 v3"}},
		"two signers":     {androidtest.APK{V1: two, V2: two}, []string{old.MD5() + " v1 v2", other.MD5() + " v1 v2"}},
		"v1 and v2 part":  {androidtest.APK{V1: one, V2: three}, []string{now.MD5() + " v2", old.MD5() + " v1"}},
		"rotated in v3":   {androidtest.APK{V1: one, V2: one, V3: three, Lineage: []androidtest.Key{old, now}}, []string{old.MD5() + " v1 v2 past", now.MD5() + " v3"}},
		"rotated in v3.1": {androidtest.APK{V2: one, V3: one, V31: three, Lineage: []androidtest.Key{old, now}}, []string{old.MD5() + " v2 v3 past", now.MD5() + " v3.1"}},
	} {
		t.Run(name, func(t *testing.T) {
			c.apk.Manifest = manifest()
			f := read(t, c.apk.Bytes(), android.Options{})
			if f.Kind != android.Package || f.Form != android.APK || !slices.Equal(found(f), c.want) {
				t.Errorf("%s %s\n%v, want\n%v", f.Kind, f.Form, found(f), c.want)
			}
			if f.Manifest == nil || f.Manifest.Package != app {
				t.Errorf("%+v %v", f.Manifest, f.ManifestErr)
			}
		})
	}
}

// Which certificate an Android goes by: the scheme's levels, up to where the next
// scheme begins.
func TestLevelsOfARotation(t *testing.T) {
	old, now := androidtest.Release(), androidtest.Release()
	f := read(t, androidtest.APK{
		Manifest: manifest(), V1: []androidtest.Key{old}, V2: []androidtest.Key{old}, V3: []androidtest.Key{old}, V31: []androidtest.Key{now}, Lineage: []androidtest.Key{old, now},
	}.Bytes(), android.Options{})
	want := [][]android.Use{{{android.V1, 1, 23}, {android.V2, 24, 27}, {android.V3, 28, 32}}, {{android.V31, 33, 0}}}
	for i, uses := range want {
		if !slices.Equal(f.Signatures[i].Uses, uses) {
			t.Errorf("signature %d: %v, want %v", i, f.Signatures[i].Uses, uses)
		}
	}
}

func TestDamagedPackages(t *testing.T) {
	key := []androidtest.Key{androidtest.Release()}
	whole := androidtest.APK{Manifest: manifest(), V1: key, V2: key, V3: key}
	for _, spoil := range []uint32{androidtest.IDV2, androidtest.IDV3} {
		spoilt := whole
		spoilt.SpoilScheme = spoil
		if e := refused(t, spoilt.Bytes(), android.Options{}); e.Code != android.CodeBlockDamaged || !strings.HasPrefix(e.About, "v") {
			t.Error(e)
		}
	}
	data := whole.Bytes()
	at := bytes.Index(data, []byte("APK Sig Block 42"))
	lying := bytes.Clone(data)
	lying[at-1] = 0x7f // the size of the block, eight bytes
	if e := refused(t, lying, android.Options{}); e.Code != android.CodeBlockDamaged {
		t.Error(e)
	}
	if e := refused(t, data[:len(data)-100], android.Options{}); e.Code != android.CodeZIPDamaged {
		t.Error(e)
	}
	if e := refused(t, androidtest.APK{Extra: map[string][]byte{"base.apk": nil}}.Bytes(), android.Options{}); e.Code != android.CodeZIPOfPackages {
		t.Error(e)
	}
	if e := refused(t, androidtest.APK{}.Bytes(), android.Options{}); e.Code != android.CodeZIPOther {
		t.Error(e)
	}
}

// What a file unpacks to, or claims to hold, is not what it may take.
func TestMemoryIsBounded(t *testing.T) {
	bomb := androidtest.APK{Manifest: make([]byte, 32<<20)}.Bytes() // compresses to a thousandth
	key := []androidtest.Key{androidtest.Release()}
	lying := androidtest.APK{Manifest: manifest(), V2: key}.Bytes()
	at := bytes.Index(lying, []byte("APK Sig Block 42")) - 8
	start := at - int(binary.LittleEndian.Uint64(lying[at:])) + 16 // of the first pair
	binary.LittleEndian.PutUint64(lying[start:], 1<<40)
	jks := androidtest.JKS("secret", map[string]androidtest.Key{"a": key[0]})
	binary.BigEndian.PutUint32(jks[8:], 1<<31) // entries
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f := read(t, bomb, android.Options{})
	block, store := refused(t, lying, android.Options{}), refused(t, jks, android.Options{})
	runtime.ReadMemStats(&after)
	if e := (*android.Error)(nil); !errors.As(f.ManifestErr, &e) || e.Code != android.CodeTooLarge || block.Code != android.CodeBlockDamaged || store.Code != android.CodeStoreDamaged {
		t.Error(f.ManifestErr, block, store)
	}
	if took := after.TotalAlloc - before.TotalAlloc; took > 32<<20 {
		t.Errorf("%d MiB were allocated", took>>20)
	}
}

// Nor does work grow with the square of what a file names.
func TestTimeIsBounded(t *testing.T) {
	var many bytes.Buffer
	w := zip.NewWriter(&many)
	for i := range 40_000 {
		name := "META-INF/" + strconv.Itoa(i) + ".RSA"
		if i == 0 {
			name = "AndroidManifest.xml"
		}
		if _, err := w.CreateHeader(&zip.FileHeader{Name: name}); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	long := androidtest.Node{Name: "manifest", Children: []androidtest.Node{{Name: strings.Repeat("x", 32_000)}}}
	repeated := androidtest.APK{Manifest: repeat(long.Binary(), 60_000)}.Bytes()
	for name, data := range map[string][]byte{"signature files": many.Bytes(), "a long name": repeated, "signers": crowd(t, 40_000)} {
		start := time.Now()
		f, err := android.Read(bytes.NewReader(data), int64(len(data)), android.Options{})
		if took := time.Since(start); took > 1500*time.Millisecond {
			t.Errorf("%s: it took %v", name, took)
		}
		if name == "signers" && err == nil || name == "a long name" && f.ManifestErr == nil {
			t.Errorf("%s: %+v %v", name, f, err)
		}
	}
}

// repeat writes the innermost pair of tags of binary XML n times.
func repeat(xml []byte, n int) []byte {
	const start, end, header = 0x0102, 0x0103, 8
	from, to := 0, 0
	for i := header; i < len(xml); {
		size := int(binary.LittleEndian.Uint32(xml[i+4:]))
		switch kind := binary.LittleEndian.Uint16(xml[i:]); {
		case kind == start:
			from, to = i, 0
		case kind == end && to == 0:
			to = i + size
		}
		i += size
	}
	all := slices.Concat(xml[:from], bytes.Repeat(xml[from:to], n), xml[to:])
	binary.LittleEndian.PutUint32(all[4:], uint32(len(all)))
	return all
}

// crowd makes PKCS#7 in which many signers name none of many certificates.
func crowd(t *testing.T, n int) []byte {
	t.Helper()
	type signer struct {
		Version int
		Name    struct{ Issuer, Serial any }
		Rest    struct{}
	}
	one := signer{Version: 1}
	one.Name.Issuer, one.Name.Serial = pkix.RDNSequence{}, 1
	encode := func(v any, params string) []byte {
		b, err := asn1.MarshalWithParams(v, params)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	raw := func(class, tag int, content []byte) asn1.RawValue {
		return asn1.RawValue{FullBytes: encode(asn1.RawValue{Class: class, Tag: tag, IsCompound: true, Bytes: content}, "")}
	}
	const context, set, sequence = 2, 17, 16
	data := encode([]asn1.RawValue{
		{FullBytes: encode(1, "")}, raw(0, set, nil), raw(0, sequence, encode(asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 7, 1}, "")),
		raw(context, 0, bytes.Repeat([]byte{0x30, 0}, n)), raw(0, set, bytes.Repeat(encode(one, ""), n)),
	}, "")
	return encode([]asn1.RawValue{{FullBytes: encode(asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 7, 2}, "")}, raw(context, 0, data)}, "")
}

// Some tools write the issuer's name in a signature as another type of string than
// the certificate does.
func TestSignerNamedInOtherStrings(t *testing.T) {
	key := androidtest.Release()
	data := key.PKCS7([]byte("x"))
	const printable, utf8 = 0x13, 0x0c
	name := append([]byte{printable, byte(len(key.Cert.Issuer.CommonName))}, key.Cert.Issuer.CommonName...)
	at := bytes.LastIndex(data, name)
	if at < 0 || at == bytes.Index(data, name) {
		t.Fatal("no name")
	}
	data[at] = utf8
	if f := read(t, data, android.Options{}); !slices.Equal(found(f), []string{key.MD5()}) {
		t.Error(found(f))
	}
}

func TestSchemeTakenOut(t *testing.T) {
	key := []androidtest.Key{androidtest.Release()}
	f := read(t, androidtest.APK{Manifest: manifest(), V1: key, Claims: "2, 3"}.Bytes(), android.Options{})
	if !f.Stripped {
		t.Error("not noticed")
	}
}

func TestKeystores(t *testing.T) {
	key, other := androidtest.Release(), androidtest.Debug()
	secret := func(s string) android.Options { return android.Options{Password: wxpay.NewSecret(s)} }
	jks := androidtest.JKS("secret-jks", map[string]androidtest.Key{"Upload": key, "androiddebugkey": other})
	f := read(t, jks, secret("secret-jks"))
	if !slices.Equal(found(f), []string{other.MD5(), key.MD5()}) || f.Signatures[1].Alias != "upload" || f.Unchecked {
		t.Errorf("%+v", f)
	}
	if f := read(t, jks, android.Options{}); !f.Unchecked || len(f.Signatures) != 2 {
		t.Errorf("%+v", f)
	}
	one := secret("secret-jks")
	one.Alias = "UPLOAD"
	if f := read(t, jks, one); !slices.Equal(found(f), []string{key.MD5()}) {
		t.Error(found(f))
	}
	one.Alias = "none"
	if e := refused(t, jks, one); e.Code != android.CodeAliasUnknown || !strings.Contains(e.About, "androiddebugkey, upload") {
		t.Error(e)
	}
	p12 := key.PKCS12("secret")
	if f := read(t, p12, secret("secret")); !slices.Equal(found(f), []string{key.MD5()}) || f.Form != android.PKCS12 {
		t.Errorf("%+v", f)
	}
	cut := func(b []byte) []byte { return b[:len(b)-30] }
	for name, c := range map[string]struct {
		data []byte
		o    android.Options
		want android.Code
	}{
		"JKS, wrong password":     {jks, secret("wrong"), android.CodePasswordWrong},
		"JKS, cut":                {cut(jks), secret("secret-jks"), android.CodeStoreDamaged},
		"PKCS#12, no password":    {p12, android.Options{}, android.CodePasswordNeeded},
		"PKCS#12, wrong password": {p12, secret("wrong"), android.CodePasswordWrong},
		"JCEKS, wrong password":   {append([]byte{0xce, 0xce, 0xce, 0xce}, jks[4:]...), secret("x"), android.CodePasswordWrong},
		"JCEKS, a secret key":     {[]byte("\xce\xce\xce\xce\x00\x00\x00\x02\x00\x00\x00\x01\x00\x00\x00\x03\x00\x01k\x00\x00\x01\x8f\x00\x00\x00\x00\xac\xed\x00\x05"), secret("x"), android.CodeStoreJCEKS},
		"JKS, a secret key":       {[]byte("\xfe\xed\xfe\xed\x00\x00\x00\x02\x00\x00\x00\x01\x00\x00\x00\x03\x00\x01k\x00\x00\x01\x8f\x00\x00\x00\x00\xac\xed\x00\x05"), secret("x"), android.CodeStoreDamaged},
		"BKS":                     {append([]byte{0, 0, 0, 2, 0, 0, 0, 20}, make([]byte, 100)...), secret("x"), android.CodeStoreBKS},
	} {
		if e := refused(t, c.data, c.o); e.Code != c.want {
			t.Errorf("%s: %v, want %s", name, e, c.want)
		}
	}
}

// A keystore may not ask for hours of work.
func TestKeystoreThatCosts(t *testing.T) {
	p12 := androidtest.Release().PKCS12("secret")
	const salt, iterations = 2 + 16, 4 // the end of the file: a salt of 16 bytes, and 2048
	at := len(p12) - iterations - salt
	if !bytes.HasPrefix(p12[at:], []byte{0x04, 16}) || !bytes.HasSuffix(p12, []byte{0x02, 0x02, 0x08, 0x00}) {
		t.Fatalf("it ends in % x", p12[at:])
	}
	made := append(append(bytes.Clone(p12[:at]), 0x04, 14), p12[at+4:at+salt]...) // two bytes less of it make room
	made = append(made, 0x02, 0x04, 0x7f, 0xff, 0xff, 0xff)
	if e := refused(t, made, android.Options{Password: wxpay.NewSecret("secret")}); e.Code != android.CodeStoreUnsupported {
		t.Error(e)
	}
}

// Nor may many of its entries together.
func TestKeystoreWhoseEntriesCost(t *testing.T) {
	encode := func(v any) []byte {
		b, err := asn1.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	type derived struct {
		Salt       []byte
		Iterations int
	}
	type content struct {
		Type asn1.ObjectIdentifier
		Data []byte `asn1:"explicit,tag:0"`
	}
	safe := func(n int) []byte {
		bags := make([]derived, n)
		for i := range bags {
			bags[i] = derived{[]byte("saltsalt"), 600_000}
		}
		return encode(struct {
			Version int
			Safe    content
		}{3, content{asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 7, 1}, encode(bags)}})
	}
	for n, want := range map[int]bool{3: false, 5000: true} {
		if e := refused(t, safe(n), android.Options{}); (e.About == "iterations") != want {
			t.Errorf("%d entries: %v", n, e)
		}
	}
}

func TestCertificatesAndWhatIsNone(t *testing.T) {
	key := androidtest.Release()
	rsaKey, err := rsa.GenerateKey(rand.Reader, 1024)
	if err != nil {
		t.Fatal(err)
	}
	block := func(kind string, b []byte, err error) []byte {
		if err != nil {
			t.Fatal(err)
		}
		return pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: b})
	}
	for name, data := range map[string][]byte{
		"PEM": append([]byte("subject=…\n"), key.PEM()...), "DER": key.Cert.Raw, "PKCS#7": key.PKCS7([]byte("x")), "PEM of PKCS#7": block("PKCS7", key.PKCS7(nil), nil),
	} {
		f := read(t, data, android.Options{})
		if f.Kind != android.Certificate || !slices.Equal(found(f), []string{key.MD5()}) || !strings.HasSuffix(name, string(f.Form)) && name != "PEM of PKCS#7" {
			t.Errorf("%s: %+v", name, f)
		}
	}
	pkcs8, _ := x509.MarshalPKCS8PrivateKey(rsaKey)
	public, _ := x509.MarshalPKIXPublicKey(&rsaKey.PublicKey)
	request, err := x509.CreateCertificateRequest(rand.Reader, &x509.CertificateRequest{Subject: pkix.Name{CommonName: "x"}}, rsaKey)
	merchant := androidtest.NewKey(pkix.Name{CommonName: "1900000001", Organization: []string{"微信商户系统"}, OrganizationalUnit: []string{"示例"}})
	platform := androidtest.NewKey(pkix.Name{CommonName: "Tenpay.com sign", Organization: []string{"Tenpay.com"}})
	for name, c := range map[string]struct {
		data []byte
		want android.Code
	}{
		"a private key": {block("PRIVATE KEY", pkcs8, nil), android.CodePrivateKey}, "a private key in DER": {pkcs8, android.CodePrivateKey},
		"an encrypted key": {block("ENCRYPTED PRIVATE KEY", pkcs8, nil), android.CodeEncryptedPEM},
		"a public key":     {block("PUBLIC KEY", public, nil), android.CodePublicKey}, "a public key in DER": {public, android.CodePublicKey},
		"a request": {block("CERTIFICATE REQUEST", request, err), android.CodeRequest}, "a request in DER": {request, android.CodeRequest},
		"apiclient_cert.pem": {merchant.PEM(), android.CodeMerchantCert}, "apiclient_cert.p12": {merchant.PKCS12(""), android.CodeMerchantCert},
		"a platform certificate": {platform.PEM(), android.CodePlatformCert},
		"text":                   {[]byte("hello"), android.CodeNotRecognised}, "nothing": {nil, android.CodeNotRecognised},
		"a torn PEM": {[]byte("-----BEGIN CERTIFICATE-----\nMIIB"), android.CodeCertDamaged},
	} {
		if e := refused(t, c.data, android.Options{}); e.Code != c.want {
			t.Errorf("%s: %v, want %s", name, e, c.want)
		}
	}
}

// Keystores that the JDK's own tool makes, where it is installed.
func TestKeystoresOfKeytool(t *testing.T) {
	tool, err := exec.LookPath("keytool")
	if err != nil {
		return // the forms are covered above
	}
	for form, aliases := range map[string][]string{"PKCS12": {"upload", "second"}, "JKS": {"upload"}, "JCEKS": {"upload"}} {
		t.Run(form, func(t *testing.T) {
			t.Parallel()
			path, want := filepath.Join(t.TempDir(), "release."+form), map[string]string{}
			run := func(args ...string) []byte {
				out, err := exec.CommandContext(t.Context(), tool, append(args, "-keystore", path, "-storepass", "secret-1", "-storetype", form)...).Output()
				if err != nil {
					t.Fatal(err, string(out))
				}
				return out
			}
			for _, alias := range aliases {
				run("-genkeypair", "-keyalg", "EC", "-groupname", "secp256r1", "-dname", "CN="+alias, "-keypass", "secret-1", "-alias", alias)
			}
			alias := ""
			for line := range strings.Lines(string(run("-list", "-J-Duser.language=en"))) {
				if name, _, ok := strings.Cut(line, ","); ok && strings.Contains(line, "PrivateKeyEntry") {
					alias = name
				}
				if _, sum, ok := strings.Cut(line, "(SHA-256): "); ok {
					want[alias] = strings.ToLower(strings.ReplaceAll(strings.TrimSpace(sum), ":", ""))
				}
			}
			data, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			f := read(t, data, android.Options{Password: wxpay.NewSecret("secret-1")})
			if len(f.Signatures) != len(aliases) || strings.ReplaceAll(string(f.Form), "#", "") != form {
				t.Errorf("%+v", f)
			}
			for _, s := range f.Signatures {
				if want[s.Alias] != s.SHA256 {
					t.Errorf("%s: %s, want %s", s.Alias, s.SHA256, want[s.Alias])
				}
			}
		})
	}
}

// A keystore that the password opened is not called damaged for what is in it.
func TestKeystoreWithASecretKey(t *testing.T) {
	tool, err := exec.LookPath("keytool")
	if err != nil {
		t.Skip("keytool is not there")
	}
	path := filepath.Join(t.TempDir(), "mixed.p12")
	for _, args := range [][]string{
		{"-genkeypair", "-keyalg", "EC", "-groupname", "secp256r1", "-dname", "CN=x", "-alias", "upload"},
		{"-genkeypair", "-keyalg", "EC", "-groupname", "secp256r1", "-dname", "CN=y", "-alias", "second"},
		{"-genseckey", "-keyalg", "AES", "-keysize", "256", "-alias", "secret"},
	} {
		if out, err := exec.CommandContext(t.Context(), tool, append(args, "-keystore", path, "-storepass", "secret-1", "-storetype", "PKCS12")...).CombinedOutput(); err != nil {
			t.Fatal(err, string(out))
		}
	}
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if e := refused(t, data, android.Options{Password: wxpay.NewSecret("secret-1")}); e.Code != android.CodeStoreUnsupported || e.About == "" {
		t.Error(e)
	}
	if e := refused(t, data, android.Options{Password: wxpay.NewSecret("other")}); e.Code != android.CodePasswordWrong {
		t.Error(e)
	}
}
