package text

// Receiving are the texts of receiving, sending on and sending again.
type Receiving struct {
	Verified, NotVerified, Probe, Unknown string
	Alarm                                 string            // money is not what or whose it should be
	Repeat                                string            // which attempt
	Again                                 string            // pause, attempt, of how many
	Ready                                 string            // address of the receiver, notify URL
	WantsHTTPS                            string            // said of a public URL without TLS
	PasswordShows                         string            // of an argument; the environment variable to use
	States                                map[string]string // of a tunnel
	Stuck                                 string            // the output is not read
	QueryFaults                           map[string]string // by the slug of a query's fault
	Wanted                                string            // what is allowed
	Imported                              string            // how many, how many were left out
	Held                                  string            // how many answers are right, of how many
	Foreign                               string            // signed with a key that the merchant's server does not hold
	Expected                              string            // what a correct server does, what this one did
	Because                               string            // why a correct server refuses it
	Answers                               map[string]string // acknowledge, refuse, none, evade
}

var receivingZH = Receiving{
	Verified: "验签通过", NotVerified: "验签不过", Probe: "签名探测流量，应当拒绝", Unknown: "无法识别",
	Alarm:         "钱不对：不要发货，先查单",
	Repeat:        "第 %d 次投递",
	Again:         "微信支付会在 %s 后重发（第 %d 次，共 %d 次）",
	Ready:         "正在接收  %s\n通知地址  %s",
	WantsHTTPS:    "微信支付要求通知地址是 https",
	PasswordShows: "命令行里的密码谁都能看到；把整个地址放进环境变量 %s",
	States: map[string]string{
		"closed": "隧道已关闭", "connecting": "隧道连接中", "online": "隧道已连接", "reconnecting": "隧道重连中", "failed": "隧道失败",
	},
	Stuck: "标准输出没有人读取，剩下的通知用 wxlens inbox list 查看",
	QueryFaults: map[string]string{
		"unknown-field": "没有这个字段", "bad-value": "值不对", "no-value": "冒号后面没有值", "open-quote": "引号没有结束", "too-long": "条件太长",
	},
	Wanted:   "可以写：%s",
	Imported: "已导入 %d 条，跳过 %d 条（不是 POST 请求，或太大）",
	Held:     "%d/%d 个应答正确",
	Foreign:  "用沙箱的密钥签名：持有真实密钥的服务器必须拒绝",
	Expected: "应当%s，实际%s",
	Because:  "应当拒绝，因为：%s",
	Answers:  map[string]string{"acknowledge": "接受", "refuse": "拒绝", "none": "没有应答", "evade": "答非所问"},
}

var receivingEN = Receiving{
	Verified: "verified", NotVerified: "not verified", Probe: "signature probe, to be refused", Unknown: "unrecognised",
	Alarm:         "the money is wrong: do not ship, query the order",
	Repeat:        "attempt %d",
	Again:         "WeChat Pay would send it again in %s (attempt %d of %d)",
	Ready:         "receiving   %s\nnotify_url  %s",
	WantsHTTPS:    "WeChat Pay wants an https notify URL",
	PasswordShows: "everybody here sees the password of an argument; put the whole address into the environment variable %s",
	States: map[string]string{
		"closed": "tunnel closed", "connecting": "tunnel connecting", "online": "tunnel online", "reconnecting": "tunnel reconnecting", "failed": "tunnel failed",
	},
	Stuck: "nobody reads the standard output; wxlens inbox list shows what is left",
	QueryFaults: map[string]string{
		"unknown-field": "there is no such field", "bad-value": "this value cannot be", "no-value": "there is no value after the colon", "open-quote": "the quote does not end", "too-long": "the query is too long",
	},
	Wanted:   "allowed: %s",
	Imported: "imported: %d, left out (not POSTed, or too large): %d",
	Held:     "%d of %d answers are right",
	Foreign:  "signed with the sandbox's key: a server that holds the real keys must refuse it",
	Expected: "should %s, did %s",
	Because:  "to be refused: %s",
	Answers:  map[string]string{"acknowledge": "acknowledge", "refuse": "refuse", "none": "not answer", "evade": "neither"},
}
