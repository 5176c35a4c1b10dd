package flow

import (
	"slices"

	"wxlens/wxpay"
	"wxlens/wxpay/catalog"
	"wxlens/wxpay/v3"
)

var login = Step{
	Name: Login, Kind: Call, Endpoint: catalog.Code2Session,
	Title: words("小程序登录", "mini program login"),
	Explain: words(
		"小程序端 wx.login 得到 js_code（五分钟内有效，只能用一次），服务端用它和 AppSecret 换取 openid。openid 对每个 appid 各不相同，下单时付款人必须是这个 appid 下的 openid。\n注意：一次新的登录会替换这个用户的 session_key，还在用旧 session_key 的功能（手机号、用户信息解密）会失败。付款只需要 openid，而 openid 不变：把它和用户存在一起，付款时就不必登录。session_key 不能下发给客户端。\n出错看 errcode：40013 appid 不对，40125 AppSecret 不对，40029 js_code 无效、过期或属于别的 appid，40163 已经用过，40226 高风险用户，45011 太频繁，−1 系统繁忙请重试。HTTP 状态总是 200。\n手上有真实的 js_code？粘贴到表单里。已经有 openid？填上它，这一步就不再调用接口。",
		"wx.login in the mini program gives a js_code (valid five minutes, once). The server exchanges it, with the AppSecret, for the openid. An openid belongs to exactly one appid, and the payer of an order must be named by the openid under the order's appid.\nMind: a new login replaces the user's session_key, and features that still hold the old one (phone number, profile decryption) fail. A payment needs the openid alone, and that never changes: keep it with the user and skip the login when paying. session_key never goes to the client.\nErrors come as errcode: 40013 wrong appid, 40125 wrong AppSecret, 40029 the js_code is invalid, too old or of another appid, 40163 it was used before, 40226 a risky user, 45011 too often, −1 busy, try again. The HTTP status is always 200.\nYou have a real js_code? Paste it into the form. You have the openid already? Fill it in, and this step calls nobody."),
	Inputs: []Input{
		{Field: "appid", Slot: SlotAppID},
		{Field: "secret", Slot: SlotAppSecret},
		{Field: "js_code", Slot: SlotJSCode},
		{Field: "grant_type", Const: "authorization_code"},
		{Field: "openid", Slot: SlotOpenID}, // of a payer who is known: then nothing is asked
	},
}

func orderV3(p product) Step {
	return Step{
		Name: Order, Kind: Call, Endpoint: p.v3,
		Title: words("下单", "place the order"),
		Explain: words(
			"请求用商户 API 私钥签名：方法、路径、时间戳、随机串、请求体各占一行，每行（包括最后一行）以换行结束。请求体必须是实际发送的字节。"+results[p.client].ZH,
			"The request is signed with the merchant's private key: method, path, timestamp, nonce and body, each on a line that ends in LF, the last one too. The body is signed as the bytes that are sent. "+results[p.client].EN),
		Inputs: slices.Concat([]Input{
			{Field: "appid", Slot: SlotAppID},
			{Field: "mchid", Slot: SlotMchID},
			{Field: "description", Slot: SlotDescription},
			{Field: "out_trade_no", Slot: SlotOutTradeNo},
			{Field: "notify_url", Slot: SlotNotifyURL},
			{Field: "amount.total", Slot: SlotTotal},
			{Field: "amount.currency", Const: "CNY"},
		}, p.v3Inputs, []Input{{Field: "time_expire"}, {Field: "attach"}, {Field: "goods_tag"}}),
	}
}

func orderV2(p product) Step {
	ip := Input{Field: "spbill_create_ip", Const: "127.0.0.1"}
	if p.client == Browser {
		ip.Const = payerIP
	}
	return Step{
		Name: Order, Kind: Call, Endpoint: catalog.V2Unified,
		Title: words("统一下单", "place the unified order"),
		Explain: words(
			"把所有非空字段（sign 除外）按名称的 ASCII 顺序排列，用 & 连接成 name=value，末尾加 &key= 和 APIv2 密钥，再取 MD5（默认）或 HMAC-SHA256，转成大写十六进制。值是原文：不做 URL 编码，也不做 XML 转义。"+results[p.client].ZH,
			"All fields with a value, but for sign, are sorted by name in ASCII order and joined as name=value with &; then &key= and the APIv2 key follow; the MD5 (default) or HMAC-SHA256 of that, in upper-case hex, is the signature. Values are the raw text, neither URL-encoded nor XML-escaped. "+results[p.client].EN),
		Inputs: slices.Concat([]Input{
			{Field: "appid", Slot: SlotAppID},
			{Field: "mch_id", Slot: SlotMchID},
			{Field: "nonce_str", Slot: SlotNonce},
			{Field: "sign_type", Slot: SlotSignType},
			{Field: "body", Slot: SlotDescription},
			{Field: "out_trade_no", Slot: SlotOutTradeNo},
			{Field: "total_fee", Slot: SlotTotal},
			ip,
			{Field: "notify_url", Slot: SlotNotifyURL},
			{Field: "trade_type", Const: p.tradeType},
		}, p.v2Inputs, []Input{{Field: "fee_type"}, {Field: "time_expire"}, {Field: "attach"}, {Field: "detail"}}),
	}
}

// results tell what the reply of an order hands to the client.
var results = map[Client]wxpay.Words{
	MiniProgram: words(
		"应答里的 prepay_id 两小时内有效。没有 /v3/pay/transactions/miniprogram 这个路径：小程序下单也用 jsapi。",
		"The prepay_id of the reply is valid for two hours. There is no path /v3/pay/transactions/miniprogram: mini programs order through jsapi too."),
	JSAPI: words(
		"应答里的 prepay_id 两小时内有效。页面必须在商户平台登记的支付授权目录下。",
		"The prepay_id of the reply is valid for two hours. The page must lie in a directory that the merchant registered."),
	App: words(
		"应答里的 prepay_id 两小时内有效。appid 是开放平台的移动应用，不是小程序或公众号。",
		"The prepay_id of the reply is valid for two hours. The appid is that of a mobile app of the Open Platform, not of a mini program or an official account."),
	Scan: words(
		"应答里的 code_url 两小时内有效，原样转成二维码，不要编码；再次下单后旧码失效。",
		"The code_url of the reply is valid for two hours and becomes a QR code as it is, not encoded; a repeated order makes the old code useless."),
	Browser: words(
		"应答里的支付地址五分钟内有效，要从登记过的域名的页面跳转（检查 Referer）。付款人 IP 必须是他的公网 IP。",
		"The address in the reply is valid for five minutes and must be opened from a page of the registered domain (Referer is checked). The payer's IP must be his public one."),
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
	placedV3 = []Input{{Field: "out_trade_no", Slot: SlotOutTradeNo}, {Field: "mchid", Slot: SlotMchID}}
	calledV2 = []Input{
		{Field: "appid", Slot: SlotAppID}, {Field: "mch_id", Slot: SlotMchID},
		{Field: "nonce_str", Slot: SlotNonce}, {Field: "sign_type", Slot: SlotSignType},
	}
	placedV2 = slices.Concat(calledV2[:2], []Input{{Field: "out_trade_no", Slot: SlotOutTradeNo}}, calledV2[2:])
)

var (
	queryV3 = Step{Name: Query, Kind: Call, Endpoint: catalog.V3Query, Title: queryTitle, Explain: queryExplain, Inputs: placedV3}
	queryV2 = Step{Name: Query, Kind: Call, Endpoint: catalog.V2OrderQuery, Title: queryTitle, Explain: queryExplain, Inputs: placedV2}
	closeV3 = Step{Name: Close, Kind: Call, Endpoint: catalog.V3Close, Title: closeTitle, Explain: closeExplain, Inputs: placedV3}
	closeV2 = Step{Name: Close, Kind: Call, Endpoint: catalog.V2CloseOrder, Title: closeTitle, Explain: closeExplain, Inputs: placedV2}
)

// awaitPayment waits for what WeChat Pay says about the payment.
var awaitPayment = Step{
	Name: Notify, Kind: Await, Event: v3.EventPaid,
	Title: words("收到支付通知", "receive the notification"),
	Explain: words(
		"付款成功后微信支付向 notify_url 发送通知，五秒内没有得到正确应答就按 15s/15s/30s/3m/10m/20m/30m/30m/30m/60m/3h/3h/3h/6h/6h 重发。先验签、再解密、再比对商户号、应用、订单和金额，最后才处理；重复的通知不改变任何东西。",
		"After the payment WeChat Pay sends a notification to notify_url, and again after 15s/15s/30s/3m/10m/20m/30m/30m/30m/60m/3h/3h/3h/6h/6h until it is acknowledged within five seconds. Verify first, then decrypt, then compare merchant, application, order and amount, and only then act; a repeated notification changes nothing."),
}
