package catalog

import "wxlens/wxpay"

// The trailing slashes are part of the paths and of the signed text.
var onboarding = []Endpoint{
	{
		ID: "v3.applyment", API: wxpay.V3, Group: GroupOnboarding, Mode: Partner, Method: "POST", Path: "/v3/applyment4sub/applyment/", Success: 200, Open: true,
		Title: words("特约商户进件", "apply for a sub merchant"), Chapter: "提交申请单",
		Fields: []Field{
			must("business_code", 124, "业务申请编号", "application number"),
			required(object("contact_info", "超级管理员信息", "contact")),
			required(object("subject_info", "主体资料", "subject")),
			required(object("business_info", "经营资料", "business")),
			required(object("settlement_info", "结算规则", "settlement")),
			object("bank_account_info", "结算银行账户", "bank account"),
			object("addition_info", "补充材料", "more"),
		},
		Sealed: []string{
			"contact_info.contact_name", "contact_info.contact_id_number", "contact_info.mobile_phone", "contact_info.contact_email",
			"subject_info.identity_info.id_card_info.id_card_name", "subject_info.identity_info.id_card_info.id_card_number",
			"subject_info.identity_info.id_card_info.id_card_address", "subject_info.identity_info.id_doc_info.id_doc_name",
			"subject_info.identity_info.id_doc_info.id_doc_number", "subject_info.identity_info.id_doc_info.id_doc_address",
			"subject_info.ubo_info_list[].ubo_id_doc_name", "subject_info.ubo_info_list[].ubo_id_doc_number",
			"subject_info.ubo_info_list[].ubo_id_doc_address", "bank_account_info.account_name", "bank_account_info.account_number",
		},
	},
	{
		ID: "v3.applyment-query", API: wxpay.V3, Group: GroupOnboarding, Mode: Partner, Method: "GET", Path: "/v3/applyment4sub/applyment/business_code/{business_code}", Success: 200,
		Title: words("查询申请单状态（业务申请编号）", "query an application by its own number"), Chapter: "查询申请单状态（业务申请编号）",
		Fields: []Field{placeholder("business_code", 124, "业务申请编号", "application number")},
	},
	{
		ID: "v3.applyment-query-by-id", API: wxpay.V3, Group: GroupOnboarding, Mode: Partner, Method: "GET", Path: "/v3/applyment4sub/applyment/applyment_id/{applyment_id}", Success: 200,
		Title: words("查询申请单状态（申请单号）", "query an application by WeChat Pay number"), Chapter: "查询申请单状态（申请单号）",
		Fields: []Field{placeholder("applyment_id", 64, "申请单号", "WeChat Pay's application number")},
	},
	{
		ID: "v3.settlement-modify", API: wxpay.V3, Group: GroupOnboarding, Mode: Partner, Method: "POST", Path: "/v3/apply4sub/sub_merchants/{sub_mchid}/modify-settlement", Success: 204, Open: true,
		Title: words("修改结算账户", "change the settlement account"), Chapter: "修改结算账户",
		Fields: []Field{
			in(required(subMchID), Path),
			required(enum("account_type", 128, "账户类型", "account type", "ACCOUNT_TYPE_BUSINESS", "ACCOUNT_TYPE_PRIVATE")),
			must("account_bank", 128, "开户银行", "bank"),
			required(secret("account_number", 2048, "银行账号", "bank account")),
		},
	},
	{
		ID: "v3.settlement", API: wxpay.V3, Group: GroupOnboarding, Mode: Partner, Method: "GET", Path: "/v3/apply4sub/sub_merchants/{sub_mchid}/settlement", Success: 200,
		Title: words("查询结算账户", "read the settlement account"), Chapter: "查询结算账户",
		Fields: []Field{in(required(subMchID), Path)},
	},
}
