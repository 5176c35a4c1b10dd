package catalog

import (
	"strings"
	"testing"
)

func TestAdvise(t *testing.T) {
	for _, c := range []struct{ method, path, offer, zh, en string }{
		{"POST", "/v3/pay/transactions/miniprogram", V3JSAPI, "并不存在", "there is no such call"},
		{"POST", "/v3/pay/partner/transactions/miniprogram", "v3.partner.jsapi", "/v3/pay/partner/transactions/jsapi", "third-party list"},
		{"POST", "/v3/combine-transactions/miniprogram", "v3.combine.jsapi", "个人收款", "personal collection"},
		{"GET", "/v3/bill/downloadurl?token=x", V3BillDownload, "原样使用", "as returned"},
		{"GET", "/v3/pay/transactions/jsapi", V3JSAPI, "要用 POST 请求，不是 GET", "is called by POST, not GET"},
		{"PATCH", "/pay/unifiedorder", V2Unified, "要用 POST", "by POST"},
		{"POST", "/v3/pay/transactions/out-trade-no/{out_trade_no}/close", V3Close, "没有换成实际的 out_trade_no", "was not replaced by the actual out_trade_no"},
		{"POST", "/v3/pay/transactions/out-trade-no/%7Bout_trade_no%7D/close", V3Close, "没有换成", "was not replaced"},
		{"POST", "/V3/pay/transactions/JSAPI", V3JSAPI, "大小写不对，应为 /v3/pay/transactions/jsapi", "letter case is wrong"},
		{"post", "/v3/pay/transactions/jsapi", V3JSAPI, "不是 post", "not post"},
		{"GET", "/sns/jsCode2Session", Code2Session, "/sns/jscode2session", "/sns/jscode2session"},
		{"POST", "/v3/pay/transactions/jsapi/", V3JSAPI, "多了斜杠", "slash too many"},
		{"POST", "/v3/applyment4sub/applyment", "v3.applyment", "缺少斜杠", "slash at the end is missing"},
		{"POST", "/pay/transactions/h5", V3H5, "缺少前缀 /v3", "prefix /v3 is missing"},
		{"POST", "v3/pay/transactions/h5", V3H5, "缺少开头的斜杠", "slash at the beginning is missing"},
		{"POST", "/v3/pay/unifiedorder", V2Unified, "没有前缀 /v3", "no prefix /v3"},
		{"POST", "//v3/pay/transactions/native", V3Native, "", ""},
		{"POST", "/sandboxnew/pay/unifiedorder", V2Unified, "已下线", "withdrawn"},
		{"POST", "/sandboxnew/pay/getsignkey", "", "已下线", "withdrawn"},
		{"GET", "https://api.mch.weixin.qq.com/v3/certificates", V3Certificates, "只需要路径 /v3/certificates", "only the path /v3/certificates"},
		{"GET", "/v3/bill/tradebill?bill_date=2026-01-01", V3TradeBill, "不带协议、域名和查询串", "without scheme, host and query"},
		{"POST", "https://api.mch.weixin.qq.com/v3/pay/transactions/miniprogram", V3JSAPI, "并不存在", "no such call"},
		{"POST", " /v3/pay/transactions/app ", V3App, "", ""},
	} {
		a, ok := Advise(c.method, c.path)
		offer := ""
		if a.Offer != nil {
			offer = a.Offer.ID
		}
		if !ok || offer != c.offer || !strings.Contains(a.Words.ZH, c.zh) || !strings.Contains(a.Words.EN, c.en) {
			t.Errorf("%s %s: %v, %s, %+v", c.method, c.path, ok, offer, a.Words)
		}
	}
}

func TestAdviseIsSilentAboutWhatItDoesNotKnow(t *testing.T) {
	for _, c := range [][2]string{
		{"POST", "/v3/pay/transactions/jsapi"}, {"GET", "/v3/pay/transactions/id/42"}, {"GET", "/"}, {"GET", ""}, {"POST", "/v3/unheard/of"}, {"GET", "/%zz"}, {"GET", "https://"},
	} {
		if a, ok := Advise(c[0], c[1]); ok {
			t.Errorf("%s %s: %+v", c[0], c[1], a)
		}
	}
}
