package sandbox

import (
	"net/http"
	"time"
	"unicode/utf8"

	"wxlens/wxpay"
	"wxlens/wxpay/catalog"
	"wxlens/wxpay/v2"
)

// answerV2 verifies and handles a V2 request. What fails before or at the
// signature is answered unsigned with return_code FAIL; what fails after it is
// signed, with result_code FAIL (协议规则). The HTTP status is always 200.
func (s *Sandbox) answerV2(r *http.Request, body []byte) reply {
	endpoint, _, ok := catalog.Match(http.MethodPost, r.URL.Path)
	switch {
	case !ok:
		return reply{status: http.StatusNotFound}
	case r.Method != http.MethodPost:
		return refuseV2("REQUIRE_POST_METHOD", "请使用post方法")
	case len(body) == 0:
		return refuseV2("POST_DATA_EMPTY", "post数据为空")
	case !utf8.Valid(body):
		return refuseV2("NOT_UTF8", "编码格式错误")
	}
	message, err := v2.Parse(body)
	if err != nil {
		return refuseV2("XML_FORMAT_ERROR", "XML格式错误")
	}
	signType, err := v2.ParseSignType(message.Get("sign_type"))
	switch {
	case err != nil:
		return refuseV2("SIGNTYPE", "签名类型不支持")
	case message.Get("mch_id") == "":
		return refuseV2("MCHID_NOT_EXIST", "mch_id参数格式错误")
	case message.Get("mch_id") != string(s.merchant().MchID):
		return refuseV2("MCHID_NOT_EXIST", "商户号mch_id或sub_mch_id不存在")
	case v2.Sign(message, s.v2Key, signType).Signature != message.Get("sign"):
		return refuseV2("SIGNERROR", "签名错误，请检查后再试")
	case message.Get("appid") != string(s.merchant().AppID):
		return refuseV2("APPID_MCHID_NOT_MATCH", "appid和mch_id不匹配")
	}
	if errs := catalog.Errors(endpoint.CheckFields(message)); len(errs) > 0 {
		code := "PARAM_ERROR"
		if errs[0].Kind == catalog.Missing {
			code = "LACK_PARAMS"
		}
		return s.failV2(signType, code, errs[0].Message())
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	switch endpoint.ID {
	case catalog.V2Unified:
		return s.placeV2(message, signType)
	case catalog.V2OrderQuery:
		return s.queryV2(message, signType)
	case catalog.V2CloseOrder:
		return s.closeV2(message, signType)
	}
	return reply{status: http.StatusNotFound}
}

func refuseV2(code, message string) reply {
	return reply{status: http.StatusOK, code: code, body: v2.Message{
		{Name: "return_code", Value: "FAIL"}, {Name: "return_msg", Value: message},
	}.XML()}
}

func (s *Sandbox) failV2(t v2.SignType, code, text string) reply {
	answer := s.signV2(t, []wxpay.Field{
		{Name: "result_code", Value: "FAIL"}, {Name: "err_code", Value: code}, {Name: "err_code_des", Value: text},
	})
	answer.code = code
	return answer
}

func (s *Sandbox) succeedV2(t v2.SignType, fields ...wxpay.Field) reply {
	return s.signV2(t, append([]wxpay.Field{{Name: "result_code", Value: "SUCCESS"}}, fields...))
}

// signV2 completes and signs an answer with the algorithm of the request; the
// answer does not name it.
func (s *Sandbox) signV2(t v2.SignType, fields []wxpay.Field) reply {
	message := append(v2.Message{
		{Name: "return_code", Value: "SUCCESS"}, {Name: "return_msg", Value: "OK"},
		{Name: "appid", Value: string(s.merchant().AppID)}, {Name: "mch_id", Value: string(s.merchant().MchID)},
		{Name: "nonce_str", Value: s.random.text(alnum, 16)},
	}, fields...)
	message = append(message, wxpay.Field{Name: "sign", Value: v2.Sign(message, s.v2Key, t).Signature})
	return reply{status: http.StatusOK, body: message.XML()}
}

// placeV2 places an order (统一下单).
func (s *Sandbox) placeV2(m v2.Message, t v2.SignType) reply {
	currency := m.Get("fee_type")
	if currency == "" {
		currency = "CNY"
	}
	total, err := wxpay.ParseFen(m.Get("total_fee"))
	switch {
	case m.Get("trade_type") != "JSAPI":
		return s.failV2(t, "PARAM_ERROR", "trade_type参数错误：沙箱目前支持JSAPI")
	case m.Get("openid") == "":
		return s.failV2(t, "LACK_PARAMS", "JSAPI支付必须传openid")
	case m.Get("openid") != string(s.merchant().OpenID):
		return s.failV2(t, "PARAM_ERROR", "无效的openid")
	case currency != "CNY":
		return s.failV2(t, "PARAM_ERROR", "无效的fee_type")
	case err != nil:
		return s.failV2(t, "PARAM_ERROR", "total_fee参数格式错误")
	}
	o := &order{
		API: wxpay.V2, MchID: s.merchant().MchID, AppID: s.merchant().AppID, OpenID: s.merchant().OpenID,
		OutTradeNo: wxpay.OutTradeNo(m.Get("out_trade_no")), Total: total, Currency: currency, SignType: string(t),
		Attach: m.Get("attach"), NotifyURL: m.Get("notify_url"), TradeType: "JSAPI", Asked: asked(m),
	}
	if at, err := time.ParseInLocation("20060102150405", m.Get("time_expire"), beijing); err == nil {
		o.Expires = at
	}
	placed, fault := s.place(o)
	switch fault {
	case numberUsed:
		return s.failV2(t, "INVALID_REQUEST", "201 商户订单号重复")
	case alreadyPaid:
		return s.failV2(t, "ORDERPAID", "该订单已支付")
	case alreadyClosed:
		return s.failV2(t, "ORDERCLOSED", "该订单已关闭")
	case notKept:
		return s.failV2(t, "SYSTEMERROR", "系统繁忙，请用相同参数重新调用")
	}
	return s.succeedV2(t,
		wxpay.Field{Name: "prepay_id", Value: string(placed.Prepay)},
		wxpay.Field{Name: "trade_type", Value: placed.TradeType})
}

// asked is what a repeated order must agree in: all but nonce and signature.
func asked(m v2.Message) string {
	kept := make([]wxpay.Field, 0, len(m))
	for _, f := range m {
		if f.Name != "nonce_str" && f.Name != "sign" && f.Name != "sign_type" {
			kept = append(kept, f)
		}
	}
	return v2.SignText(kept, wxpay.Secret{}).Reveal()
}

func (s *Sandbox) findV2(m v2.Message) *order {
	if id := m.Get("transaction_id"); id != "" {
		o, _ := s.store.byTransaction(wxpay.TransactionID(id))
		return o
	}
	return s.store.orders[wxpay.OutTradeNo(m.Get("out_trade_no"))]
}

func (s *Sandbox) queryV2(m v2.Message, t v2.SignType) reply {
	if m.Get("transaction_id") == "" && m.Get("out_trade_no") == "" {
		return s.failV2(t, "LACK_PARAMS", "transaction_id和out_trade_no至少填一个")
	}
	o := s.findV2(m)
	if o == nil {
		return s.failV2(t, "ORDERNOTEXIST", "order not exist")
	}
	state := o.state(s.clock.Now())
	fields := []wxpay.Field{
		{Name: "trade_state", Value: string(state)}, {Name: "trade_state_desc", Value: stateText(state)},
	}
	if state != wxpay.Success {
		fields = append(fields, wxpay.Field{Name: "out_trade_no", Value: string(o.OutTradeNo)}, wxpay.Field{Name: "attach", Value: o.Attach})
		return s.succeedV2(t, present(fields)...)
	}
	return s.succeedV2(t, append(fields, paidFields(o, o.Total)...)...)
}

// paidFields are what a query and a notification say about a paid order.
func paidFields(o *order, total wxpay.Fen) []wxpay.Field {
	return present([]wxpay.Field{
		{Name: "openid", Value: string(o.OpenID)}, {Name: "is_subscribe", Value: "N"},
		{Name: "trade_type", Value: o.TradeType}, {Name: "bank_type", Value: "OTHERS"},
		{Name: "total_fee", Value: total.String()}, {Name: "fee_type", Value: o.Currency},
		{Name: "cash_fee", Value: total.String()}, {Name: "cash_fee_type", Value: o.Currency},
		{Name: "transaction_id", Value: string(o.TransactionID)}, {Name: "out_trade_no", Value: string(o.OutTradeNo)},
		{Name: "attach", Value: o.Attach}, {Name: "time_end", Value: v2Time(o.Paid)},
	})
}

// present drops fields without a value.
func present(fields []wxpay.Field) []wxpay.Field {
	kept := fields[:0]
	for _, f := range fields {
		if f.Value != "" {
			kept = append(kept, f)
		}
	}
	return kept
}

func (s *Sandbox) closeV2(m v2.Message, t v2.SignType) reply {
	o := s.findV2(m)
	if o == nil {
		return s.failV2(t, "ORDERNOTEXIST", "order not exist")
	}
	switch s.closeOrder(o) {
	case alreadyPaid:
		return s.failV2(t, "ORDERPAID", "order paid")
	case notKept:
		return s.failV2(t, "SYSTEMERROR", "系统繁忙，请用相同参数重新调用")
	}
	return s.succeedV2(t, wxpay.Field{Name: "result_msg", Value: "OK"})
}
