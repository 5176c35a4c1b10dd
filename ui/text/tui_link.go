package text

import "fmt"

// Link are the texts of the tunnel: its screen and the status line.
type Link struct {
	Title                string
	Tunnel, App          string // in the status line
	Up, Down, UnknownYet string

	NotifyURL, PublicURL, Local string
	Since                       func(at, ago string) string
	Latency, Region, Account    string
	Plan, Token, Requests       string
	LastRequest                 func(n int, ago string) string
	NoRequest                   string
	Restriction, On, Off        string
	Attempt                     func(n int, next string) string
	OnlyHere                    string // where there is no public address
	HowToOpen                   string

	Problem, Documentation string
	Warnings               string

	Servers, NoServers string
	Pass, Shadow       string
	LastAnswer         func(status int, took string) string
	NoAnswerYet        string

	Journal    string
	KeptNow    func(n int, bytes, limit string) string
	OldestKept func(at string, days int) string
	Refused    func(times int, why string) string
	Pruned     func(n int, bytes string) string

	SelfTest, Diagnosis string
	TestGood            func(took string) string

	DirectTitle, DirectFoot string
	DomainTitle, DomainFoot string
	TokenTitle, TokenFoot   string
	Opening, Closing        string
	NotOpen                 string
	RestrictNow, FreeNow    string
	CopiedURL               string

	MissingTitle, MissingBody string // of an order with real money and no public address

	QuitBody string // while a tunnel is open
}

var linkZH = Link{
	Title:  "隧道",
	Tunnel: "隧道", App: "服务", Up: "可达", Down: "不通", UnknownYet: "未知",

	NotifyURL: "notify_url", PublicURL: "公网地址", Local: "本机地址",
	Since:   func(at, ago string) string { return "自 " + at + "（" + ago + "）" },
	Latency: "延迟", Region: "区域", Account: "账号", Plan: "套餐", Token: "authtoken", Requests: "收到",
	LastRequest: func(n int, ago string) string { return fmt.Sprintf("%d 个请求，最近一个在 %s 前", n, ago) },
	NoRequest:   "还没有请求", Restriction: "限制来源", On: "开：只放行微信支付公布的地址", Off: "关：来者都收，由签名判断真假",
	Attempt:   func(n int, next string) string { return fmt.Sprintf("第 %d 次尝试，约 %s 后再试", n, next) },
	OnlyHere:  "没有公网地址：只有这台机器上的程序（例如沙箱）能送到通知。",
	HowToOpen: "n 用 ngrok 打开；d 使用自己的公网地址（frp、cloudflared、cpolar、反向代理…）。",

	Problem: "问题", Documentation: "文档", Warnings: "注意",

	Servers: "你的服务", NoServers: "不转发。f 设置你的服务的地址。", Pass: "透传", Shadow: "旁路",
	LastAnswer:  func(status int, took string) string { return fmt.Sprintf("上次应答 %d，%s", status, took) },
	NoAnswerYet: "还没有应答",

	Journal: "保存",
	KeptNow: func(n int, bytes, limit string) string {
		return fmt.Sprintf("%d 条，%s，正文超过 %s 后清理最旧的", n, bytes, limit)
	},
	OldestKept: func(at string, days int) string { return fmt.Sprintf("最早 %s；正文保留 %d 天", at, days) },
	Refused: func(times int, why string) string {
		return fmt.Sprintf("有 %d 条通知没能保存，已应答 500 让微信支付重发：%s", times, why)
	},
	Pruned: func(n int, bytes string) string {
		return fmt.Sprintf("清理了 %d 条的正文，腾出 %s", n, bytes)
	},

	SelfTest: "自检", Diagnosis: "诊断",
	TestGood: func(took string) string { return "从公网一侧到达了这里，用了 " + took },

	DirectTitle: "自己的公网地址", DirectFoot: "指向本机接收端口的 https 地址，可带路径，不带查询串   enter 打开   esc 返回",
	TokenTitle: "ngrok authtoken", TokenFoot: "从 dashboard.ngrok.com 的 Your Authtoken 页复制，存进当前配置档   enter 保存并打开   esc 返回",
	DomainTitle: "ngrok 域名", DomainFoot: "留空用账号自己的域名   enter 打开   esc 返回",
	Opening: "正在打开隧道…", Closing: "隧道已关闭", NotOpen: "隧道没有打开",
	RestrictNow: "只放行微信支付公布的地址", FreeNow: "不再限制来源", CopiedURL: "notify_url",

	MissingTitle: "没有公网地址", MissingBody: "正式环境的订单要有微信支付能访问的 https 通知地址，现在没有隧道，通知到不了这里。打开隧道吗？",

	QuitBody: "隧道开着；退出后不再接收通知，微信支付会按阶梯重发。退出吗？",
}

var linkEN = Link{
	Title:  "Tunnel",
	Tunnel: "tunnel", App: "app", Up: "up", Down: "down", UnknownYet: "unknown",

	NotifyURL: "notify_url", PublicURL: "public address", Local: "on this machine",
	Since:   func(at, ago string) string { return "since " + at + " (" + ago + ")" },
	Latency: "latency", Region: "region", Account: "account", Plan: "plan", Token: "authtoken", Requests: "received",
	LastRequest: func(n int, ago string) string { return fmt.Sprintf("%d requests, the last %s ago", n, ago) },
	NoRequest:   "no request yet", Restriction: "restriction", On: "on: only published addresses of WeChat Pay come through", Off: "off: everybody comes through, signatures tell who is genuine",
	Attempt:   func(n int, next string) string { return fmt.Sprintf("attempt %d, the next in about %s", n, next) },
	OnlyHere:  "There is no public address: only programs on this machine, such as the sandbox, can bring notifications.",
	HowToOpen: "n opens one with ngrok; d uses an address of your own (frp, cloudflared, cpolar, a reverse proxy…).",

	Problem: "Problem", Documentation: "documentation", Warnings: "Mind",

	Servers: "Your servers", NoServers: "Nothing is sent on. f sets the address of your server.", Pass: "pass", Shadow: "shadow",
	LastAnswer:  func(status int, took string) string { return fmt.Sprintf("last answered %d in %s", status, took) },
	NoAnswerYet: "no answer yet",

	Journal: "Kept",
	KeptNow: func(n int, bytes, limit string) string {
		return fmt.Sprintf("%d exchanges, %s; the oldest bodies go beyond %s", n, bytes, limit)
	},
	OldestKept: func(at string, days int) string {
		return fmt.Sprintf("the oldest of %s; bodies are kept for %d days", at, days)
	},
	Refused: func(times int, why string) string {
		return fmt.Sprintf("%d notifications could not be kept and were answered 500, so that WeChat Pay repeats them: %s", times, why)
	},
	Pruned: func(n int, bytes string) string {
		return fmt.Sprintf("the bodies of %d were let go, %s freed", n, bytes)
	},

	SelfTest: "Self-test", Diagnosis: "Diagnosis",
	TestGood: func(took string) string { return "reached this machine through the public side in " + took },

	DirectTitle: "Public address of your own", DirectFoot: "an https address that leads to the receiver's port here; a path is fine, a query is not   enter open   esc back",
	TokenTitle: "ngrok authtoken", TokenFoot: "copy it from Your Authtoken on dashboard.ngrok.com; it is kept in the profile   enter keep and open   esc back",
	DomainTitle: "ngrok domain", DomainFoot: "empty: the account's own   enter open   esc back",
	Opening: "opening the tunnel…", Closing: "the tunnel is closed", NotOpen: "the tunnel is not open",
	RestrictNow: "only published addresses of WeChat Pay come through", FreeNow: "everybody comes through", CopiedURL: "notify_url",

	MissingTitle: "No public address", MissingBody: "An order under a LIVE profile needs an https notify_url that WeChat Pay can reach. There is no tunnel, so nothing would arrive here. Open one?",

	QuitBody: "A tunnel is open; after quitting nothing is received, and WeChat Pay repeats what it sends. Quit?",
}
