package catalog

import (
	"slices"

	"wxlens/wxpay"
)

// Ids of the V2 calls about refunds and bills.
const (
	V2Refund           = "v2.refund"
	V2RefundQuery      = "v2.refundquery"
	V2DownloadBill     = "v2.downloadbill"
	V2DownloadFundFlow = "v2.downloadfundflow"
)

var (
	v2BillDate = Field{Name: "bill_date", Required: true, Type: Date, Max: 8, Label: words("对账单日期", "bill date")}
	v2TarType  = enum("tar_type", 8, "压缩账单", "compression", "GZIP")
)

// v2Refunding and v2RefundQueried are the fields of refunds and their queries.
var (
	v2Refunding = []Field{
		appID, v2MchID, v2SubAppID, v2SubMchID, v2Nonce, v2SignType, v2TransactionID, optional(v2OrderNo), outRefundNo,
		fen("total_fee", "订单金额", "order's total, in fen"),
		fen("refund_fee", "退款金额", "refund, in fen"),
		{Name: "refund_fee_type", Type: Currency, Max: 8, OneOf: []string{"CNY"}, Label: words("退款货币种类", "currency")},
		text("refund_desc", 80, "退款原因", "reason"),
		enum("refund_account", 30, "退款资金来源", "source of funds", "REFUND_SOURCE_UNSETTLED_FUNDS", "REFUND_SOURCE_RECHARGE_FUNDS"),
		refundNotifyURL,
	}
	v2RefundQueried = []Field{
		appID, v2MchID, v2SubAppID, v2SubMchID, v2Nonce, v2SignType,
		v2TransactionID, optional(v2OrderNo), optional(outRefundNo), optional(refundID),
		{Name: "offset", Type: Integer, Label: words("偏移量", "offset")},
	}
	v2RefundNumbers = []Choice{{Names: []string{"refund_id", "out_refund_no", "transaction_id", "out_trade_no"}}}
)

var v2Refunds = []Endpoint{
	{
		ID: V2Refund, API: wxpay.V2, Group: GroupRefund, Mode: Both, Method: "POST", Path: "/secapi/pay/refund", Success: 200, Effect: Refunds, Certificate: true, MovesMoney: true,
		Title: words("申请退款", "refund"), Chapter: "申请退款",
		Fields: v2Refunding,
		Either: []Choice{{Names: []string{"transaction_id", "out_trade_no"}}},
	},
	{
		ID: V2RefundQuery, API: wxpay.V2, Group: GroupRefund, Mode: Both, Method: "POST", Path: "/pay/refundquery", Success: 200, Effect: QueriesRefund,
		Title: words("查询退款", "query refunds"), Chapter: "查询退款",
		Fields: v2RefundQueried,
		Either: v2RefundNumbers,
	},
	{
		ID: "v2.refundv2", API: wxpay.V2, Group: GroupRefund, Mode: Both, Method: "POST", Path: "/secapi/pay/refundv2", Success: 200, Effect: Refunds, Certificate: true, MovesMoney: true,
		Title: words("申请单品退款", "refund with items"), Chapter: "申请退款（单品）",
		Fields: append(slices.Clone(v2Refunding), v2Detail),
		Either: []Choice{{Names: []string{"transaction_id", "out_trade_no"}}},
	},
	{
		ID: "v2.refundqueryv2", API: wxpay.V2, Group: GroupRefund, Mode: Both, Method: "POST", Path: "/pay/refundqueryv2", Success: 200, Effect: QueriesRefund,
		Title: words("查询单品退款", "query refunds with items"), Chapter: "查询退款（单品）",
		Fields: v2RefundQueried,
		Either: v2RefundNumbers,
	},
}

var v2Bills = []Endpoint{
	{
		ID: V2DownloadBill, API: wxpay.V2, Group: GroupBill, Mode: Both, Method: "POST", Path: "/pay/downloadbill", Success: 200, Unsigned: true, File: true,
		Title: words("下载交易账单", "download the trade bill"), Chapter: "下载交易账单",
		Fields: []Field{
			appID, v2MchID, v2SubAppID, v2SubMchID, v2Nonce, v2SignType, v2BillDate,
			enum("bill_type", 16, "账单类型", "bill type", "ALL", "SUCCESS", "REFUND", "RECHARGE_REFUND"),
			v2TarType,
		},
	},
	{
		ID: V2DownloadFundFlow, API: wxpay.V2, Group: GroupBill, Mode: Both, Method: "POST", Path: "/pay/downloadfundflow", Success: 200,
		Unsigned: true, File: true, Certificate: true, HMACOnly: true,
		Title: words("下载资金账单", "download the fund flow bill"), Chapter: "下载资金账单",
		Fields: []Field{
			appID, v2MchID, v2Nonce, v2SignType, v2BillDate,
			required(enum("account_type", 16, "资金账户类型", "account", "Basic", "Operation", "Fees")),
			v2TarType,
		},
	},
}
