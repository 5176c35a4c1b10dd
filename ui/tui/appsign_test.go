package tui_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"wxlens/ui/text"
	"wxlens/ui/tui"
	"wxlens/ui/tui/keys"
	"wxlens/ui/tui/tuitest"
	"wxlens/wxpay"
	"wxlens/wxpay/android/androidtest"
)

// onDisk writes a file into a folder of its own.
func onDisk(t *testing.T, name string, data []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// command types a command at the prompt.
func command(d *tuitest.Driver, name string) {
	d.Do(keys.Command)
	d.Type(name)
	d.Do(keys.Accept)
}

// dropped pastes a text as a terminal does.
func dropped(d *tuitest.Driver, s string) { d.Send(tea.PasteMsg{Content: s}) }

func demoAPK(keys ...androidtest.Key) []byte {
	manifest := androidtest.Manifest("com.example.pay", 34, androidtest.Entry("com.example.pay.wxapi.WXPayEntryActivity"))
	return androidtest.APK{Manifest: manifest.Binary(), V1: keys, V2: keys, V3: keys}.Bytes()
}

func TestAppSignatureOfAPackage(t *testing.T) {
	key, other := androidtest.Release(), androidtest.Release()
	words := text.In(wxpay.English)
	d := tuitest.New(t, newBench(t), tui.Options{Lang: wxpay.English})
	command(d, "android")
	d.Has(words.TUI.App.Title)
	dropped(d, "'"+onDisk(t, "my app.apk", demoAPK(key))+"'")
	d.Do(keys.Accept)
	d.Has(key.MD5())
	d.Has("com.example.pay")
	d.Do(keys.Copy)
	d.Do(keys.Accept)
	d.Until(func(string) bool { return d.Copied() == key.MD5() })

	d.Do(keys.Write)
	d.Do(keys.NextField)
	d.Type("com.example.payed")
	d.Has(words.Reasons["package-name-differs"].Why[:20])
	d.Press("backspace")
	d.Press("backspace")
	d.Do(keys.NextField)
	dropped(d, other.MD5())
	d.Has(words.Reasons["signature-differs"].Why[:20])
	d.Press("ctrl+u")
	dropped(d, strings.ToUpper(key.MD5()))
	d.Has(words.Reasons["registered-upper-case"].Why[:20])
	d.Press("ctrl+u")
	dropped(d, key.MD5())
	d.Until(func(s string) bool {
		return !strings.Contains(s, words.Reasons["registered-upper-case"].Why[:20]) && !strings.Contains(s, words.Reasons["signature-differs"].Why[:20])
	})
	d.Do(keys.Back)
	d.Do(keys.Back)
	d.Until(func(s string) bool { return !strings.Contains(s, words.TUI.App.Title) })
}

// The password field comes when a keystore needs it, shows nothing of what is typed,
// and is empty again when the screen was left.
func TestAppSignatureOfAKeystore(t *testing.T) {
	key := androidtest.Release()
	words := text.In(wxpay.Chinese)
	d := tuitest.New(t, newBench(t), tui.Options{Lang: wxpay.Chinese})
	command(d, "android")
	if strings.Contains(d.Screen(), words.TUI.App.Fields["password"]) {
		t.Error("a password field, and nothing to open")
	}
	dropped(d, onDisk(t, "release.p12", key.PKCS12("secret-1")))
	d.Do(keys.Accept)
	d.Has(words.TUI.App.TypePassword[:12])
	d.Type("wrong-1")
	if s := d.Screen(); strings.Contains(s, "wrong-1") || !strings.Contains(s, "*******") || d.View().Cursor == nil {
		t.Errorf("what is typed\n%s", s)
	}
	d.Do(keys.Accept)
	d.Has(words.Android.Faults["android-password-wrong"].Why)
	d.Press("ctrl+u")
	d.Type("secret-1")
	d.Do(keys.Accept)
	d.Has(key.MD5())
	d.Do(keys.Back)
	command(d, "android")
	d.Has(key.MD5())
	if s := d.Screen(); strings.Contains(s, "********") {
		t.Errorf("the password is there still\n%s", s)
	}
}

func TestAppSignatureOfNothing(t *testing.T) {
	words := text.In(wxpay.English)
	d := tuitest.New(t, newBench(t), tui.Options{Lang: wxpay.English})
	command(d, "android")
	dropped(d, "/no/such/file")
	d.Do(keys.Accept)
	d.Has("/no/such/file: no such file")
	d.Press("ctrl+u")
	dropped(d, onDisk(t, "apiclient_key.pem", []byte("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n")))
	d.Do(keys.Accept)
	d.Has(words.Android.Faults["android-private-key"].Why)
	d.Press("pgdown")
	d.Press("pgdown")
	d.Has("errCode")
}

// On a profile p shows how SDKs are configured for it.
func TestConfigurationOfAProfile(t *testing.T) {
	b := newBench(t)
	words := text.In(wxpay.English)
	d := tuitest.New(t, b, tui.Options{Lang: wxpay.English})
	d.Do(keys.Panel4)
	d.Do(keys.Configure)
	d.Has("wechatpay-go")
	d.Do(keys.Copy)
	d.Until(func(string) bool { return strings.Contains(d.Copied(), "WithWechatPayPublicKeyAuthCipher") })
	m, err := b.Merchant()
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(d.Copied(), m.APIv3Key.Reveal()) {
		t.Error("a secret was copied")
	}
	d.Do(keys.Secrets)
	d.Until(func(string) bool {
		d.Do(keys.Copy)
		return strings.Contains(d.Copied(), m.APIv3Key.Reveal())
	})
	d.Do(keys.Secrets)
	for _, want := range []string{"RSAPublicKeyConfig", "Builder::factory", "wechatpay-axios-plugin", "wechatpay-go"} {
		d.Do(keys.NextTab)
		d.Has(want)
	}
	d.Do(keys.Back)
	d.Until(func(s string) bool { return !strings.Contains(s, words.TUI.App.ConfigurationOf("demo")) })
	command(d, "sdk")
	d.Has(words.TUI.App.ConfigurationOf("demo"))
}

// Where secrets are shown, those of a live profile are not, and the screen says so.
func TestConfigurationOfALiveProfile(t *testing.T) {
	b := newBench(t)
	m, err := b.Merchant()
	if err != nil {
		t.Fatal(err)
	}
	real := filepath.Join(b.home, "profiles", "real")
	if err := os.CopyFS(real, os.DirFS(filepath.Join(b.home, "profiles", "demo"))); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(real, "profile.toml")
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(strings.Replace(string(data), "'sandbox'", "'live'", 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	d := tuitest.New(t, b, tui.Options{Lang: wxpay.English})
	d.Do(keys.Secrets)
	d.Do(keys.Panel4)
	d.Has("real")
	d.Do(keys.Down)
	d.Do(keys.Configure)
	d.Has("wechatpay-go")
	d.Has(text.In(wxpay.English).TUI.App.ConfigurationOf("real"))
	d.Has(text.In(wxpay.English).TUI.App.FromEnvironment)
	d.Do(keys.Copy)
	d.Until(func(string) bool { return strings.Contains(d.Copied(), "WithWechatPayPublicKeyAuthCipher") })
	if strings.Contains(d.Copied(), m.APIv3Key.Reveal()) {
		t.Error("a secret was copied")
	}
}

func TestGeometryOfApps(t *testing.T) {
	plain := []string{"WXLENS_ASCII=1", "NO_COLOR=1"}
	old, now := androidtest.Release(), androidtest.Debug()
	apk := onDisk(t, "支付.apk", androidtest.APK{
		Manifest: androidtest.Manifest("com.example.pay", 34, androidtest.Entry("com.example.wxapi.WXPayEntryActivity")).Binary(),
		V1:       []androidtest.Key{old}, V2: []androidtest.Key{old}, V3: []androidtest.Key{now}, Lineage: []androidtest.Key{old, now},
	}.Bytes())
	p12 := onDisk(t, "release.p12", old.PKCS12("secret"))
	for name, c := range map[string]struct {
		lang wxpay.Lang
		env  []string
	}{"zh": {wxpay.Chinese, nil}, "en": {wxpay.English, nil}, "zh plain": {wxpay.Chinese, plain}, "en plain": {wxpay.English, plain}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := tuitest.New(t, newBench(t), tui.Options{Lang: c.lang, Env: c.env})
			ascii := c.env != nil
			command(d, "android")
			sweep(t, d, "nothing read", ascii)
			dropped(d, p12)
			d.Do(keys.Accept)
			d.Has(text.In(c.lang).TUI.App.Fields["password"])
			d.Type("密码")
			sweep(t, d, "a password", ascii)
			d.Do(keys.Accept)
			d.Has("storePassword")
			sweep(t, d, "a wrong password", ascii)
			d.Do(keys.PrevField)
			d.Press("ctrl+u")
			dropped(d, apk)
			d.Do(keys.Accept)
			d.Has(old.MD5())
			sweep(t, d, "a package", ascii)
			d.Press("G")
			sweep(t, d, "its end", ascii)
			d.Do(keys.Copy)
			sweep(t, d, "copying", ascii)
			d.Press("esc")
			d.Do(keys.Write)
			d.Do(keys.NextField)
			d.Type("微信.pay")
			sweep(t, d, "typing a name", ascii)
			d.Press("esc")
			d.Press("esc")
			command(d, "sdk")
			d.Has("wechatpay-go")
			for range 4 {
				sweep(t, d, "a configuration", ascii)
				d.Do(keys.NextTab)
			}
		})
	}
}
