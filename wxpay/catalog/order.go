package catalog

import (
	"slices"

	"wxlens/wxpay"
)

// Ids of the calls about orders.
const (
	V3JSAPI     = "v3.jsapi"
	V3App       = "v3.app"
	V3Native    = "v3.native"
	V3H5        = "v3.h5"
	V3Query     = "v3.query"
	V3QueryByID = "v3.query-by-id"
	V3Close     = "v3.close"
)

// terms are the fields that every order has, up to its amount.
var terms = []Field{
	appID, mchID,
	must("description", 127, "商品描述", "description"),
	outTradeNo,
	{Name: "time_expire", Type: Time, Max: 64, Label: words("交易结束时间", "expiry")},
	{Name: "attach", Max: 128, DisputedAbove: 127, Label: words("商户数据包", "attach")},
	notifyURL,
	text("goods_tag", 32, "订单优惠标记", "goods tag"),
	enum("limit_pay[]", 32, "指定支付方式", "payment limits", "no_balance", "no_credit", "no_debit", "balance_only"),
	{Name: "support_fapiao", Type: Boolean, Label: words("电子发票入口开放标识", "e-invoice entry")},
	required(object("amount", "订单金额", "amount")),
	fen("amount.total", "总金额", "total, in fen"),
}

var orderCurrency = currency("amount.currency", 16)

var payer = []Field{
	required(object("payer", "支付者信息", "payer")),
	must("payer.openid", 128, "用户标识", "payer's openid"),
	object("payer.identity", "实名支付人信息", "real-name payer"),
	enum("payer.identity.type", 32, "证件类型", "kind of document", "IDCARD", "HONGKONG_MACAO", "HONGKONG_MACAO_RESIDENT", "TAIWAN_RESIDENT"),
	secret("payer.identity.number", 1024, "证件号", "document number"),
	secret("payer.identity.name", 1024, "姓名", "name"),
}

// goods is the list of goods of an order.
var goods = []Field{
	{Name: "detail", Type: Object, Max: 6144, Label: words("优惠功能", "goods detail")},
	{Name: "detail.cost_price", Type: Amount, Max: maxFen, Label: words("订单原价", "original price, in fen")},
	text("detail.invoice_id", 32, "商品小票ID", "receipt id"),
	object("detail.goods_detail[]", "单品列表", "goods"),
	must("detail.goods_detail[].merchant_goods_id", 32, "商户侧商品编码", "merchant's goods id"),
	text("detail.goods_detail[].wechatpay_goods_id", 32, "微信支付商品编码", "WeChat Pay goods id"),
	text("detail.goods_detail[].goods_name", 256, "商品名称", "goods name"),
	{Name: "detail.goods_detail[].quantity", Required: true, Type: Integer, Min: 1, Label: words("商品数量", "quantity")},
	{Name: "detail.goods_detail[].unit_price", Required: true, Type: Amount, Max: maxFen, Label: words("商品单价", "unit price, in fen")},
}

// scene is where the payment happens.
var scene = []Field{
	object("scene_info", "场景信息", "scene"),
	required(payerIP),
	text("scene_info.device_id", 32, "商户端设备号", "device"),
	object("scene_info.store_info", "商户门店信息", "store"),
	must("scene_info.store_info.id", 32, "门店编号", "store number"),
	text("scene_info.store_info.name", 256, "门店名称", "store name"),
	text("scene_info.store_info.area_code", 32, "地区编码", "area code"),
	text("scene_info.store_info.address", 512, "详细地址", "address"),
}

// h5Scene is where an H5 payment happens: WeChat Pay compares the payer's IP
// with the one that opens the payment.
var h5Scene = slices.Concat([]Field{
	required(object("scene_info", "场景信息", "scene")),
	{Name: "scene_info.payer_client_ip", Required: true, Type: PublicIP, Max: 45, Label: words("用户终端IP", "payer's IP")},
}, scene[2:], []Field{
	required(object("scene_info.h5_info", "H5场景信息", "H5 scene")),
	required(enum("scene_info.h5_info.type", 32, "场景类型", "scene type", "Wap", "iOS", "Android")),
	text("scene_info.h5_info.app_name", 64, "应用名称", "app name"),
	text("scene_info.h5_info.app_url", 128, "网站URL", "site address"),
	text("scene_info.h5_info.bundle_id", 128, "iOS平台BundleID", "iOS bundle id"),
	text("scene_info.h5_info.package_name", 128, "Android平台PackageName", "Android package name"),
})

var settlement = []Field{
	object("settle_info", "结算信息", "settlement"),
	{Name: "settle_info.profit_sharing", Type: Boolean, Label: words("分账标识", "profit sharing")},
}

var codePayer = []Field{
	required(object("payer", "支付者信息", "payer")),
	must("payer.auth_code", 32, "付款码", "payment code"),
}

var contract = []Field{
	required(object("contract_info", "签约信息", "contract")),
}

// ordering is the field table of one product's order, payer who pays and scene
// where.
func ordering(payer, scene []Field) []Field {
	return slices.Concat(terms, []Field{orderCurrency}, payer, goods, scene, settlement)
}

var orders = []Endpoint{
	{
		ID: V3JSAPI, API: wxpay.V3, Group: GroupOrder, Method: "POST", Path: "/v3/pay/transactions/jsapi", Success: 200, Effect: Places,
		Title: words("JSAPI/小程序下单", "place a JSAPI or mini program order"), Chapter: "小程序下单",
		Fields: ordering(payer, scene),
	},
	{
		ID: V3App, API: wxpay.V3, Group: GroupOrder, Method: "POST", Path: "/v3/pay/transactions/app", Success: 200, Effect: Places,
		Title: words("APP下单", "place an app order"), Chapter: "APP下单",
		Fields: ordering(nil, scene),
	},
	{
		ID: V3Native, API: wxpay.V3, Group: GroupOrder, Method: "POST", Path: "/v3/pay/transactions/native", Success: 200, Effect: Places,
		Title: words("Native下单", "place a Native (QR code) order"), Chapter: "Native下单",
		Fields: ordering(nil, scene),
	},
	{
		ID: V3H5, API: wxpay.V3, Group: GroupOrder, Method: "POST", Path: "/v3/pay/transactions/h5", Success: 200, Effect: Places,
		Title: words("H5下单", "place an H5 order"), Chapter: "H5下单",
		Fields: ordering(nil, h5Scene),
	},
	{
		ID: V3Query, API: wxpay.V3, Group: GroupOrder, Method: "GET", Path: "/v3/pay/transactions/out-trade-no/{out_trade_no}", Success: 200, Effect: Queries,
		Title: words("查单（商户订单号）", "query by merchant order number"), Chapter: "查询订单",
		Fields: []Field{in(outTradeNo, Path), in(mchID, Query)},
	},
	{
		ID: V3QueryByID, API: wxpay.V3, Group: GroupOrder, Method: "GET", Path: "/v3/pay/transactions/id/{transaction_id}", Success: 200, Effect: Queries,
		Title: words("查单（微信支付订单号）", "query by WeChat Pay order number"), Chapter: "查询订单",
		Fields: []Field{in(transactionID, Path), in(mchID, Query)},
	},
	{
		ID: V3Close, API: wxpay.V3, Group: GroupOrder, Method: "POST", Path: "/v3/pay/transactions/out-trade-no/{out_trade_no}/close", Success: 204, Effect: Closes,
		Title: words("关单", "close the order"), Chapter: "关闭订单",
		Fields: []Field{in(outTradeNo, Path), mchID},
	},
	{
		ID: "v3.codepay", API: wxpay.V3, Group: GroupOrder, Method: "POST", Path: "/v3/pay/transactions/codepay", Success: 200, Effect: Queries, Open: true, Doubtful: true,
		Title: words("付款码支付", "take a payment code"), Chapter: "付款码支付",
		Fields: slices.Concat([]Field{
			appID, mchID,
			must("description", 127, "商品描述", "description"),
			outTradeNo,
			{Name: "attach", Max: 128, DisputedAbove: 127, Label: words("商户数据包", "attach")},
			text("goods_tag", 32, "订单优惠标记", "goods tag"),
		}, codePayer, []Field{
			required(object("amount", "订单金额", "amount")),
			fen("amount.total", "总金额", "total, in fen"),
			orderCurrency,
			required(object("scene_info", "场景信息", "scene")),
			required(object("scene_info.store_info", "商户门店信息", "store")),
			text("scene_info.store_info.id", 32, "门店编号", "store number"),
		}),
	},
	{
		ID: "v3.reverse", API: wxpay.V3, Group: GroupOrder, Method: "POST", Path: "/v3/pay/transactions/out-trade-no/{out_trade_no}/reverse", Success: 200, MovesMoney: true, Doubtful: true,
		Title: words("撤销订单", "reverse a code payment"), Chapter: "撤销订单",
		Fields: []Field{in(outTradeNo, Path), appID, mchID},
	},
	{
		ID: "v3.jsapi-contract", API: wxpay.V3, Group: GroupOrder, Method: "POST", Path: "/v3/pay/transactions/jsapi-with-contract", Success: 200, Effect: Places, Open: true, Doubtful: true,
		Title: words("JSAPI下单并签约", "place a JSAPI order with a contract"), Chapter: "JSAPI下单并签约",
		Fields: slices.Concat(ordering(payer, scene), contract),
	},
	{
		ID: "v3.app-contract", API: wxpay.V3, Group: GroupOrder, Method: "POST", Path: "/v3/pay/transactions/app-with-contract", Success: 200, Effect: Places, Open: true, Doubtful: true,
		Title: words("APP下单并签约", "place an app order with a contract"), Chapter: "APP下单并签约",
		Fields: slices.Concat(ordering(nil, scene), contract),
	},
}
