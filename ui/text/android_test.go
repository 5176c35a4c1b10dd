package text

import (
	"go/ast"
	"go/parser"
	"go/token"
	"strconv"
	"testing"

	"wxlens/wxpay"
	"wxlens/wxpay/android"
)

// slugsOf returns the values of every constant of a type of another package.
func slugsOf(t *testing.T, file, typeName string) (values []string) {
	t.Helper()
	parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	ast.Inspect(parsed, func(n ast.Node) bool {
		if spec, ok := n.(*ast.ValueSpec); ok {
			if sel, ok := spec.Type.(*ast.SelectorExpr); ok && sel.Sel.Name == typeName {
				value, err := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value)
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

func TestAndroidHasItsWords(t *testing.T) {
	const checks = "../../wxpay/android/check.go"
	for _, text := range both() {
		for _, v := range constants(t, "../../wxpay/android/android.go", "Code") {
			if words := text.Android.Faults[android.Code(v)]; words.Why == "" || words.Do == "" {
				t.Errorf("%s: code %q", text.Lang, v)
			}
		}
		for _, v := range slugsOf(t, checks, "CheckName") {
			if name := wxpay.CheckName(v); text.Checks[name] == "" || text.Android.Sources[name] == "" {
				t.Errorf("%s: check %q", text.Lang, v)
			}
		}
		for _, v := range slugsOf(t, checks, "Reason") {
			if words := text.Reasons[wxpay.Reason(v)]; words.Why == "" || words.Do == "" {
				t.Errorf("%s: reason %q", text.Lang, v)
			}
		}
		for _, code := range android.ResultCodes {
			if text.Android.Results[code].Means == "" {
				t.Errorf("%s: errCode %d", text.Lang, code)
			}
		}
	}
}

func TestAndroidVersions(t *testing.T) {
	for level, want := range map[int]string{1: "1.0", 23: "6.0", 24: "7.0", 27: "8.1", 28: "9", 32: "12L", 33: "13", 99: "16"} {
		if got := AndroidVersion(level); got != want {
			t.Errorf("%d: %s, want %s", level, got, want)
		}
	}
}
