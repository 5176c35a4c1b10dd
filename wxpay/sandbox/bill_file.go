package sandbox

import (
	"bytes"
	"fmt"
	"strings"
	"time"
	"unicode"

	"wxlens/wxpay"
)

// billFile is a bill as it is downloaded: UTF-8 with BOM, lines that end in CRLF,
// a back-quote before every value (对账单格式).
type billFile struct{ bytes.Buffer }

func newBillFile(columns []string) *billFile {
	f := &billFile{}
	f.WriteString("\ufeff")
	f.names(columns)
	return f
}

func (f *billFile) names(columns []string) { f.WriteString(strings.Join(columns, ",") + "\r\n") }

func (f *billFile) row(values []string) {
	for i, v := range values {
		if i > 0 {
			f.WriteByte(',')
		}
		f.WriteString("`" + strings.Map(harmless, v))
	}
	f.WriteString("\r\n")
}

// harmless replaces what would end a value.
func harmless(r rune) rune {
	if r == ',' || r == '`' || unicode.IsControl(r) {
		return ' '
	}
	return r
}

const noMoney = "0.00"

// yuan5 writes hundred-thousandths of a yuan.
func yuan5(units int64) string {
	sign := ""
	if units < 0 {
		sign, units = "-", -units
	}
	return fmt.Sprintf("%s%d.%05d", sign, units/100000, units%100000)
}

// count writes a number as summaries do.
func count(n int) string { return fmt.Sprintf("%d.0", n) }

func billTime(t time.Time) string { return t.In(beijing).Format(time.DateTime) }

// Columns of trade bills.
var (
	columnsFirst  = []string{"交易时间", "公众账号ID", "商户号", "特约商户号", "设备号", "微信订单号", "商户订单号", "用户标识", "交易类型", "交易状态", "付款银行", "货币种类", "应结订单金额", "代金券金额"}
	columnsTimes  = []string{"退款申请时间", "退款成功时间"}
	columnsRefund = []string{"微信退款单号", "商户退款单号", "退款金额", "充值券退款金额", "退款类型", "退款状态"}
	columnsGoods  = []string{"商品名称", "商户数据包", "手续费", "费率", "订单金额"}
	columnAsked   = "申请退款金额"
	columnRemark  = "费率备注"
)

// tradeBill writes a trade bill of the type ALL, SUCCESS or REFUND, which differ
// in rows and columns; any tells whether it has a row.
func tradeBill(events []event, b billAsked) (file []byte, any bool) {
	columns := func(first, times, refund, goods, asked []string) []string {
		all := append([]string{}, first...)
		if b.Type == billRefund {
			all = append(all, times...)
		}
		if b.Type != billSuccess {
			all = append(all, refund...)
		}
		all = append(all, goods...)
		if b.Type != billSuccess {
			all = append(all, asked...)
		}
		return append(all, "")
	}
	head := columns(columnsFirst, columnsTimes, columnsRefund, columnsGoods, []string{columnAsked})
	head[len(head)-1] = columnRemark
	f := newBillFile(head)
	var sum tradeSum
	for _, e := range events {
		if !e.in(b) || !e.listed(b.Type) {
			continue
		}
		sum.add(e)
		v := e.values()
		f.row(columns(v.first, v.times, v.refund, v.goods, []string{v.asked}))
	}
	sum.write(f, b.Type)
	return f.Bytes(), sum.rows > 0
}

func (e event) listed(billType string) bool {
	switch billType {
	case billAll:
		return true
	case billSuccess:
		return e.refund == nil
	case billRefund:
		return e.refund != nil
	}
	return false // kinds of money that the sandbox does not know
}

// tradeValues are the values of one row, by groups of columns.
type tradeValues struct {
	first, times, refund, goods []string
	asked                       string
}

func (e event) values() tradeValues {
	o, state, due, total, asked, owed := e.order, "SUCCESS", e.order.Total, e.order.Total, wxpay.Fen(0), fee(e.order.Total)
	if e.refund == nil && e.state != "" {
		state = e.state
	}
	v := tradeValues{refund: []string{"0", "0", noMoney, noMoney, "", ""}, times: []string{"", ""}}
	if r := e.refund; r != nil {
		state, due, total, asked, owed = "REFUND", 0, 0, r.Amount, -fee(r.Amount)
		v.refund = []string{string(r.ID), string(r.OutRefundNo), r.Amount.Yuan(), noMoney, r.Channel, e.state}
		v.times[0] = billTime(r.Created)
		if e.state == "SUCCESS" {
			v.times[1] = billTime(r.Settled)
		}
	}
	v.first = []string{
		billTime(e.at), string(o.AppID), string(o.MchID), "0", o.Device, string(o.TransactionID), string(o.OutTradeNo), string(o.OpenID),
		o.TradeType, state, "OTHERS", o.Currency, due.Yuan(), noMoney,
	}
	v.goods = []string{o.Description, o.Attach, yuan5(owed), fmt.Sprintf("%d.%02d%%", feePermyriad/100, feePermyriad%100), total.Yuan()}
	v.asked = asked.Yuan()
	return v
}

// tradeSum is the last line of a trade bill.
type tradeSum struct {
	rows        int
	paid, asked wxpay.Fen
	fee         int64
}

func (t *tradeSum) add(e event) {
	t.rows++
	if e.refund != nil {
		t.asked += e.refund.Amount
		t.fee -= fee(e.refund.Amount)
		return
	}
	t.paid += e.order.Total
	t.fee += fee(e.order.Total)
}

func (t *tradeSum) write(f *billFile, billType string) {
	if billType == billSuccess {
		f.names([]string{"总交易单数", "应结订单总金额", "手续费总金额", "订单总金额"})
		f.row([]string{count(t.rows), t.paid.Yuan(), yuan5(t.fee), t.paid.Yuan()})
		return
	}
	f.names([]string{"总交易单数", "应结订单总金额", "退款总金额", "充值券退款总金额", "手续费总金额", "订单总金额", "申请退款总金额"})
	f.row([]string{count(t.rows), t.paid.Yuan(), t.asked.Yuan(), noMoney, yuan5(t.fee), t.paid.Yuan(), t.asked.Yuan()})
}
