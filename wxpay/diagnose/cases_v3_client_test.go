package diagnose_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"wxlens/wxpay"
	"wxlens/wxpay/diagnose"
)

func TestV3ClientCases(t *testing.T) {
	check(t, v3ClientCases())
	check(t, v3ClientValueCases())
}

const v3Prepay = "wx01130346123456789abcdef0123456780000"

// fourLines is what a V3 client call signs.
func fourLines(app, at, nonce, last string) string {
	return strings.Join([]string{app, at, nonce, last}, "\n") + "\n"
}

// v3Opening is a refused call of an order that jsapiOrder placed.
func v3Opening(client string, params fields, sign string) *diagnose.Case {
	return v3OpeningOf(jsapiOrder().body, client, params, sign)
}

func v3OpeningOf(order, client string, params fields, sign string) *diagnose.Case {
	field := "paySign"
	if client == appPay {
		field = "sign"
	}
	return &diagnose.Case{
		API: wxpay.V3, Kind: diagnose.PaySign, Observed: sign, Keys: allKeys(), ClientError: "requestPayment:fail 支付验证签名失败",
		Opening: diagnose.Opening{
			ClientAPI: client, Params: append(slices.Clone(params), wxpay.Field{Name: field, Value: sign}), OrderRequest: []byte(order),
			OrderReply: fmt.Appendf(nil, `{"prepay_id":"%s"}`, v3Prepay), PrepayID: v3Prepay,
		},
	}
}

func v3Params() fields {
	return fieldsOf("timeStamp", clientAt, "nonceStr", clientRnd, "package", "prepay_id="+v3Prepay, "signType", "RSA")
}

func v3BridgeParams() fields { return append(fieldsOf("appId", appID), v3Params()...) }

func v3AppParams() fields {
	return fieldsOf("appid", appID, "partnerid", mchID, "prepayid", v3Prepay, "package", "Sign=WXPay", "noncestr", clientRnd, "timestamp", clientAt)
}

func v3ClientCases() []known {
	pkg := "prepay_id=" + v3Prepay
	sign := func(text string) string { return sha256RSA(merchant(), text) }
	right := fourLines(appID, clientAt, clientRnd, pkg)
	v2Like := pairs(fieldsOf("appId", appID, "nonceStr", clientRnd, "package", pkg, "signType", "RSA", "timeStamp", clientAt))
	md5Params := with(v3Params(), "signType", "MD5")
	return []known{
		explained("alphabetical order", v3Opening(miniProgram, v3Params(), sign(fourLines(appID, clientRnd, pkg, clientAt))), "v3-paysign-order"),
		explained("nonce before time", v3Opening(bridge, v3BridgeParams(), sign(fourLines(appID, clientRnd, clientAt, pkg))), "v3-paysign-order"),
		explained("APP with prepay_id=", v3Opening(appPay, v3AppParams(), sign(right)), "v3-paysign-app-prefix"),
		explained("APP with Sign=WXPay", v3Opening(appPay, v3AppParams(), sign(fourLines(appID, clientAt, clientRnd, "Sign=WXPay"))), "v3-paysign-app-prefix"),
		explained("bare prepay_id for the mini program", v3Opening(miniProgram, v3Params(), sign(fourLines(appID, clientAt, clientRnd, v3Prepay))), "v3-paysign-jsapi-no-prefix"),
		explained("MD5 over the V2 string, signType MD5", v3Opening(miniProgram, md5Params, md5Upper(keyed(strings.Replace(v2Like, "=RSA", "=MD5", 1), v2Key))), "v3-paysign-v2-style"),
		explained("RSA over the V2 string with &key=", v3Opening(bridge, v3BridgeParams(), sign(keyed(v2Like, v2Key))), "v3-paysign-v2-style"),
		explained("right RSA value, signType MD5", v3Opening(miniProgram, md5Params, sign(right)), "v3-paysign-v2-style"),
		explained("no line feed at the end", v3Opening(miniProgram, v3Params(), sign(strings.TrimSuffix(right, "\n"))), "v3-paysign-newline"),
		explained("CRLF", v3Opening(bridge, v3BridgeParams(), sign(strings.ReplaceAll(right, "\n", "\r\n"))), "v3-paysign-newline"),
		explained("literal \\n", v3Opening(chooser, v3Params(), sign(strings.ReplaceAll(right, "\n", `\n`))), "v3-paysign-newline"),
		explained("fifth line RSA", v3Opening(miniProgram, v3Params(), sign(right+"RSA\n")), "v3-paysign-signtype-line"),
		explained("PHP, single quotes around names", v3Opening(miniProgram, v3Params(), sign("$appId\n$timeStamp\n$nonceStr\n$package\n")), "v3-paysign-not-interpolated"),
		explained("Python, the f of the f-string forgotten", v3Opening(miniProgram, v3Params(), sign("{appid}\n{timestamp}\n{nonce_str}\nprepay_id={prepay_id}\n")), "v3-paysign-not-interpolated"),
		correct("signed right", v3Opening(miniProgram, v3Params(), sign(right))),
	}
}

func v3ClientValueCases() []known {
	pkg := "prepay_id=" + v3Prepay
	sign := func(text string) string { return sha256RSA(merchant(), text) }
	right := fourLines(appID, clientAt, clientRnd, pkg)
	ms := with(v3Params(), "timeStamp", clientAt+"456")
	plus := v3Params()
	var value string
	for i := 0; !strings.Contains(value, "+"); i++ {
		plus = with(v3Params(), "nonceStr", fmt.Sprintf("plus%08d", i))
		value = sign(fourLines(appID, clientAt, plus[1].Value, pkg))
	}
	mini := fourLines(subAppID, clientAt, clientRnd, pkg)
	partner := strings.Replace(partnerOrder().body, "}", `},"payer":{"sub_openid":"oUpF8uMuAJO_M2pxb1Q9zNjWeS6o"}`, 1)
	return []known{
		explained("time taken anew", v3Opening(miniProgram, v3Params(), sign(fourLines(appID, "1772341429", clientRnd, pkg))), "v3-paysign-timestamp-differs"),
		explained("milliseconds signed, seconds passed", v3Opening(bridge, v3BridgeParams(), sign(fourLines(appID, clientAt+"000", clientRnd, pkg))), "v3-paysign-timestamp-ms"),
		explained("milliseconds of that second signed", v3Opening(miniProgram, v3Params(), sign(fourLines(appID, clientAt+"738", clientRnd, pkg))), "v3-paysign-timestamp-ms"),
		explained("milliseconds signed and passed", v3Opening(miniProgram, ms, sign(fourLines(appID, clientAt+"456", clientRnd, pkg))), "v3-paysign-timestamp-ms"),
		explained("plus signs lost in a query", v3Opening(miniProgram, plus, strings.ReplaceAll(value, "+", " ")), "v3-paysign-plus-mangled"),
		explained("provider's appid signed", v3OpeningOf(partner, miniProgram, v3Params(), sign(right)), "v3-paysign-wrong-appid"),
		correct("sub-merchant's appid signed", v3OpeningOf(partner, miniProgram, v3Params(), sign(mini))),
		explained("another merchant's key", v3Opening(miniProgram, v3Params(), sha256RSA(neighbour(), right)), "v3-paysign-wrong-key"),
		explained("key of before for APP", v3Opening(appPay, v3AppParams(), sha256RSA(formerly(), fourLines(appID, clientAt, clientRnd, v3Prepay))), "v3-paysign-wrong-key"),
		explained("bare prepay_id and time taken anew", v3Opening(miniProgram, v3Params(), sign(fourLines(appID, "1772341424", clientRnd, v3Prepay))), "v3-paysign-jsapi-no-prefix", "v3-paysign-timestamp-differs"),
		explained("bare prepay_id and milliseconds", v3Opening(bridge, v3BridgeParams(), sign(fourLines(appID, clientAt+"000", clientRnd, v3Prepay))), "v3-paysign-jsapi-no-prefix", "v3-paysign-timestamp-ms"),
	}
}
