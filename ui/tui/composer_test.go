package tui_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"wxlens/ui/text"
	"wxlens/ui/tui"
	"wxlens/ui/tui/keys"
	"wxlens/ui/tui/tuitest"
	"wxlens/wxpay"
	"wxlens/wxpay/diagnose"
)

// composing opens the composer with a call.
func composing(t *testing.T, b *bench, call string) (*tuitest.Driver, *text.Compose) {
	t.Helper()
	d := tuitest.New(t, b, tui.Options{Lang: wxpay.English})
	words := text.In(wxpay.English).TUI.Compose
	d.Do(keys.Compose)
	d.Has(words.CallTitle)
	if call == "" {
		d.Press("esc")
		return d, &words
	}
	d.Type(call)
	d.Do(keys.Accept)
	return d, &words
}

// fill types a value into the field under the cursor.
func fill(d *tuitest.Driver, value string) {
	d.Do(keys.Edit)
	d.Press("ctrl+u")
	d.Type(value)
}

// The text to sign follows what is typed, a wrong value is named while it is typed,
// and what is sent is verified.
func TestACallIsComposedBySightAndSent(t *testing.T) {
	d, words := composing(t, newBench(t), "v3.native")
	for range 3 {
		d.Press("down")
	}
	fill(d, "a b c d")
	d.Has("✘ out_trade_no") // the rule that it breaks
	d.Press("ctrl+u")
	d.Type("T1-composed")
	d.Has(`"out_trade_no":"T1-composed"`)
	d.Press("ctrl+r")
	d.Has("weixin://wxpay/bizpayurl")
	d.Has("✔ 200")
	d.Do(keys.PrevTab)
	d.Has("POST http")
	d.Do(keys.Edit)
	d.Type("2")
	d.Has("· " + words.Edited)
	d.Do(keys.Accept)
	d.Do(keys.PrevTab)
	d.Has(words.EditedSince)
}

// A value that is taken out while fields without one are hidden does not hand the
// typing on to another field.
func TestTypingStaysInItsField(t *testing.T) {
	d, _ := composing(t, newBench(t), "v3.native")
	for range 5 {
		d.Press("down")
	}
	fill(d, "x")
	d.Has(`"attach":"x"`)
	d.Do(keys.Accept)
	d.Do(keys.AllFields)
	fill(d, "")
	d.Type("yz")
	d.Has(`"attach":"yz"`)
	d.Press("ctrl+u")
	d.Press("esc")
	d.Has(`"attach":"x"`)
}

// What will be refused is asked about, and may be sent all the same: the server's
// refusal is shown, and can be diagnosed.
func TestAWrongCallIsAskedAboutAndRefused(t *testing.T) {
	d, words := composing(t, newBench(t), "v3.native")
	d.Press("down")
	d.Press("down")
	fill(d, "")
	d.Press("ctrl+r")
	d.Has(words.WrongTitle)
	d.Do(keys.Yes)
	d.Has("PARAM_ERROR")
	d.Do(keys.DiagnoseThis)
	d.Has(text.In(wxpay.English).Diagnosis.Verdicts[diagnose.Correct])
	d.Press("esc")
	d.Has("PARAM_ERROR")
}

// A path that nobody knows is answered as the real server does; what is typed by hand
// goes as it is.
func TestACallIsTypedByHand(t *testing.T) {
	d, words := composing(t, newBench(t), "")
	d.Do(keys.ByHand)
	d.Has(words.NowByHand)
	d.Press("down")
	fill(d, "/v3/no/such/call")
	d.Do(keys.Accept)
	d.Press("down")
	d.Do(keys.Edit)
	d.Type(`{"微":1}`)
	d.Has(words.UnknownCall[:30])
	d.Press("ctrl+r")
	d.Has("404 Not Found")
	d.Do(keys.PrevTab)
	d.Has(`"微": 1`)
}

// A curl command that is pasted becomes a form; a body replaces the values.
func TestACurlCommandIsPasted(t *testing.T) {
	d, words := composing(t, newBench(t), "")
	pasted(d, "curl -X POST 'https://api.mch.weixin.qq.com/v3/pay/transactions/out-trade-no/T9-pasted/close' \\\r  -H 'Authorization: WECHATPAY2-SHA256-RSA2048 x' \\\r  -d '{\"mchid\":\"1900000001\"}'\r")
	d.Has(words.TakenFromCurl("close the order"))
	d.Has("out-trade-no/T9-pasted/close")
	pasted(d, `{"mchid":"1900000002"}`)
	d.Has("1900000002")
	pasted(d, "nothing of use")
	d.Has(words.NotPasted[:20])
	d.Do(keys.Copy)
	d.Do(keys.Down)
	d.Do(keys.Accept)
	d.Until(func(string) bool { return d.Copied() != "" })
	if !strings.HasPrefix(d.Copied(), "curl ") || !strings.Contains(d.Copied(), "1900000002") {
		t.Errorf("copied %q", d.Copied())
	}
}

// Requests are saved, opened, saved under another name and removed; calls that were
// made are taken up again.
func TestRequestsAreKeptAndTakenUpAgain(t *testing.T) {
	b := newBench(t)
	d, words := composing(t, b, "v3.certificates")
	d.Do(keys.Save)
	d.Has(words.SaveTitle)
	d.Type("证书 one")
	d.Do(keys.Accept)
	d.Has(words.SavedAs("证书 one"))
	d.Do(keys.Send)
	d.Has("✔ 200")
	d.Do(keys.Duplicate)
	d.Press("ctrl+u")
	d.Type("two")
	d.Do(keys.Accept)
	d.Has(words.SavedAs("two"))
	d.Do(keys.SavedCalls)
	d.Has("证书 one")
	d.Type("two")
	d.Do(keys.Remove)
	d.Has(words.RemoveBody("two"))
	d.Do(keys.Yes)
	d.Has(words.Removed("two"))
	d.Has("证书 one")
	d.Do(keys.Accept)
	d.Has("· 证书 one")
	d.Do(keys.History)
	d.Has(words.HistoryTitle)
	d.Has("GET /v3/certificates")
	d.Type("no such call")
	d.Has(text.In(wxpay.English).TUI.NoMatch)
	d.Press("ctrl+u")
	d.Do(keys.Accept)
	d.Has(words.TakenUp)
	list, err := b.Composer().List()
	if err != nil || len(list) != 1 || list[0].Name != "证书 one" {
		t.Errorf("%+v, %v", list, err)
	}
}

func TestAnImageIsUploaded(t *testing.T) {
	path := filepath.Join(t.TempDir(), "门店.png")
	if err := os.WriteFile(path, []byte("\x89PNG\r\n\x1a\n not much"), 0o600); err != nil {
		t.Fatal(err)
	}
	d, words := composing(t, newBench(t), "v3.media-upload")
	d.Has(words.FileHint)
	fill(d, path+".missing")
	d.Do(keys.Accept)
	d.Has(text.In(wxpay.English).Faults["unreadable-upload"])
	fill(d, path)
	d.Do(keys.Accept)
	d.Has(`"filename":"门店.png"`)
	d.Do(keys.Send)
	d.Has("media_id")
	fill(d, path+".missing") // sent while the path is typed
	d.Press("ctrl+r")
	d.Has(text.In(wxpay.English).Faults["unreadable-upload"])
	d.Has("· " + words.Edited)
	fill(d, path)
	d.Press("ctrl+r")
	d.Until(func(s string) bool {
		return strings.Contains(s, "media_id") && !strings.Contains(s, "· "+words.Edited)
	})
}

// Sensitive values are typed in clear and go encrypted.
func TestSensitiveValuesAreEncryptedInPlace(t *testing.T) {
	d, words := composing(t, newBench(t), "v3.echo")
	fill(d, "ping")
	d.Press("tab")
	d.Type("张三丰")
	d.Has(words.Encrypted(1))
	d.Press("ctrl+r")
	d.Has("✔ 200")
	d.Do(keys.PrevTab)
	for line := range strings.Lines(d.Screen()) {
		if columns := strings.Split(line, "│"); len(columns) > 2 && strings.Contains(columns[2], "张三丰") {
			t.Errorf("the request shows the plain value: %s", line)
		}
	}
}

func TestGeometryOfTheComposer(t *testing.T) {
	plain := []string{"WXLENS_ASCII=1", "NO_COLOR=1"}
	for name, c := range map[string]struct {
		lang wxpay.Lang
		env  []string
	}{"zh": {wxpay.Chinese, nil}, "en": {wxpay.English, nil}, "zh plain": {wxpay.Chinese, plain}, "en plain": {wxpay.English, plain}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t)
			d := tuitest.New(t, b, tui.Options{Lang: c.lang, Env: c.env})
			ascii, words := c.env != nil, text.In(c.lang).TUI
			d.Do(keys.Compose)
			sweep(t, d, "the calls", ascii)
			d.Press("esc")
			sweep(t, d, "an empty composer", ascii)
			d.Do(keys.NewCall)
			d.Type("v3.jsapi")
			d.Do(keys.Accept)
			sweep(t, d, "a form", ascii)
			d.Press("G")
			d.Do(keys.Edit)
			sweep(t, d, "the end of a form", ascii)
			d.Press("g")
			fill(d, "微信 支付")
			sweep(t, d, "typing a wrong value", ascii)
			d.Press("ctrl+r")
			d.Has(words.Compose.WrongTitle)
			sweep(t, d, "asking", ascii)
			d.Do(keys.Yes)
			d.Has("PARAM_ERROR")
			for range 3 {
				sweep(t, d, "a tab of a refused call", ascii)
				d.Do(keys.NextTab)
			}
			for _, a := range []keys.Action{keys.Copy, keys.SavedCalls, keys.Save, keys.FromCurl, keys.History} {
				d.Do(a)
				d.Until(func(string) bool { return d.KeyOf(keys.Send) == "" })
				sweep(t, d, string(a), ascii)
				d.Press("esc")
			}
			d.Do(keys.ByHand)
			d.Press("G")
			d.Do(keys.Edit)
			d.Type("微")
			sweep(t, d, "by hand", ascii)
		})
	}
}
