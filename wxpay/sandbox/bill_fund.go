package sandbox

import "wxlens/wxpay"

var columnsFund = []string{"记账时间", "微信支付业务单号", "资金流水单号", "业务名称", "业务类型", "收支类型", "收支金额(元)", "账户结余(元)", "资金变更提交申请人", "备注", "业务凭证号"}

// booking is one movement of the merchant's money.
type booking struct {
	event
	number, name, kind string
	amount             wxpay.Fen // below zero: out
	remark             string
}

// bookings are what a payment or a refund moves: a payment comes in whole and its
// fee goes out, a refund goes out less the fee that is given back.
func (e event) bookings() []booking {
	if r := e.refund; r != nil {
		back := feeFen(r.Amount)
		return []booking{{e, string(r.ID) + "1", "退款", "退款", back - r.Amount, "退款总金额" + r.Amount.Yuan() + "元;含手续费" + back.Yuan() + "元"}}
	}
	id := string(e.order.TransactionID)
	all := []booking{{e, id + "1", "交易", "交易", e.order.Total, "结算总金额" + e.order.Total.Yuan() + "元"}}
	if owed := feeFen(e.order.Total); owed > 0 {
		all = append(all, booking{e, id + "2", "扣除交易手续费", "交易", -owed, "交易手续费"})
	}
	return all
}

// fundFlow writes a fund flow bill. Only the basic account (基本账户) moves.
func fundFlow(events []event, b billAsked) (file []byte, any bool) {
	f := newBillFile(columnsFund)
	var balance wxpay.Fen
	var in, out fundSum
	for _, e := range events {
		for _, k := range e.bookings() {
			balance += k.amount
			if !e.in(b) || b.Type != billBasic {
				continue
			}
			direction, sum, amount := "收入", &in, k.amount
			if amount < 0 {
				direction, sum, amount = "支出", &out, -amount
			}
			sum.rows++
			sum.amount += amount
			f.row([]string{
				billTime(e.at), k.business(), k.number, k.name, k.kind, direction, amount.Yuan(), balance.Yuan(), "system", k.remark, k.voucher(),
			})
		}
	}
	f.names([]string{"资金流水总笔数", "收入笔数", "收入金额", "支出笔数", "支出金额"})
	f.row([]string{count(in.rows + out.rows), count(in.rows), in.amount.Yuan(), count(out.rows), out.amount.Yuan()})
	return f.Bytes(), in.rows+out.rows > 0
}

type fundSum struct {
	rows   int
	amount wxpay.Fen
}

// business is WeChat Pay's number of what moved the money.
func (k booking) business() string {
	if k.refund != nil {
		return string(k.refund.ID)
	}
	return string(k.order.TransactionID)
}

// voucher is the merchant's number of it.
func (k booking) voucher() string {
	if k.refund != nil {
		return string(k.refund.OutRefundNo)
	}
	return string(k.order.OutTradeNo)
}
