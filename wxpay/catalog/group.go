package catalog

import "wxlens/wxpay"

// Group is the product that a call belongs to. The slugs are stable.
type Group string

const (
	GroupLogin      Group = "login"
	GroupOrder      Group = "order"
	GroupCombine    Group = "combine"
	GroupRefund     Group = "refund"
	GroupBill       Group = "bill"
	GroupSecurity   Group = "security"
	GroupMedia      Group = "media"
	GroupProfit     Group = "profit"
	GroupTransfer   Group = "transfer"
	GroupFund       Group = "fund"
	GroupPayscore   Group = "payscore"
	GroupComplaint  Group = "complaint"
	GroupCoupon     Group = "coupon"
	GroupOnboarding Group = "onboarding"
	GroupEcommerce  Group = "ecommerce"
	GroupIndustry   Group = "industry"
	GroupPapay      Group = "papay"
	GroupDeposit    Group = "deposit"
)

var groupTitles = map[Group]wxpay.Words{
	GroupLogin:      words("登录", "login"),
	GroupOrder:      words("下单与订单", "orders"),
	GroupCombine:    words("合单支付", "combined orders"),
	GroupRefund:     words("退款", "refunds"),
	GroupBill:       words("账单", "bills"),
	GroupSecurity:   words("安全", "security"),
	GroupMedia:      words("图片与视频上传", "uploads"),
	GroupProfit:     words("分账", "profit sharing"),
	GroupTransfer:   words("转账与红包", "transfers and red packets"),
	GroupFund:       words("资金", "funds"),
	GroupPayscore:   words("支付分", "payscore"),
	GroupComplaint:  words("消费者投诉", "complaints"),
	GroupCoupon:     words("营销券", "coupons"),
	GroupOnboarding: words("商户进件", "onboarding"),
	GroupEcommerce:  words("电商收付通", "e-commerce"),
	GroupIndustry:   words("行业方案", "industries"),
	GroupPapay:      words("委托代扣", "contract deductions"),
	GroupDeposit:    words("押金支付", "deposits"),
}

// Title names the product.
func (g Group) Title() wxpay.Words { return groupTitles[g] }
