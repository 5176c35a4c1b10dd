package diagnose

import "wxlens/wxpay"

// v3ClientMistakes are made when the cashier of a V3 order is opened (V3 调起支付签名).
var v3ClientMistakes = []Mistake{
	{
		Slug:        "v3-paysign-order",
		Title:       wxpay.Words{ZH: "paySign 四行的顺序不对", EN: "The four lines of paySign are out of order"},
		Explanation: wxpay.Words{ZH: "V3 的 paySign 不按字母排序，四行的位置是固定的。这里按名称排了序，或者换了位置。", EN: "A V3 paySign is not sorted: its four lines have fixed places. Here they were put into alphabetical or some other order."},
		Fix:         wxpay.Words{ZH: "依次写 appId、timeStamp、nonceStr、package 的值，每行以 \\n 结束。", EN: "Write the values of appId, timeStamp, nonceStr and package in this order, each ended by \\n."},
		Sources:     []string{"wxc:0006e2ddd1cfa8645a2bab5875b800"},
	},
	{
		Slug:        "v3-paysign-app-prefix",
		Title:       wxpay.Words{ZH: "APP 签名的第四行不是裸的 prepay_id", EN: "For APP, line four is not the bare prepay_id"},
		Explanation: wxpay.Words{ZH: "APP 的第四行只写 prepay_id 本身。这里写成了 JSAPI 的 prepay_id=…，或者参数里的 Sign=WXPay，客户端只返回 errCode -1。", EN: "For APP the fourth line is the prepay_id alone. Here it is JSAPI's prepay_id=… or the Sign=WXPay of the parameters, and the client just says errCode -1."},
		Fix:         wxpay.Words{ZH: "第四行换成下单返回的 prepay_id，不加前缀。package 仍传 Sign=WXPay，它不参与签名。", EN: "Make line four the prepay_id of the order, without a prefix. package stays Sign=WXPay and is not signed."},
		Sources:     []string{"klover2/wechatpay-node-v3-ts#21", "klover2/wechatpay-node-v3-ts#22", "doc: official skill"},
	},
	{
		Slug:        "v3-paysign-jsapi-no-prefix",
		Title:       wxpay.Words{ZH: "JSAPI 签名的第四行少了 prepay_id=", EN: "For JSAPI, line four lacks prepay_id="},
		Explanation: wxpay.Words{ZH: "JSAPI 和小程序的第四行是 package 的值，即 prepay_id= 加 prepay_id。这里只签了 prepay_id 本身，那是 APP 的写法。", EN: "For JSAPI and mini programs the fourth line is the value of package: prepay_id= and the id. Here the id alone was signed, as is right for APP."},
		Fix:         wxpay.Words{ZH: "先拼好 prepay_id=…，签名和 package 参数用同一个字符串。", EN: "Build prepay_id=… first, and use this text for the signature and for package."},
		Sources:     []string{"doc: official skill"},
	},
	{
		Slug:        "v3-paysign-v2-style",
		Title:       wxpay.Words{ZH: "V3 订单用了 V2 的 paySign", EN: "A V3 order got a V2 paySign"},
		Explanation: wxpay.Words{ZH: "订单是用 V3 下的，paySign 却按 V2 计算：MD5 或 HMAC 的摘要、name=value 加 &key= 的签名串，或者 signType 写着 MD5。V3 订单的 paySign 是商户私钥对四行文本的 RSA 签名。", EN: "The order was placed by V3, but paySign follows V2: an MD5 or HMAC digest, a string of name=value with &key=, or signType MD5. The paySign of a V3 order is an RSA signature of the merchant's key over four lines."},
		Fix:         wxpay.Words{ZH: "对 appId、timeStamp、nonceStr、package 四行做 SHA256-RSA 签名，base64 后放进 paySign，signType 填 RSA。", EN: "Sign the four lines appId, timeStamp, nonceStr and package by SHA256-RSA, put the base64 into paySign, and set signType to RSA."},
		Sources:     []string{"wechatpay-apiv3/wechatpay-java#131"},
	},
	{
		Slug:        "v3-paysign-timestamp-differs",
		Title:       wxpay.Words{ZH: "传给客户端的时间戳与签名的不同", EN: "The client got another timeStamp than was signed"},
		Explanation: wxpay.Words{ZH: "timeStamp 签名时取了一次，返回时或在页面里又取了一次。验签用的是客户端收到的值，与签过的对不上。", EN: "timeStamp was taken once for signing and again for the answer or in the page. The check uses what the client was given, which is not what was signed."},
		Fix:         wxpay.Words{ZH: "服务端把参数生成为一个对象，签名后整个返回，页面不要自己生成 timeStamp。", EN: "Build the parameters as one object on the server, sign it, and return it whole; the page makes no timeStamp of its own."},
		Sources:     []string{"wxc:000a6258dcc9802b1e00cccd86b800"},
	},
	{
		Slug:        "v3-paysign-timestamp-ms",
		Title:       wxpay.Words{ZH: "paySign 的时间戳是毫秒", EN: "paySign was made over milliseconds"},
		Explanation: wxpay.Words{ZH: "签名用的 timeStamp 是 13 位毫秒。客户端要的是 10 位秒数，即使传的值是对的，也与签过的不同。", EN: "The timeStamp that was signed has 13 digits in milliseconds. The client takes 10 digits in seconds, and even if it got those, they are not what was signed."},
		Fix:         wxpay.Words{ZH: "除以 1000 取整并转成字符串，签名和传参用同一个值。", EN: "Divide by 1000, drop the fraction, turn it into a string, and sign and pass this one value."},
		Sources:     []string{"wxc:000a6258dcc9802b1e00cccd86b800"},
	},
	{
		Slug:        "v3-paysign-plus-mangled",
		Title:       wxpay.Words{ZH: "paySign 里的加号变成了空格", EN: "A plus sign in paySign became a blank"},
		Explanation: wxpay.Words{ZH: "paySign 是 base64，可能含有加号。它经过查询串或表单传到页面时，加号被解码成空格；不含加号的签名没有问题，所以时好时坏。", EN: "paySign is base64 and may hold a plus sign. On its way to the page in a query or form it was decoded into a blank; signatures without one are fine, so the fault comes and goes."},
		Fix:         wxpay.Words{ZH: "用 JSON 把参数返回给页面。一定要放进 URL 时，先做 URL 编码。", EN: "Return the parameters to the page as JSON. If they must travel in a URL, percent-encode them."},
		Sources:     []string{"wxc:oCJUswxXtN-9nk7mS96lCGS1UbK4"},
	},
	{
		Slug:        "v3-paysign-newline",
		Title:       wxpay.Words{ZH: "paySign 的换行不对", EN: "The line ends of paySign are wrong"},
		Explanation: wxpay.Words{ZH: "四行各以一个 LF 结束，最后一行也是。这里少了末尾的换行，用了 CRLF，或写成了反斜杠加 n 两个字符。", EN: "Each of the four lines ends in one LF, the last one too. Here the final one is missing, or the lines end in CRLF or in the two characters backslash and n."},
		Fix:         wxpay.Words{ZH: "四个值后面各加一个真正的 \\n，包括最后一个。", EN: "Put a real \\n after each of the four values, the last included."},
		Sources:     []string{"zoujingli/WeChatDeveloper#62", "wxc:000c80c45785b8118480f979861c00"},
	},
	{
		Slug:        "v3-paysign-wrong-appid",
		Title:       wxpay.Words{ZH: "paySign 签了别的 appid", EN: "paySign names another appid"},
		Explanation: wxpay.Words{ZH: "第一行必须是打开支付的小程序、公众号或 APP 自己的 appid。这里签的是服务商的 sp_appid，或者另一个应用的。", EN: "The first line must be the appid of the mini program, account or APP that opens the payment. Here it is the provider's sp_appid, or that of another program."},
		Fix:         wxpay.Words{ZH: "第一行换成打开支付的应用的 appid，属于子商户时是 sub_appid。下单时也要用同一个 appid。", EN: "Sign the appid of the program that opens the payment, which is sub_appid where it is the sub-merchant's. The order must name the same one."},
		Sources:     []string{"binarywang/WxJava#2383", "yansongda/pay#638"},
	},
	{
		Slug:        "v3-paysign-not-interpolated",
		Title:       wxpay.Words{ZH: "签名串里是变量名，没有代入值", EN: "paySign was made over names instead of values"},
		Explanation: wxpay.Words{ZH: "签名串里出现的是变量名或占位符，值没有代入；或者照抄了示例里的 \\/，把转义也签了进去。", EN: "The sign string holds variable names or placeholders where values belong, or the \\/ of a printed sample was signed as it stands."},
		Fix:         wxpay.Words{ZH: "打印出签名串，确认四行都是真实的值，没有美元符号、花括号和转义。", EN: "Print the sign string and see that its four lines are real values, free of dollar signs, braces and escapes."},
		Sources:     []string{"wechatpay-apiv3/wechatpay-php#119"},
	},
	{
		Slug:        "v3-paysign-wrong-key",
		Title:       wxpay.Words{ZH: "paySign 用了另一把私钥", EN: "paySign was made with another private key"},
		Explanation: wxpay.Words{ZH: "下单能成功，paySign 却不是用下单商户的私钥签的。调起支付必须用同一个商户的私钥，服务商模式是服务商的。", EN: "The order was accepted, but paySign was not made with the private key of the merchant that placed it. Both need the same merchant's key, in partner mode the provider's."},
		Fix:         wxpay.Words{ZH: "下单和调起支付从同一份配置取私钥。", EN: "Take the private key for orders and for paySign from one configuration."},
	},
	{
		Slug:        "v3-paysign-signtype-line",
		Title:       wxpay.Words{ZH: "paySign 多签了一行 signType", EN: "A fifth line, signType, was signed"},
		Explanation: wxpay.Words{ZH: "签名串多了第五行 RSA。signType 要传给客户端，但不参与签名。", EN: "The sign string has a fifth line, RSA. signType is passed to the client but is no part of the signature."},
		Fix:         wxpay.Words{ZH: "去掉这一行，只签 appId、timeStamp、nonceStr、package。", EN: "Drop that line, and sign appId, timeStamp, nonceStr and package only."},
	},
}
