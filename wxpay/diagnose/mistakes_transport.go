package diagnose

import "wxlens/wxpay"

// transportMistakes lie in the notification address and its server (通知地址与传输).
var transportMistakes = []Mistake{
	{
		Slug:        "notify-redirect",
		Title:       wxpay.Words{ZH: "通知地址应答了重定向", EN: "The notification address answers a redirect"},
		Explanation: wxpay.Words{ZH: "服务器用 301 或 302 把通知引向别处：http 跳到 https，补上末尾的斜杠，跳到登录页，或统一路由的大小写。微信支付不跟随重定向，这次通知就算失败。", EN: "The server sends notifications elsewhere by 301 or 302: from http to https, to an added slash, to a login page, or to another case of the route. WeChat Pay does not follow, and the attempt has failed."},
		Fix:         wxpay.Words{ZH: "notify_url 直接填跳转之后的最终地址，或让服务器不对这个路径跳转。", EN: "Put the final address into notify_url, or exempt this path from redirects."},
		Sources:     []string{"EasyAbp/Abp.WeChat#33", "szvone/vmqphp#61"},
	},
	{
		Slug:        "notify-auth-wall",
		Title:       wxpay.Words{ZH: "登录或 CSRF 检查拦住了通知", EN: "A login or CSRF check stops notifications"},
		Explanation: wxpay.Words{ZH: "框架对所有 POST 要求登录状态或 CSRF 令牌，通知没有这些，得到的是 403、419 或登录页，处理通知的代码没有执行。", EN: "The framework wants a session or CSRF token on every POST. Notifications carry neither and get 403, 419 or a login page, and your handler never runs."},
		Fix:         wxpay.Words{ZH: "让通知地址不经过登录和 CSRF 中间件。通知的真伪由验签保证。", EN: "Exempt the address from login and CSRF middleware. It is the signature that proves where a notification comes from."},
		Sources:     []string{"yansongda/pay#57"},
	},
	{
		Slug:        "notify-tls",
		Title:       wxpay.Words{ZH: "通知地址的 TLS 有问题", EN: "TLS of the notification address is broken"},
		Explanation: wxpay.Words{ZH: "http 能收到而 https 收不到：服务器没有发送中间证书，没有按 SNI 给出正确的证书，用了自签名证书，或只支持过旧的协议。浏览器会自行补上中间证书，所以看起来正常。", EN: "Over http it arrives, over https it does not: the server omits the intermediate certificate, gives the wrong one for the host name (SNI), uses a self-signed one, or speaks an old protocol only. Browsers supply missing intermediates themselves, so all looks well there."},
		Fix:         wxpay.Words{ZH: "部署包含中间证书的完整证书链，启用 TLS 1.2 以上，用“openssl s_client -connect 域名:443 -servername 域名”检查。", EN: "Install the full chain with its intermediates, enable TLS 1.2 or newer, and check with openssl s_client -connect HOST:443 -servername HOST."},
		Sources:     []string{"dedemao/weixinPay#16", "overtrue/laravel-wechat#263", "yansongda/pay#42"},
	},
	{
		Slug:        "notify-waf",
		Title:       wxpay.Words{ZH: "防火墙或 CDN 拦住了通知", EN: "A firewall or CDN stops notifications"},
		Explanation: wxpay.Words{ZH: "人机验证、地区限制或请求体规则在应用之前就拦下了通知，应用的日志里什么也没有，自己用浏览器访问却正常。", EN: "A bot check, a geographic rule or a rule about bodies stops notifications in front of the application. Its log stays empty, although the address opens in a browser."},
		Fix:         wxpay.Words{ZH: "在防火墙和 CDN 上对这个路径关闭人机验证和这些规则，再对照前后两处的日志，确认通知已经到达应用。", EN: "Switch bot checks and such rules off for this path on firewall and CDN, and compare the logs in front and behind to see that notifications get through."},
		Sources:     []string{"chaitin/SafeLine#1031", "szvone/vmqphp#74"},
	},
	{
		Slug:        "notify-ack-wrong",
		Title:       wxpay.Words{ZH: "对通知的应答不对", EN: "The notification is answered the wrong way"},
		Explanation: wxpay.Words{ZH: "通知收到了，但应答不是微信支付认可的：状态码是 201，返回的是 HTML，框架给 XML 加了引号，多输出了内容，或者业务做完之后才抛出异常。于是同一条通知反复送达。", EN: "The notification arrived, but the answer is not one that WeChat Pay accepts: status 201, HTML, XML put into quotes by a framework, more output after it, or an exception once the work was done. So the same notification keeps coming."},
		Fix:         wxpay.Words{ZH: "V3 应答状态码 200 或 204。V2 应答 200，内容只有 <xml><return_code>SUCCESS</return_code><return_msg>OK</return_msg></xml>。", EN: "In V3, answer with status 200 or 204. In V2, answer 200 and nothing but <xml><return_code>SUCCESS</return_code><return_msg>OK</return_msg></xml>."},
		Sources:     []string{"hpyer/node-easywechat#28", "binarywang/WxJava#2501", "w7corp/easywechat#1911"},
	},
	{
		Slug:        "notify-slow",
		Title:       wxpay.Words{ZH: "应答通知超过了五秒", EN: "The answer takes more than five seconds"},
		Explanation: wxpay.Words{ZH: "微信支付只等五秒，超时就算失败并重发：间隔 15 秒、15 秒、30 秒、3 分钟，之后越来越长，最多 15 次，共约 24 小时。业务越慢，重复的通知越多。", EN: "WeChat Pay waits five seconds, then counts a failure and sends again: after 15 s, 15 s, 30 s, 3 min and ever longer, at most 15 times within some 24 hours. The slower the work, the more repeats."},
		Fix:         wxpay.Words{ZH: "验签、解密、落库之后立即应答，发货、发短信等耗时的工作放进队列。", EN: "Verify, decrypt, store and answer; leave delivery, messages and other slow work to a queue."},
		Sources:     []string{"doc: official skill"},
	},
	{
		Slug:        "notify-url-invalid",
		Title:       wxpay.Words{ZH: "notify_url 不合规则", EN: "notify_url breaks the rules"},
		Explanation: wxpay.Words{ZH: "notify_url 必须是公网可以访问的完整地址，不能带查询串和片段，不能是 localhost 或内网地址，也不能只有域名没有路径。这里是空的、没有发送，或者违反了其中一条。", EN: "notify_url must be a whole address that is reachable from the internet, without query or fragment, not localhost or a private address, and with a path. Here it is empty, was not sent, or breaks one of these."},
		Fix:         wxpay.Words{ZH: "填写“https://域名/路径”的形式，要传的数据放进 attach。在本机调试时用内网穿透得到公网地址。", EN: "Use the form https://HOST/PATH, and put data of your own into attach. On a development machine, get a public address from a tunnel."},
		Sources:     []string{"doc: notify_url guide 4012075420", "labring/sealos#2300", "supersheep/wechat-pay#19"},
	},
	{
		Slug:        "ip-whitelist",
		Title:       wxpay.Words{ZH: "服务器的 IP 不在白名单里", EN: "The server's IP address is not on the list"},
		Explanation: wxpay.Words{ZH: "这个接口只接受商户平台上登记过的 IP，发出请求的是另一个出口地址。签名没有问题，换网络、换服务器或出口 IP 变化之后常会出现。", EN: "This call is accepted only from addresses registered on the merchant platform, and it came from another. The signature is fine; it happens after a move to another server or network."},
		Fix:         wxpay.Words{ZH: "查出服务器访问外网时的实际 IP，在商户平台把它加进这个产品的 IP 白名单。", EN: "Find out the address your server has towards the internet, and add it to this product's IP list on the merchant platform."},
		Sources:     []string{"wxc:000a00ad31c03840e5230428766400"},
	},
	{
		Slug:        "notify-not-idempotent",
		Title:       wxpay.Words{ZH: "重复的通知被处理了两次", EN: "A repeated notification was processed twice"},
		Explanation: wxpay.Words{ZH: "同一笔订单的通知可能送达多次，甚至几秒内由不同服务器同时送达，这是正常的。程序每收到一次就发货或入账一次。", EN: "Notifications of one order may come several times, even within seconds from several servers; that is normal. The program delivers or books each time."},
		Fix:         wxpay.Words{ZH: "按商户订单号加锁，先看订单状态，已处理过就直接应答成功。更新状态时带上原状态作为条件。", EN: "Lock by out_trade_no, look at the order's state first, and answer success if the work was done. Make the update conditional on the former state."},
		Sources:     []string{"code-lives/Pays#13", "yansongda/pay#685", "yioMe/nodejs_wx_aipay_api#31"},
	},
	{
		Slug:        "no-order-query-fallback",
		Title:       wxpay.Words{ZH: "只依赖通知，没有查单", EN: "Only notifications are relied on, never a query"},
		Explanation: wxpay.Words{ZH: "通知不保证送达：地址临时不可用、重发用尽之后就不会再来。只等通知的系统里，用户付了款，订单却一直是未支付。", EN: "Notifications are not guaranteed: once the repeats are used up, none comes. In a system that only waits for them, the payer has paid while the order stays unpaid."},
		Fix:         wxpay.Words{ZH: "下单后过一段时间仍未收到通知，就主动查单，以查到的状态为准，到期仍未支付再关单。", EN: "If no notification has come some time after the order, query it and go by the answer; close it if it is still unpaid when it expires."},
		Sources:     []string{"doc: notification guide"},
	},
}
