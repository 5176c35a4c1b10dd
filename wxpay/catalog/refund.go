package catalog

import "wxlens/wxpay"

// Ids of the calls about refunds.
const (
	V3Refund         = "v3.refund"
	V3RefundQuery    = "v3.refund-query"
	V3RefundAbnormal = "v3.refund-abnormal"
)

var refunds = []Endpoint{
	{
		ID: V3Refund, API: wxpay.V3, Group: GroupRefund, Mode: Both, Method: "POST", Path: "/v3/refund/domestic/refunds", Success: 200, Effect: Refunds, MovesMoney: true,
		Title: words("申请退款", "refund"), Chapter: "申请退款",
		Fields: []Field{
			subMchID, optional(transactionID), optional(outTradeNo), outRefundNo,
			text("reason", 80, "退款原因", "reason"),
			{Name: "notify_url", Type: URL, Max: 256, Label: words("退款结果回调url", "refund notify URL")},
			enum("funds_account", 32, "退款资金来源", "source of funds", "AVAILABLE", "UNSETTLED"),
			required(object("amount", "金额信息", "amount")),
			fen("amount.refund", "退款金额", "refund, in fen"),
			object("amount.from[]", "退款出资账户及金额", "accounts that pay"),
			required(enum("amount.from[].account", 32, "出资账户类型", "account", "AVAILABLE", "UNAVAILABLE")),
			fen("amount.from[].amount", "出资金额", "amount, in fen"),
			fen("amount.total", "原订单金额", "order's total, in fen"),
			required(currency("amount.currency", 16)),
			object("goods_detail[]", "退款商品", "goods"),
			must("goods_detail[].merchant_goods_id", 32, "商户侧商品编码", "merchant's goods id"),
			text("goods_detail[].wechatpay_goods_id", 32, "微信支付商品编码", "WeChat Pay goods id"),
			text("goods_detail[].goods_name", 256, "商品名称", "goods name"),
			{Name: "goods_detail[].unit_price", Required: true, Type: Amount, Max: maxFen, Label: words("商品单价", "unit price, in fen")},
			{Name: "goods_detail[].refund_amount", Required: true, Type: Amount, Max: maxFen, Label: words("商品退款金额", "refund, in fen")},
			{Name: "goods_detail[].refund_quantity", Required: true, Type: Integer, Min: 1, Label: words("商品退货数量", "quantity")},
		},
		Either: []Choice{{Names: []string{"transaction_id", "out_trade_no"}, Single: true}},
	},
	{
		ID: V3RefundQuery, API: wxpay.V3, Group: GroupRefund, Mode: Both, Method: "GET", Path: "/v3/refund/domestic/refunds/{out_refund_no}", Success: 200, Effect: QueriesRefund,
		Title: words("查询单笔退款", "query a refund"), Chapter: "查询单笔退款（通过商户退款单号）",
		Fields: []Field{in(outRefundNo, Path), in(subMchID, Query)},
	},
	{
		ID: V3RefundAbnormal, API: wxpay.V3, Group: GroupRefund, Mode: Both, Method: "POST", Path: "/v3/refund/domestic/refunds/{refund_id}/apply-abnormal-refund", Success: 200, Effect: Refunds, MovesMoney: true,
		Title: words("发起异常退款", "repeat an abnormal refund"), Chapter: "发起异常退款",
		Fields: []Field{
			in(refundID, Path), subMchID, outRefundNo,
			required(enum("type", 32, "异常退款处理方式", "where the money goes", "USER_BANK_CARD", "MERCHANT_BANK_CARD")),
			text("bank_type", 16, "开户银行", "bank"),
			secret("bank_account", 1024, "收款银行卡号", "bank account"),
			secret("real_name", 1024, "收款用户姓名", "account holder"),
		},
		Either: []Choice{
			{If: "type", Is: "USER_BANK_CARD", Names: []string{"bank_type"}},
			{If: "type", Is: "USER_BANK_CARD", Names: []string{"bank_account"}},
			{If: "type", Is: "USER_BANK_CARD", Names: []string{"real_name"}},
		},
	},
}
