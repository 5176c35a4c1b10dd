package text

import "strings"

// TunnelTexts are the words for tunnels.
type TunnelTexts struct {
	States   map[string]string // by tunnel.State
	Sources  map[string]string // of an authtoken, by tunnel.TokenSource
	Steps    map[string]string // of a diagnosis
	Problems map[string]Remedy // by code
	Unknown  Remedy            // of a code that has no words of its own
	Warnings map[string]Advice // by the slug of a link's warning
}

// Remedy tells why something failed and what to do, first things first.
type Remedy struct {
	Why string
	Do  []string
}

// TunnelProblem is an error that says what is wrong with a tunnel.
type TunnelProblem interface {
	error
	Explanation() (code, detail string)
}

// Remedy returns the words for the code of a problem.
func (t *TunnelTexts) Remedy(code string) Remedy {
	if r, ok := t.Problems[code]; ok {
		return r
	}
	return t.Unknown
}

// remedy is a remedy with the codes that it is for, separated by spaces; bare
// numbers are ngrok's.
type remedy struct {
	codes string
	why   string
	do    []string
}

func byCode(all []remedy) map[string]Remedy {
	m := map[string]Remedy{}
	for _, r := range all {
		for _, code := range strings.Fields(r.codes) {
			if strings.Trim(code, "0123456789") == "" {
				code = "ERR_NGROK_" + code
			}
			m[code] = Remedy{r.why, r.do}
		}
	}
	return m
}

var tunnelZH = TunnelTexts{
	States:  map[string]string{"closed": "已关闭", "connecting": "连接中", "online": "在线", "reconnecting": "重连中", "failed": "失败"},
	Sources: map[string]string{"environment": "环境变量 NGROK_AUTHTOKEN", "profile": "配置档", "ngrok.yml": "ngrok 的配置文件"},
	Steps:   map[string]string{"connect": "建立 TCP 连接", "tls": "TLS 握手", "protocol": "ngrok 协议"},
	Unknown: Remedy{"ngrok 报告了一个没有收录的错误", []string{"看错误代码的文档页", "稍后重试"}},
	Problems: byCode([]remedy{
		{"no-token 4018", "没有 ngrok 的 authtoken", []string{"在 dashboard.ngrok.com 免费注册，打开 Your Authtoken", "设置环境变量 NGROK_AUTHTOKEN，或运行 ngrok config add-authtoken", "没有账号也可以用 direct：自己的公网地址加任意转发工具"}},
		{"105 106 107", "authtoken 不对：不是 authtoken、是旧版的，或者已被重置", []string{"在 dashboard.ngrok.com 的 Your Authtoken 页重新复制", "检查环境变量 NGROK_AUTHTOKEN 是否盖住了别处的值"}},
		{"102 337", "ngrok 账号因付款问题被停用", []string{"登录 ngrok 控制台处理账单"}},
		{"103 338", "ngrok 账号因违反条款被停用", []string{"联系 ngrok 客服", "改用 direct 和自己的公网地址"}},
		{"123", "ngrok 账号的邮箱还没有验证", []string{"打开注册时的验证邮件", "验证后重试"}},
		{"108 348", "同时在线的 ngrok 客户端太多（免费版最多 3 个）", []string{"关掉其他 ngrok 或本程序的副本", "在 ngrok 控制台的 Agents 页结束旧的会话", "刚断开的会话要等一会儿才释放"}},
		{"334", "这个公网地址已经在线：多半是本程序的另一个副本", []string{"关掉另一个副本", "如果刚刚异常退出，等一分钟旧会话超时后重试", "付费账号可以换一个域名"}},
		{"324 350 18021", "同时在线的地址太多（免费版最多 3 个）", []string{"在 ngrok 控制台的 Endpoints 页关掉不用的", "然后重试"}},
		{"319 320 354 313 314", "这个域名不属于你的账号，要先保留，或只有付费版可用", []string{"把域名留空，用账号自带的开发域名", "或在 ngrok 控制台的 Domains 页保留这个域名"}},
		{"326 327 328 329 330 331 347 355 9036 9037 9038", "域名或地址的写法不对", []string{"只写主机名，例如 abc.ngrok-free.app，不要路径和末尾的斜杠", "或者把域名留空"}},
		{"115 116 126 127 118", "账号或网络不允许在这里启动 ngrok", []string{"问账号的管理员", "换一个网络，或改用 direct"}},
		{"9040", "ngrok 拒绝了你的来源地址（受限地区、Tor 或匿名代理）", []string{"换一个网络或代理出口", "改用 direct 和自己的公网地址"}},
		{"9009", "经 HTTP 代理连接需要 ngrok 付费版", []string{"改用 socks5 代理", "或不经代理直连"}},
		{"111 112 119 124", "ngrok 不接受本程序的连接参数：这是本程序的错误", []string{"更新本程序", "仍然如此就把错误代码报告给我们"}},
		{"120 121", "内置的 ngrok 库太旧", []string{"更新本程序"}},
		{"725 727 726 732 733 735 736 4027", "ngrok 账号本月的额度用完了", []string{"在 ngrok 控制台的 Usage 页查看", "等到下个月、升级，或改用 direct", "额度用完后微信支付得到的是错误页，收件箱里什么也看不到"}},
		{"734 702 703 715", "请求太快，ngrok 暂时限流", []string{"等一分钟"}},
		{"3200", "公网地址后面没有在线的客户端", []string{"打开隧道", "检查地址是否属于现在这条隧道"}},
		{"3004", "请求在半路断开，没有完整的应答", []string{"重试", "看隧道是否在重连"}},
		{"6024", "请求被 ngrok 免费版的浏览器警告页拦住了", []string{"程序发出的请求一般不会遇到", "如果微信支付的通知也到不了，换付费版或改用 direct"}},
		{"3205", "来源地址不在允许的范围内", []string{"检查或关闭来源限制"}},
		{"8012", "ngrok 客户端连不上它后面的服务", []string{"确认这个地址没有被 ngrok 命令行程序占用", "检查转发的目标端口"}},
		{"bad-domain", "域名的写法不对", []string{"只写主机名，例如 abc.ngrok-free.app"}},
		{"bad-address", "地址的写法不对", []string{"写成 主机:端口"}},
		{"bad-proxy", "代理的写法不对", []string{"写成 socks5://主机:端口 或 http://主机:端口，需要时带上用户名和密码"}},
		{"bad-ca", "CA 文件读不出证书", []string{"检查路径和权限", "文件应为 PEM，含 BEGIN CERTIFICATE"}},
		{"bind-timeout", "已连上 ngrok，但迟迟没有得到公网地址", []string{"重试", "看 status.ngrok.com 是否有故障"}},
		{"tls-intercepted", "你和 ngrok 之间有东西改换了 TLS 证书：公司代理、杀毒软件或登录页", []string{"用诊断看证书是谁签发的", "用 ngrok-ca 指定公司的 CA 文件", "或换一个网络"}},
		{"tls-expired", "按本机的时间，对方的证书不在有效期内", []string{"校准本机时钟", "时钟没错的话，证书被改换了：换一个网络"}},
		{"tls-failed", "TLS 握手失败", []string{"检查端口和代理是否写对", "用诊断看停在哪一步"}},
		{"dns", "域名解析不到地址", []string{"检查网络和域名的拼写", "换一个 DNS，或经代理连接（socks5h 由代理解析）"}},
		{"refused", "连接被拒绝：对方没有在这个端口监听", []string{"检查地址和端口", "检查防火墙"}},
		{"unreachable", "网络不通", []string{"检查网络连接", "需要代理的网络请设置代理"}},
		{"timeout", "没有回应", []string{"检查网络；有的网络连不上 ngrok", "经代理连接，或改用 direct"}},
		{"lost", "连接断开了", []string{"会自动重连", "期间的通知微信支付会重发：最快 15 秒，最迟 6 小时"}},
		{"proxy-refused", "代理没有接通", []string{"检查代理的地址，确认它在运行", "检查代理是否允许连接 443 端口"}},
		{"proxy-auth", "代理不接受用户名或密码", []string{"检查代理地址里的用户名和密码"}},
		{"port-in-use", "端口被别的程序占用", []string{"关掉占用它的程序，可能是本程序的另一个副本", "或换一个端口"}},
		{"not-loopback", "这个监听地址，别的机器也能访问", []string{"用 127.0.0.1 加端口"}},
		{"stopped", "隧道被 ngrok 一侧结束了，没有说明原因", []string{"看是不是有人在 ngrok 控制台停了它", "重试"}},
		{"internal", "本程序内部出错", []string{"重试", "再次出现就把说明报告给我们"}},
		{"url-malformed", "不是完整的网址", []string{"写成 https://域名/路径"}},
		{"url-not-https", "公网地址必须是 https", []string{"给转发工具或服务器配上证书，改用 https://"}},
		{"url-query", "通知地址不能带查询串：微信支付会拒绝", []string{"去掉 ? 及其后的内容，需要的信息放进路径"}},
		{"url-fragment", "通知地址不能带 #", []string{"去掉 # 及其后的内容"}},
		{"url-userinfo", "通知地址不能带用户名和密码", []string{"去掉 @ 之前的部分"}},
		{"url-private", "这个地址只有本机或内网能访问，微信支付到不了", []string{"填写公网域名"}},
		{"check-redirected", "请求被转到了别处", []string{"看它转到哪里：常见的是登录页，或 http 与 https 之间的跳转", "让转发工具原样转发，不要跳转"}},
		{"check-page", "得到的是一个给人看的网页，例如登录页或警告页", []string{"让这个地址不需要登录", "检查转发工具的设置"}},
		{"check-not-found", "另一个服务器在应答，请求没有到达这里", []string{"检查公网地址的域名和路径", "检查转发工具指向的端口"}},
		{"check-refused", "半路被拒绝了（401 或 403）", []string{"去掉登录、白名单或防火墙规则"}},
		{"check-gateway", "半路的服务器连不上本程序", []string{"检查转发工具指向的端口", "确认转发工具在运行"}},
		{"check-other", "得到的应答不是本程序的", []string{"检查公网地址是否指向本程序"}},
	}),
	Warnings: map[string]Advice{
		"url-changed":     {"下单之后公网地址变了：那些订单的通知会发到旧地址", "重新下单，或用查单确认"},
		"nothing-arrived": {"付款一分钟了，还没有任何通知到达", "做一次自检；再用查单确认订单"},
		"another-copy":    {"同一个公网地址被另一个副本占用", "关掉另一个副本"},
		"port-moved":      {"接收端口变了：原来的被占用，而你的转发工具还通向那里", "结束占用它的程序再启动，或用 listen --addr 固定端口"},
		"goes-round":      {"转发的目标就是这条隧道的公网地址：会无休止地转圈，所以不转发", "把目标改成你的服务自己的地址"},
		"url-unfit":       {"微信支付不接受这样的通知地址", "改成不带查询串的 https 公网地址"},
		"restricted":      {"来源限制已打开：名单之外的请求到不了这里，自检和 curl 也一样", "怀疑收不到通知时先关掉它"},
	},
}

var tunnelEN = TunnelTexts{
	States:  map[string]string{"closed": "closed", "connecting": "connecting", "online": "online", "reconnecting": "reconnecting", "failed": "failed"},
	Sources: map[string]string{"environment": "environment variable NGROK_AUTHTOKEN", "profile": "profile", "ngrok.yml": "ngrok's configuration file"},
	Steps:   map[string]string{"connect": "TCP connection", "tls": "TLS handshake", "protocol": "ngrok's protocol"},
	Unknown: Remedy{"ngrok reports an error that is not in our list", []string{"read the page about its code", "try again later"}},
	Problems: byCode([]remedy{
		{"no-token 4018", "there is no ngrok authtoken", []string{"sign up for free on dashboard.ngrok.com and open Your Authtoken", "set NGROK_AUTHTOKEN, or run ngrok config add-authtoken", "without an account use direct: a public URL of your own and any relay"}},
		{"105 106 107", "the authtoken is wrong: not one, an old one, or one that was reset", []string{"copy it again from Your Authtoken on dashboard.ngrok.com", "see whether NGROK_AUTHTOKEN hides what is set elsewhere"}},
		{"102 337", "the ngrok account is suspended for its payments", []string{"settle the bill on ngrok's dashboard"}},
		{"103 338", "the ngrok account is suspended under ngrok's terms", []string{"ask ngrok's support", "use direct with a public URL of your own"}},
		{"123", "the e-mail address of the ngrok account is not verified", []string{"open the mail that came when you signed up", "verify, then try again"}},
		{"108 348", "too many ngrok agents are online (3 on the free plan)", []string{"close other copies of ngrok or of this program", "end old sessions on the Agents page of the dashboard", "a session that was just lost takes a while to go"}},
		{"334", "this public address is online already, most likely from another copy of this program", []string{"close the other copy", "after a crash, wait a minute for the old session to end, then try again", "paid accounts can choose another domain"}},
		{"324 350 18021", "too many addresses are online (3 on the free plan)", []string{"close unused ones on the Endpoints page of the dashboard", "then try again"}},
		{"319 320 354 313 314", "the domain is not your account's, must be reserved first, or needs a paid plan", []string{"leave the domain empty to use the account's own development domain", "or reserve it on the Domains page of the dashboard"}},
		{"326 327 328 329 330 331 347 355 9036 9037 9038", "the domain or URL is malformed", []string{"write the host alone, such as abc.ngrok-free.app, without path or final slash", "or leave the domain empty"}},
		{"115 116 126 127 118", "the account or its network rules do not allow ngrok to be started here", []string{"ask whoever runs the account", "take another network, or use direct"}},
		{"9040", "ngrok refuses your address (restricted region, Tor or anonymising proxy)", []string{"take another network or proxy exit", "use direct with a public URL of your own"}},
		{"9009", "going through an HTTP proxy needs a paid ngrok plan", []string{"use a socks5 proxy", "or connect without a proxy"}},
		{"111 112 119 124", "ngrok does not accept how this program connects: our fault", []string{"update this program", "if it stays, report the code to us"}},
		{"120 121", "the ngrok library in this program is too old", []string{"update this program"}},
		{"725 727 726 732 733 735 736 4027", "the ngrok account's quota of this month is used up", []string{"see the Usage page of the dashboard", "wait for the next month, upgrade, or use direct", "meanwhile WeChat Pay gets an error page and the inbox sees nothing"}},
		{"734 702 703 715", "too many requests: ngrok slows them down", []string{"wait a minute"}},
		{"3200", "nobody is online behind the public address", []string{"open the tunnel", "see whether the address is this tunnel's"}},
		{"3004", "the request broke off on the way, without a whole answer", []string{"try again", "see whether the tunnel is reconnecting"}},
		{"6024", "the free plan's warning page for browsers stood in the way", []string{"requests of programs do not normally meet it", "should WeChat Pay's notifications not arrive either, take a paid plan or use direct"}},
		{"3205", "the sender's address is outside the allowed ranges", []string{"check or switch off the restriction"}},
		{"8012", "an ngrok agent does not reach the service behind it", []string{"make sure that the ngrok program does not hold this address", "check the port that it forwards to"}},
		{"bad-domain", "the domain is malformed", []string{"write the host alone, such as abc.ngrok-free.app"}},
		{"bad-address", "the address is malformed", []string{"write host:port"}},
		{"bad-proxy", "the proxy is malformed", []string{"write socks5://host:port or http://host:port, with user and password if it wants them"}},
		{"bad-ca", "no certificate can be read from the CA file", []string{"check path and permissions", "it must be PEM, with BEGIN CERTIFICATE"}},
		{"bind-timeout", "ngrok was reached, but gives no public address", []string{"try again", "see status.ngrok.com for an incident"}},
		{"tls-intercepted", "something between here and ngrok changed the TLS certificate: a company proxy, an antivirus or a login page", []string{"diagnose, to see who signed it", "name your company's CA file with ngrok-ca", "or take another network"}},
		{"tls-expired", "by this machine's clock the certificate is not valid", []string{"set the clock", "if it is right, the certificate was changed: take another network"}},
		{"tls-failed", "no TLS could be agreed on", []string{"check port and proxy", "diagnose, to see which step fails"}},
		{"dns", "the name has no address", []string{"check the network and the spelling", "take another DNS, or a proxy (socks5h lets it look names up)"}},
		{"refused", "the connection was refused: nobody listens there", []string{"check address and port", "check the firewall"}},
		{"unreachable", "there is no way to the network", []string{"check the network", "set a proxy if this network needs one"}},
		{"timeout", "there is no answer", []string{"check the network; some do not let ngrok through", "go through a proxy, or use direct"}},
		{"lost", "the connection ended", []string{"it is tried again by itself", "WeChat Pay repeats what was missed: after 15 s at the earliest, 6 h at the latest"}},
		{"proxy-refused", "the proxy does not connect", []string{"check its address, and that it runs", "see whether it allows port 443"}},
		{"proxy-auth", "the proxy does not accept user or password", []string{"check both in the proxy's URL"}},
		{"port-in-use", "another program listens on this port", []string{"close it; it may be another copy of this program", "or take another port"}},
		{"not-loopback", "other machines could reach this address", []string{"listen on 127.0.0.1 and a port"}},
		{"stopped", "ngrok ended the tunnel without a reason", []string{"see whether somebody stopped it on the dashboard", "try again"}},
		{"internal", "a fault inside this program", []string{"try again", "if it comes back, report what it says"}},
		{"url-malformed", "this is no whole URL", []string{"write https://host/path"}},
		{"url-not-https", "the public URL must be https", []string{"give your relay or server a certificate and write https://"}},
		{"url-query", "a notify_url must not have a query string: WeChat Pay refuses it", []string{"drop the ? and what follows; put what you need into the path"}},
		{"url-fragment", "a notify_url must not have a #", []string{"drop the # and what follows"}},
		{"url-userinfo", "a notify_url must not have a user or password", []string{"drop what stands before the @"}},
		{"url-private", "only this machine or network knows this address; WeChat Pay does not reach it", []string{"write a public domain"}},
		{"check-redirected", "the request was sent elsewhere", []string{"see where: often a login, or between http and https", "have the relay pass requests on as they are"}},
		{"check-page", "a page for people came back, such as a login or a warning", []string{"make the address work without a login", "check the relay's settings"}},
		{"check-not-found", "another server answers; the request does not get here", []string{"check host and path of the public URL", "check the port that the relay points to"}},
		{"check-refused", "somebody on the way refused it (401 or 403)", []string{"remove the login, allow-list or firewall rule"}},
		{"check-gateway", "a server on the way does not reach this program", []string{"check the port that the relay points to", "make sure that the relay runs"}},
		{"check-other", "the answer is not this program's", []string{"see whether the public URL leads to this program"}},
	}),
	Warnings: map[string]Advice{
		"url-changed":     {"the public URL is another than when orders were made: their notifications go to the old one", "order again, or query the order"},
		"nothing-arrived": {"a minute after the payment nothing has arrived", "run the self-test; query the order"},
		"another-copy":    {"another copy holds the same public URL", "close the other copy"},
		"port-moved":      {"the receiver has another port: the one of before, where your relay leads, is taken", "end what holds it and start again, or fix the port with listen --addr"},
		"goes-round":      {"notifications are to be sent on to the public address of this tunnel: nothing is sent there, it would go round for ever", "give your server's own address"},
		"url-unfit":       {"WeChat Pay does not accept this notify_url", "use a public https URL without a query string"},
		"restricted":      {"callers are restricted: requests from elsewhere do not get here, the self-test and curl included", "switch it off when in doubt"},
	},
}
