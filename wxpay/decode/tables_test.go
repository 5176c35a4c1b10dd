package decode_test

import (
	"net/url"
	"regexp"
	"strings"
	"testing"

	"wxlens/wxpay"
	"wxlens/wxpay/decode"
	"wxlens/wxpay/diagnose"
)

// codes are all that the documents list, in their own spellings.
var codes = map[decode.Kind]string{
	decode.V3Code: `PARAM_ERROR INVALID_REQUEST APPID_MCHID_NOT_MATCH MCH_NOT_EXISTS ORDERPAID ORDER_PAID ORDER_CLOSED NO_STATEMENT_EXIST
		STATEMENT_CREATING SIGN_ERROR NO_AUTH NOAUTH OUT_TRADE_NO_USED RULE_LIMIT RULELIMIT TRADE_ERROR ACCOUNT_ERROR ACCOUNTERROR
		NOT_ENOUGH NOTENOUGH USER_ACCOUNT_ABNORMAL REQUEST_BLOCKED ORDER_NOT_EXIST ORDERNOTEXIST RESOURCE_NOT_EXISTS FREQUENCY_LIMITED
		RATELIMIT_EXCEEDED RATE_LIMITED SYSTEM_ERROR OPENID_MISMATCH INVALID_TRANSACTIONID BANK_ERROR BANKERROR USERPAYING
		SERVICE_UNAVAILABLE TRADE_OVERDUE REFUND_FEE_MISMATCH`,
	decode.V2Code: `INVALID_REQUEST NOAUTH NOTENOUGH ORDERPAID ORDERCLOSED SYSTEMERROR APPID_NOT_EXIST MCHID_NOT_EXIST APPID_MCHID_NOT_MATCH
		LACK_PARAMS OUT_TRADE_NO_USED SIGNERROR XML_FORMAT_ERROR REQUIRE_POST_METHOD POST_DATA_EMPTY NOT_UTF8 PARAM_ERROR
		ORDERNOTEXIST TRADE_STATE_ERROR BIZERR_NEED_RETRY TRADE_OVERDUE ERROR USER_ACCOUNT_ABNORMAL INVALID_REQ_TOO_MUCH
		INVALID_TRANSACTIONID FREQUENCY_LIMITED CERT_ERROR REFUNDNOTEXIST NO_BILL_EXIST BILL_CREATING 20002 USERPAYING BANKERROR
		ORDERREVERSED AUTHCODEEXPIRE AUTH_CODE_ERROR AUTH_CODE_INVALID NOTSUPORTCARD BUYER_MISMATCH TRADE_ERROR REVERSE_EXPIRE FAIL`,
	decode.RequestID: `268512771 268447840 268435461 268435464 270924358 268449538 268498689 268447914 268498688 268447843 268447845
		268445527 268443699 268501013 268443704 268443705 268443701 268443715 268448010 268449641`,
	decode.Status: `400 401 403 404 405 429 500 502 503`,
	decode.Login:  `-1 0 40013 40029 40066 40125 40163 40226 41002 41004 41008 45011`,
}

// said are the texts of the tables, and those that stand for mistakes.
var said = []string{
	"输入源“/body/amount/total”映射到数值字段“总金额”规则校验失败，值低于最小值 1",
	"输入源“/body/payer/openid”映射到字段“用户标识”必填性规则校验失败，此字段为必填项",
	"输入源“/body/out_trade_no”映射到值字段“商户订单号”字符串规则校验失败，字符数 0，小于最小值 1",
	`输入源“/body/out_trade_no”映射到值字段“商户订单号”字符串规则校验失败，字符串必须匹配正则表达式“^[0-9a-zA-Z_\-\|\*]{1,}$”`,
	"无法将 JSON 输入源“/body/amount/total”映射到目标字段“总金额”中，此字段需要一个合法的 64 位有符号整数",
	"appid和mch_id不匹配,请检查后再试", "appid和mch_id不匹配",
	"Http头缺少Accept或User-Agent", "Http头Authorization值格式错误，请参考《微信支付商户REST API签名规则》",
	"签名信息错误，验签失败", "HTTP头Authorization认证类型不正确", "Authorization不合法", "Http头Authorization中的timestamp与发起请求的时间不得超过5分钟",
	"商户未设置APIv3密钥。", "商户未申请过证书。", "商户证书序列号有误。请使用签名私钥匹配的证书序列号", "商户证书已过期", "商户证书已作废", "已更换证书，请使用新证书",
	"签名错误", "错误的签名，验签失败", "验签失败，请检查签名\t", "sign not match", "错误的签名，导致验签失败", "签名错误，请检查后再试", "签名失败", "验证签名失败",
	"签名类型不支持", "mch_id参数格式错误", "body参数格式错误", "商户号mch_id或sub_mch_id不存在", "参数格式校验错误", "无效的openid", "appid和openid不匹配",
	"appid and openid not match", "201 商户订单号重复", "101 每个二维码仅限使用一次", "invalid bill_type", "data format error", "missing parameter", "SIGN ERROR",
	"NO Bill Exist", "No Bill Exist", "Bill Creating", "CompressGZip Error", "UnCompressGZip Error",
	"沙箱支付金额(1)无效，请检查需要验收的case", "沙箱被扫支付金额(101)无效", "获取沙箱密钥失败，确认交易密钥是否正确", "请确认请求参数是否正确total_fee",
	"沙箱验证签名失败，请确认沙箱签名key是否正确（通过getsignkey调用生成）",
	"get_brand_wcpay_request:ok", "get_brand_wcpay_request:cancel", "get_brand_wcpay_request:fail", "requestPayment:ok", "requestPayment:fail cancel",
	"requestPayment:fail (detail message)", "requestPayment:cancel", "requestPayment:fail no permission", "requestPayment:fail banned", "requestPayment:fail access denied",
	"errno 102", "jsapi has no permission", "errCode=0", "errCode=-1", "errCode=-2", "errCode: -1",
	"支付验证签名失败", "支付场景非法", "当前页面的URL未注册", "下单账号与支付账号不一致", "商家存在未配置的参数，请联系商家解决", "商家参数格式有误", "商家参数格式有误，请联系商家解决",
	"支付请求已失效", "支付已过期", "请在微信外打开订单", "JSAPI缺少参数total_fee", "该商户暂不支持通过长按识别二维码完成支付", "网络环境未能通过安全验证", "系统繁忙", "签名验证失败",
	"商家订单信息有误", "原生支付URL参数错误", "getBrandWCPayRequest:fail_invalid signature", "Unable to verify signature", "该公众号支付签名无效，无法发起该笔交易", "普通错误类型",
	"requestPayment:fail [payment微信:-1]General errors", "调用支付JSAPI缺少参数: total_fee", "调用支付JSAPI缺少参数: appId", "调用支付JSAPI缺少参数: package",
	"调用支付JSAPI缺少参数: timeStamp", "调用支付JSAPI缺少参数: $key0$", "应答的微信支付签名验证失败", "验签失败", "签名异常", "非法请求，头部信息验证失败",
	"crypto/rsa: verification error", "ValidationException", "invalid sign", "cipher: message authentication failed", "AEADBadTagException: Tag mismatch!",
	"Unsupported state or unable to authenticate data", "mac check in GCM failed", "InvalidTag", "invalid total_fee", "无法将输入源“/body/xml/total_fee”映射到目标字段",
	"Invalid character", "不识别的参数notify_url", "400 No required SSL certificate was sent", "certificate not match", "curl 58",
	"BadPaddingException: Given final block not properly padded", "Illegal key size", "unknown padding", "Invalid request XML", "请求内容传入了非UTF8参数",
	"http header中的mchid与post payload中的mchid不匹配", "empty Wechatpay-Serial", "empty [Wechatpay-Serial]", "WECHATPAY/SIGNTEST/abc", "20211",
	"invalid key size", "Invalid key length", "decryption error", "Could not deserialize key data", "Cannot load privateKey", "decode private key err",
	"无可用的平台证书，请在商户平台-API安全申请使用微信支付公钥", "平台证书已过期失效", "平台证书序列号Wechatpay-Serial错误", "HTTP header缺少微信支付平台证书序列号(Wechatpay-Serial)",
	"平台私钥解密失败", "the field you encrypt is error", "请确认待处理的消息是否为加密后的密文", "mac verify failure", "keystore password was incorrect", "invalid notify_url",
	"此IP地址不允许调用该接口", "AppID不存在，请检查后再试", "商户传入的appid参数不正确", "sub_mchid已被输入源“/uri_template/sub_mchid”映射过了", "商户号该产品权限未开通", "产品权限验证失败",
	"getBrandWCPayRequest:fail_no permission to execute",
}

func TestEveryCodeOfTheTablesDecodes(t *testing.T) {
	for kind, list := range codes {
		for code := range strings.FieldsSeq(list) {
			for _, text := range []string{code, strings.ToLower(code), "  " + code + "\n"} {
				found := decode.Decode(text)
				if len(found) == 0 || !found[0].Exact {
					t.Errorf("%s %q: %d findings", kind, text, len(found))
					continue
				}
				telling(t, found[0].Entry)
			}
		}
		of := map[string]bool{}
		for _, e := range decode.Entries() {
			if e.Kind == kind {
				for _, s := range append(e.Says, e.Code) {
					of[s] = true
				}
			}
		}
		for code := range strings.FieldsSeq(list) {
			if !of[code] {
				t.Errorf("no entry of the kind %s says %s", kind, code)
			}
		}
	}
}

func TestEveryTextOfTheTablesDecodes(t *testing.T) {
	for _, text := range said {
		found := decode.Decode(text)
		if len(found) == 0 || !found[0].Exact {
			t.Errorf("%q: %+v", text, found)
			continue
		}
		telling(t, found[0].Entry)
	}
}

// telling wants an entry to say everything in both languages.
func telling(t *testing.T, e *decode.Entry) {
	t.Helper()
	for name, w := range map[string]struct{ zh, en string }{
		"title": {e.Title.ZH, e.Title.EN}, "meaning": {e.Meaning.ZH, e.Meaning.EN}, "cause": {e.Cause.ZH, e.Cause.EN}, "fix": {e.Fix.ZH, e.Fix.EN},
	} {
		if strings.TrimSpace(w.zh) == "" || strings.TrimSpace(w.en) == "" {
			t.Errorf("%s %s: %s is empty: %q %q", e.Kind, e.Name(), name, w.zh, w.en)
		}
		if !regexp.MustCompile(`\p{Han}`).MatchString(w.zh) {
			t.Errorf("%s %s: %s in Chinese has no Chinese: %q", e.Kind, e.Name(), name, w.zh)
		}
		if strings.HasPrefix(w.zh, "=") {
			t.Errorf("%s %s: %q", e.Kind, e.Name(), w.zh)
		}
	}
}

// pages are the numbers of the pages that are known to be there.
var pages = "4012365334 4012365336 4012365337 4012365339 4012365340 4013053249 4013053420 4012154180 4012791861 4012075420 4012075249 4013070356 4012073699 4012716434"

func TestEveryEntryIsComplete(t *testing.T) {
	entries := decode.Entries()
	if len(entries) < 150 {
		t.Fatalf("only %d entries", len(entries))
	}
	for i := range entries {
		e := &entries[i]
		telling(t, e)
		if e.Name() == "" {
			t.Errorf("an entry without a name: %q", e.Title.ZH)
		}
		u, err := url.Parse(e.Doc)
		if err != nil || u.Scheme != "https" || !strings.HasSuffix(u.Host, ".weixin.qq.com") || len(u.Path) < 4 {
			t.Errorf("%s %s: address %q", e.Kind, e.Name(), e.Doc)
			continue
		}
		if id, ok := strings.CutPrefix(e.Doc, "https://pay.weixin.qq.com/doc/v3/merchant/"); ok && (len(id) != 10 || !strings.Contains(pages, id)) {
			t.Errorf("%s %s: page %q is not known", e.Kind, e.Name(), id)
		}
		for _, slug := range e.Mistakes {
			if _, ok := diagnose.Find(slug); !ok {
				t.Errorf("%s %s: there is no mistake %q", e.Kind, e.Name(), slug)
			}
		}
	}
}

// What only V3 says is not explained by mistakes of V2.
func TestMessagesOfV3HaveNoMistakesOfV2(t *testing.T) {
	entries := decode.Entries()
	for i := range entries {
		e := &entries[i]
		if e.Kind != decode.Message || e.API != wxpay.V3 {
			continue
		}
		for _, slug := range e.Mistakes {
			if strings.HasPrefix(string(slug), "v2-") {
				t.Errorf("%s: %s", e.Says[0], slug)
			}
		}
	}
}

// A code says where it comes from, as the catalogue of calls has it.
func TestCallsComeFromTheCatalogue(t *testing.T) {
	for code, want := range map[string]string{
		"NO_STATEMENT_EXIST": "GET /v3/bill/tradebill", "OUT_TRADE_NO_USED": "POST /v3/pay/transactions/jsapi", "REVERSE_EXPIRE": "POST /secapi/pay/reverse",
	} {
		found := decode.Decode(code)
		if len(found) == 0 || !strings.Contains(strings.Join(found[0].Calls(), "\n"), want) {
			t.Errorf("%s is not told of by %s", code, want)
		}
	}
}
