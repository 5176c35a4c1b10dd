package text

import (
	"go/ast"
	"go/parser"
	"go/token"
	"reflect"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"wxlens/wxpay"
	"wxlens/wxpay/message"
	"wxlens/wxpay/order"
)

// constants returns the values of every constant of a type in a file.
func constants(t *testing.T, file, typeName string) []string {
	t.Helper()
	parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var values []string
	ast.Inspect(parsed, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok {
			return true
		}
		if id, ok := spec.Type.(*ast.Ident); !ok || id.Name != typeName {
			return true
		}
		for _, v := range spec.Values {
			if lit, ok := v.(*ast.BasicLit); ok {
				value, err := strconv.Unquote(lit.Value)
				if err != nil {
					t.Fatal(err)
				}
				values = append(values, value)
			}
		}
		return true
	})
	if len(values) == 0 {
		t.Fatalf("%s declares no %s", file, typeName)
	}
	return values
}

func both() []*Text { return []*Text{In(wxpay.Chinese), In(wxpay.English)} }

func TestEverySlugHasItsWords(t *testing.T) {
	for _, text := range both() {
		for _, v := range constants(t, "../../wxpay/check.go", "CheckName") {
			if text.Checks[wxpay.CheckName(v)] == "" {
				t.Errorf("%s: check %q", text.Lang, v)
			}
		}
		for _, v := range constants(t, "../../wxpay/check.go", "Reason") {
			if text.Reasons[wxpay.Reason(v)].Why == "" {
				t.Errorf("%s: reason %q", text.Lang, v)
			}
		}
		for _, v := range constants(t, "../../wxpay/reply.go", "Reason") {
			if text.Reasons[wxpay.Reason(v)].Why == "" {
				t.Errorf("%s: reason %q", text.Lang, v)
			}
		}
		for _, v := range constants(t, "../../wxpay/trace.go", "StepName") {
			if text.Steps[wxpay.StepName(v)] == "" {
				t.Errorf("%s: step %q", text.Lang, v)
			}
		}
		for _, v := range constants(t, "../../wxpay/fen.go", "AmountReason") {
			if text.Amounts[wxpay.AmountReason(v)] == "" {
				t.Errorf("%s: amount %q", text.Lang, v)
			}
		}
		for _, v := range constants(t, "../../wxpay/order/order.go", "Source") {
			if text.Sources[order.Source(v)] == "" {
				t.Errorf("%s: source %q", text.Lang, v)
			}
		}
	}
}

func TestEveryFaultOfAnInputHasItsWords(t *testing.T) {
	for _, text := range both() {
		for _, v := range constants(t, "../../wxpay/message/form.go", "Form") {
			if text.CLI.Forms[message.Form(v)] == "" {
				t.Errorf("%s: form %q", text.Lang, v)
			}
		}
		for _, v := range constants(t, "../../wxpay/message/http.go", "Fault") {
			if text.CLI.Faults[message.Fault(v)] == "" {
				t.Errorf("%s: fault %q", text.Lang, v)
			}
		}
		for _, v := range constants(t, "../workbench/bench/bench.go", "Code") {
			if text.CLI.Failures[v] == "" || text.CLI.Hints[v] == "" {
				t.Errorf("%s: code %q", text.Lang, v)
			}
		}
		for _, v := range constants(t, "../workbench/query/query.go", "Reason") {
			if text.CLI.Inbox.QueryFaults[v] == "" {
				t.Errorf("%s: fault %q of a query", text.Lang, v)
			}
		}
		for _, v := range constants(t, "../workbench/bench/verify.go", "Kind") {
			if text.CLI.Kinds[v] == "" {
				t.Errorf("%s: kind %q", text.Lang, v)
			}
		}
	}
}

// walk calls f with every text below v and the path that leads there.
func walk(v reflect.Value, path string, f func(path, s string)) {
	switch v.Kind() {
	case reflect.String:
		f(path, v.String())
	case reflect.Struct:
		for i := range v.NumField() {
			walk(v.Field(i), path+"."+v.Type().Field(i).Name, f)
		}
	case reflect.Map:
		for _, key := range v.MapKeys() {
			walk(v.MapIndex(key), path+"["+key.String()+"]", f)
		}
	case reflect.Slice, reflect.Array:
		for i := range v.Len() {
			walk(v.Index(i), path, f)
		}
	case reflect.Pointer:
		walk(v.Elem(), path, f)
	}
}

func TestBothLanguagesSayTheSameThings(t *testing.T) {
	paths := map[wxpay.Lang]map[string]bool{}
	for _, text := range both() {
		paths[text.Lang] = map[string]bool{}
		walk(reflect.ValueOf(*text), "", func(path, s string) {
			if s != "" {
				paths[text.Lang][path] = true
			}
		})
	}
	for path := range paths[wxpay.Chinese] {
		if !paths[wxpay.English][path] {
			t.Errorf("%s is missing in English", path)
		}
	}
	for path := range paths[wxpay.English] {
		if !paths[wxpay.Chinese][path] {
			t.Errorf("%s is missing in Chinese", path)
		}
	}
}

func TestEnglishHoldsNoHan(t *testing.T) {
	walk(reflect.ValueOf(*In(wxpay.English)), "", func(path, s string) {
		if strings.ContainsFunc(s, func(r rune) bool { return unicode.Is(unicode.Han, r) }) && !strings.Contains(path, "Language") {
			t.Errorf("%s: %q", path, s)
		}
	})
}

func TestLocale(t *testing.T) {
	for _, c := range []struct {
		env  map[string]string
		want wxpay.Lang
	}{
		{map[string]string{"LANG": "zh_CN.UTF-8"}, wxpay.Chinese},
		{map[string]string{"LANG": "en_US.UTF-8"}, wxpay.English},
		{map[string]string{"LC_ALL": "zh_TW.UTF-8", "LANG": "en_US.UTF-8"}, wxpay.Chinese},
		{map[string]string{"LC_ALL": "C", "LANG": "zh_CN.UTF-8"}, wxpay.English},
		{nil, wxpay.English},
	} {
		if got := Locale(func(name string) string { return c.env[name] }); got != c.want {
			t.Errorf("%v: %s, want %s", c.env, got, c.want)
		}
	}
}
