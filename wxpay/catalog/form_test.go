package catalog

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// shownForm writes rows as an outline.
func shownForm(rows []FormRow) []string {
	lines := make([]string, len(rows))
	for i, r := range rows {
		mark := ""
		if r.Group {
			mark = ":"
		}
		lines[i] = fmt.Sprintf("%s%s%s", strings.Repeat(" ", r.Depth), r.Field.Name, mark)
	}
	return lines
}

// Elements that have values stay where they are, and there is room for one more.
func TestFormsGrowWithTheirArrays(t *testing.T) {
	e := &Endpoint{Fields: []Field{
		{Name: "a"}, {Name: "o", Type: Object}, {Name: "o.b"}, {Name: "o.list[]"},
		{Name: "g[]", Type: Object, Max: 2}, {Name: "g[].x"}, {Name: "whole", Type: Object},
	}}
	e.form = formOf(e.Fields)
	for _, c := range []struct {
		values Values
		want   string
	}{
		{Values{}, "a|o:| o.b| o.list[0]|g[0]:| g[0].x|whole"},
		{Values{"o.list[0]": "1", "o.list[1]": "2", "g[3].x": "1"}, "a|o:| o.b| o.list[0]| o.list[1]| o.list[2]|g[3]:| g[3].x|g[4]:| g[4].x|whole"},
		{Values{"g[0].x": "1", "g[1].x": "2"}, "a|o:| o.b| o.list[0]|g[0]:| g[0].x|g[1]:| g[1].x|whole"},
	} {
		if got := shownForm(e.Form(c.values)); strings.Join(got, "|") != c.want {
			t.Errorf("%v: %s, want %s", c.values, strings.Join(got, "|"), c.want)
		}
	}
}

// Every value that a call can have has a row, and every row that is no group takes a
// value that is sent.
func TestEveryFieldHasARow(t *testing.T) {
	for _, e := range All() {
		values := samples(e)
		rows := e.Form(values)
		for name := range values {
			if !slices.ContainsFunc(rows, func(r FormRow) bool { return !r.Group && r.Field.Name == name }) {
				t.Errorf("%s: %s has no row", e.ID, name)
			}
		}
		for _, r := range rows {
			if _, ok := e.Field(r.Field.Name); !ok {
				t.Errorf("%s: row %s is no field", e.ID, r.Field.Name)
			}
		}
	}
}
