package catalog

import "wxlens/wxpay"

// Ids of the calls about bills.
const (
	V3TradeBill    = "v3.tradebill"
	V3FundFlowBill = "v3.fundflowbill"
	V3BillDownload = "v3.bill-download"
)

var algorithm = in(required(enum("algorithm", 32, "加密算法", "algorithm", "AEAD_AES_256_GCM", "SM4_GCM")), Query)

var bills = []Endpoint{
	{
		ID: V3TradeBill, API: wxpay.V3, Group: GroupBill, Mode: Both, Method: "GET", Path: "/v3/bill/tradebill", Success: 200,
		Title: words("申请交易账单", "ask for the trade bill"), Chapter: "申请交易账单",
		Fields: []Field{
			billDate, in(subMchID, Query),
			in(enum("bill_type", 32, "账单类型", "bill type", "ALL", "SUCCESS", "REFUND", "RECHARGE_REFUND", "ALL_SPECIAL", "SUC_SPECIAL", "REF_SPECIAL"), Query),
			tarType,
		},
	},
	{
		ID: V3FundFlowBill, API: wxpay.V3, Group: GroupBill, Mode: Both, Method: "GET", Path: "/v3/bill/fundflowbill", Success: 200,
		Title: words("申请资金账单", "ask for the fund flow bill"), Chapter: "申请资金账单",
		Fields: []Field{
			billDate,
			in(enum("account_type", 32, "资金账户类型", "account", "BASIC", "OPERATION", "FEES"), Query),
			tarType,
		},
	},
	{
		ID: "v3.sub-fundflowbill", API: wxpay.V3, Group: GroupBill, Mode: Partner, Method: "GET", Path: "/v3/bill/sub-merchant-fundflowbill", Success: 200,
		Title: words("申请单个子商户资金账单", "ask for a sub merchant's fund flow bill"), Chapter: "申请单个子商户资金账单",
		Fields: []Field{
			in(required(subMchID), Query), billDate,
			in(required(enum("account_type", 32, "资金账户类型", "account", "BASIC", "OPERATION", "FEES", "DEPOSIT")), Query),
			algorithm, tarType,
		},
	},
	{
		ID: "v3.ecommerce-fundflowbill", API: wxpay.V3, Group: GroupBill, Mode: Partner, Method: "GET", Path: "/v3/ecommerce/bill/fundflowbill", Success: 200,
		Title: words("申请二级商户资金账单", "ask for the second-level merchants' fund flow bill"), Chapter: "申请二级商户资金账单",
		Fields: []Field{
			billDate, in(required(enum("account_type", 32, "资金账户类型", "account", "ALL")), Query), algorithm, tarType,
		},
	},
	{
		ID: V3BillDownload, API: wxpay.V3, Group: GroupBill, Mode: Both, Method: "GET", Path: "/v3/billdownload/file", Success: 200, Unsigned: true, File: true,
		Title: words("下载账单", "download a bill"), Chapter: "下载账单",
		Fields: []Field{token, in(text("tartype", 32, "压缩类型", "compression"), Query)},
	},
}
