package sandbox_test

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/go-pay/gopay"
	"github.com/go-pay/gopay/wechat"

	"wxlens/wxpay"
	"wxlens/wxpay/notify"
	"wxlens/wxpay/v2"
)

// The whole life of a V2 order as gopay sees it, which signs the requests.
func TestGopay(t *testing.T) {
	for _, signType := range []string{wechat.SignType_MD5, wechat.SignType_HMAC_SHA256} {
		t.Run(signType, func(t *testing.T) {
			ctx := context.Background()
			w, r := open(t), listen(t, always(200, string(v2.Acknowledge())))
			c := wechat.NewClient(string(merchant().AppID), string(merchant().MchID), merchant().APIv2Key, true)
			c.BaseURL = w.url
			about := func(no string) gopay.BodyMap {
				return gopay.BodyMap{"nonce_str": "N", "sign_type": signType, "out_trade_no": no}
			}
			asked := about("order-1")
			asked.Set("body", "茶").Set("total_fee", 1990).Set("spbill_create_ip", "127.0.0.1").Set("notify_url", r.url)
			asked.Set("trade_type", "JSAPI").Set("openid", string(merchant().OpenID)).Set("attach", "<a>&]]>")

			placed, err := c.UnifiedOrder(ctx, asked)
			if err != nil || placed.ResultCode != "SUCCESS" || placed.PrepayId == "" || placed.TradeType != "JSAPI" {
				t.Fatalf("placed %+v, %v", placed, err)
			}
			unpaid, _, err := c.QueryOrder(ctx, about("order-1"))
			if err != nil || unpaid.TradeState != "NOTPAY" || unpaid.TransactionId != "" {
				t.Fatalf("queried %+v, %v", unpaid, err)
			}

			sign := wechat.GetMiniPaySign(string(merchant().AppID), "N", "prepay_id="+placed.PrepayId, signType, "1554208460", merchant().APIv2Key)
			answer := w.cashier("order-1", "pay", map[string]any{"client_api": "wx.requestPayment", "client_params": map[string]string{
				"timeStamp": "1554208460", "nonceStr": "N", "package": "prepay_id=" + placed.PrepayId, "signType": signType, "paySign": sign,
			}})
			if !answer.OK {
				t.Fatalf("the client refused gopay's paySign: %+v", answer)
			}

			told, err := wechat.ParseNotifyToBodyMap(r.next().request())
			if err != nil {
				t.Fatal(err)
			}
			if ok, err := wechat.VerifySign(merchant().APIv2Key, signType, told); !ok || err != nil {
				t.Errorf("gopay refuses the notification %v, %v", told, err)
			}
			if told.GetString("attach") != "<a>&]]>" || told.GetString("total_fee") != "1990" {
				t.Errorf("notified of %v", told)
			}

			found, all, err := c.QueryOrder(ctx, about("order-1"))
			if err != nil || found.TradeState != "SUCCESS" || found.TransactionId != told.GetString("transaction_id") {
				t.Errorf("queried %+v, %v", found, err)
			}
			if ok, err := wechat.VerifySign(merchant().APIv2Key, signType, all); !ok || err != nil {
				t.Errorf("gopay refuses the reply %v, %v", all, err)
			}
			if refused, err := c.CloseOrder(ctx, about("order-1")); err != nil || refused.ErrCode != "ORDERPAID" {
				t.Errorf("closing a paid order: %+v, %v", refused, err)
			}

			asked.Remove("sign")
			if _, err := c.UnifiedOrder(ctx, asked.Set("out_trade_no", "order-2")); err != nil {
				t.Fatal(err)
			}
			if closed, err := c.CloseOrder(ctx, about("order-2")); err != nil || closed.ResultCode != "SUCCESS" {
				t.Errorf("closed %+v, %v", closed, err)
			}
			if found, _, err := c.QueryOrder(ctx, about("order-2")); err != nil || found.TradeState != "CLOSED" {
				t.Errorf("queried %+v, %v", found, err)
			}
		})
	}
}

// What gopay verifies, ours does, and a careful receiver accepts.
func TestV2NotificationIsJudgedGenuine(t *testing.T) {
	for _, signType := range []v2.SignType{v2.MD5, v2.HMACSHA256} {
		w, r := open(t), listen(t, always(200, string(v2.Acknowledge())))
		w.placeV2("order-1", r.url, string(signType))
		w.pay("order-1")
		d := r.next()
		j := notify.Judge(d.header, d.body, judge(t), time.Now())
		if !j.Acceptable() || !j.Verified || j.Facts.Total != 1990 || j.Facts.OutTradeNo != "order-1" || d.method != http.MethodPost {
			t.Errorf("%s: %+v", signType, j.Checks)
		}
		m, err := v2.Parse(d.body)
		if err != nil || v2.Verify(m, v2Key()).SignType != signType {
			t.Errorf("signed %s, %v", d.body, err)
		}
	}
}

// gopay takes the last of two fields with one name, so what it verified need not
// be what another reader saw; the sandbox takes no such message.
func TestGopayTakesTheLastOfTwoFields(t *testing.T) {
	const twice = "<xml><total_fee>1990</total_fee><total_fee>1</total_fee></xml>"
	theirs, err := wechat.ParseNotifyToBodyMap(&http.Request{Body: io.NopCloser(strings.NewReader(twice))})
	if err != nil || theirs.GetString("total_fee") != "1" {
		t.Errorf("gopay reads %v, %v", theirs, err)
	}
	if m := open(t).raw("POST", twice); m.Get("return_msg") != "XML格式错误" {
		t.Errorf("the sandbox answers %v", m)
	}
}

// V2 replies, failures after the signature included, verify with gopay too.
func TestV2RepliesVerifyWithGopay(t *testing.T) {
	w := open(t)
	for _, fields := range [][]wxpay.Field{orderV2("order-1", nowhere, "HMAC-SHA256"), with(orderV2("order-2", nowhere, "HMAC-SHA256"), "openid", "x")} {
		m := w.v2("/pay/unifiedorder", fields)
		bm, err := wechat.ParseNotifyToBodyMap(&http.Request{Body: io.NopCloser(bytes.NewReader(m.XML()))})
		if err != nil {
			t.Fatal(err)
		}
		if ok, err := wechat.VerifySign(merchant().APIv2Key, "HMAC-SHA256", bm); !ok || err != nil {
			t.Errorf("gopay refuses %v, %v", m, err)
		}
	}
}

// judge is a receiver that knows every order to be of 19.90 yuan.
func judge(t *testing.T) notify.Merchant {
	t.Helper()
	return notify.Merchant{
		MchID: merchant().MchID, AppIDs: []wxpay.AppID{merchant().AppID}, Keys: keys(t),
		APIv3Key: wxpay.NewSecret(merchant().APIv3Key), APIv2Key: v2Key(),
		Order: func(wxpay.OutTradeNo) (notify.Expected, bool) {
			return notify.Expected{Total: 1990, Currency: "CNY"}, true
		},
	}
}
