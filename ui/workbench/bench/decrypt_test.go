package bench_test

import (
	"encoding/json"
	"encoding/pem"
	"strings"
	"testing"

	"github.com/wechatpay-apiv3/wechatpay-go/utils"

	"wxlens/ui/workbench/bench"
	"wxlens/wxpay"
	"wxlens/wxpay/v3"
)

// known is the req_info of the vectors.
const (
	knownReqInfo = "WBzGpzQuNpcFxIlFjUUD9BZv+lpBMzd2SHiKCkwfALWid5G8ZvfOussfMIHLbKJmcnxPKdb1ZJEqTAp8ysQv+xa1fj+Eorgndx3fNxf3KAYa3LPgsjvZgxaeYyrhV05Kbjkj6ywg27cEyTTaPZFYNg=="
	knownPlain   = "<root><out_refund_no><![CDATA[R1]]></out_refund_no><refund_status><![CDATA[SUCCESS]]></refund_status></root>"
)

func TestDecryptOpensEveryForm(t *testing.T) {
	m := merchant(t)
	b := newBench(m, &wire{})
	message, body := notification(t)
	var envelope struct {
		Resource json.RawMessage `json:"resource"`
	}
	if err := json.Unmarshal([]byte(body), &envelope); err != nil {
		t.Fatal(err)
	}
	sealed, err := v3.SealCertificate(m.APIv3Key, "nonce of 12b", m.Certificate)
	if err != nil {
		t.Fatal(err)
	}
	entry, err := json.Marshal(sealed)
	if err != nil {
		t.Fatal(err)
	}
	cert := string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: m.Certificate.Raw}))
	for what, c := range map[string]struct {
		input string
		kind  bench.Kind
		plain string
	}{
		"notification over HTTP": {message, bench.Notification, plain},
		"its body":               {body, bench.Notification, plain},
		"without its signature":  {"POST / HTTP/1.1\r\n\r\n" + body, bench.Notification, plain},
		"its resource":           {string(envelope.Resource), bench.Resource, plain},
		"a certificate":          {string(entry), bench.Certificates, cert},
		"certificates":           {`{"data":[` + string(entry) + "," + string(entry) + "]}", bench.Certificates, cert + cert},
		"a list of them":         {"[" + string(entry) + "]", bench.Certificates, cert},
		"a reply with them":      {"HTTP/1.1 200 OK\n\n" + `{"data":[` + string(entry) + "]}", bench.Certificates, cert},
		"req_info":               {knownReqInfo + "\n", bench.ReqInfo, knownPlain},
		"req_info in lines":      {knownReqInfo[:76] + "\r\n" + knownReqInfo[76:], bench.ReqInfo, knownPlain},
		"its XML":                {"<xml><return_code>SUCCESS</return_code><req_info>" + knownReqInfo + "</req_info></xml>", bench.ReqInfo, knownPlain},
		"its XML over HTTP":      {"POST / HTTP/1.1\n\n<xml><req_info><![CDATA[" + knownReqInfo + "]]></req_info></xml>", bench.ReqInfo, knownPlain},
	} {
		v, err := b.Decrypt([]byte(c.input))
		if err != nil || !v.OK() || v.Kind != c.kind || string(v.Plain) != c.plain || len(v.Trace) == 0 {
			t.Errorf("%s: %s %s, plain %q, %v", what, v.Kind, failures(v.Checks), v.Plain, err)
		}
	}
}

// What the official SDK decrypts, we decrypt alike.
func TestDecryptAgreesWithTheOfficialSDK(t *testing.T) {
	_, body := notification(t)
	var envelope v3.Envelope
	if err := json.Unmarshal([]byte(body), &envelope); err != nil {
		t.Fatal(err)
	}
	r := envelope.Resource
	theirs, err := utils.DecryptAES256GCM(apiKey, r.AssociatedData, r.Nonce, r.Ciphertext)
	if err != nil {
		t.Fatal(err)
	}
	if v, err := newTestBench(t).Decrypt([]byte(body)); err != nil || string(v.Plain) != theirs {
		t.Errorf("%s, %v", v.Plain, err)
	}
}

func TestWhyItDoesNotDecrypt(t *testing.T) {
	_, body := notification(t)
	other := merchant(t)
	other.APIv3Key, other.APIv2Key = wxpay.NewSecret("fedcba9876543210fedcba9876543210"), wxpay.NewSecret("another key")
	none := merchant(t)
	none.APIv3Key, none.APIv2Key = wxpay.Secret{}, wxpay.Secret{}
	for what, c := range map[string]struct {
		b           *bench.Bench
		input, want string
	}{
		"wrong APIv3 key": {newBench(other, &wire{}), body, "decrypts:decrypt-failed"},
		"wrong APIv2 key": {newBench(other, &wire{}), knownReqInfo, "decrypts:decrypt-failed"},
		"no APIv3 key":    {newBench(none, &wire{}), body, "decrypts:no-key"},
		"no APIv2 key":    {newBench(none, &wire{}), knownReqInfo, "decrypts:no-key"},
		"nonce changed":   {newTestBench(t), strings.Replace(body, "nonce of 12b", "nonce of 12c", 1), "decrypts:decrypt-failed"},
		"nonce cut":       {newTestBench(t), strings.Replace(body, "nonce of 12b", "nonce", 1), "decrypts:nonce-length"},
		"algorithm":       {newTestBench(t), strings.Replace(body, "AEAD_AES_256_GCM", "AES", 1), "decrypts:wrong-algorithm"},
		"req_info cut":    {newTestBench(t), "<xml><req_info>" + knownReqInfo[:20] + "</req_info></xml>", "decrypts:truncated"},
	} {
		v, err := c.b.Decrypt([]byte(c.input))
		if err != nil || failures(v.Checks) != c.want || v.Plain != nil {
			t.Errorf("%s: %q, plain %q, %v", what, failures(v.Checks), v.Plain, err)
		}
	}
}

func TestWhatCannotBeDecryptedIsRefused(t *testing.T) {
	b := newTestBench(t)
	for input, want := range map[string]bench.Code{
		"": bench.Unrecognised, "hello": bench.Unrecognised, `{"a":1}`: bench.Unrecognised, `{"data":[]}`: bench.Unrecognised, `{"a":`: bench.BadJSON,
		v2Notice: bench.Unrecognised, "<xml>": bench.BadXML, "HTTP/1.1 200 OK\n\n": bench.Unrecognised, "-----BEGIN CERTIFICATE-----": bench.Unrecognised,
	} {
		if v, err := b.Decrypt([]byte(input)); code(err) != want {
			t.Errorf("%.40q: %s, %v; want %s", input, v.Kind, err, want)
		}
	}
}
