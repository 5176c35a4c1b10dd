package catalog

import "wxlens/wxpay"

// Ids of the V2 calls about orders.
const (
	V2Unified    = "v2.unifiedorder"
	V2OrderQuery = "v2.orderquery"
	V2CloseOrder = "v2.closeorder"
)

// Fields that V2 calls about payments share.
var (
	v2TransactionID = Field{Name: "transaction_id", Max: 32, Chars: Alnum, Label: words("微信订单号", "WeChat Pay order number")}
	v2Version       = text("version", 32, "接口版本号", "version")
	v2Body          = must("body", 127, "商品描述", "description") // 128 on some pages
	v2Detail        = Field{Name: "detail", Type: JSON, Max: 6144, DisputedAbove: 6000, Label: words("商品详情", "goods detail, JSON")}
	v2Attach        = text("attach", 127, "附加数据", "attach")
	v2Total         = fen("total_fee", "标价金额", "total, in fen")
	payerIPv2       = Field{Name: "spbill_create_ip", Required: true, Type: IP, Max: 64, Label: words("终端IP", "payer's IP")}
	v2Start         = Field{Name: "time_start", Type: Time, Max: 14, Label: words("交易起始时间", "start")}
	v2Expire        = Field{Name: "time_expire", Type: Time, Max: 14, Label: words("交易结束时间", "expiry")}
	v2GoodsTag      = text("goods_tag", 32, "订单优惠标记", "goods tag")
	v2LimitPay      = text("limit_pay", 32, "指定支付方式", "payment limits")
	v2NotifyURL     = Field{Name: "notify_url", Required: true, Type: URL, Max: 256, Label: words("通知地址", "notify URL")}
	v2AuthCode      = must("auth_code", 128, "付款码", "payment code")
	v2Now           = Field{Name: "now", Required: true, Type: Seconds, Max: 10, Label: words("当前时间", "now, in seconds")}
	tradeType       = required(enum("trade_type", 16, "交易类型", "trade type", "JSAPI", "NATIVE", "APP", "MWEB"))
)

var v2Orders = []Endpoint{
	{
		ID: V2Unified, API: wxpay.V2, Group: GroupOrder, Mode: Both, Method: "POST", Path: "/pay/unifiedorder", Success: 200, Effect: Places,
		Title: words("统一下单", "unified order"), Chapter: "统一下单",
		Fields: []Field{
			appID, v2MchID, v2SubAppID, v2SubMchID,
			text("device_info", 32, "设备号", "device"),
			v2Nonce, v2SignType,
			v2Version, v2Body, v2Detail, v2Attach, v2OrderNo, v2Currency, v2Total, payerIPv2, v2Start, v2Expire, v2GoodsTag, v2NotifyURL, tradeType,
			text("product_id", 32, "商品ID", "product id"),
			v2LimitPay,
			text("openid", 128, "用户标识", "payer's openid"),
			text("sub_openid", 128, "用户子标识", "payer's openid at the sub merchant"),
			text("receipt", 8, "电子发票入口开放标识", "e-invoice entry"),
			enum("profit_sharing", 1, "是否需要分账", "profit sharing", "Y", "N"),
			{Name: "scene_info", Type: JSON, Max: 256, Label: words("场景信息", "scene, JSON")},
		},
		Either: []Choice{
			{If: "trade_type", Is: "JSAPI", Names: []string{"openid", "sub_openid"}},
			{If: "trade_type", Is: "NATIVE", Names: []string{"product_id"}},
			{If: "trade_type", Is: "MWEB", Names: []string{"scene_info"}},
			{If: "sub_openid", Names: []string{"sub_appid"}},
		},
	},
	{
		ID: V2OrderQuery, API: wxpay.V2, Group: GroupOrder, Mode: Both, Method: "POST", Path: "/pay/orderquery", Success: 200, Effect: Queries,
		Title: words("查询订单", "query the order"), Chapter: "查询订单",
		Fields: []Field{
			appID, v2MchID, v2SubAppID, v2SubMchID, v2TransactionID, optional(v2OrderNo), v2Nonce, v2SignType, v2Version,
		},
		Either: []Choice{{Names: []string{"transaction_id", "out_trade_no"}}},
	},
	{
		ID: V2CloseOrder, API: wxpay.V2, Group: GroupOrder, Mode: Both, Method: "POST", Path: "/pay/closeorder", Success: 200, Effect: Closes,
		Title: words("关闭订单", "close the order"), Chapter: "关闭订单",
		Fields: []Field{appID, v2MchID, v2SubAppID, v2SubMchID, v2OrderNo, v2Nonce, v2SignType},
	},
}
