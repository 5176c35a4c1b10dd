package sandbox

import "wxlens/wxpay"

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
	if fault := s.checkClient(o, req.ClientAPI, req.ClientParams); fault != "" {
		return payAnswer{TradeState: o.state(now), Error: fault}, nil
	}
	switch state := o.state(now); {
	case o.paid():
		return payAnswer{TradeState: state, Error: "该订单已支付: the order is paid"}, nil
	case !o.ClosedAt.IsZero():
		return payAnswer{TradeState: state, Error: "该订单已关闭: the order is closed"}, nil
	case state == wxpay.Closed:
		return payAnswer{TradeState: state, Error: "支付已过期: the order has expired"}, nil
	case now.Sub(o.PrepayAt) >= o.payLife():
		return payAnswer{TradeState: state, Error: o.expired()}, nil
	case req.Action != "pay":
		return payAnswer{OK: true, TradeState: state}, nil
	}
	paid := *o
	paid.Paid = now
	paid.TransactionID = s.newTransactionID(now)
	if err := s.store.put(line{Order: &paid}); err != nil {
		return payAnswer{}, err
	}
	if err := s.notifyPaid(&paid); err != nil {
		return payAnswer{}, err
	}
	return payAnswer{OK: true, TradeState: wxpay.Success}, nil
}
