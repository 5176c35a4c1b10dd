package v2

import "wxlens/wxpay"

// paid is the event type of a payment notification. V2 has no such word and
// borrows the one of V3, so that both generations read alike.
const paid = "TRANSACTION.SUCCESS"

// FactsOf reads what a reply or a notification says about an order. It believes
// the message; whether to is the business of [Verify].
func FactsOf(m Message) wxpay.Facts {
	f := wxpay.Facts{
		MchID:         wxpay.MchID(m.Get("mch_id")),
		AppID:         wxpay.AppID(m.Get("appid")),
		OutTradeNo:    wxpay.OutTradeNo(m.Get("out_trade_no")),
		TransactionID: wxpay.TransactionID(m.Get("transaction_id")),
		PrepayID:      wxpay.PrepayID(m.Get("prepay_id")),
		OpenID:        wxpay.OpenID(m.Get("openid")),
		State:         wxpay.TradeState(m.Get("trade_state")),
		Total:         fen(m.Get("total_fee")),
		PayerTotal:    fen(m.Get("cash_fee")),
		Currency:      m.Get("fee_type"),
		TradeType:     m.Get("trade_type"),
		SuccessTime:   m.Get("time_end"),
		CodeURL:       m.Get("code_url"),
		H5URL:         m.Get("mweb_url"),
	}
	if f.Currency == "" && m.Get("total_fee") != "" {
		f.Currency = "CNY" // the default (参数规定, 货币类型)
	}
	if f.State == "" && saysPaid(m) {
		f.State = wxpay.Success
		if f.TradeType != "MICROPAY" { // answered at once, never notified
			f.EventType = paid
		}
	}
	refundFacts(m, &f)
	f.ErrorCode, f.ErrorMessage = failure(m)
	return f
}

// saysPaid recognises a payment notification (支付结果通知), which is sent for
// success only and therefore has no trade_state. The trade_type sets it apart
// from the reply to a refund, which also names the transaction it was made on.
func saysPaid(m Message) bool {
	_, typed := m.Lookup("trade_type")
	return typed && m.Get("transaction_id") != "" && m.Get("result_code") == success && !returnFailed(m)
}

// returnFailed reports whether the two sides did not understand each other, in
// which case the message says nothing about the business.
func returnFailed(m Message) bool {
	code, has := m.Lookup("return_code")
	return has && code != success
}

// failure returns the error of a message, if it is one: of the business, or of
// the communication. Messages of success sometimes carry an err_code too, which
// means nothing. A refused bill calls its code error_code (下载交易账单).
func failure(m Message) (code, message string) {
	if returnFailed(m) {
		return m.Get("error_code"), m.Get("return_msg")
	}
	if m.Get("result_code") == success {
		return "", ""
	}
	return m.Get("err_code"), m.Get("err_code_des")
}

func fen(s string) wxpay.Fen {
	amount, err := wxpay.ParseFen(s)
	if err != nil {
		return 0
	}
	return amount
}
