package sandbox_test

import (
	"crypto/rand"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"wxlens/wxpay"
	"wxlens/wxpay/notify"
	"wxlens/wxpay/sandbox"
	"wxlens/wxpay/v2"
	"wxlens/wxpay/v3"
)

const refunding = "/v3/refund/domestic/refunds"

func refundBody(order, no string, amount, total int, notifyURL string) string {
	body := fmt.Sprintf(`{"out_trade_no":%q,"out_refund_no":%q,"amount":{"refund":%d,"total":%d,"currency":"CNY"}`, order, no, amount, total)
	if notifyURL != "" {
		body += `,"notify_url":"` + notifyURL + `"`
	}
	return body + "}"
}

// refund refunds an order, in fen.
func (w *world) refund(order, no string, amount, total int, notifyURL string) v3.Refund {
	w.t.Helper()
	reply := w.v3("POST", refunding, refundBody(order, no, amount, total, notifyURL))
	var r v3.Refund
	if err := json.Unmarshal(reply.Body, &r); err != nil || reply.Status != 200 {
		w.t.Fatalf("refunding %s: %d %s", order, reply.Status, reply.Body)
	}
	return r
}

func (w *world) queryRefund(no string) v3.Refund {
	w.t.Helper()
	reply := w.v3("GET", refunding+"/"+no, "")
	var r v3.Refund
	if err := json.Unmarshal(reply.Body, &r); err != nil || reply.Status != 200 {
		w.t.Fatalf("querying %s: %d %s", no, reply.Status, reply.Body)
	}
	return r
}

// tradeState is what a query says of an order.
func (w *world) tradeState(no string) wxpay.TradeState {
	w.t.Helper()
	reply := w.v3("GET", "/v3/pay/transactions/out-trade-no/"+no+"?mchid="+string(merchant().MchID), "")
	return v3.ReplyFacts(reply.Status, reply.Body).State
}

func TestAPartialRefundMakesTheOrderOne(t *testing.T) {
	w, r := open(t), listen(t, always(204, ""))
	w.place("order-1", r.url)
	w.pay("order-1")
	w.control("POST refund", map[string]string{"outcome": "closed"}, nil)
	if r := w.refund("order-1", "refund-1", 1, 1990, ""); r.Status != wxpay.RefundProcessing {
		t.Errorf("accepted as %s", r.Status)
	}
	if state := w.tradeState("order-1"); state != wxpay.Refunding { // even though it came to nothing
		t.Errorf("the order is %s", state)
	}
	w.notify("order-1", sandbox.VariantNormal)
	r.next()
	d := r.next()
	if j := notify.Judge(d.header, d.body, judge(t), time.Now()); j.Facts.State != wxpay.Success {
		t.Errorf("a payment notification sent late tells of %s", j.Facts.State)
	}
	if answer := w.cashier("order-1", "pay", nil); answer.OK || answer.TradeState != wxpay.Refunding {
		t.Errorf("paid again: %+v", answer)
	}
	if got := refused(t, w.closeV3("order-1")); got.Code != "ORDERPAID" {
		t.Errorf("closed: %+v", got)
	}
}

func TestRefundsThatAreRefused(t *testing.T) {
	w := open(t)
	w.place("order-1", nowhere)
	w.place("order-2", nowhere)
	w.pay("order-1")
	w.refund("order-1", "refund-1", 1000, 1990, "")
	for _, c := range []struct {
		what, body string
		want       refusal
	}{
		{"unknown order", refundBody("order-3", "refund-2", 1, 1990, ""), refusal{404, "RESOURCE_NOT_EXISTS", "订单号不存在", nil}},
		{"unpaid order", refundBody("order-2", "refund-2", 1, 1990, ""), refusal{400, "INVALID_REQUEST", "订单未支付，不能申请退款", nil}},
		{"other total", refundBody("order-1", "refund-2", 1, 1991, ""), refusal{400, "REFUND_FEE_MISMATCH", "订单金额或退款金额与之前请求不一致，请核实后再试", nil}},
		{"more than is left", refundBody("order-1", "refund-2", 991, 1990, ""), refusal{403, "NOT_ENOUGH", "可退余额不足：累计退款金额不能超过订单金额", nil}},
		{"same number, other amount", refundBody("order-1", "refund-1", 999, 1990, ""), refusal{400, "INVALID_REQUEST", "订单金额或退款金额与之前请求不一致，请核实后再试", nil}},
		{"same number, other order", refundBody("order-2", "refund-1", 1000, 1990, ""), refusal{400, "INVALID_REQUEST", "订单金额或退款金额与之前请求不一致，请核实后再试", nil}},
	} {
		if got := refused(t, w.v3("POST", refunding, c.body)); got != c.want {
			t.Errorf("%s: %+v, want %+v", c.what, got, c.want)
		}
	}
	w.control("POST refund", map[string]string{"outcome": "closed"}, nil)
	w.refund("order-1", "refund-2", 990, 1990, "") // what is closed does not count
	w.refund("order-1", "refund-3", 990, 1990, "") // just what is left
	w.advance(366 * 24 * time.Hour)
	if got := refused(t, w.v3("POST", refunding, refundBody("order-1", "refund-4", 1, 1990, ""))); got.Code != "TRADE_OVERDUE" {
		t.Errorf("after a year: %+v", got)
	}
	if got := refused(t, w.v3("POST", refunding, `{"out_refund_no":"r","amount":{"refund":1,"total":1990,"currency":"CNY"}}`)); got.Code != "PARAM_ERROR" {
		t.Errorf("of no order: %+v", got)
	}
}

func TestFiftyRefunds(t *testing.T) {
	w := open(t)
	w.place("order-1", nowhere)
	w.pay("order-1")
	for i := range 50 {
		w.refund("order-1", "refund-"+strconv.Itoa(i), 1, 1990, "")
	}
	if got := refused(t, w.v3("POST", refunding, refundBody("order-1", "refund-50", 1, 1990, ""))); got.Status != 400 || got.Message != "一笔订单最多申请50次退款" {
		t.Errorf("the 51st: %+v", got)
	}
}

// What was asked for comes next, as often as asked; a held refund waits.
func TestPlannedOutcomes(t *testing.T) {
	w, r := open(t), listen(t, always(204, ""))
	w.place("order-1", nowhere)
	w.pay("order-1")
	w.control("POST refund", map[string]any{"outcome": "abnormal", "times": 2}, nil)
	w.control("POST refund", map[string]any{"outcome": "hold"}, nil)
	for i, want := range []wxpay.RefundState{wxpay.RefundAbnormal, wxpay.RefundAbnormal, wxpay.RefundProcessing, wxpay.RefundSuccess} {
		no := "refund-" + strconv.Itoa(i)
		w.refund("order-1", no, 10, 1990, r.url)
		got := w.queryRefund(no)
		if got.Status != want || (got.SuccessTime != "") != (want == wxpay.RefundSuccess) {
			t.Errorf("%s: %+v, want %s", no, got, want)
		}
		if want != wxpay.RefundProcessing {
			d := r.next()
			if j := notify.Judge(d.header, d.body, judge(t), time.Now()); !j.Acceptable() || j.Facts.RefundState != want || j.Facts.EventType != "REFUND."+string(want) || string(j.Facts.OutRefundNo) != no {
				t.Errorf("%s: notified of %+v %+v", no, j.Facts, j.Checks)
			}
		}
	}
	r.quiet()
	if got := w.control("POST refund", json.RawMessage(`{"outcome":"closed","out_refund_no":"refund-2"}`), nil); got != 200 {
		t.Errorf("settling the held one: %d", got)
	}
	d := r.next()
	if j := notify.Judge(d.header, d.body, judge(t), time.Now()); j.Facts.RefundState != wxpay.RefundClosed || j.Facts.SuccessTime != "" {
		t.Errorf("notified of %+v", j.Facts)
	}
	for _, body := range []string{
		`{"outcome":"success","out_refund_no":"refund-2"}`, `{"outcome":"success","out_refund_no":"none"}`, `{"outcome":"lost"}`, `{}`,
		`{"outcome":"hold","out_refund_no":"refund-2"}`, `{"outcome":"success","times":-1}`, `{"platform_url":"nowhere"}`, `{"platform_url":"","outcome":"hold"}`,
	} {
		if got := w.control("POST refund", json.RawMessage(body), nil); got != 400 {
			t.Errorf("%s: %d", body, got)
		}
	}
	var list []struct {
		OutRefundNo string            `json:"out_refund_no"`
		Status      wxpay.RefundState `json:"status"`
		Refund      int               `json:"refund"`
		Total       int               `json:"total"`
	}
	if w.control("GET refunds", nil, &list); len(list) != 4 || list[2].Status != wxpay.RefundClosed || list[0].OutRefundNo != "refund-0" || list[3].Refund != 10 || list[3].Total != 1990 {
		t.Errorf("refunds %+v", list)
	}
}

// An abnormal refund is sent to a bank account, whose number and owner are
// encrypted.
func TestAbnormalRefundIsSentAgain(t *testing.T) {
	w, r := open(t), listen(t, always(204, ""))
	w.place("order-1", nowhere)
	w.pay("order-1")
	w.control("POST refund", map[string]string{"outcome": "abnormal"}, nil)
	id := w.refund("order-1", "refund-1", 10, 1990, r.url).RefundID
	r.next()
	sealed, err := v3.Encrypt(&credentials().PublicKey.PublicKey, rand.Reader, "6214830000000000")
	if err != nil {
		t.Fatal(err)
	}
	target := refunding + "/" + string(id) + "/apply-abnormal-refund"
	card := `{"out_refund_no":"refund-1","type":"USER_BANK_CARD","bank_type":"CMB_DEBIT","bank_account":"` + sealed + `","real_name":"` + sealed + `"}`
	for _, c := range []struct{ what, body, serial, message string }{
		{"no serial", card, "", "HTTP header缺少微信支付平台证书序列号(Wechatpay-Serial)"},
		{"unknown serial", card, string(merchant().MerchantSerialNo), "平台证书序列号Wechatpay-Serial错误"},
		{"encrypted with another key", card, string(merchant().PlatformSerialNo), "敏感信息解密失败：bank_account"},
		{"in clear", strings.Replace(card, sealed, "6214830000000000", 1), string(merchant().PublicKeyID), "敏感信息解密失败：bank_account"},
	} {
		if got := refused(t, w.v3("POST", target, c.body, header(v3.HeaderSerial, c.serial))); got.Code != "PARAM_ERROR" || got.Message != c.message {
			t.Errorf("%s: %+v", c.what, got)
		}
	}
	if got := refused(t, w.v3("POST", target, `{"out_refund_no":"refund-1","type":"USER_BANK_CARD"}`)); got.Code != "PARAM_ERROR" {
		t.Errorf("no account: %+v", got)
	}
	reply := w.v3("POST", target, card, header(v3.HeaderSerial, string(merchant().PublicKeyID)))
	if facts := v3.ReplyFacts(reply.Status, reply.Body); reply.Status != 200 || facts.RefundState != wxpay.RefundProcessing {
		t.Errorf("again: %d %s", reply.Status, reply.Body)
	}
	d := r.next()
	if j := notify.Judge(d.header, d.body, judge(t), time.Now()); j.Facts.RefundState != wxpay.RefundSuccess {
		t.Errorf("notified of %+v", j.Facts)
	}
	if got := refused(t, w.v3("POST", target, `{"out_refund_no":"refund-1","type":"MERCHANT_BANK_CARD"}`)); got.Code != "INVALID_REQUEST" {
		t.Errorf("once more: %+v", got)
	}
	if got := refused(t, w.v3("POST", refunding+"/1/apply-abnormal-refund", `{"out_refund_no":"refund-1","type":"MERCHANT_BANK_CARD"}`)); got.Code != "RESOURCE_NOT_EXISTS" {
		t.Errorf("an unknown one: %+v", got)
	}
}

// Without an address of its own a refund is told of at the platform's, in the
// form of V2, or not at all.
func TestRefundNotificationsWithoutAnAddress(t *testing.T) {
	w, r := open(t), listen(t, always(200, string(v2.Acknowledge())))
	w.place("order-1", nowhere)
	w.pay("order-1")
	w.refund("order-1", "refund-1", 10, 1990, "")
	w.advance(0)
	if n := w.notification(); n.EventType != "TRANSACTION.SUCCESS" { // the only one
		t.Errorf("notification %+v", n)
	}
	w.control("POST refund", map[string]string{"platform_url": r.url}, nil)
	w.refund("order-1", "refund-2", 20, 1990, "")
	d := r.next()
	j := notify.Judge(d.header, d.body, judge(t), time.Now())
	if !j.Acceptable() || j.API != wxpay.V2 || j.Facts.OutRefundNo != "refund-2" || j.Facts.Refund != 20 || d.header.Get("Content-Type") != "text/xml" {
		t.Errorf("judged %+v %+v", j.Facts, j.Checks)
	}
	w.control("POST refund", map[string]string{"platform_url": ""}, nil)
	w.refund("order-1", "refund-3", 30, 1990, "")
	w.advance(0)
	r.quiet()
}

// Refund notifications climb the same ladder, and can be sent in every variant
// that makes sense for them.
func TestRefundVariants(t *testing.T) {
	for _, api := range []wxpay.API{wxpay.V3, wxpay.V2} {
		answer := always(204, "")
		if api == wxpay.V2 {
			answer = always(200, string(v2.Acknowledge()))
		}
		w, r := open(t), listen(t, answer)
		w.place("order-1", nowhere)
		w.pay("order-1")
		notifyURL := r.url
		if api == wxpay.V2 {
			w.control("POST refund", map[string]string{"platform_url": r.url}, nil)
			notifyURL = ""
		}
		w.refund("order-1", "refund-1", 10, 1990, notifyURL)
		r.next()
		w.advance(0)
		var list []struct {
			sent
			OutRefundNo string `json:"out_refund_no"`
		}
		w.control("GET notifications", nil, &list)
		if len(list) != 2 || list[1].OutRefundNo != "refund-1" || list[1].EventType != "REFUND.SUCCESS" || len(list[1].Attempts) != 1 || !list[1].Attempts[0].Acknowledged {
			t.Fatalf("%s: notifications %+v", api, list)
		}
		reasons := map[sandbox.Variant]wxpay.Reason{
			sandbox.VariantNormal: "", sandbox.VariantDuplicate: "", sandbox.VariantExtraFields: "", sandbox.VariantWrongAmount: "",
			sandbox.VariantTampered: wxpay.ReasonSignatureMismatch, sandbox.VariantBadSignature: wxpay.ReasonSignatureMismatch,
			sandbox.VariantStale: wxpay.ReasonStale, sandbox.VariantUnknownSerial: wxpay.ReasonUnknownSerial, sandbox.VariantProbe: wxpay.ReasonProbe,
		}
		if api == wxpay.V2 {
			reasons = map[sandbox.Variant]wxpay.Reason{
				sandbox.VariantNormal: "", sandbox.VariantDuplicate: "", sandbox.VariantExtraFields: "", sandbox.VariantWrongAmount: "",
				sandbox.VariantTampered: wxpay.ReasonPlainNotXML,
			}
		}
		for _, variant := range sandbox.Variants {
			var attempt sandbox.Attempt
			status := w.control("POST notify", map[string]any{"id": list[1].ID, "variant": variant}, &attempt)
			reason, exists := reasons[variant]
			if (status == 200) != exists {
				t.Errorf("%s %s: answered %d", api, variant, status)
			}
			if !exists || status != 200 {
				continue
			}
			d := r.next()
			j := notify.Judge(d.header, d.body, judge(t), time.Now())
			failure, _ := wxpay.FirstFailure(j.Checks)
			if failure.Reason != reason || j.API != api {
				t.Errorf("%s %s: %+v", api, variant, j.Checks)
			}
			if want := map[bool]wxpay.Fen{true: 11, false: 10}[variant == sandbox.VariantWrongAmount]; j.Acceptable() && j.Facts.Refund != want {
				t.Errorf("%s %s: refunds %s", api, variant, j.Facts.Refund)
			}
		}
		if status := w.control("POST notify", map[string]any{"id": "none"}, nil); status != 400 {
			t.Errorf("an unknown id: %d", status)
		}
	}
}

// A V2 refund from acceptance to query, as a careful reader of fields sees it.
func TestV2Refund(t *testing.T) {
	w, r := open(t), listen(t, always(200, string(v2.Acknowledge())))
	w.placeV2("order-1", nowhere, "")
	w.pay("order-1")
	for i := range 12 {
		m := w.v2("/secapi/pay/refund", refundV2("order-1", "refund-"+strconv.Itoa(i), "10", "1990", r.url))
		if v := v2.Verify(m, v2Key()); !v.OK() || m.Get("refund_fee") != "10" || m.Get("refund_id") == "" || m.Get("cash_refund_fee") != "10" {
			t.Fatalf("accepted %v %+v", m, v.Checks)
		}
		d := r.next()
		if j := notify.Judge(d.header, d.body, judge(t), time.Now()); !j.Acceptable() || j.Facts.Refund != 10 || j.Facts.RefundState != wxpay.RefundSuccess {
			t.Fatalf("notified of %+v %+v", j.Facts, j.Checks)
		}
	}
	ask := func(more ...string) v2.Message {
		fields := orderV2("", nowhere, "")[:3]
		for i := 0; i < len(more); i += 2 {
			fields = with(fields, more[i], more[i+1])
		}
		return w.v2("/pay/refundquery", fields)
	}
	whole := ask("out_trade_no", "order-1")
	if whole.Get("total_refund_count") != "12" || whole.Get("refund_count") != "10" || whole.Get("out_refund_no_9") != "refund-9" || whole.Get("refund_id_10") != "" ||
		whole.Get("refund_status_0") != "SUCCESS" || whole.Get("refund_recv_accout_0") == "" || len(whole.Get("refund_success_time_0")) != 19 {
		t.Errorf("queried %v", whole)
	}
	id := whole.Get("refund_id_3")
	for what, m := range map[string]v2.Message{
		"refund-3":  ask("refund_id", id, "out_refund_no", "refund-5", "out_trade_no", "order-1"),
		"refund-5":  ask("out_refund_no", "refund-5", "out_trade_no", "order-1"),
		"refund-10": ask("out_trade_no", "order-1", "offset", "10"),
		"refund-0":  ask("transaction_id", whole.Get("transaction_id")),
	} {
		if m.Get("out_refund_no_0") != what {
			t.Errorf("asked for %s: %v", what, m)
		}
	}
	for code, m := range map[string]v2.Message{
		"REFUNDNOTEXIST": ask("out_refund_no", "none"), "LACK_PARAMS": ask("offset", "0"), "PARAM_ERROR": ask("out_trade_no", "order-1", "offset", "12"),
	} {
		if m.Get("err_code") != code {
			t.Errorf("%v, want %s", m, code)
		}
	}
}

func refundV2(order, no, amount, total, notifyURL string) []wxpay.Field {
	return append(orderV2("", nowhere, "")[:3:3], wxpay.Field{Name: "out_trade_no", Value: order}, wxpay.Field{Name: "out_refund_no", Value: no},
		wxpay.Field{Name: "refund_fee", Value: amount}, wxpay.Field{Name: "total_fee", Value: total}, wxpay.Field{Name: "notify_url", Value: notifyURL})
}

func TestV2RefundsThatAreRefused(t *testing.T) {
	w := open(t)
	w.placeV2("order-1", nowhere, "")
	w.placeV2("order-2", nowhere, "")
	w.pay("order-1")
	good := refundV2("order-1", "refund-1", "1000", "1990", nowhere)
	for _, c := range []struct {
		what, code string
		fields     []wxpay.Field
	}{
		{"accepted", "", good},
		{"the same again", "", good},
		{"unknown order", "ORDERNOTEXIST", refundV2("order-3", "refund-2", "1", "1990", nowhere)},
		{"unpaid order", "ORDERNOTEXIST", refundV2("order-2", "refund-2", "1", "1990", nowhere)},
		{"other total", "REFUND_FEE_MISMATCH", refundV2("order-1", "refund-2", "1", "1", nowhere)},
		{"more than is left", "NOTENOUGH", refundV2("order-1", "refund-2", "991", "1990", nowhere)},
		{"same number, other amount", "INVALID_REQUEST", with(good, "refund_fee", "999")},
		{"no amount", "LACK_PARAMS", with(good, "refund_fee", "")},
		{"an amount in yuan", "PARAM_ERROR", with(good, "refund_fee", "9.90")},
		{"no number", "LACK_PARAMS", with(good, "out_refund_no", "")},
	} {
		if m := w.v2("/secapi/pay/refund", c.fields); m.Get("err_code") != c.code || len(v2.Verify(m, v2Key()).Checks) != 3 {
			t.Errorf("%s: %v, want %s", c.what, m, c.code)
		}
	}
	w.advance(366 * 24 * time.Hour)
	if m := w.v2("/secapi/pay/refund", refundV2("order-1", "refund-9", "1", "1990", nowhere)); m.Get("err_code") != "TRADE_OVERDUE" {
		t.Errorf("after a year: %v", m)
	}
}
