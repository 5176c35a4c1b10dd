package catalog

import "wxlens/wxpay"

var (
	stockID      = must("stock_id", 20, "批次号", "stock number")
	stockCreator = must("stock_creator_mchid", 20, "创建批次的商户号", "merchant that made the stock")
	outRequestNo = must("out_request_no", 128, "商户单据号", "merchant's request number")
)

var marketing = []Endpoint{
	{
		ID: "v3.favor-create", API: wxpay.V3, Group: GroupCoupon, Mode: Both, Method: "POST", Path: "/v3/marketing/favor/coupon-stocks", Success: 200, MovesMoney: true, Open: true,
		Title: words("创建代金券批次", "create coupons"), Chapter: "创建代金券批次",
		Fields: []Field{
			must("stock_name", 20, "批次名称", "name"),
			must("belong_merchant", 20, "归属商户号", "merchant"),
			{Name: "available_begin_time", Required: true, Type: Time, Max: 32, Label: words("可用时间-开始时间", "first day")},
			{Name: "available_end_time", Required: true, Type: Time, Max: 32, Label: words("可用时间-结束时间", "last day")},
			required(object("stock_use_rule", "发放规则", "how coupons are given")),
			object("pattern_info", "样式设置", "looks"),
			required(object("coupon_use_rule", "核销规则", "how coupons are used")),
			{Name: "no_cash", Required: true, Type: Boolean, Label: words("营销经费", "paid in advance or not")},
			must("stock_type", 16, "批次类型", "kind"),
			outRequestNo,
		},
	},
	{
		ID: "v3.favor-start", API: wxpay.V3, Group: GroupCoupon, Mode: Both, Method: "POST", Path: "/v3/marketing/favor/stocks/{stock_id}/start", Success: 200, MovesMoney: true, Open: true,
		Title: words("激活代金券批次", "start coupons"), Chapter: "激活代金券批次",
		Fields: []Field{
			in(stockID, Path),
			stockCreator,
		},
	},
	{
		ID: "v3.favor-pause", API: wxpay.V3, Group: GroupCoupon, Mode: Both, Method: "POST", Path: "/v3/marketing/favor/stocks/{stock_id}/pause", Success: 200, Open: true,
		Title: words("暂停代金券批次", "pause coupons"), Chapter: "暂停代金券批次",
		Fields: []Field{
			in(stockID, Path),
			stockCreator,
		},
	},
	{
		ID: "v3.favor-restart", API: wxpay.V3, Group: GroupCoupon, Mode: Both, Method: "POST", Path: "/v3/marketing/favor/stocks/{stock_id}/restart", Success: 200, MovesMoney: true, Open: true,
		Title: words("重启代金券批次", "restart coupons"), Chapter: "重启代金券批次",
		Fields: []Field{
			in(stockID, Path),
			stockCreator,
		},
	},
	{
		ID: "v3.favor-send", API: wxpay.V3, Group: GroupCoupon, Mode: Both, Method: "POST", Path: "/v3/marketing/favor/users/{openid}/coupons", Success: 200, MovesMoney: true, Open: true,
		Title: words("发放代金券", "give a coupon"), Chapter: "发放代金券",
		Fields: []Field{
			placeholder("openid", 128, "用户openid", "user's openid"),
			stockID,
			outRequestNo,
			appID,
			stockCreator,
		},
	},
	{
		ID: "v3.favor-coupon", API: wxpay.V3, Group: GroupCoupon, Mode: Both, Method: "GET", Path: "/v3/marketing/favor/users/{openid}/coupons/{coupon_id}", Success: 200,
		Title: words("查询代金券详情", "read a coupon"), Chapter: "查询代金券详情",
		Fields: []Field{
			placeholder("openid", 128, "用户openid", "user's openid"),
			placeholder("coupon_id", 20, "代金券ID", "coupon id"),
			in(appID, Query),
		},
	},
	{
		ID: "v3.busifavor-create", API: wxpay.V3, Group: GroupCoupon, Mode: Both, Method: "POST", Path: "/v3/marketing/busifavor/stocks", Success: 200, Open: true,
		Title: words("创建商家券", "create merchant coupons"), Chapter: "创建商家券",
		Fields: []Field{
			must("stock_name", 21, "商家券批次名称", "name"),
			must("belong_merchant", 15, "批次归属商户号", "merchant"),
			must("goods_name", 15, "适用商品范围", "goods"),
			must("stock_type", 32, "批次类型", "kind"),
			required(object("coupon_use_rule", "核销规则", "how coupons are used")),
			required(object("stock_send_rule", "发放规则", "how coupons are given")),
			outRequestNo,
			must("coupon_code_mode", 128, "券code模式", "where coupon codes come from"),
		},
	},
	{
		ID: "v3.busifavor-use", API: wxpay.V3, Group: GroupCoupon, Mode: Both, Method: "POST", Path: "/v3/marketing/busifavor/coupons/use", Success: 200, Open: true,
		Title: words("核销用户券", "use a merchant coupon"), Chapter: "核销用户券",
		Fields: []Field{
			must("coupon_code", 32, "券code", "coupon code"),
			optional(stockID),
			appID,
			{Name: "use_time", Required: true, Type: Time, Max: 32, Label: words("请求核销时间", "time of use")},
			must("use_request_no", 32, "核销请求单据号", "number of the use"),
			text("openid", 128, "用户标识", "user's openid"),
		},
	},
	{
		ID: "v3.favor-callback-set", API: wxpay.V3, Group: GroupCoupon, Mode: Both, Method: "POST", Path: "/v3/marketing/favor/callbacks", Success: 200, Open: true,
		Title: words("设置代金券消息通知地址", "set the coupon notify URL"), Chapter: "设置代金券消息通知地址",
		Fields: []Field{
			mchID,
			refundNotifyURL,
		},
	},
	{
		ID: "v3.favor-callback", API: wxpay.V3, Group: GroupCoupon, Mode: Both, Method: "GET", Path: "/v3/marketing/favor/callbacks", Success: 200,
		Title: words("查询代金券消息通知地址", "read the coupon notify URL"), Chapter: "查询代金券消息通知地址",
		Fields: []Field{in(mchID, Query)},
	},
	{
		ID: "v3.busifavor-callback-set", API: wxpay.V3, Group: GroupCoupon, Mode: Both, Method: "POST", Path: "/v3/marketing/busifavor/callbacks", Success: 200, Open: true,
		Title: words("设置商家券事件通知地址", "set the merchant coupon notify URL"), Chapter: "设置商家券事件通知地址",
		Fields: []Field{
			optional(mchID),
			required(refundNotifyURL),
		},
	},
	{
		ID: "v3.busifavor-callback", API: wxpay.V3, Group: GroupCoupon, Mode: Both, Method: "GET", Path: "/v3/marketing/busifavor/callbacks", Success: 200,
		Title: words("查询商家券事件通知地址", "read the merchant coupon notify URL"), Chapter: "查询商家券事件通知地址",
		Fields: []Field{in(optional(mchID), Query)},
	},
}
