package catalog

import (
	"slices"
	"testing"
)

func TestRefusals(t *testing.T) {
	for id := range refusals {
		if e, ok := ByID(id); !ok {
			t.Errorf("no call %s", id)
		} else if codes := e.Refusals(); len(codes) < 2 || len(slices.Compact(slices.Sorted(slices.Values(codes)))) != len(codes) {
			t.Errorf("%s: %v", id, codes)
		}
	}
	for _, c := range []struct {
		id, code string
		want     bool
	}{
		{V3JSAPI, "OUT_TRADE_NO_USED", true}, {V3JSAPI, "ORDER_CLOSED", false}, {V3Native, "ORDER_CLOSED", true}, {V3H5, "RULE_LIMIT", true},
		{"v3.partner.h5", "RULE_LIMIT", true}, {V3Query, "ORDER_NOT_EXIST", true}, {V3Close, "ORDERPAID", true}, {V3Refund, "NOT_ENOUGH", true},
		{V3TradeBill, "NO_STATEMENT_EXIST", true}, {V2Refund, "CERT_ERROR", true}, {V2DownloadBill, "NO Bill Exist", true}, {V3Echo, "PARAM_ERROR", false},
	} {
		if got := slices.Contains(endpoint(t, c.id).Refusals(), c.code); got != c.want {
			t.Errorf("%s %s: %v", c.id, c.code, got)
		}
	}
	e := endpoint(t, V3JSAPI)
	e.Refusals()[0] = "changed"
	if e.Refusals()[0] == "changed" {
		t.Error("a caller changed the catalogue")
	}
}
