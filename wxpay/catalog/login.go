package catalog

import "wxlens/wxpay"

// Code2Session is the login of a mini program.
const Code2Session = "code2session"

var logins = []Endpoint{{
	ID: Code2Session, API: wxpay.V3, Group: GroupLogin, Mode: Both, Host: "api.weixin.qq.com", Method: "GET", Path: "/sns/jscode2session", Success: 200, Unsigned: true,
	Title: words("小程序登录", "mini program login"), Chapter: "code2Session",
	Fields: []Field{
		in(appID, Query),
		{Name: "secret", In: Query, Required: true, Max: 64, Label: words("小程序密钥", "AppSecret")},
		{Name: "js_code", In: Query, Required: true, Max: 128, Label: words("登录凭证", "login code")},
		{Name: "grant_type", In: Query, Required: true, Max: 32, OneOf: []string{"authorization_code"}, Label: words("授权类型", "grant type")},
	},
}}
