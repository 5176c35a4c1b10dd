package cli

import (
	"context"
	"errors"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"wxlens/ui/workbench"
	"wxlens/wxpay"
	"wxlens/wxpay/bill"
)

type billFlags struct {
	kind, hash string
	reconcile  bool
}

func (a *app) billCommand() *cobra.Command {
	var f billFlags
	cmd := &cobra.Command{Use: "bill FILE", Args: exactArgs(1), RunE: func(cmd *cobra.Command, args []string) error {
		if f.kind != "" && f.kind != string(bill.Trade) && f.kind != string(bill.FundFlow) {
			return usage("--kind %s (trade|fundflow)", f.kind)
		}
		return a.readBill(cmd.Context(), args[0], f)
	}}
	flags := cmd.Flags()
	flags.StringVar(&f.kind, "kind", "", "")
	flags.StringVar(&f.hash, "hash", "", "")
	flags.BoolVar(&f.reconcile, "reconcile", false, "")
	cmd.AddCommand(a.billGetCommand(), a.billListCommand(), a.billRowsCommand(), a.billColumnsCommand())
	return a.describe(cmd)
}

// readBill reads a bill. Only a comparison with the orders opens the workbench.
func (a *app) readBill(ctx context.Context, path string, f billFlags) error {
	o := bill.Options{Kind: bill.Kind(f.kind)}
	if f.reconcile {
		return a.reconcileFile(ctx, path, o, f.hash)
	}
	var report *bill.Report
	err := a.withInput(ctx, path, func(in io.Reader) (err error) {
		report, err = bill.Read(ctx, in, o)
		return err
	})
	if err != nil {
		return billError(err)
	}
	return a.finishBill(report, f.hash, nil, billFile{})
}

// withInput hands over a file, or the standard input. To open a pipe, or to read from
// one, may wait for ever and must not keep an interrupted program: that is left to
// itself then.
func (a *app) withInput(ctx context.Context, path string, f func(io.Reader) error) error {
	in, out := io.Pipe()
	go func() { out.CloseWithError(a.pour(path, out)) }()
	stop := context.AfterFunc(ctx, func() { out.CloseWithError(ctx.Err()) })
	defer in.Close()
	defer stop()
	return f(in)
}

// pour copies a file, or the standard input.
func (a *app) pour(path string, to io.Writer) error {
	from := a.env.Stdin
	if path != "-" {
		file, err := os.Open(path)
		if err != nil {
			return &failure{exit: ExitUsage, code: "unreadable", err: err}
		}
		defer file.Close()
		from = file
	}
	if _, err := io.CopyBuffer(to, struct{ io.Reader }{from}, make([]byte, pourSize)); err != nil {
		return &failure{exit: ExitUsage, code: "unreadable", err: err}
	}
	return nil
}

// pourSize is how much is handed over at a time, in bytes.
const pourSize = 256 << 10

// billError words what is no bill.
func billError(err error) error {
	form, refusal := (*bill.FormError)(nil), (*bill.RefusalError)(nil)
	switch {
	case errors.As(err, &refusal):
		return &failure{exit: ExitFailed, code: "bill-refused", err: err}
	case errors.As(err, &form):
		return &failure{exit: ExitUsage, code: "no-bill", err: err}
	}
	return err
}

func (a *app) reconcileFile(ctx context.Context, path string, o bill.Options, hash string) (err error) {
	w, err := a.open(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, w.Close()) }()
	return a.withInput(ctx, path, func(in io.Reader) error {
		return a.reconcile(ctx, w, in, o, bill.Scope{}, hash, billFile{})
	})
}

// reconcile tells the differences as they are found, then the bill.
func (a *app) reconcile(ctx context.Context, w *workbench.Workbench, in io.Reader, o bill.Options, scope bill.Scope, hash string, file billFile) error {
	r, err := w.Bills().ReconcileFrom(ctx, in, o, scope, func(d bill.Difference) error {
		a.printDifference(d)
		return a.out.err
	})
	if err != nil {
		return billError(err)
	}
	return a.finishBill(r.Report, hash, r, file)
}

// billFile is where a bill lies, if it was fetched.
type billFile struct {
	Path   string `json:"path,omitempty"`
	Output string `json:"output,omitempty"`
}

// finishBill tells of a bill and ends the program by what of it holds. result may
// be nil.
func (a *app) finishBill(r *bill.Report, hash string, result *bill.Result, file billFile) error {
	matches := hash == "" || strings.EqualFold(strings.TrimSpace(hash), r.SHA1)
	if a.out.json {
		a.out.event(billEventOf(a, r, hash, matches, file))
	} else {
		a.printBill(r, hash, matches, file)
	}
	ok := r.OK() && matches
	if result != nil {
		a.printResult(result)
		ok = ok && result.Differences() == 0
	}
	if !ok {
		return &failure{exit: ExitFailed, silent: true}
	}
	return nil
}

// badJSON is a bad row, or something about the file.
type badJSON struct {
	Row    int64      `json:"row"`
	Line   int64      `json:"line"`
	Column string     `json:"column,omitempty"`
	Value  string     `json:"value"`
	Want   string     `json:"want,omitempty"`
	Fault  bill.Fault `json:"fault"`
	Detail string     `json:"detail"`
}

type totalJSON struct {
	Name   string `json:"name"`
	Stated string `json:"stated"`
	Rows   string `json:"rows,omitempty"`
	OK     bool   `json:"ok"`
}

type sumJSON struct {
	Column string    `json:"column"`
	Fen    wxpay.Fen `json:"fen"`
	Yuan   string    `json:"yuan"`
}

// billEvent is a bill in JSON. Amounts are in fen; those with more decimals are
// rounded, and stand beside it exactly, in yuan.
type billEvent struct {
	Event       string      `json:"event"`
	Kind        bill.Kind   `json:"kind"`
	Type        string      `json:"type,omitempty"`
	Rows        int64       `json:"rows"`
	Total       wxpay.Fen   `json:"total"`
	RefundTotal wxpay.Fen   `json:"refund_total"`
	FeeTotal    wxpay.Fen   `json:"fee_total"`
	FeeYuan     string      `json:"fee_total_yuan"`
	SumMatches  bool        `json:"sum_matches"`
	SHA1        string      `json:"sha1"`
	HashMatches *bool       `json:"hash_matches,omitempty"`
	Bytes       int64       `json:"bytes"`
	GZIP        bool        `json:"gzip"`
	FirstDay    string      `json:"first_day,omitempty"`
	LastDay     string      `json:"last_day,omitempty"`
	Columns     []string    `json:"columns"`
	Sums        []sumJSON   `json:"sums"`
	Totals      []totalJSON `json:"totals"`
	BadCount    int64       `json:"bad_count"`
	BadRows     []badJSON   `json:"bad_rows"`
	Faults      []badJSON   `json:"faults"`
	billFile
}

func billEventOf(a *app, r *bill.Report, hash string, matches bool, file billFile) billEvent {
	e := billEvent{
		Event: "bill", Kind: r.Kind, Type: r.Type, Rows: r.Rows, Total: r.Total.Fen(), RefundTotal: r.RefundTotal.Fen(), FeeTotal: r.FeeTotal.Fen(),
		FeeYuan: r.FeeTotal.String(), SumMatches: r.SumMatches, SHA1: r.SHA1, Bytes: r.Bytes, GZIP: r.GZIP, FirstDay: r.First, LastDay: r.Last,
		Columns: []string{}, Sums: []sumJSON{}, Totals: []totalJSON{}, BadCount: r.BadRows, BadRows: a.badOf(r.Bad), Faults: a.badOf(r.Faults), billFile: file,
	}
	if hash != "" {
		e.HashMatches = &matches
	}
	for _, c := range r.Columns {
		e.Columns = append(e.Columns, c.Name)
	}
	for _, s := range r.Sums {
		e.Sums = append(e.Sums, sumJSON{s.Column, s.Money.Fen(), s.Money.String()})
	}
	for _, t := range r.Totals {
		e.Totals = append(e.Totals, totalJSON{t.Name, t.Text, t.Want, t.OK})
	}
	return e
}

func (a *app) badOf(list []bill.Bad) []badJSON {
	said := make([]badJSON, 0, len(list))
	for _, b := range list {
		said = append(said, badJSON{b.Row, b.Line, b.Column, b.Value, b.Want, b.Fault, a.text.Bad(b)})
	}
	return said
}

// printBill tells of a bill to people.
func (a *app) printBill(r *bill.Report, hash string, matches bool, file billFile) {
	t := a.text.Bills
	days := []string{r.First, r.Last}
	a.out.line("%s  %s  %s", strings.TrimSpace(t.Kinds[r.Kind]+" "+r.Type), strings.Join(slices.Compact(days), " – "), t.Rows(r.Rows))
	rows := table{{"", t.Total, "¥" + r.Total.String()}, {"", t.Refund, "¥" + r.RefundTotal.String()}, {"", t.Fee, "¥" + r.FeeTotal.String()}}
	if r.Kind == bill.FundFlow {
		rows = table{{"", t.Income, "¥" + r.Income.Sum.String(), t.Rows(r.Income.Rows)}, {"", t.Expense, "¥" + r.Expense.Sum.String(), t.Rows(r.Expense.Rows)}, {"", t.Refund, "¥" + r.RefundTotal.String()}, {"", t.Fee, "¥" + r.FeeTotal.String()}}
	}
	a.printTable(rows)
	if r.SumMatches {
		a.out.line("  %s %s", a.out.mark(wxpay.Passed), t.TotalsHold)
	}
	if hash != "" {
		a.out.line("  %s SHA1 %s", a.out.mark(verdictOf(matches)), r.SHA1)
		if !matches {
			a.out.line("      %s → %s", a.text.Reasons[wxpay.ReasonHashDiffers].Why, a.text.Reasons[wxpay.ReasonHashDiffers].Do)
		}
	} else {
		a.out.line("  %s SHA1 %s", a.out.mark(wxpay.NotApplicable), r.SHA1)
	}
	for _, b := range slices.Concat(r.Faults, r.Bad) {
		a.out.line("  %s %s  %s", a.out.mark(wxpay.Failed), t.At(b.Row, b.Line), strings.TrimSpace(printable(b.Column)+" "+quoted(b.Value)))
		a.out.line("      %s", a.text.Bad(b))
	}
	if more := r.BadRows - int64(len(r.Bad)); more > 0 {
		a.out.line("  %s", t.MoreBad(more))
	}
	if file.Path != "" {
		a.out.line("  %s  %s", t.KeptAt, file.Path)
	}
	if file.Output != "" {
		a.out.line("  %s  %s", t.WrittenTo, file.Output)
	}
}

// sideJSON is what the bill or the books say.
type sideJSON struct {
	Amount wxpay.Fen `json:"amount"`
	State  string    `json:"state"`
}

func (a *app) printDifference(d bill.Difference) {
	if a.out.json {
		side := func(s *bill.Side) *sideJSON {
			if s == nil {
				return nil
			}
			return &sideJSON{s.Amount, s.State}
		}
		a.out.event(struct {
			Event       string              `json:"event"`
			OutTradeNo  wxpay.OutTradeNo    `json:"out_trade_no"`
			OutRefundNo wxpay.OutRefundNo   `json:"out_refund_no,omitempty"`
			Kind        bill.DifferenceKind `json:"kind"`
			Bill        *sideJSON           `json:"bill"`
			Here        *sideJSON           `json:"here"`
			Row         int64               `json:"row,omitempty"`
			Line        int64               `json:"line,omitempty"`
			Repeated    bool                `json:"repeated,omitempty"`
		}{"difference", d.OutTradeNo, d.OutRefundNo, d.Kind, side(d.Bill), side(d.Here), d.Row, d.Line, d.Repeated})
		return
	}
	t := a.text.Bills
	side := func(s *bill.Side) string {
		if s == nil {
			return t.Nothing
		}
		return "¥" + s.Amount.Yuan() + " " + printable(s.State)
	}
	where := ""
	if d.Row > 0 {
		where = "  " + t.At(d.Row, d.Line)
	}
	a.out.line("%s %s  %s  %s: %s  %s: %s%s", a.out.mark(wxpay.Failed), t.Differences[d.Kind], printable(strings.TrimSpace(string(d.OutTradeNo)+" "+string(d.OutRefundNo))),
		t.InBill, side(d.Bill), t.Here, side(d.Here), where)
	if d.Repeated {
		a.out.line("    %s", t.Repeated)
	}
}

func (a *app) printResult(r *bill.Result) {
	if a.out.json {
		a.out.event(struct {
			Event       string `json:"event"`
			OK          bool   `json:"ok"`
			Matched     int64  `json:"matched"`
			Differences int64  `json:"differences"`
			OnlyInBill  int64  `json:"only_in_bill"`
			OnlyHere    int64  `json:"only_here"`
			Amount      int64  `json:"amount"`
			State       int64  `json:"state"`
			Repeated    int64  `json:"repeated"`
		}{"reconciled", r.Differences() == 0, r.Matched, r.Differences(), r.OnlyInBill, r.OnlyHere, r.Amount, r.State, r.Repeated})
		return
	}
	a.out.line("%s %s", a.out.mark(verdictOf(r.Differences() == 0)), a.text.Bills.Matched(r.Matched, r.Differences()))
}
