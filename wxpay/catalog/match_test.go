package catalog

import (
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"

	"wxlens/wxpay"
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
	ids, calls := map[string]bool{}, map[string]bool{}
	for _, e := range All() {
		call := e.Method + " " + e.Path
		if ids[e.ID] || calls[call] || e.Title.ZH == "" || e.Title.EN == "" || e.Chapter == "" || e.Success/100 != 2 || e.Group.Title().ZH == "" || e.Group.Title().EN == "" {
			t.Errorf("endpoint %+v", e)
		}
		ids[e.ID], calls[call] = true, true
		if e.File && !e.Unsigned || e.Upload && e.Method != "POST" || (e.Certificate || e.HMACOnly) && e.API != wxpay.V2 || !strings.HasPrefix(e.ID, string(e.API)) && e.ID != Code2Session {
			t.Errorf("%s: what it tells does not fit together: %+v", e.ID, e)
		}
		placeholders := strings.Count(e.Path, "{")
		names := map[string]bool{}
		for _, f := range e.Fields {
			checkField(t, e, f)
			if names[f.Name] {
				t.Errorf("%s: two fields %s", e.ID, f.Name)
			}
			names[f.Name] = true
			if f.In == Path {
				placeholders--
			}
		}
		if placeholders != 0 {
			t.Errorf("%s: %d placeholders without a field", e.ID, placeholders)
		}
		for _, c := range e.Either {
			for _, name := range append(slices.Clone(c.Names), c.If) {
				if name != "" && !names[name] {
					t.Errorf("%s: a rule is about %q, which is no field", e.ID, name)
				}
			}
		}
	}
}

func checkField(t *testing.T, e *Endpoint, f Field) {
	t.Helper()
	got, ok := e.Field(f.Name)
	got.Required = f.Required
	switch {
	case !ok || !reflect.DeepEqual(got, f):
		t.Errorf("%s: %s is not found", e.ID, f.Name)
	case f.Label.ZH == "" || f.Label.EN == "" || f.Max > 0 && f.Max < f.Min || f.DisputedAbove > 0 && f.DisputedAbove >= f.Max:
		t.Errorf("%s: field %+v", e.ID, f)
	case f.In == Path && (!f.Required || !strings.Contains(e.Path, "{"+f.Name+"}")):
		t.Errorf("%s: %s is no placeholder", e.ID, f.Name)
	case f.In == Body && e.API == wxpay.V3 && e.Method == "GET":
		t.Errorf("%s: %s stands in the body of a GET", e.ID, f.Name)
	case f.In != Body && strings.ContainsAny(f.Name, ".["), e.API == wxpay.V2 && strings.ContainsAny(f.Name, ".["):
		t.Errorf("%s: %s is nested", e.ID, f.Name)
	case f.OneOf != nil && f.Max > 0 && slices.ContainsFunc(f.OneOf, func(v string) bool { return len(v) > f.Max }):
		t.Errorf("%s: a value of %s is too long", e.ID, f.Name)
	case f.Type == Object && (f.OneOf != nil || f.Chars != AnyChars):
		t.Errorf("%s: %s is an object and a text", e.ID, f.Name)
	}
}

func TestLiteralSegmentsAreNoValues(t *testing.T) {
	for path, id := range map[string]string{
		"/v3/profitsharing/orders/unfreeze":      "v3.profit-unfreeze",
		"/v3/merchant-service/images/upload":     "v3.complaint-image-upload",
		"/v3/transfer/batches":                   "v3.batch",
		"/v3/pay/partner/transactions/jsapi":     "v3.partner.jsapi",
		"/v3/combine-transactions/out-trade-no/": "",
	} {
		if e, _, ok := Match("POST", path); ok != (id != "") || ok && e.ID != id {
			t.Errorf("%s: %+v", path, e)
		}
	}
}

func BenchmarkMatch(b *testing.B) {
	for name, path := range map[string]string{
		"literal":     "/v3/pay/transactions/jsapi",
		"placeholder": "/v3/pay/transactions/out-trade-no/1217752501201407033233368018/close",
		"unknown":     "/v3/pay/transactions/miniprogram",
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				Match("POST", path)
			}
		})
	}
}

func BenchmarkCheckJSON(b *testing.B) {
	e, _ := ByID(V3JSAPI)
	call, _ := e.Build(order())
	b.ReportAllocs()
	for b.Loop() {
		_, _, _ = e.CheckJSON(call.Body)
	}
}
