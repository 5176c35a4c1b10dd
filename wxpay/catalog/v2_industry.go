package catalog

import "wxlens/wxpay"

// rideFee are the fields of a fee that is taken without asking the payer.
var rideFee = []Field{
	appID, v2MchID, v2SubAppID, v2SubMchID, v2Nonce, v2SignType, v2Body, v2OrderNo, v2Total, v2Currency, payerIPv2,
	v2NotifyURL,
	required(enum("trade_type", 16, "交易类型", "trade type", "PAP")),
	must("trade_scene", 32, "交易场景", "scene"),
}

// declaration are the fields of a declaration to customs.
var declaration = []Field{
	optional(v2SignType), appID, v2MchID, optional(v2OrderNo), v2TransactionID,
	must("customs", 20, "海关", "customs office"),
}

var v2Industry = []Endpoint{
	{
		ID: "v2.batchquerycomment", API: wxpay.V2, Group: GroupIndustry, Mode: Both, Method: "POST", Path: "/billcommentsp/batchquerycomment", Success: 200, Certificate: true, HMACOnly: true, Unsigned: true, File: true,
		Title: words("拉取订单评价数据", "fetch order comments"), Chapter: "拉取订单评价数据",
		Fields: []Field{
			appID, v2MchID, v2SubAppID, v2SubMchID, v2Nonce, v2SignType,
			{Name: "begin_time", Required: true, Type: Time, Max: 14, Label: words("开始时间", "from")},
			{Name: "end_time", Required: true, Type: Time, Max: 14, Label: words("结束时间", "to")},
			{Name: "offset", Required: true, Type: Integer, Label: words("位移", "offset")},
			{Name: "limit", Type: Integer, Max: 200, Label: words("条数", "number")},
		},
	},
	{
		ID: "v2.send_coupon", API: wxpay.V2, Group: GroupIndustry, Mode: Both, Method: "POST", Path: "/mmpaymkttransfers/send_coupon", Success: 200, Certificate: true, MovesMoney: true, Open: true,
		Title: words("发放代金券", "give a coupon"), Chapter: "发放代金券",
		Fields: []Field{
			must("coupon_stock_id", 64, "代金券批次id", "stock number"),
			{Name: "openid_count", Required: true, Type: Integer, Min: 1, Max: 1, Label: words("openid记录数", "number of openids")},
			must("partner_trade_no", 32, "商户单据号", "merchant's number"),
			must("openid", 64, "用户openid", "user's openid"),
			appID, v2MchID, v2Nonce,
		},
	},
	{
		ID: "v2.query_coupon_stock", API: wxpay.V2, Group: GroupIndustry, Mode: Both, Method: "POST", Path: "/mmpaymkttransfers/query_coupon_stock", Success: 200, Open: true,
		Title: words("查询代金券批次", "query coupons"), Chapter: "查询代金券批次",
		Fields: []Field{
			must("coupon_stock_id", 64, "代金券批次id", "stock number"),
			appID, v2MchID, v2Nonce,
		},
	},
	{
		ID: "v2.querycouponsinfo", API: wxpay.V2, Group: GroupIndustry, Mode: Both, Method: "POST", Path: "/mmpaymkttransfers/querycouponsinfo", Success: 200, Open: true,
		Title: words("查询代金券信息", "query a coupon"), Chapter: "查询代金券信息",
		Fields: []Field{
			must("coupon_id", 64, "代金券id", "coupon id"),
			must("openid", 64, "用户openid", "user's openid"),
			appID, v2MchID,
			must("stock_id", 32, "批次号", "stock number"),
			v2Nonce,
		},
	},
	{
		ID: "v2.settlementquery", API: wxpay.V2, Group: GroupIndustry, Method: "POST", Path: "/pay/settlementquery", Success: 200, Open: true,
		Title: words("查询结算资金", "query settled money"), Chapter: "查询结算资金",
		Fields: []Field{
			appID, optional(v2MchID), v2Nonce,
		},
	},
	{
		ID: "v2.queryexchagerate", API: wxpay.V2, Group: GroupIndustry, Method: "POST", Path: "/pay/queryexchagerate", Success: 200, Open: true,
		Title: words("查询汇率", "query the exchange rate"), Chapter: "查询汇率",
		Fields: []Field{
			appID, v2MchID, optional(v2Nonce),
			text("fee_type", 10, "外币币种", "currency"),
			{Name: "date", Type: Date, Max: 8, Label: words("日期", "date")},
		},
	},
	{
		ID: "v2.customdeclareorder", API: wxpay.V2, Group: GroupIndustry, Method: "POST", Path: "/cgi-bin/mch/customs/customdeclareorder", Success: 200, Open: true,
		Title: words("海关报关", "declare an order to customs"), Chapter: "海关报关",
		Fields: declaration,
	},
	{
		ID: "v2.customdeclarequery", API: wxpay.V2, Group: GroupIndustry, Method: "POST", Path: "/cgi-bin/mch/customs/customdeclarequery", Success: 200, Open: true,
		Title: words("查询报关", "query a declaration"), Chapter: "查询报关",
		Fields: declaration,
	},
	{
		ID: "v2.customdeclareredeclare", API: wxpay.V2, Group: GroupIndustry, Method: "POST", Path: "/cgi-bin/mch/newcustoms/customdeclareredeclare", Success: 200, Open: true,
		Title: words("重推报关", "repeat a declaration"), Chapter: "重推报关",
		Fields: declaration,
	},
}

// v2Rides are also below partnerpay instead of pay, and so is their query.
var (
	v2Rides = []Endpoint{
		{
			ID: "v2.transit-payapply", API: wxpay.V2, Group: GroupIndustry, Method: "POST", Path: "/transit/pay/payapply", Success: 200, Open: true,
			Title: words("公交扣款申请", "take a transit fare"), Chapter: "公交扣款申请",
			Fields: rideFee,
		},
		{
			ID: "v2.transit-querystate", API: wxpay.V2, Group: GroupIndustry, Method: "POST", Path: "/transit/pay/querystate", Success: 200, Open: true,
			Title: words("查询公交用户状态", "query a transit user"), Chapter: "查询公交用户状态",
			Fields: []Field{
				appID, v2MchID, v2SubAppID, v2SubMchID, v2Nonce, v2SignType,
			},
		},
		{
			ID: "v2.vehicle-payapply", API: wxpay.V2, Group: GroupIndustry, Method: "POST", Path: "/vehicle/pay/payapply", Success: 200, Open: true,
			Title: words("车主扣款申请", "take a vehicle fee"), Chapter: "车主扣款申请",
			Fields: rideFee,
		},
		{
			ID: "v2.vehicle-querystate", API: wxpay.V2, Group: GroupIndustry, Method: "POST", Path: "/vehicle/pay/querystate", Success: 200, Open: true,
			Title: words("查询车主状态", "query a vehicle user"), Chapter: "查询车主状态",
			Fields: []Field{
				appID, v2MchID, v2SubAppID, v2SubMchID, v2Nonce, v2SignType,
			},
		},
		{
			ID: "v2.vehicle-notification", API: wxpay.V2, Group: GroupIndustry, Method: "POST", Path: "/vehicle/pay/notification", Success: 200, Open: true,
			Title: words("用户入场通知", "report a car's entry"), Chapter: "用户入场通知",
			Fields: []Field{
				appID, v2MchID, v2SubAppID, v2SubMchID, v2Nonce, v2SignType,
			},
		},
	}
	v2RideQuery = []Endpoint{
		{
			ID: "v2.transit-queryorder", API: wxpay.V2, Group: GroupIndustry, Method: "POST", Path: "/transit/queryorder", Success: 200, Effect: Queries, Open: true,
			Title: words("查询公交订单", "query a transit order"), Chapter: "查询公交订单",
			Fields: []Field{
				appID, v2MchID, v2SubAppID, v2SubMchID, v2Nonce, v2SignType, v2TransactionID, optional(v2OrderNo),
			},
		},
	}
)
