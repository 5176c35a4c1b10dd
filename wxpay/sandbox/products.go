package sandbox

import "time"

// What orders are of (trade_type). A mini program's are JSAPI orders.
const (
	typeJSAPI  = "JSAPI"
	typeApp    = "APP"
	typeNative = "NATIVE"
	typeH5     = "MWEB"
)

// payLife is how long what a creation answers can be paid with: prepay_id and
// code_url for two hours, h5_url for five minutes.
func (o *order) payLife() time.Duration {
	if o.TradeType == typeH5 {
		return 5 * time.Minute
	}
	return 2 * time.Hour
}

// expired is what the payer is told after that.
func (o *order) expired() string {
	if o.TradeType == typeH5 {
		return "支付请求已失效: the h5_url is older than five minutes"
	}
	if o.TradeType == typeNative {
		return "支付已过期: the code_url is older than two hours"
	}
	return "支付已过期: the prepay_id is older than two hours"
}

// payURL is what the payer of a NATIVE order scans, or of an H5 order opens; ""
// for the others. Every creation makes a new one, and only the last is good.
func (s *Sandbox) payURL(o *order) string {
	switch o.TradeType {
	case typeNative:
		return "weixin://wxpay/bizpayurl/up?pr=" + s.random.text(alnum, 9) + "&groupid=00"
	case typeH5:
		return "https://wx.tenpay.com/cgi-bin/mmpayweb-bin/checkmweb?prepay_id=" + string(o.Prepay) + "&package=" + s.random.text("0123456789", 10)
	}
	return ""
}
