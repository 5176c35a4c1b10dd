package diagnose_test

import (
	"encoding/base64"
	"fmt"
	"html"
	"math/big"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"unicode/utf16"

	"wxlens/wxpay"
	"wxlens/wxpay/diagnose"
)

func TestV2RequestCases(t *testing.T) {
	check(t, v2KeyCases())
	check(t, v2ValueCases())
	check(t, v2EncodingCases())
	check(t, v2FieldCases())
	check(t, v2FormCases())
	check(t, v2JSONCases())
	check(t, v2PairCases())
}

func v2KeyCases() []known {
	typed := strings.Replace(v2Key, "LqMM", "LqM", 1)
	typed = typed[:9] + "O" + typed[10:] // an O read for another letter
	long := unifiedWithKey(v2Key + "2024")
	signed := func(fs fields, key string) string { return signMD5(fs, key) }
	return []known{
		explained("PHP, one character of the key mistyped", v2Call(unifiedPath, unified(), signed(unified(), typed)), "v2-wrong-key"),
		explained("Java, HMAC refund, key swapped two letters", v2Call(refundPath, refund(), signHMAC(refund(), v2Key[:4]+v2Key[5:6]+v2Key[4:5]+v2Key[6:])), "v2-wrong-key"),
		explained("Go, service still holds the key of before", v2Call(queryPath, query(), signed(query(), v2OldKey)), "v2-old-key"),
		explained("Node, AppSecret for the key", v2Call(unifiedPath, native(), signed(native(), appSecret)), "v2-key-is-appsecret"),
		explained("Python, HMAC with the APIv3 key", v2Call(refundPath, refund(), signHMAC(refund(), apiV3Key)), "v2-key-is-apiv3-key"),
		explained("C#, 36 characters configured", long, "v2-key-truncated"),
		explained("PHP, file_get_contents keeps the line end", v2Call(unifiedPath, unified(), signed(unified(), v2Key+"\n")), "v2-key-whitespace"),
		explained("Java, BOM in the properties file", v2Call(unifiedPath, wap(), signed(wap(), "\ufeff"+v2Key)), "v2-key-whitespace"),
		explained("shell, quotes around the key", v2Call(queryPath, query(), signed(query(), `"`+v2Key+`"`)), "v2-key-whitespace"),
		explained("copied from the console with a zero-width space, HMAC", v2Call(refundPath, refund(), signHMAC(refund(), v2Key+"\u200b")), "v2-key-whitespace"),
	}
}

// unifiedWithKey is an order by a merchant who configured and signs with this key.
func unifiedWithKey(key string) *diagnose.Case {
	c := v2Call(unifiedPath, unified(), signMD5(unified(), key))
	c.Keys.APIv2Key = wxpay.NewSecret(key)
	return c
}

func v2ValueCases() []known {
	yuan, hundred := 19.9, 100.0
	fen := yuan * hundred
	signedWith := func(fs fields, name, v string) string { return signMD5(with(fs, name, v), v2Key) }
	zeroDropped := without(refundQuery(), "offset")
	later := with(unified(), "time_start", "20260301125347")
	expiring := with(native(), "time_expire", "20260301130000")
	return []known{
		explained("Python, str(19.9*100) signed", v2Call(unifiedPath, unified(), signedWith(unified(), "total_fee", strconv.FormatFloat(fen, 'f', -1, 64))), "v2-amount-float"),
		explained("PHP, intval(19.9*100) signed, round sent", v2Call(unifiedPath, unified(), signedWith(unified(), "total_fee", "1989")), "v2-amount-float"),
		explained("Java, Double.toString signed", v2Call(unifiedPath, native(), signedWith(native(), "total_fee", "101.0")), "v2-amount-float"),
		explained("C#, decimal with two places signed", v2Call("/mmpaymkttransfers/promotion/transfers", transfer(), signedWith(transfer(), "amount", "5000.00")), "v2-amount-float"),
		explained("yuan signed, fen sent", v2Call(unifiedPath, wap(), signedWith(wap(), "total_fee", "29.90")), "v2-amount-float"),
		explained("Go, omitempty drops offset 0", v2Call("/pay/refundquery", refundQuery(), signMD5(zeroDropped, v2Key)), "v2-zero-value-dropped"),
		explained("Java, time_start taken twice", v2Call(unifiedPath, later, signMD5(unified(), v2Key)), "v2-value-regenerated"),
		explained("PHP, time_expire a second later in the XML", v2Call(unifiedPath, expiring, signedWith(expiring, "time_expire", "20260301125958")), "v2-value-regenerated"),
	}
}

func v2EncodingCases() []known {
	text := func(fs fields) string { return keyed(ruled(fs), v2Key) }
	cafe := with(unified(), "attach", "café")
	form := func(s string) string { return strings.ReplaceAll(url.QueryEscape(s), "%20", "+") }
	component := strings.NewReplacer("+", "%20", "%21", "!", "%27", "'", "%28", "(", "%29", ")", "%2A", "*")
	lowerHex := func(s string) string {
		var b strings.Builder
		for i := range len(s) {
			if c := s[i]; c == ' ' {
				b.WriteByte('+')
			} else if c == '-' || c == '_' || c == '.' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' {
				b.WriteByte(c)
			} else {
				fmt.Fprintf(&b, "%%%02x", c)
			}
		}
		return b.String()
	}
	chinese := with(refund(), "notify_url", "https://shop.example.cn/r")
	return []known{
		explained("C#, Encoding.GetEncoding(\"GB2312\")", v2Call(unifiedPath, unified(), md5Upper(gbk(text(unified())))), "v2-charset"),
		explained("Java, getBytes(\"ISO-8859-1\")", v2Call(unifiedPath, unified(), md5Upper(questioned(text(unified())))), "v2-charset"),
		explained("Java, HMAC over GBK bytes", v2Call(refundPath, refund(), hmacUpper(gbk(text(refund())), v2Key)), "v2-charset"),
		explained("PHP, utf8_encode of UTF-8", v2Call(unifiedPath, cafe, md5Upper(asLatin1(text(cafe)))), "v2-charset"),
		explained("PHP, http_build_query", v2Call(unifiedPath, unified(), md5Upper(text(mapped(unified(), form)))), "v2-url-encoded-values"),
		explained("Node, encodeURIComponent", v2Call(unifiedPath, native(), md5Upper(text(mapped(native(), func(s string) string { return component.Replace(url.QueryEscape(s)) })))), "v2-url-encoded-values"),
		explained("C#, HttpUtility.UrlEncode in small letters", v2Call(unifiedPath, wap(), md5Upper(text(mapped(wap(), lowerHex)))), "v2-url-encoded-values"),
		explained("Python, urllib.parse.quote keeps slashes", v2Call(refundPath, chinese, hmacUpper(text(mapped(chinese, func(s string) string {
			return strings.ReplaceAll(strings.ReplaceAll(url.QueryEscape(s), "+", "%20"), "%2F", "/")
		})), v2Key)), "v2-url-encoded-values"),
		explained("PHP, printed into a page and copied back", v2Call(unifiedPath, unified(), md5Upper(strings.Replace(text(unified()), "&notify_url", "¬ify_url", 1))), "v2-html-entity"),
		explained("PHP, htmlspecialchars over the string", v2Call(queryPath, query(), md5Upper(strings.ReplaceAll(text(query()), "&", "&amp;"))), "v2-html-entity"),
		explained("Java, OutputStreamWriter in GBK: only the body, not the key", v2Call(unifiedPath, wap(), md5Upper(keyed(gbk(ruled(wap())), v2Key))), "v2-charset"),
	}
}

func v2FieldCases() []known {
	sign := func(fs fields) string { return signMD5(fs, v2Key) }
	keepEmpty := func(fs fields) string { return md5Upper(keyed(pairs(inOrder(fs, byBytes)), v2Key)) }
	twoEmpty := with(micropay(), "goods_tag", "")
	first := sign(unified())
	bank := without(transfer(), "mch_appid", "check_name", "openid", "spbill_create_ip")
	misspelt := renamed(unified(), "openid", "openId")
	spelt := renamed(native(), "spbill_create_ip", "spbill_creat_ip")
	return []known{
		explained("PHP, attach= signed", v2Call("/pay/micropay", micropay(), keepEmpty(micropay())), "v2-empty-value-signed"),
		explained("Java, one of two empties signed", v2Call("/pay/micropay", twoEmpty, keepEmpty(without(twoEmpty, "goods_tag"))), "v2-empty-value-signed"),
		explained("Java, attach=null signed", v2Call("/pay/micropay", micropay(), sign(with(micropay(), "attach", "null"))), "v2-null-literal"),
		explained("Python, device_info=None signed", v2Call(unifiedPath, unified(), sign(with(unified(), "device_info", "None"))), "v2-null-literal"),
		explained("Node, an absent sub_mch_id printed as undefined", v2Call(queryPath, query(), sign(with(query(), "sub_mch_id", "undefined"))), "v2-null-literal"),
		explained("C#, HMAC without sign_type", v2Call(refundPath, refund(), signHMAC(without(refund(), "sign_type"), v2Key)), "v2-sign-type-not-signed"),
		explained("PHP, MD5, sign_type appended", v2Call(unifiedPath, native(), sign(without(native(), "sign_type"))), "v2-sign-type-not-signed"),
		explained("Go, openid set after signing", v2Call(unifiedPath, unified(), sign(without(unified(), "openid"))), "v2-param-not-signed"),
		explained("PHP, attach and notify_url set after signing", v2Call(unifiedPath, unified(), sign(without(unified(), "attach", "notify_url"))), "v2-param-not-signed"),
		explained("Java, four fields of the subclass not reflected", v2Call(unifiedPath, unified(), sign(without(unified(), "attach", "detail", "time_start", "fee_type"))), "v2-param-not-signed"),
		explained("PHP, the array receivers skipped", v2Call("/secapi/pay/profitsharing", sharing(), signHMAC(without(sharing(), "receivers"), v2Key)), "v2-param-not-signed"),
		explained("Java, sign_type=MD5 signed, not sent", v2Call(unifiedPath, unified(), sign(with(unified(), "sign_type", "MD5"))), "v2-extra-param-signed"),
		explained("PHP, shared code signs appid, the bank transfer sends none", v2Call("/mmpaysptrans/pay_bank", bank, sign(with(bank, "appid", appID))), "v2-extra-param-signed"),
		explained("PHP, the map still holds an empty sign", v2Call(queryPath, query(), keepEmpty(with(query(), "sign", ""))), "v2-sign-in-set"),
		explained("Java, the map is signed twice", v2Call(unifiedPath, unified(), md5Upper(keyed(pairs(inOrder(filled(with(unified(), "sign", first)), byBytes)), v2Key))), "v2-sign-in-set"),
		explained("Node, openId sent, openid signed", v2Call(unifiedPath, misspelt, sign(unified())), "v2-param-misspelled"),
		explained("Java, a transfer signed with mch_id", v2Call("/mmpaymkttransfers/promotion/transfers", transfer(), sign(renamed(transfer(), "mchid", "mch_id"))), "v2-param-misspelled"),
		explained("C#, spbill_creat_ip sent", v2Call(unifiedPath, spelt, sign(native())), "v2-param-misspelled"),
	}
}

func v2FormCases() []known {
	str := func(fs fields) string { return keyed(ruled(fs), v2Key) }
	zero := nonceUntil(func(nonce string) bool { return md5Hex(str(with(unified(), "nonce_str", nonce)))[0] == '0' })
	zeroOrder := with(unified(), "nonce_str", zero)
	big0, _ := new(big.Int).SetString(md5Hex(str(zeroOrder)), 16)
	short := nonceUntil(func(nonce string) bool { return len(unpadded(str(with(native(), "nonce_str", nonce)))) < 31 })
	shortOrder := with(native(), "nonce_str", short)
	upper := func(a, b string) bool { return strings.ToUpper(a) < strings.ToUpper(b) }
	keyIn := pairs(inOrder(append(filled(query()), wxpay.Field{Name: "key", Value: v2Key}), byBytes))
	jsonOf := func(fs fields) string { return wxpay.Object(inOrder(filled(fs), byBytes)).String() }
	return []known{
		explained("no sign_type, HMAC computed", v2Call(unifiedPath, unified(), signHMAC(unified(), v2Key)), "v2-digest-mismatch"),
		explained("sign_type HMAC-SHA256, MD5 computed", v2Call(refundPath, refund(), signMD5(refund(), v2Key)), "v2-digest-mismatch"),
		explained("HMAC without &key=", v2Call(refundPath, refund(), hmacUpper(ruled(refund()), v2Key)), "v2-key-suffix-missing"),
		explained("key glued on without &", v2Call(queryPath, query(), md5Upper(ruled(query())+"key="+v2Key)), "v2-key-suffix-missing"),
		explained("bare key glued on", v2Call(queryPath, query(), md5Upper(ruled(query())+v2Key)), "v2-key-suffix-missing"),
		explained("key sorted in among the fields", v2Call(queryPath, query(), md5Upper(keyIn)), "v2-key-suffix-missing"),
		explained("HMAC in base64", v2Call(refundPath, refund(), base64.StdEncoding.EncodeToString(hmacSum(str(refund()), v2Key))), "v2-hmac-encoding"),
		explained("MD5 of 16 characters", v2Call(queryPath, query(), md5Upper(str(query()))[8:24]), "v2-hmac-encoding"),
		explained("Java, new BigInteger(1, digest).toString(16)", v2Call(unifiedPath, zeroOrder, strings.ToUpper(big0.Text(16))), "v2-md5-leading-zero"),
		explained("Java, Integer.toHexString byte by byte", v2Call(unifiedPath, shortOrder, strings.ToUpper(unpadded(str(shortOrder)))), "v2-md5-leading-zero"),
		explained("lower-case result", v2Call(unifiedPath, unified(), md5Hex(str(unified()))), "v2-sign-case"),
		explained("the whole string upper-cased first", v2Call(queryPath, query(), md5Upper(strings.ToUpper(str(query())))), "v2-sign-case"),
		explained("order of insertion", v2Call("/mmpaymkttransfers/sendredpack", redPacket(), md5Upper(keyed(pairs(redPacket()), v2Key))), "v2-sort-order"),
		explained("C#, OrdinalIgnoreCase puts remark before re_openid", v2Call("/mmpaymkttransfers/sendredpack", redPacket(), md5Upper(keyed(pairs(inOrder(redPacket(), upper)), v2Key))), "v2-sort-order"),
		explained("PHP, trailing & before &key=", v2Call(queryPath, query(), md5Upper(ruled(query())+"&&key="+v2Key)), "v2-join-form"),
		explained("JavaScript, question mark in front", v2Call(unifiedPath, unified(), md5Upper("?"+str(unified()))), "v2-join-form"),
		explained("Node, JSON of the map", v2Call(queryPath, query(), md5Upper(keyed(jsonOf(query()), v2Key))), "v2-join-form"),
	}
}

// nonceUntil makes nonces until one has the property.
func nonceUntil(good func(string) bool) string {
	for i := 0; ; i++ {
		if nonce := fmt.Sprintf("n%06dabcdef", i); good(nonce) {
			return nonce
		}
	}
}

// unpadded prints each byte of the MD5 without its leading zero.
func unpadded(text string) string {
	digest := md5Hex(text)
	var b strings.Builder
	for i := 0; i < len(digest); i += 2 {
		b.WriteString(strings.TrimPrefix(digest[i:i+2], "0"))
	}
	return b.String()
}

func v2JSONCases() []known {
	sign := func(fs fields) string { return signMD5(fs, v2Key) }
	all := func(s string) string { return "<![CDATA[" + s + "]]>" }
	compact := `{"h5_info":{"type":"Wap","wap_url":"https://m.example.com","wap_name":"测试商品"}}`
	python := `{'h5_info': {'type': 'Wap', 'wap_url': 'https://m.example.com', 'wap_name': '测试商品'}}`
	ascii := `{"h5_info": {"type": "Wap", "wap_url": "https://m.example.com", "wap_name": "` + jsonEscaped("测试商品") + `"}}`
	php := strings.ReplaceAll(compact, "/", `\/`)
	trimmed := with(unified(), "body", " 测试商品  ")
	emoji := with(unified(), "body", "会员😀充值")
	return []known{
		explained("values signed in their CDATA", v2Call(unifiedPath, unified(), sign(mapped(unified(), wrapped))), "v2-xml-escaping-signed"),
		explained("values signed in their CDATA, the empty one too", v2Call(unifiedPath, unified(), sign(mapped(unified(), all))), "v2-xml-escaping-signed"),
		explained("body signed in CDATA alone", v2Call(unifiedPath, unified(), sign(with(unified(), "body", wrapped(value(unified(), "body"))))), "v2-xml-escaping-signed"),
		explained("body signed as &amp; and &lt;", v2Call(unifiedPath, native(), sign(with(native(), "body", html.EscapeString(value(native(), "body"))))), "v2-xml-escaping-signed"),
		explained("scene_info signed compact, sent with blanks", v2Call(unifiedPath, wap(), sign(with(wap(), "scene_info", compact))), "v2-nested-json-differs"),
		explained("Python, str(dict) signed", v2Call(unifiedPath, wap(), sign(with(wap(), "scene_info", python))), "v2-nested-json-differs"),
		explained("Python, json.dumps escapes Chinese", v2Call(unifiedPath, wap(), sign(with(wap(), "scene_info", ascii))), "v2-nested-json-differs"),
		explained("PHP, json_encode escapes slashes, sent without", v2Call(unifiedPath, with(wap(), "scene_info", compact), sign(with(wap(), "scene_info", php))), "v2-nested-json-differs"),
		explained("body trimmed for signing only", v2Call(unifiedPath, trimmed, sign(with(trimmed, "body", "测试商品"))), "v2-whitespace-in-value"),
		explained("desc with a blank sent without it", v2Call("/mmpaymkttransfers/promotion/transfers", with(transfer(), "desc", "分店提现"), sign(with(transfer(), "desc", "分店提现 "))), "v2-whitespace-in-value"),
		explained("emoji signed as ?", v2Call(unifiedPath, emoji, sign(with(emoji, "body", "会员?充值"))), "v2-emoji"),
		explained("Java, emoji as two surrogates in three bytes each", v2Call(unifiedPath, emoji, sign(with(emoji, "body", "会员"+surrogates('😀')+"充值"))), "v2-emoji"),
	}
}

// jsonEscaped writes every character outside ASCII as \uXXXX.
func jsonEscaped(text string) string {
	var b strings.Builder
	for _, u := range utf16.Encode([]rune(text)) {
		if u < 0x80 {
			b.WriteByte(byte(u))
		} else {
			fmt.Fprintf(&b, `\u%04x`, u)
		}
	}
	return b.String()
}

// surrogates encodes each half of a character as if it were one, as CESU-8 does.
func surrogates(r rune) string {
	var b []byte
	for _, u := range utf16.Encode([]rune{r}) {
		b = append(b, 0xe0|byte(u>>12), 0x80|byte(u>>6)&0xbf, 0x80|byte(u)&0x3f)
	}
	return string(b)
}

// v2PairCases are mistakes that go together: a wrong key while the code is being
// changed, the switch to HMAC, Java on Windows.
func v2PairCases() []known {
	keepEmpty := func(fs fields, key string) string { return md5Upper(keyed(pairs(inOrder(fs, byBytes)), key)) }
	noType := without(refund(), "sign_type")
	gbkText := func(fs fields) string { return gbk(keyed(ruled(fs), v2Key)) }
	zero := with(unified(), "nonce_str", nonceUntil(func(n string) bool { return md5Hex(gbkText(with(unified(), "nonce_str", n)))[0] == '0' }))
	stripped := strings.ToUpper(strings.TrimLeft(md5Hex(gbkText(zero)), "0"))
	nulled := with(without(micropay(), "spbill_create_ip"), "attach", "null")
	return []known{
		explained("old key, attach= signed", v2Call("/pay/micropay", micropay(), keepEmpty(micropay(), v2OldKey)), "v2-old-key", "v2-empty-value-signed"),
		explained("old key, http_build_query", v2Call(unifiedPath, unified(), signMD5(mapped(unified(), url.QueryEscape), v2OldKey)), "v2-old-key", "v2-url-encoded-values"),
		explained("old key, &amp;", v2Call(queryPath, query(), md5Upper(strings.ReplaceAll(keyed(ruled(query()), v2OldKey), "&", "&amp;"))), "v2-old-key", "v2-html-entity"),
		explained("AppSecret, HMAC without sign_type", v2Call(unifiedPath, unified(), signHMAC(unified(), appSecret)), "v2-key-is-appsecret", "v2-digest-mismatch"),
		explained("old key, MD5 under sign_type HMAC-SHA256", v2Call(refundPath, refund(), signMD5(refund(), v2OldKey)), "v2-old-key", "v2-digest-mismatch"),
		explained("mistyped key, attach= signed", v2Call("/pay/micropay", micropay(), keepEmpty(micropay(), v2Key[:31]+"F")), "v2-wrong-key", "v2-empty-value-signed"),
		explained("HMAC switched on, sign_type unsigned, suffix gone", v2Call(refundPath, refund(), hmacUpper(ruled(noType), v2Key)), "v2-sign-type-not-signed", "v2-key-suffix-missing"),
		explained("GBK and BigInteger", v2Call(unifiedPath, zero, stripped), "v2-charset", "v2-md5-leading-zero"),
		explained("attach=null and spbill_create_ip added late", v2Call("/pay/micropay", micropay(), signMD5(nulled, v2Key)), "v2-null-literal", "v2-param-not-signed"),
	}
}
