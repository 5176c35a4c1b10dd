package sandbox_test

import (
	"context"
	"regexp"
	"testing"

	"github.com/wechatpay-apiv3/wechatpay-go/core"
	"github.com/wechatpay-apiv3/wechatpay-go/core/notify"
	"github.com/wechatpay-apiv3/wechatpay-go/services/payments"
	"github.com/wechatpay-apiv3/wechatpay-go/services/payments/app"
	"github.com/wechatpay-apiv3/wechatpay-go/services/payments/h5"
	"github.com/wechatpay-apiv3/wechatpay-go/services/payments/jsapi"
	"github.com/wechatpay-apiv3/wechatpay-go/services/payments/native"

	"wxlens/wxpay"
)

// product is how the official SDK sells one: it places the order, and what it
// hands to the client is what the cashier gets.
type product struct {
	tradeType string
	place     func(c *core.Client, no, notifyURL string) (handed string, call map[string]any, err error)
	form      string // of what is handed over
}

func products() map[string]product {
	ctx := context.Background()
	appID, mchID, description, amount := core.String(string(merchant().AppID)), core.String(string(merchant().MchID)), core.String("茶"), core.Int64(1990)
	return map[string]product{
		"jsapi": {"JSAPI", func(c *core.Client, no, notifyURL string) (string, map[string]any, error) {
			r, _, err := (&jsapi.JsapiApiService{Client: c}).PrepayWithRequestPayment(ctx, prepay(no, notifyURL))
			if err != nil {
				return "", nil, err
			}
			return *r.PrepayId, map[string]any{"client_api": "WeixinJSBridge", "client_params": map[string]any{
				"appId": r.Appid, "timeStamp": r.TimeStamp, "nonceStr": r.NonceStr, "package": r.Package, "signType": r.SignType, "paySign": r.PaySign,
			}}, nil
		}, `^wx[0-9]{14}[0-9a-f]{20}$`},
		"app": {"APP", func(c *core.Client, no, notifyURL string) (string, map[string]any, error) {
			r, _, err := (&app.AppApiService{Client: c}).PrepayWithRequestPayment(ctx, app.PrepayRequest{
				Appid: appID, Mchid: mchID, Description: description, OutTradeNo: &no, NotifyUrl: &notifyURL, Amount: &app.Amount{Total: amount},
			})
			if err != nil {
				return "", nil, err
			}
			return *r.PrepayId, map[string]any{"client_api": "APP", "client_params": map[string]any{
				"appId": appID, "partnerId": r.PartnerId, "prepayId": r.PrepayId, "packageValue": r.Package, "nonceStr": r.NonceStr, "timeStamp": r.TimeStamp, "sign": r.Sign,
			}}, nil
		}, `^wx[0-9]{14}[0-9a-f]{20}$`},
		"native": {"NATIVE", func(c *core.Client, no, notifyURL string) (string, map[string]any, error) {
			r, _, err := (&native.NativeApiService{Client: c}).Prepay(ctx, native.PrepayRequest{
				Appid: appID, Mchid: mchID, Description: description, OutTradeNo: &no, NotifyUrl: &notifyURL, Amount: &native.Amount{Total: amount},
			})
			if err != nil {
				return "", nil, err
			}
			return *r.CodeUrl, map[string]any{"client_params": map[string]any{"code_url": r.CodeUrl}}, nil
		}, `^weixin://wxpay/bizpayurl/up\?pr=[0-9A-Za-z]{9}&groupid=00$`},
		"h5": {"MWEB", func(c *core.Client, no, notifyURL string) (string, map[string]any, error) {
			r, _, err := (&h5.H5ApiService{Client: c}).Prepay(ctx, h5.PrepayRequest{
				Appid: appID, Mchid: mchID, Description: description, OutTradeNo: &no, NotifyUrl: &notifyURL, Amount: &h5.Amount{Total: amount},
				SceneInfo: &h5.SceneInfo{PayerClientIp: core.String("14.23.150.211"), H5Info: &h5.H5Info{Type: core.String("Wap")}},
			})
			if err != nil {
				return "", nil, err
			}
			return *r.H5Url, nil, nil
		}, `^https://wx\.tenpay\.com/cgi-bin/mmpayweb-bin/checkmweb\?prepay_id=wx[0-9]{14}[0-9a-f]{20}&package=[0-9]{10}$`},
	}
}

// Every product from order to query, under both ways of trusting WeChat Pay. The
// cashier takes what the SDK signed for the client.
func TestOfficialSDKSellsEveryProduct(t *testing.T) {
	ctx := context.Background()
	for trust, mode := range modes(t) {
		for name, p := range products() {
			t.Run(name+" with "+trust, func(t *testing.T) {
				w, r := open(t, trusting(mode.trust)), listen(t, always(204, ""))
				c := w.client(mode.option)
				former, _, err := p.place(c, "order-1", r.url)
				if err != nil {
					t.Fatal(err)
				}
				handed, call, err := p.place(c, "order-1", r.url)
				if err != nil || handed == former || !regexp.MustCompile(p.form).MatchString(handed) {
					t.Fatalf("handed over %s, before %s, %v", handed, former, err)
				}
				if answer := w.cashier("order-1", "pay", call); answer != (paid{OK: true, TradeState: wxpay.Success}) {
					t.Fatalf("paying: %+v", answer)
				}
				var told payments.Transaction
				if _, err := notify.NewNotifyHandler(merchant().APIv3Key, mode.verifier).ParseNotifyRequest(ctx, r.next().request(), &told); err != nil {
					t.Fatal(err)
				}
				found, _, err := (&jsapi.JsapiApiService{Client: c}).QueryOrderByOutTradeNo(ctx, jsapi.QueryOrderByOutTradeNoRequest{
					OutTradeNo: core.String("order-1"), Mchid: core.String(string(merchant().MchID)),
				})
				if err != nil || *found.TradeType != p.tradeType || found.String() != told.String() {
					t.Errorf("queried %s\nnotified of %s, %v", found, told, err)
				}
			})
		}
	}
}
