package catalog

import (
	"slices"

	"wxlens/wxpay"
)

// combined is the field table of a combined order; the app that pays is known
// by payer, the place by scene.
func combined(payer, scene []Field) []Field {
	return slices.Concat([]Field{
		named("combine_appid", appID),
		named("combine_mchid", mchID),
		named("combine_out_trade_no", outTradeNo),
	}, scene, []Field{
		// Direct merchants combine up to 10 orders; pages for partners tell of 50.
		{Name: "sub_orders[]", Type: Object, Required: true, Min: 2, Max: 50, DisputedAbove: 10, Label: words("子单信息", "orders")},
		named("sub_orders[].mchid", mchID),
		{Name: "sub_orders[].attach", Required: true, Min: 1, Max: 128, DisputedAbove: 127, Label: words("附加数据", "attach")},
		required(object("sub_orders[].amount", "订单金额", "amount")),
		fen("sub_orders[].amount.total_amount", "标价金额", "total, in fen"),
		required(currency("sub_orders[].amount.currency", 8)),
		named("sub_orders[].out_trade_no", outTradeNo),
		named("sub_orders[].sub_mchid", subMchID),
		named("sub_orders[].sub_appid", optional(appID)),
		must("sub_orders[].description", 127, "商品描述", "description"),
		text("sub_orders[].goods_tag", 32, "订单优惠标记", "goods tag"),
		object("sub_orders[].settle_info", "结算信息", "settlement"),
		{Name: "sub_orders[].settle_info.profit_sharing", Type: Boolean, Label: words("是否指定分账", "profit sharing")},
		{Name: "sub_orders[].settle_info.subsidy_amount", Type: Amount, Max: maxFen, Label: words("补差金额", "subsidy, in fen")},
	}, payer, []Field{
		{Name: "time_start", Type: Time, Max: 32, Label: words("交易起始时间", "start")},
		{Name: "time_expire", Type: Time, Max: 64, Label: words("交易结束时间", "expiry")},
		notifyURL,
		enum("limit_pay[]", 32, "指定支付方式", "payment limits", "no_balance", "no_credit", "no_debit", "balance_only"),
	})
}

var (
	combinePayer = []Field{
		required(object("combine_payer_info", "支付者", "payer")),
		must("combine_payer_info.openid", 128, "用户标识", "payer's openid"),
	}
	combineScene = []Field{
		object("scene_info", "场景信息", "scene"),
		text("scene_info.device_id", 16, "商户端设备号", "device"),
		required(payerIP),
	}
)

var combines = []Endpoint{
	{
		ID: "v3.combine.jsapi", API: wxpay.V3, Group: GroupCombine, Mode: Both, Method: "POST", Path: "/v3/combine-transactions/jsapi", Success: 200, Open: true,
		Title: words("JSAPI合单下单", "place a combined JSAPI order"), Chapter: "JSAPI合单下单",
		Fields: combined(combinePayer, combineScene),
	},
	{
		ID: "v3.combine.app", API: wxpay.V3, Group: GroupCombine, Mode: Both, Method: "POST", Path: "/v3/combine-transactions/app", Success: 200, Open: true,
		Title: words("APP合单下单", "place a combined app order"), Chapter: "APP合单下单",
		Fields: combined(nil, combineScene),
	},
	{
		ID: "v3.combine.h5", API: wxpay.V3, Group: GroupCombine, Mode: Both, Method: "POST", Path: "/v3/combine-transactions/h5", Success: 200, Open: true,
		Title: words("H5合单下单", "place a combined H5 order"), Chapter: "H5合单下单",
		Fields: combined(nil, h5Scene),
	},
	{
		ID: "v3.combine.native", API: wxpay.V3, Group: GroupCombine, Mode: Both, Method: "POST", Path: "/v3/combine-transactions/native", Success: 200, Open: true,
		Title: words("Native合单下单", "place a combined Native order"), Chapter: "Native合单下单",
		Fields: combined(nil, combineScene),
	},
	{
		ID: "v3.combine.query", API: wxpay.V3, Group: GroupCombine, Mode: Both, Method: "GET", Path: "/v3/combine-transactions/out-trade-no/{combine_out_trade_no}", Success: 200,
		Title: words("查询合单订单", "query a combined order"), Chapter: "查询合单订单",
		Fields: []Field{in(named("combine_out_trade_no", outTradeNo), Path)},
	},
	{
		ID: "v3.combine.close", API: wxpay.V3, Group: GroupCombine, Mode: Both, Method: "POST", Path: "/v3/combine-transactions/out-trade-no/{combine_out_trade_no}/close", Success: 204, Open: true,
		Title: words("关闭合单订单", "close a combined order"), Chapter: "关闭合单订单",
		Fields: []Field{
			in(named("combine_out_trade_no", outTradeNo), Path),
			named("combine_appid", appID),
			{Name: "sub_orders[]", Type: Object, Required: true, Min: 2, Max: 50, DisputedAbove: 10, Label: words("子单信息", "orders")},
			named("sub_orders[].mchid", mchID),
			named("sub_orders[].out_trade_no", outTradeNo),
			named("sub_orders[].sub_mchid", subMchID),
		},
	},
}
