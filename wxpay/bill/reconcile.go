package bill

import (
	"context"
	"io"
	"slices"

	"wxlens/wxpay"
)

// DifferenceKind is how bill and books differ.
type DifferenceKind string

const (
	OnlyInBill DifferenceKind = "only-in-bill"
	OnlyHere   DifferenceKind = "only-here"
	AmountKind DifferenceKind = "amount"
	StateKind  DifferenceKind = "state"
)

// Difference is one thing in which bill and books differ.
type Difference struct {
	Kind        DifferenceKind
	OutTradeNo  wxpay.OutTradeNo
	OutRefundNo wxpay.OutRefundNo // of a refund
	Bill        *Side             // nil: it is only here
	Here        *Side             // nil: it is only in the bill
	Row, Line   int64             // in the bill; 0 if it is only here
	Repeated    bool              // the row tells again of what an earlier one told: nothing here stands for it
}

// Side is what one of the two says.
type Side struct {
	Amount wxpay.Fen
	State  string // as it says it
}

// Scope is what a bill is about, where its rows do not tell it: those of an empty
// bill, say.
type Scope struct {
	Day   string // YYYY-MM-DD; "": the days of the rows
	MchID wxpay.MchID
}

// Result is a reconciliation.
type Result struct {
	*Report
	Matched    int64 // rows that agree in everything
	OnlyInBill int64
	OnlyHere   int64
	Amount     int64
	State      int64
	Repeated   int64 // of those only in the bill: rows that stand there twice
}

// Differences returns how many there are.
func (r *Result) Differences() int64 { return r.OnlyInBill + r.OnlyHere + r.Amount + r.State }

// Reconcile reads a trade bill and tells each in what it differs from the books: in
// the order of the bill, then what stands only in the books. Rows that do not hold
// are in the report and compared with nothing.
func Reconcile(ctx context.Context, r io.Reader, o Options, books *Books, scope Scope, each func(Difference) error) (*Result, error) {
	c := &comparing{books: books, scope: scope, seen: newMarks(books.Len()), told: newMarks(books.Len()), each: each}
	rows := o.Rows
	o.Rows = func(row *Row) error {
		if rows != nil {
			if err := rows(row); err != nil {
				return err
			}
		}
		return c.row(row)
	}
	report, err := Read(ctx, r, o)
	if err != nil {
		return nil, err
	}
	if report.Kind != Trade {
		return nil, &FormError{Fault: NotTrade}
	}
	c.result.Report = report
	if err := c.rest(report); err != nil {
		return nil, err
	}
	return &c.result, nil
}

// comparing is a reconciliation under way.
type comparing struct {
	books  *Books
	scope  Scope
	seen   marks // some row is about it
	told   marks // its own row was there
	each   func(Difference) error
	result Result

	layout                                  *layout
	no, refundNo, mchID, state, refundState int
	total, refund                           int
}

// columns finds what is compared.
func (c *comparing) columns(l *layout) {
	first := func(roles ...Role) int {
		for _, r := range roles {
			if i := l.column(r); i >= 0 {
				return i
			}
		}
		return -1
	}
	c.layout = l
	c.no, c.refundNo, c.mchID = first(RoleOutTradeNo), first(RoleOutRefundNo), first(RoleMchID)
	c.state, c.refundState = first(RoleState), first(RoleRefundState)
	c.total, c.refund = first(RoleTotal, RoleSettled), first(RoleRefund, RoleRefundDue)
}

func (c *comparing) row(r *Row) error {
	if r.layout.kind != Trade {
		return &FormError{Fault: NotTrade}
	}
	if c.layout == nil {
		c.columns(r.layout)
	}
	if !r.Whole() || c.no < 0 || c.state < 0 || c.total < 0 {
		return nil
	}
	if c.scope.MchID == "" && c.mchID >= 0 {
		c.scope.MchID = wxpay.MchID(r.Value(c.mchID))
	}
	if string(r.Value(c.state)) == string(wxpay.Refunding) && c.refundNo >= 0 && c.refund >= 0 {
		return c.refunded(r)
	}
	return c.paid(r)
}

func (c *comparing) paid(r *Row) error {
	m, fault := parseMoney(r.Value(c.total), 2)
	if fault != "" {
		return nil
	}
	state := string(r.Value(c.state))
	d := Difference{OutTradeNo: wxpay.OutTradeNo(r.Value(c.no)), Bill: &Side{m.Fen(), state}, Row: r.Number, Line: r.Line}
	at, known := c.books.payments[d.OutTradeNo]
	if state == string(wxpay.Revoked) { // the reversal of a payment, which may have a row too
		return c.revoked(d, at, known && c.same(at, r))
	}
	return c.compare(d, r, at, known, slices.Contains(paidStates, c.entryState(at, known)))
}

func (c *comparing) revoked(d Difference, at int32, known bool) error {
	if !known {
		return c.differ(d, at, false, OnlyInBill)
	}
	c.seen.set(at)
	if c.books.entries[at].State == string(wxpay.Revoked) {
		c.result.Matched++
		return nil
	}
	return c.differ(d, at, true, StateKind)
}

func (c *comparing) refunded(r *Row) error {
	m, fault := parseMoney(r.Value(c.refund), 2)
	if fault != "" {
		return nil
	}
	d := Difference{OutTradeNo: wxpay.OutTradeNo(r.Value(c.no)), OutRefundNo: wxpay.OutRefundNo(r.Value(c.refundNo)), Row: r.Number, Line: r.Line}
	d.Bill = &Side{Amount: m.Fen(), State: string(wxpay.Refunding)}
	agrees := true
	at, known := c.books.refunds[d.OutRefundNo]
	if c.refundState >= 0 {
		d.Bill.State = string(r.Value(c.refundState))
		agrees = refundAgrees(d.Bill.State, wxpay.RefundState(c.entryState(at, known)))
	}
	return c.compare(d, r, at, known, agrees)
}

// paidStates are the states of an order here that agree with a row of its payment:
// a paid order may have been refunded or revoked since.
var paidStates = []string{string(wxpay.Success), string(wxpay.Refunding), string(wxpay.Revoked)}

// refundAgrees reports whether a refund may be in a state here when a bill, which
// tells of an earlier moment, has it in another (退款状态). What was under way then
// may have ended in any way; what ended stays so, but for an abnormal refund, which
// is settled by hand.
func refundAgrees(bill string, here wxpay.RefundState) bool {
	switch bill {
	case "SUCCESS":
		return here == wxpay.RefundSuccess
	case "PROCESSING", "":
		return true
	case "CHANGE", "ABNORMAL":
		return here == wxpay.RefundAbnormal || here == wxpay.RefundSuccess || here == wxpay.RefundClosed
	case "FAIL", "REFUNDCLOSE", "CLOSED":
		return here == wxpay.RefundClosed || here == wxpay.RefundAbnormal
	}
	return bill == string(here)
}

func (c *comparing) entryState(at int32, known bool) string {
	if !known {
		return ""
	}
	return c.books.entries[at].State
}

// same reports whether an entry may be the merchant's that a row is about: two
// merchants may use the same number.
func (c *comparing) same(at int32, r *Row) bool {
	id := c.books.entries[at].MchID
	return id == "" || c.mchID < 0 || string(r.Value(c.mchID)) == string(id)
}

func (c *comparing) compare(d Difference, r *Row, at int32, known, agrees bool) error {
	if known = known && c.same(at, r); !known {
		return c.differ(d, at, false, OnlyInBill)
	}
	c.seen.set(at)
	if c.told.set(at) {
		d.Repeated = true
		c.result.Repeated++
		return c.differ(d, at, false, OnlyInBill)
	}
	amount := c.books.entries[at].Amount == d.Bill.Amount
	if amount && agrees {
		c.result.Matched++
		return nil
	}
	if !amount {
		if err := c.differ(d, at, true, AmountKind); err != nil || agrees {
			return err
		}
	}
	return c.differ(d, at, true, StateKind)
}

// differ counts a difference and tells it.
func (c *comparing) differ(d Difference, at int32, known bool, kind DifferenceKind) error {
	if d.Kind = kind; known {
		d.Here = &Side{c.books.entries[at].Amount, c.books.entries[at].State}
	}
	switch d.Kind {
	case OnlyInBill:
		c.result.OnlyInBill++
	case OnlyHere:
		c.result.OnlyHere++
	case AmountKind:
		c.result.Amount++
	case StateKind:
		c.result.State++
	}
	return c.each(d)
}

// rest tells what should stand in the bill and does not.
func (c *comparing) rest(r *Report) error {
	first, last := r.First, r.Last
	if c.scope.Day != "" {
		first, last = c.scope.Day, c.scope.Day
	}
	for i, e := range c.books.entries {
		refund := e.OutRefundNo != ""
		switch {
		case c.seen.has(i), e.Day == "", e.Day < first, e.Day > last:
		case e.MchID != "" && c.scope.MchID != "" && e.MchID != c.scope.MchID:
		case refund && r.Type == "SUCCESS", !refund && r.Type == "REFUND":
		default:
			if err := c.differ(Difference{OutTradeNo: e.OutTradeNo, OutRefundNo: e.OutRefundNo}, int32(i), true, OnlyHere); err != nil {
				return err
			}
		}
	}
	return nil
}
