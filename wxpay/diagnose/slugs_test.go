package diagnose

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// A cause that the catalogue does not hold would end the program.
func TestEverySlugInTheCodeIsInTheCatalogue(t *testing.T) {
	pattern := regexp.MustCompile(`^(v2|v3|notify|order|jsapi|h5|app|p12|platform|sensitive|prepay|openid|amount|product|ip|reentry|path)-[a-z0-9]+(-[a-z0-9]+)+$`)
	packages, err := parser.ParseDir(token.NewFileSet(), ".", func(info fs.FileInfo) bool {
		return !strings.HasSuffix(info.Name(), "_test.go") && !strings.HasPrefix(info.Name(), "mistakes_")
	}, 0)
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	ast.Inspect(packages["diagnose"], func(n ast.Node) bool {
		literal, ok := n.(*ast.BasicLit)
		if !ok || literal.Kind != token.STRING {
			return true
		}
		text, err := strconv.Unquote(literal.Value)
		if err != nil || !pattern.MatchString(text) {
			return true
		}
		if _, known := Find(Slug(text)); !known {
			t.Errorf("%q is no mistake of the catalogue", text)
		}
		seen++
		return true
	})
	if seen < 150 {
		t.Errorf("only %d slugs were looked at", seen)
	}
}
