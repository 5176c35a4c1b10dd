package sandbox

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"wxlens/wxpay"
	"wxlens/wxpay/v2"
	"wxlens/wxpay/v3"
)

// What client apps show; what follows is for developers.
const (
	wrongSign  = "支付验证签名失败"
	wrongScene = "支付场景非法"
)

var tenDigits = regexp.MustCompile(`^[0-9]{10}$`)

// clientCall is the call of a client app: what it was given.
type clientCall map[string]any

// text returns the text under the first of these names that has one.
func (c clientCall) text(names ...string) string {
	for _, name := range names {
		if v, ok := c[name].(string); ok && v != "" {
			return v
		}
	}
	return ""
}

// checkClient judges a client call as the client app does (调起支付) and returns
// what is wrong with it. Members it does not know are ignored. An order of
// another product than the call's is refused.
func (s *Sandbox) checkClient(o *order, api string, params map[string]any) string {
	c := clientCall(params)
	switch {
	case !o.takes(api):
		return fmt.Sprintf("%s: client_api %q does not belong to a %s order", wrongScene, api, o.TradeType)
	case c == nil:
		return ""
	case o.TradeType == typeNative:
		return c.current("code_url", o.PayURL)
	case o.TradeType == typeH5:
		return c.current("h5_url", o.PayURL)
	case o.TradeType == typeApp:
		return s.checkApp(o, c)
	}
	return s.checkJSAPI(o, api, c)
}

// takes reports whether the payer of the order can come by this client call; ""
// is the product's own. What is scanned or opened in a browser has none.
func (o *order) takes(api string) bool {
	switch api {
	case "":
		return true
	case "wx.requestPayment", "WeixinJSBridge", "wx.chooseWXPay":
		return o.TradeType == typeJSAPI
	}
	return api == "APP" && o.TradeType == typeApp
}

// current judges what the payer scanned or opened, if that is told.
func (c clientCall) current(name, last string) string {
	switch got := c.text(name, "mweb_url"); {
	case got == "" && len(c) > 0:
		return wrongScene + ": the payer scans or opens an address; there is no client call to sign"
	case got != "" && got != last:
		return "支付已过期: a newer order replaced this " + name
	}
	return ""
}

// owns says what is wrong with a prepay_id that is not the order's last.
func (o *order) owns(prepay string) string {
	if prepay != string(o.Prepay) {
		return wrongScene + ": the prepay_id is not this order's, or a newer one replaced it"
	}
	return ""
}

// checkJSAPI judges what a mini program or a page was given.
func (s *Sandbox) checkJSAPI(o *order, api string, c clientCall) string {
	timestamp, appID := "timeStamp", ""
	switch api { // the others sign appId but do not pass it
	case "WeixinJSBridge":
		appID = "appId"
	case "wx.chooseWXPay":
		timestamp = "timestamp"
	}
	for _, name := range []string{timestamp, "nonceStr", "package", "signType", "paySign"} {
		if c.text(name) == "" {
			return fmt.Sprintf("缺少参数%s: %s must be a string that is not empty", name, name)
		}
	}
	prepay, ok := strings.CutPrefix(c.text("package"), "prepay_id=")
	switch {
	case !ok:
		return `缺少参数total_fee: package must read "prepay_id=…"`
	case !tenDigits.MatchString(c.text(timestamp)):
		return timestamp + ": ten digits, Unix seconds"
	case appID != "" && c.text(appID) != string(o.AppID):
		return wrongSign + ": appId is not the order's"
	}
	if fault := o.owns(prepay); fault != "" {
		return fault
	}
	if o.API == wxpay.V2 {
		return s.checkPaySignV2(o, c, c.text(timestamp))
	}
	return s.checkPaySignV3(o, c, c.text(timestamp))
}

func (s *Sandbox) checkPaySignV3(o *order, c clientCall, timestamp string) string {
	if c.text("signType") != v3.SignTypeRSA {
		return wrongSign + ": signType must be RSA for an order placed through V3"
	}
	if v3.VerifyText(s.verifier, v3.PayText(o.AppID, timestamp, c.text("nonceStr"), c.text("package")), c.text("paySign")) != nil {
		return wrongSign + ": paySign does not verify over appId, timeStamp, nonceStr, package"
	}
	return ""
}

func (s *Sandbox) checkPaySignV2(o *order, c clientCall, timestamp string) string {
	if c.text("signType") != o.SignType {
		return wrongSign + ": signType differs from that of the order"
	}
	signed := v2.Sign([]wxpay.Field{
		{Name: "appId", Value: string(o.AppID)}, {Name: "timeStamp", Value: timestamp}, {Name: "nonceStr", Value: c.text("nonceStr")},
		{Name: "package", Value: c.text("package")}, {Name: "signType", Value: c.text("signType")},
	}, s.v2Key, v2.SignType(o.SignType))
	if signed.Signature != c.text("paySign") {
		return wrongSign + ": paySign does not match appId, nonceStr, package, signType, timeStamp"
	}
	return ""
}

// checkApp judges what an app hands to the OpenSDK as PayReq. Servers of V2 give
// its members the lower-case names that are signed; iOS takes the time as a
// number.
func (s *Sandbox) checkApp(o *order, c clientCall) string {
	timestamp := c.text("timeStamp", "timestamp")
	for _, name := range []string{"timeStamp", "timestamp"} {
		if n, ok := c[name].(float64); ok && timestamp == "" {
			timestamp = strconv.FormatFloat(n, 'f', -1, 64)
		}
	}
	p := struct{ appID, partnerID, prepay, pkg, nonce, sign string }{
		c.text("appId", "appid"), c.text("partnerId", "partnerid"), c.text("prepayId", "prepayid"),
		c.text("package", "packageValue"), c.text("nonceStr", "noncestr"), c.text("sign"),
	}
	for _, m := range []struct{ name, value string }{
		{"appId", p.appID}, {"partnerId", p.partnerID}, {"prepayId", p.prepay}, {"package", p.pkg},
		{"nonceStr", p.nonce}, {"timeStamp", timestamp}, {"sign", p.sign},
	} {
		if m.value == "" {
			return fmt.Sprintf("缺少参数%s: %s must be there (errCode -1)", m.name, m.name)
		}
	}
	switch {
	case p.pkg != v3.AppPackage:
		return wrongSign + ": package must be " + v3.AppPackage + " (errCode -1)"
	case !tenDigits.MatchString(timestamp):
		return "timeStamp: ten digits, Unix seconds (errCode -1)"
	case p.appID != string(o.AppID) || p.partnerID != string(o.MchID):
		return wrongSign + ": appId or partnerId is not the order's (errCode -1)"
	}
	if fault := o.owns(p.prepay); fault != "" {
		return fault
	}
	if o.API == wxpay.V2 {
		_, signed := v2.SignApp(o.AppID, o.MchID, o.Prepay, s.v2Key, v2.SignType(o.SignType), timestamp, p.nonce)
		if signed.Signature != p.sign {
			return wrongSign + ": sign does not match appid, noncestr, package, partnerid, prepayid, timestamp (errCode -1)"
		}
		return ""
	}
	if v3.VerifyText(s.verifier, v3.AppText(o.AppID, timestamp, p.nonce, o.Prepay), p.sign) != nil {
		return wrongSign + ": sign does not verify over appid, timestamp, noncestr and the bare prepay id (errCode -1)"
	}
	return ""
}
