package catalog

import "wxlens/wxpay"

var v2Onboarding = []Endpoint{
	{
		ID: "v2.addsubdevconfig", API: wxpay.V2, Group: GroupOnboarding, Mode: Partner, Method: "POST", Path: "/secapi/mch/addsubdevconfig", Success: 200, Certificate: true, Open: true,
		Title: words("新增子商户开发配置", "add a sub merchant's pay directory or appid"), Chapter: "新增子商户开发配置",
		Fields: []Field{
			appID, v2MchID, required(v2SubMchID),
			text("jsapi_path", 256, "授权目录", "pay directory"),
			v2SubAppID,
		},
	},
	{
		ID: "v2.querysubdevconfig", API: wxpay.V2, Group: GroupOnboarding, Mode: Partner, Method: "POST", Path: "/secapi/mch/querysubdevconfig", Success: 200, Certificate: true, Open: true,
		Title: words("查询子商户开发配置", "query a sub merchant's configuration"), Chapter: "查询子商户开发配置",
		Fields: []Field{
			appID, v2MchID, required(v2SubMchID),
		},
	},
	{
		ID: "v2.submchmanage", API: wxpay.V2, Group: GroupOnboarding, Mode: Partner, Method: "POST", Path: "/secapi/mch/submchmanage", Success: 200, Certificate: true, Unsigned: true, Open: true,
		Title: words("特约商户录入与查询", "add or query sub merchants"), Chapter: "特约商户录入与查询",
		Fields: []Field{
			in(required(enum("action", 8, "操作", "action", "add", "query", "modify")), Query),
			appID, v2MchID,
		},
	},
	{
		ID: "v2.modifymchinfo", API: wxpay.V2, Group: GroupOnboarding, Mode: Partner, Method: "POST", Path: "/secapi/mch/modifymchinfo", Success: 200, Certificate: true, Open: true,
		Title: words("修改特约商户信息", "change a sub merchant"), Chapter: "修改特约商户信息",
		Fields: []Field{
			v2MchID, required(v2SubMchID),
			text("merchant_shortname", 64, "商户简称", "short name"),
			text("service_phone", 64, "客服电话", "service phone"),
		},
	},
	{
		ID: "v2.channelsetting", API: wxpay.V2, Group: GroupOnboarding, Mode: Partner, Method: "POST", Path: "/secapi/mch/channelsetting", Success: 200, Certificate: true, Open: true,
		Title: words("指定渠道号", "set a sub merchant's channel"), Chapter: "指定渠道号",
		Fields: []Field{
			appID, v2MchID, required(v2SubMchID),
			must("channel_id", 32, "渠道号", "channel"),
		},
	},
}
