package sandbox

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"regexp"
	"strings"

	"wxlens/wxpay"
	"wxlens/wxpay/v2"
	"wxlens/wxpay/v3"
)

// payRequest is the body of POST /_sandbox/pay.
type payRequest struct {
	OutTradeNo   wxpay.OutTradeNo `json:"out_trade_no"`
	MchID        wxpay.MchID      `json:"mchid"`
	Action       string           `json:"action"`
	ClientAPI    string           `json:"client_api"`
	ClientParams map[string]any   `json:"client_params"`
}

type payAnswer struct {
	OK         bool             `json:"ok"`
	TradeState wxpay.TradeState `json:"trade_state"`
	Error      string           `json:"error,omitempty"`
}

// actions are what the payer may do.
var actions = []string{"pay", "cancel", "fail"}

// pay plays the payer's client: it checks the pay parameters as the client
// would, then does what the payer does. It fails when the state cannot be kept.
func (s *Sandbox) pay(req payRequest) (payAnswer, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	o, ok := s.store.orders[req.OutTradeNo]
	if !ok || (req.MchID != "" && req.MchID != o.MchID) {
		return payAnswer{Error: "订单不存在: no such order"}, nil
	}
	now := s.clock.Now()
	if req.ClientParams != nil {
		if fault := s.checkClient(o, req.ClientAPI, req.ClientParams); fault != "" {
			return payAnswer{TradeState: o.state(now), Error: fault}, nil
		}
	}
	switch state := o.state(now); {
	case state == wxpay.Success:
		return payAnswer{TradeState: state, Error: "该订单已支付: the order is paid"}, nil
	case state == wxpay.Closed:
		return payAnswer{TradeState: state, Error: "该订单已关闭: the order is closed"}, nil
	case now.Sub(o.PrepayAt) >= prepayLife:
		return payAnswer{TradeState: state, Error: "支付已过期: the prepay_id is older than two hours"}, nil
	case req.Action != "pay":
		return payAnswer{OK: true, TradeState: state}, nil
	}
	paid := *o
	paid.Paid = now
	paid.TransactionID = s.newTransactionID(now)
	if err := s.store.put(line{Order: &paid}); err != nil {
		return payAnswer{}, err
	}
	if err := s.notifier.enqueue(&paid); err != nil {
		return payAnswer{}, err
	}
	return payAnswer{OK: true, TradeState: wxpay.Success}, nil
}

// wrongSign is what the client app shows; what follows is for developers.
const wrongSign = "支付验证签名失败"

var tenDigits = regexp.MustCompile(`^[0-9]{10}$`)

// checkClient judges pay parameters as the client app does (调起支付) and
// returns what is wrong with them. Members it does not know are ignored.
func (s *Sandbox) checkClient(o *order, api string, params map[string]any) string {
	timestamp, appID := "timeStamp", ""
	switch api {
	case "", "wx.requestPayment": // appId is signed but not passed
	case "WeixinJSBridge":
		appID = "appId"
	case "wx.chooseWXPay":
		timestamp = "timestamp"
	default:
		return fmt.Sprintf("支付场景非法: client_api %q does not belong to a %s order", api, o.TradeType)
	}
	text := func(name string) string {
		v, _ := params[name].(string)
		return v
	}
	for _, name := range []string{timestamp, "nonceStr", "package", "signType", "paySign"} {
		if text(name) == "" {
			return fmt.Sprintf("缺少参数%s: %s must be a string that is not empty", name, name)
		}
	}
	prepay, ok := strings.CutPrefix(text("package"), "prepay_id=")
	switch {
	case !ok:
		return `缺少参数total_fee: package must read "prepay_id=…"`
	case !tenDigits.MatchString(text(timestamp)):
		return timestamp + ": ten digits, Unix seconds"
	case appID != "" && text(appID) != string(o.AppID):
		return wrongSign + ": appId is not the order's"
	}
	if of, ok := s.store.byPrepay(wxpay.PrepayID(prepay)); !ok || of.OutTradeNo != o.OutTradeNo {
		return "支付场景非法: the prepay_id is not this order's, or a newer one replaced it"
	}
	if o.API == wxpay.V2 {
		return s.checkPaySignV2(o, text, timestamp)
	}
	return s.checkPaySignV3(o, text, timestamp)
}

func (s *Sandbox) checkPaySignV3(o *order, text func(string) string, timestamp string) string {
	if text("signType") != v3.SignTypeRSA {
		return wrongSign + ": signType must be RSA for an order placed through V3"
	}
	digest := sha256.Sum256(v3.PayText(o.AppID, text(timestamp), text("nonceStr"), text("package")).Bytes())
	signature, err := base64.StdEncoding.DecodeString(text("paySign"))
	if err != nil || s.verifier.Verify(digest[:], signature) != nil {
		return wrongSign + ": paySign does not verify over appId, timeStamp, nonceStr, package"
	}
	return ""
}

func (s *Sandbox) checkPaySignV2(o *order, text func(string) string, timestamp string) string {
	if text("signType") != o.SignType {
		return wrongSign + ": signType differs from that of the order"
	}
	signed := v2.Sign([]wxpay.Field{
		{Name: "appId", Value: string(o.AppID)}, {Name: "timeStamp", Value: text(timestamp)}, {Name: "nonceStr", Value: text("nonceStr")},
		{Name: "package", Value: text("package")}, {Name: "signType", Value: text("signType")},
	}, s.v2Key, v2.SignType(o.SignType))
	if signed.Signature != text("paySign") {
		return wrongSign + ": paySign does not match appId, nonceStr, package, signType, timeStamp"
	}
	return ""
}
