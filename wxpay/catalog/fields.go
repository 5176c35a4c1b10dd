package catalog

import "wxlens/wxpay"

const maxFen = 1<<31 - 1

func words(zh, en string) wxpay.Words { return wxpay.Words{ZH: zh, EN: en} }

// Fields that several calls share.
var (
	appID         = Field{Name: "appid", Required: true, Max: 32, Chars: Alnum, Label: words("应用ID", "application id")}
	mchID         = Field{Name: "mchid", Required: true, Max: 32, Chars: Digits, Label: words("商户号", "merchant number")}
	subMchID      = Field{Name: "sub_mchid", Max: 32, Chars: Digits, Label: words("子商户号", "sub merchant number")}
	outTradeNo    = Field{Name: "out_trade_no", Required: true, Min: 6, Max: 32, Chars: OrderChars, Disputed: "|", Label: words("商户订单号", "merchant order number")}
	transactionID = Field{Name: "transaction_id", Required: true, Max: 32, Chars: Alnum, Label: words("微信支付订单号", "WeChat Pay order number")}
	outRefundNo   = Field{Name: "out_refund_no", Required: true, Max: 64, Chars: RefundChars, Label: words("商户退款单号", "merchant refund number")}
	refundID      = Field{Name: "refund_id", Required: true, Max: 32, Chars: Alnum, Label: words("微信支付退款单号", "WeChat Pay refund number")}
	notifyURL     = Field{Name: "notify_url", Required: true, Type: URL, Max: 255, Label: words("通知地址", "notify URL")}
	// refundNotifyURL is what calls beyond orders may name.
	refundNotifyURL = Field{Name: "notify_url", Type: URL, Max: 256, Label: words("通知地址", "notify URL")}

	billDate = Field{Name: "bill_date", In: Query, Required: true, Type: Date, Max: 10, Label: words("账单日期", "bill date")}
	tarType  = Field{Name: "tar_type", In: Query, Max: 32, OneOf: []string{"GZIP"}, Label: words("压缩类型", "compression")}
	offset   = Field{Name: "offset", In: Query, Type: Integer, Label: words("分页开始位置", "offset")}
	limit    = Field{Name: "limit", In: Query, Type: Integer, Label: words("分页大小", "number")}
	token    = Field{Name: "token", In: Query, Required: true, Max: 2048, Label: words("下载令牌", "download token")}

	v2MchID    = Field{Name: "mch_id", Required: true, Max: 32, Chars: Digits, Label: words("商户号", "merchant number")}
	v2SubAppID = Field{Name: "sub_appid", Max: 32, Chars: Alnum, Label: words("子商户应用ID", "sub merchant's application id")}
	v2SubMchID = Field{Name: "sub_mch_id", Max: 32, Chars: Digits, Label: words("子商户号", "sub merchant number")}
	v2Nonce    = Field{Name: "nonce_str", Required: true, Max: 32, Chars: Alnum, Label: words("随机字符串", "nonce")}
	v2SignType = Field{Name: "sign_type", Max: 32, OneOf: []string{"MD5", "HMAC-SHA256"}, Label: words("签名类型", "sign type")}
	v2OrderNo  = Field{Name: "out_trade_no", Required: true, Max: 32, Chars: RefundChars, Disputed: "@", Label: words("商户订单号", "merchant order number")}
	v2Currency = Field{Name: "fee_type", Type: Currency, Max: 16, OneOf: []string{"CNY"}, Label: words("标价币种", "currency")}
)

// payerIP is what an order's scene must tell.
var payerIP = Field{Name: "scene_info.payer_client_ip", Type: IP, Max: 45, Label: words("用户终端IP", "payer's IP")}

func in(f Field, place Place) Field {
	f.In = place
	return f
}

func optional(f Field) Field {
	f.Required = false
	return f
}

func required(f Field) Field {
	f.Required = true
	return f
}

// named is a field under another name, such as inside an object.
func named(name string, f Field) Field {
	f.Name = name
	return f
}

// placeholder is a field that stands in the path.
func placeholder(name string, most int, zh, en string) Field {
	return Field{Name: name, In: Path, Required: true, Max: most, Label: words(zh, en)}
}

// object is an object that may be left out.
func object(name, zh, en string) Field {
	return Field{Name: name, Type: Object, Label: words(zh, en)}
}

// text is a text that may be left out, of at most this many characters.
func text(name string, most int, zh, en string) Field {
	return Field{Name: name, Max: most, Label: words(zh, en)}
}

// must is a text that may not be left out.
func must(name string, most int, zh, en string) Field {
	return Field{Name: name, Required: true, Min: 1, Max: most, Label: words(zh, en)}
}

// fen is an amount of at least one fen.
func fen(name, zh, en string) Field {
	return Field{Name: name, Required: true, Type: Amount, Min: 1, Max: maxFen, Label: words(zh, en)}
}

func enum(name string, most int, zh, en string, values ...string) Field {
	return Field{Name: name, Max: most, OneOf: values, Label: words(zh, en)}
}

func currency(name string, most int) Field {
	return enum(name, most, "货币类型", "currency", "CNY")
}

// secret is a text that is sent as ciphertext (敏感信息加解密). Its length is that
// of the ciphertext.
func secret(name string, most int, zh, en string) Field {
	return Field{Name: name, Max: most, Encrypted: true, Label: words(zh, en)}
}
