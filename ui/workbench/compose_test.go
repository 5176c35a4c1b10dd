package workbench_test

import (
	"context"
	"encoding/json"
	"maps"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"wxlens/ui/workbench"
	"wxlens/ui/workbench/bench"
	"wxlens/ui/workbench/composer"
	"wxlens/ui/workbench/workbenchtest"
	"wxlens/wxpay"
	"wxlens/wxpay/catalog"
)

// desktop composes and sends, and remembers what it sent.
type desktop struct {
	t    *testing.T
	w    *workbench.Workbench
	sent map[string]bool
}

// send fills a new request of a call with values and sends it.
func (d *desktop) send(id string, values catalog.Values) (composer.Request, bench.Sent) {
	d.t.Helper()
	r, err := d.w.Composer().New(id)
	if err != nil {
		d.t.Fatal(id, err)
	}
	maps.Copy(r.Values, values)
	var data []byte
	if r.Uploads() {
		r.File, data = "shop.png", []byte("\x89PNG\r\n\x1a\nnot much of a picture")
	}
	_, sent := d.sendOne(r, data)
	d.sent[id] = true
	return r, sent
}

func (d *desktop) sendOne(r composer.Request, data []byte) (bench.Call, bench.Sent) {
	d.t.Helper()
	call, err := d.w.PrepareComposed(d.t.Context(), r, bench.Extras{Encrypt: true, Data: data})
	if err != nil {
		d.t.Fatal(r.Endpoint, r.Target, err)
	}
	sent, err := d.w.Bench().Send(d.t.Context(), call)
	if err != nil {
		d.t.Fatal(r.Endpoint, r.Target, err)
	}
	return call, sent
}

// ok sends a call, whose reply must hold, and returns the values it was sent with and
// what the reply says.
func (d *desktop) ok(id string, values catalog.Values) (catalog.Values, string) {
	d.t.Helper()
	r, sent := d.send(id, values)
	if !sent.OK() {
		d.t.Fatalf("%s: %+v\n%s", id, sent.Checks, sent.Exchange.Reply.Body)
	}
	return r.Values, string(sent.Exchange.Reply.Body)
}

func (d *desktop) pay(no string) {
	d.t.Helper()
	if state, err := d.w.Desk().Pay(d.t.Context(), wxpay.OutTradeNo(no), "pay"); err != nil || state != wxpay.Success {
		d.t.Fatal(no, state, err)
	}
}

// TestEveryCallIsComposedAndSent: what the sandbox knows is answered; what it does
// not, as the real server answers a path that does not exist.
func TestEveryCallIsComposedAndSent(t *testing.T) {
	d := &desktop{t, workbenchtest.Open(t, workbenchtest.Home(t)), map[string]bool{}}
	d.ok(catalog.Code2Session, catalog.Values{"js_code": "code"})
	d.ok(catalog.V3Certificates, nil)
	d.ok(catalog.V3Echo, catalog.Values{"echo_message": "ping", "encrypted_echo_message": "张三丰"})
	d.ok(catalog.V3MediaUpload, nil)
	d.sendOrdersV3()
	d.sendOrdersV2()
	d.sendBills()
	for _, e := range catalog.All() {
		if !d.sent[e.ID] {
			_, sent := d.send(e.ID, placeholders(e))
			if r := sent.Exchange.Reply; r.Status != 404 || len(r.Body) > 0 || sent.OK() {
				t.Errorf("%s: %d %q", e.ID, r.Status, r.Body)
			}
		}
	}
	d.sendByHand()
}

// placeholders fills in what stands in the path.
func placeholders(e *catalog.Endpoint) catalog.Values {
	values := catalog.Values{}
	for _, f := range e.Fields {
		if f.In == catalog.Path {
			values[f.Name] = "1"
		}
	}
	return values
}

func (d *desktop) sendOrdersV3() {
	d.ok(catalog.V3App, nil)
	d.ok(catalog.V3H5, catalog.Values{"scene_info.payer_client_ip": "8.8.8.8", "scene_info.h5_info.type": "Wap"})
	unpaid, _ := d.ok(catalog.V3JSAPI, nil)
	d.ok(catalog.V3Close, catalog.Values{"out_trade_no": unpaid["out_trade_no"]})
	order, _ := d.ok(catalog.V3Native, catalog.Values{"amount.total": "3"})
	d.pay(order["out_trade_no"])
	_, said := d.ok(catalog.V3Query, catalog.Values{"out_trade_no": order["out_trade_no"]})
	d.ok(catalog.V3QueryByID, catalog.Values{"transaction_id": member(d.t, said, "transaction_id")})
	if err := d.plan("abnormal"); err != nil {
		d.t.Fatal(err)
	}
	refund, said := d.ok(catalog.V3Refund, catalog.Values{"out_trade_no": order["out_trade_no"], "amount.refund": "1", "amount.total": "3"})
	d.ok(catalog.V3RefundQuery, catalog.Values{"out_refund_no": refund["out_refund_no"]})
	d.ok(catalog.V3RefundAbnormal, catalog.Values{
		"refund_id": member(d.t, said, "refund_id"), "out_refund_no": refund["out_refund_no"],
		"type": "USER_BANK_CARD", "bank_type": "ICBC_DEBIT", "bank_account": "6222020200000000000", "real_name": "张三丰",
	})
}

func (d *desktop) plan(outcome string) error {
	_, err := d.w.Desk().PlanRefunds(d.t.Context(), outcome, 1)
	return err
}

func (d *desktop) sendOrdersV2() {
	unpaid, _ := d.ok(catalog.V2Unified, nil)
	d.ok(catalog.V2CloseOrder, catalog.Values{"out_trade_no": unpaid["out_trade_no"]})
	order, _ := d.ok(catalog.V2Unified, catalog.Values{"trade_type": "NATIVE", "product_id": "p1"})
	d.pay(order["out_trade_no"])
	d.ok(catalog.V2OrderQuery, catalog.Values{"out_trade_no": order["out_trade_no"]})
	d.ok(catalog.V2Refund, catalog.Values{"out_trade_no": order["out_trade_no"], "refund_fee": "1", "total_fee": "1"})
	d.ok(catalog.V2RefundQuery, catalog.Values{"out_trade_no": order["out_trade_no"]})
}

func (d *desktop) sendBills() {
	today := time.Now().In(time.FixedZone("", 8*60*60))
	if _, err := d.w.Desk().Advance(d.t.Context(), 48*time.Hour); err != nil {
		d.t.Fatal(err)
	}
	_, said := d.ok(catalog.V3TradeBill, catalog.Values{"bill_date": today.Format(time.DateOnly)})
	at, err := url.Parse(member(d.t, said, "download_url"))
	if err != nil {
		d.t.Fatal(err)
	}
	_, file := d.ok(catalog.V3BillDownload, catalog.Values{"token": at.Query().Get("token")})
	if !strings.Contains(file, "商户订单号") {
		d.t.Errorf("no bill: %.80s", file)
	}
	d.ok(catalog.V3FundFlowBill, catalog.Values{"bill_date": today.Format(time.DateOnly)})
	d.ok(catalog.V2DownloadBill, catalog.Values{"bill_date": today.Format("20060102")})
	d.ok(catalog.V2DownloadFundFlow, catalog.Values{"bill_date": today.Format("20060102"), "account_type": "Basic"})
}

// sendByHand sends what no form makes.
func (d *desktop) sendByHand() {
	for _, r := range []composer.Request{
		{Method: "GET", Target: "/v3/no/such/path"},
		{Method: "POST", Target: "/pay/nosuch", Body: "<xml><a>1</a></xml>"},
	} {
		call, sent := d.sendOne(r, nil)
		if sent.Exchange.Reply.Status != 404 || call.Signature() == "" {
			d.t.Errorf("%s: %+v", r.Target, sent.Checks)
		}
	}
	r, err := d.w.Composer().New(catalog.V3Native)
	if err != nil {
		d.t.Fatal(err)
	}
	typed := r.Typed()
	typed.Body = strings.Replace(typed.Body, "{", "{\n  \"attach\": \"by hand\",", 1)
	if _, sent := d.sendOne(typed, nil); !sent.OK() || string(sent.Exchange.Request.Body) != typed.Body {
		d.t.Errorf("%+v", sent.Checks)
	}
}

// member returns a text of a JSON object.
func member(t *testing.T, document, name string) string {
	t.Helper()
	var members map[string]any
	if err := json.Unmarshal([]byte(document), &members); err != nil {
		t.Fatal(err)
	}
	text, _ := members[name].(string)
	return text
}

// Whatever was sent can be taken up again, without what signed it.
func TestACallIsTakenUpAgain(t *testing.T) {
	d := &desktop{t, workbenchtest.Open(t, workbenchtest.Home(t)), map[string]bool{}}
	v3, _ := d.ok(catalog.V3Native, catalog.Values{"detail.goods_detail[0].merchant_goods_id": "g", "detail.goods_detail[0].quantity": "2", "detail.goods_detail[0].unit_price": "5"})
	v2, _ := d.ok(catalog.V2Unified, nil)
	d.ok(catalog.Code2Session, catalog.Values{"js_code": "code"})
	d.ok(catalog.V3MediaUpload, nil)
	history, err := d.w.Composer().History(context.Background(), 10)
	if err != nil || len(history) != 4 {
		t.Fatalf("%d calls, %v", len(history), err)
	}
	var again []composer.Request
	for _, s := range history {
		if !s.OK || s.Status != 200 || s.Title.ZH == "" || s.Profile != workbench.DemoProfile {
			t.Errorf("%+v", s)
		}
		r, err := d.w.Composer().Again(t.Context(), s.Exchange)
		if err != nil {
			t.Fatal(s.Target, err)
		}
		again = append(again, r)
	}
	var ids []string
	for _, r := range again {
		ids = append(ids, r.Endpoint)
	}
	if want := []string{catalog.V3MediaUpload, catalog.Code2Session, catalog.V2Unified, catalog.V3Native}; !slices.Equal(ids, want) {
		t.Fatalf("%q, want %q", ids, want)
	}
	if secret := again[1].Values["secret"]; secret != "" || again[1].Values["js_code"] != "code" {
		t.Errorf("%v", again[1].Values)
	}
	for i, want := range map[int]catalog.Values{2: v2, 3: v3} {
		for name, v := range want {
			if again[i].Values[name] != v {
				t.Errorf("%s: %s is %q, was %q", again[i].Endpoint, name, again[i].Values[name], v)
			}
		}
	}
	if v := again[2].Values; v["nonce_str"] != "" || v["sign"] != "" {
		t.Errorf("%v", v)
	}
}
