package catalog

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"wxlens/wxpay"
)

// samples gives every field of a call a right value, arrays as many elements as
// they need.
func samples(e *Endpoint) Values {
	values := Values{}
	for _, f := range e.Fields {
		if f.Type == Object && slices.ContainsFunc(e.Fields, func(g Field) bool { return strings.HasPrefix(g.Name, f.Name+".") }) {
			continue
		}
		for i := range elements(e, f.Name) {
			values[strings.ReplaceAll(f.Name, "[]", "["+strconv.Itoa(i)+"]")] = sample(f, e.API)
		}
	}
	return values
}

// elements is how many elements the array around a field needs; 1 for any other.
func elements(e *Endpoint, name string) int {
	array, _, found := strings.Cut(name, "[]")
	if f, ok := e.Field(array + "[]"); found && ok && f.Type == Object {
		return max(f.Min, 1)
	}
	return 1
}

func sample(f Field, api wxpay.API) string {
	v2 := api == wxpay.V2
	switch f.Type {
	case Integer, Amount:
		return strconv.Itoa(max(f.Min, 1))
	case Boolean:
		return "true"
	case URL:
		return "https://example.com/n"
	case Time:
		if v2 {
			return "20260102030405"
		}
		return "2026-01-02T03:04:05+08:00"
	case Date:
		if v2 {
			return "20260102"
		}
		return "2026-01-02"
	case JSON, Object:
		return `{"x":[1]}`
	case Seconds:
		return "1554208460"
	case IP, PublicIP:
		return "8.8.8.8"
	}
	if f.OneOf != nil {
		return f.OneOf[0]
	}
	return strings.Repeat("1", max(f.Min, 1))
}

// A right value for every field makes a right call, whose body and path are read
// back; leaving out what is required is noticed.
func TestEveryCallCanBeMade(t *testing.T) {
	for _, e := range All() {
		values := samples(e)
		call, problems := e.Build(values)
		if errs := Errors(problems); len(errs) != 0 {
			t.Errorf("%s: %v", e.ID, faults(errs))
		}
		if strings.Contains(call.Target, "{") {
			t.Errorf("%s: target %s", e.ID, call.Target)
		}
		path, _, _ := strings.Cut(call.Target, "?")
		if found, _, ok := Match(call.Method, path); !ok || found != e {
			t.Errorf("%s: %s %s is not found", e.ID, call.Method, path)
		}
		if call.Body != nil {
			if _, again, err := e.CheckJSON(call.Body); err != nil || len(Errors(again)) != 0 {
				t.Errorf("%s: %s: %v, %v", e.ID, call.Body, faults(again), err)
			}
		}
		checkRequired(t, e, values)
	}
}

func checkRequired(t *testing.T, e *Endpoint, values Values) {
	t.Helper()
	for name := range values {
		f, _ := e.Field(name)
		if !f.Required || strings.Contains(name, "[") {
			continue
		}
		less := Values{}
		for other, v := range values {
			if other != name {
				less[other] = v
			}
		}
		if errs := Errors(e.Check(less)); len(errs) == 0 || errs[0].Kind != Missing || errs[0].Field.Name != name {
			t.Errorf("%s without %s: %v", e.ID, name, faults(errs))
		}
	}
}
