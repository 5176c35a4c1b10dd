package catalog

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// node is one parameter in the form of a call: the field table as a tree, in the
// order of the table, members of one object together.
type node struct {
	member   string // as in the message
	field    Field
	array    bool
	children []*node // of an object
}

// whole reports whether the value is an object that the table says nothing of:
// its value is the object itself, as JSON.
func (n *node) whole() bool { return n.field.Type == Object && len(n.children) == 0 }

// formOf makes the tree of a field table. Every object must have its own field,
// before its members.
func formOf(fields []Field) []*node {
	root := &node{}
	nodes := map[string]*node{"": root}
	for _, f := range fields {
		parent, member := "", f.Name
		if at := strings.LastIndexByte(f.Name, '.'); at >= 0 {
			parent, member = f.Name[:at], f.Name[at+1:]
		}
		above, ok := nodes[parent]
		if !ok {
			panic("catalog: " + f.Name + " stands before the object that holds it")
		}
		n := &node{field: f}
		n.member, n.array = strings.CutSuffix(member, "[]")
		above.children = append(above.children, n)
		if f.Type == Object {
			nodes[f.Name] = n
		}
	}
	return root.children
}

// shape tells which objects and arrays have anything in them: by the name of
// the object or array the indices of its elements, ascending.
type shape map[string][]int

// shapeOf reads the shape out of the names of values.
func shapeOf(values Values) shape {
	s := shape{}
	for name, v := range values {
		if v != "" && strings.ContainsAny(name, ".[") {
			s.add(name)
		}
	}
	return s
}

func (s shape) add(name string) {
	for i := range len(name) {
		switch name[i] {
		case '.':
			s.there(name[:i])
		case '[':
			digits, _, _ := strings.Cut(name[i+1:], "]")
			if n, err := strconv.Atoi(digits); err == nil && n >= 0 {
				s.element(name[:i], n)
			}
		}
	}
}

func (s shape) there(name string) {
	if _, ok := s[name]; !ok {
		s[name] = nil
	}
}

func (s shape) element(name string, n int) {
	at, found := slices.BinarySearchFunc(s[name], n, cmp.Compare[int])
	if !found {
		s[name] = slices.Insert(s[name], at, n)
	}
}

func (s shape) has(name string) bool {
	_, ok := s[name]
	return ok
}

func indexed(name string, n int) string { return name + "[" + strconv.Itoa(n) + "]" }

// withoutIndices turns the name of a value into that of its field.
func withoutIndices(name string) string {
	if !strings.Contains(name, "[") {
		return name
	}
	var b strings.Builder
	for {
		before, after, found := strings.Cut(name, "[")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		b.WriteString("[]")
		_, name, _ = strings.Cut(after, "]")
	}
}

// pointer is the JSON pointer of a value's name: "goods_detail[0].quantity" is
// /goods_detail/0/quantity.
func pointer(name string) string {
	return "/" + strings.NewReplacer(".", "/", "[", "/", "]", "").Replace(name)
}

// FormRow is one line of a call's form.
type FormRow struct {
	Field Field // its name is that of the value, with indices
	Depth int   // of the objects and arrays around it
	Group bool  // an object or an element of an array: it heads the rows below it and holds no value
}

// Form lists what a call can be given, in the order of the field table: of arrays the
// elements that have values and one more, as far as there may be.
func (e *Endpoint) Form(values Values) []FormRow {
	f := formRows{shape: shapeOf(values)}
	f.add(e.form, "", 0)
	return f.rows
}

type formRows struct {
	shape shape
	rows  []FormRow
}

func (f *formRows) add(nodes []*node, prefix string, depth int) {
	for _, n := range nodes {
		name := prefix + n.member
		if !n.array {
			f.one(n, name, depth)
			continue
		}
		next := 0
		for _, i := range f.shape[name] {
			f.one(n, indexed(name, i), depth)
			next = i + 1
		}
		if n.field.Max == 0 || n.field.Type != Object || len(f.shape[name]) < n.field.Max {
			f.one(n, indexed(name, next), depth)
		}
	}
}

func (f *formRows) one(n *node, name string, depth int) {
	row := FormRow{Field: n.field, Depth: depth}
	row.Field.Name = name
	if row.Group = n.field.Type == Object && !n.whole(); row.Group {
		f.rows = append(f.rows, row)
		f.add(n.children, name+".", depth+1)
		return
	}
	f.rows = append(f.rows, row)
}
