package catalog

import "wxlens/wxpay"

var (
	scoreOrderNo      = Field{Name: "out_order_no", Required: true, Min: 1, Max: 32, Chars: OrderChars, Label: words("商户服务订单号", "merchant's service order number")}
	serviceID         = must("service_id", 32, "服务ID", "service id")
	authorizationCode = must("authorization_code", 64, "授权协议号", "authorization code")
	scoreTotal        = Field{Name: "total_amount", Required: true, Type: Amount, Max: maxFen, Label: words("总金额", "total, in fen")}
)

var payscores = []Endpoint{
	{
		ID: "v3.payscore", API: wxpay.V3, Group: GroupPayscore, Method: "POST", Path: "/v3/payscore/serviceorder", Success: 200, Open: true,
		Title: words("创建支付分订单", "create a payscore order"), Chapter: "创建支付分订单",
		Fields: []Field{
			scoreOrderNo,
			appID,
			serviceID,
			must("service_introduction", 20, "服务信息", "service"),
			required(object("time_range", "服务时间段", "time")),
			must("time_range.start_time", 14, "服务开始时间", "start"),
			text("time_range.end_time", 14, "预计服务结束时间", "end"),
			required(object("risk_fund", "服务风险金", "risk fund")),
			must("risk_fund.name", 64, "风险金名称", "name"),
			fen("risk_fund.amount", "风险金额", "amount, in fen"),
			text("risk_fund.description", 30, "风险说明", "description"),
			text("attach", 256, "商户数据包", "attach"),
			notifyURL,
			text("openid", 128, "用户标识", "user's openid"),
			{Name: "need_user_confirm", Type: Boolean, Label: words("是否需要用户确认", "the user confirms")},
		},
	},
	{
		ID: "v3.payscore-query", API: wxpay.V3, Group: GroupPayscore, Method: "GET", Path: "/v3/payscore/serviceorder", Success: 200,
		Title: words("查询支付分订单", "query a payscore order"), Chapter: "查询支付分订单",
		Fields: []Field{
			in(optional(scoreOrderNo), Query),
			in(text("query_id", 64, "回跳查询ID", "query id"), Query),
			in(serviceID, Query),
			in(appID, Query),
		},
		Either: []Choice{{Names: []string{"out_order_no", "query_id"}, Single: true}},
	},
	{
		ID: "v3.payscore-cancel", API: wxpay.V3, Group: GroupPayscore, Method: "POST", Path: "/v3/payscore/serviceorder/{out_order_no}/cancel", Success: 200, Open: true,
		Title: words("取消支付分订单", "cancel a payscore order"), Chapter: "取消支付分订单",
		Fields: []Field{
			in(scoreOrderNo, Path),
			appID,
			serviceID,
			must("reason", 50, "取消原因", "reason"),
		},
	},
	{
		ID: "v3.payscore-modify", API: wxpay.V3, Group: GroupPayscore, Method: "POST", Path: "/v3/payscore/serviceorder/{out_order_no}/modify", Success: 200, Open: true,
		Title: words("修改订单金额", "change the amount of a payscore order"), Chapter: "修改订单金额",
		Fields: []Field{
			in(scoreOrderNo, Path),
			appID,
			serviceID,
			scoreTotal,
			must("reason", 50, "修改原因", "reason"),
		},
	},
	{
		ID: "v3.payscore-complete", API: wxpay.V3, Group: GroupPayscore, Method: "POST", Path: "/v3/payscore/serviceorder/{out_order_no}/complete", Success: 200, Open: true,
		Title: words("完结支付分订单", "complete a payscore order"), Chapter: "完结支付分订单",
		Fields: []Field{
			in(scoreOrderNo, Path),
			appID,
			serviceID,
			scoreTotal,
		},
	},
	{
		ID: "v3.payscore-pay", API: wxpay.V3, Group: GroupPayscore, Method: "POST", Path: "/v3/payscore/serviceorder/{out_order_no}/pay", Success: 200, Open: true,
		Title: words("商户发起催收扣款", "collect an unpaid payscore order"), Chapter: "商户发起催收扣款",
		Fields: []Field{
			in(scoreOrderNo, Path),
			appID,
			serviceID,
		},
	},
	{
		ID: "v3.payscore-sync", API: wxpay.V3, Group: GroupPayscore, Method: "POST", Path: "/v3/payscore/serviceorder/{out_order_no}/sync", Success: 200, Open: true,
		Title: words("同步服务订单信息", "report the state of a payscore order"), Chapter: "同步服务订单信息",
		Fields: []Field{
			in(scoreOrderNo, Path),
			appID,
			serviceID,
			required(enum("type", 32, "场景类型", "what happened", "Order_Paid")),
			object("detail", "内容信息详情", "details"),
			text("detail.paid_time", 14, "收款成功时间", "time of payment"),
		},
	},
	{
		ID: "v3.payscore-permit", API: wxpay.V3, Group: GroupPayscore, Method: "POST", Path: "/v3/payscore/permissions", Success: 200, Open: true,
		Title: words("商户预授权", "ask for a payscore authorization"), Chapter: "商户预授权",
		Fields: []Field{
			serviceID,
			appID,
			authorizationCode,
			optional(notifyURL),
		},
	},
	{
		ID: "v3.payscore-permission", API: wxpay.V3, Group: GroupPayscore, Method: "GET", Path: "/v3/payscore/permissions/authorization-code/{authorization_code}", Success: 200,
		Title: words("查询用户授权记录（授权协议号）", "query a payscore authorization"), Chapter: "查询用户授权记录（授权协议号）",
		Fields: []Field{
			in(authorizationCode, Path),
			in(serviceID, Query),
		},
	},
	{
		ID: "v3.payscore-terminate", API: wxpay.V3, Group: GroupPayscore, Method: "POST", Path: "/v3/payscore/permissions/authorization-code/{authorization_code}/terminate", Success: 204, Open: true,
		Title: words("解除用户授权关系（授权协议号）", "end a payscore authorization"), Chapter: "解除用户授权关系（授权协议号）",
		Fields: []Field{
			in(authorizationCode, Path),
			serviceID,
			must("reason", 50, "撤销原因", "reason"),
		},
	},
}
