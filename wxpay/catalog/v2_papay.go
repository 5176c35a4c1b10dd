package catalog

import (
	"slices"

	"wxlens/wxpay"
)

var (
	planID            = must("plan_id", 28, "模板ID", "plan")
	contractCode      = must("contract_code", 32, "签约协议号", "merchant's contract number")
	contractID        = must("contract_id", 32, "委托代扣协议ID", "contract id")
	contractMchID     = named("contract_mchid", v2MchID)
	contractAppID     = named("contract_appid", appID)
	contractAccount   = must("contract_display_account", 32, "用户账户展示名称", "account as shown to the payer")
	contractNotifyURL = named("contract_notify_url", v2NotifyURL)
	requestSerial     = Field{Name: "request_serial", Required: true, Type: Integer, Label: words("请求序列号", "serial of the request")}
	v2Timestamp       = Field{Name: "timestamp", Required: true, Type: Seconds, Max: 10, Label: words("时间戳", "timestamp, in seconds")}
)

// contractQuery are the fields of a page on which a contract is signed.
var contractQuery = []Field{
	in(appID, Query),
	in(v2MchID, Query),
	in(v2SubAppID, Query),
	in(v2SubMchID, Query),
	in(v2SignType, Query),
	in(planID, Query),
	in(contractCode, Query),
	in(requestSerial, Query),
	in(contractAccount, Query),
	in(v2NotifyURL, Query),
	in(v2Version, Query),
	in(v2Timestamp, Query),
}

var v2Papays = []Endpoint{
	{
		ID: "v2.contractorder", API: wxpay.V2, Group: GroupPapay, Mode: Both, Method: "POST", Path: "/pay/contractorder", Success: 200, Effect: Places, Open: true,
		Title: words("支付中签约", "pay and sign a contract"), Chapter: "支付中签约",
		Fields: []Field{
			appID, v2MchID, v2SubAppID, v2SubMchID, v2Nonce, v2SignType, contractMchID, contractAppID, v2OrderNo, v2Body,
			v2NotifyURL, v2Total, payerIPv2, tradeType, planID, contractCode, requestSerial, contractAccount,
			contractNotifyURL,
		},
	},
}

// v2Contracts are also below /papay/partner, v2Deductions below /pay/partner.
var (
	v2Contracts = []Endpoint{
		{
			ID: "v2.entrustweb", API: wxpay.V2, Group: GroupPapay, Method: "GET", Path: "/papay/entrustweb", Success: 200, Unsigned: true, Open: true,
			Title: words("公众号纯签约", "sign a contract in an official account"), Chapter: "公众号纯签约",
			Fields: contractQuery,
		},
		{
			ID: "v2.h5entrustweb", API: wxpay.V2, Group: GroupPapay, Method: "GET", Path: "/papay/h5entrustweb", Success: 200, Unsigned: true, HMACOnly: true, Open: true,
			Title: words("H5纯签约", "sign a contract in a browser"), Chapter: "H5纯签约",
			Fields: slices.Concat(contractQuery, []Field{
				{Name: "clientip", Type: IP, In: Query, Max: 64, Label: words("客户端IP", "payer's IP")},
			}),
		},
		{
			ID: "v2.preentrustweb", API: wxpay.V2, Group: GroupPapay, Method: "POST", Path: "/papay/preentrustweb", Success: 200, Open: true,
			Title: words("APP纯签约", "sign a contract in an app"), Chapter: "APP纯签约",
			Fields: []Field{
				appID, v2MchID, v2SubAppID, v2SubMchID, optional(v2Nonce), v2SignType, planID, contractCode, requestSerial,
				contractAccount, v2NotifyURL, v2Version, v2Timestamp,
			},
		},
		{
			ID: "v2.querycontract", API: wxpay.V2, Group: GroupPapay, Method: "POST", Path: "/papay/querycontract", Success: 200, Open: true,
			Title: words("查询签约关系", "query a contract"), Chapter: "查询签约关系",
			Fields: []Field{
				appID, v2MchID, v2SubAppID, v2SubMchID, optional(v2Nonce), v2SignType, optional(contractID), optional(planID),
				optional(contractCode), v2Version,
			},
		},
		{
			ID: "v2.deletecontract", API: wxpay.V2, Group: GroupPapay, Method: "POST", Path: "/papay/deletecontract", Success: 200, Open: true,
			Title: words("申请解约", "end a contract"), Chapter: "申请解约",
			Fields: []Field{
				appID, v2MchID, v2SubAppID, v2SubMchID, optional(v2Nonce), v2SignType, optional(contractID), optional(planID),
				optional(contractCode), v2Version,
				must("contract_termination_remark", 256, "解约备注", "reason"),
			},
		},
	}
	v2Deductions = []Endpoint{
		{
			ID: "v2.pappayapply", API: wxpay.V2, Group: GroupPapay, Method: "POST", Path: "/pay/pappayapply", Success: 200, Open: true,
			Title: words("申请扣款", "deduct by contract"), Chapter: "申请扣款",
			Fields: []Field{
				appID, v2MchID, v2SubAppID, v2SubMchID, v2Nonce, v2SignType, v2Body, v2OrderNo, v2Total, v2Currency, payerIPv2,
				v2NotifyURL,
				required(enum("trade_type", 16, "交易类型", "trade type", "PAP")),
				contractID,
			},
		},
		{
			ID: "v2.paporderquery", API: wxpay.V2, Group: GroupPapay, Method: "POST", Path: "/pay/paporderquery", Success: 200, Effect: Queries,
			Title: words("查询扣款订单", "query a deduction"), Chapter: "查询扣款订单",
			Fields: []Field{
				appID, v2MchID, v2SubAppID, v2SubMchID, v2Nonce, v2SignType, v2TransactionID, optional(v2OrderNo),
			},
			Either: []Choice{{Names: []string{"transaction_id", "out_trade_no"}}},
		},
	}
)
