package catalog

import "wxlens/wxpay"

var (
	combineAppID = named("combine_appid", appID)
	combineMchID = named("combine_mch_id", v2MchID)
	combineNo    = named("combine_out_trade_no", v2OrderNo)
)

var v2Combines = []Endpoint{
	{
		ID: "v2.combinedorder", API: wxpay.V2, Group: GroupCombine, Mode: Both, Method: "POST", Path: "/pay/combinedorder", Success: 200, Open: true,
		Title: words("合单下单", "place a combined order"), Chapter: "合单下单",
		Fields: []Field{
			combineAppID, combineMchID, v2Nonce, v2SignType, combineNo, payerIPv2, v2NotifyURL, tradeType,
			{Name: "sub_order_list", Required: true, Type: JSON, Label: words("子单信息", "orders, JSON")},
		},
	},
	{
		ID: "v2.querycombinedorder", API: wxpay.V2, Group: GroupCombine, Mode: Both, Method: "POST", Path: "/pay/querycombinedorder", Success: 200,
		Title: words("合单查询", "query a combined order"), Chapter: "合单查询",
		Fields: []Field{
			combineAppID, combineMchID, v2Nonce, v2SignType, combineNo,
		},
	},
	{
		ID: "v2.closecombinedorder", API: wxpay.V2, Group: GroupCombine, Mode: Both, Method: "POST", Path: "/pay/closecombinedorder", Success: 200,
		Title: words("合单关闭", "close a combined order"), Chapter: "合单关闭",
		Fields: []Field{
			combineAppID, combineMchID, v2Nonce, v2SignType, combineNo,
			{Name: "sub_order_list", Required: true, Type: JSON, Label: words("子单信息", "orders, JSON")},
		},
	},
}
