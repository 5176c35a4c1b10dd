package text

import "fmt"

// Deliveries are the texts about deliveries: their sides, what is done with them, and
// the developer's server that they are sent on to.
type Deliveries struct {
	AtStake string // said loudly of a genuine notification that does not fit the order

	// The envelope.
	At, From, To, Profile    string
	UnknownSender, Published string
	NotPublished             string
	Pruned, InClear          string
	Attempts                 func(n int) string

	// The developer's server.
	NotForwarded, WouldRetry, Acknowledged string
	AsReceived, PassedOn, LastAnswer       string
	SentInstead, SideBySide                string
	Trials                                 map[string]string // what was changed on purpose
	Forecast                               func(in string, attempt, of int) string
	NoForecast                             string

	// The list.
	Grouped, NotGrouped, AllNow     string
	NoneChosen                      string
	MarkedNow, UnmarkedNow, NoMarks string
	NoteTitle, NoteFoot, Noted      string
	Searching                       string
	Reading                         string // the journal, of which there is more

	// Comparing two.
	CompareNext  string
	CompareTitle func(n int) string
	CompareKeys  string
	NoDifference string
	Parts        map[string]string

	// Sending on and again.
	TargetTitle, TargetFoot string
	TargetSet               func(url, mode string) string
	TargetNone              string
	ModeTitle               string
	Modes                   map[string]string
	ResendTo                string
	TrialsTitle, TrialsFoot string
	Exam                    string
	ExamResult              func(right, of int) string
	EditTitle, EditFoot     string
	NothingToSend           string
	ResultsTitle            func(trial string) string
	Expected, GotWord       string
	Foreign                 string // said when a server with the real keys must refuse what was signed

	// Export and import.
	ExportTitle, ExportFoot   string
	ExportAll, ExportOne      func(format string, n int) string
	Redacted, Whole           string
	ImportTitle, ImportFoot   string
	Imported                  func(n int) string
	PasteTitle, PasteQuestion string
	CopyCurl                  string

	SuspendTitle, SuspendBody string
}

var deliveriesZH = Deliveries{
	AtStake: "钱对不上：不要发货",

	At: "收到时间", From: "来自", To: "送到", Profile: "配置档",
	UnknownSender: "来源未知", Published: "（微信支付公布的回调地址）", NotPublished: "（不在微信支付公布的回调地址里）",
	Pruned: "为了控制大小，请求头和正文已经清理", InClear: "信封里的明文",
	Attempts: func(n int) string { return fmt.Sprintf("这个事件共投递 %d 次", n) },

	NotForwarded: "没有转发给你的服务。f 设置转发的地址，r 现在发一次。", WouldRetry: "会重发", Acknowledged: "已确认",
	AsReceived: "原样", PassedOn: "已转给微信支付", LastAnswer: "最后的应答",
	SentInstead: "实际发出的请求", SideBySide: "并排比较",
	Trials: map[string]string{
		"": "原样", "as-received": "原样", "signed-again": "重新签名", "edited": "改后重签", "duplicate": "重复", "concurrent": "并发", "bad-signature": "签名错误",
		"tampered": "签名后篡改", "stale": "十分钟前", "unknown-serial": "未知序列号", "wrong-amount": "金额多一分", "probe": "签名探测",
		"extra-fields": "多出字段", "four-coupons": "四张优惠券",
	},
	Forecast: func(in string, attempt, of int) string {
		return fmt.Sprintf("微信支付会在 %s 后重发，第 %d 次，共 %d 次", in, attempt, of)
	},
	NoForecast: "这是最后一次，微信支付不再重发",

	Grouped: "已归组", NotGrouped: "每次投递各占一行", AllNow: "同一事件的投递归为一行",
	NoneChosen: "先选一条通知",
	MarkedNow:  "已标记；标记的通知不会被清理", UnmarkedNow: "取消标记", NoMarks: "没有标记的通知",
	NoteTitle: "备注", NoteFoot: "enter 保存   esc 返回", Noted: "备注已保存",
	Searching: "正在搜索…", Reading: "正在读取…",

	CompareNext:  "再到另一条通知上按 = 比较",
	CompareTitle: func(n int) string { return fmt.Sprintf("比较 · %d 项", n) },
	CompareKeys:  "enter 显示相同项  ←→ 翻页  esc 返回",
	NoDifference: "没有不同",
	Parts:        map[string]string{"envelope": "信封", "headers": "请求头", "plain": "解密", "checks": "核对", "reply": "应答"},

	TargetTitle: "转发到你的服务", TargetFoot: "留空不转发；两个地址用空格分开   enter 确定   esc 返回",
	TargetSet:  func(url, mode string) string { return "转发到 " + url + "（" + mode + "）" },
	TargetNone: "不转发", ModeTitle: "微信支付得到谁的应答",
	Modes:       map[string]string{"pass": "透传：微信支付得到你的服务的应答", "shadow": "旁路：由 wxlens 应答，只观察你的服务"},
	ResendTo:    "发到哪里",
	TrialsTitle: "换个样子再发", TrialsFoot: "↑↓ 选择   enter 发送   esc 返回",
	Exam:       "全部做一遍，给出成绩",
	ExamResult: func(right, of int) string { return fmt.Sprintf("考试：%d 项里 %d 项答对", of, right) },
	EditTitle:  "修改后重新签名", EditFoot: "enter 编辑这一项   r 签名并发送   esc 返回",
	NothingToSend: "没有解密的内容可以修改",
	ResultsTitle:  func(trial string) string { return "重发 · " + trial },
	Expected:      "应当", GotWord: "实际",
	Foreign: "用沙箱的密钥签名：持有真实密钥的服务必须拒绝它",

	ExportTitle: "导出", ExportFoot: "←→ 是否脱敏   enter 写入文件   esc 返回",
	ExportAll: func(format string, n int) string { return fmt.Sprintf("列出的 %d 条，%s", n, format) },
	ExportOne: func(format string, _ int) string { return "这一条，" + format },
	Redacted:  "脱敏", Whole: "不脱敏",
	ImportTitle: "导入 HAR 文件或 HTTP 报文", ImportFoot: "输入文件的路径   enter 导入   esc 返回",
	Imported:   func(n int) string { return fmt.Sprintf("导入了 %d 条", n) },
	CopyCurl:   "curl 命令，把它发给你的服务",
	PasteTitle: "粘贴的报文", PasteQuestion: "这像是一个 HTTP 报文，导入收件箱吗？",

	SuspendTitle: "挂起", SuspendBody: "挂起后接收和隧道都会停下，期间的通知由微信支付按阶梯重发。挂起吗？",
}

var deliveriesEN = Deliveries{
	AtStake: "THE MONEY DOES NOT FIT: hand nothing over",

	At: "received", From: "from", To: "to", Profile: "profile",
	UnknownSender: "unknown sender", Published: "(a published address of WeChat Pay)", NotPublished: "(not among the published addresses of WeChat Pay)",
	Pruned: "headers and body were let go to keep the journal small", InClear: "Said in clear",
	Attempts: func(n int) string { return fmt.Sprintf("%d deliveries of this event", n) },

	NotForwarded: "It was not sent on to your server. f sets the address, r sends it now.", WouldRetry: "would repeat", Acknowledged: "acknowledged",
	AsReceived: "as received", PassedOn: "handed to WeChat Pay", LastAnswer: "Last answer",
	SentInstead: "What was sent instead", SideBySide: "Side by side",
	Trials: map[string]string{
		"": "as received", "as-received": "as received", "signed-again": "signed again", "edited": "edited", "duplicate": "twice", "concurrent": "at once", "bad-signature": "bad signature",
		"tampered": "tampered", "stale": "ten minutes old", "unknown-serial": "unknown serial", "wrong-amount": "one fen more", "probe": "probe",
		"extra-fields": "unknown fields", "four-coupons": "four coupons",
	},
	Forecast: func(in string, attempt, of int) string {
		return fmt.Sprintf("WeChat Pay would repeat this in %s, attempt %d of %d", in, attempt, of)
	},
	NoForecast: "this was the last attempt: WeChat Pay would not repeat it",

	Grouped: "grouped", NotGrouped: "each delivery in a row of its own", AllNow: "deliveries of one event in one row",
	NoneChosen: "choose a notification first",
	MarkedNow:  "marked; what is marked is never let go", UnmarkedNow: "no longer marked", NoMarks: "nothing is marked",
	NoteTitle: "Note", NoteFoot: "enter save   esc back", Noted: "the note is kept",
	Searching: "searching…", Reading: "reading…",

	CompareNext:  "press = on another notification to compare the two",
	CompareTitle: func(n int) string { return fmt.Sprintf("Compare · %d values", n) },
	CompareKeys:  "enter show equal ones  ←→ page  esc back",
	NoDifference: "nothing differs",
	Parts:        map[string]string{"envelope": "Envelope", "headers": "Headers", "plain": "Decrypted", "checks": "Checks", "reply": "Reply"},

	TargetTitle: "Send on to your server", TargetFoot: "empty: do not; two addresses apart by a space   enter accept   esc back",
	TargetSet:  func(url, mode string) string { return "sent on to " + url + " (" + mode + ")" },
	TargetNone: "not sent on", ModeTitle: "Whose answer WeChat Pay gets",
	Modes:       map[string]string{"pass": "pass: WeChat Pay gets your server's answer", "shadow": "shadow: wxlens answers, your server is only watched"},
	ResendTo:    "Send it where",
	TrialsTitle: "Send it again, otherwise", TrialsFoot: "↑↓ choose   enter send   esc back",
	Exam:       "all of them, with a score",
	ExamResult: func(right, of int) string { return fmt.Sprintf("exam: %d of %d answered rightly", right, of) },
	EditTitle:  "Edit and sign again", EditFoot: "enter edit this value   r sign and send   esc back",
	NothingToSend: "there is nothing decrypted to edit",
	ResultsTitle:  func(trial string) string { return "Replay · " + trial },
	Expected:      "want", GotWord: "got",
	Foreign: "signed with the sandbox's key: a server that holds the real keys must refuse it",

	ExportTitle: "Export", ExportFoot: "←→ redaction   enter write a file   esc back",
	ExportAll: func(format string, n int) string { return fmt.Sprintf("the %d listed, %s", n, format) },
	ExportOne: func(format string, _ int) string { return "this one, " + format },
	Redacted:  "redacted", Whole: "not redacted",
	ImportTitle: "Import a HAR file or an HTTP message", ImportFoot: "type the path of a file   enter import   esc back",
	Imported:   func(n int) string { return fmt.Sprintf("%d imported", n) },
	CopyCurl:   "curl command that sends it to your server",
	PasteTitle: "Pasted message", PasteQuestion: "This looks like an HTTP message. Import it into the inbox?",

	SuspendTitle: "Suspend", SuspendBody: "While suspended, receiver and tunnel stop; WeChat Pay repeats what it sends meanwhile. Suspend?",
}
