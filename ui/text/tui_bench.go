package text

import (
	"fmt"

	"wxlens/wxpay/diagnose"
	"wxlens/wxpay/diagnose/paste"
)

// Bench are the texts of the bench, where something that failed is diagnosed. What
// the command says too is in [Diagnosis].
type Bench struct {
	Title string
	Tabs  map[string]string
	Forms map[paste.Form]string
	Odd   map[paste.OddSlug]string
	Give  map[diagnose.Missing]string // how to give what is missing, where that is not obvious

	Intro, IntroKeys string
	Nothing          string // of WeChat Pay was recognised in the text
	NotEnough        string // what was recognised names no failure
	Reading          string
	Quickly          func(elapsed string) string // while the quick search takes its time
	Searching        func(elapsed string) string
	Stopped          func(elapsed string) string
	StoppedNow       string
	Changed          string // since the text was diagnosed

	Causes     func(n int) string
	Right      func(name string) string // what would be right
	Correct    string                   // what to look at when the signature is right
	Recognised string
	Captured   func(at string) string
	Lines      func(first, last int) string
	At         func(line, column int) string
	Repaired   string
	More       func(n int) string
	KeysOf     func(profile string) string
	OwnKeys    string
	NoKeys     func(why string) string
	// OtherMerchant is said where the keys of a profile are used for what another
	// merchant sent or got.
	OtherMerchant func(profile, its, other string) string
	PasteMore     string

	// The two texts of what WeChat Pay signed, as it was received and as its
	// signature has it.
	AsReceived, AsSigned string

	Differ           func(at, line int, field string) string
	Same, NoObserved string
	NoText           string
	Outside          func(bytes int) string // of a long text that are left out
	Holds            func(bytes, lines int) string

	OpenTitle, OpenFoot string
	CopyFix, CopyReport string
	CopyProgram         func(language string) string
	NextLanguage        string
	NoProgram           func(language string) string
	NothingToSave       string
	NoFailure           string // under the cursor
	NoDelivery          string // of the sandbox's notification in the inbox
}

var benchZH = Bench{
	Title: "诊断台",
	Tabs:  map[string]string{"verdict": "结论", "texts": "文本对照", "hex": "十六进制", "program": "程序", "input": "原文"},
	Forms: map[paste.Form]string{
		paste.FormRequest: "HTTP 请求", paste.FormResponse: "HTTP 应答", paste.FormCurl: "curl 命令", paste.FormAuthorization: "Authorization", paste.FormHeader: "头部",
		paste.FormXML: "V2 XML", paste.FormFields: "V2 字段", paste.FormBody: "JSON 请求体", paste.FormReply: "JSON 应答", paste.FormNotification: "通知", paste.FormResource: "resource（密文）",
		paste.FormParams: "调起支付的参数", paste.FormSigned: "待签名串", paste.FormLog: "错误日志", paste.FormValue: "带名字的值", paste.FormSetting: "配置项",
		paste.FormPrivateKey: "私钥", paste.FormCertificate: "证书", paste.FormPlatformCert: "平台证书", paste.FormPublicKey: "公钥", paste.FormPublicKeyID: "公钥 ID", paste.FormP12: "p12 文件", paste.FormCase: "案例文件",
	},
	Odd: map[paste.OddSlug]string{
		paste.OddFullWidth: "全角字符", paste.OddSmartQuote: "弯引号", paste.OddZeroWidth: "零宽字符", paste.OddByteOrderMark: "BOM", paste.OddNoBreakSpace: "不换行空格",
		paste.OddEscapedNewline: `写成 \n 的换行`, paste.OddEscapedQuote: "转义的引号", paste.OddHexEscaped: `写成 \x22 的字节`, paste.OddHTMLEscaped: "HTML 转义", paste.OddCRLF: "CRLF 换行",
		paste.OddTruncated: "被截断", paste.OddMasked: "被打码", paste.OddWrapped: "Base64 里有换行", paste.OddBase64: "Base64 长度不对", paste.OddReprinted: "程序打印的样子，不是原始字节",
		paste.OddLength: "与 Content-Length 不符", paste.OddNotUTF8: "不是 UTF-8",
	},
	Give: map[diagnose.Missing]string{
		"v2-key": "一行 api_key=…", "apiv3-key": "一行 apiv3_key=…", "merchant-certificate-or-key": "apiclient_key.pem 或 apiclient_cert.pem 的内容",
		"platform-key": "pub_key.pem 或平台证书的内容", "observed-signature": "一行 sign=…，或整个报文", "request-line": "curl 命令，或 POST https://…", "request-body": "发出的报文体原文",
		"message-body": "收到的报文体原文", "headers": "四个 Wechatpay-… 头部", "timestamp": "Wechatpay-Timestamp: …", "nonce": "Wechatpay-Nonce: …", "serial": "Wechatpay-Serial: …",
		"client-params": "wx.requestPayment({…}) 的参数", "order-request": "下单的请求体", "appid": "一行 appid=…", "ciphertext": "通知的 resource", "req-info": "退款通知的 XML",
	},

	Intro: "贴上失败的东西就会诊断：curl 命令和服务器的应答、原始 HTTP、Authorization 头部、V2 XML、wx.requestPayment 的参数、SDK 的错误日志、带头部的通知、PEM、证书。" +
		"可以一次全贴，也可以分几次贴：再贴的会接在后面。没有带密钥时用当前配置档的密钥。",
	IntroKeys: "ctrl+r 诊断   ctrl+o 打开文件   ctrl+l 清空   esc 返回",
	Nothing:   "没有认出微信支付的东西。贴上失败的请求（带签名）和服务器的应答，或者带头部的通知。",
	NotEnough: "认出了下面这些，但里面没有失败的请求、通知或应答。再贴上它，会接在后面。",
	Reading:   "正在辨认…",
	Quickly:   func(elapsed string) string { return "正在快速搜索  " + elapsed + "   esc 停止" },
	Searching: func(elapsed string) string {
		return "快速搜索没有找到原因，正在全面搜索  " + elapsed + "   esc 停止"
	},
	Stopped: func(elapsed string) string { return "搜索在 " + elapsed + " 后停止；r 从头搜索" }, StoppedNow: "搜索已停止",
	Changed: "原文在诊断之后改过；r 重新诊断",

	Causes: func(n int) string { return fmt.Sprintf("原因 %d 个", n) }, Right: func(name string) string { return "正确的 " + name },
	Correct:    "这个签名和密钥、文本相符。请核对：商户平台上登记的是不是这把密钥或证书，序列号和商户号是不是同一家，传输的字节与签名的字节是否一样。",
	Recognised: "认出了", Captured: func(at string) string { return "记录里 " + at + " 的一次交互" },
	Lines: func(first, last int) string {
		if first == last {
			return fmt.Sprintf("第 %d 行", first)
		}
		return fmt.Sprintf("第 %d–%d 行", first, last)
	},
	At: func(line, column int) string { return fmt.Sprintf("第 %d 行第 %d 列", line, column) }, Repaired: "已还原",
	More:   func(n int) string { return fmt.Sprintf("还有 %d 项", n) },
	KeysOf: func(profile string) string { return "密钥：配置档 " + profile }, OwnKeys: "密钥：贴进来的",
	NoKeys: func(why string) string { return "没有密钥可用：" + why },
	OtherMerchant: func(profile, its, other string) string {
		return "配置档 " + profile + " 是商户 " + its + "，原文里是商户 " + other + "：请贴上它的密钥"
	},
	PasteMore: "直接贴上即可，会接在原文后面再诊断。",

	AsReceived: "按收到的报文组成的验签串", AsSigned: "与签名相符的文本",
	Differ: func(at, line int, field string) string {
		if field == "" {
			return fmt.Sprintf("第一处不同：第 %d 字节，第 %d 行", at, line)
		}
		return fmt.Sprintf("第一处不同：第 %d 字节，第 %d 行，%s", at, line, field)
	},
	Same: "两个文本相同", NoObserved: "不知道实际签名的是什么文本：没有已知的错误能得到这个签名。", NoText: "还没有可以对照的文本。",
	Outside: func(n int) string { return fmt.Sprintf("此处略去 %d 字节", n) },
	Holds:   func(bytes, lines int) string { return fmt.Sprintf("%d 字节，%d 行", bytes, lines) },

	CopyProgram: func(language string) string { return language + " 程序" }, NextLanguage: "p 换一种语言；密钥从环境变量和文件读取，不写在里面",
	NoProgram: func(language string) string { return "这一种没有 " + language + " 的程序" },
	OpenTitle: "打开文件", OpenFoot: "文件的路径，~ 是主目录；内容接在原文后面   enter 打开   esc 返回",
	CopyFix: "怎么改", CopyReport: "整份结论",
	NothingToSave: "还没有可以保存的案例", NoFailure: "这里没有失败的检查", NoDelivery: "收件箱里没有这条通知的失败投递",
}

var benchEN = Bench{
	Title: "Bench",
	Tabs:  map[string]string{"verdict": "verdict", "texts": "texts", "hex": "hex", "program": "program", "input": "input"},
	Forms: map[paste.Form]string{
		paste.FormRequest: "HTTP request", paste.FormResponse: "HTTP reply", paste.FormCurl: "curl command", paste.FormAuthorization: "Authorization", paste.FormHeader: "headers",
		paste.FormXML: "V2 XML", paste.FormFields: "V2 fields", paste.FormBody: "JSON request body", paste.FormReply: "JSON reply", paste.FormNotification: "notification", paste.FormResource: "resource (ciphertext)",
		paste.FormParams: "parameters of a client call", paste.FormSigned: "text to sign", paste.FormLog: "error log", paste.FormValue: "named values", paste.FormSetting: "settings",
		paste.FormPrivateKey: "private key", paste.FormCertificate: "certificate", paste.FormPlatformCert: "platform certificate", paste.FormPublicKey: "public key", paste.FormPublicKeyID: "public key id", paste.FormP12: "p12 file", paste.FormCase: "case file",
	},
	Odd: map[paste.OddSlug]string{
		paste.OddFullWidth: "full-width character", paste.OddSmartQuote: "smart quote", paste.OddZeroWidth: "zero-width character", paste.OddByteOrderMark: "byte order mark", paste.OddNoBreakSpace: "no-break space",
		paste.OddEscapedNewline: `line feed written \n`, paste.OddEscapedQuote: "escaped quote", paste.OddHexEscaped: `byte written \x22`, paste.OddHTMLEscaped: "escaped for HTML", paste.OddCRLF: "CRLF line ends",
		paste.OddTruncated: "cut off", paste.OddMasked: "masked", paste.OddWrapped: "line breaks inside base64", paste.OddBase64: "base64 of a wrong length", paste.OddReprinted: "a program's print, not the bytes",
		paste.OddLength: "not as long as Content-Length", paste.OddNotUTF8: "not UTF-8",
	},
	Give: map[diagnose.Missing]string{
		"v2-key": "a line api_key=…", "apiv3-key": "a line apiv3_key=…", "merchant-certificate-or-key": "what is in apiclient_key.pem or apiclient_cert.pem",
		"platform-key": "what is in pub_key.pem or the platform certificate", "observed-signature": "a line sign=…, or the whole message", "request-line": "the curl command, or POST https://…", "request-body": "the body as it was sent",
		"message-body": "the body as it came", "headers": "the four Wechatpay-… headers", "timestamp": "Wechatpay-Timestamp: …", "nonce": "Wechatpay-Nonce: …", "serial": "Wechatpay-Serial: …",
		"client-params": "the parameters of wx.requestPayment({…})", "order-request": "the body that placed the order", "appid": "a line appid=…", "ciphertext": "the resource of the notification", "req-info": "the XML of the refund notification",
	},

	Intro: "Paste what failed and it is diagnosed: a curl command with the server's reply, raw HTTP, an Authorization header, V2 XML, the parameters of wx.requestPayment, an SDK's error log, a notification with its headers, PEM, certificates. " +
		"All at once or piece by piece: what you paste next is added. What brings no keys is diagnosed with those of the profile in use.",
	IntroKeys: "ctrl+r diagnose   ctrl+o open a file   ctrl+l clear   esc back",
	Nothing:   "Nothing of WeChat Pay was recognised. Paste the failing request with its signature and the server's reply, or a notification with its headers.",
	NotEnough: "This was recognised, but no failing request, notification or reply is in it. Paste that too; it is added.",
	Reading:   "reading…",
	Quickly:   func(elapsed string) string { return "searching quickly  " + elapsed + "   esc stops" },
	Searching: func(elapsed string) string {
		return "the quick search explains nothing; searching everything  " + elapsed + "   esc stops"
	},
	Stopped: func(elapsed string) string { return "the search was stopped after " + elapsed + "; r searches anew" }, StoppedNow: "the search is stopped",
	Changed: "the text was changed since it was diagnosed; r diagnoses it",

	Causes: func(n int) string {
		if n == 1 {
			return "1 cause"
		}
		return fmt.Sprintf("%d causes", n)
	}, Right: func(name string) string { return "the right " + name },
	Correct:    "The signature fits the key and the text. Look at whether this key or certificate is the one registered on the platform, whether serial and merchant number are of one merchant, and whether the bytes sent are the bytes signed.",
	Recognised: "Recognised", Captured: func(at string) string { return "captured exchange of " + at },
	Lines: func(first, last int) string {
		if first == last {
			return fmt.Sprintf("line %d", first)
		}
		return fmt.Sprintf("lines %d–%d", first, last)
	},
	At: func(line, column int) string { return fmt.Sprintf("line %d column %d", line, column) }, Repaired: "put right",
	More:   func(n int) string { return fmt.Sprintf("%d more", n) },
	KeysOf: func(profile string) string { return "keys: profile " + profile }, OwnKeys: "keys: those in the text",
	NoKeys: func(why string) string { return "there are no keys to use: " + why },
	OtherMerchant: func(profile, its, other string) string {
		return "profile " + profile + " is merchant " + its + ", the text is of merchant " + other + ": paste the keys of that one"
	},
	PasteMore: "Just paste it: it is added to the text, and that is diagnosed anew.",

	AsReceived: "text of what was received", AsSigned: "text that the signature is of",
	Differ: func(at, line int, field string) string {
		if field == "" {
			return fmt.Sprintf("first difference: byte %d, line %d", at, line)
		}
		return fmt.Sprintf("first difference: byte %d, line %d, %s", at, line, field)
	},
	Same: "the two texts are equal", NoObserved: "What was signed is not known: no known mistake gives this signature.", NoText: "There are no texts to compare yet.",
	Outside: func(n int) string { return fmt.Sprintf("%d bytes left out here", n) },
	Holds:   func(bytes, lines int) string { return fmt.Sprintf("%d bytes, %d lines", bytes, lines) },

	CopyProgram: func(language string) string { return language + " program" }, NextLanguage: "p: next language; keys are read from the environment and from files, not written into it",
	NoProgram: func(language string) string { return "there is no program in " + language + " for this" },
	OpenTitle: "Open a file", OpenFoot: "the path of a file, ~ is the home folder; it is added to the text   enter open   esc back",
	CopyFix: "the fix", CopyReport: "the whole report",
	NothingToSave: "there is no case to save yet", NoFailure: "no check failed here", NoDelivery: "the inbox holds no failed delivery of this notification",
}
