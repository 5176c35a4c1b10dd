package diagnose

import "wxlens/wxpay"

// v2NoticeMistakes are made when a V2 notification is verified or opened (V2 通知).
var v2NoticeMistakes = []Mistake{
	{
		Slug:        "v2-notify-unknown-fields-dropped",
		Title:       wxpay.Words{ZH: "验签丢掉了不认识的字段", EN: "Unknown fields were dropped before verifying"},
		Explanation: wxpay.Words{ZH: "签名是从一个固定的结构重新算的，通知里的 coupon_id_0、coupon_fee_0 等带序号的字段和新增的字段不在其中。微信支付签了它发出的全部字段，所以只有用了优惠或服务商模式的订单验不过。", EN: "The sign was recomputed from a fixed structure that lacks numbered fields such as coupon_id_0 and coupon_fee_0, or newer ones. WeChat Pay signs every field it sends, so only orders with coupons or of service providers fail."},
		Fix:         wxpay.Words{ZH: "把收到的 XML 解析成名称到值的映射，除 sign 和空值外全部参与验签。验过之后再转成结构。", EN: "Parse the XML into a map of names to values and verify over all of it except sign and empty values. Fill the structure afterwards."},
		Sources:     []string{"silenceper/wechat#203", "SIvaCoHan/wxpay#6", "binarywang/WxJava#712"},
	},
	{
		Slug:        "v2-notify-digest-mismatch",
		Title:       wxpay.Words{ZH: "验签用错了算法", EN: "The notification was checked with the wrong digest"},
		Explanation: wxpay.Words{ZH: "通知里通常没有 sign_type，签名算法跟随下单时的。程序用 MD5 去验 HMAC-SHA256 的签名，或者反过来。", EN: "Notifications usually carry no sign_type and are signed as the order was. Here MD5 was used on an HMAC-SHA256 sign, or the reverse."},
		Fix:         wxpay.Words{ZH: "按 sign 的长度选算法：32 个字符是 MD5，64 个是 HMAC-SHA256。", EN: "Choose by the length of sign: 32 characters are MD5, 64 are HMAC-SHA256."},
		Sources:     []string{"binarywang/WxJava#1633", "wxpay/WXPay-SDK-Java#1", "wxc:oCJUsw6DEXIjNMpygo2MFrmnlGa8"},
	},
	{
		Slug:        "v2-notify-sign-type-dropped",
		Title:       wxpay.Words{ZH: "验签时去掉了 sign_type", EN: "sign_type was left out when verifying"},
		Explanation: wxpay.Words{ZH: "这条通知带有 sign_type，程序把它和 sign 一起去掉了。不参与签名的只有 sign 和空值。", EN: "This notification carries sign_type, and the program dropped it together with sign. Only sign and empty values stay out of the string."},
		Fix:         wxpay.Words{ZH: "验签时只去掉 sign 和空值，其余字段全部保留。", EN: "Leave out sign and empty values, and keep everything else."},
		Sources:     []string{"helei112g/payment#208", "binarywang/WxJava#1407", "easy-swoole/pay#41"},
	},
	{
		Slug:        "v2-notify-extra-field",
		Title:       wxpay.Words{ZH: "URL 里的参数混进了验签", EN: "URL parameters were mixed into the check"},
		Explanation: wxpay.Words{ZH: "框架把路由参数或查询参数与报文里的字段合成了一张表，多出的字段参与了验签。微信支付只签报文体里的字段。", EN: "The framework merged route or query parameters with the fields of the message, and the surplus was hashed too. WeChat Pay signs what stands in the body and nothing else."},
		Fix:         wxpay.Words{ZH: "只用请求体里的 XML 验签，不用框架合并后的参数。notify_url 也不要带参数。", EN: "Verify over the XML of the body, not over the framework's merged parameters. A notify_url should carry no parameters anyway."},
		Sources:     []string{"w7corp/easywechat#1676"},
	},
	{
		Slug:        "v2-notify-empty-kept",
		Title:       wxpay.Words{ZH: "验签时保留了空值字段", EN: "Empty fields were kept when verifying"},
		Explanation: wxpay.Words{ZH: "通知里可以有空的字段，例如 attach。规则要求跳过它们，程序却把 attach= 拼进了签名串。", EN: "A notification may hold empty fields, attach for one. The rule leaves them out, but the program put attach= into the string."},
		Fix:         wxpay.Words{ZH: "验签前去掉值为空的字段，值为 0 的要保留。", EN: "Leave out fields with an empty value before verifying, and keep those whose value is 0."},
		Sources:     []string{"justquanyin/third-payment#7", "easy-swoole/pay#41"},
	},
	{
		Slug:        "v2-notify-key-missing",
		Title:       wxpay.Words{ZH: "验签的密钥为空或属于别的商户", EN: "The verifier had no key, or another merchant's"},
		Explanation: wxpay.Words{ZH: "验签代码拿到的 APIv2 密钥是空字符串，或属于另一个商户。这样每一条通知都验不过，与内容无关。", EN: "The verifying code got an empty APIv2 key, or another merchant's. Every notification fails then, whatever it says."},
		Fix:         wxpay.Words{ZH: "按通知里的 mch_id 取密钥，取不到就报配置错误，不要用空密钥继续算。", EN: "Look the key up by the mch_id of the notification; if there is none, report that instead of going on with an empty key."},
		Sources:     []string{"boyaq/wechat-payment-node#6", "CSDN 117630661"},
	},
	{
		Slug:        "v2-notify-data-altered",
		Title:       wxpay.Words{ZH: "验签用的通知已被改动", EN: "The notification was altered before the check"},
		Explanation: wxpay.Words{ZH: "拿来验签的不是收到的原始字节：它经过聊天工具或 Web 服务器的日志（引号成了 \\x22），换了编码，或者数字被重新打印过。用正确的密钥也验不过。", EN: "What was verified is not what arrived: it went through a chat or a web server's log, which writes \\x22 for a quote, changed its charset, or had its numbers printed anew. It fails even under the right key."},
		Fix:         wxpay.Words{ZH: "在解析之前保存请求体的原始字节，验签和排查都用它。", EN: "Keep the raw bytes of the body before parsing, and use them both for verifying and for later inspection."},
		Sources:     []string{"w7corp/easywechat#1131", "CSDN 117630661"},
	},
	{
		Slug:        "v2-reqinfo-key",
		Title:       wxpay.Words{ZH: "req_info 的解密密钥不对", EN: "req_info was opened with the wrong key"},
		Explanation: wxpay.Words{ZH: "AES 密钥是 APIv2 密钥的 MD5，写成 32 个小写十六进制字符，直接当作 32 个字节。这里用的是 APIv2 密钥原文、丢了前导零的 31 个字符，或另一个商户的密钥。", EN: "The AES key is the MD5 of the APIv2 key in lower-case hexadecimal, its 32 characters taken as 32 bytes. Here it was the APIv2 key itself, 31 characters with a zero lost, or the key of another merchant."},
		Fix:         wxpay.Words{ZH: "取退款所属商户的 APIv2 密钥，算出 MD5 并按固定宽度写成 32 个小写十六进制字符，用它做 AES-256-ECB 解密。", EN: "Take the APIv2 key of the merchant that made the refund, print its MD5 as 32 lower-case hexadecimal characters with fixed width, and decrypt by AES-256-ECB with these."},
		Sources:     []string{"binarywang/WxJava#742", "binarywang/WxJava#692", "CSDN 106526268"},
	},
	{
		Slug:        "v2-reqinfo-key-case",
		Title:       wxpay.Words{ZH: "req_info 的密钥用了大写的 MD5", EN: "req_info was opened with an upper-case MD5"},
		Explanation: wxpay.Words{ZH: "解密密钥是 MD5 的小写十六进制文本，换成大写就是不同的字节，解密会报填充错误。签名的结果用大写，这里正好相反。", EN: "The key is the MD5 in lower-case hexadecimal; in upper case these are other bytes, and decrypting ends in a padding error. A sign is in upper case, this key is not."},
		Fix:         wxpay.Words{ZH: "把 MD5 结果转成小写，再作为 AES 密钥。", EN: "Put the MD5 into lower case before using it as the AES key."},
		Sources:     []string{"binarywang/WxJava#2442", "binarywang/weixin-java-pay-demo#54"},
	},
	{
		Slug:        "v2-reqinfo-cipher",
		Title:       wxpay.Words{ZH: "req_info 的解密算法不对", EN: "req_info was opened with the wrong cipher"},
		Explanation: wxpay.Words{ZH: "req_info 用 AES-256-ECB 加密，PKCS#7 填充。这里用了 128 位密钥或 CBC 模式，或者旧版 Java 的策略不允许 256 位密钥（Illegal key size）。", EN: "req_info is encrypted by AES-256-ECB with PKCS#7 padding. Here the cipher was AES-128 or CBC, or an old Java forbids keys of 256 bits (Illegal key size)."},
		Fix:         wxpay.Words{ZH: "改用 AES-256-ECB、PKCS#7，没有 IV，Java 里写作 AES/ECB/PKCS5Padding。报 Illegal key size 的旧版 Java 需要升级，或放开加密强度限制。", EN: "Use AES-256-ECB with PKCS#7 and no IV, which Java calls AES/ECB/PKCS5Padding. A Java that says Illegal key size must be updated or given the unlimited policy."},
		Sources:     []string{"CSDN 106526268"},
	},
	{
		Slug:        "notify-body-not-read-raw",
		Title:       wxpay.Words{ZH: "没有读到原始的请求体", EN: "The raw request body was never read"},
		Explanation: wxpay.Words{ZH: "通知的请求体是一段 XML（V3 是 JSON），不是表单。程序按表单去读，用了新版 PHP 已移除的 $HTTP_RAW_POST_DATA，或在常驻内存的 PHP 服务里读输入流，拿到的都是空的。", EN: "The body of a notification is XML, or JSON in V3, and no form. Code that reads it as a form, by PHP's removed $HTTP_RAW_POST_DATA, or from the input stream of a long-running PHP server gets nothing."},
		Fix:         wxpay.Words{ZH: "直接读取请求体的全部字节再解析：PHP 用 php://input，常驻内存的服务用框架提供的原始请求体，Java 用 getInputStream。", EN: "Read all bytes of the body and parse those: php://input in PHP, the framework's raw body on long-running servers, getInputStream in Java."},
		Sources:     []string{"dcloudio/H5P.Server#13", "yansongda/pay#96", "w7corp/easywechat#1974"},
	},
}
