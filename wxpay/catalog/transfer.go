package catalog

import "wxlens/wxpay"

var (
	outBillNo    = Field{Name: "out_bill_no", Required: true, Min: 1, Max: 32, Chars: Alnum, Label: words("商户单号", "merchant's transfer number")}
	outBatchNo   = Field{Name: "out_batch_no", Required: true, Min: 1, Max: 32, Chars: Alnum, Label: words("商家批次单号", "merchant's batch number")}
	needDetail   = Field{Name: "need_query_detail", In: Query, Required: true, Type: Boolean, Label: words("是否查询转账明细单", "with its transfers")}
	detailStatus = in(enum("detail_status", 32, "明细状态", "state of the transfers", "ALL", "SUCCESS", "FAIL", "WAIT_PAY"), Query)
)

var transfers = []Endpoint{
	{
		ID: "v3.transfer", API: wxpay.V3, Group: GroupTransfer, Method: "POST", Path: "/v3/fund-app/mch-transfer/transfer-bills", Success: 200, MovesMoney: true, Open: true,
		Title: words("发起转账", "transfer money to a user"), Chapter: "商家转账",
		Fields: []Field{
			appID,
			outBillNo,
			must("transfer_scene_id", 36, "转账场景ID", "scene of the transfer"),
			must("openid", 64, "收款用户OpenID", "receiver's openid"),
			secret("user_name", 2048, "收款用户姓名", "receiver's name"),
			fen("transfer_amount", "转账金额", "amount, in fen"),
			must("transfer_remark", 32, "转账备注", "remark"),
			refundNotifyURL,
			text("user_recv_perception", 32, "用户收款感知", "what the user reads"),
			required(object("transfer_scene_report_infos[]", "转账场景报备信息", "report on the scene")),
			must("transfer_scene_report_infos[].info_type", 15, "信息类型", "kind of information"),
			must("transfer_scene_report_infos[].info_content", 32, "信息内容", "information"),
		},
	},
	{
		ID: "v3.transfer-cancel", API: wxpay.V3, Group: GroupTransfer, Method: "POST", Path: "/v3/fund-app/mch-transfer/transfer-bills/out-bill-no/{out_bill_no}/cancel", Success: 200, Open: true,
		Title: words("撤销转账", "cancel a transfer"), Chapter: "撤销转账",
		Fields: []Field{in(outBillNo, Path)},
	},
	{
		ID: "v3.transfer-query", API: wxpay.V3, Group: GroupTransfer, Method: "GET", Path: "/v3/fund-app/mch-transfer/transfer-bills/out-bill-no/{out_bill_no}", Success: 200,
		Title: words("商户单号查询转账单", "query a transfer by merchant number"), Chapter: "商户单号查询转账单",
		Fields: []Field{in(outBillNo, Path)},
	},
	{
		ID: "v3.transfer-query-by-id", API: wxpay.V3, Group: GroupTransfer, Method: "GET", Path: "/v3/fund-app/mch-transfer/transfer-bills/transfer-bill-no/{transfer_bill_no}", Success: 200,
		Title: words("微信单号查询转账单", "query a transfer by WeChat Pay number"), Chapter: "微信单号查询转账单",
		Fields: []Field{placeholder("transfer_bill_no", 64, "微信转账单号", "WeChat Pay's transfer number")},
	},
	{
		ID: "v3.transfer-receipt", API: wxpay.V3, Group: GroupTransfer, Method: "POST", Path: "/v3/fund-app/mch-transfer/elecsign/out-bill-no", Success: 200, Open: true,
		Title: words("商户单号申请电子回单", "ask for a transfer receipt"), Chapter: "商户单号申请电子回单",
		Fields: []Field{outBillNo},
	},
	{
		ID: "v3.transfer-receipt-query", API: wxpay.V3, Group: GroupTransfer, Method: "GET", Path: "/v3/fund-app/mch-transfer/elecsign/out-bill-no/{out_bill_no}", Success: 200,
		Title: words("商户单号查询电子回单", "query a transfer receipt"), Chapter: "商户单号查询电子回单",
		Fields: []Field{in(outBillNo, Path)},
	},
	{
		ID: "v3.transfer-receipt-download", API: wxpay.V3, Group: GroupTransfer, Method: "GET", Path: "/v3/transferdownload/signfile", Success: 200, Unsigned: true, File: true,
		Title: words("下载电子回单", "download a transfer receipt"), Chapter: "下载电子回单",
		Fields: []Field{token},
	},
	{
		ID: "v3.transfer-voucher-download", API: wxpay.V3, Group: GroupTransfer, Method: "GET", Path: "/v3/transferdownload/elecvoucherfile", Success: 200, Unsigned: true, File: true,
		Title: words("下载电子凭证", "download a transfer voucher"), Chapter: "下载电子凭证",
		Fields: []Field{
			token,
			in(text("source", 32, "来源", "source"), Query),
		},
	},
	{
		ID: "v3.batch", API: wxpay.V3, Group: GroupTransfer, Method: "POST", Path: "/v3/transfer/batches", Success: 200, MovesMoney: true, Open: true,
		Title: words("发起批量转账（旧）", "transfer to a batch of users (old)"), Chapter: "发起批量转账（旧）",
		Fields: []Field{
			appID,
			outBatchNo,
			must("batch_name", 32, "批次名称", "batch name"),
			must("batch_remark", 32, "批次备注", "batch remark"),
			fen("total_amount", "转账总金额", "total, in fen"),
			{Name: "total_num", Required: true, Type: Integer, Min: 1, Label: words("转账总笔数", "number of transfers")},
			required(object("transfer_detail_list[]", "转账明细列表", "transfers")),
			must("transfer_detail_list[].out_detail_no", 32, "商家明细单号", "merchant's detail number"),
			fen("transfer_detail_list[].transfer_amount", "转账金额", "amount, in fen"),
			must("transfer_detail_list[].transfer_remark", 32, "转账备注", "remark"),
			must("transfer_detail_list[].openid", 64, "收款用户openid", "receiver's openid"),
			secret("transfer_detail_list[].user_name", 1024, "收款用户姓名", "receiver's name"),
			text("transfer_scene_id", 36, "转账场景ID", "scene of the transfer"),
			refundNotifyURL,
		},
	},
	{
		ID: "v3.batch-query-by-id", API: wxpay.V3, Group: GroupTransfer, Method: "GET", Path: "/v3/transfer/batches/batch-id/{batch_id}", Success: 200,
		Title: words("微信批次单号查询批次单", "query a batch by WeChat Pay number"), Chapter: "微信批次单号查询批次单",
		Fields: []Field{
			placeholder("batch_id", 64, "微信批次单号", "WeChat Pay's batch number"),
			needDetail,
			offset,
			limit,
			detailStatus,
		},
	},
	{
		ID: "v3.batch-query", API: wxpay.V3, Group: GroupTransfer, Method: "GET", Path: "/v3/transfer/batches/out-batch-no/{out_batch_no}", Success: 200,
		Title: words("商家批次单号查询批次单", "query a batch by merchant number"), Chapter: "商家批次单号查询批次单",
		Fields: []Field{
			in(outBatchNo, Path),
			needDetail,
			offset,
			limit,
			detailStatus,
		},
	},
}
