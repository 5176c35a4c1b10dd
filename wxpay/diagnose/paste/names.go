package paste

import (
	"net/http"
	"strings"
	"unicode"
	"unicode/utf8"
)

// slot is what a named value is.
type slot string

const (
	slotMchID       slot = "mchid"
	slotAppID       slot = "appid"
	slotAppSecret   slot = "app-secret"
	slotV2Key       slot = "v2-key"
	slotKey         slot = "key" // of V2 or V3
	slotV3Key       slot = "apiv3-key"
	slotSerial      slot = "serial"
	slotPrivateKey  slot = "private-key"
	slotPublicID    slot = "public-key-id"
	slotPrepayID    slot = "prepay-id"
	slotNotifyURL   slot = "notify-url"
	slotObserved    slot = "signature"
	slotTimestamp   slot = "timestamp"
	slotNonce       slot = "nonce"
	slotSigner      slot = "signer" // serial that a message names
	slotVerifier    slot = "verifier"
	slotMethod      slot = "method"
	slotURL         slot = "url"
	slotStatus      slot = "status"
	slotSigned      slot = "signed"
	slotSignedKey   slot = "signed-key"
	slotSigned3     slot = "verified-text"
	slotReqInfo     slot = "req-info"
	slotCiphertext  slot = "ciphertext"
	slotAssociated  slot = "associated-data"
	slotKeyUsed     slot = "key-used"
	slotOrderDigest slot = "sign-type"
)

// settings are slots that tell of the developer's keys and names.
var settings = map[slot]bool{
	slotMchID: true, slotAppID: true, slotAppSecret: true, slotV2Key: true, slotKey: true, slotV3Key: true, slotSerial: true, slotPrivateKey: true,
	slotPublicID: true, slotNotifyURL: true, slotVerifier: true, slotKeyUsed: true,
}

// slots are the names that people and libraries give to values, in lower case and
// without signs.
var slots = map[string]slot{
	"mchid": slotMchID, "merchantid": slotMchID, "mchno": slotMchID, "merchantno": slotMchID, "merchantnumber": slotMchID, "spmchid": slotMchID, "商户号": slotMchID, "商户id": slotMchID,
	"appid": slotAppID, "spappid": slotAppID, "应用id": slotAppID, "mpappid": slotAppID, "miniappid": slotAppID,
	"appsecret": slotAppSecret, "secret": slotAppSecret,
	"apiv2key": slotV2Key, "v2key": slotV2Key, "mchkey": slotV2Key, "apikey": slotV2Key, "paykey": slotV2Key, "signkey": slotV2Key, "partnerkey": slotV2Key, "paternerkey": slotV2Key,
	"mchapikey": slotV2Key, "keyv2": slotV2Key, "apikeyv2": slotV2Key, "mchsecret": slotV2Key, "mchsecretkey": slotV2Key, "apisecret": slotV2Key, "mchsecretkeyv2": slotV2Key, "secretkeyv2": slotV2Key, "merchantkey": slotV2Key,
	"api密钥": slotV2Key, "apiv2密钥": slotV2Key, "v2密钥": slotV2Key, "商户密钥": slotV2Key, "支付密钥": slotV2Key, "商户key": slotV2Key, "v2key是": slotV2Key,
	"key": slotKey, "密钥": slotKey, "秘钥": slotKey, "secretkey": slotKey,
	"apiv3key": slotV3Key, "v3key": slotV3Key, "keyv3": slotV3Key, "apikeyv3": slotV3Key, "apiv3secret": slotV3Key, "v3secret": slotV3Key, "mchapiv3key": slotV3Key, "aeskey": slotV3Key,
	"apiv3keystring": slotV3Key, "mchsecretkeyv3": slotV3Key, "secretkeyv3": slotV3Key, "apiv3密钥": slotV3Key, "v3密钥": slotV3Key, "apiv3秘钥": slotV3Key,
	"serialno": slotSerial, "certserialno": slotSerial, "mchserialno": slotSerial, "merchantserialno": slotSerial, "merchantserialnumber": slotSerial, "mchcertserialno": slotSerial,
	"certserial": slotSerial, "certificateserialno": slotSerial, "mchcertserialnumber": slotSerial, "mchcertificateserialnumber": slotSerial, "merchantcertserial": slotSerial, "serialnumber": slotSerial, "mchserial": slotSerial, "mchserialnumber": slotSerial,
	"merchantcertificateserial": slotSerial, "certificateserial": slotSerial, "证书序列号": slotSerial, "商户证书序列号": slotSerial, "商户api证书序列号": slotSerial, "api证书序列号": slotSerial,
	"privatekey": slotPrivateKey, "mchprivatekey": slotPrivateKey, "merchantprivatekey": slotPrivateKey, "privatekeystring": slotPrivateKey, "privatekeypem": slotPrivateKey, "私钥": slotPrivateKey, "商户私钥": slotPrivateKey,
	"publickeyid": slotPublicID, "wechatpaypublickeyid": slotPublicID, "pubkeyid": slotPublicID, "公钥id": slotPublicID, "微信支付公钥id": slotPublicID,
	"prepayid": slotPrepayID, "notifyurl": slotNotifyURL, "通知地址": slotNotifyURL, "回调地址": slotNotifyURL,
	"paysign": slotObserved, "sign": slotObserved, "signature": slotObserved, "签名": slotObserved, "签名值": slotObserved, "mysign": slotObserved, "localsign": slotObserved,
	"timestamp": slotTimestamp, "时间戳": slotTimestamp, "nonce": slotNonce, "noncestr": slotNonce, "随机串": slotNonce, "随机字符串": slotNonce,
	"serial": slotSigner, "平台证书序列号": slotVerifier, "platformserial": slotVerifier, "platformserialno": slotVerifier, "platformcertserial": slotVerifier, "platformcertserialno": slotVerifier,
	"method": slotMethod, "httpmethod": slotMethod, "requestmethod": slotMethod, "requesttype": slotMethod, "请求方法": slotMethod, "请求方式": slotMethod,
	"url": slotURL, "uri": slotURL, "requesturl": slotURL, "requesturi": slotURL, "请求地址": slotURL, "请求url": slotURL, "接口地址": slotURL,
	"statuscode": slotStatus, "httpstatuscode": slotStatus, "httpstatus": slotStatus, "responsestatuscode": slotStatus, "状态码": slotStatus, "status": slotStatus,
	"stringtosign": slotSigned, "signstr": slotSigned, "signstring": slotSigned, "签名串": slotSigned, "待签名串": slotSigned, "签名原文": slotSigned, "签名字符串": slotSigned, "签名前": slotSigned,
	"signcontent": slotSigned, "signmessage": slotSigned, "signdata": slotSigned, "待签名字符串": slotSigned, "stringsigntemp": slotSigned, "stringa": slotSigned, "验签串": slotSigned, "plaintext": slotSigned, "tosign": slotSigned,
	"reqinfo": slotReqInfo, "ciphertext": slotCiphertext, "associateddata": slotAssociated, "keyused": slotKeyUsed, "解密密钥": slotKeyUsed, "解密key": slotKeyUsed, "ordersigntype": slotOrderDigest,
}

// roles are the names of bodies.
var roles = map[string]role{
	"request": roleRequest, "req": roleRequest, "requestbody": roleRequest, "requestdata": roleRequest, "requestparams": roleRequest, "requestparam": roleRequest, "params": roleRequest, "payload": roleRequest,
	"postdata": roleRequest, "reqdata": roleRequest, "requestxml": roleRequest, "reqbody": roleRequest, "requestjson": roleRequest, "请求": roleRequest, "请求数据": roleRequest, "请求参数": roleRequest, "请求体": roleRequest, "请求报文": roleRequest, "请求内容": roleRequest,
	"发送": roleRequest, "下单参数": roleRequest, "请求body": roleRequest, "发送的xml": roleRequest, "入参": roleRequest,
	"response": roleReply, "resp": roleReply, "reply": roleReply, "responsebody": roleReply, "httpresponsebody": roleReply, "responsedata": roleReply, "responsecontent": roleReply, "result": roleReply, "rsp": roleReply, "responsexml": roleReply,
	"httresponsebody": roleReply, "响应": roleReply, "响应数据": roleReply, "返回": roleReply, "返回结果": roleReply, "返回数据": roleReply, "应答": roleReply, "应答报文": roleReply, "响应报文": roleReply, "返回报文": roleReply, "微信返回": roleReply,
	"报错": roleReply, "错误信息": roleReply, "原始报文": roleReply, "异常信息": roleReply, "出参": roleReply, "返回内容": roleReply, "返回值": roleReply,
	"notify": roleNotice, "notifydata": roleNotice, "notifybody": roleNotice, "callback": roleNotice, "notification": roleNotice, "notifyxml": roleNotice, "回调": roleNotice, "通知": roleNotice, "回调报文": roleNotice, "回调内容": roleNotice,
	"通知内容": roleNotice, "通知报文": roleNotice, "回调数据": roleNotice, "回调参数": roleNotice, "通知数据": roleNotice,
	"headers": roleHeader, "header": roleHeader, "请求头": roleHeader, "响应头": roleHeader, "requestheaders": roleHeader, "responseheaders": roleHeader, "responseheader": roleHeader,
}

// prefixes are the words before a name that say nothing more.
var prefixes = []string{"wechatpay", "wechat", "weixinpay", "weixin", "wxpay", "wx", "pay", "config", "set", "with", "get", "spring", "my", "merchant"}

// plainName writes a name in lower case, without signs.
func plainName(name string) string {
	var b strings.Builder
	for _, u := range name {
		if unicode.IsLetter(u) || unicode.IsDigit(u) {
			b.WriteRune(unicode.ToLower(u))
		}
	}
	return b.String()
}

// lookUp finds a name in a table: whole, its last part, or what is left of either
// without the words before it.
func lookUp[V ~string](table map[string]V, name string) V {
	if wide := strings.IndexFunc(name, func(u rune) bool { return u >= utf8.RuneSelf }); wide >= 0 {
		return lookUpTail(table, name)
	}
	if len(name) > maxName {
		return ""
	}
	tries := []string{name}
	if i := strings.LastIndexAny(name, ".>$"); i >= 0 {
		tries = append(tries, name[i+1:])
	}
	for _, try := range tries {
		plain := plainName(try)
		for plain != "" {
			if v, ok := table[plain]; ok {
				return v
			}
			cut := plain
			for _, p := range prefixes {
				if rest, ok := strings.CutPrefix(plain, p); ok {
					cut = rest
					break
				}
			}
			if cut == plain {
				break
			}
			plain = cut
		}
	}
	return ""
}

// lookUpTail finds the longest end of a name in a table, as Chinese is written
// without blanks.
func lookUpTail[V ~string](table map[string]V, name string) V {
	plain := plainName(name)
	for _, end := range []string{"如下", "为", "是"} {
		plain = strings.TrimSuffix(plain, end)
	}
	if len(plain) > maxName {
		plain = strings.ToValidUTF8(plain[len(plain)-maxName:], "")
	}
	for i := range plain {
		if v, ok := table[plain[i:]]; ok {
			return v
		}
	}
	return ""
}

// maxName bounds a name, in bytes.
const maxName = 80

func slotOf(name string) slot { return lookUp(slots, name) }

func roleOfName(name string) role { return lookUp(roles, name) }

// headerNames are the headers that matter, under their plain names.
var headerNames = map[string]string{
	"wechatpaytimestamp": "Wechatpay-Timestamp", "wechatpaynonce": "Wechatpay-Nonce", "wechatpaysignature": "Wechatpay-Signature",
	"wechatpayserial": "Wechatpay-Serial", "wechatpaysignaturetype": "Wechatpay-Signature-Type", "requestid": "Request-Id", "authorization": "Authorization",
	"date": "Date",
}

// headerOf returns the canonical name of a header, also where a server has put
// HTTP_ before it.
func headerOf(name string) string {
	plain := plainName(name)
	if h, ok := headerNames[plain]; ok {
		return http.CanonicalHeaderKey(h)
	}
	return headerNames[strings.TrimPrefix(plain, "http")]
}
