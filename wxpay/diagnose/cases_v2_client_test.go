package diagnose_test

import (
	"net/url"
	"slices"
	"strings"
	"testing"

	"wxlens/wxpay"
	"wxlens/wxpay/diagnose"
)

func TestV2ClientCases(t *testing.T) {
	check(t, v2ClientValueCases())
	check(t, v2ClientFieldCases())
	check(t, v2ClientPairCases())
}

const (
	miniProgram = "wx.requestPayment"
	bridge      = "WeixinJSBridge"
	chooser     = "wx.chooseWXPay"
	appPay      = "APP"
)

const (
	prepayID  = "wx201410272009395522657a690389285100"
	clientAt  = "1772341426"
	clientRnd = "e61463f8efa94090b1f366cccfbbb444"
)

// orderReply answers a V2 order, signed by WeChat Pay's side of the key.
func orderReply(signType string) fields {
	fs := fieldsOf(
		"return_code", "SUCCESS", "return_msg", "OK", "appid", appID, "mch_id", mchID, "nonce_str", "IITRi8Iabbblz1Jc",
		"result_code", "SUCCESS", "prepay_id", prepayID, "trade_type", "JSAPI",
	)
	sign := signMD5(fs, v2Key)
	if signType == "HMAC-SHA256" {
		sign = signHMAC(fs, v2Key)
	}
	return append(fs, wxpay.Field{Name: "sign", Value: sign})
}

// v2Opening is a client call that WeChat refused, made of an order in MD5.
func v2Opening(client string, params fields, sign string) *diagnose.Case {
	return v2OpeningOf(unified(), client, params, sign)
}

func v2OpeningOf(order fields, client string, params fields, sign string) *diagnose.Case {
	field := "paySign"
	if client == appPay {
		field = "sign"
	}
	kind := value(order, "sign_type")
	orderSign := signMD5(order, v2Key)
	if kind == "HMAC-SHA256" {
		orderSign = signHMAC(order, v2Key)
	}
	reply := orderReply(kind)
	return &diagnose.Case{
		API: wxpay.V2, Kind: diagnose.PaySign, Observed: sign, Keys: allKeys(), ClientError: "支付验证签名失败",
		Opening: diagnose.Opening{
			ClientAPI: client, Params: append(slices.Clone(params), wxpay.Field{Name: field, Value: sign}),
			OrderRequest: inXML(append(slices.Clone(order), wxpay.Field{Name: "sign", Value: orderSign})), OrderReply: inXML(reply), PrepayID: prepayID,
		},
	}
}

// jsapiSigned is what a page or mini program signs; the latter does not pass appId.
func jsapiSigned() fields {
	return fieldsOf("appId", appID, "timeStamp", clientAt, "nonceStr", clientRnd, "package", "prepay_id="+prepayID, "signType", "MD5")
}

func jsapiHMAC() fields { return with(jsapiSigned(), "signType", "HMAC-SHA256") }

func passed(signed fields) fields { return without(signed, "appId") }

func appSigned() fields {
	return fieldsOf("appid", appID, "partnerid", mchID, "prepayid", prepayID, "package", "Sign=WXPay", "noncestr", "5K8264ILTKCH16CQ2502SI8ZNMTM67VS", "timestamp", clientAt)
}

func hmacOrder() fields { return with(unified(), "sign_type", "HMAC-SHA256") }

func v2ClientValueCases() []known {
	sign := func(fs fields) string { return signMD5(fs, v2Key) }
	request := sign(unified())
	reply := value(orderReply(""), "sign")
	bare := with(jsapiSigned(), "package", prepayID)
	twice := with(jsapiSigned(), "package", "prepay_id=prepay_id="+prepayID)
	nothing := with(jsapiSigned(), "package", "prepay_id=undefined")
	ms := with(jsapiSigned(), "timeStamp", clientAt+"123")
	return []known{
		explained("order's sign passed on", v2Opening(miniProgram, passed(jsapiSigned()), request), "v2-paysign-reused-order-sign"),
		explained("reply's sign passed on to the bridge", v2Opening(bridge, jsapiSigned(), reply), "v2-paysign-reused-order-sign"),
		explained("HMAC order, client in MD5", v2OpeningOf(hmacOrder(), miniProgram, passed(jsapiSigned()), sign(jsapiSigned())), "v2-paysign-digest-mismatch"),
		explained("signType HMAC-SHA256, MD5 computed", v2OpeningOf(hmacOrder(), miniProgram, passed(jsapiHMAC()), sign(jsapiHMAC())), "v2-paysign-digest-mismatch"),
		explained("signType MD5, HMAC computed", v2Opening(bridge, jsapiSigned(), signHMAC(jsapiSigned(), v2Key)), "v2-paysign-digest-mismatch"),
		explained("bare prepay_id signed and passed", v2Opening(miniProgram, passed(bare), sign(bare)), "v2-paysign-package-prefix"),
		explained("bare prepay_id signed, prefix passed", v2Opening(bridge, jsapiSigned(), sign(bare)), "v2-paysign-package-prefix"),
		explained("prefix twice", v2Opening(miniProgram, passed(twice), sign(twice)), "v2-paysign-package-prefix"),
		explained("prepay_id=undefined", v2Opening(chooser, nothing, sign(nothing)), "v2-paysign-package-prefix"),
		explained("Sign=WXPay signed for JSAPI", v2Opening(bridge, jsapiSigned(), sign(with(jsapiSigned(), "package", "Sign=WXPay"))), "v2-paysign-package-prefix"),
		explained("Date.now() signed and passed", v2Opening(miniProgram, passed(ms), sign(ms)), "v2-paysign-timestamp-ms"),
		explained("milliseconds signed, seconds passed", v2Opening(bridge, jsapiSigned(), sign(with(jsapiSigned(), "timeStamp", clientAt+"000"))), "v2-paysign-timestamp-ms"),
		explained("time taken anew for the answer", v2Opening(miniProgram, passed(jsapiSigned()), sign(with(jsapiSigned(), "timeStamp", "1772341424"))), "v2-paysign-values-differ"),
		explained("APP, time taken anew four minutes later", v2Opening(appPay, appSigned(), sign(with(appSigned(), "timestamp", "1772341190"))), "v2-paysign-values-differ"),
		explained("the other configuration's key", v2Opening(miniProgram, passed(jsapiSigned()), signMD5(jsapiSigned(), v2OldKey)), "v2-paysign-wrong-key"),
		explained("AppSecret signs the client call", v2Opening(bridge, jsapiSigned(), signMD5(jsapiSigned(), appSecret)), "v2-paysign-wrong-key"),
	}
}

func v2ClientFieldCases() []known {
	sign := func(fs fields) string { return signMD5(fs, v2Key) }
	small := renamed(renamed(renamed(jsapiSigned(), "appId", "appid"), "timeStamp", "timestamp"), "nonceStr", "noncestr")
	camel := fieldsOf("appId", appID, "partnerId", mchID, "prepayId", prepayID, "package", "Sign=WXPay", "nonceStr", value(appSigned(), "noncestr"), "timeStamp", clientAt)
	chosen := renamed(jsapiSigned(), "timeStamp", "timestamp")
	underscored := renamed(jsapiSigned(), "nonceStr", "nonce_str")
	jsapiForApp := fieldsOf("appId", appID, "timeStamp", clientAt, "nonceStr", value(appSigned(), "noncestr"), "package", "prepay_id="+prepayID, "signType", "MD5")
	partner := append(slices.Clone(unified()), fieldsOf("sub_appid", subAppID, "sub_mch_id", subMchID)...)
	partner = with(renamed(partner, "openid", "sub_openid"), "sign_type", "MD5")
	sub := with(jsapiSigned(), "appId", subAppID)
	packet := fieldsOf("appId", appID, "timeStamp", clientAt, "nonceStr", clientRnd, "package", "sendid=1000000000201603017891&mch_id=1900009191&ver=8")
	packetPassed := append(with(passed(packet), "package", url.QueryEscape(value(packet, "package"))), wxpay.Field{Name: "signType", Value: "MD5"})
	return []known{
		explained("all small letters for JSAPI", v2Opening(bridge, jsapiSigned(), sign(small)), "v2-paysign-name-case"),
		explained("appid alone in small letters", v2Opening(miniProgram, passed(jsapiSigned()), sign(renamed(jsapiSigned(), "appId", "appid"))), "v2-paysign-name-case"),
		explained("chooseWXPay's timestamp signed", v2Opening(chooser, passed(chosen), sign(chosen)), "v2-paysign-name-case"),
		explained("nonce_str signed", v2Opening(miniProgram, passed(jsapiSigned()), sign(underscored)), "v2-paysign-name-case"),
		explained("APP in camel case", v2Opening(appPay, appSigned(), sign(camel)), "v2-paysign-name-case"),
		explained("appId left out", v2Opening(miniProgram, passed(jsapiSigned()), sign(passed(jsapiSigned()))), "v2-paysign-appid-missing"),
		explained("appId left out, HMAC", v2OpeningOf(hmacOrder(), miniProgram, passed(jsapiHMAC()), signHMAC(passed(jsapiHMAC()), v2Key)), "v2-paysign-appid-missing"),
		explained("APP without package", v2Opening(appPay, appSigned(), sign(without(appSigned(), "package"))), "v2-paysign-app-field-set"),
		explained("APP without appid", v2Opening(appPay, appSigned(), sign(without(appSigned(), "appid"))), "v2-paysign-app-field-set"),
		explained("APP with JSAPI's fields", v2Opening(appPay, appSigned(), sign(jsapiForApp)), "v2-paysign-app-field-set"),
		explained("provider's appid signed, sub-merchant's program opens", v2OpeningOf(partner, miniProgram, passed(sub), sign(with(sub, "appId", appID))), "v2-paysign-subappid"),
		explained("mch_id signed as well", v2Opening(bridge, jsapiSigned(), sign(with(jsapiSigned(), "mch_id", mchID))), "v2-paysign-extra-param"),
		explained("trade_type signed as well", v2Opening(miniProgram, passed(jsapiSigned()), sign(with(jsapiSigned(), "trade_type", "JSAPI"))), "v2-paysign-extra-param"),
		explained("red packet with signType signed", v2Opening("wx.sendBizRedPacket", packetPassed, sign(with(packet, "signType", "MD5"))), "v2-paysign-special-call"),
	}
}

func v2ClientPairCases() []known {
	sign := func(fs fields) string { return signMD5(fs, v2Key) }
	bare := with(jsapiSigned(), "package", prepayID)
	small := renamed(renamed(jsapiSigned(), "timeStamp", "timestamp"), "nonceStr", "noncestr")
	ms := with(jsapiSigned(), "timeStamp", clientAt+"777")
	partner := with(append(slices.Clone(unified()), fieldsOf("sub_appid", subAppID, "sub_mch_id", subMchID)...), "sign_type", "HMAC-SHA256")
	sub := with(jsapiHMAC(), "appId", subAppID)
	lower := with(renamed(jsapiSigned(), "timeStamp", "timestamp"), "timestamp", clientAt+"000")
	return []known{
		explained("appId left out, bare prepay_id", v2Opening(miniProgram, passed(jsapiSigned()), sign(passed(bare))), "v2-paysign-appid-missing", "v2-paysign-package-prefix"),
		explained("small letters, appId left out", v2Opening(miniProgram, passed(jsapiSigned()), sign(passed(small))), "v2-paysign-name-case", "v2-paysign-appid-missing"),
		explained("timestamp in small letters and milliseconds", v2Opening(bridge, jsapiSigned(), sign(lower)), "v2-paysign-name-case", "v2-paysign-timestamp-ms"),
		explained("noncestr, and milliseconds passed as well", v2Opening(bridge, ms, sign(renamed(ms, "nonceStr", "noncestr"))), "v2-paysign-name-case", "v2-paysign-timestamp-ms"),
		explained("bare prepay_id, MD5 under signType HMAC-SHA256", v2OpeningOf(hmacOrder(), bridge, jsapiHMAC(), sign(with(jsapiHMAC(), "package", prepayID))), "v2-paysign-package-prefix", "v2-paysign-digest-mismatch"),
		explained("provider's appid, MD5 under signType HMAC-SHA256", v2OpeningOf(partner, miniProgram, passed(sub), sign(with(sub, "appId", appID))), "v2-paysign-subappid", "v2-paysign-digest-mismatch"),
		explained("lower-case names and hexadecimal", v2Opening(bridge, jsapiSigned(), strings.ToLower(sign(small))), "v2-paysign-name-case", "v2-sign-case"),
	}
}
