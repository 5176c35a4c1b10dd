package text

import (
	"fmt"

	"wxlens/wxpay/bill"
)

var billsZH = Bills{
	Faults: map[bill.Fault]Advice{
		bill.ColumnCount:      {"值的个数与列数不同", "可能某个值里有逗号紧接反引号，或文件被改过：重新下载"},
		bill.NotARow:          {"明细里有一行不以反引号开头", "可能被电子表格另存过，或值里混进了换行：重新下载"},
		bill.AmountEmpty:      {"金额是空的", "金额为零也写作 0.00：重新下载"},
		bill.AmountForm:       {"不是以元为单位的十进制金额", "看这一行的原文；电子表格会改动数字"},
		bill.AmountTooPrecise: {"小数位数超过这一列的规定", "金额两位，手续费五位"},
		bill.AmountTooLarge:   {"金额大得不可能", "看这一行是否错位"},
		bill.CountForm:        {"不是笔数", ""},
		bill.TimeForm:         {"时间应为 YYYY-MM-DD HH:MM:SS", "电子表格会改写时间：用原始文件"},
		bill.RateForm:         {"费率应为 0.60% 这样的写法", ""},
		bill.DirectionForm:    {"收支类型应为收入或支出", ""},
		bill.AfterTotals:      {"汇总行之后还有内容", "可能把几个账单拼在一起了：一个文件放一个账单"},
		bill.TotalsMissing:    {"没有汇总行，文件在这里就结束了", "很可能没有下载完整：重新下载，核对 SHA1"},
		bill.TotalsNoRow:      {"有汇总的表头，没有汇总的值", "很可能没有下载完整：重新下载，核对 SHA1"},
		bill.TotalsCount:      {"汇总行的值与表头个数不同", "重新下载，核对 SHA1"},
		bill.TotalsForm:       {"汇总里的值读不出来", ""},
		bill.TotalsDiffer:     {"汇总与明细之和不同", "重新下载，核对 SHA1；仍不同就向微信支付核实"},
		bill.TotalsUnknown:    {"没有认识的汇总项", "核对汇总的表头"},
		bill.Truncated:        {"gzip 文件不完整", "重新下载"},
		bill.Damaged:          {"gzip 文件损坏", "重新下载；传输时要按二进制"},
		bill.LineTooLong:      {"有一行太长", "账单的一行不到 1 KB：看这是不是账单"},
		bill.NotUTF8:          {"不是 UTF-8", "账单是 UTF-8：用原始文件，不要另存成 GBK"},
		bill.HeaderMissing:    {"没有表头，第一行就是明细", "第一行应是列名：用完整的文件"},
		bill.HeaderUnknown:    {"第一行没有一个认识的列名", "看这是不是微信支付的交易账单或资金账单"},
		bill.HeaderRepeated:   {"表头里有重复的列名", "用原始文件"},
		bill.TooManyColumns:   {"列太多", "看这是不是账单"},
		bill.Empty:            {"文件是空的", "重新下载"},
		bill.NotTrade:         {"只有交易账单可以与订单核对", "资金账单没有订单的状态：下载同一天的交易账单"},
	},
	Kinds: map[bill.Kind]string{bill.Trade: "交易账单", bill.FundFlow: "资金账单"},
	Forms: map[bill.Form]string{
		bill.Text: "文字", bill.Time: "时间", bill.Amount: "元，两位小数", bill.Fee: "元，五位小数", bill.Rate: "百分比", bill.Count: "个数", bill.Direction: "收入或支出",
	},
	Differences: map[bill.DifferenceKind]string{bill.OnlyInBill: "只在账单", bill.OnlyHere: "只在本地", bill.AmountKind: "金额不同", bill.StateKind: "状态不同"},
	Warnings: map[string]string{
		"bill-future": "这一天还没有开始", "bill-today": "这一天还没有结束：账单在次日 10 点后取",
		"bill-too-early": "账单在次日 9 点开始生成，10 点后再取（北京时间）", "bill-too-old": "超过三个月的账单取不到",
	},
	Asks: map[string]string{
		"bill-day": "日期应为 YYYY-MM-DD", "bill-api": "只有 v2 和 v3", "bill-kind": "只有 trade 和 fundflow", "bill-type": "没有这种账单：交易账单有 ALL、SUCCESS、REFUND，资金账单有 BASIC、OPERATION、FEES",
		"bill-key": "配置档里没有签名要用的密钥",
	},
	Rows:  func(n int64) string { return fmt.Sprintf("%d 行", n) },
	Total: "订单金额", Refund: "退款金额", Fee: "手续费", Income: "收入", Expense: "支出",
	TotalsHold: "汇总与明细一致",
	At:         func(row, line int64) string { return fmt.Sprintf("第 %d 条（第 %d 行）", row, line) },
	Wanted:     func(want string) string { return "应为 " + want },
	MoreBad:    func(n int64) string { return fmt.Sprintf("还有 %d 行有问题", n) },
	Matched: func(n, differences int64) string {
		return fmt.Sprintf("与本地订单核对：%d 笔一致，%d 处不同", n, differences)
	},
	InBill: "账单", Here: "本地", Nothing: "没有", Repeated: "这一笔在账单里出现了不止一次",
	KeptAt: "已存到", WrittenTo: "已写到", NoBills: "还没有下载过账单：wxlens bill get --date YYYY-MM-DD",
	Old: "旧账单", Refused: "微信支付返回的是错误，不是账单",
	SortNeedsFile: "排序要反复读文件，不能用标准输入",
	ClockMoves:    "只有沙箱的时钟可以拨动", Planted: "之后的账单里有这些不同", Unplanted: "之后的账单如实",
}
