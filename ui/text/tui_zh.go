package text

import (
	"fmt"

	"wxlens/wxpay"
)

var tuiZH = TUI{
	Actions: map[string]ActionText{
		"up": {"上移", "上移一行"}, "down": {"下移", "下移一行"},
		"first": {"开头", "到第一行"}, "last": {"末尾", "到最后一行；在收件箱里恢复跟随"},
		"page-up": {"上翻", "上翻一页"}, "page-down": {"下翻", "下翻一页"},
		"next-panel": {"下一面板", "到下一个面板"}, "previous-panel": {"上一面板", "到上一个面板"},
		"next-field": {"下一字段", "接受并到下一个字段"}, "previous-field": {"上一字段", "接受并到上一个字段"},
		"orders": {"订单", "到订单面板"}, "inbox": {"收件箱", "到收件箱面板"}, "flow": {"流程", "到流程面板"},
		"profiles": {"配置档", "到配置档面板"}, "detail": {"详情", "到详情面板"}, "timeline": {"时间线", "到时间线面板"},
		"previous-tab": {"上一页签", "详情的上一个页签"}, "next-tab": {"页签", "详情的下一个页签"},
		"open": {"打开", "打开所选的一行"}, "back": {"返回", "返回、关闭、取消；从不退出程序"},
		"zoom": {"放大", "当前面板占满屏幕，再按还原"},
		"step": {"单步", "执行流程的下一步"}, "run-all": {"全部", "一直执行到结束或失败"},
		"new-run": {"新流程", "选择流程和场景，重新开始"}, "client": {"谁付款", "由沙箱付款，或把参数交给真实的客户端"}, "again": {"重做", "重做所选的一步（退款再做一次就是另一笔）；在走完的流程的最后一步上重新开始"},
		"edit": {"编辑", "编辑这一步的字段，待签名串随之变化"}, "bytes": {"字节", "切换：文本、可见控制符、十六进制"},
		"secrets": {"密钥", "显示或隐藏所有密钥"}, "copy": {"复制", "复制值、待签名串、签名或正文"},
		"filter": {"筛选", "按输入的文字筛选列表"}, "help": {"帮助", "列出所有按键，可输入文字查找"},
		"language": {"中/EN", "切换中文和英文"}, "mouse": {"鼠标", "开关鼠标；关掉后可以用终端选取文字"},
		"quit": {"退出", "退出；有步骤在执行时先确认"}, "cancel": {"取消", "取消正在执行的步骤；两秒内再按一次退出程序"},
		"accept": {"确定", "确定"}, "left": {"左", "上一个选项"}, "right": {"右", "下一个选项"},
		"yes": {"是", "确认"}, "no": {"否", "不，返回"},
		"command":   {"命令", "输入命令：沙箱等"},
		"menu":      {"菜单", "列出这一行可以做的事"},
		"pay-order": {"付款", "付款人付款"}, "fail-order": {"失败", "付款失败，订单仍未支付"}, "cancel-order": {"取消", "付款人取消，订单仍未支付"},
		"refund-success": {"退款成功", "退款成功"}, "refund-abnormal": {"退款异常", "退款异常，付款人的账户收不了"}, "refund-closed": {"退款关闭", "退款关闭"},
		"send-again": {"再发", "再发一次通知，可选正常或各种异常"}, "move-clock": {"时间", "拨动业务时间，到期的通知随之发出"},
		"next-refund": {"退款结果", "下一笔退款的结果"}, "plant-fault": {"故障", "让下一次请求出故障"},
		"rotate": {"换证书", "换发平台证书"}, "forget": {"清空", "忘掉全部订单、退款、通知和故障（先确认）"},
		"earlier": {"更早", "更早的投递"}, "later": {"更晚", "更晚的投递"},
		"resend": {"重发", "把这条通知原样再发给你的服务"}, "trials": {"换样", "换个样子再发：重新签名、重复、篡改、过期…，或全部考一遍"},
		"edit-send": {"改后重发", "修改内容，重新签名，再发给你的服务"}, "target": {"转发", "转发到哪里，微信支付得到谁的应答"},
		"mark": {"标记", "标记或取消；标记的不会被清理"}, "next-mark": {"下一标记", "到下一条标记的通知"}, "note": {"备注", "给这条通知写备注"},
		"compare": {"比较", "在两条通知上各按一次，逐项比较"}, "export": {"导出", "导出为 HAR、NDJSON 或 curl，可脱敏"},
		"group": {"归组", "同一事件的投递归为一行，或各占一行"}, "follow": {"跟随", "跟随新到的通知，或停下"},
		"tunnel": {"隧道", "公网地址：打开、查看、自检"}, "open-ngrok": {"ngrok", "用 ngrok 打开隧道"}, "open-direct": {"自有地址", "使用自己的公网地址（frp、cloudflared、反向代理…）"},
		"close-tunnel": {"关闭", "关闭隧道"}, "retry": {"重试", "重新连接"}, "self-test": {"自检", "从公网一侧访问自己的地址"}, "diagnose": {"诊断", "逐步检查到 ngrok 的连接"},
		"restrict": {"限制来源", "只放行微信支付公布的回调地址；自检和 curl 也会被拦"}, "copy-url": {"复制地址", "复制通知地址 notify_url"}, "prune": {"清理", "清理超过限度的正文"},
		"bench": {"诊断台", "诊断台：贴上失败的请求或通知，找出签名为什么不对"}, "diagnose-this": {"诊断", "在诊断台里找出这次失败的原因"}, "ask": {"诊断", "诊断原文；停止过的搜索从头再来"},
		"open-file": {"打开文件", "打开一个文件，内容接在原文后面"}, "clear": {"清空", "清空原文和结论"}, "save-case": {"存案例", "保存为案例文件"}, "program": {"程序", "做对的短程序；再按换一种语言"}, "bundle": {"导出", "换成沙箱的密钥，重新签名后导出，可以给别人看"}, "mistake": {"犯错", "让下一步故意犯一个错，看服务器怎样拒绝、诊断台怎样找到"}, "to-difference": {"不同处", "到第一处不同"}, "write": {"编辑", "编辑原文"}, "configure": {"SDK 配置", "写出 Go、Java、PHP、Node 的 SDK 配置"},
		"suspend": {"挂起", "挂起程序，接收和隧道也停下（先确认）"},
	},
	Notes: map[string]string{
		"method": "大写", "url": "路径和查询串", "timestamp": "秒，10 位数字",
		"nonce_str": "至多 32 个字符", "appId": "应用 ID", "package": "prepay_id=… 整串",
	},
	Tabs: map[string]string{
		"form": "表单", "text": "待签名串", "request": "请求", "client": "调起参数", "qr": "二维码", "file": "文件", "reply": "应答", "explain": "说明",
		"envelope": "信封", "raw": "报文", "forward": "转发", "verdict": "结论", "verified": "验签串", "plain": "解密", "order": "订单", "profile": "配置档",
	},
	Panels: [7]string{"", "订单", "收件箱", "流程", "配置档", "详情", "时间线"},
	Calls:  map[string]string{"notify": "通知", "cashier": "收银台"},
	Events: map[string]string{"TRANSACTION.SUCCESS": "支付", "REFUND.SUCCESS": "退款", "REFUND.ABNORMAL": "退款异常", "REFUND.CLOSED": "退款关闭", "": "未知"},
	ShortReasons: map[wxpay.Reason]string{
		wxpay.ReasonHeaderMissing: "缺签名头", wxpay.ReasonTimestampForm: "时间格式", wxpay.ReasonTimestampMillis: "毫秒时间", wxpay.ReasonStale: "时间过期",
		wxpay.ReasonFromFuture: "时间超前", wxpay.ReasonUnknownSerial: "未知序列号", wxpay.ReasonKeyExpired: "证书失效",
		wxpay.ReasonSignatureType: "签名类型", wxpay.ReasonSignatureEncoding: "签名编码", wxpay.ReasonSignatureLength: "签名长度", wxpay.ReasonSignatureMismatch: "签名不符",
		wxpay.ReasonUnsigned: "没有签名", wxpay.ReasonUnsignedFailure: "返回失败", wxpay.ReasonEmptyBody: "报文为空", wxpay.ReasonNotJSON: "非 JSON",
		wxpay.ReasonNotXML: "非 XML", wxpay.ReasonUnsafeXML: "危险 XML", wxpay.ReasonDuplicateField: "字段重复", wxpay.ReasonTooLarge: "报文过大",
		wxpay.ReasonTruncated: "报文不全", wxpay.ReasonNoResource: "没有密文", wxpay.ReasonWrongAlgorithm: "算法不符", wxpay.ReasonNoKey: "缺少密钥",
		wxpay.ReasonKeyLength: "密钥长度", wxpay.ReasonCiphertextEncoding: "密文编码", wxpay.ReasonNonceLength: "nonce 长度", wxpay.ReasonDecryptFailed: "解密失败",
		wxpay.ReasonPlainNotJSON: "明文格式", wxpay.ReasonPlainNotXML: "明文格式", wxpay.ReasonOtherMerchant: "其他商户", wxpay.ReasonOtherApp: "其他 appid", wxpay.ReasonAmountDiffers: "金额不符",
		wxpay.ReasonCurrencyDiffers: "币种不符", wxpay.ReasonOrderUnknown: "未知订单",
	},
	OrderActions: map[string]string{
		"pay": "付款", "query": "查单", "close": "关单", "refund": "退款",
	},
	Scenarios: map[string]string{"pay": "付款成功", "cancel": "付款人取消", "fail": "付款失败", "timeout": "一直不付"},
	Scopes: map[string]string{
		"here": "当前面板", "global": "各处", "field": "输入时", "dialog": "对话框",
	},

	Sandbox: "沙箱", SandboxAt: "沙箱地址", Live: "正式环境", Notify: "通知地址", ClockNone: "未启动",
	New: func(n int) string { return fmt.Sprintf("%d 条新通知", n) },

	NoOrders: "还没有订单", NoDeliveries: "还没有收到通知", NoMatch: "没有匹配的行", NoTimeline: "这里按时间列出所选订单的经过", NoProfiles: "没有配置档",
	Following: "跟随",
	Paused:    func(n int) string { return fmt.Sprintf("已暂停 · %d 条新", n) },
	Verified:  "已验签", Probe: "签名探测", NotJudged: "未核对", RepeatShort: "重复",
	Current:       "使用中",
	LegalNow:      "现在可以：",
	NoOrderChosen: "没有选中的订单",

	StepOf:     func(n, of int, title string) string { return fmt.Sprintf("第 %d/%d 步 · %s", n, of, title) },
	StepDone:   func(title, elapsed string) string { return fmt.Sprintf("%s：完成，%s", title, elapsed) },
	StepFailed: func(title, why string) string { return fmt.Sprintf("%s：没有通过，%s", title, why) },
	FlowDone: func(state string) string {
		return "流程走完，订单状态 " + state + "。按 n 开始新的流程"
	},
	StepCancelled:   "这一步已取消，可以再按 s 执行",
	RunIsOver:       "流程已经走完：n 新流程，r 重新开始",
	StepRefused:     func(field string) string { return "这一步还不能执行：先改好 " + field },
	NothingToRepeat: "这一步还没有执行过",
	BusyNow:         "有步骤正在执行，ctrl+c 可以取消",

	Bytes:        func(n int) string { return fmt.Sprintf("%d 字节", n) },
	MoreBytes:    func(n int) string { return fmt.Sprintf("还有 %d 字节没有显示", n) },
	BytesOneLine: func(n int) string { return fmt.Sprintf("共一行，%d 字节", n) },
	NoBody:       "没有正文", NoReply: "没有应答",
	Serial: "序列号", Signature: "签名",
	Want: "应为", Got: "实为", Why: "原因：", Do: "怎么办：",
	Amount:   func(yuan, fen string) string { return fmt.Sprintf("%s 元（%s 分）", yuan, fen) },
	Refunded: "已退款", Refunds: "退款", Evidence: "证据", LegalNext: "现在可以做的", MayBecome: "之后可能变为：", Comma: "、",
	Repeated:   "重复通知",
	ClientSays: func(state string) string { return "客户端报告 " + state },
	NotSentYet: "还没有发送；按 s 执行后，应答显示在这里。", NotDoneYet: "还没有执行；按 s 执行后，结果显示在这里。",
	NotVerified: "没有可核对的内容", NoPlain: "没有可解密的数据",
	ClientParams: "传给客户端的参数", SigningText: "待签名串",
	ChecksOf: func(passed, of int) string { return fmt.Sprintf("%d/%d 项核对通过", passed, of) },
	Verdict:  "核对", WouldSend: "将要发送",
	NoFields: "这一步没有要填的字段。",
	Handed:   "前面给出", Required: "必填",
	Loading:       "读取中…",
	DeliveryTitle: "通知", ExchangeTitle: "交互", OrderTitle: "订单", ProfileTitle: "配置档",
	ProfileLive: "正式环境：请求会发到微信支付，涉及真实资金", ProfileSandbox: "本地沙箱：不联网，不涉及资金",
	ProfileFault: "不能使用：", ProfileUse: "按回车使用这个配置档",
	DuplicateOf:   "重复于",
	ErrorHappened: "没有做成：",

	Starting:   "正在启动沙箱和收件地址…",
	OpenFailed: "工作台没有打开", OpenWhy: "原因", OpenDo: "检查主目录能否读写、端口是否被占用，再重新启动。q 退出。",
	NewRun: "新流程", NewRunKeys: "↑↓ 流程   ←→ 场景   回车 开始   esc 返回", ScenarioLabel: "场景",
	CopyTitle: "复制", CopyValue: "值", CopyText: "待签名串", CopyAuthorization: "Authorization", CopySignature: "签名", CopyBody: "正文",
	NothingToCopy: "这里没有可复制的内容",
	Copied: func(what string, n int) string {
		return fmt.Sprintf("%s（%d 字节）已送往终端的剪贴板（OSC 52）", what, n)
	},
	QuitTitle: "退出", QuitBody: "有步骤正在执行，退出会取消它。要退出吗？",
	CtrlCAgain: "再按一次 ctrl+c 退出", Cancelled: "已取消；再按一次 ctrl+c 退出",
	SecretsShown: "密钥已显示，共享屏幕时请小心", SecretsHidden: "密钥已隐藏",
	BytesText: "显示方式：文本", BytesControls: "显示方式：可见控制符", BytesHex: "显示方式：十六进制",
	MouseOn: "鼠标已打开", MouseOff: "鼠标已关闭，可以用终端选取文字",
	LanguageNow:     "界面语言：中文",
	ProfileUsed:     func(name string) string { return "正在使用配置档 " + name },
	ProfileUnusable: func(name, why string) string { return name + " 不能使用：" + why },
	Failure:         func(what string) string { return "没有做成：" + what },
	HelpTitle:       "按键", HelpSearch: "输入文字查找", HelpKeys: "↑↓ 移动   回车 执行   esc 关闭",
	NothingToEdit: "这里没有可以编辑的字段",

	RealClient: "真实客户端",
	NoMistake:  "不犯错", MistakesFoot: "enter 选定   esc 取消",
	NoMistakes:    func(step string) string { return "“" + step + "”这一步没有签名，没有错误可犯" },
	MistakesTitle: func(step string) string { return "让“" + step + "”故意犯一次错" },
	Mistaken: func(title string) string {
		return "这一步会故意犯错：" + title + "。s 执行，失败后 d 诊断"
	},
	RealPays: "由真实的客户端付款：走到“付款人付款”时把参数交给它，再等通知", SandboxPays: "由沙箱的付款人付款",
	NothingToHandOver: "还没有可以交给客户端的参数：先下单并签名。",
	HowToHandOver:     "交给真实的小程序、页面或 APP：y 复制为 JSON 或存成文件，“二维码”页签可以用手机扫。按 c 切换由谁付款。",
	QRTooLarge: func(columns, lines int) string {
		return fmt.Sprintf("二维码需要 %d 列 × %d 行：放大窗口，按 z 放大面板，或用 y 复制", columns, lines)
	},
	NextQuery:  func(seconds int) string { return fmt.Sprintf("%d 秒后查单", seconds) },
	CopyClient: "调起参数（JSON）", SaveClient: "调起参数存成文件",
	Saved: func(path string) string { return "已存到 " + path },
	CertificatesRead: func(all, added int) string {
		return fmt.Sprintf("平台证书 %d 张，新增 %d 张到配置档", all, added)
	},

	Inbox: deliveriesZH, Link: linkZH, Desk: deskZH, Prompt: promptZH, Bench: benchZH, App: appZH,
}
