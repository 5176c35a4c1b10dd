package catalog

import "wxlens/wxpay"

var v2Codepay = []Endpoint{
	{
		ID: "v2.micropay", API: wxpay.V2, Group: GroupOrder, Mode: Both, Method: "POST", Path: "/pay/micropay", Success: 200, Effect: Queries, Open: true,
		Title: words("付款码支付", "take a payment code"), Chapter: "付款码支付",
		Fields: []Field{
			appID, v2MchID, v2SubAppID, v2SubMchID, v2Nonce, v2SignType, v2Body, v2Detail, v2Attach, v2OrderNo, v2Total,
			v2Currency, payerIPv2, v2GoodsTag, v2LimitPay, v2Start, v2Expire, v2AuthCode,
			enum("profit_sharing", 1, "是否需要分账", "profit sharing", "Y", "N"),
			enum("deposit", 1, "是否押金支付", "deposit", "Y", "N"),
		},
	},
	{
		ID: "v2.reverse", API: wxpay.V2, Group: GroupOrder, Mode: Both, Method: "POST", Path: "/secapi/pay/reverse", Success: 200, Certificate: true, MovesMoney: true,
		Title: words("撤销订单", "reverse a code payment"), Chapter: "撤销订单",
		Fields: []Field{
			appID, v2MchID, v2SubAppID, v2SubMchID, v2Nonce, v2SignType, v2TransactionID, optional(v2OrderNo),
		},
		Either: []Choice{{Names: []string{"transaction_id", "out_trade_no"}}},
	},
	{
		ID: "v2.facepay", API: wxpay.V2, Group: GroupOrder, Mode: Both, Method: "POST", Path: "/pay/facepay", Success: 200, Effect: Queries, Open: true,
		Title: words("刷脸支付", "take a face payment"), Chapter: "刷脸支付",
		Fields: []Field{
			appID, v2MchID, v2SubAppID, v2SubMchID, v2Nonce, v2SignType, v2Body, v2Detail, v2Attach, v2OrderNo, v2Total,
			v2Currency, payerIPv2, v2GoodsTag,
			text("openid", 128, "用户标识", "payer's openid"),
			must("face_code", 128, "人脸凭证", "face code"),
		},
	},
	{
		ID: "v2.facepay-query", API: wxpay.V2, Group: GroupOrder, Mode: Both, Method: "POST", Path: "/pay/facepayquery", Success: 200, Effect: Queries,
		Title: words("查询刷脸订单", "query a face payment"), Chapter: "查询刷脸订单",
		Fields: []Field{
			appID, v2MchID, v2SubAppID, v2SubMchID, v2Nonce, v2SignType, v2TransactionID, optional(v2OrderNo),
		},
		Either: []Choice{{Names: []string{"transaction_id", "out_trade_no"}}},
	},
	{
		ID: "v2.facepay-reverse", API: wxpay.V2, Group: GroupOrder, Mode: Both, Method: "POST", Path: "/secapi/pay/facepayreverse", Success: 200, Certificate: true, MovesMoney: true,
		Title: words("撤销刷脸订单", "reverse a face payment"), Chapter: "撤销刷脸订单",
		Fields: []Field{
			appID, v2MchID, v2SubAppID, v2SubMchID, v2Nonce, v2SignType, v2TransactionID, optional(v2OrderNo),
		},
		Either: []Choice{{Names: []string{"transaction_id", "out_trade_no"}}},
	},
	{
		ID: "v2.face-authinfo", API: wxpay.V2, Group: GroupOrder, Mode: Both, Method: "POST", Path: "/face/get_wxpayface_authinfo", Success: 200, Host: "payapp.weixin.qq.com", Open: true,
		Title: words("获取人脸识别调用凭证", "fetch a face credential"), Chapter: "获取人脸识别调用凭证",
		Fields: []Field{
			appID, v2MchID, v2SubAppID, v2SubMchID, v2Nonce, v2SignType,
			must("store_id", 32, "门店编号", "store number"),
			must("store_name", 128, "门店名称", "store name"),
			must("device_id", 32, "终端设备编号", "device"),
			must("rawdata", 2048, "初始化数据", "data of the terminal"),
			v2Now,
			must("version", 32, "版本号", "version"),
		},
	},
	{
		ID: "v2.shorturl", API: wxpay.V2, Group: GroupOrder, Mode: Both, Method: "POST", Path: "/tools/shorturl", Success: 200,
		Title: words("转换短链接", "shorten a Native link"), Chapter: "转换短链接",
		Fields: []Field{
			appID, v2MchID, v2SubAppID, v2SubMchID, v2Nonce, v2SignType,
			must("long_url", 512, "URL链接", "link"),
		},
	},
	{
		ID: "v2.authcode-openid", API: wxpay.V2, Group: GroupOrder, Mode: Both, Method: "POST", Path: "/tools/authcodetoopenid", Success: 200,
		Title: words("付款码查询openid", "find the openid of a payment code"), Chapter: "付款码查询openid",
		Fields: []Field{
			appID, v2MchID, v2SubAppID, v2SubMchID, v2Nonce, v2SignType, v2AuthCode,
		},
	},
	{
		ID: "v2.report", API: wxpay.V2, Group: GroupOrder, Mode: Both, Method: "POST", Path: "/payitil/report", Success: 200, Unsigned: true, Open: true,
		Title: words("交易保障", "report call times"), Chapter: "交易保障",
		Fields: []Field{
			appID, v2MchID, v2SubAppID, v2SubMchID, v2Nonce, v2SignType,
			must("interface_url", 127, "接口URL", "call"),
			{Name: "user_ip", Type: IP, Required: true, Max: 16, Label: words("访问接口IP", "caller's IP")},
			{Name: "trades", Required: true, Type: JSON, Max: 1024, Label: words("POS采集的交易信息列表", "trades, JSON")},
		},
	},
	{
		ID: "v2.sandbox-key", API: wxpay.V2, Group: GroupOrder, Mode: Both, Method: "POST", Path: "/xdc/apiv2getsignkey/sign/getsignkey", Success: 200, Unsigned: true,
		Title: words("获取仿真验签密钥", "fetch the simulator's key"), Chapter: "获取仿真验签密钥",
		Fields: []Field{
			v2MchID, v2Nonce, v2SignType,
		},
	},
	{
		ID: "v2.sandbox-micropay", API: wxpay.V2, Group: GroupOrder, Mode: Both, Method: "POST", Path: "/xdc/apiv2sandbox/pay/micropay", Success: 200, Open: true,
		Title: words("付款码支付（仿真）", "take a payment code (simulator)"), Chapter: "付款码支付（仿真）",
		Fields: []Field{
			appID, v2MchID, v2SubAppID, v2SubMchID, v2Nonce, v2SignType, v2Body, v2OrderNo, v2Total, payerIPv2, v2AuthCode,
		},
	},
	{
		ID: "v2.sandbox-orderquery", API: wxpay.V2, Group: GroupOrder, Mode: Both, Method: "POST", Path: "/xdc/apiv2sandbox/pay/orderquery", Success: 200,
		Title: words("查询订单（仿真）", "query the order (simulator)"), Chapter: "查询订单（仿真）",
		Fields: []Field{
			appID, v2MchID, v2SubAppID, v2SubMchID, v2Nonce, v2SignType, v2OrderNo,
		},
	},
}
