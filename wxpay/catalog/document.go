package catalog

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"wxlens/wxpay"
)

// mostProblems bounds what a request full of wrong elements is told.
const mostProblems = 200

// document is what a request says: its values, and what its JSON broke before
// there was a value.
type document struct {
	api     wxpay.API
	values  Values
	shape   shape
	faults  map[string]Problem // by the name of the value
	unknown []Problem
}

// Check judges values as typed, in the order of the field table.
func (e *Endpoint) Check(values Values) []Problem {
	d := document{api: e.API, values: values, shape: shapeOf(values)}
	return e.judge(&d, func(Field) bool { return true })
}

// CheckFields judges a received V2 message, in the order of the field table.
func (e *Endpoint) CheckFields(fields []wxpay.Field) []Problem {
	values := Values{}
	for _, f := range fields {
		values[f.Name] = f.Value
	}
	return e.Check(values)
}

// CheckTarget judges what stands in the path and query of a received request;
// path are the placeholders as [Match] found them in the decoded path.
func (e *Endpoint) CheckTarget(path Values, query url.Values) (Values, []Problem) {
	values := Values{}
	for _, f := range e.Fields {
		switch f.In {
		case Path:
			values[f.Name] = path[f.Name]
		case Query:
			values[f.Name] = query.Get(f.Name)
		}
	}
	d := document{api: e.API, values: values}
	return values, e.judge(&d, func(f Field) bool { return f.In != Body })
}

// CheckJSON judges a received V3 body, JSON types included. It fails when the
// body is not one JSON object.
func (e *Endpoint) CheckJSON(body []byte) (Values, []Problem, error) {
	if err := oneObject(body); err != nil {
		return nil, nil, fmt.Errorf("request body: %w", err)
	}
	d := document{api: e.API, values: Values{}, shape: shape{}, faults: map[string]Problem{}}
	d.readObject(body, e.form, "", e.Open)
	problems := e.judge(&d, func(f Field) bool { return f.In == Body })
	return d.values, append(problems, d.unknown...), nil
}

func oneObject(body []byte) error {
	dec := json.NewDecoder(bytes.NewReader(body))
	var doc map[string]json.RawMessage
	if err := dec.Decode(&doc); err != nil {
		return err
	}
	if doc == nil {
		return errors.New("null is no object")
	}
	if _, err := dec.Token(); err != io.EOF {
		return errors.New("there is more after the object")
	}
	return nil
}

// readObject takes the values of an object's members; raw is valid JSON.
func (d *document) readObject(raw []byte, nodes []*node, prefix string, open bool) {
	var members map[string]json.RawMessage
	_ = json.Unmarshal(raw, &members) // the whole body has been decoded before
	for _, n := range nodes {
		if n.field.In != Body {
			continue
		}
		if v, ok := members[n.member]; ok {
			delete(members, n.member)
			d.read(v, n, prefix+n.member, open)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(members)) {
		d.strange(name, nodes, prefix, open)
	}
}

// strange notes a member that the form does not know. Blanks around a known name
// are never meant.
func (d *document) strange(name string, nodes []*node, prefix string, open bool) {
	clean := strings.TrimSpace(name)
	known := clean != name && slices.ContainsFunc(nodes, func(n *node) bool { return n.member == clean })
	if (known || !open) && len(d.unknown) < mostProblems {
		d.unknown = append(d.unknown, Problem{Field: Field{Name: prefix + name}, Kind: UnknownMember, Warning: true, Value: name})
	}
}

func (d *document) read(raw []byte, n *node, name string, open bool) {
	if string(raw) == "null" { // as if it were absent
		return
	}
	switch {
	case n.array:
		var elements []json.RawMessage
		if json.Unmarshal(raw, &elements) != nil {
			d.fault(n, name, NotArray, raw)
			return
		}
		d.shape.there(name)
		for i, element := range elements {
			d.shape.element(name, i)
			d.readOne(element, n, indexed(name, i), open)
		}
	default:
		d.readOne(raw, n, name, open)
	}
}

func (d *document) readOne(raw []byte, n *node, name string, open bool) {
	if n.field.Type != Object {
		if text, kind := n.field.textOf(raw); kind != "" {
			d.fault(n, name, kind, []byte(text))
		} else if text != "" {
			d.values[name] = text
		}
		return
	}
	if raw[0] != '{' {
		d.fault(n, name, NotObject, raw)
		return
	}
	if n.whole() {
		d.values[name] = string(raw)
		return
	}
	d.shape.there(name)
	if size := len(raw); !n.array && n.field.Max > 0 && size > n.field.Max {
		d.faults[name] = Problem{Kind: TooLarge, Value: string(raw), Length: size}
	}
	d.readObject(raw, n.children, name+".", open)
}

func (d *document) fault(n *node, name string, kind ProblemKind, value []byte) {
	if n.field.Type != Object && kind != NotArray {
		d.values[name] = string(value)
	}
	d.faults[name] = Problem{Kind: kind, Value: string(value), Length: utf8.RuneCount(value)}
}

// judge walks the form in its order; the first error of a value ends its
// examination. Rules over several fields come last.
func (e *Endpoint) judge(d *document, in func(Field) bool) []Problem {
	var problems []Problem
	for _, n := range e.form {
		if in(n.field) {
			problems = d.judge(problems, n, "")
		}
	}
	for _, c := range e.Either {
		if f, _ := e.Field(c.Names[0]); in(f) {
			problems = append(problems, d.choose(f, c)...)
		}
	}
	return problems
}

func (d *document) judge(problems []Problem, n *node, prefix string) []Problem {
	name := prefix + n.member
	if !n.array {
		return d.judgeOne(problems, n, name)
	}
	f := n.field
	f.Name = name
	if p, ok := d.faults[name]; ok {
		p.Field = f
		return append(problems, p)
	}
	elements := d.shape[name]
	switch count := len(elements); {
	case count == 0 && f.Required:
		return append(problems, Problem{Field: f, Kind: Missing})
	case f.Type == Object && d.shape.has(name) && count < f.Min:
		problems = append(problems, Problem{Field: f, Kind: TooFew, Length: count})
	case f.Type == Object && f.DisputedAbove > 0 && count > f.DisputedAbove && count <= f.Max:
		problems = append(problems, Problem{Field: f, Kind: DisputedLimit, Length: count, Warning: true})
	case f.Type == Object && f.Max > 0 && count > f.Max:
		return append(problems, Problem{Field: f, Kind: TooMany, Length: count})
	}
	for _, i := range elements {
		if len(problems) >= mostProblems {
			break
		}
		problems = d.judgeOne(problems, n, indexed(name, i))
	}
	return problems
}

// judgeOne judges the value, object or array element with this name.
func (d *document) judgeOne(problems []Problem, n *node, name string) []Problem {
	f := n.field
	f.Name = name
	p, fault := d.faults[name]
	if fault {
		p.Field = f
		problems = append(problems, p)
	}
	switch {
	case fault && p.Kind != TooLarge:
		return problems
	case f.Type != Object || n.whole():
		return append(problems, f.check(d.values[name], d.api)...)
	case !f.Required && !n.array && !d.shape.has(name):
		return problems
	}
	if size := d.size(n, name); size > f.Max {
		problems = append(problems, Problem{Field: f, Kind: TooLarge, Length: size})
	}
	for _, child := range n.children {
		problems = d.judge(problems, child, name+".")
	}
	return problems
}

// size is the length of an object that is being typed; one that was read has
// been measured.
func (d *document) size(n *node, name string) int {
	if n.array || n.field.Max == 0 || d.faults != nil {
		return 0
	}
	w := writer{values: d.values, shape: d.shape}
	w.object(n.children, name+".")
	return w.Len()
}

// choose judges a rule over several fields.
func (d *document) choose(first Field, c Choice) []Problem {
	if c.If != "" && (d.values[c.If] == "" || c.Is != "" && d.values[c.If] != c.Is) {
		return nil
	}
	given := 0
	for _, name := range c.Names {
		if _, fault := d.faults[name]; fault || d.values[name] != "" || d.shape.has(name) {
			given++
		}
	}
	switch {
	case given == 0:
		return []Problem{{Field: first, Kind: Missing, Among: c.Names}}
	case given > 1 && c.Single:
		return []Problem{{Field: first, Kind: OneTooMany, Among: c.Names, Warning: true}}
	}
	return nil
}
