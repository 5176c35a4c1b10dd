package wxpay

// API is the generation of the interface that a message belongs to.
type API string

const (
	V2 API = "v2" // XML, MD5 or HMAC-SHA256 over sorted fields
	V3 API = "v3" // JSON, RSA-SHA256 over lines, AES-256-GCM resources
)

// Identifiers, each a type of its own so that they cannot be mixed up.
type (
	MchID         string // merchant number (商户号), 8–10 digits
	AppID         string // application id (应用 ID), "wx" and 16 hex digits
	OpenID        string // payer under one AppID (用户标识)
	OutTradeNo    string // merchant order number (商户订单号), 6–32 characters
	TransactionID string // WeChat Pay order number (微信支付订单号)
	PrepayID      string // prepay session (预支付交易会话标识), valid for two hours

	OutRefundNo string // merchant refund number (商户退款单号), up to 64 characters
	RefundID    string // WeChat Pay refund number (微信支付退款单号)
	// KeyID names the key that made a signature: the serial number of a
	// certificate (40 upper-case hex digits) or the id of a WeChat Pay public
	// key (PUB_KEY_ID_…). It is looked up whole, its form is never relied on.
	KeyID string
)

// Field is a named value of a message, in the order in which it stands there.
type Field struct {
	Name  string
	Value string
}

// Lang is a language of the user interface.
type Lang string

const (
	Chinese Lang = "zh"
	English Lang = "en"
)

// Words is one text in both languages. Protocol words inside are not translated.
type Words struct {
	ZH, EN string
}

// In returns the text in the given language.
func (w Words) In(lang Lang) string {
	if lang == Chinese {
		return w.ZH
	}
	return w.EN
}
