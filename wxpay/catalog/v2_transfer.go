package catalog

import (
	"slices"

	"wxlens/wxpay"
)

var (
	billNo         = Field{Name: "mch_billno", Required: true, Min: 1, Max: 28, Chars: Alnum, Label: words("商户订单号", "merchant's number")}
	partnerTradeNo = Field{Name: "partner_trade_no", Required: true, Min: 1, Max: 32, Chars: Alnum, Label: words("商户订单号", "merchant's number")}
	clientIP       = Field{Name: "client_ip", Type: IP, Max: 15, Label: words("Ip地址", "caller's IP")}
)

// redPacket are the fields of every red packet.
var redPacket = []Field{
	billNo, v2MchID,
	named("wxappid", appID),
	v2Nonce,
	must("send_name", 32, "商户名称", "sender"),
	must("re_openid", 32, "用户openid", "receiver's openid"),
	fen("total_amount", "付款金额", "amount, in fen"),
	{Name: "total_num", Required: true, Type: Integer, Min: 1, Label: words("红包发放总人数", "number of receivers")},
	must("wishing", 128, "红包祝福语", "wish"),
	must("act_name", 32, "活动名称", "campaign"),
	text("remark", 256, "备注", "remark"),
	text("scene_id", 32, "场景id", "scene"),
}

var v2Transfers = []Endpoint{
	{
		ID: "v2.sendredpack", API: wxpay.V2, Group: GroupTransfer, Mode: Both, Method: "POST", Path: "/mmpaymkttransfers/sendredpack", Success: 200, Certificate: true, Unsigned: true, MovesMoney: true, Open: true,
		Title: words("发放普通红包", "send a red packet"), Chapter: "发放普通红包",
		Fields: slices.Concat(redPacket, []Field{
			clientIP,
		}),
	},
	{
		ID: "v2.sendgroupredpack", API: wxpay.V2, Group: GroupTransfer, Mode: Both, Method: "POST", Path: "/mmpaymkttransfers/sendgroupredpack", Success: 200, Certificate: true, Unsigned: true, MovesMoney: true, Open: true, Doubtful: true,
		Title: words("发放裂变红包", "send a group of red packets"), Chapter: "发放裂变红包",
		Fields: slices.Concat(redPacket, []Field{
			required(enum("amt_type", 32, "红包金额设置方式", "how the amount is split", "ALL_RAND")),
		}),
	},
	{
		ID: "v2.sendminiprogramhb", API: wxpay.V2, Group: GroupTransfer, Mode: Both, Method: "POST", Path: "/mmpaymkttransfers/sendminiprogramhb", Success: 200, Certificate: true, Unsigned: true, MovesMoney: true, Open: true,
		Title: words("发放小程序红包", "send a mini program red packet"), Chapter: "发放小程序红包",
		Fields: slices.Concat(redPacket, []Field{
			required(enum("notify_way", 32, "通知用户形式", "how the user is told", "MINI_PROGRAM_JSAPI")),
		}),
	},
	{
		ID: "v2.gethbinfo", API: wxpay.V2, Group: GroupTransfer, Mode: Both, Method: "POST", Path: "/mmpaymkttransfers/gethbinfo", Success: 200, Certificate: true, Unsigned: true,
		Title: words("查询红包记录", "query a red packet"), Chapter: "查询红包记录",
		Fields: []Field{
			billNo, v2MchID, appID,
			required(enum("bill_type", 32, "订单类型", "number type", "MCHT")),
			v2Nonce, v2SignType,
		},
	},
	{
		ID: "v2.transfers", API: wxpay.V2, Group: GroupTransfer, Method: "POST", Path: "/mmpaymkttransfers/promotion/transfers", Success: 200, Certificate: true, Unsigned: true, MovesMoney: true, Open: true,
		Title: words("企业付款到零钱", "transfer to a wallet"), Chapter: "企业付款到零钱",
		Fields: []Field{
			named("mch_appid", appID),
			mchID, v2Nonce, partnerTradeNo,
			must("openid", 64, "用户openid", "receiver's openid"),
			required(enum("check_name", 16, "校验用户姓名选项", "check of the name", "NO_CHECK", "FORCE_CHECK")),
			text("re_user_name", 64, "收款用户姓名", "receiver's name"),
			fen("amount", "付款金额", "amount, in fen"),
			must("desc", 100, "付款备注", "remark"),
			optional(payerIPv2),
		},
		Either: []Choice{{If: "check_name", Is: "FORCE_CHECK", Names: []string{"re_user_name"}}},
	},
	{
		ID: "v2.gettransferinfo", API: wxpay.V2, Group: GroupTransfer, Method: "POST", Path: "/mmpaymkttransfers/gettransferinfo", Success: 200, Certificate: true, Unsigned: true,
		Title: words("查询企业付款", "query a transfer to a wallet"), Chapter: "查询企业付款",
		Fields: []Field{
			partnerTradeNo, v2MchID, appID, v2Nonce,
		},
	},
	{
		ID: "v2.paywwsptrans2pocket", API: wxpay.V2, Group: GroupTransfer, Method: "POST", Path: "/mmpaymkttransfers/promotion/paywwsptrans2pocket", Success: 200, Certificate: true, Unsigned: true, MovesMoney: true, Open: true,
		Title: words("企业微信向员工付款", "pay an employee (Work WeChat)"), Chapter: "企业微信向员工付款",
		Fields: []Field{
			appID, v2MchID, v2Nonce, partnerTradeNo,
			must("openid", 64, "用户openid", "receiver's openid"),
			fen("amount", "付款金额", "amount, in fen"),
			must("desc", 100, "付款说明", "remark"),
			must("workwx_sign", 64, "企业微信签名", "Work WeChat signature"),
		},
	},
	{
		ID: "v2.querywwsptrans2pocket", API: wxpay.V2, Group: GroupTransfer, Method: "POST", Path: "/mmpaymkttransfers/promotion/querywwsptrans2pocket", Success: 200, Certificate: true, Unsigned: true,
		Title: words("查询企业微信付款", "query a payment to an employee (Work WeChat)"), Chapter: "查询企业微信付款",
		Fields: []Field{
			partnerTradeNo, v2MchID, appID, v2Nonce,
		},
	},
	{
		ID: "v2.sendworkwxredpack", API: wxpay.V2, Group: GroupTransfer, Method: "POST", Path: "/mmpaymkttransfers/sendworkwxredpack", Success: 200, Certificate: true, Unsigned: true, MovesMoney: true, Open: true,
		Title: words("发放企业红包", "send a red packet (Work WeChat)"), Chapter: "发放企业红包",
		Fields: []Field{
			billNo, v2MchID,
			named("wxappid", appID),
			v2Nonce,
			must("re_openid", 32, "用户openid", "receiver's openid"),
			fen("total_amount", "付款金额", "amount, in fen"),
			must("wishing", 128, "红包祝福语", "wish"),
			must("act_name", 32, "活动名称", "campaign"),
			must("workwx_sign", 64, "企业微信签名", "Work WeChat signature"),
		},
	},
	{
		ID: "v2.queryworkwxredpack", API: wxpay.V2, Group: GroupTransfer, Method: "POST", Path: "/mmpaymkttransfers/queryworkwxredpack", Success: 200, Certificate: true, Unsigned: true,
		Title: words("查询企业红包记录", "query a red packet (Work WeChat)"), Chapter: "查询企业红包记录",
		Fields: []Field{
			billNo, v2MchID, appID, v2Nonce,
		},
	},
	{
		ID: "v2.pay_bank", API: wxpay.V2, Group: GroupTransfer, Method: "POST", Path: "/mmpaysptrans/pay_bank", Success: 200, Certificate: true, Unsigned: true, MovesMoney: true, Open: true,
		Title: words("企业付款到银行卡", "transfer to a bank card"), Chapter: "企业付款到银行卡",
		Fields: []Field{
			v2MchID, partnerTradeNo, v2Nonce,
			required(secret("enc_bank_no", 0, "收款方银行卡号", "receiver's card")),
			required(secret("enc_true_name", 0, "收款方用户名", "receiver's name")),
			must("bank_code", 64, "收款方开户行", "bank"),
			fen("amount", "付款金额", "amount, in fen"),
			text("desc", 100, "付款说明", "remark"),
		},
	},
	{
		ID: "v2.query_bank", API: wxpay.V2, Group: GroupTransfer, Method: "POST", Path: "/mmpaysptrans/query_bank", Success: 200, Certificate: true, Unsigned: true,
		Title: words("查询企业付款银行卡", "query a transfer to a bank card"), Chapter: "查询企业付款银行卡",
		Fields: []Field{
			v2MchID, partnerTradeNo, v2Nonce,
		},
	},
	{
		ID: "v2.getpublickey", API: wxpay.V2, Group: GroupTransfer, Method: "POST", Path: "/risk/getpublickey", Success: 200, Certificate: true, Unsigned: true, Host: "fraud.mch.weixin.qq.com",
		Title: words("获取RSA加密公钥", "fetch the RSA key for bank transfers"), Chapter: "获取RSA加密公钥",
		Fields: []Field{
			v2MchID, v2Nonce, v2SignType,
		},
	},
	{
		ID: "v2.getcertficates", API: wxpay.V2, Group: GroupTransfer, Mode: Both, Method: "POST", Path: "/risk/getcertficates", Success: 200,
		Title: words("获取平台证书", "download the platform certificates"), Chapter: "获取平台证书",
		Fields: []Field{
			v2MchID, v2Nonce, v2SignType,
		},
	},
}
