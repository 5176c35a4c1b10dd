package v3

import (
	"testing"

	"wxlens/wxpay"
)

func TestReplyFactsBeyondOrders(t *testing.T) {
	for _, c := range []struct {
		what, body string
		want       wxpay.Facts
	}{
		{"native", `{"code_url":"weixin://wxpay/bizpayurl?pr=x"}`, wxpay.Facts{CodeURL: "weixin://wxpay/bizpayurl?pr=x"}},
		{"H5", `{"h5_url":"https://wx.tenpay.com/x"}`, wxpay.Facts{H5URL: "https://wx.tenpay.com/x"}},
		{"refund", `{"refund_id":"50","out_refund_no":"R1","transaction_id":"t","out_trade_no":"o","status":"PROCESSING","success_time":"s",
			"amount":{"total":100,"refund":30,"currency":"CNY"}}`,
			wxpay.Facts{RefundID: "50", OutRefundNo: "R1", TransactionID: "t", OutTradeNo: "o", RefundState: wxpay.RefundProcessing,
				Total: 100, Refund: 30, Currency: "CNY", SuccessTime: "s"}},
		{"bill", `{"hash_type":"SHA1","hash_value":"79bb","download_url":"https://x/y?token=z"}`,
			wxpay.Facts{HashType: "SHA1", HashValue: "79bb", DownloadURL: "https://x/y?token=z"}},
	} {
		if got := ReplyFacts(200, []byte(c.body)); got != c.want {
			t.Errorf("%s: %+v, want %+v", c.what, got, c.want)
		}
	}
}

func TestFilesAreNotCalledForged(t *testing.T) {
	v := CheckFile(200, []byte("any bytes"))
	outcome(t, v.Checks, pass(wxpay.CheckStatus), wxpay.Skip(wxpay.CheckSignature, wxpay.ReasonUnsignedFile, "", ""))
	if !v.OK() {
		t.Error("an unsigned file counts as a failure")
	}
	v = CheckFile(400, []byte(`{"code":"INVALID_REQUEST","message":"token"}`))
	outcome(t, v.Checks, fail(wxpay.CheckStatus, wxpay.ReasonErrorAnswer))
}

// Page 4012365340, whose signature begins so.
func TestPublishedAppSign(t *testing.T) {
	p, _, err := merchant(t).SignApp("wx2421b1c4370ec43b", "wx201410272009395522657a690389285100", moment, nonce)
	if err != nil || p.Sign[:12] != "gXx9KhTP6Ioo" {
		t.Errorf("signed %s, %v", p.Sign, err)
	}
	want := map[string]string{"appId": "wx2421b1c4370ec43b", "partnerId": string(mchID), "prepayId": "wx201410272009395522657a690389285100",
		"package": "Sign=WXPay", "packageValue": "Sign=WXPay", "nonceStr": nonce, "timeStamp": moment, "sign": p.Sign}
	for _, f := range p.PayReq() {
		if want[f.Name] != f.Value {
			t.Errorf("%s is %q", f.Name, f.Value)
		}
		delete(want, f.Name)
	}
	if len(want) > 0 {
		t.Errorf("missing %v", want)
	}
}
