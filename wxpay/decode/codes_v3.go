package decode

// v3Codes are codes that only V3 has, beside [bothCodes].
var v3Codes = []Entry{
	{
		Code: "REQUEST_BLOCKED", Status: 403, Doc: docPractice,
		Title:   words("请求被拦截", "The request was blocked"),
		Meaning: words("风控拦下了这次退款或转账。", "Risk control blocked this refund or transfer."),
		Cause:   words("商户或收款用户触发了风险规则。", "The merchant or the receiver met a rule of risk control."),
		Fix:     words("在商户平台查看风险提示，按 message 处理后再用同一个单号重试。", "Look for risk notices on the merchant platform, do what message says, and retry under the same number."),
	},
	{
		Code: "OPENID_MISMATCH", Says: []string{"OPENIDMISMATCH"}, Status: 500, Doc: docLogin,
		Meaning:  words("openid 不是这个 appid 的。新页面把它并入了 PARAM_ERROR 和 INVALID_REQUEST。", "The openid is not of this appid. Newer pages fold it into PARAM_ERROR and INVALID_REQUEST."),
		Mistakes: slugs{"openid-appid"},
	},
	{
		Code: "SERVICE_UNAVAILABLE", Says: []string{"BAD_GATEWAY"}, Status: 503, Doc: docPractice,
		Title:   words("网关暂时不可用", "The gateway is unavailable"),
		Meaning: words("请求没有得到处理，或结果未知（502、503）。", "The request was not handled, or its outcome is unknown (502, 503)."),
		Cause:   words("微信支付网关一时的故障，也可能是自己的代理。", "A passing fault of WeChat Pay's gateway, or of your own proxy."),
		Fix:     words("用同样的单号和参数退避重试；持续出现就换备用域名 api2.mch.weixin.qq.com。", "Back off and retry with the same number and parameters; if it lasts, use the standby host api2.mch.weixin.qq.com."),
	},
	{
		Code: "REFUND_FEE_MISMATCH", Says: []string{"REFUNDFEEMISMATCH"}, Doc: docQuery,
		Title:   words("退款的金额与订单不符", "The amounts of the refund do not fit the order"),
		Meaning: words("退款请求里的订单金额与实际订单不一致。", "The order's amount in the refund request is not that of the order."),
		Cause:   words("amount.total 填成了退款金额或优惠后的金额；它应当是原订单的总金额。", "amount.total holds the refund's amount or what was left after a discount; it must be the total of the order."),
		Fix:     words("amount.total 填下单时的总金额，amount.refund 填这次退多少，单位都是分。", "amount.total is the order's total, amount.refund what is returned now, both in fen."),
	},
}
