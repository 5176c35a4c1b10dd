package catalog

import "wxlens/wxpay"

var (
	v2Receivers = Field{Name: "receivers", Required: true, Type: JSON, Max: 10240, Label: words("分账接收方列表", "receivers, JSON")}
	v2Receiver  = Field{Name: "receiver", Required: true, Type: JSON, Max: 2048, Label: words("分账接收方", "receiver, JSON")}
)

var v2Profits = []Endpoint{
	{
		ID: "v2.profitsharing", API: wxpay.V2, Group: GroupProfit, Mode: Both, Method: "POST", Path: "/secapi/pay/profitsharing", Success: 200, Certificate: true, HMACOnly: true, MovesMoney: true, Open: true,
		Title: words("请求单次分账", "share profit once"), Chapter: "请求单次分账",
		Fields: []Field{
			appID, v2MchID, v2SubAppID, v2SubMchID, v2Nonce, v2SignType, required(v2TransactionID), outOrderNo,
			v2Receivers,
		},
	},
	{
		ID: "v2.multiprofitsharing", API: wxpay.V2, Group: GroupProfit, Mode: Both, Method: "POST", Path: "/secapi/pay/multiprofitsharing", Success: 200, Certificate: true, HMACOnly: true, MovesMoney: true, Open: true,
		Title: words("请求多次分账", "share profit step by step"), Chapter: "请求多次分账",
		Fields: []Field{
			appID, v2MchID, v2SubAppID, v2SubMchID, v2Nonce, v2SignType, required(v2TransactionID), outOrderNo,
			v2Receivers,
		},
	},
	{
		ID: "v2.profitsharingfinish", API: wxpay.V2, Group: GroupProfit, Mode: Both, Method: "POST", Path: "/secapi/pay/profitsharingfinish", Success: 200, Certificate: true, HMACOnly: true, Open: true,
		Title: words("完结分账", "finish profit sharing"), Chapter: "完结分账",
		Fields: []Field{
			appID, v2MchID, v2SubAppID, v2SubMchID, v2Nonce, v2SignType, required(v2TransactionID), outOrderNo,
			must("description", 80, "分账完结描述", "description"),
		},
	},
	{
		ID: "v2.profitsharingreturn", API: wxpay.V2, Group: GroupProfit, Mode: Both, Method: "POST", Path: "/secapi/pay/profitsharingreturn", Success: 200, Certificate: true, HMACOnly: true, Open: true,
		Title: words("分账回退", "take shared profit back"), Chapter: "分账回退",
		Fields: []Field{
			appID, v2MchID, v2SubAppID, v2SubMchID, v2Nonce, v2SignType,
			text("order_id", 64, "微信分账单号", "WeChat Pay's sharing number"),
			optional(outOrderNo), outReturnNo,
			required(enum("return_account_type", 32, "回退方类型", "kind of account", "MERCHANT_ID")),
			must("return_account", 64, "回退方账号", "account that returns"),
			fen("return_amount", "回退金额", "amount, in fen"),
			must("description", 80, "回退描述", "description"),
		},
		Either: []Choice{{Names: []string{"order_id", "out_order_no"}}},
	},
	{
		ID: "v2.profitsharingquery", API: wxpay.V2, Group: GroupProfit, Mode: Both, Method: "POST", Path: "/pay/profitsharingquery", Success: 200, HMACOnly: true, Open: true,
		Title: words("查询分账结果", "query a profit sharing"), Chapter: "查询分账结果",
		Fields: []Field{
			v2MchID, v2SubMchID, required(v2TransactionID), outOrderNo, v2Nonce, v2SignType,
		},
	},
	{
		ID: "v2.profitsharingaddreceiver", API: wxpay.V2, Group: GroupProfit, Mode: Both, Method: "POST", Path: "/pay/profitsharingaddreceiver", Success: 200, HMACOnly: true, Open: true,
		Title: words("添加分账接收方", "add a receiver"), Chapter: "添加分账接收方",
		Fields: []Field{
			appID, v2MchID, v2SubAppID, v2SubMchID, v2Nonce, v2SignType, v2Receiver,
		},
	},
	{
		ID: "v2.profitsharingremovereceiver", API: wxpay.V2, Group: GroupProfit, Mode: Both, Method: "POST", Path: "/pay/profitsharingremovereceiver", Success: 200, HMACOnly: true, Open: true,
		Title: words("删除分账接收方", "delete a receiver"), Chapter: "删除分账接收方",
		Fields: []Field{
			appID, v2MchID, v2SubAppID, v2SubMchID, v2Nonce, v2SignType, v2Receiver,
		},
	},
	{
		ID: "v2.profitsharingreturnquery", API: wxpay.V2, Group: GroupProfit, Mode: Both, Method: "POST", Path: "/pay/profitsharingreturnquery", Success: 200, HMACOnly: true, Open: true,
		Title: words("查询分账回退结果", "query a return"), Chapter: "查询分账回退结果",
		Fields: []Field{
			appID, v2MchID, v2SubAppID, v2SubMchID, v2Nonce, v2SignType,
			text("order_id", 64, "微信分账单号", "WeChat Pay's sharing number"),
			optional(outOrderNo), outReturnNo,
		},
		Either: []Choice{{Names: []string{"order_id", "out_order_no"}}},
	},
	{
		ID: "v2.profitsharingorderamountquery", API: wxpay.V2, Group: GroupProfit, Mode: Both, Method: "POST", Path: "/pay/profitsharingorderamountquery", Success: 200, HMACOnly: true, Open: true,
		Title: words("查询订单待分账金额", "query what is left to share"), Chapter: "查询订单待分账金额",
		Fields: []Field{
			v2MchID, required(v2TransactionID), v2Nonce, v2SignType,
		},
	},
	{
		ID: "v2.profitsharingmerchantratioquery", API: wxpay.V2, Group: GroupProfit, Mode: Partner, Method: "POST", Path: "/pay/profitsharingmerchantratioquery", Success: 200, HMACOnly: true, Open: true,
		Title: words("查询最大分账比例", "query the largest share"), Chapter: "查询最大分账比例",
		Fields: []Field{
			v2MchID, v2SubMchID, v2Nonce, v2SignType,
		},
	},
}
