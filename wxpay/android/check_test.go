package android_test

import (
	"bytes"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/x509/pkix"
	"encoding/hex"
	"encoding/xml"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/shogo82148/androidbinary"

	"wxlens/wxpay"
	"wxlens/wxpay/android"
	"wxlens/wxpay/android/androidtest"
)

// The manifests that tests make are read by another library too.
func TestManifestsAreBinaryXML(t *testing.T) {
	x, err := androidbinary.NewXMLFile(bytes.NewReader(manifest()))
	if err != nil {
		t.Fatal(err)
	}
	text, _ := io.ReadAll(x.Reader())
	var m struct {
		Package string `xml:"package,attr"`
		SDK     struct {
			Target string `xml:"http://schemas.android.com/apk/res/android targetSdkVersion,attr"`
		} `xml:"uses-sdk"`
		Activities []struct {
			Name     string `xml:"http://schemas.android.com/apk/res/android name,attr"`
			Exported string `xml:"http://schemas.android.com/apk/res/android exported,attr"`
		} `xml:"application>activity"`
	}
	if err := xml.Unmarshal(text, &m); err != nil || m.Package != app || m.SDK.Target != "34" || m.Activities[1].Exported != "true" ||
		m.Activities[1].Name != app+".wxapi.WXPayEntryActivity" {
		t.Errorf("%v %+v\n%s", err, m, text)
	}
}

// check runs the checklist over a package and returns what it says of one item.
func check(t *testing.T, f *android.File, k android.Known, name wxpay.CheckName) wxpay.Check {
	t.Helper()
	for _, c := range android.Checks(f, k, time.Now()) {
		if c.Name == name {
			return c
		}
	}
	t.Fatalf("no check %s", name)
	return wxpay.Check{}
}

func TestChecklistOfARightPackage(t *testing.T) {
	key := androidtest.Release()
	keys := []androidtest.Key{key}
	f := read(t, androidtest.APK{Manifest: manifest(), V1: keys, V2: keys, V3: keys, Claims: "2, 3"}.Bytes(), android.Options{})
	for _, c := range android.Checks(f, android.Known{Package: app, Signature: key.MD5()}, time.Now()) {
		if c.Verdict != wxpay.Passed {
			t.Errorf("%+v", c)
		}
	}
}

func TestWhatIsRegistered(t *testing.T) {
	key := androidtest.Release()
	keys := []androidtest.Key{key}
	f := read(t, androidtest.APK{Manifest: manifest(), V2: keys}.Bytes(), android.Options{})
	s1, s256 := sha1.Sum(key.Cert.Raw), sha256.Sum256(key.Cert.Raw)
	colons := strings.TrimSuffix(strings.ToUpper(insert(key.MD5(), ":")), ":")
	for typed, want := range map[string]struct {
		form, signature wxpay.Reason
	}{
		key.MD5():                              {"", ""},
		strings.ToUpper(key.MD5()):             {android.ReasonFormUpperCase, ""},
		colons:                                 {android.ReasonFormColons, ""},
		"MD5: " + colons:                       {android.ReasonFormColons, ""},
		" " + key.MD5() + "\n":                 {android.ReasonFormSpaces, ""},
		hex.EncodeToString(s1[:]):              {android.ReasonFormSHA1, ""},
		insert(hex.EncodeToString(s1[:]), ":"): {android.ReasonFormSHA1, ""},
		hex.EncodeToString(s256[:]):            {android.ReasonFormSHA256, ""},
		key.MD5()[1:]:                          {android.ReasonFormLength, android.ReasonOtherSignature},
		"g" + key.MD5()[1:]:                    {android.ReasonFormNotHex, android.ReasonOtherSignature},
		strings.Repeat("0", 32):                {"", android.ReasonOtherSignature},
		strings.ReplaceAll(colons, ":", "："):   {android.ReasonFormColons, ""},
		"SHA1: " + insert(hex.EncodeToString(s1[:]), ":"): {android.ReasonFormSHA1, ""},
	} {
		k := android.Known{Signature: typed}
		if c := check(t, f, k, android.CheckRegistered); c.Reason != want.form {
			t.Errorf("%q: %+v, want %s", typed, c, want.form)
		}
		if c := check(t, f, k, android.CheckSignature); c.Reason != want.signature {
			t.Errorf("%q: %+v, want %s", typed, c, want.signature)
		}
	}
}

// insert puts something after every second digit.
func insert(s, between string) string {
	var b strings.Builder
	for i := 0; i < len(s); i += 2 {
		b.WriteString(s[i:i+2] + between)
	}
	return b.String()
}

func TestSigners(t *testing.T) {
	old, now := androidtest.Release(), androidtest.Release()
	one, both := []androidtest.Key{old}, []androidtest.Key{old, now}
	expired := androidtest.NewKeyFor(pkix.Name{CommonName: "x"}, time.Now().AddDate(-2, 0, 0), time.Now().AddDate(-1, 0, 0))
	for name, c := range map[string]struct {
		apk     androidtest.APK
		known   string
		check   wxpay.CheckName
		reason  wxpay.Reason
		verdict wxpay.Verdict
	}{
		"unsigned":                {androidtest.APK{}, "", android.CheckSigned, android.ReasonUnsigned, wxpay.Failed},
		"debug":                   {androidtest.APK{V2: []androidtest.Key{androidtest.Debug()}}, "", android.CheckCertificate, android.ReasonDebugCert, wxpay.Failed},
		"expired":                 {androidtest.APK{V2: []androidtest.Key{expired}}, "", android.CheckValidity, android.ReasonCertExpired, wxpay.Failed},
		"v1 only":                 {androidtest.APK{V1: one}, "", android.CheckSchemes, android.ReasonOnlyV1, wxpay.Failed},
		"v3 only":                 {androidtest.APK{V3: one}, "", android.CheckSchemes, android.ReasonOldAndroids, wxpay.Failed},
		"v2 only, from Android 7": {androidtest.APK{V2: one}, "", android.CheckSchemes, "", wxpay.Passed},
		"taken out":               {androidtest.APK{V1: one, Claims: "2"}, "", android.CheckSchemes, android.ReasonStripped, wxpay.Failed},
		"v1 and v2 part":          {androidtest.APK{V1: one, V2: []androidtest.Key{now}}, "", android.CheckSchemes, android.ReasonSchemesDiffer, wxpay.Failed},
		"two signers":             {androidtest.APK{V2: both}, "", android.CheckOneSigner, android.ReasonSeveralSigners, wxpay.Failed},
		"second signer":           {androidtest.APK{V2: both}, now.MD5(), android.CheckSignature, android.ReasonLaterSigner, wxpay.Failed},
		"rotated":                 {androidtest.APK{V2: one, V3: []androidtest.Key{now}, Lineage: both}, "", android.CheckOneSigner, android.ReasonRotated, wxpay.NotApplicable},
		"rotated, schemes":        {androidtest.APK{V2: one, V3: []androidtest.Key{now}, Lineage: both}, "", android.CheckSchemes, "", wxpay.Passed},
		"rotated, the newer":      {androidtest.APK{V2: one, V3: []androidtest.Key{now}, Lineage: both}, now.MD5(), android.CheckSignature, android.ReasonNewerSignature, wxpay.Failed},
		"rotated, the oldest":     {androidtest.APK{V2: one, V3: []androidtest.Key{now}, Lineage: both}, old.MD5(), android.CheckSignature, "", wxpay.Passed},
	} {
		c.apk.Manifest = manifest()
		got := check(t, read(t, c.apk.Bytes(), android.Options{}), android.Known{Signature: c.known}, c.check)
		if got.Reason != c.reason || got.Verdict != c.verdict {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

func TestManifestItems(t *testing.T) {
	const entry = app + ".wxapi.WXPayEntryActivity"
	none := androidtest.Node{Name: "activity", Attrs: []androidtest.Attr{{Name: "android:name", Value: ".Other"}}}
	bare := androidtest.Node{Name: "activity", Attrs: []androidtest.Attr{{Name: "android:name", Value: ".wxapi.WXPayEntryActivity"}}}
	filtered := androidtest.Entry(entry)
	filtered.Children = []androidtest.Node{{Name: "intent-filter"}}
	alias := androidtest.Entry(entry)
	alias.Name = "activity-alias"
	hidden := androidtest.Manifest(app, 34, androidtest.Entry(entry))
	hidden.Children[1].Children = nil
	for name, c := range map[string]struct {
		manifest androidtest.Node
		known    string
		check    wxpay.CheckName
		reason   wxpay.Reason
		verdict  wxpay.Verdict
	}{
		"another package name":   {androidtest.Manifest(app, 34, androidtest.Entry(entry)), "com.example.other", android.CheckPackageName, android.ReasonOtherPackage, wxpay.Failed},
		"no package name":        {androidtest.Manifest(app, 34, androidtest.Entry(entry)), "", android.CheckPackageName, android.ReasonNoPackageGiven, wxpay.NotApplicable},
		"no name of a package":   {androidtest.Manifest(app, 34, androidtest.Entry(entry)), "微信", android.CheckPackageName, android.ReasonPackageForm, wxpay.Failed},
		"no activity":            {androidtest.Manifest(app, 34, none), app, android.CheckActivity, android.ReasonNoActivity, wxpay.Failed},
		"activity elsewhere":     {androidtest.Manifest(app+".debug", 34, androidtest.Entry(entry)), "", android.CheckActivity, android.ReasonElsewhere, wxpay.Failed},
		"an alias":               {androidtest.Manifest(app, 34, alias), "", android.CheckActivity, "", wxpay.Passed},
		"exported unsaid":        {androidtest.Manifest(app, 34, bare), "", android.CheckExported, android.ReasonExportedUnsaid, wxpay.Failed},
		"not exported":           {androidtest.Manifest(app, 34, androidtest.Entry(entry, androidtest.Attr{Name: "android:exported", Value: "false"})), "", android.CheckExported, android.ReasonNotExported, wxpay.Failed},
		"disabled":               {androidtest.Manifest(app, 34, androidtest.Entry(entry, androidtest.Attr{Name: "android:enabled", Value: "false"})), "", android.CheckExported, android.ReasonDisabled, wxpay.Failed},
		"a permission":           {androidtest.Manifest(app, 34, androidtest.Entry(entry, androidtest.Attr{Name: "android:permission", Value: "a.b"})), "", android.CheckExported, android.ReasonPermission, wxpay.Failed},
		"launch mode":            {androidtest.Manifest(app, 34, bare), "", android.CheckLaunchMode, android.ReasonLaunchMode, wxpay.NotApplicable},
		"affinity":               {androidtest.Manifest(app, 34, androidtest.Entry(entry, androidtest.Attr{Name: "android:taskAffinity", Value: "x.y"})), "", android.CheckLaunchMode, android.ReasonLaunchMode, wxpay.NotApplicable},
		"a filter on Android 13": {androidtest.Manifest(app, 33, filtered), "", android.CheckIntentFilter, android.ReasonFilters, wxpay.Failed},
		"a filter before":        {androidtest.Manifest(app, 32, filtered), "", android.CheckIntentFilter, android.ReasonFilters, wxpay.NotApplicable},
		"WeChat not visible":     {hidden, "", android.CheckQueries, android.ReasonNoQueries, wxpay.Failed},
		"debuggable":             {androidtest.Manifest(app, 34, androidtest.Entry(entry), androidtest.Attr{Name: "android:debuggable", Value: "true"}), "", android.CheckDebuggable, android.ReasonDebuggable, wxpay.Failed},
	} {
		for form, apk := range map[string]androidtest.APK{"APK": {Manifest: c.manifest.Binary()}, "AAB": {Manifest: c.manifest.Proto(), Bundle: true}} {
			f := read(t, apk.Bytes(), android.Options{})
			if string(f.Form) != form || f.ManifestErr != nil {
				t.Fatalf("%s %v", f.Form, f.ManifestErr)
			}
			if got := check(t, f, android.Known{Package: c.known}, c.check); got.Reason != c.reason || got.Verdict != c.verdict {
				t.Errorf("%s, %s: %+v", name, form, got)
			}
		}
	}
}

func TestBundleIsSignedByTheStore(t *testing.T) {
	key := []androidtest.Key{androidtest.Release()}
	f := read(t, androidtest.APK{Manifest: androidtest.Manifest(app, 34, androidtest.Entry(app+".wxapi.WXPayEntryActivity")).Proto(), Bundle: true, V1: key}.Bytes(), android.Options{})
	if c := check(t, f, android.Known{}, android.CheckSigned); c.Reason != android.ReasonResigned || c.Got != "v1" {
		t.Errorf("%+v", c)
	}
}

// With nothing at hand the checklist says what to look for.
func TestChecklistWithoutAFile(t *testing.T) {
	all := android.Checks(nil, android.Known{Package: app}, time.Now())
	if len(all) < 8 {
		t.Fatalf("%d items", len(all))
	}
	for _, c := range all {
		if c.Verdict != wxpay.NotApplicable {
			t.Errorf("%+v", c)
		}
	}
	if c := check(t, nil, android.Known{Package: app}, android.CheckActivity); c.Want != app+".wxapi.WXPayEntryActivity" {
		t.Errorf("%+v", c)
	}
}
