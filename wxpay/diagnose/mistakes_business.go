package diagnose

import "wxlens/wxpay"

// businessMistakes are refusals that look like faults of a signature and are none
// (业务参数与订单状态).
var businessMistakes = []Mistake{
	{
		Slug:        "order-no-duplicate",
		Title:       wxpay.Words{ZH: "商户订单号重复", EN: "The order number was used before"},
		Explanation: wxpay.Words{ZH: "这个 out_trade_no 已经下过单，而这次的金额、商品、支付方式等参数与那次不同。同一个单号只允许用完全相同的参数重新下单。", EN: "This out_trade_no was used already, and amount, goods, trade type or something else differs from then. A number may be placed again only with exactly the same parameters."},
		Fix:         wxpay.Words{ZH: "参数变了就换新单号，并关掉原来的订单，免得用户付两次。参数没变就原样重发。", EN: "If anything changed, take a new number and close the first order, lest the payer pays twice. If nothing did, send the very same request again."},
		Sources:     []string{"dromara/payment-spring-boot#38", "fudiwei/DotNetCore.SKIT.FlurlHttpClient.Wechat#126", "yansongda/pay#705"},
	},
	{
		Slug:        "reentry-params-differ",
		Title:       wxpay.Words{ZH: "重复下单的参数与上次不同", EN: "The order was placed again with other parameters"},
		Explanation: wxpay.Words{ZH: "V3 允许用同一个 out_trade_no 重新下单，但请求参数必须与第一次完全一致，这次有一项变了。Request-ID 的末尾是 268498688。", EN: "V3 lets you place an order again under the same out_trade_no if all parameters are those of the first time; one of them changed. Request-ID ends in 268498688."},
		Fix:         wxpay.Words{ZH: "保存第一次的请求体，重试时原样发送。需要改参数就用新的 out_trade_no。", EN: "Keep the first request body and send it unchanged on a retry. To change something, take a new out_trade_no."},
		Sources:     []string{"doc: fault manual"},
	},
	{
		Slug:        "amount-type",
		Title:       wxpay.Words{ZH: "金额不是整数类型", EN: "The amount is not an integer"},
		Explanation: wxpay.Words{ZH: "amount.total 要求 JSON 整数，单位是分。这里是带引号的文本，或者是 0.01 这样以元为单位的小数。", EN: "amount.total must be a JSON integer in fen. Here it is text in quotes, or a fraction such as 0.01 in yuan."},
		Fix:         wxpay.Words{ZH: "换算成分，用整数类型放进 JSON，不加引号：0.01 元写作 1。", EN: "Convert to fen and write an integer without quotes: 0.01 yuan is 1."},
		Sources:     []string{"wxc:000a86411183309c429bce9fb5c800", "wxc:000c6a85950c3085a5ae71b6856000", "segmentfault 1010000044040692"},
	},
	{
		Slug:        "appid-mchid-unbound",
		Title:       wxpay.Words{ZH: "appid 与商户号没有绑定", EN: "appid and merchant number are not bound"},
		Explanation: wxpay.Words{ZH: "这个 appid 没有与商户号建立关联，或者不是这个产品要的那种应用：小程序、公众号、移动应用各有各的 appid。签名没有问题。", EN: "The appid is not linked to the merchant number, or belongs to another kind of program: mini programs, official accounts and mobile apps each have their own. The signature is fine."},
		Fix:         wxpay.Words{ZH: "在“商户平台 → 产品中心 → AppID账号管理”关联这个 appid，并由 appid 的管理员确认，几分钟后重试。", EN: "Link the appid under merchant platform → Product centre → AppID account management, have its administrator confirm, and try again after some minutes."},
		Sources:     []string{"yansongda/pay#965", "yansongda/pay#867", "wxc:00088ce9408720fea1622315766000"},
	},
	{
		Slug:        "openid-appid",
		Title:       wxpay.Words{ZH: "openid 不属于这个 appid", EN: "The openid belongs to another appid"},
		Explanation: wxpay.Words{ZH: "同一个用户在每个公众号、小程序里的 openid 都不同。这里的 openid 是在另一个应用里取得的，或者多个应用共用了一个客户端对象。", EN: "A user has another openid in every official account and mini program. This one was obtained under another appid, or several programs share one client object."},
		Fix:         wxpay.Words{ZH: "用下单的那个 appid 重新登录取得 openid，存储时连同 appid 一起保存。服务商模式分清 openid 与 sub_openid。", EN: "Log in under the appid of the order to get the openid, and store it together with the appid. In partner mode, mind which of openid and sub_openid is due."},
		Sources:     []string{"go-pay/gopay#306", "Pay-Group/best-pay-sdk#30", "wxc:0008cad4e4c56056cc4c3344c5c000"},
	},
	{
		Slug:        "path-param-in-body",
		Title:       wxpay.Words{ZH: "路径里的参数又写进了请求体", EN: "A parameter of the path stands in the body too"},
		Explanation: wxpay.Words{ZH: "某个参数已经由 URL 里的占位符给出，请求体又传了一遍，服务端报它已被 /uri_template/… 映射过。", EN: "The parameter is given by the path already, and the body repeats it; the server complains that /uri_template/… has mapped it."},
		Fix:         wxpay.Words{ZH: "从请求体里去掉这个参数，只留在路径里。", EN: "Take it out of the body and leave it in the path."},
		Sources:     []string{"wxc:00004e43bbc7a8b5a56b2457355c00"},
	},
	{
		Slug:        "json-key-typo",
		Title:       wxpay.Words{ZH: "JSON 的成员名或结构不对", EN: "A JSON member is misspelt or misplaced"},
		Explanation: wxpay.Words{ZH: "服务端说缺少某个参数，它看起来却在：名称多了空格（例如 \"mchid \"），该是对象的地方写成了数组，或者 {{变量}} 没有替换。", EN: "The server misses a parameter that seems to be there: its name ends in a blank, as in \"mchid \", an array stands where an object is due, or a {{variable}} was not filled in."},
		Fix:         wxpay.Words{ZH: "打印实际发出的 JSON，与接口文档逐个比较名称、层级和类型。", EN: "Print the JSON as sent, and compare names, nesting and types with the documents one by one."},
	},
	{
		Slug:        "product-not-enabled",
		Title:       wxpay.Words{ZH: "商户没有开通这个产品", EN: "The merchant has no permission for this product"},
		Explanation: wxpay.Words{ZH: "NO_AUTH 或“产品权限验证失败”：商户号没有申请这个支付产品，申请没有通过，或者旧产品已经停用。签名没有问题。", EN: "NO_AUTH, or 产品权限验证失败: the merchant number never got this product, or an old product was closed. The signature is fine."},
		Fix:         wxpay.Words{ZH: "在“商户平台 → 产品中心”开通对应的产品，旧产品停用的改用新接口。服务商模式下还要确认与子商户的受理关系。", EN: "Apply for it under merchant platform → Product centre; where an old product was closed, move to its successor. In partner mode, check the relation with the sub-merchant as well."},
		Sources:     []string{"befinal/node-tenpay#49", "binarywang/weixin-java-pay-demo#107", "essensoft/paylinks#146"},
	},
	{
		Slug:        "prepay-expired",
		Title:       wxpay.Words{ZH: "prepay_id 或支付链接已过期", EN: "The prepay_id or payment link has expired"},
		Explanation: wxpay.Words{ZH: "prepay_id 和 code_url 有效两小时，H5 的支付链接只有五分钟。订单还没支付，但用旧的 prepay_id 或链接已经调不起支付。", EN: "A prepay_id and a code_url live two hours, an H5 link five minutes. The order is still unpaid, but what was made for it no longer opens the cashier."},
		Fix:         wxpay.Words{ZH: "用相同的单号和参数重新下单，得到新的 prepay_id 或链接，再调起支付。不要把它们长期缓存。", EN: "Place the order again with the same number and parameters, and use the new prepay_id or link. Do not cache either for long."},
		Sources:     []string{"yansongda/pay#671", "doc: official skill"},
	},
}
