package catalog

import (
	"slices"
	"testing"

	"wxlens/wxpay"
)

func endpoint(t *testing.T, id string) *Endpoint {
	t.Helper()
	e, ok := ByID(id)
	if !ok {
		t.Fatalf("no endpoint %s", id)
	}
	return e
}

// order is a complete V3 order with something to escape in it.
func order() Values {
	return Values{
		"appid": "wxd678efh567hg6787", "mchid": "1230000109", "description": `Image形象店-"QQ"公仔 <&>\`, "out_trade_no": "1217752501201407033233368018",
		"notify_url": "https://www.weixin.qq.com/wxpay/pay.php", "amount.total": "100", "amount.currency": "CNY",
		"payer.openid": "oUpF8uMuAJO_M2pxb1Q9zNjWeS6o",
	}
}

func TestBuildWritesJSONInTheOrderOfTheFields(t *testing.T) {
	call, problems := endpoint(t, V3JSAPI).Build(order())
	want := `{"appid":"wxd678efh567hg6787","mchid":"1230000109","description":"Image形象店-\"QQ\"公仔 <&>\\","out_trade_no":"1217752501201407033233368018",` +
		`"notify_url":"https://www.weixin.qq.com/wxpay/pay.php","amount":{"total":100,"currency":"CNY"},"payer":{"openid":"oUpF8uMuAJO_M2pxb1Q9zNjWeS6o"}}`
	if string(call.Body) != want || len(problems) != 0 {
		t.Errorf("built %s\nproblems %+v", call.Body, problems)
	}
	if call.Method != "POST" || call.Target != "/v3/pay/transactions/jsapi" || call.Fields != nil {
		t.Errorf("call %+v", call)
	}
}

func TestBuildLeavesOutWhatHasNoValue(t *testing.T) {
	for _, c := range []struct {
		values Values
		want   string
	}{
		{nil, `{}`},
		{Values{"amount.total": "1"}, `{"amount":{"total":1}}`},
		{Values{"amount.currency": "CNY", "scene_info.payer_client_ip": "::1"}, `{"amount":{"currency":"CNY"},"scene_info":{"payer_client_ip":"::1"}}`},
		{Values{"appid": "a", "payer.openid": "o", "unknown": "x"}, `{"appid":"a","payer":{"openid":"o"}}`},
		{Values{"attach": "a\nb\t\u2028"}, `{"attach":"a\nb\t\u2028"}`},
	} {
		if call, _ := endpoint(t, V3JSAPI).Build(c.values); string(call.Body) != c.want {
			t.Errorf("%v built %s, want %s", c.values, call.Body, c.want)
		}
	}
}

// What is no whole number is shown as typed, beside the problem that it is.
func TestBuildShowsWrongNumbersAsTyped(t *testing.T) {
	for typed, want := range map[string]string{
		"19.90": `{"amount":{"total":19.90}}`, "abc": `{"amount":{"total":"abc"}}`, "007": `{"amount":{"total":"007"}}`,
		"{}": `{"amount":{"total":"{}"}}`, "1e2": `{"amount":{"total":1e2}}`, `"1"`: `{"amount":{"total":"\"1\""}}`,
	} {
		call, problems := endpoint(t, V3JSAPI).Build(Values{"amount.total": typed})
		if string(call.Body) != want {
			t.Errorf("%s built %s", typed, call.Body)
		}
		if !slices.ContainsFunc(problems, func(p Problem) bool { return p.Field.Name == "amount.total" && p.Kind == NotInteger }) {
			t.Errorf("%s is no problem: %+v", typed, problems)
		}
	}
}

func TestBuildEncodesPathAndQuery(t *testing.T) {
	for _, c := range []struct {
		id     string
		values Values
		target string
		body   string
	}{
		{V3Query, Values{"out_trade_no": "a|b-c_1", "mchid": "1900007291"}, "/v3/pay/transactions/out-trade-no/a%7Cb-c_1?mchid=1900007291", ""},
		{V3QueryByID, Values{"transaction_id": "4200", "mchid": "1"}, "/v3/pay/transactions/id/4200?mchid=1", ""},
		{V3Close, Values{"out_trade_no": "a/b?c", "mchid": "1"}, "/v3/pay/transactions/out-trade-no/a%2Fb%3Fc/close", `{"mchid":"1"}`},
		{V3Close, nil, "/v3/pay/transactions/out-trade-no/{out_trade_no}/close", `{}`},
		{Code2Session, Values{"appid": "wx1", "secret": "s&t", "js_code": "0+1", "grant_type": "authorization_code"},
			"/sns/jscode2session?appid=wx1&secret=s%26t&js_code=0%2B1&grant_type=authorization_code", ""},
	} {
		call, _ := endpoint(t, c.id).Build(c.values)
		if call.Target != c.target || string(call.Body) != c.body || (c.body == "") != (call.Body == nil) {
			t.Errorf("%s: %s with %q, want %s with %q", c.id, call.Target, call.Body, c.target, c.body)
		}
	}
}

func TestBuildV2IsItsFields(t *testing.T) {
	call, _ := endpoint(t, V2CloseOrder).Build(Values{"out_trade_no": "123456", "appid": "wx1", "mch_id": "1", "nonce_str": "N", "sign": "x"})
	want := []wxpay.Field{{Name: "appid", Value: "wx1"}, {Name: "mch_id", Value: "1"}, {Name: "out_trade_no", Value: "123456"}, {Name: "nonce_str", Value: "N"}}
	if !slices.Equal(call.Fields, want) || call.Body != nil || call.Target != "/pay/closeorder" {
		t.Errorf("call %+v", call)
	}
}
