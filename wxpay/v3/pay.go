package v3

import "wxlens/wxpay"

// SignTypeRSA is the signType that a V3 client call passes; it is not signed.
const SignTypeRSA = "RSA"

// PayParams are the parameters that start the payment on the client (调起支付参数).
type PayParams struct {
	AppID     wxpay.AppID
	TimeStamp string // Unix seconds, a string
	NonceStr  string
	Package   string // "prepay_id=…"
	PaySign   string
}

// SignPay signs the client call of a mini program or of JSAPI for a prepay id.
// The signer must be the merchant, and the application the one, that placed the
// order.
func (s *Signer) SignPay(appID wxpay.AppID, prepay wxpay.PrepayID, timestamp, nonce string) (PayParams, Signed, error) {
	pkg := "prepay_id=" + string(prepay)
	signed, err := s.Sign(PayText(appID, timestamp, nonce, pkg))
	return PayParams{appID, timestamp, nonce, pkg, signed.Signature}, signed, err
}

// MiniProgram returns what wx.requestPayment takes. The application id is
// signed but not passed: the client adds its own.
func (p PayParams) MiniProgram() []wxpay.Field {
	return []wxpay.Field{
		{Name: "timeStamp", Value: p.TimeStamp}, {Name: "nonceStr", Value: p.NonceStr},
		{Name: "package", Value: p.Package}, {Name: "signType", Value: SignTypeRSA}, {Name: "paySign", Value: p.PaySign},
	}
}

// JSAPI returns what WeixinJSBridge's getBrandWCPayRequest takes.
func (p PayParams) JSAPI() []wxpay.Field {
	return append([]wxpay.Field{{Name: "appId", Value: string(p.AppID)}}, p.MiniProgram()...)
}

// AppPackage is the package of an app's client call; it is not signed in V3.
const AppPackage = "Sign=WXPay"

// AppParams are the members of the OpenSDK's PayReq (APP调起支付).
type AppParams struct {
	AppID     wxpay.AppID
	PartnerID wxpay.MchID
	PrepayID  wxpay.PrepayID // the bare id
	NonceStr  string
	TimeStamp string // Unix seconds
	Sign      string
}

// SignApp signs the client call of an app for a prepay id; see [Signer.SignPay].
func (s *Signer) SignApp(appID wxpay.AppID, prepay wxpay.PrepayID, timestamp, nonce string) (AppParams, Signed, error) {
	signed, err := s.Sign(AppText(appID, timestamp, nonce, prepay))
	return AppParams{appID, s.MchID, prepay, nonce, timestamp, signed.Signature}, signed, err
}

// PayReq returns the members of PayReq. Android calls the package packageValue,
// iOS package.
func (p AppParams) PayReq() []wxpay.Field {
	return []wxpay.Field{
		{Name: "appId", Value: string(p.AppID)}, {Name: "partnerId", Value: string(p.PartnerID)},
		{Name: "prepayId", Value: string(p.PrepayID)}, {Name: "package", Value: AppPackage}, {Name: "packageValue", Value: AppPackage},
		{Name: "nonceStr", Value: p.NonceStr}, {Name: "timeStamp", Value: p.TimeStamp}, {Name: "sign", Value: p.Sign},
	}
}
