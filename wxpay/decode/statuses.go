package decode

// statuses are the HTTP statuses of WeChat Pay, for replies that say nothing else.
var statuses = []Entry{
	{Code: "400", like: "PARAM_ERROR", Says: []string{"400 Bad Request", "HTTP 400"}, Title: words("请求有误", "A bad request")},
	{Code: "401", like: "SIGN_ERROR", Says: []string{"401 Unauthorized", "HTTP 401"}, Title: words("没有通过签名认证", "Not authorised by the signature")},
	{Code: "403", like: "NO_AUTH", Says: []string{"403 Forbidden", "HTTP 403"}, Title: words("不允许", "Forbidden")},
	{Code: "404", Says: []string{"404 Not Found", "HTTP 404"}, Doc: docQuery,
		Title:    words("没有这个路径或资源", "No such path or resource"),
		Meaning:  words("应答为空时是路径不存在；带错误码时是订单、退款单或证书不存在。", "With an empty body the path does not exist; with a code, the order, refund or certificate does not."),
		Cause:    words("路径拼错、占位符没有替换、单号里的特殊字符没有编码，或者旧接口已经下线。", "A misspelt path, a placeholder left in, special characters in a number that are not encoded, or a call that was closed."),
		Fix:      words("逐段核对请求的路径；wxlens send 会说明某个路径是否存在。", "Check the path piece by piece; wxlens send says whether a path is documented."),
		Mistakes: slugs{"v3-path-rewritten", "v3-path-placeholder"},
	},
	{Code: "405", Says: []string{"405 Method Not Allowed", "HTTP 405"}, Doc: docQuery,
		Title:    words("请求方法不对", "The wrong method"),
		Meaning:  words("路径存在，但不接受这个 HTTP 方法。", "The path exists, but does not take this method."),
		Cause:    words("查询用了 POST，下单用了 GET，或者重定向改变了方法。", "POST for a query, GET for an order, or a redirect changed the method."),
		Fix:      words("按接口文档改用正确的方法，它也要写进签名串的第一行。", "Use the documented method, in the first line of the text to sign too."),
		Mistakes: slugs{"v3-method-mismatch"},
	},
	{Code: "429", like: "FREQUENCY_LIMITED", Says: []string{"429 Too Many Requests", "HTTP 429"}, Title: words("请求太频繁", "Too many requests")},
	{Code: "500", like: "SYSTEM_ERROR", Says: []string{"500 Internal Server Error", "HTTP 500"}, Title: words("服务端出错，结果未知", "The server failed; the outcome is unknown")},
	{Code: "502", like: "SERVICE_UNAVAILABLE", Says: []string{"502 Bad Gateway", "HTTP 502"}, Title: words("网关出错，结果未知", "The gateway failed; the outcome is unknown")},
	{Code: "503", like: "SERVICE_UNAVAILABLE", Says: []string{"503 Service Unavailable", "HTTP 503"}, Title: words("服务暂时不可用", "The service is unavailable for now")},
}
