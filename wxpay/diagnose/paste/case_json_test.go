package paste_test

import (
	"errors"
	"net/http"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"wxlens/wxpay"
	"wxlens/wxpay/diagnose"
	"wxlens/wxpay/diagnose/paste"
)

var exact = cmp.Exporter(func(reflect.Type) bool { return true })

func roundTrips(t *testing.T, c diagnose.Case) {
	t.Helper()
	data, err := paste.Encode(c, true)
	if err != nil {
		t.Fatal(err)
	}
	again, err := paste.ParseCase(data)
	if err != nil {
		t.Fatalf("%v\n%s", err, data)
	}
	if diff := cmp.Diff(c, again, exact); diff != "" {
		t.Errorf("%s\n%s", diff, data)
	}
}

func allKeys() diagnose.Keys {
	return diagnose.Keys{
		MchID: "1900000109", AppID: "wxd678efh567hg6787", AppSecret: wxpay.NewSecret("app-secret-0123456789"),
		APIv2Key: wxpay.NewSecret("v2-key-0123456789 "), PreviousV2Keys: []wxpay.Secret{wxpay.NewSecret("old-v2-key-1"), wxpay.NewSecret("old-v2-key-2")},
		APIv3Key: wxpay.NewSecret("v3-key-0123456789"), PrivateKey: wxpay.NewSecret("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"),
		Certificate: "-----BEGIN CERTIFICATE-----\n", CertificateSerial: "1DDE55AD98ED71D6EDD4A4A16996DE7B47773A8C",
		Platform: []diagnose.PlatformKey{{ID: "5157F09EFDC096DE15EBE81A47057A72", PEM: "cert"}, {ID: "PUB_KEY_ID_0116", PEM: "public", Public: true}},
		Others:   []diagnose.OtherKey{{Label: "shop \"b\"", Serial: "33", PrivateKey: wxpay.NewSecret("-----BEGIN RSA PRIVATE KEY-----\nBBBB")}},
	}
}

var everyKind = map[string]diagnose.Case{
	"request": {API: wxpay.V3, Kind: diagnose.Request, Keys: allKeys(), Signed: []byte("POST\n/v3\n"), Call: diagnose.Call{
		Method: "POST", URL: "https://api.mch.weixin.qq.com/v3/x?a=1&b=<2>", Header: http.Header{"Authorization": {"A b=\"c\""}, "X-Twice": {"1", "2"}},
		Body: []byte("{\"a\":1}\r\n"), Status: 401, Reply: []byte(`{"code" : "SIGN_ERROR"}`), ReplyHeader: http.Header{"Date": {"Sat, 15 Oct 2022 15:43:37 GMT"}},
	}, Note: "since the certificate was replaced"},
	"request without a body":     {API: wxpay.V2, Kind: diagnose.Request, Observed: "0CB0", Call: diagnose.Call{Status: 200, Reply: []byte("<xml></xml>")}},
	"a body that is not UTF-8":   {API: wxpay.V2, Kind: diagnose.Request, Call: diagnose.Call{Body: []byte("<xml><body>\xb2\xe2</body></xml>"), Reply: []byte("\xb2")}},
	"a body that is empty":       {API: wxpay.V3, Kind: diagnose.Request, Call: diagnose.Call{Header: http.Header{}, Body: []byte{}, Reply: []byte{}}},
	"a body that looks escaped":  {API: wxpay.V3, Kind: diagnose.Request, Call: diagnose.Call{Body: []byte(`{"a":"\u6d4b\/"}`)}},
	"a client call":              {API: wxpay.V2, Kind: diagnose.PaySign, Keys: allKeys(), ClientError: "fail", Opening: diagnose.Opening{ClientAPI: "wx.requestPayment", Params: []wxpay.Field{{Name: "timeStamp", Value: "01414561699"}, {Name: "a", Value: "<&>"}, {Name: "a", Value: ""}}, OrderRequest: []byte("<xml/>"), OrderReply: []byte("{}"), PrepayID: "wx2014", SignedAt: 1414561699123}},
	"a client call of nothing":   {API: wxpay.V3, Kind: diagnose.PaySign, Opening: diagnose.Opening{Params: []wxpay.Field{}}},
	"a notification of V2":       {API: wxpay.V2, Kind: diagnose.Notify, Observed: "ABC", Message: diagnose.Message{Body: []byte("<xml>"), URL: "https://x.cn/n?a=1", OrderSignType: "HMAC-SHA256", PlatformSign: "DEF"}},
	"a notification of V3":       {API: wxpay.V3, Kind: diagnose.Notify, Observed: "ABC", Message: diagnose.Message{Status: 200, Header: http.Header{"Wechatpay-Nonce": {"n"}}, Body: []byte{}, VerifierKey: "PUB_KEY_ID_1"}},
	"a reply":                    {API: wxpay.V3, Kind: diagnose.Response, Message: diagnose.Message{Body: []byte("\xff")}},
	"a resource":                 {API: wxpay.V3, Kind: diagnose.Decrypt, Sealed: diagnose.Sealed{Algorithm: "AEAD_AES_256_GCM", Ciphertext: "aa", Nonce: "n", AssociatedData: "transaction", OriginalType: "transaction", KeyUsed: wxpay.NewSecret("used-key-1234"), HasAssociatedDataUsed: true, NonceUsed: "m", HasNonce: true}},
	"a req_info":                 {API: wxpay.V2, Kind: diagnose.Decrypt, Sealed: diagnose.Sealed{ReqInfo: "aa==", Cipher: "AES-256-ECB"}},
	"two public keys":            {API: wxpay.V3, Kind: diagnose.Response, Keys: diagnose.Keys{Platform: []diagnose.PlatformKey{{ID: "PUB_KEY_ID_1", PEM: "a", Public: true}, {ID: "PUB_KEY_ID_2", PEM: "b", Public: true}}}},
	"a text signed in other set": {API: wxpay.V2, Kind: diagnose.Request, Signed: []byte("a=\xb2&key=k")},
}

func TestCasesComeBack(t *testing.T) {
	for name, c := range everyKind {
		t.Run(name, func(t *testing.T) { roundTrips(t, c) })
	}
}

func TestACaseWithoutKeysHoldsNone(t *testing.T) {
	keys := allKeys()
	for name, c := range everyKind {
		c.Keys, c.Note = keys, "my key is v2-key-0123456789 "
		c.Call.Body = append(c.Call.Body, keys.PrivateKey.Reveal()...)
		c.Signed = []byte("a=1&key=another-key-of-mine")
		data, err := paste.Encode(c, false)
		if err != nil {
			t.Fatal(err)
		}
		for _, secret := range []string{"app-secret", "v2-key-0123", "old-v2-key", "v3-key-0123", "PRIVATE KEY", "BBBB", "another-key", "used-key"} {
			if strings.Contains(string(data), secret) {
				t.Errorf("%s: %s stands in\n%s", name, secret, data)
			}
		}
		if _, err := paste.ParseCase(data); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestCasesAreReadLeniently(t *testing.T) {
	c, err := paste.ParseCase([]byte("\ufeff" + `{"api": "V3", "kind": "request", "unknown": {"a": [1]},
 "profile": {"mchid": 1900000109, "appid": null, "v2_previous_keys": ["a", 1], "platform_public_key": {"id": "PUB_KEY_ID_1", "pem": "p"}},
 "request": {"method": "POST", "headers": {"content-type": ["application/json"], "x-number": 7}, "body": {"b" : 1.0, "a":"\u6d4b"}},
 "server_status": "401",
 "server_reply": {"status": 400, "headers": {"request-id": "08"}, "body": {"code" : "X"}}}`))
	if err != nil {
		t.Fatal(err)
	}
	want := diagnose.Case{API: wxpay.V3, Kind: diagnose.Request, Keys: diagnose.Keys{
		MchID: "1900000109", PreviousV2Keys: []wxpay.Secret{wxpay.NewSecret("a"), wxpay.NewSecret("1")}, Platform: []diagnose.PlatformKey{{ID: "PUB_KEY_ID_1", PEM: "p", Public: true}},
	}, Call: diagnose.Call{
		Method: "POST", Header: http.Header{"Content-Type": {"application/json"}, "X-Number": {"7"}}, Body: []byte(`{"b" : 1.0, "a":"\u6d4b"}`),
		Status: 401, Reply: []byte(`{"code" : "X"}`), ReplyHeader: http.Header{"Request-Id": {"08"}},
	}}
	if diff := cmp.Diff(want, c, exact); diff != "" {
		t.Error(diff)
	}
}

func TestFieldsStandForAMessageOfV2(t *testing.T) {
	c, err := paste.ParseCase([]byte(`{"api":"v2","kind":"request","request":{"body":{"mch_id":"1"}},"server_reply":{"return_code":"FAIL","return_msg":"签名错误"}}`))
	if err != nil {
		t.Fatal(err)
	}
	if got := string(c.Call.Reply); !strings.HasPrefix(got, "<xml>") || !strings.Contains(got, "签名错误") {
		t.Error(got)
	}
	if string(c.Call.Body) != `{"mch_id":"1"}` {
		t.Errorf("%s is not what was sent", c.Call.Body)
	}
}

func TestWhatWasGivenIsTold(t *testing.T) {
	for text, want := range map[string]diagnose.Sealed{
		`{"api":"v3","kind":"decrypt"}`:                                             {},
		`{"api":"v3","kind":"decrypt","associated_data_used":"","nonce_used":null}`: {HasAssociatedDataUsed: true},
		`{"api":"v3","kind":"decrypt","associated_data_used":null}`:                 {HasAssociatedDataUsed: true},
		`{"api":"v3","kind":"decrypt","nonce_used":""}`:                             {HasNonce: true},
	} {
		if c, err := paste.ParseCase([]byte(text)); err != nil || c.Sealed != want {
			t.Errorf("%s: %+v %v", text, c.Sealed, err)
		}
	}
	given, _ := paste.ParseCase([]byte(`{"api":"v3","kind":"notify","body_given_to_verifier":""}`))
	missing, _ := paste.ParseCase([]byte(`{"api":"v3","kind":"notify","body_given_to_verifier":null}`))
	if given.Message.Body == nil || missing.Message.Body != nil {
		t.Error("an empty body is not one that is missing")
	}
}

func TestParamsKeepOrderAndDigits(t *testing.T) {
	c, err := paste.ParseCase([]byte(`{"api":"v2","kind":"paysign","client_params":{"timeStamp":1414561699.0,"b":"x","a":true,"big":12345678901234567890,"o":{"k" : 1}}}`))
	want := []wxpay.Field{{Name: "timeStamp", Value: "1414561699.0"}, {Name: "b", Value: "x"}, {Name: "a", Value: "true"}, {Name: "big", Value: "12345678901234567890"}, {Name: "o", Value: `{"k" : 1}`}}
	if diff := cmp.Diff(want, c.Opening.Params); err != nil || diff != "" {
		t.Error(err, diff)
	}
}

func TestCaseErrorsSayWhere(t *testing.T) {
	for text, want := range map[string]paste.CaseError{
		"":                                      {Line: 1, Byte: 0},
		"[1]":                                   {Line: 1, Byte: 0},
		"{\"api\":\"v3\",\n\"kind\": ?}":        {Line: 2, Byte: 22},
		"{\"kind\":\"request\"}":                {Line: 1, Byte: 0, Member: "api"},
		"{\"api\":\"v3\",\n \"kind\": \"pay\"}": {Line: 2, Byte: 22, Member: "kind"},
		"{\"api\":\"v3\",\"kind\":\"request\",\n\"request\":\"GET\"}":                  {Line: 2, Byte: 40, Member: "request"},
		"{\"api\":\"v3\",\"kind\":\"request\",\n\"request\":{\"headers\":{\"a\":{}}}}": {Line: 2, Byte: 56, Member: "request.headers.a"},
		"{\"api\":\"v3\",\"kind\":\"request\",\"server_status\":\"many\"}":             {Line: 1, Byte: 45, Member: "server_status"},
	} {
		_, err := paste.ParseCase([]byte(text))
		var got *paste.CaseError
		if !errors.As(err, &got) || got.Line != want.Line || got.Byte != want.Byte || got.Member != want.Member || got.Problem == "" {
			t.Errorf("%q: %v, want line %d, byte %d, %s", text, err, want.Line, want.Byte, want.Member)
		}
	}
}

func TestCaseErrorsShowNoSecret(t *testing.T) {
	_, err := paste.ParseCase([]byte(`{"api":"v3","kind":"request","profile":{"apiv3_key":"topsecret" "x"}}`))
	if err == nil || strings.Contains(err.Error(), "topsecret") {
		t.Error(err)
	}
}

func FuzzParseCase(f *testing.F) {
	for _, c := range everyKind {
		data, err := paste.Encode(c, true)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Add([]byte(`{"api":"v3","kind":"request","request":{"headers":[{"name":"a","value":1}],"body_base64":"AA=="}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		c, err := paste.ParseCase(data)
		if err != nil {
			var ours *paste.CaseError
			if !errors.As(err, &ours) || ours.Line < 1 || ours.Byte > len(data) {
				t.Errorf("%v", err)
			}
			return
		}
		roundTrips(t, c)
	})
}
