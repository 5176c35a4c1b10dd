package catalog

import "wxlens/wxpay"

var v2Deposits = []Endpoint{
	{
		ID: "v2.deposit-micropay", API: wxpay.V2, Group: GroupDeposit, Mode: Both, Method: "POST", Path: "/deposit/micropay", Success: 200, Effect: Queries, Open: true,
		Title: words("支付押金（付款码）", "take a deposit by payment code"), Chapter: "支付押金（付款码）",
		Fields: []Field{
			appID, v2MchID, v2SubAppID, v2SubMchID, v2Nonce, v2SignType,
			required(enum("deposit", 1, "是否押金支付", "deposit", "Y")),
			v2Body, v2OrderNo, v2Total, v2Currency, payerIPv2, v2AuthCode,
		},
	},
	{
		ID: "v2.deposit-facepay", API: wxpay.V2, Group: GroupDeposit, Mode: Both, Method: "POST", Path: "/deposit/facepay", Success: 200, Effect: Queries, Open: true,
		Title: words("支付押金（人脸）", "take a deposit by face"), Chapter: "支付押金（人脸）",
		Fields: []Field{
			appID, v2MchID, v2SubAppID, v2SubMchID, v2Nonce, v2SignType,
			required(enum("deposit", 1, "是否押金支付", "deposit", "Y")),
			v2Body, v2OrderNo, v2Total, v2Currency, payerIPv2,
			must("face_code", 128, "人脸凭证", "face code"),
		},
	},
	{
		ID: "v2.deposit-orderquery", API: wxpay.V2, Group: GroupDeposit, Mode: Both, Method: "POST", Path: "/deposit/orderquery", Success: 200, Effect: Queries,
		Title: words("查询押金订单", "query a deposit"), Chapter: "查询押金订单",
		Fields: []Field{
			appID, v2MchID, v2SubAppID, v2SubMchID, v2Nonce, v2SignType, v2TransactionID, optional(v2OrderNo),
		},
		Either: []Choice{{Names: []string{"transaction_id", "out_trade_no"}}},
	},
	{
		ID: "v2.deposit-reverse", API: wxpay.V2, Group: GroupDeposit, Mode: Both, Method: "POST", Path: "/deposit/reverse", Success: 200, Certificate: true, MovesMoney: true,
		Title: words("撤销押金订单", "reverse a deposit"), Chapter: "撤销押金订单",
		Fields: []Field{
			appID, v2MchID, v2SubAppID, v2SubMchID, v2Nonce, v2SignType, v2TransactionID, optional(v2OrderNo),
		},
		Either: []Choice{{Names: []string{"transaction_id", "out_trade_no"}}},
	},
	{
		ID: "v2.deposit-consume", API: wxpay.V2, Group: GroupDeposit, Mode: Both, Method: "POST", Path: "/deposit/consume", Success: 200, Certificate: true, Open: true,
		Title: words("消费押金", "use a deposit"), Chapter: "消费押金",
		Fields: []Field{
			appID, v2MchID, v2SubAppID, v2SubMchID, v2Nonce, v2SignType, v2TransactionID, optional(v2OrderNo), v2Total,
			fen("consume_fee", "消费金额", "amount used, in fen"),
			v2Currency,
		},
		Either: []Choice{{Names: []string{"transaction_id", "out_trade_no"}}},
	},
	{
		ID: "v2.deposit-refund", API: wxpay.V2, Group: GroupDeposit, Mode: Both, Method: "POST", Path: "/deposit/refund", Success: 200, Certificate: true, MovesMoney: true, Effect: Refunds, Open: true,
		Title: words("退还押金", "refund a deposit"), Chapter: "退还押金",
		Fields: []Field{
			appID, v2MchID, v2SubAppID, v2SubMchID, v2Nonce, v2SignType, v2TransactionID, optional(v2OrderNo), outRefundNo,
			v2Total,
			fen("refund_fee", "退款金额", "refund, in fen"),
		},
		Either: []Choice{{Names: []string{"transaction_id", "out_trade_no"}}},
	},
	{
		ID: "v2.deposit-refundquery", API: wxpay.V2, Group: GroupDeposit, Mode: Both, Method: "POST", Path: "/deposit/refundquery", Success: 200, Effect: QueriesRefund,
		Title: words("查询押金退款", "query deposit refunds"), Chapter: "查询押金退款",
		Fields: []Field{
			appID, v2MchID, v2SubAppID, v2SubMchID, v2Nonce, v2SignType, v2TransactionID, optional(v2OrderNo),
			optional(outRefundNo), optional(refundID),
		},
		Either: []Choice{{Names: []string{"refund_id", "out_refund_no", "transaction_id", "out_trade_no"}}},
	},
}
