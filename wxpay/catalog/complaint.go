package catalog

import "wxlens/wxpay"

var (
	complaintID    = placeholder("complaint_id", 64, "投诉单号", "complaint number")
	complaintMchID = Field{Name: "complainted_mchid", Required: true, Max: 64, Chars: Digits, Label: words("被诉商户号", "merchant complained about")}
	complaintURL   = Field{Name: "url", Required: true, Type: URL, Max: 255, Label: words("通知地址", "notify URL")}
)

var complaints = []Endpoint{
	{
		ID: "v3.complaints", API: wxpay.V3, Group: GroupComplaint, Mode: Both, Method: "GET", Path: "/v3/merchant-service/complaints-v2", Success: 200,
		Title: words("查询投诉单列表", "list complaints"), Chapter: "查询投诉单列表",
		Fields: []Field{
			limit,
			offset,
			{Name: "begin_date", In: Query, Required: true, Type: Date, Max: 10, Label: words("开始日期", "first day")},
			{Name: "end_date", In: Query, Required: true, Type: Date, Max: 10, Label: words("结束日期", "last day")},
			in(optional(complaintMchID), Query),
		},
	},
	{
		ID: "v3.complaint", API: wxpay.V3, Group: GroupComplaint, Mode: Both, Method: "GET", Path: "/v3/merchant-service/complaints-v2/{complaint_id}", Success: 200,
		Title: words("查询投诉单详情", "read a complaint"), Chapter: "查询投诉单详情",
		Fields: []Field{complaintID},
	},
	{
		ID: "v3.complaint-history", API: wxpay.V3, Group: GroupComplaint, Mode: Both, Method: "GET", Path: "/v3/merchant-service/complaints-v2/{complaint_id}/negotiation-historys", Success: 200,
		Title: words("查询投诉协商历史", "read the history of a complaint"), Chapter: "查询投诉协商历史",
		Fields: []Field{
			complaintID,
			limit,
			offset,
		},
	},
	{
		ID: "v3.complaint-respond", API: wxpay.V3, Group: GroupComplaint, Mode: Both, Method: "POST", Path: "/v3/merchant-service/complaints-v2/{complaint_id}/response", Success: 204, Open: true,
		Title: words("回复用户", "answer a complaint"), Chapter: "回复用户",
		Fields: []Field{
			complaintID,
			complaintMchID,
			must("response_content", 200, "回复内容", "answer"),
			text("response_images[]", 512, "回复图片", "images"),
			text("jump_url", 512, "跳转链接", "link"),
			text("jump_url_text", 10, "跳转链接文案", "text of the link"),
		},
	},
	{
		ID: "v3.complaint-complete", API: wxpay.V3, Group: GroupComplaint, Mode: Both, Method: "POST", Path: "/v3/merchant-service/complaints-v2/{complaint_id}/complete", Success: 204, Open: true,
		Title: words("反馈处理完成", "close a complaint"), Chapter: "反馈处理完成",
		Fields: []Field{
			complaintID,
			complaintMchID,
		},
	},
	{
		ID: "v3.complaint-refund", API: wxpay.V3, Group: GroupComplaint, Mode: Both, Method: "POST", Path: "/v3/merchant-service/complaints-v2/{complaint_id}/update-refund-progress", Success: 204, Open: true,
		Title: words("更新退款审批结果", "tell of a complaint's refund"), Chapter: "更新退款审批结果",
		Fields: []Field{
			complaintID,
			required(enum("action", 32, "审批动作", "decision", "REJECT", "APPROVE")),
			{Name: "launch_refund_day", Type: Integer, Label: words("预计发起退款时间", "days until the refund")},
			text("reject_reason", 200, "拒绝退款原因", "reason for refusing"),
			text("reject_media_list[]", 512, "拒绝退款的举证图片列表", "images"),
			text("remark", 200, "备注", "remark"),
		},
	},
	{
		ID: "v3.complaint-url-create", API: wxpay.V3, Group: GroupComplaint, Mode: Both, Method: "POST", Path: "/v3/merchant-service/complaint-notifications", Success: 200, Open: true,
		Title: words("创建投诉通知回调地址", "set the complaint notify URL"), Chapter: "创建投诉通知回调地址",
		Fields: []Field{complaintURL},
	},
	{
		ID: "v3.complaint-url", API: wxpay.V3, Group: GroupComplaint, Mode: Both, Method: "GET", Path: "/v3/merchant-service/complaint-notifications", Success: 200,
		Title: words("查询投诉通知回调地址", "read the complaint notify URL"), Chapter: "查询投诉通知回调地址",
	},
	{
		ID: "v3.complaint-url-update", API: wxpay.V3, Group: GroupComplaint, Mode: Both, Method: "PUT", Path: "/v3/merchant-service/complaint-notifications", Success: 200, Open: true,
		Title: words("更新投诉通知回调地址", "change the complaint notify URL"), Chapter: "更新投诉通知回调地址",
		Fields: []Field{complaintURL},
	},
	{
		ID: "v3.complaint-url-delete", API: wxpay.V3, Group: GroupComplaint, Mode: Both, Method: "DELETE", Path: "/v3/merchant-service/complaint-notifications", Success: 204,
		Title: words("删除投诉通知回调地址", "delete the complaint notify URL"), Chapter: "删除投诉通知回调地址",
	},
	{
		ID: "v3.complaint-image-upload", API: wxpay.V3, Group: GroupComplaint, Mode: Both, Method: "POST", Path: "/v3/merchant-service/images/upload", Success: 200, Upload: true,
		Title: words("商户上传反馈图片", "upload an image for a complaint"), Chapter: "商户上传反馈图片",
		Fields: meta(),
	},
	{
		ID: "v3.complaint-image", API: wxpay.V3, Group: GroupComplaint, Mode: Both, Method: "GET", Path: "/v3/merchant-service/images/{media_id}", Success: 200, Unsigned: true, File: true,
		Title: words("图片下载", "download an image of a complaint"), Chapter: "图片下载",
		Fields: []Field{placeholder("media_id", 512, "图片ID", "image id")},
	},
}
