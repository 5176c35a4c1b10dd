package sandbox_test

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"wxlens/wxpay"
	"wxlens/wxpay/catalog"
	"wxlens/wxpay/v2"
	"wxlens/wxpay/v3"
)

// placeAs places an order of any V3 product and returns what it hands over.
func (w *world) placeAs(id, no string) wxpay.Facts {
	w.t.Helper()
	e, ok := catalog.ByID(id)
	if !ok {
		w.t.Fatalf("no endpoint %s", id)
	}
	values := order(no, nowhere)
	if id != catalog.V3JSAPI {
		delete(values, "payer.openid")
	}
	if id == catalog.V3H5 {
		values["scene_info.payer_client_ip"], values["scene_info.h5_info.type"] = "14.23.150.211", "Wap"
	}
	call, problems := e.Build(values)
	if len(catalog.Errors(problems)) > 0 {
		w.t.Fatalf("%s: %+v", id, problems)
	}
	reply := w.v3("POST", call.Target, string(call.Body))
	facts := v3.ReplyFacts(reply.Status, reply.Body)
	if reply.Status != 200 {
		w.t.Fatalf("placing %s: %d %s", no, reply.Status, reply.Body)
	}
	return facts
}

// productV2 is a good V2 order of a product.
func productV2(no, tradeType, signType string) []wxpay.Field {
	fields := with(orderV2(no, nowhere, signType), "trade_type", tradeType)
	switch tradeType {
	case "NATIVE":
		fields = with(fields, "product_id", "12235413214070356458058")
	case "MWEB":
		fields = with(fields, "scene_info", `{"h5_info":{"type":"Wap","wap_url":"https://pay.qq.com","wap_name":"茶"}}`)
	}
	return fields
}

// Each product answers what its client needs and nothing else, and its payer is
// told in his own words when it is too late.
func TestProductsLiveTheirTime(t *testing.T) {
	for _, c := range []struct {
		id, tradeType string
		life          time.Duration
		late          string
	}{
		{catalog.V3JSAPI, "JSAPI", 2 * time.Hour, "支付已过期"}, {catalog.V3App, "APP", 2 * time.Hour, "支付已过期"},
		{catalog.V3Native, "NATIVE", 2 * time.Hour, "支付已过期"}, {catalog.V3H5, "MWEB", 5 * time.Minute, "支付请求已失效"},
	} {
		w := open(t)
		facts := w.placeAs(c.id, "order-1")
		if (facts.PrepayID != "") != (c.tradeType == "JSAPI" || c.tradeType == "APP") || (facts.CodeURL != "") != (c.tradeType == "NATIVE") || (facts.H5URL != "") != (c.tradeType == "MWEB") {
			t.Errorf("%s answers %+v", c.tradeType, facts)
		}
		w.advance(c.life - time.Second)
		if answer := w.cashier("order-1", "cancel", nil); !answer.OK {
			t.Errorf("%s, a second before: %+v", c.tradeType, answer)
		}
		w.advance(time.Second)
		if answer := w.cashier("order-1", "pay", nil); answer.OK || !strings.HasPrefix(answer.Error, c.late) {
			t.Errorf("%s, after %s: %+v", c.tradeType, c.life, answer)
		}
		w.placeAs(c.id, "order-1")
		w.pay("order-1")

		w.placeAs(c.id, "order-2")
		w.advance(7 * 24 * time.Hour)
		if answer := w.cashier("order-2", "pay", nil); answer.OK || answer.TradeState != wxpay.Closed || !strings.HasPrefix(answer.Error, "支付已过期") {
			t.Errorf("%s, after a week: %+v", c.tradeType, answer)
		}
	}
}

// The number of one product's order is used for every other.
func TestAnotherProductIsAnotherOrder(t *testing.T) {
	w := open(t)
	w.placeAs(catalog.V3App, "order-1")
	values := order("order-1", nowhere)
	delete(values, "payer.openid")
	e, _ := catalog.ByID(catalog.V3Native)
	call, _ := e.Build(values)
	if got := refused(t, w.v3("POST", call.Target, string(call.Body))); got.Code != "OUT_TRADE_NO_USED" {
		t.Errorf("placed as another product: %+v", got)
	}
}

func TestV2Products(t *testing.T) {
	for _, signType := range []string{"", "HMAC-SHA256"} {
		for tradeType, member := range map[string]string{"JSAPI": "prepay_id", "APP": "prepay_id", "NATIVE": "code_url", "MWEB": "mweb_url"} {
			w := open(t)
			m := w.v2("/pay/unifiedorder", productV2("order-1", tradeType, signType))
			if v := v2.Verify(m, v2Key()); !v.OK() || m.Get("trade_type") != tradeType || m.Get(member) == "" || m.Get("prepay_id") == "" {
				t.Fatalf("%s: %v %+v", tradeType, m, v.Checks)
			}
			for _, other := range []string{"code_url", "mweb_url"} {
				if other != member && m.Get(other) != "" {
					t.Errorf("%s answers a %s too", tradeType, other)
				}
			}
			w.pay("order-1")
			found := w.v2("/pay/orderquery", append(orderV2("", nowhere, signType)[:3:3], wxpay.Field{Name: "out_trade_no", Value: "order-1"}))
			if found.Get("trade_type") != tradeType || found.Get("trade_state") != "SUCCESS" {
				t.Errorf("%s: queried %v", tradeType, found)
			}
		}
	}
}

// lowerCase names the members of PayReq as V2 servers do.
func lowerCase(fields []wxpay.Field) []wxpay.Field {
	var lower []wxpay.Field
	for _, f := range fields {
		if f.Name != "packageValue" {
			lower = append(lower, wxpay.Field{Name: strings.ToLower(f.Name), Value: f.Value})
		}
	}
	return lower
}

func TestAppsPay(t *testing.T) {
	for what, form := range map[string]func([]wxpay.Field) []wxpay.Field{"PayReq": func(f []wxpay.Field) []wxpay.Field { return f }, "lower case": lowerCase} {
		w := open(t)
		p, _, err := signer().SignApp(merchant().AppID, w.placeAs(catalog.V3App, "order-1").PrepayID, stamp, "N")
		if err != nil {
			t.Fatal(err)
		}
		if answer := w.cashier("order-1", "pay", call("APP", form(p.PayReq()))); !answer.OK {
			t.Errorf("V3 by %s: %+v", what, answer)
		}
		for _, signType := range []v2.SignType{v2.MD5, v2.HMACSHA256} {
			no := "order-" + string(signType)
			prepay := wxpay.PrepayID(w.v2("/pay/unifiedorder", productV2(no, "APP", string(signType))).Get("prepay_id"))
			p, _ := v2.SignApp(merchant().AppID, merchant().MchID, prepay, v2Key(), signType, stamp, "N")
			if answer := w.cashier(no, "pay", call("APP", form(p.PayReq()))); !answer.OK {
				t.Errorf("%s by %s: %+v", signType, what, answer)
			}
		}
	}
}

func TestTheOpenSDKRefusesWrongParameters(t *testing.T) {
	w := open(t)
	prepay := w.placeAs(catalog.V3App, "order-1").PrepayID
	p, _, err := signer().SignApp(merchant().AppID, prepay, stamp, "N")
	if err != nil {
		t.Fatal(err)
	}
	page, _, err := signer().SignPay(merchant().AppID, prepay, stamp, "N") // signed over prepay_id=…
	if err != nil {
		t.Fatal(err)
	}
	good := p.PayReq()
	withV2Key, _ := v2.SignApp(merchant().AppID, merchant().MchID, prepay, v2Key(), v2.MD5, stamp, "N")
	for _, c := range []struct {
		what, api string
		params    []wxpay.Field
		message   string
	}{
		{"no prepayId", "APP", with(good, "prepayId", ""), "缺少参数prepayId"},
		{"no sign", "APP", with(good, "sign", ""), "缺少参数sign"},
		{"no package", "APP", with(with(good, "package", ""), "packageValue", ""), "缺少参数package"},
		{"package of a page", "APP", with(good, "package", page.Package), "支付验证签名失败"},
		{"signed like a page", "APP", with(good, "sign", page.PaySign), "支付验证签名失败"},
		{"signed like V2", "APP", withV2Key.PayReq(), "支付验证签名失败"},
		{"other merchant", "APP", with(good, "partnerId", "1900007291"), "支付验证签名失败"},
		{"other app", "APP", with(good, "appId", "wx0"), "支付验证签名失败"},
		{"other nonce", "APP", with(good, "nonceStr", "M"), "支付验证签名失败"},
		{"milliseconds", "APP", with(good, "timeStamp", stamp+"000"), "timeStamp"},
		{"unknown prepayId", "APP", with(good, "prepayId", "wx0"), "支付场景非法"},
		{"client of a page", "WeixinJSBridge", page.JSAPI(), "支付场景非法"},
		{"client of a mini program", "wx.requestPayment", page.MiniProgram(), "支付场景非法"},
	} {
		w.wrong(c.what, c.api, c.params, c.message)
	}
	more := call("APP", good) // iOS takes the time as a number
	n, _ := strconv.Atoi(stamp)
	more["client_params"].(map[string]any)["timeStamp"] = n
	if answer := w.cashier("order-1", "pay", more); !answer.OK {
		t.Errorf("the time as a number: %+v", answer)
	}
}

// What is scanned or opened has no client call; an address that was replaced has
// expired.
func TestScannedAndOpenedAddresses(t *testing.T) {
	for _, c := range []struct {
		id, name string
		address  func(wxpay.Facts) string
	}{
		{catalog.V3Native, "code_url", func(f wxpay.Facts) string { return f.CodeURL }},
		{catalog.V3H5, "h5_url", func(f wxpay.Facts) string { return f.H5URL }},
	} {
		w := open(t)
		former, last := c.address(w.placeAs(c.id, "order-1")), c.address(w.placeAs(c.id, "order-1"))
		w.wrong("replaced "+c.name, "", []wxpay.Field{{Name: c.name, Value: former}}, "支付已过期")
		w.wrong("a client call", "wx.requestPayment", []wxpay.Field{{Name: "package", Value: "prepay_id=wx0"}}, "支付场景非法")
		w.wrong("a client call without a name", "", []wxpay.Field{{Name: "package", Value: "prepay_id=wx0"}}, "支付场景非法")
		if answer := w.cashier("order-1", "pay", map[string]any{"client_api": "APP"}); answer.OK || !strings.HasPrefix(answer.Error, "支付场景非法") {
			t.Errorf("by an app: %+v", answer)
		}
		if answer := w.cashier("order-1", "pay", map[string]any{"client_params": map[string]any{c.name: last}}); !answer.OK {
			t.Errorf("the last %s: %+v", c.name, answer)
		}
	}
}

// A reader that takes no JSON apart finds addresses as they are to be opened.
func TestAddressesAreWrittenAsTheyAre(t *testing.T) {
	w := open(t)
	e, _ := catalog.ByID(catalog.V3Native)
	values := order("order-1", nowhere)
	delete(values, "payer.openid")
	call, _ := e.Build(values)
	if reply := w.v3("POST", call.Target, string(call.Body)); !strings.Contains(string(reply.Body), "&groupid=00") {
		t.Errorf("placing: %s", reply.Body)
	}
	if reply := w.v3("GET", "/v3/certificates?a=1&b=2", "", authorization(`signature="`, `signature="A`)); !strings.Contains(string(reply.Body), "?a=1&b=2\"") {
		t.Errorf("refused: %s", reply.Body)
	}
}
