package sandbox_test

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"wxlens/wxpay"
	"wxlens/wxpay/client"
	"wxlens/wxpay/v2"
	"wxlens/wxpay/v3"
)

// Every error code of V3 that the sandbox can come to by itself, provoked by a
// request that deserves it, with its status and the number that ends Request-ID.
func TestEveryCodeIsProvoked(t *testing.T) {
	d := trade(t)
	w := d.world
	w.place("unpaid", nowhere)
	w.place("closed", nowhere)
	w.closeV3("closed")
	d.toMorning()
	w.place("unpaid", nowhere)
	another := order("unpaid", nowhere)
	another["amount.total"] = "1"
	without := order("order-9", nowhere)
	delete(without, "payer.openid")
	foreign := order("order-9", nowhere)
	foreign["appid"] = "wx0000000000000000"
	for _, c := range []struct {
		code   string
		status int
		result string
		reply  *wxpay.Reply
	}{
		{"PARAM_ERROR", 400, "268435461", w.v3("POST", placing, "{")},
		{"PARAM_ERROR", 400, "268435464", w.v3("POST", placing, strings.Replace(build(t, order("order-9", nowhere)), `"total":1990`, `"total":0`, 1))},
		{"PARAM_ERROR", 400, "268501013", w.v3("POST", placing, build(t, without))},
		{"INVALID_REQUEST", 400, "268435461", w.v3("GET", "/v3/certificates", "", header("Accept", ""))},
		{"APPID_MCHID_NOT_MATCH", 400, "268445527", w.v3("POST", placing, build(t, foreign))},
		{"ORDERPAID", 400, "268498689", w.v3("POST", placing, build(t, changedTerms("order-1")))},
		{"ORDERPAID", 400, "268449538", w.closeV3("order-1")},
		{"ORDER_CLOSED", 400, "268447914", w.v3("POST", placing, build(t, order("closed", nowhere)))},
		{"NO_STATEMENT_EXIST", 400, "268435461", w.v3("GET", "/v3/bill/tradebill?bill_date="+d.day.AddDate(0, 0, -1).Format(time.DateOnly), "")},
		{"STATEMENT_CREATING", 400, "268435461", w.v3("GET", "/v3/bill/tradebill?bill_date="+d.day.AddDate(0, 0, 1).Format(time.DateOnly), "")},
		{"REFUND_FEE_MISMATCH", 400, "268435461", w.v3("POST", refunding, refundBody("order-1", "refund-9", 1, 1, ""))},
		{"SIGN_ERROR", 401, "268443699", w.v3("GET", "/v3/certificates", "", header("Authorization", ""))},
		{"OUT_TRADE_NO_USED", 403, "268498688", w.v3("POST", placing, build(t, another))},
		{"NOT_ENOUGH", 403, "268435461", w.v3("POST", refunding, refundBody("order-1", "refund-9", 1990, 1990, ""))},
		{"NO_AUTH", 403, "268435461", w.v3("GET", "/v3/billdownload/file?token=eyJtY2hpZCI6IjE5MDAwMDcyOTEifQ.AAAA", "")},
		{"ORDER_NOT_EXIST", 404, "268512771", w.v3("GET", "/v3/pay/transactions/id/4200000000?mchid="+string(merchant().MchID), "")},
		{"RESOURCE_NOT_EXISTS", 404, "268435461", w.v3("GET", refunding+"/none", "")},
	} {
		got := refused(t, c.reply)
		id := c.reply.Header.Get("Request-ID")
		if got.Code != c.code || got.Status != c.status || !strings.HasSuffix(id, "-"+c.result) {
			t.Errorf("%s: %+v, Request-ID %s, want …-%s", c.code, got, id, c.result)
		}
	}
	w.advance(366 * 24 * time.Hour)
	if got := refused(t, w.v3("POST", refunding, refundBody("order-1", "refund-9", 1, 1990, ""))); got.Code != "TRADE_OVERDUE" || got.Status != 400 {
		t.Errorf("TRADE_OVERDUE: %+v", got)
	}
}

func changedTerms(no string) map[string]string {
	values := order(no, nowhere)
	values["description"] = "another"
	return values
}

// Codes that depend on what a sandbox cannot know come when they are planted,
// with their usual status and words, or others.
func TestPlantedCodes(t *testing.T) {
	w := open(t)
	for code, status := range map[string]int{
		"FREQUENCY_LIMITED": 429, "RATELIMIT_EXCEEDED": 429, "RATE_LIMITED": 429, "SYSTEM_ERROR": 500, "BANK_ERROR": 500, "OPENID_MISMATCH": 500, "INVALID_TRANSACTIONID": 500,
		"SERVICE_UNAVAILABLE": 503, "USERPAYING": 202, "MCH_NOT_EXISTS": 400, "RULE_LIMIT": 403, "TRADE_ERROR": 403, "ACCOUNT_ERROR": 403,
		"USER_ACCOUNT_ABNORMAL": 403, "REQUEST_BLOCKED": 403, "NO_AUTH": 403, "NOT_ENOUGH": 403,
	} {
		w.control("POST faults", map[string]any{"path": placing, "code": code}, nil)
		reply := w.v3("POST", placing, build(t, order("order-1", nowhere)))
		if got := refused(t, reply); got.Code != code || got.Status != status || got.Message == "" || reply.Header.Get("Request-ID") == "" {
			t.Errorf("%s: %+v", code, got)
		}
	}
	w.control("POST faults", map[string]any{"path": placing, "code": "BANKERROR", "status": 502, "message": "银行\t"}, nil)
	if got := refused(t, w.v3("POST", placing, "{}")); got != (refusal{502, "BANKERROR", "银行\t", nil}) {
		t.Errorf("one of our own: %+v", got)
	}
	for path, code := range map[string]string{"/pay/orderquery": "SYSTEMERROR", "/secapi/pay/refund": "BIZERR_NEED_RETRY", "/pay/unifiedorder": "NOAUTH"} {
		w.control("POST faults", map[string]any{"path": path, "code": code}, nil)
		m := w.v2(path, orderV2("order-1", nowhere, "HMAC-SHA256"))
		if m.Get("err_code") != code || m.Get("err_code_des") == "" || v2.Verify(m, v2Key()).SignType != v2.HMACSHA256 {
			t.Errorf("%s: %v", path, m)
		}
	}
	w.place("order-1", nowhere) // nothing is left
}

// A probe, and a body that changed on its way, fail verification; the repeat
// does not.
func TestPlantedSignatureFaults(t *testing.T) {
	w := open(t)
	for fault, reason := range map[string]wxpay.Reason{"probe": wxpay.ReasonProbe, "tamper": wxpay.ReasonSignatureMismatch} {
		w.control("POST faults", map[string]any{"path": "/v3/", fault: true}, nil)
		if got := refused(t, w.v3("POST", placing, "{}")); got.Status != 400 { // is not signed and takes no fault
			t.Errorf("%s: %+v", fault, got)
		}
		for i, want := range []wxpay.Reason{reason, ""} {
			reply := w.v3("POST", placing, build(t, order("order-1", nowhere)))
			v := v3.CheckReply(reply.Status, reply.Header, reply.Body, keys(t), time.Now())
			if failure, _ := wxpay.FirstFailure(v.Checks); reply.Status != 200 || failure.Reason != want || v.Probe != (want == wxpay.ReasonProbe) {
				t.Errorf("%s, reply %d: %+v", fault, i+1, v.Checks)
			}
		}
		w.control("POST faults", map[string]any{"path": "/pay/", fault: true}, nil)
		for i, want := range []bool{false, true} {
			m := w.v2("/pay/unifiedorder", orderV2("order-"+fault, nowhere, ""))
			if v := v2.Verify(m, v2Key()); v.OK() != want {
				t.Errorf("%s, V2 reply %d: %+v", fault, i+1, v.Checks)
			}
		}
	}
}

// When the answer is lost, what was asked for is done; the same again finds it.
func TestPlantedLossOfAnAnswer(t *testing.T) {
	w := open(t)
	w.place("order-1", nowhere)
	w.pay("order-1")
	w.control("POST faults", map[string]any{"path": refunding, "lost": true}, nil)
	p, err := client.SignV3(w.url, signer(), "POST", refunding, []byte(refundBody("order-1", "refund-1", 10, 1990, "")), strconv.FormatInt(time.Now().Unix(), 10), "N", "")
	if err != nil {
		t.Fatal(err)
	}
	if reply, err := client.Send(context.Background(), &http.Transport{}, p.Request); err == nil {
		t.Errorf("answered %d %s", reply.Status, reply.Body)
	}
	before := w.queryRefund("refund-1")
	if again := w.refund("order-1", "refund-1", 10, 1990, ""); again.RefundID != before.RefundID {
		t.Errorf("refunded twice: %s, %s", before.RefundID, again.RefundID)
	}
}

// A signed answer without a body can be probed, but there is nothing to change.
func TestPlantedFaultsOfAnEmptyAnswer(t *testing.T) {
	w := open(t)
	w.place("order-1", nowhere)
	w.control("POST faults", map[string]any{"path": "/v3/", "tamper": true}, nil)
	reply := w.closeV3("order-1")
	if v := v3.CheckReply(reply.Status, reply.Header, reply.Body, keys(t), time.Now()); reply.Status != http.StatusNoContent || !v.OK() {
		t.Errorf("%d %+v", reply.Status, v.Checks)
	}
}

func TestPlantedFaultsThatContradictThemselves(t *testing.T) {
	w := open(t)
	for i, body := range []map[string]any{
		{"path": "/v3", "probe": true, "status": 500}, {"path": "/v3", "code": "OWN"}, {"path": "/v3", "message": "x"}, {"path": "/v3", "tamper": true, "drop": true},
		{"path": "/v3", "lost": true, "drop": true}, {"path": "/v3", "lost": true, "probe": true}, {"path": "v3", "lost": true}, {"path": "/v3", "code": "SYSTEM_ERROR", "status": 204},
	} {
		if status := w.control("POST faults", body, nil); status != 400 {
			t.Errorf("%s: %d", strconv.Itoa(i), status)
		}
	}
}
