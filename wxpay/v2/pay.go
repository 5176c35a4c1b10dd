package v2

import "wxlens/wxpay"

// PayParams are the parameters with which a mini program or a page opens the
// cashier (小程序调起支付, JSAPI调起支付). The same five values are signed for all
// three client calls; what the calls take differs.
type PayParams struct {
	AppID     wxpay.AppID
	TimeStamp string // Unix seconds, ten digits
	NonceStr  string
	Package   string // "prepay_id=…", not the bare id
	SignType  SignType
	PaySign   string
}

// SignPay makes pay parameters. The sign type must be the one that the order was
// signed with. Time and nonce are used as given, both in the signature and in
// the parameters.
func SignPay(appID wxpay.AppID, prepay wxpay.PrepayID, key wxpay.Secret, t SignType, timestamp, nonce string) (PayParams, Signed) {
	if t != HMACSHA256 {
		t = MD5
	}
	p := PayParams{AppID: appID, TimeStamp: timestamp, NonceStr: nonce, Package: "prepay_id=" + string(prepay), SignType: t}
	s := Sign(p.unsigned(), key, t)
	p.PaySign = s.Signature
	return p, s
}

// unsigned are the signed five, in the spelling that is signed whatever the
// client call names them. Names are case-sensitive: appId, timeStamp.
func (p PayParams) unsigned() []wxpay.Field {
	return []wxpay.Field{
		{Name: "appId", Value: string(p.AppID)},
		{Name: "timeStamp", Value: p.TimeStamp},
		{Name: "nonceStr", Value: p.NonceStr},
		{Name: "package", Value: p.Package},
		{Name: "signType", Value: string(p.SignType)},
	}
}

// MiniProgram returns what wx.requestPayment takes. The appId is signed but not
// passed: the client uses its own.
func (p PayParams) MiniProgram() []wxpay.Field { return p.JSAPI()[1:] }

// JSAPI returns what WeixinJSBridge takes for getBrandWCPayRequest.
func (p PayParams) JSAPI() []wxpay.Field {
	return append(p.unsigned(), wxpay.Field{Name: "paySign", Value: p.PaySign})
}

// ChooseWXPay returns what wx.chooseWXPay of the JSSDK takes. It names the
// timestamp with a lower-case s, although timeStamp was signed.
func (p PayParams) ChooseWXPay() []wxpay.Field {
	fields := p.MiniProgram()
	fields[0].Name = "timestamp"
	return fields
}
