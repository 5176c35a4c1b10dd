package bill

import (
	"bytes"
	"slices"
	"strings"
)

// maxColumns bounds a bill's columns; those of the specification have 29 at most.
const maxColumns = 128

// layout is how the rows of one bill are to be read.
type layout struct {
	kind    Kind
	columns []Column
	typed   []typed // columns whose values are looked at, in order
	sums    []int   // columns that are summed, in order
	split   int     // column of the direction, -1 without one
	moved   int     // column of what was moved, -1 without one
	about   int     // column of 业务名称, -1 without one
	when    int     // column of the time of a row, -1 without one
}

// typed is a column whose values have a form.
type typed struct {
	column int
	form   Form
	slot   int // place in the sums, if it is summed
}

// shortened is the beginning of a text, for messages.
func shortened(b []byte) string {
	const most = 60
	if len(b) > most {
		return strings.ToValidUTF8(string(b[:most]), "") + "…"
	}
	return strings.ToValidUTF8(string(b), "")
}

// readHeader reads the names of the columns. kind may be empty: then they tell it.
func readHeader(line []byte, kind Kind) (*layout, error) {
	line = bytes.TrimRight(line, "\r\n")
	switch {
	case len(bytes.TrimSpace(line)) == 0:
		return nil, &FormError{Fault: Empty}
	case line[0] == '`':
		return nil, &FormError{HeaderMissing, shortened(line)}
	}
	names := strings.Split(string(line), ",")
	for i := range names {
		names[i] = strings.Trim(names[i], " \"`")
	}
	if len(names) > maxColumns {
		return nil, &FormError{TooManyColumns, shortened(line)}
	}
	if kind == "" {
		kind = kindOf(names)
	}
	l := &layout{kind: kind, split: -1, moved: -1, about: -1, when: -1}
	known := false
	for i, name := range names {
		if slices.Contains(names[:i], name) && name != "" {
			return nil, &FormError{HeaderRepeated, name}
		}
		c := columnOf(kind, name)
		known = known || c.Known
		l.add(c)
	}
	if !known {
		return nil, &FormError{HeaderUnknown, shortened(line)}
	}
	return l, nil
}

// kindOf tells the kind of a bill by the names of its columns.
func kindOf(names []string) Kind {
	trade, fund := 0, 0
	for _, name := range names {
		if columnOf(Trade, name).Known {
			trade++
		}
		if columnOf(FundFlow, name).Known {
			fund++
		}
	}
	if fund > trade {
		return FundFlow
	}
	return Trade
}

func (l *layout) add(c Column) {
	i := len(l.columns)
	l.columns = append(l.columns, c)
	switch c.Role {
	case RoleDirection:
		l.split = i
	case RoleBusiness:
		l.about = i
	case RoleTime:
		l.when = i
	case RoleAmount:
		l.moved = i
	}
	if c.Form == Text {
		return
	}
	t := typed{column: i, form: c.Form}
	if c.Form == Amount || c.Form == Fee {
		t.slot = len(l.sums)
		l.sums = append(l.sums, i)
	}
	l.typed = append(l.typed, t)
}

// column returns the place of a role, -1 if the bill has no such column.
func (l *layout) column(r Role) int {
	return slices.IndexFunc(l.columns, func(c Column) bool { return c.Role == r })
}

// slotOf returns the place among the sums of the first of these roles that the
// bill has.
func (l *layout) slotOf(roles ...Role) (int, bool) {
	for _, r := range roles {
		if i := l.column(r); i >= 0 {
			if slot := slices.Index(l.sums, i); slot >= 0 {
				return slot, true
			}
		}
	}
	return 0, false
}
