package diagnose

import (
	"slices"
	"strings"

	"wxlens/wxpay"
)

// draft is a text to sign in the making: what it is made of, and how that is put
// together. Departures change it; [draft.build] writes it down.
type draft struct {
	fields []field
	order  order
	form   *form
	// whole changes the finished text, key and all; nil: it stays as it is.
	whole func([]byte) []byte
}

// field is a named value of a draft.
type field struct {
	name, value string
	kept        bool // although it is empty
	place       int  // in the message
}

// order is how the fields of a draft are arranged.
type order func(a, b field) int

// byName is the rule of V2; the lines of V3 stay as they are, which is a nil order.
func byName(a, b field) int { return strings.Compare(a.name, b.name) }

// asSent is the order of the message.
func asSent(a, b field) int { return a.place - b.place }

// form is how fields become a text.
type form struct {
	lead   string // before all
	equals string // between name and value
	sep    string // between fields
	trail  string // after the last
	empty  bool   // fields without a value are written like others
	bare   bool   // values without names
}

var (
	v2Form = &form{equals: "=", sep: "&"}
	v3Form = &form{sep: "\n", trail: "\n", empty: true, bare: true}
)

func draftOf(fields []wxpay.Field, order order, form *form) draft {
	d := draft{fields: make([]field, len(fields)), order: order, form: form}
	for i, f := range fields {
		d.fields[i] = field{name: f.Name, value: f.Value, place: i}
	}
	if order != nil { // what departs from this is nearly sorted then
		sortFields(d.fields, order)
	}
	return d
}

// copyTo makes to equal to d, in the memory of to.
func (d *draft) copyTo(to *draft) {
	fields := append(to.fields[:0], d.fields...)
	*to = *d
	to.fields = fields
}

// build appends the text, without what follows from the key, to b.
func (d *draft) build(b []byte) []byte {
	if d.order != nil {
		sortFields(d.fields, d.order)
	}
	b = append(b, d.form.lead...)
	first := true
	for i := range d.fields {
		f := &d.fields[i]
		if f.value == "" && !f.kept && !d.form.empty {
			continue
		}
		if !first {
			b = append(b, d.form.sep...)
		}
		first = false
		if !d.form.bare {
			b = append(append(b, f.name...), d.form.equals...)
		}
		b = append(b, f.value...)
	}
	return append(b, d.form.trail...)
}

// sortFields sorts what is nearly sorted, and keeps the order of equals.
func sortFields(fields []field, order order) {
	for i := 1; i < len(fields); i++ {
		for j := i; j > 0 && order(fields[j-1], fields[j]) > 0; j-- {
			fields[j-1], fields[j] = fields[j], fields[j-1]
		}
	}
}

// writeTo is [draft.build] with the parts of the text.
func (d *draft) writeTo(t *wxpay.Text) {
	if d.order != nil {
		sortFields(d.fields, d.order)
	}
	t.Literal(d.form.lead)
	first := true
	for _, f := range d.fields {
		if f.value == "" && !f.kept && !d.form.empty {
			continue
		}
		if !first {
			t.Literal(d.form.sep)
		}
		first = false
		if !d.form.bare {
			t.Literal(f.name + d.form.equals)
		}
		t.Value(f.name, f.value)
	}
	t.Literal(d.form.trail)
}

// index returns the place of a field, -1 where there is none.
func (d *draft) index(name string) int {
	for i := range d.fields {
		if d.fields[i].name == name {
			return i
		}
	}
	return -1
}

func (d *draft) get(name string) string {
	if i := d.index(name); i >= 0 {
		return d.fields[i].value
	}
	return ""
}

func (d *draft) set(name, value string) {
	if i := d.index(name); i >= 0 {
		d.fields[i].value = value
	}
}

func (d *draft) drop(name string) {
	if i := d.index(name); i >= 0 {
		d.fields = slices.Delete(d.fields, i, i+1)
	}
}

func (d *draft) rename(from, to string) {
	if i := d.index(from); i >= 0 {
		d.fields[i].name = to
	}
}

func (d *draft) add(f field) {
	f.place = len(d.fields)
	d.fields = append(d.fields, f)
}
