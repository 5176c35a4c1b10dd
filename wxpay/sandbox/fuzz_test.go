package sandbox_test

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"wxlens/wxpay"
	"wxlens/wxpay/client"
	"wxlens/wxpay/sandbox"
)

// handler is a sandbox with one order, called without a network.
func handler(f *testing.F) func(wxpay.Request) *httptest.ResponseRecorder {
	f.Helper()
	s, err := sandbox.New(config())
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() {
		if err := s.Close(); err != nil {
			f.Error(err)
		}
	})
	return func(r wxpay.Request) *httptest.ResponseRecorder {
		req := httptest.NewRequest(r.Method, r.URL, bytes.NewReader(r.Body))
		if r.Header != nil {
			req.Header = r.Header
		}
		req.RemoteAddr = "127.0.0.1:1"
		recorder := httptest.NewRecorder()
		s.ServeHTTP(recorder, req)
		return recorder
	}
}

// A multipart body is taken apart before anybody has signed anything.
func FuzzUpload(f *testing.F) {
	f.Add("multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=\"meta\"\r\n\r\n{}\r\n--b--\r\n")
	f.Add("multipart/form-data", "--\r\n")
	f.Add("text/plain", "")
	send := handler(f)
	f.Fuzz(func(t *testing.T, contentType, body string) {
		got := send(wxpay.Request{Method: "POST", URL: "/v3/merchant/media/upload", Header: http.Header{"Content-Type": {contentType}}, Body: []byte(body)})
		if got.Code != 401 && got.Code != 413 {
			t.Errorf("answered %d %s", got.Code, got.Body)
		}
	})
}

// No token but the sandbox's own opens a bill.
func FuzzDownloadToken(f *testing.F) {
	for _, token := range []string{"x", ".", "eyJtY2hpZCI6IjEifQ.AAAA", "bnVsbA.", "W10.AA", "eyJiaWxsIjp7ImRheSI6IjIwMjYtMDEtMDJUMDA6MDA6MDArMDg6MDAifX0."} {
		f.Add(token)
	}
	send := handler(f)
	f.Fuzz(func(t *testing.T, token string) {
		target := "/v3/billdownload/file?token=" + url.QueryEscape(token)
		p, err := client.SignV3("", signer(), "GET", target, nil, strconv.FormatInt(time.Now().Unix(), 10), "N", "")
		if err != nil {
			t.Fatal(err)
		}
		if got := send(p.Request); got.Code != 400 && got.Code != 403 {
			t.Errorf("%q: answered %d %s", token, got.Code, got.Body)
		}
	})
}

// A client app may be handed anything.
func FuzzClientParams(f *testing.F) {
	for _, params := range []string{`{}`, `{"timeStamp":1}`, `{"package":"prepay_id=","nonceStr":"","signType":[],"paySign":{}}`, `{"prepayid":"x","timestamp":1e300}`, `null`} {
		f.Add("APP", params)
		f.Add("", params)
	}
	send := handler(f)
	for _, c := range [][2]string{{"app", `}`}, {"native", `}`}, {"jsapi", `,"payer":{"openid":"` + string(merchant().OpenID) + `"}}`}} {
		body := `{"appid":"` + string(merchant().AppID) + `","mchid":"` + string(merchant().MchID) + `","description":"x","out_trade_no":"order-` + c[0] + `","notify_url":"` + nowhere + `","amount":{"total":1}` + c[1]
		p, err := client.SignV3("", signer(), "POST", "/v3/pay/transactions/"+c[0], []byte(body), strconv.FormatInt(time.Now().Unix(), 10), "N", "")
		if err != nil {
			f.Fatal(err)
		}
		if got := send(p.Request); got.Code != 200 {
			f.Fatalf("placing: %d %s", got.Code, got.Body)
		}
	}
	f.Fuzz(func(t *testing.T, api, params string) {
		for _, product := range []string{"app", "native", "jsapi"} {
			body := `{"out_trade_no":"order-` + product + `","action":"cancel","client_api":` + strconv.QuoteToASCII(api) + `,"client_params":` + params + `}`
			got := send(wxpay.Request{Method: "POST", URL: "/_sandbox/pay", Body: []byte(body)})
			if got.Code != 200 && got.Code != 400 {
				t.Errorf("%s: answered %d %s", body, got.Code, got.Body)
			}
			if product != "native" && strings.Contains(got.Body.String(), `"ok":true`) && strings.Contains(params, "paySign") {
				t.Errorf("%s: taken", body)
			}
		}
	})
}
