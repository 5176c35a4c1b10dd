package diagnose

import "wxlens/wxpay"

// keyMistakes lie in key files and certificates (密钥与证书).
var keyMistakes = []Mistake{
	{
		Slug:        "key-file-unreadable",
		Title:       wxpay.Words{ZH: "密钥或证书文件读不出来", EN: "A key or certificate file cannot be read"},
		Explanation: wxpay.Words{ZH: "内容不是程序能解析的 PEM：换行丢失成了一行，缺少 BEGIN 和 END 行，PKCS#1 与 PKCS#8 写错了标签，或者把文件路径当作内容传入。", EN: "The text is no PEM that the program can parse: its line ends are lost, the BEGIN and END lines are missing, PKCS#1 and PKCS#8 carry each other's label, or a path was passed where content is wanted."},
		Fix:         wxpay.Words{ZH: "重新从商户证书压缩包里取 apiclient_key.pem，原样保存。放进环境变量或配置时保留换行，并分清参数要的是路径还是内容。", EN: "Take apiclient_key.pem from the merchant certificate's archive again and keep it as it is. In variables and settings, preserve its line ends, and mind whether a path or the content is asked for."},
		Sources:     []string{"w7corp/easywechat#2757", "wechatpay-apiv3/wechatpay-php#63", "wechatpay-apiv3/wechatpay-go#255"},
	},
	{
		Slug:        "key-is-other-kind",
		Title:       wxpay.Words{ZH: "文件放错了位置", EN: "A file of another kind is in this place"},
		Explanation: wxpay.Words{ZH: "这里要的是一种文件，给的是另一种，例如私钥的位置放了证书，平台证书的位置放了微信支付公钥。PEM 的 BEGIN 行写着它究竟是什么。", EN: "One kind of file is wanted here and another was given, such as a certificate for a private key, or the WeChat Pay public key for a platform certificate. The BEGIN line of a PEM tells what it is."},
		Fix:         wxpay.Words{ZH: "按 BEGIN 行放对位置：PRIVATE KEY 是商户 API 私钥，CERTIFICATE 是证书，PUBLIC KEY 是微信支付公钥。", EN: "Sort them by their BEGIN lines: PRIVATE KEY is the merchant API key, CERTIFICATE a certificate, PUBLIC KEY the WeChat Pay public key."},
		Sources:     []string{"YunaiV/ruoyi-vue-pro#1012"},
	},
	{
		Slug:        "p12-overrides-serial",
		Title:       wxpay.Words{ZH: "p12 里的证书覆盖了配置的序列号", EN: "The p12 overrides the configured serial number"},
		Explanation: wxpay.Words{ZH: "库从 p12 文件读出了私钥和序列号，覆盖了单独配置的值。两处来自不同的证书时，请求头里的 serial_no 与签名的私钥就对不上。", EN: "The library took key and serial number from the p12 and dropped what was configured. If the two come from different certificates, serial_no in the header does not fit the key that signs."},
		Fix:         wxpay.Words{ZH: "私钥、证书和序列号只从一处取，p12 与 PEM 只留一种，并确认它们属于同一张证书。", EN: "Take key, certificate and serial number from one source: keep either the p12 or the PEM files, and see that they are of one certificate."},
		Sources:     []string{"binarywang/WxJava#3596"},
	},
	{
		Slug:        "platform-cert-none",
		Title:       wxpay.Words{ZH: "商户没有平台证书，只有微信支付公钥", EN: "The merchant has a public key, no platform certificate"},
		Explanation: wxpay.Words{ZH: "2024 年末以来的商户只有微信支付公钥，/v3/certificates 应答“无可用的平台证书”（RESOURCE_NOT_EXISTS），有时是 SYSTEM_ERROR。会自动下载平台证书的 SDK 因此初始化失败。", EN: "Merchants since late 2024 have the WeChat Pay public key only, and /v3/certificates answers RESOURCE_NOT_EXISTS, 无可用的平台证书, or at times SYSTEM_ERROR. SDKs that download certificates by themselves fail to start."},
		Fix:         wxpay.Words{ZH: "在“商户平台 → 账户中心 → API安全”申请并下载微信支付公钥，把公钥和它的 ID（PUB_KEY_ID_…）配置给 SDK 的公钥模式，不再下载平台证书。", EN: "Apply for the WeChat Pay public key under merchant platform → Account centre → API security, give the SDK's public-key mode the key and its id (PUB_KEY_ID_…), and stop downloading certificates."},
		Sources:     []string{"binarywang/WxJava#3412", "wechatpay-apiv3/wechatpay-java#306", "yansongda/pay#1046"},
	},
	{
		Slug:        "platform-cert-expired",
		Title:       wxpay.Words{ZH: "平台证书已经过期", EN: "The platform certificate has expired"},
		Explanation: wxpay.Words{ZH: "手里的平台证书过了有效期，或者已被新的替换。用它加密的敏感字段会被拒绝，新的应答和通知也验不过。", EN: "The platform certificate at hand is past its validity or was replaced. Fields encrypted for it are refused, and new replies and notifications do not verify."},
		Fix:         wxpay.Words{ZH: "重新调用 /v3/certificates 并保存全部证书，加密用最新生效的一张。程序应当定期更新，或改用没有有效期的微信支付公钥。", EN: "Call /v3/certificates again, keep all it returns, and encrypt with the newest in force. Refresh on a schedule, or move to the WeChat Pay public key, which does not expire."},
		Sources:     []string{"binarywang/WxJava#3803", "wechatpay-apiv3/wechatpay-apache-httpclient#9"},
	},
	{
		Slug:        "sensitive-serial",
		Title:       wxpay.Words{ZH: "敏感字段与 Wechatpay-Serial 不配套", EN: "Sensitive fields do not fit Wechatpay-Serial"},
		Explanation: wxpay.Words{ZH: "请求里有加密的敏感字段，Wechatpay-Serial 必须指明加密用的那把微信支付公钥或平台证书。这里没有带这个头，写的是别的序列号，加密用了商户自己的证书，或者字段根本没有加密。", EN: "A request with encrypted fields must name, in Wechatpay-Serial, the public key or platform certificate it was encrypted with. Here the header is missing or names another, the merchant's own certificate was used, or the field is not encrypted at all."},
		Fix:         wxpay.Words{ZH: "用微信支付公钥或最新的平台证书做 RSA-OAEP 加密，把同一把密钥的 ID 或序列号写进 Wechatpay-Serial。2048 位密钥加密后解出来是 256 个字节。", EN: "Encrypt by RSA-OAEP with the WeChat Pay public key or the newest platform certificate, and send that key's id or serial number as Wechatpay-Serial. With a key of 2048 bits, the base64 holds 256 bytes."},
		Sources:     []string{"wechatpay-apiv3/wechatpay-java#234", "go-pay/gopay#206", "wechatpay-apiv3/wechatpay-apache-httpclient#147"},
	},
	{
		Slug:        "apiv3-key-not-set",
		Title:       wxpay.Words{ZH: "商户没有设置 APIv3 密钥", EN: "No APIv3 key was ever set"},
		Explanation: wxpay.Words{ZH: "V3 通知要用 APIv3 密钥加密。商户平台上没有设置过它，微信支付就不会发送通知，地址再对也收不到。", EN: "V3 notifications are encrypted with the APIv3 key. As long as none is set on the merchant platform, WeChat Pay sends no notification, however right the address is."},
		Fix:         wxpay.Words{ZH: "在“商户平台 → 账户中心 → API安全”设置 APIv3 密钥，并把同样的 32 个字符填进程序。", EN: "Set an APIv3 key under merchant platform → Account centre → API security, and put the same 32 characters into the program."},
		Sources:     []string{"doc: official skill"},
	},
	{
		Slug:        "merchant-cert-replaced",
		Title:       wxpay.Words{ZH: "商户 API 证书已经更换", EN: "The merchant API certificate was replaced"},
		Explanation: wxpay.Words{ZH: "商户重新申请过证书，程序还在用旧的私钥和序列号。文件本身没有损坏，但微信支付已不接受旧证书，V2 的退款、转账也会在 TLS 上失败。", EN: "A new certificate was issued, and the program still uses the key and serial number of the old one. The files are sound, but WeChat Pay no longer takes that certificate, and V2 refunds and transfers fail on TLS too."},
		Fix:         wxpay.Words{ZH: "把 apiclient_key.pem、apiclient_cert.pem、apiclient_cert.p12 和序列号全部换成新证书的，一个不漏。", EN: "Replace apiclient_key.pem, apiclient_cert.pem, apiclient_cert.p12 and the serial number by those of the new certificate, all of them."},
		Sources:     []string{"supersheep/wechat-pay#77"},
	},
	{
		Slug:        "p12-password",
		Title:       wxpay.Words{ZH: "p12 证书打不开", EN: "The p12 does not open"},
		Explanation: wxpay.Words{ZH: "p12 的密码默认是商户号，这里填了别的密码或另一个商户的号；也可能文件在构建或上传时被清空、改动，例如被当作文本处理过。", EN: "The password of the p12 is the merchant number, and something else or another merchant's was given. Or a build or an upload emptied or altered the file, for instance by treating it as text."},
		Fix:         wxpay.Words{ZH: "密码填这个证书所属的商户号。仍打不开就比较文件大小，重新以二进制方式复制，并让构建工具不要过滤 .p12。", EN: "Use the merchant number that the certificate belongs to. If that fails, compare the file's size, copy it again as binary, and keep the build tool from filtering .p12 files."},
		Sources:     []string{"jasl/wx_pay#38", "binarywang/WxJava#1635", "tvrcgo/weixin-pay#14"},
	},
	{
		Slug:        "pubkey-id-form",
		Title:       wxpay.Words{ZH: "微信支付公钥 ID 的写法不对", EN: "The public key id is written in the wrong form"},
		Explanation: wxpay.Words{ZH: "公钥 ID 是 PUB_KEY_ID_ 加数字的一段文本。这里丢了前缀，被转成了十六进制，或者填了平台证书的序列号。", EN: "The id of the WeChat Pay public key is PUB_KEY_ID_ and digits, as text. Here the prefix is gone, it was turned into hexadecimal, or a platform certificate's serial number stands in its place."},
		Fix:         wxpay.Words{ZH: "从“商户平台 → 账户中心 → API安全”完整复制公钥 ID，连同前缀，不做任何转换。", EN: "Copy the whole id with its prefix from merchant platform → Account centre → API security, and convert nothing."},
		Sources:     []string{"binarywang/WxJava#3451"},
	},
}
