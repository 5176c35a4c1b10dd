package catalog

import "wxlens/wxpay"

// Ids of the endpoints that flows and sandbox name.
const (
	Code2Session  = "code2session"
	V3JSAPI       = "v3.jsapi"
	V3Query       = "v3.query"
	V3QueryByID   = "v3.query-by-id"
	V3Close       = "v3.close"
	V2Unified     = "v2.unifiedorder"
	V2OrderQuery  = "v2.orderquery"
	V2CloseOrder  = "v2.closeorder"
	maxFen        = 1<<31 - 1
	chapterOrder  = "小程序下单"
	chapterQuery  = "查询订单"
	chapterClose  = "关闭订单"
	chapterLogin  = "code2Session"
	chapterOrder2 = "统一下单"
)

func words(zh, en string) wxpay.Words { return wxpay.Words{ZH: zh, EN: en} }

// Fields that several calls share.
var (
	appID      = Field{Name: "appid", Required: true, Max: 32, Chars: Alnum, Label: words("应用ID", "application id")}
	mchID      = Field{Name: "mchid", Required: true, Max: 32, Chars: Digits, Label: words("商户号", "merchant number")}
	outTradeNo = Field{Name: "out_trade_no", Required: true, Min: 6, Max: 32, Chars: OrderChars, Label: words("商户订单号", "merchant order number")}

	v2MchID    = Field{Name: "mch_id", Required: true, Max: 32, Chars: Digits, Label: words("商户号", "merchant number")}
	v2Nonce    = Field{Name: "nonce_str", Required: true, Max: 32, Chars: Alnum, Label: words("随机字符串", "nonce")}
	v2SignType = Field{Name: "sign_type", Max: 32, Label: words("签名类型", "sign type")}
	v2OrderNo  = Field{Name: "out_trade_no", Required: true, Max: 32, Chars: OrderChars, Label: words("商户订单号", "merchant order number")}
)

func in(f Field, place Place) Field {
	f.In = place
	return f
}

func optional(f Field) Field {
	f.Required = false
	return f
}

var endpoints = []Endpoint{
	{
		ID: Code2Session, API: wxpay.V3, Method: "GET", Path: "/sns/jscode2session", Success: 200,
		Title: words("小程序登录", "mini program login"), Chapter: chapterLogin,
		Fields: []Field{
			in(appID, Query),
			{Name: "secret", In: Query, Required: true, Max: 64, Label: words("小程序密钥", "AppSecret")},
			{Name: "js_code", In: Query, Required: true, Max: 128, Label: words("登录凭证", "login code")},
			{Name: "grant_type", In: Query, Required: true, Max: 32, Label: words("授权类型", "grant type")},
		},
	},
	{
		ID: V3JSAPI, API: wxpay.V3, Method: "POST", Path: "/v3/pay/transactions/jsapi", Success: 200, Effect: Places,
		Title: words("JSAPI/小程序下单", "place a JSAPI or mini program order"), Chapter: chapterOrder,
		Fields: []Field{
			appID, mchID,
			{Name: "description", Required: true, Min: 1, Max: 127, Label: words("商品描述", "description")},
			outTradeNo,
			{Name: "time_expire", Type: Time, Max: 64, Label: words("交易结束时间", "expiry")},
			{Name: "attach", Max: 128, Label: words("商户数据包", "attach")},
			{Name: "notify_url", Required: true, Type: URL, Max: 255, Label: words("通知地址", "notify URL")},
			{Name: "goods_tag", Max: 32, Label: words("订单优惠标记", "goods tag")},
			{Name: "amount.total", Required: true, Type: Integer, Min: 1, Max: maxFen, Label: words("总金额", "total, in fen")},
			{Name: "amount.currency", Max: 16, Label: words("货币类型", "currency")},
			{Name: "payer.openid", Required: true, Min: 1, Max: 128, Label: words("用户标识", "payer's openid")},
			{Name: "scene_info.payer_client_ip", Max: 45, Label: words("用户终端IP", "payer's IP")},
		},
	},
	{
		ID: V3Query, API: wxpay.V3, Method: "GET", Path: "/v3/pay/transactions/out-trade-no/{out_trade_no}", Success: 200, Effect: Queries,
		Title: words("查单（商户订单号）", "query by merchant order number"), Chapter: chapterQuery,
		Fields: []Field{in(outTradeNo, Path), in(mchID, Query)},
	},
	{
		ID: V3QueryByID, API: wxpay.V3, Method: "GET", Path: "/v3/pay/transactions/id/{transaction_id}", Success: 200, Effect: Queries,
		Title: words("查单（微信支付订单号）", "query by WeChat Pay order number"), Chapter: chapterQuery,
		Fields: []Field{
			{Name: "transaction_id", In: Path, Required: true, Max: 32, Chars: Alnum, Label: words("微信支付订单号", "WeChat Pay order number")},
			in(mchID, Query),
		},
	},
	{
		ID: V3Close, API: wxpay.V3, Method: "POST", Path: "/v3/pay/transactions/out-trade-no/{out_trade_no}/close", Success: 204, Effect: Closes,
		Title: words("关单", "close the order"), Chapter: chapterClose,
		Fields: []Field{in(outTradeNo, Path), mchID},
	},
	{
		ID: V2Unified, API: wxpay.V2, Method: "POST", Path: "/pay/unifiedorder", Success: 200, Effect: Places,
		Title: words("统一下单", "unified order"), Chapter: chapterOrder2,
		Fields: []Field{
			appID, v2MchID,
			{Name: "device_info", Max: 32, Label: words("设备号", "device")},
			v2Nonce, v2SignType,
			{Name: "body", Required: true, Min: 1, Max: 127, Label: words("商品描述", "description")},
			{Name: "detail", Max: 6000, Label: words("商品详情", "goods detail, JSON")},
			{Name: "attach", Max: 127, Label: words("附加数据", "attach")},
			v2OrderNo,
			{Name: "fee_type", Max: 16, Label: words("标价币种", "currency")},
			{Name: "total_fee", Required: true, Type: Integer, Min: 1, Max: maxFen, Label: words("标价金额", "total, in fen")},
			{Name: "spbill_create_ip", Required: true, Max: 64, Label: words("终端IP", "payer's IP")},
			{Name: "time_start", Type: Time, Max: 14, Label: words("交易起始时间", "start")},
			{Name: "time_expire", Type: Time, Max: 14, Label: words("交易结束时间", "expiry")},
			{Name: "goods_tag", Max: 32, Label: words("订单优惠标记", "goods tag")},
			{Name: "notify_url", Required: true, Type: URL, Max: 256, Label: words("通知地址", "notify URL")},
			{Name: "trade_type", Required: true, Max: 16, Label: words("交易类型", "trade type")},
			{Name: "product_id", Max: 32, Label: words("商品ID", "product id")},
			{Name: "limit_pay", Max: 32, Label: words("指定支付方式", "payment limits")},
			{Name: "openid", Max: 128, Label: words("用户标识", "payer's openid")},
		},
	},
	{
		ID: V2OrderQuery, API: wxpay.V2, Method: "POST", Path: "/pay/orderquery", Success: 200, Effect: Queries,
		Title: words("查询订单", "query the order"), Chapter: chapterQuery,
		Fields: []Field{
			appID, v2MchID,
			{Name: "transaction_id", Max: 32, Chars: Alnum, Label: words("微信订单号", "WeChat Pay order number")},
			optional(v2OrderNo), v2Nonce, v2SignType,
		},
	},
	{
		ID: V2CloseOrder, API: wxpay.V2, Method: "POST", Path: "/pay/closeorder", Success: 200, Effect: Closes,
		Title: words("关闭订单", "close the order"), Chapter: chapterClose,
		Fields: []Field{appID, v2MchID, v2OrderNo, v2Nonce, v2SignType},
	},
}
