package text

import "wxlens/wxpay/diagnose"

// Diagnosis are the words around what the diagnoser finds; the mistakes have their
// own.
type Diagnosis struct {
	Verdicts map[diagnose.Verdict]string
	Kinds    map[diagnose.Kind]string
	Missing  map[diagnose.Missing]string

	Or, Differ, Should, Was string // Differ: byte, line, field
	Unexplained, Lacks      string
	Likely                  string
	Tried                   string // texts, milliseconds
	Right                   string // what should have been sent
	KeysOf                  string // profile
	NotRekeyed              string
	NoProgram               string // language
	OtherMerchant           string // the number in the message, that of the profile
}

// MissingWord names something that a case does not hold; what has no word is a
// protocol name.
func (d *Diagnosis) MissingWord(m diagnose.Missing) string {
	if word := d.Missing[m]; word != "" {
		return word
	}
	return string(m)
}

var diagnosisZH = Diagnosis{
	Verdicts: map[diagnose.Verdict]string{
		diagnose.Explained: "找到原因", diagnose.Correct: "签名是对的", diagnose.Unexplained: "没有已知的错误能解释它",
	},
	Kinds: map[diagnose.Kind]string{
		diagnose.Request: "请求", diagnose.PaySign: "调起支付", diagnose.Notify: "通知", diagnose.Response: "应答", diagnose.Decrypt: "解密",
	},
	Missing: map[diagnose.Missing]string{
		"v2-key": "APIv2 密钥", "apiv3-key": "APIv3 密钥", "merchant-certificate-or-key": "商户 API 证书或私钥", "platform-key": "微信支付公钥或平台证书",
		"observed-signature": "收到或算出的签名", "request-line": "请求方法与地址", "request-body": "请求报文体（原文）", "message-body": "通知或应答的报文体（原文）",
		"headers": "Wechatpay-… 头部", "timestamp": "时间戳", "nonce": "随机串", "serial": "Wechatpay-Serial", "client-params": "调起支付的参数",
		"order-request": "下单请求", "appid": "appid", "ciphertext": "ciphertext", "req-info": "req_info", "resource": "resource", "authorization": "Authorization 头部",
	},
	Or: "或者：", Differ: "第一处不同：第 %d 字节，第 %d 行，%s", Should: "应当签名的文本", Was: "实际签名的文本",
	Unexplained: "已知的错误单独或组合都得不到这个签名。先确认密钥属于这个商户号，再确认贴进来的是发送时的原文，一个字节都没改。",
	Likely:      "最可能的是：", Lacks: "缺少：", Tried: "试了 %d 种文本，用时 %d ms", Right: "用同样的值，正确的 %s：", KeysOf: "密钥取自配置档 %s",
	NoProgram:     "这一种没有 %s 的示例程序",
	NotRekeyed:    "换成沙箱的密钥后得不到同样的失败，没有导出；要给别人看，请自行去掉密钥后用 --save-case",
	OtherMerchant: "报文里的商户号是 %s，而这些密钥属于 %s：换一个配置档（--profile），或把密钥一起贴进来",
}

var diagnosisEN = Diagnosis{
	Verdicts: map[diagnose.Verdict]string{
		diagnose.Explained: "explained", diagnose.Correct: "the signature is right", diagnose.Unexplained: "no known mistake explains it",
	},
	Kinds: map[diagnose.Kind]string{
		diagnose.Request: "request", diagnose.PaySign: "client call", diagnose.Notify: "notification", diagnose.Response: "reply", diagnose.Decrypt: "decryption",
	},
	Missing: map[diagnose.Missing]string{
		"v2-key": "the APIv2 key", "apiv3-key": "the APIv3 key", "merchant-certificate-or-key": "the merchant's API certificate or private key",
		"platform-key": "the WeChat Pay public key or platform certificate", "observed-signature": "the signature that was received or computed",
		"request-line": "method and address of the request", "request-body": "the body of the request, as it was sent",
		"message-body": "the body of the notification or reply, as it came", "headers": "the Wechatpay-… headers", "timestamp": "the timestamp",
		"nonce": "the nonce", "serial": "Wechatpay-Serial", "client-params": "the parameters of the client call", "order-request": "the request that placed the order",
		"appid": "the appid", "ciphertext": "the ciphertext", "req-info": "the req_info", "resource": "the resource", "authorization": "the Authorization header",
	},
	Or: "or:", Differ: "first difference: byte %d, line %d, %s", Should: "what should be signed", Was: "what was signed",
	Unexplained: "None of the known mistakes, alone or together, gives this signature. Make sure that the key belongs to this merchant number, and that what was pasted is what was sent, to the byte.",
	Likely:      "most likely:", Lacks: "not there:", Tried: "%d texts tried in %d ms", Right: "with the same values, the right %s:", KeysOf: "keys of the profile %s",
	NoProgram:     "there is no program in %s for this",
	NotRekeyed:    "with the keys of the sandbox the failure is not the same, so nothing was exported; to show it, take the keys out and use --save-case",
	OtherMerchant: "the message names the merchant %s, and these keys belong to %s: use another profile (--profile), or paste the keys along",
}
