package bill

import "wxlens/wxpay"

// tradeColumns are those of trade bills (交易账单字段说明): the ALL bill with the two
// times of the REFUND bill after 代金券金额, then what bills of 2014 called otherwise.
var tradeColumns = []Column{
	column("交易时间", Time, RoleTime, "支付成功、退款受理或撤销的时间，北京时间", "when it was paid, the refund accepted, or the order revoked; Beijing time"),
	column("公众账号ID", Text, "", "下单用的 appid", "the appid that the order was placed with"),
	column("商户号", Text, RoleMchID, "收款的商户号；服务商账单里是服务商的", "the merchant; in a partner's bill the partner"),
	column("特约商户号", Text, "", "服务商模式的子商户号；直连商户是 0", "the sub merchant in partner mode; 0 for a direct merchant"),
	column("设备号", Text, "", "下单时传的 device_info", "device_info of the order"),
	column("微信订单号", Text, RoleTransaction, "微信支付订单号 transaction_id", "WeChat Pay's order number, transaction_id"),
	column("商户订单号", Text, RoleOutTradeNo, "商户订单号 out_trade_no", "the merchant's order number, out_trade_no"),
	column("用户标识", Text, "", "付款人在该 appid 下的 openid", "the payer's openid under this appid"),
	column("交易类型", Text, "", "JSAPI、NATIVE、APP、MWEB、MICROPAY 等", "JSAPI, NATIVE, APP, MWEB, MICROPAY …"),
	column("交易状态", Text, RoleState, "SUCCESS 付款，REFUND 退款，REVOKED 撤销", "SUCCESS: a payment, REFUND: a refund, REVOKED: a reversal"),
	column("付款银行", Text, "", "付款银行的代码，OTHERS 是未列出的", "the code of the payer's bank; OTHERS for one that is not listed"),
	column("货币种类", Text, "", "币种，CNY 是人民币", "the currency; CNY is renminbi"),
	column("应结订单金额", Amount, RoleSettled, "订单金额减去免充值券，应结算给商户的金额", "the order less coupons that nobody paid for: what is due to the merchant"),
	column("代金券金额", Amount, "", "付款用掉的代金券", "coupons that were used"),
	column("退款申请时间", Time, "", "退款受理的时间（REFUND 账单才有）", "when the refund was asked for (REFUND bills only)"),
	column("退款成功时间", Time, "", "退款到账的时间，未到账是空的（REFUND 账单才有）", "when the refund succeeded, empty if it has not (REFUND bills only)"),
	column("微信退款单号", Text, RoleRefundID, "微信支付退款单号 refund_id；不是退款是 0", "WeChat Pay's refund number, refund_id; 0 where there is no refund"),
	column("商户退款单号", Text, RoleOutRefundNo, "商户退款单号 out_refund_no；不是退款是 0", "the merchant's refund number, out_refund_no; 0 where there is no refund"),
	column("退款金额", Amount, RoleRefundDue, "申请退款金额减去免充值券，实际从商户退出的金额", "the refund less coupons that nobody paid for: what the merchant gives back"),
	column("充值券退款金额", Amount, "", "退款里的充值券", "prepaid coupons in the refund"),
	column("退款类型", Text, "", "ORIGINAL 原路，BALANCE 退到零钱，OTHER_BANKCARD 退到其他卡", "ORIGINAL: the way it came, BALANCE: to the payer's balance, OTHER_BANKCARD: to another card"),
	column("退款状态", Text, RoleRefundState, "SUCCESS 成功，PROCESSING 处理中，FAIL 失败，CHANGE 异常", "SUCCESS, PROCESSING, FAIL, CHANGE (abnormal), as of when the bill was made"),
	column("商品名称", Text, "", "商品描述；其中可以有逗号和引号", "the description of the goods; it may hold commas and quotes"),
	column("商户数据包", Text, "", "下单时的 attach", "attach of the order"),
	column("手续费", Fee, RoleFee, "手续费，五位小数；退款行是退回的，为负", "the fee, five decimals; below zero where a refund gives it back"),
	column("费率", Rate, "", "手续费率，例如 0.60%", "the rate of the fee, such as 0.60%"),
	column("订单金额", Amount, RoleTotal, "下单的金额 amount.total；退款行是 0", "the amount as ordered, amount.total; 0 in a refund's row"),
	column("申请退款金额", Amount, RoleRefund, "申请退款的金额 amount.refund", "the refund as asked for, amount.refund"),
	column("费率备注", Text, "", "费率的说明", "a note about the rate"),
	oldColumn("子商户号", Text, "", "现在叫特约商户号", "now 特约商户号, the sub merchant"),
	oldColumn("总金额", Amount, RoleTotal, "现在叫订单金额", "now 订单金额, the amount as ordered"),
	oldColumn("企业红包金额", Amount, "", "现在叫代金券金额", "now 代金券金额, coupons that were used"),
	oldColumn("企业红包退款金额", Amount, "", "现在叫充值券退款金额", "now 充值券退款金额, coupons in the refund"),
	oldColumn("代金券或立减优惠金额", Amount, "", "现在叫代金券金额", "now 代金券金额, coupons that were used"),
	oldColumn("代金券或立减优惠退款金额", Amount, "", "现在叫充值券退款金额", "now 充值券退款金额, coupons in the refund"),
}

// fundFlowColumns are those of fund-flow bills (资金账单字段说明).
var fundFlowColumns = []Column{
	column("记账时间", Time, RoleTime, "记入账户的时间，北京时间", "when it was booked; Beijing time"),
	column("微信支付业务单号", Text, RoleTransaction, "引起变动的业务的单号，例如微信支付订单号", "WeChat Pay's number of what moved the money, such as an order's"),
	column("资金流水单号", Text, RoleBooking, "这一笔流水的单号", "the number of this movement"),
	column("业务名称", Text, RoleBusiness, "交易、退款、扣除交易手续费、提现等", "交易 payment, 退款 refund, 扣除交易手续费 fee, 提现 withdrawal …"),
	column("业务类型", Text, "", "业务的大类", "what group of business it belongs to"),
	column("收支类型", Direction, RoleDirection, "收入或支出", "收入: in, 支出: out"),
	column("收支金额(元)", Amount, RoleAmount, "变动的金额，不带正负号", "what was moved, without a sign"),
	column("账户结余(元)", Amount, "", "变动以后的余额", "the balance after it"),
	column("资金变更提交申请人", Text, "", "提交的人，自动的是 system", "who submitted it; system where nobody did"),
	column("备注", Text, "", "说明，例如退款里含的手续费", "a note, such as the fee inside a refund"),
	column("业务凭证号", Text, RoleVoucher, "商户自己的单号：商户订单号或商户退款单号", "the merchant's own number: of the order or of the refund"),
}

func total(name, of, only, zh, en string) Total {
	return Total{name, wxpay.Words{ZH: zh, EN: en}, of, only}
}

// tradeTotals are the totals of trade bills, old ones included.
var tradeTotals = []Total{
	total("总交易单数", "", "", "明细的行数", "the number of rows"),
	total("应结订单总金额", "应结订单金额", "", "应结订单金额之和", "the sum of 应结订单金额"),
	total("退款总金额", "退款金额", "", "退款金额之和", "the sum of 退款金额"),
	total("充值券退款总金额", "充值券退款金额", "", "充值券退款金额之和", "the sum of 充值券退款金额"),
	total("手续费总金额", "手续费", "", "手续费之和", "the sum of 手续费"),
	total("订单总金额", "订单金额", "", "订单金额之和", "the sum of 订单金额"),
	total("申请退款总金额", "申请退款金额", "", "申请退款金额之和", "the sum of 申请退款金额"),
	total("总交易额", "总金额", "", "总金额之和（旧账单）", "the sum of 总金额 (old bills)"),
	total("总退款金额", "退款金额", "", "退款金额之和（旧账单）", "the sum of 退款金额 (old bills)"),
	total("总企业红包退款金额", "企业红包退款金额", "", "企业红包退款金额之和（旧账单）", "the sum of 企业红包退款金额 (old bills)"),
	total("总代金券或立减优惠退款金额", "代金券或立减优惠退款金额", "", "代金券或立减优惠退款金额之和（旧账单）", "the sum of 代金券或立减优惠退款金额 (old bills)"),
}

// Words of the direction of a fund flow.
const (
	income  = "收入"
	expense = "支出"
)

// fundFlowTotals are the totals of fund-flow bills.
var fundFlowTotals = []Total{
	total("资金流水总笔数", "", "", "明细的行数", "the number of rows"),
	total("收入笔数", "", income, "收入的行数", "the number of rows that came in"),
	total("收入金额", "收支金额(元)", income, "收入之和", "the sum of what came in"),
	total("支出笔数", "", expense, "支出的行数", "the number of rows that went out"),
	total("支出金额", "收支金额(元)", expense, "支出之和", "the sum of what went out"),
}
