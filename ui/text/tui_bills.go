package text

import (
	"fmt"

	"wxlens/wxpay/bill"
)

// BillScreen are the texts of the screen of bills. What commands say too is in [Bills].
type BillScreen struct {
	Title, NoBill, NotCompared, NoCalls string
	Tabs                                map[string]string
	Doing                               [4]string // while it is fetched, read, arranged, compared
	Holds, HoldsNot                     string
	Differences                         func(n int64) string
	FirstOnly                           func(n int) string
	Difference                          string
	NotHere                             func(no string) string
	Fetched                             func(rows int64) string
	Fen                                 func(m bill.Money) string
	File, Days, Size, Path              string
	Totals, OfRows                      string
	BadRows                             func(n int64) string
	Apply, Download                     string
	UnknownColumn, WholeRow             string
	AskTitle, AskFoot, Yes, No          string
	Ask                                 [6]string // day, kind, type, API, packed, clock
	KeptTitle, KeptFoot, NoKept         string
	RemoveTitle                         string
	RemoveBody                          func(name string) string
	FileTitle, FileFoot                 string

	PlanTitle, PlanFoot string
	Plans               map[string]string // how bills of the sandbox differ on purpose
}

func fenOf(m bill.Money, unit, exact string) string {
	fen := fmt.Sprintf("%d %s", m.Fen(), unit)
	if bill.Money(m.Fen())*1000 != m {
		fen = exact + " " + fen
	}
	return fen
}

var billScreenZH = BillScreen{
	Title: "账单", NoBill: "还没有打开账单：n 下载一天的，o 打开下载过的，ctrl+o 打开文件", NotCompared: "= 与日志里的订单核对", NoCalls: "这个账单是打开的文件，没有调用",
	Tabs:  map[string]string{"table": "明细", "differences": "对账", "summary": "汇总", "calls": "调用", "columns": "列的含义"},
	Doing: [4]string{"下载", "读取", "查找与排序", "对账"},
	Holds: "汇总一致", HoldsNot: "有不符之处",
	Differences: func(n int64) string { return fmt.Sprintf("%d 处不同", n) },
	FirstOnly:   func(n int) string { return fmt.Sprintf("只列出前 %d 处", n) },
	Difference:  "不同", NotHere: func(no string) string { return "本地没有订单 " + no },
	Fetched: func(rows int64) string { return fmt.Sprintf("已下载，%d 行；= 对账", rows) },
	Fen:     func(m bill.Money) string { return fenOf(m, "分", "约") },
	File:    "文件", Days: "日期", Size: "大小", Path: "位置", Totals: "汇总", OfRows: "明细之和",
	BadRows: func(n int64) string { return fmt.Sprintf("%d 行有问题", n) },
	Apply:   "申请账单", Download: "下载账单", UnknownColumn: "文档里没有这一列", WholeRow: "整行",
	AskTitle: "下载账单", AskFoot: "←→ 改变，e 输入日期，enter 下载", Yes: "是", No: "否",
	Ask:       [6]string{"日期（北京时间）", "账单", "类型", "API", "GZIP 压缩", "拨动沙箱时钟"},
	KeptTitle: "下载过的账单", KeptFoot: "查找；ctrl+x 删除", NoKept: "还没有下载过账单：n 下载",
	RemoveTitle: "删除账单", RemoveBody: func(name string) string { return "删除下载过的 " + name + "？" },
	FileTitle: "打开账单", FileFoot: "账单文件的路径，文本或 gzip",
	PlanTitle: "之后的账单", PlanFoot: "enter 选定；改回如实之前一直有效",
	Plans: map[string]string{
		"none": "如实", "three": "三处不同", "amount": "金额不同", "state": "状态不同", "missing": "少一行", "extra": "多一行",
		"wrong-hash": "摘要不对", "wrong-totals": "汇总不对", "no-totals": "没有汇总行", "bad-row": "有一行坏了", "column-count": "有一行列数不对",
	},
}

var billScreenEN = BillScreen{
	Title: "bills", NoBill: "no bill is open: n fetches that of a day, o opens one that was fetched, ctrl+o a file", NotCompared: "= compares it with the orders of the journal", NoCalls: "this bill is a file that was opened: there were no calls",
	Tabs:  map[string]string{"table": "rows", "differences": "reconciliation", "summary": "summary", "calls": "calls", "columns": "columns"},
	Doing: [4]string{"fetching", "reading", "finding and sorting", "comparing"},
	Holds: "totals hold", HoldsNot: "something does not hold",
	Differences: func(n int64) string { return fmt.Sprintf("differences: %d", n) },
	FirstOnly:   func(n int) string { return fmt.Sprintf("the first %d are listed", n) },
	Difference:  "difference", NotHere: func(no string) string { return "there is no order " + no + " here" },
	Fetched: func(rows int64) string { return fmt.Sprintf("fetched, rows: %d; = reconciles", rows) },
	Fen:     func(m bill.Money) string { return fenOf(m, "fen", "about") },
	File:    "file", Days: "days", Size: "size", Path: "path", Totals: "totals", OfRows: "of the rows",
	BadRows: func(n int64) string { return fmt.Sprintf("rows that do not hold: %d", n) },
	Apply:   "asking for the bill", Download: "downloading it", UnknownColumn: "the documents do not know this column", WholeRow: "whole row",
	AskTitle: "fetch a bill", AskFoot: "←→ change, e types the day, enter fetches", Yes: "yes", No: "no",
	Ask:       [6]string{"day (Beijing)", "bill", "type", "API", "packed (GZIP)", "move sandbox clock"},
	KeptTitle: "bills that were fetched", KeptFoot: "search; ctrl+x removes", NoKept: "no bill was fetched yet: n fetches one",
	RemoveTitle: "remove the bill", RemoveBody: func(name string) string { return "Remove " + name + " from the disk?" },
	FileTitle: "open a bill", FileFoot: "path of a bill, text or gzip",
	PlanTitle: "bills from now on", PlanFoot: "enter chooses; it stays until it is taken back",
	Plans: map[string]string{
		"none": "as it happened", "three": "three differences", "amount": "an amount differs", "state": "a state differs", "missing": "a row is missing", "extra": "a row too many",
		"wrong-hash": "the hash is wrong", "wrong-totals": "the totals are wrong", "no-totals": "there are no totals", "bad-row": "a row is broken", "column-count": "a row has another number of columns",
	},
}
