package text

import "fmt"

// Desk are the texts of the screen of the sandbox.
type Desk struct {
	Title     string
	Ahead     func(by string) string // of real time
	Behind    func(by string) string
	Empty     string
	NoSandbox func(profile string) string
	Busy      string

	// Rows and what is below them.
	Refund               string
	Refunded             func(yuan string) string
	Acknowledged, NotYet string
	NextIn               func(left, at string) string
	DueNow, GivenUp      string
	Attempts             func(made, of int) string
	NotSent              string
	NotTold              string
	OfTotal              func(part, whole string) string

	// Why a key does nothing here.
	ForOrders, ForRefunds, ForNotices string
	OrderIs, RefundIs                 func(state string) string
	AllSeen                           string

	// Choices.
	MenuTitle, MenuKeys                    string
	VariantTitle                           string
	ClockTitle, ToNextDue, ToNextDay       string
	NextRefundTitle                        string
	FaultTitle, FaultKeys, FaultPath       string
	ForgetTitle, ForgetBody                string
	Variants, Moves, Outcomes, FaultsNamed map[string]string

	// What came of it.
	Refused      func(why string) string
	OrderNow     func(no, state string) string
	PayerGaveUp  func(no, state string) string
	RefundNow    func(no, state string) string
	Sent         func(variant, answer string, acknowledged bool) string
	ClockNow     func(at string) string
	Planned      func(outcome string) string
	Planted      func(fault, path string) string
	Rotated, All string
}

// Prompt are the texts of the command prompt.
type Prompt struct {
	Title, Hint, Keys, None string
	Unknown                 func(name string) string
	Commands                map[string]string // that are no action of a key
}

var deskZH = Desk{
	Title:  "沙箱",
	Ahead:  func(by string) string { return "比实际快 " + by },
	Behind: func(by string) string { return "比实际慢 " + by },
	Empty:  "沙箱里还没有订单：下单之后，这里列出订单、退款，以及每个通知投递了几次、下次什么时候。",
	NoSandbox: func(profile string) string {
		return "配置档 " + profile + " 是正式环境，没有沙箱可以操作"
	},
	Busy: "沙箱还在做上一件事",

	Refund:       "退款",
	Refunded:     func(yuan string) string { return "已退 " + yuan },
	Acknowledged: "已确认", NotYet: "未确认",
	NextIn: func(left, at string) string { return left + " 后再发 (" + at + ")" },
	DueNow: "到时刻了，正在发送", GivenUp: "不再发送",
	Attempts: func(made, of int) string { return fmt.Sprintf("投递 %d/%d", made, of) },
	NotSent:  "还没有投递过。",
	NotTold:  "没有通知地址",
	OfTotal:  func(part, whole string) string { return part + " 元，订单 " + whole + " 元" },

	ForOrders: "这个键用于订单：先把光标移到订单上", ForRefunds: "这个键用于退款：先把光标移到退款上", ForNotices: "这个键用于通知：先把光标移到通知上",
	OrderIs: func(state string) string { return "订单是 " + state + "，只有 NOTPAY 的订单可以付款" },
	RefundIs: func(state string) string {
		return "退款是 " + state + "，只有 PROCESSING 的退款可以定结果"
	},
	AllSeen: "没有更多的投递记录了",

	MenuTitle: "可以做的事", MenuKeys: "↑↓ 选择   回车 执行   esc 返回",
	VariantTitle: "再发一次通知",
	ClockTitle:   "拨动业务时间", ToNextDue: "到下一个到期时刻", ToNextDay: "到次日 10:00（北京时间，可下载账单）",
	NextRefundTitle: "下一笔退款的结果",
	FaultTitle:      "设置故障（一次）", FaultKeys: "↑↓ 故障   ←→ 路径   回车 设置   esc 返回", FaultPath: "请求路径以此开头",
	ForgetTitle: "清空沙箱", ForgetBody: "忘掉全部订单、退款、通知和故障，密钥保留。要清空吗？",
	Variants: map[string]string{
		"normal": "正常", "duplicate": "与上一次逐字节相同", "bad-signature": "签名错误", "tampered": "签名后改动报文",
		"stale": "十分钟前的签名", "unknown-serial": "未知的序列号", "probe": "签名探测流量", "wrong-amount": "金额多一分，其余真实",
		"extra-fields": "带文档里没有的字段", "four-coupons": "带四张代金券",
	},
	Moves:    map[string]string{"15s": "15 秒", "1m0s": "1 分钟", "10m0s": "10 分钟", "2h0m0s": "2 小时（prepay_id 失效）", "168h0m0s": "7 天（未付款的订单关闭）"},
	Outcomes: map[string]string{"success": "退款成功", "abnormal": "退款异常", "closed": "退款关闭", "hold": "停在退款处理中，等待手动定结果"},
	FaultsNamed: map[string]string{
		"500": "500，没有报文", "frequency-limited": "429 FREQUENCY_LIMITED", "slow": "6 秒后才应答", "drop": "断开连接，不应答",
		"probe": "应答带签名探测", "tampered": "应答在签名后被改动",
	},

	Refused:     func(why string) string { return "沙箱拒绝：" + why },
	OrderNow:    func(no, state string) string { return no + " 现在是 " + state },
	PayerGaveUp: func(no, state string) string { return "付款没有成功，" + no + " 仍是 " + state },
	RefundNow:   func(no, state string) string { return "退款 " + no + " 现在是 " + state },
	Sent: func(variant, answer string, acknowledged bool) string {
		if acknowledged {
			return "已发送 " + variant + "：" + answer + "，商户已确认"
		}
		return "已发送 " + variant + "：" + answer + "，商户未确认"
	},
	ClockNow: func(at string) string { return "业务时间 " + at },
	Planned:  func(outcome string) string { return "下一笔退款：" + outcome },
	Planted:  func(fault, path string) string { return "下一次 " + path + "… 的请求：" + fault },
	Rotated:  "已换发平台证书：签名用它，旧的仍在列表里", All: "沙箱已清空",
}

var deskEN = Desk{
	Title:     "Sandbox",
	Ahead:     func(by string) string { return by + " ahead" },
	Behind:    func(by string) string { return by + " behind" },
	Empty:     "The sandbox holds no order yet. Once one is placed, orders and refunds are listed here, and of each notification how often it was sent and when it is due again.",
	NoSandbox: func(profile string) string { return "profile " + profile + " is LIVE: it has no sandbox to steer" },
	Busy:      "the sandbox is still at the last thing",

	Refund:       "refund",
	Refunded:     func(yuan string) string { return "refunded " + yuan },
	Acknowledged: "acknowledged", NotYet: "not yet",
	NextIn: func(left, at string) string { return "next in " + left + " (" + at + ")" },
	DueNow: "due, being sent", GivenUp: "no more",
	Attempts: func(made, of int) string { return fmt.Sprintf("%d of %d attempts", made, of) },
	NotSent:  "Not sent yet.",
	NotTold:  "none",
	OfTotal:  func(part, whole string) string { return part + " of " + whole + " yuan" },

	ForOrders: "this key is for an order: move to one first", ForRefunds: "this key is for a refund: move to one first", ForNotices: "this key is for a notification: move to one first",
	OrderIs: func(state string) string { return "the order is " + state + "; only one that is NOTPAY can be paid" },
	RefundIs: func(state string) string {
		return "the refund is " + state + "; only one that is PROCESSING can be settled"
	},
	AllSeen: "there are no more attempts to see",

	MenuTitle: "What can be done", MenuKeys: "↑↓ choose   enter do it   esc back",
	VariantTitle: "Send the notification again",
	ClockTitle:   "Move the business clock", ToNextDue: "to the next due moment", ToNextDay: "to 10:00 of the next day, Beijing (bills)",
	NextRefundTitle: "Outcome of the next refund",
	FaultTitle:      "Plant a fault, once", FaultKeys: "↑↓ fault   ←→ path   enter plant   esc back", FaultPath: "path begins with",
	ForgetTitle: "Forget everything", ForgetBody: "Orders, refunds, notifications and faults are forgotten; keys are kept. Forget them?",
	Variants: map[string]string{
		"normal": "as it should be", "duplicate": "the bytes of the last one", "bad-signature": "wrong signature", "tampered": "changed after signing",
		"stale": "signed ten minutes ago", "unknown-serial": "names an unknown key", "probe": "signature probe", "wrong-amount": "genuine, one fen too many",
		"extra-fields": "fields no page names", "four-coupons": "with four coupons",
	},
	Moves:    map[string]string{"15s": "15 seconds", "1m0s": "1 minute", "10m0s": "10 minutes", "2h0m0s": "2 hours (prepay_id expires)", "168h0m0s": "7 days (unpaid orders close)"},
	Outcomes: map[string]string{"success": "it succeeds", "abnormal": "it is abnormal", "closed": "it is closed", "hold": "it stays under way until settled"},
	FaultsNamed: map[string]string{
		"500": "500 without a body", "frequency-limited": "429 FREQUENCY_LIMITED", "slow": "answered after 6 seconds", "drop": "connection dropped, no answer",
		"probe": "the reply has a signature probe", "tampered": "the reply was changed after signing",
	},

	Refused:     func(why string) string { return "the sandbox refuses: " + why },
	OrderNow:    func(no, state string) string { return no + " is " + state + " now" },
	PayerGaveUp: func(no, state string) string { return "not paid: " + no + " is still " + state },
	RefundNow:   func(no, state string) string { return "refund " + no + " is " + state + " now" },
	Sent: func(variant, answer string, acknowledged bool) string {
		if acknowledged {
			return "sent " + variant + ": " + answer + ", acknowledged"
		}
		return "sent " + variant + ": " + answer + ", not acknowledged"
	},
	ClockNow: func(at string) string { return "business time " + at },
	Planned:  func(outcome string) string { return "the next refund: " + outcome },
	Planted:  func(fault, path string) string { return "the next request to " + path + "…: " + fault },
	Rotated:  "a new platform certificate signs from now on; the older ones stay listed", All: "the sandbox has forgotten everything",
}

var promptZH = Prompt{
	Title: "命令", Hint: "输入命令", Keys: "↑↓ 选择   回车 执行   esc 关闭", None: "没有匹配的命令",
	Unknown:  func(name string) string { return "没有 " + name + " 这个命令" },
	Commands: map[string]string{"sandbox": "沙箱里的付款、退款、通知、时间、故障", "certificates": "下载平台证书，存进配置档", "import": "把 HAR 文件或 HTTP 报文导入收件箱", "android": "读出 APP 的应用签名，核对包名和回调页，解释返回码"},
}

var promptEN = Prompt{
	Title: "Command", Hint: "type a command", Keys: "↑↓ choose   enter run   esc close", None: "no command matches",
	Unknown:  func(name string) string { return "there is no command " + name },
	Commands: map[string]string{"sandbox": "payer, refunds, notifications, time and faults", "certificates": "download platform certificates and keep them in the profile", "import": "import a HAR file or an HTTP message into the inbox", "android": "an app's signature, package name and result activity, and the client's result codes"},
}
