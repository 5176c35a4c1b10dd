package diagnose_test

import (
	"fmt"
	"net/http"
	"strings"

	"wxlens/wxpay"
	"wxlens/wxpay/diagnose"
)

// call is a V3 request and the values that its program signs.
type call struct {
	method, target, body string // target is path and query
	at, nonce            string
	mchid, serial        string // of the header; empty: the merchant's own
}

func (c call) lines() []string { return []string{c.method, c.target, c.at, c.nonce, c.body} }

// text is the message of the rule.
func (c call) text() string { return strings.Join(c.lines(), "\n") + "\n" }

// sign is the right signature.
func (c call) sign() string { return sha256RSA(merchant(), c.text()) }

func (c call) authorization(signature string) string {
	mchid, serial := c.mchid, c.serial
	if mchid == "" {
		mchid = mchID
	}
	if serial == "" {
		serial = merchant().serial
	}
	return fmt.Sprintf(`WECHATPAY2-SHA256-RSA2048 mchid="%s",nonce_str="%s",timestamp="%s",serial_no="%s",signature="%s"`, mchid, c.nonce, c.at, serial, signature)
}

// blind401 is a 401 that says nothing of what the server saw.
const blind401 = `{"code":"SIGN_ERROR","message":"签名错误，请检查后再试"}`

// refused is the call with this signature, answered by a 401 without details.
func (c call) refused(signature string) *diagnose.Case { return c.answered(signature, 401, blind401) }

func (c call) answered(signature string, status int, reply string) *diagnose.Case {
	d := &diagnose.Case{
		API: wxpay.V3, Kind: diagnose.Request, Observed: signature, Keys: allKeys(),
		Call: diagnose.Call{
			Method: c.method, URL: mchHost + c.target, Status: status, Reply: []byte(reply),
			Header: http.Header{
				"Authorization": {c.authorization(signature)}, "Accept": {"application/json"}, "User-Agent": {"shop/1.4"},
				"Content-Type": {"application/json"},
			},
		},
	}
	if c.body != "" {
		d.Call.Body = []byte(c.body)
	}
	return d
}

// oracle is the reply of a server that saw this request.
func (c call) oracle() string {
	head := c.body
	if len(head) > 8 {
		head = head[:8]
	}
	seen := strings.Join([]string{c.method, c.target, c.at, c.nonce, head}, "\n") + "\n"
	quoted, err := wxpay.JSON(seen)
	if err != nil {
		panic(err)
	}
	target, err := wxpay.JSON(c.target)
	if err != nil {
		panic(err)
	}
	return fmt.Sprintf(`{"code":"SIGN_ERROR","detail":{"detail":{"issue":"sign not match"},"field":"signature","location":"authorization",`+
		`"sign_information":{"method":"%s","sign_message_length":%d,"truncated_sign_message":%s,"url":%s}},"message":"错误的签名，验签失败"}`,
		c.method, len(c.text()), quoted, target)
}

// changed is the call with something else in it.
func (c call) changed(change func(*call)) call {
	change(&c)
	return c
}

func jsapiOrder() call {
	return call{
		"POST", "/v3/pay/transactions/jsapi",
		`{"appid":"` + appID + `","mchid":"` + mchID + `","description":"测试商品 & <会员>","out_trade_no":"JS20260301125346001","attach":"深圳分店","notify_url":"https://shop.example.cn/wxpay/notify","amount":{"total":1990,"currency":"CNY"},"payer":{"openid":"oUpF8uMuAJO_M2pxb1Q9zNjWeS6o"}}`,
		"1772341426", "593BEC0C930BF1AFEB40B4A08C8FB242", "", "",
	}
}

func nativeOrder() call {
	return call{
		"POST", "/v3/pay/transactions/native",
		`{"mchid": "` + mchID + `", "out_trade_no": "native12177525012014", "appid": "` + appID + `", "description": "Image store", "notify_url": "https://pay.example.com/cb", "amount": {"total": 1, "currency": "CNY"}}`,
		"1772343000", "kX2pQ7vN4bLw9sTz", "", "",
	}
}

func h5Order() call {
	return call{
		"POST", "/v3/pay/transactions/h5",
		`{"amount":{"currency":"CNY","total":2990},"appid":"` + appID + `","description":"支付测试","mchid":"` + mchID + `","notify_url":"https://m.example.com/pay/notify","out_trade_no":"H5_20260301-7","scene_info":{"h5_info":{"type":"Wap"},"payer_client_ip":"14.23.150.211"}}`,
		"1772345671", "c5ac7061fccab6bf3e254dcf98995b8c", "", "",
	}
}

func partnerOrder() call {
	return call{
		"POST", "/v3/pay/partner/transactions/app",
		`{"sp_appid":"` + appID + `","sp_mchid":"` + mchID + `","sub_appid":"` + subAppID + `","sub_mchid":"` + subMchID + `","description":"充值","out_trade_no":"P20260301888","notify_url":"https://sp.example.com/notify","amount":{"total":600}}`,
		"1772349999", "1f2e3d4c5b6a7980", "", "",
	}
}

func refundCall() call {
	return call{
		"POST", "/v3/refund/domestic/refunds",
		`{"transaction_id":"4200001920202603010437865211","out_refund_no":"R2026030100017","reason":"商品已售完","amount":{"refund":888,"total":1990,"currency":"CNY"}}`,
		"1772350021", "Fh83jsK20dkW92LqZ77c", "", "",
	}
}

func queryCall() call {
	return call{"GET", "/v3/pay/transactions/out-trade-no/JS20260301125346001?mchid=" + mchID, "", "1772341500", "9f0c1e2b3d4a5968", "", ""}
}

func billCall() call {
	return call{"GET", "/v3/bill/tradebill?bill_date=2026-02-28&bill_type=ALL&tar_type=GZIP", "", "1772420001", "tRaDeBiLl0123456789abcdefghijkl", "", ""}
}

func complaintCall() call {
	return call{
		"GET", "/v3/merchant-service/complaints-v2?limit=5&offset=10&begin_date=2026-02-01&end_date=2026-02-28&complainted_mchid=" + mchID, "",
		"1772420777", "Q1w2E3r4T5y6U7i8", "", "",
	}
}

func certificatesCall() call {
	return call{"GET", "/v3/certificates", "", "1772340000", "0deQ381ci7pNj9lUyMHWaZ5x7c9v1b3n", "", ""}
}

func favourCall() call {
	return call{"GET", "/v3/marketing/favor/stocks?stock_creator_mchid=" + mchID + "&stock_name=" + "%E6%B5%8B%E8%AF%95+%E5%95%86%E5%93%81&create_start_time=2026-02-01T00%3A00%3A00%2B08%3A00", "", "1772421234", "favorNonce00001", "", ""}
}
