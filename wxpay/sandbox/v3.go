package sandbox

import (
	"encoding/json"
	"net/http"
	"strconv"
	"time"

	"wxlens/wxpay"
	"wxlens/wxpay/catalog"
	"wxlens/wxpay/v3"
)

// answerV3 authorizes and handles a V3 request and signs the answer if it is a
// success: errors are unsigned.
func (s *Sandbox) answerV3(header http.Header, r *http.Request, body []byte) reply {
	endpoint, path, ok := catalog.Match(r.Method, r.URL.Path)
	if !ok {
		return reply{status: http.StatusNotFound} // as the real gateway: no body
	}
	header.Set("Request-ID", s.random.text("0123456789ABCDEF", 32)+"-0")
	auth, answer, ok := s.authorize(r, body)
	if ok {
		answer = s.handleV3(endpoint, path, auth, r, body)
	}
	if len(answer.body) > 0 {
		header.Set("Content-Type", "application/json; charset=utf-8")
	}
	if answer.status/100 != 2 {
		return answer
	}
	signer := s.signer(s.random, wxpay.KeyID(r.Header.Get(v3.HeaderSerial)))
	if err := s.signHeaders(s.random, header, signer, s.cfg.Now(), answer.body); err != nil {
		return refuse(http.StatusInternalServerError, "SYSTEM_ERROR", err.Error(), nil)
	}
	return answer
}

func (s *Sandbox) handleV3(e *catalog.Endpoint, path catalog.Values, auth v3.Authorization, r *http.Request, body []byte) reply {
	values := catalog.Values{}
	if r.Method == http.MethodPost {
		var problems []catalog.Problem
		var err error
		if values, problems, err = e.CheckJSON(body); err != nil {
			return refuse(http.StatusBadRequest, "PARAM_ERROR", "请求体不是合法的 JSON 对象", nil)
		}
		if errs := catalog.Errors(problems); len(errs) > 0 {
			return paramError(errs[0])
		}
	} else {
		values["mchid"] = r.URL.Query().Get("mchid")
		if values["mchid"] == "" {
			f, _ := e.Field("mchid")
			return paramError(catalog.Problem{Field: f, Kind: catalog.Missing})
		}
	}
	for name, v := range path {
		values[name] = v
	}
	if values["mchid"] != string(auth.MchID) {
		return refuse(http.StatusBadRequest, "PARAM_ERROR", "http header中的mchid与post payload中的mchid不匹配", nil)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	switch e.ID {
	case catalog.V3JSAPI:
		return s.placeV3(values)
	case catalog.V3Query:
		return s.queryV3(s.store.orders[wxpay.OutTradeNo(values["out_trade_no"])])
	case catalog.V3QueryByID:
		o, _ := s.store.byTransaction(wxpay.TransactionID(values["transaction_id"]))
		return s.queryV3(o)
	case catalog.V3Close:
		return s.closeV3(s.store.orders[wxpay.OutTradeNo(values["out_trade_no"])])
	}
	return reply{status: http.StatusNotFound}
}

// paramDetail is the detail of a PARAM_ERROR: where, and the offending value, or
// its length where a length was broken.
type paramDetail struct {
	Field    string `json:"field"`
	Issue    string `json:"issue"`
	Location string `json:"location"`
	Value    any    `json:"value"`
}

func paramError(p catalog.Problem) reply {
	var value any = p.Value
	switch p.Kind {
	case catalog.TooShort, catalog.TooLong:
		value = p.Length
	case catalog.BelowMin, catalog.AboveMax, catalog.NotInteger, catalog.NotText:
		if json.Valid([]byte(p.Value)) {
			value = json.RawMessage(p.Value)
		}
	}
	text, place := p.Message(), p.Field.Place()
	pointer := "/" + place + "/" + jsonPointer(p.Field.Name)
	return refuse(http.StatusBadRequest, "PARAM_ERROR", text, paramDetail{pointer, text, place, value})
}

func jsonPointer(name string) string {
	out := []byte(name)
	for i, c := range out {
		if c == '.' {
			out[i] = '/'
		}
	}
	return string(out)
}

func badParam(message string) reply {
	return refuse(http.StatusBadRequest, "PARAM_ERROR", message, nil)
}

// placeV3 places an order (小程序下单).
func (s *Sandbox) placeV3(values catalog.Values) reply {
	currency := values["amount.currency"]
	if currency == "" {
		currency = "CNY"
	}
	total, err := wxpay.ParseFen(values["amount.total"])
	switch {
	case values["appid"] != string(s.merchant().AppID):
		return refuse(http.StatusBadRequest, "APPID_MCHID_NOT_MATCH", "appid和mch_id不匹配,请检查后再试", nil)
	case values["payer.openid"] != string(s.merchant().OpenID):
		return badParam("无效的openid")
	case currency != "CNY":
		return badParam("货币类型仅支持CNY")
	case err != nil:
		return badParam("总金额格式错误")
	}
	asked, _ := json.Marshal(values) // maps encode with sorted keys
	o := &order{
		API: wxpay.V3, MchID: s.merchant().MchID, AppID: s.merchant().AppID, OpenID: s.merchant().OpenID,
		OutTradeNo: wxpay.OutTradeNo(values["out_trade_no"]), Total: total, Currency: currency,
		Attach: values["attach"], NotifyURL: values["notify_url"], TradeType: "JSAPI", Asked: string(asked),
	}
	if t, err := time.Parse(time.RFC3339, values["time_expire"]); err == nil {
		o.Expires = t
	}
	placed, fault := s.place(o)
	switch fault {
	case numberUsed:
		return refuse(http.StatusForbidden, "OUT_TRADE_NO_USED", "商户订单号重复", nil)
	case alreadyPaid:
		return refuse(http.StatusBadRequest, "ORDERPAID", "该订单已支付", nil)
	case alreadyClosed:
		return refuse(http.StatusBadRequest, "ORDER_CLOSED", "该订单已关闭", nil)
	case notKept:
		return refuse(http.StatusInternalServerError, "SYSTEM_ERROR", "系统异常，请用相同参数重新调用", nil)
	}
	return answerJSON(struct {
		PrepayID wxpay.PrepayID `json:"prepay_id"`
	}{placed.Prepay})
}

func (s *Sandbox) queryV3(o *order) reply {
	if o == nil {
		return refuse(http.StatusNotFound, "ORDER_NOT_EXIST", "订单不存在", nil)
	}
	return answerJSON(s.transaction(o, o.Total))
}

func (s *Sandbox) closeV3(o *order) reply {
	if o == nil {
		return refuse(http.StatusNotFound, "ORDER_NOT_EXIST", "订单不存在", nil)
	}
	switch s.closeOrder(o) {
	case alreadyPaid:
		return refuse(http.StatusBadRequest, "ORDERPAID", "该订单已支付", nil)
	case notKept:
		return refuse(http.StatusInternalServerError, "SYSTEM_ERROR", "系统异常，请用相同参数重新调用", nil)
	}
	return reply{status: http.StatusNoContent}
}

// transaction describes an order as queries and notifications do. The total is
// a parameter so that a notification can be made to lie about it.
func (s *Sandbox) transaction(o *order, total wxpay.Fen) v3.Transaction {
	t := v3.Transaction{
		AppID: o.AppID, MchID: o.MchID, OutTradeNo: o.OutTradeNo, Attach: o.Attach,
		TradeState: o.state(s.clock.Now()), Amount: &v3.Amount{Total: total, Currency: o.Currency},
		Payer: &v3.Payer{OpenID: o.OpenID},
	}
	t.TradeStateDesc = stateText(t.TradeState)
	if t.TradeState == wxpay.Success {
		t.TransactionID, t.TradeType, t.BankType = o.TransactionID, o.TradeType, "OTHERS"
		t.SuccessTime = v3Time(o.Paid)
		t.Amount.PayerTotal, t.Amount.PayerCurrency = total, o.Currency
	}
	return t
}

func answerJSON(v any) reply {
	body, err := json.Marshal(v)
	if err != nil {
		return refuse(http.StatusInternalServerError, "SYSTEM_ERROR", "encode reply: "+strconv.Quote(err.Error()), nil)
	}
	return reply{status: http.StatusOK, body: body}
}
