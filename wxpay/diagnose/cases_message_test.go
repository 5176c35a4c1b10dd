package diagnose_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"wxlens/wxpay"
	"wxlens/wxpay/diagnose"
)

func TestV2NotificationCases(t *testing.T) {
	check(t, v2NoticeCases())
	check(t, v2AlteredCases())
}

// paid is a V2 notification of a payment, without its sign.
func paid() fields {
	return fieldsOf(
		"appid", appID, "attach", "深圳分店", "bank_type", "CFT", "cash_fee", "1990", "fee_type", "CNY", "is_subscribe", "N", "mch_id", mchID,
		"nonce_str", "5d2b6c2a8db53831f7eda20af46e531c", "openid", "oUpF8uMEb4qRXf22hE3X68TekukE", "out_trade_no", "20260301125346",
		"result_code", "SUCCESS", "return_code", "SUCCESS", "time_end", "20260301125412", "total_fee", "1990", "trade_type", "JSAPI",
		"transaction_id", "4200001920202603010437865211",
	)
}

// discounted is one of an order with two coupons.
func discounted() fields {
	return append(with(paid(), "cash_fee", "1490"), fieldsOf(
		"coupon_count", "2", "coupon_fee", "500", "coupon_fee_0", "300", "coupon_id_0", "2000000109", "coupon_type_0", "CASH",
		"coupon_fee_1", "200", "coupon_id_1", "2000000110", "coupon_type_1", "NO_CASH", "settlement_total_fee", "1790",
	)...)
}

// v2Notice is a notification whose sign the developer computed otherwise.
func v2Notice(fs fields, sent, computed string) *diagnose.Case {
	return &diagnose.Case{
		API: wxpay.V2, Kind: diagnose.Notify, Observed: computed, Keys: allKeys(),
		Message: diagnose.Message{
			Header: http.Header{"Content-Type": {"text/xml"}}, URL: "https://shop.example.cn/wxpay/notify",
			Body: inXML(append(slices.Clone(fs), wxpay.Field{Name: "sign", Value: sent})), PlatformSign: sent,
		},
	}
}

func v2NoticeCases() []known {
	sign := func(fs fields) string { return signMD5(fs, v2Key) }
	keepEmpty := func(fs fields) string { return md5Upper(keyed(pairs(inOrder(fs, byBytes)), v2Key)) }
	hmac := func(fs fields) string { return signHMAC(fs, v2Key) }
	numbered := []string{"coupon_fee_0", "coupon_id_0", "coupon_type_0", "coupon_fee_1", "coupon_id_1", "coupon_type_1"}
	typed := with(paid(), "sign_type", "HMAC-SHA256")
	partner := append(paid(), fieldsOf("sub_mch_id", subMchID, "sub_appid", subAppID, "sub_openid", "oSub8uMEb4qRXf22hE3X68TekukE", "sub_is_subscribe", "N")...)
	versioned := append(paid(), fieldsOf("version", "1.0", "promotion_detail", `{"promotion_detail":[]}`)...)
	empty := with(paid(), "attach", "")
	routed := v2Notice(paid(), sign(paid()), sign(append(paid(), fieldsOf("shop", "7", "lang", "zh")...)))
	routed.Message.URL = "https://shop.example.cn/wxpay/notify?shop=7&lang=zh"
	routedHMAC := v2Notice(paid(), hmac(paid()), sign(append(paid(), fieldsOf("shop", "7")...)))
	routedHMAC.Message.URL, routedHMAC.Message.OrderSignType = "https://shop.example.cn/wxpay/notify?shop=7", "HMAC-SHA256"
	ordered := v2Notice(paid(), hmac(paid()), sign(paid()))
	ordered.Message.OrderSignType = "HMAC-SHA256"
	return []known{
		explained("Go, struct without numbered coupons", v2Notice(discounted(), sign(discounted()), sign(without(discounted(), numbered...))), "v2-notify-unknown-fields-dropped"),
		explained("Java, second coupon and settlement_total_fee lost", v2Notice(discounted(), sign(discounted()), sign(without(discounted(), append(slices.Clone(numbered[3:]), "settlement_total_fee")...))), "v2-notify-unknown-fields-dropped"),
		explained("Go, all coupon fields lost", v2Notice(discounted(), sign(discounted()), sign(without(discounted(), append(slices.Clone(numbered), "coupon_count", "coupon_fee", "settlement_total_fee")...))), "v2-notify-unknown-fields-dropped"),
		explained("C#, sub_ fields lost", v2Notice(partner, sign(partner), sign(without(partner, "sub_mch_id", "sub_appid", "sub_openid", "sub_is_subscribe"))), "v2-notify-unknown-fields-dropped"),
		explained("Java, version and promotion_detail lost", v2Notice(versioned, sign(versioned), sign(without(versioned, "version", "promotion_detail"))), "v2-notify-unknown-fields-dropped"),
		explained("HMAC notice checked in MD5", ordered, "v2-notify-digest-mismatch"),
		explained("MD5 notice checked in HMAC", v2Notice(discounted(), sign(discounted()), hmac(discounted())), "v2-notify-digest-mismatch"),
		explained("PHP, sign_type unset with sign", v2Notice(typed, hmac(typed), hmac(without(typed, "sign_type"))), "v2-notify-sign-type-dropped"),
		explained("PHP, $_REQUEST merged", routed, "v2-notify-extra-field"),
		explained("empty attach kept", v2Notice(empty, sign(empty), keepEmpty(empty)), "v2-notify-empty-kept"),
		explained("no key configured", v2Notice(paid(), sign(paid()), signMD5(paid(), "")), "v2-notify-key-missing"),
		explained("key of before", v2Notice(paid(), sign(paid()), signMD5(paid(), v2OldKey)), "v2-old-key"),
		explained("coupons lost and HMAC checked in MD5", v2Notice(discounted(), hmac(discounted()), sign(without(discounted(), numbered...))), "v2-notify-unknown-fields-dropped", "v2-notify-digest-mismatch"),
		explained("URL merged and HMAC checked in MD5", routedHMAC, "v2-notify-extra-field", "v2-notify-digest-mismatch"),
		correct("computed right", v2Notice(discounted(), sign(discounted()), sign(discounted()))),
	}
}

func v2AlteredCases() []known {
	quoted := with(paid(), "attach", `{"shop":"深圳分店"}`)
	sign := func(fs fields) string { return signMD5(fs, v2Key) }
	altered := func(fs fields, change func(string) string) *diagnose.Case {
		d := v2Notice(fs, sign(fs), "")
		d.Message.Body = []byte(change(string(d.Message.Body)))
		return d
	}
	logged := func(s string) string {
		var b strings.Builder
		for i := range len(s) {
			if c := s[i]; c == '"' || c == '\\' || c >= 0x7f || c < 0x20 && c != '\n' {
				b.WriteString(`\x` + strings.ToUpper(hexByte(c)))
			} else {
				b.WriteByte(c)
			}
		}
		return b.String()
	}
	consumed := v2Notice(nil, "", "")
	consumed.Message.Body, consumed.ClientError = nil, "Invalid request XML: empty data"
	consumed.Message.Header.Set("Content-Length", "812")
	untold := v2Notice(nil, "", "")
	untold.Message.Body = nil
	return []known{
		unexplained("body not told", untold),
		explained("copied from nginx's log", altered(quoted, logged), "v2-notify-data-altered"),
		explained("read as ISO-8859-1", altered(paid(), asLatin1), "v2-notify-data-altered"),
		explained("total_fee printed as 1990.0", altered(paid(), func(s string) string {
			return strings.Replace(s, "<total_fee><![CDATA[1990]]>", "<total_fee><![CDATA[1990.0]]>", 1)
		}), "v2-notify-data-altered"),
		explained("PHP, $HTTP_RAW_POST_DATA is empty", consumed, "notify-body-not-read-raw"),
	}
}

func hexByte(c byte) string {
	const digits = "0123456789abcdef"
	return string([]byte{digits[c>>4], digits[c&15]})
}
