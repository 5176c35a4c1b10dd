package flow

import "wxlens/wxpay"

// paySignV3 signs what the client call takes.
func paySignV3(c Client) Step {
	s := Step{
		Name: PaySign, Kind: Sign, Title: words("签名调起支付参数", "sign the pay parameters"),
		Inputs: []Input{{Field: "appId", Slot: SlotAppID}, {Field: "prepay_id", Slot: SlotPrepayID}},
	}
	switch c {
	case App:
		s.Explain = words(
			"APP 调起支付用另一个签名：应用 ID、时间戳、随机串、预支付会话 ID 四行，仍用商户 API 私钥。第四行是裸的 prepay_id，没有“prepay_id=”前缀；package 固定为 Sign=WXPay，不参与签名。参数填进 OpenSDK 的 PayReq（安卓叫 packageValue）。",
			"The app's call has a signature of its own: four lines, application id, timestamp, nonce and prepay id, again with the merchant's private key. The fourth line is the bare prepay_id, without \"prepay_id=\"; package is always Sign=WXPay and not signed. The parameters go into PayReq of the OpenSDK (packageValue on Android).")
	default:
		s.Explain = words(
			"客户端调起支付用另一个签名：appId、timeStamp、nonceStr、package 四行，仍用商户 API 私钥。"+passed[c].ZH+"package 是“prepay_id=…”整串；timeStamp 是字符串、单位秒。",
			"The client call has a signature of its own: the four lines appId, timeStamp, nonceStr and package, again with the merchant's private key. "+passed[c].EN+"package is the whole \"prepay_id=…\"; timeStamp is a string, in seconds.")
	}
	return s
}

// paySignV2 is paySignV3 for V2.
func paySignV2(c Client) Step {
	s := Step{
		Name: PaySign, Kind: Sign, Title: words("二次签名", "sign the pay parameters"),
		Inputs: []Input{
			{Field: "appId", Slot: SlotAppID}, {Field: "prepay_id", Slot: SlotPrepayID}, {Field: "signType", Slot: SlotSignType},
		},
	}
	switch c {
	case App:
		s.Explain = words(
			"统一下单应答里的 sign 不能用来调起支付。要用 appid、noncestr、package、partnerid、prepayid、timestamp 六个小写字段另算 sign，算法与下单时一致。package 固定为 Sign=WXPay，参与签名；没有 signType。",
			"The sign in the reply of the order never works for the client call. Another sign is computed over the six lower-case fields appid, noncestr, package, partnerid, prepayid and timestamp, with the algorithm of the order. package is always Sign=WXPay and signed; there is no signType.")
	default:
		s.Explain = words(
			"统一下单应答里的 sign 属于那个应答，不能用来调起支付。要用 appId、nonceStr、package、signType、timeStamp 五个字段另算 paySign，算法与下单时一致。"+passed[c].ZH+"注意大小写：appId 和 timeStamp。",
			"The sign in the reply of the order belongs to that reply and never works for the client call. paySign is computed anew over appId, nonceStr, package, signType and timeStamp, with the algorithm of the order. "+passed[c].EN+"Mind the case: appId and timeStamp.")
	}
	return s
}

// passed tell what the client call takes of what was signed.
var passed = map[Client]wxpay.Words{
	MiniProgram: words(
		"appId 参与签名，但不传给 wx.requestPayment。",
		"appId is signed but not passed to wx.requestPayment. "),
	JSAPI: words(
		"appId 参与签名，也要传给 WeixinJSBridge。用 wx.chooseWXPay 时选项名是 timestamp，签名里仍是 timeStamp。",
		"appId is signed and passed to WeixinJSBridge, too. wx.chooseWXPay calls its option timestamp, while timeStamp is what is signed. "),
}

// reports explain what each client says afterwards; none of it proves a payment.
var reports = map[Client]wxpay.Words{
	MiniProgram: words(
		"wx.requestPayment 的结果：requestPayment:ok 只是客户端以为成功；requestPayment:fail cancel 是取消（签名错误的弹窗之后也是它）；requestPayment:fail (…) 括号里是原因；6.5.2 及更早的微信只在 complete 里给 requestPayment:cancel。",
		"Results of wx.requestPayment: requestPayment:ok means only that the client thinks so; requestPayment:fail cancel is a cancellation (also after the dialog about a wrong signature); requestPayment:fail (…) gives the reason in brackets; WeChat 6.5.2 and older only call complete with requestPayment:cancel."),
	JSAPI: words(
		"err_msg：get_brand_wcpay_request:ok 只是页面以为成功；:cancel 是取消；:fail 是失败，原因在 err_desc。“当前页面的URL未注册”是支付授权目录没有登记；“JSAPI缺少参数total_fee”说的其实是 package。",
		"err_msg: get_brand_wcpay_request:ok means only that the page thinks so; :cancel, the payer left; :fail, see err_desc. 当前页面的URL未注册 means that the directory is not registered; JSAPI缺少参数total_fee is really about package."),
	App: words(
		"onResp 的 errCode 是整数：0 只是客户端以为成功，要问服务端；−1 是出错：签名不对、appid 未登记或不匹配、应用签名或包名不对；−2 是用户取消。回调类必须是 <包名>.wxapi.WXPayEntryActivity，否则付了款也收不到回调。",
		"errCode of onResp is an integer: 0 means only that the client thinks so, ask the server; −1 is an error: wrong signature, appid not registered or not matching, wrong app signature or package name; −2, the user cancelled. The class must be <package>.wxapi.WXPayEntryActivity, or there is no callback even after a payment."),
	Scan: words(
		"付款人用微信“扫一扫”直接扫屏幕上的码（从相册识别或长按会被风控拒绝）。商户端没有任何回调，只有通知和查单。",
		"The payer scans the code from the screen with WeChat (reading it from the album or by a long press is refused). Nothing calls the merchant's page back: there is only the notification and the query."),
	Browser: words(
		"手机浏览器打开支付地址，地址后可以加 &redirect_url=（编码过的、登记域名下的地址）。付款后回到页面不代表付了款，浏览器约五秒后会自己跳回。",
		"The mobile browser opens the address, to which &redirect_url= may be added (encoded, of a registered domain). That the browser comes back proves nothing: it does so by itself after about five seconds."),
}

// cashier is the step in which the payer acts.
func cashier(c Client) Step {
	return Step{
		Name: Cashier, Kind: Act,
		Title: words("付款人付款", "the payer pays"),
		Explain: words(
			opening(c).ZH+"沙箱在这里扮演微信客户端和付款人。客户端报告的“成功”永远不是付款的证据：以通知和查单为准。\n"+reports[c].ZH,
			opening(c).EN+"The sandbox plays client and payer here. A success reported by the client is never evidence of payment: the notification and the query are.\n"+reports[c].EN),
	}
}

// opening tells how the cashier is opened.
func opening(c Client) wxpay.Words {
	if c.Signed() {
		return words(
			"客户端用调起支付参数打开收银台，微信先核对签名，再请付款人确认。",
			"The client opens the cashier with the pay parameters; WeChat checks the signature first, then asks the payer. ")
	}
	return words("付款人打开下单得到的地址，没有客户端签名。", "The payer opens the address that the order gave; the client signs nothing. ")
}
