package catalog

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"wxlens/wxpay"
)

// faults lists problems as "pointer kind", warnings in brackets.
func faults(problems []Problem) []string {
	var list []string
	for _, p := range problems {
		text := p.Pointer() + " " + string(p.Kind)
		if p.Warning {
			text = "(" + text + ")"
		}
		list = append(list, text)
	}
	return list
}

func nested() Values {
	values := order()
	values["detail.cost_price"] = "608800"
	values["detail.goods_detail[1].merchant_goods_id"] = "G2"
	values["detail.goods_detail[0].merchant_goods_id"] = "G1"
	values["detail.goods_detail[0].quantity"] = "1"
	values["detail.goods_detail[0].unit_price"] = "528800"
	values["limit_pay[0]"] = "no_credit"
	values["support_fapiao"] = "true"
	return values
}

func TestBuildNestsObjectsAndArrays(t *testing.T) {
	call, problems := endpoint(t, V3JSAPI).Build(nested())
	want := `"limit_pay":["no_credit"],"support_fapiao":true,"amount":{"total":100,"currency":"CNY"},"payer":{"openid":"oUpF8uMuAJO_M2pxb1Q9zNjWeS6o"},` +
		`"detail":{"cost_price":608800,"goods_detail":[{"merchant_goods_id":"G1","quantity":1,"unit_price":528800},{"merchant_goods_id":"G2"}]}}`
	if !strings.HasSuffix(string(call.Body), want) {
		t.Errorf("built %s", call.Body)
	}
	if got := faults(problems); !slices.Equal(got, []string{"/body/detail/goods_detail/1/quantity missing", "/body/detail/goods_detail/1/unit_price missing"}) {
		t.Errorf("problems %v", got)
	}
	if problems[0].Field.Name != "detail.goods_detail[1].quantity" || !strings.Contains(problems[0].Message(), "“/body/detail/goods_detail/1/quantity”") {
		t.Errorf("problem %+v", problems[0])
	}
}

func TestCheckJSONFindsWhatCheckFinds(t *testing.T) {
	e := endpoint(t, V3JSAPI)
	call, problems := e.Build(nested())
	values, again, err := e.CheckJSON(call.Body)
	if err != nil || !slices.Equal(faults(problems), faults(again)) {
		t.Errorf("problems %v, %v", faults(again), err)
	}
	for name, want := range nested() {
		if values[name] != want {
			t.Errorf("%s is %q", name, values[name])
		}
	}
}

func TestCheckJSONJudgesContainers(t *testing.T) {
	e := endpoint(t, V3H5)
	good := `"appid":"wx1","mchid":"1","description":"d","out_trade_no":"123456","notify_url":"https://example.com/n","amount":{"total":1}`
	scene := `,"scene_info":{"payer_client_ip":"14.23.150.211","h5_info":{"type":"Wap"}}`
	for more, want := range map[string][]string{
		scene:                              nil,
		``:                                 {"/body/scene_info/payer_client_ip missing", "/body/scene_info/h5_info/type missing"},
		`,"scene_info":[]`:                 {"/body/scene_info not-object"},
		`,"scene_info":{"h5_info":"x"}`:    {"/body/scene_info/payer_client_ip missing", "/body/scene_info/h5_info not-object"},
		scene + `,"limit_pay":"no_credit"`: {"/body/limit_pay not-array"},
		scene + `,"limit_pay":["no_credit","no_money",1]`:           {"/body/limit_pay/1 not-listed", "/body/limit_pay/2 not-text"},
		scene + `,"detail":{}`:                                      nil,
		scene + `,"detail":{"goods_detail":{}}`:                     {"/body/detail/goods_detail not-array"},
		scene + `,"detail":{"goods_detail":[{},7]}`:                 {"/body/detail/goods_detail/0/merchant_goods_id missing", "/body/detail/goods_detail/0/quantity missing", "/body/detail/goods_detail/0/unit_price missing", "/body/detail/goods_detail/1 not-object"},
		scene + `,"detail":{"cost_price":"` + blanks(6200) + `"}`:   {"/body/detail too-large", "/body/detail/cost_price not-integer"},
		scene + `,"settle_info":{"profit_sharing":"Y"}`:             {"/body/settle_info/profit_sharing not-boolean"},
		scene + `,"support_fapiao":false,"settle_info":null`:        nil,
		scene + `,"attach ":"x","other":1,"detail":{"invoice":"x"}`: {"(/body/detail/invoice unknown-member)", "(/body/attach  unknown-member)", "(/body/other unknown-member)"},
	} {
		_, problems, err := e.CheckJSON([]byte("{" + good + more + "}"))
		if got := faults(problems); !slices.Equal(got, want) || err != nil {
			t.Errorf("%.60s: %q, %v", more, got, err)
		}
	}
}

func TestArraysHaveEnoughElements(t *testing.T) {
	e := endpoint(t, "v3.combine.close")
	const one = `{"mchid":"1","out_trade_no":"123456"}`
	for n, want := range map[int][]string{
		0: {"/body/sub_orders missing"}, 1: {"/body/sub_orders too-few"}, 2: nil, 10: nil,
		11: {"(/body/sub_orders disputed-limit)"}, 50: {"(/body/sub_orders disputed-limit)"}, 51: {"/body/sub_orders too-many"},
	} {
		orders := strings.TrimSuffix(strings.Repeat(one+",", n), ",")
		_, problems, err := e.CheckJSON([]byte(`{"combine_appid":"wx1","sub_orders":[` + orders + `]}`))
		if got := faults(problems); err != nil || !slices.Equal(got, want) {
			t.Errorf("%d: %v, %v", n, got, err)
			continue
		}
		for _, p := range problems {
			if p.Length != n {
				t.Errorf("%d were counted as %d", n, p.Length)
			}
		}
	}
	_, problems, _ := e.CheckJSON([]byte(`{"combine_appid":"wx1"}`))
	if got := faults(problems); !slices.Equal(got, []string{"/body/sub_orders missing"}) {
		t.Errorf("%v", got)
	}
	_, problems, _ = e.CheckJSON([]byte(`{"combine_appid":"wx1","sub_orders":[null,` + one + `]}`))
	if got := faults(problems); !slices.Equal(got, []string{"/body/sub_orders/0 not-object"}) {
		t.Errorf("%v", got)
	}
}

// An object is measured as it will be sent.
func TestATypedObjectIsMeasured(t *testing.T) {
	values := order()
	for i := range 40 {
		values["detail.goods_detail["+strconv.Itoa(i)+"].merchant_goods_id"] = "G"
		values["detail.goods_detail["+strconv.Itoa(i)+"].goods_name"] = strings.Repeat("n", 200)
		values["detail.goods_detail["+strconv.Itoa(i)+"].quantity"] = "1"
		values["detail.goods_detail["+strconv.Itoa(i)+"].unit_price"] = "1"
	}
	call, problems := endpoint(t, V3JSAPI).Build(values)
	if got := faults(problems); !slices.Equal(got, []string{"/body/detail too-large"}) {
		t.Fatalf("%v", got)
	}
	_, again, err := endpoint(t, V3JSAPI).CheckJSON(call.Body)
	if err != nil || !slices.Equal(faults(again), faults(problems)) || again[0].Length != problems[0].Length || !strings.Contains(problems[0].Words().EN, "at most 6144") {
		t.Errorf("%v and %v, %v", problems[0].Length, faults(again), err)
	}
}

// Where the table says nothing of an object's members the object is one value.
func TestAnObjectWithoutFieldsIsAValue(t *testing.T) {
	e := endpoint(t, "v3.jsapi-contract")
	values := order()
	values["contract_info"] = `{"plan_id":3}`
	call, problems := e.Build(values)
	if len(problems) != 0 || !strings.HasSuffix(string(call.Body), `,"contract_info":{"plan_id":3}}`) {
		t.Errorf("%s, %v", call.Body, faults(problems))
	}
	for value, want := range map[string][]string{
		"": {"/body/contract_info missing"}, "x": {"/body/contract_info not-object"}, "[]": {"/body/contract_info not-object"}, "{}{}": {"/body/contract_info not-object"}, "{\n}": nil,
	} {
		values["contract_info"] = value
		call, problems := e.Build(values)
		_, again, err := e.CheckJSON(call.Body)
		if !slices.Equal(faults(problems), want) || !slices.Equal(faults(again), want) || err != nil {
			t.Errorf("%q: typed %v, read %v, %v", value, faults(problems), faults(again), err)
		}
	}
}

func TestAHostileBodyYieldsFewProblems(t *testing.T) {
	e := endpoint(t, V3JSAPI)
	body := `{"limit_pay":[1` + strings.Repeat(`,1`, 50000) + `],"detail":{"goods_detail":[{}` + strings.Repeat(`,{"":1}`, 50000) + `]}}`
	_, problems, err := e.CheckJSON([]byte(body))
	if err != nil || len(problems) > 3*mostProblems {
		t.Errorf("%d problems, %v", len(problems), err)
	}
}

func TestAFieldIsRequiredWithItsObjects(t *testing.T) {
	for name, want := range map[string]bool{
		"payer.openid": true, "amount.total": true, "amount.currency": false, "scene_info.payer_client_ip": false,
		"detail.goods_detail[0].quantity": false, "scene_info.store_info.id": false,
	} {
		if f, ok := endpoint(t, V3JSAPI).Field(name); !ok || f.Required != want {
			t.Errorf("%s: %v, %v", name, f.Required, ok)
		}
	}
	if f, _ := endpoint(t, V3H5).Field("scene_info.payer_client_ip"); !f.Required {
		t.Error("H5 orders need the payer's IP")
	}
}

func blanks(n int) string { return strings.Repeat(" ", n) }

func TestRulesOverSeveralFields(t *testing.T) {
	refund := Values{"out_refund_no": "R@1", "amount.refund": "1", "amount.total": "2", "amount.currency": "CNY"}
	v2 := Values{"appid": "wx1", "mch_id": "1", "nonce_str": "n", "out_trade_no": "1", "body": "b", "total_fee": "1", "spbill_create_ip": "1.1.1.1", "notify_url": "https://example.com/n"}
	for _, c := range []struct {
		id   string
		base Values
		more Values
		want []string
		zh   string
	}{
		{V3Refund, refund, nil, []string{"/body/transaction_id missing"}, "transaction_id和out_trade_no至少填一个"},
		{V3Refund, refund, Values{"transaction_id": "42"}, nil, ""},
		{V3Refund, refund, Values{"transaction_id": "42", "out_trade_no": "123456"}, []string{"(/body/transaction_id one-too-many)"}, ""},
		{V3RefundAbnormal, Values{"refund_id": "5", "out_refund_no": "R"}, Values{"type": "MERCHANT_BANK_CARD"}, nil, ""},
		{V3RefundAbnormal, Values{"refund_id": "5", "out_refund_no": "R"}, Values{"type": "USER_BANK_CARD", "bank_type": "ICBC_DEBIT"},
			[]string{"/body/bank_account missing", "/body/real_name missing"}, "输入源“/body/bank_account”映射到字段“收款银行卡号”必填性规则校验失败，此字段为必填项"},
		{V2Unified, v2, Values{"trade_type": "APP"}, nil, ""},
		{V2Unified, v2, Values{"trade_type": "JSAPI"}, []string{"/body/openid missing"}, "openid和sub_openid至少填一个"},
		{V2Unified, v2, Values{"trade_type": "NATIVE"}, []string{"/body/product_id missing"}, "输入源“/body/product_id”映射到字段“商品ID”必填性规则校验失败，此字段为必填项"},
		{V2Unified, v2, Values{"trade_type": "MWEB"}, []string{"/body/scene_info missing"}, ""},
		{V2Unified, v2, Values{"trade_type": "JSAPI", "sub_openid": "o"}, []string{"/body/sub_appid missing"}, ""},
	} {
		values := Values{}
		for _, part := range []Values{c.base, c.more} {
			for name, v := range part {
				values[name] = v
			}
		}
		problems := endpoint(t, c.id).Check(values)
		if got := faults(problems); !slices.Equal(got, c.want) {
			t.Errorf("%s %v: %v", c.id, c.more, got)
		} else if c.zh != "" && problems[0].Message() != c.zh {
			t.Errorf("%s %v: %s", c.id, c.more, problems[0].Message())
		}
	}
}

func TestCheckTargetJudgesPathAndQuery(t *testing.T) {
	query := url.Values{"bill_date": {"2026-02-30"}, "tar_type": {"ZIP"}, "bill_type": {"ALL"}}
	values, problems := endpoint(t, V3TradeBill).CheckTarget(nil, query)
	if got := faults(problems); !slices.Equal(got, []string{"/query/bill_date bad-date", "/query/tar_type not-listed"}) || values["bill_type"] != "ALL" {
		t.Errorf("%v, %v", got, values)
	}
	values, problems = endpoint(t, V3Query).CheckTarget(Values{"out_trade_no": "12 45"}, url.Values{"mchid": {"1"}})
	if got := faults(problems); !slices.Equal(got, []string{"/path/out_trade_no too-short"}) || values["mchid"] != "1" {
		t.Errorf("%v, %v", got, values)
	}
}

// What stands in the target and what stands in the body are judged apart.
func TestRulesAreToldWhereTheirFieldsStand(t *testing.T) {
	if _, problems := endpoint(t, V3Refund).CheckTarget(nil, nil); len(problems) != 0 {
		t.Errorf("%v", faults(problems))
	}
	e := endpoint(t, "v3.payscore-query")
	if _, problems := e.CheckTarget(nil, url.Values{"service_id": {"5"}, "appid": {"wx1"}}); !slices.Equal(faults(problems), []string{"/query/out_order_no missing"}) {
		t.Errorf("%v", faults(problems))
	}
}

func TestDatesDifferBetweenGenerations(t *testing.T) {
	for id, date := range map[string]string{V3TradeBill: "2026-01-02", V2DownloadBill: "20260102"} {
		f, _ := endpoint(t, id).Field("bill_date")
		for _, api := range []wxpay.API{wxpay.V2, wxpay.V3} {
			if bad := len(f.check(date, api)) != 0; bad != (api != endpoint(t, id).API) {
				t.Errorf("%s %s: %v", api, date, bad)
			}
		}
	}
}
