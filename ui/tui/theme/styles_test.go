package theme

import (
	"reflect"
	"regexp"
	"testing"

	"charm.land/lipgloss/v2"

	"wxlens/ui/cell"
)

// styles lists the styles of a theme by name, those of the parts under one.
func styles(t *Theme) map[string][]cell.Style {
	all, v := map[string][]cell.Style{}, reflect.ValueOf(*t)
	for i := range v.NumField() {
		switch f := v.Field(i).Interface().(type) {
		case cell.Style:
			all[v.Type().Field(i).Name] = []cell.Style{f}
		case [6]cell.Style:
			all[v.Type().Field(i).Name] = f[:]
		}
	}
	return all
}

func TestEveryStyleIsCompiled(t *testing.T) {
	parameters := regexp.MustCompile(`^\d+(;\d+)*$`)
	for _, mode := range []Mode{Dark, Light} {
		for name, list := range styles(In(mode)) {
			for _, st := range list {
				if name != "Text" && !parameters.MatchString(string(st)) {
					t.Errorf("%s in mode %d is compiled to %q", name, mode, st)
				}
			}
		}
	}
	if reflect.DeepEqual(In(Dark), In(Light)) {
		t.Error("dark and light are alike")
	}
}

func TestWithoutColourThereAreOnlyAttributes(t *testing.T) {
	attributes := regexp.MustCompile(`^([1-9](;[1-9])*)?$`)
	for name, list := range styles(In(Mono)) {
		for _, st := range list {
			if !attributes.MatchString(string(st)) {
				t.Errorf("%s is compiled to %q", name, st)
			}
		}
	}
	for name, list := range styles(In(Bare)) {
		for _, st := range list {
			if st != "" {
				t.Errorf("%s is %q on a terminal without attributes", name, st)
			}
		}
	}
}

func TestCompiledStylesDrawAsLipGlossDoes(t *testing.T) {
	for _, s := range []lipgloss.Style{
		lipgloss.NewStyle(), lipgloss.NewStyle().Bold(true), lipgloss.NewStyle().Foreground(lipgloss.Color("79")).Underline(true),
		lipgloss.NewStyle().Foreground(lipgloss.Color("#102030")).Background(lipgloss.Color("9")).Reverse(true),
	} {
		if got := cell.NewLine(1, "", "").Put(compile(s), "v").String(); got != s.Render("v") {
			t.Errorf("drawn as %q, Lip Gloss draws %q", got, s.Render("v"))
		}
	}
}
