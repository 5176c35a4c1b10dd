package diagnoser_test

import (
	"net/http"
	"os"
	"path/filepath"
	"reflect"
	"testing"
	"time"

	"wxlens/ui/workbench/diagnoser"
	"wxlens/wxpay"
	"wxlens/wxpay/diagnose"
	"wxlens/wxpay/diagnose/paste"
)

// TestWhatWasCapturedIsReadAgain: the text of a captured exchange means the same.
func TestWhatWasCapturedIsReadAgain(t *testing.T) {
	auth := http.Header{"Authorization": {`WECHATPAY2-SHA256-RSA2048 mchid="1900000001",nonce_str="n",signature="c2ln",timestamp="1795293695",serial_no="537573B98016A592E78D0762EEFBD8011A140D3E"`}, "Content-Type": {"application/json"}}
	signed := http.Header{"Wechatpay-Nonce": {"n"}, "Wechatpay-Serial": {"PUB_KEY_ID_01"}, "Wechatpay-Signature": {"c2ln"}, "Wechatpay-Timestamp": {"1795293695"}}
	const notice = `{"id":"EV-1","create_time":"2026-11-20T12:00:00+08:00","resource_type":"encrypt-resource","event_type":"TRANSACTION.SUCCESS","summary":"支付成功","resource":{"original_type":"transaction","algorithm":"AEAD_AES_256_GCM","ciphertext":"c2VjcmV0","associated_data":"transaction","nonce":"0123456789ab"}} `
	for name, c := range map[string]diagnose.Case{
		"a call": {API: wxpay.V3, Kind: diagnose.Request, Call: diagnose.Call{
			Method: "POST", URL: "http://127.0.0.1:1/v3/pay/transactions/jsapi", Header: auth, Body: []byte("{\n \"a\": 1 }\n"), Status: 401, Reply: []byte(`{"code":"SIGN_ERROR","message":"签名错误"}`), ReplyHeader: http.Header{"Content-Type": {"application/json"}},
		}},
		"a notification": {API: wxpay.V3, Kind: diagnose.Notify, Message: diagnose.Message{URL: "/notify", Header: signed, Body: []byte(notice)}},
	} {
		d := diagnoser.Diagnoser{Merchant: none, Now: time.Now}
		q := diagnoser.Question{Recognised: paste.Recognised{Case: c}}
		again, _ := d.Read(q.Text()) // there is no profile to lend keys
		got := again.Case
		for _, h := range []http.Header{got.Call.Header, got.Call.ReplyHeader, got.Message.Header} {
			h.Del("Content-Length")
		}
		if got.Kind != c.Kind || got.API != c.API || !reflect.DeepEqual(got.Call, c.Call) || !reflect.DeepEqual(got.Message.Header, c.Message.Header) || string(got.Message.Body) != string(c.Message.Body) || got.Message.URL != c.Message.URL {
			t.Errorf("%s is read again as\n%+v\nfrom\n%s", name, got, q.Text())
		}
	}
	q := diagnoser.Question{Recognised: paste.Recognised{Case: diagnose.Case{API: wxpay.V3, Kind: diagnose.Decrypt, Sealed: diagnose.Sealed{Algorithm: "AEAD_AES_256_GCM", Ciphertext: "c2VjcmV0", Nonce: "0123456789ab", AssociatedData: "transaction", OriginalType: "transaction"}}}}
	d := diagnoser.Diagnoser{Merchant: none, Now: time.Now}
	if again, _ := d.Read(q.Text()); again.Case.Kind != diagnose.Decrypt || !reflect.DeepEqual(again.Case.Sealed, q.Case.Sealed) {
		t.Errorf("a resource is read again as %+v", again.Case)
	}
}

func TestFilesAreLoaded(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("HOME", dir)
	t.Setenv("USERPROFILE", dir) // of Windows
	if err := os.WriteFile(filepath.Join(dir, "log.txt"), []byte("x\r\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if data, err := diagnoser.Load(" ~/log.txt "); err != nil || string(data) != "x\r\n" {
		t.Errorf("%q, %v", data, err)
	}
	if _, err := diagnoser.Load(dir); err == nil {
		t.Error("a folder is loaded")
	}
	if err := os.Truncate(filepath.Join(dir, "log.txt"), 11<<20); err != nil {
		t.Fatal(err)
	}
	if _, err := diagnoser.Load(filepath.Join(dir, "log.txt")); err == nil {
		t.Error("a file without bounds is loaded")
	}
}
