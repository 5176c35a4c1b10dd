package v2

import "wxlens/wxpay"

// AppPackage is the package of an app's client call; in V2 it is signed.
const AppPackage = "Sign=WXPay"

// AppParams are the members of the OpenSDK's PayReq (APP调起支付).
type AppParams struct {
	AppID     wxpay.AppID
	PartnerID wxpay.MchID
	PrepayID  wxpay.PrepayID // the bare id
	NonceStr  string
	TimeStamp string // Unix seconds, ten digits
	Sign      string
}

// SignApp makes the parameters of an app's client call; see [SignPay]. The sign
// type is neither signed nor passed: it is that of the order.
func SignApp(appID wxpay.AppID, mchID wxpay.MchID, prepay wxpay.PrepayID, key wxpay.Secret, t SignType, timestamp, nonce string) (AppParams, Signed) {
	p := AppParams{AppID: appID, PartnerID: mchID, PrepayID: prepay, NonceStr: nonce, TimeStamp: timestamp}
	s := Sign(p.unsigned(), key, t)
	p.Sign = s.Signature
	return p, s
}

// unsigned are the signed six. All names are in lower case, whatever PayReq
// calls its members.
func (p AppParams) unsigned() []wxpay.Field {
	return []wxpay.Field{
		{Name: "appid", Value: string(p.AppID)},
		{Name: "partnerid", Value: string(p.PartnerID)},
		{Name: "prepayid", Value: string(p.PrepayID)},
		{Name: "package", Value: AppPackage},
		{Name: "noncestr", Value: p.NonceStr},
		{Name: "timestamp", Value: p.TimeStamp},
	}
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
