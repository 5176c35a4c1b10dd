package sandbox_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"wxlens/wxpay"
	"wxlens/wxpay/catalog"
	"wxlens/wxpay/client"
	"wxlens/wxpay/sandbox"
	"wxlens/wxpay/v2"
	"wxlens/wxpay/v3"
)

// credentials are made once; making them takes a while.
var credentials = sync.OnceValue(func() *sandbox.Credentials {
	c, err := sandbox.NewCredentials(time.Now())
	if err != nil {
		panic(err)
	}
	return c
})

func merchant() sandbox.Merchant { return credentials().Merchant }

func v2Key() wxpay.Secret { return wxpay.NewSecret(merchant().APIv2Key) }

func signer() *v3.Signer {
	return &v3.Signer{MchID: merchant().MchID, SerialNo: merchant().MerchantSerialNo, Key: credentials().MerchantKey}
}

// keys are both of WeChat Pay's.
func keys(t *testing.T) v3.Keys {
	t.Helper()
	cert, err := v3.ParseCertificate(credentials().PlatformCert)
	if err != nil {
		t.Fatal(err)
	}
	key, err := v3.CertificateKey(cert)
	if err != nil {
		t.Fatal(err)
	}
	return v3.Keys{key, {ID: merchant().PublicKeyID, Kind: v3.PublicKey, Verifier: v3.RSAVerifier{Key: &credentials().PublicKey.PublicKey}}}
}

// world is a sandbox served over HTTP.
type world struct {
	t *testing.T
	*sandbox.Sandbox
	url string
	via http.RoundTripper // to it
}

// config is a sandbox that forgets, on a virtual clock, with a fixed seed.
func config() sandbox.Config {
	return sandbox.Config{Credentials: credentials(), Virtual: true, Random: rand.NewChaCha8([32]byte{1}), Now: time.Now}
}

func open(t *testing.T, change ...func(*sandbox.Config)) *world {
	t.Helper()
	cfg := config()
	for _, c := range change {
		c(&cfg)
	}
	s, err := sandbox.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(s)
	w := &world{t, s, server.URL, http.DefaultTransport}
	t.Cleanup(func() { w.close(server) })
	return w
}

func (w *world) close(server *httptest.Server) {
	server.Close()
	if err := w.Close(); err != nil {
		w.t.Error(err)
	}
}

func trusting(trust sandbox.Trust) func(*sandbox.Config) {
	return func(c *sandbox.Config) { c.Trust = trust }
}

// send makes a request to the sandbox.
func (w *world) send(r wxpay.Request) *wxpay.Reply {
	w.t.Helper()
	reply, err := client.Send(context.Background(), w.via, r)
	if err != nil {
		w.t.Fatal(err)
	}
	return reply
}

// v3 makes a signed V3 call; changes are made after signing.
func (w *world) v3(method, target, body string, change ...func(*wxpay.Request)) *wxpay.Reply {
	w.t.Helper()
	p, err := client.SignV3(w.url, signer(), method, target, []byte(body), strconv.FormatInt(time.Now().Unix(), 10), "593BEC0C930BF1AFEB40B4A08C8FB242", "")
	if err != nil {
		w.t.Fatal(err)
	}
	for _, c := range change {
		c(&p.Request)
	}
	return w.send(p.Request)
}

// v2 makes a signed V2 call and returns the message of the reply.
func (w *world) v2(path string, fields []wxpay.Field) v2.Message {
	w.t.Helper()
	t, err := v2.ParseSignType(v2.Message(fields).Get("sign_type"))
	if err != nil {
		w.t.Fatal(err)
	}
	return w.message(w.send(client.SignV2(w.url, v2Key(), t, path, fields).Request))
}

func (w *world) message(reply *wxpay.Reply) v2.Message {
	w.t.Helper()
	m, err := v2.Parse(reply.Body)
	if err != nil || reply.Status != 200 {
		w.t.Fatalf("replied %d %s, %v", reply.Status, reply.Body, err)
	}
	return m
}

// control makes a control call and decodes the answer.
func (w *world) control(call string, body, into any) int {
	w.t.Helper()
	method, path, _ := strings.Cut(call, " ")
	sent, err := json.Marshal(body)
	if err != nil {
		w.t.Fatal(err)
	}
	reply := w.send(wxpay.Request{Method: method, URL: w.url + "/_sandbox/" + path, Body: sent})
	if into != nil {
		if err := json.Unmarshal(reply.Body, into); err != nil {
			w.t.Fatalf("%s: %s: %v", call, reply.Body, err)
		}
	}
	return reply.Status
}

func (w *world) advance(d time.Duration) {
	w.t.Helper()
	if status := w.control("POST clock", map[string]string{"advance": d.String()}, nil); status != 200 {
		w.t.Fatalf("the clock answered %d", status)
	}
}

// order is a good V3 order.
func order(no, notifyURL string) catalog.Values {
	return catalog.Values{
		"appid": string(merchant().AppID), "mchid": string(merchant().MchID), "description": "茶", "out_trade_no": no,
		"notify_url": notifyURL, "amount.total": "1990", "payer.openid": string(merchant().OpenID), "attach": "a&b",
	}
}

// build writes the body of a V3 order, good or not.
func build(t *testing.T, values catalog.Values) string {
	t.Helper()
	e, ok := catalog.ByID(catalog.V3JSAPI)
	if !ok {
		t.Fatal("no such endpoint")
	}
	call, _ := e.Build(values)
	return string(call.Body)
}

const (
	placing = "/v3/pay/transactions/jsapi"
	nowhere = "http://127.0.0.1:9/notify" // an address where nobody listens
)

// place places a V3 order and returns its prepay id.
func (w *world) place(no, notifyURL string) wxpay.PrepayID {
	w.t.Helper()
	reply := w.v3("POST", placing, build(w.t, order(no, notifyURL)))
	facts := v3.ReplyFacts(reply.Status, reply.Body)
	if reply.Status != 200 || facts.PrepayID == "" {
		w.t.Fatalf("placing %s: %d %s", no, reply.Status, reply.Body)
	}
	return facts.PrepayID
}

// orderV2 is a good V2 order.
func orderV2(no, notifyURL, signType string) []wxpay.Field {
	fields := []wxpay.Field{
		{Name: "appid", Value: string(merchant().AppID)}, {Name: "mch_id", Value: string(merchant().MchID)}, {Name: "nonce_str", Value: "N"},
		{Name: "body", Value: "茶"}, {Name: "out_trade_no", Value: no}, {Name: "total_fee", Value: "1990"}, {Name: "spbill_create_ip", Value: "127.0.0.1"},
		{Name: "notify_url", Value: notifyURL}, {Name: "trade_type", Value: "JSAPI"}, {Name: "openid", Value: string(merchant().OpenID)}, {Name: "attach", Value: "a&b"},
	}
	if signType != "" {
		fields = append(fields, wxpay.Field{Name: "sign_type", Value: signType})
	}
	return fields
}

func with(fields []wxpay.Field, name, value string) []wxpay.Field {
	fields = append([]wxpay.Field{}, fields...)
	for i := range fields {
		if fields[i].Name == name {
			fields[i].Value = value
			return fields
		}
	}
	return append(fields, wxpay.Field{Name: name, Value: value})
}

func (w *world) placeV2(no, notifyURL, signType string) wxpay.PrepayID {
	w.t.Helper()
	m := w.v2("/pay/unifiedorder", orderV2(no, notifyURL, signType))
	if v := v2.Verify(m, v2Key()); !v.OK() || m.Get("prepay_id") == "" {
		w.t.Fatalf("placing %s: %v %+v", no, m, v.Checks)
	}
	return wxpay.PrepayID(m.Get("prepay_id"))
}

// paid is the answer of the cashier.
type paid struct {
	OK         bool             `json:"ok"`
	TradeState wxpay.TradeState `json:"trade_state"`
	Error      string           `json:"error"`
}

// cashier lets the payer act on an order; more is the client's call.
func (w *world) cashier(no, action string, more map[string]any) paid {
	w.t.Helper()
	body := map[string]any{"out_trade_no": no, "action": action}
	for k, v := range more {
		body[k] = v
	}
	var answer paid
	if status := w.control("POST pay", body, &answer); status != 200 {
		w.t.Fatalf("the cashier answered %d %+v", status, answer)
	}
	return answer
}

func (w *world) pay(no string) {
	w.t.Helper()
	if answer := w.cashier(no, "pay", nil); answer != (paid{OK: true, TradeState: wxpay.Success}) {
		w.t.Fatalf("paying %s: %+v", no, answer)
	}
}

// sent is a notification as the control call tells of it.
type sent struct {
	ID         string            `json:"id"`
	OutTradeNo string            `json:"out_trade_no"`
	EventType  string            `json:"event_type"`
	URL        string            `json:"url"`
	Attempts   []sandbox.Attempt `json:"attempts"`
	NextAt     *time.Time        `json:"next_at"`
}

// notification returns the only notification there is.
func (w *world) notification() sent {
	w.t.Helper()
	var list []sent
	w.control("GET notifications", nil, &list)
	if len(list) != 1 {
		w.t.Fatalf("notifications %+v", list)
	}
	return list[0]
}

// receiver is the merchant's server: it keeps what comes and answers as told.
type receiver struct {
	t     *testing.T
	url   string
	came  chan delivery
	reply func(n int) (status int, body string) // to the nth delivery, counted from 1
}

type delivery struct {
	method string
	header http.Header
	body   []byte
}

func (d delivery) request() *http.Request {
	return &http.Request{Method: d.method, Header: d.header.Clone(), Body: io.NopCloser(bytes.NewReader(d.body))}
}

func listen(t *testing.T, reply func(n int) (int, string)) *receiver {
	t.Helper()
	r := &receiver{t: t, came: make(chan delivery, 64), reply: reply}
	var mu sync.Mutex
	n := 0
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		body, err := io.ReadAll(req.Body)
		if err != nil {
			t.Error(err)
		}
		mu.Lock()
		n++
		status, answer := reply(n)
		mu.Unlock()
		if status == http.StatusFound {
			w.Header().Set("Location", "/elsewhere")
		}
		w.WriteHeader(status)
		_, _ = io.WriteString(w, answer)
		r.came <- delivery{req.Method, req.Header.Clone(), body}
	}))
	t.Cleanup(server.Close)
	r.url = server.URL + "/notify"
	return r
}

func always(status int, body string) func(int) (int, string) {
	return func(int) (int, string) { return status, body }
}

// next returns the next delivery.
func (r *receiver) next() delivery {
	r.t.Helper()
	select {
	case d := <-r.came:
		return d
	case <-time.After(10 * time.Second):
		r.t.Fatal("nothing came")
		return delivery{}
	}
}

// quiet fails when something came that nobody waited for.
func (r *receiver) quiet() {
	r.t.Helper()
	select {
	case d := <-r.came:
		r.t.Errorf("came %s", d.body)
	default:
	}
}

// header changes one header of a request; "" removes it.
func header(name, value string) func(*wxpay.Request) {
	return func(r *wxpay.Request) {
		if r.Header.Del(name); value != "" {
			r.Header.Set(name, value)
		}
	}
}
