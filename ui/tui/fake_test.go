package tui_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"reflect"
	"strings"
	"sync"
	"time"
	"unsafe"

	"wxlens/ui/workbench/inbox"
	"wxlens/ui/workbench/ledger"
	"wxlens/ui/workbench/run"
	"wxlens/ui/workbench/state"
	"wxlens/wxpay"
	"wxlens/wxpay/catalog"
	"wxlens/wxpay/flow"
	"wxlens/wxpay/order"
)

// fake is a workbench with canned answers over the real flow, session and
// ledger.
type fake struct {
	journal *journal
	ledger  *ledger.Ledger
	delay   time.Duration // of a step
	hold    chan struct{} // steps wait for it when it is not nil
	fail    flow.StepName // step that fails
	refuse  error         // why no session can be made

	mu      sync.Mutex
	session *run.Session
	n       int
	current string
}

func newFake() *fake {
	j := &journal{changed: make(chan struct{}, 1)}
	return &fake{journal: j, ledger: ledger.New(j), current: "demo"}
}

var noon = time.Date(2026, 11, 20, 12, 0, 0, 0, time.Local)

const (
	fakeMch = "1900006511"
	fakeApp = "wx8888888888888888"
)

// NewSession fills the unexported slots by reflection: sessions are otherwise
// made by the workbench only.
func (f *fake) NewSession(flowID string, s flow.Scenario) (*run.Session, error) {
	fl, ok := flow.ByID(flowID)
	if !ok || f.refuse != nil {
		return nil, f.refuse
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.n++
	session := &run.Session{Flow: fl, Scenario: s, Profile: f.current, Steps: fl.Steps(s)}
	set(session, "slots", map[flow.Slot]string{
		flow.SlotAppID: fakeApp, flow.SlotMchID: fakeMch, flow.SlotAppSecret: "5ab1e5ec7e75ab1e5ec7e75ab1e5ec7e",
		flow.SlotNotifyURL:  "http://127.0.0.1:41873/notify/demo/v3",
		flow.SlotOutTradeNo: fmt.Sprintf("T20261120-%04d", f.n), flow.SlotTotal: "100", flow.SlotDescription: "鲜榨橙汁（大杯）",
		flow.SlotJSCode: "0a3Xy1Ga1bZ9hD0xkxGa1Kd5sX3Xy1Gz", flow.SlotSignType: "MD5", flow.SlotNonce: "7F3A9C2E5D814B60A1C2D3E4F5061728",
		flow.SlotTimestamp: "1795143262",
	})
	set(session, "fixed", map[string]string{})
	set(session, "pinned", map[flow.Slot]bool{})
	f.session = session
	return session, nil
}

// set sets an unexported field.
func set[T any](of any, name string, value T) {
	field := reflect.ValueOf(of).Elem().FieldByName(name)
	reflect.NewAt(field.Type(), unsafe.Pointer(field.UnsafeAddr())).Elem().Set(reflect.ValueOf(value))
}

func (f *fake) values(step int) catalog.Values {
	values := catalog.Values{}
	for _, field := range f.session.Form(step) {
		values[field.Name] = field.Value
	}
	return values
}

func (f *fake) Draft(j run.Job) run.Draft {
	f.mu.Lock()
	defer f.mu.Unlock()
	s := f.session
	values := f.values(j.Index)
	var d run.Draft
	switch j.Step.Kind {
	case flow.Sign:
		d.Text = lines("appId", values["appId"], "timestamp", values["timestamp"], "nonce_str", values["nonce_str"], "package", "prepay_id="+values["prepay_id"])
		d.ClientParams = []wxpay.Field{{Name: "timeStamp", Value: values["timestamp"]}, {Name: "nonceStr", Value: values["nonce_str"]}, {Name: "package", Value: "prepay_id=" + values["prepay_id"]}, {Name: "signType", Value: "RSA"}, {Name: "paySign", Value: strings.Repeat("Kx9/", 86)}}
	case flow.Call:
		e, _ := catalog.ByID(j.Step.Endpoint)
		call, problems := e.Build(values)
		d.Problems = problems
		d.Request = wxpay.Request{Method: call.Method, URL: "http://127.0.0.1:18080" + call.Target, Body: call.Body, Header: http.Header{"Accept": {"application/json"}}}
		if j.Step.Name == flow.Login {
			return d
		}
		if j.API == wxpay.V2 {
			d.Text = v2Text(call.Fields)
			d.Signature = "9A0A8659F005D6984697E2CA0A9CF3B7"
			d.Trace = wxpay.Trace{{Name: wxpay.StepJoin}, {Name: wxpay.StepMD5, Output: wxpay.PlainText("9a0a8659f005d6984697e2ca0a9cf3b7")}, {Name: wxpay.StepUpperHex, Output: wxpay.PlainText(d.Signature)}}
			return d
		}
		d.Text = lines("method", call.Method, "url", call.Target, "timestamp", s.Slot(flow.SlotTimestamp), "nonce_str", s.Slot(flow.SlotNonce), "body", string(call.Body))
		d.Request.Header.Set("Authorization", `WECHATPAY2-SHA256-RSA2048 mchid="1900006511",nonce_str="7F3A9C2E",timestamp="1795143262",serial_no="5A0D4F1B2C3D4E5F60718293A4B5C6D7E8F90A1B",signature="`+strings.Repeat("Kx9/", 86)+`"`)
	default:
		return d
	}
	sum := sha256.Sum256(d.Text.Bytes())
	d.Signature = strings.Repeat("Kx9/", 86)
	d.Trace = wxpay.Trace{
		{Name: wxpay.StepLines, Output: d.Text},
		{Name: wxpay.StepSHA256, Input: d.Text, Output: wxpay.PlainText(hex.EncodeToString(sum[:]))},
		{Name: wxpay.StepRSASign, Fields: []string{"5A0D4F1B2C3D4E5F60718293A4B5C6D7E8F90A1B"}},
		{Name: wxpay.StepBase64, Output: wxpay.PlainText(d.Signature)},
	}
	return d
}

func lines(pairs ...string) wxpay.Text {
	t := wxpay.NewText(512, 5)
	for i := 0; i < len(pairs); i += 2 {
		t.Value(pairs[i], pairs[i+1])
		t.Literal("\n")
	}
	return t
}

func v2Text(fields []wxpay.Field) wxpay.Text {
	t := wxpay.NewText(512, len(fields)+1)
	for _, f := range fields {
		t.Literal(f.Name + "=")
		t.Value(f.Name, f.Value)
		t.Literal("&")
	}
	t.Literal("key=")
	t.Hidden("key", wxpay.NewSecret("192006250b4c09247ec02edce69f6a2d"))
	return t
}

func (f *fake) Do(ctx context.Context, j run.Job) run.Result {
	if f.hold != nil {
		select {
		case <-f.hold:
		case <-ctx.Done():
			return run.Result{Step: j.Step.Name, Err: ctx.Err()}
		}
	}
	select {
	case <-time.After(f.delay):
	case <-ctx.Done():
		return run.Result{Step: j.Step.Name, Err: ctx.Err()}
	}
	d := f.Draft(j)
	f.mu.Lock()
	no := wxpay.OutTradeNo(f.session.Slot(flow.SlotOutTradeNo))
	api := f.session.Flow.API
	f.mu.Unlock()
	r := run.Result{Step: j.Step.Name, OK: true, Text: d.Text, Signature: d.Signature, Trace: d.Trace, ClientParams: d.ClientParams, Started: noon, Elapsed: 42 * time.Millisecond}
	x := wxpay.Exchange{
		Direction: wxpay.Outgoing, Profile: "demo", API: api, Call: j.Step.Endpoint, Request: d.Request, Started: noon.Add(time.Duration(j.Index) * 7 * time.Second),
		Elapsed: 42 * time.Millisecond, Facts: wxpay.Facts{OutTradeNo: no, Total: 100, Currency: "CNY", MchID: fakeMch, AppID: fakeApp},
	}
	header := http.Header{"Content-Type": {"application/json"}, "Wechatpay-Serial": {"PUB_KEY_ID_0119000065112026112000000000001"}, "Wechatpay-Timestamp": {"1795143262"}, "Wechatpay-Nonce": {"c5ac7061fccab6bf3e254dcf98995b8c"}, "Wechatpay-Signature": {strings.Repeat("qW3+", 86)}}
	gives := map[flow.Slot]string{}
	verified := []wxpay.Check{
		wxpay.Pass(wxpay.CheckStatus, "200", "200"), wxpay.Pass(wxpay.CheckHeaders, "", "Wechatpay-Timestamp, Wechatpay-Nonce, Wechatpay-Signature, Wechatpay-Serial"),
		wxpay.Pass(wxpay.CheckTimestamp, "±300s", "0s"), wxpay.Pass(wxpay.CheckKeyKnown, "", "PUB_KEY_ID_0119000065112026112000000000001"),
		wxpay.Pass(wxpay.CheckSignature, "", "RSA-SHA256"),
	}
	switch j.Step.Name {
	case flow.Login:
		x.Reply = &wxpay.Reply{Status: 200, Header: http.Header{"Content-Type": {"application/json"}}, Body: []byte(`{"openid":"oUpF8uMuAJO_M2pxb1Q9zNjWeS6o","session_key":"***"}`)}
		r.Checks = []wxpay.Check{wxpay.Pass(wxpay.CheckStatus, "200", "200"), wxpay.Pass(wxpay.CheckWellFormed, "", "JSON")}
		gives[flow.SlotOpenID] = "oUpF8uMuAJO_M2pxb1Q9zNjWeS6o"
	case flow.Order:
		x.Reply = &wxpay.Reply{Status: 200, Header: header, Body: []byte(`{"prepay_id":"wx201410272009395522657a690389285100"}`)}
		r.Checks = verified
		gives[flow.SlotPrepayID] = "wx201410272009395522657a690389285100"
	case flow.PaySign:
		r.Checks = []wxpay.Check{wxpay.Pass(wxpay.CheckOwnSignature, "", "5A0D4F1B2C3D4E5F60718293A4B5C6D7E8F90A1B")}
	case flow.Cashier:
		x.Call, x.Facts.State = order.CallCashier, wxpay.Success
		r.Checks = []wxpay.Check{wxpay.Pass(wxpay.CheckPayParams, "", "requestPayment:ok")}
	case flow.Notify:
		f.notify(&x, &r, no, header)
	case flow.Query:
		x.Facts.State = j.Scenario.Want()
		if f.session.Steps[j.Index].Name == flow.Query && !j.Last && j.Scenario != flow.Pay {
			x.Facts.State = wxpay.NotPay
		}
		x.Reply = &wxpay.Reply{Status: 200, Header: header, Body: []byte(`{"out_trade_no":"` + string(no) + `","trade_state":"` + string(x.Facts.State) + `","amount":{"total":100,"currency":"CNY","payer_total":100},"payer":{"openid":"oUpF8uMuAJO_M2pxb1Q9zNjWeS6o"}}`)}
		r.Checks = append(verified, wxpay.Pass(wxpay.CheckTradeState, string(x.Facts.State), string(x.Facts.State)))
	case flow.Close:
		x.Reply = &wxpay.Reply{Status: 204, Header: header}
		r.Checks = verified
	}
	if j.Step.Name == f.fail {
		r.OK = false
		r.Checks = append(r.Checks, wxpay.Fail(wxpay.CheckSignature, wxpay.ReasonSignatureMismatch, "POST\\n/v3/…", "POST /v3/…"))
	}
	x.Checks = r.Checks
	if j.Step.Kind != flow.Sign {
		f.journal.add(&x)
		r.Exchange = &x
	}
	set(&r, "gives", gives)
	return r
}

func (f *fake) notify(x *wxpay.Exchange, r *run.Result, no wxpay.OutTradeNo, header http.Header) {
	x.Direction, x.Call, x.Facts.State, x.Facts.EventType = wxpay.Incoming, order.CallNotify, wxpay.Success, "TRANSACTION.SUCCESS"
	x.Facts.TransactionID = "4200002468202611201234567890"
	x.Request = wxpay.Request{Method: "POST", URL: "/notify/demo/v3", Header: header, Body: []byte(`{"id":"EV-2018022511223320873","create_time":"2026-11-20T12:00:00+08:00","resource_type":"encrypt-resource","event_type":"TRANSACTION.SUCCESS","summary":"支付成功","resource":{"original_type":"transaction","algorithm":"AEAD_AES_256_GCM","ciphertext":"` + strings.Repeat("qWxZ", 60) + `","associated_data":"transaction","nonce":"fdasflkja484"}}`)}
	x.Reply, x.Attempt = &wxpay.Reply{Status: 204}, 1
	r.Text = lines("timestamp", "1795143262", "nonce_str", "c5ac7061fccab6bf3e254dcf98995b8c", "body", string(x.Request.Body))
	r.Plain = []byte(`{"transaction_id":"4200002468202611201234567890","out_trade_no":"` + string(no) + `","trade_state":"SUCCESS","trade_state_desc":"支付成功","amount":{"total":100,"payer_total":100,"currency":"CNY"}}`)
	for _, name := range []wxpay.CheckName{wxpay.CheckWellFormed, wxpay.CheckHeaders, wxpay.CheckTimestamp, wxpay.CheckKeyKnown, wxpay.CheckSignature, wxpay.CheckDecrypts, wxpay.CheckMerchantApp, wxpay.CheckOrderKnown, wxpay.CheckAmount, wxpay.CheckNotSeen} {
		r.Checks = append(r.Checks, wxpay.Pass(name, "", "✓ "+string(name)))
	}
}

func (f *fake) Refresh(ctx context.Context) (ledger.Snapshot, error) { return f.ledger.Refresh(ctx) }
func (f *fake) Changed() <-chan struct{}                             { return f.journal.Changed() }

func (f *fake) Timeline(ctx context.Context, no wxpay.OutTradeNo) ([]ledger.Event, error) {
	return f.ledger.Timeline(ctx, no)
}

func (f *fake) Delivery(ctx context.Context, id string) (inbox.Detail, error) {
	x, err := f.journal.Exchange(ctx, id)
	d := inbox.Detail{Exchange: x, Text: lines("timestamp", "1795143262", "nonce_str", "c5ac7061", "body", string(x.Request.Body)), Plain: []byte(`{"trade_state":"SUCCESS"}`)}
	return d, err
}

func (f *fake) Exchange(ctx context.Context, id string) (wxpay.Exchange, error) {
	return f.journal.Exchange(ctx, id)
}

func (f *fake) Profiles() []state.Profile {
	f.mu.Lock()
	defer f.mu.Unlock()
	return []state.Profile{
		{Name: "demo", MchID: fakeMch, Current: f.current == "demo"},
		{Name: "正式商户", MchID: "1609876543", Live: true, Fault: "apiclient_key.pem", Current: f.current == "正式商户"},
		{Name: "second", MchID: "1900000109", Current: f.current == "second"},
	}
}

func (f *fake) UseProfile(_ context.Context, name string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.current = name
	return nil
}

func (f *fake) Status() state.Status {
	f.mu.Lock()
	defer f.mu.Unlock()
	return state.Status{Profile: f.current, MchID: fakeMch, SandboxURL: "http://127.0.0.1:18080", ReceiverURL: "http://127.0.0.1:41873"}
}

func (f *fake) Close() error { return nil }

// journal keeps exchanges in memory.
type journal struct {
	mu      sync.Mutex
	all     []wxpay.Exchange
	changed chan struct{}
}

func (j *journal) add(x *wxpay.Exchange) {
	j.mu.Lock()
	x.ID = fmt.Sprintf("x%06d", len(j.all)+1)
	j.all = append(j.all, *x)
	j.mu.Unlock()
	select {
	case j.changed <- struct{}{}:
	default:
	}
}

func (j *journal) Since(_ context.Context, seq int64, limit int) ([]wxpay.Exchange, int64, bool, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	to := min(int(seq)+limit, len(j.all))
	return j.all[seq:to], int64(to), to < len(j.all), nil
}

func (j *journal) Exchange(_ context.Context, id string) (wxpay.Exchange, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	for _, x := range j.all {
		if x.ID == id {
			return x, nil
		}
	}
	return wxpay.Exchange{}, errors.New("no such exchange")
}

func (j *journal) OfOrder(_ context.Context, no wxpay.OutTradeNo) ([]wxpay.Exchange, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	var of []wxpay.Exchange
	for _, x := range j.all {
		if x.Facts.OutTradeNo == no {
			of = append(of, x)
		}
	}
	return of, nil
}

func (j *journal) Changed() <-chan struct{} { return j.changed }

// fill adds n deliveries of n/5 orders, so that every list has rows.
func (f *fake) fill(n int) {
	for i := range n {
		no := wxpay.OutTradeNo(fmt.Sprintf("订单T20261119-%06d", i/5))
		x := wxpay.Exchange{Direction: wxpay.Incoming, Call: order.CallNotify, API: wxpay.V3, Profile: "demo", Started: noon.Add(time.Duration(i) * time.Second), Reply: &wxpay.Reply{Status: 204}, Attempt: 1,
			Request: wxpay.Request{Method: "POST", URL: "/notify/demo/v3", Body: []byte(`{"summary":"支付成功"}`)},
			Facts:   wxpay.Facts{OutTradeNo: no, EventType: "TRANSACTION.SUCCESS", State: wxpay.Success, Total: wxpay.Fen(100 + i), Currency: "CNY"}, Checks: []wxpay.Check{wxpay.Pass(wxpay.CheckSignature, "", "")}}
		switch i % 7 {
		case 3:
			x.Probe, x.Reply.Status = true, 401
			x.Checks = []wxpay.Check{wxpay.Fail(wxpay.CheckSignature, wxpay.ReasonProbe, "", "WECHATPAY/SIGNTEST/…")}
		case 5:
			x.Reply.Status = 500
			x.Checks = []wxpay.Check{wxpay.Fail(wxpay.CheckKeyKnown, wxpay.ReasonUnknownSerial, "PUB_KEY_ID_01", "7132D72A03E93CDDF8C03BBD1F37EEDF")}
		}
		f.journal.add(&x)
	}
}
