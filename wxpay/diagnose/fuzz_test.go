package diagnose

import (
	"context"
	"net/http"
	"testing"

	"wxlens/wxpay"
	"wxlens/wxpay/v3"
)

// FuzzDiagnose asks about anything: it must end, and never name a cause for what no
// key has signed.
func FuzzDiagnose(f *testing.F) {
	for _, r := range v3Requests {
		f.Add(uint8(0), r.url, r.body, "x", "1554208460")
	}
	f.Add(uint8(1), "/pay/unifiedorder", "<xml><a>1</a><sign>0CB01533B8C1EF103065174F50BCA001</sign></xml>", "", "")
	f.Add(uint8(2), "", "prepay_id=wx2014", "0CB01533B8C1EF103065174F50BCA001", "1414561699")
	f.Add(uint8(3), "", `{"id":"1","resource":{"ciphertext":"YQ=="}}`, "WECHATPAY/SIGNTEST/x", "1")
	f.Add(uint8(4), "", "YWJj", "nonce", "aad")
	f.Fuzz(func(t *testing.T, kind uint8, address, body, signature, stamp string) {
		c := &Case{API: wxpay.V3, Keys: testKeys()}
		if kind%2 == 1 {
			c.API = wxpay.V2
		}
		switch kind % 5 {
		case 0, 1:
			auth := v3.Authorization{Scheme: v3.SchemeRSA, MchID: "1900000001", SerialNo: "5157", Nonce: "n", Timestamp: stamp, Signature: signature}
			c.Kind, c.Call = Request, Call{Method: "POST", URL: address, Body: []byte(body), Header: http.Header{"Authorization": {auth.String()}}}
		case 2:
			c.Kind, c.Opening = PaySign, Opening{ClientAPI: address, Params: []wxpay.Field{
				{Name: "timeStamp", Value: stamp}, {Name: "nonceStr", Value: "n"}, {Name: "package", Value: body}, {Name: "paySign", Value: signature},
			}}
		case 3:
			header := http.Header{}
			header.Set(v3.HeaderTimestamp, stamp)
			header.Set(v3.HeaderNonce, "n")
			header.Set(v3.HeaderSerial, platform().serial)
			header.Set(v3.HeaderSignature, signature)
			c.Kind, c.Message = Notify, Message{Header: header, Body: []byte(body), URL: address}
		case 4:
			c.Kind, c.Sealed = Decrypt, Sealed{Ciphertext: body, Nonce: signature, AssociatedData: stamp, ReqInfo: body}
		}
		d, err := Diagnose(context.Background(), c, Options{Quick: true})
		if err != nil {
			t.Fatal(err)
		}
		if d.Verdict == Unexplained && len(d.Causes) > 0 {
			t.Errorf("unexplained, by %v", slugsOf(d.Causes))
		}
		if _, differ := d.Difference(); differ && d.Observed.Len() == 0 {
			t.Error("it differs from nothing")
		}
	})
}
