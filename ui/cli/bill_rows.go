package cli

import (
	"context"
	"errors"
	"io"
	"strconv"

	"github.com/spf13/cobra"

	"wxlens/ui/workbench"
	"wxlens/ui/workbench/bills"
	"wxlens/wxpay"
	"wxlens/wxpay/bill"
)

type billRowsFlags struct {
	filter, sort string
	desc         bool
	limit        int
}

func (a *app) billRowsCommand() *cobra.Command {
	var f billRowsFlags
	cmd := &cobra.Command{Use: "rows FILE", Args: exactArgs(1), RunE: func(cmd *cobra.Command, args []string) error {
		switch {
		case f.limit < 0:
			return usage("--limit %d (0, 1, 2, …)", f.limit)
		case f.sort != "" && args[0] == "-":
			return usage("--sort: %s", a.text.Bills.SortNeedsFile)
		case f.sort != "":
			return a.sortedRows(cmd.Context(), args[0], f)
		}
		return a.streamRows(cmd.Context(), args[0], f)
	}}
	flags := cmd.Flags()
	flags.StringVar(&f.filter, "filter", "", "")
	flags.StringVar(&f.sort, "sort", "", "")
	flags.BoolVar(&f.desc, "desc", false, "")
	flags.IntVar(&f.limit, "limit", 0, "")
	return a.describe(cmd)
}

// errEnough ends the reading of a bill of which no more is wanted.
var errEnough = errors.New("enough rows")

// streamRows tells rows while they are read.
func (a *app) streamRows(ctx context.Context, path string, f billRowsFlags) error {
	var columns []bill.Column
	var filter *bills.Filter
	shown := 0
	err := a.withInput(ctx, path, func(in io.Reader) error {
		_, err := bill.Read(ctx, in, bill.Options{
			Columns: func(c []bill.Column) { columns, filter = c, bills.ParseFilter(f.filter, c) },
			Rows: func(r *bill.Row) error {
				if !filter.Match(r) {
					return nil
				}
				a.printBillRow(columns, bills.Line{Number: r.Number, Values: bill.Values(r.Raw())})
				if shown++; shown == f.limit {
					return errEnough
				}
				return a.out.err
			},
		})
		return err
	})
	if errors.Is(err, errEnough) {
		return nil
	}
	return billError(err)
}

// sortedRows tells rows in another order than the bill's.
func (a *app) sortedRows(ctx context.Context, path string, f billRowsFlags) (err error) {
	s, err := bills.OpenSheet(ctx, path, workbench.HomeAt(a.HomeDir).Bills(), bill.Options{})
	if err != nil {
		return billError(pathError(err))
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	column, known := bills.ColumnOf(s.Report.Columns, f.sort)
	if !known {
		return usage("--sort %s", f.sort)
	}
	v, err := s.Arrange(ctx, bills.Arrangement{Filter: f.filter, Sorted: true, Column: column, Descending: f.desc}, nil)
	if err != nil {
		return err
	}
	n := v.Len()
	if f.limit > 0 {
		n = min(n, f.limit)
	}
	for from := 0; from < n && a.out.err == nil; from++ {
		lines, err := v.Rows(from, from+1)
		if err != nil {
			return err
		}
		for _, line := range lines {
			a.printBillRow(s.Report.Columns, line)
		}
	}
	return nil
}

// printBillRow tells a row: its values by the names of their columns, or what there is
// where their number is another.
func (a *app) printBillRow(columns []bill.Column, line bills.Line) {
	whole := len(line.Values) == len(columns)
	if a.out.json {
		values := wxpay.Object{}
		for i, v := range line.Values {
			name := strconv.Itoa(i + 1)
			if whole {
				name = columns[i].Name
			}
			values = append(values, wxpay.Field{Name: name, Value: v})
		}
		a.out.event(struct {
			Event  string       `json:"event"`
			Row    int64        `json:"row"`
			Whole  bool         `json:"whole"`
			Values wxpay.Object `json:"values"`
		}{"row", line.Number, whole, values})
		return
	}
	a.out.line("%s", strconv.FormatInt(line.Number, 10))
	var rows table
	for i, v := range line.Values {
		switch {
		case !whole:
			rows = append(rows, []string{"", strconv.Itoa(i + 1), quoted(v)})
		case v != "":
			rows = append(rows, []string{"", printable(columns[i].Name), printable(v)})
		}
	}
	a.printTable(rows)
}

// printable shows a value as it is, unless it holds what a terminal would obey.
func printable(s string) string {
	if q := strconv.QuoteToGraphic(s); q != `"`+s+`"` {
		return q
	}
	return s
}

func (a *app) billColumnsCommand() *cobra.Command {
	return a.describe(&cobra.Command{Use: "columns", Args: noArgs, RunE: func(*cobra.Command, []string) error {
		for _, kind := range []bill.Kind{bill.Trade, bill.FundFlow} {
			a.printColumns(kind)
		}
		return nil
	}})
}

func (a *app) printColumns(kind bill.Kind) {
	t := a.text.Bills
	var rows table
	for _, c := range bill.Columns(kind) {
		if a.out.json {
			a.out.event(struct {
				Event   string    `json:"event"`
				Kind    bill.Kind `json:"kind"`
				Name    string    `json:"name"`
				Form    bill.Form `json:"form"`
				Role    bill.Role `json:"role,omitempty"`
				Meaning string    `json:"meaning"`
				Old     bool      `json:"old,omitempty"`
			}{"column", kind, c.Name, c.Form, c.Role, c.Words.In(a.Lang), c.Old})
			continue
		}
		form := t.Forms[c.Form]
		if c.Old {
			form += " (" + t.Old + ")"
		}
		rows = append(rows, []string{"", c.Name, form, c.Words.In(a.Lang)})
	}
	for _, s := range bill.Totals(kind) {
		if a.out.json {
			a.out.event(struct {
				Event   string    `json:"event"`
				Kind    bill.Kind `json:"kind"`
				Name    string    `json:"name"`
				Meaning string    `json:"meaning"`
			}{"total", kind, s.Name, s.Words.In(a.Lang)})
			continue
		}
		rows = append(rows, []string{"", s.Name, "", s.Words.In(a.Lang)})
	}
	if !a.out.json {
		a.out.line("%s", t.Kinds[kind])
		a.printTable(rows)
	}
}
