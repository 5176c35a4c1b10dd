package diagnose

import "wxlens/wxpay"

// v2ClientMistakes are made when the cashier of a V2 order is opened (V2 调起支付签名).
var v2ClientMistakes = []Mistake{
	{
		Slug:        "v2-paysign-reused-order-sign",
		Title:       wxpay.Words{ZH: "把下单的 sign 当作 paySign", EN: "The order's sign was passed on as paySign"},
		Explanation: wxpay.Words{ZH: "交给客户端的 paySign 就是下单请求或应答里的 sign，那是对另一份报文签的。调起支付签的是另一组字段，必须重新计算。", EN: "The paySign given to the client is the sign of the order's request or reply, which covers another message. Opening the cashier takes a signature of its own, over other fields."},
		Fix:         wxpay.Words{ZH: "在服务端对 appId、timeStamp、nonceStr、package、signType 重新签名，得到 paySign。APP 用它自己的六个字段。", EN: "Sign appId, timeStamp, nonceStr, package and signType on the server to get paySign. APP payment has six fields of its own."},
		Sources:     []string{"befinal/node-tenpay#105", "helei112g/payment#244", "wxc:000208d1f2c018876dfafd7e456c00"},
	},
	{
		Slug:        "v2-paysign-digest-mismatch",
		Title:       wxpay.Words{ZH: "paySign 与下单的签名算法不同", EN: "paySign uses another digest than the order"},
		Explanation: wxpay.Words{ZH: "下单的 sign_type、调起时的 signType 和实际使用的算法必须是同一种，这里一处是 MD5，另一处是 HMAC-SHA256。旧的官方 Java SDK 正式环境用 HMAC-SHA256、沙箱用 MD5，常由此而来。", EN: "The order's sign_type, the signType of the call and the digest in the code must be one and the same; here MD5 meets HMAC-SHA256. The old official Java SDK signs with HMAC-SHA256 in production and MD5 in the sandbox, which is a frequent origin."},
		Fix:         wxpay.Words{ZH: "三处统一为一种算法：下单的 sign_type、调起的 signType、计算 paySign 的代码。", EN: "Settle on one algorithm in all three places: sign_type of the order, signType of the call, and the code that computes paySign."},
		Sources:     []string{"binarywang/WxJava#888", "wxpay/WXPay-SDK-Java#4", "binarywang/WxJava#1405"},
	},
	{
		Slug:        "v2-paysign-name-case",
		Title:       wxpay.Words{ZH: "调起参数的名称大小写不对", EN: "The parameter names have the wrong letter case"},
		Explanation: wxpay.Words{ZH: "JSAPI 和小程序签 appId、timeStamp、nonceStr，APP 签全小写的 appid、timestamp、noncestr。名称是签名串的一部分，还决定排序，大小写不同就是另一个签名。wx.chooseWXPay 的参数名是 timestamp，签名串里仍是 timeStamp。", EN: "JSAPI and mini programs sign appId, timeStamp and nonceStr; APP signs appid, timestamp and noncestr, all lower-case. Names are part of the sign string and decide its order, so another case is another signature. wx.chooseWXPay takes an argument timestamp, yet timeStamp is what is signed."},
		Fix:         wxpay.Words{ZH: "按所用的客户端接口写名称：JSAPI 和小程序用驼峰，APP 全小写，都没有下划线。", EN: "Write the names as the client call wants them: camel case for JSAPI and mini programs, lower case for APP, underscores nowhere."},
		Sources:     []string{"p2227/p2227.github.io#9", "yansongda/pay#420", "xu-li/cordova-plugin-wechat#116"},
	},
	{
		Slug:        "v2-paysign-appid-missing",
		Title:       wxpay.Words{ZH: "paySign 里没有 appId", EN: "appId is missing from paySign"},
		Explanation: wxpay.Words{ZH: "wx.requestPayment 的参数里没有 appId，签名时也就漏了它。签名串里必须有 appId，验签时用的是小程序自己的 appid。", EN: "wx.requestPayment has no argument appId, and so it was left out of the sign string too. It does belong there: the mini program's own appid is used when the signature is checked."},
		Fix:         wxpay.Words{ZH: "把小程序的 appid 以 appId 为名加进签名串，调用时不用传。", EN: "Put the mini program's appid into the sign string as appId; do not pass it to the call."},
		Sources:     []string{"milkbobo/gopay#1", "TencentCloudBase/mp-book#4", "wxc:000ec0fcc906f0b5485820c6551000"},
	},
	{
		Slug:        "v2-paysign-package-prefix",
		Title:       wxpay.Words{ZH: "package 的形式不对", EN: "The value of package is malformed"},
		Explanation: wxpay.Words{ZH: "JSAPI 和小程序的 package 必须是 prepay_id= 加上下单返回的 prepay_id。这里是裸的 prepay_id、写了两遍前缀、值为 undefined 或 None、用了 APP 的 Sign=WXPay，或者参数名被改掉了。客户端会报验签失败，或“缺少参数: total_fee”。", EN: "For JSAPI and mini programs, package is prepay_id= and the prepay_id of the order. Here it is the bare id, has the prefix twice, ends in undefined or None, is the Sign=WXPay of APP, or goes under another name. The client then reports a bad signature or 缺少参数: total_fee."},
		Fix:         wxpay.Words{ZH: "先确认下单成功并取到了 prepay_id，再拼成 prepay_id=…。签名和传参用同一个字符串，参数名就是 package。", EN: "Make sure that the order was accepted and a prepay_id came back, then build prepay_id=… from it. Sign and pass this same text, under the name package."},
		Sources:     []string{"wxc:oCJUsw4NPQVoj-U_pVolbDTqhgbc", "wxc:0004488f698090588f47de4c754c00", "tvrcgo/weixin-pay#5"},
	},
	{
		Slug:        "v2-paysign-timestamp-ms",
		Title:       wxpay.Words{ZH: "timeStamp 不是 10 位秒数的字符串", EN: "timeStamp is not a string of 10 digits in seconds"},
		Explanation: wxpay.Words{ZH: "timeStamp 是 13 位毫秒、带小数的秒，或者数字类型。客户端要的是 10 位 Unix 秒的字符串；Android 可能放过别的写法，iOS 和 APP 会拒绝或溢出。", EN: "timeStamp is in milliseconds, has a fraction, or is a number. The client wants Unix seconds as a string of 10 digits; Android may let other forms pass where iOS and APP refuse them or overflow."},
		Fix:         wxpay.Words{ZH: "在服务端取整秒并转成字符串，签名和返回用同一个值。JavaScript 写作 String(Math.floor(Date.now() / 1000))。", EN: "Take whole seconds on the server, turn them into a string, and sign and return that value. In JavaScript: String(Math.floor(Date.now() / 1000))."},
		Sources:     []string{"yorkie/react-native-wechat#385", "yorkie/react-native-wechat#216", "befinal/node-tenpay#105"},
	},
	{
		Slug:        "v2-paysign-values-differ",
		Title:       wxpay.Words{ZH: "传给客户端的值与签名的不同", EN: "The client got other values than were signed"},
		Explanation: wxpay.Words{ZH: "timeStamp 或 nonceStr 签名时生成一次，返回时或在页面里又生成一次。验签用的是客户端收到的值，与签过的对不上。", EN: "timeStamp or nonceStr was made once for signing and again for the answer or in the page. The check uses what the client was given, which is not what was signed."},
		Fix:         wxpay.Words{ZH: "服务端把参数生成为一个对象，签名后整个返回，页面原样交给支付接口。", EN: "Build the parameters as one object on the server, sign it, return it whole, and let the page hand it on unchanged."},
		Sources:     []string{"binarywang/WxJava#284", "binarywang/WxJava#221", "wxc:000a6258dcc9802b1e00cccd86b800"},
	},
	{
		Slug:        "v2-paysign-app-field-set",
		Title:       wxpay.Words{ZH: "APP 支付签名的字段不对", EN: "APP payment was signed over the wrong fields"},
		Explanation: wxpay.Words{ZH: "APP 签的是 appid、noncestr、package、partnerid、prepayid、timestamp 六个字段，其中 package 固定为 Sign=WXPay，prepayid 是裸的 prepay_id。这里缺了字段，或套用了 JSAPI 的字段，而客户端只返回 errCode -1。", EN: "APP signs six fields: appid, noncestr, package, partnerid, prepayid and timestamp, where package is always Sign=WXPay and prepayid the bare id. Here one is missing or JSAPI's set was used, and all the client says is errCode -1."},
		Fix:         wxpay.Words{ZH: "对这六个全小写的字段签名，结果写进 sign，没有 signType。", EN: "Sign these six lower-case fields and put the result into sign; there is no signType."},
		Sources:     []string{"yorkie/react-native-wechat#203", "xu-li/cordova-plugin-wechat#14", "xu-li/cordova-plugin-wechat#285"},
	},
	{
		Slug:        "v2-paysign-subappid",
		Title:       wxpay.Words{ZH: "服务商模式签错了 appid", EN: "In partner mode, the wrong appid was signed"},
		Explanation: wxpay.Words{ZH: "服务商下单后，打开支付的小程序、公众号或 APP 属于谁，签名就用谁的 appid，属于子商户时是 sub_appid。这里签的是另一方的，或 APP 的 partnerid 用了另一方的商户号。", EN: "After a service provider's order, the appid to sign is that of the program that opens the payment: sub_appid where it is the sub-merchant's. Here the other side's was signed, or partnerid of an APP call names the other merchant."},
		Fix:         wxpay.Words{ZH: "签名串里写打开支付的那个程序自己的 appid。用 sub_appid 时，下单也要带上它。", EN: "Sign the appid of the program that opens the payment. If that is sub_appid, name it in the order too."},
		Sources:     []string{"befinal/node-tenpay#81", "binarywang/WxJava#912", "w7corp/easywechat#2306"},
	},
	{
		Slug:        "v2-paysign-extra-param",
		Title:       wxpay.Words{ZH: "paySign 多签了字段", EN: "paySign covers surplus fields"},
		Explanation: wxpay.Words{ZH: "签名时并进了 mch_id、trade_type 或整个下单应答。验签只用规定的几个字段，多一个就不同。", EN: "mch_id, trade_type or the whole reply of the order was merged into what was signed. The check uses the prescribed fields alone, so one more makes another value."},
		Fix:         wxpay.Words{ZH: "只签规定的字段：JSAPI 和小程序是 appId、nonceStr、package、signType、timeStamp。", EN: "Sign the prescribed fields only: appId, nonceStr, package, signType and timeStamp for JSAPI and mini programs."},
		Sources:     []string{"wxc:000a6238988bd8d7a5ee59a0d56c00"},
	},
	{
		Slug:        "v2-paysign-special-call",
		Title:       wxpay.Words{ZH: "这个客户端接口另有签名规则", EN: "This client call has a signing rule of its own"},
		Explanation: wxpay.Words{ZH: "小程序红包、卡券等客户端接口不按普通支付的规则签名，例如领取红包时 signType 要传但不参与签名。套用支付的字段就验不过。", EN: "Client calls for red packets and cards do not follow the rule of ordinary payment; the red packet call passes signType but leaves it unsigned. Signing the fields of a payment fails there."},
		Fix:         wxpay.Words{ZH: "查这个接口自己的文档，按它列出的字段、编码和算法签名。", EN: "Follow the documents of this very call: its fields, its encoding and its algorithm."},
		Sources:     []string{"doc: mini-program red packet"},
	},
	{
		Slug:        "v2-paysign-wrong-key",
		Title:       wxpay.Words{ZH: "paySign 用了另一个密钥", EN: "paySign was made with another key"},
		Explanation: wxpay.Words{ZH: "下单成功，说明下单用的密钥是对的；计算 paySign 的代码读的是另一处配置，用了别的密钥。", EN: "The order was accepted, so its key is right; the code that computes paySign reads another configuration and holds another key."},
		Fix:         wxpay.Words{ZH: "下单和调起支付从同一处取 APIv2 密钥，删掉多余的那份配置。", EN: "Take the APIv2 key for orders and for paySign from one place, and delete the second setting."},
	},
}
