package tui_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"wxlens/ui/text"
	"wxlens/ui/tui"
	"wxlens/ui/tui/keys"
	"wxlens/ui/tui/tuitest"
	"wxlens/wxpay"
	"wxlens/wxpay/decode"
	"wxlens/wxpay/flow"
)

// refusedOrder goes through a flow whose order the sandbox refuses, and shows it.
func refusedOrder(t *testing.T, d *tuitest.Driver) {
	t.Helper()
	d.Has("js_code")
	d.Do(keys.Step)
	d.Has("200 OK")
	d.Do(keys.Mistake)
	d.Press("down")
	d.Press("enter")
	d.Do(keys.Step)
	d.Has("SIGN_ERROR")
}

const refusedReply = "2026-03-02 14:02:11 ERROR pay\r{\"code\":\"PARAM_ERROR\",\"detail\":{\"location\":\"body\",\"value\":0,\"field\":\"/body/amount/total\"},\"message\":\"输入源“/body/amount/total”映射到数值字段“总金额”规则校验失败，值低于最小值 1\"}\rRequest-ID: 08B8B3C0B40610EA0218BAA2CFB40120E9A6E92B28B2B00E-268435461"

// best is what is known best of a text.
func best(t *testing.T, pasted string) decode.Finding {
	t.Helper()
	found := text.Errors().Decode(pasted)
	if len(found) == 0 {
		t.Fatalf("nothing is known of %q", pasted)
	}
	return found[0]
}

// A refused step says what the refusal means: in a line below, beside its text and
// its reply; one key tells the rest.
func TestARefusedStepIsExplained(t *testing.T) {
	t.Parallel()
	for _, lang := range []wxpay.Lang{wxpay.Chinese, wxpay.English} {
		d := open(t, newBench(t), lang)
		words := text.In(lang).TUI
		if d.KeyOf(keys.Decode) != "E" {
			t.Fatalf("the key is %q", d.KeyOf(keys.Decode))
		}
		refusedOrder(t, d)
		meant := best(t, "错误的签名，验签失败")
		d.Has(meant.Name() + " " + meant.Title.In(lang)) // the toast too
		d.Has(meant.Meaning.In(lang)[:24])
		d.Do(keys.Panel5)
		d.Do(keys.NextTab)
		d.Do(keys.NextTab)
		d.Has("401 Unauthorized")
		d.Has(words.Decoder.More("E"))
		d.Do(keys.Decode)
		d.Has(words.Decoder.Title)
		d.Has(meant.Doc)
		d.Has(meant.Cause.In(lang)[:24])
		d.Do(keys.Back)
		d.Has(words.Decoder.Found(2))
		d.Do(keys.Back)
		d.Has("401 Unauthorized")
	}
}

func TestErrorsAreSearchedWhileTyping(t *testing.T) {
	t.Parallel()
	for _, lang := range []wxpay.Lang{wxpay.Chinese, wxpay.English} {
		d := open(t, newBench(t), lang)
		words, title := text.In(lang).TUI.Decoder, func(s string) string { return best(t, s).Title.In(lang) }
		d.Do(keys.Command)
		d.Type("decode")
		d.Press("enter")
		d.Has(words.Hint)
		d.Type("authcodee")
		d.Has(title("AUTHCODEEXPIRE"))
		d.Press("ctrl+u")
		d.Type("268498688")
		d.Has(title("268498688"))
		d.Press("enter")
		d.Has(best(t, "268498688").Doc)
		d.Press("q") // back to the list
		d.Has("268498688")
		d.Press("ctrl+u")
		d.Type("zzzzqqqq")
		d.Has(words.Empty)
		d.Press("ctrl+u")
		d.Press("down")
		d.Press("enter")
		d.Has(words.ReadKeys)
		d.Press("esc")
		d.Press("esc")
		if strings.Contains(d.Screen(), words.Title) {
			t.Fatalf("the dialog is still open:\n%s", d.Screen())
		}
	}
}

// A code typed at the prompt is explained like a command is run.
func TestThePromptKnowsErrors(t *testing.T) {
	t.Parallel()
	for _, lang := range []wxpay.Lang{wxpay.Chinese, wxpay.English} {
		d := open(t, newBench(t), lang)
		d.Do(keys.Command)
		d.Type("noauth")
		d.Has(best(t, "NO_AUTH").Title.In(lang))
		d.Press("enter")
		d.Has(best(t, "NO_AUTH").Doc)
		d.Press("esc")
		d.Press("esc")
		d.Do(keys.Command)
		d.Type("authcode")
		d.Press("down")
		d.Press("enter")
		d.Has(text.In(lang).TUI.Decoder.ReadKeys)
		d.Has("AUTH_CODE")
	}
}

// What was found does not run into the keys on a narrow screen.
func TestAPasteOnANarrowScreen(t *testing.T) {
	t.Parallel()
	d, words := open(t, newBench(t), wxpay.Chinese), text.In(wxpay.Chinese).TUI.Decoder
	d.Resize(80, 24)
	d.Do(keys.Decode)
	d.Has(words.Title)
	pasted(d, refusedReply)
	d.Has(words.Found(3))
	if s := d.Screen(); strings.Contains(s, "条"+strings.TrimSpace(words.PasteKeys)) {
		t.Errorf("no gap in\n%s", s)
	}
}

func TestAPasteIsDecoded(t *testing.T) {
	t.Parallel()
	for _, lang := range []wxpay.Lang{wxpay.Chinese, wxpay.English} {
		d := open(t, newBench(t), lang)
		words := text.In(lang).TUI.Decoder
		d.Do(keys.Decode)
		pasted(d, refusedReply)
		d.Has(words.Pasted(len(refusedReply)))
		d.Has(words.Found(3))
		d.Press("enter")
		d.Has("/body/amount/total")
		d.Has(best(t, refusedReply).Reply.Label.In(lang))
		d.Press("esc")
		d.Type("x") // looks again
		if strings.Contains(d.Screen(), words.Found(3)) {
			t.Fatalf("what was pasted still counts:\n%s", d.Screen())
		}
		d.Press("backspace")
		pasted(d, "unrelated\rwords of no meaning here, and some more")
		d.Has(words.None[:20])
		d.Press("esc")
		d.Do(keys.Decode)
		pasted(d, "NOAUTH") // a short one can be changed
		d.Has(best(t, "NOAUTH").Title.In(lang))
	}
}

// What a developer's server answered is explained as well.
func TestAForwardedAnswerIsExplained(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusInternalServerError)
		_, _ = w.Write([]byte("javax.crypto.AEADBadTagException: Tag mismatch!\n\tat com.example.Notify.open(Notify.java:31)"))
	}))
	t.Cleanup(server.Close)
	if err := b.SetTargets([]string{server.URL}, true); err != nil {
		t.Fatal(err)
	}
	b.ordered("", flow.Notify)
	d := open(t, b, wxpay.English)
	d.Do(keys.Panel2)
	d.Do(keys.Open)
	d.Do(keys.PrevTab)
	d.Do(keys.PrevTab)
	meant := best(t, "AEADBadTagException")
	d.Has(meant.Title.In(wxpay.English))
	d.Do(keys.Decode)
	d.Has(meant.Cause.In(wxpay.English)[:30])
}

// An error without a signature to look at is explained on the bench.
func TestTheBenchExplainsErrors(t *testing.T) {
	t.Parallel()
	for _, lang := range []wxpay.Lang{wxpay.Chinese, wxpay.English} {
		d := open(t, newBench(t), lang)
		pasted(d, refusedReply)
		d.Has(text.In(lang).TUI.Decoder.Found(3))
		d.Has(best(t, refusedReply).Title.In(lang))
	}
}

func TestGeometryOfTheDecoder(t *testing.T) {
	plain := []string{"WXLENS_ASCII=1", "NO_COLOR=1"}
	for name, c := range map[string]struct {
		lang wxpay.Lang
		env  []string
	}{"zh": {wxpay.Chinese, nil}, "en": {wxpay.English, nil}, "zh plain": {wxpay.Chinese, plain}, "en plain": {wxpay.English, plain}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := tuitest.New(t, newBench(t), tui.Options{Lang: c.lang, Env: c.env})
			ascii, words := c.env != nil, text.In(c.lang).TUI.Decoder
			refusedOrder(t, d)
			sweep(t, d, "a refused step", ascii)
			d.Do(keys.Command)
			d.Type("签名")
			sweep(t, d, "errors at the prompt", ascii)
			d.Press("esc")
			d.Do(keys.Panel5)
			d.Do(keys.NextTab)
			d.Do(keys.NextTab)
			sweep(t, d, "a refused reply", ascii)
			d.Do(keys.Decode)
			d.Has(words.Title)
			sweep(t, d, "an entry", ascii)
			d.Press("G")
			sweep(t, d, "the end of an entry", ascii)
			d.Press("esc")
			sweep(t, d, "what a reply tells of", ascii)
			d.Type("签名 sign")
			sweep(t, d, "a query", ascii)
			d.Press("ctrl+u")
			d.Press("pgdown")
			sweep(t, d, "every entry", ascii)
			pasted(d, "某某日志 ｜\u200b\x00\r"+refusedReply)
			sweep(t, d, "what was pasted", ascii)
			pasted(d, strings.Repeat("无关的文字\r", 20))
			sweep(t, d, "nothing known", ascii)
		})
	}
}
