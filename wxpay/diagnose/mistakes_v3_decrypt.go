package diagnose

import "wxlens/wxpay"

// v3DecryptMistakes are made when a resource or a sensitive field is opened (V3 解密).
var v3DecryptMistakes = []Mistake{
	{
		Slug:        "v3-apiv3-key-wrong",
		Title:       wxpay.Words{ZH: "APIv3 密钥不对", EN: "The APIv3 key is wrong"},
		Explanation: wxpay.Words{ZH: "解密用的 APIv3 密钥不是微信支付加密时的那个：是旧的，是另一个商户的，或者平台上改了而程序没有跟着改。验签通过而解密失败，就说明报文没有损坏，问题在密钥。", EN: "The APIv3 key is not the one that WeChat Pay encrypted with: an earlier one, another merchant's, or one that was changed on the platform only. If the signature verifies and decryption fails, the message is whole and the key is at fault."},
		Fix:         wxpay.Words{ZH: "更新程序里的 APIv3 密钥。不确定时在“商户平台 → 账户中心 → API安全”再设置一次同样的值：平台拒绝，说明它就是当前密钥；能设置成功，说明原来不同。", EN: "Update the APIv3 key in the program. In doubt, set the same value again under merchant platform → Account centre → API security: a refusal means that it is the current key, and if it is accepted, the two did differ."},
		Sources:     []string{"go-pay/gopay#334", "wechatpay-apiv3/wechatpay-java#93", "klover2/wechatpay-node-v3-ts#42"},
	},
	{
		Slug:        "v3-apiv3-key-is-v2-key",
		Title:       wxpay.Words{ZH: "把 APIv2 密钥当作 APIv3 密钥", EN: "The APIv2 key was used as the APIv3 key"},
		Explanation: wxpay.Words{ZH: "两个密钥都是 32 个字符，在同一个页面上设置，容易填错位置。V3 的通知和平台证书只能用 APIv3 密钥解密。", EN: "Both keys have 32 characters and are set on one page, so they are easily exchanged. V3 notifications and platform certificates open with the APIv3 key only."},
		Fix:         wxpay.Words{ZH: "换成 APIv3 密钥，没有设置过就在“商户平台 → 账户中心 → API安全”设置。", EN: "Use the APIv3 key; if there is none, set it under merchant platform → Account centre → API security."},
		Sources:     []string{"wechatpay-apiv3/wechatpay-go#247"},
	},
	{
		Slug:        "v3-apiv3-key-length",
		Title:       wxpay.Words{ZH: "APIv3 密钥不是 32 个字节", EN: "The APIv3 key is not 32 bytes long"},
		Explanation: wxpay.Words{ZH: "AES-256 的密钥必须正好 32 个字节。这里多了空格或换行，或者填的是证书序列号、登录密码等别的东西。", EN: "AES-256 takes exactly 32 bytes. Here a blank or line end is in it, or it is something else altogether, such as a serial number or a password."},
		Fix:         wxpay.Words{ZH: "去掉首尾空白，填入 32 个字符的 APIv3 密钥，按原样的字节使用，不做 base64 或十六进制解码。", EN: "Trim it, put in the 32 characters of the APIv3 key, and use their bytes as they are, without decoding base64 or hexadecimal."},
		Sources:     []string{"wechatpay-apiv3/wechatpay-go#201", "wechatpay-apiv3/wechatpay-java#108", "go-pay/gopay#390"},
	},
	{
		Slug:        "v3-aad-lost",
		Title:       wxpay.Words{ZH: "解密没有传入 associated_data", EN: "associated_data was not given to the cipher"},
		Explanation: wxpay.Words{ZH: "resource 里的 associated_data 参与 GCM 的认证，解密时传了空值或别的值，密钥正确也会失败。", EN: "associated_data of the resource is part of what GCM authenticates. With an empty or other value, decryption fails even under the right key."},
		Fix:         wxpay.Words{ZH: "把收到的 associated_data 原样作为附加数据传入，收到的是空的才传空。", EN: "Pass associated_data on exactly as received, and an empty one only if it came empty."},
		Sources:     []string{"CSDN 116752366", "inbai.net post"},
	},
	{
		Slug:        "v3-ciphertext-encoding",
		Title:       wxpay.Words{ZH: "密文没有正确解码", EN: "The ciphertext was not decoded properly"},
		Explanation: wxpay.Words{ZH: "ciphertext 是 base64，解开之后末尾 16 个字节是认证标签。这里没有先解 base64，标签切得不对，或者把密文、明文分段转成字符串时切断了字符。", EN: "ciphertext is base64, and the last 16 bytes of what it holds are the tag. Here base64 was not decoded, the tag was cut off wrongly, or pieces were turned into text in the middle of a character."},
		Fix:         wxpay.Words{ZH: "先把 ciphertext 解成字节，整个交给会自己处理标签的 AES-GCM 函数，否则末尾 16 个字节单独作为标签。全部解密之后再按 UTF-8 转成字符串。", EN: "Decode ciphertext into bytes and give all of them to an AES-GCM call that knows the tag, or split the last 16 bytes off for it. Turn the result into UTF-8 text only when it is complete."},
		Sources:     []string{"klover2/wechatpay-node-v3-ts#70", "nodejs/help#3965", "fudiwei/DotNetCore.SKIT.FlurlHttpClient.Wechat#81"},
	},
	{
		Slug:        "v3-nonce-mixed",
		Title:       wxpay.Words{ZH: "解密用了请求头里的随机串", EN: "The header's nonce was used for decryption"},
		Explanation: wxpay.Words{ZH: "一条通知有两个随机串：Wechatpay-Nonce 用于验签，resource.nonce 用于解密。这里解密用了前者。", EN: "A notification has two nonces: Wechatpay-Nonce belongs to the signature, resource.nonce to the cipher. Here the first was used to decrypt."},
		Fix:         wxpay.Words{ZH: "解密改用 resource.nonce，它是 12 个字节，原样使用。", EN: "Decrypt with resource.nonce, 12 bytes as they stand."},
	},
	{
		Slug:        "v3-jce-policy",
		Title:       wxpay.Words{ZH: "旧版 Java 不允许 256 位密钥", EN: "An old Java forbids keys of 256 bits"},
		Explanation: wxpay.Words{ZH: "旧版 Java 默认限制加密强度，用 AES-256 会报 Illegal key size。密钥和报文都没有问题。", EN: "Old Java releases limit key strength and answer AES-256 with Illegal key size. Neither the key nor the message is wrong."},
		Fix:         wxpay.Words{ZH: "升级 Java，新版本没有这个限制。不能升级就安装 JCE 无限制强度策略文件。", EN: "Update Java: newer releases have no such limit. If that cannot be, install the JCE unlimited strength policy."},
		Sources:     []string{"CSDN 106526268"},
	},
	{
		Slug:        "v3-sensitive-field-decrypt",
		Title:       wxpay.Words{ZH: "敏感字段解不开", EN: "A sensitive field does not open"},
		Explanation: wxpay.Words{ZH: "应答里的敏感字段是用商户 API 证书的公钥加密的，只有对应的商户 API 私钥能解开。这里用了别的密钥或填充方式，或者在解密自己上传的内容，那是用微信支付的公钥加密的。", EN: "Sensitive fields of a reply are encrypted for the merchant API certificate and open with its private key only. Here another key or padding was used, or what you uploaded yourself, which is encrypted for WeChat Pay."},
		Fix:         wxpay.Words{ZH: "用 apiclient_key.pem 和 RSA-OAEP（SHA-1）解密。上传的内容自己解不开，要核对就在加密之前保留原文。", EN: "Decrypt with apiclient_key.pem and RSA-OAEP over SHA-1. What you upload you cannot decrypt: keep the plain text if you need to compare it."},
		Sources:     []string{"wechatpay-apiv3/wechatpay-apache-httpclient#33", "wechatpay-apiv3/wechatpay-go#53", "wechatpay-apiv3/wechatpay-guzzle-middleware#17"},
	},
	{
		Slug:        "v3-decrypt-wrong-scheme",
		Title:       wxpay.Words{ZH: "解密用错了算法", EN: "The wrong cipher was used"},
		Explanation: wxpay.Words{ZH: "通知的 resource 用 AEAD_AES_256_GCM 加密，密钥是 APIv3 密钥。这里用了 RSA 私钥，或者 SDK 没有配置时默认用了国密 SM4。", EN: "The resource of a notification is encrypted by AEAD_AES_256_GCM under the APIv3 key. Here an RSA key was tried, or an SDK fell back to SM4 because nothing was set."},
		Fix:         wxpay.Words{ZH: "看 resource.algorithm，是 AEAD_AES_256_GCM 就用 AES-256-GCM 和 APIv3 密钥。RSA 私钥只用来解敏感字段。", EN: "Look at resource.algorithm: AEAD_AES_256_GCM means AES-256-GCM with the APIv3 key. The RSA key opens sensitive fields only."},
		Sources:     []string{"wechatpay-apiv3/wechatpay-apache-httpclient#71", "JeffreySu/WeiXinMPSDK#3084", "binarywang/WxJava#3459"},
	},
}
