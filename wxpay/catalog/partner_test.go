package catalog

import (
	"net/url"
	"slices"
	"testing"
)

func TestPartnersNameTheSubMerchant(t *testing.T) {
	query := endpoint(t, "v3.partner.query")
	_, problems := query.CheckTarget(Values{"out_trade_no": "123456"}, url.Values{"mchid": {"1"}})
	if got := faults(problems); !slices.Equal(got, []string{"/query/sp_mchid missing", "/query/sub_mchid missing"}) {
		t.Errorf("%v", got)
	}
	call, problems := query.Build(Values{"out_trade_no": "123456", "sp_mchid": "1", "sub_mchid": "2"})
	if call.Target != "/v3/pay/partner/transactions/out-trade-no/123456?sp_mchid=1&sub_mchid=2" || len(problems) != 0 {
		t.Errorf("%s, %v", call.Target, faults(problems))
	}
	call, problems = endpoint(t, "v3.partner.close").Build(Values{"out_trade_no": "123456", "sp_mchid": "1", "sub_mchid": "2"})
	if string(call.Body) != `{"sp_mchid":"1","sub_mchid":"2"}` || len(problems) != 0 {
		t.Errorf("%s, %v", call.Body, faults(problems))
	}
	if f, _ := endpoint(t, "v2.partner.pappayapply").Field("sub_mch_id"); !f.Required {
		t.Error("a partner of V2 need not name the sub merchant")
	}
	if f, _ := endpoint(t, "v2.pappayapply").Field("sub_mch_id"); f.Required {
		t.Error("a direct merchant of V2 must name a sub merchant")
	}
}

func TestAPartnersPayerIsOfEitherApp(t *testing.T) {
	base := order()
	for _, name := range []string{"appid", "mchid", "payer.openid"} {
		delete(base, name)
	}
	base["sp_appid"], base["sp_mchid"], base["sub_mchid"] = "wx1", "1", "2"
	for _, c := range []struct {
		name, value string
		want        []string
	}{
		{"attach", "x", []string{"/body/payer/sp_openid missing"}},
		{"payer.sp_openid", "o", nil},
		{"payer.sub_openid", "o", []string{"/body/sub_appid missing"}},
	} {
		values := Values{c.name: c.value}
		for name, v := range base {
			values[name] = v
		}
		if got := faults(endpoint(t, "v3.partner.jsapi").Check(values)); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v", c.name, got)
		}
	}
}
