package diagnose_test

import (
	"net/http"
	"slices"
	"sort"
	"strings"

	"wxlens/wxpay"
	"wxlens/wxpay/diagnose"
)

type fields = []wxpay.Field

// fieldsOf pairs up names and values.
func fieldsOf(namesAndValues ...string) fields {
	var fs fields
	for i := 0; i < len(namesAndValues); i += 2 {
		fs = append(fs, wxpay.Field{Name: namesAndValues[i], Value: namesAndValues[i+1]})
	}
	return fs
}

// with sets a field, in its place or at the end.
func with(fs fields, name, value string) fields {
	fs = slices.Clone(fs)
	for i := range fs {
		if fs[i].Name == name {
			fs[i].Value = value
			return fs
		}
	}
	return append(fs, wxpay.Field{Name: name, Value: value})
}

func without(fs fields, names ...string) fields {
	return slices.DeleteFunc(slices.Clone(fs), func(f wxpay.Field) bool { return slices.Contains(names, f.Name) })
}

func renamed(fs fields, from, to string) fields {
	fs = slices.Clone(fs)
	for i := range fs {
		if fs[i].Name == from {
			fs[i].Name = to
		}
	}
	return fs
}

// mapped changes every value, which is what most programs of this kind do.
func mapped(fs fields, change func(string) string) fields {
	fs = slices.Clone(fs)
	for i := range fs {
		fs[i].Value = change(fs[i].Value)
	}
	return fs
}

func value(fs fields, name string) string {
	for _, f := range fs {
		if f.Name == name {
			return f.Value
		}
	}
	return ""
}

// pairs joins the fields in the order given, keeping what is empty.
func pairs(fs fields) string {
	var parts []string
	for _, f := range fs {
		parts = append(parts, f.Name+"="+f.Value)
	}
	return strings.Join(parts, "&")
}

func filled(fs fields) fields {
	return slices.DeleteFunc(slices.Clone(fs), func(f wxpay.Field) bool { return f.Value == "" })
}

func inOrder(fs fields, less func(a, b string) bool) fields {
	fs = slices.Clone(fs)
	sort.SliceStable(fs, func(i, j int) bool { return less(fs[i].Name, fs[j].Name) })
	return fs
}

func byBytes(a, b string) bool { return a < b }

// ruled is the string of the rule, without the key.
func ruled(fs fields) string { return pairs(inOrder(filled(without(fs, "sign")), byBytes)) }

func keyed(text, key string) string { return text + "&key=" + key }

func signMD5(fs fields, key string) string { return md5Upper(keyed(ruled(fs), key)) }

func signHMAC(fs fields, key string) string { return hmacUpper(keyed(ruled(fs), key), key) }

// inXML prints what the program sends; empty fields become empty elements.
func inXML(fs fields) []byte {
	var b strings.Builder
	b.WriteString("<xml>\n")
	for _, f := range fs {
		b.WriteString("<" + f.Name + "><![CDATA[" + f.Value + "]]></" + f.Name + ">\n")
	}
	b.WriteString("</xml>")
	return []byte(b.String())
}

const mchHost = "https://api.mch.weixin.qq.com"

// refusal is what WeChat Pay says to a wrong V2 sign.
const refusal = `<xml><return_code><![CDATA[FAIL]]></return_code>
<return_msg><![CDATA[签名错误，请检查后再试]]></return_msg>
</xml>`

// v2Call is a call refused for its sign.
func v2Call(path string, sent fields, sign string) *diagnose.Case {
	return v2Answered(path, sent, sign, refusal)
}

func v2Answered(path string, sent fields, sign, reply string) *diagnose.Case {
	return &diagnose.Case{
		API: wxpay.V2, Kind: diagnose.Request, Keys: allKeys(),
		Call: diagnose.Call{
			Method: "POST", URL: mchHost + path, Header: http.Header{"Content-Type": {"text/xml; charset=utf-8"}},
			Body: inXML(append(slices.Clone(sent), wxpay.Field{Name: "sign", Value: sign})), Status: 200, Reply: []byte(reply),
		},
	}
}

const (
	unifiedPath = "/pay/unifiedorder"
	refundPath  = "/secapi/pay/refund"
	queryPath   = "/pay/orderquery"
)

// The requests that the programs mean to sign.

func unified() fields {
	return fieldsOf(
		"appid", appID, "mch_id", mchID, "device_info", "", "nonce_str", "5K8264ILTKCH16CQ2502SI8ZNMTM67VS",
		"body", "腾讯充值中心-QQ会员充值", "detail", `{"goods_detail":[{"goods_id":"iphone6s_16G","goods_name":"测试商品","quantity":1,"price":1990}]}`,
		"attach", "深圳分店", "out_trade_no", "20260301125346", "fee_type", "CNY", "total_fee", "1990",
		"spbill_create_ip", "123.12.12.123", "time_start", "20260301125346", "notify_url", "https://shop.example.cn/wxpay/notify.php",
		"trade_type", "JSAPI", "openid", "oUpF8uMuAJO_M2pxb1Q9zNjWeS6o",
	)
}

func native() fields {
	return fieldsOf(
		"appid", appID, "body", "Coffee & cake <2>", "mch_id", mchID, "nonce_str", "7c1b9f34aa", "notify_url", "https://pay.example.com/notify/wx",
		"out_trade_no", "N-8843_1", "product_id", "8843", "sign_type", "MD5", "spbill_create_ip", "10.0.3.7", "total_fee", "101", "trade_type", "NATIVE",
	)
}

func wap() fields {
	return fieldsOf(
		"appid", appID, "mch_id", mchID, "nonce_str", "uOtGSpOfZEv3RjD1", "body", "支付测试", "out_trade_no", "H5202603010009",
		"total_fee", "2990", "spbill_create_ip", "14.23.150.211", "notify_url", "https://m.example.com/pay/notify", "trade_type", "MWEB",
		"scene_info", `{"h5_info": {"type": "Wap", "wap_url": "https://m.example.com", "wap_name": "测试商品"}}`,
	)
}

func refund() fields {
	return fieldsOf(
		"appid", appID, "mch_id", mchID, "nonce_str", "6cefdb308e1e2e8aabd48cf79e546a02", "sign_type", "HMAC-SHA256",
		"transaction_id", "4200001920202603010437865211", "out_refund_no", "R1217752501201407033233368018", "total_fee", "100", "refund_fee", "100",
		"refund_desc", "商品已售完",
	)
}

func refundQuery() fields {
	return fieldsOf("appid", appID, "mch_id", mchID, "nonce_str", "0b9f35f484df17a732e537c37708d1d0", "out_trade_no", "1415757673", "offset", "0")
}

func transfer() fields {
	return fieldsOf(
		"mch_appid", appID, "mchid", mchID, "nonce_str", "3PG2J4ILTKCH16CQ2502SI8ZNMTM67VS", "partner_trade_no", "100000982014120919616",
		"openid", "ohO4Gt7wVPxIT1A9GjFaMYMiZY1s", "check_name", "NO_CHECK", "amount", "5000", "desc", "分店 提现", "spbill_create_ip", "10.2.3.10",
	)
}

func redPacket() fields {
	return fieldsOf(
		"nonce_str", "50780e0cca98c8c8e814883e5caa672e", "mch_billno", "1900009191202603011234567890", "mch_id", mchID, "wxappid", appID,
		"send_name", "深圳分店", "re_openid", "onqOjjmM1tad-3ROpncN-yUfa6uI", "total_amount", "100", "total_num", "1", "wishing", "测试商品",
		"client_ip", "192.168.0.1", "act_name", "会员", "remark", "测试",
	)
}

func query() fields {
	return fieldsOf("appid", appID, "mch_id", mchID, "nonce_str", "ec2316275641faa3aacf3cc599e8730f", "transaction_id", "4200001920202603010437865211")
}

func micropay() fields {
	return fieldsOf(
		"appid", appID, "mch_id", mchID, "device_info", "013467007045764", "nonce_str", "8aaee146b1dee7cec9100add9b96cbe2", "body", "image形象店-深圳",
		"attach", "", "out_trade_no", "1415757673", "total_fee", "1", "spbill_create_ip", "14.17.22.52", "auth_code", "130269300057035442",
	)
}

func sharing() fields {
	return fieldsOf(
		"mch_id", mchID, "sub_mch_id", subMchID, "appid", appID, "nonce_str", "5K8264ILTKCH16CQ2502SI8ZNMTM67VS", "sign_type", "HMAC-SHA256",
		"transaction_id", "4208450740201411110007820472", "out_order_no", "P20150806125346",
		"receivers", `[{"type":"MERCHANT_ID","account":"190001001","amount":100,"description":"分到商户"}]`,
	)
}
