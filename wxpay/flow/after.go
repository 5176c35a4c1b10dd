package flow

import (
	"slices"

	"wxlens/wxpay/catalog"
	"wxlens/wxpay/v3"
)

var (
	refundTitle   = words("申请退款", "refund")
	refundExplain = words(
		"退款可以是全部或一部分，一个订单可以退多次（最多 50 次，每次用新的退款单号，间隔一分钟），一年之内。退款金额加起来不能超过订单金额，amount.total 必须等于订单金额。应答成功只表示受理，不表示钱已退回。超时或报错时用同一个退款单号重试：同号同参数就是同一笔退款。",
		"A refund takes back all or a part; an order may have several (50 at most, each with a number of its own, a minute apart), within a year. Together they cannot exceed the order, and total must equal the order's. A reply of success means that it was accepted, not that the money is back. After a timeout or an error repeat with the same refund number: the same number with the same data is the same refund.")
	refundQueryTitle   = words("查询退款", "query the refund")
	refundQueryExplain = words(
		"退款受理后要确认结果：PROCESSING 处理中，SUCCESS 已退回，ABNORMAL 退款异常（付款人的账户收不了，要在商户平台处理或调异常退款），CLOSED 已关闭。订单的 trade_state 从受理起就是 REFUND，部分退款也一样。",
		"What became of an accepted refund: PROCESSING, SUCCESS (the money is back), ABNORMAL (the payer's account cannot take it: settle it on the merchant platform or by an abnormal refund), CLOSED. The order's trade_state is REFUND from the acceptance on, also after a partial refund.")
	billTitle   = words("下载交易账单", "download the trade bill")
	billExplain = words(
		"账单在次日 9 点开始生成，10 点后再取；按北京时间的付款日期，三个月内。金额以元为单位，每个值前面有反引号。沙箱会把它的时钟拨到可以取账单的时候。",
		"Bills are made from 9:00 of the next day: fetch them after 10:00, by the day of payment in Beijing time, within three months. Amounts are in yuan and every value has a back-quote before it. The sandbox moves its clock to when the bill can be had.")
)

var refundV3 = Step{
	Name: Refund, Kind: Call, Endpoint: catalog.V3Refund, Title: refundTitle, Explain: refundExplain,
	Inputs: []Input{
		{Field: "out_trade_no", Slot: SlotOutTradeNo},
		{Field: "out_refund_no", Slot: SlotOutRefundNo},
		{Field: "reason", Const: "wxlens 测试退款"},
		{Field: "notify_url", Slot: SlotNotifyURL},
		{Field: "amount.refund", Slot: SlotRefund, Else: SlotTotal},
		{Field: "amount.total", Slot: SlotTotal},
		{Field: "amount.currency", Const: "CNY"},
		{Field: "funds_account"},
	},
}

var refundV2 = Step{
	Name: Refund, Kind: Call, Endpoint: catalog.V2Refund, Title: refundTitle,
	Explain: words(
		refundExplain.ZH+"\nV2 退款要带商户证书（双向 TLS），否则网关返回 400 页面“No required SSL certificate was sent”。",
		refundExplain.EN+"\nThe V2 refund needs the merchant's client certificate (mutual TLS), or the gateway answers with a 400 page, \"No required SSL certificate was sent\"."),
	Inputs: slices.Concat(calledV2, []Input{
		{Field: "out_trade_no", Slot: SlotOutTradeNo},
		{Field: "out_refund_no", Slot: SlotOutRefundNo},
		{Field: "total_fee", Slot: SlotTotal},
		{Field: "refund_fee", Slot: SlotRefund, Else: SlotTotal},
		{Field: "refund_desc", Const: "wxlens 测试退款"},
		{Field: "notify_url", Slot: SlotNotifyURL},
		{Field: "refund_account"},
	}),
}

// awaitRefund waits for what WeChat Pay says about the refund.
var awaitRefund = Step{
	Name: RefundNotify, Kind: Await, Event: v3.EventRefunded,
	Title: words("收到退款通知", "receive the refund notification"),
	Explain: words(
		"退款到达终态后才通知。V3：event_type 是 REFUND.SUCCESS、REFUND.ABNORMAL 或 REFUND.CLOSED，状态字段叫 refund_status（查询接口里叫 status）。V2：没有签名，内容在 req_info 里，用 APIv2 密钥的 MD5（32 位小写十六进制）做 AES-256-ECB 解密；能解密不等于可信，要再查询。没有写 notify_url 的 V3 退款和在商户平台手工退的款，会以 V2 格式通知。",
		"It comes once the refund has ended. V3: event_type is REFUND.SUCCESS, REFUND.ABNORMAL or REFUND.CLOSED, and the state is called refund_status (status in the query). V2: there is no signature; the content stands in req_info, AES-256-ECB under the 32 lower-case hex digits of the APIv2 key's MD5; that it decrypts does not make it authentic, so query. V3 refunds without a notify_url and refunds made by hand on the merchant platform are announced in the form of V2."),
}

var refundQueryV3 = Step{
	Name: RefundQuery, Kind: Call, Endpoint: catalog.V3RefundQuery, Title: refundQueryTitle, Explain: refundQueryExplain,
	Inputs: []Input{{Field: "out_refund_no", Slot: SlotOutRefundNo}},
}

var refundQueryV2 = Step{
	Name: RefundQuery, Kind: Call, Endpoint: catalog.V2RefundQuery, Title: refundQueryTitle, Explain: refundQueryExplain,
	Inputs: slices.Concat(calledV2, []Input{{Field: "out_refund_no", Slot: SlotOutRefundNo}}),
}

var billV3 = Step{
	Name: Bill, Kind: Fetch, Endpoint: catalog.V3TradeBill, File: catalog.V3BillDownload, Title: billTitle,
	Explain: words(
		billExplain.ZH+"\n分两步：先申请，应答（有签名）给出下载地址和 SHA1；再在 30 秒内下载，下载请求也要签名（查询串里的 token 在内），文件本身没有签名，用 SHA1 核对（gzip 先解压）。",
		billExplain.EN+"\nTwo calls: the application, whose signed reply gives an address and a SHA1; then, within 30 s, the download. That request is signed too, the token in its query included; the file is not, so compare the SHA1 (unpack gzip first)."),
	Inputs: []Input{{Field: "bill_date", Slot: SlotBillDate}, {Field: "bill_type", Const: "ALL"}, {Field: "tar_type"}},
}

var billV2 = Step{
	Name: Bill, Kind: Fetch, Endpoint: catalog.V2DownloadBill, Title: billTitle,
	Explain: words(
		billExplain.ZH+"\n应答成功时是文本（或 gzip），失败时是 XML，错误码叫 error_code；都没有签名。",
		billExplain.EN+"\nThe reply is text (or gzip) on success and XML on failure, where the code is called error_code; neither is signed."),
	Inputs: slices.Concat(calledV2, []Input{{Field: "bill_date", Slot: SlotBillDate}, {Field: "bill_type", Const: "ALL"}, {Field: "tar_type"}}),
}
