package bill

import (
	"slices"

	"wxlens/wxpay"
)

// Kind is which of the two bills it is.
type Kind string

const (
	Trade    Kind = "trade"    // 交易账单
	FundFlow Kind = "fundflow" // 资金账单
)

// Form is how the values of a column are written.
type Form string

const (
	Text      Form = "text"
	Time      Form = "time"      // YYYY-MM-DD HH:MM:SS, Beijing; may be empty
	Amount    Form = "amount"    // yuan with up to two decimals
	Fee       Form = "fee"       // yuan with up to five
	Rate      Form = "rate"      // per cent; may be empty
	Count     Form = "count"     // a number, often written like 45.0
	Direction Form = "direction" // 收入 or 支出
)

// Role is what a column is to this program, whatever it is called in old bills.
type Role string

const (
	RoleTime        Role = "time"
	RoleMchID       Role = "mchid"
	RoleOutTradeNo  Role = "out_trade_no"
	RoleTransaction Role = "transaction_id"
	RoleState       Role = "trade_state"
	RoleTotal       Role = "total"      // as ordered
	RoleSettled     Role = "settlement" // what of it is settled, without coupons that are not
	RoleOutRefundNo Role = "out_refund_no"
	RoleRefundID    Role = "refund_id"
	RoleRefund      Role = "refund" // as asked for
	RoleRefundDue   Role = "settlement_refund"
	RoleRefundState Role = "refund_state"
	RoleFee         Role = "fee"
	RoleDirection   Role = "direction"
	RoleAmount      Role = "amount"   // of a fund flow
	RoleBusiness    Role = "business" // 业务名称
	RoleVoucher     Role = "voucher"  // 业务凭证号
	RoleBooking     Role = "booking"  // 资金流水单号
)

// Column is one column of a bill.
type Column struct {
	Name  string // as the bill writes it
	Form  Form
	Role  Role // "" if the program only shows it
	Words wxpay.Words
	Known bool // it stands in the catalogue
	Old   bool // only bills of years ago have it
}

// Columns returns the catalogue of the columns of a kind, in the order of the
// specification, those of old bills last.
func Columns(k Kind) []Column {
	if k == FundFlow {
		return slices.Clone(fundFlowColumns)
	}
	return slices.Clone(tradeColumns)
}

// columnOf finds a column of a kind by its name; one that is not known is text.
func columnOf(k Kind, name string) Column {
	list := tradeColumns
	if k == FundFlow {
		list = fundFlowColumns
	}
	if i := slices.IndexFunc(list, func(c Column) bool { return c.Name == name }); i >= 0 {
		return list[i]
	}
	return Column{Name: name, Form: Text}
}

// Total is one of the totals in the last row of a bill.
type Total struct {
	Name  string
	Words wxpay.Words
	of    string // the column that it sums; "" for a number of rows
	only  string // 收入 or 支出, if it is about these alone
}

// Totals returns the catalogue of totals.
func Totals(k Kind) []Total {
	if k == FundFlow {
		return slices.Clone(fundFlowTotals)
	}
	return slices.Clone(tradeTotals)
}

func column(name string, form Form, role Role, zh, en string) Column {
	return Column{Name: name, Form: form, Role: role, Words: wxpay.Words{ZH: zh, EN: en}, Known: true}
}

func oldColumn(name string, form Form, role Role, zh, en string) Column {
	c := column(name, form, role, zh, en)
	c.Old = true
	return c
}
