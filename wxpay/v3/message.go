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
	FieldPrepayID  = "prepayid"
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

// PayText is the text that the client call of a mini program or of JSAPI signs
// (调起支付签名): application id, timestamp, nonce, and "prepay_id=…".
func PayText(appID wxpay.AppID, timestamp, nonce, pkg string) wxpay.Text {
	return clientText(appID, timestamp, nonce, FieldPackage, pkg)
}

// AppText is the text that the client call of an app signs (APP调起支付签名): its
// last line is the bare prepay id, not "prepay_id=…".
func AppText(appID wxpay.AppID, timestamp, nonce string, prepay wxpay.PrepayID) wxpay.Text {
	return clientText(appID, timestamp, nonce, FieldPrepayID, string(prepay))
}

func clientText(appID wxpay.AppID, timestamp, nonce, last, value string) wxpay.Text {
	t := wxpay.NewText(len(appID)+len(timestamp)+len(nonce)+len(value)+4, 4)
	line(&t, FieldAppID, string(appID))
	line(&t, FieldTimestamp, timestamp)
	line(&t, FieldNonce, nonce)
	line(&t, last, value)
	return t
}

func line(t *wxpay.Text, field, value string) {
	t.Value(field, value)
	t.Literal("\n")
}
