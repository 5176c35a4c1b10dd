package markup

import (
	"strings"
	"testing"
)

func plainText(lines []Line) string {
	var b strings.Builder
	for _, l := range lines {
		b.WriteString(strings.Repeat("  ", l.Depth))
		for _, p := range l.Pieces {
			b.WriteString(p.Text)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

func TestJSONIsIndented(t *testing.T) {
	lines := Split([]byte(`{"a":{"b":[1,"x:y"],"c":null},"描述":"橙汁"}`))
	want := "{\n  \"a\": {\n    \"b\": [\n      1,\n      \"x:y\"\n    ],\n    \"c\": null\n  },\n  \"描述\": \"橙汁\"\n}\n"
	if got := plainText(lines); got != want {
		t.Errorf("got\n%s", got)
	}
	if p := lines[1].Pieces[0]; p.Kind != Name || p.Text != `"a"` {
		t.Errorf("the key is %+v", p)
	}
}

func TestXMLElementsStandOnOneLine(t *testing.T) {
	got := plainText(Split([]byte(`<xml><appid>wx1</appid><body><![CDATA[橙<汁]]></body><empty/><a><b>1</b></a></xml>`)))
	want := "<xml>\n  <appid>wx1</appid>\n  <body><![CDATA[橙<汁]]></body>\n  <empty/>\n  <a>\n    <b>1</b>\n  </a>\n</xml>\n"
	if got != want {
		t.Errorf("got\n%s", got)
	}
}

func FuzzSplitKeepsTheText(f *testing.F) {
	for _, s := range []string{`{"a":1}`, "<a><b>x</b></a>", "plain\ntext", "<", "<![CDATA[", `{"a`, "</x>", "[]", "[1,2]"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		var b strings.Builder
		for _, l := range Split([]byte(s)) {
			for _, p := range l.Pieces {
				b.WriteString(p.Text)
			}
		}
		squeeze := func(s string) string { return strings.Join(strings.Fields(s), "") }
		if squeeze(b.String()) != squeeze(s) {
			t.Errorf("%q became %q", s, b.String())
		}
	})
}
