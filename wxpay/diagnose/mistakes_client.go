package diagnose

import "wxlens/wxpay"

// clientMistakes show on the phone or page (客户端).
var clientMistakes = []Mistake{
	{
		Slug:        "jsapi-missing-total-fee",
		Title:       wxpay.Words{ZH: "“缺少参数: total_fee”说的是 package", EN: "\"Missing total_fee\" is about package"},
		Explanation: wxpay.Words{ZH: "客户端凭 package 里的 prepay_id 去取订单金额。package 为空、是 undefined，或者 prepay_id 已过期，就取不到，于是报缺少 total_fee；调用时并不需要传金额。", EN: "The client gets the amount by the prepay_id in package. If package is empty or undefined, or the prepay_id has expired, there is nothing to get, and total_fee is reported missing; the call itself takes no amount."},
		Fix:         wxpay.Words{ZH: "检查传给客户端的 package 是不是 prepay_id= 加刚下单得到的值。没有 prepay_id 就先看下单应答里的错误。", EN: "See that package reaches the client as prepay_id= and a fresh id. If there is none, look at the error in the order's reply first."},
		Sources:     []string{"wxc:000a64464d0ec05998424c5296fc00", "wxc:0004e809ed0b00841447baf0556800", "Pay-Group/best-pay-sdk#16"},
	},
	{
		Slug:        "jsapi-missing-other",
		Title:       wxpay.Words{ZH: "调起支付缺少参数", EN: "The client call lacks a parameter"},
		Explanation: wxpay.Words{ZH: "客户端没有拿到 appId、timeStamp、package 等参数：传入的是 JSON 文本而不是对象（报 $key0$），timeStamp 是数字，或者库升级后返回的结构变了，多了一层。", EN: "appId, timeStamp, package or another did not reach the client: JSON text was passed instead of an object (reported as $key0$), timeStamp is a number, or an update of a library wrapped its result in another layer."},
		Fix:         wxpay.Words{ZH: "在调用之前打印参数对象，确认它是对象，名称和大小写正确，每个值都是字符串。文本先用 JSON.parse 解析。", EN: "Print the argument just before the call: it must be an object with the right names and case, and every value a string. Parse text with JSON.parse first."},
		Sources:     []string{"cipchk/ngx-weui#169", "thenbsp/wechat#48", "klover2/wechatpay-node-v3-ts#75"},
	},
	{
		Slug:        "app-minus-one",
		Title:       wxpay.Words{ZH: "APP 支付返回 -1", EN: "APP payment returns -1"},
		Explanation: wxpay.Words{ZH: "-1 只说明微信拒绝了调用。签名正确时，多半是安装包的包名或应用签名与开放平台登记的不同：用了调试证书，签名里带着冒号，或者应用还没有通过审核。", EN: "-1 says only that WeChat refused the call. If the sign is right, the package name or app signature mostly differs from what the Open Platform has: a debug keystore, a signature with colons, or an app that is not reviewed yet."},
		Fix:         wxpay.Words{ZH: "先核对 sign，再核对“开放平台 → 管理中心 → 移动应用”里的包名和应用签名：32 位小写十六进制，没有冒号，用正式证书打包。改过之后清除微信的缓存再试。", EN: "Check sign first, then package name and app signature under Open Platform → management centre → mobile app: 32 lower-case hexadecimal digits, no colons, from a build with the release keystore. After a change, clear WeChat's cache and try again."},
		Sources:     []string{"wxc:00004c5fb9036083cb8bbe36b5b809", "xu-li/cordova-plugin-wechat#288", "yorkie/react-native-wechat#171"},
	},
	{
		Slug:        "h5-referer",
		Title:       wxpay.Words{ZH: "H5 支付的来源域名不对", EN: "H5 payment was opened from a wrong domain"},
		Explanation: wxpay.Words{ZH: "微信支付检查 H5 链接的 Referer。没有 Referer 时报“商家参数格式有误”，域名没有登记时报“商家存在未配置的参数”；在地址栏直接打开、APP 的 WebView 没有设置来源、redirect_url 的域名没有登记，都会这样。", EN: "WeChat Pay looks at the Referer of an H5 link. Without one it says 商家参数格式有误, from an unregistered domain 商家存在未配置的参数; opening the link by hand, a web view that sends no Referer, and a redirect_url on another domain all lead there."},
		Fix:         wxpay.Words{ZH: "在商户平台登记 H5 支付域名，从这个域名的页面跳转到 h5_url 或 mweb_url。WebView 里要自己设置 Referer。", EN: "Register the H5 payment domain on the merchant platform, and go to h5_url or mweb_url from a page on it. In a web view, set the Referer yourself."},
		Sources:     []string{"yansongda/pay#144", "yansongda/pay#85", "redengineer/redmini#434"},
	},
	{
		Slug:        "jsapi-directory",
		Title:       wxpay.Words{ZH: "支付页面不在支付授权目录里", EN: "The page is outside the payment directories"},
		Explanation: wxpay.Words{ZH: "JSAPI 只能在登记过的支付授权目录下的页面里调起。单页应用在 iOS 上取的是最初进入的 URL，所以看上去在目录里，也会报未注册。", EN: "JSAPI opens the cashier only on pages below a registered payment directory. In single-page apps, iOS keeps the URL that was entered first, so the page may seem to lie inside and is refused all the same."},
		Fix:         wxpay.Words{ZH: "在“商户平台 → 产品中心 → 开发配置”登记支付授权目录。单页应用把入口页面的目录也登记上，或在支付前用整页跳转进入支付页。", EN: "Register the directory under merchant platform → Product centre → development configuration. For a single-page app, register the entry page's directory too, or load the payment page anew."},
		Sources:     []string{"chooin/wechat-spa#4", "yanxi123-com/weixin-js-sdk#41", "fex-team/yog2#34"},
	},
	{
		Slug:        "client-result-read-wrong",
		Title:       wxpay.Words{ZH: "客户端的支付结果判断有误", EN: "The client's result was misread"},
		Explanation: wxpay.Words{ZH: "代码用错误的方式比较客户端的结果（例如把数字 errCode 与字符串比较），或者直接把它当作付款的凭据。客户端的结果只供展示，可能缺失、延迟，也可能被伪造。", EN: "The code compares the client's result wrongly, such as a numeric errCode with a string, or takes it for proof of payment. That result is for display only: it may be missing, late or forged."},
		Fix:         wxpay.Words{ZH: "客户端返回后由服务端查单，以 trade_state 为准。errCode 按数字比较：0 成功，-1 错误，-2 取消。", EN: "When the client returns, query the order on the server and go by trade_state. Compare errCode as a number: 0 is success, -1 an error, -2 cancelled."},
	},
}
