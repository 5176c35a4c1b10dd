package catalog

import "wxlens/wxpay"

// The trailing slash of the application is part of its path.
var ecommerce = []Endpoint{
	{
		ID: "v3.ecommerce-applyment", API: wxpay.V3, Group: GroupEcommerce, Mode: Partner, Method: "POST", Path: "/v3/ecommerce/applyments/", Success: 200, Open: true,
		Title: words("二级商户进件", "apply for a second-level merchant"), Chapter: "二级商户进件",
		Fields: []Field{
			must("out_request_no", 124, "业务申请编号", "application number"),
			must("organization_type", 4, "主体类型", "kind of subject"),
		},
		Sealed: []string{
			"id_card_info.id_card_name", "id_card_info.id_card_number", "id_doc_info.id_doc_name", "id_doc_info.id_doc_number",
			"account_info.account_name", "account_info.account_number", "contact_info.contact_name", "contact_info.contact_id_card_number",
			"contact_info.mobile_phone", "contact_info.contact_email",
		},
	},
	{
		ID: "v3.ecommerce-refund", API: wxpay.V3, Group: GroupEcommerce, Mode: Partner, Method: "POST", Path: "/v3/ecommerce/refunds/apply", Success: 200, MovesMoney: true, Open: true,
		Title: words("申请退款（电商收付通）", "refund for a second-level merchant"), Chapter: "申请退款（电商收付通）",
		Fields: []Field{
			required(subMchID),
			named("sp_appid", appID),
			named("sub_appid", optional(appID)),
			optional(transactionID),
			optional(outTradeNo),
			outRefundNo,
			text("reason", 80, "退款原因", "reason"),
			required(object("amount", "订单金额", "amount")),
			fen("amount.refund", "退款金额", "refund, in fen"),
			fen("amount.total", "原订单金额", "order's total, in fen"),
			currency("amount.currency", 18),
			refundNotifyURL,
		},
		Either: []Choice{{Names: []string{"transaction_id", "out_trade_no"}, Single: true}},
	},
	{
		ID: "v3.ecommerce-profit", API: wxpay.V3, Group: GroupEcommerce, Mode: Partner, Method: "POST", Path: "/v3/ecommerce/profitsharing/orders", Success: 200, MovesMoney: true, Open: true,
		Title: words("请求分账（电商收付通）", "share the profit of a second-level merchant"), Chapter: "请求分账（电商收付通）",
		Fields: []Field{
			appID,
			required(subMchID),
			transactionID,
			outOrderNo,
			object("receivers[]", "分账接收方列表", "receivers"),
			required(receiverType("receivers[].type")),
			must("receivers[].receiver_account", 64, "分账接收方账号", "receiver's account"),
			fen("receivers[].amount", "分账金额", "amount, in fen"),
			must("receivers[].description", 80, "分账描述", "description"),
			secret("receivers[].receiver_name", 10240, "分账个人姓名", "receiver's name"),
			{Name: "finish", Required: true, Type: Boolean, Label: words("是否分账完成", "the last sharing")},
		},
	},
}
