package sandbox

import (
	"encoding/json"
	"maps"
	"net/http"
	"time"

	"wxlens/wxpay"
	"wxlens/wxpay/v3"
)

// placeV3 places orders of a product (小程序下单, APP下单, Native下单, H5下单).
func placeV3(tradeType string) func(*Sandbox, *callV3) reply {
	return func(s *Sandbox, c *callV3) reply {
		o, refusal, ok := s.orderV3(tradeType, c)
		if !ok {
			return refusal
		}
		placed, fault := s.place(o)
		if fault != noFault {
			return refuseV3(fault)
		}
		return answerJSON(struct {
			PrepayID wxpay.PrepayID `json:"prepay_id,omitempty"`
			CodeURL  string         `json:"code_url,omitempty"`
			H5URL    string         `json:"h5_url,omitempty"`
		}{
			wxpay.PrepayID(only(tradeType == typeJSAPI || tradeType == typeApp, string(placed.Prepay))),
			only(tradeType == typeNative, placed.PayURL), only(tradeType == typeH5, placed.PayURL),
		})
	}
}

func only(holds bool, s string) string {
	if holds {
		return s
	}
	return ""
}

// orderV3 reads an order, or refuses what does not fit the merchant.
func (s *Sandbox) orderV3(tradeType string, c *callV3) (o *order, refusal reply, ok bool) {
	total, err := wxpay.ParseFen(c.values["amount.total"])
	switch {
	case c.values["appid"] != string(s.merchant().AppID):
		return nil, refuse(http.StatusBadRequest, "APPID_MCHID_NOT_MATCH", "appid和mch_id不匹配,请检查后再试", nil), false
	case tradeType == typeJSAPI && c.values["payer.openid"] != string(s.merchant().OpenID):
		return nil, badParam("无效的openid"), false
	case err != nil:
		return nil, badParam("总金额格式错误"), false
	}
	compared := maps.Clone(c.values)
	delete(compared, "time_expire")    // only that of the first creation counts
	asked, _ := json.Marshal(compared) // maps encode with sorted keys
	o = &order{
		API: wxpay.V3, MchID: s.merchant().MchID, AppID: s.merchant().AppID, OpenID: s.merchant().OpenID,
		OutTradeNo: wxpay.OutTradeNo(c.values["out_trade_no"]), Total: total, Currency: "CNY",
		Description: c.values["description"], Device: c.values["scene_info.device_id"], Attach: c.values["attach"],
		NotifyURL: c.values["notify_url"], TradeType: tradeType, Asked: string(asked),
	}
	if t, err := time.Parse(time.RFC3339, c.values["time_expire"]); err == nil {
		o.Expires = t
	}
	return o, reply{}, true
}

// find returns the order that a request names, by WeChat Pay's number or the
// merchant's; nil if there is none.
func (s *Sandbox) find(id wxpay.TransactionID, no wxpay.OutTradeNo) *order {
	if id != "" {
		o, _ := s.store.byTransaction(id)
		return o
	}
	return s.store.orders[no]
}

func (s *Sandbox) findV3(c *callV3) *order {
	return s.find(wxpay.TransactionID(c.values["transaction_id"]), wxpay.OutTradeNo(c.values["out_trade_no"]))
}

func (s *Sandbox) queryV3(c *callV3) reply {
	o := s.findV3(c)
	if o == nil {
		return refuseV3(noOrder)
	}
	return answerJSON(transaction(o, o.state(s.clock.Now()), o.Total))
}

func (s *Sandbox) closeV3(c *callV3) reply {
	if fault := s.closeOrder(s.findV3(c)); fault != noFault {
		return refuseV3(fault)
	}
	return reply{status: http.StatusNoContent}
}

// transaction describes an order as queries and notifications do. The total is
// a parameter so that a notification can be made to lie about it.
func transaction(o *order, state wxpay.TradeState, total wxpay.Fen) v3.Transaction {
	t := v3.Transaction{
		AppID: o.AppID, MchID: o.MchID, OutTradeNo: o.OutTradeNo, Attach: o.Attach,
		TradeState: state, TradeStateDesc: stateText(state), Amount: &v3.Amount{Total: total, Currency: o.Currency},
	}
	if o.paid() {
		t.TransactionID, t.TradeType, t.BankType = o.TransactionID, o.TradeType, "OTHERS"
		t.SuccessTime, t.Payer = v3Time(o.Paid), &v3.Payer{OpenID: o.OpenID}
		t.Amount.PayerTotal, t.Amount.PayerCurrency = total, o.Currency
	}
	return t
}
