package v3

import "wxlens/wxpay"

// Names of the parts of a sign text.
const (
	FieldMethod    = "method"
	FieldTarget    = "url"
	FieldTimestamp = "timestamp"
	FieldNonce     = "nonce_str"
	FieldBody      = "body"
	FieldAppID     = "appId"
	FieldPackage   = "package"
)

// RequestText is the text that authorizes a request (签名生成, 构造签名串):
// method, path with query as sent, timestamp, nonce, body. For an upload the
// body is the meta part alone. GET has an empty body, so its text ends in two LF.
func RequestText(method, target, timestamp, nonce string, body []byte) wxpay.Text {
	t := wxpay.NewText(len(method)+len(target)+len(timestamp)+len(nonce)+len(body)+5, 5)
	line(&t, FieldMethod, method)
	line(&t, FieldTarget, target)
	line(&t, FieldTimestamp, timestamp)
	line(&t, FieldNonce, nonce)
	t.Raw(FieldBody, body)
	t.Literal("\n")
	return t
}

// ResponseText is the text that a reply or a notification signs (签名验证,
// 构造验签名串): timestamp, nonce, body as received.
func ResponseText(timestamp, nonce string, body []byte) wxpay.Text {
	t := wxpay.NewText(len(timestamp)+len(nonce)+len(body)+3, 3)
	line(&t, FieldTimestamp, timestamp)
	line(&t, FieldNonce, nonce)
	t.Raw(FieldBody, body)
	t.Literal("\n")
	return t
}

// PayText is the text that a client call signs (调起支付签名): application id,
// timestamp, nonce, and "prepay_id=…" for mini program and JSAPI or the bare
// prepay id for APP.
func PayText(appID wxpay.AppID, timestamp, nonce, pkg string) wxpay.Text {
	t := wxpay.NewText(len(appID)+len(timestamp)+len(nonce)+len(pkg)+4, 4)
	line(&t, FieldAppID, string(appID))
	line(&t, FieldTimestamp, timestamp)
	line(&t, FieldNonce, nonce)
	line(&t, FieldPackage, pkg)
	return t
}

func line(t *wxpay.Text, field, value string) {
	t.Value(field, value)
	t.Literal("\n")
}
