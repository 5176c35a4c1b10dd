package inbox

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"wxlens/wxpay"
)

// Part is a part of a delivery that can be compared.
type Part string

const (
	PartEnvelope Part = "envelope" // what it says in clear
	PartHeaders  Part = "headers"
	PartPlain    Part = "plain" // what was decrypted
	PartChecks   Part = "checks"
	PartReply    Part = "reply" // what was answered
)

// Compared is one line of a comparison: what two deliveries have under a name,
// "" where one has nothing.
type Compared struct {
	Part Part
	Name string
	A, B string
}

// Differs reports whether the two differ there.
func (c Compared) Differs() bool { return c.A != c.B }

// Compare sets two deliveries side by side, name by name.
func Compare(a, b *Detail) []Compared {
	var rows []Compared
	for _, p := range []struct {
		part Part
		of   func(*Detail) []wxpay.Field
	}{
		{PartEnvelope, func(d *Detail) []wxpay.Field { return Members(d.Exchange.Request.Body) }},
		{PartPlain, func(d *Detail) []wxpay.Field { return Members(d.Plain) }},
		{PartHeaders, func(d *Detail) []wxpay.Field { return headers(d.Exchange.Request.Header) }},
		{PartChecks, checks},
		{PartReply, reply},
	} {
		rows = append(rows, aligned(p.part, p.of(a), p.of(b))...)
	}
	return rows
}

// aligned keeps the order of the first and puts what only the second has after
// what stands before it there.
func aligned(part Part, a, b []wxpay.Field) []Compared {
	rows := make([]Compared, len(a))
	at := make(map[string]int, len(a))
	for i, f := range a {
		rows[i] = Compared{Part: part, Name: f.Name, A: f.Value}
		at[f.Name] = i
	}
	var only []Compared
	for _, f := range b {
		if i, known := at[f.Name]; known {
			rows[i].B = f.Value
		} else {
			only = append(only, Compared{Part: part, Name: f.Name, B: f.Value})
		}
	}
	return append(rows, only...)
}

func headers(h http.Header) []wxpay.Field {
	fields := make([]wxpay.Field, 0, len(h))
	for name, values := range h {
		fields = append(fields, wxpay.Field{Name: name, Value: strings.Join(values, ", ")})
	}
	slices.SortFunc(fields, func(a, b wxpay.Field) int { return strings.Compare(a.Name, b.Name) })
	return fields
}

// checks are compared by their verdict, "pass", "fail why" or "-".
func checks(d *Detail) []wxpay.Field {
	fields := make([]wxpay.Field, len(d.Exchange.Checks))
	for i, c := range d.Exchange.Checks {
		verdict := map[wxpay.Verdict]string{wxpay.Passed: "pass", wxpay.Failed: "fail", wxpay.NotApplicable: "-"}[c.Verdict]
		fields[i] = wxpay.Field{Name: string(c.Name), Value: strings.TrimSpace(verdict + " " + string(c.Reason))}
	}
	return fields
}

func reply(d *Detail) []wxpay.Field {
	r := d.Exchange.Reply
	if r == nil {
		return nil
	}
	return []wxpay.Field{{Name: "status", Value: strconv.Itoa(r.Status)}, {Name: "body", Value: string(r.Body)}}
}
