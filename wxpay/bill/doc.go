// Package bill reads the bills of WeChat Pay (对账单): trade bills and fund-flow
// bills, plain or gzip, of any size in a bounded memory.
//
// A bill is UTF-8 text, mostly with a byte order mark: a line of column names, one
// line a row with a back-quote before every value, then a line of names and one of
// values for the totals (账单格式说明). Values are never quoted: a comma or a quote
// inside one is data, and only a comma before a back-quote ends it. Amounts are in
// yuan there and exact here, see [Money].
//
// What does not hold is told and not hidden: [Read] goes on after a bad row and
// reports it with its number, line, column and value.
package bill
