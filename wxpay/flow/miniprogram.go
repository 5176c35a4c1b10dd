package flow

import (
	"wxlens/wxpay"
	"wxlens/wxpay/catalog"
)

var flows = []*Flow{miniProgramV3, miniProgramV2}

func words(zh, en string) wxpay.Words { return wxpay.Words{ZH: zh, EN: en} }

var login = Step{
	Name: Login, Kind: Call, Endpoint: catalog.Code2Session,
	Title: words("小程序登录", "mini program login"),
	Explain: words(
		"小程序端 wx.login 得到 js_code（五分钟内有效，只能用一次），服务端用它和 AppSecret 换取 openid。openid 对每个 appid 各不相同，下单时付款人必须是这个 appid 下的 openid。session_key 不能下发给客户端；再次登录可能使旧的 session_key 失效。",
		"wx.login in the mini program gives a js_code (valid five minutes, once). The server exchanges it, with the AppSecret, for the openid. An openid belongs to exactly one appid, and the payer of an order must be named by the openid under the order's appid. session_key never goes to the client; a new login may make an older one invalid."),
	Inputs: []Input{
		{Field: "appid", Slot: SlotAppID},
		{Field: "secret", Slot: SlotAppSecret},
		{Field: "js_code", Slot: SlotJSCode},
		{Field: "grant_type", Const: "authorization_code"},
	},
}

var cashier = Step{
	Name: Cashier, Kind: Act,
	Title: words("付款人付款", "the payer pays"),
	Explain: words(
		"客户端用调起支付参数打开收银台，微信先核对 paySign，再请付款人确认。沙箱在这里扮演微信客户端和付款人。客户端报告的“成功”永远不是付款的证据：以通知和查单为准。",
		"The client opens the cashier with the pay parameters; WeChat checks paySign first, then asks the payer. The sandbox plays client and payer here. A success reported by the client is never evidence of payment: the notification and the query are."),
}

var await = Step{
	Name: Notify, Kind: Await,
	Title: words("收到支付通知", "receive the notification"),
	Explain: words(
		"付款成功后微信支付向 notify_url 发送通知，五秒内没有得到正确应答就按 15s/15s/30s/3m/10m/20m/30m/30m/30m/60m/3h/3h/3h/6h/6h 重发。先验签、再解密、再比对商户号、应用、订单和金额，最后才处理；重复的通知不改变任何东西。",
		"After the payment WeChat Pay sends a notification to notify_url, and again after 15s/15s/30s/3m/10m/20m/30m/30m/30m/60m/3h/3h/3h/6h/6h until it is acknowledged within five seconds. Verify first, then decrypt, then compare merchant, application, order and amount, and only then act; a repeated notification changes nothing."),
}

var queryTitle = words("查询订单", "query the order")

var queryExplain = words(
	"通知可能不来，客户端的结果不可信，所以付款后总要查单。trade_state 才是订单的状态：SUCCESS 才算支付成功。",
	"Notifications may never come and the client's result proves nothing, so always query after a payment. trade_state is the state of the order: only SUCCESS means paid.")

var closeTitle = words("关闭订单", "close the order")

var closeExplain = words(
	"没有付款的订单要关闭，以免付款人稍后又付款。已付款的订单不能关闭。",
	"An order that was not paid is closed, so that the payer cannot pay it later. A paid order cannot be closed.")

// What a call about a placed order takes.
var (
	orderV3 = []Input{{Field: "out_trade_no", Slot: SlotOutTradeNo}, {Field: "mchid", Slot: SlotMchID}}
	orderV2 = []Input{
		{Field: "appid", Slot: SlotAppID}, {Field: "mch_id", Slot: SlotMchID},
		{Field: "out_trade_no", Slot: SlotOutTradeNo}, {Field: "nonce_str", Slot: SlotNonce}, {Field: "sign_type", Slot: SlotSignType},
	}
)

var miniProgramV3 = &Flow{
	ID: "miniprogram-v3", API: wxpay.V3, Title: words("小程序支付 · V3", "mini program payment · V3"),
	steps: []Step{
		login,
		{
			Name: Order, Kind: Call, Endpoint: catalog.V3JSAPI,
			Title: words("下单", "place the order"),
			Explain: words(
				"请求用商户 API 私钥签名：方法、路径、时间戳、随机串、请求体各占一行，每行（包括最后一行）以换行结束。请求体必须是实际发送的字节。应答里的 prepay_id 两小时内有效。",
				"The request is signed with the merchant's private key: method, path, timestamp, nonce and body, each on a line that ends in LF, the last one too. The body is signed as the bytes that are sent. The prepay_id of the reply is valid for two hours."),
			Inputs: []Input{
				{Field: "appid", Slot: SlotAppID},
				{Field: "mchid", Slot: SlotMchID},
				{Field: "description", Slot: SlotDescription},
				{Field: "out_trade_no", Slot: SlotOutTradeNo},
				{Field: "notify_url", Slot: SlotNotifyURL},
				{Field: "amount.total", Slot: SlotTotal},
				{Field: "amount.currency", Const: "CNY"},
				{Field: "payer.openid", Slot: SlotOpenID},
				{Field: "time_expire"},
				{Field: "attach"},
				{Field: "goods_tag"},
				{Field: "scene_info.payer_client_ip"},
			},
		},
		{
			Name: PaySign, Kind: Sign,
			Title: words("签名调起支付参数", "sign the pay parameters"),
			Explain: words(
				"客户端调起支付用另一个签名：appId、timeStamp、nonceStr、package 四行，仍用商户 API 私钥。appId 参与签名，但不传给 wx.requestPayment；package 是“prepay_id=…”整串；timeStamp 是字符串、单位秒。",
				"The client call has a signature of its own: the four lines appId, timeStamp, nonceStr and package, again with the merchant's private key. appId is signed but not passed to wx.requestPayment; package is the whole \"prepay_id=…\"; timeStamp is a string, in seconds."),
			Inputs: []Input{{Field: "appId", Slot: SlotAppID}, {Field: "prepay_id", Slot: SlotPrepayID}},
		},
		cashier,
		await,
		{
			Name: Query, Kind: Call, Endpoint: catalog.V3Query, Title: queryTitle, Explain: queryExplain,
			Inputs: orderV3,
		},
		{
			Name: Close, Kind: Call, Endpoint: catalog.V3Close, Title: closeTitle, Explain: closeExplain,
			Inputs: orderV3,
		},
	},
}

var miniProgramV2 = &Flow{
	ID: "miniprogram-v2", API: wxpay.V2, Title: words("小程序支付 · V2", "mini program payment · V2"),
	steps: []Step{
		login,
		{
			Name: Order, Kind: Call, Endpoint: catalog.V2Unified,
			Title: words("统一下单", "place the unified order"),
			Explain: words(
				"把所有非空字段（sign 除外）按名称的 ASCII 顺序排列，用 & 连接成 name=value，末尾加 &key= 和 APIv2 密钥，再取 MD5（默认）或 HMAC-SHA256，转成大写十六进制。值是原文：不做 URL 编码，也不做 XML 转义。",
				"All fields with a value, but for sign, are sorted by name in ASCII order and joined as name=value with &; then &key= and the APIv2 key follow; the MD5 (default) or HMAC-SHA256 of that, in upper-case hex, is the signature. Values are the raw text, neither URL-encoded nor XML-escaped."),
			Inputs: []Input{
				{Field: "appid", Slot: SlotAppID},
				{Field: "mch_id", Slot: SlotMchID},
				{Field: "nonce_str", Slot: SlotNonce},
				{Field: "sign_type", Slot: SlotSignType},
				{Field: "body", Slot: SlotDescription},
				{Field: "out_trade_no", Slot: SlotOutTradeNo},
				{Field: "total_fee", Slot: SlotTotal},
				{Field: "spbill_create_ip", Const: "127.0.0.1"},
				{Field: "notify_url", Slot: SlotNotifyURL},
				{Field: "trade_type", Const: "JSAPI"},
				{Field: "openid", Slot: SlotOpenID},
				{Field: "fee_type"},
				{Field: "time_expire"},
				{Field: "attach"},
				{Field: "detail"},
			},
		},
		{
			Name: PaySign, Kind: Sign,
			Title: words("二次签名", "sign the pay parameters"),
			Explain: words(
				"统一下单应答里的 sign 属于那个应答，不能用来调起支付。要用 appId、nonceStr、package、signType、timeStamp 五个字段另算 paySign，算法与下单时一致。注意大小写：appId 和 timeStamp。",
				"The sign in the reply of the order belongs to that reply and never works for the client call. paySign is computed anew over appId, nonceStr, package, signType and timeStamp, with the algorithm of the order. Mind the case: appId and timeStamp."),
			Inputs: []Input{
				{Field: "appId", Slot: SlotAppID}, {Field: "prepay_id", Slot: SlotPrepayID}, {Field: "signType", Slot: SlotSignType},
			},
		},
		cashier,
		await,
		{
			Name: Query, Kind: Call, Endpoint: catalog.V2OrderQuery, Title: queryTitle, Explain: queryExplain,
			Inputs: orderV2,
		},
		{
			Name: Close, Kind: Call, Endpoint: catalog.V2CloseOrder, Title: closeTitle, Explain: closeExplain,
			Inputs: orderV2,
		},
	},
}
