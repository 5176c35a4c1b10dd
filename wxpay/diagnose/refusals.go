package diagnose

import (
	"slices"
	"strings"

	"wxlens/wxpay"
	"wxlens/wxpay/v3"
)

// refusal is what a server, a client or a library says of a mistake.
type refusal struct {
	slug Slug
	says []string // any of these, in lower case
}

// refusalTexts are texts that name the mistake by themselves, the more particular
// first.
var refusalTexts = []refusal{
	{"platform-cert-none", []string{"无可用的平台证书"}},
	{"platform-cert-expired", []string{"平台证书已过期"}},
	{"sensitive-serial", []string{"平台证书序列号wechatpay-serial错误", "缺少微信支付平台证书序列号", "平台私钥解密失败", "the field you encrypt is error", "请确认待处理的消息是否为加密后的密文"}},
	{"v3-serial-mismatch", []string{"商户证书序列号有误", "签名私钥匹配的证书序列号"}},
	{"v3-mchid-mismatch", []string{"header中的mchid与post payload中的mchid不匹配"}},
	{"v3-header-not-sent", []string{"http头缺少authorization", "http头缺少accept或user-agent"}},
	{"v3-auth-format", []string{"authorization值格式错误", "authorization认证类型不正确", "authorization不合法"}},
	{"v2-sandbox-key", []string{"沙箱验证签名失败", "请确认沙箱签名key"}},
	{"v2-client-cert-missing", []string{"no required ssl certificate was sent", "certificate not match", "curl 58", "请求需要双向证书", "证书出错"}},
	{"order-no-duplicate", []string{"商户订单号重复", "out_trade_no_used"}},
	{"reentry-params-differ", []string{"268498688", "请求重入时，参数与首次请求时不一致", "请求重入时"}},
	{"amount-type", []string{"需要一个合法的 64 位有符号整数", "合法的64位有符号整数"}},
	{"v2-amount-float", []string{"invalid total_fee", "/body/xml/total_fee"}},
	{"appid-mchid-unbound", []string{"appid_mchid_not_match", "appid和mch_id不匹配", "appid不存在", "商户传入的appid参数不正确", "268445527"}},
	{"openid-appid", []string{"appid和openid不匹配", "appid and openid not match"}},
	{"path-param-in-body", []string{"/uri_template/"}},
	{"product-not-enabled", []string{"no_auth", "产品权限未开通", "产品权限验证失败"}},
	{"ip-whitelist", []string{"此ip地址不允许调用该接口"}},
	{"notify-url-invalid", []string{"invalid notify_url", "notify_url参数格式", "notify_url必须"}},
	{"v3-body-charset", []string{"请求内容传入了非utf8参数"}},
	{"v2-api-shape", []string{"不识别的参数"}},
	{"prepay-expired", []string{"prepay_id已过期", "prepay_id无效", "订单已过期", "链接已失效", "支付请求已失效", "支付已过期"}},
	{"jsapi-missing-total-fee", []string{"缺少参数: total_fee", "缺少参数:total_fee", "缺少参数：total_fee"}},
	{"jsapi-missing-other", []string{"调用支付jsapi缺少参数"}},
	{"h5-referer", []string{"商家参数格式有误", "商家存在未配置的参数"}},
	{"jsapi-directory", []string{"当前页面的url未注册", "no permission to execute"}},
	{"p12-password", []string{"mac verify failure", "keystore password was incorrect"}},
	{"key-file-unreadable", []string{"could not deserialize key data", "cannot load privatekey", "decode private key err"}},
	{"v3-jce-policy", []string{"illegal key size"}},
	{"v3-apiv3-key-length", []string{"invalid key size", "invalid key length", "invalid aes key length"}},
	{"v3-verify-unsigned-reply", []string{"empty [wechatpay-serial]", "empty wechatpay-serial"}},
	{"v3-verify-trust-chain", []string{"unable to get local issuer certificate", "certificate signed by unknown authority", "path building failed"}},
	{"app-minus-one", []string{"errcode=-1", "errcode -1", "errcode: -1", "errcode:-1", "errcode = -1", `errcode":-1`, `errcode": -1`, "普通错误类型", "微信:-1", "general errors"}},
}

// Sayings returns the texts, in lower case, by which a server, a client or a
// library names the mistake; nil where there are none.
func Sayings(slug Slug) []string {
	for _, r := range refusalTexts {
		if r.slug == slug {
			return slices.Clone(r.says)
		}
	}
	return nil
}

// signatureWords are the refusals that say no more than that a signature is wrong.
var signatureWords = []string{"签名错误", "sign_error", "signerror", "验证签名失败", "验签失败", "sign not match", "签名信息错误", "签名无效", "invalid signature"}

// refused finds the mistakes that the server's or the client's words name, where
// the search found none.
func (e *examination) refused() {
	if e.d.Verdict == Explained || len(e.d.Causes) > 0 {
		return
	}
	for _, f := range e.later {
		if f.slug == "key-is-other-kind" { // which says more than any text about it
			e.find(f.slug, f.detail)
			return
		}
	}
	said := strings.ToLower(strings.Join([]string{
		string(e.c.Call.Reply), e.c.ClientError, e.c.Call.ReplyHeader.Get("Request-Id"), string(e.c.Opening.OrderReply),
	}, "\n"))
	if strings.Contains(said, "不得超过5分钟") || strings.Contains(said, "timestamp与发起请求的时间") {
		e.lateTimestamp()
		return
	}
	for _, r := range refusalTexts {
		for _, words := range r.says {
			if strings.Contains(said, words) {
				e.elsewhere(r.slug, words)
				return
			}
		}
	}
	for _, f := range e.later {
		e.find(f.slug, f.detail)
	}
	if e.right && e.c.Kind == Request && e.c.API == "v2" && containsAny(said, signatureWords) {
		e.elsewhere("v2-key-not-on-platform", "")
	}
}

// lateTimestamp tells milliseconds from a clock that is off.
func (e *examination) lateTimestamp() {
	auth := lenient(e.c.Call.Header.Get("Authorization"))
	if len(auth.Timestamp) == 13 {
		e.elsewhere("v3-timestamp-ms", auth.Timestamp)
		return
	}
	detail := auth.Timestamp
	if skew, ok := skewOf(auth.Timestamp, e.c.Call.ReplyHeader.Get("Date")); ok {
		detail = skew
	}
	e.elsewhere("v3-clock-skew", detail)
}

func containsAny(s string, words []string) bool {
	for _, w := range words {
		if strings.Contains(s, w) {
			return true
		}
	}
	return false
}

// stale finds a message that was refused for its age alone, or for what the program
// made of its signature.
func (e *examination) stale() {
	said := strings.ToLower(e.c.ClientError)
	if !e.right || len(e.d.Causes) > 0 || e.c.Kind != Notify && e.c.Kind != Response {
		return
	}
	switch {
	case containsAny(said, []string{"expire", "timestamp", "过期", "超时", "5 minutes"}):
		e.find("v3-verify-stale-timestamp", e.c.Message.Header.Get(v3.HeaderTimestamp))
	case e.c.API == wxpay.V3 && containsAny(said, []string{"base64", "4-byte ending unit", "enough valid bits", "incorrect padding"}):
		e.find("v3-verify-sig-decode", v3.HeaderSignature)
	}
}
