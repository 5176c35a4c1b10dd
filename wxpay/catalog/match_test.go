package catalog

import (
	"maps"
	"reflect"
	"testing"
)

func TestMatchFindsTheCall(t *testing.T) {
	for _, c := range []struct {
		method, path, id string
		values           Values
	}{
		{"POST", "/v3/pay/transactions/jsapi", V3JSAPI, nil},
		{"GET", "/v3/pay/transactions/out-trade-no/a|b", V3Query, Values{"out_trade_no": "a|b"}},
		{"GET", "/v3/pay/transactions/id/4200", V3QueryByID, Values{"transaction_id": "4200"}},
		{"POST", "/v3/pay/transactions/out-trade-no/123456/close", V3Close, Values{"out_trade_no": "123456"}},
		{"POST", "/pay/unifiedorder", V2Unified, nil},
		{"POST", "/pay/orderquery", V2OrderQuery, nil},
		{"POST", "/pay/closeorder", V2CloseOrder, nil},
		{"GET", "/sns/jscode2session", Code2Session, nil},
	} {
		e, values, ok := Match(c.method, c.path)
		if !ok || e.ID != c.id || !maps.Equal(values, c.values) {
			t.Errorf("%s %s: %+v, %v", c.method, c.path, e, values)
		}
	}
}

func TestMatchFindsNothingElse(t *testing.T) {
	for _, c := range [][2]string{
		{"POST", "/v3/pay/transactions/miniprogram"}, {"GET", "/v3/pay/transactions/jsapi"}, {"POST", "/v3/pay/transactions/jsapi/"},
		{"GET", "/v3/pay/transactions/out-trade-no/"}, {"GET", "/v3/pay/transactions/out-trade-no/a/b"}, {"GET", "/pay/unifiedorder"}, {"POST", ""},
	} {
		if e, _, ok := Match(c[0], c[1]); ok {
			t.Errorf("%s %s is %s", c[0], c[1], e.ID)
		}
	}
}

func TestEveryEndpointIsWhole(t *testing.T) {
	seen := map[string]bool{}
	for _, e := range All() {
		if seen[e.ID] || e.Title.ZH == "" || e.Title.EN == "" || e.Chapter == "" || e.Success/100 != 2 {
			t.Errorf("endpoint %+v", e)
		}
		seen[e.ID] = true
		names := map[string]bool{}
		for _, f := range e.Fields {
			if names[f.Name] || f.Label.ZH == "" || f.Label.EN == "" || f.Max > 0 && f.Max < f.Min {
				t.Errorf("%s: field %+v", e.ID, f)
			}
			names[f.Name] = true
			if got, ok := e.Field(f.Name); !ok || !reflect.DeepEqual(got, f) {
				t.Errorf("%s: %s is not found", e.ID, f.Name)
			}
		}
	}
}
