package text

import (
	"fmt"

	"wxlens/wxpay/bill"
)

var billsEN = Bills{
	Faults: map[bill.Fault]Advice{
		bill.ColumnCount:      {"there are more or fewer values than columns", "a value may hold a comma before a back-quote, or the file was changed: download it again"},
		bill.NotARow:          {"a line among the rows does not begin with a back-quote", "a spreadsheet may have saved it, or a line end got into a value: download it again"},
		bill.AmountEmpty:      {"the amount is empty", "even nothing is written as 0.00: download it again"},
		bill.AmountForm:       {"this is no decimal amount in yuan", "look at the row itself; spreadsheets change numbers"},
		bill.AmountTooPrecise: {"there are more decimals than this column has", "amounts have two, fees five"},
		bill.AmountTooLarge:   {"no amount is that large", "see whether the row is out of step"},
		bill.CountForm:        {"this is no number of rows", ""},
		bill.TimeForm:         {"a time is YYYY-MM-DD HH:MM:SS", "spreadsheets rewrite times: use the original file"},
		bill.RateForm:         {"a rate is written like 0.60%", ""},
		bill.DirectionForm:    {"the direction is neither in nor out", ""},
		bill.AfterTotals:      {"something follows the totals", "several bills may have been put together: one file holds one"},
		bill.TotalsMissing:    {"there are no totals, the file ends here", "it was probably not downloaded whole: download it again and compare the SHA1"},
		bill.TotalsNoRow:      {"the totals have names and no values", "it was probably not downloaded whole: download it again and compare the SHA1"},
		bill.TotalsCount:      {"the totals have more or fewer values than names", "download it again and compare the SHA1"},
		bill.TotalsForm:       {"this total cannot be read", ""},
		bill.TotalsDiffer:     {"the total is not what the rows add up to", "download it again and compare the SHA1; ask WeChat Pay if it stays so"},
		bill.TotalsUnknown:    {"none of the totals is known", "look at their names"},
		bill.Truncated:        {"the gzip file is incomplete", "download it again"},
		bill.Damaged:          {"the gzip file is damaged", "download it again; transfer it as binary"},
		bill.LineTooLong:      {"a line is too long", "a row has less than 1 kB: is this a bill?"},
		bill.NotUTF8:          {"this is not UTF-8", "bills are: use the original file, not one that was saved as GBK"},
		bill.HeaderMissing:    {"there are no names of columns, the first line is a row", "use the whole file"},
		bill.HeaderUnknown:    {"the first line names no known column", "is this a trade or fund-flow bill of WeChat Pay?"},
		bill.HeaderRepeated:   {"a column is named twice", "use the original file"},
		bill.TooManyColumns:   {"there are too many columns", "is this a bill?"},
		bill.Empty:            {"the file is empty", "download it again"},
		bill.NotTrade:         {"only trade bills can be compared with orders", "a fund-flow bill has no states of orders: fetch the trade bill of that day"},
	},
	Kinds: map[bill.Kind]string{bill.Trade: "trade bill", bill.FundFlow: "fund-flow bill"},
	Forms: map[bill.Form]string{
		bill.Text: "text", bill.Time: "time", bill.Amount: "yuan, two decimals", bill.Fee: "yuan, five decimals", bill.Rate: "per cent", bill.Count: "number", bill.Direction: "in or out",
	},
	Differences: map[bill.DifferenceKind]string{bill.OnlyInBill: "only in the bill", bill.OnlyHere: "only here", bill.AmountKind: "amount differs", bill.StateKind: "state differs"},
	Warnings: map[string]string{
		"bill-future": "this day has not begun", "bill-today": "this day is not over: bills are fetched after 10:00 of the next",
		"bill-too-early": "bills are made from 9:00 of the next day and should be fetched after 10:00, Beijing time", "bill-too-old": "bills are kept for three months",
	},
	Asks: map[string]string{
		"bill-day": "a day is YYYY-MM-DD", "bill-api": "there are v2 and v3", "bill-kind": "there are trade and fundflow", "bill-type": "there is no such bill: trade bills are ALL, SUCCESS or REFUND, fund-flow bills BASIC, OPERATION or FEES",
		"bill-key": "the profile lacks the key to sign with",
	},
	Rows: func(n int64) string {
		if n == 1 {
			return "1 row"
		}
		return fmt.Sprintf("%d rows", n)
	},
	Total: "orders", Refund: "refunds", Fee: "fees", Income: "in", Expense: "out",
	TotalsHold: "the totals agree with the rows",
	At:         func(row, line int64) string { return fmt.Sprintf("row %d (line %d)", row, line) },
	Wanted:     func(want string) string { return "want " + want },
	MoreBad:    func(n int64) string { return fmt.Sprintf("and %d more bad rows", n) },
	Matched: func(n, differences int64) string {
		return fmt.Sprintf("compared with the orders here: %d agree, %d differences", n, differences)
	},
	InBill: "bill", Here: "here", Nothing: "nothing", Repeated: "it stands in the bill more than once",
	KeptAt: "kept at", WrittenTo: "written to", NoBills: "no bill was fetched yet: wxlens bill get --date YYYY-MM-DD",
	Old: "old bills", Refused: "WeChat Pay answered an error, not a bill",
	SortNeedsFile: "sorting reads the file more than once: standard input will not do",
	ClockMoves:    "only the clock of a sandbox can be moved", Planted: "bills have these differences from now on", Unplanted: "bills tell what happened from now on",
}
