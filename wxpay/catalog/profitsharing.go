package catalog

import "wxlens/wxpay"

var (
	outOrderNo  = Field{Name: "out_order_no", Required: true, Max: 64, Chars: RefundChars, Label: words("商户分账单号", "merchant's sharing number")}
	outReturnNo = Field{Name: "out_return_no", Required: true, Max: 64, Chars: RefundChars, Label: words("商户回退单号", "merchant's return number")}
)

func receiverType(name string) Field {
	return enum(name, 32, "分账接收方类型", "receiver type", "MERCHANT_ID", "PERSONAL_OPENID", "PERSONAL_SUB_OPENID")
}

var profits = []Endpoint{
	{
		ID: "v3.profit", API: wxpay.V3, Group: GroupProfit, Mode: Both, Method: "POST", Path: "/v3/profitsharing/orders", Success: 200, MovesMoney: true, Open: true,
		Title: words("请求分账", "share profit"), Chapter: "请求分账",
		Fields: []Field{
			subMchID,
			appID,
			named("sub_appid", optional(appID)),
			transactionID,
			outOrderNo,
			required(object("receivers[]", "分账接收方列表", "receivers")),
			required(receiverType("receivers[].type")),
			must("receivers[].account", 64, "分账接收方账号", "receiver's account"),
			secret("receivers[].name", 1024, "分账个人接收方姓名", "receiver's name"),
			fen("receivers[].amount", "分账金额", "amount, in fen"),
			must("receivers[].description", 80, "分账描述", "description"),
			{Name: "unfreeze_unsplit", Required: true, Type: Boolean, Label: words("是否解冻剩余未分资金", "unfreeze the rest")},
		},
	},
	{
		ID: "v3.profit-query", API: wxpay.V3, Group: GroupProfit, Mode: Both, Method: "GET", Path: "/v3/profitsharing/orders/{out_order_no}", Success: 200,
		Title: words("查询分账结果", "query a profit sharing"), Chapter: "查询分账结果",
		Fields: []Field{
			in(outOrderNo, Path),
			in(transactionID, Query),
			in(subMchID, Query),
		},
	},
	{
		ID: "v3.profit-unfreeze", API: wxpay.V3, Group: GroupProfit, Mode: Both, Method: "POST", Path: "/v3/profitsharing/orders/unfreeze", Success: 200, Open: true,
		Title: words("解冻剩余资金", "unfreeze what is left"), Chapter: "解冻剩余资金",
		Fields: []Field{
			subMchID,
			transactionID,
			outOrderNo,
			must("description", 80, "分账描述", "description"),
		},
	},
	{
		ID: "v3.profit-return", API: wxpay.V3, Group: GroupProfit, Mode: Both, Method: "POST", Path: "/v3/profitsharing/return-orders", Success: 200, Open: true,
		Title: words("请求分账回退", "take shared profit back"), Chapter: "请求分账回退",
		Fields: []Field{
			subMchID,
			text("order_id", 64, "微信分账单号", "WeChat Pay's sharing number"),
			optional(outOrderNo),
			outReturnNo,
			must("return_mchid", 32, "回退商户号", "merchant that returns"),
			fen("amount", "回退金额", "amount, in fen"),
			must("description", 80, "回退描述", "description"),
		},
		Either: []Choice{{Names: []string{"order_id", "out_order_no"}}},
	},
	{
		ID: "v3.profit-return-query", API: wxpay.V3, Group: GroupProfit, Mode: Both, Method: "GET", Path: "/v3/profitsharing/return-orders/{out_return_no}", Success: 200,
		Title: words("查询分账回退结果", "query a return"), Chapter: "查询分账回退结果",
		Fields: []Field{
			in(outReturnNo, Path),
			in(outOrderNo, Query),
			in(subMchID, Query),
		},
	},
	{
		ID: "v3.profit-amounts", API: wxpay.V3, Group: GroupProfit, Mode: Both, Method: "GET", Path: "/v3/profitsharing/transactions/{transaction_id}/amounts", Success: 200,
		Title: words("查询剩余待分金额", "query what is left to share"), Chapter: "查询剩余待分金额",
		Fields: []Field{in(transactionID, Path)},
	},
	{
		ID: "v3.profit-receiver-add", API: wxpay.V3, Group: GroupProfit, Mode: Both, Method: "POST", Path: "/v3/profitsharing/receivers/add", Success: 200, Open: true,
		Title: words("添加分账接收方", "add a receiver"), Chapter: "添加分账接收方",
		Fields: []Field{
			subMchID,
			appID,
			named("sub_appid", optional(appID)),
			required(receiverType("type")),
			must("account", 64, "分账接收方账号", "receiver's account"),
			secret("name", 1024, "分账接收方全称", "receiver's name"),
			must("relation_type", 32, "与分账方的关系类型", "relation"),
			text("custom_relation", 10, "自定义的分账关系", "relation in own words"),
		},
		Either: []Choice{{If: "relation_type", Is: "CUSTOM", Names: []string{"custom_relation"}}},
	},
	{
		ID: "v3.profit-receiver-delete", API: wxpay.V3, Group: GroupProfit, Mode: Both, Method: "POST", Path: "/v3/profitsharing/receivers/delete", Success: 200, Open: true,
		Title: words("删除分账接收方", "delete a receiver"), Chapter: "删除分账接收方",
		Fields: []Field{
			subMchID,
			appID,
			named("sub_appid", optional(appID)),
			required(receiverType("type")),
			must("account", 64, "分账接收方账号", "receiver's account"),
		},
	},
	{
		ID: "v3.profit-ratio", API: wxpay.V3, Group: GroupProfit, Mode: Partner, Method: "GET", Path: "/v3/profitsharing/merchant-configs/{sub_mchid}", Success: 200,
		Title: words("查询最大分账比例", "query the largest share"), Chapter: "查询最大分账比例",
		Fields: []Field{in(required(subMchID), Path)},
	},
	{
		ID: "v3.profit-bill", API: wxpay.V3, Group: GroupProfit, Mode: Both, Method: "GET", Path: "/v3/profitsharing/bills", Success: 200,
		Title: words("申请分账账单", "ask for the profit sharing bill"), Chapter: "申请分账账单",
		Fields: []Field{
			in(subMchID, Query),
			billDate,
			tarType,
		},
	},
}
