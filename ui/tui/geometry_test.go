package tui_test

import (
	"strings"
	"testing"
	"unicode"

	"wxlens/tunnel/edgetest"
	"wxlens/ui/text"
	"wxlens/ui/tui"
	"wxlens/ui/tui/keys"
	"wxlens/ui/tui/tuitest"
	"wxlens/wxpay"
	"wxlens/wxpay/diagnose"
	"wxlens/wxpay/flow"
	"wxlens/wxpay/sandbox"
)

// sweep draws what is open at every width and every height, in half of the pairs.
func sweep(t *testing.T, d *tuitest.Driver, what string, ascii bool) {
	t.Helper()
	for i, w := range widths {
		for j, h := range heights {
			if (i+j)%2 != 0 {
				continue
			}
			d.Resize(w, h)
			geometry(t, d, w, h, what)
		}
	}
	d.Resize(120, 40)
	if !ascii {
		return
	}
	for _, r := range d.Screen() {
		if r > unicode.MaxASCII && !unicode.Is(unicode.Han, r) && (r < 0xff00 || r > 0xffef) && (r < 0x3000 || r > 0x303f) { // Chinese and its punctuation
			t.Fatalf("%s holds %q", what, r)
		}
	}
}

// received opens the screens over a workbench with everything that receiving can
// show: a tunnel with its warnings, two servers, a repeat, an alarm.
func received(t *testing.T, lang wxpay.Lang, env []string) (d *tuitest.Driver, b *bench) {
	t.Helper()
	b, _ = edged(t, token)
	b.fill(10)
	b.refused.Times, b.refused.Why = 2, "database or disk is full: 数据库或磁盘已满"
	if err := b.SetTargets([]string{credulous(t).url + "/微信/通知", "http://127.0.0.1:1/a/path/that/is/rather/long/for/a/small/screen"}, true); err != nil {
		t.Fatal(err)
	}
	if err := b.RestrictTunnel(true); err != nil {
		t.Fatal(err)
	}
	no := b.ordered("", flow.Notify)
	b.again(no, sandbox.VariantNormal)
	b.again(no, sandbox.VariantWrongAmount)
	d = tuitest.New(t, b, tui.Options{Lang: lang, Env: env})
	d.Do(keys.Panel2)
	d.Has(text.In(lang).TUI.Inbox.AtStake)
	return d, b
}

func TestGeometryOfReceiving(t *testing.T) {
	plain := []string{"WXLENS_ASCII=1", "NO_COLOR=1"}
	for name, c := range map[string]struct {
		lang wxpay.Lang
		env  []string
	}{"zh": {wxpay.Chinese, nil}, "en": {wxpay.English, nil}, "zh plain": {wxpay.Chinese, plain}, "en plain": {wxpay.English, plain}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d, _ := received(t, c.lang, c.env)
			ascii, words := c.env != nil, text.In(c.lang).TUI
			d.Do(keys.Panel5)
			for _, tab := range []string{"verdict", "verified", "plain", "raw", "reply", "forward", "envelope"} {
				sweep(t, d, "the side "+tab, ascii)
				d.Press("]")
			}
			d.Press("2")
			overlays(t, d, &words.Inbox, ascii)
			d.Do(keys.Trials)
			d.Press("G")
			d.Do(keys.Accept)
			d.Has(strings.Split(words.Inbox.ExamResult(7, 22), "7")[0])
			d.Until(func(s string) bool { return strings.Contains(s, "22 ") })
			d.Press("G")
			sweep(t, d, "what a server answered", ascii)
			d.Press("esc")
			d.Do(keys.Group)
			sweep(t, d, "grouped", ascii)
			links(t, d, c.lang, ascii)
		})
	}
}

// overlays draws the dialogs over deliveries.
func overlays(t *testing.T, d *tuitest.Driver, words *text.Deliveries, ascii bool) {
	t.Helper()
	for _, a := range []keys.Action{keys.Note, keys.Export, keys.Trials, keys.Target, keys.Copy, keys.EditSend, keys.Suspend} {
		d.Do(a)
		d.Press("down")
		sweep(t, d, string(a), ascii)
		if a == keys.EditSend {
			d.Do(keys.Accept)
			sweep(t, d, "editing a value", ascii)
			d.Press("esc")
		}
		d.Press("esc")
	}
	d.Do(keys.Compare)
	d.Press("k")
	d.Do(keys.Compare)
	d.Has(words.CompareKeys[:12])
	sweep(t, d, "compared", ascii)
	d.Do(keys.Accept)
	d.Press("right")
	sweep(t, d, "compared with what is equal", ascii)
	d.Press("esc")
	d.Do(keys.Filter)
	d.Type("无此:yes")
	sweep(t, d, "a wrong query", ascii)
	d.Press("esc")
}

// links draws the screen of the tunnel and the dialogs over it.
func links(t *testing.T, d *tuitest.Driver, lang wxpay.Lang, ascii bool) {
	t.Helper()
	words := text.In(lang).TUI.Link
	d.Do(keys.Tunnel)
	d.Has(words.HowToOpen[:20])
	sweep(t, d, "no tunnel", ascii)
	d.Do(keys.OpenNgrok)
	sweep(t, d, "a domain", ascii)
	d.Do(keys.Accept)
	d.Has(edgetest.DefaultURL)
	d.Do(keys.Diagnose)
	d.Has(words.Diagnosis)
	for _, at := range []string{"g", "G"} {
		d.Press(at)
		sweep(t, d, "a tunnel", ascii)
	}
	d.Do(keys.OpenDirect)
	d.Press("ctrl+u")
	d.Type("不是地址")
	sweep(t, d, "an address", ascii)
	d.Do(keys.Accept)
	d.Has(text.In(lang).Tunnel.States["failed"])
	sweep(t, d, "a tunnel that failed", ascii)
	d.Press("esc")
	sweep(t, d, "the status line of a tunnel that failed", ascii)
}

func TestGeometryOfTheBench(t *testing.T) {
	plain := []string{"WXLENS_ASCII=1", "NO_COLOR=1"}
	for name, c := range map[string]struct {
		lang wxpay.Lang
		env  []string
	}{"zh": {wxpay.Chinese, nil}, "en": {wxpay.English, nil}, "zh plain": {wxpay.Chinese, plain}, "en plain": {wxpay.English, plain}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t)
			d := tuitest.New(t, b, tui.Options{Lang: c.lang, Env: c.env})
			ascii, words := c.env != nil, text.In(c.lang)
			d.Do(keys.Bench)
			sweep(t, d, "an empty bench", ascii)
			pasted(d, asTyped("某某日志 ｜\u200b\x00"+b.refusedCall(nativeBody, noLastLineFeed)+"微信支付：全角 ：。"))
			d.Has(words.Diagnosis.Verdicts[diagnose.Explained])
			for _, tab := range []string{"verdict", "texts", "hex", "input"} {
				sweep(t, d, "the side "+tab, ascii)
				d.Do(keys.NextTab)
			}
			d.Do(keys.Copy)
			sweep(t, d, "copying", ascii)
			d.Press("esc")
			d.Do(keys.Write)
			d.Type("微信")
			sweep(t, d, "typing", ascii)
			d.Do(keys.OpenFile)
			sweep(t, d, "opening a file", ascii)
			d.Press("esc")
			d.Do(keys.NextTab)
			sweep(t, d, "a verdict on what was changed since", ascii)
			d.Do(keys.Clear)
			pasted(d, "POST https://api.mch.weixin.qq.com/v3/pay/transactions/jsapi HTTP/1.1\nAuthorization: WECHATPAY2-SHA256-RSA2048 mchid=\"1900000001\"\n\n{}")
			d.Has(words.TUI.Bench.PasteMore[:12])
			sweep(t, d, "what is missing", ascii)
			d.Do(keys.NextTab)
			sweep(t, d, "without texts", ascii)
		})
	}
}
