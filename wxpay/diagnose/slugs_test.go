package diagnose

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// A cause that the catalogue does not hold would end the program.
func TestEverySlugInTheCodeIsInTheCatalogue(t *testing.T) {
	pattern := regexp.MustCompile(`^(v2|v3|notify|order|jsapi|h5|app|p12|platform|sensitive|prepay|openid|amount|product|ip|reentry|path)-[a-z0-9]+(-[a-z0-9]+)+$`)
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	look := func(n ast.Node) bool {
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
	}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") || strings.HasPrefix(name, "mistakes_") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, look)
	}
	if seen < 150 {
		t.Errorf("only %d slugs were looked at", seen)
	}
}
