package flow

import (
	"wxlens/wxpay"
	"wxlens/wxpay/v2"
	"wxlens/wxpay/v3"
)

// SignV2 signs the client call for a prepay id and returns what the call takes.
// mchID is signed for an app alone. The client must be one that is [Client.Signed].
func (c Client) SignV2(appID wxpay.AppID, mchID wxpay.MchID, prepay wxpay.PrepayID, key wxpay.Secret, t v2.SignType, timestamp, nonce string) ([]wxpay.Field, v2.Signed) {
	if c == App {
		p, signed := v2.SignApp(appID, mchID, prepay, key, t, timestamp, nonce)
		return p.PayReq(), signed
	}
	p, signed := v2.SignPay(appID, prepay, key, t, timestamp, nonce)
	if c == JSAPI {
		return p.JSAPI(), signed
	}
	return p.MiniProgram(), signed
}

// SignV3 signs the client call for a prepay id and returns what the call takes.
// The client must be one that is [Client.Signed]. It fails when the signer does.
func (c Client) SignV3(signer *v3.Signer, appID wxpay.AppID, prepay wxpay.PrepayID, timestamp, nonce string) ([]wxpay.Field, v3.Signed, error) {
	if c == App {
		p, signed, err := signer.SignApp(appID, prepay, timestamp, nonce)
		return p.PayReq(), signed, err
	}
	p, signed, err := signer.SignPay(appID, prepay, timestamp, nonce)
	if c == JSAPI {
		return p.JSAPI(), signed, err
	}
	return p.MiniProgram(), signed, err
}
