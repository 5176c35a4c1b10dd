package message_test

import (
	"encoding/json"
	"strings"
	"testing"

	"wxlens/wxpay/message"
)

func TestLiteralsBecomeJSON(t *testing.T) {
	for text, want := range map[string]string{
		`{"a": 1 , "b":[true,null] } tail`:                            `{"a": 1 , "b":[true,null] }`,
		`{a: 'x', 'b': "y", c: -1.50, }`:                              `{"a":"x","b":"y","c":-1.50}`,
		`{'a': None, 'b': True, 'c': u'\u6d4b'}`:                      `{"a":null,"b":true,"c":"测"}`,
		`['a' => 'x', 'n' => 1, 'l' => ['p', 'q']];`:                  `{"a":"x","n":1,"l":["p","q"]}`,
		`array('a' => 'x')`:                                           `{"a":"x"}`,
		"{a: `x`, // note\n /* b: 1, */ c: 'y'}":                      `{"a":"x","c":"y"}`,
		`{p: "prepay_id=" + 'wx1' + "2", q: 'a' . 'b'}`:               `{"p":"prepay_id=wx12","q":"ab"}`,
		`{p: "prepay_id=" + id, t: String(1), v: res.data.x, k: 'v'}`: `{"k":"v"}`,
		`{k: 1, success: function (r) { return {a: ')'} }, fail(e) { x('}') }, c: (r) => { }, d: r => r}`: `{"k":1}`,
		`{timeStamp, ...rest, k: "v"}`:     `{"k":"v"}`,
		"{“a”：“x”，“b”：1｝":                  `{"a":"x","b":1}`,
		"{\u00a0\"a\"\u200b:\u3000\"x\"}":  `{ "a": "x"}`,
		`{"a":"“x”"}`:                      `{"a":"“x”"}`,
		`{"a":"x\"y\\","b":"\/\t\u00e9😀"}`: `{"a":"x\"y\\","b":"\/\t\u00e9😀"}`,
		"{\"c\":\"AAAA\nBBBB\"}":           `{"c":"AAAABBBB"}`,
		`{"a":1, ...}`:                     ``,
		`{"a" = "b"}`:                      `{"a":"b"}`,
		`[{"a":1},{"b":2}]`:                `[{"a":1},{"b":2}]`,
		`{"a":` + strings.Repeat("[", 30) + strings.Repeat("]", 30) + `}`: `{"a":` + strings.Repeat("[", 30) + strings.Repeat("]", 30) + `}`,
	} {
		l, ok := message.ReadLiteral([]byte(text), 0)
		if !ok || l.Truncated {
			t.Errorf("%s: not read", text)
			continue
		}
		got, exact := l.JSON([]byte(text))
		if !json.Valid(got) || want != "" && string(got) != want {
			t.Errorf("%s: %s, want %s", text, got, want)
		}
		if exact && !json.Valid([]byte(text[:l.End])) && len(l.Repairs) == 0 {
			t.Errorf("%s is taken for JSON", text)
		}
	}
}

func TestLiteralsThatEndEarly(t *testing.T) {
	for _, text := range []string{`{"a":1`, `{"a":1,"b`, `{"a":1,"b":`, `{"a":"x`, `{"a":{"b":1`, "{\"a\":\"x\nSome prose follows here."} {
		l, ok := message.ReadLiteral([]byte(text), 0)
		if _, has := l.Get("a"); !ok || !l.Truncated || !has {
			t.Errorf("%s: %v %+v", text, ok, l)
		}
	}
}

func TestWhatIsNoLiteral(t *testing.T) {
	for _, text := range []string{`{`, `{\"a\":1}`, `{"a" "b"}`, `{"a":1]`, `x`, strings.Repeat("[", 200), `{,}`, `{"a":}`} {
		if l, ok := message.ReadLiteral([]byte(text), 0); ok && !l.Truncated {
			t.Errorf("%s: %+v", text, l)
		}
	}
}

func TestRepairsSayWhere(t *testing.T) {
	text := []byte("{“a”：1}")
	l, ok := message.ReadLiteral(text, 0)
	if !ok || len(l.Repairs) != 3 {
		t.Fatalf("%+v", l)
	}
	for i, want := range []message.RepairKind{message.RepairQuote, message.RepairQuote, message.RepairFullWidth} {
		if r := l.Repairs[i]; r.Kind != want || r.Start <= 0 || r.End-r.Start != 3 {
			t.Errorf("%+v, want %s", r, want)
		}
	}
}

func FuzzLiteral(f *testing.F) {
	f.Add([]byte(`{"a":[1,{b:'c'}],"d":"e`))
	f.Add([]byte("{“a”：“x”，b => `y`, ...c, f(x){}}"))
	f.Fuzz(func(t *testing.T, text []byte) {
		l, ok := message.ReadLiteral(text, 0)
		if !ok {
			return
		}
		if l.End > len(text) || l.Examined < l.End-l.Start {
			t.Fatalf("%+v of %d bytes", l, len(text))
		}
		if got, _ := l.JSON(text); !json.Valid(got) {
			t.Errorf("%q became %q", text, got)
		}
	})
}
