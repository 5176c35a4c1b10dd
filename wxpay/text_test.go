package wxpay

import (
	"slices"
	"testing"
)

// signText is the shape of a V2 sign text: two fields and the key.
func signText(attach string) Text {
	t := NewText(64, 3)
	t.Literal("attach=")
	t.Value("attach", attach)
	t.Literal("&body=")
	t.Raw("body", []byte("测试"))
	t.Literal("&key=")
	t.Hidden("key", NewSecret("192006250b4c09247ec02edce69f6a2d"))
	return t
}

func TestTextRemembersItsParts(t *testing.T) {
	text := signText("x")
	var got []string
	for _, p := range text.Parts() {
		got = append(got, p.Field+":"+text.Reveal()[p.Start:p.End])
	}
	if want := []string{"attach:x", "body:测试", "key:192006250b4c09247ec02edce69f6a2d"}; !slices.Equal(got, want) {
		t.Errorf("parts %q", got)
	}
	if want := "attach=x&body=测试&key=192006250b4c09247ec02edce69f6a2d"; text.Reveal() != want || string(text.Bytes()) != want || text.Len() != len(want) {
		t.Errorf("text %q of %d bytes", text.Reveal(), text.Len())
	}
}

func TestTextGrowsBeyondItsRoom(t *testing.T) {
	text := NewText(0, 0)
	text.Value("a", "1")
	text.Literal("\n")
	if text.Reveal() != "1\n" || len(text.Parts()) != 1 {
		t.Errorf("text %q, parts %v", text.Reveal(), text.Parts())
	}
}

func TestResetTextHoldsNothing(t *testing.T) {
	text := signText("x")
	text.Reset()
	if text.Len() != 0 || len(text.Parts()) != 0 || text.HasSecret() {
		t.Errorf("left %q, %v", text.Reveal(), text.Parts())
	}
}

func TestMaskedTextMovesItsParts(t *testing.T) {
	text := NewText(32, 2)
	text.Literal("key=")
	text.Hidden("key", NewSecret("a much longer secret"))
	text.Literal("&after=")
	text.Value("after", "value")
	text.Literal("!")

	masked := text.Masked()
	last := masked.Parts()[1]
	if masked.Reveal() != "key=***&after=value!" || text.String() != masked.Reveal() || masked.HasSecret() {
		t.Errorf("masked %q, printed %q", masked.Reveal(), text)
	}
	if got := masked.Reveal()[last.Start:last.End]; got != "value" {
		t.Errorf("the part after the mask is %q", got)
	}
	if text.Reveal() != "key=a much longer secret&after=value!" {
		t.Errorf("masking changed the text to %q", text.Reveal())
	}
}

func TestTextWithoutSecretPrintsWhole(t *testing.T) {
	if text := PlainText("a\nb"); text.String() != "a\nb" || text.HasSecret() {
		t.Errorf("printed %q", text)
	}
}

func TestDiffNamesByteLineAndField(t *testing.T) {
	lines := func(body string) Text {
		text := NewText(32, 2)
		text.Value("nonce_str", "N")
		text.Literal("\n")
		text.Value("body", body)
		text.Literal("\n")
		return text
	}
	for _, c := range []struct {
		what  string
		other Text
		want  Difference
	}{
		{"another nonce", PlainText("M\n{}\n"), Difference{Byte: 0, Line: 1, Field: "nonce_str"}},
		{"a longer nonce", PlainText("NN\n{}\n"), Difference{Byte: 1, Line: 1, Field: "nonce_str"}},
		{"another body", PlainText("N\n[]\n"), Difference{Byte: 2, Line: 2, Field: "body"}},
		{"no last line end", PlainText("N\n{}"), Difference{Byte: 4, Line: 2, Field: "body"}},
		{"more after the end", PlainText("N\n{}\n\n"), Difference{Byte: 5, Line: 3}},
		{"nothing", PlainText(""), Difference{Byte: 0, Line: 1, Field: "nonce_str"}},
	} {
		if d, differ := lines("{}").Diff(c.other); !differ || d != c.want {
			t.Errorf("%s: %+v, %v; want %+v", c.what, d, differ, c.want)
		}
	}
	if d, differ := lines("{}").Diff(PlainText("N\n{}\n")); differ || d != (Difference{}) {
		t.Errorf("equal bytes differ at %+v", d)
	}
}
