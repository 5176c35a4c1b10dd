package sandbox_test

import (
	"bytes"
	"compress/gzip"
	"crypto/sha1"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"wxlens/wxpay"
	"wxlens/wxpay/v2"
	"wxlens/wxpay/v3"
)

var beijing = time.FixedZone("UTC+8", 8*60*60)

// traded is a sandbox in which one order was paid and partly refunded, at a
// moment and on a day of Beijing time.
type traded struct {
	*world
	at          time.Time
	day         time.Time
	transaction string
	refund      string
}

func trade(t *testing.T) traded {
	t.Helper()
	w := open(t)
	var clock struct{ Now time.Time }
	w.control("POST clock", map[string]string{"advance": "0s"}, &clock)
	values := order("order-1", nowhere)
	values["description"], values["attach"] = "茶,\r\n`两`", "a&b"
	if reply := w.v3("POST", placing, build(t, values)); reply.Status != 200 {
		t.Fatalf("placing: %s", reply.Body)
	}
	w.pay("order-1")
	r := w.refund("order-1", "refund-1", 990, 1990, "")
	at := clock.Now.In(beijing)
	var orders []struct {
		TransactionID string `json:"transaction_id"`
	}
	w.control("GET orders", nil, &orders)
	return traded{w, at, time.Date(at.Year(), at.Month(), at.Day(), 0, 0, 0, 0, beijing), orders[0].TransactionID, string(r.RefundID)}
}

// toMorning moves the clock to the hour at which the bill of the day is made.
func (d traded) toMorning() { d.t.Helper(); d.advance(d.day.Add(34 * time.Hour).Sub(d.at)) }

func (d traded) date() string { return d.day.Format(time.DateOnly) }

// ask asks for a bill and returns where it lies.
func (w *world) ask(target string) (v3.BillFile, *wxpay.Reply) {
	w.t.Helper()
	reply := w.v3("GET", target, "")
	var file v3.BillFile
	if err := json.Unmarshal(reply.Body, &file); err != nil {
		w.t.Fatal(err)
	}
	return file, reply
}

// download fetches what an answer announced, from the address that it names.
func (w *world) download(file v3.BillFile) *wxpay.Reply {
	w.t.Helper()
	target, ok := strings.CutPrefix(file.DownloadURL, w.url)
	if !ok {
		w.t.Fatalf("the bill lies at %s, the sandbox at %s", file.DownloadURL, w.url)
	}
	return w.v3("GET", target, "")
}

func lines(text ...string) string { return "\ufeff" + strings.Join(text, "\r\n") + "\r\n" }

func (d traded) bills() map[string]string {
	stamp, m := d.at.Format(time.DateTime), merchant()
	first := fmt.Sprintf("`%s,`%s,`%s,`0,`,`%s,`order-1,`%s,`JSAPI,", stamp, m.AppID, m.MchID, d.transaction, m.OpenID)
	const goods = "`茶    两 ,`a&b,"
	const names = "交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,应结订单金额,代金券金额,"
	const refund = "微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,"
	const tail = "商品名称,商户数据包,手续费,费率,订单金额,"
	const sums = "总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额"
	back := "`" + d.refund + ",`refund-1,`9.90,`0.00,`ORIGINAL,`SUCCESS,"
	return map[string]string{
		"ALL": lines(names+refund+tail+"申请退款金额,费率备注",
			first+"`SUCCESS,`OTHERS,`CNY,`19.90,`0.00,`0,`0,`0.00,`0.00,`,`,"+goods+"`0.11940,`0.60%,`19.90,`0.00,`",
			first+"`REFUND,`OTHERS,`CNY,`0.00,`0.00,"+back+goods+"`-0.05940,`0.60%,`0.00,`9.90,`",
			sums, "`2.0,`19.90,`9.90,`0.00,`0.06000,`19.90,`9.90"),
		"SUCCESS": lines(names+tail+"费率备注",
			first+"`SUCCESS,`OTHERS,`CNY,`19.90,`0.00,"+goods+"`0.11940,`0.60%,`19.90,`",
			"总交易单数,应结订单总金额,手续费总金额,订单总金额", "`1.0,`19.90,`0.11940,`19.90"),
		"REFUND": lines(names+"退款申请时间,退款成功时间,"+refund+tail+"申请退款金额,费率备注",
			first+"`REFUND,`OTHERS,`CNY,`0.00,`0.00,`"+stamp+",`"+stamp+","+back+goods+"`-0.05940,`0.60%,`0.00,`9.90,`",
			sums, "`1.0,`0.00,`9.90,`0.00,`-0.05940,`0.00,`9.90"),
		"BASIC": lines("记账时间,微信支付业务单号,资金流水单号,业务名称,业务类型,收支类型,收支金额(元),账户结余(元),资金变更提交申请人,备注,业务凭证号",
			fmt.Sprintf("`%s,`%s,`%s1,`交易,`交易,`收入,`19.90,`19.90,`system,`结算总金额19.90元,`order-1", stamp, d.transaction, d.transaction),
			fmt.Sprintf("`%s,`%s,`%s2,`扣除交易手续费,`交易,`支出,`0.12,`19.78,`system,`交易手续费,`order-1", stamp, d.transaction, d.transaction),
			fmt.Sprintf("`%s,`%s,`%s1,`退款,`退款,`支出,`9.84,`9.94,`system,`退款总金额9.90元;含手续费0.06元,`refund-1", stamp, d.refund, d.refund),
			"资金流水总笔数,收入笔数,收入金额,支出笔数,支出金额", "`3.0,`1.0,`19.90,`2.0,`9.96"),
	}
}

// target asks for a bill by its type.
func (d traded) target(kind string) string {
	if kind == "BASIC" {
		return "/v3/bill/fundflowbill?bill_date=" + d.date()
	}
	return "/v3/bill/tradebill?bill_date=" + d.date() + "&bill_type=" + kind
}

func TestBillsToTheLetter(t *testing.T) {
	d := trade(t)
	d.toMorning()
	for kind, want := range d.bills() {
		file, reply := d.ask(d.target(kind))
		if v := v3.CheckReply(reply.Status, reply.Header, reply.Body, keys(t), time.Now()); !v.OK() {
			t.Fatalf("%s: %s %+v", kind, reply.Body, v.Checks)
		}
		got := d.download(file)
		if diff := cmp.Diff(want, string(got.Body)); diff != "" {
			t.Errorf("%s: %s", kind, diff)
		}
		sum := sha1.Sum(got.Body)
		if file.HashType != "SHA1" || file.HashValue != hex.EncodeToString(sum[:]) {
			t.Errorf("%s: announced %+v, the sum is %x", kind, file, sum)
		}
		if v := v3.CheckFile(got.Status, got.Body); got.Header.Get(v3.HeaderSignature) != "" || !v.OK() {
			t.Errorf("%s: the file came with %v", kind, got.Header)
		}

		packed, _ := d.ask(d.target(kind) + "&tar_type=GZIP")
		if packed.HashValue != file.HashValue {
			t.Errorf("%s: packed it has another sum", kind)
		}
		unpacked(t, d.download(packed).Body, want)
	}
}

func unpacked(t *testing.T, packed []byte, want string) {
	t.Helper()
	r, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		t.Fatal(err)
	}
	if got, err := io.ReadAll(r); err != nil || string(got) != want {
		t.Errorf("unpacked %s, %v", got, err)
	}
}

func TestBillsAreMadeAtTen(t *testing.T) {
	d := trade(t)
	morning := d.day.Add(34 * time.Hour)
	for _, c := range []struct {
		at   time.Time
		code string
	}{
		{d.at, "STATEMENT_CREATING"}, {morning.Add(-time.Second), "STATEMENT_CREATING"}, {morning, ""},
		{d.day.AddDate(0, 3, 0), ""}, {d.day.AddDate(0, 3, 1), "NO_STATEMENT_EXIST"},
	} {
		var clock struct{ Now time.Time }
		d.control("POST clock", map[string]string{"advance": "0s"}, &clock)
		d.advance(c.at.Sub(clock.Now))
		for _, kind := range []string{"ALL", "BASIC"} {
			reply := d.v3("GET", d.target(kind), "")
			if facts := v3.ReplyFacts(reply.Status, reply.Body); facts.ErrorCode != c.code || (c.code != "") != (reply.Status == 400) {
				t.Errorf("%s at %s: %d %s, want %q", kind, c.at, reply.Status, reply.Body, c.code)
			}
		}
	}
}

func TestBillsThatDoNotExist(t *testing.T) {
	d := trade(t)
	d.toMorning()
	yesterday := d.day.AddDate(0, 0, -1).Format(time.DateOnly)
	for target, code := range map[string]string{
		"tradebill?bill_date=" + yesterday: "NO_STATEMENT_EXIST", "fundflowbill?bill_date=" + yesterday: "NO_STATEMENT_EXIST",
		"tradebill?bill_type=RECHARGE_REFUND&bill_date=" + d.date(): "NO_STATEMENT_EXIST", "fundflowbill?account_type=FEES&bill_date=" + d.date(): "NO_STATEMENT_EXIST",
		"tradebill": "PARAM_ERROR", "tradebill?bill_date=20260102": "PARAM_ERROR", "tradebill?bill_type=SOME&bill_date=" + d.date(): "PARAM_ERROR",
		"tradebill?tar_type=ZIP&bill_date=" + d.date(): "PARAM_ERROR", "fundflowbill?account_type=Basic&bill_date=" + d.date(): "PARAM_ERROR",
	} {
		if got := refused(t, d.v3("GET", "/v3/bill/"+target, "")); got.Status != 400 || got.Code != code {
			t.Errorf("%s: %+v, want %s", target, got, code)
		}
	}
}

func TestDownloadURLLives(t *testing.T) {
	d := trade(t)
	d.toMorning()
	for _, life := range []time.Duration{30 * time.Second, 300 * time.Second} {
		file, _ := d.ask(d.target("ALL"))
		d.advance(life - time.Second)
		if reply := d.download(file); reply.Status != 200 {
			t.Errorf("within %s: %d %s", life, reply.Status, reply.Body)
		}
		d.advance(time.Second)
		if got := refused(t, d.download(file)); got.Status != 400 || got.Code != "INVALID_REQUEST" {
			t.Errorf("after %s: %+v", life, got)
		}
		d.control("POST bill", map[string]int{"url_seconds": 300}, nil)
	}
	if status := d.control("POST bill", map[string]int{"url_seconds": 0}, nil); status != 400 {
		t.Errorf("no life at all: %d", status)
	}
}

// The token belongs to the target that is signed, to the merchant, and to
// whoever made it.
func TestDownloadTokens(t *testing.T) {
	d := trade(t)
	d.toMorning()
	file, _ := d.ask(d.target("ALL"))
	u, err := url.Parse(file.DownloadURL)
	if err != nil {
		t.Fatal(err)
	}
	const path = "/v3/billdownload/file"
	if got := refused(t, d.v3("GET", path, "", func(r *wxpay.Request) { r.URL = file.DownloadURL })); got.Status != 401 {
		t.Errorf("signed without its query: %+v", got)
	}
	if got := refused(t, d.v3("GET", u.RequestURI(), "", header("Authorization", ""))); got.Status != 401 {
		t.Errorf("not signed: %+v", got)
	}
	const others = "eyJtY2hpZCI6IjE5MDAwMDcyOTEifQ.AAAA" // {"mchid":"1900007291"}
	for token, code := range map[string]string{
		"": "PARAM_ERROR", "x": "INVALID_REQUEST", u.Query().Get("token") + "A": "INVALID_REQUEST", others: "NO_AUTH",
	} {
		got := refused(t, d.v3("GET", path+"?token="+token, ""))
		if got.Code != code || (code == "NO_AUTH") != (got.Status == 403) {
			t.Errorf("token %.10s…: %+v, want %s", token, got, code)
		}
	}
}

// A bill tells what was so when it was made, whatever became of a refund since.
func TestBillOfARefundUnderWay(t *testing.T) {
	w := open(t)
	w.place("order-1", nowhere)
	w.pay("order-1")
	for no, outcome := range map[string]string{"held": "hold", "abnormal": "abnormal", "closed": "closed"} {
		w.control("POST refund", map[string]string{"outcome": outcome}, nil)
		w.refund("order-1", "refund-"+no, 100, 1990, "")
	}
	w.advance(36 * time.Hour)
	var clock struct{ Now time.Time }
	w.control("POST clock", map[string]string{"advance": "0s"}, &clock)
	day := time.Now().In(beijing).Format(time.DateOnly)
	before, _ := w.ask("/v3/bill/tradebill?bill_date=" + day)
	text := string(w.download(before).Body)
	for no, state := range map[string]string{"held": "PROCESSING", "abnormal": "CHANGE"} {
		if !strings.Contains(text, "`refund-"+no+",`1.00,`0.00,`ORIGINAL,`"+state+",") {
			t.Errorf("%s refund: %s", no, text)
		}
	}
	if strings.Contains(text, "refund-closed") {
		t.Errorf("the closed refund is in the bill: %s", text)
	}
	w.control("POST refund", map[string]string{"outcome": "success", "out_refund_no": "refund-held"}, nil)
	if after, _ := w.ask("/v3/bill/tradebill?bill_date=" + day); after.HashValue != before.HashValue {
		t.Error("the bill changed after it was made")
	}
}

// V2 answers the bill itself, unsigned, and failures in two forms.
func TestV2Bills(t *testing.T) {
	d := trade(t)
	day := d.day.Format("20060102")
	common := orderV2("", nowhere, "HMAC-SHA256")[:3]
	ask := func(path string, more ...string) *wxpay.Reply {
		fields := with(common, "sign_type", "HMAC-SHA256")
		for i := 0; i < len(more); i += 2 {
			fields = with(fields, more[i], more[i+1])
		}
		return d.sendV2("/pay/"+path, fields)
	}
	message := func(reply *wxpay.Reply) string {
		m := d.message(reply)
		if _, signed := m.Lookup("sign"); signed {
			t.Errorf("signed %v", m)
		}
		return m.Get("return_code") + " " + m.Get("return_msg") + " " + m.Get("error_code") + m.Get("result_code") + " " + m.Get("err_code")
	}
	if got := message(ask("downloadbill", "bill_date", day)); got != "FAIL Bill Creating 20003 " {
		t.Errorf("too early: %s", got)
	}
	if got := message(ask("downloadfundflow", "bill_date", day, "account_type", "Basic")); got != "SUCCESS OK FAIL BILL_CREATING" {
		t.Errorf("too early: %s", got)
	}
	d.toMorning()
	bills := d.bills()
	for _, kind := range []string{"ALL", "SUCCESS", "REFUND"} {
		if got := string(ask("downloadbill", "bill_date", day, "bill_type", kind).Body); got != bills[kind] {
			t.Errorf("%s: %s", kind, cmp.Diff(bills[kind], got))
		}
	}
	unpacked(t, ask("downloadbill", "bill_date", day, "tar_type", "GZIP").Body, bills["ALL"])
	flow := ask("downloadfundflow", "bill_date", day, "account_type", "Basic")
	sum := sha1.Sum([]byte(bills["BASIC"]))
	if string(flow.Body) != bills["BASIC"] || flow.Header.Get("Digest") != "SHA="+hex.EncodeToString(sum[:]) {
		t.Errorf("fund flow: %v %s", flow.Header, flow.Body)
	}
	for want, reply := range map[string]*wxpay.Reply{
		"FAIL No Bill Exist 20002 ":     ask("downloadbill", "bill_date", d.day.AddDate(0, 0, -1).Format("20060102")),
		"FAIL missing parameter 20001 ": ask("downloadbill"),
		"FAIL data format error 20001 ": ask("downloadbill", "bill_date", "2026-01-02"),
		"FAIL invalid bill_type 20001 ": ask("downloadbill", "bill_date", day, "bill_type", "SOME"),
		"FAIL SIGN ERROR 20001 ":        d.sendV2("/pay/downloadbill", append(with(common, "bill_date", day), wxpay.Field{Name: "sign", Value: "x"})),
		"SUCCESS OK FAIL NO_BILL_EXIST": ask("downloadfundflow", "bill_date", day, "account_type", "Fees"),
		"SUCCESS OK FAIL PARAM_ERROR":   d.sendV2("/pay/downloadfundflow", with(with(common, "bill_date", day), "account_type", "Basic")),
		"SUCCESS OK FAIL LACK_PARAMS":   ask("downloadfundflow", "bill_date", day),
		"FAIL 签名错误，请检查后再试  ":            d.sendV2("/pay/downloadfundflow", []wxpay.Field{{Name: "mch_id", Value: string(merchant().MchID)}, {Name: "sign", Value: "x"}}),
	} {
		if got := message(reply); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// sendV2 sends a V2 message, signed if it is not yet.
func (w *world) sendV2(path string, fields []wxpay.Field) *wxpay.Reply {
	w.t.Helper()
	m := v2.Message(fields)
	if m.Get("sign") == "" {
		t, err := v2.ParseSignType(m.Get("sign_type"))
		if err != nil {
			w.t.Fatal(err)
		}
		m = append(m[:len(m):len(m)], wxpay.Field{Name: "sign", Value: v2.Sign(fields, v2Key(), t).Signature})
	}
	return w.send(wxpay.Request{Method: "POST", URL: w.url + path, Body: m.XML()})
}
