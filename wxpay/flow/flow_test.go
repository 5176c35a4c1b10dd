package flow

import (
	"slices"
	"strings"
	"testing"

	"wxlens/wxpay"
	"wxlens/wxpay/catalog"
)

func names(steps []Step) string {
	list := make([]string, len(steps))
	for i, s := range steps {
		list[i] = string(s.Name)
	}
	return strings.Join(list, " ")
}

func TestStepsOfEveryProduct(t *testing.T) {
	const after = " pay notify query refund refund-notify refund-query bill"
	const instead = " pay query close query"
	for id, begin := range map[string]string{
		"miniprogram": "login order paysign", "jsapi": "order paysign", "app": "order paysign", "native": "order", "h5": "order",
	} {
		for _, api := range []wxpay.API{wxpay.V3, wxpay.V2} {
			f, ok := ByID(id + "-" + string(api))
			if !ok || f.API != api {
				t.Fatalf("there is no flow %s of %s", id, api)
			}
			if got := names(f.Steps(Pay)); got != begin+after {
				t.Errorf("%s: %s", f.ID, got)
			}
			for _, s := range []Scenario{Cancel, Fail, Timeout} {
				if got := names(f.Steps(s)); got != begin+instead {
					t.Errorf("%s %s: %s", f.ID, s, got)
				}
			}
		}
	}
	if len(All()) != 10 {
		t.Errorf("%d flows", len(All()))
	}
}

// Every field that a step fills is one of its call, and every field that its call
// demands is filled.
func TestStepsFillTheFieldsOfTheirCalls(t *testing.T) {
	for _, f := range All() {
		for _, s := range slices.Concat(f.Steps(Pay), f.Steps(Cancel)) {
			if s.Title.ZH == "" || s.Title.EN == "" || s.Explain.ZH == "" || s.Explain.EN == "" {
				t.Errorf("%s %s lacks words", f.ID, s.Name)
			}
			if !s.Calls() {
				continue
			}
			e, ok := catalog.ByID(s.Endpoint)
			if !ok {
				t.Fatalf("%s %s calls %q", f.ID, s.Name, s.Endpoint)
			}
			values := catalog.Values{}
			for _, in := range s.Inputs {
				if _, known := e.Field(in.Field); !known && (s.Name != Login || in.Field != "openid") {
					t.Errorf("%s %s fills %s, which %s does not have", f.ID, s.Name, in.Field, e.ID)
				}
				if values[in.Field] = in.Const; in.Slot != "" {
					values[in.Field] = sample[in.Slot]
				}
				if in.Slot != "" && sample[in.Slot] == "" && in.Else == "" {
					t.Errorf("%s %s: slot %s has no sample", f.ID, s.Name, in.Slot)
				}
				if values[in.Field] == "" {
					values[in.Field] = sample[in.Else]
				}
			}
			if f.API == wxpay.V2 && values["bill_date"] != "" {
				values["bill_date"] = "20260102"
			}
			if problems := catalog.Errors(e.Check(values)); len(problems) > 0 {
				t.Errorf("%s %s: %s", f.ID, s.Name, problems[0].Words().EN)
			}
		}
	}
}

var sample = map[Slot]string{
	SlotAppID: "wxd678efh567hg6787", SlotMchID: "1230000109", SlotAppSecret: "s", SlotNotifyURL: "https://example.com/n",
	SlotOutTradeNo: "T0000001", SlotTotal: "1", SlotDescription: "d", SlotJSCode: "c", SlotSignType: "MD5", SlotNonce: "n",
	SlotOutRefundNo: "R1", SlotRefund: "", SlotOpenID: "o", SlotPrepayID: "p", SlotBillDate: "2026-01-02",
}

func TestOnlyClientsWithACallSign(t *testing.T) {
	for _, f := range All() {
		signs := strings.Contains(names(f.Steps(Pay)), string(PaySign))
		if signs != f.Client.Signed() {
			t.Errorf("%s signs: %v", f.ID, signs)
		}
	}
}
