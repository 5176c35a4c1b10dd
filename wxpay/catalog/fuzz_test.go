package catalog

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"wxlens/wxpay"
)

func FuzzCheckJSON(f *testing.F) {
	f.Add(0, []byte(`{"mchid":"1"}`))
	f.Add(1, []byte(`{"detail":{"goods_detail":[{"quantity":1},null,7,[]]},"limit_pay":[[]]}`))
	f.Add(0, []byte("{}\v"))
	f.Add(2, []byte(`{"sub_orders":[{},{"amount":{}}],"mchid ":1e400}`))
	all := All()
	f.Fuzz(func(t *testing.T, n int, body []byte) {
		e := all[uint(n)%uint(len(all))]
		values, problems, err := e.CheckJSON(body)
		if (err == nil) != isObject(body) {
			t.Fatalf("%q: %v", body, err)
		}
		if len(values) > len(body) || len(problems) > 2*mostProblems+len(e.Fields)+len(e.Either) {
			t.Fatalf("%d values and %d problems out of %d bytes", len(values), len(problems), len(body))
		}
		for _, p := range problems {
			if w := p.Words(); w.ZH == "" || w.EN == "" || p.Message() == "" || !strings.HasPrefix(p.Pointer(), "/body/") {
				t.Fatalf("%+v", p)
			}
		}
	})
}

// isObject reports whether text is one JSON object, by another way.
func isObject(text []byte) bool {
	text = bytes.Trim(text, " \t\r\n")
	return json.Valid(text) && text[0] == '{'
}

// What Build writes CheckJSON reads back, and both find the same right or wrong.
func FuzzBuildAndCheckJSON(f *testing.F) {
	for _, value := range []string{"", "19.90", "null", "true", " 1", "1 ", "a\nb", "\u2028<&>", "2026-01-02T03:04:05+08:00", "https://a.b/c", "\xff", "茶🍵"} {
		f.Add(5, 1, value)
		f.Add(5, 9, value)
	}
	all := slices.DeleteFunc(All(), func(e *Endpoint) bool { return e.API == wxpay.V2 || !e.hasBody() })
	f.Fuzz(func(t *testing.T, n, m int, value string) {
		e := all[uint(n)%uint(len(all))]
		values := samples(e)
		names := slices.DeleteFunc(slices.Sorted(maps.Keys(values)), func(name string) bool {
			f, _ := e.Field(name)
			return f.In != Body
		})
		changed := names[uint(m)%uint(len(names))]
		values[changed] = value
		call, problems := e.Build(values)
		read, again, err := e.CheckJSON(call.Body)
		if err != nil {
			t.Fatalf("%s %s %q built %s: %v", e.ID, changed, value, call.Body, err)
		}
		right := len(Errors(problems)) == 0
		if right && len(Errors(again)) != 0 || !right && len(Errors(again)) == 0 && utf8.ValidString(value) {
			t.Fatalf("%s %s %q: typed %v, read %v", e.ID, changed, value, faults(problems), faults(again))
		}
		for _, name := range names {
			if right && read[name] != values[name] {
				t.Fatalf("%s %s %q: %s came back as %q", e.ID, changed, value, name, read[name])
			}
		}
	})
}

func FuzzMatch(f *testing.F) {
	for _, e := range All() {
		f.Add(e.Method, e.Path)
	}
	f.Add("POST", "https://api.mch.weixin.qq.com//v3/%zz?x=https://y?z")
	f.Fuzz(func(t *testing.T, method, path string) {
		e, values, ok := Match(method, path)
		if ok {
			call, _ := e.Build(values)
			if again, _, found := Match(call.Method, call.Target); strings.IndexByte(path, '?') < 0 && (!found || again != e) {
				t.Fatalf("%s %s is %s, built again %s", method, path, e.ID, call.Target)
			}
		}
		if a, advised := Advise(method, path); advised && (a.Words.ZH == "" || a.Words.EN == "") {
			t.Fatalf("%s %s: %+v", method, path, a)
		}
	})
}
