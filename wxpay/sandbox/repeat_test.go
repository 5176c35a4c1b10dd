package sandbox_test

import (
	"strings"
	"testing"
	"time"

	"wxlens/wxpay"
	"wxlens/wxpay/v2"
)

func TestRepeatedOrder(t *testing.T) {
	w := open(t)
	first := w.place("order-1", nowhere)
	if again := w.place("order-1", nowhere); again == first {
		t.Errorf("the repeat has the same prepay_id %s", again)
	}
	later := order("order-1", nowhere) // only the first expiry counts
	later["time_expire"] = time.Now().Add(time.Hour).Format(time.RFC3339)
	if reply := w.v3("POST", placing, build(t, later)); reply.Status != 200 {
		t.Errorf("with another expiry: %d %s", reply.Status, reply.Body)
	}
	changed := order("order-1", nowhere)
	changed["amount.total"] = "1991"
	if got := refused(t, w.v3("POST", placing, build(t, changed))); got != (refusal{403, "OUT_TRADE_NO_USED", "商户订单号重复", nil}) {
		t.Errorf("changed: %+v", got)
	}
	w.pay("order-1")
	if got := refused(t, w.v3("POST", placing, build(t, order("order-1", nowhere)))); got != (refusal{400, "ORDERPAID", "该订单已支付", nil}) {
		t.Errorf("paid: %+v", got)
	}
}

func (w *world) closeV3(no string) *wxpay.Reply {
	w.t.Helper()
	return w.v3("POST", "/v3/pay/transactions/out-trade-no/"+no+"/close", `{"mchid":"`+string(merchant().MchID)+`"}`)
}

func TestClosedOrder(t *testing.T) {
	w := open(t)
	w.place("order-1", nowhere)
	for range 2 { // closing a closed order succeeds
		if reply := w.closeV3("order-1"); reply.Status != 204 || len(reply.Body) != 0 {
			t.Fatalf("closed: %d %s", reply.Status, reply.Body)
		}
	}
	if got := refused(t, w.v3("POST", placing, build(t, order("order-1", nowhere)))); got != (refusal{400, "ORDER_CLOSED", "该订单已关闭", nil}) {
		t.Errorf("placed again: %+v", got)
	}
	if got := refused(t, w.closeV3("order-2")); got != (refusal{404, "ORDER_NOT_EXIST", "订单不存在", nil}) {
		t.Errorf("unknown: %+v", got)
	}
}

func TestOrdersExpire(t *testing.T) {
	w := open(t)
	w.place("forever", nowhere)
	soon := order("expires", nowhere)
	soon["time_expire"] = time.Now().Add(time.Hour).Format(time.RFC3339)
	if reply := w.v3("POST", placing, build(t, soon)); reply.Status != 200 {
		t.Fatalf("placing: %d %s", reply.Status, reply.Body)
	}
	past := order("expired", nowhere)
	past["time_expire"] = time.Now().Add(-time.Hour).Format(time.RFC3339)
	if reply := w.v3("POST", placing, build(t, past)); reply.Status != 200 {
		t.Fatalf("placing: %d %s", reply.Status, reply.Body)
	}
	states := func() string {
		var list []struct {
			State wxpay.TradeState `json:"trade_state"`
		}
		w.control("GET orders", nil, &list)
		var words []string
		for _, o := range list {
			words = append(words, string(o.State))
		}
		return strings.Join(words, " ")
	}
	for _, c := range []struct {
		advance time.Duration
		want    string
	}{
		{0, "NOTPAY NOTPAY NOTPAY"}, {time.Minute, "NOTPAY NOTPAY CLOSED"}, {time.Hour, "NOTPAY CLOSED CLOSED"}, {7 * 24 * time.Hour, "CLOSED CLOSED CLOSED"},
	} {
		if w.advance(c.advance); states() != c.want {
			t.Errorf("%s later: %s, want %s", c.advance, states(), c.want)
		}
	}
}

func TestRepeatedV2Order(t *testing.T) {
	w := open(t)
	first := w.placeV2("order-1", nowhere, "MD5")
	if again := w.placeV2("order-1", nowhere, "HMAC-SHA256"); again == first { // nonce and signature may differ
		t.Errorf("the repeat has the same prepay_id %s", again)
	}
	for _, c := range []struct {
		what, path, code, text string
		fields                 []wxpay.Field
		before                 func()
	}{
		{"changed", "/pay/unifiedorder", "INVALID_REQUEST", "201 商户订单号重复", with(orderV2("order-1", nowhere, ""), "total_fee", "1"), func() {}},
		{"paid", "/pay/unifiedorder", "ORDERPAID", "该订单已支付", orderV2("order-1", nowhere, ""), func() { w.pay("order-1") }},
		{"closing it", "/pay/closeorder", "ORDERPAID", "order paid", orderV2("order-1", nowhere, ""), func() {}},
		{"closed", "/pay/unifiedorder", "ORDERCLOSED", "该订单已关闭", orderV2("order-2", nowhere, ""), func() {
			w.placeV2("order-2", nowhere, "")
			w.v2("/pay/closeorder", orderV2("order-2", nowhere, ""))
		}},
		{"unknown", "/pay/orderquery", "ORDERNOTEXIST", "order not exist", orderV2("order-3", nowhere, ""), func() {}},
	} {
		c.before()
		m := w.v2(c.path, c.fields)
		if m.Get("err_code") != c.code || m.Get("err_code_des") != c.text || len(v2.Verify(m, v2Key()).Checks) != 3 {
			t.Errorf("%s: %v", c.what, m)
		}
	}
}

func TestV2OrderIsFoundByEitherNumber(t *testing.T) {
	w := open(t)
	w.placeV2("order-1", nowhere, "")
	w.pay("order-1")
	ask := func(name, value string) v2.Message {
		fields := orderV2("", nowhere, "")[:3]
		return w.v2("/pay/orderquery", with(fields, name, value))
	}
	byNumber := ask("out_trade_no", "order-1")
	id := byNumber.Get("transaction_id")
	if m := ask("transaction_id", id); id == "" || m.Get("out_trade_no") != "order-1" || m.Get("trade_state") != "SUCCESS" {
		t.Errorf("by id %q: %v", id, m)
	}
	if m := ask("transaction_id", "4200"); m.Get("err_code") != "ORDERNOTEXIST" {
		t.Errorf("by an unknown id: %v", m)
	}
	if m := ask("attach", "x"); m.Get("err_code") != "LACK_PARAMS" {
		t.Errorf("by nothing: %v", m)
	}
	closing := w.v2("/pay/closeorder", orderV2("order-2", nowhere, ""))
	if closing.Get("err_code") != "ORDERNOTEXIST" {
		t.Errorf("closing an unknown order: %v", closing)
	}
}
