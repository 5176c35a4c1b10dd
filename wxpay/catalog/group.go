package catalog

import "wxlens/wxpay"

// Group is the product that a call belongs to. The slugs are stable.
type Group string

const (
	GroupLogin    Group = "login"
	GroupOrder    Group = "order"
	GroupCombine  Group = "combine"
	GroupRefund   Group = "refund"
	GroupBill     Group = "bill"
	GroupSecurity Group = "security"
	GroupMedia    Group = "media"
)

var groupTitles = map[Group]wxpay.Words{
	GroupLogin:    words("登录", "login"),
	GroupOrder:    words("下单与订单", "orders"),
	GroupCombine:  words("合单支付", "combined orders"),
	GroupRefund:   words("退款", "refunds"),
	GroupBill:     words("账单", "bills"),
	GroupSecurity: words("安全", "security"),
	GroupMedia:    words("图片与视频上传", "uploads"),
}

// Title names the product.
func (g Group) Title() wxpay.Words { return groupTitles[g] }
