package v3

import "wxlens/wxpay"

// Refund is a refund as the API describes it (申请退款, 查询单笔退款). A reply of
// 200 means that it was accepted, not that the money is back: Status says so.
type Refund struct {
	RefundID            wxpay.RefundID      `json:"refund_id"`
	OutRefundNo         wxpay.OutRefundNo   `json:"out_refund_no"`
	TransactionID       wxpay.TransactionID `json:"transaction_id"`
	OutTradeNo          wxpay.OutTradeNo    `json:"out_trade_no"`
	Channel             string              `json:"channel"` // ORIGINAL, BALANCE, OTHER_BALANCE, OTHER_BANKCARD
	UserReceivedAccount string              `json:"user_received_account"`
	SuccessTime         string              `json:"success_time,omitempty"` // RFC 3339; only with SUCCESS
	CreateTime          string              `json:"create_time"`            // RFC 3339, of the acceptance
	Status              wxpay.RefundState   `json:"status"`
	FundsAccount        string              `json:"funds_account,omitempty"`
	Amount              RefundAmount        `json:"amount"`
}

// RefundAmount is the money of a refund, in fen. A notification carries the
// first four members only.
type RefundAmount struct {
	Total            wxpay.Fen `json:"total"` // of the order
	Refund           wxpay.Fen `json:"refund"`
	PayerTotal       wxpay.Fen `json:"payer_total"`
	PayerRefund      wxpay.Fen `json:"payer_refund"`
	SettlementRefund wxpay.Fen `json:"settlement_refund,omitempty"`
	SettlementTotal  wxpay.Fen `json:"settlement_total,omitempty"`
	DiscountRefund   wxpay.Fen `json:"discount_refund"`
	Currency         string    `json:"currency,omitempty"`
}

// RefundNotice is the decrypted resource of a refund notification
// (退款结果通知). What the API calls status is refund_status here.
type RefundNotice struct {
	MchID               wxpay.MchID         `json:"mchid"`
	OutTradeNo          wxpay.OutTradeNo    `json:"out_trade_no"`
	TransactionID       wxpay.TransactionID `json:"transaction_id"`
	OutRefundNo         wxpay.OutRefundNo   `json:"out_refund_no"`
	RefundID            wxpay.RefundID      `json:"refund_id"`
	RefundStatus        wxpay.RefundState   `json:"refund_status"`
	SuccessTime         string              `json:"success_time,omitempty"` // RFC 3339
	UserReceivedAccount string              `json:"user_received_account"`
	Amount              NoticeAmount        `json:"amount"`
}

// NoticeAmount is the money of a refund notification, in fen; it names no
// currency.
type NoticeAmount struct {
	Total       wxpay.Fen `json:"total"`
	Refund      wxpay.Fen `json:"refund"`
	PayerTotal  wxpay.Fen `json:"payer_total"`
	PayerRefund wxpay.Fen `json:"payer_refund"`
}

// Facts returns what the refund says.
func (r *Refund) Facts() wxpay.Facts {
	return wxpay.Facts{
		OutTradeNo: r.OutTradeNo, TransactionID: r.TransactionID, OutRefundNo: r.OutRefundNo, RefundID: r.RefundID,
		RefundState: r.Status, Refund: r.Amount.Refund, Total: r.Amount.Total, Currency: r.Amount.Currency, SuccessTime: r.SuccessTime, CreateTime: r.CreateTime,
	}
}

// Facts returns what the notification says.
func (r *RefundNotice) Facts() wxpay.Facts {
	return wxpay.Facts{
		MchID: r.MchID, OutTradeNo: r.OutTradeNo, TransactionID: r.TransactionID, OutRefundNo: r.OutRefundNo, RefundID: r.RefundID,
		RefundState: r.RefundStatus, Refund: r.Amount.Refund, Total: r.Amount.Total, SuccessTime: r.SuccessTime,
	}
}

// BillFile is the reply to an application for a bill (申请交易账单).
type BillFile struct {
	HashType    string `json:"hash_type"`    // SHA1
	HashValue   string `json:"hash_value"`   // hex, of the file before compression
	DownloadURL string `json:"download_url"` // good for 30 s
}
