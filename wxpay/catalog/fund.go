package catalog

import "wxlens/wxpay"

var (
	accountType = in(required(enum("account_type", 32, "账户类型", "account", "BASIC", "OPERATION", "FEES")), Path)
	queryDate   = Field{Name: "date", In: Query, Required: true, Type: Date, Max: 10, Label: words("日期", "date")}
)

var funds = []Endpoint{
	{
		ID: "v3.balance", API: wxpay.V3, Group: GroupFund, Mode: Both, Method: "GET", Path: "/v3/merchant/fund/balance/{account_type}", Success: 200,
		Title: words("查询账户实时余额", "query the balance"), Chapter: "查询账户实时余额",
		Fields: []Field{accountType},
	},
	{
		ID: "v3.balance-day-end", API: wxpay.V3, Group: GroupFund, Mode: Both, Method: "GET", Path: "/v3/merchant/fund/dayendbalance/{account_type}", Success: 200,
		Title: words("查询账户日终余额", "query the balance at the end of a day"), Chapter: "查询账户日终余额",
		Fields: []Field{
			accountType,
			queryDate,
		},
	},
	{
		ID: "v3.income-records", API: wxpay.V3, Group: GroupFund, Method: "GET", Path: "/v3/merchantfund/merchant/income-records", Success: 200,
		Title: words("查询银行来账", "query incoming transfers"), Chapter: "查询银行来账",
		Fields: []Field{
			in(required(enum("account_type", 32, "账户类型", "account", "BASIC", "OPERATION", "FEES")), Query),
			queryDate,
			offset,
			limit,
		},
	},
	{
		ID: "v3.bank-search", API: wxpay.V3, Group: GroupFund, Mode: Partner, Method: "GET", Path: "/v3/capital/capitallhh/banks/search-banks-by-bank-account", Success: 200,
		Title: words("获取对私银行卡号开户银行", "find the bank of an account"), Chapter: "获取对私银行卡号开户银行",
		Fields: []Field{in(required(secret("account_number", 1024, "银行卡号", "bank account")), Query)},
	},
}
