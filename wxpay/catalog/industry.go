package catalog

import "wxlens/wxpay"

var fapiaoID = must("fapiao_apply_id", 32, "发票申请单号", "invoice application number")

var industry = []Endpoint{
	{
		ID: "v3.fapiao", API: wxpay.V3, Group: GroupIndustry, Mode: Both, Method: "POST", Path: "/v3/new-tax-control-fapiao/fapiao-applications", Success: 202, Open: true,
		Title: words("开具电子发票", "issue an e-invoice"), Chapter: "开具电子发票",
		Fields: []Field{
			subMchID,
			must("scene", 32, "场景值", "scene"),
			fapiaoID,
			object("buyer_information", "购买方信息", "buyer"),
			required(object("fapiao_information[]", "需要开具的发票信息", "invoices")),
		},
	},
	{
		ID: "v3.fapiao-files", API: wxpay.V3, Group: GroupIndustry, Mode: Both, Method: "GET", Path: "/v3/new-tax-control-fapiao/fapiao-applications/{fapiao_apply_id}/fapiao-files", Success: 200,
		Title: words("获取发票下载信息", "find the files of an e-invoice"), Chapter: "获取发票下载信息",
		Fields: []Field{
			in(fapiaoID, Path),
			in(subMchID, Query),
			in(text("fapiao_id", 32, "商户发票单号", "invoice number"), Query),
		},
	},
	{
		ID: "v3.fapiao-download", API: wxpay.V3, Group: GroupIndustry, Mode: Both, Method: "GET", Path: "/v3/new-tax-control-fapiao/download", Success: 200, Unsigned: true, File: true,
		Title: words("下载发票文件", "download an e-invoice"), Chapter: "下载发票文件",
		Fields: []Field{token},
	},
	{
		ID: "v3.papay-notify", API: wxpay.V3, Group: GroupIndustry, Mode: Both, Method: "POST", Path: "/v3/papay/contracts/{contract_id}/notify", Success: 204, Open: true,
		Title: words("预扣费通知", "announce a deduction"), Chapter: "预扣费通知",
		Fields: []Field{
			placeholder("contract_id", 32, "委托代扣协议ID", "contract id"),
			mchID,
			appID,
			object("deduct_duration", "扣费时间范围", "when"),
			object("estimated_amount", "预计扣费金额", "how much"),
		},
	},
	{
		ID: "v3.parking", API: wxpay.V3, Group: GroupIndustry, Mode: Both, Method: "POST", Path: "/v3/vehicle/parking/parkings", Success: 200, Open: true,
		Title: words("创建停车入场", "report a car's entry"), Chapter: "创建停车入场",
		Fields: []Field{
			subMchID,
			must("out_parking_no", 32, "商户入场ID", "merchant's entry number"),
			must("plate_number", 32, "车牌号", "plate"),
			must("plate_color", 32, "车牌颜色", "colour of the plate"),
			required(refundNotifyURL),
			{Name: "start_time", Required: true, Type: Time, Max: 32, Label: words("入场时间", "time of entry")},
			must("parking_name", 32, "停车场名称", "car park"),
			{Name: "free_duration", Required: true, Type: Integer, Label: words("免费时长", "free seconds")},
		},
	},
	{
		ID: "v3.parking-pay", API: wxpay.V3, Group: GroupIndustry, Mode: Both, Method: "POST", Path: "/v3/vehicle/transactions/parking", Success: 200, Open: true,
		Title: words("停车扣费受理", "take a parking fee"), Chapter: "停车扣费受理",
		Fields: []Field{
			appID,
			subMchID,
			must("description", 128, "服务描述", "description"),
			text("attach", 128, "附加数据", "attach"),
			outTradeNo,
			must("trade_scene", 32, "交易场景", "scene"),
			required(refundNotifyURL),
			required(object("amount", "订单金额", "amount")),
			fen("amount.total", "订单金额", "total, in fen"),
			currency("amount.currency", 16),
			object("parking_info", "停车场景信息", "parking"),
		},
	},
	{
		ID: "v3.violation-url-create", API: wxpay.V3, Group: GroupIndustry, Mode: Partner, Method: "POST", Path: "/v3/merchant-risk-manage/violation-notifications", Success: 200, Open: true,
		Title: words("创建商户违规通知回调地址", "set the violation notify URL"), Chapter: "创建商户违规通知回调地址",
		Fields: []Field{notifyURL},
	},
	{
		ID: "v3.violation-url", API: wxpay.V3, Group: GroupIndustry, Mode: Partner, Method: "GET", Path: "/v3/merchant-risk-manage/violation-notifications", Success: 200,
		Title: words("查询商户违规通知回调地址", "read the violation notify URL"), Chapter: "查询商户违规通知回调地址",
	},
	{
		ID: "v3.violation-url-update", API: wxpay.V3, Group: GroupIndustry, Mode: Partner, Method: "PUT", Path: "/v3/merchant-risk-manage/violation-notifications", Success: 200, Open: true,
		Title: words("修改商户违规通知回调地址", "change the violation notify URL"), Chapter: "修改商户违规通知回调地址",
		Fields: []Field{notifyURL},
	},
	{
		ID: "v3.violation-url-delete", API: wxpay.V3, Group: GroupIndustry, Mode: Partner, Method: "DELETE", Path: "/v3/merchant-risk-manage/violation-notifications", Success: 204,
		Title: words("删除商户违规通知回调地址", "delete the violation notify URL"), Chapter: "删除商户违规通知回调地址",
	},
}
